//! UniFFI's own generator, at the version of this workspace. `cargo xtask bindings` calls it.

fn main() {
    uniffi::uniffi_bindgen_main();
}
