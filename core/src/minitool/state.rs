//! What a tool holds at a moment: its fields, its records, its timers.
//!
//! Decides what an empty tool holds and what of a state survives a change of the spec; it is written by name, so that the order of fields may change.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::cell::Cell;
use super::spec::{Field, FieldType, MAX_RECORDS, MiniTool, PartKind};

/// What a tool holds, in the order of its spec.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ToolState {
    pub fields: Vec<Held>,
    /// By timer part.
    pub timers: BTreeMap<String, Running>,
    /// The number of the next record.
    pub next: u64,
}

/// What one field holds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Held {
    One(Cell),
    Records(Vec<Record>),
}

/// A record of a list.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Record {
    pub id: u64,
    /// By column.
    pub cells: Vec<Cell>,
}

/// A timer that was started.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Running {
    /// Milliseconds since 1970 at which it would have started, had it never been stopped.
    pub since_ms: i64,
    /// How far it had come when it was stopped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped_ms: Option<i64>,
}

/// A state as it is stored.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Stored {
    fields: BTreeMap<String, Cell>,
    lists: BTreeMap<String, Vec<StoredRecord>>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    timers: BTreeMap<String, Running>,
    next: u64,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredRecord {
    id: u64,
    cells: BTreeMap<String, Cell>,
}

impl ToolState {
    /// What a tool holds before anything was entered.
    pub(crate) fn first(tool: &MiniTool, today: Date) -> Self {
        let mut state = Self::default();
        for field in &tool.state {
            let held = match field.kind {
                FieldType::List => Held::Records(state.first_records(field, today)),
                _ => Held::One(first(field, today)),
            };
            state.fields.push(held);
        }
        state
    }

    fn first_records(&mut self, list: &Field, today: Date) -> Vec<Record> {
        let record = |row: &Vec<String>| {
            let cell = |(i, column): (usize, &Field)| {
                let text = row.get(i).filter(|text| !text.is_empty());
                let written = text.and_then(|text| Cell::written(column, text, Some(today)));
                written.unwrap_or_else(|| first(column, today))
            };
            self.next += 1;
            Record { id: self.next, cells: list.columns.iter().enumerate().map(cell).collect() }
        };
        list.rows.iter().map(record).collect()
    }

    pub(crate) fn cell(&self, field: usize) -> Option<&Cell> {
        match self.fields.get(field)? {
            Held::One(cell) => Some(cell),
            Held::Records(_) => None,
        }
    }

    pub(crate) fn records(&self, field: usize) -> &[Record] {
        match self.fields.get(field) {
            Some(Held::Records(records)) => records,
            _ => &[],
        }
    }

    pub(crate) fn records_mut(&mut self, field: usize) -> Option<&mut Vec<Record>> {
        match self.fields.get_mut(field)? {
            Held::Records(records) => Some(records),
            Held::One(_) => None,
        }
    }

    /// Adds a record with its columns' defaults; [`None`] where the list is full.
    pub(crate) fn add(&mut self, field: usize, list: &Field, today: Date) -> Option<&mut Record> {
        let id = self.next + 1;
        let records = self.records_mut(field)?;
        if records.len() >= MAX_RECORDS {
            return None;
        }
        records.push(Record { id, cells: list.columns.iter().map(|column| first(column, today)).collect() });
        self.next = id;
        self.records_mut(field)?.last_mut()
    }

    /// Puts a field back to what it held at first.
    pub(crate) fn reset(&mut self, at: usize, field: &Field, today: Date) {
        let held = match field.kind {
            FieldType::List => Held::Records(self.first_records(field, today)),
            _ => Held::One(first(field, today)),
        };
        if let Some(own) = self.fields.get_mut(at) {
            *own = held;
        }
    }

    /// As it is stored.
    pub(crate) fn json(&self, tool: &MiniTool) -> String {
        let mut stored = Stored { timers: self.timers.clone(), next: self.next, ..Stored::default() };
        for (field, held) in tool.state.iter().zip(&self.fields) {
            match held {
                Held::One(cell) => {
                    stored.fields.insert(field.name.clone(), cell.clone());
                }
                Held::Records(records) => {
                    let names = || field.columns.iter().map(|column| column.name.clone());
                    let record = |record: &Record| StoredRecord {
                        id: record.id,
                        cells: names().zip(record.cells.iter().cloned()).collect(),
                    };
                    stored.lists.insert(field.name.clone(), records.iter().map(record).collect());
                }
            }
        }
        serde_json::to_string(&stored).unwrap_or_default()
    }

