//! Mini-tools: what a turn has the host draw, what the person does with it, and the list of those that are kept.
//!
//! Decides the shapes that cross; a tool is used in a turn, like everything that may ask for something.

use errand_core as core;

use crate::ErrandError;
use crate::assistant::Assistant;
use crate::error::guarded;
use crate::records::{ActResult, Language, LocalText, Moment, all, same_names};

/// A mini-tool that is open: draw it, and come back with `Tool`, with words, or not at all.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct ToolStep {
    /// The turn.
    pub turn: String,
    /// The tool's id.
    pub tool: String,
    /// What to show or say with it; empty after a touch.
    pub message: String,
    /// What was changed, a line for each edit.
    pub edits: Vec<String>,
    /// What of the sentence was not understood, and was left out.
    pub unclear: Vec<String>,
    /// What to draw.
    pub screen: Screen,
    /// The same as it might look in use, with plain values; of one that was just made and that nothing was entered in.
    pub sample: Option<Screen>,
    /// Whether it is kept beyond this turn.
    pub is_saved: bool,
    /// The functions that its buttons may ask for, each of which asks and confirms as always: all the rights that it has.
    pub permissions: Vec<ToolPermission>,
    /// A text that the person wants to send: hand it to the platform's own share sheet.
    pub shared: Option<String>,
    /// How acts ended that it asked for, or that were asked for beside it, since the step before.
    pub results: Vec<ActResult>,
}

/// A function that a tool's button may ask for.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ToolPermission {
    /// The service's id.
    pub service: String,
    /// The capability's id.
    pub capability: String,
    /// What it does, in words; empty where the service is not there.
    pub title: String,
}

/// A tool as it is to be drawn.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
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
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct ScreenPart {
    /// Names it in events.
    pub id: String,
    /// What to draw.
    pub kind: PartKind,
    /// Its label.
    pub label: String,
    /// What a screen reader says: label and value, or what pressing it does.
    pub accessible: String,
    /// The value as it is shown; a gap says why there is none.
    pub value: String,
    /// The value as it is entered; empty where there is none.
    pub entered: String,
    /// What kind of value it takes.
    pub takes: Option<FieldType>,
    /// The unit.
    pub unit: String,
    /// The options of a choice.
    pub options: Vec<String>,
    /// The lower end of a slider or stepper, where it has one.
    pub min: Option<f64>,
    /// The upper end.
    pub max: Option<f64>,
    /// How far a progress has come, 0 to 1.
    pub progress: Option<f64>,
    /// The columns of a list or table.
    pub columns: Vec<ScreenColumn>,
    /// The records of a list or table, 200 at most; ask for the rest with `from` of a `ToolInput`.
    pub records: Vec<ScreenRecord>,
    /// How many records there are.
    pub records_total: u32,
    /// The points of a chart.
    pub points: Vec<ScreenPoint>,
    /// A timer.
    pub timer: Option<ScreenTimer>,
    /// What each record of a list offers besides its columns.
    pub actions: Vec<RecordAction>,
}

/// A column of a list.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
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
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ScreenRecord {
    /// Names it in events; 0 for a group.
    pub id: u64,
    /// By column, as shown.
    pub cells: Vec<String>,
}

/// What a record of a list offers to do with it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct RecordAction {
    /// Names it in events.
    pub name: String,
    /// Its label.
    pub label: String,
}

/// A point of a chart.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct ScreenPoint {
    /// What it is called.
    pub label: String,
    /// How high it is.
    pub value: f64,
    /// The same as shown.
    pub shown: String,
}

/// A timer at a moment. Ask for the screen again when `left_ms` is over.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
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

/// The closed catalogue of what is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
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
    /// Records to look at, or groups of them.
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

/// What a field takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum FieldType {
    /// A decimal number.
    Number,
    /// A sum of money, in main units.
    Money,
    /// Text.
    Text,
    /// A calendar day.
    Date,
    /// One of the options.
    Choice,
    /// Yes or no.
    Toggle,
    /// A length of time.
    Duration,
    /// A list of records.
    List,
}

