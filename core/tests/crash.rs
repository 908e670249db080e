//! The process dies at any moment: what was decided is there, nothing leaves twice.
//!
//! The test runs itself as a child that works on turns, kills it after a while, and looks at the file it leaves.
//! Many moments are looked at cheaply: a child is frozen, its files are copied, and it goes on; the copy is what a kill at that moment leaves.
//! `ERRAND_KILLS=10000` looks at so many moments; 400 by default.

mod stage;

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use errand_core::{Approver, Assistant, CallResult, Context, Event, Input, Options, Step, Tier};
use stage::{Stage, now};

const FILE: &str = "ERRAND_CRASH_FILE";
const ABORT: &str = "ERRAND_CRASH_ABORT";
/// What the child prints when a turn has ended.
const ROUND: &str = "round ";
/// What the child prints when a step is known to have been kept: the turn and how many steps it has taken.
const STEP: &str = "step ";

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
        for steps in 1.. {
            println!("{STEP}{} {steps}", turn.id());
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

/// Freezes a process, so that its files stand as they do at this moment, and lets it go on.
fn frozen<T>(child: &std::process::Child, work: impl FnOnce() -> T) -> T {
    let signal = |name: &str| {
        let done = Command::new("kill").args([name, &child.id().to_string()]).status();
        assert!(done.is_ok_and(|status| status.success()), "{name}");
    };
    signal("-STOP");
    let result = work();
    signal("-CONT");
    result
}

/// What became of one moment.
#[derive(Debug, Default)]
struct Found {
    moments: usize,
    claimed: usize,
    open: usize,
}

/// Looks at what a kill would have left: nothing broken, nothing lost, nothing twice.
fn look_at(copy: &Path, known: &std::collections::BTreeMap<String, usize>, found: &mut Found) {
    let assistant = Assistant::open(Options::new(stage::bundle(), copy)).expect("the file opens");
    assert_eq!(assistant.broken_ledger_entry().expect("a ledger"), None, "the chain is whole");
    let ledger = assistant.ledger().expect("a ledger");
    let of = |kind: &str, field: &str| -> Vec<String> {
        ledger
            .iter()
            .filter(|entry| entry.kind == kind)
            .filter_map(|entry| {
                let body: serde_json::Value = serde_json::from_str(&entry.body).ok()?;
                Some(format!("{} {}", entry.turn, body[field].as_str()?))
            })
            .collect()
    };
    for (kind, field) in [("called", "key"), ("approved", "interrupt")] {
        let all = of(kind, field);
        let once: std::collections::BTreeSet<&String> = all.iter().collect();
        assert_eq!(once.len(), all.len(), "{kind} twice");
    }
    for (turn, steps) in known {
        let kept = ledger.iter().filter(|entry| entry.kind == "step" && entry.turn == *turn).count();
        assert!(kept >= *steps, "{turn} has lost steps: {kept} of {steps}");
    }
    let called: std::collections::BTreeSet<String> = of("called", "key").into_iter().collect();
    for id in assistant.open_turns().expect("turns") {
        found.open += 1;
        let (mut turn, mut step) = assistant.resume(&id, &now()).expect("every open turn resumes");
        let handed_out = |step: &Step| match step {
            Step::Call(call) if call.tier != Tier::T0 => Some(format!("{id} {}", call.key)),
            _ => None,
        };
        assert_eq!(handed_out(&step), None, "a write is never handed out by resuming");
        while let Step::Call(call) = &step {
            found.claimed += 1;
            let done = Event::CallDone { key: call.key.clone(), result: CallResult::Unreachable };
            step = turn.advance(input(done)).expect("a step");
            assert!(handed_out(&step).is_none_or(|key| !called.contains(&key)), "the same call twice");
        }
    }
    found.moments += 1;
}

/// A database of the two services that the child uses: it is opened a thousand times.
fn small() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut assistant, _) = stage::open(&folder.path().join("small.db"));
    for service in ["messages", "reminders"] {
        let file = errand_demo_services::default_folder().join(service).join("capability.json");
        assistant.install(&std::fs::read_to_string(file).expect("a manifest")).expect("installed");
    }
    folder
}

/// Looks at so many moments of one child after the other.
fn look_at_moments(moments: usize, seed: u64) -> Found {
    let mut found = Found::default();
    let mut random = seed;
    while found.moments < moments {
        let folder = small();
        let file = folder.path().join("small.db");
        let mut child = start(&file, false);
        let output = BufReader::new(child.stdout.take().expect("its output"));
        let (lines, said) = std::sync::mpsc::channel();
        let reader = std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                let _ = lines.send(line);
            }
        });
        let mut known = std::collections::BTreeMap::new();
        let mut note = |line: String| {
            let words: Vec<&str> = line.strip_prefix(STEP).unwrap_or_default().split(' ').collect();
            if let [turn, steps] = words.as_slice() {
                known.insert((*turn).to_owned(), steps.parse().expect("a number"));
            }
            known.clone()
        };
        for _ in 0..50.min(moments - found.moments) {
            // Right after a step, in the milliseconds in which the next is worked on and kept; by xorshift.
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            while let Ok(line) = said.try_recv() {
                note(line);
            }
            let latest = note(said.recv_timeout(Duration::from_secs(60)).expect("the child works"));
            std::thread::sleep(Duration::from_micros(random % 6_000));
            let folder = tempfile::tempdir().expect("a folder");
            let copy = folder.path().join("killed.db");
            frozen(&child, || {
                for end in ["", "-wal"] {
                    let (from, to) = (format!("{}{end}", file.display()), format!("{}{end}", copy.display()));
                    let _ = std::fs::copy(from, to);
                }
                look_at(&copy, &latest, &mut found);
            });
        }
        child.kill().expect("it is killed");
        let _ = child.wait();
        let _ = reader.join();
    }
    found
}

#[test]
fn whatever_moment_a_process_dies_at_nothing_is_lost_broken_or_done_twice() {
    let moments: usize =
        std::env::var("ERRAND_KILLS").ok().and_then(|count| count.parse().ok()).unwrap_or(400);
    let halves: Vec<_> = [88_172_645_463_325_252, 2_463_534_242_463_534]
        .map(|seed| std::thread::spawn(move || look_at_moments(moments.div_ceil(2), seed)))
        .into_iter()
        .collect();
    let found: Vec<Found> = halves.into_iter().map(|half| half.join().expect("no moment fails")).collect();
    let sum = |of: fn(&Found) -> usize| found.iter().map(of).sum::<usize>();
    println!(
        "{} moments, {} with a turn open, {} with a call that was out: none broken, lost or twice",
        sum(|found| found.moments),
        sum(|found| found.open),
        sum(|found| found.claimed)
    );
    assert!(sum(|found| found.open) > moments / 10, "most moments lie within a turn: {found:?}");
}
