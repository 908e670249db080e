//! Graded rates, weights, and what differs by an option.
//!
//! Decides where a step begins and ends: 五万以内, 超过五万的部分, "200 to 400", "the first 12,570".

use std::ops::Range;

use rust_decimal::Decimal;

use super::rate::{OVER, Rate, read};
use super::{Draft, times};
use crate::minitool::draft::computed::Computed;
use crate::minitool::draft::noun;
use crate::minitool::draft::said::{Amount, AmountSort, find};
use crate::minitool::formula::{Expr, Function, Operator};
use crate::minitool::outline::Name;

/// One step of a graded rate.
#[derive(Clone, Debug)]
pub(in crate::minitool::draft) struct Tier {
    pub from: Option<Decimal>,
    pub to: Option<Decimal>,
    pub value: Decimal,
    pub of: String,
    /// The price of the whole, however much it is.
    pub is_flat: bool,
    /// It is said that only the part within the step has this rate.
    pub is_part: bool,
}

/// What holds for one option of a choice.
#[derive(Clone, Debug)]
pub(in crate::minitool::draft) struct Case {
    pub field: String,
    pub option: String,
    pub value: Decimal,
    pub of: Option<String>,
    /// It multiplies what else is computed.
    pub is_factor: bool,
}

const UP_TO: &[&str] =
    &["不超过", "up to", "first", "under", "below", "less than", "头", "前", "upto", "the first", "at most"];
const UP_TO_BEHIND: &[&str] = &["以内", "以下", "之内", "内", "and under", "or less", "or under", "or fewer"];
const FROM_BEHIND: &[&str] =
    &["以上", "以外", "往上", "之上", "and up", "or more", "and above", "and over", "起", "plus"];
const PART: &[&str] = &[
    "部分",
    "这截",
    "那截",
    "这段",
    "这一段",
    "的那",
    "part",
    "portion",
    "first",
    "头",
    "前",
    "next",
    "rest",
    "remaining",
    "剩下",
    "extra",
    "further",
    "再往上",
    "往后",
    "above that",
    "after that",
    "over that",
    "beyond that",
    "超出",
];

pub(super) fn tier(draft: &mut Draft<'_>, range: &Range<usize>, own: &mut Computed) -> Option<()> {
    let amounts = draft.amounts(range);
    let chars = draft.said.utterance.chars();
    let mut bounds: Vec<usize> = Vec::new();
    let (mut from, mut to) = (None, None);
    for (at, amount) in amounts.iter().enumerate() {
        if amount.sort == AmountSort::Percent {
            continue;
        }
        let next = amounts.get(at + 1);
        // "Next 100 at 5": as far again as the step before it.
        let last = own.tiers.last().and_then(|tier| tier.to);
        if let Some(last) = last
            && from.is_none()
            && draft.just_before(range, amount.range.start, 6, &["next", "接下来", "接着"])
        {
            (from, to) = (Some(last), Some(last + amount.count));
            bounds = vec![at];
            break;
        }
        let joined = next.is_some_and(|next| {
            let gap = draft.said.text(&(amount.range.end..next.range.start.max(amount.range.end)));
            ["到", "至", "-", "to", "~", "and", "—", "–"].contains(&gap.trim())
        });
        if joined && from.is_none() && to.is_none() {
            (from, to) = (Some(amount.count), next.map(|next| next.count));
            bounds = vec![at, at + 1];
            break;
        }
        if draft.just_before(range, amount.range.start, 10, OVER)
            || draft.just_behind(range, amount.range.end, 6, FROM_BEHIND)
        {
            if from.is_none() {
                from = Some(amount.count);
                bounds.push(at);
            }
        } else if (draft.just_before(range, amount.range.start, 10, UP_TO)
            || draft.just_behind(range, amount.range.end, 5, UP_TO_BEHIND))
            && to.is_none()
        {
            to = Some(amount.count);
            bounds.push(at);
        }
    }
    let last = own.tiers.last().and_then(|tier| tier.to.or(tier.from));
    if from.is_none() && to.is_none() {
        from = Some(last?);
    }
    // 一万五以内 of numbers said short: 前675度 is one; 「1万到3万」 counts both in ten thousands.
    if let (Some(low), Some(high)) = (from, to)
        && low >= high
    {
        return None;
    }
    let unit = bounds.first().and_then(|at| amounts[*at].unit.clone());
    let rest: Vec<Amount> =
        amounts.iter().enumerate().filter(|(at, _)| !bounds.contains(at)).map(|own| own.1.clone()).collect();
    let is_share = rest.iter().any(|amount| amount.sort == AmountSort::Percent);
    let value = if rest.is_empty() {
        let free = draft.says(
            range,
            &[
                "free",
                "免费",
                "不收",
                "不要钱",
                "tax free",
                "不提",
                "没有",
                "no charge",
                "nothing",
                "不算",
                "免",
            ],
        );
        free.then_some(Rate { value: Decimal::ZERO, of: None, unit: None })?
    } else {
        read(draft, range, &rest).or_else(|| match &rest[..] {
            [only] => Some(Rate {
                value: if is_share { only.count / Decimal::ONE_HUNDRED } else { only.count },
                of: None,
                unit: None,
            }),
            _ => None,
        })?
    };
    let marks = draft.operands(range);
    let marked = marks.first().and_then(|mark| draft.known_or_only(draft.said.original(&mark.range)));
    let of = marked
        .or(value.of.clone().filter(|of| !of.starts_with('_')))
        .or_else(|| draft.mentioned(range))
        .or_else(|| unit.as_deref().and_then(|unit| draft.known(unit)))
        .or_else(|| own.tiers.first().map(|tier| tier.of.clone()))
        .or_else(|| draft.known_or_only(""))
        .or_else(|| draft.unused(own))?;
    let each = ["每", "each", "per", "a piece", "apiece", "every"];
    // 80到89岁100块: nobody is paid by the year of age.
    let is_age = unit.as_deref().is_some_and(|unit| ["岁", "周岁", "years old"].contains(&unit));
    let is_flat = is_age && !is_share && !rest.is_empty()
        || !is_share && !draft.is_zh() && !rest.is_empty() && value.of.is_none() && !draft.says(range, &each);
    let is_part = PART.iter().any(|word| find(&chars[..range.end], word, range.start).is_some());
    own.tiers.push(Tier { from, to, value: value.value, of, is_flat, is_part });
    Some(())
}

