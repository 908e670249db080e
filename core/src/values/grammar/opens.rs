//! Times that are open on one side, and times that last so long: before five, 从周五起, by Friday, from nine on for three hours.

use super::ranges::{full_year, range};
use super::{Build, rules};
use crate::values::calendar::{Day, Fields, Grain, Month, Piece, Side, Time, Year};
use crate::values::chart::item::{Item, Sym, Val};

type Made = Option<(Sym, Val)>;

fn open(b: &mut Build, at: &Item, side: Side) -> Made {
    let is_stretch = matches!(
        b.get(at)?,
        Time::Between { .. } | Time::Open { .. } | Time::Within { .. } | Time::Lasting { .. }
    );
    if is_stretch {
        return None;
    }
    let at = at.time()?;
    b.made(Time::Open { at, side })
}

/// Whether a time is a stretch that has been: figures from last week begin nothing.
fn is_behind(b: &Build, item: &Item) -> bool {
    match b.get(item) {
        Some(Time::Fields(fields)) => {
            fields.turn < 0
                || matches!(fields.year, Some(Year::Rel(..0)))
                || matches!(fields.month, Some(Month::Rel(..0)))
                || matches!(fields.week, Some(crate::values::calendar::Week::Rel(..0)))
        }
        Some(Time::Run { sign, .. }) => sign < 0,
        Some(Time::Nth { .. } | Time::Piece { .. }) => true,
        _ => false,
    }
}

/// A bare year or hour behind since, before or after.
fn open_number(b: &mut Build, number: &Item, side: Side) -> Made {
    let fields = match super::dates::year_of(number, false).filter(|year| (1_500..=2_200).contains(year)) {
        Some(year) => Fields { year: Some(Year::Of(year)), ..Fields::default() },
        None => {
            let hour = number.whole().filter(|hour| (0..=24).contains(hour))?;
            if number.number()?.digits > 2 {
                return None;
            }
            Fields { hour: i8::try_from(hour).ok(), is_fixed: hour > 12, ..Fields::default() }
        }
    };
    let at = b.time(Time::Fields(fields))?;
    b.made(Time::Open { at, side })
}

fn lasting(b: &mut Build, from: &Item, length: &Item) -> Made {
    let from = from.time()?;
    b.made(Time::Lasting { from: Some(from), length: length.length()? })
}

/// Before or after a clock time, on a day that was said beside it.
fn open_on(b: &mut Build, day: &Item, open: &Item) -> Made {
    let day = b.plain(day).filter(|fields| !fields.has_clock() && fields.grain() == Grain::Day)?;
    let Time::Open { at, side } = b.get(open)? else { return None };
    let clock = match b.times.get(usize::from(at.0)) {
        Some(Time::Fields(fields)) if !fields.has_date() => *fields,
        _ => return None,
    };
    let at = b.time(Time::Fields(clock.and(day)?))?;
    b.made(Time::Open { at, side })
}

/// From after one time to before another: later than 9:30 but before 11.
fn two_sided(b: &mut Build, after: &Item, before: &Item) -> Made {
    let (
        Time::Open { at: from, side: Side::Since | Side::After },
        Time::Open { at: to, side: end @ (Side::Before | Side::Until) },
    ) = (b.get(after)?, b.get(before)?)
    else {
        return None;
    };
    // Two bounds that leave nothing between them are two wishes.
    let day = |id: crate::values::calendar::TimeId| match b.times.get(usize::from(id.0)) {
        Some(Time::Fields(Fields { year: Some(Year::Of(year)), month, day, .. })) => {
            Some((*year, number(*month), day_number(*day)))
        }
        _ => None,
    };
    if day(from).zip(day(to)).is_some_and(|(from, to)| from > to) {
        return None;
    }
    let item = |id, of: &Item| Item { sym: Sym::Time, val: Val::Time(id), ..*of };
    let (sym, val) = range(b, &item(from, after), &item(to, before))?;
    let Val::Time(id) = val else { return None };
    let Time::Between { from, to, .. } = b.times.get(usize::from(id.0)).copied()? else {
        return Some((sym, val));
    };
    // Until the end of June is all of it.
    let is_end =
        matches!(b.times.get(usize::from(to.0)), Some(Time::Piece { piece: Piece::End | Piece::Close, .. }));
    b.made(Time::Between { from, to, ends_with: end == Side::Until || is_end })
}

/// The following Friday is one, and nothing that follows Friday.
fn is_weekday(b: &Build, item: &Item) -> bool {
    b.plain(item)
        .is_some_and(|fields| fields.weekday.is_some() && fields.week.is_none() && fields.day.is_none())
}

fn number(month: Option<Month>) -> i8 {
    match month {
        Some(Month::Of(month)) => month,
        _ => 0,
    }
}

fn day_number(day: Option<Day>) -> i8 {
    match day {
        Some(Day::OfMonth(day)) => day,
        _ => 0,
    }
}

