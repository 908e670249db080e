//! Any text as a dispute bundle is refused or read without a panic; a good one in which any bytes were changed or put in
//! is noticed, unless what it says is the same.

#![no_main]

use errand_core::verify_bundle;
use libfuzzer_sys::fuzz_target;

/// The bundle that the documents show.
const GOOD: &str = include_str!("../../../docs/examples/milk-tea.json");

fuzz_target!(|input: (u32, u8, &str)| {
    let (place, byte, text) = input;
    let _ = verify_bundle(text, None);
    let good = verify_bundle(GOOD, None).expect("the documented bundle");
    let mut bytes = GOOD.as_bytes().to_vec();
    let place = place as usize % bytes.len();
    bytes[place] = byte;
    bytes.splice(place + 1..place + 1, text.bytes());
    let Ok(changed) = String::from_utf8(bytes) else { return };
    if let Ok(still) = verify_bundle(&changed, None) {
        assert_eq!(format!("{still:?}"), format!("{good:?}"), "a change that is not noticed changes nothing");
    }
});
