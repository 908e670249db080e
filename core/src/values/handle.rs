//! Telephone numbers, e-mail addresses and links, written, or spoken digit by digit and with "at", "dot", 艾特 and 点.
//!
//! Decides what such a handle is and how it is written; in free text only what can hardly be anything else.
//!
//! Not handled, on purpose: whether a number is in service, or a domain exists.

use super::chart::item::{Item, Sym, Val, WORD};
use super::grammar::WEAK;
use super::reader::{literal, phrase};

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
    let is_joined = before.is_some_and(|before| {
        !matches!(c, '+' | '(') && before.is_ascii_alphanumeric()
            || digit(before).is_some()
            || "*-/+".contains(before)
            || ",.".contains(before) && at > 1 && chars[at - 2].is_ascii_digit()
    });
    if starts_number && !is_joined {
        found.extend(phone_at(chars, at));
    }
    found
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

/// English words for digits, one after the other.
const DIGIT_WORDS: &[(&str, char)] = &[
    ("zero", '0'),
    ("oh", '0'),
    ("o", '0'),
    ("one", '1'),
    ("two", '2'),
    ("three", '3'),
    ("four", '4'),
    ("five", '5'),
    ("six", '6'),
    ("seven", '7'),
    ("eight", '8'),
    ("nine", '9'),
];

/// Digits of one token, the times it is said, and its end: 5, 五, five, double five.
fn said_digit(chars: &[char], at: usize) -> Option<(char, usize, usize)> {
    if let Some(value) = chars.get(at).and_then(|c| digit(*c)) {
        return Some((value, 1, at + 1));
    }
    let (times, at) = [("double ", 2), ("triple ", 3), ("treble ", 3), ("两个", 2), ("三个", 3)]
        .into_iter()
        .find_map(|(word, times)| literal(chars, at, word).map(|end| (times, end)))
        .unwrap_or((1, at));
    if times > 1
        && let Some(value) = chars.get(at).and_then(|c| digit(*c))
    {
        return Some((value, times, at + 1));
    }
    DIGIT_WORDS.iter().find_map(|(word, value)| Some((*value, times, phrase(chars, at, word)?)))
}

/// The fewest and most digits of a telephone number; ITU-T E.164 allows fifteen.
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 5..=15;
/// From so many digits on it can hardly be anything else, where it is said or written in groups.
const SURE_DIGITS: usize = 7;

