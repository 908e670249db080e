//! Telephone numbers, e-mail addresses and links, written, or spoken digit by digit and with "at", "dot", 艾特 and 点; mentions and hashtags, addresses of
//! the internet protocol, and UUIDs as they are written.
//!
//! Decides what such a handle is and how it is written; in free text only what can hardly be anything else.
//!
//! Not handled, on purpose: whether a number is in service, or a domain exists.

mod address;
mod network;
mod phone;
mod tag;

use super::chart::item::{Item, Sym, Val, WORD};
use super::grammar::WEAK;
use super::reader::{literal, phrase};
use address::{email_at, link_at};
use network::{ip_at, uuid_at};
use phone::{SURE_DIGITS, digits_behind, phone_at};
use tag::tag_at;

/// A handle in a text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Handle {
    pub sym: Sym,
    /// As it is written; [`None`] where the text itself is that.
    pub text: Option<String>,
    pub end: usize,
    is_weak: bool,
}

/// All handles of a text.
pub(super) fn handles_of(chars: &[char], out: &mut Vec<Item>) {
    let has_names = has_names(chars);
    let mut at = 0;
    while at < chars.len() {
        let mut next = at + 1;
        for handle in handles_at(chars, at, has_names) {
            if let (Ok(start), Ok(end)) = (u16::try_from(at), u16::try_from(handle.end)) {
                let weight = if handle.is_weak { WEAK } else { 0 };
                out.push(Item { start, end, sym: handle.sym, val: Val::None, weight, rule: WORD });
            }
            if handle.sym == Sym::Phone {
                next = next.max(handle.end);
            }
        }
        // Nothing else begins within a run of digits.
        if digit(chars[at]).is_some() {
            while next < chars.len() && digit(chars[next]).is_some() {
                next += 1;
            }
        }
        at = next;
    }
}

/// The handle of a symbol at a place.
pub(super) fn handle_at(chars: &[char], at: usize, sym: Sym) -> Option<Handle> {
    handles_at(chars, at, has_names(chars)).into_iter().find(|handle| handle.sym == sym)
}

/// Whether a text has what addresses and links are known by.
fn has_names(chars: &[char]) -> bool {
    chars.iter().enumerate().any(|(at, c)| match c {
        '@' | '点' | '艾' | '圈' => true,
        '.' | ':' => chars.get(at + 1).is_some_and(|c| c.is_ascii_alphanumeric() || *c == '/'),
        'd' => phrase(chars, at, "dot").is_some(),
        _ => false,
    })
}

fn handles_at(chars: &[char], at: usize, has_names: bool) -> Vec<Handle> {
    let c = chars[at];
    let before = at.checked_sub(1).map(|at| chars[at]);
    let mut found = Vec::new();
    let is_inside = before.is_some_and(|before| {
        before.is_ascii_alphanumeric() && c.is_ascii_alphanumeric()
            || "@.-_+/%".contains(before) && literal(chars, at, "http").is_none()
    });
    if has_names && !is_inside && (c.is_ascii_alphanumeric() || digit(c).is_some()) {
        found.extend(email_at(chars, at));
        found.extend(link_at(chars, at));
    }
    let starts_number = digit(c).is_some()
        || matches!(c, '+' | '(' | '加')
        || c.is_ascii_alphabetic() && !before.is_some_and(|before| before.is_ascii_alphanumeric());
    let earlier = at.checked_sub(2).map(|at| chars[at]);
    let is_joined = before.is_some_and(|before| {
        !matches!(c, '+' | '(') && before.is_ascii_alphanumeric()
            || digit(before).is_some()
            || "*/+#".contains(before)
            || before == ')' && c == '+'
            || before == '-' && !is_named(chars, at)
            || ",. ".contains(before)
                && c != '+'
                && earlier.is_some_and(|c| c.is_ascii_digit())
                && !follows_number(chars, at)
    });
    if starts_number && !is_joined {
        found.extend(phone_at(chars, at));
    }
    let starts_word = !before.is_some_and(|before| before.is_ascii_alphanumeric() || ".:".contains(before));
    if starts_word && (c.is_ascii_hexdigit() || c == ':') {
        found.extend(ip_at(chars, at));
    }
    if starts_word && (c.is_ascii_hexdigit() || "{%xu".contains(c)) {
        found.extend(uuid_at(chars, at));
    }
    if matches!(c, '@' | '#') {
        found.extend(tag_at(chars, at));
    }
    found
}

