//! A time as it was said, tied to the calendar with the reference time in hand.
//!
//! Decides the readings that speakers take for granted, and their order: what is to come before what has been, unless last was said; an hour without a
//! half of the day is the next such hour, by day on another day. Weeks begin on Monday.
//!
//! Invariants: a date that no calendar has resolves to nothing, never to a neighbour; no arithmetic passes the ends of the calendar.

use jiff::civil::{Date, DateTime};

use super::days::Days;
use super::units::{days_later, floor, middle, midnight, moved, nth_of, point, units_on};
use super::{Fields, Grain, Length, Month, Piece, Side, Stretch, Time, TimeId};
use crate::values::reference::{Reference, Region, Tense};

/// Readings of a time, best first.
pub(in crate::values) fn resolve(times: &[Time], id: TimeId, here: &Reference) -> Vec<Stretch> {
    Resolver { times, here, depth: 0 }.of(id)
}

pub(super) struct Resolver<'a> {
    times: &'a [Time],
    pub(super) here: &'a Reference,
    depth: u8,
}

/// Deeper than anybody speaks.
const MOST_DEPTH: u8 = 12;

impl<'a> Resolver<'a> {
    /// For fields alone, which stand on no other time.
    pub(super) fn of_fields(here: &'a Reference) -> Self {
        Self { times: &[], here, depth: 0 }
    }
}

/// The week of a day, or the days off around it.
fn around(start: DateTime, piece: Piece) -> Option<Stretch> {
    let day = start.date();
    let monday = super::units::monday(day)?;
    let (first, days) = match (piece, day.weekday().to_monday_one_offset()) {
        (Piece::Week, _) => (monday, 7),
        // A Monday off lengthens the weekend before it, a Thursday or Friday the one behind.
        (_, 1) => (days_later(day, -2)?, 3),
        (_, 4) => (day, 4),
        (_, 5) => (day, 3),
        (_, 2) => (days_later(day, -3)?, 2),
        _ => (days_later(monday, 5)?, 2),
    };
    Some(Stretch {
        start: Some(midnight(first)),
        end: Some(midnight(days_later(first, days)?)),
        grain: if piece == Piece::Week { Grain::Week } else { Grain::Day },
        is_point: piece == Piece::Week,
    })
}

