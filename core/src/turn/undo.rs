//! What was begun and came to nothing, or came back otherwise than wanted, and what the person wants back: taken back.
//!
//! Decides what can be taken back without asking: what this very act has made, by the `undo` of its capability, where that needs nothing but the record.
//! What the person takes back with a word is an act like any other, with its own question.
//!
//! Invariant: what could not be taken back is said, never passed over.

use serde_json::{Value as Json, json};

use super::Work;
use super::settle::offers_of;
use super::state::{Frame, FrameSlots, Purpose};
use super::step::{ActOutcome, Step};
use crate::action::{Argument, Source};
use crate::error::Error;
use crate::manifest::{Capability, FailureClass, Manifest, Parameter, ParameterType};
use crate::text::Utterance;
use crate::values::Value;

impl Work<'_> {
    /// "撤销", "undo that": the act that takes back what was done last, or words that say why there is none. What was only looked up is nothing to take back.
    pub(super) fn undo_last(&mut self, said: &Utterance) -> Result<Option<Step>, Error> {
        let recent = self.recent()?;
        let last = recent.done.iter().rev().find_map(|act| {
            let (manifest, capability) = self.capability(&act.service, &act.capability)?;
            (!capability.kind.is_read()).then_some((manifest, capability))
        });
        let Some((manifest, capability)) = last else {
            let message = self.reply().nothing_done_to_undo();
            return Ok(Some(Step::Unsupported(self.ending(message, Vec::new()))));
        };
        let made = |entity: &str| {
            recent.made.iter().any(|made| made.service == manifest.service.id && made.entity == entity)
        };
        let undo = undo_of(&capability, &manifest).filter(
            |(_, parameter)| matches!(&parameter.kind, ParameterType::Entity(entity) if made(entity)),
        );
        let Some((undo, _)) = undo else {
            let message = self.reply().cannot_undo(capability.title.get(self.state.language));
            return Ok(Some(Step::Unsupported(self.ending(message, Vec::new()))));
        };
        self.state.tasks = vec![self.pointed_act(said, &manifest.service.id, undo, FrameSlots::default())];
        Ok(None)
    }

    /// Takes back what the goal has begun, when its service says how; answers whether it does.
    pub(super) fn compensate(
        &mut self,
        message: &str,
        outcome: ActOutcome,
        class: Option<FailureClass>,
    ) -> bool {
        let task = &self.state.tasks[0];
        let [goal, .., payment] = task.frames.as_slice() else { return false };
        let begun =
            payment.slots.arguments.values().find(|argument| matches!(argument.value, Value::Record { .. }));
        let (Purpose::Payment, Some(begun)) = (&payment.purpose, begun.cloned()) else { return false };
        let Some((manifest, capability)) = self.capability(&goal.service, &goal.capability) else {
            return false;
        };
        let Some((undo, parameter)) = undo_of(&capability, &manifest) else { return false };
        self.state.tasks[0].frames.pop();
        let purpose = Purpose::Compensate { message: message.to_owned(), outcome, class };
        self.take_back(&manifest, undo, parameter, begun.value, purpose);
        true
    }

    /// A write has happened, and not as the person wanted it: taken back where that can be done, and said.
    pub(super) fn not_as_wanted(&mut self, output: &Json, capability: &Capability, manifest: &Manifest) {
        let message = self.reply().not_as_wanted(capability.title.get(self.state.language));
        let class = Some(FailureClass::ContractViolation);
        let is_goal = self.frame_now().purpose == Purpose::Goal;
        let undo = undo_of(capability, manifest).filter(|_| is_goal && !capability.moves_money());
        let made = undo.and_then(|(undo, parameter)| {
            let path =
                parameter.upstream().filter(|(id, _)| *id == capability.id).map_or("", |(_, path)| path);
            Some((undo, parameter, offers_of(output, path).into_iter().next()?))
        });
        let Some((undo, parameter, made)) = made else {
            let message = self.reply().see_to_it(&message, manifest.service.name.get(self.state.language));
            self.finish(ActOutcome::UnknownOutcome, message, |result| result.failure = class);
            return;
        };
        // What was to follow on this act hangs on its being done.
        self.state.tasks[0].again = None;
        let purpose = Purpose::Compensate { message, outcome: ActOutcome::Failed, class };
        let value = Value::Record { json: made, name: String::new() };
        self.take_back(manifest, undo, parameter, value, purpose);
    }

    /// Opens the act that takes back a record.
    fn take_back(
        &mut self,
        manifest: &Manifest,
        undo: &Capability,
        parameter: &Parameter,
        value: Value,
        purpose: Purpose,
    ) {
        let slots = FrameSlots {
            arguments: [(parameter.name.clone(), Argument { value, source: Source::Upstream })].into(),
            ..FrameSlots::default()
        };
        self.note("compensate", json!({"service": manifest.service.id, "capability": undo.id}));
        self.state.tasks[0].frames.push(Frame::new(&manifest.service.id, &undo.id, purpose, slots));
    }
}

/// The capability that takes back what another one made, and the parameter that takes the record; `None` where it needs more than that, or moves money.
fn undo_of<'a>(capability: &Capability, manifest: &'a Manifest) -> Option<(&'a Capability, &'a Parameter)> {
    let undo = manifest.capability(capability.safety.undo.as_ref()?)?;
    let mut entities =
        undo.parameters.iter().filter(|parameter| matches!(parameter.kind, ParameterType::Entity(_)));
    let (Some(parameter), None) = (entities.next(), entities.next()) else { return None };
    let needs_more = undo.parameters.iter().any(|other| other.is_required() && other.name != parameter.name);
    (!needs_more && !undo.moves_money()).then_some((undo, parameter))
}
