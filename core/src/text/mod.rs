//! What the person said, beside what it is folded to, character for character.
//!
//! Decides how text is folded before anything reads it; leaves meaning to `values` and `understanding`.
//! Folding maps every character to exactly one character ([`fold::fold`]),
//! so one index serves both sides and a [`Span`] always indexes the original.
//!
//! Not handled, on purpose: words. Chinese has none, and values need none.

mod fold;
mod frame;
mod local;
mod script;
mod span;

pub use fold::fold;
pub(crate) use frame::frame;
pub use local::{LocalList, LocalText};
pub use script::{Language, is_han, is_word};
pub use span::Span;

use std::ops::Range;

/// The most characters of one utterance that are read; what follows is cut off.
///
/// A spoken request has some twenty characters and a dictated message some hundred;
/// the bound keeps time and memory of one turn small whatever is pasted in.
pub const MAX_CHARS: usize = 1_000;

/// One sentence as said, with its folded characters.
#[derive(Clone, Debug)]
pub struct Utterance {
    said: String,
    chars: Vec<char>,
    starts: Vec<usize>,
    truncated: bool,
}

impl Utterance {
    /// Takes a sentence; only its first [`MAX_CHARS`] characters count.
    pub fn new(said: &str) -> Self {
        let mut chars = Vec::new();
        let mut starts = Vec::new();
        let mut end = said.len();
        let mut truncated = false;
        for (at, c) in said.char_indices() {
            if chars.len() == MAX_CHARS {
                end = at;
                truncated = true;
                break;
            }
            chars.push(fold(c));
            starts.push(at);
        }
        starts.push(end);
        Self { said: said[..end].to_owned(), chars, starts, truncated }
    }

    /// The text as said, without what was cut off.
    pub fn said(&self) -> &str {
        &self.said
    }

    /// The folded characters: half-width, lower case, simplified.
    pub fn chars(&self) -> &[char] {
        &self.chars
    }

    /// The folded text of some characters.
    pub fn folded(&self, range: Range<usize>) -> String {
        self.chars[range].iter().collect()
    }

    /// The original text of some characters.
    pub fn original(&self, range: Range<usize>) -> &str {
        &self.said[self.starts[range.start]..self.starts[range.end]]
    }

    /// The bytes of the original that some characters stand in.
    pub fn span(&self, range: Range<usize>) -> Span {
        Span { start: self.starts[range.start], end: self.starts[range.end] }
    }

    /// Whether something was cut off.
    pub fn is_truncated(&self) -> bool {
        self.truncated
    }

    /// Whether it holds any letter or digit at all; emoji and punctuation alone say nothing.
    pub fn is_wordless(&self) -> bool {
        !self.chars.iter().any(|c| c.is_alphanumeric())
    }

    /// The language that most of it is in.
    pub fn language(&self) -> Language {
        Language::of(&self.chars)
    }
}

/// Folds a whole text: what is compared, never what is shown.
pub fn folded(text: &str) -> String {
    text.chars().map(fold).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_index_serves_both_sides() {
        let said = Utterance::new("點一杯ＬＡＴＴＥ，谢谢😀");
        assert_eq!(said.folded(0..8), "点一杯latte");
        assert_eq!(said.original(3..8), "ＬＡＴＴＥ");
        assert_eq!(said.span(0..3), Span { start: 0, end: 9 });
        assert_eq!(said.language(), Language::Zh);
    }

    #[test]
    fn long_text_is_cut_on_a_character() {
        let said = Utterance::new(&"茶".repeat(MAX_CHARS + 5));
        assert!(said.is_truncated());
        assert_eq!(said.chars().len(), MAX_CHARS);
        assert_eq!(said.said().len(), 3 * MAX_CHARS);
    }

    #[test]
    fn emoji_alone_are_wordless() {
        assert!(Utterance::new("😀😀 !").is_wordless());
        assert!(!Utterance::new("好").is_wordless());
    }
}
