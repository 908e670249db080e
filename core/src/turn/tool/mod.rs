//! A mini-tool within a turn: made by a sentence, opened by its name, changed by more of them, touched, kept, deleted.
//!
//! Decides what each of these does to the turn. What a tool is and holds is `minitool`'s, how it is kept `toolbox`'s; an act that a button asks for goes
//! the way of every act.
//!
//! Invariants: an errand that ends while a tool is open leads back to it; what a tool holds is a value of an argument at most, and never read as a wish;
//! what the turn keeps of its steps holds nothing of the tool's content.

mod act;
mod step;
mod wish;
mod words;

use serde::{Deserialize, Serialize};
use serde_json::json;

pub(crate) use self::act::draft;
pub use self::step::{ToolInput, ToolPermission, ToolStep};
use super::Work;
use super::engine::Engine;
use super::listen::refuse;
use super::state::{ChoiceOf, Waiting};
use super::step::{ActResult, ChoiceOption, Ending, Step};
use crate::error::{Error, ErrorKind};
use crate::minitool::{OpenTool, Refusal, ToolEffect};
use crate::text::Language;
use crate::toolbox::Kept;

/// The tool that is open in a turn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OpenedTool {
    pub id: String,
    /// The first record of lists that is shown.
    #[serde(default)]
    pub from: u32,
}

/// A question about a tool as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum ToolQuestion {
    /// Whether it is deleted.
    Delete,
    /// Whether it is kept, before it is left; what is opened next, if anything.
    Leave { next: Option<String> },
    /// Which one is opened: the options' ids are the tools'.
    Which,
}

/// What a step says beside what it draws.
#[derive(Default)]
struct Told {
    message: String,
    edits: Vec<String>,
    unclear: Vec<String>,
    shared: Option<String>,
    results: Vec<ActResult>,
}

impl Told {
    fn saying(message: String) -> Self {
        Self { message, ..Self::default() }
    }
}

/// The rights of a tool, in words.
pub(crate) fn permissions(
    engine: &Engine,
    all: Vec<(String, String)>,
    language: Language,
) -> Vec<ToolPermission> {
    let permission = |(service, capability): (String, String)| {
        let found = engine.understanding.capability(&service, &capability);
        let title = found.map(|(_, capability)| capability.title.get(language).to_owned());
        ToolPermission { service, capability, title: title.unwrap_or_default() }
    };
    all.into_iter().map(permission).collect()
}

