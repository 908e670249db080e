//! Who gets which words when several could.
//!
//! Order: typed values and closed lists, then the host's lists, then free text, entity mentions and names on no list, the likeliest first.
//! Words that one parameter has taken are no other's.

use std::ops::Range;

use super::super::constraints;
use super::super::tagger::{Sight, Stretch};
use super::context::{overlap, pieces};
use super::{Reader, Slots};
use crate::action::{Argument, Source};
use crate::manifest::{Capability, ConstraintKind, Parameter, ParameterType, spoken_kind, within};
use crate::text::Utterance;
use crate::values::{
    Found, Grain, Kind, Meaning, SaidValues, Sort, Value, find_choices, find_names, is_negated,
};

/// A weak reading (a bare number as a percentage) needs this much evidence.
const MIN_WEAK_EVIDENCE: f32 = 1.0;

pub(super) struct Binder<'a, 'v> {
    pub said: &'a Utterance,
    pub range: Range<usize>,
    pub capability: &'a Capability,
    pub reader: &'a Reader<'a>,
    pub sight: &'a Sight,
    pub taken: Vec<Range<usize>>,
    pub slots: Slots,
    pub values: &'a SaidValues<'v>,
}

impl Binder<'_, '_> {
    pub(super) fn bind(mut self) -> Slots {
        let capability = self.capability;
        for parameter in &capability.parameters {
            if parameter.kind == ParameterType::Enum {
                self.choice(parameter);
            }
        }
        for parameter in &capability.parameters {
            if let Some(list) = parameter.host_list() {
                self.listed(parameter, list);
            }
        }
        // A bare number is the last that is looked for: "at 7 tonight" counts nothing.
        let is_bare = |parameter: &&Parameter| {
            matches!(spoken_kind(&parameter.kind), Some(Kind::Integer | Kind::Number | Kind::Percent))
        };
        let (bare, dressed): (Vec<_>, Vec<_>) = capability.parameters.iter().partition(is_bare);
        for weak in [false, true] {
            for parameter in dressed.iter().chain(&bare).copied() {
                let is_open = !self.slots.arguments.contains_key(&parameter.name)
                    && !self.slots.unfit.contains(&parameter.name);
                if let Some(kind) = spoken_kind(&parameter.kind).filter(|_| is_open) {
                    self.typed(parameter, kind, weak);
                }
            }
        }
        self.words();
        self.slots.is_repeated = self.is_repeated();
        self.slots.explained =
            self.reader.contexts.explained(self.said.chars(), self.range.clone(), &self.taken);
        self.slots
    }

    /// Whether it was said how often, and nothing of the capability takes that: "every day at nine" for what is done once.
    fn is_repeated(&self) -> bool {
        if self.capability.kind.is_read() {
            return false;
        }
        let repeats: Vec<Range<usize>> = self
            .values
            .meant(Sort::Recurrence)
            .into_iter()
            .map(|meant| meant.range)
            .filter(|range| self.range.start <= range.start && range.end <= self.range.end)
            .collect();
        let takes = |argument: &Argument, repeat: &Range<usize>| {
            let Source::Said { span } = &argument.source else { return false };
            let repeat = self.said.span(repeat.clone());
            match argument.value {
                // Words that hold all of it say it themselves.
                Value::Text(_) => span.start <= repeat.start && repeat.end <= span.end,
                Value::Choice(_) => span.start < repeat.end && repeat.start < span.end,
                _ => false,
            }
        };
        let is_named = |repeat: &Range<usize>| {
            let words = self.said.original(repeat.clone());
            self.slots.mentions.values().any(|mention| mention.contains(words))
        };
        repeats.iter().any(|repeat| {
            !is_named(repeat) && !self.slots.arguments.values().any(|argument| takes(argument, repeat))
        })
    }

    pub(super) fn is_free(&self, range: &Range<usize>) -> bool {
        self.range.start <= range.start
            && range.end <= self.range.end
            && !self.taken.iter().any(|taken| overlap(taken, range))
    }

    pub(super) fn put(&mut self, parameter: &Parameter, value: Value, range: Range<usize>) {
        let source = Source::Said { span: self.said.span(range.clone()) };
        self.slots.arguments.insert(parameter.name.clone(), Argument { value, source });
        self.taken.push(range);
    }

    /// How well a place fits a parameter by its surroundings.
    pub(super) fn evidence(&self, parameter: &Parameter, range: &Range<usize>) -> f32 {
        let mut masked = self.taken.clone();
        masked.push(range.clone());
        let all = pieces(self.said.chars(), self.range.clone(), &masked, &self.slots.free);
        all.iter()
            .position(|(_, place)| place.contains(&range.start))
            .map_or(0.0, |at| self.reader.contexts.evidence(&parameter.name, &all, at, at + 1))
    }

