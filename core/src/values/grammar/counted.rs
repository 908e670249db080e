//! Units counted in a longer time, and what lies around a day: the first two weeks of the year, 今年前五个月, the week of the 18th, 13号后的第三天.

use super::{Build, lengths, rules};
use crate::values::calendar::{Day, Fields, Grain, Length, Nth, Piece, Time, Week};
use crate::values::chart::item::{Item, Sym, Val};

type Made = Option<(Sym, Val)>;

/// How fine a time is, where it is a plain run of the calendar; [`None`] for a clock time.
fn grain(b: &Build, item: &Item) -> Option<Grain> {
    match b.get(item)? {
        Time::Fields(fields) if fields.has_date() && !fields.has_clock() => Some(fields.grain()),
        Time::Run { grain, .. } => Some(grain),
        Time::Years { .. } => Some(Grain::Decade),
        _ => None,
    }
}

/// The first, or with a sign of -1 the last, so many units of a longer time.
fn run_in(b: &mut Build, of: &Item, count: &Item, unit: i32, sign: i32) -> Made {
    let unit = if unit == 104 { 4 } else { unit };
    let inner = Grain::of(unit);
    if !(2..=7).contains(&unit) || grain(b, of)? <= inner {
        return None;
    }
    let many = i32::try_from(count.whole().filter(|count| (1..=400).contains(count))?).ok()?;
    let of = of.time()?;
    let nth = if sign < 0 { -many } else { 1 };
    let first = b.time(Time::Nth { nth, what: Nth::Unit(inner), of })?;
    let length = lengths::of(count.number()?.value, unit)?;
    b.made(Time::Lasting { from: Some(first), length })
}

/// A length as a count of one unit.
fn run_of(b: &mut Build, of: &Item, length: &Item, sign: i32) -> Made {
    let said = length.length().filter(|said| said.most.is_none() && !said.is_business)?;
    let (unit, count) = match (said.months, said.days, said.ms) {
        (months, 0, 0) if said.grain == Grain::Quarter && months % 3 == 0 => (6, months / 3),
        (months, 0, 0) if months > 0 && months % 12 != 0 => (5, months),
        (0, days, 0) if said.is_weeks && days % 7 == 0 => (4, days / 7),
        (0, days, 0) if days > 0 => (3, days),
        (0, 0, ms) if ms > 0 && ms % 3_600_000 == 0 => (2, i32::try_from(ms / 3_600_000).ok()?),
        _ => return None,
    };
    let count = Item { val: Val::Number(crate::values::chart::item::Number::of(count)), ..*length };
    run_in(b, of, &count, unit, sign)
}

/// Where 前, 后 and 最后 stand before a count: from the beginning, or the end.
fn sign(b: &Build, item: &Item) -> Option<i32> {
    match (item.sym, item.int()) {
        (Sym::LastOne, _) => Some(-1),
        (Sym::Front | Sym::Back, 1) => None,
        (Sym::Front, _) | (Sym::Last, -3) | (Sym::First, _) => Some(1),
        (Sym::Back, _) | (Sym::Next, 4) => Some(-1),
        (Sym::Last, -1) if !b.is_chinese(item) => Some(-1),
        _ => None,
    }
}

/// The week, or with another piece the part of it, that a day lies in.
fn week_of(b: &mut Build, day: &Item) -> Made {
    let fields = b.plain(day).filter(|fields| fields.grain() == Grain::Day && !fields.has_clock())?;
    let of = b.time(Time::Fields(fields))?;
    b.made(Time::Piece { of, piece: Piece::Week })
}

fn week_from(b: &mut Build, day: &Item) -> Made {
    // The week of 4 February is a week of the calendar, one from Wednesday on begins there.
    if b.plain(day).is_some_and(|fields| fields.month.is_some()) {
        return week_of(b, day);
    }
    b.plain(day).filter(|fields| fields.grain() == Grain::Day && !fields.has_clock())?;
    let length = Length { days: 7, grain: Grain::Day, ..Length::NOTHING };
    b.made(Time::Lasting { from: Some(day.time()?), length })
}

fn day_of_month(b: &mut Build, item: &Item) -> Option<Item> {
    let day = i8::try_from(item.int()).ok().filter(|day| (1..=31).contains(day))?;
    let time = b.time(Time::Fields(Fields { day: Some(Day::OfMonth(day)), ..Fields::default() }))?;
    Some(Item { sym: Sym::Time, val: Val::Time(time), ..*item })
}

/// The weekend at a holiday: from the Saturday before a Monday on, or to the Sunday behind a Friday.
fn weekend_at(b: &mut Build, day: &Item) -> Made {
    let fields = b.plain(day).filter(|fields| matches!(fields.day, Some(Day::Holiday(_))))?;
    let of = b.time(Time::Fields(fields))?;
    b.made(Time::Piece { of, piece: Piece::WeekendAt })
}

