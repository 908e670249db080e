//! What changes a result under a condition: 超过10个打九折, "members get 10 percent off".
//!
//! Decides what is compared with what, and what becomes of the result.

use std::ops::Range;

use rust_decimal::Decimal;

use super::Draft;
use crate::minitool::draft::computed::{Computed, IT, Shape};
use crate::minitool::draft::noun;
use crate::minitool::draft::said::{Amount, AmountSort, has_any};
use crate::minitool::formula::{Expr, Operator};
use crate::minitool::outline::Name;
use crate::minitool::spec::{Field, FieldType};

const AT_LEAST: &[&str] = &["满", "达到", "at least", "from", "到了", "够", "reaches"];

const AT_LEAST_BEHIND: &[&str] = &[
    "or above",
    "and above",
    "or more",
    "and up",
    "以上",
    "起",
    "plus",
    "and more",
    "or over",
    "and over",
    "及以上",
];

const GREATER: &[&str] = &[
    "过",
    "超过",
    "超出",
    "超",
    "大于",
    "多于",
    "高于",
    "over",
    "more than",
    "above",
    "beyond",
    "exceeds",
    "past",
    "longer than",
    "bigger than",
    "higher than",
];

const LESS: &[&str] = &[
    "低于",
    "不到",
    "不足",
    "小于",
    "少于",
    "不满",
    "under",
    "less than",
    "below",
    "fewer than",
    "shorter than",
];

const AT_MOST: &[&str] = &["不超过", "up to", "at most", "no more than"];

const AT_MOST_BEHIND: &[&str] = &["以内", "以下", "or less", "or under", "or fewer", "and under"];

/// What an amount is compared by, if it is.
pub(in crate::minitool::draft) fn comparison(
    draft: &Draft<'_>,
    range: &Range<usize>,
    amount: &Amount,
) -> Option<Operator> {
    let before = |words: &[&str]| draft.just_before(range, amount.range.start, 12, words);
    let behind = |words: &[&str]| draft.just_behind(range, amount.range.end, 9, words);
    if before(AT_MOST) || behind(AT_MOST_BEHIND) {
        Some(Operator::AtMost)
    } else if behind(AT_LEAST_BEHIND) {
        Some(Operator::AtLeast)
    } else if before(GREATER) {
        Some(Operator::Greater)
    } else if before(LESS) {
        Some(Operator::Less)
    } else if before(AT_LEAST) {
        Some(Operator::AtLeast)
    } else {
        None
    }
}

