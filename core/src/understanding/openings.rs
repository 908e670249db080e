//! Openings: the words with which a capability's examples begin, up to their first argument.
//!
//! "帮我记一下" and "note to self:" say what is asked, however long and whatever about the rest is; the vector of the whole sentence may say otherwise.
//! Decides which capabilities are looked at for the sake of such words, and whether a sentence begins like an example; whether one is meant is `ranking`'s matter.

use std::collections::BTreeSet;

use crate::manifest::{Capability, MarkedExample, Parameter};
use crate::text::{fold, is_han, is_word};

/// The most capabilities that join the shortlist for their openings.
const MAX_JOINING: usize = 4;
/// The fewest Chinese characters, or Latin words, that say what is asked.
const MIN_WORDS: usize = 2;

/// The Chinese characters with which a sentence begins; a Latin word is long enough alone.
const FIRST: usize = 2;

/// Openings with the capability (its place in the index) that each belongs to.
#[derive(Clone, Debug, Default)]
pub(super) struct Openings {
    all: BTreeSet<(Vec<char>, usize)>,
    /// The first words of examples.
    first: BTreeSet<(Vec<char>, usize)>,
}

impl Openings {
    /// Adds those of a capability: the first words of each example, and the openings where it takes free words.
    pub(super) fn add(&mut self, capability: &Capability, place: usize) {
        let takes_free_words = capability.parameters.iter().any(Parameter::takes_free_words);
        let examples = capability.examples.direct.iter().chain(&capability.examples.indirect);
        for (_, text) in examples.flat_map(|example| example.all()) {
            let Ok(marked) = MarkedExample::parse(text) else { continue };
            self.first.insert((first(&marked.text.chars().map(fold).collect::<Vec<_>>()).to_vec(), place));
            if !takes_free_words {
                continue;
            }
            let Some((_, slot)) = marked.slots.first() else { continue };
            let opening: Vec<char> = marked.text.chars().take(slot.start).map(fold).collect();
            let end = opening.iter().rposition(|c| c.is_alphanumeric()).map_or(0, |last| last + 1);
            if words(&opening[..end]) >= MIN_WORDS {
                self.all.insert((opening[..end].to_vec(), place));
            }
        }
    }

    /// The capabilities whose openings stand in folded characters, the longest first.
    pub(super) fn in_sentence(&self, chars: &[char]) -> Vec<usize> {
        let mut found: Vec<&(Vec<char>, usize)> =
            self.all.iter().filter(|(opening, _)| stands_in(opening, chars)).collect();
        found.sort_by_key(|(opening, place)| (std::cmp::Reverse(words(opening)), *place));
        let mut places: Vec<usize> = Vec::new();
        for (_, place) in found {
            if !places.contains(place) && places.len() < MAX_JOINING {
                places.push(*place);
            }
        }
        places
    }

    /// Whether folded characters begin as an example of a capability does.
    pub(super) fn begins_like(&self, chars: &[char], capability: usize) -> bool {
        self.first.contains(&(first(chars).to_vec(), capability))
    }
}

/// The first word.
fn first(chars: &[char]) -> &[char] {
    let word = chars.iter().take_while(|c| is_word(**c) && !is_han(**c)).count();
    &chars[..if word > 0 { word } else { FIRST.min(chars.len()) }]
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
        let all = [("记一下", 0), ("帮我记一下", 1), ("note to self", 2), ("提醒我", 0)]
            .map(|(text, place)| (text.chars().collect(), place));
        let openings = Openings { all: all.into(), ..Openings::default() };
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

    #[test]
    fn a_sentence_begins_with_a_latin_word_or_two_chinese_characters() {
        for (said, want) in
            [("play jazz", "play"), ("播放周杰伦", "播放"), ("it's late", "it's"), ("歌", "歌"), ("", "")]
        {
            let chars: Vec<char> = said.chars().collect();
            assert_eq!(first(&chars).iter().collect::<String>(), want, "said: {said}");
        }
        let openings = Openings { first: [("play".chars().collect(), 3)].into(), ..Openings::default() };
        let chars: Vec<char> = "play it".chars().collect();
        assert!(openings.begins_like(&chars, 3) && !openings.begins_like(&chars, 2));
    }
}
