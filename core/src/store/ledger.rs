//! Append-only, hash-chained records: what was decided, by whom, and what came of it.
//!
//! Decides how the chain is made and checked; what is recorded is decided by the turn.
//! A record holds digests of the person's words, never the words.

use rusqlite::{Connection, params};
use serde_json::Value as Json;

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
    /// SHA-256 over this record and the one before.
    pub hash: String,
}

/// The hash before the first record.
const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

fn hash_of(previous: &str, sequence: i64, turn: &str, time_ms: i64, kind: &str, body: &str) -> String {
    sha256_hex(serde_json::json!([previous, sequence, turn, time_ms, kind, body]).to_string().as_bytes())
}

/// Appends records.
pub(crate) fn append(
    transaction: &Connection,
    turn: &str,
    time_ms: i64,
    records: &[Record],
) -> Result<(), Error> {
    let last = transaction.query_row(
        "SELECT sequence, hash FROM ledger ORDER BY sequence DESC LIMIT 1",
        [],
        |row| Ok((row.get(0)?, row.get(1)?)),
    );
    let (mut sequence, mut previous): (i64, String) = match last {
        Ok(last) => last,
        Err(rusqlite::Error::QueryReturnedNoRows) => (0, GENESIS.to_owned()),
        Err(e) => return Err(failed(e)),
    };
    for record in records {
        sequence += 1;
        let body = record.body.to_string();
        let hash = hash_of(&previous, sequence, turn, time_ms, record.kind, &body);
        transaction
            .execute(
                "INSERT INTO ledger (sequence, turn, time_ms, kind, body, previous, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                params![sequence, turn, time_ms, record.kind, body, previous, hash],
            )
            .map_err(failed)?;
        previous = hash;
    }
    Ok(())
}

impl Store {
    /// All records, oldest first.
    pub(crate) fn ledger(&self) -> Result<Vec<LedgerEntry>, Error> {
        let mut query = self
            .read()
            .prepare("SELECT sequence, turn, time_ms, kind, body, hash FROM ledger ORDER BY sequence")
            .map_err(failed)?;
        let rows = query.query_map([], |row| {
            Ok(LedgerEntry {
                sequence: row.get(0)?,
                turn: row.get(1)?,
                time_ms: row.get(2)?,
                kind: row.get(3)?,
                body: row.get(4)?,
                hash: row.get(5)?,
            })
        });
        rows.map_err(failed)?.collect::<Result<_, _>>().map_err(failed)
    }

    /// The first record whose hash does not follow from the one before; [`None`] when the chain is whole.
    pub(crate) fn broken_ledger_entry(&self) -> Result<Option<i64>, Error> {
        let mut previous = GENESIS.to_owned();
        for (i, entry) in self.ledger()?.into_iter().enumerate() {
            let want =
                hash_of(&previous, entry.sequence, &entry.turn, entry.time_ms, &entry.kind, &entry.body);
            if entry.hash != want || entry.sequence != i as i64 + 1 {
                return Ok(Some(entry.sequence));
            }
            previous = entry.hash;
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn any_change_breaks_the_chain() {
        let mut store = Store::open(Path::new(":memory:")).expect("a database");
        let records =
            ["understood", "asked", "ended"].map(|kind| Record { kind, body: serde_json::json!({"a": 1}) });
        store.transaction(|t| append(t, "t1", 5, &records)).expect("appended");
        store.transaction(|t| append(t, "t1", 6, &records)).expect("appended");
        assert_eq!(store.broken_ledger_entry().expect("a check"), None);
        for change in ["body = '{}'", "time_ms = 7", "kind = 'x'", "turn = 't2'"] {
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
}
