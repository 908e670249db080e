//! Standing permissions: what the person permitted beforehand, so that it need not be asked each time.
//!
//! Decides what a grant may say, and whether it covers one act. It can only lower a judgement, never below what the developer or the act forbids.
//! Only the `Approver` gives one; the store keeps what it was used for.
//!
//! Invariants: no grant is without an end; a payment is covered only by a grant for payments, which names its payees and its limits;
//! an act whose arguments were guessed, or came from content, is never covered: nobody has seen them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Permit, Tier, Verdict};
use crate::action::{Action, Source};
use crate::error::{Error, ErrorKind};
use crate::manifest::{Authentication, Capability, CapabilityKind, Confirm, Manifest};
use crate::values::Money;

/// The longest that a grant may last, in milliseconds: a year.
const MAX_LIFE_MS: i64 = 366 * 24 * 60 * 60 * 1_000;
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// What the person permits beforehand. JSON in the same names; `docs/security.md` maps them to Alipay's delegation and to AP2's mandates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Grant {
    /// What it covers.
    pub scope: GrantScope,
    /// Whether it covers payments, and then nothing else.
    #[serde(default)]
    pub is_for_payments: bool,
    /// The most of one payment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_amount: Option<Money>,
    /// The most of all payments together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_total: Option<Money>,
    /// How often.
    pub times: u32,
    /// Who may be paid.
    #[serde(default)]
    pub payees: Vec<Payee>,
    /// From when on.
    pub from: Timestamp,
    /// Until when, at most a year later; that moment not included.
    pub until: Timestamp,
}

/// A service that may be paid, as long as the same publisher is behind it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Payee {
    /// The service's id.
    pub service: String,
    /// Its publisher's id.
    pub publisher: String,
}

/// What a grant covers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", deny_unknown_fields)]
pub enum GrantScope {
    /// One capability of one service.
    Capability {
        /// The service's id.
        service: String,
        /// The capability's id.
        capability: String,
    },
    /// Every capability of a domain, the first part of a schema's name (`food`, `messages`), once the person has used it or it is the app's own.
    Domain {
        /// The domain.
        domain: String,
    },
}

impl GrantScope {
    /// Whether a capability of a service is meant.
    pub(crate) fn holds(&self, service: &str, capability: &Capability) -> bool {
        match self {
            Self::Capability { service: own, capability: id } => own == service && *id == capability.id,
            Self::Domain { domain } => capability.schema.split('.').next() == Some(domain),
        }
    }
}

/// What a grant was used for up to now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Spent {
    pub times: u32,
    /// Minor units.
    pub total: i64,
}

/// A grant that covers one act. Only [`Grant::cover`] makes one.
#[derive(Debug)]
pub(crate) struct Covered {
    digest: String,
    /// What the act takes of the grant, in minor units.
    pub amount: i64,
    /// What was permitted, for the record.
    pub permission: Grant,
}

impl Covered {
    /// The permit for the act that is covered.
    pub(crate) fn permit(&self) -> Permit {
        Permit { digest: self.digest.clone() }
    }
}

impl Grant {
    /// Whether it may be given.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] with the field that is missing or too wide.
    pub fn check(&self) -> Result<(), Error> {
        let refuse = |why: &'static str| Err(Error::new(ErrorKind::InvalidInput, "giving a grant", why));
        if self.until <= self.from {
            return refuse("until: it ends before it begins");
        }
        if self.until.as_millisecond() - self.from.as_millisecond() > MAX_LIFE_MS {
            return refuse("until: it lasts longer than a year");
        }
        if self.times == 0 {
            return refuse("times: it is good for nothing");
        }
        let is_empty = match &self.scope {
            GrantScope::Capability { service, capability } => service.is_empty() || capability.is_empty(),
            GrantScope::Domain { domain } => domain.is_empty(),
        };
        if is_empty {
            return refuse("scope: it names nothing");
        }
        match (&self.max_amount, &self.max_total) {
            (None, None) if !self.is_for_payments => {
                return if self.payees.is_empty() {
                    Ok(())
                } else {
                    refuse("payees: it is not for payments")
                };
            }
            _ if !self.is_for_payments => return refuse("maxAmount: it is not for payments"),
            (Some(each), Some(all)) if each.currency == all.currency => {
                if each.minor <= 0 || all.minor < each.minor {
                    return refuse("maxTotal: the limits are not above zero, or less in all than each time");
                }
            }
            _ => return refuse("maxAmount, maxTotal: payments need both, in one currency"),
        }
        if self.payees.is_empty() { refuse("payees: payments need their payees") } else { Ok(()) }
    }

