//! Rates: so much for each of something, a first part with its own price, a rate behind a limit.
//!
//! Decides which amount is the price and which is what it is for: 每半小时2块, "a litre covers ten square metres", 起步13块含3公里, 超出的一公里2块3.

use std::ops::Range;

use rust_decimal::Decimal;

use super::{Draft, times};
use crate::minitool::draft::computed::Computed;
use crate::minitool::draft::likeness;
use crate::minitool::draft::said::{Amount, AmountSort, find, has_any};
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
    /// The unit of what it gives.
    pub unit: Option<String>,
}

const EACH: &[&str] =
    &["每一", "每个", "每位", "每", "per", "a", "an", "each", "every", "for every", "for each", "一"];

pub(super) const OVER: &[&str] = &[
    "超过",
    "超出",
    "超",
    "满",
    "打满",
    "over",
    "above",
    "beyond",
    "after",
    "past",
    "more than",
    "on top of",
    "exceeding",
    "in excess of",
    "后面",
    "以外",
];

/// Words for what costs nothing.
const FREE: &[&str] = &["free", "免费", "不要钱", "tax free", "不收", "不收费"];

/// Reads a rate from some amounts of a clause.
pub(super) fn read(draft: &Draft<'_>, range: &Range<usize>, amounts: &[Amount]) -> Option<Rate> {
    let marks = draft.operands(range);
    let mark = marks.iter().find(|mark| mark.name == Name::Operand).or(marks.first());
    let mut amounts: Vec<Amount> = amounts.to_vec();
    let mut count = Decimal::ONE;
    let of;
    let text = draft.said.text(range);
    // "15 a pair": a pair is one of what is counted.
    let pairs = ["pair", "双", "对"];
    if amounts.len() > 1 {
        amounts.retain(|own| !pairs.iter().any(|pair| draft.said.text(&own.range).ends_with(pair)));
    }
    // "Another hour per 600 metres of climb": one for so many.
    if let [only] = &amounts[..]
        && only.sort != AmountSort::Money
        && has_any(&text, &["a", "an", "one", "another"])
        && !only.count.is_zero()
    {
        let before = draft.said.text(&(range.start..only.range.start));
        if ["per", "every"].iter().any(|word| before.trim_end().ends_with(word)) {
            let of = mark.and_then(|mark| draft.known(draft.said.original(&mark.range)));
            let of = of.or_else(|| draft.mentioned(range));
            if let Some(of) = of {
                let count = draft.in_unit_of(only, &of);
                return Some(Rate { value: Decimal::ONE / count, of: Some(of), unit: None });
            }
        }
    }
    // "a day", 一次: once is said by the way where something else has a number.
    let is_once = |amount: &Amount| amount.sort == AmountSort::Length && amount.count == Decimal::ONE;
    if amounts.len() > 2 || amounts.len() > 1 && mark.is_some() {
        let known = |amount: &Amount| amount.unit.as_deref().is_some_and(|unit| draft.known(unit).is_some());
        if let Some(at) = amounts.iter().position(|own| is_once(own) && !known(own)) {
            amounts.remove(at);
        }
    }
    let found = mark.and_then(|mark| {
        let said = draft.said.original(&mark.range).to_owned();
        let known =
            draft.known(&said).or_else(|| draft.mentioned(range)).or_else(|| draft.known_or_only(&said));
        // A tool that enters nothing else enters what a rate is of.
        known.or_else(|| draft.numbers().is_empty().then_some(said)).map(|own| (mark, own))
    });
    if let Some((mark, own)) = found {
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
        } else if amounts.len() > 1 {
            // 线管一米28: the other amount is what it is for.
            let at = measured(draft, range, &amounts)?;
            let amount = amounts.remove(at);
            count = draft.in_unit_of(&amount, &own);
        }
        of = Some(own);
    } else if amounts.len() > 1 {
        let other = measured(draft, range, &amounts)?;
        let amount = amounts[other].clone();
        let unit = amount.unit.clone().unwrap_or_default();
        let known = draft.mentioned(range).or_else(|| draft.known(&unit));
        let extent = || known.is_none().then(|| draft.extent(&text)).flatten();
        if extent().is_some() {
            // The one that is an area or a room.
            let flat = |own: &Amount| {
                own.unit.as_deref().is_some_and(|unit| {
                    ["平", "方", "square", "cubic", "sqm", "㎡"].iter().any(|word| unit.contains(word))
                })
            };
            let at = amounts.iter().position(flat)?;
            count = amounts.remove(at).count;
            of = Some(EXTENT.to_owned());
        } else {
            let own = known.or_else(|| draft.known_or_only(&unit))?;
            count = draft.in_unit_of(&amount, &own);
            amounts.remove(other);
            of = Some(own);
        }
    } else {
        let known = each(draft, range, amounts.first()).or_else(|| draft.mentioned(range));
        of = known.or_else(|| draft.extent(&text).map(|_| EXTENT.to_owned()));
    }
    if amounts.len() > 1 || count.is_zero() {
        return None;
    }
    let value = match amounts.first() {
        Some(amount) if amount.sort == AmountSort::Percent => amount.count / Decimal::ONE_HUNDRED,
        Some(amount) => amount.count,
        None if draft.says(range, FREE) || draft.says(range, &["不提", "没有"]) => Decimal::ZERO,
        None if count == Decimal::ONE => return None,
        None => Decimal::ONE,
    };
    // "4 grams per thousand litres".
    let many: [(&[&str], i64); 4] = [
        (&["per thousand", "a thousand", "every thousand", "每千", "每一千"], 1_000),
        (&["per hundred", "every hundred", "每百", "每一百"], 100),
        (&["per million", "every million"], 1_000_000),
        (&["每万", "每一万"], 10_000),
    ];
    let by = many.iter().find(|own| has_any(&text, own.0));
    let is_read =
        |by: i64| amounts.iter().any(|own| own.count == Decimal::from(by)) || count == Decimal::from(by);
    let in_wan = of
        .as_ref()
        .and_then(|of| draft.builder.same(of))
        .and_then(|name| draft.builder.tool.field(&name)?.unit.clone());
    let is_counted = in_wan.is_some_and(|unit| unit.starts_with(['万', '千', '百']));
    let count = match by {
        Some((_, by)) if !is_read(*by) && !is_counted => count * Decimal::from(*by),
        _ => count,
    };
    let unit = amounts.first().and_then(|amount| amount.unit.clone());
    Some(Rate { value: value / count, of, unit })
}

