//! What comes again: every day, 每周一三五, daily at nine, 每月最后一个周五.

use super::{Build, rules};
use crate::values::calendar::{Day, Fields, Grain, Length, Month, NO_CLOCK, Repeat, Time};
use crate::values::chart::item::{Item, Sym, Val};
use crate::values::lexicon::repeats::PLURAL;

type Made = Option<(Sym, Val)>;

fn get(b: &Build, item: &Item) -> Option<Repeat> {
    match item.val {
        Val::Repeat(id) => b.repeats.get(usize::from(id)).copied(),
        _ => None,
    }
}

/// The interval that words give: every other is 2.
fn interval(item: &Item) -> u16 {
    if item.int() == 2 { 2 } else { 1 }
}

fn units(b: &mut Build, unit: i32, interval: u16) -> Made {
    let (unit, times) = match unit {
        104 => (4, 2),
        unit @ 0..=9 => (unit, 1),
        _ => return None,
    };
    b.repeat(Repeat::every(Grain::of(unit), interval.checked_mul(times)?))
}

/// 每两小时, every 3 days; 每隔一天 leaves a day out, 每隔两小时 leaves none.
fn each(b: &mut Build, every: &Item, length: &Length) -> Made {
    if length.most.is_some() || length.is_about {
        return None;
    }
    let mut repeat = Repeat::each(length)?;
    if every.int() == 3 && repeat.unit >= Grain::Day && repeat.interval == 1 {
        repeat.interval += 1;
    }
    repeat.interval = repeat.interval.checked_mul(interval(every))?;
    b.repeat(repeat)
}

fn bit(item: &Item) -> Option<u8> {
    let int = item.int();
    match item.sym {
        Sym::Weekday | Sym::BareWeekday => (1..=7).contains(&int).then(|| 1 << (int - 1)),
        Sym::Weekend => Some(0b110_0000),
        _ => u8::try_from(int & !PLURAL).ok(),
    }
}

fn days(mask: u8) -> Made {
    Some((Sym::Days, Val::Int(mask.into())))
}

fn both_days(one: &Item, other: &Item) -> Made {
    let plural = one.int() & other.int() & PLURAL;
    let (one, other) = (bit(one)?, bit(other)?);
    if one & other != 0 { None } else { Some((Sym::Days, Val::Int(i32::from(one | other) | plural))) }
}

fn days_to(from: &Item, to: &Item) -> Made {
    let (from, to) = (bit(from)?.trailing_zeros(), bit(to)?.trailing_zeros());
    let count = (to + 7 - from) % 7;
    days((0..=count).map(|step| 1 << ((from + step) % 7)).sum())
}

fn weekly(b: &mut Build, mask: u8, interval: u16) -> Made {
    b.repeat(Repeat { weekdays: mask, ..Repeat::every(Grain::Week, interval) })
}

/// The so many-th weekday or day of each month, or year.
fn nth(b: &mut Build, nth: i32, what: &Item, of: &Item) -> Made {
    let repeat = get(b, of).filter(|repeat| !repeat.has_day() && !repeat.has_clock())?;
    let nth = i8::try_from(nth).ok()?;
    match (what.sym, what.int(), repeat.unit) {
        (Sym::Weekday, _, Grain::Month) if (1..=5).contains(&nth.abs()) => {
            b.repeat(Repeat { weekdays: bit(what)?, nth, ..repeat })
        }
        (Sym::Unit, 3, Grain::Month) if (1..=31).contains(&nth.abs()) => {
            b.repeat(Repeat { at: Fields { day: Some(Day::OfMonth(nth)), ..Fields::default() }, ..repeat })
        }
        _ => None,
    }
}

