//! The facade: open once, install manifests, begin and resume turns.
//!
//! Decides nothing: it holds the engine and hands out its parts; what an installation does is in `install`.

mod grants;
mod install;
mod memory;
mod record;
mod services;
mod tools;

pub use grants::GivenGrant;
pub use install::InstalledPack;
pub use memory::{Explanation, Fact, LearnedChoice};
pub use record::Retention;
pub use services::{DispatchReceipt, ServiceModes};
pub use tools::SavedTool;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use jiff::ZonedDateTime;

use crate::error::{Error, ErrorKind};
use crate::store::{Key, Store, StoredService, catalogue, claims};
use crate::text::Utterance;
use crate::trust::{APPROVAL_LIFE_MS, Approval, Safeguards};
use crate::turn::{Context, Engine, Interrupt, Step, Turn, lock};
use crate::understanding::{Candidate, Lists, Reading, Understanding};
use crate::values::{ListEntry, Reference};

/// Where the assistant finds its two files.
#[derive(Clone, Debug)]
pub struct Options {
    /// The model bundle's folder.
    pub bundle: PathBuf,
    /// The database file; made when it is not there. `:memory:` keeps nothing.
    pub database: PathBuf,
    /// The key of the database, from the platform's keystore; none: it lies as the app's sandbox keeps it. A file that was made without
    /// comes under the key when it is opened with one. Needs a build with the feature `encryption`.
    pub key: Option<Key>,
    /// What the app wants asked of all its people beyond the rules; nothing by default.
    pub safeguards: Safeguards,
}

impl Options {
    /// Options with the two paths.
    pub fn new(bundle: impl AsRef<Path>, database: impl AsRef<Path>) -> Self {
        Self {
            bundle: bundle.as_ref().to_owned(),
            database: database.as_ref().to_owned(),
            key: None,
            safeguards: Safeguards::default(),
        }
    }
}

/// The assistant of one app.
pub struct Assistant {
    engine: Arc<Mutex<Engine>>,
    has_approver: bool,
}

/// An installed service, as a settings page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstalledService {
    /// Its id.
    pub id: String,
    /// Its manifest's version.
    pub version: String,
    /// SHA-256 of its canonical manifest.
    pub digest: String,
    /// Whether it is switched on.
    pub is_enabled: bool,
    /// Who leaves which of its modes on.
    pub modes: ServiceModes,
    /// How many capabilities it has.
    pub capabilities: usize,
}

impl Assistant {
    /// Opens the model and the database.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Storage`] when a file cannot be opened, [`ErrorKind::Corrupt`] when it is damaged,
    /// [`ErrorKind::WrongVersion`] when another version of the core made it, [`ErrorKind::WrongKey`] when it is under another key,
    /// [`ErrorKind::InvalidInput`] when a key is given to a build that cannot encrypt.
    pub fn open(options: Options) -> Result<Self, Error> {
        let mut understanding = Understanding::open(&options.bundle)?;
        let mut store = match &options.key {
            Some(key) => Store::open_under(&options.database, key)?,
            None => Store::open(&options.database)?,
        };
        understanding.reload(&mut store)?;
        let engine = Engine { store, understanding, lists: Lists::new(), safeguards: options.safeguards };
        Ok(Self { engine: Arc::new(Mutex::new(engine)), has_approver: true })
    }

    /// Installs a service, or replaces the one of its id, from the text of its `capability.json`.
    ///
    /// One transaction: when anything is wrong, what was there before still works.
    /// A new service costs one encoding a phrase (some milliseconds each); phrases that were seen before cost none.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] with every fault of the manifest, its line and path.
    pub fn install(&mut self, manifest: &str) -> Result<InstalledService, Error> {
        self.install_all(&[manifest])?
            .pop()
            .ok_or_else(|| Error::new(ErrorKind::Bug, "installing a service", "nothing was installed"))
    }

