//! Results held against what was promised: the schema, the post-conditions, and what the person wants.
//!
//! Decides whether an answer counts; what is said and done about one that does not is `turn`'s matter.
//!
//! Invariants: what is not there is not met; what the person did not ask for is skipped, never failed; a result is checked whole before any of it is said.

use serde_json::Value as Json;

use crate::action::{Action, Constraint, Kept};
use crate::manifest::{
    Capability, ConstraintKind, Entity, Looked, Manifest, Parameter, ParameterType, Predicate,
    PredicateOutcome, fits_type, follow,
};
use crate::values::Money;

/// Items of a list that are held against their schema; what lies beyond them is not shown either.
const MAX_ITEMS: usize = 200;
/// How deep a result is looked into.
const MAX_DEPTH: usize = 8;

/// A promise of the manifest that an output does not keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Broken {
    /// It is no answer of the declared form: the path of what is of another type or not there. What became of a write is unknown.
    Form(String),
    /// It is one, and a post-condition does not hold: a write has happened, and not as was wanted.
    Condition(String),
}

impl Broken {
    /// The path or the condition, for the ledger.
    pub(crate) fn promise(&self) -> &str {
        let (Self::Form(text) | Self::Condition(text)) = self;
        text
    }
}

/// The first promise of the manifest that an output does not keep.
pub(crate) fn broken_promise(
    capability: &Capability,
    manifest: &Manifest,
    action: &Action,
    output: &Json,
    constraints: &[Constraint],
) -> Option<Broken> {
    let declared = capability.output.as_ref()?;
    if !output.is_object() {
        return Some(Broken::Form("output".to_owned()));
    }
    let schema = Json::Object(declared.schema.clone().into_iter().collect());
    if let Some(path) = misfit(&schema, output, manifest, "output", 0) {
        return Some(Broken::Form(path));
    }
    if is_empty(capability, output) {
        return None;
    }
    let look = |path: &[String]| look_up(path, output, action, capability, constraints);
    declared
        .postconditions
        .iter()
        .find(|text| {
            let outcome = Predicate::parse(text).map(|predicate| predicate.evaluate(&look));
            !matches!(outcome, Ok(PredicateOutcome::Passed | PredicateOutcome::Skipped))
        })
        .cloned()
        .map(Broken::Condition)
}

/// Each constraint against the properties of a record that carry it; what none carries is unknown.
pub(crate) fn kept_by_record(
    entity: &Entity,
    record: &Json,
    constraints: &[Constraint],
) -> Vec<(Constraint, Kept)> {
    let value = |constraint: &Constraint| {
        let carrying =
            entity.properties.iter().filter(|(_, property)| property.constraint == Some(constraint.kind));
        carrying.into_iter().find_map(|(name, _)| record.get(name))
    };
    let kept =
        |constraint: &Constraint| value(constraint).map_or(Kept::Unknown, |value| constraint.kept_by(value));
    // Where prices are by the head, a budget for all counts by what each may spend of it.
    let carries = |kind| entity.properties.values().any(|property| property.constraint == Some(kind));
    let is_shared = constraints.iter().any(|constraint| constraint.kind == ConstraintKind::BudgetPerPerson)
        && carries(ConstraintKind::BudgetPerPerson)
        && !carries(ConstraintKind::Budget);
    let counts = |constraint: &&Constraint| !(is_shared && constraint.kind == ConstraintKind::Budget);
    constraints.iter().filter(counts).map(|constraint| (constraint.clone(), kept(constraint))).collect()
}

/// The sum that a record says it costs: the property that is held against a budget.
pub(crate) fn price_of(entity: &Entity, record: &Json) -> Option<Money> {
    let is_price = |kind| matches!(kind, ConstraintKind::Budget | ConstraintKind::BudgetPerPerson);
    let mut prices =
        entity.properties.iter().filter(|(_, property)| property.constraint.is_some_and(is_price));
    prices.find_map(|(name, _)| serde_json::from_value(record.get(name)?.clone()).ok())
}

