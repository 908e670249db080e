//! What a choice is among.
//!
//! Decides which choice an option belongs to, and what a choice is called that no words name.

use super::names::{host, is_entered};
use super::{Draft, noun};
use crate::minitool::edit::both;
use crate::minitool::outline::{Name, NameMark};
use crate::minitool::spec::{Field, FieldType};

pub(super) fn option(draft: &mut Draft<'_>, at: usize, mark: &NameMark) {
    let is_choice = |own: &NameMark, at: usize, draft: &Draft<'_>| {
        is_entered(own)
            && draft.placed[at]
                .as_ref()
                .and_then(|name| draft.builder.tool.field(name))
                .is_some_and(|field| field.kind == FieldType::Choice)
    };
    let host = host(draft, mark, |own, at| is_choice(own, at, draft));
    let name = match host.and_then(|host| draft.placed[host].clone()) {
        Some(name) => name,
        None => {
            let known = draft.builder.tool.state.iter().find(|field| field.kind == FieldType::Choice);
            match known.map(|field| field.name.clone()) {
                Some(name) => name,
                None => {
                    let label = options_label(draft);
                    draft.builder.tool.add_field(Field::plain("", label, FieldType::Choice))
                }
            }
        }
    };
    let text = draft.said.original(&mark.range).trim().to_owned();
    draft.placed[at] = Some(name.clone());
    if let Some(field) = draft.builder.tool.field_mut(&name)
        && !field.options.contains(&text)
        && field.options.len() < 40
    {
        field.options.push(text);
    }
}

/// What a choice is called that no words name: its options.
fn options_label(draft: &Draft<'_>) -> crate::text::LocalText {
    let options: Vec<&str> =
        draft.outline.named(Name::Option).map(|mark| draft.said.original(&mark.range).trim()).collect();
    if options.iter().all(|option| {
        ["男", "女", "男的", "女的", "male", "female", "man", "woman", "men", "women"]
            .contains(&option.to_lowercase().as_str())
    }) {
        return both("性别", "Sex");
    }
    let mut unique: Vec<&str> = Vec::new();
    for option in options {
        if !unique.contains(&option) {
            unique.push(option);
        }
    }
    if unique.len() > 3 {
        return both("类型", "Type");
    }
    let text = if draft.is_zh() { unique.join("还是") } else { unique.join(" or ") };
    noun::shown(&text, draft.builder.language)
}

/// A choice without options is text; one with a default that is none of them has none.
pub(super) fn choices(draft: &mut Draft<'_>) {
    let all = draft.builder.tool.state.iter_mut();
    for field in all.flat_map(|field| {
        let Field { columns, .. } = field;
        columns.iter_mut()
    }) {
        mend(field);
    }
    let mut texts = Vec::new();
    for field in &mut draft.builder.tool.state {
        if mend(field) {
            texts.push(field.name.clone());
        }
    }
    for part in &mut draft.builder.tool.view {
        if part.of.as_ref().is_some_and(|of| texts.contains(of)) {
            part.part = crate::minitool::spec::PartKind::Field;
        }
    }
}

fn mend(field: &mut Field) -> bool {
    if field.kind != FieldType::Choice {
        return false;
    }
    if field.options.len() < 2 {
        field.kind = FieldType::Text;
        field.options.clear();
        return true;
    }
    if field.default.as_ref().is_some_and(|own| !field.options.contains(own)) {
        let own = field.default.take().unwrap_or_default().to_lowercase();
        field.default = field.options.iter().find(|option| option.to_lowercase() == own).cloned();
    }
    false
}
