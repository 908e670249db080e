//! Packs of services: what was installed as one, and what it replaced.
//!
//! Decides nothing: whether a pack may come in is for `assistant`.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};

use super::{Store, failed};
use crate::error::Error;

/// A pack that is installed.
#[derive(Clone, Debug, Default)]
pub(crate) struct StoredPack {
    pub id: String,
    pub version: String,
    /// As [`Pack::json`](crate::Pack::json) writes it.
    pub pack: String,
    pub before: Option<String>,
    pub version_before: Option<String>,
    /// The version that was rolled back from: neither it nor an older one comes in again.
    pub withdrawn: Option<String>,
}

/// Keeps a pack and which services are its own, in the place of the one of its id.
pub(crate) fn keep(transaction: &Connection, pack: &StoredPack, services: &[&str]) -> Result<(), Error> {
    remove(transaction, &pack.id)?;
    transaction
        .execute(
            "INSERT INTO packs (id, version, pack, before, version_before, withdrawn) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![pack.id, pack.version, pack.pack, pack.before, pack.version_before, pack.withdrawn],
        )
        .map_err(failed)?;
    for service in services {
        transaction
            .execute("INSERT INTO pack_services (service, pack) VALUES (?1, ?2)", params![service, pack.id])
            .map_err(failed)?;
    }
    Ok(())
}

/// Forgets a pack, not its services.
pub(crate) fn remove(transaction: &Connection, id: &str) -> Result<(), Error> {
    transaction.execute("DELETE FROM packs WHERE id = ?1", [id]).map_err(failed).map(drop)
}

impl Store {
    /// All packs by id.
    pub(crate) fn packs(&self) -> Result<Vec<StoredPack>, Error> {
        let query = "SELECT id, version, pack, before, version_before, withdrawn FROM packs ORDER BY id";
        let mut query = self.read().prepare(query).map_err(failed)?;
        let rows = query.query_map([], |row| {
            Ok(StoredPack {
                id: row.get(0)?,
                version: row.get(1)?,
                pack: row.get(2)?,
                before: row.get(3)?,
                version_before: row.get(4)?,
                withdrawn: row.get(5)?,
            })
        });
        rows.map_err(failed)?.collect::<Result<_, _>>().map_err(failed)
    }

    /// Services that came in packs, and which.
    pub(crate) fn pack_of_services(&self) -> Result<BTreeMap<String, String>, Error> {
        let mut query = self.read().prepare("SELECT service, pack FROM pack_services").map_err(failed)?;
        let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
        rows.map_err(failed)?.collect::<Result<_, _>>().map_err(failed)
    }
}
