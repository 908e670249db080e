//! Which of several services does it: who is out and why, and what speaks for each of the others.
//!
//! Decides the order and the record of it; whether the person is asked is the [`Dial`]'s and `turn`'s matter, the words are `dialogue`'s.
//! Adding a component is a line in [`WEIGHTS`] and one in [`Field::components`].
//!
//! Invariants: nobody pays for a place: money, names, adjectives and the length of texts are not among the inputs, which are numbers that were measured,
//! quoted, or said by the person; the order of the inputs never decides; every candidate is recorded, also those that are out.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::probe::{CanAnswer, Probe, Quote};
use super::reliability::Measured;
use crate::action::{Constraint, ConstraintCheck, Kept};
use crate::manifest::ConstraintKind;

/// What each component is worth; together 1. Exploration is bounded by its own weight.
pub(crate) const WEIGHTS: &[(Component, f64)] = &[
    (Component::GoalFit, 0.20),
    (Component::ConstraintCoverage, 0.20),
    (Component::Probe, 0.18),
    (Component::Reliability, 0.15),
    (Component::Preference, 0.12),
    (Component::Recency, 0.04),
    (Component::Latency, 0.05),
    (Component::DataMinimisation, 0.04),
    (Component::Exploration, 0.02),
];

/// Scores nearer than this are no reason to choose one for the person.
pub(crate) const TIE: f64 = 0.004;

/// What a score is made of; each from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Component {
    /// How sure it is that this was meant.
    GoalFit,
    /// How many of the person's constraints it is known to keep, or says that it can.
    ConstraintCoverage,
    /// What it answered when it was asked: whether it could, at what price, how soon.
    Probe,
    /// The share of its calls that kept their promise, at the lower end of what the counts allow.
    Reliability,
    /// How often the person chose it.
    Preference,
    /// How lately the person used it.
    Recency,
    /// How fast it answers.
    Latency,
    /// How little personal data it asks for.
    DataMinimisation,
    /// How little it was tried yet, so that a newcomer is tried at all.
    Exploration,
}

/// How much of a choice the core makes by itself; set by the person for each domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dial {
    /// The person chooses, always.
    ShowOptions,
    /// The core takes the best and says why; the person can say another.
    RecommendOne,
    /// It also takes the best of what that service offers, as long as the limits of the person are kept. What spends still needs its yes.
    AutoWithinLimits,
}

/// Why a candidate is out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "camelCase")]
pub enum Filtered {
    /// The person never wants it.
    Banned,
    /// It was tried in this errand and could not.
    Tried,
    /// The person named another one.
    NotNamed,
    /// It needs something that no capability gives.
    Unplannable,
    /// It said that it can't.
    SaidNo,
    /// What it quoted breaks a constraint that is a must.
    Constraint {
        /// Which.
        constraint: ConstraintKind,
    },
}

/// A candidate before it is judged: facts only.
#[derive(Clone, Debug)]
pub(crate) struct Contender {
    pub service: String,
    pub capability: String,
    pub confidence: f64,
    pub is_named: bool,
    pub is_banned: bool,
    pub is_tried: bool,
    pub is_plannable: bool,
    pub probe: Option<Probe>,
    /// The constraints that it says it can honour.
    pub supported: Vec<ConstraintKind>,
    pub measured: Measured,
    /// How often the person chose it for this.
    pub times_chosen: u32,
    /// Milliseconds since the person used it last.
    pub last_used_ago_ms: Option<i64>,
    /// How many kinds of personal data it asks for.
    pub personal_data: usize,
}

/// A candidate as it was judged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Rival {
    /// The service's id.
    pub service: String,
    /// The capability's id.
    pub capability: String,
    /// Why it is out; none for one that was ranked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filtered: Option<Filtered>,
    /// The components, each from 0 to 1.
    pub components: BTreeMap<Component, f64>,
    /// Their weighted sum, 0 to 1.
    pub score: f64,
    /// What it quoted.
    #[serde(default)]
    pub quote: Quote,
    /// Each constraint, and whether it keeps it.
    pub constraints: Vec<ConstraintCheck>,
}

