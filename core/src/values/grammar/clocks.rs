//! Clock times and parts of the day.

use super::dates::both;
use super::{Build, WEAK, rules};
use crate::values::calendar::{Day, Fields};
use crate::values::chart::item::{Form, Item, Sym, Val};

type Made = Option<(Sym, Val)>;

fn none() -> Fields {
    Fields::default()
}

fn within(item: &Item, range: std::ops::RangeInclusive<i64>) -> Option<i8> {
    item.whole().filter(|whole| range.contains(whole)).and_then(|whole| i8::try_from(whole).ok())
}

fn hour(item: &Item) -> Option<i8> {
    within(item, 0..=24)
}

fn minute(item: &Item) -> Option<i8> {
    within(item, 0..=59)
}

/// An hour as it was said: past twelve, or with a zero before it, of twenty-four.
fn at(hour: i8, minute: Option<i8>) -> Fields {
    Fields { hour: Some(hour), minute, is_fixed: hour > 12 || hour == 0, ..none() }
}

fn half_of_day(b: &mut Build, fields: Fields, is_pm: bool) -> Made {
    let hour = fields.hour.filter(|hour| (0..=12).contains(hour))?;
    if fields.is_fixed && hour == 0 && is_pm {
        return None;
    }
    let hour = match (hour, is_pm) {
        (12, true) => 12,
        (12, false) => 0,
        (hour, true) => hour + 12,
        (hour, false) => hour,
    };
    b.fields(Fields { hour: Some(hour), is_fixed: true, ..fields })
}

/// Clock fields without anything of the calendar.
fn clock(b: &Build, item: &Item) -> Option<Fields> {
    b.plain(item).filter(|fields| !fields.has_date() && fields.hour.is_some())
}

fn moved(b: &mut Build, fields: Fields, minutes: i32) -> Made {
    let hour = i32::from(fields.hour?);
    if fields.minute.is_some_and(|minute| minute != 0) {
        return None;
    }
    let all = hour * 60 + minutes;
    // Quarter to one is of the hour before, on the same face.
    let all = if all < 60 && !fields.is_fixed { all + 12 * 60 } else { all.rem_euclid(24 * 60) };
    b.fields(Fields {
        hour: Some(i8::try_from(all / 60).ok()?),
        minute: Some(i8::try_from(all % 60).ok()?),
        ..fields
    })
}

fn past(b: &mut Build, minutes: i32, item: &Item) -> Made {
    let fields = match item.number() {
        Some(_) => at(hour(item)?, None),
        None => clock(b, item)?,
    };
    moved(b, fields, minutes)
}

fn part(b: &mut Build, item: &Item, day: Option<i32>, end: i8) -> Made {
    b.fields(Fields {
        part: Some(u8::try_from(item.int()).ok()?),
        part_end: end,
        day: day.map(Day::Rel),
        ..none()
    })
}

/// This time on another day.
fn same_time(b: &mut Build, day: &Item) -> Made {
    let fields = b.plain(day).filter(|fields| !fields.has_clock())?;
    let days = match (fields.day, fields.week) {
        (Some(Day::Rel(days)), None) => days,
        (None, Some(crate::values::calendar::Week::Rel(weeks))) if fields.weekday.is_none() => {
            i32::from(weeks) * 7
        }
        _ => return None,
    };
    let ms = i64::from(days.abs()) * 86_400_000;
    let length = crate::values::calendar::Length {
        ms,
        grain: crate::values::calendar::Grain::Minute,
        ..crate::values::calendar::Length::NOTHING
    };
    b.made(crate::values::calendar::Time::Shift { base: None, length, sign: days.signum() as i8 })
}

/// Minutes behind an hour of Chinese: 十五, 零五, 05.
fn with_minutes(b: &mut Build, item: &Item, minute_item: &Item) -> Made {
    let fields = b.plain(item)?;
    if fields.hour.is_none() || fields.minute.is_some() {
        return None;
    }
    let number = minute_item.number()?;
    let minute = minute(minute_item)?;
    // 八点3 is no time; 三点五 is a number.
    let is_clear = minute >= 10 || number.digits == 2;
    is_clear.then_some(())?;
    b.fields(Fields { minute: Some(minute), ..fields })
}

