//! Which column a sum is of that names none: "how much in all", 一共花了多少.
//!
//! Decides it where there is but one that it could be; of two that would do none is taken, and what is left or owed is no sum.

use super::records::{Column, is_number};
use crate::minitool::draft::said::{has_any, has_word_of};
use crate::minitool::formula::Aggregate;
use crate::minitool::spec::FieldType;

/// What belongs to each of several is no sum of all.
const OF_EACH: &[&str] = &["每人", "每个", "每种", "每样", "每家", "per", "for each"];

/// What is missing is no sum of what there is.
const MISSING: &[&str] =
    &["剩", "欠", "差", "left", "remaining", "still", "owed", "owe", "owes", "missing", "to go", "until"];

/// Only some of the records, and which was not understood.
const DENIES: &[&str] =
    &["没", "未", "unpaid", "not", "haven't", "hasn't", "isn't", "aren't", "unsold", "outstanding", "unused"];

/// Whether words speak of records that something does not hold of.
pub(super) fn denies(text: &str) -> bool {
    has_any(text, DENIES)
}

const MONEY: &[&str] = &[
    "钱",
    "花",
    "贵",
    "便宜",
    "金额",
    "收入",
    "支出",
    "开销",
    "费",
    "spent",
    "spend",
    "spending",
    "cost",
    "costs",
    "money",
    "paid",
    "earned",
    "income",
    "expenses",
    "takings",
    "made",
    "dearest",
    "cheapest",
    "expensive",
    "save",
    "saved",
    "pay",
];

/// A price for each of what is counted beside it.
const RATES: &[&str] = &["单价", "price per", "price each", "per", "rate", "each"];

/// Whether how much is asked for, and not how many.
pub(super) fn asks_sum(text: &str) -> bool {
    has_any(text, MONEY)
        || has_any(
            text,
            &["多少", "how much", "owed", "owe", "unpaid", "欠", "没付", "没收", "worth", "value"],
        )
}

/// The column, if there is one. `is_some`: only some of the records count.
pub(super) fn unnamed(
    numbers: &[&Column],
    text: &str,
    aggregate: Aggregate,
    is_some: bool,
) -> Option<Column> {
    let is_sum = aggregate == Aggregate::Sum && !is_some;
    if is_sum && has_any(text, OF_EACH) {
        return None;
    }
    if let Some(own) = by_word(numbers, text) {
        return Some(own);
    }
    // What is computed of each record is what the records come to: 还欠, and what all owe.
    if let Some(last) = numbers.last().filter(|own| own.is_computed) {
        return Some((*last).clone());
    }
    if is_sum && has_any(text, MISSING) {
        return None;
    }
    if let [only] = numbers {
        return Some((*only).clone());
    }
    // Of several, the one that is called so: payer, amount.
    let is_amount = |own: &&&Column| {
        let label = own.label.to_lowercase();
        has_any(&label, &["amount", "cost", "spent", "金额", "花费", "费用", "价钱", "花了"])
    };
    let mut amounts = numbers.iter().filter(is_amount);
    if let (Some(only), None) = (amounts.next(), amounts.next()) {
        return Some((**only).clone());
    }
    let mut money = numbers.iter().filter(|own| own.kind == FieldType::Money);
    match (money.next(), money.next()) {
        (Some(only), None)
            if has_any(text, MONEY) && !(is_sum && has_any(&only.label.to_lowercase(), RATES)) =>
        {
            Some((**only).clone())
        }
        _ => None,
    }
}

/// The only column that a word for the most or least of it speaks of: "longest" of minutes, 最重 of kilos.
fn by_word(numbers: &[&Column], text: &str) -> Option<Column> {
    const WORDS: [(&[&str], &[&str]); 3] = [
        (
            &["longest", "shortest", "最长", "最短"],
            &["minutes", "hours", "time", "length", "duration", "长", "时", "分钟"],
        ),
        (&["heaviest", "lightest", "最重", "最轻"], &["weight", "kilos", "kg", "grams", "重", "斤"]),
        (
            &["furthest", "farthest", "最远"],
            &["distance", "km", "kilometres", "miles", "距离", "公里", "里程"],
        ),
    ];
    let (_, columns) = WORDS.iter().find(|own| has_any(text, own.0))?;
    let mut found = numbers.iter().filter(|own| has_any(&own.label.to_lowercase(), columns));
    let only = found.next().filter(|_| found.next().is_none())?;
    Some((**only).clone())
}

/// Whether some words speak of a column that records are told apart by: "how many are here" beside "here tonight".
pub(super) fn speaks_of(all: &[Column], text: &str) -> bool {
    let in_common = |label: &str| {
        // "Still packed" beside "unpacked".
        let label = label.to_lowercase();
        let mut said = text.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| word.len() > 4);
        has_word_of(text, &label) || said.any(|word| label.contains(word))
    };
    all.iter().filter(|own| own.kind == FieldType::Toggle || is_number(own)).any(|own| in_common(&own.label))
}