/// Whether an output says that nothing was found.
pub(crate) fn is_empty(capability: &Capability, output: &Json) -> bool {
    let condition = capability.output.as_ref().and_then(|output| output.empty_when.as_ref());
    let look = |path: &[String]| match follow(output, &path[1..]) {
        Some(value) if path[0] == "output" => Looked::Value(value.into_owned()),
        _ => Looked::Missing,
    };
    condition
        .and_then(|text| Predicate::parse(text).ok())
        .is_some_and(|predicate| predicate.evaluate(&look) == PredicateOutcome::Passed)
}

/// The sum that a payment moves.
pub(crate) fn amount_of(capability: &Capability, action: &Action) -> Option<Money> {
    sum_at(&action.arguments_value(), &capability.payment.as_ref()?.amount_from)
}

/// The sum that stands at a path such as `order.total`.
fn sum_at(value: &Json, path: &str) -> Option<Money> {
    let path: Vec<String> = path.split('.').map(str::to_owned).collect();
    serde_json::from_value(follow(value, &path)?.into_owned()).ok()
}

/// The sum that an action gives back of what was paid, if it was.
pub(crate) fn refund_of(capability: &Capability, action: &Action) -> Option<Money> {
    sum_at(&action.arguments_value(), &capability.refund.as_ref()?.of).filter(|sum| sum.minor > 0)
}

/// What a service says that it gave back.
pub(crate) fn paid_back(capability: &Capability, output: &Json) -> Option<Money> {
    sum_at(output, capability.refund.as_ref()?.paid_back.strip_prefix("output.")?)
}

/// What an action does not meet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Unmet {
    /// The record of a parameter is in another state than the one it must be in: a bill that is paid is not paid again.
    State { parameter: String, entity: String },
    /// A predicate, as the manifest writes it.
    Predicate(String),
}

/// The first requirement that an action does not meet; unknown counts as not met. A record's state is its `status`; one that says none is taken as it is.
pub(crate) fn unmet_requirement(capability: &Capability, action: &Action) -> Option<Unmet> {
    let arguments = action.arguments_value();
    let look = |path: &[String]| {
        let path = if path[0] == "args" { &path[1..] } else { path };
        match follow(&arguments, path) {
            Some(value) => Looked::Value(value.into_owned()),
            None if path.first().is_none_or(|name| arguments.get(name).is_none()) => Looked::NotGiven,
            None => Looked::Missing,
        }
    };
    let of = |entity: &str| {
        let is_of =
            |parameter: &&Parameter| matches!(&parameter.kind, ParameterType::Entity(name) if name == entity);
        capability.parameters.iter().find(is_of)
    };
    let wrong_state = capability.requires.iter().find_map(|requirement| {
        let (entity, wanted) = (requirement.entity.as_ref()?, requirement.state.as_ref()?);
        let parameter = of(entity)?.name.clone();
        let status = arguments.get(&parameter)?.get("status")?.as_str()?;
        (status != wanted).then(|| Unmet::State { parameter, entity: entity.clone() })
    });
    let unmet = || {
        let predicates = capability.requires.iter().filter_map(|requirement| requirement.predicate.as_ref());
        predicates
            .into_iter()
            .find(|text| {
                let outcome = Predicate::parse(text).map(|predicate| predicate.evaluate(&look));
                !matches!(outcome, Ok(PredicateOutcome::Passed | PredicateOutcome::Skipped))
            })
            .cloned()
    };
    wrong_state.or_else(|| unmet().map(Unmet::Predicate))
}

