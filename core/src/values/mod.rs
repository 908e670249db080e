//! Values: what "二十块五", "下周三下午三点半" and "half an hour" mean, in Chinese, English and both at once.
//!
//! Each kind has a file with its tables; this one finds all values of a wanted [`Kind`] in an [`Utterance`].
//! Decides what a stretch of text means; who asked for it, and which parameter gets it, is decided by callers.
//!
//! Invariants: a range indexes the utterance's characters; nothing is read by a kind that was not asked for.

mod calendar;
mod chart;
mod choice;
mod duration;
mod grammar;
mod handle;
mod lexicon;
mod meaning;
mod money;
mod name;
mod number;
mod numeral;
mod reader;
mod time;
mod value;
mod written;

pub use calendar::{Grain, Length, Stretch};
pub use choice::{Reaction, reaction};
pub(crate) use choice::{find_choices, is_negated};
pub use duration::Duration;
pub use meaning::{Meaning, Meant, Sort, WhenSaid, read_values, read_values_of};
pub use money::{Currency, Money};
pub use name::ListEntry;
pub(crate) use name::find_names;
pub use value::Value;

use std::ops::Range;
use std::str::FromStr;

use jiff::ZonedDateTime;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::text::Utterance;

/// A kind of value that can be wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A whole number.
    Integer,
    /// Any number.
    Number,
    /// A share, 0 to 100.
    Percent,
    /// A sum of money.
    Money,
    /// A calendar day.
    Date,
    /// A time of day.
    Time,
    /// A day and a time of day.
    DateTime,
    /// A length of time.
    Duration,
    /// Yes or no.
    Boolean,
    /// A telephone number.
    Phone,
    /// An e-mail address.
    Email,
    /// A link.
    Url,
}

impl FromStr for Kind {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        Ok(match name {
            "integer" => Self::Integer,
            "number" => Self::Number,
            "percent" => Self::Percent,
            "money" => Self::Money,
            "date" => Self::Date,
            "time" => Self::Time,
            "dateTime" => Self::DateTime,
            "duration" => Self::Duration,
            "boolean" => Self::Boolean,
            "phone" => Self::Phone,
            "email" => Self::Email,
            "url" => Self::Url,
            _ => return Err(()),
        })
    }
}

/// A value and the characters it was read from.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// What it means.
    pub value: Value,
    /// Characters of the utterance.
    pub range: Range<usize>,
}

/// All values of one kind, left to right, none inside another.
///
/// `weak` opens readings that only an answer to a question allows: "7" as an hour, a lone number as a percentage.
///
/// # Example
///
/// ```
/// use errand_core::{Kind, Utterance, Value, find_values};
///
/// let now = "2026-11-25T09:30:00+08:00[Asia/Shanghai]".parse().expect("a time");
/// let said = Utterance::new("帮我book一个table,tomorrow晚上七点半");
/// let found = find_values(Kind::DateTime, &said, &now, false);
/// assert_eq!(found[0].value.json(), r#""2026-11-26T19:30""#);
/// ```
pub fn find_values(kind: Kind, said: &Utterance, now: &ZonedDateTime, weak: bool) -> Vec<Found> {
    let chars = said.chars();
    if kind == Kind::Boolean {
        let value = match reaction(said) {
            Some(Reaction::Yes) => Value::Boolean(true),
            Some(Reaction::No) => Value::Boolean(false),
            _ => return Vec::new(),
        };
        return vec![Found { value, range: 0..chars.len() }];
    }
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        match value_at(kind, chars, at, now, weak) {
            Some((value, end)) if end > at => {
                found.push(Found { value, range: at..end });
                at = end;
            }
            // 一点五 is not five, and a number that does not fit is not half a number.
            _ => at = unfit_number(kind, chars, at).unwrap_or(at + 1),
        }
    }
    found
}

/// Behind a number at `at` that is none of `kind`, where numbers are wanted.
fn unfit_number(kind: Kind, chars: &[char], at: usize) -> Option<usize> {
    let counts = matches!(kind, Kind::Integer | Kind::Number | Kind::Percent);
    number::number_at(chars, at).map(|(_, end)| end).filter(|end| counts && *end > at)
}

/// Whether a minus stands before `at`: -5, 负五, 零下五.
fn is_negative(chars: &[char], at: usize) -> bool {
    let before = &chars[..at];
    let minus = before.ends_with(&['-']) && !before[..at - 1].last().is_some_and(char::is_ascii_alphanumeric);
    minus || before.ends_with(&['负']) || before.ends_with(&['零', '下'])
}

