//! What goes in and out of a turn: [`Input`] and [`Step`].
//!
//! Decides the shapes that every binding shows; the JSON form of a step is what `errand ask --json` prints.

use jiff::{Timestamp, ZonedDateTime};
use serde::{Deserialize, Serialize};

use super::tool::{ToolInput, ToolStep};
use crate::action::{Action, ConstraintCheck};
use crate::manifest::{FailureClass, InvokeKind};
use crate::text::Language;
use crate::trust::{Approval, Permit, Tier};
use crate::values::Money;

/// What happened, and when.
#[derive(Debug)]
pub struct Input {
    /// The host's time and zone; the core reads no clock.
    pub now: ZonedDateTime,
    /// What happened.
    pub event: Event,
}

/// What happened.
#[derive(Debug)]
pub enum Event {
    /// The person said something: the first sentence, or an answer in words.
    Said(String),
    /// The person tapped one of the options of an interrupt.
    Chosen {
        /// The interrupt's id.
        interrupt: String,
        /// The option's id.
        option: String,
    },
    /// The person filled in a field: a value in the JSON form of the interrupt's `responseSchema`.
    Provided {
        /// The interrupt's id.
        interrupt: String,
        /// JSON text.
        value: String,
    },
    /// The person agreed on the host's own surface; answers `needsConfirmation`, `needsConsent` and `needsAuthentication`.
    Approved(Approval),
    /// The person said no there.
    Declined {
        /// The interrupt's id.
        interrupt: String,
    },
    /// A call came back.
    CallDone {
        /// The call's key.
        key: String,
        /// What came of it.
        result: CallResult,
    },
    /// The calls of one [`Step::Calls`] came back: key and result. One that is left out counts as timed out.
    CallsDone(Vec<(String, CallResult)>),
    /// The person touched the mini-tool that is open, or it is to be drawn anew.
    Tool(ToolInput),
    /// The host opens one of the person's mini-tools by its id: at the beginning of a turn, or in place of the one that is open.
    ToolOpened {
        /// The tool's id.
        tool: String,
    },
    /// The person ended the turn.
    Cancelled,
}

/// What came of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallResult {
    /// It worked; the service's answer as JSON text.
    Success(String),
    /// The service answered with one of its error codes.
    Failure {
        /// The code, as the manifest declares it.
        code: String,
    },
    /// No answer came within the call's limit.
    TimedOut,
    /// There was no connection, and the call never left.
    Unreachable,
}

/// What the turn asks of the host next; exactly one outcome.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "camelCase")]
#[must_use = "a step that is not carried out leaves the turn waiting"]
pub enum Step {
    /// Run this and come back with [`Event::CallDone`].
    Call(Call),
    /// Run all of these side by side, each within its own limit, and come back with one [`Event::CallsDone`]. None of them changes anything.
    Calls {
        /// What to run; never empty.
        calls: Vec<Call>,
    },
    /// Open this page; when the person returns, come back with [`Event::CallDone`].
    Handoff(Call),
    /// Ask for a value.
    NeedsValue(Interrupt),
    /// Ask which one.
    NeedsDisambiguation(Interrupt),
    /// Show the preview and let the person agree or decline.
    NeedsConfirmation(Interrupt),
    /// Ask whether the service may have what it reads.
    NeedsConsent(Interrupt),
    /// Have the device check that its owner is there.
    NeedsAuthentication(Interrupt),
    /// Draw a mini-tool; the person touches it, says what to change, or leaves it.
    Tool(Box<ToolStep>),
    /// All is done.
    Completed(Ending),
    /// A question was answered.
    Answered(Ending),
    /// No capability serves this.
    Unsupported(Ending),
    /// It did not work.
    Failed(Ending),
    /// Nobody knows whether it happened; it was not tried again.
    UnknownOutcome(Ending),
    /// The person ended it.
    Cancelled(Ending),
}

/// A call that the host carries out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Call {
    /// The turn.
    pub turn: String,
    /// The idempotency key: the same key is the same call.
    pub key: String,
    /// The service's id.
    pub service: String,
    /// The capability's id.
    pub capability: String,
    /// By what it is run.
    pub invoke: InvokeKind,
    /// The function, or the page of a hand-over.
    pub target: String,
    /// JSON object of the arguments; of the page's query for a hand-over.
    pub arguments: String,
    /// How long it may take, in milliseconds.
    pub limit_ms: u32,
    /// How much agreement it needed.
    pub tier: Tier,
    /// Whether it only asks if the capability could be used: `target` is the function to ask, and nothing changes by it.
    #[serde(default)]
    pub is_probe: bool,
}

impl Call {
    /// Only an action with its permit becomes a call.
    #[expect(clippy::too_many_arguments, reason = "every field is decided elsewhere and none has a default")]
    pub(crate) fn new(
        permit: &Permit,
        action: &Action,
        turn: &str,
        key: String,
        invoke: InvokeKind,
        target: String,
        arguments: String,
        limit_ms: u32,
        tier: Tier,
    ) -> Self {
        assert!(permit.covers(action), "a permit is worth its own action only");
        Self {
            turn: turn.to_owned(),
            key,
            service: action.service.clone(),
            capability: action.capability.clone(),
            invoke,
            target,
            arguments,
            limit_ms,
            tier,
            is_probe: false,
        }
    }
}

