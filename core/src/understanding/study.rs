//! A manifest to what the model makes of it: vectors of its phrases, and where the words of its parameters stand.
//!
//! Decides what has to be looked at anew; whatever the store has under the same content is taken from there.
//!
//! Invariant: each text is run through the network once, however many parts it plays.

use std::collections::BTreeMap;

use super::Understanding;
use super::tagger::{MarkedSight, Place};
use crate::action::sha256_hex;
use crate::error::Error;
use crate::manifest::{Capability, Manifest, MarkedExample};
use crate::store::catalogue::Learned;
use crate::store::{Phrase, Store};
use crate::text::Language;

/// Where the words of parameters stand: by service and capability, then by parameter.
pub(super) type Places = BTreeMap<(String, String), BTreeMap<String, Place>>;

/// Texts that are looked at together; bounds the memory for token vectors.
const MAX_TEXTS: usize = 64;

impl Understanding {
    /// What the store does not know of a manifest yet.
    pub(crate) fn study(
        &self,
        manifest: &Manifest,
        phrases: &[Phrase],
        store: &Store,
    ) -> Result<Learned, Error> {
        let hashes: Vec<&str> = phrases.iter().map(|phrase| phrase.hash.as_str()).collect();
        let known = store.vectors(&hashes)?;
        let mut new: Vec<(String, Vec<MarkedText>)> = Vec::new();
        for capability in &manifest.capabilities {
            let key = self.key(capability);
            if store.places(&key)?.is_empty() {
                new.push((key, marked(capability)));
            }
        }
        // What each text is wanted for: hashes of phrases without a vector, and a look at its pieces.
        let mut wanted: BTreeMap<(Language, &str), Vec<&str>> = BTreeMap::new();
        for phrase in phrases.iter().filter(|phrase| !known.contains_key(&phrase.hash)) {
            wanted.entry((phrase.language, &phrase.text)).or_default().push(&phrase.hash);
        }
        for (language, example) in new.iter().flat_map(|(_, examples)| examples) {
            wanted.entry((*language, example.text.as_str())).or_default();
        }
        let mut learned = Learned::default();
        let mut sights = BTreeMap::new();
        let texts: Vec<(Language, &str)> = wanted.keys().copied().collect();
        for texts in texts.chunks(MAX_TEXTS) {
            for (text, seen) in texts.iter().zip(self.encoder.see(texts)?) {
                let chars: Vec<char> = text.1.chars().collect();
                let places: Vec<usize> = (0..chars.len()).collect();
                sights.insert(*text, self.tagger.look(&self.encoder, &seen, &chars, &places));
                learned
                    .vectors
                    .extend(wanted[text].iter().map(|hash| ((*hash).to_owned(), seen.vector.clone())));
            }
        }
        for (key, examples) in &new {
            let marked: Vec<MarkedSight<'_>> = examples
                .iter()
                .map(|(language, example)| MarkedSight {
                    sight: &sights[&(*language, example.text.as_str())],
                    slots: &example.slots,
                })
                .collect();
            let places = self.tagger.places(&marked);
            learned.places.push((
                key.clone(),
                places.into_iter().map(|(name, place)| (name, place.numbers())).collect(),
            ));
        }
        Ok(learned)
    }

    /// Where the words of the parameters stand, of every capability that is on.
    pub(super) fn stored_places(&self, store: &Store) -> Result<Places, Error> {
        let mut all = BTreeMap::new();
        for service in &self.services {
            for capability in &service.manifest.capabilities {
                let stored = store.places(&self.key(capability))?;
                let places =
                    stored.into_iter().filter_map(|(name, views)| Some((name, Place::from_numbers(&views)?)));
                let id = (service.manifest.service.id.clone(), capability.id.clone());
                all.insert(id, places.collect());
            }
        }
        Ok(all)
    }

    /// The key of what is worked out from a capability's examples.
    fn key(&self, capability: &Capability) -> String {
        let mut key = format!("{}\n", self.model);
        for (language, text) in examples(capability) {
            key.push_str(&format!("{} {text}\n", language.tag()));
        }
        sha256_hex(key.as_bytes())
    }
}

fn examples(capability: &Capability) -> impl Iterator<Item = (Language, &str)> {
    capability.examples.direct.iter().chain(&capability.examples.indirect).flat_map(|example| example.all())
}

/// The examples of a capability without their marks; none where nothing is marked.
fn marked(capability: &Capability) -> Vec<MarkedText> {
    let parsed = |(language, text)| Some((language, MarkedExample::parse(text).ok()?));
    let all: Vec<MarkedText> = examples(capability).filter_map(parsed).collect();
    if all.iter().all(|(_, example)| example.slots.is_empty()) { Vec::new() } else { all }
}

/// An example and its language.
type MarkedText = (Language, MarkedExample);
