//! What a sentence holds in the way of values, of all kinds at once, each with what else it may mean.
//!
//! Decides which of several readings of the same words counts: the one that takes in more of them, then the likelier one.

use std::ops::Range;

use jiff::ZonedDateTime;
use rust_decimal::Decimal;

use super::calendar::resolve::{Here, resolve};
use super::calendar::{Fields, Grain, Length, Stretch, Time, TimeId};
use super::chart::item::{Item, Sym, Val};
use super::chart::{Chart, is_whole};
use super::grammar::{RULES, WEAK};
use super::lexicon::things::{MEASURES, MONEY};
use crate::text::Utterance;

/// A value of a sentence.
#[derive(Clone, Debug, PartialEq)]
pub struct Meant {
    /// Characters of the utterance.
    pub range: Range<usize>,
    /// What they mean.
    pub meaning: Meaning,
    /// Whether they mean it only where such a value is asked for.
    pub is_weak: bool,
    /// The rule that says so, by its name in the tables; `word` where a word or a numeral does by itself.
    pub rule: &'static str,
}

/// What words mean.
#[derive(Clone, Debug, PartialEq)]
pub enum Meaning {
    /// A number; with a second one where only about how many was said.
    Number(Decimal, Option<Decimal>),
    /// A place in a row; negative ones are counted from its end.
    Ordinal(i32),
    /// A share in hundredths.
    Percent(Decimal),
    /// A sum, and its currency's code.
    Money(Decimal, Option<Decimal>, &'static str),
    /// So much of a unit of measure, by its English name.
    Quantity(Decimal, Option<Decimal>, &'static str),
    /// Degrees, and whether Celsius, `C`, or Fahrenheit, `F`, was said.
    Temperature(Decimal, Option<&'static str>),
    /// An age in a unit.
    Age(Decimal, Grain),
    /// A length of time.
    Length(Length),
    /// A time.
    Time(WhenSaid),
}

impl Meaning {
    /// A sum in the minor units of its currency; [`None`] for what is no sum, or has parts of a minor unit.
    pub fn minor(&self) -> Option<i64> {
        let Self::Money(amount, _, code) = self else { return None };
        let places = MONEY.iter().find(|money| money.code == *code)?.places;
        super::chart::whole(amount.checked_mul(Decimal::from(10_i64.checked_pow(places)?))?)
    }
}

/// A time, as it was said and as it is.
#[derive(Clone, Debug, PartialEq)]
pub struct WhenSaid {
    /// What it may be, best first; none where no calendar has it.
    pub readings: Vec<Stretch>,
    /// Whether anything was said of the calendar.
    pub has_date: bool,
    /// Whether anything was said of the clock.
    pub has_clock: bool,
    /// As it was said, before it was tied to the calendar.
    pub said: String,
}

/// All values of a sentence, left to right, none inside another. `is_weak` lets in readings that only an answer to a question allows.
///
/// # Example
///
/// ```
/// use errand_core::{Meaning, Utterance, read_values};
///
/// let now = "2026-11-25T09:30:00+08:00[Asia/Shanghai]".parse().expect("a time");
/// let found = read_values(&Utterance::new("提醒我下周三下午三点半付二十块五"), &now, false);
/// let Meaning::Time(when) = &found[0].meaning else { panic!("a time") };
/// assert_eq!(when.readings[0].start.map(|at| at.to_string()).as_deref(), Some("2026-12-02T15:30:00"));
/// assert_eq!(found[1].meaning, Meaning::Money("20.5".parse().expect("a sum"), None, "CNY"));
/// ```
pub fn read_values(said: &Utterance, now: &ZonedDateTime, is_weak: bool) -> Vec<Meant> {
    read_values_of(said, now, &Sort::ALL, is_weak)
}

/// The same for some sorts of values alone: what else the words may be does not stand in their way.
pub fn read_values_of(said: &Utterance, now: &ZonedDateTime, sorts: &[Sort], is_weak: bool) -> Vec<Meant> {
    let chart = Chart::of(said.chars());
    let here = here(now);
    best(&chart, said.chars(), is_weak, |sym| sorts.iter().any(|sort| sort.sym() == sym))
        .into_iter()
        .filter_map(|item| {
            Some(Meant {
                range: usize::from(item.start)..usize::from(item.end),
                meaning: meaning(&chart.build.times, &item, &here)?,
                is_weak: item.weight <= WEAK / 2,
                rule: RULES.get(usize::from(item.rule)).map_or("word", |rule| rule.name),
            })
        })
        .collect()
}

/// A sort of value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sort {
    /// A number.
    Number,
    /// A place in a row.
    Ordinal,
    /// A share.
    Percent,
    /// A sum of money.
    Money,
    /// An amount of a measure.
    Quantity,
    /// A temperature.
    Temperature,
    /// An age.
    Age,
    /// A length of time.
    Length,
    /// A time.
    Time,
}

impl Sort {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Number,
        Self::Ordinal,
        Self::Percent,
        Self::Money,
        Self::Quantity,
        Self::Temperature,
        Self::Age,
        Self::Length,
        Self::Time,
    ];

    fn sym(self) -> Sym {
        match self {
            Self::Number => Sym::Number,
            Self::Ordinal => Sym::Ordinal,
            Self::Percent => Sym::Share,
            Self::Money => Sym::Money,
            Self::Quantity => Sym::Quantity,
            Self::Temperature => Sym::Temperature,
            Self::Age => Sym::Years,
            Self::Length => Sym::Length,
            Self::Time => Sym::Time,
        }
    }
}

pub(super) fn here(now: &ZonedDateTime) -> Here {
    Here { now: now.datetime(), offset: i16::try_from(now.offset().seconds() / 60).unwrap_or(0) }
}

/// Words that are more often something else than a time.
const MISLEADING: &[&str] =
    &["may", "mar", "march", "sun", "sat", "wed", "mon", "second", "the second", "fall", "spring"];

/// What comes first among readings of one length.
fn rank(sym: Sym) -> Option<u8> {
    Some(match sym {
        Sym::Time => 9,
        Sym::Money => 8,
        Sym::Length => 7,
        Sym::Years => 6,
        Sym::Temperature => 5,
        Sym::Quantity => 4,
        Sym::Share => 3,
        Sym::Ordinal => 2,
        Sym::Number => 1,
        _ => return None,
    })
}

/// Items that count, none inside another: those that take in more, then the likelier ones.
fn best(chart: &Chart<'_>, chars: &[char], with_weak: bool, wanted: impl Fn(Sym) -> bool) -> Vec<Item> {
    let mut all: Vec<(Item, u8)> = chart
        .items
        .iter()
        .filter(|item| wanted(item.sym) && (with_weak || item.weight > WEAK / 2) && is_whole(chars, item))
        .filter(|item| !matches!((item.sym, item.val), (Sym::Number, Val::Int(_))))
        .filter_map(|item| Some((*item, rank(item.sym)?)))
        .collect();
    // "may" and "sun" say when only beside other words that do.
    if !with_weak {
        all.retain(|(item, _)| {
            let text = &chars[usize::from(item.start)..usize::from(item.end)];
            item.sym != Sym::Time || !MISLEADING.iter().any(|word| word.chars().eq(text.iter().copied()))
        });
    }
    all.sort_by_key(|(item, rank)| {
        let is_weak = item.weight <= WEAK / 2;
        (
            is_weak,
            std::cmp::Reverse((item.end - item.start, item.weight.min(0), *rank, item.weight)),
            item.start,
        )
    });
    let mut taken: Vec<Item> = Vec::new();
    for (item, _) in all {
        if taken.iter().all(|other| item.end <= other.start || other.end <= item.start) {
            taken.push(item);
        }
    }
    taken.sort_by_key(|item| item.start);
    taken
}

fn meaning(times: &[Time], item: &Item, here: &Here) -> Option<Meaning> {
    Some(match (item.sym, item.val) {
        (Sym::Number, Val::Number(number)) => Meaning::Number(number.value, number.most),
        (Sym::Ordinal, Val::Int(nth)) => Meaning::Ordinal(nth),
        (Sym::Share, Val::Number(number)) => Meaning::Percent(number.value),
        (Sym::Money, Val::Amount(amount)) => {
            Meaning::Money(amount.number.value, amount.number.most, MONEY.get(usize::from(amount.unit))?.code)
        }
        (Sym::Quantity, Val::Amount(amount)) => Meaning::Quantity(
            amount.number.value,
            amount.number.most,
            MEASURES.get(usize::from(amount.unit))?.name,
        ),
        (Sym::Temperature, Val::Amount(amount)) => {
            let scale = match amount.unit {
                1 => Some("C"),
                2 => Some("F"),
                _ => None,
            };
            Meaning::Temperature(amount.number.value, scale)
        }
        (Sym::Years, Val::Amount(amount)) => Meaning::Age(amount.number.value, Grain::of(amount.unit.into())),
        (Sym::Length, Val::Length(length)) => Meaning::Length(length),
        (Sym::Time, Val::Time(id)) => Meaning::Time(when(times, id, here)),
        _ => return None,
    })
}

fn when(times: &[Time], id: TimeId, here: &Here) -> WhenSaid {
    let mut readings: Vec<Stretch> = Vec::new();
    for stretch in resolve(times, id, here) {
        if !readings.contains(&stretch) {
            readings.push(stretch);
        }
    }
    let (has_date, has_clock) = said_of(times, id, 0);
    WhenSaid { readings, has_date, has_clock, said: shown(times, id, 0) }
}

fn said_of(times: &[Time], id: TimeId, depth: u8) -> (bool, bool) {
    let of = |id: TimeId| if depth > 8 { (false, false) } else { said_of(times, id, depth + 1) };
    let fine = |grain: Grain| grain < Grain::Day;
    let either = |a: (bool, bool), b: (bool, bool)| (a.0 || b.0, a.1 || b.1);
    match times.get(usize::from(id.0)) {
        None => (false, false),
        Some(Time::Now) => (true, true),
        Some(Time::Fields(fields)) => (fields.has_date(), fields.has_clock()),
        Some(Time::Shift { base, length, .. }) => {
            either(base.map_or((true, false), of), (true, fine(length.grain)))
        }
        Some(Time::Run { grain, .. }) => (true, fine(*grain)),
        Some(Time::Within { length, .. }) => (true, fine(length.grain)),
        Some(
            Time::Nth { of: inner, .. }
            | Time::Piece { of: inner, .. }
            | Time::About(inner)
            | Time::Open { at: inner, .. },
        ) => of(*inner),
        Some(Time::On { .. }) => (true, true),
        Some(Time::Between { from, to, .. }) => either(of(*from), of(*to)),
        Some(Time::Lasting { from, length }) => {
            either(from.map_or((true, false), of), (false, fine(length.grain)))
        }
        Some(Time::Years { .. }) => (true, false),
    }
}

/// A time as it was said, for an engineer's eye.
fn shown(times: &[Time], id: TimeId, depth: u8) -> String {
    let of = |id: TimeId| if depth > 8 { String::new() } else { shown(times, id, depth + 1) };
    match times.get(usize::from(id.0)) {
        None => String::new(),
        Some(Time::Fields(fields)) => shown_fields(fields),
        Some(Time::Shift { base, length, sign }) => {
            format!(
                "{}{}{}",
                base.map_or_else(|| "now".to_owned(), of),
                if *sign < 0 { " - " } else { " + " },
                shown_length(length)
            )
        }
        Some(Time::Between { from, to, .. }) => format!("{} .. {}", of(*from), of(*to)),
        Some(Time::Open { at, side }) => format!("{side:?} {}", of(*at)),
        Some(Time::Nth { nth, what, of: inner }) => format!("{nth}. {what:?} of {}", of(*inner)),
        Some(Time::Piece { of: inner, piece }) => format!("{piece:?} of {}", of(*inner)),
        Some(Time::About(inner)) => format!("about {}", of(*inner)),
        Some(Time::On { day, clock }) => format!("{} {}", of(*day), shown_fields(clock)),
        Some(Time::Lasting { from, length }) => {
            format!("{} for {}", from.map_or_else(String::new, of), shown_length(length))
        }
        Some(other) => format!("{other:?}"),
    }
}

fn shown_length(length: &Length) -> String {
    format!("{}mo {}d {}ms", length.months, length.days, length.ms)
}

fn shown_fields(fields: &Fields) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut put =
        |name: &str, value: Option<String>| parts.extend(value.map(|value| format!("{name}:{value}")));
    put("year", fields.year.map(|year| format!("{year:?}")));
    put("share", fields.share.map(|share| format!("{share:?}")));
    put("season", fields.season.map(|season| season.to_string()));
    put("month", fields.month.map(|month| format!("{month:?}")));
    put("week", fields.week.map(|week| format!("{week:?}")));
    put("day", fields.day.map(|day| format!("{day:?}")));
    put("weekday", fields.weekday.map(|weekday| weekday.to_string()));
    put("turn", (fields.turn != 0).then(|| fields.turn.to_string()));
    put("part", fields.part.map(|part| part.to_string()));
    put("hour", fields.hour.map(|hour| format!("{hour}{}", if fields.is_fixed { "!" } else { "" })));
    put("minute", fields.minute.map(|minute| minute.to_string()));
    put("second", fields.second.map(|second| second.to_string()));
    put("lunar", fields.is_lunar.then(|| "yes".to_owned()));
    put("zone", fields.zone.map(|zone| zone.to_string()));
    parts.join(" ")
}
