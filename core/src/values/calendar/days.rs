//! The days that were said: of a year, a month, a week, by their names or from today.
//!
//! Decides which of those that may be meant comes first: what is to come before what has been, unless last was said; of a weekday, the one of this week
//! if it is not over.
//!
//! Invariant: a day that no calendar has is none, never its neighbour.

use jiff::ToSpan;
use jiff::civil::Date;

use super::resolve::Resolver;
use super::units::{day_in, days_later, first_of_month, midnight, monday};
use super::{Day, Fields, Grain, Month, Stretch, Week, Year, holidays, lunar};
use crate::values::reference::{Region, Tense};

/// A run of days, and how it was said.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Days {
    pub start: Date,
    pub end: Date,
    pub grain: Grain,
}

impl Days {
    pub(super) fn day(date: Date) -> Option<Self> {
        Some(Self { start: date, end: date.checked_add(1.day()).ok()?, grain: Grain::Day })
    }

    pub(super) fn stretch(self) -> Stretch {
        // A weekend is no day.
        // Neither is a season a quarter, nor a month of the moon one of the common calendar.
        let is_point = match self.grain {
            Grain::Day => days_later(self.start, 1) == Some(self.end),
            Grain::Month | Grain::Quarter => self.start.day() == 1,
            _ => true,
        };
        Stretch {
            start: Some(midnight(self.start)),
            end: Some(midnight(self.end)),
            grain: self.grain,
            is_point,
        }
    }
}

fn month_of(year: i16, month: i8) -> Option<Days> {
    let start = first_of_month(year, month)?;
    Some(Days { start, end: start.checked_add(1.month()).ok()?, grain: Grain::Month })
}