/// Whether one telephone number may end before a place, and another begin there.
fn follows_number(chars: &[char], at: usize) -> bool {
    let before = chars[..at - 1].iter().rev().take_while(|c| c.is_ascii_digit() || **c == '-');
    before.filter(|c| c.is_ascii_digit()).count() >= SURE_DIGITS && digits_behind(chars, at) >= SURE_DIGITS
}

/// Whether a word stands before the dash before a place: Tel-5551234, and not E-151673398 or 91a-677-0060.
fn is_named(chars: &[char], at: usize) -> bool {
    let word = chars[..at - 1].iter().rev().take_while(|c| c.is_ascii_alphanumeric());
    let (letters, digits): (Vec<&char>, Vec<&char>) = word.partition(|c| c.is_ascii_alphabetic());
    letters.len() > 1 && digits.is_empty() || at > 1 && chars[at - 2] == '#'
}

/// 幺 is how a one is said on the telephone.
fn digit(c: char) -> Option<char> {
    Some(match c {
        '0'..='9' => c,
        '零' | '〇' => '0',
        '一' | '幺' => '1',
        '二' => '2',
        '三' => '3',
        '四' => '4',
        '五' => '5',
        '六' => '6',
        '七' => '7',
        '八' => '8',
        '九' => '9',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use crate::text::Utterance;
    use crate::values::{Meaning, Sort, read_values_of};

    /// The handles that a text has for sure, and after a `?` those that it has only where they are asked for.
    fn read(said: &str) -> String {
        let now: jiff::ZonedDateTime = "2026-11-25T09:30:00+08:00[Asia/Shanghai]".parse().expect("a time");
        let found =
            read_values_of(&Utterance::new(said), &now, &[Sort::Phone, Sort::Email, Sort::Link], true);
        let shown = found.iter().map(|meant| match &meant.meaning {
            Meaning::Phone(text) | Meaning::Email(text) | Meaning::Link(text) => {
                format!("{}{text}", if meant.is_weak { "?" } else { "" })
            }
            other => panic!("{other:?}"),
        });
        shown.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn reads_handles_as_people_write_and_say_them() {
        let rows = [
            ("打13800138000", "13800138000"),
            ("号码是幺三八零零幺三八零零零", "13800138000"),
            ("一三八,零零一三,八零零零", "13800138000"),
            ("+86 138 0013 8000", "+8613800138000"),
            ("call (415) 555-1234", "4155551234"),
            ("call 415.555.1234 now", "4155551234"),
            ("010-62345678转802", "01062345678;ext=802"),
            ("four one five five five five one two three four", "4155551234"),
            ("four one five triple five one two three four", "4155551234"),
            ("oh two oh double seven nine four six oh nine five eight", "020779460958"),
            ("打10086", "?10086"),
            ("12345678", "?12345678"),
            ("1,200,000", ""),
            ("2026-11-25", ""),
            ("06 44 44 44 44", "0644444444"),
            ("+86 20 61302222-8866", "+862061302222;ext=8866"),
            ("call(+31) 12 3456789", "+31123456789"),
            ("a..b@example.com", ""),
            ("http://362", ""),
            ("三五个人", ""),
            ("mail it to li.lei@example.com", "li.lei@example.com"),
            ("发到Li.Lei@Example.com。", "Li.Lei@Example.com"),
            ("john dot smith at gmail dot com", "john.smith@gmail.com"),
            ("send it to j underscore li at qq dot com please", "j_li@qq.com"),
            ("zhangsan艾特qq点com", "zhangsan@qq.com"),
            ("邮箱是幺二三四五艾特qq点com", "12345@qq.com"),
            ("邮箱是abc123 at 163点com", "abc123@163.com"),
            ("john smith at gmail dot com", "smith@gmail.com"),
            ("meet me at noon", ""),
            ("open https://example.com/A?b=1.", "https://example.com/A?b=1"),
            ("打开www.baidu.com看看", "www.baidu.com"),
            ("打开百度点com", ""),
            ("打开baidu点com", "baidu.com"),
            ("go to example dot com slash news", "example.com/news"),
            ("w w w dot example dot org", "www.example.org"),
            ("八点钟", ""),
            ("3.com", ""),
            ("e.g. this", ""),
            ("version 1.2.3", ""),
        ];
        for (said, want) in rows {
            assert_eq!(read(said), want, "said: {said:?}");
        }
    }
}
