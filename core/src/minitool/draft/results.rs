//! What is computed: which result each clause of a request is about.
//!
//! Decides it by where a clause stands: named within it, joined to it by "is", before it, behind it. What the clause itself says is read by `clauses`,
//! how clauses come together is `computed`'s matter. A result of which a part was not understood is not shown at all: half a sum is a wrong sum.

use std::ops::Range;

use super::computed::{Computed, Shape};
use super::said::has_word_of;
use super::{Draft, clauses, noun, settle};
use crate::minitool::formula::{Expr, Function};
use crate::minitool::outline::{Clause, Name, ToolKind};

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
    // The result that was spoken of last, and where that clause ended.
    let mut last: Option<(usize, usize)> = None;
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
        last = Some((about, mark.range.end));
        let mut own = std::mem::take(&mut all[about]);
        // A change goes on from what is computed so far; a formula says the whole anew.
        let goes_on = mark.clause != Clause::Formula || clauses::goes_on(draft, &mark.range);
        let is_whole =
            mark.clause == Clause::Total || own.mark.is_some() && draft.is_anew && !bounds(mark.clause);
        if own.old.is_some() && !own.has_terms() && goes_on && !is_whole {
            match own.old.as_deref().and_then(|old| draft.old_formula(old)) {
                // What is changed is changed before it is rounded.
                Some(Expr::Call(
                    function @ (Function::Round | Function::Floor | Function::Ceil),
                    mut all,
                )) if !all.is_empty() => {
                    own.terms.push(all.remove(0));
                    own.shapes.push(Shape::Again(function, all));
                }
                old => own.terms.extend(old),
            }
        }
        if clauses::read(draft, mark, &mut own).is_none() {
            draft.builder.unclear.push(draft.said.original(&mark.range).to_owned());
            own.is_broken = true;
        }
        // "三样都进一": one word for all.
        if mark.clause == Clause::Round
            && super::said::has_any(
                &draft.said.text(&(mark.range.start.saturating_sub(1)..mark.range.end)),
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
    settle::settle(draft, all);
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
    last: Option<(usize, usize)>,
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
        // "Round the wine up": of the one result whose name it speaks of.
        let named = named.or_else(|| {
            let text = draft.said.text(clause);
            let speaks = |at: &usize| all[*at].mark.is_some() && has_word_of(&text, &all[*at].label);
            let mut found = (0..all.len()).filter(speaks);
            found.next().filter(|_| found.next().is_none() && sort != Clause::When)
        });
        let is_plain = sort != Clause::When || draft.said.amounts_in(clause).next().is_none();
        if named.is_some() && sort != Clause::Beyond && is_plain {
            return named;
        }
        // A name that stands behind that is spoken of now: 一共来多少人,要几桌,往上取整.
        if let Some((at, end)) = before
            && last.is_none_or(|(_, ended)| end >= ended)
        {
            return Some(at);
        }
        if let Some((last, _)) = last {
            return Some(last);
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
            last.map(|own| own.0).filter(|_| clauses::goes_on(draft, clause))
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
        (None, Some((last, _)), _) => Some(last),
        (None, None, Some((at, _))) => Some(at),
        (None, None, None) => None,
    }
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
