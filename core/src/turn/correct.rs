//! A correction of something said earlier: "不对,是周五", "make it two".
//!
//! Decides which parameters a correction is about and what becomes of their old values; which words are one is `dialogue`'s.
//!
//! Invariant: what a correction says and that is no value yet is asked for; the old value never stays in its place.

use super::Work;
use super::state::Waiting;
use super::together::{all_named, forget};
use crate::action::{Argument, Source};
use crate::dialogue::{Answer, leads_in_words, value};
use crate::error::Error;
use crate::manifest::{Capability, Parameter, ParameterType};
use crate::text::Utterance;
use crate::understanding::Slots;
use crate::values::{Value, correction};

/// A correction that a capability accounts for less than this says something of its own.
const MIN_EXPLAINED: f32 = 0.8;

impl Work<'_> {
    /// Takes a correction of an argument: "不对,是周五", "make it large". Answers whether there was one.
    pub(super) fn corrected(&mut self, said: &Utterance) -> Result<bool, Error> {
        let cue = correction(said);
        let rest = said.original(cue.unwrap_or(0)..said.chars().len()).to_owned();
        let rest = Utterance::new(&rest);
        let goal_only = self.state.tasks.first().is_some_and(|task| task.frames.len() == 1);
        let Some(frame) = self.state.frame().cloned().filter(|_| goal_only) else { return Ok(false) };
        let Some((_, capability)) = self.capability(&frame.service, &frame.capability) else {
            return Ok(false);
        };
        let here = self.here();
        let engine = &mut *self.engine;
        let mut slots = engine.understanding.slots(
            &rest,
            0..rest.chars().len(),
            &frame.service,
            &frame.capability,
            here,
            &engine.lists,
        )?;
        let told = capability.told().map(|told| told.name.clone());
        let is_of_words = self.is_of_words(&rest, &slots);
        let mut changed = false;
        if let Some(told) = &told {
            if !is_of_words {
                changed = self.corrected_together(said, &rest, told, &mut slots);
            } else if !all_named(&slots, told).is_empty() {
                // The names are words of the message: it is taken whole.
                slots.arguments.clear();
                forget(&mut slots, told);
            }
        }
        let is_of_time = |argument: &Argument| {
            matches!(argument.value, Value::DateTime(_) | Value::Day(_) | Value::Time(_))
        };
        if slots.arguments.values().any(is_of_time)
            && let Some(frame) = self.state.frame()
        {
            frame.slots.is_repeated = slots.is_repeated;
        }
        if cue.is_some() {
            changed |= self.reopen(&slots, &capability);
        }
        for (name, argument) in slots.arguments {
            // Without a cue only typed values count as a correction: "大杯的", "八点".
            if cue.is_some() || !matches!(argument.value, Value::Text(_)) {
                let mut argument = Argument { source: Source::Answered, ..argument };
                // "不对,改成方案晚点再发": words that are nearly the whole correction are the whole of it.
                if let (Value::Text(words), Some(parameter)) = (&argument.value, capability.parameter(&name))
                    && words.chars().count() * 5 >= rest.chars().len() * 3
                    && let Answer::Value(whole) = value(&rest, parameter, None, None, self.here())
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
                // The hour that content gave is still the content's.
                let origin = frame.slots.arguments.get(&name).map(|known| known.source);
                let origin = origin.filter(|origin| matches!(origin, Source::Selected { .. } | Source::Tool));
                let is_mixed = kept != argument.value;
                self.set(&name, kept);
                if let (Some(origin), true) = (origin, is_mixed)
                    && let Some(set) = self.frame_now().slots.arguments.get_mut(&name)
                {
                    set.source = origin;
                }
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
                if parameter.is_free_text() || is_of_words && told.as_ref() == Some(&parameter.name) {
                    return None;
                }
                match value(&rest, parameter, partial, list.map(Vec::as_slice), self.here()) {
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
                match value(&rest, parameter, None, None, self.here()) {
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
        let mut dropped = Vec::new();
        for name in &slots.unfit {
            dropped.extend(frame.slots.arguments.remove(name).map(|argument| (name, argument)));
            frame.slots.unfit.retain(|known| known != name);
            frame.slots.unfit.push(name.clone());
            changed = true;
        }
        for (name, argument) in dropped {
            self.drop_for_joined(name, &argument);
        }
        changed
    }

    /// Whether a correction is of what is said, so that names in it are its own: "不对,说李雷和妈妈也来"; "sorry, Alice and Tom can't come", where that was asked.
    fn is_of_words(&mut self, rest: &Utterance, slots: &Slots) -> bool {
        let asks_words = match self.state.waiting.clone() {
            Waiting::Value { parameter, .. } => {
                self.parameter(&parameter).is_ok_and(|(parameter, _)| parameter.is_free_text())
            }
            _ => false,
        };
        leads_in_words(rest) || asks_words && slots.explained < MIN_EXPLAINED
    }
}
