//! One turn, and what goes in and out of it.
//!
//! Decides that a turn is one object behind a lock, so that two threads take turns at it and neither sees it half-way.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use errand_core as core;

use crate::error::guarded;
use crate::{Approval, Call, Ending, ErrandError, Interrupt, Moment, ToolInput, ToolStep};

/// What happened.
#[derive(Clone, uniffi::Enum)]
pub enum Event {
    /// The person said something: the first sentence, or an answer in words.
    Said {
        /// The words.
        text: String,
    },
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
    /// The person agreed on the host's own surface; answers `NeedsConfirmation`, `NeedsConsent` and `NeedsAuthentication`.
    Approved {
        /// The yes, from the approver. It is worth one use.
        approval: Arc<Approval>,
    },
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
    /// The calls of one `Calls` came back. One that is left out counts as timed out.
    CallsDone {
        /// Each call's key and what came of it.
        results: Vec<CallDone>,
    },
    /// The person touched the mini-tool that is open, or it is to be drawn anew.
    Tool {
        /// What was done.
        input: ToolInput,
    },
    /// The host opens one of the person's mini-tools by its id: at the beginning of a turn, or in place of the one that is open.
    ToolOpened {
        /// The tool's id.
        tool: String,
    },
    /// The person ended the turn.
    Cancelled,
}

/// What came of one of several calls.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct CallDone {
    /// The call's key.
    pub key: String,
    /// What came of it.
    pub result: CallResult,
}

/// What came of a call.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum CallResult {
    /// It worked.
    Success {
        /// The service's answer as JSON text.
        output: String,
    },
    /// The service answered with one of its error codes.
    Failure {
        /// The code, as the manifest declares it.
        code: String,
    },
    /// No answer came within the call's limit, or nobody knows what came of it. A call that changes something is not made again.
    TimedOut,
    /// There was no connection, and the call never left.
    Unreachable,
}

/// What the turn asks of the host next; exactly one outcome.
#[derive(Clone, Debug, PartialEq, uniffi::Enum)]
pub enum Step {
    /// Run this and come back with `CallDone`.
    Call {
        /// What to run.
        call: Call,
    },
    /// Run all of these side by side, each within its own limit, and come back with one `CallsDone`. None of them changes anything.
    Calls {
        /// What to run; never empty.
        calls: Vec<Call>,
    },
    /// Open this page; when the person returns, come back with `CallDone`.
    Handoff {
        /// The page.
        call: Call,
    },
    /// Ask for a value.
    NeedsValue {
        /// The question.
        interrupt: Interrupt,
    },
    /// Ask which one.
    NeedsDisambiguation {
        /// The question.
        interrupt: Interrupt,
    },
    /// Show the preview and let the person agree or decline.
    NeedsConfirmation {
        /// The question.
        interrupt: Interrupt,
    },
    /// Ask whether the service may have what it reads.
    NeedsConsent {
        /// The question.
        interrupt: Interrupt,
    },
    /// Have the device check that its owner is there.
    NeedsAuthentication {
        /// The question.
        interrupt: Interrupt,
    },
    /// Draw a mini-tool; the person touches it, says what to change, or leaves it.
    Tool {
        /// What to draw.
        tool: ToolStep,
    },
    /// All is done.
    Completed {
        /// How.
        ending: Ending,
    },
    /// A question was answered.
    Answered {
        /// How.
        ending: Ending,
    },
    /// No capability serves this.
    Unsupported {
        /// How.
        ending: Ending,
    },
    /// It did not work.
    Failed {
        /// How.
        ending: Ending,
    },
    /// Nobody knows whether it happened; it was not tried again.
    UnknownOutcome {
        /// How.
        ending: Ending,
    },
    /// The person ended it.
    Cancelled {
        /// How.
        ending: Ending,
    },
}

/// One turn. Letting go of it cancels nothing and loses nothing: it is kept, and `Assistant.resume` brings it back by its id.
#[derive(uniffi::Object)]
pub struct Turn {
    inner: Mutex<Inner>,
}

struct Inner {
    turn: core::Turn,
    /// The question that is open, as the core asked it: what an approval is bound to.
    interrupt: Option<core::Interrupt>,
}

#[uniffi::export]
impl Turn {
    /// The turn's id; empty before the first sentence.
    pub fn id(&self) -> String {
        self.lock().turn.id().to_owned()
    }

