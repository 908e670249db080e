//! What a request for a small tool names, and what it asks for, found by a network that learned it from marked sentences.
//!
//! Decides which stretches of words are marked as what, the likeliest ones that do not overlap; what becomes of the marks is `minitool`'s matter.
//!
//! # Source
//!
//! `models/train/outline.py` is the reference that `parity` holds it to. Stretches by their first and inner pieces (BIO) as in Ramshaw and Marcus, Text
//! chunking using transformation-based learning (1995), with the likeliest row of labels by Viterbi's algorithm.

mod network;
#[cfg(test)]
mod parity;

use std::ops::Range;

pub(crate) use self::network::Config;
use self::network::{Network, Scores};
use super::encoder::{Encoder, Seen};
use super::tensors::Tensors;
use crate::error::Error;
use crate::minitool::{Clause, ClauseMark, FieldType, Limit, Name, NameMark, Outline, ToolChange, ToolKind};

/// The types of fields, in the order that the network counts them in.
const TYPES: [FieldType; 7] = [
    FieldType::Number,
    FieldType::Money,
    FieldType::Text,
    FieldType::Date,
    FieldType::Choice,
    FieldType::Toggle,
    FieldType::Duration,
];

/// Reads outlines.
pub(crate) struct Outliner {
    network: Network,
}

impl Outliner {
    /// Builds it from its file of the bundle. `dim`: that of the encoder.
    pub(crate) fn load(content: Vec<u8>, config: Config, dim: usize) -> Result<Self, Error> {
        let sizes = network::Heads {
            names: 2 * Name::ALL.len() + 1,
            clauses: 2 * Clause::ALL.len() + 1,
            types: TYPES.len(),
            // The last: whether it asks for a tool, and not for something to be done.
            sentence: ToolKind::ALL.len() + ToolChange::ALL.len() + 1 + Limit::ALL.len() + 1 + 1,
        };
        Ok(Self { network: Network::load(&mut Tensors::read(content)?, config, dim, sizes)? })
    }

    /// The outline of a text that the encoder has seen; its characters begin at `from` of the sentence.
    pub(crate) fn outline(&self, encoder: &Encoder, seen: &Seen, text: &[char], from: usize) -> Outline {
        let Scores { pieces, names, clauses, types, sentence } = self.network.look(encoder, seen, text);
        let mut outline = Outline::default();
        let stretch = |first: usize, last: usize| -> Range<usize> {
            pieces[first].start + from..pieces[last].end + from
        };
        for (label, first, last) in likeliest(&names, 2 * Name::ALL.len() + 1) {
            let name = Name::ALL[label];
            let is_entered = matches!(name, Name::Field | Name::Column);
            let kind = is_entered.then(|| {
                let sum =
                    |kind: usize| (first..=last).map(|piece| types[piece * TYPES.len() + kind]).sum::<f32>();
                let best = (0..TYPES.len()).max_by(|a, b| sum(*a).total_cmp(&sum(*b)));
                TYPES[best.unwrap_or(0)]
            });
            outline.names.push(NameMark { name, kind, range: stretch(first, last) });
        }
        for (label, first, last) in likeliest(&clauses, 2 * Clause::ALL.len() + 1) {
            outline.clauses.push(ClauseMark { clause: Clause::ALL[label], range: stretch(first, last) });
        }
        if pieces.is_empty() {
            return outline;
        }
        let (kinds, rest) = sentence.split_at(ToolKind::ALL.len());
        let (changes, rest) = rest.split_at(ToolChange::ALL.len() + 1);
        let (limits, wish) = rest.split_at(Limit::ALL.len() + 1);
        outline.wish = likelihood(wish[0]);
        outline.change = likelihood(changes[0]);
        outline.kinds = chosen(ToolKind::ALL, kinds);
        outline.changes = chosen(ToolChange::ALL, &changes[1..]);
        // The likelier of two that can't both be meant stands first.
        let score = |change: &ToolChange| {
            ToolChange::ALL.iter().position(|own| own == change).map_or(0.0, |at| changes[1 + at])
        };
        outline.changes.sort_by(|a, b| score(b).total_cmp(&score(a)));
        let limit = (0..limits.len()).max_by(|a, b| limits[*a].total_cmp(&limits[*b])).unwrap_or(0);
        // Whether it goes beyond any limit is asked before which; what names many parts of a tool is declined only where there is little doubt.
        let most = limits[limit];
        let sum: f32 = limits.iter().map(|own| (own - most).exp()).sum();
        let beyond = 1.0 - (limits[0] - most).exp() / sum;
        let least = if outline.names.len() + outline.clauses.len() > 3 { 0.85 } else { 0.6 };
        let best = (1..limits.len()).max_by(|a, b| limits[*a].total_cmp(&limits[*b])).unwrap_or(0);
        let limit = if beyond >= least { best } else { 0 };
        outline.limit = limit.checked_sub(1).and_then(|at| Limit::ALL.get(at)).copied();
        outline
    }
}

