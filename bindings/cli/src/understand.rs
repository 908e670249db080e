//! `errand understand`: what is understood, without doing anything; alone or for a whole file.

use std::io::BufRead;
use std::path::PathBuf;

use clap::Args;
use errand_core::Reading;
use jiff::ZonedDateTime;
use serde::Deserialize;

use crate::session::Session;
use crate::{Failure, Place, output};

#[derive(Args)]
pub(crate) struct UnderstandArgs {
    #[command(flatten)]
    place: Place,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    /// Read lines of {"text", "lang", "now"} and print one JSON answer a line.
    #[arg(long, value_name = "FILE.jsonl", conflicts_with = "sentence")]
    batch: Option<PathBuf>,
    /// The sentence.
    #[arg(required_unless_present = "batch")]
    sentence: Option<String>,
}

/// One line of a batch; other fields are not read.
#[derive(Deserialize)]
pub(crate) struct Line {
    pub text: String,
    #[serde(default)]
    pub now: Option<ZonedDateTime>,
}

/// Reads a batch file, naming the line that does not fit.
pub(crate) fn lines(file: &PathBuf) -> Result<Vec<Line>, Failure> {
    let reader =
        std::io::BufReader::new(std::fs::File::open(file).map_err(|e| format!("{}: {e}", file.display()))?);
    let mut lines = Vec::new();
    for (i, line) in reader.lines().enumerate() {
        let line = line?;
        if !line.trim().is_empty() {
            lines.push(
                serde_json::from_str(&line)
                    .map_err(|e| format!("{}: line {}: {e}", file.display(), i + 1))?,
            );
        }
    }
    Ok(lines)
}

pub(crate) fn run(args: &UnderstandArgs) -> Result<(), Failure> {
    let session = Session::open(&args.place, None)?;
    let now = session.now();
    if let Some(file) = &args.batch {
        for line in lines(file)? {
            let reading =
                session.assistant.understand(&line.text, session.here(line.now.as_ref().unwrap_or(&now)))?;
            output::line(&reading.json())?;
        }
        return Ok(());
    }
    let reading =
        session.assistant.understand(args.sentence.as_deref().unwrap_or_default(), session.here(&now))?;
    if args.json { output::line(&reading.json()) } else { print(&reading) }
}

fn print(reading: &Reading) -> Result<(), Failure> {
    if reading.acts.is_empty() {
        return output::line("none of the installed capabilities");
    }
    for act in &reading.acts {
        output::line(&format!("{:?}{}", act.text, if act.is_ambiguous { " (ambiguous)" } else { "" }))?;
        for candidate in &act.candidates {
            output::line(&format!(
                "  {:.2}  {} · {}  ({})",
                candidate.confidence, candidate.service, candidate.capability, candidate.schema
            ))?;
            for (name, argument) in &candidate.arguments {
                output::line(&format!("        {name} = {}", argument.value.json()))?;
            }
            for (name, words) in &candidate.mentions {
                output::line(&format!("        {name} ~ {words:?}"))?;
            }
        }
    }
    Ok(())
}
