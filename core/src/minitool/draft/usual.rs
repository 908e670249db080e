//! Results of which nobody said how they are computed, because it goes without saying: a cost is a price times a quantity, a tip a part of the bill.
//!
//! Decides which of them follow from what is entered; where more than one reading would do, none is taken and the person is told.

use super::computed::Computed;
use super::named::known;
use super::relations::{groups, packed, per, rest, shared, speed, used};
use super::said::has_any;
use super::{Draft, noun};
use crate::minitool::formula::{Aggregate, Expr, Function, Operator};
use crate::minitool::spec::{Field, FieldType};

/// A formula for a result that was only named, in the tool's own names.
pub(super) fn guess(draft: &mut Draft<'_>, own: &Computed) -> Option<Expr> {
    // Where no words name it, the whole sentence asks.
    let text = if own.mark.is_none() && own.words.is_none() {
        format!("{} {}", own.label.to_lowercase(), draft.said.all())
    } else {
        own.label.to_lowercase()
    };
    if draft.counters.len() == 1 {
        super::goals::goal(draft);
    }
    if own.is_row {
        row(draft, &text)
    } else {
        board(draft, &text)
            .or_else(|| days(draft, &text))
            .or_else(|| known(draft, &text))
            .or_else(|| whole(draft, &text))
            .or_else(|| {
                // Said of the tool and computed of what each record holds.
                let is_list = draft.only_records() && draft.builder.list().is_some();
                is_list.then(|| of_all(draft, &text)).flatten()
            })
    }
}

const COST: &[&str] = &[
    "金额", "总价", "小计", "钱", "费", "cost", "total", "amount", "price", "pay", "subtotal", "工资",
    "收入", "合计", "owe", "bill", "charge", "花", "多少", "spend", "value", "工钱", "income", "takings",
    "revenue", "货值", "流水", "earned", "earnings", "wage",
];

pub(super) fn is_rate(field: &Field) -> bool {
    field.label.all().any(|(_, label)| {
        let label = label.to_lowercase();
        has_any(
            &label,
            &["单价", "per", "rate", "时薪", "每", "价格", "price", "进价", "each", "时价", "价", "wage"],
        )
    })
}

/// Of each record: a quantity times its price, the average of several numbers, a difference of two.
fn row(draft: &Draft<'_>, text: &str) -> Option<Expr> {
    let list = draft.builder.list()?;
    let numbers: Vec<&Field> =
        list.columns.iter().filter(|own| matches!(own.kind, FieldType::Number | FieldType::Money)).collect();
    per(&numbers, text)
        .or_else(|| rest(&numbers, text))
        .or_else(|| product(&list.columns, text))
        .or_else(|| several(&numbers, text))
}