fn phone_at(chars: &[char], at: usize) -> Option<Handle> {
    let mut digits = String::new();
    let mut end = at;
    let has_plus = if let Some(after) = ["+", "加", "plus "].iter().find_map(|plus| literal(chars, at, plus))
    {
        digits.push('+');
        end = after;
        true
    } else {
        false
    };
    let (mut after_last, mut groups, mut are_spoken, mut brackets) = (at, 0, false, 0_i8);
    let mut in_group = false;
    let mut ends: Vec<(usize, usize)> = Vec::new();
    loop {
        if let Some((value, times, after)) = said_digit(chars, end) {
            are_spoken |= !chars[end].is_ascii_digit();
            digits.extend(std::iter::repeat_n(value, times));
            groups += i32::from(!in_group || after - end > 1);
            (in_group, after_last, end) = (true, after, after);
            if digits.len() > *PHONE_DIGITS.end() + 6 {
                return None;
            }
            ends.push((digits.len(), after));
            continue;
        }
        let Some(c) = chars.get(end) else { break };
        match c {
            '(' if brackets == 0 && chars.get(end + 1).is_some_and(|c| digit(*c).is_some() || *c == '+') => {
                brackets = 1;
                if chars.get(end + 1) == Some(&'+') && digits.is_empty() {
                    digits.push('+');
                    end += 1;
                }
            }
            ')' if brackets == 1 && in_group => brackets = 2,
            ' ' | '-' | ',' | '.' if !digits.is_empty() || brackets == 2 => {
                // One mark between groups, or a mark and a space.
                let next = chars
                    .get(end + 1)
                    .is_some_and(|c| *c != ' ' && said_digit(chars, end + 1).is_some() || "( ".contains(*c));
                if !next || *c == '.' && groups == 0 {
                    break;
                }
            }
            _ => break,
        }
        in_group = false;
        end += 1;
    }
    if brackets == 1 {
        return None;
    }
    let mut count = digits.chars().filter(char::is_ascii_digit).count();
    if count > *PHONE_DIGITS.end() {
        // +86 20 61302222-8866: the last group is an extension.
        let group = chars[..after_last].iter().rev().take_while(|c| c.is_ascii_digit()).count();
        let cut = after_last.checked_sub(group + 1).filter(|at| group <= 6 && chars[*at] == '-')?;
        let (len, _) = *ends.iter().rev().find(|(_, end)| *end <= cut)?;
        let extension = digits.split_off(len);
        count -= extension.len();
        digits = format!("{digits};ext={extension}");
    }
    if !PHONE_DIGITS.contains(&count) || has_plus && count < SURE_DIGITS {
        return None;
    }
    let mut end = after_last;
    // 010-62345678转802
    let extension =
        ["转", "分机", " ext ", " ext. ", " ext", " extension ", " x", "x"].iter().find_map(|word| {
            literal(chars, end, word).filter(|after| chars.get(*after).is_some_and(char::is_ascii_digit))
        });
    if let Some(from) = extension {
        let last = from + chars[from..].iter().take_while(|c| c.is_ascii_digit()).count();
        if last - from <= 6 {
            digits.push_str(";ext=");
            digits.extend(&chars[from..last]);
            end = last;
        }
    }
    if chars.get(end).is_some_and(|c| c.is_ascii_alphanumeric() || digit(*c).is_some()) {
        return None;
    }
    if (groups > 1 || brackets == 2) && !digits.starts_with('+') && !are_spoken && is_sum(chars, at, end) {
        return None;
    }
    let plain: Vec<char> = digits.chars().filter(char::is_ascii_digit).collect();
    let is_mobile = plain.len() == 11 && plain[0] == '1' && ('3'..='9').contains(&plain[1]);
    let is_grouped = groups > 1 || brackets == 2;
    let is_sure = count >= SURE_DIGITS
        && (digits.starts_with('+') || is_mobile || is_grouped || are_spoken);
    Some(Handle { sym: Sym::Phone, text: Some(digits), end, is_weak: !is_sure })
}

/// Whether the groups are those of one number, or of several: 1,200,000 and 3.5 and "10 20 30".
fn is_sum(chars: &[char], at: usize, end: usize) -> bool {
    let text = &chars[at..end];
    let has = |c: char| text.contains(&c);
    if has('-') || has('(') {
        // 2026-11-25 is a date, 10-15 a range.
        let groups: Vec<usize> =
            text.split(|c| !c.is_ascii_digit()).map(<[char]>::len).filter(|len| *len > 0).collect();
        let is_date = groups.len() == 3
            && (groups[0] == 4 && groups[1..].iter().all(|len| *len <= 2)
                || groups[2] == 4 && groups[..2].iter().all(|len| *len <= 2));
        return groups.len() < 4 && groups.iter().all(|len| *len <= 2) || is_date || has(',');
    }
    let groups: Vec<usize> = text.split(|c| *c == ' ').map(<[char]>::len).collect();
    let longest = groups.iter().copied().max().unwrap_or(0);
    // 06 44 44 44 44 is written in pairs.
    let is_paired = groups.len() >= 4 && groups.iter().all(|len| *len == 2);
    has(',') || has('.') && text.iter().filter(|c| **c == '.').count() < 2 || longest < 3 && !is_paired
}

/// A piece of an address: letters and digits, written or said.
fn token(chars: &[char], at: usize, marks: &str) -> Option<(String, usize)> {
    let mut end = at;
    let mut text = String::new();
    while let Some(c) = chars.get(end) {
        if c.is_ascii_alphanumeric() || marks.contains(*c) {
            text.push(*c);
        } else if let Some(value) = digit(*c) {
            text.push(value);
        } else {
            break;
        }
        end += 1;
    }
    (end > at).then_some((text, end))
}

