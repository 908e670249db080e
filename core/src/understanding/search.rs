//! A sentence vector and words to candidates: the index over what the enabled services are known by.
//!
//! Decides how near a sentence is to each capability; whether that is near enough is `ranking`'s matter.
//! Every phrase is looked at, in 8-bit numbers: at the thousand capabilities of a phone it takes less than the encoder by far.
//!
//! Invariant: a service that is off, or known by no mode, is not in the index.

use std::collections::BTreeMap;

use super::encoder::{Compared, dot};
use super::words::Words;
use crate::error::Error;
use crate::store::{PhraseRole, Store};
use crate::text::{Language, is_han};

/// How near a sentence is to a capability.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Nearness {
    /// Index into [`Index::capabilities`].
    pub capability: usize,
    /// Cosine to the mean of its examples in the sentence's language, -1 to 1.
    pub prototype: f32,
    /// Mean cosine to all its examples in the sentence's language, less half of what they have among themselves, -1.5 to 1: the nearer
    /// they lie to each other, the nearer a sentence must lie to them.
    pub middle: f32,
    /// Mean cosine to its two nearest phrases, -1 to 1.
    pub nearest: f32,
    /// Mean cosine to the nearest tenth of its phrases, two to ten of them, -1 to 1: how much of what it is known by lies here.
    pub dense: f32,
    /// Largest cosine to one of its negative examples, or -1.
    pub negative: f32,
    /// Share of words in common, relative to the best capability, 0 to 1.
    pub words: f32,
    /// Share of the sentence that the capability accounts for, 0 to 1; filled in for the nearest few.
    pub explained: f32,
    /// Share of three of its typed arguments that were said, 0 to 1; filled in for the nearest few.
    pub bound: f32,
    /// How likely its free text is its own, 0 to 1; one half without free text.
    pub placed: f32,
    /// Share of its required parameters that were said, 0 to 1; filled in for the nearest few.
    pub required: f32,
    /// How likely the head finds its schema, if any of them is meant.
    pub learned: f32,
    /// How likely the head finds that any schema is meant.
    pub served: f32,
    /// How likely the head finds that the sentence is an everyday one, that no app serves.
    pub everyday: f32,
    /// 1 where the person named its service.
    pub named: f32,
    /// How little it is known by: 1 without an example in the sentence's language, 0 from [`MANY_EXAMPLES`] on.
    pub few: f32,
}

impl Nearness {
    /// How likely its schema is by the head alone.
    pub(crate) fn by_head(&self) -> f32 {
        self.learned * self.served.min(1.0 - self.everyday)
    }

    /// Nothing is known yet.
    pub(crate) fn of(capability: usize) -> Self {
        Self {
            capability,
            prototype: -1.0,
            middle: -1.5,
            nearest: -1.0,
            dense: -1.0,
            negative: -1.0,
            words: 0.0,
            explained: 0.0,
            bound: 0.0,
            placed: 0.5,
            required: 0.0,
            learned: 0.0,
            served: 0.0,
            everyday: 0.0,
            named: 0.0,
            few: 0.0,
        }
    }
}

/// A capability in the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct IndexedCapability {
    pub service: String,
    pub capability: String,
}

/// Everything that sentences are compared with, in memory.
pub(crate) struct Index {
    pub capabilities: Vec<IndexedCapability>,
    known_by: Vec<KnownBy>, // by capability
    compared: Compared,     // phrases and prototypes
    words: Words,
    usual_within: f32, // mean cosine of two examples of one capability
}

/// Where in the matrix stands what a capability is known by.
#[derive(Clone, Debug, Default)]
struct KnownBy {
    positive: Vec<usize>,
    negative: Vec<usize>,
    frames: Vec<usize>,
    prototypes: [Option<Prototype>; 2], // by language
    examples: [usize; 2],               // by language
}

/// The mean of a capability's examples in one language.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Prototype {
    row: usize,  // of the matrix, where it stands at unit length
    length: f32, // its own
    within: f32, // mean cosine of two of the examples
}

