//! A place fitted to the marked examples of its capability.
//!
//! Decides how far a place moves from the mean of its examples so that it tells them apart: a few steps of descent on the log likelihood of the marked
//! stretches, held to where they began. What an example leaves unmarked counts as much as what it marks.
//! Work of the installation; nothing is fitted while the person waits.
//!
//! # Source
//!
//! Kingma and Ba, Adam (2015); the sums over all stretches as in Sarawagi and Cohen, Semi-Markov conditional random fields (2004), which are
//! linear in the pieces here, since a stretch's score is a sum over them. The reference is `fitted` in `models/train/tagger.py`, which looks at stretches of
//! up to thirty pieces; here they may be of any length.

use super::network::Sight;
use super::place::{Fitting, Place};

/// Each number is the reference's: `FIT_STEPS` and so on.
const STEPS: usize = 10;
const RATE: f32 = 0.3;
const RIDGE: f32 = 0.01;
/// Of how a piece inside looks. It is added up over all pieces: in a long text of words that no example has, a little too much for each would weigh.
const RIDGE_INSIDE: f32 = 0.1;
/// How many examples what is said of a parameter counts for.
const TOLD: f32 = 1.0;
/// Adam's usual ones: how long a gradient and its square are remembered, and what keeps a division finite.
const MOMENTS: (f32, f32) = (0.9, 0.999);
const TINY: f32 = 1e-8;

/// One example of a capability.
pub(super) struct Lesson<'a> {
    pub sight: &'a Sight,
    /// Pieces that are another parameter's whatever the tagger says: a time, a number.
    pub is_blocked: Vec<bool>,
}

/// A place by `count` examples and by what is said of the parameter. With few examples the latter tells the more.
pub(super) fn joined(marked: &Place, count: usize, told: &Place) -> Place {
    let share = TOLD / (TOLD + count as f32);
    let joined = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| (1.0 - share) * a + share * b).collect();
    Place {
        begin: joined(&marked.begin, &told.begin),
        end: joined(&marked.end, &told.end),
        inside: joined(&marked.inside, &told.inside),
    }
}

