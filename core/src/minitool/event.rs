//! What the person does in a tool, and what follows.
//!
//! Decides how an event changes a state. What an action calls, shares or starts is handed back; nothing is carried out here.
//!
//! Invariants: an event either does all that its action says, or nothing; text in a tool is a value and never an order.

use jiff::ZonedDateTime;

use super::cell::Cell;
use super::evaluate::{Sight, Values};
use super::lots::Lots;
use super::program::{Compiled, Program};
use super::spec::{ActionStep, ColumnValue, Field, FieldType, MiniTool, Part, PartKind};
use super::state::{Running, ToolState};
use crate::values::{Reference, Region};

/// What the person did in a tool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToolEvent {
    /// The part's id, as it was drawn.
    pub part: String,
    /// What was done with it.
    pub act: ToolAct,
    /// The record of a list that it was done with, by its id.
    pub record: Option<u64>,
    /// The column, where a record's value was entered; the action, where a record's button was pressed.
    pub column: Option<String>,
}

/// What can be done with a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ToolAct {
    /// A value was entered or chosen: as typed, spoken, or picked. An empty one empties the field.
    Enter(String),
    /// It was pressed: a button, the plus of a stepper, a toggle; a timer starts.
    Press,
    /// The minus of a stepper was pressed; a timer stops.
    Less,
    /// A record was added to a list.
    Add,
    /// A record was removed from a list.
    Remove,
}

/// What follows from an event for the host.
#[derive(Clone, Debug, PartialEq)]
pub enum ToolEffect {
    /// A text that the person may send by themselves.
    Share(String),
    /// A function of a service is asked for; the planner asks, judges and confirms as for every act.
    Call {
        /// The service.
        service: String,
        /// Its capability.
        capability: String,
        /// Its arguments, those that have a value, as a spec writes them.
        arguments: Vec<(String, String)>,
    },
}

/// Why an event did nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No such part, record, column or action is shown.
    NotShown,
    /// What was entered is no value of the field, or is not between its ends.
    NotFitting,
    /// The list is full.
    Full,
    /// A step of the action has no value to work with.
    NoValue,
}

/// Where and when an event happens.
pub(crate) struct Moment<'a> {
    pub now: &'a ZonedDateTime,
    /// Where: which way round dates are written.
    pub region: Region,
    /// From the host: what lots are drawn from.
    pub seed: u64,
}

impl Moment<'_> {
    fn here(&self) -> Reference {
        Reference::at(self.now).in_region(self.region)
    }
}

impl Program {
    /// Does what an event says in a copy of the state.
    pub(crate) fn after(
        &self,
        tool: &MiniTool,
        state: &ToolState,
        values: &Values,
        event: &ToolEvent,
        moment: &Moment<'_>,
    ) -> Result<(ToolState, Vec<ToolEffect>), Refusal> {
        let part = tool.view.iter().find(|own| own.id == event.part).ok_or(Refusal::NotShown)?;
        let mut doing = Doing {
            program: self,
            tool,
            before: state,
            values,
            state: state.clone(),
            moment,
            lots: Lots::of(moment.seed),
            effects: Vec::new(),
        };
        doing.event(part, event)?;
        Ok((doing.state, doing.effects))
    }
}

struct Doing<'a> {
    program: &'a Program,
    tool: &'a MiniTool,
    before: &'a ToolState,
    values: &'a Values,
    state: ToolState,
    moment: &'a Moment<'a>,
    lots: Lots,
    effects: Vec<ToolEffect>,
}

