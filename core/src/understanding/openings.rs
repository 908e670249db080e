//! Openings: the words with which a capability's examples begin, up to their first argument.
//!
//! "帮我记一下" and "note to self:" say what is asked, however long and whatever about the rest is; the vector of the whole sentence may say otherwise.
//! Decides which capabilities are looked at for the sake of such words; whether one is meant is `ranking`'s matter.

use std::collections::BTreeSet;

use crate::manifest::{Capability, MarkedExample, Parameter};
use crate::text::{fold, is_han, is_word};

/// The most capabilities that join the shortlist for their openings.
const MAX_JOINING: usize = 4;
/// The fewest Chinese characters, or Latin words, that say what is asked.
const MIN_WORDS: usize = 2;

/// Openings with the capability (its place in the index) that each belongs to.
#[derive(Clone, Debug, Default)]
pub(super) struct Openings(BTreeSet<(Vec<char>, usize)>);

impl Openings {
    /// Adds those of a capability that takes free words.
    pub(super) fn add(&mut self, capability: &Capability, place: usize) {
        if !capability.parameters.iter().any(Parameter::takes_free_words) {
            return;
        }
        let examples = capability.examples.direct.iter().chain(&capability.examples.indirect);
        for (_, text) in examples.flat_map(|example| example.all()) {
            let Ok(marked) = MarkedExample::parse(text) else { continue };
            let Some((_, first)) = marked.slots.first() else { continue };
            let opening: Vec<char> = marked.text.chars().take(first.start).map(fold).collect();
            let end = opening.iter().rposition(|c| c.is_alphanumeric()).map_or(0, |last| last + 1);
            if words(&opening[..end]) >= MIN_WORDS {
                self.0.insert((opening[..end].to_vec(), place));
            }
        }
    }

    /// The capabilities whose openings stand in folded characters, the longest first.
    pub(super) fn in_sentence(&self, chars: &[char]) -> Vec<usize> {
        let mut found: Vec<&(Vec<char>, usize)> =
            self.0.iter().filter(|(opening, _)| stands_in(opening, chars)).collect();
        found.sort_by_key(|(opening, place)| (std::cmp::Reverse(words(opening)), *place));
        let mut places: Vec<usize> = Vec::new();
        for (_, place) in found {
            if !places.contains(place) && places.len() < MAX_JOINING {
                places.push(*place);
            }
        }
        places
    }
}

/// Chinese characters and Latin words.
fn words(chars: &[char]) -> usize {
    let begins =
        |i: usize| is_han(chars[i]) || chars[i].is_alphanumeric() && (i == 0 || !is_word(chars[i - 1]));
    (0..chars.len()).filter(|i| begins(*i)).count()
}

/// Whether an opening stands somewhere, never cutting a Latin word.
fn stands_in(opening: &[char], chars: &[char]) -> bool {
    chars.windows(opening.len()).enumerate().any(|(at, window)| {
        let cuts = |a: Option<&char>, b: Option<&char>| {
            a.is_some_and(|c| is_word(*c)) && b.is_some_and(|c| is_word(*c))
        };
        window == opening
            && !cuts(at.checked_sub(1).and_then(|i| chars.get(i)), opening.first())
            && !cuts(opening.last(), chars.get(at + opening.len()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_opening_is_found_whatever_follows() {
        let openings = Openings(
            [("记一下", 0), ("帮我记一下", 1), ("note to self", 2), ("提醒我", 0)]
                .map(|(text, place)| (text.chars().collect(), place))
                .into(),
        );
        let rows: [(&str, &[usize]); 5] = [
            ("麻烦帮我记一下,周六请老李吃饭", &[1, 0]),
            ("note to self: the code is 4471", &[2]),
            ("footnote to self", &[]),
            ("note to selfish people", &[]),
            ("记", &[]),
        ];
        for (said, want) in rows {
            let chars: Vec<char> = said.chars().collect();
            assert_eq!(openings.in_sentence(&chars), want, "said: {said}");
        }
    }
}
