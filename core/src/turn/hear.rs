//! An answer in words: cancel, no, one of the options, a value, a correction, or a new wish.
//!
//! Decides which of these an answer is; what the words mean is read by `dialogue`.
//! Invariant: words never approve anything.

use serde_json::{Value as Json, json};

use super::Work;
use super::listen::refuse;
use super::state::{ChoiceOf, Waiting};
use super::step::Step;
use crate::action::{Argument, Source, sha256_hex};
use crate::dialogue::{Answer, begins_with_cancel, correction, pick, value};
use crate::error::Error;
use crate::manifest::{Capability, Parameter, ParameterType};
use crate::text::Utterance;
use crate::understanding::Slots;
use crate::values::{Reaction, Value, reaction};

/// Answers in a row that may miss the question before the turn ends.
const MAX_MISSES: u32 = 2;
/// A sentence in place of an answer changes the goal only from this confidence on.
const MIN_NEW_GOAL: f32 = 0.8;

impl Work<'_> {
    /// An answer in words: cancel, no, one of the options, a value, a correction, or a new wish.
    pub(super) fn answered_in_words(&mut self, text: &str) -> Result<Option<Step>, Error> {
        let said = Utterance::new(text);
        self.note("said", json!({"words": sha256_hex(text.as_bytes())}));
        let reaction = match reaction(&said) {
            None if begins_with_cancel(&said) && correction(&said).is_none() => Some(Reaction::Cancel),
            reaction => reaction,
        };
        match (reaction, self.state.waiting.clone()) {
            (Some(Reaction::Cancel), waiting) => self.cancelled(&waiting),
            (
                Some(Reaction::No),
                Waiting::Confirmation { .. } | Waiting::Consent { .. } | Waiting::Authentication { .. },
            ) => Ok(self.declined()),
            (Some(Reaction::No), waiting @ (Waiting::Value { .. } | Waiting::Choice { .. }))
                if !self.asks_boolean() =>
            {
                self.cancelled(&waiting)
            }
            // A yes in words is no approval: whoever hears the microphone could have said it.
            (
                Some(Reaction::Yes),
                Waiting::Confirmation { .. } | Waiting::Consent { .. } | Waiting::Authentication { .. },
            ) => Ok(Some(self.again(self.reply().confirm_on_card()))),
            (_, Waiting::Choice { of, .. }) => {
                let names: Vec<Vec<String>> = self.option_names();
                match pick(&said, &names) {
                    Some(place) => {
                        let option = self.options()[place].id.clone();
                        self.chosen(&of, &option)?;
                        Ok(None)
                    }
                    None => self.correct_or_change(&said, text),
                }
            }
            (_, Waiting::Value { parameter, .. }) => self.value_in_words(&said, text, &parameter),
            (_, Waiting::Confirmation { .. } | Waiting::Consent { .. } | Waiting::Authentication { .. }) => {
                self.correct_or_change(&said, text)
            }
            _ => Err(refuse("no answer is expected")),
        }
    }

    fn asks_boolean(&mut self) -> bool {
        let Waiting::Value { parameter, .. } = self.state.waiting.clone() else { return false };
        self.parameter(&parameter).is_ok_and(|(parameter, _)| parameter.kind == ParameterType::Boolean)
    }

    /// What each option may be called: title, detail, and in both languages where the manifest has both.
    fn option_names(&mut self) -> Vec<Vec<String>> {
        let options = self.options();
        let Waiting::Choice { of, .. } = self.state.waiting.clone() else { return Vec::new() };
        let frame = self.state.frame().cloned();
        options
            .into_iter()
            .map(|option| {
                let mut names = vec![option.title, option.detail];
                match (&of, &frame) {
                    (ChoiceOf::Service, _) => {
                        let service = option
                            .id
                            .parse::<usize>()
                            .ok()
                            .and_then(|i| self.state.tasks[0].options.get(i))
                            .map(|option| option.service.clone());
                        if let Some(manifest) =
                            service.and_then(|service| self.engine.understanding.service(&service))
                        {
                            names.extend(manifest.service.name.all().map(|(_, name)| name.to_owned()));
                            names.extend(
                                manifest
                                    .service
                                    .aliases
                                    .iter()
                                    .flat_map(|list| list.all())
                                    .map(str::to_owned),
                            );
                        }
                    }
                    (ChoiceOf::Entry { parameter }, Some(frame)) => {
                        let entry = frame
                            .slots
                            .several
                            .get(parameter)
                            .and_then(|all| all.iter().find(|entry| entry.id == option.id));
                        names.extend(entry.into_iter().flat_map(|entry| {
                            entry.note.iter().flat_map(|note| note.all()).map(|(_, text)| text.to_owned())
                        }));
                    }
                    (ChoiceOf::Offer { parameter }, Some(frame)) => {
                        let offer =
                            option.id.parse::<usize>().ok().and_then(|i| frame.offers.get(parameter)?.get(i));
                        let record: Json =
                            offer.and_then(|offer| serde_json::from_str(offer).ok()).unwrap_or(Json::Null);
                        names.extend(
                            ["name", "nameEn"]
                                .iter()
                                .filter_map(|field| record.get(field)?.as_str())
                                .map(str::to_owned),
                        );
                    }
                    _ => {}
                }
                names.retain(|name| !name.is_empty());
                names
            })
            .collect()
    }

    fn value_in_words(&mut self, said: &Utterance, text: &str, name: &str) -> Result<Option<Step>, Error> {
        let (parameter, list) = self.parameter(name)?;
        let partial = self.state.frame().and_then(|frame| frame.partial.get(name).cloned());
        // Free text takes everything, so a plain change of mind is looked for first.
        if parameter.is_free_text() && correction(said).is_some() && self.corrected(said)? {
            return Ok(None);
        }
        match value(said, &parameter, partial.as_deref(), list.as_deref(), self.now) {
            Answer::Value(value) => {
                if !parameter.is_free_text() {
                    self.also_said(said, name);
                }
                self.set(name, value);
                Ok(None)
            }
            Answer::Several(entries) => {
                if let Some(frame) = self.state.frame() {
                    frame.slots.mentions.remove(name);
                    frame.slots.several.insert(name.to_owned(), entries);
                }
                Ok(None)
            }
            Answer::DayOnly(words) => {
                if let Some(frame) = self.state.frame() {
                    frame.partial.insert(name.to_owned(), words);
                }
                Ok(None)
            }
            Answer::Unfit => {
                let limits = parameter.validate.as_ref();
                let message = self.reply().limits(
                    &self.label(&parameter),
                    limits.and_then(|l| l.minimum),
                    limits.and_then(|l| l.maximum),
                );
                Ok(Some(self.again(message)))
            }
            Answer::Unclear => self.correct_or_change(said, text),
        }
    }

    /// One answer may fill several parameters: what else it says for this capability is taken where nothing was said yet.
    fn also_said(&mut self, said: &Utterance, asked: &str) {
        let Some(frame) = self.state.frame().map(|frame| (frame.service.clone(), frame.capability.clone()))
        else {
            return;
        };
        let engine = &mut *self.engine;
        let slots = engine.understanding.values(
            said,
            0..said.chars().len(),
            &frame.0,
            &frame.1,
            self.now,
            &engine.lists,
        );
        let Some(frame) = self.state.frame() else { return };
        for (name, argument) in slots.arguments {
            let is_open = frame
                .slots
                .arguments
                .get(&name)
                .is_none_or(|known| matches!(known.source, Source::Default | Source::Context));
            // Only typed values: the free words of an answer are the answer.
            if name != asked && is_open && !matches!(argument.value, Value::Text(_)) {
                frame.slots.arguments.insert(name, Argument { source: Source::Answered, ..argument });
            }
        }
    }

    /// An answer that does not fit the question: a correction of something earlier, a new wish, or not understood.
    fn correct_or_change(&mut self, said: &Utterance, text: &str) -> Result<Option<Step>, Error> {
        let has_begun = self.state.has_begun();
        if has_begun && correction(said).is_some() {
            return Ok(Some(self.again(self.reply().cannot_change_begun())));
        }
        if !has_begun && self.corrected(said)? {
            return Ok(None);
        }
        let engine = &mut *self.engine;
        let read = engine.understanding.read(said, self.now, &engine.lists, &engine.store)?;
        let best = read.acts.first().and_then(|read| read.act.candidates.first());
        if !has_begun && best.is_some_and(|best| best.confidence >= MIN_NEW_GOAL) {
            self.note("goalChanged", json!({}));
            self.state.tasks.clear();
            self.state.misses = 0;
            return self.understand(text);
        }
        self.state.misses += 1;
        if self.state.misses > MAX_MISSES {
            let message = self.reply().give_up();
            return Ok(Some(Step::Cancelled(self.ending(message, Vec::new()))));
        }
        Ok(Some(self.again(self.reply().not_understood())))
    }

    /// Takes a correction of an argument: "不对,是周五", "make it large". Answers whether there was one.
    fn corrected(&mut self, said: &Utterance) -> Result<bool, Error> {
        let cue = correction(said);
        let rest = said.original(cue.unwrap_or(0)..said.chars().len()).to_owned();
        let rest = Utterance::new(&rest);
        let goal_only = self.state.tasks.first().is_some_and(|task| task.frames.len() == 1);
        let Some(frame) = self.state.frame().cloned().filter(|_| goal_only) else { return Ok(false) };
        let Some((_, capability)) = self.capability(&frame.service, &frame.capability) else {
            return Ok(false);
        };
        let engine = &mut *self.engine;
        let slots = engine.understanding.slots(
            &rest,
            0..rest.chars().len(),
            &frame.service,
            &frame.capability,
            self.now,
            &engine.lists,
        )?;
        let mut changed = false;
        if cue.is_some() {
            changed = self.reopen(&slots, &capability);
        }
        for (name, argument) in slots.arguments {
            // Without a cue only typed values count as a correction: "大杯的", "八点".
            if cue.is_some() || !matches!(argument.value, Value::Text(_)) {
                let mut argument = Argument { source: Source::Answered, ..argument };
                // "不对,改成方案晚点再发": words that are nearly the whole correction are the whole of it.
                if let (Value::Text(words), Some(parameter)) = (&argument.value, capability.parameter(&name))
                    && words.chars().count() * 5 >= rest.chars().len() * 3
                    && let Answer::Value(whole) = value(&rest, parameter, None, None, self.now)
                    && parameter.kind == ParameterType::String
                {
                    argument.value = whole;
                }
                // A day that was corrected keeps its hour: "不对,是周五".
                let kept = match (&argument.value, frame.slots.arguments.get(&name).map(|known| &known.value))
                {
                    (Value::Day(day), Some(Value::DateTime(moment))) => {
                        Value::DateTime(day.to_datetime(moment.time()))
                    }
                    (value, _) => value.clone(),
                };
                self.set(&name, kept);
                changed = true;
            }
        }
        if let Some(words) = slots.mentions.into_iter().find(|(name, _)| {
            capability.parameter(name).is_some_and(|p| matches!(p.kind, ParameterType::Entity(_)))
                && cue.is_some()
        }) {
            if let Some(frame) = self.state.frame() {
                frame.slots.arguments.remove(&words.0);
                frame.offers.remove(&words.0);
                frame.slots.mentions.insert(words.0, words.1);
            }
            changed = true;
        }
        if changed || cue.is_none() {
            return Ok(changed);
        }
        // "不对,是周五" names no parameter: the only one that can take it.
        let taking: Vec<(String, Value)> = capability
            .parameters
            .iter()
            .filter_map(|parameter| {
                let list = parameter.host_list().and_then(|list| self.engine.lists.get(list));
                let partial = frame.partial.get(&parameter.name).map(String::as_str);
                if parameter.is_free_text() {
                    return None;
                }
                match value(&rest, parameter, partial, list.map(Vec::as_slice), self.now) {
                    Answer::Value(value) => Some((parameter.name.clone(), value)),
                    _ => None,
                }
            })
            .collect();
        match taking.as_slice() {
            [(name, value)] => {
                self.set(name, value.clone());
                Ok(true)
            }
            _ => {
                // The free text of a message, when that is all there is: "不对,说我八点到".
                let free: Vec<&Parameter> = capability
                    .parameters
                    .iter()
                    .filter(|p| p.is_free_text() && frame.slots.arguments.contains_key(&p.name))
                    .collect();
                let ([parameter], []) = (free.as_slice(), taking.as_slice()) else { return Ok(false) };
                match value(&rest, parameter, None, None, self.now) {
                    Answer::Value(value) => {
                        self.set(&parameter.name, value);
                        Ok(true)
                    }
                    _ => Ok(false),
                }
            }
        }
    }

    /// What a correction says that is no value yet: a name that several bear or nobody, a number out of range. The old value is gone.
    fn reopen(&mut self, slots: &Slots, capability: &Capability) -> bool {
        let Some(frame) = self.state.frame() else { return false };
        let unlisted = slots
            .mentions
            .iter()
            .filter(|(name, _)| capability.parameter(name).is_some_and(|p| p.host_list().is_some()));
        let mut changed = false;
        for (name, words) in unlisted {
            frame.slots.mentions.insert(name.clone(), words.clone());
            frame.slots.arguments.remove(name);
            changed = true;
        }
        for (name, entries) in &slots.several {
            frame.slots.several.insert(name.clone(), entries.clone());
            frame.slots.arguments.remove(name);
            changed = true;
        }
        for name in &slots.unfit {
            frame.slots.arguments.remove(name);
            frame.slots.unfit.retain(|known| known != name);
            frame.slots.unfit.push(name.clone());
            changed = true;
        }
        changed
    }

    /// The open question once more, with a word before it.
    fn again(&mut self, lead: String) -> Step {
        let mut step = self.state.last_step.clone().expect("a question is open");
        if let Step::NeedsValue(interrupt)
        | Step::NeedsDisambiguation(interrupt)
        | Step::NeedsConfirmation(interrupt)
        | Step::NeedsConsent(interrupt)
        | Step::NeedsAuthentication(interrupt) = &mut step
        {
            interrupt.message = super::join(&lead, &self.state.question, self.state.language);
        }
        step
    }
}
