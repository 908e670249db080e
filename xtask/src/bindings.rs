//! The packages of other languages: what is built with what, and what is said where a tool is missing.
//!
//! Decides the steps of each package. Packages are made from an optimised build of `errand-ffi`, whose generated sources come from `errand-bindgen`;
//! the whole test run takes the build that the Rust suites made already, or it would compile everything twice.

use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Subcommand;

use crate::run::{cargo, run};
use crate::swift::ERRAND;
use crate::{Failure, root};

/// A package.
#[derive(Clone, Copy, Subcommand)]
pub(crate) enum Package {
    /// The JVM module, compiled and tested; needs Java 17, Maven and Maven Central.
    Kotlin,
    /// The generated Swift sources, which are checked in; tested where there is a Swift toolchain.
    Swift,
    /// A wheel in target/wheels, installed into an environment of its own and tested; needs Python 3.10 and PyPI.
    Python,
    /// The Android archive's libraries for four ABIs; needs the NDK, cargo-ndk and Rust's Android targets.
    Aar {
        /// With the database under a key.
        #[arg(long)]
        encryption: bool,
    },
    /// The XCFramework for devices and simulators; needs macOS with Xcode.
    Xcframework {
        /// With the database under a key.
        #[arg(long)]
        encryption: bool,
    },
}

/// ABIs of the archive.
const ABIS: [&str; 4] = ["arm64-v8a", "armeabi-v7a", "x86_64", "x86"];
/// The library on this machine.
const LIBRARY: &str = if cfg!(target_os = "macos") { "liberrand_ffi.dylib" } else { "liberrand_ffi.so" };
/// The oldest Android that the archive runs on.
const ANDROID: &str = "26";
/// The oldest iOS that the framework runs on.
const IOS: &str = "16.0";
/// Segments of a library must be aligned to pages of so many bytes: Google Play's rule since November 2025.
const PAGE: u64 = 16_384;

/// Which build of the library a package is made from.
#[derive(Clone, Copy)]
pub(crate) enum Build {
    /// The one that the Rust suites are run with.
    Tested,
    /// The optimised one.
    Optimised,
}

impl Build {
    fn profile(self) -> &'static str {
        match self {
            Self::Tested => "dev",
            Self::Optimised => "release",
        }
    }

    /// Where it was built.
    pub(crate) fn folder(self) -> PathBuf {
        root().join(match self {
            Self::Tested => "target/debug",
            Self::Optimised => "target/release",
        })
    }

    /// Builds the library and the demo services' host; the library's path.
    pub(crate) fn library(self) -> Result<PathBuf, Failure> {
        match self {
            // With the tests among the targets features are those of the Rust suites, so that nothing is compiled again.
            Self::Tested => cargo(&["build", "--workspace", "--lib", "--bins", "--tests"])?,
            Self::Optimised => {
                let profile = self.profile();
                let packages = ["errand-ffi", "errand-demo-services", "errand-demo-bridge"];
                let packages = packages.map(|package| ["--package", package]).concat();
                cargo(&[&["build", "--profile", profile], &packages[..]].concat())?;
            }
        }
        Ok(self.folder().join(LIBRARY))
    }

    /// The generator of the other languages' sources, with what it is called by.
    fn generator(self, arguments: &[&str]) -> Result<(), Failure> {
        match self {
            Self::Tested => {
                run(Command::new(self.folder().join("uniffi-bindgen")).args(arguments).current_dir(root()))
            }
            // Unoptimised: it would take minutes to build otherwise.
            Self::Optimised => {
                cargo(&[&["run", "--quiet", "--bin", "uniffi-bindgen", "--"], arguments].concat())
            }
        }
    }
}

impl Package {
    pub(crate) fn build(self) -> Result<(), Failure> {
        match self {
            Self::Kotlin => kotlin(Build::Optimised),
            Self::Swift => swift(Build::Optimised),
            Self::Python => python(Build::Optimised),
            // Android has no OpenSSL to link, Apple's platforms have a library of their own.
            Self::Aar { encryption } => {
                aar(if encryption { &["--features", "encryption-vendored"] } else { &[] })
            }
            Self::Xcframework { encryption } => {
                xcframework(if encryption { &["--features", "encryption"] } else { &[] })
            }
        }
    }
}

