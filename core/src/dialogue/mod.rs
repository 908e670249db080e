//! What is open between two sentences: how answers are read and what is said.
//!
//! Decides which value ([`answer`]), option ([`pick`]), correction ([`correction`]) or earlier thing ([`reference`]) words mean, every sentence of the core in both languages
//! ([`reply`]), how choices are explained ([`explain`]) and permissions said ([`permission`]),
//! what is said to a mini-tool as a whole ([`tool`], [`tool_reply`]).
//! Leaves to `turn` what happens next; whether something may happen is `trust`'s, which is not imported here.

mod answer;
mod cancel;
mod courtesy;
mod explain;
mod permission;
mod pick;
mod reference;
mod reply;
mod tool;
mod tool_reply;
mod words;

pub(crate) use answer::{Answer, leads_in_words, value};
pub(crate) use cancel::begins_with_cancel;
pub(crate) use courtesy::{Courtesy, courtesy};
pub(crate) use explain::{Named, constraint_words, quote_words};
pub(crate) use permission::Permission;
pub(crate) use pick::{by_words, pick, place_in, turns_down};
pub(crate) use reference::{
    adds, asks_undo, is_bare_pointer, may_repeat, points_at_made, points_at_one, repetition, says_also,
};
pub(crate) use reply::Reply;
pub(crate) use tool::{ToolOrder, ToolWanted, answer_to_tool, names_a_tool, tool_opening, tool_order};
pub(crate) use words::{Facts, argument_words, list_words, record_name};
