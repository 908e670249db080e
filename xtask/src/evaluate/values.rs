//! `cargo xtask evaluate values`: other libraries' test data for typed values, answered in one configuration and scored by the scripts beside it.
//!
//! Decides how a reading is written in the form that a scorer reads; what a reading is, is the core's.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use errand_core::{Grain, Meaning, Meant, Sort, Stretch, Utterance, read_values, read_values_of};
use jiff::ZonedDateTime;
use jiff::civil::DateTime;
use serde_json::{Value as Json, json};

use crate::{Failure, root};

pub(crate) fn values(data: &Path, misses: Option<&str>) -> Result<(), Failure> {
    let out = root().join("target/evaluate/values");
    std::fs::create_dir_all(&out)?;
    times(data, &out)?;
    numbers(data, &out)?;
    for (script, set, answers) in [
        ("score_time.py", "common_time.jsonl", "time.jsonl"),
        ("score_number.py", "common_number.jsonl", "number.jsonl"),
    ] {
        let scored = Command::new("python3")
            .arg(data.join("score").join(script))
            .arg(data.join(set))
            .arg(out.join(answers))
            .output()?;
        print!("{}", String::from_utf8_lossy(&scored.stdout));
        eprint!("{}", String::from_utf8_lossy(&scored.stderr));
    }
    negatives(data, misses)?;
    Ok(())
}

fn lines(path: &Path) -> Result<Vec<Json>, Failure> {
    std::fs::read_to_string(path)?.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}

/// Wall-clock time at the place of the reference.
fn now(line: &Json) -> Result<ZonedDateTime, Failure> {
    let text = line["reference_time"].as_str().unwrap_or("2026-11-25T09:30:00");
    let at: DateTime = text.get(..19).unwrap_or(text).parse()?;
    let zone = if line["set"] == "duckling" && line["lang"] == "en" { "-02:00" } else { "+08:00" };
    let offset =
        if zone == "-02:00" { jiff::tz::Offset::constant(-2) } else { jiff::tz::Offset::constant(8) };
    Ok(offset.to_timestamp(at)?.to_zoned_datetime(offset.to_time_zone()))
}

/// The readings of wanted sorts: strong ones, or weak ones where there is none.
fn wanted(text: &str, now: &ZonedDateTime, sorts: &[Sort]) -> (Vec<Meant>, f64) {
    let began = Instant::now();
    let said = Utterance::new(text);
    let mut found = read_values_of(&said, now, sorts, false);
    if found.is_empty() {
        found = read_values_of(&said, now, sorts, true);
    }
    (found, began.elapsed().as_secs_f64() * 1e6)
}

fn grain(grain: Grain) -> &'static str {
    match grain {
        Grain::Second => "second",
        Grain::Minute => "minute",
        Grain::Hour | Grain::Part => "hour",
        Grain::Day => "day",
        Grain::Week => "week",
        Grain::Month => "month",
        Grain::Quarter => "quarter",
        Grain::Year => "year",
        Grain::Decade | Grain::Century => "decade",
    }
}

fn candidate(stretch: &Stretch) -> Json {
    let shown = |at: Option<DateTime>| at.map(|at| at.strftime("%Y-%m-%dT%H:%M:%S").to_string());
    let is_one = stretch.is_point && !matches!(stretch.grain, Grain::Part | Grain::Century | Grain::Decade);
    if is_one {
        json!({"k": "p", "t": shown(stretch.start), "g": grain(stretch.grain)})
    } else {
        json!({"k": "i", "s": shown(stretch.start), "e": shown(stretch.end)})
    }
}

fn times(data: &Path, out: &Path) -> Result<(), Failure> {
    let mut answers = String::new();
    for line in lines(&data.join("common_time.jsonl"))? {
        let text = line["text"].as_str().unwrap_or_default();
        let (found, us) = wanted(text, &now(&line)?, &[Sort::Time, Sort::Length]);
        let longest = found.into_iter().max_by_key(|meant| meant.range.len());
        let candidates: Vec<Json> = match longest.map(|meant| meant.meaning) {
            Some(Meaning::Time(when)) => when.readings.iter().map(candidate).collect(),
            Some(Meaning::Length(length)) => vec![json!({"k": "d", "sec": length.seconds()})],
            _ => Vec::new(),
        };
        writeln!(answers, "{}", json!({"i": line["i"], "us": us, "out": candidates}))?;
    }
    std::fs::write(out.join("time.jsonl"), answers)?;
    Ok(())
}

fn numbers(data: &Path, out: &Path) -> Result<(), Failure> {
    let mut answers = String::new();
    for line in lines(&data.join("common_number.jsonl"))? {
        let text = line["text"].as_str().unwrap_or_default();
        let kind = line["type"].as_str().unwrap_or_default();
        let sort = match kind {
            "ordinal" => Sort::Ordinal,
            "percent" => Sort::Percent,
            "currency" => Sort::Money,
            "temperature" => Sort::Temperature,
            "dimension" => Sort::Quantity,
            "age" => Sort::Age,
            _ => Sort::Number,
        };
        let (found, us) = wanted(text, &now(&line)?, &[sort]);
        let value =
            found.into_iter().max_by_key(|meant| meant.range.len()).and_then(|meant| match meant.meaning {
                Meaning::Number(value, _)
                | Meaning::Percent(value)
                | Meaning::Money(value, ..)
                | Meaning::Quantity(value, ..)
                | Meaning::Temperature(value, _)
                | Meaning::Age(value, _) => value.to_string().parse::<f64>().ok(),
                Meaning::Ordinal(nth) => Some(nth.into()),
                _ => None,
            });
        writeln!(answers, "{}", json!({"i": line["i"], "us": us, "value": value}))?;
    }
    std::fs::write(out.join("number.jsonl"), answers)?;
    Ok(())
}

/// Lines in which nothing may be found.
fn negatives(data: &Path, misses: Option<&str>) -> Result<(), Failure> {
    let (mut wrong, mut all) = (0, 0);
    for set in ["duckling_en.jsonl", "chrono_en.jsonl", "chrono_zh.jsonl", "duckling_zh.jsonl"] {
        for line in lines(&data.join(set))?.iter().filter(|line| line["expected"].is_null()) {
            all += 1;
            let text = line["text"].as_str().unwrap_or_default();
            let dim = line["dim"].as_str().unwrap_or("time");
            let found = read_values(&Utterance::new(text), &now(line)?, false);
            let is_of = |meaning: &Meaning| match dim {
                "time" | "date" => matches!(meaning, Meaning::Time(_)),
                "duration" => matches!(meaning, Meaning::Length(_)),
                "amount-of-money" => matches!(meaning, Meaning::Money(..)),
                "numeral" | "number" => matches!(meaning, Meaning::Number(..)),
                "ordinal" => matches!(meaning, Meaning::Ordinal(_)),
                "temperature" => matches!(meaning, Meaning::Temperature(..)),
                "volume" | "distance" | "quantity" => matches!(meaning, Meaning::Quantity(..)),
                _ => false,
            };
            let is_one =
                |meaning: &Meaning| !matches!(meaning, Meaning::Time(when) if when.readings.is_empty());
            if let Some(meant) = found.iter().find(|meant| is_of(&meant.meaning) && is_one(&meant.meaning)) {
                wrong += 1;
                if misses == Some("negatives") {
                    println!("{set} {dim} {text:?}: {:?}", meant.meaning);
                }
            }
        }
    }
    println!("negatives: {wrong} of {all} have a value");
    Ok(())
}