impl Doing<'_> {
    fn at(&self, name: &str) -> Option<(usize, &Field)> {
        self.tool.state.iter().enumerate().find(|(_, field)| field.name == name)
    }

    fn event(&mut self, part: &Part, event: &ToolEvent) -> Result<(), Refusal> {
        use PartKind::{Button, Choice, Field as Entry, List, Slider, Stepper, Timer, Toggle};
        let shown = part.of.as_deref();
        match (part.part, &event.act) {
            (Button, ToolAct::Press) => self.action(shown.unwrap_or_default(), None),
            (Timer, ToolAct::Press | ToolAct::Less) => {
                self.timer(&part.id, event.act == ToolAct::Press, true);
                Ok(())
            }
            (Entry | Stepper | Slider | Toggle | Choice, ToolAct::Enter(text)) => {
                let (at, field) = self.found(shown)?;
                let cell = Cell::entered(field, text, self.moment.here()).ok_or(Refusal::NotFitting)?;
                self.set(at, cell)
            }
            (Stepper | Slider, ToolAct::Press | ToolAct::Less) => {
                let (at, field) = self.found(shown)?;
                let step = part.step.as_deref().and_then(|step| step.parse().ok());
                let step: rust_decimal::Decimal = step.unwrap_or(rust_decimal::Decimal::ONE);
                let now = self.state.cell(at).and_then(Cell::number).unwrap_or_default();
                let next =
                    if event.act == ToolAct::Press { now.checked_add(step) } else { now.checked_sub(step) };
                let cell = of_type(next.ok_or(Refusal::NotFitting)?, field).ok_or(Refusal::NotFitting)?;
                let cell = cell.bounded(field).ok_or(Refusal::NotFitting)?;
                self.set(at, cell)
            }
            (Toggle, ToolAct::Press) => {
                let (at, _) = self.found(shown)?;
                let is_on = self.state.cell(at) == Some(&Cell::Boolean(true));
                self.set(at, Cell::Boolean(!is_on))
            }
            (List, act) => self.record(part, act, event),
            _ => Err(Refusal::NotShown),
        }
    }

    fn found(&self, name: Option<&str>) -> Result<(usize, &Field), Refusal> {
        name.and_then(|name| self.at(name)).ok_or(Refusal::NotShown)
    }

    fn set(&mut self, at: usize, cell: Cell) -> Result<(), Refusal> {
        *self.state.fields.get_mut(at).ok_or(Refusal::NotShown)? = super::state::Held::One(cell);
        Ok(())
    }

    /// What is done with a list and its records.
    fn record(&mut self, part: &Part, act: &ToolAct, event: &ToolEvent) -> Result<(), Refusal> {
        let (at, field) = self.found(part.of.as_deref())?;
        let field = field.clone();
        let today = self.moment.now.date();
        if *act == ToolAct::Add {
            return self.state.add(at, &field, today).map(|_| ()).ok_or(Refusal::Full);
        }
        let id = event.record.ok_or(Refusal::NotShown)?;
        let here = self.moment.here();
        let records = self.state.records_mut(at).ok_or(Refusal::NotShown)?;
        let place = records.iter().position(|record| record.id == id).ok_or(Refusal::NotShown)?;
        match act {
            ToolAct::Remove => {
                records.remove(place);
                Ok(())
            }
            ToolAct::Enter(text) => {
                let column = event.column.as_deref().ok_or(Refusal::NotShown)?;
                let i = field.columns.iter().position(|own| own.name == column).ok_or(Refusal::NotShown)?;
                let cell = Cell::entered(&field.columns[i], text, here).ok_or(Refusal::NotFitting)?;
                records[place].cells[i] = cell;
                Ok(())
            }
            ToolAct::Press => {
                let column = event.column.as_deref().ok_or(Refusal::NotShown)?;
                let toggle =
                    field.columns.iter().position(|own| own.name == column && own.kind == FieldType::Toggle);
                if let Some(i) = toggle {
                    let is_on = records[place].cells[i] == Cell::Boolean(true);
                    records[place].cells[i] = Cell::Boolean(!is_on);
                    return Ok(());
                }
                if !part.actions.iter().any(|action| action == column) {
                    return Err(Refusal::NotShown);
                }
                self.action(column, Some((at, place)))
            }
            _ => Err(Refusal::NotShown),
        }
    }

    fn action(&mut self, name: &str, record: Option<(usize, usize)>) -> Result<(), Refusal> {
        let action = self.tool.actions.iter().find(|action| action.name == name).ok_or(Refusal::NotShown)?;
        for step in &action.steps {
            self.step(step, record)?;
        }
        Ok(())
    }

    /// A formula of an action, over what the tool held before the event.
    fn value(&mut self, text: &str, record: Option<(usize, usize)>) -> Result<Cell, Refusal> {
        let compiled =
            Compiled::new(text, record.map(|(list, _)| list), self.tool).map_err(|_| Refusal::NoValue)?;
        let sight = Sight { state: self.before, values: self.values, today: self.moment.now.date() };
        Ok(compiled.value(&sight, record, &mut self.lots))
    }

    fn fitting(
        &mut self,
        text: &str,
        record: Option<(usize, usize)>,
        field: &Field,
    ) -> Result<Cell, Refusal> {
        let cell = self.value(text, record)?;
        let cell = match cell.number() {
            Some(number) => of_type(number, field),
            None => Some(cell),
        };
        match cell.ok_or(Refusal::NoValue)? {
            Cell::Gap(_) => Err(Refusal::NoValue),
            cell => cell.bounded(field).ok_or(Refusal::NotFitting),
        }
    }

    fn step(&mut self, step: &ActionStep, record: Option<(usize, usize)>) -> Result<(), Refusal> {
        let today = self.moment.now.date();
        match step {
            ActionStep::Set { field, to } => {
                if let Some((at, own)) = self.at(field) {
                    let own = own.clone();
                    let cell = self.fitting(to, record, &own)?;
                    return self.set(at, cell);
                }
                let (list, place) = record.ok_or(Refusal::NotShown)?;
                let columns = &self.tool.state.get(list).ok_or(Refusal::NotShown)?.columns;
                let i = columns.iter().position(|column| column.name == *field).ok_or(Refusal::NotShown)?;
                let cell = self.fitting(to, record, &columns[i])?;
                let records = self.state.records_mut(list).ok_or(Refusal::NotShown)?;
                *records.get_mut(place).and_then(|own| own.cells.get_mut(i)).ok_or(Refusal::NotShown)? = cell;
                Ok(())
            }
            ActionStep::Add { list, record: values } => {
                let (at, field) = self.found(Some(list))?;
                let field = field.clone();
                let mut cells = Vec::new();
                for ColumnValue { name, to } in values {
                    let i =
                        field.columns.iter().position(|own| own.name == *name).ok_or(Refusal::NotShown)?;
                    cells.push((i, self.fitting(to, record, &field.columns[i])?));
                }
                let added = self.state.add(at, &field, today).ok_or(Refusal::Full)?;
                cells.into_iter().for_each(|(i, cell)| added.cells[i] = cell);
                Ok(())
            }
            ActionStep::Remove { list, filter } => {
                let (at, _) = self.found(Some(list))?;
                let gone: Vec<u64> = match (filter, record) {
                    (Some(filter), _) => self.matching(at, filter)?,
                    (None, Some((of, place))) if of == at => {
                        self.before.records(at).get(place).map(|record| record.id).into_iter().collect()
                    }
                    _ => self.state.records(at).iter().map(|record| record.id).collect(),
                };
                let records = self.state.records_mut(at).ok_or(Refusal::NotShown)?;
                let gone: std::collections::BTreeSet<u64> = gone.into_iter().collect();
                records.retain(|record| !gone.contains(&record.id));
                Ok(())
            }
            ActionStep::Reset { fields } => {
                let tool = self.tool;
                for (at, field) in tool.state.iter().enumerate() {
                    if fields.is_empty() || fields.contains(&field.name) {
                        self.state.reset(at, field, today);
                    }
                }
                if fields.is_empty() {
                    self.state.timers.clear();
                }
                Ok(())
            }
            ActionStep::Start { timer } => {
                self.timer(timer, true, false);
                Ok(())
            }
            ActionStep::Stop { timer } => {
                self.timer(timer, false, false);
                Ok(())
            }
            ActionStep::Share { text } => {
                let text = match text {
                    Some(text) => match self.value(text, record)? {
                        Cell::Text(text) => text,
                        _ => return Err(Refusal::NoValue),
                    },
                    None => super::screen::as_text(self.tool, self.program, &self.state, self.moment.now),
                };
                self.effects.push(ToolEffect::Share(text));
                Ok(())
            }
            ActionStep::Call { service, capability, arguments } => {
                let mut found = Vec::new();
                for ColumnValue { name, to } in arguments {
                    let cell = self.value(to, record)?;
                    if !matches!(cell, Cell::Gap(_)) {
                        found.push((name.clone(), cell.plain()));
                    }
                }
                let (service, capability) = (service.clone(), capability.clone());
                self.effects.push(ToolEffect::Call { service, capability, arguments: found });
                Ok(())
            }
        }
    }

    /// The records that a condition holds of.
    fn matching(&self, list: usize, filter: &str) -> Result<Vec<u64>, Refusal> {
        let compiled = Compiled::new(filter, Some(list), self.tool).map_err(|_| Refusal::NoValue)?;
        let sight = Sight { state: self.before, values: self.values, today: self.moment.now.date() };
        let taken = compiled.take(&sight);
        let holds = |(at, _): &(usize, &super::state::Record)| {
            compiled.of_record(&sight, (list, *at), &taken) == Cell::Boolean(true)
        };
        Ok(self.before.records(list).iter().enumerate().filter(holds).map(|(_, record)| record.id).collect())
    }

    fn timer(&mut self, id: &str, starts: bool, goes_on: bool) {
        let now = self.moment.now.timestamp().as_millisecond();
        let running = self.state.timers.get(id).copied();
        let next = match (starts, running) {
            // A press goes on where it was stopped; an action starts it anew.
            (true, Some(Running { stopped_ms: Some(done), .. })) if goes_on => {
                Running { since_ms: now.saturating_sub(done), stopped_ms: None }
            }
            (true, Some(running)) if goes_on && running.stopped_ms.is_none() => running,
            (true, _) => Running { since_ms: now, stopped_ms: None },
            (false, Some(Running { since_ms, stopped_ms: None })) => {
                Running { since_ms, stopped_ms: Some(now.saturating_sub(since_ms).max(0)) }
            }
            (false, Some(running)) => running,
            (false, None) => return,
        };
        self.state.timers.insert(id.to_owned(), next);
    }
}

/// A number in a field's type; text where it holds text.
fn of_type(number: rust_decimal::Decimal, field: &Field) -> Option<Cell> {
    use rust_decimal::prelude::ToPrimitive;
    Some(match field.kind {
        FieldType::Number => Cell::Number(number),
        FieldType::Money => Cell::Money(number),
        FieldType::Duration => Cell::Duration(number.round().to_i64()?),
        FieldType::Text => Cell::Text(number.normalize().to_string()),
        _ => return None,
    })
}
