//! What the person says while a mini-tool is open, and the answers to questions about it.
//!
//! Decides, in this order: an order to the tool as a whole, another tool, another errand, a new tool, a change of this one. Words that are none of these
//! change nothing.

use serde_json::json;

use super::super::hear::MIN_NEW_GOAL;
use super::super::listen::refuse;
use super::super::state::{ChoiceOf, Waiting};
use super::super::step::{ChoiceOption, Step};
use super::{Told, ToolQuestion, Work};
use crate::dialogue::{ToolOrder, answer_to_tool, begins_with_cancel, pick, tool_opening, tool_order};
use crate::error::Error;
use crate::minitool::{Outline, Revised};
use crate::store::tools;
use crate::text::{Language, LocalText, Utterance};
use crate::toolbox::Kept;
use crate::values::{Reaction, reaction};

/// The ids of the two options of a question about a tool.
const YES: &str = "yes";
const NO: &str = "no";
/// A sentence changes the open tool from this likelihood on, whatever errand it may be too.
const CHANGE: f32 = 0.5;

impl Work<'_> {
    /// Takes words that were said to the open tool.
    pub(in crate::turn) fn said_to_tool(&mut self, text: &str) -> Result<Option<Step>, Error> {
        let said = Utterance::new(text);
        let Some(mut kept) = self.kept()? else { return Ok(Some(self.tool_gone())) };
        if said.is_wordless() {
            let message = self.reply().nothing_said();
            return self.draw(Told::saying(message)).map(Some);
        }
        self.state.language = said.language();
        let words = self.words("said", text)?;
        self.note("said", json!({"words": words}));
        match tool_order(&said) {
            Some(ToolOrder::Save(name)) => return self.save_tool(&mut kept, name.as_deref()).map(Some),
            Some(ToolOrder::Delete) => return Ok(Some(self.ask_to_delete(&kept))),
            Some(ToolOrder::Close) => return self.leave_tool(&kept, None).map(Some),
            None if reaction(&said) == Some(Reaction::Cancel) => {
                return self.leave_tool(&kept, None).map(Some);
            }
            None => {}
        }
        // An errand is looked for where it counts, and once.
        let mut errand = None;
        if tool_opening(&said).is_some() {
            errand = Some(self.errand(&said)?);
            if let Some(step) = self.tool_opened(&said, errand)? {
                return Ok(Some(step));
            }
        }
        let outline = self.engine.understanding.outline(&said)?.unwrap_or_default();
        let is_change = outline.change >= CHANGE;
        if !is_change && begins_with_cancel(&said) {
            return self.leave_tool(&kept, None).map(Some);
        }
        let mut is_errand = |work: &mut Self| -> Result<bool, Error> {
            let sure = errand.map_or_else(|| work.errand(&said), Ok)?;
            errand = Some(sure);
            Ok(sure >= MIN_NEW_GOAL)
        };
        if !is_change {
            if is_errand(self)? {
                return self.understand(text);
            }
            if outline.wish > CHANGE
                && let Some(step) = self.new_tool(&kept, text, &outline)?
            {
                return Ok(Some(step));
            }
        }
        let revised = kept.revise(&self.engine.store, text, &outline, self.now)?;
        // What reads like a change and changes nothing of this tool may be an errand after all.
        if is_change && revised == Revised::NotUnderstood && is_errand(self)? {
            return self.understand(text);
        }
        self.revised(&kept, revised).map(Some)
    }

    /// How sure it is that words are an errand.
    fn errand(&mut self, said: &Utterance) -> Result<f32, Error> {
        let here = self.here();
        let engine = &mut *self.engine;
        let read = engine.understanding.read(said, here, &engine.lists, &engine.store)?;
        let best = read.acts.first().and_then(|read| read.act.candidates.first());
        Ok(best.map_or(0.0, |best| best.confidence))
    }

    fn revised(&mut self, kept: &Kept, revised: Revised) -> Result<Step, Error> {
        let language = self.state.language;
        let told = match revised {
            Revised::Changed { edits, unclear } => {
                self.note(
                    "toolChanged",
                    json!({"tool": kept.id, "edits": edits.len(), "unclear": unclear.len()}),
                );
                let edits: Vec<String> = edits.iter().map(|edit| line(edit, language)).collect();
                let mut message = self.reply().tool_changed(&edits);
                if !unclear.is_empty() {
                    message = super::super::join(&message, &self.reply().tool_unclear(&unclear), language);
                }
                Told { message, edits, unclear, ..Told::default() }
            }
            Revised::NothingToUndo => Told::saying(self.reply().nothing_to_undo()),
            Revised::Declined { why } => Told::saying(line(&why, language)),
            Revised::NotUnderstood => Told::saying(self.reply().not_understood()),
        };
        self.draw(told)
    }

    /// A new tool in place of the open one.
    fn new_tool(&mut self, kept: &Kept, text: &str, outline: &Outline) -> Result<Option<Step>, Error> {
        let before = self.state.tool.clone();
        let Some(step) = self.make_tool(text, outline)? else { return Ok(None) };
        let next = self.state.tool.as_ref().map(|opened| opened.id.clone()).filter(|id| *id != kept.id);
        match next {
            Some(next) if !kept.is_saved && (!kept.is_untouched() || kept.versions().count() > 1) => {
                self.state.tool = before;
                self.leave_tool(kept, Some(next)).map(Some)
            }
            Some(_) if !kept.is_saved => {
                tools::delete(self.engine.store.read(), &kept.id, self.now_ms())?;
                Ok(Some(step))
            }
            _ => Ok(Some(step)),
        }
    }

    fn save_tool(&mut self, kept: &mut Kept, name: Option<&str>) -> Result<Step, Error> {
        if let Some(name) = name {
            kept.rename(&self.engine.store, name, self.now)?;
        }
        kept.save(&self.engine.store)?;
        self.note("toolSaved", json!({"tool": kept.id}));
        let message = self.reply().tool_saved(&self.title(kept));
        self.draw(Told::saying(message))
    }

    fn ask_to_delete(&mut self, kept: &Kept) -> Step {
        let message = self.reply().ask_to_delete(&self.title(kept));
        let options = two(self.reply().delete_or_keep());
        self.ask_about_tool(ToolQuestion::Delete, message, options)
    }

    /// Puts the tool away; one that nobody has kept is asked about.
    pub(super) fn leave_tool(&mut self, kept: &Kept, next: Option<String>) -> Result<Step, Error> {
        if kept.is_saved {
            return match next {
                Some(next) => self.opened(&next),
                None => {
                    let message = self.reply().tool_closed(&self.title(kept));
                    Ok(self.left(message, false))
                }
            };
        }
        let message = self.reply().ask_to_save(&self.title(kept));
        let options = two(self.reply().save_or_discard());
        Ok(self.ask_about_tool(ToolQuestion::Leave { next }, message, options))
    }

    /// The host's cancel while a tool is open: it is put away, and one that nobody has kept is gone.
    pub(in crate::turn) fn tool_cancelled(&mut self) -> Result<Option<Step>, Error> {
        self.note("cancelled", json!({}));
        let Some(kept) = self.kept()? else { return Ok(Some(self.tool_gone())) };
        if kept.is_saved {
            let message = self.reply().tool_closed(&self.title(&kept));
            return Ok(Some(self.left(message, false)));
        }
        self.discard(&kept).map(Some)
    }

    fn discard(&mut self, kept: &Kept) -> Result<Step, Error> {
        tools::delete(self.engine.store.read(), &kept.id, self.now_ms())?;
        self.note("toolDiscarded", json!({"tool": kept.id}));
        let message = self.reply().tool_discarded(&self.title(kept));
        Ok(self.left(message, true))
    }

    /// An answer in words to a question about tools; what is none of its options is said to the tool, or is a sentence of its own.
    pub(in crate::turn) fn tool_answered_in_words(
        &mut self,
        question: &ToolQuestion,
        text: &str,
    ) -> Result<Option<Step>, Error> {
        let said = Utterance::new(text);
        let names: Vec<Vec<String>> = self.options().into_iter().map(|option| vec![option.title]).collect();
        if let (ToolQuestion::Leave { .. }, Some(ToolOrder::Save(Some(name)))) = (question, tool_order(&said))
            && let Some(mut kept) = self.kept()?
        {
            kept.rename(&self.engine.store, &name, self.now)?;
        }
        let picked = match (question, reaction(&said)) {
            (ToolQuestion::Which, Some(Reaction::No)) | (_, Some(Reaction::Cancel)) => {
                return self.back_from_question().map(Some);
            }
            (ToolQuestion::Which, _) => pick(&said, &names),
            (_, Some(Reaction::Yes)) => Some(0),
            (_, Some(Reaction::No)) => Some(1),
            // Nothing is deleted, nor thrown away, on words that only speak of it: "先别删除", "what if I delete it?"
            (ToolQuestion::Delete, None) => answer_to_tool(&said, &names, ToolOrder::Delete),
            (ToolQuestion::Leave { .. }, None) => answer_to_tool(&said, &names, ToolOrder::Save(None)),
        };
        match picked {
            Some(place) => {
                let words = self.words("said", text)?;
                self.note("said", json!({"words": words}));
                let option = self.options()[place].id.clone();
                self.tool_chosen(question, &option).map(Some)
            }
            None if self.state.tool.is_some() => {
                self.drop_next()?;
                self.said_to_tool(text)
            }
            None => self.understand(text),
        }
    }

    /// Takes one of the options of a question about tools.
    pub(in crate::turn) fn tool_chosen(
        &mut self,
        question: &ToolQuestion,
        option: &str,
    ) -> Result<Step, Error> {
        if !self.options().iter().any(|known| known.id == option) {
            return Err(refuse("the option is not among those offered"));
        }
        if *question == ToolQuestion::Which {
            return self.opened(option);
        }
        let Some(mut kept) = self.kept()? else { return Ok(self.tool_gone()) };
        match (question, option == YES) {
            (ToolQuestion::Delete, true) => {
                tools::delete(self.engine.store.read(), &kept.id, self.now_ms())?;
                self.note("toolDeleted", json!({"tool": kept.id}));
                let message = self.reply().tool_deleted(&self.title(&kept));
                Ok(self.left(message, false))
            }
            (ToolQuestion::Leave { next }, is_kept) => {
                if is_kept {
                    kept.save(&self.engine.store)?;
                    self.note("toolSaved", json!({"tool": kept.id}));
                }
                match (next, is_kept) {
                    (Some(next), _) => {
                        if !is_kept {
                            tools::delete(self.engine.store.read(), &kept.id, self.now_ms())?;
                        }
                        self.opened(next)
                    }
                    (None, true) => {
                        let message = self.reply().tool_saved(&self.title(&kept));
                        Ok(self.left(message, false))
                    }
                    (None, false) => self.discard(&kept),
                }
            }
            _ => self.back_from_question(),
        }
    }

    /// A new tool that waited for the answer and is not opened now is gone, unless somebody keeps it.
    fn drop_next(&mut self) -> Result<(), Error> {
        let Waiting::Choice { of: ChoiceOf::Tool(ToolQuestion::Leave { next: Some(next) }), .. } =
            &self.state.waiting
        else {
            return Ok(());
        };
        match Kept::load(&self.engine.store, next)? {
            Some(next) if !next.is_saved => {
                tools::delete(self.engine.store.read(), &next.id, self.now_ms()).map(|_| ())
            }
            _ => Ok(()),
        }
    }

    /// Nothing of it: back to the open tool, or the end.
    pub(in crate::turn) fn back_from_question(&mut self) -> Result<Step, Error> {
        self.drop_next()?;
        if self.state.tool.is_some() {
            return self.draw(Told::default());
        }
        self.state.waiting = Waiting::Nothing;
        let message = self.reply().cancelled();
        Ok(Step::Cancelled(self.ending(message, Vec::new())))
    }
}

fn two([yes, no]: [String; 2]) -> Vec<ChoiceOption> {
    let option = |id: &str, title: String| ChoiceOption { id: id.to_owned(), title, detail: String::new() };
    vec![option(YES, yes), option(NO, no)]
}

fn line(text: &LocalText, language: Language) -> String {
    text.get(language).to_owned()
}
