//! What the enabled services' own examples teach: a softmax regression over sentence vectors, fitted and calibrated on the device.
//!
//! Decides how likely each schema is by the sentence vector alone, and how likely any of them is; `ranking` weighs that with the other signs.
//! Besides the schemas there is one class for "none of them". It learns from the bundle's everyday sentences, so that a phone with one small
//! service knows strangers too, and from negative examples that no other schema claims ("set an alarm" is no reminder, but it is an alarm).
//!
//! The regression's own probabilities depend on how many schemas and examples there are. So some examples are held out in turn, and what the others
//! say of them tells how far a score can be trusted: the temperature of the choice, and the score from which on a sentence is meant for the app at all.
//! What a held-out example scores where its own schema is taken away is how a near stranger looks.
//!
//! # Source
//!
//! Bishop, Pattern Recognition and Machine Learning, 4.3.4, with L2; Newton's steps with a fixed bound instead of the Hessian (Böhning 1992),
//! hurried by Nesterov's momentum (1983); Platt 1999 and Guo et al. 2017 for the calibration.
//!
//! Invariant: the same examples give the same weights, in whatever order the services were installed.

use candle_core::{Device, Result, Tensor};

use super::encoder::{Compared, dots};
use super::inverse::inverse;

/// How a head is fitted: another number makes those that were kept before useless.
pub(super) const METHOD: u32 = 2;
/// L2 on every weight.
const RIDGE: f32 = 0.1;
/// Steps; with five to a hundred examples of 64 to 150 functions accuracy hardly rises after 20.
const STEPS: usize = 25;
/// Steps of a fit that only calibrates, and of one that goes on from another.
const FEW_STEPS: usize = 15;
/// The last column. Smaller than a vector, so that L2 holds it less than it would a bias of one.
const CONSTANT: f32 = 0.2;
/// Böhning's bound of the Hessian is half of XᵀX and loose for many classes; with a quarter the descent still converges.
const BOUND: f32 = 0.25;
/// A negative example that another schema takes with this probability teaches nothing about "none".
const CLAIMED: f32 = 0.7;
/// An everyday sentence nearer than this to an example is left out: "what's the weather" is everyday and may be served.
const NEAR: f32 = 0.5;
/// One example of so many is held out at a time.
const FOLDS: usize = 4;
/// More rows than this are held out once only, not in every fold.
const MAX_ROWS_ALL_FOLDS: usize = 1_500;
/// What near strangers count, against far ones, when the scores of strangers are learned.
const NEAR_SHARE: f32 = 0.5;

/// One example: the schema (its class) and the sentence vector.
#[derive(Clone, Copy)]
pub(crate) struct Lesson<'a> {
    pub class: usize,
    pub vector: &'a [f32],
    /// Whether it is made from another example, which it must not help to judge.
    pub is_derived: bool,
}

/// What the head says of a sentence.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Judged {
    /// How likely each schema is, if any of them is meant; they add up to 1.
    pub learned: Vec<f32>,
    /// How likely any of them is meant, with near strangers in mind.
    pub served: f32,
    /// How likely the sentence is an everyday one, that no app serves.
    pub everyday: f32,
}

/// How likely each schema is, by the sentence vector.
pub(crate) struct Head {
    rows: Compared, // [classes + 1, dim]; the last row is "none"
    offsets: Vec<f32>,
    calibration: Calibration,
}

/// How far the regression's scores can be trusted.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Calibration {
    /// What the scores are multiplied with before the softmax over the schemas.
    sharpness: f32,
    /// Log odds of being served are `slope · best score + offset`.
    slope: f32,
    offset: f32,
}

impl Default for Calibration {
    fn default() -> Self {
        Self { sharpness: 1.0, slope: 1.0, offset: -1.0 }
    }
}

impl Head {
    /// Of nothing.
    pub(crate) fn empty(dim: usize) -> Self {
        Self { rows: Compared::new(&[], dim), offsets: Vec::new(), calibration: Calibration::default() }
    }

