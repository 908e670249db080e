//! Which words of a sentence are a parameter's, learned once for all apps and told by each app's own marked examples.
//!
//! A network ([`network`]) gives every piece of a sentence four views: how it begins an argument, ends one, stands inside one, and how much it
//! looks like any of these at all. The marked examples of a capability say where a parameter's words stand: the mean of the same views is the
//! parameter's [`Place`]. A stretch of a new sentence is the likelier its words, the more its first, its last and its inner pieces agree with that place.
//! Where no example marks anything, a second, smaller network guesses the place from what is said of the parameter.
//! Nothing is trained on the phone; an example that is added or mended counts at once.
//!
//! Decides how likely each stretch is; which parameter gets which stretch is the matter of `slots`.
//!
//! # Source
//!
//! Snell, Swersky and Zemel, Prototypical networks for few-shot learning (2017); spans scored by their edges and a running sum as in
//! Sarawagi and Cohen, Semi-Markov conditional random fields (2004).

mod network;
#[cfg(test)]
mod parity;

use std::collections::BTreeMap;
use std::ops::Range;

use self::network::Network;
pub(crate) use self::network::{Config, Sight};
use super::encoder::{Encoder, Seen, dot, normalise};
use super::tensors::Tensors;
use crate::error::Error;

/// Sentences of up to so many pieces the tagger was trained on; `MAX_PIECES` of `models/train/tagger.py`.
pub(super) const USUAL_PIECES: usize = 48;
/// The longest stretch in pieces; bounds the work on a pasted page.
const MAX_PIECES: usize = 512;

/// The tagger of the bundle.
pub(crate) struct Tagger {
    network: Network,
    scales: [f32; 4], // of beginning, end, inside and outside
    biases: [f32; 3], // of beginning, end and inside
    none: f32,        // what "no words of it are here" is worth
    view: usize,
}

/// Where the words of a parameter stand in the examples of its capability: mean directions, of unit length.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Place {
    begin: Vec<f32>,
    end: Vec<f32>,
    inside: Vec<f32>,
    outside: Vec<f32>,
}

/// A stretch of a sentence and how likely it is a parameter's.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stretch {
    /// Characters of the utterance.
    pub range: Range<usize>,
    /// Log odds against "no words of it are here".
    pub score: f32,
}

impl Stretch {
    /// The probability that the stretch is the parameter's, against that none is.
    pub(crate) fn likelihood(&self) -> f32 {
        1.0 / (1.0 + (-self.score).exp())
    }
}

/// An example as it was seen, and which of its characters are which parameter's.
pub(crate) struct MarkedSight<'a> {
    pub sight: &'a Sight,
    pub slots: &'a [(String, Range<usize>)],
}

impl Tagger {
    /// Builds the tagger from its file of the bundle. `dim`: that of the encoder.
    pub(crate) fn load(content: Vec<u8>, config: Config, dim: usize) -> Result<Self, Error> {
        let mut weights = Tensors::read(content)?;
        let network = Network::load(&mut weights, config, dim)?;
        let mut numbers = |name: &str, len: usize| weights.floats(name, len);
        let scales = numbers("scales", 4)?;
        let biases = numbers("biases", 4)?;
        Ok(Self {
            network,
            scales: std::array::from_fn(|i| scales[i]),
            biases: std::array::from_fn(|i| biases[i]),
            none: biases[3],
            view: config.view,
        })
    }

    /// Looks at a text. `places`: for each character of `text`, where it stands in the utterance.
    pub(crate) fn look(&self, encoder: &Encoder, seen: &Seen, text: &[char], places: &[usize]) -> Sight {
        self.network.look(encoder, seen, text, places)
    }

