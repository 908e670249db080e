//! One database and many hands: threads, a second process's assistant, somebody who changes its bytes, a disk that takes no more.

mod stage;

use std::path::Path;

use errand_core::{Assistant, CallResult, Context, ErrorKind, Event, Input, Options, Step};
use errand_demo_services::{Answer, DemoApp, default_folder};
use stage::{Stage, bundle, now};

fn input(event: Event) -> Input {
    Input { now: now(), event }
}

/// Sets a reminder from the first word to the last; answers the key of its call.
fn remind(assistant: &Assistant, text: &str) -> String {
    let mut app = DemoApp::load(&default_folder(), None).expect("the demo services");
    let mut turn = assistant.begin(Context::default());
    let mut step = turn.advance(input(Event::Said(text.to_owned()))).expect("a step");
    let mut keys = Vec::new();
    while let Step::Call(call) = step {
        keys.push(call.key.clone());
        let answer =
            app.call(&call.service, &call.capability, &call.arguments, &call.key, "2026-11-25T09:30");
        let Answer::Success(output) = answer else { panic!("{answer:?}") };
        step = turn
            .advance(input(Event::CallDone { key: call.key, result: CallResult::Success(output) }))
            .expect("a step");
    }
    assert!(matches!(step, Step::Completed(_)), "{}", step.json());
    keys.pop().expect("one call")
}

#[test]
fn ten_turns_at_once_in_many_threads_come_out_as_if_one_after_the_other() {
    let stage = Stage::new();
    let assistant = &stage.assistant;
    let keys: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..10)
            .map(|i| {
                let text = if i % 2 == 0 {
                    format!("提醒我明天早上{}点交房租", i + 1)
                } else {
                    format!("remind me tomorrow at {} am to pay the rent", i + 1)
                };
                scope.spawn(move || remind(assistant, &text))
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().expect("a turn")).collect()
    });
    let once: std::collections::BTreeSet<&String> = keys.iter().collect();
    assert_eq!(once.len(), 10, "each has its own call");
    assert_eq!(assistant.broken_ledger_entry().expect("a ledger"), None);
    assert_eq!(assistant.open_turns().expect("turns"), [""; 0]);
    stage::attacked("threads at once", &[("turns", 10), ("mixed up", 0), ("deadlocks", 0)]);
}

/// Two assistants over one file are what two processes are: each has its own connection, and only the file between them.
#[test]
fn two_processes_share_one_file_without_a_lock_left_or_a_turn_mixed_up() {
    let stage = Stage::new();
    let file = stage.database().to_owned();
    let other = Assistant::open(Options::new(bundle(), &file)).expect("a second one");
    std::thread::scope(|scope| {
        let first = &stage.assistant;
        let here = scope
            .spawn(move || (0..8).map(|_| remind(first, "提醒我明天早上八点交房租")).collect::<Vec<_>>());
        let there = scope.spawn(|| {
            (0..8).map(|_| remind(&other, "remind me tomorrow at 9 am to call Mom")).collect::<Vec<_>>()
        });
        let mut keys = here.join().expect("the first");
        keys.extend(there.join().expect("the second"));
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), 16);
    });
    assert_eq!(stage.assistant.broken_ledger_entry().expect("a ledger"), None);
    let turns: std::collections::BTreeSet<String> =
        stage.assistant.ledger().expect("a ledger").into_iter().map(|entry| entry.turn).collect();
    assert_eq!(turns.len(), 16, "no two turns have one id");
    stage::attacked("two processes on one file", &[("turns", 16), ("mixed up", 0), ("deadlocks", 0)]);
}

/// A turn that the other process has taken further cannot be taken further here, and says so.
#[test]
fn a_turn_that_went_on_in_another_process_is_refused_here() {
    let stage = Stage::new();
    let mut turn = stage.assistant.begin(stage.context());
    let step =
        stage.advance(&mut turn, Event::Said("text Bob that lunch is ready".to_owned())).expect("a step");
    let other = Assistant::open(Options::new(bundle(), stage.database())).expect("a second one");
    let (mut there, _) = other.resume(turn.id(), &now()).expect("it resumes");
    let interrupt = step.interrupt().expect("a card").id.clone();
    let declined = there.advance(input(Event::Declined { interrupt: interrupt.clone() })).expect("declined");
    assert!(matches!(declined, Step::Cancelled(_)));
    let approval = stage.approver.approve(step.interrupt().expect("a card"), true, &now()).expect("a yes");
    let stale = stage.advance(&mut turn, Event::Approved(approval)).expect_err("it ended over there");
    assert_eq!(stale.kind(), ErrorKind::InvalidInput);
    let calls =
        stage.assistant.ledger().expect("a ledger").iter().filter(|entry| entry.kind == "called").count();
    assert_eq!(calls, 0);
}

