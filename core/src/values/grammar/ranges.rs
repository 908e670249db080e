//! From one time to another, before and after, so long from then on.

use super::{Build, rules};
use crate::values::calendar::{Day, Fields, Grain, Month, Time, Year};
use crate::values::chart::item::{Item, Sym, Val};

type Made = Option<(Sym, Val)>;

/// The halves of the day that a range leaves open: those that make it shortest. 3 to 5 pm, 11 to 1 pm, 11 pm to 3.
pub(super) fn halves(from: Fields, to: Fields) -> (Fields, Fields) {
    let minutes =
        |fields: &Fields| i32::from(fields.hour.unwrap_or(0)) * 60 + i32::from(fields.minute.unwrap_or(0));
    let is_open = |fields: &Fields| !fields.is_fixed && fields.part.is_none();
    let length = |from: &Fields, to: &Fields| match (minutes(to) - minutes(from)).rem_euclid(24 * 60) {
        0 => 24 * 60,
        length => length,
    };
    let both = |fields: Fields| {
        let hour = fields.hour.unwrap_or(0) % 12;
        [hour, hour + 12].map(|hour| Fields { hour: Some(hour), is_fixed: true, ..fields })
    };
    let (mut from, mut to) = (from, to);
    if is_open(&from) && from.hour.is_some_and(|hour| hour <= 12) && !is_open(&to) {
        if let Some(part) = to.part.filter(|_| !to.is_fixed) {
            if from.hour <= to.hour {
                from.part = Some(part);
            }
        } else if let Some(best) = both(from).into_iter().min_by_key(|from| length(from, &to)) {
            from = best;
        }
    } else if is_open(&to)
        && to.hour.is_some_and(|hour| hour <= 12)
        && from.is_fixed
        && let Some(best) = both(to).into_iter().min_by_key(|to| length(&from, to))
    {
        to = best;
    }
    (from, to)
}

/// What the second time of a range leaves out is the first one's, and the other way round for the half of the day.
pub(in crate::values) fn shared(from: Fields, to: Fields, is_clock_first: bool) -> Option<(Fields, Fields)> {
    let (mut from, mut to) = (from, to);
    let only_clock = |fields: &Fields| fields.hour.is_some() && !fields.has_date();
    if only_clock(&to) {
        if from.hour.is_none() && from.part.is_none() && from.has_date() {
            return None; // tomorrow to 5
        }
        to = to.and(from.date())?;
        if to.part.is_none() && !to.is_fixed && from.part.is_some() && to.hour > from.hour {
            to.part = from.part;
        }
    } else if only_clock(&from) && to.hour.is_some() && to.has_date() {
        // 3 to 5pm tomorrow is all of it tomorrow; from 3 to tomorrow at 5 begins today
        let day =
            if is_clock_first { to.date() } else { Fields { day: Some(Day::Rel(0)), ..Fields::default() } };
        from = from.and(day)?;
    }
    if from.hour.is_some() && to.hour.is_some() {
        // From the 21st at 10:00 to the 1st at 07:00: each hour is of its own day.
        if from.date() == to.date() || !from.has_date() || !to.has_date() {
            (from, to) = halves(from, to);
        }
        if from.zone.is_none() {
            from.zone = to.zone;
        }
    }
    // 5月3号到8号, 2026年3月到5月
    if to.day.is_some()
        && to.month.is_none()
        && !to.is_lunar
        && matches!((from.month, to.day), (Some(_), Some(Day::OfMonth(_))))
    {
        to.month = from.month;
        to.year = from.year;
        // From April 27 to the 3rd of the month behind.
        if let (Some(Month::Of(month)), Some(Day::OfMonth(first)), Some(Day::OfMonth(last))) =
            (to.month, from.day, to.day)
            && last < first
            && to.year.is_none()
            && !from.is_lunar
        {
            to.month = Some(Month::Of(month % 12 + 1));
        }
    }
    if to.year.is_none()
        && from.year.is_some()
        && (matches!(to.month, Some(Month::Of(_)))
            || to.share.is_some()
            || matches!(to.day, Some(Day::Holiday(_))))
        && from.grain() <= Grain::Quarter
    {
        to.year = from.year;
    }
    if from.year.is_none()
        && to.year.is_some()
        && matches!(from.month, Some(Month::Of(_)))
        && matches!(to.month, Some(Month::Of(_)))
    {
        from.year = to.year;
    }
    // Nov to Feb 2017 begins the year before.
    if let (Some(Month::Of(first)), Some(Month::Of(last)), Some(Year::Of(year))) =
        (from.month, to.month, to.year)
        && from.year == to.year
        && first > last
        && year > 1
    {
        from.year = Some(Year::Of(year - 1));
    }
    if from.year.is_none() && to.year.is_some() && from.share.is_some() && to.share.is_some() {
        from.year = to.year;
    }
    // 3号到5月8号 has the month behind; 10 to 22 August
    if from.month.is_none()
        && matches!(from.day, Some(Day::OfMonth(_)))
        && from.week.is_none()
        && to.month.is_some()
        && matches!(to.day, Some(Day::OfMonth(_)))
    {
        from.month = to.month;
        from.year = to.year;
    }
    // 下周一到周五
    if from.week.is_some() && to.weekday.is_some() && to.week.is_none() && to.day.is_none() {
        to.week = from.week;
    }
    Some((from, to))
}

