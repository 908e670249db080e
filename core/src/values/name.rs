//! Names against a list that the host supplies: contacts, playlists, rooms.
//!
//! Decides which entries a stretch of text may name, best first; when several fit equally, all are returned and the dialogue asks.
//! Compares folded text first, then sounds: Chinese by pinyin with the slips that recognisers make, Latin by Jaro-Winkler similarity.
//!
//! Not handled, on purpose: guessing an entry that only half fits; nothing is returned then.

use std::ops::Range;

use pinyin::ToPinyinMulti;
use serde::{Deserialize, Serialize};

use super::reader::phrase;
use crate::text::{LocalText, Utterance, folded, is_han};

/// One entry of a list that the host supplies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ListEntry {
    /// The host's id, opaque to the core.
    pub id: String,
    /// The name that is shown.
    pub name: String,
    /// Other names that the person may say.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// What tells two entries of the same name apart.
    #[serde(default)]
    pub note: Option<LocalText>,
}

/// Entries that some characters may name.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Mention {
    /// Indices into the list; several when they fit equally well.
    pub entries: Vec<usize>,
    /// Characters of the utterance.
    pub range: Range<usize>,
    /// 1 for the very name, less for one that sounds like it.
    pub closeness: f32,
}

/// A Latin name is taken for another from this Jaro-Winkler similarity on; "Jon" and "John" have .93, "Tom" and "Tim" .80.
const MIN_LATIN: f64 = 0.9;

/// All mentions of entries in an utterance, left to right, none inside another.
///
/// Sounds are compared only within `sounding`, where the caller knows that a name stands; very names are found anywhere.
pub(crate) fn find_names(
    said: &Utterance,
    list: &[ListEntry],
    sounding: Option<Range<usize>>,
) -> Vec<Mention> {
    let chars = said.chars();
    let names: Vec<(usize, String)> = list
        .iter()
        .enumerate()
        .flat_map(|(i, e)| e.aliases.iter().chain([&e.name]).map(move |name| (i, folded(name))))
        .collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let ends = names.iter().filter_map(|(entry, name)| Some((*entry, phrase(chars, at, name)?)));
        let mut matches: Vec<(usize, usize)> = ends.filter(|(_, end)| *end > at).collect();
        let Some(end) = matches.iter().map(|(_, end)| *end).max() else {
            at += 1;
            continue;
        };
        matches.retain(|(_, other)| *other == end);
        let mut entries: Vec<usize> = matches.into_iter().map(|(entry, _)| entry).collect();
        entries.sort_unstable();
        entries.dedup();
        found.push(Mention { entries, range: at..end, closeness: 1.0 });
        at = end;
    }
    if let Some(range) = sounding
        && !found.iter().any(|mention| mention.range.start < range.end && range.start < mention.range.end)
        && let Some(mention) = sounding_like(said, list, &names, range)
    {
        found.push(mention);
    }
    found
}

/// The entries that the whole of `range` sounds like.
fn sounding_like(
    said: &Utterance,
    list: &[ListEntry],
    names: &[(usize, String)],
    range: Range<usize>,
) -> Option<Mention> {
    let text = said.folded(range.clone());
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let mut scored: Vec<(usize, f32)> = Vec::new();
    let mut score = |entry: usize, closeness: f32| match scored.iter_mut().find(|(other, _)| *other == entry)
    {
        Some((_, best)) => *best = best.max(closeness),
        None => scored.push((entry, closeness)),
    };
    if text.chars().any(is_han) {
        for (entry, name) in names {
            if same_sound(text, name) {
                score(*entry, 0.8);
            }
        }
        for (entry, ListEntry { name, .. }) in list.iter().enumerate() {
            if honorific(text).is_some_and(|surname| name.starts_with(surname)) {
                score(entry, 0.7);
            }
        }
    } else {
        for (entry, name) in names {
            let similarity = strsim::jaro_winkler(text, name);
            if similarity >= MIN_LATIN {
                score(*entry, similarity as f32 * 0.9);
            }
        }
    }
    let best = scored.iter().map(|(_, closeness)| *closeness).reduce(f32::max)?;
    let entries = scored
        .into_iter()
        .filter(|(_, closeness)| *closeness >= best - 0.02)
        .map(|(entry, _)| entry)
        .collect();
    Some(Mention { entries, range, closeness: best })
}

