//! The product of 8-bit numbers that the network spends its time on, by the fastest instructions that the processor has.
//!
//! Decides how weights lie in memory and which instructions multiply them, when the model is opened and not when the core is compiled:
//! an app ships one build for all phones. `linear` decides what the whole numbers mean.
//!
//! [`scalar`] is the truth: the others give the same whole numbers, bit for bit, which the tests hold them to on random shapes.
//! Why this is our own and not candle's: `docs/adr/0010-own-int8-product.md`.
//!
//! Layout: weights `[rows, inner]` in tiles of 16 rows by 4 columns, the 4 columns of a row side by side, tile after tile along `inner`.
//! Activations are bytes from 1 to 255 that stand for -127 to 127: the processors' instructions want one side without a sign.

mod scalar;
#[cfg(target_arch = "x86_64")]
mod x86;

/// Rows of a tile.
pub(super) const TILE_ROWS: usize = 16;
/// Columns of a tile; the inner width is a multiple of it.
pub(super) const TILE_COLUMNS: usize = 4;
/// What is added to an activation so that it has no sign.
pub(super) const OFFSET: i32 = 128;

/// Weights in tiles.
pub(super) struct Tiles {
    bytes: Vec<i8>, // [rows / 16, inner / 4, 16, 4]
    inner: usize,
    way: Way,
}

/// Which instructions multiply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Scalar,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Vnni,
}

impl Way {
    /// The fastest way of this processor.
    fn best() -> Self {
        #[cfg(target_arch = "x86_64")]
        {
            if x86::has_vnni() {
                return Self::Vnni;
            }
            if x86::has_avx2() {
                return Self::Avx2;
            }
        }
        Self::Scalar
    }
}

impl Tiles {
    /// Lays weights `[rows, inner]`, row-major, out in tiles; rows are filled up with zeros.
    ///
    /// Panics when `inner` is no multiple of [`TILE_COLUMNS`]; `linear` has checked it.
    pub(super) fn new(weights: &[i8], inner: usize) -> Self {
        Self::for_way(weights, inner, Way::best())
    }

    fn for_way(weights: &[i8], inner: usize, way: Way) -> Self {
        assert_eq!(inner % TILE_COLUMNS, 0, "the inner width is a multiple of a tile's");
        let rows = weights.len() / inner;
        let mut bytes = vec![0; rows.next_multiple_of(TILE_ROWS) * inner];
        for (row, line) in weights.chunks_exact(inner).enumerate() {
            let group = row / TILE_ROWS * TILE_ROWS * inner + row % TILE_ROWS * TILE_COLUMNS;
            for (column, four) in line.chunks_exact(TILE_COLUMNS).enumerate() {
                let at = group + column * TILE_ROWS * TILE_COLUMNS;
                bytes[at..at + TILE_COLUMNS].copy_from_slice(four);
            }
        }
        Self { bytes, inner, way }
    }

    /// Rows, those that were filled up counted.
    pub(super) fn rows(&self) -> usize {
        self.bytes.len() / self.inner
    }

    /// The products of activations `[len, inner]` with every row: `[len, rows]` whole numbers into `out`.
    ///
    /// Each is the sum of activation (from 1 to 255) times weight: [`OFFSET`] times the row's sum too much, which `linear` takes off.
    pub(super) fn multiply(&self, activations: &[u8], out: &mut [i32]) {
        let len = activations.len() / self.inner;
        assert_eq!(activations.len(), len * self.inner, "whole rows of activations");
        assert_eq!(out.len(), len * self.rows(), "a place for each product");
        match self.way {
            Way::Scalar => scalar::multiply(&self.bytes, activations, self.inner, out),
            #[cfg(target_arch = "x86_64")]
            Way::Avx2 => x86::multiply_avx2(&self.bytes, activations, self.inner, out),
            #[cfg(target_arch = "x86_64")]
            Way::Vnni => x86::multiply_vnni(&self.bytes, activations, self.inner, out),
        }
    }
}

/// Runs `work` compiled for the widest vectors that the processor has and that change no result: the same sums in the same order.
///
/// What `work` calls must be inlined into it, or it stays as the build made it.
#[inline(always)]
pub(super) fn vectorised<R>(work: impl FnOnce() -> R) -> R {
    #[cfg(target_arch = "x86_64")]
    {
        if x86::has_avx512() {
            return x86::with_avx512(work);
        }
        if x86::has_avx2() {
            return x86::with_avx2(work);
        }
    }
    work()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Straight from the definition.
    fn product(weights: &[i8], activations: &[u8], inner: usize, rows: usize) -> Vec<i32> {
        let dot =
            |a: &[u8], w: &[i8]| a.iter().zip(w).map(|(a, w)| i32::from(*a) * i32::from(*w)).sum::<i32>();
        let row = |a: &[u8]| {
            weights
                .chunks_exact(inner)
                .map(|w| dot(a, w))
                .chain(std::iter::repeat(0))
                .take(rows)
                .collect::<Vec<_>>()
        };
        activations.chunks_exact(inner).flat_map(row).collect()
    }

    fn ways() -> Vec<Way> {
        let mut ways = vec![Way::Scalar];
        #[cfg(target_arch = "x86_64")]
        {
            ways.extend(x86::has_avx2().then_some(Way::Avx2));
            ways.extend(x86::has_vnni().then_some(Way::Vnni));
        }
        ways
    }

    proptest! {
        #[test]
        fn every_way_gives_the_same_whole_numbers(rows in 1_usize..70, fours in 1_usize..40, len in 0_usize..20, seed: u64) {
            let inner = fours * TILE_COLUMNS;
            let mut state = seed | 1;
            let mut next = || { state ^= state << 13; state ^= state >> 7; state ^= state << 17; state };
            let weights: Vec<i8> = (0..rows * inner).map(|_| next() as i8).collect();
            let activations: Vec<u8> = (0..len * inner).map(|_| (next() as u8).max(1)).collect();
            for way in ways() {
                let tiles = Tiles::for_way(&weights, inner, way);
                let mut out = vec![0; len * tiles.rows()];
                tiles.multiply(&activations, &mut out);
                prop_assert_eq!(&out, &product(&weights, &activations, inner, tiles.rows()), "{:?}", way);
            }
        }
    }

    #[test]
    fn the_largest_numbers_do_not_overflow() {
        for way in ways() {
            let tiles = Tiles::for_way(&[-128; 1_536 * 16], 1_536, way);
            let mut out = vec![0; 16];
            tiles.multiply(&[255; 1_536], &mut out);
            assert_eq!(out, [-128 * 255 * 1_536; 16], "{way:?}");
        }
    }
}
