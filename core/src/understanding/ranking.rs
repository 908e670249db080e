//! Nearness to confidence: which candidates count, whether any does, and whether two are too close.
//!
//! Decides by constants that were fitted on the manifests' own test sentences and on everyday sentences, never on an evaluation set
//! (`models/evaluate/README.md` says how); the dialogue decides what to do about an ambiguity.
//!
//! Invariant: confidence is a probability, so that it can be compared across sentences.

use super::search::Nearness;

/// From this confidence on a candidate counts.
pub(crate) const MIN_CONFIDENCE: f32 = 0.5;

/// Two schemas closer than this in score are too close to choose without asking.
const MIN_MARGIN: f32 = 0.004;

/// The most candidates that a reading lists.
const MAX_CANDIDATES: usize = 8;

/// Capabilities whose arguments are read before they are ranked for good.
pub(crate) const SHORTLIST: usize = 12;

/// Weights of the score's parts.
const PROTOTYPE: f32 = 0.60;
const NEAREST: f32 = 0.40;
const WORDS: f32 = 0.30;
/// How much of the sentence the capability accounts for.
const EXPLAINED: f32 = 0.26;
/// Typed arguments that the sentence fills in.
const BOUND: f32 = 0.21;
/// Free text that stands where the examples have theirs.
const PLACED: f32 = 0.08;
/// How much a negative example that is nearer than the positive ones takes away.
const NEGATIVE: f32 = 0.36;

/// Confidence = logistic(SCALE * score + OFFSET).
const SCALE: f32 = 17.0;
const OFFSET: f32 = -16.3;

/// A capability with its score and confidence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Ranked {
    /// Index into the search index's capabilities.
    pub capability: usize,
    pub score: f32,
    pub confidence: f32,
}

/// What the ranking says of one sentence.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ranking {
    /// Best first; capabilities of one schema stand together with one confidence. Empty when none counts.
    pub ranked: Vec<Ranked>,
    pub is_ambiguous: bool,
    /// The confidence of the best, also when it does not count.
    pub best: f32,
    /// The best of the first few schemas, also when none counts.
    pub nearest: Vec<usize>,
}

/// The capabilities nearest to a sentence, best first.
pub(crate) fn shortlist(mut all: Vec<Nearness>) -> Vec<Nearness> {
    all.sort_by(|a, b| score(b).total_cmp(&score(a)).then(a.capability.cmp(&b.capability)));
    all.truncate(SHORTLIST);
    all
}

/// One number for a nearness.
pub(crate) fn score(near: &Nearness) -> f32 {
    let penalty = NEGATIVE * (near.negative - near.nearest.max(near.prototype)).max(0.0);
    PROTOTYPE * near.prototype
        + NEAREST * near.nearest
        + WORDS * near.words
        + EXPLAINED * near.explained
        + BOUND * near.bound
        + PLACED * near.placed
        - penalty
}

/// Ranks capabilities. `schema` names the schema of each: those of one schema can stand in for each other and do not compete.
pub(crate) fn rank(all: &[Nearness], schema: impl Fn(usize) -> usize) -> Ranking {
    let mut scored: Vec<(usize, f32)> = all.iter().map(|near| (near.capability, score(near))).collect();
    scored.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    // Schemas in the order of their best member.
    let mut groups: Vec<(usize, f32)> = Vec::new();
    for (capability, score) in &scored {
        let schema = schema(*capability);
        if !groups.iter().any(|(known, _)| *known == schema) {
            groups.push((schema, *score));
        }
    }
    let confidence = |place: usize| logistic(SCALE * groups[place].1 + OFFSET);
    let mut ranked = Vec::new();
    for (place, (group, _)) in groups.iter().enumerate().take(MAX_CANDIDATES) {
        let confidence = confidence(place);
        if place > 0 && confidence < MIN_CONFIDENCE / 4.0 {
            break;
        }
        let members = scored.iter().filter(|(capability, _)| schema(*capability) == *group);
        ranked.extend(members.map(|(capability, score)| Ranked {
            capability: *capability,
            score: *score,
            confidence,
        }));
    }
    ranked.truncate(MAX_CANDIDATES);
    let best = if groups.is_empty() { 0.0 } else { confidence(0) };
    let is_ambiguous = groups.len() > 1 && groups[0].1 - groups[1].1 < MIN_MARGIN;
    if best < MIN_CONFIDENCE {
        ranked.clear();
    }
    let of = |group: &(usize, f32)| {
        scored
            .iter()
            .find(|(capability, _)| schema(*capability) == group.0)
            .map(|(capability, _)| *capability)
    };
    let nearest = groups.iter().take(3).filter_map(of).collect();
    Ranking { ranked, is_ambiguous, best, nearest }
}

fn logistic(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(capability: usize, cosine: f32) -> Nearness {
        Nearness {
            capability,
            prototype: cosine,
            nearest: cosine,
            negative: -1.0,
            words: 0.0,
            explained: 0.0,
            bound: 0.0,
            placed: 0.5,
        }
    }

    #[test]
    fn rivals_of_one_schema_do_not_compete() {
        let all = [near(0, 0.8), near(1, 0.799), near(2, 0.1)];
        let alone = rank(&[near(0, 0.8), near(2, 0.1)], |c| c);
        let rivals = rank(&all, |c| if c < 2 { 0 } else { c });
        let strangers = rank(&all, |c| c);
        assert_eq!(rivals.best, alone.best);
        assert!(!rivals.is_ambiguous && strangers.is_ambiguous);
    }

    #[test]
    fn far_sentences_have_no_candidate() {
        let ranking = rank(&[near(0, 0.05), near(1, 0.01)], |c| c);
        assert!(ranking.ranked.is_empty() && ranking.best < MIN_CONFIDENCE);
        assert!(rank(&[], |c| c).ranked.is_empty());
    }

    #[test]
    fn a_nearer_negative_example_takes_away() {
        let good = near(0, 0.6);
        let warned = Nearness { negative: 0.9, ..good };
        assert!(score(&warned) < score(&good));
        assert_eq!(score(&Nearness { negative: 0.5, ..good }), score(&good));
    }
}
