//! Where the words of one parameter stand.
//!
//! Decides what a place is and how well each piece of a sentence agrees with it; which stretch is best is the matter of `super`, how a place is fitted
//! to examples that of `fit`.

use super::super::encoder::{dot, normalise};
use super::network::Sight;

/// Where the words of a parameter stand: how its first, its last and any of its pieces look.
///
/// Each is multiplied by the view of a piece, and by the piece's own features where it is long enough for them: a place that was fitted to examples
/// knows words ("pop", "jazz"), one that is told by a description knows only views.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Place {
    pub(super) begin: Vec<f32>,
    pub(super) end: Vec<f32>,
    pub(super) inside: Vec<f32>,
}

/// How well a piece begins, ends and continues the words of a parameter: log odds that add up.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Fitting {
    pub begins: f32,
    pub ends: f32,
    pub continues: f32,
}

impl Place {
    /// Its numbers, to keep.
    pub(crate) fn numbers(&self) -> Vec<f32> {
        [&self.begin, &self.end, &self.inside].into_iter().flatten().copied().collect()
    }

    /// A place that was kept; [`None`] when it is not three vectors of one length.
    pub(crate) fn from_numbers(numbers: &[f32]) -> Option<Self> {
        let len = numbers.len() / 3;
        if len == 0 || !numbers.len().is_multiple_of(3) {
            return None;
        }
        let part = |i: usize| numbers[i * len..(i + 1) * len].to_vec();
        Some(Self { begin: part(0), end: part(1), inside: part(2) })
    }

    /// How well piece `i` fits.
    pub(super) fn fitting(&self, sight: &Sight, i: usize) -> Fitting {
        let product = |view: &[f32], part: &[f32]| {
            let (of_view, of_own) = part.split_at(view.len());
            let own = if of_own.is_empty() { 0.0 } else { dot(&sight.own[i], of_own) };
            dot(view, of_view) + own
        };
        let [begins, ends, continues] = sight.general[i];
        Fitting {
            begins: product(&sight.begin[i], &self.begin) + begins,
            ends: product(&sight.end[i], &self.end) + ends,
            continues: product(&sight.inside[i], &self.inside) + continues,
        }
    }
}

/// What a place is made from: directions of unit length, as the network was trained to compare them.
pub(super) struct Directions {
    pub begin: Vec<f32>,
    pub end: Vec<f32>,
    pub inside: Vec<f32>,
    pub outside: Vec<f32>,
}

impl Directions {
    pub(super) fn zero(view: usize) -> Self {
        let zero = || vec![0.0; view];
        Self { begin: zero(), end: zero(), inside: zero(), outside: zero() }
    }

    /// The place, with what each direction is worth in it; `scales`: of beginning, end, inside and outside.
    pub(super) fn scaled(mut self, scales: [f32; 4]) -> Place {
        for (view, scale) in
            [&mut self.begin, &mut self.end, &mut self.inside, &mut self.outside].into_iter().zip(scales)
        {
            normalise(view);
            view.iter_mut().for_each(|x| *x *= scale);
        }
        self.inside.iter_mut().zip(&self.outside).for_each(|(inside, outside)| *inside -= outside);
        Place { begin: self.begin, end: self.end, inside: self.inside }
    }
}
