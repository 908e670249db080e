//! Chores that run other programs, each with a clear word when the program is missing.

use std::path::Path;
use std::process::Command;

use crate::{Failure, licences, root, schema_file};

/// Everything that must pass.
pub(crate) fn test() -> Result<(), Failure> {
    let checked_in = std::fs::read_to_string(schema_file()).unwrap_or_default();
    cargo(&["fmt", "--all", "--check"])?;
    cargo(&["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"])?;
    // One build for both: doctests are part of it.
    cargo(&["test", "--workspace"])?;
    if checked_in != errand_core::json_schema() {
        return Err("docs/capability.schema.json is not what the types say: run `cargo xtask schema`".into());
    }
    licences::check()?;
    println!("xtask test: all passed");
    Ok(())
}

/// Writes the bundle from the public package.
pub(crate) fn export_model(data: &Path) -> Result<(), Failure> {
    python("export", "export.py", |command| {
        command
            .arg("--data")
            .arg(data)
            .arg("--out")
            .arg(root().join("models/errand-zh-en"))
            .arg("--golden")
            .arg(root().join("core/tests/golden/encoder.json"))
    })
}

/// Trains the tagger and writes it into the bundle.
pub(crate) fn train(data: &Path, without: Option<&str>) -> Result<(), Failure> {
    python("train", "tagger.py", |command| {
        command.arg("--data").arg(data).args(without.iter().flat_map(|source| ["--without", *source]))
    })
}

/// Runs a script of a folder of `models` in a Python environment of its own, made when it is not there.
fn python(
    folder: &str,
    script: &str,
    arguments: impl FnOnce(&mut Command) -> &mut Command,
) -> Result<(), Failure> {
    let environment = root().join(format!("target/{folder}-environment"));
    let folder = root().join("models").join(folder);
    let python = environment.join("bin/python");
    if !python.exists() {
        run(Command::new("python3").args(["-m", "venv"]).arg(&environment))?;
        run(Command::new(&python)
            .args(["-m", "pip", "install", "--quiet", "--requirement"])
            .arg(folder.join("requirements.txt")))?;
    }
    run(arguments(Command::new(&python).arg(folder.join(script))))
}

fn cargo(arguments: &[&str]) -> Result<(), Failure> {
    eprintln!("+ cargo {}", arguments.join(" "));
    run(Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(arguments)
        .current_dir(root()))
}

fn run(command: &mut Command) -> Result<(), Failure> {
    let program = command.get_program().to_string_lossy().into_owned();
    let status = command.status().map_err(|e| format!("{program} cannot be started: {e}"))?;
    if status.success() { Ok(()) } else { Err(format!("{program} ended with {status}").into()) }
}
