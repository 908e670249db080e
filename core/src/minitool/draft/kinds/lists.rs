//! Tools that are a list with a way to use it: a checklist, a picker, flash cards, a recipe that is scaled.
//!
//! Decides which columns such a list has besides those that were said, and what is done with it.

use crate::minitool::draft::{Draft, names, noun};
use crate::minitool::edit::both;
use crate::minitool::formula::{Aggregate, Expr, Operator};
use crate::minitool::outline::{Clause, Name};
use crate::minitool::spec::{ActionStep, Field, FieldType, PartKind};
use crate::text::LocalText;

/// What the tool starts with, and what stands on the other side of each.
fn items(draft: &Draft<'_>) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    for mark in &draft.outline.names {
        let text = || draft.said.original(&mark.range).trim().to_owned();
        match mark.name {
            Name::Item => rows.push(vec![text()]),
            Name::Back => {
                if let Some(row) = rows.last_mut().filter(|row| row.len() == 1) {
                    row.push(text());
                }
            }
            _ => {}
        }
    }
    rows.truncate(200);
    rows
}

/// The list of the tool, or a new one with a text column; the list and its first text column.
fn list(draft: &mut Draft<'_>, label: LocalText, column: LocalText) -> Option<(String, String)> {
    let list = match draft.builder.list() {
        Some(list) => list.name.clone(),
        None => {
            let rows = draft
                .outline
                .named(Name::Rows)
                .next()
                .map(|mark| noun::called(draft.said.original(&mark.range)));
            let rows =
                rows.filter(|rows| !rows.is_empty()).map(|rows| noun::shown(&rows, draft.builder.language));
            draft.builder.tool.add_field(Field::plain("", rows.unwrap_or(label), FieldType::List))
        }
    };
    let text = draft.builder.tool.field(&list)?.columns.iter().find(|own| own.kind == FieldType::Text);
    let text = match text.map(|own| own.name.clone()) {
        Some(name) => name,
        None => draft.builder.tool.add_column(&list, Field::plain("", column, FieldType::Text)),
    };
    Some((list, text))
}

/// Puts what the tool starts with into a column.
fn fill(draft: &mut Draft<'_>, list: &str, column: &str) {
    let rows = items(draft);
    let Some(field) = draft.builder.tool.field_mut(list) else { return };
    let Some(at) = field.columns.iter().position(|own| own.name == column) else { return };
    // Texts of columns before it stay empty.
    for row in rows.into_iter().map(|row| [vec![String::new(); at], row].concat()) {
        if !field.rows.contains(&row) {
            field.rows.push(row);
        }
    }
}

pub(super) fn started(draft: &mut Draft<'_>) {
    if let Some((list, column)) = list(draft, both("清单", "List"), both("项目", "Item")) {
        fill(draft, &list, &column);
    }
}

pub(super) fn checklist(draft: &mut Draft<'_>) {
    let Some((list, column)) = list(draft, both("清单", "Checklist"), both("项目", "Item")) else {
        return;
    };
    fill(draft, &list, &column);
    let columns = draft.builder.tool.field(&list).map(|own| own.columns.clone()).unwrap_or_default();
    let is_new = !columns.iter().any(|own| own.kind == FieldType::Toggle);
    let done = columns.iter().find(|own| own.kind == FieldType::Toggle).map(|own| own.name.clone());
    let done = match done {
        Some(name) => name,
        None => {
            draft.builder.tool.add_column(&list, Field::plain("", both("完成", "Done"), FieldType::Toggle))
        }
    };
    let asks = draft.outline.says(Clause::Total) || draft.outline.says(Clause::Left);
    let count = Expr::over(Aggregate::Count, &list, Some(Expr::name(&done)), None);
    if draft.outline.says(Clause::Progress) {
        let name = draft.builder.tool.add_formula(both("已完成", "Done so far"), &count, None);
        let part = draft.builder.tool.show(PartKind::Progress, Some(&name));
        part.value = Some(Expr::over(Aggregate::Count, &list, None, None).to_string());
    } else if !asks && is_new {
        draft.builder.tool.add_formula(both("已完成", "Done so far"), &count, None);
    }
    draft.done = Some((list, done));
}

pub(super) fn picker(draft: &mut Draft<'_>) {
    let Some((list, column)) = list(draft, both("选项", "Options"), both("名称", "Name")) else { return };
    fill(draft, &list, &column);
    let to = format!("pick({column})");
    if draft
        .builder
        .tool
        .actions
        .iter()
        .any(|own| own.steps.iter().any(|step| matches!(step, ActionStep::Set { to: own, .. } if *own == to)))
    {
        return;
    }
    let picked = draft.builder.tool.add_field(Field::plain("", both("抽中", "Picked"), FieldType::Text));
    if let Some(part) = draft.builder.tool.view.iter_mut().find(|part| part.of.as_deref() == Some(&picked)) {
        part.part = PartKind::Result;
    }
    draft.builder.tool.add_button(both("抽一个", "Pick one"), vec![ActionStep::Set { field: picked, to }]);
}

