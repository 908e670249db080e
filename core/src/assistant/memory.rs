//! What the person can see and change of what is remembered, preferred and chosen.
//!
//! Decides the shapes that a settings page shows; everything else is the store's and the turn's.

use jiff::ZonedDateTime;
use serde::{Deserialize, Serialize};

use super::Assistant;
use crate::dialogue::Named;
use crate::error::{Error, ErrorKind};
use crate::plan::{Choice, Plan, Preference};
use crate::store::{choices, memory, recent};
use crate::text::Language;
use crate::turn::{Engine, lock};

/// Something that is remembered of the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Fact {
    /// Its id.
    pub id: i64,
    /// Where it counts: the first part of a schema's name, such as `dining`.
    pub domain: String,
    /// The parameter that it fills.
    pub name: String,
    /// The value, JSON text in the form of that parameter.
    pub value: String,
    /// Where it came from: `said` in an errand, or `typed`.
    pub source: String,
    /// The turn in which it was said last.
    pub turn: Option<String>,
    /// Whether the person accepted it; one that is not is a proposal, shown as assumed wherever it is used.
    pub is_accepted: bool,
    /// How often it was said.
    pub times: u32,
    /// When it was said or typed last, milliseconds since 1970.
    pub created_ms: i64,
    /// When it is forgotten by itself.
    pub expires_ms: Option<i64>,
    /// The turns that used it, the latest ones.
    pub used_in: Vec<String>,
}

/// A service that the person took for something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LearnedChoice {
    /// What for: the schema.
    pub schema: String,
    /// The service's id.
    pub service: String,
    /// How often.
    pub times: u32,
}

/// One choice of a turn, in words and as it was recorded.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    /// Why the service that was taken.
    pub why: String,
    /// For each other candidate, by service: why not that one.
    pub why_not: Vec<(String, String)>,
    /// What would change it.
    pub what_would_change: Vec<String>,
    /// What is done for it, in order, by titles.
    pub plan: Vec<String>,
    /// The record.
    pub choice: Choice,
}

fn refuse(doing: &'static str, why: &'static str) -> Error {
    Error::new(ErrorKind::InvalidInput, doing, why)
}

impl Assistant {
    /// Everything that is remembered and has not expired, by domain and name.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Storage`].
    pub fn facts(&self, now: &ZonedDateTime) -> Result<Vec<Fact>, Error> {
        let all = lock(&self.engine).store.facts(now.timestamp().as_millisecond())?;
        Ok(all
            .into_iter()
            .map(|fact| Fact {
                id: fact.id,
                domain: fact.domain,
                name: fact.name,
                value: fact.value,
                source: fact.source,
                turn: fact.turn,
                is_accepted: fact.is_accepted,
                times: fact.times,
                created_ms: fact.created_ms,
                expires_ms: fact.expires_ms,
                used_in: serde_json::from_str(&fact.used_in).unwrap_or_default(),
            })
            .collect())
    }

    /// Remembers what the person typed: JSON text in the form of the parameter that it fills, in place of what was remembered under the name.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] when the value is no JSON, or domain or name is empty; [`ErrorKind::Storage`].
    pub fn remember(&self, domain: &str, name: &str, value: &str, now: &ZonedDateTime) -> Result<(), Error> {
        const DOING: &str = "remembering a fact";
        if domain.is_empty() || name.is_empty() {
            return Err(refuse(DOING, "it needs a domain and a name"));
        }
        let json: serde_json::Value =
            serde_json::from_str(value).map_err(|_| refuse(DOING, "the value is no JSON"))?;
        let now_ms = now.timestamp().as_millisecond();
        let mut engine = lock(&self.engine);
        engine
            .store
            .transaction(|t| memory::remember(t, (domain, name), &json.to_string(), "typed", now_ms, None))
    }

    /// Accepts a proposal. Answers whether there was one.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Storage`].
    pub fn accept_fact(&self, id: i64) -> Result<bool, Error> {
        lock(&self.engine).store.transaction(|t| memory::accept(t, id))
    }