/// The surname in 老李, 小王, 王总, 周老师.
fn honorific(text: &str) -> Option<char> {
    let chars: Vec<char> = text.chars().collect();
    match chars.as_slice() {
        ['老' | '小' | '阿', surname] => Some(*surname),
        [surname, rest @ ..]
            if ["总", "哥", "姐", "老师", "经理", "医生", "师傅", "阿姨", "叔叔", "先生", "女士", "同学"]
                .contains(&rest.iter().collect::<String>().as_str()) =>
        {
            Some(*surname)
        }
        _ => None,
    }
}

/// Whether two Chinese names of the same length may sound alike, any reading of each character counting.
fn same_sound(a: &str, b: &str) -> bool {
    let sounds = |c: char| -> Vec<String> {
        c.to_pinyin_multi()
            .map_or_else(|| vec![c.to_string()], |all| all.into_iter().map(|p| slurred(p.plain())).collect())
    };
    a.chars().count() == b.chars().count()
        && b.chars().any(is_han)
        && a.chars()
            .zip(b.chars())
            .all(|(x, y)| x == y || sounds(x).iter().any(|sound| sounds(y).contains(sound)))
}

/// A syllable with the distinctions dropped that recognisers and speakers drop: zh/z, ch/c, sh/s, n/l, f/h, ng/n.
fn slurred(syllable: &str) -> String {
    let (initial, rest) = if let Some(rest) = syllable.strip_prefix("zh") {
        ("z", rest)
    } else if let Some(rest) = syllable.strip_prefix("ch") {
        ("c", rest)
    } else if let Some(rest) = syllable.strip_prefix("sh") {
        ("s", rest)
    } else if let Some(rest) = syllable.strip_prefix('n') {
        ("l", rest)
    } else if let Some(rest) = syllable.strip_prefix('f') {
        ("h", rest)
    } else {
        ("", syllable)
    };
    let rest = ["ang", "eng", "ing"]
        .iter()
        .find_map(|end| rest.strip_suffix(end).map(|head| format!("{head}{}", &end[..2])));
    let full = if initial.is_empty() {
        syllable
    } else {
        &syllable[syllable.len().min(if matches!(&syllable[..1], "n" | "f") { 1 } else { 2 })..]
    };
    format!("{initial}{}", rest.unwrap_or_else(|| full.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(id: &str, name: &str, aliases: &[&str]) -> ListEntry {
        ListEntry {
            id: id.into(),
            name: name.into(),
            aliases: aliases.iter().map(|a| a.to_string()).collect(),
            note: None,
        }
    }

    /// What was said, the characters where a name must stand, and the ids it may mean.
    #[test]
    fn finds_people_by_name_sound_and_honorific() {
        let list = [
            entry("mom", "妈妈", &["妈", "mom"]),
            entry("li", "李雷", &[]),
            entry("wang", "王建国", &["王总"]),
            entry("w1", "张伟", &[]),
            entry("w2", "张伟", &[]),
            entry("sarah", "Sarah Lee", &["Sarah"]),
        ];
        let rows: &[(&str, Option<Range<usize>>, &str)] = &[
            ("跟妈妈说我晚点到", None, "mom"),
            ("text mom I'm late", None, "mom"),
            ("给李磊打电话", Some(1..3), "li"),
            ("给老李打电话", Some(1..3), "li"),
            ("给张伟发消息", None, "w1 w2"),
            ("给章伟发消息", Some(1..3), "w1 w2"),
            ("告诉王总", None, "wang"),
            ("call sara", Some(5..9), "sarah"),
            ("call Tim", Some(5..8), ""),
            ("moment", None, ""),
        ];
        for (said, sounding, want) in rows {
            let found = find_names(&Utterance::new(said), &list, sounding.clone());
            let ids: Vec<&str> =
                found.iter().flat_map(|m| &m.entries).map(|i| list[*i].id.as_str()).collect();
            assert_eq!(ids.join(" "), *want, "said: {said:?}");
        }
    }
}
