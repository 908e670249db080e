//! A change of what was done or begun: "no, make it 6 pm" right after it, "不要大杯,改成中杯" before an order is paid.
//!
//! Decides what is changed, and that the old one is taken back first; which words correct is read by `values`.
//!
//! Invariant: what can't be taken back stays, and nothing is done beside it: the new act hangs on the old one's being undone.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use serde_json::json;

use super::Work;
use super::refer::RecentAct;
use super::state::{Frame, FrameSlots, Purpose, Task};
use super::step::{ActOutcome, Step};
use crate::action::{Argument, Source};
use crate::error::Error;
use crate::manifest::Capability;
use crate::text::Utterance;
use crate::values::{Meaning, Sort, Value, correction, read_values_of};

/// Words that may stand beside the values of a correction; more than these ask for something else.
const FILLERS: &[&str] = &[
    "闹钟", "提醒", "那个", "一下", "还是", "alarm", "reminder", "order", "please", "instead", "the", "for",
    "it", "to", "at", "on", "in", "的", "吧", "了", "就", "个",
];

/// The part of a sentence that says what is wanted instead: behind words that correct, at its beginning or at that of its last clause. A question corrects nothing.
fn corrected_part(said: &Utterance) -> Option<Utterance> {
    let text = said.said().trim();
    let is_question = text.ends_with(['?', '？', '吗', '呢', '么']) || text.starts_with("是不是");
    let part = |said: &Utterance| {
        let from = correction(said)?;
        Some(Utterance::new(
            said.original(from..said.chars().len()).trim_end_matches(['.', '。', '!', '！', '吧', '啊']),
        ))
    };
    let last = text.rsplit([',', '，', ';', '；']).next().unwrap_or(text);
    let found =
        part(said).filter(|rest| !rest.chars().contains(&',')).or_else(|| part(&Utterance::new(last)));
    found.filter(|_| !is_question)
}

