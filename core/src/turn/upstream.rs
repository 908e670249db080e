//! Entities that another capability of the service supplies: looked up, then chosen; and the payment of what was begun.
//!
//! Decides which of the offered records is meant: the only one, the one that was named, or the person's choice.
//! What is not to be had is never offered.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::Work;
use super::settle::{offers_of, parsed};
use super::state::{ChoiceOf, Frame, FrameSlots, Purpose, Waiting};
use super::step::{ActOutcome, ChoiceOption, Step};
use crate::action::{Action, Argument, Constraint, Kept, Source};
use crate::dialogue::{constraint_words, list_words, record_name};
use crate::error::{Error, ErrorKind};
use crate::manifest::{Entity, FailureClass, Manifest, Parameter, ParameterType};
use crate::plan::{Dial, MAX_DEPTH, Unmet, kept_by_record, lookup, payment_of, price_of, unmet_requirement};
use crate::text::Utterance;
use crate::values::Value;

/// Offers that are shown at most.
const MAX_OFFERS: usize = 6;

impl Work<'_> {
    /// An entity comes from another capability: looked up, then chosen.
    pub(super) fn look_upstream(
        &mut self,
        parameter: &Parameter,
        entity: &str,
        manifest: &Manifest,
    ) -> Result<Option<Step>, Error> {
        let name = parameter.name.clone();
        if let Some(offers) = self.frame_now().offers.get(&name).cloned() {
            return Ok(self.select(parameter, entity, offers, manifest));
        }
        if self.state.tasks[0].frames.len() >= MAX_DEPTH {
            return Err(Error::new(ErrorKind::Bug, "planning", "capabilities need each other too deeply"));
        }
        let (service, mention) = {
            let frame = self.frame_now();
            (frame.service.clone(), frame.slots.mentions.get(&name).cloned())
        };
        let Some((upstream, path)) = lookup(manifest, parameter, entity) else {
            return Ok(self.give_up(FailureClass::NotAvailable));
        };
        let slots = self.slots_for(&service, &upstream.id, mention.as_deref());
        let purpose = Purpose::Upstream { parameter: name, path: path.to_owned() };
        self.state.tasks[0].frames.push(Frame::new(&service, &upstream.id, purpose, slots));
        Ok(None)
    }

    /// What the person's sentence says for a capability that they did not ask for by itself.
    fn slots_for(&mut self, service: &str, capability: &str, mention: Option<&str>) -> FrameSlots {
        let task = &self.state.tasks[0];
        let said = Utterance::new(&task.text);
        let start = task.text.find(&task.part).map_or(0, |byte| task.text[..byte].chars().count());
        let range = start..(start + task.part.chars().count()).min(said.chars().len());
        let here = self.here();
        let engine = &mut *self.engine;
        let mut slots: FrameSlots =
            engine.understanding.values(&said, range, service, capability, here, &engine.lists).into();
        let Some((_, capability)) = engine.understanding.capability(service, capability) else {
            return slots;
        };
        // Free words were said for the goal; here only the words for the wanted entity count.
        slots.mentions.clear();
        for parameter in capability.parameters.iter().filter(|parameter| parameter.is_free_text()) {
            slots.arguments.remove(&parameter.name);
        }
        let keyword =
            capability.parameters.iter().find(|p| p.kind == ParameterType::String && p.is_free_text());
        if let (Some(words), Some(keyword)) = (mention, keyword) {
            let source = match self.state.tasks[0].text.find(words) {
                Some(start) => Source::Said { span: crate::text::Span { start, end: start + words.len() } },
                None => Source::Answered,
            };
            slots
                .arguments
                .insert(keyword.name.clone(), Argument { value: Value::Text(words.to_owned()), source });
        }
        slots
    }

    /// One of what a service offered: the only one, the one that was named, or the person's choice.
    fn select(
        &mut self,
        parameter: &Parameter,
        entity: &str,
        offers: Vec<String>,
        manifest: &Manifest,
    ) -> Option<Step> {
        let name = &parameter.name;
        let frame = self.frame_now();
        let mention = frame.slots.mentions.get(name).cloned();
        let capability = manifest.capability(&frame.capability).expect("the frame's own capability").clone();
        let names: Vec<Vec<String>> = offers
            .iter()
            .map(|offer| {
                record_name(offer, manifest, entity).all().map(|(_, name)| name.to_owned()).collect()
            })
            .collect();
        let unmet = |i: &usize| {
            let value = Value::Record { json: offers[*i].clone(), name: String::new() };
            let argument = Argument { value, source: Source::Upstream };
            let action = Action {
                service: String::new(),
                version: String::new(),
                capability: String::new(),
                arguments: BTreeMap::from([(name.clone(), argument)]),
            };
            unmet_requirement(&capability, &action)
        };
        let is_there = |i: &usize| unmet(i).is_none();
        // Nothing else will do for a bill that is paid: it is said, and no other look changes that.
        let is_past = |i: usize| matches!(unmet(&i), Some(Unmet::State { .. }));
        if !offers.is_empty() && (0..offers.len()).all(is_past) {
            let shown = record_name(&offers[0], manifest, entity).get(self.state.language).to_owned();
            let message = self.reply().wrong_state(&shown);
            return self.end_act(ActOutcome::Failed, message, FailureClass::NotAvailable);
        }
        let gone = self.frame_now().gone.get(name).cloned().unwrap_or_default();
        let mut open: Vec<usize> = (0..offers.len()).filter(|i| !gone.contains(&offers[*i])).collect();
        // "退掉刚才那杯": what was made last, unless the words name another of what is offered.
        let made = self.made_last(&offers, entity, manifest, mention.as_deref());
        if let Some(made) = made.filter(|i| !open.contains(i) || !is_there(i)) {
            // It can't be had any more: nothing is taken in its place unasked.
            let shown = record_name(&offers[made], manifest, entity).get(self.state.language).to_owned();
            let notice = self.reply().not_available(&shown);
            self.warn(&notice);
        }
        let made = made.filter(|i| open.contains(i) && is_there(i));
        // What is to be done in its place is of that one alone.
        if made.is_none() && self.state.tasks[0].again.is_some() && self.frame_now().is_goal() {
            let title = self.option_title(0).unwrap_or_default();
            let message = self.reply().failed(&title, FailureClass::NotAvailable);
            return self.end_act(ActOutcome::Failed, message, FailureClass::NotAvailable);
        }
        let is_named = |i: usize| {
            let said = mention.as_deref().map(crate::text::folded);
            said.is_some_and(|said| names[i].iter().any(|name| is_near(&said, &crate::text::folded(name))))
        };
        if let Some(made) = made
            && (is_named(made) || !open.iter().any(|i| is_named(*i)))
        {
            self.take_offer(name, &offers[made], manifest, entity);
            return None;
        }
        if let Some(said) = mention.as_deref() {
            let said_plain = crate::text::folded(said);
            let exact: Vec<usize> = open
                .iter()
                .copied()
                .filter(|i| names[*i].iter().any(|name| crate::text::folded(name) == said_plain))
                .collect();
            let near: Vec<usize> = open
                .iter()
                .copied()
                .filter(|i| names[*i].iter().any(|name| is_near(&said_plain, &crate::text::folded(name))))
                .collect();
            if !exact.is_empty() {
                if exact.iter().all(|i| !is_there(i)) {
                    let notice = self.reply().not_available(said);
                    self.warn(&notice);
                } else {
                    open = exact;
                }
            } else if !near.is_empty() {
                open = near;
            } else {
                // What was named is not among them: the person looks at the list, nothing is taken in its place.
                let notice = self.reply().not_offered(said);
                self.warn(&notice);
            }
        }
        open.retain(is_there);
        let declared = manifest.entity(entity);
        let mut open = self.keeping(open, &offers, declared);
        if let Some(taken) = self.cheapest_within_limit(&open, &offers, declared) {
            self.take_offer(name, &offers[taken], manifest, entity);
            return None;
        }
        match open.as_slice() {
            // What was named is not to be had: once more without the name, before another service is tried.
            [] if mention.is_some() => {
                let said = mention.unwrap_or_default();
                let notice = self.reply().not_available(&said);
                self.warn(&notice);
                let frame = self.frame_now();
                frame.slots.mentions.remove(name);
                frame.offers.remove(name);
                None
            }
            [] => self.refused(FailureClass::NotAvailable, &capability, manifest),
            [one] if !self.state.is_warned => {
                self.take_offer(name, &offers[*one], manifest, entity);
                None
            }
            _ => {
                let records: Vec<Json> =
                    offers.iter().map(|offer| serde_json::from_str(offer).unwrap_or(Json::Null)).collect();
                let words = list_words(&records, manifest, entity, self.state.language);
                open.truncate(MAX_OFFERS);
                let ids: Vec<String> = open.iter().map(usize::to_string).collect();
                let prompt = parameter
                    .resolve
                    .as_ref()
                    .and_then(|resolve| resolve.prompt.as_ref())
                    .map(|prompt| prompt.get(self.state.language).to_owned());
                let message = prompt.unwrap_or_else(|| self.reply().which_offer());
                let mut interrupt = self.interrupt("several", message, Some(name), json!({"enum": ids}));
                interrupt.options = open
                    .iter()
                    .map(|i| ChoiceOption {
                        id: i.to_string(),
                        title: words[*i].0.clone(),
                        detail: words[*i].1.clone(),
                    })
                    .collect();
                self.state.waiting = Waiting::Choice {
                    interrupt: interrupt.id.clone(),
                    of: ChoiceOf::Offer { parameter: name.clone() },
                };
                Some(Step::NeedsDisambiguation(interrupt))
            }
        }
    }

    /// What of the offers keeps the person's musts; where nothing does, all of them, and it is said.
    fn keeping(&mut self, open: Vec<usize>, offers: &[String], entity: Option<&Entity>) -> Vec<usize> {
        let Some(entity) = entity else { return open };
        let wanted = self.wanted(0);
        let broken = |i: usize| -> Vec<Constraint> {
            let kept = kept_by_record(entity, &parsed(&offers[i]), &wanted);
            kept.into_iter()
                .filter(|(c, kept)| c.is_hard && *kept == Kept::Violated)
                .map(|(c, _)| c)
                .collect()
        };
        let keeping: Vec<usize> = open.iter().copied().filter(|i| broken(*i).is_empty()).collect();
        if !keeping.is_empty() {
            return keeping;
        }
        if let Some(first) = open.first() {
            let language = self.state.language;
            let words: Vec<String> = broken(*first).iter().map(|c| constraint_words(c, language)).collect();
            let notice = self.reply().none_keeps(&words);
            self.warn(&notice);
        }
        open
    }

    /// The offer that is taken without asking because the person wants it so within a limit: the cheapest. Nothing is taken in silence where
    /// something is to be said first.
    fn cheapest_within_limit(
        &self,
        open: &[usize],
        offers: &[String],
        entity: Option<&Entity>,
    ) -> Option<usize> {
        if self.state.is_warned {
            return None;
        }
        let choice = self.state.tasks[0].choice.as_ref()?;
        let preference = self.engine.preference(&super::choose::domain_of(&choice.schema)).ok()?;
        let limit = preference.limit.filter(|_| preference.dial == Some(Dial::AutoWithinLimits))?;
        let priced = open.iter().filter_map(|i| Some((price_of(entity?, &parsed(&offers[*i]))?, *i)));
        let in_currency = priced.filter(|(price, _)| price.currency == limit.currency);
        let (price, cheapest) = in_currency.min_by_key(|(price, i)| (price.minor, *i))?;
        (price.minor <= limit.minor).then_some(cheapest)
    }

    /// Binds a record that a service offered.
    pub(super) fn take_offer(&mut self, parameter: &str, offer: &str, manifest: &Manifest, entity: &str) {
        let name = record_name(offer, manifest, entity).get(self.state.language).to_owned();
        let frame = self.frame_now();
        let value = Value::Record { json: offer.to_owned(), name };
        frame.slots.arguments.insert(parameter.to_owned(), Argument { value, source: Source::Upstream });
    }

    /// A frame for the payment of what the goal has begun, if its service takes one.
    pub(super) fn open_payment(&mut self, manifest: &Manifest, begun: &str, output: &Json) -> bool {
        let Some((payment, parameter)) = payment_of(manifest, begun) else { return false };
        let ParameterType::Entity(entity) = &parameter.kind else { return false };
        let Some(record) =
            offers_of(output, parameter.upstream().map_or("", |(_, path)| path)).into_iter().next()
        else {
            return false;
        };
        let service = manifest.service.id.clone();
        self.state.tasks[0].frames.push(Frame::new(
            &service,
            &payment.id,
            Purpose::Payment,
            FrameSlots::default(),
        ));
        self.take_offer(&parameter.name, &record, manifest, entity);
        true
    }
}

/// Whether a mention and a name are about the same thing: one in the other, or most of the shorter one's pairs in common.
fn is_near(said: &str, name: &str) -> bool {
    let pairs = |text: &str| -> Vec<(char, char)> {
        let chars: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
        chars.windows(2).map(|pair| (pair[0], pair[1])).collect()
    };
    let (a, b) = (pairs(said), pairs(name));
    let common = a.iter().filter(|pair| b.contains(pair)).count();
    name.contains(said) || said.contains(name) || common * 2 > a.len().min(b.len()).max(1)
}
