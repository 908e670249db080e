//! The demo services' manifests are models of how to write one, so each must load without a fault.
use errand_core::Manifest;

#[test]
fn every_demo_manifest_loads() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../mobile-demo/services");
    let mut capabilities = 0;
    let mut services = 0;
    for entry in std::fs::read_dir(folder).expect("the services").flatten() {
        let Ok(text) = std::fs::read_to_string(entry.path().join("capability.json")) else { continue };
        match Manifest::load(&text) {
            Ok(manifest) => capabilities += manifest.capabilities.len(),
            Err(faults) => panic!("{}:\n{faults}", entry.path().display()),
        }
        services += 1;
    }
    assert!(services >= 14 && capabilities >= 45, "{services} services, {capabilities} capabilities");
}
