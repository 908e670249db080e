//! Weekdays, weeks and weekends, weeks of work, and days that are said one after the other.
//!
//! Decides which week a weekday is of by its words: 下周三 is next week's. The days of a month are `dates`' matter.

use super::dates::{cycle, in_range, ordinal, turned};
use super::{Build, rules};
use crate::values::calendar::{Day, Fields, Grain, Length, Time, Week};
use crate::values::chart::item::{Item, Sym, Val};

type Made = Option<(Sym, Val)>;

fn none() -> Fields {
    Fields::default()
}

/// Days one after the other, and how many they are: 今天明天后天三天.
fn days_together(b: &mut Build, days: &[Item], length: &Item) -> Made {
    let length = length.length().filter(|length| length.months == 0 && length.ms == 0 && !length.is_about)?;
    let follow = days.windows(2).all(|pair| pair[1].int() == pair[0].int() + 1);
    if !follow || usize::try_from(length.days).ok()? != days.len() {
        return None;
    }
    let from = b.time(Time::Fields(Fields { day: Some(Day::Rel(days[0].int())), ..none() }))?;
    b.made(Time::Lasting { from: Some(from), length })
}

/// The same of weekdays: 周六和周日两天.
fn weekdays_together(b: &mut Build, one: &Item, other: &Item, length: &Item) -> Made {
    let length = length.length().filter(|length| length.months == 0 && length.ms == 0 && length.days == 2)?;
    if other.int() != one.int() + 1 {
        return None;
    }
    let from = b.time(Time::Fields(Fields { weekday: Some(i8::try_from(one.int()).ok()?), ..none() }))?;
    b.made(Time::Lasting { from: Some(from), length })
}

/// Monday to Friday of a week.
fn work_week(b: &mut Build, weeks: i16) -> Made {
    let day = |weekday| Fields { week: Some(Week::Rel(weeks)), weekday: Some(weekday), ..none() };
    let (from, to) = (b.time(Time::Fields(day(1)))?, b.time(Time::Fields(day(5)))?);
    b.made(Time::Between { from, to, ends_with: true })
}

