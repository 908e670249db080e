//! The sentences of Recognizers-Text's own specs, answered in the form that its scorer reads.
//!
//! Decides how a reading is written as that project writes it: all readings of a time, past and future, both halves of a day, ends as they were spoken;
//! units by its names. What a reading is, is the core's, in the one configuration that all sets are read in.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use errand_core::{
    Bounds, Grain, Meaning, Meant, Reaction, Reference, Region, Sort, Stretch, Tense, TimeExpression,
    Utterance, read_values_of,
};
use jiff::ToSpan;
use jiff::civil::DateTime;
use serde_json::{Value as Json, json};

use crate::Failure;

/// The kinds and languages that are answered.
const FOLDERS: [(&str, &str); 10] = [
    ("Number", "English"),
    ("Number", "Chinese"),
    ("NumberWithUnit", "English"),
    ("NumberWithUnit", "Chinese"),
    ("DateTime", "English"),
    ("DateTime", "Chinese"),
    ("Sequence", "English"),
    ("Sequence", "Chinese"),
    ("Choice", "English"),
    ("Choice", "Chinese"),
];

/// Answers all sentences; the file of answers, and the sentences.
pub(crate) fn answer(data: &Path, out: &Path) -> Result<(PathBuf, Vec<String>), Failure> {
    let mut answers = String::new();
    let mut sentences = Vec::new();
    for (kind, lang) in FOLDERS {
        let mut files: Vec<PathBuf> = std::fs::read_dir(data.join("recognizers").join(kind).join(lang))?
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.file_stem().is_some_and(|stem| stem.to_string_lossy().contains("Model")))
            .collect();
        files.sort();
        for file in files {
            let model = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
            let text = std::fs::read_to_string(&file)?;
            let cases: Vec<Json> = serde_json::from_str(text.trim_start_matches('\u{feff}'))?;
            for (place, case) in cases.iter().enumerate() {
                let sentence = case["Input"].as_str().unwrap_or_default();
                let here = reference(case, lang)?;
                let said = Utterance::new(sentence);
                let began = Instant::now();
                let (sorts, is_weak) = sorts(kind, &model);
                let mut found = read_values_of(&said, here, &sorts, is_weak);
                if kind == "NumberWithUnit" {
                    let units = read_values_of(&said, here, &[Sort::Unit], true);
                    let is_asked =
                        |unit: &Meant| matches!(&unit.meaning, Meaning::Unit(of, _) if sorts.contains(of));
                    let is_free = |unit: &Meant, found: &[Meant]| {
                        found.iter().all(|other| {
                            other.range.end <= unit.range.start || unit.range.end <= other.range.start
                        })
                    };
                    for unit in units {
                        if is_asked(&unit) && is_free(&unit, &found) {
                            found.push(unit);
                        }
                    }
                    found.sort_by_key(|meant| meant.range.start);
                }
                let us = began.elapsed().as_secs_f64() * 1e6;
                sentences.push(sentence.to_owned());
                // That project gives one answer, the first.
                let count = if kind == "Choice" { 1 } else { usize::MAX };
                let results: Vec<Json> =
                    found.iter().take(count).filter_map(|meant| result(&said, meant, &here, lang)).collect();
                writeln!(
                    answers,
                    "{}",
                    json!({"rec": kind, "lang": lang, "model": model, "i": place, "us": us, "results": results})
                )?;
            }
        }
    }
    let path = out.join("specs.jsonl");
    std::fs::write(&path, answers)?;
    Ok((path, sentences))
}

fn reference(case: &Json, lang: &str) -> Result<Reference, Failure> {
    let text = case["Context"]["ReferenceDateTime"].as_str().unwrap_or("2026-11-25T00:00:00");
    let now: DateTime = text.get(..19).unwrap_or(text).parse()?;
    let region = Region::of(if lang == "Chinese" { "CN" } else { "US" });
    Ok(Reference { now, offset: 0, region, tense: Tense::Future })
}

