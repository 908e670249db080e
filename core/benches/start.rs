//! Cold start: from nothing to the first answer, with the demo services already in the database; and the memory that stays.
//!
//! Number that matters: the median of `start/first_answer`. Budget and machine: `docs/budgets.md`.
//! The resident memory is printed once, before the timings.

use std::path::{Path, PathBuf};

use criterion::Criterion;
use errand_core::{Assistant, Options};
use errand_demo_services::{DemoApp, default_folder};

fn main() {
    let mut c = Criterion::default().configure_from_args().sample_size(10);
    let (bundle, database) = filled();
    let first = Assistant::open(Options::new(&bundle, &database)).expect("an assistant");
    answer(&first);
    if let Some(resident) = resident_kib() {
        println!("memory: {} MiB resident after the first answer", resident / 1024);
    }
    drop(first);
    c.bench_function("start/open", |b| {
        b.iter(|| Assistant::open(Options::new(&bundle, &database)).expect("an assistant"))
    });
    c.bench_function("start/first_answer", |b| {
        b.iter(|| answer(&Assistant::open(Options::new(&bundle, &database)).expect("an assistant")))
    });
    // Each switch learns the head anew: what an install costs beside its encodings.
    let mut assistant = Assistant::open(Options::new(&bundle, &database)).expect("an assistant");
    let mut enabled = true;
    c.bench_function("start/switch_service", |b| {
        b.iter(|| {
            enabled = !enabled;
            assistant.set_enabled("com.star.cinema", enabled).expect("a service");
        })
    });
    assistant.set_enabled("com.star.cinema", true).expect("a service");
    c.final_summary();
}

fn answer(assistant: &Assistant) {
    let now: jiff::ZonedDateTime = "2026-11-25T09:30:00+08:00[Asia/Shanghai]".parse().expect("a time");
    let reading = assistant.understand("帮我点一杯奶茶,不另外加糖", &now).expect("a reading");
    assert!(!reading.acts.is_empty());
}

/// A database with the demo services.
fn filled() -> (PathBuf, PathBuf) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folder = root.join("target/bench");
    std::fs::create_dir_all(&folder).expect("a folder");
    let (bundle, database) = (root.join("models/errand-zh-en"), folder.join("start.db"));
    let app = DemoApp::load(&default_folder(), None).expect("the demo services");
    let texts: Vec<&str> = app.manifests().iter().map(|(_, text)| text.as_str()).collect();
    Assistant::open(Options::new(&bundle, &database))
        .expect("an assistant")
        .install_all(&texts)
        .expect("good manifests");
    (bundle, database)
}

/// Resident memory of this process; Linux only.
fn resident_kib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