pub(super) fn when(draft: &mut Draft<'_>, range: &Range<usize>, own: &mut Computed) -> Option<()> {
    let mut amounts = draft.amounts(range);
    let marks = draft.operands(range);
    let language = draft.builder.language;
    let compared = amounts.iter().position(|amount| {
        !matches!(amount.sort, AmountSort::Percent | AmountSort::Factor)
            && comparison(draft, range, amount).is_some()
    });
    // A switch or an option, or an amount that something is held against.
    let option = draft.outline.names.iter().position(|mark| {
        mark.name == Name::Option && range.start <= mark.range.start && mark.range.end <= range.end
    });
    let toggle = marks.iter().find_map(|mark| {
        let label = draft.known(draft.said.original(&mark.range))?;
        let name = draft.builder.same(&label)?;
        (draft.builder.tool.field(&name)?.kind == FieldType::Toggle).then_some(label)
    });
    let condition = if let Some(at) = option.filter(|at| draft.placed[*at].is_some()) {
        let field = draft.placed[at].clone()?;
        let label = draft.builder.tool.field(&field)?.label.get(language).to_owned();
        let text = draft.said.original(&draft.outline.names[at].range).trim().to_owned();
        Expr::binary(Operator::Equal, Expr::name(&label), Expr::Text(text))
    } else if let Some(label) = toggle {
        // 没电梯的: where it is off.
        let denies = ["没有", "没", "不", "无", "no", "not", "without", "isn't", "unless"];
        let is = Expr::name(&label);
        let denied = denies
            .iter()
            .any(|word| !label.to_lowercase().contains(word) && has_any(&draft.said.text(range), &[word]));
        if denied { Expr::Not(Box::new(is)) } else { is }
    } else if let Some(at) = compared {
        let amount = amounts.remove(at);
        let operator = comparison(draft, range, &amount)?;
        let named = marks.first().map(|mark| draft.said.original(&mark.range).to_owned());
        // 超过5个人: what is counted stands behind its measure word.
        let chars = draft.said.utterance.chars();
        let behind = |len: usize| -> Option<String> {
            let end = (amount.range.end + len).min(range.end);
            let noun: String = chars[amount.range.end..end].iter().collect();
            if noun.trim().is_empty() { None } else { draft.known(noun.trim()) }
        };
        let is_money = amount.sort == AmountSort::Money;
        let by_unit = || {
            let unit = amount.unit.as_deref().and_then(|unit| draft.known(unit));
            unit.or_else(|| behind(2)).or_else(|| behind(1)).filter(|_| !is_money)
        };
        let of = match named {
            Some(said) => Some(draft.known(&said).or_else(|| draft.mentioned(range)).or_else(by_unit)?),
            None => by_unit().or_else(|| draft.mentioned(range)),
        };
        // Only a sum of money is held against what is computed; so many of something that nobody enters is not.
        let sums = [
            "总", "消费", "金额", "合计", "total", "order", "spend", "bill", "it's", "comes to", "hire",
            "订单", "账单",
        ];
        if of.is_none() && !is_money && (amount.unit.is_some() || !draft.says(range, &sums)) {
            return None;
        }
        let count = of.as_ref().map_or(amount.count, |of| draft.in_unit_of(&amount, of));
        let it = of.map_or_else(|| Expr::name(IT), |of| Expr::name(&of));
        Expr::binary(operator, it, Expr::Number(count.normalize()))
    } else if let Some(label) = marks.is_empty().then(|| nearest_switch(draft, range)).flatten() {
        // "a rush switch that puts 30 percent on top".
        Expr::name(&label)
    } else {
        // Something that holds or does not: a switch of its own.
        let said = draft.said.original(&marks.first()?.range).to_owned();
        if draft.known(&said).is_some() {
            return None;
        }
        let label = noun::shown(&said, language);
        let own = label.get(language).to_owned();
        draft.builder.tool.add_field(Field::plain("", label, FieldType::Toggle));
        Expr::name(&own)
    };
    let is_switch = matches!(condition, Expr::Name(_) | Expr::Not(_));
    // "5 a night", 扣掉本金的1%: so much of something that is entered.
    let each = ["每", "per", "a", "an", "each", "every"];
    let per = (draft.says(range, &each) && is_switch).then(|| draft.mentioned(range)).flatten();
    let counted = marks.iter().find_map(|mark| {
        let label = draft.known(draft.said.original(&mark.range))?;
        let name = draft.builder.same(&label)?;
        let kind = draft.builder.tool.field(&name)?.kind;
        let is_other = !condition.names().contains(&label);
        (matches!(kind, FieldType::Number | FieldType::Money) && is_other).then_some(label)
    });
    let counted = counted.or(per);
    // 满100张全部按6毛: another price for each.
    let replaces = draft.says(range, &["按", "only", "每", "each", "算"]) && counted.is_none();
    let rated =
        condition.names().into_iter().find(|name| own.terms.iter().any(|term| term.names().contains(name)));
    if let ([amount], Some(of), true) = (&amounts[..], rated, replaces)
        && !matches!(amount.sort, AmountSort::Percent | AmountSort::Factor)
        && chars_behind(draft, amount) != Some('倍')
    {
        own.shapes.push(Shape::When(condition, super::times(amount.count, &of)));
        return Some(());
    }
    // 每人另加160: of how many was not understood.
    let by_each = draft.says(range, &["每人", "每件", "每头", "每张", "每位", "每只", "each", "per"]);
    if by_each && counted.is_none() && amounts.iter().all(|own| own.sort != AmountSort::Percent) {
        return None;
    }
    let then = effect(draft, range, &amounts, is_switch, counted.as_deref())?;
    own.shapes.push(Shape::When(condition, then));
    Some(())
}

fn chars_behind(draft: &Draft<'_>, amount: &Amount) -> Option<char> {
    draft.said.utterance.chars().get(amount.range.end).copied()
}

