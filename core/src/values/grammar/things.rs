//! Amounts of things: money, measures, temperatures, ages.

use rust_decimal::Decimal;

use super::{Build, rules};
use crate::values::chart::item::{Amount, Form, Item, Number, Sym, Val};
use crate::values::lexicon::things::{COINS, MEASURES, MONEY, Quantity};

type Made = Option<(Sym, Val)>;

fn amount(sym: Sym, number: Number, unit: i32) -> Made {
    Some((sym, Val::Amount(Amount { number, unit: u8::try_from(unit).ok()? })))
}

fn said(item: &Item) -> Option<Amount> {
    match item.val {
        Val::Amount(amount) => Some(amount),
        _ => None,
    }
}

fn times(number: Number, by: Decimal) -> Option<Number> {
    let most = match number.most {
        Some(most) => Some(most.checked_mul(by)?),
        None => None,
    };
    Some(Number { value: number.value.checked_mul(by)?, most, form: Form::Words, digits: 0 })
}

fn money(b: &mut Build, i: &[Item]) -> Made {
    // 3 USD50 cards
    let unit = &i[1];
    // 二十块饼干 are pieces.
    if b.chars[usize::from(unit.start)..usize::from(unit.end)] == ['块']
        && PIECES.iter().any(|piece| b.goes_on(unit, piece))
    {
        return None;
    }
    if b.chars.get(usize::from(unit.end)).is_some_and(char::is_ascii_digit)
        && b.chars[usize::from(unit.end) - 1].is_ascii()
    {
        return None;
    }
    amount(Sym::Money, i[0].number()?, i[1].int())
}

/// What 块 counts by the piece.
const PIECES: &[&str] = &[
    "饼干",
    "蛋糕",
    "面包",
    "肉",
    "牛排",
    "豆腐",
    "巧克力",
    "披萨",
    "西瓜",
    "肥皂",
    "香皂",
    "毛巾",
    "手表",
    "电池",
    "玻璃",
    "糖",
    "砖",
    "地毯",
    "布",
    "橡皮",
    "屏幕",
    "木板",
    "石头",
    "鸡",
    "鱼",
    "冰",
];

fn signed(_: &mut Build, i: &[Item]) -> Made {
    amount(Sym::Money, i[1].number()?, i[0].int())
}

fn cents(b: &mut Build, i: &[Item]) -> Made {
    // 20c outside is warm.
    if b.goes_on(&i[1], " outside") || b.goes_on(&i[1], " inside") {
        return None;
    }
    let places = MONEY.get(usize::try_from(i[1].int()).ok()?)?.places;
    let by = if i[1].sym == Sym::Cent { Decimal::new(1, places.max(2)) } else { Decimal::new(1, 1) };
    amount(Sym::Money, times(i[0].number()?, by)?, i[1].int())
}

/// 八块五, 九块九, 三块二毛五: a digit behind counts tenths of what stood last.
fn tail(b: &mut Build, i: &[Item]) -> Made {
    let whole = said(&i[0])?;
    let digit = i[1].number().filter(|number| number.most.is_none())?;
    if !whole.number.value.is_integer()
        || whole.number.most.is_some()
        || digit.digits > 2
        || b.counts(&i[1])
        || b.before_money(&i[1])
        || i[0].end != i[1].start
    {
        return None;
    }
    let one = super::super::chart::whole(digit.value).filter(|n| (0..=99).contains(n))?;
    let part = if one < 10 && digit.digits < 2 { Decimal::new(one, 1) } else { Decimal::new(one, 2) };
    amount(Sym::Money, Number::of(whole.number.value + part), whole.unit.into())
}

/// 20 dollars 43.
fn dollars(b: &mut Build, i: &[Item]) -> Made {
    let (whole, number) = (said(&i[0])?, &i[i.len() - 1]);
    if b.counts(number) || b.before_money(number) {
        return None;
    }
    let cents = number.whole().filter(|cents| (1..=99).contains(cents))?;
    if !whole.number.value.is_integer() || whole.number.most.is_some() {
        return None;
    }
    amount(Sym::Money, Number::of(whole.number.value + Decimal::new(cents, 2)), whole.unit.into())
}

/// Smaller coins behind: 二十块五毛, 3 dollars and 20 cents.
fn and_coins(_: &mut Build, i: &[Item]) -> Made {
    let (whole, part) = (said(&i[0])?, said(&i[i.len() - 1])?);
    let is_finer =
        part.number.value < if whole.number.value.is_integer() { Decimal::ONE } else { Decimal::new(1, 1) };
    if whole.unit != part.unit && !(whole.unit == 1 || part.unit == 1)
        || !is_finer
        || whole.number.most.is_some()
        || part.number.most.is_some()
        || whole.number.value < part.number.value
    {
        return None;
    }
    amount(Sym::Money, Number::of(whole.number.value + part.number.value), whole.unit.into())
}

