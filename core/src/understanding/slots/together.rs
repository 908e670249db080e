//! Names that are said together where one is taken: "告诉小王和李雷", "message Alice and Bob".
//!
//! Decides which words between two names join them, where a name ends that is on no list, and when the last words of a sentence only name who is told the
//! same ("…,也告诉妈妈"): what is not sure to be one is left alone.

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
/// What stands before the first of those who are told something.
const TELLING_ZH: &[&str] =
    &["告诉", "通知", "提醒", "发给", "转给", "给", "跟", "对", "叫", "让", "请", "问", "约"];
const TELLING_EN: &[&str] = &[
    "tell ", "text ", "message ", "email ", "ping ", "ask ", "remind ", "notify ", "let ", "inform ", "to ",
    "call ", "invite ",
];
/// What says that somebody is told.
const TOLD: &[&str] = &[
    "告诉",
    "通知",
    "知会",
    "转告",
    "说一声",
    "说一下",
    "讲一声",
    "讲一下",
    "说下",
    "讲下",
    "tell",
    "let",
    "text",
    "message",
    "inform",
    "notify",
    "send it to",
    "send the same to",
];
/// What may stand beside it.
const BESIDE: &[&str] = &[
    "也", "顺便", "顺带", "同样", "同时", "另外", "再", "还有", "还", "都", "跟", "和", "给", "对", "与",
    "一下", "一声", "下", "帮我", "请", "麻烦", "吧", "哦", "啊", "and", "also", "too", "as well",
    "the same", "know", "please", "my", "then",
];
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
        && let is_alone = (found.is_empty() && before.is_empty())
        && let Some(other) = listed_before(said, start, all, is_alone)
            .or_else(|| unlisted_before(said, &range, start, is_alone))
    {
        start = other.range.start;
        before.push(other);
    }
    before.reverse();
    before.extend(found);
    before
}

/// Those who are told the same by the last words of a sentence: "告诉小王我晚点到,也跟李雷说一声", "tell Alice I'm late and let Tom know as well".
///
/// These words hold nothing but names and a telling, and somebody was named before them.
pub(super) fn told_too(said: &Utterance, range: Range<usize>, all: &[Mention]) -> Vec<Joined> {
    let first = all.iter().map(|mention| mention.range.end).min().unwrap_or(range.end);
    let is_begin = |at: &usize| {
        let rest: String = said.chars()[*at..range.end].iter().collect();
        rest.starts_with([',', '.', ';']) || rest.starts_with(" and ")
    };
    (first..range.end)
        .filter(is_begin)
        .find_map(|begin| only_telling(said, begin..range.end, all))
        .unwrap_or_default()
}

