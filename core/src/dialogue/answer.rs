//! Answers in words: which option is meant, which value, and whether something earlier is corrected.
//!
//! Invariant: an answer that fits nothing is unclear, never the nearest thing.

use jiff::ZonedDateTime;

use crate::manifest::{Parameter, ParameterType, spoken_kind, within};
use crate::text::{Utterance, folded};
use crate::values::{Kind, ListEntry, Value, find_choices, find_names, find_values};

/// What an answer says about a parameter.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Answer {
    /// The value.
    Value(Value),
    /// Entries of a list that fit equally.
    Several(Vec<ListEntry>),
    /// A day whose time of day is still missing: the words.
    DayOnly(String),
    /// A value outside the limits.
    Unfit,
    /// It does not answer the question.
    Unclear,
}

/// Reads the value of one parameter from an answer. `partial` are words of a time that was said before.
pub(crate) fn value(
    said: &Utterance,
    parameter: &Parameter,
    partial: Option<&str>,
    list: Option<&[ListEntry]>,
    now: &ZonedDateTime,
) -> Answer {
    if let Some(list) = list {
        let len = said.chars().len();
        let start = correction(said).unwrap_or(0);
        let mentions = find_names(said, list, Some(start..len));
        let meant = mentions.into_iter().rfind(|mention| !is_refused(said.chars(), mention.range.start));
        let Some(mention) = meant else { return Answer::Unclear };
        let entries: Vec<ListEntry> = mention.entries.iter().map(|i| list[*i].clone()).collect();
        return match entries.as_slice() {
            [entry] => Answer::Value(Value::Listed { id: entry.id.clone(), name: entry.name.clone() }),
            _ => Answer::Several(entries),
        };
    }
    if parameter.kind == ParameterType::Enum {
        let names: Vec<(usize, &str)> = parameter
            .spoken_values()
            .filter_map(|(value, name)| {
                Some((parameter.values.iter().position(|known| known == value)?, name))
            })
            .collect();
        let meant = |(_, range): &(usize, std::ops::Range<usize>)| !is_refused(said.chars(), range.start);
        let found = find_choices(said, &names).into_iter().rfind(meant);
        return found.map_or(Answer::Unclear, |(value, _)| {
            Answer::Value(Value::Choice(parameter.values[value].clone()))
        });
    }
    if matches!(parameter.kind, ParameterType::Entity(_)) {
        return Answer::Unclear; // a service must find it first
    }
    let Some(kind) = spoken_kind(&parameter.kind) else {
        return free_text(said).map_or(Answer::Unclear, |text| Answer::Value(Value::Text(text)));
    };
    if kind == Kind::DateTime {
        // "明天", asked again: "八点". The two together are one time.
        let joined = partial.map(|partial| Utterance::new(&format!("{partial} {}", said.said())));
        for text in [joined.as_ref(), Some(said)].into_iter().flatten() {
            let found = find_values(kind, text, now, true)
                .into_iter()
                .map(|found| found.value)
                .rfind(|value| matches!(value, Value::DateTime(_)));
            if let Some(value) = found {
                return Answer::Value(value);
            }
        }
        let day = find_values(kind, said, now, false).into_iter().next_back();
        return day.map_or(Answer::Unclear, |found| Answer::DayOnly(said.original(found.range).to_owned()));
    }
    match find_values(kind, said, now, true).into_iter().next_back().map(|found| found.value) {
        Some(Value::Integer(number)) if within(parameter, number).is_err() => Answer::Unfit,
        Some(value) => Answer::Value(value),
        None => Answer::Unclear,
    }
}

