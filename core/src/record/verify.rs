//! Whether a dispute bundle is whole: nothing in it was changed, left out or put in since it was recorded.
//!
//! Decides it from the bundle alone; needs no database and no model. What it cannot know: whether the app had recorded something else before,
//! unless somebody kept a hash of then.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::bundle::{BUNDLE_VERSION, DisputeBundle, ShownLink};
use super::responsibility::responsibilities;
use crate::action::sha256_hex;
use crate::error::{Error, ErrorKind};
use crate::store::{BEGAN, content_of, link_hash};

/// The largest bundle that is read, in bytes.
const MAX_BUNDLE_BYTES: usize = 64 * 1_024 * 1_024;

/// A bundle that is whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Verified {
    /// What it holds.
    pub bundle: DisputeBundle,
    /// Texts that its records name and that were forgotten.
    pub forgotten: usize,
}

/// Reads a bundle and checks all of it; `head` is a hash that the ledger had at the end of this errand or later, where the reader knows one.
///
/// # Errors
///
/// [`ErrorKind::InvalidInput`] with the place of what is not as it was recorded.
///
/// ```
/// let error = errand_core::verify_bundle("{}", None).expect_err("nothing is in it");
/// assert!(error.to_string().contains("bundleVersion"));
/// ```
pub fn verify_bundle(text: &str, head: Option<&str>) -> Result<Verified, Error> {
    if text.len() > MAX_BUNDLE_BYTES {
        return Err(broken("$".to_owned(), "is too large"));
    }
    let bundle: DisputeBundle = serde_json::from_str(text).map_err(|e| {
        // The reader's own text names the field; it quotes nothing of the bundle's values but the kind of what it met.
        Error::new(ErrorKind::InvalidInput, DOING, format!("it has another form: {}", place_of(&e)))
    })?;
    if bundle.bundle_version != BUNDLE_VERSION {
        return Err(broken("$.bundleVersion".to_owned(), "is unknown"));
    }
    let hashes = chain(&bundle)?;
    if head.is_some_and(|head| !hashes.contains(head)) {
        return Err(broken("$.chain".to_owned(), "does not come by the hash that is known"));
    }
    records(&bundle)?;
    let forgotten = words(&bundle)?;
    choices(&bundle)?;
    if bundle.responsibility != responsibilities(&bundle.records) {
        return Err(broken("$.responsibility".to_owned(), "does not follow from the records"));
    }
    Ok(Verified { bundle, forgotten })
}

const DOING: &str = "verifying a dispute bundle";

fn broken(place: String, why: &str) -> Error {
    Error::new(ErrorKind::InvalidInput, DOING, format!("{place} {why}"))
}

/// The kind of fault and its place, without values of the text.
fn place_of(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let field = text.split('`').nth(1).unwrap_or_default();
    format!("{field} at line {}, column {}", error.line(), error.column())
}

/// The hashes that the chain comes by.
fn chain(bundle: &DisputeBundle) -> Result<BTreeSet<String>, Error> {
    let mut hashes = BTreeSet::new();
    let mut previous = bundle.before.clone();
    let mut expected = bundle.chain.first().map_or(0, |link| link.sequence);
    for (i, link) in bundle.chain.iter().enumerate() {
        if link.sequence != expected {
            return Err(broken(format!("$.chain[{i}]"), "does not follow the one before"));
        }
        previous = link_hash(&previous, link.sequence, &link.turn, &link.content);
        hashes.insert(previous.clone());
        expected = link.sequence.saturating_add(1);
    }
    if previous != bundle.head || bundle.chain.is_empty() {
        return Err(broken("$.head".to_owned(), "is not what the chain comes to"));
    }
    Ok(hashes)
}

/// The records are those of the turn in the chain, all of them, as they were recorded.
fn records(bundle: &DisputeBundle) -> Result<(), Error> {
    let links: Vec<&ShownLink> = bundle.chain.iter().filter(|link| link.turn == bundle.turn).collect();
    if links.len() != bundle.records.len() {
        return Err(broken("$.records".to_owned(), "are not as many as the chain has of this turn"));
    }
    if bundle.records.first().is_none_or(|first| first.kind != BEGAN) {
        return Err(broken("$.records".to_owned(), "lack their beginning"));
    }
    for (i, (record, link)) in bundle.records.iter().zip(links).enumerate() {
        let content = content_of(record.time_ms, &record.kind, &record.body.to_string());
        if record.sequence != link.sequence || content != link.content {
            return Err(broken(format!("$.records[{i}]"), "is not what was recorded at its place"));
        }
    }
    Ok(())
}

/// The texts are those that the records name; how many of them are missing.
fn words(bundle: &DisputeBundle) -> Result<usize, Error> {
    let mut named = BTreeSet::new();
    for record in &bundle.records {
        digests(&record.body, &mut named);
    }
    let mut there = BTreeSet::new();
    for (i, words) in bundle.words.iter().enumerate() {
        if words.digest != words.true_digest() || !named.contains(words.digest.as_str()) {
            return Err(broken(format!("$.words[{i}]"), "is not what a record names"));
        }
        if !there.insert(words.digest.as_str()) {
            return Err(broken(format!("$.words[{i}]"), "is there twice"));
        }
    }
    let missing = named.difference(&there).count();
    if missing > 0 && !bundle.records.iter().any(|record| record.kind == "forgotten") {
        return Err(broken("$.words".to_owned(), "lack some that nobody has forgotten"));
    }
    Ok(missing)
}

/// The digests of words in a record: the fields that are called so.
fn digests<'a>(body: &'a Json, named: &mut BTreeSet<&'a str>) {
    match body {
        Json::Object(fields) => {
            for (name, value) in fields {
                match value.as_str().filter(|_| name == "words") {
                    Some(digest) => {
                        named.insert(digest);
                    }
                    None => digests(value, named),
                }
            }
        }
        Json::Array(items) => items.iter().for_each(|item| digests(item, named)),
        _ => {}
    }
}

/// Each choice is one that a record names.
fn choices(bundle: &DisputeBundle) -> Result<(), Error> {
    let named: BTreeSet<&str> = bundle
        .records
        .iter()
        .filter(|record| record.kind == "choice")
        .filter_map(|record| record.body["record"].as_str())
        .collect();
    let mut seen = BTreeSet::new();
    for (i, choice) in bundle.choices.iter().enumerate() {
        if !seen.insert(choice) || !named.contains(sha256_hex(choice.as_bytes()).as_str()) {
            return Err(broken(format!("$.choices[{i}]"), "is not what a record names"));
        }
    }
    Ok(())
}
