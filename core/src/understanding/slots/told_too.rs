//! Words that say nothing but whom they name: "Alice, Tom", "…,也告诉妈妈".
//!
//! Decides when an answer is nothing but names, and when the last words of a sentence only name who is told the same. What the first one is to do or to wait for
//! is left alone.

use std::ops::Range;

use super::together::{Joined, MOST, ends_with_one};
use super::unlisted::{is_capital, is_chinese_name, unlisted};
use crate::text::{Utterance, is_han};
use crate::values::{Mention, find_choices};

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
/// What says that it is the same as somebody else is told.
const TOO: &[&str] = &["也", "顺便", "顺带", "同样", "另外", "also", "too", "as well", "the same"];
/// What may stand beside it, and between names.
const BESIDE: &[&str] = &[
    "同时", "再", "还有", "还", "以及", "都", "跟", "和", "与", "及", "给", "对", "一下", "一声", "下",
    "帮我", "请", "麻烦", "吧", "哦", "啊", "and", "plus", "know", "please", "my", "then", "&",
];

/// Whether a sentence says that somebody is told something: "也告诉李雷", "let Bob know too".
pub(crate) fn tells(said: &Utterance) -> bool {
    let words: Vec<(usize, &str)> = TOLD.iter().map(|word| (0, *word)).collect();
    !find_choices(said, &words).is_empty()
}

/// Those whom words name that are nothing but names, and at least one of them on the list: "Alice, Tom", "小王,还有李雷".
pub(super) fn only_names(said: &Utterance, range: Range<usize>, all: &[Mention]) -> Option<Vec<Joined>> {
    let words = only_named(said, range, all)?;
    words.named.iter().any(|name| !name.entries.is_empty()).then_some(words.named)
}

/// Who is told the same by the last words of a sentence: "告诉小王我晚点到,也跟李雷说一声", "tell Alice I'm late and let Tom know as well".
#[derive(Debug, Default, PartialEq)]
pub(super) struct ToldToo {
    /// Those who are told it too.
    pub others: Vec<Joined>,
    /// Who is told it first, where that one is on no list.
    pub unlisted: Option<Range<usize>>,
}

/// Reads the last words of a sentence that only name who is told the same; none where they say anything else.
///
/// They hold nothing but names, a telling, and that it is told *too*; somebody was told something before them ("call Tom and also tell Alice" tells one), and
/// it is not what that one is to wait for or to do: "tell Tom to lock up and let Alice know too".
pub(super) fn told_too(said: &Utterance, range: Range<usize>, all: &[Mention]) -> Option<ToldToo> {
    let chars = said.chars();
    let is_begin = |at: &usize| {
        matches!(chars[*at], ',' | '.' | ';') || chars[*at..range.end].starts_with(&[' ', 'a', 'n', 'd', ' '])
    };
    (range.start..range.end).filter(is_begin).find_map(|begin| {
        let words = only_named(said, begin..range.end, all)?;
        let listed = all.iter().filter(|name| name.range.end <= begin).min_by_key(|name| name.range.start);
        let unlisted = || told_unlisted(said, range.start..begin);
        let main = listed.map(|name| name.range.clone()).or_else(unlisted)?;
        let told: String = chars[main.end..begin].iter().collect();
        let ahead: String = chars[range.start..main.start].iter().collect();
        let tells = has_words(&told) || ends_with_one(&ahead, TOLD);
        (tells && !is_for_them(&told) && words.tells && words.is_too)
            .then(|| ToldToo { others: words.named, unlisted: listed.is_none().then_some(main) })
    })
}

/// Whether what somebody is told says when or what that one is to do, so that what follows may be that one's part of it.
fn is_for_them(told: &str) -> bool {
    const ENDS: &[&str] = &["以后", "之后", "的时候", "后", "时"];
    const BEGINS: &[&str] = &["to ", "if ", "when ", "once ", "after ", "that if ", "如果", "要是", "等"];
    let told = told.trim().trim_end_matches([',', '.']);
    ENDS.iter().any(|word| told.ends_with(word)) || BEGINS.iter().any(|word| told.starts_with(word))
}

