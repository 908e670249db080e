//! Stretches that were torn apart or whose edges cut a word.
//!
//! Decides what belongs together: clauses of one sort with nothing between them, a unit, a number with its point, an adjective and its name.

use std::ops::Range;

use super::{names_something, text};
use crate::minitool::outline::{Clause, ClauseMark, Name, NameMark};
use crate::text::is_han;
use crate::values::phrase;

/// Units of more than one character, which no edge may cut.
const UNITS: &[&str] = &[
    "公斤",
    "千克",
    "毫升",
    "厘米",
    "毫米",
    "公里",
    "千米",
    "平方米",
    "平方厘米",
    "立方米",
    "平米",
    "平方",
    "公顷",
    "小时",
    "分钟",
    "秒钟",
    "个月",
    "公分",
    "摄氏度",
    "华氏度",
    "百分数",
    "百分比",
    "大卡",
    "千卡",
];

/// What stands before or behind a name and is no part of it.
const BEFORE: &[&str] = &[
    "从",
    "还有",
    "和",
    "跟",
    "以及",
    "再",
    "我的",
    "the",
    "a",
    "an",
    "my",
    "and",
    "or",
    "our",
    "which",
    "number of",
    "their",
    "his",
    "her",
];

const BEHIND: &[&str] = &["的", "了", "吧", "几", "多少", "是", "和", "the", "of", "and", "is", "are"];

fn has_number(chars: &[char], range: &Range<usize>) -> bool {
    chars[range.clone()].iter().any(|c| c.is_numeric() || "一二三四五六七八九十两半百千万".contains(*c))
}

/// Clauses of one sort with nothing between them are one; so are two of which only one has a number.
pub(super) fn joined(clauses: Vec<ClauseMark>, chars: &[char]) -> Vec<ClauseMark> {
    let mut out: Vec<ClauseMark> = Vec::new();
    for mark in clauses {
        if let Some(last) =
            out.last_mut().filter(|last| last.clause == mark.clause && last.range.end <= mark.range.start)
        {
            let gap = last.range.end..mark.range.start;
            let is_blank = chars[gap.clone()].iter().all(|c| c.is_whitespace());
            let is_short =
                gap.len() <= 2 && chars[gap].iter().all(|c| c.is_whitespace() || matches!(c, ',' | '、'));
            let counts = matches!(
                mark.clause,
                Clause::Rate | Clause::Base | Clause::Beyond | Clause::Cap | Clause::Least | Clause::When
            );
            let is_torn = counts && !(has_number(chars, &last.range) && has_number(chars, &mark.range));
            // Steps, weights and cases follow each other without a word between them.
            let stands_alone =
                matches!(mark.clause, Clause::Tier | Clause::Weight | Clause::Case | Clause::Rate)
                    && !is_torn;
            if is_blank && !stands_alone || is_short && is_torn {
                last.range.end = mark.range.end;
                continue;
            }
        }
        out.push(mark);
    }
    out
}

/// Names that only one thing has, torn apart: a title, a result, a new name.
pub(super) fn united(names: Vec<NameMark>, chars: &[char]) -> Vec<NameMark> {
    let mut out: Vec<NameMark> = Vec::new();
    for mark in names {
        let whole = matches!(
            mark.name,
            Name::Title
                | Name::Result
                | Name::RowResult
                | Name::New
                | Name::Target
                | Name::Unit
                | Name::Default
                | Name::Length
                | Name::Day
        );
        if let Some(last) = out
            .last_mut()
            .filter(|last| whole && last.name == mark.name && last.range.end <= mark.range.start)
        {
            let gap = last.range.end..mark.range.start;
            let between = text(chars, &gap);
            let is_latin = chars[last.range.start].is_ascii() && chars[mark.range.start].is_ascii();
            if gap.is_empty()
                || is_latin && gap.len() == 1 && between.is_empty()
                || matches!(mark.name, Name::Title | Name::New)
                    && ["for", "of", "的"].contains(&between.as_str())
            {
                last.range.end = mark.range.end;
                continue;
            }
        }
        out.push(mark);
    }
    out
}

/// No edge cuts a unit: a unit is taken whole, and another name ends before it.
pub(super) fn whole_units(names: &mut Vec<NameMark>, chars: &[char]) {
    let longest = |at: usize| UNITS.iter().filter_map(|unit| phrase(chars, at, unit)).max();
    let mut found = Vec::new();
    for mark in names.iter_mut() {
        let range = mark.range.clone();
        if mark.name == Name::Unit {
            if let Some(end) = longest(range.start).filter(|end| *end > range.end) {
                mark.range.end = end;
            }
            continue;
        }
        let cut = range
            .clone()
            .skip(1)
            .find_map(|at| longest(at).filter(|end| *end > range.end).map(|end| at..end));
        if let Some(unit) = cut {
            mark.range.end = unit.start;
            found.push(NameMark { name: Name::Unit, kind: None, range: unit });
        }
    }
    let is_free = |unit: &NameMark| {
        names.iter().all(|own| own.range.end <= unit.range.start || unit.range.end <= own.range.start)
    };
    found.retain(is_free);
    names.extend(found);
    names.sort_by_key(|mark| mark.range.start);
    // What a unit was extended over is a part of it.
    let mut end = 0;
    names.retain(|mark| {
        let keeps = mark.range.start >= end;
        if keeps {
            end = mark.range.end;
        }
        keeps
    });
}

