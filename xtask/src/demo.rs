//! The demo apps: what of them is tested here, measured and pictured.
//!
//! Decides what the phone in the browser needs, and what is said where it is missing. The apps' logic is tested against the library that the languages' packages are tested with.

use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Subcommand;

use crate::bindings::{Build, MAVEN, generate, maven, ndk, needs};
use crate::run::{cargo, run};
use crate::swift::DEMO;
use crate::{Failure, root};

/// What of the demo apps is made by hand.
#[derive(Clone, Copy, Subcommand)]
pub(crate) enum Demo {
    /// The demo services for the Android app's four ABIs, and their Kotlin sources; needs the NDK, cargo-ndk and Rust's Android targets.
    Android,
    /// The demo services' generated Swift sources, which are checked in.
    Swift,
    /// The demo services as a framework for the iOS app; needs macOS with Xcode.
    Ios,
}

impl Demo {
    pub(crate) fn build(self) -> Result<(), Failure> {
        match self {
            Self::Android => android_libraries(),
            Self::Swift => {
                Build::Tested.library()?;
                DEMO.write(&bridge(Build::Tested), Build::Tested)
            }
            Self::Ios => framework(),
        }
    }
}

/// Where Chromium stands on the machines that people have; `CHROMIUM` names another.
const BROWSERS: [&str; 4] = [
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/// The oldest Node.js that the page's tests run on.
const NODE: u32 = 20;

/// What [`test`] needs, to be asked for before the long work.
pub(crate) fn tools() -> Result<(), Failure> {
    let node = format!("Node.js {NODE} or later");
    needs("node", &node)?;
    let version = Command::new("node").arg("--version").output()?.stdout;
    let version = String::from_utf8_lossy(&version).trim().trim_start_matches('v').to_owned();
    if version.split('.').next().and_then(|major| major.parse::<u32>().ok()).is_none_or(|major| major < NODE)
    {
        return Err(format!("node is {version}: install {node} from https://nodejs.org").into());
    }
    needs("npm", "npm")?;
    browser().map(drop)
}

fn browser() -> Result<PathBuf, Failure> {
    let named = std::env::var_os("CHROMIUM").map(PathBuf::from);
    let mut all = named.into_iter().chain(BROWSERS.map(PathBuf::from));
    all.find(|path| path.exists())
        .ok_or_else(|| "Chromium is missing: apt-get install chromium, or name a browser in CHROMIUM".into())
}

/// The page in a browser, and the logic of the phone apps, against the build that the Rust suites made.
pub(crate) fn test() -> Result<(), Failure> {
    let build = Build::Tested;
    page(build, &["--test", "--test-concurrency=1"])?;
    android(&[])?;
    DEMO.check(&bridge(build), build)?;
    DEMO.test(build)
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
    run(Command::new("node")
        .args(arguments)
        .env("ERRAND_TARGET", build.folder())
        .env("CHROMIUM", browser()?)
        .current_dir(&folder))
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
    let (android, build) = (root().join("mobile-demo/android"), Build::Tested);
    let logic = android.join("logic");
    generate(&bridge(build), "kotlin", &logic.join("target/generated-sources/uniffi"), build)?;
    maven(&logic, "install", build, &[])?;
    maven(&android.join("ui"), "verify", build, pictures)
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

/// The shared library for each ABI, beside the core's own.
fn android_libraries() -> Result<(), Failure> {
    ndk(
        &["--package", "errand-demo-bridge", "--crate-type", "cdylib"],
        &root().join("mobile-demo/android/app/src/main/jniLibs"),
    )?;
    Build::Tested.library()?;
    let sources = root().join("mobile-demo/android/logic/target/generated-sources/uniffi");
    generate(&bridge(Build::Tested), "kotlin", &sources, Build::Tested)
}

/// A dynamic framework: a second static Rust library in one app would bring a second standard library.
fn framework() -> Result<(), Failure> {
    if !cfg!(target_os = "macos") {
        return Err("no framework can be built here: it needs macOS with Xcode".into());
    }
    needs("xcodebuild", "Xcode")?;
    const NAME: &str = "errandDemoFFI";
    let logic = DEMO.folder();
    let library = |target: &str| -> Result<PathBuf, Failure> {
        cargo(&[
            "rustc",
            "--release",
            "--package",
            "errand-demo-bridge",
            "--crate-type",
            "cdylib",
            "--target",
            target,
        ])?;
        Ok(root().join("target").join(target).join("release/liberrand_demo_bridge.dylib"))
    };
    let device = library("aarch64-apple-ios")?;
    let simulators = [library("aarch64-apple-ios-sim")?, library("x86_64-apple-ios")?];
    let both = root().join("target/liberrand_demo_bridge-simulator.dylib");
    run(Command::new("lipo").arg("-create").args(&simulators).arg("-output").arg(&both))?;
    let frameworks = [("device", device), ("simulator", both)]
        .into_iter()
        .map(|(name, library)| {
            made_framework(NAME, &logic, &root().join("target/demo-frameworks").join(name), &library)
        })
        .collect::<Result<Vec<_>, _>>()?;
    let out = logic.join("build").join(format!("{NAME}.xcframework"));
    if out.exists() {
        std::fs::remove_dir_all(&out)?;
    }
    run(Command::new("xcodebuild")
        .arg("-create-xcframework")
        .args(frameworks.iter().flat_map(|path| [Path::new("-framework"), path]))
        .arg("-output")
        .arg(out))
}

/// One slice: the library under the framework's name, its header and its module.
fn made_framework(name: &str, logic: &Path, folder: &Path, library: &Path) -> Result<PathBuf, Failure> {
    let framework = folder.join(format!("{name}.framework"));
    for part in ["Headers", "Modules"] {
        std::fs::create_dir_all(framework.join(part))?;
    }
    let binary = framework.join(name);
    std::fs::copy(library, &binary)?;
    run(Command::new("install_name_tool")
        .arg("-id")
        .arg(format!("@rpath/{name}.framework/{name}"))
        .arg(&binary))?;
    std::fs::copy(logic.join(format!("{name}/{name}.h")), framework.join(format!("Headers/{name}.h")))?;
    let module = format!("framework module {name} {{\n    header \"{name}.h\"\n    export *\n}}\n");
    std::fs::write(framework.join("Modules/module.modulemap"), module)?;
    let plist = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<plist version=\"1.0\"><dict>\
         <key>CFBundleExecutable</key><string>{name}</string>\
         <key>CFBundleIdentifier</key><string>dev.errand.demo.services</string>\
         <key>CFBundlePackageType</key><string>FMWK</string>\
         <key>MinimumOSVersion</key><string>17.0</string></dict></plist>\n"
    );
    std::fs::write(framework.join("Info.plist"), plist)?;
    Ok(framework)
}
