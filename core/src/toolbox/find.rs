//! Which of the person's tools some words mean: by its name, by how that sounds, or by what it does.
//!
//! Decides how near is near enough, and that words which fit several mean none until the person has chosen.

use crate::text::{LocalText, Utterance, folded};
use crate::values::{ListEntry, find_names};

/// A tool as words may mean it.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub id: String,
    pub title: LocalText,
    /// How near the words are to what it is called and was asked for as, −1 to 1.
    pub nearness: f32,
}

/// What some words mean among the tools; several fit about equally, the nearest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Match {
    /// Those of this very name.
    Named(Vec<String>),
    /// Those that have a part of their name in common with the words, sound so, or do what they say.
    Near(Vec<String>),
    None,
}

/// As near as words must be to a tool that they do not name.
const NEAR: f32 = 0.45;
/// As much nearer as one must be than the next.
const AHEAD: f32 = 0.08;
/// The fewest characters of a name that part of it stands for the whole.
const MIN_PART: usize = 2;

/// Looks for the tool that words mean; `words` are what was named, without the verb.
pub(crate) fn find(words: &str, tools: &[Known]) -> Match {
    let wanted = bare(words);
    if wanted.is_empty() {
        return Match::None;
    }
    let titles = |tool: &Known| {
        tool.title
            .all()
            .map(|(_, title)| title.to_owned())
            .filter(|title| !bare(title).is_empty())
            .collect::<Vec<_>>()
    };
    let all_by = |is_so: &dyn Fn(&str) -> bool| -> Vec<String> {
        let found = tools.iter().filter(|tool| titles(tool).iter().any(|title| is_so(title)));
        found.map(|tool| tool.id.clone()).collect()
    };
    let exact = all_by(&|title: &str| bare(title) == wanted);
    if !exact.is_empty() {
        return Match::Named(exact);
    }
    let partly = all_by(&|title: &str| is_part(words, title) || is_part(title, words));
    if !partly.is_empty() {
        return Match::Near(partly);
    }
    if let Some(id) = by_sound(words, tools) {
        return Match::Near(vec![id]);
    }
    let mut near: Vec<&Known> = tools.iter().filter(|tool| tool.nearness >= NEAR).collect();
    near.sort_by(|a, b| b.nearness.total_cmp(&a.nearness));
    let most = near.first().map_or(0.0, |first| first.nearness);
    near.retain(|tool| most - tool.nearness < AHEAD);
    match near.is_empty() {
        true => Match::None,
        false => Match::Near(near.iter().map(|tool| tool.id.clone()).collect()),
    }
}

/// Whether one text stands in another: Chinese by its characters, Latin by whole words.
fn is_part(part: &str, whole: &str) -> bool {
    let words = |text: &str| {
        let text = folded(text).replace('帐', "账");
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        format!(" {} ", words.collect::<Vec<_>>().join(" "))
    };
    let (part, whole) = (words(part), words(whole));
    let is_latin = part.is_ascii();
    let part = if is_latin { part.as_str() } else { part.trim() };
    part.trim().chars().count() >= MIN_PART && whole.contains(part)
}

/// "基张本" for 记账本: as a recogniser may have heard it.
fn by_sound(words: &str, tools: &[Known]) -> Option<String> {
    let entry = |tool: &Known| {
        let mut names = tool.title.all().map(|(_, title)| title.to_owned());
        Some(ListEntry { id: tool.id.clone(), name: names.next()?, aliases: names.collect(), note: None })
    };
    let entries: Vec<ListEntry> = tools.iter().filter_map(entry).collect();
    let said = Utterance::new(words);
    let whole = 0..said.chars().len();
    match find_names(&said, &entries, Some(whole)).first()?.entries.as_slice() {
        [one] => Some(entries[*one].id.clone()),
        _ => None,
    }
}

/// A name without case, marks and blanks; 记帐 and 记账 are one word.
fn bare(text: &str) -> String {
    folded(text).chars().filter(|c| c.is_alphanumeric()).map(|c| if c == '帐' { '账' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(titles: &[(&str, f32)]) -> Vec<Known> {
        let known = |(title, nearness): &(&str, f32)| Known {
            id: (*title).to_owned(),
            title: LocalText { zh: (*title).to_owned(), en: String::new() },
            nearness: *nearness,
        };
        titles.iter().map(known).collect()
    }

    #[test]
    fn a_tool_is_found_by_its_name_its_sound_or_what_it_does() {
        let tools = known(&[("AA记账", 0.1), ("体重记录", 0.2), ("Water log", 0.7), ("Trip budget", 0.1)]);
        let named = |id: &str| Match::Named(vec![id.to_owned()]);
        let near = |id: &str| Match::Near(vec![id.to_owned()]);
        for (words, wanted) in [
            ("AA记账", named("AA记账")),
            ("aa 記帳", named("AA记账")),
            ("记账", near("AA记账")),
            ("体重", near("体重记录")),
            ("体重几录", near("体重记录")),
            ("water log", named("Water log")),
            ("trip", near("Trip budget")),
            ("it", near("Water log")),
            ("how much I drink", near("Water log")),
            ("，", Match::None),
        ] {
            assert_eq!(find(words, &tools), wanted, "{words}");
        }
    }

    #[test]
    fn words_that_fit_several_mean_none_of_them() {
        let tools = known(&[("记账本", 0.6), ("家庭记账", 0.62), ("喝水", 0.5)]);
        assert_eq!(find("记账", &tools), Match::Near(vec!["记账本".to_owned(), "家庭记账".to_owned()]));
        let both = vec!["家庭记账".to_owned(), "记账本".to_owned()];
        assert_eq!(find("开销", &tools), Match::Near(both));
        assert_eq!(find("开销", &known(&[("喝水", 0.3)])), Match::None);
        assert_eq!(find("喝水", &tools), Match::Named(vec!["喝水".to_owned()]));
        let twins = known(&[("喝水", 0.9), ("喝水", 0.1)]);
        assert_eq!(find("喝水", &twins), Match::Named(vec!["喝水".to_owned(); 2]), "of one name");
        assert_eq!(
            find("it", &known(&[("Bill splitter", 0.1)])),
            Match::None,
            "a word is no part of another"
        );
    }
}
