//! The facade: open once, install manifests, begin and resume turns.
//!
//! Decides nothing: every method is the core's of the same name, behind a lock.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use errand_core as core;

use crate::approval::Approver;
use crate::error::guarded;
use crate::turn::{Step, Turn};
use crate::{Context, ErrandError, InstalledPack, InstalledService, ListEntry, Moment, Safeguards};

/// The assistant of one app. Open one, on a background thread, and keep it.
#[derive(uniffi::Object)]
pub struct Assistant {
    inner: Mutex<core::Assistant>,
}

/// A turn that was kept, and the step that it waits on.
#[derive(uniffi::Record)]
pub struct ResumedTurn {
    /// The turn.
    pub turn: Arc<Turn>,
    /// What it asks of the host.
    pub step: Step,
}

/// How an assistant is opened.
#[derive(uniffi::Record)]
pub struct OpenOptions {
    /// The folder of the model.
    pub bundle: String,
    /// The database file; made when it is not there. `:memory:` keeps nothing.
    pub database: String,
    /// The database's key: 32 random bytes from the platform's keystore. A file that was made without one comes under it. Needs a build with encryption.
    #[uniffi(default = None)]
    pub key: Option<Vec<u8>>,
    /// What the app wants asked of all its people, beyond the rules.
    #[uniffi(default = None)]
    pub safeguards: Option<Safeguards>,
}

#[uniffi::export]
impl Assistant {
    /// Opens the model and the database.
    ///
    /// `bundle` is the folder of the model, `database` a file that is made when it is not there; `:memory:` keeps nothing.
    /// Takes some hundred milliseconds: call it off the main thread. `Storage` when a file cannot be opened, `Corrupt` when it is damaged,
    /// `WrongVersion` when another version of the library made it.
    #[uniffi::constructor]
    pub fn open(bundle: String, database: String) -> Result<Self, ErrandError> {
        Ok(Self { inner: Mutex::new(core::Assistant::open(core::Options::new(bundle, database))?) })
    }

    /// The same with more said about how: a key for the database, what the app wants asked of all its people.
    ///
    /// `WrongKey` when the database is under another key: nothing was changed. `InvalidInput` when the key is not of 32 bytes, or this build cannot encrypt.
    #[uniffi::constructor]
    pub fn open_with(options: OpenOptions) -> Result<Self, ErrandError> {
        let refuse = |reason: &str| ErrandError::InvalidInput { reason: reason.to_owned() };
        let key = options.key.map(|bytes| <[u8; 32]>::try_from(bytes.as_slice()));
        let key = key.transpose().map_err(|_| refuse("opening the database: a key has 32 bytes"))?;
        let safeguards = options.safeguards.map(TryInto::try_into).transpose()?.unwrap_or_default();
        let paths = core::Options::new(options.bundle, options.database);
        let options = core::Options { key: key.map(core::Key::new), safeguards, ..paths };
        Ok(Self { inner: Mutex::new(core::Assistant::open(options)?) })
    }

    /// Installs services, or replaces those of the same id, from the texts of their `capability.json`.
    ///
    /// Each is all or nothing: when a manifest is refused, what was there before still works, and those before it in the list are installed.
    /// A new service costs some milliseconds an example, one that is there already costs none: pass all at every start, off the main thread.
    /// `InvalidInput` names every fault with line and path.
    pub fn install(&self, manifests: Vec<String>) -> Result<Vec<InstalledService>, ErrandError> {
        let texts: Vec<&str> = manifests.iter().map(String::as_str).collect();
        guarded(|| Ok(self.lock().install_all(&texts)?.into_iter().map(Into::into).collect()))
    }

    /// Installs a pack of services, or replaces the one of its id: `{"packVersion": "1.0", "id": …, "version": …, "services": [the manifests]}`.
    ///
    /// All or nothing: services that the pack no longer has are removed, and when anything is wrong, all that was there before still works. The pack
    /// before is kept for `rollBackPack`. A pack that is older than the installed one changes nothing, nor does one that is not newer than what was rolled
    /// back from, so pass the one that the app came with at every start. `install` leaves what is a pack's alone.
    /// `InvalidInput` names every fault with line and path, or the other pack that a service belongs to.
    pub fn install_pack(&self, pack: String) -> Result<InstalledPack, ErrandError> {
        guarded(|| Ok(self.lock().install_pack(&pack)?.into()))
    }

