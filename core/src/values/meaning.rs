//! What a sentence holds in the way of values, of all kinds at once, each with what else it may mean.
//!
//! Decides which of several readings of the same words counts: the one that takes in more of them, then the likelier one.

use std::ops::Range;

use rust_decimal::Decimal;

use super::calendar::{Day, Fields, Grain, Length, Recurrence, Time, TimeExpression, WhenSaid, Year};
use super::chart::item::{Item, Sym, Val};
use super::chart::spaces::Squeezed;
use super::chart::{Chart, is_whole};
use super::choice::Reaction;
use super::grammar::ranges::shared;
use super::grammar::{RULES, WEAK};
use super::handle::handle_at;
use super::kind::TimeKind;
use super::lexicon::things::{MEASURES, MONEY};
use super::reference::Reference;
use crate::text::{Utterance, is_han};

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
    Reader::new(said, here.into()).values(sorts, is_weak)
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
    /// Yes, no, or cancel.
    Answer,
}

impl Sort {
    /// All of them.
    pub const ALL: [Self; 20] = [
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
        Self::Answer,
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
            Self::Answer => Sym::Answer,
        }
    }
}

/// Words that are more often something else than a time.
const MISLEADING: &[&str] = &[
    "may",
    "jan",
    "mar",
    "march",
    "sun",
    "sat",
    "wed",
    "mon",
    "second",
    "fall",
    "spring",
    "lunch",
    "dinner",
    "breakfast",
    "brunch",
];

/// What comes first among readings of one length.
fn rank(sym: Sym) -> Option<u8> {
    Some(match sym {
        Sym::Email | Sym::Link | Sym::Ip | Sym::Uuid => 12,
        Sym::Repeat => 11,
        Sym::Range => 2,
        Sym::Time => 10,
        Sym::Money => 9,
        Sym::Length => 8,
        Sym::Years => 7,
        Sym::Temperature => 6,
        Sym::Quantity => 5,
        Sym::Share => 4,
        Sym::Phone | Sym::Mention | Sym::Hashtag => 3,
        Sym::Ordinal | Sym::Step => 2,
        Sym::Number => 1,
        Sym::Idiom | Sym::Answer | Sym::UnitName => 0,
        _ => return None,
    })
}

/// Where titles stand: what is between 《 and 》.
fn titles(chars: &[char]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut open = None;
    for (at, c) in chars.iter().enumerate() {
        match (c, open) {
            ('《', None) => open = Some(at),
            ('》', Some(start)) => {
                found.push(start..at + 1);
                open = None;
            }
            _ => {}
        }
    }
    found
}

/// Whether a number belongs to a name before it: SCP-173.
fn is_numbered(chars: &[char], item: &Item) -> bool {
    let before = |back: usize| usize::from(item.start).checked_sub(back).and_then(|at| chars.get(at));
    before(1) == Some(&'-') && before(2).is_some_and(char::is_ascii_alphanumeric) && chars[usize::from(item.start)].is_ascii_digit()
}

/// The items, none inside another, that take in most of a text together: fewer ones before many, then the likelier.
fn widest(items: &[(Item, u8)], chars: &[char]) -> Vec<Item> {
    let len = chars.len();
    // Marks and gaps are no words: 7月25日早间，7月25日早 are two days.
    let mut words_before: Vec<u32> = vec![0; len + 1];
    for (at, c) in chars.iter().enumerate() {
        words_before[at + 1] = words_before[at] + u32::from(!matches!(c, ' ' | ',' | '.' | ';' | '、'));
    }
    let mut by_end: Vec<&(Item, u8)> = items.iter().collect();
    by_end.sort_by_key(|(item, _)| item.end);
    // What is best up to a place: characters taken in, fewer items, their weights and ranks; and the item that ends there.
    let mut best: Vec<((u32, i32, i32, u32, i32), Option<Item>)> = vec![((0, 0, 0, 0, 0), None); len + 1];
    let mut next = by_end.into_iter().peekable();
    for end in 1..=len {
        best[end] = (best[end - 1].0, None);
        while let Some((item, rank)) = next.next_if(|(item, _)| usize::from(item.end) == end) {
            let ((cover, few, likely, ranks, weights), _) = best[usize::from(item.start)];
            let so_far = (
                cover + words_before[end] - words_before[usize::from(item.start)],
                few - 1,
                likely + i32::from(item.weight.min(0)),
                ranks + u32::from(*rank),
                weights + i32::from(item.weight),
            );
            if so_far > best[end].0 {
                best[end] = (so_far, Some(*item));
            }
        }
    }
    let mut taken = Vec::new();
    let mut at = len;
    while at > 0 {
        match best[at].1 {
            Some(item) => {
                taken.push(item);
                at = usize::from(item.start);
            }
            None => at -= 1,
        }
    }
    taken
}

