//! What stands around an item in its text, for rules that ask.
//!
//! Decides nothing by itself: whether 两 of 二十块两杯 counts what follows, whether a number is the last word.

use super::Build;
use crate::values::chart::item::Item;

impl Build {
    /// Whether a mark before a number joins it to what stands before: SCP-173, --9.
    pub(super) fn is_joined(&self, mark: &Item) -> bool {
        let before = usize::from(mark.start).checked_sub(1).and_then(|at| self.chars.get(at));
        self.chars.get(usize::from(mark.start)) == Some(&'-')
            && before.is_some_and(|c| c.is_ascii_alphanumeric() || *c == '-')
    }

    /// Whether a dash stands between two numbers: 40 - 50 is no minus fifty.
    pub(super) fn is_between(&self, mark: &Item) -> bool {
        let before = self.chars[..usize::from(mark.start)].iter().rev().find(|c| **c != ' ');
        self.chars.get(usize::from(mark.start)) == Some(&'-') && before.is_some_and(char::is_ascii_digit)
    }

    /// Whether a letter behind a number names a thing, and no scale of temperature: a Boeing 777F, form 13F, 11c to 17c a share.
    pub(super) fn is_code(&self, number: &Item, letter: &Item) -> bool {
        let before: String = self.chars[..usize::from(number.start)].iter().collect();
        let name = before.trim_end().rsplit(' ').next().unwrap_or_default();
        let is_named = before.ends_with('-') && name.starts_with(|c: char| c.is_ascii_alphabetic())
            || ["boeing", "airbus", "form"].contains(&name);
        let after: String = self.chars[usize::from(letter.end)..].iter().collect();
        let word: String = after.trim_start().chars().take_while(char::is_ascii_alphabetic).collect();
        let is_weather = matches!(
            word.as_str(),
            "" | "outside"
                | "inside"
                | "today"
                | "tomorrow"
                | "tonight"
                | "now"
                | "right"
                | "in"
                | "at"
                | "or"
                | "and"
                | "to"
                | "for"
                | "out"
                | "with"
                | "but"
                | "please"
                | "this"
                | "on"
                | "the"
                | "is"
                | "it"
                | "by"
                | "until"
                | "till"
                | "when"
                | "while"
                | "if"
                | "before"
                | "after"
                | "because"
                | "as"
                | "then"
                | "so"
                | "during"
                | "wash"
                | "max"
                | "min"
                | "below"
                | "above"
        );
        number.end != letter.start || is_named || !is_weather || after.starts_with('/')
    }

    /// Whether degrees are those of an angle: rotate 90°, 转90度, a 45 degree angle.
    pub(super) fn is_turned(&self, number: &Item, degree: &Item) -> bool {
        let before: String = self.chars[..usize::from(number.start)].iter().collect();
        let before = before.trim_end();
        let after: String = self.chars[usize::from(degree.end)..].iter().collect();
        let after = after.trim_start();
        ["转", "转了", "转动", "倾斜"].iter().any(|word| before.ends_with(word))
            || [
                "rotate",
                "turn",
                "tilt",
                "rotate it",
                "tilt it",
                "rotate by",
                "turn by",
                "tilt by",
                "rotate it by",
            ]
            .iter()
            .any(|words| before.ends_with(words))
            || ["angle", "turn", "rotation", "角"].iter().any(|word| after.starts_with(word))
    }

    /// Whether a currency stands behind a number: 20 of 10 rmb 20 usd is of the other sum.
    pub(super) fn before_money(&self, number: &Item) -> bool {
        let rest = &self.chars[usize::from(number.end)..];
        let next = rest.iter().find(|c| **c != ' ');
        next.is_some_and(|c| {
            "美元块圆欧英日港台韩人$¥€£%".contains(*c) || c.is_ascii_alphabetic() && !self.is_last(number)
        })
    }

    /// Whether "at" says where somebody stands: I'm at 10 points.
    pub(super) fn is_place(&self, at: &Item) -> bool {
        let before: String = self.chars[..usize::from(at.start)].iter().collect();
        ["i'm", "i am", "you're", "we're", "they're"].iter().any(|who| before.trim_end().ends_with(who))
    }

    /// Whether an item begins with some text.
    pub(super) fn begins(&self, item: &Item, text: &str) -> bool {
        let rest = &self.chars[usize::from(item.start)..];
        text.chars().enumerate().all(|(at, c)| rest.get(at) == Some(&c))
    }

