//! What a new sentence points back to: the errand before, and what it showed.
//!
//! Decides what is kept of an errand that has ended, for how long, and what of it a later sentence takes up; which words point back is `dialogue`'s.
//!
//! Invariants: what is taken up is shown as assumed and confirmed like anything that was not said; a record is looked up anew where it is acted upon, so that
//! its price is the present one; nothing sensitive is kept.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::Work;
use super::state::{FrameSlots, Purpose, Task, TaskOption};
use super::step::{ActOutcome, FoundRecord};
use super::together::for_each;
use crate::action::{Argument, Source};
use crate::dialogue::{
    asks_undo, by_words, is_bare_pointer, may_repeat, points_at_made, points_at_one, repetition, says_also,
};
use crate::error::{Error, ErrorKind};
use crate::manifest::{Capability, CapabilityKind, Manifest, Parameter, ParameterType};
use crate::store::recent;
use crate::text::Utterance;
use crate::understanding::{Slots, tells};
use crate::values::{Kind, Value, find_values};

/// What was done can be done again for this long: a week.
const DONE_LIFE_MS: i64 = 7 * 24 * 60 * 60 * 1_000;
/// What was shown can be pointed at for this long: half an hour.
const SHOWN_LIFE_MS: i64 = 30 * 60 * 1_000;

/// What is kept of the errand before.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Recent {
    pub done: Vec<RecentAct>,
    pub shown: Vec<FoundRecord>,
    #[serde(default)]
    pub made: Vec<MadeRecord>,
    /// Whether something else was said since: "make it six" is of what was done in the turn before, and of nothing older.
    #[serde(default)]
    pub is_followed: bool,
}

/// A record that an act has made, by what its service knows it: an order, a reminder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct MadeRecord {
    pub service: String,
    pub entity: String,
    pub id: Json,
}

/// An act that was done.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct RecentAct {
    pub service: String,
    pub capability: String,
    pub arguments: BTreeMap<String, Argument>,
}

