//! The declarative spec of a mini-tool: what it holds, what it computes, what it shows and what its buttons do.
//!
//! Decides the JSON form, version 1, and how large one may be; whether a spec hangs together is `check`'s matter, what it comes to `evaluate`'s.
//! There is no code in it, no link, and nothing that could run longer than its records are many.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::text::{Language, LocalText};

/// The version of the spec's form.
pub const MINI_TOOL_VERSION: u32 = 1;

/// The most bytes of a spec's JSON.
pub const MAX_MINI_TOOL_BYTES: usize = 128 * 1024;

/// The most records of one list.
pub const MAX_RECORDS: usize = 5_000;

/// The most fields, formulas, actions each, and twice as many parts.
pub const MAX_PARTS: usize = 60;

/// The most characters of a text that a person enters.
pub const MAX_TEXT_CHARS: usize = 2_000;

/// A small private tool that one sentence describes.
///
/// # Example
///
/// ```
/// use errand_core::MiniTool;
///
/// let json = r#"{
///   "miniTool": 1, "id": "bill", "title": {"en": "Split"}, "language": "en",
///   "state": [
///     {"name": "bill", "label": {"en": "Bill"}, "type": "money"},
///     {"name": "people", "label": {"en": "People"}, "type": "number", "default": "2"}
///   ],
///   "formulas": [{"name": "each", "label": {"en": "Each"}, "formula": "bill / people"}],
///   "view": [{"id": "bill", "part": "field", "of": "bill"}, {"id": "each", "part": "result", "of": "each"}]
/// }"#;
/// let tool = MiniTool::from_json(json).expect("a spec that hangs together");
/// assert_eq!(tool.formulas[0].formula, "bill / people");
/// assert!(MiniTool::from_json(&json.replace("bill / people", "bill / guests")).is_err(), "no such name");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MiniTool {
    /// The form's version: 1.
    pub mini_tool: u32,
    /// Names it in the store and to the host.
    pub id: String,
    /// What it is called.
    pub title: LocalText,
    /// The language that it is shown in.
    pub language: Shown,
    /// The colour it is shown in.
    #[serde(default, skip_serializing_if = "ToolColor::is_plain")]
    pub color: ToolColor,
    /// The sentences that made it, the first one first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub origin: Vec<String>,
    /// What it holds.
    pub state: Vec<Field>,
    /// What it computes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub formulas: Vec<Formula>,
    /// What it shows, from top to bottom.
    pub view: Vec<Part>,
    /// What its buttons do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<ToolAction>,
}

/// The language that a tool is shown in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Shown {
    /// Chinese.
    #[serde(rename = "zh-CN")]
    Zh,
    /// English.
    #[serde(rename = "en")]
    En,
}

impl From<Shown> for Language {
    fn from(shown: Shown) -> Self {
        match shown {
            Shown::Zh => Self::Zh,
            Shown::En => Self::En,
        }
    }
}

impl From<Language> for Shown {
    fn from(language: Language) -> Self {
        match language {
            Language::Zh => Self::Zh,
            Language::En => Self::En,
        }
    }
}

/// A colour of the small palette.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs)]
pub enum ToolColor {
    /// The host's own.
    #[default]
    Plain,
    Red,
    Orange,
    Yellow,
    Green,
    Blue,
    Purple,
    Gray,
}

impl ToolColor {
    /// Whether it is the host's own.
    pub fn is_plain(&self) -> bool {
        *self == Self::Plain
    }

    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Red => "red",
            Self::Orange => "orange",
            Self::Yellow => "yellow",
            Self::Green => "green",
            Self::Blue => "blue",
            Self::Purple => "purple",
            Self::Gray => "gray",
        }
    }
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum FieldType {
    /// A decimal number.
    Number,
    /// A sum of money, in main units.
    Money,
    /// Text.
    Text,
    /// A calendar day.
    Date,
    /// One of the field's options.
    Choice,
    /// Yes or no.
    Toggle,
    /// A length of time, in seconds.
    Duration,
    /// A list of records.
    List,
}

impl FieldType {
    /// From what is written.
    pub(crate) fn of(word: &str) -> Option<Self> {
        let all = [
            Self::Number,
            Self::Money,
            Self::Text,
            Self::Date,
            Self::Choice,
            Self::Toggle,
            Self::Duration,
            Self::List,
        ];
        all.into_iter().find(|own| own.name() == word)
    }

    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Money => "money",
            Self::Text => "text",
            Self::Date => "date",
            Self::Choice => "choice",
            Self::Toggle => "toggle",
            Self::Duration => "duration",
            Self::List => "list",
        }
    }
}

/// A field of the state, or a column of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Field {
    /// What formulas call it: letters, digits and `_`, in any script, no digit first, and not `true` or `false`; unique in the tool.
    pub name: String,
    /// What the person calls it.
    pub label: LocalText,
    /// What it holds.
    #[serde(rename = "type")]
    pub kind: FieldType,
    /// The unit its numbers are shown with; `%` for hundredths.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// What it holds at first: `15`, `2026-12-31`, `today`, `true`, seconds of a duration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// The least number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<String>,
    /// The greatest number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<String>,
    /// What a choice is among.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
    /// What each record of a list holds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<Field>,
    /// What is computed for each record.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub computed: Vec<Formula>,
    /// The records that a list starts with: a text for each column, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<Vec<String>>,
}

