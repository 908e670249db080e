//! Tools that run by the clock or the calendar: timers with their phases, days until and since.
//!
//! Decides lengths, rounds and the day.

use crate::minitool::draft::Draft;
use crate::minitool::draft::said::{AmountSort, has_any};
use crate::minitool::edit::both;
use crate::minitool::formula::Expr;
use crate::minitool::spec::{ActionStep, Field, FieldType, PartKind, Phase};

pub(super) fn timer_changed(draft: &mut Draft) {
    let Some(at) = draft.builder.tool.view.iter().position(|part| part.part == PartKind::Timer) else {
        return;
    };
    let lengths: Vec<String> = draft
        .said
        .amounts
        .iter()
        .filter(|own| own.sort == AmountSort::Length)
        .map(|own| own.number.normalize().to_string())
        .collect();
    let names: Vec<String> =
        draft.builder.tool.view[at].phases.iter().map(|phase| phase.length.clone()).collect();
    let text = draft.said.all();
    if !lengths.is_empty() {
        // One length alone is the phase that is named; the first where none is.
        let rest = lengths.len() == 1 && has_any(&text, &["休息", "rest", "break", "off", "歇"]);
        for (i, length) in lengths.iter().enumerate() {
            let place = if rest { 1 } else { i };
            if let Some(field) = names.get(place).and_then(|name| draft.builder.tool.field_mut(name)) {
                field.default = Some(length.clone());
            }
        }
        draft.used.iter_mut().for_each(|used| *used = true);
    }
    let rounds = draft.said.amounts.iter().find(|own| {
        own.sort == AmountSort::Plain
            && (has_any(&text, &["轮", "组", "遍", "循环", "rounds", "round", "sets", "times", "cycles"]))
    });
    if let Some(rounds) = rounds.map(|own| own.number.normalize().to_string()) {
        let name = match draft.builder.tool.view[at].rounds.clone() {
            Some(name) => name,
            None => draft.builder.tool.add_field(Field::plain("", both("轮数", "Rounds"), FieldType::Number)),
        };
        if let Some(field) = draft.builder.tool.field_mut(&name) {
            field.default = Some(rounds);
        }
        if let Some(part) = draft.builder.tool.view.iter_mut().find(|part| part.part == PartKind::Timer) {
            part.rounds = Some(name);
        }
        draft.used.iter_mut().for_each(|used| *used = true);
    }
}

pub(super) fn countdown(draft: &mut Draft) -> bool {
    let Some((_, date)) = draft.said.dates.first().cloned() else { return false };
    let text = draft.said.all();
    let is_since = has_any(&text, &["过了", "已经", "多少天了", "since", "从"])
        && !has_any(&text, &["还剩", "还有", "until", "left"]);
    let label = if is_since { both("开始日期", "Start date") } else { both("日期", "Date") };
    let field = Field { default: Some(date.to_string()), ..Field::plain("", label, FieldType::Date) };
    let name = draft.builder.tool.add_field(field);
    let formula = if is_since { format!("days({name}, today())") } else { format!("days(today(), {name})") };
    let Ok(formula) = Expr::parse(&formula) else { return false };
    let label = if is_since { both("已过天数", "Days since") } else { both("还剩天数", "Days left") };
    let days =
        draft.builder.tool.add_formula(label, &formula, Some(if draft.is_zh() { "天" } else { "days" }));
    if has_any(&text, &["周", "星期", "weeks"])
        && let Ok(weeks) = Expr::parse(&format!("{days} / 7"))
    {
        draft.builder.tool.add_formula(both("还剩周数", "Weeks left"), &weeks, None);
    }
    for (i, clause) in draft.said.clauses.iter().enumerate() {
        let text = draft.said.text(clause);
        draft.used[i] |=
            draft.said.dates.iter().any(|(own, _)| own.start >= clause.start && own.end <= clause.end)
                || has_any(&text, &["天", "days", "改", "日期", "weeks"]);
    }
    true
}

/// A timer of the lengths that were said, in their order.
pub(super) fn timers(draft: &mut Draft) -> bool {
    let lengths: Vec<_> =
        draft.said.amounts.iter().filter(|own| own.sort == AmountSort::Length).cloned().collect();
    let text = draft.said.all();
    let lengths = if lengths.is_empty() && has_any(&text, &["番茄钟", "pomodoro"]) {
        vec![1_500, 300]
    } else {
        lengths
            .iter()
            .filter_map(|own| {
                use rust_decimal::prelude::ToPrimitive;
                own.number.to_i64()
            })
            .collect()
    };
    if lengths.is_empty() {
        return false;
    }
    let rounds = draft.said.amounts.iter().find(|own| {
        let unit = own.unit.as_deref().unwrap_or_default();
        let behind =
            draft.said.text(&(own.range.end..(own.range.end + 8).min(draft.said.utterance.chars().len())));
        ["轮", "组", "遍", "回", "局", "个"].contains(&unit) && !behind.starts_with("小时")
            || has_any(&behind, &["rounds", "round", "sets", "times", "cycles"])
            || behind.starts_with(['轮', '组', '遍'])
    });
    let names =
        [both("工作", "Work"), both("休息", "Rest"), both("第三段", "Third"), both("第四段", "Fourth")];
    let mut phases = Vec::new();
    for (i, seconds) in lengths.iter().take(4).enumerate() {
        let label = if lengths.len() == 1 { both("时长", "Length") } else { names[i].clone() };
        let field = Field {
            default: Some(seconds.to_string()),
            ..Field::plain("", label.clone(), FieldType::Duration)
        };
        let name = draft.builder.tool.add_field(field);
        phases.push(Phase { label, length: name });
    }
    let rounds = rounds.map(|own| {
        let number = own.number.normalize().to_string();
        draft.builder.tool.add_field(Field {
            default: Some(number),
            ..Field::plain("", both("轮数", "Rounds"), FieldType::Number)
        })
    });
    let part = draft.builder.tool.show(PartKind::Timer, None);
    part.phases = phases;
    part.rounds = rounds;
    let timer = part.id.clone();
    draft.builder.tool.add_button(both("开始", "Start"), vec![ActionStep::Start { timer: timer.clone() }]);
    draft.builder.tool.add_button(both("停止", "Stop"), vec![ActionStep::Stop { timer }]);
    draft.used.iter_mut().for_each(|used| *used = true);
    true
}
