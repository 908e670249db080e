//! Bare numbers beside a time that says what they are: monday 6-8, tomorrow 3, 4 to 22 this month, june of nineteen ninety nine.

use super::ranges::range;
use super::{Build, WEAK, rules};
use crate::values::calendar::{Day, Fields, Grain, Month, Time, Year};
use crate::values::chart::item::{Form, Item, Sym, Val};

type Made = Option<(Sym, Val)>;

fn small(item: &Item, most: i64) -> Option<i8> {
    let number = item.number()?;
    if number.digits > 2 {
        return None;
    }
    item.whole().filter(|whole| (0..=most).contains(whole)).and_then(|whole| i8::try_from(whole).ok())
}

fn time(b: &mut Build, fields: Fields, item: &Item) -> Option<Item> {
    let id = b.time(Time::Fields(fields))?;
    Some(Item { sym: Sym::Time, val: Val::Time(id), ..*item })
}

fn day(b: &Build, item: &Item) -> Option<Fields> {
    b.plain(item).filter(|fields| !fields.has_clock() && fields.grain() == Grain::Day)
}

/// Hours from one number to another, on a day.
fn hours_on(b: &mut Build, on: &Item, from: &Item, to: &Item) -> Made {
    let on =
        b.plain(on).filter(|on| on.hour.is_none() && on.has_date() && on.date().grain() == Grain::Day)?;
    let hour = |hour: i8| Fields { hour: Some(hour), is_fixed: hour > 12 || hour == 0, ..Fields::default() };
    let (first, last) = (small(from, 24)?, small(to, 24)?);
    let (first, last) = (hour(first).and(on)?, hour(last).and(on)?);
    let (from, to) = (time(b, first, from)?, time(b, last, to)?);
    range(b, &from, &to)
}

/// Days from one number to another, in a month that is said beside them.
fn days_in(b: &mut Build, month: &Item, from: &Item, to: &Item) -> Made {
    let month = b.plain(month).filter(|fields| fields.month.is_some() && fields.grain() == Grain::Month)?;
    let on = |day: i8| Fields { day: Some(Day::OfMonth(day)), ..month };
    let (first, last) = (small(from, 31).filter(|day| *day > 0)?, small(to, 31).filter(|last| *last > 0)?);
    let (from, to) = (time(b, on(first), from)?, time(b, on(last), to)?);
    range(b, &from, &to)
}

/// An hour by itself, where nothing that it might count stands behind it.
fn hour_on(b: &mut Build, on: &Item, number: &Item, is_first: bool) -> Made {
    let on = day(b, on)?;
    let hour = small(number, 24).filter(|hour| *hour > 0)?;
    let is_alone = if is_first { b.is_first(number) } else { b.is_last(number) };
    if !is_alone || b.is_chinese(number) {
        return None;
    }
    b.fields(on.and(Fields { hour: Some(hour), is_fixed: hour > 12, ..Fields::default() })?)
}

/// A year that was said in two numbers: nineteen ninety nine.
fn said_year(century: &Item, rest: &Item) -> Option<i16> {
    let is_said = |item: &Item| item.number().is_some_and(|number| number.form == Form::Words);
    let century = century.whole().filter(|whole| is_said(century) && (13..=20).contains(whole))?;
    let rest = rest.whole().filter(|whole| is_said(rest) && (10..=99).contains(whole))?;
    i16::try_from(century * 100 + rest).ok()
}

fn with_said_year(b: &mut Build, date: &Item, century: &Item, rest: &Item) -> Made {
    let fields = b.plain(date)?;
    let year = said_year(century, rest)?;
    b.fields(super::dates::with_year(fields, year)?)
}

/// 2016 10 16, 10 31 1974.
fn three(b: &mut Build, i: &[Item], year: usize, month: usize, day: usize) -> Made {
    let written = |item: &Item| item.number().is_some_and(|number| number.form == Form::Written);
    if !i.iter().all(written) || i[year].number()?.digits != 4 {
        return None;
    }
    let year = super::dates::year_of(&i[year], false).filter(|year| (1_900..=2_200).contains(year))?;
    let month = small(&i[month], 12).filter(|month| *month > 0)?;
    let day = small(&i[day], 31).filter(|day| *day > 0)?;
    b.fields(Fields {
        year: Some(Year::Of(year)),
        month: Some(Month::Of(month)),
        day: Some(Day::OfMonth(day)),
        ..Fields::default()
    })
}

/// A date or a clock time that is weak by itself, and is none beside what says what it is.
fn strong(b: &mut Build, weak: &Item, other: &Item) -> Made {
    if weak.weight > WEAK / 2 || other.weight <= WEAK / 2 {
        return None;
    }
    let (one, other) = (b.plain(weak)?, b.plain(other)?);
    let is_dotted = b.chars[usize::from(weak.start)..usize::from(weak.end)].contains(&'.');
    let is_date =
        is_dotted && matches!(one.day, Some(Day::OfMonth(_))) && one.month.is_some() && !other.has_date();
    let is_clock =
        one.minute.is_some() && !one.has_date() && other.hour.is_none() && other.grain() == Grain::Day;
    if !is_date && !is_clock {
        return None;
    }
    b.fields(one.and(other)?)
}

/// Outweighs what made the parts weak.
const STRONG: i16 = -WEAK + 1;

