//! From the first sentence to one capability of one service.
//!
//! Decides by what the person said first: a named service, then the service used last, then a question.
//! The order of installation is never a reason.

use serde_json::json;

use super::Work;
use super::state::{ChoiceOf, Frame, FrameSlots, Purpose, Task, TaskOption, Waiting};
use super::step::{ChoiceOption, Step};
use crate::action::{Source, sha256_hex};
use crate::error::Error;
use crate::manifest::FailureClass;
use crate::text::Utterance;
use crate::understanding::Slots;

/// Capabilities that are offered at most when it is unclear which is meant.
const MAX_OPTIONS: usize = 3;

impl From<Slots> for FrameSlots {
    fn from(slots: Slots) -> Self {
        Self {
            arguments: slots.arguments,
            mentions: slots.mentions,
            several: slots.several,
            unfit: slots.unfit,
        }
    }
}

impl Work<'_> {
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
            self.state.notice = Some(self.reply().too_long());
        }
        let engine = &mut *self.engine;
        let read = engine.understanding.read(&said, self.now, &engine.lists, &engine.store)?;
        let seen: Vec<_> = read
            .acts
            .iter()
            .map(|read| &read.act.candidates)
            .map(|all| all.iter().map(|c| json!([c.service, c.capability, c.confidence])).collect::<Vec<_>>())
            .collect();
        self.note("understood", json!({"words": sha256_hex(text.as_bytes()), "model": self.engine.understanding.model(), "acts": seen}));
        if read.acts.is_empty() {
            let titles: Vec<String> = read
                .nearest
                .iter()
                .filter_map(|(service, capability)| self.engine.understanding.capability(service, capability))
                .map(|(_, capability)| capability.title.get(self.state.language).to_owned())
                .collect();
            let mut message = self.reply().unsupported();
            if !titles.is_empty() {
                message = super::join(&message, &self.reply().nearest(&titles), self.state.language);
            }
            return Ok(Some(Step::Unsupported(self.ending(message, titles))));
        }
        self.state.tasks = read
            .acts
            .into_iter()
            .map(|read| Task {
                // Spans of arguments index the whole sentence, so the whole sentence is kept.
                text: said.said().to_owned(),
                is_ambiguous: read.act.is_ambiguous,
                options: read
                    .act
                    .candidates
                    .into_iter()
                    .zip(read.slots)
                    .map(|(candidate, slots)| TaskOption {
                        service: candidate.service,
                        capability: candidate.capability,
                        schema: candidate.schema,
                        is_named: candidate.is_named,
                        slots: slots.into(),
                    })
                    .collect(),
                part: read.act.text,
                frames: Vec::new(),
                tried: Vec::new(),
            })
            .collect();
        Ok(None)
    }

    /// Chooses the capability and the service of the current act, or asks.
    pub(super) fn choose(&mut self) -> Result<Option<Step>, Error> {
        let task = &self.state.tasks[0];
        let open: Vec<usize> =
            (0..task.options.len()).filter(|i| !task.tried.contains(&task.options[*i].service)).collect();
        let Some(first) = open.first() else {
            return Ok(self.give_up(FailureClass::NotAvailable));
        };
        if task.is_ambiguous {
            let mut schemas: Vec<usize> = Vec::new();
            for i in &open {
                if !schemas.iter().any(|known| task.options[*known].schema == task.options[*i].schema) {
                    schemas.push(*i);
                }
            }
            schemas.truncate(MAX_OPTIONS);
            if schemas.len() > 1 {
                let options = schemas.iter().filter_map(|i| Some((*i, self.option_title(*i)?))).collect();
                let message = self.reply().which_capability();
                return Ok(Some(self.ask_option("capability", message, options, ChoiceOf::Capability)));
            }
        }
        let schema = task.options[*first].schema.clone();
        let mut rivals: Vec<usize> = open.into_iter().filter(|i| task.options[*i].schema == schema).collect();
        if rivals.iter().any(|i| task.options[*i].is_named) {
            rivals.retain(|i| self.state.tasks[0].options[*i].is_named);
        }
        if rivals.len() > 1 {
            let task = &self.state.tasks[0];
            let known: Vec<&str> = rivals.iter().map(|i| task.options[*i].service.as_str()).collect();
            if let Some(last) = self.engine.store.last_used(&known)? {
                rivals = vec![rivals[last]];
            }
        }
        if let [one] = rivals.as_slice() {
            self.open_goal(*one);
            return Ok(None);
        }
        let title = self.option_title(rivals[0]).unwrap_or_default();
        let language = self.state.language;
        let options = rivals
            .iter()
            .filter_map(|i| {
                let service = self.engine.understanding.service(&self.state.tasks[0].options[*i].service)?;
                Some((*i, service.service.name.get(language).to_owned()))
            })
            .collect();
        let message = self.reply().which_service(&title);
        Ok(Some(self.ask_option("service", message, options, ChoiceOf::Service)))
    }

    fn option_title(&self, option: usize) -> Option<String> {
        let option = &self.state.tasks[0].options[option];
        let (_, capability) = self.engine.understanding.capability(&option.service, &option.capability)?;
        Some(capability.title.get(self.state.language).to_owned())
    }

    fn ask_option(
        &mut self,
        reason: &str,
        message: String,
        options: Vec<(usize, String)>,
        of: ChoiceOf,
    ) -> Step {
        let ids: Vec<String> = options.iter().map(|(i, _)| i.to_string()).collect();
        let mut interrupt = self.interrupt(reason, message, None, json!({"enum": ids}));
        interrupt.options = options
            .into_iter()
            .map(|(i, title)| ChoiceOption { id: i.to_string(), title, detail: String::new() })
            .collect();
        self.state.waiting = Waiting::Choice { interrupt: interrupt.id.clone(), of };
        Step::NeedsDisambiguation(interrupt)
    }

    /// Starts on an option of the current act.
    pub(super) fn open_goal(&mut self, option: usize) {
        let said_before = self.state.said_before.clone();
        let task = &mut self.state.tasks[0];
        let option = task.options[option].clone();
        task.is_ambiguous = false;
        let mut frame = Frame::new(&option.service, &option.capability, Purpose::Goal, option.slots);
        // "…,顺便告诉小王": what is to be told is what was just said; shown before it is sent.
        if let Some((_, capability)) =
            self.engine.understanding.capability(&option.service, &option.capability)
            && capability.kind == crate::manifest::CapabilityKind::Communicate
            && let Some(text) = said_before
        {
            let missing = capability.parameters.iter().find(|p| {
                p.is_required() && p.is_free_text() && !frame.slots.arguments.contains_key(&p.name)
            });
            if let Some(parameter) = missing {
                let argument = crate::action::Argument {
                    value: crate::values::Value::Text(text),
                    source: Source::Inferred,
                };
                frame.slots.arguments.insert(parameter.name.clone(), argument);
            }
        }
        self.state.tasks[0].frames.push(frame);
    }
}
