//! What the clauses of a request say to compute: arithmetic in words, rates, steps, bounds, conditions, sums over records.
//!
//! Decides which numbers of a clause are what; each family of clauses is a file. A clause that does not read whole is not used: its result is then
//! not shown, and the clause is told to the person.

mod arithmetic;
mod bounds;
mod condition;
mod grade;
mod holds;
mod operands;
mod rate;
mod records;
mod share;
mod summed;
mod whole;

use rust_decimal::Decimal;

pub(super) use self::arithmetic::goes_on;
pub(super) use self::condition::comparison;
pub(super) use self::grade::{Case, Tier, chosen, graded};
use self::operands::same_unit;
pub(super) use self::rate::Base;
pub(super) use self::records::records;
use super::Draft;
use super::computed::Computed;
use crate::minitool::formula::{Expr, Operator};
use crate::minitool::outline::{Clause, ClauseMark};

/// Whether a clause says something that is computed.
pub(super) fn computes(clause: Clause) -> bool {
    use Clause::*;
    matches!(
        clause,
        Formula
            | Rate
            | Base
            | Beyond
            | Tier
            | Case
            | Weight
            | Round
            | Cap
            | Least
            | When
            | Share
            | Total
            | Left
    )
}

/// Reads a clause into the result that it is about.
pub(super) fn read(draft: &mut Draft<'_>, mark: &ClauseMark, own: &mut Computed) -> Option<()> {
    let range = &mark.range;
    match mark.clause {
        Clause::Formula => arithmetic::arithmetic(draft, range, own),
        Clause::Rate => rate::rate(draft, range, own),
        Clause::Base => rate::base(draft, range, own),
        Clause::Beyond => rate::beyond(draft, range, own),
        Clause::Tier => grade::tier(draft, range, own),
        Clause::Case => grade::case(draft, range, own),
        Clause::Weight => grade::weight(draft, range, own),
        Clause::Round => bounds::round(draft, range, own),
        Clause::Cap => bounds::bound(draft, range, own, true),
        Clause::Least => bounds::bound(draft, range, own, false),
        Clause::When => condition::when(draft, range, own),
        Clause::Share => share::share(draft, range, own),
        Clause::Total => whole::total(draft, range, own),
        Clause::Left => share::left(draft, range, own),
        _ => None,
    }
}

/// `value * name`, without what changes nothing; one for every six is a sixth of them, and no 0.1667 that is a little too much.
fn times(value: Decimal, name: &str) -> Expr {
    if value == Decimal::ONE {
        return Expr::name(name);
    }
    let value = value.normalize();
    let part = |above: i64| -> Option<(Decimal, Decimal)> {
        let above = Decimal::from(above);
        let below = above.checked_div(value)?.round_dp(12).normalize();
        (below.scale() < 4 && !below.is_zero()).then_some((above, below))
    };
    // As many digits as there are: a part that does not end.
    if value.scale() > 20
        && let Some((above, below)) = (1..=12).find_map(part)
    {
        let whole = if above == Decimal::ONE {
            Expr::name(name)
        } else {
            Expr::binary(Operator::Multiply, Expr::name(name), Expr::Number(above))
        };
        return Expr::binary(Operator::Divide, whole, Expr::Number(below));
    }
    Expr::binary(Operator::Multiply, Expr::name(name), Expr::Number(value))
}
