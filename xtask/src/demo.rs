//! The demo apps: what of them is tested here, measured and pictured.
//!
//! Decides what the phone in the browser needs, and what is said where it is missing. The apps' logic is tested against the library that the languages' packages are tested with.

use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Subcommand;

use crate::bindings::{Build, MAVEN, generate_from, has, ndk, needs};
use crate::run::{cargo, run};
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
                for (path, text) in swift_sources()? {
                    std::fs::write(path, text)?;
                }
                Ok(())
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

/// The demo services' Swift sources, by where they are checked in.
fn swift_sources() -> Result<Vec<(PathBuf, String)>, Failure> {
    let out = root().join("target/swift-demo-sources");
    generate_from(&bridge(Build::Tested), "swift", &out, Build::Tested)?;
    let package = root().join("mobile-demo/ios/Logic");
    let names = [
        ("Sources/DemoServicesFFI/DemoServicesFFI.swift", "DemoServicesFFI.swift"),
        ("errandDemoFFI/errandDemoFFI.h", "errandDemoFFI.h"),
        ("errandDemoFFI/module.modulemap", "errandDemoFFI.modulemap"),
    ];
    names
        .into_iter()
        .map(|(path, name)| {
            let text = std::fs::read_to_string(out.join(name))?;
            // For the linker on Linux; the framework brings its own library.
            Ok((
                package.join(path),
                text.replace("    export *\n", "    export *\n    link \"errand_demo_bridge\"\n"),
            ))
        })
        .collect()
}

/// The iOS app's logic, on Linux where there is a Swift toolchain.
fn ios() -> Result<(), Failure> {
    for (path, text) in swift_sources()? {
        if std::fs::read_to_string(&path).ok() != Some(text) {
            let path = path.display();
            return Err(format!(
                "{path} is not what the library says: check in what `cargo xtask demo swift` writes"
            )
            .into());
        }
    }
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

/// The shared library for each ABI, beside the core's own.
fn android_libraries() -> Result<(), Failure> {
    ndk(
        &["--package", "errand-demo-bridge", "--crate-type", "cdylib"],
        &root().join("mobile-demo/android/app/src/main/jniLibs"),
    )?;
    Build::Tested.library()?;
    let sources = root().join("mobile-demo/android/logic/target/generated-sources/uniffi");
    generate_from(&bridge(Build::Tested), "kotlin", &sources, Build::Tested)
}

/// A dynamic framework: a second static Rust library in one app would bring a second standard library.
fn framework() -> Result<(), Failure> {
    if !cfg!(target_os = "macos") {
        return Err("no framework can be built here: it needs macOS with Xcode".into());
    }
    needs("xcodebuild", "Xcode")?;
    const NAME: &str = "errandDemoFFI";
    let logic = root().join("mobile-demo/ios/Logic");
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
