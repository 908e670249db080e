//! Signs to confidence: which candidates count, whether any does, and whether two are too close.
//!
//! A conditional logit over the schemas on the shortlist and "none of them". Its weights belong to the model: the bundle's `config.json` holds them,
//! and `cargo xtask fit` fits them on tuning sentences, never on an evaluation set (`models/evaluate/README.md` says on which).
//! The dialogue decides what to do about an ambiguity.
//!
//! Invariant: confidence is a probability, so that it can be compared across sentences.
//!
//! # Source
//!
//! McFadden, Conditional logit analysis of qualitative choice behavior (1974).

use super::search::Nearness;
use super::weights::{self, Signs};

/// Something is meant from this probability on.
pub(crate) const MIN_CONFIDENCE: f32 = 0.5;

/// The best must be at least so likely as this share of "none of them". On the tuning sentences more would cost sentences that are meant.
const MIN_OF_NONE: f32 = 0.6;

/// A schema that is likelier than another by less than this factor is too close to choose without asking.
const MIN_ODDS: f32 = 1.07;

/// A schema less likely than this is not listed behind another.
const MIN_LISTED: f32 = 0.05;

/// The most candidates that a reading lists.
const MAX_CANDIDATES: usize = 8;

/// Capabilities whose arguments are read before they are ranked for good.
pub(crate) const SHORTLIST: usize = 12;

/// What the signs of a candidate are worth.
pub(crate) type Weights = weights::Weights<Nearness>;

impl Signs for Nearness {
    const NAMES: &'static [&'static str] = &SIGNS;
}

/// The signs by name, in the order of [`signs`].
pub(crate) const SIGNS: [&str; 21] = [
    "prototype",
    "middle",
    "nearest",
    "dense",
    "negative",
    "words",
    "explained",
    "bound",
    "placed",
    "required",
    "learned",
    "learnedLog",
    "served",
    "everyday",
    "named",
    "few",
    "fewMiddle",
    "fewNearest",
    "fewExplained",
    "fewLearned",
    "fewServed",
];

/// A probability below this, or as near to 1, is as good as none: its logarithm ends there.
const LEAST: f32 = 1e-4;

/// The signs of a candidate.
pub(crate) fn signs(near: &Nearness) -> [f32; SIGNS.len()] {
    let learned_log = 1.0 - near.learned.max(LEAST).ln() / LEAST.ln();
    let served_odds = (near.served.max(LEAST) / (1.0 - near.served).max(LEAST)).ln() / -LEAST.ln();
    [
        near.prototype,
        near.middle,
        near.nearest,
        near.dense,
        (near.negative - near.nearest.max(near.prototype)).max(0.0),
        near.words,
        near.explained,
        near.bound,
        near.placed,
        near.required,
        near.by_head(),
        learned_log,
        served_odds,
        near.everyday,
        near.named,
        // What a few examples say is worth something else: they lie farther off, and no words of theirs explain a sentence.
        near.few,
        near.few * near.middle,
        near.few * near.nearest,
        near.few * near.explained,
        near.few * learned_log,
        near.few * served_odds,
    ]
}

impl Weights {
    /// One number for a candidate, in logits.
    pub(crate) fn of(&self, near: &Nearness) -> f32 {
        self.score(&signs(near))
    }
}

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
    /// The probability that any of them is meant, also when none counts.
    pub any: f32,
    /// Every capability of the shortlist with its confidence, best first, also when none counts.
    pub all: Vec<Ranked>,
    /// The best of the first few schemas, also when none counts.
    pub nearest: Vec<usize>,
}

