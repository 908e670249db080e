//! Amounts between two, above one or below one: 两百以内, at least 4, more than 5 and less than 10, 20-30块.

use rust_decimal::Decimal;

use super::{Build, rules};
use crate::values::chart::item::{Amount, Item, Range, Sym, Val};

type Made = Option<(Sym, Val)>;

/// What an item counts, how much of it, and in which unit.
fn amount(item: &Item) -> Option<(Decimal, Sym, u8)> {
    match (item.sym, item.val) {
        (sym @ (Sym::Number | Sym::Share), Val::Number(number)) if number.most.is_none() => {
            Some((number.value, sym, 0))
        }
        (Sym::Ordinal, Val::Int(nth)) => Some((nth.into(), Sym::Number, 0)),
        (sym, Val::Amount(Amount { number, unit })) if number.most.is_none() => {
            Some((number.value, sym, unit))
        }
        _ => None,
    }
}

fn made(b: &mut Build, range: Range) -> Made {
    if range.least.zip(range.most).is_some_and(|(least, most)| least > most) {
        return None;
    }
    Some((Sym::Range, Val::Range(b.range(range)?)))
}

fn least(b: &mut Build, item: &Item, has_it: bool) -> Made {
    let (value, of, unit) = amount(item)?;
    made(
        b,
        Range {
            least: Some(value),
            most: None,
            has_least: has_it,
            has_most: false,
            is_between: false,
            of,
            unit,
        },
    )
}

fn most(b: &mut Build, item: &Item, has_it: bool) -> Made {
    let (value, of, unit) = amount(item)?;
    made(
        b,
        Range {
            least: None,
            most: Some(value),
            has_least: false,
            has_most: has_it,
            is_between: false,
            of,
            unit,
        },
    )
}

/// From one amount to another; what only one of them says is of both: 20-30块.
fn between(b: &mut Build, from: &Item, to: &Item) -> Made {
    // One-fourth is a fraction, and -2222-2222 nothing.
    let is_ordinal = |item: &Item| item.sym == Sym::Ordinal;
    let is_joined = b.chars.get(usize::from(from.end)) == Some(&'-');
    if is_ordinal(from) != is_ordinal(to) || is_joined && b.chars.get(usize::from(from.start)) == Some(&'-') {
        return None;
    }
    let (low, first, first_unit) = amount(from)?;
    let (high, second, second_unit) = amount(to)?;
    let (of, unit) = match (first, second) {
        (Sym::Number, of) => (of, second_unit),
        (of, Sym::Number) => (of, first_unit),
        (a, other) if a == other && first_unit == second_unit => (a, first_unit),
        _ => return None,
    };
    (low < high).then_some(())?;
    made(
        b,
        Range {
            least: Some(low),
            most: Some(high),
            has_least: true,
            has_most: true,
            is_between: true,
            of,
            unit,
        },
    )
}

fn get(b: &Build, item: &Item) -> Option<Range> {
    match item.val {
        Val::Range(place) => b.ranges.get(usize::from(place)).copied(),
        _ => None,
    }
}

/// A lower and an upper bound that were said apart.
fn both(b: &mut Build, one: &Item, other: &Item) -> Made {
    let (one, other) = (get(b, one)?, get(b, other)?);
    let (low, high) = match (one.most, other.most) {
        (None, Some(_)) if other.least.is_none() => (one, other),
        (Some(_), None) if one.least.is_none() => (other, one),
        _ => return None,
    };
    let (of, unit) = match (low.of, high.of) {
        (Sym::Number, of) => (of, high.unit),
        (of, Sym::Number) => (of, low.unit),
        (a, other) if a == other && low.unit == high.unit => (a, low.unit),
        _ => return None,
    };
    made(b, Range { most: high.most, has_most: high.has_most, of, unit, ..low })
}

fn is_with(item: &Item) -> bool {
    item.int() & 1 == 1
}

/// A bound whose end is within after all: less than 5000 or equal.
fn with_end(b: &mut Build, item: &Item) -> Made {
    let range = get(b, item).filter(|range| range.least.is_none() != range.most.is_none())?;
    made(b, Range { has_least: range.least.is_some(), has_most: range.most.is_some(), ..range })
}

fn equal(b: &mut Build, item: &Item) -> Made {
    let (value, of, unit) = amount(item)?;
    let end = Some(value);
    made(b, Range { least: end, most: end, has_least: true, has_most: true, is_between: false, of, unit })
}