/// The name on no list that stands behind a word of telling: "告诉张三我晚点到".
fn told_unlisted(said: &Utterance, range: Range<usize>) -> Option<Range<usize>> {
    range.clone().find_map(|at| {
        let ahead: String = said.chars()[range.start..at].iter().collect();
        ends_with_one(&ahead, TOLD).then(|| unlisted(said, &range, at))?
    })
}

/// A stretch that says nothing but whom it names.
struct OnlyNamed {
    named: Vec<Joined>,
    /// Whether it says that they are told something.
    tells: bool,
    /// Whether it says that it is the same as for others.
    is_too: bool,
}

/// What a stretch says, where that is nothing but names and what stands beside them.
fn only_named(said: &Utterance, stretch: Range<usize>, all: &[Mention]) -> Option<OnlyNamed> {
    let mut found = OnlyNamed { named: Vec::new(), tells: false, is_too: false };
    let mut at = stretch.start;
    // Whether a name that is on no list may stand here: behind a word that joins or tells.
    let mut may_be_unlisted = false;
    while at < stretch.end && found.named.len() <= MOST {
        let rest: String = said.chars()[at..stretch.end].iter().collect();
        let [told, too, beside] = [TOLD, TOO, BESIDE].map(|words| longest(&rest, words));
        let listed = all.iter().find(|mention| mention.range.start == at);
        let name = match listed {
            Some(mention) => Some((mention.entries.clone(), mention.range.clone())),
            None if may_be_unlisted && told + too + beside == 0 => {
                unlisted_alone(said, at..stretch.end, all).map(|range| (Vec::new(), range))
            }
            None => None,
        };
        if let Some((entries, range)) = name {
            let joined = if found.named.is_empty() { stretch.clone() } else { range.clone() };
            at = range.end;
            may_be_unlisted = false;
            found.named.push(Joined { entries, range, joined });
            continue;
        }
        found.tells |= told > 0 && told >= too.max(beside);
        found.is_too |= too > 0 && too >= told.max(beside);
        match told.max(too).max(beside) {
            0 if !rest.starts_with(|c: char| c.is_alphanumeric()) => {
                may_be_unlisted |= rest.starts_with(',') && !found.named.is_empty();
                at += 1;
            }
            0 => return None,
            len => {
                may_be_unlisted = !rest.starts_with("please") && !rest.starts_with('吧');
                at += len;
            }
        }
    }
    (!found.named.is_empty() && found.named.len() <= MOST).then_some(found)
}

/// A name that is on no list at the beginning of a stretch, where nothing but names and what stands beside them may follow.
fn unlisted_alone(said: &Utterance, stretch: Range<usize>, all: &[Mention]) -> Option<Range<usize>> {
    let chars = &said.chars()[..stretch.end];
    let start = stretch.start;
    if !is_han(chars[start]) {
        let end = start + chars[start..].iter().take_while(|c| c.is_ascii_alphabetic()).count();
        return is_capital(said.original(start..end)).then_some(start..end);
    }
    let is_end = |end: usize| {
        let rest: String = chars[end..].iter().collect();
        !rest.starts_with(|c: char| c.is_alphanumeric())
            || all.iter().any(|mention| mention.range.start == end)
            || [TOLD, TOO, BESIDE].iter().any(|words| longest(&rest, words) > 0)
    };
    let is_name = |end: &usize| *end <= chars.len() && is_chinese_name(&chars[start..*end]) && is_end(*end);
    [3, 2].map(|len| start + len).into_iter().find(is_name).map(|end| start..end)
}

/// The length in characters of the longest of some words that a text begins with. An English word ends where a word ends: "too", not "tool".
fn longest(text: &str, words: &[&str]) -> usize {
    let begins = |word: &&&str| {
        text.strip_prefix(**word).is_some_and(|rest| {
            !word.ends_with(|c: char| c.is_ascii_alphabetic())
                || !rest.starts_with(|c: char| c.is_ascii_alphabetic())
        })
    };
    words.iter().filter(begins).map(|word| word.chars().count()).max().unwrap_or(0)
}