/// From a score whose nought is even odds to a likelihood, 0 to 1.
fn likelihood(score: f32) -> f32 {
    1.0 / (1.0 + (-score).exp())
}

/// Those whose score is above even odds; the likeliest one where none is.
fn chosen<T: Copy>(all: &[T], scores: &[f32]) -> Vec<T> {
    let found: Vec<T> = all.iter().zip(scores).filter(|own| *own.1 > 0.0).map(|own| *own.0).collect();
    if !found.is_empty() {
        return found;
    }
    let best = all.iter().zip(scores).max_by(|a, b| a.1.total_cmp(b.1));
    best.map(|own| *own.0).into_iter().collect()
}

/// The likeliest stretches `(label, first piece, last piece)`. Scores `[pieces, labels]`: nothing, then for each label its first piece and its inner ones;
/// what goes on must have begun.
fn likeliest(scores: &[f32], labels: usize) -> Vec<(usize, usize, usize)> {
    let count = scores.len() / labels;
    if count == 0 {
        return Vec::new();
    }
    let row = |piece: usize| {
        let row = &scores[piece * labels..(piece + 1) * labels];
        let most = row.iter().copied().fold(f32::MIN, f32::max);
        let sum = row.iter().map(|own| (own - most).exp()).sum::<f32>().ln() + most;
        row.iter().map(move |own| own - sum).collect::<Vec<f32>>()
    };
    let is_inner = |label: usize| label > 0 && label.is_multiple_of(2);
    let mut best = row(0);
    (0..labels).filter(|label| is_inner(*label)).for_each(|label| best[label] = -1e9);
    let mut came: Vec<Vec<usize>> = Vec::with_capacity(count);
    for piece in 1..count {
        let own = row(piece);
        let top = (0..labels).max_by(|a, b| best[*a].total_cmp(&best[*b])).unwrap_or(0);
        let mut now = vec![0.0; labels];
        let mut back = vec![top; labels];
        for label in 0..labels {
            let from = match is_inner(label) {
                true if best[label - 1] >= best[label] => label - 1,
                true => label,
                false => top,
            };
            now[label] = best[from] + own[label];
            back[label] = from;
        }
        came.push(back);
        best = now;
    }
    let mut at = (0..labels).max_by(|a, b| best[*a].total_cmp(&best[*b])).unwrap_or(0);
    let mut path = vec![at];
    for back in came.iter().rev() {
        at = back[at];
        path.push(at);
    }
    path.reverse();
    let mut found: Vec<(usize, usize, usize)> = Vec::new();
    for (piece, label) in path.into_iter().enumerate() {
        if label > 0 && !is_inner(label) {
            found.push(((label - 1) / 2, piece, piece));
        } else if let (true, Some(last)) = (is_inner(label), found.last_mut()) {
            last.2 = piece;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_on_must_have_begun() {
        // Nothing, first and inner of one label, first and inner of another.
        let scores = [
            [0.0, 3.0, 5.0, 0.0, 0.0],
            [0.0, 0.0, 4.0, 0.0, 3.9],
            [5.0, 0.0, 0.0, 0.0, 0.0],
            [0.0, 0.0, 0.0, 4.0, 5.0],
        ];
        assert_eq!(likeliest(&scores.concat(), 5), [(0, 0, 1), (1, 3, 3)]);
        assert_eq!(likeliest(&[], 5), []);
    }
}
