//! A sentence to a [`Reading`], stage by stage: encode, search, rank, cut, read the arguments.
//!
//! Decides which capability and which arguments are meant, and how sure that is.
//! What is allowed is `trust`'s judgement; what is asked is `dialogue`'s.
//!
//! Invariant: text decides what is *meant*, never what may *happen*; nothing here writes to the store but what was computed from the catalogue: vectors and the head.

mod acts;
mod bundle;
mod encoder;
mod head;
mod ranking;
mod reading;
mod search;
mod segments;
mod slots;
mod tensors;

pub use reading::{Act, Candidate, Considered, Reading};
pub(crate) use slots::Lists;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;

use jiff::ZonedDateTime;

use self::bundle::Bundle;
use self::encoder::Encoder;
use self::head::{Head, Lesson};
use self::search::Index;
pub(crate) use self::slots::Slots;
use self::slots::{Contexts, Pool};
use self::tensors::Tensors;
use crate::action::sha256_hex;
use crate::error::{Error, ErrorKind};
use crate::manifest::{Capability, Manifest, Visibility};
use crate::store::{Phrase, Store, StoredService};
use crate::text::{Language, Utterance};
use crate::values::find_choices;

/// The model and everything that sentences are compared with.
pub(crate) struct Understanding {
    encoder: Encoder,
    model: String,
    dim: usize,
    background: Vec<f32>, // [sentences, dim]
    weights: ranking::Weights,
    index: Index,
    head: Head,
    services: Vec<StoredService>,
    schemas: Vec<usize>, // class by capability of the index
    pool: Pool,
    contexts: BTreeMap<(String, String), Contexts>,
}

impl Understanding {
    /// Opens the model.
    pub(crate) fn open(bundle: &Path) -> Result<Self, Error> {
        let mut bundle = Bundle::open(bundle)?;
        let (model, dim) = (bundle.id.clone(), bundle.config.network.dim);
        let background = Tensors::read(std::mem::take(&mut bundle.background))?.all_floats("background")?;
        let weights = bundle.config.ranking.clone();
        let encoder = Encoder::load(bundle)?;
        Ok(Self {
            encoder,
            model,
            dim,
            background,
            weights,
            index: Index::empty(dim),
            head: Head::default(),
            services: Vec::new(),
            schemas: Vec::new(),
            pool: Pool::default(),
            contexts: BTreeMap::new(),
        })
    }

    /// Names the model: part of every vector's key.
    pub(crate) fn model(&self) -> &str {
        &self.model
    }

    /// Reads the catalogue anew, after it changed.
    pub(crate) fn reload(&mut self, store: &mut Store) -> Result<(), Error> {
        self.services = store.services()?;
        self.services.retain(|service| service.enabled && service.manifest.is_known());
        self.pool = slots::pool(self.services.iter().map(|service| &service.manifest));
        self.index = Index::load(store, self.dim)?;
        let schema = |entry: &search::IndexedCapability| {
            find(&self.services, &entry.service, &entry.capability)
                .map_or("", |(_, capability)| capability.schema.as_str())
        };
        let names: BTreeSet<&str> = self.index.capabilities.iter().map(schema).collect();
        let places: BTreeMap<&str, usize> = names.iter().enumerate().map(|(i, name)| (*name, i)).collect();
        self.schemas = self.index.capabilities.iter().map(|entry| places[schema(entry)]).collect();
        let classes = names.len();
        self.learn(classes, store)?;
        self.contexts.clear();
        Ok(())
    }

