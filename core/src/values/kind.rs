//! Values of the kind that a parameter wants, as its argument holds them.
//!
//! Decides which readings of a sentence are such a value: a number that counts, and not the hour of a clock; the time that an alarm rings, and the
//! moment that a reminder is due. What the words mean is read once, by the chart; about how many is never taken for how many.
//!
//! Invariants: a range indexes the utterance's characters; nothing is read by a kind that was not asked for.

use std::cell::OnceCell;
use std::ops::Range;
use std::str::FromStr;

use rust_decimal::Decimal;

use super::calendar::{Grain, Stretch, WhenSaid};
use super::chart::whole;
use super::choice::{Reaction, reaction};
use super::duration::Duration;
use super::meaning::{Meaning, Meant, Sort};
use super::money::Money;
use super::reference::Reference;
use super::sentence::Sentence;
use super::value::Value;
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

impl Kind {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Integer,
        Self::Number,
        Self::Percent,
        Self::Money,
        Self::Date,
        Self::Time,
        Self::DateTime,
        Self::Duration,
        Self::Boolean,
        Self::Phone,
        Self::Email,
        Self::Url,
    ];
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
/// `is_weak` opens readings that only an answer to a question allows: "7" as an hour, a lone number as a percentage.
///
/// # Example
///
/// ```
/// use errand_core::{Kind, Utterance, find_values};
///
/// let now: jiff::ZonedDateTime = "2026-11-25T09:30:00+08:00[Asia/Shanghai]".parse().expect("a time");
/// let said = Utterance::new("帮我book一个table,tomorrow晚上七点半");
/// let found = find_values(Kind::DateTime, &said, &now, false);
/// assert_eq!(found[0].value.json(), r#""2026-11-26T19:30""#);
/// ```
pub fn find_values(kind: Kind, said: &Utterance, here: impl Into<Reference>, is_weak: bool) -> Vec<Found> {
    SaidValues::new(said, here).find(kind, is_weak)
}

/// The values of a sentence that several parameters look for: read once, and only if one does.
pub(crate) struct SaidValues<'a> {
    said: &'a Utterance,
    here: Reference,
    sentence: OnceCell<Sentence<'a>>,
}

impl<'a> SaidValues<'a> {
    pub(crate) fn new(said: &'a Utterance, here: impl Into<Reference>) -> Self {
        Self { said, here: here.into(), sentence: OnceCell::new() }
    }

    /// What they are said against.
    pub(crate) fn here(&self) -> Reference {
        self.here
    }

    /// All values of one kind; see [`find_values`].
    pub(crate) fn find(&self, kind: Kind, is_weak: bool) -> Vec<Found> {
        let said = self.said;
        let reader = || self.sentence.get_or_init(|| Sentence::new(said, self.here, false));
        found_in(kind, said, &reader, is_weak)
    }

    /// The values of one kind in part of the sentence alone, as if nothing stood around it.
    pub(crate) fn find_within(&self, kind: Kind, range: Range<usize>, is_weak: bool) -> Vec<Found> {
        let part = Utterance::new(self.said.original(range.clone()));
        let mut found = SaidValues::new(&part, self.here).find(kind, is_weak);
        found
            .iter_mut()
            .for_each(|found| found.range = found.range.start + range.start..found.range.end + range.start);
        found
    }

    /// The values of one sort, as they are meant.
    pub(crate) fn meant(&self, sort: Sort) -> Vec<Meant> {
        self.sentence.get_or_init(|| Sentence::new(self.said, self.here, false)).values(&[sort], false)
    }
}

