//! A change of what was done or begun: "no, make it 6 pm" right after it, "不要大杯,改成中杯" before an order is paid.
//!
//! Decides what is changed, and that the old one is taken back first; which words correct is read by `values`.
//!
//! Invariant: what can't be taken back stays, and nothing is done beside it: the new act hangs on the old one's being undone.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use serde_json::json;

use super::Work;
use super::state::{Frame, Purpose, Task};
use super::step::{ActOutcome, Step};
use crate::action::{Argument, Source};
use crate::error::Error;
use crate::manifest::Capability;
use crate::text::Utterance;
use crate::values::{Meaning, Sort, Value, correction, read_values_of};

/// The share of a correction that must be values, in percent: more words ask for something else.
const MOSTLY: usize = 60;
/// The same where it begins with a word for changing: "改成7:30的alarm".
const SOME: usize = 30;

/// Whether a sentence begins with a word for changing what is there.
fn begins_with_change(said: &Utterance) -> bool {
    const CHANGES: &[&str] = &[
        "改成",
        "改为",
        "改到",
        "换成",
        "换到",
        "make it",
        "make that",
        "change it to",
        "change that to",
        "change to",
    ];
    let text: String = said.chars().iter().collect();
    CHANGES.iter().any(|word| text.trim_start().starts_with(word))
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
        let changed = self.changed_values(said, &goal.service, &capability, &goal.slots.arguments);
        if changed.is_empty() {
            return Ok(false);
        }
        let mut again = self.state.tasks[0].clone();
        let mut frame = Frame::new(&goal.service, &goal.capability, Purpose::Goal, goal.slots);
        frame.slots.arguments.extend(changed);
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
        let Some(from) = correction(said) else { return Ok(None) };
        let rest = Utterance::new(said.original(from..said.chars().len()));
        let recent = self.recent()?;
        let Some(last) = recent.done.last().filter(|_| !recent.made.is_empty()).cloned() else {
            return Ok(None);
        };
        let Some((_, capability)) = self.capability(&last.service, &last.capability) else { return Ok(None) };
        if capability.kind.is_read() {
            return Ok(None);
        }
        let changed = self.changed_values(&rest, &last.service, &capability, &last.arguments);
        let spoken = |argument: &Argument| match argument.source {
            Source::Said { span } => {
                rest.said()[span.start..span.end].chars().filter(|c| c.is_alphanumeric()).count()
            }
            _ => 0,
        };
        let covered: usize = changed.values().map(spoken).sum();
        let all = rest.chars().iter().filter(|c| c.is_alphanumeric()).count();
        let is_clear = begins_with_change(said);
        if changed.is_empty() || covered * 100 < all * if is_clear { SOME } else { MOSTLY } {
            return Ok(None);
        }
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

    /// The typed values of a sentence that are others than those known; what is turned down ("不要大杯") and free words are none.
    fn changed_values(
        &mut self,
        said: &Utterance,
        service: &str,
        capability: &Capability,
        known: &BTreeMap<String, Argument>,
    ) -> BTreeMap<String, Argument> {
        let whole = 0..said.chars().len();
        let engine = &mut *self.engine;
        let slots =
            engine.understanding.values(said, whole, service, &capability.id, self.now, &engine.lists);
        let mut changed = BTreeMap::new();
        for (name, mut argument) in slots.arguments {
            if let (Value::DateTime(new), Some(Value::DateTime(old))) =
                (&argument.value, known.get(&name).map(|known| &known.value))
            {
                argument.value = Value::DateTime(self.on_its_day(said, *new, *old));
            }
            let is_new = known.get(&name).is_none_or(|known| known.value != argument.value);
            if is_new && !matches!(argument.value, Value::Text(_)) {
                changed.insert(name, argument);
            }
        }
        changed
    }

    /// An hour alone is of the day that it had: "no, make it 6 pm".
    fn on_its_day(&self, said: &Utterance, new: DateTime, old: DateTime) -> DateTime {
        let has_date =
            |meaning: &Meaning| matches!(meaning, Meaning::Time(when) if when.expression.has_date());
        let times = read_values_of(said, self.now, &[Sort::Time], true);
        if times.iter().any(|meant| has_date(&meant.meaning)) {
            new
        } else {
            old.date().to_datetime(new.time())
        }
    }

    /// Takes up the act that hangs on one that has been undone.
    pub(super) fn take_up_again(&mut self, again: Option<Box<Task>>) {
        if let Some(again) = again {
            self.state.tasks.insert(0, *again);
        }
    }
}
