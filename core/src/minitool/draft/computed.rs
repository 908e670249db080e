//! A result on its way to a formula: what is added up, and what is done to the sum.
//!
//! Decides how the clauses of one result come together. What is begun counts whole before anything is computed of it; then conditions, bounds, and the
//! rounding last.

use super::clauses;
use super::tokens::Rounding;
use crate::minitool::formula::{Expr, Function, Operator};

/// Something to be computed, on its way to a formula. Names in its expressions are as they were said.
#[derive(Clone, Debug, Default)]
pub(super) struct Computed {
    pub label: String,
    /// The mark that names it.
    pub mark: Option<usize>,
    pub is_row: bool,
    /// What is added up.
    pub terms: Vec<Expr>,
    /// What is done to the sum, in the order in which it was said.
    pub shapes: Vec<Shape>,
    /// The result of the tool that is computed anew.
    pub old: Option<String>,
    /// A clause of it was not understood.
    pub is_broken: bool,
    /// The formula is whole: its names are those of the tool.
    pub is_placed: bool,
    /// The first part of a graded price, until the rate behind it is known.
    pub base: Option<clauses::Base>,
    /// The steps of a graded rate.
    pub tiers: Vec<clauses::Tier>,
    /// The words of its first formula, where nothing names it.
    pub words: Option<String>,
    /// Results that the same clause asks for besides it.
    pub more: Vec<Computed>,
    /// The unit of what was rated last.
    pub measure: Option<String>,
    /// What holds for each option.
    pub cases: Vec<clauses::Case>,
}

#[derive(Clone, Debug)]
pub(super) enum Shape {
    Round(Rounding),
    /// What is begun counts whole: of a name.
    Begun(String),
    AtMost(Expr),
    AtLeast(Expr),
    /// As it was rounded before, unless it is rounded another way now.
    Again(Function, Vec<Expr>),
    /// Under a condition, `it` becomes something else.
    When(Expr, Expr),
}

/// Stands for what a shape is done to.
pub(super) const IT: &str = "_it";

impl Computed {
    pub(super) fn has_terms(&self) -> bool {
        !self.terms.is_empty() || !self.tiers.is_empty() || !self.cases.is_empty() || self.base.is_some()
    }

    /// Everything that is added up, in one.
    pub(super) fn sum(&mut self) -> Option<Expr> {
        if let Some(base) = self.base.take() {
            self.terms.insert(0, base.amount);
        }
        if !self.tiers.is_empty() {
            let tiers = std::mem::take(&mut self.tiers);
            self.terms.push(clauses::graded(&tiers)?);
        }
        if !self.cases.is_empty() {
            let cases = std::mem::take(&mut self.cases);
            clauses::chosen(&cases, &mut self.terms)?;
        }
        self.terms.clone().into_iter().reduce(|left, right| Expr::binary(Operator::Add, left, right))
    }

    /// Takes a part away from all that is added up so far; [`None`] where that does not read whole.
    pub(super) fn take_away(&mut self, part: Expr) -> Option<()> {
        let sum = self.sum()?;
        self.terms = vec![Expr::binary(Operator::Subtract, sum, part)];
        Some(())
    }

    /// 一亩按667平方米,苗数是总面积除以…: what a formula speaks of and nobody enters is what the rate beside it comes to.
    pub(super) fn defined(&mut self, is_known: impl Fn(&str) -> bool) {
        let is_rate = |term: &Expr| matches!(term, Expr::Binary(Operator::Multiply, a, b) if matches!((&**a, &**b), (Expr::Name(_), Expr::Number(_))));
        let [first, second] = &self.terms[..] else { return };
        let (rate, formula) = match (is_rate(first), is_rate(second)) {
            (true, false) => (first.clone(), second.clone()),
            (false, true) => (second.clone(), first.clone()),
            _ => return,
        };
        let mut unknown = formula.names();
        unknown.retain(|name| !name.starts_with('_') && !is_known(name));
        if let [name] = &unknown[..] {
            self.terms = vec![formula.replaced(name, &rate)];
        }
    }

    pub(super) fn formula(&mut self) -> Option<Expr> {
        let mut value = self.sum()?;
        // What is begun counts whole before anything is computed of it; then conditions, bounds, and the rounding last.
        let rank = |shape: &Shape| match shape {
            Shape::Begun(_) => 0,
            Shape::When(..) => 1,
            Shape::AtMost(_) | Shape::AtLeast(_) => 2,
            Shape::Round(_) | Shape::Again(..) => 3,
        };
        if self.shapes.iter().any(|shape| matches!(shape, Shape::Round(_))) {
            self.shapes.retain(|shape| !matches!(shape, Shape::Again(..)));
        }
        self.shapes.sort_by_key(rank);
        for shape in &self.shapes {
            value = match shape {
                Shape::Begun(name) => {
                    value.replaced(name, &Expr::Call(Function::Ceil, vec![Expr::name(name)]))
                }
                Shape::When(condition, then) => Expr::Call(
                    Function::If,
                    vec![condition.replaced(IT, &value), then.replaced(IT, &value), value],
                ),
                Shape::AtMost(bound) => Expr::Call(Function::Min, vec![value, bound.clone()]),
                Shape::AtLeast(bound) => Expr::Call(Function::Max, vec![value, bound.clone()]),
                Shape::Again(function, rest) => {
                    Expr::Call(*function, std::iter::once(value).chain(rest.iter().cloned()).collect())
                }
                Shape::Round(rounding) => super::sums::rounded(value, *rounding),
            };
        }
        Some(value)
    }
}
