//! `x · Wᵀ + b` in 8-bit numbers: one scale a row of the weights, one a token.
//!
//! Decides how numbers become whole ones and back; `kernel` multiplies those. The bundle's matrices may be of any GGUF type: a row that lies in
//! it as 8-bit numbers of one scale, as `models/export` writes them, is taken over without a loss.
//!
//! # Source
//!
//! Dettmers et al. 2022, LLM.int8(), section 2: vector-wise quantisation.

use super::super::tensors::Tensors;
use super::kernel::{OFFSET, TILE_COLUMNS, Tiles};
use crate::error::{Error, ErrorKind};

/// The largest whole number that a weight or an activation becomes.
const MOST: f32 = 127.0;

/// One or several linear maps of the same input, run as one.
pub(super) struct Linear {
    tiles: Tiles,
    scales: Vec<f32>,      // [out]
    corrections: Vec<i32>, // [out], what the activations' offset adds to each product
    bias: Vec<f32>,        // [out]
    inner: usize,
}

impl Linear {
    /// Loads the matrices `[out, inner]` of some names as one `[names * out, inner]`.
    pub(super) fn load(
        weights: &mut Tensors,
        names: &[&str],
        out: usize,
        inner: usize,
    ) -> Result<Self, Error> {
        if !inner.is_multiple_of(TILE_COLUMNS) {
            let why = format!("the width {inner} is no multiple of {TILE_COLUMNS}");
            return Err(Error::new(ErrorKind::Corrupt, super::DOING, why));
        }
        let (mut rows, mut bias) = (Vec::with_capacity(out * names.len() * inner), Vec::new());
        for name in names {
            rows.extend(weights.floats(&format!("{name}.weight"), out * inner)?);
            bias.extend(weights.floats(&format!("{name}.bias"), out)?);
        }
        Ok(Self::new(&rows, bias, inner))
    }

    /// Quantises `rows` `[out, inner]`.
    fn new(rows: &[f32], bias: Vec<f32>, inner: usize) -> Self {
        let mut whole = Vec::with_capacity(rows.len());
        let (mut scales, mut corrections) = (Vec::new(), Vec::new());
        for row in rows.chunks_exact(inner) {
            let scale = scale_of(row);
            let start = whole.len();
            whole.extend(row.iter().map(|weight| (weight / scale).round() as i8));
            scales.push(scale);
            corrections.push(OFFSET * whole[start..].iter().map(|weight| i32::from(*weight)).sum::<i32>());
        }
        Self { tiles: Tiles::new(&whole, inner), scales, corrections, bias, inner }
    }

    /// `x`: `[len, inner]`; returns `[len, out]`.
    #[inline(always)]
    pub(super) fn forward(&self, x: &[f32]) -> Vec<f32> {
        let len = x.len() / self.inner;
        let mut bytes = vec![0; x.len()]; // [len, inner]
        let mut scales = Vec::with_capacity(len);
        for (bytes, x) in bytes.chunks_exact_mut(self.inner).zip(x.chunks_exact(self.inner)) {
            let scale = scale_of(x);
            let inverse = 1.0 / scale;
            // Adding and casting down rounds to the nearest: all numbers are positive by then.
            let shift = OFFSET as f32 + 0.5;
            bytes.iter_mut().zip(x).for_each(|(byte, x)| *byte = (x * inverse + shift) as i32 as u8);
            scales.push(scale);
        }
        let rows = self.tiles.rows();
        let mut products = vec![0; len * rows]; // [len, rows]
        self.tiles.multiply(&bytes, &mut products);
        let out = self.bias.len();
        let mut result = vec![0.0; len * out]; // [len, out]
        for ((result, products), scale) in
            result.chunks_exact_mut(out).zip(products.chunks_exact(rows)).zip(scales)
        {
            for i in 0..out {
                result[i] =
                    (products[i] - self.corrections[i]) as f32 * (scale * self.scales[i]) + self.bias[i];
            }
        }
        result
    }
}

/// What the largest number of a row is [`MOST`] of; one for a row of zeros.
#[inline(always)]
fn scale_of(row: &[f32]) -> f32 {
    let mut lanes = [0.0_f32; 16];
    let parts = row.chunks_exact(16);
    let rest = parts.remainder().iter().fold(0.0_f32, |most, x| most.max(x.abs()));
    for part in parts {
        for (lane, x) in lanes.iter_mut().zip(part) {
            *lane = lane.max(x.abs());
        }
    }
    let most = lanes.into_iter().fold(rest, f32::max);
    if most > 0.0 { most / MOST } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Half a step of an activation and of a weight, summed over the row.
    const MAX_ERROR: f32 = 0.02;

    #[test]
    fn it_is_the_real_product_but_for_rounding() {
        let (inner, out, len) = (64, 20, 3);
        let number = |i: usize| ((i * 7_919 % 1_000) as f32 / 500.0 - 1.0) * 0.5;
        let rows: Vec<f32> = (0..out * inner).map(number).collect();
        let x: Vec<f32> = (0..len * inner).map(|i| number(i + 17)).collect();
        let bias: Vec<f32> = (0..out).map(|i| i as f32).collect();
        let got = Linear::new(&rows, bias.clone(), inner).forward(&x);
        for (token, x) in x.chunks_exact(inner).enumerate() {
            for (row, weights) in rows.chunks_exact(inner).enumerate() {
                let want: f32 = x.iter().zip(weights).map(|(x, w)| x * w).sum::<f32>() + bias[row];
                let got = got[token * out + row];
                assert!((got - want).abs() < MAX_ERROR * (inner as f32).sqrt(), "{got} {want}");
            }
        }
    }

    #[test]
    fn a_row_of_whole_numbers_with_one_scale_is_taken_over_as_it_is() {
        let scale = 0.25;
        let whole: Vec<f32> = (0..32).map(|i| (i * 8 - 127) as f32).collect();
        let row: Vec<f32> = whole.iter().map(|x| x * scale).collect();
        let linear = Linear::new(&row, vec![0.0], 32);
        assert_eq!(linear.scales, [scale]);
        // Activations of one at one place each give the weights back.
        for (place, want) in row.iter().enumerate() {
            let x: Vec<f32> = (0..32).map(|i| f32::from(u8::from(i == place))).collect();
            assert!((linear.forward(&x)[0] - want).abs() < 1e-4);
        }
    }

    #[test]
    fn zeros_stay_zeros() {
        let linear = Linear::new(&[0.0; 64], vec![0.5; 2], 32);
        assert_eq!(linear.forward(&[0.0; 32]), [0.5, 0.5]);
    }
}
