//! What is open between two sentences: how answers are read and what is said.
//!
//! Decides which option, value or correction an answer in words means ([`answer`]), and every sentence of the core in both languages ([`reply`]).
//! Leaves to `turn` what happens next; whether something may happen is `trust`'s, which is not imported here.

mod answer;
mod reply;
mod words;

pub(crate) use answer::{Answer, begins_with_cancel, correction, pick, value};
pub(crate) use reply::Reply;
pub(crate) use words::{Facts, argument_words, list_words, record_name};
