//! Numbers that are made of numbers: negative ones, fractions, scales, dozens; shares; ordinals.

use rust_decimal::Decimal;

use super::{Build, rules};
use crate::values::chart::item::{Form, Item, Number, Sym, Val};

fn number(value: Decimal) -> Option<(Sym, Val)> {
    Some((Sym::Number, Val::Number(Number { form: Form::Words, ..Number::of(value) })))
}

fn share(value: Option<Decimal>) -> Option<(Sym, Val)> {
    Some((Sym::Share, Val::Number(Number::of(value?))))
}

fn value(item: &Item) -> Option<Decimal> {
    item.number().filter(|number| number.most.is_none()).map(|number| number.value)
}

fn negative(b: &mut Build, i: &[Item]) -> Option<(Sym, Val)> {
    // 零下 is of temperatures; SCP-173, --9 and 40 - 50 have no minus.
    if i[0].int() != 0 || b.is_joined(&i[0]) || b.is_between(&i[0]) {
        return None;
    }
    number(-value(&i[1]).filter(|value| *value >= Decimal::ZERO)?)
}

fn over(a: &Item, b: &Item) -> Option<Decimal> {
    let (a, b) = (value(a)?, value(b)?);
    if b == Decimal::ZERO { None } else { a.checked_div(b) }
}

/// More digits than an hour, a day or a year has: what was made of several numbers is none of these.
const MADE: u8 = 9;

fn fraction(_: &mut Build, i: &[Item]) -> Option<(Sym, Val)> {
    // 5/17/2018 is a date.
    let is_made = |item: &Item| item.number().is_some_and(|number| number.digits == MADE);
    if is_made(&i[0]) || is_made(&i[2]) {
        return None;
    }
    Some((Sym::Number, Val::Number(Number { digits: MADE, ..Number::of(over(&i[0], &i[2])?) })))
}

/// 三分之二 names the parts first.
fn parts_first(_: &mut Build, i: &[Item]) -> Option<(Sym, Val)> {
    if i[1].int() != 2 {
        return None;
    }
    number(over(&i[2], &i[0])?)
}

/// What parts are parts of: 3 of thirds; a negative one is a power of ten, for trillionths.
fn whole_of(parts: &Item) -> Option<Decimal> {
    match parts.int() {
        power @ ..=-1 => Some(Decimal::from(10_i64.checked_pow(power.unsigned_abs())?)),
        nth => Some(Decimal::from(nth)),
    }
}

fn nths(_: &mut Build, i: &[Item]) -> Option<(Sym, Val)> {
    number(value(&i[0])?.checked_div(whole_of(&i[i.len() - 1])?)?)
}

/// A part of one behind a whole number; behind a million, of a million where that is how it is said.
fn mixed(b: &mut Build, i: &[Item]) -> Option<(Sym, Val)> {
    let (whole, part) = (value(&i[0])?, value(&i[i.len() - 1])?);
    if !whole.is_integer() || part <= Decimal::ZERO || part >= Decimal::ONE {
        return None;
    }
    // 一百万又五十万分之二十五 is of one.
    let is_of_one = i.len() == 3 && b.is_chinese(&i[1]);
    let scale = if is_of_one { Decimal::ONE } else { scale_of(&i[0], whole) };
    let part = part.checked_mul(scale)?;
    number(if whole < Decimal::ZERO { whole.checked_sub(part)? } else { whole.checked_add(part)? })
}

/// What a fraction behind is one of: half a million in a million and a half.
fn scale_of(item: &Item, whole: Decimal) -> Decimal {
    let said = item.number().is_some_and(|number| number.form == Form::Words);
    let scales = [1_000_000_000_000_i64, 1_000_000_000, 1_000_000];
    let scale = scales
        .into_iter()
        .map(Decimal::from)
        .find(|scale| said && whole >= *scale && (whole % scale).is_zero());
    scale.unwrap_or(Decimal::ONE)
}

