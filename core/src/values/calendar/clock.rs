//! The clock times that were said, on a day or on the one that they are next.
//!
//! Decides which half of the day an hour is of: what a part of the day says, what is to come today, and by day on another day.

use jiff::civil::{Date, DateTime};

use super::resolve::Resolver;
use super::units::{midnight, point, units_on};
use super::{Fields, Grain, Stretch};
use crate::values::reference::Tense;

/// Parts of a day: name, begin and end in minutes from its beginning.
const PARTS: &[(&str, i32, i32)] = &[
    ("dawn", 0, 360),                // 0 凌晨
    ("morning", 480, 720),           // 1 morning
    ("fullMorning", 240, 720),       // 2 早上
    ("noon", 660, 780),              // 3 中午
    ("earlyAfternoon", 720, 960),    // 4 afternoon
    ("dusk", 1020, 1140),            // 5 傍晚
    ("evening", 960, 1200),          // 6 evening
    ("night", 1200, 1440),           // 7 night
    ("eveningAndNight", 1080, 1440), // 8 晚上
    ("midnight", 0, 300),            // 9 半夜
    ("daytime", 480, 1080),          // 10 白天
    ("lunch", 660, 780),             // 11 lunch
    ("breakfast", 480, 600),         // 12 breakfast
    ("dinner", 960, 1200),           // 13 dinner
    ("afternoon", 720, 1140),        // 14 下午
    ("lateMorning", 480, 720),       // 15 上午
    ("brunch", 600, 720),            // 16 brunch
    ("lateNight", 1320, 1560),       // 17 深夜
];

pub(super) fn part_name(part: u8) -> &'static str {
    PARTS.get(usize::from(part)).map_or("", |(name, ..)| name)
}

impl Resolver<'_> {
    /// A clock time or a part of day, on a day or on the day that it is next.
    pub(super) fn clock(&self, clock: &Fields, day: Option<Date>) -> Vec<Stretch> {
        let today = self.here.now.date();
        let on = day.unwrap_or(today);
        let Some(hour) = clock.hour else {
            let Some((_, from, to)) = clock.part.and_then(|part| PARTS.get(usize::from(part))) else {
                return Vec::new();
            };
            let (from, to) = match clock.part_end {
                -1 => (*from, (from + to) / 2),
                1 => ((from + to) / 2, *to),
                _ => (*from, *to),
            };
            let at = |minutes: i32| units_on(midnight(on), Grain::Minute, minutes);
            return at(from)
                .zip(at(to))
                .map(|(start, end)| Stretch {
                    start: Some(start),
                    end: Some(end),
                    grain: Grain::Part,
                    is_point: true,
                })
                .into_iter()
                .collect();
        };
        let minute = i32::from(clock.minute.unwrap_or(0));
        let grain = clock.grain();
        let at = |hour: i32, date: Date| {
            let seconds = (hour * 60 + minute) * 60 + i32::from(clock.second.unwrap_or(0));
            let at = units_on(midnight(date), Grain::Second, seconds)?;
            // A time of another zone is one of here.
            match clock.zone {
                Some(zone) => units_on(at, Grain::Minute, i32::from(self.here.offset - zone)),
                None => Some(at),
            }
        };
        let hours = hours_of(hour, clock.part, clock.is_fixed);
        let mut found: Vec<DateTime> = hours.iter().filter_map(|hour| at(*hour, on)).collect();
        // On a day that was said, twelve is noon or the midnight that begins it.
        if day.is_some() && clock.part.is_none() && hour == 12 && !clock.is_fixed {
            found = [12, 0].into_iter().filter_map(|hour| at(hour, on)).collect();
        }
        if hours.len() > 1 && clock.part.is_none() {
            let by_day = |at: &DateTime| !(7..=18).contains(&at.hour());
            if day.is_none_or(|day| day == today) {
                let now = self.here.now;
                // What is to come first; where both are over, the one by day.
                found.sort_by_key(|at| (*at <= now, *at <= now && by_day(at)));
            } else {
                found.sort_by_key(by_day);
            }
        }
        if day.is_none() {
            self.tie(&mut found);
        }
        found.into_iter().filter_map(|at| point(at, grain)).collect()
    }
}

impl Resolver<'_> {
    /// Clock times that were said of no day: the next such time is tomorrow's, where today's is over.
    fn tie(&self, found: &mut Vec<DateTime>) {
        let now = self.here.now;
        let moved = |days: i32| move |at: &DateTime| units_on(*at, Grain::Day, days);
        match self.here.tense {
            Tense::Future => {
                let next: Vec<DateTime> = found.iter().filter(|at| **at < now).filter_map(moved(1)).collect();
                found.retain(|at| *at >= now);
                found.extend(next);
                found.sort_unstable();
            }
            Tense::Past => {
                let last: Vec<DateTime> =
                    found.iter().filter(|at| **at > now).filter_map(moved(-1)).collect();
                found.retain(|at| *at <= now);
                found.extend(last);
                found.sort_unstable_by_key(|at| std::cmp::Reverse(*at));
            }
            Tense::Nearest => {
                let around: Vec<DateTime> =
                    found.iter().flat_map(|at| [moved(-1)(at), moved(1)(at)]).flatten().collect();
                let count = found.len();
                found.extend(around);
                found.sort_by_key(|at| at.duration_since(now).as_secs().abs());
                found.truncate(count);
            }
        }
    }
}

/// The hours, 0 to 28 from the beginning of the day, that a said hour may be.
fn hours_of(hour: i8, part: Option<u8>, is_fixed: bool) -> Vec<i32> {
    let hour = i32::from(hour);
    let Some(part) = part else {
        return match hour {
            _ if is_fixed => vec![hour],
            12 => vec![12, 24],
            1..=11 => vec![hour, hour + 12],
            _ => vec![hour],
        };
    };
    if hour > 12 {
        return vec![hour];
    }
    vec![match part {
        // 凌晨, 半夜: before the morning of the same day; midnight itself ends the day.
        0 => hour % 12,
        9 => match hour {
            12 => 24,
            6..=11 => hour + 12,
            _ => hour,
        },
        1 | 2 | 12 | 15 | 16 => hour,
        3 | 11 if hour <= 9 => hour + 12,
        3 | 11 => hour,
        4 | 14 if hour < 12 => hour + 12,
        4 | 14 => 12,
        // 晚上一点 is tomorrow's.
        6..=8 | 17 if matches!(hour, 12 | 0) => return vec![24, 0],
        5 | 13 | 6..=8 | 17 => match hour {
            12 | 0 => 24,
            1..=4 => hour + 24,
            _ => hour + 12,
        },
        _ => {
            if hour < 7 {
                hour + 12
            } else {
                hour
            }
        }
    }]
}