fn set_minute(b: &mut Build, item: &Item, minute: i8) -> Made {
    let fields = b.plain(item)?;
    if fields.hour.is_none() || fields.minute.is_some() {
        return None;
    }
    b.fields(Fields { minute: Some(minute), ..fields })
}

fn words(item: &Item) -> bool {
    item.number().is_some_and(|number| number.form == Form::Words)
}

/// A bare hour beside a time that has none: 9 tomorrow evening.
fn bare_hour(b: &mut Build, number: &Item, time: &Item) -> Made {
    let hour = within(number, 1..=24)?;
    let fields = b.plain(time)?;
    if fields.part.is_none() || fields.hour.is_some() || number.number()?.digits > 2 {
        return None;
    }
    b.fields(Fields { hour: Some(hour), is_fixed: hour > 12, ..fields })
}

pub(super) fn military(item: &Item) -> Option<Fields> {
    let number = item
        .number()
        .filter(|number| number.form == Form::Written && (number.digits == 4 || number.digits == 3))?;
    let whole = super::super::chart::whole(number.value)?;
    let (hour, minute) = (whole / 100, whole % 100);
    if hour > 23 || minute > 59 {
        return None;
    }
    Some(Fields {
        is_fixed: hour > 12 || hour == 0 || number.digits == 4 && hour < 10,
        ..at(i8::try_from(hour).ok()?, Some(i8::try_from(minute).ok()?))
    })
}

