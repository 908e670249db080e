//! What came of a call: checked, recorded, and led on to the next step or to an end.
//!
//! Invariants: only an answer that keeps the manifest's promises is announced; a write without an answer is never tried again.

use serde_json::{Value as Json, json};

use super::Work;
use super::agree::amount_of;
use super::state::{Frame, Purpose, Waiting};
use super::step::{ActOutcome, CallResult, Step};
use crate::action::{Action, sha256_hex};
use crate::dialogue::{Facts, list_words};
use crate::error::{Error, ErrorKind};
use crate::manifest::{
    Capability, CapabilityKind, FailureClass, Looked, Manifest, Predicate, PredicateOutcome, RemedyKind,
    follow,
};
use crate::store::{ClaimState, claims};

/// The largest answer of a service, in bytes.
const MAX_OUTPUT_BYTES: usize = 1_000_000;
/// Items that are listed in words.
const MAX_LISTED: usize = 5;

impl Work<'_> {
    /// Takes a call's result.
    pub(super) fn call_done(&mut self, key: &str, result: CallResult) -> Result<Option<Step>, Error> {
        const DOING: &str = "taking a call's result";
        let Waiting::Call { key: wanted, action, is_read, .. } = self.state.waiting.clone() else {
            return Err(Error::new(ErrorKind::InvalidInput, DOING, "no call is open"));
        };
        if key != wanted {
            return Err(Error::new(ErrorKind::InvalidInput, DOING, "the key is another call's"));
        }
        let Some((manifest, capability)) = self.capability(&action.service, &action.capability) else {
            self.settle_claim(key, is_read, ClaimState::Unknown)?;
            if is_read {
                return Ok(self.give_up(FailureClass::Disabled));
            }
            // Whatever came back, nobody is left to say what it means.
            let title = self.state.tasks[0].part.clone();
            self.state.unknown = Some(self.reply().unknown_outcome(&title, key));
            self.end_unknown();
            return Ok(None);
        };
        match result {
            CallResult::Success(text) => self.succeeded(key, is_read, &action, &text, &capability, &manifest),
            CallResult::Failure { code } => {
                let class = if code == "CANCELLED" {
                    Some(FailureClass::Cancelled)
                } else {
                    capability.errors.iter().find(|error| error.code == code).map(|error| error.class)
                };
                let class = class.unwrap_or(FailureClass::ContractViolation);
                self.note(
                    "result",
                    json!({"key": key, "failure": class, "code": sha256_hex(code.as_bytes())}),
                );
                // Only a declared failure says that a write changed nothing.
                let says_nothing = matches!(
                    class,
                    FailureClass::UnknownOutcome | FailureClass::Timeout | FailureClass::ContractViolation
                );
                if says_nothing && !is_read {
                    return self.unknown(key, &capability, &manifest);
                }
                self.settle_claim(key, is_read, ClaimState::Failed)?;
                Ok(self.refused(class, &capability, &manifest))
            }
            CallResult::TimedOut if is_read => {
                self.note("result", json!({"key": key, "failure": FailureClass::Timeout}));
                Ok(self.refused(FailureClass::Timeout, &capability, &manifest))
            }
            CallResult::TimedOut => {
                self.note("result", json!({"key": key, "failure": FailureClass::UnknownOutcome}));
                self.unknown(key, &capability, &manifest)
            }
            CallResult::Unreachable => {
                self.note("result", json!({"key": key, "failure": FailureClass::Unreachable}));
                self.settle_claim(key, is_read, ClaimState::Failed)?;
                Ok(self.refused(FailureClass::Unreachable, &capability, &manifest))
            }
        }
    }

    fn settle_claim(&mut self, key: &str, is_read: bool, state: ClaimState) -> Result<(), Error> {
        if is_read { Ok(()) } else { claims::settle(self.engine.store.read(), key, state) }
    }

    fn succeeded(
        &mut self,
        key: &str,
        is_read: bool,
        action: &Action,
        text: &str,
        capability: &Capability,
        manifest: &Manifest,
    ) -> Result<Option<Step>, Error> {
        let is_too_long = text.len() > MAX_OUTPUT_BYTES;
        let output: Json =
            if is_too_long { Json::Null } else { serde_json::from_str(text).unwrap_or(Json::Null) };
        let broken =
            if is_too_long { Some("output".to_owned()) } else { broken_promise(capability, action, &output) };
        self.note("result", json!({"key": key, "output": sha256_hex(text.as_bytes()), "broken": broken}));
        if let Some(promise) = broken {
            self.note(
                "contractViolation",
                json!({"service": action.service, "capability": action.capability, "promise": promise}),
            );
            // A write may have happened, whatever was promised: the person is told, nothing is announced as done.
            if !is_read {
                return self.unknown(key, capability, manifest);
            }
            return Ok(self.refused(FailureClass::ContractViolation, capability, manifest));
        }
        self.settle_claim(key, is_read, ClaimState::Done)?;
        claims::count_use(self.engine.store.read(), &action.service, &action.capability, self.now_ms())?;
        let frame = self.state.frame().cloned().expect("a call has its frame");
        match &frame.purpose {
            Purpose::Upstream { parameter, path } => {
                self.state.tasks[0].frames.pop();
                let offers = offers_of(&output, path);
                if offers.is_empty() {
                    return Ok(self.nothing_offered(&frame, capability, manifest));
                }
                let below = self.state.frame().expect("an upstream frame stands on another");
                below.offers.insert(parameter.clone(), offers);
            }
            Purpose::Query => {
                self.state.tasks[0].frames.pop();
                self.end_unknown();
            }
            Purpose::Goal if self.open_payment(manifest, &action.capability, &output) => {}
            Purpose::Goal | Purpose::Payment => self.announce(action, &output, text, capability, manifest),
        }
        Ok(None)
    }

    /// Ends the act with what the service is known to have done.
    fn announce(
        &mut self,
        action: &Action,
        output: &Json,
        text: &str,
        capability: &Capability,
        manifest: &Manifest,
    ) {
        let language = self.state.language;
        let title = capability.title.get(language);
        let is_read = capability.kind.is_read() && capability.kind != CapabilityKind::Navigate;
        let declared = capability.output.as_ref();
        let is_sensitive = declared
            .into_iter()
            .flat_map(|output| &output.produces)
            .filter_map(|name| manifest.entity(name))
            .any(|entity| entity.sensitive);
        let is_empty = is_empty(capability, output);
        let mut message = match declared.and_then(|output| output.say.as_ref()) {
            _ if is_empty => self.reply().none_found(title),
            // Sensitive values stay on the card.
            _ if is_sensitive && manifest.visibility != crate::manifest::Visibility::System => {
                self.reply().on_the_card(title)
            }
            Some(say) => Facts { action, capability, manifest, output, language }.fill(say.get(language)),
            None => self.reply().done(title),
        };
        if !is_empty && !is_sensitive {
            message = super::join(&message, &self.items_in_words(output, capability, manifest), language);
        }
        let undo =
            capability.safety.undo.as_ref().filter(|_| !is_read).and_then(|id| manifest.capability(id));
        if let Some(undo) = undo.filter(|_| capability.kind != CapabilityKind::Commit) {
            message = super::join(&message, &self.reply().undo_hint(undo.title.get(language)), language);
        }
        let outcome = if is_read { ActOutcome::Answered } else { ActOutcome::Completed };
        let (card, undo) =
            (capability.ui.as_ref().map(|ui| ui.card.clone()), undo.map(|undo| undo.id.clone()));
        let output = text.to_owned();
        self.finish(outcome, message, |result| {
            result.output = Some(output);
            result.card = card;
            result.undo = undo;
        });
    }

    fn items_in_words(&self, output: &Json, capability: &Capability, manifest: &Manifest) -> String {
        let entity = capability.output.iter().flat_map(|output| &output.produces).next();
        let (Some(items), Some(entity)) = (output.get("items").and_then(Json::as_array), entity) else {
            return String::new();
        };
        let mut lines: Vec<String> =
            list_words(&items[..items.len().min(MAX_LISTED)], manifest, entity, self.state.language)
                .into_iter()
                .map(|(name, detail)| {
                    if detail.is_empty() {
                        format!("\n· {name}")
                    } else {
                        format!("\n· {name} — {detail}")
                    }
                })
                .collect();
        if items.len() > MAX_LISTED {
            lines.push(format!("\n{}", self.reply().more(items.len() - MAX_LISTED)));
        }
        lines.concat()
    }

    /// A write whose outcome nobody knows: asked about where the manifest says how, never done again.
    fn unknown(
        &mut self,
        key: &str,
        capability: &Capability,
        manifest: &Manifest,
    ) -> Result<Option<Step>, Error> {
        claims::settle(self.engine.store.read(), key, ClaimState::Unknown)?;
        let query = capability
            .errors
            .iter()
            .find(|error| {
                error.class == FailureClass::UnknownOutcome && error.resolution == RemedyKind::QueryOutcome
            })
            .and_then(|error| manifest.capability(error.capability.as_ref()?))
            .filter(|query| {
                query.kind.is_read() && query.parameters.iter().all(|parameter| !parameter.is_required())
            });
        self.state.unknown =
            Some(self.reply().unknown_outcome(capability.title.get(self.state.language), key));
        match query {
            Some(query) => {
                let frame = Frame::new(
                    &manifest.service.id,
                    &query.id,
                    Purpose::Query,
                    super::state::FrameSlots::default(),
                );
                self.state.tasks[0].frames.push(frame);
            }
            None => self.end_unknown(),
        }
        Ok(None)
    }

    pub(super) fn end_unknown(&mut self) {
        let message = self.state.unknown.take().unwrap_or_default();
        self.finish(ActOutcome::UnknownOutcome, message, |result| {
            result.failure = Some(FailureClass::UnknownOutcome)
        });
    }

    /// A search came back with nothing: once without its keyword where the manifest allows, then elsewhere, then an end.
    fn nothing_offered(
        &mut self,
        frame: &Frame,
        capability: &Capability,
        manifest: &Manifest,
    ) -> Option<Step> {
        let relaxed = capability
            .on_empty
            .iter()
            .find(|remedy| remedy.kind == RemedyKind::Relax)
            .and_then(|remedy| remedy.parameter.as_ref());
        let relaxed = relaxed.filter(|name| !frame.relaxed.contains(name));
        if let Some(argument) = relaxed.and_then(|name| frame.slots.arguments.get(name)) {
            let relaxed_words = self.reply().relaxed(&argument.value.spoken(self.state.language));
            let earlier = self.state.notice.take().unwrap_or_default();
            self.state.notice = Some(super::join(&earlier, &relaxed_words, self.state.language));
            let mut again = frame.clone();
            let name = relaxed.expect("it was found by this name");
            again.slots.arguments.remove(name);
            again.relaxed.push(name.clone());
            if let (Purpose::Upstream { parameter, .. }, Some(below)) = (&frame.purpose, self.state.frame()) {
                below.slots.mentions.remove(parameter);
            }
            self.state.tasks[0].frames.push(again);
            return None;
        }
        self.refused(FailureClass::Empty, capability, manifest)
    }

    /// A capability cannot do it: another service of the same schema, told aloud, or the end of the act.
    pub(super) fn refused(
        &mut self,
        class: FailureClass,
        capability: &Capability,
        manifest: &Manifest,
    ) -> Option<Step> {
        let elsewhere = matches!(
            class,
            FailureClass::NotAvailable
                | FailureClass::Empty
                | FailureClass::Unreachable
                | FailureClass::Timeout
                | FailureClass::RateLimited
                | FailureClass::Disabled
        );
        let task = &mut self.state.tasks[0];
        // Past the goal's own call something has happened here; going elsewhere would do it twice.
        let has_begun =
            task.frames.iter().any(|frame| matches!(frame.purpose, Purpose::Payment | Purpose::Query));
        if matches!(task.frames.last().map(|frame| &frame.purpose), Some(Purpose::Query)) {
            task.frames.pop();
            self.end_unknown();
            return None;
        }
        let here = manifest.service.id.clone();
        let schema = task
            .frames
            .first()
            .and_then(|goal| {
                task.options
                    .iter()
                    .find(|option| option.service == goal.service && option.capability == goal.capability)
            })
            .map(|option| option.schema.clone());
        let other = task.options.iter().find(|option| {
            Some(&option.schema) == schema.as_ref()
                && option.service != here
                && !task.tried.contains(&option.service)
        });
        if let Some(other) = other.filter(|_| elsewhere && !has_begun).map(|option| option.service.clone()) {
            task.tried.push(here);
            task.frames.clear();
            task.options.retain(|option| Some(&option.schema) == schema.as_ref());
            task.options.iter_mut().for_each(|option| option.is_named = false);
            let language = self.state.language;
            let name = self
                .engine
                .understanding
                .service(&other)
                .map_or(String::new(), |service| service.service.name.get(language).to_owned());
            let notice = self.reply().other_service(manifest.service.name.get(language), &name);
            self.state.notice = Some(match self.state.notice.take() {
                Some(earlier) => super::join(&earlier, &notice, language),
                None => notice,
            });
            return None;
        }
        let title = capability.title.get(self.state.language).to_owned();
        if class == FailureClass::Cancelled {
            let message = if has_begun { self.reply().unpaid() } else { self.reply().declined(&title) };
            self.finish(ActOutcome::Cancelled, message, |result| result.failure = Some(class));
        } else {
            let message = self.reply().failed(&title, class);
            self.finish(ActOutcome::Failed, message, |result| result.failure = Some(class));
        }
        None
    }

    /// Ends the act because no capability is left for it.
    pub(super) fn give_up(&mut self, class: FailureClass) -> Option<Step> {
        let message = self.reply().failed(&self.state.tasks[0].part.clone(), class);
        self.finish(ActOutcome::Failed, message, |result| result.failure = Some(class));
        None
    }
}