    /// Gives a fact another value. Answers whether there was one.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] when the value is no JSON; [`ErrorKind::Storage`].
    pub fn correct_fact(&self, id: i64, value: &str) -> Result<bool, Error> {
        let json: serde_json::Value =
            serde_json::from_str(value).map_err(|_| refuse("correcting a fact", "the value is no JSON"))?;
        lock(&self.engine).store.transaction(|t| memory::correct(t, id, &json.to_string()))
    }

    /// Forgets a fact; nothing of it is left. Answers whether there was one.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Storage`].
    pub fn forget_fact(&self, id: i64) -> Result<bool, Error> {
        lock(&self.engine).store.transaction(|t| memory::forget(t, id))
    }

    /// Forgets what was done and shown last, so that no word points back to it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Storage`].
    pub fn forget_recent(&self) -> Result<(), Error> {
        lock(&self.engine).store.transaction(|t| recent::forget_recent(t))
    }

    /// The services that the person took, for what and how often.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Storage`].
    pub fn learned_choices(&self) -> Result<Vec<LearnedChoice>, Error> {
        let all = lock(&self.engine).store.chosen(None)?;
        Ok(all
            .into_iter()
            .map(|chosen| LearnedChoice {
                schema: chosen.schema,
                service: chosen.service,
                times: chosen.times,
            })
            .collect())
    }

    /// Forgets which services the person took for a schema. Answers whether there was anything.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Storage`].
    pub fn forget_choices(&self, schema: &str) -> Result<bool, Error> {
        lock(&self.engine).store.transaction(|t| choices::forget_chosen(t, schema)).map(|rows| rows > 0)
    }

    /// How the person wants choices made in a domain; the empty domain is all that have none of their own.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Storage`].
    pub fn preference(&self, domain: &str) -> Result<Preference, Error> {
        lock(&self.engine).preference(domain)
    }

    /// Sets how the person wants choices made in a domain.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Storage`].
    pub fn set_preference(&self, domain: &str, preference: &Preference) -> Result<(), Error> {
        let text = serde_json::to_string(preference)
            .map_err(|e| Error::new(ErrorKind::Bug, "keeping a preference", e))?;
        lock(&self.engine).store.transaction(|t| choices::keep_preference(t, domain, &text))
    }

    /// Why a turn took the services that it took: one explanation a choice, in order.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Storage`]; [`ErrorKind::Corrupt`] when a record cannot be read.
    pub fn explain(&self, turn: &str, language: Language) -> Result<Vec<Explanation>, Error> {
        let engine = lock(&self.engine);
        let records = engine.store.choices(turn)?;
        let name = |service: &str| {
            let manifest = engine.understanding.service(service);
            manifest
                .map_or_else(|| service.to_owned(), |manifest| manifest.service.name.get(language).to_owned())
        };
        let named = Named { language, names: &name };
        records
            .iter()
            .map(|text| {
                let choice: Choice = serde_json::from_str(text).map_err(|e| {
                    Error::new(ErrorKind::Corrupt, "explaining a turn", "the record cannot be read")
                        .because(e)
                })?;
                let others =
                    choice.candidates.iter().filter(|rival| Some(&rival.service) != choice.chosen.as_ref());
                Ok(Explanation {
                    why: named.why(&choice),
                    why_not: others
                        .filter_map(|rival| {
                            Some((rival.service.clone(), named.why_not(&choice, &rival.service)?))
                        })
                        .collect(),
                    what_would_change: named.what_would_change(&choice),
                    plan: plan_of(&engine, &choice, language),
                    choice,
                })
            })
            .collect()
    }
}

/// The titles of what is done for a choice, in order.
fn plan_of(engine: &Engine, choice: &Choice, language: Language) -> Vec<String> {
    let chosen =
        choice.chosen.as_deref().and_then(|service| choice.candidate(service)).or(choice.candidates.first());
    let found = chosen.and_then(|rival| engine.understanding.capability(&rival.service, &rival.capability));
    let Some((manifest, capability)) = found else { return Vec::new() };
    let plan = Plan::build(manifest, capability).unwrap_or_default();
    let titles = plan.steps.iter().filter_map(|step| manifest.capability(&step.capability));
    titles.map(|capability| capability.title.get(language).to_owned()).collect()
}
