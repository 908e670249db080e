//! By what a service knows the person: a random name for each service, so that two of them cannot tell that theirs is the same person.

use rusqlite::{Connection, OptionalExtension as _};

use super::failed;
use crate::error::Error;

/// The handle of a service; made when it is asked for first.
pub(crate) fn handle(transaction: &Connection, service: &str) -> Result<String, Error> {
    transaction
        .execute("INSERT OR IGNORE INTO handles VALUES (?1, lower(hex(randomblob(16))))", [service])
        .map_err(failed)?;
    transaction
        .query_row("SELECT handle FROM handles WHERE service = ?1", [service], |row| row.get(0))
        .optional()
        .map(Option::unwrap_or_default)
        .map_err(failed)
}

/// Forgets a handle; the next one is another. Answers whether there was one.
pub(crate) fn forget(transaction: &Connection, service: &str) -> Result<bool, Error> {
    let rows = transaction.execute("DELETE FROM handles WHERE service = ?1", [service]).map_err(failed)?;
    Ok(rows > 0)
}
