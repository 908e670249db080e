//! `cargo xtask fit`: the weights of the ranking and of the boundary, from tuning sentences.
//!
//! Decides what each sign is worth, by the likelihood of what was meant; writes `config.json` of the bundle.
//! The ranking learns from sentences of one act: those of two have no single right answer for the whole. First from the demo services', which are
//! known by many examples; then, those weights held, what few examples are worth from small catalogues of other apps (`catalogues`).
//! The boundary learns from all, and from joined sentences of the small catalogues: a cut is right where both parts mean what was asked, in that order.
//!
//! Method: conditional logit by Adam, with a little L2; the same sentences give the same weights, but for what the
//! ranking of before brought onto the shortlist.

use std::collections::BTreeMap;
use std::path::PathBuf;

use errand_core::Reading;
use jiff::ZonedDateTime;
use serde_json::{Value as Json, json};

use crate::evaluate::problem::Problem;
use crate::evaluate::understanding::{self, Utterance};
use crate::evaluate::{catalogues, joined};
use crate::{Failure, root};

/// L2 on each weight, a share of one sentence's weight.
const RIDGE: f64 = 0.3;
/// What all sentences that ask for nothing count together; the rest is for those that ask for something.
const STRANGERS: f64 = 0.38;
const STEPS: usize = 3_000;
const RATE: f64 = 0.03;

/// A choice as the fit sees it: the signs of each schema's members, and which schema is right, if any.
#[derive(Clone)]
struct Choice {
    schemas: Vec<Vec<Vec<f64>>>, // [schemas][members][signs]
    right: Option<usize>,
    share: f64,
}

/// Signs of what is known by few examples begin so.
const FEW: &str = "few";

/// Fits the weights on files of tuning utterances and writes them into the bundle.
pub(crate) fn weights(files: &[PathBuf]) -> Result<(), Failure> {
    let mut utterances = Vec::new();
    for file in files {
        utterances.extend(understanding::read(file)?);
    }
    if utterances.iter().all(|utterance| utterance.acts.is_empty()) {
        return Err("nothing to learn from about cuts: no sentence asks for two things".into());
    }
    let assistant = understanding::open()?;
    let mut sentences = Fitted::default();
    for utterance in utterances.iter().filter(|utterance| utterance.acts.is_empty()) {
        let reading = assistant.understand(&utterance.text, &utterance.now)?;
        sentences.add_reading(utterance.capability.as_deref(), &reading);
    }
    sentences.share_out();
    let catalogues = catalogues::all()?;
    let mut others = Fitted::default();
    for problem in &catalogues {
        let assistant = problem.install(&root().join("target/evaluate/catalogues.db"))?;
        for case in &problem.tests {
            let reading = assistant.understand(&case.text, &utterances[0].now)?;
            let wanted = case.wanted.as_deref().and_then(|id| problem.schema(id));
            others.add_reading(wanted.as_deref(), &reading);
        }
    }
    others.share_out();
    let mut ranking = vec![0.0; sentences.names.len() + 1]; // the last one is "none"
    let is_few = |name: Option<&str>| name.is_some_and(|name| name.starts_with(FEW));
    sentences.descend(&mut ranking, |name| !is_few(name));
    sentences.describe("demo services", &ranking);
    others.describe("small catalogues, before", &ranking);
    others.descend(&mut ranking, is_few);
    others.describe("small catalogues", &ranking);
    // Cuts are judged by what the new ranking says of their parts; without a boundary all are looked at and none is made.
    write(&[("ranking", &sentences.names, &ranking)], &["boundary"])?;
    let own = cuts(&utterances)?;
    let others = joined_cuts(&catalogues, &utterances[0].now)?;
    let both = own.beside(&others);
    let mut boundary = vec![0.0; both.names.len() + 1];
    both.descend(&mut boundary, |_| true);
    own.describe("cuts, demo services", &boundary);
    others.describe("cuts, small catalogues", &boundary);
    write(&[("boundary", &both.names, &boundary)], &[])
}

/// Every place where a sentence might be cut, and whether it should be.
fn cuts(utterances: &[Utterance]) -> Result<Fitted, Failure> {
    let assistant = understanding::open()?;
    let mut cuts = Fitted::default();
    for utterance in utterances {
        let wanted: Vec<&str> = utterance.acts.iter().map(|act| act.capability.as_str()).collect();
        for cut in assistant.understand(&utterance.text, &utterance.now)?.cuts {
            let is_right = wanted == [cut.left.as_str(), cut.right.as_str()];
            cuts.add([("", &cut.signs)], is_right.then_some(""));
        }
    }
    Ok(cuts)
}

/// The same for joined sentences of other apps: a boundary that has met the demo services alone cuts too little elsewhere.
fn joined_cuts(catalogues: &[Problem], now: &ZonedDateTime) -> Result<Fitted, Failure> {
    let mut cuts = Fitted::default();
    for (seed, problem) in catalogues.iter().enumerate() {
        let assistant = problem.install(&root().join("target/evaluate/catalogues.db"))?;
        for said in joined::of(problem, seed as u64) {
            for cut in assistant.understand(&said.text, now)?.cuts {
                let is_right = said.is_met(cut.at, &cut.left, &cut.right, |wish| problem.schema(wish));
                cuts.add([("", &cut.signs)], is_right.then_some(""));
            }
        }
    }
    Ok(cuts)
}

