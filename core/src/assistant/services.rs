//! What is done about one installed service: its modes switched, by what it knows the person, and what it may know of its chances.
//!
//! Decides which switches change the index; what is on in the end is worked out by the store from all of them.

use crate::error::{Error, ErrorKind};
use crate::manifest::Modes;
use crate::store::catalogue::{self, Learned};
use crate::store::{StoredService, Switcher, modes, pseudonyms, receipts};
use crate::turn::Engine;

use super::{Assistant, InstalledService, lock};

/// Who leaves which modes of a service on; it can be known by those that all three leave on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServiceModes {
    /// Its owner, by the manifest.
    pub owner: Modes,
    /// The app.
    pub host: Modes,
    /// The person.
    pub person: Modes,
}

/// How a capability fared in one month's choices, for its service: sums of this device alone.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// Why it was not taken: a code and how often.
    pub reasons: Vec<(String, u32)>,
}

impl Assistant {
    /// All installed services, in the order of installation.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Storage`].
    pub fn services(&self) -> Result<Vec<InstalledService>, Error> {
        let engine = lock(&self.engine);
        Ok(engine.store.services()?.into_iter().map(InstalledService::from).collect())
    }

    /// Switches a service on or off for the person, both of its modes. Off, it is never recommended, never named and never called.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] when no service has this id.
    pub fn set_enabled(&mut self, service: &str, enabled: bool) -> Result<(), Error> {
        self.set_modes(service, Switcher::Person, if enabled { Modes::ON } else { Modes::OFF })
    }

    /// Switches the modes of a service for the app or for the person; an empty id is all services, also those to come.
    ///
    /// A service is known by the modes that its owner, the app and the person all leave on. With none left nothing of it is in the index,
    /// in a choice or in a record; what it does for the app outside the assistant is untouched.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] when no service has this id.
    pub fn set_modes(&mut self, service: &str, who: Switcher, modes: Modes) -> Result<(), Error> {
        self.change(|engine| {
            let all = engine.store.services()?;
            if !service.is_empty() {
                find(&all, service, "switching a service")?;
            }
            let Engine { store, understanding, .. } = engine;
            let switches = modes::switches(store.read())?.with(service, who, modes);
            let mut work = Vec::new();
            for StoredService { manifest, enabled: was_on, .. } in &all {
                let enabled = switches.in_force(manifest).any();
                if enabled == *was_on {
                    continue;
                }
                let phrases = catalogue::phrases_of(manifest, understanding.model());
                // What another model left may have no vectors yet.
                let learned = match enabled {
                    true => understanding.study(manifest, &phrases, store)?,
                    false => Learned::default(),
                };
                work.push((manifest.service.id.as_str(), enabled, phrases, learned));
            }
            store.transaction(|t| {
                modes::switch(t, service, who, modes)?;
                work.iter().try_for_each(|(id, enabled, phrases, learned)| {
                    catalogue::set_enabled(t, id, *enabled, phrases, learned)
                })
            })
        })
    }

    /// By what a service knows the person: 32 hexadecimal digits, random, the same for this service until it is renewed or removed.
    ///
    /// Send it where a service must tell one user from another. No two services get the same, and none can be worked out from another.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] when no service has this id.
    pub fn pseudonym(&self, service: &str) -> Result<String, Error> {
        let mut engine = lock(&self.engine);
        find(&engine.store.services()?, service, "giving a pseudonym")?;
        engine.store.transaction(|t| pseudonyms::pseudonym(t, service))
    }

    /// Forgets by what a service knows the person: from now on it sees somebody else. Answers whether it knew them.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Storage`].
    pub fn renew_pseudonym(&self, service: &str) -> Result<bool, Error> {
        lock(&self.engine).store.transaction(|t| pseudonyms::forget(t, service))
    }

    /// Whether the person lets a service know how it fares in choices; counting begins with a yes, and a no forgets the sums.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] when no service has this id.
    pub fn share_dispatch_receipts(&self, service: &str, is_given: bool) -> Result<(), Error> {
        let mut engine = lock(&self.engine);
        find(&engine.store.services()?, service, "sharing receipts")?;
        engine.store.transaction(|t| receipts::consent(t, service, is_given))
    }

    /// How a service fared in choices, by month and capability; [`None`] where the person has not let it know.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Storage`].
    pub fn dispatch_receipts(&self, service: &str) -> Result<Option<Vec<DispatchReceipt>>, Error> {
        let engine = lock(&self.engine);
        if !engine.store.shares_receipts(service)? {
            return Ok(None);
        }
        let mut all: Vec<DispatchReceipt> = Vec::new();
        for sum in engine.store.receipts(service)? {
            if all.last().is_none_or(|last| (&last.month, &last.capability) != (&sum.month, &sum.capability))
            {
                all.push(DispatchReceipt {
                    capability: sum.capability,
                    month: sum.month,
                    considered: 0,
                    eligible: 0,
                    shown: 0,
                    called: 0,
                    reasons: Vec::new(),
                });
            }
            let Some(receipt) = all.last_mut() else { continue };
            match sum.what.as_str() {
                "considered" => receipt.considered = sum.times,
                "eligible" => receipt.eligible = sum.times,
                "shown" => receipt.shown = sum.times,
                "called" => receipt.called = sum.times,
                why => receipt.reasons.push((why.trim_start_matches("not:").to_owned(), sum.times)),
            }
        }
        Ok(Some(all))
    }
}

fn find<'a>(
    all: &'a [StoredService],
    service: &str,
    doing: &'static str,
) -> Result<&'a StoredService, Error> {
    let found = all.iter().find(|stored| stored.manifest.service.id == service);
    found.ok_or_else(|| Error::new(ErrorKind::InvalidInput, doing, "no service has this id"))
}
