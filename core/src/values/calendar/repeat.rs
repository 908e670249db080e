//! What comes again: every Monday and Wednesday at nine, 每月五号, every two hours until Friday.
//!
//! Decides the rule that calendars of other programs read (RFC 5545), where there is one, and when it is for the first time.

use jiff::civil::{Date, DateTime};

use super::days::Days;
use super::resolve::{Resolver, resolve};
use super::units::{days_later, midnight};
use super::{Day, Fields, Grain, Length, Month, Stretch, Time, TimeId};
use crate::values::reference::Reference;

/// A time that comes again.
///
/// # Example
///
/// ```
/// use errand_core::{Meaning, Utterance, read_values};
///
/// let now: jiff::ZonedDateTime = "2026-11-25T09:30:00+08:00[Asia/Shanghai]".parse().expect("a time");
/// let found = read_values(&Utterance::new("每周一三五早上八点"), &now, false);
/// let Meaning::Recurrence(every) = &found[0].meaning else { panic!("a recurrence") };
/// assert_eq!(every.rule.as_deref(), Some("FREQ=WEEKLY;BYDAY=MO,WE,FR;BYHOUR=8;BYMINUTE=0"));
/// assert_eq!(every.first.and_then(|first| first.start).map(|at| at.to_string()).as_deref(), Some("2026-11-27T08:00:00"));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Recurrence {
    /// The rule as RFC 5545 writes it; [`None`] where that has none: a lunar day, a holiday that moves, a season.
    pub rule: Option<String>,
    /// The first time from the reference on; [`None`] where only how often was said, or it is over.
    pub first: Option<Stretch>,
    /// What it comes again with.
    pub unit: Grain,
    /// Every so many of them.
    pub interval: u16,
}

/// A recurrence as rules build it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::values) struct Repeat {
    pub unit: Grain,
    pub interval: u16,
    /// Weekdays, the lowest bit Monday.
    pub weekdays: u8,
    /// The so many-th of them in a month, -1 the last; 0 for each.
    pub nth: i8,
    /// The day, and the time of it.
    pub at: Fields,
    /// More days of the month; none is 0.
    pub days: [i8; 3],
    /// More times of the day, in its minutes; none is [`NO_CLOCK`].
    pub more: [u16; 3],
    /// The time of day that it ends at.
    pub to: Option<Fields>,
    pub from: Option<TimeId>,
    pub until: Option<TimeId>,
    pub lasting: Option<Length>,
}

pub(in crate::values) const NO_CLOCK: u16 = u16::MAX;

/// Longer than the gap between two leap days, in days.
const MOST_DAYS: i32 = 366 * 9;

const NAMES: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

impl Repeat {
    pub(in crate::values) fn every(unit: Grain, interval: u16) -> Self {
        Self {
            unit,
            interval,
            weekdays: 0,
            nth: 0,
            at: Fields::default(),
            days: [0; 3],
            more: [NO_CLOCK; 3],
            to: None,
            from: None,
            until: None,
            lasting: None,
        }
    }

    /// So often as a length is long; [`None`] for one of several units.
    pub(in crate::values) fn each(length: &Length) -> Option<Self> {
        let (unit, count) = match (length.months, length.days, length.ms) {
            (months, 0, 0) if months > 0 && months % 12 == 0 => (Grain::Year, i64::from(months / 12)),
            (months, 0, 0) if months > 0 => (Grain::Month, months.into()),
            (0, days, 0) if days > 0 && length.is_weeks => (Grain::Week, i64::from(days / 7)),
            (0, days, 0) if days > 0 => (Grain::Day, days.into()),
            (0, 0, ms) if ms > 0 && ms % 3_600_000 == 0 => (Grain::Hour, ms / 3_600_000),
            (0, 0, ms) if ms > 0 && ms % 60_000 == 0 => (Grain::Minute, ms / 60_000),
            (0, 0, ms) if ms > 0 && ms % 1_000 == 0 => (Grain::Second, ms / 1_000),
            _ => return None,
        };
        Some(Self::every(unit, u16::try_from(count).ok()?))
    }

    /// Whether anything says which day.
    pub(in crate::values) fn has_day(&self) -> bool {
        self.weekdays != 0 || self.at.has_date()
    }

