//! What is done to a result: rounding and bounds.
//!
//! Decides which way is rounded, and whether what is begun counts whole.

use std::ops::Range;

use rust_decimal::Decimal;

use super::Draft;
use crate::minitool::draft::computed::{Computed, IT, Shape};
use crate::minitool::draft::said::{AmountSort, has_any};
use crate::minitool::draft::tokens::Rounding;
use crate::minitool::edit::both;
use crate::minitool::formula::{Expr, Function};

/// Words for a part that counts whole: 不满一小时按一小时算, "part hours count full".
const BEGUN: &[&str] = &[
    "不满",
    "不足",
    "不到",
    "不够",
    "part of",
    "part hour",
    "part hours",
    "started",
    "every begun",
    "partial",
    "parts of",
    "any part",
];

const UP: &[&str] = &[
    "往上",
    "向上",
    "进一",
    "进位",
    "进到",
    "凑整",
    "凑",
    "进1",
    "round up",
    "rounded up",
    "rounding up",
    "up to whole",
    "up to the next",
    "up to a whole",
    "upwards",
    "rounds up",
    "round it up",
    "round that up",
    "up to full",
    "up to the nearest",
    "next whole",
    "always up",
    "整袋",
    "整桶",
    "整箱",
    "整卷",
    "整块",
    "不满也算",
    "零头也算",
    "可以多",
];

const DOWN: &[&str] = &[
    "抹零",
    "抹掉",
    "抹到",
    "去零头",
    "去掉零头",
    "舍去",
    "往下",
    "向下",
    "舍掉",
    "不要零头",
    "零头不要",
    "零头抹",
    "去尾",
    "round down",
    "rounded down",
    "rounding down",
    "down to",
    "drop the",
    "whole only",
    "ignore the cents",
    "不算零头",
    "full only",
];

/// How a clause rounds.
fn rounding_of(draft: &Draft<'_>, range: &Range<usize>) -> Option<Rounding> {
    let text = draft.said.text(range);
    let amounts = draft.amounts(range);
    let places = |text: &str| {
        let words: [(&[&str], u8); 3] = [
            (
                &[
                    "两位小数",
                    "二位小数",
                    "2位小数",
                    "两位",
                    "two decimals",
                    "two decimal",
                    "2 decimals",
                    "2 decimal",
                    "to the cent",
                    "nearest cent",
                    "到分",
                    "nearest penny",
                    "two places",
                    "whole cents",
                ],
                2,
            ),
            (&["一位小数", "1位小数", "一位", "one decimal", "1 decimal", "one place"], 1),
            (&["三位小数", "三位", "three decimals", "3 decimals", "three decimal", "3位小数"], 3),
        ];
        words.iter().find(|(words, _)| has_any(text, words)).map(|own| own.1)
    };
    let places = places(&text);
    // To the nearest five, 凑整到10.
    let step = amounts.iter().find_map(|amount| {
        let is_step = draft.just_before(
            range,
            amount.range.start,
            14,
            &["nearest", "next", "multiple of", "到", "multiples of", "整"],
        );
        let whole = amount.count.normalize();
        let is_near =
            draft.just_before(range, amount.range.start, 10, &["nearest", "multiple of", "multiples of"]);
        let is_fine = whole > Decimal::ONE && whole.scale() == 0
            || is_near && whole > Decimal::ZERO && whole != Decimal::ONE
            || amount.sort == AmountSort::Money && whole > Decimal::ZERO && whole < Decimal::ONE;
        (is_step && is_fine).then_some(whole)
    });
    let step = step.or_else(|| {
        let words: [(&[&str], Decimal); 5] = [
            (&["十位", "整十", "nearest ten", "next ten", "到十", "个位数抹", "个位抹"], Decimal::TEN),
            (&["百位", "整百", "nearest hundred", "next hundred", "到百"], Decimal::ONE_HUNDRED),
            (&["nearest five", "next five"], Decimal::from(5)),
            (
                &[
                    "half hour",
                    "half hours",
                    "half litres",
                    "half litre",
                    "half days",
                    "half day",
                    "half a",
                    "nearest half",
                    "next half",
                    "halves",
                    "half metre",
                    "半小时",
                    "半天",
                    "半斤",
                ],
                Decimal::new(5, 1),
            ),
            (&["到一毛", "到毛", "到角", "ten cents", "10 cents", "nearest 10p"], Decimal::new(1, 1)),
        ];
        words.iter().find(|(words, _)| has_any(&text, words)).map(|own| own.1)
    });
    let is_up =
        has_any(&text, UP) || has_any(&text, &["round", "rounds", "rounded"]) && has_any(&text, &["up"]);
    let is_down =
        has_any(&text, DOWN) || has_any(&text, &["round", "rounds", "rounded"]) && has_any(&text, &["down"]);
    match (step, places) {
        (Some(step), None) if is_up => return Some(Rounding::UpTo(step)),
        (Some(step), None) if !is_down => return Some(Rounding::To(step)),
        (_, Some(places)) => return Some(Rounding::Places(places)),
        _ => {}
    }
    if is_down {
        return Some(Rounding::Down);
    }
    if is_up {
        return Some(Rounding::Up);
    }
    if has_any(
        &text,
        &[
            "四舍五入",
            "nearest",
            "取整",
            "整数",
            "whole number",
            "whole numbers",
            "round it",
            "rounded",
            "no decimals",
            "round to",
            "到元",
            "without decimals",
            "整元",
        ],
    ) {
        return Some(Rounding::Places(0));
    }
    if has_any(&text, &["不要小数", "不要分", "去小数", "没有小数", "别带小数"]) {
        return Some(Rounding::Down);
    }
    if has_any(&text, &["to the whole", "to whole", "to a whole", "to full"]) {
        return Some(Rounding::Places(0));
    }
    // "whole pizzas": there is no part of one.
    (has_any(&text, &["whole", "full", "整"])).then_some(Rounding::Up)
}

