//! What a person wants of the result, beside the arguments: a budget, a distance, a diet.
//!
//! Decides what a constraint is and when a value of a service keeps it; which words mean one is `understanding`'s matter, what follows is `plan`'s.
//!
//! Invariant: what is not known is unknown; it never counts as kept.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::manifest::ConstraintKind;
use crate::values::Money;

/// One constraint.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Constraint {
    /// What it is about.
    pub kind: ConstraintKind,
    /// What is wanted.
    pub limit: Limit,
    /// Whether nothing else will do; a soft one is given up first, and that is said.
    pub is_hard: bool,
    /// Where it comes from.
    pub source: ConstraintSource,
}

/// What is wanted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Limit {
    /// No more than a sum; at least a zero one.
    Sum(Money),
    /// No more than so many major units of whatever currency the price is in: "人均一百五以内" names none.
    Amount(Decimal),
    /// No more than this: metres, people.
    AtMost(Decimal),
    /// No less than this: a rating of five, people that must fit.
    AtLeast(Decimal),
    /// One of the vocabulary of its kind: `vegetarian`, `delivery`.
    Is(String),
}

/// Where a constraint comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ConstraintSource {
    /// The person said it.
    Said,
    /// The person had it remembered, and it is shown as assumed.
    Remembered,
    /// It follows from other things that were said: a budget for all, shared by their number.
    Inferred,
}

/// Whether a constraint is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Kept {
    /// It is, by a value that the service gave.
    Verified,
    /// Nobody says.
    Unknown,
    /// It is not.
    Violated,
}

/// Whether a constraint is kept, by what it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConstraintCheck {
    /// What it is about.
    pub kind: ConstraintKind,
    /// Whether it is kept.
    pub kept: Kept,
}

impl Constraint {
    /// Whether a value in JSON keeps it: a sum, a number, a word, a list of words.
    pub(crate) fn kept_by(&self, value: &Json) -> Kept {
        let yes = |is_kept: bool| if is_kept { Kept::Verified } else { Kept::Violated };
        match &self.limit {
            Limit::Sum(most) => match serde_json::from_value::<Money>(value.clone()) {
                Ok(sum) if sum.currency == most.currency => yes(sum.minor <= most.minor),
                _ => Kept::Unknown,
            },
            Limit::Amount(most) => match serde_json::from_value::<Money>(value.clone()) {
                Ok(sum) => yes(sum.major() <= *most),
                Err(_) => Kept::Unknown,
            },
            Limit::AtMost(most) => decimal(value).map_or(Kept::Unknown, |number| yes(number <= *most)),
            Limit::AtLeast(least) => decimal(value).map_or(Kept::Unknown, |number| yes(number >= *least)),
            Limit::Is(wanted) => match value {
                Json::String(text) => yes(text.split(',').any(|word| word.trim() == wanted)),
                Json::Array(all) => yes(all.iter().any(|word| word.as_str() == Some(wanted))),
                _ => Kept::Unknown,
            },
        }
    }

    /// What it is in JSON as a post-condition compares it: a sum, a number, a word.
    pub(crate) fn json(&self) -> Json {
        match &self.limit {
            Limit::Sum(sum) => serde_json::json!(sum),
            Limit::Amount(number) | Limit::AtMost(number) | Limit::AtLeast(number) => {
                number.to_string().parse::<serde_json::Number>().map_or(Json::Null, Json::Number)
            }
            Limit::Is(word) => Json::String(word.clone()),
        }
    }

    /// Whether nothing can ever keep it: a budget of nothing or less, no distance, nobody.
    pub(crate) fn is_impossible(&self) -> bool {
        match &self.limit {
            Limit::Sum(sum) => sum.minor <= 0,
            Limit::Amount(number) | Limit::AtMost(number) => number.is_sign_negative() || number.is_zero(),
            Limit::AtLeast(number) => self.kind == ConstraintKind::Rating && *number > Decimal::from(5),
            Limit::Is(_) => false,
        }
    }
}

