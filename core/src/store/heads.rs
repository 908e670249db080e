//! What understanding learned from the catalogue, kept so that a start need not learn it again.
//!
//! Decides nothing about its content: bytes under the key of what they were learned from.

use rusqlite::{OptionalExtension as _, params};

use super::{Store, failed};
use crate::error::Error;

impl Store {
    /// The weights under a key.
    pub(crate) fn head(&self, key: &str) -> Result<Option<Vec<f32>>, Error> {
        let mut query =
            self.read().prepare_cached("SELECT weights FROM heads WHERE key = ?1").map_err(failed)?;
        let bytes: Option<Vec<u8>> = query.query_row([key], |row| row.get(0)).optional().map_err(failed)?;
        Ok(bytes.map(|bytes| floats(&bytes)))
    }

    /// Keeps weights in place of those before.
    pub(crate) fn keep_head(&mut self, key: &str, weights: &[f32]) -> Result<(), Error> {
        self.transaction(|t| {
            t.execute("DELETE FROM heads", []).map_err(failed)?;
            t.execute("INSERT INTO heads (key, weights) VALUES (?1, ?2)", params![key, bytes(weights)])
                .map_err(failed)?;
            Ok(())
        })
    }
}

/// Numbers as a blob.
pub(super) fn bytes(numbers: &[f32]) -> Vec<u8> {
    numbers.iter().flat_map(|x| x.to_le_bytes()).collect()
}

/// A blob as numbers.
pub(super) fn floats(bytes: &[u8]) -> Vec<f32> {
    bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_takes_the_place_of_the_one_before() {
        let mut store = Store::open(std::path::Path::new(":memory:")).expect("a database");
        store.keep_head("a", &[1.0, -2.5]).expect("kept");
        assert_eq!(store.head("a").expect("read"), Some(vec![1.0, -2.5]));
        store.keep_head("b", &[3.0]).expect("kept");
        assert_eq!(store.head("a").expect("read"), None);
    }
}
