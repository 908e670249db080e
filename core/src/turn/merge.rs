//! What several services found for one read, as one answer.
//!
//! Decides what is shown first, what is held against the person's wishes, and what is said when nothing keeps them or a service kept silent.
//!
//! Invariants: what breaks a must is shown only when nothing keeps it, and then it is said; no service fills the page alone.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::Work;
use super::settle::offers_of;
use super::state::OpenCall;
use super::step::{ActOutcome, FoundRecord, Step};
use crate::action::{Argument, Constraint, ConstraintCheck, Kept};
use crate::dialogue::{constraint_words, list_words};
use crate::error::Error;
use crate::manifest::{FailureClass, RemedyKind};
use crate::plan::{Choice, ChosenBy, Dial, kept_by_record};
use crate::text::Language;

/// Records that are shown of all that several services found.
const MAX_SHOWN: usize = 3;
/// Records that are kept for the card.
const MAX_FOUND: usize = 20;

/// A record of one service, held against what is wanted.
struct Candidate {
    option: usize,
    record: Json,
    constraints: Vec<Held>,
}

/// A constraint held against a record.
struct Held {
    constraint: Constraint,
    kept: Kept,
    /// Whether the service was told, so that it has looked for it.
    is_sent: bool,
}

impl Candidate {
    fn breaks_must(&self) -> bool {
        self.constraints.iter().any(Held::breaks_must)
    }

    /// How many constraints it breaks, and of how many nobody knows.
    fn rank(&self) -> (usize, usize) {
        let count = |kept| self.constraints.iter().filter(|held| held.kept == kept && !held.is_sent).count();
        (self.constraints.iter().filter(|held| held.kept == Kept::Violated).count(), count(Kept::Unknown))
    }

    /// The constraints that something holds of, in words.
    fn words_of(&self, holds: impl Fn(&Held) -> bool, language: Language) -> Vec<String> {
        let all = self.constraints.iter().filter(|held| holds(held));
        all.map(|held| constraint_words(&held.constraint, language)).collect()
    }
}

impl Held {
    fn breaks_must(&self) -> bool {
        self.constraint.is_hard && self.kept == Kept::Violated
    }
}

