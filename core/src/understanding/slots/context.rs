//! What surrounds an argument, learned from the marked examples of a capability.
//!
//! An example such as `跟[妈妈](to)说[晚点到](text)` says what stands before and after a parameter's words, and which words carry the request.
//! That tells which of two times is the start, and how much of a sentence a capability accounts for.
//!
//! Decides how well a place fits a parameter by its neighbours; where free words begin and end is `tagger`'s matter, who gets which words `bind`'s.
//! Invariant: linear in the examples and in the pieces of the sentence, and those are bounded.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::manifest::MarkedExample;
use crate::text::{fold, is_han, is_word};

/// One piece of a sentence: a Chinese character, a Latin word or number, a mark, or a place where a typed value stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Piece {
    Word(String),
    Slot,
    Start,
    End,
}

/// A sentence in pieces, each with its characters.
pub(crate) type Pieces = Vec<(Piece, Range<usize>)>;

/// Cuts characters into pieces; `masked` ranges become one [`Piece::Slot`] each. Blanks are left out.
///
/// A typed value takes in the word that leads to it ("on Friday"); one of the `bare` ranges, which hold free text, does not.
pub(crate) fn pieces(
    chars: &[char],
    range: Range<usize>,
    masked: &[Range<usize>],
    bare: &[Range<usize>],
) -> Pieces {
    let mut all = Vec::new();
    let mut at = range.start;
    while at < range.end {
        if let Some(mask) = masked.iter().find(|mask| mask.start <= at && at < mask.end) {
            let mut end = mask.end.min(range.end);
            let is_number =
                chars[end - 1].is_ascii_digit() || "一二两三四五六七八九十".contains(chars[end - 1]);
            if is_number && end < range.end && CLASSIFIERS.contains(chars[end]) {
                end += 1;
            }
            // "on Friday", "for six", "from Leaf Tea" are one place.
            let leads = !bare.contains(mask)
                && matches!(all.last(), Some((Piece::Word(word), _)) if LEADS.contains(&word.as_str()));
            let start = if leads {
                all.pop().map_or(at, |(_, place): (Piece, Range<usize>)| place.start)
            } else {
                at
            };
            all.push((Piece::Slot, start..end));
            at = end;
            continue;
        }
        let c = chars[at];
        let len = if c == '一' && chars.get(at + 1) == Some(&'下') && at + 1 < range.end {
            2 // 一下 carries, 下午 does not
        } else if is_word(c) {
            let free = |i: &usize| is_word(chars[*i]) && !masked.iter().any(|mask| mask.contains(i));
            (at..range.end).take_while(free).count()
        } else {
            1
        };
        if c != ' ' {
            all.push((Piece::Word(chars[at..at + len].iter().collect()), at..at + len));
        }
        at += len;
    }
    all
}

/// How far the surroundings of a place are compared, in pieces.
const REACH: usize = 3;
/// What each further piece that agrees is worth.
const AGREEMENT: [f32; REACH] = [1.0, 0.6, 0.4];
/// A sentence's edge says less than a word.
const EDGE: f32 = 0.6;

/// Words that carry requests everywhere and are never what is asked for.
const CARRIERS: &[&str] = &[
    "帮", "请", "麻", "烦", "劳", "驾", "给", "个", "一", "一下", "吧", "呗", "啊", "呢", "吗", "嘛", "哈",
    "了", "的", "那", "嗯", "呃", "再", "还", "也", "先", "就", "also", "again", "please", "can", "could",
    "would", "you", "me", "my", "for", "a", "an", "the", "to", "i", "i'd", "like", "want", "need", "hey",
    "just", "uh", "um", "thanks", ",", ".", "!", "?", ":", ";", "\"",
];
/// What leads to a typed value and belongs to it.
const LEADS: &[&str] = &["on", "at", "for", "from", "by"];
/// What follows a number and belongs to it.
const CLASSIFIERS: &str = "个张份杯位人碗瓶盒只条件次家间桌笔";
/// What a word that carries requests everywhere is worth as the first behind a text: 的 may also be inside it.
const COMMON_BEHIND: f32 = 0.8;

/// What the examples of one capability say about what stands around its arguments.
#[derive(Clone, Debug, Default)]
pub(crate) struct Contexts {
    by_parameter: BTreeMap<String, Vec<Surroundings>>,
    carriers: BTreeSet<String>, // pieces outside the arguments
}

#[derive(Clone, Debug)]
struct Surroundings {
    before: Vec<Piece>, // nearest first
    after: Vec<Piece>,  // nearest first
}

