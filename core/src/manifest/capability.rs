//! One capability: what it is called, how it is asked for, what it takes, gives and may do.
//!
//! Decides the shape of the entry in `capability.json`; kinds and effects are in `effect`, parameters in `parameter`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::constraint::ConstraintKind;
use super::effect::{CapabilityKind, Effect, FailureClass, Requirement, Safety};
use super::parameter::{MaxCardinality, Parameter};
use super::{Deprecation, Opaque};
use crate::text::{LocalList, LocalText};

/// Something that a service can do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Capability {
    /// Its id within the service.
    pub id: String,
    /// The kind of act.
    pub kind: CapabilityKind,
    /// The standard that it follows, `domain.intent@version`; capabilities of one schema can stand in for each other.
    pub schema: String,
    /// What a person sees.
    pub title: LocalText,
    /// One sentence.
    pub description: LocalText,
    /// When it is meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub use_when: Option<UseWhen>,
    /// What looks near and is not meant, each with a way out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_for: Vec<NotFor>,
    /// Words that people use for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keywords: Option<LocalList>,
    /// Sentences that ask for it, and some that do not.
    #[serde(default, skip_serializing_if = "Examples::is_empty")]
    pub examples: Examples,
    /// What must be there first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requires: Vec<Requirement>,
    /// What is different afterwards.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub effects: Vec<Effect>,
    /// What it takes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<Parameter>,
    /// The constraints that it can honour.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub constraints_supported: Vec<ConstraintKind>,
    /// What it gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<Output>,
    /// What to do, in order, when it finds nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub on_empty: Vec<Remedy>,
    /// The errors that it may answer with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<ErrorDeclaration>,
    /// How careful to be.
    pub safety: Safety,
    /// How to ask whether it could, before it is chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub can_fulfill: Option<CanFulfill>,
    /// What it costs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment: Option<Payment>,
    /// What it gives back of what was paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refund: Option<Refund>,
    /// How the host runs it.
    pub invoke: Invoke,
    /// How its result is drawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ui: Option<Ui>,
    /// What becomes of the data.
    pub data_use: DataUse,
    /// When it goes away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deprecation: Option<Deprecation>,
}

impl Capability {
    /// The parameter of a name.
    pub fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.parameters.iter().find(|parameter| parameter.name == name)
    }

    /// The parameter for the one of a host's list who is told something or called, where there is one.
    pub(crate) fn told(&self) -> Option<&Parameter> {
        let is_told = |own: &&Parameter| own.host_list().is_some() && own.max == MaxCardinality::One;
        self.parameters.iter().find(is_told).filter(|_| self.kind == CapabilityKind::Communicate)
    }

    /// Whether money moves by it.
    pub fn moves_money(&self) -> bool {
        self.payment.is_some() || self.effects.iter().any(|effect| effect.moves.is_some())
    }
}

/// When a capability is meant.
pub type UseWhen = LocalList;

/// What looks near and is not meant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NotFor {
    /// The case.
    pub case: LocalText,
    /// The way out of it.
    pub exit: Exit,
}

/// A way out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Exit {
    /// Use this capability instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capability: Option<String>,
    /// Say this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub say: Option<LocalText>,
}

/// Sentences around a capability.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Examples {
    /// They ask for it. Arguments are marked `[words](parameter)`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub direct: Vec<Example>,
    /// They imply it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub indirect: Vec<Example>,
    /// They look near and ask for something else.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub negative: Vec<Example>,
}

/// One example in either or both languages.
pub type Example = LocalText;

impl Examples {
    fn is_empty(&self) -> bool {
        self.direct.is_empty() && self.indirect.is_empty() && self.negative.is_empty()
    }
}

/// What a capability gives.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Output {
    /// A JSON Schema fragment: `type`, `required`, `properties`, `items`, `$ref` to an entity.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(with = "BTreeMap<String, serde_json::Value>")]
    pub(crate) schema: Opaque,
    /// The entities in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub produces: Vec<String>,
    /// When it counts as nothing found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub empty_when: Option<String>,
    /// What must hold of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub postconditions: Vec<String>,
    /// One sentence to say on success, with paths in braces; only checked values get in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub say: Option<LocalText>,
}

/// What to do about something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Remedy {
    /// The remedy.
    #[serde(rename = "do")]
    pub kind: RemedyKind,
    /// The parameter it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// The capability it uses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capability: Option<String>,
}

/// The remedies that the core knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum RemedyKind {
    /// Call again.
    Retry,
    /// Ask the person for another value.
    Ask,
    /// Show it to the person again.
    Review,
    /// Give up the softest wish, and say so.
    Relax,
    /// Plan anew.
    Replan,
    /// Another service of the same schema.
    AlternativeService,
    /// A function of the app itself.
    NativeFunction,
    /// The service's own page.
    Handoff,
    /// Ask the service what became of it.
    QueryOutcome,
    /// Undo what was done.
    Compensate,
    /// Another capability of the same service.
    UseCapability,
    /// Say so and end.
    Stop,
}