    fn choice(&mut self, parameter: &Parameter) {
        let values: Vec<&String> = parameter.values.iter().collect();
        let names: Vec<(usize, &str)> = parameter
            .spoken_values()
            .filter_map(|(value, name)| Some((values.iter().position(|known| *known == value)?, name)))
            .collect();
        let none = parameter.values.iter().find(|value| matches!(value.as_str(), "none" | "no" | "off"));
        let mut found: Vec<(String, Range<usize>)> = Vec::new();
        for (value, range) in
            find_choices(self.said, &names).into_iter().filter(|(_, range)| self.is_free(range))
        {
            let value = values[value].clone();
            match is_negated(self.said.chars(), range.start) {
                Some(_) if none == Some(&value) => {} // "not off" says neither
                Some(start) => found.extend(none.map(|none| (none.clone(), start..range.end))),
                None => found.push((value, range)),
            }
        }
        // What was said last is what is meant: "大杯,不,中杯".
        if let Some((value, range)) = found.into_iter().next_back() {
            self.put(parameter, Value::Choice(value), range);
        }
    }

    fn typed(&mut self, parameter: &Parameter, kind: Kind, weak: bool) {
        if kind == Kind::Boolean {
            return; // a yes is an answer, never part of a request
        }
        let mut found = self.values.find(kind, weak);
        if kind == Kind::Integer && parameter.takes_context("year") {
            found = years(self.values);
        }
        // What is left of a time without the people beside it is as sure as if they had stood elsewhere.
        let mut weak = weak;
        if matches!(kind, Kind::DateTime | Kind::Time) {
            let before: Vec<Range<usize>> = found.iter().map(|found| found.range.clone()).collect();
            found = found.into_iter().filter_map(|found| self.without_people(kind, weak, found)).collect();
            weak &= found.iter().all(|found| before.contains(&found.range));
        }
        if matches!(kind, Kind::DateTime | Kind::Time) {
            found = found.into_iter().map(|found| self.beside_choice(kind, found)).collect();
        }
        let fits = |found: &Found| match &found.value {
            Value::Integer(number) => within(parameter, *number).is_ok(),
            _ => true,
        };
        found.retain(|found| self.is_free(&found.range));
        if matches!(kind, Kind::Integer | Kind::Number | Kind::Percent) && !found.is_empty() {
            let is_budget = parameter
                .constraint
                .is_some_and(|kind| matches!(kind, ConstraintKind::Budget | ConstraintKind::BudgetPerPerson));
            let sums = if is_budget {
                Vec::new()
            } else {
                constraints::budgets(self.said, self.range.clone(), self.values)
            };
            found.retain(|found| !sums.iter().any(|sum| overlap(sum, &found.range)));
        }
        if !found.is_empty() && !found.iter().any(fits) {
            // Never quietly another number than the one that was said.
            self.taken.extend(found.into_iter().map(|found| found.range));
            self.slots.unfit.push(parameter.name.clone());
            return;
        }
        let ranked =
            found.into_iter().filter(fits).map(|found| (self.evidence(parameter, &found.range), found));
        let Some((evidence, best)) = ranked.reduce(|a, b| if b.0 > a.0 { b } else { a }) else { return };
        if !weak || evidence >= MIN_WEAK_EVIDENCE {
            self.put(parameter, best.value, best.range);
        }
    }

    /// A time whose first words a choice has taken too: of 每天早上七点, 每天早上 says how often, and the hour is still of the morning.
    fn beside_choice(&self, kind: Kind, found: Found) -> Found {
        let over = |taken: &&Range<usize>| {
            taken.start <= found.range.start && found.range.start < taken.end && taken.end < found.range.end
        };
        let Some(taken) = self.taken.iter().find(over) else { return found };
        let rest = taken.end..found.range.end;
        let has_hour = !self.values.find_within(kind, rest.clone(), true).is_empty();
        if has_hour && self.is_free(&rest) { Found { range: rest, ..found } } else { found }
    }

