//! Tools that run by the clock or the calendar: timers with their phases, days until and since.
//!
//! Decides lengths, rounds and the day.

use crate::minitool::draft::said::{AmountSort, has_any};
use crate::minitool::draft::{Draft, noun};
use crate::minitool::edit::both;
use crate::minitool::formula::Expr;
use crate::minitool::outline::Name;
use crate::minitool::spec::{ActionStep, Field, FieldType, PartKind, Phase};
use crate::text::LocalText;

pub(super) fn timer(draft: &mut Draft<'_>) {
    if draft.builder.tool.view.iter().any(|part| part.part == PartKind::Timer) {
        return;
    }
    let mut found: Vec<(Option<LocalText>, String)> = Vec::new();
    let mut phase: Option<LocalText> = None;
    for mark in &draft.outline.names {
        match mark.name {
            Name::Phase => {
                let label = noun::shown(draft.said.original(&mark.range), draft.builder.language);
                // "25 minutes of work": the length stands before its name.
                match found.last_mut().filter(|last| last.0.is_none() && phase.is_none() && is_led(draft)) {
                    Some(last) => last.0 = Some(label),
                    None => phase = Some(label),
                }
            }
            Name::Length => {
                let length = draft
                    .said
                    .amounts
                    .iter()
                    .find(|own| own.range.start < mark.range.end && mark.range.start < own.range.end);
                let Some(length) = length else { continue };
                let seconds = if length.sort == AmountSort::Length { length.number } else { continue };
                found.push((phase.take(), seconds.normalize().to_string()));
            }
            _ => {}
        }
    }
    // The pomodoro's own lengths (Cirillo, 1992) where none were said.
    let text = draft.said.all();
    if found.is_empty() && has_any(&text, &["番茄", "pomodoro"]) {
        found = vec![(None, "1500".to_owned()), (None, "300".to_owned())];
    }
    // Without a length it is for the person to enter.
    let is_open = found.is_empty();
    if is_open {
        found.push((None, "60".to_owned()));
    }
    let usual =
        [both("工作", "Work"), both("休息", "Rest"), both("第三段", "Third"), both("第四段", "Fourth")];
    let is_single = found.len() == 1;
    let mut phases = Vec::new();
    for (i, (label, seconds)) in found.into_iter().take(8).enumerate() {
        let label = match label {
            Some(label) => label,
            None if is_single => both("时长", "Length"),
            None => usual
                .get(i)
                .cloned()
                .unwrap_or_else(|| both(&format!("第{}段", i + 1), &format!("Phase {}", i + 1))),
        };
        let default = (!is_open).then_some(seconds);
        let field = Field { default, ..Field::plain("", label.clone(), FieldType::Duration) };
        let name = draft.builder.tool.add_field(field);
        phases.push(Phase { label, length: name });
    }
    let rounds =
        draft.outline.named(Name::Times).next().and_then(|mark| draft.value(&mark.range, FieldType::Number));
    let rounds = rounds.map(|(number, _)| {
        let field =
            Field { default: Some(number), ..Field::plain("", both("轮数", "Rounds"), FieldType::Number) };
        draft.builder.tool.add_field(field)
    });
    let part = draft.builder.tool.show(PartKind::Timer, None);
    part.phases = phases;
    part.rounds = rounds;
    let timer = part.id.clone();
    draft.builder.tool.add_button(both("开始", "Start"), vec![ActionStep::Start { timer: timer.clone() }]);
    draft.builder.tool.add_button(both("停止", "Stop"), vec![ActionStep::Stop { timer }]);
}

/// Whether lengths stand before what they are of: the first mark of both is a length.
fn is_led(draft: &Draft<'_>) -> bool {
    let first = draft.outline.names.iter().find(|mark| matches!(mark.name, Name::Phase | Name::Length));
    first.is_some_and(|mark| mark.name == Name::Length)
}

