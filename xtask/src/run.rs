//! Chores that run other programs, each with a clear word when the program is missing.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Failure, bindings, demo, licences, root};

/// Everything that must pass.
pub(crate) fn test() -> Result<(), Failure> {
    bindings::tools()?;
    demo::tools()?;
    cargo(&["fmt", "--all", "--check"])?;
    cargo(&["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"])?;
    // One build for both: doctests are part of it.
    cargo(&["test", "--workspace"])?;
    // The same store over another SQLite: a build of its own, of what lies above it alone, as features are otherwise those of the whole.
    cargo(&["test", "--workspace", "--features", "errand-core/encryption", "--test", "encrypted"])?;
    licences::check()?;
    bindings::test()?;
    demo::test()?;
    println!("xtask test: all passed");
    Ok(())
}

/// Writes the schemas of `capability.json` and of a mini-tool from the types.
pub(crate) fn schema() -> Result<(), Failure> {
    let test = ["test", "--package", "errand-core", "--lib", "the_schema_is_what_the_types_say"];
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    run(Command::new(cargo).args(test).env("UPDATE", "1").current_dir(root()))
}

/// Trains the encoder, from the public weights or from the bundle's on; what is worked out once is kept in `target/model`, and a run that was stopped goes on.
pub(crate) fn train_encoder(data: &Path, steps: Option<u32>, from_bundle: bool) -> Result<(), Failure> {
    let work = work();
    if !work.join("base/base.npz").exists() {
        python("export/base.py", |command| command.arg("--data").arg(data).arg("--work").arg(&work))?;
    }
    let steps = steps.map(|steps| steps.to_string());
    python("train/encoder.py", |command| {
        // What is freed is kept: giving pages back and asking for them again took half of the time.
        let keep =
            [("MALLOC_ARENA_MAX", "1"), ("MALLOC_MMAP_MAX_", "0"), ("MALLOC_TRIM_THRESHOLD_", "8000000000")];
        command.envs(keep).arg("--data").arg(data).arg("--work").arg(&work);
        if from_bundle {
            command.arg("--bundle").arg(bundle());
        }
        command.args(steps.iter().flat_map(|steps| ["--steps", steps]))
    })
}

/// Trains the tagger and writes it into the bundle.
pub(crate) fn train_tagger(data: &Path, without: Option<&str>) -> Result<(), Failure> {
    python("train/tagger.py", |command| {
        command.arg("--data").arg(data).args(without.iter().flat_map(|source| ["--without", *source]))
    })
}

/// Trains the outline and writes it into the bundle; `hold`: measures it instead.
pub(crate) fn train_outline(hold: Option<u32>) -> Result<(), Failure> {
    let hold = hold.map(|hold| hold.to_string());
    python("train/outline.py", |command| command.args(hold.iter().flat_map(|hold| ["--hold", hold])))
}

/// Writes the bundle from the trained encoder.
pub(crate) fn export_model(data: &Path) -> Result<(), Failure> {
    python("export/export.py", |command| {
        command
            .arg("--data")
            .arg(data)
            .arg("--work")
            .arg(work())
            .arg("--out")
            .arg(bundle())
            .arg("--golden")
            .arg(root().join("core/tests/golden/encoder.json"))
    })
}

/// Measures a peer on the tasks in a folder.
pub(crate) fn peer(name: &str, tasks: &Path) -> Result<(), Failure> {
    python("evaluate/peers.py", |command| command.arg("--peer").arg(name).arg("--tasks").arg(tasks))
}

/// Times the trained network on ONNX Runtime.
pub(crate) fn onnx_speed(texts: &[&str]) -> Result<(), Failure> {
    python("evaluate/speed.py", |command| {
        command.arg("--work").arg(work()).args(texts.iter().flat_map(|text| ["--text", *text]))
    })
}

fn bundle() -> PathBuf {
    root().join("models/errand-zh-en")
}

/// What training keeps between runs.
fn work() -> PathBuf {
    root().join("target/model")
}

/// Runs a script of `models` in a Python environment of its own, made when it is not there.
fn python(script: &str, arguments: impl FnOnce(&mut Command) -> &mut Command) -> Result<(), Failure> {
    let environment = root().join("target/model-environment");
    let python = environment.join("bin/python");
    if !python.exists() {
        run(Command::new("python3").args(["-m", "venv"]).arg(&environment))?;
        run(Command::new(&python)
            .args(["-m", "pip", "install", "--quiet", "--requirement"])
            .arg(root().join("models/requirements.txt")))?;
    }
    run(arguments(Command::new(&python).arg(root().join("models").join(script))))
}

/// Runs this command again in an optimised build.
pub(crate) fn optimised() -> Result<(), Failure> {
    run(Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["run", "--release", "--quiet", "--package", "xtask", "--manifest-path"])
        .arg(root().join("Cargo.toml"))
        .arg("--")
        .args(std::env::args_os().skip(1)))
}

pub(crate) fn cargo(arguments: &[&str]) -> Result<(), Failure> {
    eprintln!("+ cargo {}", arguments.join(" "));
    run(Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(arguments)
        .current_dir(root()))
}

pub(crate) fn run(command: &mut Command) -> Result<(), Failure> {
    let program = command.get_program().to_string_lossy().into_owned();
    let status = command.status().map_err(|e| format!("{program} cannot be started: {e}"))?;
    if status.success() { Ok(()) } else { Err(format!("{program} ended with {status}").into()) }
}
