//! The words that English builds times from.
//!
//! Adding a word is a line in a table; what words make together is `super::expression_at`'s matter.

use super::{Atom, Clock, Day, Part, Year};
use crate::values::duration::duration_at;
use crate::values::number::integer_at;
use crate::values::reader::{digits, literal, longest, phrase, skip_spaces, word_in};

const DAYS: &[(&str, i32)] = &[
    ("today", 0),
    ("tomorrow", 1),
    // As it is often typed.
    ("tommorow", 1),
    ("tommorrow", 1),
    ("tomorow", 1),
    ("tmr", 1),
    ("tmrw", 1),
    ("day after tomorrow", 2),
    ("the day after tomorrow", 2),
    ("day after tommorow", 2),
    ("day after tommorrow", 2),
    ("day after tomorow", 2),
    ("yesterday", -1),
];

const DAY_PARTS: &[(&str, i32, Part)] = &[
    ("tonight", 0, Part::Evening),
    ("this morning", 0, Part::Morning),
    ("this afternoon", 0, Part::Afternoon),
    ("this evening", 0, Part::Evening),
    ("tomorrow night", 1, Part::Evening),
    ("last night", -1, Part::Evening),
];

const PARTS: &[(&str, Part)] = &[
    ("in the morning", Part::Morning),
    ("morning", Part::Morning),
    ("in the afternoon", Part::Afternoon),
    ("afternoon", Part::Afternoon),
    ("in the evening", Part::Evening),
    ("evening", Part::Evening),
    ("at night", Part::Evening),
    ("night", Part::Evening),
];

const WEEKDAYS: &[(&str, i8)] = &[
    ("monday", 1),
    ("tuesday", 2),
    ("wednesday", 3),
    ("thursday", 4),
    ("friday", 5),
    ("saturday", 6),
    ("sunday", 7),
    ("mon", 1),
    ("tue", 2),
    ("tues", 2),
    ("wed", 3),
    ("thu", 4),
    ("thurs", 4),
    ("fri", 5),
    ("weekend", 6),
];

const WEEKS: &[(&str, i32)] = &[("next", 1), ("this", 0), ("last", -1)];

const MONTHS: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
];

const ORDINALS: &[&str] = &[
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
    "twentieth",
];

fn row<'a, T>(chars: &[char], at: usize, table: &'a [(&str, T)]) -> Option<(&'a T, usize)> {
    let words: Vec<&str> = table.iter().map(|(word, _)| *word).collect();
    let (index, end) = longest(chars, at, &words)?;
    Some((&table[index].1, end))
}

/// The longest atom at `at`.
pub(super) fn atom_at(chars: &[char], at: usize, weak: bool) -> Option<(Atom, usize)> {
    let day_part = DAY_PARTS.iter().filter_map(|(word, offset, part)| {
        Some((Atom::Both(Day::Offset(*offset), *part), phrase(chars, at, word)?))
    });
    let atoms = [
        day_part.max_by_key(|(_, end)| *end),
        day(chars, at).map(|(day, end)| (Atom::Day(day), end)),
        row(chars, at, PARTS).map(|(part, end)| (Atom::Part(*part), end)),
        clock(chars, at, weak).map(|(clock, end)| (Atom::Clock(clock), end)),
        after(chars, at),
    ];
    atoms.into_iter().flatten().max_by_key(|(_, end)| *end)
}

fn day(chars: &[char], at: usize) -> Option<(Day, usize)> {
    let offset = row(chars, at, DAYS).map(|(offset, end)| (Day::Offset(*offset), end));
    offset.or_else(|| weekday(chars, at)).or_else(|| date(chars, at))
}

fn weekday(chars: &[char], at: usize) -> Option<(Day, usize)> {
    let (weeks, start) =
        row(chars, at, WEEKS).map_or((None, at), |(weeks, end)| (Some(*weeks), skip_spaces(chars, end)));
    let start = phrase(chars, start, "the").map_or(start, |end| skip_spaces(chars, end));
    let (weekday, end) = row(chars, start, WEEKDAYS)?;
    Some((Day::Weekday { weekday: *weekday, weeks }, end))
}