impl Prototype {
    /// The cosine of a sentence to the mean, and [`Nearness::middle`].
    fn near(self, products: &[f32]) -> [f32; 2] {
        let cosine = products[self.row];
        [cosine, cosine * self.length - self.within / 2.0]
    }
}

/// The products of one vector with everything that sentences are compared with.
pub(crate) struct Products(Vec<f32>);

/// What the head learns from; kept no longer than that.
pub(crate) struct Lessons {
    phrases: Vec<(usize, PhraseKind, String)>, // capability, kind, hash
    vectors: Vec<f32>,                         // [phrases, dim]
    dim: usize,
}

/// What a phrase says of its capability.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum PhraseKind {
    /// It asks for it.
    Positive,
    /// It looks like it and is not meant.
    Negative,
    /// An example without its free words: compared with what is left of a sentence without its own.
    Frame,
}

/// A phrase to learn from.
pub(crate) struct Known<'a> {
    pub hash: &'a str,
    pub class: usize,
    pub kind: PhraseKind,
    pub vector: &'a [f32],
}

/// Mean cosine of two examples of one capability, where none is known.
const USUAL_WITHIN: f32 = 0.5;
/// A capability with so many examples in a language is known well.
const MANY_EXAMPLES: usize = 15;

fn slot(language: Language) -> usize {
    usize::from(language == Language::En)
}

impl Index {
    /// An index over nothing.
    pub(crate) fn empty(dim: usize) -> Self {
        Self {
            capabilities: Vec::new(),
            known_by: Vec::new(),
            compared: Compared::new(&[], dim),
            words: Words::default(),
            usual_within: USUAL_WITHIN,
        }
    }

    /// Reads the index from the store, and what a head can learn from it.
    pub(crate) fn load(store: &Store, dim: usize) -> Result<(Self, Lessons), Error> {
        let all = store.phrases()?;
        let hashes: Vec<&str> = all.iter().map(|phrase| phrase.hash.as_str()).collect();
        let known = store.vectors(&hashes)?;
        let mut index = Self::empty(dim);
        let mut places: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        let mut lessons = Lessons { phrases: Vec::new(), vectors: Vec::new(), dim };
        let mut sums: Vec<[Vec<f32>; 2]> = Vec::new();
        let mut held = Vec::new();
        for phrase in &all {
            let Some(vector) = known.get(&phrase.hash).filter(|vector| vector.len() == dim) else { continue };
            let capability = *places.entry((&phrase.service, &phrase.capability)).or_insert_with(|| {
                index.capabilities.push(IndexedCapability {
                    service: phrase.service.clone(),
                    capability: phrase.capability.clone(),
                });
                index.known_by.push(KnownBy::default());
                sums.push([vec![0.0; dim], vec![0.0; dim]]);
                index.capabilities.len() - 1
            });
            if matches!(phrase.role, PhraseRole::Direct | PhraseRole::Indirect) {
                let language = slot(phrase.language);
                sums[capability][language].iter_mut().zip(vector).for_each(|(sum, x)| *sum += x);
                index.known_by[capability].examples[language] += 1;
            }
            // Those that the word index holds; a frame's words are those of its example.
            if !matches!(phrase.role, PhraseRole::Negative | PhraseRole::Frame) {
                held.push((phrase.id, capability));
            }
            let known_by = &mut index.known_by[capability];
            let (kind, rows) = match phrase.role {
                // A lone keyword is no sentence: it helps by words only.
                PhraseRole::Keyword => continue,
                PhraseRole::Negative => (PhraseKind::Negative, &mut known_by.negative),
                PhraseRole::Frame => (PhraseKind::Frame, &mut known_by.frames),
                _ => (PhraseKind::Positive, &mut known_by.positive),
            };
            rows.push(lessons.phrases.len());
            lessons.phrases.push((capability, kind, phrase.hash.clone()));
            lessons.vectors.extend(vector);
        }
        let mut rows = lessons.vectors.clone();
        let usual = usual_within(&index.known_by, &sums);
        for (known_by, sums) in index.known_by.iter_mut().zip(sums) {
            for ((place, sum), count) in known_by.prototypes.iter_mut().zip(sums).zip(known_by.examples) {
                let norm = dot(&sum, &sum).sqrt();
                if norm > 0.0 {
                    let [within, pairs] = within(norm, count);
                    *place = Some(Prototype {
                        row: rows.len() / dim,
                        length: norm / count as f32,
                        within: (within * pairs + usual) / (pairs + 1.0), // as if one more pair were known, a usual one
                    });
                    rows.extend(sum.into_iter().map(|x| x / norm));
                }
            }
        }
        index.usual_within = usual;
        index.compared = Compared::new(&rows, dim);
        index.words = Words::new(held);
        Ok((index, lessons))
    }