impl Field {
    /// A field without anything but its name and type.
    pub(crate) fn plain(name: &str, label: LocalText, kind: FieldType) -> Self {
        Self {
            name: name.to_owned(),
            label,
            kind,
            unit: None,
            default: None,
            min: None,
            max: None,
            options: Vec::new(),
            columns: Vec::new(),
            computed: Vec::new(),
            rows: Vec::new(),
        }
    }
}

/// Something computed: for the whole tool, or for each record of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Formula {
    /// What other formulas call it.
    pub name: String,
    /// What the person calls it.
    pub label: LocalText,
    /// How it is computed: `round(bill * tip / 100, 2)`, `sum(expenses, amount)`; the language is `formula`'s.
    pub formula: String,
    /// The unit it is shown with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
}

/// A part of what is shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Part {
    /// Names it in events; unique.
    pub id: String,
    /// What it is.
    pub part: PartKind,
    /// The field, list, formula or action that it shows; for a timer nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// What it says, where that is not the label of what it shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<LocalText>,
    /// What a progress is measured against, and what a chart shows of each record: a formula.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// What a chart's points, a table's groups are named by: a column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Which records a list or table shows: a condition over a record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<String>,
    /// The column that records are sorted by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sort: Option<String>,
    /// Whether the greatest comes first.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub descending: bool,
    /// How much a stepper or slider moves; 1 where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// A timer's phases, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub phases: Vec<Phase>,
    /// How often a timer goes through its phases: a formula.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rounds: Option<String>,
    /// Actions that each record of a list offers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<String>,
}

impl Part {
    /// A part without anything but what it shows.
    pub(crate) fn plain(id: &str, part: PartKind, of: Option<&str>) -> Self {
        Self {
            id: id.to_owned(),
            part,
            of: of.map(str::to_owned),
            text: None,
            value: None,
            by: None,
            filter: None,
            sort: None,
            descending: false,
            step: None,
            phases: Vec::new(),
            rounds: None,
            actions: Vec::new(),
        }
    }
}

/// A phase of a timer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Phase {
    /// What it is called: work, rest.
    pub label: LocalText,
    /// How long it lasts: a formula that comes to a duration, or to a number of seconds.
    pub length: String,
}

/// The closed catalogue of what is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum PartKind {
    /// A line that heads what follows.
    Heading,
    /// A line of text.
    Text,
    /// A field to fill in.
    Field,
    /// A number with a less and a more.
    Stepper,
    /// A switch.
    Toggle,
    /// Options to choose one of.
    Choice,
    /// A number between two ends.
    Slider,
    /// Records, each to be changed and removed.
    List,
    /// Records to look at; with `by`, groups of them.
    Table,
    /// How far something has come.
    Progress,
    /// A number of each record, in a row.
    Chart,
    /// Phases that run by the clock.
    Timer,
    /// Something to press.
    Button,
    /// A computed value.
    Result,
}

impl PartKind {
    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Self::Heading => "heading",
            Self::Text => "text",
            Self::Field => "field",
            Self::Stepper => "stepper",
            Self::Toggle => "toggle",
            Self::Choice => "choice",
            Self::Slider => "slider",
            Self::List => "list",
            Self::Table => "table",
            Self::Progress => "progress",
            Self::Chart => "chart",
            Self::Timer => "timer",
            Self::Button => "button",
            Self::Result => "result",
        }
    }
}

/// What a button does, step by step; nothing is done where one step can't be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ToolAction {
    /// Names it in parts.
    pub name: String,
    /// What the button says.
    pub label: LocalText,
    /// What is done.
    pub steps: Vec<ActionStep>,
}

/// One step of an action.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields, tag = "do")]
pub enum ActionStep {
    /// Sets a field, or a column of the record whose button was pressed. Only here may a formula draw lots: `pick`, `random`.
    Set {
        /// The field or column.
        field: String,
        /// What it becomes: a formula.
        to: String,
    },
    /// Adds a record; columns not named keep their default.
    Add {
        /// The list.
        list: String,
        /// A formula for each column.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        record: Vec<ColumnValue>,
    },
    /// Removes the record whose button was pressed; without one, those that a condition holds of, or else all.
    Remove {
        /// The list.
        list: String,
        /// The condition over a record.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        filter: Option<String>,
    },
    /// Puts fields back to their defaults; all of them where none is named.
    Reset {
        /// The fields.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        fields: Vec<String>,
    },
    /// Starts a timer from its beginning.
    Start {
        /// The timer's part.
        timer: String,
    },
    /// Stops a timer.
    Stop {
        /// The timer's part.
        timer: String,
    },
    /// Hands the host a text that the person may send by themselves.
    Share {
        /// A formula that comes to the text; without one, every result in a line of its own.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
    },
    /// Asks the planner for a function of a service, which asks and confirms as always.
    Call {
        /// The service.
        service: String,
        /// Its capability.
        capability: String,
        /// A formula for each argument.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        arguments: Vec<ColumnValue>,
    },
}

/// A formula for a column or an argument.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ColumnValue {
    /// The column or parameter.
    pub name: String,
    /// What it becomes: a formula.
    pub to: String,
}
