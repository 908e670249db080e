//! Lots, drawn from a seed that the host gives with an event.
//!
//! Decides which number follows from a seed; the same seed draws the same lots, so that an event can be told again.

/// A row of lots.
pub(crate) struct Lots {
    state: Option<u64>,
}

impl Lots {
    /// No lots: formulas that are shown draw none.
    pub(crate) fn none() -> Self {
        Self { state: None }
    }

    pub(crate) fn of(seed: u64) -> Self {
        Self { state: Some(seed) }
    }

    /// The next number of the row, by SplitMix64 (Steele, Lea and Flood 2014).
    fn next(&mut self) -> Option<u64> {
        let state = self.state?.wrapping_add(0x9E37_79B9_7F4A_7C15);
        self.state = Some(state);
        let mut mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        Some(mixed ^ (mixed >> 31))
    }

    /// One of so many, from 0.
    pub(crate) fn draw(&mut self, among: usize) -> Option<usize> {
        let among = u64::try_from(among).ok().filter(|among| *among > 0)?;
        // The high half of the product is even over the range, where a remainder would not be.
        let drawn = (u128::from(self.next()?) * u128::from(among)) >> 64;
        usize::try_from(drawn).ok()
    }

    /// A whole number from one to another, both within.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> Option<i64> {
        let among = usize::try_from(high.checked_sub(low)?.checked_add(1)?).ok()?;
        low.checked_add(i64::try_from(self.draw(among)?).ok()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_evenly_and_the_same_again() {
        let mut drawn = [0_usize; 6];
        for seed in 0..6_000 {
            drawn[Lots::of(seed).draw(6).expect("a lot")] += 1;
            assert_eq!(Lots::of(seed).between(1, 6), Lots::of(seed).between(1, 6));
        }
        assert!(drawn.iter().all(|count| (800..1_200).contains(count)), "{drawn:?}");
        assert_eq!(Lots::of(1).between(6, 1), None);
        assert_eq!(Lots::of(1).draw(0), None);
        assert_eq!(Lots::none().draw(6), None);
    }
}
