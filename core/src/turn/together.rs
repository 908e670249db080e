//! Those who are named together where one is told something: "告诉小王和李雷", "Alice and Tom" as an answer.
//!
//! Decides that each is an act of its own, what of an answer counts for all of them, whom a correction leaves, and what "顺便告诉…" passes on. Which words name several together is
//! `understanding`'s.
//!
//! Invariant: nobody who was named is left out unsaid; who is on no list is asked about.

use super::Work;
use super::state::{FrameSlots, Task, TaskOption};
use crate::action::{Argument, Source};
use crate::dialogue::{Answer, is_refused, says_also};
use crate::manifest::{Capability, CapabilityKind, MaxCardinality};
use crate::text::Utterance;
use crate::understanding::{Other, ReadName, Slots};
use crate::values::{Value, find_names};

/// An act and the same for each who was named with the one that it takes.
pub(super) fn for_each(task: Task, others: &[Other]) -> Vec<Task> {
    let joined: Vec<Task> = others.iter().filter_map(|other| for_other(&task, other)).collect();
    std::iter::once(task).chain(joined).collect()
}

/// The same act for somebody else; none where nothing is meant. Where it is still asked what is meant, that stays open for this one too.
fn for_other(task: &Task, other: &Other) -> Option<Task> {
    let name = &other.parameter;
    let schema = task.options.first()?.schema.clone();
    let mut task = Task { is_joined: true, ..task.clone() };
    let is_open = task.is_ambiguous;
    task.options.retain(|option| option.schema == schema || is_open && knows(&option.slots, name));
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

/// Leaves out whom words name for a parameter.
pub(super) fn forget(slots: &mut Slots, name: &str) {
    slots.arguments.remove(name);
    slots.several.remove(name);
    slots.mentions.remove(name);
    slots.others.retain(|other| other.parameter != name);
}

fn knows(slots: &FrameSlots, name: &str) -> bool {
    slots.arguments.contains_key(name)
        || slots.several.contains_key(name)
        || slots.mentions.contains_key(name)
}

/// The parameter of a capability for the one who is told something.
pub(super) fn told_parameter(capability: &Capability) -> Option<&str> {
    let found = capability
        .parameters
        .iter()
        .find(|parameter| parameter.host_list().is_some() && parameter.max == MaxCardinality::One);
    found.filter(|_| capability.kind == CapabilityKind::Communicate).map(|parameter| parameter.name.as_str())
}

/// All who are named for a parameter, the one that it takes first.
pub(super) fn all_named(slots: &Slots, name: &str) -> Vec<Other> {
    let entry = slots.arguments.get(name).map(|argument| ReadName::Entry(argument.clone()));
    let several = || slots.several.get(name).map(|entries| ReadName::Several(entries.clone()));
    let unlisted = || slots.mentions.get(name).map(|words| ReadName::Unlisted(words.clone()));
    let first = entry.or_else(several).or_else(unlisted);
    let first = first.map(|read| Other { parameter: name.to_owned(), read });
    first.into_iter().chain(slots.others.iter().filter(|other| other.parameter == name).cloned()).collect()
}

impl Work<'_> {
    /// What an act said that others may be told: a message's own words, else those that hold its arguments, from the first to the last ("六点开会" of
    /// "提醒我六点开会"). Who is called and how is nothing to tell.
    pub(super) fn said_content(&self, task: &Task) -> Option<String> {
        let goal = task.frames.first()?;
        let arguments = &goal.slots.arguments;
        if let Some((_, capability)) = self.engine.understanding.capability(&goal.service, &goal.capability)
            && capability.kind == CapabilityKind::Communicate
        {
            let words = capability.parameters.iter().filter(|parameter| parameter.is_free_text());
            return words.filter_map(|parameter| arguments.get(&parameter.name)).find_map(|argument| match (
                &argument.value,
                argument.source,
            ) {
                (Value::Text(text), Source::Said { .. } | Source::Answered) => Some(text.clone()),
                _ => None,
            });
        }
        let said = arguments.values().filter_map(|argument| match argument.source {
            Source::Said { span } => Some((span.start, span.end)),
            _ => None,
        });
        let (start, end) = said.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))?;
        task.text.get(start..end).map(str::to_owned)
    }

    /// Takes those who are named together in an answer: the first one answers it. False, and nothing is taken, where only one is meant.
    pub(super) fn answered_together(
        &mut self,
        said: &Utterance,
        slots: &Slots,
        name: &str,
        answer: &Answer,
    ) -> bool {
        let mut named = all_named(slots, name);
        if slots.row.as_ref().is_some_and(|row| is_refused(said.chars(), row.start)) {
            named.remove(0); // "not Alice, Tom and Bob"
        }
        // Who is meant is among them: "小王和李雷不用了,告诉妈妈" means somebody else.
        let is_among = named.iter().any(|other| match (&other.read, answer) {
            (ReadName::Entry(own), Answer::Value(value)) => own.value == *value,
            (ReadName::Several(own), Answer::Several(entries)) => own == entries,
            _ => false,
        });
        if named.len() < 2 || !is_among {
            return false;
        }
        let first = named.remove(0);
        match first.read {
            ReadName::Entry(argument) => self.set(name, argument.value),
            ReadName::Several(entries) => {
                if let Some(frame) = self.state.frame() {
                    frame.slots.mentions.remove(name);
                    frame.slots.several.insert(name.to_owned(), entries);
                }
            }
            ReadName::Unlisted(words) => {
                if let Some(frame) = self.state.frame() {
                    frame.slots.mentions.insert(name.to_owned(), words);
                }
            }
        }
        self.join(&named);
        true
    }

    /// The open act for others too, before those who are to be told next.
    pub(super) fn join(&mut self, others: &[Other]) {
        let Some(task) = self.state.tasks.first() else { return };
        let Some(goal) = task.frames.first().cloned() else { return };
        let mut base = Task { frames: Vec::new(), ..task.clone() };
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
        self.state.tasks.splice(1..1, joined);
    }

    /// Nobody else is told what the open act tells: a correction has said who is.
    pub(super) fn part(&mut self) {
        let joined = self.joined().count();
        self.state.tasks.drain(1..=joined);
    }

    /// Whom a correction leaves of those who were named together, and whom it adds; whether it says anything of them.
    ///
    /// "不对,发给妈妈" tells her alone, "不是小王,是妈妈" her in his place, "还有妈妈" her too.
    pub(super) fn corrected_together(&mut self, said: &Utterance, told: &str, slots: &mut Slots) -> bool {
        const ADDS: &[&str] = &["还有", "再加", "加上", "and ", "plus "];
        let named = all_named(slots, told);
        if named.is_empty() {
            return false;
        }
        let (refused, wanted) = self.turned_down(said, told);
        if !refused.is_empty() {
            forget(slots, told);
            return self.turn_down(told, &refused, wanted);
        }
        let text: String = said.chars().iter().collect();
        if says_also(said) || ADDS.iter().any(|word| text.starts_with(word)) {
            forget(slots, told);
            self.join(&named);
            return true;
        }
        self.part();
        self.join(&slots.others);
        true
    }

    /// Who is turned down by words, and who is named beside them.
    fn turned_down(&mut self, said: &Utterance, told: &str) -> (Vec<Value>, Vec<Value>) {
        let Ok((_, Some(list))) = self.parameter(told) else { return Default::default() };
        let (mut refused, mut wanted) = (Vec::new(), Vec::new());
        for mention in find_names(said, &list, None) {
            let is_refused = is_refused(said.chars(), mention.range.start);
            // Who is meant of several of one name is not told here.
            for entry in mention.entries.iter().take(if is_refused { usize::MAX } else { 1 }) {
                let value = Value::Listed { id: list[*entry].id.clone(), name: list[*entry].name.clone() };
                if is_refused { refused.push(value) } else { wanted.push(value) }
            }
        }
        (refused, wanted)
    }

    /// Puts those who are wanted in the place of those who are turned down, one by one; who is left over is told too, and who has no successor is not.
    fn turn_down(&mut self, told: &str, refused: &[Value], wanted: Vec<Value>) -> bool {
        let mut wanted = wanted.into_iter();
        let is_refused =
            |slots: &FrameSlots| slots.arguments.get(told).is_some_and(|own| refused.contains(&own.value));
        let answered = |value: Value| Argument { value, source: Source::Answered };
        let is_own = self.state.frame().is_some_and(|frame| is_refused(&frame.slots));
        let is_joined = self.joined().any(|task| task.options.iter().any(|option| is_refused(&option.slots)));
        let mut leaves = false;
        if is_own || !is_joined {
            match wanted.next() {
                Some(value) => self.set(told, value),
                None if self.joined().next().is_some() => leaves = true,
                None => return false,
            }
        }
        let mut at = 1;
        while self.state.tasks.get(at).is_some_and(|task| task.is_joined) {
            let task = &mut self.state.tasks[at];
            if !task.options.iter().any(|option| is_refused(&option.slots)) {
                at += 1;
            } else if let Some(value) = wanted.next() {
                for option in &mut task.options {
                    option.slots.arguments.insert(told.to_owned(), answered(value.clone()));
                }
                at += 1;
            } else {
                self.state.tasks.remove(at);
            }
        }
        let more =
            wanted.map(|value| Other { parameter: told.to_owned(), read: ReadName::Entry(answered(value)) });
        let more: Vec<Other> = more.collect();
        self.join(&more);
        if leaves && self.state.tasks.len() > 1 {
            self.state.tasks.remove(0);
            self.state.tasks[0].is_joined = false;
        }
        true
    }

    /// What is meant by the open act is meant by those that are joined to it.
    pub(super) fn choose_for_joined(&mut self, schema: &str) {
        for task in self.joined() {
            task.is_ambiguous = false;
            if task.options.iter().any(|option| option.schema == schema) {
                task.options.retain(|option| option.schema == schema);
            }
        }
    }

    /// What is answered or corrected for the open act counts for those who were named with it too: where they have nothing, or what it had.
    pub(super) fn set_for_joined(&mut self, name: &str, before: Option<&Argument>, argument: &Argument) {
        let is_same = |option: &TaskOption| match option.slots.arguments.get(name) {
            Some(own) => before.is_some_and(|before| before.value == own.value),
            None => !knows(&option.slots, name),
        };
        for option in self.joined_options(name).into_iter().filter(|option| is_same(option)) {
            option.slots.unfit.retain(|unfit| unfit != name);
            option.slots.arguments.insert(name.to_owned(), argument.clone());
        }
    }

    /// What the open act loses, because it must be asked for anew, those lose who were named with it.
    pub(super) fn drop_for_joined(&mut self, name: &str, before: &Argument) {
        for option in self.joined_options(name) {
            if option.slots.arguments.get(name).is_some_and(|own| own.value == before.value) {
                option.slots.arguments.remove(name);
            }
        }
    }

    fn joined(&mut self) -> impl Iterator<Item = &mut Task> {
        self.state.tasks.iter_mut().skip(1).take_while(|task| task.is_joined)
    }

    /// The options of joined acts that have a parameter, while the open act's goal is worked on and nothing for its sake.
    fn joined_options(&mut self, name: &str) -> Vec<&mut TaskOption> {
        let is_goal = self.state.tasks.first().is_some_and(|task| task.frames.len() <= 1);
        let understanding = &self.engine.understanding;
        let takes = |option: &&mut TaskOption| {
            let found = understanding.capability(&option.service, &option.capability);
            is_goal && found.is_some_and(|(_, capability)| capability.parameter(name).is_some())
        };
        let joined = self.state.tasks.iter_mut().skip(1).take_while(|task| task.is_joined);
        joined.flat_map(|task| &mut task.options).filter(takes).collect()
    }
}
