//! A sentence to a [`Reading`], stage by stage: encode, search, rank, cut, read the arguments.
//!
//! Decides which capability and which arguments are meant, and how sure that is.
//! What is allowed is `trust`'s judgement; what is asked is `dialogue`'s.
//!
//! Invariant: text decides what is *meant*, never what may *happen*; nothing here writes to the store but the catalogue's vectors.

mod bundle;
mod encoder;
mod ranking;
mod reading;
mod search;
mod segments;
mod slots;

pub use reading::{Act, Candidate, Reading};
pub(crate) use slots::Lists;

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use jiff::ZonedDateTime;

use self::bundle::Bundle;
use self::encoder::Encoder;
use self::ranking::Ranking;
use self::search::Index;
use self::slots::Contexts;
pub(crate) use self::slots::Slots;
use crate::error::Error;
use crate::manifest::{Capability, Manifest};
use crate::store::{Phrase, Store, StoredService};
use crate::text::{Language, Utterance};
use crate::values::find_choices;

/// The model and everything that sentences are compared with.
pub(crate) struct Understanding {
    encoder: Encoder,
    model: String,
    dim: usize,
    index: Index,
    services: Vec<StoredService>,
    schemas: Vec<usize>, // by capability of the index
    contexts: BTreeMap<(String, String), Contexts>,
}

/// One act with everything that was read for its candidates.
#[derive(Clone, Debug)]
pub(crate) struct ReadAct {
    pub act: Act,
    /// What was read for each candidate.
    pub slots: Vec<Slots>,
}

/// What one sentence says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Read {
    /// The acts, in the order said.
    pub acts: Vec<ReadAct>,
    /// The nearest capabilities (service and id) when there is no act.
    pub nearest: Vec<(String, String)>,
}

/// A cut at a weak word needs both parts to be at least this sure.
const MIN_WEAK_PART: f32 = 0.9;
/// A cut at a strong word needs this.
const MIN_STRONG_PART: f32 = 0.6;
/// The most acts of one sentence.
const MAX_ACTS: usize = 4;

impl Understanding {
    /// Opens the model.
    pub(crate) fn open(bundle: &Path) -> Result<Self, Error> {
        let bundle = Bundle::open(bundle)?;
        let (model, dim) = (bundle.id.clone(), bundle.config.network.dim);
        let encoder = Encoder::load(bundle)?;
        Ok(Self { encoder, model, dim, index: Index::empty(dim), services: Vec::new(), schemas: Vec::new(), contexts: BTreeMap::new() })
    }

    /// Names the model: part of every vector's key.
    pub(crate) fn model(&self) -> &str {
        &self.model
    }

    /// Reads the catalogue anew, after it changed.
    pub(crate) fn reload(&mut self, store: &Store) -> Result<(), Error> {
        self.services = store.services()?;
        self.services.retain(|service| service.enabled && service.manifest.is_known());
        self.index = Index::load(store, self.dim)?;
        let mut names: Vec<&str> = Vec::new();
        self.schemas.clear();
        for entry in &self.index.capabilities {
            let schema = find(&self.services, &entry.service, &entry.capability).map_or("", |(_, capability)| capability.schema.as_str());
            let place = names.iter().position(|known| *known == schema).unwrap_or_else(|| {
                names.push(schema);
                names.len() - 1
            });
            self.schemas.push(place);
        }
        self.contexts.clear();
        Ok(())
    }

    /// Forgets what was learned from examples with the host's lists, after those changed.
    pub(crate) fn forget_contexts(&mut self) {
        self.contexts.clear();
    }

    /// The vectors of phrases that the store has none of.
    pub(crate) fn missing_vectors(&self, phrases: &[Phrase], store: &Store) -> Result<Vec<(String, Vec<f32>)>, Error> {
        let hashes: Vec<&str> = phrases.iter().map(|phrase| phrase.hash.as_str()).collect();
        let known = store.vectors(&hashes)?;
        let mut wanted: Vec<&Phrase> = phrases.iter().filter(|phrase| !known.contains_key(&phrase.hash)).collect();
        wanted.sort_by(|a, b| a.hash.cmp(&b.hash));
        wanted.dedup_by(|a, b| a.hash == b.hash);
        let texts: Vec<(Language, &str)> = wanted.iter().map(|phrase| (phrase.language, phrase.text.as_str())).collect();
        let vectors = self.encoder.encode(&texts)?;
        Ok(wanted.iter().map(|phrase| phrase.hash.clone()).zip(vectors).collect())
    }

    /// An installed and enabled service.
    pub(crate) fn service(&self, id: &str) -> Option<&Manifest> {
        self.services.iter().find(|service| service.manifest.service.id == id).map(|service| &service.manifest)
    }

    /// A capability of an enabled service.
    pub(crate) fn capability(&self, service: &str, capability: &str) -> Option<(&Manifest, &Capability)> {
        find(&self.services, service, capability)
    }