pub(super) fn trim(mark: &mut NameMark, chars: &[char]) {
    if mark.name == Name::Option {
        // 轻的 is 轻, and 无糖三 of 三选一 无糖.
        let counts =
            chars.get(mark.range.end) == Some(&'选') && "二两三四五".contains(chars[mark.range.end - 1]);
        if mark.range.len() > 1 && (chars[mark.range.end - 1] == '的' || counts) {
            mark.range.end -= 1;
        }
        return;
    }
    if !names_something(mark.name) || matches!(mark.name, Name::Back | Name::New) {
        return;
    }
    let range = &mut mark.range;
    // 买了啥, cut behind its first character.
    if range.start > 0
        && "了着过啥么".contains(chars[range.start])
        && is_han(chars[range.start - 1])
        && range.len() > 1
    {
        range.start -= 1;
    }
    if chars.get(range.end) == Some(&'选') && range.len() > 1 && "二两三四五".contains(chars[range.end - 1])
    {
        range.end -= 1;
    }
    // Of a word that the edge cuts nothing is left: 每人多|少.
    let is_cut = |start: &usize| {
        BEHIND.iter().any(|word| phrase(chars, *start, word).is_some_and(|end| end > range.end))
    };
    if let Some(start) = (range.start + 2..range.end).find(is_cut) {
        range.end = start;
    }
    loop {
        let before = range.clone();
        for word in BEFORE {
            if let Some(end) = phrase(&chars[..range.end], range.start, word)
                && end < range.end
            {
                let mut start = end;
                while start < range.end && chars[start].is_whitespace() {
                    start += 1;
                }
                if start < range.end && (range.end - start > 1 || !is_han(chars[start])) {
                    range.start = start;
                }
            }
        }
        for word in BEHIND {
            let len = word.chars().count();
            if range.len() > len + usize::from(!word.is_ascii())
                && phrase(&chars[..range.end], range.end - len, word) == Some(range.end)
            {
                range.end -= len;
                while range.end > range.start + 1 && chars[range.end - 1].is_whitespace() {
                    range.end -= 1;
                }
            }
        }
        if *range == before {
            return;
        }
    }
}

/// "yearly" before "interest rate" is a part of its name.
pub(super) fn adjectives(names: &mut Vec<NameMark>, chars: &[char]) {
    const WORDS: &[&str] = &[
        "yearly", "annual", "monthly", "weekly", "daily", "hourly", "average", "total", "base", "unit",
        "first", "second", "old", "new", "my", "net", "gross",
    ];
    let mut at = 1;
    while at < names.len() {
        let (before, own) = (&names[at - 1], &names[at]);
        let is_entered = |mark: &NameMark| {
            matches!(mark.name, Name::Field | Name::Column | Name::Result | Name::RowResult)
        };
        let touches = own.range.start == before.range.end + 1 && chars[before.range.end] == ' ';
        if is_entered(before)
            && is_entered(own)
            && touches
            && WORDS.contains(&text(chars, &before.range).as_str())
        {
            let start = before.range.start;
            names[at].range.start = start;
            names.remove(at - 1);
        } else {
            at += 1;
        }
    }
}

/// A number is not cut at its point.
pub(super) fn whole_numbers(names: &mut [NameMark], clauses: &mut Vec<ClauseMark>, chars: &[char]) {
    for mark in names
        .iter_mut()
        .filter(|mark| matches!(mark.name, Name::Default | Name::Value | Name::Goal | Name::Step))
    {
        let goes_on = |at: usize| {
            let c = chars.get(at);
            c.is_some_and(char::is_ascii_digit)
                || c == Some(&'.') && chars.get(at + 1).is_some_and(char::is_ascii_digit)
        };
        if chars.get(mark.range.end - 1).is_some_and(|c| c.is_ascii_digit() || *c == '.') {
            while goes_on(mark.range.end) {
                mark.range.end += 1;
            }
        }
        for clause in clauses.iter_mut() {
            if clause.range.start > mark.range.start && clause.range.start < mark.range.end {
                clause.range.start = mark.range.end;
            }
        }
    }
    clauses.retain(|clause| clause.range.start < clause.range.end);
}