fn is_day_unit(item: &Item) -> bool {
    item.sym == Sym::Unit && item.int() == 3
}

/// So many days before or after one.
fn days_from(b: &mut Build, day: &Item, side: &Item, nth: &Item) -> Made {
    let nth = nth.int();
    b.plain(day).filter(|fields| fields.grain() == Grain::Day && !fields.has_clock())?;
    (1..=400).contains(&nth).then_some(())?;
    let sign = if side.sym == Sym::Back { 1 } else { -1 };
    let base = day.time();
    b.made(Time::Shift { base, length: Length { days: nth, grain: Grain::Day, ..Length::NOTHING }, sign })
}

/// The weekday that comes first after a day, or so many of them.
fn weekday_after(b: &mut Build, nth: i32, weekday: &Item, day: &Item) -> Made {
    b.plain(day).filter(|fields| fields.grain() == Grain::Day && !fields.has_clock())?;
    let base = day.time();
    let length = Length { days: 1, grain: Grain::Day, ..Length::NOTHING };
    let next = b.time(Time::Shift { base, length, sign: 1 })?;
    let length = Length { days: 371, grain: Grain::Day, ..Length::NOTHING };
    let of = b.time(Time::Lasting { from: Some(next), length })?;
    b.made(Time::Nth { nth, what: Nth::Weekday(i8::try_from(weekday.int()).ok()?), of })
}

/// The so many-th unit of a year that is written as a number.
fn in_year(b: &mut Build, nth: i32, what: &Item, year: &Item) -> Made {
    let what = match (what.sym, what.int()) {
        (Sym::Weekday, weekday) => Nth::Weekday(i8::try_from(weekday).ok()?),
        (Sym::Weekend, _) => Nth::Weekend,
        (Sym::Week, 100) => Nth::Unit(Grain::Week),
        (Sym::Unit, unit @ 3..=6) => Nth::Unit(Grain::of(unit)),
        _ => return None,
    };
    (1..=400).contains(&nth.abs()).then_some(())?;
    let of = year.time()?;
    b.made(Time::Nth { nth, what, of })
}

/// A weekday of the week that some weeks lead to.
fn weekday_of_week(b: &mut Build, weekday: &Item, weeks: &Item) -> Made {
    let is_week = match b.get(weeks)? {
        Time::Shift { base: None, length, .. } => length.is_weeks,
        Time::Nth { what: Nth::Unit(Grain::Week), .. } => true,
        _ => false,
    };
    is_week.then_some(())?;
    let of = weeks.time()?;
    let of = b.time(Time::Piece { of, piece: Piece::Week })?;
    b.made(Time::Nth { nth: 1, what: Nth::Weekday(i8::try_from(weekday.int()).ok()?), of })
}

/// What is left of a week, month or year, or was of it so far.
fn rest(b: &mut Build, unit: i32, piece: Piece) -> Made {
    let none = Fields::default();
    let fields = match unit {
        4 => Fields { week: Some(Week::Rel(0)), ..none },
        5 => Fields { month: Some(crate::values::calendar::Month::Rel(0)), ..none },
        7 => Fields { year: Some(crate::values::calendar::Year::Rel(0)), ..none },
        _ => return None,
    };
    let of = b.time(Time::Fields(fields))?;
    b.made(Time::Piece { of, piece })
}

