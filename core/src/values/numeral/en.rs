//! Numbers in English words: `a hundred and five`, `twenty-first`, `two point five million`.

use rust_decimal::Decimal;

use super::{MOST, MOST_DIGITS, push, push_ordinal};
use crate::values::chart::item::{Form, Item, Number, Sym, Val, WORD};

const ONES: &[&str] = &[
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: &[&str] = &["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const ONES_TH: &[&str] = &[
    "zeroth",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
];
const TENS_TH: &[&str] =
    &["twentieth", "thirtieth", "fortieth", "fiftieth", "sixtieth", "seventieth", "eightieth", "ninetieth"];
const SCALES: &[(&str, i64)] = &[
    ("thousand", 1_000),
    ("million", 1_000_000),
    ("billion", 1_000_000_000),
    ("trillion", 1_000_000_000_000),
    ("lakh", 100_000),
    ("lakhs", 100_000),
    ("lac", 100_000),
    ("lkh", 100_000),
    ("lkhs", 100_000),
    ("cr", 10_000_000),
    ("krore", 10_000_000),
    ("krores", 10_000_000),
    ("crore", 10_000_000),
    ("crores", 10_000_000),
    ("koti", 10_000_000),
    ("mil", 1_000_000),
    ("mln", 1_000_000),
    ("bln", 1_000_000_000),
    ("thousands", 1_000),
    ("millions", 1_000_000),
    ("billions", 1_000_000_000),
];

/// A word of a number.
#[derive(Clone, Copy, PartialEq)]
enum Word {
    One(i64),
    Ten(i64),
    Hundred,
    Scale(i64),
    OneTh(i64),
    TenTh(i64),
    HundredTh,
    ScaleTh(i64),
}

/// Whether a word names parts, as fifths does and fifth does not. Seconds are of a minute.
fn is_part(word: &[char]) -> bool {
    word.ends_with(&['s'])
        && word.len() > 5
        && !word.starts_with(&['s', 'e', 'c'])
        && !matches!(words(word), Some((Word::Scale(_) | Word::Hundred, _)))
}

pub(super) fn word_end(chars: &[char], at: usize) -> usize {
    at + chars[at..].iter().take_while(|c| c.is_ascii_alphabetic()).count()
}

/// The words of a number that one written word is: two in `twentyfifth`.
fn words(word: &[char]) -> Option<(Word, Option<Word>)> {
    let place = |table: &[&str]| {
        table.iter().position(|entry| entry.chars().eq(word.iter().copied())).map(|i| i as i64)
    };
    if let Some(one) = place(ONES) {
        return Some((Word::One(one), None));
    }
    if let Some(ten) = place(TENS) {
        return Some((Word::Ten(20 + 10 * ten), None));
    }
    if let Some(one) = place(ONES_TH) {
        return Some((Word::OneTh(one), None));
    }
    if let Some(ten) = place(TENS_TH) {
        return Some((Word::TenTh(20 + 10 * ten), None));
    }
    // thirds, trillionths
    if let Some((last, stem)) = word.split_last()
        && *last == 's'
        && let Some(
            th @ ((Word::OneTh(_) | Word::TenTh(_) | Word::HundredTh | Word::ScaleTh(_), None)
            | (Word::Ten(_), Some(Word::OneTh(_)))),
        ) = words(stem)
    {
        return Some(th);
    }
    let is = |text: &str| text.chars().eq(word.iter().copied());
    for (text, found) in [
        ("naught", Word::One(0)),
        ("nought", Word::One(0)),
        ("nil", Word::One(0)),
        ("fourty", Word::Ten(40)),
        ("nineth", Word::OneTh(9)),
        ("twelveth", Word::OneTh(12)),
        ("hundred", Word::Hundred),
        ("hundreds", Word::Hundred),
        ("hundredth", Word::HundredTh),
    ] {
        if is(text) {
            return Some((found, None));
        }
    }
    for (text, scale) in SCALES {
        if is(text) {
            return Some((Word::Scale(*scale), None));
        }
        if text.chars().chain("th".chars()).eq(word.iter().copied()) {
            return Some((Word::ScaleTh(*scale), None));
        }
    }
    TENS.iter().enumerate().find_map(|(i, ten)| {
        let rest = word.len().checked_sub(ten.len()).filter(|rest| *rest > 2)?;
        let (head, tail) = word.split_at(word.len() - rest);
        if !ten.chars().eq(head.iter().copied()) {
            return None;
        }
        match words(tail)? {
            (one @ (Word::One(1..=9) | Word::OneTh(1..=9)), None) => {
                Some((Word::Ten(20 + 10 * i as i64), Some(one)))
            }
            _ => None,
        }
    })
}

/// What was said before a word of a number: thirty of thirty fifths.
#[derive(Clone, Copy)]
struct Before {
    start: usize,
    /// The value so far and where it ends; nothing before the first word.
    so_far: Option<(i64, usize)>,
    is_ten: bool,
}

/// The readings of thirty fifths and three hundred twenty-firsts: how many, of which parts. A hyphen keeps the parts together.
fn parts(chars: &[char], words_said: &[Before], end: usize, out: &mut Vec<Item>) {
    let mut split = |at: &Before, nth: i64, weight: i16| {
        if let Some((value, stop)) = at.so_far
            && let Some(first) = words_said.first()
        {
            push(out, first.start, stop, Number { form: Form::Words, ..Number::of(value) }, -1);
        }
        if let (Ok(start), Ok(stop), Ok(nth)) =
            (u16::try_from(at.start), u16::try_from(end), i32::try_from(nth))
            && nth > 2
        {
            out.push(Item { start, end: stop, sym: Sym::Nths, val: Val::Int(nth), weight, rule: WORD });
        }
    };
    let nth = |start: usize| match words(&chars[start..end]) {
        Some((Word::OneTh(nth) | Word::TenTh(nth) | Word::ScaleTh(nth), None)) => Some(nth),
        Some((Word::HundredTh, None)) => Some(100),
        Some((Word::Ten(ten), Some(Word::OneTh(one)))) => Some(ten + one),
        _ => None,
    };
    let Some(last) = words_said.last() else { return };
    let Some(one) = nth(last.start) else { return };
    split(last, one, 0);
    if let [.., ten, _] = words_said
        && ten.is_ten
        && one < 10
        && let Some((Word::Ten(tens), None)) = words(&chars[ten.start..word_end(chars, ten.start)])
    {
        let is_joined = chars[last.start - 1] == '-';
        split(ten, tens + one, if is_joined { 2 } else { -1 });
    }
}

/// A number in English words. The end to go on at.
pub(super) fn english(chars: &[char], at: usize, out: &mut Vec<Item>) -> Option<usize> {
    // point 77
    if let Some((number, stop)) = point(chars, at, 0) {
        push(out, at, stop, number, 0);
        return Some(stop);
    }
    let mut sum = Sum::default();
    let mut end = at;
    let mut next = at;
    let mut said: Vec<Before> = Vec::new();
    // a hundred, a million
    if chars[at] == 'a' && word_end(chars, at) == at + 1 {
        let start = chars[at + 1..]
            .iter()
            .position(|c| *c != ' ')
            .map(|gap| at + 1 + gap)
            .filter(|start| *start > at + 1)?;
        let (word, _) = words(&chars[start..word_end(chars, start)])?;
        if !matches!(word, Word::Hundred | Word::Scale(_) | Word::HundredTh | Word::ScaleTh(_)) {
            return None;
        }
        sum.take(Word::One(1))?;
        said.push(Before { start: at, so_far: None, is_ten: false });
        next = start;
    }
    while next < chars.len() && chars[next].is_ascii_alphabetic() {
        let stop = word_end(chars, next);
        let Some((first, second)) = words(&chars[next..stop]) else {
            // three hundred and five
            let is_and = chars[next..stop].iter().collect::<String>() == "and" && sum.takes_and();
            let after = skip(chars, stop);
            let follows = is_and
                && after < chars.len()
                && words(&chars[after..word_end(chars, after)]).is_some_and(|(word, _)| {
                    matches!(word, Word::One(1..) | Word::Ten(_) | Word::OneTh(_) | Word::TenTh(_))
                });
            if follows {
                // A million and three quarters: both sides of it by themselves as well.
                if let Some(value) = sum.value()
                    && !sum.after_and
                {
                    push(out, at, end, Number { form: Form::Words, ..Number::of(value) }, -1);
                    english(chars, after, out);
                }
                sum.after_and = true;
                next = after;
                continue;
            }
            break;
        };
        // Twenty seconds are no twenty-second.
        let word = &chars[next..stop];
        if word.ends_with(&['s']) && matches!(first, Word::OneTh(_)) && !is_part(word) {
            break;
        }
        let so_far = (end > at).then(|| sum.value().map(|value| (value, end))).flatten();
        let is_part = is_part(word);
        if sum.take(first).is_none() || second.is_some_and(|second| sum.take(second).is_none()) {
            // fifty-four hundredths
            if is_part {
                said.push(Before { start: next, so_far, is_ten: false });
                parts(chars, &said, stop, out);
            }
            break;
        }
        said.push(Before { start: next, so_far, is_ten: matches!(first, Word::Ten(_)) && second.is_none() });
        end = stop;
        if sum.is_ordinal {
            break;
        }
        next = skip(chars, stop);
    }
    if end == at {
        return None;
    }
    let value = sum.value()?;
    if sum.is_ordinal {
        // three twenty-firsts
        if is_part(&chars[said.last().map_or(at, |last| last.start)..end]) {
            parts(chars, &said, end, out);
        } else {
            push_ordinal(out, at, end, value);
        }
        return Some(end);
    }
    let number = Number { form: Form::Words, ..Number::of(value) };
    push(out, at, end, number, 0);
    if let Some((number, stop)) = point(chars, end, value) {
        push(out, at, stop, number, 0);
    }
    Some(end)
}

/// Decimals behind a whole number, or behind none: one point five, point 77, 1 point 1.
pub(super) fn point(chars: &[char], end: usize, value: i64) -> Option<(Number, usize)> {
    let point = skip(chars, end);
    if !chars[point.min(chars.len())..].starts_with(&['p', 'o', 'i', 'n', 't'])
        || word_end(chars, point) != point + 5
    {
        return None;
    }
    let mut places = String::new();
    let mut from = skip(chars, point + 5);
    let mut stop = end;
    while from < chars.len() && places.len() < MOST_DIGITS {
        let written = super::digits(chars, from);
        if written > from {
            places.extend(&chars[from..written]);
            stop = written;
        } else {
            match words(&chars[from..word_end(chars, from)]) {
                Some((Word::One(digit @ 0..=9), None)) => places += &digit.to_string(),
                // point eleven
                Some((Word::One(teen), None)) if places.is_empty() => places += &teen.to_string(),
                Some((Word::Ten(ten), None)) if places.is_empty() => places += &(ten / 10).to_string(),
                _ => break,
            }
            stop = word_end(chars, from);
        }
        from = skip(chars, stop);
    }
    if places.is_empty() || places.len() > MOST_DIGITS {
        return None;
    }
    let mut value = Decimal::from(value) + format!("0.{places}").parse::<Decimal>().ok()?;
    if from < chars.len()
        && let Some((Word::Scale(scale), None)) = words(&chars[from..word_end(chars, from)])
    {
        value = value.checked_mul(scale.into())?;
        stop = word_end(chars, from);
    }
    Some((Number { form: Form::Words, ..Number::of(value) }, stop))
}

/// Past spaces, and a hyphen between words.
fn skip(chars: &[char], at: usize) -> usize {
    let is_gap = |c: &&char| matches!(**c, ' ' | '-');
    at + chars[at.min(chars.len())..].iter().take_while(is_gap).count()
}

/// A number that is being said.
#[derive(Default)]
struct Sum {
    total: i64,
    group: i64,
    /// What may still follow in the group: below it.
    room: Option<i64>,
    last_scale: Option<i64>,
    has_begun: bool,
    after_and: bool,
    is_ordinal: bool,
}

impl Sum {
    fn takes_and(&self) -> bool {
        self.has_begun && (self.group > 0 && self.group % 100 == 0 || self.group == 0 && self.total > 0)
    }

    fn take(&mut self, word: Word) -> Option<()> {
        if self.is_ordinal {
            return None;
        }
        let room = self.room.unwrap_or(i64::MAX);
        match word {
            Word::One(value) | Word::OneTh(value) => {
                let needs = if value < 10 { 10 } else { 100 };
                if self.has_begun && (room < needs || value == 0) {
                    return None;
                }
                self.group += value;
                self.room = Some(1);
                self.is_ordinal = matches!(word, Word::OneTh(_));
            }
            Word::Ten(value) | Word::TenTh(value) => {
                if self.has_begun && room < 100 {
                    return None;
                }
                self.group += value;
                self.room = Some(10);
                self.is_ordinal = matches!(word, Word::TenTh(_));
            }
            Word::Hundred | Word::HundredTh => {
                // hundreds stand behind one to ninety-nine
                if self.group == 0 && self.has_begun || self.group >= 100 {
                    return None;
                }
                if !self.has_begun && word == Word::Hundred {
                    return None;
                }
                self.group = self.group.max(1) * 100;
                self.room = Some(100);
                self.is_ordinal = word == Word::HundredTh;
            }
            Word::Scale(scale) | Word::ScaleTh(scale) => {
                let is_th = matches!(word, Word::ScaleTh(_));
                if !self.has_begun && !is_th
                    || self.last_scale.is_some_and(|last| scale >= last) && self.group == 0
                {
                    return None;
                }
                if self.last_scale.is_some_and(|last| scale >= last) {
                    return None;
                }
                self.total = self.total.checked_add(self.group.max(1).checked_mul(scale)?)?;
                self.group = 0;
                self.room = None;
                self.last_scale = Some(scale);
                self.is_ordinal = is_th;
            }
        }
        self.has_begun = true;
        Some(())
    }

    fn value(&self) -> Option<i64> {
        self.total.checked_add(self.group).filter(|value| *value <= MOST)
    }
}
