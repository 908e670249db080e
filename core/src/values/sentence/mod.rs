//! A sentence whose chart is drawn: what it holds in the way of values, of all sorts at once, and what each of them means.
//!
//! Decides what an item of the chart means, tied to the reference time. Which items count is `chosen`'s matter, what the members of a list say of each
//! other that of `lists`.

mod chosen;
mod lists;

use super::calendar::{Fields, Grain, Recurrence, Time, TimeExpression};
use super::chart::Chart;
use super::chart::item::{Item, Sym, Val};
use super::chart::spaces::Squeezed;
use super::choice::Reaction;
use super::grammar::{RULES, WEAK};
use super::handle::handle_at;
use super::kind::TimeKind;
use super::lexicon::things::{MEASURES, MONEY};
use super::meaning::{Bounds, Meaning, Meant, Sort};
use super::place::place_of;
use super::reference::Reference;
use crate::text::Utterance;

/// A sentence whose chart is drawn, and what it is tied to.
pub(super) struct Sentence<'a> {
    said: &'a Utterance,
    squeezed: Squeezed<'a>,
    chart: Chart,
    here: Reference,
}

impl<'a> Sentence<'a> {
    /// `with_places`: whether places are looked for too.
    pub(super) fn new(said: &'a Utterance, here: Reference, with_places: bool) -> Self {
        let squeezed = Squeezed::of(said);
        Self { said, chart: Chart::of(&squeezed.chars, with_places), squeezed, here }
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
            let carried =
                back.or_else(|| before.and_then(|(other, fields)| self.carried(other, fields?, item)));
            before = Some((item, carried.or_else(|| self.fields(item))));
            let meaning = match carried {
                Some(fields) => Some(Meaning::Time(TimeExpression::of_fields(fields).when(&self.here))),
                None => self.meaning(item),
            };
            found.extend(meaning.map(|meaning| Meant {
                range: self.squeezed.range(item.start, item.end),
                meaning,
                is_weak: item.weight <= WEAK / 2 || self.is_misleading(item),
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

    fn meaning(&self, item: &Item) -> Option<Meaning> {
        let times: &[Time] = &self.chart.build.times;
        Some(match (item.sym, item.val) {
            (Sym::Number, Val::Number(number)) => Meaning::Number(number.value, number.most),
            (Sym::Ordinal, Val::Int(nth)) => Meaning::Ordinal(nth),
            (Sym::Place, _) => Meaning::Place(place_of(&self.squeezed.chars, item)?),
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
