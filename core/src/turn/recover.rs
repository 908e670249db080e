//! A call failed, found nothing, or nobody knows: the next remedy, or an honest end.
//!
//! Decides what is possible now and carries the remedy out; which one comes next is `plan`'s rule. Taking back what was begun is `undo`'s.
//!
//! Invariant: a write without an answer is asked about, never done again.

use serde_json::{Value as Json, json};

use super::Work;
use super::settle::offers_of;
use super::state::{Frame, FrameSlots, Purpose, TaskOption};
use super::step::{ActOutcome, Step};
use crate::action::{Argument, Source};
use crate::error::Error;
use crate::manifest::{
    Capability, ErrorDeclaration, FailureClass, Manifest, Parameter, ParameterType, RemedyKind,
};
use crate::plan::{Possible, broken_promise, remedy};
use crate::store::{ClaimState, claims};
use crate::values::Value;

/// What a later look says about a call that nobody answered.
enum Became {
    /// It happened: the record of it.
    Happened(String),
    /// It did not.
    Nothing,
    /// The look doesn't tell.
    Unsure,
}

impl Work<'_> {
    /// A capability cannot do it, for a reason of no declared error.
    pub(super) fn refused(
        &mut self,
        class: FailureClass,
        capability: &Capability,
        manifest: &Manifest,
    ) -> Option<Step> {
        self.failed(class, None, capability, manifest)
    }

    /// A capability cannot do it: the next remedy that is possible, told aloud, or the end of the act.
    pub(super) fn failed(
        &mut self,
        class: FailureClass,
        declared: Option<&ErrorDeclaration>,
        capability: &Capability,
        manifest: &Manifest,
    ) -> Option<Step> {
        self.state.agreed_ahead.clear();
        let frame = self.frame_now().clone();
        match &frame.purpose {
            Purpose::Query => {
                self.state.tasks[0].frames.pop();
                self.end_unknown();
                return None;
            }
            Purpose::Compensate { message, outcome, class } => {
                let message = self.reply().not_undone(message, capability.title.get(self.state.language));
                let (outcome, class) = (*outcome, *class);
                self.finish(outcome, message, |result| result.failure = class);
                return None;
            }
            _ => {}
        }
        let other = self.other_service(manifest);
        let relaxable = relaxable(&frame, declared, capability, class);
        let askable = self.askable(&frame, declared, capability, class);
        let possible = Possible {
            is_read: capability.kind.is_read(),
            retries: frame.retries,
            can_relax: relaxable.is_some(),
            can_ask: askable.is_some(),
            has_other_service: other.is_some(),
            has_begun: self.state.has_begun(),
        };
        let next = remedy(class, possible);
        self.note("remedy", json!({"failure": class, "do": next}));
        match next {
            RemedyKind::Retry => {
                self.frame_now().retries += 1;
                None
            }
            RemedyKind::Relax => {
                self.relax(&frame, relaxable?);
                None
            }
            RemedyKind::Ask => self.ask_again(askable?, class),
            RemedyKind::AlternativeService => {
                self.go_elsewhere(other?, manifest);
                None
            }
            _ => self.stop(class, capability),
        }
    }

    /// Another service of the goal's schema that was not tried.
    fn other_service(&self, manifest: &Manifest) -> Option<String> {
        let task = self.state.tasks.first()?;
        let goal = task.frames.first()?;
        let own = |option: &&super::state::TaskOption| {
            option.service == goal.service && option.capability == goal.capability
        };
        let schema = &task.options.iter().find(own)?.schema;
        self.services_left(schema, &manifest.service.id).into_iter().next()
    }

    /// The services of a schema that are left when one is given up.
    fn services_left(&self, schema: &str, but: &str) -> Vec<String> {
        let task = &self.state.tasks[0];
        let preference = self.engine.preference(&super::choose::domain_of(schema)).unwrap_or_default();
        let is_left = |option: &&TaskOption| {
            let service = &option.service;
            option.schema == schema
                && service != but
                && !task.tried.contains(service)
                && !option.said_no()
                && !preference.banned.contains(service)
        };
        task.options.iter().filter(is_left).map(|option| option.service.clone()).collect()
    }

    /// Leaves a service for the next best of the same schema; the choice says which.
    fn go_elsewhere(&mut self, other: String, manifest: &Manifest) {
        let task = &self.state.tasks[0];
        let Some(schema) =
            task.options.iter().find(|option| option.service == other).map(|option| option.schema.clone())
        else {
            return;
        };
        let left = self.services_left(&schema, &manifest.service.id);
        let task = &mut self.state.tasks[0];
        task.tried.push(manifest.service.id.clone());
        task.is_left = false;
        task.frames.clear();
        task.options.retain(|option| option.schema == schema);
        task.options.iter_mut().for_each(|option| option.is_named = false);
        let language = self.state.language;
        self.state.notices.retain(|notice| !notice.is_of_choice);
        let here = manifest.service.name.get(language);
        let notice = match left.as_slice() {
            [one] => {
                let name = self.service_name(one);
                self.reply().other_service(here, &name)
            }
            _ => self.reply().elsewhere(here),
        };
        self.add_notice(&notice);
    }

    fn stop(&mut self, class: FailureClass, capability: &Capability) -> Option<Step> {
        let title = capability.title.get(self.state.language).to_owned();
        let has_begun = self.state.has_begun();
        let (outcome, message) = match class {
            FailureClass::Cancelled if has_begun => (ActOutcome::Cancelled, self.reply().unpaid()),
            FailureClass::Cancelled => (ActOutcome::Cancelled, self.reply().declined(&title)),
            _ => (ActOutcome::Failed, self.reply().failed(&title, class)),
        };
        self.end_act(outcome, message, class)
    }

    /// Ends the act, once what it has begun is taken back where that can be done.
    pub(super) fn end_act(
        &mut self,
        outcome: ActOutcome,
        message: String,
        class: FailureClass,
    ) -> Option<Step> {
        if self.state.has_begun() && self.compensate(&message, outcome, Some(class)) {
            return None;
        }
        self.finish(outcome, message, |result| result.failure = Some(class));
        None
    }

    /// What the person can be asked for instead.
    fn askable(
        &self,
        frame: &Frame,
        declared: Option<&ErrorDeclaration>,
        capability: &Capability,
        class: FailureClass,
    ) -> Option<Parameter> {
        let is_of_choice = matches!(
            class,
            FailureClass::NotAvailable | FailureClass::ConstraintUnmet | FailureClass::NotFound
        );
        let offered = capability.parameters.iter().find(|parameter| {
            let gone = frame.gone.get(&parameter.name).map_or(0, Vec::len);
            let offers = frame.offers.get(&parameter.name).map_or(0, Vec::len);
            frame.slots.arguments.contains_key(&parameter.name) && offers > gone + 1
        });
        if let Some(parameter) = offered.filter(|_| is_of_choice) {
            return Some(parameter.clone());
        }
        let declared =
            declared.filter(|error| matches!(error.resolution, RemedyKind::Ask | RemedyKind::Review))?;
        if let Some(name) = &declared.parameter {
            return capability.parameter(name).cloned();
        }
        let plain = |parameter: &&Parameter| {
            !matches!(parameter.kind, ParameterType::Entity(_))
                && frame.slots.arguments.contains_key(&parameter.name)
        };
        let mut all = capability.parameters.iter().filter(plain);
        // Only where there is no doubt which value is meant.
        match (all.next(), all.next()) {
            (Some(one), None) => Some(one.clone()),
            _ => None,
        }
    }

    /// Drops a value and asks for another: one of what else is offered, or a new one.
    fn ask_again(&mut self, parameter: Parameter, class: FailureClass) -> Option<Step> {
        let name = parameter.name.clone();
        let frame = self.frame_now();
        let dropped = frame.slots.arguments.remove(&name);
        frame.slots.mentions.remove(&name);
        if let Some(dropped) = &dropped {
            self.drop_for_joined(&name, dropped);
        }
        let frame = self.frame_now();
        if let Some(Argument { value: Value::Record { json, name: title }, .. }) = dropped {
            frame.gone.entry(name).or_default().push(json);
            let notice = self.reply().not_available(&title);
            self.warn(&notice);
            return None; // the offers that are left are gone over again
        }
        let lead = self.reply().refused_value(class);
        Some(self.ask_value("refused", Some(lead), &parameter))
    }

    fn relax(&mut self, frame: &Frame, name: String) {
        let Some(argument) = frame.slots.arguments.get(&name) else { return };
        let notice = self.reply().relaxed(&argument.value.spoken(self.state.language));
        self.warn(&notice);
        let again = self.frame_now();
        again.slots.arguments.remove(&name);
        again.relaxed.push(name);
        let purpose = frame.purpose.clone();
        let frames = &mut self.state.tasks[0].frames;
        if let (Purpose::Upstream { parameter, .. }, [.., below, _]) = (purpose, frames.as_mut_slice()) {
            below.slots.mentions.remove(&parameter);
        }
    }

    /// A lookup came back with nothing: its frame is gone over again with what the manifest lets go, or another remedy is looked for.
    pub(super) fn nothing_offered(
        &mut self,
        frame: &Frame,
        capability: &Capability,
        manifest: &Manifest,
    ) -> Option<Step> {
        self.state.tasks[0].frames.push(frame.clone());
        self.refused(FailureClass::Empty, capability, manifest)
    }

    /// A write whose outcome nobody knows: asked about where the manifest says how, never done again.
    pub(super) fn unknown(
        &mut self,
        key: &str,
        capability: &Capability,
        manifest: &Manifest,
    ) -> Result<Option<Step>, Error> {
        claims::settle(self.engine.store.read(), key, ClaimState::Unknown)?;
        let query = capability
            .errors
            .iter()
            .find(|error| {
                error.class == FailureClass::UnknownOutcome && error.resolution == RemedyKind::QueryOutcome
            })
            .and_then(|error| manifest.capability(error.capability.as_ref()?))
            .filter(|query| {
                query.kind.is_read() && query.parameters.iter().all(|parameter| !parameter.is_required())
            });
        if let Purpose::Compensate { message, outcome, class } = self.frame_now().purpose.clone() {
            let message = self.reply().not_undone(&message, capability.title.get(self.state.language));
            self.finish(outcome, message, |result| result.failure = class);
            return Ok(None);
        }
        self.state.unknown =
            Some(self.reply().unknown_outcome(capability.title.get(self.state.language), key));
        match query {
            Some(query) => {
                self.state.unknown_key = key.to_owned();
                let frame =
                    Frame::new(&manifest.service.id, &query.id, Purpose::Query, FrameSlots::default());
                self.state.tasks[0].frames.push(frame);
            }
            None => self.end_unknown(),
        }
        Ok(None)
    }

    /// What a later look says about a call that nobody answered. Only a record that carries the call's own key says that it happened.
    pub(super) fn queried(&mut self, output: &Json) -> Result<Option<Step>, Error> {
        let key = std::mem::take(&mut self.state.unknown_key);
        let key = key.as_str();
        self.state.tasks[0].frames.pop();
        let frame = self.frame_now().clone();
        let Some((manifest, capability)) = self.capability(&frame.service, &frame.capability) else {
            self.end_unknown();
            return Ok(None);
        };
        let action = frame.action(&manifest.service.version);
        let became = match became(output, key, &capability, &manifest) {
            Became::Happened(record) => {
                let parsed = super::settle::parsed(&record);
                match broken_promise(&capability, &manifest, &action, &parsed, &self.wanted(0)) {
                    None => Became::Happened(record),
                    Some(_) => Became::Unsure,
                }
            }
            other => other,
        };
        match became {
            Became::Happened(record) => {
                self.note("outcome", json!({"key": key, "happened": true}));
                claims::settle(self.engine.store.read(), key, ClaimState::Done)?;
                claims::count_use(
                    self.engine.store.read(),
                    &action.service,
                    &action.capability,
                    self.now_ms(),
                )?;
                self.state.unknown = None;
                let output = super::settle::parsed(&record);
                self.concluded(&action, &output, &record, &capability, &manifest)
            }
            Became::Nothing => {
                self.note("outcome", json!({"key": key, "happened": false}));
                claims::settle(self.engine.store.read(), key, ClaimState::Failed)?;
                self.state.unknown = None;
                let message = self.reply().did_not_happen(capability.title.get(self.state.language));
                self.finish(ActOutcome::Failed, message, |result| {
                    result.failure = Some(FailureClass::Timeout)
                });
                Ok(None)
            }
            Became::Unsure => {
                self.end_unknown();
                Ok(None)
            }
        }
    }

    pub(super) fn end_unknown(&mut self) {
        let message = self.state.unknown.take().unwrap_or_default();
        self.finish(ActOutcome::UnknownOutcome, message, |result| {
            result.failure = Some(FailureClass::UnknownOutcome)
        });
    }

    /// Ends the act because no capability is left for it.
    pub(super) fn give_up(&mut self, class: FailureClass) -> Option<Step> {
        let title = self.option_title(0).unwrap_or_else(|| self.state.tasks[0].part.clone());
        let message = self.reply().failed(&title, class);
        self.finish(ActOutcome::Failed, message, |result| result.failure = Some(class));
        None
    }
}

