//! What a turn remembers between two inputs; kept as JSON in the store before each step leaves.

use std::collections::BTreeMap;

use jiff::ZonedDateTime;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::content::SelectedItem;
use super::refer::Recent;
use super::step::{ActOutcome, ActResult, Step};
use super::tool::{OpenedTool, ToolQuestion};
use crate::action::{Action, Argument, Constraint};
use crate::manifest::{Capability, FailureClass, is_past};
use crate::plan::{CanAnswer, Choice, Probe};
use crate::text::Language;
use crate::values::ListEntry;

/// Where the person and the app are, from the host.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Context {
    /// The language to answer in when the sentence does not show it.
    #[serde(default)]
    pub language: Option<Language>,
    /// Where the person is, if the host may know.
    #[serde(default)]
    pub location: Option<Location>,
    /// What the person selected before speaking: the message that was pressed, the article that is read. Never more than that.
    #[serde(default)]
    pub items: Vec<SelectedItem>,
    /// Whether the host draws no mini-tools: a sentence that asks for one is understood as any other then.
    #[serde(default)]
    pub without_tools: bool,
    /// The phone's locale, in the notation of BCP 47 (`en-GB`, `zh-Hans-CN`) or the phone's own (`en_GB`): its country says which way round a date is
    /// written, and 03/04 is the third of April in London. Where no country is named, the month comes first.
    #[serde(default)]
    pub locale: Option<String>,
}

/// A place on the map.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Location {
    /// Degrees north.
    pub latitude: Decimal,
    /// Degrees east.
    pub longitude: Decimal,
    /// The name that is shown.
    pub name: String,
}

/// Everything about one turn.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct State {
    pub id: String,
    /// What digests in the ledger are blinded with; forgotten with the turn.
    #[serde(default)]
    pub salt: String,
    pub context: Context,
    pub language: Language,
    /// Acts still to be done, the current one first.
    pub tasks: Vec<Task>,
    /// Acts that have ended.
    pub results: Vec<ActResult>,
    /// The words of the act before, for one that refers to it.
    pub said_before: Option<String>,
    pub waiting: Waiting,
    pub last_step: Option<Step>,
    pub interrupts: u32,
    pub calls: u32,
    /// Steps taken, so that a handle that was left behind is noticed.
    #[serde(default)]
    pub steps: u32,
    /// What is kept of this errand once it has ended.
    #[serde(default)]
    pub recent: Recent,
    /// What was being asked when the person wanted something else first.
    #[serde(default)]
    pub suspended: Option<Box<Suspended>>,
    /// Results that were told already.
    #[serde(default)]
    pub told: usize,
    /// Results that were spoken of before a question, because one of them was not done.
    #[serde(default)]
    pub warned: usize,
    /// Choices made so far; each has its record.
    #[serde(default)]
    pub choices: u32,
    /// When the open call was handed out, milliseconds since 1970.
    #[serde(default)]
    pub asked_ms: i64,
    /// What is said of a write whose outcome is being asked about.
    #[serde(default)]
    pub unknown: Option<String>,
    /// The key of that write.
    #[serde(default)]
    pub unknown_key: String,
    /// Answers in a row that were not understood.
    pub misses: u32,
    /// The open question, without what was said before it.
    pub question: String,
    /// Acts further on that the person has agreed to with an earlier one, on the same card.
    #[serde(default)]
    pub agreed_ahead: Vec<AgreedAhead>,
    /// Whether what is to be said must be seen before anything is taken: what was named is not there.
    #[serde(default)]
    pub is_warned: bool,
    /// What is to be said before the next question or at the end.
    #[serde(default)]
    pub notices: Vec<Notice>,
    /// The mini-tool that is open.
    #[serde(default)]
    pub tool: Option<OpenedTool>,
}

/// A yes to an act whose turn has not come yet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct AgreedAhead {
    /// What was agreed to; see [`crate::trust::agreement`].
    pub agreement: String,
    pub until_ms: i64,
}

/// Something to say before the next question or at the end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Notice {
    pub text: String,
    /// Whether it says which service was taken: of no use once that one is left.
    pub is_of_choice: bool,
}

/// A question that waits until something else is done.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Suspended {
    pub tasks: Vec<Task>,
    pub waiting: Waiting,
    pub step: Step,
    pub question: String,
}