rules! { CLOCKS;
    "5 o'clock": Number, OClock => |b, i| { let hour = hour(&i[0])?; b.fields(at(hour, None)) }, 2;
    "5 pm": Number, Am | Pm => |b, i| { if i[1].end - i[1].start == 1 && !b.follows_at(&i[0]) { return None; } let hour = within(&i[0], 0..=12)?; half_of_day(b, at(hour, None), i[1].sym == Sym::Pm) }, 2;
    "5:30 pm": Time, Am | Pm => |b, i| { let fields = clock(b, &i[0])?; half_of_day(b, fields, i[1].sym == Sym::Pm) }, 2 - WEAK_BACK;
    "8.10 pm": Number, Am | Pm => |b, i| {
        let number = i[0].number()?;
        if number.form != Form::Written || number.value.scale() != 2 { return None; }
        let hour = super::super::chart::whole(number.value.trunc()).and_then(|hour| i8::try_from(hour).ok()).filter(|hour| (0..=12).contains(hour))?;
        let minute = super::super::chart::whole((number.value.fract()).checked_mul(rust_decimal::Decimal::ONE_HUNDRED)?).and_then(|minute| i8::try_from(minute).ok()).filter(|minute| *minute < 60)?;
        half_of_day(b, at(hour, Some(minute)), i[1].sym == Sym::Pm)
    }, 2;
    "at 9a": At, Number, A => |b, i| { if i[1].end != i[2].start || i[2].end - i[2].start != 1 { return None; } let hour = within(&i[1], 1..=12)?; half_of_day(b, at(hour, None), false) }, 0;
    "8:45a": Time, A => |b, i| { if i[0].end != i[1].start || i[1].end - i[1].start != 1 { return None; } let fields = clock(b, &i[0])?; half_of_day(b, fields, false) }, 0;
    "tonight around 7": Time, About | Exactly, Number => |b, i| bare_hour(b, &i[2], &i[0]), 1;
    "tomorrow around 9": Time, About, Number => |b, i| {
        let fields = b.plain(&i[0]).filter(|fields| fields.has_date() && !fields.has_clock() && fields.grain() == crate::values::calendar::Grain::Day)?;
        if b.is_chinese(&i[1]) || i[2].number()?.digits > 2 || !b.is_last(&i[2]) { return None; }
        let hour = within(&i[2], 1..=24)?;
        let of = b.time(crate::values::calendar::Time::Fields(fields.and(at(hour, None))?))?;
        b.made(crate::values::calendar::Time::About(of))
    }, 1;
    "1030 pm": Number, Am | Pm => |b, i| { let fields = military(&i[0])?; half_of_day(b, fields, i[1].sym == Sym::Pm) }, 1;
    "1030": Number => |b, i| { let fields = military(&i[0])?; b.fields(fields) }, WEAK;
    "10ish": Number, About => |b, i| { if i[1].int() != 1 || i[0].end != i[1].start || b.is_chinese(&i[1]) { return None; } let hour = within(&i[0], 1..=12)?; let of = b.time(crate::values::calendar::Time::Fields(at(hour, None)))?; b.made(crate::values::calendar::Time::About(of)) }, 0;
    "seven oh five": Number, Oh, Number => |b, i| {
        if !words(&i[0]) { return None; }
        let (hour, minute) = (within(&i[0], 1..=24)?, within(&i[2], 1..=9)?);
        b.fields(at(hour, Some(minute)))
    }, 0;
    "730 in the evening": Number, Time => |b, i| {
        // A part of the day said as one, and no four hundred night markets.
        let part = b.plain(&i[1]).filter(|fields| fields.part.is_some() && fields.hour.is_none() && !fields.has_date())?;
        if !["in ", "at "].iter().any(|word| b.begins(&i[1], word)) { return None; }
        if !b.follows_at(&i[0]) && !b.is_first(&i[0]) { return None; }
        let fields = military(&i[0])?.and(part)?;
        b.fields(fields)
    }, 1;
    "9a to 5p": Number, A, To | Till | Dash, Number, A | Am | Pm => |b, i| {
        let is_letter = |item: &Item, before: &Item| item.end - item.start == 1 && before.end == item.start;
        if !is_letter(&i[1], &i[0]) || !is_letter(&i[4], &i[3]) { return None; }
        let (from, to) = (within(&i[0], 1..=12)?, within(&i[3], 1..=12)?);
        let at = |hour: i8, is_pm: bool| Fields { hour: Some(hour % 12 + if is_pm { 12 } else { 0 }), is_fixed: true, ..none() };
        let from = b.time(crate::values::calendar::Time::Fields(at(from, false)))?;
        let to = b.time(crate::values::calendar::Time::Fields(at(to, i[4].sym == Sym::Pm)))?;
        b.made(crate::values::calendar::Time::Between { from, to, ends_with: false })
    }, 4;
    "at 1030": At | About, Number => |b, i| { let digits = i[1].number()?.digits; if digits != 4 && !(digits == 3 && b.is_last(&i[1])) { return None; } let fields = military(&i[1])?; b.fields(fields) }, 1;
    "7": Number => |b, i| { let number = i[0].number()?; if number.digits > 2 { return None; } let hour = hour(&i[0])?; b.fields(at(hour, None)) }, WEAK;
    "at 7": At | By | About | Before | After, Number => |b, i| {
        if i[0].sym != Sym::At || i[1].number()?.digits > 2 || b.is_place(&i[0]) { return None; }
        let hour = hour(&i[1])?;
        b.fields(at(hour, None))
    }, 0;
    "seven thirty": Number, Number => |b, i| {
        if i[0].number()?.digits > 2 || i[0].number()?.digits > 0 && i[1].number()?.digits > 0 { return None; }
        let (hour, minute) = (within(&i[0], 1..=24)?, within(&i[1], 10..=59)?);
        b.fields(at(hour, Some(minute)))
    }, -3;
    "seven oh five": Number, Number, Number => |b, i| {
        if !words(&i[0]) || i[1].whole() != Some(0) { return None; }
        let (hour, minute) = (within(&i[0], 1..=24)?, within(&i[2], 1..=9)?);
        b.fields(at(hour, Some(minute)))
    }, 0;
    "half past 7": Half, Past, Number => |b, i| past(b, 30, &i[2]), 3;
    "half 7": Half, Number => |b, i| { if i[0].int() != 0 { return None; } past(b, 30, &i[1]) }, -4;
    "quarter past 7": QuarterHour, Past, Number | Time => |b, i| past(b, 15, &i[2]), 3;
    "three quarters past 7": Number, QuarterHour, Past, Number | Time => |b, i| { if i[0].whole() != Some(3) { return None; } past(b, 45, &i[3]) }, 3;
    "half past <clock>": Half, Past, Time => |b, i| past(b, 30, &i[2]), 3;
    "quarter to 7": QuarterHour, Cha, Number | Time => |b, i| past(b, -15, &i[2]), 3;
    "half to 7": Half, Cha, Number | Time => |b, i| if i[0].int() == 0 { past(b, -30, &i[2]) } else { None }, 2;
    "20 past 7": Number, Past, Number | Time => |b, i| { let minutes = within(&i[0], 1..=59)?; past(b, minutes.into(), &i[2]) }, 2;
    "20 to 7": Number, Cha, Number | Time => |b, i| { let minutes = within(&i[0], 1..=59)?; if minutes % 5 != 0 && i[2].number().is_some() { return None; } past(b, -i32::from(minutes), &i[2]) }, -5;
    "20 minutes past 7": Length, Past, Number | Time => |b, i| { let length = i[0].length()?; if length.grain != crate::values::calendar::Grain::Minute { return None; } past(b, i32::try_from(length.ms / 60_000).ok()?, &i[2]) }, 3;
    "20 minutes to 7": Length, Cha, Number | Time => |b, i| { let length = i[0].length()?; if length.grain != crate::values::calendar::Grain::Minute { return None; } past(b, -i32::try_from(length.ms / 60_000).ok()?, &i[2]) }, 3;
    "15h30": Number, HoursSign, Number => |b, i| { if i[1].int() != 0 || i[1].end != i[2].start { return None; } let (hour, minute) = (hour(&i[0])?, minute(&i[2])?); b.fields(Fields { is_fixed: true, ..at(hour, Some(minute)) }) }, 2;
    "15h": Number, HoursSign => |b, i| { if i[0].end != i[1].start { return None; } let hour = hour(&i[0])?; b.fields(Fields { is_fixed: hour > 12, ..at(hour, None) }) }, -3;
    "mid-morning": Ending => |b, i| {
        // The middle of a part of the day is about its middle hour.
        if !matches!(i[0].int(), 10 | 14) { return None; }
        let of = b.time(crate::values::calendar::Time::Fields(Fields { hour: Some(i8::try_from(i[0].int()).ok()?), is_fixed: true, ..none() }))?;
        b.made(crate::values::calendar::Time::About(of))
    }, 3;
    "noon": Ending => |b, i| b.fields(Fields { hour: Some(i8::try_from(i[0].int()).ok()?), is_fixed: true, ..none() }), 1;
    "12 noon": Number, Ending => |b, i| { if i[0].whole() != Some(12) { return None; } b.fields(Fields { hour: Some(i8::try_from(i[1].int()).ok()?), is_fixed: true, ..none() }) }, 2;
    "三点": Number, Dian => |b, i| { let hour = hour(&i[0])?; if words(&i[0]) && i[0].number()?.most.is_some() { return None; } b.fields(at(hour, None)) }, 1;
    "三点十五": Time, Number => |b, i| with_minutes(b, &i[0], &i[1]), 1;
    "三点十五分": Time, Number, Fen => |b, i| { let minute = minute(&i[1])?; set_minute(b, &i[0], minute) }, 2;
    "三点零五": Time, And | Go, Number => |b, i| { let minute = minute(&i[2])?; if i[1].sym == Sym::Go && i[1].int() != 0 || !b.is_chinese(&i[1]) { return None; } set_minute(b, &i[0], minute) }, 1;
    "三点过五分": Time, And | Go, Number, Fen => |b, i| { let minute = minute(&i[2])?; set_minute(b, &i[0], minute) }, 2;
    "三点半": Time, Ban => |b, i| set_minute(b, &i[0], 30), 2;
    "三点一刻": Time, Number, Ke => |b, i| { let minute = match i[1].whole()? { 1 => 15, 2 => 30, 3 => 45, _ => return None }; set_minute(b, &i[0], minute) }, 2;
    "三点整": Time, Zheng => |b, i| set_minute(b, &i[0], 0), 2;
    "三点十五分二十秒": Time, Number, Miao => |b, i| { let fields = b.plain(&i[0])?; if fields.minute.is_none() || fields.second.is_some() { return None; } let second = within(&i[1], 0..=59)?; b.fields(Fields { second: Some(second), ..fields }) }, 2;
    "差五分八点": Cha, Number, Fen, Time => |b, i| { if i[0].int() != 1 { return None; } let minutes = within(&i[1], 1..=59)?; let fields = b.plain(&i[3])?; moved(b, fields, -i32::from(minutes)) }, 3;
    "差一刻八点": Cha, Number, Ke, Time => |b, i| { if i[0].int() != 1 { return None; } let quarters = within(&i[1], 1..=3)?; let fields = b.plain(&i[3])?; moved(b, fields, -15 * i32::from(quarters)) }, 3;
    "八点差五分": Time, Cha, Number, Fen => |b, i| { if i[1].int() != 1 { return None; } let minutes = within(&i[2], 1..=59)?; let fields = b.plain(&i[0])?; moved(b, fields, -i32::from(minutes)) }, 3;
    "八点差一刻": Time, Cha, Number, Ke => |b, i| { if i[1].int() != 1 { return None; } let quarters = within(&i[2], 1..=3)?; let fields = b.plain(&i[0])?; moved(b, fields, -15 * i32::from(quarters)) }, 3;
    "<clock> 时 <minutes> 分": Number, Dian, Number, Fen => |b, i| { let (hour, minute) = (hour(&i[0])?, minute(&i[2])?); b.fields(at(hour, Some(minute))) }, 3;
    "tuesday am": Time, Am | Pm => |b, i| {
        let day = b.plain(&i[0]).filter(|fields| fields.has_date() && !fields.has_clock() && i[1].end - i[1].start > 1)?;
        b.fields(day.and(Fields { part: Some(if i[1].sym == Sym::Am { 1 } else { 4 }), ..none() })?)
    }, -2;
    "11:00时": Time, Dian => |b, i| { let fields = b.plain(&i[0]).filter(|fields| fields.minute.is_some() && i[1].int() == 1)?; b.fields(fields) }, 0;
    "15 to noon": Number | QuarterHour, Cha, Ending => |b, i| {
        if i[1].int() != 0 { return None; }
        let minutes = if i[0].sym == Sym::QuarterHour { 15 } else { i32::from(minute(&i[0])?) };
        moved(b, Fields { hour: Some(i8::try_from(i[2].int()).ok()?), is_fixed: true, ..none() }, -minutes)
    }, 3;
    "<clock> (<zone>)": Time, Bracket, Zone, Bracket => |b, i| { let fields = b.plain(&i[0]).filter(|fields| fields.hour.is_some() && fields.zone.is_none())?; b.fields(Fields { zone: Some(i16::try_from(i[2].int()).ok()?), is_fixed: true, ..fields }) }, 2;
    "this time tomorrow": SameTime, Time => |b, i| same_time(b, &i[1]), 2;
    "明天现在": Time, Now => |b, i| if b.is_chinese(&i[1]) { same_time(b, &i[0]) } else { None }, 2;
    "tomorrow same time": Time, SameTime => |b, i| same_time(b, &i[0]), 2;
    "明天的这个时候": Time, De, SameTime => |b, i| same_time(b, &i[0]), 3;
    "6 30 pm": Number, Number, Am | Pm => |b, i| {
        let (hour, minute) = (within(&i[0], 1..=12)?, within(&i[1], 0..=59)?);
        if i[0].number()?.digits == 0 || i[1].number()?.digits != 2 || i[2].end - i[2].start < 2 { return None; }
        half_of_day(b, at(hour, Some(minute)), i[2].sym == Sym::Pm)
    }, 2;
    "1800 hours": Number, Unit => |b, i| {
        if i[1].int() != 2 || b.is_chinese(&i[1]) || i[0].number()?.digits != 4 { return None; }
        let fields = military(&i[0])?;
        b.fields(Fields { is_fixed: true, ..fields })
    }, 3;
    "morning": Part => |b, i| part(b, &i[0], None, 0), 0;
    "in the morning": In, Part => |b, i| part(b, &i[1], None, 0), 1;
    "in the morning": In | At | On, The, Part => |b, i| part(b, &i[2], None, 0), 1;
    "at night": At, Part => |b, i| part(b, &i[1], None, 0), 1;
    "this morning": This, Part => |b, i| part(b, &i[1], Some(0), 0), 2;
    "last night": Last, Part => |b, i| if i[0].int() == -1 { part(b, &i[1], Some(-1), 0) } else { None }, 2;
    "next morning": Next, Part => |b, i| part(b, &i[1], Some(1), 0), 1;
    "tonight": Starting => |b, i| part(b, &i[0], Some(0), 0), 1;
    "late tonight": Early | Late, Starting => |b, i| part(b, &i[1], Some(0), if i[0].sym == Sym::Early { -1 } else { 1 }), 2;
    "昨晚": NightOf => |b, i| if i[0].int() == 100 { b.fields(Fields { day: Some(Day::Rel(0)), part: Some(2), ..none() }) } else { b.fields(Fields { day: Some(Day::Rel(i[0].int())), part: Some(8), ..none() }) }, 1;
    "昨晚上": NightOf, Last => |b, i| if i[1].int() == -1 { b.fields(Fields { day: Some(Day::Rel(i[0].int())), part: Some(8), ..none() }) } else { None }, 1;
    "今早": TodayPart, Part => |b, i| part(b, &i[1], Some(i[0].int()), 0), 1;
    "early morning": Early | Late, Part => |b, i| part(b, &i[1], None, if i[0].sym == Sym::Early { -1 } else { 1 }), 2;
    "early tomorrow morning": Early | Late, Time => |b, i| {
        let fields = b.plain(&i[1]).filter(|fields| fields.part.is_some() && fields.hour.is_none() && fields.part_end == 0 && fields.has_date())?;
        b.fields(Fields { part_end: if i[0].sym == Sym::Early { -1 } else { 1 }, ..fields })
    }, 4;
    "early in the morning": Early | Late, In, Part => |b, i| part(b, &i[2], None, if i[0].sym == Sym::Early { -1 } else { 1 }), 2;
    "early this morning": Early | Late, This, Part => |b, i| part(b, &i[2], Some(0), if i[0].sym == Sym::Early { -1 } else { 1 }), 3;
    "9 tomorrow evening": Number, Time => |b, i| {
        // 9 in the evening, and not the three night markets.
        let has_date = b.plain(&i[1]).is_some_and(|fields| fields.has_date());
        let is_said = ["in ", "at "].iter().any(|word| b.begins(&i[1], word));
        if has_date || is_said { bare_hour(b, &i[0], &i[1]) } else { None }
    }, 0;
    "tomorrow evening 9": Time, Number => |b, i| bare_hour(b, &i[1], &i[0]), -4;
    "tomorrow evening at 9": Time, At, Number => |b, i| bare_hour(b, &i[2], &i[0]), 1;
    "at 9 tomorrow": At, Number, Time => |b, i| {
        let hour = hour(&i[1])?;
        let fields = b.plain(&i[2])?;
        if fields.hour.is_some() || !fields.has_date() || i[1].number()?.digits > 2 { return None; }
        let fields = fields.and(at(hour, None))?;
        b.fields(fields)
    }, 1;
    "tomorrow at 9": Time, At, Number => |b, i| {
        let hour = hour(&i[2])?;
        let fields = b.plain(&i[0])?;
        if fields.hour.is_some() || fields.part.is_some() || !fields.has_date() || i[2].number()?.digits > 2 { return None; }
        let fields = fields.and(at(hour, None))?;
        b.fields(fields)
    }, 1;
    "9 in the evening on <date>": Time, Of, Time => |b, i| both(b, &i[0], &i[2]), 0;
    "<clock> <zone>": Time, Zone => |b, i| { let fields = b.plain(&i[0])?; if fields.hour.is_none() || fields.zone.is_some() { return None; } b.fields(Fields { zone: Some(i16::try_from(i[1].int()).ok()?), is_fixed: true, ..fields }) }, 2;
    "7ish": Time, About => |b, i| { if i[1].int() != 1 { return None; } let of = i[0].time()?; b.made(crate::values::calendar::Time::About(of)) }, 0;
}

/// 8.10 is a weak clock time, and a full one with pm behind it.
const WEAK_BACK: i16 = 0;
