//! The person's mini-tools: kept, changed, found again, deleted.
//!
//! Decides what becomes of versions and of what a tool holds when it is changed ([`kept`]), and which tool words mean ([`find`]).
//! What a tool is and comes to is `minitool`'s; when one is opened, saved or asked about is `turn`'s.
//!
//! Invariants: what is deleted leaves nothing but its id; a spec that cannot be read is an error and is not lost.

mod find;
mod kept;

pub(crate) use find::{Known, Match, find};
pub(crate) use kept::{Kept, Summary, make, summaries};
