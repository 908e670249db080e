//! What a field holds at first: 默认10, "starting at 18".
//!
//! Decides which field a default is of.

use super::Draft;
use super::noun;
use super::said::{AmountSort, find};
use crate::minitool::spec::FieldType;
use crate::text::Language;

/// "默认10", "starting at 18": of the field that was named last before it.
pub(super) fn defaults(draft: &mut Draft) {
    let words = [
        "一开始都是",
        "一开始是",
        "默认是",
        "默认",
        "starting at",
        "start at",
        "defaults to",
        "default to",
        "by default",
        "default",
        "normally",
        "usually",
        "unless i change it",
    ];
    let chars = draft.said.utterance.chars().to_vec();
    for word in words {
        let mut from = 0;
        while let Some(found) = find(&chars, word, from) {
            from = found.end;
            let is_behind = word == "by default" || word.starts_with("unless");
            let amount = if is_behind {
                draft
                    .said
                    .amounts
                    .iter()
                    .rfind(|own| own.range.end <= found.start && found.start - own.range.end < 4)
            } else {
                draft
                    .said
                    .amounts
                    .iter()
                    .find(|own| own.range.start >= found.end && own.range.start - found.end < 5)
            };
            let Some(amount) = amount.cloned() else { continue };
            let start = chars[..found.start]
                .iter()
                .rposition(|c| matches!(c, ',' | '。' | ';' | '、'))
                .map_or(0, |at| at + 1);
            let before = draft.said.original(&(start..found.start)).to_owned();
            let tail: String = before
                .split([' ', ','])
                .rev()
                .take(4)
                .collect::<Vec<_>>()
                .into_iter()
                .rev()
                .collect::<Vec<_>>()
                .join(" ");
            let (name, _) = noun::named(if draft.builder.language == Language::Zh { &before } else { &tail });
            let called = draft.builder.tool.called(&name).filter(|_| !name.is_empty());
            let name = called.or_else(|| {
                let last = draft
                    .builder
                    .tool
                    .state
                    .iter()
                    .rfind(|own| matches!(own.kind, FieldType::Number | FieldType::Money));
                if name.is_empty() {
                    last.map(|own| own.name.clone())
                } else {
                    draft.builder.field(&name, true)
                }
            });
            if let Some(field) = name.and_then(|name| draft.builder.tool.field_mut(&name))
                && match amount.sort {
                    AmountSort::Length => field.kind == FieldType::Duration,
                    _ => matches!(field.kind, FieldType::Number | FieldType::Money),
                }
            {
                field.default = Some(amount.number.normalize().to_string());
                if amount.sort == AmountSort::Percent {
                    field.unit = Some("%".to_owned());
                } else if field.unit.is_none() && field.kind == FieldType::Number {
                    field.unit = amount.unit.clone();
                }
            }
        }
    }
}
