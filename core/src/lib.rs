//! The assistant core: from a sentence to an action the user agreed to.
//!
//! The core starts no threads of its own, reads no clock and opens no connection.
//! A [`Turn`] takes one [`Input`] at a time and answers with one [`Step`];
//! the host carries the step out and comes back with the result.
//! The same turn therefore runs unchanged on a phone, in the simulator and in a test.
//! It owns one SQLite file and reads one model folder.
//!
//! # The rooms, from the ground up
//!
//! | room              | what it knows                                     | may import                              |
//! |-------------------|---------------------------------------------------|-----------------------------------------|
//! | `text`            | what was said, and what it is compared as         | nothing                                 |
//! | `values`          | times, money, numbers, names, in both languages   | text                                    |
//! | `manifest`        | what an app can do, what that needs and changes   | text, values                            |
//! | `action`          | one capability with its arguments filled in       | text, values, manifest                  |
//! | `store`           | the one database: catalogue, turns, claims, ledger | text, values, manifest, action         |
//! | `minitool`        | small private tools that a sentence describes     | text, values                            |
//! | `toolbox`         | the tools that the person keeps                   | text, values, store, minitool           |
//! | `understanding`   | which capability and which arguments are meant    | text, values, manifest, action, store, minitool |
//! | `trust`           | whether an action may run, and who must agree     | values, manifest, action, store         |
//! | `record`          | who answers for what, and how that is shown       | action, store                           |
//! | `plan`            | which service, and what follows a failure         | values, manifest, action                |
//! | `dialogue`        | how answers are read and what is said             | text, values, manifest, action, plan    |
//! | `turn`            | the order of it all; the only room that sees all  | every room                              |
//! | `assistant`       | the facade                                        | every room                              |
//!
//! `understanding` and `trust` never import each other: the judge does not ask the guesser.
//! `tests/architecture.rs` holds the table to the code.

mod action;
mod assistant;
mod dialogue;
mod error;
mod manifest;
mod minitool;
mod plan;
mod record;
mod store;
mod text;
mod toolbox;
mod trust;
mod turn;
mod understanding;
mod values;

pub use action::{Action, Argument, Constraint, ConstraintCheck, ConstraintSource, Kept, Limit, Source};
pub use assistant::{
    Approver, Assistant, DispatchReceipt, Explanation, Fact, GivenGrant, InstalledPack, InstalledService,
    LearnedChoice, Options, Retention, SavedTool, ServiceModes,
};
pub use error::{Error, ErrorKind};
#[cfg(fuzzing)]
pub use manifest::fuzz_predicate;
pub use manifest::{
    Authentication, Availability, CanFulfill, Capability, CapabilityKind, Confirm, ConstraintKind, DataUse,
    Default, Deprecation, Effect, Entity, EntityProperty, ErrorDeclaration, Example, Examples, Exit,
    FailureClass, Fault, Faults, Idempotency, Invoke, InvokeKind, MANIFEST_VERSION, MAX_MANIFEST_BYTES,
    MAX_PACK_BYTES, Manifest, MaxCardinality, MinCardinality, Modes, Moment, NotFor, Origin, Output,
    Ownership, PACK_VERSION, Pack, Parameter, ParameterType, Payment, Publisher, Refund, Remedy, RemedyKind,
    Requirement, Resolve, Safety, Service, Signature, TestCase, TestExpectation, Ui, UseWhen, Validate,
    Visibility, json_schema,
};
pub use minitool::{
    ActionStep, Cell, ColumnValue, Drafted, Field, FieldType, Formula, Gap, MAX_MINI_TOOL_BYTES, MAX_RECORDS,
    MAX_SHOWN_RECORDS, MINI_TOOL_VERSION, MiniTool, OpenTool, Outline, Part, PartKind, Phase, RecordAction,
    Refusal, Revised, Screen, ScreenColumn, ScreenPart, ScreenPoint, ScreenRecord, ScreenTimer, Shown,
    ToolAct, ToolAction, ToolColor, ToolEffect, ToolEvent, ToolHistory, draft_tool, mini_tool_schema,
};
pub use plan::{
    CanAnswer, Choice, ChosenBy, Component, Dial, Filtered, Plan, PlanStep, Preference, Probe, Quote, Rival,
};
pub use record::{
    BUNDLE_VERSION, DisputeBundle, Responsibility, Responsible, ShownLink, ShownRecord, Verified,
    verify_bundle,
};
pub use store::{KeptWords, Key, LedgerEntry, Switcher};
pub use text::{Language, LocalList, LocalText, MAX_CHARS, Span, Utterance};
pub use trust::{Approval, Grant, GrantScope, Payee, Safeguards, Tier};
pub use turn::{
    ActOutcome, ActResult, Call, CallResult, ChoiceOption, ContentTrust, Context, Ending, Event, FoundRecord,
    Input, Interrupt, ItemKind, Location, Preview, PreviewLine, PreviewRow, SelectedItem, Step, ToolInput,
    ToolPermission, ToolStep, Turn,
};
pub use understanding::{Act, Bundles, Candidate, Considered, ConsideredCut, Reading};
pub use values::{
    Bounds, Currency, Duration, Found, Grain, Impossible, Kind, Length, ListEntry, Meaning, Meant, Money,
    Most, Place, Reaction, Recurrence, Reference, Region, Sort, Stretch, Tense, TimeExpression, Value,
    WhenSaid, find_values, reaction, read_values, read_values_of,
};
