//! The licence of every dependency against the list in `deny.toml`; reads what cargo has on disk, needs no network.
//!
//! `cargo deny` reads the same file; this is the part of it that every machine can run.

use cargo_metadata::MetadataCommand;
use serde::Deserialize;
use spdx::{Expression, ParseMode};

use crate::{Failure, root};

#[derive(Deserialize)]
struct Deny {
    licenses: Licenses,
}

#[derive(Deserialize)]
struct Licenses {
    allow: Vec<String>,
    #[serde(default)]
    exceptions: Vec<Exception>,
}

#[derive(Deserialize)]
struct Exception {
    allow: Vec<String>,
    #[serde(rename = "crate")]
    name: String,
}

/// Every package of the tree must be under licences that are allowed.
pub(crate) fn check() -> Result<(), Failure> {
    let text = std::fs::read_to_string(root().join("deny.toml"))?;
    let deny: Deny = toml::from_str(&text)?;
    // Only this machine's packages are on its disk for sure; the lock file has the same ones for the phones.
    let options = ["--offline", "--features", "errand-core/encryption", "--filter-platform", &host()?];
    let options: Vec<String> = options.map(str::to_owned).into();
    let metadata =
        MetadataCommand::new().manifest_path(root().join("Cargo.toml")).other_options(options).exec()?;
    let mut refused = Vec::new();
    for package in &metadata.packages {
        let more = deny
            .licenses
            .exceptions
            .iter()
            .filter(|e| e.name == package.name.as_str())
            .flat_map(|e| &e.allow);
        let allowed: Vec<&String> = deny.licenses.allow.iter().chain(more).collect();
        let Some(licence) = &package.license else {
            refused.push(format!("{} {} names no licence", package.name, package.version));
            continue;
        };
        let expression = Expression::parse_mode(licence, ParseMode::LAX)
            .map_err(|e| format!("{}: {licence:?}: {e}", package.name))?;
        let fits = expression.evaluate(|requirement| {
            let name = requirement.to_string();
            allowed.iter().any(|allowed| **allowed == name)
        });
        if !fits {
            refused.push(format!("{} {} is under {licence}", package.name, package.version));
        }
    }
    if refused.is_empty() {
        println!("licences: {} packages, all allowed", metadata.packages.len());
        Ok(())
    } else {
        Err(format!("licences that deny.toml does not allow:\n  {}", refused.join("\n  ")).into())
    }
}

/// The triple of this machine, as rustc names it.
fn host() -> Result<String, Failure> {
    let output = std::process::Command::new("rustc")
        .arg("-vV")
        .output()
        .map_err(|e| format!("rustc cannot be started: {e}"))?;
    let text = String::from_utf8(output.stdout)?;
    let line = text.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(line.ok_or("rustc does not name its host")?.to_owned())
}
