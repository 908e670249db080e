//! What was done and shown last, for words that point back to it.
//!
//! Decides nothing about its content: one row of JSON and the host's time of it.

use rusqlite::{Connection, OptionalExtension as _, params};

use super::{Store, failed};
use crate::error::Error;

/// Keeps what was done last in place of what was done before.
pub(crate) fn keep_recent(transaction: &Connection, body: &str, now_ms: i64) -> Result<(), Error> {
    transaction
        .execute("INSERT INTO recent (one, body, at_ms) VALUES (1, ?1, ?2) ON CONFLICT (one) DO UPDATE SET body = ?1, at_ms = ?2", params![body, now_ms])
        .map_err(failed)?;
    Ok(())
}

/// Forgets what was done last.
pub(crate) fn forget_recent(transaction: &Connection) -> Result<(), Error> {
    transaction.execute("DELETE FROM recent", []).map_err(failed)?;
    Ok(())
}

impl Store {
    /// What was done last, and when.
    pub(crate) fn recent(&self) -> Result<Option<(String, i64)>, Error> {
        let mut query = self.read().prepare_cached("SELECT body, at_ms FROM recent").map_err(failed)?;
        query.query_row([], |row| Ok((row.get(0)?, row.get(1)?))).optional().map_err(failed)
    }
}
