//! Standing permissions and what they were used for, and what the person wants asked beyond the rules.
//!
//! Invariant: a use is written in the transaction that claims its call, so that two calls never share what is left for one.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::{Store, failed};
use crate::error::Error;

/// A grant as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct StoredGrant {
    pub id: i64,
    /// JSON.
    pub permission: String,
    pub given_ms: i64,
    pub revoked_ms: Option<i64>,
    pub times: u32,
    /// Minor units.
    pub total: i64,
}

/// Keeps a grant; answers its id.
pub(crate) fn give(transaction: &Connection, permission: &str, now_ms: i64) -> Result<i64, Error> {
    transaction
        .execute("INSERT INTO grants (permission, given_ms) VALUES (?1, ?2)", params![permission, now_ms])
        .map_err(failed)?;
    Ok(transaction.last_insert_rowid())
}

/// Takes a grant back. Answers false when there is none, or it was taken back before.
pub(crate) fn revoke(transaction: &Connection, id: i64, now_ms: i64) -> Result<bool, Error> {
    let rows = transaction
        .execute(
            "UPDATE grants SET revoked_ms = ?2 WHERE id = ?1 AND revoked_ms IS NULL",
            params![id, now_ms],
        )
        .map_err(failed)?;
    Ok(rows == 1)
}

/// Uses a grant for the call with a key.
pub(crate) fn use_grant(
    transaction: &Connection,
    id: i64,
    key: &str,
    amount: i64,
    now_ms: i64,
) -> Result<(), Error> {
    transaction
        .execute(
            "INSERT INTO grant_uses (key, granted, amount, at_ms) VALUES (?1, ?2, ?3, ?4)",
            params![key, id, amount, now_ms],
        )
        .map_err(failed)?;
    Ok(())
}

/// A call that changed nothing takes nothing of its grant. Of a payment only one that never left: who is paid must not decide what was used.
pub(crate) fn give_back(transaction: &Connection, key: &str, has_left: bool) -> Result<(), Error> {
    transaction
        .execute("DELETE FROM grant_uses WHERE key = ?1 AND (amount = 0 OR NOT ?2)", params![key, has_left])
        .map_err(failed)?;
    Ok(())
}

/// Keeps what the person wants asked beyond the rules.
pub(crate) fn keep_safeguards(transaction: &Connection, body: &str) -> Result<(), Error> {
    transaction
        .execute(
            "INSERT INTO safeguards VALUES (1, ?1) ON CONFLICT (one) DO UPDATE SET body = ?1",
            params![body],
        )
        .map_err(failed)?;
    Ok(())
}

/// What the person wants asked beyond the rules: JSON.
pub(crate) fn safeguards(connection: &Connection) -> Result<Option<String>, Error> {
    let mut query = connection.prepare_cached("SELECT body FROM safeguards").map_err(failed)?;
    query.query_row([], |row| row.get(0)).optional().map_err(failed)
}

impl Store {
    /// All grants that were ever given, oldest first, with what they were used for.
    pub(crate) fn grants(&self) -> Result<Vec<StoredGrant>, Error> {
        let mut query = self
            .read()
            .prepare_cached(
                "SELECT id, permission, given_ms, revoked_ms, count(key), coalesce(sum(amount), 0)
                 FROM grants LEFT JOIN grant_uses ON granted = id GROUP BY id ORDER BY id",
            )
            .map_err(failed)?;
        let rows = query.query_map([], |row| {
            Ok(StoredGrant {
                id: row.get(0)?,
                permission: row.get(1)?,
                given_ms: row.get(2)?,
                revoked_ms: row.get(3)?,
                times: row.get(4)?,
                total: row.get(5)?,
            })
        });
        rows.map_err(failed)?.collect::<Result<_, _>>().map_err(failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn uses_are_counted_and_given_back_and_a_revoked_grant_says_when() {
        let mut store = Store::open(Path::new(":memory:")).expect("a database");
        let id = store.transaction(|t| give(t, "{}", 1)).expect("given");
        for (key, amount) in [("k1", 300), ("k2", 500)] {
            store.transaction(|t| use_grant(t, id, key, amount, 2)).expect("used");
        }
        assert!(store.transaction(|t| use_grant(t, id, "k1", 1, 3)).is_err(), "a key is used once");
        let of = |store: &Store| store.grants().expect("read").remove(0);
        assert_eq!((of(&store).times, of(&store).total, of(&store).revoked_ms), (2, 800, None));
        store.transaction(|t| give_back(t, "k2", true)).expect("kept");
        assert_eq!((of(&store).times, of(&store).total), (2, 800), "its payee says that it was not paid");
        store.transaction(|t| give_back(t, "k2", false)).expect("given back");
        assert_eq!((of(&store).times, of(&store).total), (1, 300));
        assert!(store.transaction(|t| revoke(t, id, 9)).expect("revoked"));
        assert!(!store.transaction(|t| revoke(t, id, 10)).expect("not twice"));
        assert!(!store.transaction(|t| revoke(t, 77, 10)).expect("no such"));
        assert_eq!(of(&store).revoked_ms, Some(9));
    }
}
