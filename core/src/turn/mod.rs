//! The turn: the order of it all, and the only room that sees every other.
//!
//! A [`Turn`] takes one [`Input`] at a time and answers with one [`Step`]; nothing runs between two calls.
//! Decides what happens next; leaves what is meant to `understanding`, what is said to `dialogue`, what may happen to `trust`.
//!
//! Invariants: a turn is kept in the store before its step leaves, in the same transaction as everything that the step decided;
//! an input that does not fit leaves the turn as it was; every turn ends in exactly one outcome.

mod agree;
mod ahead;
mod change;
mod choose;
mod content;
mod correct;
mod engine;
mod hear;
mod listen;
mod merge;
mod receipt;
mod recover;
mod refer;
mod remember;
mod resolve;
mod service;
mod settle;
mod side;
mod state;
mod step;
mod together;
mod tool;
mod undo;
mod upstream;
mod wanted;
mod wish;

pub use content::{ContentTrust, ItemKind, SelectedItem};
pub(crate) use engine::{Engine, read_safeguards};
pub use state::{Context, Location};
pub use step::{
    ActOutcome, ActResult, Call, CallResult, ChoiceOption, Ending, Event, FoundRecord, Input, Interrupt,
    Preview, PreviewLine, PreviewRow, Step,
};
pub use tool::{ToolInput, ToolPermission, ToolStep};
pub(crate) use tool::{draft as draft_tool, permissions as tool_permissions};

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{Timestamp, ZonedDateTime};
use serde_json::{Value as Json, json};

use self::state::{State, Waiting};
use crate::action::sha256_hex;
use crate::dialogue::Reply;
use crate::error::{Error, ErrorKind};
use crate::manifest::{Capability, Manifest};
use crate::store::{BEGAN, ClaimState, Record, StoredTurn, claims, ledger, turns, words};
use crate::values::Reference;

/// Rounds of one input at most; a turn that needs more is a defect.
const MAX_ROUNDS: usize = 64;
/// How long a question stays open.
const QUESTION_LIFE_MS: i64 = 7 * 24 * 60 * 60 * 1_000;

/// One turn. Dropping it cancels nothing and loses nothing: it is in the store and resumes by its id.
pub struct Turn {
    engine: Arc<Mutex<Engine>>,
    state: State,
}

impl std::fmt::Debug for Turn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Turn").field("id", &self.state.id).finish_non_exhaustive()
    }
}

/// A lock that outlives a panic elsewhere: the store undoes what a step left half-done before it begins the next.
pub(crate) fn lock(engine: &Mutex<Engine>) -> MutexGuard<'_, Engine> {
    engine.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Turn {
    pub(crate) fn new(engine: Arc<Mutex<Engine>>, context: Context) -> Self {
        Self { engine, state: State::new(context) }
    }

    /// A turn from the store with the step that it waits on.
    pub(crate) fn resume(
        engine: Arc<Mutex<Engine>>,
        id: &str,
        now: &ZonedDateTime,
    ) -> Result<(Self, Step), Error> {
        const DOING: &str = "resuming a turn";
        let stored = lock(&engine).store.turn(id)?;
        let stored =
            stored.ok_or_else(|| Error::new(ErrorKind::InvalidInput, DOING, "no turn has this id"))?;
        if stored.state.is_empty() {
            return Err(Error::new(ErrorKind::InvalidInput, DOING, "the turn was forgotten"));
        }
        let state: State = serde_json::from_str(&stored.state)
            .map_err(|e| Error::new(ErrorKind::Corrupt, DOING, "the kept turn cannot be read").because(e))?;
        let mut turn = Self { engine, state };
        // A tool is drawn as it is now.
        if turn.state.waiting == Waiting::Tool {
            let step = turn.advance(Input { now: now.clone(), event: Event::Tool(ToolInput::default()) })?;
            return Ok((turn, step));
        }
        let last = turn
            .state
            .last_step
            .clone()
            .ok_or_else(|| Error::new(ErrorKind::Corrupt, DOING, "the kept turn has no step"))?;
        // A write that left and never came back: nobody knows, so it is not handed out again.
        if let Waiting::Call { key, is_read: false, is_handoff: false, .. } = turn.state.waiting.clone()
            && lock(&turn.engine).store.claim_state(&key)? == Some(ClaimState::Claimed)
        {
            let input =
                Input { now: now.clone(), event: Event::CallDone { key, result: CallResult::TimedOut } };
            let step = turn.advance(input)?;
            return Ok((turn, step));
        }
        Ok((turn, last))
    }

    /// The turn's id; empty before the first sentence.
    pub fn id(&self) -> &str {
        &self.state.id
    }

    /// Whether it has ended.
    pub fn has_ended(&self) -> bool {
        self.state.waiting == Waiting::Nothing
    }

    /// Takes what happened and says what to do next.
    ///
    /// Takes as long as understanding one sentence (some milliseconds): call it off the main thread.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] when `input` does not answer the last step.
    /// The turn is unchanged then, and the right input still works.
    /// Also when the turn has gone on through another handle; resume it by its id then.
    pub fn advance(&mut self, input: Input) -> Result<Step, Error> {
        let mut engine = lock(&self.engine);
        engine.store.begin()?;
        let mut next = self.state.clone();
        let result = Work {
            engine: &mut engine,
            state: &mut next,
            now: &input.now,
            records: Vec::new(),
            is_trial: false,
        }
        .run(input.event);
        engine.store.end(result.is_ok())?;
        let step = result?;
        self.state = next;
        Ok(step)
    }
}