fn coins(_: &mut Build, i: &[Item]) -> Made {
    let by = Decimal::new(i[1].int().into(), 2);
    amount(Sym::Money, times(i[0].number()?, by)?, 1)
}

fn measure(b: &mut Build, i: &[Item]) -> Made {
    // "5 in" is five inches only right there; a letter alone stands near its digits.
    let is_in = b.chars[usize::from(i[1].start)..usize::from(i[1].end)] == ['i', 'n'];
    if is_in && i[0].end != i[1].start && !b.is_last(&i[1]) {
        return None;
    }
    // 24703 L-202 is a part's number, and the temperature is of no angle.
    let is_letter = i[1].end - i[1].start == 1 && b.chars[usize::from(i[1].start)].is_ascii_alphabetic();
    let is_angle =
        MEASURES.get(usize::try_from(i[1].int()).ok()?).is_some_and(|unit| unit.of == Quantity::Angle);
    if is_letter && b.goes_on(&i[1], "-") || is_angle && (b.says("temperature") || b.says("温度")) {
        return None;
    }
    amount(Sym::Quantity, i[0].number()?, i[1].int())
}

fn half(item: &Item, unit: &Item) -> Made {
    if item.sym == Sym::Half && item.int() == 0 && item.end == unit.start {
        return None;
    }
    amount(Sym::Quantity, Number::of(Decimal::new(5, 1)), unit.int())
}

/// What stands in two units of one quantity, in the one that was said first if that is exact, in the finer one if it is not.
fn sum(_: &mut Build, i: &[Item]) -> Made {
    let (one, other) = (said(&i[0])?, said(&i[i.len() - 1])?);
    let (a, b) = (MEASURES.get(usize::from(one.unit))?, MEASURES.get(usize::from(other.unit))?);
    if a.of != b.of
        || a.micro == 0
        || b.micro == 0
        || b.micro >= a.micro
        || matches!(a.of, Quantity::Other)
        || one.number.most.is_some()
        || other.number.most.is_some()
    {
        return None;
    }
    let part = other.number.value.checked_mul(Decimal::from(b.micro))?.checked_div(Decimal::from(a.micro))?;
    if part.normalize().scale() <= 6 {
        return amount(
            Sym::Quantity,
            Number::of(one.number.value.checked_add(part)?.normalize()),
            one.unit.into(),
        );
    }
    let ratio = Decimal::from(a.micro).checked_div(Decimal::from(b.micro))?;
    let value = one.number.value.checked_mul(ratio)?.checked_add(other.number.value)?;
    amount(Sym::Quantity, Number::of(value.round_dp(6)), other.unit.into())
}

/// 三斤半, 一米八, 二十五度六.
fn quantity_tail(b: &mut Build, i: &[Item]) -> Made {
    let whole = said(&i[0])?;
    // 190 km2 is an area.
    if b.chars.get(usize::from(i[0].end) - 1).is_none_or(char::is_ascii) {
        return None;
    }
    if whole.number.most.is_some() || !whole.number.value.is_integer() || i[0].end != i[1].start {
        return None;
    }
    let part = match i[1].sym {
        Sym::Ban => Decimal::new(5, 1),
        _ => {
            let number = i[1].number()?;
            let digit = super::super::chart::whole(number.value).filter(|n| (1..=99).contains(n))?;
            if number.most.is_some() || b.counts(&i[1]) || number.form == Form::Written && number.digits > 2 {
                return None;
            }
            if digit < 10 { Decimal::new(digit, 1) } else { Decimal::new(digit, 2) }
        }
    };
    let part = if whole.number.value < Decimal::ZERO { -part } else { part };
    amount(i[0].sym, Number::of(whole.number.value + part), whole.unit.into())
}

/// A way an hour is a speed.
fn per_hour(item: &Item) -> Made {
    let said = said(item)?;
    let name = match MEASURES.get(usize::from(said.unit))?.name {
        "kilometre" => "kilometre per hour",
        "mile" => "mile per hour",
        _ => return None,
    };
    let unit = MEASURES.iter().position(|measure| measure.name == name)?;
    amount(Sym::Quantity, said.number, i32::try_from(unit).ok()?)
}