rules! { BARE;
    "monday 6-8": Time, Number, Dash | To | Till, Number => |b, i| hours_on(b, &i[0], &i[1], &i[3]), 3;
    "monday from 6 to 8": Time, From | Between, Number, Dash | To | Till | And, Number => |b, i| hours_on(b, &i[0], &i[2], &i[4]), 4;
    "6-8 monday": Number, Dash | To | Till, Number, Time => |b, i| hours_on(b, &i[3], &i[0], &i[2]), 3;
    "6-8 on monday": Number, Dash | To | Till, Number, On, Time => |b, i| hours_on(b, &i[4], &i[0], &i[2]), 4;
    "4 to 22 this month": Number, Dash | To | Till, Number, Time => |b, i| days_in(b, &i[3], &i[0], &i[2]), 4;
    "from 4 to 22 this month": From | Between, Number, Dash | To | Till | And, Number, Time => |b, i| days_in(b, &i[4], &i[1], &i[3]), 6;
    "from 4 to 22 of this month": From | Between, Number, Dash | To | Till | And, Number, Of | In, Time => |b, i| days_in(b, &i[5], &i[1], &i[3]), 6;
    "tomorrow 3": Time, Number => |b, i| hour_on(b, &i[0], &i[1], false), -3;
    "9 tomorrow": Number, Time => |b, i| hour_on(b, &i[1], &i[0], true), -3;
    "8pm on 15": Time, On, Number => |b, i| {
        let clock = b.plain(&i[0]).filter(|fields| fields.hour.is_some() && !fields.has_date())?;
        let day = small(&i[2], 31).filter(|day| *day > 0)?;
        b.fields(clock.and(Fields { day: Some(Day::OfMonth(day)), ..Fields::default() })?)
    }, 0;
    "<date> nineteen ninety": Time, Number, Number => |b, i| with_said_year(b, &i[0], &i[1], &i[2]), 3;
    "<date> , nineteen ninety": Time, Comma, Number, Number => |b, i| with_said_year(b, &i[0], &i[2], &i[3]), 3;
    "<month> of nineteen ninety": Time, Of | In, Number, Number => |b, i| with_said_year(b, &i[0], &i[2], &i[3]), 3;
    "in nineteen ninety": In | Since | By, Number, Number => |b, i| { let year = said_year(&i[1], &i[2])?; if i[0].sym != Sym::In { return None; } b.fields(Fields { year: Some(Year::Of(year)), ..Fields::default() }) }, 2;
    "2016 10 16": Number, Number, Number => |b, i| three(b, i, 0, 1, 2).or_else(|| three(b, i, 2, 0, 1)), 1;
    "2.15 早上": Time, Time => |b, i| strong(b, &i[0], &i[1]).or_else(|| strong(b, &i[1], &i[0])), STRONG;
    "at 2.30": At, Time => |b, i| {
        if i[1].weight > WEAK / 2 || !b.chars[usize::from(i[1].start)..usize::from(i[1].end)].contains(&'.') { return None; }
        let fields = b.plain(&i[1]).filter(|fields| fields.minute.is_some() && !fields.has_date() && b.is_last(&i[1]))?;
        b.fields(fields)
    }, STRONG;
    "2018 or later": Number, Later => |b, i| {
        let year = super::dates::year_of(&i[0], false).filter(|year| i[1].int() == 1 && (1_900..=2_200).contains(year))?;
        let at = b.time(Time::Fields(Fields { year: Some(Year::Of(year)), ..Fields::default() }))?;
        b.made(Time::Open { at, side: crate::values::calendar::Side::Since })
    }, 1;
    "2019-h2": Number, Dash, QuarterYear => |b, i| {
        let year = super::dates::year_of(&i[0], false)?;
        let int = i[2].int();
        b.fields(Fields { year: Some(Year::Of(year)), share: Some((i8::try_from(int % 100).ok()?, if int > 100 { 2 } else { 4 })), ..Fields::default() })
    }, 2;
    "in 5": In, Number => |b, i| {
        let minutes = small(&i[1], 60).filter(|minutes| *minutes > 0)?;
        if i[0].int() != 0 { return None; }
        let length = crate::values::calendar::Length { ms: i64::from(minutes) * 60_000, grain: Grain::Minute, ..crate::values::calendar::Length::NOTHING };
        b.made(Time::Shift { base: None, length, sign: 1 })
    }, WEAK - 1;
    "10, tonight": Number, Comma, Time => |b, i| {
        let part = b.plain(&i[2]).filter(|fields| fields.part.is_some() && fields.hour.is_none() && fields.has_date())?;
        let hour = small(&i[0], 12).filter(|hour| *hour > 0)?;
        b.fields(part.and(Fields { hour: Some(hour), ..Fields::default() })?)
    }, 0;
    "05-aug-2016": Number, Dash | Slash, Month, Dash | Slash, Number => |b, i| {
        let day = small(&i[0], 31).filter(|day| *day > 0)?;
        let year = super::dates::year_of(&i[4], true)?;
        if i[0].end != i[1].start || i[3].end != i[4].start { return None; }
        b.fields(Fields { year: Some(Year::Of(year)), month: Some(Month::Of(i8::try_from(i[2].int()).ok()?)), day: Some(Day::OfMonth(day)), ..Fields::default() })
    }, 8;
    "11 / 2016": Number, Slash | Dash, Number => |b, i| {
        let (year, month) = if i[0].number()?.digits == 4 { (&i[0], &i[2]) } else { (&i[2], &i[0]) };
        if year.number()?.digits != 4 { return None; }
        let year = super::dates::year_of(year, false).filter(|year| (1_900..=2_200).contains(year))?;
        let month = small(month, 12).filter(|month| *month > 0)?;
        b.fields(Fields { year: Some(Year::Of(year)), month: Some(Month::Of(month)), ..Fields::default() })
    }, 2;
}
