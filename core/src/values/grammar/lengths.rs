//! Lengths of time: three days, 一个半小时, an hour and a quarter.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::{Build, length, rules};
use crate::values::calendar::{Grain, Length, Most};
use crate::values::chart::item::{Form, Item, Number, Sym, Val};

/// So many units. Parts of a unit are said in the next smaller one.
pub(super) fn of(amount: Decimal, unit: i32) -> Option<Length> {
    let ms = |ms: i64| amount.checked_mul(Decimal::from(ms))?.round().to_i64();
    let whole = || super::super::chart::whole(amount).and_then(|whole| i32::try_from(whole).ok());
    let nothing = Length::NOTHING;
    let grain = Grain::of(unit % 100);
    let length = match unit {
        0 => Length { ms: ms(1_000)?, grain, ..nothing },
        1 => Length { ms: ms(60_000)?, grain, ..nothing },
        2 => Length { ms: ms(3_600_000)?, grain, ..nothing },
        20 => Length { ms: ms(7_200_000)?, grain: Grain::Hour, ..nothing },
        3 => match whole() {
            Some(days) => Length { days, grain, ..nothing },
            None => {
                let days = amount.trunc();
                let rest = (amount - days).checked_mul(Decimal::from(86_400_000))?.round().to_i64()?;
                Length { days: days.to_i32()?, ms: rest, grain: Grain::Hour, ..nothing }
            }
        },
        4 | 104 => {
            let days = amount.checked_mul(Decimal::from(if unit == 4 { 7 } else { 14 }))?;
            return Some(Length { is_weeks: days.is_integer(), grain: Grain::Week, ..of(days, 3)? });
        }
        5 => match whole() {
            Some(months) => Length { months, grain, ..nothing },
            None => {
                let months = amount.trunc();
                let days = (amount - months).checked_mul(Decimal::from(30))?.round().to_i32()?;
                Length { months: months.to_i32()?, days, grain: Grain::Day, ..nothing }
            }
        },
        6 => {
            return of(amount.checked_mul(Decimal::from(3))?, 5)
                .map(|length| Length { grain: Grain::Quarter, ..length });
        }
        7 => {
            let months = amount.checked_mul(Decimal::from(12))?;
            let length = of(months, 5)?;
            let is_half_year = amount.fract() == Decimal::new(5, 1);
            return Some(Length {
                grain: if amount.is_integer() { Grain::Year } else { length.grain },
                is_half_year,
                ..length
            });
        }
        8 => {
            return of(amount.checked_mul(Decimal::TEN)?, 7)
                .map(|length| Length { grain: Grain::Decade, ..length });
        }
        9 => {
            return of(amount.checked_mul(Decimal::ONE_HUNDRED)?, 7)
                .map(|length| Length { grain: Grain::Century, ..length });
        }
        _ => return None,
    };
    length.fits().then_some(length)
}

fn counted(number: Number, unit: i32) -> Option<(Sym, Val)> {
    if number.value < Decimal::ZERO {
        return None;
    }
    let made = of(number.value, unit)?;
    let most = match number.most {
        Some(most) => {
            Some(of(most, unit).map(|most| Most { months: most.months, days: most.days, ms: most.ms })?)
        }
        None => None,
    };
    length(Length { is_about: most.is_some(), most, ..made })
}

/// So many and up to one more: 四个多星期.
fn more(number: Number, unit: i32) -> Option<(Sym, Val)> {
    let most = number.value.checked_add(Decimal::ONE)?;
    counted(Number { most: Some(number.most.unwrap_or(most)), ..number }, unit)
}

/// From one count to another of a unit: 2-3 hours.
fn between(from: &Item, to: &Item, unit: i32) -> Option<(Sym, Val)> {
    let (from, to) = (from.number()?, to.number()?);
    if from.most.is_some() || to.most.is_some() || from.value >= to.value || from.digits > 3 || to.digits > 3
    {
        return None;
    }
    counted(Number { most: Some(to.value), ..from }, unit)
}

