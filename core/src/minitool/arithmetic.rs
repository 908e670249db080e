//! Arithmetic over values that may be missing: sums, powers, comparisons, days.
//!
//! Decides what two values make together. A gap makes a gap; nothing overflows, nothing panics.

use std::cmp::Ordering;

use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, MathematicalOps, RoundingStrategy};

use super::cell::{Cell, Gap};
use super::formula::{Function, Operator};

pub(super) fn compare(left: &Cell, right: &Cell) -> Option<Ordering> {
    match (left, right) {
        (Cell::Text(a), Cell::Text(b)) => Some(a.cmp(b)),
        (Cell::Date(a), Cell::Date(b)) => Some(a.cmp(b)),
        (Cell::Boolean(a), Cell::Boolean(b)) => Some(a.cmp(b)),
        (a, b) => Some(a.number()?.cmp(&b.number()?)),
    }
}

/// Sorts records: gaps last.
pub(crate) fn in_order(left: &Cell, right: &Cell) -> Ordering {
    match (left, right) {
        (Cell::Gap(_), Cell::Gap(_)) => Ordering::Equal,
        (Cell::Gap(_), _) => Ordering::Greater,
        (_, Cell::Gap(_)) => Ordering::Less,
        _ => compare(left, right).unwrap_or(Ordering::Equal),
    }
}

/// A number in the type that its operands make it.
fn counted(number: Option<Decimal>, of: &Cell) -> Cell {
    let Some(number) = number else { return Cell::Gap(Gap::Overflow) };
    match of {
        Cell::Money(_) => Cell::Money(number),
        Cell::Duration(_) => number.round().to_i64().map_or(Cell::Gap(Gap::Overflow), Cell::Duration),
        _ => Cell::Number(number),
    }
}

pub(super) fn binary(operator: Operator, left: Cell, right: Cell) -> Cell {
    use Operator::{Add, And, Divide, Multiply, Or, Power, Subtract};
    if let (Add, Cell::Text(_), _) | (Add, _, Cell::Text(_)) = (operator, &left, &right) {
        return joined(&[left, right]);
    }
    for cell in [&left, &right] {
        if let Cell::Gap(gap) = cell {
            return Cell::Gap(*gap);
        }
    }
    if operator.is_comparison() {
        let Some(found) = compare(&left, &right) else { return Cell::Gap(Gap::Empty) };
        return Cell::Boolean(match operator {
            Operator::Equal => found.is_eq(),
            Operator::Unequal => found.is_ne(),
            Operator::Less => found.is_lt(),
            Operator::AtMost => found.is_le(),
            Operator::Greater => found.is_gt(),
            _ => found.is_ge(),
        });
    }
    if let (Cell::Boolean(a), Cell::Boolean(b)) = (&left, &right) {
        return match operator {
            And => Cell::Boolean(*a && *b),
            Or => Cell::Boolean(*a || *b),
            _ => Cell::Gap(Gap::Empty),
        };
    }
    let (Some(a), Some(b)) = (left.number(), right.number()) else { return Cell::Gap(Gap::Empty) };
    let either = match (&left, &right) {
        (Cell::Duration(_), _) | (Cell::Money(_), Cell::Number(_) | Cell::Money(_)) => &left,
        (_, Cell::Duration(_) | Cell::Money(_)) => &right,
        _ => &left,
    };
    match operator {
        Add => counted(a.checked_add(b), either),
        Subtract => counted(a.checked_sub(b), either),
        Multiply => counted(a.checked_mul(b), either),
        Divide if b.is_zero() => Cell::Gap(Gap::DivisionByZero),
        Divide => match (&left, &right) {
            (Cell::Duration(_), Cell::Duration(_)) | (Cell::Money(_), Cell::Money(_)) => {
                a.checked_div(b).map_or(Cell::Gap(Gap::Overflow), Cell::Number)
            }
            _ => counted(a.checked_div(b), &left),
        },
        Power if a.is_zero() && b.is_sign_negative() => Cell::Gap(Gap::DivisionByZero),
        Power if a.is_sign_negative() && !b.fract().is_zero() => Cell::Gap(Gap::Impossible),
        Power => power(a, b).map_or(Cell::Gap(Gap::Overflow), |number| counted(Some(number), &left)),
        _ => Cell::Gap(Gap::Empty),
    }
}

/// A power; whole ones are multiplied out, since compound interest over 360 months must be exact to the cent.
fn power(base: Decimal, exponent: Decimal) -> Option<Decimal> {
    if let (true, Some(whole)) = (exponent.fract().is_zero(), exponent.to_i64()) {
        if whole.unsigned_abs() > 10_000 {
            return None;
        }
        return base.checked_powi(whole);
    }
    if exponent.abs() > Decimal::from(1_000) {
        return None;
    }
    base.checked_powd(exponent)
}

fn joined(cells: &[Cell]) -> Cell {
    let text: String = cells
        .iter()
        .map(|cell| match cell {
            Cell::Number(number) | Cell::Money(number) => number
                .round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero)
                .normalize()
                .to_string(),
            other => other.plain(),
        })
        .collect();
    if text.chars().count() > super::spec::MAX_TEXT_CHARS {
        Cell::Gap(Gap::Overflow)
    } else {
        Cell::Text(text)
    }
}