    /// How near a sentence is to every capability, in the index's order.
    ///
    /// `vector`: `[dim]`, of unit length, centred for `language`.
    pub(crate) fn search(
        &mut self,
        vector: &[f32],
        language: Language,
        text: &str,
        store: &Store,
    ) -> Result<Vec<Nearness>, Error> {
        let words = self.words.shared(text, self.capabilities.len(), store)?;
        let is_mixed = text.chars().any(is_han) && text.chars().any(|c| c.is_ascii_alphabetic());
        let products = self.compared.products(vector);
        let of = |row: &usize| products[*row];
        let all = self.known_by.iter().enumerate().map(|(capability, known_by)| {
            let [nearest, dense] =
                nearest_and_dense(known_by.positive.len(), known_by.positive.iter().map(of));
            let [zh, en] = known_by.prototypes.map(|known| known.map(|known| known.near(&products)));
            let (own, other) = if language == Language::Zh { (zh, en) } else { (en, zh) };
            // "帮我book一个table" may be nearer to either.
            let near = if is_mixed { own.into_iter().chain(other).reduce(most) } else { own.or(other) };
            let [prototype, middle] = near.unwrap_or_else(|| {
                let best = known_by.positive.iter().map(of).fold(-1.0, f32::max);
                [best, best - self.usual_within / 2.0]
            });
            Nearness {
                prototype,
                middle,
                nearest,
                dense,
                negative: known_by.negative.iter().map(of).fold(-1.0, f32::max),
                words: words[capability],
                few: few(known_by.examples[slot(language)]),
                ..Nearness::of(capability)
            }
        });
        Ok(all.collect())
    }

    /// The products of other vectors with everything, for [`near_to`](Self::near_to).
    pub(crate) fn products(&self, vectors: &[Vec<f32>]) -> Vec<Products> {
        let all = self.compared.products(&vectors.concat());
        let each = all.len() / vectors.len().max(1);
        all.chunks_exact(each.max(1)).map(|products| Products(products.to_vec())).collect()
    }

    /// A capability with what another vector is nearer to it: to its prototypes, to its nearest phrases and frames.
    pub(crate) fn nearer(&self, near: &Nearness, products: &Products) -> Nearness {
        let (known_by, of) = (&self.known_by[near.capability], |row: &usize| products.0[*row]);
        let known = known_by.prototypes.iter().flatten().map(|known| known.near(&products.0));
        let [prototype, middle] = known.fold([near.prototype, near.middle], most);
        let all = known_by.positive.iter().chain(&known_by.frames).map(of);
        let [nearest, dense] = nearest_and_dense(known_by.positive.len() + known_by.frames.len(), all);
        Nearness {
            prototype,
            middle,
            nearest: near.nearest.max(nearest),
            dense: near.dense.max(dense),
            ..*near
        }
    }
}

impl Lessons {
    /// What a head can learn from, in an order that does not depend on the order of installation.
    pub(crate) fn all(&self, class: impl Fn(usize) -> usize) -> Vec<Known<'_>> {
        let mut all = Vec::with_capacity(self.phrases.len());
        for ((capability, kind, hash), vector) in self.phrases.iter().zip(self.vectors.chunks_exact(self.dim))
        {
            all.push(Known { hash, class: class(*capability), kind: *kind, vector });
        }
        all.sort_by(|a, b| (a.class, a.kind, a.hash).cmp(&(b.class, b.kind, b.hash)));
        all
    }
}

