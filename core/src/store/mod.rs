//! The one SQLite file: opens it, migrates it, and runs each step in one transaction.
//!
//! Decides how facts are kept; what they mean is for others.
//! Everything durable is here: catalogue, open turns, claims, approvals, consents, grants, measurements, preferences, memory, mini-tools, ledger.
//!
//! Invariant: SQL stands in this room alone; whatever belongs to one decision is written in one transaction.

pub(crate) mod catalogue;
pub(crate) mod choices;
mod cipher;
pub(crate) mod claims;
pub(crate) mod grants;
mod heads;
pub(crate) mod ledger;
pub(crate) mod memory;
pub(crate) mod modes;
pub(crate) mod packs;
pub(crate) mod places;
pub(crate) mod pseudonyms;
pub(crate) mod receipts;
pub(crate) mod recent;
pub(crate) mod tools;
pub(crate) mod turns;
pub(crate) mod words;

pub(crate) use catalogue::{Phrase, PhraseRole, StoredService, words_of};
pub(crate) use choices::StoredMeasure;
pub use cipher::Key;
pub(crate) use claims::ClaimState;
pub use ledger::LedgerEntry;
pub(crate) use ledger::{BEGAN, Record, content_of, link_hash};
pub use modes::Switcher;
pub(crate) use packs::StoredPack;
pub(crate) use turns::StoredTurn;
pub use words::KeptWords;

use std::path::Path;

use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::error::{Error, ErrorKind};

/// The schema version that this core writes; a file of a later one is refused.
pub(crate) const SCHEMA_VERSION: i64 = 9;

/// One step a version, in order; each is run once, inside one transaction with its number.
const MIGRATIONS: &[&str] = &[
    include_str!("schema_1.sql"),
    include_str!("schema_2.sql"),
    include_str!("schema_3.sql"),
    include_str!("schema_4.sql"),
    include_str!("schema_5.sql"),
    include_str!("schema_6.sql"),
    include_str!("schema_7.sql"),
    include_str!("schema_8.sql"),
    include_str!("schema_9.sql"),
];

/// The open database.
pub(crate) struct Store {
    connection: Connection,
}

impl Store {
    /// Opens or makes the file; `:memory:` keeps nothing.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Storage`] when it cannot be opened, [`ErrorKind::Corrupt`] when it is no database,
    /// [`ErrorKind::WrongVersion`] when a later core wrote it.
    pub(crate) fn open(path: &Path) -> Result<Self, Error> {
        Self::over(Connection::open(path).map_err(failed)?)
    }

    /// Opens or makes the file under a key.
    ///
    /// # Errors
    ///
    /// Those of [`open`](Self::open); [`ErrorKind::WrongKey`] when it is under another, [`ErrorKind::InvalidInput`] when this build cannot.
    pub(crate) fn open_under(path: &Path, key: &Key) -> Result<Self, Error> {
        Self::over(cipher::open(path, key)?)
    }

    fn over(connection: Connection) -> Result<Self, Error> {
        connection.busy_timeout(std::time::Duration::from_secs(5)).map_err(failed)?;
        connection
            .execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;")
            .map_err(failed)?;
        let mut store = Self { connection };
        store.migrate()?;
        Ok(store)
    }

    fn migrate(&mut self) -> Result<(), Error> {
        let version: i64 =
            self.connection.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(failed)?;
        if version > SCHEMA_VERSION {
            let why =
                format!("the file has schema version {version}, this core reads up to {SCHEMA_VERSION}");
            return Err(Error::new(ErrorKind::WrongVersion, "opening the database", why));
        }
        for (step, sql) in MIGRATIONS.iter().enumerate().skip(usize::try_from(version).unwrap_or(0)) {
            let transaction =
                self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
            transaction.execute_batch(sql).map_err(failed)?;
            transaction.pragma_update(None, "user_version", step as i64 + 1).map_err(failed)?;
            transaction.commit().map_err(failed)?;
        }
        // Before version 6 deleted rows stayed in the file; before version 9 vectors took thrice their room.
        if (1..9).contains(&version) {
            self.connection.execute_batch("VACUUM").map_err(failed)?;
        }
        Ok(())
    }

