//! Any text as a manifest or a pack: it is refused with the place of each fault, or it loads, and what loads loads again the same.

#![no_main]

use errand_core::{Manifest, Pack};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    match Manifest::load(text) {
        Ok(manifest) => {
            let again = Manifest::load(text).expect("it loaded before");
            assert_eq!(manifest.digest(), again.digest());
            let printed = serde_json::to_string(&manifest).expect("a manifest prints");
            let read = Manifest::load(&printed).unwrap_or_else(|faults| panic!("{faults}"));
            assert_eq!(read.digest(), manifest.digest(), "printing keeps what it says");
        }
        Err(faults) => assert!(!faults.0.is_empty() && !faults.to_string().is_empty()),
    }
    if let Ok(pack) = Pack::load(text) {
        assert_eq!(Pack::load(&pack.json()).expect("a pack prints").json(), pack.json());
    }
});