/// A price for each times how many, where there is one of both.
fn product(fields: &[Field], text: &str) -> Option<Expr> {
    // "Price per square foot" is a part, and no product.
    if !has_any(text, COST) || has_any(text, &["per"]) {
        return None;
    }
    let rates: Vec<&Field> = fields
        .iter()
        .filter(|own| {
            matches!(own.kind, FieldType::Money | FieldType::Number)
                && own.unit.as_deref() != Some("%")
                && is_rate(own)
        })
        .collect();
    let [rate] = rates[..] else { return None };
    let counts: Vec<&Field> = fields
        .iter()
        .filter(|own| {
            own.kind == FieldType::Number && own.name != rate.name && own.unit.as_deref() != Some("%")
        })
        .collect();
    // Paid by the hour and counted in minutes.
    let by_hour = is_called(rate, &["时薪", "每小时", "一小时", "小时", "hourly", "per hour", "an hour"]);
    // 棵数 counts, 胸径 beside it does not.
    let is_count = |own: &&Field| {
        is_called(
            own,
            &[
                "数量", "件数", "棵数", "个数", "张数", "只数", "份数", "qty", "quantity", "pieces", "pcs",
                "how many", "number",
            ],
        ) || own.label.zh.ends_with('数')
    };
    let sure: Vec<&Field> = counts.iter().copied().filter(|own| is_count(own)).collect();
    let counts = if counts.len() > 1 && sure.len() == 1 && !by_hour { sure } else { counts };
    // "Price per litre" is by litres, and by nothing else that is counted.
    let by: Vec<String> = rate
        .label
        .all()
        .filter_map(|(_, label)| Some(label.to_lowercase().split_once("per ")?.1.trim().to_owned()))
        .collect();
    let counts = match by.first() {
        Some(by) if counts.len() > 1 => {
            let is_by = |own: &&&Field| own.label.all().any(|(_, label)| super::likeness(label, by) > 0);
            counts.iter().filter(is_by).copied().collect()
        }
        _ => counts,
    };
    if counts.is_empty()
        || counts.len() > 2
        || fields.iter().any(|own| own.kind == FieldType::Money && own.name != rate.name)
    {
        return None;
    }
    let mut value = Expr::name(&rate.name);
    for count in counts {
        let in_minutes = is_called(count, &["分钟", "minutes", "minute", "mins"])
            || count.unit.as_deref().is_some_and(|unit| ["分钟", "minutes", "min"].contains(&unit));
        value = Expr::binary(Operator::Multiply, value, Expr::name(&count.name));
        if by_hour && in_minutes {
            value = Expr::binary(Operator::Divide, value, Draft::number(60));
        }
    }
    Some(value)
}

pub(super) fn is_called(field: &Field, words: &[&str]) -> bool {
    field.label.all().any(|(_, label)| {
        let label = label.to_lowercase();
        words.iter().any(|word| if word.is_ascii() { has_any(&label, &[word]) } else { label.contains(word) })
    })
}

/// The average, the sum or the difference of what is entered.
fn several(numbers: &[&Field], text: &str) -> Option<Expr> {
    let all = || numbers.iter().map(|own| Expr::name(&own.name));
    let sum = || all().reduce(|left, right| Expr::binary(Operator::Add, left, right));
    let kind = numbers.first()?.kind;
    if numbers.len() < 2 || numbers.iter().any(|own| own.kind != kind || own.unit.is_some() || is_rate(own)) {
        return None;
    }
    if has_any(text, &["平均", "均分", "average", "mean"]) {
        return Some(Expr::binary(
            Operator::Divide,
            sum()?,
            Draft::number(i64::try_from(numbers.len()).ok()?),
        ));
    }
    if has_any(text, &["总分", "总数", "合计", "总和", "total", "sum", "一共", "总共"]) {
        return sum();
    }
    let [first, second] = numbers else { return None };
    has_any(text, &["差", "difference", "相差"])
        .then(|| Expr::binary(Operator::Subtract, Expr::name(&first.name), Expr::name(&second.name)))
}

/// Of what is counted by taps: how far the first is ahead, all of them together.
pub(super) fn of_counters(draft: &Draft<'_>, text: &str) -> Option<Expr> {
    board(draft, text)
}

/// How far the first is ahead of the last, and who leads it by points.
fn board(draft: &Draft<'_>, text: &str) -> Option<Expr> {
    let all: Vec<Expr> = draft.counters.iter().map(|name| Expr::name(name)).collect();
    // 满108算一圈: how often the goal was reached.
    if let ([only], Some(goal)) = (&all[..], &draft.goal)
        && has_any(text, &["圈", "轮", "串", "遍", "rounds", "round", "sets", "laps", "times"])
    {
        let whole = Expr::binary(Operator::Divide, only.clone(), Expr::name(goal));
        return Some(Expr::Call(Function::Floor, vec![whole]));
    }
    if all.len() < 2 {
        return None;
    }
    if has_any(text, &["差", "领先", "ahead", "lead", "behind", "apart", "difference", "gap", "margin"]) {
        let ahead = Expr::binary(
            Operator::Subtract,
            Expr::Call(Function::Max, all.clone()),
            Expr::Call(Function::Min, all),
        );
        return Some(ahead);
    }
    if has_any(text, &["inside", "里面", "在场", "剩", "still in", "balance", "净"]) && all.len() == 2 {
        return Some(Expr::binary(Operator::Subtract, all[0].clone(), all[1].clone()));
    }
    has_any(text, &["总", "一共", "total", "all", "合计", "altogether"])
        .then(|| all.into_iter().reduce(|left, right| Expr::binary(Operator::Add, left, right)))
        .flatten()
}

