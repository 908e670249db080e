//! The tagger held against the reference's golden numbers (`tests/golden/tagger.json`, written by `models/train/tagger.py`).

use std::path::Path;

use serde::Deserialize;

use super::*;
use crate::manifest::MarkedExample;
use crate::text::Language;
use crate::understanding::bundle::Bundle;

/// What the reference makes of one sentence, told by examples or by a label.
#[derive(Deserialize)]
struct Golden {
    #[serde(default)]
    examples: Vec<String>,
    #[serde(default)]
    labels: BTreeMap<String, String>,
    said: String,
    #[serde(default)]
    parameter: String,
    #[serde(default)]
    label: String,
    range: [usize; 2],
    score: f32,
}

/// Largest error of a score; the encoder's 8-bit activations and the 16-bit weights cost that much. Scores are log odds of 2 to 10.
const MAX_SCORE_ERROR: f32 = 0.5;

fn opened() -> (Encoder, Tagger) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../models/errand-zh-en");
    let mut bundle = Bundle::open(&folder).expect("the bundle");
    let (content, config, dim) =
        (std::mem::take(&mut bundle.tagger), bundle.config.tagger, bundle.config.network.dim);
    (Encoder::load(bundle).expect("the network"), Tagger::load(content, config, dim).expect("the tagger"))
}

fn look(encoder: &Encoder, tagger: &Tagger, text: &str) -> Sight {
    let chars: Vec<char> = text.chars().collect();
    let seen = encoder.see(&[(Language::of(&chars), text)]).expect("a look").remove(0);
    tagger.look(encoder, &seen, &chars, &(0..chars.len()).collect::<Vec<_>>())
}

fn told(encoder: &Encoder, tagger: &Tagger, label: &str) -> Place {
    let chars: Vec<char> = label.chars().collect();
    tagger.described(&encoder.encode(&[(Language::of(&chars), label)]).expect("a vector")[0])
}

/// The places that some marked examples and some labels tell; a `count` is read by its kind.
fn places(
    encoder: &Encoder,
    tagger: &Tagger,
    examples: &[String],
    labels: &BTreeMap<String, String>,
) -> BTreeMap<String, Place> {
    let examples: Vec<MarkedExample> =
        examples.iter().map(|example| MarkedExample::parse(example).expect("good marks")).collect();
    let sights: Vec<Sight> = examples.iter().map(|example| look(encoder, tagger, &example.text)).collect();
    let marked: Vec<MarkedSight<'_>> = examples
        .iter()
        .zip(&sights)
        .map(|(example, sight)| MarkedSight { sight, slots: &example.slots })
        .collect();
    let told = labels.iter().map(|(name, label)| (name.clone(), told(encoder, tagger, label))).collect();
    tagger.places(&marked, &told, |name| name != "count")
}

#[test]
fn stretches_and_scores_agree_with_the_reference() {
    let (encoder, tagger) = opened();
    let golden: Vec<Golden> =
        serde_json::from_str(include_str!("../../../tests/golden/tagger.json")).expect("golden numbers");
    assert!(golden.len() >= 5);
    assert!(golden.iter().any(|case| !case.label.is_empty()));
    for Golden { examples, labels, said, parameter, label, range, score } in golden {
        let place = if label.is_empty() {
            places(&encoder, &tagger, &examples, &labels).remove(&parameter).expect("marked")
        } else {
            told(&encoder, &tagger, &label)
        };
        let best = tagger.best(&look(&encoder, &tagger, &said), &place, |_| true);
        // What the reference finds no likelier than none is none here too, but for rounding.
        let Some(best) = best else {
            assert!(score < MAX_SCORE_ERROR, "{parameter}{label} of {said}: none, {score}");
            continue;
        };
        assert_eq!(best.range, range[0]..range[1], "{parameter}{label} of {said}");
        assert!(
            (best.score - score).abs() < MAX_SCORE_ERROR,
            "{parameter} of {said}: {} {score}",
            best.score
        );
    }
}

#[test]
fn words_that_are_taken_are_nobodys() {
    let (encoder, tagger) = opened();
    let places =
        places(&encoder, &tagger, &["跟[妈妈](to)说[晚点到](text)".to_owned()], &BTreeMap::default());
    let said = look(&encoder, &tagger, "给小王发消息说我到楼下了");
    let taken = 9..12;
    let is_free = |range: &Range<usize>| range.end <= taken.start || taken.end <= range.start;
    let best = tagger.best(&said, &places["text"], is_free);
    assert!(best.is_none_or(|best| is_free(&best.range)));
    assert_eq!(tagger.best(&said, &places["text"], |_| false), None);
    assert_eq!(tagger.best(&look(&encoder, &tagger, ""), &places["text"], |_| true), None);
}

#[test]
fn what_is_read_by_its_kind_has_no_place() {
    let (encoder, tagger) = opened();
    let places =
        places(&encoder, &tagger, &["要[两](count)杯[拿铁](drink)".to_owned()], &BTreeMap::default());
    assert_eq!(places.keys().collect::<Vec<_>>(), ["drink"]);
}

#[test]
fn a_service_named_between_two_pieces_parts_them() {
    let (encoder, tagger) = opened();
    let places =
        places(&encoder, &tagger, &["跟[妈妈](to)说[晚点到](text)".to_owned()], &BTreeMap::default());
    let said: Vec<char> = "给小王发消息说我到楼下了".chars().collect();
    let seen = encoder.see(&[(Language::Zh, "给小王发消息说我到楼下了")]).expect("a look").remove(0);
    // As if four characters of a name had stood inside the message and been left out.
    let apart: Vec<usize> = (0..said.len()).map(|i| if i < 9 { i } else { i + 4 }).collect();
    let sight = tagger.look(&encoder, &seen, &said, &apart);
    let name = 9..13;
    let is_free = |range: &Range<usize>| range.end <= name.start || name.end <= range.start;
    let whole = tagger.best(&sight, &places["text"], |_| true).expect("the message");
    assert!(!is_free(&whole.range), "{whole:?}");
    assert!(tagger.best(&sight, &places["text"], is_free).is_none_or(|best| is_free(&best.range)));
}

#[test]
fn places_come_back_as_they_were_kept() {
    let place = Place { begin: vec![1.0], end: vec![2.0], inside: vec![3.0] };
    assert_eq!(Place::from_numbers(&place.numbers()), Some(place));
    assert_eq!(Place::from_numbers(&[1.0, 2.0]), None);
    assert_eq!(Place::from_numbers(&[]), None);
}
