//! How many of a thing are needed, where a clause says how much one of it holds: 一箱装10斤 for 箱数, "eight to a table" for tables, "a tin does 30 square metres".
//!
//! Decides that such a clause divides, and what is divided: what is entered in the unit that it holds, the only number, or the area that lengths make.

use std::ops::Range;

use super::Draft;
use crate::minitool::draft::computed::Computed;
use crate::minitool::draft::said::{AmountSort, has_any};
use crate::minitool::formula::{Expr, Operator};
use crate::minitool::outline::Name;

/// What is left of a result's name without how many of it are asked for.
fn thing(label: &str) -> Option<String> {
    let label = label.trim().to_lowercase();
    if label.is_ascii() {
        let words = ["number of ", "how many ", "the ", "total ", "needed ", "whole "];
        let mut rest = label.as_str();
        while let Some(next) = words.iter().find_map(|word| rest.strip_prefix(word)) {
            rest = next;
        }
        let rest = rest.trim_end_matches(" needed").trim_end_matches(" to buy");
        let one = rest.strip_suffix("ves").map(|stem| format!("{stem}f"));
        let one = one.or_else(|| rest.strip_suffix("xes").map(|stem| format!("{stem}x")));
        let one = one.or_else(|| rest.strip_suffix("ches").map(|stem| format!("{stem}ch")));
        let one = one.unwrap_or_else(|| rest.strip_suffix('s').unwrap_or(rest).to_owned());
        // "bulk bags" are bags.
        let last = one.rsplit(' ').next().unwrap_or_default();
        let is_rate = has_any(&one, &["per", "a", "each"]);
        return (last.len() > 2 && !is_rate).then(|| last.to_owned());
    }
    let rest =
        label.trim_start_matches(['要', '买', '需', '共', '总', '用', '装', '坐', '摆', '开', '订', '得']);
    let counted =
        rest.strip_prefix("几").or_else(|| rest.strip_prefix("多少")).or_else(|| rest.strip_suffix('数'))?;
    let counted = counted.trim_start_matches('个');
    let first = counted.chars().next()?;
    (counted.chars().count() <= 3 && !first.is_ascii()).then(|| first.to_string())
}

/// Whether a clause says how much one of a thing holds.
fn says_one(text: &str, thing: &str) -> bool {
    if thing.is_ascii() {
        let leads = ["a", "one", "each", "per", "every", "an", "to a"];
        return leads.iter().any(|lead| has_any(text, &[&format!("{lead} {thing}")]));
    }
    ["一", "每", "每一", "1"]
        .iter()
        .any(|lead| text.starts_with(&format!("{lead}{thing}")) || text.contains(&format!("{lead}{thing}")))
}

/// Reads the clause into the result that counts the thing; [`None`] where it says something else.
pub(super) fn read(draft: &Draft<'_>, range: &Range<usize>, own: &mut Computed) -> Option<()> {
    let label = match own.mark.and_then(|at| draft.outline.names.get(at)) {
        Some(mark) => draft.said.original(&mark.range).to_owned(),
        None => own.label.clone(),
    };
    let thing = thing(&label)?;
    let text = draft.said.text(range).to_lowercase();
    let mut amounts = draft.amounts(range);
    // 一箱 and "one panel" are one of it.
    amounts.retain(|amount| {
        let end = (amount.range.end + 1 + thing.chars().count()).min(range.end);
        let reached = draft.said.text(&(amount.range.start..end)).to_lowercase();
        !(amount.count == rust_decimal::Decimal::ONE && reached.contains(&thing))
    });
    let [amount] = &amounts[..] else { return None };
    if !says_one(&text, &thing)
        || matches!(amount.sort, AmountSort::Money | AmountSort::Percent)
        || amount.count.is_zero()
    {
        return None;
    }
    // What is itself entered is multiplied, as everywhere.
    if draft.known(&label).is_some_and(|known| {
        draft.numbers().iter().any(|field| field.label.get(draft.builder.language) == known)
    }) {
        return None;
    }
    let mut marks = draft.operands(range).into_iter().filter(|mark| mark.name == Name::Operand);
    let named = marks.find_map(|mark| {
        let said = draft.said.original(&mark.range).to_lowercase();
        (!said.contains(&thing)).then(|| draft.known(&said)).flatten()
    });
    let is_extent = draft.extent(&text).is_some();
    let by_unit = || amount.unit.as_deref().filter(|_| !is_extent).and_then(|unit| draft.known(unit));
    let only = || draft.known_or_only("");
    let direct = named.or_else(by_unit);
    // "Each evening burns nine logs, a net has 40": what was said so far is what is packed.
    if direct.is_none() && own.has_terms() {
        let sum = own.sum()?;
        own.terms = vec![Expr::binary(Operator::Divide, sum, Expr::Number(amount.count.normalize()))];
        return Some(());
    }
    let (whole, count) = match direct.or_else(|| (!is_extent).then(only).flatten()) {
        Some(of) => {
            let count = draft.in_unit_of(amount, &of);
            (Expr::name(&of), count)
        }
        None => (draft.extent(&text)?, amount.count),
    };
    own.terms.push(Expr::binary(Operator::Divide, whole, Expr::Number(count.normalize())));
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_counts_a_thing() {
        for (label, wanted) in [
            ("箱数", Some("箱")),
            ("要几桌", Some("桌")),
            ("几页", Some("页")),
            ("tables", Some("table")),
            ("number of boxes", Some("box")),
            ("loaves", Some("loaf")),
            ("总价", None),
            ("箱费", None),
            ("how many coaches", Some("coach")),
        ] {
            assert_eq!(thing(label).as_deref(), wanted, "{label}");
        }
        assert!(
            says_one("一箱装10斤", "箱")
                && says_one("eight to a table", "table")
                && !says_one("10 per guest", "table")
        );
    }
}