/// A colour of the small palette.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
#[allow(missing_docs)]
pub enum ToolColor {
    /// The host's own.
    Plain,
    Red,
    Orange,
    Yellow,
    Green,
    Blue,
    Purple,
    Gray,
}

/// What the person did with the open tool.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ToolInput {
    /// What was done; nothing: it is only to be drawn anew, as after a timer's phase or a scroll.
    #[uniffi(default = None)]
    pub event: Option<ToolEvent>,
    /// What lots are drawn from: a random number from the platform's good source, another one each time.
    #[uniffi(default = 0)]
    pub seed: u64,
    /// The first record of lists that is shown.
    #[uniffi(default = 0)]
    pub from: u32,
}

/// What the person did with a part of a tool.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ToolEvent {
    /// The part's id, as it was drawn.
    pub part: String,
    /// What was done with it.
    pub act: ToolAct,
    /// The record of a list that it was done with, by its id.
    #[uniffi(default = None)]
    pub record: Option<u64>,
    /// The column, where a record's value was entered; the action, where a record's button was pressed.
    #[uniffi(default = None)]
    pub column: Option<String>,
}

/// What can be done with a part.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum ToolAct {
    /// A value was entered or chosen: as typed, spoken, or picked. An empty one empties the field.
    Enter {
        /// The value in words.
        text: String,
    },
    /// It was pressed: a button, the plus of a stepper, a toggle; a timer starts.
    Press,
    /// The minus of a stepper was pressed; a timer stops.
    Less,
    /// A record was added to a list.
    Add,
    /// A record was removed from a list.
    Remove,
}

/// A mini-tool that the person keeps, as a page of them shows it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct SavedTool {
    /// Its id: what `ToolOpened` opens it by.
    pub id: String,
    /// What it is called.
    pub title: LocalText,
    /// The colour that it is drawn in.
    pub color: ToolColor,
    /// The sentence that made it; empty for one that came as a spec.
    pub origin: String,
    /// The functions that its buttons may ask for: all the rights that it has.
    pub permissions: Vec<ToolPermission>,
    /// How many versions it has; more than one can be undone.
    pub versions: u32,
    /// When it was made, milliseconds since 1970.
    pub created_ms: i64,
    /// When it was used last, milliseconds since 1970.
    pub used_ms: i64,
}

#[uniffi::export]
impl Assistant {
    /// The mini-tools that the person keeps, the one used last first. Open one in a turn with the event `ToolOpened`.
    pub fn tools(&self) -> Result<Vec<SavedTool>, ErrandError> {
        guarded(|| Ok(all(self.lock().tools()?)))
    }

    /// The specs of a kept tool as JSON, its versions from the first to the present one; empty where there is none of this id.
    pub fn tool(&self, id: String) -> Result<Vec<String>, ErrandError> {
        guarded(|| {
            let versions = self.lock().tool(&id)?.unwrap_or_default();
            Ok(versions.iter().map(core::MiniTool::json).collect())
        })
    }

    /// Keeps a tool that came as a spec, JSON text: from an import, or from a larger model. Answers its new id.
    ///
    /// It is checked as every tool is and trusted no more: what its buttons ask for is asked about and confirmed. `InvalidInput` names the place that does
    /// not hang together.
    pub fn save_tool(&self, spec: String, now: Moment) -> Result<String, ErrandError> {
        guarded(|| {
            let tool = core::MiniTool::from_json(&spec)?;
            Ok(self.lock().save_tool(&tool, &now.zoned()?)?)
        })
    }

    /// Deletes a tool with everything in it and all its versions; answers whether it was there.
    pub fn delete_tool(&self, id: String, now: Moment) -> Result<bool, ErrandError> {
        guarded(|| Ok(self.lock().delete_tool(&id, &now.zoned()?)?))
    }
}

same_names!(PartKind: Heading, Text, Field, Stepper, Toggle, Choice, Slider, List, Table, Progress, Chart, Timer, Button, Result);
same_names!(FieldType: Number, Money, Text, Date, Choice, Toggle, Duration, List);
same_names!(ToolColor: Plain, Red, Orange, Yellow, Green, Blue, Purple, Gray);

