//! Names that stand in one row where one is taken: "告诉小王和李雷", "message Alice and Bob".
//!
//! Decides which words between two names join them: what is not sure to join is left alone.

use std::ops::Range;

use super::unlisted::{is_capital, is_chinese_name, unlisted};
use crate::text::{Utterance, is_han};
use crate::values::Mention;

/// A name beside another one.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Joined {
    /// Entries of the list; none where it is on no list.
    pub entries: Vec<usize>,
    /// The name.
    pub range: Range<usize>,
    /// The name and what joins it.
    pub joined: Range<usize>,
}

/// What joins names, the longest first.
const JOINTS: &[&str] = &[
    ", and my ",
    " and my ",
    ", and ",
    " and ",
    " & ",
    "以及",
    "还有",
    "和",
    "跟",
    "与",
    "及",
    "and",
    ", ",
    ",",
];
/// Joints beside which a name that is on no list is one: beside others stand other words as often.
const CLEAR: &[&str] = &[", and ", " and ", " & ", "和", "跟", "与"];
/// What stands before the first of those who are told something.
const TELLING: &[&str] = &[
    "告诉", "通知", "提醒", "转告", "知会", "发给", "转给", "给", "跟", "让", "叫", "tell", "text",
    "message", "email", "ping", "ask", "remind", "notify", "let", "inform", "send", "to", "call",
];
/// The most names of one sentence.
pub(super) const MOST: usize = 8;

/// The names that stand together with one, in the order said.
pub(super) fn named_with(
    said: &Utterance,
    range: Range<usize>,
    best: &Mention,
    all: &[Mention],
) -> Vec<Joined> {
    let mut found = Vec::new();
    let mut end = best.range.end;
    while found.len() < MOST
        && let Some(next) = behind(said, &range, end, all)
    {
        end = next.range.end;
        found.push(next);
    }
    let mut start = best.range.start;
    let mut before = Vec::new();
    while found.len() + before.len() < MOST
        && let is_alone = (found.is_empty() && before.is_empty())
        && let Some(other) = listed_before(said, start, all, is_alone)
            .or_else(|| unlisted_before(said, &range, start, all, is_alone))
    {
        start = other.range.start;
        before.push(other);
    }
    before.reverse();
    before.extend(found);
    before
}

/// Whether a text ends with one of some words, blanks aside. An English word begins where a word begins: "to", not "into".
pub(super) fn ends_with_one(text: &str, words: &[&str]) -> bool {
    let text = text.trim_end();
    words.iter().any(|word| {
        text.strip_suffix(word).is_some_and(|rest| {
            !word.starts_with(|c: char| c.is_ascii_alphabetic())
                || !rest.ends_with(|c: char| c.is_ascii_alphabetic())
        })
    })
}

/// The name behind a place, where one is joined to it.
fn behind(said: &Utterance, range: &Range<usize>, end: usize, all: &[Mention]) -> Option<Joined> {
    let rest: String = said.chars()[end..range.end].iter().collect();
    let joint = JOINTS.iter().find(|joint| rest.starts_with(**joint))?;
    let start = end + joint.chars().count();
    // 、 joins; a comma does so only in a row that goes on with a word: "Alice, Tom and Bob".
    let is_comma = matches!(*joint, ", " | ",");
    let is_row = said.original(end..end + 1) == "、";
    if let Some(mention) = all.iter().find(|mention| mention.range.start == start) {
        let after: String = said.chars()[mention.range.end..range.end].iter().collect();
        let goes_on = JOINTS.iter().any(|joint| !joint.starts_with(',') && after.starts_with(*joint));
        let joined = end..mention.range.end;
        return (!is_comma || is_row || goes_on).then(|| Joined {
            entries: mention.entries.clone(),
            range: mention.range.clone(),
            joined,
        });
    }
    let name = unlisted(said, range, start).filter(|_| is_row || CLEAR.contains(joint))?;
    Some(Joined { entries: Vec::new(), joined: end..name.end, range: name })
}

/// The listed name before a place, where one is joined to it. A comma joins only in a row that has begun: "Alice, Tom is late" tells Alice.
fn listed_before(said: &Utterance, start: usize, all: &[Mention], is_alone: bool) -> Option<Joined> {
    all.iter().find_map(|mention| {
        let between: String = said.chars().get(mention.range.end..start)?.iter().collect();
        let is_comma = matches!(between.as_str(), ", " | ",");
        let is_pause = is_comma && is_alone && said.original(mention.range.end..start) != "、";
        let is_joint = !is_pause && JOINTS.contains(&between.as_str());
        is_joint.then(|| Joined {
            entries: mention.entries.clone(),
            range: mention.range.clone(),
            joined: mention.range.start..start,
        })
    })
}