/// One input being worked on.
struct Work<'a> {
    engine: &'a mut Engine,
    state: &'a mut State,
    now: &'a ZonedDateTime,
    records: Vec<Record>,
    /// Whether it only looks what would be asked; nothing of it is kept. See `ahead`.
    is_trial: bool,
}

impl Work<'_> {
    fn run(&mut self, event: Event) -> Result<Step, Error> {
        if turns::steps(self.engine.store.read(), &self.state.id)?
            .is_some_and(|kept| kept != self.state.steps)
        {
            return Err(listen::refuse("the turn has gone on elsewhere: resume it by its id"));
        }
        if self.state.id.is_empty() {
            self.state.id = format!("t{}", turns::next_number(self.engine.store.read())?);
            self.state.salt = words::salt(self.engine.store.read())?;
            self.note(BEGAN, json!({"model": self.engine.understanding.model()}));
        }
        let step = match self.listen(event)? {
            Some(step) => step,
            None => self.progress()?,
        };
        let told = match (step.interrupt(), step.ending()) {
            (Some(interrupt), _) => Some(&interrupt.message),
            (_, Some(ending)) if !self.tells_secrets(ending) => Some(&ending.message),
            _ => None,
        };
        let words = told.map(|told| self.words("told", told)).transpose()?;
        // A touch of a tool that asks for nothing is nobody's business.
        let is_touch = matches!(step, Step::Tool(_)) && self.records.is_empty();
        if !is_touch {
            self.note(
                "step",
                json!({"step": step.name(), "reason": step.interrupt().map(|interrupt| &interrupt.reason), "words": words}),
            );
        }
        let step = match step.ending() {
            Some(ending) if self.state.tool.is_some() => {
                let ending = ending.clone();
                self.back_to_tool(step, ending)?
            }
            _ => step,
        };
        if self.state.waiting == Waiting::Nothing {
            self.keep_recent()?;
        }
        // What a tool holds is kept with the tool alone.
        self.state.last_step = (!matches!(step, Step::Tool(_))).then(|| step.clone());
        self.state.steps += 1;
        self.keep()?;
        Ok(step)
    }

    /// Works on until the host or the person is needed.
    fn progress(&mut self) -> Result<Step, Error> {
        for _ in 0..MAX_ROUNDS {
            let Some(task) = self.state.tasks.first() else {
                return Ok(if self.state.suspended.is_some() { self.go_back() } else { self.end() });
            };
            let step = if task.frames.is_empty() { self.choose()? } else { self.resolve()? };
            if let Some(step) = step {
                return Ok(step);
            }
        }
        Err(Error::new(ErrorKind::Bug, "advancing a turn", "it does not come to an end"))
    }

    fn keep(&mut self) -> Result<(), Error> {
        let now_ms = self.now_ms();
        let state = serde_json::to_string(&self.state)
            .map_err(|e| Error::new(ErrorKind::Bug, "keeping a turn", e))?;
        let turn =
            StoredTurn { id: self.state.id.clone(), state, is_open: self.state.waiting != Waiting::Nothing };
        turns::keep(self.engine.store.read(), &turn, now_ms)?;
        ledger::append(self.engine.store.read(), &self.state.id, now_ms, &std::mem::take(&mut self.records))
    }

    fn now_ms(&self) -> i64 {
        self.now.timestamp().as_millisecond()
    }

    /// What times are said against: the host's clock, in the person's country.
    fn here(&self) -> Reference {
        Reference::at(self.now).in_locale(self.state.context.locale.as_deref())
    }

    fn reply(&self) -> Reply {
        Reply(self.state.language)
    }

    fn note(&mut self, kind: &'static str, body: Json) {
        self.records.push(Record { kind, body });
    }

    /// A digest for the ledger that tells nothing once the turn is forgotten.
    fn blind(&self, text: &str) -> String {
        sha256_hex(format!("{}\n{text}", self.state.salt).as_bytes())
    }

    /// Keeps words beside the ledger; answers the digest that a record names them by.
    fn words(&mut self, role: &str, text: &str) -> Result<String, Error> {
        let store = self.engine.store.read();
        let kept = words::salted(store, role, text)?;
        words::keep(store, &self.state.id, &kept)?;
        Ok(kept.digest)
    }

    /// Whether what is told holds what stays on the card.
    fn tells_secrets(&self, ending: &Ending) -> bool {
        ending.results.iter().any(|result| {
            self.engine.understanding.capability(&result.service, &result.capability).is_some_and(
                |(manifest, capability)| {
                    let mut made = capability.output.iter().flat_map(|output| &output.produces);
                    made.any(|name| manifest.entity(name).is_some_and(|entity| entity.sensitive))
                },
            )
        })
    }

    fn capability(&self, service: &str, capability: &str) -> Option<(Manifest, Capability)> {
        self.engine
            .understanding
            .capability(service, capability)
            .map(|(manifest, capability)| (manifest.clone(), capability.clone()))
    }

    /// A new question. What was to be noticed first is said with it.
    fn interrupt(
        &mut self,
        reason: &str,
        message: String,
        parameter: Option<&str>,
        response_schema: Json,
    ) -> Interrupt {
        self.state.interrupts += 1;
        self.state.question.clone_from(&message);
        self.state.is_warned = false;
        let lead = self.take_bad_news();
        let message =
            join(&lead, &join(&self.take_notices(), &message, self.state.language), self.state.language);
        Interrupt {
            turn: self.state.id.clone(),
            id: format!("{}-i{}", self.state.id, self.state.interrupts),
            reason: reason.to_owned(),
            message,
            parameter: parameter.map(str::to_owned),
            response_schema: response_schema.to_string(),
            options: Vec::new(),
            preview: None,
            expires_at: self.later(QUESTION_LIFE_MS),
        }
    }

    /// What came of the acts before, where one of them was not done: the next question is answered with that in mind. It is said again at the end, with the rest.
    fn take_bad_news(&mut self) -> String {
        let new = &self.state.results.get(self.state.warned.max(self.state.told)..).unwrap_or_default();
        let is_bad =
            |result: &ActResult| !matches!(result.outcome, ActOutcome::Completed | ActOutcome::Answered);
        if !new.iter().any(is_bad) {
            return String::new();
        }
        let told: Vec<&str> = new.iter().map(|result| result.message.as_str()).collect();
        let told = ended(told.join("\n"), self.state.language);
        self.state.warned = self.state.results.len();
        told
    }

    fn later(&self, ms: i64) -> Timestamp {
        Timestamp::from_millisecond(self.now_ms().saturating_add(ms)).unwrap_or(Timestamp::MAX)
    }

    /// All that is to be said before what comes next, once.
    fn take_notices(&mut self) -> String {
        let language = self.state.language;
        let all = std::mem::take(&mut self.state.notices);
        all.iter().fold(String::new(), |said, notice| join(&said, &notice.text, language))
    }

    /// The end of the turn, when no act is left.
    fn end(&mut self) -> Step {
        self.state.waiting = Waiting::Nothing;
        let outcomes: Vec<ActOutcome> = self.state.results.iter().map(|result| result.outcome).collect();
        let has = |outcome| outcomes.contains(&outcome);
        let mut message = self.take_notices();
        for result in &self.state.results[self.state.told..] {
            if !message.is_empty() {
                message.push('\n');
            }
            message.push_str(&result.message);
        }
        let ending = Ending {
            turn: self.state.id.clone(),
            message,
            language: self.state.language,
            results: self.state.results.clone(),
            nearest: Vec::new(),
        };
        if has(ActOutcome::UnknownOutcome) {
            Step::UnknownOutcome(ending)
        } else if has(ActOutcome::Failed) {
            Step::Failed(ending)
        } else if has(ActOutcome::Completed) {
            Step::Completed(ending)
        } else if has(ActOutcome::Answered) {
            Step::Answered(ending)
        } else {
            Step::Cancelled(ending)
        }
    }

    /// Back to the question that waited while something else was done.
    fn go_back(&mut self) -> Step {
        let suspended = self.state.suspended.take().expect("a question waits");
        let told: Vec<String> =
            self.state.results[self.state.told..].iter().map(|result| result.message.clone()).collect();
        self.state.told = self.state.results.len();
        self.state.tasks = suspended.tasks;
        self.state.waiting = suspended.waiting;
        self.state.last_step = Some(suspended.step);
        self.state.question = suspended.question;
        self.state.misses = 0;
        let lead = join(&self.take_notices(), &told.join("\n"), self.state.language);
        let lead = ended(lead, self.state.language);
        let lead = join(&lead, &self.reply().back(), self.state.language);
        self.again(lead)
    }

    /// Ends the turn with one sentence.
    fn ending(&mut self, message: String, nearest: Vec<String>) -> Ending {
        self.state.waiting = Waiting::Nothing;
        self.state.tasks.clear();
        Ending {
            turn: self.state.id.clone(),
            message,
            language: self.state.language,
            results: self.state.results.clone(),
            nearest,
        }
    }

    /// Ends the current act and turns to the next.
    fn finish(&mut self, outcome: ActOutcome, message: String, details: impl FnOnce(&mut ActResult)) {
        let mut task = self.state.tasks.remove(0);
        let again = task.again.take().filter(|_| outcome == ActOutcome::Completed);
        let (service, capability) = task
            .frames
            .first()
            .map(|frame| (frame.service.clone(), frame.capability.clone()))
            .unwrap_or_default();
        let mut result = ActResult {
            outcome,
            service,
            capability,
            message,
            failure: None,
            output: None,
            card: None,
            undo: None,
            found: Vec::new(),
        };
        details(&mut result);
        self.note("ended", json!({"service": result.service, "capability": result.capability, "outcome": result.outcome, "failure": result.failure}));
        // What was agreed to further on was agreed to with this act before it.
        if !matches!(outcome, ActOutcome::Completed | ActOutcome::Answered) {
            self.state.agreed_ahead.clear();
        }
        self.state.said_before = self.said_content(&task);
        self.remember_act(&task, outcome, &result.found, result.output.as_deref());
        self.state.results.push(result);
        self.take_up_again(again);
    }
}

/// A text as a whole sentence, so that another may follow.
fn ended(mut text: String, language: crate::text::Language) -> String {
    if !text.is_empty() && !text.ends_with(['。', '.', '!', '?', '！', '？']) {
        text.push_str(if language == crate::text::Language::Zh { "。" } else { "." });
    }
    text
}

fn join(first: &str, second: &str, language: crate::text::Language) -> String {
    match (first.is_empty(), second.is_empty(), language) {
        (true, ..) => second.to_owned(),
        (_, true, _) => first.to_owned(),
        (_, _, crate::text::Language::Zh) => format!("{first}{second}"),
        _ => format!("{first} {second}"),
    }
}

/// Whether a yes may still be used: it is the answer to this interrupt and this digest, in time, for the first time.
fn use_yes(
    engine: &Engine,
    approval: &crate::trust::Approval,
    interrupt: &str,
    digest: &str,
    now_ms: i64,
) -> Result<bool, Error> {
    claims::use_approval(engine.store.read(), &approval.id, interrupt, digest, now_ms)
}
