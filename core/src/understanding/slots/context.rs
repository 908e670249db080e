//! Where free text stands, learned from the marked examples of a capability.
//!
//! An example such as `跟[妈妈](to)说[晚点到](text)` says what stands before and after the words of `text`, and which words carry the request.
//! A stretch of a new sentence is the likelier the text of a parameter, the more its surroundings look like those of the examples,
//! and the fewer carrying words are in it.
//!
//! Decides how likely each stretch is; which parameter gets which stretch is `bind`'s matter.
//! Invariant: linear in the examples, quadratic in the pieces of the sentence, and those are bounded.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::manifest::MarkedExample;
use crate::text::{fold, is_han};

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
        let is_word = |c: char| c.is_alphanumeric() && !is_han(c) || c == '\'';
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
/// What one piece inside a stretch is worth: plus for content, minus for carrying words.
const CONTENT: f32 = 0.22;
/// How likely an unknown piece carries the request.
const UNKNOWN_CARRIER: f32 = 0.2;

/// Words that carry requests everywhere and are never what is asked for.
const CARRIERS: &[&str] = &[
    "帮", "请", "麻", "烦", "劳", "驾", "给", "个", "一", "一下", "吧", "呗", "啊", "呢", "吗", "嘛", "哈",
    "了", "的", "那", "嗯", "呃", "please", "can", "could", "would", "you", "me", "my", "for", "a", "an",
    "the", "to", "i", "i'd", "like", "want", "need", "hey", "just", "uh", "um", "thanks", ",", ".", "!", "?",
    ":", ";", "\"",
];

/// What a stretch loses that begins or ends with a carrying word.
const CARRIER_EDGE: f32 = 0.35;
/// What each piece past the longest example costs, so that a drink does not take in half a sentence.
const TOO_LONG: f32 = 0.12;
/// What a stop inside a stretch costs where no example has one.
const STOP_INSIDE: f32 = 1.0;
/// The same for names, which hardly ever have one.
const STOP_INSIDE_NAME: f32 = 2.0;
/// How many times over a word costs that hardly ever stands at an edge.
const EDGE_WORD: usize = 2;
/// Words that hardly ever end an argument, and some that never begin one.
const NEVER_LAST: &[&str] = &[
    "on", "in", "at", "from", "with", "for", "of", "and", "to", "the", "a", "an", "be", "is", "i", "my",
    "this", "that", "some", "called", "named", "也", "把", "和", "从", "的", "帮", "请", "呗", "哈",
    "please", "thanks", "我", "要", "得", "给",
];
const NEVER_FIRST: &[&str] = &[
    "and", "that", "say", "saying", "to", "of", "for", "in", "at", "with", "from", "by", "on", "some",
    "called", "named", "的", "里", "掉", "说", "写", "也", "吗", "呢", "了", "杯", "份", "张", "个", "条",
    "首", "瓶", "碗", "桌", "位", "儿", "点", "卖", "一下",
];
/// A parameter with an example of so many pieces takes whole sentences.
const SENTENCE: usize = 6;
/// What leads to a typed value and belongs to it.
const LEADS: &[&str] = &["on", "at", "for", "from", "by"];
/// What follows a number and belongs to it.
const CLASSIFIERS: &str = "个张份杯位人碗瓶盒只条件次家间桌笔";
/// What inside a stretch counts at most.
const MAX_CONTENT: f32 = 1.5;

/// What a colon right before a text is worth.
const COLON: f32 = 1.3;
/// What a word that carries requests everywhere is worth as the first behind a text: 的 may also be inside it.
const COMMON_BEHIND: f32 = 0.8;
/// What all capabilities together say of a word counts as so many examples of one, at most.
const POOLED: f32 = 2.0;

/// Which words carry requests and which are asked for, over the examples of all enabled services.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pool(BTreeMap<String, (f32, f32)>); // piece -> (times as carrier, times inside an argument)

impl Pool {
    /// Counts the words of one example.
    pub(crate) fn add(&mut self, marked: &MarkedExample) {
        let chars: Vec<char> = marked.text.chars().map(fold).collect();
        for (piece, place) in pieces(&chars, 0..chars.len(), &[], &[]) {
            let Piece::Word(word) = piece else { continue };
            let counts = self.0.entry(word).or_default();
            if marked.slots.iter().any(|(_, slot)| overlap(slot, &place)) {
                counts.1 += 1.0;
            } else {
                counts.0 += 1.0;
            }
        }
    }
}

