//! The file under a key of the host's keystore, by SQLCipher: only in a build with the feature `encryption`.
//!
//! Decides how a key is given to SQLite, and how a file that was made without one comes under one. Where the key is kept is the host's matter.

use std::fmt;
use std::path::Path;

use rusqlite::Connection;

use crate::error::{Error, ErrorKind};

/// A key of 32 random bytes, from the platform's keystore. It is used to open the file and not kept.
///
/// ```
/// let key = errand_core::Key::new([7; 32]);
/// assert_eq!(format!("{key:?}"), "Key(..)");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Key([u8; 32]);

impl Key {
    /// A key of these bytes, which nobody can guess.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(..)")
    }
}

const DOING: &str = "opening the database";

/// Opens a file under a key; one that was made without comes under it.
#[cfg(feature = "encryption")]
pub(super) fn open(path: &Path, key: &Key) -> Result<Connection, Error> {
    use super::failed;
    if is_plain(path) {
        encrypt(path, key)?;
    }
    let connection = Connection::open(path).map_err(failed)?;
    connection.execute_batch(&format!("PRAGMA key = \"{}\"", key.quoted())).map_err(failed)?;
    // Nothing is read with a key before the first query.
    match connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(())) {
        Err(e) if e.sqlite_error_code() == Some(rusqlite::ErrorCode::NotADatabase) => {
            Err(Error::new(ErrorKind::WrongKey, DOING, "the file is under another key, or damaged"))
        }
        other => other.map(|()| connection).map_err(failed),
    }
}

#[cfg(not(feature = "encryption"))]
pub(super) fn open(_: &Path, _: &Key) -> Result<Connection, Error> {
    let why = "this build cannot: it was made without the feature \"encryption\"";
    Err(Error::new(ErrorKind::InvalidInput, DOING, why))
}

#[cfg(feature = "encryption")]
impl Key {
    fn quoted(&self) -> String {
        self.0.iter().fold("x'".to_owned(), |text, byte| text + &format!("{byte:02x}")) + "'"
    }
}

/// Whether the file was made without a key.
#[cfg(feature = "encryption")]
fn is_plain(path: &Path) -> bool {
    use std::io::Read as _;
    let mut begins = [0; 16];
    let read = std::fs::File::open(path).and_then(|mut file| file.read_exact(&mut begins));
    read.is_ok() && begins == *b"SQLite format 3\0"
}

/// Puts a file under a key: all of it is written beside, and takes its place in one step.
#[cfg(feature = "encryption")]
fn encrypt(path: &Path, key: &Key) -> Result<(), Error> {
    use super::failed;
    let storage = |e: std::io::Error| Error::new(ErrorKind::Storage, DOING, e.kind());
    let in_use = || {
        Error::new(
            ErrorKind::Storage,
            DOING,
            "the file is in use: it comes under a key when nobody else has it open",
        )
    };
    let plain = Connection::open(path).map_err(failed)?;
    plain.busy_timeout(std::time::Duration::from_secs(5)).map_err(failed)?;
    let mode = |connection: &Connection, pragma: &str| {
        connection.query_row(pragma, [], |row| row.get::<_, String>(0)).map_err(failed)
    };
    // Without its log there is one file to replace; who else has it open keeps the log.
    if mode(&plain, "PRAGMA journal_mode = DELETE")? != "delete" {
        return Err(in_use());
    }
    // From here to the end nobody writes it, nor gives it a log again; another who wants to encrypt it waits, and finds it done.
    let guard = Connection::open(path).map_err(failed)?;
    guard.busy_timeout(std::time::Duration::from_secs(5)).map_err(failed)?;
    guard.execute_batch("BEGIN IMMEDIATE").map_err(|_| in_use())?;
    if !is_plain(path) {
        return Ok(());
    }
    if mode(&guard, "PRAGMA journal_mode")? != "delete" {
        return Err(in_use());
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut beside = path.as_os_str().to_owned();
    beside.push(".encrypting");
    let beside = Path::new(&beside);
    match std::fs::remove_file(beside) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(storage(e)),
        _ => {}
    }
    let name = beside.to_str().ok_or_else(|| {
        Error::new(ErrorKind::InvalidInput, DOING, "the path of a file to encrypt must be Unicode")
    })?;
    plain.execute("ATTACH ?1 AS sealed KEY ?2", [name, &key.quoted()]).map_err(failed)?;
    let version: i64 = plain.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(failed)?;
    plain.query_row("SELECT sqlcipher_export('sealed')", [], |_| Ok(())).map_err(failed)?;
    plain.pragma_update(Some("sealed"), "user_version", version).map_err(failed)?;
    plain.execute_batch("DETACH sealed").map_err(failed)?;
    let permissions = std::fs::metadata(path).map_err(storage)?.permissions();
    std::fs::set_permissions(beside, permissions).map_err(storage)?;
    std::fs::rename(beside, path).map_err(storage)?;
    // The name is on the disk before the old content is let go.
    std::fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(storage)?;
    drop((plain, guard));
    Ok(())
}