    pub(in crate::values) fn has_clock(&self) -> bool {
        self.at.has_clock()
    }
}

impl Recurrence {
    pub(in crate::values) fn of(repeat: &Repeat, times: &[Time], here: &Reference) -> Self {
        let of = |id: Option<TimeId>| id.and_then(|id| resolve(times, id, here).first().copied());
        let from = of(repeat.from).and_then(|stretch| stretch.start);
        let until = of(repeat.until)
            .and_then(|stretch| if stretch.grain >= Grain::Part { stretch.end } else { stretch.start });
        let resolver = Resolver::of_fields(here);
        let first = first(repeat, &resolver, from)
            .filter(|first| until.is_none_or(|until| first.start.is_some_and(|start| start < until)));
        let until = until.or_else(|| {
            let start = from.or_else(|| first.and_then(|first| first.start)).unwrap_or(here.now);
            let whole = if repeat.lasting?.grain >= Grain::Day { midnight(start.date()) } else { start };
            super::units::moved(whole, &repeat.lasting?, 1)
        });
        Self { rule: rule(repeat, &resolver, until), first, unit: repeat.unit, interval: repeat.interval }
    }
}

/// The hour and minute of a clock time that comes again, by day where nothing says which half of it.
fn clock_of(fields: &Fields, resolver: &Resolver<'_>) -> Option<(i8, i8)> {
    fields.hour?;
    // Another day than today: no half of it is over.
    let day = days_later(resolver.here.now.date(), 1)?;
    let at = resolver.clock(&fields.clock(), Some(day)).first()?.start?;
    Some((at.hour(), at.minute()))
}

fn rule(repeat: &Repeat, resolver: &Resolver<'_>, until: Option<DateTime>) -> Option<String> {
    let at = &repeat.at;
    if at.is_lunar || at.season.is_some() || at.share.is_some() || matches!(at.day, Some(Day::Holiday(_))) {
        return None;
    }
    let (frequency, times) = match repeat.unit {
        Grain::Second => ("SECONDLY", 1),
        Grain::Minute => ("MINUTELY", 1),
        Grain::Hour => ("HOURLY", 1),
        Grain::Day | Grain::Part if repeat.weekdays != 0 => ("WEEKLY", 1),
        Grain::Day | Grain::Part => ("DAILY", 1),
        Grain::Week => ("WEEKLY", 1),
        Grain::Month => ("MONTHLY", 1),
        Grain::Quarter => ("MONTHLY", 3),
        Grain::Year => ("YEARLY", 1),
        Grain::Decade => ("YEARLY", 10),
        Grain::Century => ("YEARLY", 100),
    };
    let mut rule = format!("FREQ={frequency}");
    let interval = u32::from(repeat.interval) * times;
    if interval != 1 {
        rule += &format!(";INTERVAL={interval}");
    }
    if let Some(Month::Of(month)) = at.month {
        rule += &format!(";BYMONTH={month}");
    }
    if let Some(Day::OfMonth(day)) = at.day {
        let more: Vec<String> =
            repeat.days.iter().filter(|day| **day != 0).map(|day| format!(",{day}")).collect();
        rule += &format!(";BYMONTHDAY={day}{}", more.concat());
    }
    if repeat.weekdays != 0 {
        let nth = if repeat.nth == 0 { String::new() } else { repeat.nth.to_string() };
        let days: Vec<String> = NAMES
            .iter()
            .enumerate()
            .filter(|(place, _)| repeat.weekdays >> place & 1 == 1)
            .map(|(_, name)| format!("{nth}{name}"))
            .collect();
        rule += &format!(";BYDAY={}", days.join(","));
    }
    if let Some((hour, minute)) = clock_of(at, resolver) {
        let mut hours = vec![i32::from(hour)];
        hours.extend(repeat.more.iter().filter(|more| **more != NO_CLOCK).map(|more| i32::from(*more / 60)));
        hours.sort_unstable();
        hours.dedup();
        let hours: Vec<String> = hours.iter().map(i32::to_string).collect();
        rule += &format!(";BYHOUR={};BYMINUTE={minute}", hours.join(","));
    }
    if let Some(until) = until {
        // The last second before the moment that ends it.
        let last = super::units::units_on(until, Grain::Second, -1)?;
        rule += &format!(";UNTIL={}", last.strftime("%Y%m%dT%H%M%S"));
    }
    Some(rule)
}

