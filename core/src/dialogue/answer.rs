//! Answers in words: which value of a parameter they mean.
//!
//! Invariant: an answer that fits nothing is unclear, never the nearest thing.

use super::pick::is_refused;
use crate::manifest::{Parameter, ParameterType, spoken_kind, within};
use crate::text::{Utterance, folded};
use crate::values::{
    Found, Kind, ListEntry, Reference, Value, correction, find_choices, find_names, find_values,
};

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
    here: Reference,
) -> Answer {
    if let Some(list) = list {
        let len = said.chars().len();
        let start = correction(said).unwrap_or(0);
        let mentions = find_names(said, list, Some(start..len));
        let meant = mentions.into_iter().rfind(|mention| !is_refused(said.chars(), mention.range.start));
        let Some(mention) = meant else { return Answer::Unclear };
        let entries: Vec<ListEntry> = mention.entries.iter().map(|i| list[*i].clone()).collect();
        return match entries.as_slice() {
            [entry] => Answer::Value(entry.value()),
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
            let found = find_values(kind, text, here, true)
                .into_iter()
                .rfind(|found| matches!(found.value, Value::DateTime(_)));
            if let Some(found) = found.filter(|found| is_a_time(kind, text, found, here)) {
                return Answer::Value(found.value);
            }
        }
        let day = find_values(kind, said, here, false).into_iter().next_back();
        return day.map_or(Answer::Unclear, |found| Answer::DayOnly(said.original(found.range).to_owned()));
    }
    let found = find_values(kind, said, here, true).into_iter().next_back();
    let is_time = matches!(kind, Kind::Time | Kind::Date);
    let found = found.filter(|found| !is_time || is_a_time(kind, said, found, here));
    match found.map(|found| found.value) {
        Some(Value::Integer(number)) if within(parameter, number).is_err() => Answer::Unfit,
        Some(value) => Answer::Value(value),
        None => Answer::Unclear,
    }
}

/// Whether words that may be a time are one: they say so by themselves, or the answer is little else: "八点", "十五", not "音量调到十五".
fn is_a_time(kind: Kind, said: &Utterance, found: &Found, here: Reference) -> bool {
    // "十五" may be a day of the month by itself, and yet no hour.
    if find_values(kind, said, here, false).iter().any(|plain| plain.value == found.value) {
        return true;
    }
    let words =
        |range: std::ops::Range<usize>| said.chars()[range].iter().filter(|c| c.is_alphanumeric()).count();
    words(found.range.clone()) * 2 >= words(0..said.chars().len())
}

/// Whether words begin with some that lead in what is to be said: "说我到了", "say I'm late". 说给他听 names somebody.
pub(crate) fn leads_in_words(said: &Utterance) -> bool {
    let text = folded(said.said());
    let text = text.trim_start_matches([' ', ',']);
    lead(text) > 0 && !text.starts_with("说给")
}

/// The length in characters of the words that lead in what is to be said; 0 where none do.
fn lead(plain: &str) -> usize {
    const LEADS: &[&str] = &[
        "就说",
        "说",
        "改说",
        "改成说",
        "内容是",
        "内容写",
        "就写",
        "say that",
        "say",
        "just say",
        "make it say",
        "tell them",
    ];
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
    lead.filter(|lead| **lead != "说" || !plain.starts_with("说明")).map_or(0, |lead| lead.chars().count())
}

/// The whole answer as free text, without the words that only lead it in.
fn free_text(said: &Utterance) -> Option<String> {
    let text = said.said().trim();
    let skip = lead(&folded(text));
    let rest: String = text.chars().skip(skip).collect();
    let rest = rest.trim_matches(|c: char| c.is_whitespace() || ":：,，\"“”".contains(c));
    (!rest.is_empty() && !Utterance::new(rest).is_wordless()).then(|| rest.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

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
