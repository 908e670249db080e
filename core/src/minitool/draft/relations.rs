//! Results that follow from what two or three numbers are called: a speed, what a meter says was used, full groups, what is left to pay.
//!
//! Decides nothing where more than one reading would do.

use super::said::has_any;
use super::usual::{is_called, is_rate};
use super::{Draft, noun};
use crate::minitool::formula::{Expr, Function, Operator};
use crate::minitool::spec::{Field, FieldType};

/// "tonnes per hectare" is tonnes over hectares.
pub(super) fn per(numbers: &[&Field], text: &str) -> Option<Expr> {
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
pub(super) fn rest(numbers: &[&Field], text: &str) -> Option<Expr> {
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
                "余额",
                "剩余",
                "还剩",
                "剩下",
                "待收",
                "没还",
                "还欠",
                "still to pay",
                "still to go",
                "to go",
                "left",
                "baki",
            ],
            &[
                "总价", "总额", "应付", "应收", "金额", "储值", "充值", "预算", "目标", "借", "欠", "额度",
                "总", "买了", "进货", "库存", "期初", "total", "price", "amount", "due", "fee", "budget",
                "target", "goal", "lent", "borrowed", "owed", "bought", "stock", "opening", "loan", "each",
                "needed", "planned", "udhaar",
            ],
            &[
                "定金",
                "已付",
                "已收",
                "付了",
                "收了",
                "订金",
                "押金",
                "已消费",
                "消费",
                "已花",
                "花了",
                "用了",
                "已用",
                "还了",
                "已还",
                "存了",
                "已存",
                "卖了",
                "发了",
                "上了",
                "完成",
                "deposit",
                "paid",
                "received",
                "spent",
                "used",
                "saved",
                "repaid",
                "taken",
                "sold",
                "done",
                "so far",
                "back",
                "returned",
                "used up",
            ],
        ),
        (
            &[
                "利润", "赚", "毛利", "盈亏", "涨了", "差价", "赚亏", "净", "profit", "margin", "made",
                "earned", "净赚", "gain", "net",
            ],
            &[
                "卖", "售", "收入", "现价", "市价", "成交", "流水", "收", "sell", "selling", "sold", "sale",
                "revenue", "income", "takings", "current", "now", "received",
            ],
            &[
                "进", "成本", "买", "花", "支", "开销", "费", "cost", "costs", "bought", "buy", "buying",
                "paid", "purchase", "spent", "expenses", "expense", "fees",
            ],
        ),
    ];
    for (words, wholes, parts) in pairs {
        if !has_any(text, words) || has_any(text, &["率", "%", "percent", "percentage"]) {
            continue;
        }
        // Sums before counts: a number beside two sums is how many there were of it.
        let money: Vec<&&Field> = numbers.iter().filter(|own| own.kind == FieldType::Money).collect();
        let money: Vec<&&Field> = if money.len() < 2 { numbers.iter().collect() } else { money };
        if let [one, two] = money[..] {
            let (whole, part) = match (is_called(one, parts), is_called(two, parts)) {
                (false, true) if is_called(one, wholes) => (one, two),
                (true, false) if is_called(two, wholes) => (two, one),
                _ => continue,
            };
            let less = Expr::binary(Operator::Subtract, Expr::name(&whole.name), Expr::name(&part.name));
            // 现价 less 成本价, by 股数: what each is, times how many there are.
            let is_price = |own: &Field| own.kind == FieldType::Money;
            let mut counts = numbers.iter().filter(|own| {
                own.kind == FieldType::Number
                    && is_called(
                        own,
                        &[
                            "股数", "数量", "件数", "个数", "份数", "shares", "quantity", "qty", "pieces",
                            "units",
                        ],
                    )
            });
            return Some(match (counts.next(), counts.next()) {
                (Some(count), None) if is_price(one) && is_price(two) => {
                    Expr::binary(Operator::Multiply, less, Expr::name(&count.name))
                }
                _ => less,
            });
        }
    }
    None
}

/// How far in an hour.
pub(super) fn speed(numbers: &[&Field], text: &str) -> Option<Expr> {
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
pub(super) fn used(fields: &[Field], is_each: bool) -> Option<Expr> {
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

/// 要几桌, where 每桌 is entered: what there is of it, by so many for each.
pub(super) fn packed(draft: &Draft<'_>, fields: &[Field], text: &str) -> Option<Expr> {
    let is_pack = |own: &&Field| {
        let label = own.label.get(draft.builder.language).to_lowercase();
        let noun =
            label.strip_prefix('每').or_else(|| label.split_once(" per ").map(|own| own.1)).map(str::trim);
        noun.and_then(|noun| {
            noun.chars().next().map(|first| {
                if noun.is_ascii() {
                    has_any(text, &[noun, &format!("{noun}s"), &format!("{noun}es")])
                } else {
                    text.contains(first)
                }
            })
        })
        .unwrap_or(false)
    };
    let mut packs = fields.iter().filter(is_pack);
    let pack = packs.next().filter(|_| packs.next().is_none())?;
    let mut others = fields.iter().filter(|own| own.name != pack.name && own.kind == FieldType::Number);
    let whole = match (others.next(), others.next()) {
        (Some(only), None) => Expr::name(&only.name),
        (None, None) => {
            let sums = draft
                .builder
                .tool
                .formulas
                .iter()
                .filter(|own| own.formula.starts_with("sum(") || own.formula.starts_with("count("));
            let mut sums = sums.map(|own| Expr::name(&own.name));
            sums.next().filter(|_| sums.next().is_none())?
        }
        _ => return None,
    };
    Some(Expr::binary(Operator::Divide, whole, Expr::name(&pack.name)))
}

/// A sum of all records, by heads.
pub(super) fn shared(draft: &Draft<'_>, numbers: &[&Field], is_each: bool) -> Option<Expr> {
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
pub(super) fn groups(numbers: &[&Field], text: &str) -> Option<Expr> {
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
    // So many times the other. A ratio may be meant either way, but for water: one part to fifteen of it.
    let of_water = has_any(text, &["water", "milk", "水", "奶"]);
    let is_ratio = |own: &Field| {
        is_called(own, &["倍数", "倍", "multiplier"]) && !is_called(own, &["稀释"])
            || of_water && is_called(own, &["比例", "ratio"])
    };
    (is_ratio(all) != is_ratio(size)).then(|| Expr::binary(Operator::Multiply, a, b))
}