    /// Whether an act is covered, after what was spent. `amount` is what it costs, where it is a payment; `schema` the capability's.
    pub(crate) fn cover(
        &self,
        (action, capability, manifest): (&Action, &Capability, &Manifest),
        verdict: &Verdict,
        amount: Option<Money>,
        spent: Spent,
        given_ms: i64,
        now: Timestamp,
    ) -> Option<Covered> {
        // Whoever comes into a domain later was not meant when it was given; a payee was, by name.
        let is_meant =
            matches!(self.scope, GrantScope::Capability { .. }) || self.is_for_payments || !verdict.is_new;
        let is_in_scope = is_meant && self.scope.holds(&action.service, capability);
        let is_in_time = self.from <= now && now < self.until;
        let is_seen = action.arguments.values().all(|argument| argument.source.is_seen());
        if !is_in_scope || !is_in_time || !is_seen || spent.times >= self.times {
            return None;
        }
        let amount = if self.is_for_payments {
            self.covers_payment(capability, manifest, amount?, spent, given_ms, now)?
        } else {
            // What binds, moves money or cannot be shown beforehand is asked each time, and so is what its developer wants asked.
            let is_lowered = verdict.tier == Tier::T3
                && !capability.moves_money()
                && capability.kind != CapabilityKind::Commit
                && capability.safety.confirm != Confirm::Always
                && verdict.authentication != Authentication::RequiresLocalDeviceAuthentication;
            is_lowered.then_some(0)?
        };
        Some(Covered { digest: action.digest(), amount, permission: self.clone() })
    }

    /// What a payment takes of the grant.
    fn covers_payment(
        &self,
        capability: &Capability,
        manifest: &Manifest,
        amount: Money,
        spent: Spent,
        given_ms: i64,
        now: Timestamp,
    ) -> Option<i64> {
        let payment = capability.payment.as_ref().filter(|payment| payment.grantable)?;
        let (each, all) = (self.max_amount?, self.max_total?);
        let total = spent.total.checked_add(amount.minor)?;
        let is_within = amount.currency == each.currency
            && amount.currency == all.currency
            && (1..=each.minor).contains(&amount.minor)
            && total <= all.minor
            && self.payees.iter().any(|payee| {
                payee.service == manifest.service.id && payee.publisher == manifest.service.publisher.id
            });
        let is_within_developers = payment.max_grant.as_ref().is_none_or(|most| {
            let age_ms = now.as_millisecond() - given_ms;
            amount.minor <= most.amount && spent.times < most.times && age_ms < i64::from(most.days) * DAY_MS
        });
        (is_within && is_within_developers).then_some(amount.minor)
    }
}

