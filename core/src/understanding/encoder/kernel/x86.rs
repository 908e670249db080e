//! The product by x86's vector instructions: VNNI on 512 bits, or AVX2.
//!
//! Decides how many tokens and rows are held in registers at once. Every function here asks for the instructions that it uses;
//! the caller has asked the processor first.
//!
//! # Source
//!
//! Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2: VPDPBUSD, VPMADDWD.

#![allow(unsafe_code)]

use std::arch::x86_64::{
    __m128i, __m256i, __m512i, _mm_loadu_si128, _mm256_add_epi32, _mm256_cvtepi8_epi16, _mm256_hadd_epi32,
    _mm256_madd_epi16, _mm256_permute4x64_epi64, _mm256_set1_epi64x, _mm256_setzero_si256,
    _mm256_storeu_si256, _mm512_dpbusd_epi32, _mm512_loadu_si512, _mm512_set1_epi32, _mm512_setzero_si512,
    _mm512_storeu_si512,
};

use super::{TILE_COLUMNS, TILE_ROWS};

const TILE: usize = TILE_ROWS * TILE_COLUMNS;
/// Tokens that are held in registers at once: eight by two groups of rows are sixteen of the 32 registers.
const TOKENS: usize = 8;

pub(super) fn has_vnni() -> bool {
    is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512vnni")
}

pub(super) fn has_avx512() -> bool {
    is_x86_feature_detected!("avx512f")
        && is_x86_feature_detected!("avx512bw")
        && is_x86_feature_detected!("avx512dq")
        && is_x86_feature_detected!("avx512vl")
}

pub(super) fn has_avx2() -> bool {
    is_x86_feature_detected!("avx2")
}

/// See [`vectorised`](super::vectorised).
pub(super) fn with_avx512<R>(work: impl FnOnce() -> R) -> R {
    #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
    fn run<R>(work: impl FnOnce() -> R) -> R {
        work()
    }
    assert!(has_avx512(), "asked before");
    // SAFETY: the processor has the instructions.
    unsafe { run(work) }
}

/// See [`vectorised`](super::vectorised).
pub(super) fn with_avx2<R>(work: impl FnOnce() -> R) -> R {
    #[target_feature(enable = "avx2")]
    fn run<R>(work: impl FnOnce() -> R) -> R {
        work()
    }
    assert!(has_avx2(), "asked before");
    // SAFETY: the processor has the instructions.
    unsafe { run(work) }
}

/// What is multiplied at once: some tokens by some groups of 16 rows. `out` begins at the first token's first row.
struct Block<'a> {
    tokens: usize,
    groups: usize,
    tiles: &'a [i8],
    activations: &'a [u8],
    out: &'a mut [i32],
}

