//! Results into the tool: those first that others are computed from.
//!
//! Decides in which order, under which names, and whether a result is of each record or of the whole. What could not be computed is told to the person,
//! and so is what is computed from it.

use std::ops::Range;

use rust_decimal::Decimal;

use super::computed::{Computed, IT};
use super::{Draft, names, noun};
use crate::minitool::formula::{Aggregate, Expr, Function, Operator};
use crate::minitool::outline::{Name, ToolKind};
use crate::minitool::spec::FieldType;

/// Puts each into the tool.
pub(super) fn settle(draft: &mut Draft<'_>, mut all: Vec<Computed>) {
    for own in &mut all {
        if own.label.is_empty() {
            own.label = unnamed(draft, own.words.as_ref());
        }
    }
    // 烧了多少钱 asks; what the tool is called names it.
    if let [only] = &mut all[..]
        && draft.existing.is_empty()
        && !draft.is(ToolKind::Records)
        && ["多少钱", "多少", "几块", "几块钱", "how much"]
            .iter()
            .any(|end| only.label.ends_with(end) || only.label == *end)
        && let Some(stem) = draft.stem().filter(|stem| stem.chars().count() <= 16)
    {
        only.label = stem;
    }
    for at in 0..all.len() {
        let mut more = std::mem::take(&mut all[at].more);
        all.append(&mut more);
    }
    let mut open: Vec<(Computed, Option<Expr>)> = all
        .into_iter()
        .map(|mut own| {
            own.defined(|name| draft.is_known(name));
            let formula = if own.is_broken { None } else { own.formula() };
            (own, formula)
        })
        .collect();
    // What could not be computed; what is computed from it can't be either.
    let mut failed: Vec<String> = Vec::new();
    while !open.is_empty() {
        let waits = |(own, formula): &(Computed, Option<Expr>)| {
            let names = formula.as_ref().map(Expr::names).unwrap_or_default();
            names.iter().any(|name| {
                open.iter().any(|(other, _)| other.label != own.label && names_it(draft, name, &other.label))
            })
        };
        // What nothing was said of may go without saying: it comes behind what was said, unless that is computed from it.
        let ready = open.iter().position(|own| own.1.is_some() && !waits(own));
        let at = ready.or_else(|| open.iter().position(|own| own.1.is_none())).unwrap_or(0);
        let (own, formula) = open.remove(at);
        let is_lost = |formula: &Expr| {
            formula.names().iter().any(|name| failed.iter().any(|label| names_it(draft, name, label)))
        };
        let placed = match formula {
            Some(formula) if is_lost(&formula) => None,
            Some(formula) => place(draft, &own, &formula),
            None if own.is_broken => None,
            // What is said of it besides holds of what goes without saying too: 每人多少钱,保留两位小数.
            None => super::usual::guess(draft, &own).and_then(|usual| {
                let mut own = own.clone();
                own.terms.push(usual);
                let formula = own.formula()?;
                place(draft, &own, &formula)
            }),
        };
        if placed.is_none() {
            failed.push(own.label.clone());
        }
        match (placed, own.mark) {
            (Some(name), Some(mark)) => draft.placed[mark] = Some(name),
            (None, Some(mark)) if !own.is_broken => {
                let words = draft.said.original(&draft.outline.names[mark].range).to_owned();
                draft.builder.unclear.push(words);
            }
            (None, None) if !own.is_broken => draft.builder.unclear.push(own.label.clone()),
            _ => {}
        }
    }
}

/// Whether a name that was said means a result rather than something that is entered.
fn names_it(draft: &Draft<'_>, name: &str, label: &str) -> bool {
    let own = super::likeness(name, label);
    own > 0
        && draft
            .builder
            .tool
            .labels()
            .iter()
            .all(|(_, known)| super::likeness(name, known.get(draft.builder.language)) < own)
}

const WEIGHTS: &[&str] =
    &["公斤", "千克", "克", "斤", "吨", "kg", "g", "kilos", "grams", "tonnes", "tons", "pounds", "lb"];

