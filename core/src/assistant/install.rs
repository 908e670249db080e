//! Services and packs of services come in, and packs go back.
//!
//! Decides what is worked out anew and what is left alone, and which pack may replace which. A pack is one transaction.

use crate::error::{Error, ErrorKind};
use crate::manifest::{Faults, Manifest, Pack};
use crate::store::catalogue::{self, Learned};
use crate::store::{Phrase, StoredPack, packs};
use crate::turn::Engine;

use super::InstalledService;

/// An installed pack, as a settings page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstalledPack {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Its services.
    pub services: Vec<InstalledService>,
    /// The version that [`roll_back_pack`](crate::Assistant::roll_back_pack) brings back.
    pub version_before: Option<String>,
}

/// A manifest with what was worked out from it.
struct Studied<'a> {
    manifest: &'a Manifest,
    phrases: Vec<Phrase>,
    learned: Learned,
}

/// Installs one service from its text.
pub(super) fn service(engine: &mut Engine, text: &str) -> Result<InstalledService, Error> {
    let manifest = Manifest::load(text).map_err(|faults| refused("installing a service", faults))?;
    // What came in a pack is the pack's: the app's own copy must not undo an update of it.
    if engine.store.pack_of_services()?.contains_key(&manifest.service.id)
        && let Some(there) = engine.store.service(&manifest.service.id)?
    {
        return Ok(there.into());
    }
    take_in(engine, &manifest)?;
    let there = engine.store.service(&manifest.service.id)?;
    there
        .map(InstalledService::from)
        .ok_or_else(|| Error::new(ErrorKind::Bug, "installing a service", "it is not there"))
}

/// Installs a pack from its text.
pub(super) fn pack(engine: &mut Engine, text: &str) -> Result<InstalledPack, Error> {
    let pack = Pack::load(text).map_err(|faults| refused(INSTALLING, faults))?;
    let Some(there) = stored(engine, &pack.id)? else {
        return put(engine, INSTALLING, &pack, only_id(&pack));
    };
    // The way back is to roll back: a start that brings the app's own pack along must undo neither an update nor a roll-back.
    let is_withdrawn = there.withdrawn.as_ref().is_some_and(|version| !pack.is_newer_than(version));
    if is_withdrawn && pack.version != there.version || pack.is_older_than(&there.version) {
        return summary(engine, &there);
    }
    if there.pack == pack.json() || Pack::load(&there.pack).ok().as_ref() == Some(&pack) {
        return study_again(engine, &pack, &there);
    }
    // Another content of the same version takes its place, and the way back stays.
    let (before, version_before) = if there.version == pack.version {
        (there.before, there.version_before)
    } else {
        (Some(there.pack), Some(there.version))
    };
    put(engine, INSTALLING, &pack, StoredPack { before, version_before, withdrawn: None, ..only_id(&pack) })
}

/// Brings back the pack that the current one of an id replaced; [`None`] where there is none.
pub(super) fn roll_back(engine: &mut Engine, id: &str) -> Result<Option<InstalledPack>, Error> {
    const DOING: &str = "rolling back a pack";
    let Some(there) = stored(engine, id)? else { return Ok(None) };
    let Some(text) = there.before else { return Ok(None) };
    let pack = Pack::load(&text).map_err(|faults| Error::new(ErrorKind::Corrupt, DOING, faults))?;
    let row = StoredPack { withdrawn: Some(there.version), ..only_id(&pack) };
    put(engine, DOING, &pack, row).map(Some)
}

fn only_id(pack: &Pack) -> StoredPack {
    StoredPack { id: pack.id.clone(), ..StoredPack::default() }
}

/// The same pack again: only what another model or core would work out in another way. A service that was removed, or that another pack has now, stays so.
fn study_again(engine: &mut Engine, pack: &Pack, there: &StoredPack) -> Result<InstalledPack, Error> {
    let owners = engine.store.pack_of_services()?;
    for manifest in pack.services.iter().filter(|manifest| owners.get(&manifest.service.id) == Some(&pack.id))
    {
        take_in(engine, manifest)?;
    }
    summary(engine, there)
}

/// Removes a pack with its services; answers whether it was there.
pub(super) fn remove_pack(engine: &mut Engine, id: &str) -> Result<bool, Error> {
    let services = engine.store.pack_of_services()?;
    let was_there = stored(engine, id)?.is_some();
    engine.store.transaction(|t| {
        for (service, _) in services.iter().filter(|(_, pack)| *pack == id) {
            catalogue::remove(t, service)?;
        }
        packs::remove(t, id)
    })?;
    Ok(was_there)
}

