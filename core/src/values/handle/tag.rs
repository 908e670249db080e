//! Mentions and hashtags: @Carol_2, @小王, #basketball, #世界杯.
//!
//! Decides where the name behind the mark ends, and that `li@example.com` mentions nobody.

use super::Handle;
use crate::text::is_han;
use crate::values::chart::item::Sym;

/// The most characters of a name in Chinese, which no space ends.
const MOST_HAN: usize = 12;

pub(super) fn tag_at(chars: &[char], at: usize) -> Option<Handle> {
    let in_name = |c: &char| c.is_ascii_alphanumeric() || *c == '_' || is_han(*c);
    let end = at + 1 + chars[at + 1..].iter().take_while(|c| in_name(c)).count();
    let name = &chars[at + 1..end];
    let before = at.checked_sub(1).map(|at| chars[at]);
    let goes_on = matches!(chars.get(end), Some('.' | '@')) && chars.get(end + 1).is_some_and(in_name);
    if name.iter().filter(|c| is_han(**c)).count() > MOST_HAN {
        return None;
    }
    let (sym, is_sure) = if chars[at] == '@' {
        name.first().filter(|c| !c.is_ascii_digit())?;
        // li@example.com
        if goes_on || before.is_some_and(|c| "._%+-@/".contains(c)) {
            return None;
        }
        (Sym::Mention, true)
    } else {
        name.first()?;
        // https://example.com/#top
        if before.is_some_and(|c| c.is_ascii_alphanumeric() || "_/#&?".contains(c)) {
            return None;
        }
        // #5 is a number as well.
        (Sym::Hashtag, name.iter().any(|c| !c.is_ascii_digit()))
    };
    Some(Handle { sym, text: None, end, is_weak: !is_sure })
}
