//! Token ids to a sentence vector: the network of the bundle, on candle.
//!
//! Decides how a text is cut, run and pooled, and how the vector is whitened; leaves to `search` what two vectors' nearness means.
//! BERT with post-layer-norm, erf GELU, mean pooling and unit length.
//!
//! # Source
//!
//! Devlin et al. 2019, section 3; `models/export/network.py` is the reference that `parity` holds it to.
//!
//! Invariant: several texts are run as one matrix of all their tokens, without padding, so a text's vector does not depend on its company.

mod layer;
mod linear;
#[cfg(test)]
mod parity;

use tokenizers::Tokenizer;

use self::layer::{Layer, LayerNorm};
use self::linear::Linear;
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
    prefix: String,
    tokenizer: Tokenizer,
    word: WordTable,
    position: Vec<f32>, // [max_tokens, dim]
    norm: LayerNorm,
    layers: Vec<Layer>,
    whitening: Whitening,
}

/// The word table, kept in its 4-bit blocks: a sentence needs a dozen rows of it.
struct WordTable {
    blocks: Vec<u8>, // [pieces, dim / 32, 18]
    row_bytes: usize,
}

/// Makes unlike requests lie far apart; see `models/export/whitening.py`.
struct Whitening {
    matrix: Vec<f32>,  // [dim, dim]
    mean_zh: Vec<f32>, // [dim]
    mean_en: Vec<f32>, // [dim]
}

impl Encoder {
    /// Builds the network from a bundle's files.
    pub(crate) fn load(bundle: Bundle) -> Result<Self, Error> {
        let Network { layers, dim, inner, pieces, max_tokens, norm_eps, .. } = bundle.config.network;
        let tokenizer = Tokenizer::from_bytes(&bundle.tokenizer)
            .map_err(|e| Error::new(ErrorKind::Corrupt, DOING, format!("tokenizer.json: {e}")))?;
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
            word: WordTable {
                blocks: weights.blocks("embedding.word", pieces, dim)?,
                row_bytes: dim / linear::BLOCK * linear::Q4_BYTES,
            },
            position: weights.floats("embedding.position", max_tokens * dim)?,
            norm: norm(&mut weights, "embedding.norm")?,
            whitening: Whitening {
                matrix: weights.floats("whitening.matrix", dim * dim)?,
                mean_zh: weights.floats("whitening.mean.zh", dim)?,
                mean_en: weights.floats("whitening.mean.en", dim)?,
            },
            network: bundle.config.network,
            prefix: bundle.config.prefix,
            tokenizer,
            layers: all,
        })
    }

    /// Ids of a text with its prefix, `<s>` and `</s>`; at most `max_tokens`.
    pub(crate) fn ids(&self, text: &str) -> Result<Vec<u32>, Error> {
        let encoding = self.tokenizer.encode(format!("{}{text}", self.prefix), true);
        // The tokenizer's own words might quote the text, so they are not passed on.
        let encoding = encoding
            .map_err(|_| Error::new(ErrorKind::Bug, "cutting a text into pieces", "the tokenizer failed"))?;
        let ids = encoding.get_ids();
        Ok(ids[..ids.len().min(self.network.max_tokens)].to_vec())
    }

    /// Token vectors after the last layer: `[len, dim]` of each text, one after the other.
    pub(crate) fn hidden(&self, texts: &[Vec<u32>]) -> Result<Vec<f32>, Error> {
        let dim = self.network.dim;
        let mut x = Vec::with_capacity(texts.iter().map(Vec::len).sum::<usize>() * dim);
        for ids in texts {
            for (position, id) in ids.iter().enumerate() {
                let start = x.len();
                self.word.row(*id as usize, &mut x); // [dim]
                for (value, offset) in x[start..].iter_mut().zip(&self.position[position * dim..]) {
                    *value += offset;
                }
            }
        }
        self.norm.apply(&mut x);
        let lengths: Vec<usize> = texts.iter().map(Vec::len).collect();
        for layer in &self.layers {
            x = layer.forward(x, &lengths).map_err(|e| Error::new(ErrorKind::Bug, "running the model", e))?; // [sum of len, dim]
        }
        Ok(x)
    }

    /// Sentence vectors of unit length, not whitened: `[dim]` each.
    pub(crate) fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, Error> {
        let mut out = Vec::with_capacity(texts.len());
        for batch in texts.chunks(MAX_BATCH) {
            let ids = batch.iter().map(|text| self.ids(text)).collect::<Result<Vec<_>, _>>()?;
            let hidden = self.hidden(&ids)?;
            let mut at = 0;
            for ids in &ids {
                let tokens = &hidden[at..at + ids.len() * self.network.dim];
                out.push(mean_pool(tokens, self.network.dim));
                at += tokens.len();
            }
        }
        Ok(out)
    }

    /// Sentence vectors, whitened for their language: `[dim]` each, of unit length.
    pub(crate) fn encode(&self, texts: &[(Language, &str)]) -> Result<Vec<Vec<f32>>, Error> {
        let bare: Vec<&str> = texts.iter().map(|(_, text)| *text).collect();
        let vectors = self.embed(&bare)?;
        Ok(vectors
            .into_iter()
            .zip(texts)
            .map(|(vector, (language, _))| self.whitening.apply(&vector, *language))
            .collect())
    }
}

impl WordTable {
    /// Appends one row, dequantised.
    fn row(&self, id: usize, out: &mut Vec<f32>) {
        let row = &self.blocks[id * self.row_bytes..(id + 1) * self.row_bytes];
        for block in row.chunks_exact(linear::Q4_BYTES) {
            linear::dequantise_block(block, out);
        }
    }
}

impl Whitening {
    fn apply(&self, vector: &[f32], language: Language) -> Vec<f32> {
        let mean = match language {
            Language::Zh => &self.mean_zh,
            Language::En => &self.mean_en,
        };
        let centred: Vec<f32> = vector.iter().zip(mean).map(|(x, m)| x - m).collect();
        let mut out: Vec<f32> =
            self.matrix.chunks_exact(vector.len()).map(|row| dot(row, &centred)).collect();
        normalise(&mut out);
        out
    }
}

/// Averages the token vectors of one sentence into its sentence vector.
///
/// * `tokens`: `[len, dim]`, row-major, as the last layer leaves them.
/// * returns `[dim]`, of unit length; all zeros when there is no token.
fn mean_pool(tokens: &[f32], dim: usize) -> Vec<f32> {
    let mut sum = vec![0.0; dim]; // [dim]
    for token in tokens.chunks_exact(dim) {
        for (s, t) in sum.iter_mut().zip(token) {
            *s += t;
        }
    }
    // Dividing by the count is left out: normalising removes any positive factor.
    normalise(&mut sum);
    sum
}

fn normalise(vector: &mut [f32]) {
    let norm = dot(vector, vector).sqrt();
    if norm > 0.0 {
        vector.iter_mut().for_each(|x| *x /= norm);
    }
}

/// Sum of products, in eight lanes so that the compiler vectorises it.
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
