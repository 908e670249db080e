//! Ranges of a result, each with its word: "90 up A, 80 up B, else F", 10以下低,10到20中,20以上高.
//!
//! Decides which word belongs to which range. Where only words were said, they are those of a scale that is known: BMI's, after WS/T 428-2013 in Chinese
//! and the WHO in English.

use std::ops::Range;

use super::clauses::comparison;
use super::said::{Amount, has_any};
use super::{Draft, noun};
use crate::minitool::formula::{Expr, Function, Operator};
use crate::minitool::outline::{Clause, Name};

pub(super) fn build(draft: &mut Draft<'_>) {
    let marks: Vec<Range<usize>> = draft
        .outline
        .clauses
        .iter()
        .filter(|own| own.clause == Clause::Classify)
        .map(|own| own.range.clone())
        .collect();
    for range in marks {
        if classified(draft, &range).is_none() {
            draft.builder.unclear.push(draft.said.original(&range).to_owned());
        }
    }
}

fn classified(draft: &mut Draft<'_>, range: &Range<usize>) -> Option<()> {
    let of = result(draft, range)?;
    let ranges = if draft.said.amounts_in(range).next().is_some() {
        said(draft, range, &of)?
    } else {
        known(draft, range, &of)?
    };
    draft.builder.formula(if draft.is_zh() { "评价" } else { "Rating" }, &ranges, None);
    Some(())
}

/// The result that stands before the words, or else the last one.
fn result(draft: &Draft<'_>, range: &Range<usize>) -> Option<String> {
    let marks = draft.outline.names.iter().zip(&draft.placed);
    let results =
        marks.filter(|(mark, name)| matches!(mark.name, Name::Result | Name::RowResult) && name.is_some());
    let before =
        results.filter(|(mark, _)| mark.range.end <= range.start).max_by_key(|(mark, _)| mark.range.end);
    let before = before.and_then(|(_, name)| name.clone());
    let only = || draft.builder.tool.formulas.last().map(|own| own.name.clone());
    before
        .or_else(only)
        .or_else(|| draft.builder.list().and_then(|list| list.computed.last()).map(|own| own.name.clone()))
}

/// The words of a scale that is known.
fn known(draft: &Draft<'_>, range: &Range<usize>, of: &str) -> Option<Expr> {
    if !draft.says_bmi(of)
        || !draft.says(
            range,
            &["偏瘦", "正常", "偏胖", "超重", "肥胖", "normal", "underweight", "overweight", "obese"],
        )
    {
        return None;
    }
    let obese = draft.says(range, &["肥胖", "obese"]);
    let text = if draft.is_zh() {
        let most =
            if obese { format!("if({of} < 28, \"超重\", \"肥胖\")") } else { "\"偏胖\"".to_owned() };
        format!("if({of} < 18.5, \"偏瘦\", if({of} < 24, \"正常\", {most}))")
    } else {
        let most = if obese {
            format!("if({of} < 30, \"overweight\", \"obese\")")
        } else {
            "\"overweight\"".to_owned()
        };
        format!("if({of} < 18.5, \"underweight\", if({of} < 25, \"normal\", {most}))")
    };
    Expr::parse(&text).ok()
}

/// The ranges as they were said, the first that holds counting.
fn said(draft: &Draft<'_>, range: &Range<usize>, of: &str) -> Option<Expr> {
    let chars = draft.said.utterance.chars();
    let mut parts: Vec<Range<usize>> = Vec::new();
    let mut start = range.start;
    for at in range.clone() {
        if matches!(chars[at], ',' | '、' | ';' | '.')
            && !draft.said.amounts.iter().any(|own| own.range.contains(&at))
        {
            parts.push(start..at);
            start = at + 1;
        }
    }
    parts.push(start..range.end);
    parts.retain(|part| !draft.said.text(part).trim().is_empty());
    let mut cases: Vec<(Option<Expr>, String)> = Vec::new();
    for part in &parts {
        let amounts: Vec<Amount> = draft.said.amounts_in(part).cloned().collect();
        let word = word(draft, part, &amounts)?;
        let number = |amount: &Amount| Expr::Number(amount.count.normalize());
        let condition = match &amounts[..] {
            [] => None,
            [low, high] => {
                let above = Expr::binary(Operator::AtLeast, Expr::name(of), number(low));
                let below = Expr::binary(Operator::AtMost, Expr::name(of), number(high));
                Some(Expr::binary(Operator::And, above, below))
            }
            [one] => {
                let up = draft.says(part, &["up", "往上"]);
                let operator = comparison(draft, part, one).or(up.then_some(Operator::AtLeast))?;
                Some(Expr::binary(operator, Expr::name(of), number(one)))
            }
            _ => return None,
        };
        cases.push((condition, word));
    }
    if cases.len() < 2 || cases.iter().rev().skip(1).any(|case| case.0.is_none()) {
        return None;
    }
    // Where the last range is told too, nothing is left over: its word needs no question.
    let (_, last) = cases.pop()?;
    Some(cases.into_iter().rev().fold(Expr::Text(last), |otherwise, (condition, word)| match condition {
        Some(condition) => Expr::Call(Function::If, vec![condition, Expr::Text(word), otherwise]),
        None => otherwise,
    }))
}

/// The word of a range: what is left of it without its numbers and what compares them.
fn word(draft: &Draft<'_>, part: &Range<usize>, amounts: &[Amount]) -> Option<String> {
    let mut text = String::new();
    for at in part.clone() {
        if !amounts.iter().any(|own| own.range.contains(&at)) {
            text.push_str(draft.said.original(&(at..at + 1)));
        }
    }
    let words = [
        "及以上",
        "及以下",
        "以上",
        "以下",
        "以内",
        "之间",
        "不到",
        "超过",
        "大于",
        "小于",
        "低于",
        "高于",
        "再大",
        "其余",
        "其他",
        "到",
        "就是",
        "算",
        "是",
        "用",
        "的",
        "为",
        "往上",
    ];
    let mut text = words.iter().fold(text, |text, word| text.replace(word, " "));
    let english = [
        "under",
        "below",
        "over",
        "above",
        "and up",
        "or more",
        "or less",
        "up to",
        "to",
        "is",
        "else",
        "otherwise",
        "bigger",
        "and",
        "anything",
        "up",
        "less than",
        "more than",
        "or",
        "a",
        "the",
        "from",
        "percent",
        "points",
        "cents",
    ];
    loop {
        let before = text.trim().to_owned();
        text = before.clone();
        for own in english {
            let folded = text.to_lowercase();
            if folded.strip_prefix(own).is_some_and(|rest| rest.starts_with(' ')) {
                text = text[own.len()..].trim().to_owned();
            } else if folded.strip_suffix(own).is_some_and(|rest| rest.ends_with(' ')) {
                text = text[..text.len() - own.len()].trim().to_owned();
            }
        }
        if text == before {
            break;
        }
    }
    let text: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let word = noun::called(&text);
    (!word.is_empty() && word.chars().count() <= 20).then_some(word)
}

impl Draft<'_> {
    fn says_bmi(&self, of: &str) -> bool {
        let labels = self.builder.tool.labels();
        labels.iter().any(|(name, label)| {
            name == of && label.all().any(|(_, label)| has_any(&label.to_lowercase(), &["bmi"]))
        })
    }
}
