//! `cargo xtask fit`: the weights of the ranking, from tuning sentences.
//!
//! Decides what each sign is worth, by the likelihood of what was meant; writes `config.json` of the bundle.
//! Only sentences of one act teach: those of two have no single right answer for the whole.
//! They are the demo services'. How the weights do on small catalogues of other apps (`catalogues`), with few examples and no parameters, is printed
//! beside: fitting on those too costs the demo services three points of their arguments.
//!
//! Method: conditional logit by Adam, with a little L2; the same sentences give the same weights.

use std::collections::BTreeMap;
use std::path::PathBuf;

use errand_core::Considered;
use serde_json::{Value as Json, json};

use crate::evaluate::catalogues;
use crate::evaluate::understanding;
use crate::{Failure, root};

/// L2 on each weight, a share of one sentence's weight.
const RIDGE: f64 = 0.3;
/// What all sentences that ask for nothing count together; the rest is for those that ask for something.
const STRANGERS: f64 = 0.38;
const STEPS: usize = 3_000;
const RATE: f64 = 0.03;

/// A sentence as the fit sees it: the signs of each schema's members, and which schema is right, if any.
struct Sentence {
    schemas: Vec<Vec<Vec<f64>>>, // [schemas][members][signs]
    right: Option<usize>,
    share: f64,
}

/// Fits the ranking on files of tuning utterances and writes it into the bundle.
pub(crate) fn ranking(files: &[PathBuf]) -> Result<(), Failure> {
    let mut utterances = Vec::new();
    for file in files {
        utterances.extend(understanding::read(file)?);
    }
    let assistant = understanding::open()?;
    let mut names: Vec<String> = Vec::new();
    let mut sentences = Vec::new();
    let mut lost = 0;
    for utterance in utterances.iter().filter(|utterance| utterance.acts.is_empty()) {
        let reading = assistant.understand(&utterance.text, &utterance.now)?;
        if names.is_empty() {
            names = reading
                .considered
                .first()
                .map_or_else(Vec::new, |c| c.signs.keys().map(|name| (*name).to_owned()).collect());
        }
        match sentence(utterance.capability.as_deref(), &reading.considered) {
            Some(sentence) => sentences.push(sentence),
            None => lost += 1,
        }
    }
    share_out(&mut sentences);
    let mut others = Vec::new();
    for problem in catalogues::all()? {
        let assistant = problem.install(&root().join("target/evaluate/catalogues.db"))?;
        for case in &problem.tests {
            let reading = assistant.understand(&case.text, &utterances[0].now)?;
            let wanted = case.wanted.as_deref().and_then(|id| problem.schema(id));
            match sentence(wanted.as_deref(), &reading.considered) {
                Some(sentence) => others.push(sentence),
                None => lost += 1,
            }
        }
    }
    println!("{} sentences, {lost} of all whose schema is not on the shortlist", sentences.len());
    let mut weights = vec![0.0; names.len() + 1]; // the last one is "none"
    descend(&sentences, &mut weights);
    println!("demo services:");
    describe(&sentences, &weights);
    println!("small catalogues, not fitted on:");
    describe(&others, &weights);
    write(&names, &weights)
}

/// Shares the weight out among sentences that ask for something and those that do not.
fn share_out(sentences: &mut [Sentence]) {
    let meant = sentences.iter().filter(|sentence| sentence.right.is_some()).count();
    let strangers = sentences.len() - meant;
    for sentence in sentences {
        let (part, all) =
            if sentence.right.is_some() { (1.0 - STRANGERS, meant) } else { (STRANGERS, strangers) };
        sentence.share = part / all as f64;
    }
}

fn sentence(wanted: Option<&str>, considered: &[Considered]) -> Option<Sentence> {
    let mut schemas: BTreeMap<&str, Vec<Vec<f64>>> = BTreeMap::new();
    for candidate in considered {
        let signs = candidate.signs.values().map(|sign| f64::from(*sign)).collect();
        schemas.entry(&candidate.schema).or_default().push(signs);
    }
    let right = match wanted {
        Some(wanted) => Some(schemas.keys().position(|schema| *schema == wanted)?),
        None => None,
    };
    Some(Sentence { schemas: schemas.into_values().collect(), right, share: 0.0 })
}

