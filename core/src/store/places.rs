//! Where the words of parameters stand, kept so that no example is looked at twice.
//!
//! Decides nothing about its content: numbers under the key of the examples that they were worked out from.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};

use super::heads::{bytes, floats};
use super::{Store, failed};
use crate::error::Error;

/// Numbers by parameter, of one capability.
pub(crate) type StoredPlaces = BTreeMap<String, Vec<f32>>;

/// Keeps what was worked out for some keys.
pub(crate) fn keep(transaction: &Connection, all: &[(String, StoredPlaces)]) -> Result<(), Error> {
    let mut insert = transaction
        .prepare("INSERT OR REPLACE INTO places (key, parameter, views) VALUES (?1, ?2, ?3)")
        .map_err(failed)?;
    for (key, places) in all {
        for (parameter, views) in places {
            insert.execute(params![key, parameter, bytes(views)]).map_err(failed)?;
        }
    }
    Ok(())
}

impl Store {
    /// What is kept under a key; empty when nothing is.
    pub(crate) fn places(&self, key: &str) -> Result<StoredPlaces, Error> {
        let mut query = self
            .read()
            .prepare_cached("SELECT parameter, views FROM places WHERE key = ?1")
            .map_err(failed)?;
        let rows = query
            .query_map([key], |row| Ok((row.get(0)?, floats(&row.get::<_, Vec<u8>>(1)?))))
            .map_err(failed)?;
        rows.collect::<Result<_, _>>().map_err(failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_kept_by_key() {
        let mut store = Store::open(std::path::Path::new(":memory:")).expect("a database");
        let of = |number: f32| StoredPlaces::from([("text".to_owned(), vec![number, 2.0])]);
        store
            .transaction(|t| keep(t, &[("a".to_owned(), of(1.0)), ("b".to_owned(), of(3.0))]))
            .expect("kept");
        assert_eq!(store.places("a").expect("read"), of(1.0));
        assert!(store.places("c").expect("read").is_empty());
    }
}