fn has_words(text: &str) -> bool {
    text.contains(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::understanding::slots::together::tests::list;
    use crate::values::find_names;

    #[test]
    fn last_words_that_only_name_who_is_told_tell_them_the_same() {
        for (text, want) in [
            ("告诉小王我晚点到,也告诉妈妈", vec!["妈妈"]),
            ("告诉小王我晚点到,顺便跟妈妈说一声", vec!["妈妈"]),
            ("告诉小王我晚点到,也给Alice和妈妈说一声吧", vec!["Alice", "妈妈"]),
            ("告诉小王我晚点到。妈妈也说一声", vec!["妈妈"]),
            ("告诉小王,也告诉妈妈", vec!["妈妈"]),
            ("tell Alice I'm late, and tell Tom too", vec!["Tom"]),
            ("tell Alice I'm late and let Tom know as well", vec!["Tom"]),
            ("tell小王我晚点到,also tell妈妈", vec!["妈妈"]),
            // Who is on no list is told too, or first.
            ("告诉小王我晚点到,也跟张三和妈妈说一声", vec!["张三", "妈妈"]),
            ("tell Alice I'm late, and let Zed know too", vec!["Zed"]),
            ("告诉张三我晚点到,也告诉小王", vec!["小王"]),
            ("tell Zed I'm late and let Tom know as well", vec!["Tom"]),
            ("我晚点到,也告诉小王", vec![]),
            // They say something of their own, or tell nobody.
            ("告诉小王我晚点到,也告诉妈妈别等我", vec![]),
            ("告诉小王我晚点到,妈妈也知道", vec![]),
            ("告诉小王我到了,还有妈妈", vec![]),
            ("tell Alice I'm late and Tom too", vec![]),
            ("tell Alice that the tool is here and tell Tom to come too", vec![]),
            ("tell Alice I'm late, tell Tom tools are here", vec![]),
            ("告诉小王和妈妈我到了", vec![]),
            ("告诉妈妈", vec![]),
            ("call Tom and also tell Alice", vec![]),
            // It is what the first one is to do, and when.
            ("ask Tom to pick up the kids and let Alice know", vec![]),
            ("ask Tom to pick up the kids and let Alice know too", vec![]),
            ("tell Tom if he's late, text Alice too", vec![]),
            ("告诉小王到家以后,也跟妈妈说一声", vec![]),
            ("跟Alice说meeting结束后,also let Tom know", vec![]),
            ("remind Tom to lock up and text Alice", vec![]),
        ] {
            let said = Utterance::new(text);
            let all = find_names(&said, &list(), None);
            let found = told_too(&said, 0..said.chars().len(), &all).map_or(Vec::new(), |own| own.others);
            let found: Vec<&str> = found.iter().map(|name| said.original(name.range.clone())).collect();
            assert_eq!(found, want, "{text}");
        }
    }

    #[test]
    fn words_may_be_nothing_but_names() {
        for (text, want) in [
            ("Alice, Tom", Some(vec!["Alice", "Tom"])),
            ("小王 妈妈", Some(vec!["小王", "妈妈"])),
            ("小王,还有妈妈", Some(vec!["小王", "妈妈"])),
            ("Alice, and also Tom please", Some(vec!["Alice", "Tom"])),
            ("小王、张三和Alice", Some(vec!["小王", "张三", "Alice"])),
            ("告诉小王", Some(vec!["小王"])),
            ("Alice, Tom and Zed", Some(vec!["Alice", "Tom", "Zed"])),
            ("Call Tom", None),
            ("To Alice", None),
            ("Just Tom", None),
            ("Yes, Tom", None),
            ("Alice Cooper", None),
            ("Alice, Thanks", None),
            ("Alice. Thanks", None),
            ("Not Alice, Tom and Bob", None),
            ("张三", None),
            ("不要小王,妈妈", None),
            ("not Alice, Tom", None),
            ("小王他妈", None),
        ] {
            let said = Utterance::new(text);
            let all = find_names(&said, &list(), None);
            let found = only_names(&said, 0..said.chars().len(), &all);
            let found = found.map(|found| {
                found.iter().map(|name| said.original(name.range.clone()).to_owned()).collect::<Vec<_>>()
            });
            let want = want.map(|want| want.into_iter().map(str::to_owned).collect::<Vec<_>>());
            assert_eq!(found, want, "{text}");
        }
    }
}
