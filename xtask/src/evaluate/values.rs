//! `cargo xtask evaluate values`: other libraries' test data for typed values, answered in one configuration and scored by the scripts beside it.
//!
//! Decides how a reading is written in the form that a scorer reads; what a reading is, is the core's.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use errand_core::{
    Grain, Length, Meaning, Meant, Reference, Region, Sort, Stretch, Utterance, read_values, read_values_of,
};

use jiff::ZonedDateTime;
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::specs;
use crate::{Failure, root};

/// Other libraries, as they were measured on the same files by the same scorers.
const PEERS: [&str; 7] =
    ["Recognizers-Text JS", "Recognizers-Text Python", "Duckling", "rustling", "MiNLP", "JioNLP", "chrono"];

/// A figure of the report.
#[derive(Serialize, Deserialize)]
struct Row {
    set: String,
    split: String,
    lang: String,
    metric: String,
    value: f64,
    #[serde(default)]
    n: usize,
    system: String,
    #[serde(default)]
    bundle: String,
}

/// Answers every set, has it scored, and writes `models/evaluate/values.json` and `values.md`.
pub(crate) fn values(data: &Path, shows_misses: bool) -> Result<(), Failure> {
    let out = root().join("target/evaluate/values");
    std::fs::create_dir_all(&out)?;
    let mut rows = Vec::new();
    for (script, set, answers) in [
        ("score_time.py", "common_time", times(data, &out)?),
        ("score_number.py", "common_number", numbers(data, &out)?),
    ] {
        let mut python = Command::new("python3");
        python.arg(data.join("score").join(script)).arg(data.join(set).with_extension("jsonl")).arg(answers);
        if set == "common_time" {
            python.args(["1", "--no-disputed"]);
        }
        let scored = python.output()?;
        if !scored.status.success() {
            return Err(format!("{script}: {}", String::from_utf8_lossy(&scored.stderr)).into());
        }
        let text = String::from_utf8_lossy(&scored.stdout).into_owned();
        rows.extend(text.lines().filter_map(|line| scored_row(set, line)));
    }
    rows.extend(negatives(data, shows_misses)?);
    rows.extend(places(data)?);
    let (answers, sentences) = specs::answer(data, &out)?;
    let scored = Command::new("python3")
        .arg(data.join("score/score_recognizers.py"))
        .arg(data.join("recognizers"))
        .arg(answers)
        .output()?;
    if !scored.status.success() {
        return Err(format!("score_recognizers.py: {}", String::from_utf8_lossy(&scored.stderr)).into());
    }
    rows.extend(String::from_utf8_lossy(&scored.stdout).lines().filter_map(spec_row));
    rows.extend(latency(&sentences));
    for row in &rows {
        println!("{} {} {} {} {:.3} ({})", row.set, row.split, row.lang, row.metric, row.value, row.n);
    }
    report(&rows)
}

/// A line of a scorer: `recognizers en 1349/1855 0.727`, with the type before the count for numbers.
fn scored_row(set: &str, line: &str) -> Option<Row> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let row = |split: &str, lang: &str, metric: &str, value: f64, n: usize| Row {
        set: set.to_owned(),
        split: split.to_owned(),
        lang: lang.to_owned(),
        metric: metric.to_owned(),
        value,
        n,
        system: "errand".to_owned(),
        bundle: String::new(),
    };
    let counted = |text: &str| {
        text.split_once('/')
            .and_then(|(hits, all)| Some((hits.parse::<f64>().ok()?, all.parse::<usize>().ok()?)))
    };
    match words.as_slice() {
        // Of time the sets alone; what is left is the same by types.
        [split, lang, count, _] if !matches!(*split, "en" | "zh") => {
            let (hits, all) = counted(count)?;
            Some(row(split, lang, "accuracy", hits / all as f64, all))
        }
        [split, lang, kind, count, _] if set == "common_number" => {
            let (hits, all) = counted(count)?;
            Some(row(&format!("{split}, {kind}"), lang, "accuracy", hits / all as f64, all))
        }
        _ => None,
    }
}

/// A closing line of the scorer of specs: `English  Number  n=671 strict=0.618 value=0.618 ...`.
fn spec_row(line: &str) -> Option<Row> {
    let words: Vec<&str> = line.split_whitespace().collect();
    // Lines of single models name the model third.
    let [lang, kind, count, ..] = words.as_slice() else { return None };
    let n = count.strip_prefix("n=")?.parse().ok()?;
    let value = words.iter().find_map(|word| word.strip_prefix("value="))?.parse().ok()?;
    Some(Row {
        set: "specs".to_owned(),
        split: (*kind).to_owned(),
        lang: if *lang == "English" { "en" } else { "zh" }.to_owned(),
        metric: "value".to_owned(),
        value,
        n,
        system: "errand".to_owned(),
        bundle: String::new(),
    })
}