/// Who made a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ChosenBy {
    /// Nobody: there was one.
    Only,
    /// The person, by naming it.
    Named,
    /// The person, when asked.
    Person,
    /// The core, by the score.
    Score,
    /// The core, after another one failed.
    Fallback,
    /// Nobody yet: the person is being asked.
    Open,
    /// All of them: they were read side by side.
    All,
}

/// The record of one choice: why this, why not that, what would change it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Choice {
    /// The schema that all candidates follow.
    pub schema: String,
    /// The dial as it stood.
    pub dial: Dial,
    /// Whether what the person did before was looked at.
    pub is_personalised: bool,
    /// What the person wants of the result.
    pub constraints: Vec<Constraint>,
    /// All candidates, the best first, those that are out behind.
    pub candidates: Vec<Rival>,
    /// The service that was taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chosen: Option<String>,
    /// Who took it.
    pub by: ChosenBy,
}

/// Judges all candidates. `seed` orders what is equal, so that no service is always the first of equals.
pub(crate) fn rank(
    contenders: &[Contender],
    constraints: &[Constraint],
    is_personalised: bool,
    seed: &str,
) -> Vec<Rival> {
    let is_any_named = contenders.iter().any(|contender| contender.is_named && !contender.is_tried);
    let judged: Vec<(Option<Filtered>, Vec<ConstraintCheck>)> = contenders
        .iter()
        .map(|contender| (filtered(contender, constraints, is_any_named), kept(contender, constraints)))
        .collect();
    let field = Field { contenders, judged: &judged, constraints, is_personalised };
    let mut rivals: Vec<Rival> = (0..contenders.len())
        .map(|i| {
            let components = field.components(i);
            Rival {
                service: contenders[i].service.clone(),
                capability: contenders[i].capability.clone(),
                filtered: judged[i].0,
                score: score(&components, None),
                components,
                quote: contenders[i].probe.as_ref().map(|probe| probe.quote.clone()).unwrap_or_default(),
                constraints: judged[i].1.clone(),
            }
        })
        .collect();
    rivals.sort_by_cached_key(|rival| {
        let place =
            crate::action::sha256_hex(format!("{seed} {} {}", rival.service, rival.capability).as_bytes());
        (rival.filtered.is_some(), Descending(rival.score), place)
    });
    rivals
}

impl Choice {
    /// Whether the best is no better than the next: nothing to choose by.
    pub(crate) fn is_tie(&self) -> bool {
        let mut open = self.candidates.iter().filter(|rival| rival.filtered.is_none());
        matches!((open.next(), open.next()), (Some(best), Some(next)) if best.score - next.score < TIE)
    }

    /// The record as one line of JSON.
    pub fn json(&self) -> String {
        serde_json::to_string(self).expect("a record is plain JSON")
    }

    /// A candidate by its service.
    pub fn candidate(&self, service: &str) -> Option<&Rival> {
        self.candidates.iter().find(|rival| rival.service == service)
    }

    /// What speaks for one candidate against another: each component with how much of the score it is worth, the largest first; negative ones speak against.
    pub fn advantages(&self, service: &str, over: &str) -> Vec<(Component, f64)> {
        let (Some(one), Some(other)) = (self.candidate(service), self.candidate(over)) else {
            return Vec::new();
        };
        let value = |rival: &Rival, component| rival.components.get(&component).copied().unwrap_or_default();
        let mut all: Vec<(Component, f64)> = WEIGHTS
            .iter()
            .map(|(component, weight)| {
                (*component, weight * (value(one, *component) - value(other, *component)))
            })
            .filter(|(_, worth)| worth.abs() > 1e-9)
            .collect();
        all.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(&b.0)));
        all
    }

    /// What would change it: each component without which another candidate would be the best, and which one.
    pub fn turning_points(&self) -> Vec<(Component, String)> {
        let open = || self.candidates.iter().filter(|rival| rival.filtered.is_none());
        let Some(best) = open().next() else { return Vec::new() };
        let without = |component: Component| {
            open().reduce(|a, b| {
                let is_better =
                    score(&b.components, Some(component)) > score(&a.components, Some(component)) + 1e-9;
                if is_better { b } else { a }
            })
        };
        let all = WEIGHTS.iter().filter_map(|(component, _)| Some((*component, without(*component)?)));
        all.filter(|(_, other)| other.service != best.service)
            .map(|(component, other)| (component, other.service.clone()))
            .collect()
    }
}

