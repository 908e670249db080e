//! What is remembered of the person: facts, each with where it came from, where it counts and until when.
//!
//! Decides how a proposal becomes stronger and that an accepted fact is never overwritten by a guess; what a fact is used for is `turn`'s matter.

use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::{Store, failed};
use crate::error::Error;

/// A fact as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StoredFact {
    pub id: i64,
    pub domain: String,
    pub name: String,
    pub value: String,
    pub source: String,
    pub turn: Option<String>,
    pub is_accepted: bool,
    pub times: u32,
    pub created_ms: i64,
    pub expires_ms: Option<i64>,
    pub used_in: String,
}

const COLUMNS: &str =
    "id, domain, name, value, source, turn, accepted, times, created_ms, expires_ms, used_in";
/// The turns that a fact says it was used in, the latest ones.
const MAX_USES: usize = 20;

fn fact(row: &Row<'_>) -> rusqlite::Result<StoredFact> {
    Ok(StoredFact {
        id: row.get(0)?,
        domain: row.get(1)?,
        name: row.get(2)?,
        value: row.get(3)?,
        source: row.get(4)?,
        turn: row.get(5)?,
        is_accepted: row.get(6)?,
        times: row.get(7)?,
        created_ms: row.get(8)?,
        expires_ms: row.get(9)?,
        used_in: row.get(10)?,
    })
}

/// Proposes a fact that was said in an errand: once more when it is the same, anew when it is another; one that is accepted stays.
pub(crate) fn propose(
    transaction: &Connection,
    (domain, name): (&str, &str),
    value: &str,
    turn: &str,
    now_ms: i64,
    expires_ms: i64,
) -> Result<(), Error> {
    transaction
        .execute(
            "INSERT INTO facts (domain, name, value, source, turn, accepted, times, created_ms, expires_ms, used_in) VALUES (?1, ?2, ?3, 'said', ?4, 0, 1, ?5, ?6, '[]')
             ON CONFLICT (domain, name) DO UPDATE SET
                 times = iif(value = ?3, times + 1, 1), turn = ?4, created_ms = ?5, expires_ms = ?6, value = ?3
             WHERE NOT accepted",
            params![domain, name, value, turn, now_ms, expires_ms],
        )
        .map_err(failed)?;
    Ok(())
}

/// Keeps a fact that the person typed, in place of whatever was there.
pub(crate) fn remember(
    transaction: &Connection,
    (domain, name): (&str, &str),
    value: &str,
    source: &str,
    now_ms: i64,
    expires_ms: Option<i64>,
) -> Result<(), Error> {
    transaction
        .execute(
            "INSERT INTO facts (domain, name, value, source, turn, accepted, times, created_ms, expires_ms, used_in) VALUES (?1, ?2, ?3, ?4, NULL, 1, 1, ?5, ?6, '[]')
             ON CONFLICT (domain, name) DO UPDATE SET value = ?3, source = ?4, turn = NULL, accepted = 1, times = 1, created_ms = ?5, expires_ms = ?6, used_in = '[]'",
            params![domain, name, value, source, now_ms, expires_ms],
        )
        .map_err(failed)?;
    Ok(())
}

/// Accepts a proposal; it no longer expires by itself. Answers whether there was one.
pub(crate) fn accept(transaction: &Connection, id: i64) -> Result<bool, Error> {
    let rows = transaction.execute("UPDATE facts SET accepted = 1, expires_ms = NULL WHERE id = ?1", [id]);
    rows.map(|rows| rows == 1).map_err(failed)
}

/// Gives a fact another value, which is the person's own then. Answers whether there was one.
pub(crate) fn correct(transaction: &Connection, id: i64, value: &str) -> Result<bool, Error> {
    let rows = transaction.execute(
        "UPDATE facts SET value = ?2, source = 'typed', turn = NULL, accepted = 1, expires_ms = NULL WHERE id = ?1",
        params![id, value],
    );
    rows.map(|rows| rows == 1).map_err(failed)
}