pub(super) fn countdown(draft: &mut Draft<'_>) {
    let marked: Vec<(Option<usize>, String)> = draft
        .outline
        .names
        .iter()
        .enumerate()
        .filter(|(_, mark)| mark.name == Name::Day)
        .filter_map(|(at, mark)| draft.value(&mark.range, FieldType::Date).map(|own| (Some(at), own.0)))
        .collect();
    let text = draft.said.all();
    let is_since =
        has_any(&text, &["过了", "已经", "多少天了", "since", "多久了", "第几天", "sober", "坚持了"])
            && !has_any(&text, &["还剩", "还有", "until", "left", "till", "倒计时", "countdown"]);
    let known =
        draft.builder.tool.state.iter().find(|own| own.kind == FieldType::Date).map(|own| own.name.clone());
    let days: Vec<String> = match (marked.is_empty(), known) {
        (true, Some(name)) => vec![name],
        (true, None) => {
            let label = if is_since { both("开始日期", "Start date") } else { both("日期", "Date") };
            let date = draft.said.dates.first().map(|own| own.1.to_string());
            vec![
                draft
                    .builder
                    .tool
                    .add_field(Field { default: date, ..Field::plain("", label, FieldType::Date) }),
            ]
        }
        (false, _) => {
            let is_single = marked.len() == 1;
            let own = marked.into_iter().take(8).enumerate().map(|(i, (at, date))| {
                let label = match (is_single, is_since) {
                    (true, true) => both("开始日期", "Start date"),
                    (true, false) => both("日期", "Date"),
                    _ => both(&format!("日期{}", i + 1), &format!("Date {}", i + 1)),
                };
                let open = draft
                    .builder
                    .tool
                    .state
                    .iter_mut()
                    .find(|own| own.kind == FieldType::Date && (is_single || own.default.is_none()));
                let name = match open.filter(|_| is_single) {
                    Some(field) => {
                        field.default = Some(date);
                        field.name.clone()
                    }
                    None => draft
                        .builder
                        .tool
                        .add_field(Field { default: Some(date), ..Field::plain("", label, FieldType::Date) }),
                };
                if let Some(at) = at {
                    draft.placed[at] = Some(name.clone());
                }
                name
            });
            own.collect()
        }
    };
    let is_single = days.len() == 1;
    let is_there = draft
        .builder
        .tool
        .formulas
        .iter()
        .find(|own| own.formula.starts_with("days("))
        .map(|own| own.name.clone());
    if let Some(name) = is_there {
        let units: [(&[&str], &str, LocalText); 2] = [
            (&["小时", "hours"], " * 24", both("还剩小时", "Hours left")),
            (&["周", "星期", "weeks", "礼拜"], " / 7", both("还剩周数", "Weeks left")),
        ];
        for (words, factor, label) in units {
            if has_any(&text, words)
                && let Ok(formula) = Expr::parse(&format!("{name}{factor}"))
            {
                draft.builder.tool.add_formula(label, &formula, None);
            }
        }
        draft.days.push(name);
        return;
    }
    for (i, name) in days.iter().enumerate() {
        let formula =
            if is_since { format!("days({name}, today())") } else { format!("days(today(), {name})") };
        let Ok(formula) = Expr::parse(&formula) else { continue };
        let label =
            if is_since { both("已过天数", "Days since") } else { both("还剩天数", "Days left") };
        let label = if is_single {
            label
        } else {
            both(&format!("{}{}", label.zh, i + 1), &format!("{} {}", label.en, i + 1))
        };
        let unit = if draft.is_zh() { "天" } else { "days" };
        let days = draft.builder.tool.add_formula(label, &formula, Some(unit));
        draft.days.push(days.clone());
        if has_any(&text, &["周", "星期", "weeks", "礼拜"])
            && let Ok(weeks) = Expr::parse(&format!("{days} / 7"))
        {
            let label = if is_since {
                both("已过周数", "Weeks since")
            } else {
                both("还剩周数", "Weeks left")
            };
            draft.builder.tool.add_formula(label, &weeks, None);
        }
    }
}
