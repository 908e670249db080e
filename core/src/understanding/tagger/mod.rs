//! Which words of a sentence are a parameter's, learned once for all apps and told by each app's own marked examples.
//!
//! A network ([`network`]) gives every piece of a sentence four views: how it begins an argument, ends one, stands inside one, and how much it
//! looks like any of these at all. The marked examples of a capability say where a parameter's words stand: the mean of the same views, fitted
//! to the examples ([`fit`]), is the parameter's [`Place`]. A stretch of a new sentence is the likelier its words, the more its first, its last and
//! its inner pieces agree with that place.
//! A second, smaller network guesses the place from what is said of the parameter; that helps where examples are few or mark nothing.
//! The network stays as it is on the phone; an example that is added or mended moves the places at once.
//!
//! Decides how likely each stretch is; which parameter gets which stretch is the matter of `slots`.
//!
//! # Source
//!
//! Snell, Swersky and Zemel, Prototypical networks for few-shot learning (2017); spans scored by their edges and a running sum as in
//! Sarawagi and Cohen, Semi-Markov conditional random fields (2004).

mod fit;
mod network;
#[cfg(test)]
mod parity;
mod place;

use std::collections::BTreeMap;
use std::ops::Range;

use self::fit::Lesson;
use self::network::Network;
pub(crate) use self::network::{Config, Sight};
use self::place::Directions;
pub(crate) use self::place::Place;
use super::encoder::{Encoder, Seen};
use super::tensors::Tensors;
use crate::error::Error;

/// Sentences of up to so many pieces the tagger was trained on; `MAX_PIECES` of `models/train/tagger.py`.
pub(super) const USUAL_PIECES: usize = 48;
/// The tagger of the bundle.
pub(crate) struct Tagger {
    network: Network,
    scales: [f32; 4], // of beginning, end, inside and outside
    none: f32,        // what "no words of it are here" is worth
    view: usize,
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
        let mut network = Network::load(&mut weights, config, dim)?;
        let mut numbers = |name: &str, len: usize| weights.floats(name, len);
        let scales = numbers("scales", 4)?;
        let biases = numbers("biases", 4)?;
        network.raise(std::array::from_fn(|i| biases[i]));
        Ok(Self { network, scales: std::array::from_fn(|i| scales[i]), none: biases[3], view: config.view })
    }

    /// Looks at a text. `places`: for each character of `text`, where it stands in the utterance.
    pub(crate) fn look(&self, encoder: &Encoder, seen: &Seen, text: &[char], places: &[usize]) -> Sight {
        self.network.look(encoder, seen, text, places)
    }

    /// Where the words of the parameters stand, by name; of those that are marked at all and that `takes_words`.
    /// What is marked of the others is read by its kind, before the tagger is asked. `told`: places by what is said of parameters.
    pub(crate) fn places(
        &self,
        examples: &[MarkedSight<'_>],
        told: &BTreeMap<String, Place>,
        takes_words: impl Fn(&str) -> bool,
    ) -> BTreeMap<String, Place> {
        let mut outside = vec![0.0; self.view];
        let mut means: BTreeMap<&str, Directions> = BTreeMap::new();
        let mut lessons = Vec::with_capacity(examples.len());
        // For each example, the parameters that it marks, with their first and last pieces.
        let mut marks: Vec<Vec<(&str, (usize, usize))>> = Vec::with_capacity(examples.len());
        for MarkedSight { sight, slots } in examples {
            let mut is_blocked = vec![false; sight.pieces.len()];
            let mut own = Vec::new();
            for (i, piece) in sight.pieces.iter().enumerate() {
                let is_marked = |slot: &Range<usize>| slot.start < piece.end && piece.start < slot.end;
                let mark = slots.iter().find(|(_, slot)| is_marked(slot));
                match mark {
                    Some((name, _)) => is_blocked[i] = !takes_words(name),
                    None => add(&mut outside, &sight.inside[i]),
                }
            }
            for (name, slot) in slots.iter().filter(|(name, _)| takes_words(name)) {
                let Some((first, last)) = sight.pieces_of(slot) else { continue };
                let mean = means.entry(name).or_insert_with(|| Directions::zero(self.view));
                add(&mut mean.begin, &sight.begin[first]);
                add(&mut mean.end, &sight.end[last]);
                sight.inside[first..=last].iter().for_each(|view| add(&mut mean.inside, view));
                own.push((name.as_str(), (first, last)));
            }
            lessons.push(Lesson { sight, is_blocked });
            marks.push(own);
        }
        let place = |(name, mean): (&str, Directions)| {
            let mut began = Directions { outside: outside.clone(), ..mean }.scaled(self.scales);
            let own = |marks: &Vec<(&str, (usize, usize))>| {
                marks.iter().filter(|(marked, _)| *marked == name).map(|(_, pieces)| *pieces).collect()
            };
            let right: Vec<Vec<(usize, usize)>> = marks.iter().map(own).collect();
            if let Some(told) = told.get(name) {
                began = fit::joined(&began, right.iter().map(Vec::len).sum(), told);
            }
            (name.to_owned(), fit::fitted(&began, &lessons, &right, self.none))
        };
        means.into_iter().map(place).collect()
    }

    /// Where the words of a parameter stand by what is said of it: the sentence vector of its name and description.
    pub(crate) fn described(&self, label: &[f32]) -> Place {
        self.network.described(label).scaled(self.scales)
    }

    /// The likeliest stretch for a parameter, if any is likelier than none. `is_free` says whether a stretch of the utterance keeps out of what is taken.
    pub(crate) fn best(
        &self,
        sight: &Sight,
        place: &Place,
        is_free: impl Fn(&Range<usize>) -> bool,
    ) -> Option<Stretch> {
        let mut best: Option<(f32, Range<usize>)> = None;
        // The best of the stretches that reach up to a piece: its score without an end, and its first piece.
        let mut open: Option<(f32, usize)> = None;
        for (i, piece) in sight.pieces.iter().enumerate() {
            if !is_free(piece) {
                open = None;
                continue;
            }
            let fitting = place.fitting(sight, i);
            // A service's name between two pieces parts them.
            let going_on = open.filter(|_| is_free(&(sight.pieces[i - 1].end..piece.start)));
            let (so_far, first) =
                going_on.filter(|(score, _)| *score >= fitting.begins).unwrap_or((fitting.begins, i));
            let so_far = so_far + fitting.continues;
            open = Some((so_far, first));
            let score = so_far + fitting.ends;
            if best.as_ref().is_none_or(|(known, _)| score > *known) {
                best = Some((score, sight.pieces[first].start..piece.end));
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

fn add(sum: &mut [f32], other: &[f32]) {
    sum.iter_mut().zip(other).for_each(|(sum, x)| *sum += x);
}
