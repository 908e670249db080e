//! Services, what they are known by, and the vectors of that.
//!
//! Decides nothing about meaning: it stores phrases, finds them by words and hands out their vectors.
//! Installing, replacing, switching and removing a service are one transaction each.
//!
//! Chinese words are often two characters, below what a trigram index can find;
//! so the words are cut here, Chinese into pairs, and FTS5 indexes the pairs (`docs/adr/0004-pairs-of-characters.md`).

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, params};

use super::heads::{bytes, floats};
use super::modes::{self, Switcher};
use super::places::{self, StoredPlaces};
use super::{Store, failed, pseudonyms, receipts};
use crate::error::Error;
use crate::manifest::{Manifest, MarkedExample, Modes, Parameter};
use crate::text::{Language, folded, frame, is_han};

/// What part a phrase plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum PhraseRole {
    Direct,
    Indirect,
    Negative,
    Title,
    Description,
    Keyword,
    Use,
    /// An example without its free words: what is left of a request whatever it is about.
    Frame,
}

const ROLES: &[(PhraseRole, &str)] = &[
    (PhraseRole::Direct, "direct"),
    (PhraseRole::Indirect, "indirect"),
    (PhraseRole::Negative, "negative"),
    (PhraseRole::Title, "title"),
    (PhraseRole::Description, "description"),
    (PhraseRole::Keyword, "keyword"),
    (PhraseRole::Use, "use"),
    (PhraseRole::Frame, "frame"),
];

impl PhraseRole {
    fn name(self) -> &'static str {
        ROLES.iter().find(|(role, _)| *role == self).map_or("direct", |(_, name)| name)
    }

    fn from_name(name: &str) -> Self {
        ROLES.iter().find(|(_, known)| *known == name).map_or(Self::Direct, |(role, _)| *role)
    }
}

/// One phrase that a capability is known by.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Phrase {
    pub id: i64,
    pub service: String,
    pub capability: String,
    pub role: PhraseRole,
    pub language: Language,
    pub text: String,
    pub hash: String,
}

/// An installed service.
#[derive(Clone, Debug)]
pub(crate) struct StoredService {
    pub manifest: Manifest,
    pub digest: String,
    pub enabled: bool,
    /// What the app and the person leave on of its modes.
    pub host: Modes,
    pub person: Modes,
}

/// Everything that a manifest is known by, without ids.
pub(crate) fn phrases_of(manifest: &Manifest, model: &str) -> Vec<Phrase> {
    let mut phrases = Vec::new();
    if !manifest.is_known() {
        return phrases; // it leaves no trace in understanding
    }
    for capability in &manifest.capabilities {
        let mut frames = BTreeSet::new();
        let mut push = |role, language: Language, text: &str| {
            let text = text.trim();
            if text.is_empty() {
                return;
            }
            let hash = crate::action::sha256_hex(format!("{model}\n{}\n{text}", language.tag()).as_bytes());
            phrases.push(Phrase {
                id: 0,
                service: manifest.service.id.clone(),
                capability: capability.id.clone(),
                role,
                language,
                text: text.to_owned(),
                hash: hash[..32].to_owned(),
            });
        };
        for (role, text) in
            [(PhraseRole::Title, &capability.title), (PhraseRole::Description, &capability.description)]
        {
            text.all().for_each(|(language, text)| push(role, language, text));
        }
        for (role, examples) in [
            (PhraseRole::Direct, &capability.examples.direct),
            (PhraseRole::Indirect, &capability.examples.indirect),
            (PhraseRole::Negative, &capability.examples.negative),
        ] {
            for (language, text) in examples.iter().flat_map(|example| example.all()) {
                let Ok(marked) = MarkedExample::parse(text) else { continue };
                push(role, language, &marked.text);
                if role != PhraseRole::Negative {
                    let is_free =
                        |name: &str| capability.parameter(name).is_some_and(Parameter::takes_free_words);
                    let free = marked.slots.iter().filter(|(name, _)| is_free(name));
                    let free: Vec<_> = free.map(|(_, range)| range.clone()).collect();
                    let chars: Vec<char> = marked.text.chars().collect();
                    frames.extend(frame(&chars, 0..chars.len(), &free).map(|frame| (language, frame)));
                }
            }
        }
        frames.iter().for_each(|(language, text)| push(PhraseRole::Frame, *language, text));
        for (role, list) in
            [(PhraseRole::Keyword, &capability.keywords), (PhraseRole::Use, &capability.use_when)]
        {
            for language in [Language::Zh, Language::En] {
                list.iter().flat_map(|list| list.get(language)).for_each(|text| push(role, language, text));
            }
        }
    }
    phrases
}