const JAVA: &str = "a Java 17 or later";
pub(crate) const MAVEN: &str = "Maven";
const PYTHON: &str = "a Python 3.10 or later";

/// What [`test`] needs, to be asked for before the long work.
pub(crate) fn tools() -> Result<(), Failure> {
    needs("java", JAVA)?;
    needs("mvn", MAVEN)?;
    needs("python3", PYTHON)?;
    // For the database under a key; Apple's platforms have their own.
    let headers = Path::new("/usr/include/openssl/evp.h");
    if cfg!(target_os = "linux") && !headers.exists() && std::env::var_os("OPENSSL_DIR").is_none() {
        return Err("OpenSSL's headers are missing: apt-get install libssl-dev".into());
    }
    Ok(())
}

/// All that can be tested here, after the Rust suites.
pub(crate) fn test() -> Result<(), Failure> {
    let build = Build::Tested;
    ERRAND.check(&build.library()?, build)?;
    ERRAND.test(build)?;
    python(build)?;
    kotlin(build)
}

/// Writes the sources of a language for a library that says what it exports.
pub(crate) fn generate(library: &Path, language: &str, out: &Path, build: Build) -> Result<(), Failure> {
    std::fs::create_dir_all(out)?;
    let (library, out) = (library.to_string_lossy(), out.to_string_lossy());
    build.generator(&["generate", &library, "--language", language, "--out-dir", &out, "--no-format"])
}

/// Writes the Kotlin sources to where the module's build finds them; the module's folder.
pub(crate) fn generate_kotlin(build: Build) -> Result<PathBuf, Failure> {
    let module = root().join("bindings/kotlin/errand");
    generate(&build.library()?, "kotlin", &module.join("target/generated-sources/uniffi"), build)?;
    Ok(module)
}

fn kotlin(build: Build) -> Result<(), Failure> {
    needs("java", JAVA)?;
    needs("mvn", MAVEN)?;
    // Into the local repository, where the demo app's logic finds it.
    maven(&generate_kotlin(build)?, "install", build, &[])
}

/// A JVM module's goal, against a build of the libraries.
pub(crate) fn maven(module: &Path, goal: &str, build: Build, more: &[String]) -> Result<(), Failure> {
    run(Command::new("mvn")
        .args(["--batch-mode", "--no-transfer-progress", goal])
        .arg(format!("-Derrand.target={}", build.folder().display()))
        .args(more)
        .current_dir(module))
}

fn swift(build: Build) -> Result<(), Failure> {
    ERRAND.write(&build.library()?, build)?;
    ERRAND.test(build)
}

fn python(build: Build) -> Result<(), Failure> {
    needs("python3", PYTHON)?;
    build.library()?;
    let package = root().join("bindings/python");
    let environment = root().join("target/python-environment");
    let python = environment.join("bin/python");
    if !python.exists() {
        run(Command::new("python3").args(["-m", "venv"]).arg(&environment))?;
    }
    let wheels = root().join("target/wheels");
    run(Command::new(&python)
        .args(["-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir"])
        .arg(&wheels)
        .arg(&package)
        .env("MATURIN_PEP517_ARGS", format!("--profile {}", build.profile())))?;
    run(Command::new(&python)
        .args(["-m", "pip", "install", "--quiet", "--force-reinstall", "--no-index", "--find-links"])
        .arg(&wheels)
        .arg("errand"))?;
    run(Command::new(&python)
        .args(["-m", "unittest", "discover", "--start-directory", "tests"])
        .env("ERRAND_TARGET", build.folder())
        .current_dir(package))
}

/// The shared library that ships, and no other form of the crate beside it: a link-time optimiser that builds one alone leaves out what only the others need.
const SHARED: [&str; 4] = ["--package", "errand-ffi", "--crate-type", "cdylib"];

/// Whether anything can be built for Android here.
fn has_ndk() -> Result<(), Failure> {
    let missing = "nothing can be built for Android here";
    let ndk = std::env::var_os("ANDROID_NDK_HOME").or_else(|| std::env::var_os("ANDROID_NDK_ROOT"));
    if ndk.is_none_or(|ndk| !Path::new(&ndk).is_dir()) {
        return Err(format!("{missing}: ANDROID_NDK_HOME names no folder (NDK r28 or later)").into());
    }
    if !Command::new("cargo").args(["ndk", "--version"]).output().is_ok_and(|out| out.status.success()) {
        return Err(format!("{missing}: install cargo-ndk with `cargo install cargo-ndk`").into());
    }
    Ok(())
}

