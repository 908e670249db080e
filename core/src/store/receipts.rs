//! How services fared in choices, as sums by month, for those that the person lets know.
//!
//! Decides nothing: what counts as considered, eligible, shown or called is `turn`'s matter. Nothing is counted without consent, and a consent that is
//! taken back takes its sums with it.

use rusqlite::{Connection, params};

use super::{Store, failed};
use crate::error::Error;

/// One sum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StoredReceipt {
    pub capability: String,
    pub month: String,
    pub what: String,
    pub times: u32,
}

/// Counts once, where the service may know.
pub(crate) fn count(
    transaction: &Connection,
    (service, capability): (&str, &str),
    month: &str,
    what: &str,
) -> Result<(), Error> {
    transaction
        .prepare_cached(
            "INSERT INTO receipts (service, capability, month, what, times)
             SELECT service, ?2, ?3, ?4, 1 FROM receipt_consents WHERE service = ?1
             ON CONFLICT (service, capability, month, what) DO UPDATE SET times = times + 1",
        )
        .and_then(|mut insert| insert.execute(params![service, capability, month, what]))
        .map_err(failed)?;
    Ok(())
}

/// Lets a service know, or no longer.
pub(crate) fn consent(transaction: &Connection, service: &str, is_given: bool) -> Result<(), Error> {
    let change = if is_given {
        "INSERT OR IGNORE INTO receipt_consents VALUES (?1)"
    } else {
        "DELETE FROM receipt_consents WHERE service = ?1"
    };
    transaction.execute(change, [service]).map_err(failed)?;
    if !is_given {
        transaction.execute("DELETE FROM receipts WHERE service = ?1", [service]).map_err(failed)?;
    }
    Ok(())
}

impl Store {
    /// The sums of a service, by month and capability.
    pub(crate) fn receipts(&self, service: &str) -> Result<Vec<StoredReceipt>, Error> {
        let mut query = self
            .read()
            .prepare_cached(
                "SELECT capability, month, what, times FROM receipts WHERE service = ?1
                 ORDER BY month, capability, what",
            )
            .map_err(failed)?;
        let rows = query
            .query_map([service], |row| {
                Ok(StoredReceipt {
                    capability: row.get(0)?,
                    month: row.get(1)?,
                    what: row.get(2)?,
                    times: row.get(3)?,
                })
            })
            .map_err(failed)?;
        rows.collect::<Result<_, _>>().map_err(failed)
    }

    /// Whether the person lets a service know.
    pub(crate) fn shares_receipts(&self, service: &str) -> Result<bool, Error> {
        let mut query = self
            .read()
            .prepare_cached("SELECT 1 FROM receipt_consents WHERE service = ?1")
            .map_err(failed)?;
        query.exists([service]).map_err(failed)
    }
}
