//! `errand values`: the values that are read from a sentence, by wanted kind.
//!
//! A batch answers each line with `{"values": [{"kind", "start", "end", "text", "value"}]}`; `start` and `end` are bytes of the text.

use std::path::PathBuf;

use clap::Args;
use errand_core::{Kind, Utterance, find_values};
use jiff::ZonedDateTime;
use serde_json::{Value as Json, json};

use crate::understand::lines;
use crate::{Failure, output};

#[derive(Args)]
pub(crate) struct ValuesArgs {
    /// integer, number, percent, money, date, time, dateTime, duration, boolean, phone, email or url.
    #[arg(long)]
    kind: String,
    /// zh or en; both are always read, so this only documents the line.
    #[arg(long)]
    lang: Option<String>,
    /// The time to assume, such as 2026-11-25T09:30:00+08:00[Asia/Shanghai] [default: now]
    #[arg(long, value_name = "RFC9557")]
    now: Option<ZonedDateTime>,
    /// Open the readings that only an answer to a question allows: "7" as an hour.
    #[arg(long)]
    weak: bool,
    /// Read lines of {"text", "lang", "now"} and print one JSON answer a line.
    #[arg(long, value_name = "FILE.jsonl", conflicts_with = "sentence")]
    batch: Option<PathBuf>,
    /// The sentence.
    #[arg(required_unless_present = "batch")]
    sentence: Option<String>,
}

pub(crate) fn run(args: &ValuesArgs) -> Result<(), Failure> {
    let kind: Kind =
        args.kind.parse().map_err(|()| format!("{:?} is no kind of value; see --help", args.kind))?;
    let now = args.now.clone().unwrap_or_else(ZonedDateTime::now);
    let read = |text: &str, now: &ZonedDateTime| -> Vec<Json> {
        let said = Utterance::new(text);
        find_values(kind, &said, now, args.weak)
            .into_iter()
            .map(|found| {
                let span = said.span(found.range.clone());
                let value: Json = serde_json::from_str(&found.value.json()).unwrap_or(Json::Null);
                json!({"kind": args.kind, "start": span.start, "end": span.end, "text": said.original(found.range), "value": value})
            })
            .collect()
    };
    if let Some(file) = &args.batch {
        for line in lines(file)? {
            let found = read(&line.text, line.now.as_ref().unwrap_or(&now));
            output::line(&json!({"values": found}).to_string())?;
        }
        return Ok(());
    }
    for found in read(args.sentence.as_deref().unwrap_or_default(), &now) {
        output::line(&found.to_string())?;
    }
    Ok(())
}