/// Forgets a fact: nothing of it is left. Answers whether there was one.
pub(crate) fn forget(transaction: &Connection, id: i64) -> Result<bool, Error> {
    let rows = transaction.execute("DELETE FROM facts WHERE id = ?1", [id]);
    rows.map(|rows| rows == 1).map_err(failed)
}

/// Notes that a turn used a fact.
pub(crate) fn used(transaction: &Connection, fact: &StoredFact, turn: &str) -> Result<(), Error> {
    let mut turns: Vec<String> = serde_json::from_str(&fact.used_in).unwrap_or_default();
    if turns.iter().any(|known| known == turn) {
        return Ok(());
    }
    turns.push(turn.to_owned());
    let from = turns.len().saturating_sub(MAX_USES);
    let text = serde_json::json!(turns[from..]).to_string();
    transaction
        .execute("UPDATE facts SET used_in = ?2 WHERE id = ?1", params![fact.id, text])
        .map_err(failed)?;
    Ok(())
}

impl Store {
    /// All facts that have not expired, by domain and name.
    pub(crate) fn facts(&self, now_ms: i64) -> Result<Vec<StoredFact>, Error> {
        let sql = format!(
            "SELECT {COLUMNS} FROM facts WHERE expires_ms IS NULL OR expires_ms > ?1 ORDER BY domain, name"
        );
        let mut query = self.read().prepare_cached(&sql).map_err(failed)?;
        query.query_map([now_ms], fact).map_err(failed)?.collect::<Result<_, _>>().map_err(failed)
    }

    /// The fact of a name in a domain, unless it has expired.
    pub(crate) fn fact(&self, domain: &str, name: &str, now_ms: i64) -> Result<Option<StoredFact>, Error> {
        let sql = format!(
            "SELECT {COLUMNS} FROM facts WHERE domain = ?1 AND name = ?2 AND (expires_ms IS NULL OR expires_ms > ?3)"
        );
        let mut query = self.read().prepare_cached(&sql).map_err(failed)?;
        query.query_row(params![domain, name, now_ms], fact).optional().map_err(failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn a_proposal_grows_and_an_accepted_fact_stays() {
        let mut store = Store::open(Path::new(":memory:")).expect("a database");
        let mut say = |value: &str| {
            store.transaction(|t| propose(t, ("dining", "partySize"), value, "t1", 5, 100)).expect("kept")
        };
        say("4");
        say("4");
        say("2");
        say("2");
        let fact = store.fact("dining", "partySize", 50).expect("read").expect("a proposal");
        assert_eq!((fact.value.as_str(), fact.times, fact.is_accepted), ("2", 2, false));
        assert!(store.fact("dining", "partySize", 100).expect("read").is_none(), "expired");
        assert!(store.transaction(|t| accept(t, fact.id)).expect("accepted"));
        store.transaction(|t| propose(t, ("dining", "partySize"), "9", "t2", 6, 100)).expect("kept");
        let fact =
            store.fact("dining", "partySize", 1_000).expect("read").expect("it does not expire any more");
        assert_eq!((fact.value.as_str(), fact.is_accepted), ("2", true));
        assert!(store.transaction(|t| correct(t, fact.id, "3")).expect("corrected"));
        store.transaction(|t| used(t, &fact, "t3")).expect("noted");
        let fact = store.facts(0).expect("read").remove(0);
        assert_eq!(
            (fact.value.as_str(), fact.source.as_str(), fact.used_in.as_str()),
            ("3", "typed", r#"["t3"]"#)
        );
        assert!(store.transaction(|t| forget(t, fact.id)).expect("forgotten"));
        assert!(store.facts(0).expect("read").is_empty());
        assert!(!store.transaction(|t| forget(t, fact.id)).expect("nothing to forget"));
    }
}
