//! Options to choose among: 甜度全糖、半糖、无糖三选一, "morning or afternoon".
//!
//! Decides where options are listed and what the choice is called.

use std::ops::Range;

use super::Draft;
use super::describe::records;
use super::noun;
use crate::minitool::spec::{Field, FieldType};
use crate::text::Language;

/// 甜度全糖、半糖、无糖三选一; "size small, medium or large"; 午餐还是晚餐; "morning or afternoon".
pub(super) fn options(draft: &mut Draft, i: usize, clause: &Range<usize>, is_list: bool) -> bool {
    let text = draft.said.original(clause).to_owned();
    let picked = ["选一个", "三选一", "二选一", "四选一", "任选", "单选", "选一", "一种"]
        .iter()
        .find_map(|word| text.find(word).map(|at| (at, *word)));
    let (label, rest) = if let Some((at, _)) = picked {
        let before = text[..at].trim();
        split_label(before)
    } else if let Some(at) = text.find("选") {
        let (before, after) = text.split_at(at);
        (
            before.trim().to_owned(),
            after.trim_start_matches("选择").trim_start_matches('选').trim().to_owned(),
        )
    } else if text.contains("还是") || text.contains("或者") {
        (String::new(), text.replace("还是", "、").replace("或者", "、"))
    } else if draft.builder.language == Language::En && text.to_lowercase().contains(" or ") {
        let lower = text.to_lowercase();
        let at = lower.find(" or ").unwrap_or(0);
        let words: Vec<&str> = text[..at].split_whitespace().collect();
        let first = words.last().copied().unwrap_or_default();
        let second = text[at + 4..].split([' ', ',']).next().unwrap_or_default();
        let has_label = words.len() > 1 && !text[..at].contains(',');
        let label = if has_label { words[..words.len() - 1].join(" ") } else { String::new() };
        if words.len() > 4 || first.is_empty() || second.is_empty() {
            return false;
        }
        (label, format!("{first}、{second}"))
    } else {
        return false;
    };
    let options: Vec<String> = rest
        .split(['、', ' ', ',', '/'])
        .flat_map(|one| one.split('和'))
        .map(|one| one.trim().trim_start_matches("or ").trim_start_matches("有").to_owned())
        .filter(|one| !one.is_empty())
        .collect();
    let is_short = options.len() >= 2 && options.iter().all(|one| one.chars().count() <= 12);
    if !is_short {
        return false;
    }
    let (name, _) = noun::named(&label);
    let shown =
        if name.is_empty() { options.join(if draft.is_zh() { "还是" } else { " or " }) } else { name };
    let mut field = Field::plain("", noun::shown(&shown, draft.builder.language), FieldType::Choice);
    field.options = options;
    if is_list {
        let list = match draft.builder.list() {
            Some(list) => list.name.clone(),
            None => records(draft),
        };
        draft.builder.tool.add_column(&list, field);
    } else {
        draft.builder.tool.add_field(field);
    }
    draft.used[i] = true;
    true
}

/// 甜度全糖、半糖、无糖: the label ends where what the options share begins.
fn split_label(text: &str) -> (String, String) {
    if let Some((label, rest)) = text.split_once([' ', ':', ':']) {
        return (label.to_owned(), rest.to_owned());
    }
    let first = text.split('、').next().unwrap_or_default();
    let second = text.split('、').nth(1).unwrap_or_default();
    let shared = second.chars().last();
    // The option has as many characters as the one after it.
    let len = second.chars().count();
    let chars: Vec<char> = first.chars().collect();
    if chars.len() > len && chars.last().copied() == shared {
        let at = chars.len() - len;
        let label: String = chars[..at].iter().collect();
        let rest: String = text.chars().skip(at).collect();
        return (label.trim_end_matches(['有', '分', '是']).to_owned(), rest);
    }
    (String::new(), text.to_owned())
}