/// The words of a text as the index holds them: pairs of Chinese characters, Latin words and numbers.
pub(crate) fn words_of(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let chars: Vec<char> = folded(text).chars().collect();
    let mut at = 0;
    while at < chars.len() {
        let han = chars[at..].iter().take_while(|c| is_han(**c)).count();
        let word = chars[at..].iter().take_while(|c| c.is_alphanumeric() && !is_han(**c)).count();
        let run = &chars[at..at + han.max(word)];
        if han == 1 || word > 0 {
            words.push(run.iter().collect());
        } else {
            words.extend(run.windows(2).map(|pair| pair.iter().collect::<String>()));
        }
        at += run.len().max(1);
    }
    words
}

/// What the model made of a manifest, as far as the store did not have it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Learned {
    /// Vectors of phrases, by hash.
    pub vectors: Vec<(String, Vec<f32>)>,
    /// Where the words of parameters stand, by key of their capability's examples.
    pub places: Vec<(String, StoredPlaces)>,
}

/// Installs a service or replaces it, with what the model made of it.
///
/// A service that replaces one keeps its place and its switches.
pub(crate) fn install(
    transaction: &Connection,
    manifest: &Manifest,
    phrases: &[Phrase],
    learned: &Learned,
) -> Result<(), Error> {
    let id = &manifest.service.id;
    let kept: Option<i64> = transaction
        .query_row("SELECT position FROM services WHERE id = ?1", [id], |row| row.get(0))
        .optional()
        .map_err(failed)?;
    let mut switches = modes::switches(transaction)?;
    let position = match kept {
        Some(kept) => kept,
        None => {
            // What is off by default waits for the person; what was off before it was removed comes back off.
            if manifest.availability.as_ref().is_some_and(|availability| !availability.enabled_by_default) {
                modes::switch(transaction, id, Switcher::Person, Modes::OFF)?;
                switches = modes::switches(transaction)?;
            }
            transaction
                .query_row("SELECT coalesce(max(position), 0) + 1 FROM services", [], |row| row.get(0))
                .map_err(failed)?
        }
    };
    let enabled = switches.in_force(manifest).any();
    forget_changed_consents(transaction, manifest)?;
    forget_phrases(transaction, id)?;
    let (canonical, digest) = (manifest.canonical(), manifest.digest());
    transaction
        .execute(
            "INSERT INTO services (id, position, version, digest, manifest, enabled) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (id) DO UPDATE SET version = ?3, digest = ?4, manifest = ?5, enabled = ?6",
            params![id, position, manifest.service.version, digest, canonical, enabled],
        )
        .map_err(failed)?;
    keep_vectors(transaction, &learned.vectors)?;
    places::keep(transaction, &learned.places)?;
    if enabled {
        write_phrases(transaction, phrases)?;
    }
    Ok(())
}

/// Switches a service on or off. Off, nothing of it is left in the index.
pub(crate) fn set_enabled(
    transaction: &Connection,
    id: &str,
    enabled: bool,
    phrases: &[Phrase],
    learned: &Learned,
) -> Result<(), Error> {
    forget_phrases(transaction, id)?;
    keep_vectors(transaction, &learned.vectors)?;
    places::keep(transaction, &learned.places)?;
    transaction
        .execute("UPDATE services SET enabled = ?2 WHERE id = ?1", params![id, enabled])
        .map_err(failed)?;
    if enabled { write_phrases(transaction, phrases) } else { Ok(()) }
}

