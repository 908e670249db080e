//! The outline held against the reference's golden marks (`tests/golden/outline.json`, written by `models/train/outline.py`).

use std::path::Path;

use serde::Deserialize;

use super::*;
use crate::text::Language;
use crate::understanding::bundle::Bundle;

/// What the reference marks in one sentence.
#[derive(Deserialize)]
struct Golden {
    said: String,
    names: Vec<(String, usize, usize)>,
    clauses: Vec<(String, usize, usize)>,
    kinds: Vec<String>,
    limit: Option<String>,
    #[serde(rename = "isWish")]
    is_wish: bool,
}

#[test]
fn marks_what_the_reference_marks() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut bundle = Bundle::open(&folder.join("../models/errand-zh-en")).expect("the bundle");
    let dim = bundle.config.network.dim;
    let config = bundle.config.outline.expect("the bundle reads outlines");
    let content = bundle.outline.take().expect("the outline's file");
    let outliner = Outliner::load(content, config, dim).expect("the outline");
    let encoder = Encoder::load(bundle).expect("the network");
    let text = std::fs::read_to_string(folder.join("tests/golden/outline.json")).expect("the golden file");
    let all: Vec<Golden> = serde_json::from_str(&text).expect("golden marks");
    assert!(all.len() >= 6);
    for golden in all {
        let chars: Vec<char> = golden.said.chars().collect();
        let seen = encoder.see(&[(Language::of(&chars), &golden.said)]).expect("a look").remove(0);
        let outline = outliner.outline(&encoder, &seen, &chars, 0);
        let names: Vec<(String, usize, usize)> = outline
            .names
            .iter()
            .map(|own| (own.name.word().to_owned(), own.range.start, own.range.end))
            .collect();
        assert_eq!(names, golden.names, "{}", golden.said);
        let clauses: Vec<(String, usize, usize)> = outline
            .clauses
            .iter()
            .map(|own| (own.clause.word().to_owned(), own.range.start, own.range.end))
            .collect();
        assert_eq!(clauses, golden.clauses, "{}", golden.said);
        assert_eq!(
            outline.kinds.iter().map(|own| own.word()).collect::<Vec<_>>(),
            golden.kinds,
            "{}",
            golden.said
        );
        assert_eq!(outline.limit.map(Limit::word), golden.limit.as_deref(), "{}", golden.said);
        assert_eq!(outline.wish > 0.5, golden.is_wish, "{}", golden.said);
    }
}
