//! `errand explain`: why a turn took the services that it took.
//!
//! Decides how an explanation is shown; what it says is the core's.

use clap::Args;
use errand_core::{Assistant, Explanation, Language};
use serde_json::json;

use crate::{Failure, Place, output, session};

#[derive(Args)]
pub(crate) struct ExplainArgs {
    #[command(flatten)]
    place: Place,
    /// The turn, by the id that its steps carry: t1, t2 …
    turn: String,
    /// The language of the explanation: zh or en.
    #[arg(long, default_value = "en")]
    language: String,
    /// Print each choice as one JSON object a line, with the whole record.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &ExplainArgs) -> Result<(), Failure> {
    let language = Language::from_tag(&args.language).ok_or("the language is zh or en")?;
    print(&session::open(&args.place)?, &args.turn, language, args.json)
}

/// Prints the choices of a turn.
pub(crate) fn print(
    assistant: &Assistant,
    turn: &str,
    language: Language,
    json: bool,
) -> Result<(), Failure> {
    let all = assistant.explain(turn, language)?;
    if all.is_empty() && !json {
        return output::line("no choice was made in this turn");
    }
    all.iter().try_for_each(|explained| {
        if json { output::line(&json!({"explanation": explained}).to_string()) } else { words(explained) }
    })
}

fn words(explained: &Explanation) -> Result<(), Failure> {
    let choice = &explained.choice;
    output::line(&format!("{}: {}", choice.schema, explained.why))?;
    for (_, reason) in &explained.why_not {
        output::line(&format!("  - {reason}"))?;
    }
    for change in &explained.what_would_change {
        output::line(&format!("  ~ {change}"))?;
    }
    output::line(&format!("  plan: {}", explained.plan.join(" → ")))?;
    for rival in &choice.candidates {
        let parts: Vec<String> = rival
            .components
            .iter()
            .map(|(component, value)| format!("{}={value:.2}", json!(component).as_str().unwrap_or_default()))
            .collect();
        let state =
            rival.filtered.map_or_else(|| format!("{:.3}", rival.score), |why| json!(why).to_string());
        output::line(&format!("  {} {state}  {}", rival.service, parts.join(" ")))?;
    }
    Ok(())
}
