//! `cargo xtask evaluate understanding`: sentences through the core's own path, against what they mean.
//!
//! Decides what counts as right: the schema of the best candidate (rivals of one schema serve alike), nothing at all for what no capability serves,
//! and every required argument to the letter.
//! The utterances were written before the engine was tuned and are in no manifest; `models/evaluate/README.md` says how.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use errand_core::{Act, Assistant, Candidate, ListEntry, Options};
use errand_demo_services::{DemoApp, default_folder};
use jiff::ZonedDateTime;
use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::public::bundle_name;
use crate::{Failure, root};

/// A sentence and what it means.
#[derive(Deserialize)]
pub(crate) struct Utterance {
    id: String,
    lang: String,
    pub text: String,
    pub now: ZonedDateTime,
    #[serde(default)]
    pub capability: Option<String>,
    #[serde(default)]
    arguments: BTreeMap<String, Json>,
    #[serde(default)]
    pub acts: Vec<Wanted>,
}

#[derive(Clone, Deserialize)]
pub(crate) struct Wanted {
    pub capability: String,
    #[serde(default)]
    arguments: BTreeMap<String, Json>,
}

/// Right and all, for one metric.
#[derive(Clone, Copy, Default)]
struct Share {
    right: usize,
    all: usize,
}

impl Share {
    fn count(&mut self, right: bool) {
        self.right += usize::from(right);
        self.all += 1;
    }

    fn value(self) -> f64 {
        if self.all == 0 { f64::NAN } else { self.right as f64 / self.all as f64 }
    }
}

#[derive(Default)]
struct Scores {
    top_1: Share,
    refused: Share,
    kept: Share,
    required: Share,
    said: Share,
    sentences: Share,
    acts: Share,
}

/// The metrics in the order of the report.
const METRICS: &[(&str, &str, f64)] = &[
    ("accuracy", "top-1 capability, one act", 0.94),
    ("oos_recall", "out of scope refused", 0.92),
    ("in_scope_kept", "in scope not refused", f64::NAN),
    ("required_exact", "required arguments exact, each", 0.90),
    ("arguments_exact", "all arguments that were said exact, each", f64::NAN),
    ("sentence_exact", "capability and all its arguments exact", f64::NAN),
    ("acts_exact", "two acts: both capabilities, in order", f64::NAN),
];

impl Scores {
    fn shares(&self) -> [Share; 7] {
        [self.top_1, self.refused, self.kept, self.required, self.said, self.sentences, self.acts]
    }
}

/// Measures, and writes the report beside the utterances; for another file, prints it.
pub(crate) fn measure(file: Option<&Path>, misses: bool) -> Result<(), Failure> {
    let own = root().join("models/evaluate/understanding.jsonl");
    let path = file.unwrap_or(&own);
    let utterances = read(path)?;
    let assistant = open()?;
    let required = required()?;
    let mut by_language: BTreeMap<String, Scores> = BTreeMap::new();
    let mut confusions: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    let mut times_ms = Vec::new();
    for utterance in &utterances {
        let began = std::time::Instant::now();
        let reading = assistant.understand(&utterance.text, &utterance.now)?;
        times_ms.push(began.elapsed().as_secs_f64() * 1_000.0);
        let mut note = |wanted: &str, got: &str| {
            confusions.entry((wanted.to_owned(), got.to_owned())).or_default().push(utterance.id.clone())
        };
        for language in [utterance.lang.as_str(), "all"] {
            let scores = by_language.entry(language.to_owned()).or_default();
            let count = score(utterance, &reading.acts, &required, scores);
            if language == "all" {
                for (wanted, got) in &count {
                    note(wanted, got);
                    if misses {
                        eprintln!(
                            "{} {:?}\n    wanted {wanted}\n    got    {got}",
                            utterance.id, utterance.text
                        );
                    }
                }
            }
        }
    }
    times_ms.sort_by(f64::total_cmp);
    let report = report(path, utterances.len(), &by_language, &confusions, &times_ms);
    let rows = rows(&by_language, &times_ms);
    if file.is_some() {
        println!("{report}");
        return Ok(());
    }
    std::fs::write(root().join("models/evaluate/report.md"), &report)?;
    std::fs::write(root().join("models/evaluate/report.json"), serde_json::to_string_pretty(&rows)? + "\n")?;
    println!("{report}");
    Ok(())
}

/// What is measured where other services are installed beside the demo's.
pub(crate) struct Accuracy {
    /// Share of sentences of one act whose capability is the right one.
    pub accuracy: f64,
    /// Share of sentences out of the demo services' scope that nothing answers.
    pub refused: f64,
}