fn look_up(
    path: &[String],
    output: &Json,
    action: &Action,
    capability: &Capability,
    constraints: &[Constraint],
) -> Looked {
    let (root, rest) = (path[0].as_str(), &path[1..]);
    let arguments = action.arguments_value();
    let found = match root {
        "output" => follow(output, rest).map(std::borrow::Cow::into_owned),
        "args" => follow(&arguments, rest).map(std::borrow::Cow::into_owned),
        "approval" => match (rest.first().map(String::as_str), amount_of(capability, action)) {
            (Some("amount"), Some(amount)) => Some(serde_json::json!(amount)),
            _ => None,
        },
        "constraint" => {
            let kind = rest.first().and_then(|name| ConstraintKind::of(name));
            let wanted = constraints.iter().find(|known| Some(known.kind) == kind);
            return wanted.map_or(Looked::NotGiven, |constraint| Looked::Value(constraint.json()));
        }
        _ => follow(&arguments, path).map(std::borrow::Cow::into_owned),
    };
    match found {
        Some(value) => Looked::Value(value),
        None if root == "args" && rest.first().is_some_and(|name| !action.arguments.contains_key(name)) => {
            Looked::NotGiven
        }
        None => Looked::Missing,
    }
}

/// The path of the first value that does not fit its schema.
fn misfit(schema: &Json, value: &Json, manifest: &Manifest, path: &str, depth: usize) -> Option<String> {
    if depth > MAX_DEPTH {
        return Some(path.to_owned());
    }
    if let Some(entity) =
        schema.get("$ref").and_then(Json::as_str).and_then(|name| name.strip_prefix("#/entities/"))
    {
        let entity = manifest.entity(entity)?;
        if !value.is_object() {
            return Some(path.to_owned());
        }
        let wrong = entity.properties.iter().find(|(name, property)| {
            value.get(name).is_some_and(|value| !value.is_null() && !fits_type(&property.kind, value))
        });
        return wrong.map(|(name, _)| format!("{path}.{name}"));
    }
    if let Some(kind) = schema.get("type").and_then(Json::as_str)
        && !fits_type(kind, value)
    {
        return Some(path.to_owned());
    }
    let required =
        schema.get("required").and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str);
    if let Some(missing) = required.into_iter().find(|field| value.get(field).is_none_or(Json::is_null)) {
        return Some(format!("{path}.{missing}"));
    }
    let properties = schema.get("properties").and_then(Json::as_object).into_iter().flatten();
    for (name, schema) in properties {
        let value = value.get(name).filter(|value| !value.is_null());
        if let Some(path) =
            value.and_then(|value| misfit(schema, value, manifest, &format!("{path}.{name}"), depth + 1))
        {
            return Some(path);
        }
    }
    let items = schema.get("items")?;
    let all = value.as_array()?.iter().take(MAX_ITEMS).enumerate();
    all.into_iter().find_map(|(i, value)| misfit(items, value, manifest, &format!("{path}[{i}]"), depth + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn manifest() -> Manifest {
        Manifest::load(include_str!("../../tests/manifests/tiny.json")).expect("a good manifest")
    }

    #[test]
    fn a_value_of_another_type_is_a_broken_promise_with_its_path() {
        let manifest = manifest();
        let schema = json!({"type": "object", "required": ["items"], "properties": {
            "items": {"type": "array", "items": {"type": "object", "properties": {"total": {"type": "money"}, "at": {"type": "dateTime"}}}},
            "count": {"type": "integer"}}});
        let rows = [
            (json!({"items": []}), None),
            (
                json!({"items": [{"total": {"amount": 5, "currency": "CNY"}, "at": "2026-11-25T10:00"}], "count": 1}),
                None,
            ),
            (json!({"items": null}), Some("output.items")),
            (json!({"items": "many"}), Some("output.items")),
            (json!({"items": [{"total": 5}]}), Some("output.items[0].total")),
            (json!({"items": [{"at": "soon"}]}), Some("output.items[0].at")),
            (json!({"items": [], "count": 1.5}), Some("output.count")),
            (json!([]), Some("output")),
        ];
        for (value, want) in rows {
            assert_eq!(misfit(&schema, &value, &manifest, "output", 0).as_deref(), want, "{value}");
        }
    }

    #[test]
    fn a_result_that_never_ends_is_refused() {
        let mut value = json!({});
        let mut schema = json!({"type": "object"});
        for _ in 0..MAX_DEPTH + 2 {
            value = json!({"a": value});
            schema = json!({"type": "object", "properties": {"a": schema}});
        }
        assert!(misfit(&schema, &value, &manifest(), "output", 0).is_some());
    }
}
