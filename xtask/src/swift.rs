//! A Swift package over one of the project's libraries: its generated sources, which are checked in, and its tests.
//!
//! Decides where the generated files stand and how the linker on Linux finds the library; frameworks for Apple's platforms bring their own.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::bindings::{Build, generate, has};
use crate::run::run;
use crate::{Failure, root};

/// A package by the names in it.
pub(crate) struct SwiftPackage {
    /// Its folder in the repository.
    folder: &'static str,
    /// The target with the generated source, and that file's name.
    target: &'static str,
    /// The C module under it.
    module: &'static str,
    /// The library that the linker takes.
    library: &'static str,
    /// The command that writes the generated sources.
    command: &'static str,
}

/// The package of the engine.
pub(crate) const ERRAND: SwiftPackage = SwiftPackage {
    folder: "bindings/swift",
    target: "ErrandFFI",
    module: "errandFFI",
    library: "errand_ffi",
    command: "cargo xtask bindings swift",
};

/// The iOS demo's logic, over the demo services.
pub(crate) const DEMO: SwiftPackage = SwiftPackage {
    folder: "mobile-demo/ios/Logic",
    target: "DemoServicesFFI",
    module: "errandDemoFFI",
    library: "errand_demo_bridge",
    command: "cargo xtask demo swift",
};

impl SwiftPackage {
    pub(crate) fn folder(&self) -> PathBuf {
        root().join(self.folder)
    }

    /// The header and the module map of the C module as a framework has them.
    pub(crate) fn headers(&self) -> Result<[(String, String); 2], Failure> {
        let names = [format!("{}.h", self.module), "module.modulemap".to_owned()];
        let read = |name: String| -> Result<(String, String), Failure> {
            let text = std::fs::read_to_string(self.folder().join(self.module).join(&name))?;
            Ok((name, text.replace(&self.link(), "")))
        };
        let [header, map] = names;
        Ok([read(header)?, read(map)?])
    }

    fn link(&self) -> String {
        format!("    link \"{}\"\n", self.library)
    }

    /// What a library says, by where it is checked in.
    fn generated(&self, library: &Path, build: Build) -> Result<[(PathBuf, String); 3], Failure> {
        let out = root().join("target/swift").join(self.module);
        generate(library, "swift", &out, build)?;
        let read = |name: String| std::fs::read_to_string(out.join(name));
        let module = self.folder().join(self.module);
        let source = format!("{}.swift", self.target);
        let header = format!("{}.h", self.module);
        let map = read(format!("{}.modulemap", self.module))?;
        Ok([
            (self.folder().join("Sources").join(self.target).join(&source), read(source)?),
            (module.join(&header), read(header)?),
            (
                module.join("module.modulemap"),
                map.replace("    export *\n", &format!("    export *\n{}", self.link())),
            ),
        ])
    }

    /// Writes the generated sources.
    pub(crate) fn write(&self, library: &Path, build: Build) -> Result<(), Failure> {
        for (path, text) in self.generated(library, build)? {
            if let Some(folder) = path.parent() {
                std::fs::create_dir_all(folder)?;
            }
            std::fs::write(path, text)?;
        }
        Ok(())
    }

    /// An error where what is checked in is not what the library says.
    pub(crate) fn check(&self, library: &Path, build: Build) -> Result<(), Failure> {
        for (path, text) in self.generated(library, build)? {
            if std::fs::read_to_string(&path).ok() != Some(text) {
                let (path, command) = (path.display(), self.command);
                return Err(
                    format!("{path} is not what the library says: check in what `{command}` writes").into()
                );
            }
        }
        Ok(())
    }

    /// The package's tests, on Linux where there is a toolchain.
    pub(crate) fn test(&self, build: Build) -> Result<(), Failure> {
        if !cfg!(target_os = "linux") || !has("swift") {
            eprintln!("{}: tested on Linux where there is a Swift toolchain; not here", self.folder);
            return Ok(());
        }
        let library = build.folder().display().to_string();
        let search = format!("-L{library}");
        run(Command::new("swift")
            .args(["test", "-Xlinker", &search, "-Xlinker", "-rpath", "-Xlinker", &library])
            .current_dir(self.folder()))
    }
}
