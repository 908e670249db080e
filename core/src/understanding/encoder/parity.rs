//! The encoder held against the reference network's golden vectors (`tests/golden/encoder.json`, written by `models/export/golden.py`).

use std::path::Path;

use serde::Deserialize;

use super::super::bundle::Bundle;
use super::{Encoder, dot};

/// One sentence with what the reference says of it.
#[derive(Deserialize)]
struct Golden {
    text: String,
    ids: Vec<u32>,
    hidden: Vec<Vec<f32>>,
    vector: Vec<f32>,
}

/// Loss of cosine against the f32 reference over the same rounded weights: what quantising the activations to 8 bits costs.
/// The largest measured is .0022, of a text of one piece.
const MAX_QUANTISED_COSINE_LOSS: f32 = 3e-3;
/// Largest error of one number of a token vector; those numbers reach 3.
const MAX_HIDDEN_ERROR: f32 = 0.25;
/// A text's vector must not depend on its company.
const MAX_BATCH_ERROR: f32 = 1e-5;

fn encoder() -> Encoder {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../models/errand-zh-en");
    Encoder::load(Bundle::open(&folder).expect("the bundle")).expect("the network")
}

#[test]
fn ids_token_vectors_and_sentence_vectors_agree_with_the_reference() {
    let encoder = encoder();
    let golden: Vec<Golden> =
        serde_json::from_str(include_str!("../../../tests/golden/encoder.json")).expect("golden vectors");
    assert!(golden.len() >= 15);
    let texts: Vec<&str> = golden.iter().map(|row| row.text.as_str()).collect();
    let together = encoder.look(&texts).expect("vectors");
    for (row, in_company) in golden.iter().zip(&together) {
        let cut = encoder.cut(&row.text).expect("tokens");
        assert_eq!(cut.ids, row.ids, "text: {}", row.text);
        let (hidden, _) = encoder.hidden(&[cut], 1);
        for (token, want) in hidden.chunks_exact(row.vector.len()).zip(&row.hidden) {
            for (got, want) in token.iter().zip(want) {
                assert!((got - want).abs() < MAX_HIDDEN_ERROR, "text: {}: {got} {want}", row.text);
            }
        }
        let alone = encoder.look(&[&row.text]).expect("a vector").remove(0).vector;
        assert!(
            1.0 - dot(&alone, &row.vector) < MAX_QUANTISED_COSINE_LOSS,
            "text: {}: {}",
            row.text,
            dot(&alone, &row.vector)
        );
        assert!(
            alone.iter().zip(&in_company.vector).all(|(a, b)| (a - b).abs() < MAX_BATCH_ERROR),
            "text: {}",
            row.text
        );
    }
}

#[test]
fn long_texts_are_cut_at_the_last_position() {
    let encoder = encoder();
    let cut = encoder.cut(&"茶".repeat(5_000)).expect("tokens");
    assert_eq!(cut.ids.len(), encoder.network.max_tokens);
    assert!(cut.is_cut && !encoder.cut("茶").expect("tokens").is_cut);
    assert!(encoder.look(&[&"tea ".repeat(5_000)]).is_ok());
}