pub(super) fn range(b: &mut Build, from_item: &Item, to_item: &Item) -> Made {
    // 2015-01-01 and 3-7-2017 are dates, and nothing from 2015 on or from the third on.
    if b.is_one_date(from_item, to_item) {
        return None;
    }
    let (from, to) = (b.get(from_item)?, b.get(to_item)?);
    let is_stretch = |time: &Time| {
        matches!(time, Time::Between { .. } | Time::Open { .. } | Time::Within { .. } | Time::Lasting { .. })
    };
    if is_stretch(&from) || is_stretch(&to) {
        return None;
    }
    let (from_id, to_id, grain) = match (from, to) {
        (Time::Fields(from), Time::Fields(to)) => {
            let is_clock_first = b.begins_with_clock(to_item) && !b.is_chinese(to_item);
            let (from, to) = shared(from, to, is_clock_first)?;
            // A day and a clock time do not make a stretch.
            if from.hour.is_some() != to.hour.is_some()
                && from.grain() != Grain::Part
                && to.grain() != Grain::Part
                && from.hour.is_some()
            {
                return None;
            }
            (b.time(Time::Fields(from))?, b.time(Time::Fields(to))?, to.grain())
        }
        (_, Time::Fields(to)) => (from_item.time()?, to_item.time()?, to.grain()),
        (_, Time::Now) => (from_item.time()?, to_item.time()?, Grain::Second),
        _ => (from_item.time()?, to_item.time()?, Grain::Day),
    };
    b.made(Time::Between { from: from_id, to: to_id, ends_with: grain >= Grain::Part })
}

/// Two bare numbers around a connector, as hours.
fn hours(b: &mut Build, from: &Item, to: &Item) -> Made {
    let hour = |item: &Item| {
        item.whole().filter(|hour| (0..=24).contains(hour)).and_then(|hour| i8::try_from(hour).ok())
    };
    let (from_hour, to_hour) = (hour(from)?, hour(to)?);
    if from.number()?.digits > 2 || to.number()?.digits > 2 {
        return None;
    }
    let fields =
        |hour: i8| Fields { hour: Some(hour), is_fixed: hour > 12 || hour == 0, ..Fields::default() };
    let (from, to) = (b.time(Time::Fields(fields(from_hour)))?, b.time(Time::Fields(fields(to_hour)))?);
    b.made(Time::Between { from, to, ends_with: false })
}

fn years(b: &mut Build, from: &Item, to: &Item) -> Made {
    let year = |item: &Item| super::dates::year_of(item, false).filter(|year| (1_500..=2_200).contains(year));
    let (from, to) = (year(from)?, year(to)?);
    let fields = |year| Fields { year: Some(Year::Of(year)), ..Fields::default() };
    let (from, to) = (b.time(Time::Fields(fields(from)))?, b.time(Time::Fields(fields(to)))?);
    b.made(Time::Between { from, to, ends_with: true })
}

