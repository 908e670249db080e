//! From a complete action to its call: judged, agreed to, claimed, handed out.
//!
//! Decides which yeses are asked for, and that one card asks for both where the same act needs consent and confirmation.
//!
//! Invariant: the key is claimed in the transaction that keeps the decision, before the call leaves.

use serde_json::{Value as Json, json};

use super::Work;
use super::state::{Purpose, Waiting};
use super::step::{ActOutcome, Call, Interrupt, Preview, PreviewLine, PreviewRow, Step};
use crate::action::{Action, Argument, Source};
use crate::dialogue::argument_words;
use crate::error::{Error, ErrorKind};
use crate::manifest::{
    Authentication, Capability, FailureClass, InvokeKind, Manifest, ParameterType, follow,
};
use crate::plan::{amount_of, payment_of, refund_of};
use crate::store::{claims, grants};
use crate::trust::{
    APPROVAL_LIFE_MS, Covered, Facts, Grant, Safeguards, Spent, Tier, Verdict, agreement, agreement_to_all,
    consent_digest, judge,
};
use crate::values::Value;

impl Work<'_> {
    /// Judges the complete action, gets every yes that it needs, claims it and hands it out.
    pub(super) fn agree_and_call(
        &mut self,
        action: Action,
        capability: &Capability,
        manifest: &Manifest,
    ) -> Result<Option<Step>, Error> {
        let safeguards = self.engine.safeguards()?;
        let facts = Facts {
            is_first_use: !self.engine.store.has_been_used(&action.service, &action.capability)?,
            payment_follows: capability.safety.reversible
                && payment_of(manifest, &action.capability).is_some(),
            compensates: matches!(self.frame_now().purpose, Purpose::Compensate { .. }),
            has_consent: self.engine.store.has_consent(&action.service, &action.capability)?,
            must_confirm: safeguards.confirm(&action.service, capability),
            is_less: self.is_less(),
        };
        let verdict = judge(&action, capability, manifest, facts);
        let agreement = self.agreement(&action);
        let blinded = self.blind(&agreement);
        self.note("judged", json!({"digest": blinded, "tier": verdict.tier, "why": verdict.why}));
        // Nobody agrees to a payment whose sum is not shown.
        if let Some(payment) = &capability.payment
            && !amount_of(capability, &action)
                .is_some_and(|sum| sum.minor >= 0 && sum.currency.code() == payment.currency)
        {
            self.note("contractViolation", json!({"service": action.service, "capability": action.capability, "promise": payment.amount_from}));
            return Ok(self.refused(FailureClass::ContractViolation, capability, manifest));
        }
        if let Some(sum) = amount_of(capability, &action).filter(|_| capability.moves_money())
            && !safeguards.allow_payment(sum)
        {
            self.note("overLimit", json!({"service": action.service, "capability": action.capability}));
            let message = self.reply().over_limit(&sum.spoken(self.state.language));
            return Ok(self.end_act(ActOutcome::Failed, message, FailureClass::PolicyDisallowed));
        }
        let must_authenticate = verdict.authentication == Authentication::RequiresLocalDeviceAuthentication;
        self.take_agreed_ahead(&agreement);
        // The confirmation's own surface authenticates; see `listen`.
        if verdict.needs_confirmation() && self.frame_now().agreed.as_ref() != Some(&agreement) {
            // Consent is a yes of its own, which no grant gives.
            if !verdict.needs_consent
                && !facts.must_confirm
                && !facts.is_less
                && let Some(granted) = self.granted(&action, capability, manifest, &verdict, &safeguards)?
            {
                return self.call(action, capability, &verdict, Some(granted)).map(Some);
            }
            return self.ask_confirmation(&action, capability, manifest, &verdict).map(Some);
        }
        if verdict.needs_consent {
            return Ok(Some(self.ask_consent(&action, capability, manifest)));
        }
        if !verdict.needs_confirmation() && must_authenticate && !self.frame_now().is_authenticated {
            let message = self.reply().authenticate(capability.title.get(self.state.language));
            let interrupt = self.interrupt("authenticate", message, None, json!({"const": "approved"}));
            let mut interrupt = self.with_preview(interrupt, &action, capability, manifest, verdict.tier);
            let digest = agreement;
            interrupt.expires_at = self.later(APPROVAL_LIFE_MS);
            self.state.waiting = Waiting::Authentication { interrupt: interrupt.id.clone(), digest };
            return Ok(Some(Step::NeedsAuthentication(interrupt)));
        }
        self.call(action, capability, &verdict, None).map(Some)
    }

    /// Whether once is less than was asked for: "every day at nine" where nothing takes how often.
    pub(super) fn is_less(&self) -> bool {
        let frame = self.state.tasks.first().and_then(|task| task.frames.last());
        frame.is_some_and(|frame| frame.is_goal() && frame.slots.is_repeated)
    }

    /// What a yes to an action is a yes to.
    pub(super) fn agreement(&self, action: &Action) -> String {
        agreement(action, self.engine.understanding.digest(&action.service).unwrap_or_default())
    }

    /// The first grant of the person that covers an action, with its id.
    fn granted(
        &self,
        action: &Action,
        capability: &Capability,
        manifest: &Manifest,
        verdict: &Verdict,
        safeguards: &Safeguards,
    ) -> Result<Option<(i64, Covered)>, Error> {
        // A payment's card would show what its goal was begun with; where no card is shown, all of that must have been seen.
        let goal = self.state.tasks[0].frames.first();
        if goal.is_some_and(|goal| goal.slots.arguments.values().any(|argument| !argument.source.is_seen())) {
            return Ok(None);
        }
        let amount = amount_of(capability, action);
        for stored in self.engine.store.grants()? {
            let Ok(grant) = serde_json::from_str::<Grant>(&stored.permission) else { continue };
            if safeguards.allow_grant(&grant).is_err() {
                continue;
            }
            let spent = Spent { times: stored.times, total: stored.total };
            let scene = (action, capability, manifest);
            let now = self.now.timestamp();
            let covered = grant.cover(scene, verdict, amount, spent, stored.given_ms, now);
            if let Some(covered) = covered.filter(|_| stored.revoked_ms.is_none()) {
                return Ok(Some((stored.id, covered)));
            }
        }
        Ok(None)
    }

    fn ask_consent(&mut self, action: &Action, capability: &Capability, manifest: &Manifest) -> Step {
        let what = self.consent_in_words(capability, manifest);
        let message = self.reply().consent(capability.title.get(self.state.language), &what);
        let interrupt = self.interrupt("consent", message, None, json!({"const": "approved"}));
        let mut interrupt = self.with_preview(interrupt, action, capability, manifest, Tier::T1);
        let digest = consent_digest(action);
        if let Some(preview) = &mut interrupt.preview {
            preview.digest.clone_from(&digest);
            preview.consent = Some(what);
        }
        self.state.waiting = Waiting::Consent { interrupt: interrupt.id.clone(), digest };
        Step::NeedsConsent(interrupt)
    }

    /// What a consent lets the service have, and for what.
    fn consent_in_words(&self, capability: &Capability, manifest: &Manifest) -> String {
        let language = self.state.language;
        let (service, purpose) = (&manifest.service.name, &capability.data_use.purpose);
        self.reply().shares(service.get(language), purpose.get(language))
    }

    fn ask_confirmation(
        &mut self,
        action: &Action,
        capability: &Capability,
        manifest: &Manifest,
        verdict: &Verdict,
    ) -> Result<Step, Error> {
        let title = capability.title.get(self.state.language);
        let lines = self.lines_ahead(action, capability, verdict)?;
        let message = match amount_of(capability, action) {
            Some(amount) => self.reply().confirm_payment(title, &amount.spoken(self.state.language)),
            None => {
                let others = lines.iter().map(|(_, line)| line.title.as_str());
                self.reply().confirm(&std::iter::once(title).chain(others).collect::<Vec<_>>())
            }
        };
        let consent = verdict.needs_consent.then(|| self.consent_in_words(capability, manifest));
        let message = match &consent {
            Some(what) => self.reply().with_consent(&message, what),
            None => message,
        };
        let message = if self.is_less() {
            super::join(&self.reply().once_only(), &message, self.state.language)
        } else {
            message
        };
        let interrupt = self.interrupt("confirm", message, None, json!({"const": "approved"}));
        let mut interrupt = self.with_preview(interrupt, action, capability, manifest, verdict.tier);
        interrupt.expires_at = self.later(APPROVAL_LIFE_MS);
        let consents = consent.is_some();
        let own = self.agreement(action);
        let (covered, lines): (Vec<usize>, Vec<PreviewLine>) = lines.into_iter().unzip();
        let acts: Vec<String> =
            std::iter::once(own).chain(lines.iter().map(|line| line.digest.clone())).collect();
        let digest = agreement_to_all(&acts);
        let next = self.next_in_words(&covered);
        if let Some(preview) = &mut interrupt.preview {
            preview.consent = consent;
            preview.digest.clone_from(&digest);
            (preview.lines, preview.next) = (lines, next);
        }
        self.state.waiting =
            Waiting::Confirmation { interrupt: interrupt.id.clone(), digest, consents, acts };
        Ok(Step::NeedsConfirmation(interrupt))
    }

    fn with_preview(
        &self,
        mut interrupt: Interrupt,
        action: &Action,
        capability: &Capability,
        manifest: &Manifest,
        tier: Tier,
    ) -> Interrupt {
        let language = self.state.language;
        let rows: Vec<PreviewRow> = capability
            .parameters
            .iter()
            .filter_map(|parameter| Some((&parameter.name, action.arguments.get(&parameter.name)?)))
            .map(|(name, argument)| self.row(capability, manifest, name, argument))
            .collect();
        // What is given back is part of what is agreed to; it follows from the record that the digest covers.
        let refund = refund_of(capability, action).map(|sum| PreviewRow {
            label: self.reply().refund_label(),
            value: sum.spoken(language),
            is_assumed: false,
            origin: None,
        });
        let rows = self.rows_of_goal().into_iter().chain(rows).chain(refund).collect();
        interrupt.preview = Some(Preview {
            title: capability.title.get(language).to_owned(),
            service: manifest.service.name.get(language).to_owned(),
            rows,
            amount: amount_of(capability, action),
            payee: capability.payment.as_ref().map(|_| manifest.service.publisher.name.clone()),
            consent: None,
            lines: Vec::new(),
            next: self.next_in_words(&[]),
            tier,
            digest: self.agreement(action),
        });
        interrupt
    }

    /// What the goal was begun with, where its payment is asked about: one look at all of it, what was assumed too.
    fn rows_of_goal(&self) -> Vec<PreviewRow> {
        let [goal, .., payment] = self.state.tasks[0].frames.as_slice() else { return Vec::new() };
        let found = self.engine.understanding.capability(&goal.service, &goal.capability);
        let (Purpose::Payment, Some((manifest, capability))) = (&payment.purpose, found) else {
            return Vec::new();
        };
        let said = capability.parameters.iter().filter_map(|parameter| {
            let is_entity = matches!(parameter.kind, ParameterType::Entity(_));
            Some((&parameter.name, goal.slots.arguments.get(&parameter.name).filter(|_| !is_entity)?))
        });
        said.map(|(name, argument)| self.row(capability, manifest, name, argument)).collect()
    }

    fn row(
        &self,
        capability: &Capability,
        manifest: &Manifest,
        name: &str,
        argument: &Argument,
    ) -> PreviewRow {
        let (label, value, is_assumed) =
            argument_words(capability, manifest, name, argument, self.state.language);
        let value = match self.note_of(capability, name, argument) {
            Some(note) => self.reply().with_note(&value, &note),
            None => value,
        };
        PreviewRow { label, value, is_assumed, origin: self.origin_in_words(argument) }
    }

    /// What tells an entry of a host's list from others of the same name: a yes is to one of them.
    fn note_of(&self, capability: &Capability, name: &str, argument: &Argument) -> Option<String> {
        let Value::Listed { id, name: shown } = &argument.value else { return None };
        let list = self.engine.lists.get(capability.parameter(name)?.host_list()?)?;
        let is_shared = list.iter().filter(|entry| entry.name == *shown).count() > 1;
        let entry = list.iter().find(|entry| entry.id == *id).filter(|_| is_shared)?;
        entry.note.as_ref().map(|note| note.get(self.state.language).to_owned())
    }

    /// The titles of the acts that follow in the same errand, but for those that the card covers.
    fn next_in_words(&self, covered: &[usize]) -> Vec<String> {
        let follow =
            self.state.tasks.iter().enumerate().skip(1).filter(|(place, _)| !covered.contains(place));
        let follow = follow.filter_map(|(_, task)| task.options.first());
        let found = follow
            .filter_map(|option| self.engine.understanding.capability(&option.service, &option.capability));
        found.map(|(_, capability)| capability.title.get(self.state.language).to_owned()).collect()
    }

    /// Claims the key first, in the same transaction; then the call may leave.
    fn call(
        &mut self,
        action: Action,
        capability: &Capability,
        verdict: &Verdict,
        granted: Option<(i64, Covered)>,
    ) -> Result<Step, Error> {
        const DOING: &str = "handing out a call";
        let agreement = self.agreement(&action);
        let permit = match &granted {
            Some((_, covered)) => Some(covered.permit()),
            None => verdict.permit(&action, &agreement, self.frame_now().agreed.as_deref()),
        };
        let permit = permit.ok_or_else(|| Error::new(ErrorKind::Bug, DOING, "no verdict permits it"))?;
        // A yes is worth one call: another one, be it the same, is asked about. A read may be made again.
        if !capability.kind.is_read() {
            let frame = self.frame_now();
            frame.agreed = None;
            frame.is_authenticated = false;
        }
        let digest = action.digest();
        let key = self.new_key(&action);
        self.state.asked_ms = self.now_ms();
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
        let blinded = self.blind(&agreement);
        if let Some((grant, covered)) = granted {
            grants::use_grant(self.engine.store.read(), grant, &key, covered.amount, self.now_ms())?;
            self.note(
                "granted",
                json!({"digest": blinded, "grant": grant, "amount": covered.amount, "permission": covered.permission}),
            );
        }
        let arguments = self.arguments_of_record(&action)?;
        self.count_receipt(&action.service, &action.capability, "called")?;
        self.note(
            "called",
            json!({"key": key, "service": action.service, "capability": action.capability, "version": action.version, "digest": blinded,
                   "tier": verdict.tier, "arguments": arguments}),
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
}

impl Work<'_> {
    /// Each argument as the ledger has it: its words by digest, where it came from, and who determined it.
    pub(super) fn arguments_of_record(&mut self, action: &Action) -> Result<Json, Error> {
        let mut all = serde_json::Map::new();
        for (name, argument) in &action.arguments {
            let words = self.words("argument", &argument.value.to_json().to_string())?;
            let by = determined_by(&argument.source);
            all.insert(name.clone(), json!({"words": words, "source": argument.source, "determinedBy": by}));
        }
        Ok(Json::Object(all))
    }
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
        Source::Said { .. } | Source::Answered | Source::Chosen | Source::Tool | Source::Remembered => "user",
        Source::Context => "platform",
        Source::Inferred | Source::Selected { .. } => "model",
        Source::Default | Source::Upstream => "developer",
    }
}
