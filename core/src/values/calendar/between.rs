//! From one time to another.
//!
//! Decides which of the readings of both ends belong together: an end is the next one behind its beginning, hours are of one day where no other is said.

use super::resolve::Resolver;
use super::units::units_on;
use super::{Grain, Month, Stretch, Time, TimeId};
use crate::values::reference::{Reference, Region, Tense};

impl Resolver<'_> {
    pub(super) fn between(&self, from: TimeId, to: TimeId, ends_with: bool) -> Vec<Stretch> {
        // Both ends are written in one order of day and month.
        if self.here.region == Region::Unknown && (self.is_either_order(from) || self.is_either_order(to)) {
            return [Region::MonthFirst, Region::DayFirst]
                .into_iter()
                .flat_map(|region| {
                    let here = Reference { region, ..*self.here };
                    Resolver { here: &here, ..*self }.between(from, to, ends_with)
                })
                .collect();
        }
        let (starts, ends) = (self.of(from), self.of(to));
        let mut found = Vec::new();
        // 4:00 to 7:00 ends at the next seven, and not at one of another day.
        if self.are_clocks_of_one_day(from, to) {
            for start in &starts {
                let Some(first) = start.start else { continue };
                let next = |end: &Stretch| {
                    let clock = (if ends_with { end.end } else { end.start })?.time();
                    let same = first.date().to_datetime(clock);
                    if same > first { Some(same) } else { units_on(same, Grain::Day, 1) }
                };
                let Some(last) = ends.iter().filter_map(next).min() else { continue };
                found.push(Stretch {
                    start: Some(first),
                    end: Some(last),
                    grain: start.grain.min(ends.first().map_or(start.grain, |end| end.grain)),
                    is_point: false,
                });
            }
            return found;
        }
        let reaches = |start: &Stretch| {
            start.start.is_some_and(|first| ends.iter().any(|end| end.start.is_some_and(|end| end >= first)))
        };
        let is_any_reached = starts.iter().any(reaches);
        for start in &starts {
            let Some(first) = start.start else { continue };
            let after = |end: &&Stretch| end.start.is_some_and(|end| end >= first);
            let behind = || {
                // From next Monday to Friday: the Friday behind it.
                let here = Reference { now: first, tense: Tense::Future, ..*self.here };
                let found = Resolver { here: &here, ..*self }.of(to);
                found
                    .into_iter()
                    .filter(|end| end.start.is_some_and(|end| end >= first))
                    .min_by_key(|end| end.start)
            };
            let end = ends.iter().filter(after).min_by_key(|end| end.start).copied();
            // From 29 February of a leap year to 1 March is to the day behind it, and not years on.
            let is_far = |end: &Stretch| {
                let is_open = matches!(self.times.get(usize::from(to.0)), Some(Time::Fields(fields)) if fields.year.is_none() && matches!(fields.month, Some(Month::Of(_))));
                is_open && end.start.is_some_and(|end| end.duration_since(first).as_hours() > 24 * 366)
            };
            let end = if end.as_ref().is_some_and(is_far) { behind().or(end) } else { end };
            if end.as_ref().is_some_and(is_far) {
                continue;
            }
            let end = end.or_else(|| if is_any_reached { None } else { behind() });
            let Some(end) = end.or_else(|| ends.first().copied()) else {
                continue;
            };
            let mut last = if ends_with { end.end } else { end.start };
            // 下午五点到凌晨三点 ends on the day after.
            if last.is_some_and(|last| last <= first) && start.grain < Grain::Day && end.grain < Grain::Day {
                last = last.and_then(|last| units_on(last, Grain::Day, 1));
            }
            if last.is_none_or(|last| last <= first) {
                continue;
            }
            found.push(Stretch {
                start: Some(first),
                end: last,
                grain: start.grain.min(end.grain),
                is_point: false,
            });
        }
        found
    }

    /// Whether both ends are clock times, and neither has a day of its own.
    fn are_clocks_of_one_day(&self, from: TimeId, to: TimeId) -> bool {
        let fields = |id: TimeId| match self.times.get(usize::from(id.0)) {
            Some(Time::Fields(fields)) if fields.hour.is_some() => Some(*fields),
            _ => None,
        };
        fields(from)
            .zip(fields(to))
            .is_some_and(|(from, to)| from.date() == to.date() && from.zone == to.zone)
    }

    fn is_either_order(&self, id: TimeId) -> bool {
        matches!(self.times.get(usize::from(id.0)), Some(Time::Fields(fields)) if fields.is_either_order)
    }
}
