//! The lunar calendar and the solar terms.
//!
//! Decides nothing: month and day of the one calendar become a day of the other.
//!
//! # Source
//!
//! The lunar calendar is ICU4X's (GB/T 33661-2017). Solar terms are where the sun stands: Meeus, Astronomical Algorithms (1998), chapter 25, low accuracy,
//! good to a hundredth of a degree or a quarter of an hour; ΔT by Espenak and Meeus (2006) for our time.

use icu_calendar::Date as IcuDate;
use icu_calendar::types::Month;
use jiff::ToSpan;
use jiff::civil::Date;

/// The day of a lunar date in the lunar year that begins in `year`; day 30 of a month of 29 is its last.
pub(super) fn day(year: i16, month: i8, day: i8, is_leap: bool) -> Option<Date> {
    let number = u8::try_from(month).ok()?;
    let month = if is_leap { Month::leap(number) } else { Month::new(number) };
    let solar = |day: i8| {
        let date = IcuDate::try_new_chinese_traditional(year.into(), month, u8::try_from(day).ok()?).ok()?;
        let iso = date.to_calendar(icu_calendar::Iso);
        Date::new(
            i16::try_from(iso.year().extended_year()).ok()?,
            i8::try_from(iso.month().ordinal).ok()?,
            i8::try_from(iso.day_of_month().0).ok()?,
        )
        .ok()
    };
    solar(day).or_else(|| (day == 30).then(|| solar(29)).flatten())
}

/// The first day of a lunar month and the first behind it.
pub(super) fn month(year: i16, month: i8, is_leap: bool) -> Option<(Date, Date)> {
    let first = day(year, month, 1, is_leap)?;
    let last = day(year, month, 30, is_leap)?;
    Some((first, last.checked_add(1.day()).ok()?))
}

/// The first time in a year that a day of the Islamic calendar comes.
pub(super) fn hijri(year: i16, month: u8, day: u8) -> Option<Date> {
    // Its years are some eleven days shorter.
    let about = (i32::from(year) - 622) * 33 / 32;
    (about - 1..=about + 1).find_map(|hijri| {
        let calendar = icu_calendar::cal::Hijri::new_umm_al_qura();
        let date = IcuDate::try_new_hijri_with_calendar(hijri, month, day, calendar).ok()?;
        let iso = date.to_calendar(icu_calendar::Iso);
        (iso.year().extended_year() == i32::from(year)).then_some(())?;
        Date::new(year, i8::try_from(iso.month().ordinal).ok()?, i8::try_from(iso.day_of_month().0).ok()?)
            .ok()
    })
}

/// The time in a year that a day of the Hebrew calendar comes.
pub(super) fn hebrew(year: i16, month: u8, day: u8) -> Option<Date> {
    // Its year begins in autumn.
    [3_760, 3_761].into_iter().find_map(|ahead| {
        let date = IcuDate::try_new_hebrew_v2(i32::from(year) + ahead, Month::new(month), day).ok()?;
        let iso = date.to_calendar(icu_calendar::Iso);
        let of_year = i16::try_from(iso.year().extended_year()).ok().filter(|of| *of == year)?;
        Date::new(of_year, i8::try_from(iso.month().ordinal).ok()?, i8::try_from(iso.day_of_month().0).ok()?)
            .ok()
    })
}

/// A solar term's day in China: 0 is 小寒 in January, 23 is 冬至 in December.
pub(super) fn term(year: i16, index: u8) -> Option<Date> {
    // 小寒 is at 285 degrees, and each next one 15 further.
    let wanted = (285.0 + 15.0 * f64::from(index)) % 360.0;
    // Close to begin with: terms stand some 15.2 days apart, the first on 5 January.
    let mut at = julian_day(year, 1, 6) + 15.22 * f64::from(index);
    for _ in 0..5 {
        let off = (wanted - longitude(at) + 540.0).rem_euclid(360.0) - 180.0;
        at += off * 365.2422 / 360.0;
    }
    // Dynamical time is 70 seconds ahead; China is eight hours ahead.
    let local = at - 70.0 / 86_400.0 + 8.0 / 24.0;
    let days = (local + 0.5).floor() - (julian_day(2000, 1, 1) + 0.5).floor();
    Date::new(2000, 1, 1).ok()?.checked_add((days as i32).days()).ok()
}

/// Of midnight, Greenwich.
fn julian_day(year: i16, month: i8, day: i8) -> f64 {
    let then = Date::new(year, month, day).unwrap_or(Date::MIN);
    let since = Date::new(2000, 1, 1).unwrap_or(Date::MIN).until(then).map_or(0, |span| span.get_days());
    2_451_544.5 + f64::from(since)
}

/// Where the sun seems to stand, in degrees.
fn longitude(julian: f64) -> f64 {
    let t = (julian - 2_451_545.0) / 36_525.0;
    let mean = 280.46646 + 36000.76983 * t + 0.0003032 * t * t;
    let anomaly = (357.52911 + 35999.05029 * t - 0.0001537 * t * t).to_radians();
    let centre = (1.914602 - 0.004817 * t - 0.000014 * t * t) * anomaly.sin()
        + (0.019993 - 0.000101 * t) * (2.0 * anomaly).sin()
        + 0.000289 * (3.0 * anomaly).sin();
    let node = (125.04 - 1934.136 * t).to_radians();
    (mean + centre - 0.00569 - 0.00478 * node.sin()).rem_euclid(360.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lunar_days_are_where_the_almanac_has_them() {
        let rows = [
            ((2026, 1, 1, false), "2026-02-17"),
            ((2025, 1, 1, false), "2025-01-29"),
            ((2026, 8, 15, false), "2026-09-25"),
            ((2025, 6, 1, true), "2025-07-25"),
            ((2013, 11, 22, false), "2013-12-24"),
            ((2021, 8, 15, false), "2021-09-21"),
        ];
        for ((year, month, number, is_leap), want) in rows {
            assert_eq!(day(year, month, number, is_leap).map(|date| date.to_string()).as_deref(), Some(want));
        }
        assert_eq!(day(2026, 6, 1, true), None, "no leap month that year");
    }

    #[test]
    fn solar_terms_are_where_the_almanac_has_them() {
        for (year, index, want) in [
            (2024, 23, "2024-12-21"),
            (2026, 6, "2026-04-05"),
            (2025, 2, "2025-02-03"),
            (2026, 11, "2026-06-21"),
            (1999, 17, "1999-09-23"),
        ] {
            assert_eq!(term(year, index).map(|date| date.to_string()).as_deref(), Some(want));
        }
    }
}
