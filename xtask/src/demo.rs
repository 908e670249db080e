//! The demo apps: what of them is tested here, measured and pictured.
//!
//! Decides what the phone in the browser needs, and what is said where it is missing. The apps' logic is tested against the library that the languages' packages are tested with.

use std::path::PathBuf;
use std::process::Command;

use crate::bindings::{Build, MAVEN, generate_from, has, needs};
use crate::run::{cargo, run};
use crate::{Failure, root};

/// Where Chromium stands on the machines that people have; `CHROMIUM` names another.
const BROWSERS: [&str; 4] = [
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/// What [`test`] needs, to be asked for before the long work.
pub(crate) fn tools() -> Result<(), Failure> {
    needs("node", "Node.js 20 or later")?;
    needs("npm", "npm")?;
    let named = std::env::var_os("CHROMIUM").map(PathBuf::from);
    if !named.into_iter().chain(BROWSERS.map(PathBuf::from)).any(|path| path.exists()) {
        return Err("Chromium is missing: apt-get install chromium, or name a browser in CHROMIUM".into());
    }
    Ok(())
}

/// The page in a browser, and the logic of the phone apps, against the build that the Rust suites made.
pub(crate) fn test() -> Result<(), Failure> {
    page(Build::Tested, &["--test", "--test-concurrency=1"])?;
    android(&[])?;
    ios()
}

/// Node in the folder of the page's tests, with the packages that its lock file names.
fn page(build: Build, arguments: &[&str]) -> Result<(), Failure> {
    tools()?;
    let folder = root().join("mobile-demo/simulator/tests/browser");
    let installed =
        std::fs::metadata(folder.join("node_modules/.package-lock.json")).and_then(|own| own.modified());
    let locked = std::fs::metadata(folder.join("package-lock.json"))?.modified()?;
    if installed.map_or(true, |installed| installed < locked) {
        run(Command::new("npm")
            .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])
            .current_dir(&folder))?;
    }
    run(Command::new("node").args(arguments).env("ERRAND_TARGET", build.folder()).current_dir(&folder))
}

/// The demo services' library; built with the others.
fn bridge(build: Build) -> PathBuf {
    build.folder().join(if cfg!(target_os = "macos") {
        "liberrand_demo_bridge.dylib"
    } else {
        "liberrand_demo_bridge.so"
    })
}

/// The Android app's logic and screens, on the JVM.
fn android(pictures: &[String]) -> Result<(), Failure> {
    needs("mvn", MAVEN)?;
    let module = root().join("mobile-demo/android/logic");
    generate_from(
        &bridge(Build::Tested),
        "kotlin",
        &module.join("target/generated-sources/uniffi"),
        Build::Tested,
    )?;
    maven("logic", "install", &[])?;
    maven("ui", "verify", pictures)
}

/// A module of the Android app that is none of Android's.
fn maven(module: &str, goal: &str, more: &[String]) -> Result<(), Failure> {
    run(Command::new("mvn")
        .args(["--batch-mode", "--no-transfer-progress", goal])
        .arg(format!("-Derrand.target={}", Build::Tested.folder().display()))
        .args(more)
        .current_dir(root().join("mobile-demo/android").join(module)))
}

/// The iOS app's logic, on Linux where there is a Swift toolchain.
fn ios() -> Result<(), Failure> {
    if !cfg!(target_os = "linux") || !has("swift") {
        eprintln!("mobile-demo/ios: its logic is tested on Linux where there is a Swift toolchain; not here");
        return Ok(());
    }
    let library = Build::Tested.folder();
    let (library, search) = (library.display().to_string(), format!("-L{}", library.display()));
    run(Command::new("swift")
        .args(["test", "-Xlinker", &search, "-Xlinker", "-rpath", "-Xlinker", &library])
        .env("ERRAND_TARGET", &library)
        .current_dir(root().join("mobile-demo/ios/Logic")))
}

/// Takes the pictures in docs/images anew.
pub(crate) fn pictures() -> Result<(), Failure> {
    cargo(&["build", "--release", "--package", "errand-simulator"])?;
    page(Build::Optimised, &["shots.mjs"])?;
    Build::Tested.library()?;
    android(&[format!("-Derrand.pictures={}", root().join("docs/images").display())])
}

/// How long a person waits for the first sign of an answer on the page.
pub(crate) fn measure() -> Result<(), Failure> {
    cargo(&["build", "--release", "--package", "errand-simulator"])?;
    page(Build::Optimised, &["measure.mjs"])
}
