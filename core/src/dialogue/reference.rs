//! Words that point back: the same again, also to somebody else, the second one, that one.
//!
//! Decides which words do; what they point at is kept by the store and found by `turn`.
//!
//! Invariant: words that say something of their own ("再来一杯奶茶") are a request, not a repetition; see [`repetition`].

use std::ops::Range;

use crate::text::Utterance;
use crate::values::find_choices;

/// Words for the same once more.
const AGAIN: &[&str] = &[
    "再来一份",
    "再来一杯",
    "再来一个",
    "再来一次",
    "再来一单",
    "再点一份",
    "再点一次",
    "再订一次",
    "再叫一次",
    "再来一遍",
    "老样子",
    "照旧",
    "跟上次一样",
    "和上次一样",
    "同上次一样",
    "照上次的",
    "一样的再来",
    "same again",
    "one more",
    "another one of those",
    "same as last time",
    "same as before",
    "the usual",
    "order it again",
    "order that again",
    "do it again",
    "do that again",
    "one more of those",
    "again please",
];

/// Words that only surround a repetition.
const AROUND: &[&str] = &[
    "请",
    "吧",
    "给我",
    "帮我",
    "麻烦",
    "我要",
    "要",
    "的",
    "一样",
    "同样",
    "还是",
    "那个",
    "就",
    "来",
    "please",
    "i'd like",
    "i'll have",
    "give me",
    "get me",
    "can i have",
    "can i get",
    "could you",
    "can you",
    "make it",
    "but",
    "with",
    "a",
    "the",
    "of that",
    "of it",
    "the same",
];

/// Words for also.
const ALSO: &[&str] = &["也", "同样", "也给", "再给", "also", "too", "as well"];

/// Words for the one thing that was shown or spoken of last.
const THAT: &[&str] = &[
    "那个",
    "这个",
    "那家",
    "这家",
    "就它",
    "就这家",
    "就那家",
    "就这个",
    "就那个",
    "它",
    "that one",
    "this one",
    "that",
    "it",
    "this",
];

/// Words for what was made just now.
const JUST: &[&str] = &[
    "刚才",
    "刚刚",
    "刚下的",
    "刚点的",
    "刚订的",
    "刚买的",
    "刚设的",
    "刚定的",
    "上一单",
    "i just",
    "just now",
    "last one",
    "last order",
];

/// Words for taking back what was done.
const UNDO: &[&str] =
    &["撤销", "撤消", "撤回", "undo", "undo that", "undo it", "undo this", "take that back", "take it back"];

/// Words that only surround these.
const AROUND_UNDO: &[&str] = &[
    "一下",
    "把",
    "上一步",
    "这一步",
    "操作",
    "了",
    "掉",
    "刚做的",
    "the last step",
    "the last thing",
    "what you",
    "did",
    "you",
    "no",
    "不对",
    "不",
    "wait",
    "等等",
    "sorry",
];

/// Whether the sentence asks for nothing but to take back what was done last: "撤销刚才那个", "undo that".
pub(crate) fn asks_undo(said: &Utterance) -> bool {
    let undo = found(said, UNDO);
    if undo.is_empty() {
        return false;
    }
    let around = [JUST, THAT, AROUND, AROUND_UNDO].map(|words| found(said, words)).concat();
    let covered = |i: &usize| undo.iter().chain(&around).any(|range| range.contains(i));
    (0..said.chars().len()).all(|i| !said.chars()[i].is_alphanumeric() || covered(&i))
}

/// Whether the sentence points at what was made last: "刚才那杯", "the one I just ordered".
pub(crate) fn points_at_made(said: &Utterance) -> bool {
    !found(said, JUST).is_empty()
}

/// Where the same is asked for once more; [`None`] when the sentence says something of its own besides that and the values that `known` covers.
pub(crate) fn repetition(said: &Utterance, known: &[Range<usize>]) -> Option<Range<usize>> {
    let again = found(said, AGAIN).into_iter().next()?;
    let around = found(said, AROUND);
    let covered = |i: &usize| {
        again.contains(i)
            || known.iter().any(|range| range.contains(i))
            || around.iter().any(|range| range.contains(i))
    };
    let left = (0..said.chars().len()).filter(|i| said.chars()[*i].is_alphanumeric() && !covered(i)).count();
    (left == 0).then_some(again)
}

