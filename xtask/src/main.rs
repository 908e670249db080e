//! The project's chores, in Rust and not in shell: `cargo xtask help`.
//!
//! Decides what "the tests" are and how quality is measured; the README and CI call these same commands.

mod attack;
mod bindings;
mod demo;
mod evaluate;
mod fit;
mod licences;
mod reference;
mod run;
mod swift;

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
    /// Everything that must pass: format, clippy, tests, doctests, schema, licences, the suites of the other languages, and the demo apps.
    Test,
    /// Attack the engine and write what it came to into core/tests/attack.
    Attack(attack::Attack),
    /// The licences of all dependencies against deny.toml, without a network.
    Licences,
    /// Write the checked-in JSON Schemas of capability.json and of a mini-tool anew.
    Schema,
    /// Measure how good the engine is; writes reports into models/evaluate.
    Evaluate {
        #[command(subcommand)]
        what: Measured,
    },
    /// Fit the weights of the ranking and of the boundary on tuning utterances and write them into the bundle's config.json.
    Fit {
        /// Files of utterances; development.jsonl when none is given. Never the evaluation's.
        files: Vec<PathBuf>,
    },
    /// Train a part of the model. After the encoder: `export-model`, then the tagger, then `fit`.
    Train {
        #[command(subcommand)]
        what: Trained,
    },
    /// Build and test a package for another language.
    Bindings {
        #[command(subcommand)]
        package: bindings::Package,
    },
    /// Make what the demo apps need on a phone, or write its generated sources.
    Demo {
        #[command(subcommand)]
        what: demo::Demo,
    },
    /// Take the pictures in docs/images anew; needs Node.js and Chromium.
    Pictures,
    /// Write the API reference of each language into target/reference; a language whose tools are not here is left out.
    Reference,
    /// What an app grows by: the stripped library of the phone profile, the packages that were built, the model.
    Size,
    /// Write the model bundle from the trained encoder; needs Python 3.11, PyPI and the folder of public data sets.
    ExportModel {
        /// Folder of the public data sets.
        #[arg(long)]
        data: PathBuf,
    },
}

#[derive(Subcommand)]
enum Measured {
    /// The project's own utterances against the demo services.
    Understanding {
        /// Another file of utterances, in the form of models/evaluate/README.md; its report goes to standard output.
        #[arg(long)]
        file: Option<PathBuf>,
        /// Print every utterance that was not understood as it should be.
        #[arg(long)]
        misses: bool,
    },
    /// Small tools that a sentence describes, each held to a checklist.
    Minitools {
        /// Another file of requests; its report goes to standard output.
        #[arg(long)]
        file: Option<PathBuf>,
        /// Take outlines from a file of marked sentences instead of the model: what drafting could do if every sentence were read rightly.
        #[arg(long)]
        marked: Option<PathBuf>,
        /// Print every request that was not met, with what was made.
        #[arg(long)]
        misses: bool,
    },
    /// Formulas that drafting makes of the marked sentences that the model learns from, each against the one written beside it.
    Formulas {
        /// A folder of sentences that a network marked which had not learned from them, as `train/outline.py --folds` writes it.
        #[arg(long)]
        found: Option<PathBuf>,
        /// Print every formula that came out differently.
        #[arg(long)]
        misses: bool,
    },
    /// The conversations: whether each goes as written, and what it asks of the person.
    Stories,
    /// The same utterances with hundreds and thousands of other capabilities installed.
    Rivals {
        /// Folder of the public data sets.
        #[arg(long)]
        data: PathBuf,
        /// Another file of utterances; its report goes to standard output.
        #[arg(long)]
        file: Option<PathBuf>,
        /// Print every utterance of the file whose capability was not the one that is meant.
        #[arg(long, requires = "file")]
        misses: bool,
    },
    /// Published sets, installed and understood through the core.
    Model {
        /// Folder of the public data sets.
        #[arg(long)]
        data: PathBuf,
        /// Only the sets whose names begin so; the report keeps the rows of the others.
        #[arg(long)]
        only: Vec<String>,
        /// Measure the peers on the same tasks too; needs Python 3.11 and PyPI.
        #[arg(long)]
        peers: bool,
    },
    /// Typed values on other libraries' test data; needs Python 3.
    Values {
        /// Folder of that data, with its scorers.
        #[arg(long)]
        data: PathBuf,
        /// Print the sentences without values in which one was found.
        #[arg(long)]
        misses: bool,
    },
    /// How long a person waits for the first sign of an answer on the simulator's page; needs Node.js and Chromium.
    Page,
    /// The encoder against ONNX Runtime on the same network; needs the trained checkpoint, Python 3.11 and PyPI.
    Speed,
}

