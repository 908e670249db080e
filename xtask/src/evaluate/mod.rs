//! `cargo xtask evaluate`: how good the engine is, measured through its own front door.
//!
//! Decides nothing itself: `understanding` measures the project's own utterances, `public` the published sets; `catalogues` are other apps to tune on.

pub(crate) mod catalogues;
mod manifest_of;
mod problem;
pub(crate) mod public;
pub(crate) mod speed;
pub(crate) mod understanding;