/// A number that can only be a year.
pub(super) fn full_year(number: &Item) -> Option<i16> {
    number.number().filter(|number| number.digits == 4)?;
    super::dates::year_of(number, false).filter(|year| (1_500..=2_200).contains(year))
}

/// A bare number before or behind a time that says what it is: 3 to 5pm, 10 to 22 August, May 3 to 5.
fn number_first(b: &mut Build, number: &Item, time: &Item) -> Made {
    if let Some(year) = full_year(number) {
        let year = b.time(Time::Fields(Fields { year: Some(Year::Of(year)), ..Fields::default() }))?;
        return range(b, &Item { sym: Sym::Time, val: Val::Time(year), ..*number }, time);
    }
    let whole = number.whole()?;
    if number.number()?.digits > 2 {
        return None;
    }
    let to = b.plain(time)?;
    let from = if to.hour.is_some() && (0..=24).contains(&whole) {
        Fields { hour: i8::try_from(whole).ok(), is_fixed: whole > 12, ..Fields::default() }
    } else if matches!(to.day, Some(Day::OfMonth(_))) && to.hour.is_none() && (1..=31).contains(&whole) {
        Fields { day: Some(Day::OfMonth(i8::try_from(whole).ok()?)), ..Fields::default() }
    } else if matches!(to.month, Some(Month::Of(_)))
        && to.day.is_none()
        && !to.has_clock()
        && (1..=12).contains(&whole)
        && number.end != time.start
        && !b.chars[usize::from(time.end) - 1].is_ascii()
    {
        Fields { month: Some(Month::Of(i8::try_from(whole).ok()?)), ..Fields::default() }
    } else {
        return None;
    };
    let from = b.time(Time::Fields(from))?;
    let from = Item { sym: Sym::Time, val: Val::Time(from), ..*number };
    range(b, &from, time)
}

fn number_last(b: &mut Build, time: &Item, number: &Item) -> Made {
    if let Some(year) = full_year(number) {
        b.plain(time).filter(|fields| fields.year.is_some() && fields.grain() >= Grain::Day)?;
        let year = b.time(Time::Fields(Fields { year: Some(Year::Of(year)), ..Fields::default() }))?;
        return range(b, time, &Item { sym: Sym::Time, val: Val::Time(year), ..*number });
    }
    let whole = number.whole()?;
    if number.number()?.digits > 2 {
        return None;
    }
    let from = b.plain(time)?;
    let to = if from.hour.is_some() && (0..=24).contains(&whole) {
        Fields { hour: i8::try_from(whole).ok(), is_fixed: whole > 12, ..Fields::default() }
    } else if matches!(from.day, Some(Day::OfMonth(_))) && from.month.is_some() && (1..=31).contains(&whole) {
        Fields { day: Some(Day::OfMonth(i8::try_from(whole).ok()?)), ..Fields::default() }
    } else {
        return None;
    };
    let to = b.time(Time::Fields(to))?;
    let to = Item { sym: Sym::Time, val: Val::Time(to), ..*number };
    range(b, time, &to)
}

fn ordinals(b: &mut Build, from: &Item, to: &Item) -> Made {
    let day = |item: &Item| i8::try_from(item.int()).ok().filter(|day| (1..=31).contains(day));
    let fields = |day| Fields { day: Some(Day::OfMonth(day)), ..Fields::default() };
    let (from, to) = (day(from)?, day(to)?);
    let (from, to) = (b.time(Time::Fields(fields(from)))?, b.time(Time::Fields(fields(to)))?);
    b.made(Time::Between { from, to, ends_with: true })
}