    /// Takes the head that was learned from this catalogue before, or learns it.
    fn learn(&mut self, classes: usize, store: &mut Store) -> Result<(), Error> {
        if classes == 0 {
            self.head = Head::default();
            return Ok(());
        }
        let lessons = self.index.lessons(|capability| self.schemas[capability]);
        let mut key = format!("{}\n", self.model);
        for (hash, class, is_negative, _) in &lessons {
            key.push_str(&format!("{hash} {class} {is_negative}\n"));
        }
        let key = sha256_hex(key.as_bytes());
        let known = store.head(&key)?.and_then(|weights| Head::from_weights(weights, classes, self.dim));
        if let Some(head) = known {
            self.head = head;
            return Ok(());
        }
        let of = |negative: bool| -> Vec<Lesson<'_>> {
            let own = lessons.iter().filter(|(_, _, is_negative, _)| *is_negative == negative);
            own.map(|(_, class, _, vector)| Lesson { class: *class, vector }).collect()
        };
        self.head = Head::fit(&of(false), &of(true), &self.background, classes, self.dim)
            .map_err(|e| Error::new(ErrorKind::Bug, "learning the catalogue", e))?;
        store.keep_head(&key, self.head.weights())
    }

    /// The vector of a sentence, whitened for its language.
    pub(crate) fn vector(&self, said: &Utterance) -> Result<Vec<f32>, Error> {
        Ok(self.encoder.encode(&[(said.language(), said.said())])?.remove(0))
    }

    /// Forgets what was learned from examples with the host's lists, after those changed.
    pub(crate) fn forget_contexts(&mut self) {
        self.contexts.clear();
    }

    /// The vectors of phrases that the store has none of.
    pub(crate) fn missing_vectors(
        &self,
        phrases: &[Phrase],
        store: &Store,
    ) -> Result<Vec<(String, Vec<f32>)>, Error> {
        let hashes: Vec<&str> = phrases.iter().map(|phrase| phrase.hash.as_str()).collect();
        let known = store.vectors(&hashes)?;
        let mut wanted: Vec<&Phrase> =
            phrases.iter().filter(|phrase| !known.contains_key(&phrase.hash)).collect();
        wanted.sort_by(|a, b| a.hash.cmp(&b.hash));
        wanted.dedup_by(|a, b| a.hash == b.hash);
        let texts: Vec<(Language, &str)> =
            wanted.iter().map(|phrase| (phrase.language, phrase.text.as_str())).collect();
        let vectors = self.encoder.encode(&texts)?;
        Ok(wanted.iter().map(|phrase| phrase.hash.clone()).zip(vectors).collect())
    }

    /// An installed and enabled service.
    pub(crate) fn service(&self, id: &str) -> Option<&Manifest> {
        self.services
            .iter()
            .find(|service| service.manifest.service.id == id)
            .map(|service| &service.manifest)
    }

    /// A capability of an enabled service.
    pub(crate) fn capability(&self, service: &str, capability: &str) -> Option<(&Manifest, &Capability)> {
        find(&self.services, service, capability)
    }

    /// Where any service is named, with the word that leads to it.
    fn names(&self, said: &Utterance) -> Vec<(String, Range<usize>)> {
        let of = |service: &StoredService| {
            let id = service.manifest.service.id.clone();
            named(said, &service.manifest).into_iter().map(move |range| (id.clone(), range))
        };
        self.services.iter().flat_map(of).collect()
    }

    /// Share of a capability's required parameters that were said.
    fn required(&self, service: &str, capability: &str, read: &Slots) -> f32 {
        let Some((_, capability)) = self.capability(service, capability) else { return 0.0 };
        let said = |name: &String| {
            read.arguments.contains_key(name)
                || read.mentions.contains_key(name)
                || read.several.contains_key(name)
        };
        let required: Vec<_> =
            capability.parameters.iter().filter(|parameter| parameter.is_required()).collect();
        let there = required.iter().filter(|parameter| said(&parameter.name)).count();
        if required.is_empty() { 1.0 } else { there as f32 / required.len() as f32 }
    }

    fn takes_list(&self, service: &str, capability: &str, parameter: &str) -> bool {
        let found =
            self.capability(service, capability).and_then(|(_, capability)| capability.parameter(parameter));
        found.is_some_and(|parameter| parameter.host_list().is_some())
    }

    /// One capability with what a whole sentence says for it, as sure as can be.
    pub(crate) fn candidate(
        &mut self,
        service: &str,
        capability: &str,
        said: &Utterance,
        now: &ZonedDateTime,
        lists: &Lists,
    ) -> Option<Candidate> {
        let whole = segments::trimmed(said.chars(), 0..said.chars().len());
        let read = self.slots(said, whole, service, capability, now, lists);
        let (manifest, capability) = self.capability(service, capability)?;
        Some(candidate(manifest, capability, 1.0, !named(said, manifest).is_empty(), &read))
    }

    /// Reads the arguments of one capability.
    pub(crate) fn slots(
        &mut self,
        said: &Utterance,
        range: Range<usize>,
        service: &str,
        capability: &str,
        now: &ZonedDateTime,
        lists: &Lists,
    ) -> Slots {
        let taken = self.names(said).into_iter().map(|(_, range)| range).collect();
        self.slots_beside(said, range, (service, capability), taken, now, lists)
    }

    /// The same, where it is known which words name services.
    fn slots_beside(
        &mut self,
        said: &Utterance,
        range: Range<usize>,
        (service, capability): (&str, &str),
        taken: Vec<Range<usize>>,
        now: &ZonedDateTime,
        lists: &Lists,
    ) -> Slots {
        let Some((_, capability)) = find(&self.services, service, capability) else {
            return Slots::default();
        };
        let key = (service.to_owned(), capability.id.clone());
        let contexts = self.contexts.entry(key).or_insert_with(|| slots::learn(capability, lists, now));
        slots::read(said, range, capability, (contexts, &self.pool), lists, now, taken)
    }
}

fn candidate(
    manifest: &Manifest,
    capability: &Capability,
    confidence: f32,
    is_named: bool,
    read: &Slots,
) -> Candidate {
    let ids = |all: &[crate::values::ListEntry]| all.iter().map(|entry| entry.id.clone()).collect();
    Candidate {
        service: manifest.service.id.clone(),
        capability: capability.id.clone(),
        schema: capability.schema.clone(),
        confidence,
        is_named,
        arguments: read.arguments.clone(),
        mentions: read.mentions.clone(),
        several: read.several.iter().map(|(name, all)| (name.clone(), ids(all))).collect(),
    }
}

fn find<'a>(
    services: &'a [StoredService],
    service: &str,
    capability: &str,
) -> Option<(&'a Manifest, &'a Capability)> {
    let manifest = &services.iter().find(|known| known.manifest.service.id == service)?.manifest;
    Some((manifest, manifest.capability(capability)?))
}

/// Where the person named a service that is not one of the app's own functions.
fn named(said: &Utterance, manifest: &Manifest) -> Vec<Range<usize>> {
    if manifest.visibility == Visibility::System {
        return Vec::new();
    }
    let service = &manifest.service;
    let names =
        service.name.all().map(|(_, name)| name).chain(service.aliases.iter().flat_map(|list| list.all()));
    let names: Vec<(usize, &str)> = names.map(|name| (0, name)).collect();
    find_choices(said, &names).into_iter().map(|(_, range)| led_in(said.chars(), range)).collect()
}

/// A name with the word that leads to it: "from Leaf Tea".
fn led_in(chars: &[char], name: Range<usize>) -> Range<usize> {
    const LEADS: &[&str] = &["from ", "at ", "on ", "via ", "using ", "with ", "in ", "through "];
    let before: String = chars[..name.start].iter().collect();
    let lead = LEADS.iter().find(|lead| {
        let rest = before.strip_suffix(**lead);
        rest.is_some_and(|rest| !rest.ends_with(char::is_alphanumeric))
    });
    name.start - lead.map_or(0, |lead| lead.len())..name.end
}