/// Words of an address that stand for a mark.
const MARKS: &[(&str, char)] = &[
    ("dot", '.'),
    ("点", '.'),
    ("point", '.'),
    ("underscore", '_'),
    ("underline", '_'),
    ("下划线", '_'),
    ("dash", '-'),
    ("hyphen", '-'),
    ("横杠", '-'),
    ("中划线", '-'),
    ("减号", '-'),
    ("杠", '-'),
];
const AT: &[&str] = &["at", "@", "艾特", "圈a", "圈 a", "at sign"];
/// Words before an address that are no part of it.
const LEADS: &[&str] =
    &["to", "is", "it", "my", "email", "mail", "address", "send", "use", "at", "the", "write"];
const SLASH: &[&str] = &["slash", "forward slash", "斜杠", "斜线"];

fn spaces(chars: &[char], mut at: usize) -> usize {
    while chars.get(at) == Some(&' ') {
        at += 1;
    }
    at
}

/// One of some words, any spaces around it.
fn word<'a, T>(chars: &[char], at: usize, words: &'a [(&'a str, T)]) -> Option<(&'a T, usize)> {
    let from = spaces(chars, at);
    let found = words.iter().filter_map(|(text, what)| {
        // 点com and qq点com stand without spaces.
        let end = if text.is_ascii() && text.len() > 1 {
            phrase(chars, from, text)?
        } else {
            literal(chars, from, text)?
        };
        Some((what, end))
    });
    found.max_by_key(|(_, end)| *end).map(|(what, end)| (what, spaces(chars, end)))
}

fn at_sign(chars: &[char], at: usize) -> Option<usize> {
    let words: Vec<(&str, ())> = AT.iter().map(|word| (*word, ())).collect();
    word(chars, at, &words).map(|(_, end)| end)
}

/// Tokens with marks between them, from a place on, and where they end. `spelled` takes single letters apart by spaces as one.
fn joined(chars: &[char], at: usize, marks: &str) -> Option<(String, usize)> {
    let (mut text, mut end) = token(chars, at, marks)?;
    loop {
        if let Some((mark, after)) = word(chars, end, MARKS)
            && let Some((more, last)) = token(chars, after, marks)
        {
            text.push(*mark);
            text += &more;
            end = last;
            continue;
        }
        // j o h n
        let next = spaces(chars, end);
        if next == end + 1
            && at_sign(chars, end).is_none()
            && let Some((more, last)) = token(chars, next, marks)
            && more.len() == 1
            && token(chars, end - 1, marks).is_some_and(|(last, _)| last.len() == 1)
            && (end == at + 1 || chars.get(end.wrapping_sub(2)).is_none_or(|c| !c.is_ascii_alphanumeric()))
        {
            text += &more;
            end = last;
            continue;
        }
        return Some((text, end));
    }
}

fn email_at(chars: &[char], at: usize) -> Option<Handle> {
    let (mut local, mut end) = joined(chars, at, "._%+-")?;
    let mut is_weak = false;
    if at_sign(chars, end).is_none() {
        // "john smith at gmail dot com", where it is the whole answer.
        let next = spaces(chars, end);
        let (more, last) = joined(chars, next, "").filter(|_| next > end && at == 0)?;
        let is_name = |text: &str| text.bytes().all(|b| b.is_ascii_alphabetic()) && !LEADS.contains(&text);
        if !is_name(&local) || !is_name(&more) || chars.get(last) == Some(&'@') {
            return None;
        }
        local += &more;
        (end, is_weak) = (last, true);
    }
    let start = at_sign(chars, end)?;
    let (domain, last) = joined(chars, start, ".-")?;
    let domain = domain.trim_end_matches(['.', '-']);
    let trimmed = last - (joined(chars, start, ".-")?.0.len() - domain.len());
    let label = domain.rsplit_once('.')?.1;
    let is_fine = (2..=24).contains(&label.len())
        && label.bytes().all(|b| b.is_ascii_alphabetic())
        && !domain.starts_with('.');
    if !is_fine || local.starts_with('.') || local.ends_with('.') || local.contains("..") || domain.contains("..") {
        return None;
    }
    let is_written = chars[at..trimmed].iter().all(|c| c.is_ascii_alphanumeric() || "._%+-@".contains(*c));
    let text = (!is_written).then(|| format!("{local}@{domain}"));
    Some(Handle { sym: Sym::Email, text, end: trimmed, is_weak })
}

/// Ends of domains that people say and write without a scheme before them.
const TOP: &[&str] = &[
    "com", "cn", "org", "net", "io", "edu", "gov", "co", "app", "dev", "ai", "me", "tv", "info", "biz", "cc",
    "hk", "tw", "uk", "us", "jp", "de", "fr", "eu", "xyz", "top", "vip", "shop", "site", "ly", "ca", "au",
    "in", "sg",
];

fn link_at(chars: &[char], at: usize) -> Option<Handle> {
    let scheme = ["https://", "http://", "ftp://"].iter().find_map(|start| literal(chars, at, start));
    let in_link = |c: &char| c.is_ascii() && *c != ' ' && !c.is_ascii_control() && !"\"<>".contains(*c);
    if scheme.is_some() || literal(chars, at, "www.").is_some() {
        let mut end = at + chars[at..].iter().take_while(|c| in_link(c)).count();
        while end > at && ".,!?)];:'".contains(chars[end - 1]) {
            end -= 1;
        }
        let from = scheme.unwrap_or(at + 4);
        let host: String = chars[from.min(end)..end].iter().take_while(|c| !"/?#".contains(**c)).collect();
        let is_host = host.contains('.') && !host.starts_with('.') || host.starts_with("localhost");
        return (end > from && is_host).then_some(Handle { sym: Sym::Link, text: None, end, is_weak: false });
    }
    // www, w w w, 三w
    let (mut host, mut end) = ["w w w", "三w", "3w"]
        .iter()
        .find_map(|www| literal(chars, at, www).map(|end| ("www".to_owned(), end)))
        .map_or_else(
            || joined(chars, at, ".-"),
            |(www, end)| {
                let (mark, after) = word(chars, end, MARKS)?;
                let (more, last) = joined(chars, after, ".-")?;
                Some((format!("{www}{mark}{more}"), last))
            },
        )?;
    while host.ends_with(['.', '-']) {
        host.pop();
        end -= 1;
    }
    if chars.get(end) == Some(&'@') || at_sign(chars, end).is_some() {
        return None;
    }
    let (name, label) = host.rsplit_once('.')?;
    // com.sa
    let is_country = label.len() == 2
        && label.bytes().all(|b| b.is_ascii_alphabetic())
        && ["com", "co", "org", "net", "gov", "edu", "ac"].iter().any(|second| name.ends_with(&format!(".{second}")));
    if !(TOP.contains(&label) || is_country) || !name.bytes().any(|b| b.is_ascii_alphabetic()) || name.contains('_') {
        return None;
    }
    let mut text = host.clone();
    let mut is_written = chars[at..end].iter().all(|c| c.is_ascii_alphanumeric() || ".-".contains(*c));
    if is_written && chars.get(end) == Some(&'/') {
        end += chars[end..].iter().take_while(|c| in_link(c)).count();
        while ".,!?)];:'".contains(chars[end - 1]) {
            end -= 1;
        }
    } else {
        let slashes: Vec<(&str, ())> = SLASH.iter().map(|word| (*word, ())).collect();
        while let Some((more, last)) =
            word(chars, end, &slashes).and_then(|(_, after)| joined(chars, after, ".-_"))
        {
            text = format!("{text}/{more}");
            (end, is_written) = (last, false);
        }
    }
    Some(Handle { sym: Sym::Link, text: (!is_written).then_some(text), end, is_weak: false })
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