/// A range on a day that was said beside it: Friday from 2 to 4, 明天下午两点到三点.
fn on_day(b: &mut Build, day: &Item, range: &Item) -> Made {
    let day = b
        .plain(day)
        .filter(|fields| fields.hour.is_none() && fields.date().grain() == Grain::Day && fields.has_date())?;
    let Time::Between { from, to, ends_with } = b.get(range)? else { return None };
    let fields = |id: crate::values::calendar::TimeId| match b.times.get(usize::from(id.0)) {
        Some(Time::Fields(fields)) if !fields.has_date() && (day.part.is_none() || fields.hour.is_some()) => {
            Some(*fields)
        }
        _ => None,
    };
    // Of "tonight from 7 to 7:30" the hours are those of the night.
    let on = |clock: Fields| {
        let part = if clock.is_fixed || clock.part.is_some() { None } else { day.part };
        clock.and(Fields { part, ..day.date() })
    };
    let (from, to) = (on(fields(from)?)?, on(fields(to)?)?);
    let (from, to) = (b.time(Time::Fields(from))?, b.time(Time::Fields(to))?);
    b.made(Time::Between { from, to, ends_with })
}

/// Hours of a range in a part of the day: 3 to 5 in the afternoon.
fn in_part(b: &mut Build, range: &Item, part: &Item) -> Made {
    let part = b.plain(part).filter(|fields| fields.part.is_some() && fields.hour.is_none())?;
    let Time::Between { from, to, ends_with } = b.get(range)? else { return None };
    let fields = |id: crate::values::calendar::TimeId| match b.times.get(usize::from(id.0)) {
        Some(Time::Fields(fields)) if fields.part.is_none() && fields.hour.is_some() && !fields.is_fixed => {
            Some(*fields)
        }
        _ => None,
    };
    let (from, to) = (fields(from)?.and(part)?, fields(to)?.and(part)?);
    let (from, to) = (b.time(Time::Fields(from))?, b.time(Time::Fields(to))?);
    b.made(Time::Between { from, to, ends_with })
}

/// Days with a month that is said behind both: the ninth and the seventeenth of april.
fn ordinal_first(b: &mut Build, ordinal: &Item, time: &Item) -> Made {
    let day = i8::try_from(ordinal.int()).ok().filter(|day| (1..=31).contains(day))?;
    let from = b.time(Time::Fields(Fields { day: Some(Day::OfMonth(day)), ..Fields::default() }))?;
    range(b, &Item { sym: Sym::Time, val: Val::Time(from), ..*ordinal }, time)
}

/// A year before a range of months: 2018年1到9月.
fn in_year(b: &mut Build, year: &Item, months: &Item) -> Made {
    let year = b.plain(year).filter(|fields| fields.grain() == Grain::Year && fields.has_date())?;
    let Time::Between { from, to, ends_with } = b.get(months)? else { return None };
    let fields = |id: crate::values::calendar::TimeId| match b.times.get(usize::from(id.0)) {
        Some(Time::Fields(fields)) if matches!(fields.month, Some(Month::Of(_))) => Some(*fields),
        _ => None,
    };
    let (from, to) = (fields(from)?.and(year)?, fields(to)?.and(year)?);
    let (from, to) = (b.time(Time::Fields(from))?, b.time(Time::Fields(to))?);
    b.made(Time::Between { from, to, ends_with })
}

/// 七八点: the hours that a number is about.
fn about_hours(b: &mut Build, time: Option<&Item>, number: &Item) -> Made {
    let said = number.number()?;
    let hour = |value: rust_decimal::Decimal| {
        crate::values::chart::whole(value)
            .filter(|hour| (1..=24).contains(hour))
            .and_then(|hour| i8::try_from(hour).ok())
    };
    let (from, to) = (hour(said.value)?, hour(said.most?)?);
    (to == from + 1).then_some(())?;
    let other = match time {
        Some(time) => b.plain(time).filter(|fields| fields.hour.is_none())?,
        None => Fields::default(),
    };
    let at = |hour: i8| Fields { hour: Some(hour), is_fixed: hour > 12, ..Fields::default() }.and(other);
    let (from, to) = (at(from)?, at(to)?);
    let (from, to) = (b.time(Time::Fields(from))?, b.time(Time::Fields(to))?);
    b.made(Time::Between { from, to, ends_with: true })
}

