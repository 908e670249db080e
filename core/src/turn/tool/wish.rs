//! A sentence that asks for a mini-tool: a new one, or one that is there.
//!
//! Decides when a sentence is taken so, and not for an errand; what nobody can be sure of stays an errand, for those ask before they act.

use serde_json::json;

use super::super::step::{ChoiceOption, Step};
use super::{Told, ToolQuestion, Work, act};
use crate::action::sha256_hex;
use crate::dialogue::{ToolWanted, names_a_tool, tool_opening};
use crate::error::Error;
use crate::minitool::{Drafted, Outline};
use crate::store::tools;
use crate::text::Utterance;
use crate::toolbox::{self, Known, Match, Summary};

/// A sentence asks for a tool from this likelihood on.
const WISH: f32 = 0.75;
/// An errand that is this sure comes before a new tool that is not called one.
const ERRAND: f32 = 0.8;
/// As likely it must be a tool, and called one, to come before such an errand.
const CLEAR_WISH: f32 = 0.95;
/// An errand that is less sure comes behind a tool that was not named.
const MAYBE_ERRAND: f32 = 0.5;
/// The most tools that are kept.
const MAX_TOOLS: u32 = 200;
/// One that no turn has kept is forgotten after this.
const UNSAVED_LIFE_MS: i64 = 7 * 24 * 60 * 60 * 1_000;
/// Options of one question.
const MAX_OPTIONS: usize = 20;