/// The name before a place that is on no list, where one is joined to it and its beginning can be told: it stands behind a word of telling, or in a row that
/// does.
fn unlisted_before(
    said: &Utterance,
    range: &Range<usize>,
    start: usize,
    all: &[Mention],
    is_alone: bool,
) -> Option<Joined> {
    let before: String = said.chars().get(range.start..start)?.iter().collect();
    let joint = JOINTS.iter().find(|joint| before.ends_with(**joint))?;
    let end = start - joint.chars().count();
    let is_row = said.original(end..end + 1) == "、" || (*joint == ", " && !is_alone);
    (end > range.start && (is_row || CLEAR.contains(joint))).then_some(())?;
    let chars = &said.chars()[..end];
    let is_begun = |at: usize| {
        let ahead: String = chars[range.start..at].iter().collect();
        let plain = ["一下", "下", " my "].iter().find_map(|word| ahead.strip_suffix(word)).unwrap_or(&ahead);
        ends_with_one(plain, TELLING)
            || listed_before(said, at, all, false).is_some()
            || unlisted_before(said, range, at, all, false).is_some()
    };
    let begin = if is_han(chars[end - 1]) {
        // The shorter one is part of the longer: 小明 of 李小明.
        let is_name =
            |begin: &usize| *begin >= range.start && is_chinese_name(&chars[*begin..]) && is_begun(*begin);
        [3, 2].into_iter().filter_map(|len| end.checked_sub(len)).find(is_name)?
    } else {
        let letters = chars[range.start..].iter().rev().take_while(|c| c.is_ascii_alphabetic()).count();
        let begin = end - letters;
        (is_capital(said.original(begin..end)) && is_begun(begin)).then_some(begin)?
    };
    Some(Joined { entries: Vec::new(), range: begin..end, joined: begin..start })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::values::{ListEntry, find_names};

    pub(in crate::understanding::slots) fn list() -> Vec<ListEntry> {
        let entry = |name: &str| ListEntry {
            id: name.to_owned(),
            name: name.to_owned(),
            aliases: Vec::new(),
            note: None,
        };
        ["小王", "Alice", "Tom", "妈妈"].map(entry).to_vec()
    }

    #[test]
    fn names_that_are_joined_are_told_from_what_follows_a_name() {
        for (text, best, want) in [
            ("message Alice and Tom that I'll be late", "alice", vec!["Tom"]),
            ("message Alice and Bob that I'll be late", "alice", vec!["Bob"]),
            ("tell Alice, Tom is late", "alice", vec![]),
            ("tell Alice, Tom is late", "tom", vec![]),
            ("message Alice, Tom and 妈妈", "妈妈", vec!["Alice", "Tom"]),
            ("告诉小王,妈妈到了", "妈妈", vec![]),
            ("告诉小王、妈妈我到了", "妈妈", vec!["小王"]),
            ("tell Alice and Friday works", "alice", vec![]),
            ("text Alice and say that I'm late", "alice", vec![]),
            ("告诉小王、李雷我晚点到", "小王", vec!["李雷"]),
            ("告诉小王,妈妈到了", "小王", vec![]),
            ("告诉小王还有方案今天要交", "小王", vec![]),
            ("告诉小王和李晓明我晚点到", "小王", vec!["李晓明"]),
            ("message Alice, Tom and Bob: see you", "alice", vec!["Tom", "Bob"]),
            ("message Alice and Tom", "tom", vec!["Alice"]),
            ("告诉小王和妈妈我晚点到", "小王", vec!["妈妈"]),
            ("告诉小王和李雷我晚点到", "小王", vec!["李雷"]),
            ("告诉小王、妈妈和李雷说我晚点到", "小王", vec!["妈妈", "李雷"]),
            ("给Alice和小王发消息", "alice", vec!["小王"]),
            ("告诉小王和我一起去", "小王", vec![]),
            ("告诉小王和平饭店见", "小王", vec![]),
            ("tell Alice and come home", "alice", vec![]),
            ("tell Alice, I'm late", "alice", vec![]),
            ("tell Alice and I will be late", "alice", vec![]),
            // Who is on no list may come first.
            ("告诉张三和小王我晚点到", "小王", vec!["张三"]),
            ("告诉张三、李雷和小王我晚点到", "小王", vec!["张三", "李雷"]),
            ("发消息给李晓明跟妈妈", "妈妈", vec!["李晓明"]),
            ("message Bob and Alice that I'll be late", "alice", vec!["Bob"]),
            ("message Bob, Carl and Alice that I'll be late", "alice", vec!["Bob", "Carl"]),
            ("跟Bob和小王说我晚点到", "小王", vec!["Bob"]),
            ("告诉我和小王", "小王", vec![]),
            ("今天下雨和小王说一声", "小王", vec![]),
            ("明天跟小王说一声", "小王", vec![]),
            ("tell her I'm in Paris and Alice is late", "alice", vec![]),
            ("on Friday and Tom", "tom", vec![]),
            ("message Friday and Tom", "tom", vec![]),
            ("告诉Zed和小王我晚点到", "小王", vec!["Zed"]),
            ("给Zed和Alice发消息", "alice", vec!["Zed"]),
            ("tell张三和小王我晚点到", "小王", vec!["张三"]),
            ("send Zed and Alice a message", "alice", vec!["Zed"]),
            ("通知一下张三和小王", "小王", vec!["张三"]),
            // Words that begin as a name does.
            ("请马上跟小王说我晚点到", "小王", vec![]),
            ("我到了,马上跟小王说一声", "小王", vec![]),
            ("对了,方案跟小王说一下", "小王", vec![]),
            ("给方案和小王发消息", "小王", vec![]),
            ("我叫李明,和小王说一声", "小王", vec![]),
            ("张三到了,和小王说一声", "小王", vec![]),
        ] {
            let said = Utterance::new(text);
            let all = find_names(&said, &list(), None);
            let best = all.iter().find(|m| said.folded(m.range.clone()) == best).expect("a name");
            let found = named_with(&said, 0..said.chars().len(), best, &all);
            let found: Vec<&str> = found.iter().map(|name| said.original(name.range.clone())).collect();
            assert_eq!(found, want, "{text}");
        }
    }
}
