//! A sentence to a [`Reading`], stage by stage: encode, search, rank, cut, read the arguments.
//!
//! Decides which capability and which arguments are meant, and how sure that is.
//! What is allowed is `trust`'s judgement; what is asked is `dialogue`'s.
//!
//! Invariant: text decides what is *meant*, never what may *happen*; nothing here writes to the store but what was computed from the catalogue: vectors and the head.

mod acts;
mod boundary;
mod bundle;
mod bundles;
mod constraints;
mod dense;
mod encoder;
mod head;
mod inverse;
mod openings;
mod outline;
mod pieces;
mod ranking;
mod reading;
mod search;
mod segments;
mod slots;
mod study;
mod tagger;
mod tensors;
mod weights;
mod words;

pub use bundles::Bundles;
pub(crate) use constraints::contradiction;
pub use reading::{Act, Candidate, Considered, ConsideredCut, Reading};
pub(crate) use slots::Lists;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;

use self::bundle::Bundle;
use self::encoder::Encoder;
use self::head::{Head, Lesson};
use self::openings::Openings;
use self::outline::Outliner;
use self::search::{Index, Lessons, PhraseKind};
use self::slots::{Contexts, Reader};
pub(crate) use self::slots::{Other, ReadName, Slots, tells};
use self::study::Places;
use self::tagger::{Sight, Tagger};
use self::tensors::Tensors;
use crate::action::sha256_hex;
use crate::error::{Error, ErrorKind};
use crate::manifest::{Capability, Manifest, Visibility};
use crate::minitool::Outline;
use crate::store::{Store, StoredService};
use crate::text::{Language, Utterance};
use crate::values::{Reference, SaidValues, find_choices};

/// The model and everything that sentences are compared with.
pub(crate) struct Understanding {
    encoder: Encoder,
    model: String,
    dim: usize,
    background: Vec<f32>, // [sentences, dim]
    weights: ranking::Weights,
    boundary: Option<boundary::Weights>,
    index: Index,
    head: Head,
    services: Vec<StoredService>,
    schemas: Vec<usize>, // class by capability of the index
    openings: Openings,
    tagger: Tagger,
    outliner: Option<Outliner>,
    places: Places,
    contexts: BTreeMap<(String, String), Contexts>,
}

