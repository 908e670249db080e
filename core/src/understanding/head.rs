//! What the enabled services' own examples teach: a softmax regression over sentence vectors, fitted on the device.
//!
//! Decides how likely each schema is by the sentence vector alone; `ranking` weighs that with the other signs.
//! Besides the schemas there is one class for "none of them". It learns from the bundle's everyday sentences, so that a phone with one small
//! service refuses strangers too, and from negative examples that no other schema claims ("set an alarm" is no reminder, but it is an alarm).
//!
//! # Source
//!
//! Bishop, Pattern Recognition and Machine Learning, 4.3.4, with L2; Nesterov's accelerated gradient (1983) with the step of Böhning's bound
//! on the Hessian (1992), half the largest eigenvalue of XᵀX.
//!
//! Invariant: the same examples give the same weights, in whatever order the services were installed.

use candle_core::{Device, Result, Tensor};

use super::encoder::dot;

/// L2 on every weight.
const RIDGE: f32 = 0.05;
/// Steps; on the tuning sentences accuracy no longer rises after 60.
const STEPS: usize = 80;
/// The last column. Larger, it would dominate XᵀX and slow the descent down.
const CONSTANT: f32 = 0.2;
/// Böhning's bound is one half and loose for many classes; with half of it the descent on the demo services still converges.
const STEP_BOUND: f32 = 0.25;
/// A negative example that another schema takes with this probability teaches nothing about "none".
const CLAIMED: f32 = 0.7;
/// An everyday sentence nearer than this to an example is left out: "what's the weather" is everyday and may be served.
const NEAR: f32 = 0.5;

/// One example: the schema (its class) and the sentence vector.
pub(crate) struct Lesson<'a> {
    pub class: usize,
    pub vector: &'a [f32],
}

/// How likely each schema is, by the sentence vector.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Head {
    weights: Vec<f32>, // [classes + 1, dim + 1]; the last row is "none", the last column a constant
    width: usize,      // dim + 1
}

impl Head {
    /// A head that was fitted before, from its weights; [`None`] when they are of another size.
    pub(crate) fn from_weights(weights: Vec<f32>, classes: usize, dim: usize) -> Option<Self> {
        (weights.len() == (classes + 1) * (dim + 1)).then_some(Self { weights, width: dim + 1 })
    }

    /// Weights to keep, for [`from_weights`](Self::from_weights).
    pub(crate) fn weights(&self) -> &[f32] {
        &self.weights
    }

