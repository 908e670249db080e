//! `x · Wᵀ + b` in 8-bit numbers: one scale a row of the weights, one a token.
//!
//! Decides how numbers become whole ones and back; `kernel` multiplies those. In the bundle the matrices are Q8_0 with the same scale in all
//! blocks of a row, as `models/export/blocks.py` writes them, and are taken over as they are;
//! vectors of the device are rounded here.
//!
//! # Source
//!
//! Dettmers et al. 2022, LLM.int8(), section 2: vector-wise quantisation.

use candle_core::quantized::GgmlDType;

use super::super::tensors::Tensors;
use super::kernel::{OFFSET, Tiles};
use super::table::f16_to_f32;
use crate::error::{Error, ErrorKind};

/// The largest whole number that a number becomes.
const MOST: f32 = 127.0;

/// Weights in a Q8_0 block: a multiple of what a tile of the kernel takes.
const BLOCK: usize = 32;
/// Bytes of its scale, an f16.
const SCALE_BYTES: usize = 2;
const BLOCK_BYTES: usize = SCALE_BYTES + BLOCK;

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
        if inner == 0 || !inner.is_multiple_of(BLOCK) {
            let why = format!("the width {inner} is no multiple of {BLOCK}");
            return Err(Error::new(ErrorKind::Corrupt, super::DOING, why));
        }
        let (mut whole, mut scales, mut bias) =
            (Vec::with_capacity(out * names.len() * inner), Vec::new(), Vec::new());
        for name in names {
            let name = |part: &str| format!("{name}.{part}");
            let blocks = weights.blocks(&name("weight"), GgmlDType::Q8_0, out, inner)?;
            for row in blocks.chunks_exact(inner / BLOCK * BLOCK_BYTES) {
                let (first, _) = row.split_at(SCALE_BYTES);
                for block in row.chunks_exact(BLOCK_BYTES) {
                    let (scale, weights) = block.split_at(SCALE_BYTES);
                    if scale != first {
                        let why = format!("{:?} has several scales in a row", name("weight"));
                        return Err(Error::new(ErrorKind::Corrupt, super::DOING, why));
                    }
                    whole.extend(weights.iter().map(|byte| byte.cast_signed()));
                }
                scales.push(f16_to_f32(u16::from_le_bytes([first[0], first[1]])));
            }
            bias.extend(weights.floats(&name("bias"), out)?);
        }
        Ok(Self::new(&whole, scales, bias, inner))
    }

    /// From numbers `[out, inner]` that are rounded here, each row with a scale of its own; without a bias.
    pub(super) fn rounded(rows: &[f32], inner: usize) -> Self {
        let (mut whole, mut scales) = (Vec::with_capacity(rows.len()), Vec::new());
        for row in rows.chunks_exact(inner) {
            let scale = scale_of(row);
            whole.extend(row.iter().map(|x| (x / scale).round() as i8));
            scales.push(scale);
        }
        let bias = vec![0.0; scales.len()];
        Self::new(&whole, scales, bias, inner)
    }

    /// `whole`: `[out, inner]`; `scales`, `bias`: `[out]`.
    fn new(whole: &[i8], scales: Vec<f32>, bias: Vec<f32>, inner: usize) -> Self {
        let sum = |row: &[i8]| OFFSET * row.iter().map(|weight| i32::from(*weight)).sum::<i32>();
        let corrections = whole.chunks_exact(inner).map(sum).collect();
        Self { tiles: Tiles::new(whole, inner), scales, corrections, bias, inner }
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

    #[test]
    fn it_is_the_real_product_but_for_the_rounding_of_activations() {
        let (inner, out, len) = (64, 20, 3);
        let whole: Vec<i8> = (0..out * inner).map(|i| (i * 7_919 % 255) as u8 as i8).collect();
        let scales: Vec<f32> = (0..out).map(|i| 0.002 + i as f32 * 1e-4).collect();
        let x: Vec<f32> = (0..len * inner).map(|i| (i * 31 % 100) as f32 / 100.0 - 0.5).collect();
        let bias: Vec<f32> = (0..out).map(|i| i as f32).collect();
        let got = Linear::new(&whole, scales.clone(), bias.clone(), inner).forward(&x);
        for (token, x) in x.chunks_exact(inner).enumerate() {
            for (row, weights) in whole.chunks_exact(inner).enumerate() {
                let product: f32 = x.iter().zip(weights).map(|(x, w)| x * f32::from(*w) * scales[row]).sum();
                let (got, want) = (got[token * out + row], product + bias[row]);
                // Half a step of each activation, at random signs.
                let step = 0.5 / MOST * scales[row] * MOST;
                assert!((got - want).abs() < step * (inner as f32).sqrt(), "{got} {want}");
            }
        }
    }

    #[test]
    fn zeros_stay_zeros() {
        let linear = Linear::new(&[0; 64], vec![1.0; 2], vec![0.5; 2], 32);
        assert_eq!(linear.forward(&[0.0; 32]), [0.5, 0.5]);
    }
}
