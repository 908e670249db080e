//! From a capability to a call: every parameter resolved, the action judged, agreed to and claimed.
//!
//! Resolution is pure and runs from the start after each answer: said, then context, then the default, then another capability, then a question.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::Work;
use super::settle::offers_of;
use super::state::{ChoiceOf, Frame, FrameSlots, Purpose, Waiting};
use super::step::{Call, ChoiceOption, Preview, PreviewRow, Step};
use crate::action::{Action, Argument, Source, check};
use crate::dialogue::{argument_words, list_words, record_name};
use crate::error::{Error, ErrorKind};
use crate::manifest::{
    Authentication, Capability, FailureClass, InvokeKind, Looked, Manifest, Parameter, ParameterType,
    Predicate, PredicateOutcome, follow, value_from_json,
};
use crate::store::claims;
use crate::text::Utterance;
use crate::trust::{APPROVAL_LIFE_MS, Facts, Tier, Verdict, consent_digest, judge};
use crate::values::{Money, Value};

/// Offers that are shown at most.
const MAX_OFFERS: usize = 6;
/// Frames above each other at most; manifests have no cycles, so this is never reached by a good one.
const MAX_DEPTH: usize = 6;

impl Work<'_> {
    /// Brings the topmost frame one step further.
    pub(super) fn resolve(&mut self) -> Result<Option<Step>, Error> {
        let Some(frame) = self.state.frame() else { return Ok(None) };
        let (service, id) = (frame.service.clone(), frame.capability.clone());
        let Some((manifest, capability)) = self.capability(&service, &id) else {
            return Ok(self.give_up(FailureClass::Disabled));
        };
        for parameter in &capability.parameters {
            self.fill_in(parameter, &manifest);
        }
        for parameter in &capability.parameters {
            if let Some(done) = self.resolve_parameter(parameter, &capability, &manifest)? {
                return Ok(done);
            }
        }
        let action = self.frame_now().action(&manifest.service.version);
        if let Err(why) = check(&action, &capability, &manifest) {
            return Err(Error::new(ErrorKind::Bug, "checking an action", why));
        }
        if let Some(predicate) = failed_requirement(&capability, &action) {
            self.note("requirement", json!({"predicate": predicate}));
            return Ok(self.refused(FailureClass::NotAvailable, &capability, &manifest));
        }
        self.agree_and_call(action, &capability, &manifest)
    }

    fn frame_now(&mut self) -> &mut Frame {
        self.state.frame().expect("a task that is resolved has a frame")
    }

    /// Values that need no question: the host's context and the declared default.
    fn fill_in(&mut self, parameter: &Parameter, manifest: &Manifest) {
        let slots = &self.frame_now().slots;
        let name = &parameter.name;
        if slots.arguments.contains_key(name)
            || slots.mentions.contains_key(name)
            || slots.several.contains_key(name)
            || slots.unfit.contains(name)
        {
            return;
        }
        let context = if parameter.takes_context("location") {
            self.state.context.location.as_ref().map(|place| Value::Position {
                latitude: place.latitude,
                longitude: place.longitude,
                name: place.name.clone(),
            })
        } else if parameter.takes_context("date") {
            Some(Value::Date(self.now.date()))
        } else if parameter.takes_context("year") {
            Some(Value::Integer(self.now.year().into()))
        } else {
            None
        };
        let default = parameter
            .default
            .as_ref()
            .and_then(|default| value_from_json(parameter, manifest, &default.0).ok());
        let argument = match (context, default) {
            (Some(value), _) => Argument { value, source: Source::Context },
            (None, Some(value)) => Argument { value, source: Source::Default },
            (None, None) => return,
        };
        self.frame_now().slots.arguments.insert(name.clone(), argument);
    }

    /// `Some(None)`: go round again; `Some(Some(step))`: the host is needed; `None`: this parameter is settled.
    fn resolve_parameter(
        &mut self,
        parameter: &Parameter,
        capability: &Capability,
        manifest: &Manifest,
    ) -> Result<Option<Option<Step>>, Error> {
        let name = &parameter.name;
        let frame = self.frame_now();
        if let Some(entries) = frame.slots.several.get(name).cloned() {
            return Ok(Some(Some(self.ask_entry(parameter, &entries))));
        }
        if frame.slots.unfit.contains(name) {
            let limits = parameter.validate.as_ref();
            let message = self.reply().limits(
                &self.label(parameter),
                limits.and_then(|l| l.minimum),
                limits.and_then(|l| l.maximum),
            );
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
                Some((upstream, path)) if wanted => {
                    self.from_upstream(parameter, entity, (upstream, path), capability, manifest).map(Some)
                }
                _ => Ok(None),
            };
        }
        if let Some(said) = self.frame_now().slots.mentions.get(name).cloned() {
            let message = self.reply().unknown_name(&said);
            return Ok(Some(Some(self.ask_value("unknownName", Some(message), parameter))));
        }
        Ok(parameter.is_required().then(|| Some(self.ask_value("missing", None, parameter))))
    }

    /// An entity comes from another capability: looked up, then chosen.
    fn from_upstream(
        &mut self,
        parameter: &Parameter,
        entity: &str,
        (upstream, path): (&str, &str),
        _capability: &Capability,
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
        let slots = self.slots_for(&service, upstream, mention.as_deref());
        let purpose = Purpose::Upstream { parameter: name, path: path.to_owned() };
        self.state.tasks[0].frames.push(Frame::new(&service, upstream, purpose, slots));
        Ok(None)
    }

    /// What the person's sentence says for a capability that they did not ask for by itself.
    fn slots_for(&mut self, service: &str, capability: &str, mention: Option<&str>) -> FrameSlots {
        let task = &self.state.tasks[0];
        let said = Utterance::new(&task.text);
        let start = task.text.find(&task.part).map_or(0, |byte| task.text[..byte].chars().count());
        let range = start..(start + task.part.chars().count()).min(said.chars().len());
        let engine = &mut *self.engine;
        let mut slots: FrameSlots =
            engine.understanding.slots(&said, range, service, capability, self.now, &engine.lists).into();
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
        let is_there = |i: &usize| {
            let value = Value::Record { json: offers[*i].clone(), name: String::new() };
            let argument = Argument { value, source: Source::Upstream };
            let action = Action {
                service: String::new(),
                version: String::new(),
                capability: String::new(),
                arguments: BTreeMap::from([(name.clone(), argument)]),
            };
            failed_requirement(&capability, &action).is_none()
        };
        let mut open: Vec<usize> = (0..offers.len()).collect();
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
                    self.state.notice = Some(self.reply().not_available(said));
                } else {
                    open = exact;
                }
            } else if !near.is_empty() {
                open = near;
            }
        }
        open.retain(is_there);
        match open.as_slice() {
            // What was named is not to be had: once more without the name, before another service is tried.
            [] if mention.is_some() => {
                let said = mention.unwrap_or_default();
                self.state.notice = Some(self.reply().not_available(&said));
                let frame = self.frame_now();
                frame.slots.mentions.remove(name);
                frame.offers.remove(name);
                None
            }
            [] => self.refused(FailureClass::NotAvailable, &capability, manifest),
            [one] if self.state.notice.is_none() => {
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

    /// Binds a record that a service offered.
    pub(super) fn take_offer(&mut self, parameter: &str, offer: &str, manifest: &Manifest, entity: &str) {
        let name = record_name(offer, manifest, entity).get(self.state.language).to_owned();
        let frame = self.frame_now();
        let value = Value::Record { json: offer.to_owned(), name };
        frame.slots.arguments.insert(parameter.to_owned(), Argument { value, source: Source::Upstream });
    }

    pub(super) fn label(&self, parameter: &Parameter) -> String {
        parameter
            .title
            .as_ref()
            .map_or(parameter.name.as_str(), |title| title.get(self.state.language))
            .to_owned()
    }

    fn ask_value(&mut self, reason: &str, lead: Option<String>, parameter: &Parameter) -> Step {
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

    fn ask_entry(&mut self, parameter: &Parameter, entries: &[crate::values::ListEntry]) -> Step {
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

    /// Judges the complete action, gets every yes that it needs, claims it and hands it out.
    fn agree_and_call(
        &mut self,
        action: Action,
        capability: &Capability,
        manifest: &Manifest,
    ) -> Result<Option<Step>, Error> {
        let facts = Facts {
            is_first_use: !self.engine.store.has_been_used(&action.service, &action.capability)?,
            payment_follows: capability.safety.reversible
                && payment_of(manifest, &action.capability).is_some(),
            has_consent: self.engine.store.has_consent(&action.service, &action.capability)?,
        };
        let verdict = judge(&action, capability, manifest, facts);
        self.note("judged", json!({"digest": action.digest(), "tier": verdict.tier, "why": verdict.why}));
        if verdict.needs_consent {
            return Ok(Some(self.ask_consent(&action, capability, manifest)));
        }
        let must_authenticate = verdict.authentication == Authentication::RequiresLocalDeviceAuthentication;
        if verdict.needs_confirmation() {
            // The confirmation's own surface authenticates; see `listen`.
            if self.frame_now().agreed.as_deref() != Some(action.digest().as_str()) {
                return Ok(Some(self.ask_confirmation(&action, capability, manifest, &verdict)));
            }
        } else if must_authenticate && !self.frame_now().is_authenticated {
            let message = self.reply().authenticate(capability.title.get(self.state.language));
            let interrupt = self.interrupt("authenticate", message, None, json!({"const": "approved"}));
            let mut interrupt = self.with_preview(interrupt, &action, capability, manifest, verdict.tier);
            let digest = action.digest();
            interrupt.expires_at = self.later(APPROVAL_LIFE_MS);
            self.state.waiting = Waiting::Authentication { interrupt: interrupt.id.clone(), digest };
            return Ok(Some(Step::NeedsAuthentication(interrupt)));
        }
        self.call(action, capability, &verdict).map(Some)
    }

    fn ask_consent(&mut self, action: &Action, capability: &Capability, manifest: &Manifest) -> Step {
        let language = self.state.language;
        let message = self.reply().consent(
            manifest.service.name.get(language),
            capability.title.get(language),
            capability.data_use.purpose.get(language),
        );
        let interrupt = self.interrupt("consent", message, None, json!({"const": "approved"}));
        let mut interrupt = self.with_preview(interrupt, action, capability, manifest, Tier::T1);
        let digest = consent_digest(action);
        if let Some(preview) = &mut interrupt.preview {
            preview.digest.clone_from(&digest);
        }
        self.state.waiting = Waiting::Consent { interrupt: interrupt.id.clone(), digest };
        Step::NeedsConsent(interrupt)
    }

    fn ask_confirmation(
        &mut self,
        action: &Action,
        capability: &Capability,
        manifest: &Manifest,
        verdict: &Verdict,
    ) -> Step {
        let title = capability.title.get(self.state.language);
        let message = match amount_of(capability, action) {
            Some(amount) => self.reply().confirm_payment(title, &amount.spoken(self.state.language)),
            None => self.reply().confirm(title),
        };
        let interrupt = self.interrupt("confirm", message, None, json!({"const": "approved"}));
        let mut interrupt = self.with_preview(interrupt, action, capability, manifest, verdict.tier);
        interrupt.expires_at = self.later(APPROVAL_LIFE_MS);
        self.state.waiting =
            Waiting::Confirmation { interrupt: interrupt.id.clone(), digest: action.digest() };
        Step::NeedsConfirmation(interrupt)
    }

    fn with_preview(
        &self,
        mut interrupt: super::Interrupt,
        action: &Action,
        capability: &Capability,
        manifest: &Manifest,
        tier: Tier,
    ) -> super::Interrupt {
        let language = self.state.language;
        let rows = capability
            .parameters
            .iter()
            .filter_map(|parameter| Some((&parameter.name, action.arguments.get(&parameter.name)?)))
            .map(|(name, argument)| {
                let (label, value, is_assumed) =
                    argument_words(capability, manifest, name, argument, language);
                PreviewRow { label, value, is_assumed }
            })
            .collect();
        interrupt.preview = Some(Preview {
            title: capability.title.get(language).to_owned(),
            service: manifest.service.name.get(language).to_owned(),
            rows,
            amount: amount_of(capability, action),
            payee: capability.payment.as_ref().map(|_| manifest.service.publisher.name.clone()),
            tier,
            digest: action.digest(),
        });
        interrupt
    }

    /// Claims the key first, in the same transaction; then the call may leave.
    fn call(&mut self, action: Action, capability: &Capability, verdict: &Verdict) -> Result<Step, Error> {
        const DOING: &str = "handing out a call";
        let permit = verdict.permit(&action, self.frame_now().agreed.as_deref());
        let permit = permit.ok_or_else(|| Error::new(ErrorKind::Bug, DOING, "no verdict permits it"))?;
        self.state.calls += 1;
        let digest = action.digest();
        let identity = format!("{}\n{}\n{}\n{digest}", self.state.id, self.state.calls, self.now_ms());
        let key = crate::action::sha256_hex(identity.as_bytes())[..32].to_owned();
        let is_read = capability.kind.is_read();
        if !is_read {
            let claim = claims::Claim {
                key: &key,
                turn: &self.state.id,
                service: &action.service,
                capability: &action.capability,
                digest: &digest,
            };
            if !claims::claim(self.engine.store.read(), &claim, self.now.timestamp().as_millisecond())? {
                return Err(Error::new(ErrorKind::Bug, DOING, "its key was claimed before"));
            }
        }
        let sources: BTreeMap<&String, &Source> =
            action.arguments.iter().map(|(name, argument)| (name, &argument.source)).collect();
        self.note(
            "called",
            json!({"key": key, "service": action.service, "capability": action.capability, "version": action.version, "digest": digest,
                   "tier": verdict.tier, "determinedBy": sources.iter().map(|(name, source)| (name.to_string(), determined_by(source))).collect::<BTreeMap<_, _>>()}),
        );
        let invoke = &capability.invoke;
        let is_handoff = invoke.kind == InvokeKind::Handoff;
        let (target, arguments) = if is_handoff {
            (invoke.page.clone().unwrap_or_default(), page_query(capability, &action).to_string())
        } else {
            (invoke.api.clone().unwrap_or_else(|| capability.id.clone()), action.arguments_json())
        };
        let call = Call::new(
            &permit,
            &action,
            &self.state.id,
            key.clone(),
            invoke.kind,
            target,
            arguments,
            invoke.timeout_ms,
            verdict.tier,
        );
        self.state.waiting = Waiting::Call { key, action: Box::new(action), is_read, is_handoff };
        Ok(if is_handoff { Step::Handoff(call) } else { Step::Call(call) })
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

/// The capability that pays for what another one began, and the parameter that takes it.
pub(super) fn payment_of<'a>(manifest: &'a Manifest, begun: &str) -> Option<(&'a Capability, &'a Parameter)> {
    let payments = manifest.capabilities.iter().filter(|capability| capability.payment.is_some());
    payments.into_iter().find_map(|capability| {
        let parameter = capability
            .parameters
            .iter()
            .find(|parameter| parameter.upstream().is_some_and(|(id, _)| id == begun))?;
        let begins = manifest.capability(begun).is_some_and(|capability| !capability.kind.is_read());
        begins.then_some((capability, parameter))
    })
}

/// The sum that a payment moves.
pub(super) fn amount_of(capability: &Capability, action: &Action) -> Option<Money> {
    let payment = capability.payment.as_ref()?;
    let path: Vec<String> = payment.amount_from.split('.').map(str::to_owned).collect();
    let found = follow(&action.arguments_value(), &path)?.into_owned();
    serde_json::from_value(found).ok()
}

/// The first requirement that an action does not meet; unknown counts as not met.
fn failed_requirement(capability: &Capability, action: &Action) -> Option<String> {
    let arguments = action.arguments_value();
    let look = |path: &[String]| {
        let path = if path[0] == "args" { &path[1..] } else { path };
        match follow(&arguments, path) {
            Some(value) => Looked::Value(value.into_owned()),
            None if path.first().is_none_or(|name| arguments.get(name).is_none()) => Looked::NotGiven,
            None => Looked::Missing,
        }
    };
    let predicates = capability.requires.iter().filter_map(|requirement| requirement.predicate.as_ref());
    predicates
        .filter(|text| {
            let outcome = Predicate::parse(text).map(|predicate| predicate.evaluate(&look));
            !matches!(outcome, Ok(PredicateOutcome::Passed | PredicateOutcome::Skipped))
        })
        .cloned()
        .next()
}

/// What a page is opened with; `$order.orderId` stands for part of an argument.
fn page_query(capability: &Capability, action: &Action) -> Json {
    let arguments = action.arguments_value();
    let query = capability.invoke.query.iter().map(|(name, value)| {
        let filled = value.strip_prefix('$').and_then(|path| {
            let path: Vec<String> = path.split('.').map(str::to_owned).collect();
            follow(&arguments, &path).map(std::borrow::Cow::into_owned)
        });
        (name.clone(), filled.unwrap_or_else(|| json!(value)))
    });
    Json::Object(query.collect())
}

/// Who determined a value: the ledger's word for responsibility.
fn determined_by(source: &Source) -> &'static str {
    match source {
        Source::Said { .. } | Source::Answered => "user",
        Source::Context => "platform",
        Source::Inferred => "model",
        Source::Default | Source::Upstream => "developer",
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