/// A shared library for each ABI of Android, into a folder of libraries.
pub(crate) fn ndk(arguments: &[&str], libraries: &Path) -> Result<(), Failure> {
    has_ndk()?;
    let abis: Vec<&str> = ABIS.iter().flat_map(|abi| ["--target", *abi]).collect();
    let (out, platform) = (libraries.to_string_lossy().into_owned(), ["--platform", ANDROID]);
    let profile = ["rustc", "--profile", "phone"];
    cargo(&[&["ndk"][..], &abis, &platform, &["--output-dir", &out], &profile, arguments].concat())
}

fn aar(features: &[&str]) -> Result<(), Failure> {
    // Before the long work, and what is rarest first.
    has_ndk()?;
    needs("gradle", "Gradle")?;
    let module = root().join("bindings/kotlin/errand-android");
    let libraries = module.join("src/main/jniLibs");
    ndk(&[&SHARED, features].concat(), &libraries)?;
    // The rule is for 64-bit ABIs.
    for abi in ABIS.iter().filter(|abi| abi.contains("64")) {
        let library = libraries.join(abi).join("liberrand_ffi.so");
        let align = alignment(&std::fs::read(&library)?)
            .ok_or_else(|| format!("{} is no library", library.display()))?;
        if align < PAGE {
            return Err(format!(
                "{}: segments are aligned to {align} bytes, {PAGE} expected",
                library.display()
            )
            .into());
        }
    }
    let build = Build::Optimised;
    generate(&build.library()?, "kotlin", &module.join("build/generated/uniffi"), build)?;
    run(Command::new("gradle").args(["--quiet", "assembleRelease"]).current_dir(module))
}

/// The smallest alignment of an ELF file's loaded segments.
fn alignment(elf: &[u8]) -> Option<u64> {
    use goblin::elf::{Elf, program_header::PT_LOAD};
    let headers = Elf::parse(elf).ok()?.program_headers;
    headers.iter().filter(|header| header.p_type == PT_LOAD).map(|header| header.p_align).min()
}

fn xcframework(features: &[&str]) -> Result<(), Failure> {
    if !cfg!(target_os = "macos") {
        return Err("no XCFramework can be built here: it needs macOS with Xcode".into());
    }
    needs("xcodebuild", "Xcode")?;
    ERRAND.write(&Build::Optimised.library()?, Build::Optimised)?;
    let build = ERRAND.folder().join("build");
    // A folder of headers named after the module, or two Rust packages in one app fall over each other.
    let headers = build.join("Headers/errandFFI");
    std::fs::create_dir_all(&headers)?;
    for (name, text) in ERRAND.headers()? {
        std::fs::write(headers.join(name), text)?;
    }
    let build_for = |target: &str| -> Result<PathBuf, Failure> {
        let arguments = ["build", "--profile", "phone", "--package", "errand-ffi", "--target", target];
        run(Command::new("cargo")
            .args(arguments)
            .args(features)
            .env("IPHONEOS_DEPLOYMENT_TARGET", IOS)
            .current_dir(root()))?;
        Ok(root().join("target").join(target).join("phone/liberrand_ffi.a"))
    };
    let device = build_for("aarch64-apple-ios")?;
    let simulators = [build_for("aarch64-apple-ios-sim")?, build_for("x86_64-apple-ios")?];
    let both = build.join("liberrand_ffi-simulator.a");
    run(Command::new("lipo").arg("-create").args(&simulators).arg("-output").arg(&both))?;
    let framework = build.join("errandFFI.xcframework");
    if framework.exists() {
        std::fs::remove_dir_all(&framework)?;
    }
    let headers = build.join("Headers");
    run(Command::new("xcodebuild")
        .arg("-create-xcframework")
        .arg("-library")
        .arg(device)
        .arg("-headers")
        .arg(&headers)
        .arg("-library")
        .arg(both)
        .arg("-headers")
        .arg(&headers)
        .arg("-output")
        .arg(&framework))
}