rules! { WEEKS;
    "<weekday>": Weekday => |b, i| b.fields(Fields { weekday: Some(i8::try_from(i[0].int()).ok()?), ..none() }), 0;
    "next <weekday>": Next | Last | This | Coming, Weekday => |b, i| turned(b, &i[0], Fields { weekday: Some(i8::try_from(i[1].int()).ok()?), ..none() }), 1;
    "下周": Week => |b, i| if i[0].int() == 100 { None } else { b.fields(Fields { week: Some(Week::Rel(i16::try_from(i[0].int()).ok()?)), ..none() }) }, 0;
    "下周三": Week, BareWeekday => |b, i| if i[0].int() == 100 { None } else { b.fields(Fields { week: Some(Week::Rel(i16::try_from(i[0].int()).ok()?)), weekday: Some(i8::try_from(i[1].int()).ok()?), ..none() }) }, 2;
    "下个周三": Next | Last | This, Weekday => |b, i| {
        let weeks = i16::from(cycle(&i[0]));
        if i[0].int() == -3 { return None; }
        b.fields(Fields { week: Some(Week::Rel(weeks)), weekday: Some(i8::try_from(i[1].int()).ok()?), ..none() })
    }, 0;
    "周3": Zhou, BareWeekday => |b, i| b.fields(Fields { weekday: Some(i8::try_from(i[1].int()).ok()?), ..none() }), -1;
    "weekend": Weekend => |b, i| b.fields(Fields { week: Some(Week::Weekend(if i[0].int() == 100 { 0 } else { i16::try_from(i[0].int()).ok()? })), ..none() }), 0;
    "next weekend": Next | Last | This | Coming, Weekend => |b, i| if i[1].int() != 100 && i[1].int() != 0 { None } else { b.fields(Fields { week: Some(Week::Weekend(if i[0].sym == Sym::Coming { 0 } else { cycle(&i[0]).into() })), ..none() }) }, 1;
    "the weekend after next": The, Weekend, Later => |b, i| if i[2].int() == 0 && i[1].int() == 100 { b.fields(Fields { week: Some(Week::Weekend(2)), ..none() }) } else { None }, 2;
    "weekend after next": Weekend, Later => |b, i| if i[1].int() == 0 && i[0].int() == 100 { b.fields(Fields { week: Some(Week::Weekend(2)), ..none() }) } else { None }, 2;
    "<weekday> after next": Weekday, Later => |b, i| if i[1].int() == 0 { b.fields(Fields { week: Some(Week::Rel(2)), weekday: Some(i8::try_from(i[0].int()).ok()?), ..none() }) } else { None }, 2;
    "Tuesday 19th": Weekday, Ordinal => |b, i| { let day = ordinal(&i[1], 31)?; b.fields(Fields { weekday: Some(i8::try_from(i[0].int()).ok()?), day: Some(Day::OfMonth(day)), ..none() }) }, 2;
    "Tuesday the 19th": Weekday, The, Ordinal => |b, i| { let day = ordinal(&i[2], 31)?; b.fields(Fields { weekday: Some(i8::try_from(i[0].int()).ok()?), day: Some(Day::OfMonth(day)), ..none() }) }, 3;
    "Tuesday , the 19th": Weekday, Comma, The, Ordinal => |b, i| { let day = ordinal(&i[3], 31)?; b.fields(Fields { weekday: Some(i8::try_from(i[0].int()).ok()?), day: Some(Day::OfMonth(day)), ..none() }) }, 3;
    "Sunday 31": Weekday, Number => |b, i| { let day = in_range(&i[1], 13..=31)?; if b.is_chinese(&i[0]) { return None; } b.fields(Fields { weekday: Some(i8::try_from(i[0].int()).ok()?), day: Some(Day::OfMonth(day)), ..none() }) }, -2;
    "今明两天": DaySpan => |b, i| { let (from, count) = (i[0].int() / 10, i[0].int() % 10); let from = b.time(Time::Fields(Fields { day: Some(Day::Rel(from)), ..none() }))?; b.made(Time::Lasting { from: Some(from), length: Length { days: count, grain: Grain::Day, ..Length::NOTHING } }) }, 6;
    "week 10": Week, Number => |b, i| { if i[0].int() != 100 { return None; } let week = in_range(&i[1], 1..=53)?; b.fields(Fields { week: Some(Week::OfYear(week)), ..none() }) }, 1;
    "11月25日(周三)": Time, Bracket, Weekday, Bracket => |b, i| {
        let fields = b.plain(&i[0]).filter(|fields| fields.day.is_some() && fields.weekday.is_none() && !fields.has_clock())?;
        b.fields(Fields { weekday: Some(i8::try_from(i[2].int()).ok()?), ..fields })
    }, 2;
    "今天明天后天三天": Day, Day, Day, Length => |b, i| days_together(b, &i[..3], &i[3]), 4;
    "今天明天两天": Day, Day, Length => |b, i| days_together(b, &i[..2], &i[2]), 4;
    "今天和明天两天": Day, And, Day, Length => |b, i| days_together(b, &[i[0], i[2]], &i[3]), 4;
    "周六周日两天": Weekday, Weekday, Length => |b, i| weekdays_together(b, &i[0], &i[1], &i[2]), 4;
    "周六和周日两天": Weekday, And, Weekday, Length => |b, i| weekdays_together(b, &i[0], &i[2], &i[3]), 4;
    "下周工作日": Week, WorkDays => |b, i| if i[0].int() == 100 || !b.begins(&i[1], "工作日") { None } else { work_week(b, i16::try_from(i[0].int()).ok()?) }, 2;
    "next workweek": Next | Last | This, WorkDays => |b, i| if i[1].int() == 1 && i[0].int() != -3 { let weeks = i16::from(cycle(&i[0])); work_week(b, weeks) } else { None }, 2;
}
