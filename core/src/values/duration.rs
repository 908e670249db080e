//! Lengths of time, calendar units kept apart from clock units.
//!
//! Reads `半个小时`, `一个半小时`, `两小时三十分钟`, `an hour and a half`, `25 minutes`, `1h 30m`.
//! Adding one to a date is `time::resolve`'s work.
//!
//! Not handled, on purpose: approximate lengths (`十来分钟`).

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};

use super::number::number_at;
use super::reader::{longest, phrase, skip_spaces};
use crate::text::Language;

/// A length of time. Months and days are not seconds: a day with a clock change has not 86,400 of them.
///
/// # Range
///
/// Up to 100 years in each field.
///
/// # Source
///
/// Written as ISO 8601-1:2019, 5.5.2.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Duration {
    /// Calendar months.
    pub months: i32,
    /// Calendar days.
    pub days: i32,
    /// Seconds of the clock.
    pub seconds: i64,
}

#[derive(Clone, Copy, PartialEq)]
enum Unit {
    Second,
    Minute,
    Quarter,
    Hour,
    Day,
    Week,
    Month,
    Year,
}

const UNITS: &[(&str, Unit)] = &[
    ("秒钟", Unit::Second),
    ("秒", Unit::Second),
    ("分钟", Unit::Minute),
    ("刻钟", Unit::Quarter),
    ("个小时", Unit::Hour),
    ("小时", Unit::Hour),
    ("个钟头", Unit::Hour),
    ("钟头", Unit::Hour),
    ("个钟", Unit::Hour),
    ("天", Unit::Day),
    ("个星期", Unit::Week),
    ("个礼拜", Unit::Week),
    ("星期", Unit::Week),
    ("周", Unit::Week),
    ("个月", Unit::Month),
    ("年", Unit::Year),
    ("seconds", Unit::Second),
    ("second", Unit::Second),
    ("secs", Unit::Second),
    ("sec", Unit::Second),
    ("minutes", Unit::Minute),
    ("minute", Unit::Minute),
    ("mins", Unit::Minute),
    ("min", Unit::Minute),
    ("hours", Unit::Hour),
    ("hour", Unit::Hour),
    ("hrs", Unit::Hour),
    ("hr", Unit::Hour),
    ("h", Unit::Hour),
    ("m", Unit::Minute),
    ("s", Unit::Second),
    ("days", Unit::Day),
    ("day", Unit::Day),
    ("weeks", Unit::Week),
    ("week", Unit::Week),
    ("months", Unit::Month),
    ("month", Unit::Month),
    ("years", Unit::Year),
    ("year", Unit::Year),
];

/// 100 years in days.
const MAX_DAYS: i32 = 36_600;

impl Unit {
    /// `amount` of it; [`None`] when a calendar unit is cut in pieces that no calendar has.
    fn times(self, amount: Decimal) -> Option<Duration> {
        let clock = |seconds: i64| -> Option<Duration> {
            let seconds = amount.checked_mul(seconds.into())?.to_i64()?;
            (seconds <= i64::from(MAX_DAYS) * 86_400).then_some(Duration { seconds, ..Duration::default() })
        };
        let whole = || amount.is_integer().then(|| amount.to_i32()).flatten().filter(|n| *n <= MAX_DAYS);
        match self {
            Self::Second => clock(1),
            Self::Minute => clock(60),
            Self::Quarter => clock(15 * 60),
            Self::Hour => clock(3_600),
            Self::Day if amount == Decimal::new(5, 1) => clock(24 * 3_600),
            Self::Day => Some(Duration { days: whole()?, ..Duration::default() }),
            Self::Week => {
                let days = whole()?.checked_mul(7).filter(|days| *days <= MAX_DAYS)?;
                Some(Duration { days, ..Duration::default() })
            }
            Self::Month => Some(Duration { months: whole().filter(|n| *n <= 1_200)?, ..Duration::default() }),
            Self::Year => {
                Some(Duration { months: whole().filter(|n| *n <= 100)? * 12, ..Duration::default() })
            }
        }
    }
}

impl Duration {
    /// The two together; [`None`] past 100 years in a field.
    fn plus(self, other: Self) -> Option<Self> {
        let sum = Self {
            months: self.months.checked_add(other.months)?,
            days: self.days.checked_add(other.days)?,
            seconds: self.seconds.checked_add(other.seconds)?,
        };
        let fits = sum.months <= 1_200 && sum.days <= MAX_DAYS && sum.seconds <= i64::from(MAX_DAYS) * 86_400;
        fits.then_some(sum)
    }

    /// ISO 8601 text: `PT1H30M`, `P3D`, `P1M`.
    pub fn iso(&self) -> String {
        let mut text = String::from("P");
        let mut push = |amount: i64, letter: char| {
            if amount != 0 {
                text += &format!("{amount}{letter}");
            }
        };
        push((self.months / 12).into(), 'Y');
        push((self.months % 12).into(), 'M');
        push(self.days.into(), 'D');
        let (hours, minutes, seconds) = (self.seconds / 3_600, self.seconds / 60 % 60, self.seconds % 60);
        if self.seconds != 0 || text == "P" {
            text.push('T');
            for (amount, letter) in [(hours, 'H'), (minutes, 'M'), (seconds, 'S')] {
                if amount != 0 || (self.seconds == 0 && letter == 'S') {
                    text += &format!("{amount}{letter}");
                }
            }
        }
        text
    }

