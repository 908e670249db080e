//! Which service, once more: a person names another one, or wants any other; what was said for one holds for its rivals.
//!
//! Decides how an act moves between services before anything has begun; which one is the best is `choose`'s.
//!
//! Invariant: after a write has left, no words move the act to another service.

use super::Work;
use super::step::Step;
use crate::action::{Argument, Source};
use crate::error::Error;
use crate::manifest::{ParameterType, value_from_json};
use crate::text::Utterance;
use crate::values::{Value, find_choices};

/// Words for any other service than the present one.
const ANOTHER: &[&str] = &[
    "换一家",
    "换家",
    "别家",
    "别的店",
    "换个店",
    "换个地方",
    "another one",
    "another place",
    "another service",
    "somewhere else",
    "a different one",
    "a different place",
    "a different shop",
];

impl Work<'_> {
    /// An answer that names a service, or asks for any other. `None`: it does neither.
    pub(super) fn service_in_words(&mut self, said: &Utterance) -> Result<Option<Option<Step>>, Error> {
        if self.state.has_begun() {
            return Ok(None);
        }
        let Some(here) =
            self.state.tasks.first().and_then(|task| task.frames.first()).map(|frame| frame.service.clone())
        else {
            return Ok(None);
        };
        let named = self.engine.understanding.named_services(said);
        let options = &self.state.tasks[0].options;
        let schema = options.iter().find(|option| option.service == here).map(|option| option.schema.clone());
        let is_rival = |service: &String| {
            options.iter().any(|option| option.service == *service && Some(&option.schema) == schema.as_ref())
        };
        if let Some(other) = named.iter().find(|service| is_rival(service)) {
            let name = self.service_name(other);
            let lead = self.reply().with_service(&name);
            if *other == here {
                self.state.misses = 0;
                return Ok(Some(Some(self.again(lead))));
            }
            let option = options
                .iter()
                .position(|option| option.service == *other && Some(&option.schema) == schema.as_ref());
            self.leave(&here);
            self.state.tasks[0].tried.retain(|tried| tried != other);
            self.add_notice(&lead);
            if let Some(option) = option {
                self.chosen_by_person(option)?;
                self.open_goal(option);
            }
            return Ok(Some(None));
        }
        let any: Vec<(usize, &str)> = ANOTHER.iter().map(|words| (0, *words)).collect();
        if find_choices(said, &any).is_empty() {
            return Ok(None);
        }
        let is_left = |option: &super::state::TaskOption| {
            option.service != here
                && Some(&option.schema) == schema.as_ref()
                && !self.state.tasks[0].tried.contains(&option.service)
        };
        if !options.iter().any(is_left) {
            let lead = self.reply().no_other_service();
            return Ok(Some(Some(self.again(lead))));
        }
        self.leave(&here);
        self.state.tasks[0].tried.push(here);
        self.state.tasks[0].is_left = true;
        self.state.notices.retain(|notice| !notice.is_of_choice);
        self.state.tasks[0].options.iter_mut().for_each(|option| option.is_named = false);
        Ok(Some(None))
    }

    /// Leaves a service without its having failed: what the person answered there goes along.
    fn leave(&mut self, here: &str) {
        let task = &mut self.state.tasks[0];
        let answered = task.frames.first().map(|frame| frame.slots.arguments.clone()).unwrap_or_default();
        task.frames.clear();
        if let Some(option) = task.options.iter_mut().find(|option| option.service == here) {
            let kept = answered.into_iter().filter(|(_, argument)| {
                matches!(argument.source, Source::Said { .. } | Source::Answered)
                    && !matches!(argument.value, Value::Record { .. })
            });
            option.slots.arguments.extend(kept);
        }
        self.state.misses = 0;
        self.share_arguments(0);
    }

    /// What was said is said for every service of the schema, also where one knows other words for it.
    pub(super) fn share_arguments(&mut self, task: usize) {
        let options = self.state.tasks[task].options.clone();
        for (i, own) in options.iter().enumerate() {
            let Some((manifest, capability)) = self.capability(&own.service, &own.capability) else {
                continue;
            };
            for parameter in &capability.parameters {
                let name = &parameter.name;
                let is_open = |slots: &super::state::FrameSlots| {
                    !slots.arguments.contains_key(name)
                        && !slots.mentions.contains_key(name)
                        && !slots.several.contains_key(name)
                        && !slots.unfit.contains(name)
                };
                if !is_open(&own.slots) {
                    continue;
                }
                let others =
                    options.iter().filter(|other| other.schema == own.schema && other.service != own.service);
                if matches!(parameter.kind, ParameterType::Entity(_)) {
                    if let Some(words) = others.clone().find_map(|other| other.slots.mentions.get(name)) {
                        self.state.tasks[task].options[i].slots.mentions.insert(name.clone(), words.clone());
                    }
                    continue;
                }
                let said = others.filter_map(|other| other.slots.arguments.get(name)).find_map(|argument| {
                    let is_said = matches!(argument.source, Source::Said { .. } | Source::Answered);
                    let value = value_from_json(parameter, &manifest, &argument.value.to_json()).ok();
                    value
                        .filter(|_| is_said && !parameter.is_free_text())
                        .map(|value| Argument { value, source: argument.source })
                });
                if let Some(argument) = said {
                    self.state.tasks[task].options[i].slots.arguments.insert(name.clone(), argument);
                }
            }
        }
    }
}
