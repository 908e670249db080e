//! What words mean: a number, a sum, a time, a telephone number; and what sorts of values there are.
//!
//! Decides how a value is given back. Which words are one is `sentence`'s matter.

use std::ops::Range;

use rust_decimal::Decimal;

use super::calendar::{Grain, Length, Recurrence, WhenSaid};
use super::chart::item::Sym;
use super::choice::Reaction;
use super::lexicon::things::MONEY;
use super::place::Place;
use super::reference::Reference;
use super::sentence::Sentence;
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
    /// So many places from the present one in a row: 1 the next, 0 the present one itself.
    Step(i32),
    /// A share in hundredths.
    Percent(Decimal),
    /// A sum, and its currency's code.
    Money(Decimal, Option<Decimal>, &'static str),
    /// So much of a unit of measure, by its English name.
    Quantity(Decimal, Option<Decimal>, &'static str),
    /// Degrees, and whether Celsius, `C`, or Fahrenheit, `F`, was said.
    Temperature(Decimal, Option<&'static str>),
    /// A unit without a number: what a sum or measure is wanted in. Its sort, and the currency's code or the measure's name.
    Unit(Sort, &'static str),
    /// An age in a unit.
    Age(Decimal, Grain),
    /// A length of time.
    Length(Length),
    /// A time.
    Time(WhenSaid),
    /// A time that comes again.
    Recurrence(Recurrence),
    /// Amounts from one to another, or on one side of one.
    Range(Bounds),
    /// A telephone number: digits, with a leading `+` and a trailing `;ext=` (RFC 3966) where they were said.
    Phone(String),
    /// An e-mail address, as it is written.
    Email(String),
    /// A link, as it is written.
    Link(String),
    /// Somebody's name behind an `@`, as it is written.
    Mention(String),
    /// A topic behind a `#`, as it is written.
    Hashtag(String),
    /// An address of the internet protocol, version 4 or 6, without leading zeros in its groups.
    Ip(String),
    /// A UUID, as it is written, with what stands around it.
    Uuid(String),
    /// A place: a country, a province, a city, a county.
    Place(Place),
    /// Yes, no, or cancel.
    Answer(Reaction),
}

/// Amounts between two, or above or below one: 两百以内, at least 4.
#[derive(Clone, Debug, PartialEq)]
pub struct Bounds {
    /// The lower end.
    pub least: Option<Decimal>,
    /// The upper end.
    pub most: Option<Decimal>,
    /// Whether the lower end is within.
    pub has_least: bool,
    /// Whether the upper end is within.
    pub has_most: bool,
    /// Whether both were said as the ends of one range: 20 to 30.
    pub is_between: bool,
    /// What is counted: numbers, money, a measure.
    pub of: Sort,
    /// The currency's code, or the measure's name.
    pub unit: Option<&'static str>,
}

impl Meaning {
    /// A sum in the minor units of its currency; [`None`] for what is no sum, or has parts of a minor unit.
    pub fn minor(&self) -> Option<i64> {
        let Self::Money(amount, _, code) = self else { return None };
        let places = MONEY.iter().find(|money| money.code == *code)?.places;
        super::chart::whole(amount.checked_mul(Decimal::from(10_i64.checked_pow(places)?))?)
    }
}

/// All values of a sentence, left to right, none inside another. `is_weak` lets in readings that only an answer to a question allows.
///
/// # Example
///
/// ```
/// use errand_core::{Meaning, Utterance, read_values};
///
/// let now: jiff::ZonedDateTime = "2026-11-25T09:30:00+08:00[Asia/Shanghai]".parse().expect("a time");
/// let found = read_values(&Utterance::new("提醒我下周三下午三点半付二十块五"), &now, false);
/// let Meaning::Time(when) = &found[0].meaning else { panic!("a time") };
/// assert_eq!(when.readings[0].start.map(|at| at.to_string()).as_deref(), Some("2026-12-02T15:30:00"));
/// assert_eq!(found[1].meaning, Meaning::Money("20.5".parse().expect("a sum"), None, "CNY"));
/// ```
pub fn read_values(said: &Utterance, here: impl Into<Reference>, is_weak: bool) -> Vec<Meant> {
    read_values_of(said, here, &Sort::ALL, is_weak)
}

/// The same for some sorts of values alone: what else the words may be does not stand in their way.
pub fn read_values_of(
    said: &Utterance,
    here: impl Into<Reference>,
    sorts: &[Sort],
    is_weak: bool,
) -> Vec<Meant> {
    Sentence::new(said, here.into(), sorts.contains(&Sort::Place)).values(sorts, is_weak)
}

/// A sort of value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sort {
    /// A number.
    Number,
    /// A place in a row, counted from an end or from where one stands.
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
    /// A currency, measure or scale without a number.
    Unit,
    /// A length of time.
    Length,
    /// A time.
    Time,
    /// A time that comes again.
    Recurrence,
    /// Amounts between two, or above or below one.
    Range,
    /// A telephone number.
    Phone,
    /// An e-mail address.
    Email,
    /// A link.
    Link,
    /// A mention of somebody.
    Mention,
    /// A hashtag.
    Hashtag,
    /// An address of the internet protocol.
    Ip,
    /// A UUID.
    Uuid,
    /// A place.
    Place,
    /// Yes, no, or cancel.
    Answer,
}

impl Sort {
    /// All of them.
    pub const ALL: [Self; 21] = [
        Self::Number,
        Self::Ordinal,
        Self::Percent,
        Self::Money,
        Self::Quantity,
        Self::Temperature,
        Self::Age,
        Self::Unit,
        Self::Length,
        Self::Time,
        Self::Recurrence,
        Self::Range,
        Self::Phone,
        Self::Email,
        Self::Link,
        Self::Mention,
        Self::Hashtag,
        Self::Ip,
        Self::Uuid,
        Self::Place,
        Self::Answer,
    ];

    pub(super) fn sym(self) -> Sym {
        match self {
            Self::Number => Sym::Number,
            Self::Ordinal => Sym::Ordinal,
            Self::Percent => Sym::Share,
            Self::Money => Sym::Money,
            Self::Quantity => Sym::Quantity,
            Self::Temperature => Sym::Temperature,
            Self::Age => Sym::Years,
            Self::Unit => Sym::UnitName,
            Self::Length => Sym::Length,
            Self::Time => Sym::Time,
            Self::Recurrence => Sym::Repeat,
            Self::Range => Sym::Range,
            Self::Phone => Sym::Phone,
            Self::Email => Sym::Email,
            Self::Link => Sym::Link,
            Self::Mention => Sym::Mention,
            Self::Hashtag => Sym::Hashtag,
            Self::Ip => Sym::Ip,
            Self::Uuid => Sym::Uuid,
            Self::Place => Sym::Place,
            Self::Answer => Sym::Answer,
        }
    }
}
