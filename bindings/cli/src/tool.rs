//! `errand tool`: a small private tool made by a sentence, changed by more of them, drawn in the terminal. Nothing is kept.
//!
//! Decides how a tool is drawn as text; what it holds and computes is the core's.

use clap::{Args, Subcommand};
use errand_core::{
    Drafted, Language, LocalText, OpenTool, PartKind, Revised, Screen, ScreenPart, ToolAct, ToolEvent,
    ToolHistory,
};

use crate::session::Session;
use crate::{Failure, Place, output};

#[derive(Args)]
pub(crate) struct ToolArgs {
    #[command(subcommand)]
    command: ToolCommand,
}

#[derive(Subcommand)]
enum ToolCommand {
    /// Make a tool from a sentence, change it by those that follow, and draw it.
    New(NewArgs),
}

#[derive(Args)]
struct NewArgs {
    #[command(flatten)]
    place: Place,
    /// The sentence that asks for the tool.
    sentence: String,
    /// Sentences that change it, in their order.
    changes: Vec<String>,
    /// Enter a value before it is drawn: the label of a field, an equals sign, the value.
    #[arg(long, value_name = "LABEL=VALUE")]
    enter: Vec<String>,
    /// Print the spec as JSON instead of drawing it.
    #[arg(long)]
    json: bool,
    /// Print what each sentence was read to name and to ask for.
    #[arg(long)]
    marks: bool,
}

pub(crate) fn run(args: &ToolArgs) -> Result<(), Failure> {
    let ToolCommand::New(args) = &args.command;
    new(args)
}

fn new(args: &NewArgs) -> Result<(), Failure> {
    let session = Session::open(&args.place, None)?;
    let now = session.now();
    let assistant = &session.assistant;
    let marks = |sentence: &str| -> Result<(), Failure> {
        match assistant.outline_tool(sentence)?.filter(|_| args.marks) {
            Some(outline) => output::line(&format!("  {} {:?}", outline.written(sentence), outline.asked())),
            None => Ok(()),
        }
    };
    marks(&args.sentence)?;
    let (tool, unclear) = match assistant.draft_tool("tool", &args.sentence, &now)? {
        Drafted::Made { tool, unclear } => (*tool, unclear),
        Drafted::Declined { why } => return output::line(&both(&why)),
        Drafted::NotUnderstood => return output::line("not understood / 没听懂"),
    };
    let language = Language::from(tool.language);
    not_understood(&unclear, language)?;
    let mut history = ToolHistory::new(tool);
    for change in &args.changes {
        marks(change)?;
        match assistant.revise_tool(&mut history, change, &now)? {
            Revised::Changed { edits, unclear } => {
                for edit in &edits {
                    output::line(&format!("* {}", edit.get(language)))?;
                }
                not_understood(&unclear, language)?;
            }
            Revised::Declined { why } => output::line(&both(&why))?,
            Revised::NothingToUndo => output::line("nothing to undo / 没有可撤销的")?,
            Revised::NotUnderstood => not_understood(std::slice::from_ref(change), language)?,
        }
    }
    if args.json {
        return output::text(&(history.tool().json() + "\n"));
    }
    let mut open = OpenTool::new(history.tool().clone(), &now)?;
    for entry in &args.enter {
        let (label, value) =
            entry.split_once('=').ok_or_else(|| format!("--enter {entry}: LABEL=VALUE is wanted"))?;
        let is_called = |field: &&errand_core::Field| {
            field.name == label || field.label.all().any(|(_, own)| own == label)
        };
        let part = open.tool().state.iter().find(is_called).map(|field| field.name.clone());
        let part = part.ok_or_else(|| format!("--enter {label}: the tool has no such field"))?;
        let event = ToolEvent { part, act: ToolAct::Enter(value.to_owned()), record: None, column: None };
        open.handle(&event, &now, 0).map_err(|refusal| format!("--enter {label}: {refusal:?}"))?;
    }
    output::text(&drawn(&open.screen(&now, 0)))
}

fn both(text: &LocalText) -> String {
    text.all().map(|(_, text)| text).collect::<Vec<_>>().join(" / ")
}

fn not_understood(unclear: &[String], language: Language) -> Result<(), Failure> {
    let heading = if language == Language::Zh { "没听懂:" } else { "Not understood: " };
    if unclear.is_empty() { Ok(()) } else { output::line(&format!("{heading}{}", unclear.join("; "))) }
}

/// A screen as lines of text.
fn drawn(screen: &Screen) -> String {
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
    use errand_core::{Outline, draft_tool};

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
