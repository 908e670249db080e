//! Values: what "二十块五", "下周三下午三点半" and "half an hour" mean, in Chinese, English and both at once.
//!
//! The words are `lexicon`'s, what neighbouring words make together `grammar`'s, and `chart` lets them meet; `numeral`, `written` and `handle` read what is
//! spelled or written out, `place` knows countries and the divisions of China. `sentence` says what of it counts, `meaning` what a value is, `kind` what of it is an argument. Times wait in `calendar` to be tied to a [`Reference`].
//! Decides what a stretch of text means; who asked for it, and which parameter gets it, is decided by callers.
//!
//! Invariants: a range indexes the utterance's characters; nothing is read by a kind that was not asked for.

mod calendar;
mod chart;
mod choice;
mod correction;
mod duration;
mod grammar;
mod handle;
mod kind;
mod lexicon;
mod meaning;
mod money;
mod name;
mod numeral;
mod place;
mod printed;
mod reader;
mod reference;
mod sentence;
mod value;
mod written;

pub use calendar::{Grain, Impossible, Length, Most, Recurrence, Stretch, TimeExpression, WhenSaid};
pub use choice::{Reaction, reaction};
pub(crate) use choice::{find_choices, is_negated};
pub(crate) use correction::correction;
pub use duration::Duration;
pub(crate) use kind::SaidValues;
pub use kind::{Found, Kind, find_values};
pub use meaning::{Bounds, Meaning, Meant, Sort, read_values, read_values_of};
pub use money::{Currency, Money};
pub use name::ListEntry;
pub(crate) use name::{Mention, find_names};
pub use place::Place;
pub(crate) use reader::phrase;
pub use reference::{Reference, Region, Tense};
pub use value::Value;