fn most(a: [f32; 2], b: [f32; 2]) -> [f32; 2] {
    [a[0].max(b[0]), a[1].max(b[1])]
}

/// The mean cosine of two of `count` unit vectors whose sum is so long, and how many pairs they are.
fn within(length: f32, count: usize) -> [f32; 2] {
    let count = count as f32;
    let pairs = count * (count - 1.0);
    [if pairs > 0.0 { (length * length - count) / pairs } else { 0.0 }, pairs / 2.0]
}

/// The mean cosine of two examples of one capability, over all of them.
fn usual_within(known_by: &[KnownBy], sums: &[[Vec<f32>; 2]]) -> f32 {
    let each = known_by.iter().zip(sums).flat_map(|(known_by, sums)| known_by.examples.into_iter().zip(sums));
    let [sum, count] = each.fold([0.0; 2], |[sum, seen], (count, vector)| {
        if count < 2 { [sum, seen] } else { [sum + within(dot(vector, vector).sqrt(), count)[0], seen + 1.0] }
    });
    if count > 0.0 { sum / count } else { USUAL_WITHIN }
}

/// Each example tells less than the one before it.
fn few(examples: usize) -> f32 {
    (1.0 - ((1 + examples) as f32).ln() / ((1 + MANY_EXAMPLES) as f32).ln()).max(0.0)
}

/// The mean of the two largest of `len` cosines, and that of the largest tenth, of two to ten; -1 without any.
fn nearest_and_dense(len: usize, cosines: impl Iterator<Item = f32> + Clone) -> [f32; 2] {
    let nearest = match (len, two_best(cosines.clone())) {
        (0 | 1, [first, _]) => first,
        (_, [first, second]) => (first + second) / 2.0,
    };
    let tenth = (len / 10).min(10);
    if tenth <= 2 {
        return [nearest, nearest];
    }
    let mut all: Vec<f32> = cosines.collect();
    all.select_nth_unstable_by(tenth - 1, |a, b| b.total_cmp(a));
    [nearest, all[..tenth].iter().sum::<f32>() / tenth as f32]
}

