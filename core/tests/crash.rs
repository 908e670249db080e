//! The process dies at any moment: what was decided is there, nothing leaves twice.
//!
//! The test runs itself as a child that works on turns, kills it after a while, and looks at the file it leaves.
//! Many moments are looked at cheaply: a child is frozen, its files are copied, and it goes on; the copy is what a kill at that moment leaves.
//! Copies that are the same to the byte are looked at once. `ERRAND_KILLS=10000` looks at so many moments; 1,000 by default.

mod stage;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

use errand_core::{Approver, Assistant, CallResult, Context, Event, Input, Options, Step, Tier};
use stage::{Stage, now};

const FILE: &str = "ERRAND_CRASH_FILE";
const ABORT: &str = "ERRAND_CRASH_ABORT";
/// Where it is set, the child takes a step for each line it is sent.
const STEPPED: &str = "ERRAND_CRASH_STEPPED";
/// What the child prints when a turn has ended.
const ROUND: &str = "round ";
/// What the child prints when a step is known to have been kept: the turn and how many steps it has taken.
const STEP: &str = "step ";

/// What the child is told, turn by turn; the last is two acts on one card.
const SENTENCES: [&str; 4] = [
    "跟妈妈说我晚点到",
    "提醒我明天早上八点交房租",
    "tell Bob the meeting moved to three",
    "告诉妈妈我晚点到,再跟小王说会议改到三点",
];