impl Work<'_> {
    /// A correction of what an order was begun with, where it is not paid yet: the order is taken back, and begun anew as it is wanted now.
    /// Answers whether it is.
    pub(super) fn begun_anew(&mut self, said: &Utterance) -> Result<bool, Error> {
        let task = &self.state.tasks[0];
        let [goal, .., payment] = task.frames.as_slice() else { return Ok(false) };
        let (goal, is_payment) = (goal.clone(), payment.purpose == Purpose::Payment);
        let Some((_, capability)) = self.capability(&goal.service, &goal.capability).filter(|_| is_payment)
        else {
            return Ok(false);
        };
        let Some(rest) = corrected_part(said) else { return Ok(false) };
        let changed = self.changed_values(&rest, &goal.service, &capability, &goal.slots.arguments);
        let Some(changed) = changed.filter(|changed| !changed.is_empty()) else { return Ok(false) };
        let mut again = self.state.tasks[0].clone();
        let mut frame = Frame::new(&goal.service, &goal.capability, Purpose::Goal, goal.slots);
        frame.slots.arguments.extend(changed.clone());
        // Whoever else does it does it as it is wanted now.
        for option in again.options.iter_mut().filter(|option| option.schema == capability.schema) {
            option.slots.arguments.extend(changed.clone());
        }
        (again.frames, again.choice) = (vec![frame], None);
        if !self.compensate("", ActOutcome::Cancelled, None) {
            return Ok(false);
        }
        self.note("begunAnew", json!({}));
        self.state.misses = 0;
        self.state.tasks[0].again = Some(Box::new(again));
        Ok(true)
    }

    /// A correction of what was done last, said as a new sentence: the act that takes it back and the one that does it as it is wanted now,
    /// or words that say why not. `None`: the sentence asks for something else.
    pub(super) fn changes_last(&mut self, said: &Utterance) -> Result<Option<Option<Step>>, Error> {
        let Some(rest) = corrected_part(said) else { return Ok(None) };
        let recent = self.recent()?;
        let is_last = !recent.made.is_empty() && !recent.is_followed;
        let Some(last) = recent.done.last().filter(|_| is_last).cloned() else { return Ok(None) };
        let Some((_, capability)) = self.capability(&last.service, &last.capability) else { return Ok(None) };
        // What content or a tool held was nobody's word, and would be lost.
        let is_foreign =
            |argument: &Argument| matches!(argument.source, Source::Selected { .. } | Source::Tool);
        if capability.kind.is_read() || last.arguments.values().any(is_foreign) {
            return Ok(None);
        }
        let changed = self.changed_values(&rest, &last.service, &capability, &last.arguments);
        let Some(changed) = changed.filter(|changed| !changed.is_empty()) else { return Ok(None) };
        let again = self.again_with(&rest, &last, &capability, changed);
        // What the new one says is not what the old one is looked for by.
        let step = self.undo_last(&Utterance::new(""))?;
        if let (None, Some(undo)) = (&step, self.state.tasks.first_mut()) {
            undo.again = Some(Box::new(again));
            let notice = self.reply().changes_done();
            self.add_notice(&notice);
        }
        Ok(Some(step))
    }

    /// An act as it was just now, with some values of it changed: the rest was said a moment ago, and counts as said.
    fn again_with(
        &mut self,
        said: &Utterance,
        act: &RecentAct,
        capability: &Capability,
        changed: BTreeMap<String, Argument>,
    ) -> Task {
        let slots = FrameSlots { arguments: changed, ..FrameSlots::default() };
        let mut task = self.taken_up(said, act, capability, slots);
        let slots = task.options.iter_mut().flat_map(|option| &mut option.slots.arguments);
        for (name, argument) in slots.filter(|(_, argument)| argument.source == Source::Remembered) {
            // What was inferred is still nobody's word.
            let is_inferred = act.arguments.get(name).is_some_and(|known| known.source == Source::Inferred);
            argument.source = if is_inferred { Source::Inferred } else { Source::Answered };
        }
        task
    }

    /// The typed values that a correction says, where they are others than those known. `None` where it says more than values: a name, free words, how often.
    fn changed_values(
        &mut self,
        rest: &Utterance,
        service: &str,
        capability: &Capability,
        known: &BTreeMap<String, Argument>,
    ) -> Option<BTreeMap<String, Argument>> {
        let whole = 0..rest.chars().len();
        let here = self.here();
        let engine = &mut *self.engine;
        let slots = engine.understanding.values(rest, whole, service, &capability.id, here, &engine.lists);
        let is_more = !slots.mentions.is_empty()
            || !slots.several.is_empty()
            || !slots.unfit.is_empty()
            || !slots.others.is_empty()
            || slots.is_repeated;
        if is_more || !is_said_whole(rest, slots.arguments.values()) {
            return None;
        }
        let mut changed = BTreeMap::new();
        for (name, argument) in slots.arguments {
            let value = match (argument.value, known.get(&name).map(|known| &known.value)) {
                (Value::DateTime(new), Some(Value::DateTime(old))) => {
                    let new = self.on_its_day(rest, new, *old);
                    // What has passed is no change.
                    if new <= self.now.datetime() {
                        return None;
                    }
                    Value::DateTime(new)
                }
                (Value::Day(day), Some(Value::DateTime(old))) => Value::DateTime(day.to_datetime(old.time())),
                (Value::Text(_), _) => return None,
                (value, _) => value,
            };
            if known.get(&name).is_none_or(|known| known.value != value) {
                changed.insert(name, Argument { value, source: Source::Answered });
            }
        }
        Some(changed)
    }

    /// An hour alone is of the day that it had, and of the half of it: "no, make it half past seven".
    fn on_its_day(&self, said: &Utterance, new: DateTime, old: DateTime) -> DateTime {
        let times = read_values_of(said, self.here(), &[Sort::Time], true);
        let Some(Meaning::Time(when)) = times.first().map(|meant| &meant.meaning) else { return new };
        if when.expression.has_date() {
            return new;
        }
        let is_open = when.readings.len() > 1
            && when.expression.clock().is_some_and(|(hour, _)| (1..=12).contains(&hour));
        let time = new.time();
        let hour =
            if is_open { time.hour() % 12 + if old.hour() >= 12 { 12 } else { 0 } } else { time.hour() };
        let time = jiff::civil::time(hour, time.minute(), time.second(), 0);
        old.date().to_datetime(time)
    }

    /// Takes up the act that hangs on one that has been undone.
    pub(super) fn take_up_again(&mut self, again: Option<Box<Task>>) {
        if let Some(again) = again {
            self.state.tasks.insert(0, *again);
        }
    }
}

/// Whether nothing but the values of a sentence is said in it.
fn is_said_whole<'a>(said: &Utterance, arguments: impl Iterator<Item = &'a Argument>) -> bool {
    let mut text = said.said().to_lowercase();
    if text.len() != said.said().len() {
        return false;
    }
    for argument in arguments {
        let Source::Said { span } = argument.source else { continue };
        let blank = " ".repeat(span.end - span.start);
        text.replace_range(span.start..span.end, &blank);
    }
    for filler in FILLERS {
        text = text.replace(filler, " ");
    }
    !text.chars().any(char::is_alphanumeric)
}