/// The two largest of some cosines; -1 for those that are missing.
fn two_best(cosines: impl Iterator<Item = f32>) -> [f32; 2] {
    cosines.fold(
        [-1.0_f32; 2],
        |[first, second], cosine| {
            if cosine > first { [cosine, first] } else { [first, second.max(cosine)] }
        },
    )
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::manifest::Manifest;
    use crate::store::catalogue::{self, Learned};

    const DIM: usize = 32;

    /// The shop of the tests, each of its phrases known by a direction of its own capability.
    fn shop() -> (Store, Manifest, Index) {
        let mut store = Store::open(Path::new(":memory:")).expect("a database");
        let manifest =
            Manifest::load(include_str!("../../tests/manifests/tiny.json")).expect("a good manifest");
        let phrases = catalogue::phrases_of(&manifest, "m");
        let vectors = phrases.iter().map(|phrase| (phrase.hash.clone(), along(&phrase.capability)));
        let learned = Learned { vectors: vectors.collect(), places: Vec::new() };
        store.transaction(|t| catalogue::install(t, &manifest, &phrases, &learned)).expect("an installation");
        let (index, lessons) = Index::load(&store, DIM).expect("an index");
        assert_eq!(lessons.all(|capability| capability).len(), lessons.vectors.len() / DIM);
        (store, manifest, index)
    }

    fn along(capability: &str) -> Vec<f32> {
        let axis = if capability == "find" { 3 } else { 5 };
        (0..DIM).map(|i| f32::from(i == axis)).collect()
    }

    #[test]
    fn a_sentence_is_near_to_what_it_points_at() {
        let (store, _, mut index) = shop();
        let found = index.search(&along("find"), Language::En, "black tea", &store).expect("a search");
        let of = |capability: &str| {
            let place = index.capabilities.iter().position(|entry| entry.capability == capability);
            found[place.expect("it is there")]
        };
        assert!(of("find").prototype > 0.99 && of("find").nearest > 0.99);
        assert!(of("order").prototype.abs() < 0.01 && of("order").nearest.abs() < 0.01);
        assert!(of("find").words > 0.5 && of("order").words > 0.5, "both sell black tea");
        let products = index.products(&[along("order"), along("find")]);
        let order = of("order").capability;
        let [there, elsewhere] = [0, 1].map(|at| index.nearer(&Nearness::of(order), &products[at]));
        let signs = |near: Nearness| [near.prototype, near.nearest, near.dense, near.middle + 0.5];
        assert!(
            signs(there).iter().all(|sign| *sign > 0.99) && signs(elsewhere).iter().all(|sign| *sign < 0.01)
        );
    }

    #[test]
    fn what_is_off_is_no_longer_found() {
        let (mut store, manifest, _) = shop();
        let phrases = catalogue::phrases_of(&manifest, "m");
        store
            .transaction(|t| {
                catalogue::set_enabled(
                    t,
                    &manifest.service.id,
                    false,
                    &phrases,
                    &catalogue::Learned::default(),
                )
            })
            .expect("it is off");
        let (mut index, _) = Index::load(&store, DIM).expect("an index");
        assert!(index.search(&along("find"), Language::Zh, "红茶", &store).expect("a search").is_empty());
        assert!(index.products(&[along("find")]).is_empty());
    }

    #[test]
    fn examples_that_lie_near_each_other_are_left_sooner() {
        let pair = |angle: f32| [[1.0, 0.0], [angle.cos(), angle.sin()]];
        for (angle, want) in [(0.0, 1.0), (std::f32::consts::FRAC_PI_3, 0.5), (std::f32::consts::PI, -1.0)] {
            let [a, b] = pair(angle);
            let length = ((a[0] + b[0]).powi(2) + (a[1] + b[1]).powi(2)).sqrt();
            assert!((within(length, 2)[0] - want).abs() < 1e-5, "angle {angle}");
        }
        assert_eq!((within(1.0, 1), within(0.0, 0)), ([0.0, 0.0], [0.0, 0.0]));
        // A sentence as far from the middle of both: the close ones are the farther.
        let near = |length, within| Prototype { row: 0, length, within }.near(&[0.6])[1];
        assert!(near(0.99, 0.97) < near(0.8, 0.3));
    }

    #[test]
    fn each_example_tells_less_than_the_one_before() {
        let all: Vec<f32> = (0..=MANY_EXAMPLES).map(few).collect();
        assert_eq!((all[0], all[MANY_EXAMPLES], few(99)), (1.0, 0.0, 0.0));
        assert!(all.windows(2).all(|pair| pair[0] > pair[1]));
        assert!(all.windows(3).all(|three| three[0] - three[1] > three[1] - three[2]));
    }

    #[test]
    fn density_is_that_of_the_nearest_tenth() {
        let falling = |count: usize| (0..count).rev().map(|i| 1.0 - i as f32 / 1_000.0).collect::<Vec<f32>>();
        for (count, want) in [(0, -1.0), (1, 1.0), (5, 0.9995), (29, 0.9995), (50, 0.998), (500, 0.9955)] {
            let [nearest, dense] = nearest_and_dense(count, falling(count).into_iter());
            assert!((dense - want).abs() < 1e-5, "{count} phrases");
            let of_two = if count > 1 { 0.9995 } else { want };
            assert!((nearest - of_two).abs() < 1e-5, "{count} phrases");
        }
    }

    #[test]
    fn the_two_best_are_found_in_any_order() {
        for cosines in [[0.1, 0.5, 0.3], [0.5, 0.3, 0.1], [0.3, 0.1, 0.5]] {
            assert_eq!(two_best(cosines.into_iter()), [0.5, 0.3]);
        }
        assert_eq!(two_best([0.2].into_iter()), [0.2, -1.0]);
    }
}