    /// What was stored, as far as the spec still has a place of its type for it; the rest is as at first.
    pub(crate) fn restored(json: &str, tool: &MiniTool, today: Date) -> Option<Self> {
        let mut stored: Stored = serde_json::from_str(json).ok()?;
        let mut state = Self::first(tool, today);
        state.next = state.next.max(stored.next);
        for (at, field) in tool.state.iter().enumerate() {
            match &mut state.fields[at] {
                Held::One(cell) => {
                    if let Some(kept) = stored.fields.remove(&field.name).and_then(|own| fitting(own, field))
                    {
                        *cell = kept;
                    }
                }
                Held::Records(records) => {
                    let Some(kept) = stored.lists.remove(&field.name) else { continue };
                    let mut ids = BTreeSet::new();
                    *records = kept
                        .into_iter()
                        .take(MAX_RECORDS)
                        .filter(|record| ids.insert(record.id))
                        .map(|mut record| {
                            let cell = |column: &Field| {
                                let own =
                                    record.cells.remove(&column.name).and_then(|own| fitting(own, column));
                                own.unwrap_or_else(|| first(column, today))
                            };
                            Record { id: record.id, cells: field.columns.iter().map(cell).collect() }
                        })
                        .collect();
                    state.next = state.next.max(records.iter().map(|record| record.id).max().unwrap_or(0));
                }
            }
        }
        let is_timer = |id: &String| tool.view.iter().any(|own| own.part == PartKind::Timer && own.id == *id);
        state.timers = stored.timers.into_iter().filter(|(id, _)| is_timer(id)).collect();
        Some(state)
    }

    /// The same for a changed spec.
    pub(crate) fn carried(&self, from: &MiniTool, to: &MiniTool, today: Date) -> Self {
        let mut state = Self::restored(&self.json(from), to, today).unwrap_or_else(|| Self::first(to, today));
        // What still holds its default holds the new one: nobody has entered it.
        for (at, field) in to.state.iter().enumerate() {
            let Some(place) = from.state.iter().position(|own| own.name == field.name) else { continue };
            let old = &from.state[place];
            if old.default != field.default && self.cell(place) == Some(&first(old, today)) {
                state.reset(at, field, today);
            }
            if old.rows != field.rows {
                state.rows_changed(at, old, field, today);
            }
        }
        state
    }

    /// Records that a list starts with were changed: those that are there go along.
    fn rows_changed(&mut self, at: usize, old: &Field, new: &Field, today: Date) {
        let text = |list: &Field, row: &[String], name: &str| {
            let place = list.columns.iter().position(|column| column.name == name)?;
            row.get(place).filter(|text| !text.is_empty()).cloned()
        };
        let cell = |list: &Field, row: &[String], column: &Field| {
            text(list, row, &column.name).and_then(|text| Cell::written(column, &text, Some(today)))
        };
        // The record that still says what a row said: in its first column, which names it.
        let named = |state: &Self, list: &Field, row: &[String]| {
            let (place, column) =
                new.columns.iter().enumerate().find(|(_, column)| cell(list, row, column).is_some())?;
            let wanted = cell(list, row, column);
            state.records(at).iter().position(|record| record.cells.get(place) == wanted.as_ref())
        };
        if old.rows.len() == new.rows.len() {
            for (was, is) in old.rows.iter().zip(&new.rows).filter(|(was, is)| was != is) {
                let Some(place) = named(self, old, was) else { continue };
                let cells: Vec<Option<Cell>> =
                    new.columns.iter().map(|column| cell(new, is, column)).collect();
                let Some(record) = self.records_mut(at).and_then(|records| records.get_mut(place)) else {
                    continue;
                };
                record
                    .cells
                    .iter_mut()
                    .zip(cells)
                    .filter_map(|(own, new)| Some((own, new?)))
                    .for_each(|(own, new)| *own = new);
            }
            return;
        }
        for gone in old.rows.iter().filter(|row| !new.rows.contains(row)) {
            if let (Some(place), Some(records)) = (named(self, old, gone), self.records_mut(at)) {
                records.remove(place);
            }
        }
        for more in new.rows.iter().filter(|row| !old.rows.contains(row)) {
            let cells: Vec<Option<Cell>> = new.columns.iter().map(|column| cell(new, more, column)).collect();
            if let Some(record) = self.add(at, new, today) {
                record
                    .cells
                    .iter_mut()
                    .zip(cells)
                    .filter_map(|(own, new)| Some((own, new?)))
                    .for_each(|(own, new)| *own = new);
            }
        }
    }
}

