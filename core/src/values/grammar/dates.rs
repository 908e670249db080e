//! Days, weeks, months and years, and several of them said of one time.

use super::{Build, WEAK, rules};
use crate::values::calendar::{Day, Fields, Grain, Length, Month, Time, Week, Year};
use crate::values::chart::item::{Form, Item, Sym, Val};
use crate::values::written::two_digits;

type Made = Option<(Sym, Val)>;

fn none() -> Fields {
    Fields::default()
}

pub(super) fn in_range(item: &Item, range: std::ops::RangeInclusive<i64>) -> Option<i8> {
    item.whole().filter(|whole| range.contains(whole)).and_then(|whole| i8::try_from(whole).ok())
}

/// 第三天 says the day with an ordinal, and so does "the 3rd".
pub(super) fn ordinal(item: &Item, most: i32) -> Option<i8> {
    Some(item.int()).filter(|nth| (1..=most).contains(nth)).and_then(|nth| i8::try_from(nth).ok())
}

/// A year that was written or said by its digits.
pub(super) fn year_of(item: &Item, is_marked: bool) -> Option<i16> {
    let number = item.number()?;
    let whole = item.whole()?;
    let year = match (number.form, number.digits) {
        (Form::Written | Form::Spelled, 4) => whole,
        (Form::Written | Form::Spelled, 2) if is_marked => i64::from(two_digits(i32::try_from(whole).ok()?)),
        // 三六七年
        (Form::Spelled, 3) if is_marked => whole,
        (Form::Words, _) if (1_000..=2_999).contains(&whole) => whole,
        _ => return None,
    };
    (1..=2_999).contains(&year).then_some(())?;
    i16::try_from(year).ok()
}

pub(super) fn with_year(fields: Fields, year: i16) -> Option<Fields> {
    let is_date = fields.month.is_some_and(|month| matches!(month, Month::Of(_)))
        || fields.share.is_some()
        || fields.season.is_some()
        || matches!(fields.day, Some(Day::Holiday(_)))
        || matches!(fields.week, Some(Week::OfYear(_)));
    if !is_date {
        return None;
    }
    let clock = fields.clock();
    fields.date().and(Fields { year: Some(Year::Of(year)), ..none() }).and_then(|date| date.and(clock))
}

fn add_year(b: &mut Build, time: &Item, number: &Item, is_marked: bool) -> Made {
    // May eighth to tenth, 2010
    if let Time::Between { from, to, ends_with } = b.get(time)? {
        let year = year_of(number, is_marked)?;
        let open = |b: &Build, id: crate::values::calendar::TimeId| match b.times.get(usize::from(id.0)) {
            Some(Time::Fields(fields)) if fields.month.is_some() && fields.year.is_none() => Some(*fields),
            _ => None,
        };
        let (from, to) = (open(b, from)?, open(b, to)?);
        // Nov to Feb 2017 begins the year before.
        let is_before =
            matches!((from.month, to.month), (Some(Month::Of(from)), Some(Month::Of(to))) if from > to);
        let (from, to) = (with_year(from, year - i16::from(is_before))?, with_year(to, year)?);
        let (from, to) = (b.time(Time::Fields(from))?, b.time(Time::Fields(to))?);
        return b.made(Time::Between { from, to, ends_with });
    }
    let fields = b.plain(time)?;
    let fields = with_year(fields, year_of(number, is_marked)?)?;
    b.fields(fields)
}

fn month_day(b: &mut Build, month: &Item, day: Option<i8>) -> Made {
    b.fields(Fields {
        month: Some(Month::Of(i8::try_from(month.int()).ok()?)),
        day: Some(Day::OfMonth(day?)),
        ..none()
    })
}

/// The unit of a quarter, as the lexicon numbers them.
const QUARTER: i32 = 6;

