//! `errand values`: the values that are read from a sentence, of one kind as an argument holds it, or of all sorts with what else they may mean.
//!
//! With a kind, a batch answers each line with `{"values": [{"kind", "start", "end", "text", "value"}]}`; `start` and `end` are bytes of the text.
//! Without one, each value is `{"sort", "start", "end", "text", "isWeak", "rule", …}`, and more by its sort:
//!
//! - number, percent, money, quantity, temperature, age: `value`, a decimal as text, with `most` where only about how many was said, `unit`, `currency`
//!   and `minor` (null where the sum has parts of a minor unit);
//! - ordinal: `value`, negative from the end, or with `from` `here` the steps from the present one (`+1` the next, `-1` the one before);
//! - unit: `of`, the sort, and `unit`, the currency's code, the measure's name or the scale, where no number stands with it; only with `--weak`;
//! - length: `value` and `most` as ISO 8601, `seconds` (a month taken as 30 days, a year as 365), `unit`, `isAbout`, `isWorkingDays`;
//! - time: `said`, the unresolved expression; `hasDate`, `hasClock`; `readings`, best first, each `{"start", "end", "grain", "isPoint"}` with an exclusive
//!   end, null where it is open; `isAmbiguous` where only the speaker knows which of the first two is meant; `impossible`, a reason, where none is;
//! - recurrence: `rrule` (RFC 5545, null where that has none), `first` (a reading), `unit`, `interval`;
//! - range: `least` and `most` (null where it is open), `hasLeast`, `hasMost`, `of` (the sort that is counted), `unit`;
//! - phone, email, link, mention, hashtag, ip, uuid: `value`;
//! - place: `country` (ISO 3166-1), `province`, `city`, `county` by their whole names, `code` (GB/T 2260), and `count`, how many places have the name;
//! - answer: yes, no or cancel, only with `--weak`.

use std::path::PathBuf;

use clap::Args;
use errand_core::{Kind, Reference, Region, Tense, Utterance, find_values, read_values};
use jiff::ZonedDateTime;
use serde_json::{Value as Json, json};

use crate::understand::lines;
use crate::{Failure, output};

#[derive(Args)]
pub(crate) struct ValuesArgs {
    /// integer, number, percent, money, date, time, dateTime, duration, boolean, phone, email or url; all sorts of values when none is given.
    #[arg(long)]
    kind: Option<String>,
    /// zh or en; both are always read, so this only documents the line.
    #[arg(long)]
    lang: Option<String>,
    /// The time to assume, such as 2026-11-25T09:30:00+08:00[Asia/Shanghai] [default: now]
    #[arg(long, value_name = "RFC9557")]
    now: Option<ZonedDateTime>,
    /// Where the person is, such as GB or zh-CN: decides whether 3/4 is in March or in April.
    #[arg(long)]
    region: Option<String>,
    /// Which way the speaker looks: future, past or nearest.
    #[arg(long, default_value = "future")]
    tense: String,
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
    let kind = match &args.kind {
        Some(kind) => {
            Some(kind.parse::<Kind>().map_err(|()| format!("{kind:?} is no kind of value; see --help"))?)
        }
        None => None,
    };
    let now = args.now.clone().unwrap_or_else(ZonedDateTime::now);
    let tense = match args.tense.as_str() {
        "future" => Tense::Future,
        "past" => Tense::Past,
        "nearest" => Tense::Nearest,
        other => return Err(format!("{other:?} is no tense; see --help").into()),
    };
    let region = args.region.as_deref().map_or(Region::Unknown, |code| Region::of(&code.to_uppercase()));
    let read = |text: &str, now: &ZonedDateTime| -> Vec<Json> {
        let said = Utterance::new(text);
        let here = Reference { region, tense, ..Reference::at(now) };
        let Some(kind) = kind else {
            let values = read_values(&said, here, args.weak);
            return values
                .iter()
                .map(|meant| serde_json::from_str(&meant.json(&said)).unwrap_or(Json::Null))
                .collect();
        };
        find_values(kind, &said, here, args.weak)
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
