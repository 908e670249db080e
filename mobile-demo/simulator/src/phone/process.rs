//! The running core of a phone: the assistant, the only object that says yes, and the turns that are open.
//!
//! Decides in what order open turns come back after a start. It lives and dies as an app's process does; all that lasts is in the database.

use std::path::Path;

use errand_core::{Approver, Assistant, Event, Input, Interrupt, ListEntry, Step, Turn};
use errand_demo_services::DemoApp;
use jiff::ZonedDateTime;

use crate::Failure;

/// A turn with the step that it stands at.
pub(crate) struct Open {
    pub turn: Turn,
    pub step: Step,
}

/// The core while it runs.
pub(crate) struct Core {
    pub assistant: Assistant,
    approver: Approver,
    /// Turns that have not ended, the one that the person is in last.
    pub open: Vec<Open>,
}

impl Core {
    /// Starts the core over a phone's database; also the ends of turns that end by being taken up again.
    pub(crate) fn start(
        bundle: &Path,
        database: &Path,
        app: &DemoApp,
        now: &ZonedDateTime,
    ) -> Result<(Self, Vec<Step>), Failure> {
        let mut assistant = Assistant::open(errand_core::Options::new(bundle, database))?;
        for (name, entries) in app.lists() {
            assistant.set_list(&name, serde_json::from_str::<Vec<ListEntry>>(&entries)?);
        }
        let approver = assistant.take_approver().ok_or("the approver is gone")?;
        let mut core = Self { assistant, approver, open: Vec::new() };
        let mut ended = Vec::new();
        for id in core.assistant.open_turns()?.iter().rev() {
            let (turn, step) = core.assistant.resume(id, now)?;
            if turn.has_ended() {
                ended.push(step);
            } else {
                core.open.push(Open { turn, step });
            }
        }
        Ok((core, ended))
    }

    /// The step that the person is at.
    pub(crate) fn step(&self) -> Option<&Step> {
        self.open.last().map(|open| &open.step)
    }

    /// The person's yes to what is shown, if it is the one with this digest.
    pub(crate) fn approved(
        &self,
        interrupt: &str,
        digest: &str,
        is_authenticated: bool,
        now: &ZonedDateTime,
    ) -> Result<Option<Event>, errand_core::Error> {
        let shown = self.step().and_then(Step::interrupt).filter(|own| {
            own.id == interrupt && own.preview.as_ref().is_some_and(|preview| preview.digest == digest)
        });
        let approve = |shown: &Interrupt| self.approver.approve(shown, is_authenticated, now);
        Ok(shown.map(approve).transpose()?.map(Event::Approved))
    }

    /// Takes a new turn in, or goes on with the one that the person is in.
    pub(crate) fn advance(
        &mut self,
        turn: Option<Turn>,
        event: Event,
        now: &ZonedDateTime,
    ) -> Result<Step, String> {
        let input = Input { now: now.clone(), event };
        let Some(mut turn) = turn else {
            let open = self.open.last_mut().ok_or("nothing is open that it could answer")?;
            let step = open.turn.advance(input).map_err(|e| e.to_string())?;
            open.step = step.clone();
            if open.turn.has_ended() {
                self.open.pop();
            }
            return Ok(step);
        };
        let step = turn.advance(input).map_err(|e| e.to_string())?;
        if !turn.has_ended() {
            self.open.push(Open { turn, step: step.clone() });
        }
        Ok(step)
    }
}
