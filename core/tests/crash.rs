//! The process dies at any moment: what was decided is there, nothing leaves twice.
//!
//! The test runs itself as a child that works on turns, kills it after a while, and looks at the file it leaves.

mod stage;

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use errand_core::{Approver, Assistant, CallResult, Context, Event, Input, Step, Tier};
use stage::{Stage, now};

const FILE: &str = "ERRAND_CRASH_FILE";
const ABORT: &str = "ERRAND_CRASH_ABORT";
/// What the child prints when a turn has ended.
const ROUND: &str = "round ";

/// Works on turns until it is killed, or until a write has left when it shall die there by itself.
#[test]
fn child() {
    let Ok(file) = std::env::var(FILE) else { return };
    let must_abort = std::env::var(ABORT).is_ok();
    let (assistant, approver) = stage::open(Path::new(&file));
    for round in 0..1_000_000 {
        let sentence =
            ["跟妈妈说我晚点到", "提醒我明天早上八点交房租", "tell Bob the meeting moved to three"]
                [round % 3];
        let mut turn = assistant.begin(Context::default());
        let mut step = turn.advance(input(Event::Said(sentence.to_owned()))).expect("a step");
        loop {
            step = match step {
                Step::NeedsConfirmation(interrupt) => {
                    let approval = approver.approve(&interrupt, true, &now()).expect("a yes");
                    turn.advance(input(Event::Approved(approval))).expect("a step")
                }
                Step::Call(call) => {
                    if must_abort && call.tier != Tier::T0 {
                        std::process::abort();
                    }
                    let output = r#"{"reminderId":"r1","messageId":"m1"}"#.to_owned();
                    let done = Event::CallDone { key: call.key, result: CallResult::Success(output) };
                    turn.advance(input(done)).expect("a step")
                }
                _ => break,
            };
        }
        assert!(!must_abort, "a write should have left");
        println!("{ROUND}{round}");
    }
}

fn input(event: Event) -> Input {
    Input { now: now(), event }
}

fn start(file: &Path, aborts: bool) -> std::process::Child {
    let mut command = Command::new(std::env::current_exe().expect("this test"));
    command
        .args(["child", "--exact", "--nocapture"])
        .env(FILE, file)
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    if aborts {
        command.env(ABORT, "1");
    }
    command.spawn().expect("a child")
}

fn copy_of_the_stage() -> (Stage, PathBuf) {
    let stage = Stage::new();
    let file = stage.database().to_owned();
    (stage, file)
}

#[test]
fn a_write_that_left_before_the_process_died_is_not_handed_out_again() {
    let (mut stage, file) = copy_of_the_stage();
    let _ = start(&file, true).wait();
    stage.restart();
    let open = stage.assistant.open_turns().expect("turns");
    let [turn] = open.as_slice() else { panic!("one turn is open: {open:?}") };
    let (mut turn, mut step) = stage.assistant.resume(turn, &stage.now).expect("it resumes");
    // Where the manifest says how, it is asked what became of it: a look-up, never the write again.
    while let Step::Call(call) = &step {
        assert_eq!(call.tier, Tier::T0, "only reads leave: {}", call.capability);
        let done = Event::CallDone { key: call.key.clone(), result: CallResult::Unreachable };
        step = turn.advance(input(done)).expect("a step");
    }
    assert!(matches!(step, Step::UnknownOutcome(_)), "nobody knows what became of it: {}", step.json());
    let ledger = stage.assistant.ledger().expect("a ledger");
    let is_write = |body: &str| !body.contains(r#""tier":"T0""#);
    let writes = ledger.iter().filter(|entry| entry.kind == "called" && is_write(&entry.body)).count();
    assert_eq!(writes, 1);
}

#[test]
fn a_process_killed_at_any_moment_leaves_a_whole_file() {
    let (stage, file) = copy_of_the_stage();
    drop(stage.assistant);
    for round in 0..6 {
        let mut child = start(&file, false);
        // It has ended some turns and is somewhere in the next; where, differs from round to round.
        let output = BufReader::new(child.stdout.take().expect("its output"));
        let ended =
            output.lines().map_while(Result::ok).filter(|line| line.starts_with(ROUND)).take(2).count();
        assert_eq!(ended, 2, "the child works");
        std::thread::sleep(Duration::from_millis(7 * round));
        child.kill().expect("it is killed");
        let _ = child.wait();
        let (assistant, _): (Assistant, Approver) = stage::open(&file);
        assert_eq!(assistant.broken_ledger_entry().expect("a ledger"), None, "round {round}");
        for id in assistant.open_turns().expect("turns") {
            let (mut turn, step) = assistant.resume(&id, &now()).expect("every open turn resumes");
            assert!(!step.json().is_empty());
            if !turn.has_ended() {
                let _ = turn.advance(input(Event::Cancelled)).expect("it can be ended");
            }
        }
        let ledger = assistant.ledger().expect("a ledger");
        assert!(
            ledger.iter().filter(|entry| entry.kind == "ended").count() > round as usize,
            "what ended is kept"
        );
        let mut keys: Vec<String> = ledger
            .iter()
            .filter(|entry| entry.kind == "called")
            .filter_map(|entry| {
                serde_json::from_str::<serde_json::Value>(&entry.body).ok()?["key"]
                    .as_str()
                    .map(str::to_owned)
            })
            .collect();
        let all = keys.len();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), all, "no key leaves twice");
    }
}
