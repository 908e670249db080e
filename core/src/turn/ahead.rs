//! Several acts of one sentence on one card: what lies ahead is looked at before the first yes, so that one yes does for all that is known.
//!
//! Decides which acts further on the card may cover: those that would ask for nothing but a plain yes, as they stand. What spends, what reads the
//! person's data, what the device's owner must be there for, and what has something to be asked or looked up first, is asked about in its turn.
//!
//! Invariant: a yes given ahead is worth the very act that was shown, once, in its time, and nothing once an act before it has failed
//! or the person has said something else.

use super::Work;
use super::state::{Task, Waiting};
use super::step::{PreviewLine, Step};
use crate::action::Action;
use crate::error::Error;
use crate::manifest::{Authentication, Capability};
use crate::plan::amount_of;
use crate::trust::{Tier, Verdict};

impl Work<'_> {
    /// The acts that follow and need a plain yes, each with its place among the acts, as they would be asked about now.
    pub(super) fn lines_ahead(
        &mut self,
        action: &Action,
        capability: &Capability,
        verdict: &Verdict,
    ) -> Result<Vec<(usize, PreviewLine)>, Error> {
        let is_plain = verdict.tier == Tier::T3
            && verdict.authentication != Authentication::RequiresLocalDeviceAuthentication
            && amount_of(capability, action).is_none();
        if self.is_trial || !is_plain || self.state.frame().is_none_or(|frame| !frame.is_goal()) {
            return Ok(Vec::new());
        }
        let mut lines = Vec::new();
        for place in 1..self.state.tasks.len() {
            lines.extend(self.line_ahead(place)?.map(|line| (place, line)));
        }
        Ok(lines)
    }

    /// Works on one act that lies ahead, until it asks or calls, and undoes all of that.
    fn line_ahead(&mut self, place: usize) -> Result<Option<PreviewLine>, Error> {
        let mut state = self.state.clone();
        // Who was named with another is told what that one is told.
        let main = (0..=place).rev().find(|at| !state.tasks[*at].is_joined).unwrap_or(0);
        state.said_before = main.checked_sub(1).and_then(|at| self.said_content(&state.tasks[at]));
        state.tasks = vec![Task { is_joined: false, ..state.tasks[place].clone() }];
        state.notices.clear();
        state.suspended = None;
        self.engine.store.begin_trial()?;
        let mut trial = Work {
            engine: &mut *self.engine,
            state: &mut state,
            now: self.now,
            records: Vec::new(),
            is_trial: true,
        };
        let step = trial.progress();
        let is_less = trial.is_less();
        let needs = trial.state.frame().map(|frame| (frame.service.clone(), frame.capability.clone()));
        let needs = needs.and_then(|(service, capability)| trial.capability(&service, &capability));
        self.engine.store.undo_trial()?;
        let Ok(Step::NeedsConfirmation(asked)) = step else { return Ok(None) };
        let (Some(preview), Some((_, capability))) = (asked.preview, needs) else { return Ok(None) };
        let is_plain = preview.tier == Tier::T3
            && preview.amount.is_none()
            && preview.consent.is_none()
            && capability.safety.authentication != Authentication::RequiresLocalDeviceAuthentication
            && matches!(state.waiting, Waiting::Confirmation { consents: false, .. });
        // What is noticed on the way must be heard before its yes.
        let is_silent = asked.message == state.question && !is_less;
        let line = PreviewLine {
            title: preview.title,
            service: preview.service,
            rows: preview.rows,
            digest: preview.digest,
        };
        Ok((is_plain && is_silent).then_some(line))
    }

    /// Takes the yes that was given to this act ahead, if there is one.
    pub(super) fn take_agreed_ahead(&mut self, agreement: &str) {
        if self.frame_now().agreed.as_deref() == Some(agreement) {
            return;
        }
        let now_ms = self.now_ms();
        let ahead = &mut self.state.agreed_ahead;
        ahead.retain(|yes| yes.until_ms > now_ms);
        let Some(place) = ahead.iter().position(|yes| yes.agreement == agreement) else { return };
        if !self.is_trial && self.state.frame().is_some_and(|frame| frame.is_goal()) {
            let yes = self.state.agreed_ahead.remove(place);
            self.frame_now().agreed = Some(yes.agreement);
        }
    }
}
