//! One capability with its arguments filled in: what may run, and what a yes is worth.
//!
//! Decides what an action is made of and what its digest covers; whether it may run is `trust`'s judgement.
//!
//! Invariant: two actions with the same digest are the same act: service, version, capability and every argument to the letter.

mod argument;
mod check;
mod constraint;

pub use argument::{Argument, Source};
pub(crate) use check::check;
pub use constraint::{Constraint, ConstraintCheck, ConstraintSource, Kept, Limit};
pub(crate) use constraint::{contradict, with_inferred};

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use sha2::{Digest as _, Sha256};

/// One capability with its arguments.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Action {
    /// The service's id.
    pub service: String,
    /// The manifest version that the action was made for.
    pub version: String,
    /// The capability's id.
    pub capability: String,
    /// Arguments by parameter name.
    pub arguments: BTreeMap<String, Argument>,
}

impl Action {
    /// The arguments as the host receives them: a JSON object in the order of the names.
    pub fn arguments_json(&self) -> String {
        self.arguments_value().to_string()
    }

    pub(crate) fn arguments_value(&self) -> Json {
        Json::Object(
            self.arguments.iter().map(|(name, argument)| (name.clone(), argument.value.to_json())).collect(),
        )
    }

    /// SHA-256, in hex, of everything that makes this act the act it is.
    ///
    /// Covers the manifest version and each argument, so that any change after a yes voids it;
    /// an entity argument is covered with all its properties, the price among them.
    pub fn digest(&self) -> String {
        let canonical =
            json!([self.service, self.version, self.capability, canonical(&self.arguments_value())]);
        sha256_hex(canonical.to_string().as_bytes())
    }
}

/// JSON with the fields of every object in the order of their names.
fn canonical(value: &Json) -> Json {
    match value {
        Json::Object(fields) => {
            let sorted: BTreeMap<&String, Json> =
                fields.iter().map(|(name, value)| (name, canonical(value))).collect();
            json!(sorted)
        }
        Json::Array(items) => Json::Array(items.iter().map(canonical).collect()),
        other => other.clone(),
    }
}

/// SHA-256 in hex.
pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::Value;

    fn action(size: &str) -> Action {
        let argument = Argument { value: Value::Choice(size.to_owned()), source: Source::Answered };
        Action {
            service: "a.b".into(),
            version: "1.0.0".into(),
            capability: "order".into(),
            arguments: [("size".to_owned(), argument)].into(),
        }
    }

    #[test]
    fn any_change_changes_the_digest() {
        let one = action("small");
        assert_eq!(one.digest(), action("small").digest());
        assert_ne!(one.digest(), action("large").digest());
        assert_ne!(one.digest(), Action { version: "1.0.1".into(), ..one.clone() }.digest());
    }

    #[test]
    fn the_order_of_fields_does_not_matter() {
        let with = |json: &str| {
            let value = Value::Record { json: json.to_owned(), name: String::new() };
            Action {
                arguments: [("x".to_owned(), Argument { value, source: Source::Answered })].into(),
                ..action("small")
            }
        };
        assert_eq!(with(r#"{"a":1,"b":2}"#).digest(), with(r#"{"b":2,"a":1}"#).digest());
    }
}