/// So many units from this one: next week, 上个月.
fn unit_rel(b: &mut Build, unit: i32, rel: i32) -> Made {
    let rel = i16::try_from(rel).ok()?;
    let fields = match unit {
        3 => Fields { day: Some(Day::Rel(rel.into())), ..none() },
        4 => Fields { week: Some(Week::Rel(rel)), ..none() },
        5 => Fields { month: Some(Month::Rel(rel)), ..none() },
        7 => Fields { year: Some(Year::Rel(rel)), ..none() },
        unit @ (0 | 1 | 2 | 6 | 8 | 9) if rel != 0 => {
            return b.made(Time::Run {
                count: 1,
                grain: Grain::of(unit),
                sign: rel.signum() as i8,
                base: None,
                // The last hour ends now.
                is_whole: unit > 2,
                is_business: false,
            });
        }
        // A fortnight is two weeks from now.
        104 if rel != 0 => {
            return b.made(Time::Run {
                count: 2,
                grain: Grain::Week,
                sign: rel.signum() as i8,
                base: None,
                is_whole: false,
                is_business: false,
            });
        }
        unit @ (2 | 6 | 8 | 9) => {
            return b.made(Time::Run {
                count: 0,
                grain: Grain::of(unit),
                sign: 1,
                base: None,
                is_whole: true,
                is_business: false,
            });
        }
        _ => return None,
    };
    b.fields(fields)
}

pub(super) fn cycle(item: &Item) -> i8 {
    match item.sym {
        Sym::Next | Sym::Coming => 1,
        Sym::Last => -1,
        _ => 0,
    }
}

pub(super) fn turned(b: &mut Build, cycle_item: &Item, fields: Fields) -> Made {
    if cycle_item.sym == Sym::Last && cycle_item.int() == -3 {
        return None;
    }
    let fields = match (cycle_item.sym, fields.weekday) {
        // The one that comes, and the one that has just been: never today.
        (Sym::Coming, Some(_)) => Fields { turn: 2, ..fields },
        (Sym::Last, Some(_)) if cycle_item.int() == -2 => Fields { turn: -2, ..fields },
        (Sym::This, Some(_)) => Fields { week: Some(Week::Rel(0)), ..fields },
        (Sym::This, None) => Fields { year: Some(Year::Rel(0)), ..fields },
        _ => Fields { turn: cycle(cycle_item), ..fields },
    };
    b.fields(fields)
}

/// Both said of one time, fields or not.
pub(super) fn both(b: &mut Build, one: &Item, other: &Item) -> Made {
    // About a clock time on a day is about that moment.
    let plain = |b: &Build, time: Time| match time {
        Time::About(of) => {
            b.times.get(usize::from(of.0)).copied().filter(|of| matches!(of, Time::Fields(_))).unwrap_or(time)
        }
        time => time,
    };
    let (first, second) = (plain(b, b.get(one)?), plain(b, b.get(other)?));
    match (first, second) {
        // 五年后3月30号: the years, and the day in the year that they lead to.
        (Time::Shift { base: None, length, sign }, Time::Fields(date))
            if length.months != 0
                && length.months % 12 == 0
                && length.days == 0
                && length.ms == 0
                && matches!(date.month, Some(Month::Of(_)))
                && date.year.is_none()
                && date.turn == 0 =>
        {
            let years = i16::from(sign) * i16::try_from(length.months / 12).ok()?;
            let clock = date.clock();
            b.fields(Fields { year: Some(Year::Rel(years)), ..date.date() }.and(clock)?)
        }
        (Time::Fields(first), Time::Fields(second)) => {
            let fields = first.and(second)?;
            b.fields(fields)
        }
        // A clock on a day that is no plain field.
        (Time::Fields(clock), day) | (day, Time::Fields(clock)) if !clock.has_date() && clock.has_clock() => {
            let is_day = match day {
                Time::Nth { .. } => true,
                Time::Shift { length, .. } => length.grain >= Grain::Day,
                _ => false,
            };
            let id = if matches!(first, Time::Fields(_)) { other.time()? } else { one.time()? };
            if is_day { b.made(Time::On { day: id, clock }) } else { None }
        }
        _ => None,
    }
}

/// Whether only the calendar is spoken of.
fn is_date(b: &Build, item: &Item) -> bool {
    b.plain(item).is_some_and(|fields| fields.has_date() && !fields.has_clock())
}

fn month_number(b: &mut Build, i: &[Item]) -> Made {
    let month = in_range(&i[0], 1..=12)?;
    b.fields(Fields { month: Some(Month::Of(month)), ..none() })
}