/// The whole answer as free text, without the words that only lead it in.
fn free_text(said: &Utterance) -> Option<String> {
    const LEADS: &[&str] =
        &["就说", "说", "内容是", "内容写", "就写", "say that", "say", "just say", "tell them"];
    let text = said.said().trim();
    let plain = folded(text);
    let lead = LEADS
        .iter()
        .filter(|lead| {
            let rest = plain.strip_prefix(**lead);
            // 说明书 is no lead; nor is "sayonara".
            rest.is_some_and(|rest| {
                !rest.is_empty() && (!lead.is_ascii() || rest.starts_with([' ', ':', ',']))
            })
        })
        .max_by_key(|lead| lead.len());
    let skip = lead
        .filter(|lead| **lead != "说" || !plain.starts_with("说明"))
        .map_or(0, |lead| lead.chars().count());
    let rest: String = text.chars().skip(skip).collect();
    let rest = rest.trim_matches(|c: char| c.is_whitespace() || ":：,，\"“”".contains(c));
    (!rest.is_empty() && !Utterance::new(rest).is_wordless()).then(|| rest.to_owned())
}

/// Where the new value begins when an answer corrects something: 不对,是…, 改成…, make it….
pub(crate) fn correction(said: &Utterance) -> Option<usize> {
    const CUES: &[&str] = &[
        "不对不对",
        "不对",
        "不是",
        "错了",
        "说错了",
        "改成",
        "改为",
        "改到",
        "换成",
        "换到",
        "应该是",
        "还是",
        "我是说",
        "要的是",
        "是",
        "等等",
        "哦不",
        "no",
        "nope",
        "actually",
        "i mean",
        "i meant",
        "make it",
        "make that",
        "change it to",
        "change that to",
        "change to",
        "wait",
        "sorry",
        "rather",
        "instead",
        "it's",
        "should be",
        "not that",
    ];
    let chars = said.chars();
    let names: Vec<(usize, &str)> = CUES.iter().map(|cue| (0, *cue)).collect();
    let mut at = 0;
    let mut is_correction = false;
    for (_, range) in find_choices(said, &names) {
        let between = &chars[at..range.start];
        if between.iter().any(|c| c.is_alphanumeric()) {
            break;
        }
        at = range.end;
        is_correction = true;
    }
    while chars.get(at).is_some_and(|c| !c.is_alphanumeric()) {
        at += 1;
    }
    (is_correction && at < chars.len()).then_some(at)
}

/// Whether an answer starts by ending it all: "算了不喝了", "never mind, I'll call them".
pub(crate) fn begins_with_cancel(said: &Utterance) -> bool {
    const STARTS: &[&str] =
        &["算了", "不用了", "不要了", "别弄了", "never mind", "nevermind", "forget it", "forget about it"];
    let start = said.chars().iter().position(|c| c.is_alphanumeric()).unwrap_or(0);
    let names: Vec<(usize, &str)> = STARTS.iter().map(|text| (0, *text)).collect();
    find_choices(said, &names).first().is_some_and(|(_, range)| range.start == start)
}

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
fn is_refused(chars: &[char], at: usize) -> bool {
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

/// The one option whose name is in the answer, or in whose name the answer is; a longer name wins.
fn by_words(said: &Utterance, names: &[Vec<String>]) -> Option<usize> {
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

    #[test]
    fn corrections_are_told_from_answers() {
        let rows = [
            ("不对,是周五", Some("周五")),
            ("改成八点", Some("八点")),
            ("no, make it Friday", Some("Friday")),
            ("actually 7 pm", Some("7 pm")),
            ("周五", None),
            ("不对", None),
        ];
        for (said, want) in rows {
            let utterance = Utterance::new(said);
            let rest =
                correction(&utterance).map(|at| utterance.original(at..utterance.chars().len()).to_owned());
            assert_eq!(rest.as_deref(), want, "said: {said:?}");
        }
    }

    #[test]
    fn free_answers_lose_only_their_lead() {
        for (said, want) in [
            ("说我晚点到", "我晚点到"),
            ("就说我到了", "我到了"),
            ("say that I'm late", "I'm late"),
            ("说明书在桌上", "说明书在桌上"),
            ("写作业", "写作业"),
            ("叫车", "叫车"),
            ("it is raining", "it is raining"),
            ("交房租", "交房租"),
        ] {
            assert_eq!(free_text(&Utterance::new(said)).as_deref(), Some(want));
        }
        assert_eq!(free_text(&Utterance::new("😀")), None);
    }
}
