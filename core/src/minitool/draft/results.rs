//! What is computed: which result each clause of a request is about, and how its clauses come to one formula.
//!
//! Decides the result of a clause by where it stands: named within it, joined to it by "is", before it, behind it. What the clause itself says is
//! read by `clauses`. A result of which a part was not understood is not shown at all: half a sum is a wrong sum.

use std::ops::Range;

use rust_decimal::Decimal;

use super::tokens::Rounding;
use super::{Draft, clauses, names, noun};
use crate::minitool::formula::{Aggregate, Expr, Function, Operator};
use crate::minitool::outline::{Clause, Name, ToolKind};
use crate::minitool::spec::FieldType;

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
    /// Under a condition, `it` becomes something else.
    When(Expr, Expr),
}

/// Stands for what a shape is done to.
pub(super) const IT: &str = "_it";

pub(super) fn build(draft: &mut Draft<'_>) {
    let marks = draft.outline.names.clone();
    let mut all: Vec<Computed> = Vec::new();
    for (at, mark) in marks.iter().enumerate() {
        if !matches!(mark.name, Name::Result | Name::RowResult) {
            continue;
        }
        let label = noun::called(draft.said.original(&mark.range));
        if all.iter().any(|own| super::likeness(&own.label, &label) == 3) || label.is_empty() {
            continue;
        }
        let old = draft.old_result(&label);
        let mark = Some(at);
        all.push(Computed {
            label,
            mark,
            old,
            is_row: marks[at].name == Name::RowResult,
            ..Computed::default()
        });
    }
    let clauses = draft.outline.clauses.clone();
    let mut last: Option<usize> = None;
    for mark in &clauses {
        let is_factor = draft.is_converted && mark.clause == Clause::Rate;
        if !clauses::computes(mark.clause) || is_factor {
            continue;
        }
        let about = about(draft, &all, &mark.range, mark.clause, last);
        let about = about.unwrap_or_else(|| {
            // What changes a result changes the last one that the tool has.
            let changes = !matches!(
                mark.clause,
                Clause::Total | Clause::Left | Clause::Share | Clause::Formula | Clause::Weight
            ) || mark.clause == Clause::Formula && clauses::goes_on(draft, &mark.range);
            let old = changes.then(|| draft.last_result(&mark.range)).flatten();
            let label = old.as_ref().map(|old| draft.label_of(old)).unwrap_or_default();
            all.push(Computed { label, old, ..Computed::default() });
            all.len() - 1
        });
        last = Some(about);
        let mut own = std::mem::take(&mut all[about]);
        // A change goes on from what is computed so far; a formula says the whole anew.
        let goes_on = mark.clause != Clause::Formula || clauses::goes_on(draft, &mark.range);
        let is_whole =
            mark.clause == Clause::Total || own.mark.is_some() && draft.is_anew && !bounds(mark.clause);
        if own.old.is_some() && !own.has_terms() && goes_on && !is_whole {
            own.terms.extend(own.old.as_deref().and_then(|old| draft.old_formula(old)));
        }
        if clauses::read(draft, mark, &mut own).is_none() {
            draft.builder.unclear.push(draft.said.original(&mark.range).to_owned());
            own.is_broken = true;
        }
        // "三样都进一": one word for all.
        if mark.clause == Clause::Round
            && super::said::has_any(
                &draft.said.text(&mark.range),
                &["都", "all", "both", "each", "everything"],
            )
            && let Some(shape) = own.shapes.last().cloned()
        {
            all.iter_mut()
                .filter(|other| other.has_terms())
                .for_each(|other| other.shapes.push(shape.clone()));
        }
        all[about] = own;
    }
    // A calculation that is only named: BMI计算器, "tip calculator".
    let calculates = [ToolKind::Calculator, ToolKind::Splitter].into_iter().any(|kind| draft.is(kind));
    if all.is_empty() && calculates && draft.existing.is_empty() && !draft.is_named {
        all.push(Computed::default());
    }
    settle(draft, all);
}

fn bounds(clause: Clause) -> bool {
    matches!(clause, Clause::Round | Clause::Cap | Clause::Least | Clause::When)
}

