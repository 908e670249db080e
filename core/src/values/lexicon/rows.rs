//! Words for places in a row that are counted from its end, or from where one stands.
//!
//! Behind a word of the end stands the place, the last being -1. Behind a word of a step stands how far it goes; a hundred more where the word says so
//! by itself and needs no "one" behind it.

use super::Line;
use crate::values::chart::item::Sym::*;

pub(super) const WORDS: &[Line] = &[
    ("next", RowStep, 1),
    ("following", RowStep, 1),
    ("previous", RowStep, -1),
    ("preceding", RowStep, -1),
    ("current", RowStep, 0),
    ("下一个", RowStep, 101),
    ("后一个", RowStep, 101),
    ("上一个", RowStep, 99),
    ("前一个", RowStep, 99),
    ("当前这个", RowStep, 100),
    ("last", RowEnd, -1),
    ("penultimate", RowEnd, -2),
    ("antepenultimate", RowEnd, -3),
    ("next to last", RowEnd, -2),
    ("second to last", RowEnd, -2),
    ("third to last", RowEnd, -3),
    ("fourth to last", RowEnd, -4),
    ("last but one", RowEnd, -2),
    ("last but two", RowEnd, -3),
    ("one before the last", RowEnd, -2),
    ("one before last", RowEnd, -2),
];