/// What is fitted on.
#[derive(Default)]
struct Fitted {
    names: Vec<&'static str>,
    all: Vec<Choice>,
    lost: usize,
}

impl Fitted {
    fn add_reading(&mut self, wanted: Option<&str>, reading: &Reading) {
        self.add(reading.considered.iter().map(|known| (known.schema.as_str(), &known.signs)), wanted);
    }

    /// Adds a choice among schemas by their members' signs; one whose right schema is not among them is lost.
    fn add<'a>(
        &mut self,
        members: impl IntoIterator<Item = (&'a str, &'a BTreeMap<&'static str, f32>)>,
        wanted: Option<&str>,
    ) {
        let mut schemas: BTreeMap<&str, Vec<Vec<f64>>> = BTreeMap::new();
        for (schema, signs) in members {
            self.names = signs.keys().copied().collect();
            schemas.entry(schema).or_default().push(signs.values().map(|sign| f64::from(*sign)).collect());
        }
        let right = wanted.map(|wanted| schemas.keys().position(|schema| *schema == wanted));
        if right == Some(None) {
            self.lost += 1;
        } else {
            let schemas = schemas.into_values().collect();
            self.all.push(Choice { schemas, right: right.flatten(), share: 0.0 });
        }
    }

    /// Shares the weight out among sentences that ask for something and those that do not.
    fn share_out(&mut self) {
        let meant = self.all.iter().filter(|sentence| sentence.right.is_some()).count();
        let strangers = self.all.len() - meant;
        for sentence in &mut self.all {
            let (part, all) =
                if sentence.right.is_some() { (1.0 - STRANGERS, meant) } else { (STRANGERS, strangers) };
            sentence.share = part / all as f64;
        }
    }

    /// Both, each with half of the weight.
    fn beside(&self, other: &Self) -> Self {
        let mut both = Self { names: self.names.clone(), ..Self::default() };
        for part in [self, other] {
            let share = 0.5 / part.all.len().max(1) as f64;
            both.all.extend(part.all.iter().map(|choice| Choice { share, ..choice.clone() }));
        }
        both
    }

    /// Goes on from `weights`; only those of signs that are free move, [`None`] for "none of them".
    fn descend(&self, weights: &mut [f64], is_free: impl Fn(Option<&str>) -> bool) {
        let (mut mean, mut square) = (vec![0.0; weights.len()], vec![0.0; weights.len()]);
        let free: Vec<bool> =
            self.names.iter().map(|name| is_free(Some(name))).chain([is_free(None)]).collect();
        for step in 1..=STEPS {
            let mut slope: Vec<f64> = weights.iter().map(|w| RIDGE * w / self.all.len() as f64).collect();
            for sentence in &self.all {
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
            for (i, slope) in slope.iter().enumerate().filter(|(i, _)| free[*i]) {
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

    fn describe(&self, what: &str, weights: &[f64]) {
        let (mut right, mut kept, mut meant, mut refused, mut strangers, mut loss) = (0, 0, 0, 0, 0, 0.0);
        for sentence in &self.all {
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
            "{what}: loss {:.4}; best right {right}/{meant}, kept {kept}/{meant}, refused {refused}/{strangers}; {} lost",
            loss / self.all.len() as f64,
            self.lost
        );
    }
}

/// The probability of each schema, "none" last, and the signs of the best member of each.
fn likely<'a>(sentence: &'a Choice, weights: &[f64]) -> (Vec<f64>, Vec<&'a [f64]>) {
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

/// Writes weights into the bundle: what they are of, the names of their signs, and the numbers, "none" last. Takes out those that are not to be used.
fn write(all: &[(&str, &[&str], &[f64])], without: &[&str]) -> Result<(), Failure> {
    let path = root().join("models/errand-zh-en/config.json");
    let mut config: Json = serde_json::from_str(&std::fs::read_to_string(&path)?)?;
    let rounded = |weight: f64| (weight * 1_000.0).round() / 1_000.0;
    for (what, names, weights) in all {
        let signs: BTreeMap<&str, f64> =
            names.iter().zip(*weights).map(|(name, weight)| (*name, rounded(*weight))).collect();
        config[*what] = json!({"signs": signs, "none": rounded(weights[names.len()])});
        println!("{what} {:#}", config[*what]);
    }
    for what in without {
        config[*what] = Json::Null;
    }
    std::fs::write(&path, serde_json::to_string_pretty(&config)? + "\n")?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signs(near: f32, few: f32) -> BTreeMap<&'static str, f32> {
        BTreeMap::from([("near", near), ("few", few)])
    }

    #[test]
    fn what_is_right_weighs_more_and_what_is_held_does_not_move() {
        let (good, bad) = (signs(1.0, 1.0), signs(0.0, 1.0));
        let mut fitted = Fitted::default();
        fitted.add([("a", &good), ("b", &bad)], Some("a"));
        fitted.add([("a", &bad), ("b", &good)], Some("b"));
        fitted.add([("a", &bad), ("b", &bad)], None);
        fitted.add([("a", &bad)], Some("elsewhere"));
        assert_eq!((fitted.all.len(), fitted.lost), (3, 1));
        fitted.share_out();
        let mut weights = vec![0.0; 3];
        fitted.descend(&mut weights, |name| name != Some("few"));
        assert_eq!(fitted.names, ["few", "near"]);
        assert!(weights[0] == 0.0 && weights[1] > 1.0 && weights[2] > 0.0, "{weights:?}");
    }
}