/// Which result a clause is about.
fn about(
    draft: &Draft<'_>,
    all: &[Computed],
    clause: &Range<usize>,
    sort: Clause,
    last: Option<usize>,
) -> Option<usize> {
    let range = |own: &Computed| own.mark.map(|at| draft.outline.names[at].range.clone());
    let inside = all
        .iter()
        .position(|own| range(own).is_some_and(|own| clause.start <= own.start && own.end <= clause.end));
    // What a rate gives, or a part that is a sum for itself, may be named in it.
    if inside.is_some() {
        return inside;
    }
    let before = all
        .iter()
        .enumerate()
        .filter_map(|(at, own)| range(own).filter(|own| own.end <= clause.start).map(|own| (at, own.end)))
        .max_by_key(|own| own.1);
    let behind = all
        .iter()
        .enumerate()
        .filter_map(|(at, own)| range(own).filter(|own| own.start >= clause.end).map(|own| (at, own.start)))
        .min_by_key(|own| own.1);
    let gap = |from: usize, to: usize| draft.said.text(&(from..to)).trim().to_owned();
    let is_done = |at: usize| all[at].has_terms();
    // What is computed of all records, or is left, is a result of its own.
    if matches!(sort, Clause::Total | Clause::Left) {
        let joined = |at: usize, gap: &str| !is_done(at) && !all[at].is_row && !gap.is_empty();
        if let Some((at, end)) = before.filter(|own| joined(own.0, &gap(own.1, clause.start)))
            && is_equation(&gap(end, clause.start))
        {
            return Some(at);
        }
        return behind
            .filter(|own| joined(own.0, &gap(clause.end, own.1)) && is_equation_back(&gap(clause.end, own.1)))
            .map(|own| own.0);
    }
    // Bounds and conditions go on with what was said last.
    if matches!(sort, Clause::Round | Clause::Cap | Clause::Least | Clause::When | Clause::Beyond) {
        let named = draft.outline.within(clause).find_map(|mark| {
            let said = draft.said.original(&mark.range);
            all.iter().position(|own| super::likeness(said, &own.label) > 1)
        });
        let is_plain = sort != Clause::When || draft.said.amounts_in(clause).next().is_none();
        if named.is_some() && sort != Clause::Beyond && is_plain {
            return named;
        }
        if let Some((at, end)) = before
            && last.is_none_or(|last| range(&all[last]).is_none_or(|own| own.end <= end))
            && (is_done(at) || last.is_none())
        {
            return Some(at);
        }
        if last.is_some() {
            return last;
        }
        return before.or(behind).map(|own| own.0);
    }
    if let Some((at, end)) = before
        && is_equation(&gap(end, clause.start))
    {
        return Some(at);
    }
    if let Some((at, start)) = behind
        && is_equation_back(&gap(clause.end, start))
        && !is_done(at)
    {
        return Some(at);
    }
    if sort == Clause::Formula {
        let open = |own: &(usize, usize)| !is_done(own.0);
        return before.filter(open).or(behind.filter(open)).map(|own| own.0).or_else(|| {
            // "再除以人数" goes on with what was computed last.
            last.filter(|_| clauses::goes_on(draft, clause))
        });
    }
    // Rates, steps and weights add up to one result.
    let is_formula = |at: usize| all[at].words.is_some();
    match (before, last, behind) {
        // What a formula told the whole of takes no rate; what nothing was said of yet does.
        (Some((at, _)), _, _)
            if is_formula(at) && all.iter().any(|own| own.mark.is_some() && !own.has_terms()) =>
        {
            all.iter().rposition(|own| own.mark.is_some() && !own.has_terms())
        }
        (Some((at, _)), _, _) => Some(at),
        (None, Some(last), _) => Some(last),
        (None, None, Some((at, _))) => Some(at),
        (None, None, None) => None,
    }
}

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

    /// 一亩按667平方米,苗数是总面积除以…: what a formula speaks of and nobody enters is what the rate beside it comes to.
    fn defined(&mut self, is_known: impl Fn(&str) -> bool) {
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

    fn formula(&mut self) -> Option<Expr> {
        let mut value = self.sum()?;
        // What is begun counts whole before anything is computed of it; then conditions, bounds, and the rounding last.
        let rank = |shape: &Shape| match shape {
            Shape::Begun(_) => 0,
            Shape::When(..) => 1,
            Shape::AtMost(_) | Shape::AtLeast(_) => 2,
            Shape::Round(_) => 3,
        };
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
                Shape::Round(rounding) => super::sums::rounded(value, *rounding),
            };
        }
        Some(value)
    }
}

