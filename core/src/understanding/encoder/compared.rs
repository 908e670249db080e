//! Many vectors that one is compared with, in 8 bits: a quarter of the memory, and a product that the kernel does many times faster.
//!
//! Decides how they lie in memory. Each keeps a scale of its own, so that a cosine of unit vectors is off by some thousandths.

use super::kernel;
use super::linear::Linear;

/// Vectors that others are compared with.
pub(crate) struct Compared {
    linear: Linear,
    count: usize,
}

impl Compared {
    /// `vectors`: `[count, dim]`, row-major; `dim` a multiple of four, as the encoder's is, and not nothing.
    pub(crate) fn new(vectors: &[f32], dim: usize) -> Self {
        Self { linear: Linear::rounded(vectors, dim), count: vectors.len() / dim }
    }

    /// The products of `vectors`, `[len, dim]`, with all of them: `[len, count]`.
    pub(crate) fn products(&self, vectors: &[f32]) -> Vec<f32> {
        if self.count == 0 {
            return Vec::new();
        }
        kernel::vectorised(
            #[inline(always)]
            || self.linear.forward(vectors),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::{dot, normalise};
    use super::*;

    #[test]
    fn products_are_those_of_the_vectors() {
        let (dim, count) = (64, 21);
        let mut all: Vec<f32> = (0..dim * count).map(|i| (i * 7_919 % 101) as f32 - 50.0).collect();
        all.chunks_exact_mut(dim).for_each(normalise);
        let products = Compared::new(&all, dim).products(&all[..2 * dim]);
        assert_eq!(products.len(), 2 * count);
        for (i, product) in products.iter().enumerate() {
            let (vector, other) = (i / count * dim, i % count * dim);
            let exact = dot(&all[vector..vector + dim], &all[other..other + dim]);
            assert!((product - exact).abs() < 0.01, "{product} {exact}");
        }
    }

    #[test]
    fn nothing_is_compared_with_nothing() {
        assert!(Compared::new(&[], 64).products(&[0.0; 64]).is_empty());
    }
}
