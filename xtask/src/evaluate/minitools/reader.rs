//! Where the outlines of sentences come from: the model, or a file of sentences that people marked.

use std::collections::HashMap;
use std::path::Path;

use errand_core::{Assistant, Drafted, Outline, Revised, ToolHistory, draft_tool};
use jiff::ZonedDateTime;
use serde::Deserialize;

use crate::Failure;
use crate::evaluate::understanding;

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

pub(super) enum Reader {
    Marked(HashMap<String, Outline>),
    /// The assistant of the demo app, whose services a button may ask for.
    Model(Box<Assistant>),
}

impl Reader {
    pub(super) fn new(marked: Option<&Path>) -> Result<Self, Failure> {
        match marked {
            Some(file) => Ok(Self::Marked(read(file)?.iter().filter_map(Marked::outline).collect())),
            None => Ok(Self::Model(Box::new(understanding::open()?))),
        }
    }

    /// A sentence with the marks that were found in it.
    pub(super) fn written(&self, sentence: &str) -> String {
        let outline = match self {
            Self::Marked(all) => all.get(sentence).cloned(),
            Self::Model(assistant) => assistant.outline_tool(sentence).ok().flatten(),
        };
        let outline = outline.unwrap_or_default();
        format!("{} {:?}", outline.written(sentence), outline.asked())
    }

    pub(super) fn draft(&self, id: &str, sentence: &str, now: &ZonedDateTime) -> Drafted {
        match self {
            Self::Marked(all) => {
                draft_tool(id, sentence, &all.get(sentence).cloned().unwrap_or_default(), now)
            }
            Self::Model(assistant) => {
                assistant.draft_tool(id, sentence, now).unwrap_or(Drafted::NotUnderstood)
            }
        }
    }

    pub(super) fn revise(&self, history: &mut ToolHistory, sentence: &str, now: &ZonedDateTime) -> Revised {
        match self {
            Self::Marked(all) => {
                history.revise(sentence, &all.get(sentence).cloned().unwrap_or_default(), now)
            }
            Self::Model(assistant) => {
                assistant.revise_tool(history, sentence, now).unwrap_or(Revised::NotUnderstood)
            }
        }
    }
}