/// Works on turns until it is killed, or until a write has left when it shall die there by itself.
#[test]
fn child() {
    let Ok(file) = std::env::var(FILE) else { return };
    let must_abort = std::env::var(ABORT).is_ok();
    let (assistant, approver) = stage::open(Path::new(&file));
    for round in 0..1_000_000 {
        let sentence = SENTENCES[round % SENTENCES.len()];
        let mut turn = assistant.begin(Context::default());
        let mut step = turn.advance(input(Event::Said(sentence.to_owned()))).expect("a step");
        for steps in 1.. {
            println!("{STEP}{} {steps}", turn.id());
            wait_if_stepped();
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

fn wait_if_stepped() {
    if std::env::var(STEPPED).is_ok() {
        let mut line = String::new();
        let _ = std::io::stdin().read_line(&mut line).expect("the one who steps");
    }
}

fn input(event: Event) -> Input {
    Input { now: now(), event }
}

fn start(file: &Path, how: Option<&str>) -> Child {
    let mut command = Command::new(std::env::current_exe().expect("this test"));
    command
        .args(["child", "--exact", "--nocapture"])
        .env(FILE, file)
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    if let Some(how) = how {
        command.env(how, "1");
    }
    if how == Some(STEPPED) {
        command.stdin(Stdio::piped());
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
    let _ = start(&file, Some(ABORT)).wait();
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
        let mut child = start(&file, None);
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
fn frozen<T>(child: &Child, work: impl FnOnce() -> T) -> T {
    let signal = |name: &str| {
        let done = Command::new("kill").args([name, &child.id().to_string()]).status();
        assert!(done.is_ok_and(|status| status.success()), "{name}");
    };
    signal("-STOP");
    let result = work();
    signal("-CONT");
    result
}

/// What became of the moments.
#[derive(Debug, Default)]
struct Found {
    moments: usize,
    /// How many different files the moments left.
    files: usize,
    /// Moments at which a call that changes something was out.
    claimed: usize,
    /// Moments at which a turn was open.
    open: usize,
}

/// What a file that a kill leaves holds.
#[derive(Clone, Default)]
struct Left {
    /// How many steps each turn has kept.
    steps: BTreeMap<String, usize>,
    is_open: bool,
    is_claimed: bool,
}

/// Looks at what a kill would have left: nothing broken, nothing twice.
fn look_at(copy: &Path) -> Left {
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
        let once: BTreeSet<&String> = all.iter().collect();
        assert_eq!(once.len(), all.len(), "{kind} twice");
    }
    // A turn does each of its acts once; only the last sentence has two.
    let mut writes: BTreeMap<&str, usize> = BTreeMap::new();
    for entry in
        ledger.iter().filter(|entry| entry.kind == "called" && !entry.body.contains(r#""tier":"T0""#))
    {
        *writes.entry(&entry.turn).or_default() += 1;
    }
    for (turn, writes) in writes {
        let number: usize = turn.trim_start_matches('t').parse().expect("turns are numbered");
        let acts = if number.is_multiple_of(SENTENCES.len()) { 2 } else { 1 };
        assert!(writes <= acts, "{turn} has done {writes} of {acts}");
    }
    let mut left = Left::default();
    for entry in ledger.iter().filter(|entry| entry.kind == "step") {
        *left.steps.entry(entry.turn.clone()).or_default() += 1;
    }
    let called: BTreeSet<String> = of("called", "key").into_iter().collect();
    for id in assistant.open_turns().expect("turns") {
        left.is_open = true;
        let (mut turn, mut step) = assistant.resume(&id, &now()).expect("every open turn resumes");
        let handed_out = |step: &Step| match step {
            Step::Call(call) if call.tier != Tier::T0 => Some(format!("{id} {}", call.key)),
            _ => None,
        };
        assert_eq!(handed_out(&step), None, "a write is never handed out by resuming");
        while let Step::Call(call) = &step {
            left.is_claimed = true;
            let done = Event::CallDone { key: call.key.clone(), result: CallResult::Unreachable };
            step = turn.advance(input(done)).expect("a step");
            assert!(handed_out(&step).is_none_or(|key| !called.contains(&key)), "the same call twice");
        }
    }
    left
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

/// A child that takes one step at a time.
struct Stepped {
    child: Child,
    go: ChildStdin,
    said: std::sync::mpsc::Receiver<String>,
    file: PathBuf,
    _folder: tempfile::TempDir,
}

impl Stepped {
    fn new() -> Self {
        let folder = small();
        let file = folder.path().join("small.db");
        let mut child = start(&file, Some(STEPPED));
        let output = BufReader::new(child.stdout.take().expect("its output"));
        let go = child.stdin.take().expect("its input");
        let (lines, said) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                let _ = lines.send(line);
            }
        });
        Self { child, go, said, file, _folder: folder }
    }

    /// Waits until it has kept a step; answers the turn and how many steps that has.
    fn kept(&self) -> (String, usize) {
        loop {
            let line = self.said.recv_timeout(Duration::from_secs(60)).expect("the child works");
            if let Some((turn, steps)) = line.strip_prefix(STEP).and_then(|words| words.split_once(' ')) {
                return (turn.to_owned(), steps.parse().expect("a number"));
            }
        }
    }

    /// What a kill now would leave: the bytes of the file and of its log.
    fn files(&self) -> Vec<Vec<u8>> {
        let bytes = |end| std::fs::read(format!("{}{end}", self.file.display())).unwrap_or_default();
        frozen(&self.child, || ["", "-wal"].map(bytes).to_vec())
    }
}

impl Drop for Stepped {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// How often a child is frozen in one step.
const MOMENTS_A_STEP: u64 = 4;

/// Looks at so many moments, of one child after the other.
fn look_at_moments(moments: usize, seed: u64) -> Found {
    let mut found = Found::default();
    let mut random = seed;
    while found.moments < moments {
        let mut child = Stepped::new();
        let mut seen: Vec<(Vec<Vec<u8>>, Left)> = Vec::new();
        let mut known = child.kept();
        let mut length = Duration::from_millis(5);
        for _ in 0..25 {
            let begun = Instant::now();
            child.go.write_all(b"\n").expect("the child listens");
            let mut frozen_for = Duration::ZERO;
            for moment in 0..MOMENTS_A_STEP {
                // By xorshift, somewhere in this part of the time that the step before took.
                random ^= random << 13;
                random ^= random >> 7;
                random ^= random << 17;
                let part = (moment as u32 * 1_000 + (random % 1_000) as u32) * 12 / 10;
                let until = length * part / (MOMENTS_A_STEP as u32 * 1_000) + frozen_for;
                std::thread::sleep(until.saturating_sub(begun.elapsed()));
                let stopped = Instant::now();
                let files = child.files();
                let at = seen.iter().position(|(other, _)| *other == files).unwrap_or_else(|| {
                    let folder = tempfile::tempdir().expect("a folder");
                    let copy = folder.path().join("killed.db");
                    for (end, bytes) in ["", "-wal"].iter().zip(&files) {
                        std::fs::write(format!("{}{end}", copy.display()), bytes).expect("a copy");
                    }
                    found.files += 1;
                    seen.push((files, look_at(&copy)));
                    seen.len() - 1
                });
                let left = &seen[at].1;
                let kept = left.steps.get(&known.0).copied().unwrap_or(0);
                assert!(kept >= known.1, "{} has lost steps: {kept} of {}", known.0, known.1);
                found.moments += 1;
                found.open += usize::from(left.is_open);
                found.claimed += usize::from(left.is_claimed);
                frozen_for += stopped.elapsed();
            }
            known = child.kept();
            length = begun.elapsed().saturating_sub(frozen_for).min(Duration::from_millis(200));
        }
    }
    found
}

#[test]
fn whatever_moment_a_process_dies_at_nothing_is_lost_broken_or_done_twice() {
    let moments: usize =
        std::env::var("ERRAND_KILLS").ok().and_then(|count| count.parse().ok()).unwrap_or(1_000);
    let halves: Vec<_> = [88_172_645_463_325_252, 2_463_534_242_463_534]
        .map(|seed| std::thread::spawn(move || look_at_moments(moments.div_ceil(2), seed)))
        .into_iter()
        .collect();
    let found: Vec<Found> = halves.into_iter().map(|half| half.join().expect("no moment fails")).collect();
    let sum = |of: fn(&Found) -> usize| found.iter().map(of).sum::<usize>();
    stage::attacked(
        "the process dies",
        &[
            ("moments", sum(|found| found.moments)),
            ("different files left", sum(|found| found.files)),
            ("with a turn open", sum(|found| found.open)),
            ("with a call out", sum(|found| found.claimed)),
            ("double calls", 0),
            ("lost turns", 0),
            ("broken chains", 0),
            ("approvals used twice", 0),
        ],
    );
    // A child waits to be told after each step, so most moments lie within a turn whatever the machine's speed.
    assert!(sum(|found| found.open) > moments / 3, "most moments lie within a turn: {found:?}");
    assert!(sum(|found| found.claimed) > moments / 10, "many find a call that is out: {found:?}");
}
