//! Which of several options words mean: by place, by name, by sound, or by turning the others down.
//!
//! Invariant: words that fit several equally, or none, mean none of them.

use std::ops::Range;

use crate::text::{Utterance, folded};
use crate::values::{ListEntry, find_choices, find_names};

/// Which option an answer means: by place (第二个, the last one), by its words, or by its sound. `names`: what each option may be called.
pub(crate) fn pick(said: &Utterance, names: &[Vec<String>]) -> Option<usize> {
    // "不要叶子茶": what is refused is not meant; it leaves a choice only where one is left.
    let refused: Vec<bool> = names.iter().map(|names| refuses(said, names)).collect();
    if refused.contains(&true) {
        let mut open = (0..names.len()).filter(|i| !refused[*i]);
        return open.next().filter(|_| open.next().is_none());
    }
    ordinal(said, names.len()).or_else(|| by_words(said, names)).or_else(|| {
        let entries: Vec<ListEntry> = names
            .iter()
            .enumerate()
            .filter_map(|(i, names)| {
                Some(ListEntry {
                    id: i.to_string(),
                    name: names.first()?.clone(),
                    aliases: names[1..].to_vec(),
                    note: None,
                })
            })
            .collect();
        let whole = 0..said.chars().len();
        match find_names(said, &entries, Some(whole)).first()?.entries.as_slice() {
            [one] => entries[*one].id.parse().ok(),
            _ => None,
        }
    })
}

/// Whether an answer turns down something of one of these names.
fn refuses(said: &Utterance, names: &[String]) -> bool {
    let names: Vec<(usize, &str)> = names.iter().map(|name| (0, name.as_str())).collect();
    let mut found = find_choices(said, &names).into_iter();
    found.any(|(_, range)| is_refused(said.chars(), range.start))
}

/// Whether a word that turns down stands right before `at`. Other words than in a request: "去叶子茶" goes there, "去冰" is without.
pub(super) fn is_refused(chars: &[char], at: usize) -> bool {
    const WORDS: &[&str] = &[
        "不要",
        "不是",
        "不选",
        "不去",
        "不用",
        "别选",
        "别要",
        "别去",
        "别给",
        "not ",
        "not the ",
        "isn't ",
        "except ",
        "anything but ",
    ];
    let before: String = chars[..at].iter().collect();
    WORDS.iter().any(|word| before.ends_with(word))
}

/// Whether a correction turns a name down: by what stands before it in its clause ("不要发给小王", "don't tell Tom"), or right behind it (小王不用了).
pub(crate) fn turns_down(said: &Utterance, name: &Range<usize>) -> bool {
    const BEFORE: &[&str] = &[
        "不要",
        "不是",
        "不用",
        "不选",
        "别给",
        "别发",
        "别告诉",
        "别通知",
        "别要",
        "别选",
        "别叫",
        "除了",
        "not",
        "don't",
        "isn't",
        "except",
        "without",
        "leave out",
        "drop",
        "remove",
    ];
    const BEHIND: &[&str] = &["不用", "不要", "去掉", "就算了", "算了", "就不"];
    let before: String = said.chars()[..name.start].iter().collect();
    let behind: String = said.chars()[name.end..].iter().collect();
    let clause = before.rsplit([',', '.', ';']).next().unwrap_or_default();
    // "不是小王是李雷", "not Tom but Bob"
    let turn = ["是", " but "].iter().filter_map(|word| {
        let at = clause.rfind(word)?;
        (!clause[..at].ends_with(['不', '还'])).then_some(at + word.len())
    });
    let clause = &clause[turn.max().unwrap_or(0)..];
    let says = |word: &str| {
        clause.find(word).is_some_and(|at| {
            !word.is_ascii()
                || !clause[..at].ends_with(char::is_alphabetic)
                    && !clause[at + word.len()..].starts_with(char::is_alphabetic)
        })
    };
    BEFORE.iter().any(|word| says(word)) || BEHIND.iter().any(|word| behind.starts_with(word))
}

