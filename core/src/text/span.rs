//! A stretch of the original text.

use serde::{Deserialize, Serialize};

/// Bytes `start..end` of what the person said, always on character boundaries.
///
/// # Example
///
/// ```
/// let said = errand_core::Utterance::new("提醒我开会");
/// let span = said.span(3..5);
/// assert_eq!(&said.said()[span.start..span.end], "开会");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// The byte after the last one.
    pub end: usize,
}