impl From<core::ToolStep> for ToolStep {
    fn from(from: core::ToolStep) -> Self {
        Self {
            turn: from.turn,
            tool: from.tool,
            message: from.message,
            edits: from.edits,
            unclear: from.unclear,
            screen: from.screen.into(),
            sample: from.sample.map(Into::into),
            is_saved: from.is_saved,
            permissions: all(from.permissions),
            shared: from.shared,
            results: all(from.results),
        }
    }
}

impl From<core::ToolPermission> for ToolPermission {
    fn from(from: core::ToolPermission) -> Self {
        Self { service: from.service, capability: from.capability, title: from.title }
    }
}

impl From<core::Screen> for Screen {
    fn from(from: core::Screen) -> Self {
        Self {
            tool: from.tool,
            title: from.title,
            language: from.language.into(),
            color: from.color.into(),
            parts: all(from.parts),
        }
    }
}

impl From<core::ScreenPart> for ScreenPart {
    fn from(from: core::ScreenPart) -> Self {
        Self {
            id: from.id,
            kind: from.kind.into(),
            label: from.label,
            accessible: from.accessible,
            value: from.value,
            entered: from.entered,
            takes: from.takes.map(Into::into),
            unit: from.unit,
            options: from.options,
            min: from.min,
            max: from.max,
            progress: from.progress,
            columns: all(from.columns),
            records: all(from.records),
            records_total: from.records_total,
            points: all(from.points),
            timer: from.timer.map(Into::into),
            actions: all(from.actions),
        }
    }
}

impl From<core::ScreenColumn> for ScreenColumn {
    fn from(from: core::ScreenColumn) -> Self {
        let takes = from.takes.map(Into::into);
        Self { name: from.name, label: from.label, takes, unit: from.unit, options: from.options }
    }
}

impl From<core::ScreenRecord> for ScreenRecord {
    fn from(from: core::ScreenRecord) -> Self {
        Self { id: from.id, cells: from.cells }
    }
}

impl From<core::RecordAction> for RecordAction {
    fn from(from: core::RecordAction) -> Self {
        Self { name: from.name, label: from.label }
    }
}

impl From<core::ScreenPoint> for ScreenPoint {
    fn from(from: core::ScreenPoint) -> Self {
        Self { label: from.label, value: from.value, shown: from.shown }
    }
}

impl From<core::ScreenTimer> for ScreenTimer {
    fn from(from: core::ScreenTimer) -> Self {
        Self {
            is_running: from.is_running,
            phase: from.phase,
            round: from.round,
            rounds: from.rounds,
            left_ms: from.left_ms,
            phases_ms: from.phases_ms,
            is_done: from.is_done,
        }
    }
}

impl From<core::SavedTool> for SavedTool {
    fn from(from: core::SavedTool) -> Self {
        Self {
            id: from.id,
            title: LocalText { zh: from.title.zh, en: from.title.en },
            color: from.color.into(),
            origin: from.origin,
            permissions: all(from.permissions),
            versions: from.versions,
            created_ms: from.created_at.as_millisecond(),
            used_ms: from.used_at.as_millisecond(),
        }
    }
}

impl From<ToolInput> for core::ToolInput {
    fn from(from: ToolInput) -> Self {
        Self { event: from.event.map(Into::into), seed: from.seed, from: from.from }
    }
}

impl From<ToolEvent> for core::ToolEvent {
    fn from(from: ToolEvent) -> Self {
        Self { part: from.part, act: from.act.into(), record: from.record, column: from.column }
    }
}

impl From<ToolAct> for core::ToolAct {
    fn from(from: ToolAct) -> Self {
        match from {
            ToolAct::Enter { text } => Self::Enter(text),
            ToolAct::Press => Self::Press,
            ToolAct::Less => Self::Less,
            ToolAct::Add => Self::Add,
            ToolAct::Remove => Self::Remove,
        }
    }
}
