//! What a service may be told of its chances: how often it was considered, eligible, shown and called, and why it was not taken.
//!
//! Decides what counts as each. Where the person does not let a service know, nothing is counted: see `store::receipts`.

use super::Work;
use crate::error::Error;
use crate::plan::{Choice, ChosenBy, Filtered, Rival};
use crate::store::receipts;

impl Work<'_> {
    /// Counts what became of the rivals of a choice; `before` is the same choice while it waited for the person.
    pub(super) fn count_choice(&self, choice: &Choice, before: Option<&Choice>) -> Result<(), Error> {
        let is_first = before.is_none();
        let was_open = before.is_some_and(|before| before.by == ChosenBy::Open);
        let is_open = choice.by == ChosenBy::Open;
        for rival in &choice.candidates {
            let is_eligible = rival.filtered.is_none();
            let is_chosen = choice.chosen.as_ref() == Some(&rival.service);
            if is_first {
                self.count_rival(rival, "considered")?;
                if is_eligible {
                    self.count_rival(rival, "eligible")?;
                }
            }
            // Where the person is asked, all that is left is shown; else what was taken is.
            let is_shown = is_first && (is_open || is_chosen);
            if is_shown && is_eligible || choice.by == ChosenBy::All && is_first && is_eligible {
                self.count_rival(rival, "shown")?;
            }
            if !is_open && (is_first || was_open) && !is_chosen && choice.by != ChosenBy::All {
                self.count_rival(rival, &format!("not:{}", reason(rival, choice.by)))?;
            }
        }
        Ok(())
    }

    fn count_rival(&self, rival: &Rival, what: &str) -> Result<(), Error> {
        self.count_receipt(&rival.service, &rival.capability, what)
    }

    pub(super) fn count_receipt(&self, service: &str, capability: &str, what: &str) -> Result<(), Error> {
        let month = self.now.strftime("%Y-%m").to_string();
        receipts::count(self.engine.store.read(), (service, capability), &month, what)
    }
}

/// Why a rival was not taken, as a code that its developer can act on.
fn reason(rival: &Rival, by: ChosenBy) -> &'static str {
    match (rival.filtered, by) {
        (Some(Filtered::Banned), _) => "preference",
        (Some(Filtered::Tried), _) => "failed",
        (Some(Filtered::NotNamed), _) => "anotherNamed",
        (Some(Filtered::Unplannable), _) => "unplannable",
        (Some(Filtered::SaidNo), _) => "saidNo",
        (Some(Filtered::Constraint { .. }), _) => "constraint",
        (None, ChosenBy::Person) => "anotherChosen",
        (None, _) => "anotherRanked",
    }
}