/// Measures the choice of capabilities alone.
pub(crate) fn accuracy(
    assistant: &Assistant,
    utterances: &[Utterance],
    misses: bool,
) -> Result<Accuracy, Failure> {
    let required = BTreeMap::new();
    let mut scores = Scores::default();
    for utterance in utterances {
        let reading = assistant.understand(&utterance.text, &utterance.now)?;
        let wrong = score(utterance, &reading.acts, &required, &mut scores);
        for (wanted, got) in wrong.iter().filter(|(wanted, _)| misses && !wanted.contains(" = ")) {
            let titles: Vec<String> = reading
                .acts
                .iter()
                .flat_map(|act| act.candidates.iter().take(3))
                .map(|candidate| format!("{} {:.2}", candidate.schema, candidate.confidence))
                .collect();
            eprintln!("{} {:?}: wanted {wanted}, got {got} {titles:?}", utterance.id, utterance.text);
        }
    }
    Ok(Accuracy { accuracy: scores.top_1.value(), refused: scores.refused.value() })
}

/// The utterances of a file, one a line.
pub(crate) fn read(path: &Path) -> Result<Vec<Utterance>, Failure> {
    let text = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let parsed = lines.map(|(i, line)| {
        serde_json::from_str(line).map_err(|e| format!("{}: line {}: {e}", path.display(), i + 1))
    });
    Ok(parsed.collect::<Result<Vec<_>, _>>()?)
}

/// The demo services in a database that is kept between runs, so that each phrase is encoded once.
pub(crate) fn open() -> Result<Assistant, Failure> {
    let app = DemoApp::load(&default_folder(), None)?;
    let folder = root().join("target/evaluate");
    std::fs::create_dir_all(&folder)?;
    let texts: Vec<&str> = app.manifests().iter().map(|(_, text)| text.as_str()).collect();
    opened(&folder.join("catalogue.db"), &texts, &app)
}

/// An assistant that knows some services and the demo's lists.
pub(super) fn opened(database: &Path, manifests: &[&str], app: &DemoApp) -> Result<Assistant, Failure> {
    let mut assistant = Assistant::open(Options::new(root().join("models/errand-zh-en"), database))?;
    assistant.install_all(manifests)?;
    for (name, entries) in app.lists() {
        assistant.set_list(&name, serde_json::from_str::<Vec<ListEntry>>(&entries)?);
    }
    Ok(assistant)
}

/// The required parameters of the demo services' capabilities, by schema.
fn required() -> Result<BTreeMap<String, Vec<String>>, Failure> {
    let app = DemoApp::load(&default_folder(), None)?;
    let mut required = BTreeMap::new();
    for (_, text) in app.manifests() {
        for capability in errand_core::Manifest::load(text.as_str())?.capabilities {
            let names = capability.parameters.iter().filter(|p| p.is_required()).map(|p| p.name.clone());
            required.insert(capability.schema.clone(), names.collect());
        }
    }
    Ok(required)
}

/// Counts one utterance; answers what was wrong with it.
fn score(
    utterance: &Utterance,
    acts: &[Act],
    required: &BTreeMap<String, Vec<String>>,
    scores: &mut Scores,
) -> Vec<(String, String)> {
    let best = |act: usize| acts.get(act).and_then(|act| act.candidates.first());
    let name = |candidate: Option<&Candidate>| {
        candidate.map_or("none".to_owned(), |candidate| candidate.schema.clone())
    };
    let mut wrong = Vec::new();
    let wanted: Vec<Wanted> = match &utterance.capability {
        Some(capability) => {
            vec![Wanted { capability: capability.clone(), arguments: utterance.arguments.clone() }]
        }
        None => utterance.acts.clone(),
    };
    if wanted.is_empty() {
        scores.refused.count(acts.is_empty());
        if !acts.is_empty() {
            wrong.push(("none".to_owned(), name(best(0))));
        }
        return wrong;
    }
    scores.kept.count(!acts.is_empty());
    let mut all_right = acts.len() == wanted.len();
    for (i, wanted) in wanted.iter().enumerate() {
        let got = best(i);
        let is_right = got.is_some_and(|got| got.schema == wanted.capability);
        if utterance.acts.is_empty() {
            scores.top_1.count(is_right);
        }
        if !is_right {
            wrong.push((wanted.capability.clone(), name(got)));
        }
        let needed = required.get(&wanted.capability).map_or(&[][..], Vec::as_slice);
        for (parameter, value) in &wanted.arguments {
            let got = got.filter(|_| is_right).and_then(|got| said(got, parameter));
            let fits = got.as_ref().is_some_and(|got| fits(value, got));
            scores.said.count(fits);
            if needed.contains(parameter) {
                scores.required.count(fits);
            }
            if is_right && !fits {
                wrong.push((
                    format!("{}.{parameter} = {value}", wanted.capability),
                    got.map_or("nothing".to_owned(), |got| got.to_string()),
                ));
            }
            all_right &= fits;
        }
        all_right &= is_right;
    }
    scores.sentences.count(all_right);
    if !utterance.acts.is_empty() {
        let schemas = (0..acts.len()).map(|i| name(best(i)));
        scores.acts.count(schemas.eq(wanted.iter().map(|wanted| wanted.capability.clone())));
    }
    wrong
}

