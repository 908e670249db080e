//! Names that are said together where one is taken: "告诉小王和李雷", "message Alice and Bob".
//!
//! Decides which words between two names join them, and where a name ends that is on no list: what is not sure to be one is left alone.

use std::ops::Range;

use crate::text::{Utterance, is_han};
use crate::values::Mention;

/// A name beside another one.
#[derive(Debug, PartialEq)]
pub(super) struct Joined {
    /// Entries of the list; none where it is on no list.
    pub entries: Vec<usize>,
    /// The name.
    pub range: Range<usize>,
    /// The name and what joins it.
    pub joined: Range<usize>,
}

/// What joins names, the longest first.
const JOINTS: &[&str] =
    &[", and my ", " and my ", ", and ", " and ", " & ", "以及", "还有", "和", "跟", "与", "及", ", ", ","];
/// Joints behind which a name that is on no list is one: behind others stand other words as often.
const CLEAR: &[&str] = &[", and ", " and ", " & ", "和", "跟", "与"];
/// What follows a name of Chinese that is on no list: who it is about, that something is said, when.
const BEHIND: &str = "我你他她咱说讲:,.今明后这那晚早下上";
/// Common surnames; with 小, 老, 阿 before a name.
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蔡蒋余于杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦傅方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严武戴莫孔向汤小老阿";
/// The most names of one sentence.
const MOST: usize = 8;

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
        && let Some(other) = listed_before(said, start, all, found.is_empty() && before.is_empty())
    {
        start = other.range.start;
        before.push(other);
    }
    before.reverse();
    before.extend(found);
    before
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

/// A name that is on no list, where its end can be told.
fn unlisted(said: &Utterance, range: &Range<usize>, start: usize) -> Option<Range<usize>> {
    let chars = &said.chars()[..range.end];
    let first = *chars.get(start)?;
    if is_han(first) {
        let is_end = |at: usize| chars.get(at).is_none_or(|c| BEHIND.contains(*c) || *c == ' ');
        // The longer one first: 李晓明; a pronoun or a verb is no part of it.
        let is_name = |end: &usize| {
            *end <= chars.len()
                && is_end(*end)
                && chars[start..*end].iter().all(|c| is_han(*c))
                && !"我你他她咱说讲今".contains(chars[*end - 1])
        };
        return SURNAMES
            .contains(first)
            .then(|| [3, 2].map(|len| start + len).into_iter().find(is_name))
            .flatten()
            .map(|end| start..end);
    }
    let end = start + chars[start..].iter().take_while(|c| c.is_ascii_alphabetic()).count();
    let word = said.original(start..end);
    let rest: String = chars[end..].iter().collect();
    const DAYS: &[&str] = &[
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
        "Christmas",
        "Easter",
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let is_name =
        word.len() > 1 && word.starts_with(|c: char| c.is_ascii_uppercase()) && !DAYS.contains(&word);
    let is_told = rest.trim().is_empty()
        || [" that ", ":", " about ", " to ", " and ", ", ", " saying ", " i ", " i'", " we "]
            .iter()
            .any(|word| rest.starts_with(word));
    (is_name && is_told).then_some(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::{ListEntry, find_names};

    #[test]
    fn names_that_are_joined_are_told_from_what_follows_a_name() {
        let list: Vec<ListEntry> = ["小王", "Alice", "Tom", "妈妈"]
            .iter()
            .map(|name| ListEntry {
                id: (*name).to_owned(),
                name: (*name).to_owned(),
                aliases: Vec::new(),
                note: None,
            })
            .collect();
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
        ] {
            let said = Utterance::new(text);
            let all = find_names(&said, &list, None);
            let best = all.iter().find(|m| said.folded(m.range.clone()) == best).expect("a name");
            let found = named_with(&said, 0..said.chars().len(), best, &all);
            let found: Vec<&str> = found.iter().map(|name| said.original(name.range.clone())).collect();
            assert_eq!(found, want, "{text}");
        }
    }
}
