//! Append-only, hash-chained records: what was decided, by whom, and what came of it.
//!
//! Decides how the chain is made and checked; what is recorded is decided by the turn.
//! A record holds digests of the person's words, never the words.
//!
//! Each record has a digest of its content, and a hash over the hash before, its place, its turn and that digest: so one errand's records can be
//! shown with the chain that they stand in, none of them left out, and nothing of the errands between them. Records of before version 6 have one hash over everything.

use rusqlite::{Connection, params};
use serde_json::{Value as Json, json};

use super::{Store, failed};
use crate::action::sha256_hex;
use crate::error::Error;

/// What is to be recorded.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Record {
    pub kind: &'static str,
    pub body: Json,
}

/// One record of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerEntry {
    /// Its place, from 1.
    pub sequence: i64,
    /// The turn it belongs to.
    pub turn: String,
    /// The host's time, milliseconds since 1970.
    pub time_ms: i64,
    /// What it records: `understood`, `asked`, `approved`, `called`, `result`, `ended` …
    pub kind: String,
    /// JSON.
    pub body: String,
    /// SHA-256 over its place, its content and the hash before.
    pub hash: String,
}

/// An entry with what proves its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Link {
    pub entry: LedgerEntry,
    pub previous: String,
    /// The digest of what it says; none where it was written before version 6.
    pub content: Option<String>,
}

/// The hash before the first record.
pub(crate) const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";
/// The first record of every turn.
pub(crate) const BEGAN: &str = "began";
/// The record that says up to where older ones were deleted.
pub(crate) const PRUNED: &str = "pruned";

/// The digest of what a record says.
pub(crate) fn content_of(time_ms: i64, kind: &str, body: &str) -> String {
    sha256_hex(json!([time_ms, kind, body]).to_string().as_bytes())
}

/// The hash of a record in the chain.
pub(crate) fn link_hash(previous: &str, sequence: i64, turn: &str, content: &str) -> String {
    sha256_hex(json!([previous, sequence, turn, content]).to_string().as_bytes())
}

/// How records of before version 6 were hashed.
fn hash_of_before(previous: &str, entry: &LedgerEntry) -> String {
    let LedgerEntry { sequence, turn, time_ms, kind, body, .. } = entry;
    sha256_hex(json!([previous, sequence, turn, time_ms, kind, body]).to_string().as_bytes())
}

impl Link {
    /// Whether it follows from the hash before it.
    fn follows(&self, previous: &str) -> bool {
        let entry = &self.entry;
        let hash = match &self.content {
            Some(content) => {
                *content == content_of(entry.time_ms, &entry.kind, &entry.body)
                    && link_hash(previous, entry.sequence, &entry.turn, content) == entry.hash
            }
            None => hash_of_before(previous, entry) == entry.hash,
        };
        hash && self.previous == previous
    }
}

/// Appends records.
pub(crate) fn append(
    transaction: &Connection,
    turn: &str,
    time_ms: i64,
    records: &[Record],
) -> Result<(), Error> {
    let (mut sequence, mut previous) = head(transaction)?;
    for record in records {
        sequence += 1;
        let body = record.body.to_string();
        let content = content_of(time_ms, record.kind, &body);
        let hash = link_hash(&previous, sequence, turn, &content);
        transaction
            .prepare_cached("INSERT INTO ledger (sequence, turn, time_ms, kind, body, previous, hash, content) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")
            .and_then(|mut query| {
                query.execute(params![sequence, turn, time_ms, record.kind, body, previous, hash, content])
            })
            .map_err(failed)?;
        previous = hash;
    }
    Ok(())
}

/// The place and the hash of the last record.
pub(crate) fn head(connection: &Connection) -> Result<(i64, String), Error> {
    let last =
        connection.query_row("SELECT sequence, hash FROM ledger ORDER BY sequence DESC LIMIT 1", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        });
    match last {
        Ok(last) => Ok(last),
        Err(rusqlite::Error::QueryReturnedNoRows) => Ok((0, GENESIS.to_owned())),
        Err(e) => Err(failed(e)),
    }
}

/// Deletes the oldest records: those before the first that is younger or belongs to an open turn. Answers the last that went, and its hash.
pub(crate) fn prune(transaction: &Connection, before_ms: i64) -> Result<Option<(i64, String)>, Error> {
    let first_kept: Option<i64> = transaction
        .query_row(
            "SELECT min(sequence) FROM ledger WHERE time_ms >= ?1 OR turn IN (SELECT id FROM turns WHERE is_open)",
            [before_ms],
            |row| row.get(0),
        )
        .map_err(failed)?;
    let through = match first_kept {
        Some(first) => first - 1,
        // The last one stays: what comes next follows from it.
        None => head(transaction)?.0 - 1,
    };
    let last =
        transaction.query_row("SELECT sequence, hash FROM ledger WHERE sequence = ?1", [through], |row| {
            Ok((row.get(0)?, row.get(1)?))
        });
    match last {
        Ok(last) => {
            transaction.execute("DELETE FROM ledger WHERE sequence <= ?1", [through]).map_err(failed)?;
            Ok(Some(last))
        }
        Err(rusqlite::Error::QueryReturnedNoRows) => Ok(None),
        Err(e) => Err(failed(e)),
    }
}

impl Store {
    /// All records, oldest first.
    pub(crate) fn ledger(&self) -> Result<Vec<LedgerEntry>, Error> {
        Ok(self.links(0)?.into_iter().map(|link| link.entry).collect())
    }

