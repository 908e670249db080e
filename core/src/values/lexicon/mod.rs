//! The words that values are built from, and where they stand in a text.
//!
//! Decides when a word is there: Latin words stand on their edges, a space in a word is any gap, and Chinese words stand anywhere.
//! Adding a word is a line in `en`, `zh`, `things` or the table of holidays.

mod bounds;
mod en;
mod en_calendar;
mod idioms;
mod measures;
mod money;
pub(super) mod repeats;
mod rows;
pub(super) mod things;
mod zh;
mod zh_calendar;
mod zh_eras;

use std::sync::LazyLock;

use super::calendar::holidays;
use super::chart::item::{Item, Sym, Val, WORD};
use super::choice;

/// A word: how it is written, folded; what it is; a number for the rules.
pub(super) type Line = (&'static str, Sym, i32);

/// All words, in the order of their first characters.
static WORDS: LazyLock<Vec<(char, Line)>> = LazyLock::new(|| {
    let holidays = holidays::all().enumerate().flat_map(|(place, (names, _))| {
        names.iter().map(move |name| (*name, Sym::Holiday, i32::try_from(place).unwrap_or(0)))
    });
    let lines = [
        en::WORDS,
        en_calendar::WORDS,
        zh::WORDS,
        zh_calendar::WORDS,
        zh_eras::WORDS,
        repeats::WORDS,
        idioms::WORDS,
        bounds::WORDS,
        rows::WORDS,
    ]
    .into_iter()
    .flatten()
    .copied()
    .chain(holidays)
    .chain(things::words())
    .chain(choice::answers().map(|(word, int)| (word, Sym::Reaction, int)));
    let mut words: Vec<(char, Line)> =
        lines.filter_map(|line| Some((line.0.chars().next()?, line))).collect();
    words.sort_by_key(|(first, _)| *first);
    words
});

/// All words of a text.
pub(super) fn words_of(chars: &[char]) -> Vec<Item> {
    let mut found = Vec::new();
    for (at, c) in chars.iter().enumerate() {
        let from = WORDS.partition_point(|(first, _)| first < c);
        for (_, (text, sym, int)) in WORDS[from..].iter().take_while(|(first, _)| first == c) {
            if let Some(end) = ends(chars, at, text)
                && let (Ok(start), Ok(end)) = (u16::try_from(at), u16::try_from(end))
            {
                found.push(Item { start, end, sym: *sym, val: Val::Int(*int), weight: 0, rule: WORD });
            }
        }
    }
    found
}

/// The end of a word at a place.
fn ends(chars: &[char], at: usize, text: &str) -> Option<usize> {
    let latin = |c: Option<&char>| c.is_some_and(char::is_ascii_alphabetic);
    if latin(chars.get(at)) && at > 0 && latin(chars.get(at - 1)) {
        return None;
    }
    let mut end = at;
    for wanted in text.chars() {
        if wanted == ' ' {
            let gap = chars[end..].iter().take_while(|c| matches!(**c, ' ' | '-')).count();
            if gap == 0 {
                return None;
            }
            end += gap;
        } else if chars.get(end) == Some(&wanted) {
            end += 1;
        } else {
            return None;
        }
    }
    (!(latin(chars.get(end - 1)) && latin(chars.get(end)))).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded_as_text_is() {
        let fold = |text: &str| text.chars().map(crate::text::fold).collect::<String>();
        let not_folded: Vec<_> =
            WORDS.iter().map(|(_, line)| line.0).filter(|text| fold(text) != **text).collect();
        assert!(not_folded.is_empty(), "{not_folded:?}");
    }

    #[test]
    fn every_word_is_asked_for_by_a_rule() {
        let asked = |sym: Sym| {
            crate::values::grammar::RULES.iter().any(|rule| rule.parts.iter().any(|part| part.contains(&sym)))
        };
        let idle: Vec<_> = WORDS
            .iter()
            .map(|(_, line)| line)
            .filter(|(_, sym, _)| *sym != Sym::Idiom && !asked(*sym))
            .collect();
        assert!(idle.is_empty(), "{idle:?}");
    }

    #[test]
    fn no_word_is_the_same_thing_twice() {
        let mut lines: Vec<Line> = WORDS.iter().map(|(_, line)| *line).collect();
        lines.sort_unstable();
        let twice: Vec<_> = lines.windows(2).filter(|pair| pair[0] == pair[1]).collect();
        assert!(twice.is_empty(), "{twice:?}");
    }
}
