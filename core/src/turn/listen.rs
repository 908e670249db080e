//! What an input means for the turn as it stands.
//!
//! Invariant: an input that does not answer what is open is refused and changes nothing; words never approve anything.

use serde_json::{Value as Json, json};

use super::state::{AgreedAhead, ChoiceOf, Purpose, Waiting};
use super::step::{ActOutcome, ChoiceOption, Event, Step};
use super::{Work, use_yes};
use crate::action::{Argument, Source};
use crate::error::{Error, ErrorKind};
use crate::manifest::{Authentication, Parameter, ParameterType, value_from_json};
use crate::store::{ClaimState, claims};
use crate::trust::{Approval, Tier};
use crate::values::{ListEntry, Value};

const DOING: &str = "taking an input";

pub(super) fn refuse(why: &'static str) -> Error {
    Error::new(ErrorKind::InvalidInput, DOING, why)
}

impl Work<'_> {
    /// Takes one event. `None` means: work on.
    pub(super) fn listen(&mut self, event: Event) -> Result<Option<Step>, Error> {
        match (event, self.state.waiting.clone()) {
            (_, Waiting::Nothing) => Err(refuse("the turn has ended")),
            (Event::ToolOpened { tool }, Waiting::Sentence | Waiting::Tool) => self.open_by_id(&tool),
            (Event::ToolOpened { .. }, _) => Err(refuse("something else is open")),
            (Event::Said(text), Waiting::Sentence) => self.understand(&text),
            (_, Waiting::Sentence) => Err(refuse("the turn waits for a sentence")),
            (Event::CallDone { key, result }, _) => self.call_done(&key, result),
            (Event::CallsDone(results), _) => self.calls_done(&results),
            (Event::Tool(input), _) => self.touched(input),
            (Event::Cancelled, Waiting::Tool) => self.tool_cancelled(),
            (Event::Cancelled, Waiting::Choice { of: ChoiceOf::Tool(_), .. }) => {
                self.back_from_question().map(Some)
            }
            (Event::Said(text), Waiting::Tool) => self.said_to_tool(&text),
            (Event::Cancelled, waiting) => {
                self.state.suspended = None;
                self.cancelled(&waiting)
            }
            (_, Waiting::Call { .. } | Waiting::Calls { .. }) => Err(refuse("a call is open")),
            (Event::Said(text), _) => self.answered_in_words(&text),
            (Event::Approved(approval), waiting) => self.approved(&approval, &waiting),
            (Event::Declined { interrupt }, waiting) => {
                // A no is never too late.
                self.must_be_asked(&interrupt)?;
                match waiting {
                    Waiting::Confirmation { .. }
                    | Waiting::Consent { .. }
                    | Waiting::Authentication { .. } => Ok(self.declined()),
                    Waiting::Choice { of: ChoiceOf::Tool(_), .. } => self.back_from_question().map(Some),
                    _ => self.cancelled(&waiting),
                }
            }
            (Event::Chosen { interrupt, option }, waiting) => {
                self.must_be_open(&interrupt)?;
                match waiting {
                    Waiting::Choice { of: ChoiceOf::Tool(question), .. } => {
                        self.tool_chosen(&question, &option).map(Some)
                    }
                    Waiting::Choice { of, .. } => self.chosen(&of, &option).map(|()| None),
                    Waiting::Value { parameter, .. } => self.provided(&parameter, &json!(option)),
                    _ => Err(refuse("nothing is to be chosen")),
                }
            }
            (Event::Provided { interrupt, value }, waiting) => {
                self.must_be_open(&interrupt)?;
                let json: Json = serde_json::from_str(&value).map_err(|_| refuse("the value is no JSON"))?;
                match waiting {
                    Waiting::Value { parameter, .. } => self.provided(&parameter, &json),
                    Waiting::Choice { of: ChoiceOf::Tool(question), .. } => {
                        let option = json.as_str().ok_or_else(|| refuse("an option is a text"))?;
                        self.tool_chosen(&question, option).map(Some)
                    }
                    Waiting::Choice { of, .. } => self
                        .chosen(&of, json.as_str().ok_or_else(|| refuse("an option is a text"))?)
                        .map(|()| None),
                    _ => Err(refuse("no value is asked for")),
                }
            }
        }
    }

    fn must_be_open(&self, id: &str) -> Result<(), Error> {
        if self.must_be_asked(id)?.expires_at > self.now.timestamp() {
            return Ok(());
        }
        Err(refuse("the interrupt has expired; say it again"))
    }

    /// The question that was asked last, whether it has expired or not.
    fn must_be_asked(&self, id: &str) -> Result<&super::Interrupt, Error> {
        let asked = self.state.last_step.as_ref().and_then(Step::interrupt);
        asked.filter(|asked| asked.id == id).ok_or_else(|| refuse("the interrupt is not open"))
    }

    pub(super) fn options(&self) -> Vec<ChoiceOption> {
        self.state
            .last_step
            .as_ref()
            .and_then(Step::interrupt)
            .map(|interrupt| interrupt.options.clone())
            .unwrap_or_default()
    }

    /// The person ends the turn. What has left and not come back is not undone by that.
    pub(super) fn cancelled(&mut self, waiting: &Waiting) -> Result<Option<Step>, Error> {
        self.note("cancelled", json!({}));
        if let Waiting::Call { key, is_read: false, .. } = waiting {
            claims::settle(self.engine.store.read(), key, ClaimState::Unknown)?;
            let title = self.current_title();
            self.state.unknown = Some(self.reply().unknown_outcome(&title, key));
        }
        if self.state.unknown.is_some() {
            self.end_unknown();
            self.state.tasks.clear();
            return Ok(None);
        }
        if !self.state.tasks.is_empty() {
            return Ok(self.declined_all());
        }
        let message = self.reply().cancelled();
        Ok(Some(Step::Cancelled(self.ending(message, Vec::new()))))
    }

    fn current_title(&mut self) -> String {
        let language = self.state.language;
        let Some(frame) = self.state.frame().map(|frame| (frame.service.clone(), frame.capability.clone()))
        else {
            return String::new();
        };
        self.capability(&frame.0, &frame.1)
            .map_or(String::new(), |(_, capability)| capability.title.get(language).to_owned())
    }

    /// A no to one action ends its act; other acts go on.
    pub(super) fn declined(&mut self) -> Option<Step> {
        self.note("declined", json!({}));
        if self.state.unknown.is_some() {
            self.end_unknown();
            return None;
        }
        let is_payment = self.state.frame().is_some_and(|frame| frame.purpose == Purpose::Payment);
        let title = self.current_title();
        if is_payment && self.compensate(&self.reply().nothing_paid(), ActOutcome::Cancelled, None) {
            return None;
        }
        let message = if is_payment { self.reply().unpaid() } else { self.reply().declined(&title) };
        self.finish(ActOutcome::Cancelled, message, |_| {});
        None
    }

    /// A cancel ends every act that is still open.
    fn declined_all(&mut self) -> Option<Step> {
        let is_payment = self.state.frame().is_some_and(|frame| frame.purpose == Purpose::Payment);
        if is_payment && self.compensate(&self.reply().nothing_paid(), ActOutcome::Cancelled, None) {
            self.state.tasks.truncate(1);
            return None;
        }
        let message = if is_payment { self.reply().unpaid() } else { self.reply().cancelled() };
        if self.state.results.is_empty() && self.state.suspended.is_none() {
            return Some(Step::Cancelled(self.ending(message, Vec::new())));
        }
        self.finish(ActOutcome::Cancelled, message, |_| {});
        self.state.tasks.clear();
        None
    }

    fn approved(&mut self, approval: &Approval, waiting: &Waiting) -> Result<Option<Step>, Error> {
        let (interrupt, digest) = match waiting {
            Waiting::Confirmation { interrupt, digest, .. }
            | Waiting::Consent { interrupt, digest }
            | Waiting::Authentication { interrupt, digest } => (interrupt, digest),
            _ => return Err(refuse("nothing is to be agreed to")),
        };
        if approval.interrupt != *interrupt || approval.digest != *digest {
            return Err(refuse("the approval is for something else"));
        }
        if !use_yes(self.engine, approval, interrupt, digest, self.now_ms())? {
            if self.must_be_open(interrupt).is_ok() {
                return Err(refuse("the approval was used before"));
            }
            // Too late: the question is put again, with a new preview.
            self.note("approvalExpired", json!({"interrupt": interrupt}));
            let notice = self.reply().approval_expired();
            self.add_notice(&notice);
            return Ok(None);
        }
        let frame = self.state.frame().cloned().ok_or_else(|| refuse("nothing is to be agreed to"))?;
        let needs = self
            .capability(&frame.service, &frame.capability)
            .map_or(Authentication::None, |(_, capability)| capability.safety.authentication);
        // T4 is a yes with the owner present, whatever the manifest asks for.
        let tier = self.state.last_step.as_ref().and_then(Step::interrupt).and_then(|i| i.preview.as_ref());
        let is_t4 = tier.is_some_and(|preview| preview.tier == Tier::T4);
        let must_authenticate = (is_t4 || needs == Authentication::RequiresLocalDeviceAuthentication)
            && !matches!(waiting, Waiting::Consent { .. });
        if must_authenticate && !approval.is_authenticated {
            return Err(refuse("this needs the device's owner: approve with authentication"));
        }
        // One card may stand for several acts: the record names each.
        let (own, ahead) = match waiting {
            Waiting::Confirmation { acts, .. } => acts.split_first().unwrap_or((digest, &[])),
            _ => (digest, &[][..]),
        };
        let (this, others) = (self.blind(own), ahead.iter().map(|act| self.blind(act)).collect::<Vec<_>>());
        self.note(
            "approved",
            json!({"interrupt": interrupt, "digest": this, "ahead": others, "authenticated": approval.is_authenticated,
                   "consent": matches!(waiting, Waiting::Consent { .. } | Waiting::Confirmation { consents: true, .. })}),
        );
        match waiting {
            Waiting::Consent { .. } => {
                claims::consent(self.engine.store.read(), &frame.service, &frame.capability)?
            }
            Waiting::Authentication { .. } => {
                if let Some(frame) = self.state.frame() {
                    frame.is_authenticated = true;
                }
            }
            _ => {
                if matches!(waiting, Waiting::Confirmation { consents: true, .. }) {
                    claims::consent(self.engine.store.read(), &frame.service, &frame.capability)?;
                }
                self.accept_proposals(&frame)?;
                // A yes ahead lives as long as the card that it was given on.
                let asked = self.state.last_step.as_ref().and_then(Step::interrupt);
                let until_ms = asked.map_or(0, |asked| asked.expires_at.as_millisecond());
                let ahead = ahead.iter().map(|act| AgreedAhead { agreement: act.clone(), until_ms });
                self.state.agreed_ahead = ahead.collect();
                if let Some(frame) = self.state.frame() {
                    frame.agreed = Some(own.clone());
                }
            }
        }
        Ok(None)
    }

    pub(super) fn chosen(&mut self, of: &ChoiceOf, option: &str) -> Result<(), Error> {
        if !self.options().iter().any(|known| known.id == option) {
            return Err(refuse("the option is not among those offered"));
        }
        let index = || option.parse::<usize>().map_err(|_| refuse("the option is not among those offered"));
        self.state.misses = 0;
        match of {
            ChoiceOf::Tool(_) => return Err(refuse("nothing is to be chosen")),
            ChoiceOf::Capability => {
                let index = index()?;
                let task = &mut self.state.tasks[0];
                let schema = task.options.get(index).map(|option| option.schema.clone());
                task.options.retain(|option| Some(&option.schema) == schema.as_ref());
                task.is_ambiguous = false;
            }
            ChoiceOf::Service => {
                self.chosen_by_person(index()?)?;
                self.open_goal(index()?);
            }
            ChoiceOf::Entry { parameter } => {
                let frame = self.state.frame().ok_or_else(|| refuse("nothing is to be chosen"))?;
                let entries = frame.slots.several.remove(parameter).unwrap_or_default();
                let entry = entries
                    .into_iter()
                    .find(|entry| entry.id == option)
                    .ok_or_else(|| refuse("the option is not among those offered"))?;
                let value = Value::Listed { id: entry.id, name: entry.name };
                frame.slots.arguments.insert(parameter.clone(), Argument { value, source: Source::Answered });
            }
            ChoiceOf::Offer { parameter } => {
                let index = index()?;
                let frame = self.state.frame().cloned().ok_or_else(|| refuse("nothing is to be chosen"))?;
                let offer = frame.offers.get(parameter).and_then(|offers| offers.get(index)).cloned();
                let offer = offer.ok_or_else(|| refuse("the option is not among those offered"))?;
                let (manifest, capability) = self
                    .capability(&frame.service, &frame.capability)
                    .ok_or_else(|| refuse("the service is gone"))?;
                if let Some(ParameterType::Entity(entity)) =
                    capability.parameter(parameter).map(|parameter| &parameter.kind)
                {
                    self.take_offer(parameter, &offer, &manifest, entity);
                    let taken = self.frame_now().slots.arguments.get_mut(parameter);
                    taken.into_iter().for_each(|argument| argument.source = Source::Chosen);
                }
            }
        }
        self.note("chosen", json!({"option": self.blind(option)}));
        Ok(())
    }

    /// A structured value for the parameter that was asked for.
    fn provided(&mut self, name: &str, json: &Json) -> Result<Option<Step>, Error> {
        let (parameter, list) = self.parameter(name)?;
        let frame = self.state.frame().cloned().ok_or_else(|| refuse("no value is asked for"))?;
        let (manifest, _) = self
            .capability(&frame.service, &frame.capability)
            .ok_or_else(|| refuse("the service is gone"))?;
        let value = match &list {
            Some(list) => {
                let entry = list.iter().find(|entry| Some(entry.id.as_str()) == json.as_str());
                entry
                    .map(|entry| Value::Listed { id: entry.id.clone(), name: entry.name.clone() })
                    .ok_or("must be the id of an entry of the list")
            }
            None => value_from_json(&parameter, &manifest, json),
        };
        let value =
            value.map_err(|what| Error::new(ErrorKind::InvalidInput, DOING, format!("{name:?} {what}")))?;
        self.set(name, value);
        Ok(None)
    }

    pub(super) fn parameter(&mut self, name: &str) -> Result<(Parameter, Option<Vec<ListEntry>>), Error> {
        let frame = self.state.frame().cloned().ok_or_else(|| refuse("no value is asked for"))?;
        let (_, capability) = self
            .capability(&frame.service, &frame.capability)
            .ok_or_else(|| refuse("the service is gone"))?;
        let parameter = capability.parameter(name).cloned().ok_or_else(|| refuse("the parameter is gone"))?;
        let list = parameter.host_list().map(|list| self.engine.lists.get(list).cloned().unwrap_or_default());
        Ok((parameter, list))
    }

    /// Binds an answer; what was open about the parameter is settled.
    pub(super) fn set(&mut self, name: &str, value: Value) {
        self.state.misses = 0;
        let Some(frame) = self.state.frame() else { return };
        frame.partial.remove(name);
        frame.slots.mentions.remove(name);
        frame.slots.several.remove(name);
        frame.slots.unfit.retain(|unfit| unfit != name);
        let argument = Argument { value, source: Source::Answered };
        let before = frame.slots.arguments.insert(name.to_owned(), argument.clone());
        self.set_for_joined(name, before.as_ref(), &argument);
        // What was out of range for a lookup is settled for the goal too.
        for other in self.state.tasks.first_mut().into_iter().flat_map(|task| &mut task.frames) {
            if other.slots.unfit.iter().any(|unfit| unfit == name) {
                other.slots.unfit.retain(|unfit| unfit != name);
                other.slots.arguments.insert(name.to_owned(), argument.clone());
            }
        }
        self.note("answered", json!({"parameter": name}));
    }
}