/// The parameter that the manifest lets go for this failure.
fn relaxable(
    frame: &Frame,
    declared: Option<&ErrorDeclaration>,
    capability: &Capability,
    class: FailureClass,
) -> Option<String> {
    let is_said = |argument: &Argument| !matches!(argument.source, Source::Default | Source::Context);
    let is_there = |name: &&String| {
        frame.slots.arguments.get(*name).is_some_and(is_said) && !frame.relaxed.contains(*name)
    };
    let by_error = declared
        .filter(|error| error.resolution == RemedyKind::Relax)
        .and_then(|error| error.parameter.as_ref());
    let on_empty = || {
        let all = capability.on_empty.iter().filter(|remedy| remedy.kind == RemedyKind::Relax);
        all.filter_map(|remedy| remedy.parameter.as_ref()).find(is_there)
    };
    let is_empty = matches!(class, FailureClass::Empty | FailureClass::NotFound);
    let optional =
        |name: &&String| capability.parameter(name).is_some_and(|parameter| !parameter.is_required());
    by_error.filter(is_there).or_else(|| is_empty.then(on_empty).flatten()).filter(optional).cloned()
}

/// The property by which a record says which call made it: the call's key.
const REQUEST_KEY: &str = "requestKey";

fn became(output: &Json, key: &str, capability: &Capability, manifest: &Manifest) -> Became {
    let mut records = offers_of(output, "items");
    if records.is_empty() && output.get("items").is_none() {
        records = offers_of(output, "");
    }
    let carries = |record: &String| {
        let record: Json = serde_json::from_str(record).unwrap_or(Json::Null);
        record.get(REQUEST_KEY).and_then(Json::as_str) == Some(key)
    };
    if let Some(record) = records.into_iter().find(carries) {
        return Became::Happened(record);
    }
    let made = capability.effects.iter().filter_map(|effect| effect.creates.as_ref());
    let mut made = made.filter_map(|name| manifest.entity(name));
    let is_told = made.any(|entity| entity.properties.contains_key(REQUEST_KEY));
    if is_told { Became::Nothing } else { Became::Unsure }
}
