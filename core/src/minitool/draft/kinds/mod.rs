//! The kinds of tools that people mean: a counter, a checklist, a timer, a scoreboard, a picker, cards, a countdown, a converter, a scaler.
//!
//! Decides what each kind has besides the names that were said; kinds combine.

mod convert;
mod counts;
mod lists;
mod named;
mod times;

use super::Draft;
use super::said::has_any;
use crate::minitool::outline::{Clause, Name, ToolKind};

pub(super) use self::convert::converts;

pub(super) fn build(draft: &mut Draft<'_>) {
    named::build(draft);
    let has = |draft: &Draft<'_>, name: Name| draft.outline.named(name).next().is_some();
    if draft.is(ToolKind::Timer) || has(draft, Name::Length) {
        times::timer(draft);
    }
    let counts_days = draft.builder.tool.formulas.iter().any(|own| own.formula.starts_with("days("));
    if draft.is(ToolKind::Countdown) || has(draft, Name::Day) || counts_days {
        times::countdown(draft);
    }
    if draft.is(ToolKind::Converter) && has(draft, Name::From) || has(draft, Name::To) {
        convert::build(draft);
    }
    // Of several kinds that were thought of, one counts that shows in the words.
    let only = |draft: &Draft<'_>, kind: ToolKind| draft.is(kind) && draft.outline.kinds.len() == 1;
    let taps = has(draft, Name::Counter) || has(draft, Name::Step) || draft.outline.says(Clause::Tap);
    if draft.is(ToolKind::Counter) && taps
        || only(draft, ToolKind::Counter)
        || draft.is(ToolKind::Scoreboard)
        || has(draft, Name::Counter)
    {
        counts::build(draft);
    }
    let has_items = has(draft, Name::Item);
    if draft.is(ToolKind::Cards) && (has_items || only(draft, ToolKind::Cards)) || has(draft, Name::Back) {
        lists::cards(draft);
    } else if draft.is(ToolKind::Picker) && (has_items || only(draft, ToolKind::Picker))
        || draft.outline.says(Clause::Pick) && draws_lots(draft)
    {
        lists::picker(draft);
    } else if draft.is(ToolKind::Checklist) && (has_items || only(draft, ToolKind::Checklist))
        || draft.outline.says(Clause::Check)
    {
        lists::checklist(draft);
    } else if has_items {
        lists::started(draft);
    }
    if draft.is(ToolKind::Scaler) {
        lists::scaler(draft);
    }
}

/// Whether something is drawn by lot: 三选一 only names options.
fn draws_lots(draft: &Draft<'_>) -> bool {
    let words = [
        "随机",
        "抽",
        "随便",
        "点名",
        "转盘",
        "摇",
        "random",
        "randomly",
        "draw",
        "spin",
        "shuffle",
        "lucky",
        "pick for me",
        "decide",
    ];
    let picks = draft.outline.clauses.iter().filter(|own| own.clause == Clause::Pick);
    picks.into_iter().any(|own| draft.says(&own.range, &words))
        || has_any(&draft.said.all(), &["random", "randomly", "随机"])
}