/// Removes a service. Its ledger rows stay: what happened has happened.
pub(crate) fn remove(transaction: &Connection, id: &str) -> Result<bool, Error> {
    forget_phrases(transaction, id)?;
    pseudonyms::forget(transaction, id)?;
    receipts::consent(transaction, id, false)?;
    let rows = transaction.execute("DELETE FROM services WHERE id = ?1", [id]).map_err(failed)?;
    transaction.execute("DELETE FROM consents WHERE service = ?1", [id]).map_err(failed)?;
    transaction.execute("DELETE FROM pack_services WHERE service = ?1", [id]).map_err(failed)?;
    Ok(rows > 0)
}

fn forget_phrases(transaction: &Connection, service: &str) -> Result<(), Error> {
    transaction
        .execute(
            "DELETE FROM phrase_words WHERE rowid IN (SELECT id FROM phrases WHERE service = ?1)",
            [service],
        )
        .map_err(failed)?;
    transaction.execute("DELETE FROM phrases WHERE service = ?1", [service]).map_err(failed)?;
    Ok(())
}

fn write_phrases(transaction: &Connection, phrases: &[Phrase]) -> Result<(), Error> {
    let mut insert = transaction
        .prepare("INSERT INTO phrases (service, capability, role, language, text, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
        .map_err(failed)?;
    let mut index =
        transaction.prepare("INSERT INTO phrase_words (rowid, grams) VALUES (?1, ?2)").map_err(failed)?;
    for phrase in phrases {
        let language = if phrase.language == Language::Zh { "zh" } else { "en" };
        insert
            .execute(params![
                phrase.service,
                phrase.capability,
                phrase.role.name(),
                language,
                phrase.text,
                phrase.hash
            ])
            .map_err(failed)?;
        // Negative examples must not attract by their words; a frame's are those of its example.
        if !matches!(phrase.role, PhraseRole::Negative | PhraseRole::Frame) {
            index
                .execute(params![transaction.last_insert_rowid(), words_of(&phrase.text).join(" ")])
                .map_err(failed)?;
        }
    }
    Ok(())
}

fn keep_vectors(transaction: &Connection, vectors: &[(String, Vec<f32>)]) -> Result<(), Error> {
    let mut insert = transaction
        .prepare("INSERT OR IGNORE INTO vectors (hash, vector) VALUES (?1, ?2)")
        .map_err(failed)?;
    for (hash, vector) in vectors {
        insert.execute(params![hash, bytes(vector)]).map_err(failed)?;
    }
    Ok(())
}

/// A yes to what a capability read and shared is none to what its new version does, or to what another publisher does.
fn forget_changed_consents(transaction: &Connection, new: &Manifest) -> Result<(), Error> {
    let query = "SELECT manifest FROM services WHERE id = ?1";
    let old: Option<String> =
        transaction.query_row(query, [&new.service.id], |row| row.get(0)).optional().map_err(failed)?;
    let Some(old) = old else { return Ok(()) };
    let old: Option<Manifest> = serde_json::from_str(&old).ok();
    let is_same_service = old.as_ref().is_some_and(|old| {
        old.service.publisher == new.service.publisher
            && old.service.data_controller == new.service.data_controller
    });
    // Another publisher is another service to the person: it does not know them, nor how it fared.
    if !is_same_service {
        pseudonyms::forget(transaction, &new.service.id)?;
        receipts::consent(transaction, &new.service.id, false)?;
    }
    let is_same = |capability: &str| {
        let (old, new) = (old.as_ref()?, new);
        let (before, after) = (old.capability(capability)?, new.capability(capability)?);
        Some(
            is_same_service
                && before.data_use == after.data_use
                && before.parameters == after.parameters
                && before.output == after.output,
        )
    };
    let mut query =
        transaction.prepare("SELECT capability FROM consents WHERE service = ?1").map_err(failed)?;
    let given: Vec<String> = query
        .query_map([&new.service.id], |row| row.get(0))
        .map_err(failed)?
        .collect::<Result<_, _>>()
        .map_err(failed)?;
    for capability in given.iter().filter(|capability| !is_same(capability).unwrap_or(false)) {
        transaction
            .execute(
                "DELETE FROM consents WHERE service = ?1 AND capability = ?2",
                [&new.service.id, capability],
            )
            .map_err(failed)?;
    }
    Ok(())
}

impl Store {
    /// All installed services, in the order of installation.
    pub(crate) fn services(&self) -> Result<Vec<StoredService>, Error> {
        self.services_of("SELECT manifest, digest, enabled FROM services ORDER BY position", [])
    }

    /// The service of an id.
    pub(crate) fn service(&self, id: &str) -> Result<Option<StoredService>, Error> {
        Ok(self.services_of("SELECT manifest, digest, enabled FROM services WHERE id = ?1", [id])?.pop())
    }

    fn services_of(&self, query: &str, of: impl rusqlite::Params) -> Result<Vec<StoredService>, Error> {
        let mut query = self.read().prepare_cached(query).map_err(failed)?;
        let rows = query
            .query_map(of, |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get::<_, bool>(2)?))
            })
            .map_err(failed)?;
        let switches = modes::switches(self.read())?;
        let mut services = Vec::new();
        for row in rows {
            let (manifest, digest, enabled) = row.map_err(failed)?;
            let manifest: Manifest = serde_json::from_str(&manifest)
                .map_err(|e| Error::new(crate::error::ErrorKind::Corrupt, "reading the catalogue", e))?;
            let of = |who| switches.of(&manifest.service.id, who);
            let (host, person) = (of(Switcher::Host), of(Switcher::Person));
            services.push(StoredService { manifest, digest, enabled, host, person });
        }
        Ok(services)
    }

    /// All phrases of services that are on.
    pub(crate) fn phrases(&self) -> Result<Vec<Phrase>, Error> {
        let mut query = self
            .read()
            .prepare("SELECT id, service, capability, role, language, text, hash FROM phrases ORDER BY id")
            .map_err(failed)?;
        let rows = query.query_map([], |row| {
            Ok(Phrase {
                id: row.get(0)?,
                service: row.get(1)?,
                capability: row.get(2)?,
                role: PhraseRole::from_name(&row.get::<_, String>(3)?),
                language: if row.get::<_, String>(4)? == "zh" { Language::Zh } else { Language::En },
                text: row.get(5)?,
                hash: row.get(6)?,
            })
        });
        rows.map_err(failed)?.collect::<Result<_, _>>().map_err(failed)
    }

    /// Whether the index holds exactly these phrases of their service, each with its vector; a service that is off has none to hold.
    pub(crate) fn has_phrases(&self, phrases: &[Phrase]) -> Result<bool, Error> {
        let Some(first) = phrases.first() else { return Ok(true) };
        let enabled: bool = self
            .read()
            .query_row("SELECT enabled FROM services WHERE id = ?1", [&first.service], |row| row.get(0))
            .map_err(failed)?;
        let mut query = self
            .read()
            .prepare("SELECT p.hash FROM phrases p JOIN vectors v ON v.hash = p.hash WHERE p.service = ?1 ORDER BY p.id")
            .map_err(failed)?;
        let known: Vec<String> = query
            .query_map([&first.service], |row| row.get(0))
            .map_err(failed)?
            .collect::<Result<_, _>>()
            .map_err(failed)?;
        Ok(!enabled || known.iter().eq(phrases.iter().map(|phrase| &phrase.hash)))
    }

    /// The vectors of some hashes, those that are there.
    pub(crate) fn vectors(&self, hashes: &[&str]) -> Result<BTreeMap<String, Vec<f32>>, Error> {
        let mut query = self.read().prepare("SELECT vector FROM vectors WHERE hash = ?1").map_err(failed)?;
        let mut found = BTreeMap::new();
        for hash in hashes {
            let bytes: Option<Vec<u8>> =
                query.query_row([hash], |row| row.get(0)).optional().map_err(failed)?;
            if let Some(bytes) = bytes {
                found.insert((*hash).to_owned(), floats(&bytes));
            }
        }
        Ok(found)
    }

    /// Phrases that hold a word ([`words_of`]), no more than `limit`: id and BM25 score, larger is better.
    pub(crate) fn phrases_with(&self, word: &str, limit: usize) -> Result<Vec<(i64, f32)>, Error> {
        let query = "SELECT rowid, bm25(phrase_words) FROM phrase_words WHERE phrase_words MATCH ?1 LIMIT ?2";
        let mut query = self.read().prepare_cached(query).map_err(failed)?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = query
            .query_map(params![quoted(word), limit], |row| Ok((row.get(0)?, -row.get::<_, f64>(1)? as f32)))
            .map_err(failed)?;
        rows.collect::<Result<_, _>>().map_err(failed)
    }
}

