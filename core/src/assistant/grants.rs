//! Standing permissions as a settings page shows them, and who gives them.
//!
//! Decides what is recorded when one is given or taken back; what it may say and what it covers is `trust`'s.

use jiff::ZonedDateTime;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Approver, Assistant};
use crate::dialogue::Permission;
use crate::error::{Error, ErrorKind};
use crate::store::{Record, grants, ledger};
use crate::text::Language;
use crate::trust::{Grant, GrantScope, Payee, Safeguards};
use crate::turn::{lock, read_safeguards};

/// A grant that was given, with what it was used for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
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
    /// What was paid by it, in minor units of its currency.
    pub total: i64,
}

impl Assistant {
    /// All grants that were ever given, oldest first; those that were taken back or are used up too.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Storage`]; [`ErrorKind::Corrupt`] when one cannot be read, which then covers nothing.
    pub fn grants(&self) -> Result<Vec<GivenGrant>, Error> {
        let all = lock(&self.engine).store.grants()?;
        all.into_iter()
            .map(|stored| {
                let grant = serde_json::from_str(&stored.permission).map_err(|e| {
                    Error::new(ErrorKind::Corrupt, "reading a grant", "it cannot be read").because(e)
                })?;
                Ok(GivenGrant {
                    id: stored.id,
                    grant,
                    given_ms: stored.given_ms,
                    revoked_ms: stored.revoked_ms,
                    times: stored.times,
                    total: stored.total,
                })
            })
            .collect()
    }

    /// Takes a grant back, at once: the next act that it would have covered is asked about. Answers whether there was one to take back.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Storage`].
    pub fn revoke_grant(&self, id: i64, now: &ZonedDateTime) -> Result<bool, Error> {
        let now_ms = now.timestamp().as_millisecond();
        lock(&self.engine).store.transaction(|t| {
            let is_revoked = grants::revoke(t, id, now_ms)?;
            if is_revoked {
                ledger::append(
                    t,
                    "",
                    now_ms,
                    &[Record { kind: "grantRevoked", body: json!({"grant": id}) }],
                )?;
            }
            Ok(is_revoked)
        })
    }

    /// A grant in words, exactly what it permits: show this where the person gives it. `now` tells the zone that its times are said in.
    pub fn grant_in_words(&self, grant: &Grant, language: Language, now: &ZonedDateTime) -> String {
        let engine = lock(&self.engine);
        let what = match &grant.scope {
            GrantScope::Domain { domain } => match language {
                Language::Zh => format!("“{domain}”类的功能"),
                Language::En => format!("everything of the kind \"{domain}\""),
            },
            GrantScope::Capability { service, capability } => {
                match engine.understanding.capability(service, capability) {
                    Some((manifest, capability)) => format!(
                        "{} ({})",
                        capability.title.get(language),
                        manifest.service.name.get(language)
                    ),
                    None => format!("{capability} ({service})"),
                }
            }
        };
        let zone = now.time_zone();
        let payee = |payee: &Payee| {
            let manifest = engine.understanding.service(&payee.service);
            let manifest = manifest.filter(|manifest| manifest.service.publisher.id == payee.publisher);
            manifest.map_or_else(
                || payee.service.clone(),
                |manifest| manifest.service.name.get(language).to_owned(),
            )
        };
        let limits = grant.max_amount.zip(grant.max_total).filter(|_| grant.is_for_payments);
        let permission = Permission {
            what,
            times: grant.times,
            from: grant.from.to_zoned_datetime(zone.clone()).datetime(),
            until: grant.until.to_zoned_datetime(zone.clone()).datetime(),
            payments: limits.map(|(each, all)| (each, all, grant.payees.iter().map(payee).collect())),
        };
        permission.in_words(language)
    }
}

impl Assistant {
    /// What the person wants asked beyond the rules; the app's own come on top.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Storage`], [`ErrorKind::Corrupt`].
    pub fn safeguards(&self) -> Result<Safeguards, Error> {
        lock(&self.engine).own_safeguards()
    }
}

impl Approver {
    /// The person's standing permission, given on the host's own surface, where [`Assistant::grant_in_words`] was shown. Answers its id.
    ///
    /// `is_authenticated`: the device has just checked that its owner is there; a grant for payments needs it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] when a limit is missing or too wide, or the owner has not shown to be there.
    pub fn grant(&self, grant: &Grant, is_authenticated: bool, now: &ZonedDateTime) -> Result<i64, Error> {
        const DOING: &str = "giving a grant";
        grant.check()?;
        if grant.is_for_payments && !is_authenticated {
            return Err(Error::new(
                ErrorKind::InvalidInput,
                DOING,
                "a grant for payments needs the device's owner",
            ));
        }
        let mut engine = lock(&self.engine);
        engine.safeguards()?.allow_grant(grant)?;
        let permission = serde_json::to_string(grant).map_err(|e| Error::new(ErrorKind::Bug, DOING, e))?;
        let now_ms = now.timestamp().as_millisecond();
        engine.store.transaction(|t| {
            let id = grants::give(t, &permission, now_ms)?;
            let body = json!({"grant": id, "permission": grant, "authenticated": is_authenticated});
            ledger::append(t, "", now_ms, &[Record { kind: "grantGiven", body }])?;
            Ok(id)
        })
    }

    /// What the person wants asked beyond the rules, set on the host's own surface, in place of what was set before.
    ///
    /// The app's own, in [`Options::safeguards`](crate::Options::safeguards), stay in force whatever is set here.
    /// `is_authenticated`: the device has just checked that its owner is there; to ask for less than before needs it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] when less is asked for than before and the owner has not shown to be there.
    pub fn set_safeguards(
        &self,
        safeguards: &Safeguards,
        is_authenticated: bool,
        now: &ZonedDateTime,
    ) -> Result<(), Error> {
        const DOING: &str = "setting safeguards";
        let body = serde_json::to_string(safeguards).map_err(|e| Error::new(ErrorKind::Bug, DOING, e))?;
        let mut engine = lock(&self.engine);
        engine.store.transaction(|t| {
            // What was set before is read where it is replaced: another process may have set more meanwhile.
            let before = read_safeguards(grants::safeguards(t)?)?;
            if !safeguards.are_as_strict_as(&before) && !is_authenticated {
                let why = "to ask for less needs the device's owner";
                return Err(Error::new(ErrorKind::InvalidInput, DOING, why));
            }
            grants::keep_safeguards(t, &body)?;
            let body = json!({"safeguards": safeguards, "authenticated": is_authenticated});
            let record = Record { kind: "safeguardsSet", body };
            ledger::append(t, "", now.timestamp().as_millisecond(), &[record])
        })
    }
}
