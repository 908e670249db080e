//! A time as said, tied to the calendar with the reference time in hand.
//!
//! Decides the readings that speakers take for granted:
//! an hour without a part of day is the next such hour today, by day on any other day;
//! a weekday without a week is the coming one; a date without a year is the coming one.
//! Weeks start on Monday.
//!
//! Invariant: a date that no calendar has resolves to nothing, never to a neighbour.

use jiff::civil::{Date, DateTime, Time};
use jiff::{ToSpan, ZonedDateTime};

use super::{Clock, Day, Expression, Part, Year};

/// A resolved time: always a day, a clock time only when one was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moment {
    /// The day.
    pub date: Date,
    /// Whether the day was said or only follows from the clock time.
    pub day_was_said: bool,
    /// The time of day.
    pub time: Option<Time>,
    /// The part of day, when that is all that was said.
    pub part: Option<Part>,
}

impl Moment {
    /// Day and clock time together, when both are known.
    pub fn date_time(&self) -> Option<DateTime> {
        Some(self.date.to_datetime(self.time?))
    }
}

/// Ties an expression to the calendar; [`None`] when no such day exists or the calendar ends before it.
pub(crate) fn resolve(expression: &Expression, now: &ZonedDateTime) -> Option<Moment> {
    let today = now.date();
    if let Some(length) = expression.after {
        let span = length.months.months().days(length.days).seconds(length.seconds);
        let then = now.checked_add(span).ok()?;
        let time =
            (length.seconds != 0).then(|| Time::new(then.hour(), then.minute(), 0, 0)).transpose().ok()?;
        return Some(Moment { date: then.date(), day_was_said: true, time, part: None });
    }
    let date = expression.day.map(|day| date_of(day, today)).unwrap_or(Some(today))?;
    let Some(clock) = expression.clock else {
        let said = expression.day.is_some();
        return (said || expression.part.is_some()).then_some(Moment {
            date,
            day_was_said: said,
            time: None,
            part: expression.part,
        });
    };
    let (hour, next_day) = hour_of(clock, expression.part, || {
        let is_later_today =
            |hour: i8| Time::new(hour % 24, clock.minute, 0, 0).is_ok_and(|time| time > now.time());
        let by_day = if (1..=6).contains(&clock.hour) { clock.hour + 12 } else { clock.hour };
        if date != today {
            by_day
        } else {
            [clock.hour, clock.hour % 12 + 12]
                .into_iter()
                .find(|hour| is_later_today(*hour))
                .unwrap_or(by_day)
        }
    });
    let time = Time::new(hour, clock.minute, 0, 0).ok()?;
    let mut date = if next_day { date.checked_add(1.day()).ok()? } else { date };
    if expression.day.is_none() && date.to_datetime(time) <= now.datetime() {
        date = date.checked_add(1.day()).ok()?;
    }
    Some(Moment { date, day_was_said: expression.day.is_some(), time: Some(time), part: expression.part })
}

/// The hour 0 to 23 that a clock time means, and whether it lies on the next day; `open` answers when nothing fixes it.
fn hour_of(clock: Clock, part: Option<Part>, open: impl FnOnce() -> i8) -> (i8, bool) {
    let hour = clock.hour;
    if hour == 24 {
        return (0, true);
    }
    match part {
        Some(Part::Evening) if hour == 12 => (0, true),
        Some(Part::Evening) if hour == 0 => (0, true),
        Some(Part::Evening) if hour <= 3 => (hour, true),
        Some(Part::Evening | Part::Afternoon) if hour < 12 => (hour + 12, false),
        Some(Part::Noon) if hour <= 3 => (hour + 12, false),
        Some(Part::Dawn) => (hour % 12, false),
        Some(_) => (hour, false),
        None if clock.fixed => (hour, false),
        None => match open() {
            24 => (0, true),
            hour => (hour, false),
        },
    }
}

fn date_of(day: Day, today: Date) -> Option<Date> {
    match day {
        Day::Offset(days) => today.checked_add(days.days()).ok(),
        Day::Weekday { weekday, weeks } => {
            let monday = today.checked_sub(i32::from(today.weekday().to_monday_zero_offset()).days()).ok()?;
            let this_week = monday.checked_add(i32::from(weekday - 1).days()).ok()?;
            let weeks = weeks.unwrap_or(i32::from(this_week < today));
            this_week.checked_add(weeks.weeks()).ok()
        }
        Day::Date { year: Some(Year::Written(year)), month, day } => Date::new(year, month, day).ok(),
        Day::Date { year: Some(Year::Offset(years)), month, day } => {
            Date::new(today.year() + years, month, day).ok()
        }
        Day::Date { year: None, month, day } => {
            // 29 February waits for a leap year, 30 February for ever.
            (0..=8)
                .filter_map(|years| Date::new(today.year() + years, month, day).ok())
                .find(|date| *date >= today)
        }
        Day::Nth { day, months } => {
            let first = today.first_of_month();
            match months {
                Some(months) => nth(first.checked_add(months.months()).ok()?, day),
                None => (0..=2)
                    .filter_map(|months: i32| nth(first.checked_add(months.months()).ok()?, day))
                    .find(|date| *date >= today),
            }
        }
    }
}

fn nth(first: Date, day: i8) -> Option<Date> {
    Date::new(first.year(), first.month(), day).ok()
}
