//! Tools that count: counters, a scoreboard.
//!
//! Decides who or what is counted, from where, and by how much.

use crate::minitool::draft::{Draft, noun};
use crate::minitool::edit::both;
use crate::minitool::outline::{Clause, Name, ToolKind};
use crate::minitool::spec::{ActionStep, Field, FieldType, PartKind};

pub(super) fn build(draft: &mut Draft<'_>) {
    let marks: Vec<(usize, String)> = draft
        .outline
        .names
        .iter()
        .enumerate()
        .filter(|(_, mark)| mark.name == Name::Counter)
        .map(|(at, mark)| (at, draft.said.original(&mark.range).trim().to_owned()))
        .collect();
    let is_board = draft.is(ToolKind::Scoreboard);
    let (step, unit) = step(draft);
    let start = starting(draft);
    // 总共30次,看还剩几次: what is left of it is asked for, so it is the goal.
    if let Some(start) = start
        .clone()
        .filter(|_| draft.outline.says(Clause::Left) && draft.outline.named(Name::Goal).next().is_none())
    {
        let field =
            Field { default: Some(start), ..Field::plain("", both("总数", "Total"), FieldType::Number) };
        draft.goal = Some(draft.builder.tool.add_field(field));
    }
    let start = start.filter(|_| draft.goal.is_none()).unwrap_or_else(|| "0".to_owned());
    let mut labels: Vec<(Option<usize>, crate::text::LocalText)> = marks
        .into_iter()
        .map(|(at, text)| (Some(at), noun::shown(&text, draft.builder.language)))
        .filter(|(_, label)| draft.builder.same(label.get(draft.builder.language)).is_none())
        .collect();
    if labels.is_empty() {
        // Something is counted already, as a field that the request names.
        let is_goal = |field: &Field| draft.goal.as_ref() == Some(&field.name);
        if draft.builder.tool.state.iter().any(|field| field.kind == FieldType::Number && !is_goal(field))
            && !is_board
        {
            return steppers(draft, step.as_deref());
        }
        if draft.builder.tool.state.iter().any(|field| !is_goal(field)) && !is_board {
            return;
        }
        if is_board {
            labels = vec![(None, both("甲队", "Team A")), (None, both("乙队", "Team B"))];
        } else {
            let stem = draft.stem().filter(|stem| stem.chars().count() <= 16);
            let label =
                stem.map_or_else(|| both("次数", "Count"), |stem| noun::shown(&stem, draft.builder.language));
            labels = vec![(None, label)];
        }
    }
    let is_single = labels.len() == 1;
    for (at, label) in labels.into_iter().take(12) {
        let own_unit = at
            .and_then(|at| draft.units[at])
            .map(|unit| draft.said.original(&draft.outline.names[unit].range).to_owned());
        let field = Field {
            default: Some(start.clone()),
            unit: own_unit.or_else(|| unit.clone().filter(|_| is_single)),
            ..Field::plain("", label, FieldType::Number)
        };
        let name = draft.builder.tool.add_field(field);
        if let Some(at) = at {
            draft.placed[at] = Some(name.clone());
        }
        draft.counters.push(name.clone());
        if let Some(part) = draft.builder.tool.view.iter_mut().find(|part| part.of.as_deref() == Some(&name))
        {
            part.part = PartKind::Stepper;
            part.step = step.clone().filter(|step| step != "1");
        }
        if is_single && !is_board {
            let value = step.clone().unwrap_or_else(|| "1".to_owned());
            // In the person's words for it, where they are few: 喝一杯点一下.
            let said = draft
                .outline
                .clauses
                .iter()
                .find(|own| own.clause == Clause::Tap)
                .map(|own| draft.said.original(&own.range).trim().to_owned());
            let said = said.filter(|said| said.chars().count() <= if said.is_ascii() { 20 } else { 8 });
            let label = said.map_or_else(
                || both(&format!("加{value}"), &format!("+{value}")),
                |said| noun::shown(&said, draft.builder.language),
            );
            let to = format!("{name} + {value}");
            draft.builder.tool.add_button(label, vec![ActionStep::Set { field: name, to }]);
        }
    }
}

/// How much a tap adds, and its unit.
fn step(draft: &Draft<'_>) -> (Option<String>, Option<String>) {
    let Some(mark) = draft.outline.named(Name::Step).next() else { return (None, None) };
    let value = draft.value(&mark.range, FieldType::Number).map(|own| own.0);
    let near = draft
        .outline
        .named(Name::Unit)
        .find(|unit| unit.range.start >= mark.range.end && unit.range.start <= mark.range.end + 2);
    let unit = near.map(|unit| draft.said.original(&unit.range).to_owned());
    let own = draft
        .said
        .amounts
        .iter()
        .find(|own| own.range.start == mark.range.start)
        .and_then(|own| own.unit.clone());
    (value, unit.or(own.filter(|own| !["下", "次", "个"].contains(&own.as_str()))))
}

/// Where counting starts.
fn starting(draft: &Draft<'_>) -> Option<String> {
    let mark = draft.outline.named(Name::Default).next()?;
    let has_fields = draft.outline.names.iter().any(|own| matches!(own.name, Name::Field | Name::Column));
    draft.value(&mark.range, FieldType::Number).map(|own| own.0).filter(|_| !has_fields)
}

/// Numbers of the request are counted by taps.
fn steppers(draft: &mut Draft<'_>, step: Option<&str>) {
    let numbers: Vec<String> = draft
        .builder
        .tool
        .state
        .iter()
        .filter(|field| field.kind == FieldType::Number && field.default.is_none())
        .map(|field| field.name.clone())
        .collect();
    for name in numbers {
        if let Some(field) = draft.builder.tool.field_mut(&name) {
            field.default = Some("0".to_owned());
        }
        draft.counters.push(name.clone());
        if let Some(part) = draft.builder.tool.view.iter_mut().find(|part| part.of.as_deref() == Some(&name))
        {
            part.part = PartKind::Stepper;
            part.step = step.map(str::to_owned).filter(|step| step != "1");
        }
    }
}