/// What a model looks for, and whether it is asked for.
fn sorts(kind: &str, model: &str) -> (Vec<Sort>, bool) {
    let has = |name: &str| model.starts_with(name);
    let sorts = match kind {
        "Number" if has("Ordinal") => return (vec![Sort::Ordinal], true),
        "Number" if has("Percent") => vec![Sort::Percent],
        "Number" if has("NumberRange") => vec![Sort::Range],
        "Number" => vec![Sort::Number],
        "NumberWithUnit" if has("Age") => vec![Sort::Age],
        "NumberWithUnit" if has("Currency") => vec![Sort::Money],
        "NumberWithUnit" if has("Dimension") => vec![Sort::Quantity],
        "NumberWithUnit" => vec![Sort::Temperature],
        "DateTime" => vec![Sort::Time, Sort::Length, Sort::Recurrence],
        "Sequence" if has("Phone") => return (vec![Sort::Phone], true),
        "Sequence" if has("Email") => vec![Sort::Email],
        "Sequence" if has("URL") => vec![Sort::Link],
        "Sequence" if has("Mention") => vec![Sort::Mention],
        "Sequence" if has("Hashtag") => return (vec![Sort::Hashtag], true),
        "Sequence" if has("IpAddress") => vec![Sort::Ip],
        "Sequence" if has("GUID") => vec![Sort::Uuid],
        "Sequence" => Vec::new(),
        _ => return (vec![Sort::Answer], true),
    };
    (sorts, false)
}

fn result(said: &Utterance, meant: &Meant, here: &Reference, lang: &str) -> Option<Json> {
    let text = said.original(meant.range.clone());
    let number = |value: &rust_decimal::Decimal| shown(*value);
    let resolution = match &meant.meaning {
        Meaning::Number(value, _) => json!({"value": number(value)}),
        Meaning::Ordinal(nth) if *nth < 0 => json!({"value": format!("end{:+}", nth + 1)}),
        Meaning::Ordinal(nth) => json!({"value": nth.to_string()}),
        Meaning::Step(by) => json!({"value": format!("current{by:+}")}),
        Meaning::Percent(value) => json!({"value": format!("{}%", number(value))}),
        Meaning::Range(bounds) => json!({"value": range(bounds)}),
        Meaning::Money(value, _, code) => {
            let unit = currency(code, text, lang);
            // That project counts small coins by themselves.
            let is_coin = matches!(unit.as_str(), "Cent" | "Pence" | "Penny");
            let value = if is_coin { *value * rust_decimal::Decimal::ONE_HUNDRED } else { *value };
            json!({"value": number(&value), "unit": unit})
        }
        Meaning::Quantity(value, _, "inch") if says_feet(text) => {
            let feet = value.checked_div(rust_decimal::Decimal::from(12)).unwrap_or(*value);
            json!({"value": feet.round_sf(16).unwrap_or(feet).normalize().to_string(), "unit": "Foot"})
        }
        Meaning::Quantity(value, _, unit) => json!({"value": number(value), "unit": unit_name(unit)}),
        Meaning::Temperature(value, unit) => {
            json!({"value": number(value), "unit": unit.unwrap_or("Degree")})
        }
        Meaning::Unit(of, unit) => json!({"unit": match of {
            Sort::Money => currency(unit, text, lang),
            Sort::Quantity => unit_name(unit),
            _ => (*unit).to_owned(),
        }}),
        Meaning::Age(value, unit) => json!({"value": number(value), "unit": capital(unit.name())}),
        Meaning::Length(length) => {
            json!({"values": [{"type": "duration", "value": length.seconds().to_string()}]})
        }
        Meaning::Recurrence(_) => json!({"values": [{"type": "set", "value": "not resolved"}]}),
        Meaning::Time(when) => {
            let said = serde_json::to_value(&when.expression).unwrap_or(Json::Null);
            let mut values = times(&when.expression, text, here);
            if values.is_empty() {
                values.push(json!({"type": kind_of(&when.expression, &said), "value": "not resolved"}));
            } else if said["season"].is_number() {
                // Seasons are not resolved there.
                values = vec![json!({"type": "daterange", "value": "not resolved"})];
            }
            json!({"values": values})
        }
        Meaning::Phone(_)
        | Meaning::Email(_)
        | Meaning::Link(_)
        | Meaning::Mention(_)
        | Meaning::Hashtag(_)
        | Meaning::Uuid(_) => json!({"value": text.to_lowercase()}),
        Meaning::Ip(address) => {
            // Groups of version 6 keep their case there.
            let is_upper = text.chars().any(|c| c.is_ascii_uppercase());
            json!({"value": if is_upper { address.to_uppercase() } else { address.clone() }})
        }
        // That project has no places.
        Meaning::Place(_) => return None,
        Meaning::Answer(reaction) => json!({"value": *reaction == Reaction::Yes}),
    };
    let start = said.original(0..meant.range.start).chars().count();
    Some(json!({
        "Text": text,
        "Start": start,
        "End": start + text.chars().count() - 1,
        "Resolution": resolution,
    }))
}