/// How long a sentence takes with all sorts on, in microseconds, each sentence read twice and the second time counted.
fn latency(sentences: &[String]) -> Vec<Row> {
    let here = Reference::at(&ZonedDateTime::UNIX_EPOCH);
    let mut times: Vec<f64> = sentences
        .iter()
        .map(|text| {
            let said = Utterance::new(text);
            read_values(&said, here, false);
            let began = Instant::now();
            std::hint::black_box(read_values(&said, here, false));
            began.elapsed().as_secs_f64() * 1e6
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times.get((times.len() as f64 * share) as usize).copied().unwrap_or(0.0);
    [("p50 µs", at(0.5)), ("p95 µs", at(0.95))]
        .into_iter()
        .map(|(metric, value)| Row {
            set: "specs".to_owned(),
            split: "latency, all sorts".to_owned(),
            lang: "en, zh".to_owned(),
            metric: metric.to_owned(),
            value,
            n: times.len(),
            system: "errand".to_owned(),
            bundle: String::new(),
        })
        .collect()
}

fn report(rows: &[Row]) -> Result<(), Failure> {
    let folder = root().join("models/evaluate");
    let peers: Vec<Row> = serde_json::from_str(&std::fs::read_to_string(folder.join("values_peers.json"))?)?;
    let mut text = String::from(
        "# Values on other libraries' test data\n\nWritten by `cargo xtask evaluate values`; do not edit. One configuration for all sets; disputed lines are left out. \
         A library on its own data shows how far the conversion of that set holds, and is no rival.\n\n",
    );
    writeln!(text, "| set | split | language | metric | n | errand | {} |", PEERS.join(" | "))?;
    writeln!(text, "|{}", "---|".repeat(6 + PEERS.len()))?;
    for row in rows {
        let cell = |peer: &&str| {
            let same = |other: &&Row| {
                (&other.set, &other.split, &other.lang, &other.metric)
                    == (&row.set, &row.split, &row.lang, &row.metric)
            };
            peers
                .iter()
                .filter(same)
                .find(|other| other.system == **peer)
                .map_or("–".to_owned(), |other| format!("{:.2}", other.value))
        };
        let cells: Vec<String> = PEERS.iter().map(cell).collect();
        writeln!(
            text,
            "| {} | {} | {} | {} | {} | {:.3} | {} |",
            row.set,
            row.split,
            row.lang,
            row.metric,
            row.n,
            row.value,
            cells.join(" | ")
        )?;
    }
    std::fs::write(folder.join("values.md"), text)?;
    std::fs::write(folder.join("values.json"), serde_json::to_string_pretty(rows)? + "\n")?;
    Ok(())
}

fn lines(path: &Path) -> Result<Vec<Json>, Failure> {
    std::fs::read_to_string(path)?.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}

/// Wall-clock time at the place of the reference.
fn now(line: &Json) -> Result<ZonedDateTime, Failure> {
    let text = line["reference_time"].as_str().unwrap_or("2026-11-25T00:00:00");
    let at: DateTime = text.get(..19).unwrap_or(text).parse()?;
    // Duckling's English sentences with zones are answered two hours west of Greenwich, where its corpus stands.
    let zone = if line["set"] == "duckling" { "-02:00" } else { "+08:00" };
    let offset =
        if zone == "-02:00" { jiff::tz::Offset::constant(-2) } else { jiff::tz::Offset::constant(8) };
    Ok(offset.to_timestamp(at)?.to_zoned_datetime(offset.to_time_zone()))
}

/// The readings of wanted sorts: strong ones, or weak ones where there is none.
fn wanted(text: &str, here: Reference, sorts: &[Sort]) -> (Vec<Meant>, f64) {
    let began = Instant::now();
    let said = Utterance::new(text);
    let mut found = read_values_of(&said, here, sorts, false);
    if found.is_empty() {
        found = read_values_of(&said, here, sorts, true);
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

/// How long a length is: a year as 365 days, and as twelve months of 30 beside more months.
fn seconds(length: &Length) -> Vec<i64> {
    let by_months = (i64::from(length.months) * 30 + i64::from(length.days)) * 86_400 + length.ms / 1_000;
    let mut all = vec![length.seconds()];
    if length.months > 12 && length.months % 12 != 0 {
        all.push(by_months);
    }
    all
}

/// A person of the language's largest country.
fn here(line: &Json) -> Result<Reference, Failure> {
    let region = if line["lang"] == "zh" { Region::of("CN") } else { Region::Unknown };
    Ok(Reference { region, ..Reference::at(&now(line)?) })
}

fn times(data: &Path, out: &Path) -> Result<PathBuf, Failure> {
    let mut answers = String::new();
    for line in lines(&data.join("common_time.jsonl"))? {
        let text = line["text"].as_str().unwrap_or_default();
        let (found, us) = wanted(text, here(&line)?, &[Sort::Time, Sort::Length]);
        let longest = found.into_iter().max_by_key(|meant| meant.range.len());
        let candidates: Vec<Json> = match longest.map(|meant| meant.meaning) {
            Some(Meaning::Time(when)) => when.readings.iter().map(candidate).collect(),
            Some(Meaning::Length(length)) => vec![json!({"k": "d", "sec": seconds(&length)})],
            _ => Vec::new(),
        };
        writeln!(answers, "{}", json!({"i": line["i"], "us": us, "out": candidates}))?;
    }
    let path = out.join("time.jsonl");
    std::fs::write(&path, answers)?;
    Ok(path)
}

fn numbers(data: &Path, out: &Path) -> Result<PathBuf, Failure> {
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
        let (mut found, us) = wanted(text, here(&line)?, &[sort]);
        // 壹拾壹元壹角 is a number as it is a sum, and three million an answer to how much.
        let is_whole = |meant: &Meant| meant.range.len() >= text.trim().chars().count();
        let other = match sort {
            Sort::Number if !found.iter().any(is_whole) => Some(Sort::Money),
            Sort::Money if found.is_empty() => Some(Sort::Number),
            _ => None,
        };
        if let Some(other) = other {
            found.extend(wanted(text, here(&line)?, &[other]).0);
        }
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
    let path = out.join("number.jsonl");
    std::fs::write(&path, answers)?;
    Ok(path)
}

/// Addresses of JioNLP: province, city and county of the first place.
fn places(data: &Path) -> Result<Vec<Row>, Failure> {
    let (mut right, mut all) = (0, 0);
    for line in lines(&data.join("jionlp_zh.jsonl"))?.iter().filter(|line| line["dim"] == json!("place")) {
        all += 1;
        let found = read_values_of(
            &Utterance::new(line["text"].as_str().unwrap_or_default()),
            &now(line)?,
            &[Sort::Place],
            true,
        );
        let Some(Meaning::Place(place)) = found.into_iter().next().map(|meant| meant.meaning) else {
            continue;
        };
        let want = |key: &str| line["expected"][key].as_str().map(str::to_owned);
        let is_right =
            (place.province, place.city, place.county) == (want("province"), want("city"), want("county"));
        right += i32::from(is_right);
    }
    Ok(vec![Row {
        set: "jionlp".to_owned(),
        split: "places".to_owned(),
        lang: "zh".to_owned(),
        metric: "province, city and county".to_owned(),
        value: f64::from(right) / f64::from(all.max(1)),
        n: usize::try_from(all).unwrap_or(0),
        system: "errand".to_owned(),
        bundle: String::new(),
    }])
}

/// Lines in which nothing may be found.
fn negatives(data: &Path, shows_misses: bool) -> Result<Vec<Row>, Failure> {
    // Lines of chrono's strict mode are another configuration: its own other lines want what they forbid.
    let (mut wrong, mut all, mut strict_wrong, mut strict) = (0, 0, 0, 0);
    for set in ["duckling_en.jsonl", "chrono_en.jsonl", "chrono_zh.jsonl", "duckling_zh.jsonl"] {
        for line in lines(&data.join(set))?.iter().filter(|line| line["expected"].is_null()) {
            all += 1;
            let is_strict = line["strict"] == json!(true);
            strict += i32::from(is_strict);
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
                strict_wrong += i32::from(is_strict);
                if shows_misses {
                    println!("{set} {dim} {text:?}: {:?}", meant.meaning);
                }
            }
        }
    }
    let row = |split: &str, wrong: i32, all: i32| Row {
        set: "duckling and chrono".to_owned(),
        split: split.to_owned(),
        lang: "en, zh".to_owned(),
        metric: "nothing found".to_owned(),
        value: 1.0 - f64::from(wrong) / f64::from(all),
        n: usize::try_from(all).unwrap_or(0),
        system: "errand".to_owned(),
        bundle: String::new(),
    };
    Ok(vec![
        row("negatives", wrong, all),
        row("negatives, strict mode aside", wrong - strict_wrong, all - strict),
    ])
}
