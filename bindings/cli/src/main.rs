//! The `errand` command, for engineers: try sentences against services without writing an app.
//!
//! Decides how steps are shown in a terminal and as JSON lines; everything else is the core's, through its root exports only.
//!
//! Exit codes: 0 when an answer was given (a question and "not understood" are answers), 1 when something failed, 2 when the command line does not fit.

mod ask;
mod chat;
mod explain;
mod output;
mod record;
mod screen;
mod session;
mod tool;
mod understand;
mod values;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use errand_core::{Manifest, Pack};
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
    /// Say why a turn took the services that it took, why not others, and what would change it.
    Explain(explain::ExplainArgs),
    /// Tell the record of one errand, or print it as a dispute bundle.
    Record(record::RecordArgs),
    /// Say whether a dispute bundle is whole.
    Verify(record::VerifyArgs),
    /// Print what is understood by a sentence, without doing anything.
    Understand(understand::UnderstandArgs),
    /// Small private tools that a sentence makes and more sentences change.
    Tool(tool::ToolArgs),
    /// Print the values that are read from a sentence.
    Values(values::ValuesArgs),
    /// Check manifests or packs and install them into the database.
    Install(InstallArgs),
    /// Print one pack of several manifests, checked: services that are installed, updated and rolled back as one.
    Pack(PackArgs),
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
    /// The person's locale, such as en-GB: which way round dates are written [default: of no country]
    #[arg(long, value_name = "LOCALE")]
    locale: Option<String>,
}

#[derive(Args)]
struct InstallArgs {
    #[command(flatten)]
    place: Place,
    /// Manifests or packs to install.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

#[derive(Args)]
struct PackArgs {
    /// The pack's id: a reverse domain name.
    #[arg(long)]
    id: String,
    /// The pack's version: three numbers.
    #[arg(long = "pack-version", value_name = "VERSION")]
    version: String,
    /// Manifests of the services.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// Anything that ends the command with exit code 1.
type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Ask(args) => ask::run(&args),
        Command::Chat(args) => chat::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Record(args) => record::run(&args),
        Command::Verify(args) => record::verify(&args),
        Command::Understand(args) => understand::run(&args),
        Command::Tool(args) => tool::run(&args),
        Command::Values(args) => values::run(&args),
        Command::Install(args) => install(&args),
        Command::Pack(args) => pack(&args),
        Command::Schema => output::text(errand_core::json_schema()),
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

fn read(file: &Path) -> Result<String, Failure> {
    Ok(std::fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?)
}

fn install(args: &InstallArgs) -> Result<(), Failure> {
    let mut assistant = session::open(&args.place)?;
    for file in &args.files {
        let text = read(file)?;
        let named = |e: errand_core::Error| format!("{}: {e}", file.display());
        let is_pack = serde_json::from_str::<serde_json::Value>(&text)
            .is_ok_and(|json| json.get("packVersion").is_some());
        let services = if is_pack {
            let pack = assistant.install_pack(&text).map_err(named)?;
            output::line(&format!("{} {} installed", pack.id, pack.version))?;
            pack.services
        } else {
            vec![assistant.install(&text).map_err(named)?]
        };
        for service in services {
            output::line(&format!(
                "{} {} installed, {} capabilities",
                service.id, service.version, service.capabilities
            ))?;
        }
    }
    Ok(())
}

fn pack(args: &PackArgs) -> Result<(), Failure> {
    let mut services = Vec::new();
    for file in &args.files {
        let manifest = Manifest::load(&read(file)?);
        services.push(manifest.map_err(|faults| format!("{}:\n{faults}", file.display()))?);
    }
    let text = Pack { id: args.id.clone(), version: args.version.clone(), services }.json();
    Pack::load(&text)?; // its id and version too
    output::text(&text)
}