pub(super) fn call(function: Function, cells: &[Cell], today: Date) -> Cell {
    if let Function::IsEmpty = function {
        return Cell::Boolean(
            matches!(cells[0], Cell::Gap(Gap::Empty)) || cells[0] == Cell::Text(String::new()),
        );
    }
    if let Function::Join = function {
        return joined(cells);
    }
    if let Some(gap) = cells.iter().find(|cell| matches!(cell, Cell::Gap(_))) {
        return gap.clone();
    }
    let number = |i: usize| cells.get(i).and_then(Cell::number);
    let date = |i: usize| match cells.get(i) {
        Some(Cell::Date(date)) => Some(*date),
        _ => None,
    };
    let whole =
        |number: Option<i64>| number.map_or(Cell::Gap(Gap::Empty), |number| Cell::Number(number.into()));
    let of_first = |number: Option<Decimal>| match number {
        Some(number) => counted(Some(number), &cells[0]),
        None => Cell::Gap(Gap::Empty),
    };
    match function {
        Function::Abs => of_first(number(0).map(|own| own.abs())),
        Function::Floor => of_first(number(0).map(|own| own.floor())),
        Function::Ceil => of_first(number(0).map(|own| own.ceil())),
        Function::Round => {
            let places = number(1).map_or(Some(0), |places| places.to_i32());
            match (number(0), places) {
                (Some(own), Some(places)) => {
                    rounded(own, places).map_or(Cell::Gap(Gap::Overflow), |own| of_first(Some(own)))
                }
                _ => Cell::Gap(Gap::Overflow),
            }
        }
        Function::Sqrt => match number(0) {
            Some(own) if own.is_sign_negative() && !own.is_zero() => Cell::Gap(Gap::Impossible),
            own => of_first(own.and_then(|own| own.sqrt())),
        },
        Function::Min | Function::Max => {
            let wanted = if function == Function::Min { Ordering::Less } else { Ordering::Greater };
            let best = cells
                .iter()
                .skip(1)
                .fold(&cells[0], |best, cell| if compare(cell, best) == Some(wanted) { cell } else { best });
            let of = cells.iter().find(|cell| !matches!(cell, Cell::Number(_))).unwrap_or(best);
            best.number().map_or_else(|| best.clone(), |number| counted(Some(number), of))
        }
        Function::Mod => match (number(0), number(1)) {
            (Some(_), Some(by)) if by.is_zero() => Cell::Gap(Gap::DivisionByZero),
            (Some(own), Some(by)) => {
                let rest = own.checked_rem(by).and_then(|rest| {
                    if rest.is_zero() || rest.is_sign_negative() == by.is_sign_negative() {
                        Some(rest)
                    } else {
                        rest.checked_add(by)
                    }
                });
                counted(rest, &cells[0])
            }
            _ => Cell::Gap(Gap::Empty),
        },
        Function::Days => match (date(0), date(1)) {
            (Some(from), Some(to)) => whole(from.until(to).ok().map(|span| i64::from(span.get_days()))),
            _ => Cell::Gap(Gap::Empty),
        },
        Function::AddDays | Function::AddMonths => {
            let by = number(1).and_then(|by| by.round().to_i64());
            let found = date(0).zip(by).and_then(|(date, by)| {
                let span = if function == Function::AddDays {
                    0.days().try_days(by)
                } else {
                    0.months().try_months(by)
                };
                date.checked_add(span.ok()?).ok()
            });
            found.map_or(Cell::Gap(Gap::Impossible), Cell::Date)
        }
        Function::Today => Cell::Date(today),
        Function::Year => whole(date(0).map(|date| date.year().into())),
        Function::Month => whole(date(0).map(|date| date.month().into())),
        Function::Day => whole(date(0).map(|date| date.day().into())),
        Function::Weekday => whole(date(0).map(|date| date.weekday().to_monday_one_offset().into())),
        Function::Hours => {
            number(0).map_or(Cell::Gap(Gap::Empty), |own| Cell::Number(own / Decimal::from(3_600)))
        }
        Function::Minutes => {
            number(0).map_or(Cell::Gap(Gap::Empty), |own| Cell::Number(own / Decimal::from(60)))
        }
        Function::Seconds | Function::Number => number(0).map_or(Cell::Gap(Gap::Empty), Cell::Number),
        Function::Duration => counted(number(0), &Cell::Duration(0)),
        Function::Money => number(0).map_or(Cell::Gap(Gap::Empty), Cell::Money),
        Function::Text => joined(cells),
        _ => Cell::Gap(Gap::Empty),
    }
}

fn rounded(number: Decimal, places: i32) -> Option<Decimal> {
    let strategy = RoundingStrategy::MidpointAwayFromZero;
    match places {
        0..=12 => Some(number.round_dp_with_strategy(places.unsigned_abs(), strategy)),
        -12..0 => {
            let unit = Decimal::from(10_i64.checked_pow(places.unsigned_abs())?);
            number.checked_div(unit)?.round_dp_with_strategy(0, strategy).checked_mul(unit)
        }
        _ => None,
    }
}