#[derive(Subcommand)]
enum Trained {
    /// The sentence encoder; needs Python 3.11, PyPI and Maven Central.
    Encoder {
        /// Folder of the public data sets.
        #[arg(long)]
        data: PathBuf,
        /// Steps in all; a run that was stopped goes on.
        #[arg(long)]
        steps: Option<u32>,
        /// Begin as the encoder that ships, not as the public weights.
        #[arg(long)]
        from_bundle: bool,
    },
    /// The tagger, into the bundle; needs Python 3.11 and PyPI.
    Tagger {
        /// Folder of the public data sets.
        #[arg(long)]
        data: PathBuf,
        /// Leave a source out, such as "demo": how well it does for apps that it never saw.
        #[arg(long)]
        without: Option<String>,
    },
    /// What requests for mini-tools name, into the bundle; needs Python 3.11 and PyPI.
    Outline {
        /// Hold out every so manieth sentence and print how they are marked, and write nothing.
        #[arg(long)]
        hold: Option<u32>,
    },
}

/// Anything that ends a chore with exit code 1.
type Failure = Box<dyn std::error::Error>;

/// The repository's root.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(PathBuf::new, Path::to_owned)
}

impl Command {
    /// Whether milliseconds are measured, which an unoptimised build knows nothing of.
    fn is_timed(&self) -> bool {
        matches!(
            self,
            Self::Evaluate { what: Measured::Model { .. } | Measured::Speed | Measured::Values { .. } }
        )
    }
}

fn main() -> ExitCode {
    let command = Cli::parse().command;
    let result = match command {
        _ if cfg!(debug_assertions) && command.is_timed() => run::optimised(),
        Command::Test => run::test(),
        Command::Attack(attack) => attack::run(&attack),
        Command::Licences => licences::check(),
        Command::Schema => run::schema(),
        Command::Evaluate { what: Measured::Understanding { file, misses } } => {
            evaluate::understanding::measure(file.as_deref(), misses)
        }
        Command::Evaluate { what: Measured::Model { data, only, peers } } => {
            evaluate::public::model(&data, &only, peers)
        }
        Command::Evaluate { what: Measured::Minitools { file, marked, misses } } => {
            evaluate::minitools::run(file.as_deref(), marked.as_deref(), misses)
        }
        Command::Evaluate { what: Measured::Formulas { found, misses } } => {
            evaluate::minitools::run_formulas(found.as_deref(), misses)
        }
        Command::Evaluate { what: Measured::Stories } => evaluate::stories::measure(),
        Command::Evaluate { what: Measured::Rivals { data, file, misses } } => {
            evaluate::rivals::measure(&data, file.as_deref(), misses)
        }
        Command::Evaluate { what: Measured::Page } => demo::measure(),
        Command::Evaluate { what: Measured::Speed } => evaluate::speed::measure(),
        Command::Evaluate { what: Measured::Values { data, misses } } => {
            evaluate::values::values(&data, misses)
        }
        Command::Fit { files } if files.is_empty() => {
            fit::weights(&[root().join("models/evaluate/development.jsonl")])
        }
        Command::Fit { files } => fit::weights(&files),
        Command::Train { what: Trained::Encoder { data, steps, from_bundle } } => {
            run::train_encoder(&data, steps, from_bundle)
        }
        Command::Train { what: Trained::Tagger { data, without } } => {
            run::train_tagger(&data, without.as_deref())
        }
        Command::Train { what: Trained::Outline { hold } } => run::train_outline(hold),
        Command::Bindings { package } => package.build(),
        Command::Demo { what } => what.build(),
        Command::Pictures => demo::pictures(),
        Command::Reference => reference::write(),
        Command::Size => bindings::size(),
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
