//! Those who are named together where one is told something: "告诉小王和李雷", "Alice and Tom" as an answer.
//!
//! Decides that each is an act of its own, what of an answer counts for all of them, whom a correction leaves, and what "顺便告诉…" passes on. Which words name
//! several together is `understanding`'s, which turn somebody down `dialogue`'s.
//!
//! Invariant: whom the likeliest reading names together, each has an act or was turned down; nobody is told twice.

use super::Work;
use super::state::{FrameSlots, Task, TaskOption};
use crate::action::{Argument, Source};
use crate::dialogue::{Answer, adds, says_also, turns_down};
use crate::manifest::CapabilityKind;
use crate::text::Utterance;
use crate::understanding::{Other, ReadName, Slots};
use crate::values::{ListEntry, Value, find_names};

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
        put_name(&mut option.slots, name, other.read.clone());
    }
    Some(task)
}

/// Puts a name in the place of what was known of a parameter.
fn put_name(slots: &mut FrameSlots, name: &str, read: ReadName) {
    slots.arguments.remove(name);
    slots.several.remove(name);
    slots.mentions.remove(name);
    match read {
        ReadName::Entry(argument) => drop(slots.arguments.insert(name.to_owned(), argument)),
        ReadName::Several(entries) => drop(slots.several.insert(name.to_owned(), entries)),
        ReadName::Unlisted(words) => drop(slots.mentions.insert(name.to_owned(), words)),
    }
}

/// Leaves out whom words name for a parameter.
pub(super) fn forget(slots: &mut Slots, name: &str) {
    slots.arguments.remove(name);
    slots.several.remove(name);
    slots.mentions.remove(name);
    slots.others.retain(|other| other.parameter != name);
}

/// Who is told by an act that has not begun.
fn told(task: &Task, name: &str) -> Option<Value> {
    task.options.first()?.slots.arguments.get(name).map(|own| own.value.clone())
}

fn is_one_of(read: &ReadName, values: &[Value]) -> bool {
    match read {
        ReadName::Entry(own) => values.contains(&own.value),
        ReadName::Several(entries) => entries.iter().all(|entry| values.contains(&entry.value())),
        ReadName::Unlisted(_) => false,
    }
}