    /// Whether it has ended.
    pub fn has_ended(&self) -> bool {
        self.lock().turn.has_ended()
    }

    /// Takes what happened and says what to do next.
    ///
    /// Takes as long as understanding one sentence, some milliseconds: call it off the main thread.
    /// `InvalidInput` when the event does not answer the last step; the turn is unchanged then, and the right event still works.
    pub fn advance(&self, event: Event, now: Moment) -> Result<Step, ErrandError> {
        guarded(|| {
            let now = now.zoned()?; // before the approval is used up
            let event = event.into_core()?;
            let mut inner = self.lock();
            let step = inner.turn.advance(core::Input { now, event })?;
            Ok(inner.take(step))
        })
    }
}

impl Turn {
    pub(crate) fn new(turn: core::Turn) -> Arc<Self> {
        Arc::new(Self { inner: Mutex::new(Inner { turn, interrupt: None }) })
    }

    /// A turn that was kept, with the step that it waits on.
    pub(crate) fn resumed(turn: core::Turn, step: core::Step) -> (Arc<Self>, Step) {
        let mut inner = Inner { turn, interrupt: None };
        let step = inner.take(step);
        (Arc::new(Self { inner: Mutex::new(inner) }), step)
    }

    /// The open question, if it has this id.
    pub(crate) fn interrupt(&self, id: &str) -> Option<core::Interrupt> {
        self.lock().interrupt.clone().filter(|interrupt| interrupt.id == id)
    }

    /// A turn outlives a panic: a step that failed left it as it was.
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn take(&mut self, step: core::Step) -> Step {
        self.interrupt = step.interrupt().cloned();
        step.into()
    }
}

impl Event {
    fn into_core(self) -> Result<core::Event, ErrandError> {
        Ok(match self {
            Self::Said { text } => core::Event::Said(text),
            Self::Chosen { interrupt, option } => core::Event::Chosen { interrupt, option },
            Self::Provided { interrupt, value } => core::Event::Provided { interrupt, value },
            Self::Approved { approval } => core::Event::Approved(approval.take()?),
            Self::Declined { interrupt } => core::Event::Declined { interrupt },
            Self::CallDone { key, result } => core::Event::CallDone { key, result: result.into() },
            Self::CallsDone { results } => core::Event::CallsDone(
                results.into_iter().map(|done| (done.key, done.result.into())).collect(),
            ),
            Self::Tool { input } => core::Event::Tool(input.into()),
            Self::ToolOpened { tool } => core::Event::ToolOpened { tool },
            Self::Cancelled => core::Event::Cancelled,
        })
    }
}

impl From<CallResult> for core::CallResult {
    fn from(from: CallResult) -> Self {
        match from {
            CallResult::Success { output } => Self::Success(output),
            CallResult::Failure { code } => Self::Failure { code },
            CallResult::TimedOut => Self::TimedOut,
            CallResult::Unreachable => Self::Unreachable,
        }
    }
}

impl From<core::Step> for Step {
    fn from(from: core::Step) -> Self {
        use core::Step as Core;
        match from {
            Core::Call(call) => Self::Call { call: call.into() },
            Core::Calls { calls } => Self::Calls { calls: calls.into_iter().map(Into::into).collect() },
            Core::Handoff(call) => Self::Handoff { call: call.into() },
            Core::NeedsValue(interrupt) => Self::NeedsValue { interrupt: interrupt.into() },
            Core::NeedsDisambiguation(interrupt) => Self::NeedsDisambiguation { interrupt: interrupt.into() },
            Core::NeedsConfirmation(interrupt) => Self::NeedsConfirmation { interrupt: interrupt.into() },
            Core::NeedsConsent(interrupt) => Self::NeedsConsent { interrupt: interrupt.into() },
            Core::NeedsAuthentication(interrupt) => Self::NeedsAuthentication { interrupt: interrupt.into() },
            Core::Tool(tool) => Self::Tool { tool: (*tool).into() },
            Core::Completed(ending) => Self::Completed { ending: ending.into() },
            Core::Answered(ending) => Self::Answered { ending: ending.into() },
            Core::Unsupported(ending) => Self::Unsupported { ending: ending.into() },
            Core::Failed(ending) => Self::Failed { ending: ending.into() },
            Core::UnknownOutcome(ending) => Self::UnknownOutcome { ending: ending.into() },
            Core::Cancelled(ending) => Self::Cancelled { ending: ending.into() },
        }
    }
}
