//! What is done with times: moved by a length, counted in, cut into pieces, run on from.

use rust_decimal::prelude::ToPrimitive;

use super::{Build, rules};
use crate::values::calendar::{
    Day, Fields, Grain, Length, Month, Nth, Piece, Side, Time, TimeId, Week, Year,
};
use crate::values::chart::item::{Item, Sym, Val};

type Made = Option<(Sym, Val)>;

fn shift(b: &mut Build, length: Length, sign: i8, base: Option<TimeId>) -> Made {
    b.made(Time::Shift { base, length, sign })
}

/// A length that may stand before ago: a plain one.
fn plain(item: &Item) -> Option<Length> {
    item.length()
}

/// The same behind a time: in 2011年1月7日之后 the 7日 is a day of January, in 明年6月之前 the 6月 June.
fn behind(b: &Build, time: &Item, item: &Item) -> Option<Length> {
    let last = b.chars.get(usize::from(item.end).checked_sub(1)?)?;
    let before = usize::from(item.end).checked_sub(2).and_then(|at| b.chars.get(at));
    let wide = b.plain(time).map(|fields| fields.grain());
    let is_joined =
        b.follows(item, "月") && matches!(last, '日' | '号') || b.follows(item, "年") && *last == '月';
    let is_date = is_joined
        || *last == '月' && before != Some(&'个') && wide == Some(Grain::Year)
        || matches!(last, '日' | '号') && matches!(wide, Some(Grain::Month | Grain::Year));
    if is_date { None } else { item.length() }
}

fn count(item: &Item) -> Option<i32> {
    match item.sym {
        Sym::Few => Some(3),
        Sym::Couple => Some(2),
        _ => item.number()?.value.to_i32().filter(|count| (1..=1_000).contains(count)),
    }
}

/// 前三天, the last two weeks.
fn run(b: &mut Build, sign_item: &Item, count_item: &Item, unit: &Item, base: Option<TimeId>) -> Made {
    let sign = if sign_item.int() < 0 { -1 } else { 1 };
    let count = count(count_item)?;
    let (count, grain) = match unit.int() {
        104 => (count.checked_mul(2)?, Grain::Week),
        20 => return None,
        unit => (count, Grain::of(unit)),
    };
    // 前两个月 are whole months, as 上个月 is one; 过去三个月 end now.
    let is_whole = b.is_chinese(unit) && sign_item.int() != -2
        || matches!(grain, Grain::Quarter | Grain::Decade | Grain::Century);
    b.made(Time::Run { count, grain, sign, base, is_whole, is_business: false })
}

fn nth(b: &mut Build, nth: i32, what: Nth, of: TimeId) -> Made {
    if nth == 0 || nth.abs() > 400 {
        return None;
    }
    b.made(Time::Nth { nth, what, of })
}

fn what(item: &Item) -> Option<Nth> {
    Some(match item.sym {
        Sym::Weekday => Nth::Weekday(i8::try_from(item.int()).ok()?),
        Sym::Weekend => Nth::Weekend,
        Sym::Unit => match item.int() {
            unit @ 2..=7 => Nth::Unit(Grain::of(unit)),
            _ => return None,
        },
        Sym::Week | Sym::Zhou => Nth::Unit(Grain::Week),
        _ => return None,
    })
}

/// Whether a time is wide enough that units are counted in it.
fn is_wide(b: &Build, item: &Item) -> bool {
    match b.get(item) {
        Some(Time::Fields(fields)) => fields.has_date() && !fields.has_clock(),
        Some(Time::Run { .. } | Time::Nth { .. } | Time::Years { .. }) => true,
        _ => false,
    }
}

/// 年初 and 年底 are shorter than the beginning and the end of a year.
fn of_language(b: &Build, item: &Item, piece: Piece) -> Piece {
    match piece {
        Piece::Begin if b.is_chinese(item) => Piece::Outset,
        Piece::End if b.is_chinese(item) => Piece::Close,
        piece => piece,
    }
}