rules! { BOUNDS;
    "equal to <amount>": Equal, Number | Money | Quantity | Share | Temperature | Years => |b, i| equal(b, &i[1]), 1;
    "equal to <amount> or less": Range, AboveBack | BelowBack => |b, i| {
        let (end, of, unit) = get(b, &i[0]).filter(|range| range.least == range.most).and_then(|range| Some((range.least?, range.of, range.unit)))?;
        let (least, most) = if i[1].sym == Sym::AboveBack { (Some(end), None) } else { (None, Some(end)) };
        made(b, Range { least, most, has_least: least.is_some(), has_most: most.is_some(), is_between: false, of, unit })
    }, 1;
    "less than <amount> or equal": Range, EqualToo => |b, i| with_end(b, &i[0]), 1;
    "more than <amount>": Above, Number | Money | Quantity | Share | Ordinal | Temperature | Years => |b, i| least(b, &i[1], is_with(&i[0])), 1;
    "less than <amount>": Below, Number | Money | Quantity | Share | Ordinal | Temperature | Years => |b, i| most(b, &i[1], is_with(&i[0])), 1;
    "more than the <ordinal>": Above, The, Ordinal => |b, i| least(b, &i[2], is_with(&i[0])), 1;
    "less than the <ordinal>": Below, The, Ordinal => |b, i| most(b, &i[2], is_with(&i[0])), 1;
    "20 次以上": Number, Counter, AboveBack => |b, i| least(b, &i[0], is_with(&i[2])), 1;
    "20 个以下": Number, Counter, BelowBack => |b, i| most(b, &i[0], is_with(&i[2])), 1;
    "<amount> or more": Number | Money | Quantity | Share | Temperature | Years, AboveBack => |b, i| if i[1].int() == 3 && i[0].sym != Sym::Money { None } else { least(b, &i[0], is_with(&i[1])) }, 1;
    "<amount> or less": Number | Money | Quantity | Share | Temperature | Years, BelowBack => |b, i| most(b, &i[0], is_with(&i[1])), 1;
    "between <amount> and <amount>": Between, Number | Money | Quantity | Share | Ordinal | Temperature | Years, And | To | Dash, Number | Money | Quantity | Share | Ordinal | Temperature | Years => |b, i| between(b, &i[1], &i[3]), 2;
    "between the <ordinal> and the <ordinal>": Between, The, Ordinal, And | To, The, Ordinal => |b, i| between(b, &i[2], &i[5]), 2;
    "from <amount> to <amount>": From, Number | Money | Quantity | Share | Ordinal | Temperature | Years, To | Dash, Number | Money | Quantity | Share | Ordinal | Temperature | Years => |b, i| between(b, &i[1], &i[3]), 2;
    "<amount> to <amount>": Number | Money | Quantity | Share | Ordinal | Temperature | Years, To | Dash, Number | Money | Quantity | Share | Ordinal | Temperature | Years => |b, i| between(b, &i[0], &i[2]), 0;
    "<range> 之间": Range, Inside => |b, i| { get(b, &i[0]).filter(|range| range.is_between && i[1].int() == 3)?; Some((Sym::Range, i[0].val)) }, 1;
    "20 和 30 之间": Number | Money | Quantity | Share | Ordinal | Temperature | Years, And | To | Dash, Number | Money | Quantity | Share | Ordinal | Temperature | Years, Inside => |b, i| if i[3].int() == 3 { between(b, &i[0], &i[2]) } else { None }, 2;
    "在 <range>": On, Range => |b, i| { get(b, &i[1]).filter(|range| range.is_between)?; Some((Sym::Range, i[1].val)) }, 0;
    "比 <amount> 大": Than, Number | Money | Quantity | Share | Temperature | Years, Bigger | Smaller => |b, i| if i[2].sym == Sym::Bigger { least(b, &i[1], false) } else { most(b, &i[1], false) }, 2;
    "<range> and <range>": Range, And | Comma | But, Range => |b, i| both(b, &i[0], &i[2]), 2;
    "<range> <range>": Range, Range => |b, i| both(b, &i[0], &i[1]), 1;
    "<range> , and <range>": Range, Comma, And | But, Range => |b, i| both(b, &i[0], &i[3]), 2;
}
