//! What was understood by one sentence: acts, each with ranked candidates and the arguments of the best.
//!
//! Decides the shape that is shown to engineers and recorded; "none of them" is a reading like any other.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value as Json, json};

use crate::action::Argument;

/// What was understood by one sentence.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The acts asked for, in the order said; empty when no capability is meant.
    pub acts: Vec<Act>,
    /// How likely it is that the whole sentence means any capability at all, 0 to 1.
    pub served: f32,
    /// The capabilities nearest to the whole sentence, best first, also when none of them counts: why this one and why not that.
    pub considered: Vec<Considered>,
    /// The places where the sentence might have been cut into two requests, but for those that what stood before them already ruled out.
    pub cuts: Vec<ConsideredCut>,
}

/// A capability that the whole sentence was compared with.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Considered {
    /// The service's id.
    pub service: String,
    /// The capability's id.
    pub capability: String,
    /// The schema it follows.
    pub schema: String,
    /// How likely the whole sentence means it, 0 to 1; capabilities of one schema share it.
    pub confidence: f32,
    /// What speaks for it, by name: cosines from -1 to 1 (`middle`: a cosine less half of another), shares and probabilities from 0 to 1.
    pub signs: BTreeMap<&'static str, f32>,
}

/// A place where a sentence might be cut into two requests.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ConsideredCut {
    /// Where the part behind it begins: a byte of the sentence.
    pub at: usize,
    /// The schema that the part before it is likeliest to mean.
    pub left: String,
    /// The schema that the part behind it is likeliest to mean.
    pub right: String,
    /// How likely both are requests of their own, 0 to 1; from one half on it is cut, and each part means its schema with at least this probability.
    pub confidence: f32,
    /// What speaks for it, by name; from 0 to 1.
    pub signs: BTreeMap<&'static str, f32>,
}

impl Reading {
    /// The reading as JSON: acts with their candidates, each argument with value, source and bytes; and what was considered.
    pub fn json(&self) -> String {
        let acts: Vec<Json> = self
            .acts
            .iter()
            .map(|act| {
                let candidates: Vec<Json> = act.candidates.iter().map(Candidate::to_json).collect();
                json!({"text": act.text, "isAmbiguous": act.is_ambiguous, "candidates": candidates})
            })
            .collect();
        json!({"acts": acts, "served": self.served, "considered": self.considered, "cuts": self.cuts})
            .to_string()
    }
}

impl Candidate {
    fn to_json(&self) -> Json {
        let arguments: BTreeMap<&String, Json> = self
            .arguments
            .iter()
            .map(|(name, argument)| {
                (name, json!({"value": argument.value.to_json(), "source": argument.source}))
            })
            .collect();
        let mut json = json!(self);
        json["arguments"] = json!(arguments);
        json
    }
}

/// One act.
#[derive(Clone, Debug, PartialEq)]
pub struct Act {
    /// The part of the sentence that asks for it.
    pub text: String,
    /// Whether the two best candidates are too close to choose without asking.
    pub is_ambiguous: bool,
    /// What may be meant, best first; capabilities of one schema follow each other with equal confidence.
    pub candidates: Vec<Candidate>,
}

/// One capability that may be meant.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Candidate {
    /// The service's id.
    pub service: String,
    /// The capability's id.
    pub capability: String,
    /// The schema it follows.
    pub schema: String,
    /// How likely it is what was meant, 0 to 1.
    pub confidence: f32,
    /// Whether the person named this service.
    pub is_named: bool,
    /// Arguments that were said, by parameter.
    #[serde(skip)]
    pub arguments: BTreeMap<String, Argument>,
    /// Words for entity parameters, by parameter: they are looked up before they are arguments.
    pub mentions: BTreeMap<String, String>,
    /// Ids of the host's entries by parameter, where several fit equally and the dialogue will ask.
    pub several: BTreeMap<String, Vec<String>>,
}