/// The capabilities nearest to a sentence, and behind them those of `opened` that are not among them.
///
/// No arguments are read yet, and what the weights make of the other signs alone favours what is known by little: among hundreds of such functions
/// the right one would be crowded out. So the places are given in turn to the best by the weights, by the head, and by the nearest phrase.
pub(crate) fn shortlist(all: Vec<Nearness>, weights: &Weights, opened: &[usize]) -> Vec<Nearness> {
    let by = |worth: &dyn Fn(&Nearness) -> f32| {
        let mut order: Vec<(f32, usize)> = all.iter().enumerate().map(|(i, near)| (worth(near), i)).collect();
        let first = order.len().min(SHORTLIST);
        let before = |a: &(f32, usize), b: &(f32, usize)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
        if first < order.len() {
            order.select_nth_unstable_by(first, before);
            order.truncate(first);
        }
        order.sort_by(before);
        order
    };
    let orders = [
        by(&|near| weights.of(near)),
        by(&|near| near.learned),
        by(&|near| near.prototype.max(near.nearest)),
    ];
    let mut taken: Vec<usize> = Vec::with_capacity(SHORTLIST + opened.len());
    for place in 0..SHORTLIST {
        for order in &orders {
            if let Some((_, i)) = order.get(place)
                && taken.len() < SHORTLIST
                && !taken.contains(i)
            {
                taken.push(*i);
            }
        }
    }
    let behind = (0..all.len()).filter(|i| opened.contains(&all[*i].capability) && !taken.contains(i));
    taken.extend(behind.collect::<Vec<_>>());
    taken.into_iter().map(|i| all[i]).collect()
}

/// Ranks capabilities. `schema` names the schema of each: those of one schema can stand in for each other and do not compete.
pub(crate) fn rank(all: &[Nearness], weights: &Weights, schema: impl Fn(usize) -> usize) -> Ranking {
    let mut scored: Vec<(usize, f32)> = all.iter().map(|near| (near.capability, weights.of(near))).collect();
    scored.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    // Schemas in the order of their best member.
    let mut groups: Vec<(usize, f32)> = Vec::new();
    for (capability, score) in &scored {
        let schema = schema(*capability);
        if !groups.iter().any(|(known, _)| *known == schema) {
            groups.push((schema, *score));
        }
    }
    // The probabilities of the schemas and of "none of them" add up to 1.
    let most = groups.iter().map(|(_, score)| *score).fold(weights.none, f32::max);
    let none = (weights.none - most).exp();
    let sum = none + groups.iter().map(|(_, score)| (score - most).exp()).sum::<f32>();
    let confidence = |place: usize| (groups[place].1 - most).exp() / sum;
    let mut all = Vec::new();
    for (place, (group, _)) in groups.iter().enumerate() {
        let members = scored.iter().filter(|(capability, _)| schema(*capability) == *group);
        all.extend(members.map(|(capability, score)| Ranked {
            capability: *capability,
            score: *score,
            confidence: confidence(place),
        }));
    }
    let mut ranked = listed(&all);
    let any = if groups.is_empty() { 0.0 } else { 1.0 - none / sum };
    let is_ambiguous = groups.len() > 1 && groups[0].1 - groups[1].1 < MIN_ODDS.ln();
    // Many unlikely ones are not one likely one: the best itself must come near to "none of them".
    if any < MIN_CONFIDENCE || all.first().is_none_or(|best| best.confidence < MIN_OF_NONE * none / sum) {
        ranked.clear();
    }
    let of = |group: &(usize, f32)| {
        scored
            .iter()
            .find(|(capability, _)| schema(*capability) == group.0)
            .map(|(capability, _)| *capability)
    };
    let nearest = groups.iter().take(3).filter_map(of).collect();
    Ranking { ranked, is_ambiguous, any, all, nearest }
}

/// Those that are offered, best first.
fn listed(all: &[Ranked]) -> Vec<Ranked> {
    let best = all.first().map_or(0.0, |best| best.confidence);
    let is_listed = |ranked: &&Ranked| ranked.confidence == best || ranked.confidence >= MIN_LISTED;
    all.iter().take_while(is_listed).take(MAX_CANDIDATES).copied().collect()
}

