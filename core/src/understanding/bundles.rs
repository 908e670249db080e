//! Several versions of the model side by side in one folder of the host: the one in use, and the one before.
//!
//! Decides when a new one counts: when all its files are there and are those that it names. Fetching it is the host's matter.
//!
//! Invariant: whenever the process dies, the current bundle is a whole one.

use std::io::ErrorKind as IoKind;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::bundle::Bundle;
use crate::action::sha256_hex;
use crate::error::{Error, ErrorKind};

const DOING: &str = "changing the model bundle";
/// Where a new one is written.
const PART: &str = "part";
/// Says which ones are in use.
const IN_USE: &str = "in-use.json";

/// A folder of the host with the model bundles that are in use.
///
/// # Example
///
/// ```
/// let folder = tempfile::tempdir()?;
/// let bundles = errand_core::Bundles::new(folder.path());
/// assert_eq!(bundles.current()?, None);
/// let part = bundles.begin()?; // the host writes the files of a bundle here
/// std::fs::write(part.join("config.json"), "{}")?;
/// assert!(bundles.commit().is_err()); // not a whole one
/// assert_eq!(bundles.current()?, None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Bundles {
    folder: PathBuf,
}

/// Names of folders.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct InUse {
    current: Option<String>,
    before: Option<String>,
}

impl Bundles {
    /// The bundles in a folder; it is made when something is written.
    pub fn new(folder: impl AsRef<Path>) -> Self {
        Self { folder: folder.as_ref().to_owned() }
    }

    /// The folder of the bundle to open; [`None`] before the first one.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Storage`], [`ErrorKind::Corrupt`].
    pub fn current(&self) -> Result<Option<PathBuf>, Error> {
        Ok(self.in_use()?.current.map(|name| self.folder.join(name)))
    }

    /// An empty folder for the files of a new bundle. What an earlier attempt left there is removed.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Storage`].
    pub fn begin(&self) -> Result<PathBuf, Error> {
        let part = self.folder.join(PART);
        remove(&part)?;
        std::fs::create_dir_all(&part).map_err(storage)?;
        Ok(part)
    }

    /// Makes what was written since [`begin`](Self::begin) the current bundle, if it is whole and of this core's version; its folder.
    /// The one before is kept for [`roll_back`](Self::roll_back), older ones are removed. An open [`Assistant`](crate::Assistant) goes on with what it has read.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::WrongVersion`], [`ErrorKind::Corrupt`] or [`ErrorKind::Storage`]; the current bundle stays then.
    pub fn commit(&self) -> Result<PathBuf, Error> {
        let part = self.folder.join(PART);
        let id = Bundle::open(&part)?.id;
        // The id names the weights; bundles of the same weights may still weigh their signs differently.
        let config = std::fs::read(part.join("config.json")).map_err(storage)?;
        let name = format!("{id}-{}", &sha256_hex(&config)[..8]);
        let InUse { current, before } = self.in_use()?;
        let target = self.folder.join(&name);
        if current.as_ref() == Some(&name) {
            remove(&part)?;
            return Ok(target);
        }
        remove(&target)?; // the one before, or what an attempt left that died before it was noted
        std::fs::rename(&part, &target).map_err(storage)?;
        self.keep(&InUse { current: Some(name), before: current })?;
        // The one before may have come anew.
        if let Some(old) = before.map(|old| self.folder.join(old)).filter(|old| *old != target) {
            remove(&old)?;
        }
        Ok(target)
    }

    /// Back to the bundle before, which is then the current one; [`None`] where there is none.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Storage`], [`ErrorKind::Corrupt`].
    pub fn roll_back(&self) -> Result<Option<PathBuf>, Error> {
        let InUse { current, before } = self.in_use()?;
        // It is gone where the process died while the same one came anew.
        let Some(name) = before.filter(|name| self.folder.join(name).exists()) else { return Ok(None) };
        self.keep(&InUse { current: Some(name.clone()), before: None })?;
        if let Some(bad) = current {
            remove(&self.folder.join(bad))?;
        }
        Ok(Some(self.folder.join(name)))
    }

