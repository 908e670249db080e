//! Slots of sets of intents: the words of each, told by marked shots or by the slots' names alone; and sentences of several acts.
//!
//! Decides how a slot becomes a parameter (free text, under its own name) and what counts as found: the same words, in the same intent.
//! Slots are read for the right intent, as the published figures are.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use errand_core::Assistant;
use serde_json::{Value as Json, json};

use super::measure::Row;
use super::sets::{json, json_lines, text};
use crate::evaluate::manifest_of::{self, MAX_TEXT, id, knowing, local, now, service};
use crate::evaluate::problem::draw;
use crate::{Failure, root};

/// A sentence in parts: words, and the slot that they fill.
type Marked = Vec<(String, Option<String>)>;

const SNIPS: [&str; 7] = [
    "AddToPlaylist",
    "BookRestaurant",
    "GetWeather",
    "PlayMusic",
    "RateBook",
    "SearchCreativeWork",
    "SearchScreeningEvent",
];

/// Measures SNIPS, xSID and MixSNIPS.
pub(super) fn measure(data: &Path, chosen: &dyn Fn(&str) -> bool) -> Result<Vec<Row>, Failure> {
    let mut rows = Vec::new();
    if chosen("snips") {
        let (train, tests) = snips(&data.join("snips"))?;
        for shots in [0, 20, 70] {
            rows.extend(slots("snips", "en", shots, &train, &tests)?);
        }
    }
    if chosen("xsid") {
        for lang in ["zh", "en"] {
            let train = conll(&data.join(format!("xsid/{lang}.valid.conll.txt")), lang)?;
            let tests = conll(&data.join(format!("xsid/{lang}.test.conll.txt")), lang)?;
            for shots in [0, 10] {
                rows.extend(slots("xsid", lang, shots, &train, &tests)?);
            }
        }
    }
    if chosen("mixsnips") {
        let (train, _) = snips(&data.join("snips"))?;
        rows.push(several(
            "mixsnips",
            "20 seeds",
            "en",
            &shots_of(&train, 20),
            &mixsnips(&data.join("mixsnips"))?,
        )?);
    }
    if chosen("mac_slu") {
        let (train, tests) = mac_slu(&data.join("mac_slu"))?;
        rows.push(several("mac_slu", "several acts, 10-shot", "zh", &shots_of(&train, 10), &tests)?);
    }
    Ok(rows)
}

fn parts(utterance: &Json) -> Marked {
    let parts = utterance["data"].as_array().into_iter().flatten();
    let part = |part: &Json| {
        (part["text"].as_str().unwrap_or("").to_owned(), part["entity"].as_str().map(str::to_owned))
    };
    parts.map(part).collect()
}

type Sentences = Vec<(String, Marked)>;

fn snips(folder: &Path) -> Result<(Sentences, Sentences), Failure> {
    let (mut train, mut tests) = (Vec::new(), Vec::new());
    for intent in SNIPS {
        let of = |file: String| -> Result<Sentences, Failure> {
            let all = json(&folder.join(file))?;
            Ok(all[intent]
                .as_array()
                .into_iter()
                .flatten()
                .map(|row| (intent.to_owned(), parts(row)))
                .collect())
        };
        train.extend(of(format!("train_{intent}.json.gz"))?);
        tests.extend(of(format!("validate_{intent}.json"))?);
    }
    Ok((train, tests))
}

/// Blocks of `index word intent BIO`.
fn conll(path: &Path, lang: &str) -> Result<Sentences, Failure> {
    let between = if lang == "zh" { "" } else { " " };
    let mut found = Vec::new();
    for block in text(path)?.split("\n\n") {
        let mut intent = String::new();
        let mut parts: Marked = Vec::new();
        for line in block.lines().filter(|line| !line.starts_with('#')) {
            let columns: Vec<&str> = line.split('\t').collect();
            let [_, word, kind, bio] = columns[..] else { continue };
            intent = kind.to_owned();
            push(&mut parts, word, bio, between);
        }
        if !parts.is_empty() {
            found.push((intent, parts));
        }
    }
    Ok(found)
}