/// A sentence whose chart is drawn, and what it is tied to.
pub(super) struct Reader<'a> {
    said: &'a Utterance,
    squeezed: Squeezed<'a>,
    chart: Chart,
    here: Reference,
}

impl<'a> Reader<'a> {
    pub(super) fn new(said: &'a Utterance, here: Reference) -> Self {
        let squeezed = Squeezed::of(said.chars());
        Self { said, chart: Chart::of(&squeezed.chars), squeezed, here }
    }

    /// The values of some sorts, left to right.
    pub(super) fn values(&self, sorts: &[Sort], is_weak: bool) -> Vec<Meant> {
        let mut wanted = [false; Sym::COUNT + 1];
        for sort in sorts {
            wanted[sort.sym() as usize] = true;
            wanted[Sym::Step as usize] |= *sort == Sort::Ordinal;
        }
        self.meant(is_weak, |item| wanted[item.sym as usize])
    }

    /// The times that are so, left to right.
    pub(super) fn times(&self, is_weak: bool, is_wanted: impl Fn(&TimeKind) -> bool) -> Vec<Meant> {
        self.meant(is_weak, |item| {
            let Val::Time(id) = item.val else { return false };
            let expression = TimeExpression::of(&self.chart.build.times, id);
            let kind = TimeKind {
                is_one: expression.is_one(),
                has_date: expression.has_date(),
                has_clock: expression.has_clock(),
            };
            item.sym == Sym::Time && is_wanted(&kind)
        })
    }

    fn meant(&self, is_weak: bool, is_wanted: impl Fn(&Item) -> bool) -> Vec<Meant> {
        let best = self.best(is_weak, is_wanted);
        let back = self.carried_back(&best);
        let mut before: Option<(&Item, Option<Fields>)> = None;
        let mut found = Vec::with_capacity(best.len());
        for (item, back) in best.iter().zip(back) {
            let carried = back.or_else(|| before.and_then(|(other, fields)| self.carried(other, fields?, item)));
            before = Some((item, carried.or_else(|| self.fields(item))));
            let meaning = match carried {
                Some(fields) => Some(Meaning::Time(TimeExpression::of_fields(fields).when(&self.here))),
                None => self.meaning(item),
            };
            found.extend(meaning.map(|meaning| Meant {
                range: self.squeezed.range(item.start, item.end),
                meaning,
                is_weak: item.weight <= WEAK / 2,
                rule: RULES.get(usize::from(item.rule)).map_or("word", |rule| rule.name),
            }));
        }
        found
    }

    /// A time that is fields and nothing else.
    fn fields(&self, item: &Item) -> Option<Fields> {
        match (item.sym, item.val) {
            (Sym::Time, Val::Time(id)) => match self.chart.build.times.get(usize::from(id.0)) {
                Some(Time::Fields(fields)) => Some(*fields),
                _ => None,
            },
            _ => None,
        }
    }

