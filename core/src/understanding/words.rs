//! The words of a sentence to what each capability has in common with them.
//!
//! Decides which words count: one that very many phrases hold tells nothing apart. The store knows which phrases hold a word and what that is
//! worth (BM25); what was asked once is kept, so that a sentence of known words needs no query.
//!
//! Invariant: the sums are those of one query for all words, since BM25 adds up word by word.

use std::collections::BTreeMap;

use crate::error::Error;
use crate::store::{Store, words_of};

/// Phrases that count for one sentence, those that share most with it.
const MAX_HITS: usize = 48;
/// A word that more phrases hold than this share of all, and than so many, tells nothing apart and costs most to look up.
const COMMON_SHARE: f32 = 0.03;
const COMMON_COUNT: usize = 60;
/// The most words of a sentence that are looked up.
const MAX_WORDS: usize = 64;
/// Words that are kept, and scores of theirs: some three megabytes at most.
const MAX_KEPT: usize = 50_000;

/// The words of the index. What is kept are words of the person too: it is never printed and dies with the index.
#[derive(Default)]
pub(super) struct Words {
    phrases: Vec<(i64, usize)>, // those that the store's word index holds: id and capability, by id
    known: BTreeMap<String, Vec<(usize, f32)>>, // a word to phrases that hold it, with scores; none of a common one
    kept: usize,
}

impl Words {
    /// `phrases`: those that the store's word index holds, ids with their capabilities.
    pub(super) fn new(mut phrases: Vec<(i64, usize)>) -> Self {
        phrases.sort_unstable();
        Self { phrases, ..Self::default() }
    }

    /// What each of so many capabilities shares with a text, relative to the best: 0 to 1.
    pub(super) fn shared(
        &mut self,
        text: &str,
        capabilities: usize,
        store: &Store,
    ) -> Result<Vec<f32>, Error> {
        let mut sums = vec![0.0_f32; self.phrases.len()];
        let mut touched = Vec::new();
        for word in words_of(text).into_iter().take(MAX_WORDS) {
            let mut add = |found: &[(usize, f32)]| {
                for (place, score) in found {
                    if sums[*place] == 0.0 {
                        touched.push(*place);
                    }
                    sums[*place] += score;
                }
            };
            match self.known.get(&word) {
                Some(found) => add(found),
                None => {
                    let found = self.holding(&word, self.common(), store)?;
                    add(&found);
                    if self.kept < MAX_KEPT {
                        self.kept += found.len() + 1;
                        self.known.insert(word, found);
                    }
                }
            }
        }
        touched.sort_unstable_by(|a, b| sums[*b].total_cmp(&sums[*a]).then(a.cmp(b)));
        let mut scores = vec![0.0_f32; capabilities];
        for place in touched.into_iter().take(MAX_HITS) {
            let score = &mut scores[self.phrases[place].1];
            *score = score.max(sums[place]);
        }
        let best = scores.iter().copied().fold(0.0, f32::max);
        if best > 0.0 {
            scores.iter_mut().for_each(|score| *score /= best);
        }
        Ok(scores)
    }

    /// The most phrases that hold a word which still tells something.
    fn common(&self) -> usize {
        COMMON_COUNT.max((self.phrases.len() as f32 * COMMON_SHARE) as usize)
    }

    /// The phrases that hold a word; none when more than `most` do.
    fn holding(&self, word: &str, most: usize, store: &Store) -> Result<Vec<(usize, f32)>, Error> {
        let found = store.phrases_with(word, most + 1)?;
        if found.len() > most {
            return Ok(Vec::new());
        }
        let place = |id: i64| self.phrases.binary_search_by_key(&id, |(id, _)| *id).ok();
        Ok(found.into_iter().filter_map(|(id, score)| Some((place(id)?, score))).collect())
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::manifest::Manifest;
    use crate::store::catalogue::{self, Learned};

    fn shop() -> (Store, Words, Vec<String>) {
        let mut store = Store::open(Path::new(":memory:")).expect("a database");
        let manifest =
            Manifest::load(include_str!("../../tests/manifests/tiny.json")).expect("a good manifest");
        let phrases = catalogue::phrases_of(&manifest, "m");
        store
            .transaction(|t| catalogue::install(t, &manifest, &phrases, &Learned::default()))
            .expect("an installation");
        let all = store.phrases().expect("phrases");
        let names: Vec<String> = ["find", "order"].map(str::to_owned).into();
        let place = |name: &str| names.iter().position(|known| known == name).expect("one of the two");
        let words = Words::new(all.iter().map(|phrase| (phrase.id, place(&phrase.capability))).collect());
        (store, words, names)
    }

    #[test]
    fn the_best_shares_most_and_what_was_asked_once_is_the_same_again() {
        let (store, mut words, names) = shop();
        for said in ["order one black tea", "帮我点一杯红茶", "帮我order一杯black tea", "where is a sofa", ""]
        {
            let first = words.shared(said, names.len(), &store).expect("a look");
            let again = words.shared(said, names.len(), &store).expect("a look");
            assert_eq!(first, again, "{said}");
            assert!(first.iter().all(|share| (0.0..=1.0).contains(share)), "{said}");
            let is_known = !said.is_empty() && !said.contains("sofa");
            assert!(!is_known || first.contains(&1.0), "{said}: {first:?}");
        }
        assert!(!words.known.is_empty());
    }

    #[test]
    fn a_word_that_too_many_phrases_hold_counts_for_nothing() {
        let (store, words, _) = shop();
        let held = words.holding("tea", COMMON_COUNT, &store).expect("a look").len();
        assert!(held > 1);
        assert_eq!(words.holding("tea", held, &store).expect("a look").len(), held);
        assert!(words.holding("tea", held - 1, &store).expect("a look").is_empty());
        let many = Words::new((0..10_000).map(|id| (id, 0)).collect());
        assert_eq!((words.common(), many.common()), (COMMON_COUNT, 300));
    }
}