/// Appends a word with its BIO mark.
fn push(parts: &mut Marked, word: &str, bio: &str, between: &str) {
    let slot = bio.get(2..).map(str::to_owned);
    let goes_on = match parts.last() {
        Some((_, last)) => bio.starts_with("I-") && *last == slot || bio == "O" && last.is_none(),
        None => false,
    };
    match parts.last_mut() {
        Some((text, _)) if goes_on => {
            text.push_str(between);
            text.push_str(word);
        }
        Some((text, None)) => {
            text.push_str(between);
            parts.push((word.to_owned(), slot));
        }
        Some(_) if slot.is_none() => parts.push((format!("{between}{word}"), None)),
        Some(_) => {
            parts.push((between.to_owned(), None));
            parts.push((word.to_owned(), slot));
        }
        None => parts.push((word.to_owned(), slot)),
    }
}

fn mixsnips(folder: &Path) -> Result<Vec<(String, Vec<String>)>, Failure> {
    let mut found = Vec::new();
    for block in text(&folder.join("test.txt.gz"))?.split("\n\n") {
        let lines: Vec<&str> = block.lines().collect();
        let Some((intents, words)) = lines.split_last() else { continue };
        let words: Vec<&str> = words.iter().filter_map(|line| line.split(' ').next()).collect();
        found.push((words.join(" "), intents.trim().split('#').map(str::to_owned).collect()));
    }
    Ok(found)
}

type Several = Vec<(String, Vec<String>)>;

fn mac_slu(folder: &Path) -> Result<(Sentences, Several), Failure> {
    let (mut train, mut tests) = (Vec::new(), Vec::new());
    for row in json_lines(&folder.join("icl_label.jsonl"))? {
        let said = row["query"].as_str().unwrap_or("").to_owned();
        let acts = row["semantics"].as_array().cloned().unwrap_or_default();
        let name = |act: &Json| {
            format!("{} {}", act["domain"].as_str().unwrap_or(""), act["intent"].as_str().unwrap_or(""))
        };
        match acts.as_slice() {
            [] => {}
            [act] => train.push((name(act), vec![(said, None)])),
            acts => tests.push((said, acts.iter().map(name).collect())),
        }
    }
    Ok((train, tests))
}

fn shots_of(train: &Sentences, shots: usize) -> Sentences {
    let intents: BTreeSet<&str> = train.iter().map(|(intent, _)| intent.as_str()).collect();
    let mut found = Vec::new();
    for intent in intents {
        let own: Sentences = train.iter().filter(|(name, _)| name == intent).cloned().collect();
        found.extend(draw(&own, shots, 1).into_iter().cloned());
    }
    found
}

/// Parameters by intent, from all sentences: a schema is known, whatever the shots show of it.
fn schema(sentences: &Sentences) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (intent, parts) in sentences {
        found.entry(intent.clone()).or_default().extend(parts.iter().filter_map(|(_, slot)| slot.clone()));
    }
    found
}

fn marked(parts: &Marked) -> String {
    let clean = |text: &str| text.replace(['[', ']', '(', ')'], " ");
    let part = |(text, slot): &(String, Option<String>)| match slot {
        Some(slot) if !text.trim().is_empty() => format!("[{}]({})", clean(text), parameter_name(slot)),
        _ => clean(text),
    };
    parts.iter().map(part).collect()
}

fn parameter_name(slot: &str) -> String {
    slot.replace(['/', '-', '.'], "_")
}

fn install(schema: &BTreeMap<String, BTreeSet<String>>, shots: &Sentences) -> Result<Assistant, Failure> {
    let parameter = |slot: &String| {
        let title = slot.replace(['_', '/'], " ");
        json!({"name": parameter_name(slot), "type": "string", "title": {"en": title}, "origin": ["utterance"], "min": "optional"})
    };
    let capability = |(place, (intent, slots)): (usize, (&String, &BTreeSet<String>))| {
        let (id, title) = (format!("intent{place}"), words(intent));
        let parameters = slots.iter().map(parameter).collect();
        let mut json = manifest_of::capability(&id, &format!("slots.{id}@1"), &title, &title, parameters);
        let own = shots.iter().filter(|(name, _)| name == intent);
        let examples: Vec<Json> = own.map(|(_, parts)| local(&marked(parts), MAX_TEXT)).collect();
        json["examples"] = json!({"direct": examples});
        json
    };
    let capabilities = schema.iter().enumerate().map(capability).collect();
    knowing(&root().join("target/evaluate/slots.db"), &[service(0, capabilities)])
}

