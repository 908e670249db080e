//! Texts that the ledger holds by their digests: kept beside it, and gone when their turn is forgotten.
//!
//! Decides how a digest is made, so that it says nothing once its text is gone; what is kept is the turn's decision.

use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Record, Store, failed, ledger};
use crate::action::sha256_hex;
use crate::error::{Error, ErrorKind};

/// A text that a record names by its digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct KeptWords {
    /// SHA-256 in hex of salt, role and text.
    pub digest: String,
    /// Random; without it a short text could be guessed from its digest.
    pub salt: String,
    /// `said` by the person, `selected` before speaking, `told` by the core, an `argument` that was sent, the `output` of a write.
    pub role: String,
    /// The text.
    pub text: String,
}

impl KeptWords {
    /// What the digest of these words must be.
    pub(crate) fn true_digest(&self) -> String {
        sha256_hex(format!("{}\n{}\n{}", self.salt, self.role, self.text).as_bytes())
    }
}

/// Sixteen random bytes in hex.
pub(crate) fn salt(connection: &Connection) -> Result<String, Error> {
    connection.query_row("SELECT lower(hex(randomblob(16)))", [], |row| row.get(0)).map_err(failed)
}

/// Words with a salt of their own.
pub(crate) fn salted(connection: &Connection, role: &str, text: &str) -> Result<KeptWords, Error> {
    let mut words = KeptWords {
        digest: String::new(),
        salt: salt(connection)?,
        role: role.to_owned(),
        text: text.to_owned(),
    };
    words.digest = words.true_digest();
    Ok(words)
}

/// Keeps words of a turn.
pub(crate) fn keep(transaction: &Connection, turn: &str, words: &KeptWords) -> Result<(), Error> {
    transaction
        .prepare_cached("INSERT INTO words (turn, digest, salt, role, text) VALUES (?1, ?2, ?3, ?4, ?5)")
        .and_then(|mut query| query.execute(params![turn, words.digest, words.salt, words.role, words.text]))
        .map_err(failed)?;
    Ok(())
}

/// Everything that holds words of a turn is deleted, and the ledger says so; how many texts that were.
pub(crate) fn forget(transaction: &Connection, turn: &str, now_ms: i64) -> Result<usize, Error> {
    let forgotten = transaction.execute("DELETE FROM words WHERE turn = ?1", [turn]).map_err(failed)?;
    for sql in [
        "DELETE FROM choices WHERE turn = ?1",
        "UPDATE turns SET state = '', is_open = 0 WHERE id = ?1", // its id is never given again
        "UPDATE claims SET digest = '' WHERE turn = ?1",
        "UPDATE approvals SET digest = '' WHERE interrupt LIKE ?1 || '-i%'",
    ] {
        transaction.execute(sql, [turn]).map_err(failed)?;
    }
    transaction.execute("DELETE FROM recent", []).map_err(failed)?;
    let tombstone = Record { kind: "forgotten", body: json!({"texts": forgotten}) };
    ledger::append(transaction, turn, now_ms, &[tombstone])?;
    Ok(forgotten)
}

impl Store {
    /// The words of a turn that are still there.
    pub(crate) fn words(&self, turn: &str) -> Result<Vec<KeptWords>, Error> {
        let mut query = self
            .read()
            .prepare("SELECT digest, salt, role, text FROM words WHERE turn = ?1 ORDER BY digest")
            .map_err(failed)?;
        let rows = query.query_map([turn], |row| {
            Ok(KeptWords { digest: row.get(0)?, salt: row.get(1)?, role: row.get(2)?, text: row.get(3)? })
        });
        rows.map_err(failed)?.collect::<Result<_, _>>().map_err(failed)
    }

    /// Turns that have ended, whose last input is older, and of which something is left to forget.
    pub(crate) fn turns_before(&self, before_ms: i64) -> Result<Vec<String>, Error> {
        let mut query = self
            .read()
            .prepare("SELECT id FROM turns WHERE NOT is_open AND state != '' AND updated_ms < ?1 ORDER BY id")
            .map_err(failed)?;
        query
            .query_map([before_ms], |row| row.get(0))
            .map_err(failed)?
            .collect::<Result<_, _>>()
            .map_err(failed)
    }

    /// What was deleted leaves the file too, not only its index.
    pub(crate) fn wipe_log(&self) -> Result<(), Error> {
        let is_busy: bool =
            self.read().query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0)).map_err(failed)?;
        if is_busy {
            let why = "another process reads the file: what was deleted is still in its log; try again";
            return Err(Error::new(ErrorKind::Storage, "emptying the log", why));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn what_is_forgotten_is_no_longer_in_the_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("words.db");
        let mut store = Store::open(&path).expect("a database");
        let said = "一句只说给您听的话 a sentence for you alone";
        let words = salted(store.read(), "said", said).expect("a salt");
        assert_ne!(words.digest, salted(store.read(), "said", said).expect("another").digest);
        store.transaction(|t| keep(t, "t1", &words)).expect("kept");
        assert_eq!(store.words("t1").expect("read"), [words]);
        let is_in_the_files = |path: &Path| {
            ["", "-wal"].iter().any(|end| {
                let bytes = std::fs::read(format!("{}{end}", path.display())).unwrap_or_default();
                bytes.windows(said.len()).any(|window| window == said.as_bytes())
            })
        };
        assert!(is_in_the_files(&path));
        assert_eq!(store.transaction(|t| forget(t, "t1", 5)).expect("forgotten"), 1);
        store.wipe_log().expect("wiped");
        assert!(!is_in_the_files(&path));
    }
}
