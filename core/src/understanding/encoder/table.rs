//! The word table, kept in the blocks of the bundle: a sentence needs a dozen rows of it.
//!
//! Decides which GGUF types a table may have, and turns one row into numbers.

use candle_core::quantized::GgmlDType;

use super::super::tensors::Tensors;
use crate::error::{Error, ErrorKind};

/// Weights in a block, in all the types that are read.
const BLOCK: usize = 32;

/// The word table.
pub(super) struct WordTable {
    blocks: Vec<u8>, // [pieces, dim / 32, bytes of a block]
    kind: Kind,
    row_bytes: usize,
}

/// How a block of 32 weights lies in memory: an f16 scale, then the weights.
#[derive(Clone, Copy)]
enum Kind {
    /// 4 bits a weight, two a byte.
    Q4,
    /// 5 bits a weight: the fifth bits in four bytes of their own, then two a byte.
    Q5,
}

impl Kind {
    fn bytes(self) -> usize {
        match self {
            Self::Q4 => 18,
            Self::Q5 => 22,
        }
    }
}

impl WordTable {
    /// Reads `embedding.word` `[pieces, dim]`.
    pub(super) fn load(weights: &mut Tensors, pieces: usize, dim: usize) -> Result<Self, Error> {
        let (kind, blocks) = weights.blocks("embedding.word", pieces, dim)?;
        let kind = match kind {
            GgmlDType::Q4_0 => Kind::Q4,
            GgmlDType::Q5_0 => Kind::Q5,
            other => {
                let why = format!("weight \"embedding.word\" is {other:?}; Q4_0 or Q5_0 expected");
                return Err(Error::new(ErrorKind::Corrupt, super::DOING, why));
            }
        };
        Ok(Self { blocks, kind, row_bytes: dim / BLOCK * kind.bytes() })
    }

    /// Appends one row, as numbers.
    pub(super) fn row(&self, id: usize, out: &mut Vec<f32>) {
        let row = &self.blocks[id * self.row_bytes..(id + 1) * self.row_bytes];
        for block in row.chunks_exact(self.kind.bytes()) {
            dequantise(self.kind, block, out);
        }
    }
}

/// The 32 weights of a block.
fn dequantise(kind: Kind, block: &[u8], out: &mut Vec<f32>) {
    let scale = f16_to_f32(u16::from_le_bytes([block[0], block[1]]));
    let (fifth, low) = match kind {
        Kind::Q4 => (0, &block[2..]),
        Kind::Q5 => (u32::from_le_bytes([block[2], block[3], block[4], block[5]]), &block[6..]),
    };
    let middle = match kind {
        Kind::Q4 => 8,
        Kind::Q5 => 16,
    };
    let number = |i: usize, nibble: u8| {
        let whole = i32::from(nibble) | ((fifth >> i & 1) << 4) as i32;
        (whole - middle) as f32 * scale
    };
    out.extend(low.iter().enumerate().map(|(i, byte)| number(i, byte & 0x0f)));
    out.extend(low.iter().enumerate().map(|(i, byte)| number(i + BLOCK / 2, byte >> 4)));
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
    use candle_core::quantized::{GgmlDType, QTensor};
    use candle_core::{Device, Tensor};

    use super::*;

    #[test]
    fn a_row_is_what_candle_makes_of_it() {
        let numbers: Vec<f32> = (0..64).map(|i| (i as f32 * 0.37).sin()).collect();
        let tensor = Tensor::from_vec(numbers, (2, 32), &Device::Cpu).expect("a tensor");
        for (kind, dtype) in [(Kind::Q4, GgmlDType::Q4_0), (Kind::Q5, GgmlDType::Q5_0)] {
            let quantised = QTensor::quantize(&tensor, dtype).expect("quantised");
            let want: Vec<Vec<f32>> =
                quantised.dequantize(&Device::Cpu).and_then(|t| t.to_vec2()).expect("numbers");
            let blocks = quantised.data().expect("bytes").into_owned();
            let table = WordTable { blocks, kind, row_bytes: kind.bytes() };
            for (id, want) in want.iter().enumerate() {
                let mut got = Vec::new();
                table.row(id, &mut got);
                assert_eq!(&got, want);
            }
        }
    }
}