/// Whether inches were said behind feet, in which that project counts them: 5 ft 2 in. Here they are 62 inches, which is exact.
fn says_feet(text: &str) -> bool {
    ["ft", "foot", "feet"].iter().any(|word| text.contains(word))
}

/// A number to fifteen digits, as doubles are printed.
fn shown(value: rust_decimal::Decimal) -> String {
    let rounded = value.round_sf(15).unwrap_or(value).normalize();
    let double: f64 = rounded.to_string().parse().unwrap_or(0.0);
    if double != 0.0 && !(1e-4..1e15).contains(&double.abs()) {
        // 1.2732E+15, 5E-06
        let text = format!("{double:E}");
        let (digits, power) = text.split_once('E').unwrap_or((&text, "0"));
        let power: i32 = power.parse().unwrap_or(0);
        return format!("{digits}E{}{:02}", if power < 0 { '-' } else { '+' }, power.abs());
    }
    rounded.to_string()
}

fn range(bounds: &Bounds) -> String {
    let end = |end: Option<rust_decimal::Decimal>| end.map(shown).unwrap_or_default();
    format!(
        "{}{},{}{}",
        if bounds.least.is_some() && bounds.has_least { '[' } else { '(' },
        end(bounds.least),
        end(bounds.most),
        // That project leaves the upper end of "20 to 30" out.
        if bounds.most.is_some() && bounds.has_most && !bounds.is_between { ']' } else { ')' },
    )
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn unit_name(unit: &str) -> String {
    let american = unit.replace("metre", "meter").replace("litre", "liter");
    match american.as_str() {
        "kilometer per hour" => "Kilometer per hour".to_owned(),
        "jin" => "Jin".to_owned(),
        "light year" => "Light year".to_owned(),
        other => capital(other),
    }
}

fn currency(code: &str, text: &str, lang: &str) -> String {
    let lower = text.to_lowercase();
    let says_whose = ["u.s", "united states", "美", "american"].iter().any(|word| lower.contains(word))
        || lower.split(|c: char| !c.is_alphabetic()).any(|word| matches!(word, "us" | "usd" | "musd"));
    let is_cent = ["cent", "penny", "pennies", "¢"].iter().any(|word| text.to_lowercase().contains(word));
    let name = match code {
        "USD" if text.contains("penny") => "Penny",
        "USD" if is_cent && !text.contains("dollar") && !text.contains('$') => "Cent",
        "USD" if says_whose => "United States dollar",
        "USD" => "Dollar",
        "CNY" => "Chinese yuan",
        "EUR" => "Euro",
        "GBP" if lang == "English" && text.to_lowercase().contains("pence") => "Pence",
        "GBP" if text.contains('£') || text.to_lowercase().contains("pound") => "Pound",
        "GBP" => "British pound",
        "JPY" => "Japanese yen",
        "HKD" => "Hong Kong dollar",
        "TWD" => "New Taiwan dollar",
        "BTC" if text.to_lowercase().contains("satoshi") => "Satoshi",
        "BTC" => "Bitcoin",
        "LAK" => "Lao kip",
        "FIM" => "Finnish markka",
        "ESP" => "Peseta",
        "NLG" => "Netherlands guilder",
        "NGN" => "Nigerian naira",
        "CRC" => "Costa Rican colón",
        "CHF" if !text.to_lowercase().contains("swiss") && !text.contains("瑞士") => "Franc",
        "GEL" => "Georgian lari",
        "INR" if !text.to_lowercase().contains("indian") && lang == "English" => "Rupee",
        "KRW" => "South Korean won",
        "AUD" => "Australian dollar",
        "CAD" => "Canadian dollar",
        "SGD" => "Singapore dollar",
        "NZD" => "New Zealand dollar",
        "CHF" => "Swiss franc",
        "INR" => "Indian rupee",
        "RUB" => "Russian ruble",
        "BRL" => "Brazilian Real",
        "MXN" => "Mexican peso",
        "THB" => "Thai baht",
        "SEK" => "Swedish krona",
        "NOK" => "Norwegian krone",
        "DKK" => "Danish krone",
        "IDR" => "Indonesian rupiah",
        "MYR" => "Malaysian ringgit",
        "PHP" => "Philippine peso",
        "VND" => "Vietnamese dong",
        "TRY" => "Turkish lira",
        "PLN" => "Polish zloty",
        "ZAR" => "South African rand",
        "AED" => "United Arab Emirates dirham",
        "SAR" => "Saudi riyal",
        "ILS" => "Israeli new shekel",
        other => other,
    };
    name.to_owned()
}

/// The words of a zone in a text, the longest that are one.
fn zone_words(text: &str) -> String {
    const WORDS: &[&str] = &[
        "pst",
        "pdt",
        "est",
        "edt",
        "cst",
        "cdt",
        "mst",
        "mdt",
        "gmt",
        "utc",
        "ist",
        "bst",
        "cet",
        "cest",
        "aest",
        "aedt",
        "acdt",
        "acst",
        "sgt",
        "hkt",
        "jst",
        "pt",
        "et",
        "ct",
        "mt",
        "eastern",
        "pacific",
        "central",
        "mountain",
        "eastern time",
        "pacific time",
        "central time",
        "mountain time",
        "eastern timezone",
        "pacific timezone",
        "central timezone",
        "mountain timezone",
        "singapore time",
        "beijing time",
    ];
    let lower = text.to_lowercase();
    let is_edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphabetic());
    let stands = |word: &&&str| {
        lower.match_indices(**word).any(|(at, found)| {
            is_edge(lower[..at].chars().next_back()) && is_edge(lower[at + found.len()..].chars().next())
        })
    };
    WORDS
        .iter()
        .filter(stands)
        .max_by_key(|word| word.len())
        .map(|word| (*word).to_owned())
        .unwrap_or_default()
}

