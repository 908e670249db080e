//! How a tool shows and offers what it holds: charts, progress, the order of records, groups, buttons.
//!
//! Decides which column a chart draws and which buttons there are; what they compute was decided before.

use std::ops::Range;

use super::said::has_any;
use super::{Callable, CallableParameter, Draft, goals, likeness};
use crate::minitool::edit::both;
use crate::minitool::formula::Expr;
use crate::minitool::outline::{Clause, Name};
use crate::minitool::spec::{ActionStep, ColumnValue, Field, FieldType, PartKind};

pub(super) fn build(draft: &mut Draft<'_>, callable: &mut dyn FnMut(&str) -> Option<Callable>) {
    for mark in draft.outline.clauses.clone() {
        let range = &mark.range;
        let done = match mark.clause {
            Clause::Chart => chart(draft, range),
            Clause::Progress => progress(draft),
            Clause::Sort => sort(draft, range),
            Clause::Filter => filter(draft, range),
            Clause::Group => group(draft, range),
            Clause::Reset => reset(draft),
            Clause::Share_ => {
                draft.builder.tool.add_button(both("分享", "Share"), vec![ActionStep::Share { text: None }]);
                Some(())
            }
            Clause::Call => call(draft, range, callable),
            _ => Some(()),
        };
        if done.is_none() {
            draft.builder.unclear.push(draft.said.original(range).to_owned());
        }
    }
    // A goal that nothing was said to do with is shown as the way to it.
    if draft.outline.named(Name::Goal).next().is_some()
        && !draft.outline.says(Clause::Progress)
        && !draft.outline.says(Clause::Left)
    {
        let _ = progress(draft);
    }
}

fn is_number(field: &Field) -> bool {
    matches!(field.kind, FieldType::Number | FieldType::Money | FieldType::Duration)
}

/// The column that a clause names.
fn column(draft: &Draft<'_>, range: &Range<usize>, may: impl Fn(&Field) -> bool) -> Option<String> {
    let list = draft.builder.list()?;
    let language = draft.builder.language;
    let text = draft.said.text(range);
    let marked: Vec<String> =
        draft.outline.within(range).map(|mark| draft.said.original(&mark.range).to_owned()).collect();
    let score = |label: &str| -> u8 {
        let by_mark = marked.iter().map(|said| likeness(said, label)).max().unwrap_or(0);
        by_mark * 2 + u8::from(has_any(&text, &[&label.to_lowercase()]))
    };
    let own = list
        .columns
        .iter()
        .filter(|own| may(own))
        .map(|own| (own.name.clone(), score(own.label.get(language))));
    let best = own.filter(|own| own.1 > 0).reduce(|best, next| if next.1 > best.1 { next } else { best });
    best.map(|own| own.0).or_else(|| {
        let computed = list.computed.iter().find(|own| score(own.label.get(language)) > 0)?;
        may(&Field::plain("", computed.label.clone(), FieldType::Number)).then(|| computed.name.clone())
    })
}

fn chart(draft: &mut Draft<'_>, range: &Range<usize>) -> Option<()> {
    let list = draft.builder.list()?.clone();
    let named = column(draft, range, is_number);
    let first = || list.columns.iter().find(|own| is_number(own)).map(|own| own.name.clone());
    let value = named.or_else(first).or_else(|| list.computed.first().map(|own| own.name.clone()))?;
    let by = list.columns.iter().find(|own| own.kind == FieldType::Date);
    let by = by.or(list.columns.iter().find(|own| own.kind == FieldType::Text)).map(|own| own.name.clone());
    let part = draft.builder.tool.show(PartKind::Chart, Some(&list.name));
    part.value = Some(value);
    part.by = by;
    Some(())
}

fn progress(draft: &mut Draft<'_>) -> Option<()> {
    if draft.builder.tool.view.iter().any(|part| part.part == PartKind::Progress) {
        return Some(());
    }
    let goal = goals::goal(draft)?;
    let sofar = goals::so_far(draft)?;
    let shown = match &sofar {
        Expr::Name(name) => name.clone(),
        other => {
            let known = draft.builder.tool.formulas.iter().find(|own| own.formula == other.to_string());
            match known.map(|own| own.name.clone()) {
                Some(name) => name,
                None => draft.builder.tool.add_formula(both("累计", "So far"), other, None),
            }
        }
    };
    if shown == goal {
        return None;
    }
    let part = draft.builder.tool.show(PartKind::Progress, Some(&shown));
    part.value = Some(goal);
    Some(())
}