impl Work<'_> {
    /// Remembers an act that has come to its end well.
    pub(super) fn remember_act(
        &mut self,
        task: &Task,
        outcome: ActOutcome,
        found: &[FoundRecord],
        output: Option<&str>,
    ) {
        if !matches!(outcome, ActOutcome::Completed | ActOutcome::Answered) {
            return;
        }
        let Some(goal) = task.frames.first() else { return };
        if self.propose_facts(goal).is_err() {
            return; // what can't be remembered is no reason to fail what was done
        }
        let Some((manifest, capability)) = self.capability(&goal.service, &goal.capability) else { return };
        // What the app's own functions were told stays in the app.
        let is_own = manifest.visibility == crate::manifest::Visibility::System;
        let shares = capability.parameters.iter().any(|parameter| parameter.sensitive.is_some());
        let mut produced = capability.output.iter().flat_map(|output| &output.produces);
        let gives = produced.any(|name| manifest.entity(name).is_some_and(|entity| entity.sensitive));
        let is_sensitive = !is_own && (shares || gives);
        if is_sensitive {
            return;
        }
        self.state.recent.done.push(RecentAct {
            service: goal.service.clone(),
            capability: goal.capability.clone(),
            // What a mini-tool held stays with the tool.
            arguments: goal
                .slots
                .arguments
                .iter()
                .filter(|(_, argument)| argument.source != Source::Tool)
                .map(|(name, argument)| (name.clone(), argument.clone()))
                .collect(),
        });
        if !found.is_empty() {
            self.state.recent.shown = found.to_vec();
        }
        self.state.recent.made.extend(made_by(task, output, &capability, &manifest));
    }

    /// Which of the records that a service offers is the one that was made last, where the sentence points at that: "退掉刚才那杯".
    pub(super) fn made_last(
        &self,
        offers: &[String],
        entity: &str,
        manifest: &Manifest,
        mention: Option<&str>,
    ) -> Option<usize> {
        let part = Utterance::new(&self.state.tasks[0].part);
        // "cancel it" points at nothing else only where nothing else is named.
        let is_pointed = mention.is_none_or(is_bare_pointer) && points_at_one(&part);
        // What is done in its place is said of what was done last.
        let is_changed = self.state.tasks[0].again.is_some();
        if !is_pointed && !is_changed && !points_at_made(&part) && !asks_undo(&part) {
            return None;
        }
        let id = &manifest.entity(entity)?.id_field;
        let recent = self.recent().ok()?;
        let last =
            recent.made.iter().rfind(|made| made.service == manifest.service.id && made.entity == entity)?;
        let is_it = |offer: &String| {
            serde_json::from_str::<Json>(offer).is_ok_and(|record| record.get(id) == Some(&last.id))
        };
        offers.iter().position(is_it)
    }

    /// Keeps what was done, once the turn has ended.
    pub(super) fn keep_recent(&mut self) -> Result<(), Error> {
        let kept = std::mem::take(&mut self.state.recent);
        if kept.done.is_empty() {
            return self.follow_recent();
        }
        let body = serde_json::to_string(&kept)
            .map_err(|e| Error::new(ErrorKind::Bug, "keeping what was done", e))?;
        recent::keep_recent(self.engine.store.read(), &body, self.now_ms())
    }

    /// What was done stays, and is no more what was done last.
    fn follow_recent(&mut self) -> Result<(), Error> {
        let Some((body, at_ms)) = self.engine.store.recent()? else { return Ok(()) };
        let mut recent: Recent = serde_json::from_str(&body).unwrap_or_default();
        recent.is_followed = true;
        let body = serde_json::to_string(&recent)
            .map_err(|e| Error::new(ErrorKind::Bug, "keeping what was done", e))?;
        recent::keep_recent(self.engine.store.read(), &body, at_ms)
    }

    pub(super) fn recent(&self) -> Result<Recent, Error> {
        let Some((body, at_ms)) = self.engine.store.recent()? else { return Ok(Recent::default()) };
        let mut recent: Recent = serde_json::from_str(&body).unwrap_or_default();
        let age = self.now_ms() - at_ms;
        if age > DONE_LIFE_MS {
            recent.done.clear();
        }
        if age > SHOWN_LIFE_MS {
            recent.shown.clear();
            recent.made.clear();
        }
        Ok(recent)
    }

    /// The act that a sentence asks for once more, or for somebody else too.
    pub(super) fn points_back(&mut self, said: &Utterance) -> Result<Option<Vec<Task>>, Error> {
        if may_repeat(said) {
            for act in self.recent()?.done.into_iter().rev() {
                if let Some(tasks) = self.again_of(said, act) {
                    return Ok(Some(tasks));
                }
            }
        }
        if says_also(said) {
            for act in self.recent()?.done.into_iter().rev() {
                if let Some(tasks) = self.also_of(said, act) {
                    return Ok(Some(tasks));
                }
            }
        }
        Ok(None)
    }

    /// What a sentence says for a capability by its values alone, and where.
    fn values_of(&mut self, said: &Utterance, service: &str, capability: &str) -> Slots {
        let here = self.here();
        let engine = &mut *self.engine;
        engine.understanding.values(said, 0..said.chars().len(), service, capability, here, &engine.lists)
    }

    fn again_of(&mut self, said: &Utterance, act: RecentAct) -> Option<Vec<Task>> {
        let (_, capability) = self.capability(&act.service, &act.capability)?;
        if capability.kind.is_read() {
            return None;
        }
        let slots = self.values_of(said, &act.service, &act.capability);
        let spans = slots.arguments.values().filter_map(|argument| match argument.source {
            Source::Said { span } => Some(span),
            _ => None,
        });
        let place = |byte: usize| said.said()[..byte].chars().count();
        let cue = repetition(said, &[]).or_else(|| {
            repetition(said, &spans.map(|span| place(span.start)..place(span.end)).collect::<Vec<_>>())
        })?;
        let mut slots = slots;
        // "再来一份" counts nothing: the one of it is no quantity.
        slots.arguments.retain(|_, argument| match argument.source {
            Source::Said { span } => !cue.contains(&place(span.start)),
            _ => true,
        });
        let others = std::mem::take(&mut slots.others);
        Some(for_each(self.taken_up(said, &act, &capability, slots.into()), &others))
    }

    fn also_of(&mut self, said: &Utterance, act: RecentAct) -> Option<Vec<Task>> {
        let (_, capability) = self.capability(&act.service, &act.capability)?;
        let listed = capability.told()?;
        // Who was called is told nothing: "也告诉李雷" is no call.
        if !capability.parameters.iter().any(Parameter::is_free_text) && tells(said) {
            return None;
        }
        let mut slots = self.values_of(said, &act.service, &act.capability);
        let is_named = slots.arguments.contains_key(&listed.name) || slots.several.contains_key(&listed.name);
        if !is_named {
            return None;
        }
        slots.arguments.retain(|name, _| *name == listed.name);
        let others = std::mem::take(&mut slots.others);
        Some(for_each(self.taken_up(said, &act, &capability, slots.into()), &others))
    }

    /// An act as it was, with what is said now in place of what was said then.
    pub(super) fn taken_up(
        &mut self,
        said: &Utterance,
        act: &RecentAct,
        capability: &Capability,
        mut slots: FrameSlots,
    ) -> Task {
        for (name, argument) in &act.arguments {
            let is_open = !slots.arguments.contains_key(name) && !slots.several.contains_key(name);
            match &argument.value {
                _ if !is_open => {}
                // The record may have changed since: it is looked up again by its name.
                Value::Record { name: title, .. } => {
                    slots.mentions.insert(name.clone(), title.clone());
                }
                value => {
                    let source = match argument.source {
                        // What content held is not the person's own: it is asked for.
                        Source::Default | Source::Context | Source::Tool | Source::Selected { .. } => {
                            continue;
                        }
                        _ => Source::Remembered,
                    };
                    slots.arguments.insert(name.clone(), Argument { value: value.clone(), source });
                }
            }
        }
        self.pointed_act(said, &act.service, capability, slots)
    }

    /// The one act that a sentence means by what it points at.
    pub(super) fn pointed_act(
        &mut self,
        said: &Utterance,
        service: &str,
        capability: &Capability,
        slots: FrameSlots,
    ) -> Task {
        self.note("pointedBack", json!({"service": service, "capability": capability.id}));
        let option = TaskOption {
            service: service.to_owned(),
            capability: capability.id.clone(),
            schema: capability.schema.clone(),
            is_named: true,
            slots,
            confidence: 1.0,
            probe: None,
        };
        Task::new(said.said().to_owned(), said.said().to_owned(), vec![option])
    }

    /// Takes a record that was shown for an act that needs one: "订第二家", "book that one".
    pub(super) fn take_shown(&mut self, said: &Utterance) -> Result<(), Error> {
        let recent = self.recent()?;
        let Some(at) = pointed_at(said, &recent.shown) else { return Ok(()) };
        let shown = recent.shown[at].clone();
        for task in 0..self.state.tasks.len() {
            let options = self.state.tasks[task].options.clone();
            let taking = options.iter().position(|option| {
                option.service == shown.service
                    && !option
                        .slots
                        .arguments
                        .values()
                        .any(|argument| matches!(argument.value, Value::Record { .. }))
            });
            let Some(option_at) = taking else { continue };
            let option = option_at;
            let place = (options[option].service.clone(), options[option].capability.clone());
            let Some((manifest, capability)) = self.capability(&place.0, &place.1) else { continue };
            let Some(parameter) = takes(&capability, &manifest, &shown.record) else { continue };
            // What is given back must be said by what is paid now, not by a list of before.
            if capability.refund.is_some() {
                continue;
            }
            let option = &mut self.state.tasks[task].options[option];
            option.slots.mentions.remove(&parameter);
            let value = Value::Record { json: shown.record.clone(), name: shown.title.clone() };
            option.slots.arguments.insert(parameter, Argument { value, source: Source::Upstream });
            option.is_named = true;
            let open: Vec<(String, Argument)> = carried(&recent, &capability);
            for (name, argument) in open {
                let slots = &mut self.state.tasks[task].options[option_at].slots;
                if slots.unfit.contains(&name) {
                    continue;
                }
                let known = slots.arguments.remove(&name);
                let argument =
                    known.map_or_else(|| argument.clone(), |known| on_that_day(said, known, &argument));
                slots.arguments.insert(name, argument);
            }
            return Ok(());
        }
        Ok(())
    }

    /// The act that "第二家" alone asks for: the one thing that the service begins with such a record.
    pub(super) fn act_on_shown(&mut self, said: &Utterance) -> Result<Option<Task>, Error> {
        let recent = self.recent()?;
        let Some(at) = pointed_at(said, &recent.shown) else { return Ok(None) };
        let shown = &recent.shown[at];
        let Some(manifest) = self.engine.understanding.service(&shown.service).cloned() else {
            return Ok(None);
        };
        let mut begun = manifest.capabilities.iter().filter(|capability| {
            capability.kind == CapabilityKind::Begin && takes(capability, &manifest, &shown.record).is_some()
        });
        let (Some(capability), None) = (begun.next(), begun.next()) else { return Ok(None) };
        let parameter = takes(capability, &manifest, &shown.record).unwrap_or_default();
        let mut slots = self.values_of(said, &shown.service, &capability.id);
        slots.arguments.retain(|_, argument| !matches!(argument.value, Value::Integer(_)));
        let value = Value::Record { json: shown.record.clone(), name: shown.title.clone() };
        slots.arguments.insert(parameter, Argument { value, source: Source::Upstream });
        // What the search was told, the booking need not be told again.
        for (name, argument) in carried(&recent, capability) {
            let known = slots.arguments.remove(&name);
            let argument =
                known.map_or_else(|| argument.clone(), |known| on_that_day(said, known, &argument));
            slots.arguments.insert(name, argument);
        }
        let act = RecentAct {
            service: shown.service.clone(),
            capability: capability.id.clone(),
            arguments: BTreeMap::new(),
        };
        Ok(Some(self.taken_up(said, &act, capability, slots.into())))
    }
}

