//! One argument and where its value came from.

use serde::{Deserialize, Serialize};

use crate::text::Span;
use crate::values::Value;

/// A value with its source.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Argument {
    /// The value.
    pub value: Value,
    /// Where it came from.
    pub source: Source,
}

/// Where a value came from: what the ledger records and `trust` judges by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "camelCase")]
pub enum Source {
    /// The person said it in the sentence that started the errand.
    Said {
        /// Bytes of that sentence.
        span: Span,
    },
    /// The person gave it as an answer or a correction.
    Answered,
    /// The host's context gave it: place, date.
    Context,
    /// The manifest's default.
    Default,
    /// A service returned it, and it was the only one, or the core took it.
    Upstream,
    /// A service offered it among others, and the person took it.
    Chosen,
    /// The person said or chose it in an errand before, or had it remembered; always shown before it is used.
    Remembered,
    /// Content that the person selected holds it; always shown with its origin before it changes anything.
    Selected {
        /// Which of the selected items, from 0.
        item: u32,
    },
    /// A mini-tool holds or computes it, whose button asked for this; always shown before it changes anything.
    Tool,
    /// It follows from something else that the person said; always shown before it is used.
    Inferred,
}
