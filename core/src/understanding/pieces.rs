//! The pieces of a sentence, and what is seen at each of them.
//!
//! Decides what a piece is (a Chinese character, a run of Latin letters and digits, a mark) and which vectors and flags stand for it; what is made of
//! them is the matter of `tagger` and `outline`. `models/train/frozen.py` cuts and looks in the same way.

use std::ops::Range;

use super::encoder::{Encoder, Seen, dot};
use crate::text::{is_han, is_word};

/// What is known of a piece besides its vectors: begins and ends a token, is Chinese, is a word, is a mark, follows a blank, is a digit.
pub(super) const FLAGS: usize = 7;

/// Cuts a text into pieces, up to where the encoder's tokens reach; blanks are left out.
pub(super) fn cut(text: &[char], reached: usize) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while at < text.len().min(reached) {
        let word = text[at..].iter().take_while(|c| is_word(**c)).count();
        if !text[at].is_whitespace() {
            pieces.push(at..at + word.max(1));
        }
        at += word.max(1);
    }
    pieces
}

/// One row of the input: the token vectors of a piece, its word vector, and its flags.
pub(super) fn features(encoder: &Encoder, seen: &Seen, text: &[char], piece: &Range<usize>) -> Vec<f32> {
    let tokens = seen.tokens_of(piece);
    let first = text[piece.start];
    let mut row = seen.mean(tokens.clone()); // [dim]
    level(&mut row);
    let mut word = match (piece.len(), is_han(first)) {
        (1, true) => encoder.word_of(first),
        _ => encoder.mean_word(&seen.ids[tokens.clone()]),
    };
    level(&mut word);
    row.extend(word);
    let start = seen.places[tokens.clone()].iter().map(|place| place.start).min().unwrap_or(0);
    let end = seen.places[tokens].iter().map(|place| place.end).max().unwrap_or(0);
    let is_blank = |range: Range<usize>| text[range].iter().all(|c| c.is_whitespace());
    row.extend(
        [
            start >= piece.start || is_blank(start..piece.start),
            end <= piece.end,
            is_han(first),
            first.is_alphanumeric() && !is_han(first),
            !first.is_alphanumeric(),
            piece.start > 0 && text[piece.start - 1] == ' ',
            first.is_numeric(),
        ]
        .map(f32::from),
    );
    row
}

/// Brings a vector to a mean square of 1.
fn level(vector: &mut [f32]) {
    let square = dot(vector, vector) / vector.len() as f32;
    let scale = 1.0 / (square + 1e-6).sqrt();
    vector.iter_mut().for_each(|x| *x *= scale);
}