/// The record of a list that words point at: by its place, its name, or as the only one.
fn pointed_at(said: &Utterance, shown: &[FoundRecord]) -> Option<usize> {
    let by_place = crate::dialogue::place_in(said, shown.len());
    let names: Vec<Vec<String>> = shown.iter().map(|record| vec![record.title.clone()]).collect();
    by_place
        .or_else(|| by_words(said, &names))
        .or_else(|| (shown.len() == 1 && points_at_one(said)).then_some(0))
}

/// The required entity parameter of a capability that a record fits: by the entity's own id.
fn takes(capability: &Capability, manifest: &Manifest, record: &str) -> Option<String> {
    let record: serde_json::Value = serde_json::from_str(record).ok()?;
    let fits = |kind: &ParameterType| match kind {
        ParameterType::Entity(name) => {
            manifest.entity(name).is_some_and(|entity| record.get(&entity.id_field).is_some())
        }
        _ => false,
    };
    capability
        .parameters
        .iter()
        .find(|parameter| parameter.is_required() && fits(&parameter.kind))
        .map(|parameter| parameter.name.clone())
}

/// What the act that showed a list was told and another capability takes too.
fn carried(recent: &Recent, capability: &Capability) -> Vec<(String, Argument)> {
    let told = recent.done.iter().rev().flat_map(|act| &act.arguments);
    let takes = |name: &String| {
        capability
            .parameter(name)
            .is_some_and(|parameter| !matches!(parameter.kind, ParameterType::Entity(_)))
    };
    told.filter(|(name, argument)| {
        let is_own = !matches!(
            argument.source,
            Source::Default | Source::Context | Source::Tool | Source::Selected { .. }
        );
        takes(name) && is_own
    })
    .map(|(name, argument)| {
        (name.clone(), Argument { value: argument.value.clone(), source: Source::Remembered })
    })
    .collect()
}