    /// Whether the sentence holds some text.
    pub(super) fn says(&self, text: &str) -> bool {
        self.chars.iter().collect::<String>().contains(text)
    }

    /// Whether an item holds some text.
    pub(super) fn has_word(&self, item: &Item, text: &str) -> bool {
        let said: String = self.chars[usize::from(item.start)..usize::from(item.end)].iter().collect();
        said.contains(text)
    }

    /// Whether some text stands right behind an item.
    pub(super) fn goes_on(&self, item: &Item, text: &str) -> bool {
        let rest = &self.chars[usize::from(item.end)..];
        text.chars().enumerate().all(|(at, c)| rest.get(at) == Some(&c))
    }

    /// Whether a number before a place counts what follows: 两 of 二十块两杯 is no 20 fen.
    pub(super) fn counts(&self, item: &Item) -> bool {
        self.chars
            .get(usize::from(item.end))
            .is_some_and(|c| "个杯份位张次点人天只条件本台瓶碗盒袋".contains(*c))
    }

    /// Whether a month is more often a verb: may, march.
    pub(super) fn is_verb(&self, month: &Item) -> bool {
        let text = &self.chars[usize::from(month.start)..usize::from(month.end)];
        text == ['m', 'a', 'y'] || text == ['m', 'a', 'r', 'c', 'h']
    }

    /// Whether two times are parts of one date that is written with dashes.
    pub(super) fn is_one_date(&self, from: &Item, to: &Item) -> bool {
        let is_digit =
            |at: Option<usize>| at.and_then(|at| self.chars.get(at)).is_some_and(char::is_ascii_digit);
        let (end, start) = (usize::from(from.end), usize::from(to.start));
        let is_joined = start == end + 1
            && self.chars[end] == '-'
            && is_digit(end.checked_sub(1))
            && is_digit(Some(start));
        let has_dash =
            |item: &Item| self.chars[usize::from(item.start)..usize::from(item.end)].contains(&'-');
        is_joined && (has_dash(from) || has_dash(to))
    }

    /// Whether one of some characters stands right before an item.
    pub(super) fn follows(&self, item: &Item, any: &str) -> bool {
        let before = usize::from(item.start).checked_sub(1).and_then(|at| self.chars.get(at));
        before.is_some_and(|c| any.contains(*c))
    }

    /// Whether "last" is what something does: it should last two hours.
    pub(super) fn is_to_last(&self, last: &Item) -> bool {
        let before: String = self.chars[..usize::from(last.start)].iter().collect();
        self.begins(last, "last")
            && [
                "will", "would", "should", "can", "could", "may", "might", "must", "not", "n't", " to",
                "does", "'ll",
            ]
            .iter()
            .any(|word| before.trim_end().ends_with(word))
    }

    /// Whether "at" stands before an item: at 3p, and not the seat 3P.
    pub(super) fn follows_at(&self, item: &Item) -> bool {
        self.chars[..usize::from(item.start)].ends_with(&['a', 't', ' '])
    }

    /// Whether nothing but words like "at" and "by" stands before an item.
    pub(super) fn is_first(&self, item: &Item) -> bool {
        let before = &self.chars[..usize::from(item.start)];
        let text: String = before.iter().collect();
        matches!(text.trim(), "" | "at" | "by" | "around" | "about" | "say" | "maybe")
    }

    /// Whether nothing that it might count stands behind an item: the end, a mark, or a word that goes on.
    pub(super) fn is_last(&self, item: &Item) -> bool {
        let rest = &self.chars[usize::from(item.end)..];
        let start = rest.iter().take_while(|c| **c == ' ').count();
        let word: String = rest[start..].iter().take_while(|c| c.is_ascii_alphabetic()).collect();
        rest.get(start).is_none_or(|c| ",.!?;".contains(*c))
            || matches!(
                word.as_str(),
                "please" | "and" | "to" | "for" | "with" | "if" | "so" | "thanks" | "then"
            )
    }

    /// Whether an item is Chinese, by its first character.
    pub(super) fn is_chinese(&self, item: &Item) -> bool {
        self.chars.get(usize::from(item.start)).is_some_and(|c| !c.is_ascii())
    }

    /// Whether it begins with a digit or a word for a number: 5pm tomorrow, and not tomorrow at 5.
    pub(super) fn begins_with_clock(&self, item: &Item) -> bool {
        self.chars.get(usize::from(item.start)).is_some_and(char::is_ascii_digit)
    }
}