fn piece(b: &mut Build, of: &Item, piece: Piece) -> Made {
    if !is_wide(b, of) {
        return None;
    }
    let of = of.time()?;
    b.made(Time::Piece { of, piece })
}

/// More than two days after today is from then on, less than that between both.
fn beyond(b: &mut Build, word: &Item, time: &Item) -> Made {
    let Time::Shift { base, sign, .. } = b.get(time)? else { return None };
    (word.int() == 0 && !b.is_chinese(word)).then_some(())?;
    let at = time.time()?;
    if word.sym == Sym::More {
        return b.made(Time::Open { at, side: if sign < 0 { Side::Before } else { Side::Since } });
    }
    let base = match base {
        Some(base) => base,
        None => b.time(Time::Now)?,
    };
    let (from, to) = if sign < 0 { (at, base) } else { (base, at) };
    b.made(Time::Between { from, to, ends_with: false })
}

fn kind(item: &Item) -> Option<Piece> {
    Some(match item.sym {
        Sym::Begin => Piece::Begin,
        Sym::Middle => Piece::Middle,
        Sym::End => Piece::End,
        Sym::Early => Piece::Early,
        Sym::Late => Piece::Late,
        Sym::Rest => Piece::Rest,
        Sym::Third => Piece::Third(i8::try_from(item.int()).ok()?),
        _ => return None,
    })
}

/// This day, week, month, year.
fn this(b: &mut Build, unit: i32) -> Option<TimeId> {
    let none = Fields::default();
    let fields = match unit {
        3 => Fields { day: Some(Day::Rel(0)), ..none },
        4 => Fields { week: Some(Week::Rel(0)), ..none },
        5 => Fields { month: Some(Month::Rel(0)), ..none },
        7 => Fields { year: Some(Year::Rel(0)), ..none },
        _ => return None,
    };
    b.time(Time::Fields(fields))
}

fn of_unit(b: &mut Build, unit: i32, piece: Piece) -> Made {
    let of = this(b, unit)?;
    b.made(Time::Piece { of, piece })
}

/// The piece that 月底, 年初 say of a month or year.
fn said_piece(int: i32) -> (Piece, i32) {
    (
        match int / 100 {
            1 => Piece::Begin,
            2 => Piece::Middle,
            4 => Piece::Early,
            5 => Piece::Late,
            _ => Piece::End,
        },
        int % 100,
    )
}

/// What comes or has been of several units together: the next 2 days and 3 hours.
fn compound(b: &mut Build, i: &[Item]) -> Made {
    let length = i[1].length()?;
    let parts =
        [length.months != 0, length.days != 0, length.ms != 0].into_iter().filter(|part| *part).count();
    // Weeks and days are days both.
    let is_days = length.days != 0 && length.grain == Grain::Day && b.has_word(&i[1], "week");
    let is_plain = i[0].sym != Sym::Last || i[0].int() == -1;
    if !is_plain || b.is_chinese(&i[0]) || b.is_to_last(&i[0]) || parts < 2 && !is_days {
        return None;
    }
    b.made(Time::Within { length, sign: if i[0].sym == Sym::Last { -1 } else { 1 }, base: None })
}

fn weekdays_ago(b: &mut Build, count: &Item, weekday: &Item) -> Made {
    let count = i16::try_from(count.whole()?).ok().filter(|count| (1..=52).contains(count))?;
    let last = b.time(Time::Fields(Fields {
        weekday: Some(i8::try_from(weekday.int()).ok()?),
        turn: 0,
        ..Fields::default()
    }))?;
    let length = Length { days: i32::from(count) * 7, grain: Grain::Day, ..Length::NOTHING };
    shift(b, length, -1, Some(last))
}

