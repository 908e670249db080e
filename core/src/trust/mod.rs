//! Whether an action may run, and who must agree first.
//!
//! Decides the tier of an action by what it does, whose things it touches and where its values come from.
//! It never asks how sure the understanding was: `understanding` is not imported here, and a verdict has no way to see a confidence.
//!
//! Invariants: a manifest can only make a verdict stricter; an unknown case is confirmed;
//! a call leaves only with a [`Permit`], and a permit exists only where a verdict of the same action gave it.

mod approval;
mod grant;
mod policy;
mod safeguards;

pub use approval::Approval;
pub(crate) use approval::{APPROVAL_LIFE_MS, agreement, agreement_to_all, consent_digest};
pub(crate) use grant::{Covered, Spent};
pub use grant::{Grant, GrantScope, Payee};
pub use policy::Tier;
pub(crate) use policy::{Facts, Verdict, judge};
pub use safeguards::Safeguards;

use crate::action::Action;
use crate::manifest::Capability;

/// The right to hand out one action once. Only [`Verdict::permit`], [`permit_probe`] and a grant that covers it make one.
pub(crate) struct Permit {
    digest: String,
}

impl Verdict {
    /// The permit for an action, when its tier needs no yes or the yes to exactly this agreement was used up just now.
    pub(crate) fn permit(&self, action: &Action, agreement: &str, agreed: Option<&str>) -> Option<Permit> {
        let is_free = !self.needs_confirmation();
        (is_free || agreed == Some(agreement)).then(|| Permit { digest: action.digest() })
    }
}

/// The permit to ask a service whether it could: a probe changes nothing, and sends what is personal only where the person has let it.
pub(crate) fn permit_probe(action: &Action, capability: &Capability, has_consent: bool) -> Option<Permit> {
    let is_personal =
        |name: &String| capability.parameter(name).is_none_or(|parameter| parameter.sensitive.is_some());
    let is_free = has_consent || !action.arguments.keys().any(is_personal);
    is_free.then(|| Permit { digest: action.digest() })
}

impl Permit {
    /// Whether the permit is for this action.
    pub(crate) fn covers(&self, action: &Action) -> bool {
        self.digest == action.digest()
    }
}
