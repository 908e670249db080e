//! `errand record` and `errand verify`: one errand's record for somebody else, and whether it is whole.
//!
//! Decides how a record is told line by line to a person who never saw the code; what it holds and what makes it true is the core's.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use errand_core::{Currency, DisputeBundle, Language, Money, ShownRecord, verify_bundle};
use jiff::Timestamp;
use serde_json::Value as Json;

use crate::{Failure, Place, output, read, session};

#[derive(Args)]
pub(crate) struct RecordArgs {
    #[command(flatten)]
    place: Place,
    /// The turn, by the id that its steps carry: t1, t2 …
    turn: String,
    /// Print the dispute bundle itself: JSON that `errand verify` checks.
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
pub(crate) struct VerifyArgs {
    /// A dispute bundle.
    file: PathBuf,
    /// A hash that the ledger had at the end of the errand or later, as its app gave it away.
    #[arg(long, value_name = "HASH")]
    head: Option<String>,
}

pub(crate) fn run(args: &RecordArgs) -> Result<(), Failure> {
    let bundle = session::open(&args.place)?.dispute_bundle(&args.turn)?;
    if args.json { output::line(&bundle.json()) } else { tell(&bundle) }
}

pub(crate) fn verify(args: &VerifyArgs) -> Result<(), Failure> {
    let verified = verify_bundle(&read(&args.file)?, args.head.as_deref())?;
    let bundle = &verified.bundle;
    output::line(&format!(
        "whole: {} records of errand {}, in a chain of {} to {}",
        bundle.records.len(),
        bundle.turn,
        bundle.chain.len(),
        bundle.head
    ))?;
    if verified.forgotten > 0 {
        output::line(&format!("{} of its texts were forgotten", verified.forgotten))?;
    }
    Ok(())
}

/// The record line by line, then who answers for what.
fn tell(bundle: &DisputeBundle) -> Result<(), Failure> {
    let words: BTreeMap<&str, &str> =
        bundle.words.iter().map(|words| (words.digest.as_str(), words.text.as_str())).collect();
    output::line(&format!("The record of errand {}", bundle.turn))?;
    for record in &bundle.records {
        if let Some(told) = line_of(record, &words) {
            let time = Timestamp::from_millisecond(record.time_ms)?;
            output::line(&format!("{:>5}  {time:.0}  {told}", record.sequence))?;
        }
    }
    output::line("Who answers for what")?;
    for one in &bundle.responsibility {
        let who = serde_json::to_value(one.who)?;
        output::line(&format!(
            "{:>5}  {:<9}  {}: {}",
            one.sequence,
            who.as_str().unwrap_or_default(),
            one.subject,
            one.rule
        ))?;
    }
    Ok(())
}

/// What a record says; nothing for those that only an engineer reads.
fn line_of(record: &ShownRecord, words: &BTreeMap<&str, &str>) -> Option<String> {
    let body = &record.body;
    let text = |name: &str| body[name].as_str().unwrap_or_default();
    let quoted = |body: &Json| {
        let digest = body["words"].as_str()?;
        Some(words.get(digest).map_or("(forgotten)".to_owned(), |text| format!("“{}”", readable(text))))
    };
    Some(match record.kind.as_str() {
        "understood" | "said" => format!("the person said {}", quoted(body)?),
        "choice" => {
            let candidates = body["candidates"].as_array().map_or(0, Vec::len);
            match body["chosen"].as_str() {
                Some(chosen) => format!("{chosen} was taken among {candidates}, by {}", text("by")),
                None => format!("none of {candidates} was taken before the others ({})", text("by")),
            }
        }
        "probed" => format!("{} was asked whether it could", text("service")),
        "probe" => format!("{} answered {}", text("service"), text("answer")),
        "judged" => format!("judged {}: {}", text("tier"), list(&body["why"])),
        "called" => {
            let arguments = body["arguments"].as_object().into_iter().flatten();
            let arguments: Vec<String> = arguments
                .map(|(name, argument)| {
                    let value = quoted(argument).unwrap_or_default();
                    format!(
                        "{name} {} by the {}",
                        value.trim_matches(['“', '”']),
                        argument["determinedBy"].as_str().unwrap_or_default()
                    )
                })
                .collect();
            format!(
                "{} of {} {} was called with {}",
                text("capability"),
                text("service"),
                text("version"),
                arguments.join(", ")
            )
        }
        "approved" => {
            let owner = if body["authenticated"] == true { ", the device's owner being present" } else { "" };
            let others = match body["ahead"].as_array().map_or(0, Vec::len) {
                0 => String::new(),
                count => format!(", to {count} more on the same card too"),
            };
            format!("the person agreed{owner}{others}")
        }
        "granted" => format!("grant {} of the person covers it", body["grant"]),
        "declined" => "the person declined".to_owned(),
        "cancelled" => "the person ended it".to_owned(),
        "result" => match (body["failure"].as_str(), body["broken"].as_str()) {
            (Some(failure), _) => format!("it failed: {failure}"),
            (_, Some(broken)) => format!("it answered against its promise {broken}"),
            _ => format!("it answered {}", quoted(body).unwrap_or_else(|| "what was asked".to_owned())),
        },
        "refunded" => {
            let sum = |name: &str| {
                let sum: Option<errand_core::Money> = serde_json::from_value(body[name].clone()).ok();
                sum.map_or_else(|| "nothing".to_owned(), |sum| sum.spoken(errand_core::Language::En))
            };
            format!("{} was to be given back, {} was said to be", sum("expected"), sum("given"))
        }
        "overLimit" => "more than the safeguards allow: not paid".to_owned(),
        "remedy" => format!("what was done about it: {}", text("do")),
        "ended" => format!("{}: {}", text("capability"), text("outcome")),
        "step" => format!("the assistant said {}", quoted(body)?),
        "forgotten" => format!("{} texts were forgotten", body["texts"]),
        _ => return None,
    })
}

/// A text as it is; a record by its name and its sums, which is what a person knows it by. The bundle has all of it.
fn readable(text: &str) -> String {
    let json = match serde_json::from_str::<Json>(text) {
        Ok(Json::Object(fields)) => fields,
        Ok(Json::String(text)) => return text,
        _ => return text.to_owned(),
    };
    let told = json.iter().filter_map(|(name, value)| match value {
        Json::Object(sum) => {
            let minor = sum.get("amount").and_then(Json::as_i64)?;
            let currency = Currency::of(sum.get("currency")?.as_str()?)?;
            Some(format!("{name} {}", Money { minor, currency }.spoken(Language::En)))
        }
        Json::String(text) if name == "name" || name.ends_with("Id") || name == "status" => {
            Some(format!("{name} {text}"))
        }
        _ => None,
    });
    let told: Vec<String> = told.collect();
    if told.is_empty() { text.to_owned() } else { told.join(", ") }
}

fn list(json: &Json) -> String {
    let words: Vec<&str> = json.as_array().into_iter().flatten().filter_map(Json::as_str).collect();
    words.join(", ")
}
