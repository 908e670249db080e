//! The changes that the marks of a sentence agree with.
//!
//! Decides which of several that were thought of are meant: a colour needs its word, and going back says nothing else.

use crate::minitool::outline::{Change, Name, Outline};

/// The changes that the marks agree with: a colour needs its word, and going back says nothing else.
pub(super) fn agreed(outline: &Outline, text: &str) -> Vec<Change> {
    let has = |name: Name| outline.named(name).next().is_some();
    let goes_back = |change: Change| matches!(change, Change::Undo | Change::First);
    let adds = !outline.clauses.is_empty()
        || [Name::Field, Name::Column, Name::Default, Name::Value, Name::New].into_iter().any(has);
    let agrees = |change: &Change| match change {
        Change::Color => has(Name::Color),
        Change::Language => has(Name::Language),
        Change::Rename => has(Name::New) && has(Name::Target),
        Change::Title => {
            (has(Name::New) || has(Name::Title))
                && !(has(Name::Target) && outline.changes.contains(&Change::Rename))
        }
        Change::Remove | Change::Move | Change::Type => has(Name::Target),
        Change::Undo | Change::First => !adds,
        _ => true,
    };
    let mut found: Vec<Change> = outline.changes.iter().copied().filter(agrees).collect();
    // Moving is what the anchor says; taking away has none.
    if found.contains(&Change::Move) && found.contains(&Change::Remove) {
        found.retain(
            |change| if has(Name::Anchor) { *change != Change::Remove } else { *change != Change::Move },
        );
    }
    if found.contains(&Change::Rename) || found.contains(&Change::Title) {
        found.retain(|change| *change != Change::Move || has(Name::Anchor));
    }
    // Back to the first one, or a step back: the words say which.
    const FIRST: &[&str] = &[
        "最开始",
        "最初",
        "第一版",
        "最早",
        "一开始",
        "first version",
        "the first one",
        "original",
        "at first",
        "the start",
        "the beginning",
        "very first",
        "原来那版",
        "初版",
    ];
    const BACK: &[&str] = &[
        "撤",
        "不要了",
        "取消",
        "回退",
        "退回",
        "还原",
        "恢复",
        "改回",
        "变回",
        "回到",
        "上一步",
        "刚才",
        "算了",
        "undo",
        "back",
        "revert",
        "scrap",
        "never mind",
        "nevermind",
        "cancel",
        "forget",
        "take that",
        "previous",
        "before",
        "restore",
        "reset it to",
        "as it was",
        "how it was",
        "didn't like",
        "don't like",
        "last change",
    ];
    // "It moved, it's the 10th" sets a day.
    let is_back = |text: &str| BACK.iter().chain(FIRST).any(|word| text.contains(word));
    if found.len() > 1 && !is_back(text) {
        found.retain(|change| !goes_back(*change));
    }
    if found.iter().any(|change| goes_back(*change)) {
        let first = FIRST.iter().any(|word| text.contains(word));
        found.retain(|change| !goes_back(*change));
        found.insert(0, if first { Change::First } else { Change::Undo });
        return found;
    }
    found
}
