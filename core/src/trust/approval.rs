//! A yes of the person, worth one digest, once.
//!
//! Decides what a yes is; the store keeps it and uses it up, the assistant's `Approver` mints it.
//! Nothing that was said or understood can make one: words do not approve.

use crate::action::{Action, sha256_hex};

/// How long a yes is worth anything, in milliseconds.
pub(crate) const APPROVAL_LIFE_MS: i64 = 10 * 60 * 1_000;

/// A yes to one interrupt, minted by the host's own surface.
///
/// It has no public constructor and no serialised form: it cannot be made from text, and dies with the process.
#[derive(Debug)]
pub struct Approval {
    pub(crate) id: String,
    pub(crate) interrupt: String,
    pub(crate) digest: String,
    pub(crate) is_authenticated: bool,
}

/// What a yes to an action covers: every argument with the quote in it, and the whole manifest that it was shown under, by its digest, its payee among it.
pub(crate) fn agreement(action: &Action, manifest_digest: &str) -> String {
    sha256_hex(format!("agreement\n{}\n{manifest_digest}", action.digest()).as_bytes())
}

/// What a yes to several acts on one card covers: each of them, in this order. One act alone is its own agreement.
pub(crate) fn agreement_to_all(acts: &[String]) -> String {
    match acts {
        [one] => one.clone(),
        all => sha256_hex(format!("agreements\n{}", all.join("\n")).as_bytes()),
    }
}

/// What a consent covers: the capability, not the arguments of one call.
pub(crate) fn consent_digest(action: &Action) -> String {
    sha256_hex(format!("consent\n{}\n{}", action.service, action.capability).as_bytes())
}
