//! The one error type of the core.
//!
//! Decides what a caller can branch on; not understanding a sentence is no error and never comes here.
//! Invariant: neither text nor debug form holds anything that the person said.

use std::fmt;

/// An operation that could not be carried out.
///
/// Callers branch on [`Error::kind`]; people read the [`Display`](fmt::Display) text.
/// Neither holds anything the user said: what a sentence contained stays out of logs.
///
/// # Example
///
/// ```
/// let error = errand_core::Assistant::open(errand_core::Options::new("/nowhere", ":memory:")).err().expect("no such bundle");
/// assert_eq!(error.kind(), errand_core::ErrorKind::Storage);
/// ```
#[derive(Debug, thiserror::Error)]
#[error("{doing}: {why}")]
pub struct Error {
    kind: ErrorKind,
    doing: &'static str,
    why: String,
    #[source]
    cause: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// What a caller can do about an [`Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The caller passed something that does not fit; passing it again fails again.
    InvalidInput,
    /// A file is from another version of the core; fetch or rebuild it.
    WrongVersion,
    /// A file is damaged; delete it and rebuild.
    Corrupt,
    /// A file is under another key than the one that was given; nothing was changed. Do not delete it before the right key was tried.
    WrongKey,
    /// The host's storage failed; try again later.
    Storage,
    /// A defect of the core; please report it.
    Bug,
}

impl Error {
    /// What a caller can do about it.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// `doing` completes "while …", `why` says what stood in the way; neither ends in a full stop.
    pub(crate) fn new(kind: ErrorKind, doing: &'static str, why: impl fmt::Display) -> Self {
        Self { kind, doing, why: why.to_string(), cause: None }
    }

    pub(crate) fn because(mut self, cause: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.cause = Some(Box::new(cause));
        self
    }
}
