//! The network of the outline: what each piece of a request is, with an eye on all others, and what the whole asks for.
//!
//! Decides how what is seen at the pieces becomes scores of labels; which labels are taken is the matter of `super`.

use std::ops::Range;

use serde::Deserialize;

use super::super::dense::{Dense, windows};
use super::super::encoder::{Encoder, LayerNorm, Seen, dot, gelu};
use super::super::pieces::{FLAGS, cut, features};
use super::super::tensors::Tensors;
use crate::error::{Error, ErrorKind};

/// Sizes of the network, as `config.json` holds them.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Config {
    /// Numbers of a piece between the layers.
    pub width: usize,
    /// Layers that look at a piece's neighbours, each twice as far as the one before.
    pub depth: usize,
    /// Pieces that such a layer sees at once, the middle one counted; odd.
    pub reach: usize,
    /// In how many ways pieces look at all others.
    pub heads: usize,
}

/// How many scores there are of each kind.
pub(super) struct Heads {
    pub names: usize,
    pub clauses: usize,
    pub types: usize,
    pub sentence: usize,
}

pub(super) struct Network {
    config: Config,
    input: Dense,                    // [width, 2 * dim + FLAGS]
    layers: Vec<(Dense, LayerNorm)>, // [width, reach * width]
    query: Dense,                    // [width, width]
    key: Dense,                      // [width, width]
    value: Dense,                    // [width, width]
    out: Dense,                      // [width, width]
    norm: LayerNorm,                 // [width]
    names: Dense,                    // [names, width]
    clauses: Dense,                  // [clauses, width]
    types: Dense,                    // [types, width]
    sentence: Dense,                 // [sentence, 2 * width]
}

/// Scores of everything, row-major.
#[derive(Default)]
pub(super) struct Scores {
    /// Characters of each piece.
    pub pieces: Vec<Range<usize>>,
    pub names: Vec<f32>,
    pub clauses: Vec<f32>,
    pub types: Vec<f32>,
    pub sentence: Vec<f32>,
}

impl Network {
    pub(super) fn load(
        weights: &mut Tensors,
        config: Config,
        dim: usize,
        heads: Heads,
    ) -> Result<Self, Error> {
        let Config { width, depth, reach, .. } = config;
        if reach.is_multiple_of(2) || config.heads == 0 || !width.is_multiple_of(config.heads) {
            let why =
                format!("the outline's reach is {reach}, its {width} numbers look in {} ways", config.heads);
            return Err(Error::new(ErrorKind::Corrupt, "loading the model", why));
        }
        let norm = |weights: &mut Tensors, name: &str| -> Result<LayerNorm, Error> {
            Ok(LayerNorm {
                weight: weights.floats(&format!("{name}.weight"), width)?,
                bias: weights.floats(&format!("{name}.bias"), width)?,
                eps: 1e-5,
            })
        };
        let mut layers = Vec::with_capacity(depth);
        for i in 0..depth {
            let own = norm(weights, &format!("layer.{i}.norm"))?;
            layers.push((Dense::load(weights, &format!("layer.{i}"), width, reach * width)?, own));
        }
        Ok(Self {
            config,
            input: Dense::load(weights, "input", width, 2 * dim + FLAGS)?,
            layers,
            query: Dense::load(weights, "attention.query", width, width)?,
            key: Dense::load(weights, "attention.key", width, width)?,
            value: Dense::load(weights, "attention.value", width, width)?,
            out: Dense::load(weights, "attention.out", width, width)?,
            norm: norm(weights, "attention.norm")?,
            names: Dense::load(weights, "names", heads.names, width)?,
            clauses: Dense::load(weights, "clauses", heads.clauses, width)?,
            types: Dense::load(weights, "types", heads.types, width)?,
            sentence: Dense::load(weights, "sentence", heads.sentence, 2 * width)?,
        })
    }

    /// Looks at a text.
    pub(super) fn look(&self, encoder: &Encoder, seen: &Seen, text: &[char]) -> Scores {
        let pieces = cut(text, seen.characters());
        if pieces.is_empty() {
            return Scores::default();
        }
        let Config { width, depth, reach, .. } = self.config;
        let rows: Vec<f32> = pieces.iter().flat_map(|piece| features(encoder, seen, text, piece)).collect();
        let mut x = self.input.forward(&rows); // [pieces, width]
        gelu(&mut x);
        for (i, (layer, norm)) in self.layers.iter().enumerate() {
            let mut y = layer.forward(&windows(&x, width, reach, 1 << i)); // [pieces, width]
            gelu(&mut y);
            add(&mut x, &y);
            norm.apply(&mut x);
            if i + 1 == depth / 2 {
                let attended = self.attend(&x);
                add(&mut x, &attended);
                self.norm.apply(&mut x);
            }
        }
        Scores {
            pieces,
            names: self.names.forward(&x),
            clauses: self.clauses.forward(&x),
            types: self.types.forward(&x),
            sentence: self.sentence.forward(&pooled(&x, width)),
        }
    }

    /// Each piece as all others say it is: `[pieces, width]`.
    fn attend(&self, x: &[f32]) -> Vec<f32> {
        let width = self.config.width;
        let each = width / self.config.heads;
        let scale = 1.0 / (each as f32).sqrt();
        let (q, k, v) = (self.query.forward(x), self.key.forward(x), self.value.forward(x));
        let count = x.len() / width;
        let mut mixed = vec![0.0; x.len()];
        let mut weights = vec![0.0; count];
        for head in 0..self.config.heads {
            let part = |row: usize| row * width + head * each..row * width + (head + 1) * each;
            for row in 0..count {
                for (other, weight) in weights.iter_mut().enumerate() {
                    *weight = dot(&q[part(row)], &k[part(other)]) * scale;
                }
                let most = weights.iter().copied().fold(f32::MIN, f32::max);
                weights.iter_mut().for_each(|weight| *weight = (*weight - most).exp());
                let sum: f32 = weights.iter().sum();
                for (other, weight) in weights.iter().enumerate() {
                    let share = weight / sum;
                    mixed[part(row)]
                        .iter_mut()
                        .zip(&v[part(other)])
                        .for_each(|(own, value)| *own += share * value);
                }
            }
        }
        self.out.forward(&mixed)
    }
}

fn add(x: &mut [f32], y: &[f32]) {
    x.iter_mut().zip(y).for_each(|(x, y)| *x += y);
}

/// The mean and the greatest of all rows: `[2 * width]`.
fn pooled(x: &[f32], width: usize) -> Vec<f32> {
    let count = (x.len() / width) as f32;
    let mut mean = vec![0.0; width];
    let mut most = vec![f32::MIN; width];
    for row in x.chunks_exact(width) {
        for (at, value) in row.iter().enumerate() {
            mean[at] += value / count;
            most[at] = most[at].max(*value);
        }
    }
    mean.extend(most);
    mean
}
