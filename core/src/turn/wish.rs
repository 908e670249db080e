//! From the first sentence to the acts that it asks for.
//!
//! Decides what becomes of a sentence as a whole: acts, nothing that is served, nothing said. Who does an act is `choose`'s matter.

use serde_json::json;

use super::Work;
use super::hear::MIN_NEW_GOAL;
use super::state::{FrameSlots, Task, TaskOption};
use super::step::Step;
use super::together::for_each;
use crate::dialogue::{Courtesy, asks_undo, courtesy};
use crate::error::Error;
use crate::manifest::{Manifest, Visibility};
use crate::text::Utterance;
use crate::understanding::Slots;
use crate::values::{Reaction, reaction};

/// Things that can be done that are named at most.
const MAX_ABILITIES: usize = 6;

impl From<Slots> for FrameSlots {
    fn from(slots: Slots) -> Self {
        Self {
            arguments: slots.arguments,
            mentions: slots.mentions,
            several: slots.several,
            unfit: slots.unfit,
            is_repeated: slots.is_repeated,
        }
    }
}

impl Work<'_> {
    /// A bare yes, no or "cancel" where nothing was asked: it answers nothing, and is no errand either, however near the name of one comes.
    fn answers_nothing(&mut self, answer: Reaction) -> Step {
        match answer {
            Reaction::Yes => {
                let message = self.reply().nothing_to_agree_to();
                Step::Unsupported(self.ending(message, Vec::new()))
            }
            Reaction::No | Reaction::Cancel => {
                let message = self.reply().nothing_open();
                Step::Cancelled(self.ending(message, Vec::new()))
            }
        }
    }

    /// Understands a sentence and opens an act for each thing it asks for.
    pub(super) fn understand(&mut self, text: &str) -> Result<Option<Step>, Error> {
        let said = Utterance::new(text);
        self.state.language = match self.state.context.language {
            Some(language) if said.is_wordless() => language,
            _ => said.language(),
        };
        if said.is_wordless() {
            let message = self.reply().nothing_said();
            return Ok(Some(Step::Unsupported(self.ending(message, Vec::new()))));
        }
        if said.is_truncated() {
            let notice = self.reply().too_long();
            self.add_notice(&notice);
        }
        // Beside an errand that waits no tool is opened: the errand would be lost with it.
        let is_fresh = self.state.tool.is_none() && self.state.suspended.is_none();
        let is_beginning = is_fresh && !self.state.context.without_tools;
        if is_beginning && let Some(step) = self.tool_opened(&said, None)? {
            return Ok(Some(step));
        }
        // What is selected is what "this" points at; without it, what was done or shown last.
        let has_selected = !self.state.context.items.is_empty();
        if !has_selected
            && is_fresh
            && let Some(courtesy) = courtesy(&said)
        {
            return Ok(Some(self.courteous(courtesy)));
        }
        if !has_selected && asks_undo(&said) {
            return self.undo_last(&said);
        }
        if !has_selected
            && is_fresh
            && let Some(step) = self.changes_last(&said)?
        {
            return Ok(step);
        }
        if !has_selected && let Some(tasks) = self.points_back(&said)? {
            self.state.tasks = tasks;
            return Ok(None);
        }
        self.note_selected()?;
        let here = self.here();
        let engine = &mut *self.engine;
        let read = engine.understanding.read(&said, here, &engine.lists, &engine.store)?;
        let seen: Vec<_> = read
            .acts
            .iter()
            .map(|read| &read.act.candidates)
            .map(|all| {
                all.iter()
                    .map(|c| {
                        json!([c.service, c.capability, (f64::from(c.confidence) * 100.0).round() / 100.0])
                    })
                    .collect::<Vec<_>>()
            })
            .collect();
        let words = self.words("said", text)?;
        self.note(
            "understood",
            json!({"words": words, "model": self.engine.understanding.model(), "acts": seen}),
        );
        let best = read
            .acts
            .first()
            .and_then(|read| read.act.candidates.first())
            .map_or(0.0, |best| best.confidence);
        if let Some(answer) = reaction(&said)
            && best < MIN_NEW_GOAL
        {
            return Ok(Some(self.answers_nothing(answer)));
        }
        if is_beginning {
            if let Some(step) = self.tool_opened(&said, Some(best))? {
                return Ok(Some(step));
            }
            if let Some(step) = self.tool_made(&said, text, best)? {
                return Ok(Some(step));
            }
        }
        if read.acts.is_empty() {
            if let Some(task) = self.act_on_shown(&said)? {
                self.state.tasks = vec![task];
                return Ok(None);
            }
            return Ok(Some(self.unsupported(&read.nearest)));
        }
        self.state.tasks = read
            .acts
            .into_iter()
            .flat_map(|read| {
                let others = read.slots.first().map(|slots| slots.others.clone()).unwrap_or_default();
                let options = read.act.candidates.into_iter().zip(read.slots);
                let options = options.map(|(candidate, slots)| TaskOption {
                    service: candidate.service,
                    capability: candidate.capability,
                    schema: candidate.schema,
                    is_named: candidate.is_named,
                    slots: slots.into(),
                    confidence: candidate.confidence,
                    probe: None,
                });
                let task = Task {
                    is_ambiguous: read.act.is_ambiguous,
                    constraints: read.constraints,
                    // Spans of arguments index the whole sentence, so the whole sentence is kept.
                    ..Task::new(read.act.text, said.said().to_owned(), options.collect())
                };
                // "告诉小王和李雷" tells each of them.
                for_each(task, &others)
            })
            .collect();
        let mut tasks = std::mem::take(&mut self.state.tasks);
        for option in tasks.iter_mut().flat_map(|task| &mut task.options) {
            self.drop_pointers(&mut option.slots);
            let found = self.engine.understanding.capability(&option.service, &option.capability);
            if let Some((_, capability)) = found {
                option.slots.leave_the_past(capability, self.now);
            }
        }
        self.state.tasks = tasks;
        for task in 0..self.state.tasks.len() {
            self.drop_totals(task);
            self.share_arguments(task);
        }
        // What nothing can keep is no request: it is said at once, and nothing is begun.
        if let Some(message) = self.unkeepable() {
            self.state.tasks.clear();
            return Ok(Some(Step::Unsupported(self.ending(message, Vec::new()))));
        }
        if !has_selected {
            self.take_shown(&said)?;
        }
        Ok(None)
    }

    /// The answer to a sentence that asks for no errand.
    fn courteous(&mut self, courtesy: Courtesy) -> Step {
        self.note("courtesy", json!({}));
        let shows = matches!(courtesy, Courtesy::Greeting | Courtesy::Abilities | Courtesy::Name);
        let titles = if shows { self.abilities() } else { Vec::new() };
        let mut message = self.reply().courteous(courtesy, self.now);
        if !titles.is_empty() {
            message = super::join(&message, &self.reply().nearest(&titles), self.state.language);
        }
        Step::Answered(self.ending(message, titles))
    }

    /// A few things that can be done: the first of each service that is on, the app's own before others.
    fn abilities(&self) -> Vec<String> {
        let language = self.state.language;
        let mut services: Vec<&Manifest> = self.engine.understanding.services().collect();
        services.sort_by_key(|manifest| manifest.visibility != Visibility::System);
        let mut titles: Vec<String> = Vec::new();
        for manifest in services {
            let first = manifest.capabilities.iter().find(|capability| !capability.kind.is_read());
            let title =
                first.or(manifest.capabilities.first()).map(|capability| capability.title.get(language));
            if let Some(title) = title.filter(|title| !titles.iter().any(|known| known == title)) {
                titles.push(title.to_owned());
            }
        }
        titles.truncate(MAX_ABILITIES);
        titles
    }

    fn unsupported(&mut self, nearest: &[(String, String)]) -> Step {
        let titles: Vec<String> = nearest
            .iter()
            .filter_map(|(service, capability)| self.engine.understanding.capability(service, capability))
            .map(|(_, capability)| capability.title.get(self.state.language).to_owned())
            .collect();
        let mut message = self.reply().unsupported();
        if !titles.is_empty() {
            message = super::join(&message, &self.reply().nearest(&titles), self.state.language);
        }
        Step::Unsupported(self.ending(message, titles))
    }
}
