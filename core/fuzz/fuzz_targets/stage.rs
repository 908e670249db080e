//! What the fuzz targets that drive turns share: an assistant over a small catalogue, and inputs that are written one a line.
//!
//! Decides how a line becomes an [`Event`], so that a corpus file reads as what happened; each target decides what must hold.

use std::hash::{Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

use errand_core::{
    Approver, Assistant, Call, CallResult, Context, Error, ErrorKind, Event, Input, ListEntry, Location, Options, Step, Turn,
};
use errand_demo_services::{Answer, DemoApp, default_folder};
use jiff::ZonedDateTime;

/// Sentences that lead to reads, to writes, to a payment, to a hand-over, in both languages.
pub const SENTENCES: [&str; 8] = [
    "帮我点一杯珍珠奶茶,不另外加糖",
    "order a bubble tea with no extra sugar",
    "提醒我明天早上八点交房租",
    "tell Bob the meeting moved to three",
    "今年社保缴费记录查一下",
    "帮我找家今晚四个人吃火锅的餐厅",
    "book a table for four tomorrow at seven",
    "帮我book一个table",
];

const SERVICES: [&str; 6] = ["tea-bubble", "tea-leaf", "messages", "reminders", "social-security", "dining-table"];

/// After so many turns the file begins anew, for a long ledger is slow to read whole.
const TURNS_A_FILE: u32 = 200;

pub struct Stage {
    pub assistant: Assistant,
    pub approver: Approver,
    pub app: DemoApp,
    template: PathBuf,
    file: PathBuf,
    folder: tempfile::TempDir,
    turns: u32,
}

fn open(file: &Path) -> (Assistant, Approver) {
    let bundle = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/errand-zh-en");
    let mut assistant = Assistant::open(Options::new(bundle, file)).expect("an assistant");
    for (name, entries) in DemoApp::load(&default_folder(), None).expect("the demo").lists() {
        assistant.set_list(&name, serde_json::from_str::<Vec<ListEntry>>(&entries).expect("a list"));
    }
    let approver = assistant.take_approver().expect("the first approver");
    (assistant, approver)
}

pub fn now() -> ZonedDateTime {
    "2026-11-25T09:30:00+08:00[Asia/Shanghai]".parse().expect("a time")
}

pub fn input(event: Event) -> Input {
    Input { now: now(), event }
}

/// A file with the services, filled once and kept beside the build under the name of what went into it: filling it takes a minute here.
fn template() -> PathBuf {
    let texts = SERVICES.map(|service| {
        std::fs::read_to_string(default_folder().join(service).join("capability.json")).expect("a manifest")
    });
    let mut name = std::hash::DefaultHasher::new();
    texts.hash(&mut name);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target");
    let file = folder.join(format!("catalogue-{:016x}.db", name.finish()));
    if !file.exists() {
        let half_done = folder.join(format!("{}.part", std::process::id()));
        let (mut assistant, _) = open(&half_done);
        assistant.install_all(&texts.each_ref().map(String::as_str)).expect("good manifests");
        drop(assistant);
        std::fs::rename(&half_done, &file).expect("the filled file");
    }
    file
}

impl Stage {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let template = template();
        let file = folder.path().join("0.db");
        std::fs::copy(&template, &file).expect("a copy");
        let (assistant, approver) = open(&file);
        let app = DemoApp::load(&default_folder(), None).expect("the demo");
        Self { assistant, approver, app, template, file, folder, turns: 0 }
    }

    /// Begins a turn with one of the sentences.
    pub fn begin(&mut self, which: usize) -> (Turn, Step) {
        self.turns += 1;
        if self.turns.is_multiple_of(TURNS_A_FILE) {
            let file = self.folder.path().join(format!("{}.db", self.turns));
            std::fs::copy(&self.template, &file).expect("a copy");
            (self.assistant, self.approver) = open(&file);
            for end in ["", "-wal", "-shm"] {
                let _ = std::fs::remove_file(format!("{}{end}", self.file.display()));
            }
            self.file = file;
            self.app = DemoApp::load(&default_folder(), None).expect("the demo");
        }
        let here = Location {
            latitude: "31.2304".parse().expect("degrees"),
            longitude: "121.4737".parse().expect("degrees"),
            name: "上海".to_owned(),
        };
        let mut turn = self.assistant.begin(Context { location: Some(here), ..Context::default() });
        let step = turn.advance(input(Event::Said(SENTENCES[which % SENTENCES.len()].to_owned()))).expect("a first step");
        (turn, step)
    }

    /// What the demo service answers.
    pub fn good(&mut self, call: &Call) -> CallResult {
        let function = if call.is_probe { &call.target } else { &call.capability };
        match self.app.call(&call.service, function, &call.arguments, &call.key, "2026-11-25T09:30") {
            Answer::Success(output) => CallResult::Success(output),
            Answer::Failure(code) => CallResult::Failure { code },
            Answer::TimedOut => CallResult::TimedOut,
        }
    }

    /// What one line says that a call came to: `s` and a text is that answer, `f` a code, `t` and `u` no answer and no connection,
    /// `m`, a number and a text the demo's answer with the text in it at that place; anything else the demo's answer.
    pub fn result(&mut self, line: &str, call: &Call) -> CallResult {
        let (first, rest) = split(line);
        match first {
            's' => CallResult::Success(rest.to_owned()),
            'f' => CallResult::Failure { code: rest.to_owned() },
            't' => CallResult::TimedOut,
            'u' => CallResult::Unreachable,
            'm' => match self.good(call) {
                CallResult::Success(mut output) if !output.is_empty() => {
                    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
                    let mut at = rest[..digits].parse().unwrap_or(0) % output.len();
                    while !output.is_char_boundary(at) {
                        at -= 1;
                    }
                    output.insert_str(at, &rest[digits..]);
                    CallResult::Success(output)
                }
                other => other,
            },
            _ => self.good(call),
        }
    }

    /// The event that one line makes of a step.
    pub fn event(&mut self, line: &str, step: &Step) -> Event {
        let (first, rest) = split(line);
        match step {
            Step::Call(call) | Step::Handoff(call) => {
                return Event::CallDone { key: call.key.clone(), result: self.result(line, call) };
            }
            Step::Calls { calls } => {
                return Event::CallsDone(calls.iter().map(|call| (call.key.clone(), self.result(line, call))).collect());
            }
            _ => {}
        }
        let Some(asked) = step.interrupt() else { return Event::Cancelled };
        let interrupt = asked.id.clone();
        match first {
            'n' => Event::Declined { interrupt },
            'a' => Event::Said(rest.to_owned()),
            'v' => Event::Provided { interrupt, value: rest.to_owned() },
            'o' => Event::Chosen { interrupt, option: rest.to_owned() },
            'c' => Event::Cancelled,
            _ => match (self.approver.approve(asked, true, &now()), asked.options.first()) {
                (Ok(approval), _) => Event::Approved(approval),
                (Err(_), Some(option)) => Event::Chosen { interrupt, option: option.id.clone() },
                (Err(_), None) => Event::Said(rest.to_owned()),
            },
        }
    }
}

fn split(line: &str) -> (char, &str) {
    let first = line.chars().next().unwrap_or('g');
    (first, line.get(first.len_utf8()..).unwrap_or_default())
}

/// Nothing from outside is a defect of the core or a fault of its file.
pub fn is_refusal(error: &Error) -> bool {
    error.kind() == ErrorKind::InvalidInput
}