/// `december 3rd`, `3 december`, `the 3rd of december`, `the 3rd`.
fn date(chars: &[char], at: usize) -> Option<(Day, usize)> {
    let year = |end: usize| {
        let start = skip_spaces(chars, literal(chars, end, ",").unwrap_or(end));
        digits(chars, start)
            .filter(|(year, _)| (1900..=2200).contains(year))
            .map_or((None, end), |(year, end)| (i16::try_from(year).ok().map(Year::Written), end))
    };
    if let Some((month, end)) = month(chars, at) {
        let start = skip_spaces(chars, end);
        let (day, end, _) =
            ordinal(chars, phrase(chars, start, "the").map_or(start, |end| skip_spaces(chars, end)))?;
        let (year, end) = year(end);
        return Some((Day::Date { year, month, day }, end));
    }
    let the = phrase(chars, at, "the").map(|end| skip_spaces(chars, end));
    let (day, end, marked) = ordinal(chars, the.unwrap_or(at))?;
    let after = skip_spaces(chars, end);
    let after = phrase(chars, after, "of").map_or(after, |end| skip_spaces(chars, end));
    if let Some((month, end)) = month(chars, after) {
        let (year, end) = year(end);
        return Some((Day::Date { year, month, day }, end));
    }
    (the.is_some() && marked == Mark::Suffix).then_some((Day::Nth { day, months: None }, end))
}

fn month(chars: &[char], at: usize) -> Option<(i8, usize)> {
    let (index, end) = word_in(chars, at, MONTHS)?;
    Some((i8::try_from(index % 12 + 1).ok()?, end))
}

#[derive(PartialEq)]
enum Mark {
    None,
    Suffix,
    Word,
}

fn ordinal(chars: &[char], at: usize) -> Option<(i8, usize, Mark)> {
    if let Some((index, end)) = word_in(chars, at, ORDINALS) {
        return Some((i8::try_from(index + 1).ok()?, end, Mark::Word));
    }
    let (day, end) = digits(chars, at).filter(|(day, _)| (1..=31).contains(day))?;
    let suffix = ["st", "nd", "rd", "th"].iter().find_map(|suffix| literal(chars, end, suffix));
    if suffix.is_none() && chars.get(end).is_some_and(|c| c.is_ascii_alphanumeric() || *c == ':') {
        return None;
    }
    Some((
        i8::try_from(day).ok()?,
        suffix.unwrap_or(end),
        if suffix.is_some() { Mark::Suffix } else { Mark::None },
    ))
}

fn clock(chars: &[char], at: usize, weak: bool) -> Option<(Clock, usize)> {
    if let Some((index, end)) = longest(chars, at, &["noon", "midday", "midnight"]) {
        return Some((Clock { hour: [12, 12, 24][index], minute: 0, fixed: true }, end));
    }
    if let Some((index, end)) =
        longest(chars, at, &["half past", "quarter past", "quarter to", "a quarter past", "a quarter to"])
    {
        let (hour, end) =
            integer_at(chars, skip_spaces(chars, end)).filter(|(hour, _)| (1..=12).contains(hour))?;
        let hour = i8::try_from(hour).ok()?;
        let (hour, minute) = match index {
            0 => (hour, 30),
            1 | 3 => (hour, 15),
            _ => (if hour == 1 { 12 } else { hour - 1 }, 45),
        };
        let (clock, end) = half_of_day(chars, Clock { hour, minute, fixed: false }, end);
        return Some((clock, end));
    }
    let at_word = longest(chars, at, &["at", "@"]).map(|(_, end)| skip_spaces(chars, end));
    let start = at_word.unwrap_or(at);
    if start > 0 && chars[start - 1].is_ascii_digit() {
        return None;
    }
    // Read word by word: "seven thirty" is a time, not the number 37.
    let (hour, mut end) = hour_number(chars, start)?;
    let mut minute = 0;
    let mut written = false;
    if chars.get(end) == Some(&':') {
        let (value, after) =
            digits(chars, end + 1).filter(|(value, after)| *value < 60 && after - end == 3)?;
        (minute, end, written) = (i8::try_from(value).ok()?, after, true);
        // Seconds are written by machines, never meant.
        if chars.get(end) == Some(&':') {
            end = digits(chars, end + 1).map_or(end, |(_, after)| after);
        }
    } else if let Some((value, after)) = hour_number_tail(chars, end) {
        (minute, end, written) = (value, after, true);
    }
    let bare = Clock { hour, minute, fixed: hour > 12 || hour == 0 };
    let (clock, after) = half_of_day(chars, bare, end);
    let o_clock = longest(chars, skip_spaces(chars, end), &["o'clock", "oclock"]).map(|(_, end)| end);
    let marked = after > end || o_clock.is_some() || written;
    if hour > 24 || (hour == 24 && minute > 0) {
        return None;
    }
    let end = o_clock.unwrap_or(after);
    let (clock, end) = if o_clock.is_some() { half_of_day(chars, clock, end) } else { (clock, end) };
    let counted = !marked && longest(chars, skip_spaces(chars, end), COUNTED).is_some();
    (marked || ((at_word.is_some() || weak) && !counted && hour <= 24)).then_some((clock, end))
}