    /// How the length is said to a person.
    pub fn spoken(&self, language: Language) -> String {
        let parts = [
            (i64::from(self.months), "个月", "month"),
            (i64::from(self.days), "天", "day"),
            (self.seconds / 3_600, "小时", "hour"),
            (self.seconds / 60 % 60, "分钟", "minute"),
            (self.seconds % 60, "秒", "second"),
        ];
        let said = parts.iter().filter(|(amount, ..)| *amount != 0);
        match language {
            Language::Zh => said.map(|(amount, zh, _)| format!("{amount}{zh}")).collect(),
            Language::En => {
                let words = said.map(|(n, _, en)| format!("{n} {en}{}", if *n == 1 { "" } else { "s" }));
                words.collect::<Vec<_>>().join(" ")
            }
        }
    }
}

/// The length of time that starts at `at`, and the position behind it; parts that follow each other are added up.
pub(super) fn duration_at(chars: &[char], at: usize) -> Option<(Duration, usize)> {
    let (mut sum, mut end) = part_at(chars, at)?;
    loop {
        let next = longest(chars, skip_spaces(chars, end), &["and", "零", "又"]).map_or(end, |(_, end)| end);
        match part_at(chars, skip_spaces(chars, next)) {
            Some((part, after)) if part.months == 0 || sum.months == 0 => {
                sum = sum.plus(part)?;
                end = after;
            }
            _ => return Some((sum, end)),
        }
    }
}

fn part_at(chars: &[char], at: usize) -> Option<(Duration, usize)> {
    let half = Decimal::new(5, 1);
    if let Some((index, end)) = longest(chars, at, &["半", "half an", "half a"]) {
        let after = skip_spaces(chars, end);
        let (unit, end) = unit_at(chars, after)?;
        if index == 0 && unit == Unit::Month {
            return None; // 半个月 is no number of days
        }
        return Some((unit.times(half)?, end));
    }
    let (amount, end) = match longest(chars, at, &["an", "a", "a couple of"]) {
        Some((2, end)) => (Decimal::TWO, end),
        Some((_, end)) => (Decimal::ONE, end),
        None => number_at(chars, at)?,
    };
    // 一个半小时
    if let Some((_, after)) = longest(chars, end, &["个半"]) {
        let (unit, end) = unit_at(chars, after)?;
        return Some((unit.times(amount + half)?, end));
    }
    if let Some(after) = phrase(chars, skip_spaces(chars, end), "and a half") {
        let (unit, end) = unit_at(chars, skip_spaces(chars, after))?;
        return Some((unit.times(amount + half)?, end)); // two and a half hours
    }
    let (unit, mut end) = unit_at(chars, skip_spaces(chars, end))?;
    let mut length = unit.times(amount)?;
    // 两分钟半, an hour and a half
    if chars.get(end) == Some(&'半') {
        length = length.plus(unit.times(half)?)?;
        end += 1;
    } else if let Some(after) = phrase(chars, skip_spaces(chars, end), "and a half") {
        length = length.plus(unit.times(half)?)?;
        end = after;
    }
    Some((length, end))
}

fn unit_at(chars: &[char], at: usize) -> Option<(Unit, usize)> {
    // "30m" and "1h" need their digit right before them; words are held to their edges by `longest`.
    let found = UNITS.iter().filter_map(|(word, unit)| {
        let end = if word.is_ascii() && at > 0 && chars[at - 1].is_ascii_digit() {
            super::reader::literal(chars, at, word)
                .filter(|end| !chars.get(*end).is_some_and(|c| c.is_ascii_alphabetic()))
        } else if word.len() == 1 {
            None
        } else {
            phrase(chars, at, word)
        }?;
        Some((*unit, end))
    });
    found.max_by_key(|(_, end)| *end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_lengths_as_people_say_them() {
        let rows = [
            ("半个小时", "PT30M"),
            ("一个半小时", "PT1H30M"),
            ("两小时三十分钟", "PT2H30M"),
            ("一刻钟", "PT15M"),
            ("三天", "P3D"),
            ("两周", "P14D"),
            ("两分钟半", "PT2M30S"),
            ("two and a half hours", "PT2H30M"),
            ("25 minutes", "PT25M"),
            ("half an hour", "PT30M"),
            ("an hour and a half", "PT1H30M"),
            ("1h 30m", "PT1H30M"),
            ("ten min", "PT10M"),
            ("半天", "PT12H"),
        ];
        for (said, want) in rows {
            let chars: Vec<char> = said.chars().collect();
            let got = duration_at(&chars, 0).filter(|(_, end)| *end == chars.len());
            assert_eq!(got.map(|(d, _)| d.iso()).as_deref(), Some(want), "said: {said:?}");
        }
    }

    #[test]
    fn reads_no_length_where_none_is() {
        let endless = "36600周".repeat(29);
        for said in [endless.as_str(), "5 mice", "一半", "half", "七", "a message"] {
            let chars: Vec<char> = said.chars().collect();
            assert_eq!(duration_at(&chars, 0), None, "said: {said:?}");
        }
    }
}