fn day_number(b: &mut Build, i: &[Item]) -> Made {
    // 两日 is two days.
    if b.chars.get(usize::from(i[0].start)) == Some(&'两') {
        return None;
    }
    // 中山路2号 is a house, 3号线 a line, 8号桌 a table.
    if b.follows(&i[0], "路街道巷弄村栋座院园")
        || "线楼门房厅馆院桌机位球选码仓柜窗".chars().any(|c| b.goes_on(&i[1], c.encode_utf8(&mut [0; 4])))
    {
        return None;
    }
    let day = in_range(&i[0], 1..=31)?;
    b.fields(Fields { day: Some(Day::OfMonth(day)), ..none() })
}

fn lunar(b: &mut Build, item: &Item) -> Made {
    let fields = b.plain(item)?;
    let has_month = matches!(fields.month, Some(Month::Of(_)));
    (has_month && !fields.has_clock()).then_some(())?;
    b.fields(Fields { is_lunar: true, ..fields })
}

/// 去年的今天, 明天的后天.
fn same_day(b: &mut Build, time: &Item, day: &Item) -> Made {
    let fields = b.plain(time)?;
    match (fields.year, fields.day) {
        (Some(Year::Rel(years)), None) if fields.month.is_none() && years != 0 => {
            let base = b.time(Time::Fields(Fields { day: Some(Day::Rel(day.int())), ..none() }))?;
            let length = Length { months: i32::from(years.abs()) * 12, grain: Grain::Day, ..Length::NOTHING };
            b.made(Time::Shift { base: Some(base), length, sign: years.signum() as i8 })
        }
        (None, Some(Day::Rel(days))) if !fields.has_clock() => {
            b.fields(Fields { day: Some(Day::Rel(days + day.int())), ..fields })
        }
        _ => None,
    }
}

/// What comes once a year, so many years on.
fn in_years(b: &mut Build, time: &Item, length: Length, sign: i16) -> Made {
    let fields = b.plain(time)?;
    let is_yearly = matches!(fields.day, Some(Day::Holiday(_))) || matches!(fields.month, Some(Month::Of(_)));
    if !is_yearly
        || fields.year.is_some()
        || length.months % 12 != 0
        || length.months == 0
        || length.days != 0
        || length.ms != 0
    {
        return None;
    }
    b.fields(Fields { year: Some(Year::Rel(sign * i16::try_from(length.months / 12).ok()?)), ..fields })
}

/// The first Monday is no Monday that is a first of the month.
fn is_nth_weekday(b: &Build, day: &Item, weekday: &Item) -> bool {
    let is_day = |fields: Fields| matches!(fields.day, Some(Day::OfMonth(_))) && fields.month.is_none();
    !b.is_chinese(day)
        && b.plain(day).is_some_and(is_day)
        && b.plain(weekday).is_some_and(|fields| fields.weekday.is_some() && fields.day.is_none())
}

