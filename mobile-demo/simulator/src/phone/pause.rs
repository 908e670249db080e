//! Whether a phone is at work, and what may end the waiting for a call.
//!
//! Decides that one turn is driven at a time, and that what happened meanwhile counts once: a cancellation ends one call, not every one after it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// What may happen while a call is out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Meanwhile {
    #[default]
    Nothing,
    Cancelled,
    Killed,
}

/// The work of one phone.
#[derive(Default)]
pub(crate) struct Pause {
    is_busy: AtomicBool,
    meanwhile: Mutex<Meanwhile>,
    woken: Condvar,
}

/// Held while a turn is driven.
pub(crate) struct Busy<'a>(&'a AtomicBool);

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}

impl Pause {
    /// Begins to work; nothing where something is being done already. What happened before is over.
    pub(crate) fn work(&self) -> Option<Busy<'_>> {
        self.is_busy.compare_exchange(false, true, Ordering::AcqRel, Ordering::Acquire).ok()?;
        self.take();
        Some(Busy(&self.is_busy))
    }

    pub(crate) fn is_busy(&self) -> bool {
        self.is_busy.load(Ordering::Acquire)
    }

    /// Ends what is waited for; where nothing is being done it means nothing.
    pub(crate) fn interrupt(&self, by: Meanwhile) {
        if self.is_busy() {
            *self.meanwhile.lock().unwrap_or_else(PoisonError::into_inner) = by;
            self.woken.notify_all();
        }
    }

    /// What has happened meanwhile; it counts once.
    pub(crate) fn take(&self) -> Meanwhile {
        std::mem::take(&mut *self.meanwhile.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Waits for a call; what happens meanwhile ends the waiting.
    pub(crate) fn wait(&self, after: Duration) -> Meanwhile {
        let guard = self.meanwhile.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut guard, _) = self
            .woken
            .wait_timeout_while(guard, after, |meanwhile| *meanwhile == Meanwhile::Nothing)
            .unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *guard)
    }
}
