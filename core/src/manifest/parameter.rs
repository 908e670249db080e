//! Parameters of a capability and the entities they may stand for.
//!
//! Decides what a parameter declares: its type, where its value may come from, what is asked when it is missing.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::constraint::ConstraintKind;
use crate::text::{LocalList, LocalText};

/// One parameter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Parameter {
    /// The name in JSON.
    pub name: String,
    /// A short label for a confirmation sheet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<LocalText>,
    /// One line about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<LocalText>,
    /// What kind of value it takes.
    #[serde(rename = "type")]
    pub kind: ParameterType,
    /// The closed list of an `enum`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
    /// How each of the values is said.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub value_names: BTreeMap<String, LocalList>,
    /// Whether the capability can run without it.
    pub min: MinCardinality,
    /// Whether it takes more than one value.
    #[serde(default, skip_serializing_if = "MaxCardinality::is_one")]
    pub max: MaxCardinality,
    /// Where its value may come from, in order.
    pub origin: Vec<Origin>,
    /// Whether the value must never be made up; always true of entities.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub never_invent: bool,
    /// The value when nothing was said, in the JSON form of the type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Default>,
    /// Limits of the value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validate: Option<Validate>,
    /// How a missing or ambiguous value is settled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolve: Option<Resolve>,
    /// What makes it personal: `location`, `health`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sensitive: Option<String>,
    /// The constraint that it carries to the service: a highest price is `budget`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub constraint: Option<ConstraintKind>,
}

/// A default value in the JSON form of its parameter's type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Default(pub(crate) serde_json::Value);

/// The type of a parameter: a kind of value, or the name of an entity of the same manifest.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(from = "String", into = "String")]
#[schemars(with = "String")]
pub enum ParameterType {
    /// Words as said.
    String,
    /// A whole number.
    Integer,
    /// Any number.
    Number,
    /// Yes or no.
    Boolean,
    /// One of a closed list.
    Enum,
    /// A sum of money.
    Money,
    /// A calendar day.
    Date,
    /// A time of day.
    Time,
    /// A day and a time of day; when optional, a day alone will do.
    DateTime,
    /// A length of time.
    Duration,
    /// A share, 0 to 100.
    Percent,
    /// A place, as said or as the host's context gives it.
    Location,
    /// A telephone number.
    Phone,
    /// An e-mail address.
    Email,
    /// A link.
    Url,
    /// An entity, by name.
    Entity(String),
}

const TYPES: &[(&str, ParameterType)] = &[
    ("string", ParameterType::String),
    ("integer", ParameterType::Integer),
    ("number", ParameterType::Number),
    ("boolean", ParameterType::Boolean),
    ("enum", ParameterType::Enum),
    ("money", ParameterType::Money),
    ("date", ParameterType::Date),
    ("time", ParameterType::Time),
    ("dateTime", ParameterType::DateTime),
    ("duration", ParameterType::Duration),
    ("percent", ParameterType::Percent),
    ("location", ParameterType::Location),
    ("phone", ParameterType::Phone),
    ("email", ParameterType::Email),
    ("url", ParameterType::Url),
];

impl From<String> for ParameterType {
    fn from(name: String) -> Self {
        TYPES.iter().find(|(known, _)| *known == name).map_or(Self::Entity(name), |(_, kind)| kind.clone())
    }
}

impl From<ParameterType> for String {
    fn from(kind: ParameterType) -> Self {
        match kind {
            ParameterType::Entity(name) => name,
            kind => {
                TYPES.iter().find(|(_, known)| *known == kind).map_or("string", |(name, _)| name).to_owned()
            }
        }
    }
}

/// Whether a value is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum MinCardinality {
    /// The capability runs without it.
    Optional,
    /// The capability cannot run without it.
    Required,
}

/// Whether several values are taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum MaxCardinality {
    /// One value.
    #[default]
    One,
    /// Any number of values.
    Many,
}

impl MaxCardinality {
    fn is_one(&self) -> bool {
        *self == Self::One
    }
}

/// Where a value may come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(from = "String", into = "String")]
#[schemars(with = "String")]
pub enum Origin {
    /// The person said it.
    Utterance,
    /// The host's context: `location`, `date`, `year`.
    Context(String),
    /// A list that the host supplies: `contacts`.
    Host(String),
    /// A fact that is remembered.
    Memory(String),
    /// The output of another capability of the same service.
    Upstream {
        /// The capability's id.
        capability: String,
        /// The path into its output; empty for the whole of it.
        path: String,
    },
    /// The declared default.
    Constant,
    /// Anything else; refused when the manifest is checked.
    Unknown(String),
}

