//! Several versions of the model side by side: the one in use, and the one before.
//!
//! Decides nothing: it is the core's, with paths as texts.

use std::path::PathBuf;

use errand_core as core;

use crate::ErrandError;

/// A folder of the app with the model bundles that are in use. For an app that updates its model without an update of its own.
#[derive(uniffi::Object)]
pub struct Bundles {
    inner: core::Bundles,
}

#[uniffi::export]
impl Bundles {
    /// The bundles in a folder; it is made when something is written.
    #[uniffi::constructor]
    pub fn new(folder: String) -> Self {
        Self { inner: core::Bundles::new(folder) }
    }

    /// The folder of the bundle to open; nothing before the first one.
    pub fn current(&self) -> Result<Option<String>, ErrandError> {
        Ok(self.inner.current()?.map(text))
    }

    /// An empty folder for the files of a new bundle. What an earlier attempt left there is removed.
    pub fn begin(&self) -> Result<String, ErrandError> {
        Ok(text(self.inner.begin()?))
    }

    /// Makes what was written since `begin` the current bundle, if it is whole and of this library's version; its folder.
    ///
    /// The one before is kept for `rollBack`. An open assistant goes on with what it has read. With `WrongVersion`, `Corrupt` or `Storage` the current bundle stays.
    pub fn commit(&self) -> Result<String, ErrandError> {
        Ok(text(self.inner.commit()?))
    }

    /// Back to the bundle before, which is then the current one; nothing where there is none.
    pub fn roll_back(&self) -> Result<Option<String>, ErrandError> {
        Ok(self.inner.roll_back()?.map(text))
    }
}

fn text(path: PathBuf) -> String {
    path.to_string_lossy().into_owned()
}
