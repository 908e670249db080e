//! How a person wants choices made.
//!
//! Decides the shape; where it is kept is the store's matter, what follows from it `choose`'s.

use serde::{Deserialize, Serialize};

use super::choose::Dial;
use crate::values::Money;

/// How a person wants choices made, in one domain or in all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Preference {
    /// How much the core chooses by itself; none: what suits the kind of act.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dial: Option<Dial>,
    /// Services, by id, that are never taken unless the person names them.
    #[serde(default)]
    pub banned: Vec<String>,
    /// Whether what the person did before may count.
    #[serde(default = "yes")]
    pub is_personalised: bool,
    /// The most that [`Dial::AutoWithinLimits`] may choose by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Money>,
}

fn yes() -> bool {
    true
}

impl Default for Preference {
    fn default() -> Self {
        Self { dial: None, banned: Vec::new(), is_personalised: true, limit: None }
    }
}
