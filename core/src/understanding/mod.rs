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
use self::search::{Index, Nearness};
use self::slots::Contexts;
pub(crate) use self::slots::Slots;
use crate::error::Error;
use crate::manifest::{Capability, Manifest, Visibility};
use crate::store::{Phrase, Store, StoredService};
use crate::text::{Language, Utterance};
use crate::values::{Value, find_choices};

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

/// What a sentence is read with.
struct Scene<'a> {
    now: &'a ZonedDateTime,
    lists: &'a Lists,
    store: &'a Store,
}

/// Part of a sentence with its ranking and what was read for each capability on the shortlist.
struct Part {
    range: Range<usize>,
    ranking: Ranking,
    slots: BTreeMap<usize, Slots>,
}

/// A cut at a weak word needs both parts to be at least this sure.
const MIN_WEAK_PART: f32 = 0.9;
/// A cut at a strong word needs this.
const MIN_STRONG_PART: f32 = 0.4;
/// A best score above this needs no second look.
const SURE_SCORE: f32 = 1.1;
/// Surroundings worth this much leave no doubt where a text stands.
const FULL_EVIDENCE: f32 = 2.5;
/// Candidates that get a second look.
const MAX_FRAMES: usize = 4;
/// The most acts of one sentence.
const MAX_ACTS: usize = 4;

impl Understanding {
    /// Opens the model.
    pub(crate) fn open(bundle: &Path) -> Result<Self, Error> {
        let bundle = Bundle::open(bundle)?;
        let (model, dim) = (bundle.id.clone(), bundle.config.network.dim);
        let encoder = Encoder::load(bundle)?;
        Ok(Self {
            encoder,
            model,
            dim,
            index: Index::empty(dim),
            services: Vec::new(),
            schemas: Vec::new(),
            contexts: BTreeMap::new(),
        })
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
            let schema = find(&self.services, &entry.service, &entry.capability)
                .map_or("", |(_, capability)| capability.schema.as_str());
            let place = names.iter().position(|known| *known == schema).unwrap_or_else(|| {
                names.push(schema);
                names.len() - 1
            });
            self.schemas.push(place);
        }
        self.contexts.clear();
        Ok(())
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

    /// Understands one sentence.
    pub(crate) fn read(
        &mut self,
        said: &Utterance,
        now: &ZonedDateTime,
        lists: &Lists,
        store: &Store,
    ) -> Result<Read, Error> {
        let whole = segments::trimmed(said.chars(), 0..said.chars().len());
        let mut read = Read::default();
        if said.is_wordless() || whole.is_empty() {
            return Ok(read);
        }
        for part in self.split(said, whole, &Scene { now, lists, store })? {
            if part.ranking.ranked.is_empty() {
                let near =
                    part.ranking.nearest.iter().map(|capability| &self.index.capabilities[*capability]);
                read.nearest.extend(near.map(|entry| (entry.service.clone(), entry.capability.clone())));
            } else {
                read.acts.push(self.act(said, part));
            }
        }
        Ok(read)
    }

    fn rank(&mut self, said: &Utterance, range: &Range<usize>, scene: &Scene<'_>) -> Result<Part, Error> {
        let names = self.names(said);
        // Which service is named says nothing about what is asked of it.
        let bare: String = range
            .clone()
            .filter(|i| !names.iter().any(|name| name.contains(i)))
            .map(|i| said.chars()[i])
            .collect();
        let text = if names.is_empty() { said.original(range.clone()) } else { bare.as_str() };
        let language = Language::of(&said.chars()[range.clone()]);
        let vector = self.encoder.encode(&[(language, text)])?.remove(0);
        let mut near = ranking::shortlist(self.index.search(&vector, language, text, scene.store)?);
        let mut slots = BTreeMap::new();
        for near in &mut near {
            let entry = self.index.capabilities[near.capability].clone();
            let read =
                self.slots(said, range.clone(), &entry.service, &entry.capability, scene.now, scene.lists);
            near.explained = read.explained;
            let typed =
                read.arguments.values().filter(|argument| !matches!(argument.value, Value::Text(_))).count();
            near.placed = read.evidence.map_or(0.5, |evidence| (evidence / FULL_EVIDENCE).min(1.0));
            let unlisted = read
                .mentions
                .keys()
                .filter(|name| self.takes_list(&entry.service, &entry.capability, name))
                .count();
            let typed = typed + read.several.len() + unlisted;
            near.bound = typed.min(3) as f32 / 3.0;
            slots.insert(near.capability, read);
        }
        self.look_at_frames(said, range, &mut near, &slots)?;
        let ranking = ranking::rank(&near, |capability| self.schemas[capability]);
        Ok(Part { range: range.clone(), ranking, slots })
    }

