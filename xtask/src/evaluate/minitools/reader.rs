//! Where the outlines of sentences come from: the model, or a file of sentences that people marked.

use std::collections::HashMap;
use std::path::Path;

use errand_core::{Drafted, Outline, Revised, ToolHistory, draft_tool};
use jiff::ZonedDateTime;
use serde::Deserialize;

use crate::Failure;

/// A line of a file of marked sentences.
#[derive(Deserialize)]
pub(super) struct Marked {
    pub marked: String,
    #[serde(default)]
    pub kinds: Vec<String>,
    #[serde(default)]
    pub change: Vec<String>,
    pub refuse: Option<String>,
    #[serde(default)]
    pub formulas: Vec<Gold>,
}

/// A formula that a sentence asks for, in the names that it is marked with.
#[derive(Deserialize)]
pub(super) struct Gold {
    pub out: String,
    pub is: String,
}

impl Marked {
    pub(super) fn outline(&self) -> Option<(String, Outline)> {
        let (text, outline) = Outline::parse(&self.marked)?;
        let words = self.kinds.iter().chain(&self.change).chain(&self.refuse);
        Some((text, outline.asking(&words.map(String::as_str).collect::<Vec<_>>())))
    }
}

pub(super) fn read(file: &Path) -> Result<Vec<Marked>, Failure> {
    let text = std::fs::read_to_string(file)?;
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    Ok(lines.map(serde_json::from_str).collect::<Result<_, _>>()?)
}

pub(super) struct Reader {
    marked: HashMap<String, Outline>,
}

impl Reader {
    pub(super) fn new(marked: Option<&Path>) -> Result<Self, Failure> {
        let rows = marked.map(read).transpose()?.unwrap_or_default();
        Ok(Self { marked: rows.iter().filter_map(Marked::outline).collect() })
    }

    fn outline(&self, sentence: &str) -> Outline {
        self.marked.get(sentence).cloned().unwrap_or_default()
    }

    pub(super) fn draft(&self, id: &str, sentence: &str, now: &ZonedDateTime) -> Drafted {
        draft_tool(id, sentence, &self.outline(sentence), now)
    }

    pub(super) fn revise(&self, history: &mut ToolHistory, sentence: &str, now: &ZonedDateTime) -> Revised {
        history.revise(sentence, &self.outline(sentence), now)
    }
}
