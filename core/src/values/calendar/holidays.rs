//! Days with names.
//!
//! Decides when each is in a year; their names are `named`'s.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::lunar;
use super::named::{chinese, church, islamic, jewish, western};

/// When a day with a name is.
#[derive(Clone, Copy, Debug)]
pub(in crate::values) enum Rule {
    /// Month and day.
    Fixed(i8, i8),
    /// The so many-th weekday (Monday is 1) of a month; -1 is the last.
    Nth(i8, i8, i8),
    /// So many days after the so many-th weekday of a month.
    NthPlus(i8, i8, i8, i32),
    /// A day of the Islamic calendar of Umm al-Qura.
    Hijri(u8, u8),
    /// A whole month of that calendar.
    HijriMonth(u8),
    /// So many days of the Hebrew calendar, Tishrei being the first month, from the evening before on.
    Hebrew(u8, u8, i8),
    /// So many days after Easter Sunday.
    Easter(i32),
    /// So many days after Easter Sunday of the eastern churches.
    Orthodox(i32),
    /// A day of the lunar calendar.
    Lunar(i8, i8),
    /// So many days after the lunar new year.
    NewYear(i32),
    /// A solar term, from 小寒 on.
    Term(u8),
}

/// All days with names: the names, and the rule.
pub(in crate::values) fn all() -> impl Iterator<Item = &'static (&'static [&'static str], Rule)> {
    [western::DAYS, church::DAYS, chinese::DAYS, islamic::DAYS, jewish::DAYS].into_iter().flatten()
}

/// The day of a holiday in a year.
pub(super) fn day_of(holiday: u8, year: i16) -> Option<Date> {
    let (_, rule) = all().nth(usize::from(holiday))?;
    match *rule {
        Rule::Fixed(month, day) => Date::new(year, month, day).ok(),
        Rule::Nth(month, weekday, nth) => Date::new(year, month, 1)
            .ok()?
            .nth_weekday_of_month(nth, Weekday::from_monday_one_offset(weekday).ok()?)
            .ok(),
        Rule::NthPlus(month, weekday, nth, days) => {
            let weekday = Weekday::from_monday_one_offset(weekday).ok()?;
            let first = Date::new(year, month, 1).ok()?.nth_weekday_of_month(nth, weekday).ok()?;
            first.checked_add(days.days()).ok()
        }
        Rule::Hijri(month, day) => lunar::hijri(year, month, day),
        Rule::HijriMonth(month) => lunar::hijri(year, month, 1),
        Rule::Hebrew(month, day, _) => lunar::hebrew(year, month, day)?.checked_sub(1.days()).ok(),
        Rule::Easter(days) => easter(year)?.checked_add(days.days()).ok(),
        Rule::Orthodox(days) => orthodox_easter(year)?.checked_add(days.days()).ok(),
        Rule::Lunar(month, day) => lunar::day(year, month, day, false),
        Rule::NewYear(days) => {
            // 除夕 of a year is the last day of it, which lies in the next of the other calendar.
            let year = if days < 0 { year + 1 } else { year };
            lunar::day(year, 1, 1, false)?.checked_add(days.days()).ok()
        }
        Rule::Term(index) => lunar::term(year, index),
    }
}

/// How many days a holiday lasts.
pub(super) fn length_of(holiday: u8, year: i16) -> i32 {
    match all().nth(usize::from(holiday)) {
        Some((_, Rule::Hebrew(.., days))) => i32::from(*days),
        Some((_, Rule::HijriMonth(month))) => {
            let ends = lunar::hijri(year, *month, 1).and_then(|first| {
                // The month behind begins in the same year or the next.
                [year, year + 1]
                    .into_iter()
                    .filter_map(|year| lunar::hijri(year, month + 1, 1))
                    .find(|next| *next > first)?
                    .since(first)
                    .ok()
                    .map(|span| span.get_days())
            });
            ends.unwrap_or(30)
        }
        _ => 1,
    }
}

/// Easter Sunday: the anonymous Gregorian way (Meeus, Astronomical Algorithms, chapter 8).
fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let (d, e, f) = (b / 4, b % 4, (b + 8) / 25);
    let g = (b - f + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    Date::new(year, i8::try_from(n / 31).ok()?, i8::try_from(n % 31 + 1).ok()?).ok()
}

/// The same by the Julian calendar, as a Gregorian day.
fn orthodox_easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y % 4, y % 7, y % 19);
    let d = (19 * c + 15) % 30;
    let e = (2 * a + 4 * b - d + 34) % 7;
    let n = d + e + 114;
    let julian = Date::new(year, i8::try_from(n / 31).ok()?, i8::try_from(n % 31 + 1).ok()?).ok()?;
    let ahead = y / 100 - y / 400 - 2;
    julian.checked_add(ahead.days()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A name, a year, and its day.
    #[test]
    fn days_with_names_are_where_the_almanac_has_them() {
        let rows = [
            ("easter", 2026, "2026-04-05"),
            ("orthodox easter", 2026, "2026-04-12"),
            ("复活节", 2010, "2010-04-04"),
            ("thanksgiving", 2026, "2026-11-26"),
            ("memorial day", 2026, "2026-05-25"),
            ("中秋节", 2026, "2026-09-25"),
            ("除夕", 2025, "2026-02-16"),
            ("春节", 2026, "2026-02-17"),
            ("清明", 2026, "2026-04-05"),
            ("mardi gras", 2013, "2013-02-12"),
            ("black friday", 2024, "2024-11-29"),
            ("eid al-fitr", 2018, "2018-06-15"),
            ("yom kippur", 2013, "2013-09-13"),
            ("光明节", 2018, "2018-12-02"),
            ("passover", 2018, "2018-03-30"),
            ("purim", 2013, "2013-02-23"),
            ("开斋节", 2013, "2013-08-08"),
        ];
        for (name, year, want) in rows {
            let place = all().position(|(names, _)| names.contains(&name)).expect("a holiday");
            let day = day_of(u8::try_from(place).expect("a small table"), year);
            assert_eq!(day.map(|day| day.to_string()).as_deref(), Some(want), "{name}");
        }
    }

    #[test]
    fn no_name_stands_twice() {
        let mut names: Vec<&str> = all().flat_map(|(names, _)| names.iter().copied()).collect();
        names.sort_unstable();
        let twice: Vec<_> = names.windows(2).filter(|pair| pair[0] == pair[1]).collect();
        assert!(twice.is_empty(), "{twice:?}");
    }
}
