//! Names that are on no list.
//!
//! Decides where such a name ends by how it is written and what stands around it, in Chinese by its surname: what is not sure to be one is none.

use std::ops::Range;

use crate::text::{Utterance, is_han};

/// What follows a name of Chinese that is on no list: who it is about, that something is said, when.
const BEHIND: &str = "我你他她咱说讲:,.今明后这那晚早下上";
/// Common surnames; with 小, 老, 阿 before a name.
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蔡蒋余于杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦傅方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严武戴莫孔向汤小老阿";
/// Words that begin as a name does and are none.
const NO_NAMES: &[&str] = &[
    "马上", "方便", "方案", "方法", "方面", "方式", "任务", "任何", "金额", "白天", "万一", "于是", "曾经",
    "高兴", "何时", "何必", "何况", "老是", "小心", "小时", "江湖", "石头", "向来", "严重", "余下", "余额",
    "程序", "林子", "高度", "高铁", "田里", "周末", "周一", "周二", "周三", "周四", "周五", "周六", "周日",
];

/// A name that is on no list, where its end can be told.
pub(super) fn unlisted(said: &Utterance, range: &Range<usize>, start: usize) -> Option<Range<usize>> {
    let chars = &said.chars()[..range.end];
    let first = *chars.get(start)?;
    if is_han(first) {
        let is_end = |at: usize| chars.get(at).is_none_or(|c| BEHIND.contains(*c) || *c == ' ');
        // The longer one first: 李晓明; a pronoun or a verb is no part of it.
        let is_name = |end: &usize| {
            *end <= chars.len()
                && is_end(*end)
                && is_chinese_name(&chars[start..*end])
                && !"说讲今".contains(chars[*end - 1])
        };
        return [3, 2].map(|len| start + len).into_iter().find(is_name).map(|end| start..end);
    }
    let end = start + chars[start..].iter().take_while(|c| c.is_ascii_alphabetic()).count();
    let rest: String = chars[end..].iter().collect();
    let is_told = rest.trim().is_empty()
        || [" that ", ":", " about ", " to ", " and ", ", ", " saying ", " i ", " i'", " we "]
            .iter()
            .any(|word| rest.starts_with(word))
        || rest.starts_with(is_han);
    (is_told && is_capital(said.original(start..end))).then_some(start..end)
}

/// Whether characters are like a Chinese name: behind a surname, no pronoun among them, and no other word.
pub(super) fn is_chinese_name(chars: &[char]) -> bool {
    let text: String = chars.iter().collect();
    chars.first().is_some_and(|first| SURNAMES.contains(*first))
        && chars.iter().all(|c| is_han(*c) && !"我你他她咱和跟与及也都给对".contains(*c))
        && !NO_NAMES.iter().any(|word| text.starts_with(word))
}

/// Whether a word is written as a name is, and is no day, no month and no courtesy.
pub(super) fn is_capital(word: &str) -> bool {
    const NO_NAMES: &[&str] = &[
        "Thanks",
        "Thank",
        "Please",
        "Sorry",
        "Yes",
        "No",
        "Not",
        "Ok",
        "Okay",
        "Hi",
        "Hello",
        "Just",
        "Only",
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
    word.len() > 1 && word.starts_with(|c: char| c.is_ascii_uppercase()) && !NO_NAMES.contains(&word)
}
