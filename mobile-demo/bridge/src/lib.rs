//! The demo services for the demo apps, in Kotlin and Swift: what a real app's backends would be.
//!
//! Decides shapes alone; how a service answers is `errand_demo_services`'. An app that embeds the core has no use for it.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use errand_demo_services::{Answer, DemoApp};

uniffi::setup_scaffolding!();

/// A file of the demo services that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum DemoError {
    /// It cannot be read, or is not of the expected form.
    #[error("{reason}")]
    Unusable {
        /// Which file, and why.
        reason: String,
    },
}

impl From<errand_demo_services::LoadError> for DemoError {
    fn from(error: errand_demo_services::LoadError) -> Self {
        Self::Unusable { reason: error.to_string() }
    }
}

/// What came of a call.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum DemoAnswer {
    /// It worked.
    Success {
        /// The answer, JSON text.
        output: String,
    },
    /// The service said no.
    Failure {
        /// One of its error codes.
        code: String,
    },
    /// No answer.
    TimedOut,
}

/// One of the app's lists: contacts, playlists.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct DemoList {
    /// Its name.
    pub name: String,
    /// Its entries: a JSON array of objects with `id`, `name`, `aliases` and `note`.
    pub entries: String,
}

/// All demo services with their state. May be used from any thread.
#[derive(uniffi::Object)]
pub struct DemoServices {
    app: Mutex<DemoApp>,
}

#[uniffi::export]
impl DemoServices {
    /// Reads the services' folder: that of this repository, or the copy that came with the app. `now` such as `2026-11-30T14:30`: the demo's days are brought to it.
    #[uniffi::constructor]
    pub fn load(folder: String, now: String) -> Result<Self, DemoError> {
        let mut app = DemoApp::load(Path::new(&folder), None)?;
        app.bring_to(&now)?;
        Ok(Self { app: Mutex::new(app) })
    }

    /// The manifests of all services.
    pub fn manifests(&self) -> Vec<String> {
        self.app().manifests().iter().map(|(_, text)| text.clone()).collect()
    }

    /// The app's lists.
    pub fn lists(&self) -> Vec<DemoList> {
        self.app().lists().into_iter().map(|(name, entries)| DemoList { name, entries }).collect()
    }

    /// The state of all services, JSON text: tables by service. Keep it, so that an order is still there after the app was killed.
    pub fn state(&self) -> String {
        self.app().state()
    }

    /// Puts back a state that was kept.
    pub fn restore(&self, state: String) -> Result<(), DemoError> {
        Ok(self.app().restore(&state)?)
    }

    /// Carries out a call. `now`: civil time such as `2026-11-25T09:30`.
    pub fn call(
        &self,
        service: String,
        function: String,
        arguments: String,
        key: String,
        now: String,
    ) -> DemoAnswer {
        match self.app().call(&service, &function, &arguments, &key, &now) {
            Answer::Success(output) => DemoAnswer::Success { output },
            Answer::Failure(code) => DemoAnswer::Failure { code },
            Answer::TimedOut => DemoAnswer::TimedOut,
        }
    }

    /// Makes the next call of a capability fail with a code; `TIMEOUT` gives no answer.
    pub fn fail_next(&self, service: String, capability: String, code: String) {
        self.app().fail_next(&service, &capability, &code);
    }

    /// Makes the next call of a capability happen with its answer lost.
    pub fn lose_next(&self, service: String, capability: String) {
        self.app().lose_next(&service, &capability);
    }
}

impl DemoServices {
    fn app(&self) -> MutexGuard<'_, DemoApp> {
        self.app.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reminder_that_was_made_survives_the_app() {
        let folder = errand_demo_services::default_folder().display().to_string();
        let services =
            DemoServices::load(folder.clone(), "2026-11-30".to_owned()).expect("the demo services");
        let arguments = r#"{"text":"浇花","when":"2026-12-01T08:00"}"#.to_owned();
        let answer = services.call(
            "app.reminders".to_owned(),
            "createReminder".to_owned(),
            arguments,
            "k".to_owned(),
            "2026-11-30T09:30".to_owned(),
        );
        assert!(matches!(answer, DemoAnswer::Success { .. }), "{answer:?}");
        let again = DemoServices::load(folder, "2026-12-01".to_owned()).expect("the demo services");
        again.restore(services.state()).expect("a state");
        assert!(again.state().contains("浇花"));
        let unusable = DemoServices::load("/nowhere".to_owned(), "2026-11-30".to_owned());
        assert!(unusable.is_err_and(|e| e.to_string().contains("/nowhere")));
    }
}
