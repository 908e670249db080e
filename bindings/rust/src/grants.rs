//! Standing permissions, and what is asked beyond the rules: given by the approver, seen and taken back by a settings page.
//!
//! Decides the shapes; what a grant may say and what it covers is the core's.

use errand_core as core;

use crate::approval::Approver;
use crate::assistant::Assistant;
use crate::error::guarded;
use crate::{ErrandError, Language, Moment};

/// What the person permits beforehand, so that it need not be asked each time.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Grant {
    /// What it covers.
    pub scope: GrantScope,
    /// How often.
    pub times: u32,
    /// From when on, milliseconds since 1970.
    pub from_ms: i64,
    /// Until when, at most a year later; that moment not included.
    pub until_ms: i64,
    /// The limits of payments; with them it covers payments and nothing else, without them it covers none.
    #[uniffi(default = None)]
    pub payments: Option<GrantedPayments>,
}

/// The limits of payments.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct GrantedPayments {
    /// The most of one payment, in minor units.
    pub max_amount_minor: i64,
    /// The most of all together, in minor units.
    pub max_total_minor: i64,
    /// The ISO 4217 code: `CNY`.
    pub currency: String,
    /// Who may be paid.
    pub payees: Vec<Payee>,
}

/// A service that may be paid, as long as the same publisher is behind it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Payee {
    /// The service's id.
    pub service: String,
    /// Its publisher's id.
    pub publisher: String,
}

/// What a grant covers.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum GrantScope {
    /// One capability of one service.
    Capability {
        /// The service's id.
        service: String,
        /// The capability's id.
        capability: String,
    },
    /// Every capability of a domain, the first part of a schema's name: `food`, `messages`.
    Domain {
        /// The domain.
        domain: String,
    },
}

/// A grant that was given, with what it was used for.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct GivenGrant {
    /// Its id.
    pub id: i64,
    /// What it permits.
    pub grant: Grant,
    /// When it was given, milliseconds since 1970.
    pub given_ms: i64,
    /// When it was taken back.
    pub revoked_ms: Option<i64>,
    /// How often it was used.
    pub times: u32,
    /// What was paid by it, in minor units.
    pub total_minor: i64,
}

/// What is asked about, or not allowed, beyond the rules. The stricter of the app's and the person's counts, in everything.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Safeguards {
    /// Acts that are confirmed each time, whatever a grant says: those of them that change something.
    #[uniffi(default = [])]
    pub confirms: Vec<GrantScope>,
    /// Everything that changes anything is confirmed each time; what takes back the beginning of an act that came to nothing is part of that act.
    #[uniffi(default = false)]
    pub confirms_every_change: bool,
    /// The most that one payment may come to; more is not made at all, nor is one in another currency.
    #[uniffi(default = None)]
    pub max_payment: Option<Limit>,
    /// No standing permission counts, and none can be given.
    #[uniffi(default = false)]
    pub allows_no_grants: bool,
    /// The most of each payment that a standing permission may cover; none for more or in another currency counts or can be given.
    #[uniffi(default = None)]
    pub max_grant: Option<Limit>,
}

/// The most that something may come to.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Limit {
    /// Minor units.
    pub minor: i64,
    /// The ISO 4217 code: `CNY`.
    pub currency: String,
}

#[uniffi::export]
impl Approver {
    /// The person's standing permission, given on the host's own surface, where `grantInWords` was shown. Answers its id.
    ///
    /// `isAuthenticated` says that the device has just checked that its owner is there; a grant for payments needs it.
    /// `InvalidInput` when a limit is missing or too wide, or the owner has not shown to be there.
    pub fn grant(&self, grant: Grant, is_authenticated: bool, now: Moment) -> Result<i64, ErrandError> {
        Ok(self.core().grant(&grant.try_into()?, is_authenticated, &now.zoned()?)?)
    }

    /// What the person wants asked beyond the rules, set on the host's own surface, in place of what was set before. The app's own stay in force.
    ///
    /// `isAuthenticated` says that the device has just checked that its owner is there; to ask for less than before needs it.
    /// `InvalidInput` when less is asked for and the owner has not shown to be there.
    pub fn set_safeguards(
        &self,
        safeguards: Safeguards,
        is_authenticated: bool,
        now: Moment,
    ) -> Result<(), ErrandError> {
        Ok(self.core().set_safeguards(&safeguards.try_into()?, is_authenticated, &now.zoned()?)?)
    }
}

#[uniffi::export]
impl Assistant {
    /// All grants that were ever given, oldest first; those that were taken back or are used up too.
    pub fn grants(&self) -> Result<Vec<GivenGrant>, ErrandError> {
        Ok(self.lock().grants()?.into_iter().map(Into::into).collect())
    }

    /// What the person wants asked beyond the rules; the app's own come on top.
    pub fn safeguards(&self) -> Result<Safeguards, ErrandError> {
        Ok(self.lock().safeguards()?.into())
    }

