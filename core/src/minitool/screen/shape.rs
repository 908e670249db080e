//! The shape of a screen: what a host gets to draw.
//!
//! Decides fields and their JSON alone; what stands in them is decided beside it.

use serde::{Deserialize, Serialize};

use crate::minitool::spec::{FieldType, PartKind, ToolColor};
use crate::text::Language;

/// The most records of one list that a screen holds; a host that scrolls asks for the rest.
pub const MAX_SHOWN_RECORDS: usize = 200;

/// A tool as it is to be drawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Screen {
    /// The tool.
    pub tool: String,
    /// What it is called.
    pub title: String,
    /// The language of all its labels.
    pub language: Language,
    /// The colour to draw it in.
    pub color: ToolColor,
    /// Its parts, from top to bottom.
    pub parts: Vec<ScreenPart>,
}

/// A part of a screen. What does not apply to its kind is empty.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ScreenPart {
    /// Names it in events.
    pub id: String,
    /// What to draw.
    pub kind: PartKind,
    /// Its label.
    pub label: String,
    /// What a screen reader says: label and value, or what pressing it does.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub accessible: String,
    /// The value as it is shown; a gap says why there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub value: String,
    /// The value as it is entered; empty where there is none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub entered: String,
    /// What kind of value it takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub takes: Option<FieldType>,
    /// The unit.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// The options of a choice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
    /// The ends of a slider or stepper, where it has any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    /// See [`ScreenPart::min`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
    /// How far a progress has come, 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub progress: Option<f64>,
    /// The columns of a list or table.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<ScreenColumn>,
    /// The records of a list or table, [`MAX_SHOWN_RECORDS`] at most.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub records: Vec<ScreenRecord>,
    /// How many records there are.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub records_total: u32,
    /// The points of a chart.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub points: Vec<ScreenPoint>,
    /// A timer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timer: Option<ScreenTimer>,
    /// What each record of a list offers besides its columns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<RecordAction>,
}

/// What a record of a list offers to do with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RecordAction {
    /// Names it in events.
    pub name: String,
    /// Its label.
    pub label: String,
}

/// A column of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ScreenColumn {
    /// Names it in events.
    pub name: String,
    /// Its label.
    pub label: String,
    /// What it takes; nothing where it is computed.
    pub takes: Option<FieldType>,
    /// The unit.
    pub unit: String,
    /// The options of a choice.
    pub options: Vec<String>,
}

/// A record of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ScreenRecord {
    /// Names it in events; 0 for a group.
    pub id: u64,
    /// By column, as shown.
    pub cells: Vec<String>,
}

/// A point of a chart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ScreenPoint {
    /// What it is called.
    pub label: String,
    /// How high it is.
    pub value: f64,
    /// The same as shown.
    pub shown: String,
}

/// A timer at a moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ScreenTimer {
    /// Whether it runs; one that came to its end does not.
    pub is_running: bool,
    /// The name of the present phase.
    pub phase: String,
    /// The round, from 1.
    pub round: u32,
    /// How many rounds there are.
    pub rounds: u32,
    /// What is left of the phase, in milliseconds.
    pub left_ms: i64,
    /// The lengths of its phases, in milliseconds.
    pub phases_ms: Vec<i64>,
    /// Whether it came to its end.
    pub is_done: bool,
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}
