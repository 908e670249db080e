//! All phones of a run: one a page.
//!
//! Decides how many there are at once and which cores are put to sleep, as a phone's system does with apps that nobody looks at: what is open in them
//! is in their database, and goes on when the page speaks again.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::ZonedDateTime;
use tempfile::TempDir;

use crate::phone::{Clock, Phone};
use crate::{Failure, Options};

/// The most phones, each with 15 MB of its own on the disk; the one that was left alone longest goes when there is one more.
const MAX_PHONES: usize = 64;
/// The most cores that are awake at once: each holds the model.
const MAX_AWAKE: usize = 16;

pub(crate) struct Phones {
    options: Options,
    learned: PathBuf,
    folder: TempDir,
    started: ZonedDateTime,
    count: AtomicU64,
    all: Mutex<HashMap<String, Arc<Phone>>>,
}

impl Phones {
    pub(crate) fn new(options: Options) -> Result<Self, Failure> {
        let folder = TempDir::with_prefix_in("errand-simulator-", &options.phones)?;
        // A copy of this run's own: another run may learn anew into the template.
        let learned = folder.path().join("learned.db");
        let template = &options.template;
        std::fs::copy(template, &learned).map_err(|e| format!("{}: {e}", template.display()))?;
        Ok(Self {
            options,
            learned,
            folder,
            started: ZonedDateTime::now(),
            count: AtomicU64::new(1),
            all: Mutex::default(),
        })
    }

    /// A new phone, in a time zone by its IANA name.
    pub(crate) fn make(&self, zone: &str) -> Result<Arc<Phone>, Failure> {
        let zone = jiff::tz::TimeZone::get(zone)?;
        let clock = Clock::new(self.options.now.clone(), self.started.clone(), zone);
        let id = format!("p{}", self.count.fetch_add(1, Ordering::Relaxed));
        let database = self.folder.path().join(format!("{id}.db"));
        std::fs::copy(&self.learned, &database)?;
        let phone = Arc::new(Phone::new(id.clone(), &self.options, database, clock)?);
        let gone = {
            let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
            let oldest = all.values().min_by_key(|phone| phone.used()).map(|phone| phone.id().to_owned());
            let gone = oldest.filter(|_| all.len() >= MAX_PHONES).and_then(|id| all.remove(&id));
            all.insert(id, Arc::clone(&phone));
            gone
        };
        // Closing a core and its files takes a while: never under the lock of all.
        drop(gone);
        self.rest(phone.id());
        Ok(phone)
    }

    /// A phone by its id, as one that is in use now.
    pub(crate) fn find(&self, id: &str) -> Option<Arc<Phone>> {
        let phone = {
            let all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(all.get(id)?)
        };
        phone.touch();
        self.rest(id);
        Some(phone)
    }

    /// Puts cores to sleep until there is room for one more, those that were left alone longest first; one that is at work stays.
    fn rest(&self, id: &str) {
        let awake: Vec<Arc<Phone>> = {
            let all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
            all.values().filter(|other| other.id() != id && other.is_awake()).map(Arc::clone).collect()
        };
        let awake = longest_first(awake, |other| other.used());
        let mut over = (awake.len() + 1).saturating_sub(MAX_AWAKE);
        for other in awake {
            if over == 0 {
                break;
            }
            over -= usize::from(other.sleep());
        }
    }
}

/// Those that were left alone longest first. Each is asked once when it was used: others use them meanwhile, and a sort that is told of another moment at
/// each comparison panics.
fn longest_first<T, M: Ord>(mut all: Vec<T>, used: impl Fn(&T) -> M) -> Vec<T> {
    all.sort_by_cached_key(used);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_may_be_used_while_they_are_put_in_order() {
        assert_eq!(longest_first(vec![3, 1, 2], |used| *used), [1, 2, 3]);
        // Each answers differently whenever it is asked, as phones do that are all at work.
        let asked = AtomicU64::new(1);
        let at_work = |_: &u64| asked.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        for _ in 0..1_000 {
            assert_eq!(longest_first((0..64).collect(), at_work).len(), 64);
        }
    }
}
