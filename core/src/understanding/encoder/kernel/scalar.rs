//! The product in plain Rust: the truth that the other ways are held to, and the way of processors that have none of their own.
//!
//! Decides nothing about layout. Written in whole tiles so that the compiler makes vector instructions of it where it can.

use super::{TILE_COLUMNS, TILE_ROWS};

/// See [`Tiles::multiply`](super::Tiles::multiply).
pub(super) fn multiply(tiles: &[i8], activations: &[u8], inner: usize, out: &mut [i32]) {
    let rows = tiles.len() / inner;
    for (group, tiles) in tiles.chunks_exact(TILE_ROWS * inner).enumerate() {
        for (token, activations) in activations.chunks_exact(inner).enumerate() {
            let mut sums = [0_i32; TILE_ROWS];
            let tiles = tiles.chunks_exact(TILE_ROWS * TILE_COLUMNS);
            for (tile, four) in tiles.zip(activations.chunks_exact(TILE_COLUMNS)) {
                let four: [i16; TILE_COLUMNS] = std::array::from_fn(|i| i16::from(four[i]));
                for (sum, weights) in sums.iter_mut().zip(tile.chunks_exact(TILE_COLUMNS)) {
                    for (weight, activation) in weights.iter().zip(four) {
                        *sum += i32::from(i16::from(*weight)) * i32::from(activation);
                    }
                }
            }
            out[token * rows + group * TILE_ROWS..][..TILE_ROWS].copy_from_slice(&sums);
        }
    }
}
