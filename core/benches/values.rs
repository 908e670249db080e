//! Reading values: one sentence with all sorts on, the kinds that a capability may want, texts that other readers hang on, and the first sentence of all.
//!
//! Numbers that matter: the medians of `values/all/*`, and that no row of `values/endless` comes near 50 ms. Budget and machine: `docs/budgets.md`.
//! What the first reading costs more, the index of words and rules, is printed once, before the timings: it happens once in a process.

use std::hint::black_box;
use std::time::Instant;

use criterion::Criterion;
use errand_core::{Kind, Reference, Region, Tense, Utterance, find_values, read_values};

const SENTENCES: [(&str, &str); 6] = [
    ("zh_short", "明天下午三点提醒我"),
    ("zh_long", "帮我订一张下周五晚上八点的双人桌,人均两百块以内,顺便每周一三五早上七点叫我起床"),
    ("en_short", "remind me tomorrow at 3 pm"),
    (
        "en_long",
        "book a table for two next friday at half past seven, under fifty dollars each, and wake me every weekday at 6:30",
    ),
    ("mixed", "帮我book一个table,tomorrow晚上七点半,4个人,budget两百块"),
    ("none", "这件事我也不知道该怎么跟他说才好"),
];

/// Texts that were reported to hang other readers, longer than a text may be: the rest is cut off by the utterance.
fn endless() -> [(&'static str, String); 5] {
    [
        ("money", "8亿元人民币".repeat(2_000)),
        ("numerals", "一二三四五六七八九十".repeat(1_000)),
        ("digits", "1234567890".repeat(1_000)),
        ("times", "周一到周五三点到五点".repeat(1_000)),
        ("words", "twenty one hundred and ".repeat(1_000)),
    ]
}

fn main() {
    let mut c = Criterion::default().configure_from_args();
    let now = "2026-11-25T09:30:00".parse().expect("a time");
    let here = Reference { now, offset: 480, region: Region::Unknown, tense: Tense::Future };
    let first = Instant::now();
    black_box(read_values(&Utterance::new(SENTENCES[0].1), here, false));
    let first = first.elapsed();
    let second = Instant::now();
    black_box(read_values(&Utterance::new(SENTENCES[0].1), here, false));
    println!("the first sentence: {first:?}, the same again: {:?}", second.elapsed());
    let mut group = c.benchmark_group("values/all");
    for (name, sentence) in SENTENCES {
        let said = Utterance::new(sentence);
        group.bench_function(name, |b| b.iter(|| read_values(black_box(&said), here, false)));
    }
    group.finish();
    let mut group = c.benchmark_group("values/six_kinds");
    let kinds = [Kind::Integer, Kind::Money, Kind::DateTime, Kind::Duration, Kind::Percent, Kind::Phone];
    for (name, sentence) in SENTENCES {
        let said = Utterance::new(sentence);
        group.bench_function(name, |b| {
            b.iter(|| kinds.map(|kind| find_values(kind, black_box(&said), here, false).len()))
        });
    }
    group.finish();
    let mut group = c.benchmark_group("values/endless");
    group.sample_size(20);
    for (name, text) in endless() {
        let said = Utterance::new(&text);
        group.bench_function(name, |b| b.iter(|| read_values(black_box(&said), here, true)));
    }
    group.finish();
    c.final_summary();
}
