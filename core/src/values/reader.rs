//! The few steps that every reader of values takes over folded characters.
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
pub(super) fn phrase(chars: &[char], at: usize, text: &str) -> Option<usize> {
    let latin = |c: Option<&char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let end = literal(chars, at, text)?;
    let first = text.chars().next()?;
    let last = text.chars().next_back()?;
    let starts_inside = first.is_ascii_alphabetic() && at > 0 && latin(chars.get(at - 1));
    let ends_inside = last.is_ascii_alphabetic() && chars.get(end).is_some_and(char::is_ascii_alphanumeric);
    (!starts_inside && !ends_inside).then_some(end)
}

/// The first position at or after `at` that holds no space.
pub(super) fn skip_spaces(chars: &[char], mut at: usize) -> usize {
    while chars.get(at) == Some(&' ') {
        at += 1;
    }
    at
}

/// The Latin word that starts at `at`; [`None`] inside a word.
pub(super) fn word(chars: &[char], at: usize) -> Option<(&[char], usize)> {
    if at > 0 && chars[at - 1].is_ascii_alphanumeric() {
        return None;
    }
    let len = chars[at..].iter().take_while(|c| c.is_ascii_alphabetic()).count();
    (len > 0).then(|| (&chars[at..at + len], at + len))
}

/// The index in `table` of the Latin word at `at`, and its end.
pub(super) fn word_in(chars: &[char], at: usize, table: &[&str]) -> Option<(usize, usize)> {
    let (word, end) = word(chars, at)?;
    let index = table.iter().position(|entry| entry.chars().eq(word.iter().copied()))?;
    Some((index, end))
}

/// A run of ASCII digits at `at`: its value and end; [`None`] past eighteen digits.
pub(super) fn digits(chars: &[char], at: usize) -> Option<(i64, usize)> {
    let len = chars.get(at..)?.iter().take_while(|c| c.is_ascii_digit()).count();
    if len == 0 || len > 18 {
        return None;
    }
    let value = chars[at..at + len].iter().fold(0, |sum, c| sum * 10 + i64::from(*c as u32 - '0' as u32));
    Some((value, at + len))
}
