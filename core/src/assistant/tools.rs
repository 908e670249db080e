//! Mini-tools as the host asks for them: the list of those that the person keeps, and drafts that are kept nowhere.
//!
//! Decides the shapes that a page of tools shows. Using one happens in a turn, which is where its buttons may ask for something.

use jiff::{Timestamp, ZonedDateTime};

use super::Assistant;
use crate::error::Error;
use crate::minitool::{Drafted, MiniTool, Outline, Revised, ToolColor, ToolHistory};
use crate::store::tools;
use crate::text::{LocalText, Utterance};
use crate::toolbox::{self, Kept, Summary};
use crate::turn::{Engine, ToolPermission, draft_tool, lock, tool_permissions};
use crate::values::Reference;

/// A mini-tool that the person keeps, as a page of them shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedTool {
    /// Its id: what [`Event::ToolOpened`](crate::Event::ToolOpened) opens it by.
    pub id: String,
    /// What it is called.
    pub title: LocalText,
    /// The colour that it is drawn in.
    pub color: ToolColor,
    /// The sentence that made it; empty for one that came as a spec.
    pub origin: String,
    /// The functions that its buttons may ask for: all the rights that it has.
    pub permissions: Vec<ToolPermission>,
    /// How many versions it has; more than one can be undone.
    pub versions: u32,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was used last.
    pub used_at: Timestamp,
}

impl Assistant {
    /// The mini-tools that the person keeps, the one used last first.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Storage`](crate::ErrorKind::Storage).
    pub fn tools(&self) -> Result<Vec<SavedTool>, Error> {
        let engine = lock(&self.engine);
        Ok(toolbox::summaries(&engine.store)?.into_iter().map(|own| saved(&engine, own)).collect())
    }

    /// The spec of a kept tool, its versions from the first to the present one; [`None`] where there is none of this id.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Storage`](crate::ErrorKind::Storage), [`ErrorKind::Corrupt`](crate::ErrorKind::Corrupt).
    pub fn tool(&self, id: &str) -> Result<Option<Vec<MiniTool>>, Error> {
        let kept = Kept::load(&lock(&self.engine).store, id)?;
        Ok(kept.map(|kept| kept.versions().cloned().collect()))
    }

    /// Keeps a tool that came as a spec: from an import, or from a larger model. Answers its new id.
    ///
    /// It has come through the same door as every tool ([`MiniTool::from_json`]) and is trusted no more: what its buttons ask for is asked about and confirmed.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) where the spec does not hang together, [`ErrorKind::Storage`](crate::ErrorKind::Storage).
    pub fn save_tool(&self, tool: &MiniTool, now: &ZonedDateTime) -> Result<String, Error> {
        let engine = lock(&self.engine);
        tool.checked()?;
        engine.store.begin()?;
        let kept = toolbox::make(&engine.store, tool.clone(), true, now);
        engine.store.end(kept.is_ok())?;
        kept
    }

    /// Deletes a tool with everything in it and all its versions; answers whether it was there. Only its id is left, so that it is never given again.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Storage`](crate::ErrorKind::Storage).
    pub fn delete_tool(&self, id: &str, now: &ZonedDateTime) -> Result<bool, Error> {
        let now_ms = now.timestamp().as_millisecond();
        let mut engine = lock(&self.engine);
        let was_there = engine.store.transaction(|t| tools::delete(t, id, now_ms))?;
        engine.store.wipe_log()?;
        Ok(was_there)
    }

    /// Drafts a small private tool from a sentence; nothing is saved. `here` is for days: when it is, and which way round they are written.
    ///
    /// What of the sentence was not understood comes back with the tool, and what no tool can do is declined with the nearest thing.
    /// A bundle that cannot read such requests understands none. In a turn a sentence that asks for a tool makes one by itself.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Bug`](crate::ErrorKind::Bug) when the model fails.
    pub fn draft_tool(&self, id: &str, sentence: &str, here: impl Into<Reference>) -> Result<Drafted, Error> {
        let mut engine = lock(&self.engine);
        match engine.understanding.outline(&Utterance::new(sentence))? {
            Some(outline) => draft_tool(&mut engine, sentence, &outline, id, here.into()),
            None => Ok(Drafted::NotUnderstood),
        }
    }

    /// What a request for a tool, or for a change of one, is read to name and to ask for; nothing where the bundle cannot read it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Bug`](crate::ErrorKind::Bug) when the model fails.
    pub fn outline_tool(&self, sentence: &str) -> Result<Option<Outline>, Error> {
        lock(&self.engine).understanding.outline(&Utterance::new(sentence))
    }

    /// Changes a tool as a sentence says: what was edited, line by line, and what was not understood. Nothing is saved.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Bug`](crate::ErrorKind::Bug) when the model fails.
    pub fn revise_tool(
        &self,
        history: &mut ToolHistory,
        sentence: &str,
        here: impl Into<Reference>,
    ) -> Result<Revised, Error> {
        let engine = lock(&self.engine);
        match engine.understanding.outline(&Utterance::new(sentence))? {
            Some(outline) => Ok(history.revise(sentence, &outline, here)),
            None => Ok(Revised::NotUnderstood),
        }
    }
}

fn saved(engine: &Engine, own: Summary) -> SavedTool {
    let at = |ms: i64| Timestamp::from_millisecond(ms).unwrap_or(Timestamp::UNIX_EPOCH);
    SavedTool {
        permissions: tool_permissions(engine, own.permissions, own.language),
        created_at: at(own.created_ms),
        used_at: at(own.used_ms),
        id: own.id,
        title: own.title,
        color: own.color,
        origin: own.origin,
        versions: own.versions,
    }
}