/// Everything that an app reads of a file: none of it may panic, whatever the bytes are.
fn read_all(path: &Path) -> Result<(Vec<String>, Option<i64>), ErrorKind> {
    let assistant = Assistant::open(Options::new(bundle(), path)).map_err(|e| e.kind())?;
    let broken = assistant.broken_ledger_entry().map_err(|e| e.kind())?;
    let ledger = assistant.ledger().map_err(|e| e.kind())?;
    for id in assistant.open_turns().map_err(|e| e.kind())? {
        let _ = assistant.resume(&id, &now());
    }
    let _ = (assistant.facts(&now()), assistant.grants(), assistant.learned_choices(), assistant.services());
    Ok((
        ledger.into_iter().map(|entry| format!("{}{}{}", entry.turn, entry.kind, entry.body)).collect(),
        broken,
    ))
}

/// A byte of the file is changed, anywhere: the file is refused, or the ledger says where it was touched, or it reads as it was.
#[test]
fn a_changed_byte_is_noticed_or_harms_nothing() {
    let mut stage = Stage::new();
    for said in ["提醒我明天早上八点交房租", "what's the weather in Beijing tomorrow"] {
        let _ = stage.say(said);
    }
    let (_open, _) = stage.say("text Bob that lunch is ready");
    let file = stage.database().to_owned();
    let whole_file = rusqlite::Connection::open(&file).expect("the file");
    whole_file.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").expect("all of it is in one file");
    drop(whole_file);
    let bytes = std::fs::read(&file).expect("the file");
    let (whole, broken) = read_all(&file).expect("it is whole");
    assert_eq!(broken, None);
    // The places of the ledger's own pages, and places everywhere.
    let marks: Vec<usize> = bytes
        .windows(10)
        .enumerate()
        .filter(|(_, window)| *window == b"understood")
        .map(|(at, _)| at)
        .collect();
    assert!(!marks.is_empty(), "the ledger is in the file");
    let mut random: u64 = 0x2545_f491_4f6c_dd1d;
    let mut next = || {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        random as usize
    };
    let folder = tempfile::tempdir().expect("a folder");
    let copy = folder.path().join("touched.db");
    let (mut refused, mut noticed, mut same) = (0, 0, 0);
    for i in 0..120 {
        let at = if i % 2 == 0 { marks[next() % marks.len()] + next() % 600 } else { next() % bytes.len() };
        let mut touched = bytes.clone();
        let at = at.min(bytes.len() - 1);
        touched[at] ^= 1 << (next() % 8);
        for end in ["-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{end}", copy.display()));
        }
        std::fs::write(&copy, &touched).expect("written");
        match read_all(&copy) {
            Err(kind) => {
                assert!(
                    matches!(
                        kind,
                        ErrorKind::Corrupt | ErrorKind::Storage | ErrorKind::WrongVersion | ErrorKind::Bug
                    ),
                    "{kind:?}"
                );
                refused += 1;
            }
            Ok((ledger, broken)) if ledger != whole => {
                assert!(broken.is_some(), "byte {at}: the ledger reads otherwise and nobody notices");
                noticed += 1;
            }
            Ok(_) => same += 1,
        }
    }
    stage::attacked(
        "bytes of the file changed",
        &[
            ("changed", refused + noticed + same),
            ("file refused", refused),
            ("noticed in the chain", noticed),
            ("read as before", same),
            ("unnoticed", 0),
        ],
    );
    assert!(noticed > 20, "{refused} {noticed} {same}");
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_written_is_an_error_and_nothing_is_half_done() {
    let mut stage = Stage::new();
    let _ = stage.say("提醒我明天早上八点交房租");
    let before = stage.assistant.ledger().expect("a ledger");
    // The file takes no record more, as on a full disk.
    let file = stage.database().to_owned();
    let full = rusqlite::Connection::open(&file).expect("the file");
    full.execute_batch("PRAGMA wal_checkpoint(TRUNCATE); CREATE TRIGGER full BEFORE INSERT ON ledger BEGIN SELECT RAISE(ABORT, 'disk full'); END;")
        .expect("from now on nothing is recorded");
    let mut turn = stage.assistant.begin(stage.context());
    let error = stage
        .advance(&mut turn, Event::Said("提醒我明天早上九点交房租".to_owned()))
        .expect_err("what cannot be recorded is not done");
    assert!(!error.to_string().contains("房租"), "the error holds no words: {error}");
    assert_eq!(stage.assistant.ledger().expect("a ledger"), before, "nothing is half done");
    assert!(turn.id().is_empty() || stage.assistant.open_turns().expect("turns").is_empty());
    full.execute_batch("DROP TRIGGER full").expect("there is room again");
    let (_, step) = stage.say("提醒我明天早上九点交房租");
    assert!(matches!(step, Step::Completed(_)), "it goes on as if nothing had been: {}", step.json());
    assert_eq!(stage.assistant.broken_ledger_entry().expect("a ledger"), None);
}
