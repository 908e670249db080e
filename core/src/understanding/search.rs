//! A sentence vector and words to candidates: the index over what the enabled services are known by.
//!
//! Decides how near a sentence is to each capability; whether that is near enough is `ranking`'s matter.
//! Exact search: at the thousand capabilities of a phone it takes less than the encoder by far.
//!
//! Invariant: a service that is off, or known by no mode, is not in the index.

use std::collections::BTreeMap;

use super::encoder::dot;
use crate::error::Error;
use crate::store::{PhraseRole, Store};
use crate::text::{Language, is_han};

/// How near a sentence is to a capability.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Nearness {
    /// Index into [`Index::capabilities`].
    pub capability: usize,
    /// Cosine to the mean of its examples in the sentence's language, -1 to 1.
    pub prototype: f32,
    /// Mean cosine to its two nearest phrases, -1 to 1.
    pub nearest: f32,
    /// Largest cosine to one of its negative examples, or -1.
    pub negative: f32,
    /// Share of words in common, relative to the best capability, 0 to 1.
    pub words: f32,
    /// Share of the sentence that the capability accounts for, 0 to 1; filled in for the nearest few.
    pub explained: f32,
    /// Share of three of its typed arguments that were said, 0 to 1; filled in for the nearest few.
    pub bound: f32,
    /// How likely its free text is its own, 0 to 1; one half without free text.
    pub placed: f32,
    /// Share of its required parameters that were said, 0 to 1; filled in for the nearest few.
    pub required: f32,
    /// How likely the head finds its schema, if any of them is meant.
    pub learned: f32,
    /// How likely the head finds that any schema is meant.
    pub served: f32,
    /// How likely the head finds that the sentence is an everyday one, that no app serves.
    pub everyday: f32,
    /// 1 where the person named its service.
    pub named: f32,
}

impl Nearness {
    /// How likely its schema is by the head alone.
    pub(crate) fn by_head(&self) -> f32 {
        self.learned * self.served.min(1.0 - self.everyday)
    }

    /// Nothing is known yet.
    pub(crate) fn of(capability: usize) -> Self {
        Self {
            capability,
            prototype: -1.0,
            nearest: -1.0,
            negative: -1.0,
            words: 0.0,
            explained: 0.0,
            bound: 0.0,
            placed: 0.5,
            required: 0.0,
            learned: 0.0,
            served: 0.0,
            everyday: 0.0,
            named: 0.0,
        }
    }
}

/// A capability in the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct IndexedCapability {
    pub service: String,
    pub capability: String,
}

/// Everything that sentences are compared with, in memory.
pub(crate) struct Index {
    pub capabilities: Vec<IndexedCapability>,
    phrases: Vec<IndexedPhrase>,
    vectors: Vec<f32>,                      // [phrases, dim]
    prototypes: Vec<[Option<Vec<f32>>; 2]>, // [capabilities][language] -> [dim]
    by_id: BTreeMap<i64, usize>,
    dim: usize,
}

struct IndexedPhrase {
    capability: usize,
    kind: PhraseKind,
    hash: String,
}

/// What a phrase says of its capability.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum PhraseKind {
    /// It asks for it.
    Positive,
    /// It looks like it and is not meant.
    Negative,
    /// An example without its free words: compared with what is left of a sentence without its own.
    Frame,
}

/// A phrase to learn from.
pub(crate) struct Known<'a> {
    pub hash: &'a str,
    pub class: usize,
    pub kind: PhraseKind,
    pub vector: &'a [f32],
}

/// Phrases that the word index may answer with.
const WORD_HITS: usize = 48;

fn slot(language: Language) -> usize {
    usize::from(language == Language::En)
}

impl Index {
    /// An index over nothing.
    pub(crate) fn empty(dim: usize) -> Self {
        Self {
            capabilities: Vec::new(),
            phrases: Vec::new(),
            vectors: Vec::new(),
            prototypes: Vec::new(),
            by_id: BTreeMap::new(),
            dim,
        }
    }

    /// Reads the index from the store.
    pub(crate) fn load(store: &Store, dim: usize) -> Result<Self, Error> {
        let all = store.phrases()?;
        let hashes: Vec<&str> = all.iter().map(|phrase| phrase.hash.as_str()).collect();
        let known = store.vectors(&hashes)?;
        let mut index = Self::empty(dim);
        let mut sums: Vec<[Vec<f32>; 2]> = Vec::new();
        for phrase in &all {
            let Some(vector) = known.get(&phrase.hash).filter(|vector| vector.len() == dim) else { continue };
            let here =
                IndexedCapability { service: phrase.service.clone(), capability: phrase.capability.clone() };
            let capability =
                index.capabilities.iter().rposition(|known| *known == here).unwrap_or_else(|| {
                    index.capabilities.push(here);
                    sums.push([vec![0.0; dim], vec![0.0; dim]]);
                    index.capabilities.len() - 1
                });
            if matches!(phrase.role, PhraseRole::Direct | PhraseRole::Indirect) {
                sums[capability][slot(phrase.language)].iter_mut().zip(vector).for_each(|(sum, x)| *sum += x);
            }
            // A lone keyword is no sentence: it helps by words only.
            if phrase.role == PhraseRole::Keyword {
                index.by_id.insert(phrase.id, usize::MAX);
            } else {
                index.by_id.insert(phrase.id, index.phrases.len());
                index.phrases.push(IndexedPhrase {
                    capability,
                    kind: match phrase.role {
                        PhraseRole::Negative => PhraseKind::Negative,
                        PhraseRole::Frame => PhraseKind::Frame,
                        _ => PhraseKind::Positive,
                    },
                    hash: phrase.hash.clone(),
                });
                index.vectors.extend(vector);
            }
        }
        let unit = |sum: Vec<f32>| {
            let norm = dot(&sum, &sum).sqrt();
            (norm > 0.0).then(|| sum.into_iter().map(|x| x / norm).collect::<Vec<f32>>())
        };
        index.prototypes = sums.into_iter().map(|[zh, en]| [unit(zh), unit(en)]).collect();
        Ok(index)
    }

