//! The database that every phone begins with: the demo services, learned once.
//!
//! Decides where it is kept and when it is made anew. What is learned is the core's; a service that has not changed costs nothing again.

use std::path::Path;

use errand_core::{Assistant, ErrorKind, Manifest};
use errand_demo_services::DemoApp;

use crate::{Failure, Options};

/// Brings the template to what the services' folder says.
pub(crate) fn learn(options: &Options) -> Result<(), Failure> {
    let app = DemoApp::load(&options.services, None)?;
    if app.manifests().is_empty() {
        return Err(format!("{}: no folder in it has a capability.json", options.services.display()).into());
    }
    for (path, text) in app.manifests() {
        // One by one, so that a refused manifest is named.
        Manifest::load(text).map_err(|faults| format!("{path}:\n{faults}"))?;
    }
    let file = &options.template;
    if !file.exists() {
        eprintln!("Learning {} services, once …", app.manifests().len());
    }
    match fill(options, file, &app) {
        // Kept by another version of the core, or broken: it holds nothing that cannot be learned again.
        Err(error) if matches!(error.kind(), ErrorKind::WrongVersion | ErrorKind::Corrupt) => {
            for end in ["", "-wal", "-shm"] {
                let mut path = file.clone().into_os_string();
                path.push(end);
                if Path::new(&path).exists() {
                    std::fs::remove_file(&path)?;
                }
            }
            fill(options, file, &app)?;
        }
        other => other?,
    }
    Ok(())
}

/// Closed again at the end, so that everything is in the one file.
fn fill(options: &Options, file: &Path, app: &DemoApp) -> Result<(), errand_core::Error> {
    let mut assistant = Assistant::open(errand_core::Options::new(&options.bundle, file))?;
    assistant.refresh()?;
    let wanted: Vec<&str> = app.manifests().iter().map(|(_, text)| text.as_str()).collect();
    let installed = assistant.install_all(&wanted)?;
    for old in assistant.services()? {
        if installed.iter().all(|service| service.id != old.id) {
            assistant.remove(&old.id)?;
        }
    }
    Ok(())
}
