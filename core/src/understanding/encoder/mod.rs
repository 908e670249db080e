//! Token ids to a sentence vector: the network of the bundle.
//!
//! Decides how a text is cut, run and pooled, and how the vector is centred; leaves to `search` what two vectors' nearness means.
//! BERT with post-layer-norm, erf GELU, mean pooling and unit length.
//!
//! # Source
//!
//! Devlin et al. 2019, section 3; `models/train/student.py` is the reference that `parity` holds it to.
//!
//! Invariant: several texts are run as one matrix of all their tokens, without padding, so a text's vector does not depend on its company.

mod compared;
mod kernel;
mod layer;
mod linear;
#[cfg(test)]
mod parity;
mod pieces;
mod seen;
mod table;

pub(crate) use self::compared::Compared;
use self::layer::Layer;
pub(super) use self::layer::{LayerNorm, gelu};
use self::linear::Linear;
use self::pieces::Pieces;
pub(super) use self::seen::Seen;
use self::table::WordTable;
use super::bundle::{Bundle, Network};
use super::tensors::Tensors;
use crate::error::{Error, ErrorKind};
use crate::text::Language;

const DOING: &str = "loading the model";

/// Texts run as one matrix at most; bounds memory while a catalogue is encoded.
const MAX_BATCH: usize = 32;

/// The sentence encoder.
pub(crate) struct Encoder {
    network: Network,
    pieces: Pieces,
    word: WordTable,
    position: Vec<f32>, // [max_tokens, dim]
    norm: LayerNorm,
    layers: Vec<Layer>,
    middle: usize, // the layer whose token vectors are kept
    centres: Centres,
}

/// The middle of a language's sentences: what all of them share says nothing about any, and is not the same in both languages.
struct Centres {
    zh: Vec<f32>, // [dim]
    en: Vec<f32>, // [dim]
}

impl Encoder {
    /// Builds the network from a bundle's files.
    pub(crate) fn load(bundle: Bundle) -> Result<Self, Error> {
        let Network { layers, dim, inner, pieces, max_tokens, norm_eps, .. } = bundle.config.network;
        let cutter = Pieces::read(&bundle.tokenizer, pieces)?;
        let middle = bundle.config.tagger.layer;
        if !(1..=layers).contains(&middle) {
            let why = format!("config.json: tagger.layer is {middle} of {layers} layers");
            return Err(Error::new(ErrorKind::Corrupt, DOING, why));
        }
        let mut weights = Tensors::read(bundle.weights)?;
        let norm = |weights: &mut Tensors, name: &str| -> Result<LayerNorm, Error> {
            Ok(LayerNorm {
                weight: weights.floats(&format!("{name}.weight"), dim)?,
                bias: weights.floats(&format!("{name}.bias"), dim)?,
                eps: norm_eps,
            })
        };
        let mut all = Vec::with_capacity(layers);
        for i in 0..layers {
            let name = |part: &str| format!("layer.{i}.{part}");
            all.push(Layer {
                qkv: Linear::load(&mut weights, &[&name("query"), &name("key"), &name("value")], dim, dim)?,
                attention_out: Linear::load(&mut weights, &[&name("attention_out")], dim, dim)?,
                attention_norm: norm(&mut weights, &name("attention_norm"))?,
                inner: Linear::load(&mut weights, &[&name("inner")], inner, dim)?,
                outer: Linear::load(&mut weights, &[&name("outer")], dim, inner)?,
                out_norm: norm(&mut weights, &name("out_norm"))?,
                heads: bundle.config.network.heads,
            });
        }
        Ok(Self {
            word: WordTable::load(&mut weights, pieces, dim)?,
            position: weights.floats("embedding.position", max_tokens * dim)?,
            norm: norm(&mut weights, "embedding.norm")?,
            centres: Centres { zh: weights.floats("centre.zh", dim)?, en: weights.floats("centre.en", dim)? },
            middle,
            network: bundle.config.network,
            pieces: cutter,
            layers: all,
        })
    }

    /// A text as pieces, with `<s>` and `</s>`; at most `max_tokens`. Vectors are still missing.
    fn cut(&self, text: &str) -> Result<Seen, Error> {
        self.pieces.cut(text, self.network.max_tokens)
    }