impl Work<'_> {
    /// What several services found, as one answer.
    pub(super) fn merged(
        &mut self,
        calls: &[OpenCall],
        answers: BTreeMap<usize, Result<Json, FailureClass>>,
    ) -> Result<Option<Step>, Error> {
        let constraints = self.wanted(0);
        let mut found: Vec<Candidate> = Vec::new();
        for (option, answer) in &answers {
            let Ok(output) = answer else { continue };
            for record in offers_of(output, "items") {
                let record: Json = serde_json::from_str(&record).unwrap_or(Json::Null);
                let constraints = self.held_against(*option, &record, &constraints);
                found.push(Candidate { option: *option, record, constraints });
            }
        }
        // "None found" is said of a wish only when every service was heard: a silent one may have it.
        if found.is_empty()
            && answers.values().all(Result::is_ok)
            && let Some((parameter, words)) = self.relaxable(calls)
        {
            if !words.is_empty() {
                let notice = self.reply().relaxed(&words);
                self.add_notice(&notice);
            }
            self.state.tasks[0].relaxed.push(parameter);
            return Ok(None);
        }
        self.open_goal(calls[0].option);
        let title = self.option_title(calls[0].option).unwrap_or_default();
        let failed: Vec<(String, FailureClass)> = calls
            .iter()
            .filter_map(|call| {
                Some((self.service_name(&call.action.service), *answers.get(&call.option)?.as_ref().err()?))
            })
            .collect();
        if failed.len() == calls.len() {
            let class = failed[0].1;
            let message = self.reply().failed(&title, class);
            self.finish(ActOutcome::Failed, message, |result| result.failure = Some(class));
            return Ok(None);
        }
        let choice = self.side_record(calls)?;
        let choice_dial = choice.dial;
        self.keep_choice(choice)?;
        let shown = if choice_dial == Dial::ShowOptions { MAX_SHOWN } else { 1 };
        let message = self.found_in_words(&title, &mut found, &failed, shown);
        let records: Vec<FoundRecord> =
            found.iter().take(MAX_FOUND).filter_map(|candidate| self.found_record(candidate)).collect();
        let card = self
            .capability(&calls[0].action.service, &calls[0].action.capability)
            .and_then(|(_, capability)| capability.ui.map(|ui| ui.card));
        let items: Vec<Json> =
            found.iter().take(MAX_FOUND).map(|candidate| candidate.record.clone()).collect();
        self.finish(ActOutcome::Answered, message, |result| {
            result.output = Some(json!({"items": items}).to_string());
            result.card = card;
            result.found = records;
        });
        Ok(None)
    }

    /// The record of a read at several services: none was taken before the others.
    fn side_record(&mut self, calls: &[OpenCall]) -> Result<Choice, Error> {
        let rivals: Vec<usize> = calls.iter().map(|call| call.option).collect();
        let schema = self.state.tasks[0].options[rivals[0]].schema.clone();
        let choice = self.rank_rivals(schema, &rivals)?;
        Ok(Choice { by: ChosenBy::All, ..choice })
    }

    /// Each constraint against the properties of a record that carry it; what none carries stays unknown, also where the service was told.
    fn held_against(&self, option: usize, record: &Json, constraints: &[Constraint]) -> Vec<Held> {
        let option = &self.state.tasks[0].options[option];
        let found = self.engine.understanding.capability(&option.service, &option.capability);
        let Some((manifest, capability)) = found else { return Vec::new() };
        let mut produced = capability.output.iter().flat_map(|output| &output.produces);
        let Some(entity) = produced.find_map(|name| manifest.entity(name)) else { return Vec::new() };
        let is_argument =
            |kind| capability.parameters.iter().any(|parameter| parameter.constraint == Some(kind));
        kept_by_record(entity, record, constraints)
            .into_iter()
            .map(|(constraint, kept)| {
                let is_sent = is_argument(constraint.kind);
                Held { constraint, kept, is_sent }
            })
            .collect()
    }

    /// The parameter that the manifests allow to give up when nothing is found, and its words.
    fn relaxable(&self, calls: &[OpenCall]) -> Option<(String, String)> {
        let language = self.state.language;
        calls.iter().find_map(|call| {
            let (_, capability) =
                self.engine.understanding.capability(&call.action.service, &call.action.capability)?;
            let relaxing = capability.on_empty.iter().filter(|remedy| remedy.kind == RemedyKind::Relax);
            relaxing.filter_map(|remedy| remedy.parameter.as_ref()).find_map(|name| {
                let argument = call.action.arguments.get(name)?;
                // A wish that nothing keeps is spoken of with what comes closest.
                let is_wish =
                    capability.parameter(name).is_some_and(|parameter| parameter.constraint.is_some());
                (!self.state.tasks[0].relaxed.contains(name)).then(|| {
                    (
                        name.clone(),
                        if is_wish {
                            String::new()
                        } else {
                            self.argument_words(call, name, argument, language)
                        },
                    )
                })
            })
        })
    }

    fn argument_words(&self, call: &OpenCall, name: &str, argument: &Argument, language: Language) -> String {
        let found = self.engine.understanding.capability(&call.action.service, &call.action.capability);
        found.map_or_else(String::new, |(manifest, capability)| {
            crate::dialogue::argument_words(capability, manifest, name, argument, language).1
        })
    }

    /// Orders what was found and says the first of it.
    fn found_in_words(
        &self,
        title: &str,
        found: &mut Vec<Candidate>,
        failed: &[(String, FailureClass)],
        shown: usize,
    ) -> String {
        let language = self.state.language;
        let reply = self.reply();
        let mut message = String::new();
        match found.first() {
            Some(first) if found.iter().all(Candidate::breaks_must) => {
                message = reply.none_keeps(&first.words_of(Held::breaks_must, language));
            }
            _ => found.retain(|candidate| !candidate.breaks_must()),
        }
        put_in_order(found);
        let head = if found.is_empty() { reply.none_found(title) } else { reply.found(found.len()) };
        message = super::join(&message, &head, language);
        for candidate in found.iter().take(shown) {
            let Some(record) = self.found_record(candidate) else { continue };
            let is_unknown = |held: &Held| held.kept == Kept::Unknown && !held.is_sent;
            let unknown = candidate.words_of(is_unknown, language);
            let service = self.service_name(&record.service);
            message.push_str(&reply.found_line(&record.title, &record.detail, &service, &unknown));
        }
        if found.len() > shown {
            message.push_str(&format!("\n{}", reply.more(found.len() - shown)));
        }
        for (service, class) in failed {
            message.push_str(&format!("\n{}", reply.not_answered(service, *class)));
        }
        message
    }

    fn found_record(&self, candidate: &Candidate) -> Option<FoundRecord> {
        let option = &self.state.tasks.first()?.options.get(candidate.option)?;
        let (manifest, capability) =
            self.engine.understanding.capability(&option.service, &option.capability)?;
        let entity = capability.output.iter().flat_map(|output| &output.produces).next()?;
        let record = std::slice::from_ref(&candidate.record);
        let (title, detail) = list_words(record, manifest, entity, self.state.language).into_iter().next()?;
        let check = |held: &Held| ConstraintCheck { kind: held.constraint.kind, kept: held.kept };
        Some(FoundRecord {
            service: option.service.clone(),
            record: candidate.record.to_string(),
            title,
            detail,
            constraints: candidate.constraints.iter().map(check).collect(),
        })
    }
}

/// The best first; among equals one of each service in turn, so that no service fills the page.
fn put_in_order(found: &mut Vec<Candidate>) {
    found.sort_by_key(Candidate::rank);
    let mut seen: BTreeMap<usize, usize> = BTreeMap::new();
    let mut placed: Vec<(usize, Candidate)> = std::mem::take(found)
        .into_iter()
        .map(|candidate| {
            let turn = seen.entry(candidate.option).or_default();
            *turn += 1;
            (*turn, candidate)
        })
        .collect();
    placed.sort_by_key(|(turn, candidate)| (candidate.rank(), *turn));
    found.extend(placed.into_iter().map(|(_, candidate)| candidate));
}