rules! { PIECES;
    "<length> ago": Length, Ago => |b, i| shift(b, plain(&i[0])?, -1, None), 2;
    "三天前": Length, Front => |b, i| shift(b, plain(&i[0])?, -1, None), 2;
    "<length> from now": Length, Hence => |b, i| if i[1].int() == 0 && !b.goes_on(&i[1], " this ") { shift(b, plain(&i[0])?, 1, None) } else { None }, 2;
    "三天后": Length, Back => |b, i| shift(b, plain(&i[0])?, 1, None), 2;
    "in <length>": In, Length => |b, i| if i[0].int() == 0 { shift(b, plain(&i[1])?, 1, None) } else { None }, 2;
    "in about <length>": In, About, Length => |b, i| shift(b, plain(&i[2])?, 1, None), 2;
    "in <length> time": In, Length, Later => |b, i| if i[2].int() == 9 { shift(b, plain(&i[1])?, 1, None) } else { None }, 2;
    "after <length>": After, Length => |b, i| if i[0].int() == 0 { shift(b, plain(&i[1])?, 1, None) } else { None }, 1;
    "过三天": Go, Length => |b, i| { let sign = if i[0].int() < 0 { -1 } else { 1 }; if i[0].int() == 0 { return shift(b, plain(&i[1])?, sign, None); } b.made(Time::Within { length: plain(&i[1])?, sign, base: None }) }, 1;
    "过三天后": Go, Length, Back => |b, i| shift(b, plain(&i[1])?, 1, None), 3;
    "<length> from <time>": Length, From | After, Time => |b, i| { if i[1].int() != 0 { return None; } let base = i[2].time()?; shift(b, plain(&i[0])?, 1, Some(base)) }, 2;
    "<length> before <time>": Length, Before, Time => |b, i| { let base = i[2].time()?; shift(b, plain(&i[0])?, -1, Some(base)) }, 2;
    "<time> 后三天": Time, Back | Go, Length => |b, i| { if matches!(b.get(&i[0]), Some(Time::Lasting { .. })) { return None; } let base = i[0].time()?; if i[1].sym == Sym::Go { if i[1].int() == 0 { return None; } let sign = if i[1].int() < 0 { -1 } else { 1 }; return b.made(Time::Within { length: plain(&i[2])?, sign, base: Some(base) }); } shift(b, plain(&i[2])?, 1, Some(base)) }, 1;
    "<time> 的后三天": Time, De, Go, Length => |b, i| { let base = i[0].time()?; if i[2].int() == 0 { return None; } let sign = if i[2].int() < 0 { -1 } else { 1 }; b.made(Time::Within { length: plain(&i[3])?, sign, base: Some(base) }) }, 1;
    "<time> 三天后": Time, Length, Back | Front => |b, i| { let base = i[0].time()?; shift(b, behind(b, &i[0], &i[1])?, if i[2].sym == Sym::Back { 1 } else { -1 }, Some(base)) }, 3;
    "<time> 的三天后": Time, De, Length, Back | Front => |b, i| { let base = i[0].time()?; shift(b, behind(b, &i[0], &i[2])?, if i[3].sym == Sym::Back { 1 } else { -1 }, Some(base)) }, 3;
    "<time> 前一天": Time, Front, Length => |b, i| { let base = i[0].time()?; shift(b, plain(&i[2])?, -1, Some(base)) }, 2;
    "<time> 的前一天": Time, De, Front | Back, Length => |b, i| { let base = i[0].time()?; shift(b, plain(&i[3])?, if i[2].sym == Sym::Back { 1 } else { -1 }, Some(base)) }, 3;
    "<number> <weekdays> from now": Number, Weekday, Hence => |b, i| {
        let count = i16::try_from(i[0].whole()?).ok().filter(|count| (1..=52).contains(count))?;
        let coming = b.time(Time::Fields(Fields { weekday: Some(i8::try_from(i[1].int()).ok()?), ..Fields::default() }))?;
        shift(b, Length { days: i32::from(count - 1) * 7, grain: Grain::Day, ..Length::NOTHING }, 1, Some(coming))
    }, 3;
    "<ordinal> <unit> of the <unit>": Ordinal, Unit | Weekday | Weekend, Of | In, The | This, Unit => |b, i| { let of = this(b, i[4].int())?; let what = what(&i[1])?; nth(b, i[0].int(), what, of) }, 4;
    "last <unit> of the <unit>": Last, Unit | Weekday | Weekend, Of | In, The | This, Unit => |b, i| { let of = this(b, i[4].int())?; let what = what(&i[1])?; nth(b, -1, what, of) }, 4;
    "3rd last <unit> of <time>": Ordinal, Last, Unit | Weekday, Of, Time => |b, i| { if !is_wide(b, &i[4]) { return None; } let of = i[4].time()?; let what = what(&i[2])?; nth(b, -i[0].int(), what, of) }, 4;
    "<time> <length> ago": Time, Length, Ago => |b, i| { let base = i[0].time()?; shift(b, behind(b, &i[0], &i[1])?, -1, Some(base)) }, 1;
    "<number> <weekdays> ago": Number, Weekday, Ago => |b, i| weekdays_ago(b, &i[0], &i[1]), 2;
    "<time> plus <length>": Time, Plus, Length => |b, i| { let base = i[0].time()?; shift(b, plain(&i[2])?, 1, Some(base)) }, 1;
    "<time> minus <length>": Time, Minus, Length => |b, i| { let base = i[0].time()?; if i[1].int() != 0 || b.chars.get(usize::from(i[1].start)) == Some(&'-') { return None; } shift(b, plain(&i[2])?, -1, Some(base)) }, 1;
    "+ <length>": Plus, Length => |b, i| if i[0].int() == 0 { shift(b, plain(&i[1])?, 1, None) } else { None }, 0;
    "- <length>": Minus, Length => |b, i| if i[0].int() == 0 { shift(b, plain(&i[1])?, -1, None) } else { None }, -1;
    "within <length>": Within, Length => |b, i| b.made(Time::Within { length: plain(&i[1])?, sign: 1, base: None }), 2;
    "within <length> of <time>": Within, Length, Of | After, Time => |b, i| { let base = i[3].time()?; b.made(Time::Within { length: plain(&i[1])?, sign: 1, base: Some(base) }) }, 3;
    "三天内": Length, Inside => |b, i| if i[1].int() == 0 { b.made(Time::Within { length: plain(&i[0])?, sign: 1, base: None }) } else { None }, 2;
    "within the next <run>": Within, Time => |b, i| match b.get(&i[1])? {
        Time::Run { count, grain, sign: 1, base: None, .. } if grain <= Grain::Year && grain != Grain::Quarter => {
            let length = super::lengths::of(count.into(), grain.unit())?;
            b.made(Time::Within { length, sign: 1, base: None })
        }
        Time::Run { .. } | Time::Within { sign: 1, base: None, .. } => Some((Sym::Time, Val::Time(i[1].time()?))),
        _ => None,
    }, 1;
    "next 4 business days": Next | Last, Length => |b, i| {
        let length = i[1].length().filter(|length| length.is_business)?;
        let count = length.days;
        b.made(Time::Run { count, grain: Grain::Day, sign: if i[0].int() < 0 { -1 } else { 1 }, base: None, is_whole: false, is_business: true })
    }, 2;
    "the next 4 business days": The, Next | Last, Length => |b, i| {
        let length = i[2].length().filter(|length| length.is_business)?;
        let count = length.days;
        b.made(Time::Run { count, grain: Grain::Day, sign: if i[1].int() < 0 { -1 } else { 1 }, base: None, is_whole: false, is_business: true })
    }, 3;
    "the last 3 months and 2 weeks": Last | Next | Coming, Length => compound, 2;
    "the next day and 5 hours": Next, Unit, And, Length => |b, i| {
        if b.is_chinese(&i[0]) { return None; }
        let first = super::lengths::of(rust_decimal::Decimal::ONE, i[1].int())?;
        let rest = i[3].length().filter(|rest| rest.grain < first.grain)?;
        b.made(Time::Within { length: first.plus(rest)?, sign: 1, base: None })
    }, 3;
    "more than <length> after <time>": More, Time => |b, i| beyond(b, &i[0], &i[1]), 3;
    "less than <length> after <time>": Less, Time => |b, i| beyond(b, &i[0], &i[1]), 3;
    "year to date": ToDate => |b, i| {
        let from = this(b, i[0].int())?;
        let to = b.time(Time::Now)?;
        b.made(Time::Between { from, to, ends_with: false })
    }, 2;
    "一年以来": Length, Later => |b, i| if i[1].int() == 2 { b.made(Time::Within { length: plain(&i[0])?, sign: -1, base: None }) } else { None }, 2;
    "next <number> <units>": Next | Last | Coming | This, Number | Few | Couple, Unit => |b, i| if i[0].sym == Sym::This || b.is_to_last(&i[0]) { None } else { run(b, &i[0], &i[1], &i[2], None) }, 2;
    "the next <number> <units>": The, Next | Last | Coming, Number | Few | Couple, Unit => |b, i| run(b, &i[1], &i[2], &i[3], None), 3;
    "<number> next <units>": Number | Few | Couple, Next | Last | Coming, Unit => |b, i| if b.chars.get(usize::from(i[2].end) - 1) == Some(&'s') { run(b, &i[1], &i[0], &i[2], None) } else { None }, 2;
    "<number> <units> of past": Last, Length => |b, i| if i[0].int() == -2 { b.made(Time::Within { length: plain(&i[1])?, sign: -1, base: None }) } else { None }, 0;
    "未来 <length>": Next, Length => |b, i| if i[0].int() == 3 || i[0].int() == 2 { b.made(Time::Within { length: plain(&i[1])?, sign: 1, base: None }) } else { None }, 3;
    "<ordinal> <unit> of <time>": Ordinal, Unit | Weekday | Weekend, Of | In | On, Time => |b, i| { if !is_wide(b, &i[3]) { return None; } let of = i[3].time()?; let what = what(&i[1])?; nth(b, i[0].int(), what, of) }, 3;
    "the <ordinal> <unit> <time>": Ordinal, Unit | Weekday | Weekend, Time => |b, i| { if !is_wide(b, &i[2]) { return None; } let of = i[2].time()?; let what = what(&i[1])?; nth(b, i[0].int(), what, of) }, 1;
    "last <unit> of <time>": Last, Unit | Weekday | Weekend, Of | In, Time => |b, i| { if i[0].int() != -1 || !is_wide(b, &i[3]) { return None; } let of = i[3].time()?; let what = what(&i[1])?; nth(b, -1, what, of) }, 3;
    "五月第二周": Time, Ordinal, Unit | Weekday | Zhou => |b, i| { if !is_wide(b, &i[0]) { return None; } let of = i[0].time()?; let what = what(&i[2])?; nth(b, i[1].int(), what, of) }, 2;
    "五月的第二周": Time, De, Ordinal, Unit | Weekday | Zhou => |b, i| { if !is_wide(b, &i[0]) { return None; } let of = i[0].time()?; let what = what(&i[3])?; nth(b, i[2].int(), what, of) }, 2;
    "五月第二个周一": Time, Ordinal, Ge, Unit | Weekday | Zhou => |b, i| { if !is_wide(b, &i[0]) { return None; } let of = i[0].time()?; let what = what(&i[3])?; nth(b, i[1].int(), what, of) }, 2;
    "五月的第二个周一": Time, De, Ordinal, Ge, Unit | Weekday | Zhou => |b, i| { if !is_wide(b, &i[0]) { return None; } let of = i[0].time()?; let what = what(&i[4])?; nth(b, i[2].int(), what, of) }, 2;
    "beginning of <time>": Begin | Middle | End | Early | Late | Rest, Time => |b, i| { if i[0].int() != 0 { return None; } let kind = kind(&i[0])?; piece(b, &i[1], kind) }, 2;
    "beginning of the <unit>": Begin | Middle | End | Rest, Unit => |b, i| {
        // Midday is noon.
        if i[0].int() != 0 || i[1].int() == 3 && i[0].sym == Sym::Middle && i[0].end - i[0].start == 3 { return None; } let kind = kind(&i[0])?; of_unit(b, i[1].int(), kind) }, 2;
    "end of 2008": Begin | Middle | End | Early | Late, Number => |b, i| {
        if i[0].int() != 0 { return None; }
        let year = super::dates::year_of(&i[1], false).filter(|year| (1_500..=2_200).contains(year))?;
        let kind = kind(&i[0])?;
        let of = b.time(Time::Fields(Fields { year: Some(Year::Of(year)), ..Fields::default() }))?;
        b.made(Time::Piece { of, piece: kind })
    }, 1;
    "at the beginning of <time>": At | In | By, Begin | Middle | End, Time => |b, i| { let kind = kind(&i[1])?; piece(b, &i[2], kind) }, 2;
    "10月底": Time, Begin | Middle | End | Third => |b, i| { if i[1].int() == 0 || matches!(b.plain(&i[0]), Some(fields) if matches!(fields.grain(), Grain::Week | Grain::Day)) { return None; } let kind = kind(&i[1])?; let kind = of_language(b, &i[1], kind); piece(b, &i[0], kind) }, 2;
    "月底": PieceOf => |b, i| { let (piece, unit) = said_piece(i[0].int()); let piece = of_language(b, &i[0], piece); of_unit(b, unit, piece) }, 0;
    "这个月月底": Time, PieceOf => |b, i| {
        let (said, unit) = said_piece(i[1].int());
        let fields = b.plain(&i[0])?;
        let fits = if unit == 5 { fields.month.is_some() && fields.day.is_none() } else { fields.grain() == Grain::Year };
        let said = of_language(b, &i[1], said);
        if fits { piece(b, &i[0], said) } else { None }
    }, 3;
    "eom": Piece => |b, i| { let int = i[0].int(); of_unit(b, int % 100, if int > 100 { Piece::Begin } else { Piece::End }) }, 1;
    "the eom": The | At | By, Piece => |b, i| { let int = i[1].int(); of_unit(b, int % 100, if int > 100 { Piece::Begin } else { Piece::End }) }, 1;
    "上半年 of <time>": Time, QuarterYear => |b, i| {
        let fields = b.plain(&i[0])?;
        let int = i[1].int();
        if fields.grain() != Grain::Year || !fields.has_date() { return None; }
        b.fields(Fields { share: Some((i8::try_from(int % 100).ok()?, if int > 100 { 2 } else { 4 })), ..fields })
    }, 2;
    "q3 of <time>": QuarterYear, Of, Time => |b, i| {
        let fields = b.plain(&i[2])?;
        let int = i[0].int();
        if fields.grain() != Grain::Year || !fields.has_date() { return None; }
        b.fields(Fields { share: Some((i8::try_from(int % 100).ok()?, if int > 100 { 2 } else { 4 })), ..fields })
    }, 2;
    "<weekday> in <length>": Weekday, In, Length => |b, i| {
        let length = i[2].length()?;
        if !length.is_weeks { return None; }
        let base = b.time(Time::Fields(Fields { weekday: Some(i8::try_from(i[0].int()).ok()?), week: Some(Week::Rel(0)), ..Fields::default() }))?;
        shift(b, length, 1, Some(base))
    }, 3;
    "a week from <weekday>": Length, Time => |b, i| {
        let length = i[0].length()?;
        let fields = b.plain(&i[1])?;
        if !length.is_weeks || fields.has_clock() || !(fields.weekday.is_some() || matches!(fields.day, Some(Day::Rel(_)))) { return None; }
        let base = i[1].time()?;
        shift(b, length, 1, Some(base))
    }, -6;
}
