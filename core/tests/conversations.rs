//! Runs every conversation of `conversations/**/*.txt`: what was said, what the core asked, and how it ended, to the letter.
//!
//! `UPDATE=1 cargo test --test conversations` writes the core's lines anew; the diff is the review.
//!
//! The format, which every language binding reads too:
//!
//! | line                  | meaning                                                        |
//! |-----------------------|----------------------------------------------------------------|
//! | `# …`                 | what the scene shows                                           |
//! | `now: …`              | the host's time                                                |
//! | `> …`                 | the person begins a turn                                       |
//! | `= …`                 | the person or the host replies: words, or one of the replies below |
//! | `? …`                 | what the core asks of the host                                 |
//! | `< …`                 | how the turn ends                                              |
//! | `! …`                 | something happens around it                                    |
//!
//! Replies: `approve`, `approve unauthenticated`, `decline`, `cancel`, `choose ID`, `provide JSON`;
//! for a call `timeout`, `unreachable`, `failure CODE`, `success JSON`. A call without a reply is carried out by the demo services.
//! Happenings: `fail SERVICE CAPABILITY CODE`, `restart`, `disable SERVICE`, `enable SERVICE`, `later DURATION`, `no-location`.

mod stage;

use std::path::{Path, PathBuf};

use errand_core::{CallResult, Event, Interrupt, Language, Step, Turn};
use stage::Stage;

#[test]
fn every_conversation_goes_as_written() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conversations");
    let mut files = Vec::new();
    collect(&folder, &mut files);
    files.sort();
    assert!(files.len() >= 60, "{} conversations", files.len());
    let update = std::env::var_os("UPDATE").is_some();
    let mut failures = Vec::new();
    for file in &files {
        let script = std::fs::read_to_string(file).expect("a conversation");
        let played = play(&script);
        if played == script {
            continue;
        }
        if update {
            std::fs::write(file, played).expect("a new conversation");
        } else {
            let line = script
                .lines()
                .zip(played.lines())
                .position(|(a, b)| a != b)
                .unwrap_or_else(|| script.lines().count().min(played.lines().count()));
            let at = |text: &str| text.lines().nth(line).unwrap_or("(nothing)").to_owned();
            failures.push(format!(
                "{}:{}\n  written: {}\n  played:  {}",
                file.display(),
                line + 1,
                at(&script),
                at(&played)
            ));
        }
    }
    assert!(
        failures.is_empty(),
        "{} of {} conversations go otherwise:\n{}",
        failures.len(),
        files.len(),
        failures.join("\n")
    );
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("conversations").flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "txt") {
            files.push(path);
        }
    }
}

/// Plays the person's and the host's lines, and writes the core's.
fn play(script: &str) -> String {
    let mut player = Player { stage: Stage::new(), turn: None, step: None, out: String::new() };
    let lines: Vec<&str> =
        script.lines().filter(|line| !line.starts_with("? ") && !line.starts_with("< ")).collect();
    for (i, line) in lines.iter().enumerate() {
        // A reply that is meant for a call comes before the call is carried out by itself.
        let is_call_reply = line.strip_prefix("= ").is_some_and(|reply| call_result(reply).is_some());
        if !is_call_reply && !line.starts_with("! restart") {
            player.carry_out_calls();
        }
        player.line(line);
        if i + 1 == lines.len() {
            player.carry_out_calls();
        }
    }
    player.out
}

struct Player {
    stage: Stage,
    turn: Option<Turn>,
    step: Option<Step>,
    out: String,
}

impl Player {
    fn write(&mut self, line: &str) {
        self.out.push_str(line.trim_end());
        self.out.push('\n');
    }

    fn line(&mut self, line: &str) {
        self.write(line);
        if let Some(time) = line.strip_prefix("now: ") {
            self.stage.now = time.parse().expect("a time");
        } else if let Some(happening) = line.strip_prefix("! ") {
            self.happen(happening);
        } else if let Some(said) = line.strip_prefix('>') {
            let mut turn = self.stage.assistant.begin(self.stage.context());
            let step = self.stage.advance(&mut turn, Event::Said(said.trim().to_owned()));
            self.turn = Some(turn);
            self.take(step);
        } else if let Some(reply) = line.strip_prefix("= ") {
            self.reply(reply);
        }
    }