/// All values of a time, as that project lists them. A zone stands beside the time there, which is not turned into the local one.
fn times(expression: &TimeExpression, text: &str, here: &Reference) -> Vec<Json> {
    let said = serde_json::to_value(expression).unwrap_or(Json::Null);
    let inner =
        ["from", "at", "to", "about"].iter().map(|key| &said[*key]["zoneMinutes"]).find_map(Json::as_i64);
    let zone = said["zoneMinutes"].as_i64().or(inner);
    let here = &Reference {
        offset: zone.and_then(|minutes| i16::try_from(minutes).ok()).unwrap_or(here.offset),
        ..*here
    };
    let future = expression.resolve(here);
    let past = expression.resolve(&Reference { tense: Tense::Past, ..*here });
    let all: Vec<Stretch> = [halves(&future), halves(&past)].concat();
    let mut unique: BTreeMap<String, Json> = BTreeMap::new();
    for stretch in &all {
        let mut value = value(expression, text, &said, stretch);
        if let Some(minutes) = zone {
            value["timezoneText"] = json!(zone_words(text));
            let (hours, rest) = (minutes / 60, (minutes % 60).abs());
            value["timezone"] =
                json!(format!("UTC{}{:02}:{rest:02}", if minutes < 0 { '-' } else { '+' }, hours.abs()));
            value["utcOffsetMins"] = json!(minutes.to_string());
        }
        unique.insert(value.to_string(), value);
    }
    unique.into_values().collect()
}

/// The best reading, and the same in the other half of the day.
fn halves(readings: &[Stretch]) -> Vec<Stretch> {
    let Some(first) = readings.first() else { return Vec::new() };
    let is_other_half = |other: &&Stretch| match (first.start.or(first.end), other.start.or(other.end)) {
        (Some(a), Some(b)) => first.grain < Grain::Part && a.duration_since(b).as_hours().abs() == 12,
        _ => false,
    };
    let mut found = vec![*first];
    found.extend(readings[1..].iter().find(is_other_half));
    found
}

