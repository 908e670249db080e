//! Whatever services answer and people say: no answer is a defect, a write leaves once a key, nothing that spends, sends or shares leaves
//! without a yes, and the chain of the record stays whole.
//!
//! A text: the first line says which sentence, each further one what happens next; see `stage.rs`.

#![no_main]

mod stage;

use std::cell::RefCell;
use std::collections::BTreeSet;

use errand_core::{Event, Step, Tier, verify_bundle};
use libfuzzer_sys::fuzz_target;
use stage::{Stage, input, is_refusal};

thread_local! {
    static STAGE: RefCell<Stage> = RefCell::new(Stage::new());
}

// Opening it may take a minute the first time, which is no input's fault.
fuzz_target!(init: STAGE.with_borrow(|_| ()), |text: &str| {
    STAGE.with_borrow_mut(|stage| {
        let mut lines = text.split('\n');
        let which = lines.next().and_then(|line| line.trim().parse().ok()).unwrap_or(0);
        let (mut turn, mut step) = stage.begin(which);
        let mut left: BTreeSet<String> = BTreeSet::new();
        let mut yeses = 0;
        for line in lines.take(40) {
            if turn.has_ended() {
                break;
            }
            let event = stage.event(line, &step);
            yeses += usize::from(matches!(event, Event::Approved(_)));
            match turn.advance(input(event)) {
                Ok(next) => step = next,
                Err(error) => assert!(is_refusal(&error), "{error}"),
            }
            if let Step::Call(call) = &step
                && call.tier != Tier::T0
            {
                let is_new = left.insert(call.key.clone());
                assert!(is_new || !matches!(line.chars().next(), Some('s' | 't')), "a write left twice: {}", call.key);
                assert!(call.tier < Tier::T3 || yeses > 0, "it left without a yes: {}", call.capability);
            }
        }
        if !turn.has_ended() {
            step = turn.advance(input(Event::Cancelled)).expect("a turn can always be ended");
        }
        assert!(!step.json().is_empty());
        let bundle = stage.assistant.dispute_bundle(turn.id()).expect("its record");
        verify_bundle(&serde_json::to_string(&bundle).expect("it prints"), None).expect("the record is whole");
    });
});