    /// A head from what [`learn`] gave; [`None`] when it is of another size.
    pub(crate) fn from_numbers(numbers: &[f32], classes: usize, dim: usize) -> Option<Self> {
        let width = dim + 1;
        let (weights, calibration) = numbers.split_at_checked((classes + 1) * width)?;
        let &[sharpness, slope, offset] = calibration else { return None };
        let rows: Vec<f32> = weights.chunks_exact(width).flat_map(|row| &row[..dim]).copied().collect();
        Some(Self {
            rows: Compared::new(&rows, dim),
            offsets: weights.chunks_exact(width).map(|row| row[dim] * CONSTANT).collect(),
            calibration: Calibration { sharpness, slope, offset },
        })
    }

    /// What the head says of some sentences, by their vectors `[sentences, dim]`.
    pub(crate) fn judge(&self, vectors: &[f32]) -> Vec<Judged> {
        if self.offsets.is_empty() {
            return Vec::new();
        }
        let all = self.rows.products(vectors);
        let with_offset =
            |row: &[f32]| row.iter().zip(&self.offsets).map(|(score, offset)| score + offset).collect();
        all.chunks_exact(self.offsets.len()).map(|row| self.calibration.judge(with_offset(row))).collect()
    }
}

impl Calibration {
    /// What the scores of the schemas and of "none" say.
    fn judge(&self, mut scores: Vec<f32>) -> Judged {
        let everyday = softmax_of(scores.clone()).pop().unwrap_or(0.0);
        scores.pop();
        let best = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        scores.iter_mut().for_each(|score| *score *= self.sharpness);
        let served =
            if best.is_finite() { 1.0 / (1.0 + (-(self.slope * best + self.offset)).exp()) } else { 0.0 };
        Judged { learned: softmax_of(scores), served, everyday }
    }
}