    /// Where the words of the parameters stand, by name; of those that are marked at all.
    pub(crate) fn places(&self, examples: &[MarkedSight<'_>]) -> BTreeMap<String, Place> {
        let mut outside = vec![0.0; self.view];
        let mut places: BTreeMap<String, Place> = BTreeMap::new();
        for MarkedSight { sight, slots } in examples {
            for (i, piece) in sight.pieces.iter().enumerate() {
                let is_marked = |slot: &Range<usize>| slot.start < piece.end && piece.start < slot.end;
                if !slots.iter().any(|(_, slot)| is_marked(slot)) {
                    add(&mut outside, &sight.inside[i]);
                }
            }
            for (name, slot) in *slots {
                let Some((first, last)) = sight.pieces_of(slot) else { continue };
                let place = places.entry(name.clone()).or_insert_with(|| Place::zero(self.view));
                add(&mut place.begin, &sight.begin[first]);
                add(&mut place.end, &sight.end[last]);
                sight.inside[first..=last].iter().for_each(|view| add(&mut place.inside, view));
            }
        }
        for place in places.values_mut() {
            place.outside.clone_from(&outside);
            [&mut place.begin, &mut place.end, &mut place.inside, &mut place.outside]
                .into_iter()
                .for_each(|view| normalise(view));
        }
        places
    }

    /// Where the words of a parameter stand that no example marks, by the sentence vector of its name and description.
    pub(crate) fn described(&self, label: &[f32]) -> Place {
        let [begin, end, inside, outside] = self.network.described(label);
        Place { begin, end, inside, outside }
    }

    /// The likeliest stretch for a parameter, if any is likelier than none. `is_free` says which stretches of the utterance may be taken.
    pub(crate) fn best(
        &self,
        sight: &Sight,
        place: &Place,
        is_free: impl Fn(&Range<usize>) -> bool,
    ) -> Option<Stretch> {
        let [begin, end, inside, outside] = self.scales;
        let [b_begin, b_end, b_inside] = self.biases;
        // How well each piece begins, ends and continues the parameter's words.
        let pieces: Vec<[f32; 3]> = (0..sight.pieces.len())
            .map(|i| {
                let [first, last, any] = sight.general[i];
                let view = &sight.inside[i];
                [
                    begin * dot(&sight.begin[i], &place.begin) + first + b_begin,
                    end * dot(&sight.end[i], &place.end) + last + b_end,
                    inside * dot(view, &place.inside) - outside * dot(view, &place.outside) + any + b_inside,
                ]
            })
            .collect();
        let mut best: Option<(f32, Range<usize>)> = None;
        for (first, [begins, _, _]) in pieces.iter().enumerate() {
            let mut within = 0.0;
            for (last, [_, ends, continues]) in pieces.iter().enumerate().skip(first).take(MAX_PIECES) {
                let range = sight.pieces[first].start..sight.pieces[last].end;
                if !is_free(&range) {
                    break;
                }
                within += continues;
                let score = begins + within + ends;
                if best.as_ref().is_none_or(|(known, _)| score > *known) {
                    best = Some((score, range));
                }
            }
        }
        best.map(|(score, range)| Stretch { range, score: score - self.none }).filter(|best| best.score > 0.0)
    }
}

impl Sight {
    /// The first and the last piece of a stretch of characters.
    fn pieces_of(&self, range: &Range<usize>) -> Option<(usize, usize)> {
        let first = self.pieces.iter().position(|piece| piece.end > range.start)?;
        let last = self.pieces.iter().rposition(|piece| piece.start < range.end)?;
        (first <= last).then_some((first, last))
    }
}

impl Place {
    fn zero(view: usize) -> Self {
        let zero = || vec![0.0; view];
        Self { begin: zero(), end: zero(), inside: zero(), outside: zero() }
    }

    /// Its numbers, to keep.
    pub(crate) fn numbers(&self) -> Vec<f32> {
        [&self.begin, &self.end, &self.inside, &self.outside].into_iter().flatten().copied().collect()
    }

    /// A place that was kept; [`None`] when it is not four views of one length.
    pub(crate) fn from_numbers(numbers: &[f32]) -> Option<Self> {
        let view = numbers.len() / 4;
        if view == 0 || !numbers.len().is_multiple_of(4) {
            return None;
        }
        let part = |i: usize| numbers[i * view..(i + 1) * view].to_vec();
        Some(Self { begin: part(0), end: part(1), inside: part(2), outside: part(3) })
    }
}

fn add(sum: &mut [f32], other: &[f32]) {
    sum.iter_mut().zip(other).for_each(|(sum, x)| *sum += x);
}
