//! The few steps that readers of words and lists take over folded characters.
//!
//! Decides where a word begins and ends; leaves what it means to the readers.
//! Invariant: no function allocates, and none reads behind the characters it is given.

/// The end of `literal` if it stands at `at`.
pub(super) fn literal(chars: &[char], at: usize, literal: &str) -> Option<usize> {
    let mut end = at;
    for c in literal.chars() {
        if chars.get(end) != Some(&c) {
            return None;
        }
        end += 1;
    }
    Some(end)
}

/// The longest of `literals` at `at`: its index and end.
pub(super) fn longest(chars: &[char], at: usize, literals: &[&str]) -> Option<(usize, usize)> {
    let found = literals.iter().enumerate().filter_map(|(i, text)| Some((i, phrase(chars, at, text)?)));
    found.max_by_key(|(_, end)| *end)
}

/// Like [`literal`], but a Latin phrase must stand on word edges.
pub(crate) fn phrase(chars: &[char], at: usize, text: &str) -> Option<usize> {
    let latin = |c: Option<&char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let end = literal(chars, at, text)?;
    let first = text.chars().next()?;
    let last = text.chars().next_back()?;
    let starts_inside = first.is_ascii_alphabetic() && at > 0 && latin(chars.get(at - 1));
    let ends_inside = last.is_ascii_alphabetic() && chars.get(end).is_some_and(char::is_ascii_alphanumeric);
    (!starts_inside && !ends_inside).then_some(end)
}