    /// Back to the pack that the installed one of an id replaced; nothing where there is none. With `Storage`, `Corrupt`, or `InvalidInput`
    /// (another pack has one of its services by now) the installed pack stays.
    pub fn roll_back_pack(&self, pack: String) -> Result<Option<InstalledPack>, ErrandError> {
        guarded(|| Ok(self.lock().roll_back_pack(&pack)?.map(Into::into)))
    }

    /// Removes a pack with its services; answers whether it was there.
    pub fn remove_pack(&self, pack: String) -> Result<bool, ErrandError> {
        Ok(self.lock().remove_pack(&pack)?)
    }

    /// All installed packs, by id.
    pub fn packs(&self) -> Result<Vec<InstalledPack>, ErrandError> {
        Ok(self.lock().packs()?.into_iter().map(Into::into).collect())
    }

    /// Works out for all installed services what a new model or library finds missing; how many had something missing.
    ///
    /// Call it at every start, off the main thread: it costs nothing when nothing is missing, and what installing costs after an update.
    pub fn refresh(&self) -> Result<u32, ErrandError> {
        guarded(|| Ok(u32::try_from(self.lock().refresh()?).unwrap_or(u32::MAX)))
    }

    /// Removes a service; answers whether it was there.
    pub fn remove(&self, service: String) -> Result<bool, ErrandError> {
        Ok(self.lock().remove(&service)?)
    }

    /// Gives the assistant a list of the host by name: `contacts`, `playlists`. It is kept in memory only: pass it at every start.
    pub fn set_list(&self, name: String, entries: Vec<ListEntry>) {
        self.lock().set_list(&name, entries.into_iter().map(Into::into).collect());
    }

    /// A new turn, waiting for its first sentence. `InvalidInput` when the location is none on Earth.
    pub fn begin(&self, context: Context) -> Result<Arc<Turn>, ErrandError> {
        Ok(Turn::new(self.lock().begin(context.try_into()?)))
    }

    /// A turn that was kept, by its id, with the step that it waits on.
    ///
    /// A call that changes something and never came back is not handed out again: the step says that its outcome is unknown. A page is opened again,
    /// since the person sees there what has been done.
    /// `InvalidInput` when no turn has this id.
    pub fn resume(&self, turn: String, now: Moment) -> Result<ResumedTurn, ErrandError> {
        guarded(|| {
            let (turn, step) = self.lock().resume(&turn, &now.zoned()?)?;
            let (turn, step) = Turn::resumed(turn, step);
            Ok(ResumedTurn { turn, step })
        })
    }

    /// The ids of all turns that have not ended, the one touched last first; those that are driven in this process at this moment too: resume what was
    /// left behind, at the start of the app, and nothing that is running.
    pub fn open_turns(&self) -> Result<Vec<String>, ErrandError> {
        Ok(self.lock().open_turns()?)
    }

    /// The only object that can say yes; handed out once, and nothing the second time.
    ///
    /// Give it to the surface that the person touches, and to nothing that reads text.
    pub fn take_approver(&self) -> Option<Arc<Approver>> {
        self.lock().take_approver().map(|approver| Arc::new(Approver::new(approver)))
    }

    /// What a sentence is understood as, without beginning a turn: JSON, for a developer's screen. `locale` as in `Context`.
    #[uniffi::method(default(locale = None))]
    pub fn understand(
        &self,
        text: String,
        now: Moment,
        locale: Option<String>,
    ) -> Result<String, ErrandError> {
        guarded(|| {
            let here = core::Reference::at(&now.zoned()?).in_locale(locale.as_deref());
            Ok(self.lock().understand(&text, here)?.json())
        })
    }
}

impl Assistant {
    pub(crate) fn lock(&self) -> MutexGuard<'_, core::Assistant> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
