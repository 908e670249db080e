//! One transformer layer: attention and feed-forward, each with its residual and norm.
//!
//! # Source
//!
//! Vaswani et al. 2017, sections 3.1 to 3.3, with the norm after the residual; GELU: Hendrycks and Gimpel 2016.

use super::dot;
use super::linear::Linear;

/// One layer's weights.
pub(super) struct Layer {
    pub qkv: Linear,           // [3 * dim, dim]
    pub attention_out: Linear, // [dim, dim]
    pub attention_norm: LayerNorm,
    pub inner: Linear, // [inner, dim]
    pub outer: Linear, // [dim, inner]
    pub out_norm: LayerNorm,
    pub heads: usize,
}

/// Layer normalisation over the last dimension.
pub(in super::super) struct LayerNorm {
    pub weight: Vec<f32>, // [dim]
    pub bias: Vec<f32>,   // [dim]
    pub eps: f32,
}

impl LayerNorm {
    /// Normalises each row of `x` `[len, dim]` in place.
    #[inline(always)]
    pub(in super::super) fn apply(&self, x: &mut [f32]) {
        let dim = self.weight.len();
        for row in x.chunks_exact_mut(dim) {
            let mean = row.iter().sum::<f32>() / dim as f32;
            row.iter_mut().for_each(|value| *value -= mean);
            let scale = 1.0 / (dot(row, row) / dim as f32 + self.eps).sqrt();
            for (value, (weight, bias)) in row.iter_mut().zip(self.weight.iter().zip(&self.bias)) {
                *value = *value * scale * weight + bias;
            }
        }
    }
}

impl Layer {
    /// `x`: `[sum of lengths, dim]`, the tokens of several texts one after the other; returns the same shape.
    #[inline(always)]
    pub(super) fn forward(&self, x: Vec<f32>, lengths: &[usize]) -> Vec<f32> {
        let dim = self.attention_norm.weight.len();
        let qkv = self.qkv.forward(&x); // [sum, 3 * dim]
        let mut mixed = vec![0.0; x.len()]; // [sum, dim]
        let mut start = 0;
        for len in lengths {
            let rows = start * 3 * dim..(start + len) * 3 * dim;
            attend(&qkv[rows], &mut mixed[start * dim..(start + len) * dim], dim, self.heads);
            start += len;
        }
        let mut x = add(self.attention_out.forward(&mixed), &x); // [sum, dim]
        self.attention_norm.apply(&mut x);

        let mut inner = self.inner.forward(&x); // [sum, inner]
        gelu(&mut inner);
        let mut x = add(self.outer.forward(&inner), &x); // [sum, dim]
        self.out_norm.apply(&mut x);
        x
    }
}

#[inline(always)]
fn add(mut a: Vec<f32>, b: &[f32]) -> Vec<f32> {
    a.iter_mut().zip(b).for_each(|(x, y)| *x += y);
    a
}

/// Scaled dot-product attention within one text.
///
/// * `qkv`: `[len, 3 * dim]`, queries, keys and values of a token side by side.
/// * `out`: `[len, dim]`.
#[inline(always)]
fn attend(qkv: &[f32], out: &mut [f32], dim: usize, heads: usize) {
    let width = dim / heads;
    let len = out.len() / dim;
    let scale = 1.0 / (width as f32).sqrt();
    let part = |token: usize, which: usize, head: usize| {
        let start = token * 3 * dim + which * dim + head * width;
        &qkv[start..start + width]
    };
    let mut weights = vec![0.0; len]; // [len]
    for head in 0..heads {
        for query in 0..len {
            for (key, weight) in weights.iter_mut().enumerate() {
                *weight = dot(part(query, 0, head), part(key, 1, head)) * scale;
            }
            softmax(&mut weights);
            let start = query * dim + head * width;
            let target = &mut out[start..start + width];
            for (key, weight) in weights.iter().enumerate() {
                target.iter_mut().zip(part(key, 2, head)).for_each(|(t, v)| *t += weight * v);
            }
        }
    }
}

#[inline(always)]
fn softmax(logits: &mut [f32]) {
    let largest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    logits.iter_mut().for_each(|logit| *logit = exp(*logit - largest));
    let sum: f32 = logits.iter().sum();
    logits.iter_mut().for_each(|logit| *logit /= sum);
}

/// `x · Φ(x)`, with erf by Abramowitz and Stegun 7.1.26 (absolute error below 1.5e-7).
#[inline(always)]
pub(in super::super) fn gelu(x: &mut [f32]) {
    for value in x {
        let z = value.abs() * std::f32::consts::FRAC_1_SQRT_2;
        let t = 1.0 / (1.0 + 0.327_591_1 * z);
        let poly = t
            * (0.254_829_6 + t * (-0.284_496_74 + t * (1.421_413_7 + t * (-1.453_152_1 + t * 1.061_405_4))));
        let erf = (1.0 - poly * exp(-z * z)).copysign(*value);
        *value *= 0.5 * (1.0 + erf);
    }
}

/// `e^x` for `x <= 0`, without a branch or a call so that the compiler vectorises it; relative error below 5e-6.
#[inline(always)]
fn exp(x: f32) -> f32 {
    const MAGIC: f32 = 12_582_912.0; // 1.5 * 2^23: adding it rounds to a whole number
    let y = x.max(-87.0) * std::f32::consts::LOG2_E;
    let whole = (y + MAGIC) - MAGIC;
    let part = (y - whole) * std::f32::consts::LN_2; // -0.35 ..= 0.35
    let poly = 1.0
        + part
            * (1.0
                + part
                    * (0.5 + part * (1.0 / 6.0 + part * (1.0 / 24.0 + part * (1.0 / 120.0 + part / 720.0)))));
    f32::from_bits((((whole as i32) + 127) << 23) as u32) * poly
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAX_EXP_ERROR: f32 = 5e-6;
    const MAX_GELU_ERROR: f32 = 2e-6;

    #[test]
    fn exp_and_gelu_are_close_to_the_real_ones() {
        for i in 0..2_000 {
            let x = -(i as f32) * 0.01;
            assert!((exp(x) / x.exp() - 1.0).abs() < MAX_EXP_ERROR, "x: {x}");
        }
        // Φ(1) and Φ(-2), NIST Handbook table 26.1.
        let mut x = [1.0, -2.0, 0.0];
        gelu(&mut x);
        for (got, want) in x.iter().zip([0.841_344_7, -2.0 * 0.022_750_13, 0.0]) {
            assert!((got - want).abs() < MAX_GELU_ERROR, "{got} {want}");
        }
    }
}