    /// Runs `work` in one transaction: all of it is kept, or nothing.
    pub(crate) fn transaction<T>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.drop_unfinished()?;
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
        let value = work(&transaction)?;
        transaction.commit().map_err(failed)?;
        Ok(value)
    }

    /// Begins the transaction that one step of a turn runs in.
    pub(crate) fn begin(&self) -> Result<(), Error> {
        self.drop_unfinished()?;
        self.connection.execute_batch("BEGIN IMMEDIATE").map_err(failed)
    }

    /// Ends it: keeps everything, or nothing.
    pub(crate) fn end(&self, keep: bool) -> Result<(), Error> {
        let ended = self.connection.execute_batch(if keep { "COMMIT" } else { "ROLLBACK" }).map_err(failed);
        if ended.is_err() {
            self.drop_unfinished()?;
        }
        ended
    }

    /// Begins work within a step that [`undo_trial`](Self::undo_trial) takes back, whatever it wrote.
    pub(crate) fn begin_trial(&self) -> Result<(), Error> {
        self.connection.execute_batch("SAVEPOINT trial").map_err(failed)
    }

    /// Takes back what was written since the trial began.
    pub(crate) fn undo_trial(&self) -> Result<(), Error> {
        self.connection.execute_batch("ROLLBACK TO trial; RELEASE trial").map_err(failed)
    }

    /// Undoes what a step left behind that did not come to its end, such as one that panicked.
    fn drop_unfinished(&self) -> Result<(), Error> {
        if self.connection.is_autocommit() {
            return Ok(());
        }
        self.connection.execute_batch("ROLLBACK").map_err(failed)
    }

    /// Rows that were written since the file was opened: what did not change need not be read again.
    pub(crate) fn changes(&self) -> u64 {
        self.connection.total_changes()
    }

    /// The connection: for reading, and for writing between [`begin`](Self::begin) and [`end`](Self::end).
    pub(crate) fn read(&self) -> &Connection {
        &self.connection
    }
}