/// `AddToPlaylist`, `alarm/set_alarm` as words.
fn words(name: &str) -> String {
    let mut words = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(if matches!(c, '/' | '_') { ' ' } else { c }.to_lowercase());
    }
    words
}

/// Counts of one slot of one intent.
#[derive(Clone, Copy, Default)]
struct Count {
    right: usize,
    found: usize,
    wanted: usize,
}

impl Count {
    fn f1(self) -> f64 {
        if self.right == 0 { 0.0 } else { 2.0 * self.right as f64 / (self.found + self.wanted) as f64 }
    }
}

fn slots(
    set: &str,
    lang: &str,
    shots: usize,
    train: &Sentences,
    tests: &Sentences,
) -> Result<Vec<Row>, Failure> {
    let schema = schema(&train.iter().chain(tests).cloned().collect());
    let places: BTreeMap<&String, usize> =
        schema.keys().enumerate().map(|(place, intent)| (intent, place)).collect();
    let assistant = install(&schema, &shots_of(train, shots))?;
    let now = now()?;
    let mut counts: BTreeMap<(String, String), Count> = BTreeMap::new();
    for (intent, parts) in tests {
        let said: String = parts.iter().map(|(text, _)| text.as_str()).collect();
        let read = assistant.arguments(&id(0), &format!("intent{}", places[intent]), &said, &now)?;
        let plain = |text: &str| text.trim().trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        let mut wanted: Vec<(String, String)> = parts
            .iter()
            .filter_map(|(text, slot)| Some((parameter_name(slot.as_ref()?), plain(text))))
            .collect();
        for (slot, _) in &wanted {
            counts.entry((intent.clone(), slot.clone())).or_default().wanted += 1;
        }
        for (name, argument) in &read.arguments {
            let count = counts.entry((intent.clone(), name.clone())).or_default();
            count.found += 1;
            let value: Json = serde_json::from_str(&argument.value.json()).unwrap_or(Json::Null);
            let got = (name.clone(), plain(value.as_str().unwrap_or("")));
            if let Some(place) = wanted.iter().position(|wanted| *wanted == got) {
                wanted.swap_remove(place);
                count.right += 1;
            }
        }
    }
    let split = if shots == 0 { "by slot name".to_owned() } else { format!("{shots}-shot slots") };
    let asked: Vec<Count> = counts.values().copied().filter(|count| count.wanted > 0).collect();
    let macro_f1 = asked.iter().map(|count| count.f1()).sum::<f64>() / asked.len() as f64;
    let sum = counts.values().fold(Count::default(), |a, b| Count {
        right: a.right + b.right,
        found: a.found + b.found,
        wanted: a.wanted + b.wanted,
    });
    // The zero-shot figures of SNIPS are means over intents.
    let of_intent = |intent: &String| {
        let own = counts.iter().filter(|((name, _), _)| name == intent).map(|(_, count)| *count);
        own.fold(Count::default(), |a, b| Count {
            right: a.right + b.right,
            found: a.found + b.found,
            wanted: a.wanted + b.wanted,
        })
        .f1()
    };
    let mean = schema.keys().map(of_intent).sum::<f64>() / schema.len() as f64;
    Ok(vec![
        Row::of_errand(set, &split, lang, "macro_f1", macro_f1, asked.len()),
        Row::of_errand(set, &split, lang, "micro_f1", sum.f1(), sum.wanted),
        Row::of_errand(set, &split, lang, "intent_mean_f1", mean, schema.len()),
    ])
}

/// Sentences of several acts: whether the set of intents is exactly right.
fn several(set: &str, split: &str, lang: &str, shots: &Sentences, tests: &Several) -> Result<Row, Failure> {
    let schema = schema(shots);
    let intents: Vec<&String> = schema.keys().collect();
    let assistant = install(&schema, shots)?;
    let now = now()?;
    let mut right = 0;
    for (said, wanted) in tests {
        let reading = assistant.understand(said, &now)?;
        let place = |id: &str| id.trim_start_matches("intent").parse::<usize>().unwrap_or(0);
        let best = reading.acts.iter().filter_map(|act| act.candidates.first());
        let got: BTreeSet<&String> = best.map(|best| intents[place(&best.capability)]).collect();
        right += usize::from(got == wanted.iter().collect());
    }
    Ok(Row::of_errand(set, split, lang, "intents_exact", right as f64 / tests.len() as f64, tests.len()))
}
