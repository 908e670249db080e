//! By what a service knows the person: a random name for each service, so that two of them cannot tell that theirs is the same person.

use rusqlite::Connection;

use super::failed;
use crate::error::Error;

/// The pseudonym of a service; made when it is asked for first.
pub(crate) fn pseudonym(transaction: &Connection, service: &str) -> Result<String, Error> {
    transaction
        .execute("INSERT OR IGNORE INTO pseudonyms VALUES (?1, lower(hex(randomblob(16))))", [service])
        .map_err(failed)?;
    transaction
        .query_row("SELECT pseudonym FROM pseudonyms WHERE service = ?1", [service], |row| row.get(0))
        .map_err(failed)
}

/// Forgets a pseudonym; the next one is another. Answers whether there was one.
pub(crate) fn forget(transaction: &Connection, service: &str) -> Result<bool, Error> {
    let rows = transaction.execute("DELETE FROM pseudonyms WHERE service = ?1", [service]).map_err(failed)?;
    Ok(rows > 0)
}