fn sort(draft: &mut Draft<'_>, range: &Range<usize>) -> Option<()> {
    let list = draft.builder.list()?.clone();
    let text = draft.said.text(range);
    let dates = [
        "最新",
        "最近",
        "newest",
        "latest",
        "oldest",
        "soonest",
        "earliest",
        "最早",
        "最久",
        "快过期",
        "先到期",
        "日期",
        "时间",
        "first to",
    ];
    let by_date = || {
        has_any(&text, &dates).then(|| list.columns.iter().find(|own| own.kind == FieldType::Date)).flatten()
    };
    let number = || {
        let computed = list.computed.first().map(|own| own.name.clone());
        computed.or_else(|| list.columns.iter().find(|own| is_number(own)).map(|own| own.name.clone()))
    };
    let name =
        column(draft, range, |_| true).or_else(|| by_date().map(|own| own.name.clone())).or_else(number);
    let name = name.or_else(|| list.columns.first().map(|own| own.name.clone()))?;
    let descends = has_any(
        &text,
        &[
            "从高到低",
            "从大到小",
            "从多到少",
            "最新",
            "最近",
            "最高",
            "最贵",
            "最多",
            "大的",
            "高的",
            "多的",
            "贵的",
            "倒序",
            "降序",
            "newest",
            "latest",
            "highest",
            "biggest",
            "most",
            "largest",
            "high to low",
            "descending",
            "best",
            "longest",
            "从贵到便宜",
            "greatest",
            "farthest",
            "最大",
            "最长",
        ],
    );
    for part in draft.builder.tool.view.iter_mut().filter(|part| part.of.as_deref() == Some(&list.name)) {
        if matches!(part.part, PartKind::List | PartKind::Table) {
            part.sort = Some(name.clone());
            part.descending = descends;
        }
    }
    Some(())
}

/// A second view of those records only.
fn filter(draft: &mut Draft<'_>, range: &Range<usize>) -> Option<()> {
    let list = draft.builder.list()?.clone();
    let condition = super::clauses::records(draft, range)?;
    let condition = draft.builder.placed(&condition).to_string();
    let part = draft.builder.tool.show(PartKind::Table, Some(&list.name));
    part.filter = Some(condition);
    Some(())
}

fn group(draft: &mut Draft<'_>, range: &Range<usize>) -> Option<()> {
    let list = draft.builder.list()?.clone();
    let groups = |own: &Field| {
        matches!(own.kind, FieldType::Choice | FieldType::Text | FieldType::Toggle | FieldType::Date)
    };
    let by = column(draft, range, groups)
        .or_else(|| list.columns.iter().find(|own| own.kind == FieldType::Choice).map(|own| own.name.clone()))
        .or_else(|| {
            let texts: Vec<&Field> = list.columns.iter().filter(|own| own.kind == FieldType::Text).collect();
            match texts[..] {
                [only] => Some(only.name.clone()),
                _ => None,
            }
        })?;
    let value = column(draft, range, is_number);
    let value = value
        .or_else(|| list.computed.first().map(|own| own.name.clone()))
        .or_else(|| list.columns.iter().find(|own| is_number(own)).map(|own| own.name.clone()));
    let part = draft.builder.tool.show(PartKind::Table, Some(&list.name));
    part.by = Some(by);
    part.value = value;
    Some(())
}

pub(super) fn reset(draft: &mut Draft<'_>) -> Option<()> {
    let tool = &mut draft.builder.tool;
    let is_there =
        tool.actions.iter().any(|own| own.steps.iter().any(|step| matches!(step, ActionStep::Reset { .. })));
    if !is_there {
        let mut steps = vec![ActionStep::Reset { fields: Vec::new() }];
        if tool.state.iter().all(|field| field.kind == FieldType::List) {
            steps.extend(
                tool.lists().map(|list| ActionStep::Remove { list: list.name.clone(), filter: None }),
            );
        }
        tool.add_button(both("清零", "Reset"), steps);
    }
    Some(())
}

/// A button that asks the planner for a function of the app; its arguments are the fields that are called as its parameters are.
fn call(
    draft: &mut Draft<'_>,
    range: &Range<usize>,
    callable: &mut dyn FnMut(&str) -> Option<Callable>,
) -> Option<()> {
    let words = draft.said.original(range).to_owned();
    let title =
        draft.outline.named(Name::Title).next().map(|mark| draft.said.original(&mark.range).to_owned());
    let found = callable(&words)
        .or_else(|| title.and_then(|title| callable(&title)))
        .or_else(|| callable(draft.said.utterance.said()))?;
    let language = draft.builder.language;
    let mut arguments = Vec::new();
    let fields = || draft.builder.tool.state.iter().filter(|field| field.kind != FieldType::List);
    for CallableParameter { name, labels, .. } in &found.parameters {
        let scored = fields().map(|field| {
            let own = field.label.get(language);
            (field.name.clone(), labels.iter().map(|label| likeness(own, label)).max().unwrap_or(0))
        });
        let best =
            scored.filter(|own| own.1 > 0).reduce(|best, next| if next.1 > best.1 { next } else { best });
        if let Some((field, _)) = best {
            arguments.push(ColumnValue { name: name.clone(), to: field });
        }
    }
    // 内容 for what is to be reminded of: the one text that is left goes where the one text is wanted.
    let is_open =
        |own: &&CallableParameter| own.takes_text && arguments.iter().all(|known| known.name != own.name);
    let is_left = |field: &&Field| {
        field.kind == FieldType::Text && arguments.iter().all(|known| known.to != field.name)
    };
    let mut wanted = found.parameters.iter().filter(is_open);
    let mut left = fields().filter(is_left);
    if let (Some(wanted), None, Some(field), None) = (wanted.next(), wanted.next(), left.next(), left.next())
    {
        let argument = ColumnValue { name: wanted.name.clone(), to: field.name.clone() };
        arguments.push(argument);
    }
    let step = ActionStep::Call { service: found.service, capability: found.capability, arguments };
    draft.builder.tool.add_button(found.label, vec![step]);
    Some(())
}