fn place(draft: &mut Draft<'_>, own: &Computed, formula: &Expr) -> Option<String> {
    let placed = if own.is_placed { formula.clone() } else { draft.builder.placed(formula) };
    let placed = draft.builder.in_parts(&placed);
    let unit = own.mark.and_then(|mark| draft.unit_of(mark));
    // What comes to kilos has its own factor for the units that are entered.
    let is_weight = unit.as_deref().is_some_and(|unit| WEIGHTS.contains(&unit.to_lowercase().as_str()));
    let placed = if is_weight { placed } else { draft.builder.in_one_unit(&placed, own.measure.as_deref()) };
    let placed = draft.builder.dated(&placed);
    if let Some(old) = &own.old {
        return renewed(draft, old, &placed);
    }
    if placed.names().iter().any(|name| name == "_" || name == IT) || is_constant(&placed) {
        return None;
    }
    // A part of something, in hundredths.
    let is_share = unit.as_deref().is_some_and(names::is_percent) && !has_hundred(&placed);
    // A difference of two sums is no part of anything.
    if is_share
        && own.words.is_none()
        && matches!(placed, Expr::Binary(Operator::Subtract | Operator::Add, ..))
    {
        return None;
    }
    let placed = if is_share { in_hundredths(placed) } else { placed };
    let columns = draft.builder.columns_in(&placed);
    // A sum of records is one of something that they hold.
    let mut is_of_records = true;
    placed.walk(&mut |one| {
        if let Expr::Over { of: Some(of), .. } = one {
            is_of_records &= !draft.builder.columns_in(of).is_empty();
        }
    });
    if !is_of_records && draft.builder.list().is_some() {
        return None;
    }
    // Said once and computed of what each record holds: beside results of each record it is of all of them, and else of each.
    let has_rows = draft.outline.named(Name::RowResult).next().is_some();
    if own.is_row || columns.is_empty() || !has_rows {
        return Some(draft.builder.formula(&own.label, &placed, unit.as_deref()));
    }
    let list = draft.builder.tool.list_of(&columns[0]).map(|list| list.name.clone())?;
    let sum = Expr::over(Aggregate::Sum, &list, Some(placed), None);
    Some(draft.builder.formula(&own.label, &sum, unit.as_deref()))
}

/// A result of the tool, computed anew.
fn renewed(draft: &mut Draft<'_>, name: &str, formula: &Expr) -> Option<String> {
    // Rounded another way, it is not rounded twice.
    let formula = match formula {
        Expr::Call(outer @ (Function::Round | Function::Floor | Function::Ceil), all) => match &all[..] {
            [Expr::Call(Function::Round | Function::Floor | Function::Ceil, inner), rest @ ..] => {
                let first = inner.first().cloned().into_iter();
                Expr::Call(*outer, first.chain(rest.iter().cloned()).collect())
            }
            _ => formula.clone(),
        },
        _ => formula.clone(),
    };
    if formula.names().iter().any(|own| own == name) {
        return None;
    }
    draft.builder.tool.formula_mut(name)?.formula = formula.to_string();
    Some(name.to_owned())
}

/// A part as hundredths, before it is rounded.
fn in_hundredths(part: Expr) -> Expr {
    match part {
        Expr::Call(function @ (Function::Round | Function::Floor | Function::Ceil), mut all)
            if !all.is_empty() =>
        {
            all[0] = in_hundredths(all[0].clone());
            Expr::Call(function, all)
        }
        part => Expr::binary(Operator::Multiply, part, Draft::number(100)),
    }
}

/// Numbers alone: "two added together" names nothing that is entered.
fn is_constant(formula: &Expr) -> bool {
    let mut is_constant = true;
    formula.walk(&mut |one| is_constant &= matches!(one, Expr::Number(_) | Expr::Binary(..)));
    is_constant
}

fn has_hundred(formula: &Expr) -> bool {
    let mut found = false;
    formula.walk(&mut |one| found |= *one == Expr::Number(Decimal::ONE_HUNDRED));
    found
}

