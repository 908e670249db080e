//! Steps on the calendar: so many units on, the beginning of a unit, the so many-th of them.
//!
//! Decides what a unit's neighbours are; a day that a month lacks becomes its last only where units are counted on. Weeks begin on Monday.

use jiff::civil::{Date, DateTime, Time as Clock};
use jiff::{Span, ToSpan};

use super::{Grain, Length, Nth, Stretch};

pub(super) fn midnight(date: Date) -> DateTime {
    date.to_datetime(Clock::midnight())
}

pub(super) fn first_of_month(year: i16, month: i8) -> Option<Date> {
    Date::new(year, month, 1).ok()
}

pub(super) fn monday(date: Date) -> Option<Date> {
    date.checked_sub(i32::from(date.weekday().to_monday_zero_offset()).days()).ok()
}

pub(super) fn days_later(date: Date, days: i32) -> Option<Date> {
    date.checked_add(days.days()).ok()
}

/// So many units on; a day that a month lacks becomes its last.
pub(super) fn units_on(from: DateTime, grain: Grain, count: i32) -> Option<DateTime> {
    let span = match grain {
        Grain::Second => Span::new().try_seconds(count),
        Grain::Minute => Span::new().try_minutes(count),
        Grain::Hour => Span::new().try_hours(count),
        Grain::Part | Grain::Day => Span::new().try_days(count),
        Grain::Week => Span::new().try_weeks(count),
        Grain::Month => Span::new().try_months(count),
        Grain::Quarter => Span::new().try_months(count.checked_mul(3)?),
        Grain::Year => Span::new().try_years(count),
        Grain::Decade => Span::new().try_years(count.checked_mul(10)?),
        Grain::Century => Span::new().try_years(count.checked_mul(100)?),
    };
    from.checked_add(span.ok()?).ok()
}

/// The beginning of the unit that a moment lies in.
pub(super) fn floor(at: DateTime, grain: Grain) -> Option<DateTime> {
    let date = at.date();
    Some(match grain {
        Grain::Second => date.at(at.hour(), at.minute(), at.second(), 0),
        Grain::Minute => date.at(at.hour(), at.minute(), 0, 0),
        Grain::Hour => date.at(at.hour(), 0, 0, 0),
        Grain::Part | Grain::Day => midnight(date),
        Grain::Week => midnight(monday(date)?),
        Grain::Month => midnight(date.first_of_month()),
        Grain::Quarter => midnight(first_of_month(date.year(), (date.month() - 1) / 3 * 3 + 1)?),
        Grain::Year => midnight(date.first_of_year()),
        Grain::Decade => midnight(Date::new(date.year().div_euclid(10) * 10, 1, 1).ok()?),
        Grain::Century => midnight(Date::new(date.year().div_euclid(100) * 100, 1, 1).ok()?),
    })
}

/// A moment moved by a length.
pub(super) fn moved(at: DateTime, length: &Length, sign: i8) -> Option<DateTime> {
    let sign = i32::from(sign);
    let days =
        if length.is_business { return business(at, length.days.checked_mul(sign)?) } else { length.days };
    let span = Span::new()
        .try_months(length.months.checked_mul(sign)?)
        .ok()?
        .try_days(days.checked_mul(sign)?)
        .ok()?
        .try_milliseconds(length.ms.checked_mul(sign.into())?)
        .ok()?;
    at.checked_add(span).ok()
}

/// So many working days on.
pub(super) fn business(at: DateTime, days: i32) -> Option<DateTime> {
    if days.abs() > 10_000 {
        return None;
    }
    let mut at = at;
    let mut left = days.abs();
    while left > 0 {
        at = units_on(at, Grain::Day, days.signum())?;
        if at.weekday().to_monday_zero_offset() < 5 {
            left -= 1;
        }
    }
    Some(at)
}

pub(super) fn day_in(year: i16, month: i8, day: i8) -> Option<Date> {
    if day < 0 {
        let last = first_of_month(year, month)?.last_of_month();
        return days_later(last, i32::from(day) + 1);
    }
    Date::new(year, month, day).ok()
}

pub(super) fn middle(start: DateTime, end: DateTime) -> Option<DateTime> {
    let seconds = start.duration_until(end).as_secs();
    units_on(start, Grain::Second, i32::try_from(seconds / 2).ok()?)
}

/// One unit from a moment on.
pub(super) fn point(at: DateTime, grain: Grain) -> Option<Stretch> {
    Some(Stretch { start: Some(at), end: Some(units_on(at, grain, 1)?), grain, is_point: true })
}

/// The so many-th unit of a stretch.
pub(super) fn nth_of(of: &Stretch, nth: i32, what: Nth) -> Option<Stretch> {
    let (start, end) = (of.start?, of.end?);
    let inside =
        |stretch: Stretch| stretch.start.is_some_and(|at| at >= start && at < end).then_some(stretch);
    match what {
        Nth::Unit(Grain::Week) => {
            // A week belongs to what most of it lies in, as ISO 8601 has it: where its Thursday is.
            let thursday = |date: Date| Some((monday(date)?, days_later(monday(date)?, 3)?));
            let (first, middle) = thursday(start.date())?;
            let first = if middle < start.date() { days_later(first, 7)? } else { first };
            let (last, middle) = thursday(days_later(end.date(), -1)?)?;
            let last = if middle >= end.date() { days_later(last, -7)? } else { last };
            let at =
                if nth > 0 { days_later(first, 7 * (nth - 1))? } else { days_later(last, 7 * (nth + 1))? };
            (at >= first && at <= last).then_some(Stretch {
                start: Some(midnight(at)),
                end: Some(midnight(days_later(at, 7)?)),
                grain: Grain::Week,
                is_point: true,
            })
        }
        Nth::Unit(grain) => {
            let at = if nth > 0 { units_on(start, grain, nth - 1)? } else { units_on(end, grain, nth)? };
            inside(point(at, grain)?)
        }
        Nth::Weekday(weekday) => {
            let edge = if nth > 0 { start.date() } else { days_later(end.date(), -1)? };
            let this = i32::from(edge.weekday().to_monday_one_offset());
            let wanted = i32::from(weekday);
            let at = if nth > 0 {
                days_later(edge, (wanted - this).rem_euclid(7) + 7 * (nth - 1))?
            } else {
                days_later(edge, -((this - wanted).rem_euclid(7)) + 7 * (nth + 1))?
            };
            inside(point(midnight(at), Grain::Day)?)
        }
        Nth::Weekend => {
            let saturday = nth_of(of, nth, Nth::Weekday(6))?.start?;
            Some(Stretch {
                start: Some(saturday),
                end: Some(units_on(saturday, Grain::Day, 2)?),
                grain: Grain::Day,
                is_point: false,
            })
        }
    }
}