/// Learns the numbers of a head. `background`: vectors `[sentences, dim]` of what no app serves.
///
/// Returns the weights `[classes + 1, dim + 1]`, the last row for "none" and the last column for a constant, and the calibration.
pub(crate) fn learn(
    examples: &[Lesson<'_>],
    negatives: &[Lesson<'_>],
    background: &[f32],
    classes: usize,
    dim: usize,
) -> Result<Vec<f32>> {
    let far = far_from(examples, background, dim);
    let strangers: Vec<(&[f32], usize)> = background
        .chunks_exact(dim)
        .zip(far)
        .filter_map(|(vector, is_far)| is_far.then_some((vector, classes)))
        .collect();
    let mut rows: Vec<(&[f32], usize)> = examples.iter().map(|e| (e.vector, e.class)).collect();
    rows.extend(&strangers);
    // First without the negative examples, to see which of them another schema claims.
    let mut weights = fit_rows(&rows, classes, dim, None, STEPS)?;
    let unclaimed = |negative: &&Lesson<'_>| {
        let likely = softmax_of(scores(&weights, negative.vector));
        likely.iter().take(classes).enumerate().all(|(class, p)| class == negative.class || *p < CLAIMED)
    };
    let unclaimed: Vec<_> =
        negatives.iter().filter(unclaimed).map(|negative| (negative.vector, classes)).collect();
    if !unclaimed.is_empty() {
        rows.extend(unclaimed);
        weights = fit_rows(&rows, classes, dim, Some(&weights), FEW_STEPS)?;
    }
    let Calibration { sharpness, slope, offset } = calibrate(examples, &strangers, classes, dim)?;
    weights.extend([sharpness, slope, offset]);
    Ok(weights)
}

/// The score of each schema and of "none of them", the last, by weights as they were fitted.
fn scores(weights: &[f32], vector: &[f32]) -> Vec<f32> {
    let with_constant: Vec<f32> = vector.iter().copied().chain([CONSTANT]).collect();
    dots(weights, &with_constant)
}

/// Which everyday sentences no example is near to.
fn far_from(examples: &[Lesson<'_>], background: &[f32], dim: usize) -> Vec<bool> {
    let everyday = Compared::new(background, dim);
    let mut far = vec![true; background.len() / dim];
    for example in examples {
        let products = everyday.products(example.vector);
        far.iter_mut().zip(products).for_each(|(far, product)| *far &= product < NEAR);
    }
    far
}

fn softmax_of(mut scores: Vec<f32>) -> Vec<f32> {
    let most = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    scores.iter_mut().for_each(|score| *score = (*score - most).exp());
    let sum: f32 = scores.iter().sum();
    scores.iter_mut().for_each(|score| *score /= sum);
    scores
}

/// Scores of examples by heads that did not see them, and of strangers.
struct HeldOut {
    examples: Vec<(Vec<f32>, usize)>, // scores of the schemas, and the right one
    strangers: Vec<f32>,              // best scores
}

/// Learns how far scores can be trusted.
fn calibrate(
    examples: &[Lesson<'_>],
    strangers: &[(&[f32], usize)],
    classes: usize,
    dim: usize,
) -> Result<Calibration> {
    let held_out = hold_out(examples, strangers, classes, dim)?;
    if held_out.examples.is_empty() {
        return Ok(Calibration::default());
    }
    let mut calibration = Calibration { sharpness: sharpness(&held_out.examples), ..Calibration::default() };
    let best_but = |scores: &[f32], left_out: usize| {
        let others = scores.iter().enumerate().filter(|(class, _)| *class != left_out);
        others.map(|(_, score)| *score).fold(f32::NEG_INFINITY, f32::max)
    };
    let mut rows: Vec<(f32, bool, f32)> = Vec::new(); // score, served, weight
    let each = 1.0 / held_out.examples.len() as f32;
    let far = match (held_out.strangers.is_empty(), classes) {
        (true, _) => 0.0,
        (false, 1) => 1.0, // nothing else is near
        _ => 1.0 - NEAR_SHARE,
    };
    for (scores, right) in &held_out.examples {
        rows.push((best_but(scores, usize::MAX), true, each));
        rows.push((best_but(scores, *right), false, each * (1.0 - far)));
    }
    let each = far / held_out.strangers.len().max(1) as f32;
    rows.extend(held_out.strangers.iter().map(|score| (*score, false, each)));
    rows.retain(|(score, _, weight)| score.is_finite() && *weight > 0.0);
    (calibration.slope, calibration.offset) = platt(&rows);
    Ok(calibration)
}

fn hold_out(
    examples: &[Lesson<'_>],
    strangers: &[(&[f32], usize)],
    classes: usize,
    dim: usize,
) -> Result<HeldOut> {
    let own: Vec<&Lesson<'_>> = examples.iter().filter(|example| !example.is_derived).collect();
    let mut sizes = vec![0_usize; classes];
    let places: Vec<usize> = own
        .iter()
        .map(|example| {
            sizes[example.class] += 1;
            sizes[example.class] - 1
        })
        .collect();
    // A schema with one example has nothing to be told by when that is held out.
    let is_out =
        |i: usize, fold: usize| sizes[own[i].class] > 1 && places[i] % FOLDS.min(sizes[own[i].class]) == fold;
    let mut out = HeldOut { examples: Vec::new(), strangers: Vec::new() };
    let folds = if own.len() > MAX_ROWS_ALL_FOLDS { 1 } else { FOLDS };
    for fold in 0..folds {
        let mut rows: Vec<(&[f32], usize)> = Vec::new();
        rows.extend((0..own.len()).filter(|i| !is_out(*i, fold)).map(|i| (own[i].vector, own[i].class)));
        rows.extend(strangers.iter().enumerate().filter(|(i, _)| i % FOLDS != fold).map(|(_, row)| *row));
        let weights = fit_rows(&rows, classes, dim, None, FEW_STEPS)?;
        let scores = |vector: &[f32]| {
            let mut scores = scores(&weights, vector);
            scores.pop();
            scores
        };
        let held_out = (0..own.len()).filter(|i| is_out(*i, fold));
        out.examples.extend(held_out.map(|i| (scores(own[i].vector), own[i].class)));
        let far = strangers.iter().enumerate().filter(|(i, _)| i % FOLDS == fold);
        out.strangers
            .extend(far.map(|(_, (vector, _))| scores(vector).into_iter().fold(f32::NEG_INFINITY, f32::max)));
    }
    Ok(out)
}

/// The sharpness under which the right schemas are likeliest, by golden section on its logarithm.
fn sharpness(rows: &[(Vec<f32>, usize)]) -> f32 {
    let loss = |log: f32| -> f32 {
        let sharp = log.exp();
        let surprise = |(scores, right): &(Vec<f32>, usize)| {
            let most = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let sum: f32 = scores.iter().map(|score| ((score - most) * sharp).exp()).sum();
            sum.ln() - (scores[*right] - most) * sharp
        };
        rows.iter().map(surprise).sum()
    };
    const RATIO: f32 = 0.618_034;
    let (mut low, mut high) = (-1.5_f32, 2.5_f32);
    for _ in 0..20 {
        let (a, b) = (high - RATIO * (high - low), low + RATIO * (high - low));
        if loss(a) < loss(b) {
            high = b;
        } else {
            low = a;
        }
    }
    ((low + high) / 2.0).exp()
}

/// Slope and offset of the log odds, by Newton's method with a little L2.
fn platt(rows: &[(f32, bool, f32)]) -> (f32, f32) {
    const SMALL: f64 = 1e-4;
    let (mut slope, mut offset) = (1.0_f64, 0.0_f64);
    for _ in 0..30 {
        let (mut g, mut h) = ([SMALL * slope, SMALL * offset], [SMALL, 0.0, SMALL]);
        for (score, served, weight) in rows {
            let (score, weight) = (f64::from(*score), f64::from(*weight));
            let p = 1.0 / (1.0 + (-(slope * score + offset)).exp());
            let error = (p - f64::from(u8::from(*served))) * weight;
            let bend = (p * (1.0 - p)).max(1e-6) * weight;
            g = [g[0] + error * score, g[1] + error];
            h = [h[0] + bend * score * score, h[1] + bend * score, h[2] + bend];
        }
        let determinant = h[0] * h[2] - h[1] * h[1];
        if determinant <= 0.0 {
            break;
        }
        let step = [(h[2] * g[0] - h[1] * g[1]) / determinant, (h[0] * g[1] - h[1] * g[0]) / determinant];
        // Half steps keep far starts from overshooting.
        slope -= step[0].clamp(-2.0, 2.0);
        offset -= step[1].clamp(-2.0, 2.0);
    }
    (slope as f32, offset as f32)
}

/// Weights `[classes + 1, dim + 1]` of rows with their classes, from nothing or going on from others.
fn fit_rows(
    rows: &[(&[f32], usize)],
    classes: usize,
    dim: usize,
    from: Option<&[f32]>,
    steps: usize,
) -> Result<Vec<f32>> {
    let (n, k, width) = (rows.len(), classes + 1, dim + 1);
    if n == 0 {
        return Ok(vec![0.0; k * width]);
    }
    let mut flat = Vec::with_capacity(n * width);
    let mut wanted = vec![0.0_f32; n * k];
    for (row, (vector, class)) in rows.iter().enumerate() {
        flat.extend_from_slice(vector);
        flat.push(CONSTANT);
        wanted[row * k + class] = 1.0;
    }
    let x = Tensor::from_vec(flat, (n, width), &Device::Cpu)?;
    let transposed = x.t()?.contiguous()?; // [width, n]
    let wanted = Tensor::from_vec(wanted, (n, k), &Device::Cpu)?;
    let newton = inverse_bound(&transposed.matmul(&x)?)?;
    let mut kept = match from {
        Some(weights) => Tensor::from_slice(weights, (k, width), &Device::Cpu)?.t()?.contiguous()?,
        None => Tensor::zeros((width, k), candle_core::DType::F32, &Device::Cpu)?,
    };
    let mut ahead = kept.clone();
    let mut momentum = 1.0_f64;
    for _ in 0..steps {
        let likely = softmax(&x.matmul(&ahead)?)?; // [n, k]
        let slope = (transposed.matmul(&(likely - &wanted)?)? + (&ahead * f64::from(RIDGE))?)?; // [width, k]
        let next = (&ahead - newton.matmul(&slope)?)?;
        let further = (1.0 + (1.0 + 4.0 * momentum * momentum).sqrt()) / 2.0;
        ahead = (&next + ((&next - &kept)? * ((momentum - 1.0) / further))?)?;
        (kept, momentum) = (next, further);
    }
    kept.t()?.contiguous()?.flatten_all()?.to_vec1()
}

fn softmax(scores: &Tensor) -> Result<Tensor> {
    let shifted = scores.broadcast_sub(&scores.max_keepdim(1)?)?.exp()?;
    shifted.broadcast_div(&shifted.sum_keepdim(1)?)
}

/// The inverse of what bounds the Hessian, from XᵀX.
fn inverse_bound(products: &Tensor) -> Result<Tensor> {
    let width = products.dim(0)?;
    let mut bound: Vec<f32> = products.flatten_all()?.to_vec1()?;
    bound.iter_mut().for_each(|product| *product *= BOUND);
    bound.iter_mut().step_by(width + 1).for_each(|diagonal| *diagonal += RIDGE);
    let inverse =
        inverse(&bound, width).ok_or_else(|| candle_core::Error::msg("examples are not numbers"))?;
    Tensor::from_vec(inverse, (width, width), &Device::Cpu)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(dim: usize, axis: usize) -> Vec<f32> {
        (0..dim).map(|i| f32::from(i == axis)).collect()
    }

    #[test]
    fn examples_are_learned_and_strangers_are_none() {
        let dim = 8;
        let vectors: Vec<Vec<f32>> = (0..dim).map(|axis| unit(dim, axis)).collect();
        let lesson = |class: usize, axis: usize| Lesson { class, vector: &vectors[axis], is_derived: false };
        let examples: Vec<Lesson<'_>> = (0..6).map(|i| lesson(i % 2, i % 2)).collect();
        let background: Vec<f32> = (0..6).flat_map(|i| unit(dim, 4 + i % 2)).collect();
        let numbers = learn(&examples, &[], &background, 2, dim).expect("it fits");
        let head = Head::from_numbers(&numbers, 2, dim).expect("a head");
        let of = |axis: usize| head.judge(&vectors[axis]).remove(0);
        assert!(of(0).learned[0] > 0.9 && of(1).learned[1] > 0.9, "{:?} {:?}", of(0), of(1));
        assert!(of(0).served > 0.7 && of(4).served < 0.3, "{:?} {:?}", of(0), of(4));
    }

    #[test]
    fn a_negative_example_teaches_only_when_no_other_schema_claims_it() {
        let dim = 8;
        let vectors: Vec<Vec<f32>> = (0..dim).map(|axis| unit(dim, axis)).collect();
        let lesson = |class: usize, axis: usize| Lesson { class, vector: &vectors[axis], is_derived: false };
        let examples: Vec<Lesson<'_>> = (0..60).map(|i| lesson(i % 2, i % 2)).collect();
        let negatives = [lesson(0, 1), lesson(0, 2), lesson(0, 2), lesson(0, 2)];
        let numbers = learn(&examples, &negatives, &[], 2, dim).expect("it fits");
        let head = Head::from_numbers(&numbers, 2, dim).expect("a head");
        let none = |axis: usize| head.judge(&vectors[axis])[0].everyday;
        assert!(none(1) < 0.3, "the other schema keeps its own");
        assert!(none(2) > 0.5, "nobody's is none");
    }

    #[test]
    fn numbers_of_another_size_are_refused() {
        assert!(Head::from_numbers(&[0.0; 3 * 5 + 3], 2, 4).is_some());
        for len in [0, 3 * 5 + 2, 3 * 5 + 4] {
            assert!(Head::from_numbers(&vec![0.0; len], 2, 4).is_none(), "{len}");
        }
        assert!(Head::empty(4).judge(&[0.0; 4]).is_empty());
    }

    #[test]
    fn a_head_judges_by_the_scores_of_its_numbers() {
        let dim = 8;
        let vectors: Vec<Vec<f32>> = (0..dim).map(|axis| unit(dim, axis)).collect();
        let lessons: Vec<Lesson<'_>> =
            (0..8).map(|i| Lesson { class: i % 2, vector: &vectors[i % 2], is_derived: false }).collect();
        let numbers = learn(&lessons, &[], &vectors[5..].concat(), 2, dim).expect("it fits");
        let head = Head::from_numbers(&numbers, 2, dim).expect("a head");
        let judged = head.judge(&vectors.concat());
        assert_eq!(judged.len(), dim, "one a sentence");
        for (vector, judged) in vectors.iter().zip(judged) {
            let everyday = softmax_of(scores(&numbers[..3 * 9], vector))[2];
            assert!((judged.everyday - everyday).abs() < 0.02, "{} {everyday}", judged.everyday);
        }
    }
}
