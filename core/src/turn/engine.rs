//! What every turn works with: the store, the understanding, the host's lists.

use crate::error::{Error, ErrorKind};
use crate::plan::{Measured, Preference};
use crate::store::{Store, StoredMeasure, choices, grants};
use crate::trust::Safeguards;
use crate::understanding::{Lists, Understanding};

/// Shared by the assistant and its turns, behind one lock.
pub(crate) struct Engine {
    pub store: Store,
    pub understanding: Understanding,
    pub lists: Lists,
    /// What the app wants asked beyond the rules.
    pub safeguards: Safeguards,
}

impl Engine {
    /// Reads the catalogue anew, after it changed.
    pub(crate) fn reload(&mut self) -> Result<(), Error> {
        self.understanding.reload(&mut self.store)
    }
}

impl Engine {
    /// How the person wants choices made in a domain: as set there, else as set for all.
    pub(crate) fn preference(&self, domain: &str) -> Result<Preference, Error> {
        let all = self.store.preferences()?;
        let of = |domain: &str| all.get(domain).and_then(|text| serde_json::from_str(text).ok());
        Ok(of(domain).or_else(|| of("")).unwrap_or_default())
    }

    /// What is asked beyond the rules: by the app and by the person.
    pub(crate) fn safeguards(&self) -> Result<Safeguards, Error> {
        Ok(self.safeguards.with(&self.own_safeguards()?))
    }

    /// What the person wants asked beyond the rules. What cannot be read counts as nothing less: it is an error.
    pub(crate) fn own_safeguards(&self) -> Result<Safeguards, Error> {
        read_safeguards(grants::safeguards(self.store.read())?)
    }

    /// How a capability of a service has fared up to now.
    pub(crate) fn measured(&self, service: &str, capability: &str, now_ms: i64) -> Result<Measured, Error> {
        let StoredMeasure { successes, failures, latency_ms, updated_ms } =
            self.store.measure(service, capability)?;
        Ok(Measured { successes, failures, latency_ms, updated_ms }.faded(now_ms))
    }

    /// Counts one call of a capability.
    pub(crate) fn measure(
        &self,
        (service, capability): (&str, &str),
        is_success: bool,
        took_ms: Option<i64>,
        now_ms: i64,
    ) -> Result<(), Error> {
        let Measured { successes, failures, latency_ms, updated_ms } =
            self.measured(service, capability, now_ms)?.with(is_success, took_ms, now_ms);
        let measure = StoredMeasure { successes, failures, latency_ms, updated_ms };
        choices::keep_measure(self.store.read(), (service, capability), &measure)
    }
}

/// Safeguards as they are kept; none is kept before the first are set.
pub(crate) fn read_safeguards(kept: Option<String>) -> Result<Safeguards, Error> {
    let Some(text) = kept else { return Ok(Safeguards::default()) };
    serde_json::from_str(&text).map_err(|e| {
        Error::new(ErrorKind::Corrupt, "reading the safeguards", "they cannot be read").because(e)
    })
}