    /// What a message says hides what is asked: "给汤姆发消息说我到楼下了" is nearer to its examples without the words of the message.
    /// So where no candidate is sure, the best few with free text are compared once more without it.
    fn look_at_frames(
        &self,
        said: &Utterance,
        range: &Range<usize>,
        near: &mut [Nearness],
        slots: &BTreeMap<usize, Slots>,
    ) -> Result<(), Error> {
        near.sort_by(|a, b| ranking::score(b).total_cmp(&ranking::score(a)));
        if near.first().is_none_or(|near| ranking::score(near) > SURE_SCORE) {
            return Ok(());
        }
        let mut frames: Vec<(usize, String)> = Vec::new();
        for (at, near) in near.iter().enumerate().take(MAX_FRAMES) {
            let free = &slots[&near.capability].free;
            let rest: String = range
                .clone()
                .filter(|i| !free.iter().any(|free| free.contains(i)))
                .map(|i| said.chars()[i])
                .collect();
            if !free.is_empty() && rest.chars().filter(|c| c.is_alphanumeric()).count() >= 2 {
                frames.push((at, rest));
            }
        }
        let texts: Vec<(Language, &str)> = frames
            .iter()
            .map(|(_, rest)| (Language::of(&rest.chars().collect::<Vec<_>>()), rest.as_str()))
            .collect();
        for ((at, _), vector) in frames.iter().zip(self.encoder.encode(&texts)?) {
            let (prototype, nearest) = self.index.near_to(near[*at].capability, &vector);
            near[*at].prototype = near[*at].prototype.max(prototype);
            near[*at].nearest = near[*at].nearest.max(nearest);
        }
        Ok(())
    }

    /// Cuts a sentence where both sides are requests of their own.
    fn split(
        &mut self,
        said: &Utterance,
        whole: Range<usize>,
        scene: &Scene<'_>,
    ) -> Result<Vec<Part>, Error> {
        let mut parts = vec![self.rank(said, &whole, scene)?];
        for cut in segments::cuts(&said.chars()[whole.clone()]) {
            if parts.len() == MAX_ACTS {
                break;
            }
            let (end, start) = (whole.start + cut.end, whole.start + cut.start);
            let Some(at) = parts.iter().position(|part| part.range.start < end && start < part.range.end)
            else {
                continue;
            };
            let range = parts[at].range.clone();
            let (left, right) = (
                segments::trimmed(said.chars(), range.start..end),
                segments::trimmed(said.chars(), start..range.end),
            );
            if [&left, &right].iter().any(|part| !self.says_something(said, part)) {
                continue;
            }
            let first = self.rank(said, &left, scene)?;
            let needed = if cut.is_strong { MIN_STRONG_PART } else { MIN_WEAK_PART };
            if first.ranking.best < needed {
                continue;
            }
            let second = self.rank(said, &right, scene)?;
            let top = |part: &Part| part.ranking.ranked.first().map(|ranked| self.schemas[ranked.capability]);
            // "buy milk and eggs": a part that is only more of the same is no act of its own.
            let more_of_the_same = !cut.is_strong && top(&first) == top(&second);
            if second.ranking.best >= needed && !more_of_the_same {
                parts.splice(at..=at, [first, second]);
            }
        }
        Ok(parts)
    }

    /// Where any service is named.
    fn names(&self, said: &Utterance) -> Vec<Range<usize>> {
        self.services.iter().flat_map(|service| named(said, &service.manifest)).collect()
    }

    fn takes_list(&self, service: &str, capability: &str, parameter: &str) -> bool {
        let found =
            self.capability(service, capability).and_then(|(_, capability)| capability.parameter(parameter));
        found.is_some_and(|parameter| parameter.host_list().is_some())
    }

    /// Whether a part holds more than the name of a service: "…,叶子茶的" is no request.
    fn says_something(&self, said: &Utterance, part: &Range<usize>) -> bool {
        let names = self.names(said);
        let letters = part
            .clone()
            .filter(|i| said.chars()[*i].is_alphanumeric() && !names.iter().any(|name| name.contains(i)));
        letters.count() >= 2
    }

    fn act(&self, said: &Utterance, mut part: Part) -> ReadAct {
        let mut candidates = Vec::new();
        let mut slots = Vec::new();
        for ranked in &part.ranking.ranked {
            let entry = &self.index.capabilities[ranked.capability];
            let Some((manifest, capability)) = self.capability(&entry.service, &entry.capability) else {
                continue;
            };
            let read = part.slots.remove(&ranked.capability).unwrap_or_default();
            candidates.push(Candidate {
                is_named: !named(said, manifest).is_empty(),
                schema: capability.schema.clone(),
                service: entry.service.clone(),
                capability: entry.capability.clone(),
                confidence: ranked.confidence,
                arguments: read.arguments.clone(),
                mentions: read.mentions.clone(),
                several: read
                    .several
                    .iter()
                    .map(|(name, all)| (name.clone(), all.iter().map(|entry| entry.id.clone()).collect()))
                    .collect(),
            });
            slots.push(read);
        }
        let act = Act {
            text: said.original(part.range).to_owned(),
            is_ambiguous: part.ranking.is_ambiguous,
            candidates,
        };
        ReadAct { act, slots }
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
        let names = self.names(said);
        let Some((_, capability)) = find(&self.services, service, capability) else {
            return Slots::default();
        };
        let key = (service.to_owned(), capability.id.clone());
        let contexts = self.contexts.entry(key).or_insert_with(|| slots::learn(capability, lists, now));
        slots::read(said, range, capability, contexts, lists, now, names)
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
    find_choices(said, &names).into_iter().map(|(_, range)| range).collect()
}
