//! The word table, kept in the blocks of the bundle: a sentence needs a dozen rows of it.
//!
//! Decides nothing but how a Q5_0 block becomes numbers.

use candle_core::quantized::GgmlDType;

use super::super::tensors::Tensors;
use crate::error::Error;

/// Weights in a block.
const BLOCK: usize = 32;
/// Its bytes: an f16 scale, the fifth bits of all weights, then four bits of two weights a byte.
const BLOCK_BYTES: usize = 22;

/// The word table.
pub(super) struct WordTable {
    blocks: Vec<u8>, // [pieces, dim / 32, 22]
    row_bytes: usize,
}

impl WordTable {
    /// Reads `embedding.word` `[pieces, dim]`.
    pub(super) fn load(weights: &mut Tensors, pieces: usize, dim: usize) -> Result<Self, Error> {
        let blocks = weights.blocks("embedding.word", GgmlDType::Q5_0, pieces, dim)?;
        Ok(Self { blocks, row_bytes: dim / BLOCK * BLOCK_BYTES })
    }

    /// Appends one row, as numbers.
    pub(super) fn row(&self, id: usize, out: &mut Vec<f32>) {
        let row = &self.blocks[id * self.row_bytes..(id + 1) * self.row_bytes];
        row.chunks_exact(BLOCK_BYTES).for_each(|block| dequantise(block, out));
    }
}

/// The 32 weights of a block, -16 to 15 times its scale.
fn dequantise(block: &[u8], out: &mut Vec<f32>) {
    let scale = f16_to_f32(u16::from_le_bytes([block[0], block[1]]));
    let fifth = u32::from_le_bytes([block[2], block[3], block[4], block[5]]);
    let number = |i: usize, low: u8| {
        let whole = i32::from(low) | ((fifth >> i & 1) << 4) as i32;
        (whole - 16) as f32 * scale
    };
    out.extend(block[6..].iter().enumerate().map(|(i, byte)| number(i, byte & 0x0f)));
    out.extend(block[6..].iter().enumerate().map(|(i, byte)| number(i + BLOCK / 2, byte >> 4)));
}

/// IEEE 754 binary16, finite values only: scales are.
pub(super) fn f16_to_f32(bits: u16) -> f32 {
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
    use candle_core::quantized::{GgmlDType, QTensor};
    use candle_core::{Device, Tensor};

    use super::*;

    #[test]
    fn a_row_is_what_candle_makes_of_it() {
        let numbers: Vec<f32> = (0..64).map(|i| (i as f32 * 0.37).sin()).collect();
        let tensor = Tensor::from_vec(numbers, (2, 32), &Device::Cpu).expect("a tensor");
        let quantised = QTensor::quantize(&tensor, GgmlDType::Q5_0).expect("quantised");
        let want: Vec<Vec<f32>> =
            quantised.dequantize(&Device::Cpu).and_then(|t| t.to_vec2()).expect("numbers");
        let blocks = quantised.data().expect("bytes").into_owned();
        let table = WordTable { blocks, row_bytes: BLOCK_BYTES };
        for (id, want) in want.iter().enumerate() {
            let mut got = Vec::new();
            table.row(id, &mut got);
            assert_eq!(&got, want);
        }
    }
}