/// Adds what follows from several: a budget for all and their number give a budget for each; the whole fraction that is left over is nobody's.
pub(crate) fn with_inferred(mut all: Vec<Constraint>) -> Vec<Constraint> {
    let find = |kind| all.iter().find(|constraint| constraint.kind == kind);
    let each = find(ConstraintKind::BudgetPerPerson).map(|constraint| &constraint.limit);
    let whole = find(ConstraintKind::Budget).map(|constraint| (&constraint.limit, constraint.is_hard));
    let heads = find(ConstraintKind::Headcount).and_then(|constraint| match constraint.limit {
        Limit::AtLeast(heads) => i64::try_from(heads).ok().filter(|heads| *heads > 0),
        _ => None,
    });
    let shared = match (each, whole, heads) {
        (None, Some((Limit::Sum(sum), is_hard)), Some(heads)) => {
            Some((Limit::Sum(Money { minor: sum.minor / heads, currency: sum.currency }), is_hard))
        }
        (None, Some((Limit::Amount(amount), is_hard)), Some(heads)) => {
            amount.checked_div(Decimal::from(heads)).map(|each| (Limit::Amount(each), is_hard))
        }
        _ => None,
    };
    all.extend(shared.map(|(limit, is_hard)| Constraint {
        kind: ConstraintKind::BudgetPerPerson,
        limit,
        is_hard,
        source: ConstraintSource::Inferred,
    }));
    all
}

/// Whether two constraints of one kind can't both be kept: a rating of 4 at least and of 3 at most are no pair, two diets are.
pub(crate) fn contradict(a: &Constraint, b: &Constraint) -> bool {
    if a.kind != b.kind {
        return false;
    }
    match (&a.limit, &b.limit) {
        (Limit::AtMost(most), Limit::AtLeast(least)) | (Limit::AtLeast(least), Limit::AtMost(most)) => {
            least > most
        }
        (Limit::Is(one), Limit::Is(other)) => one != other && a.kind == ConstraintKind::Fulfilment,
        _ => false,
    }
}

fn decimal(value: &Json) -> Option<Decimal> {
    match value {
        Json::Number(number) => number.to_string().parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::Currency;
    use serde_json::json;

    fn budget(minor: i64, currency: Currency) -> Limit {
        Limit::Sum(Money { minor, currency })
    }

    fn constraint(kind: ConstraintKind, limit: Limit) -> Constraint {
        Constraint { kind, limit, is_hard: true, source: ConstraintSource::Said }
    }

    #[test]
    fn only_a_value_that_says_so_keeps_a_constraint() {
        use ConstraintKind::*;
        let cny = Currency::CNY;
        let rows = [
            (
                constraint(Budget, budget(2_000, cny)),
                json!({"amount": 2000, "currency": "CNY"}),
                Kept::Verified,
            ),
            (
                constraint(Budget, budget(2_000, cny)),
                json!({"amount": 2001, "currency": "CNY"}),
                Kept::Violated,
            ),
            (constraint(Budget, budget(2_000, cny)), json!({"amount": 1, "currency": "USD"}), Kept::Unknown),
            (constraint(Budget, budget(2_000, cny)), json!("cheap"), Kept::Unknown),
            (
                constraint(Rating, Limit::AtLeast("4.5".parse().expect("a number"))),
                json!(4.5),
                Kept::Verified,
            ),
            (
                constraint(Rating, Limit::AtLeast("4.5".parse().expect("a number"))),
                json!(4.4),
                Kept::Violated,
            ),
            (constraint(Distance, Limit::AtMost(1_000.into())), json!(1_200), Kept::Violated),
            (constraint(Distance, Limit::AtMost(1_000.into())), json!(null), Kept::Unknown),
            (constraint(Dietary, Limit::Is("vegetarian".into())), json!("halal, vegetarian"), Kept::Verified),
            (constraint(Dietary, Limit::Is("vegetarian".into())), json!(["halal"]), Kept::Violated),
            (constraint(Dietary, Limit::Is("vegetarian".into())), json!(true), Kept::Unknown),
        ];
        for (constraint, value, want) in rows {
            assert_eq!(constraint.kept_by(&value), want, "{constraint:?} by {value}");
        }
    }

    #[test]
    fn a_budget_for_all_is_shared_by_their_number() {
        let cny = Currency::CNY;
        let all = vec![
            constraint(ConstraintKind::Budget, budget(50_000, cny)),
            constraint(ConstraintKind::Headcount, Limit::AtLeast(4.into())),
        ];
        let all = with_inferred(all);
        let each = all.iter().find(|c| c.kind == ConstraintKind::BudgetPerPerson).expect("it follows");
        assert_eq!((each.limit.clone(), each.source), (budget(12_500, cny), ConstraintSource::Inferred));
    }
}
