//! Linear maps of rows, and rows with their neighbours: what a convolution is made of.

use super::encoder::dots;
use super::tensors::Tensors;
use crate::error::Error;

/// Each row with its neighbours `step` rows apart, zeros beyond the edges: `[rows, width]` to `[rows, reach * width]`.
pub(super) fn windows(x: &[f32], width: usize, reach: usize, step: usize) -> Vec<f32> {
    let (rows, half) = (x.len() / width, reach / 2);
    let mut out = Vec::with_capacity(rows * reach * width);
    for row in 0..rows {
        for offset in 0..reach {
            match (row + offset * step).checked_sub(half * step).filter(|at| *at < rows) {
                Some(at) => out.extend_from_slice(&x[at * width..(at + 1) * width]),
                None => out.extend(std::iter::repeat_n(0.0, width)),
            }
        }
    }
    out
}

/// `x · Wᵀ + b`.
pub(super) struct Dense {
    weight: Vec<f32>,          // [out, inner]
    pub(super) bias: Vec<f32>, // [out]
    inner: usize,
}

impl Dense {
    pub(super) fn load(weights: &mut Tensors, name: &str, out: usize, inner: usize) -> Result<Self, Error> {
        Ok(Self {
            weight: weights.floats(&format!("{name}.weight"), out * inner)?,
            bias: weights.floats(&format!("{name}.bias"), out)?,
            inner,
        })
    }

    /// `x`: `[rows, inner]`; returns `[rows, out]`.
    pub(super) fn forward(&self, x: &[f32]) -> Vec<f32> {
        let mut out = Vec::with_capacity(x.len() / self.inner * self.bias.len());
        for row in x.chunks_exact(self.inner) {
            let products = dots(&self.weight, row);
            out.extend(products.iter().zip(&self.bias).map(|(product, bias)| product + bias));
        }
        out
    }
}
