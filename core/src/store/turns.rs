//! Turns between two inputs: what is open, kept before each step leaves.

use rusqlite::{Connection, OptionalExtension, params};

use super::{Store, failed};
use crate::error::Error;

/// A turn as it was kept.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct StoredTurn {
    pub id: String,
    pub state: String,
    pub is_open: bool,
}

/// Keeps a turn.
pub(crate) fn keep(transaction: &Connection, turn: &StoredTurn, now_ms: i64) -> Result<(), Error> {
    transaction
        .execute(
            "INSERT INTO turns (id, state, is_open, updated_ms) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (id) DO UPDATE SET state = ?2, is_open = ?3, updated_ms = ?4",
            params![turn.id, turn.state, turn.is_open, now_ms],
        )
        .map_err(failed)?;
    Ok(())
}

/// How many steps a kept turn has taken; none when it was never kept.
pub(crate) fn steps(transaction: &Connection, id: &str) -> Result<Option<u32>, Error> {
    transaction
        .query_row(
            "SELECT coalesce(json_extract(nullif(state, ''), '$.steps'), 0) FROM turns WHERE id = ?1",
            [id],
            |row| row.get(0),
        )
        .optional()
        .map_err(failed)
}

/// The number of the next turn.
pub(crate) fn next_number(transaction: &Connection) -> Result<i64, Error> {
    transaction.query_row("SELECT count(*) + 1 FROM turns", [], |row| row.get(0)).map_err(failed)
}

impl Store {
    /// A turn by its id.
    pub(crate) fn turn(&self, id: &str) -> Result<Option<StoredTurn>, Error> {
        self.read()
            .query_row("SELECT id, state, is_open FROM turns WHERE id = ?1", [id], |row| {
                Ok(StoredTurn { id: row.get(0)?, state: row.get(1)?, is_open: row.get(2)? })
            })
            .optional()
            .map_err(failed)
    }

    /// The ids of all open turns, the one touched last first.
    pub(crate) fn open_turns(&self) -> Result<Vec<String>, Error> {
        let mut query = self
            .read()
            .prepare("SELECT id FROM turns WHERE is_open ORDER BY updated_ms DESC, id DESC")
            .map_err(failed)?;
        query.query_map([], |row| row.get(0)).map_err(failed)?.collect::<Result<_, _>>().map_err(failed)
    }
}
