//! Results of which nobody said how they are computed, because it goes without saying: a cost is a price times a quantity, a tip a part of the bill.
//!
//! Decides which of them follow from what is entered; where more than one reading would do, none is taken and the person is told.
//! Sources: classes of BMI after WS/T 428-2013 in Chinese and after the WHO in English; the annuity formula for loans.

use super::results::Computed;
use super::said::has_any;
use super::{Draft, noun};
use crate::minitool::formula::{Aggregate, Expr, Function, Operator};
use crate::minitool::spec::{Field, FieldType};

/// A formula for a result that was only named; its name in the tool.
pub(super) fn guess(draft: &mut Draft<'_>, own: &Computed) -> Option<String> {
    let text = own.label.to_lowercase();
    if draft.counters.len() == 1 {
        super::names::goal(draft);
    }
    let placed = if own.is_row {
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
    }?;
    let unit = own
        .mark
        .and_then(|mark| draft.units[mark])
        .map(|unit| draft.said.original(&draft.outline.names[unit].range).to_owned());
    let label = own.label.clone();
    Some(draft.builder.formula(&label, &placed, unit.as_deref().filter(|unit| !unit.is_empty())))
}

const COST: &[&str] = &[
    "金额", "总价", "小计", "钱", "费", "cost", "total", "amount", "price", "pay", "subtotal", "工资",
    "收入", "合计", "owe", "bill", "charge", "花", "多少", "spend", "value", "工钱", "income", "takings",
    "revenue", "货值", "流水", "earned", "earnings", "wage",
];