/// A word that is searched for. Quoted, so that nothing of it is read as query syntax.
fn quoted(word: &str) -> String {
    format!("\"{}\"", word.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn manifest() -> Manifest {
        Manifest::load(include_str!("../../tests/manifests/tiny.json")).expect("a good manifest")
    }

    #[test]
    fn words_are_cut_into_pairs_and_words() {
        assert_eq!(words_of("来一杯milk tea,谢谢"), ["来一", "一杯", "milk", "tea", "谢谢"]);
        assert_eq!(words_of("好 "), ["好"]);
    }

    #[test]
    fn an_example_is_also_known_without_its_free_words() {
        let manifest = manifest();
        let all = phrases_of(&manifest, "m");
        let frames: Vec<&str> = all
            .iter()
            .filter(|phrase| phrase.role == PhraseRole::Frame && phrase.capability == "find")
            .map(|phrase| phrase.text.as_str())
            .collect();
        assert_eq!(frames, ["有没有", "看看", "do you have", "please"]);
    }

    #[test]
    fn a_word_of_two_characters_finds_its_phrase() {
        let mut store = Store::open(Path::new(":memory:")).expect("a database");
        let manifest = manifest();
        store
            .transaction(|t| install(t, &manifest, &phrases_of(&manifest, "m"), &Learned::default()))
            .expect("an installation");
        let phrases = store.phrases().expect("phrases");
        for word in ["红茶", "black"] {
            let found = store.phrases_with(word, 99).expect("a search");
            let holding: Vec<i64> = phrases
                .iter()
                .filter(|p| words_of(&p.text).iter().any(|w| w == word))
                .map(|p| p.id)
                .collect();
            assert!(
                !found.is_empty() && found.iter().all(|(id, score)| holding.contains(id) && *score > 0.0)
            );
            assert_eq!(store.phrases_with(word, 1).expect("a search").len(), 1);
        }
        for nothing in ["sofa", "\"OR\" *"] {
            assert!(store.phrases_with(nothing, 99).expect("a search").is_empty(), "{nothing}");
        }
    }

    #[test]
    fn a_service_that_is_off_leaves_no_trace() {
        let mut store = Store::open(Path::new(":memory:")).expect("a database");
        let manifest = manifest();
        let phrases = phrases_of(&manifest, "m");
        store.transaction(|t| install(t, &manifest, &phrases, &Learned::default())).expect("an installation");
        store
            .transaction(|t| {
                modes::switch(t, "com.example.tiny", Switcher::Person, Modes::OFF)?;
                set_enabled(t, "com.example.tiny", false, &phrases, &Learned::default())
            })
            .expect("off");
        assert!(store.phrases().expect("phrases").is_empty());
        assert!(store.phrases_with("红茶", 9).expect("a search").is_empty());
        // Replacing it does not switch it on again.
        store.transaction(|t| install(t, &manifest, &phrases, &Learned::default())).expect("an installation");
        assert!(store.phrases().expect("phrases").is_empty());
        store
            .transaction(|t| {
                modes::switch(t, "com.example.tiny", Switcher::Person, Modes::ON)?;
                set_enabled(t, "com.example.tiny", true, &phrases, &Learned::default())
            })
            .expect("on");
        assert_eq!(store.phrases().expect("phrases").len(), phrases.len());
        assert!(store.transaction(|t| remove(t, "com.example.tiny")).expect("removed"));
        assert!(
            store.services().expect("services").is_empty() && store.phrases().expect("phrases").is_empty()
        );
    }
}
