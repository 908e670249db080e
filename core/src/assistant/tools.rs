//! Mini-tools as the host asks for them: drafted from a sentence, changed by more of them.
//!
//! Decides which function of the app a button may ask for: the one that its words mean as a request. It is asked for when the button is pressed, with
//! every question and confirmation that the request would have; a tool earns no right by naming it.

use jiff::ZonedDateTime;

use super::Assistant;
use crate::error::Error;
use crate::minitool::{self, Callable, Drafted, Outline, Revised, ToolHistory};
use crate::text::{LocalText, Utterance};
use crate::turn::{Engine, lock};

/// How sure it must be that words of a tool mean a function of the app.
const SURE: f32 = 0.4;

impl Assistant {
    /// Drafts a small private tool from a sentence; nothing is saved. `now` is for days that are said relative to it.
    ///
    /// What of the sentence was not understood comes back with the tool, and what no tool can do is declined with the nearest thing.
    /// A bundle that cannot read such requests understands none.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Bug`](crate::ErrorKind::Bug) when the model fails.
    pub fn draft_tool(&self, id: &str, sentence: &str, now: &ZonedDateTime) -> Result<Drafted, Error> {
        let mut engine = lock(&self.engine);
        let outline = outline(&engine, sentence)?;
        let Some(outline) = outline else { return Ok(Drafted::NotUnderstood) };
        let mut failed = None;
        let drafted = minitool::draft(id, sentence, &outline, now, &mut |words| {
            callable(&mut engine, words, now).unwrap_or_else(|error| {
                failed = Some(error);
                None
            })
        });
        match failed {
            Some(error) => Err(error),
            None => Ok(drafted),
        }
    }

    /// What a request for a tool, or for a change of one, is read to name and to ask for; nothing where the bundle cannot read it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Bug`](crate::ErrorKind::Bug) when the model fails.
    pub fn outline_tool(&self, sentence: &str) -> Result<Option<Outline>, Error> {
        outline(&lock(&self.engine), sentence)
    }

    /// Changes a tool as a sentence says: what was edited, line by line, and what was not understood.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Bug`](crate::ErrorKind::Bug) when the model fails.
    pub fn revise_tool(
        &self,
        history: &mut ToolHistory,
        sentence: &str,
        now: &ZonedDateTime,
    ) -> Result<Revised, Error> {
        let engine = lock(&self.engine);
        match outline(&engine, sentence)? {
            Some(outline) => Ok(history.revise(sentence, &outline, now)),
            None => Ok(Revised::NotUnderstood),
        }
    }
}

fn outline(engine: &Engine, sentence: &str) -> Result<Option<Outline>, Error> {
    let said = Utterance::new(sentence);
    if said.is_wordless() {
        return Ok(None);
    }
    Ok(engine.understanding.outline(&said)?.map(|outline| outline.mended(&said)))
}

/// The function of the app that some words mean.
fn callable(engine: &mut Engine, words: &str, now: &ZonedDateTime) -> Result<Option<Callable>, Error> {
    let Engine { store, understanding, lists, .. } = engine;
    let read = understanding.read(&Utterance::new(words), now, lists, store)?;
    let Some(best) = read.considered.first().filter(|best| best.confidence >= SURE) else { return Ok(None) };
    let Some((_, capability)) = understanding.capability(&best.service, &best.capability) else {
        return Ok(None);
    };
    let names = |text: &LocalText| text.all().map(|(_, text)| text.to_owned()).collect::<Vec<_>>();
    let parameters = capability.parameters.iter().map(|own| {
        let mut labels: Vec<String> = own.title.iter().flat_map(names).collect();
        labels.extend(own.description.iter().flat_map(names));
        labels.push(own.name.clone());
        (own.name.clone(), labels)
    });
    Ok(Some(Callable {
        service: best.service.clone(),
        capability: best.capability.clone(),
        label: capability.title.clone(),
        parameters: parameters.collect(),
    }))
}