/// A day or a time of the day that is said of what comes again.
fn at(b: &mut Build, repeat: &Item, time: &Item) -> Made {
    let repeat = get(b, repeat).filter(|repeat| repeat.to.is_none())?;
    let fields = b.plain(time)?;
    if fields.turn != 0
        || fields.year.is_some()
        || matches!(fields.day, Some(Day::Rel(_)))
        || matches!(fields.month, Some(Month::Rel(_)))
        || fields.week.is_some()
    {
        return None;
    }
    if let Some(weekday) = fields.weekday {
        let is_plain = repeat.unit == Grain::Week && !repeat.has_day() && fields.day.is_none();
        let with = Repeat { weekdays: 1 << (weekday - 1), at: fields.clock().and(repeat.at)?, ..repeat };
        return if is_plain { b.repeat(with) } else { None };
    }
    let fits = match repeat.unit {
        Grain::Month => fields.month.is_none() && fields.season.is_none() && fields.share.is_none(),
        Grain::Year => true,
        _ => !fields.has_date(),
    };
    if !fits || repeat.unit < Grain::Day || fields.has_date() && repeat.has_day() {
        return None;
    }
    let at = repeat.at.date().and(fields.date())?;
    // A part of the day and an hour of it are one clock time.
    let clock = repeat.at.clock().and(fields.clock())?;
    let at = Fields { is_lunar: at.is_lunar, ..joined(at, clock) };
    b.repeat(Repeat { at, ..repeat })
}

/// A date and a clock time, whether or not a month alone may have one.
fn joined(date: Fields, clock: Fields) -> Fields {
    Fields {
        part: clock.part,
        part_end: clock.part_end,
        hour: clock.hour,
        minute: clock.minute,
        second: clock.second,
        is_fixed: clock.is_fixed,
        zone: clock.zone,
        ..date
    }
}

/// A bare number behind: every day at 8.
fn at_hour(b: &mut Build, repeat: &Item, number: &Item) -> Made {
    let hour =
        number.whole().filter(|hour| (0..=24).contains(hour)).and_then(|hour| i8::try_from(hour).ok())?;
    if number.number()?.digits > 2 {
        return None;
    }
    let fields = Fields { hour: Some(hour), is_fixed: hour > 12 || hour == 0, ..Fields::default() };
    let time = b.time(Time::Fields(fields))?;
    at(b, repeat, &Item { sym: Sym::Time, val: Val::Time(time), ..*number })
}

/// One more time of the day: at eight and at twenty, of the same minute.
fn and_at(b: &mut Build, repeat: &Item, time: &Item) -> Made {
    let mut repeat = get(b, repeat)?;
    let more = b.plain(time)?;
    let first = repeat.at;
    let has_same_minute = first.minute.unwrap_or(0) == more.minute.unwrap_or(0);
    if first.hour.is_none()
        || more.hour.is_none()
        || more.has_date()
        || !has_same_minute
        || repeat.to.is_some()
    {
        return None;
    }
    let hour = u16::try_from(b.hour_of(&more)?).ok()?;
    let place = repeat.more.iter().position(|more| *more == NO_CLOCK)?;
    repeat.more[place] = (hour % 24) * 60 + u16::try_from(more.minute.unwrap_or(0)).ok()?;
    b.repeat(repeat)
}

/// One more day of the month: 每月1号和15号.
fn and_day(b: &mut Build, repeat: &Item, time: &Item) -> Made {
    let mut repeat = get(b, repeat).filter(|repeat| repeat.unit == Grain::Month && !repeat.has_clock())?;
    let fields = b.plain(time)?;
    let Some(Day::OfMonth(day)) = fields.day else { return None };
    let is_plain = fields.date() == Fields { day: Some(Day::OfMonth(day)), ..Fields::default() };
    if !is_plain || !matches!(repeat.at.day, Some(Day::OfMonth(_))) {
        return None;
    }
    let place = repeat.days.iter().position(|more| *more == 0)?;
    repeat.days[place] = day;
    b.repeat(Repeat { at: joined(repeat.at, fields.clock()), ..repeat })
}

/// From one time of the day to another, each time.
fn between(b: &mut Build, repeat: &Item, range: &Item) -> Made {
    let repeat = get(b, repeat)?;
    let Time::Between { from, to, ends_with } = b.get(range)? else { return None };
    let fields = |id: crate::values::calendar::TimeId| match b.times.get(usize::from(id.0)) {
        Some(Time::Fields(fields)) => Some(*fields),
        _ => None,
    };
    let (from, to) = (fields(from)?, fields(to)?);
    if from.hour.is_none()
        || to.hour.is_none()
        || from.has_date()
        || to.has_date()
        || ends_with
        || repeat.unit < Grain::Day
    {
        // 每周一到周五
        let (Some(first), Some(last)) = (from.weekday, to.weekday) else { return None };
        let is_plain = from == Fields { weekday: Some(first), ..Fields::default() }
            && to.date() == Fields { weekday: Some(last), ..Fields::default() }
            && !repeat.has_day()
            && matches!(repeat.unit, Grain::Week);
        return if is_plain { from_to(b, &repeat, first, last, to.clock()) } else { None };
    }
    let at = repeat.at.clock().and(from)?;
    b.repeat(Repeat { at: joined(repeat.at.date(), at), to: Some(to), ..repeat })
}