rules! { OPENS;
    "later than 9 but before 11": Time, Time => |b, i| two_sided(b, &i[0], &i[1]), 3;
    "later than 9 , and before 11": Time, Comma | And | But, Time => |b, i| two_sided(b, &i[0], &i[2]), 3;
    "before <time>": Before | Till, Time => |b, i| open(b, &i[1], Side::Before), 2;
    "before 2019": Before | Till, Number => |b, i| if b.is_last(&i[1]) || full_year(&i[1]).is_some() { open_number(b, &i[1], Side::Before) } else { None }, 0;
    "through <time>": To, Time => |b, i| if i[0].int() == 1 && !b.is_chinese(&i[0]) { open(b, &i[1], Side::Until) } else { None }, 0;
    "by <time>": By, Time => |b, i| open(b, &i[1], Side::Until), 1;
    "by 5": By, Number => |b, i| if b.is_last(&i[1]) || full_year(&i[1]).is_some() { open_number(b, &i[1], Side::Until) } else { None }, -1;
    "after <time>": After, Time => |b, i| if i[0].int() == 1 || i[0].int() == 2 && is_weekday(b, &i[1]) { None } else { open(b, &i[1], Side::After) }, 2;
    "after 5": After, Number => |b, i| if i[0].int() != 0 || !b.is_last(&i[1]) && full_year(&i[1]).is_none() { None } else { open_number(b, &i[1], Side::After) }, 0;
    "since <time>": Since | From, Time => |b, i| if i[0].sym == Sym::From && !b.is_chinese(&i[0]) && is_behind(b, &i[1]) { Some((Sym::Time, i[1].val)) } else { let side = if i[0].sym == Sym::Since && i[0].end - i[0].start == 5 { Side::SincePast } else { Side::Since }; open(b, &i[1], side) }, 1;
    "since 2014": Since | From, Number => |b, i| open_number(b, &i[1], Side::Since), -1;
    "<time> onwards": Time, Later => |b, i| if i[1].int() == 1 || i[1].int() == 2 { open(b, &i[0], Side::Since) } else { None }, 2;
    "from <time> onwards": From, Time, Later => |b, i| if i[2].int() == 1 || i[2].int() == 2 { open(b, &i[1], Side::Since) } else { None }, 3;
    "<time> or earlier": Time, Earlier => |b, i| if i[1].int() == 1 { open(b, &i[0], Side::Until) } else { None }, 1;
    "周五之前": Time, Front => |b, i| open(b, &i[0], Side::Before), 1;
    "在周五之前": On, Time, Front => |b, i| open(b, &i[1], Side::Before), 2;
    "周五之后": Time, Back => |b, i| open(b, &i[0], Side::After), 1;
    "<time> 开始 <length>": Time, Later, Length => |b, i| if i[1].int() == 1 { lasting(b, &i[0], &i[2]) } else { None }, 3;
    "从 <time> 起 <length>": From, Time, Later, Length => |b, i| if i[2].int() == 1 { lasting(b, &i[1], &i[3]) } else { None }, 5;
    "<time> for <length>": Time, For, Length => |b, i| lasting(b, &i[0], &i[2]), 2;
    "from <time> for <length>": From, Time, For, Length => |b, i| lasting(b, &i[1], &i[3]), 4;
    "for <length> from <time>": For, Length, From | Since, Time => |b, i| lasting(b, &i[3], &i[1]), 4;
    "from 9 for <length>": From, Number, For, Length => |b, i| {
        let (sym, val) = open_number(b, &i[1], Side::Since)?;
        let Time::Open { at, .. } = b.get(&Item { sym, val, ..i[1] })? else { return None };
        b.made(Time::Lasting { from: Some(at), length: i[3].length()? })
    }, 3;
    "for <length> from 9": For, Length, From | Since, Number => |b, i| {
        let (sym, val) = open_number(b, &i[3], Side::Since)?;
        let Time::Open { at, .. } = b.get(&Item { sym, val, ..i[3] })? else { return None };
        b.made(Time::Lasting { from: Some(at), length: i[1].length()? })
    }, 3;
    "2 weeks starting <time>": Length, Since, Time => |b, i| lasting(b, &i[2], &i[0]), 3;
    "for 1 week , from <time>": For, Length, Comma, From | Since, Time => |b, i| lasting(b, &i[4], &i[1]), 5;
    "<day> before 5pm": Time, Time => |b, i| open_on(b, &i[0], &i[1]), 2;
    "3 pm or later on <day>": Time, On, Time => |b, i| open_on(b, &i[2], &i[0]), 3;
    "<day> for <length> from <clock>": Time, For, Length, From | Since, Time => |b, i| {
        let (day, clock) = (b.plain(&i[0]).filter(|fields| !fields.has_clock())?, b.plain(&i[4]).filter(|fields| !fields.has_date())?);
        let from = b.time(Time::Fields(day.and(clock)?))?;
        b.made(Time::Lasting { from: Some(from), length: i[2].length()? })
    }, 5;
}
