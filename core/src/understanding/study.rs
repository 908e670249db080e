//! A manifest to what the model makes of it: vectors of its phrases, and where the words of its parameters stand.
//!
//! Decides what has to be looked at anew; whatever the store has under the same content is taken from there.
//!
//! Invariant: each text is run through the network once, however many parts it plays.

use std::collections::{BTreeMap, BTreeSet};

use super::Understanding;
use super::tagger::{MarkedSight, Place};
use crate::action::sha256_hex;
use crate::error::Error;
use crate::manifest::{Capability, Manifest, MarkedExample, Parameter};
use crate::store::catalogue::Learned;
use crate::store::{Phrase, Store};
use crate::text::Language;

/// Where the words of parameters stand: by service and capability, then by parameter.
pub(super) type Places = BTreeMap<(String, String), BTreeMap<String, Place>>;

/// What is worked out, and how: another number makes the store's of before useless.
const STUDY: u32 = 2;

/// Kept for a capability whose examples mark no free words: no parameter has an empty name, and no place is empty.
const NO_PLACE: (String, Vec<f32>) = (String::new(), Vec::new());

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
        let new = self.not_studied(manifest, store)?;
        // What each text is wanted for: hashes of phrases without a vector, and a look at its pieces.
        let mut wanted: BTreeMap<(Language, &str), Vec<&str>> = BTreeMap::new();
        for phrase in phrases.iter().filter(|phrase| !known.contains_key(&phrase.hash)) {
            wanted.entry((phrase.language, &phrase.text)).or_default().push(&phrase.hash);
        }
        for (language, example) in new.iter().flat_map(|new| &new.marked) {
            wanted.entry((*language, example.text.as_str())).or_default();
        }
        for Label { language, text, .. } in new.iter().flat_map(|new| &new.labels) {
            wanted.entry((*language, text)).or_default();
        }
        let mut learned = Learned::default();
        let mut sights = BTreeMap::new();
        let mut described = BTreeMap::new();
        let all_marked = new.iter().flat_map(|new| &new.marked);
        let all_marked: BTreeSet<_> =
            all_marked.map(|(language, example)| (*language, example.text.as_str())).collect();
        let all_labels = new.iter().flat_map(|new| &new.labels);
        let all_labels: BTreeSet<_> = all_labels.map(|label| (label.language, label.text.as_str())).collect();
        let texts: Vec<(Language, &str)> = wanted.keys().copied().collect();
        for texts in texts.chunks(MAX_TEXTS) {
            for (text, seen) in texts.iter().zip(self.encoder.see(texts)?) {
                if all_labels.contains(text) {
                    described.insert(*text, self.tagger.described(&seen.vector));
                }
                if all_marked.contains(text) {
                    let chars: Vec<char> = text.1.chars().collect();
                    let places: Vec<usize> = (0..chars.len()).collect();
                    sights.insert(*text, self.tagger.look(&self.encoder, &seen, &chars, &places));
                }
                learned
                    .vectors
                    .extend(wanted[text].iter().map(|hash| ((*hash).to_owned(), seen.vector.clone())));
            }
        }
        for New { key, marked, labels } in &new {
            let marked: Vec<MarkedSight<'_>> = marked
                .iter()
                .map(|(language, example)| MarkedSight {
                    sight: &sights[&(*language, example.text.as_str())],
                    slots: &example.slots,
                })
                .collect();
            let told: BTreeMap<String, Place> = labels
                .iter()
                .map(|label| {
                    (label.parameter.clone(), described[&(label.language, label.text.as_str())].clone())
                })
                .collect();
            // Where some are marked, those that are not are seldom said.
            let places = if marked.is_empty() {
                told
            } else {
                self.tagger.places(&marked, &told, |name| told.contains_key(name))
            };
            let mut kept: BTreeMap<String, Vec<f32>> =
                places.into_iter().map(|(name, place)| (name, place.numbers())).collect();
            if kept.is_empty() {
                kept.extend([NO_PLACE]); // so that it is known to have been studied
            }
            learned.places.push((key.clone(), kept));
        }
        Ok(learned)
    }

    /// Whether the store holds all that is worked out from a manifest besides the vectors of its phrases.
    pub(crate) fn has_studied(&self, manifest: &Manifest, store: &Store) -> Result<bool, Error> {
        Ok(self.not_studied(manifest, store)?.is_empty())
    }

    fn not_studied(&self, manifest: &Manifest, store: &Store) -> Result<Vec<New>, Error> {
        let mut new = Vec::new();
        for capability in &manifest.capabilities {
            let key = self.key(capability);
            if store.places(&key)?.is_empty() {
                let marked = marked(capability);
                let labels: Vec<Label> = with_words(capability).map(Label::of).collect();
                if !labels.is_empty() {
                    new.push(New { key, marked, labels });
                }
            }
        }
        Ok(new)
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

    /// The key of what is worked out from a capability's examples and the labels of its parameters.
    fn key(&self, capability: &Capability) -> String {
        let mut key = format!("{} {STUDY}\n", self.model);
        for label in with_words(capability).map(Label::of) {
            key.push_str(&format!("{} {} {}\n", label.parameter, label.language.tag(), label.text));
        }
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

/// A capability whose places are not known yet.
struct New {
    key: String,
    marked: Vec<MarkedText>,
    /// Of the parameters that take free words.
    labels: Vec<Label>,
}

/// What is said of a parameter: all there is where no example marks its words, as in a function that was taken over from elsewhere.
struct Label {
    parameter: String,
    language: Language,
    text: String,
}

/// The parameters that take free words.
fn with_words(capability: &Capability) -> impl Iterator<Item = &Parameter> {
    let takes = |parameter: &&Parameter| parameter.takes_free_words() || parameter.host_list().is_some();
    capability.parameters.iter().filter(takes)
}

impl Label {
    fn of(parameter: &Parameter) -> Self {
        let described = parameter.description.as_ref().or(parameter.title.as_ref());
        let (language, description) =
            described.and_then(|text| text.all().last()).unwrap_or((Language::En, ""));
        let name = as_words(&parameter.name);
        let text = if description.is_empty() { name } else { format!("{name}: {description}") };
        Self { parameter: parameter.name.clone(), language, text }
    }
}

/// `departDate` and `depart_date` as words.
fn as_words(name: &str) -> String {
    let mut words = String::new();
    let mut before = ' ';
    for c in name.chars() {
        if matches!(c, '_' | '.' | '-') {
            words.push(' ');
        } else {
            if c.is_ascii_uppercase() && (before.is_ascii_lowercase() || before.is_ascii_digit()) {
                words.push(' ');
            }
            words.extend(c.to_lowercase());
        }
        before = c;
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// An example and its language.
type MarkedText = (Language, MarkedExample);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_words() {
        assert_eq!(as_words("departDate"), "depart date");
        assert_eq!(as_words("depart_date.from-town"), "depart date from town");
        assert_eq!(as_words("城市"), "城市");
    }
}