fn from_to(b: &mut Build, repeat: &Repeat, first: i8, last: i8, clock: Fields) -> Made {
    let count = (last + 7 - first) % 7;
    let weekdays = (0..=count).map(|step| 1_u8 << ((first - 1 + step) % 7)).sum();
    b.repeat(Repeat { weekdays, at: joined(repeat.at, clock), ..*repeat })
}

fn ends(b: &mut Build, repeat: &Item, till: &Item, time: &Item) -> Made {
    let repeat = get(b, repeat).filter(|repeat| repeat.until.is_none())?;
    // 每周一到周五 names the days and no end.
    if till.sym == Sym::To && b.plain(time).is_none_or(|fields| fields.weekday.is_some()) {
        return None;
    }
    let until = time.time()?;
    b.repeat(Repeat { until: Some(until), ..repeat })
}

fn begins(b: &mut Build, repeat: &Item, time: &Item) -> Made {
    let repeat = get(b, repeat).filter(|repeat| repeat.from.is_none())?;
    // "from 9" is a time of the day, "from tomorrow" the day that it begins with.
    b.plain(time).filter(Fields::has_date)?;
    b.repeat(Repeat { from: Some(time.time()?), ..repeat })
}

fn lasts(b: &mut Build, repeat: &Item, length: &Item) -> Made {
    let repeat = get(b, repeat).filter(|repeat| repeat.lasting.is_none() && repeat.until.is_none())?;
    let length = length.length().filter(|length| length.grain >= Grain::Day)?;
    b.repeat(Repeat { lasting: Some(length), ..repeat })
}