impl Work<'_> {
    /// "打开我的记账": opens the tool that is named. `errand`: how sure an errand is; where that is not known yet, only a whole name counts.
    pub(in crate::turn) fn tool_opened(
        &mut self,
        said: &Utterance,
        errand: Option<f32>,
    ) -> Result<Option<Step>, Error> {
        let Some(wanted) = tool_opening(said) else { return Ok(None) };
        let mut tools = toolbox::summaries(&self.engine.store)?;
        let words = match wanted {
            ToolWanted::All if tools.is_empty() => {
                let message = self.reply().no_tools();
                return Ok(Some(self.told_about_tools(message)?));
            }
            ToolWanted::All => {
                let ids: Vec<String> = tools.iter().map(|tool| tool.id.clone()).collect();
                return Ok(Some(self.which_tool(&tools, &ids)));
            }
            ToolWanted::Named(words) => words,
        };
        // The name of the one that is open says nothing new: "show the total".
        tools.retain(|tool| self.state.tool.as_ref().is_none_or(|opened| opened.id != tool.id));
        if tools.is_empty() {
            return Ok(None);
        }
        let known = self.known(&words, &tools, errand.is_some())?;
        let ids = match toolbox::find(&words, &known) {
            Match::Named(ids) => ids,
            Match::Near(ids) if errand.is_some_and(|errand| errand < MAYBE_ERRAND) => ids,
            _ => return Ok(None),
        };
        match ids.as_slice() {
            [id] => self.opened(id).map(Some),
            several => Ok(Some(self.which_tool(&tools, several))),
        }
    }

    /// Opens a tool that is kept. One that is open and that nobody has kept is asked about first.
    pub(super) fn opened(&mut self, id: &str) -> Result<Step, Error> {
        if let Some(step) = self.left_for(id)? {
            return Ok(step);
        }
        self.note("toolOpened", json!({"tool": id}));
        let title = toolbox::Kept::load(&self.engine.store, id)?.map(|kept| self.title(&kept));
        let message = title.map(|title| self.reply().tool_opened(&title)).unwrap_or_default();
        self.open_tool(id, Told::saying(message))
    }

    fn which_tool(&mut self, tools: &[Summary], ids: &[String]) -> Step {
        let language = self.state.language;
        let shown = ids.iter().filter_map(|id| tools.iter().find(|tool| tool.id == *id)).take(MAX_OPTIONS);
        let options = shown.map(|tool| ChoiceOption {
            id: tool.id.clone(),
            title: tool.title.get(language).to_owned(),
            detail: String::new(),
        });
        let options = options.collect();
        let message = self.reply().which_tool();
        self.ask_about_tool(ToolQuestion::Which, message, options)
    }

    /// The tools as words may mean them; how near they are is worked out where it counts. A tool's vector is, once for its words and the model.
    fn known(&self, words: &str, tools: &[Summary], by_nearness: bool) -> Result<Vec<Known>, Error> {
        if !by_nearness {
            let far =
                |tool: &Summary| Known { id: tool.id.clone(), title: tool.title.clone(), nearness: -1.0 };
            return Ok(tools.iter().map(far).collect());
        }
        let engine = &*self.engine;
        let wanted = engine.understanding.vector(&Utterance::new(words))?;
        let mut known = Vec::new();
        for tool in tools {
            let titles: Vec<&str> = tool.title.all().map(|(_, title)| title).collect();
            let words = format!("{} {}", titles.join(" "), tool.origin);
            let of = sha256_hex(format!("{}\n{words}", engine.understanding.model()).as_bytes());
            let vector = match engine.store.tool_vector(&tool.id, &of)? {
                Some(vector) => vector,
                None => {
                    let vector = engine.understanding.vector(&Utterance::new(&words))?;
                    tools::keep_vector(engine.store.read(), &tool.id, &vector, &of)?;
                    vector
                }
            };
            let nearness = vector.iter().zip(&wanted).map(|(a, b)| a * b).sum();
            known.push(Known { id: tool.id.clone(), title: tool.title.clone(), nearness });
        }
        Ok(known)
    }

    /// "做个AA记账,每人按天数分摊": makes the tool. `errand`: how sure an errand is.
    pub(in crate::turn) fn tool_made(
        &mut self,
        said: &Utterance,
        text: &str,
        errand: f32,
    ) -> Result<Option<Step>, Error> {
        if errand >= ERRAND && !names_a_tool(said) {
            return Ok(None);
        }
        let Some(outline) = self.engine.understanding.outline(said)? else { return Ok(None) };
        let least = if errand >= ERRAND { CLEAR_WISH } else { WISH };
        if outline.wish < least {
            return Ok(None);
        }
        self.make_tool(text, &outline)
    }

    /// Makes a tool, to be looked at; [`None`] where nothing of the sentence became one.
    pub(super) fn make_tool(&mut self, text: &str, outline: &Outline) -> Result<Option<Step>, Error> {
        let now_ms = self.now_ms();
        match act::draft(self.engine, text, outline, "draft", self.here())? {
            Drafted::Made { tool, unclear } => {
                if self.engine.store.count_of_saved_tools()? >= MAX_TOOLS {
                    let message = self.reply().too_many_tools();
                    return self.told_about_tools(message).map(Some);
                }
                tools::delete_unsaved(self.engine.store.read(), now_ms.saturating_sub(UNSAVED_LIFE_MS))?;
                let id = toolbox::make(&self.engine.store, *tool, false, self.now)?;
                let Some(kept) = toolbox::Kept::load(&self.engine.store, &id)? else { return Ok(None) };
                self.note(
                    "toolMade",
                    json!({"tool": id, "unclear": unclear.len(), "permissions": kept.tool().permissions()}),
                );
                let mut message = self.reply().tool_made(&self.title(&kept));
                if !unclear.is_empty() {
                    message = super::super::join(
                        &message,
                        &self.reply().tool_unclear(&unclear),
                        self.state.language,
                    );
                }
                self.open_tool(&id, Told { message, unclear, ..Told::default() }).map(Some)
            }
            Drafted::Declined { why } => {
                let message = why.get(self.state.language).to_owned();
                self.note("toolDeclined", json!({}));
                self.told_about_tools(message).map(Some)
            }
            Drafted::NotUnderstood => Ok(None),
        }
    }

    /// Something to say about tools: beside the one that is open, or as the turn's end.
    pub(super) fn told_about_tools(&mut self, message: String) -> Result<Step, Error> {
        if self.state.tool.is_some() {
            return self.draw(Told::saying(message));
        }
        Ok(Step::Unsupported(self.ending(message, Vec::new())))
    }
}