/// Words of units that mean something else more often.
const ORDINARY: &[&str] = &[
    "won", "turn", "turns", "cup", "cups", "barrel", "barrels", "gel", "real", "yard", "yards", "foot",
    "feet", "knot", "knots", "stone", "rand", "bar", "bars", "quid", "mark", "marks", "crown", "crowns",
    "sol", "try", "all", "top", "cad",
];

/// A unit without a number: in dollars, 换算成美元. The kind in the hundreds, the unit below.
fn unit(b: &Build, item: &Item, kind: i32, unit: i32) -> Made {
    let text = &b.chars[usize::from(item.start)..usize::from(item.end)];
    let least = if text.iter().all(char::is_ascii_lowercase) { 3 } else { 2 };
    let is_word = text.iter().all(|c| c.is_alphabetic())
        && !ORDINARY.iter().any(|word| word.chars().eq(text.iter().copied()));
    (text.len() >= least && is_word || text.contains(&'°'))
        .then_some((Sym::UnitName, Val::Int(kind * 256 + unit)))
}

fn degrees(item: &Item, unit: i32) -> Made {
    amount(Sym::Temperature, item.number()?, unit)
}

fn below(_: &mut Build, i: &[Item]) -> Made {
    let said = said(&i[0])?;
    if i[1].int() != 1 {
        return None;
    }
    amount(Sym::Temperature, times(said.number, Decimal::NEGATIVE_ONE)?, said.unit.into())
}

fn minus(b: &mut Build, i: &[Item]) -> Made {
    // md . - - $ 75 million
    let is_apart = i[1].sym == Sym::Money && i[0].end != i[1].start;
    if b.is_joined(&i[0])
        || b.is_between(&i[0])
        || is_apart && b.chars.get(usize::from(i[0].start)) == Some(&'-')
    {
        return None;
    }
    let said = said(&i[1])?;
    if i[0].sym == Sym::Plus {
        return amount(i[1].sym, said.number, said.unit.into());
    }
    if i[0].int() == 1 || said.number.value < Decimal::ZERO {
        return None;
    }
    amount(i[1].sym, times(said.number, Decimal::NEGATIVE_ONE)?, said.unit.into())
}

fn age(item: &Item, unit: i32) -> Made {
    amount(Sym::Years, item.number()?, unit)
}