rules! { REPEATS;
    "yes": Reaction => |_, i| Some((Sym::Answer, Val::Int(i[0].int()))), super::WEAK;
    "every <unit>": Every, Unit => |b, i| units(b, i[1].int(), interval(&i[0])), 1;
    "every <week>": Every, Week | Zhou => |b, i| if i[1].sym == Sym::Week && i[1].int() != 100 { None } else { units(b, 4, interval(&i[0])) }, 1;
    "每个 <unit>": Every, Ge, Unit => |b, i| units(b, i[2].int(), interval(&i[0])), 1;
    "daily": Periodic => |b, i| units(b, i[0].int() % 100, if i[0].int() >= 100 { 2 } else { 1 }), 1;
    "every <length>": Every, Length => |b, i| { let length = i[1].length()?; each(b, &i[0], &length) }, 2;
    "隔周五": Periodic, BareWeekday => |b, i| if i[0].int() == 104 && i[0].end == i[1].start { weekly(b, bit(&i[1])?, 2) } else { None }, 3;
    "隔 <length>": Skip, Length => |b, i| { let length = i[1].length()?; each(b, &Item { val: Val::Int(3), ..i[0] }, &length) }, 1;
    "every <number> <unit>": Every, Number, Unit => |b, i| { let count = i[1].whole().filter(|count| (2..=1_000).contains(count))?; units(b, i[2].int(), u16::try_from(count).ok()?) }, 1;
    "every <ordinal> <unit>": Every, Ordinal, Unit => |b, i| { let count = u16::try_from(i[1].int()).ok().filter(|count| (2..=31).contains(count))?; units(b, i[2].int(), count) }, 1;
    "once a day": Once, A, Unit | Week => |b, i| units(b, if i[2].sym == Sym::Week { 4 } else { i[2].int() }, 1), 2;
    "three times a day": Number, Times, A, Unit | Week => |b, i| units(b, if i[3].sym == Sym::Week { 4 } else { i[3].int() }, 1), 2;
    "一天三次": Length, Number, Times => |b, i| { let length = i[0].length()?; if !b.is_chinese(&i[2]) { return None; } each(b, &Item { val: Val::Int(1), ..i[0] }, &length) }, 2;
    "每天三次": Repeat, Number, Times => |_, i| Some((Sym::Repeat, i[0].val)), 2;
    "mon-fri 9-5": Days, Number, Dash | To, Number => |b, i| {
        let hour = |item: &Item| item.whole().filter(|hour| (0..=24).contains(hour)).and_then(|hour| i8::try_from(hour).ok());
        let (from, to) = (hour(&i[1])?, hour(&i[3])?);
        if i[1].number()?.digits > 2 || i[3].number()?.digits > 2 { return None; }
        let fields = |hour: i8| Fields { hour: Some(hour), is_fixed: hour > 12, ..Fields::default() };
        let (from, to) = super::ranges::halves(fields(from), fields(to));
        b.repeat(Repeat { weekdays: bit(&i[0])?, at: from, to: Some(to), ..Repeat::every(Grain::Week, 1) })
    }, 4;
    "mon-fri 9am-5pm": Days, Time => |b, i| { let (sym, val) = weekly(b, bit(&i[0])?, 1)?; between(b, &Item { sym, val, ..i[0] }, &i[1]) }, 3;
    "每月1号和15号": Repeat, And | Comma, Time => |b, i| and_day(b, &i[0], &i[2]), 2;
    "once every day": Once, Repeat => |_, i| Some((Sym::Repeat, i[1].val)), 2;
    "每天一次": Repeat, Once => |_, i| Some((Sym::Repeat, i[0].val)), 2;
    "三天一次": Length, Once => |b, i| { let length = i[0].length()?; if !b.is_chinese(&i[1]) { return None; } each(b, &Item { val: Val::Int(1), ..i[0] }, &length) }, 1;
    "mondays": Days => |b, i| if i[0].int() & PLURAL == 0 { None } else { weekly(b, bit(&i[0])?, 1) }, -1;
    "on mondays": On, Days => |b, i| if i[1].int() & PLURAL == 0 { None } else { weekly(b, bit(&i[1])?, 1) }, 1;
    "every monday": Every, Weekday | Days | Weekend => |b, i| { let mask = bit(&i[1])?; weekly(b, mask, interval(&i[0])) }, 2;
    "每个周一": Every, Ge, Weekday | Days | Weekend => |b, i| { let mask = bit(&i[2])?; weekly(b, mask, interval(&i[0])) }, 2;
    "每周工作日": Repeat, Days => |b, i| { let repeat = get(b, &i[0]).filter(|repeat| matches!(repeat.unit, Grain::Week | Grain::Day) && !repeat.has_day() && !repeat.has_clock())?; weekly(b, bit(&i[1])?, repeat.interval) }, 2;
    "工作日每天": Days, Repeat => |b, i| { let repeat = get(b, &i[1]).filter(|repeat| repeat.unit == Grain::Day && repeat.interval == 1 && !repeat.has_day())?; let weekdays = bit(&i[0])?; b.repeat(Repeat { weekdays, unit: Grain::Week, ..repeat }) }, 2;
    "周一到周五每天": Time, Repeat => |b, i| {
        let repeat = get(b, &i[1]).filter(|repeat| repeat.unit == Grain::Day && repeat.interval == 1 && !repeat.has_day())?;
        let range = b.repeat(Repeat { unit: Grain::Week, ..repeat })?;
        between(b, &Item { sym: range.0, val: range.1, ..i[1] }, &i[0])
    }, 3;
    "工作日三点": Days, Time => |b, i| { let (sym, val) = weekly(b, bit(&i[0])?, 1)?; at(b, &Item { sym, val, ..i[0] }, &i[1]) }, 1;
    "工作日的三点": Days, De, Time => |b, i| { let (sym, val) = weekly(b, bit(&i[0])?, 1)?; at(b, &Item { sym, val, ..i[0] }, &i[2]) }, 1;
    "一三": Weekday | Days, BareWeekday => |_, i| if i[0].end == i[1].start { both_days(&i[0], &i[1]) } else { None }, -5;
    "周一、三": Weekday | Days, Comma | And, BareWeekday => |_, i| both_days(&i[0], &i[2]), -5;
    "monday tuesday": Weekday | Days, Weekday => |_, i| both_days(&i[0], &i[1]), -5;
    "monday and tuesday": Weekday | Days, Comma | And | To, Weekday | Days => |_, i| if i[1].sym == Sym::To && i[1].int() != 2 { None } else { both_days(&i[0], &i[2]) }, -4;
    "monday, and tuesday": Weekday | Days, Comma, And, Weekday | Days => |_, i| both_days(&i[0], &i[3]), -4;
    "monday to friday": Weekday, To | Dash | Till, Weekday | BareWeekday => |_, i| days_to(&i[0], &i[2]), -4;
    "every morning": Every, Part => |b, i| { let part = u8::try_from(i[1].int()).ok(); b.repeat(Repeat { at: Fields { part, ..Fields::default() }, ..Repeat::every(Grain::Day, interval(&i[0])) }) }, 1;
    "每个上午": Every, Ge, Part => |b, i| { let part = u8::try_from(i[2].int()).ok(); b.repeat(Repeat { at: Fields { part, ..Fields::default() }, ..Repeat::every(Grain::Day, 1) }) }, 1;
    "mornings": Parts => |b, i| { let part = u8::try_from(i[0].int()).ok(); b.repeat(Repeat { at: Fields { part, ..Fields::default() }, ..Repeat::every(Grain::Day, 1) }) }, 0;
    "in the mornings": In | On, The, Parts => |b, i| { let part = u8::try_from(i[2].int()).ok(); b.repeat(Repeat { at: Fields { part, ..Fields::default() }, ..Repeat::every(Grain::Day, 1) }) }, 1;
    "friday mornings": Weekday | Days, Parts => |b, i| { let (weekdays, part) = (bit(&i[0])?, u8::try_from(i[1].int()).ok()); b.repeat(Repeat { weekdays, at: Fields { part, ..Fields::default() }, ..Repeat::every(Grain::Week, 1) }) }, 3;
    "on friday mornings": On, Weekday | Days, Parts => |b, i| { let (weekdays, part) = (bit(&i[1])?, u8::try_from(i[2].int()).ok()); b.repeat(Repeat { weekdays, at: Fields { part, ..Fields::default() }, ..Repeat::every(Grain::Week, 1) }) }, 4;
    "every <month>": Every, Month => |b, i| { let month = i8::try_from(i[1].int()).ok().map(Month::Of); b.repeat(Repeat { at: Fields { month, ..Fields::default() }, ..Repeat::every(Grain::Year, 1) }) }, 1;
    "every <date>": Every, Time => |b, i| {
        let fields = b.plain(&i[1])?;
        let unit = match (fields.month, fields.day) {
            (Some(Month::Of(_)), Some(Day::OfMonth(_))) | (None, Some(Day::Holiday(_))) => Grain::Year,
            (None, Some(Day::OfMonth(_))) => Grain::Month,
            _ if fields.weekday.is_some() && fields.has_clock() => Grain::Week,
            _ if fields.has_clock() && !fields.has_date() => Grain::Day,
            _ => return None,
        };
        let (sym, val) = b.repeat(Repeat::every(unit, interval(&i[0])))?;
        at(b, &Item { sym, val, ..i[0] }, &i[1])
    }, 0;
    "每个 <date>": Every, Ge, Time => |b, i| {
        let fields = b.plain(&i[2])?;
        let unit = if fields.weekday.is_some() { Grain::Week } else if fields.has_clock() && !fields.has_date() { Grain::Day } else { return None };
        let (sym, val) = b.repeat(Repeat::every(unit, 1))?;
        at(b, &Item { sym, val, ..i[0] }, &i[2])
    }, 0;
    "<repeat> <time>": Repeat, Time => |b, i| at(b, &i[0], &i[1]).or_else(|| between(b, &i[0], &i[1])), 2;
    "<repeat> 的 <time>": Repeat, De, Time => |b, i| at(b, &i[0], &i[2]).or_else(|| between(b, &i[0], &i[2])), 2;
    "<repeat> at <time>": Repeat, At | On | In, Time => |b, i| at(b, &i[0], &i[2]), 2;
    "<repeat> , <time>": Repeat, Comma, Time => |b, i| at(b, &i[0], &i[2]), 1;
    "<repeat> at 8": Repeat, At, Number => |b, i| at_hour(b, &i[0], &i[2]), 1;
    "<repeat> on the 5th": Repeat, On, The, Ordinal => |b, i| {
        let day = i8::try_from(i[3].int()).ok().filter(|day| (1..=31).contains(day))?;
        let repeat = get(b, &i[0]).filter(|repeat| repeat.unit == Grain::Month && !repeat.has_day())?;
        b.repeat(Repeat { at: joined(Fields { day: Some(Day::OfMonth(day)), ..Fields::default() }, repeat.at.clock()), ..repeat })
    }, 2;
    "<time> <repeat>": Time, Repeat => |b, i| at(b, &i[1], &i[0]).or_else(|| between(b, &i[1], &i[0])), 2;
    "at 8 <repeat>": At, Number, Repeat => |b, i| at_hour(b, &i[2], &i[1]), 2;
    "<repeat> and <time>": Repeat, And | Comma, Time => |b, i| and_at(b, &i[0], &i[2]), 2;
    "<repeat> and at <time>": Repeat, And, At, Time => |b, i| and_at(b, &i[0], &i[3]), 2;
    "<ordinal> of <repeat>": Ordinal, Of, Repeat => |b, i| {
        let day = i8::try_from(i[0].int()).ok().filter(|day| (1..=31).contains(day))?;
        let repeat = get(b, &i[2]).filter(|repeat| repeat.unit == Grain::Month && !repeat.has_day())?;
        b.repeat(Repeat { at: joined(Fields { day: Some(Day::OfMonth(day)), ..Fields::default() }, repeat.at.clock()), ..repeat })
    }, 3;
    "the <repeat>": The, Repeat => |b, i| { get(b, &i[1]).filter(Repeat::has_day)?; Some((Sym::Repeat, i[1].val)) }, 0;
    "on <repeat>": On | At, Repeat => |b, i| { get(b, &i[1]).filter(|repeat| repeat.nth != 0 || repeat.at.has_date())?; Some((Sym::Repeat, i[1].val)) }, 0;
    "<ordinal> <weekday> of <repeat>": Ordinal, Weekday | Unit, Of | In, Repeat => |b, i| nth(b, i[0].int(), &i[1], &i[3]), 4;
    "last <weekday> of <repeat>": Last, Weekday | Unit, Of | In, Repeat => |b, i| nth(b, -1, &i[1], &i[3]), 4;
    "每月第一个周一": Repeat, Ordinal, Ge, Weekday | Unit => |b, i| nth(b, i[1].int(), &i[3], &i[0]), 4;
    "每月的第一个周一": Repeat, De, Ordinal, Ge, Weekday | Unit => |b, i| nth(b, i[2].int(), &i[4], &i[0]), 4;
    "每月第一天": Repeat, Ordinal, Weekday | Unit => |b, i| nth(b, i[1].int(), &i[2], &i[0]), 3;
    "每月的第一天": Repeat, De, Ordinal, Weekday | Unit => |b, i| nth(b, i[2].int(), &i[3], &i[0]), 3;
    "每个月月底": Repeat, PieceOf => |b, i| { if i[1].int() != 5 { return None; } nth(b, -1, &Item { sym: Sym::Unit, val: Val::Int(3), ..i[1] }, &i[0]) }, 3;
    "<repeat> until <time>": Repeat, Till | To, Time => |b, i| ends(b, &i[0], &i[1], &i[2]), 2;
    "<repeat> , until <time>": Repeat, Comma, Till | To, Time => |b, i| ends(b, &i[0], &i[2], &i[3]), 2;
    "<repeat> from <time>": Repeat, From | Since, Time => |b, i| begins(b, &i[0], &i[2]), 2;
    "from <time> <repeat>": From, Time, Repeat => |b, i| begins(b, &i[2], &i[1]), 2;
    "从 <time> 起 <repeat>": From, Time, Later, Repeat => |b, i| begins(b, &i[3], &i[1]), 3;
    "<repeat> for <length>": Repeat, For, Length => |b, i| lasts(b, &i[0], &i[2]), 2;
}