/// Hours as they are written without a mark: 0730-0930.
fn military(b: &mut Build, from: &Item, to: &Item) -> Made {
    let is_padded = |item: &Item| item.number().is_some_and(|number| number.digits == 4);
    if !is_padded(from) || !is_padded(to) || years(b, from, to).is_some() {
        return None;
    }
    let (from, to) = (super::clocks::military(from)?, super::clocks::military(to)?);
    let (from, to) = (b.time(Time::Fields(from))?, b.time(Time::Fields(to))?);
    b.made(Time::Between { from, to, ends_with: false })
}

rules! { RANGES;
    "between 0730 - 0930": Between, Number, Dash | And | To, Number => |b, i| military(b, &i[1], &i[3]), 4;
    "between 3 and 5 on <day>": Between, Number, And | To | Dash, Number, On, Time => |b, i| { let (sym, val) = hours(b, &i[1], &i[3])?; on_day(b, &i[5], &Item { sym, val, ..i[1] }) }, 5;
    "between 3 and 5 <day>": Between, Number, And | To | Dash, Number, Time => |b, i| { let (sym, val) = hours(b, &i[1], &i[3])?; on_day(b, &i[4], &Item { sym, val, ..i[1] }) }, 4;
    "<range> <zone>": Time, Zone => |b, i| {
        let Time::Between { from, to, ends_with } = b.get(&i[0])? else { return None };
        let zone = Some(i16::try_from(i[1].int()).ok()?);
        let in_zone = |id: crate::values::calendar::TimeId| match b.times.get(usize::from(id.0)) {
            Some(Time::Fields(fields)) if fields.hour.is_some() && fields.zone.is_none() => Some(Fields { zone, ..*fields }),
            _ => None,
        };
        let (from, to) = (in_zone(from)?, in_zone(to)?);
        let (from, to) = (b.time(Time::Fields(from))?, b.time(Time::Fields(to))?);
        b.made(Time::Between { from, to, ends_with })
    }, 2;
    "between the 21st and 23rd": Between | From, The, Ordinal, And | To | Till | Dash, Ordinal => |b, i| ordinals(b, &i[2], &i[4]), 3;
    "the ninth to the seventeenth of <month>": Ordinal, To | Till | Dash | And, The, Time => |b, i| ordinal_first(b, &i[0], &i[3]), 4;
    "between the ninth and the seventeenth of <month>": Between | From, The, Ordinal, To | Till | Dash | And, Time => |b, i| ordinal_first(b, &i[2], &i[4]), 7;
    "between ninth and seventeenth of <month>": Between | From, Ordinal, To | Till | Dash | And, Time => |b, i| ordinal_first(b, &i[1], &i[3]), 6;
    "2018年1到9月": Time, Time => |b, i| in_year(b, &i[0], &i[1]), 4;
    "七八点": Number, Dian => |b, i| about_hours(b, None, &i[0]), 1;
    "下午七八点": Time, Number, Dian => |b, i| about_hours(b, Some(&i[0]), &i[1]), 3;
    "<time> 至今": Time, TillNow => |b, i| { let now = b.time(Time::Now)?; range(b, &i[0], &Item { sym: Sym::Time, val: Val::Time(now), ..i[1] }) }, 3;
    "从 <time> 至今": From | Since, Time, TillNow => |b, i| { let now = b.time(Time::Now)?; range(b, &i[1], &Item { sym: Sym::Time, val: Val::Time(now), ..i[2] }) }, 5;
    "<moment> / <moment>": Time, Slash, Time => |b, i| { let full = |item: &Item| b.plain(item).is_some_and(|fields| fields.has_date() && fields.hour.is_some()); if !full(&i[0]) || !full(&i[2]) { return None; } range(b, &i[0], &i[2]) }, 2;

    "<time> to <time>": Time, To | Till | Dash, Time => |b, i| range(b, &i[0], &i[2]), 2;
    "from <time> to <time>": From, Time, To | Till | Dash, Time => |b, i| range(b, &i[1], &i[3]), 4;
    "between <time> and <time>": Between, Time, And | To | Dash, Time => |b, i| range(b, &i[1], &i[3]), 4;
    "在 <time> 和 <time> 之间": Time, And | To, Time, Inside => |b, i| if i[3].int() == 3 { range(b, &i[0], &i[2]) } else { None }, 4;
    "自 <time> 至 <time> 止": Time, Earlier => |b, i| match b.get(&i[0])? { Time::Between { .. } if i[1].int() == 1 => Some((Sym::Time, Val::Time(i[0].time()?))), _ => None }, 1;
    "<time> 起至 <time>": Time, Later, To | Till, Time => |b, i| if b.is_chinese(&i[1]) { range(b, &i[0], &i[3]) } else { None }, 3;
    "自 <time> 起至 <time>": From, Time, Later, To, Time => |b, i| range(b, &i[1], &i[4]), 5;
    "3 to <time>": Number, To | Till | Dash, Time => |b, i| number_first(b, &i[0], &i[2]), 2;
    "from 3 to <time>": From, Number, To | Till | Dash, Time => |b, i| number_first(b, &i[1], &i[3]), 5;
    "between 3 and <time>": Between, Number, And | To | Dash, Time => |b, i| number_first(b, &i[1], &i[3]), 5;
    "<time> to 5": Time, To | Till | Dash, Number => |b, i| number_last(b, &i[0], &i[2]), 1;
    "from <time> to 5": From, Time, To | Till | Dash, Number => |b, i| number_last(b, &i[1], &i[3]), 4;
    "between <time> and 5": Between, Time, And | To | Dash, Number => |b, i| number_last(b, &i[1], &i[3]), 4;
    "from the 3rd to the 5th": From | Between, The, Ordinal, To | Till | Dash | And, The, Ordinal => |b, i| ordinals(b, &i[2], &i[5]), 4;
    "from 3 to 5": From, Number, To | Till | Dash, Number => |b, i| years(b, &i[1], &i[3]).or_else(|| if b.is_last(&i[3]) { hours(b, &i[1], &i[3]) } else { None }), 3;
    "between 3 and 5": Between, Number, And | To | Dash, Number => |b, i| years(b, &i[1], &i[3]).or_else(|| if b.is_last(&i[3]) { hours(b, &i[1], &i[3]) } else { None }), 3;
    "2016 to 2018": Number, To | Till | Dash, Number => |b, i| years(b, &i[0], &i[2]), 0;
    "<month> 3rd to 5th": Time, To | Till | Dash, Ordinal => |b, i| {
        let from = b.plain(&i[0])?;
        if from.month.is_none() || !matches!(from.day, Some(Day::OfMonth(_))) { return None; }
        let to = b.time(Time::Fields(Fields { day: Some(Day::OfMonth(i8::try_from(i[2].int()).ok().filter(|day| (1..=31).contains(day))?)), ..Fields::default() }))?;
        range(b, &i[0], &Item { sym: Sym::Time, val: Val::Time(to), ..i[2] })
    }, 3;
    "<month> 3rd to the 5th": Time, To | Till | Dash, The, Ordinal => |b, i| {
        let from = b.plain(&i[0])?;
        if from.month.is_none() || !matches!(from.day, Some(Day::OfMonth(_))) { return None; }
        let to = b.time(Time::Fields(Fields { day: Some(Day::OfMonth(i8::try_from(i[3].int()).ok().filter(|day| (1..=31).contains(day))?)), ..Fields::default() }))?;
        range(b, &i[0], &Item { sym: Sym::Time, val: Val::Time(to), ..i[3] })
    }, 4;
    "3rd to 5th <month>": Ordinal, To | Till | Dash, Time => |b, i| {
        let day = i8::try_from(i[0].int()).ok().filter(|day| (1..=31).contains(day))?;
        let from = b.time(Time::Fields(Fields { day: Some(Day::OfMonth(day)), ..Fields::default() }))?;
        range(b, &Item { sym: Sym::Time, val: Val::Time(from), ..i[0] }, &i[2])
    }, 3;
    "<day> <range>": Time, Time => |b, i| on_day(b, &i[0], &i[1]), 2;
    "<range> <day>": Time, Time => |b, i| on_day(b, &i[1], &i[0]), 2;
    "<range> on <day>": Time, On, Time => |b, i| on_day(b, &i[2], &i[0]), 3;
    "<range> in the afternoon": Time, Time => |b, i| in_part(b, &i[0], &i[1]), 2;
}
