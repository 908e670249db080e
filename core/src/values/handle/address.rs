//! E-mail addresses and links, written, or said with "at", "dot", 艾特 and 点.
//!
//! Decides which words are marks of an address, and which ends of a name are those of a domain.

use super::{Handle, digit};
use crate::values::chart::item::Sym;
use crate::values::reader::{literal, phrase};

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

pub(super) fn email_at(chars: &[char], at: usize) -> Option<Handle> {
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
    let (written, last) = joined(chars, start, ".-")?;
    let domain = written.trim_end_matches(['.', '-']);
    let trimmed = last - (written.len() - domain.len());
    let label = domain.rsplit_once('.')?.1;
    let is_fine = (2..=24).contains(&label.len())
        && label.bytes().all(|b| b.is_ascii_alphabetic())
        && !domain.starts_with('.');
    if !is_fine
        || local.starts_with('.')
        || local.ends_with('.')
        || local.contains("..")
        || domain.contains("..")
    {
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

pub(super) fn link_at(chars: &[char], at: usize) -> Option<Handle> {
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
        && ["com", "co", "org", "net", "gov", "edu", "ac"]
            .iter()
            .any(|second| name.ends_with(&format!(".{second}")));
    if !(TOP.contains(&label) || is_country)
        || !name.bytes().any(|b| b.is_ascii_alphabetic())
        || name.contains('_')
    {
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