/// One act that the sentence asks for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Task {
    /// The part of the sentence that asks for it.
    pub part: String,
    /// The whole sentence, which the spans of arguments index.
    pub text: String,
    /// Capabilities that may serve it; chosen ones lead to a frame.
    pub options: Vec<TaskOption>,
    pub is_ambiguous: bool,
    /// What the person wants of the result.
    #[serde(default)]
    pub constraints: Vec<Constraint>,
    /// The choice of a service, once there was one to make.
    #[serde(default)]
    pub choice: Option<Choice>,
    /// The goal at the bottom, what is done for its sake above it.
    pub frames: Vec<Frame>,
    /// Services that were tried and could not, or that the person left.
    pub tried: Vec<String>,
    /// Whether it was the person who left the last one.
    #[serde(default)]
    pub is_left: bool,
    /// Parameters that were given up because nothing was found with them anywhere.
    #[serde(default)]
    pub relaxed: Vec<String>,
    /// What is done in its place, once it has been taken back.
    #[serde(default)]
    pub again: Option<Box<Task>>,
    /// Whether it is for somebody who was named together with the one that the act before is for.
    #[serde(default)]
    pub is_joined: bool,
}

impl Task {
    /// An act that nothing was done for yet.
    pub(crate) fn new(part: String, text: String, options: Vec<TaskOption>) -> Self {
        Self {
            part,
            text,
            options,
            is_ambiguous: false,
            constraints: Vec::new(),
            choice: None,
            frames: Vec::new(),
            tried: Vec::new(),
            is_left: false,
            relaxed: Vec::new(),
            again: None,
            is_joined: false,
        }
    }
}

/// One capability that may serve an act.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct TaskOption {
    pub service: String,
    pub capability: String,
    pub schema: String,
    pub is_named: bool,
    pub slots: FrameSlots,
    /// How sure it is that this capability was meant, 0 to 1.
    #[serde(default)]
    pub confidence: f32,
    /// What the service answered when it was asked whether it could.
    #[serde(default)]
    pub probe: Option<Probe>,
}

/// One of the calls that were handed out to run side by side.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct OpenCall {
    pub key: String,
    /// The option of the current act that it is for.
    pub option: usize,
    pub action: Action,
    pub is_probe: bool,
}

/// What is known for the parameters of one capability.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct FrameSlots {
    pub arguments: BTreeMap<String, Argument>,
    pub mentions: BTreeMap<String, String>,
    pub several: BTreeMap<String, Vec<ListEntry>>,
    /// Parameters whose said value lies outside the limits.
    pub unfit: Vec<String>,
    /// Whether it was said how often, and nothing takes that: once is less than was asked for.
    #[serde(default)]
    pub is_repeated: bool,
}

impl FrameSlots {
    /// Takes out days and times that have passed, where only what is to come will do.
    pub(crate) fn leave_the_past(&mut self, capability: &Capability, now: &ZonedDateTime) {
        for parameter in &capability.parameters {
            let said = self.arguments.get(&parameter.name);
            if said.is_some_and(|said| is_past(parameter, &said.value, now)) {
                self.arguments.remove(&parameter.name);
                self.unfit.push(parameter.name.clone());
            }
        }
    }
}

/// One capability on its way to a call.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Frame {
    pub service: String,
    pub capability: String,
    pub purpose: Purpose,
    pub slots: FrameSlots,
    /// Words of a time whose clock is still missing, by parameter.
    pub partial: BTreeMap<String, String>,
    /// What an upstream capability offered, by parameter: JSON records.
    pub offers: BTreeMap<String, Vec<String>>,
    /// The digest of the action that the person agreed to.
    pub agreed: Option<String>,
    pub is_authenticated: bool,
    /// Whether it only asks for what no service takes as it was said; who does the act is chosen after that.
    #[serde(default)]
    pub is_for_all: bool,
    /// Parameters that were given up because nothing was found with them.
    #[serde(default)]
    pub relaxed: Vec<String>,
    /// How often its call was made again.
    #[serde(default)]
    pub retries: u32,
    /// What a service offered and turned out not to be had, by parameter.
    #[serde(default)]
    pub gone: BTreeMap<String, Vec<String>>,
}