    fn in_use(&self) -> Result<InUse, Error> {
        match std::fs::read(self.folder.join(IN_USE)) {
            Ok(text) => serde_json::from_slice(&text)
                .map_err(|e| Error::new(ErrorKind::Corrupt, DOING, format!("{IN_USE}: {e}"))),
            Err(e) if e.kind() == IoKind::NotFound => Ok(InUse::default()),
            Err(e) => Err(storage(e)),
        }
    }

    /// Written aside and renamed, so that it is the old one or the new one.
    fn keep(&self, in_use: &InUse) -> Result<(), Error> {
        let text = serde_json::to_vec(in_use).map_err(|e| Error::new(ErrorKind::Bug, DOING, e))?;
        let aside = self.folder.join(format!("{IN_USE}.new"));
        std::fs::write(&aside, text).map_err(storage)?;
        std::fs::rename(&aside, self.folder.join(IN_USE)).map_err(storage)
    }
}

fn remove(folder: &Path) -> Result<(), Error> {
    match std::fs::remove_dir_all(folder) {
        Err(e) if e.kind() != IoKind::NotFound => Err(storage(e)),
        _ => Ok(()),
    }
}

fn storage(e: std::io::Error) -> Error {
    Error::new(ErrorKind::Storage, DOING, e.kind()).because(e)
}

#[cfg(test)]
mod tests {
    use super::super::bundle::tests::write;
    use super::*;

    #[test]
    fn a_new_bundle_counts_when_it_is_whole_and_the_one_before_can_come_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let bundles = Bundles::new(folder.path());
        let put = |weights: &str| {
            write(&bundles.begin().expect("a folder to write to"), weights);
            bundles.commit().expect("a whole bundle")
        };
        let (first, second) = (put("one"), put("two"));
        assert_ne!(first, second);
        assert_eq!(bundles.current().expect("a name"), Some(second.clone()));
        assert_eq!(put("two"), second, "the same one again changes nothing");
        assert!(first.exists());

        // Damaged on the way: the current one stays.
        let part = bundles.begin().expect("a folder to write to");
        write(&part, "three");
        std::fs::write(part.join("weights.gguf"), "thre3").expect("a file");
        assert_eq!(bundles.commit().err().map(|e| e.kind()), Some(ErrorKind::Corrupt));
        assert_eq!(bundles.current().expect("a name"), Some(second.clone()));

        // The process died while a new one was written.
        write(&bundles.begin().expect("a folder to write to"), "four");
        assert_eq!(Bundles::new(folder.path()).current().expect("a name"), Some(second.clone()));

        assert_eq!(bundles.roll_back().expect("the one before"), Some(first.clone()));
        assert_eq!(bundles.current().expect("a name"), Some(first.clone()));
        assert!(!second.exists());
        assert_eq!(bundles.roll_back().expect("none before"), None);

        let (third, fourth) = (put("three"), put("four"));
        assert!(!first.exists() && third.exists() && fourth.exists(), "one before is kept");
        assert_eq!(put("three"), third, "the one before may come anew");
        assert!(third.exists() && fourth.exists());
        assert_eq!(bundles.current().expect("a name"), Some(third.clone()));

        // The process died after the one before had been removed to come anew.
        std::fs::remove_dir_all(&fourth).expect("gone");
        assert_eq!(bundles.roll_back().expect("none left"), None);
        assert_eq!(bundles.current().expect("a name"), Some(third));
    }

    #[test]
    fn a_damaged_list_is_a_typed_error() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join(IN_USE), "{").expect("a file");
        assert_eq!(Bundles::new(folder.path()).current().err().map(|e| e.kind()), Some(ErrorKind::Corrupt));
    }
}