/// The records at a path of an output: a list's items, or the one record.
pub(super) fn offers_of(output: &Json, path: &str) -> Vec<String> {
    let path: Vec<String> = path.split('.').filter(|step| !step.is_empty()).map(str::to_owned).collect();
    match follow(output, &path).as_deref() {
        Some(Json::Array(items)) => {
            items.iter().filter(|item| item.is_object()).map(Json::to_string).collect()
        }
        Some(record @ Json::Object(_)) => vec![record.to_string()],
        _ => Vec::new(),
    }
}

fn look_up(path: &[String], output: &Json, action: &Action, capability: &Capability) -> Looked {
    let (root, rest) = (path[0].as_str(), &path[1..]);
    let arguments = action.arguments_value();
    let found = match root {
        "output" => follow(output, rest).map(std::borrow::Cow::into_owned),
        "args" => follow(&arguments, rest).map(std::borrow::Cow::into_owned),
        "approval" => match (rest.first().map(String::as_str), amount_of(capability, action)) {
            (Some("amount"), Some(amount)) => Some(json!(amount)),
            _ => None,
        },
        "constraint" => return Looked::NotGiven,
        _ => follow(&arguments, path).map(std::borrow::Cow::into_owned),
    };
    match found {
        Some(value) => Looked::Value(value),
        None if root == "args" && rest.first().is_some_and(|name| !action.arguments.contains_key(name)) => {
            Looked::NotGiven
        }
        None => Looked::Missing,
    }
}