/// What was read for a parameter, as JSON.
fn said(candidate: &Candidate, parameter: &str) -> Option<Json> {
    let argument = candidate
        .arguments
        .get(parameter)
        .and_then(|argument| serde_json::from_str(&argument.value.json()).ok());
    let words = || candidate.mentions.get(parameter).map(|words| json!(words));
    argument.or_else(|| candidate.several.get(parameter).map(|ids| json!(ids))).or_else(words)
}

/// To the letter, but for case and marks at the edges of free text; of two people with one name either will do, for the dialogue asks.
fn fits(wanted: &Json, got: &Json) -> bool {
    if let Some(options) = wanted.get("oneOf").and_then(Json::as_array) {
        return options.contains(got)
            || got
                .as_array()
                .is_some_and(|ids| ids.len() == options.len() && ids.iter().all(|id| options.contains(id)));
    }
    match (wanted, got) {
        (Json::String(wanted), Json::String(got)) => plain(wanted) == plain(got),
        _ => wanted == got,
    }
}

fn plain(text: &str) -> String {
    text.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase()
}

fn rows(by_language: &BTreeMap<String, Scores>, times_ms: &[f64]) -> Vec<Json> {
    let row = |lang: &str, metric: &str, value: f64, n: usize| json!({"set": "understanding", "split": "test", "lang": lang, "metric": metric, "value": (value * 10_000.0).round() / 10_000.0, "n": n, "system": "errand", "bundle": bundle_name()});
    let mut rows = Vec::new();
    for (language, scores) in by_language {
        for ((metric, ..), share) in METRICS.iter().zip(scores.shares()).filter(|(_, share)| share.all > 0) {
            rows.push(row(language, metric, share.value(), share.all));
        }
    }
    for (metric, share) in [("ms_p50", 0.50), ("ms_p95", 0.95)] {
        rows.push(row("all", metric, percentile(times_ms, share), times_ms.len()));
    }
    rows
}

fn percentile(sorted: &[f64], share: f64) -> f64 {
    sorted.get(((sorted.len() as f64 - 1.0) * share).round() as usize).copied().unwrap_or(f64::NAN)
}

fn report(
    path: &Path,
    count: usize,
    by_language: &BTreeMap<String, Scores>,
    confusions: &BTreeMap<(String, String), Vec<String>>,
    times_ms: &[f64],
) -> String {
    let mut text = String::new();
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let languages: Vec<&String> = by_language.keys().collect();
    let _ = writeln!(
        text,
        "# How well sentences are understood\n\nWritten by `cargo xtask evaluate understanding`; do not edit.\n"
    );
    let _ = writeln!(
        text,
        "{count} utterances of `{name}` against the demo services; right and all in brackets.\n"
    );
    let heads: Vec<&str> = languages.iter().map(|language| language.as_str()).collect();
    let _ = writeln!(
        text,
        "| what | line | {} |\n|---|---|{}|",
        heads.join(" | "),
        vec!["---"; heads.len()].join("|")
    );
    for (i, (_, what, line)) in METRICS.iter().enumerate() {
        let cells: Vec<String> = languages
            .iter()
            .map(|language| by_language[*language].shares()[i])
            .map(|share| {
                if share.all == 0 {
                    "–".to_owned()
                } else {
                    format!("{:.3} ({}/{})", share.value(), share.right, share.all)
                }
            })
            .collect();
        let line = if line.is_nan() { "–".to_owned() } else { format!("≥ {line:.2}") };
        let _ = writeln!(text, "| {what} | {line} | {} |", cells.join(" | "));
    }
    let _ = writeln!(
        text,
        "\nOne sentence takes {:.1} ms at the median and {:.1} ms at the 95th percentile on the machine of this run (two threads).\n",
        percentile(times_ms, 0.5),
        percentile(times_ms, 0.95)
    );
    let mut worst: Vec<_> = confusions.iter().collect();
    worst.sort_by_key(|(_, ids)| std::cmp::Reverse(ids.len()));
    let _ = writeln!(
        text,
        "## The worst confusions\n\n| wanted | understood | times | utterances |\n|---|---|---|---|"
    );
    for ((wanted, got), ids) in worst.into_iter().take(40) {
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} |",
            wanted.replace('|', "/"),
            got.replace('|', "/"),
            ids.len(),
            ids.join(" ")
        );
    }
    text
}
