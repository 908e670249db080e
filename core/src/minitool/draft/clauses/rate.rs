//! Rates: so much for each of something, a first part with its own price, a rate behind a limit.
//!
//! Decides which amount is the price and which is what it is for: 每半小时2块, "a litre covers ten square metres", 起步13块含3公里, 超出的一公里2块3.

use std::ops::Range;

use rust_decimal::Decimal;

use super::{Draft, times};
use crate::minitool::draft::results::Computed;
use crate::minitool::draft::said::{Amount, AmountSort, find};
use crate::minitool::formula::{Expr, Function, Operator};
use crate::minitool::outline::Name;

/// A price for a first part.
#[derive(Clone, Debug)]
pub(in crate::minitool::draft) struct Base {
    pub amount: Expr,
    /// How much it holds, and of what.
    pub holds: Option<(Decimal, Option<String>)>,
}

/// So much of one thing for so much of another.
pub(super) struct Rate {
    pub value: Decimal,
    pub of: Option<String>,
}

const EACH: &[&str] = &["每一", "每个", "每位", "每", "per", "a", "an", "each", "every", "for every", "for each", "一"];

pub(super) const OVER: &[&str] = &[
    "超过", "超出", "超", "满", "打满", "over", "above", "beyond", "after", "past", "more than", "on top of", "exceeding", "in excess of", "后面", "以外",
];

/// Reads a rate from some amounts of a clause.
pub(super) fn read(draft: &Draft<'_>, range: &Range<usize>, amounts: &[Amount]) -> Option<Rate> {
    let marks = draft.operands(range);
    let mark = marks.iter().find(|mark| mark.name == Name::Operand).or(marks.first());
    let mut amounts: Vec<Amount> = amounts.to_vec();
    let mut count = Decimal::ONE;
    let of;
    if let Some(mark) = mark {
        let said = draft.said.original(&mark.range).to_owned();
        // A tool that enters nothing else enters what a rate is of.
        let own = match draft.known_or_only(&said) {
            Some(known) => known,
            None if draft.numbers().is_empty() => said,
            None => return None,
        };
        // 10 of "10 km", 5.3 of 一卷贴5.3平: what it is for.
        let chars = draft.said.utterance.chars();
        let touches = |amount: &Amount| {
            let overlaps = amount.range.start < mark.range.end && mark.range.start < amount.range.end;
            let gap = amount.range.end.min(mark.range.start)..mark.range.start;
            let is_beside = amount.range.end <= mark.range.start
                && chars[gap].iter().all(|c| c.is_whitespace() || "个的".contains(*c));
            (overlaps || is_beside) && amount.sort != AmountSort::Percent && amount.sort != AmountSort::Money
        };
        if let Some(at) = amounts.iter().position(touches) {
            let amount = amounts.remove(at);
            count = draft.in_unit_of(&amount, &own);
        }
        of = Some(own);
    } else if amounts.len() > 1 {
        let is_price = |amount: &Amount| matches!(amount.sort, AmountSort::Money | AmountSort::Percent);
        let price = amounts.iter().position(is_price);
        // Without money, what follows "每" or "per" is what it is for; else the first.
        let other = match price {
            Some(price) => (0..amounts.len()).find(|at| *at != price)?,
            None => (0..amounts.len())
                .find(|at| draft.just_before(range, amounts[*at].range.start, 4, &["每", "per", "every", "each"]))
                .unwrap_or(0),
        };
        let amount = amounts.remove(other);
        let own = amount.unit.as_deref().and_then(|unit| draft.known_or_only(unit)).or_else(|| draft.known_or_only(""))?;
        count = draft.in_unit_of(&amount, &own);
        of = Some(own);
    } else {
        of = each(draft, range, amounts.first());
    }
    if amounts.len() > 1 || count.is_zero() {
        return None;
    }
    let value = match amounts.first() {
        Some(amount) if amount.sort == AmountSort::Percent => amount.count / Decimal::ONE_HUNDRED,
        Some(amount) => amount.count,
        None if draft.says(range, &["free", "免费", "不要钱", "tax free", "不收", "不收费", "不提", "没有"]) => Decimal::ZERO,
        None if count == Decimal::ONE => return None,
        None => Decimal::ONE,
    };
    Some(Rate { value: value / count, of })
}

/// What stands behind "each": 每人8块, "8 dollars per guest".
fn each(draft: &Draft<'_>, range: &Range<usize>, amount: Option<&Amount>) -> Option<String> {
    let chars = draft.said.utterance.chars();
    for word in EACH {
        let Some(found) = find(&chars[..range.end], word, range.start) else { continue };
        let end = match amount {
            Some(amount) if amount.range.start >= found.end => amount.range.start,
            _ => range.end,
        };
        let text = draft.said.original(&(found.end..end)).trim().trim_end_matches(['收', '给', '是', '要', '按', '付', '加', '另', '就', '扣', '奖', '得', '算', '再']).to_owned();
        let is_short = if text.is_ascii() { text.split_whitespace().count() <= 3 } else { text.chars().count() <= 5 };
        if text.is_empty() || !is_short {
            continue;
        }
        if let Some(known) = draft.known(&text) {
            return Some(known);
        }
        return draft.known_or_only(&text);
    }
    None
}

