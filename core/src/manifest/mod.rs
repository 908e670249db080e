//! What a service can do, as its developer declares it: the capability manifest, version 1.
//!
//! Decides the shape of `capability.json` ([`Manifest`] and what it holds) and which manifests are refused ([`Manifest::load`]).
//! Leaves to others what is done with a capability: `understanding` finds it, `trust` judges it, `turn` runs it.
//!
//! Invariant: a [`Manifest`] that exists has passed every check of [`check`](self) and can be used without looking twice.

mod capability;
mod check;
mod constraint;
mod effect;
mod example;
mod load;
mod money;
mod pack;
mod parameter;
mod predicate;
mod schema;
mod value;

pub use capability::{
    Availability, CanFulfill, Capability, DataUse, ErrorDeclaration, Example, Examples, Exit, Invoke,
    InvokeKind, NotFor, Output, Payment, Refund, Remedy, RemedyKind, TestCase, TestExpectation, Ui, UseWhen,
};
pub use constraint::ConstraintKind;
pub use effect::{
    Authentication, CapabilityKind, Confirm, Effect, FailureClass, Idempotency, Requirement, Safety,
};
pub(crate) use example::MarkedExample;
pub use load::{Fault, Faults, MAX_MANIFEST_BYTES};
pub use pack::{MAX_PACK_BYTES, PACK_VERSION, Pack};
pub use parameter::{
    Default, Entity, EntityProperty, MaxCardinality, MinCardinality, Moment, Origin, Ownership, Parameter,
    ParameterType, Resolve, Validate,
};
#[cfg(fuzzing)]
pub use predicate::fuzz_predicate;
pub(crate) use predicate::{Looked, Outcome as PredicateOutcome, Predicate, follow};
pub use schema::json_schema;
pub(crate) use value::{display_of, fits_type, is_past, spoken_kind, value_from_json, within};

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::text::{LocalList, LocalText};

/// The manifest version that this core reads.
pub const MANIFEST_VERSION: &str = "1.0";

/// One service and all its capabilities.
///
/// # Example
///
/// ```
/// let faults = errand_core::Manifest::load(r#"{"manifestVersion": "1.0", "colour": "red"}"#).unwrap_err();
/// assert!(faults.to_string().contains("line 1: $.colour: unknown field"));
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Manifest {
    /// Always "1.0".
    pub manifest_version: String,
    /// Who the service is.
    pub service: Service,
    /// Which of the two ways of being known the owner opted into.
    pub modes: Modes,
    /// Who may see it.
    pub visibility: Visibility,
    /// The things that its capabilities read and make.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entities: Vec<Entity>,
    /// What it can do.
    pub capabilities: Vec<Capability>,
    /// Where and when it is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub availability: Option<Availability>,
    /// When it goes away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deprecation: Option<Deprecation>,
    /// Sentences and what must be understood by them; every runner reads them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tests: Vec<TestCase>,
}

/// Who a service is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Service {
    /// Reverse domain name, `com.example.tea`.
    pub id: String,
    /// Semantic version of the manifest's content.
    pub version: String,
    /// The name a person sees.
    pub name: LocalText,
    /// Other names a person may say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aliases: Option<LocalList>,
    /// Who publishes it.
    pub publisher: Publisher,
    /// Who is responsible for the data that it receives.
    pub data_controller: String,
    /// The languages that every text of the manifest comes in.
    pub locales: Vec<String>,
    /// The publisher's signature over the canonical JSON; required outside developer mode.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<Signature>,
}

/// Who publishes a service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Publisher {
    /// The publisher's id.
    pub id: String,
    /// The name a person sees.
    pub name: String,
    /// Where to reach them.
    pub contact: String,
}

/// A signature, carried but not yet verified.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Signature {
    /// `ed25519`.
    pub alg: String,
    /// Which of the publisher's keys.
    pub key_id: String,
    /// Base64.
    pub value: String,
}

/// The two ways in which a service can be known; both off means that the assistant does not know it at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Modes {
    /// By the manifest that its developer wrote.
    pub declared: bool,
    /// By a draft that was derived from its public pages and that its owner accepted.
    pub auto: bool,
}

impl Modes {
    /// Both.
    pub(crate) const ON: Self = Self { declared: true, auto: true };

    /// Neither.
    pub(crate) const OFF: Self = Self { declared: false, auto: false };

    /// Those that are on here and there.
    pub(crate) fn and(self, other: Self) -> Self {
        Self { declared: self.declared && other.declared, auto: self.auto && other.auto }
    }

    /// Whether a service can be known at all.
    pub(crate) fn any(self) -> bool {
        self.declared || self.auto
    }
}

/// Who may see a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Visibility {
    /// Its developer only.
    Private,
    /// The host app's own functions.
    System,
    /// Everyone.
    Public,
}

/// When a service or a capability goes away.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Deprecation {
    /// Since which version.
    pub since: String,
    /// What to use instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaced_by: Option<String>,
}

impl Manifest {
    /// The capability of an id.
    pub fn capability(&self, id: &str) -> Option<&Capability> {
        self.capabilities.iter().find(|capability| capability.id == id)
    }

    /// The entity of a name.
    pub fn entity(&self, name: &str) -> Option<&Entity> {
        self.entities.iter().find(|entity| entity.name == name)
    }

    /// Whether any of the two modes is on.
    pub fn is_known(&self) -> bool {
        self.modes.declared || self.modes.auto
    }
}

/// A field that the core carries and never reads.
pub(crate) type Opaque = BTreeMap<String, serde_json::Value>;