    /// Fits a head. `background`: vectors `[sentences, dim]` of what no app serves.
    pub(crate) fn fit(
        examples: &[Lesson<'_>],
        negatives: &[Lesson<'_>],
        background: &[f32],
        classes: usize,
        dim: usize,
    ) -> Result<Self> {
        let mut rows: Vec<(&[f32], usize)> = examples.iter().map(|e| (e.vector, e.class)).collect();
        let strangers = background
            .chunks_exact(dim)
            .filter(|vector| examples.iter().all(|example| dot(example.vector, vector) < NEAR))
            .map(|vector| (vector, classes));
        rows.extend(strangers);
        // First without the negative examples, to see which of them another schema claims.
        let first = Self::fit_rows(&rows, classes, dim)?;
        let unclaimed = |negative: &&Lesson<'_>| {
            let likely = first.probabilities(negative.vector);
            likely.iter().enumerate().all(|(class, p)| class == negative.class || *p < CLAIMED)
        };
        rows.extend(negatives.iter().filter(unclaimed).map(|negative| (negative.vector, classes)));
        Self::fit_rows(&rows, classes, dim)
    }

    fn fit_rows(rows: &[(&[f32], usize)], classes: usize, dim: usize) -> Result<Self> {
        let (n, k, width) = (rows.len(), classes + 1, dim + 1);
        if n == 0 {
            return Ok(Self { weights: vec![0.0; k * width], width });
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
        let step = 1.0 / f64::from(STEP_BOUND * largest_eigenvalue(&x, &transposed)? + RIDGE);
        let mut kept = Tensor::zeros((width, k), candle_core::DType::F32, &Device::Cpu)?;
        let mut ahead = kept.clone();
        let mut momentum = 1.0_f64;
        for _ in 0..STEPS {
            let likely = softmax(&x.matmul(&ahead)?)?; // [n, k]
            let slope = (transposed.matmul(&(likely - &wanted)?)? + (&ahead * f64::from(RIDGE))?)?; // [width, k]
            let next = (&ahead - (slope * step)?)?;
            let further = (1.0 + (1.0 + 4.0 * momentum * momentum).sqrt()) / 2.0;
            ahead = (&next + ((&next - &kept)? * ((momentum - 1.0) / further))?)?;
            (kept, momentum) = (next, further);
        }
        Ok(Self { weights: kept.t()?.contiguous()?.flatten_all()?.to_vec1()?, width })
    }

    /// The probability of each schema; what is missing to 1 is "none of them".
    pub(crate) fn probabilities(&self, vector: &[f32]) -> Vec<f32> {
        let mut scores: Vec<f32> = self
            .weights
            .chunks_exact(self.width.max(1))
            .map(|row| dot(&row[..self.width - 1], vector) + row[self.width - 1] * CONSTANT)
            .collect();
        let most = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        scores.iter_mut().for_each(|score| *score = (*score - most).exp());
        let sum: f32 = scores.iter().sum();
        scores.pop();
        scores.iter_mut().for_each(|score| *score /= sum);
        scores
    }
}

fn softmax(scores: &Tensor) -> Result<Tensor> {
    let shifted = scores.broadcast_sub(&scores.max_keepdim(1)?)?.exp()?;
    shifted.broadcast_div(&shifted.sum_keepdim(1)?)
}

/// The largest eigenvalue of XᵀX, by power iteration.
fn largest_eigenvalue(x: &Tensor, transposed: &Tensor) -> Result<f32> {
    let width = x.dim(1)?;
    let mut direction = Tensor::ones((width, 1), candle_core::DType::F32, &Device::Cpu)?;
    let mut value = 1.0;
    for _ in 0..20 {
        direction = transposed.matmul(&x.matmul(&direction)?)?;
        value = direction.sqr()?.sum_all()?.sqrt()?.to_scalar::<f32>()?.max(f32::MIN_POSITIVE);
        direction = (direction / f64::from(value))?;
    }
    Ok(value)
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
        let lesson = |class: usize, axis: usize| Lesson { class, vector: &vectors[axis] };
        let examples: Vec<Lesson<'_>> = (0..6).map(|i| lesson(i % 2, i % 2)).collect();
        let background: Vec<f32> = (0..6).flat_map(|i| unit(dim, 4 + i % 2)).collect();
        let head = Head::fit(&examples, &[], &background, 2, dim).expect("it fits");
        let best = |axis: usize| head.probabilities(&vectors[axis]);
        assert!(best(0)[0] > 0.7 && best(1)[1] > 0.7, "{:?} {:?}", best(0), best(1));
        assert!(best(4).iter().sum::<f32>() < 0.3, "{:?}", best(4));
    }

    #[test]
    fn a_negative_example_teaches_only_when_no_other_schema_claims_it() {
        let dim = 8;
        let vectors: Vec<Vec<f32>> = (0..dim).map(|axis| unit(dim, axis)).collect();
        let lesson = |class: usize, axis: usize| Lesson { class, vector: &vectors[axis] };
        let examples: Vec<Lesson<'_>> = (0..60).map(|i| lesson(i % 2, i % 2)).collect();
        let negatives = [lesson(0, 1), lesson(0, 2), lesson(0, 2), lesson(0, 2)];
        let head = Head::fit(&examples, &negatives, &[], 2, dim).expect("it fits");
        assert!(head.probabilities(&vectors[1])[1] > 0.7, "the other schema keeps its own");
        assert!(head.probabilities(&vectors[2]).iter().sum::<f32>() < 0.5, "nobody's is none");
    }

    #[test]
    fn weights_of_another_size_are_refused() {
        assert!(Head::from_weights(vec![0.0; 6], 2, 1).is_some());
        assert!(Head::from_weights(vec![0.0; 5], 2, 1).is_none());
        assert!(Head::default().probabilities(&[]).is_empty());
    }
}