fn score(components: &BTreeMap<Component, f64>, without: Option<Component>) -> f64 {
    let worth = |(component, weight): &(Component, f64)| {
        if Some(*component) == without {
            0.0
        } else {
            weight * components.get(component).copied().unwrap_or_default()
        }
    };
    WEIGHTS.iter().map(worth).sum()
}

/// Orders scores from the best down.
#[derive(PartialEq)]
struct Descending(f64);

impl Eq for Descending {}

impl PartialOrd for Descending {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Descending {
    fn cmp(&self, other: &Self) -> Ordering {
        other.0.total_cmp(&self.0)
    }
}

fn kept(contender: &Contender, constraints: &[Constraint]) -> Vec<ConstraintCheck> {
    let quoted = |kind| contender.probe.as_ref().and_then(|probe| probe.quoted(kind));
    let by_quote = |constraint: &Constraint| {
        quoted(constraint.kind).map_or(Kept::Unknown, |value| constraint.kept_by(&value))
    };
    constraints
        .iter()
        .map(|constraint| ConstraintCheck { kind: constraint.kind, kept: by_quote(constraint) })
        .collect()
}

fn filtered(contender: &Contender, constraints: &[Constraint], is_any_named: bool) -> Option<Filtered> {
    let broken = || {
        let all = constraints.iter().zip(kept(contender, constraints));
        all.into_iter()
            .find(|(constraint, check)| constraint.is_hard && check.kept == Kept::Violated)
            .map(|(constraint, _)| Filtered::Constraint { constraint: constraint.kind })
    };
    if contender.is_tried {
        Some(Filtered::Tried)
    } else if is_any_named && !contender.is_named {
        Some(Filtered::NotNamed)
    } else if contender.is_banned && !contender.is_named {
        Some(Filtered::Banned)
    } else if !contender.is_plannable {
        Some(Filtered::Unplannable)
    } else if contender.probe.as_ref().is_some_and(|probe| probe.answer == CanAnswer::No) {
        Some(Filtered::SaidNo)
    } else {
        broken()
    }
}

/// All candidates, which some components compare with each other.
struct Field<'a> {
    contenders: &'a [Contender],
    judged: &'a [(Option<Filtered>, Vec<ConstraintCheck>)],
    constraints: &'a [Constraint],
    is_personalised: bool,
}