    /// What the last time of a list says of those before it: Monday or Tuesday next week, the 22nd or 23rd of March.
    fn carried_back(&self, best: &[Item]) -> Vec<Option<Fields>> {
        let mut carried: Vec<Option<Fields>> = vec![None; best.len()];
        for place in (1..best.len()).rev() {
            let (before, item) = (&best[place - 1], &best[place]);
            let Some((first, second)) = self.fields(before).zip(carried[place].or_else(|| self.fields(item))) else {
                continue;
            };
            let is_weekday = first == Fields { weekday: first.weekday, ..Fields::default() } && first.weekday.is_some();
            let is_day = first == Fields { day: first.day, ..Fields::default() }
                && matches!((first.day, second.day, second.month), (Some(Day::OfMonth(_)), Some(Day::OfMonth(_)), Some(_)));
            if is_weekday && second.weekday.is_some() && second.week.is_some() && self.is_listed(before, item) {
                carried[place - 1] = Some(Fields { week: second.week, ..first });
            } else if is_day && self.is_listed(before, item) {
                carried[place - 1] = Some(Fields { month: second.month, year: second.year, ..first });
            }
        }
        carried
    }

    /// Whether nothing but a word of a list stands between two items.
    fn is_listed(&self, before: &Item, item: &Item) -> bool {
        const BETWEEN: &[&str] = &["或", "或者", "还是", "和", "跟", "、", ",", "or", "and", "or maybe", ", or", ", and"];
        let chars = &self.squeezed.chars;
        let between = chars.get(usize::from(before.end)..usize::from(item.start));
        between.is_some_and(|between| {
            let between: String = between.iter().collect();
            BETWEEN.contains(&between.trim())
        })
    }

    /// What the time before says of this one too: in 下周三或周四 both are of next week, in 明天三点或四点 both of tomorrow.
    fn carried(&self, before: &Item, first: Fields, item: &Item) -> Option<Fields> {
        if !self.is_listed(before, item) {
            return None;
        }
        let second = self.fields(item)?;
        let is_of_it = second.weekday.is_some() && second.week.is_none() && first.week.is_some()
            || !second.has_date() && second.hour.is_some() && first.has_date() && first.hour.is_some()
            // July 17th, 18th or 19th
            || second.day.is_some() && second.month.is_none() && first.day.is_some() && first.month.is_some();
        let is_turned = first.turn.abs() == 1
            && first.weekday.is_some()
            && second == Fields { weekday: second.weekday, ..Fields::default() }
            && second.weekday.is_some();
        let second = if is_turned {
            Fields { turn: first.turn, ..second }
        } else {
            shared(first, second, false).filter(|_| is_of_it)?.1
        };
        Some(second)
    }