/// What follows a bare number that counts things and is no hour.
const COUNTED: &[&str] = &[
    "%", "percent", "people", "of us", "minutes", "minute", "hours", "hour", "yuan", "dollars", "days", "点",
    "个", "位", "人", "块",
];

fn hour_number(chars: &[char], at: usize) -> Option<(i8, usize)> {
    const HOURS: &[&str] = &[
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve",
    ];
    if let Some((hour, end)) = word_in(chars, at, HOURS) {
        return Some((i8::try_from(hour).ok()?, end));
    }
    let (hour, end) = digits(chars, at).filter(|(hour, _)| *hour <= 24)?;
    let cut = chars
        .get(end)
        .is_some_and(|c| c.is_ascii_alphabetic() && !matches!(c, 'a' | 'p') || *c == '-' || *c == '%');
    let decimal = chars.get(end) == Some(&'.') && chars.get(end + 1).is_some_and(char::is_ascii_digit);
    (!cut && !decimal).then_some((i8::try_from(hour).ok()?, end))
}

/// The minutes of "seven thirty", "six oh five", "eight forty-five".
fn hour_number_tail(chars: &[char], at: usize) -> Option<(i8, usize)> {
    let start = skip_spaces(chars, at);
    if start == at || !chars.get(start)?.is_ascii_alphabetic() {
        return None;
    }
    if let Some(after) = phrase(chars, start, "oh") {
        let (minute, end) =
            integer_at(chars, skip_spaces(chars, after)).filter(|(minute, _)| (1..10).contains(minute))?;
        return Some((i8::try_from(minute).ok()?, end));
    }
    let (minute, end) = integer_at(chars, start).filter(|(minute, _)| (10..60).contains(minute))?;
    longest(chars, skip_spaces(chars, end), COUNTED).is_none().then_some((i8::try_from(minute).ok()?, end))
}

fn half_of_day(chars: &[char], clock: Clock, end: usize) -> (Clock, usize) {
    let start = skip_spaces(chars, end);
    let found = ["am", "pm", "a.m.", "p.m.", "a.m", "p.m", "a m", "p m"].iter().filter_map(|word| {
        let after = literal(chars, start, word)?;
        (!chars.get(after).is_some_and(char::is_ascii_alphanumeric)).then_some((word.starts_with('p'), after))
    });
    match found.max_by_key(|(_, after)| *after).filter(|_| clock.hour <= 12) {
        Some((true, after)) => {
            (Clock { hour: if clock.hour == 12 { 12 } else { clock.hour + 12 }, fixed: true, ..clock }, after)
        }
        Some((false, after)) => (Clock { hour: clock.hour % 12, fixed: true, ..clock }, after),
        None => (clock, end),
    }
}

/// `in twenty minutes`, `twenty minutes from now`.
fn after(chars: &[char], at: usize) -> Option<(Atom, usize)> {
    if let Some(start) = phrase(chars, at, "in") {
        let (length, end) = duration_at(chars, skip_spaces(chars, start))?;
        return Some((Atom::After(length), end));
    }
    let (length, end) = duration_at(chars, at)?;
    let (_, end) = longest(chars, skip_spaces(chars, end), &["from now", "later"])?;
    Some((Atom::After(length), end))
}
