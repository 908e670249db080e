//! The record: shown, handed over, verified, forgotten, kept for so long and no longer.
//!
//! Decides nothing: every function is the core's of the same name.

use errand_core as core;

use crate::assistant::Assistant;
use crate::error::guarded;
use crate::{ErrandError, LedgerEntry, Moment};

#[uniffi::export]
impl Assistant {
    /// Everything that was decided, oldest first.
    pub fn ledger(&self) -> Result<Vec<LedgerEntry>, ErrandError> {
        Ok(self.lock().ledger()?.into_iter().map(Into::into).collect())
    }

    /// The first record of the ledger that was changed after it was written; nothing when all is as it was.
    pub fn broken_ledger_entry(&self) -> Result<Option<i64>, ErrandError> {
        Ok(self.lock().broken_ledger_entry()?)
    }

    /// The hash of the ledger's last record. Keep it elsewhere, such as on your server: `verifyBundle` tells with it whether anything was changed since.
    pub fn ledger_head(&self) -> Result<String, ErrandError> {
        Ok(self.lock().ledger_head()?)
    }

    /// The record of one errand for somebody else, as JSON: complete, with the chain that proves it and who answers for what.
    ///
    /// It holds the words of the errand that were not forgotten: hand it over only as the person wants. `InvalidInput` when the ledger has no such turn.
    pub fn dispute_bundle(&self, turn: String) -> Result<String, ErrandError> {
        Ok(self.lock().dispute_bundle(&turn)?.json())
    }

    /// Forgets the words of a turn that has ended: what was said and told, sent and answered. The ledger keeps its records, which hold digests alone, and
    /// says that the words were forgotten. Answers how many texts there were. `InvalidInput` when the turn has not ended.
    pub fn forget_turn(&self, turn: String, now: Moment) -> Result<u32, ErrandError> {
        Ok(u32::try_from(self.lock().forget_turn(&turn, &now.zoned()?)?).unwrap_or(u32::MAX))
    }

    /// Forgets the words of turns that ended so many days ago, and the oldest records of the ledger; answers how many turns. Nothing goes by itself:
    /// call it once a day or so. `InvalidInput` when the ledger would go before the words.
    pub fn apply_retention(
        &self,
        words_days: u32,
        ledger_days: u32,
        now: Moment,
    ) -> Result<u32, ErrandError> {
        let retention = core::Retention { words_days, ledger_days };
        Ok(u32::try_from(self.lock().apply_retention(retention, &now.zoned()?)?).unwrap_or(u32::MAX))
    }
}

/// Whether a dispute bundle is whole: answers how many of its texts were forgotten.
///
/// `head` is a hash that the ledger had at the end of the errand or later, where you know one. `InvalidInput` with the place of what is not as it was
/// recorded. Needs neither model nor database.
#[uniffi::export]
pub fn verify_bundle(bundle: String, head: Option<String>) -> Result<u32, ErrandError> {
    guarded(|| {
        let verified = core::verify_bundle(&bundle, head.as_deref())?;
        Ok(u32::try_from(verified.forgotten).unwrap_or(u32::MAX))
    })
}
