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
use crate::minitool::{
    Clause, ClauseMark, FieldType, Limit, Name, NameMark, Other, Outline, ToolChange, ToolKind,
};

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
        if pieces.is_empty() {
            return Outline::default();
        }
        let stretch = |(_, first, last): &Stretch| -> Range<usize> {
            pieces[*first].start + from..pieces[*last].end + from
        };
        let name_of = |own: &Stretch| {
            let name = Name::ALL[own.0];
            let is_entered = matches!(name, Name::Field | Name::Column);
            let kind = is_entered.then(|| {
                let sum =
                    |kind: usize| (own.1..=own.2).map(|piece| types[piece * TYPES.len() + kind]).sum::<f32>();
                let best = (0..TYPES.len()).max_by(|a, b| sum(*a).total_cmp(&sum(*b)));
                TYPES[best.unwrap_or(0)]
            });
            NameMark { name, kind, range: stretch(own) }
        };
        let clause_of = |own: &Stretch| ClauseMark { clause: Clause::ALL[own.0], range: stretch(own) };
        let names = likeliest(&names, 2 * Name::ALL.len() + 1, WAYS);
        let clauses = likeliest(&clauses, 2 * Clause::ALL.len() + 1, WAYS);
        let mut ways = pairs(&names, &clauses).into_iter().map(|(less, names, clauses)| {
            let mut outline = Outline::default();
            outline.names.extend(names.iter().map(name_of));
            outline.clauses.extend(clauses.iter().map(clause_of));
            (less, outline)
        });
        let mut outline = ways.next().map(|own| own.1).unwrap_or_default();
        let others: Vec<(f32, Outline)> = ways.collect();
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
        // What the whole asks for is the same, however it is marked.
        let whole = Outline { names: Vec::new(), clauses: Vec::new(), ..outline.clone() };
        let other = |(less, own): (f32, Outline)| {
            let outline = Outline { names: own.names, clauses: own.clauses, ..whole.clone() };
            Other { outline, less }
        };
        outline.others = others.into_iter().map(other).collect();
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

/// A stretch that is marked: its label, its first and its last piece.
type Stretch = (usize, usize, usize);

/// A way to mark a sentence, by the logarithm of how likely it is.
type Way = (f32, Vec<Stretch>);

/// How many ways to mark names, and clauses, are looked at.
const WAYS: usize = 12;

/// How much less likely than the likeliest a way may be, in logarithms: e² is some seven times.
const LEAST: f32 = 2.0;

/// The most ways to mark a sentence beside the likeliest.
const OTHERS: usize = 24;

/// Ways to mark names and clauses together, the likelier first, with by how much each is less likely than the first.
fn pairs<'a>(names: &'a [Way], clauses: &'a [Way]) -> Vec<(f32, &'a [Stretch], &'a [Stretch])> {
    let all =
        names.iter().flat_map(|name| clauses.iter().map(move |clause| (name.0 + clause.0, name, clause)));
    let mut all: Vec<_> = all.collect();
    all.sort_by(|a, b| b.0.total_cmp(&a.0));
    let Some(most) = all.first().map(|own| own.0) else { return Vec::new() };
    let near = all.into_iter().take_while(|own| most - own.0 <= LEAST).take(OTHERS + 1);
    near.map(|(own, name, clause)| (most - own, &name.1[..], &clause.1[..])).collect()
}

/// The likeliest ways to mark a sentence, no more than `ways`, the likelier first. Scores `[pieces, labels]`: nothing, then for each label its first piece
/// and its inner ones; what goes on must have begun.
fn likeliest(scores: &[f32], labels: usize, ways: usize) -> Vec<Way> {
    /// How likely the best rows of labels up to here are, and which of the piece before each goes on from: its label and its rank there.
    type Ranked = Vec<(f32, (usize, usize))>;
    let count = scores.len() / labels;
    if count == 0 {
        return vec![(0.0, Vec::new())];
    }
    let row = |piece: usize| {
        let row = &scores[piece * labels..(piece + 1) * labels];
        let most = row.iter().copied().fold(f32::MIN, f32::max);
        let sum = row.iter().map(|own| (own - most).exp()).sum::<f32>().ln() + most;
        row.iter().map(move |own| own - sum).collect::<Vec<f32>>()
    };
    let is_inner = |label: usize| label > 0 && label.is_multiple_of(2);
    // What leads to the same label has the same before it: what is far behind the best there stays far behind.
    let best_of = |of: &[Ranked], from: std::ops::RangeInclusive<usize>| -> Ranked {
        let firsts = from.clone().filter_map(|label| of[label].first());
        let most = firsts.map(|own| own.0).fold(f32::MIN, f32::max);
        let ranked = |label: usize| {
            let own = of[label].iter().enumerate().map(move |(rank, own)| (own.0, (label, rank)));
            own.take_while(|own| most - own.0 <= LEAST)
        };
        let mut all: Ranked = from.flat_map(ranked).collect();
        all.sort_by(|a, b| b.0.total_cmp(&a.0));
        all.truncate(ways);
        all
    };
    let begins = |(label, own): (usize, f32)| if is_inner(label) { Vec::new() } else { vec![(own, (0, 0))] };
    let mut steps: Vec<Vec<Ranked>> = vec![row(0).into_iter().enumerate().map(begins).collect()];
    for piece in 1..count {
        let last = &steps[piece - 1];
        let any = best_of(last, 0..=labels - 1);
        let next = row(piece).into_iter().enumerate().map(|(label, own)| {
            let from = if is_inner(label) { best_of(last, label - 1..=label) } else { any.clone() };
            from.into_iter().map(|(score, came)| (score + own, came)).collect()
        });
        steps.push(next.collect());
    }
    let ends = best_of(&steps[count - 1], 0..=labels - 1);
    ends.into_iter()
        .map(|(score, mut at)| {
            let mut path = vec![at.0];
            for step in steps[1..].iter().rev() {
                at = step[at.0][at.1].1;
                path.push(at.0);
            }
            let mut found: Vec<Stretch> = Vec::new();
            for (piece, label) in path.into_iter().rev().enumerate() {
                if label > 0 && !is_inner(label) {
                    found.push(((label - 1) / 2, piece, piece));
                } else if let (true, Some(last)) = (is_inner(label), found.last_mut()) {
                    last.2 = piece;
                }
            }
            (score, found)
        })
        .collect()
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
        assert_eq!(likeliest(&scores.concat(), 5, 4)[0].1, [(0, 0, 1), (1, 3, 3)]);
        // A second stretch, or the first one goes on: nearly as likely.
        let near = [[0.0, 3.0, 0.0, 0.0, 0.0], [0.0, 0.0, 2.0, 1.5, 0.0]];
        let found = likeliest(&near.concat(), 5, 4);
        assert_eq!([&found[0].1[..], &found[1].1[..]], [&[(0, 0, 1)][..], &[(0, 0, 0), (1, 1, 1)][..]]);
        assert!((found[0].0 - found[1].0 - 0.5).abs() < 1e-5, "by as much as their scores differ");
        assert_eq!(likeliest(&[], 5, 4), [(0.0, Vec::new())]);
    }
}