/// 4 thousand 3 hundred and 21: each part below the last place of the one before.
fn sum(_: &mut Build, i: &[Item]) -> Option<(Sym, Val)> {
    let (first, last) = (i[0].number()?, i[i.len() - 1].number()?);
    let (a, b) = (value(&i[0])?, value(&i[i.len() - 1])?);
    let is_scaled = first.form == Form::Words && a >= Decimal::ONE_HUNDRED && a.is_integer();
    if !is_scaled || b <= Decimal::ZERO || !b.is_integer() || i.len() == 2 && last.form != Form::Words {
        return None;
    }
    let below = [1_000_000_000_i64, 1_000_000, 1_000, 100]
        .into_iter()
        .map(Decimal::from)
        .find(|scale| (a % scale).is_zero())?;
    if b < below { number(a.checked_add(b)?) } else { None }
}

fn and_half(_: &mut Build, i: &[Item]) -> Option<(Sym, Val)> {
    let whole = value(&i[0]).filter(Decimal::is_integer)?;
    number(whole.checked_add(Decimal::new(5, 1).checked_mul(scale_of(&i[0], whole))?)?)
}

fn scaled(_: &mut Build, i: &[Item]) -> Option<(Sym, Val)> {
    let scale = Decimal::from(10_i64.checked_pow(u32::try_from(i[1].int()).ok()?)?);
    // A hundred hundred is nothing that anybody says.
    let said = i[0].number().filter(|said| said.form == Form::Written || said.value < scale)?;
    let most = match said.most {
        Some(most) => Some(most.checked_mul(scale)?),
        None => None,
    };
    Some((
        Sym::Number,
        Val::Number(Number { value: said.value.checked_mul(scale)?, most, form: Form::Words, digits: 0 }),
    ))
}

fn dozens(_: &mut Build, i: &[Item]) -> Option<(Sym, Val)> {
    number(value(&i[0])?.checked_mul(Decimal::from(12))?)
}

fn tenths_of(_: &mut Build, i: &[Item]) -> Option<(Sym, Val)> {
    let said = value(&i[0])?;
    if i[1].int() == 0 {
        return share(said.checked_mul(Decimal::TEN)); // 三成
    }
    // 九折, 75折, 三八折
    let number = i[0].number()?;
    if said == Decimal::TEN {
        return share(Some(Decimal::ONE_HUNDRED)); // 十折 is the full price.
    }
    let is_two = said >= Decimal::TEN && said < Decimal::ONE_HUNDRED && number.most.is_none();
    share(if is_two { Some(said) } else { said.checked_mul(Decimal::TEN) })
}

