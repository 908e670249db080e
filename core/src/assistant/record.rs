//! The record as the person, the host and a third party see it: shown, handed over, forgotten, kept for so long and no longer.
//!
//! Decides when something may be forgotten; what a bundle holds is `record`'s, how the chain is kept the store's.

use jiff::ZonedDateTime;
use serde_json::json;

use super::Assistant;
use crate::error::{Error, ErrorKind};
use crate::record::{DisputeBundle, bundle};
use crate::store::{LedgerEntry, Record, ledger, tools, words};
use crate::turn::lock;

/// How long what is kept of errands stays, in days; nothing is deleted by itself, see [`Assistant::apply_retention`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// Words, choices and states of errands that have ended.
    pub words_days: u32,
    /// Records of the ledger; no shorter than the words.
    pub ledger_days: u32,
}

impl Default for Retention {
    /// Words for ninety days, the ledger for five years.
    fn default() -> Self {
        Self { words_days: 90, ledger_days: 5 * 365 }
    }
}

const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

impl Assistant {
    /// Everything that was decided, oldest first.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Storage`].
    pub fn ledger(&self) -> Result<Vec<LedgerEntry>, Error> {
        lock(&self.engine).store.ledger()
    }

    /// The first record of the ledger that was changed after it was written; [`None`] when all is as it was.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Storage`].
    pub fn broken_ledger_entry(&self) -> Result<Option<i64>, Error> {
        lock(&self.engine).store.broken_ledger_entry()
    }

    /// The hash of the ledger's last record. Whoever keeps it can tell later whether anything up to now was changed: see [`verify_bundle`](crate::verify_bundle).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Storage`].
    pub fn ledger_head(&self) -> Result<String, Error> {
        Ok(ledger::head(lock(&self.engine).store.read())?.1)
    }

    /// The record of one errand for somebody else: complete, with the chain that proves it and who answers for what.
    ///
    /// It holds the words of the errand that were not forgotten: hand it over only as the person wants.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] when the ledger has no turn with this id; [`ErrorKind::Storage`].
    pub fn dispute_bundle(&self, turn: &str) -> Result<DisputeBundle, Error> {
        bundle(&lock(&self.engine).store, turn)
    }

    /// Forgets the words of a turn: what was said and told, what was sent and answered, the services that were weighed.
    ///
    /// The ledger keeps its records, which hold salted digests, and says that the words were forgotten.
    /// Facts that were remembered from the turn are forgotten one by one: [`forget_fact`](Self::forget_fact).
    /// Answers how many texts there were.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] when there is no such turn or it has not ended; [`ErrorKind::Storage`], also when another process reads the file, so
    /// that its log could not be emptied: call it again.
    pub fn forget_turn(&self, turn: &str, now: &ZonedDateTime) -> Result<usize, Error> {
        let mut engine = lock(&self.engine);
        let refuse = |why: &'static str| Error::new(ErrorKind::InvalidInput, "forgetting a turn", why);
        let stored = engine.store.turn(turn)?.ok_or_else(|| refuse("no turn has this id"))?;
        if stored.is_open {
            return Err(refuse("it has not ended: cancel it first"));
        }
        let now_ms = now.timestamp().as_millisecond();
        let forgotten = engine.store.transaction(|t| words::forget(t, turn, now_ms))?;
        engine.store.wipe_log()?;
        Ok(forgotten)
    }

    /// Forgets what is older than it may be kept. Call it when it suits, such as once a day; a turn that is open loses nothing.
    ///
    /// Answers how many turns were forgotten. Records of the ledger go from the oldest on, and the ledger says up to where.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] when the ledger would go before the words; [`ErrorKind::Storage`].
    pub fn apply_retention(&self, retention: Retention, now: &ZonedDateTime) -> Result<usize, Error> {
        if retention.ledger_days < retention.words_days {
            let why = "the ledger stays at least as long as the words";
            return Err(Error::new(ErrorKind::InvalidInput, "applying retention", why));
        }
        let now_ms = now.timestamp().as_millisecond();
        let before = |days: u32| now_ms.saturating_sub(i64::from(days).saturating_mul(DAY_MS));
        let mut engine = lock(&self.engine);
        let old = engine.store.turns_before(before(retention.words_days))?;
        engine.store.transaction(|t| {
            for turn in &old {
                words::forget(t, turn, now_ms)?;
            }
            tools::delete_unsaved(t, before(retention.words_days))?;
            if let Some((through, hash)) = ledger::prune(t, before(retention.ledger_days))? {
                let pruned = Record { kind: ledger::PRUNED, body: json!({"through": through, "hash": hash}) };
                ledger::append(t, "", now_ms, &[pruned])?;
            }
            Ok(())
        })?;
        engine.store.wipe_log()?;
        Ok(old.len())
    }
}
