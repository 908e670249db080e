//! Small catalogues of imaginary apps, for tuning: `models/evaluate/catalogues`, which nothing was trained on.
//!
//! Decides how many functions, examples and languages a catalogue has; what is said of other apps is nothing that it serves.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::problem::{Case, Problem, Wish, draw};
use crate::{Failure, root};

/// Examples of a function, in each language.
const SHOTS: [usize; 4] = [0, 2, 4, 7];
/// Domains of a catalogue.
const DOMAINS: [usize; 3] = [1, 3, 6];
/// Sentences of other domains, against those of the catalogue's own.
const STRANGERS: f64 = 0.6;
/// Sentences said to one catalogue.
const MAX_SAID: usize = 240;

/// A line of a file: an intent with its sentences.
#[derive(Deserialize)]
struct Intent {
    domain: String,
    intent: String,
    description: BTreeMap<String, String>,
    en: Vec<String>,
    zh: Vec<String>,
}

/// The catalogues, each with what is said to it.
pub(crate) fn all() -> Result<Vec<Problem>, Failure> {
    let mut intents: Vec<Intent> = Vec::new();
    let folder = root().join("models/evaluate/catalogues");
    let mut files: Vec<_> = std::fs::read_dir(&folder)?.collect::<Result<Vec<_>, _>>()?;
    files.sort_by_key(std::fs::DirEntry::path);
    for file in files {
        let text = std::fs::read_to_string(file.path())?;
        for line in text.lines() {
            intents.push(serde_json::from_str(line).map_err(|e| format!("{}: {e}", file.path().display()))?);
        }
    }
    let domains: BTreeSet<&str> = intents.iter().map(|intent| intent.domain.as_str()).collect();
    let domains: Vec<&str> = domains.into_iter().collect();
    let mut problems = Vec::new();
    for (i, shots) in SHOTS.into_iter().enumerate() {
        for (j, count) in DOMAINS.into_iter().enumerate() {
            let seed = (i * DOMAINS.len() + j) as u64;
            let own: BTreeSet<&str> = draw(&domains, count, seed).into_iter().copied().collect();
            problems.push(catalogue(&intents, &own, shots, seed));
        }
    }
    Ok(problems)
}

fn catalogue(intents: &[Intent], own: &BTreeSet<&str>, shots: usize, seed: u64) -> Problem {
    let (mut wishes, mut said, mut strange) = (Vec::new(), Vec::new(), Vec::new());
    for (place, intent) in intents.iter().enumerate() {
        if !own.contains(intent.domain.as_str()) {
            strange.extend(intent.en.iter().chain(&intent.zh));
            continue;
        }
        let mut examples = Vec::new();
        for sentences in [&intent.en, &intent.zh] {
            let shown = draw(sentences, shots, seed + place as u64);
            said.extend(
                sentences.iter().filter(|text| !shown.contains(text)).map(|text| (text, &intent.intent)),
            );
            examples.extend(shown.into_iter().cloned());
        }
        wishes.push(Wish {
            id: intent.intent.clone(),
            title: intent.description.get("en").cloned(),
            description: intent.description.get("zh").cloned(),
            examples,
        });
    }
    let said = draw(&said, MAX_SAID, seed);
    let strange = draw(&strange, (said.len() as f64 * STRANGERS) as usize, seed);
    let asked = said
        .into_iter()
        .map(|(text, intent)| Case { text: (*text).clone(), wanted: Some((*intent).clone()) });
    let tests =
        asked.chain(strange.into_iter().map(|text| Case { text: (*text).clone(), wanted: None })).collect();
    Problem {
        set: "catalogues".to_owned(),
        split: format!("{shots}-shot, {} domains", own.len()),
        lang: "both".to_owned(),
        wishes,
        tests,
        validation: Vec::new(),
    }
}