/// A graded rate: each part of the whole at its own rate, or the whole at the rate of the step that it reaches.
pub(in crate::minitool::draft) fn graded(tiers: &[Tier]) -> Option<Expr> {
    let mut tiers = tiers.to_vec();
    let of = tiers.first()?.of.clone();
    if tiers.iter().any(|tier| tier.of != of) {
        return None;
    }
    tiers.sort_by_key(|tier| {
        tier.from.unwrap_or(Decimal::ZERO).max(if tier.from.is_none() && tier.to.is_none() {
            Decimal::MAX
        } else {
            Decimal::ZERO
        })
    });
    let number = |value: Decimal| Expr::Number(value.normalize());
    let mut low = Decimal::ZERO;
    let mut steps = Vec::new();
    for (at, tier) in tiers.iter().enumerate() {
        let next = tiers.get(at + 1).and_then(|next| next.from);
        let from = tier.from.unwrap_or(low);
        let to = tier.to.or(next);
        steps.push((from, to, tier.value));
        low = to.unwrap_or(low);
    }
    let whole = Expr::name(&of);
    let is_flat = tiers.iter().all(|tier| tier.is_flat || tier.value.is_zero());
    if !is_flat && tiers.iter().any(|tier| tier.is_part) {
        let part = |(from, to, value): &(Decimal, Option<Decimal>, Decimal)| -> Option<Expr> {
            if value.is_zero() {
                return None;
            }
            let up_to = match to {
                Some(to) => Expr::Call(Function::Min, vec![whole.clone(), number(*to)]),
                None => whole.clone(),
            };
            let within = if from.is_zero() {
                up_to
            } else {
                let more = Expr::binary(Operator::Subtract, up_to, number(*from));
                Expr::Call(Function::Max, vec![number(Decimal::ZERO), more])
            };
            Some(Expr::binary(Operator::Multiply, within, number(*value)))
        };
        let parts = steps.iter().filter_map(part);
        return parts.reduce(|left, right| Expr::binary(Operator::Add, left, right));
    }
    // The rate of the step that the whole is in. Where a step ends "within" its bound the bound is its own.
    let mut rate = number(steps.last()?.2);
    for at in (0..steps.len() - 1).rev() {
        let (_, to, value) = &steps[at];
        let is_own = tiers[at].to.is_some() && tiers[at + 1].from != tiers[at].to || tiers[at].to.is_some();
        let operator = if is_own { Operator::AtMost } else { Operator::Less };
        let within = Expr::binary(operator, whole.clone(), number((*to)?));
        rate = Expr::Call(Function::If, vec![within, number(*value), rate]);
    }
    Some(if is_flat { rate } else { Expr::binary(Operator::Multiply, whole, rate) })
}

