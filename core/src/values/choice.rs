//! Closed lists by their spoken names, and the answers yes, no, cancel.
//!
//! Decides which entry of a list a text names; who offered the list is not its business.
//! Adding a way to say yes is a line in a table.

use std::ops::Range;

use super::reader::{literal, longest, phrase};
use crate::text::{Utterance, folded};

/// What a short answer does to what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reaction {
    /// 好的, yes.
    Yes,
    /// 不用, no.
    No,
    /// 算了, never mind: the whole errand is over.
    Cancel,
}

const YES: &[&str] = &[
    "是",
    "是的",
    "对",
    "对的",
    "好",
    "好的",
    "好啊",
    "好吧",
    "行",
    "行的",
    "行吧",
    "可以",
    "可以的",
    "没问题",
    "确认",
    "确定",
    "同意",
    "嗯",
    "嗯嗯",
    "要",
    "没错",
    "就这样",
    "发吧",
    "付吧",
    "就这个",
    "允许",
    "yes",
    "yeah",
    "yep",
    "yup",
    "ok",
    "okay",
    "sure",
    "confirm",
    "go ahead",
    "do it",
    "please do",
    "that's right",
    "right",
    "correct",
    "of course",
    "y",
    "agree",
    "allow",
    "yes please",
    "sounds good",
    "sounds great",
    "looks good",
    "agreed",
    "absolutely",
    "definitely",
    "perfect",
    "that works",
    "可行",
    "当然",
    "肯定",
    "没错的",
    "👌",
    "👍",
];
const NO: &[&str] = &[
    "不",
    "不是",
    "不对",
    "不用",
    "不用了",
    "不要",
    "不要了",
    "不行",
    "不可以",
    "别",
    "不同意",
    "不了",
    "先不",
    "先不用",
    "不确认",
    "不允许",
    "拒绝",
    "no",
    "nope",
    "nah",
    "no thanks",
    "no thank you",
    "don't",
    "do not",
    "not now",
    "n",
    "decline",
    "negative",
    "disagree",
    "not ok",
    "not okay",
    "no way",
    "i don't think so",
    "不好",
    "否",
    "否定",
    "不太好",
    "👎",
];
const CANCEL: &[&str] = &[
    "算了",
    "算了吧",
    "取消",
    "取消吧",
    "不弄了",
    "不办了",
    "别弄了",
    "停",
    "停下",
    "退出",
    "没事了",
    "当我没说",
    "cancel",
    "cancel it",
    "cancel that",
    "never mind",
    "nevermind",
    "forget it",
    "stop",
    "abort",
    "quit",
    "leave it",
];
const FILLERS: &[&str] = &[
    "嗯", "呃", "那", "那就", "还是", "吧", "了", "啊", "哦", "please", "well", "oh", "um", "then",
    "actually", "先", "请", "thanks", "谢谢", "it's", "我", "i",
];

/// All words of short answers: 0 for no, 1 for yes, 2 for cancel.
pub(super) fn answers() -> impl Iterator<Item = (&'static str, i32)> {
    [(NO, 0), (YES, 1), (CANCEL, 2)]
        .into_iter()
        .flat_map(|(words, int)| words.iter().map(move |word| (*word, int)))
}

/// Reads a short answer; [`None`] for anything that says more than yes, no or cancel.
///
/// # Example
///
/// ```
/// use errand_core::{Reaction, Utterance, reaction};
///
/// assert_eq!(reaction(&Utterance::new("嗯,好的")), Some(Reaction::Yes));
/// assert_eq!(reaction(&Utterance::new("Never mind.")), Some(Reaction::Cancel));
/// assert_eq!(reaction(&Utterance::new("嗯,算了")), Some(Reaction::Cancel));
/// assert_eq!(reaction(&Utterance::new("不对,是周五")), None);
/// ```
pub fn reaction(said: &Utterance) -> Option<Reaction> {
    let chars: Vec<char> =
        said.chars().iter().map(|c| if ".,!?~;".contains(*c) { ' ' } else { *c }).collect();
    let text: String = chars.iter().collect();
    let text = text.trim();
    let of = |text: &str| {
        [(CANCEL, Reaction::Cancel), (NO, Reaction::No), (YES, Reaction::Yes)]
            .into_iter()
            .find_map(|(table, reaction)| table.contains(&text).then_some(reaction))
    };
    if let Some(reaction) = of(text) {
        return Some(reaction);
    }
    // "那就算了吧", "嗯好的", "no, cancel it": fillers and repeated answers around one reaction.
    let chars: Vec<char> = text.chars().collect();
    let mut at = 0;
    let mut result = None;
    // "嗯" alone says yes; before another word it says nothing.
    let mut weak = None;
    while at < chars.len() {
        if chars[at] == ' ' {
            at += 1;
            continue;
        }
        let tables = [
            (CANCEL, Some(Reaction::Cancel)),
            (NO, Some(Reaction::No)),
            (YES, Some(Reaction::Yes)),
            (FILLERS, None),
        ];
        let found = tables
            .into_iter()
            .filter_map(|(table, reaction)| longest(&chars, at, table).map(|(_, end)| (end, reaction)));
        let (end, reaction) = found.reduce(|best, other| if other.0 > best.0 { other } else { best })?;
        if longest(&chars, at, FILLERS).is_some_and(|(_, filler)| filler == end) {
            weak = weak.or(reaction);
            at = end;
            continue;
        }
        result = match (result, reaction) {
            (None, new) => new,
            (Some(Reaction::No), Some(Reaction::Cancel)) => Some(Reaction::Cancel),
            (old, None) => old,
            (old, new) if old == new => old,
            _ => return None,
        };
        at = end;
    }
    result.or(weak)
}

