//! What the person can see and change of what is remembered, preferred and chosen.
//!
//! Decides nothing: each record is one of `errand_core`'s, and each method one of its assistant's.

use errand_core as core;

use crate::error::guarded;
use crate::{Assistant, ErrandError, Language, Moment};

/// Something that is remembered of the person.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
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
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct LearnedChoice {
    /// What for: the schema.
    pub schema: String,
    /// The service's id.
    pub service: String,
    /// How often.
    pub times: u32,
}

/// How much of a choice the core makes by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Dial {
    /// The person chooses, always.
    ShowOptions,
    /// The core takes the best and says why; the person can say another.
    RecommendOne,
    /// It also takes the cheapest of what that service offers, within `limitMinor`. What spends still needs its yes.
    AutoWithinLimits,
}

/// How a person wants choices made, in one domain or in all.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Preference {
    /// How much the core chooses by itself; nothing: what suits the kind of act.
    #[uniffi(default = None)]
    pub dial: Option<Dial>,
    /// Services, by id, that are never taken unless the person names them.
    #[uniffi(default = [])]
    pub banned: Vec<String>,
    /// Whether what the person did before may count.
    #[uniffi(default = true)]
    pub is_personalised: bool,
    /// The most that the core may choose by itself, in minor units of `limitCurrency`.
    #[uniffi(default = None)]
    pub limit_minor: Option<i64>,
    /// The ISO 4217 code of that limit.
    #[uniffi(default = None)]
    pub limit_currency: Option<String>,
}

/// One choice of a turn, in words and as it was recorded.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Explanation {
    /// Why the service that was taken.
    pub why: String,
    /// For each other candidate: why not that one.
    pub why_not: Vec<WhyNot>,
    /// What would change it.
    pub what_would_change: Vec<String>,
    /// What is done for it, in order, by titles.
    pub plan: Vec<String>,
    /// The record as JSON: every candidate with its components, its score or why it is out.
    pub record: String,
}

/// Why a candidate was not taken.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct WhyNot {
    /// The service's id.
    pub service: String,
    /// Why not.
    pub reason: String,
}

#[uniffi::export]
impl Assistant {
    /// Everything that is remembered and has not expired, by domain and name.
    pub fn facts(&self, now: Moment) -> Result<Vec<Fact>, ErrandError> {
        Ok(self.lock().facts(&now.zoned()?)?.into_iter().map(Into::into).collect())
    }

    /// Remembers what the person typed: JSON text in the form of the parameter that it fills. `InvalidInput` when it is no JSON.
    pub fn remember(
        &self,
        domain: String,
        name: String,
        value: String,
        now: Moment,
    ) -> Result<(), ErrandError> {
        Ok(self.lock().remember(&domain, &name, &value, &now.zoned()?)?)
    }

    /// Accepts a proposal. Answers whether there was one.
    pub fn accept_fact(&self, id: i64) -> Result<bool, ErrandError> {
        Ok(self.lock().accept_fact(id)?)
    }

    /// Gives a fact another value, JSON text. Answers whether there was one.
    pub fn correct_fact(&self, id: i64, value: String) -> Result<bool, ErrandError> {
        Ok(self.lock().correct_fact(id, &value)?)
    }

    /// Forgets a fact; nothing of it is left. Answers whether there was one.
    pub fn forget_fact(&self, id: i64) -> Result<bool, ErrandError> {
        Ok(self.lock().forget_fact(id)?)
    }

    /// Forgets what was done and shown last, so that no word points back to it.
    pub fn forget_recent(&self) -> Result<(), ErrandError> {
        Ok(self.lock().forget_recent()?)
    }

    /// The services that the person took, for what and how often.
    pub fn learned_choices(&self) -> Result<Vec<LearnedChoice>, ErrandError> {
        let all = self.lock().learned_choices()?;
        let learned = |from: core::LearnedChoice| LearnedChoice {
            schema: from.schema,
            service: from.service,
            times: from.times,
        };
        Ok(all.into_iter().map(learned).collect())
    }

    /// Forgets which services the person took for a schema. Answers whether there was anything.
    pub fn forget_choices(&self, schema: String) -> Result<bool, ErrandError> {
        Ok(self.lock().forget_choices(&schema)?)
    }

    /// How the person wants choices made in a domain; the empty domain is all that have none of their own.
    pub fn preference(&self, domain: String) -> Result<Preference, ErrandError> {
        Ok(self.lock().preference(&domain)?.into())
    }

    /// Sets how the person wants choices made in a domain. `InvalidInput` when the limit's currency is none.
    pub fn set_preference(&self, domain: String, preference: Preference) -> Result<(), ErrandError> {
        Ok(self.lock().set_preference(&domain, &preference.try_into()?)?)
    }

    /// Why a turn took the services that it took: one explanation a choice, in order.
    pub fn explain(&self, turn: String, language: Language) -> Result<Vec<Explanation>, ErrandError> {
        guarded(|| Ok(self.lock().explain(&turn, language.into())?.into_iter().map(Into::into).collect()))
    }
}

impl From<core::Fact> for Fact {
    fn from(from: core::Fact) -> Self {
        let core::Fact {
            id,
            domain,
            name,
            value,
            source,
            turn,
            is_accepted,
            times,
            created_ms,
            expires_ms,
            used_in,
        } = from;
        Self { id, domain, name, value, source, turn, is_accepted, times, created_ms, expires_ms, used_in }
    }
}

impl From<core::Dial> for Dial {
    fn from(from: core::Dial) -> Self {
        match from {
            core::Dial::ShowOptions => Self::ShowOptions,
            core::Dial::RecommendOne => Self::RecommendOne,
            core::Dial::AutoWithinLimits => Self::AutoWithinLimits,
        }
    }
}

impl From<Dial> for core::Dial {
    fn from(from: Dial) -> Self {
        match from {
            Dial::ShowOptions => Self::ShowOptions,
            Dial::RecommendOne => Self::RecommendOne,
            Dial::AutoWithinLimits => Self::AutoWithinLimits,
        }
    }
}

impl From<core::Preference> for Preference {
    fn from(from: core::Preference) -> Self {
        Self {
            dial: from.dial.map(Into::into),
            banned: from.banned,
            is_personalised: from.is_personalised,
            limit_minor: from.limit.map(|limit| limit.minor),
            limit_currency: from.limit.map(|limit| limit.currency.code().to_owned()),
        }
    }
}

impl TryFrom<Preference> for core::Preference {
    type Error = ErrandError;

    fn try_from(from: Preference) -> Result<Self, ErrandError> {
        let refuse = || ErrandError::InvalidInput {
            reason: "setting a preference: a limit needs an amount and a currency that is known".to_owned(),
        };
        let limit = match (from.limit_minor, from.limit_currency) {
            (None, None) => None,
            (Some(minor), Some(code)) => {
                Some(core::Money { minor, currency: core::Currency::of(&code).ok_or_else(refuse)? })
            }
            _ => return Err(refuse()),
        };
        Ok(Self {
            dial: from.dial.map(Into::into),
            banned: from.banned,
            is_personalised: from.is_personalised,
            limit,
        })
    }
}

impl From<core::Explanation> for Explanation {
    fn from(from: core::Explanation) -> Self {
        let why_not = |(service, reason)| WhyNot { service, reason };
        Self {
            record: from.choice.json(),
            why: from.why,
            why_not: from.why_not.into_iter().map(why_not).collect(),
            what_would_change: from.what_would_change,
            plan: from.plan,
        }
    }
}
