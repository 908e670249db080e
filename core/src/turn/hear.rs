//! An answer in words: cancel, no, one of the options, a value, a correction, or a new wish.
//!
//! Decides which of these an answer is; what the words mean is read by `dialogue`.
//! Invariant: words never approve anything.

use serde_json::{Value as Json, json};

use super::Work;
use super::listen::refuse;
use super::state::{ChoiceOf, Suspended, Waiting};
use super::step::Step;
use crate::action::{Argument, Source};
use crate::dialogue::{Answer, begins_with_cancel, pick, value};
use crate::error::Error;
use crate::manifest::ParameterType;
use crate::text::Utterance;
use crate::understanding::Slots;
use crate::values::{Reaction, Value, correction, find_choices, reaction};

/// Answers in a row that may miss the question before the turn ends.
const MAX_MISSES: u32 = 2;
/// A sentence in place of an answer changes the goal only from this confidence on.
pub(super) const MIN_NEW_GOAL: f32 = 0.8;

impl Work<'_> {
    /// An answer in words: cancel, no, one of the options, a value, a correction, or a new wish.
    pub(super) fn answered_in_words(&mut self, text: &str) -> Result<Option<Step>, Error> {
        if let Waiting::Choice { of: ChoiceOf::Tool(question), .. } = self.state.waiting.clone() {
            return self.tool_answered_in_words(&question, text);
        }
        let said = Utterance::new(text);
        let words = self.words("said", text)?;
        self.note("said", json!({"words": words}));
        self.state.agreed_ahead.clear();
        if let Some(next) = self.wish_after_cancel(&said)? {
            return Ok(next);
        }
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
                        if let Some(rest) = beside_the_name(&said, &names[place])
                            && let Some(slots) = self.also_said(&rest, "")
                            && let ChoiceOf::Entry { parameter } = &of
                        {
                            // "同学,还有李雷"
                            self.join_beside(&slots, parameter);
                        }
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
        let answer = value(said, &parameter, partial.as_deref(), list.as_deref(), self.here());
        if matches!(answer, Answer::Value(_) | Answer::Several(_)) && !parameter.is_free_text() {
            let slots = self.also_said(said, name);
            if slots.is_some_and(|slots| self.answered_together(said, &slots, name, &answer)) {
                return Ok(None);
            }
        }
        match answer {
            Answer::Value(value) => {
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
                let message = self.limits_in_words(&parameter);
                Ok(Some(self.again(message)))
            }
            Answer::Unclear => self.correct_or_change(said, text),
        }
    }

    /// One answer may fill several parameters: what else it says for this capability is taken where nothing was said yet.
    fn also_said(&mut self, said: &Utterance, asked: &str) -> Option<Slots> {
        let frame = self.state.frame().map(|frame| (frame.service.clone(), frame.capability.clone()))?;
        let here = self.here();
        let engine = &mut *self.engine;
        let slots =
            engine.understanding.values(said, 0..said.chars().len(), &frame.0, &frame.1, here, &engine.lists);
        let frame = self.state.frame()?;
        frame.slots.is_repeated |= slots.is_repeated;
        for (name, argument) in slots.arguments.clone() {
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
        Some(slots)
    }

    /// An answer that does not fit the question: a correction of something earlier, a new wish, or not understood.
    fn correct_or_change(&mut self, said: &Utterance, text: &str) -> Result<Option<Step>, Error> {
        let has_begun = self.state.has_begun();
        let has_cue = correction(said).is_some();
        if has_begun && self.begun_anew(said)? {
            return Ok(None);
        }
        if has_begun && has_cue {
            return Ok(Some(self.again(self.reply().cannot_change_begun())));
        }
        if !has_begun && has_cue && self.corrected(said)? {
            return Ok(None);
        }
        let here = self.here();
        let engine = &mut *self.engine;
        let read = engine.understanding.read(said, here, &engine.lists, &engine.store)?;
        let best = read.acts.first().and_then(|read| read.act.candidates.first());
        let wish = best.filter(|best| !has_begun && best.confidence >= MIN_NEW_GOAL).map(|best| &best.schema);
        let is_own = |schema: &String| self.state.tasks[0].options.iter().any(|own| own.schema == *schema);
        // "音量调到十五" has a number in it and is no answer: what is clearly another wish comes before what may be a value.
        let is_other = wish.is_some_and(|schema| !is_own(schema));
        if !has_begun && !has_cue && !is_other && self.corrected(said)? {
            return Ok(None);
        }
        if let Some(next) = self.service_in_words(said)? {
            return Ok(next);
        }
        if let Some(schema) = wish {
            let is_change = has_cue || begins_with_cancel(said);
            return self.other_wish(text, Some(schema.clone()), is_change);
        }
        self.state.misses += 1;
        if self.state.misses > MAX_MISSES {
            let message = self.reply().give_up();
            return Ok(Some(Step::Cancelled(self.ending(message, Vec::new()))));
        }
        Ok(Some(self.again(self.reply().not_understood())))
    }

    /// "算了,定个闹钟吧": what is wanted instead. `None`: nothing else is.
    fn wish_after_cancel(&mut self, said: &Utterance) -> Result<Option<Option<Step>>, Error> {
        if !begins_with_cancel(said) || self.state.has_begun() {
            return Ok(None);
        }
        let chars = said.chars();
        let Some(stop) = chars.iter().position(|c| matches!(c, ',' | '.' | ';' | '!')) else {
            return Ok(None);
        };
        let rest = said.original(stop + 1..chars.len()).trim().to_owned();
        let rest_said = Utterance::new(&rest);
        if begins_with_cancel(&rest_said) {
            return Ok(None); // "算了,不喝了" drops it twice
        }
        let from = correction(&rest_said).unwrap_or(0);
        let rest = rest_said.original(from..rest_said.chars().len()).to_owned();
        let here = self.here();
        let engine = &mut *self.engine;
        let read = engine.understanding.read(&Utterance::new(&rest), here, &engine.lists, &engine.store)?;
        let best = read.acts.first().and_then(|read| read.act.candidates.first());
        let Some(best) = best.filter(|best| best.confidence >= MIN_NEW_GOAL) else { return Ok(None) };
        let schema = Some(best.schema.clone());
        self.other_wish(&rest, schema, true).map(Some)
    }

    /// A wish in place of an answer: in the place of the old one when it changes it, else done first, and the question waits.
    fn other_wish(
        &mut self,
        text: &str,
        schema: Option<String>,
        is_change: bool,
    ) -> Result<Option<Step>, Error> {
        let is_same =
            self.state.tasks[0].options.iter().any(|option| Some(&option.schema) == schema.as_ref());
        let must_replace = is_change || is_same || self.state.suspended.is_some();
        self.note("goalChanged", json!({"waits": !must_replace}));
        let tasks = std::mem::take(&mut self.state.tasks);
        if !must_replace && let Some(step) = self.state.last_step.clone() {
            let (waiting, question) = (self.state.waiting.clone(), self.state.question.clone());
            self.state.suspended = Some(Box::new(Suspended { tasks, waiting, step, question }));
        }
        self.state.misses = 0;
        self.understand(text)
    }

    /// The open question once more, with a word before it.
    pub(super) fn again(&mut self, lead: String) -> Step {
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

/// What an answer says beside the name of the option that it picks; `None` where it names none, for the number of an option is no other number.
fn beside_the_name(said: &Utterance, names: &[String]) -> Option<Utterance> {
    let names: Vec<(usize, &str)> = names.iter().map(|name| (0, name.as_str())).collect();
    let (_, range) = find_choices(said, &names).into_iter().max_by_key(|(_, range)| range.len())?;
    let chars = said.chars();
    let rest = format!("{},{}", said.original(0..range.start), said.original(range.end..chars.len()));
    let rest = Utterance::new(&rest);
    (!rest.is_wordless()).then_some(rest)
}