    /// Installs several services; each is a transaction of its own, and the index is read once at the end.
    ///
    /// # Errors
    ///
    /// Those of [`install`](Self::install), for the first manifest that is refused; the ones before it are installed then.
    pub fn install_all(&mut self, manifests: &[&str]) -> Result<Vec<InstalledService>, Error> {
        self.change(|engine| manifests.iter().map(|text| install::service(engine, text)).collect())
    }

    /// Installs a pack of services, or replaces the one of its id, from the text that [`Pack`](crate::Pack) reads.
    ///
    /// One transaction: services that the pack no longer has are removed, and when anything is wrong, all that was there before still works.
    /// The pack before is kept for [`roll_back_pack`](Self::roll_back_pack). A pack that is older than the installed one changes nothing, nor does one
    /// that is not newer than what was rolled back from, so that an app may pass the one it came with at every start.
    /// A service that was installed alone becomes the pack's; [`install`](Self::install) leaves what is a pack's alone.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] with every fault of every manifest, its line and path, or when a service belongs to another pack.
    pub fn install_pack(&mut self, pack: &str) -> Result<InstalledPack, Error> {
        self.change(|engine| install::pack(engine, pack))
    }

    /// Back to the pack that the installed one of an id replaced; [`None`] where there is none.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Storage`], [`ErrorKind::Corrupt`] when this core no longer reads the one before, [`ErrorKind::InvalidInput`] when another pack
    /// has one of its services by now; the installed pack stays then.
    pub fn roll_back_pack(&mut self, pack: &str) -> Result<Option<InstalledPack>, Error> {
        self.change(|engine| install::roll_back(engine, pack))
    }

    /// Removes a pack with its services; answers whether it was there.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Storage`].
    pub fn remove_pack(&mut self, pack: &str) -> Result<bool, Error> {
        self.change(|engine| install::remove_pack(engine, pack))
    }

    /// All installed packs, by id.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Storage`], [`ErrorKind::Corrupt`].
    pub fn packs(&self) -> Result<Vec<InstalledPack>, Error> {
        install::all_packs(&lock(&self.engine))
    }

    /// Works out for all installed services what the open model or this core finds missing, after an update of either; how many had something missing.
    ///
    /// Until then they are understood by what is there, which after an update of the model is nothing. Costs what installing them costs, and nothing
    /// when nothing is missing.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Storage`]; [`ErrorKind::Bug`] when the model fails.
    pub fn refresh(&mut self) -> Result<usize, Error> {
        self.change(install::refresh)
    }

    /// Removes a service; answers whether it was there.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Storage`].
    pub fn remove(&mut self, service: &str) -> Result<bool, Error> {
        self.change(|engine| engine.store.transaction(|t| catalogue::remove(t, service)))
    }

    /// Gives the assistant a list of the host by name: `contacts`, `playlists`. It is kept in memory only.
    pub fn set_list(&mut self, name: &str, entries: Vec<ListEntry>) {
        let mut engine = lock(&self.engine);
        engine.lists.insert(name.to_owned(), entries);
        engine.understanding.forget_contexts();
    }

    /// A new turn, waiting for its first sentence.
    pub fn begin(&self, context: Context) -> Turn {
        Turn::new(Arc::clone(&self.engine), context)
    }

    /// A turn that was kept, by its id, with the step that it waits on.
    ///
    /// A call that changes something and never came back is not handed out again: the step says that its outcome is unknown.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] when no turn has this id.
    pub fn resume(&self, turn: &str, now: &ZonedDateTime) -> Result<(Turn, Step), Error> {
        Turn::resume(Arc::clone(&self.engine), turn, now)
    }

    /// The ids of all turns that have not ended, the one touched last first.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Storage`].
    pub fn open_turns(&self) -> Result<Vec<String>, Error> {
        lock(&self.engine).store.open_turns()
    }

    /// The only object that can say yes; handed out once.
    ///
    /// Give it to the surface that the person touches, and to nothing that reads text.
    pub fn take_approver(&mut self) -> Option<Approver> {
        std::mem::take(&mut self.has_approver).then(|| Approver { engine: Arc::clone(&self.engine) })
    }

