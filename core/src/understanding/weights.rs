//! What signs are worth, in logits, as the bundle's `config.json` holds them: by name.
//!
//! Decides that a name without a sign is an error and a sign without a weight worth nothing. Which signs there are is for who weighs them.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use serde::Deserialize;

/// A list of signs.
pub(crate) trait Signs {
    /// Their names, in the order in which they are given.
    const NAMES: &'static [&'static str];
}

/// What each sign of a list is worth.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "Named", bound = "S: Signs")]
pub(crate) struct Weights<S> {
    signs: Vec<f32>,
    /// What "none of it" is worth.
    pub none: f32,
    of: PhantomData<S>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    signs: BTreeMap<String, f32>,
    none: f32,
}

impl<S: Signs> TryFrom<Named> for Weights<S> {
    type Error = String;

    fn try_from(mut named: Named) -> Result<Self, String> {
        let signs = S::NAMES.iter().map(|name| named.signs.remove(*name).unwrap_or(0.0)).collect();
        match named.signs.keys().next() {
            Some(unknown) => Err(format!("no sign is called {unknown:?}")),
            None => Ok(Self { signs, none: named.none, of: PhantomData }),
        }
    }
}

impl<S: Signs> Weights<S> {
    /// What some signs are worth together, in logits.
    pub(crate) fn score(&self, signs: &[f32]) -> f32 {
        self.worth(signs).sum()
    }

    /// What each of some signs is worth, in logits.
    pub(crate) fn worth(&self, signs: &[f32]) -> impl Iterator<Item = f32> {
        self.signs.iter().zip(signs).map(|(weight, sign)| weight * sign)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Two;

    impl Signs for Two {
        const NAMES: &'static [&'static str] = &["near", "far"];
    }

    #[test]
    fn a_weight_without_its_sign_is_an_error() {
        let typo = r#"{"signs": {"naer": 1.0}, "none": 0.0}"#;
        assert!(serde_json::from_str::<Weights<Two>>(typo).is_err());
    }

    #[test]
    fn a_sign_without_a_weight_is_worth_nothing() {
        let weights: Weights<Two> =
            serde_json::from_str(r#"{"signs": {"far": 2.0}, "none": 0.5}"#).expect("weights");
        assert_eq!(weights.score(&[9.0, 1.5]), 3.0);
    }
}
