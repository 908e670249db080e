//! What a tool looks like at a moment, for the host to draw.
//!
//! Decides labels, shown values, what a screen reader says, and how many records are handed over at once;
//! colours, fonts and places are the host's.

mod shape;

pub use shape::{
    MAX_SHOWN_RECORDS, RecordAction, Screen, ScreenColumn, ScreenPart, ScreenPoint, ScreenRecord, ScreenTimer,
};

use std::collections::BTreeMap;

use jiff::ZonedDateTime;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::arithmetic::in_order;
use super::cell::Cell;
use super::evaluate::{Sight, Values};
use super::lots::Lots;
use super::program::{Compiled, Program};
use super::spec::{Field, FieldType, Formula, MiniTool, Part, PartKind};
use super::state::{Running, ToolState};
use crate::text::Language;

/// Draws a tool.
pub(crate) fn draw(
    tool: &MiniTool,
    program: &Program,
    state: &ToolState,
    now: &ZonedDateTime,
    from: usize,
) -> Screen {
    let values = program.evaluate(state, now.date());
    let drawing = Drawing { tool, state, values: &values, now, language: tool.language.into(), from };
    Screen {
        tool: tool.id.clone(),
        title: tool.title.get(drawing.language).to_owned(),
        language: drawing.language,
        color: tool.color,
        parts: tool.view.iter().map(|part| drawing.part(part)).collect(),
    }
}

/// What a tool came to, as text that a person may send: its title and every result that has a value.
pub(crate) fn as_text(tool: &MiniTool, program: &Program, state: &ToolState, now: &ZonedDateTime) -> String {
    let screen = draw(tool, program, state, now, 0);
    let mut lines = vec![screen.title.clone()];
    for part in &screen.parts {
        match part.kind {
            PartKind::Result | PartKind::Progress => lines.push(part.accessible.clone()),
            PartKind::List | PartKind::Table => {
                lines.extend(part.records.iter().map(|record| record.cells.join(" ")));
            }
            PartKind::Field | PartKind::Stepper | PartKind::Slider | PartKind::Choice
                if !part.entered.is_empty() =>
            {
                lines.push(part.accessible.clone());
            }
            _ => {}
        }
    }
    lines.retain(|line| !line.trim().is_empty());
    lines.join("\n").chars().take(super::spec::MAX_TEXT_CHARS).collect()
}

struct Drawing<'a> {
    tool: &'a MiniTool,
    state: &'a ToolState,
    values: &'a Values,
    now: &'a ZonedDateTime,
    language: Language,
    from: usize,
}