/// An hour that was said without a day is one of the day that was spoken of: "周六…" and then "订第一家,六点半".
fn on_that_day(said: &Utterance, known: Argument, before: &Argument) -> Argument {
    let day = match &before.value {
        _ if matches!(before.source, Source::Tool | Source::Selected { .. }) => return known,
        Value::Day(day) => *day,
        Value::DateTime(moment) => moment.date(),
        _ => return known,
    };
    let (Value::DateTime(moment), Source::Said { span }) = (&known.value, known.source) else { return known };
    let words = Utterance::new(said.said().get(span.start..span.end).unwrap_or_default());
    let anytime = jiff::ZonedDateTime::new(jiff::Timestamp::UNIX_EPOCH, jiff::tz::TimeZone::UTC);
    let is_hour_alone = find_values(Kind::Time, &words, &anytime, true)
        .iter()
        .any(|found| found.range.len() == words.chars().len());
    if !is_hour_alone || moment.date() == day {
        return known;
    }
    Argument { value: Value::DateTime(day.to_datetime(moment.time())), source: Source::Inferred }
}

/// The record that an act has made: what its payment was for, or what its answer names by its id.
fn made_by(
    task: &Task,
    output: Option<&str>,
    capability: &Capability,
    manifest: &Manifest,
) -> Option<MadeRecord> {
    let entity = capability.effects.iter().find_map(|effect| effect.creates.clone())?;
    let id = &manifest.entity(&entity)?.id_field;
    let paid = task.frames.last().filter(|frame| frame.purpose == Purpose::Payment);
    let records = paid.into_iter().flat_map(|frame| frame.slots.arguments.values());
    let mut texts = records.filter_map(|argument| match &argument.value {
        Value::Record { json, .. } => Some(json.as_str()),
        _ => None,
    });
    let record: Json = serde_json::from_str(texts.next().or(output)?).ok()?;
    let id = record.get(id)?.clone();
    Some(MadeRecord { service: manifest.service.id.clone(), entity, id })
}
