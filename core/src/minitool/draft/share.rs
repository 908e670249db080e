//! Splitting and scaling: what is one's share of a sum, by heads or by something that each has; what a recipe needs for more guests.
//!
//! Decides what is shared, among whom, and by what. 按天数分摊 is by days; where nothing is said, all pay the same.

use super::Draft;
use super::noun;
use super::said::{find, has_any};
use crate::minitool::edit::both;
use crate::minitool::formula::{Aggregate, Expr, Function, Operator};
use crate::minitool::spec::{Field, FieldType};

pub(super) fn build(draft: &mut Draft) -> bool {
    let text = draft.said.all();
    if has_any(&text, &["scale", "scales", "scaler", "scaling"])
        && has_any(&text, &["recipe", "servings", "guests", "ingredients", "batch"])
        || has_any(&text, &["配方", "菜谱", "食谱"])
            && has_any(&text, &["放大", "缩放", "按人数", "人数", "几个人", "换算"])
            && !text.contains('%')
    {
        return scaler(draft);
    }
    let splits = has_any(
        &text,
        &[
            "aa",
            "分摊",
            "平摊",
            "均摊",
            "摊",
            "分房租",
            "分账",
            "分电费",
            "分水费",
            "平分",
            "split",
            "splits",
            "splitter",
            "splitting",
            "share of",
            "divide up",
            "chip in",
        ],
    );
    splits && splitter(draft)
}

/// What shares are measured by: 按面积来摊, "by the days each stayed".
fn weight(draft: &Draft) -> Option<String> {
    let chars = draft.said.utterance.chars();
    let zh = [
        ("按照", ["来分摊", "来摊", "来分", "分摊", "摊到", "摊", "来算", "分"]),
        ("按", ["来分摊", "来摊", "来分", "分摊", "摊到", "摊", "来算", "分"]),
    ];
    for (open, closes) in zh {
        let Some(found) = find(chars, open, 0) else { continue };
        let close =
            closes.iter().filter_map(|close| find(chars, close, found.end)).min_by_key(|close| close.start);
        let Some(close) = close else { continue };
        if close.start - found.end > 10 {
            continue;
        }
        let (name, _) = noun::named(draft.said.original(&(found.end..close.start)));
        let is_heads = has_any(&name, &["人头", "人数", "人"]) && name.chars().count() <= 2;
        if !name.is_empty() && !is_heads {
            return Some(name.trim_start_matches("各自").trim_start_matches("住的").to_owned());
        }
    }
    for open in ["in proportion to", "according to", "based on", "weighted by", "by"] {
        let Some(found) = find(chars, open, 0) else { continue };
        let rest = draft.said.original(&(found.end..chars.len()));
        let phrase: String = rest.split([',', '.', ';']).next().unwrap_or_default().to_owned();
        let words: Vec<&str> = phrase
            .split_whitespace()
            .filter(|word| {
                !["the", "how", "many", "number", "of", "their", "each", "person's", "much"].contains(word)
            })
            .take(2)
            .collect();
        let first = words.first().copied().unwrap_or_default();
        let ends = [
            "stayed", "stays", "person", "was", "is", "they", "he", "she", "we", "has", "people", "drank",
            "ate", "used", "room",
        ];
        let name =
            if words.len() == 2 && !ends.contains(&words[1]) { words.join(" ") } else { first.to_owned() };
        if !name.is_empty() && !["person", "head", "people", "number", "someone"].contains(&name.as_str()) {
            return Some(name);
        }
    }
    None
}

/// What the sum to share is called.
fn whole(draft: &Draft) -> crate::text::LocalText {
    let text = draft.said.all();
    let named = [
        ("总花费", "Total cost"),
        ("房租", "Rent"),
        ("电费", "Electricity bill"),
        ("水费", "Water bill"),
        ("油费", "Fuel cost"),
        ("餐费", "Meal cost"),
        ("总额", "Total"),
        ("总金额", "Total amount"),
        ("账单", "Bill"),
        ("费用", "Cost"),
    ];
    let en = [
        ("rent", "房租"),
        ("bill", "账单"),
        ("total", "总额"),
        ("cost", "费用"),
        ("electricity", "电费"),
        ("petrol", "油费"),
        ("gas", "油费"),
    ];
    if draft.is_zh() {
        named
            .iter()
            .find(|(zh, _)| text.contains(zh))
            .map_or_else(|| both("总额", "Total"), |(zh, en)| both(zh, en))
    } else {
        en.iter().find(|(word, _)| has_any(&text, &[word])).map_or_else(
            || both("总额", "Total"),
            |(word, zh)| {
                let mut shown = noun::shown(word, draft.builder.language);
                shown.zh = (*zh).to_owned();
                shown
            },
        )
    }
}

