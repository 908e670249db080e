//! `cargo xtask reference`: the API reference of each language, from the comments of its own sources, into `target/reference`.
//!
//! Decides which tool reads which sources. A language whose tools are not here is named and left out; one whose tools fail ends the command.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::bindings::{Build, Package, generate_kotlin, has};
use crate::run::{cargo, run};
use crate::{Failure, root};

/// pdoc, for Python.
const PDOC: &str = "pdoc==16.0.0";

/// What converts Swift's comments; on a Mac it is part of Xcode and not on the path.
const DOCC: &str = if cfg!(target_os = "macos") { "xcrun" } else { "docc" };

pub(crate) fn write() -> Result<(), Failure> {
    let out = root().join("target/reference");
    std::fs::create_dir_all(&out)?;
    cargo(&["doc", "--no-deps", "--package", "errand-core"])?;
    println!("Rust: {}", root().join("target/doc/errand_core/index.html").display());
    for (language, tools, write) in [
        ("Kotlin", &["java", "mvn"][..], kotlin as fn(&Path) -> Result<PathBuf, Failure>),
        ("Python", &["python3"], python),
        ("Swift", &["swift", DOCC], swift),
    ] {
        match tools.iter().find(|tool| !has(tool)) {
            Some(missing) => println!("{language}: left out, there is no {missing}"),
            None => println!("{language}: {}", write(&out)?.display()),
        }
    }
    Ok(())
}

fn kotlin(out: &Path) -> Result<PathBuf, Failure> {
    let module = generate_kotlin(Build::Optimised)?;
    run(Command::new("mvn")
        // The group of the plugin is none that Maven looks in by itself.
        .args([
            "--batch-mode",
            "--no-transfer-progress",
            "--quiet",
            "compile",
            "org.jetbrains.dokka:dokka-maven-plugin:dokka",
        ])
        .current_dir(module))?;
    Ok(out.join("kotlin/index.html"))
}

fn python(out: &Path) -> Result<PathBuf, Failure> {
    let python = root().join("target/python-environment/bin/python");
    if !python.exists() {
        Package::Python.build()?; // makes the environment with the package in it
    }
    run(Command::new(&python).args(["-m", "pip", "install", "--quiet", PDOC]))?;
    let out = out.join("python");
    run(Command::new(&python).args(["-m", "pdoc", "errand", "--output-directory"]).arg(&out))?;
    Ok(out.join("errand.html"))
}

fn swift(out: &Path) -> Result<PathBuf, Failure> {
    let (package, graphs) = (root().join("bindings/swift"), out.join("swift-graphs"));
    std::fs::create_dir_all(&graphs)?;
    run(Command::new("swift")
        .args([
            "build",
            "--target",
            "Errand",
            "-Xswiftc",
            "-emit-symbol-graph",
            "-Xswiftc",
            "-emit-symbol-graph-dir",
            "-Xswiftc",
        ])
        .arg(&graphs)
        .current_dir(&package))?;
    let out = out.join("swift");
    let mut docc = Command::new(DOCC);
    docc.args((DOCC == "xcrun").then_some("docc"));
    run(docc
        .args(["convert", "--fallback-display-name", "Errand", "--fallback-bundle-identifier", "dev.errand"])
        .arg("--additional-symbol-graph-dir")
        .arg(&graphs)
        .arg("--output-path")
        .arg(&out))?;
    Ok(out)
}
