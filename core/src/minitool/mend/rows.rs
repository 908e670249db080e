//! Names in a row: the odd one out, what is typed in beside a field, the two sides of a card.
//!
//! Decides by what stands between names, and by what the sentence says is done with them.

use std::ops::Range;

use super::text;
use crate::minitool::outline::{Name, NameMark};
use crate::minitool::spec::FieldType;
use crate::text::is_han;
use crate::values::phrase;

/// Nothing but what separates the members of a list.
fn separates(chars: &[char], gap: Range<usize>) -> bool {
    if gap.len() > 9 {
        return false;
    }
    let bare: String = text(chars, &gap).chars().filter(|c| !matches!(c, ',' | '、' | ';' | ' ')).collect();
    ["", "and", "or", "和", "跟", "还有", "以及", "与", "或", "还是", "andthe", "the", "anda", "a", "plus"]
        .contains(&bare.as_str())
}

/// In a row of names with nothing but commas between them, the odd one out is what the others are.
pub(super) fn in_rows(names: &mut [NameMark], chars: &[char]) {
    let entered = [Name::Field, Name::Column, Name::Result];
    let told = [Name::Item, Name::Option, Name::Counter];
    for group in [&entered[..], &told[..]] {
        // A word of another sort between things that are told is one of them.
        let odd =
            |mark: &NameMark| group == told && matches!(mark.name, Name::Column | Name::Field | Name::Title);
        let mut start = 0;
        while start < names.len() {
            let belongs = |mark: &NameMark| group.contains(&mark.name) || odd(mark);
            let mut end = start + 1;
            while end < names.len()
                && belongs(&names[end - 1])
                && belongs(&names[end])
                && separates(chars, names[end - 1].range.end..names[end].range.start)
            {
                end += 1;
            }
            let row = &mut names[start..end];
            let count = |name: Name| row.iter().filter(|own| own.name == name).count();
            let most = group.iter().copied().max_by_key(|name| count(*name)).unwrap_or(Name::Field);
            let first_is_odd = row.first().is_some_and(&odd);
            if row.len() > 2 && 3 * count(most) >= 2 * row.len() && !first_is_odd {
                for mark in row.iter_mut().filter(|own| own.name != most) {
                    let was_result = mark.name == Name::Result;
                    mark.name = most;
                    let usual = if was_result { FieldType::Number } else { FieldType::Text };
                    mark.kind =
                        matches!(most, Name::Field | Name::Column).then(|| mark.kind.unwrap_or(usual));
                }
            }
            start = end;
        }
    }
}

/// The sentence part around a place, up to commas and stops.
pub(super) fn part(chars: &[char], at: usize) -> Range<usize> {
    let stops = |c: &char| matches!(c, ',' | '.' | ';' | '。' | '!' | '?' | ':' | '\n');
    let start = chars[..at].iter().rposition(stops).map_or(0, |at| at + 1);
    let end = chars[at..].iter().position(stops).map_or(chars.len(), |len| at + len);
    start..end
}

/// "I'll type in the rent and the days late": what is typed in is no result.
pub(super) fn entered(names: &mut [NameMark], chars: &[char]) {
    // Nobody enters what each pays.
    const EACH: &[&str] = &[
        "每人",
        "每个人",
        "人均",
        "一人",
        "each",
        "each pays",
        "each person",
        "each person pays",
        "per person",
        "each of us",
    ];
    for mark in names.iter_mut().filter(|mark| mark.name == Name::Field) {
        if EACH.contains(&text(chars, &mark.range).as_str()) {
            mark.name = Name::Result;
            mark.kind = None;
        }
    }
    const ENTERS: &[&str] =
        &["type in", "enter", "put in", "i give", "填", "输", "fill in", "key in", "i tell it"];
    for at in 1..names.len() {
        if names[at].name != Name::Result || names[at - 1].name != Name::Field {
            continue;
        }
        let own = part(chars, names[at].range.start);
        let words = text(chars, &own);
        let enters = ENTERS.iter().any(|word| words.contains(word));
        if enters
            && own.contains(&names[at - 1].range.start)
            && separates(chars, names[at - 1].range.end..names[at].range.start)
        {
            names[at].name = Name::Field;
            names[at].kind = Some(FieldType::Number);
        }
    }
}

/// "How many of us" and 几个人 are entered, whether they were seen or not.
pub(super) fn people(names: &mut Vec<NameMark>, chars: &[char]) {
    const WORDS: &[&str] = &[
        "how many of us",
        "how many people",
        "number of people",
        "how many guests",
        "几个人",
        "多少人",
        "几位",
    ];
    if !names.iter().any(|mark| mark.name == Name::Field) {
        return;
    }
    for at in 0..chars.len() {
        let Some(end) = WORDS.iter().filter_map(|word| phrase(chars, at, word)).max() else { continue };
        let is_free = names.iter().all(|own| own.range.end <= at || end <= own.range.start);
        if is_free {
            names.push(NameMark { name: Name::Field, kind: Some(FieldType::Number), range: at..end });
            names.sort_by_key(|mark| mark.range.start);
        }
    }
}

/// apple苹果 are the two sides of a card.
pub(super) fn two_sided(names: Vec<NameMark>, chars: &[char]) -> Vec<NameMark> {
    let mut out = Vec::new();
    let mut rest = names.into_iter().peekable();
    while let Some(mark) = rest.next() {
        let has_back =
            rest.peek().is_some_and(|next| next.name == Name::Back && next.range.start <= mark.range.end + 6);
        let turn = mark
            .range
            .clone()
            .skip(1)
            .find(|at| is_han(chars[*at]) != is_han(chars[*at - 1]) && !chars[*at].is_whitespace());
        match turn {
            Some(turn) if mark.name == Name::Item && !has_back => {
                let mut end = turn;
                while end > mark.range.start + 1 && chars[end - 1].is_whitespace() {
                    end -= 1;
                }
                out.push(NameMark { range: mark.range.start..end, ..mark.clone() });
                out.push(NameMark { name: Name::Back, kind: None, range: turn..mark.range.end });
            }
            _ => out.push(mark),
        }
    }
    out
}
