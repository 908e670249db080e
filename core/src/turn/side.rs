//! Calls that run side by side: services asked whether they could, and one read at several services.
//!
//! Decides whom to ask before one is taken; what the answers of several services make together is `merge`'s.
//!
//! Invariants: nothing that changes anything is ever among them; a service that keeps silent costs its limit once and is not asked again.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::Work;
use super::listen::refuse;
use super::state::{Frame, FrameSlots, OpenCall, Purpose, Waiting};
use super::step::{Call, CallResult, Step};
use crate::action::{Action, Argument, Source, check, sha256_hex};
use crate::error::Error;
use crate::manifest::{Authentication, Capability, CapabilityKind, FailureClass, Manifest};
use crate::plan::{MAX_PROBE_MS, Probe, broken_promise};
use crate::trust::{Facts, Tier, judge, permit_probe};
use crate::values::Value;

/// Services that are asked at once at most; the others are ranked without an answer.
const MAX_SIDE_BY_SIDE: usize = 8;
impl Work<'_> {
    /// Asks the services that can be asked, once each; nothing to ask is no step.
    pub(super) fn probe(&mut self, wanted: &[usize]) -> Result<Option<Step>, Error> {
        let constraints = self.wanted(0);
        let task = &self.state.tasks[0];
        let unasked: Vec<usize> =
            wanted.iter().copied().filter(|i| task.options[*i].probe.is_none()).collect();
        let mut open = Vec::new();
        let mut calls = Vec::new();
        for option in unasked.into_iter().take(MAX_SIDE_BY_SIDE) {
            let place = self.place_of(option);
            let Some((manifest, capability)) = self.capability(&place.0, &place.1) else { continue };
            let Some(can_fulfill) = &capability.can_fulfill else { continue };
            // One alone is asked only for what would rule it out.
            if wanted.len() < 2 && !constraints.iter().any(|constraint| can_fulfill.quotes(constraint.kind)) {
                continue;
            }
            let mut action = self.known_action(option, &manifest, &capability);
            // Nothing is sent that the manifest doesn't say it shares.
            action.arguments.retain(|name, _| capability.data_use.shares.contains(name));
            // What content holds goes to nobody before the person has seen it.
            action
                .arguments
                .retain(|_, argument| !matches!(argument.source, Source::Selected { .. } | Source::Tool));
            let has_consent = self.engine.store.has_consent(&place.0, &place.1)?;
            let Some(permit) = permit_probe(&action, &capability, has_consent) else { continue };
            let key = self.new_key(&action);
            let call = Call {
                is_probe: true,
                ..Call::new(
                    &permit,
                    &action,
                    &self.state.id,
                    key.clone(),
                    capability.invoke.kind,
                    can_fulfill.api.clone(),
                    action.arguments_json(),
                    can_fulfill.timeout_ms.min(MAX_PROBE_MS),
                    Tier::T0,
                )
            };
            self.note(
                "probed",
                json!({"key": key, "service": action.service, "capability": action.capability}),
            );
            open.push(OpenCall { key, option, action, is_probe: true });
            calls.push(call);
        }
        Ok(self.hand_out(open, calls))
    }

    /// One read at all services that could answer it and need no yes; [`None`] where it is for one alone.
    pub(super) fn read_side_by_side(&mut self, wanted: &[usize]) -> Result<Option<Step>, Error> {
        if wanted.len() < 2 {
            return Ok(None);
        }
        let mut ready = Vec::new();
        for option in wanted.iter().copied().take(MAX_SIDE_BY_SIDE) {
            let place = self.place_of(option);
            let Some((manifest, capability)) = self.capability(&place.0, &place.1) else { continue };
            let finds = matches!(capability.kind, CapabilityKind::Search | CapabilityKind::Fetch)
                && capability.output.as_ref().is_some_and(|output| {
                    output.schema.contains_key("properties") && !output.produces.is_empty()
                });
            let said_no = self.state.tasks[0].options[option].said_no();
            let slots = &self.state.tasks[0].options[option].slots;
            if !finds
                || said_no
                || !slots.several.is_empty()
                || !slots.unfit.is_empty()
                || !slots.mentions.is_empty()
            {
                continue;
            }
            let action = self.known_action(option, &manifest, &capability);
            // A read of what is not personal asks for nothing, the first time too.
            let has_consent = self.engine.store.has_consent(&place.0, &place.1)?;
            let facts = Facts { has_consent, ..Facts::default() };
            let verdict = judge(&action, &capability, &manifest, facts);
            let is_free = verdict.tier == Tier::T0
                && !verdict.needs_consent
                && verdict.authentication != Authentication::RequiresLocalDeviceAuthentication;
            if is_free && check(&action, &capability, &manifest).is_ok() {
                ready.push((option, action, capability, verdict));
            }
        }
        if ready.len() < 2 {
            return Ok(None);
        }
        let (mut open, mut calls) = (Vec::new(), Vec::new());
        for (option, action, capability, verdict) in ready {
            let agreement = self.agreement(&action);
            let Some(permit) = verdict.permit(&action, &agreement, None) else { continue };
            let key = self.new_key(&action);
            let arguments = self.arguments_of_record(&action)?;
            self.count_receipt(&action.service, &action.capability, "called")?;
            self.note(
                "called",
                json!({"key": key, "service": action.service, "capability": action.capability, "version": action.version,
                       "digest": self.blind(&agreement), "tier": verdict.tier, "arguments": arguments}),
            );
            calls.push(Call::new(
                &permit,
                &action,
                &self.state.id,
                key.clone(),
                capability.invoke.kind,
                capability.invoke.api.clone().unwrap_or_else(|| capability.id.clone()),
                action.arguments_json(),
                capability.invoke.timeout_ms,
                verdict.tier,
            ));
            open.push(OpenCall { key, option, action, is_probe: false });
        }
        Ok(self.hand_out(open, calls))
    }

    fn hand_out(&mut self, open: Vec<OpenCall>, calls: Vec<Call>) -> Option<Step> {
        if calls.is_empty() {
            return None;
        }
        self.state.asked_ms = self.now_ms();
        self.state.waiting = Waiting::Calls { calls: open };
        Some(Step::Calls { calls })
    }

    fn place_of(&self, option: usize) -> (String, String) {
        let option = &self.state.tasks[0].options[option];
        (option.service.clone(), option.capability.clone())
    }

    /// What is known for an option before it is taken: said, from the context, by default. Words for an entity are sent as they were said.
    fn known_action(&self, option: usize, manifest: &Manifest, capability: &Capability) -> Action {
        let constraints = self.wanted(0);
        let task = &self.state.tasks[0];
        let slots = &task.options[option].slots;
        let mut frame = Frame::new(
            &manifest.service.id,
            &capability.id,
            Purpose::Goal,
            FrameSlots { arguments: slots.arguments.clone(), ..FrameSlots::default() },
        );
        for parameter in &capability.parameters {
            let name = &parameter.name;
            if task.relaxed.contains(name) {
                frame.slots.arguments.remove(name);
            } else if let Some(words) = slots.mentions.get(name) {
                let source = Source::Answered;
                frame
                    .slots
                    .arguments
                    .insert(name.clone(), Argument { value: Value::Text(words.clone()), source });
            } else if !frame.slots.arguments.contains_key(name)
                && let Some(argument) = self.without_asking(parameter, capability, manifest, &constraints)
            {
                frame.slots.arguments.insert(name.clone(), argument);
            }
        }
        frame.action(&manifest.service.version)
    }

    pub(super) fn new_key(&mut self, action: &Action) -> String {
        self.state.calls += 1;
        let identity =
            format!("{}\n{}\n{}\n{}", self.state.id, self.state.calls, self.now_ms(), action.digest());
        sha256_hex(identity.as_bytes())[..32].to_owned()
    }

    /// Takes the results of calls that ran side by side.
    pub(super) fn calls_done(&mut self, results: &[(String, CallResult)]) -> Result<Option<Step>, Error> {
        let Waiting::Calls { calls } = self.state.waiting.clone() else {
            return Err(refuse("no calls are open"));
        };
        if results.iter().any(|(key, _)| calls.iter().all(|call| call.key != *key)) {
            return Err(refuse("the key is another call's"));
        }
        let result_of = |call: &OpenCall| {
            let found = results.iter().find(|(key, _)| *key == call.key);
            found.map_or(CallResult::TimedOut, |(_, result)| result.clone())
        };
        if calls.iter().all(|call| call.is_probe) {
            for call in &calls {
                self.probed(call, &result_of(call))?;
            }
            return Ok(None);
        }
        let mut answers = BTreeMap::new();
        for call in &calls {
            answers.insert(call.option, self.read_answer(call, result_of(call))?);
        }
        self.merged(&calls, answers)
    }

    fn probed(&mut self, call: &OpenCall, result: &CallResult) -> Result<(), Error> {
        let probe = match result {
            CallResult::Success(text) => Probe::read(text),
            CallResult::Failure { .. } => Probe::no(),
            CallResult::TimedOut | CallResult::Unreachable => Probe::silent(),
        };
        self.note("probe", json!({"key": call.key, "service": call.action.service, "capability": call.action.capability, "answer": probe.answer, "silent": probe.is_silent}));
        // A service that was asked and kept silent is less to be relied upon; that there was no connection is nobody's fault.
        if probe.is_silent && *result != CallResult::Unreachable {
            self.engine.measure(
                (&call.action.service, &call.action.capability),
                false,
                None,
                self.now_ms(),
            )?;
        }
        self.state.tasks[0].options[call.option].probe = Some(probe);
        Ok(())
    }

    /// An answer that keeps its promise, or why there is none.
    fn read_answer(
        &mut self,
        call: &OpenCall,
        result: CallResult,
    ) -> Result<Result<Json, FailureClass>, Error> {
        let place = (call.action.service.clone(), call.action.capability.clone());
        let Some((manifest, capability)) = self.capability(&place.0, &place.1) else {
            return Ok(Err(FailureClass::Disabled));
        };
        let answer = match result {
            CallResult::Success(text) => {
                let output: Json = super::settle::parsed(&text);
                match broken_promise(&capability, &manifest, &call.action, &output, &self.wanted(0)) {
                    Some(promise) => {
                        self.note(
                            "contractViolation",
                            json!({"service": place.0, "capability": place.1, "promise": promise.promise()}),
                        );
                        Err(FailureClass::ContractViolation)
                    }
                    None => Ok(output),
                }
            }
            CallResult::Failure { code } => {
                let declared = capability.errors.iter().find(|error| error.code == code);
                Err(declared.map_or(FailureClass::ContractViolation, |error| error.class))
            }
            CallResult::TimedOut => Err(FailureClass::Timeout),
            CallResult::Unreachable => Err(FailureClass::Unreachable),
        };
        self.note("result", json!({"key": call.key, "failure": answer.as_ref().err()}));
        match &answer {
            Ok(_) => {
                self.engine.measure((&place.0, &place.1), true, None, self.now_ms())?;
                crate::store::claims::count_use(self.engine.store.read(), &place.0, &place.1, self.now_ms())?;
            }
            Err(class) if class.is_the_services_fault() => {
                self.engine.measure((&place.0, &place.1), false, None, self.now_ms())?;
            }
            Err(_) => {}
        }
        Ok(answer)
    }
}