/// Words of one letter stand right behind their digits.
fn is_near(number: &Item, unit: &Item) -> bool {
    unit.end - unit.start > 1 || number.end == unit.start
}

/// Minutes and seconds as marks: 5'30".
fn is_mark(b: &Build, unit: &Item) -> bool {
    b.chars[usize::from(unit.start)..usize::from(unit.end)].iter().all(|c| "'\"′″".contains(*c))
}

fn number_unit(b: &mut Build, i: &[Item]) -> Option<(Sym, Val)> {
    let number = i[0].number()?;
    // 1800 hours is a time of the day.
    if number.digits == 4 && i[1].int() == 2 && !b.is_chinese(&i[1]) {
        return None;
    }
    // 6'2" is a height, and three quarters are a share.
    if is_mark(b, &i[1]) || i[1].int() == 6 && !b.is_chinese(&i[1]) && i[0].whole() == Some(3) {
        return None;
    }
    // 1.75m is a height.
    if !number.value.is_integer() && b.chars[usize::from(i[1].start)..usize::from(i[1].end)] == ['m'] {
        return None;
    }
    if !is_near(&i[0], &i[1]) && !b.is_chinese(&i[1]) && !matches!(i[1].int(), 1 | 2) {
        return None;
    }
    // 2018年 and 07年 are years.
    if i[1].int() == 7
        && b.is_chinese(&i[1])
        && i[1].end - i[1].start == 1
        && (number.digits == 4
            || number.digits == 2 && number.value < Decimal::TEN
            || number.digits == 3 && number.form == Form::Spelled)
    {
        return None;
    }
    counted(i[0].number()?, i[1].int())
}

fn half_of(unit: i32) -> Option<Length> {
    of(Decimal::new(5, 1), unit)
}

fn plus(a: Length, b: Length) -> Option<(Sym, Val)> {
    // Each part is finer than the one before.
    (b.grain < a.grain || a.grain == Grain::Month && b.grain == Grain::Year).then_some(())?;
    length(a.plus(b)?)
}

/// What a half behind a length is half of.
fn last_unit(length: &Length) -> Option<i32> {
    Some(match length.grain {
        Grain::Second => 0,
        Grain::Minute => 1,
        Grain::Hour => 2,
        Grain::Day => 3,
        Grain::Week => 4,
        Grain::Month => 5,
        Grain::Year => 7,
        _ => return None,
    })
}

fn and_half(i: &[Item]) -> Option<(Sym, Val)> {
    let said = i[0].length()?;
    let half = half_of(last_unit(&said)?)?;
    length(Length { grain: half.grain.min(said.grain), ..said.plus(half)? })
}

fn tail(length_item: &Item, number: &Item) -> Option<(Sym, Val)> {
    let said = length_item.length()?;
    let minutes = number.whole().filter(|n| (1..60).contains(n))?;
    let unit = match said.grain {
        Grain::Hour => 1,
        Grain::Minute => 0,
        _ => return None,
    };
    plus(said, of(Decimal::from(minutes), unit)?)
}

fn fraction_of(i: &[Item], number: &Item) -> Option<(Sym, Val)> {
    counted(number.number()?, i[i.len() - 1].int())
}

