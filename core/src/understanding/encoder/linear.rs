//! `x · Wᵀ + b` with 8-bit weights, on candle's quantised matrix product.
//!
//! The bundle holds 4-bit blocks. A 4-bit block is an 8-bit block with small numbers, so they are widened without any further loss,
//! and the inner width is padded with zero blocks to a multiple of 256: only there does candle take its fast path on x86.
//! What a sentence costs this way is in `docs/budgets.md`.

use std::borrow::Cow;
use std::sync::Arc;

use candle_core::quantized::{GgmlDType, QMatMul, QStorage, QTensor};
use candle_core::{Device, Module, Result, Tensor};

use super::super::tensors::Tensors;
use crate::error::{Error, ErrorKind};

/// Weights in a block.
pub(super) const BLOCK: usize = 32;
/// Bytes of a 4-bit block: an f16 scale, then two weights a byte.
pub(super) const Q4_BYTES: usize = 18;
const Q8_BYTES: usize = 34;
/// Inner widths that candle's fast path takes.
const INNER_MULTIPLE: usize = 256;

/// One or several linear maps of the same input, run as one.
pub(super) struct Linear {
    weight: QMatMul,
    bias: Vec<f32>, // [out]
    inner: usize,
    padded: usize,
}

impl Linear {
    /// Loads the matrices `[out, inner]` of some names as one `[names * out, inner]`.
    pub(super) fn load(
        weights: &mut Tensors,
        names: &[&str],
        out: usize,
        inner: usize,
    ) -> std::result::Result<Self, Error> {
        let padded = inner.next_multiple_of(INNER_MULTIPLE);
        let rows = out * names.len();
        let mut blocks = Vec::with_capacity(rows * padded / BLOCK * Q8_BYTES);
        let mut bias = Vec::with_capacity(rows);
        for name in names {
            let narrow = weights.blocks(&format!("{name}.weight"), out, inner)?;
            for row in narrow.chunks_exact(inner / BLOCK * Q4_BYTES) {
                row.chunks_exact(Q4_BYTES).for_each(|block| widen_block(block, &mut blocks));
                blocks.resize(blocks.len() + (padded - inner) / BLOCK * Q8_BYTES, 0);
            }
            bias.extend(weights.floats(&format!("{name}.bias"), out)?);
        }
        let weight = QStorage::from_data(Cow::Owned(blocks), &Device::Cpu, GgmlDType::Q8_0)
            .and_then(|storage| QTensor::new(storage, (rows, padded)))
            .and_then(|tensor| QMatMul::from_arc(Arc::new(tensor)))
            .map_err(|e| {
                Error::new(ErrorKind::Corrupt, super::DOING, format!("weight {:?}: {e}", names[0]))
            })?;
        Ok(Self { weight, bias, inner, padded })
    }

    /// `x`: `[len, inner]`; returns `[len, out]`.
    pub(super) fn forward(&self, x: &[f32]) -> Result<Vec<f32>> {
        let len = x.len() / self.inner;
        let mut input = vec![0.0; len * self.padded]; // [len, padded]
        for (wide, narrow) in input.chunks_exact_mut(self.padded).zip(x.chunks_exact(self.inner)) {
            wide[..self.inner].copy_from_slice(narrow);
        }
        let input = Tensor::from_vec(input, (len, self.padded), &Device::Cpu)?;
        let mut out = self.weight.forward(&input)?.flatten_all()?.to_vec1::<f32>()?; // [len, out]
        for row in out.chunks_exact_mut(self.bias.len()) {
            row.iter_mut().zip(&self.bias).for_each(|(value, bias)| *value += bias);
        }
        Ok(out)
    }
}

/// A 4-bit block as an 8-bit block: same scale, each weight a byte.
fn widen_block(block: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(&block[..2]);
    out.extend(block[2..].iter().map(|byte| (byte & 0x0f).wrapping_sub(8)));
    out.extend(block[2..].iter().map(|byte| (byte >> 4).wrapping_sub(8)));
}

/// The 32 weights of a 4-bit block.
pub(super) fn dequantise_block(block: &[u8], out: &mut Vec<f32>) {
    let scale = f16_to_f32(u16::from_le_bytes([block[0], block[1]]));
    out.extend(block[2..].iter().map(|byte| f32::from((byte & 0x0f) as i8 - 8) * scale));
    out.extend(block[2..].iter().map(|byte| f32::from((byte >> 4) as i8 - 8) * scale));
}

/// IEEE 754 binary16, finite values only: scales are.
fn f16_to_f32(bits: u16) -> f32 {
    let sign = if bits & 0x8000 == 0 { 1.0 } else { -1.0 };
    let (exponent, fraction) = (i32::from(bits >> 10 & 0x1f), f32::from(bits & 0x3ff));
    sign * if exponent == 0 {
        fraction * 2.0_f32.powi(-24)
    } else {
        (1.0 + fraction / 1024.0) * 2.0_f32.powi(exponent - 15)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widening_a_block_loses_nothing() {
        let mut block = vec![0x00, 0x34]; // 0.25
        block.extend((0..16).map(|i| (i | (15 - i) << 4) as u8));
        let mut wide = Vec::new();
        widen_block(&block, &mut wide);
        let mut narrow = Vec::new();
        dequantise_block(&block, &mut narrow);
        assert_eq!(wide.len(), Q8_BYTES);
        assert_eq!(f16_to_f32(0x3400), 0.25);
        for (byte, weight) in wide[2..].iter().zip(narrow) {
            assert_eq!(f32::from(*byte as i8) * 0.25, weight);
        }
    }
}