/// A question to the person, with everything to ask it on any screen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Interrupt {
    /// The turn.
    pub turn: String,
    /// The interrupt's id, unique in its turn.
    pub id: String,
    /// Why it is asked, in one word for the host: `missing`, `several`, `service`, `capability`, `outOfRange`, `unknownName`, `confirm`, `consent`, `authenticate`, `tool`.
    pub reason: String,
    /// What to show or say.
    pub message: String,
    /// The parameter that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// JSON Schema of a structured answer, as JSON text.
    pub response_schema: String,
    /// What to choose from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<ChoiceOption>,
    /// What is agreed to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preview: Option<Preview>,
    /// When the question is void.
    pub expires_at: Timestamp,
}

/// One option.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChoiceOption {
    /// Its id within the interrupt.
    pub id: String,
    /// What is shown.
    pub title: String,
    /// What tells it apart: price, note.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
}

/// What a yes is to, in words and to the letter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Preview {
    /// What will be done.
    pub title: String,
    /// Who does it.
    pub service: String,
    /// Each argument.
    pub rows: Vec<PreviewRow>,
    /// The sum that will be paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// Who is paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payee: Option<String>,
    /// What the yes lets the service have of the person's, in words; shown whenever it is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<String>,
    /// Acts of the same errand that the same yes covers, in the order in which they are done. Each is shown as the first is; one that turns out
    /// otherwise by then is asked about again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<PreviewLine>,
    /// What the same errand goes on with afterwards, in words; each asks for its own yes where it needs one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub next: Vec<String>,
    /// How much agreement it needs.
    pub tier: Tier,
    /// SHA-256 of exactly what is agreed to.
    pub digest: String,
}

/// One more act that the same yes covers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PreviewLine {
    /// What will be done.
    pub title: String,
    /// Who does it.
    pub service: String,
    /// Each argument.
    pub rows: Vec<PreviewRow>,
    /// SHA-256 of exactly this act; the preview's own covers it.
    pub digest: String,
}

/// One argument in a preview.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PreviewRow {
    /// The parameter in words.
    pub label: String,
    /// The value in words.
    pub value: String,
    /// Whether the person did not say it: a default, the context, an inference, selected content.
    pub is_assumed: bool,
    /// The content that it came from, in words; show it beside the value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<String>,
}

/// How a turn ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Ending {
    /// The turn.
    pub turn: String,
    /// What to show or say.
    pub message: String,
    /// The language of the message.
    pub language: Language,
    /// Each act's own end, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub results: Vec<ActResult>,
    /// The nearest things that could be done instead, in words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub nearest: Vec<String>,
}

/// How one act ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ActResult {
    /// `completed`, `answered`, `failed`, `unknownOutcome`, `cancelled`.
    pub outcome: ActOutcome,
    /// The service's id.
    pub service: String,
    /// The capability's id.
    pub capability: String,
    /// What to say about it.
    pub message: String,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<FailureClass>,
    /// The service's answer as JSON text, for the card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<String>,
    /// The card that draws it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<String>,
    /// The capability that undoes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undo: Option<String>,
    /// What was found, the best first, each with what of the person's constraints it keeps.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub found: Vec<FoundRecord>,
}

/// A record that a service found, held against what the person wants.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FoundRecord {
    /// The service's id.
    pub service: String,
    /// The record as JSON text.
    pub record: String,
    /// Its name.
    pub title: String,
    /// What tells it apart: price, time.
    #[serde(default)]
    pub detail: String,
    /// Each constraint, and whether it keeps it.
    #[serde(default)]
    pub constraints: Vec<ConstraintCheck>,
}

/// How one act ended, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ActOutcome {
    /// It was done.
    Completed,
    /// A question was answered.
    Answered,
    /// It did not work.
    Failed,
    /// Nobody knows.
    UnknownOutcome,
    /// The person ended it.
    Cancelled,
}

impl Step {
    /// The step as one line of JSON.
    pub fn json(&self) -> String {
        serde_json::to_string(self).expect("a step is plain JSON")
    }

    /// Its name in JSON: `call`, `needsValue`, `completed` …
    pub fn name(&self) -> &'static str {
        match self {
            Self::Call(_) => "call",
            Self::Calls { .. } => "calls",
            Self::Handoff(_) => "handoff",
            Self::NeedsValue(_) => "needsValue",
            Self::NeedsDisambiguation(_) => "needsDisambiguation",
            Self::NeedsConfirmation(_) => "needsConfirmation",
            Self::NeedsConsent(_) => "needsConsent",
            Self::NeedsAuthentication(_) => "needsAuthentication",
            Self::Tool(_) => "tool",
            Self::Completed(_) => "completed",
            Self::Answered(_) => "answered",
            Self::Unsupported(_) => "unsupported",
            Self::Failed(_) => "failed",
            Self::UnknownOutcome(_) => "unknownOutcome",
            Self::Cancelled(_) => "cancelled",
        }
    }

    /// The question, if it is one.
    pub fn interrupt(&self) -> Option<&Interrupt> {
        match self {
            Self::NeedsValue(interrupt)
            | Self::NeedsDisambiguation(interrupt)
            | Self::NeedsConfirmation(interrupt)
            | Self::NeedsConsent(interrupt)
            | Self::NeedsAuthentication(interrupt) => Some(interrupt),
            _ => None,
        }
    }

    /// The open mini-tool, if it is one.
    pub fn tool(&self) -> Option<&ToolStep> {
        match self {
            Self::Tool(step) => Some(step),
            _ => None,
        }
    }

    /// The end, if it is one.
    pub fn ending(&self) -> Option<&Ending> {
        match self {
            Self::Completed(ending)
            | Self::Answered(ending)
            | Self::Unsupported(ending)
            | Self::Failed(ending)
            | Self::UnknownOutcome(ending)
            | Self::Cancelled(ending) => Some(ending),
            _ => None,
        }
    }
}
