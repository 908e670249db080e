//! Where one request ends and the next begins.
//!
//! Decides at which places a sentence may be cut; `boundary` decides, by what is understood on both sides, whether it is.
//! A cut stands at a connecting word or a stop, never inside a quotation.

use std::ops::Range;

use crate::text::fold;

/// A place where a sentence may be cut: the first part ends at `end`, the second begins at `start`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cut {
    pub end: usize,
    pub start: usize,
    /// Whether the connecting word hardly ever stands inside one request: 顺便, "and then".
    pub is_strong: bool,
    /// Whether no word stands there, only a stop.
    pub is_pause: bool,
}

const STRONG: &[&str] = &[
    "顺便再",
    "顺便",
    "顺带",
    "然后再",
    "然后",
    "接着",
    "另外再",
    "另外",
    "同时",
    "还要",
    "还有",
    "完了再",
    "完了",
    "再看看",
    "再帮我",
    "再给我",
    "并且",
    "and then",
    "and also",
    "then",
    "also",
    "plus",
    "after that",
    "oh and",
    "and please",
    "and also please",
    "as well as",
    "; ",
    ";",
];
const WEAK: &[&str] = &["再", "并", "和", "and", ",", ".", "还"];

/// The fewest characters of a request.
const MIN_PART: usize = 2;
/// The most cuts that are tried; each costs an encoding.
const MAX_CUTS: usize = 4;

/// Places where characters may be cut, strong ones first.
pub(crate) fn cuts(chars: &[char]) -> Vec<Cut> {
    let mut found: Vec<Cut> = Vec::new();
    let mut quoted = false;
    let mut at = 0;
    while at < chars.len() {
        if chars[at] == '"' {
            quoted = !quoted;
        }
        let strong = connector(chars, at, STRONG);
        let hit = strong.or_else(|| connector(chars, at, WEAK));
        match hit {
            Some(after) if !quoted => {
                let end = trim_end(chars, at);
                // ", 顺便" is one place.
                let (start, is_strong) = swallow(chars, after, strong.is_some());
                if letters(&chars[..end]) >= MIN_PART && letters(&chars[start..]) >= MIN_PART {
                    let is_pause = letters(&chars[end..start]) == 0;
                    found.push(Cut { end, start, is_strong, is_pause });
                }
                at = start.max(at + 1);
            }
            _ => at += 1,
        }
    }
    found.sort_by_key(|cut| !cut.is_strong);
    found.truncate(MAX_CUTS);
    found
}

/// The part of a range that is left when blanks and stops at its edges are taken off.
pub(crate) fn trimmed(chars: &[char], range: Range<usize>) -> Range<usize> {
    let start = range.start + chars[range.clone()].iter().take_while(|c| is_stop(**c)).count();
    let end = range.end - chars[start..range.end].iter().rev().take_while(|c| is_stop(**c)).count();
    start..end.max(start)
}

/// Where to part what is too long: behind the last stop in the second half of a range, or at its end.
pub(crate) fn last_stop(chars: &[char], range: Range<usize>) -> usize {
    let half = range.start + range.len() / 2;
    (half..range.end).rev().find(|i| is_stop(fold(chars[*i]))).map_or(range.end, |i| i + 1)
}

/// A blank or a stop, folded.
fn is_stop(c: char) -> bool {
    matches!(c, ' ' | ',' | '.' | '!' | '?' | ';' | '~')
}

fn letters(chars: &[char]) -> usize {
    chars.iter().filter(|c| c.is_alphanumeric()).count()
}

fn connector(chars: &[char], at: usize, words: &[&str]) -> Option<usize> {
    let found = words.iter().filter_map(|word| {
        let end = at + word.chars().count();
        if !word.chars().eq(chars.get(at..end)?.iter().copied()) {
            return None;
        }
        let latin = word.starts_with(|c: char| c.is_ascii_alphabetic());
        let inside = at > 0 && chars[at - 1].is_ascii_alphanumeric()
            || chars.get(end).is_some_and(char::is_ascii_alphanumeric);
        // 不另外加糖 and 别再放了 are one request.
        let negated = at > 0 && "不别没勿".contains(chars[at - 1]);
        ((!latin || !inside) && !negated).then_some(end)
    });
    found.max()
}

/// Takes in further connecting words and blanks that follow.
fn swallow(chars: &[char], mut at: usize, mut is_strong: bool) -> (usize, bool) {
    loop {
        if chars.get(at) == Some(&' ') {
            at += 1;
        } else if let Some(after) = connector(chars, at, STRONG) {
            (at, is_strong) = (after, true);
        } else if let Some(after) = connector(chars, at, &["and", "再"]) {
            at = after;
        } else {
            return (at, is_strong);
        }
    }
}

fn trim_end(chars: &[char], mut at: usize) -> usize {
    while at > 0 && matches!(chars[at - 1], ' ' | ',' | '.') {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_long_is_parted_at_a_stop() {
        let rows = [("先去超市买点菜，做饭", 8), ("one two three", 8), ("一二三四，五六七八九十百千", 13)];
        for (text, want) in rows {
            let chars: Vec<char> = text.chars().collect();
            assert_eq!(last_stop(&chars, 0..chars.len()), want, "text: {text}");
        }
    }

    #[test]
    fn a_stop_alone_is_a_pause() {
        for (said, want) in
            [("来杯奶茶,放首歌", true), ("来杯奶茶,顺便放首歌", false), ("a tea and a song", false)]
        {
            let chars: Vec<char> = said.chars().collect();
            assert_eq!(cuts(&chars).first().map(|cut| cut.is_pause), Some(want), "said: {said:?}");
        }
    }

    #[test]
    fn sentences_may_be_cut_between_requests() {
        let rows = [
            ("提醒我六点开会,顺便告诉小王", Some(("提醒我六点开会", "告诉小王", true))),
            ("set an alarm for 7 and then play music", Some(("set an alarm for 7", "play music", true))),
            ("remind me to buy milk and eggs", Some(("remind me to buy milk", "eggs", false))),
            ("打开蓝牙并调低音量", Some(("打开蓝牙", "调低音量", false))),
            ("跟妈妈说我晚点到", None),
            ("来杯奶茶不另外加糖", None),
            ("say \"wait, and then go\"", None),
        ];
        for (said, want) in rows {
            let chars: Vec<char> = said.chars().collect();
            let got = cuts(&chars).first().map(|cut| {
                let part = |range: Range<usize>| chars[range].iter().collect::<String>();
                (part(0..cut.end), part(cut.start..chars.len()), cut.is_strong)
            });
            assert_eq!(
                got,
                want.map(|(a, b, strong)| (a.to_owned(), b.to_owned(), strong)),
                "said: {said:?}"
            );
        }
    }
}