impl Ranking {
    /// The ranking when something else says that its best is right with this probability: the others, and "none of them", share the rest.
    /// Two that were too close to choose between still are: the person is asked.
    pub(crate) fn with_best_at(mut self, confidence: f32) -> Self {
        let best = self.all.first().map_or(1.0, |best| best.confidence);
        if best < confidence {
            let rest = (1.0 - confidence) / (1.0 - best);
            for ranked in &mut self.all {
                ranked.confidence =
                    if ranked.confidence == best { confidence } else { ranked.confidence * rest };
            }
            self.any = 1.0 - (1.0 - self.any) * rest;
            self.ranked = listed(&self.all);
        }
        self
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Plain weights for tests, as `config.json` holds them.
    pub(crate) const WEIGHTS: &str = r#"{"signs": {"prototype": 10.0, "negative": -6.0}, "none": 3.0}"#;

    fn weights() -> Weights {
        serde_json::from_str(WEIGHTS).expect("weights")
    }

    fn near(capability: usize, cosine: f32) -> Nearness {
        Nearness { prototype: cosine, nearest: cosine, ..Nearness::of(capability) }
    }

    #[test]
    fn rivals_of_one_schema_do_not_compete() {
        let all = [near(0, 0.8), near(1, 0.799), near(2, 0.1)];
        let alone = rank(&[near(0, 0.8), near(2, 0.1)], &weights(), |c| c);
        let rivals = rank(&all, &weights(), |c| if c < 2 { 0 } else { c });
        let strangers = rank(&all, &weights(), |c| c);
        assert_eq!(rivals.any, alone.any);
        assert!(!rivals.is_ambiguous && strangers.is_ambiguous);
        assert!(strangers.ranked[0].confidence < 0.6 && alone.ranked[0].confidence > 0.9);
    }

    #[test]
    fn far_sentences_have_no_candidate() {
        let ranking = rank(&[near(0, 0.05), near(1, 0.01)], &weights(), |c| c);
        assert!(ranking.ranked.is_empty() && ranking.any < MIN_CONFIDENCE);
        assert!(rank(&[], &weights(), |c| c).ranked.is_empty());
    }

    #[test]
    fn many_unlikely_ones_are_not_one_likely_one() {
        let one = rank(&[near(0, 0.2)], &weights(), |c| c);
        let many: Vec<Nearness> = (0..9).map(|capability| near(capability, 0.2)).collect();
        let many = rank(&many, &weights(), |c| c);
        assert!(one.any < MIN_CONFIDENCE && many.any > MIN_CONFIDENCE);
        assert!(one.ranked.is_empty() && many.ranked.is_empty());
    }

    #[test]
    fn the_right_one_is_not_crowded_out_by_what_is_known_by_little() {
        let weights: Weights =
            serde_json::from_str(r#"{"signs": {"prototype": 1.0, "few": 5.0}, "none": 3.0}"#)
                .expect("weights");
        let told = |capability| Nearness { few: 1.0, ..near(capability, 0.3) };
        let right = Nearness { learned: 0.9, ..near(999, 0.8) };
        let all: Vec<Nearness> = (0..500).map(told).chain([right]).collect();
        let listed = shortlist(all, &weights, &[]);
        assert!(listed.len() == SHORTLIST && listed.iter().any(|near| near.capability == 999));
        assert!(shortlist(Vec::new(), &weights, &[]).is_empty());
    }

    #[test]
    fn what_speaks_for_the_best_takes_from_all_others() {
        let far = rank(&[near(0, 0.25), near(1, 0.2)], &weights(), |c| c);
        assert!(far.ranked.is_empty() && far.any < 0.5);
        let sure = far.clone().with_best_at(0.8);
        let odds = |ranking: &Ranking| ranking.all[1].confidence / (1.0 - ranking.any);
        assert_eq!((sure.ranked[0].capability, sure.ranked[0].confidence), (0, 0.8));
        assert!((odds(&sure) - odds(&far)).abs() < 1e-4 && sure.any > 0.8);
        assert_eq!(sure.clone().with_best_at(0.6), sure);
        assert_eq!(rank(&[], &weights(), |c| c).with_best_at(0.9).ranked, []);
    }

    #[test]
    fn a_nearer_negative_example_takes_away() {
        let good = near(0, 0.6);
        let warned = Nearness { negative: 0.9, ..good };
        assert!(weights().of(&warned) < weights().of(&good));
        assert_eq!(weights().of(&Nearness { negative: 0.5, ..good }), weights().of(&good));
    }
}