impl From<String> for Origin {
    fn from(text: String) -> Self {
        match text.split_once(['.', ':']) {
            _ if text == "utterance" => Self::Utterance,
            _ if text == "constant" || text == "enum" => Self::Constant,
            Some(("context", what)) => Self::Context(what.to_owned()),
            Some(("host", what)) => Self::Host(what.to_owned()),
            Some(("memory", what)) => Self::Memory(what.to_owned()),
            Some(("upstream", what)) => {
                let (capability, path) = what.split_once('.').unwrap_or((what, ""));
                Self::Upstream { capability: capability.to_owned(), path: path.to_owned() }
            }
            _ => Self::Unknown(text),
        }
    }
}

impl From<Origin> for String {
    fn from(origin: Origin) -> Self {
        match origin {
            Origin::Utterance => "utterance".to_owned(),
            Origin::Constant => "constant".to_owned(),
            Origin::Context(what) => format!("context.{what}"),
            Origin::Host(what) => format!("host.{what}"),
            Origin::Memory(what) => format!("memory.{what}"),
            Origin::Upstream { capability, path } if path.is_empty() => format!("upstream:{capability}"),
            Origin::Upstream { capability, path } => format!("upstream:{capability}.{path}"),
            Origin::Unknown(text) => text,
        }
    }
}

/// Limits of a value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Validate {
    /// The smallest number that is taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum: Option<i64>,
    /// The largest number that is taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum: Option<i64>,
    /// The earliest day or time that is taken: nobody is reminded yesterday.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_before: Option<Moment>,
    /// What happens past the limits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_violation: Option<super::Remedy>,
}

/// A point in time that a manifest can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Moment {
    /// When it is asked for, by the minute; today, for a day.
    Now,
}

/// How a missing or ambiguous value is settled.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Resolve {
    /// Where to start when nothing was said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub default_init: Vec<String>,
    /// How one of several is chosen without asking.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub default_select: Vec<String>,
    /// The question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prompt: Option<LocalText>,
    /// When to ask although nothing is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prompt_behavior: Option<String>,
}

/// A thing that capabilities read and make.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Entity {
    /// Its name, as parameters and outputs refer to it.
    pub name: String,
    /// The property that identifies it; opaque to the core.
    pub id_field: String,
    /// The property that a person knows it by.
    pub display: String,
    /// Its properties.
    pub properties: BTreeMap<String, EntityProperty>,
    /// The capability that finds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// Whose it is.
    pub ownership: Ownership,
    /// Whether its values stay on the card: never in speech, log or memory.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sensitive: bool,
    /// Whether the app may index it for search.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub indexable: Option<bool>,
}

/// One property of an entity.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EntityProperty {
    /// A kind of value, or `array` and `object` for what is only shown.
    #[serde(rename = "type")]
    pub kind: String,
    /// The constraint that it is held against: a price against `budget`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub constraint: Option<ConstraintKind>,
}

/// Whose an entity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Ownership {
    /// The person's own.
    Private,
    /// The person's and others'.
    Shared,
    /// Everyone's.
    Public,
}

impl Parameter {
    /// Whether the capability cannot run without it.
    pub fn is_required(&self) -> bool {
        self.min == MinCardinality::Required
    }

    /// The list of the host that its value must be on.
    pub fn host_list(&self) -> Option<&str> {
        self.origin.iter().find_map(|origin| match origin {
            Origin::Host(list) => Some(list.as_str()),
            _ => None,
        })
    }

    /// The capability whose output supplies it, and the path there.
    pub fn upstream(&self) -> Option<(&str, &str)> {
        self.origin.iter().find_map(|origin| match origin {
            Origin::Upstream { capability, path } => Some((capability.as_str(), path.as_str())),
            _ => None,
        })
    }

    /// Whether the host's context may supply it.
    pub fn takes_context(&self, what: &str) -> bool {
        self.origin.iter().any(|origin| matches!(origin, Origin::Context(known) if known == what))
    }

    /// Whether it takes free words.
    pub fn is_free_text(&self) -> bool {
        matches!(self.kind, ParameterType::String) && self.host_list().is_none()
            || self.kind == ParameterType::Location
    }

    /// Whether words that no list and no kind of value knows can be its own: free text, and what names an entity.
    pub fn takes_free_words(&self) -> bool {
        self.is_free_text() || matches!(self.kind, ParameterType::Entity(_))
    }

    /// The spoken names of each value, in both languages.
    pub fn spoken_values(&self) -> impl Iterator<Item = (&str, &str)> {
        self.value_names.iter().flat_map(|(value, names)| names.all().map(move |name| (value.as_str(), name)))
    }
}
