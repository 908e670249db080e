//! What is put on a list in plain words: "add bread to the list", "买点苹果和梨", "把面包加进去".
//!
//! Decides for a list of things to get or do alone, where a sentence says nothing but what to put on it; what speaks of columns, fields, buttons or
//! numbers changes the tool, and is none of this. Adding a word is a line in a table.

use std::ops::Range;

use crate::minitool::outline::{Change, Name, NameMark, Outline};
use crate::minitool::spec::{FieldType, MiniTool};
use crate::text::Utterance;

/// Words that put something on a list, the longest first.
const VERBS: &[&str] = &[
    "don't forget ",
    "also add ",
    "also put ",
    "we also need ",
    "i also need ",
    "i need to buy ",
    "i need to get ",
    "we need ",
    "i need ",
    "remember ",
    "please add ",
    "add ",
    "put ",
    "buy ",
    "get ",
    "also ",
    "还要买",
    "还需要",
    "还得买",
    "要买",
    "买点",
    "买些",
    "再买",
    "再加上",
    "再加点",
    "再加个",
    "再加",
    "加上",
    "加点",
    "加个",
    "添上",
    "添点",
    "添个",
    "记上",
    "记一下",
    "写上",
    "放上",
    "补上",
    "别忘了",
    "还有",
    "还要",
    "新增",
    "添加",
    "买",
    "加",
    "添",
];
/// Where it is put: words behind, the longest first.
const BEHIND: &[&str] = &[
    " to the shopping list",
    " on the shopping list",
    " to my list",
    " on my list",
    " to the list",
    " on the list",
    " to that list",
    " on it",
    " to it",
    " as well",
    " too",
    " please",
    "加到清单里",
    "放到清单里",
    "加进清单里",
    "加进清单",
    "加到清单",
    "到清单里",
    "到清单",
    "进清单",
    "加进去",
    "放进去",
    "写进去",
    "记进去",
    "加上去",
    "写上去",
    "加上",
    "写上",
    "记上",
    "吧",
    "啊",
];
/// Words that speak of the tool itself.
const OF_THE_TOOL: &[&str] = &[
    "删", "去掉", "不要", "什么", "哪", "吗", "粗", "rid of", "remove", "delete", "what", "which", "列",
    "栏", "字段", "按钮", "图", "进度", "排序", "计时", "总", "价", "数量", "个数", "单位", "名字", "标题",
    "颜色", "提醒", "计数", "分组", "默认", "备注", "日期", "选项", "column", "field", "button", "chart",
    "progress", "sort", "timer", "total", "price", "amount", "quantity", "count", "unit", "title", "name",
    "color", "colour", "remind", "group", "default", "note", "date", "option", "average", "sum", "category",
    "every", "each", "per ",
];
/// What joins things.
const JOINTS: &[&str] = &[", and ", " and ", " & ", "以及", "还有", "和", "跟", ",", ";"];
/// The longest name of a thing, in characters.
const LONGEST: usize = 24;

/// The outline of a sentence that only puts things on the tool's one list; none where it says anything else.
pub(super) fn put_on_list(tool: &MiniTool, said: &Utterance, outline: &Outline) -> Option<Outline> {
    let is_understood = !outline.clauses.is_empty()
        || outline.names.iter().any(|mark| matches!(mark.name, Name::Item | Name::Column | Name::Field));
    let changes =
        outline.changes.iter().any(|change| !matches!(change, Change::Add | Change::Remove | Change::Other));
    if is_understood || changes || !is_checklist(tool) {
        return None;
    }
    let names = things(said)?;
    let names = names.into_iter().map(|range| NameMark { name: Name::Item, kind: None, range }).collect();
    Some(Outline { names, changes: vec![Change::Add], ..Outline::default() })
}

/// Whether a tool is one list of words, each of them done or not, and nothing beside it.
fn is_checklist(tool: &MiniTool) -> bool {
    let [list] = tool.state.as_slice() else { return false };
    let texts = list.columns.iter().filter(|column| column.kind == FieldType::Text).count();
    let yes_no = |column: &crate::minitool::spec::Field| {
        column.kind == FieldType::Choice && column.options.len() <= 2 || column.kind == FieldType::Toggle
    };
    list.kind == FieldType::List
        && texts == 1
        && list.columns.iter().filter(|column| !yes_no(column)).count() == 1
}