impl Field<'_> {
    fn components(&self, i: usize) -> BTreeMap<Component, f64> {
        let contender = &self.contenders[i];
        let personal = |value: f64| if self.is_personalised { value } else { 0.0 };
        let chosen = f64::from(contender.times_chosen);
        let days = |ms: i64| ms.max(0) as f64 / 86_400_000.0;
        let latency = contender.measured.latency_ms;
        [
            (Component::GoalFit, contender.confidence),
            (Component::ConstraintCoverage, self.coverage(i)),
            (Component::Probe, self.probe(i)),
            (Component::Reliability, contender.measured.lower_bound()),
            (Component::Preference, personal(chosen / (chosen + 1.0))),
            (
                Component::Recency,
                personal(contender.last_used_ago_ms.map_or(0.0, |ms| 1.0 / (1.0 + days(ms) / 7.0))),
            ),
            (Component::Latency, if latency > 0.0 { 1.0 / (1.0 + latency / 1_000.0) } else { 0.5 }),
            (Component::DataMinimisation, 1.0 / (1.0 + contender.personal_data as f64)),
            (Component::Exploration, 1.0 / (1.0 + contender.measured.calls())),
        ]
        .into()
    }

    /// The mean over all constraints: kept 1, not known but declared as honoured 0.6, not known 0.3, broken 0.
    fn coverage(&self, i: usize) -> f64 {
        if self.constraints.is_empty() {
            return 1.0;
        }
        let worth = |check: &ConstraintCheck| match check.kept {
            Kept::Verified => 1.0,
            Kept::Unknown if self.contenders[i].supported.contains(&check.kind) => 0.6,
            Kept::Unknown => 0.3,
            Kept::Violated => 0.0,
        };
        self.judged[i].1.iter().map(worth).sum::<f64>() / self.constraints.len() as f64
    }

    /// Six tenths for the answer, four for the quote against the others' quotes.
    fn probe(&self, i: usize) -> f64 {
        let answer = match &self.contenders[i].probe {
            Some(probe) if probe.is_silent => 0.1,
            Some(Probe { answer: CanAnswer::Yes, .. }) => 1.0,
            Some(Probe { answer: CanAnswer::No, .. }) => 0.0,
            Some(Probe { answer: CanAnswer::Maybe, .. }) => 0.5,
            None => 0.4,
        };
        0.6 * answer + 0.4 * self.quote(i)
    }

    /// How far a quote is from the lowest of the field, for what both quote: the lowest 1, twice as much one half; 0.5 without a quote to compare.
    fn quote(&self, i: usize) -> f64 {
        let quotes = || {
            let open = self.contenders.iter().zip(self.judged).filter(|(_, judged)| judged.0.is_none());
            open.filter_map(|(contender, _)| contender.probe.as_ref()).map(|probe| &probe.quote)
        };
        let Some(own) = self.contenders[i].probe.as_ref().map(|probe| &probe.quote) else { return 0.5 };
        let price = own.price.map(|own| {
            let same =
                quotes().filter_map(|quote| quote.price).filter(|price| price.currency == own.currency);
            share(same.map(|price| price.minor as f64), own.minor as f64)
        });
        let number = |of: fn(&Quote) -> Option<u32>| {
            of(own).map(|own| share(quotes().filter_map(of).map(f64::from), f64::from(own)))
        };
        let all: Vec<f64> = [price, number(|quote| quote.eta_minutes), number(|quote| quote.distance_metres)]
            .into_iter()
            .flatten()
            .collect();
        if all.is_empty() { 0.5 } else { all.iter().sum::<f64>() / all.len() as f64 }
    }
}