rules! { NUMBERS;
    "minus <number>": Minus, Number => negative, 1;
    "<number> / <number>": Number, Slash, Number => fraction, 0;
    "<number> over <number>": Number, Fraction, Number => |b, i| match i[1].int() {
        // $2000 over 3 years is no fraction.
        0 if value(&i[0])? < value(&i[2])? => fraction(b, i),
        0 => None,
        _ => parts_first(b, i),
    }, 0;
    "<number> thirds": Number, Nths => nths, 0;
    "a third": A, Nths => |_, i| number(Decimal::ONE.checked_div(whole_of(&i[1])?)?), 0;
    "one twenty-fifth": Number, Ordinal => |_, i| if i[0].number()?.form == Form::Words && i[1].int() > 3 { number(value(&i[0])?.checked_div(Decimal::from(i[1].int()))?) } else { None }, -6;
    "a twenty-fifth": A, Ordinal => |_, i| if i[1].int() > 3 { number(Decimal::ONE.checked_div(Decimal::from(i[1].int()))?) } else { None }, -6;
    "quarter million": QuarterHour, Scale => |_, i| number(Decimal::new(25, 2).checked_mul(Decimal::from(10_i64.checked_pow(u32::try_from(i[1].int()).ok()?)?))?), 1;
    "<quarters>": Number, QuarterHour => |_, i| number(value(&i[0])?.checked_mul(Decimal::new(25, 2))?), -6;
    "<number> and <number> quarters": Number, And, Number, QuarterHour => |_, i| number(value(&i[0])?.checked_add(value(&i[2])?.checked_mul(Decimal::new(25, 2))?)?), -3;
    "<scale>": Scale => |_, i| number(Decimal::from(10_i64.checked_pow(u32::try_from(i[0].int()).ok()?)?)), super::WEAK;
    "hundred thousand": Scale, Scale => |_, i| { if i[0].int() >= i[1].int() { return None; } number(Decimal::from(10_i64.checked_pow(u32::try_from(i[0].int() + i[1].int()).ok()?)?)) }, -6;
    "<number> and <fraction>": Number, And, Number => mixed, 3;
    "<number> <fraction>": Number, Number => mixed, -1;
    "<number> and a half": Number, And, Half => and_half, 0;
    "<number> and a quarter": Number, And, QuarterHour => |_, i| { let whole = value(&i[0]).filter(Decimal::is_integer)?; number(whole.checked_add(Decimal::new(25, 2).checked_mul(scale_of(&i[0], whole))?)?) }, -1;
    "3 hundred and 21": Number, And, Number => sum, -1;
    "4 thousand 3 hundred": Number, Number => |b, i| if b.is_chinese(&i[0]) { None } else { sum(b, i) }, -1;
    "one twenty two": Number, Number => |_, i| {
        let (hundreds, rest) = (value(&i[0])?, value(&i[1])?);
        let is_said = |item: &Item| item.number().is_some_and(|number| number.form == Form::Words);
        let fits = hundreds >= Decimal::ONE && hundreds < Decimal::TEN && rest >= Decimal::TEN && rest < Decimal::ONE_HUNDRED;
        if !fits || !is_said(&i[0]) || !is_said(&i[1]) || !hundreds.is_integer() || !rest.is_integer() { return None; }
        number(hundreds.checked_mul(Decimal::ONE_HUNDRED)?.checked_add(rest)?)
    }, super::WEAK;
    "<fraction> of a million": Number, Of, A, Scale => |_, i| number(value(&i[0]).filter(|part| *part < Decimal::ONE)?.checked_mul(Decimal::from(10_i64.checked_pow(u32::try_from(i[3].int()).ok()?)?))?), 1;
    "one out of three": Number, Fraction, Number => |_, i| if i[1].int() == 1 && value(&i[0])? < value(&i[2])? { number(over(&i[0], &i[2])?) } else { None }, -1;
    "one in three": Number, In, Number => |_, i| if i[1].int() == 0 && value(&i[0])? < value(&i[2])? { number(over(&i[0], &i[2])?) } else { None }, super::WEAK;
    "five - eighths": Number, Dash, Nths => nths, 0;
    "half": Half => |_, i| if i[0].int() == 0 { number(Decimal::new(5, 1)) } else { None }, -2;
    "半个": Ban, Ge => |_, _| number(Decimal::new(5, 1)), -2;
    "<number> 又 <fraction>": Number, Fraction, Number => |b, i| if i[1].int() == 3 { mixed(b, i) } else { None }, 1;
    "<number> million": Number, Scale => scaled, 1;
    "half a million": Half, Scale => |_, i| number(Decimal::new(5, 1).checked_mul(Decimal::from(10_i64.checked_pow(u32::try_from(i[1].int()).ok()?)?))?), 1;
    "<number> dozen": Number, Dozen => dozens, 1;
    "<number> and <number> dozen": Number, And, Number, Dozen => |_, i| number(value(&i[0])?.checked_add(value(&i[2])?.checked_mul(Decimal::from(12))?)?), 3;
    "a dozen": Number => |_, i| match i[0].val {
        Val::Int(12) => number(Decimal::from(12)),
        Val::Int(int) => number(Decimal::from(int)),
        _ => None,
    }, 0;
    "a couple": Couple => |_, _| Some((Sym::Number, Val::Number(Number { digits: MADE, ..Number::of(2) }))), -3;
    "a few": Few => |b, i| if b.is_chinese(&i[0]) { None } else { Some((Sym::Number, Val::Number(Number { most: Some(Decimal::from(9)), digits: MADE, ..Number::of(3) }))) }, -3;
    "1/4 of": Number, Of => |_, i| share(value(&i[0]).filter(|part| *part > Decimal::ZERO && *part < Decimal::ONE)?.checked_mul(Decimal::ONE_HUNDRED)), -4;
    "one half of": Half, Of => |_, _| share(Some(Decimal::from(50))), -4;
    "one quarter of": QuarterHour, Of => |_, _| share(Some(Decimal::from(25))), -4;
    "百万分之五": Number, Fraction, Number => |_, i| { if i[1].int() != 2 || value(&i[0])? < Decimal::ONE_HUNDRED { return None; } share(over(&i[2], &i[0])?.checked_mul(Decimal::ONE_HUNDRED)) }, 0;
    "对折": ShareWord => |_, i| share(Some(Decimal::from(i[0].int()))), 1;
    "max": ShareEnd => |_, i| share(Some(Decimal::from(i[0].int()))), super::WEAK;
    "<number> %": Number, Percent => |_, i| share(value(&i[0])), 1;
    "percent of <number>": PercentOf, Number => |_, i| share(match i[0].int() {
        0 | 1 => value(&i[1]),
        power => value(&i[1])?.checked_div(Decimal::from(10_i64.checked_pow(u32::try_from(power - 1).ok()?)?)),
    }), 1;
    "<number> out of <number>": Number, Fraction, Number => |_, i| if i[1].int() == 1 { share(over(&i[0], &i[2])?.checked_mul(Decimal::ONE_HUNDRED)) } else { None }, 0;
    "one in two": Number, In, Number => |b, i| if i[1].int() == 0 && value(&i[0])? == Decimal::ONE && b.is_last(&i[2]) { share(over(&i[0], &i[2]).filter(|part| *part < Decimal::ONE)?.checked_mul(Decimal::ONE_HUNDRED)) } else { None }, super::WEAK;
    "<number> 成": Number, Cheng => tenths_of, 1;
    "<number> 成半": Number, Cheng, Ban => |b, i| match tenths_of(b, i)? { (sym, Val::Number(number)) => Some((sym, Val::Number(Number::of(number.value + Decimal::from(5))))), _ => None }, 2;
    "<number> 成 <number>": Number, Cheng, Number => |b, i| {
        let tail = value(&i[2]).filter(|tail| *tail > Decimal::ZERO && *tail < Decimal::TEN)?;
        match tenths_of(b, i)? { (sym, Val::Number(number)) if i[1].int() == 0 => Some((sym, Val::Number(Number::of(number.value + tail)))), _ => None }
    }, 2;
    "the next one": RowStep, OneOf => |_, i| Some((Sym::Step, Val::Int(i[0].int()))), 0;
    "the next one": The, RowStep, OneOf => |_, i| Some((Sym::Step, Val::Int(i[1].int()))), 0;
    "下一个": Stepped => |_, i| Some((Sym::Step, Val::Int(i[0].int()))), 0;
    "next": RowStep => |_, i| Some((Sym::Step, Val::Int(i[0].int()))), super::WEAK;
    "last": RowEnd => |_, i| if i[0].int() == -1 { Some((Sym::Ordinal, Val::Int(-1))) } else { None }, super::WEAK;
    "the penultimate": RowEnd => |_, i| if i[0].int() < -1 { Some((Sym::Ordinal, Val::Int(i[0].int()))) } else { None }, 0;
    "the penultimate one": RowEnd, OneOf => |_, i| if i[0].int() < -1 { Some((Sym::Ordinal, Val::Int(i[0].int()))) } else { None }, 0;
    "the penultimate": The, RowEnd => |_, i| if i[1].int() < -1 { Some((Sym::Ordinal, Val::Int(i[1].int()))) } else { None }, 0;
    "the 5th one": The, Ordinal, OneOf => |_, i| Some((Sym::Ordinal, i[1].val)), 0;
    "the last one": Last, OneOf => |b, i| if i[0].int() == -1 && !b.is_chinese(&i[0]) { Some((Sym::Ordinal, Val::Int(-1))) } else { None }, 0;
    "the last one": The, Last, OneOf => |b, i| if i[1].int() == -1 && !b.is_chinese(&i[1]) { Some((Sym::Ordinal, Val::Int(-1))) } else { None }, 0;
    "second last": Ordinal, Last => |b, i| if i[1].int() == -1 && !b.is_chinese(&i[1]) && b.is_last(&i[1]) { Some((Sym::Ordinal, Val::Int(-i[0].int()))) } else { None }, 0;
    "the second one": Ordinal, OneOf => |_, i| Some((Sym::Ordinal, i[0].val)), 0;
    "第 <number>": Di, Number => |_, i| Some((Sym::Ordinal, Val::Int(i32::try_from(i[1].whole()?).ok()?))), 1;
    "最后一": LastOne => |_, _| Some((Sym::Ordinal, Val::Int(-1))), 0;
    "倒数第 <number>": Backwards, Number => |_, i| Some((Sym::Ordinal, Val::Int(-i32::try_from(i[1].whole()?).ok()?))), 1;
}
