//! What the app can do about an error.
//!
//! Decides the variants: each asks for another reaction. Not understanding a sentence is no error and never comes here.

use std::panic::{AssertUnwindSafe, catch_unwind};

use errand_core::ErrorKind;

/// An operation that could not be carried out. No variant holds anything that the person said.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum ErrandError {
    /// What was passed does not fit, and passing it again fails again: mend the call. For a manifest, `reason` names every fault with line and path.
    #[error("{reason}")]
    InvalidInput {
        /// What did not fit, for the engineer.
        reason: String,
    },
    /// A file is from another version of the library: fetch the model bundle of this version, or rebuild the file.
    #[error("{reason}")]
    WrongVersion {
        /// Which file, and which version, for the engineer.
        reason: String,
    },
    /// A file is damaged: delete it and fetch or build it anew.
    #[error("{reason}")]
    Corrupt {
        /// Which file, for the engineer.
        reason: String,
    },
    /// A file is under another key than the one that was given. Nothing was changed: do not delete it before the right key was tried.
    #[error("{reason}")]
    WrongKey {
        /// Which file, for the engineer.
        reason: String,
    },
    /// The device's storage failed: try again later.
    #[error("{reason}")]
    Storage {
        /// What failed, for the engineer.
        reason: String,
    },
    /// A defect of the library: please report it.
    #[error("{reason}")]
    Bug {
        /// What went wrong, for the report.
        reason: String,
    },
}

/// A defect ends in `Bug` with words of ours: a panic's own may quote what the person said. The core's locks outlive it.
pub(crate) fn guarded<T>(work: impl FnOnce() -> Result<T, ErrandError>) -> Result<T, ErrandError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        Err(ErrandError::Bug { reason: "the library panicked; please report how".to_owned() })
    })
}

impl From<errand_core::Error> for ErrandError {
    fn from(error: errand_core::Error) -> Self {
        let reason = error.to_string();
        match error.kind() {
            ErrorKind::InvalidInput => Self::InvalidInput { reason },
            ErrorKind::WrongVersion => Self::WrongVersion { reason },
            ErrorKind::Corrupt => Self::Corrupt { reason },
            ErrorKind::WrongKey => Self::WrongKey { reason },
            ErrorKind::Storage => Self::Storage { reason },
            _ => Self::Bug { reason },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_crosses_without_its_words() {
        let error = guarded::<()>(|| panic!("my mother's number")).expect_err("a bug");
        assert!(
            matches!(&error, ErrandError::Bug { .. }) && !error.to_string().contains("mother"),
            "{error}"
        );
        assert_eq!(guarded(|| Ok(1)), Ok(1));
    }
}
