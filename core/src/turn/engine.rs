//! What every turn works with: the store, the understanding, the host's lists.

use crate::error::Error;
use crate::store::Store;
use crate::understanding::{Lists, Understanding};

/// Shared by the assistant and its turns, behind one lock.
pub(crate) struct Engine {
    pub store: Store,
    pub understanding: Understanding,
    pub lists: Lists,
}

impl Engine {
    /// Reads the catalogue anew, after it changed.
    pub(crate) fn reload(&mut self) -> Result<(), Error> {
        self.understanding.reload(&mut self.store)
    }
}