/// What a frame is for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Purpose {
    /// What the person asked for.
    Goal,
    /// Finds the value of a parameter of the frame below.
    Upstream { parameter: String, path: String },
    /// Pays for what the frame below has begun.
    Payment,
    /// Asks what became of a call of the frame below that nobody answered.
    Query,
    /// Takes back what the frame below has begun, and says so in these words.
    Compensate { message: String, outcome: ActOutcome, class: Option<FailureClass> },
}

/// What the turn waits for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Waiting {
    /// The first sentence.
    Sentence,
    /// A value.
    Value { interrupt: String, parameter: String },
    /// One of some options.
    Choice { interrupt: String, of: ChoiceOf },
    /// A yes to an action.
    Confirmation {
        interrupt: String,
        digest: String,
        /// Whether the same yes lets the service have what it reads.
        #[serde(default)]
        consents: bool,
        /// What is agreed to, act by act, the open one first, where one card stands for several.
        #[serde(default)]
        acts: Vec<String>,
    },
    /// A yes to what a service reads.
    Consent { interrupt: String, digest: String },
    /// The device's word that its owner is there.
    Authentication { interrupt: String, digest: String },
    /// A call's result.
    Call { key: String, action: Box<Action>, is_read: bool, is_handoff: bool },
    /// The results of calls that run side by side.
    Calls { calls: Vec<OpenCall> },
    /// What is done with or said to the mini-tool that is open.
    Tool,
    /// Nothing: it has ended.
    Nothing,
}

/// What is chosen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum ChoiceOf {
    /// A capability, as an index into the task's options.
    Capability,
    /// A service, as an index into the task's options.
    Service,
    /// An entry of a host's list, by id.
    Entry { parameter: String },
    /// A record that a service offered, as an index into the frame's offers.
    Offer { parameter: String },
    /// What becomes of a mini-tool, or which one is opened.
    Tool(ToolQuestion),
}

impl TaskOption {
    /// Whether its service has said that it can't.
    pub(crate) fn said_no(&self) -> bool {
        self.probe.as_ref().is_some_and(|probe| probe.answer == CanAnswer::No)
    }
}

impl State {
    pub(crate) fn new(context: Context) -> Self {
        Self {
            id: String::new(),
            salt: String::new(),
            language: context.language.unwrap_or_default(),
            context,
            tasks: Vec::new(),
            results: Vec::new(),
            said_before: None,
            waiting: Waiting::Sentence,
            last_step: None,
            interrupts: 0,
            calls: 0,
            steps: 0,
            recent: Recent::default(),
            suspended: None,
            told: 0,
            warned: 0,
            choices: 0,
            asked_ms: 0,
            unknown: None,
            unknown_key: String::new(),
            misses: 0,
            question: String::new(),
            agreed_ahead: Vec::new(),
            is_warned: false,
            notices: Vec::new(),
            tool: None,
        }
    }

    /// Whether the frame that is worked on stands behind a write that has left: nothing of that is undone by a new wish.
    pub(crate) fn has_begun(&self) -> bool {
        let frame = self.tasks.first().and_then(|task| task.frames.last());
        frame.is_some_and(|frame| {
            matches!(frame.purpose, Purpose::Payment | Purpose::Query | Purpose::Compensate { .. })
        })
    }

    /// The frame that is worked on.
    pub(crate) fn frame(&mut self) -> Option<&mut Frame> {
        self.tasks.first_mut()?.frames.last_mut()
    }
}

impl Frame {
    pub(crate) fn new(service: &str, capability: &str, purpose: Purpose, slots: FrameSlots) -> Self {
        Self {
            service: service.to_owned(),
            capability: capability.to_owned(),
            purpose,
            slots,
            partial: BTreeMap::new(),
            offers: BTreeMap::new(),
            agreed: None,
            is_authenticated: false,
            is_for_all: false,
            relaxed: Vec::new(),
            retries: 0,
            gone: BTreeMap::new(),
        }
    }

    /// Whether it is what the person asked for, not what is done for its sake.
    pub(crate) fn is_goal(&self) -> bool {
        self.purpose == Purpose::Goal
    }

    /// The action as it stands.
    pub(crate) fn action(&self, version: &str) -> Action {
        Action {
            service: self.service.clone(),
            version: version.to_owned(),
            capability: self.capability.clone(),
            arguments: self.slots.arguments.clone(),
        }
    }
}