/// What a sentence asks for in words that nothing marks: 算车费, 停车收费算一下, "work out my fare".
fn asked(draft: &Draft<'_>) -> Option<String> {
    let marks: Vec<&Range<usize>> = draft
        .outline
        .names
        .iter()
        .map(|own| &own.range)
        .chain(draft.outline.clauses.iter().map(|own| &own.range))
        .collect();
    let chars = draft.said.utterance.chars();
    for clause in &draft.said.clauses {
        for word in ["算一下", "算算", "算", "work out", "calculate", "figure out"] {
            let Some(found) = super::said::find(&chars[..clause.end], word, clause.start) else { continue };
            let before = found.start.checked_sub(1).and_then(|at| chars.get(at));
            if before.is_some_and(|c| "计换预结打".contains(*c)) {
                continue;
            }
            for range in [found.end..clause.end, clause.start..found.start] {
                let is_marked = marks.iter().any(|mark| mark.start < range.end && range.start < mark.end);
                let name = noun::named(draft.said.original(&range)).0;
                let short = if name.is_ascii() {
                    name.split_whitespace().count() <= 4
                } else {
                    (2..=8).contains(&name.chars().count())
                };
                if !is_marked && short && !name.is_empty() {
                    return Some(name);
                }
            }
        }
    }
    None
}

/// What a result is called that no words name: as the tool is, without "calculator".
fn unnamed(draft: &Draft<'_>, words: Option<&String>) -> String {
    let title =
        draft.outline.named(Name::Title).next().map(|mark| draft.said.text(&mark.range)).unwrap_or_default();
    let calculates = super::said::has_any(&title, &["calculator", "calc"]) || title.contains("计算");
    if let Some(words) = words.filter(|words| !calculates && !words.is_empty() && words.chars().count() <= 30)
    {
        return words.clone();
    }
    let stem = draft.stem().or_else(|| asked(draft)).filter(|stem| stem.chars().count() <= 16);
    let is_taken = |stem: &String| draft.builder.same(stem).is_some();
    stem.filter(|stem| !is_taken(stem))
        .unwrap_or_else(|| if draft.is_zh() { "结果".to_owned() } else { "Result".to_owned() })
}

impl Draft<'_> {
    /// The unit that was said of a mark.
    fn unit_of(&self, mark: usize) -> Option<String> {
        let unit = self.units[mark]?;
        let text = self.said.original(&self.outline.names[unit].range).to_owned();
        (!text.is_empty()).then_some(text)
    }

    /// The result of the tool that some words name, where the tool was there before.
    pub(super) fn old_result(&self, label: &str) -> Option<String> {
        let name = self.builder.tool.called(label)?;
        self.existing.contains(&name).then_some(name)
    }

    /// What a result of the tool is computed as, in the names that it is shown with.
    pub(super) fn old_formula(&self, name: &str) -> Option<Expr> {
        let tool = &self.builder.tool;
        let all = tool.formulas.iter().chain(tool.state.iter().flat_map(|list| &list.computed));
        let formula = all.into_iter().find(|own| own.name == name)?;
        let formula = Expr::parse(&formula.formula).ok()?;
        let named = |formula: Expr, name: &String| formula.replaced(name, &Expr::name(&self.label_of(name)));
        Some(
            formula
                .names()
                .iter()
                .filter(|name| !self.label_of(name).is_empty())
                .fold(formula.clone(), named),
        )
    }

    /// What the tool computes last: for the whole, or else for each record; of each record where a clause speaks of a column.
    pub(super) fn last_result(&self, clause: &Range<usize>) -> Option<String> {
        let tool = &self.builder.tool;
        let is_of_records = self.outline.within(clause).any(|mark| {
            let name = tool.called(self.said.original(&mark.range));
            name.is_some_and(|name| tool.list_of(&name).is_some())
        });
        if is_of_records {
            let of_records: Vec<&String> =
                tool.state.iter().flat_map(|list| &list.computed).map(|own| &own.name).collect();
            return of_records.into_iter().rev().find(|name| self.existing.contains(name)).cloned();
        }
        let of_tool = tool.formulas.iter().rev().map(|own| &own.name);
        let of_records = tool.state.iter().flat_map(|list| &list.computed).map(|own| &own.name);
        of_tool.chain(of_records).find(|name| self.existing.contains(name)).cloned()
    }

    pub(super) fn label_of(&self, name: &str) -> String {
        let labels = self.builder.tool.labels();
        labels
            .into_iter()
            .find(|own| own.0 == name)
            .map(|own| own.1.get(self.builder.language).to_owned())
            .unwrap_or_default()
    }

    /// Whether a tool has nothing but records.
    pub(super) fn only_records(&self) -> bool {
        self.builder.tool.state.iter().all(|field| field.kind == FieldType::List)
    }

    /// A whole number as an expression.
    pub(super) fn number(value: i64) -> Expr {
        Expr::Number(Decimal::from(value))
    }
}