/// What a database error means to the caller. SQLite's own texts may quote values, so only its code is passed on.
pub(crate) fn failed(error: rusqlite::Error) -> Error {
    let code = error.sqlite_error_code();
    let kind = match code {
        Some(rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase) => ErrorKind::Corrupt,
        Some(rusqlite::ErrorCode::ConstraintViolation) | None => ErrorKind::Bug,
        Some(_) => ErrorKind::Storage,
    };
    let why = code
        .map_or_else(|| "a query does not fit the schema".to_owned(), |code| format!("SQLite says {code:?}"));
    Error::new(kind, "using the database", why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_a_later_version_is_refused_and_left_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("later.db");
        let store = Store::open(&path).expect("a new file");
        store.connection.pragma_update(None, "user_version", SCHEMA_VERSION + 1).expect("a pragma");
        drop(store);
        assert_eq!(Store::open(&path).err().map(|e| e.kind()), Some(ErrorKind::WrongVersion));
    }

    #[test]
    fn a_file_that_is_no_database_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("text.db");
        std::fs::write(&path, "not a database, but long enough to have a header".repeat(50)).expect("a file");
        assert_eq!(Store::open(&path).err().map(|e| e.kind()), Some(ErrorKind::Corrupt));
    }

    /// A file as each version left it keeps everything when this core opens it.
    #[test]
    fn a_file_of_every_version_is_carried_over() {
        let rows = [
            (1, include_str!("../../tests/stored/version_1.sql")),
            (4, include_str!("../../tests/stored/version_4.sql")),
            (5, include_str!("../../tests/stored/version_5.sql")),
            (6, include_str!("../../tests/stored/version_6.sql")),
            (8, include_str!("../../tests/stored/version_8.sql")),
        ];
        for version in 1..=SCHEMA_VERSION {
            let folder = tempfile::tempdir().expect("a folder");
            let path = folder.path().join("old.db");
            let old = Connection::open(&path).expect("a new file");
            for step in 1..=version {
                old.execute_batch(MIGRATIONS[step as usize - 1]).expect("the schema of then");
                for (_, rows) in rows.iter().filter(|(since, _)| *since == step) {
                    old.execute_batch(rows).expect("the rows of then");
                }
            }
            old.pragma_update(None, "user_version", version).expect("a pragma");
            drop(old);
            let mut store = Store::open(&path).expect("it is carried over");
            let now: i64 =
                store.read().query_row("PRAGMA user_version", [], |row| row.get(0)).expect("a number");
            assert_eq!(now, SCHEMA_VERSION);
            assert_eq!(store.turn("t1").expect("read").map(|turn| turn.is_open), Some(true));
            assert_eq!(
                store.claim_state("0123456789abcdef0123456789abcdef").expect("read"),
                Some(ClaimState::Claimed)
            );
            assert!(store.has_consent("gov.city.socialsecurity", "getRecords").expect("read"));
            assert!(store.has_been_used("app.messages", "sendMessage").expect("read"));
            let vectors = store.vectors(&["phrase", "another"]).expect("read");
            assert_eq!(vectors.into_iter().collect::<Vec<_>>(), [("phrase".to_owned(), vec![1.0])]);
            // A turn of then had no count of steps.
            assert_eq!(turns::steps(store.read(), "t1").expect("read"), Some(0));
            store.keep_head("key", &[1.0]).expect("the tables of later versions are there");
            assert!(store.places("key").expect("read").is_empty() && store.packs().expect("read").is_empty());
            assert_eq!(store.choices("t1").expect("read").len(), usize::from(version >= 5));
            let budget = store.fact("food", "budget", 1_764_034_200_000).expect("read");
            assert_eq!(budget.is_some(), version >= 5, "version {version}");
            assert_eq!(store.words("t1").expect("read").len(), usize::from(version >= 6));
            let grants = store.grants().expect("read");
            assert_eq!(grants.first().map(|grant| grant.times), (version >= 6).then_some(1));
            // What was off is off by the person's switch, also of a service that has gone.
            let switches = modes::switches(store.read()).expect("read");
            let is_on = |service: &str| switches.of(service, Switcher::Person).any();
            if version < SCHEMA_VERSION {
                assert_eq!([is_on("com.gone"), is_on("com.off")], [version < 4, version < 5], "{version}");
            }
            assert!(is_on("com.on"));
            let tool = store.tool("m0123456789abcdef").expect("read");
            assert_eq!(tool.map(|tool| tool.is_saved), (version >= 8).then_some(true));
            let vector = store.tool_vector("m0123456789abcdef", "key").expect("read");
            assert_eq!(vector, (version >= 8).then(|| vec![1.0]));
            let listed = store.saved_tools().expect("read");
            assert_eq!(listed.iter().map(|tool| tool.versions).sum::<u32>(), u32::from(version >= 8));
            assert_eq!(
                store.tool_versions("m0123456789abcdef").expect("read").len(),
                usize::from(version >= 8)
            );
            assert_eq!(store.is_deleted_tool("mfedcba9876543210").expect("read"), version >= 8);
        }
    }

    #[test]
    fn a_step_that_never_ended_is_undone_by_the_next() {
        let store = Store::open(Path::new(":memory:")).expect("a database");
        store.begin().expect("a step");
        let consent = "INSERT INTO consents (service, capability) VALUES ('a', 'b')";
        store.read().execute(consent, []).expect("a row");
        store.begin().expect("the next step");
        store.end(true).expect("kept");
        let rows: i64 =
            store.read().query_row("SELECT count(*) FROM consents", [], |row| row.get(0)).expect("a count");
        assert_eq!(rows, 0);
    }

    #[test]
    fn a_failed_transaction_leaves_nothing() {
        let mut store = Store::open(Path::new(":memory:")).expect("a database");
        let result: Result<(), Error> = store.transaction(|t| {
            t.execute("INSERT INTO consents (service, capability) VALUES ('a', 'b')", []).map_err(failed)?;
            Err(Error::new(ErrorKind::Bug, "testing", "it fails"))
        });
        assert!(result.is_err());
        let rows: i64 =
            store.read().query_row("SELECT count(*) FROM consents", [], |row| row.get(0)).expect("a count");
        assert_eq!(rows, 0);
    }
}