/// Cuts a product into blocks of at most so many tokens and groups.
fn in_blocks(
    tiles: &[i8],
    activations: &[u8],
    inner: usize,
    out: &mut [i32],
    (most_tokens, most_groups): (usize, usize),
    mut block: impl FnMut(Block<'_>),
) {
    let rows = tiles.len() / inner;
    for (at, tiles) in tiles.chunks(most_groups * TILE_ROWS * inner).enumerate() {
        let groups = tiles.len() / (TILE_ROWS * inner);
        for (step, activations) in activations.chunks(most_tokens * inner).enumerate() {
            let tokens = activations.len() / inner;
            let out = &mut out[step * most_tokens * rows + at * most_groups * TILE_ROWS..];
            block(Block { tokens, groups, tiles, activations, out });
        }
    }
}

/// See [`Tiles::multiply`](super::Tiles::multiply).
pub(super) fn multiply_vnni(tiles: &[i8], activations: &[u8], inner: usize, out: &mut [i32]) {
    #[target_feature(enable = "avx512f,avx512vnni")]
    fn all(tiles: &[i8], activations: &[u8], inner: usize, out: &mut [i32]) {
        let rows = tiles.len() / inner;
        in_blocks(tiles, activations, inner, out, (TOKENS, 2), |b| match (b.tokens, b.groups) {
            (1, 1) => vnni_block::<1, 1>(b, inner, rows),
            (2, 1) => vnni_block::<2, 1>(b, inner, rows),
            (3, 1) => vnni_block::<3, 1>(b, inner, rows),
            (4, 1) => vnni_block::<4, 1>(b, inner, rows),
            (5, 1) => vnni_block::<5, 1>(b, inner, rows),
            (6, 1) => vnni_block::<6, 1>(b, inner, rows),
            (7, 1) => vnni_block::<7, 1>(b, inner, rows),
            (_, 1) => vnni_block::<TOKENS, 1>(b, inner, rows),
            (1, _) => vnni_block::<1, 2>(b, inner, rows),
            (2, _) => vnni_block::<2, 2>(b, inner, rows),
            (3, _) => vnni_block::<3, 2>(b, inner, rows),
            (4, _) => vnni_block::<4, 2>(b, inner, rows),
            (5, _) => vnni_block::<5, 2>(b, inner, rows),
            (6, _) => vnni_block::<6, 2>(b, inner, rows),
            (7, _) => vnni_block::<7, 2>(b, inner, rows),
            _ => vnni_block::<TOKENS, 2>(b, inner, rows),
        });
    }
    assert!(has_vnni(), "asked before");
    // SAFETY: the processor has the instructions.
    unsafe { all(tiles, activations, inner, out) }
}

/// `TOKENS` tokens by `GROUPS` groups of 16 rows.
#[target_feature(enable = "avx512f,avx512vnni")]
fn vnni_block<const TOKENS: usize, const GROUPS: usize>(block: Block<'_>, inner: usize, rows: usize) {
    let Block { tiles, activations, out, .. } = block;
    let steps = inner / TILE_COLUMNS;
    assert!(tiles.len() == GROUPS * steps * TILE && activations.len() == TOKENS * inner);
    assert!(out.len() >= (TOKENS - 1) * rows + GROUPS * TILE_ROWS);
    let mut sums = [[_mm512_setzero_si512(); GROUPS]; TOKENS];
    for step in 0..steps {
        // SAFETY: step < steps, and the lengths were asserted: tile `step` of each group and four bytes of each token are there.
        unsafe {
            let weights: [__m512i; GROUPS] = std::array::from_fn(|group| {
                _mm512_loadu_si512(tiles.as_ptr().add((group * steps + step) * TILE).cast())
            });
            for (token, sums) in sums.iter_mut().enumerate() {
                let four = activations
                    .as_ptr()
                    .add(token * inner + step * TILE_COLUMNS)
                    .cast::<i32>()
                    .read_unaligned();
                let four = _mm512_set1_epi32(four);
                for (sum, weights) in sums.iter_mut().zip(weights) {
                    *sum = _mm512_dpbusd_epi32(*sum, four, weights);
                }
            }
        }
    }
    for (token, sums) in sums.iter().enumerate() {
        for (group, sum) in sums.iter().enumerate() {
            // SAFETY: the length of `out` was asserted.
            unsafe {
                _mm512_storeu_si512(out.as_mut_ptr().add(token * rows + group * TILE_ROWS).cast(), *sum)
            }
        }
    }
}

/// See [`Tiles::multiply`](super::Tiles::multiply).
pub(super) fn multiply_avx2(tiles: &[i8], activations: &[u8], inner: usize, out: &mut [i32]) {
    #[target_feature(enable = "avx2")]
    fn all(tiles: &[i8], activations: &[u8], inner: usize, out: &mut [i32]) {
        let rows = tiles.len() / inner;
        in_blocks(tiles, activations, inner, out, (3, 1), |b| match b.tokens {
            1 => avx2_block::<1>(b, inner, rows),
            2 => avx2_block::<2>(b, inner, rows),
            _ => avx2_block::<3>(b, inner, rows),
        });
    }
    assert!(has_avx2(), "asked before");
    // SAFETY: the processor has the instructions.
    unsafe { all(tiles, activations, inner, out) }
}

/// `TOKENS` tokens by 16 rows. Bytes are widened to 16 bits first: the products of bytes would not fit their pairs' sums.
#[target_feature(enable = "avx2")]
fn avx2_block<const TOKENS: usize>(block: Block<'_>, inner: usize, rows: usize) {
    let Block { tiles, activations, out, .. } = block;
    let steps = inner / TILE_COLUMNS;
    assert!(tiles.len() == steps * TILE && activations.len() == TOKENS * inner);
    assert!(out.len() >= (TOKENS - 1) * rows + TILE_ROWS);
    // Four rows a register, two sums a row.
    let mut sums = [[_mm256_setzero_si256(); 4]; TOKENS];
    for step in 0..steps {
        // SAFETY: step < steps, and the lengths were asserted.
        unsafe {
            let tile = tiles.as_ptr().add(step * TILE);
            let weights: [__m256i; 4] = std::array::from_fn(|part| {
                _mm256_cvtepi8_epi16(_mm_loadu_si128(tile.add(part * 16).cast::<__m128i>()))
            });
            for (token, sums) in sums.iter_mut().enumerate() {
                let at = token * inner + step * TILE_COLUMNS;
                let four: [u8; TILE_COLUMNS] = std::array::from_fn(|i| activations[at + i]);
                let wide = four.iter().rev().fold(0_i64, |wide, byte| wide << 16 | i64::from(*byte));
                let wide = _mm256_set1_epi64x(wide);
                for (sum, weights) in sums.iter_mut().zip(weights) {
                    *sum = _mm256_add_epi32(*sum, _mm256_madd_epi16(wide, weights));
                }
            }
        }
    }
    for (token, sums) in sums.iter().enumerate() {
        for half in 0..2 {
            // Adding neighbours leaves rows 0 1 4 5 2 3 6 7.
            let eight = _mm256_hadd_epi32(sums[2 * half], sums[2 * half + 1]);
            let eight = _mm256_permute4x64_epi64::<0b11_01_10_00>(eight);
            // SAFETY: the length of `out` was asserted.
            unsafe { _mm256_storeu_si256(out.as_mut_ptr().add(token * rows + half * 8).cast(), eight) }
        }
    }
}