/// Prints what an app grows by.
pub(crate) fn size() -> Result<(), Failure> {
    cargo(&[&["rustc", "--profile", "phone"][..], &SHARED].concat())?;
    let folder_bytes = |folder: &Path, extension: &str| -> u64 {
        let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let wanted = files
            .filter(|file| file.path().extension().is_some_and(|e| extension.is_empty() || e == extension));
        wanted.filter_map(|file| Some(file.metadata().ok()?.len())).sum()
    };
    let target = root().join("target");
    let rows = [
        ("library, stripped", std::fs::metadata(target.join("phone").join(LIBRARY))?.len()),
        ("Python wheels", folder_bytes(&target.join("wheels"), "whl")),
        ("Kotlin module", folder_bytes(&root().join("bindings/kotlin/errand/target"), "jar")),
        ("model", folder_bytes(&root().join("models/errand-zh-en"), "")),
    ];
    for (what, bytes) in rows {
        match bytes {
            0 => println!("{what}: not built"),
            bytes => println!("{what}: {bytes} bytes, {:.1} MB", bytes as f64 / 1e6),
        }
    }
    Ok(())
}

/// An error that says what is missing.
pub(crate) fn needs(program: &str, what: &str) -> Result<(), Failure> {
    if has(program) { Ok(()) } else { Err(format!("{program} is missing: install {what}").into()) }
}

/// Whether a program can be started.
pub(crate) fn has(program: &str) -> bool {
    let asked = match program {
        "java" => "-version",
        "docc" => "--help",
        _ => "--version",
    };
    Command::new(program).arg(asked).output().is_ok_and(|out| out.status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What can be checked of the Android module without its SDK.
    #[test]
    fn the_android_module_says_what_its_apps_need() {
        let module = root().join("bindings/kotlin/errand-android");
        let read = |name: &str| std::fs::read_to_string(module.join(name)).expect("a file of the module");
        let (gradle, rules) = (read("build.gradle.kts"), read("consumer-rules.pro"));
        assert!(gradle.contains(&format!("minSdk = {ANDROID}")));
        assert!(
            gradle.contains("consumerProguardFiles(\"consumer-rules.pro\")"),
            "rules of a library must reach the app"
        );
        assert!(
            gradle.contains("net.java.dev.jna:jna:5.19.1@aar"),
            "the archive brings the libraries, the jar does not"
        );
        let uniffi = std::fs::read_to_string(root().join("bindings/rust/uniffi.toml"))
            .expect("the generator's settings");
        let package = uniffi
            .lines()
            .find_map(|line| line.strip_prefix("package_name = "))
            .expect("a package")
            .trim_matches('"');
        for kept in [
            &format!("{package}.**"),
            "com.sun.jna.**",
            "* extends com.sun.jna.**",
            "* implements com.sun.jna.**",
        ] {
            assert!(rules.contains(&format!("-keep class {kept} {{ *; }}")), "{kept} is found by name");
        }
        let jvm =
            std::fs::read_to_string(root().join("bindings/kotlin/errand/pom.xml")).expect("the JVM module");
        assert!(jvm.contains("<jna.version>5.19.1</jna.version>"), "one version of JNA for both");
        assert!(read("src/main/AndroidManifest.xml").contains("<manifest />"), "no permission is asked for");
    }

    #[test]
    fn what_cannot_be_built_here_says_what_is_missing() {
        if std::env::var_os("ANDROID_NDK_HOME").is_none() && std::env::var_os("ANDROID_NDK_ROOT").is_none() {
            assert!(
                Package::Aar { encryption: false }
                    .build()
                    .expect_err("no NDK")
                    .to_string()
                    .contains("ANDROID_NDK_HOME")
            );
        }
        if cfg!(not(target_os = "macos")) {
            assert!(
                Package::Xcframework { encryption: false }
                    .build()
                    .expect_err("no Xcode")
                    .to_string()
                    .contains("Xcode")
            );
        }
    }

    #[test]
    fn the_alignment_of_this_very_program_is_read() {
        let program = std::fs::read(std::env::current_exe().expect("a path")).expect("the program");
        if cfg!(target_os = "linux") {
            assert!(alignment(&program).is_some_and(|align| align >= 4_096 && align.is_power_of_two()));
        }
        assert_eq!(alignment(b"no library"), None);
        assert_eq!(alignment(&program[..40.min(program.len())]), None);
    }
}
