//! Dates and clock times that are written in digits: `2026-11-25`, `11/25/2026`, `2/15`, `18:30`, `20261125`.
//!
//! Decides which of several numbers is the day: what is past twelve cannot be a month, and where both may be, the month is first, as on an American
//! form; the other way is a second reading. `2.12` and `2-12` are dates only where a date is wanted.

use super::calendar::{Day, Fields, Month, Time, Year};
use super::chart::item::{Item, Sym, Val, WORD};
use super::grammar::{Build, WEAK};

/// All of them in a text.
pub(super) fn written_of(chars: &[char], out: &mut Vec<Item>, build: &mut Build) {
    let mut at = 0;
    while at < chars.len() {
        if !chars[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let end = run(chars, at);
        let is_inside = at > 0
            && (chars[at - 1].is_ascii_digit()
                || matches!(chars[at - 1], '.' | ':' | '/') && at > 1 && chars[at - 2].is_ascii_digit());
        if end - at <= 8 && !is_inside {
            one(chars, at, out, build);
        }
        at = end;
    }
}

fn run(chars: &[char], at: usize) -> usize {
    at + chars[at.min(chars.len())..].iter().take_while(|c| c.is_ascii_digit()).count()
}

/// Digits at a place: their value, how many, and the end.
fn number(chars: &[char], at: usize) -> Option<(i32, usize, usize)> {
    let end = run(chars, at);
    let len = end - at;
    if len == 0 || len > 8 {
        return None;
    }
    let value = chars[at..end].iter().fold(0_i32, |sum, c| sum * 10 + (*c as i32 - '0' as i32));
    Some((value, len, end))
}

fn one(chars: &[char], at: usize, out: &mut Vec<Item>, build: &mut Build) {
    let Some((first, first_len, end)) = number(chars, at) else { return };
    let mut put = |end: usize, fields: Fields, weight: i16| {
        if let (Some(id), Ok(start), Ok(end)) =
            (build.time(Time::Fields(fields)), u16::try_from(at), u16::try_from(end))
        {
            out.push(Item { start, end, sym: Sym::Time, val: Val::Time(id), weight, rule: WORD });
        }
    };
    // 20261125
    if first_len == 8
        && let Some(fields) = date(Some(first / 10_000), first / 100 % 100, first % 100)
            .filter(|_| (1900..=2200).contains(&(first / 10_000)))
    {
        put(end, fields, 0);
    }
    let Some(mark) = chars.get(end).copied() else { return };
    // 18:30, 18:30:15
    if mark == ':' && first_len <= 2 && first <= 24 {
        if let Some((minute, 2, after)) = number(chars, end + 1).filter(|(minute, ..)| *minute < 60) {
            let fields = |minute, second| clock(first, minute, second, first_len);
            match chars.get(after).filter(|mark| **mark == ':').and_then(|_| number(chars, after + 1)) {
                Some((second, 2, last)) if second < 60 => {
                    // Parts of a second are written by machines and never meant.
                    let last =
                        if chars.get(last) == Some(&'.') { run(chars, last + 1).max(last) } else { last };
                    put(last, fields(minute, Some(second)), 1);
                }
                _ => put(after, fields(minute, None), 1),
            }
        }
        return;
    }
    if !matches!(mark, '/' | '-' | '.') {
        return;
    }
    let Some((second, second_len, after)) = number(chars, end + 1) else { return };
    let weak = if mark == '/' { 0 } else { WEAK };
    let third = chars
        .get(after)
        .filter(|next| **next == mark || mark == '/' && **next == ' ')
        .and_then(|_| number(chars, after + 1));
    if let Some((third, third_len, last)) = third {
        if first_len == 4 && second_len <= 2 && third_len <= 2 {
            // 2024-13-01 can only be the other way.
            let fields = date(Some(first), second, third).or_else(|| date(Some(first), third, second));
            if let Some(fields) = fields {
                put(last, fields, 2);
                // 2016-12-16T12:23:59Z
                if let Some((clock, behind)) = iso_clock(chars, last)
                    && let Some(both) = fields.and(clock)
                {
                    put(behind, both, 3);
                }
            }
            return;
        }
        if first_len <= 2 && second_len <= 2 && matches!(third_len, 2 | 4) && chars.get(after) == Some(&mark)
        {
            let year = if third_len == 2 { two_digits(third) } else { third };
            // With dots the day comes first, wherever that is written.
            let (one, other) = if mark == '.' { (second, first) } else { (first, second) };
            let short = short(first, second, third).filter(|_| first_len == 2 && third_len == 2);
            if let Some(fields) = either(Some(year), one, other) {
                let fields = Fields {
                    is_either_order: fields.is_either_order && mark != '.',
                    year_first: short,
                    ..fields
                };
                // 1.1.30 is more often a version.
                put(last, fields, if mark == '.' && third_len == 2 { WEAK } else { 2 });
            }
            return;
        }
        // 15.3.3 and 27-7-3 can only begin with the year.
        if first_len == 2
            && second_len <= 2
            && third_len == 1
            && chars.get(after) == Some(&mark)
            && let Some((year, month, day)) = short(first, second, third)
            && let Some(fields) = date(Some(i32::from(year)), month.into(), day.into())
        {
            put(last, fields, WEAK);
        }
    }
    match (first_len, second_len) {
        (4, 1 | 2)
            if (1000..=2200).contains(&first)
                && (1..=12).contains(&second)
                && (mark != '.' || second_len == 2) =>
        {
            // 2013.03 is a number as well.
            put(
                after,
                Fields {
                    year: Some(Year::Of(first as i16)),
                    month: Some(Month::Of(second as i8)),
                    ..Fields::default()
                },
                if mark == '.' { WEAK } else { 0 },
            );
        }
        (1 | 2, 4) if (1000..=2200).contains(&second) && (1..=12).contains(&first) => {
            put(
                after,
                Fields {
                    year: Some(Year::Of(second as i16)),
                    month: Some(Month::Of(first as i8)),
                    ..Fields::default()
                },
                0,
            );
        }
        (1 | 2, 1 | 2) => {
            if let Some(fields) = either(None, first, second) {
                // 09-01 has no other use.
                let is_padded = mark == '-' && first_len == 2 && second_len == 2 && chars[at] == '0';
                put(after, fields, if is_padded { 0 } else { weak });
            }
            // 8.10 pm
            if mark == '.' && second_len == 2 && first <= 24 && second < 60 {
                put(after, clock(first, second, None, first_len), WEAK);
            }
        }
        _ => {}
    }
}

/// The clock time behind a date as ISO 8601 writes it, and its zone.
fn iso_clock(chars: &[char], at: usize) -> Option<(Fields, usize)> {
    if chars.get(at) != Some(&'t') {
        return None;
    }
    let (hour, 2, end) = number(chars, at + 1)? else { return None };
    let (minute, 2, mut end) = number(chars, end + 1).filter(|_| chars.get(end) == Some(&':'))? else {
        return None;
    };
    let mut second = None;
    if chars.get(end) == Some(&':')
        && let Some((said, 2, after)) = number(chars, end + 1)
    {
        second = Some(said).filter(|second| *second < 60);
        end = after;
        if chars.get(end) == Some(&'.') {
            end = run(chars, end + 1).max(end);
        }
    }
    if hour > 24 || minute > 59 {
        return None;
    }
    let mut fields = Fields { is_fixed: true, ..clock(hour, minute, second, 2) };
    match chars.get(end) {
        Some('z') => (fields.zone, end) = (Some(0), end + 1),
        Some(sign @ ('+' | '-')) => {
            if let Some((hours, 2, after)) = number(chars, end + 1).filter(|(hours, ..)| *hours <= 14) {
                let minutes = number(chars, after + 1)
                    .filter(|(_, len, _)| chars.get(after) == Some(&':') && *len == 2);
                let zone = i16::try_from(hours * 60 + minutes.map_or(0, |(minutes, ..)| minutes)).ok()?;
                fields.zone = Some(if *sign == '-' { -zone } else { zone });
                end = minutes.map_or(after, |(_, _, end)| end);
            }
        }
        _ => {}
    }
    Some((fields, end))
}

/// A year of two digits: of this century up to 39, of the last from 40 on, when people were born who speak of it.
pub(super) fn two_digits(year: i32) -> i32 {
    if year < 40 { 2000 + year } else { 1900 + year }
}

/// Three short numbers as a date that begins with its year.
fn short(year: i32, month: i32, day: i32) -> Option<(i16, i8, i8)> {
    date(Some(two_digits(year)), month, day)?;
    Some((i16::try_from(two_digits(year)).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?))
}

/// Month and day, or day and month where only that is one.
fn either(year: Option<i32>, first: i32, second: i32) -> Option<Fields> {
    match (date(year, first, second), date(year, second, first)) {
        (Some(fields), Some(_)) => Some(Fields { is_either_order: first != second, ..fields }),
        (one, other) => one.or(other),
    }
}

fn date(year: Option<i32>, month: i32, day: i32) -> Option<Fields> {
    if !(1..=12).contains(&month)
        || !(1..=31).contains(&day)
        || year.is_some_and(|year| !(1..=9999).contains(&year))
    {
        return None;
    }
    Some(Fields {
        year: year.and_then(|year| i16::try_from(year).ok()).map(Year::Of),
        month: Some(Month::Of(month as i8)),
        day: Some(Day::OfMonth(day as i8)),
        ..Fields::default()
    })
}

fn clock(hour: i32, minute: i32, second: Option<i32>, len: usize) -> Fields {
    Fields {
        hour: Some(hour as i8),
        minute: Some(minute as i8),
        second: second.map(|second| second as i8),
        // 08:30 is of twenty-four hours, 8:30 is not.
        is_fixed: hour > 12 || hour == 0 || len == 2 && hour < 10,
        ..Fields::default()
    }
}