impl Resolver<'_> {
    fn of(&self, id: TimeId) -> Vec<Stretch> {
        if self.depth >= MOST_DEPTH {
            return Vec::new();
        }
        let inner = Resolver { depth: self.depth + 1, ..*self };
        match self.times.get(usize::from(id.0)).copied() {
            Some(time) => inner.read(time),
            None => Vec::new(),
        }
    }

    fn read(&self, time: Time) -> Vec<Stretch> {
        let here = self.here;
        match time {
            Time::Now => vec![Stretch {
                start: Some(here.now),
                end: units_on(here.now, Grain::Second, 1),
                grain: Grain::Second,
                is_point: true,
            }],
            Time::Fields(fields) => self.fields(&fields),
            Time::About(of) => self.of(of),
            Time::OwnYear(_) => Vec::new(),
            // 十几分钟后 is no moment.
            Time::Shift { base, length: Length { most: Some(most), .. }, sign } => {
                self.each(base, |from, grain| {
                    let Time::Shift { length, .. } = time else { return None };
                    let most = Length { months: most.months, days: most.days, ms: most.ms, ..length };
                    let (one, other) = (moved(from, &length, sign)?, moved(from, &most, sign)?);
                    Some(Stretch {
                        start: Some(one.min(other)),
                        end: Some(one.max(other)),
                        grain: grain.min(length.grain),
                        is_point: false,
                    })
                })
            }
            Time::Shift { base, length, sign } => self.each(base, |from, grain| {
                let fine = grain.min(length.grain);
                let at = moved(from, &length, sign)?;
                // Days and more from now are days, not days at this second.
                let at = if base.is_none() && length.grain >= Grain::Day { midnight(at.date()) } else { at };
                let grain = match (base.is_none(), length.grain) {
                    (
                        true,
                        Grain::Week
                        | Grain::Month
                        | Grain::Quarter
                        | Grain::Year
                        | Grain::Decade
                        | Grain::Century,
                    ) => Grain::Day,
                    (true, Grain::Hour) => Grain::Minute,
                    (true, grain) => grain,
                    (false, _) => fine.min(Grain::Day),
                };
                point(at, grain)
            }),
            Time::Run { count, sign, is_business: true, .. } => {
                // The four working days behind today, or those before it.
                let length = Length { days: count, grain: Grain::Day, is_business: true, ..Length::NOTHING };
                let today = midnight(here.now.date());
                let stretch = |start, end| Stretch {
                    start: Some(start),
                    end: Some(end),
                    grain: Grain::Day,
                    is_point: false,
                };
                let edge = moved(today, &length, sign);
                let found = if sign < 0 {
                    edge.map(|edge| stretch(edge, today))
                } else {
                    edge.and_then(|edge| {
                        Some(stretch(units_on(today, Grain::Day, 1)?, units_on(edge, Grain::Day, 1)?))
                    })
                };
                found.into_iter().collect()
            }
            Time::Run { count, grain, sign, base, is_whole, .. } => {
                self.each(base, |from, _| self.run(from, base.is_some(), count, grain, sign, is_whole))
            }
            Time::Nth { nth, what, of } => {
                self.of(of).iter().filter_map(|stretch| nth_of(stretch, nth, what)).collect()
            }
            Time::Piece { of, piece } => {
                self.of(of).iter().filter_map(|stretch| self.piece(stretch, piece)).collect()
            }
            Time::On { day, clock } => {
                let days = self.of(day);
                days.iter()
                    .filter(|stretch| stretch.grain >= Grain::Day)
                    .filter_map(|stretch| Some((stretch.start?.date(), stretch.end?.date())))
                    .filter(|(start, end)| days_later(*start, 1) == Some(*end))
                    .flat_map(|(day, _)| self.clock(&clock, Some(day)))
                    .collect()
            }
            Time::Between { from, to, ends_with } => self.between(from, to, ends_with),
            Time::Open { at, side: Side::SincePast } => {
                // Since Monday is since the one that has been.
                let here = Reference { tense: Tense::Past, ..*self.here };
                let found = Resolver { here: &here, ..*self }.of(at);
                let open = |stretch: &Stretch| {
                    Some(Stretch {
                        start: Some(stretch.start?),
                        end: None,
                        grain: stretch.grain,
                        is_point: false,
                    })
                };
                found.iter().filter_map(open).collect()
            }
            Time::Open { at, side } => self
                .of(at)
                .iter()
                .filter_map(|stretch| {
                    let open = |start, end| Stretch { start, end, grain: stretch.grain, is_point: false };
                    Some(match side {
                        // 年底前 is before the year ends.
                        Side::Before if self.is_end(at) => open(None, Some(stretch.end?)),
                        Side::Before => open(None, Some(stretch.start?)),
                        // By five is before it is past five.
                        Side::Until if stretch.grain < Grain::Part => open(None, Some(stretch.start?)),
                        Side::Until => open(None, Some(stretch.end?)),
                        Side::After => open(
                            Some(if stretch.grain >= Grain::Day { stretch.end? } else { stretch.start? }),
                            None,
                        ),
                        Side::Since | Side::SincePast => open(Some(stretch.start?), None),
                    })
                })
                .collect(),
            Time::Lasting { from, length } => self.each(from, |start, grain| {
                let end = moved(start, &length, 1)?;
                Some(Stretch {
                    start: Some(start),
                    end: Some(end),
                    grain: grain.min(length.grain),
                    is_point: false,
                })
            }),
            Time::Within { length, sign, base } => self.each(base, |from, _| {
                // Days and more are whole ones: 三天内 begin with today, and the past three days end now.
                let whole = if length.grain >= Grain::Day { midnight(from.date()) } else { from };
                let to = moved(whole, &length, sign)?;
                let (start, end) = if sign < 0 { (to, from) } else { (whole, to) };
                Some(Stretch { start: Some(start), end: Some(end), grain: length.grain, is_point: false })
            }),
            Time::Years { first, count } => {
                let start = Date::new(first, 1, 1).ok();
                let end = first.checked_add(count).and_then(|year| Date::new(year, 1, 1).ok());
                let grain = if count >= 100 { Grain::Century } else { Grain::Decade };
                start.zip(end).map(|(start, end)| Days { start, end, grain }.stretch()).into_iter().collect()
            }
        }
    }

    fn is_either_order(&self, id: TimeId) -> bool {
        matches!(self.times.get(usize::from(id.0)), Some(Time::Fields(fields)) if fields.is_either_order)
    }

    fn is_end(&self, id: TimeId) -> bool {
        matches!(
            self.times.get(usize::from(id.0)),
            Some(Time::Piece { piece: Piece::End | Piece::Close, .. })
        )
    }

    /// Something from each beginning of a time, or from now.
    fn each(&self, base: Option<TimeId>, make: impl Fn(DateTime, Grain) -> Option<Stretch>) -> Vec<Stretch> {
        match base {
            None => make(self.here.now, Grain::Second).into_iter().collect(),
            Some(base) => self
                .of(base)
                .iter()
                .filter_map(|stretch| make(stretch.start.or(stretch.end)?, stretch.grain))
                .collect(),
        }
    }

    fn run(
        &self,
        from: DateTime,
        has_base: bool,
        count: i32,
        grain: Grain,
        sign: i8,
        is_whole: bool,
    ) -> Option<Stretch> {
        let stretch = |start, end| Stretch { start: Some(start), end: Some(end), grain, is_point: false };
        let sign = i32::from(sign);
        if is_whole {
            let this = floor(from, grain)?;
            if count == 0 {
                return point(this, grain);
            }
            let is_one = count == 1;
            let _ = is_one;
            return Some(if sign < 0 {
                stretch(units_on(this, grain, -count)?, this)
            } else {
                let first = units_on(this, grain, 1)?;
                stretch(first, units_on(first, grain, count)?)
            });
        }
        let fine = if grain >= Grain::Day { Grain::Day } else { Grain::Second };
        let edge = floor(from, fine)?;
        if sign < 0 {
            return Some(stretch(units_on(edge, grain, -count)?, edge));
        }
        let first = if grain >= Grain::Day && !has_base { units_on(edge, Grain::Day, 1)? } else { edge };
        Some(stretch(first, units_on(first, grain, count)?))
    }

    fn between(&self, from: TimeId, to: TimeId, ends_with: bool) -> Vec<Stretch> {
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

    fn piece(&self, of: &Stretch, piece: Piece) -> Option<Stretch> {
        let (start, end) = (of.start?, of.end?);
        if matches!(piece, Piece::Week | Piece::WeekendAt) {
            return around(start, piece);
        }
        let cut = |start, end| {
            let grain = if of.grain == Grain::Day { Grain::Part } else { of.grain };
            Some(Stretch { start: Some(start), end: Some(end), grain, is_point: false })
        };
        let days = |from: i32, to: i32| {
            cut(
                units_on(start, Grain::Day, from)?,
                if to == 0 { end } else { units_on(start, Grain::Day, to)? },
            )
        };
        let months = |from: i32, to: i32| {
            cut(
                units_on(start, Grain::Month, from)?,
                if to == 0 { end } else { units_on(start, Grain::Month, to)? },
            )
        };
        match (piece, of.grain) {
            (Piece::Rest, _) => cut(self.here.now.max(start), end),
            (Piece::LaterHalf, _) => {
                cut(self.piece(of, Piece::Late)?.start?.max(midnight(self.here.now.date())), end)
            }
            (Piece::EarlierHalf, _) => {
                cut(start, self.piece(of, Piece::Early)?.end?.min(midnight(self.here.now.date())))
            }
            (Piece::Third(third), Grain::Month) => {
                let place = usize::try_from(third - 1).ok()?.min(2);
                days([0, 10, 20][place], [10, 20, 0][place])
            }
            (Piece::Outset, Grain::Year) => months(0, 2),
            (Piece::Close, Grain::Year) => months(10, 0),
            (Piece::Outset, _) => self.piece(of, Piece::Begin),
            (Piece::Close, _) => self.piece(of, Piece::End),
            (Piece::Begin, Grain::Month) => days(0, 10),
            (Piece::Middle, Grain::Month) => days(10, 20),
            (Piece::End, Grain::Month) => days(20, 0),
            (Piece::Early, Grain::Month) => days(0, 15),
            (Piece::Late, Grain::Month) => days(15, 0),
            (Piece::Begin, Grain::Year) => months(0, 4),
            (Piece::Middle, Grain::Year) => months(4, 8),
            (Piece::End, Grain::Year) => months(8, 0),
            (Piece::Early, Grain::Year) => months(0, 6),
            (Piece::Late, Grain::Year) => months(6, 0),
            (Piece::Begin | Piece::Early, Grain::Week) => days(0, 3),
            (Piece::Middle, Grain::Week) => days(1, 5),
            (Piece::End | Piece::Late, Grain::Week) => days(3, 0),
            (Piece::Begin | Piece::Early, Grain::Decade) => months(0, 36),
            (Piece::Middle, Grain::Decade) => months(36, 84),
            (Piece::End | Piece::Late, Grain::Decade) => months(84, 0),
            (Piece::Begin | Piece::Early, Grain::Century) => months(0, 240),
            (Piece::End | Piece::Late, Grain::Century) => months(960, 0),
            (Piece::Begin | Piece::Early, Grain::Day) => cut(start, units_on(start, Grain::Hour, 12)?),
            (Piece::End | Piece::Late, Grain::Day) => cut(units_on(start, Grain::Hour, 17)?, end),
            (Piece::Middle, Grain::Day) => {
                cut(units_on(start, Grain::Hour, 10)?, units_on(start, Grain::Hour, 16)?)
            }
            (Piece::Begin | Piece::Early, _) => cut(start, middle(start, end)?),
            (Piece::End | Piece::Late, _) => cut(middle(start, end)?, end),
            (Piece::Middle, _) => {
                let quarter = middle(start, middle(start, end)?)?;
                cut(quarter, middle(middle(start, end)?, end)?)
            }
            _ => None,
        }
    }

    pub(super) fn fields(&self, fields: &Fields) -> Vec<Stretch> {
        if !fields.has_clock() {
            return self.dates(fields).into_iter().map(Days::stretch).collect();
        }
        if !fields.has_date() {
            return self.clock(&fields.clock(), None);
        }
        let days = self.dates(&fields.date());
        let mut found: Vec<Stretch> = days
            .iter()
            .filter(|days| days.grain == Grain::Day)
            .flat_map(|day| self.clock(&fields.clock(), Some(day.start)))
            .collect();
        // Sunday at three, said on a Sunday at four, is the next one.
        if days.len() > 1 && self.here.tense == Tense::Future {
            found.sort_by_key(|stretch| stretch.start.is_some_and(|start| start < self.here.now));
        }
        found
    }
}