/// Puts each into the tool: those first that others are computed from.
fn settle(draft: &mut Draft<'_>, mut all: Vec<Computed>) {
    for own in &mut all {
        if own.label.is_empty() {
            own.label = unnamed(draft, own.words.as_ref());
        }
    }
    // 烧了多少钱 asks; what the tool is called names it.
    if let [only] = &mut all[..]
        && draft.existing.is_empty()
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
            None => super::usual::guess(draft, &own),
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

fn place(draft: &mut Draft<'_>, own: &Computed, formula: &Expr) -> Option<String> {
    let placed = if own.is_placed { formula.clone() } else { draft.builder.placed(formula) };
    let placed = draft.builder.in_parts(&placed);
    let placed = draft.builder.in_one_unit(&placed, own.measure.as_deref());
    let placed = draft.builder.dated(&placed);
    if let Some(old) = &own.old {
        return renewed(draft, old, &placed);
    }
    if placed.names().iter().any(|name| name == "_" || name == IT) {
        return None;
    }
    let unit = own.mark.and_then(|mark| draft.unit_of(mark));
    // A part of something, in hundredths.
    let is_share = unit.as_deref().is_some_and(names::is_percent) && !has_hundred(&placed);
    let placed = if is_share { Expr::binary(Operator::Multiply, placed, Draft::number(100)) } else { placed };
    let columns = draft.builder.columns_in(&placed);
    if own.is_row || columns.is_empty() {
        return Some(draft.builder.formula(&own.label, &placed, unit.as_deref()));
    }
    // Said once and computed of what each record holds: with only records to compute it of, it is of each; else of all of them.
    let whole = draft.outline.named(Name::RowResult).next().is_some();
    if !whole {
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

fn has_hundred(formula: &Expr) -> bool {
    let mut found = false;
    formula.walk(&mut |one| found |= *one == Expr::Number(Decimal::ONE_HUNDRED));
    found
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
    let stem = draft.stem().filter(|stem| stem.chars().count() <= 16);
    let is_taken = |stem: &String| draft.builder.same(stem).is_some();
    stem.filter(|stem| !is_taken(stem))
        .unwrap_or_else(|| if draft.is_zh() { "结果".to_owned() } else { "Result".to_owned() })
}

/// Whether words between a name and what stands behind it say that the one is the other.
pub(super) fn is_equation(gap: &str) -> bool {
    let gap = gap.trim().trim_matches(['"', '(', ')', ',']).trim();
    const WORDS: &[&str] = &[
        "",
        "就是",
        "是",
        "等于",
        "=",
        ":",
        "为",
        "就等于",
        "算法是",
        "按",
        "用",
        "的算法是",
        "公式是",
        "就用",
        "怎么算呢",
        "这么算",
        "就拿",
        "拿",
        "即",
        "的公式是",
        "应该是",
        "就按",
        "直接用",
        "is",
        "are",
        "equals",
        "as",
        "is just",
        "is simply",
        "means",
        "which is",
        "that's",
        "being",
        "will be",
        "should be",
        "would be",
        "is the",
        "so",
        "from",
        "by",
        "comes from",
        "at",
        "is about",
        "i.e.",
        "=the",
        "is always",
        "which i get from",
        "is basically",
    ];
    WORDS.contains(&gap)
}

/// Whether words between a sum and a name behind it say that the one is the other.
fn is_equation_back(gap: &str) -> bool {
    let gap = gap.trim().trim_matches(['"', '(', ')', ',']).trim();
    const WORDS: &[&str] = &[
        "",
        "就是",
        "是",
        "得",
        "得出",
        "得到",
        "等于",
        "=",
        "算出",
        "算",
        "求",
        "即",
        "为",
        "就得到",
        "出",
        "就是我要的",
        "看",
        "告诉我",
        "给我",
        "is",
        "gives",
        "gives me",
        "equals",
        "makes",
        "to get",
        "for",
        "for the",
        "that's",
        "that's the",
        "is the",
        "is my",
        "gives the",
        "= the",
        "as the",
        "to give",
        "to get the",
        "and that's the",
        "and that's",
        "which is",
        "which is the",
        "to find",
        "i get the",
        "you get the",
        "tell me",
        "and show",
        "show",
        "show me",
    ];
    WORDS.contains(&gap)
}

impl Draft<'_> {
    /// The unit that was said of a mark.
    fn unit_of(&self, mark: usize) -> Option<String> {
        let unit = self.units[mark]?;
        let text = self.said.original(&self.outline.names[unit].range).to_owned();
        (!text.is_empty()).then_some(text)
    }

    /// The result of the tool that some words name, where the tool was there before.
    fn old_result(&self, label: &str) -> Option<String> {
        let name = self.builder.tool.called(label)?;
        self.existing.contains(&name).then_some(name)
    }

    /// What a result of the tool is computed as, in the names that it is shown with.
    fn old_formula(&self, name: &str) -> Option<Expr> {
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
    fn last_result(&self, clause: &Range<usize>) -> Option<String> {
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

    fn label_of(&self, name: &str) -> String {
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
