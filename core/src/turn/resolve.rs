//! Every parameter of a capability resolved: said, then context, then the default, then another capability, then a question.
//!
//! Decides what is still missing; `upstream` looks entities up, `agree` takes the complete action on.
//! Resolution is pure and runs from the start after each answer.

use serde_json::{Value as Json, json};

use super::Work;
use super::state::{ChoiceOf, Frame, Purpose, Waiting};
use super::step::{ActOutcome, ChoiceOption, Step};
use crate::action::{Argument, Constraint, ConstraintSource, Source, check};
use crate::error::{Error, ErrorKind};
use crate::manifest::{Capability, FailureClass, Manifest, Parameter, ParameterType, value_from_json};
use crate::plan::{Unmet, unmet_requirement};
use crate::values::{ListEntry, Value};

impl Work<'_> {
    /// Brings the topmost frame one step further.
    pub(super) fn resolve(&mut self) -> Result<Option<Step>, Error> {
        let Some(frame) = self.state.frame() else { return Ok(None) };
        let (service, id, is_for_all) = (frame.service.clone(), frame.capability.clone(), frame.is_for_all);
        let Some((manifest, capability)) = self.capability(&service, &id) else {
            return Ok(self.give_up(FailureClass::Disabled));
        };
        if is_for_all {
            return Ok(self.mend(&capability));
        }
        for parameter in &capability.parameters {
            self.fill_in(parameter, &capability, &manifest);
        }
        let now = self.now;
        self.frame_now().slots.leave_the_past(&capability, now);
        for parameter in &capability.parameters {
            if let Some(done) = self.resolve_parameter(parameter, &manifest)? {
                return Ok(done);
            }
        }
        let action = self.frame_now().action(&manifest.service.version);
        if let Err(why) = check(&action, &capability, &manifest) {
            return Err(Error::new(ErrorKind::Bug, "checking an action", why));
        }
        match unmet_requirement(&capability, &action) {
            None => self.agree_and_call(action, &capability, &manifest),
            Some(Unmet::State { parameter, entity }) => {
                self.note("requirement", json!({"state": entity}));
                let name = match action.arguments.get(&parameter).map(|argument| &argument.value) {
                    Some(Value::Record { json, .. }) => {
                        crate::dialogue::record_name(json, &manifest, &entity)
                            .get(self.state.language)
                            .to_owned()
                    }
                    _ => entity,
                };
                let message = self.reply().wrong_state(&name);
                Ok(self.end_act(ActOutcome::Failed, message, FailureClass::NotAvailable))
            }
            Some(Unmet::Predicate(predicate)) => {
                self.note("requirement", json!({"predicate": predicate}));
                Ok(self.refused(FailureClass::NotAvailable, &capability, &manifest))
            }
        }
    }

    /// Whether a value is to be mended before one of several is chosen, since none of them takes it: the question is the same for all.
    pub(super) fn mends_for_all(&mut self, rivals: &[usize]) -> bool {
        let [first, _, ..] = rivals else { return false };
        let options = &self.state.tasks[0].options;
        if rivals.iter().any(|rival| options[*rival].slots.unfit.is_empty()) {
            return false;
        }
        let first = &options[*first];
        let mut frame = Frame::new(&first.service, &first.capability, Purpose::Goal, first.slots.clone());
        frame.is_for_all = true;
        self.state.tasks[0].frames.push(frame);
        true
    }

    /// Asks for the next value that no service takes as it was said; with the last one every service has them.
    fn mend(&mut self, capability: &Capability) -> Option<Step> {
        let now = self.now;
        let frame = self.frame_now();
        frame.slots.leave_the_past(capability, now);
        let unfit = |parameter: &&Parameter| frame.slots.unfit.contains(&parameter.name);
        if let Some(parameter) = capability.parameters.iter().find(unfit) {
            let message = self.limits_in_words(parameter);
            return Some(self.ask_value("outOfRange", Some(message), parameter));
        }
        let mended = self.state.tasks[0].frames.pop()?.slots.arguments;
        for slots in self.state.tasks[0].options.iter_mut().map(|option| &mut option.slots) {
            slots.unfit.retain(|name| {
                let value = mended.get(name);
                slots.arguments.extend(value.map(|value| (name.clone(), value.clone())));
                value.is_none()
            });
        }
        None
    }

    pub(super) fn frame_now(&mut self) -> &mut Frame {
        self.state.frame().expect("a task that is resolved has a frame")
    }

    /// Values that need no question: the host's context and the declared default.
    fn fill_in(&mut self, parameter: &Parameter, capability: &Capability, manifest: &Manifest) {
        let name = &parameter.name;
        let slots = &self.frame_now().slots;
        if slots.arguments.contains_key(name)
            || slots.mentions.contains_key(name)
            || slots.several.contains_key(name)
            || slots.unfit.contains(name)
            || self.frame_now().relaxed.contains(name)
        {
            return;
        }
        let constraints = self.wanted(0);
        if let Some(argument) = self.without_asking(parameter, capability, manifest, &constraints) {
            self.frame_now().slots.arguments.insert(name.clone(), argument);
        }
    }

    /// A value that needs no question: what is wanted of the result, what was selected, the host's context, what is remembered, the declared default.
    pub(super) fn without_asking(
        &self,
        parameter: &Parameter,
        capability: &Capability,
        manifest: &Manifest,
        constraints: &[Constraint],
    ) -> Option<Argument> {
        let wanted = constraints.iter().find(|constraint| parameter.constraint == Some(constraint.kind));
        let wanted = wanted.and_then(|constraint| {
            let source =
                if constraint.source == ConstraintSource::Said { Source::Answered } else { Source::Inferred };
            let value = value_from_json(parameter, manifest, &constraint.json()).ok()?;
            Some(Argument { value, source })
        });
        let context = || {
            let value = if parameter.takes_context("location") {
                let place = self.state.context.location.as_ref()?;
                Value::Position {
                    latitude: place.latitude,
                    longitude: place.longitude,
                    name: place.name.clone(),
                }
            } else if parameter.takes_context("date") {
                Value::Date(self.now.date())
            } else if parameter.takes_context("year") {
                Value::Integer(self.now.year().into())
            } else {
                return None;
            };
            Some(Argument { value, source: Source::Context })
        };
        let default = || {
            let default = parameter.default.as_ref()?;
            let value = value_from_json(parameter, manifest, &default.0).ok()?;
            Some(Argument { value, source: Source::Default })
        };
        let remembered = || self.remembered(parameter, capability, manifest);
        let selected = || self.selected(parameter, capability);
        wanted.or_else(selected).or_else(context).or_else(remembered).or_else(default)
    }

    /// `Some(None)`: go round again; `Some(Some(step))`: the host is needed; `None`: this parameter is settled.
    fn resolve_parameter(
        &mut self,
        parameter: &Parameter,
        manifest: &Manifest,
    ) -> Result<Option<Option<Step>>, Error> {
        let name = &parameter.name;
        let frame = self.frame_now();
        if let Some(entries) = frame.slots.several.get(name).cloned() {
            return Ok(Some(Some(self.ask_entry(parameter, &entries))));
        }
        if frame.slots.unfit.contains(name) {
            let message = self.limits_in_words(parameter);
            return Ok(Some(Some(self.ask_value("outOfRange", Some(message), parameter))));
        }
        if let Some(argument) = frame.slots.arguments.get(name).cloned() {
            if !matches!((&argument.value, parameter.is_required()), (Value::Day(_), true))
                || parameter.kind != ParameterType::DateTime
            {
                return Ok(None);
            }
            // The day was said, the hour was not.
            let words = match argument.source {
                Source::Said { span } => {
                    self.state.tasks[0].text.get(span.start..span.end).unwrap_or_default().to_owned()
                }
                _ => argument.value.json().trim_matches('"').to_owned(),
            };
            let frame = self.frame_now();
            frame.slots.arguments.remove(name);
            frame.partial.insert(name.clone(), words);
        }
        if self.frame_now().partial.contains_key(name) {
            let message = self.reply().time_of_day();
            return Ok(Some(Some(self.ask_value("missing", Some(message), parameter))));
        }
        if let ParameterType::Entity(entity) = &parameter.kind {
            let wanted = parameter.is_required() || self.frame_now().slots.mentions.contains_key(name);
            return match parameter.upstream() {
                Some(_) if wanted => self.look_upstream(parameter, entity, manifest).map(Some),
                _ => Ok(None),
            };
        }
        if let Some(said) = self.frame_now().slots.mentions.get(name).cloned() {
            let message = self.reply().unknown_name(&said);
            return Ok(Some(Some(self.ask_value("unknownName", Some(message), parameter))));
        }
        Ok(parameter.is_required().then(|| Some(self.ask_value("missing", None, parameter))))
    }

    /// What a value must be that was not.
    pub(super) fn limits_in_words(&self, parameter: &Parameter) -> String {
        match &parameter.validate {
            Some(limits) if limits.not_before.is_some() => self.reply().is_past(),
            limits => {
                let limits = limits.as_ref();
                let (low, high) = (limits.and_then(|l| l.minimum), limits.and_then(|l| l.maximum));
                self.reply().limits(&self.label(parameter), low, high)
            }
        }
    }

    pub(super) fn label(&self, parameter: &Parameter) -> String {
        parameter
            .title
            .as_ref()
            .map_or(parameter.name.as_str(), |title| title.get(self.state.language))
            .to_owned()
    }

    pub(super) fn ask_value(&mut self, reason: &str, lead: Option<String>, parameter: &Parameter) -> Step {
        let prompt = parameter
            .resolve
            .as_ref()
            .and_then(|resolve| resolve.prompt.as_ref())
            .map(|prompt| prompt.get(self.state.language).to_owned());
        let prompt = prompt.unwrap_or_else(|| self.reply().value(&self.label(parameter)));
        let message = match (lead, reason) {
            (Some(lead), "missing") => lead,
            (Some(lead), _) => super::join(&lead, &prompt, self.state.language),
            (None, _) => prompt,
        };
        let mut interrupt = self.interrupt(reason, message, Some(&parameter.name), value_schema(parameter));
        let language = self.state.language;
        interrupt.options = parameter
            .values
            .iter()
            .map(|value| {
                let names = parameter.value_names.get(value).map(|names| names.get(language));
                let title = names.and_then(<[String]>::first).unwrap_or(value).clone();
                ChoiceOption { id: value.clone(), title, detail: String::new() }
            })
            .collect();
        self.state.waiting =
            Waiting::Value { interrupt: interrupt.id.clone(), parameter: parameter.name.clone() };
        Step::NeedsValue(interrupt)
    }

    fn ask_entry(&mut self, parameter: &Parameter, entries: &[ListEntry]) -> Step {
        let ids: Vec<&str> = entries.iter().map(|entry| entry.id.as_str()).collect();
        let message = self.reply().which_entry(&entries[0].name);
        let mut interrupt = self.interrupt("several", message, Some(&parameter.name), json!({"enum": ids}));
        let language = self.state.language;
        interrupt.options = entries
            .iter()
            .map(|entry| ChoiceOption {
                id: entry.id.clone(),
                title: entry.name.clone(),
                detail: entry.note.as_ref().map_or(String::new(), |note| note.get(language).to_owned()),
            })
            .collect();
        self.state.waiting = Waiting::Choice {
            interrupt: interrupt.id.clone(),
            of: ChoiceOf::Entry { parameter: parameter.name.clone() },
        };
        Step::NeedsDisambiguation(interrupt)
    }
}