fn splitter(draft: &mut Draft) -> bool {
    let text = draft.said.all();
    let by = weight(draft);
    let says_how = draft
        .said
        .clauses
        .iter()
        .any(|clause| super::sums::computes(&super::tokens::tokens(&draft.said, clause)));
    if by.is_none() && (says_how || has_any(&text, &["读数", "每行", "each line"])) {
        return false;
    }
    let total = draft.builder.tool.add_field(Field::plain("", whole(draft), FieldType::Money));
    match by {
        Some(by) => {
            let mut list = Field::plain("", both("成员", "People"), FieldType::List);
            list.columns.push(Field::plain("", both("姓名", "Name"), FieldType::Text));
            let mut column = noun::field(&by, draft.builder.language, true)
                .unwrap_or_else(|| Field::plain("", both("份数", "Shares"), FieldType::Number));
            column.kind = FieldType::Number;
            list.columns.push(column);
            let list = draft.builder.tool.add_field(list);
            let column = draft
                .builder
                .tool
                .field(&list)
                .and_then(|own| own.columns.last())
                .map(|own| own.name.clone())
                .unwrap_or_default();
            let sum = Expr::over(Aggregate::Sum, &list, Some(Expr::name(&column)), None);
            let part = Expr::binary(Operator::Multiply, Expr::name(&total), Expr::name(&column));
            let share = Expr::binary(Operator::Divide, part, sum);
            draft.builder.tool.add_computed(&list, both("应付", "Each pays"), &share, None);
        }
        None => {
            let people =
                draft.builder.tool.add_field(Field::plain("", both("人数", "People"), FieldType::Number));
            let mut each = Expr::name(&total);
            if has_any(&text, &["小费", "tip", "服务费", "service"]) {
                let share = draft
                    .said
                    .amounts
                    .iter()
                    .find(|own| own.sort == super::said::AmountSort::Percent)
                    .map(|own| own.number.normalize().to_string());
                let label = if has_any(&text, &["服务费", "service"]) {
                    both("服务费", "Service charge")
                } else {
                    both("小费", "Tip")
                };
                let mut tip = Field::plain("", label, FieldType::Number);
                (tip.unit, tip.default) = (Some("%".to_owned()), share);
                let tip = draft.builder.tool.add_field(tip);
                if let Ok(expr) = Expr::parse(&format!("{total} * (1 + {tip} / 100)")) {
                    each = expr;
                }
            }
            let each = Expr::binary(Operator::Divide, each, Expr::name(&people));
            let rounds = [
                ("抹零", false),
                ("不要小数", false),
                ("取整", false),
                ("往上", true),
                ("round up", true),
                ("rounded up", true),
            ];
            let each = match rounds.iter().find(|(word, _)| text.contains(word)) {
                Some((_, true)) => Expr::Call(Function::Ceil, vec![each]),
                Some((_, false)) => Expr::Call(Function::Floor, vec![each]),
                None => each,
            };
            draft.builder.tool.add_formula(both("每人", "Each person pays"), &each, None);
        }
    }
    draft.used.iter_mut().for_each(|used| *used = true);
    true
}

fn scaler(draft: &mut Draft) -> bool {
    let base = draft.said.amounts.iter().find(|own| own.number.fract().is_zero());
    let base = base.map(|own| own.number.normalize().to_string());
    let base =
        Field { default: base, ..Field::plain("", both("原份数", "Base servings"), FieldType::Number) };
    let base = draft.builder.tool.add_field(base);
    let guests = draft
        .builder
        .tool
        .add_field(Field { default: None, ..Field::plain("", both("人数", "Guests"), FieldType::Number) });
    let mut list = Field::plain("", both("食材", "Ingredients"), FieldType::List);
    list.columns.push(Field::plain("", both("名称", "Ingredient"), FieldType::Text));
    list.columns.push(Field::plain("", both("用量", "Amount"), FieldType::Number));
    list.columns.push(Field::plain("", both("单位", "Unit"), FieldType::Text));
    let list = draft.builder.tool.add_field(list);
    let amount = draft
        .builder
        .tool
        .field(&list)
        .and_then(|own| own.columns.get(1))
        .map(|own| own.name.clone())
        .unwrap_or_default();
    let part = Expr::binary(Operator::Multiply, Expr::name(&amount), Expr::name(&guests));
    let scaled = Expr::binary(Operator::Divide, part, Expr::name(&base));
    draft.builder.tool.add_computed(&list, both("需要", "Scaled amount needed"), &scaled, None);
    draft.used.iter_mut().for_each(|used| *used = true);
    true
}
