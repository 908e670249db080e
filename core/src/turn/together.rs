//! Those who are named together where one is told something: "告诉小王和李雷", "Alice and Tom" as an answer.
//!
//! Decides that each is an act of its own, and what of an answer counts for all of them. Which words name several together is `understanding`'s.
//!
//! Invariant: nobody who was named is left out unsaid; who is on no list is asked about.

use super::Work;
use super::state::{FrameSlots, Task};
use crate::action::{Argument, Source};
use crate::dialogue::Answer;
use crate::understanding::{Other, ReadName, Slots};

/// An act and the same for each who was named with the one that it takes.
pub(super) fn for_each(task: Task, others: &[Other]) -> Vec<Task> {
    let joined: Vec<Task> = others.iter().filter_map(|other| for_other(&task, other)).collect();
    std::iter::once(task).chain(joined).collect()
}

/// The same act, as it is likeliest meant, for somebody else; none where nothing is meant.
fn for_other(task: &Task, other: &Other) -> Option<Task> {
    let name = &other.parameter;
    let schema = task.options.first()?.schema.clone();
    let mut task = Task { is_joined: true, ..task.clone() };
    task.options.retain(|option| option.schema == schema);
    for option in &mut task.options {
        let slots = &mut option.slots;
        slots.arguments.remove(name);
        slots.several.remove(name);
        slots.mentions.remove(name);
        match &other.read {
            ReadName::Entry(argument) => drop(slots.arguments.insert(name.clone(), argument.clone())),
            ReadName::Several(entries) => drop(slots.several.insert(name.clone(), entries.clone())),
            ReadName::Unlisted(words) => drop(slots.mentions.insert(name.clone(), words.clone())),
        }
    }
    Some(task)
}

impl Work<'_> {
    /// Takes those who are named together in an answer: the first one answers it. False, and nothing is taken, where only one is meant.
    pub(super) fn answered_together(&mut self, slots: &Slots, name: &str, answer: &Answer) -> bool {
        let (first, several) = (slots.arguments.get(name), slots.several.get(name));
        let is_first = match answer {
            Answer::Value(value) => first.is_some_and(|own| own.value == *value),
            Answer::Several(entries) => several == Some(entries),
            _ => false,
        };
        let is_other = |other: &Other| match (&other.read, answer) {
            (ReadName::Entry(own), Answer::Value(value)) => own.value == *value,
            (ReadName::Several(own), Answer::Several(entries)) => own == entries,
            _ => false,
        };
        // Who is meant is among them: "小王和李雷不用了,告诉妈妈" means somebody else.
        let is_among = is_first || slots.others.iter().any(is_other);
        if slots.others.is_empty() || !is_among {
            return false;
        }
        if let Some(first) = first {
            self.set(name, first.value.clone());
        } else if let (Some(entries), Some(frame)) = (several, self.state.frame()) {
            frame.slots.mentions.remove(name);
            frame.slots.several.insert(name.to_owned(), entries.clone());
        }
        self.join(&slots.others);
        true
    }

    /// The open act for others too, in place of those it was for before.
    pub(super) fn join(&mut self, others: &[Other]) {
        let Some(goal) = self.state.tasks[0].frames.first().cloned() else { return };
        let own = &self.state.tasks[0];
        let mut base = Task { frames: Vec::new(), ..own.clone() };
        base.options.retain(|option| option.service == goal.service && option.capability == goal.capability);
        base.options.iter_mut().for_each(|option| option.slots = goal.slots.clone());
        let joined = others.iter().filter_map(|other| {
            let mut other = other.clone();
            // Its place is in the answer, not in the sentence.
            if let ReadName::Entry(argument) = &mut other.read {
                argument.source = Source::Answered;
            }
            for_other(&base, &other)
        });
        let joined: Vec<Task> = joined.collect();
        let before = self.state.tasks.iter().skip(1).take_while(|task| task.is_joined).count();
        self.state.tasks.splice(1..=before, joined);
    }

    /// What is answered or corrected for the open act counts for those who were named with it too: where they have nothing, or what it had.
    pub(super) fn set_for_joined(&mut self, name: &str, before: Option<&Argument>, argument: &Argument) {
        let is_same = |slots: &FrameSlots| match slots.arguments.get(name) {
            Some(own) => before.is_some_and(|before| before.value == own.value),
            None => !slots.mentions.contains_key(name) && !slots.several.contains_key(name),
        };
        let joined = self.state.tasks.iter_mut().skip(1).take_while(|task| task.is_joined);
        for option in joined.flat_map(|task| &mut task.options).filter(|option| is_same(&option.slots)) {
            option.slots.unfit.retain(|unfit| unfit != name);
            option.slots.arguments.insert(name.to_owned(), argument.clone());
        }
    }
}
