//! The assistant with the demo app around it: opened, filled, and driven through its calls.

use std::path::{Path, PathBuf};

use errand_core::{
    Approver, Assistant, Call, CallResult, Context, Event, Input, ListEntry, Location, Options, Reference,
    Step, Turn,
};
use errand_demo_services::{Answer, DemoApp, default_folder};
use jiff::ZonedDateTime;

use crate::{Failure, Place};

/// Opens the assistant alone.
pub(crate) fn open(place: &Place) -> Result<Assistant, Failure> {
    let bundle = place
        .bundle
        .clone()
        .unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/errand-zh-en"));
    let database = database(place)?;
    Ok(Assistant::open(Options::new(bundle, database))?)
}

fn database(place: &Place) -> Result<PathBuf, Failure> {
    if let Some(file) = &place.db {
        return Ok(file.clone());
    }
    let data = std::env::var_os("XDG_DATA_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/share")));
    let folder = data.unwrap_or_else(std::env::temp_dir).join("errand");
    std::fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    Ok(folder.join("errand.db"))
}

/// The assistant with its host.
pub(crate) struct Session {
    pub assistant: Assistant,
    pub approver: Approver,
    pub app: DemoApp,
    place: Place,
}

impl Session {
    /// Opens the assistant, installs the services and puts the demo app's state back.
    pub(crate) fn open(place: &Place, seed: Option<u64>) -> Result<Self, Failure> {
        let folder = place.services.clone().unwrap_or_else(default_folder);
        let mut app = DemoApp::load(&folder, seed)?;
        if app.manifests().is_empty() {
            return Err(format!("{}: no folder in it has a capability.json", folder.display()).into());
        }
        let mut assistant = open(place)?;
        if assistant.services()?.is_empty() {
            eprintln!("Learning {} services, once for this database …", app.manifests().len());
        }
        for (path, text) in app.manifests() {
            // One by one, so that a refused manifest is named; the index is read when all are in.
            errand_core::Manifest::load(text).map_err(|faults| format!("{path}:\n{faults}"))?;
        }
        let texts: Vec<&str> = app.manifests().iter().map(|(_, text)| text.as_str()).collect();
        assistant.install_all(&texts)?;
        for (name, entries) in app.lists() {
            let entries: Vec<ListEntry> =
                serde_json::from_str(&entries).map_err(|e| format!("lists.json: {name}: {e}"))?;
            assistant.set_list(&name, entries);
        }
        if let Some(state) = state_file(place)?.and_then(|file| std::fs::read_to_string(file).ok()) {
            app.restore(&state)?;
        }
        let approver = assistant.take_approver().ok_or("the approver is gone")?;
        Ok(Self { assistant, approver, app, place: place.clone() })
    }

    /// The host's time.
    pub(crate) fn now(&self) -> ZonedDateTime {
        self.place.now.clone().unwrap_or_else(ZonedDateTime::now)
    }

    /// What times are said against at a moment: where the person is, as far as that is known.
    pub(crate) fn here(&self, now: &ZonedDateTime) -> Reference {
        Reference::at(now).in_locale(self.place.locale.as_deref())
    }

    /// The context that the demo host gives: a place in Shanghai.
    pub(crate) fn context(&self) -> Result<Context, Failure> {
        let location = Location {
            latitude: "31.2304".parse()?,
            longitude: "121.4737".parse()?,
            name: "上海".to_owned(),
        };
        Ok(Context { location: Some(location), locale: self.place.locale.clone(), ..Context::default() })
    }

    pub(crate) fn advance(&self, turn: &mut Turn, event: Event) -> Result<Step, Failure> {
        Ok(turn.advance(Input { now: self.now(), event })?)
    }

    /// Carries out calls with the demo services, one by one: they answer at once.
    pub(crate) fn carry_out_all(&mut self, calls: &[Call]) -> Result<Vec<(String, CallResult)>, Failure> {
        calls.iter().map(|call| Ok((call.key.clone(), self.carry_out(call)?))).collect()
    }

    /// Carries out a call with the demo services.
    pub(crate) fn carry_out(&mut self, call: &Call) -> Result<CallResult, Failure> {
        let now = self.now().datetime().strftime("%Y-%m-%dT%H:%M").to_string();
        let function = if call.is_probe { &call.target } else { &call.capability };
        let answer = self.app.call(&call.service, function, &call.arguments, &call.key, &now);
        if let Some(file) = state_file(&self.place)? {
            std::fs::write(&file, self.app.state()).map_err(|e| format!("{}: {e}", file.display()))?;
        }
        Ok(match answer {
            Answer::Success(output) => CallResult::Success(output),
            Answer::Failure(code) => CallResult::Failure { code },
            Answer::TimedOut => CallResult::TimedOut,
        })
    }
}

/// Where the demo app's state is kept: beside the database.
fn state_file(place: &Place) -> Result<Option<PathBuf>, Failure> {
    let database = database(place)?;
    Ok((database.as_os_str() != ":memory:").then(|| database.with_extension("demo.json")))
}
