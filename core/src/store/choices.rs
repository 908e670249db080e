//! What choices are made by and what became of them: measurements, services that the person took, preferences, records.
//!
//! Decides nothing: it counts and keeps. What a count is worth is `plan`'s matter; preferences and records are JSON of the rooms above.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension as _, params};

use super::{Store, failed};
use crate::error::Error;

/// How a capability of a service has fared, as it was kept.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct StoredMeasure {
    pub successes: f64,
    pub failures: f64,
    pub latency_ms: f64,
    pub updated_ms: i64,
}

/// A service that the person took for something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StoredChosen {
    pub schema: String,
    pub service: String,
    pub times: u32,
    pub last_ms: i64,
}

/// Keeps a measure in place of the one before.
pub(crate) fn keep_measure(
    transaction: &Connection,
    (service, capability): (&str, &str),
    measure: &StoredMeasure,
) -> Result<(), Error> {
    transaction
        .execute(
            "INSERT INTO measured (service, capability, successes, failures, latency_ms, updated_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (service, capability) DO UPDATE SET successes = ?3, failures = ?4, latency_ms = ?5, updated_ms = ?6",
            params![service, capability, measure.successes, measure.failures, measure.latency_ms, measure.updated_ms],
        )
        .map_err(failed)?;
    Ok(())
}

/// Counts that the person took a service.
pub(crate) fn count_chosen(
    transaction: &Connection,
    schema: &str,
    service: &str,
    now_ms: i64,
) -> Result<(), Error> {
    transaction
        .execute(
            "INSERT INTO chosen (schema, service, times, last_ms) VALUES (?1, ?2, 1, ?3)
             ON CONFLICT (schema, service) DO UPDATE SET times = times + 1, last_ms = ?3",
            params![schema, service, now_ms],
        )
        .map_err(failed)?;
    Ok(())
}

/// Forgets which services were taken for something; answers how many were.
pub(crate) fn forget_chosen(transaction: &Connection, schema: &str) -> Result<usize, Error> {
    transaction.execute("DELETE FROM chosen WHERE schema = ?1", [schema]).map_err(failed)
}

/// Keeps the person's preference for a domain.
pub(crate) fn keep_preference(transaction: &Connection, domain: &str, preference: &str) -> Result<(), Error> {
    transaction
        .execute(
            "INSERT INTO preferences (domain, preference) VALUES (?1, ?2) ON CONFLICT (domain) DO UPDATE SET preference = ?2",
            params![domain, preference],
        )
        .map_err(failed)?;
    Ok(())
}

/// Keeps the record of a turn's choice in place of the one before.
pub(crate) fn keep_choice(
    transaction: &Connection,
    turn: &str,
    position: u32,
    record: &str,
) -> Result<(), Error> {
    transaction
        .execute(
            "INSERT INTO choices (turn, position, record) VALUES (?1, ?2, ?3) ON CONFLICT (turn, position) DO UPDATE SET record = ?3",
            params![turn, position, record],
        )
        .map_err(failed)?;
    Ok(())
}

impl Store {
    /// How a capability of a service has fared; nothing yet when it was never called.
    pub(crate) fn measure(&self, service: &str, capability: &str) -> Result<StoredMeasure, Error> {
        let mut query = self
            .read()
            .prepare_cached("SELECT successes, failures, latency_ms, updated_ms FROM measured WHERE service = ?1 AND capability = ?2")
            .map_err(failed)?;
        let row = query.query_row([service, capability], |row| {
            Ok(StoredMeasure {
                successes: row.get(0)?,
                failures: row.get(1)?,
                latency_ms: row.get(2)?,
                updated_ms: row.get(3)?,
            })
        });
        Ok(row.optional().map_err(failed)?.unwrap_or_default())
    }

    /// The services that the person took, the most taken first; of one schema, or of all.
    pub(crate) fn chosen(&self, schema: Option<&str>) -> Result<Vec<StoredChosen>, Error> {
        let mut query = self
            .read()
            .prepare_cached("SELECT schema, service, times, last_ms FROM chosen WHERE ?1 IS NULL OR schema = ?1 ORDER BY times DESC, service")
            .map_err(failed)?;
        let rows = query.query_map([schema], |row| {
            Ok(StoredChosen {
                schema: row.get(0)?,
                service: row.get(1)?,
                times: row.get(2)?,
                last_ms: row.get(3)?,
            })
        });
        rows.map_err(failed)?.collect::<Result<_, _>>().map_err(failed)
    }

    /// When a service was used last with success, whatever for.
    pub(crate) fn last_use(&self, service: &str) -> Result<Option<i64>, Error> {
        let mut query =
            self.read().prepare_cached("SELECT max(last_ms) FROM uses WHERE service = ?1").map_err(failed)?;
        query.query_row([service], |row| row.get(0)).map_err(failed)
    }

    /// The person's preferences, JSON by domain.
    pub(crate) fn preferences(&self) -> Result<BTreeMap<String, String>, Error> {
        let mut query =
            self.read().prepare_cached("SELECT domain, preference FROM preferences").map_err(failed)?;
        let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
        rows.map_err(failed)?.collect::<Result<_, _>>().map_err(failed)
    }

    /// The records of a turn's choices, JSON, in order.
    pub(crate) fn choices(&self, turn: &str) -> Result<Vec<String>, Error> {
        let mut query = self
            .read()
            .prepare_cached("SELECT record FROM choices WHERE turn = ?1 ORDER BY position")
            .map_err(failed)?;
        query.query_map([turn], |row| row.get(0)).map_err(failed)?.collect::<Result<_, _>>().map_err(failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn what_is_counted_is_there_again() {
        let mut store = Store::open(Path::new(":memory:")).expect("a database");
        assert_eq!(store.measure("s", "c").expect("read"), StoredMeasure::default());
        let measure = StoredMeasure { successes: 2.5, failures: 1.0, latency_ms: 80.0, updated_ms: 7 };
        store.transaction(|t| keep_measure(t, ("s", "c"), &measure)).expect("kept");
        assert_eq!(store.measure("s", "c").expect("read"), measure);
        for service in ["a", "b", "b"] {
            store.transaction(|t| count_chosen(t, "x.y@1", service, 5)).expect("counted");
        }
        let taken = store.chosen(Some("x.y@1")).expect("read");
        assert_eq!(
            taken.iter().map(|c| (c.service.as_str(), c.times)).collect::<Vec<_>>(),
            [("b", 2), ("a", 1)]
        );
        assert!(store.chosen(Some("z.z@1")).expect("read").is_empty());
        assert_eq!(store.transaction(|t| forget_chosen(t, "x.y@1")).expect("forgotten"), 2);
        assert!(store.chosen(None).expect("read").is_empty());
    }

    #[test]
    fn a_record_and_a_preference_take_the_place_of_the_ones_before() {
        let mut store = Store::open(Path::new(":memory:")).expect("a database");
        for record in ["{}", r#"{"a":1}"#] {
            store.transaction(|t| keep_choice(t, "t1", 0, record)).expect("kept");
            store.transaction(|t| keep_preference(t, "food", record)).expect("kept");
        }
        assert_eq!(store.choices("t1").expect("read"), [r#"{"a":1}"#]);
        assert_eq!(store.preferences().expect("read"), [("food".to_owned(), r#"{"a":1}"#.to_owned())].into());
    }
}