/// JSON Schema of a structured answer.
fn value_schema(parameter: &Parameter) -> Json {
    let limits = parameter.validate.as_ref();
    match &parameter.kind {
        ParameterType::Enum => json!({"enum": parameter.values}),
        ParameterType::Integer => {
            let mut schema = json!({"type": "integer"});
            for (name, limit) in
                [("minimum", limits.and_then(|l| l.minimum)), ("maximum", limits.and_then(|l| l.maximum))]
            {
                if let (Some(limit), Some(fields)) = (limit, schema.as_object_mut()) {
                    fields.insert(name.to_owned(), limit.into());
                }
            }
            schema
        }
        ParameterType::Percent => json!({"type": "integer", "minimum": 0, "maximum": 100}),
        ParameterType::Number => json!({"type": "number"}),
        ParameterType::Boolean => json!({"type": "boolean"}),
        ParameterType::Money => json!({"type": "object", "required": ["amount", "currency"]}),
        ParameterType::Date => json!({"type": "string", "format": "date"}),
        ParameterType::Time => json!({"type": "string", "format": "time"}),
        ParameterType::DateTime => json!({"type": "string", "format": "date-time"}),
        ParameterType::Duration => json!({"type": "string", "format": "duration"}),
        ParameterType::String
        | ParameterType::Location
        | ParameterType::Phone
        | ParameterType::Email
        | ParameterType::Url => json!({"type": "string", "minLength": 1}),
        ParameterType::Entity(_) => json!({"type": "object"}),
    }
}
