//! Mini-tools: a small private tool that one sentence describes and more sentences shape.
//!
//! `spec` is what one is, `formula` how its formulas are written, `check` whether it hangs together, `evaluate` what it comes to,
//! `event` what the person does in it, `screen` what the host draws; `draft` makes one from a sentence, `revise` changes it, `history` keeps its versions.
//! Nothing here runs code, opens a link or calls anything: what a button asks for goes to the planner, which judges and confirms as always.
//!
//! Invariant: a tool earns no right by being saved.

mod arithmetic;
mod cell;
mod check;
mod diff;
mod door;
mod draft;
mod edit;
mod evaluate;
mod event;
mod formula;
mod history;
mod lots;
mod mend;
mod open;
mod outline;
mod program;
mod reorder;
mod revise;
mod sample;
mod schema;
mod screen;
mod spec;
mod state;
mod types;

pub use cell::{Cell, Gap};
pub(crate) use draft::{Callable, CallableParameter, draft};
pub use draft::{Drafted, draft_tool};
pub use event::{Refusal, ToolAct, ToolEffect, ToolEvent};
pub use history::{Revised, ToolHistory};
pub use open::OpenTool;
pub use outline::Outline;
pub(crate) use outline::{Change as ToolChange, Clause, ClauseMark, Limit, Name, NameMark, Other, ToolKind};
pub use schema::mini_tool_schema;
pub use screen::{
    MAX_SHOWN_RECORDS, RecordAction, Screen, ScreenColumn, ScreenPart, ScreenPoint, ScreenRecord, ScreenTimer,
};
pub use spec::{
    ActionStep, ColumnValue, Field, FieldType, Formula, MAX_MINI_TOOL_BYTES, MAX_RECORDS, MINI_TOOL_VERSION,
    MiniTool, Part, PartKind, Phase, Shown, ToolAction, ToolColor,
};