impl ToolState {
    /// The same for an earlier spec, with what that one held when it was left where this one has no such field or could not hold its value.
    pub(crate) fn carried_back(&self, from: &MiniTool, to: &MiniTool, left: &str, today: Date) -> Self {
        let Ok(mut merged) = serde_json::from_str::<Stored>(left) else {
            return self.carried(from, to, today);
        };
        let Ok(now) = serde_json::from_str::<Stored>(&self.json(from)) else {
            return self.carried(from, to, today);
        };
        let (mut before, mut after) = (BTreeMap::new(), BTreeMap::new());
        kinds(to, &mut before);
        kinds(from, &mut after);
        // What became empty because another type could not hold it is no value of the person's.
        let was_lost =
            |name: &String, cell: &Cell| matches!(cell, Cell::Gap(_)) && before.get(name) != after.get(name);
        // Nor is a default that another version had.
        let is_default = |name: &String, cell: &Cell| {
            let of = |tool: &MiniTool| tool.state.iter().find(|field| field.name == *name).cloned();
            let (Some(own), Some(other)) = (of(from), of(to)) else { return false };
            own.default != other.default && *cell == first(&own, today)
        };
        for (name, cell) in now.fields {
            if is_default(&name, &cell) {
                merged.fields.remove(&name);
            } else if !was_lost(&name, &cell) {
                merged.fields.insert(name, cell);
            }
        }
        for (name, records) in now.lists {
            let old = merged.lists.remove(&name).unwrap_or_default();
            let mut old: BTreeMap<u64, StoredRecord> = old.into_iter().map(|own| (own.id, own)).collect();
            let records = records.into_iter().map(|record| {
                let mut cells = old.remove(&record.id).map(|own| own.cells).unwrap_or_default();
                cells.extend(record.cells.into_iter().filter(|(name, cell)| !was_lost(name, cell)));
                StoredRecord { id: record.id, cells }
            });
            merged.lists.insert(name, records.collect());
        }
        merged.timers = now.timers;
        merged.next = merged.next.max(now.next);
        let merged = serde_json::to_string(&merged).unwrap_or_default();
        let mut state = Self::restored(&merged, to, today).unwrap_or_else(|| Self::first(to, today));
        for (at, field) in to.state.iter().enumerate() {
            if let Some(old) = from.state.iter().find(|own| own.name == field.name && own.rows != field.rows)
            {
                state.rows_changed(at, old, field, today);
            }
        }
        state
    }
}

/// The type of each field and column; their names are unique in a tool.
fn kinds(tool: &MiniTool, into: &mut BTreeMap<String, FieldType>) {
    let all = tool.state.iter().flat_map(|field| std::iter::once(field).chain(&field.columns));
    into.extend(all.map(|field| (field.name.clone(), field.kind)));
}

fn first(field: &Field, today: Date) -> Cell {
    let default = field.default.as_deref().and_then(|text| Cell::written(field, text, Some(today)));
    default.unwrap_or_else(|| Cell::empty(field.kind))
}

/// A value in a field of perhaps another type than it was entered in.
fn fitting(cell: Cell, field: &Field) -> Option<Cell> {
    let fitting = match (cell, field.kind) {
        (Cell::Number(own) | Cell::Money(own), FieldType::Number) => Cell::Number(own),
        (Cell::Number(own) | Cell::Money(own), FieldType::Money) => Cell::Money(own),
        (own @ Cell::Duration(_), FieldType::Duration) => own,
        (own @ Cell::Date(_), FieldType::Date) => own,
        (own @ Cell::Boolean(_), FieldType::Toggle) => own,
        (Cell::Text(own), FieldType::Choice) if field.options.contains(&own) => Cell::Text(own),
        (Cell::Gap(gap), kind) if kind != FieldType::Toggle => Cell::Gap(gap),
        (Cell::Text(own), kind) if kind != FieldType::Text => return Cell::written(field, &own, None),
        (own, FieldType::Text) => Cell::Text(own.plain()),
        _ => return None,
    };
    fitting.bounded(field)
}
