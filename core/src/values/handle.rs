//! Telephone numbers, e-mail addresses and links, written or spoken digit by digit.
//!
//! Not handled yet: addresses and links that are spoken ("at", "dot", 艾特, 点).

const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 5..=15; // ITU-T E.164 allows fifteen

/// A telephone number at `at`, as digits with an optional leading `+`.
pub(super) fn phone_at(chars: &[char], at: usize) -> Option<(String, usize)> {
    if at > 0 && (chars[at - 1].is_ascii_alphanumeric() || digit(chars[at - 1]).is_some()) {
        return None;
    }
    let mut digits = String::new();
    let mut end = at;
    let mut after_last = at;
    if chars.get(at) == Some(&'+') {
        digits.push('+');
        end += 1;
    }
    while let Some(c) = chars.get(end) {
        if let Some(value) = digit(*c) {
            digits.push(value);
            after_last = end + 1;
        } else if !matches!(c, ' ' | '-' | '(' | ')') || digits.is_empty() {
            break;
        }
        end += 1;
    }
    let count = digits.chars().filter(char::is_ascii_digit).count();
    PHONE_DIGITS.contains(&count).then_some((digits, after_last))
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

/// An e-mail address at `at`.
pub(super) fn email_at(chars: &[char], at: usize) -> Option<(String, usize)> {
    let part = |c: &char| c.is_ascii_alphanumeric() || "._%+-".contains(*c);
    if at > 0 && part(&chars[at - 1]) {
        return None;
    }
    let local = chars[at..].iter().take_while(|c| part(c)).count();
    (local > 0 && chars.get(at + local) == Some(&'@')).then_some(())?;
    let start = at + local + 1;
    let mut end =
        start + chars[start..].iter().take_while(|c| c.is_ascii_alphanumeric() || ".-".contains(**c)).count();
    while end > start && matches!(chars[end - 1], '.' | '-') {
        end -= 1;
    }
    chars[start..end].contains(&'.').then(|| (chars[at..end].iter().collect(), end))
}

/// A link at `at`, with its scheme or a leading `www.`.
pub(super) fn url_at(chars: &[char], at: usize) -> Option<(String, usize)> {
    let text_starts = ["https://", "http://", "www."];
    text_starts.iter().find_map(|start| super::reader::literal(chars, at, start))?;
    let mut end =
        at + chars[at..].iter().take_while(|c| c.is_ascii() && **c != ' ' && !c.is_ascii_control()).count();
    while end > at && matches!(chars[end - 1], '.' | ',' | '!' | '?' | ')') {
        end -= 1;
    }
    Some((chars[at..end].iter().collect(), end))
}