impl Resolver<'_> {
    /// The runs of days that fields mean, best first.
    pub(super) fn dates(&self, fields: &Fields) -> Vec<Days> {
        let today = self.here.now.date();
        let year = fields.year.and_then(|year| match year {
            Year::Of(year) => Some(year),
            Year::Rel(years) => today.year().checked_add(years),
        });
        if let Some(Day::Rel(days)) = fields.day {
            return days_later(today, days).and_then(Days::day).into_iter().collect();
        }
        if let Some(Day::Holiday(holiday)) = fields.day {
            return self.yearly(fields.turn, year, |year| {
                let start = holidays::day_of(holiday, year)?;
                Some(Days {
                    start,
                    end: days_later(start, holidays::length_of(holiday, year))?,
                    grain: Grain::Day,
                })
            });
        }
        if let Some(week) = fields.week {
            return self.week(week, fields.weekday, year).into_iter().collect();
        }
        if fields.is_lunar {
            return self.lunar(fields, year);
        }
        if let Some((place, of)) = fields.share {
            let months = 12 / of;
            let share = |year: i16| {
                let start = first_of_month(year, (place - 1) * months + 1)?;
                let end = start.checked_add(i32::from(months).months()).ok()?;
                Some(Days { start, end, grain: Grain::Quarter })
            };
            return match year {
                None if fields.turn == 0 => {
                    share(today.year()).into_iter().chain(share(today.year() - 1)).collect()
                }
                _ => self.yearly(fields.turn, year, share),
            };
        }
        if let Some(season) = fields.season {
            // In Chinese they begin with 立春, 立夏, 立秋, 立冬.
            let (is_by_terms, season) = if season >= 10 { (true, season - 10) } else { (false, season) };
            let begin = [(3, 20), (6, 21), (9, 23), (12, 21)];
            let of = |year: i16, season: usize| {
                if is_by_terms {
                    lunar::term(year, [2, 8, 14, 20][season])
                } else {
                    Date::new(year, begin[season].0, begin[season].1).ok()
                }
            };
            let place = usize::try_from(season).unwrap_or(0).min(3);
            let days = |year: i16| {
                let end = if place == 3 { of(year + 1, 0)? } else { of(year, place + 1)? };
                Some(Days { start: of(year, place)?, end, grain: Grain::Quarter })
            };
            return self.yearly(fields.turn, year, days);
        }
        match (fields.month, fields.day) {
            (Some(Month::Rel(months)), day) => {
                let this = year
                    .and_then(|year| first_of_month(year, today.month()))
                    .unwrap_or(today.first_of_month());
                let first = this.checked_add(i32::from(months).months());
                let Ok(first) = first else { return Vec::new() };
                match day {
                    Some(Day::OfMonth(day)) => {
                        day_in(first.year(), first.month(), day).and_then(Days::day).into_iter().collect()
                    }
                    _ => month_of(first.year(), first.month()).into_iter().collect(),
                }
            }
            (Some(Month::Of(month)), Some(Day::OfMonth(day))) => {
                let in_year = |month: i8, day: i8| {
                    self.yearly(fields.turn, year, |year| day_in(year, month, day).and_then(Days::day))
                };
                let is_open = fields.is_either_order && day <= 12 && day != month;
                let mut found = if is_open && self.here.region == Region::DayFirst {
                    in_year(day, month)
                } else {
                    in_year(month, day)
                };
                if is_open && self.here.region == Region::Unknown {
                    // 03/04: where the country is not known both may be meant.
                    let place = found.len().min(1);
                    found.splice(place..place, in_year(day, month));
                }
                let short = fields.year_first.and_then(|(year, month, day)| day_in(year, month, day));
                match (short.and_then(Days::day), self.here.region) {
                    (Some(short), Region::YearFirst) => found = vec![short],
                    (Some(short), Region::Unknown) if !found.contains(&short) => found.push(short),
                    _ => {}
                }
                if let Some(weekday) = fields.weekday {
                    self.on_weekday(&mut found, weekday);
                }
                found
            }
            (Some(Month::Of(month)), _) => self.yearly(fields.turn, year, |year| month_of(year, month)),
            (None, Some(Day::OfMonth(day))) => self.day_of_month(day, fields.weekday, year),
            (None, _) => match (fields.weekday, year) {
                (Some(weekday), None) => self.weekday(weekday, fields.turn),
                (None, Some(year)) => {
                    let ends = Date::new(year, 1, 1)
                        .ok()
                        .zip(year.checked_add(1).and_then(|next| Date::new(next, 1, 1).ok()));
                    ends.map(|(start, end)| Days { start, end, grain: Grain::Year }).into_iter().collect()
                }
                _ => Vec::new(),
            },
        }
    }

    /// Sunday, 10 February is the one that is a Sunday, where that is nearer than the one that comes.
    fn on_weekday(&self, found: &mut [Days], weekday: i8) {
        let distance = |days: &Days| days.start.duration_since(self.here.now.date()).as_hours().abs();
        let fits = |days: &Days| days.start.weekday().to_monday_one_offset() == weekday;
        let Some(first) = found.first().copied().filter(|first| !fits(first)) else { return };
        if let Some(place) = found.iter().position(|days| fits(days) && distance(days) < distance(&first)) {
            found[..=place].rotate_right(1);
        }
    }

    /// What comes once a year: in the year that was said, or the next one and the last.
    fn yearly(&self, turn: i8, year: Option<i16>, of: impl Fn(i16) -> Option<Days>) -> Vec<Days> {
        if let Some(year) = year {
            return of(year).into_iter().collect();
        }
        let today = self.here.now.date();
        // 29 February waits for a leap year.
        let next = |is_strict: bool| {
            (-1..=8)
                .filter_map(|years| of(today.year().checked_add(years)?))
                .find(|days| if is_strict { days.start > today } else { days.end > today })
        };
        let last = || {
            (-1..=8).filter_map(|years| of(today.year().checked_sub(years)?)).find(|days| days.end <= today)
        };
        match turn {
            1 => next(true).into_iter().collect(),
            -1 => last().into_iter().collect(),
            _ => self.by_tense(next(false), last()),
        }
    }

    /// What is ahead and what is behind, the one that is meant first.
    fn by_tense(&self, next: Option<Days>, last: Option<Days>) -> Vec<Days> {
        let today = self.here.now.date();
        let distance = |days: &Days| (days.start.duration_since(today).as_hours()).abs();
        let is_past_first = match (self.here.tense, &next, &last) {
            (Tense::Past, Some(next), _) => next.start != today,
            (Tense::Nearest, Some(next), Some(last)) => distance(last) < distance(next),
            _ => false,
        };
        let both = if is_past_first { [last, next] } else { [next, last] };
        both.into_iter().flatten().collect()
    }

    fn week(&self, week: Week, weekday: Option<i8>, year: Option<i16>) -> Option<Days> {
        let today = self.here.now.date();
        match week {
            Week::Rel(weeks) | Week::Weekend(weeks) => {
                let start = monday(today)?.checked_add(i32::from(weeks).weeks()).ok()?;
                match (week, weekday) {
                    (Week::Weekend(_), None) => Some(Days {
                        start: days_later(start, 5)?,
                        end: days_later(start, 7)?,
                        grain: Grain::Day,
                    }),
                    (_, Some(weekday)) => Days::day(days_later(start, i32::from(weekday) - 1)?),
                    _ => Some(Days { start, end: days_later(start, 7)?, grain: Grain::Week }),
                }
            }
            Week::OfYear(week) => {
                let fourth = Date::new(year.unwrap_or(today.year()), 1, 4).ok()?;
                let start = monday(fourth)?.checked_add((i32::from(week) - 1).weeks()).ok()?;
                match weekday {
                    Some(weekday) => Days::day(days_later(start, i32::from(weekday) - 1)?),
                    None => Some(Days { start, end: days_later(start, 7)?, grain: Grain::Week }),
                }
            }
        }
    }

    fn lunar(&self, fields: &Fields, year: Option<i16>) -> Vec<Days> {
        let Some(Month::Of(month)) = fields.month else { return Vec::new() };
        let of = |year: i16| match fields.day {
            Some(Day::OfMonth(day)) => lunar::day(year, month, day, fields.is_leap).and_then(Days::day),
            _ => lunar::month(year, month, fields.is_leap).map(|(start, end)| Days {
                start,
                end,
                grain: Grain::Month,
            }),
        };
        self.yearly(fields.turn, year, of)
    }

    fn day_of_month(&self, day: i8, weekday: Option<i8>, year: Option<i16>) -> Vec<Days> {
        if year.is_some() {
            return Vec::new();
        }
        let today = self.here.now.date();
        let in_month = |months: i32| {
            let first = today.first_of_month().checked_add(months.months()).ok()?;
            let date = day_in(first.year(), first.month(), day)?;
            weekday.is_none_or(|weekday| date.weekday().to_monday_one_offset() == weekday).then_some(date)
        };
        if weekday.is_some() {
            // Tuesday the 11th, where this month's is one and is ahead.
            if let Some(date) = in_month(0).filter(|date| *date >= today) {
                return Days::day(date).into_iter().collect();
            }
            let next = (0..=14).filter_map(in_month).find(|date| *date >= today);
            let last = (0..=14).filter_map(|months: i32| in_month(-months)).find(|date| *date < today);
            return self.by_tense(next.and_then(Days::day), last.and_then(Days::day));
        }
        let next = (0..=2).filter_map(in_month).find(|date| *date >= today);
        let last = (0..=2).filter_map(|months: i32| in_month(-months)).find(|date| *date < today);
        self.by_tense(next.and_then(Days::day), last.and_then(Days::day))
    }

    fn weekday(&self, weekday: i8, turn: i8) -> Vec<Days> {
        let today = self.here.now.date();
        let Some(this) = monday(today).and_then(|monday| days_later(monday, i32::from(weekday) - 1)) else {
            return Vec::new();
        };
        let weeks = |weeks: i32| this.checked_add(weeks.weeks()).ok().and_then(Days::day);
        match turn {
            1 => weeks(1).into_iter().collect(),
            -1 => weeks(-1).into_iter().collect(),
            2 => weeks(i32::from(this <= today)).into_iter().collect(),
            -2 => weeks(-i32::from(this >= today)).into_iter().collect(),
            _ => {
                let coming = weeks(i32::from(this < today));
                let past = weeks(-i32::from(this >= today));
                // Sunday said on a Sunday may be today or the next one.
                let other = if this == today { weeks(1) } else { None };
                // What was on Monday, asked on a Monday, was a week ago.
                let mut found = if this == today && self.here.tense == Tense::Past {
                    [past, coming].into_iter().flatten().collect()
                } else {
                    self.by_tense(coming, past)
                };
                found.splice(found.len().min(1)..found.len().min(1), other);
                found
            }
        }
    }
}
