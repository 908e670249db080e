//! Names against a list that the host supplies: contacts, playlists, rooms.
//!
//! Decides which entries a stretch of text may name, best first; when several fit equally, all are returned and the dialogue asks.
//! Compares folded text first, then sounds: Chinese by pinyin with the slips that recognisers make, Latin by Jaro-Winkler similarity.
//!
//! Not handled, on purpose: guessing an entry that only half fits; nothing is returned then.

use std::ops::Range;

use pinyin::ToPinyinMulti;
use serde::{Deserialize, Serialize};

use super::Value;
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

impl ListEntry {
    /// The entry as the value of a parameter.
    pub(crate) fn value(&self) -> Value {
        Value::Listed { id: self.id.clone(), name: self.name.clone() }
    }
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
    let mut names: Vec<(usize, String)> = list
        .iter()
        .enumerate()
        .flat_map(|(i, e)| e.aliases.iter().chain([&e.name]).map(move |name| (i, folded(name))))
        .collect();
    // 妈妈 on the list is 老妈, 我妈 and mum as well.
    let kin: Vec<(usize, String)> = names
        .iter()
        .flat_map(|(entry, name)| same_as(KIN, name).map(|other| (*entry, other.to_owned())))
        .collect();
    names.extend(kin);
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
            // Bob for Robert Smith, and the other way round.
            let (first, rest) = name.split_once(' ').unwrap_or((name, ""));
            let (said, said_rest) = text.split_once(' ').unwrap_or((text, ""));
            if same_as(NICKNAMES, first).any(|other| other == said)
                && (said_rest.is_empty() || said_rest == rest)
            {
                score(*entry, 0.85);
            }
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

/// Words for one relative; none of one character, which stand in other words too: 大妈, 小哥.
const KIN: &[&[&str]] = &[
    &["妈妈", "老妈", "我妈", "母亲", "妈咪", "mom", "mum", "mommy", "mother", "mama"],
    &["爸爸", "老爸", "我爸", "父亲", "dad", "daddy", "father", "papa"],
    &["老婆", "媳妇", "妻子", "我老婆", "wife"],
    &["老公", "丈夫", "我老公", "husband"],
    &["爷爷", "grandpa", "grandfather"],
    &["奶奶", "grandma", "grandmother"],
    &["外公", "姥爷"],
    &["外婆", "姥姥"],
    &["哥哥", "大哥", "我哥", "big brother"],
    &["姐姐", "大姐", "我姐", "big sister"],
    &["弟弟", "老弟", "我弟", "little brother"],
    &["妹妹", "老妹", "我妹", "little sister"],
    &["儿子", "我儿子", "son"],
    &["女儿", "闺女", "daughter"],
];

/// First names that stand for one another.
const NICKNAMES: &[&[&str]] = &[
    &["robert", "bob", "rob", "bobby"],
    &["william", "bill", "will", "billy"],
    &["richard", "rick", "dick", "rich"],
    &["james", "jim", "jimmy", "jamie"],
    &["john", "jack", "johnny"],
    &["michael", "mike", "mikey"],
    &["thomas", "tom", "tommy"],
    &["charles", "charlie", "chuck"],
    &["edward", "ed", "eddie", "ted"],
    &["joseph", "joe", "joey"],
    &["daniel", "dan", "danny"],
    &["david", "dave"],
    &["matthew", "matt"],
    &["andrew", "andy", "drew"],
    &["anthony", "tony"],
    &["christopher", "chris"],
    &["nicholas", "nick"],
    &["alexander", "alex"],
    &["alexandra", "alex", "sandra"],
    &["benjamin", "ben"],
    &["samuel", "sam"],
    &["samantha", "sam"],
    &["steven", "stephen", "steve"],
    &["kenneth", "ken"],
    &["gregory", "greg"],
    &["jonathan", "jon"],
    &["timothy", "tim"],
    &["patrick", "pat"],
    &["patricia", "pat", "patty", "trish"],
    &["elizabeth", "liz", "beth", "lizzie", "betty"],
    &["katherine", "catherine", "kate", "katie", "cathy"],
    &["margaret", "maggie", "meg", "peggy"],
    &["jennifer", "jen", "jenny"],
    &["jessica", "jess"],
    &["rebecca", "becky"],
    &["susan", "sue", "susie"],
    &["deborah", "debbie", "deb"],
    &["victoria", "vicky", "tori"],
    &["christina", "tina", "chris"],
    &["abigail", "abby"],
];

/// The other words of the groups that a word stands in.
fn same_as<'a>(groups: &'a [&'a [&'a str]], word: &'a str) -> impl Iterator<Item = &'a str> {
    groups
        .iter()
        .filter(move |group| group.contains(&word))
        .flat_map(|group| group.iter().copied())
        .filter(move |other| *other != word)
}

/// The surname in 老李, 小王, 王总, 周老师.
fn honorific(text: &str) -> Option<char> {
    let chars: Vec<char> = text.chars().collect();
    match chars.as_slice() {
        ['老' | '小' | '阿', surname] => Some(*surname),
        [surname, rest @ ..]
            if [
                "总",
                "哥",
                "姐",
                "老师",
                "经理",
                "医生",
                "大夫",
                "师傅",
                "阿姨",
                "叔",
                "叔叔",
                "姨",
                "先生",
                "女士",
                "小姐",
                "同学",
                "主任",
                "工",
                "教授",
                "老板",
                "律师",
                "校长",
                "院长",
                "书记",
                "局长",
                "处长",
                "科长",
                "队长",
                "教练",
                "护士",
                "董",
                "董事长",
                "导",
            ]
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
            entry("rob", "Robert Smith", &[]),
            entry("zhao", "赵敏", &[]),
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
            ("call Bob", Some(5..8), "rob"),
            ("call Bob Smith", Some(5..14), "rob"),
            ("call Bob Jones", Some(5..14), ""),
            ("给我妈打电话", None, "mom"),
            ("text mum", None, "mom"),
            ("给赵教授发消息", Some(1..4), "zhao"),
            ("给王工打电话", Some(1..3), "wang"),
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