/// Those whom a stretch names, where it says nothing else but that they are told.
fn only_telling(said: &Utterance, stretch: Range<usize>, all: &[Mention]) -> Option<Vec<Joined>> {
    let mut named: Vec<Joined> = Vec::new();
    let mut tells = false;
    let mut at = stretch.start;
    while at < stretch.end {
        if let Some(mention) = all.iter().find(|mention| mention.range.start == at) {
            let joined = if named.is_empty() { stretch.clone() } else { mention.range.clone() };
            named.push(Joined { entries: mention.entries.clone(), range: mention.range.clone(), joined });
            at = mention.range.end;
            continue;
        }
        let rest: String = said.chars()[at..stretch.end].iter().collect();
        // An English word ends where a word ends: "too", not "tool".
        let begins = |word: &&&str| {
            rest.strip_prefix(**word).is_some_and(|rest| {
                !word.ends_with(|c: char| c.is_ascii_alphabetic())
                    || !rest.starts_with(|c: char| c.is_ascii_alphabetic())
            })
        };
        let longest = |words: &[&'static str]| {
            words.iter().filter(begins).map(|word| word.chars().count()).max().unwrap_or(0)
        };
        let (telling, beside) = (longest(TOLD), longest(BESIDE));
        tells |= telling > 0;
        match telling.max(beside) {
            0 if !rest.starts_with(|c: char| c.is_alphanumeric()) => at += 1,
            0 => return None,
            len => at += len,
        }
    }
    (tells && !named.is_empty()).then_some(named)
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

/// The name before a place that is on no list, where one is joined to it and its beginning can be told: it follows a word of telling, or a name.
fn unlisted_before(said: &Utterance, range: &Range<usize>, start: usize, is_alone: bool) -> Option<Joined> {
    let before: String = said.chars().get(range.start..start)?.iter().collect();
    let joint = JOINTS.iter().find(|joint| before.ends_with(**joint))?;
    let end = start - joint.chars().count();
    let is_row = said.original(end..end + 1) == "、" || (*joint == ", " && !is_alone);
    (is_row || CLEAR.contains(joint)).then_some(())?;
    let chars = &said.chars()[..end];
    let begin = if is_han(*chars.last()?) {
        let is_begun = |at: usize| {
            let ahead: String = chars[range.start..at].iter().collect();
            TELLING_ZH.iter().chain(JOINTS).any(|word| ahead.ends_with(word))
        };
        // The shorter one is part of the longer: 小明 of 李小明.
        let is_name = |begin: &usize| {
            *begin >= range.start
                && SURNAMES.contains(chars[*begin])
                && chars[*begin..].iter().all(|c| is_han(*c) && !"我你他她咱".contains(*c))
                && is_begun(*begin)
        };
        [3, 2].into_iter().filter_map(|len| end.checked_sub(len)).find(is_name)?
    } else {
        let letters = chars[range.start..].iter().rev().take_while(|c| c.is_ascii_alphabetic()).count();
        let begin = end - letters;
        let ahead: String = chars[range.start..begin].iter().collect();
        let is_begun = TELLING_EN.iter().chain(JOINTS).any(|word| ahead.ends_with(word));
        (is_begun && is_capital(said.original(begin..end))).then_some(begin)?
    };
    Some(Joined { entries: Vec::new(), range: begin..end, joined: begin..start })
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
    let rest: String = chars[end..].iter().collect();
    let is_told = rest.trim().is_empty()
        || [" that ", ":", " about ", " to ", " and ", ", ", " saying ", " i ", " i'", " we "]
            .iter()
            .any(|word| rest.starts_with(word));
    (is_told && is_capital(said.original(start..end))).then_some(start..end)
}

/// Whether a word is written as a name is, and is no day or month.
fn is_capital(word: &str) -> bool {
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
    word.len() > 1 && word.starts_with(|c: char| c.is_ascii_uppercase()) && !DAYS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::{ListEntry, find_names};

    fn list() -> Vec<ListEntry> {
        let entry = |name: &str| ListEntry {
            id: name.to_owned(),
            name: name.to_owned(),
            aliases: Vec::new(),
            note: None,
        };
        ["小王", "Alice", "Tom", "妈妈"].map(entry).to_vec()
    }

    #[test]
    fn last_words_that_only_name_who_is_told_tell_them_the_same() {
        for (text, want) in [
            ("告诉小王我晚点到,也告诉妈妈", vec!["妈妈"]),
            ("告诉小王我晚点到,顺便跟妈妈说一声", vec!["妈妈"]),
            ("告诉小王我晚点到,也给Alice和妈妈说一声吧", vec!["Alice", "妈妈"]),
            ("告诉小王我晚点到。妈妈也说一声", vec!["妈妈"]),
            ("tell Alice I'm late, and tell Tom too", vec!["Tom"]),
            ("tell Alice I'm late and let Tom know as well", vec!["Tom"]),
            ("tell小王我晚点到,also tell妈妈", vec!["妈妈"]),
            // They say something of their own, or tell nobody.
            ("告诉小王我晚点到,也告诉妈妈别等我", vec![]),
            ("告诉小王我晚点到,妈妈也知道", vec![]),
            ("告诉小王我到了,还有妈妈", vec![]),
            ("tell Alice I'm late and Tom too", vec![]),
            ("tell Alice that the tool is here and tell Tom to come", vec![]),
            ("tell Alice I'm late, tell Tom tools are here", vec![]),
            ("告诉小王和妈妈我到了", vec![]),
            ("告诉妈妈", vec![]),
        ] {
            let said = Utterance::new(text);
            let all = find_names(&said, &list(), None);
            let found = told_too(&said, 0..said.chars().len(), &all);
            let found: Vec<&str> = found.iter().map(|name| said.original(name.range.clone())).collect();
            assert_eq!(found, want, "{text}");
        }
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