fn found_in<'a, 'b>(
    kind: Kind,
    said: &Utterance,
    reader: &dyn Fn() -> &'b Sentence<'a>,
    is_weak: bool,
) -> Vec<Found>
where
    'a: 'b,
{
    let found =
        |meant: &Meant, value: Option<Value>| value.map(|value| Found { value, range: meant.range.clone() });
    let of = |sorts: &[Sort], is_weak: bool, value: &dyn Fn(&Meaning) -> Option<Value>| -> Vec<Found> {
        reader()
            .values(sorts, is_weak)
            .iter()
            .filter_map(|meant| found(meant, value(&meant.meaning)))
            .collect()
    };
    // 20040301 by itself, as an answer, is the number that was asked for and no date.
    let alone = |found: Vec<Found>| {
        if !found.is_empty() || !is_weak {
            return found;
        }
        let is_all = |meant: &&Meant| meant.range == (0..said.chars().len());
        reader()
            .values(&[Sort::Number], true)
            .iter()
            .find(is_all)
            .and_then(|meant| {
                let number = counted(&meant.meaning)?;
                let value = match kind {
                    Kind::Integer => Value::Integer(whole(number)?),
                    _ => Value::Number(number),
                };
                Some(Found { value, range: meant.range.clone() })
            })
            .into_iter()
            .collect()
    };
    match kind {
        Kind::Boolean => match reaction(said) {
            Some(Reaction::Yes) => vec![Found { value: Value::Boolean(true), range: 0..said.chars().len() }],
            Some(Reaction::No) => vec![Found { value: Value::Boolean(false), range: 0..said.chars().len() }],
            _ => Vec::new(),
        },
        Kind::Integer => {
            alone(of(&COUNTED, is_weak, &|meaning| counted(meaning).and_then(whole).map(Value::Integer)))
        }
        Kind::Number => alone(of(&COUNTED, is_weak, &|meaning| counted(meaning).map(Value::Number))),
        Kind::Percent => {
            let share =
                |number: Decimal| whole(number).filter(|share| (0..=100).contains(share)).map(Value::Percent);
            let found = of(&[Sort::Percent], true, &|meaning| match meaning {
                Meaning::Percent(value) => share(*value),
                _ => None,
            });
            if !found.is_empty() || !is_weak {
                return found;
            }
            of(&COUNTED, true, &|meaning| counted(meaning).and_then(share))
        }
        Kind::Money => of(&[Sort::Money], false, &|meaning| Money::meant(meaning).map(Value::Money)),
        Kind::Duration => of(&[Sort::Length], is_weak, &|meaning| match meaning {
            Meaning::Length(length) => Duration::meant(length).map(Value::Duration),
            _ => None,
        }),
        Kind::Date => {
            // In 下周二下午 the afternoon may be another's.
            let days = |with_clock: bool| -> Vec<Found> {
                let is_wanted =
                    |when: &TimeKind| when.is_one && when.has_date && (with_clock || !when.has_clock);
                reader()
                    .times(is_weak, is_wanted)
                    .iter()
                    .filter_map(|meant| found(meant, date(meant)))
                    .collect()
            };
            let found = days(false);
            if found.is_empty() { days(true) } else { found }
        }
        Kind::Time => {
            let is_wanted = |when: &TimeKind| when.is_one && when.has_clock;
            reader()
                .times(is_weak, is_wanted)
                .iter()
                .filter_map(|meant| found(meant, time_of_day(meant)))
                .collect()
        }
        Kind::DateTime => reader()
            .times(is_weak, |when| when.is_one)
            .iter()
            .filter_map(|meant| found(meant, moment(meant)))
            .collect(),
        Kind::Phone => of(&[Sort::Phone], true, &|meaning| match meaning {
            Meaning::Phone(digits) => Some(Value::Phone(digits.clone())),
            _ => None,
        }),
        Kind::Email => of(&[Sort::Email], is_weak, &|meaning| match meaning {
            Meaning::Email(address) => Some(Value::Text(address.clone())),
            _ => None,
        }),
        Kind::Url => of(&[Sort::Link], is_weak, &|meaning| match meaning {
            Meaning::Link(link) => Some(Value::Text(link.clone())),
            _ => None,
        }),
    }
}

/// What a time is like, before it is tied to the calendar.
pub(super) struct TimeKind {
    pub is_one: bool,
    pub has_date: bool,
    pub has_clock: bool,
}

/// What may stand in the place of a number that counts: the day of a date, the hour of a clock, a sum.
const COUNTED: [Sort; 9] = [
    Sort::Number,
    Sort::Ordinal,
    Sort::Percent,
    Sort::Money,
    Sort::Quantity,
    Sort::Temperature,
    Sort::Age,
    Sort::Length,
    Sort::Time,
];

