//! What follows when a step fails: the remedies of each failure class, in the declared order.
//!
//! Decides which remedy comes next for what is possible now; carrying it out, and saying it, is `turn`'s.
//! Adding a rule is a line in [`ladder`].
//!
//! Invariants: a write is never called again blindly; what the person named or wanted is never replaced in silence; the last rung is an honest stop.

use crate::manifest::{FailureClass, RemedyKind};

/// What could still be done for a step that failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Possible {
    /// It only reads, so that it may be called again.
    pub is_read: bool,
    /// How often it was called again already.
    pub retries: u32,
    /// A wish can be given up by what the manifest allows.
    pub can_relax: bool,
    /// The person can be asked for another value, or to choose another of what is offered.
    pub can_ask: bool,
    /// Another service of the same schema is left.
    pub has_other_service: bool,
    /// A write of this plan has happened, so that going elsewhere would do it twice.
    pub has_begun: bool,
}

/// A read is called again at most so often, and once less where another service is left.
const MAX_RETRIES: u32 = 2;

/// The remedies of a class, in order; each is taken when it is possible.
fn ladder(class: FailureClass) -> &'static [RemedyKind] {
    use RemedyKind::*;
    match class {
        FailureClass::Timeout
        | FailureClass::Internal
        | FailureClass::Unreachable
        | FailureClass::RateLimited => &[Retry, AlternativeService],
        FailureClass::Empty => &[Relax, AlternativeService],
        FailureClass::NotFound => &[Relax, Ask, AlternativeService],
        FailureClass::NotAvailable => &[Relax, Ask, AlternativeService],
        FailureClass::ConstraintUnmet => &[Ask],
        FailureClass::InvalidArgument => &[Ask],
        FailureClass::AuthRequired | FailureClass::ContractViolation | FailureClass::Disabled => {
            &[AlternativeService]
        }
        FailureClass::UnknownOutcome => &[QueryOutcome],
        FailureClass::Denied | FailureClass::PolicyDisallowed | FailureClass::Cancelled => &[],
    }
}

/// The next remedy; [`RemedyKind::Stop`] when none is left.
pub(crate) fn remedy(class: FailureClass, possible: Possible) -> RemedyKind {
    let can = |remedy: &&RemedyKind| match remedy {
        RemedyKind::Retry => {
            let most = MAX_RETRIES - u32::from(possible.has_other_service);
            possible.is_read && possible.retries < most && class != FailureClass::RateLimited
        }
        RemedyKind::Relax => possible.can_relax && !possible.has_begun,
        RemedyKind::Ask => possible.can_ask && !possible.has_begun,
        RemedyKind::AlternativeService => possible.has_other_service && !possible.has_begun,
        RemedyKind::QueryOutcome => true,
        _ => false,
    };
    ladder(class).iter().find(can).copied().unwrap_or(RemedyKind::Stop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use FailureClass::*;
    use RemedyKind::*;

    #[test]
    fn the_next_rung_is_the_first_that_is_possible() {
        let nothing = Possible::default();
        let read = Possible { is_read: true, ..nothing };
        let other = Possible { has_other_service: true, ..nothing };
        let rows = [
            (Timeout, read, Retry),
            (Timeout, Possible { retries: 2, ..read }, Stop),
            (Timeout, Possible { retries: 1, has_other_service: true, ..read }, AlternativeService),
            (Timeout, other, AlternativeService),
            (RateLimited, read, Stop),
            (Empty, Possible { can_relax: true, has_other_service: true, ..read }, Relax),
            (Empty, other, AlternativeService),
            (NotAvailable, Possible { can_ask: true, has_other_service: true, ..nothing }, Ask),
            (InvalidArgument, Possible { can_ask: true, ..nothing }, Ask),
            (InvalidArgument, other, Stop),
            (Denied, Possible { has_other_service: true, can_ask: true, ..read }, Stop),
            (
                NotAvailable,
                Possible { has_begun: true, has_other_service: true, can_ask: true, ..nothing },
                Stop,
            ),
            (Cancelled, other, Stop),
            (UnknownOutcome, nothing, QueryOutcome),
        ];
        for (class, possible, want) in rows {
            assert_eq!(remedy(class, possible), want, "{class:?} {possible:?}");
        }
    }

    #[test]
    fn every_class_comes_to_a_stop() {
        for class in [
            InvalidArgument,
            NotFound,
            Empty,
            NotAvailable,
            ConstraintUnmet,
            Denied,
            Disabled,
            AuthRequired,
            RateLimited,
            Unreachable,
            Timeout,
            ContractViolation,
            PolicyDisallowed,
            Cancelled,
            Internal,
        ] {
            assert_eq!(
                remedy(class, Possible { retries: MAX_RETRIES, ..Possible::default() }),
                Stop,
                "{class:?}"
            );
        }
    }
}
