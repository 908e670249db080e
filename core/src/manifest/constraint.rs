//! The constraints that a person may put on an errand, by name.
//!
//! Decides the vocabulary that manifests, plans and explanations share; what a person's constraint says is `action`'s `Constraint`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a constraint is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum ConstraintKind {
    /// What it may cost in all.
    Budget,
    /// What it may cost each of the people it is for.
    BudgetPerPerson,
    /// How far away it may be, in metres.
    Distance,
    /// How many people it is for.
    Headcount,
    /// When it takes place.
    Time,
    /// By when it must be there.
    DeliverBy,
    /// What may be in the food: `vegetarian`, `halal`.
    Dietary,
    /// How well it must be rated, of five.
    Rating,
    /// A membership that must count.
    Membership,
    /// How it is handed over: `delivery`, `pickup`, `dineIn`.
    Fulfilment,
    /// That it is to be had.
    Inventory,
}

impl ConstraintKind {
    /// The kind of a name in JSON.
    pub(crate) fn of(name: &str) -> Option<Self> {
        serde_json::from_value(serde_json::Value::String(name.to_owned())).ok()
    }
}