    /// A time without the number of people that stands at its edge: "明晚八个人" and "for two tonight" name no hour.
    fn without_people(&self, kind: Kind, weak: bool, found: Found) -> Option<Found> {
        const COUNTED: &[&str] = &[
            "个人",
            "人",
            "位",
            "口人",
            "口子",
            "个大人",
            " people",
            " persons",
            " guests",
            " of us",
            " adults",
        ];
        const HOURS: &[&str] = &["点", "时", ":", "am", "pm", "a.m", "p.m", "o'clock", "at "];
        let chars = self.said.chars();
        let range = found.range.clone();
        let after: String = chars[range.end..].iter().take(10).collect();
        let before: String = chars[..range.start].iter().collect();
        let numbers = self.values.find_within(Kind::Integer, range.clone(), true);
        let left = if COUNTED.iter().any(|word| after.starts_with(word)) {
            let last = numbers.iter().find(|number| number.range.end == range.end)?;
            range.start..last.range.start
        } else if before.ends_with("for ") {
            // One to four o'clock is no hour to be booked for; so many people are.
            let small = |number: &&Found| {
                number.range.start == range.start && matches!(number.value, Value::Integer(1..=4))
            };
            // An hour that is said to be one right behind the number stays one: "for 3 pm".
            let says_hour = |first: &Found| {
                let near: String =
                    chars[first.range.start..range.end].iter().take(first.range.len() + 8).collect();
                HOURS.iter().any(|word| near.contains(word))
            };
            match numbers.iter().find(small).filter(|first| !says_hour(first)) {
                Some(first) => first.range.end..range.end,
                None => return Some(found),
            }
        } else {
            return Some(found);
        };
        let left = super::super::segments::trimmed(chars, left);
        self.values.find_within(kind, left, weak).into_iter().next()
    }

    /// Free text, mentions and names on no list ("text Gandalf that …"), the likeliest first; what one takes the others do without.
    fn words(&mut self) {
        let capability = self.capability;
        let mut open: Vec<&Parameter> =
            capability.parameters.iter().filter(|parameter| self.is_open(parameter)).collect();
        while !open.is_empty() {
            let found = open.iter().enumerate().filter_map(|(i, parameter)| {
                let place = self.reader.places.get(&parameter.name)?;
                Some((i, self.reader.tagger.best(self.sight, place, |range| self.is_free(range))?))
            });
            let Some((i, stretch)) = found.reduce(|a, b| if b.1.score > a.1.score { b } else { a }) else {
                break;
            };
            let parameter = open.remove(i);
            match parameter.host_list() {
                Some(list) => self.unlisted(parameter, list, &stretch),
                None => self.free(parameter, &stretch),
            }
        }
    }

    /// Whether free words can still be this parameter's.
    fn is_open(&self, parameter: &Parameter) -> bool {
        (parameter.takes_free_words() || parameter.host_list().is_some())
            && !self.slots.arguments.contains_key(&parameter.name)
            && !self.slots.several.contains_key(&parameter.name)
    }

    fn free(&mut self, parameter: &Parameter, stretch: &Stretch) {
        let range = super::super::segments::trimmed(self.said.chars(), stretch.range.clone());
        let text = self.said.original(range.clone());
        let text = text.trim_matches(['"', '“', '”', '「', '」', '《', '》', '\'']).trim().to_owned();
        if text.is_empty() {
            return;
        }
        let likelihood = stretch.likelihood();
        self.slots.free.push(range.clone());
        self.slots.evidence = Some(self.slots.evidence.map_or(likelihood, |known| known.min(likelihood)));
        if matches!(parameter.kind, ParameterType::Entity(_)) {
            self.slots.mentions.insert(parameter.name.clone(), text);
            self.taken.push(range);
        } else {
            self.put(parameter, Value::Text(text), range);
        }
    }

    /// A name that stands where a listed one should, and is on no list by its letters: by its sound, or to be asked about.
    fn unlisted(&mut self, parameter: &Parameter, list: &str, stretch: &Stretch) {
        let range = super::super::segments::trimmed(self.said.chars(), stretch.range.clone());
        if range.is_empty() {
            return;
        }
        let entries = self.reader.lists.get(list).map_or(&[][..], Vec::as_slice);
        let sounding = find_names(self.said, entries, Some(range.clone()))
            .into_iter()
            .find(|mention| mention.range == range);
        match sounding {
            Some(mention) => self.entries(parameter, list, mention.entries, range),
            None => {
                self.slots
                    .mentions
                    .insert(parameter.name.clone(), self.said.original(range.clone()).to_owned());
                self.taken.push(range);
            }
        }
    }
}

/// Years, for parameters that the host's calendar can supply: 今年, 去年, last year, 2025年.
fn years(values: &SaidValues<'_>) -> Vec<Found> {
    let mut found: Vec<Found> = values
        .meant(Sort::Time)
        .into_iter()
        .filter_map(|meant| {
            let Meaning::Time(when) = meant.meaning else { return None };
            let year =
                when.readings.first().filter(|reading| reading.is_point && reading.grain == Grain::Year)?;
            Some(Found { value: Value::Integer(year.start?.year().into()), range: meant.range })
        })
        .collect();
    let numbers = values.find(Kind::Integer, false);
    found.extend(numbers.into_iter().filter(|found| matches!(found.value, Value::Integer(1949..=2100))));
    found
}
