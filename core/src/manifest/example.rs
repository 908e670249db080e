//! Example sentences with their arguments marked: `[words](parameter)`.
//!
//! Decides how the marks are read; what is learned from them is `understanding`'s matter.

use std::ops::Range;

/// An example without its marks, and which of its characters stand for which parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MarkedExample {
    /// The sentence as a person would say it.
    pub text: String,
    /// Parameter names and characters of `text`, left to right.
    pub slots: Vec<(String, Range<usize>)>,
}

impl MarkedExample {
    /// Reads the marks; the error names the one that is broken.
    pub(crate) fn parse(marked: &str) -> Result<Self, String> {
        let mut text = String::new();
        let mut slots = Vec::new();
        let mut rest = marked;
        while let Some(open) = rest.find('[') {
            text.push_str(&rest[..open]);
            let close = rest[open..].find("](").map(|at| open + at).ok_or("a [ without its ](parameter)")?;
            let end = rest[close..].find(')').map(|at| close + at).ok_or("a ( without its )")?;
            let (words, name) = (&rest[open + 1..close], &rest[close + 2..end]);
            if words.trim().is_empty() || words.contains('[') {
                return Err(format!("no words are marked for {name:?}"));
            }
            let start = text.chars().count();
            text.push_str(words);
            slots.push((name.to_owned(), start..text.chars().count()));
            rest = &rest[end + 1..];
        }
        text.push_str(rest);
        Ok(Self { text, slots })
    }
}

#[cfg(test)]
mod tests {
    use super::MarkedExample;

    #[test]
    fn marks_are_read() {
        let example = MarkedExample::parse("跟[妈妈](to)说[晚点到](text)").expect("good marks");
        assert_eq!(example.text, "跟妈妈说晚点到");
        assert_eq!(example.slots, [("to".to_owned(), 1..3), ("text".to_owned(), 4..7)]);
        for broken in ["[a", "[a](b", "[](b)", "[a[b](c)"] {
            assert!(MarkedExample::parse(broken).is_err(), "{broken}");
        }
    }
}
