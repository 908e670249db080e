//! Amounts that run into each other in a price that is spoken: 3块一串, 线管一米28, 一瓶半.
//!
//! Decides where one ends and the next begins. Elsewhere 三块一 is 3.1 and 一米二八 a height; in a request for a tool a price stands beside what it is for.

use rust_decimal::Decimal;

use super::said::{Amount, AmountSort};
use crate::text::is_han;

/// Amounts as a price is said; `chars`: of the utterance they stand in.
pub(super) fn apart(amounts: Vec<Amount>, chars: &[char]) -> Vec<Amount> {
    let mut found = Vec::with_capacity(amounts.len());
    for amount in amounts {
        match one_of(&amount, chars) {
            Some(both) => found.extend(both),
            None => found.push(with_half(without_one(amount, chars), chars)),
        }
    }
    found
}

/// 一米28: one metre, and 28.
fn one_of(amount: &Amount, chars: &[char]) -> Option<[Amount; 2]> {
    let own = &chars[amount.range.clone()];
    let is_price = !matches!(amount.sort, AmountSort::Money | AmountSort::Percent | AmountSort::Factor);
    let digits = own.iter().rev().take_while(|c| c.is_ascii_digit()).count();
    let unit: String = own.get(1..own.len().checked_sub(digits)?)?.iter().collect();
    if own.first() != Some(&'一') || digits == 0 || unit.is_empty() || !unit.chars().all(is_han) || !is_price
    {
        return None;
    }
    let at = amount.range.end - digits;
    let number: Decimal = own[own.len() - digits..].iter().collect::<String>().parse().ok()?;
    let one = Amount {
        range: amount.range.start..at,
        number: Decimal::ONE,
        count: Decimal::ONE,
        sort: AmountSort::Plain,
        unit: Some(unit),
    };
    let price =
        Amount { range: at..amount.range.end, number, count: number, sort: AmountSort::Plain, unit: None };
    Some([one, price])
}

/// 3块一串: the one counts what the price is for.
fn without_one(mut amount: Amount, chars: &[char]) -> Amount {
    let own = &chars[amount.range.clone()];
    let next = chars.get(amount.range.end).copied();
    let counts = next.is_some_and(|c| is_han(c) && !"毛角分钱点万千百十五".contains(c));
    if amount.sort == AmountSort::Money
        && counts
        && let [.., '块' | '元', '一'] = own
    {
        amount.range.end -= 1;
        amount.number = amount.number.trunc();
        amount.count = amount.number;
    }
    amount
}

/// 一瓶半.
fn with_half(mut amount: Amount, chars: &[char]) -> Amount {
    let next = chars.get(amount.range.end + 1);
    let is_counted = amount.sort == AmountSort::Plain && amount.unit.is_some();
    // 一盒半斤装: half a catty each.
    let ends = next.is_none_or(|c| !"斤公升米年天个小两路价".contains(*c));
    if is_counted && chars.get(amount.range.end) == Some(&'半') && ends {
        amount.range.end += 1;
        amount.number += Decimal::new(5, 1);
        amount.count = amount.number;
    }
    amount
}
