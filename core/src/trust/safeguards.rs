//! What is asked about beyond what the rules demand: by the app for all its people, by a person for themselves.
//!
//! Decides how the two come together: the stricter counts, in everything. Neither can ask for less than the rules.

use serde::{Deserialize, Serialize};

use super::grant::{Grant, GrantScope};
use crate::error::{Error, ErrorKind};
use crate::manifest::Capability;
use crate::values::Money;

/// What is asked about, or not allowed, beyond the rules. The default asks for nothing more.
///
/// ```
/// use errand_core::{GrantScope, Safeguards};
/// let host = Safeguards { confirms: vec![GrantScope::Domain { domain: "reminders".into() }], ..Safeguards::default() };
/// let person = Safeguards { allows_no_grants: true, ..Safeguards::default() };
/// let both = host.with(&person);
/// assert!(both.allows_no_grants && both.confirms.len() == 1);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Safeguards {
    /// Acts that are confirmed each time, whatever a grant says: those of them that change something.
    pub confirms: Vec<GrantScope>,
    /// Everything that changes anything is confirmed each time; what takes back the beginning of an act that came to nothing is part of that act.
    pub confirms_every_change: bool,
    /// The most that one payment may come to; more is not made at all, nor is one in another currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_payment: Option<Money>,
    /// No standing permission counts, and none can be given.
    pub allows_no_grants: bool,
    /// The most of each payment that a standing permission may cover; none for more or in another currency counts or can be given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_grant: Option<Money>,
}

impl Safeguards {
    /// These and others: the stricter in everything.
    #[must_use]
    pub fn with(&self, other: &Self) -> Self {
        let mut confirms = self.confirms.clone();
        confirms.extend(other.confirms.iter().filter(|scope| !self.confirms.contains(scope)).cloned());
        Self {
            confirms,
            confirms_every_change: self.confirms_every_change || other.confirms_every_change,
            max_payment: least(self.max_payment, other.max_payment),
            allows_no_grants: self.allows_no_grants || other.allows_no_grants,
            max_grant: least(self.max_grant, other.max_grant),
        }
    }

    /// Whether these ask for everything that others ask for.
    pub(crate) fn are_as_strict_as(&self, others: &Self) -> bool {
        self.with(others) == *self
    }

    /// Whether an act is to be confirmed each time.
    pub(crate) fn confirm(&self, service: &str, capability: &Capability) -> bool {
        !capability.kind.is_read()
            && (self.confirms_every_change
                || self.confirms.iter().any(|scope| scope.holds(service, capability)))
    }

    /// Whether a payment may be made at all.
    pub(crate) fn allow_payment(&self, amount: Money) -> bool {
        self.max_payment.is_none_or(|most| is_within(amount, most))
    }

    /// Whether a grant may be given and counts.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] with what stands against it.
    pub(crate) fn allow_grant(&self, grant: &Grant) -> Result<(), Error> {
        let refuse = |why: &str| Err(Error::new(ErrorKind::InvalidInput, "giving a grant", why));
        if self.allows_no_grants {
            return refuse("the safeguards allow no grants");
        }
        let is_within = |most: Money| grant.max_amount.is_some_and(|amount| is_within(amount, most));
        if grant.is_for_payments && !self.max_grant.is_none_or(is_within) {
            return refuse("it is for more than the safeguards allow");
        }
        Ok(())
    }
}

fn is_within(amount: Money, most: Money) -> bool {
    amount.currency == most.currency && amount.minor <= most.minor
}

/// The lower of two limits. In two currencies they cannot be compared, and nothing is within both.
fn least(one: Option<Money>, other: Option<Money>) -> Option<Money> {
    match (one, other) {
        (Some(one), Some(other)) if one.currency == other.currency => {
            Some(if one.minor <= other.minor { one } else { other })
        }
        (Some(one), Some(_)) => Some(Money { minor: -1, ..one }),
        (one, other) => one.or(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::Currency;
    use proptest::prelude::*;

    fn money() -> impl Strategy<Value = Option<Money>> {
        let currency = prop_oneof![Just(Currency::CNY), Just(Currency::USD)];
        proptest::option::of((0_i64..300, currency).prop_map(|(minor, currency)| Money { minor, currency }))
    }

    fn any_safeguards() -> impl Strategy<Value = Safeguards> {
        let domain = prop_oneof![Just("food"), Just("messages")];
        let scope = domain.prop_map(|domain| GrantScope::Domain { domain: domain.to_owned() });
        let scopes = proptest::collection::vec(scope, 0..2);
        (scopes, any::<bool>(), money(), any::<bool>(), money()).prop_map(
            |(confirms, confirms_every_change, max_payment, allows_no_grants, max_grant)| Safeguards {
                confirms,
                confirms_every_change,
                max_payment,
                allows_no_grants,
                max_grant,
            },
        )
    }

    proptest! {
        #[test]
        fn together_they_allow_nothing_that_one_forbids(
            a in any_safeguards(), b in any_safeguards(), sum in money(),
        ) {
            let both = a.with(&b);
            if let Some(sum) = sum {
                prop_assert!(!both.allow_payment(sum) || (a.allow_payment(sum) && b.allow_payment(sum)));
            }
            prop_assert!(both.are_as_strict_as(&a) && both.are_as_strict_as(&b));
            prop_assert!(both.allows_no_grants || !(a.allows_no_grants || b.allows_no_grants));
            prop_assert!(Safeguards::default().with(&a).are_as_strict_as(&a));
        }
    }
}