    /// How near a sentence is to every capability, in the index's order.
    ///
    /// `vector`: `[dim]`, of unit length, centred for `language`.
    pub(crate) fn search(
        &self,
        vector: &[f32],
        language: Language,
        text: &str,
        store: &Store,
    ) -> Result<Vec<Nearness>, Error> {
        let mut nearest = vec![[-1.0_f32; 2]; self.capabilities.len()];
        let mut negative = vec![-1.0_f32; self.capabilities.len()];
        for (phrase, other) in self.phrases.iter().zip(self.vectors.chunks_exact(self.dim)) {
            let cosine = dot(vector, other);
            if phrase.kind == PhraseKind::Frame {
                continue;
            }
            if phrase.kind == PhraseKind::Negative {
                negative[phrase.capability] = negative[phrase.capability].max(cosine);
            } else {
                let best = &mut nearest[phrase.capability];
                if cosine > best[0] {
                    *best = [cosine, best[0]];
                } else if cosine > best[1] {
                    best[1] = cosine;
                }
            }
        }
        let words = self.words(text, store)?;
        let is_mixed = text.chars().any(is_han) && text.chars().any(|c| c.is_ascii_alphabetic());
        let all = nearest.into_iter().enumerate().map(|(capability, [first, second])| {
            let [zh, en] = &self.prototypes[capability];
            let (own, other) = if language == Language::Zh { (zh, en) } else { (en, zh) };
            let near =
                |prototype: &Option<Vec<f32>>| prototype.as_ref().map(|prototype| dot(vector, prototype));
            // "帮我book一个table" may be nearer to either.
            let prototype = if is_mixed {
                near(own).into_iter().chain(near(other)).reduce(f32::max)
            } else {
                near(own).or_else(|| near(other))
            };
            Nearness {
                prototype: prototype.unwrap_or(first),
                nearest: if second > -1.0 { (first + second) / 2.0 } else { first },
                negative: negative[capability],
                words: words[capability],
                ..Nearness::of(capability)
            }
        });
        Ok(all.collect())
    }

    /// How near another vector is to one capability: cosine to its prototypes and to its two nearest phrases.
    pub(crate) fn near_to(&self, capability: usize, vector: &[f32]) -> (f32, f32) {
        let prototypes = self.prototypes[capability].iter().flatten().map(|prototype| dot(vector, prototype));
        let phrases = self.phrases.iter().zip(self.vectors.chunks_exact(self.dim));
        let own = phrases
            .filter(|(phrase, _)| phrase.capability == capability && phrase.kind != PhraseKind::Negative);
        let [first, second] =
            own.map(|(_, other)| dot(vector, other)).fold([-1.0_f32; 2], |[first, second], cosine| {
                if cosine > first { [cosine, first] } else { [first, second.max(cosine)] }
            });
        (prototypes.fold(-1.0, f32::max), (first + second) / 2.0)
    }

    /// What a head can learn from, in an order that does not depend on the order of installation.
    pub(crate) fn lessons(&self, class: impl Fn(usize) -> usize) -> Vec<Known<'_>> {
        let phrases = self.phrases.iter().zip(self.vectors.chunks_exact(self.dim));
        let mut all: Vec<Known<'_>> = phrases
            .map(|(phrase, vector)| Known {
                hash: &phrase.hash,
                class: class(phrase.capability),
                kind: phrase.kind,
                vector,
            })
            .collect();
        all.sort_by(|a, b| (a.class, a.kind, a.hash).cmp(&(b.class, b.kind, b.hash)));
        all
    }

    fn words(&self, text: &str, store: &Store) -> Result<Vec<f32>, Error> {
        let mut scores = vec![0.0_f32; self.capabilities.len()];
        for (id, score) in store.phrases_by_words(text, WORD_HITS)? {
            if let Some(phrase) = self.by_id.get(&id).and_then(|at| self.phrases.get(*at)) {
                scores[phrase.capability] = scores[phrase.capability].max(score);
            }
        }
        let best = scores.iter().copied().fold(0.0, f32::max);
        if best > 0.0 {
            scores.iter_mut().for_each(|score| *score /= best);
        }
        Ok(scores)
    }
}
