//! A mini-tool in the terminal: drawn as lines of text, and touched by what is typed.
//!
//! Decides how it looks and what a typed line does to it; what it holds and computes is the core's.

use errand_core::{PartKind, Screen, ScreenPart, ToolAct, ToolEvent, ToolInput, ToolStep};

use crate::{Failure, output};

/// What a line does, for who types.
pub(crate) const KEYS: &str = "\
LABEL=VALUE fills in a field, LABEL presses a button, -LABEL steps down, + adds a record, #2 COLUMN=VALUE fills in its column,
#2 LABEL presses its button, #2 - removes it; anything else is said to the tool.";

/// Draws a step, with what is said.
pub(crate) fn show(step: &ToolStep) -> Result<(), Failure> {
    if !step.message.is_empty() {
        output::line(&format!("< {}", step.message))?;
    }
    let screen = step.sample.as_ref().filter(|_| step.edits.is_empty()).unwrap_or(&step.screen);
    output::text(&drawn(screen))?;
    for own in &step.permissions {
        output::line(&format!("  ! {} · {} {}", own.service, own.capability, own.title))?;
    }
    match &step.shared {
        Some(text) => output::line(&format!("=> {text}")),
        None => Ok(()),
    }
}

/// What a typed line does to the tool that is shown; nothing where it is to be said.
pub(crate) fn touched(step: &ToolStep, line: &str) -> Option<ToolInput> {
    let parts = &step.screen.parts;
    let called = |label: &str| parts.iter().find(|part| part.label == label || part.id == label);
    let list = || parts.iter().find(|part| part.kind == PartKind::List);
    let event = |part: &ScreenPart, act: ToolAct, record: Option<u64>, column: Option<String>| {
        let event = ToolEvent { part: part.id.clone(), act, record, column };
        Some(ToolInput { event: Some(event), seed: seed(), from: 0 })
    };
    if let Some(rest) = line.strip_prefix('#') {
        let (place, rest) = rest.split_once(' ')?;
        let part = list()?;
        let record = part.records.get(place.parse::<usize>().ok()?.checked_sub(1)?)?.id;
        if rest == "-" {
            return event(part, ToolAct::Remove, Some(record), None);
        }
        let (label, value) = rest.split_once('=').map_or((rest, None), |(label, value)| (label, Some(value)));
        let column = part.columns.iter().find(|own| own.label == label || own.name == label);
        let action = part.actions.iter().find(|own| own.label == label || own.name == label);
        let name = column.map(|own| own.name.clone()).or(action.map(|own| own.name.clone()))?;
        let act = value.map_or(ToolAct::Press, |value| ToolAct::Enter(value.to_owned()));
        return event(part, act, Some(record), Some(name));
    }
    if let Some(label) = line.strip_prefix('+') {
        let part = if label.is_empty() { list()? } else { called(label)? };
        return event(part, ToolAct::Add, None, None);
    }
    if let Some((label, value)) = line.split_once('=') {
        return event(called(label)?, ToolAct::Enter(value.to_owned()), None, None);
    }
    match line.strip_prefix('-') {
        Some(label) => event(called(label)?, ToolAct::Less, None, None),
        None => event(called(line).filter(|part| part.kind != PartKind::Field)?, ToolAct::Press, None, None),
    }
}

/// What lots are drawn from: the hasher's keys are random for each process and instance.
fn seed() -> u64 {
    use std::hash::{BuildHasher as _, RandomState};
    RandomState::new().hash_one(0)
}

/// A screen as lines of text.
pub(crate) fn drawn(screen: &Screen) -> String {
    let mut text = format!("── {} ──\n", screen.title);
    for part in &screen.parts {
        text.push_str(&line(part));
        text.push('\n');
        for record in &part.records {
            text.push_str(&format!("    {}\n", record.cells.join(" | ")));
        }
        for point in &part.points {
            text.push_str(&format!("    {} {}\n", point.label, point.shown));
        }
    }
    text
}

fn line(part: &ScreenPart) -> String {
    let label = &part.label;
    match part.kind {
        PartKind::Heading | PartKind::Text => label.clone(),
        PartKind::Field => format!("{label}: [{}] {}", part.entered, part.unit),
        PartKind::Stepper => format!("{label}: (-) {} (+)", part.value),
        PartKind::Slider => format!("{label}: {} ──●──", part.value),
        PartKind::Toggle => format!("[{}] {label}", if part.entered == "true" { "x" } else { " " }),
        PartKind::Choice => format!("{label}: {} ({})", part.entered, part.options.join(" / ")),
        PartKind::List | PartKind::Table => {
            let columns: Vec<&str> = part.columns.iter().map(|column| column.label.as_str()).collect();
            format!("{label}: {}", columns.join(" | "))
        }
        PartKind::Progress => {
            let done = (part.progress.unwrap_or_default() * 20.0).round().clamp(0.0, 20.0) as usize;
            format!("{label}: {}{} {}", "█".repeat(done), "░".repeat(20 - done), part.value)
        }
        PartKind::Chart => format!("{label}:"),
        PartKind::Timer => {
            let timer = part.timer.as_ref();
            let lengths = timer
                .map(|timer| timer.phases_ms.iter().map(|ms| clock(*ms)).collect::<Vec<_>>().join(" + "));
            let rounds = timer.map_or(1, |timer| timer.rounds);
            format!("⏱ {label} {} × {rounds}", lengths.unwrap_or_default())
        }
        PartKind::Button => format!("( {label} )"),
        PartKind::Result => format!("{label} = {}", part.value),
    }
}

/// Minutes and seconds.
fn clock(ms: i64) -> String {
    format!("{}:{:02}", ms / 60_000, ms / 1_000 % 60)
}

#[cfg(test)]
mod tests {
    use errand_core::{Drafted, OpenTool, Outline, draft_tool};

    use super::*;

    #[test]
    fn a_tool_is_drawn_with_what_was_entered() {
        let now = "2026-11-29T10:00:00+08:00[Asia/Shanghai]".parse().expect("a time");
        let marked = r#"<field t="money">总额</field>、<field t="number">人数</field>,<out>每人</out>多少,<reset>清零</reset>"#;
        let (sentence, outline) = Outline::parse(marked).expect("marks");
        let drafted = draft_tool("t", &sentence, &outline.asking(&["splitter"]), &now);
        let Drafted::Made { tool, .. } = drafted else { panic!("a tool") };
        let mut open = OpenTool::new(*tool, &now).expect("it opens");
        for (part, value) in [("total", "300"), ("people", "4")] {
            let act = ToolAct::Enter(value.to_owned());
            let event = ToolEvent { part: part.to_owned(), act, record: None, column: None };
            open.handle(&event, &now, 0).expect("a value");
        }
        let text = drawn(&open.screen(&now, 0));
        assert!(
            text.contains("总额: [300]") && text.contains("每人 = 75") && text.contains("( 清零 )"),
            "{text}"
        );
        assert_eq!(clock(90_000), "1:30");
    }
}
