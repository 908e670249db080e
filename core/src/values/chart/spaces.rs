//! What parts and what does not: spaces between Chinese characters, which recognisers write and nobody says, and the wide comma.
//!
//! Decides which spaces part nothing: those beside a Chinese character that stands alone, as in `下 午 三 点` and `一百 二 十`. Between words of several
//! characters a space parts what is said: `七点 四个人`. A wide comma between two sums is no mark within one: `$20，300美元`.

use std::borrow::Cow;

use crate::text::{Utterance, is_han};

/// A text without such spaces, and where each of its characters stood.
pub(in crate::values) struct Squeezed<'a> {
    pub chars: Cow<'a, [char]>,
    /// Nothing where no character moved.
    places: Vec<u16>,
}

impl<'a> Squeezed<'a> {
    pub(in crate::values) fn of(said: &'a Utterance) -> Self {
        let chars = said.chars();
        let same = Self { chars: Cow::Borrowed(chars), places: Vec::new() };
        let Ok(len) = u16::try_from(chars.len()) else { return same };
        let is_dropped = |at: usize| chars[at] == ' ' && parts_nothing(chars, at);
        let is_wide = |at: usize| chars[at] == ',' && parts_numbers(said, at);
        if !(0..chars.len()).any(|at| is_dropped(at) || is_wide(at)) {
            return same;
        }
        let places: Vec<u16> = (0..len).filter(|at| !is_dropped(usize::from(*at))).collect();
        let kept = |at: usize| if is_wide(at) { WIDE_COMMA } else { chars[at] };
        let chars: Vec<char> = places.iter().map(|at| kept(usize::from(*at))).collect();
        Self { chars: Cow::Owned(chars), places }
    }

    /// Where a range of its characters stood.
    pub(in crate::values) fn range(&self, start: u16, end: u16) -> std::ops::Range<usize> {
        let place =
            |at: u16| self.places.get(usize::from(at)).map_or(usize::from(at), |place| usize::from(*place));
        if end <= start {
            return place(start)..place(start);
        }
        place(start)..place(end - 1) + 1
    }
}

/// Folded text has none of these.
const WIDE_COMMA: char = '，';

/// Whether a wide comma parts two sums, each with its own sign, where a narrow one would be a mark within a number. People write 82，225元 too.
fn parts_numbers(said: &Utterance, at: usize) -> bool {
    let chars = said.chars();
    let before = chars[..at].iter().rposition(|c| !c.is_ascii_digit()).filter(|sign| *sign + 1 < at);
    let behind = at + 1 + chars[at + 1..].iter().take_while(|c| c.is_ascii_digit()).count();
    before.is_some_and(|sign| "$¥€£".contains(chars[sign]))
        && behind > at + 1
        && chars.get(behind).is_some_and(|c| is_han(*c))
        && said.original(at..at + 1) == "，"
}

fn parts_nothing(chars: &[char], at: usize) -> bool {
    let (Some(before), Some(after)) = (at.checked_sub(1).map(|at| chars[at]), chars.get(at + 1)) else {
        return false;
    };
    if before == ' ' || *after == ' ' || !(is_han(before) || is_han(*after)) {
        return false;
    }
    let is_edge = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_none_or(|c| *c == ' ');
    let stands_alone = |at: usize| is_han(chars[at]) && is_edge(at.checked_sub(1)) && is_edge(Some(at + 1));
    stands_alone(at - 1) || stands_alone(at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn drops_spaces_that_part_nothing() {
        for (said, want) in [
            ("明 天 下 午 三 点", "明天下午三点"),
            ("一百 二 十", "一百二十"),
            ("七点 四个人", "七点 四个人"),
            ("book 一个 table", "book 一个 table"),
            ("in 5 minutes", "in 5 minutes"),
            (" 三 ", " 三 "),
            ("$20，300美元", "$20，300美元"),
            ("$20,300", "$20,300"),
            ("82，225元", "82,225元"),
        ] {
            let said = Utterance::new(said);
            let squeezed = Squeezed::of(&said);
            assert_eq!(squeezed.chars.iter().collect::<String>(), want);
            let last = u16::try_from(squeezed.chars.len()).expect("it is short");
            assert_eq!(squeezed.range(0, last), 0..said.chars().len(), "{want:?}");
        }
    }
}
