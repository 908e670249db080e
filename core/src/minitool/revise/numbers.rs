//! Changes of what a tool starts with and counts by: defaults, steps, lengths, rounds, constants in formulas, units, types.
//!
//! Decides what a new value is of; a number in a formula is changed only where it is the only one that could be meant.

use rust_decimal::Decimal;

use super::Revision;
use crate::minitool::draft;
use crate::minitool::formula::Expr;
use crate::minitool::outline::{Change, Name, NameMark};
use crate::minitool::spec::FieldType;

impl Revision<'_> {
    pub(super) fn numbers(&mut self) {
        let targets: Vec<NameMark> = self.outline.named(Name::Target).cloned().collect();
        // Fields that the same sentence adds have their own defaults.
        let adds = self.outline.names.iter().any(|mark| matches!(mark.name, Name::Field | Name::Column));
        let mut values = if adds && targets.is_empty() { Vec::new() } else { self.take(Name::Default) };
        values.extend(self.take(Name::Value));
        values.extend(self.take(Name::Length));
        values.extend(self.take(Name::Times));
        values.extend(self.take(Name::Step));
        values.extend(self.take(Name::Day));
        values.extend(self.take(Name::Goal));
        // "it's the 10th of March": a day or a number that nothing marks.
        let says_more =
            adds || !self.outline.clauses.is_empty() || self.outline.changes.contains(&Change::Unit);
        if values.is_empty() && !says_more {
            values.extend(draft::last_value(self.said.said(), self.here).map(|range| NameMark {
                name: Name::Value,
                kind: None,
                range,
            }));
        }
        let mut is_done = vec![false; targets.len()];
        values.sort_by_key(|mark| mark.range.start);
        for (i, value) in values.iter().enumerate() {
            let before = targets.iter().rposition(|own| own.range.end <= value.range.start);
            let at = before.or_else(|| targets.iter().position(|own| own.range.start >= value.range.end));
            let target = at.map(|at| targets[at].clone());
            // 单价做成能改的,默认6: what is not there yet is added.
            if let Some(mark) = target
                .clone()
                .filter(|mark| value.name == Name::Default && self.object(&self.words(mark)).is_none())
            {
                self.outline.names.retain(|own| own.range != mark.range);
                let kind = draft::type_of(&self.words(&mark)).unwrap_or(FieldType::Number);
                self.outline.names.push(NameMark {
                    name: Name::Field,
                    kind: Some(kind),
                    range: mark.range.clone(),
                });
                self.outline.names.push(value.clone());
                self.outline.names.sort_by_key(|own| own.range.start);
                continue;
            }
            if self.set(target.as_ref(), value, i) {
                if let Some(at) = at {
                    is_done[at] = true;
                }
            } else {
                let words = self.words(value);
                self.unclear.push(words);
            }
        }
        if self.outline.changes.contains(&Change::Unit) {
            self.unit(&targets, &mut is_done);
        }
        self.outline.names.retain(|mark| {
            !targets.iter().zip(&is_done).any(|(target, is_done)| *is_done && target.range == mark.range)
        });
    }

    /// Sets what is meant to a value.
    fn set(&mut self, target: Option<&NameMark>, value: &NameMark, nth: usize) -> bool {
        // "25" of "25 percent" is a share.
        let behind: String = self.said.chars()[value.range.end..].iter().take(9).collect();
        let is_share =
            ["%", " percent", " %", "个点", " per cent"].iter().any(|unit| behind.starts_with(unit));
        let words = if is_share { format!("{}%", self.words(value)) } else { self.words(value) };
        let said = target.map(|mark| self.words(mark));
        if self.set_timer(said.as_deref(), value, nth) || self.set_step(said.as_deref(), value) {
            return true;
        }
        let object = said.as_deref().and_then(|said| self.object(said));
        if object.is_none() && self.set_starts(value) {
            return true;
        }
        let fitting = |own: &Self, name: &str| {
            own.tool.field(name).is_some_and(|field| draft::value(&words, field.kind, own.here).is_some())
        };
        let steppers = self.tool.steppers();
        let is_switch =
            |name: &String| self.tool.field(name).is_some_and(|own| own.kind == FieldType::Toggle);
        let has_number = draft::value(&words, FieldType::Number, self.here).is_some();
        let name = match object {
            // "rush should be 25 percent": what the switch does, not whether it is on.
            Some(name) if is_switch(&name) && has_number => return self.set_switched(&name, &words),
            Some(name) if self.tool.field(&name).is_some() => Some(name),
            // A constant of the result that is named.
            Some(name) => return self.set_constant(Some(&name), &words),
            None if said.is_some() && self.set_constant(None, &words) => return true,
            None => {
                // Where none is named, it is the only one that has a default; a day is that of the only date.
                let all = self
                    .tool
                    .state
                    .iter()
                    .filter(|own| own.kind != FieldType::List && fitting(self, &own.name));
                let mut with = all.clone().filter(|own| {
                    own.default.is_some() && own.kind != FieldType::Text && !steppers.contains(&own.name)
                });
                let one = with.next().map(|own| own.name.clone());
                let one = if with.next().is_some() { None } else { one };
                let mut any = all.filter(|own| own.kind != FieldType::Text);
                let only = any.next().map(|own| own.name.clone());
                let only = if any.next().is_some() { None } else { only };
                one.or(only)
            }
        };
        let Some(name) = name else { return self.set_constant(None, &words) };
        let Some(kind) = self.tool.field(&name).map(|field| field.kind) else { return false };
        let Some((value, is_share)) = draft::value(&words, kind, self.here) else { return false };
        if let Some(field) = self.tool.field_mut(&name) {
            field.default = Some(value.clone());
            if is_share && field.kind == FieldType::Number {
                field.unit = Some("%".to_owned());
            }
            if field.kind == FieldType::Choice && !field.options.contains(&value) {
                field.options.push(value.clone());
            }
        }
        true
    }

    /// A number in a formula, where it is the only one it could be.
    fn set_constant(&mut self, name: Option<&str>, words: &str) -> bool {
        let Some((value, is_share)) = draft::value(words, FieldType::Number, self.here) else { return false };
        let Ok(number) = value.parse::<Decimal>() else { return false };
        let formulas: Vec<(String, String)> = self
            .tool
            .formulas
            .iter()
            .chain(self.tool.state.iter().flat_map(|list| &list.computed))
            .filter(|own| name.is_none_or(|name| own.name == name))
            .map(|own| (own.name.clone(), own.formula.clone()))
            .collect();
        let mut found: Vec<(String, Decimal)> = Vec::new();
        for (name, formula) in formulas {
            let Ok(expr) = Expr::parse(&formula) else { continue };
            expr.walk(&mut |one| {
                if let Expr::Number(own) = one
                    && !own.is_zero()
                    && !found.iter().any(|known| known.0 == name && known.1 == *own)
                {
                    found.push((name.clone(), *own));
                }
            });
        }
        let one = Decimal::ONE;
        let share = number / Decimal::ONE_HUNDRED;
        // A part of one, or one and a part, stands for a share: no plain 25 takes its place, or 5 % would become 2,500.
        let is_part = |own: &Decimal| *own < Decimal::TWO && own.normalize().scale() > 0;
        let fits = |own: &Decimal| match (is_part(own), is_share) {
            (is_part, true) => is_part,
            (true, false) => number < if *own < one { one } else { Decimal::TWO },
            (false, false) => true,
        };
        found.retain(|own| fits(&own.1));
        let [(name, old)] = &found[..] else { return false };
        let new = match (is_share, *old > one, old) {
            (false, ..) => number,
            // 1.3 puts 30 percent on top, and .7 takes them off: what was done is done with the new share.
            (true, true, _) => one + share,
            (true, false, old) if *old > Decimal::new(5, 1) && share < Decimal::new(5, 1) => one - share,
            (true, false, _) => share,
        };
        let (name, old) = (name.clone(), *old);
        let Some(formula) = self.tool.formula_mut(&name) else { return false };
        let Ok(expr) = Expr::parse(&formula.formula) else { return false };
        formula.formula = expr.number_replaced(old, &Expr::Number(new.normalize())).to_string();
        true
    }

    /// What a formula computes where a switch is on.
    fn set_switched(&mut self, name: &str, words: &str) -> bool {
        let all = self.tool.formulas.iter().chain(self.tool.state.iter().flat_map(|list| &list.computed));
        let using = all.filter(|own| {
            Expr::parse(&own.formula).is_ok_and(|expr| expr.names().iter().any(|own| own == name))
        });
        let using: Vec<String> = using.map(|own| own.name.clone()).collect();
        match &using[..] {
            [only] => self.set_constant(Some(&only.clone()), words),
            _ => false,
        }
    }
}
