//! Kinds of act, what each implies, what it needs and what it changes.
//!
//! Decides the vocabulary of effects and safety; the judgement over them is `trust`'s.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The kind of act that a capability is. It gives risk, parallelism and retry for free; a manifest can only make them stricter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum CapabilityKind {
    /// Finds things by words or filters.
    Search,
    /// Reads one thing.
    Fetch,
    /// Works something out.
    Compute,
    /// Builds something that nobody else sees.
    Construct,
    /// Starts a transaction that can still be undone.
    Begin,
    /// Changes something of the person's own.
    Update,
    /// Binds the person: pays, orders for good.
    Commit,
    /// Ends or deletes something.
    Cancel,
    /// Says something to somebody else.
    Communicate,
    /// Changes the state of the device.
    Device,
    /// Opens a place in the app.
    Navigate,
}

impl FailureClass {
    /// Whether a service that answers like this is less to be relied upon. A no, a missing thing and a missing connection are not its fault.
    pub fn is_the_services_fault(self) -> bool {
        matches!(
            self,
            Self::Timeout
                | Self::UnknownOutcome
                | Self::ContractViolation
                | Self::RateLimited
                | Self::Internal
        )
    }
}

impl CapabilityKind {
    /// Whether nothing changes by it, so that it may be repeated and run beside others.
    pub fn is_read(self) -> bool {
        matches!(self, Self::Search | Self::Fetch | Self::Compute | Self::Construct | Self::Navigate)
    }
}

/// What must be there before a capability may run: an entity, or a predicate that holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// The entity that is needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entity: Option<String>,
    /// The capabilities that can produce it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub from: Vec<String>,
    /// The state it must be in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// A predicate over the arguments.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predicate: Option<String>,
}

/// What is different after a capability has run; exactly one of the verbs is set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Effect {
    /// An entity comes to be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub creates: Option<String>,
    /// An entity changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updates: Option<String>,
    /// An entity goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deletes: Option<String>,
    /// `money` moves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moves: Option<String>,
    /// A `message`, `call` or `post` goes out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sends: Option<String>,
    /// The state that the entity is in afterwards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
}

/// What a developer says about the safety of a capability; it may only tighten what the kind implies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Safety {
    /// Whether it can be undone.
    pub reversible: bool,
    /// The capability that undoes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undo: Option<String>,
    /// How a repeated call is told from a new one.
    pub idempotency: Idempotency,
    /// Whether it reaches beyond the app.
    pub open_world: bool,
    /// Whether the person is always asked.
    pub confirm: Confirm,
    /// What the device must check first.
    pub authentication: Authentication,
}

/// How a repeated call is told from a new one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Idempotency {
    /// By the key that the core sends with it.
    Key,
    /// Twice is the same as once by nature.
    Natural,
}

/// Whether the person is asked before it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Confirm {
    /// As the core's policy says.
    Policy,
    /// Always.
    Always,
}

/// What the device must check before it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Authentication {
    /// Nothing.
    None,
    /// That it is unlocked.
    RequiresUnlock,
    /// That its owner is there: fingerprint, face, code.
    RequiresLocalDeviceAuthentication,
}

/// Why something did not work, in the words that all services share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum FailureClass {
    /// An argument does not fit.
    InvalidArgument,
    /// The thing is not there.
    NotFound,
    /// Nothing was found.
    Empty,
    /// It is there but cannot be had now.
    NotAvailable,
    /// A constraint of the person cannot be met.
    ConstraintUnmet,
    /// The service refused.
    Denied,
    /// The service is switched off.
    Disabled,
    /// The person must sign in there.
    AuthRequired,
    /// Too many calls.
    RateLimited,
    /// No connection.
    Unreachable,
    /// A read took too long.
    Timeout,
    /// A write took too long: nobody knows whether it happened.
    UnknownOutcome,
    /// The answer was not what the manifest promises.
    ContractViolation,
    /// The host's policy forbids it.
    PolicyDisallowed,
    /// The person stopped it.
    Cancelled,
    /// A defect.
    Internal,
}