/// The probability of each schema, "none" last, and the signs of the best member of each.
fn likely<'a>(sentence: &'a Sentence, weights: &[f64]) -> (Vec<f64>, Vec<&'a [f64]>) {
    let (signs, none) = weights.split_at(weights.len() - 1);
    let score = |member: &[f64]| -> f64 { member.iter().zip(signs).map(|(x, w)| x * w).sum() };
    let best: Vec<&[f64]> = sentence
        .schemas
        .iter()
        .filter_map(|members| members.iter().map(Vec::as_slice).max_by(|a, b| score(a).total_cmp(&score(b))))
        .collect();
    let mut all: Vec<f64> = best.iter().map(|member| score(member)).chain([none[0]]).collect();
    let most = all.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    all.iter_mut().for_each(|score| *score = (*score - most).exp());
    let sum: f64 = all.iter().sum();
    all.iter_mut().for_each(|score| *score /= sum);
    (all, best)
}

fn descend(sentences: &[Sentence], weights: &mut [f64]) {
    let (mut mean, mut square) = (vec![0.0; weights.len()], vec![0.0; weights.len()]);
    for step in 1..=STEPS {
        let mut slope: Vec<f64> = weights.iter().map(|w| RIDGE * w / sentences.len() as f64).collect();
        for sentence in sentences {
            let (likely, best) = likely(sentence, weights);
            let share = sentence.share;
            for (i, probability) in likely.iter().enumerate() {
                let wanted = f64::from(i == sentence.right.unwrap_or(best.len()));
                let error = (probability - wanted) * share;
                match best.get(i) {
                    Some(signs) => slope.iter_mut().zip(*signs).for_each(|(s, x)| *s += error * x),
                    None => slope[weights.len() - 1] += error,
                }
            }
        }
        let rate = RATE * (1.0 - step as f64 / (STEPS + 1) as f64).sqrt();
        for (i, slope) in slope.iter().enumerate() {
            mean[i] = 0.9 * mean[i] + 0.1 * slope;
            square[i] = 0.999 * square[i] + 0.001 * slope * slope;
            let (m, s) = (
                mean[i] / (1.0 - 0.9_f64.powi(step as i32)),
                square[i] / (1.0 - 0.999_f64.powi(step as i32)),
            );
            weights[i] -= rate * m / (s.sqrt() + 1e-8);
        }
    }
}

fn describe(sentences: &[Sentence], weights: &[f64]) {
    let (mut right, mut kept, mut meant, mut refused, mut strangers, mut loss) = (0, 0, 0, 0, 0, 0.0);
    for sentence in sentences {
        let (likely, best) = likely(sentence, weights);
        let none = likely[best.len()];
        loss -= likely[sentence.right.unwrap_or(best.len())].ln();
        match sentence.right {
            Some(wanted) => {
                meant += 1;
                kept += usize::from(none < 0.5);
                right += usize::from((0..best.len()).all(|i| likely[i] <= likely[wanted]));
            }
            None => {
                strangers += 1;
                refused += usize::from(none >= 0.5);
            }
        }
    }
    println!(
        "loss {:.4}; best schema right {right}/{meant}, kept {kept}/{meant}, refused {refused}/{strangers}",
        loss / sentences.len() as f64
    );
}

fn write(names: &[String], weights: &[f64]) -> Result<(), Failure> {
    let path = root().join("models/errand-zh-en/config.json");
    let mut config: Json = serde_json::from_str(&std::fs::read_to_string(&path)?)?;
    let rounded = |weight: f64| (weight * 1_000.0).round() / 1_000.0;
    let signs: BTreeMap<&String, f64> =
        names.iter().zip(weights).map(|(name, w)| (name, rounded(*w))).collect();
    config["ranking"] = json!({"signs": signs, "none": rounded(weights[names.len()])});
    println!("{:#}", config["ranking"]);
    std::fs::write(&path, serde_json::to_string_pretty(&config)? + "\n")?;
    Ok(())
}
