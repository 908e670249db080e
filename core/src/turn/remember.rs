//! What is remembered of the person, where an errand takes it up and where it adds to it.
//!
//! Decides when a fact fills a parameter and when something said becomes a proposal; how facts are kept is the store's.
//!
//! Invariants: a guess is a proposal until the person has seen it and said yes; a capability sees only what its manifest says it reads; nothing sensitive is
//! remembered; with the person's habits switched off nothing is read and nothing is added.

use super::Work;
use super::choose::domain_of;
use super::state::Frame;
use crate::action::{Argument, Source};
use crate::error::Error;
use crate::manifest::{Capability, Manifest, Origin, Parameter, ParameterType, value_from_json};
use crate::store::memory;

/// A proposal is used once it was said so often.
const MIN_TIMES: u32 = 2;
/// A proposal that nobody accepts is forgotten after ninety days.
const PROPOSAL_LIFE_MS: i64 = 90 * 24 * 60 * 60 * 1_000;

impl Work<'_> {
    /// What is remembered for a parameter: the person's own fact, or a habit, which is shown as assumed.
    pub(super) fn remembered(
        &self,
        parameter: &Parameter,
        capability: &Capability,
        manifest: &Manifest,
    ) -> Option<Argument> {
        if !takes_memory(parameter, capability) {
            return None;
        }
        let domain = domain_of(&capability.schema);
        if !self.engine.preference(&domain).ok()?.is_personalised {
            return None;
        }
        let fact = self.engine.store.fact(&domain, &parameter.name, self.now_ms()).ok()??;
        if !fact.is_accepted && fact.times < MIN_TIMES {
            return None;
        }
        let json = serde_json::from_str(&fact.value).ok()?;
        let value = value_from_json(parameter, manifest, &json).ok()?;
        memory::used(self.engine.store.read(), &fact, &self.state.id).ok()?;
        let source = if fact.is_accepted { Source::Remembered } else { Source::Inferred };
        Some(Argument { value, source })
    }

    /// Proposes what was said in an act that went well.
    pub(super) fn propose_facts(&mut self, goal: &Frame) -> Result<(), Error> {
        let Some((_, capability)) = self.capability(&goal.service, &goal.capability) else { return Ok(()) };
        let domain = domain_of(&capability.schema);
        if !self.engine.preference(&domain)?.is_personalised {
            return Ok(());
        }
        let now_ms = self.now_ms();
        for parameter in capability.parameters.iter().filter(|parameter| takes_memory(parameter, &capability))
        {
            let Some(argument) = goal.slots.arguments.get(&parameter.name) else { continue };
            if matches!(argument.source, Source::Said { .. } | Source::Answered) {
                let value = argument.value.json();
                let place = (domain.as_str(), parameter.name.as_str());
                memory::propose(
                    self.engine.store.read(),
                    place,
                    &value,
                    &self.state.id,
                    now_ms,
                    now_ms + PROPOSAL_LIFE_MS,
                )?;
            }
        }
        Ok(())
    }

    /// The person has seen the proposals among the arguments and said yes.
    pub(super) fn accept_proposals(&mut self, frame: &Frame) -> Result<(), Error> {
        let Some((_, capability)) = self.capability(&frame.service, &frame.capability) else { return Ok(()) };
        let domain = domain_of(&capability.schema);
        for parameter in capability.parameters.iter().filter(|parameter| takes_memory(parameter, &capability))
        {
            let shown = frame.slots.arguments.get(&parameter.name);
            let shown = shown.filter(|argument| argument.source == Source::Inferred);
            // What was shown and what was proposed must be the same: a guess of another kind accepts nothing.
            if let Some(shown) = shown
                && let Some(fact) = self.engine.store.fact(&domain, &parameter.name, self.now_ms())?
                && fact.value == shown.value.json()
            {
                memory::accept(self.engine.store.read(), fact.id)?;
            }
        }
        Ok(())
    }
}

/// Whether a parameter may be filled from memory: it says so, its capability reads that, and it is neither sensitive nor an entity.
fn takes_memory(parameter: &Parameter, capability: &Capability) -> bool {
    let reads = |what: &String| capability.data_use.reads.contains(&format!("memory.{what}"));
    let is_declared =
        parameter.origin.iter().any(|origin| matches!(origin, Origin::Memory(what) if reads(what)));
    is_declared
        && parameter.sensitive.is_none()
        && !matches!(parameter.kind, ParameterType::Entity(_))
        && !parameter.is_free_text()
}