fn ordinal(said: &Utterance, len: usize) -> Option<usize> {
    const FIRST: &[&[&str]] = &[
        &[
            "第一个",
            "第一家",
            "第一款",
            "第一位",
            "头一个",
            "上面那个",
            "first",
            "the first",
            "the first one",
            "first one",
            "1",
            "一",
            "1号",
            "一号",
            "number one",
            "option one",
            "number 1",
            "one",
        ],
        &[
            "第二个",
            "第二家",
            "第二款",
            "第二位",
            "second",
            "the second",
            "the second one",
            "second one",
            "2",
            "二",
            "2号",
            "二号",
            "number two",
            "option two",
            "number 2",
            "two",
        ],
        &[
            "第三个",
            "第三家",
            "第三款",
            "第三位",
            "third",
            "the third",
            "the third one",
            "third one",
            "3",
            "三",
            "3号",
            "三号",
            "number three",
            "option three",
            "number 3",
            "three",
        ],
        &[
            "第四个",
            "第四家",
            "第四款",
            "fourth",
            "the fourth",
            "the fourth one",
            "4",
            "四",
            "number four",
            "four",
        ],
        &[
            "第五个",
            "第五家",
            "第五款",
            "fifth",
            "the fifth",
            "the fifth one",
            "5",
            "五",
            "number five",
            "five",
        ],
        &[
            "第六个",
            "第六家",
            "第六款",
            "sixth",
            "the sixth",
            "the sixth one",
            "6",
            "六",
            "number six",
            "six",
        ],
    ];
    const LAST: &[&str] = &["最后一个", "最后那个", "last", "the last", "the last one", "last one"];
    const AROUND: &[&str] = &[
        "就",
        "要",
        "选",
        "吧",
        "那",
        "我",
        "的",
        "给",
        "来",
        "please",
        "i'll take",
        "i'll have",
        "take",
        "i want",
        "go with",
        "let's go with",
        "pick",
    ];
    let text: String =
        said.chars().iter().map(|c| if c.is_alphanumeric() || *c == '\'' { *c } else { ' ' }).collect();
    let mut text = text.trim().to_owned();
    loop {
        let shorter = AROUND.iter().find_map(|word| {
            let start = text.strip_prefix(word).filter(|rest| !word.is_ascii() || rest.starts_with(' '));
            let end = text.strip_suffix(word).filter(|rest| !word.is_ascii() || rest.ends_with(' '));
            start.or(end).map(|rest| rest.trim().to_owned()).filter(|rest| !rest.is_empty())
        });
        match shorter {
            Some(shorter) => text = shorter,
            None => break,
        }
    }
    let place = if LAST.contains(&text.as_str()) {
        len.checked_sub(1)
    } else {
        FIRST.iter().position(|words| words.contains(&text.as_str()))
    };
    place.filter(|place| *place < len)
}

/// Which of a list a sentence points at by its place: "订第二家", "book the second one". A bare number counts only where nothing else is said.
pub(crate) fn place_in(said: &Utterance, len: usize) -> Option<usize> {
    const PLACES: &[&[&str]] = &[
        &["第一个", "第一家", "第一款", "第一位", "头一个", "头一家", "the first", "first one"],
        &["第二个", "第二家", "第二款", "第二位", "the second", "second one"],
        &["第三个", "第三家", "第三款", "第三位", "the third", "third one"],
        &["第四个", "第四家", "第四款", "第四位", "the fourth", "fourth one"],
        &["第五个", "第五家", "第五款", "第五位", "the fifth", "fifth one"],
        &["第六个", "第六家", "第六款", "第六位", "the sixth", "sixth one"],
        &["最后一个", "最后一家", "最后那个", "最后那家", "the last"],
    ];
    let names: Vec<(usize, &str)> =
        PLACES.iter().enumerate().flat_map(|(i, words)| words.iter().map(move |word| (i, *word))).collect();
    let (place, _) = find_choices(said, &names).into_iter().next()?;
    let place = if place == PLACES.len() - 1 { len.checked_sub(1)? } else { place };
    (place < len).then_some(place)
}

/// The one option whose name is in the answer, or in whose name the answer is; a longer name wins.
pub(crate) fn by_words(said: &Utterance, names: &[Vec<String>]) -> Option<usize> {
    let answer: String = said.chars().iter().filter(|c| c.is_alphanumeric()).collect();
    if answer.is_empty() {
        return None;
    }
    let plain = |text: &str| folded(text).chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let mut best: Vec<(usize, usize)> = Vec::new(); // option, characters in common
    for (i, names) in names.iter().enumerate() {
        let common =
            names.iter().map(|name| plain(name)).filter(|name| !name.is_empty()).filter_map(|name| {
                if name == answer {
                    Some(usize::MAX)
                } else if answer.contains(&name) {
                    Some(name.chars().count())
                } else if name.contains(&answer) && answer.chars().count() >= 2 {
                    Some(answer.chars().count())
                } else {
                    None
                }
            });
        best.extend(common.max().map(|common| (i, common)));
    }
    let most = best.iter().map(|(_, common)| *common).max()?;
    best.retain(|(_, common)| *common == most);
    match best.as_slice() {
        [(one, _)] => Some(*one),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_picked_by_place_words_and_sound() {
        let names: Vec<Vec<String>> = [
            vec!["张伟", "同事", "colleague"],
            vec!["张伟", "同学", "classmate"],
            vec!["珍珠奶茶", "Pearl Milk Tea"],
        ]
        .into_iter()
        .map(|names| names.into_iter().map(str::to_owned).collect())
        .collect();
        let rows = [
            ("第一个", Some(0)),
            ("要第二个吧", Some(1)),
            ("the last one please", Some(2)),
            ("2", Some(1)),
            ("同学那个", Some(1)),
            ("my colleague", Some(0)),
            ("珍珠", Some(2)),
            ("pearl milk tea", Some(2)),
            ("真猪奶茶", Some(2)),
            ("张伟", None),
            ("去珍珠奶茶那家", Some(2)),
            ("不要珍珠奶茶", None),
            ("不是同事", None),
            ("第四个", None),
            ("随便", None),
            ("", None),
        ];
        for (said, want) in rows {
            assert_eq!(pick(&Utterance::new(said), &names), want, "said: {said:?}");
        }
    }
}
