//! The plan: which service, in what order, and what follows when something fails.
//!
//! Decides by declared types and measured facts alone; what was meant comes from `understanding`, what may run is `trust`'s, when is `turn`'s.
//!
//! Invariant: everything here is a function of what it is given: no store, no clock, no chance. The same facts give the same plan.

mod build;
mod check;
mod choose;
mod preference;
mod probe;
mod reliability;
mod repair;

pub(crate) use build::{MAX_DEPTH, lookup, missing_entity, payment_of};
pub use build::{Plan, PlanStep};
pub(crate) use check::{
    Broken, Unmet, amount_of, broken_promise, is_empty, kept_by_record, paid_back, price_of, refund_of,
    unmet_requirement,
};
pub use choose::{Choice, ChosenBy, Component, Dial, Filtered, Rival};
pub(crate) use choose::{Contender, rank};
pub use preference::Preference;
pub(crate) use probe::MAX_PROBE_MS;
pub use probe::{CanAnswer, Probe, Quote};
pub(crate) use reliability::Measured;
pub(crate) use repair::{Possible, remedy};