fn knows(slots: &FrameSlots, name: &str) -> bool {
    slots.arguments.contains_key(name)
        || slots.several.contains_key(name)
        || slots.mentions.contains_key(name)
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
        if slots.others.is_empty() {
            return false;
        }
        let (refused, _) = self.turned_down(said, name);
        let mut named = all_named(slots, name);
        named.retain(|other| !is_one_of(&other.read, &refused)); // "not Alice, Tom and Bob"
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
        self.name_first(name, first.read);
        self.join(&named);
        true
    }

    /// Puts somebody in the open act, or asks who is meant.
    fn name_first(&mut self, name: &str, read: ReadName) {
        if let ReadName::Entry(argument) = read {
            self.set(name, argument.value);
        } else if let Some(frame) = self.state.frame() {
            put_name(&mut frame.slots, name, read);
        }
    }

    /// Who is named beside the answer to which of several is meant: "同学,还有李雷".
    pub(super) fn join_beside(&mut self, slots: &Slots, name: &str) {
        let Some(frame) = self.state.frame().cloned() else { return };
        let found = self.capability(&frame.service, &frame.capability);
        if found.is_none_or(|(_, capability)| capability.told().is_none_or(|told| told.name != name)) {
            return; // an event is made once, whoever comes
        }
        let mut named = all_named(slots, name);
        if let Some(Value::Listed { id, .. }) = frame.slots.arguments.get(name).map(|own| &own.value) {
            let is_own = |read: &ReadName| matches!(read, ReadName::Several(all) if all.iter().any(|entry| entry.id == *id));
            named.retain(|other| !is_own(&other.read));
        }
        self.join(&named);
    }

    /// The open act for others too, before those who are to be told next; who is told already is left out.
    pub(super) fn join(&mut self, others: &[Other]) {
        let Some(task) = self.state.tasks.first() else { return };
        let Some(goal) = task.frames.first().cloned() else { return };
        let mut base = Task { frames: Vec::new(), ..task.clone() };
        base.options.retain(|option| option.service == goal.service && option.capability == goal.capability);
        base.options.iter_mut().for_each(|option| option.slots = goal.slots.clone());
        let mut joined: Vec<Task> = Vec::new();
        for other in others {
            let own = goal.slots.arguments.get(&other.parameter).map(|own| own.value.clone());
            let known =
                joined.iter().chain(self.joined_now()).filter_map(|task| told(task, &other.parameter));
            let known: Vec<Value> = own.into_iter().chain(known).collect();
            if is_one_of(&other.read, &known) {
                continue;
            }
            let mut other = other.clone();
            // Its place is in the answer, not in the sentence.
            if let ReadName::Entry(argument) = &mut other.read {
                argument.source = Source::Answered;
            }
            joined.extend(for_other(&base, &other));
        }
        self.state.tasks.splice(1..1, joined);
    }

    /// Nobody else is told what the open act tells: a correction has said who is.
    pub(super) fn part(&mut self) {
        let joined = self.joined().count();
        self.state.tasks.drain(1..=joined);
    }

    /// Whom a correction leaves of those who were named together, and whom it adds; whether it changed anything by itself. `rest`: what follows its cue.
    ///
    /// "不对,发给妈妈" tells her alone, "不是小王,是妈妈" her in his place, "还有妈妈" her too.
    pub(super) fn corrected_together(
        &mut self,
        said: &Utterance,
        rest: &Utterance,
        told: &str,
        slots: &mut Slots,
    ) -> bool {
        let has_cue = rest.chars().len() < said.chars().len();
        let named = all_named(slots, told);
        let (refused, wanted) = self.turned_down(said, told);
        if !refused.is_empty() {
            let unlisted = named.into_iter().filter(|other| matches!(other.read, ReadName::Unlisted(_)));
            let wanted = wanted.into_iter().chain(unlisted).collect();
            forget(slots, told);
            self.turn_down(told, &refused, wanted);
            return true;
        }
        // Which of several is meant is still open, or no name was taken: nothing is said of the others.
        let is_open = self.state.frame().is_none_or(|frame| !frame.slots.arguments.contains_key(told));
        if named.is_empty() || is_open || !(has_cue || slots.arguments.contains_key(told)) {
            return false;
        }
        if says_also(said) || adds(rest) {
            forget(slots, told);
            self.join(&named);
            return true;
        }
        let had = self.joined().count();
        self.part();
        self.join(&slots.others);
        had + slots.others.len() > 0
    }

    /// Who is turned down by words, and who of the list is named beside them.
    fn turned_down(&mut self, said: &Utterance, told: &str) -> (Vec<Value>, Vec<Other>) {
        let Ok((_, Some(list))) = self.parameter(told) else { return Default::default() };
        let (mut refused, mut wanted) = (Vec::new(), Vec::new());
        for mention in find_names(said, &list, None) {
            let entries: Vec<ListEntry> = mention.entries.iter().map(|i| list[*i].clone()).collect();
            if turns_down(said, &mention.range) {
                refused.extend(entries.iter().map(ListEntry::value));
            } else {
                let read = match entries.as_slice() {
                    [one] => ReadName::Entry(Argument { value: one.value(), source: Source::Answered }),
                    _ => ReadName::Several(entries),
                };
                wanted.push(Other { parameter: told.to_owned(), read });
            }
        }
        (refused, wanted)
    }

    /// Puts those who are wanted in the place of those who are turned down, one by one. Who is left over is told too; who has no successor is not told, and where
    /// nobody is left it is asked who is.
    fn turn_down(&mut self, name: &str, refused: &[Value], mut wanted: Vec<Other>) {
        let is_refused = |value: Option<Value>| value.is_some_and(|value| refused.contains(&value));
        let own =
            self.state.frame().and_then(|frame| frame.slots.arguments.get(name)).map(|own| own.value.clone());
        let is_own = is_refused(own.clone());
        let kept = own.into_iter().chain(self.joined_now().filter_map(|task| told(task, name)));
        let kept: Vec<Value> = kept.filter(|value| !refused.contains(value)).collect();
        wanted.retain(|other| !is_one_of(&other.read, &kept));
        let is_joined = self.joined_now().any(|task| is_refused(told(task, name)));
        if !is_own && !is_joined {
            // Nobody of them is told anyway: "不是妈妈,是李雷" means him alone.
            if !wanted.is_empty() {
                self.part();
                let first = wanted.remove(0);
                self.name_first(name, first.read);
                self.join(&wanted);
            }
            return;
        }
        let mut wanted = wanted.into_iter();
        let successor = is_own.then(|| wanted.next()).flatten();
        let leaves = is_own && successor.is_none();
        if let Some(successor) = successor {
            self.name_first(name, successor.read);
        }
        let mut at = 1;
        while self.state.tasks.get(at).is_some_and(|task| task.is_joined) {
            if !is_refused(told(&self.state.tasks[at], name)) {
                at += 1;
                continue;
            }
            let gone = self.state.tasks.remove(at);
            if let Some(task) = wanted.next().and_then(|other| for_other(&gone, &other)) {
                self.state.tasks.insert(at, task);
                at += 1;
            }
        }
        self.join(&wanted.collect::<Vec<_>>());
        if leaves {
            if self.joined_now().next().is_some() {
                self.state.tasks.remove(0);
                self.state.tasks[0].is_joined = false;
            } else if let Some(frame) = self.state.frame() {
                frame.slots.arguments.remove(name);
            }
        }
    }

    /// What is meant by the open act is meant by those that are joined to it.
    pub(super) fn choose_for_joined(&mut self, schema: &str) {
        for task in self.joined() {
            task.is_ambiguous = false;
            task.options.retain(|option| option.schema == schema);
        }
        self.state.tasks.retain(|task| !task.is_joined || !task.options.is_empty());
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

    fn joined_now(&self) -> impl Iterator<Item = &Task> {
        self.state.tasks.iter().skip(1).take_while(|task| task.is_joined)
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