pub(super) fn cards(draft: &mut Draft<'_>) {
    if draft.builder.list().is_some_and(|list| !list.columns.is_empty()) {
        return started(draft);
    }
    let mut list = Field::plain("", both("卡片", "Cards"), FieldType::List);
    list.columns.push(Field::plain("", both("正面", "Front"), FieldType::Text));
    list.columns.push(Field::plain("", both("背面", "Back"), FieldType::Text));
    list.rows = items(draft);
    let list = draft.builder.tool.add_field(list);
    let columns = draft.builder.tool.field(&list).map(|own| own.columns.clone()).unwrap_or_default();
    let [front, back] = &columns[..] else { return };
    let (front, back) = (front.name.clone(), back.name.clone());
    let place = Field {
        default: Some("1".to_owned()),
        ..Field::plain("", both("第几张", "Card number"), FieldType::Number)
    };
    let place = draft.builder.tool.add_field(place);
    let shown =
        draft.builder.tool.add_field(Field::plain("", both("看背面", "Show back"), FieldType::Toggle));
    let at = |column: &str| format!("at({list}, {column}, {place})");
    let text = format!("if({shown}, {}, {})", at(&back), at(&front));
    if let Ok(text) = Expr::parse(&text) {
        draft.builder.tool.add_formula(both("当前卡片", "Card"), &text, None);
    }
    let next = format!("if({place} >= count({list}), 1, {place} + 1)");
    let steps = vec![
        ActionStep::Set { field: place, to: next },
        ActionStep::Set { field: shown, to: "false".to_owned() },
    ];
    draft.builder.tool.add_button(both("下一张", "Next"), steps);
}

/// What a recipe needs for more or fewer people: each amount by what is wanted over what it was written for.
pub(super) fn scaler(draft: &mut Draft<'_>) {
    let is_told = [Clause::Formula, Clause::Rate].into_iter().any(|clause| draft.outline.says(clause));
    if is_told {
        return;
    }
    let list = names::list(draft);
    let columns = draft.builder.tool.field(&list).map(|own| own.columns.clone()).unwrap_or_default();
    let amount = columns.iter().find(|own| own.kind == FieldType::Number).map(|own| own.name.clone());
    if !columns.iter().any(|own| own.kind == FieldType::Text) {
        draft.builder.tool.add_column(&list, Field::plain("", both("名称", "Ingredient"), FieldType::Text));
    }
    let amount = match amount {
        Some(amount) => amount,
        None => {
            draft.builder.tool.add_column(&list, Field::plain("", both("用量", "Amount"), FieldType::Number))
        }
    };
    let mut numbers: Vec<Field> =
        draft.builder.tool.state.iter().filter(|own| own.kind == FieldType::Number).cloned().collect();
    // What was written for has a default, or is said first.
    numbers.sort_by_key(|own| own.default.is_none());
    let mut names = numbers.into_iter().map(|own| own.name);
    let (base, wanted) = (names.next(), names.next());
    let base = base.unwrap_or_else(|| {
        draft.builder.tool.add_field(Field::plain("", both("原份数", "Base servings"), FieldType::Number))
    });
    let wanted = wanted.unwrap_or_else(|| {
        draft.builder.tool.add_field(Field::plain("", both("人数", "Guests"), FieldType::Number))
    });
    let part = Expr::binary(Operator::Multiply, Expr::name(&amount), Expr::name(&wanted));
    let scaled = Expr::binary(Operator::Divide, part, Expr::name(&base));
    let mark =
        draft.outline.names.iter().position(|mark| matches!(mark.name, Name::RowResult | Name::Result));
    let label = mark
        .map(|at| noun::called(draft.said.original(&draft.outline.names[at].range)))
        .filter(|label| !label.is_empty());
    let label =
        label.map_or_else(|| both("需要", "Needed"), |label| noun::shown(&label, draft.builder.language));
    let name = draft.builder.tool.add_computed(&list, label, &scaled, None);
    if let Some(at) = mark {
        draft.placed[at] = Some(name);
    }
    started_if_any(draft);
}

fn started_if_any(draft: &mut Draft<'_>) {
    if draft.outline.named(Name::Item).next().is_some() {
        started(draft);
    }
}