/// Fits a place. `right`: for each lesson, the first and the last piece of the stretches that are the parameter's. `none`: what "not said" is worth.
pub(super) fn fitted(
    began: &Place,
    lessons: &[Lesson<'_>],
    right: &[Vec<(usize, usize)>],
    none: f32,
) -> Place {
    let own = lessons.iter().find_map(|lesson| lesson.sight.own.first()).map_or(0, Vec::len);
    let width = began.begin.len() + own;
    let began: Vec<f32> = [&began.begin, &began.end, &began.inside]
        .into_iter()
        .flat_map(|part| part.iter().copied().chain(std::iter::repeat_n(0.0, own)))
        .collect();
    let as_place = |numbers: &[f32]| Place {
        begin: numbers[..width].to_vec(),
        end: numbers[width..2 * width].to_vec(),
        inside: numbers[2 * width..].to_vec(),
    };
    let mut place = as_place(&began);
    let mut now = began.clone();
    let (mut mean, mut square) = (vec![0.0; now.len()], vec![0.0; now.len()]);
    for step in 1..=STEPS {
        let ridge = |i: usize| if i < 2 * width { RIDGE } else { RIDGE_INSIDE };
        let mut slope: Vec<f32> =
            now.iter().zip(&began).enumerate().map(|(i, (x, x0))| 2.0 * ridge(i) * (x - x0)).collect();
        for (lesson, right) in lessons.iter().zip(right) {
            add_slope(&mut slope, width, &place, lesson, right, none);
        }
        let unbiased = |memory: f32| 1.0 - memory.powi(i32::try_from(step).unwrap_or(i32::MAX));
        let (of_mean, of_square) = (unbiased(MOMENTS.0), unbiased(MOMENTS.1));
        for (((x, slope), mean), square) in now.iter_mut().zip(&slope).zip(&mut mean).zip(&mut square) {
            *mean = MOMENTS.0 * *mean + (1.0 - MOMENTS.0) * slope;
            *square = MOMENTS.1 * *square + (1.0 - MOMENTS.1) * slope * slope;
            *x -= RATE * (*mean / of_mean) / ((*square / of_square).sqrt() + TINY);
        }
        place = as_place(&now);
    }
    place
}

/// Adds the slope of one example's negative log likelihood.
fn add_slope(
    slope: &mut [f32],
    width: usize,
    place: &Place,
    lesson: &Lesson<'_>,
    right: &[(usize, usize)],
    none: f32,
) {
    let sight = lesson.sight;
    let fittings: Vec<Fitting> = (0..sight.pieces.len()).map(|i| place.fitting(sight, i)).collect();
    let likely = likelihoods(&fittings, &lesson.is_blocked, none);
    let wanted = wanted(&fittings, right);
    let (begin, rest) = slope.split_at_mut(width);
    let (end, inside) = rest.split_at_mut(width);
    let mut within = 0.0; // how much likelier it is than wanted that a stretch stands over this piece
    for (i, (likely, wanted)) in likely.iter().zip(&wanted).enumerate() {
        let (begins, ends) = (likely.begins - wanted.begins, likely.ends - wanted.ends);
        within += begins;
        for (part, view, by) in [
            (&mut *begin, &sight.begin[i], begins),
            (&mut *end, &sight.end[i], ends),
            (&mut *inside, &sight.inside[i], within),
        ] {
            if by != 0.0 {
                let features = view.iter().chain(&sight.own[i]);
                part.iter_mut().zip(features).for_each(|(slope, x)| *slope += by * x);
            }
        }
        within -= ends;
    }
}

/// How likely a stretch begins and ends at each piece, of all stretches that keep out of the blocked pieces, and none.
fn likelihoods(fittings: &[Fitting], is_blocked: &[bool], none: f32) -> Vec<Edges> {
    const NEVER: f32 = f32::NEG_INFINITY;
    let count = fittings.len();
    // All stretches that are open at a piece, looked at from the left and from the right.
    let (mut from_left, mut from_right) = (vec![NEVER; count], vec![NEVER; count]);
    let mut open = NEVER;
    let mut all = none;
    for i in 0..count {
        let Fitting { begins, ends, continues } = fittings[i];
        open = if is_blocked[i] { NEVER } else { sum(open, begins) + continues };
        from_left[i] = open;
        all = sum(all, open + ends);
    }
    open = NEVER;
    for i in (0..count).rev() {
        let Fitting { ends, continues, .. } = fittings[i];
        open = if is_blocked[i] { NEVER } else { sum(open, ends) + continues };
        from_right[i] = open;
    }
    let edges = |i: usize| Edges {
        begins: (fittings[i].begins + from_right[i] - all).exp(),
        ends: (from_left[i] + fittings[i].ends - all).exp(),
    };
    (0..count).map(edges).collect()
}

/// How likely a stretch begins and ends at each piece when it is one of the right ones; zeros where there is none.
fn wanted(fittings: &[Fitting], right: &[(usize, usize)]) -> Vec<Edges> {
    let score = |&(first, last): &(usize, usize)| {
        let within: f32 = fittings[first..=last].iter().map(|piece| piece.continues).sum();
        fittings[first].begins + within + fittings[last].ends
    };
    let scores: Vec<f32> = right.iter().map(score).collect();
    let all = scores.iter().copied().fold(f32::NEG_INFINITY, sum);
    let mut edges = vec![Edges::default(); fittings.len()];
    for (&(first, last), score) in right.iter().zip(scores) {
        let share = (score - all).exp();
        edges[first].begins += share;
        edges[last].ends += share;
    }
    edges
}

/// The probability that a stretch begins at a piece, and that it ends there.
#[derive(Clone, Copy, Debug, Default)]
struct Edges {
    begins: f32,
    ends: f32,
}

/// `ln(eᵃ + eᵇ)`.
fn sum(a: f32, b: f32) -> f32 {
    let (low, high) = if a < b { (a, b) } else { (b, a) };
    if low == f32::NEG_INFINITY { high } else { high + (low - high).exp().ln_1p() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Every stretch by itself: the truth that the sums are held to.
    fn one_by_one(fittings: &[Fitting], is_blocked: &[bool], none: f32) -> Vec<(f32, f32)> {
        let mut stretches = Vec::new();
        for first in 0..fittings.len() {
            for last in first..fittings.len() {
                if is_blocked[first..=last].contains(&true) {
                    break;
                }
                let within: f32 = fittings[first..=last].iter().map(|piece| piece.continues).sum();
                stretches.push((first, last, (fittings[first].begins + within + fittings[last].ends).exp()));
            }
        }
        let all: f32 = none.exp() + stretches.iter().map(|(_, _, weight)| weight).sum::<f32>();
        let share = |of: &dyn Fn(usize, usize) -> bool| {
            stretches.iter().filter(|(a, b, _)| of(*a, *b)).map(|(_, _, weight)| weight / all).sum()
        };
        (0..fittings.len()).map(|i| (share(&|a, _| a == i), share(&|_, b| b == i))).collect()
    }

    proptest! {
        #[test]
        fn sums_agree_with_every_stretch_by_itself(
            pieces in prop::collection::vec((-3.0_f32..3.0, -3.0_f32..3.0, -2.0_f32..2.0, prop::bool::weighted(0.2)), 0..9),
            none in -2.0_f32..4.0,
        ) {
            let fittings: Vec<Fitting> =
                pieces.iter().map(|&(begins, ends, continues, _)| Fitting { begins, ends, continues }).collect();
            let is_blocked: Vec<bool> = pieces.iter().map(|piece| piece.3).collect();
            let truth = one_by_one(&fittings, &is_blocked, none);
            for (edges, (begins, ends)) in likelihoods(&fittings, &is_blocked, none).iter().zip(truth) {
                prop_assert!((edges.begins - begins).abs() < 1e-4 && (edges.ends - ends).abs() < 1e-4);
            }
        }
    }

    /// A sentence whose pieces are told apart by their own features only.
    fn sight(pieces: &[[f32; 2]]) -> Sight {
        let view = |_: &[f32; 2]| vec![1.0];
        Sight {
            pieces: (0..pieces.len()).map(|i| i..i + 1).collect(),
            begin: pieces.iter().map(view).collect(),
            end: pieces.iter().map(view).collect(),
            inside: pieces.iter().map(view).collect(),
            own: pieces.iter().map(|own| own.to_vec()).collect(),
            general: vec![[0.0; 3]; pieces.len()],
        }
    }

    #[test]
    fn a_place_learns_which_words_are_its_own_and_which_are_not() {
        const NAME: [f32; 2] = [1.0, 0.0];
        const OTHER: [f32; 2] = [0.0, 1.0];
        let sights = [sight(&[OTHER, NAME, NAME, OTHER]), sight(&[OTHER, OTHER])];
        let lessons: Vec<Lesson<'_>> = sights
            .iter()
            .map(|sight| Lesson { sight, is_blocked: vec![false; sight.pieces.len()] })
            .collect();
        let began = Place { begin: vec![0.0], end: vec![0.0], inside: vec![0.0] };
        let fitted = fitted(&began, &lessons, &[vec![(1, 2)], vec![]], 1.0);
        let at = |i: usize| fitted.fitting(&sights[0], i);
        assert!(at(1).begins > at(0).begins && at(2).ends > at(3).ends && at(1).continues > at(3).continues);
    }

    #[test]
    fn what_is_said_of_a_parameter_counts_as_one_example() {
        let place = |x: f32| Place { begin: vec![x], end: vec![2.0 * x], inside: vec![3.0 * x] };
        assert_eq!(joined(&place(4.0), 1, &place(2.0)), place(3.0));
        assert_eq!(joined(&place(4.0), 3, &place(0.0)), place(3.0));
    }

    #[test]
    fn without_examples_a_place_stays_where_it_is() {
        let began = Place { begin: vec![1.0], end: vec![2.0], inside: vec![3.0] };
        assert_eq!(fitted(&began, &[], &[], 1.0), began);
    }
}