fn is_rate(field: &Field) -> bool {
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
    if !has_any(text, COST) {
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
    let counts = if counts.len() > 1 && sure.len() == 1 { sure } else { counts };
    if counts.is_empty()
        || counts.len() > 2
        || fields.iter().any(|own| own.kind == FieldType::Money && own.name != rate.name)
    {
        return None;
    }
    // Paid by the hour and counted in minutes.
    let by_hour = is_called(rate, &["时薪", "每小时", "一小时", "小时", "hourly", "per hour", "an hour"]);
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

fn is_called(field: &Field, words: &[&str]) -> bool {
    field.label.all().any(|(_, label)| {
        let label = label.to_lowercase();
        words.iter().any(|word| if word.is_ascii() { has_any(&label, &[word]) } else { label.contains(word) })
    })
}

/// "tonnes per hectare" is tonnes over hectares.
fn per(numbers: &[&Field], text: &str) -> Option<Expr> {
    // 每公里几分钟 is minutes over kilometres.
    let chinese = || {
        let rest = text.strip_prefix('每').or_else(|| text.strip_prefix('一'))?;
        let (below, above) = ["多少", "几", "用多少", "要"].iter().find_map(|word| rest.split_once(word))?;
        Some((above, below))
    };
    let (above, below) = text.split_once(" per ").or_else(|| text.split_once(" a ")).or_else(chinese)?;
    // "litres per 100 km".
    let digits: String = below.trim().chars().take_while(char::is_ascii_digit).collect();
    let times = digits.parse::<i64>().ok().filter(|times| *times > 0);
    let below = below.trim()[digits.len()..].trim();
    let of = |said: &str| {
        let mut found =
            numbers.iter().filter(|own| own.label.all().any(|(_, label)| super::likeness(said, label) > 1));
        let one = found.next()?;
        found.next().is_none().then(|| Expr::name(&one.name))
    };
    let part = Expr::binary(Operator::Divide, of(above.trim())?, of(below)?);
    Some(times.map_or(part.clone(), |times| Expr::binary(Operator::Multiply, part, Draft::number(times))))
}

/// What is left of a sum when a part of it is paid, and what is earned when what it cost is taken away.
fn rest(numbers: &[&Field], text: &str) -> Option<Expr> {
    let pairs: [(&[&str], &[&str], &[&str]); 2] = [
        (
            &[
                "尾款",
                "余款",
                "欠",
                "还差",
                "没付",
                "balance",
                "owe",
                "owes",
                "left to pay",
                "outstanding",
                "still due",
                "remaining",
                "待付",
            ],
            &["总价", "总额", "应付", "应收", "金额", "total", "price", "amount", "due", "fee"],
            &["定金", "已付", "已收", "付了", "收了", "订金", "押金", "deposit", "paid", "received"],
        ),
        (
            &["利润", "赚", "毛利", "profit", "margin", "made", "earned", "净赚"],
            &["卖", "售", "收入", "sell", "selling", "sold", "sale", "revenue", "income"],
            &["进", "成本", "买", "cost", "bought", "buy", "buying", "paid", "purchase"],
        ),
    ];
    for (words, wholes, parts) in pairs {
        if !has_any(text, words) || has_any(text, &["率", "%", "percent", "percentage"]) {
            continue;
        }
        let money: Vec<&&Field> = numbers.iter().filter(|own| own.kind == FieldType::Money).collect();
        if let [one, two] = money[..] {
            let (whole, part) = match (is_called(one, parts), is_called(two, parts)) {
                (false, true) if is_called(one, wholes) => (one, two),
                (true, false) if is_called(two, wholes) => (two, one),
                _ => continue,
            };
            return Some(Expr::binary(Operator::Subtract, Expr::name(&whole.name), Expr::name(&part.name)));
        }
    }
    None
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

/// A number or a sum that one of the words names.
fn named<'a>(draft: &'a Draft<'_>, words: &[&str]) -> Option<&'a Field> {
    let numbers = draft
        .builder
        .tool
        .state
        .iter()
        .filter(|own| matches!(own.kind, FieldType::Number | FieldType::Money));
    let mut found = numbers.filter(|own| {
        own.label.all().any(|(_, label)| {
            has_any(&label.to_lowercase(), words)
                || words.iter().any(|word| !word.is_ascii() && label.contains(word))
        })
    });
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

/// Calculations that have a name: a tip, a discount, a tax, a loan, interest, BMI.
fn known(draft: &Draft<'_>, text: &str) -> Option<Expr> {
    let all = format!("{} {text}", draft.said.all());
    let name = |words: &[&str]| named(draft, words).map(|own| own.name.clone());
    let parse = |formula: String| Expr::parse(&formula).ok();
    if has_any(text, &["bmi", "体质指数", "身体质量指数"]) {
        let (weight, height) = (name(&["体重", "weight"])?, named(draft, &["身高", "height"])?);
        let metres =
            if height.unit.as_deref().is_some_and(|unit| ["米", "m", "metres", "meters"].contains(&unit)) {
                ""
            } else {
                " / 100"
            };
        return parse(format!("round({weight} / ({}{metres}) ^ 2, 1)", height.name));
    }
    let people = || name(&["人数", "人", "people", "persons", "guests", "friends", "us", "ways"]);
    let tip = || name(&["小费", "tip", "服务费", "service", "gratuity"]);
    let bill = || name(&["账单", "bill", "餐费", "总额", "total", "check", "消费", "饭钱", "meal", "金额"]);
    let is_each = has_any(
        text,
        &["每人", "人均", "一人", "each", "per person", "everyone", "每个人", "share", "a head", "per head"],
    );
    if let (Some(tip), Some(bill)) = (tip(), bill()) {
        let with = format!("{bill} * (1 + {tip} / 100)");
        if is_each {
            return parse(format!("{with} / {}", people()?));
        }
        if has_any(text, &["tip", "小费", "服务费", "service"]) && !has_any(text, &["total", "总"]) {
            return parse(format!("{bill} * {tip} / 100"));
        }
        return has_any(text, &["total", "总", "grand", "一共", "pay"]).then(|| parse(with)).flatten();
    }
    let discount = name(&["折扣", "discount", "off", "优惠", "打几折", "markdown"]);
    let price = || name(&["原价", "price", "价格", "标价", "售价", "单价", "定价"]);
    if let (Some(discount), Some(price)) = (discount, price()) {
        let is_percent =
            draft.builder.tool.field(&discount).is_some_and(|own| own.unit.as_deref() == Some("%"))
                || has_any(&all, &["percent", "百分", "%"]);
        if !is_percent {
            return None;
        }
        if has_any(text, &["save", "省", "优惠了", "saved", "saving", "discount"]) {
            return parse(format!("{price} * {discount} / 100"));
        }
        return parse(format!("{price} * (1 - {discount} / 100)"));
    }
    let loan = name(&["贷款", "loan", "mortgage", "借款", "本金", "principal", "deposit", "存款", "amount"]);
    let rate = name(&["年利率", "利率", "interest rate", "rate", "interest", "利息"]);
    let taken = [loan.clone(), rate.clone()];
    let lasts = |own: &&Field| {
        let words = ["年限", "年数", "years", "year", "几年", "年", "term", "期限", "months", "month", "月"];
        !taken.contains(&Some(own.name.clone())) && is_called(own, &words)
    };
    let years = draft.builder.tool.state.iter().filter(|own| own.kind == FieldType::Number).find(lasts);
    if let (Some(loan), Some(rate), Some(years)) = (loan, rate, years) {
        let in_months = years
            .label
            .all()
            .any(|(_, label)| has_any(&label.to_lowercase(), &["months"]) || label.contains('月'));
        let (months, in_years) = if in_months {
            (years.name.clone(), format!("({} / 12)", years.name))
        } else {
            (format!("({} * 12)", years.name), years.name.clone())
        };
        if has_any(&all, &["mortgage", "房贷", "月供", "等额本息", "monthly payment", "a month", "每月还"])
            && !has_any(&all, &["simple", "单利"])
        {
            let pay = format!(
                "if({rate} == 0, {loan} / {months}, {loan} * ({rate} / 1200) * (1 + {rate} / 1200) ^ {months} / ((1 + {rate} / 1200) ^ {months} - 1))"
            );
            if has_any(text, &["interest", "利息"]) {
                return parse(format!("{pay} * {months} - {loan}"));
            }
            return has_any(text, &["payment", "月供", "每月", "monthly", "a month"])
                .then(|| parse(pay))
                .flatten();
        }
        let grown = if has_any(&all, &["复利", "compound", "利滚利"]) {
            format!("{loan} * (1 + {rate} / 100) ^ {in_years}")
        } else {
            format!("{loan} * (1 + {rate} / 100 * {in_years})")
        };
        if has_any(text, &["利息", "interest"]) && !has_any(text, &["本息", "total"]) {
            return parse(format!("{grown} - {loan}"));
        }
        return parse(grown);
    }
    None
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
        .or_else(|| shared(draft, &numbers, is_each))
        .or_else(|| per(&numbers, text))
        .or_else(|| rest(&numbers, text))
        .or_else(cost)
        .or_else(|| several(&numbers, text))
}

/// How far in an hour.
fn speed(numbers: &[&Field], text: &str) -> Option<Expr> {
    if !has_any(text, &["时速", "speed", "km/h", "mph", "kph", "kmh"]) {
        return None;
    }
    let one = |words: &[&str]| {
        let mut found = numbers.iter().filter(|own| is_called(own, words));
        found.next().filter(|_| found.next().is_none()).copied()
    };
    let far = one(&[
        "公里",
        "距离",
        "里程",
        "路程",
        "distance",
        "kilometres",
        "kilometers",
        "km",
        "miles",
        "千米",
    ])?;
    let minutes = one(&["分钟", "minutes", "minute", "mins"]);
    let hours = || one(&["小时", "hours", "hour", "用时", "时间", "time"]);
    Some(match minutes {
        Some(minutes) => {
            let in_hours = Expr::binary(Operator::Divide, Expr::name(&minutes.name), Draft::number(60));
            Expr::binary(Operator::Divide, Expr::name(&far.name), in_hours)
        }
        None => Expr::binary(Operator::Divide, Expr::name(&far.name), Expr::name(&hours()?.name)),
    })
}

/// What a meter says that was used, at its price, by heads where that is asked: two readings, a price, people.
fn used(fields: &[Field], is_each: bool) -> Option<Expr> {
    let one = |words: &[&str]| {
        let mut found = fields.iter().filter(|own| own.kind == FieldType::Number && is_called(own, words));
        found.next().filter(|_| found.next().is_none())
    };
    let before = one(&["上次", "上月", "上个月", "previous", "last", "old"])?;
    let now = one(&["这次", "本次", "本月", "这个月", "current", "this", "new"])?;
    let is_other = |own: &&Field| own.name != before.name && own.name != now.name;
    let mut prices = fields.iter().filter(is_other).filter(|own| is_rate(own));
    let price = prices.next().filter(|_| prices.next().is_none())?;
    let amount = Expr::binary(Operator::Subtract, Expr::name(&now.name), Expr::name(&before.name));
    let cost = Expr::binary(Operator::Multiply, amount, Expr::name(&price.name));
    let mut others = fields.iter().filter(is_other).filter(|own| own.name != price.name);
    match (others.next(), others.next(), is_each) {
        (None, _, false) => Some(cost),
        (Some(people), None, true)
            if people.label.all().any(|(_, label)| noun::is_people(&label.to_lowercase())) =>
        {
            Some(Expr::binary(Operator::Divide, cost, Expr::name(&people.name)))
        }
        _ => None,
    }
}

/// A sum of all records, by heads.
fn shared(draft: &Draft<'_>, numbers: &[&Field], is_each: bool) -> Option<Expr> {
    let [people] = numbers else { return None };
    let sums = draft.builder.tool.formulas.iter().filter(|own| own.formula.starts_with("sum("));
    let sums: Vec<&str> = sums.map(|own| own.name.as_str()).collect();
    let is_people = people.label.all().any(|(_, label)| noun::is_people(&label.to_lowercase()));
    match &sums[..] {
        [sum] if is_each && is_people => {
            Some(Expr::binary(Operator::Divide, Expr::name(sum), Expr::name(&people.name)))
        }
        _ => None,
    }
}

/// How many full groups there are of so many, and how many are left over.
fn groups(numbers: &[&Field], text: &str) -> Option<Expr> {
    let [all, size] = numbers else { return None };
    if all.kind != FieldType::Number || size.kind != FieldType::Number {
        return None;
    }
    let (a, b) = (Expr::name(&all.name), Expr::name(&size.name));
    if has_any(
        text,
        &["left over", "leftover", "leftovers", "剩下", "余下", "多出", "剩几", "remainder", "spare"],
    ) {
        return Some(Expr::Call(Function::Mod, vec![a, b]));
    }
    let whole = || Expr::binary(Operator::Divide, a.clone(), b.clone());
    if has_any(text, &["full", "whole", "complete", "整", "满"]) {
        return Some(Expr::Call(Function::Floor, vec![whole()]));
    }
    // A ratio of the other: 粉量 and 比例.
    let is_ratio = |own: &Field| is_called(own, &["比例", "ratio", "倍数", "倍"]);
    (is_ratio(all) != is_ratio(size)).then(|| Expr::binary(Operator::Multiply, a, b))
}
