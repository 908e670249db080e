//! What a tool may look like in use, for looking at it before anything was entered: plain values of each type, never kept.
//!
//! Decides the values alone; they lie between a field's ends, or the field stays empty.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::cell::{Cell, Gap};
use super::spec::{Field, FieldType, MiniTool};
use super::state::{Held, ToolState};
use crate::text::Language;

/// Records that a list without its own starts with in a sample.
const RECORDS: usize = 3;

impl ToolState {
    /// A state as a person might have it: what was given stays, what is empty gets a plain value.
    pub(crate) fn sample(tool: &MiniTool, today: Date) -> Self {
        let mut state = Self::first(tool, today);
        let language = tool.language.into();
        for (at, field) in tool.state.iter().enumerate() {
            if field.kind == FieldType::List && state.records(at).is_empty() {
                for _ in 0..RECORDS {
                    state.add(at, field, today);
                }
            }
            match &mut state.fields[at] {
                Held::One(cell) => fill(cell, field, at, language, today),
                Held::Records(records) => {
                    for (row, record) in records.iter_mut().enumerate() {
                        let columns = field.columns.iter().zip(&mut record.cells);
                        columns.for_each(|(column, cell)| fill(cell, column, row, language, today));
                    }
                }
            }
        }
        state
    }
}

/// `place` tells values of one type apart.
fn fill(cell: &mut Cell, field: &Field, place: usize, language: Language, today: Date) {
    let is_empty = matches!(cell, Cell::Gap(Gap::Empty)) || *cell == Cell::Text(String::new());
    if !is_empty {
        return;
    }
    let turn = place % RECORDS;
    let value = match field.kind {
        FieldType::Number if field.unit.as_deref() == Some("%") => {
            Cell::Number(Decimal::from([10, 15, 20][turn]))
        }
        FieldType::Number => Cell::Number(Decimal::from([3, 5, 8][turn])),
        FieldType::Money => Cell::Money(Decimal::from([100, 45, 60][turn])),
        FieldType::Text => Cell::Text(match language {
            Language::Zh => format!("示例{}", turn + 1),
            Language::En => format!("Example {}", turn + 1),
        }),
        FieldType::Date => {
            Cell::Date(today.checked_sub(jiff::Span::new().days(turn as i64)).unwrap_or(today))
        }
        FieldType::Choice => match field.options.get(place % field.options.len().max(1)) {
            Some(option) => Cell::Text(option.clone()),
            None => return,
        },
        FieldType::Duration => Cell::Duration([1_500, 600, 300][turn]),
        FieldType::Toggle | FieldType::List => return,
    };
    let least = field.min.as_deref().and_then(|min| Cell::written(field, min, Some(today)));
    if let Some(value) = value.bounded(field).or(least) {
        *cell = value;
    }
}