rules! { COUNTED;
    "今年前五个月": Time, Front | Back | Last | Next | LastOne, Length => |b, i| { let sign = sign(b, &i[1])?; run_of(b, &i[0], &i[2], sign) }, 5;
    "今年的前五个月": Time, De, Front | Back | Last | Next | LastOne, Length => |b, i| { let sign = sign(b, &i[2])?; run_of(b, &i[0], &i[3], sign) }, 5;
    "今年前三季度": Time, Front | Last | LastOne, Number, Quarter => |b, i| { let sign = sign(b, &i[1])?; run_in(b, &i[0], &i[2], 6, sign) }, 5;
    "<ordinal> <unit> of 2015": Ordinal, Unit | Weekday | Weekend | Week, OfYear => |b, i| in_year(b, i[0].int(), &i[1], &i[2]), 4;
    "the <ordinal> <unit> of 2015": The, Ordinal, Unit | Weekday | Weekend | Week, OfYear => |b, i| in_year(b, i[1].int(), &i[2], &i[3]), 5;
    "last <unit> of 2015": Last, Unit | Weekday | Weekend | Week, OfYear => |b, i| if i[0].int() == -1 { in_year(b, -1, &i[1], &i[2]) } else { None }, 4;
    "the last <unit> of 2015": The, Last, Unit | Weekday | Weekend | Week, OfYear => |b, i| if i[1].int() == -1 { in_year(b, -1, &i[2], &i[3]) } else { None }, 5;
    "3rd last <unit> of 2015": Ordinal, Last, Unit | Weekday | Week, OfYear => |b, i| in_year(b, -i[0].int(), &i[2], &i[3]), 5;
    "the first 2 weeks of 2015": First | Last, Number, Unit, OfYear => |b, i| { let sign = sign(b, &i[0])?; run_in(b, &Item { sym: Sym::Time, ..i[3] }, &i[1], i[2].int(), sign) }, 5;
    "the first 2 weeks of 2015": The, First | Last, Number, Unit, OfYear => |b, i| { let sign = sign(b, &i[1])?; run_in(b, &Item { sym: Sym::Time, ..i[4] }, &i[2], i[3].int(), sign) }, 6;
    "monday two weeks from now": Weekday, Time => |b, i| weekday_of_week(b, &i[0], &i[1]), 3;
    "3 weeks ago on monday": Time, On, Weekday => |b, i| weekday_of_week(b, &i[2], &i[0]), 3;
    "两周后的周一": Time, De, Weekday => |b, i| weekday_of_week(b, &i[2], &i[0]), 3;
    "两周后周一": Time, Weekday => |b, i| weekday_of_week(b, &i[1], &i[0]), 3;
    "the first 2 weeks of <time>": First | Last, Number, Unit, Of, Time => |b, i| { let sign = sign(b, &i[0])?; run_in(b, &i[4], &i[1], i[2].int(), sign) }, 4;
    "the first 2 weeks of <time>": The, First | Last, Number, Unit, Of, Time => |b, i| { let sign = sign(b, &i[1])?; run_in(b, &i[5], &i[2], i[3].int(), sign) }, 5;
    "week of <day>": Week, Of, Time => |b, i| if i[0].int() == 100 { week_of(b, &i[2]) } else { None }, 4;
    "the week of <day>": The, Week, Of, Time => |b, i| if i[1].int() == 100 { week_of(b, &i[3]) } else { None }, 5;
    "the week of the 18th": The, Week, Of, The, Ordinal => |b, i| { let day = day_of_month(b, &i[4])?; week_of(b, &day) }, 5;
    "week of the 18th": Week, Of, The, Ordinal => |b, i| { let day = day_of_month(b, &i[3])?; week_of(b, &day) }, 4;
    "the week starting <day>": Week, Since, Time => |b, i| if i[0].int() == 100 { week_from(b, &i[2]) } else { None }, 4;
    "the week starting on <day>": Week, Since, On, Time => |b, i| if i[0].int() == 100 { week_from(b, &i[3]) } else { None }, 5;
    "w/c <day>": WeekFrom, Time => |b, i| week_from(b, &i[1]), 4;
    "w/c on <day>": WeekFrom, On, Time => |b, i| week_from(b, &i[2]), 4;
    "18号那一周": Time, ThatWeek => |b, i| week_of(b, &i[0]), 3;
    "<holiday> weekend": Time, Weekend => |b, i| weekend_at(b, &i[0]), 3;
    "weekend of <holiday>": Weekend, Of, Time => |b, i| weekend_at(b, &i[2]), 4;
    "the weekend of <holiday>": The, Weekend, Of, Time => |b, i| weekend_at(b, &i[3]), 4;
    "13号后的第三天": Time, Front | Back, De, Ordinal, Unit => |b, i| if is_day_unit(&i[4]) { days_from(b, &i[0], &i[1], &i[3]) } else { None }, 5;
    "13号后第三天": Time, Front | Back, Ordinal, Unit => |b, i| if is_day_unit(&i[3]) { days_from(b, &i[0], &i[1], &i[2]) } else { None }, 4;
    "<weekday> after <day>": Weekday, After, Time => |b, i| if i[1].int() == 0 { weekday_after(b, 1, &i[0], &i[2]) } else { None }, 3;
    "first <weekday> after <day>": Ordinal, Weekday, After, Time => |b, i| weekday_after(b, i[0].int(), &i[1], &i[3]), 4;
    "the <weekday> after <day>": The, Weekday, After, Time => |b, i| weekday_after(b, 1, &i[1], &i[3]), 4;
    "later this week": RestOf, Unit | Week => |b, i| { let piece = if i[0].int() == 0 { Piece::LaterHalf } else { Piece::EarlierHalf }; let unit = if i[1].sym == Sym::Week { 4 } else { i[1].int() }; rest(b, unit, piece) }, 4;
}
