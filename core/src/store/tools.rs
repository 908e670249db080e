//! The person's mini-tools: their versions, what they hold, and that one was deleted.
//!
//! Decides how they are kept and that a deleted one leaves nothing but its id; what a spec and a state say is `minitool`'s matter.

use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::{Store, failed};
use crate::error::Error;

/// A tool as it is kept, without its versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StoredTool {
    pub id: String,
    pub is_saved: bool,
    /// Empty before anything was entered.
    pub state: String,
}

/// A saved tool as a list shows it: its present spec, and nothing of what it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ListedTool {
    pub id: String,
    pub spec: String,
    pub versions: u32,
    pub created_ms: i64,
    pub used_ms: i64,
}

/// One version of a tool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StoredVersion {
    pub version: i64,
    pub spec: String,
    /// What the tool held when the next version took its place; empty for the last.
    pub left_state: String,
}

/// An id that no tool has, nor had.
pub(crate) fn new_id(connection: &Connection) -> Result<String, Error> {
    connection.query_row("SELECT 'm' || lower(hex(randomblob(8)))", [], |row| row.get(0)).map_err(failed)
}

/// Keeps a tool that was not there.
pub(crate) fn add(
    transaction: &Connection,
    id: &str,
    spec: &str,
    is_saved: bool,
    now_ms: i64,
) -> Result<(), Error> {
    transaction
        .execute(
            "INSERT INTO tools (id, is_saved, state, vector, vector_of, created_ms, used_ms) VALUES (?1, ?2, '', NULL, '', ?3, ?3)",
            params![id, is_saved, now_ms],
        )
        .map_err(failed)?;
    add_version(transaction, id, 1, spec)
}

/// Keeps one more version.
pub(crate) fn add_version(transaction: &Connection, id: &str, version: i64, spec: &str) -> Result<(), Error> {
    transaction
        .execute(
            "INSERT INTO tool_versions (tool, version, spec, left_state) VALUES (?1, ?2, ?3, '')",
            params![id, version, spec],
        )
        .map_err(failed)?;
    Ok(())
}

/// Keeps what a tool held when a version was left.
pub(crate) fn leave_version(
    transaction: &Connection,
    id: &str,
    version: i64,
    state: &str,
) -> Result<(), Error> {
    transaction
        .execute(
            "UPDATE tool_versions SET left_state = ?3 WHERE tool = ?1 AND version = ?2",
            params![id, version, state],
        )
        .map_err(failed)?;
    Ok(())
}

/// Drops one version.
pub(crate) fn drop_version(transaction: &Connection, id: &str, version: i64) -> Result<(), Error> {
    transaction
        .execute("DELETE FROM tool_versions WHERE tool = ?1 AND version = ?2", params![id, version])
        .map_err(failed)?;
    Ok(())
}

/// Keeps what a tool holds.
pub(crate) fn keep_state(transaction: &Connection, id: &str, state: &str, now_ms: i64) -> Result<(), Error> {
    transaction
        .prepare_cached("UPDATE tools SET state = ?2, used_ms = ?3 WHERE id = ?1")
        .and_then(|mut query| query.execute(params![id, state, now_ms]))
        .map_err(failed)?;
    Ok(())
}

/// Keeps a tool beyond the turn that made it.
pub(crate) fn save(transaction: &Connection, id: &str) -> Result<(), Error> {
    transaction.execute("UPDATE tools SET is_saved = 1 WHERE id = ?1", [id]).map_err(failed)?;
    Ok(())
}

/// Keeps the vector of what a tool is called and was asked for as.
pub(crate) fn keep_vector(transaction: &Connection, id: &str, vector: &[f32], of: &str) -> Result<(), Error> {
    let bytes: Vec<u8> = vector.iter().flat_map(|number| number.to_le_bytes()).collect();
    transaction
        .execute("UPDATE tools SET vector = ?2, vector_of = ?3 WHERE id = ?1", params![id, bytes, of])
        .map_err(failed)?;
    Ok(())
}

