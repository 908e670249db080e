//! What is done about one installed service: its modes switched, by what it knows the person, and what it may know of its chances.
//!
//! Decides nothing: every method is the core's of the same name, behind a lock.

use errand_core as core;

use crate::ErrandError;
use crate::assistant::Assistant;
use crate::error::guarded;

/// The two ways in which a service can be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Modes {
    /// By the manifest that its developer wrote.
    pub declared: bool,
    /// By a draft that was derived from its public pages and that its owner accepted.
    pub auto: bool,
}

/// Who leaves which modes of a service on; it can be known by those that all three leave on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ServiceModes {
    /// Its owner, by the manifest.
    pub owner: Modes,
    /// The app.
    pub host: Modes,
    /// The person.
    pub person: Modes,
}

/// Who may switch a mode, beside the owner of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Switcher {
    /// The app.
    Host,
    /// The person.
    Person,
}

/// How a capability fared in one month's choices, for its service: sums of this device alone.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct DispatchReceipt {
    /// The capability.
    pub capability: String,
    /// The month, such as `2026-11`.
    pub month: String,
    /// How often it could have been meant.
    pub considered: u32,
    /// How often nothing stood in its way.
    pub eligible: u32,
    /// How often the person was shown it, by name.
    pub shown: u32,
    /// How often it was called.
    pub called: u32,
    /// Why it was not taken, and how often each.
    pub reasons: Vec<DispatchReason>,
}

/// Why a capability was not taken: `anotherChosen`, `anotherNamed`, `anotherRanked`, `constraint`, `failed`, `preference`, `saidNo`, `unplannable`.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct DispatchReason {
    /// The code.
    pub code: String,
    /// How often.
    pub times: u32,
}

#[uniffi::export]
impl Assistant {
    /// All installed services, in the order of installation.
    pub fn services(&self) -> Result<Vec<crate::InstalledService>, ErrandError> {
        Ok(self.lock().services()?.into_iter().map(Into::into).collect())
    }

    /// Switches a service on or off for the person, both of its modes. Off, it is never recommended, never named and never called.
    /// `InvalidInput` when no service has this id.
    pub fn set_enabled(&self, service: String, is_enabled: bool) -> Result<(), ErrandError> {
        guarded(|| Ok(self.lock().set_enabled(&service, is_enabled)?))
    }

    /// Switches the modes of a service for the app or for the person; an empty id is all services, also those to come.
    ///
    /// A service is known by the modes that its owner, the app and the person all leave on. With none left nothing of it is in the index, in a choice or
    /// in a record; what it does for the app outside the assistant is untouched. `InvalidInput` when no service has this id.
    pub fn set_modes(&self, service: String, who: Switcher, modes: Modes) -> Result<(), ErrandError> {
        let who = match who {
            Switcher::Host => core::Switcher::Host,
            Switcher::Person => core::Switcher::Person,
        };
        let modes = core::Modes { declared: modes.declared, auto: modes.auto };
        guarded(|| Ok(self.lock().set_modes(&service, who, modes)?))
    }

    /// By what a service knows the person: 32 hexadecimal digits, random, the same for this service until it is renewed or the service removed.
    ///
    /// Send it where a service must tell one user from another. No two services get the same, and none can be worked out from another.
    /// `InvalidInput` when no service has this id.
    pub fn pseudonym(&self, service: String) -> Result<String, ErrandError> {
        Ok(self.lock().pseudonym(&service)?)
    }

    /// Forgets by what a service knows the person: from now on it sees somebody else. Answers whether it knew them.
    pub fn renew_pseudonym(&self, service: String) -> Result<bool, ErrandError> {
        Ok(self.lock().renew_pseudonym(&service)?)
    }

    /// Whether the person lets a service know how it fares in choices; counting begins with a yes, and a no forgets the sums.
    /// `InvalidInput` when no service has this id.
    pub fn share_dispatch_receipts(&self, service: String, is_given: bool) -> Result<(), ErrandError> {
        Ok(self.lock().share_dispatch_receipts(&service, is_given)?)
    }

    /// How a service fared in choices, by month and capability; nothing where the person has not let it know.
    pub fn dispatch_receipts(&self, service: String) -> Result<Option<Vec<DispatchReceipt>>, ErrandError> {
        Ok(self.lock().dispatch_receipts(&service)?.map(|all| all.into_iter().map(Into::into).collect()))
    }
}

impl From<core::Modes> for Modes {
    fn from(from: core::Modes) -> Self {
        Self { declared: from.declared, auto: from.auto }
    }
}

impl From<core::ServiceModes> for ServiceModes {
    fn from(from: core::ServiceModes) -> Self {
        Self { owner: from.owner.into(), host: from.host.into(), person: from.person.into() }
    }
}

impl From<core::DispatchReceipt> for DispatchReceipt {
    fn from(from: core::DispatchReceipt) -> Self {
        let core::DispatchReceipt { capability, month, considered, eligible, shown, called, reasons } = from;
        let reasons = reasons.into_iter().map(|(code, times)| DispatchReason { code, times }).collect();
        Self { capability, month, considered, eligible, shown, called, reasons }
    }
}
