//! The `errand` command, for engineers: try sentences against services without writing an app.
//!
//! Decides how steps are shown in a terminal and as JSON lines; everything else is the core's, through its root exports only.
//!
//! Exit codes: 0 when an answer was given (a question and "not understood" are answers), 1 when something failed, 2 when the command line does not fit.

mod ask;
mod chat;
mod output;
mod session;
mod understand;
mod values;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use jiff::ZonedDateTime;

/// One sentence runs an errand.
#[derive(Parser)]
#[command(
    name = "errand",
    version,
    about = "Understands a sentence in Chinese or English and runs the errand with the app's own functions."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Take one sentence as far as the first question; print each step.
    Ask(ask::AskArgs),
    /// Hold a whole dialogue in the terminal with the demo services.
    Chat(chat::ChatArgs),
    /// Print what is understood by a sentence, without doing anything.
    Understand(understand::UnderstandArgs),
    /// Print the values that are read from a sentence.
    Values(values::ValuesArgs),
    /// Check manifests and install them into the database.
    Install(InstallArgs),
    /// Print the JSON Schema of capability.json.
    Schema,
}

/// Where the assistant's files are.
#[derive(Args, Clone)]
struct Place {
    /// Folder with one folder a service, each with a capability.json [default: the demo services]
    #[arg(long, value_name = "DIR")]
    services: Option<PathBuf>,
    /// The database file; ":memory:" keeps nothing [default: errand/errand.db in the user's data folder]
    #[arg(long, value_name = "FILE")]
    db: Option<PathBuf>,
    /// The model bundle [default: the one of this repository]
    #[arg(long, value_name = "DIR")]
    bundle: Option<PathBuf>,
    /// The time to assume, such as 2026-11-25T09:30:00+08:00[Asia/Shanghai] [default: now]
    #[arg(long, value_name = "RFC9557")]
    now: Option<ZonedDateTime>,
}

#[derive(Args)]
struct InstallArgs {
    #[command(flatten)]
    place: Place,
    /// Manifests to install.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// Anything that ends the command with exit code 1.
type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Ask(args) => ask::run(&args),
        Command::Chat(args) => chat::run(&args),
        Command::Understand(args) => understand::run(&args),
        Command::Values(args) => values::run(&args),
        Command::Install(args) => install(&args),
        Command::Schema => output::text(&errand_core::json_schema()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) if output::is_closed_pipe(failure.as_ref()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("errand: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn install(args: &InstallArgs) -> Result<(), Failure> {
    let mut assistant = session::open(&args.place)?;
    for file in &args.files {
        let text = std::fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
        let service = assistant.install(&text).map_err(|e| format!("{}: {e}", file.display()))?;
        output::line(&format!(
            "{} {} installed, {} capabilities",
            service.id, service.version, service.capabilities
        ))?;
    }
    Ok(())
}