impl Understanding {
    /// Opens the model.
    pub(crate) fn open(bundle: &Path) -> Result<Self, Error> {
        let mut bundle = Bundle::open(bundle)?;
        let (model, dim) = (bundle.id.clone(), bundle.config.network.dim);
        let background = Tensors::read(std::mem::take(&mut bundle.background))?.all_floats("background")?;
        let (weights, boundary) = (bundle.config.ranking.clone(), bundle.config.boundary.clone());
        let tagger = Tagger::load(std::mem::take(&mut bundle.tagger), bundle.config.tagger, dim)?;
        let outline = bundle.config.outline.zip(bundle.outline.take());
        let outliner = outline.map(|(config, content)| Outliner::load(content, config, dim)).transpose()?;
        let encoder = Encoder::load(bundle)?;
        Ok(Self {
            encoder,
            model,
            dim,
            background,
            weights,
            boundary,
            index: Index::empty(dim),
            head: Head::empty(dim),
            services: Vec::new(),
            schemas: Vec::new(),
            openings: Openings::default(),
            tagger,
            outliner,
            places: Places::new(),
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
        self.places = self.stored_places(store)?;
        let lessons;
        (self.index, lessons) = Index::load(store, self.dim)?;
        let schema = |entry: &search::IndexedCapability| {
            find(&self.services, &entry.service, &entry.capability)
                .map_or("", |(_, capability)| capability.schema.as_str())
        };
        let names: BTreeSet<&str> = self.index.capabilities.iter().map(schema).collect();
        let places: BTreeMap<&str, usize> = names.iter().enumerate().map(|(i, name)| (*name, i)).collect();
        self.schemas = self.index.capabilities.iter().map(|entry| places[schema(entry)]).collect();
        self.openings = Openings::default();
        for (place, entry) in self.index.capabilities.iter().enumerate() {
            if let Some((_, capability)) = find(&self.services, &entry.service, &entry.capability) {
                self.openings.add(capability, place);
            }
        }
        let classes = names.len();
        self.learn(classes, &lessons, store)?;
        self.contexts.clear();
        Ok(())
    }

    /// Takes the head that was learned from this catalogue before, or learns it.
    fn learn(&mut self, classes: usize, lessons: &Lessons, store: &mut Store) -> Result<(), Error> {
        if classes == 0 {
            self.head = Head::empty(self.dim);
            return Ok(());
        }
        let lessons = lessons.all(|capability| self.schemas[capability]);
        let mut key = format!("{} {}\n", self.model, head::METHOD);
        for known in &lessons {
            key.push_str(&format!("{} {} {:?}\n", known.hash, known.class, known.kind));
        }
        let key = sha256_hex(key.as_bytes());
        let known = store.head(&key)?.and_then(|numbers| Head::from_numbers(&numbers, classes, self.dim));
        if let Some(head) = known {
            self.head = head;
            return Ok(());
        }
        let of = |negative: bool| -> Vec<Lesson<'_>> {
            let own = lessons.iter().filter(|known| (known.kind == PhraseKind::Negative) == negative);
            own.map(|known| Lesson {
                class: known.class,
                vector: known.vector,
                is_derived: known.kind == PhraseKind::Frame,
            })
            .collect()
        };
        let numbers = head::learn(&of(false), &of(true), &self.background, classes, self.dim)
            .map_err(|e| Error::new(ErrorKind::Bug, "learning the catalogue", e))?;
        self.head = Head::from_numbers(&numbers, classes, self.dim)
            .ok_or_else(|| Error::new(ErrorKind::Bug, "learning the catalogue", "a head of another size"))?;
        store.keep_head(&key, &numbers)
    }

    /// The vector of a sentence, centred for its language.
    pub(crate) fn vector(&self, said: &Utterance) -> Result<Vec<f32>, Error> {
        Ok(self.encoder.encode(&[(said.language(), said.said())])?.remove(0))
    }

    /// Forgets what was learned from examples with the host's lists, after those changed.
    pub(crate) fn forget_contexts(&mut self) {
        self.contexts.clear();
    }

    /// The installed and enabled services.
    pub(crate) fn services(&self) -> impl Iterator<Item = &Manifest> {
        self.services.iter().map(|service| &service.manifest)
    }

    /// An installed and enabled service.
    pub(crate) fn service(&self, id: &str) -> Option<&Manifest> {
        self.services
            .iter()
            .find(|service| service.manifest.service.id == id)
            .map(|service| &service.manifest)
    }

    /// The digest of an enabled service's manifest.
    pub(crate) fn digest(&self, id: &str) -> Option<&str> {
        let found = self.services.iter().find(|service| service.manifest.service.id == id);
        found.map(|service| service.digest.as_str())
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

    /// The services that a text names.
    pub(crate) fn named_services(&self, said: &Utterance) -> Vec<String> {
        let mut all: Vec<String> = self.names(said).into_iter().map(|(service, _)| service).collect();
        all.dedup();
        all
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

    /// One capability with what a whole sentence says for it, as sure as can be; [`None`] when no enabled service has it.
    pub(crate) fn candidate(
        &mut self,
        service: &str,
        capability: &str,
        said: &Utterance,
        here: Reference,
        lists: &Lists,
    ) -> Result<Option<Candidate>, Error> {
        let whole = segments::trimmed(said.chars(), 0..said.chars().len());
        let read = self.slots(said, whole, service, capability, here, lists)?;
        let found = self.capability(service, capability);
        Ok(found.map(|(manifest, capability)| {
            candidate(manifest, capability, 1.0, !named(said, manifest).is_empty(), &read)
        }))
    }

    /// Reads the arguments of one capability.
    pub(crate) fn slots(
        &mut self,
        said: &Utterance,
        range: Range<usize>,
        service: &str,
        capability: &str,
        here: Reference,
        lists: &Lists,
    ) -> Result<Slots, Error> {
        let names = self.names(said);
        let sight = self.look(said, &range, &names)?.sight;
        let taken = names.into_iter().map(|(_, range)| range).collect();
        Ok(self.slots_at(
            said,
            &range,
            (service, capability),
            &sight,
            taken,
            (&SaidValues::new(said, here), lists),
        ))
    }

    /// The same without free words: values, choices and the host's names, which need no look of the model.
    pub(crate) fn values(
        &mut self,
        said: &Utterance,
        range: Range<usize>,
        service: &str,
        capability: &str,
        here: Reference,
        lists: &Lists,
    ) -> Slots {
        let taken = self.names(said).into_iter().map(|(_, range)| range).collect();
        self.slots_at(
            said,
            &range,
            (service, capability),
            &Sight::default(),
            taken,
            (&SaidValues::new(said, here), lists),
        )
    }

    /// What a request for a mini-tool names and asks for, mended; nothing where the bundle can't read it.
    pub(crate) fn outline(&self, said: &Utterance) -> Result<Option<Outline>, Error> {
        let Some(outliner) = self.outliner.as_ref().filter(|_| !said.is_wordless()) else { return Ok(None) };
        let text = said.original(0..said.chars().len());
        let chars: Vec<char> = text.chars().collect();
        let mut whole: Option<Outline> = None;
        let mut at = 0;
        // What is longer than the network reads at once is read in parts; the first one says what is asked for.
        loop {
            let part: String = chars[at..].iter().collect();
            let seen = self.encoder.see(&[(Language::of(&chars[at..]), &part)])?.remove(0);
            let end = match at + seen.characters() {
                reached if seen.is_cut => segments::last_stop(&chars, at..reached),
                _ => chars.len(),
            };
            let mut outline = outliner.outline(&self.encoder, &seen, &chars[at..end], at);
            match &mut whole {
                Some(whole) => {
                    whole.others.clear();
                    whole.names.append(&mut outline.names);
                    whole.clauses.append(&mut outline.clauses);
                }
                None => whole = Some(outline),
            }
            if end == at || end == chars.len() {
                return Ok(whole.map(|outline| outline.mended(text)));
            }
            at = end;
        }
    }

    /// Part of a sentence as the model sees it, the names of services left out: what service is named says nothing about what is asked of it.
    fn look(
        &self,
        said: &Utterance,
        range: &Range<usize>,
        names: &[(String, Range<usize>)],
    ) -> Result<Look, Error> {
        let is_named = |i: &usize| names.iter().any(|(_, name)| name.contains(i));
        let places: Vec<usize> = range.clone().filter(|i| !is_named(i)).collect();
        let text = if names.is_empty() {
            said.original(range.clone()).to_owned()
        } else {
            places.iter().map(|i| said.chars()[*i]).collect()
        };
        let language = Language::of(&said.chars()[range.clone()]);
        let chars: Vec<char> = text.chars().collect();
        let mut sight = Sight::default();
        let mut vector = Vec::new();
        let mut at = 0;
        // What is longer than the network reads at once is looked at in parts; the first one says what is asked.
        loop {
            let part: String = chars[at..].iter().collect();
            let seen = self.encoder.see(&[(language, &part)])?.remove(0);
            let end = match at + seen.characters() {
                reached if seen.is_cut => segments::last_stop(&chars, at..reached),
                _ => chars.len(),
            };
            sight.append(self.tagger.look(&self.encoder, &seen, &chars[at..end], &places[at..end]));
            if at == 0 {
                vector = seen.vector;
            }
            if end == at || end == chars.len() {
                return Ok(Look { language, text, vector, sight });
            }
            at = end;
        }
    }

    /// Reads arguments by what the tagger sees; `taken`: where services are named, which is no argument.
    fn slots_at(
        &mut self,
        said: &Utterance,
        range: &Range<usize>,
        (service, capability): (&str, &str),
        sight: &Sight,
        taken: Vec<Range<usize>>,
        (values, lists): (&SaidValues<'_>, &Lists),
    ) -> Slots {
        let Some((_, capability)) = find(&self.services, service, capability) else {
            return Slots::default();
        };
        let key = (service.to_owned(), capability.id.clone());
        let none = BTreeMap::new();
        let places = self.places.get(&key).unwrap_or(&none);
        let contexts =
            self.contexts.entry(key).or_insert_with(|| slots::learn(capability, lists, values.here()));
        let reader = Reader { tagger: &self.tagger, contexts, places, lists };
        slots::read(said, range.clone(), capability, &reader, sight, values, taken)
    }
}

/// Part of a sentence as the model sees it.
struct Look {
    language: Language,
    text: String,
    vector: Vec<f32>,
    sight: Sight,
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