fn kind(expression: &TimeExpression) -> &'static str {
    match (expression.has_date(), expression.has_clock()) {
        (true, true) => "datetime",
        (false, true) => "time",
        _ => "date",
    }
}

/// The same, with what is a stretch called so.
fn kind_of(expression: &TimeExpression, said: &Json) -> String {
    let is_range = ["from", "open", "ownYear"].iter().any(|key| said.get(*key).is_some());
    format!("{}{}", kind(expression), if is_range { "range" } else { "" })
}

fn value(expression: &TimeExpression, text: &str, said: &Json, stretch: &Stretch) -> Json {
    let text_is_about = stretch.is_point && text.to_lowercase().contains("around");
    let has_clock = expression.has_clock();
    let kind = kind(expression);
    // Up to now is up to today, where no hour was said.
    let is_to_now = said["to"]["now"] == json!(true) && said["from"].get("hour").is_none()
        || said["from"]["now"] == json!(true) && said["to"].get("hour").is_none();
    let (has_clock, kind) = if is_to_now { (false, "date") } else { (has_clock, kind) };
    let has = |key: &str| said.get(key).is_some();
    let is_fine = stretch.grain < Grain::Day && has_clock;
    let shown = |at: DateTime| match kind {
        "time" => at.strftime("%H:%M:%S").to_string(),
        _ if has_clock && is_fine => at.strftime("%Y-%m-%d %H:%M:%S").to_string(),
        _ => at.date().to_string(),
    };
    let is_point = stretch.is_point
        && (stretch.grain < Grain::Part || stretch.grain == Grain::Day)
        && !has("from")
        && !has("open");
    if let (Some(start), true) = (stretch.start, has("about") && text_is_about) {
        return json!({"type": format!("{kind}range"), "value": shown(start)});
    }
    if let (true, Some(start)) = (is_point, stretch.start) {
        return json!({"type": kind, "value": shown(start)});
    }
    let mut value = json!({"type": format!("{kind}range")});
    // Ends are written as they were spoken: the 7th of "2 to 7 February".
    let is_now_to_day = said["from"]["now"] == json!(true) && !has_clock;
    let unit = |at: DateTime, count: i32| match stretch.grain {
        Grain::Week => at.checked_add((count * 7).days()).ok(),
        Grain::Month => at.checked_add(count.months()).ok(),
        Grain::Quarter => at.checked_add((count * 3).months()).ok(),
        Grain::Year => at.checked_add(count.years()).ok(),
        _ => at.checked_add(count.days()).ok(),
    };
    let is_piece = said["to"].get("piece").is_some();
    let is_included =
        said["isEndIncluded"] == json!(true) && (stretch.grain >= Grain::Day || is_now_to_day) && !is_piece;
    let until = said["open"] == json!("until") && stretch.grain == Grain::Day;
    let after = said["open"] == json!("after") && stretch.grain == Grain::Day;
    let start = stretch.start.and_then(|at| if after { unit(at, -1) } else { Some(at) });
    let end = stretch.end.and_then(|at| if is_included || until { unit(at, -1) } else { Some(at) });
    // A night ends a second before midnight, and the end of a day is that second.
    let is_midnight = |at: DateTime| at.time() == jiff::civil::Time::midnight();
    let is_night = stretch.grain == Grain::Part && end.is_some_and(is_midnight);
    let end = if is_night { end.and_then(|at| at.checked_sub(1.seconds()).ok()) } else { end };
    if let (true, Some("end"), Some(end)) = (is_night, said["piece"].as_str(), end) {
        return json!({"type": kind, "value": shown(end)});
    }
    if let Some(start) = start {
        value["start"] = json!(shown(start));
    }
    if let Some(end) = end {
        value["end"] = json!(shown(end));
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_as_doubles_are() {
        let third = rust_decimal::Decimal::ONE.checked_div(rust_decimal::Decimal::from(3)).expect("a third");
        assert_eq!(shown(third), "0.333333333333333");
    }
}