    /// Token vectors after the last layer, and those after layer `middle`: `[len, dim]` of each text, one after the other.
    fn hidden(&self, texts: &[Seen], middle: usize) -> (Vec<f32>, Vec<f32>) {
        let dim = self.network.dim;
        let mut x = Vec::with_capacity(texts.iter().map(|text| text.ids.len()).sum::<usize>() * dim);
        for text in texts {
            for (position, id) in text.ids.iter().enumerate() {
                let start = x.len();
                self.word.row(*id as usize, &mut x); // [dim]
                for (value, offset) in x[start..].iter_mut().zip(&self.position[position * dim..]) {
                    *value += offset;
                }
            }
        }
        self.norm.apply(&mut x);
        let lengths: Vec<usize> = texts.iter().map(|text| text.ids.len()).collect();
        let mut kept = Vec::new();
        for (i, layer) in self.layers.iter().enumerate() {
            x = kernel::vectorised(
                #[inline(always)]
                || layer.forward(x, &lengths),
            ); // [sum of len, dim]
            if i + 1 == middle {
                kept.clone_from(&x);
            }
        }
        (x, kept)
    }

    /// Texts as the network sees them, with sentence vectors of unit length that are not centred.
    fn look(&self, texts: &[&str]) -> Result<Vec<Seen>, Error> {
        let dim = self.network.dim;
        let mut out = Vec::with_capacity(texts.len());
        for batch in texts.chunks(MAX_BATCH) {
            let mut batch = batch.iter().map(|text| self.cut(text)).collect::<Result<Vec<_>, _>>()?;
            let (last, middle) = self.hidden(&batch, self.middle);
            let mut at = 0;
            for text in &mut batch {
                let rows = at..at + text.ids.len() * dim;
                text.vector = mean_pool(&last[rows.clone()], dim);
                text.tokens = middle[rows.clone()].to_vec();
                at = rows.end;
            }
            out.extend(batch);
        }
        Ok(out)
    }

    /// Texts as the network sees them; the sentence vector centred for its language: `[dim]`, of unit length.
    pub(crate) fn see(&self, texts: &[(Language, &str)]) -> Result<Vec<Seen>, Error> {
        let bare: Vec<&str> = texts.iter().map(|(_, text)| *text).collect();
        let mut seen = self.look(&bare)?;
        for (seen, (language, _)) in seen.iter_mut().zip(texts) {
            seen.vector = self.centres.apply(&seen.vector, *language);
        }
        Ok(seen)
    }

    /// The sentence vectors alone.
    pub(crate) fn encode(&self, texts: &[(Language, &str)]) -> Result<Vec<Vec<f32>>, Error> {
        Ok(self.see(texts)?.into_iter().map(|seen| seen.vector).collect())
    }

    /// The word vector of one character: `[dim]`.
    pub(crate) fn word_of(&self, c: char) -> Vec<f32> {
        self.mean_word(&[self.pieces.of(c)])
    }

    /// The mean word vector of some tokens: `[dim]`.
    pub(crate) fn mean_word(&self, ids: &[u32]) -> Vec<f32> {
        let mut rows = Vec::with_capacity(ids.len() * self.network.dim);
        ids.iter().for_each(|id| self.word.row(*id as usize, &mut rows));
        seen::mean(&rows, self.network.dim)
    }
}

impl Centres {
    /// A vector as seen from the middle of its language, of unit length.
    fn apply(&self, vector: &[f32], language: Language) -> Vec<f32> {
        let centre = match language {
            Language::Zh => &self.zh,
            Language::En => &self.en,
        };
        let mut out: Vec<f32> = vector.iter().zip(centre).map(|(x, middle)| x - middle).collect();
        normalise(&mut out);
        out
    }
}

/// Averages the token vectors of one sentence into its sentence vector.
///
/// * `tokens`: `[len, dim]`, row-major, as the last layer leaves them.
/// * returns `[dim]`, of unit length; all zeros when there is no token.
fn mean_pool(tokens: &[f32], dim: usize) -> Vec<f32> {
    let mut mean = seen::mean(tokens, dim); // [dim]
    normalise(&mut mean);
    mean
}

pub(super) fn normalise(vector: &mut [f32]) {
    let norm = dot(vector, vector).sqrt();
    if norm > 0.0 {
        vector.iter_mut().for_each(|x| *x /= norm);
    }
}

/// The products of a vector with every row of a matrix `[rows, vector's length]`.
pub(crate) fn dots(matrix: &[f32], vector: &[f32]) -> Vec<f32> {
    let mut products = vec![0.0; matrix.len() / vector.len()];
    kernel::vectorised(
        // A loop and no chain of iterators: their closures are not always inlined, and stay slow then.
        #[inline(always)]
        || {
            for (product, row) in products.iter_mut().zip(matrix.chunks_exact(vector.len())) {
                *product = dot(row, vector);
            }
        },
    );
    products
}

/// Sum of products, in eight lanes so that the compiler vectorises it.
#[inline(always)]
pub(crate) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0.0_f32; 8];
    let (a8, b8) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f32 = a8.remainder().iter().zip(b8.remainder()).map(|(x, y)| x * y).sum();
    for (x, y) in a8.zip(b8) {
        for i in 0..8 {
            lanes[i] += x[i] * y[i];
        }
    }
    lanes.iter().sum::<f32>() + rest
}