impl Work<'_> {
    /// The tool that is open; [`None`] where it was deleted meanwhile.
    fn kept(&self) -> Result<Option<Kept>, Error> {
        let Some(opened) = &self.state.tool else { return Err(refuse("no tool is open")) };
        let kept = Kept::load(&self.engine.store, &opened.id)?;
        Ok(kept.map(|kept| kept.in_region(self.here().region)))
    }

    fn title(&self, kept: &Kept) -> String {
        kept.tool().title.get(Language::from(kept.tool().language)).to_owned()
    }

    /// Where a value came from that the open tool holds, in words.
    pub(super) fn origin_of_tool(&self) -> Option<String> {
        let kept = self.kept().ok().flatten()?;
        Some(self.reply().origin_of_tool(&self.title(&kept)))
    }

    /// Opens a tool in this turn.
    fn open_tool(&mut self, id: &str, told: Told) -> Result<Step, Error> {
        self.state.tool = Some(OpenedTool { id: id.to_owned(), from: 0 });
        self.draw(told)
    }

    /// The host opens one, from a list of them.
    pub(super) fn open_by_id(&mut self, id: &str) -> Result<Option<Step>, Error> {
        let Some(kept) = Kept::load(&self.engine.store, id)? else {
            let is_deleted = self.engine.store.is_deleted_tool(id)?;
            let why = if is_deleted { "the tool was deleted" } else { "no tool has this id" };
            return Err(Error::new(ErrorKind::InvalidInput, "opening a mini-tool", why));
        };
        // A new turn has no words that tell its language: it is the tool's.
        if self.state.waiting == Waiting::Sentence {
            self.state.language = self.state.context.language.unwrap_or(kept.tool().language.into());
        }
        self.opened(id).map(Some)
    }

    /// The question that comes before another tool takes the place of one that nobody has kept.
    fn left_for(&mut self, id: &str) -> Result<Option<Step>, Error> {
        let Some(opened) = self.state.tool.clone().filter(|opened| opened.id != id) else { return Ok(None) };
        match Kept::load(&self.engine.store, &opened.id)? {
            Some(kept) if !kept.is_saved => self.leave_tool(&kept, Some(id.to_owned())).map(Some),
            _ => Ok(None),
        }
    }

    /// The tool as it is now.
    fn draw(&mut self, told: Told) -> Result<Step, Error> {
        let Some(kept) = self.kept()? else { return Ok(self.tool_gone()) };
        let open = kept.open(self.now)?;
        self.drawn(&kept, &open, told)
    }

    fn drawn(&mut self, kept: &Kept, open: &OpenTool, told: Told) -> Result<Step, Error> {
        let from = self.state.tool.as_ref().map_or(0, |opened| opened.from);
        let is_preview = !kept.is_saved && kept.is_untouched();
        let step = ToolStep {
            turn: self.state.id.clone(),
            tool: kept.id.clone(),
            message: told.message,
            edits: told.edits,
            unclear: told.unclear,
            screen: open.screen(self.now, from as usize),
            sample: is_preview.then(|| OpenTool::sample(kept.tool(), self.now)).transpose()?,
            is_saved: kept.is_saved,
            permissions: permissions(self.engine, kept.tool().permissions(), self.state.language),
            shared: told.shared,
            results: told.results,
        };
        self.state.waiting = Waiting::Tool;
        self.state.misses = 0;
        Ok(Step::Tool(Box::new(step)))
    }

    /// Takes what the person did with the open tool.
    pub(super) fn touched(&mut self, input: ToolInput) -> Result<Option<Step>, Error> {
        if self.state.waiting != Waiting::Tool {
            return Err(refuse("no tool is shown"));
        }
        let Some(mut kept) = self.kept()? else { return Ok(Some(self.tool_gone())) };
        if let Some(opened) = &mut self.state.tool {
            opened.from = input.from;
        }
        let Some(event) = input.event else { return self.draw(Told::default()).map(Some) };
        let mut open = kept.open(self.now)?;
        let effects = match open.handle(&event, self.now, input.seed) {
            Ok(effects) => effects,
            Err(Refusal::NotShown) => return Err(refuse("the tool shows no such part")),
            Err(refusal) => {
                let reply = self.reply();
                let message = match refusal {
                    Refusal::Full => reply.tool_full(),
                    Refusal::NoValue => reply.tool_no_value(),
                    Refusal::NotFitting | Refusal::NotShown => reply.tool_value_unfit(),
                };
                return self.drawn(&kept, &open, Told::saying(message)).map(Some);
            }
        };
        kept.keep(&self.engine.store, &open, self.now)?;
        let mut told = Told::default();
        let mut calls = Vec::new();
        for effect in effects {
            match effect {
                ToolEffect::Share(text) => told.shared = Some(text),
                ToolEffect::Call { service, capability, arguments } => {
                    calls.push((service, capability, arguments));
                }
            }
        }
        if calls.is_empty() {
            return self.drawn(&kept, &open, told).map(Some);
        }
        self.ask_for(calls)
    }

    /// An errand has ended while a tool is open: back to it. Where the tool was deleted meanwhile, the errand's end is the turn's.
    pub(super) fn back_to_tool(&mut self, end: Step, ending: Ending) -> Result<Step, Error> {
        self.keep_recent()?;
        if self.kept()?.is_none() {
            self.state.tool = None;
            return Ok(end);
        }
        // Nothing of it is meant by what is asked for next.
        self.state.suspended = None;
        self.state.said_before = None;
        self.state.notices.clear();
        self.state.is_warned = false;
        let results = std::mem::take(&mut self.state.results);
        (self.state.told, self.state.warned) = (0, 0);
        self.state.tasks.clear();
        self.draw(Told { message: ending.message, results, ..Told::default() })
    }

    /// The turn ends, because the open tool was left.
    fn left(&mut self, message: String, is_cancelled: bool) -> Step {
        self.state.tool = None;
        let ending = self.ending(message, Vec::new());
        if is_cancelled { Step::Cancelled(ending) } else { Step::Completed(ending) }
    }

    fn tool_gone(&mut self) -> Step {
        let message = self.reply().tool_gone();
        self.left(message, false)
    }

    /// A question about tools.
    fn ask_about_tool(
        &mut self,
        question: ToolQuestion,
        message: String,
        options: Vec<ChoiceOption>,
    ) -> Step {
        let ids: Vec<&str> = options.iter().map(|option| option.id.as_str()).collect();
        let mut interrupt = self.interrupt("tool", message, None, json!({"enum": ids}));
        interrupt.options = options;
        self.state.waiting =
            Waiting::Choice { interrupt: interrupt.id.clone(), of: ChoiceOf::Tool(question) };
        Step::NeedsDisambiguation(interrupt)
    }
}
