//! What goes in and out of a turn while a mini-tool is open.
//!
//! Decides the shapes alone; what a screen is made of is `minitool`'s.

use serde::{Deserialize, Serialize};

use super::super::step::ActResult;
use crate::minitool::{Screen, ToolEvent};

/// What the person did with the open tool.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToolInput {
    /// What was done; none: it is only to be drawn anew, as after a timer's phase or a scroll.
    pub event: Option<ToolEvent>,
    /// What lots are drawn from: a random number from the platform's good source, another one each time.
    pub seed: u64,
    /// The first record of lists that is shown.
    pub from: u32,
}

/// A mini-tool that is open: draw it, and come back with [`Event::Tool`](crate::Event::Tool), with words, or not at all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ToolStep {
    /// The turn.
    pub turn: String,
    /// The tool's id.
    pub tool: String,
    /// What to show or say with it; empty after a touch.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub message: String,
    /// What was changed, a line for each edit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub edits: Vec<String>,
    /// What of the sentence was not understood, and was left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unclear: Vec<String>,
    /// What to draw.
    pub screen: Screen,
    /// The same as it might look in use, with plain values; of one that was just made and that nothing was entered in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sample: Option<Screen>,
    /// Whether it is kept beyond this turn.
    pub is_saved: bool,
    /// The functions that its buttons may ask for, each of which asks and confirms as always: all the rights that it has.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub permissions: Vec<ToolPermission>,
    /// A text that the person wants to send: hand it to the platform's own share sheet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shared: Option<String>,
    /// How acts ended that it asked for, or that were asked for beside it, since the step before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub results: Vec<ActResult>,
}

/// A function that a tool's button may ask for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ToolPermission {
    /// The service's id.
    pub service: String,
    /// The capability's id.
    pub capability: String,
    /// What it does, in words; empty where the service is not there.
    pub title: String,
}