fn is_empty(capability: &Capability, output: &Json) -> bool {
    let condition = capability.output.as_ref().and_then(|output| output.empty_when.as_ref());
    let look = |path: &[String]| match follow(output, &path[1..]) {
        Some(value) if path[0] == "output" => Looked::Value(value.into_owned()),
        _ => Looked::Missing,
    };
    condition
        .and_then(|text| Predicate::parse(text).ok())
        .is_some_and(|predicate| predicate.evaluate(&look) == PredicateOutcome::Passed)
}

/// The first promise of the manifest that an output does not keep: a required field or a post-condition.
fn broken_promise(capability: &Capability, action: &Action, output: &Json) -> Option<String> {
    let declared = capability.output.as_ref()?;
    if !output.is_object() {
        return Some("output".to_owned());
    }
    let required = declared
        .schema
        .get("required")
        .and_then(Json::as_array)
        .into_iter()
        .flatten()
        .filter_map(Json::as_str);
    if let Some(missing) = required.into_iter().find(|field| output.get(field).is_none_or(Json::is_null)) {
        return Some(format!("output.{missing}"));
    }
    if is_empty(capability, output) {
        return None;
    }
    let look = |path: &[String]| look_up(path, output, action, capability);
    declared
        .postconditions
        .iter()
        .find(|text| {
            let outcome = Predicate::parse(text).map(|predicate| predicate.evaluate(&look));
            !matches!(outcome, Ok(PredicateOutcome::Passed | PredicateOutcome::Skipped))
        })
        .cloned()
}
