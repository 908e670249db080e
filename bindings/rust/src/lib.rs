//! The assistant core for Kotlin, Swift and Python.
//!
//! A thin coat: every type here is one of `errand_core`'s in the shape that UniFFI can carry over, every method one of its methods.
//! Decides nothing of its own but the shapes; the drivers in `bindings/kotlin`, `bindings/swift` and `bindings/python` add what their languages expect.
//!
//! | module      | what it carries over                                     |
//! |-------------|----------------------------------------------------------|
//! | `assistant` | the facade: open, install, begin, resume                 |
//! | `turn`      | one turn, and what goes in and out of it                 |
//! | `approval`  | the only object that can say yes, and the yes            |
//! | `records`   | plain data                                               |
//! | `memory`    | what is remembered, preferred, learned and explained     |
//! | `grants`    | standing permissions, and what is asked beyond the rules |
//! | `services`  | one service: its modes, pseudonym and receipts           |
//! | `tools`     | mini-tools: what is drawn, what is touched, those kept   |
//! | `record`    | the ledger, dispute bundles, forgetting                  |
//! | `bundles`   | versions of the model, side by side                      |
//! | `error`     | what the app can do about an error                       |
//!
//! The host drives: [`Turn::advance`](turn::Turn::advance) takes what happened and answers with the next step. All calls are synchronous, and one
//! crosses a step. No callback of the app is called from here, no thread is started and no clock is read.
//!
//! Invariant: nothing that means yes can come from a zero, an empty buffer or a text: an approval is an object that only the approver makes.

mod approval;
mod assistant;
mod bundles;
mod error;
mod grants;
mod memory;
mod record;
mod records;
mod services;
mod tools;
mod turn;

pub use approval::{Approval, Approver};
pub use assistant::{Assistant, OpenOptions, ResumedTurn};
pub use bundles::Bundles;
pub use error::ErrandError;
pub use grants::{GivenGrant, Grant, GrantScope, GrantedPayments, Limit, Payee, Safeguards};
pub use memory::{Dial, Explanation, Fact, LearnedChoice, Preference, WhyNot};
pub use record::verify_bundle;
pub use records::{
    ActOutcome, ActResult, Call, ChoiceOption, ConstraintCheck, ConstraintKind, ContentTrust, Context,
    Ending, FailureClass, FoundRecord, InstalledPack, InstalledService, Interrupt, InvokeKind, ItemKind,
    Kept, Language, LedgerEntry, ListEntry, LocalText, Location, Moment, Money, Preview, PreviewLine,
    PreviewRow, SelectedItem, Tier,
};
pub use services::{DispatchReason, DispatchReceipt, Modes, ServiceModes, Switcher};
pub use tools::{
    FieldType, PartKind, RecordAction, SavedTool, Screen, ScreenColumn, ScreenPart, ScreenPoint,
    ScreenRecord, ScreenTimer, ToolAct, ToolColor, ToolEvent, ToolInput, ToolPermission, ToolStep,
};
pub use turn::{CallDone, CallResult, Event, Step, Turn};

uniffi::setup_scaffolding!();