pub(super) fn case(draft: &mut Draft<'_>, range: &Range<usize>, own: &mut Computed) -> Option<()> {
    let at = draft.outline.names.iter().position(|mark| {
        mark.name == Name::Option && range.start <= mark.range.start && mark.range.end <= range.end
    })?;
    let option = draft.said.original(&draft.outline.names[at].range).trim().to_owned();
    let field = draft.placed[at].clone()?;
    let label = draft.builder.tool.field(&field)?.label.get(draft.builder.language).to_owned();
    let inner = draft.outline.names[at].range.clone();
    let amounts: Vec<Amount> = draft
        .amounts(range)
        .into_iter()
        .filter(|amount| amount.range.end <= inner.start || amount.range.start >= inner.end)
        .collect();
    let chars = draft.said.utterance.chars();
    // 打六折, 按1.5倍: a factor of what else is computed.
    if let [amount] = &amounts[..] {
        let factor = match (amount.sort, chars.get(amount.range.end)) {
            (AmountSort::Factor, _) | (_, Some('倍')) => Some(amount.count),
            _ => None,
        };
        if let Some(value) = factor {
            own.cases.push(Case { field: label, option, value, of: None, is_factor: true });
            return Some(());
        }
        if amount.sort == AmountSort::Percent {
            let share = amount.count / Decimal::ONE_HUNDRED;
            let is_off = draft.says(range, &["off", "discount", "less", "减", "优惠", "cheaper"]);
            let is_more = draft.says(range, &["extra", "more", "on top", "加", "surcharge", "plus"]);
            let value = match (is_off, is_more) {
                (true, _) => Decimal::ONE - share,
                (_, true) => Decimal::ONE + share,
                _ => share,
            };
            own.cases.push(Case { field: label, option, value, of: None, is_factor: true });
            return Some(());
        }
    }
    let Rate { value, of, .. } = read(draft, range, &amounts).or_else(|| match &amounts[..] {
        [only] => Some(Rate { value: only.count, of: None, unit: None }),
        _ => None,
    })?;
    let is_less = amounts.first().is_some_and(|amount| {
        draft.just_before(range, amount.range.start, 6, &["减", "minus", "less", "subtract", "扣"])
    });
    let value = if is_less { -value } else { value };
    own.cases.push(Case { field: label, option, value, of, is_factor: false });
    Some(())
}

/// What holds for the option that is chosen, put to what else is computed.
pub(in crate::minitool::draft) fn chosen(cases: &[Case], terms: &mut Vec<Expr>) -> Option<()> {
    let first = cases.first()?;
    let number = |value: Decimal| Expr::Number(value.normalize());
    if cases.iter().any(|case| case.field != first.field || case.is_factor != first.is_factor) {
        return None;
    }
    let of = cases.iter().find_map(|case| case.of.clone());
    let otherwise = if first.is_factor { Decimal::ONE } else { Decimal::ZERO };
    let mut rate = number(otherwise);
    for (at, case) in cases.iter().rev().enumerate() {
        // The last option needs no question where all of them were told.
        if at == 0 && !first.is_factor && cases.len() > 1 {
            rate = number(case.value);
            continue;
        }
        let is_it = Expr::binary(Operator::Equal, Expr::name(&case.field), Expr::Text(case.option.clone()));
        rate = Expr::Call(Function::If, vec![is_it, number(case.value), rate]);
    }
    if first.is_factor {
        let sum = terms.drain(..).reduce(|left, right| Expr::binary(Operator::Add, left, right))?;
        terms.push(Expr::binary(Operator::Multiply, sum, rate));
        return Some(());
    }
    terms.push(match of {
        Some(of) => Expr::binary(Operator::Multiply, Expr::name(&of), rate),
        None => rate,
    });
    Some(())
}

pub(super) fn weight(draft: &mut Draft<'_>, range: &Range<usize>, own: &mut Computed) -> Option<()> {
    let marks = draft.operands(range);
    let mut start = range.start;
    for amount in draft.amounts(range) {
        // The name that stands before its share: marked, or the words themselves.
        let marked =
            marks.iter().find(|mark| start <= mark.range.start && mark.range.end <= amount.range.start);
        let behind = marks.iter().find(|mark| mark.range.start >= amount.range.end);
        let words = noun::called(draft.said.original(&(start..amount.range.start)));
        let said = match marked.or(behind.filter(|_| marks.len() == 1)) {
            Some(mark) => draft.said.original(&mark.range).to_owned(),
            None => words
                .trim_start_matches("and ")
                .trim_start_matches("the ")
                .trim_end_matches(['占', '的'])
                .trim()
                .to_owned(),
        };
        if said.is_empty() || said.chars().count() > 24 {
            return None;
        }
        let name = draft.known(&said).unwrap_or(said);
        let next = draft.said.utterance.chars().get(amount.range.end).copied();
        let share = match amount.sort {
            AmountSort::Percent => amount.count / Decimal::ONE_HUNDRED,
            _ if next == Some('成') || amount.unit.as_deref() == Some("成") => amount.count / Decimal::TEN,
            // "Technique times 3".
            _ if draft.says(range, &["times", "x", "乘", "乘以", "倍"]) => amount.count,
            _ if amount.count > Decimal::ONE => amount.count / Decimal::ONE_HUNDRED,
            _ => amount.count,
        };
        // "A tenth of wages goes to church."
        let is_taken = draft.says(range, &["goes to", "go to", "minus", "less", "扣", "减", "交给"])
            || draft.after_minus(range);
        let part = times(share, &name);
        if is_taken && own.has_terms() {
            own.take_away(part)?;
        } else {
            own.terms.push(part);
        }
        start = amount.range.end;
    }
    (start > range.start).then_some(())
}