fn value_at(
    kind: Kind,
    chars: &[char],
    at: usize,
    now: &ZonedDateTime,
    weak: bool,
) -> Option<(Value, usize)> {
    match kind {
        Kind::Integer | Kind::Number => {
            let (number, end) = counted_number(chars, at)?;
            let whole = number.is_integer().then(|| number.to_i64()).flatten();
            match (kind, whole) {
                (_, Some(whole)) if kind == Kind::Integer => Some((Value::Integer(whole), end)),
                (Kind::Number, _) => Some((Value::Number(number), end)),
                _ => None,
            }
        }
        Kind::Percent => percent_at(chars, at, weak).map(|(share, end)| (Value::Percent(share), end)),
        Kind::Money => money::money_at(chars, at).map(|(money, end)| (Value::Money(money), end)),
        Kind::Duration => {
            duration::duration_at(chars, at).map(|(length, end)| (Value::Duration(length), end))
        }
        Kind::Date | Kind::Time | Kind::DateTime => {
            let (expression, end) = time::expression_at(chars, at, weak)?;
            let moment = time::resolve(&expression, now)?;
            // A date ends with its day: in 下周二下午 the afternoon may be another's.
            let end = if kind == Kind::Date { time::day_end(chars, at).unwrap_or(end) } else { end };
            Some((time_value(kind, &expression, &moment)?, end))
        }
        Kind::Phone => handle::phone_at(chars, at).map(|(digits, end)| (Value::Phone(digits), end)),
        Kind::Email => handle::email_at(chars, at).map(|(address, end)| (Value::Text(address), end)),
        Kind::Url => handle::url_at(chars, at).map(|(link, end)| (Value::Text(link), end)),
        Kind::Boolean => None,
    }
}

fn time_value(kind: Kind, expression: &time::Expression, moment: &time::Moment) -> Option<Value> {
    match kind {
        Kind::Date => (moment.day_was_said || moment.time.is_none()).then_some(Value::Date(moment.date)),
        Kind::Time => match (expression.clock, expression.part, expression.after) {
            // An alarm at seven rings in the morning, whatever the time is now.
            (Some(clock), None, _) if !clock.fixed => {
                Some(Value::Time(jiff::civil::Time::new(clock.hour % 24, clock.minute, 0, 0).ok()?))
            }
            _ => moment.time.map(Value::Time),
        },
        _ => Some(moment.date_time().map_or(Value::Day(moment.date), Value::DateTime)),
    }
}

/// A number that counts: not the day of a date, the hour of a clock, a sum of money or a 一 that means "a".
fn counted_number(chars: &[char], at: usize) -> Option<(Decimal, usize)> {
    // "3B" and "no7" count nothing; "order一杯" does.
    let joined =
        |before: &char| before.is_ascii_digit() || before.is_ascii_alphabetic() && chars[at].is_ascii();
    if at > 0 && joined(&chars[at - 1]) || is_negative(chars, at) {
        return None;
    }
    let (number, end) = number::number_at(chars, at)?;
    let other_kinds = [
        money::money_at(chars, at).map(|(_, end)| end),
        duration::duration_at(chars, at).map(|(_, end)| end),
        time::expression_at(chars, at, false).map(|(_, end)| end),
    ];
    let is_other = other_kinds.into_iter().flatten().any(|other| other > end);
    let inside_word =
        chars.get(end).is_some_and(char::is_ascii_alphabetic) && chars[end - 1].is_ascii_digit();
    let idiom = chars[at] == '一'
        && end == at + 1
        && chars.get(end).is_some_and(|c| "下些点会起样直定切般边共路声家".contains(*c));
    (!is_other && !inside_word && !idiom).then_some((number, end))
}

