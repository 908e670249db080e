//! Whatever ids come back from a host: what is not the open question's is refused, and the turn stands where it stood.
//!
//! A text: the first line says which sentence and how many steps go well, each further one is an id with what is done by it.

#![no_main]

mod stage;

use std::cell::RefCell;

use errand_core::{CallResult, Event, Language};
use libfuzzer_sys::fuzz_target;
use stage::{Stage, input, is_refusal, now};

thread_local! {
    static STAGE: RefCell<Stage> = RefCell::new(Stage::new());
}

// Opening it may take a minute the first time, which is no input's fault.
fuzz_target!(init: STAGE.with_borrow(|_| ()), |text: &str| {
    STAGE.with_borrow_mut(|stage| {
        let mut lines = text.split('\n');
        let mut first = lines.next().unwrap_or_default().split(' ').map(|word| word.parse::<usize>().unwrap_or(0));
        let (mut turn, mut step) = stage.begin(first.next().unwrap_or(0));
        for _ in 0..first.next().unwrap_or(0) % 12 {
            if turn.has_ended() {
                break;
            }
            let event = stage.event("g", &step);
            match turn.advance(input(event)) {
                Ok(next) => step = next,
                Err(error) => assert!(is_refusal(&error), "{error}"),
            }
        }
        let id = turn.id().to_owned();
        let records = stage.assistant.ledger().expect("a ledger").len();
        for line in lines.take(20) {
            let what = line.chars().next().unwrap_or('r');
            let (given, rest) = line[what.len_utf8().min(line.len())..].split_once('\t').unwrap_or((&line[what.len_utf8().min(line.len())..], ""));
            // What is truly open is another target's subject.
            let is_open = given == id || step.json().contains(given);
            if is_open {
                continue;
            }
            let event = match what {
                'o' => Event::Chosen { interrupt: given.to_owned(), option: rest.to_owned() },
                'v' => Event::Provided { interrupt: given.to_owned(), value: rest.to_owned() },
                'n' => Event::Declined { interrupt: given.to_owned() },
                'k' => Event::CallDone { key: given.to_owned(), result: CallResult::Success(rest.to_owned()) },
                'e' => {
                    assert!(stage.assistant.explain(given, Language::Zh).is_ok());
                    continue;
                }
                'b' => {
                    // An id may be that of another turn of this file.
                    match stage.assistant.dispute_bundle(given) {
                        Ok(bundle) => assert_eq!(bundle.turn, given),
                        Err(error) => assert!(is_refusal(&error), "{error}"),
                    }
                    continue;
                }
                _ => {
                    // An id may be that of another turn of this file; what never was is refused.
                    match stage.assistant.resume(given, &now()) {
                        Ok((other, _)) => assert_eq!(other.id(), given),
                        Err(error) => assert!(is_refusal(&error), "{error}"),
                    }
                    continue;
                }
            };
            let refused = turn.advance(input(event)).expect_err("it answers nothing that was asked");
            assert!(is_refusal(&refused), "{refused}");
        }
        if !turn.has_ended() {
            let (mut resumed, same) = stage.assistant.resume(&id, &now()).expect("it stands where it stood");
            assert!(same.json() == step.json() || stage.assistant.ledger().expect("a ledger").len() > records);
            let _ = resumed.advance(input(Event::Cancelled)).expect("a turn can always be ended");
        }
    });
});