/// A number that counts, exactly; -5 counts nothing.
fn counted(meaning: &Meaning) -> Option<Decimal> {
    match meaning {
        Meaning::Number(value, None) | Meaning::Quantity(value, None, _) if *value >= Decimal::ZERO => {
            Some(*value)
        }
        _ => None,
    }
}

fn when(meant: &Meant) -> Option<(&WhenSaid, &Stretch)> {
    match &meant.meaning {
        Meaning::Time(when) => Some((when, when.readings.first()?)),
        _ => None,
    }
}

fn date(meant: &Meant) -> Option<Value> {
    let (_, reading) = when(meant)?;
    (reading.grain <= Grain::Day && reading.is_point).then_some(())?;
    Some(Value::Date(reading.start?.date()))
}

fn moment(meant: &Meant) -> Option<Value> {
    let (_, reading) = when(meant)?;
    (reading.grain <= Grain::Day && reading.is_point).then_some(())?;
    let start = reading.start?;
    // Of "tonight" the hour is still to be asked for.
    Some(if reading.grain >= Grain::Part { Value::Day(start.date()) } else { Value::DateTime(start) })
}

fn time_of_day(meant: &Meant) -> Option<Value> {
    let (when, reading) = when(meant)?;
    (reading.grain < Grain::Part).then_some(())?;
    let starts = || when.readings.iter().filter_map(|reading| reading.start);
    // An alarm at seven rings in the morning, whatever the time is now.
    let as_said = when
        .expression
        .clock()
        .and_then(|(hour, minute)| starts().find(|at| (at.hour(), at.minute()) == (hour % 24, minute)));
    Some(Value::Time(as_said.or(reading.start)?.time()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Kind, what was said, and the JSON of all values found in it. Said on Wednesday 25 November 2026, 09:30.
    #[test]
    fn finds_values_by_wanted_kind() {
        let now: jiff::ZonedDateTime = "2026-11-25T09:30:00+08:00[Asia/Shanghai]".parse().expect("a time");
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
            (Kind::Integer, "三四个人", ""),
            (Kind::Integer, "要第二个", ""),
            (Kind::Number, "评分四点五人均一百以内", "4.5 100"),
            (Kind::Money, "转三点五元人民币", r#"{"amount":350,"currency":"CNY"}"#),
            (Kind::Percent, "百分之一点五", ""),
            (Kind::Percent, "音量调到百分之三十", "30"),
            (Kind::Percent, "brightness to 80%", "80"),
            (Kind::Percent, "volume half please", "50"),
            (Kind::Percent, "声音调到最大", "100"),
            (Kind::Percent, "turn it all the way down", "0"),
            (Kind::Money, "人均一百五以内", ""),
            (Kind::Money, "人均一百五十块以内", r#"{"amount":15000,"currency":"CNY"}"#),
            (Kind::Money, "三四十块", ""),
            (Kind::Date, "帮我挂周五的号", r#""2026-11-27""#),
            (Kind::Date, "周五到周日", r#""2026-11-27" "2026-11-29""#),
            (Kind::Date, "2月30号", ""),
            (Kind::Date, "下周", ""),
            (Kind::DateTime, "提醒我明天早上八点交房租", r#""2026-11-26T08:00""#),
            (Kind::DateTime, "remind me tomorrow to call", r#""2026-11-26""#),
            (Kind::DateTime, "remind me tommorow to call", r#""2026-11-26""#),
            (Kind::DateTime, "remind me the day after tommorow to call", r#""2026-11-27""#),
            (Kind::DateTime, "tonight", r#""2026-11-25""#),
            (Kind::Time, "定一个七点的闹钟", r#""07:00""#),
            (Kind::Time, "wake me up at half past six", r#""06:30""#),
            (Kind::Time, "wake me up at 6:45 tomorrow", r#""06:45""#),
            (Kind::Time, "晚上八点", r#""20:00""#),
            (Kind::Duration, "计时一个半小时", r#""PT1H30M""#),
            (Kind::Duration, "十几分钟", ""),
            (Kind::Phone, "号码是幺三八零零幺三八零零零", r#""13800138000""#),
            (Kind::Phone, "打10086", r#""10086""#),
            (Kind::Email, "mail it to li.lei@example.com", r#""li.lei@example.com""#),
            (Kind::Email, "send it to li dot lei at example dot com", r#""li.lei@example.com""#),
            (Kind::Url, "打开baidu点com", r#""baidu.com""#),
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
        let now: jiff::ZonedDateTime = "2026-11-25T09:30:00+08:00[Asia/Shanghai]".parse().expect("a time");
        for (kind, said, want) in
            [(Kind::DateTime, "7", r#""2026-11-25T19:00""#), (Kind::Percent, "40", "40")]
        {
            let said = Utterance::new(said);
            assert!(find_values(kind, &said, &now, false).is_empty());
            assert_eq!(find_values(kind, &said, &now, true)[0].value.json(), want);
        }
    }

    /// Said on Wednesday 25 November 2026, 09:30: the moment, and what stands behind it.
    #[test]
    fn finds_moments_as_people_say_them() {
        let now: jiff::ZonedDateTime = "2026-11-25T09:30:00+08:00[Asia/Shanghai]".parse().expect("a time");
        let rows = [
            ("今天", "2026-11-25"),
            ("明天早上八点", "2026-11-26T08:00"),
            ("明早八点半", "2026-11-26T08:30"),
            ("今晚七点", "2026-11-25T19:00"),
            ("今晚12点", "2026-11-26T00:00"),
            ("六点开会", "2026-11-25T18:00"),
            ("下午三点一刻", "2026-11-25T15:15"),
            ("下周三下午三点半", "2026-12-02T15:30"),
            ("周五", "2026-11-27"),
            ("这周日晚上8点", "2026-11-29T20:00"),
            ("下下周一", "2026-12-07"),
            ("12月3号上午十点", "2026-12-03T10:00"),
            ("十一月三十号", "2026-11-30"),
            ("3号", "2026-12-03"),
            ("下个月5号", "2026-12-05"),
            ("2027年1月2日", "2027-01-02"),
            ("半小时后", "2026-11-25T10:00"),
            ("二十分钟以后", "2026-11-25T09:50"),
            ("三天后", "2026-11-28"),
            ("大后天中午", "2026-11-28"),
            ("中午十二点", "2026-11-25T12:00"),
            ("凌晨一点", "2026-11-26T01:00"),
            ("18:30", "2026-11-25T18:30"),
            ("差五分八点", "2026-11-25T19:55"),
            ("今天三点", "2026-11-25T15:00"),
            ("今天八点", "2026-11-25T20:00"),
            ("明天六点", "2026-11-26T18:00"),
            ("tomorrow at 8 am", "2026-11-26T08:00"),
            ("tomorrow morning at 8", "2026-11-26T08:00"),
            ("8 tomorrow morning", "2026-11-26T08:00"),
            ("at 6", "2026-11-25T18:00"),
            ("6 pm", "2026-11-25T18:00"),
            ("6:45pm", "2026-11-25T18:45"),
            ("six o'clock", "2026-11-25T18:00"),
            ("half past seven", "2026-11-25T19:30"),
            ("quarter to nine tonight", "2026-11-25T20:45"),
            ("seven thirty in the evening", "2026-11-25T19:30"),
            ("tonight", "2026-11-25"),
            ("next friday", "2026-12-04"),
            ("friday", "2026-11-27"),
            ("this friday at noon", "2026-11-27T12:00"),
            ("next Wednesday 3:30 pm", "2026-12-02T15:30"),
            ("december 3rd", "2026-12-03"),
            ("the 3rd of december", "2026-12-03"),
            ("in twenty minutes", "2026-11-25T09:50"),
            ("in half an hour", "2026-11-25T10:00"),
            ("the day after tomorrow", "2026-11-27"),
            ("3 pm on Friday", "2026-11-27T15:00"),
            ("4A", ""),
            ("一点都不", ""),
            ("七", ""),
            ("two people", ""),
            ("3个人", ""),
            ("有点", ""),
            ("sunny", ""),
            ("may I", ""),
            ("second", ""),
            ("2月30号", ""),
            ("february 30th", ""),
            ("25:00", ""),
        ];
        for (said, want) in rows {
            let found = find_values(Kind::DateTime, &Utterance::new(said), &now, false);
            let got: Vec<String> =
                found.iter().map(|found| found.value.json().trim_matches('"').to_owned()).collect();
            assert_eq!(got.join(" "), want, "said: {said:?}");
        }
    }
}