/// An error that a capability may answer with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ErrorDeclaration {
    /// The service's own code.
    pub code: String,
    /// What it means in the words that all services share.
    pub class: FailureClass,
    /// What to do about it.
    pub resolution: RemedyKind,
    /// The parameter that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// The capability that the resolution uses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capability: Option<String>,
}

/// How to ask whether a capability could be used, before it is chosen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CanFulfill {
    /// The service's function; free of side effects.
    pub api: String,
    /// How long it may take, in milliseconds.
    pub timeout_ms: u32,
    /// What it quotes: `price`, `eta`, `stock`, `distance`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quote: Vec<String>,
}

impl CanFulfill {
    /// Whether an answer tells if a constraint of this kind is kept.
    pub(crate) fn quotes(&self, kind: super::ConstraintKind) -> bool {
        let what = match kind {
            super::ConstraintKind::Budget => "price",
            super::ConstraintKind::Distance => "distance",
            super::ConstraintKind::Inventory => "stock",
            _ => return false,
        };
        self.quote.iter().any(|quoted| quoted == what)
    }
}

/// What a capability costs and who is paid.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Payment {
    /// The path from a parameter to the sum.
    pub amount_from: String,
    /// Who is paid.
    pub payee: String,
    /// ISO 4217.
    pub currency: String,
    /// Until when it can be taken back, in the developer's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refundable: Option<String>,
    /// Whether a standing permission may cover it.
    #[serde(default)]
    pub grantable: bool,
    /// The most that such a permission may cover.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_grant: Option<MaxGrant>,
}

/// What a `cancel` gives back of what was paid. The sum is shown before the yes, and held against what the service says that it gave back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Refund {
    /// The path from a parameter to the sum that was paid, such as `order.paid`; a record without it was not paid, and nothing is given back.
    pub of: String,
    /// The path to the sum that is given back, such as `output.refunded`.
    pub paid_back: String,
}

/// The most that a standing permission may cover.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MaxGrant {
    /// Minor units of the currency, each time.
    pub amount: i64,
    /// How often.
    pub times: u32,
    /// For how many days.
    pub days: u32,
}

/// How the host runs a capability.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Invoke {
    /// By what.
    #[serde(rename = "type")]
    pub kind: InvokeKind,
    /// The function's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api: Option<String>,
    /// The page of a hand-over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// What the page is opened with; `$parameter.path` stands for an argument.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub query: BTreeMap<String, String>,
    /// What the page comes back with.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub returns: BTreeMap<String, String>,
    /// Whether it runs in sight.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub modes: Vec<String>,
    /// How long it may take, in milliseconds.
    pub timeout_ms: u32,
}

/// By what the host runs a capability.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum InvokeKind {
    /// A function of the app.
    Host,
    /// A function of a mini-program.
    MiniProgram,
    /// A page that the person finishes on.
    Handoff,
    /// An MCP tool.
    Mcp,
    /// A link into another app.
    DeepLink,
    /// An iOS App Intent.
    Intent,
    /// An Android AppFunction.
    AppFunction,
}

/// How a result is drawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Ui {
    /// The card of the host's catalogue.
    pub card: String,
    /// ISO 8601 duration after which the card is stale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_after: Option<String>,
    /// Paths that only the card may read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub render_only: Vec<String>,
}

/// What becomes of the data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DataUse {
    /// What it reads of the person: `location`, `memory.preference`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reads: Vec<String>,
    /// The parameters that leave the app; nothing else is ever sent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shares: Vec<String>,
    /// How long the service keeps them, ISO 8601.
    pub retention: String,
    /// What for.
    pub purpose: LocalText,
}

/// Where and when a service is there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Availability {
    /// `ios`, `android`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub platforms: Vec<String>,
    /// ISO 3166 regions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub regions: Vec<String>,
    /// Whether it works without a connection.
    #[serde(default)]
    pub offline: bool,
    /// Opening hours, in the developer's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<String>,
    /// Whether it is on after it was installed.
    #[serde(default = "yes")]
    pub enabled_by_default: bool,
}

fn yes() -> bool {
    true
}

/// A sentence and what must be understood by it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TestCase {
    /// The sentence in either or both languages.
    pub say: LocalText,
    /// What must be understood.
    pub expect: TestExpectation,
}

/// What must be understood by a test sentence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TestExpectation {
    /// The capability's id; null when none of this service is meant.
    pub goal: Option<String>,
    /// Arguments that must be there.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(with = "BTreeMap<String, serde_json::Value>")]
    pub(crate) args: Opaque,
}
