//! How far a service's own record speaks for it.
//!
//! Decides how successes and failures become one number; counting them is the store's, and what they weigh is `choose`'s.
//!
//! Invariants: a newcomer starts in the middle, not at zero and not at the top; what is long ago counts less.

/// What was measured of one capability of one service. Counts fade: see [`Measured::faded`].
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Measured {
    /// Calls that kept the promise.
    pub successes: f64,
    /// Calls that failed by the service's fault: no answer, broken promises, a yes that was none.
    pub failures: f64,
    /// Milliseconds that an answer takes, the recent ones counting most; zero when none came yet.
    pub latency_ms: f64,
    /// The host's time of the last one, milliseconds since 1970.
    pub updated_ms: i64,
}

/// After this long a call counts half: thirty days.
const HALF_LIFE_MS: f64 = 30.0 * 24.0 * 60.0 * 60.0 * 1_000.0;
/// What a newcomer is taken to have behind it.
const PRIOR: (f64, f64) = (4.0, 1.0);
/// Standard deviations below the mean: the lower end of nine in ten.
const Z: f64 = 1.28;
/// How much the newest answer's time counts.
const NEWEST: f64 = 0.3;

impl Measured {
    /// The counts as they are at a later time.
    pub(crate) fn faded(self, now_ms: i64) -> Self {
        let age = (now_ms - self.updated_ms).max(0) as f64;
        let left = 0.5_f64.powf(age / HALF_LIFE_MS);
        Self { successes: self.successes * left, failures: self.failures * left, ..self }
    }

    /// With one more call.
    pub(crate) fn with(self, is_success: bool, took_ms: Option<i64>, now_ms: i64) -> Self {
        let mut next = self.faded(now_ms);
        if is_success {
            next.successes += 1.0;
        } else {
            next.failures += 1.0;
        }
        if let Some(took) = took_ms {
            let took = took.max(0) as f64;
            next.latency_ms = if next.latency_ms > 0.0 {
                next.latency_ms + NEWEST * (took - next.latency_ms)
            } else {
                took
            };
        }
        next.updated_ms = now_ms;
        next
    }

    /// Calls that still count.
    pub(crate) fn calls(&self) -> f64 {
        self.successes + self.failures
    }

    /// The share of calls that keep their promise, at the lower end of what the counts allow; 0 to 1.
    ///
    /// # Source
    ///
    /// Wilson: Probable inference, the law of succession, and statistical inference, JASA 22 (1927), with a prior of four successes and one failure.
    pub(crate) fn lower_bound(&self) -> f64 {
        let (good, bad) = (self.successes + PRIOR.0, self.failures + PRIOR.1);
        let n = good + bad;
        let share = good / n;
        let spread = Z * ((share * (1.0 - share) + Z * Z / (4.0 * n)) / n).sqrt();
        (share + Z * Z / (2.0 * n) - spread) / (1.0 + Z * Z / n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 24 * 60 * 60 * 1_000;

    fn after(successes: u32, failures: u32) -> Measured {
        let all = std::iter::repeat_n(true, successes as usize)
            .chain(std::iter::repeat_n(false, failures as usize));
        all.fold(Measured::default(), |measured, is_success| measured.with(is_success, Some(100), 0))
    }

    #[test]
    fn more_successes_speak_more_and_failures_less() {
        let newcomer = Measured::default().lower_bound();
        assert!((0.4..0.7).contains(&newcomer), "{newcomer}");
        assert!(after(50, 0).lower_bound() > after(5, 0).lower_bound());
        assert!(after(5, 0).lower_bound() > newcomer);
        assert!(after(0, 5).lower_bound() < newcomer);
        assert!(after(1_000, 0).lower_bound() < 1.0);
    }

    #[test]
    fn what_is_long_ago_counts_less() {
        let bad = after(0, 20);
        let later = bad.faded(30 * DAY);
        assert!((later.failures - 10.0).abs() < 1e-9);
        assert!(bad.faded(365 * DAY).lower_bound() > bad.lower_bound());
        assert_eq!(bad.faded(-DAY).failures, 20.0, "a clock that went back takes nothing away");
    }
}
