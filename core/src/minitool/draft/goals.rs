//! What is to be reached, and how far it is.
//!
//! Decides which field holds the goal, and what counts on the way to it.

use super::Draft;
use super::said::AmountSort;
use crate::minitool::edit::both;
use crate::minitool::formula::{Aggregate, Expr};
use crate::minitool::outline::{Clause, Name};
use crate::minitool::spec::{Field, FieldType};

/// The field that holds what is to be reached, made of the goal that was said.
pub(super) fn goal(draft: &mut Draft<'_>) -> Option<String> {
    if let Some(goal) = &draft.goal {
        return Some(goal.clone());
    }
    let mark = draft.outline.named(Name::Goal).next().cloned();
    let language = draft.builder.language;
    let Some(mark) = mark else {
        // A field that is called so, or one number that stands beside what is counted.
        let called = draft.builder.tool.state.iter().find(|field| {
            let words = [
                "目标", "预算", "总共", "总数", "goal", "target", "budget", "limit", "上限", "额度", "total",
                "总",
            ];
            matches!(field.kind, FieldType::Number | FieldType::Money)
                && field.label.all().any(|(_, label)| super::said::has_any(&label.to_lowercase(), &words))
        });
        let other = || {
            let mut numbers = draft.builder.tool.state.iter().filter(|field| {
                matches!(field.kind, FieldType::Number | FieldType::Money)
                    && !draft.counters.contains(&field.name)
            });
            numbers.next().filter(|_| numbers.next().is_none())
        };
        let found = called.or_else(other).map(|field| field.name.clone());
        draft.goal.clone_from(&found);
        return found;
    };
    let (value, _) = draft.value(&mark.range, FieldType::Number)?;
    let unit = draft
        .said
        .amounts
        .iter()
        .find(|own| own.range.start <= mark.range.start && mark.range.end <= own.range.end);
    let unit = unit.filter(|own| own.sort != AmountSort::Money).and_then(|own| own.unit.clone());
    // The goal of a field that is named: "a daily goal of 2000 I can edit" may be a field with this default.
    let known = draft.builder.tool.state.iter().find(|field| {
        field.default.as_deref() == Some(&value)
            || super::likeness("目标", field.label.get(language)) > 1
            || super::likeness("goal", field.label.get(language)) > 1
    });
    let known = known.map(|field| field.name.clone()).filter(|name| !draft.counters.contains(name));
    let name = match known {
        Some(name) => {
            if let Some(field) = draft.builder.tool.field_mut(&name) {
                field.default = Some(value);
            }
            name
        }
        None => {
            let field = Field {
                default: Some(value),
                unit,
                ..Field::plain("", both("目标", "Goal"), FieldType::Number)
            };
            draft.builder.tool.add_field(field)
        }
    };
    draft.goal = Some(name.clone());
    Some(name)
}

/// What is there already on the way to a goal: what is counted, done, or listed.
pub(super) fn so_far(draft: &Draft<'_>) -> Option<Expr> {
    if let [only] = &draft.counters[..] {
        return Some(Expr::name(only));
    }
    if let Some((list, done)) = &draft.done {
        return Some(Expr::over(Aggregate::Count, list, Some(Expr::name(done)), None));
    }
    let list = draft.builder.list()?;
    let computed = list.computed.first().map(|own| own.name.clone());
    let numbers = list.columns.iter().filter(|own| matches!(own.kind, FieldType::Number | FieldType::Money));
    let numbers: Vec<String> = numbers.map(|own| own.name.clone()).collect();
    // What a sum is shown of already is what counts.
    let shown = draft
        .builder
        .tool
        .formulas
        .iter()
        .rev()
        .find(|own| own.formula.starts_with("sum(") && own.formula.matches(',').count() == 1);
    if let Some(sum) = shown.and_then(|own| Expr::parse(&own.formula).ok()) {
        return Some(sum);
    }
    // Of several numbers it is the one that the words name, and else not known.
    let language = draft.builder.language;
    let said: Vec<&str> = draft
        .outline
        .clauses
        .iter()
        .filter(|own| matches!(own.clause, Clause::Left | Clause::Progress))
        .map(|own| draft.said.original(&own.range))
        .collect();
    let is_named = |name: &String| {
        let label = draft
            .builder
            .tool
            .field(name)
            .map(|own| own.label.get(language).to_lowercase())
            .unwrap_or_default();
        said.iter().any(|said| super::likeness(said, &label) > 0)
    };
    let named: Vec<String> = numbers.iter().filter(|name| is_named(name)).cloned().collect();
    let numbers = if numbers.len() > 1 && named.len() == 1 { named } else { numbers };
    if computed.is_none() && numbers.len() > 1 {
        return None;
    }
    match (computed, &numbers[..]) {
        (Some(one), _) => Some(Expr::over(Aggregate::Sum, &list.name, Some(Expr::name(&one)), None)),
        (None, [.., one]) => Some(Expr::over(Aggregate::Sum, &list.name, Some(Expr::name(one)), None)),
        (None, []) => {
            let toggle = list.columns.iter().find(|own| own.kind == FieldType::Toggle);
            let toggle = toggle.map(|own| Expr::name(&own.name));
            Some(Expr::over(Aggregate::Count, &list.name, toggle, None))
        }
    }
}