rules! { THINGS;
    "<number> yuan": Number, Currency => money, 1;
    "¥ <number>": Sign, Number => signed, 2;
    "¥ <number> yuan": Sign, Money => |_, i| { let said = said(&i[1])?; if i32::from(said.unit) != i[0].int() && said.unit != 0 { return None; } amount(Sym::Money, said.number, if said.unit == 0 { i[0].int() } else { said.unit.into() }) }, 2;
    "<number> yuan rmb": Money, Sign => |b, i| { if b.chars[usize::from(i[1].end)..].iter().find(|c| **c != ' ').is_some_and(char::is_ascii_digit) { return None; } let said = said(&i[0])?; if i32::from(said.unit) != i[1].int() && said.unit != 0 { return None; } amount(Sym::Money, said.number, i[1].int()) }, 1;
    "<currency> <number>": Currency, Number => |b, i| if i[0].end - i[0].start < 2 || b.begins(&i[0], "won") { None } else { signed(b, i) }, -1;
    "$ <number> million": Money, Scale => |_, i| { let said = said(&i[0])?; let scale = Decimal::from(10_i64.checked_pow(u32::try_from(i[1].int()).ok()?)?); amount(Sym::Money, times(said.number, scale)?, said.unit.into()) }, 1;
    "<number> usd million": Number, Sign, Scale => |_, i| { let scale = Decimal::from(10_i64.checked_pow(u32::try_from(i[2].int()).ok()?)?); amount(Sym::Money, times(i[0].number()?, scale)?, i[1].int()) }, 2;
    "<number> musd": Number, Million => |_, i| amount(Sym::Money, times(i[0].number()?, Decimal::from(1_000_000))?, i[1].int()), 1;
    "musd <number>": Million, Number => |_, i| amount(Sym::Money, times(i[1].number()?, Decimal::from(1_000_000))?, i[0].int()), 1;
    "in dollars": Currency | Sign => |b, i| unit(b, &i[0], 0, i[0].int()), super::WEAK;
    "in kilometres": Measure => |b, i| unit(b, &i[0], 1, i[0].int()), super::WEAK;
    "in celsius": Celsius => |b, i| unit(b, &i[0], 2, 1), super::WEAK;
    "in fahrenheit": Fahrenheit => |b, i| unit(b, &i[0], 2, 2), super::WEAK;
    "in degrees celsius": Degree, Celsius | Fahrenheit => |b, i| unit(b, &Item { start: i[0].start, ..i[1] }, 2, if i[1].sym == Sym::Celsius { 1 } else { 2 }), super::WEAK;
    "摄氏度": Celsius | Fahrenheit, Degree => |b, i| unit(b, &i[0], 2, if i[0].sym == Sym::Celsius { 1 } else { 2 }), super::WEAK;
    "<number> cents": Number, Cent | Tenth => cents, 1;
    "a dollar": A, Currency => |b, i| if !b.chars[usize::from(i[1].start)].is_alphabetic() { None } else { amount(Sym::Money, Number::of(1), i[1].int()) }, -2;
    "half a dollar": Half, Currency => |_, i| amount(Sym::Money, Number::of(Decimal::new(5, 1)), i[1].int()), 0;
    "<number> dimes": Number, Coin => coins, -8;
    "a dime": A, Coin => |_, i| amount(Sym::Money, Number::of(Decimal::new(i[1].int().into(), 2)), 1), 0;
    "dime": Coin => |_, i| if COINS.is_empty() { None } else { amount(Sym::Money, Number::of(Decimal::new(i[0].int().into(), 2)), 1) }, super::WEAK;
    "八块五": Money, Number => tail, 1;
    "九块九毛九": Money, Number => |b, i| { let whole = said(&i[0])?; if whole.number.value.normalize().scale() != 1 { return None; } let digit = i[1].whole().filter(|n| (1..=9).contains(n))?; if b.counts(&i[1]) || i[0].end != i[1].start { return None; } amount(Sym::Money, Number::of(whole.number.value + Decimal::new(digit, 2)), whole.unit.into()) }, 0;
    "one kuai and five mao five": Money, And, Money, Number => |b, i| {
        let whole = and_coins(b, &i[..3])?;
        let Val::Amount(said) = whole.1 else { return None };
        let digit = i[3].whole().filter(|digit| (1..=9).contains(digit) && !b.counts(&i[3]))?;
        if said.number.value.normalize().scale() != 1 { return None; }
        amount(Sym::Money, Number::of(said.number.value + Decimal::new(digit, 2)), said.unit.into())
    }, 3;
    "20 dollars 43": Money, Number => dollars, -1;
    "20 dollars and 43": Money, And, Number => dollars, 0;
    "<money> <coins>": Money, Money => and_coins, 2;
    "<money> and <coins>": Money, And, Money => and_coins, 2;
    "about <money>": About, Money => |_, i| { let said = said(&i[1])?; amount(Sym::Money, said.number, said.unit.into()) }, 0;
    "- <money>": Minus, Money | Quantity | Temperature => minus, 1;
    "零上 <temperature>": Plus, Temperature => minus, 1;
    "<number> kg": Number, Measure => measure, 0;
    "a 10-mile run": Number, Dash, Measure => |_, i| {
        let is_joined = i[0].end == i[1].start && i[1].end == i[2].start && i[2].end - i[2].start > 2;
        if !is_joined { return None; }
        amount(Sym::Quantity, i[0].number()?, i[2].int())
    }, 1;
    "12 ft 2 in": Quantity, Number, Measure => |b, i| {
        let foot = MEASURES.get(usize::from(said(&i[0])?.unit)).filter(|measure| measure.name == "foot")?;
        let inch = MEASURES.get(usize::try_from(i[2].int()).ok()?).filter(|measure| measure.name == "inch")?;
        i[1].whole().filter(|inches| (1..12).contains(inches) && foot.of == inch.of)?;
        let (sym, val) = amount(Sym::Quantity, i[1].number()?, i[2].int())?;
        sum(b, &[i[0], Item { sym, val, ..i[2] }])
    }, 1;
    "a kg": A, Measure => |_, i| if i[1].end - i[1].start < 2 { None } else { amount(Sym::Quantity, Number::of(1), i[1].int()) }, -2;
    "half a litre": Half, Measure => |_, i| half(&i[0], &i[1]), 1;
    "half a litre": Half, A, Measure => |_, i| half(&i[0], &i[2]), 1;
    "quarter litre": QuarterHour, Measure => |_, i| amount(Sym::Quantity, Number::of(Decimal::new(25, 2)), i[1].int()), 1;
    "20 (kg)": Number, Bracket, Measure, Bracket => |_, i| amount(Sym::Quantity, i[0].number()?, i[2].int()), 1;
    "半公斤": Ban, Measure => |_, i| amount(Sym::Quantity, Number::of(Decimal::new(5, 1)), i[1].int()), 1;
    "a third of a litre": Number, Of, Measure => |_, i| { i[0].number().filter(|n| n.value < Decimal::ONE)?; amount(Sym::Quantity, i[0].number()?, i[2].int()) }, 1;
    "a third of a litre": Number, Of, A, Measure => |_, i| { i[0].number().filter(|n| n.value < Decimal::ONE)?; amount(Sym::Quantity, i[0].number()?, i[3].int()) }, 1;
    "tenth of a gallon": Nths, Of, A, Measure => |_, i| amount(Sym::Quantity, Number::of(Decimal::ONE.checked_div(Decimal::from(i[0].int()))?), i[3].int()), 1;
    "fourth of litre": Nths, Of, Measure => |_, i| amount(Sym::Quantity, Number::of(Decimal::ONE.checked_div(Decimal::from(i[0].int()))?), i[2].int()), 1;
    "<quantity> <quantity>": Quantity, Quantity => sum, 2;
    "<quantity> and <quantity>": Quantity, And, Quantity => sum, 2;
    "a kilo and a half": Quantity, And, Half => |_, i| { let whole = said(&i[0])?; if !whole.number.value.is_integer() || whole.number.most.is_some() { return None; } amount(Sym::Quantity, Number::of(whole.number.value + Decimal::new(5, 1)), whole.unit.into()) }, 2;
    "five foot eleven": Quantity, Number => |b, i| {
        let inches = i[1].whole().filter(|inches| (1..12).contains(inches))?;
        let foot = MEASURES.get(usize::from(said(&i[0])?.unit)).filter(|measure| measure.name == "foot")?;
        let inch = MEASURES.iter().position(|measure| measure.name == "inch").and_then(|place| i32::try_from(place).ok())?;
        if foot.of != Quantity::Length || b.counts(&i[1]) || !b.is_last(&i[1]) && i[1].number()?.form != Form::Words { return None; }
        let (sym, val) = amount(Sym::Quantity, Number::of(inches), inch)?;
        sum(b, &[i[0], Item { sym, val, ..i[1] }])
    }, 1;
    "<quantity> , <quantity>": Quantity, Comma, Quantity => sum, 2;
    "三斤半": Quantity | Temperature, Ban => quantity_tail, 2;
    "一米八": Quantity | Temperature, Number => quantity_tail, 1;
    "时速 <quantity>": PerHour, Quantity => |_, i| per_hour(&i[1]), 2;
    "<quantity> per hour": Quantity, PerHour => |_, i| per_hour(&i[0]), 2;
    "<number> degrees": Number, Degree => |b, i| if b.is_turned(&i[0], &i[1]) { None } else { degrees(&i[0], 0) }, 1;
    "<number> celsius": Number, Celsius => |b, i| if i[1].int() == 1 && b.is_code(&i[0], &i[1]) { None } else { degrees(&i[0], 1) }, 1;
    "<number> fahrenheit": Number, Fahrenheit => |b, i| if i[1].int() == 1 && b.is_code(&i[0], &i[1]) { None } else { degrees(&i[0], 2) }, 1;
    "<number> degrees celsius": Number, Degree, Celsius => |_, i| degrees(&i[0], 1), 2;
    "<number> degrees fahrenheit": Number, Degree, Fahrenheit => |_, i| degrees(&i[0], 2), 2;
    "<number> 摄氏 度": Number, Celsius | Fahrenheit, Degree => |_, i| degrees(&i[0], if i[1].sym == Sym::Celsius { 1 } else { 2 }), 2;
    "摄氏 <temperature>": Celsius | Fahrenheit, Temperature => |_, i| { let said = said(&i[1])?; if i[0].int() < 2 { return None; } amount(Sym::Temperature, said.number, if i[0].sym == Sym::Celsius { 1 } else { 2 }) }, 1;
    "<temperature> below zero": Temperature, Minus => below, 2;
    "2 below zero": Number, Minus => |_, i| if i[1].int() == 1 { amount(Sym::Temperature, times(i[0].number()?, Decimal::NEGATIVE_ONE)?, 0) } else { None }, 1;
    "<number> years old": Number, Age => |_, i| if i[1].int() < 100 { age(&i[0], i[1].int()) } else { None }, 2;
    "<number> 岁半": Number, Age => |_, i| if i[1].int() == 207 { amount(Sym::Years, Number::of(i[0].number()?.value + Decimal::new(5, 1)), 7) } else { None }, 2;
    "age <number>": Age, Number => |_, i| if i[0].int() == 107 { age(&i[1], 7) } else { None }, 1;
}