/// The switch that stands nearest to a clause that names none.
fn nearest_switch(draft: &Draft<'_>, range: &Range<usize>) -> Option<String> {
    let marks = draft
        .outline
        .names
        .iter()
        .zip(&draft.placed)
        .filter(|(mark, _)| matches!(mark.name, Name::Field | Name::Column));
    let switches = marks.filter_map(|(mark, name)| {
        let field = draft.builder.tool.field(name.as_ref()?)?;
        let gap = if mark.range.end <= range.start {
            range.start - mark.range.end
        } else {
            mark.range.start.saturating_sub(range.end)
        };
        (field.kind == FieldType::Toggle && gap < 24)
            .then(|| (gap, field.label.get(draft.builder.language).to_owned()))
    });
    switches.min_by_key(|own| own.0).map(|own| own.1)
}

/// What becomes of a result: of [`IT`].
fn effect(
    draft: &Draft<'_>,
    range: &Range<usize>,
    amounts: &[Amount],
    is_switch: bool,
    counted: Option<&str>,
) -> Option<Expr> {
    let it = || Expr::name(IT);
    let scaled = |factor: Decimal| Expr::binary(Operator::Multiply, it(), Expr::Number(factor.normalize()));
    // "14 nights or more" says nothing of what becomes of it.
    let aside = ["or more", "more than", "or over", "no more than", "less than", "or less", "and more"];
    let text = aside.iter().fold(draft.said.text(range), |text, words| text.replace(words, " "));
    let says = |words: &[&str]| has_any(&text, words);
    if says(&["免费", "free", "waived", "不要钱", "免了", "免收", "不收"]) && amounts.is_empty() {
        return Some(Draft::number(0));
    }
    let factors: [(&[&str], Decimal); 5] = [
        (&["time and a half", "一倍半", "times one and a half"], Decimal::new(15, 1)),
        (&["double", "doubles", "翻倍", "两倍", "翻番", "twice"], Decimal::TWO),
        (&["triple", "三倍", "three times"], Decimal::from(3)),
        (
            &["half price", "半价", "对折", "五折", "halved", "减半", "half off", "half as much"],
            Decimal::new(5, 1),
        ),
        (&["加一半", "half again", "half more", "half extra"], Decimal::new(15, 1)),
    ];
    if amounts.is_empty() {
        return factors.iter().find(|(words, _)| says(words)).map(|own| scaled(own.1));
    }
    let [amount] = amounts else { return None };
    let chars = draft.said.utterance.chars();
    match (amount.sort, chars.get(amount.range.end)) {
        (AmountSort::Factor, _) => return Some(scaled(amount.count)),
        (_, Some('倍')) => return Some(scaled(amount.count)),
        _ => {}
    }
    let less = says(&[
        "off", "discount", "less", "减", "优惠", "cheaper", "便宜", "扣", "minus", "立减", "knock",
        "subtract", "降", "少", "deduct",
    ]);
    let more = says(&[
        "extra",
        "more",
        "on top",
        "加",
        "surcharge",
        "plus",
        "另收",
        "涨",
        "add",
        "adds",
        "多",
        "再收",
        "奖",
        "上浮",
        "bonus",
        "补",
        "higher",
        "increase",
        "goes up",
    ]);
    if let Some(counted) = counted {
        let rate = if amount.sort == AmountSort::Percent {
            amount.count / Decimal::ONE_HUNDRED
        } else {
            amount.count
        };
        let part = super::times(rate, counted);
        let operator = if less && !more { Operator::Subtract } else { Operator::Add };
        return Some(Expr::binary(operator, it(), part));
    }
    if amount.sort == AmountSort::Percent {
        let share = amount.count / Decimal::ONE_HUNDRED;
        return match (less, more) {
            (true, false) => Some(scaled(Decimal::ONE - share)),
            (false, true) => Some(scaled(Decimal::ONE + share)),
            _ => None,
        };
    }
    let value = Expr::Number(amount.count.normalize());
    match (less, more) {
        (true, false) => Some(Expr::binary(Operator::Subtract, it(), value)),
        (false, true) => Some(Expr::binary(Operator::Add, it(), value)),
        (false, false)
            if says(&["按", "算", "only", "is", "就", "只要", "收", "flat", "costs"]) && !is_switch =>
        {
            Some(value)
        }
        _ => None,
    }
}
