//! A phone with a thousand capabilities: what installing them costs, and one sentence then.
//!
//! Numbers that matter: seconds of the install, the median and the 95th percentile of `understand`. Budget and machine: `docs/budgets.md`.
//! The capabilities are a thousand intents of `models/train/fine`, four Chinese and four English examples each, taken evenly from all files;
//! the sentences are those that are no example, short and long ones in turn. One run, printed: an install is too long to be repeated by Criterion.

use std::path::Path;
use std::time::Instant;

use errand_core::{Assistant, Context, Event, Input, Options};
use serde_json::{Value as Json, json};

const CAPABILITIES: usize = 1_000;
const EXAMPLES: usize = 4; // in each language
const PER_SERVICE: usize = 14;
const SENTENCES: usize = 400;

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let intents = intents(&root.join("models/train/fine"));
    let manifests: Vec<String> = (0..CAPABILITIES)
        .collect::<Vec<_>>()
        .chunks(PER_SERVICE)
        .enumerate()
        .map(|(service, places)| manifest(service, places, &intents))
        .collect();
    let texts: Vec<&str> = manifests.iter().map(String::as_str).collect();
    let mut assistant =
        Assistant::open(Options::new(root.join("models/errand-zh-en"), ":memory:")).expect("an assistant");
    let began = Instant::now();
    assistant.install_all(&texts).expect("good manifests");
    println!("thousand/install: {:.1} s for {CAPABILITIES} capabilities", began.elapsed().as_secs_f64());
    let now: jiff::ZonedDateTime = "2026-11-25T09:30:00+08:00[Asia/Shanghai]".parse().expect("a time");
    assert!(intents.len() >= CAPABILITIES, "each capability is an intent of its own");
    let said: Vec<String> = (0..SENTENCES)
        .map(|i| {
            let sentences = list(of(i * CAPABILITIES / SENTENCES, &intents), ["en", "zh"][i % 2]);
            sentences[EXAMPLES + i / 2 % (sentences.len() - EXAMPLES)].clone()
        })
        .collect();
    let mut spent: Vec<f64> = said
        .iter()
        .map(|text| {
            let began = Instant::now();
            assistant.understand(text, &now).expect("a reading");
            began.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    // The first step of a turn, less what understanding its sentence costs: choosing, planning, asking, keeping.
    let mut planned: Vec<f64> = said
        .iter()
        .zip(&spent)
        .map(|(text, understood)| {
            let mut turn = assistant.begin(Context::default());
            let event = Event::Said(text.clone());
            let began = Instant::now();
            let _step = turn.advance(Input { now: now.clone(), event }).expect("a step");
            (began.elapsed().as_secs_f64() * 1e3 - understood).max(0.0)
        })
        .collect();
    planned.sort_by(f64::total_cmp);
    println!(
        "thousand/plan: p50 {:.2} ms, p95 {:.2} ms beyond understanding",
        planned[planned.len() / 2],
        planned[planned.len() * 95 / 100]
    );
    spent.sort_by(f64::total_cmp);
    let at = |share: f64| spent[((spent.len() - 1) as f64 * share) as usize];
    println!(
        "thousand/understand: p50 {:.2} ms, p95 {:.2} ms over {} sentences",
        at(0.5),
        at(0.95),
        spent.len()
    );
}

fn intents(folder: &Path) -> Vec<Json> {
    let mut files: Vec<_> =
        std::fs::read_dir(folder).expect("the folder").map(|entry| entry.expect("a file").path()).collect();
    files.sort();
    let files = files.into_iter().filter(|path| path.extension().is_some_and(|end| end == "jsonl"));
    let read = |path| std::fs::read_to_string(path).expect("a file");
    let lines: Vec<String> =
        files.map(read).flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>()).collect();
    lines.iter().map(|line| serde_json::from_str(line).expect("an intent")).collect()
}

fn list(intent: &Json, language: &str) -> Vec<String> {
    intent[language]
        .as_array()
        .expect("sentences")
        .iter()
        .map(|text| text.as_str().expect("words").to_owned())
        .collect()
}

fn manifest(service: usize, places: &[usize], intents: &[Json]) -> String {
    let capabilities: Vec<Json> =
        places.iter().map(|place| capability(*place, of(*place, intents))).collect();
    json!({
        "manifestVersion": "1.0",
        "service": {
            "id": format!("bench.service{service}"), "version": "1.0.0",
            "name": {"en": format!("service number {service}"), "zh-CN": format!("第{service}号服务")},
            "publisher": {"id": "bench", "name": "bench", "contact": "none"}, "dataController": "publisher", "locales": ["en", "zh-CN"],
        },
        "modes": {"declared": true, "auto": false}, "visibility": "system", "capabilities": capabilities,
    })
    .to_string()
}

/// The intent of a capability: spread over the files, so that all domains are there.
fn of(place: usize, intents: &[Json]) -> &Json {
    &intents[place * intents.len() / CAPABILITIES]
}

fn capability(place: usize, intent: &Json) -> Json {
    let (en, zh) = (list(intent, "en"), list(intent, "zh"));
    let example = |i: usize| json!({"en": en[i], "zh-CN": zh[i]});
    let short = |text: &str| text.chars().take(60).collect::<String>();
    let described = |language: &str| intent["description"][language].as_str().unwrap_or("").to_owned();
    json!({
        "id": format!("capability{place}"), "kind": "fetch", "schema": format!("bench.capability{place}@1"),
        "title": {"en": short(&described("en")), "zh-CN": short(&described("zh"))},
        "description": {"en": described("en"), "zh-CN": described("zh")},
        "examples": {"direct": (0..EXAMPLES).map(example).collect::<Vec<_>>()},
        "safety": {"reversible": true, "idempotency": "natural", "openWorld": false, "confirm": "policy", "authentication": "none"},
        "invoke": {"type": "host", "api": format!("capability{place}"), "timeoutMs": 1000},
        "dataUse": {"reads": [], "shares": [], "retention": "P0D", "purpose": {"en": "bench", "zh-CN": "测速"}},
    })
}