    /// The records from a place on, oldest first, with what proves it.
    pub(crate) fn links(&self, from: i64) -> Result<Vec<Link>, Error> {
        let mut query = self
            .read()
            .prepare("SELECT sequence, turn, time_ms, kind, body, hash, previous, content FROM ledger WHERE sequence >= ?1 ORDER BY sequence")
            .map_err(failed)?;
        let rows = query.query_map([from], |row| {
            let entry = LedgerEntry {
                sequence: row.get(0)?,
                turn: row.get(1)?,
                time_ms: row.get(2)?,
                kind: row.get(3)?,
                body: row.get(4)?,
                hash: row.get(5)?,
            };
            Ok(Link { entry, previous: row.get(6)?, content: row.get(7)? })
        });
        rows.map_err(failed)?.collect::<Result<_, _>>().map_err(failed)
    }

    /// The place of the first record of a turn.
    pub(crate) fn first_of(&self, turn: &str) -> Result<Option<i64>, Error> {
        self.read()
            .query_row("SELECT min(sequence) FROM ledger WHERE turn = ?1", [turn], |row| row.get(0))
            .map_err(failed)
    }

    /// The first record whose hash does not follow from the one before; [`None`] when the chain is whole.
    ///
    /// Where older records were deleted, a later one must say so, with the hash that the first one left follows from.
    pub(crate) fn broken_ledger_entry(&self) -> Result<Option<i64>, Error> {
        let links = self.links(0)?;
        let Some(first) = links.first() else { return Ok(None) };
        let (mut sequence, mut previous) = match first.entry.sequence {
            1 => (0, GENESIS.to_owned()),
            place => match links.iter().filter_map(pruned).find(|(through, _)| through + 1 == place) {
                Some(pruned) => pruned,
                None => return Ok(Some(place)),
            },
        };
        for link in links {
            sequence += 1;
            if link.entry.sequence != sequence || !link.follows(&previous) {
                return Ok(Some(link.entry.sequence));
            }
            previous = link.entry.hash;
        }
        Ok(None)
    }
}

/// Up to where a record says that older ones were deleted.
fn pruned(link: &Link) -> Option<(i64, String)> {
    let body: Json = serde_json::from_str(&link.entry.body).ok().filter(|_| link.entry.kind == PRUNED)?;
    Some((body["through"].as_i64()?, body["hash"].as_str()?.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn filled() -> Store {
        let mut store = Store::open(Path::new(":memory:")).expect("a database");
        let records = ["understood", "asked", "ended"].map(|kind| Record { kind, body: json!({"a": 1}) });
        store.transaction(|t| append(t, "t1", 5, &records)).expect("appended");
        store.transaction(|t| append(t, "t1", 6, &records)).expect("appended");
        store
    }

    #[test]
    fn any_change_breaks_the_chain() {
        let store = filled();
        assert_eq!(store.broken_ledger_entry().expect("a check"), None);
        for change in
            ["body = '{}'", "time_ms = 7", "kind = 'x'", "turn = 't2'", "content = NULL", "previous = ''"]
        {
            store.read().execute_batch("SAVEPOINT s").expect("a savepoint");
            store
                .read()
                .execute(&format!("UPDATE ledger SET {change} WHERE sequence = 2"), [])
                .expect("a change");
            assert_eq!(store.broken_ledger_entry().expect("a check"), Some(2), "{change}");
            store.read().execute_batch("ROLLBACK TO s; RELEASE s").expect("undone");
        }
        store.read().execute("DELETE FROM ledger WHERE sequence = 3", []).expect("a gap");
        assert_eq!(store.broken_ledger_entry().expect("a check"), Some(4));
    }

    #[test]
    fn what_is_left_of_a_pruned_chain_is_whole_and_says_so() {
        let mut store = filled();
        let gone = store.transaction(|t| prune(t, 6)).expect("pruned").expect("something was old");
        assert_eq!(gone.0, 3);
        assert_eq!(store.broken_ledger_entry().expect("a check"), Some(4), "nobody said so yet");
        let said = Record { kind: PRUNED, body: json!({"through": gone.0, "hash": gone.1}) };
        store.transaction(|t| append(t, "", 7, &[said])).expect("said");
        assert_eq!(store.broken_ledger_entry().expect("a check"), None);
        assert_eq!(store.transaction(|t| prune(t, 6)).expect("pruned"), None);
    }

    #[test]
    fn records_of_before_stay_in_the_chain() {
        let mut store = filled();
        let mut previous = GENESIS.to_owned();
        for link in store.links(0).expect("links").into_iter().take(3) {
            let hash = hash_of_before(&previous, &link.entry);
            store
                .read()
                .execute(
                    "UPDATE ledger SET previous = ?2, hash = ?3, content = NULL WHERE sequence = ?1",
                    params![link.entry.sequence, previous, hash],
                )
                .expect("as it was");
            previous = hash;
        }
        store.read().execute("DELETE FROM ledger WHERE sequence > 3", []).expect("only old ones");
        store
            .transaction(|t| append(t, "t2", 9, &[Record { kind: "understood", body: json!({}) }]))
            .expect("a new one");
        assert_eq!(store.broken_ledger_entry().expect("a check"), None);
        store.read().execute("UPDATE ledger SET body = '[]' WHERE sequence = 2", []).expect("a change");
        assert_eq!(store.broken_ledger_entry().expect("a check"), Some(2));
    }
}