/// All places where an entry of a list is named: which entry, and where. Longer names win, none inside another.
pub(crate) fn find_choices(said: &Utterance, names: &[(usize, &str)]) -> Vec<(usize, Range<usize>)> {
    let chars = said.chars();
    let mut found: Vec<(usize, Range<usize>)> = Vec::new();
    let mut names: Vec<(usize, String)> = names.iter().map(|(entry, name)| (*entry, folded(name))).collect();
    // "any eye doctors free": several of a kind name the kind.
    let takes_s = |name: &str| name.len() >= MIN_PLURAL && name.ends_with(|c: char| c.is_ascii_alphabetic());
    let plurals: Vec<_> = names
        .iter()
        .filter(|(_, name)| takes_s(name))
        .map(|(entry, name)| (*entry, format!("{name}s")))
        .collect();
    names.extend(plurals);
    let mut at = 0;
    while at < chars.len() {
        let best = names
            .iter()
            .filter_map(|(entry, name)| Some((*entry, phrase(chars, at, name).filter(|end| *end > at)?)));
        match best.reduce(|a, b| if b.1 > a.1 { b } else { a }) {
            Some((entry, end)) => {
                found.push((entry, at..end));
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

/// Shorter English names take no plural s: "on" and "ons".
const MIN_PLURAL: usize = 4;

/// Whether a word of refusal stands right before `at`: 不要, 别加, no, without.
pub(crate) fn is_negated(chars: &[char], at: usize) -> Option<usize> {
    const NEGATIONS: &[&str] = &[
        "不要",
        "不加",
        "别加",
        "别放",
        "不放",
        "不另外加",
        "不用",
        "去掉",
        "去",
        "无",
        "免",
        "不",
        "别",
        "没有",
        "no",
        "without",
        "not",
        "hold the",
        "skip the",
        "no extra",
        "without any",
        "without extra",
        "don't add",
        "no added",
    ];
    NEGATIONS
        .iter()
        .filter_map(|negation| {
            let len = negation.chars().count();
            (1..=2).find_map(|gap| {
                let start = at.checked_sub(len + gap - 1)?;
                let end = literal(chars, start, negation)?;
                let between = &chars[end..at];
                (between.is_empty() || between == [' ']).then_some(start)
            })
        })
        .min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_short_answers() {
        let rows = [
            ("好的", Some(Reaction::Yes)),
            ("嗯,可以的。", Some(Reaction::Yes)),
            ("OK!", Some(Reaction::Yes)),
            ("yes please", Some(Reaction::Yes)),
            ("不用了,谢谢", Some(Reaction::No)),
            ("no thanks", Some(Reaction::No)),
            ("算了吧", Some(Reaction::Cancel)),
            ("那就算了", Some(Reaction::Cancel)),
            ("no, cancel it", Some(Reaction::Cancel)),
            ("never mind", Some(Reaction::Cancel)),
            ("不对,是周五", None),
            ("好吃的", None),
            ("取消明天的闹钟", None),
            ("cancel my ride", None),
            ("yes no", None),
            ("", None),
        ];
        for (said, want) in rows {
            assert_eq!(reaction(&Utterance::new(said)), want, "said: {said:?}");
        }
    }

    #[test]
    fn longer_names_win() {
        let said = Utterance::new("大杯少糖,不另外加糖");
        let found = find_choices(&said, &[(0, "糖"), (1, "少糖"), (2, "不另外加糖"), (3, "大杯")]);
        assert_eq!(found, [(3, 0..2), (1, 2..4), (2, 5..10)]);
    }

    #[test]
    fn refusal_is_seen_before_a_word() {
        for (said, word, want) in [
            ("不要冰", "冰", true),
            ("no ice", "ice", true),
            ("多加冰", "冰", false),
            ("without any ice", "ice", true),
        ] {
            let utterance = Utterance::new(said);
            let at = said.chars().count() - word.chars().count();
            assert_eq!(is_negated(utterance.chars(), at).is_some(), want, "said: {said:?}");
        }
    }
}
