//! A time as it was said, tied to the calendar with the reference time in hand.
//!
//! Decides the readings that speakers take for granted, and their order: what is to come before what has been, unless last was said; an hour without a
//! half of the day is the next such hour, by day on another day. Weeks begin on Monday.
//!
//! Invariants: a date that no calendar has resolves to nothing, never to a neighbour; no arithmetic passes the ends of the calendar.

use jiff::civil::{Date, DateTime};

use super::days::Days;
use super::units::{days_later, floor, midnight, moved, nth_of, point, units_on};
use super::{Fields, Grain, Length, Piece, Side, Stretch, Time, TimeId};
use crate::values::reference::{Reference, Tense};

/// Readings of a time, best first.
pub(in crate::values) fn resolve(times: &[Time], id: TimeId, here: &Reference) -> Vec<Stretch> {
    Resolver { times, here, depth: 0 }.of(id)
}

pub(super) struct Resolver<'a> {
    pub(super) times: &'a [Time],
    pub(super) here: &'a Reference,
    pub(super) depth: u8,
}

/// Deeper than anybody speaks.
const MOST_DEPTH: u8 = 12;

impl<'a> Resolver<'a> {
    /// For fields alone, which stand on no other time.
    pub(super) fn of_fields(here: &'a Reference) -> Self {
        Self { times: &[], here, depth: 0 }
    }
}

impl Resolver<'_> {
    pub(super) fn of(&self, id: TimeId) -> Vec<Stretch> {
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
                            Some(if stretch.grain >= Grain::Part { stretch.end? } else { stretch.start? }),
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
