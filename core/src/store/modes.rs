//! Who switched which mode of a service off: its owner by the manifest, the app, the person.
//!
//! Decides which modes are on in the end: those that all three leave on. What a switch does to the index is the catalogue's matter.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};

use super::failed;
use crate::error::Error;
use crate::manifest::{Manifest, Modes};

/// Who may switch a mode, beside the owner of a service, whose manifest says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Switcher {
    /// The app that embeds the core.
    Host,
    /// The person.
    Person,
}

impl Switcher {
    const ALL: [Self; 2] = [Self::Host, Self::Person];

    fn name(self) -> &'static str {
        match self {
            Self::Host => "host",
            Self::Person => "person",
        }
    }
}

/// Everything that was switched.
#[derive(Clone, Debug, Default)]
pub(crate) struct Switches(BTreeMap<(String, Switcher), Modes>);

impl Switches {
    /// What somebody leaves on of a service: by its own switch and by the one for all.
    pub(crate) fn of(&self, service: &str, who: Switcher) -> Modes {
        let at = |service: &str| self.0.get(&(service.to_owned(), who)).copied().unwrap_or(Modes::ON);
        at(service).and(at(""))
    }

    /// The modes of a service that are on in the end.
    pub(crate) fn in_force(&self, manifest: &Manifest) -> Modes {
        let id = &manifest.service.id;
        Switcher::ALL.into_iter().fold(manifest.modes, |modes, who| modes.and(self.of(id, who)))
    }

    /// The same with one switch set.
    pub(crate) fn with(&self, service: &str, who: Switcher, modes: Modes) -> Self {
        let mut all = self.0.clone();
        all.insert((service.to_owned(), who), modes);
        Self(all)
    }
}

/// All switches.
pub(crate) fn switches(connection: &Connection) -> Result<Switches, Error> {
    let mut query = connection
        .prepare_cached("SELECT service, who, declared, auto FROM switched_modes")
        .map_err(failed)?;
    let rows = query
        .query_map([], |row| {
            let who = if row.get::<_, String>(1)? == "host" { Switcher::Host } else { Switcher::Person };
            Ok(((row.get(0)?, who), Modes { declared: row.get(2)?, auto: row.get(3)? }))
        })
        .map_err(failed)?;
    Ok(Switches(rows.collect::<Result<_, _>>().map_err(failed)?))
}

/// Sets a switch; all on is no row.
pub(crate) fn switch(
    transaction: &Connection,
    service: &str,
    who: Switcher,
    modes: Modes,
) -> Result<(), Error> {
    if modes == Modes::ON {
        transaction
            .execute("DELETE FROM switched_modes WHERE service = ?1 AND who = ?2", [service, who.name()])
            .map_err(failed)?;
        return Ok(());
    }
    transaction
        .execute(
            "INSERT INTO switched_modes (service, who, declared, auto) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (service, who) DO UPDATE SET declared = ?3, auto = ?4",
            params![service, who.name(), modes.declared, modes.auto],
        )
        .map_err(failed)?;
    Ok(())
}