/// Whether words do nothing but point at what is selected: "这个", "this message".
pub(crate) fn is_bare_pointer(words: &str) -> bool {
    const POINTERS: &[&str] = &[
        "这",
        "这个",
        "这条",
        "这条消息",
        "这个消息",
        "这条信息",
        "这段话",
        "这段",
        "这篇",
        "这篇文章",
        "这件事",
        "这事",
        "它",
        "那个",
        "那条",
        "那条消息",
        "this",
        "that",
        "it",
        "this one",
        "this message",
        "that message",
        "the message",
        "this article",
        "this text",
        "about this",
        "of this",
        "these",
    ];
    let words = words.trim().trim_end_matches(['。', '.', '!', '！', '?', '？']).to_lowercase();
    POINTERS.contains(&words.as_str())
}

/// Whether the sentence may repeat something, before its values are known.
pub(crate) fn may_repeat(said: &Utterance) -> bool {
    !found(said, AGAIN).is_empty()
}

/// Whether the sentence asks for what was just done, for somebody else too.
pub(crate) fn says_also(said: &Utterance) -> bool {
    let first = said.chars().iter().position(|c| c.is_alphanumeric()).unwrap_or(0);
    let last = said.chars().iter().rposition(|c| c.is_alphanumeric()).map_or(0, |at| at + 1);
    found(said, ALSO).iter().any(|range| range.start == first || range.end == last)
}

/// Whether what follows a correction's cue adds somebody: "还有李雷", "and Bob".
pub(crate) fn adds(rest: &Utterance) -> bool {
    const ADDS: &[&str] =
        &["还有", "再加", "加上", "再告诉", "再发给", "也", "and ", "plus ", "also ", "add "];
    let text: String = rest.chars().iter().collect();
    let text = text.trim_start_matches([' ', ',']);
    ADDS.iter().any(|word| text.starts_with(word))
}

/// Whether the sentence points at the one thing that was shown.
pub(crate) fn points_at_one(said: &Utterance) -> bool {
    !found(said, THAT).is_empty()
}

fn found(said: &Utterance, words: &[&str]) -> Vec<Range<usize>> {
    let names: Vec<(usize, &str)> = words.iter().map(|word| (0, *word)).collect();
    find_choices(said, &names).into_iter().map(|(_, range)| range).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_that_add_nothing_repeat() {
        for said in [
            "再来一份",
            "再来一份吧",
            "给我再来一杯",
            "老样子",
            "跟上次一样",
            "same again please",
            "I'd like the usual",
            "one more please",
        ] {
            assert!(repetition(&Utterance::new(said), &[]).is_some(), "{said}");
        }
        for said in
            ["再来一杯奶茶", "再来一首歌", "one more song", "tell mom the same again", "再说一遍", "来一份"]
        {
            assert!(repetition(&Utterance::new(said), &[]).is_none(), "{said}");
        }
        let said = Utterance::new("再来一份,要大杯");
        assert!(repetition(&said, &[]).is_none());
        assert!(repetition(&said, &vec![6..8; 1]).is_some());
    }

    #[test]
    fn an_undo_says_nothing_else() {
        for said in [
            "撤销",
            "帮我撤销一下",
            "撤销刚才那个",
            "把刚才的撤销了",
            "undo",
            "undo that please",
            "no wait, undo it",
            "take that back",
            "undo一下",
        ] {
            assert!(asks_undo(&Utterance::new(said)), "{said}");
        }
        for said in [
            "撤销明天的预订",
            "undo my booking for Friday",
            "取消刚才那个",
            "撤回给妈妈的消息",
            "what does undo do",
        ] {
            assert!(!asks_undo(&Utterance::new(said)), "{said}");
        }
    }

    #[test]
    fn also_stands_at_an_end() {
        for said in ["也发给小王", "也告诉妈妈一声", "also send it to Bob", "tell Bob too"] {
            assert!(says_also(&Utterance::new(said)), "{said}");
        }
        for said in ["发给小王", "告诉妈妈我也去", "tell Bob it's too late now"] {
            assert!(!says_also(&Utterance::new(said)), "{said}");
        }
    }
}