pub(super) fn round(draft: &mut Draft<'_>, range: &Range<usize>, own: &mut Computed) -> Option<()> {
    let text = draft.said.text(range);
    if has_any(&text, BEGUN) {
        let amounts = draft.amounts(range);
        let unit = amounts.first().and_then(|amount| amount.unit.clone());
        let marked = draft.operands(range).first().map(|mark| draft.said.original(&mark.range).to_owned());
        let known =
            marked.and_then(|said| draft.known(&said)).or_else(|| unit.and_then(|unit| draft.known(&unit)));
        let rated = own.rated();
        let of = known.or(rated.clone());
        // 不到5公里算5公里 is a least amount; 不满半小时 would round in halves.
        let one = amounts.first().is_none_or(|amount| {
            of.as_ref().is_none_or(|of| draft.in_unit_of(amount, of) == Decimal::ONE)
                || amount.count == Decimal::ONE
        });
        let (Some(of), true) = (of, one) else { return None };
        // Where no rate is of it, it is the result itself that is begun.
        own.shapes.push(if own.uses(&of) { Shape::Begun(of) } else { Shape::Round(Rounding::Up) });
        return Some(());
    }
    let rounding = rounding_of(draft, range)?;
    // "How many whole days it lasts" has no part of a day more.
    let lasts =
        ["lasts", "last", "fit", "fits", "够", "能", "afford", "enough for", "full"].iter().any(|word| {
            has_any(&own.label.to_lowercase(), &[word]) || !word.is_ascii() && own.label.contains(word)
        });
    let is_bare = ["whole", "full", "整", "取整", "取整数"].contains(&draft.said.text(range).trim());
    own.shapes.push(Shape::Round(if lasts && is_bare { Rounding::Down } else { rounding }));
    Some(())
}

pub(super) fn bound(
    draft: &mut Draft<'_>,
    range: &Range<usize>,
    own: &mut Computed,
    is_upper: bool,
) -> Option<()> {
    let amounts = draft.amounts(range);
    let zero = ["negative", "负", "zero", "零", "minus"];
    let value = match &amounts[..] {
        [] if !is_upper && draft.says(range, &zero) => Decimal::ZERO,
        [amount] if amount.sort != AmountSort::Percent => amount.count,
        _ => return None,
    };
    let bound = Expr::Number(value.normalize());
    // "lunch counts 5 at most", 月薪最多按36000算: what is entered is bounded, not what is computed of it.
    let marks = draft.operands(range);
    if let Some(mark) = marks.first() {
        let name = draft.known(draft.said.original(&mark.range))?;
        let function = if is_upper { Function::Min } else { Function::Max };
        let bounded = Expr::Call(function, vec![Expr::name(&name), bound]);
        if !own.uses(&name) || !own.cases.is_empty() || !own.tiers.is_empty() {
            return None;
        }
        own.terms.iter_mut().for_each(|term| *term = term.replaced(&name, &bounded));
        return Some(());
    }
    own.shapes.push(if is_upper { Shape::AtMost(bound) } else { Shape::AtLeast(bound) });
    Some(())
}

impl Computed {
    /// What the last rate is of.
    fn rated(&self) -> Option<String> {
        let held = self.base.as_ref().and_then(|base| base.holds.as_ref()).and_then(|holds| holds.1.clone());
        self.terms.iter().rev().find_map(|term| term.names().into_iter().find(|name| name != IT)).or(held)
    }

    fn uses(&self, name: &str) -> bool {
        let tiers = self.tiers.iter().any(|tier| tier.of == name);
        let cases = self.cases.iter().any(|case| case.of.as_deref() == Some(name));
        let is_rate = |term: &Expr| {
            matches!(term, Expr::Binary(..) | Expr::Call(..)) && term.names().iter().any(|own| own == name)
        };
        tiers
            || cases
            || self.terms.iter().any(is_rate)
            || self.terms.iter().any(|term| *term == Expr::name(name))
    }
}

/// A label for a list that shares are among.
pub(super) fn people() -> crate::text::LocalText {
    both("成员", "People")
}
