//! The network of the tagger: what stands at each piece of a sentence, as four views of it, and what the piece itself is.
//!
//! Decides how what is seen at a piece becomes directions that can be compared between sentences; leaves what a piece is to `pieces`, and what is
//! compared with what to `super`.
//!
//! # Source
//!
//! `models/train/tagger.py` is the reference that `parity` holds it to. GELU and layer norm as in the encoder.

use std::ops::Range;

use serde::Deserialize;

use super::super::dense::{Dense, windows};
use super::super::encoder::{Encoder, LayerNorm, Seen, gelu, normalise};
use super::super::pieces::{FLAGS, cut, features};
use super::super::tensors::Tensors;
use super::place::Directions;
use crate::error::{Error, ErrorKind};

/// Sizes of the network, as `config.json` holds them.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Config {
    /// After which layer of the encoder the token vectors are taken.
    pub layer: usize,
    /// Numbers of a piece between the layers.
    pub width: usize,
    /// Layers that look at a piece's neighbours.
    pub depth: usize,
    /// Pieces that such a layer sees at once, the middle one counted; odd.
    pub reach: usize,
    /// Numbers of a view.
    pub view: usize,
    /// Numbers of a piece's own features.
    pub own: usize,
    /// Numbers between the two maps from a label to a place.
    pub label: usize,
}

/// The network.
pub(super) struct Network {
    config: Config,
    input: Dense,                    // [width, 2 * dim + FLAGS]
    layers: Vec<(Dense, LayerNorm)>, // [width, reach * width]
    begin: Dense,                    // [view, width]
    end: Dense,                      // [view, width]
    inside: Dense,                   // [view, width]
    general: Dense,                  // [3, width]
    own: Dense,                      // [own, 2 * dim]
    label_in: Dense,                 // [label, dim]
    label_out: Dense,                // [4 * view, label]
}

/// What the network sees at each piece of a sentence.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sight {
    /// Characters of each piece, in the utterance.
    pub pieces: Vec<Range<usize>>,
    pub begin: Vec<Vec<f32>>,  // [pieces][view], of unit length
    pub end: Vec<Vec<f32>>,    // [pieces][view], of unit length
    pub inside: Vec<Vec<f32>>, // [pieces][view], of unit length
    /// What each piece is by itself, wherever it stands: the directions in which pieces differ most.
    pub own: Vec<Vec<f32>>, // [pieces][own], of unit length
    /// How much each piece looks like the first, the last, and any piece of an argument, whichever that is.
    pub general: Vec<[f32; 3]>,
}

impl Sight {
    /// Takes in what follows in the same sentence.
    pub(crate) fn append(&mut self, mut next: Self) {
        self.pieces.append(&mut next.pieces);
        self.begin.append(&mut next.begin);
        self.end.append(&mut next.end);
        self.inside.append(&mut next.inside);
        self.own.append(&mut next.own);
        self.general.append(&mut next.general);
    }
}

impl Network {
    pub(super) fn load(weights: &mut Tensors, config: Config, dim: usize) -> Result<Self, Error> {
        let Config { width, depth, reach, view, .. } = config;
        if reach.is_multiple_of(2) {
            let why = format!("the tagger's reach is {reach}, an odd number expected");
            return Err(Error::new(ErrorKind::Corrupt, "loading the model", why));
        }
        let mut layers = Vec::with_capacity(depth);
        for i in 0..depth {
            let norm = LayerNorm {
                weight: weights.floats(&format!("layer.{i}.norm.weight"), width)?,
                bias: weights.floats(&format!("layer.{i}.norm.bias"), width)?,
                eps: 1e-5,
            };
            layers.push((Dense::load(weights, &format!("layer.{i}"), width, reach * width)?, norm));
        }
        Ok(Self {
            config,
            input: Dense::load(weights, "input", width, 2 * dim + FLAGS)?,
            layers,
            begin: Dense::load(weights, "begin", view, width)?,
            end: Dense::load(weights, "end", view, width)?,
            inside: Dense::load(weights, "inside", view, width)?,
            general: Dense::load(weights, "general", 3, width)?,
            own: Dense::load(weights, "own", config.own, 2 * dim)?,
            label_in: Dense::load(weights, "label_in", config.label, dim)?,
            label_out: Dense::load(weights, "label_out", 4 * view, config.label)?,
        })
    }

    /// Adds to what the first, the last and any piece of an argument are worth.
    pub(super) fn raise(&mut self, by: [f32; 3]) {
        self.general.bias.iter_mut().zip(by).for_each(|(bias, by)| *bias += by);
    }

    /// Looks at a text. `places`: for each character of `text`, where it stands in the utterance.
    pub(super) fn look(&self, encoder: &Encoder, seen: &Seen, text: &[char], places: &[usize]) -> Sight {
        let cut = cut(text, seen.characters());
        if cut.is_empty() {
            return Sight::default();
        }
        let dim = seen.vector.len();
        let rows: Vec<f32> = cut.iter().flat_map(|piece| features(encoder, seen, text, piece)).collect();
        let mut x = self.input.forward(&rows); // [pieces, width]
        gelu(&mut x);
        for (layer, norm) in &self.layers {
            let mut y = layer.forward(&windows(&x, self.config.width, self.config.reach, 1)); // [pieces, width]
            gelu(&mut y);
            x.iter_mut().zip(&y).for_each(|(x, y)| *x += y);
            norm.apply(&mut x);
        }
        let view = |dense: &Dense| unit_rows(&dense.forward(&x), self.config.view);
        let own = rows.chunks_exact(2 * dim + FLAGS).flat_map(|row| self.own.forward(&row[..2 * dim]));
        Sight {
            pieces: cut.iter().map(|piece| places[piece.start]..places[piece.end - 1] + 1).collect(),
            begin: view(&self.begin),
            end: view(&self.end),
            inside: view(&self.inside),
            own: unit_rows(&own.collect::<Vec<f32>>(), self.config.own),
            general: self.general.forward(&x).chunks_exact(3).map(|row| [row[0], row[1], row[2]]).collect(),
        }
    }
}

impl Network {
    /// Four directions from the sentence vector of what is said of a parameter.
    pub(super) fn described(&self, label: &[f32]) -> Directions {
        let mut x = self.label_in.forward(label); // [label]
        gelu(&mut x);
        let views = self.label_out.forward(&x); // [4 * view]
        let view = |i: usize| views[i * self.config.view..(i + 1) * self.config.view].to_vec();
        Directions { begin: view(0), end: view(1), inside: view(2), outside: view(3) }
    }
}

/// Rows of a matrix `[rows, width]`, each of unit length.
fn unit_rows(rows: &[f32], width: usize) -> Vec<Vec<f32>> {
    let unit = |row: &[f32]| {
        let mut row = row.to_vec();
        normalise(&mut row);
        row
    };
    rows.chunks_exact(width).map(unit).collect()
}