/// All packs.
pub(super) fn all_packs(engine: &Engine) -> Result<Vec<InstalledPack>, Error> {
    engine.store.packs()?.iter().map(|pack| summary(engine, pack)).collect()
}

/// Works out what the open model finds missing in what is installed; how many services had something missing.
pub(super) fn refresh(engine: &mut Engine) -> Result<usize, Error> {
    let manifests: Vec<Manifest> = engine
        .store
        .services()?
        .into_iter()
        .map(|stored| stored.manifest)
        .filter(Manifest::is_known)
        .collect();
    let mut count = 0;
    for manifest in &manifests {
        count += usize::from(take_in(engine, manifest)?);
    }
    Ok(count)
}

const INSTALLING: &str = "installing a pack";

fn refused(doing: &'static str, faults: Faults) -> Error {
    Error::new(ErrorKind::InvalidInput, doing, &faults).because(faults)
}

fn stored(engine: &Engine, id: &str) -> Result<Option<StoredPack>, Error> {
    Ok(engine.store.packs()?.into_iter().find(|pack| pack.id == id))
}

/// Puts a pack in the place of the one of its id, all of it or nothing.
fn put(
    engine: &mut Engine,
    doing: &'static str,
    pack: &Pack,
    row: StoredPack,
) -> Result<InstalledPack, Error> {
    let owners = engine.store.pack_of_services()?;
    let ids: Vec<&str> = pack.services.iter().map(|manifest| manifest.service.id.as_str()).collect();
    if let Some((service, owner)) =
        owners.iter().find(|(id, owner)| **owner != pack.id && ids.contains(&id.as_str()))
    {
        let why = format!("{service:?} belongs to the pack {owner:?}");
        return Err(Error::new(ErrorKind::InvalidInput, doing, why));
    }
    let mut studied = Vec::new();
    for manifest in &pack.services {
        studied.extend(study(engine, manifest)?);
    }
    let row = StoredPack { version: pack.version.clone(), pack: pack.json(), ..row };
    engine.store.transaction(|t| {
        for (gone, _) in owners.iter().filter(|(id, owner)| **owner == pack.id && !ids.contains(&id.as_str()))
        {
            catalogue::remove(t, gone)?;
        }
        for Studied { manifest, phrases, learned } in &studied {
            catalogue::install(t, manifest, phrases, learned)?;
        }
        packs::keep(t, &row, &ids)
    })?;
    summary(engine, &row)
}

fn summary(engine: &Engine, pack: &StoredPack) -> Result<InstalledPack, Error> {
    let owners = engine.store.pack_of_services()?;
    let mut services = engine.store.services()?;
    services.retain(|stored| owners.get(&stored.manifest.service.id) == Some(&pack.id));
    Ok(InstalledPack {
        id: pack.id.clone(),
        version: pack.version.clone(),
        services: services.into_iter().map(InstalledService::from).collect(),
        version_before: pack.version_before.clone(),
    })
}

/// Installs a service, if anything of it has to be written; whether it had.
fn take_in(engine: &mut Engine, manifest: &Manifest) -> Result<bool, Error> {
    let Some(Studied { manifest, phrases, learned }) = study(engine, manifest)? else { return Ok(false) };
    engine.store.transaction(|t| catalogue::install(t, manifest, &phrases, &learned))?;
    Ok(true)
}

/// What has to be written for a manifest; [`None`] where the same manifest with the same model is there already.
/// A core that works out other things from a manifest keeps them under other keys, finds them missing, and studies it again.
fn study<'a>(engine: &Engine, manifest: &'a Manifest) -> Result<Option<Studied<'a>>, Error> {
    let Engine { store, understanding, .. } = engine;
    let phrases = catalogue::phrases_of(manifest, understanding.model());
    let there = store.service(&manifest.service.id)?;
    if there.is_some_and(|there| there.digest == manifest.digest())
        && store.has_phrases(&phrases)?
        && understanding.has_studied(manifest, store)?
    {
        return Ok(None);
    }
    let learned = understanding.study(manifest, &phrases, store)?;
    Ok(Some(Studied { manifest, phrases, learned }))
}
