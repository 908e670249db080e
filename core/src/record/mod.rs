//! The record of an errand: who answers for what, and how it is shown to somebody who does not trust the app.
//!
//! Decides what a dispute bundle holds and what makes it true; what is recorded is the turn's decision, how it is kept the store's.

mod bundle;
mod responsibility;
mod verify;

pub(crate) use bundle::bundle;
pub use bundle::{BUNDLE_VERSION, DisputeBundle, ShownLink, ShownRecord};
pub use responsibility::{Responsibility, Responsible};
pub use verify::{Verified, verify_bundle};