impl Source {
    /// Whether the person has seen a value of this source, or said it: a grant covers no other.
    pub(crate) fn is_seen(self) -> bool {
        match self {
            Self::Said { .. }
            | Self::Answered
            | Self::Chosen
            | Self::Context
            | Self::Default
            | Self::Upstream => true,
            Self::Remembered | Self::Inferred | Self::Tool | Self::Selected { .. } => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::action::Argument;
    use crate::trust::{Facts, judge};
    use crate::values::{Currency, Value};

    fn cny(minor: i64) -> Money {
        Money { minor, currency: Currency::CNY }
    }

    fn at(day: i64) -> Timestamp {
        Timestamp::from_millisecond(1_764_000_000_000 + day * DAY_MS).expect("a time")
    }

    /// The version of a service that the person has never used.
    const NEW: &str = "0.0.1";

    fn tiny() -> Payee {
        Payee { service: "com.example.tiny".to_owned(), publisher: "p1".to_owned() }
    }

    fn for_payments() -> Grant {
        Grant {
            scope: GrantScope::Domain { domain: "tiny".to_owned() },
            is_for_payments: true,
            max_amount: Some(cny(2_000)),
            max_total: Some(cny(5_000)),
            times: 3,
            payees: vec![tiny()],
            from: at(0),
            until: at(30),
        }
    }

    fn for_acts() -> Grant {
        Grant { is_for_payments: false, max_amount: None, max_total: None, payees: vec![], ..for_payments() }
    }

    #[test]
    fn a_grant_without_its_limits_is_refused() {
        assert!(for_payments().check().is_ok() && for_acts().check().is_ok());
        let usd = |minor| Some(Money { minor, currency: Currency::of("USD").expect("a currency") });
        let good = for_payments;
        for (grant, field) in [
            (Grant { until: at(0), ..good() }, "until"),
            (Grant { until: at(400), ..good() }, "until"),
            (Grant { times: 0, ..good() }, "times"),
            (Grant { scope: GrantScope::Domain { domain: String::new() }, ..good() }, "scope"),
            (Grant { max_amount: None, ..good() }, "maxAmount"),
            (Grant { max_total: None, ..good() }, "maxAmount"),
            (Grant { max_total: usd(5_000), ..good() }, "maxAmount"),
            (Grant { max_amount: Some(cny(0)), ..good() }, "maxTotal"),
            (Grant { max_total: Some(cny(100)), ..good() }, "maxTotal"),
            (Grant { payees: vec![], ..good() }, "payees"),
            (Grant { payees: vec![tiny()], ..for_acts() }, "payees"),
            (Grant { max_amount: Some(cny(5)), ..for_acts() }, "maxAmount"),
        ] {
            let why = grant.check().expect_err(field).to_string();
            assert!(why.contains(field), "{why}");
        }
    }

    /// The tiny service whose order is a payment of a publisher.
    fn scene(change: impl FnOnce(&mut Manifest)) -> (Manifest, Action) {
        let mut manifest =
            Manifest::load(include_str!("../../tests/manifests/tiny.json")).expect("a good manifest");
        manifest.capabilities[1].schema = "tiny.order@1".to_owned();
        change(&mut manifest);
        let arguments = [(
            "size".to_owned(),
            Argument { value: Value::Choice("small".into()), source: Source::Answered },
        )];
        let action = Action {
            service: manifest.service.id.clone(),
            version: "1.2.0".into(),
            capability: "order".into(),
            arguments: arguments.into(),
        };
        (manifest, action)
    }

    fn pays(manifest: &mut Manifest) {
        let payment = serde_json::json!({"amountFrom": "item.price", "payee": "service.publisher", "currency": "CNY", "grantable": true});
        manifest.capabilities[1].payment = Some(serde_json::from_value(payment).expect("a payment"));
    }

    fn is_covered(
        grant: &Grant,
        scene: &(Manifest, Action),
        amount: Option<Money>,
        spent: Spent,
        now: Timestamp,
    ) -> bool {
        let (manifest, action) = scene;
        let capability = manifest.capability("order").expect("there");
        let facts = Facts { is_first_use: manifest.service.version == NEW, ..Facts::default() };
        let verdict = judge(action, capability, manifest, facts);
        grant
            .cover((action, capability, manifest), &verdict, amount, spent, at(0).as_millisecond(), now)
            .is_some()
    }

    #[test]
    fn a_payment_is_covered_within_every_limit_and_not_beyond_one() {
        let scene_of_pay = scene(pays);
        let grant = for_payments();
        let none = Spent::default();
        assert!(is_covered(&grant, &scene_of_pay, Some(cny(2_000)), none, at(1)));
        for (amount, spent, now, why) in [
            (cny(2_001), none, at(1), "more than each time"),
            (cny(0), none, at(1), "nothing"),
            (cny(-5), none, at(1), "less than nothing"),
            (cny(1_000), Spent { times: 1, total: 4_001 }, at(1), "more than in all"),
            (cny(1_000), Spent { times: 1, total: i64::MAX }, at(1), "more than can be counted"),
            (cny(1_000), Spent { times: 3, total: 0 }, at(1), "too often"),
            (cny(1_000), none, at(-1), "too early"),
            (cny(1_000), none, at(30), "too late"),
            (
                Money { currency: Currency::of("USD").expect("a currency"), ..cny(10) },
                none,
                at(1),
                "another currency",
            ),
        ] {
            assert!(!is_covered(&grant, &scene_of_pay, Some(amount), spent, now), "{why}");
        }
        assert!(!is_covered(&grant, &scene_of_pay, None, none, at(1)), "no sum");
        let other = scene(|manifest| {
            pays(manifest);
            manifest.service.publisher.id = "somebody-else".to_owned();
        });
        assert!(!is_covered(&grant, &other, Some(cny(10)), none, at(1)), "another publisher is behind it");
        let elsewhere = Payee { service: "com.example.other".to_owned(), ..tiny() };
        let grant_elsewhere = Grant { payees: vec![elsewhere], ..for_payments() };
        assert!(!is_covered(&grant_elsewhere, &scene_of_pay, Some(cny(10)), none, at(1)), "another payee");
        let not_grantable = scene(|manifest| {
            pays(manifest);
            manifest.capabilities[1].payment.as_mut().expect("a payment").grantable = false;
        });
        assert!(!is_covered(&grant, &not_grantable, Some(cny(10)), none, at(1)), "the developer forbids it");
        let narrow = scene(|manifest| {
            pays(manifest);
            let most = serde_json::json!({"amount": 500, "times": 1, "days": 10});
            manifest.capabilities[1].payment.as_mut().expect("a payment").max_grant =
                Some(serde_json::from_value(most).expect("limits"));
        });
        assert!(is_covered(&grant, &narrow, Some(cny(500)), none, at(1)));
        assert!(
            !is_covered(&grant, &narrow, Some(cny(501)), none, at(1)),
            "more than the developer lets be granted"
        );
        assert!(!is_covered(&grant, &narrow, Some(cny(5)), Spent { times: 1, total: 5 }, at(1)));
        assert!(!is_covered(&grant, &narrow, Some(cny(5)), none, at(10)));
        assert!(!is_covered(&for_acts(), &scene_of_pay, Some(cny(10)), none, at(1)), "no grant for payments");
    }

    #[test]
    fn an_act_is_covered_unless_it_binds_or_was_guessed() {
        let speaks = |manifest: &mut Manifest| manifest.capabilities[1].kind = CapabilityKind::Communicate;
        let none = Spent::default();
        assert!(is_covered(&for_acts(), &scene(speaks), None, none, at(1)));
        let elsewhere = Grant { scope: GrantScope::Domain { domain: "food".to_owned() }, ..for_acts() };
        assert!(!is_covered(&elsewhere, &scene(speaks), None, none, at(1)));
        let new = scene(|manifest| {
            speaks(manifest);
            manifest.service.version = NEW.to_owned();
        });
        assert!(!is_covered(&for_acts(), &new, None, none, at(1)), "it came into the domain later");
        let one = |capability: &str| GrantScope::Capability {
            service: "com.example.tiny".to_owned(),
            capability: capability.to_owned(),
        };
        assert!(is_covered(&Grant { scope: one("order"), ..for_acts() }, &scene(speaks), None, none, at(1)));
        assert!(!is_covered(&Grant { scope: one("find"), ..for_acts() }, &scene(speaks), None, none, at(1)));
        assert!(
            !is_covered(&for_payments(), &scene(speaks), None, none, at(1)),
            "a grant for payments is for nothing else"
        );
        let binds = scene(|manifest| manifest.capabilities[1].kind = CapabilityKind::Commit);
        assert!(!is_covered(&for_acts(), &binds, None, none, at(1)));
        let strict = scene(|manifest| {
            speaks(manifest);
            manifest.capabilities[1].safety.confirm = Confirm::Always;
        });
        assert!(!is_covered(&for_acts(), &strict, None, none, at(1)), "the developer wants it asked");
        let guarded = scene(|manifest| {
            speaks(manifest);
            manifest.capabilities[1].safety.authentication =
                Authentication::RequiresLocalDeviceAuthentication;
        });
        assert!(!is_covered(&for_acts(), &guarded, None, none, at(1)), "the owner must be there");
        for source in [Source::Inferred, Source::Remembered, Source::Tool, Source::Selected { item: 0 }] {
            let (manifest, mut action) = scene(speaks);
            action.arguments.get_mut("size").expect("there").source = source;
            assert!(!is_covered(&for_acts(), &(manifest, action), None, none, at(1)), "{source:?}");
        }
    }
}
