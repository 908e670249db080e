//! The columns of a list as clauses speak of them, and which records are meant.
//!
//! Decides the condition that some words say: 没报销的, "that are done", "below 50", those of an option.

use std::ops::Range;

use super::Draft;
use super::condition::comparison;
use crate::minitool::draft::said::{AmountSort, has_any};
use crate::minitool::draft::{likeness, names, noun};
use crate::minitool::formula::{Expr, Operator};
use crate::minitool::outline::Name;
use crate::minitool::spec::{Field, FieldType};

/// A column of the list, computed or not.
#[derive(Clone)]
pub(super) struct Column {
    pub name: String,
    pub label: String,
    pub kind: FieldType,
    pub options: Vec<String>,
    pub is_share: bool,
    /// Computed of each record, not entered.
    pub is_computed: bool,
}

pub(super) fn columns(draft: &Draft<'_>, list: &Field) -> Vec<Column> {
    let language = draft.builder.language;
    let own = list.columns.iter().map(|own| Column {
        name: own.name.clone(),
        label: own.label.get(language).to_owned(),
        kind: own.kind,
        options: own.options.clone(),
        is_share: own.unit.as_deref() == Some("%"),
        is_computed: false,
    });
    let mut all: Vec<Column> = own.collect();
    all.extend(list.computed.iter().map(|own| Column {
        name: own.name.clone(),
        label: own.label.get(language).to_owned(),
        kind: FieldType::Money,
        options: Vec::new(),
        is_share: own.unit.as_deref().is_some_and(names::is_percent),
        is_computed: true,
    }));
    // Results of records that are not in the tool yet.
    for mark in draft.outline.named(Name::RowResult) {
        let label = noun::called(draft.said.original(&mark.range));
        if !all.iter().any(|own| likeness(&own.label, &label) == 3) {
            let unit = draft.outline.names.iter().position(|own| own == mark).and_then(|at| draft.units[at]);
            let is_share = unit
                .is_some_and(|unit| names::is_percent(draft.said.original(&draft.outline.names[unit].range)));
            all.push(Column {
                name: label.clone(),
                label,
                kind: FieldType::Money,
                options: Vec::new(),
                is_share,
                is_computed: true,
            });
        }
    }
    all
}

pub(super) fn is_number(column: &Column) -> bool {
    matches!(column.kind, FieldType::Number | FieldType::Money | FieldType::Duration)
}

/// The records that a clause speaks of: 没报销的, "that are done", "below 50", those of an option.
pub(super) fn condition(
    draft: &Draft<'_>,
    range: &Range<usize>,
    all: &[Column],
    value: Option<&Column>,
) -> Option<Expr> {
    // What is summed up is named, and says nothing of which records: 冲扫费 is no 冲了没.
    let text = match value {
        Some(value) => draft.said.text(range).replace(&value.label.to_lowercase(), " "),
        None => draft.said.text(range),
    };
    for column in all.iter().filter(|own| own.kind == FieldType::Choice) {
        let is_said = |option: &&String| {
            let option = option.to_lowercase();
            has_any(&text, &[&option, &format!("{option}s")]) || !option.is_ascii() && text.contains(&option)
        };
        let option = column.options.iter().filter(is_said).max_by_key(|option| option.len());
        if let Some(option) = option {
            return Some(Expr::binary(Operator::Equal, Expr::name(&column.name), Expr::Text(option.clone())));
        }
    }
    let denies = [
        "没",
        "未",
        "不",
        "not",
        "isn't",
        "aren't",
        "haven't",
        "hasn't",
        "still to",
        "欠",
        "owe",
        "owes",
        "owed",
        "with no",
        "without",
        "left",
        "还差",
        "remaining",
    ];
    for column in all.iter().filter(|own| own.kind == FieldType::Toggle) {
        let stem = column
            .label
            .to_lowercase()
            .replace("是否", "")
            .replace("没有", "")
            .replace("了没", "")
            .replace("没", "")
            .replace("whether it's ", "")
            .replace("whether ", "")
            .replace('?', "");
        // 来不来 and 完成没完成 ask by saying it twice.
        let half: String = stem.chars().take(stem.chars().count() / 2).collect();
        let stem = if !half.is_empty() && stem == format!("{half}{half}") || stem == format!("{half}不{half}")
        {
            half
        } else {
            stem
        };
        let stem = stem.trim().trim_end_matches('了').to_owned();
        let parts: Vec<&str> = stem.split_whitespace().filter(|word| word.len() > 2).collect();
        // 回单没到, beside 回单到了.
        let bare = text.replace(['没', '未', '不'], "");
        let is_named = !stem.is_empty()
            && (text.contains(&stem)
                || stem.chars().count() > 1 && bare.contains(&stem)
                || parts.last().is_some_and(|word| text.contains(word)));
        if is_named {
            let is = Expr::name(&column.name);
            let text = text.replace(&column.label.to_lowercase(), &stem);
            let denied = denies.iter().any(|word| has_any(&text, &[word]) && !has_any(&stem, &[word]))
                || !stem.starts_with("un") && text.contains(&format!("un{stem}"));
            return Some(if denied { Expr::Not(Box::new(is)) } else { is });
        }
    }
    let amounts = draft.amounts(range);
    let amount = amounts.first()?;
    let operator = comparison(draft, range, amount)?;
    let named = all.iter().filter(|own| is_number(own)).find(|own| text.contains(&own.label.to_lowercase()));
    let share = all.iter().find(|own| own.is_share && amount.sort == AmountSort::Percent);
    // "How many are below 50", of several: what is computed of them.
    let mut numbers = all.iter().filter(|own| is_number(own));
    let only = numbers.next().filter(|_| numbers.next().is_none());
    let computed = || all.iter().rev().find(|own| own.is_computed && is_number(own));
    let column = named.or(share).or(value).or(only).or_else(computed)?;
    Some(Expr::binary(operator, Expr::name(&column.name), Expr::Number(amount.count.normalize())))
}

/// The records that some words speak of.
pub(in crate::minitool::draft) fn records(draft: &Draft<'_>, range: &Range<usize>) -> Option<Expr> {
    let list = draft.builder.list().cloned()?;
    condition(draft, range, &columns(draft, &list), None)
}
