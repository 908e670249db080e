//! Calculations that have a name: a tip, a discount, a loan, interest, BMI.
//!
//! Decides which of what is entered they are computed from. Sources: the annuity formula for loans.
//! A share is written over a hundred where it stands, `tip / 100`: a field that is entered in hundredths is not divided twice then.

use super::Draft;
use super::said::has_any;
use super::usual::is_called;
use crate::minitool::formula::Expr;
use crate::minitool::spec::{Field, FieldType};

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
pub(super) fn known(draft: &Draft<'_>, text: &str) -> Option<Expr> {
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
            return parse(format!("{bill} * ({tip} / 100)"));
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
            return parse(format!("{price} * ({discount} / 100)"));
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
                "if({rate} == 0, {loan} / {months}, {loan} * ({rate} / 100 / 12) * (1 + {rate} / 100 / 12) ^ {months} / ((1 + {rate} / 100 / 12) ^ {months} - 1))"
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
