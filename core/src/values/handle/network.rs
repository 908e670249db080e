//! Addresses of the internet protocol, and UUIDs.
//!
//! Decides how they are written; an address is given back without leading zeros in its groups.

use core::net::Ipv6Addr;

use super::Handle;
use crate::values::chart::item::Sym;
use crate::values::reader::literal;

/// A group without leading zeros.
fn short(group: &str) -> &str {
    let text = group.trim_start_matches('0');
    if text.is_empty() && !group.is_empty() { "0" } else { text }
}

pub(super) fn ip_at(chars: &[char], at: usize) -> Option<Handle> {
    let is_part = |c: &&char| c.is_ascii_hexdigit() || matches!(**c, '.' | ':');
    let end = at + chars[at..].iter().take_while(is_part).count();
    if !chars[at..end].iter().any(|c| matches!(c, '.' | ':')) {
        return None;
    }
    let run: String = chars[at..end].iter().collect();
    if chars.get(end).is_some_and(char::is_ascii_alphanumeric) {
        return None;
    }
    // The mark of a sentence's end is none of the address's.
    let run = run.trim_end_matches('.');
    let end = at + run.len();
    let text = if run.contains(':') {
        let run = if run.ends_with(':') && !run.ends_with("::") { &run[..run.len() - 1] } else { run };
        run.parse::<Ipv6Addr>().ok()?;
        run.split(':').map(short).collect::<Vec<_>>().join(":")
    } else {
        let groups: Vec<&str> = run.split('.').collect();
        let is_octet = |group: &&str| {
            (1..=3).contains(&group.len()) && group.parse::<u16>().is_ok_and(|octet| octet < 256)
        };
        if groups.len() != 4 || !groups.iter().all(is_octet) {
            return None;
        }
        groups.into_iter().map(short).collect::<Vec<_>>().join(".")
    };
    Some(Handle { sym: Sym::Ip, text: Some(text), end, is_weak: false })
}

/// What stands around a UUID.
const AROUND: &[(&str, &str)] = &[("{", "}"), ("%7b", "%7d"), ("x'", "'"), ("urn:uuid:", ""), ("", "")];

pub(super) fn uuid_at(chars: &[char], at: usize) -> Option<Handle> {
    let hex =
        |from: usize| chars[from.min(chars.len())..].iter().take_while(|c| c.is_ascii_hexdigit()).count();
    let (from, close) = AROUND.iter().find_map(|(open, close)| Some((literal(chars, at, open)?, *close)))?;
    let mut end = from;
    if hex(from) == 32 {
        end += 32;
    } else {
        for (place, len) in [8, 4, 4, 4, 12].into_iter().enumerate() {
            end += usize::from(place > 0);
            if place > 0 && chars.get(end - 1) != Some(&'-') || hex(end) != len {
                return None;
            }
            end += len;
        }
    }
    let end = literal(chars, end, close)?;
    Some(Handle { sym: Sym::Uuid, text: None, end, is_weak: false })
}