/// What the examples of one capability say about its free-text parameters.
#[derive(Clone, Debug, Default)]
pub(crate) struct Contexts {
    by_parameter: BTreeMap<String, Vec<Surroundings>>,
    longest: BTreeMap<String, usize>, // pieces of a parameter's longest example
    with_stops: BTreeSet<String>,     // parameters whose examples have stops inside
    carriers: BTreeMap<String, (f32, f32)>, // piece -> (times as carrier, times inside an argument)
    last: BTreeMap<String, f32>,      // share of a parameter's examples that end their sentence
}

#[derive(Clone, Debug)]
struct Surroundings {
    before: Vec<Piece>, // nearest first
    after: Vec<Piece>,  // nearest first
}

/// A stretch of a sentence and how likely it is the text of a parameter.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stretch {
    pub range: Range<usize>,
    pub score: f32,
    /// What the surroundings alone are worth.
    pub evidence: f32,
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
                    contexts.carriers.entry(word.clone()).or_default().0 += 1.0;
                }
            }
            for (name, range) in &marked.slots {
                let inside = pieces(&chars, range.clone(), &[], &[]);
                let longest = contexts.longest.entry(name.clone()).or_default();
                *longest = inside.len().max(*longest);
                if inside.iter().any(|(piece, _)| is_stop(piece)) {
                    contexts.with_stops.insert(name.clone());
                }
                for (piece, _) in inside {
                    if let Piece::Word(word) = piece {
                        contexts.carriers.entry(word).or_default().1 += 1.0;
                    }
                }
                let Some(at) = all.iter().position(|(_, place)| place.contains(&range.start)) else {
                    continue;
                };
                let surroundings = Surroundings { before: before(&all, at), after: after(&all, at + 1) };
                *contexts.last.entry(name.clone()).or_default() +=
                    f32::from(surroundings.after.first() == Some(&Piece::End));
                contexts.by_parameter.entry(name.clone()).or_default().push(surroundings);
            }
        }
        for (name, last) in &mut contexts.last {
            *last /= contexts.by_parameter[name].len() as f32;
        }
        contexts
    }

    /// What the surroundings of pieces `from..to` are worth for a parameter.
    pub(crate) fn evidence(&self, name: &str, all: &Pieces, from: usize, to: usize) -> f32 {
        self.left(name, all, from) + self.right(name, all, to)
    }

    /// The likeliest stretch for a parameter, if any is likely at all.
    pub(crate) fn best(&self, name: &str, all: &Pieces, pool: &Pool) -> Option<Stretch> {
        self.by_parameter.get(name)?;
        let longest = self.longest.get(name).copied().unwrap_or(0);
        let is_sentence = longest >= SENTENCE;
        let has_stops = self.with_stops.contains(name);
        let content: Vec<f32> = all.iter().map(|(piece, _)| self.content(piece, pool)).collect();
        let colon = |at: usize| {
            let before = at.checked_sub(1).map(|before| &all[before].0);
            if matches!(before, Some(Piece::Word(word)) if word == ":") { COLON } else { 0.0 }
        };
        // The end of a clause is as good as that of the sentence, where examples end there or begin.
        let edge = |piece: Option<&(Piece, Range<usize>)>, seen: bool| {
            if seen && piece.is_some_and(|(piece, _)| is_stop(piece)) { EDGE } else { 0.0 }
        };
        let known = &self.by_parameter[name];
        let may_begin = known.iter().any(|s| s.before.first() == Some(&Piece::Start));
        let may_end = known.iter().any(|s| s.after.first() == Some(&Piece::End));
        let before = |at: usize| at.checked_sub(1).and_then(|before| all.get(before));
        let left: Vec<f32> = (0..all.len())
            .map(|at| self.left(name, all, at).max(colon(at)).max(edge(before(at), may_begin)))
            .collect();
        let mut right: Vec<f32> =
            (0..=all.len()).map(|at| self.right(name, all, at).max(edge(all.get(at), may_end))).collect();
        // A text that mostly ends the sentence in the examples ends it here.
        if is_sentence {
            let last = self.last.get(name).copied().unwrap_or(0.0);
            let at = all.iter().rposition(|(piece, _)| !is_stop(piece)).map_or(0, |at| at + 1);
            right[at] = right[at].max(EDGE + (1.0 - EDGE) * last);
        }
        let mut best: Option<Stretch> = None;
        for from in 0..all.len() {
            let mut inside = 0.0;
            for to in from + 1..=all.len() {
                // Within a sentence that is passed on, any word may stand; only its beginning tells.
                inside +=
                    if is_sentence && to > from + 1 { content[to - 1].max(0.0) } else { content[to - 1] };
                if all[to - 1].0 == Piece::Slot {
                    break; // a typed value is an argument of its own
                }
                // Nothing but carrying words is no text, nor is a lone Chinese character.
                let is_lone = to - from == 1
                    && matches!(&all[from].0, Piece::Word(word) if word.chars().all(is_han) && word.chars().count() == 1);
                if inside <= 0.0 || is_lone || is_stop(&all[from].0) || is_stop(&all[to - 1].0) {
                    continue;
                }
                let evidence = left[from] + right[to];
                let carrying = |at: &usize| content[*at] < 0.0;
                let mut edges = (from..to).take_while(carrying).count();
                edges += if is_sentence { 0 } else { (from..to).rev().take_while(carrying).count() };
                edges += EDGE_WORD
                    * (usize::from(is_word_of(&all[from].0, NEVER_FIRST))
                        + usize::from(is_word_of(&all[to - 1].0, NEVER_LAST)));
                let extra = (to - from).saturating_sub(longest) as f32;
                let stops = if has_stops {
                    0.0
                } else {
                    all[from..to].iter().filter(|(piece, _)| is_stop(piece)).count() as f32
                };
                let stop = if is_sentence { STOP_INSIDE } else { STOP_INSIDE_NAME };
                let score = evidence + inside.min(MAX_CONTENT)
                    - CARRIER_EDGE * edges as f32
                    - TOO_LONG * extra
                    - stop * stops;
                if best.as_ref().is_none_or(|best| score > best.score) {
                    best = Some(Stretch { range: all[from].1.start..all[to - 1].1.end, score, evidence });
                }
            }
        }
        best
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
            let is_carrier = self.carriers.get(word).is_some_and(|(carrier, _)| *carrier > 0.0);
            if is_carrier || taken.iter().any(|taken| overlap(taken, &place)) {
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

    /// Plus for a piece that is what people ask for, minus for one that carries the asking.
    fn content(&self, piece: &Piece, pool: &Pool) -> f32 {
        let Piece::Word(word) = piece else { return -1.0 };
        let (mut carrier, mut inside) = self.carriers.get(word).copied().unwrap_or_default();
        // What this capability's own examples do not show, those of all do.
        if let Some((carrying, asked)) = pool.0.get(word) {
            let scale = POOLED / (carrying + asked).max(POOLED);
            (carrier, inside) = (carrier + carrying * scale, inside + asked * scale);
        }
        let everywhere = if CARRIERS.contains(&word.as_str()) { 2.0 } else { 0.0 };
        let share = (carrier + everywhere + UNKNOWN_CARRIER) / (carrier + everywhere + inside + 1.0);
        CONTENT * (1.0 - 2.0 * share)
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

fn is_word_of(piece: &Piece, words: &[&str]) -> bool {
    matches!(piece, Piece::Word(word) if words.contains(&word.as_str()))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(contexts: &Contexts, name: &str, said: &str, masked: &[Range<usize>]) -> Option<String> {
        let chars: Vec<char> = said.chars().collect();
        let all = pieces(&chars, 0..chars.len(), masked, &[]);
        contexts
            .best(name, &all, &Pool::default())
            .filter(|stretch| stretch.score > 1.0)
            .map(|stretch| chars[stretch.range].iter().collect())
    }

    #[test]
    fn free_text_is_found_by_its_surroundings() {
        let examples = [
            "提醒我[明天](when)[交房租](text)",
            "[八点](when)叫我[吃药](text)",
            "remind me to [call home](text) [tomorrow](when)",
            "set a reminder",
        ];
        let contexts = Contexts::learn(examples.into_iter(), |name| name == "text", |_| Vec::new());
        assert_eq!(
            text_of(&contexts, "text", "提醒我后天去接孩子", std::slice::from_ref(&(3..5))).as_deref(),
            Some("去接孩子")
        );
        assert_eq!(
            text_of(&contexts, "text", "九点叫我看比赛", std::slice::from_ref(&(0..2))).as_deref(),
            Some("看比赛")
        );
        assert_eq!(
            text_of(
                &contexts,
                "text",
                "remind me to water the plants on monday",
                std::slice::from_ref(&(30..39))
            )
            .as_deref(),
            Some("water the plants")
        );
        assert_eq!(text_of(&contexts, "text", "set a reminder", &[]), None);
    }
}