    /// Items that count, none inside another: those that take in more, then the likelier ones.
    fn best(&self, with_weak: bool, is_wanted: impl Fn(&Item) -> bool) -> Vec<Item> {
        let chars = &self.squeezed.chars;
        let mut all: Vec<(Item, u8)> = self
            .chart
            .items
            .iter()
            .filter_map(|item| Some((*item, rank(item.sym)?)))
            .filter(|(item, _)| with_weak || item.weight > WEAK / 2 || self.is_listable(item))
            .filter(|(item, _)| !matches!((item.sym, item.val), (Sym::Number, Val::Int(_))))
            .filter(|(item, _)| (item.sym == Sym::Idiom || is_wanted(item)) && is_whole(chars, item))
            .collect();
        // "may" and "sun" say when only beside other words that do.
        let is_misleading = |item: &Item| {
            if item.sym != Sym::Time || item.end - item.start > 16 {
                return false;
            }
            let text = &chars[usize::from(item.start)..usize::from(item.end)];
            let text = text.strip_prefix(&['t', 'h', 'e', ' ']).unwrap_or(text);
            let text = text.strip_prefix(&['t', 'h', 'i', 's', ' ']).unwrap_or(text);
            MISLEADING.iter().any(|word| word.chars().eq(text.iter().copied()))
        };
        if !with_weak {
            all.retain(|(item, _)| !is_misleading(item) || self.is_listable(item));
        }
        // 1.8M dollars are no metres, 100° Celsius no angle, and 18周岁 are no weeks.
        let of_more: Vec<Item> = self
            .chart
            .items
            .iter()
            .filter(|item| matches!(item.sym, Sym::Money | Sym::Temperature | Sym::Years) && item.weight > WEAK / 2)
            .copied()
            .collect();
        all.retain(|(item, _)| {
            let is_part = |more: &Item| {
                more.start <= item.start && item.end <= more.end && more.end - more.start > item.end - item.start
            };
            match item.sym {
                Sym::Quantity => !of_more.iter().any(is_part) && !is_numbered(chars, item),
                Sym::Length => !of_more.iter().any(|more| more.sym == Sym::Years && is_part(more)),
                _ => true,
            }
        });
        // 《明日之后》 is a title, and what stands in a link is a part of it.
        let mut titles = titles(chars);
        let links = self.chart.items.iter().filter(|item| item.sym == Sym::Link && item.weight > WEAK / 2);
        titles.extend(links.map(|link| usize::from(link.start)..usize::from(link.end)));
        if titles.iter().any(|title| title.end - title.start < chars.len()) {
            all.retain(|(item, _)| {
                let is_in = |title: &Range<usize>| title.start < usize::from(item.end) && usize::from(item.start) < title.end;
                matches!(item.sym, Sym::Link | Sym::Email | Sym::Ip | Sym::Uuid) || !titles.iter().any(is_in)
            });
        }
        let idioms: Vec<Item> =
            all.iter().map(|(item, _)| *item).filter(|item| self.is_idiom(item)).collect();
        all.retain(|(item, _)| {
            // 一块蛋糕 counts, and costs nothing by itself.
            (item.sym != Sym::Idiom || item.int() == 0)
                && !idioms.iter().any(|idiom| (idiom.start, idiom.end) == (item.start, item.end))
        });
        // 上一年 of 马上一年半 cuts a word in two.
        let words: Vec<Item> = self
            .chart
            .items
            .iter()
            .filter(|item| matches!(item.sym, Sym::Now | Sym::Idiom) && item.end - item.start > 1)
            .copied()
            .collect();
        let is_cut = |item: &Item| words.iter().any(|word| word.start < item.start && item.start < word.end);
        let (later, sure): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|(item, _)| item.weight <= WEAK / 2 || is_cut(item) || !with_weak && is_misleading(item));
        let mut taken = widest(&sure, chars);
        let mut later = later;
        later.sort_by_key(|(item, rank)| {
            (std::cmp::Reverse((item.end - item.start, item.weight.min(0), *rank, item.weight)), item.start)
        });
        let is_free =
            |item: &Item, taken: &[Item]| taken.iter().all(|other| item.end <= other.start || other.end <= item.start);
        if with_weak {
            for (item, _) in later {
                if is_free(&item, &taken) {
                    taken.push(item);
                }
            }
        } else {
            // July 17th, 18th or 19th, and 2007 and 2009: what is listed beside a time is one.
            let mut listed: Vec<Item> = later.into_iter().map(|(item, _)| item).filter(|item| self.is_listable(item)).collect();
            listed.sort_by_key(|item| item.start);
            for item in listed {
                let is_beside = |other: &Item| {
                    other.sym == Sym::Time && self.is_alike(other, &item) && self.is_listed(other, &item)
                };
                if is_free(&item, &taken) && taken.iter().any(is_beside) {
                    taken.push(item);
                }
            }
        }
        taken.sort_by_key(|item| item.start);
        taken
    }

    /// Whether a weak reading is one where it is listed beside others: a day of a month, a year.
    fn is_listable(&self, item: &Item) -> bool {
        item.weight > 2 * WEAK
            && self.fields(item).is_some_and(|fields| {
                let is_day = matches!(fields.day, Some(Day::OfMonth(_))) && fields.month.is_none();
                let is_year = matches!(fields.year, Some(Year::Of(_))) && fields.grain() == Grain::Year;
                let is_weekday = fields.weekday.is_some() && fields.day.is_none();
                !fields.has_clock() && !fields.is_lunar && (is_day || is_year || is_weekday)
            })
    }

    /// Whether both say days, or both years.
    fn is_alike(&self, one: &Item, other: &Item) -> bool {
        let kind = |item: &Item| self.fields(item).map(|fields| fields.grain());
        kind(one).is_some() && kind(one) == kind(other)
    }

    /// Words that count nothing where more words follow: 一块去, and not the 一块 that a thing costs.
    fn is_idiom(&self, item: &Item) -> bool {
        let next = self.squeezed.chars.get(usize::from(item.end));
        item.sym == Sym::Idiom && item.int() == 1 && next.is_some_and(|c| is_han(*c))
    }

    fn meaning(&self, item: &Item) -> Option<Meaning> {
        let times: &[Time] = &self.chart.build.times;
        Some(match (item.sym, item.val) {
            (Sym::Number, Val::Number(number)) => Meaning::Number(number.value, number.most),
            (Sym::Ordinal, Val::Int(nth)) => Meaning::Ordinal(nth),
            (Sym::Step, Val::Int(step)) => Meaning::Step(step),
            (Sym::Share, Val::Number(number)) => Meaning::Percent(number.value),
            (Sym::Money, Val::Amount(amount)) => Meaning::Money(
                amount.number.value,
                amount.number.most,
                MONEY.get(usize::from(amount.unit))?.code,
            ),
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
            (Sym::UnitName, Val::Int(int)) => {
                let unit = usize::try_from(int % 256).ok()?;
                match int / 256 {
                    0 => Meaning::Unit(Sort::Money, MONEY.get(unit)?.code),
                    1 => Meaning::Unit(Sort::Quantity, MEASURES.get(unit)?.name),
                    _ => Meaning::Unit(Sort::Temperature, if unit == 1 { "C" } else { "F" }),
                }
            }
            (Sym::Years, Val::Amount(amount)) => {
                Meaning::Age(amount.number.value, Grain::of(amount.unit.into()))
            }
            (Sym::Length, Val::Length(length)) => Meaning::Length(length),
            (Sym::Time, Val::Time(id)) => Meaning::Time(TimeExpression::of(times, id).when(&self.here)),
            (Sym::Repeat, Val::Repeat(id)) => {
                let repeat = self.chart.build.repeats.get(usize::from(id))?;
                Meaning::Recurrence(Recurrence::of(repeat, times, &self.here))
            }
            (Sym::Range, Val::Range(id)) => {
                let range = self.chart.build.ranges.get(usize::from(id))?;
                let unit = usize::from(range.unit);
                let (of, unit) = match range.of {
                    Sym::Money => (Sort::Money, Some(MONEY.get(unit)?.code)),
                    Sym::Quantity => (Sort::Quantity, Some(MEASURES.get(unit)?.name)),
                    Sym::Share => (Sort::Percent, None),
                    Sym::Temperature => {
                        (Sort::Temperature, [None, Some("C"), Some("F")].get(unit).copied().flatten())
                    }
                    Sym::Years => (Sort::Age, Some(Grain::of(range.unit.into()).name())),
                    _ => (Sort::Number, None),
                };
                Meaning::Range(Bounds {
                    least: range.least,
                    most: range.most,
                    has_least: range.has_least,
                    has_most: range.has_most,
                    is_between: range.is_between,
                    of,
                    unit,
                })
            }
            (Sym::Answer, Val::Int(int)) => Meaning::Answer(match int {
                0 => Reaction::No,
                1 => Reaction::Yes,
                _ => Reaction::Cancel,
            }),
            (
                sym @ (Sym::Phone
                | Sym::Email
                | Sym::Link
                | Sym::Mention
                | Sym::Hashtag
                | Sym::Ip
                | Sym::Uuid),
                _,
            ) => {
                let handle = handle_at(&self.squeezed.chars, item.start.into(), sym)?;
                let text = handle.text.unwrap_or_else(|| {
                    self.said.original(self.squeezed.range(item.start, item.end)).to_owned()
                });
                match sym {
                    Sym::Phone => Meaning::Phone(text),
                    Sym::Email => Meaning::Email(text),
                    Sym::Mention => Meaning::Mention(text),
                    Sym::Hashtag => Meaning::Hashtag(text),
                    Sym::Ip => Meaning::Ip(text),
                    Sym::Uuid => Meaning::Uuid(text),
                    _ => Meaning::Link(text),
                }
            }
            _ => return None,
        })
    }
}
