//! How long the phone works on one sentence, with the demo services installed.
//!
//! Numbers that matter: the median of `understand/…` with `CANDLE_NUM_THREADS=1`, and its parts.
//! Budget and machine: `docs/budgets.md`. A phone core of 2020 is about three times as slow as the machine there.

use std::hint::black_box;
use std::path::Path;

use criterion::Criterion;
use errand_core::{Assistant, ListEntry, Manifest, Options};
use errand_demo_services::{DemoApp, default_folder};
use jiff::ZonedDateTime;

/// Sentences at the median and at the longest length that people usually say.
const SENTENCES: [(&str, &str); 4] = [
    ("zh_short", "跟妈妈说我晚点到"),
    ("en_short", "set an alarm for 7 tomorrow"),
    ("zh_long", "帮我在好席订一张明天晚上七点四个人的桌子,顺便提醒我六点出发"),
    ("en_long", "book a table for four at seven tomorrow evening, and then remind me to leave at six"),
];

fn main() {
    let mut c = Criterion::default().configure_from_args().sample_size(20);
    let now: ZonedDateTime = "2026-11-25T09:30:00+08:00[Asia/Shanghai]".parse().expect("a time");
    let assistant = assistant();
    encode(&mut c, &assistant);
    understand(&mut c, &assistant, &now);
    manifest(&mut c);
    c.final_summary();
}

/// The demo services over a database in the target folder, encoded once.
fn assistant() -> Assistant {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folder = root.join("target/bench");
    std::fs::create_dir_all(&folder).expect("a folder");
    let app = DemoApp::load(&default_folder(), None).expect("the demo services");
    let options = Options::new(root.join("models/errand-zh-en"), folder.join("catalogue.db"));
    let mut assistant = Assistant::open(options).expect("an assistant");
    let texts: Vec<&str> = app.manifests().iter().map(|(_, text)| text.as_str()).collect();
    assistant.install_all(&texts).expect("good manifests");
    for (name, entries) in app.lists() {
        assistant.set_list(&name, serde_json::from_str::<Vec<ListEntry>>(&entries).expect("a list"));
    }
    assistant
}

/// The model alone: cutting and encoding. A long sentence is encoded once whole and once for each part that it may be cut into.
fn encode(c: &mut Criterion, assistant: &Assistant) {
    let mut group = c.benchmark_group("encode");
    for (name, sentence) in SENTENCES {
        assert_eq!(assistant.sentence_vector(sentence).expect("a vector").len(), 384);
        group.bench_function(name, |b| b.iter(|| assistant.sentence_vector(black_box(sentence))));
    }
    group.finish();
}

/// From a sentence to its reading, end to end.
fn understand(c: &mut Criterion, assistant: &Assistant, now: &ZonedDateTime) {
    let mut group = c.benchmark_group("understand");
    for (name, sentence) in SENTENCES {
        let reading = assistant.understand(sentence, now).expect("a reading");
        assert!(!reading.acts.is_empty(), "{sentence} must be understood");
        group.bench_function(name, |b| b.iter(|| assistant.understand(black_box(sentence), now)));
    }
    group.finish();
}

/// Loading the largest of the demo manifests.
fn manifest(c: &mut Criterion) {
    let text = include_str!("../../mobile-demo/services/messages/capability.json");
    assert!(Manifest::load(text).is_ok());
    c.bench_function("manifest/load", |b| b.iter(|| Manifest::load(black_box(text))));
}