    /// Takes a grant back, at once: the next act that it would have covered is asked about. Answers whether there was one to take back.
    pub fn revoke_grant(&self, id: i64, now: Moment) -> Result<bool, ErrandError> {
        Ok(self.lock().revoke_grant(id, &now.zoned()?)?)
    }

    /// A grant in words, exactly what it permits: show this where the person gives it.
    pub fn grant_in_words(
        &self,
        grant: Grant,
        language: Language,
        now: Moment,
    ) -> Result<String, ErrandError> {
        guarded(|| Ok(self.lock().grant_in_words(&grant.try_into()?, language.into(), &now.zoned()?)))
    }
}

impl From<GrantScope> for core::GrantScope {
    fn from(from: GrantScope) -> Self {
        match from {
            GrantScope::Capability { service, capability } => Self::Capability { service, capability },
            GrantScope::Domain { domain } => Self::Domain { domain },
        }
    }
}

impl From<core::GrantScope> for GrantScope {
    fn from(from: core::GrantScope) -> Self {
        match from {
            core::GrantScope::Capability { service, capability } => Self::Capability { service, capability },
            core::GrantScope::Domain { domain } => Self::Domain { domain },
        }
    }
}

impl TryFrom<Safeguards> for core::Safeguards {
    type Error = ErrandError;

    fn try_from(from: Safeguards) -> Result<Self, ErrandError> {
        let sum = |limit: Limit| {
            let currency = core::Currency::of(&limit.currency).ok_or_else(|| ErrandError::InvalidInput {
                reason: "reading safeguards: the currency is unknown".to_owned(),
            })?;
            Ok::<_, ErrandError>(core::Money { minor: limit.minor, currency })
        };
        Ok(Self {
            confirms: from.confirms.into_iter().map(Into::into).collect(),
            confirms_every_change: from.confirms_every_change,
            max_payment: from.max_payment.map(sum).transpose()?,
            allows_no_grants: from.allows_no_grants,
            max_grant: from.max_grant.map(sum).transpose()?,
        })
    }
}

impl From<core::Safeguards> for Safeguards {
    fn from(from: core::Safeguards) -> Self {
        let limit = |sum: core::Money| Limit { minor: sum.minor, currency: sum.currency.code().to_owned() };
        Self {
            confirms: from.confirms.into_iter().map(Into::into).collect(),
            confirms_every_change: from.confirms_every_change,
            max_payment: from.max_payment.map(limit),
            allows_no_grants: from.allows_no_grants,
            max_grant: from.max_grant.map(limit),
        }
    }
}

impl TryFrom<Grant> for core::Grant {
    type Error = ErrandError;

    fn try_from(from: Grant) -> Result<Self, ErrandError> {
        let refuse =
            |reason: &str| ErrandError::InvalidInput { reason: format!("reading a grant: {reason}") };
        let time = |ms| jiff::Timestamp::from_millisecond(ms).map_err(|_| refuse("a time is out of range"));
        let sum = |minor, code: &str| {
            let currency = core::Currency::of(code).ok_or_else(|| refuse("the currency is unknown"))?;
            Ok::<_, ErrandError>(core::Money { minor, currency })
        };
        let limits = from.payments.as_ref();
        let max_amount = limits.map(|limits| sum(limits.max_amount_minor, &limits.currency)).transpose()?;
        let max_total = limits.map(|limits| sum(limits.max_total_minor, &limits.currency)).transpose()?;
        let payees = from.payments.map(|limits| limits.payees).unwrap_or_default();
        Ok(Self {
            scope: from.scope.into(),
            is_for_payments: max_amount.is_some(),
            max_amount,
            max_total,
            times: from.times,
            payees: payees
                .into_iter()
                .map(|payee| core::Payee { service: payee.service, publisher: payee.publisher })
                .collect(),
            from: time(from.from_ms)?,
            until: time(from.until_ms)?,
        })
    }
}

impl From<core::Grant> for Grant {
    fn from(from: core::Grant) -> Self {
        let payees = from.payees;
        let limits = from.max_amount.zip(from.max_total);
        Self {
            scope: from.scope.into(),
            times: from.times,
            from_ms: from.from.as_millisecond(),
            until_ms: from.until.as_millisecond(),
            payments: limits.map(|(each, all)| GrantedPayments {
                max_amount_minor: each.minor,
                max_total_minor: all.minor,
                currency: each.currency.code().to_owned(),
                payees: payees
                    .into_iter()
                    .map(|payee| Payee { service: payee.service, publisher: payee.publisher })
                    .collect(),
            }),
        }
    }
}

impl From<core::GivenGrant> for GivenGrant {
    fn from(from: core::GivenGrant) -> Self {
        Self {
            id: from.id,
            grant: from.grant.into(),
            given_ms: from.given_ms,
            revoked_ms: from.revoked_ms,
            times: from.times,
            total_minor: from.total,
        }
    }
}