/// Which of several amounts is what the price is for: the one that is no money; without money, the one behind "每" or "per", or the first.
fn measured(draft: &Draft<'_>, range: &Range<usize>, amounts: &[Amount]) -> Option<usize> {
    // "One litre for every 6", 每3公里2块: nothing stands between.
    let is_each = |amount: &Amount| {
        let before = draft.said.text(&(range.start..amount.range.start)).trim_end().to_owned();
        ["every", "per", "每"].iter().any(|word| before.ends_with(word))
    };
    let mut each = (0..amounts.len()).filter(|at| is_each(&amounts[*at]));
    if let (Some(one), None) = (each.next(), each.next()) {
        return Some(one);
    }
    let is_price = |amount: &Amount| matches!(amount.sort, AmountSort::Money | AmountSort::Percent);
    // A number that no unit follows is a price: 一平680.
    let price = amounts.iter().position(is_price).or_else(|| {
        // 一桌两瓶: one of what has no measure word, and so many for it.
        let is_one = |amount: &Amount| amount.count == Decimal::ONE && amounts.len() > 1;
        let bare =
            |amount: &Amount| amount.sort == AmountSort::Plain && amount.unit.is_none() && !is_one(amount);
        let found = amounts.iter().position(bare)?;
        (amounts.iter().filter(|own| bare(own)).count() == 1).then_some(found)
    });
    match price {
        Some(price) => (0..amounts.len()).find(|at| *at != price),
        None => Some(
            (0..amounts.len())
                .find(|at| {
                    draft.just_before(range, amounts[*at].range.start, 4, &["每", "per", "every", "each"])
                })
                .unwrap_or(0),
        ),
    }
}