    fn happen(&mut self, happening: &str) {
        let words: Vec<&str> = happening.split_whitespace().collect();
        match words.as_slice() {
            ["fail", service, capability, code] => self.stage.app.fail_next(service, capability, code),
            ["restart"] => {
                let id = self.turn.as_ref().map(|turn| turn.id().to_owned()).expect("a turn");
                self.stage.restart();
                let (turn, step) = self.stage.assistant.resume(&id, &self.stage.now).expect("the kept turn");
                self.turn = Some(turn);
                self.take(Ok(step));
            }
            ["disable", service] => self.stage.assistant.set_enabled(service, false).expect("a service"),
            ["enable", service] => self.stage.assistant.set_enabled(service, true).expect("a service"),
            ["later", length] => {
                let length: jiff::Span = length.parse().expect("a duration");
                self.stage.now = self.stage.now.checked_add(length).expect("a time");
            }
            ["no-location"] => self.stage.has_location = false,
            other => panic!("unknown happening {other:?}"),
        }
    }

    fn reply(&mut self, reply: &str) {
        let step = self.step.clone().expect("something to reply to");
        let event = match (&step, call_result(reply)) {
            (Step::Call(call) | Step::Handoff(call), Some(result)) => {
                Event::CallDone { key: call.key.clone(), result }
            }
            (_, Some(_)) => return self.write("? refused: no call is open"),
            (_, None) => match self.persons_reply(&step, reply) {
                Ok(event) => event,
                Err(why) => return self.write(&format!("? refused: {why}")),
            },
        };
        let mut turn = self.turn.take().expect("a turn");
        let result = self.stage.advance(&mut turn, event);
        self.turn = Some(turn);
        self.take(result);
    }

    fn persons_reply(&mut self, step: &Step, reply: &str) -> Result<Event, String> {
        let question = || step.interrupt().ok_or_else(|| "no question is open".to_owned());
        Ok(match reply.split_once(' ').unwrap_or((reply, "")) {
            ("approve", how) if how.is_empty() || how == "unauthenticated" => {
                let approval = self.stage.approver.approve(question()?, how.is_empty(), &self.stage.now);
                Event::Approved(approval.map_err(|error| error.to_string())?)
            }
            ("decline", "") => Event::Declined { interrupt: question()?.id.clone() },
            ("cancel", "") => Event::Cancelled,
            ("choose", option) => {
                Event::Chosen { interrupt: question()?.id.clone(), option: option.to_owned() }
            }
            ("provide", value) => {
                Event::Provided { interrupt: question()?.id.clone(), value: value.to_owned() }
            }
            _ => Event::Said(reply.to_owned()),
        })
    }

    fn take(&mut self, result: Result<Step, errand_core::Error>) {
        match result {
            Ok(step) => {
                self.write(&describe(&step));
                self.step = Some(step);
            }
            Err(error) => self.write(&format!("? refused: {error}")),
        }
    }

    fn carry_out_calls(&mut self) {
        while let Some(Step::Call(call) | Step::Handoff(call)) = self.step.clone() {
            let result = self.stage.carry_out(&call);
            let mut turn = self.turn.take().expect("a turn");
            let result = self.stage.advance(&mut turn, Event::CallDone { key: call.key.clone(), result });
            self.turn = Some(turn);
            self.take(result);
        }
    }
}

fn call_result(reply: &str) -> Option<CallResult> {
    match reply.split_once(' ').unwrap_or((reply, "")) {
        ("timeout", "") => Some(CallResult::TimedOut),
        ("unreachable", "") => Some(CallResult::Unreachable),
        ("failure", code) if !code.is_empty() => Some(CallResult::Failure { code: code.to_owned() }),
        ("success", output) if output.starts_with('{') => Some(CallResult::Success(output.to_owned())),
        _ => None,
    }
}

/// One line of text for a step.
fn describe(step: &Step) -> String {
    if let Step::Call(call) | Step::Handoff(call) = step {
        return format!("? {} {} {} {}", step.name(), call.service, call.capability, call.arguments);
    }
    if let Some(interrupt) = step.interrupt() {
        return format!("? {} {}: {}", step.name(), interrupt.reason, question(interrupt));
    }
    let message = step.ending().map_or("", |ending| ending.message.as_str());
    format!("< {}: {}", step.name(), message.replace('\n', " / "))
}

fn question(interrupt: &Interrupt) -> String {
    let mut parts = vec![interrupt.message.replace('\n', " / ")];
    parts.extend(
        interrupt
            .options
            .iter()
            .map(|option| format!("{} {}", option.title, option.detail).trim().to_owned()),
    );
    if let Some(preview) = &interrupt.preview {
        parts.push(format!("[{} · {}]", preview.title, preview.service));
        parts.extend(
            preview
                .rows
                .iter()
                .map(|row| format!("{}: {}{}", row.label, row.value, if row.is_assumed { "*" } else { "" })),
        );
        parts.extend(preview.amount.iter().map(|amount| {
            format!("{} → {}", amount.spoken(Language::Zh), preview.payee.as_deref().unwrap_or_default())
        }));
    }
    parts.join(" | ")
}
