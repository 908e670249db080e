//! What came of a call: checked, recorded, and led on to the next step or to an end.
//!
//! Invariants: only an answer that keeps the manifest's promises is announced; a write without an answer is never tried again.

use serde_json::{Value as Json, json};

use super::Work;
use super::state::{Purpose, Waiting};
use super::step::{ActOutcome, CallResult, FoundRecord, Step};
use crate::action::Action;
use crate::dialogue::{Facts, list_words};
use crate::error::{Error, ErrorKind};
use crate::manifest::{Capability, CapabilityKind, FailureClass, Manifest, follow};
use crate::plan::{Broken, broken_promise, is_empty, paid_back, payment_of, refund_of};
use crate::store::{ClaimState, claims, grants};

/// The largest answer of a service, in bytes.
const MAX_OUTPUT_BYTES: usize = 1_000_000;
/// Records that are kept for the card.
const MAX_FOUND: usize = 20;
/// Items that are listed in words.
const MAX_LISTED: usize = 5;

/// As much of an answer as a record keeps.
fn shortened(text: &str) -> &str {
    const MAX_KEPT: usize = 16_384;
    &text[..text.floor_char_boundary(MAX_KEPT)]
}

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
                self.note("result", json!({"key": key, "failure": class, "code": self.blind(&code)}));
                // Only a declared failure says that a write changed nothing.
                let says_nothing = matches!(
                    class,
                    FailureClass::UnknownOutcome | FailureClass::Timeout | FailureClass::ContractViolation
                );
                if says_nothing && !is_read {
                    return self.unknown(key, &capability, &manifest);
                }
                self.settle_claim(key, is_read, ClaimState::Failed)?;
                self.count(&action, class)?;
                let declared = capability.errors.iter().find(|error| error.code == code);
                Ok(self.failed(class, declared, &capability, &manifest))
            }
            CallResult::TimedOut if is_read => {
                self.note("result", json!({"key": key, "failure": FailureClass::Timeout}));
                self.count(&action, FailureClass::Timeout)?;
                Ok(self.refused(FailureClass::Timeout, &capability, &manifest))
            }
            CallResult::TimedOut => {
                self.note("result", json!({"key": key, "failure": FailureClass::UnknownOutcome}));
                self.count(&action, FailureClass::UnknownOutcome)?;
                self.unknown(key, &capability, &manifest)
            }
            CallResult::Unreachable => {
                self.note("result", json!({"key": key, "failure": FailureClass::Unreachable}));
                grants::give_back(self.engine.store.read(), key, false)?;
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
        let output = parsed(text);
        let broken = broken_promise(capability, manifest, action, &output, &self.wanted(0));
        let broken =
            broken.or_else(|| (text.len() > MAX_OUTPUT_BYTES).then(|| Broken::Form("output".to_owned())));
        let promise = broken.as_ref().map(Broken::promise);
        // What a write answered is kept: the receipt is part of the record. What was read is not: it may be anybody's.
        let words = if is_read { None } else { Some(self.words("output", shortened(text))?) };
        self.note(
            "result",
            json!({"key": key, "output": self.blind(text), "words": words, "broken": promise}),
        );
        if let Some(broken) = broken {
            self.note(
                "contractViolation",
                json!({"service": action.service, "capability": action.capability, "promise": broken.promise()}),
            );
            self.count(action, FailureClass::ContractViolation)?;
            return match broken {
                _ if is_read => Ok(self.refused(FailureClass::ContractViolation, capability, manifest)),
                // A write may have happened, whatever was promised: the person is told, nothing is announced as done.
                Broken::Form(_) => self.unknown(key, capability, manifest),
                // What was to be taken back was not: how the act ends was settled before.
                Broken::Condition(_) if matches!(self.frame_now().purpose, Purpose::Compensate { .. }) => {
                    self.unknown(key, capability, manifest)
                }
                Broken::Condition(_) => {
                    self.settle_claim(key, is_read, ClaimState::Done)?;
                    self.not_as_wanted(&output, capability, manifest);
                    Ok(None)
                }
            };
        }
        self.settle_claim(key, is_read, ClaimState::Done)?;
        claims::count_use(self.engine.store.read(), &action.service, &action.capability, self.now_ms())?;
        let took = self.now_ms() - self.state.asked_ms;
        self.engine.measure((&action.service, &action.capability), true, Some(took), self.now_ms())?;
        self.concluded(action, &output, text, capability, manifest)
    }

    /// What was given back of what was paid, held against what was shown before; recorded either way.
    fn refund_in_words(
        &mut self,
        action: &Action,
        output: &Json,
        capability: &Capability,
    ) -> Result<String, Error> {
        let Some(expected) = refund_of(capability, action) else { return Ok(String::new()) };
        let given = paid_back(capability, output);
        self.note(
            "refunded",
            json!({"service": action.service, "capability": action.capability, "expected": expected, "given": given}),
        );
        let words = |sum: crate::values::Money| sum.spoken(self.state.language);
        if given == Some(expected) {
            return Ok(self.reply().refunded(&words(expected)));
        }
        let message = self.reply().refunded_otherwise(&words(expected), given.map(words).as_deref());
        self.note(
            "contractViolation",
            json!({"service": action.service, "capability": action.capability, "promise": "refund"}),
        );
        self.count(action, FailureClass::ContractViolation)?;
        Ok(message)
    }

    /// Counts a failure where it is the service's own.
    fn count(&mut self, action: &Action, class: FailureClass) -> Result<(), Error> {
        if !class.is_the_services_fault() {
            return Ok(());
        }
        self.engine.measure((&action.service, &action.capability), false, None, self.now_ms())
    }

    /// What a result that counts leads to.
    pub(super) fn concluded(
        &mut self,
        action: &Action,
        output: &Json,
        text: &str,
        capability: &Capability,
        manifest: &Manifest,
    ) -> Result<Option<Step>, Error> {
        let frame = self.state.frame().cloned().expect("a call has its frame");
        match &frame.purpose {
            Purpose::Upstream { parameter, path } => {
                self.state.tasks[0].frames.pop();
                let offers = offers_of(output, path);
                if offers.is_empty() {
                    return Ok(self.nothing_offered(&frame, capability, manifest));
                }
                let below = self.state.frame().expect("an upstream frame stands on another");
                below.offers.insert(parameter.clone(), offers);
            }
            Purpose::Query => return self.queried(output),
            Purpose::Compensate { message, outcome, class } => {
                let undone = self.reply().undone(message, capability.title.get(self.state.language));
                let (outcome, class) = (*outcome, *class);
                let again = self.state.tasks[0].again.take();
                self.finish(outcome, undone, |result| result.failure = class);
                if again.is_some() {
                    let notice = self.reply().begun_anew();
                    self.add_notice(&notice);
                }
                self.take_up_again(again);
            }
            Purpose::Goal if self.open_payment(manifest, &action.capability, output) => {}
            // The yes was left to a payment that did not come: it is done, and the record says whose promise was broken.
            Purpose::Goal if payment_of(manifest, &action.capability).is_some() => {
                self.note(
                    "contractViolation",
                    json!({"service": action.service, "capability": action.capability, "promise": "payment"}),
                );
                self.count(action, FailureClass::ContractViolation)?;
                self.announce(action, output, text, capability, manifest)?;
            }
            Purpose::Goal | Purpose::Payment => self.announce(action, output, text, capability, manifest)?,
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
    ) -> Result<(), Error> {
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
            _ if is_sensitive && is_read && manifest.visibility != crate::manifest::Visibility::System => {
                self.reply().on_the_card(title)
            }
            Some(_) if is_sensitive && manifest.visibility != crate::manifest::Visibility::System => {
                self.reply().done_on_card(title)
            }
            Some(say) => Facts { action, capability, manifest, output, language }.fill(say.get(language)),
            None => self.reply().done(title),
        };
        if !is_empty && !is_sensitive {
            message = super::join(&message, &self.items_in_words(output, capability, manifest), language);
        }
        let refund = self.refund_in_words(action, output, capability)?;
        if !refund.is_empty() {
            message = super::join(&super::ended(message, language), &refund, language);
        }
        let undo =
            capability.safety.undo.as_ref().filter(|_| !is_read).and_then(|id| manifest.capability(id));
        if let Some(undo) = undo.filter(|_| capability.kind != CapabilityKind::Commit) {
            message = super::join(&message, &self.reply().undo_hint(undo.title.get(language)), language);
        }
        let outcome = if is_read { ActOutcome::Answered } else { ActOutcome::Completed };
        let (card, undo) =
            (capability.ui.as_ref().map(|ui| ui.card.clone()), undo.map(|undo| undo.id.clone()));
        let found = if is_sensitive { Vec::new() } else { self.records_of(output, capability, manifest) };
        let output = text.to_owned();
        self.finish(outcome, message, |result| {
            result.found = found;
            result.output = Some(output);
            result.card = card;
            result.undo = undo;
        });
        Ok(())
    }

    /// What one service found, for the card and for words that point at it.
    fn records_of(&self, output: &Json, capability: &Capability, manifest: &Manifest) -> Vec<FoundRecord> {
        let entity = capability.output.iter().flat_map(|output| &output.produces).next();
        let (Some(items), Some(entity)) = (output.get("items").and_then(Json::as_array), entity) else {
            return Vec::new();
        };
        let items = &items[..items.len().min(MAX_FOUND)];
        let words = list_words(items, manifest, entity, self.state.language);
        let record = |(record, (title, detail)): (&Json, (String, String))| FoundRecord {
            service: manifest.service.id.clone(),
            record: record.to_string(),
            title,
            detail,
            constraints: Vec::new(),
        };
        items.iter().zip(words).map(record).collect()
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

/// An answer as JSON; null for one that is none, or too large to be looked at.
pub(super) fn parsed(text: &str) -> Json {
    if text.len() > MAX_OUTPUT_BYTES { Json::Null } else { serde_json::from_str(text).unwrap_or(Json::Null) }
}
