//! `errand values`: the values that are read from a sentence, of one kind as an argument holds it, or of all sorts with what else they may mean.
//!
//! With a kind, a batch answers each line with `{"values": [{"kind", "start", "end", "text", "value"}]}`; `start` and `end` are bytes of the text.
//! Without one, each value is `{"sort", "start", "end", "text", "isWeak", "rule", …}`: `sort` one of number, ordinal, percent, money, quantity, temperature,
//! age, length, time, and beside it `value` (a decimal as text) with `most` where only about how many was said, `unit`, `currency` with `minor`,
//! `seconds` with `months`, `days` and `milliseconds` of a length, or of a time `said`, `hasDate`, `hasClock` and `readings`, best first, each
//! `{"start", "end", "grain", "isPoint"}` with an exclusive end, null where it is open; no reading where no calendar has it.

use std::path::PathBuf;

use clap::Args;
use errand_core::{Kind, Meaning, Meant, Stretch, Utterance, find_values, read_values};
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
    let read = |text: &str, now: &ZonedDateTime| -> Vec<Json> {
        let said = Utterance::new(text);
        let Some(kind) = kind else {
            return read_values(&said, now, args.weak).iter().map(|meant| shown(&said, meant)).collect();
        };
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

/// A value of any sort, as this file's head says.
fn shown(said: &Utterance, meant: &Meant) -> Json {
    let span = said.span(meant.range.clone());
    let text = |number: &dyn ToString| number.to_string();
    let mut line = json!({
        "start": span.start,
        "end": span.end,
        "text": said.original(meant.range.clone()),
        "isWeak": meant.is_weak,
        "rule": meant.rule,
    });
    let (sort, more) = match &meant.meaning {
        Meaning::Number(value, most) => {
            ("number", json!({"value": text(value), "most": most.map(|most| text(&most))}))
        }
        Meaning::Ordinal(nth) => ("ordinal", json!({"value": text(nth)})),
        Meaning::Percent(value) => ("percent", json!({"value": text(value)})),
        Meaning::Money(value, most, currency) => (
            "money",
            json!({"value": text(value), "most": most.map(|most| text(&most)), "currency": currency, "minor": meant.meaning.minor()}),
        ),
        Meaning::Quantity(value, most, unit) => {
            ("quantity", json!({"value": text(value), "most": most.map(|most| text(&most)), "unit": unit}))
        }
        Meaning::Temperature(value, scale) => ("temperature", json!({"value": text(value), "unit": scale})),
        Meaning::Age(value, unit) => {
            ("age", json!({"value": text(value), "unit": format!("{unit:?}").to_lowercase()}))
        }
        Meaning::Length(length) => (
            "length",
            json!({"seconds": length.seconds(), "months": length.months, "days": length.days, "milliseconds": length.ms}),
        ),
        Meaning::Time(when) => {
            let reading = |reading: &Stretch| {
                json!({
                    "start": reading.start.map(|at| at.to_string()),
                    "end": reading.end.map(|at| at.to_string()),
                    "grain": format!("{:?}", reading.grain).to_lowercase(),
                    "isPoint": reading.is_point,
                })
            };
            let readings: Vec<Json> = when.readings.iter().map(reading).collect();
            (
                "time",
                json!({"said": when.said, "hasDate": when.has_date, "hasClock": when.has_clock, "readings": readings}),
            )
        }
    };
    if let (Some(line), Json::Object(more)) = (line.as_object_mut(), more) {
        line.insert("sort".to_owned(), json!(sort));
        line.extend(more);
    }
    line
}
