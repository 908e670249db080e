//! A tool that is open: its spec, what it holds, and what it shows.
//!
//! Decides nothing; it keeps the three together for whoever runs one.

use jiff::ZonedDateTime;

use super::cell::Cell;
use super::event::{Moment, Refusal, ToolEffect, ToolEvent};
use super::program::Program;
use super::screen::{Screen, draw};
use super::spec::MiniTool;
use super::state::ToolState;
use crate::error::{Error, ErrorKind};
use crate::values::Region;

/// A tool that is open.
///
/// # Example
///
/// ```
/// use errand_core::{MiniTool, OpenTool, ToolAct, ToolEvent};
///
/// let json = r#"{"miniTool": 1, "id": "t", "title": {"en": "Split"}, "language": "en",
///   "state": [{"name": "bill", "label": {"en": "Bill"}, "type": "money"}, {"name": "people", "label": {"en": "People"}, "type": "number"}],
///   "formulas": [{"name": "each", "label": {"en": "Each"}, "formula": "bill / people"}],
///   "view": [{"id": "bill", "part": "field", "of": "bill"}, {"id": "people", "part": "field", "of": "people"}, {"id": "each", "part": "result", "of": "each"}]}"#;
/// let now: jiff::ZonedDateTime = "2026-11-25T09:30:00+08:00[Asia/Shanghai]".parse().expect("a time");
/// let mut open = OpenTool::new(MiniTool::from_json(json).expect("a spec"), &now).expect("a spec");
/// for (part, text) in [("bill", "90 bucks"), ("people", "four")] {
///     let event = ToolEvent { part: part.to_owned(), act: ToolAct::Enter(text.to_owned()), record: None, column: None };
///     open.handle(&event, &now, 0).expect("a value");
/// }
/// assert_eq!(open.screen(&now, 0).parts[2].value, "22.50");
/// ```
#[derive(Clone, Debug)]
pub struct OpenTool {
    tool: MiniTool,
    program: Program,
    state: ToolState,
    region: Region,
}

impl OpenTool {
    /// Opens a tool as it is before anything was entered.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] where the spec does not hang together.
    pub fn new(tool: MiniTool, now: &ZonedDateTime) -> Result<Self, Error> {
        let program = tool.checked()?;
        let state = ToolState::first(&tool, now.date());
        Ok(Self { tool, program, state, region: Region::Unknown })
    }

    /// Opens a tool with what it held, as [`OpenTool::state_json`] gave it; what has no place in the spec any more is left out.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] where the spec does not hang together, [`ErrorKind::Corrupt`] where the text is no state.
    pub fn restore(tool: MiniTool, state: &str, now: &ZonedDateTime) -> Result<Self, Error> {
        let program = tool.checked()?;
        let state = ToolState::restored(state, &tool, now.date()).ok_or_else(|| {
            Error::new(ErrorKind::Corrupt, "opening a mini-tool", "what it held is not readable")
        })?;
        Ok(Self { tool, program, state, region: Region::Unknown })
    }

    /// The same in a country: it decides which way round a date is written that is entered, such as 03/04.
    #[must_use]
    pub fn in_region(self, region: Region) -> Self {
        Self { region, ..self }
    }

    /// The spec.
    pub fn tool(&self) -> &MiniTool {
        &self.tool
    }

    /// What it holds, to be kept.
    pub fn state_json(&self) -> String {
        self.state.json(&self.tool)
    }

    /// The same under a changed spec: what it holds is kept as far as types allow.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] where the spec does not hang together; the tool stays as it was.
    pub fn change(&mut self, tool: MiniTool, now: &ZonedDateTime) -> Result<(), Error> {
        let program = tool.checked()?;
        self.state = self.state.carried(&self.tool, &tool, now.date());
        (self.tool, self.program) = (tool, program);
        Ok(())
    }

    /// Does what an event says. `seed` is what lots are drawn from, so that it must come from a good source of chance.
    ///
    /// # Errors
    ///
    /// A [`Refusal`]; nothing was changed then.
    pub fn handle(
        &mut self,
        event: &ToolEvent,
        now: &ZonedDateTime,
        seed: u64,
    ) -> Result<Vec<ToolEffect>, Refusal> {
        let values = self.program.evaluate(&self.state, now.date());
        let moment = Moment { now, region: self.region, seed };
        let (state, effects) = self.program.after(&self.tool, &self.state, &values, event, &moment)?;
        self.state = state;
        Ok(effects)
    }

    /// What to draw; lists begin at the record `from`.
    pub fn screen(&self, now: &ZonedDateTime, from: usize) -> Screen {
        draw(&self.tool, &self.program, &self.state, now, from)
    }

    /// A tool as it might look in use, with plain values where nothing is given: for looking at it before anything was entered. Nothing of it is kept.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] where the spec does not hang together.
    pub fn sample(tool: &MiniTool, now: &ZonedDateTime) -> Result<Screen, Error> {
        let program = tool.checked()?;
        Ok(draw(tool, &program, &ToolState::sample(tool, now.date()), now, 0))
    }

    /// Goes back to an earlier version of the spec: what it holds is kept as far as types allow, and what that version's fields held when it was left
    /// (`left`, as [`OpenTool::state_json`] gave it then) comes back where the present version has no such field.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] where the spec does not hang together; the tool stays as it was.
    pub fn go_back(&mut self, tool: MiniTool, left: &str, now: &ZonedDateTime) -> Result<(), Error> {
        let program = tool.checked()?;
        self.state = self.state.carried_back(&self.tool, &tool, left, now.date());
        (self.tool, self.program) = (tool, program);
        Ok(())
    }

    /// The value of a field or formula, by its name.
    pub fn value(&self, name: &str, now: &ZonedDateTime) -> Option<Cell> {
        if let Some(at) = self.tool.state.iter().position(|field| field.name == name) {
            return self.state.cell(at).cloned();
        }
        let at = self.tool.formulas.iter().position(|formula| formula.name == name)?;
        self.program.evaluate(&self.state, now.date()).formulas.get(at).cloned()
    }

    /// The values of a column, computed or not, in the order of the records.
    pub fn column(&self, name: &str, now: &ZonedDateTime) -> Vec<Cell> {
        for (at, list) in self.tool.state.iter().enumerate() {
            if let Some(i) = list.columns.iter().position(|column| column.name == name) {
                return self
                    .state
                    .records(at)
                    .iter()
                    .filter_map(|record| record.cells.get(i).cloned())
                    .collect();
            }
            if let Some(i) = list.computed.iter().position(|computed| computed.name == name) {
                let values = self.program.evaluate(&self.state, now.date());
                return values.computed.get(at).and_then(|all| all.get(i)).cloned().unwrap_or_default();
            }
        }
        Vec::new()
    }
}