/// The lowest of some numbers as a share of one's own.
fn share(all: impl Iterator<Item = f64>, own: f64) -> f64 {
    let lowest = all.fold(own, f64::min);
    if own > 0.0 { (lowest.max(0.0) / own).clamp(0.0, 1.0) } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::action::{ConstraintSource, Limit};
    use crate::values::{Currency, Money};

    fn contender(service: &str) -> Contender {
        Contender {
            service: service.to_owned(),
            capability: "order".to_owned(),
            confidence: 0.9,
            is_named: false,
            is_banned: false,
            is_tried: false,
            is_plannable: true,
            probe: None,
            supported: Vec::new(),
            measured: Measured::default(),
            times_chosen: 0,
            last_used_ago_ms: None,
            personal_data: 0,
        }
    }

    fn quoting(service: &str, price: i64) -> Contender {
        let quote =
            Quote { price: Some(Money { minor: price, currency: Currency::CNY }), ..Quote::default() };
        Contender {
            probe: Some(Probe { answer: CanAnswer::Yes, quote, is_silent: false }),
            ..contender(service)
        }
    }

    fn budget(minor: i64, is_hard: bool) -> Constraint {
        let limit = Limit::Sum(Money { minor, currency: Currency::CNY });
        Constraint { kind: ConstraintKind::Budget, limit, is_hard, source: ConstraintSource::Said }
    }

    fn order(rivals: &[Rival]) -> Vec<&str> {
        rivals.iter().map(|rival| rival.service.as_str()).collect()
    }

    #[test]
    fn the_weights_make_one() {
        let sum: f64 = WEIGHTS.iter().map(|(_, weight)| weight).sum();
        assert!((sum - 1.0).abs() < 1e-9, "{sum}");
    }

    #[test]
    fn facts_decide_and_say_so() {
        let mut preferred = contender("b");
        preferred.times_chosen = 3;
        assert_eq!(order(&rank(&[contender("a"), preferred.clone()], &[], true, "s"))[0], "b");
        let impersonal = rank(&[contender("a"), preferred], &[], false, "s");
        assert!(
            (impersonal[0].score - impersonal[1].score).abs() < 1e-12,
            "habits count for nothing when switched off"
        );
        assert_eq!(
            order(&rank(&[quoting("dear", 2_000), quoting("cheap", 1_500)], &[], true, "s")),
            ["cheap", "dear"]
        );
        let mut unreliable = contender("bad");
        (0..5).for_each(|_| unreliable.measured = unreliable.measured.with(false, None, 0));
        assert_eq!(order(&rank(&[unreliable, contender("good")], &[], true, "s"))[0], "good");
    }

    #[test]
    fn a_must_throws_out_and_a_wish_only_counts() {
        let field = [quoting("dear", 2_000), quoting("cheap", 1_500)];
        let hard = rank(&field, &[budget(1_000, true)], true, "s");
        let out = Some(Filtered::Constraint { constraint: ConstraintKind::Budget });
        assert!(hard.iter().all(|rival| rival.filtered == out));
        let soft = rank(&field, &[budget(1_600, false)], true, "s");
        assert_eq!(order(&soft), ["cheap", "dear"]);
        assert!(soft.iter().all(|rival| rival.filtered.is_none()));
    }

    #[test]
    fn who_is_out_is_recorded_with_the_reason() {
        let named = Contender { is_named: true, is_banned: true, ..contender("named") };
        let said_no = Contender { probe: Some(Probe::no()), ..contender("no") };
        let rivals = rank(&[contender("other"), named], &[], true, "s");
        assert_eq!(rivals[0].filtered, None, "naming a banned service wins over the ban");
        assert_eq!(rivals[1].filtered, Some(Filtered::NotNamed));
        let banned = Contender { is_banned: true, ..contender("banned") };
        let unplannable = Contender { is_plannable: false, ..contender("unplannable") };
        let tried = Contender { is_tried: true, ..contender("tried") };
        let rivals = rank(&[banned, said_no, unplannable, tried, contender("open")], &[], true, "s");
        let why = |service: &str| {
            rivals.iter().find(|rival| rival.service == service).and_then(|rival| rival.filtered)
        };
        assert_eq!(rivals[0].service, "open");
        assert_eq!(why("banned"), Some(Filtered::Banned));
        assert_eq!(why("no"), Some(Filtered::SaidNo));
        assert_eq!(why("unplannable"), Some(Filtered::Unplannable));
        assert_eq!(why("tried"), Some(Filtered::Tried));
    }

    #[test]
    fn a_newcomer_gains_a_little_and_never_more() {
        let mut known = contender("known");
        (0..50).for_each(|_| known.measured = known.measured.with(true, None, 0));
        let rivals = rank(&[known, contender("new")], &[], true, "s");
        assert_eq!(rivals[0].service, "known");
        let bonus = |rival: &Rival| rival.components[&Component::Exploration] * 0.02;
        assert!(rivals.iter().all(|rival| bonus(rival) <= 0.02));
        assert!(bonus(&rivals[1]) > bonus(&rivals[0]));
    }

    #[test]
    fn what_would_change_it_does_change_it() {
        let mut usual = quoting("usual", 2_000);
        usual.times_chosen = 9;
        let field = [usual, quoting("cheap", 1_500)];
        let choice = Choice {
            schema: "food.order@1".to_owned(),
            dial: Dial::RecommendOne,
            is_personalised: true,
            constraints: Vec::new(),
            candidates: rank(&field, &[], true, "s"),
            chosen: Some("usual".to_owned()),
            by: ChosenBy::Score,
        };
        assert_eq!(choice.candidates[0].service, "usual");
        assert_eq!(choice.turning_points(), [(Component::Preference, "cheap".to_owned())]);
        assert_eq!(choice.advantages("usual", "cheap")[0].0, Component::Preference);
        assert_eq!(rank(&field, &[], false, "s")[0].service, "cheap");
    }

    fn any_contender(i: usize) -> impl Strategy<Value = Contender> {
        let numbers = (0.0..1.0, 0.0..50.0, 0.0..50.0, 0.0..5_000.0);
        let probe = prop_oneof![
            Just(None),
            Just(Some(Probe::silent())),
            (1_i64..100_000).prop_map(move |price| quoting("", price).probe),
        ];
        (numbers, probe, 0_u32..10, 0_usize..4, prop::bool::ANY).prop_map(
            move |((fit, good, bad, latency), probe, times, personal, banned)| Contender {
                confidence: fit,
                measured: Measured { successes: good, failures: bad, latency_ms: latency, updated_ms: 0 },
                probe,
                times_chosen: times,
                personal_data: personal,
                is_banned: banned,
                ..contender(&format!("com.service{i}"))
            },
        )
    }

    fn field() -> impl Strategy<Value = Vec<Contender>> {
        (2_usize..8).prop_flat_map(|len| (0..len).map(any_contender).collect::<Vec<_>>())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 10_000, ..ProptestConfig::default() })]

        /// The order of the candidates, as they were installed or found, never decides.
        #[test]
        fn the_order_of_the_inputs_never_decides(field in field(), by in 0_usize..8, hard in prop::bool::ANY) {
            let constraints = [budget(30_000, hard)];
            let mut turned = field.clone();
            turned.rotate_left(by % field.len());
            prop_assert_eq!(rank(&field, &constraints, true, "s"), rank(&turned, &constraints, true, "s"));
        }

        /// Exchanging who has which facts exchanges their places: a service has no place of its own.
        #[test]
        fn only_the_facts_decide(field in field()) {
            let mut swapped = field.clone();
            let (first, last) = (field[0].service.clone(), field[field.len() - 1].service.clone());
            swapped[0].service = last.clone();
            swapped[field.len() - 1].service = first.clone();
            let name = |service: &str| match service {
                _ if service == first => last.clone(),
                _ if service == last => first.clone(),
                _ => service.to_owned(),
            };
            let scores = |rivals: Vec<Rival>| -> BTreeMap<String, String> {
                rivals.into_iter().map(|rival| (rival.service, format!("{:?} {:.12}", rival.filtered, rival.score))).collect()
            };
            let plain = scores(rank(&field, &[], true, "s"));
            let renamed: BTreeMap<String, String> = scores(rank(&swapped, &[], true, "s")).into_iter().map(|(service, score)| (name(&service), score)).collect();
            prop_assert_eq!(plain, renamed);
        }

        /// Every score is from 0 to 1, every candidate is recorded once, and nothing that is out stands before anything that is not.
        #[test]
        fn records_are_whole(field in field(), personal in prop::bool::ANY) {
            let rivals = rank(&field, &[budget(30_000, true)], personal, "s");
            prop_assert_eq!(rivals.len(), field.len());
            prop_assert!(rivals.iter().all(|rival| (0.0..=1.0 + 1e-9).contains(&rival.score) && rival.components.values().all(|value| (0.0..=1.0).contains(value))));
            prop_assert!(rivals.is_sorted_by_key(|rival| rival.filtered.is_some()));
            let open: Vec<f64> = rivals.iter().filter(|rival| rival.filtered.is_none()).map(|rival| rival.score).collect();
            prop_assert!(open.is_sorted_by(|a, b| a >= b));
        }
    }
}