rules! { DATES;
    "now": Now => |b, _| b.made(Time::Now), 0;
    "today": Day => |b, i| b.fields(Fields { day: Some(Day::Rel(i[0].int())), ..none() }), 0;
    "<month>": Month => |b, i| b.fields(Fields { month: Some(Month::Of(i8::try_from(i[0].int()).ok()?)), ..none() }), 0;
    "next <month>": Next | Last | This, Month => |b, i| if i[0].sym == Sym::This && b.is_verb(&i[1]) && !b.is_last(&i[1]) { None } else { turned(b, &i[0], Fields { month: Some(Month::Of(i8::try_from(i[1].int()).ok()?)), ..none() }) }, 1;
    "下个月": RelMonth => |b, i| b.fields(Fields { month: Some(Month::Rel(i16::try_from(i[0].int()).ok()?)), ..none() }), 0;
    "明年": RelYear => |b, i| b.fields(Fields { year: Some(Year::Rel(i16::try_from(i[0].int()).ok()?)), ..none() }), 0;
    "next <unit>": Next | Last | This | Coming, Unit => |b, i| if i[0].int() == -3 || i[0].int() == 4 { None } else { unit_rel(b, i[1].int(), cycle(&i[0]).into()) }, 1;
    "the <unit> after next": The, Unit, Later => |b, i| if i[2].int() == 0 { unit_rel(b, i[1].int(), 2) } else { None }, 2;
    "the <unit> before last": The, Unit, Before, Last => |b, i| unit_rel(b, i[1].int(), -2), 2;
    "下季度": RelQuarter => |b, i| unit_rel(b, QUARTER, i[0].int()), 0;
    "十月": Number, Yue => month_number, 1;
    "五号": Number, Hao => day_number, 0;
    "<month> 5": Month, Number => |b, i| { let day = in_range(&i[1], 1..=31); if i[1].number()?.digits > 2 { return None; } month_day(b, &i[0], day) }, 1;
    "<month> 5th": Month, Ordinal => |b, i| { let day = ordinal(&i[1], 31); month_day(b, &i[0], day) }, 1;
    "<month> , 5th": Month, Comma, Ordinal => |b, i| { let day = ordinal(&i[2], 31); month_day(b, &i[0], day) }, 1;
    "2019/aug/01": Number, Slash | Dash, Month, Slash | Dash, Number => |b, i| {
        let year = year_of(&i[0], false)?;
        let day = in_range(&i[4], 1..=31)?;
        b.fields(Fields { year: Some(Year::Of(year)), month: Some(Month::Of(i8::try_from(i[2].int()).ok()?)), day: Some(Day::OfMonth(day)), ..none() })
    }, 4;
    "this <unit>": The, Unit => |b, i| if matches!(i[1].int(), 3 | 4 | 5 | 7) { unit_rel(b, i[1].int(), 0) } else { None }, WEAK;
    "32 <month>": Number, Month => |b, i| { let day = in_range(&i[0], 32..=99)?; if i[0].number()?.digits != 2 { return None; } month_day(b, &i[1], Some(day)) }, 0;
    "<month> 32": Month, Number => |b, i| { let day = in_range(&i[1], 32..=99)?; if i[1].number()?.digits != 2 { return None; } month_day(b, &i[0], Some(day)) }, -3;
    "<month> the 5th": Month, The, Ordinal => |b, i| { let day = ordinal(&i[2], 31); month_day(b, &i[0], day) }, 2;
    "5 <month>": Number, Month => |b, i| { if b.is_verb(&i[1]) && !b.begins_with_clock(&i[0]) { return None; } let day = in_range(&i[0], 1..=31); if i[0].number()?.digits > 2 { return None; } month_day(b, &i[1], day) }, 1;
    "5 / <month>": Number, Slash | Dash, Month => |b, i| { let day = in_range(&i[0], 1..=31); month_day(b, &i[2], day) }, 1;
    "<month> / 5": Month, Slash | Dash, Number => |b, i| { let day = in_range(&i[2], 1..=31); if i[2].number()?.digits > 2 { return None; } month_day(b, &i[0], day) }, 0;
    "<month> - 2026": Month, Slash | Dash, Number => |b, i| { let year = year_of(&i[2], false)?; b.fields(Fields { month: Some(Month::Of(i8::try_from(i[0].int()).ok()?)), year: Some(Year::Of(year)), ..none() }) }, 1;
    "5th <month>": Ordinal, Month => |b, i| { let day = ordinal(&i[0], 31); month_day(b, &i[1], day) }, 1;
    "5th of <month>": Ordinal, Of, Month => |b, i| { let day = ordinal(&i[0], 31); month_day(b, &i[2], day) }, 2;
    "5 of <month>": Number, Of, Month => |b, i| { let day = in_range(&i[0], 1..=31); month_day(b, &i[2], day) }, 1;
    "the <date>": The, Time => |b, i| if !is_date(b, &i[1]) && !matches!(b.get(&i[1]), Some(Time::Nth { .. } | Time::Run { .. } | Time::Piece { .. } | Time::Years { .. })) { None } else { Some((Sym::Time, Val::Time(i[1].time()?))) }, 0;
    "the 5th": The, Ordinal => |b, i| { if !b.begins_with_clock(&i[1]) { return None; } let day = ordinal(&i[1], 31)?; b.fields(Fields { day: Some(Day::OfMonth(day)), ..none() }) }, -4;
    "on the 5th": On | By, The, Ordinal => |b, i| { let day = ordinal(&i[2], 31)?; b.fields(Fields { day: Some(Day::OfMonth(day)), ..none() }) }, 2;
    "5th": Ordinal => |b, i| { let day = ordinal(&i[0], 31)?; b.fields(Fields { day: Some(Day::OfMonth(day)), ..none() }) }, WEAK;
    "20 of <month>": Number, Of, Time => |b, i| {
        let day = in_range(&i[0], 1..=31)?;
        let fields = b.plain(&i[2])?;
        if !matches!(fields.month, Some(Month::Rel(_))) || fields.day.is_some() { return None; }
        b.fields(Fields { day: Some(Day::OfMonth(day)), ..fields })
    }, 1;
    "on the 15": On, The, Number => |b, i| { let day = in_range(&i[2], 1..=31)?; if i[2].number()?.digits > 2 { return None; } b.fields(Fields { day: Some(Day::OfMonth(day)), ..none() }) }, -2;
    "去年的今天": Time, De, Day => |b, i| same_day(b, &i[0], &i[2]), 3;
    "去年今天": Time, Day => |b, i| same_day(b, &i[0], &i[1]), 2;
    "<holiday> in 3 years": Time, In, Length => |b, i| { let length = i[2].length()?; in_years(b, &i[0], length, 1) }, 3;
    "<holiday> 3 years ago": Time, Length, Ago => |b, i| { let length = i[1].length()?; in_years(b, &i[0], length, -1) }, 3;
    "third qtr": Ordinal, Unit => |b, i| { if i[1].int() != 6 { return None; } let place = ordinal(&i[0], 4)?; b.fields(Fields { share: Some((place, 4)), ..none() }) }, 0;
    "the 5th of <month>": Ordinal, Of, Time => |b, i| {
        let day = ordinal(&i[0], 31)?;
        let fields = b.plain(&i[2])?;
        if !matches!(fields.month, Some(Month::Rel(_))) || fields.day.is_some() { return None; }
        b.fields(Fields { day: Some(Day::OfMonth(day)), ..fields })
    }, 2;
    "<date> 2026": Time, Number => |b, i| add_year(b, &i[0], &i[1], false), 2;
    "<date> , 2026": Time, Comma, Number => |b, i| add_year(b, &i[0], &i[2], false), 2;
    "<date> of 2026": Time, Of | In, Number => |b, i| add_year(b, &i[0], &i[2], true), 2;
    "<date> / 2026": Time, Slash | Dash, Number => |b, i| { let fields = b.plain(&i[0])?; if i[1].sym == Sym::Dash && i[2].number()?.digits != 4 || !matches!(fields.day, Some(Day::OfMonth(_))) || fields.month.is_none() { return None; } add_year(b, &i[0], &i[2], true) }, 2;
    "<date> 87": Time, Number => |b, i| { let fields = b.plain(&i[0])?; if !matches!(fields.day, Some(Day::OfMonth(_))) || fields.month.is_none() || i[1].number()?.digits != 2 { return None; } add_year(b, &i[0], &i[1], true) }, -1;
    "<date> , 87": Time, Comma, Number => |b, i| { let fields = b.plain(&i[0])?; if !matches!(fields.day, Some(Day::OfMonth(_))) || fields.month.is_none() || i[2].number()?.digits != 2 || !b.is_last(&i[2]) || b.is_chinese(&i[0]) { return None; } add_year(b, &i[0], &i[2], true) }, -1;
    "<date> '87": Time, Unit, Number => |b, i| { if i[1].end - i[1].start != 1 || i[1].int() != 1 { return None; } add_year(b, &i[0], &i[2], true) }, 2;
    "2026 <date>": Number, Time => |b, i| add_year(b, &i[1], &i[0], false), 1;
    "2026 , <date>": Number, Comma, Time => |b, i| add_year(b, &i[2], &i[0], false), 1;
    "八月十五": Time, Number => |b, i| {
        let fields = b.plain(&i[0])?;
        let day = in_range(&i[1], 1..=31)?;
        let is_month = fields.month.is_some() && fields.day.is_none() && !fields.has_clock() && i[0].end == i[1].start;
        if !is_month { return None; }
        b.fields(Fields { day: Some(Day::OfMonth(day)), ..fields })
    }, 0;
    "正月": LunarMonth => |b, i| if i[0].int() > 100 { None } else { b.fields(Fields { month: Some(Month::Of(i8::try_from(i[0].int()).ok()?)), is_lunar: true, ..none() }) }, 0;
    "初八": LunarDay => |b, i| b.fields(Fields { day: Some(Day::OfMonth(i8::try_from(i[0].int()).ok()?)), is_lunar: true, ..none() }), WEAK;
    "大年初十": LunarMonth, LunarDay => |b, i| if i[0].int() <= 100 { None } else { b.fields(Fields { month: Some(Month::Of(1)), day: Some(Day::OfMonth(i8::try_from(i[1].int()).ok()?)), is_lunar: true, ..none() }) }, 3;
    "八月初八": Time, LunarDay => |b, i| {
        let fields = b.plain(&i[0])?;
        let is_month = matches!(fields.month, Some(Month::Of(_))) && fields.day.is_none() && !fields.has_clock();
        if !is_month { return None; }
        b.fields(Fields { day: Some(Day::OfMonth(i8::try_from(i[1].int()).ok()?)), is_lunar: true, ..fields })
    }, 2;
    "农历八月十五": Lunar, Time => |b, i| if i[0].int() == 0 { lunar(b, &i[1]) } else { Some((Sym::Time, Val::Time(i[1].time()?))) }, 2;
    "闰四月": Leap, Time => |b, i| { let fields = b.plain(&i[1])?; if !matches!(fields.month, Some(Month::Of(_))) { return None; } b.fields(Fields { is_lunar: true, is_leap: true, ..fields }) }, 2;
    "2026年农历八月": Time, Lunar, Time => |b, i| { if i[1].int() != 0 { return None; } let (sym, val) = lunar(b, &i[2])?; both(b, &i[0], &Item { sym, val, ..i[2] }) }, 2;
    "<holiday>": Holiday => |b, i| b.fields(Fields { day: Some(Day::Holiday(u8::try_from(i[0].int()).ok()?)), ..none() }), 4;
    "next <holiday>": Next | Last | This | Coming, Holiday => |b, i| turned(b, &i[0], Fields { day: Some(Day::Holiday(u8::try_from(i[1].int()).ok()?)), ..none() }), 2;
    "<season>": Season => |b, i| b.fields(Fields { season: Some(i8::try_from(i[0].int()).ok()?), ..none() }), 0;
    "2021年春": Time, SeasonShort => |b, i| { let fields = b.plain(&i[0]).filter(|fields| fields.grain() == Grain::Year && fields.has_date() && b.is_last(&i[1]))?; b.fields(Fields { season: Some(i8::try_from(i[1].int()).ok()?), ..fields }) }, 1;
    "next <season>": Next | Last | This, Season => |b, i| turned(b, &i[0], Fields { season: Some(i8::try_from(i[1].int()).ok()?), ..none() }), 1;
    "q3-2019": QuarterYear, Dash, Number => |b, i| {
        let int = i[0].int();
        if i[2].number()?.digits != 4 { return None; }
        let year = year_of(&i[2], false)?;
        b.fields(Fields { share: Some((i8::try_from(int % 100).ok()?, if int > 100 { 2 } else { 4 })), year: Some(Year::Of(year)), ..none() })
    }, 2;
    "next <date>": Next | This | Coming, Time => |b, i| {
        let fields = b.plain(&i[1])?;
        let is_day = matches!((fields.month, fields.day), (Some(Month::Of(_)), Some(Day::OfMonth(_))));
        if !is_day || fields.year.is_some() || fields.turn != 0 || fields.weekday.is_some() || fields.has_clock() || b.is_chinese(&i[0]) { return None; }
        if i[0].sym == Sym::This { b.fields(Fields { year: Some(Year::Rel(0)), ..fields }) } else { b.fields(Fields { turn: 1, ..fields }) }
    }, 2;
    "q3": QuarterYear => |b, i| { let int = i[0].int(); b.fields(Fields { share: Some((i8::try_from(int % 100).ok()?, if int > 100 { 2 } else { 4 })), ..none() }) }, 0;
    "三季度": Number, Quarter => |b, i| { let place = in_range(&i[0], 1..=4)?; b.fields(Fields { share: Some((place, 4)), ..none() }) }, 1;
    "第三季度": Ordinal, Quarter => |b, i| { let place = ordinal(&i[0], 4)?; b.fields(Fields { share: Some((place, 4)), ..none() }) }, 2;
    "q3 季度": QuarterYear, Quarter => |b, i| b.fields(Fields { share: Some((i8::try_from(i[0].int()).ok()?, 4)), ..none() }), 1;
    "<date> <clock>": Time, Time => |b, i| if is_nth_weekday(b, &i[0], &i[1]) { None } else { both(b, &i[0], &i[1]) }, 1;
    "<date> 的 <clock>": Time, De, Time => |b, i| both(b, &i[0], &i[2]), 1;
    "<date> , <clock>": Time, Comma, Time => |b, i| {
        let (one, other) = (b.plain(&i[0])?, b.plain(&i[2])?);
        let is_date = |fields: &Fields| fields.has_date() && !fields.has_clock();
        let is_clock = |fields: &Fields| !fields.has_date() && fields.has_clock();
        // A comma parts two times of Chinese; it stands between a day and its weekday, or its hour.
        let is_year = one.grain() == Grain::Year && one.has_date() && other.year.is_none() && matches!(other.month, Some(Month::Of(_)));
        let fits = is_date(&one) && is_clock(&other) || is_clock(&one) && is_date(&other) || one.weekday.is_some() != other.weekday.is_some() || is_year;
        if fits || !b.is_chinese(&i[0]) { both(b, &i[0], &i[2]) } else { None }
    }, 1;
    "<clock> on <date>": Time, On | At | In, Time => |b, i| both(b, &i[0], &i[2]), 1;
    "<date> for <clock>": Time, For, Time => |b, i| {
        // A table on Friday for 7 pm, and nothing for two hours.
        b.plain(&i[0]).filter(|fields| fields.has_date() && !fields.has_clock() && fields.grain() == Grain::Day)?;
        b.plain(&i[2]).filter(|fields| fields.hour.is_some() && !fields.has_date())?;
        both(b, &i[0], &i[2])
    }, 1;
    "<date> - <clock>": Time, Dash, Time => |b, i| {
        let date = b.plain(&i[0]).filter(|fields| matches!(fields.day, Some(Day::OfMonth(_))) && fields.month.is_some() && !fields.has_clock())?;
        let clock = b.plain(&i[2]).filter(|fields| fields.minute.is_some() && !fields.has_date())?;
        b.fields(date.and(clock)?)
    }, 4;
    "5th at 4 am": Ordinal, At | Comma, Time => |b, i| {
        let day = ordinal(&i[0], 31)?;
        let clock = b.plain(&i[2]).filter(|fields| fields.hour.is_some() && !fields.has_date())?;
        b.fields(clock.and(Fields { day: Some(Day::OfMonth(day)), ..none() })?)
    }, 1;
    "<day> of <week>": Time, Of, Time => |b, i| both(b, &i[0], &i[2]), 1;
    "on <date>": On | At | In, Time => |b, i| { b.get(&i[1])?; Some((Sym::Time, Val::Time(i[1].time()?))) }, 0;
    "about <date>": About, Time => |b, i| { let of = i[1].time()?; b.made(Time::About(of)) }, 0;
    "<date> 左右": Time, About => |b, i| { if i[1].int() == 0 { return None; } let of = i[0].time()?; b.made(Time::About(of)) }, 0;
    "<date> exactly": Time, Exactly => |_, i| Some((Sym::Time, Val::Time(i[0].time()?))), 0;
    "exactly <date>": Exactly, Time => |_, i| Some((Sym::Time, Val::Time(i[1].time()?))), 0;
}