impl Drawing<'_> {
    fn sight(&self) -> Sight<'_> {
        Sight { state: self.state, values: self.values, today: self.now.date() }
    }

    fn shown(&self, cell: &Cell, unit: Option<&str>) -> String {
        cell.shown(unit, self.language)
    }

    fn label_of(&self, name: &str) -> String {
        let field = self.tool.state.iter().find(|own| own.name == name).map(|own| &own.label);
        let formula = || self.tool.formulas.iter().find(|own| own.name == name).map(|own| &own.label);
        let action = || self.tool.actions.iter().find(|own| own.name == name).map(|own| &own.label);
        let label = field.or_else(formula).or_else(action);
        label.map(|label| label.get(self.language).to_owned()).unwrap_or_default()
    }

    /// The value and unit of a field or formula.
    fn value_of(&self, name: &str) -> Option<(Cell, Option<&str>)> {
        if let Some(at) = self.tool.state.iter().position(|own| own.name == name) {
            let unit = self.tool.state[at].unit.as_deref();
            return self.state.cell(at).map(|cell| (cell.clone(), unit));
        }
        let at = self.tool.formulas.iter().position(|own| own.name == name)?;
        Some((self.values.formulas.get(at)?.clone(), self.tool.formulas[at].unit.as_deref()))
    }

    fn formula(&self, text: &str) -> Cell {
        let sight = self.sight();
        match Compiled::new(text, None, self.tool) {
            Ok(compiled) => compiled.value(&sight, None, &mut Lots::none()),
            Err(_) => Cell::Gap(super::cell::Gap::Empty),
        }
    }

    fn part(&self, own: &Part) -> ScreenPart {
        let of = own.of.as_deref().unwrap_or_default();
        let text = own.text.as_ref().map(|text| text.get(self.language).to_owned());
        let label = text.unwrap_or_else(|| self.label_of(of));
        let mut part = ScreenPart {
            id: own.id.clone(),
            kind: own.part,
            accessible: label.clone(),
            label,
            value: String::new(),
            entered: String::new(),
            takes: None,
            unit: String::new(),
            options: Vec::new(),
            min: None,
            max: None,
            progress: None,
            columns: Vec::new(),
            records: Vec::new(),
            records_total: 0,
            points: Vec::new(),
            timer: None,
            actions: Vec::new(),
        };
        let field = self.tool.state.iter().enumerate().find(|(_, field)| field.name == of);
        if let Some((_, field)) = field
            && field.kind != FieldType::List
        {
            let end = |text: &Option<String>| text.as_deref().and_then(|text| text.parse().ok());
            part.takes = Some(field.kind);
            part.unit = field.unit.clone().unwrap_or_default();
            part.options.clone_from(&field.options);
            (part.min, part.max) = (end(&field.min), end(&field.max));
        }
        if let Some((cell, unit)) = self.value_of(of) {
            part.value = self.shown(&cell, unit);
            part.entered = cell.plain();
            let colon = if self.language == Language::Zh { ":" } else { ": " };
            part.accessible = format!("{}{colon}{}", part.label, part.value);
            if own.part == PartKind::Progress {
                let whole =
                    own.value.as_deref().map(|text| self.formula(text)).and_then(|cell| cell.number());
                let whole = whole.unwrap_or(Decimal::ONE_HUNDRED);
                let share =
                    cell.number().and_then(|done| done.checked_div(whole)).and_then(|share| share.to_f64());
                part.progress = Some(share.unwrap_or(0.0).clamp(0.0, 1.0));
                let text = self.shown(&Cell::Number(whole), unit);
                part.value = format!("{} / {text}", part.value);
                part.accessible = format!("{}{colon}{}", part.label, part.value);
            }
        }
        match (own.part, field) {
            (PartKind::List | PartKind::Table, Some((at, field))) => {
                self.records(own, at, field, &mut part);
            }
            (PartKind::Chart, Some((at, field))) => {
                part.points = self.points(own, at, field);
                part.records_total = u32::try_from(part.points.len()).unwrap_or(u32::MAX);
            }
            (PartKind::Timer, _) => part.timer = Some(self.timer(own)),
            _ => {}
        }
        part
    }

    /// The records that a part shows, in its order.
    fn chosen(&self, part: &Part, at: usize, list: &Field) -> Vec<usize> {
        let sight = self.sight();
        let mut chosen: Vec<usize> = (0..self.state.records(at).len()).collect();
        if let Some(compiled) =
            part.filter.as_deref().and_then(|filter| Compiled::new(filter, Some(at), self.tool).ok())
        {
            let taken = compiled.take(&sight);
            chosen.retain(|record| compiled.of_record(&sight, (at, *record), &taken) == Cell::Boolean(true));
        }
        if let Some(sort) = part.sort.as_deref() {
            let keys: Vec<Cell> =
                (0..self.state.records(at).len()).map(|record| self.cell(at, list, record, sort)).collect();
            chosen.sort_by(|a, b| {
                let found = in_order(&keys[*a], &keys[*b]);
                let is_gap = matches!(keys[*a], Cell::Gap(_)) || matches!(keys[*b], Cell::Gap(_));
                if part.descending && !is_gap { found.reverse() } else { found }
            });
        }
        chosen
    }

    /// A column of a record, computed or not.
    fn cell(&self, at: usize, list: &Field, record: usize, column: &str) -> Cell {
        let empty = Cell::Gap(super::cell::Gap::Empty);
        if let Some(i) = list.columns.iter().position(|own| own.name == column) {
            return self
                .state
                .records(at)
                .get(record)
                .and_then(|own| own.cells.get(i))
                .cloned()
                .unwrap_or(empty);
        }
        let i = list.computed.iter().position(|own| own.name == column);
        i.and_then(|i| self.values.computed.get(at)?.get(i)?.get(record).cloned()).unwrap_or(empty)
    }

    fn records(&self, own: &Part, at: usize, list: &Field, part: &mut ScreenPart) {
        let column = |field: &Field| ScreenColumn {
            name: field.name.clone(),
            label: field.label.get(self.language).to_owned(),
            takes: Some(field.kind),
            unit: field.unit.clone().unwrap_or_default(),
            options: field.options.clone(),
        };
        let computed = |own: &Formula| ScreenColumn {
            name: own.name.clone(),
            label: own.label.get(self.language).to_owned(),
            takes: None,
            unit: own.unit.clone().unwrap_or_default(),
            options: Vec::new(),
        };
        let chosen = self.chosen(own, at, list);
        if let (PartKind::Table, Some(by)) = (own.part, own.by.as_deref()) {
            return self.groups(own, at, list, by, &chosen, part);
        }
        part.columns = list.columns.iter().map(column).chain(list.computed.iter().map(computed)).collect();
        part.records_total = u32::try_from(chosen.len()).unwrap_or(u32::MAX);
        let units = list.columns.iter().map(|own| own.unit.as_deref());
        let units: Vec<Option<&str>> =
            units.chain(list.computed.iter().map(|own| own.unit.as_deref())).collect();
        for place in chosen.into_iter().skip(self.from).take(MAX_SHOWN_RECORDS) {
            let record = &self.state.records(at)[place];
            let own = record.cells.iter().zip(&units).map(|(cell, unit)| self.shown(cell, *unit));
            let computed = list.computed.iter().enumerate().map(|(i, formula)| {
                let cell = self.values.computed.get(at).and_then(|all| all.get(i)?.get(place));
                cell.map(|cell| self.shown(cell, formula.unit.as_deref())).unwrap_or_default()
            });
            part.records.push(ScreenRecord { id: record.id, cells: own.chain(computed).collect() });
        }
        let label = |name: &String| {
            let found = self.tool.actions.iter().find(|action| action.name == *name)?;
            Some(RecordAction { name: name.clone(), label: found.label.get(self.language).to_owned() })
        };
        part.actions = own.actions.iter().filter_map(label).collect();
    }

    /// Records of one list by one column's values: how many there are, and what a value of them adds up to.
    fn groups(&self, own: &Part, at: usize, list: &Field, by: &str, chosen: &[usize], part: &mut ScreenPart) {
        let sight = self.sight();
        let value = own.value.as_deref().and_then(|value| Compiled::new(value, Some(at), self.tool).ok());
        let taken = value.as_ref().map(|value| value.take(&sight)).unwrap_or_default();
        let mut places: BTreeMap<String, usize> = BTreeMap::new();
        let mut groups: Vec<(String, Decimal, Option<Cell>)> = Vec::new();
        for record in chosen {
            let name = self.shown(&self.cell(at, list, *record, by), None);
            let place = *places.entry(name.clone()).or_insert(groups.len());
            if place == groups.len() {
                groups.push((name, Decimal::ZERO, None));
            }
            let cell = match &value {
                Some(value) => value.of_record(&sight, (at, *record), &taken),
                None => Cell::Number(Decimal::ONE),
            };
            let group = &mut groups[place];
            group.1 = group.1.checked_add(cell.number().unwrap_or_default()).unwrap_or(group.1);
            group.2.get_or_insert(cell);
        }
        let label = |name: &str| {
            let column = list.columns.iter().find(|own| own.name == name).map(|own| &own.label);
            column.or_else(|| list.computed.iter().find(|own| own.name == name).map(|own| &own.label))
        };
        let column = |name: &str, label: String| ScreenColumn {
            name: name.to_owned(),
            label,
            takes: None,
            unit: String::new(),
            options: Vec::new(),
        };
        let named =
            |name: &str| label(name).map(|label| label.get(self.language).to_owned()).unwrap_or_default();
        let shown = own.value.as_deref().map(named).filter(|label| !label.is_empty());
        let count = if self.language == Language::Zh { "数量" } else { "Count" };
        part.columns =
            vec![column(by, named(by)), column("value", shown.unwrap_or_else(|| count.to_owned()))];
        part.records_total = u32::try_from(groups.len()).unwrap_or(u32::MAX);
        for (name, sum, kind) in groups.into_iter().take(MAX_SHOWN_RECORDS) {
            let cell = match kind {
                Some(Cell::Money(_)) => Cell::Money(sum),
                _ => Cell::Number(sum),
            };
            part.records.push(ScreenRecord { id: 0, cells: vec![name, self.shown(&cell, None)] });
        }
    }

    fn points(&self, part: &Part, at: usize, list: &Field) -> Vec<ScreenPoint> {
        let sight = self.sight();
        let Some(value) =
            part.value.as_deref().and_then(|value| Compiled::new(value, Some(at), self.tool).ok())
        else {
            return Vec::new();
        };
        let taken = value.take(&sight);
        let chosen = self.chosen(part, at, list);
        let point = |record: &usize| {
            let cell = value.of_record(&sight, (at, *record), &taken);
            let height = cell.number()?.to_f64()?;
            let label = part.by.as_deref().map(|by| self.shown(&self.cell(at, list, *record, by), None));
            Some(ScreenPoint {
                label: label.unwrap_or_else(|| (record + 1).to_string()),
                value: height,
                shown: self.shown(&cell, None),
            })
        };
        // The latest records are what a chart is looked at for.
        let skipped = chosen.len().saturating_sub(MAX_SHOWN_RECORDS);
        chosen.iter().skip(skipped).filter_map(point).collect()
    }

    fn timer(&self, part: &Part) -> ScreenTimer {
        let length = |text: &String| {
            let seconds =
                self.formula(text).number().unwrap_or_default().clamp(Decimal::ZERO, MAX_PHASE.into());
            seconds.checked_mul(Decimal::ONE_THOUSAND).and_then(|ms| ms.to_i64()).unwrap_or(0)
        };
        let phases: Vec<i64> = part.phases.iter().map(|phase| length(&phase.length)).collect();
        let rounds = part.rounds.as_ref().map(|rounds| self.formula(rounds)).and_then(|cell| cell.number());
        let rounds = rounds.and_then(|rounds| rounds.to_i64()).unwrap_or(1).clamp(1, 999);
        let round_ms: i64 = phases.iter().sum();
        let whole = round_ms.saturating_mul(rounds);
        let running = self.state.timers.get(&part.id);
        let now = self.now.timestamp().as_millisecond();
        let gone = match running {
            None => 0,
            Some(Running { stopped_ms: Some(gone), .. }) => *gone,
            Some(Running { since_ms, .. }) => now.saturating_sub(*since_ms),
        };
        let gone = gone.clamp(0, whole);
        let is_done = whole > 0 && gone == whole;
        let round = gone.checked_div(round_ms).unwrap_or(0).min(rounds - 1);
        let mut within = gone - round * round_ms;
        let mut phase = 0;
        while phase + 1 < phases.len() && within >= phases[phase] {
            within -= phases[phase];
            phase += 1;
        }
        let label = part.phases.get(phase).map(|phase| phase.label.get(self.language).to_owned());
        ScreenTimer {
            is_running: running.is_some_and(|running| running.stopped_ms.is_none()) && !is_done,
            phase: label.unwrap_or_default(),
            round: u32::try_from(round + 1).unwrap_or(1),
            rounds: u32::try_from(rounds).unwrap_or(1),
            left_ms: phases.get(phase).map_or(0, |length| (length - within).max(0)),
            phases_ms: phases,
            is_done,
        }
    }
}

/// The longest phase of a timer, in seconds.
const MAX_PHASE: i64 = 366 * 86_400;
