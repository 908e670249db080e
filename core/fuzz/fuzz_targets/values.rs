//! Any text is read without a panic, and every value stands on whole characters of it, in order, none in another.

#![no_main]

use errand_core::{Kind, Reference, Region, Tense, Utterance, find_values, read_values};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let said = Utterance::new(text);
    let now = "2026-11-25T09:30:00".parse().expect("a time");
    let here = Reference { now, offset: 480, region: Region::Unknown, tense: Tense::Future };
    for is_weak in [false, true] {
        let mut behind = 0;
        for meant in read_values(&said, here, is_weak) {
            assert!(meant.range.start >= behind && meant.range.start < meant.range.end);
            behind = meant.range.end;
            let span = said.span(meant.range.clone());
            assert!(said.said().is_char_boundary(span.start as usize) && said.said().is_char_boundary(span.end as usize));
            assert!(!meant.json(&said).is_empty());
        }
        for kind in Kind::ALL {
            for found in find_values(kind, &said, here, is_weak) {
                assert!(found.range.start < found.range.end && found.range.end <= said.chars().len());
                assert!(!found.value.json().is_empty());
            }
        }
    }
});