rules! { LENGTHS;
    "<number> <unit>": Number, Unit => number_unit, 1;
    "5'": Number, Unit => |b, i| if is_mark(b, &i[1]) { counted(i[0].number()?, i[1].int()) } else { None }, super::WEAK;
    "a <unit>": A, Unit => |b, i| if i[1].end - i[1].start < 2 || i[1].int() == 0 && !b.is_last(&i[1]) { None } else { counted(Number::of(1), i[1].int()) }, 0;
    "the <unit>": The, Unit => |_, i| if i[0].int() == 9 { counted(Number::of(1), i[1].int()) } else { None }, -9;
    "a few <unit>": Few, Unit => |_, i| counted(Number { most: Some(Decimal::from(9)), ..Number::of(3) }, i[1].int()), 1;
    "两个 hour": Number, Ge, Unit => |b, i| if b.is_chinese(&i[2]) { None } else { counted(i[0].number()?, i[2].int()) }, 1;
    "a couple of <unit>": Couple, Unit => |_, i| counted(Number::of(2), i[1].int()), 1;
    "half an <unit>": Half, Unit => |_, i| length(half_of(i[1].int())?), 1;
    "half an <unit>": Half, A, Unit => |_, i| length(half_of(i[2].int())?), 1;
    "半 <unit>": Ban, Unit => |_, i| length(half_of(i[1].int())?), 2;
    "半天": HalfDay => |_, _| length(half_of(3)?), 0;
    "<number> 个半 <unit>": Number, Ge, Ban, Unit => |_, i| counted(Number::of(i[0].number()?.value + Decimal::new(5, 1)), i[3].int()), 3;
    "个半 <unit>": Ge, Ban, Unit => |b, i| if b.follows(&i[0], "上下这那") { None } else { counted(Number::of(Decimal::new(15, 1)), i[2].int()) }, 1;
    "<number> and a half <unit>": Number, And, Half, Unit => |_, i| counted(Number::of(i[0].number()?.value + Decimal::new(5, 1)), i[3].int()), 2;
    "<length> 半": Length, Ban => |_, i| and_half(i), 2;
    "<length> and a half": Length, And, Half => |_, i| and_half(i), 2;
    "<length> <length>": Length, Length => |_, i| plus(i[0].length()?, i[1].length()?), 1;
    "<length> and <length>": Length, And, Length => |_, i| if i[0].length()?.grain == i[2].length()?.grain || i[2].length()?.is_about { None } else { length(i[0].length()?.plus(i[2].length()?)?) }, 1;
    "<length> , <length>": Length, Comma, Length => |_, i| plus(i[0].length()?, i[2].length()?), 1;
    "<length> , and <length>": Length, Comma, And, Length => |_, i| plus(i[0].length()?, i[3].length()?), 1;
    "<number> nights": Number, Nights => |_, i| { let nights = i[0].number()?; if nights.value > Decimal::ONE_HUNDRED || nights.digits > 2 { return None; } counted(nights, 3) }, -1;
    "6天5晚": Length, Number, Nights => |_, i| { let days = i[0].length()?; let nights = i[1].whole()?; if days.ms != 0 || days.months != 0 || (i64::from(days.days) - nights).abs() > 1 { return None; } length(days) }, 2;
    "<number> 个工作日": Number, WorkDays => |_, i| if i[1].int() == 1 { None } else { length(Length { is_business: true, ..of(i[0].number()?.value, 3)? }) }, 2;
    "四个多星期": Number, Ge, Duo, Unit => |_, i| { if i[2].int() != 0 { return None; } more(i[0].number()?, i[3].int()) }, 3;
    "两小时多": Number, Unit, Duo => |b, i| { if i[2].int() != 0 || !b.is_chinese(&i[1]) { return None; } more(i[0].number()?, i[1].int()) }, 2;
    "two to three hours": Number, To | Dash | Or, Number, Unit => |_, i| between(&i[0], &i[2], i[3].int()), 3;
    "两天到三天": Length, To | Dash | Or, Length => |_, i| {
        let (from, to) = (i[0].length()?, i[2].length()?);
        if from.grain != to.grain || from.most.is_some() || to.most.is_some() || from.seconds() >= to.seconds() { return None; }
        length(Length { is_about: true, most: Some(Most { months: to.months, days: to.days, ms: to.ms }), ..from })
    }, 3;
    "<length> 多": Length, Duo => |_, i| { let said = i[0].length()?; if i[1].int() == 0 { length(Length { is_about: true, ..said }) } else { None } }, 0;
    "<hours> <minutes>": Length, Number => |_, i| tail(&i[0], &i[1]), -1;
    "<hours> and <minutes>": Length, And, Number => |_, i| tail(&i[0], &i[2]), -1;
    "a quarter of an hour": QuarterHour, Of, A, Unit => |_, i| if i[3].int() == 2 { length(of(Decimal::new(25, 2), 2)?) } else { None }, 2;
    "a quarter hour": QuarterHour, Unit => |_, i| if i[1].int() == 2 { length(of(Decimal::new(25, 2), 2)?) } else { None }, 1;
    "<number> quarters of an hour": Number, QuarterHour, Of, A, Unit => |_, i| if i[4].int() == 2 { length(of(i[0].number()?.value.checked_mul(Decimal::new(25, 2))?, 2)?) } else { None }, 3;
    "<number> quarter hours": Number, QuarterHour, Unit => |_, i| if i[2].int() == 2 { length(of(i[0].number()?.value.checked_mul(Decimal::new(25, 2))?, 2)?) } else { None }, 3;
    "<number> and a quarter hours": Number, And, QuarterHour, Unit => |_, i| counted(Number::of(i[0].number()?.value + Decimal::new(25, 2)), i[3].int()), 3;
    "<number> and <number> quarter hours": Number, And, Number, QuarterHour, Unit => |_, i| counted(Number::of(i[0].number()?.value + i[2].number()?.value.checked_mul(Decimal::new(25, 2))?), i[4].int()), 4;
    "<number> and <number> quarters of <unit>": Number, And, Number, QuarterHour, Of, Unit => |_, i| counted(Number::of(i[0].number()?.value + i[2].number()?.value.checked_mul(Decimal::new(25, 2))?), i[5].int()), 4;
    "<number> and a quarter of hours": Number, And, QuarterHour, Of, Unit => |_, i| counted(Number::of(i[0].number()?.value + Decimal::new(25, 2)), i[4].int()), 4;
    "<number> and an half hours": Number, And, A, Half, Unit => |_, i| counted(Number::of(i[0].number()?.value + Decimal::new(5, 1)), i[4].int()), 3;
    "<fraction> of an hour": Number, Of, A, Unit => |_, i| { i[0].number().filter(|n| n.value < Decimal::ONE)?; fraction_of(i, &i[0]) }, 1;
    "<length> and a quarter": Length, And, QuarterHour => |_, i| { let said = i[0].length()?; let quarter = of(Decimal::new(25, 2), last_unit(&said)?)?; length(said.plus(quarter)?) }, 2;
    "<number> 刻钟": Number, Ke => |_, i| if i[1].int() == 1 { counted(Number::of(i[0].number()?.value.checked_mul(Decimal::from(15))?), 1) } else { None }, 2;
    "一刻钟": Ke => |_, i| if i[0].int() == 2 { length(of(Decimal::from(15), 1)?) } else { None }, 2;
    "<number> more <unit>": Number, More, Unit => |_, i| if i[1].int() == 1 { counted(i[0].number()?, i[2].int()) } else { None }, 1;
    "another <unit>": More, Unit => |_, i| if i[0].int() == 2 { counted(Number::of(1), i[1].int()) } else { None }, 1;
    "another <length>": More, Length => |_, i| if i[0].int() == 2 { length(i[1].length()?) } else { None }, 1;
    "<number> business <unit>": Number, Business, Unit => |_, i| if i[2].int() == 3 { length(Length { is_business: true, ..of(i[0].number()?.value, 3)? }) } else { None }, 2;
    "another business <unit>": More, Business, Unit => |_, i| if i[2].int() == 3 { length(Length { is_business: true, ..of(Decimal::ONE, 3)? }) } else { None }, 2;
    "about <length>": About, Length => |_, i| length(Length { is_about: true, ..i[1].length()? }), 0;
    "<length> 左右": Length, About => |_, i| if i[1].int() == 1 { length(Length { is_about: true, ..i[0].length()? }) } else { None }, 0;
    "more than <length>": More, Length => |_, i| if i[0].int() == 0 { length(Length { is_about: true, ..i[1].length()? }) } else { None }, 0;
    "less than <length>": Less, Length => |_, i| length(Length { is_about: true, ..i[1].length()? }), 0;
}
