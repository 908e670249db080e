//! A text as the network sees it: tokens, where they stand, and their vectors.
//!
//! Decides which tokens are a stretch of characters; what their vectors mean is `tagger`'s matter.

use std::ops::Range;

/// A text as the network sees it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    /// The sentence vector: `[dim]`, of unit length.
    pub vector: Vec<f32>,
    /// Tokens, the marks at both ends counted.
    pub ids: Vec<u32>,
    /// Characters of the text that each token stands for; none for the marks at both ends.
    pub places: Vec<Range<usize>>,
    /// Whether the text is longer than the network reads at once: what comes behind the tokens was not seen.
    pub is_cut: bool,
    /// Token vectors of a middle layer: `[len, dim]`, row-major.
    pub tokens: Vec<f32>,
}

impl Seen {
    /// How many characters of the text the tokens reach.
    pub(crate) fn characters(&self) -> usize {
        self.places.iter().map(|place| place.end).max().unwrap_or(0)
    }

    /// The tokens that stand for a stretch of characters; the first token where none does.
    pub(crate) fn tokens_of(&self, stretch: &Range<usize>) -> Range<usize> {
        let hit = |place: &Range<usize>| {
            !place.is_empty() && place.start < stretch.end && stretch.start < place.end
        };
        let first = self.places.iter().position(hit).unwrap_or(0);
        let last = self.places.iter().rposition(hit).unwrap_or(0);
        first..last + 1
    }

    /// The mean of some token vectors: `[dim]`.
    pub(crate) fn mean(&self, tokens: Range<usize>) -> Vec<f32> {
        let dim = self.vector.len();
        mean(&self.tokens[tokens.start * dim..tokens.end * dim], dim)
    }
}

/// The mean of rows `[len, dim]`; zeros where there is none.
pub(super) fn mean(rows: &[f32], dim: usize) -> Vec<f32> {
    let mut sum = vec![0.0; dim];
    for row in rows.chunks_exact(dim) {
        sum.iter_mut().zip(row).for_each(|(sum, x)| *sum += x);
    }
    let count = (rows.len() / dim).max(1) as f32;
    sum.iter_mut().for_each(|sum| *sum /= count);
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_found_by_their_characters() {
        let seen = Seen {
            vector: vec![0.0; 2],
            ids: vec![0, 5, 6, 7, 2],
            places: vec![0..0, 0..2, 2..3, 4..7, 0..0],
            is_cut: false,
            tokens: (0..10).map(|x| x as f32).collect(),
        };
        assert_eq!(seen.characters(), 7);
        assert_eq!(seen.tokens_of(&(1..3)), 1..3);
        assert_eq!(seen.tokens_of(&(5..6)), 3..4);
        assert_eq!(seen.tokens_of(&(3..4)), 0..1, "a blank is no token's");
        assert_eq!(seen.mean(1..3), [3.0, 4.0]);
    }
}