/// Stands for the area or room that lengths make.
const EXTENT: &str = "_extent";

/// What stands behind "each": 每人8块, "8 dollars per guest".
fn each(draft: &Draft<'_>, range: &Range<usize>, amount: Option<&Amount>) -> Option<String> {
    let chars = draft.said.utterance.chars();
    for word in EACH {
        let Some(found) = find(&chars[..range.end], word, range.start) else { continue };
        let end = match amount {
            Some(amount) if amount.range.start >= found.end => amount.range.start,
            _ => range.end,
        };
        let text = draft
            .said
            .original(&(found.end..end))
            .trim()
            .trim_end_matches([
                '收', '给', '是', '要', '按', '付', '加', '另', '就', '扣', '奖', '得', '算', '再',
            ])
            .to_owned();
        let is_short =
            if text.is_ascii() { text.split_whitespace().count() <= 3 } else { text.chars().count() <= 5 };
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
        && let Some(amount) = amounts.iter().find(|own| {
            own.sort != AmountSort::Money
                && own.unit.as_deref().is_some_and(|unit| super::same_unit(unit, &measure))
        })
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
    if super::holds::read(draft, range, own).is_some() {
        return Some(());
    }
    let Rate { value, of, unit } = read(draft, range, &amounts)?;
    let of = of.or_else(|| draft.known_or_only("")).or_else(|| draft.unused(own))?;
    if of == EXTENT {
        let extent = draft.extent(&draft.said.text(range))?;
        own.measure = unit;
        own.terms.push(times(value, EXTENT).replaced(EXTENT, &extent));
        return Some(());
    }
    // What somebody keeps is taken away from what there is.
    if draft
        .says(range, &["抽", "扣", "抽成", "takes", "keeps", "takes off", "deduct", "goes to", "withhold"])
    {
        return own.take_away(times(value, &of));
    }
    // What is computed is no rate of itself: 850 kilos a bag, asked for bags.
    if !own.label.is_empty() && likeness(&of, &own.label) == 3 {
        return None;
    }
    // "You get 2 back for every empty."
    let gives_back = [
        "back", "refund", "refunded", "credit", "discount", "返", "返还", "退", "退还", "少收", "便宜",
        "减免", "优惠",
    ];
    if own.has_terms() && (draft.says(range, &gives_back) || draft.after_minus(range)) {
        return own.take_away(times(value, &of));
    }
    own.measure = unit.or(own.measure.take());
    let mut term = times(value, &of);
    // 平时加班按时薪1.5倍: so many times a price that is entered.
    if draft.says(range, &["倍", "time and a half", "times the", "double time"]) {
        let language = draft.builder.language;
        let is_price = |field: &&crate::minitool::spec::Field| {
            field.kind == crate::minitool::spec::FieldType::Money && field.label.get(language) != of
        };
        let numbers = draft.numbers();
        let mut prices = numbers.iter().filter(is_price);
        // A wage by the hour that is computed itself comes before a monthly one that is entered.
        let wages = ["时薪", "hourly", "wage", "单价", "per hour"];
        let computed =
            draft.outline.names.iter().filter(|mark| matches!(mark.name, Name::Result | Name::RowResult));
        let mut computed =
            computed.map(|mark| crate::minitool::draft::noun::called(draft.said.original(&mark.range)));
        let known = draft.builder.tool.formulas.iter().map(|own| own.label.get(language).to_owned());
        let is_wage = |label: &String| wages.iter().any(|word| label.to_lowercase().contains(word));
        let wage = computed.find(is_wage).or_else(|| known.into_iter().find(is_wage));
        let price = match wage {
            Some(wage) => wage,
            None => {
                let price = prices.next()?.label.get(language).to_owned();
                if prices.next().is_some() {
                    return None;
                }
                price
            }
        };
        term = Expr::binary(Operator::Multiply, term, Expr::name(&price));
    }
    own.terms.push(term);
    Some(())
}

pub(super) fn base(draft: &mut Draft<'_>, range: &Range<usize>, own: &mut Computed) -> Option<()> {
    let mut amounts = draft.amounts(range);
    // A share of something is a rate, however it begins.
    if amounts.iter().any(|amount| amount.sort == AmountSort::Percent) {
        return rate(draft, range, own);
    }
    let is_money = |amount: &Amount| amount.sort == AmountSort::Money;
    // "The first 5 minutes are free": what it holds is said, and nothing is paid.
    let is_free = draft.says(range, FREE) && !amounts.iter().any(is_money);
    if is_free && amounts.len() != 1 {
        return None;
    }
    let price = amounts.iter().position(is_money).or_else(|| {
        // Without a word for money it is the number that no unit follows.
        amounts.iter().position(|amount| amount.sort == AmountSort::Plain && amount.unit.is_none()).or(
            match &amounts[..] {
                [_] => Some(0),
                _ => None,
            },
        )
    })?;
    let price = if is_free { Decimal::ZERO } else { amounts.remove(price).count };
    let marks = draft.operands(range);
    let mut named = marks.iter().map(|mark| draft.said.original(&mark.range).to_owned());
    let holds = match amounts.first() {
        None => named
            .next()
            .and_then(|said| draft.known(&said))
            .filter(|_| draft.says(range, &["首", "first"]))
            .map(|of| (Decimal::ONE, Some(of))),
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
    if draft.after_minus(range) && own.has_terms() {
        own.take_away(Expr::Number(price.normalize()))?;
    } else if own.base.is_some() {
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
            && (draft.just_before(range, amount.range.start, 20, OVER)
                || draft.just_behind(range, amount.range.end, 4, &["以上", "以外", "之后", "后", "往上"]))
    };
    // "Hours over 8 count 1.5 times" is of a wage that is not named here.
    if draft.says(range, &["倍", "times", "time and a half", "double", "count"]) {
        return None;
    }
    let held = own.base.as_ref().and_then(|base| base.holds.clone());
    // 超出的一公里2块3 behind 含3公里 has no limit of its own.
    let most = if held.is_some() { 2 } else { 1 };
    let limit = if amounts.len() > most { amounts.iter().position(is_limit) } else { None };
    let limit = limit.map(|at| amounts.remove(at));
    let Rate { value, of, .. } = read(draft, range, &amounts)?;
    let of = of
        .or_else(|| held.as_ref().and_then(|held| held.1.clone()))
        .or_else(|| {
            limit.as_ref().and_then(|limit| limit.unit.as_deref()).and_then(|unit| draft.known_or_only(unit))
        })
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
        if matches!(term, Expr::Binary(Operator::Multiply, left, right) if **left == whole && matches!(**right, Expr::Number(_)))
        {
            *term = term.replaced(&of, &up_to);
        }
    }
    let more = Expr::binary(Operator::Subtract, whole, Expr::Number(from.normalize()));
    let more = Expr::Call(Function::Max, vec![Expr::Number(Decimal::ZERO), more]);
    let part = Expr::binary(Operator::Multiply, more, Expr::Number(value.normalize()));
    // 跑过6万公里以后每万公里扣2000.
    if own.has_terms() && draft.says(range, &["扣", "减", "少", "off", "less", "deducted", "minus"]) {
        return own.take_away(part);
    }
    own.terms.push(part);
    Some(())
}
