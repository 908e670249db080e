//! One errand's record for somebody else: every record of it, the chain that they stand in, the words that are still there, and who answers for what.
//!
//! Decides the form, JSON with a version. Of the errands between its records it holds digests and nothing else.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::responsibility::{Responsibility, responsibilities};
use crate::error::{Error, ErrorKind};
use crate::store::{KeptWords, Store};

/// The form of a dispute bundle.
pub const BUNDLE_VERSION: &str = "1.0";

/// One errand's record, complete in itself; [`verify_bundle`](crate::verify_bundle) says whether it is whole.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DisputeBundle {
    /// The form: [`BUNDLE_VERSION`].
    pub bundle_version: String,
    /// The errand's turn.
    pub turn: String,
    /// Everything that was recorded of it, oldest first.
    pub records: Vec<ShownRecord>,
    /// The texts that the records name by digest, as far as they were not forgotten.
    pub words: Vec<KeptWords>,
    /// The choices of services with every candidate, in order; each `choice` record has the digest of one.
    pub choices: Vec<String>,
    /// Who answers for what; it follows from the records.
    pub responsibility: Vec<Responsibility>,
    /// The hash in the ledger before the first link.
    pub before: String,
    /// The chain from the first record to the end of the ledger, without a gap.
    pub chain: Vec<ShownLink>,
    /// The hash that the chain comes to. An app that gave this hash away before cannot change the record any more.
    pub head: String,
}

/// What was recorded at one moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ShownRecord {
    /// Its place in the ledger.
    pub sequence: i64,
    /// The host's time, milliseconds since 1970.
    pub time_ms: i64,
    /// What it records.
    pub kind: String,
    /// What was recorded.
    pub body: Json,
}

/// One link of the chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ShownLink {
    /// Its place in the ledger.
    pub sequence: i64,
    /// The turn that it is of; empty for what belongs to none.
    pub turn: String,
    /// The digest of what is recorded there.
    pub content: String,
}

fn refuse(why: &'static str) -> Error {
    Error::new(ErrorKind::InvalidInput, "showing the record of a turn", why)
}

/// The bundle of a turn.
pub(crate) fn bundle(store: &Store, turn: &str) -> Result<DisputeBundle, Error> {
    let first = store.first_of(turn)?.ok_or_else(|| refuse("the ledger has no turn with this id"))?;
    let links = store.links(first)?;
    let before = links.first().map(|link| link.previous.clone()).unwrap_or_default();
    let head = links.last().map(|link| link.entry.hash.clone()).unwrap_or_default();
    let mut bundle = DisputeBundle {
        bundle_version: BUNDLE_VERSION.to_owned(),
        turn: turn.to_owned(),
        records: Vec::new(),
        words: store.words(turn)?,
        choices: store.choices(turn)?,
        responsibility: Vec::new(),
        before,
        chain: Vec::new(),
        head,
    };
    for link in links {
        let content = link.content.ok_or_else(|| {
            refuse("it was recorded by a core of before, whose records can only be shown all together")
        })?;
        let entry = link.entry;
        bundle.chain.push(ShownLink { sequence: entry.sequence, turn: entry.turn.clone(), content });
        if entry.turn == turn {
            let body = serde_json::from_str(&entry.body).unwrap_or(Json::String(entry.body));
            bundle.records.push(ShownRecord {
                sequence: entry.sequence,
                time_ms: entry.time_ms,
                kind: entry.kind,
                body,
            });
        }
    }
    bundle.responsibility = responsibilities(&bundle.records);
    Ok(bundle)
}

impl DisputeBundle {
    /// The bundle as JSON, for a person to read too.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}
