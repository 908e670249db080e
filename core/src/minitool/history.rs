//! A tool with the versions that it had.
//!
//! Decides what a change in words does to the row of versions: a change adds one, "undo" takes the last away, "the first one" adds the first again,
//! so that nothing is ever lost by going back.

use super::diff;
use super::outline::Outline;
use super::revise::{self, Change};
use super::spec::MiniTool;
use crate::text::{LocalText, Utterance};
use crate::values::Reference;

/// A tool with the versions that it had, the first one first; there is always one.
#[derive(Clone, Debug, PartialEq)]
pub struct ToolHistory {
    versions: Vec<MiniTool>,
}

/// What became of a change that was asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum Revised {
    /// The tool was changed.
    Changed {
        /// What is different, a line for each edit.
        edits: Vec<LocalText>,
        /// What was not understood.
        unclear: Vec<String>,
    },
    /// There is nothing before this version.
    NothingToUndo,
    /// A tool can't do this; nothing was changed.
    Declined {
        /// Why, and what is nearest.
        why: LocalText,
    },
    /// Nothing of it is a change of this tool; nothing was changed.
    NotUnderstood,
}

/// The most versions that are kept.
const MAX_VERSIONS: usize = 100;
/// The most sentences that a spec keeps.
const MAX_ORIGIN: usize = 100;

impl ToolHistory {
    /// A tool without a history.
    pub fn new(tool: MiniTool) -> Self {
        Self { versions: vec![tool] }
    }

    /// A tool with its versions, the first one first; nothing where there is none.
    pub(crate) fn of(versions: Vec<MiniTool>) -> Option<Self> {
        (!versions.is_empty()).then_some(Self { versions })
    }

    /// The tool as it is.
    pub fn tool(&self) -> &MiniTool {
        &self.versions[self.versions.len() - 1]
    }

    /// All versions, the first one first.
    pub fn versions(&self) -> &[MiniTool] {
        &self.versions
    }

    /// Changes the tool as a sentence says, by its outline. `here` is for days, as in [`draft_tool`](super::draft_tool).
    pub fn revise(&mut self, sentence: &str, outline: &Outline, here: impl Into<Reference>) -> Revised {
        let said = Utterance::new(sentence);
        match revise::change(self.tool(), &said, outline, here.into()) {
            Change::Undo if self.versions.len() < 2 => Revised::NothingToUndo,
            Change::Undo => {
                self.versions.pop();
                Revised::Changed {
                    edits: vec![super::edit::both("已撤销", "Undone")], unclear: Vec::new()
                }
            }
            Change::First if self.versions.len() < 2 => Revised::NothingToUndo,
            Change::First => {
                let first = self.versions[0].clone();
                self.push(first);
                Revised::Changed {
                    edits: vec![super::edit::both("已回到最初的版本", "Back to the first version")],
                    unclear: Vec::new(),
                }
            }
            Change::Edited { mut tool, unclear } => {
                let edits = diff::differences(self.tool(), &tool);
                tool.origin.push(sentence.to_owned());
                // The sentence that made it, and the last ones that changed it.
                if tool.origin.len() > MAX_ORIGIN {
                    tool.origin.remove(1);
                }
                if tool.checked().is_err() || edits.is_empty() {
                    return Revised::NotUnderstood;
                }
                self.push(*tool);
                Revised::Changed { edits, unclear }
            }
            Change::Declined(why) => Revised::Declined { why },
            Change::None => Revised::NotUnderstood,
        }
    }

    fn push(&mut self, tool: MiniTool) {
        // The first version is kept, whatever goes.
        if self.versions.len() >= MAX_VERSIONS {
            self.versions.remove(1);
        }
        self.versions.push(tool);
    }
}