/// The first time from a moment on.
fn first(repeat: &Repeat, resolver: &Resolver<'_>, from: Option<DateTime>) -> Option<Stretch> {
    let now = resolver.here.now;
    let start = from.unwrap_or(now).max(now);
    if repeat.unit < Grain::Part {
        let at = match from {
            Some(from) if from > now => from,
            _ => super::units::units_on(now, repeat.unit, i32::from(repeat.interval))?,
        };
        return super::units::point(at, repeat.unit);
    }
    if repeat.unit >= Grain::Quarter && repeat.weekdays == 0 {
        // What comes once a year.
        let found = if repeat.at.has_date() { resolver.fields(&repeat.at) } else { Vec::new() };
        return found.into_iter().find(|stretch| stretch.end.is_some_and(|end| end > start));
    }
    let is_any_day = matches!(repeat.unit, Grain::Day | Grain::Part) && repeat.has_clock();
    let begins = matches!(repeat.unit, Grain::Day | Grain::Part) && from.is_some();
    if !repeat.has_day() && !is_any_day && !begins {
        return None;
    }
    // A day that has begun is still that day.
    let is_ahead = |stretch: &Stretch| match stretch.grain {
        Grain::Day => stretch.end > Some(start),
        _ => stretch.start >= Some(start),
    };
    let mut day = start.date();
    for _ in 0..MOST_DAYS {
        if is_on(repeat, day)
            && let Some(stretch) = on_day(repeat, resolver, day).into_iter().find(is_ahead)
        {
            return Some(stretch);
        }
        day = days_later(day, 1)?;
    }
    None
}

fn is_on(repeat: &Repeat, day: Date) -> bool {
    let bit = day.weekday().to_monday_zero_offset();
    if repeat.weekdays != 0 && repeat.weekdays >> bit & 1 == 0 {
        return false;
    }
    let last = day.last_of_month().day();
    let nth = match repeat.nth {
        0 => true,
        nth if nth > 0 => (day.day() - 1) / 7 + 1 == nth,
        nth => (last - day.day()) / 7 + 1 == -nth,
    };
    let in_month = match repeat.at.day {
        Some(Day::OfMonth(of)) if of < 0 => day.day() == last + 1 + of,
        Some(Day::OfMonth(of)) => day.day() == of || repeat.days.contains(&day.day()),
        _ => true,
    };
    let month = match repeat.at.month {
        Some(Month::Of(month)) => day.month() == month,
        _ => true,
    };
    nth && in_month && month
}

/// The times of one day.
fn on_day(repeat: &Repeat, resolver: &Resolver<'_>, day: Date) -> Vec<Stretch> {
    if !repeat.has_clock() {
        return Days::day(day).map(Days::stretch).into_iter().collect();
    }
    if repeat.at.hour.is_none() {
        return resolver.clock(&repeat.at.clock(), Some(day));
    }
    let Some((hour, minute)) = clock_of(&repeat.at, resolver) else { return Vec::new() };
    let grain = repeat.at.grain().max(Grain::Minute);
    let mut starts: Vec<u16> = repeat.more.iter().copied().filter(|more| *more != NO_CLOCK).collect();
    starts.push((i32::from(hour) * 60 + i32::from(minute)) as u16);
    starts.sort_unstable();
    let end = repeat.to.and_then(|to| clock_of(&to, resolver));
    starts
        .into_iter()
        .filter_map(|minutes| {
            let start = super::units::units_on(midnight(day), Grain::Minute, minutes.into())?;
            match end {
                Some((hour, minute)) => {
                    let end = day.at(hour, minute, 0, 0);
                    let end = if end <= start { super::units::units_on(end, Grain::Day, 1)? } else { end };
                    Some(Stretch { start: Some(start), end: Some(end), grain, is_point: false })
                }
                None => super::units::point(start, grain),
            }
        })
        .collect()
}