    /// What a sentence is understood as, without beginning a turn.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Bug`] when the model fails.
    pub fn understand(&self, text: &str, here: impl Into<Reference>) -> Result<Reading, Error> {
        let mut engine = lock(&self.engine);
        let Engine { store, understanding, lists, .. } = &mut *engine;
        let read = understanding.read(&Utterance::new(text), here.into(), lists, store)?;
        Ok(Reading {
            acts: read.acts.into_iter().map(|read| read.act).collect(),
            served: read.served,
            considered: read.considered,
            cuts: read.cuts,
        })
    }

    /// The arguments that a sentence says for one capability, whatever else it may mean: for a host whose person has chosen the function by hand.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] when no enabled service has this capability; [`ErrorKind::Bug`] when the model fails.
    pub fn arguments(
        &self,
        service: &str,
        capability: &str,
        text: &str,
        here: impl Into<Reference>,
    ) -> Result<Candidate, Error> {
        let mut engine = lock(&self.engine);
        let Engine { understanding, lists, .. } = &mut *engine;
        understanding.candidate(service, capability, &Utterance::new(text), here.into(), lists)?.ok_or_else(
            || {
                Error::new(
                    ErrorKind::InvalidInput,
                    "reading arguments",
                    "no enabled service has this capability",
                )
            },
        )
    }

    /// The model's vector of a sentence: centred, of unit length. For engineers who want to see why two sentences are near.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Bug`] when the model fails.
    pub fn sentence_vector(&self, text: &str) -> Result<Vec<f32>, Error> {
        lock(&self.engine).understanding.vector(&Utterance::new(text))
    }
}

impl Assistant {
    /// Changes what is installed; the index is read anew if anything was written, also where the work failed half-way.
    fn change<T>(&self, work: impl FnOnce(&mut Engine) -> Result<T, Error>) -> Result<T, Error> {
        let mut engine = lock(&self.engine);
        let before = engine.store.changes();
        let result = work(&mut engine);
        if engine.store.changes() != before {
            engine.reload()?;
        }
        result
    }
}

impl From<StoredService> for InstalledService {
    fn from(stored: StoredService) -> Self {
        let StoredService { manifest, digest, enabled, host, person } = stored;
        Self {
            modes: ServiceModes { owner: manifest.modes, host, person },
            id: manifest.service.id,
            version: manifest.service.version,
            digest,
            is_enabled: enabled,
            capabilities: manifest.capabilities.len(),
        }
    }
}

/// Says yes for the person. There is one an assistant; see [`Assistant::take_approver`].
pub struct Approver {
    engine: Arc<Mutex<Engine>>,
}

impl Approver {
    /// The person's yes to an interrupt that was shown, on the host's own surface.
    ///
    /// `is_authenticated`: the device has just checked that its owner is there.
    /// The yes is worth what the interrupt's preview shows, once, for ten minutes and no longer than the interrupt.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] when the interrupt asks for no yes.
    pub fn approve(
        &self,
        interrupt: &Interrupt,
        is_authenticated: bool,
        now: &ZonedDateTime,
    ) -> Result<Approval, Error> {
        let preview = interrupt.preview.as_ref();
        let digest = preview.map(|preview| preview.digest.clone()).ok_or_else(|| {
            Error::new(ErrorKind::InvalidInput, "approving", "the interrupt asks for no yes")
        })?;
        let mut engine = lock(&self.engine);
        let now_ms = now.timestamp().as_millisecond();
        let expires_ms = interrupt.expires_at.as_millisecond().min(now_ms.saturating_add(APPROVAL_LIFE_MS));
        let id = engine.store.transaction(|t| {
            let id = format!("{}-a{}", interrupt.id, claims::approvals(t)? + 1);
            claims::keep_approval(t, &id, &interrupt.id, &digest, expires_ms)?;
            Ok(id)
        })?;
        Ok(Approval { id, interrupt: interrupt.id.clone(), digest, is_authenticated })
    }
}
