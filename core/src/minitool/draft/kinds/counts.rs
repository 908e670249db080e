//! Tools that count: a counter with its goal, a scoreboard.
//!
//! Decides who or what is counted, from where, and by how much.

use rust_decimal::Decimal;

use super::lists::enumeration;
use crate::minitool::draft::Draft;
use crate::minitool::draft::noun;
use crate::minitool::draft::said::has_any;
use crate::minitool::edit::both;
use crate::minitool::formula::{Expr, Function, Operator};
use crate::minitool::spec::{ActionStep, Field, FieldType, PartKind};

pub(super) fn steps_changed(draft: &mut Draft) {
    let text = draft.said.all();
    let steppers: Vec<String> = draft
        .builder
        .tool
        .view
        .iter()
        .filter(|part| part.part == PartKind::Stepper)
        .filter_map(|part| part.of.clone())
        .collect();
    let Some(amount) = draft.said.amounts.first().map(|own| own.number.normalize().to_string()) else {
        return;
    };
    if steppers.is_empty() {
        return;
    }
    if has_any(&text, &["一开始", "起始", "开局", "start at", "start with", "starts at", "starting"]) {
        for name in &steppers {
            if let Some(field) = draft.builder.tool.field_mut(name) {
                field.default = Some(amount.clone());
            }
        }
        draft.used.iter_mut().for_each(|used| *used = true);
    } else if has_any(
        &text,
        &[
            "按一下",
            "点一下",
            "每次",
            "加减",
            "each press",
            "each tap",
            "every tap",
            "at a time",
            "in steps",
            "steps of",
            "per tap",
        ],
    ) {
        for part in &mut draft.builder.tool.view {
            if part.part == PartKind::Stepper {
                part.step = Some(amount.clone());
            }
        }
        draft.used.iter_mut().for_each(|used| *used = true);
    }
}

pub(super) fn scores(draft: &mut Draft) -> bool {
    let closes = [
        "各自",
        "每家",
        "点一下",
        "每人",
        "带",
        "记分",
        "计分",
        "和show",
        "and show",
        "with a",
        "and a",
        "each",
        "一开始",
        "加个",
        "再来",
        "谁",
        "差",
        "用的",
        "plus",
        "scoreboard",
    ];
    let mut names = enumeration(draft, &["each for", "button each for", "for", "between", "有"], &closes);
    let text = draft.said.all();
    let teams = draft
        .said
        .clauses
        .iter()
        .map(|clause| split_names(&draft.said.text(clause)))
        .find(|found| found.len() > 1);
    if let Some(teams) = teams {
        names = teams;
    }
    names.retain(|one| !has_any(&one.to_lowercase(), &["scoreboard", "game", "night", "比赛"]));
    if names.len() < 2 {
        let two = if draft.is_zh() { ["甲队", "乙队"] } else { ["Team A", "Team B"] };
        names = two.iter().map(|name| (*name).to_owned()).collect();
    }
    let start = draft.said.amounts.iter().find(|own| {
        let before = draft.said.text(&(own.range.start.saturating_sub(6)..own.range.start));
        has_any(&before, &["开始都是", "开始是", "一开始", "start at", "from"])
    });
    let start = start.map_or_else(|| "0".to_owned(), |own| own.number.normalize().to_string());
    let mut fields = Vec::new();
    for name in names.iter().take(12) {
        let label = noun::shown(name, draft.builder.language);
        let field = Field { default: Some(start.clone()), ..Field::plain("", label, FieldType::Number) };
        let name = draft.builder.tool.add_field(field);
        stepper(draft, &name, None);
        fields.push(name);
    }
    if has_any(&text, &["差", "领先", "ahead", "lead", "behind", "apart"]) {
        let all: Vec<Expr> = fields.iter().map(|name| Expr::name(name)).collect();
        let ahead = Expr::binary(
            Operator::Subtract,
            Expr::Call(Function::Max, all.clone()),
            Expr::Call(Function::Min, all),
        );
        draft.builder.tool.add_formula(both("分差", "Points ahead"), &ahead, None);
    }
    draft.used.iter_mut().for_each(|used| *used = true);
    true
}

/// 红队蓝队, 东家南家西家北家.
fn split_names(text: &str) -> Vec<String> {
    for end in ['队', '家', '方', '组'] {
        if text.matches(end).count() > 1 {
            let parts = text
                .split_inclusive(end)
                .map(|part| part.trim().trim_start_matches(['和', '跟', '、']).trim().to_owned());
            let found: Vec<String> =
                parts.filter(|part| part.ends_with(end) && (2..=4).contains(&part.chars().count())).collect();
            if found.len() > 1 {
                return found;
            }
        }
    }
    vec![text.to_owned()]
}

pub(super) fn stepper(draft: &mut Draft, name: &str, step: Option<Decimal>) {
    if let Some(part) = draft.builder.tool.view.iter_mut().find(|part| part.of.as_deref() == Some(name)) {
        part.part = PartKind::Stepper;
        part.step = step.filter(|step| *step != Decimal::ONE).map(|step| step.normalize().to_string());
    }
}

pub(super) fn counter(draft: &mut Draft) {
    let title = draft.title.clone().unwrap_or_else(|| both("次数", "Count"));
    let step = draft.said.amounts.iter().find(|own| {
        let before = draft.said.text(&(own.range.start.saturating_sub(6)..own.range.start));
        has_any(&before, &["加", "adds", "add", "+"])
    });
    let (step, unit) = step.map_or((None, None), |own| (Some(own.number), own.unit.clone()));
    let goal = draft
        .said
        .amounts
        .iter()
        .find(|own| {
            let before = draft.said.text(&(own.range.start.saturating_sub(12)..own.range.start));
            has_any(&before, &["目标", "满", "goal of", "goal", "target", "上限", "每天"])
        })
        .cloned();
    let label =
        if title.get(draft.builder.language).chars().count() > 12 { both("次数", "Count") } else { title };
    let field = Field {
        default: Some("0".to_owned()),
        unit: unit.clone(),
        ..Field::plain("", label, FieldType::Number)
    };
    let name = draft.builder.tool.add_field(field);
    stepper(draft, &name, step);
    let value = step.unwrap_or(Decimal::ONE).normalize().to_string();
    let label = both(&format!("加{value}"), &format!("+{value}"));
    draft
        .builder
        .tool
        .add_button(label, vec![ActionStep::Set { field: name.clone(), to: format!("{name} + {value}") }]);
    if let Some(goal) = goal {
        let field = Field {
            default: Some(goal.number.normalize().to_string()),
            unit: unit.or(goal.unit),
            ..Field::plain("", both("目标", "Goal"), FieldType::Number)
        };
        let goal = draft.builder.tool.add_field(field);
        let part = draft.builder.tool.show(PartKind::Progress, Some(&name));
        part.value = Some(goal);
    }
    draft.used.iter_mut().for_each(|used| *used = true);
}
