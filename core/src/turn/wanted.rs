//! What is wanted of the result of an act, as it stands now: the constraints of the sentence and those that an argument carries.
//!
//! Decides which of the two holds where they differ: the argument, for answers and corrections change it.
//!
//! Invariant: whatever becomes of an argument, its constraint is the same; nobody searches by one budget and judges by another.

use rust_decimal::Decimal;

use super::Work;
use super::state::FrameSlots;
use crate::action::{Constraint, ConstraintSource, Limit, Source};
use crate::manifest::ConstraintKind;
use crate::understanding::contradiction;
use crate::values::Value;

impl Work<'_> {
    /// The constraints of an act.
    pub(super) fn wanted(&self, task: usize) -> Vec<Constraint> {
        let task = &self.state.tasks[task];
        let mut all = task.constraints.clone();
        let goal = task.frames.first().map(|frame| (&frame.service, &frame.capability, &frame.slots));
        let likeliest = || task.options.first().map(|of| (&of.service, &of.capability, &of.slots));
        let Some((service, capability, slots)) = goal.or_else(likeliest) else { return all };
        let Some((_, capability)) = self.engine.understanding.capability(service, capability) else {
            return all;
        };
        for parameter in &capability.parameters {
            let Some((kind, limit)) =
                parameter.constraint.and_then(|kind| Some((kind, carried(kind, slots, &parameter.name)?)))
            else {
                continue;
            };
            match all.iter_mut().find(|known| known.kind == kind) {
                // Whether it is a must was heard in the sentence.
                Some(known) => known.limit = limit,
                None => {
                    all.push(Constraint { kind, limit, is_hard: true, source: ConstraintSource::Said });
                }
            }
        }
        all
    }

    /// What nothing can keep, in words: constraints that exclude each other, a budget of nothing.
    pub(super) fn unkeepable(&self) -> Option<String> {
        let wanted: Vec<Vec<Constraint>> =
            (0..self.state.tasks.len()).map(|task| self.wanted(task)).collect();
        if wanted.iter().any(|all| contradiction(all).is_some()) {
            return Some(self.reply().contradictory());
        }
        let impossible = wanted.iter().flatten().find(|constraint| constraint.is_impossible());
        impossible.map(|constraint| self.reply().impossible_constraint(constraint.kind))
    }

    /// A budget for all is no price for each: what was read as one is filled from the budget shared by their number, or left out.
    pub(super) fn drop_totals(&mut self, task: usize) {
        let said = |kind| {
            let all = &self.state.tasks[task].constraints;
            all.iter()
                .any(|constraint| constraint.kind == kind && constraint.source == ConstraintSource::Said)
        };
        if !said(ConstraintKind::Budget) || said(ConstraintKind::BudgetPerPerson) {
            return;
        }
        for i in 0..self.state.tasks[task].options.len() {
            let option = &self.state.tasks[task].options[i];
            let Some((_, capability)) = self.capability(&option.service, &option.capability) else {
                continue;
            };
            let is_each = |name: &String| {
                let parameter = capability.parameter(name);
                parameter
                    .is_some_and(|parameter| parameter.constraint == Some(ConstraintKind::BudgetPerPerson))
            };
            self.state.tasks[task].options[i].slots.arguments.retain(|name, _| !is_each(name));
        }
    }
}

/// The limit that the person's own argument puts on a kind.
fn carried(kind: ConstraintKind, slots: &FrameSlots, name: &str) -> Option<Limit> {
    let argument = slots.arguments.get(name)?;
    if !matches!(argument.source, Source::Said { .. } | Source::Answered) {
        return None;
    }
    let number = || match &argument.value {
        Value::Integer(number) => Some(Decimal::from(*number)),
        Value::Number(number) => Some(*number),
        _ => None,
    };
    match (kind, &argument.value) {
        (ConstraintKind::Budget | ConstraintKind::BudgetPerPerson, Value::Money(sum)) => {
            Some(Limit::Sum(*sum))
        }
        (ConstraintKind::Budget | ConstraintKind::BudgetPerPerson, _) => number().map(Limit::Amount),
        (ConstraintKind::Distance, _) => number().map(Limit::AtMost),
        (ConstraintKind::Rating | ConstraintKind::Headcount, _) => number().map(Limit::AtLeast),
        _ => None,
    }
}
