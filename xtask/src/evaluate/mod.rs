//! `cargo xtask evaluate`: how good the engine is, measured through its own front door.
//!
//! Decides nothing itself: `understanding` measures the project's own utterances, `public` the published sets; `catalogues` are other apps to tune on,
//! `joined` sentences of several acts for them; `stories` plays whole errands, `rivals` says the utterances among many other services; `minitools` has tools made and holds them to checklists.

pub(crate) mod catalogues;
pub(crate) mod joined;
mod manifest_of;
pub(crate) mod minitools;
pub(crate) mod problem;
pub(crate) mod public;
pub(crate) mod rivals;
mod specs;
pub(crate) mod speed;
pub(crate) mod stories;
pub(crate) mod understanding;
pub(crate) mod values;
