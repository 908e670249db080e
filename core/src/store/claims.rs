//! Idempotency keys, approvals and consents: what may happen once, and what was agreed to.
//!
//! Invariant: a claim is written in the same transaction as the decision, before the call leaves;
//! a key that was claimed is never claimed again.

use rusqlite::{Connection, OptionalExtension, params};

use super::{Store, failed};
use crate::error::Error;

/// What became of a claimed call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ClaimState {
    /// Handed out; no result yet.
    Claimed,
    /// The host reported success.
    Done,
    /// The host reported a failure that changed nothing.
    Failed,
    /// Nobody knows.
    Unknown,
}

impl ClaimState {
    fn name(self) -> &'static str {
        match self {
            Self::Claimed => "claimed",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
        }
    }
}

/// One call that changes something.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Claim<'a> {
    pub key: &'a str,
    pub turn: &'a str,
    pub service: &'a str,
    pub capability: &'a str,
    pub digest: &'a str,
}

/// Claims a key. Answers false when it was claimed before: the call must not leave a second time.
pub(crate) fn claim(transaction: &Connection, claim: &Claim<'_>, now_ms: i64) -> Result<bool, Error> {
    let rows = transaction
        .execute(
            "INSERT OR IGNORE INTO claims (key, turn, service, capability, digest, state, claimed_ms) VALUES (?1, ?2, ?3, ?4, ?5, 'claimed', ?6)",
            params![claim.key, claim.turn, claim.service, claim.capability, claim.digest, now_ms],
        )
        .map_err(failed)?;
    Ok(rows == 1)
}

/// Records what became of a claimed call; an act that changed nothing takes nothing of its grant.
pub(crate) fn settle(transaction: &Connection, key: &str, state: ClaimState) -> Result<(), Error> {
    transaction
        .execute("UPDATE claims SET state = ?2 WHERE key = ?1", params![key, state.name()])
        .map_err(failed)?;
    if state == ClaimState::Failed {
        super::grants::give_back(transaction, key, true)?;
    }
    Ok(())
}

/// Records that a capability was used with success.
pub(crate) fn count_use(
    transaction: &Connection,
    service: &str,
    capability: &str,
    now_ms: i64,
) -> Result<(), Error> {
    transaction
        .execute(
            "INSERT INTO uses (service, capability, count, last_ms) VALUES (?1, ?2, 1, ?3)
             ON CONFLICT (service, capability) DO UPDATE SET count = count + 1, last_ms = ?3",
            params![service, capability, now_ms],
        )
        .map_err(failed)?;
    Ok(())
}

/// Keeps a yes until it is used.
pub(crate) fn keep_approval(
    transaction: &Connection,
    id: &str,
    interrupt: &str,
    digest: &str,
    expires_ms: i64,
) -> Result<(), Error> {
    transaction
        .execute(
            "INSERT INTO approvals (id, interrupt, digest, expires_ms, used) VALUES (?1, ?2, ?3, ?4, 0)",
            params![id, interrupt, digest, expires_ms],
        )
        .map_err(failed)?;
    Ok(())
}

/// Uses up a yes. Answers false when it is unknown, used, expired, or for another interrupt or digest.
pub(crate) fn use_approval(
    transaction: &Connection,
    id: &str,
    interrupt: &str,
    digest: &str,
    now_ms: i64,
) -> Result<bool, Error> {
    let rows = transaction
        .execute(
            "UPDATE approvals SET used = 1 WHERE id = ?1 AND interrupt = ?2 AND digest = ?3 AND expires_ms > ?4 AND used = 0",
            params![id, interrupt, digest, now_ms],
        )
        .map_err(failed)?;
    Ok(rows == 1)
}

/// Records that the person let a capability have what it reads.
pub(crate) fn consent(transaction: &Connection, service: &str, capability: &str) -> Result<(), Error> {
    transaction
        .execute(
            "INSERT OR IGNORE INTO consents (service, capability) VALUES (?1, ?2)",
            params![service, capability],
        )
        .map_err(failed)?;
    Ok(())
}

/// How many approvals there are; each new one is named by the count.
pub(crate) fn approvals(transaction: &Connection) -> Result<i64, Error> {
    transaction.query_row("SELECT count(*) FROM approvals", [], |row| row.get(0)).map_err(failed)
}

impl Store {
    /// What became of the call with a key.
    pub(crate) fn claim_state(&self, key: &str) -> Result<Option<ClaimState>, Error> {
        let name: Option<String> = self
            .read()
            .query_row("SELECT state FROM claims WHERE key = ?1", [key], |row| row.get(0))
            .optional()
            .map_err(failed)?;
        Ok(name.map(|name| match name.as_str() {
            "done" => ClaimState::Done,
            "failed" => ClaimState::Failed,
            "unknown" => ClaimState::Unknown,
            _ => ClaimState::Claimed,
        }))
    }

    /// Whether a service has ever done anything of this capability for the person.
    pub(crate) fn has_been_used(&self, service: &str, capability: &str) -> Result<bool, Error> {
        self.read()
            .query_row(
                "SELECT EXISTS (SELECT 1 FROM uses WHERE service = ?1 AND capability = ?2)",
                params![service, capability],
                |row| row.get(0),
            )
            .map_err(failed)
    }

    /// Whether the person let a capability have what it reads.
    pub(crate) fn has_consent(&self, service: &str, capability: &str) -> Result<bool, Error> {
        self.read()
            .query_row(
                "SELECT EXISTS (SELECT 1 FROM consents WHERE service = ?1 AND capability = ?2)",
                params![service, capability],
                |row| row.get(0),
            )
            .map_err(failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn a_key_is_claimed_once() {
        let mut store = Store::open(Path::new(":memory:")).expect("a database");
        let call = Claim { key: "t1-1", turn: "t1", service: "s", capability: "c", digest: "d" };
        assert!(store.transaction(|t| claim(t, &call, 0)).expect("a claim"));
        assert!(!store.transaction(|t| claim(t, &call, 1)).expect("a claim"));
        assert_eq!(store.claim_state("t1-1").expect("a state"), Some(ClaimState::Claimed));
        store.transaction(|t| settle(t, "t1-1", ClaimState::Done)).expect("settled");
        assert!(!store.has_been_used("s", "c").expect("an answer"));
        store.transaction(|t| count_use(t, "s", "c", 5)).expect("counted");
        assert!(store.has_been_used("s", "c").expect("an answer"));
    }

    #[test]
    fn a_yes_is_worth_one_digest_once() {
        let mut store = Store::open(Path::new(":memory:")).expect("a database");
        store.transaction(|t| keep_approval(t, "a1", "i1", "digest", 1_000)).expect("kept");
        let mut uses = |interrupt: &str, digest: &str, now| {
            store.transaction(|t| use_approval(t, "a1", interrupt, digest, now)).expect("an answer")
        };
        assert!(!uses("i1", "other", 0), "another digest");
        assert!(!uses("i2", "digest", 0), "another interrupt");
        assert!(!uses("i1", "digest", 1_000), "too late");
        assert!(uses("i1", "digest", 999));
        assert!(!uses("i1", "digest", 999), "a second time");
    }
}