    /// Understands one sentence.
    pub(crate) fn read(&mut self, said: &Utterance, now: &ZonedDateTime, lists: &Lists, store: &Store) -> Result<Read, Error> {
        let whole = segments::trimmed(said.chars(), 0..said.chars().len());
        let mut read = Read::default();
        if said.is_wordless() || whole.is_empty() {
            return Ok(read);
        }
        for (range, ranking) in self.split(said, whole, store)? {
            if ranking.ranked.is_empty() {
                let near = ranking.nearest.iter().map(|capability| &self.index.capabilities[*capability]);
                read.nearest.extend(near.map(|entry| (entry.service.clone(), entry.capability.clone())));
            } else {
                read.acts.push(self.act(said, range, &ranking, now, lists));
            }
        }
        Ok(read)
    }

    fn rank(&self, said: &Utterance, range: &Range<usize>, store: &Store) -> Result<Ranking, Error> {
        let text = said.original(range.clone());
        let language = Language::of(&said.chars()[range.clone()]);
        let vector = self.encoder.encode(&[(language, text)])?.remove(0);
        let near = self.index.search(&vector, language, text, store)?;
        Ok(ranking::rank(&near, |capability| self.schemas[capability]))
    }

    /// Cuts a sentence where both sides are requests of their own.
    fn split(&self, said: &Utterance, whole: Range<usize>, store: &Store) -> Result<Vec<(Range<usize>, Ranking)>, Error> {
        let mut parts = vec![(whole.clone(), self.rank(said, &whole, store)?)];
        for cut in segments::cuts(&said.chars()[whole.clone()]) {
            if parts.len() == MAX_ACTS {
                break;
            }
            let (end, start) = (whole.start + cut.end, whole.start + cut.start);
            let Some(at) = parts.iter().position(|(range, _)| range.start < end && start < range.end) else { continue };
            let range = parts[at].0.clone();
            let (left, right) = (segments::trimmed(said.chars(), range.start..end), segments::trimmed(said.chars(), start..range.end));
            if left.is_empty() || right.is_empty() {
                continue;
            }
            let (first, second) = (self.rank(said, &left, store)?, self.rank(said, &right, store)?);
            let needed = if cut.is_strong { MIN_STRONG_PART } else { MIN_WEAK_PART };
            let top = |ranking: &Ranking| ranking.ranked.first().map(|ranked| self.schemas[ranked.capability]);
            // "buy milk and eggs": a part that is only more of the same is no act of its own.
            let more_of_the_same = !cut.is_strong && top(&first) == top(&second);
            if first.best >= needed && second.best >= needed && !more_of_the_same {
                parts.splice(at..=at, [(left, first), (right, second)]);
            }
        }
        Ok(parts)
    }

    fn act(&mut self, said: &Utterance, range: Range<usize>, ranking: &Ranking, now: &ZonedDateTime, lists: &Lists) -> ReadAct {
        let mut candidates = Vec::new();
        let mut slots = Vec::new();
        for ranked in &ranking.ranked {
            let entry = self.index.capabilities[ranked.capability].clone();
            let read = self.slots(said, range.clone(), &entry.service, &entry.capability, now, lists);
            let Some((manifest, capability)) = self.capability(&entry.service, &entry.capability) else { continue };
            candidates.push(Candidate {
                is_named: is_named(said, manifest),
                schema: capability.schema.clone(),
                service: entry.service,
                capability: entry.capability,
                confidence: ranked.confidence,
                arguments: read.arguments.clone(),
                mentions: read.mentions.clone(),
            });
            slots.push(read);
        }
        let act = Act { text: said.original(range).to_owned(), is_ambiguous: ranking.is_ambiguous, candidates };
        ReadAct { act, slots }
    }

    /// Reads the arguments of one capability.
    pub(crate) fn slots(&mut self, said: &Utterance, range: Range<usize>, service: &str, capability: &str, now: &ZonedDateTime, lists: &Lists) -> Slots {
        let Some((_, capability)) = find(&self.services, service, capability) else { return Slots::default() };
        let key = (service.to_owned(), capability.id.clone());
        let contexts = self.contexts.entry(key).or_insert_with(|| slots::learn(capability, lists, now));
        slots::read(said, range, capability, contexts, lists, now)
    }
}

fn find<'a>(services: &'a [StoredService], service: &str, capability: &str) -> Option<(&'a Manifest, &'a Capability)> {
    let manifest = &services.iter().find(|known| known.manifest.service.id == service)?.manifest;
    Some((manifest, manifest.capability(capability)?))
}

/// Whether the person named a service that is not the app's own.
fn is_named(said: &Utterance, manifest: &Manifest) -> bool {
    let service = &manifest.service;
    let names = service.name.all().map(|(_, name)| name).chain(service.aliases.iter().flat_map(|list| list.all()));
    let names: Vec<(usize, &str)> = names.map(|name| (0, name)).collect();
    manifest.visibility != crate::manifest::Visibility::System && !find_choices(said, &names).is_empty()
}