/// `50%`, `百分之五十`, `fifty percent`, `一半`, `最大`; with `weak` a lone number too.
fn percent_at(chars: &[char], at: usize, weak: bool) -> Option<(i64, usize)> {
    const WORDS: &[(&str, i64)] = &[
        ("一半", 50),
        ("half", 50),
        ("halfway", 50),
        ("最大", 100),
        ("最高", 100),
        ("最亮", 100),
        ("满格", 100),
        ("max", 100),
        ("maximum", 100),
        ("full", 100),
        ("all the way up", 100),
        ("最小", 0),
        ("最低", 0),
        ("最暗", 0),
        ("min", 0),
        ("minimum", 0),
        ("all the way down", 0),
    ];
    let words: Vec<&str> = WORDS.iter().map(|(word, _)| *word).collect();
    if let Some((index, end)) = reader::longest(chars, at, &words) {
        return Some((WORDS[index].1, end));
    }
    if let Some(start) = reader::literal(chars, at, "百分之") {
        let (number, end) = number::number_at(chars, start)?;
        return number.is_integer().then_some((number.to_i64().filter(|n| (0..=100).contains(n))?, end));
    }
    let (number, end) = number::number_at(chars, at)?;
    if !number.is_integer() || is_negative(chars, at) {
        return None; // a share is a whole number here
    }
    let share = number.to_i64()?;
    if let Some(end) = reader::literal(chars, end, "成").filter(|_| (1..=10).contains(&share)) {
        return Some((share * 10, end));
    }
    let after = reader::skip_spaces(chars, end);
    let marked = reader::longest(chars, after, &["%", "percent", "per cent", "pct"]).map(|(_, end)| end);
    let end = marked.or_else(|| (weak && counted_number(chars, at).is_some()).then_some(end))?;
    (0..=100).contains(&share).then_some((share, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Kind, what was said, and the JSON of all values found in it. Said on Wednesday 25 November 2026, 09:30.
    #[test]
    fn finds_values_by_wanted_kind() {
        let now = "2026-11-25T09:30:00+08:00[Asia/Shanghai]".parse().expect("a time");
        let rows = [
            (Kind::Integer, "我们四个人七点到", "4"),
            (Kind::Integer, "来两杯拿铁", "2"),
            (Kind::Integer, "a table for four at 7 pm", "4"),
            (Kind::Integer, "等一下", ""),
            (Kind::Integer, "一点五公斤", ""),
            (Kind::Integer, "one point five litres", ""),
            (Kind::Integer, "调到-5", ""),
            (Kind::Integer, "order一杯latte", "1"),
            (Kind::Integer, "room no7", ""),
            (Kind::Integer, "一家六口", "6"),
            (Kind::Integer, "明晚七点四位", "4"),
            (Kind::Integer, "七点四公里", ""),
            (Kind::Integer, "来6两饺子", "6"),
            (Kind::Integer, "一点五人份", ""),
            (Kind::Number, "评分四点五人均一百以内", "4.5 100"),
            (Kind::Money, "转三点五元人民币", r#"{"amount":350,"currency":"CNY"}"#),
            (
                Kind::Integer,
                "one hundred hundred hundred hundred hundred hundred hundred hundred hundred",
                "",
            ),
            (Kind::Percent, "百分之一点五", ""),
            (Kind::Percent, "音量调到百分之三十", "30"),
            (Kind::Percent, "brightness to 80%", "80"),
            (Kind::Percent, "volume half please", "50"),
            (Kind::Money, "人均一百五以内", ""),
            (Kind::Money, "人均一百五十块以内", r#"{"amount":15000,"currency":"CNY"}"#),
            (Kind::Date, "帮我挂周五的号", r#""2026-11-27""#),
            (Kind::DateTime, "提醒我明天早上八点交房租", r#""2026-11-26T08:00""#),
            (Kind::DateTime, "remind me tomorrow to call", r#""2026-11-26""#),
            (Kind::DateTime, "remind me tommorow to call", r#""2026-11-26""#),
            (Kind::DateTime, "remind me the day after tommorow to call", r#""2026-11-27""#),
            (Kind::Time, "定一个七点的闹钟", r#""07:00""#),
            (Kind::Time, "wake me up at half past six", r#""06:30""#),
            (Kind::Time, "wake me up at 6:45 tomorrow", r#""06:45""#),
            (Kind::Duration, "计时一个半小时", r#""PT1H30M""#),
            (Kind::Phone, "号码是幺三八零零幺三八零零零", r#""13800138000""#),
            (Kind::Email, "mail it to li.lei@example.com", r#""li.lei@example.com""#),
            (Kind::Boolean, "好的", "true"),
            (Kind::Boolean, "no thanks", "false"),
        ];
        for (kind, said, want) in rows {
            let found = find_values(kind, &Utterance::new(said), &now, false);
            let got: Vec<String> = found.iter().map(|found| found.value.json()).collect();
            assert_eq!(got.join(" "), want, "said: {said:?}");
        }
    }

    #[test]
    fn weak_readings_need_a_question() {
        let now = "2026-11-25T09:30:00+08:00[Asia/Shanghai]".parse().expect("a time");
        for (kind, said, want) in
            [(Kind::DateTime, "7", r#""2026-11-25T19:00""#), (Kind::Percent, "40", "40")]
        {
            let said = Utterance::new(said);
            assert!(find_values(kind, &said, &now, false).is_empty());
            assert_eq!(find_values(kind, &said, &now, true)[0].value.json(), want);
        }
    }
}