/// Deletes a tool with everything in it; of a saved one its id is left. Answers whether there was one.
pub(crate) fn delete(transaction: &Connection, id: &str, now_ms: i64) -> Result<bool, Error> {
    transaction
        .execute(
            "INSERT INTO deleted_tools (id, deleted_ms) SELECT id, ?2 FROM tools WHERE id = ?1 AND is_saved",
            params![id, now_ms],
        )
        .map_err(failed)?;
    let rows = transaction.execute("DELETE FROM tools WHERE id = ?1", [id]).map_err(failed)?;
    Ok(rows == 1)
}

/// Deletes those that no turn has kept since a time.
pub(crate) fn delete_unsaved(transaction: &Connection, before_ms: i64) -> Result<(), Error> {
    transaction
        .execute("DELETE FROM tools WHERE NOT is_saved AND used_ms < ?1", [before_ms])
        .map_err(failed)?;
    Ok(())
}

impl Store {
    /// A tool by its id.
    pub(crate) fn tool(&self, id: &str) -> Result<Option<StoredTool>, Error> {
        let sql = "SELECT id, is_saved, state FROM tools WHERE id = ?1";
        let tool =
            |row: &Row<'_>| Ok(StoredTool { id: row.get(0)?, is_saved: row.get(1)?, state: row.get(2)? });
        self.read()
            .prepare_cached(sql)
            .and_then(|mut query| query.query_row([id], tool).optional())
            .map_err(failed)
    }

    /// All saved tools, the one used last first.
    pub(crate) fn saved_tools(&self) -> Result<Vec<ListedTool>, Error> {
        // SQLite takes the spec from the row of the greatest version.
        let sql = "SELECT id, spec, count(*), created_ms, used_ms, max(version) FROM tools JOIN tool_versions ON tool = id
                   WHERE is_saved GROUP BY id ORDER BY used_ms DESC, tools.rowid DESC";
        let listed = |row: &Row<'_>| {
            Ok(ListedTool {
                id: row.get(0)?,
                spec: row.get(1)?,
                versions: row.get(2)?,
                created_ms: row.get(3)?,
                used_ms: row.get(4)?,
            })
        };
        let mut query = self.read().prepare_cached(sql).map_err(failed)?;
        query.query_map([], listed).map_err(failed)?.collect::<Result<_, _>>().map_err(failed)
    }

    /// How many tools are saved.
    pub(crate) fn count_of_saved_tools(&self) -> Result<u32, Error> {
        let sql = "SELECT count(*) FROM tools WHERE is_saved";
        self.read().query_row(sql, [], |row| row.get(0)).map_err(failed)
    }

    /// The vector of a tool, if it is of this.
    pub(crate) fn tool_vector(&self, id: &str, of: &str) -> Result<Option<Vec<f32>>, Error> {
        let sql = "SELECT vector FROM tools WHERE id = ?1 AND vector_of = ?2";
        let bytes: Option<Vec<u8>> = self
            .read()
            .prepare_cached(sql)
            .and_then(|mut query| query.query_row([id, of], |row| row.get(0)).optional())
            .map_err(failed)?;
        let numbers = |bytes: Vec<u8>| {
            let (numbers, _) = bytes.as_chunks::<4>();
            numbers.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect()
        };
        Ok(bytes.map(numbers))
    }

    /// The versions of a tool, the first one first.
    pub(crate) fn tool_versions(&self, id: &str) -> Result<Vec<StoredVersion>, Error> {
        let sql = "SELECT version, spec, left_state FROM tool_versions WHERE tool = ?1 ORDER BY version";
        let mut query = self.read().prepare_cached(sql).map_err(failed)?;
        let version = |row: &Row<'_>| {
            Ok(StoredVersion { version: row.get(0)?, spec: row.get(1)?, left_state: row.get(2)? })
        };
        query.query_map([id], version).map_err(failed)?.collect::<Result<_, _>>().map_err(failed)
    }

    /// Whether a saved tool of this id was deleted.
    pub(crate) fn is_deleted_tool(&self, id: &str) -> Result<bool, Error> {
        let sql = "SELECT EXISTS (SELECT 1 FROM deleted_tools WHERE id = ?1)";
        self.read().query_row(sql, [id], |row| row.get(0)).map_err(failed)
    }
}