/// Days until or since are there already; weeks and months of them.
fn days(draft: &Draft<'_>, text: &str) -> Option<Expr> {
    let name = draft.days.first()?;
    let days = Expr::name(name);
    if has_any(text, &["周", "星期", "礼拜", "weeks", "week"]) {
        return Some(Expr::binary(Operator::Divide, days, Draft::number(7)));
    }
    if has_any(text, &["小时", "hours"]) {
        return Some(Expr::binary(Operator::Multiply, days, Draft::number(24)));
    }
    has_any(text, &["天", "days", "day", "多久", "日"]).then_some(days)
}

/// What a list holds in all.
fn of_all(draft: &Draft<'_>, text: &str) -> Option<Expr> {
    let list = draft.builder.list()?;
    let aggregate = if has_any(text, &["平均", "average", "mean"]) {
        Aggregate::Average
    } else if has_any(
        text,
        &["总", "一共", "合计", "total", "sum", "altogether", "spent", "subtotal", "小计", "owe", "due"],
    ) {
        Aggregate::Sum
    } else {
        return None;
    };
    let computed: Vec<&String> = list.computed.iter().map(|own| &own.name).collect();
    let numbers: Vec<&String> = list
        .columns
        .iter()
        .filter(|own| matches!(own.kind, FieldType::Number | FieldType::Money))
        .map(|own| &own.name)
        .collect();
    let name = match (&computed[..], &numbers[..]) {
        ([one], _) | ([], [one]) => one,
        // A price and a quantity in each line.
        ([], _) if aggregate == Aggregate::Sum => {
            let each = product(&list.columns, text)?;
            return Some(Expr::over(aggregate, &list.name, Some(each), None));
        }
        _ => return None,
    };
    Some(Expr::over(aggregate, &list.name, Some(Expr::name(name)), None))
}

/// Of what is entered once: a price times a quantity, something by heads, the average of numbers.
fn whole(draft: &Draft<'_>, text: &str) -> Option<Expr> {
    let fields: Vec<Field> = draft
        .builder
        .tool
        .state
        .iter()
        .filter(|own| matches!(own.kind, FieldType::Number | FieldType::Money))
        .cloned()
        .collect();
    let is_each = has_any(
        text,
        &[
            "每人",
            "人均",
            "一人",
            "each",
            "per person",
            "everyone",
            "每个人",
            "a head",
            "per head",
            "each pays",
            "每家",
        ],
    );
    if is_each && let [one, two] = &fields[..] {
        let people = |own: &Field| own.label.all().any(|(_, label)| noun::is_people(&label.to_lowercase()));
        let (sum, among) = match (people(one), people(two)) {
            (false, true) => (one, two),
            (true, false) => (two, one),
            _ => return None,
        };
        return Some(Expr::binary(Operator::Divide, Expr::name(&sum.name), Expr::name(&among.name)));
    }
    let numbers: Vec<&Field> = fields.iter().collect();
    let is_only = draft.outline.named(crate::minitool::outline::Name::Result).count() <= 1;
    let cost = || (is_only && fields.len() <= 3).then(|| product(&fields, text)).flatten();
    speed(&numbers, text)
        .or_else(|| groups(&numbers, text))
        .or_else(|| used(&fields, is_each))
        .or_else(|| packed(draft, &fields, text))
        .or_else(|| shared(draft, &numbers, is_each))
        .or_else(|| per(&numbers, text))
        .or_else(|| rest(&numbers, text))
        .or_else(cost)
        .or_else(|| {
            (is_only || draft.builder.tool.formulas.is_empty()).then(|| several(&numbers, text)).flatten()
        })
}