/// The things that a sentence puts on a list, in characters.
fn things(said: &Utterance) -> Option<Vec<Range<usize>>> {
    let chars = said.chars();
    let text = |range: Range<usize>| -> String { chars[range].iter().collect() };
    let whole = text(0..chars.len());
    let latin: Vec<&str> = whole.split(|c: char| !c.is_ascii_alphabetic()).collect();
    let is_said = |word: &&str| {
        if word.is_ascii() && !word.contains(' ') { latin.contains(word) } else { whole.contains(*word) }
    };
    if OF_THE_TOOL.iter().any(is_said) || chars.iter().any(char::is_ascii_digit) {
        return None;
    }
    let mut range = trimmed(chars, 0..chars.len());
    // 把面包加进去
    let is_put = text(range.clone()).starts_with('把');
    let verb =
        if is_put { Some(&"把") } else { VERBS.iter().find(|verb| text(range.clone()).starts_with(**verb)) };
    let verb = verb?;
    range.start += verb.chars().count();
    let mut is_placed = false;
    while let Some(word) = BEHIND.iter().find(|word| text(range.clone()).ends_with(**word)) {
        range.end -= word.chars().count();
        is_placed |= !matches!(*word, "吧" | "啊" | " please" | " too" | " as well");
        range = trimmed(chars, range);
    }
    // 买了牛奶 is done, and 把面包… needs to say where to.
    if is_put && !is_placed || chars.get(range.start) == Some(&'了') {
        return None;
    }
    let mut found = Vec::new();
    let mut start = range.start;
    let mut at = range.start;
    while at < range.end {
        let rest = text(at..range.end);
        match JOINTS.iter().find(|joint| rest.starts_with(**joint)) {
            Some(joint) if at > start => {
                found.push(trimmed(chars, start..at));
                at += joint.chars().count();
                start = at;
            }
            _ => at += 1,
        }
    }
    found.push(trimmed(chars, start..range.end));
    let found: Vec<Range<usize>> = found.into_iter().map(|thing| without_article(chars, thing)).collect();
    found.iter().all(|thing| !thing.is_empty() && thing.len() <= LONGEST).then_some(found)
}

fn trimmed(chars: &[char], mut range: Range<usize>) -> Range<usize> {
    while range.start < range.end && !chars[range.start].is_alphanumeric() {
        range.start += 1;
    }
    while range.start < range.end && !chars[range.end - 1].is_alphanumeric() {
        range.end -= 1;
    }
    range
}

/// "some bread" is bread.
fn without_article(chars: &[char], range: Range<usize>) -> Range<usize> {
    let text: String = chars[range.clone()].iter().collect();
    let article = ["some ", "a ", "an ", "the ", "more ", "一点", "一些", "点", "些"]
        .iter()
        .find(|word| text.starts_with(**word));
    range.start + article.map_or(0, |word| word.chars().count())..range.end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_for_a_list_are_told_from_changes_of_the_tool() {
        for (text, want) in [
            ("add milk", Some(vec!["milk"])),
            ("add bread and eggs to the list", Some(vec!["bread", "eggs"])),
            ("I also need some cheese", Some(vec!["cheese"])),
            ("put apples on it", Some(vec!["apples"])),
            ("买牛奶和鸡蛋", Some(vec!["牛奶", "鸡蛋"])),
            ("再加点苹果、梨", Some(vec!["苹果", "梨"])),
            ("把面包加进去", Some(vec!["面包"])),
            ("还要买milk和面包", Some(vec!["milk", "面包"])),
            ("add a price column", None),
            ("加一列备注", None),
            ("add a total", None),
            ("add 3 to each", None),
            ("把面包删了", None),
            ("make it blue", None),
            ("sort by name", None),
            ("add peaches and a notebook", Some(vec!["peaches", "notebook"])),
            ("把面包加进去吧", Some(vec!["面包"])),
            ("add bread to the list please", Some(vec!["bread"])),
            ("把牛奶删了吧", None),
            ("get rid of milk", None),
            ("买了牛奶", None),
            ("还有什么没买", None),
        ] {
            let said = Utterance::new(text);
            let found = things(&said);
            let found =
                found.map(|all| all.into_iter().map(|range| said.original(range)).collect::<Vec<_>>());
            assert_eq!(found, want, "{text}");
        }
    }
}