pub(super) fn rate(draft: &mut Draft<'_>, range: &Range<usize>, own: &mut Computed) -> Option<()> {
    let amounts = draft.amounts(range);
    // 180 kilos a hectare, and a bag is 25 kilos: what was rated is counted in another unit.
    if let Some(measure) = own.measure.clone()
        && draft.operands(range).is_empty()
        && let Some(amount) = amounts.iter().find(|own| own.unit.as_deref().is_some_and(|unit| super::same_unit(unit, &measure)))
        && amounts.len() <= 2
        && amount.count > Decimal::ZERO
        && !own.terms.is_empty()
    {
        let others = amounts.iter().filter(|own| own.range != amount.range).map(|own| own.count);
        let count = others.reduce(|a, b| a * b).unwrap_or(Decimal::ONE);
        let sum = own.terms.drain(..).reduce(|left, right| Expr::binary(Operator::Add, left, right))?;
        let each = Expr::binary(Operator::Divide, sum, Expr::Number((amount.count / count).normalize()));
        own.terms.push(each);
        own.measure = None;
        return Some(());
    }
    let Rate { value, of } = read(draft, range, &amounts)?;
    let of = of.or_else(|| draft.known_or_only("")).or_else(|| draft.unused(own))?;
    // What somebody keeps is taken away from what there is.
    if draft.says(range, &["抽", "扣", "抽成", "takes", "keeps", "takes off", "deduct", "goes to", "withhold"]) {
        let sum = own.terms.drain(..).reduce(|left, right| Expr::binary(Operator::Add, left, right))?;
        own.terms.push(Expr::binary(Operator::Subtract, sum, times(value, &of)));
        return Some(());
    }
    own.measure = amounts.iter().find(|own| own.unit.as_deref().is_some_and(|unit| !super::same_unit(unit, &of))).and_then(|own| own.unit.clone());
    own.terms.push(times(value, &of));
    Some(())
}

pub(super) fn base(draft: &mut Draft<'_>, range: &Range<usize>, own: &mut Computed) -> Option<()> {
    let mut amounts = draft.amounts(range);
    let is_money = |amount: &Amount| amount.sort == AmountSort::Money;
    let price = amounts.iter().position(is_money).or_else(|| {
        // Without a word for money it is the number that no unit follows.
        amounts.iter().position(|amount| amount.sort == AmountSort::Plain && amount.unit.is_none()).or(match &amounts[..] {
            [_] => Some(0),
            _ => None,
        })
    })?;
    let price = amounts.remove(price).count;
    let marks = draft.operands(range);
    let mut named = marks.iter().map(|mark| draft.said.original(&mark.range).to_owned());
    let holds = match amounts.first() {
        None => named.next().and_then(|said| draft.known(&said)).filter(|_| draft.says(range, &["首", "first"])).map(|of| (Decimal::ONE, Some(of))),
        Some(amount) => {
            let said = named.next().or(amount.unit.clone());
            let of = said.and_then(|said| draft.known_or_only(&said)).or_else(|| draft.known_or_only(""));
            let count = of.as_ref().map_or(amount.count, |of| draft.in_unit_of(amount, of));
            Some((count, of))
        }
    };
    if amounts.len() > 1 {
        return None;
    }
    if own.base.is_some() {
        own.terms.push(Expr::Number(price.normalize()));
    } else {
        own.base = Some(Base { amount: Expr::Number(price.normalize()), holds });
    }
    Some(())
}

pub(super) fn beyond(draft: &mut Draft<'_>, range: &Range<usize>, own: &mut Computed) -> Option<()> {
    let mut amounts = draft.amounts(range);
    let is_limit = |amount: &Amount| {
        amount.sort != AmountSort::Percent
            && amount.sort != AmountSort::Money
            && (draft.just_before(range, amount.range.start, 12, OVER)
                || draft.just_behind(range, amount.range.end, 4, &["以上", "以外", "之后", "后", "往上"]))
    };
    let held = own.base.as_ref().and_then(|base| base.holds.clone());
    // 超出的一公里2块3 behind 含3公里 has no limit of its own.
    let most = if held.is_some() { 2 } else { 1 };
    let limit = if amounts.len() > most { amounts.iter().position(is_limit) } else { None };
    let limit = limit.map(|at| amounts.remove(at));
    let Rate { value, of } = read(draft, range, &amounts)?;
    let of = of
        .or_else(|| held.as_ref().and_then(|held| held.1.clone()))
        .or_else(|| limit.as_ref().and_then(|limit| limit.unit.as_deref()).and_then(|unit| draft.known_or_only(unit)))
        .or_else(|| draft.known_or_only(""))?;
    let from = match (&limit, &held) {
        (Some(limit), _) => draft.in_unit_of(limit, &of),
        (None, Some((held, _))) => *held,
        (None, None) => return None,
    };
    // "3 a page, and 2 a page over 100": the first rate ends where the other begins.
    let whole = Expr::name(&of);
    let up_to = Expr::Call(Function::Min, vec![whole.clone(), Expr::Number(from.normalize())]);
    for term in &mut own.terms {
        if matches!(term, Expr::Binary(Operator::Multiply, left, right) if **left == whole && matches!(**right, Expr::Number(_))) {
            *term = term.replaced(&of, &up_to);
        }
    }
    let more = Expr::binary(Operator::Subtract, whole, Expr::Number(from.normalize()));
    let more = Expr::Call(Function::Max, vec![Expr::Number(Decimal::ZERO), more]);
    own.terms.push(Expr::binary(Operator::Multiply, more, Expr::Number(value.normalize())));
    Some(())
}