impl Contexts {
    /// Learns from examples. `is_free` says which parameters hold free words; `typed` finds the typed values of a sentence, as they will be found in what people say.
    pub(crate) fn learn<'a>(
        examples: impl Iterator<Item = &'a str>,
        is_free: impl Fn(&str) -> bool,
        typed: impl Fn(&[char]) -> Vec<Range<usize>>,
    ) -> Self {
        let mut contexts = Self::default();
        for marked in examples.filter_map(|text| MarkedExample::parse(text).ok()) {
            let chars: Vec<char> = marked.text.chars().map(fold).collect();
            let mut masks: Vec<Range<usize>> = marked.slots.iter().map(|(_, range)| range.clone()).collect();
            masks.extend(
                typed(&chars)
                    .into_iter()
                    .filter(|range| !marked.slots.iter().any(|(_, slot)| overlap(slot, range))),
            );
            let free = marked.slots.iter().filter(|(name, _)| is_free(name));
            let bare: Vec<Range<usize>> = free.map(|(_, range)| range.clone()).collect();
            let all = pieces(&chars, 0..chars.len(), &masks, &bare);
            for (piece, _) in &all {
                if let Piece::Word(word) = piece {
                    contexts.carriers.insert(word.clone());
                }
            }
            for (name, range) in &marked.slots {
                let Some(at) = all.iter().position(|(_, place)| place.contains(&range.start)) else {
                    continue;
                };
                let surroundings = Surroundings { before: before(&all, at), after: after(&all, at + 1) };
                contexts.by_parameter.entry(name.clone()).or_default().push(surroundings);
            }
        }
        contexts
    }

    /// What the surroundings of pieces `from..to` are worth for a parameter.
    pub(crate) fn evidence(&self, name: &str, all: &Pieces, from: usize, to: usize) -> f32 {
        self.left(name, all, from) + self.right(name, all, to)
    }

    /// How much of a sentence a capability accounts for, 0 to 1: pieces in `taken`, and pieces that carry its examples.
    ///
    /// "How many calories are in a milk tea" has the tea of an order, and words that no example of an order has.
    pub(crate) fn explained(&self, chars: &[char], range: Range<usize>, taken: &[Range<usize>]) -> f32 {
        let (mut all, mut known) = (0.0, 0.0);
        for (piece, place) in pieces(chars, range, &[], &[]) {
            let Piece::Word(word) = &piece else { continue };
            if is_stop(&piece) || CARRIERS.contains(&word.as_str()) {
                continue;
            }
            let weight = if word.chars().all(is_han) { 0.5 } else { 1.0 };
            all += weight;
            if self.carriers.contains(word) || taken.iter().any(|taken| overlap(taken, &place)) {
                known += weight;
            }
        }
        if all > 0.0 { known / all } else { 1.0 }
    }

    fn left(&self, name: &str, all: &Pieces, at: usize) -> f32 {
        let here = before(all, at);
        let known = self.by_parameter.get(name).into_iter().flatten();
        known.map(|surroundings| agreement(&surroundings.before, &here)).fold(0.0, f32::max)
    }

    fn right(&self, name: &str, all: &Pieces, at: usize) -> f32 {
        let here = after(all, at);
        let known = self.by_parameter.get(name).into_iter().flatten();
        let common = matches!(here.first(), Some(Piece::Word(word)) if CARRIERS.contains(&word.as_str()));
        let less = if common { AGREEMENT[0] * (1.0 - COMMON_BEHIND) } else { 0.0 };
        known.map(|s| (agreement(&s.after, &here) - less).max(0.0)).fold(0.0, f32::max)
    }
}

fn before(all: &Pieces, at: usize) -> Vec<Piece> {
    let mut found: Vec<Piece> = all[..at]
        .iter()
        .rev()
        .map(|(piece, _)| piece.clone())
        .filter(|piece| !is_stop(piece))
        .take(REACH)
        .collect();
    if found.len() < REACH {
        found.push(Piece::Start);
    }
    found
}

fn after(all: &Pieces, at: usize) -> Vec<Piece> {
    let mut found: Vec<Piece> = all[at..]
        .iter()
        .map(|(piece, _)| piece.clone())
        .filter(|piece| !is_stop(piece))
        .take(REACH)
        .collect();
    if found.len() < REACH {
        found.push(Piece::End);
    }
    found
}

/// Marks come and go with the recogniser; they say nothing about where an argument stands.
fn is_stop(piece: &Piece) -> bool {
    matches!(piece, Piece::Word(word) if matches!(word.as_str(), "," | "." | "!" | "?" | ":" | "\"" | "'"))
}

fn agreement(known: &[Piece], here: &[Piece]) -> f32 {
    let mut worth = 0.0;
    for (i, (a, b)) in known.iter().zip(here).enumerate() {
        if a != b {
            break;
        }
        worth += match a {
            Piece::Start | Piece::End => AGREEMENT[i.min(REACH - 1)] * EDGE,
            _ => AGREEMENT[i.min(REACH - 1)],
        };
        if matches!(a, Piece::Start | Piece::End) {
            break;
        }
    }
    worth
}

pub(crate) fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}
