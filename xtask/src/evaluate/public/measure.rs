//! One task through the core, and its figures.
//!
//! Decides what counts as right. Accuracy is of the likeliest capability whether or not the core would act on it, as the published figures have it;
//! what the core does by itself, refusals included, is `answered` and `oos_recall`.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::evaluate::manifest_of::now;
use crate::evaluate::problem::{Case, Problem};
use crate::{Failure, root};

/// Share of the sentences in scope that a threshold must keep.
const KEPT: f64 = 0.95;
/// A confidence from which on a wrong answer is a grave one.
const SURE: f64 = 0.8;
const BINS: usize = 15;

/// One figure.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Row {
    pub set: String,
    pub split: String,
    pub lang: String,
    pub metric: String,
    pub value: f64,
    pub n: usize,
    pub system: String,
    pub bundle: String,
}

impl Row {
    /// A figure of ours.
    pub(super) fn of_errand(set: &str, split: &str, lang: &str, metric: &str, value: f64, n: usize) -> Self {
        Self {
            set: set.to_owned(),
            split: split.to_owned(),
            lang: lang.to_owned(),
            metric: metric.to_owned(),
            value: (value * 1e5).round() / 1e5,
            n,
            system: "errand".to_owned(),
            bundle: bundle_name(),
        }
    }

    pub(super) fn line(&self) -> String {
        format!(
            "{} {} {} {} {:.4} ({}) {}",
            self.set, self.split, self.lang, self.metric, self.value, self.n, self.system
        )
    }
}

/// What was understood by one sentence.
struct Outcome {
    served: f64,
    confidence: f64,
    right: bool,
    in_scope: bool,
    acts: bool,
}

/// Installs a task and says all its sentences.
pub(super) fn problem(problem: &Problem, work: &Path) -> Result<Vec<Row>, Failure> {
    let database = work.join(format!("{}.db", problem.name()));
    let began = std::time::Instant::now();
    let assistant = problem.install(&database)?;
    let installed_s = began.elapsed().as_secs_f64();
    let now = now()?;
    let mut times_ms = Vec::new();
    let outcomes = |cases: &[Case], times_ms: &mut Vec<f64>| -> Result<Vec<Outcome>, Failure> {
        let mut all = Vec::with_capacity(cases.len());
        for case in cases {
            let began = std::time::Instant::now();
            let reading = assistant.understand(&case.text, &now)?;
            times_ms.push(began.elapsed().as_secs_f64() * 1_000.0);
            let wanted = case.wanted.as_deref().and_then(|id| problem.schema(id));
            let best = reading.considered.first();
            all.push(Outcome {
                served: reading.served.into(),
                confidence: best.map_or(0.0, |best| best.confidence.into()),
                right: best.is_some_and(|best| wanted.as_ref() == Some(&best.schema)),
                in_scope: case.wanted.is_some(),
                acts: !reading.acts.is_empty(),
            });
        }
        Ok(all)
    };
    let tests = outcomes(&problem.tests, &mut times_ms)?;
    let validation = outcomes(&problem.validation, &mut Vec::new())?;
    let row = |metric: &str, value: f64, n: usize| {
        Row::of_errand(&problem.set, &problem.split, &problem.lang, metric, value, n)
    };
    let inside: Vec<&Outcome> = tests.iter().filter(|outcome| outcome.in_scope).collect();
    let outside: Vec<&Outcome> = tests.iter().filter(|outcome| !outcome.in_scope).collect();
    let mut rows = vec![
        row("accuracy", share(&inside, |outcome| outcome.right), inside.len()),
        row("answered", share(&inside, |outcome| outcome.right && outcome.acts), inside.len()),
    ];
    if !outside.is_empty() {
        let n = tests.len();
        rows.push(row("auroc", auroc(&inside, &outside), n));
        rows.push(row("oos_refused", share(&outside, |outcome| !outcome.acts), outside.len()));
        let limit = threshold(&inside);
        rows.push(row("oos_recall", share(&outside, |outcome| outcome.served < limit), outside.len()));
        let known: Vec<&Outcome> = validation.iter().filter(|outcome| outcome.in_scope).collect();
        if !known.is_empty() {
            let limit = threshold(&known);
            let kept = share(&inside, |outcome| outcome.right && outcome.served >= limit);
            rows.push(row("kept_by_validation", kept, inside.len()));
            let recall = share(&outside, |outcome| outcome.served < limit);
            rows.push(row("oos_recall_by_validation", recall, outside.len()));
        }
    }
    rows.push(row("ece", calibration_error(&tests), tests.len()));
    let sure: Vec<&Outcome> = tests.iter().filter(|outcome| outcome.confidence >= SURE).collect();
    rows.push(row("sure_and_wrong", share(&sure, |outcome| !outcome.right), sure.len()));
    times_ms.sort_by(f64::total_cmp);
    let at = |share: f64| times_ms[((times_ms.len() - 1) as f64 * share) as usize];
    rows.push(row("ms_p50", at(0.5), times_ms.len()));
    rows.push(row("ms_p95", at(0.95), times_ms.len()));
    rows.push(row("install_s", installed_s, problem.wishes.len()));
    Ok(rows)
}

/// Name, version and weights of the bundle that is measured.
pub(crate) fn bundle_name() -> String {
    let text = std::fs::read_to_string(root().join("models/errand-zh-en/config.json")).unwrap_or_default();
    let config: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    let word = |value: &serde_json::Value| value.as_str().unwrap_or("?").to_owned();
    let weights: String = word(&config["files"]["weights.gguf"]["sha256"]).chars().take(8).collect();
    format!("{}-{}-{weights}", word(&config["name"]), config["bundleVersion"])
}

fn share(outcomes: &[&Outcome], holds: impl Fn(&Outcome) -> bool) -> f64 {
    outcomes.iter().filter(|outcome| holds(outcome)).count() as f64 / outcomes.len().max(1) as f64
}

/// How often a sentence in scope is likelier to be served than one out of scope; a tie counts half.
fn auroc(inside: &[&Outcome], outside: &[&Outcome]) -> f64 {
    let mut strangers: Vec<f64> = outside.iter().map(|outcome| outcome.served).collect();
    strangers.sort_by(f64::total_cmp);
    let won = |outcome: &&Outcome| {
        let below = strangers.partition_point(|served| *served < outcome.served);
        let equal = strangers.partition_point(|served| *served <= outcome.served) - below;
        below as f64 + equal as f64 / 2.0
    };
    inside.iter().map(won).sum::<f64>() / (inside.len() * outside.len()) as f64
}

/// The threshold that keeps most of the sentences in scope.
fn threshold(inside: &[&Outcome]) -> f64 {
    let mut served: Vec<f64> = inside.iter().map(|outcome| outcome.served).collect();
    served.sort_by(f64::total_cmp);
    served[((1.0 - KEPT) * served.len() as f64) as usize]
}

/// Guo et al. 2017: the mean distance of confidence and accuracy over equal bins of confidence.
fn calibration_error(outcomes: &[Outcome]) -> f64 {
    let mut bins = [(0.0_f64, 0.0_f64); BINS];
    for outcome in outcomes {
        let bin = &mut bins[((outcome.confidence * BINS as f64) as usize).min(BINS - 1)];
        bin.0 += outcome.confidence;
        bin.1 += f64::from(outcome.right);
    }
    bins.iter().map(|(confidence, right)| (confidence - right).abs()).sum::<f64>()
        / outcomes.len().max(1) as f64
}
