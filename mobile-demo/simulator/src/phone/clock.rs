//! A phone's time: the machine's own, or one that was given at the start and goes on from there.

use std::time::Instant;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, ZonedDateTime};

/// The clock of one phone.
pub(crate) struct Clock {
    given: Option<(ZonedDateTime, Instant)>,
    zone: TimeZone,
}

impl Clock {
    /// `given`: the time at `started`.
    pub(crate) fn new(given: Option<ZonedDateTime>, started: ZonedDateTime, zone: TimeZone) -> Self {
        let passed = started.duration_until(&ZonedDateTime::now());
        Self { given: given.map(|at| (at.saturating_add(passed), Instant::now())), zone }
    }

    /// Now; in the zone of a given time where there is one, or else in that of the page.
    pub(crate) fn now(&self) -> ZonedDateTime {
        match &self.given {
            Some((at, since)) => {
                at.saturating_add(SignedDuration::try_from(since.elapsed()).unwrap_or(SignedDuration::MAX))
            }
            None => ZonedDateTime::now().with_time_zone(self.zone.clone()),
        }
    }

    /// Now, as the services write it: civil time to the minute.
    pub(crate) fn minute(&self) -> String {
        self.now().strftime("%Y-%m-%dT%H:%M").to_string()
    }
}
