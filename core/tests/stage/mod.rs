//! The stage for whole-turn tests: an assistant with the demo services, opened from a database that was filled once.
//!
//! Filling it encodes some two thousand phrases, so the file is kept under the name of everything that went into it
//! and copied for each test: what is costly is cached by content hash.

#![allow(dead_code, reason = "each test file uses its part of the stage")]

use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock};

use errand_core::{
    Approver, Assistant, Call, CallResult, Context, Event, Input, ListEntry, Location, Options, SelectedItem,
    Step, Turn,
};
use errand_demo_services::{Answer, DemoApp, default_folder};
use jiff::ZonedDateTime;

/// The bundle that ships.
pub fn bundle() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../models/errand-zh-en")
}

/// Wednesday 25 November 2026, half past nine in Shanghai.
pub fn now() -> ZonedDateTime {
    "2026-11-25T09:30:00+08:00[Asia/Shanghai]".parse().expect("a time")
}

/// A database with the demo services, filled once.
fn template() -> &'static Path {
    static TEMPLATE: OnceLock<PathBuf> = OnceLock::new();
    static FILLING: Mutex<()> = Mutex::new(());
    TEMPLATE.get_or_init(|| {
        let _guard = FILLING.lock();
        let app = DemoApp::load(&default_folder(), None).expect("the demo services");
        let config = std::fs::read(bundle().join("config.json")).expect("the bundle's config");
        let schema = concat!(
            include_str!("../../src/store/schema_1.sql"),
            include_str!("../../src/store/schema_2.sql")
        );
        // FNV-1a: a name for a cache, not a seal.
        let texts = app.manifests().iter().map(|(_, text)| text.as_bytes());
        let name = texts
            .chain([&config[..], schema.as_bytes()])
            .flatten()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
                (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
            });
        let folder = option_env!("CARGO_TARGET_TMPDIR").map_or_else(std::env::temp_dir, PathBuf::from);
        let file = folder.join(format!("catalogue-{name:016x}.db"));
        // One that is there is gone over too: the code may work out more from a manifest than it did when the file was made.
        let half_done = file.with_extension(format!("{}.part", std::process::id()));
        let _ = std::fs::remove_file(&half_done);
        if file.exists() {
            std::fs::copy(&file, &half_done).expect("a copy");
        }
        let mut assistant = Assistant::open(Options::new(bundle(), &half_done)).expect("a database");
        let texts: Vec<&str> = app.manifests().iter().map(|(_, text)| text.as_str()).collect();
        assistant.install_all(&texts).expect("good manifests");
        drop(assistant); // closes the file, and with it the write-ahead log
        std::fs::rename(&half_done, &file).expect("the filled database");
        // The suites of the other languages begin with it, for filling one takes minutes.
        std::fs::copy(&file, file.with_file_name("demo.db")).expect("a copy");
        file
    })
}

/// An assistant with its host.
pub struct Stage {
    pub assistant: Assistant,
    pub approver: Approver,
    pub app: DemoApp,
    pub now: ZonedDateTime,
    pub has_location: bool,
    pub locale: Option<String>,
    pub items: Vec<SelectedItem>,
    database: PathBuf,
    _folder: tempfile::TempDir,
}

impl Stage {
    /// A fresh assistant over a copy of the filled database.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let database = folder.path().join("errand.db");
        std::fs::copy(template(), &database).expect("a copy");
        let (assistant, approver) = open(&database);
        let app = DemoApp::load(&default_folder(), None).expect("the demo services");
        Self {
            assistant,
            approver,
            app,
            now: now(),
            has_location: true,
            locale: None,
            items: Vec::new(),
            database,
            _folder: folder,
        }
    }

    /// The database file.
    pub fn database(&self) -> &Path {
        &self.database
    }

    /// The process dies and starts again; the services' own state lives on, as theirs would.
    pub fn restart(&mut self) {
        (self.assistant, self.approver) = open(&self.database);
    }

    pub fn context(&self) -> Context {
        let location = Location {
            latitude: "31.2304".parse().expect("degrees"),
            longitude: "121.4737".parse().expect("degrees"),
            name: "上海".to_owned(),
        };
        Context {
            location: self.has_location.then_some(location),
            items: self.items.clone(),
            locale: self.locale.clone(),
            ..Context::default()
        }
    }

    pub fn advance(&self, turn: &mut Turn, event: Event) -> Result<Step, errand_core::Error> {
        turn.advance(Input { now: self.now.clone(), event })
    }

    /// Has the demo services carry out a call.
    pub fn carry_out(&mut self, call: &Call) -> CallResult {
        let now = self.now.datetime().strftime("%Y-%m-%dT%H:%M").to_string();
        let function = if call.is_probe { &call.target } else { &call.capability };
        match self.app.call(&call.service, function, &call.arguments, &call.key, &now) {
            Answer::Success(output) => CallResult::Success(output),
            Answer::Failure(code) => CallResult::Failure { code },
            Answer::TimedOut => CallResult::TimedOut,
        }
    }

    /// Begins a turn and carries out calls until the person is needed.
    pub fn say(&mut self, text: &str) -> (Turn, Step) {
        let mut turn = self.assistant.begin(self.context());
        let step = self.advance(&mut turn, Event::Said(text.to_owned())).expect("a step");
        let step = self.run_calls(&mut turn, step);
        (turn, step)
    }

    /// Answers in words and carries out calls until the person is needed.
    pub fn answer(&mut self, turn: &mut Turn, text: &str) -> Step {
        let step = self.advance(turn, Event::Said(text.to_owned())).expect("a step");
        self.run_calls(turn, step)
    }

    /// Agrees and carries out calls until the person is needed.
    pub fn approve(&mut self, turn: &mut Turn, step: &Step) -> Step {
        let approval =
            self.approver.approve(step.interrupt().expect("a question"), true, &self.now).expect("a yes");
        let step = self.advance(turn, Event::Approved(approval)).expect("a step");
        self.run_calls(turn, step)
    }

    /// What the demo services make of a step that calls; none for one that doesn't.
    pub fn event_of(&mut self, step: &Step) -> Option<Event> {
        match step {
            Step::Call(call) | Step::Handoff(call) => {
                Some(Event::CallDone { key: call.key.clone(), result: self.carry_out(call) })
            }
            Step::Calls { calls } => Some(Event::CallsDone(
                calls.iter().map(|call| (call.key.clone(), self.carry_out(call))).collect(),
            )),
            _ => None,
        }
    }

    pub fn run_calls(&mut self, turn: &mut Turn, mut step: Step) -> Step {
        while let Some(event) = self.event_of(&step) {
            step = self.advance(turn, event).expect("a step");
        }
        step
    }
}

/// Says what an attack came to, for who runs the attacks for their figures: `cargo xtask attack` reads these lines.
pub fn attacked(suite: &str, figures: &[(&str, usize)]) {
    let figures: std::collections::BTreeMap<_, _> = figures.iter().copied().collect();
    println!("attacked {}", serde_json::json!({"suite": suite, "figures": figures}));
}

/// An assistant over a database, with the host's lists.
pub fn open(database: &Path) -> (Assistant, Approver) {
    let mut assistant = Assistant::open(Options::new(bundle(), database)).expect("an assistant");
    let app = DemoApp::load(&default_folder(), None).expect("the demo services");
    for (name, entries) in app.lists() {
        assistant.set_list(&name, serde_json::from_str::<Vec<ListEntry>>(&entries).expect("a list"));
    }
    let approver = assistant.take_approver().expect("the first approver");
    (assistant, approver)
}
