//! Any text as a condition over any value: it is refused, or it comes to the same outcome each time; no text panics.

#![no_main]

use errand_core::fuzz_predicate;
use libfuzzer_sys::fuzz_target;

// The condition, a line break, and the value in JSON.
fuzz_target!(|input: &str| {
    let (text, value) = input.split_once('\n').unwrap_or((input, "null"));
    fuzz_predicate(text, &serde_json::from_str(value).unwrap_or_default());
});
