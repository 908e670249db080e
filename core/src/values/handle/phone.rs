//! Telephone numbers, written in the ways of many countries, or said digit by digit.
//!
//! Decides how many digits make one, and which groups of digits are a date or a sum.

use super::{Handle, digit};
use crate::values::chart::item::Sym;
use crate::values::reader::{literal, phrase};

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

/// The fewest and most digits of a telephone number; ITU-T E.164 allows fifteen. None has six: those are codes of places and of parcels.
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 5..=15;
/// From so many digits on it can hardly be anything else, where it is said or written in groups.
pub(super) const SURE_DIGITS: usize = 7;

/// Words behind which a number is another thing's, and what may stand between.
const OTHERS: &[&str] = &[
    "card",
    "account",
    "acct",
    "order",
    "tracking",
    "zip",
    "zip code",
    "postcode",
    "postal code",
    "isbn",
    "ssn",
    "卡号",
    "银行卡",
    "信用卡",
    "账号",
    "帐号",
    "账户",
    "邮编",
    "邮政编码",
    "单号",
    "订单",
    "快递",
    "身份证",
    "编号",
];
const BETWEEN: &[&str] = &["number", "no.", "no", "is", "号码", "号", "是", "为", ":", "#"];

/// Whether the words before a number say that it is a card's, an account's or a place's.
fn is_others(chars: &[char], at: usize) -> bool {
    let from = at.saturating_sub(32);
    let mut before: &[char] = &chars[from..at];
    let ends = |before: &[char], word: &str| {
        let len = word.chars().count();
        let starts = before.len().checked_sub(len)?;
        let is_there = before[starts..].iter().copied().eq(word.chars());
        let is_edge = !word.is_ascii()
            || !word.starts_with(|c: char| c.is_ascii_alphabetic())
            || starts == 0
            || !before[starts - 1].is_ascii_alphabetic();
        (is_there && is_edge).then_some(starts)
    };
    loop {
        while let [rest @ .., ' '] = before {
            before = rest;
        }
        if OTHERS.iter().any(|word| ends(before, word).is_some()) {
            return true;
        }
        match BETWEEN.iter().find_map(|word| ends(before, word)) {
            Some(len) => before = &before[..len],
            None => return false,
        }
    }
}

/// Whether a date begins here: 04/21/2020.
fn is_date(chars: &[char], at: usize) -> bool {
    let mut run = chars[at..].iter().take_while(|c| c.is_ascii_digit() || **c == '/');
    run.any(|c| *c == '/')
}

/// Whether a dash stands behind a space, and a number behind it.
fn has_dash(chars: &[char], at: usize) -> bool {
    let behind = at + 2 + usize::from(chars.get(at + 2) == Some(&' '));
    chars.get(at + 1) == Some(&'-') && chars.get(behind).is_some_and(char::is_ascii_digit)
}

/// Digits from a place on, with the marks that stand within one number.
pub(super) fn digits_behind(chars: &[char], at: usize) -> usize {
    let run = chars[at..].iter().take_while(|c| c.is_ascii_digit() || matches!(**c, '-' | '(' | ')'));
    run.filter(|c| c.is_ascii_digit()).count()
}

pub(super) fn phone_at(chars: &[char], at: usize) -> Option<Handle> {
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
            // (+31) (12)-3456789
            '(' if brackets == 2 && digits.starts_with('+') && digits.len() <= 4 => brackets = 1,
            ' ' if brackets == 2
                && digits.starts_with('+')
                && digits.len() <= 4
                && chars.get(end + 1) == Some(&'(') => {}
            '(' if brackets == 0
                && chars[end + 1..]
                    .iter()
                    .find(|c| **c != ' ')
                    .is_some_and(|c| digit(*c).is_some() || *c == '+') =>
            {
                brackets = 1;
                if chars.get(end + 1) == Some(&'+') && digits.is_empty() {
                    digits.push('+');
                    end += 1;
                }
            }
            // ( 19 ) 38294427
            ' ' if brackets == 1 => {}
            ')' if brackets == 1 && !digits.is_empty() => brackets = 2,
            // 123)456-7890
            ')' if brackets == 0 && groups == 1 && digits.len() == 3 => brackets = 2,
            // Two numbers, one after the other.
            ' ' | ','
                if digits.len() >= SURE_DIGITS
                    && !digits.starts_with('+')
                    && !digits.starts_with("00")
                    && (digits_behind(chars, end + 1) >= SURE_DIGITS || is_date(chars, end + 1)) =>
            {
                break;
            }
            // 010 - 1234567, 0176/ 12345678
            ' ' if !digits.is_empty() && brackets == 0 && has_dash(chars, end) => {}
            '-' | '/'
                if !digits.is_empty()
                    && chars.get(end + 1) == Some(&' ')
                    && chars.get(end + 2).is_some_and(char::is_ascii_digit) => {}
            ' ' if end > at && matches!(chars[end - 1], '-' | '/') => {}
            '/' if !digits.is_empty() && chars.get(end + 1).is_some_and(char::is_ascii_digit) => {}
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
    let text = &chars[at..after_last];
    // +1,032.923 is a sum, and four groups of four are a card's.
    let is_card = count == 16 && text.split(|c| !c.is_ascii_digit()).all(|group| group.len() == 4);
    if is_card || has_plus && text.contains(&',') && text.contains(&'.') {
        return None;
    }
    if count > *PHONE_DIGITS.end() {
        // +86 20 61302222-8866: the last group is an extension.
        let group = chars[..after_last].iter().rev().take_while(|c| c.is_ascii_digit()).count();
        let cut = after_last.checked_sub(group + 1).filter(|at| group <= 6 && chars[*at] == '-')?;
        let (len, _) = *ends.iter().rev().find(|(_, end)| *end <= cut)?;
        let extension = digits.split_off(len);
        count -= extension.len();
        digits = format!("{digits};ext={extension}");
    }
    if !PHONE_DIGITS.contains(&count) || count == 6 || has_plus && count < SURE_DIGITS {
        return None;
    }
    let mut end = after_last;
    // 010-62345678转802
    let extension = ["转", "分机", " ext ", " ext. ", " ext", "ext", " extension ", " x ", " x", "x"]
        .iter()
        .find_map(|word| {
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
    if chars.get(end).is_some_and(|c| c.is_ascii_alphanumeric() || digit(*c).is_some() || "%=".contains(*c))
        || is_others(chars, at)
    {
        return None;
    }
    if (groups > 1 || brackets == 2)
        && !digits.starts_with('+')
        && !are_spoken
        && is_sum(chars, at, after_last)
    {
        return None;
    }
    // 12 345 678 is a number as well, 0176/12345678 a telephone's by its zero.
    let is_parted = are_thousands(text)
        || text.contains(&'/') && !(digits.starts_with(['0', '+']) && longest_group(text) >= 5);
    let plain: Vec<char> = digits.chars().filter(char::is_ascii_digit).collect();
    let is_mobile = plain.len() == 11 && plain[0] == '1' && ('3'..='9').contains(&plain[1]);
    let is_grouped = groups > 1 || brackets == 2;
    let is_sure = count >= SURE_DIGITS
        && !is_parted
        && (digits.starts_with('+') || is_mobile || is_grouped || are_spoken);
    Some(Handle { sym: Sym::Phone, text: Some(digits), end, is_weak: !is_sure })
}

fn longest_group(text: &[char]) -> usize {
    text.split(|c| !c.is_ascii_digit()).map(<[char]>::len).max().unwrap_or(0)
}

/// 1 234 567
fn are_thousands(text: &[char]) -> bool {
    let groups: Vec<usize> = text.split(|c| *c == ' ').map(<[char]>::len).collect();
    !text.iter().any(|c| !c.is_ascii_digit() && *c != ' ')
        && groups.len() > 1
        && groups[0] <= 3
        && groups[1..].iter().all(|len| *len == 3)
        && groups.len() <= 3
}

/// Whether the groups are those of one number, or of several: 1,200,000 and 3.5 and "10 20 30".
fn is_sum(chars: &[char], at: usize, end: usize) -> bool {
    let text = &chars[at..end];
    let has = |c: char| text.contains(&c);
    if has('-') || has('(') || has('/') {
        // 2026-11-25 is a date, 10-15 a range.
        let groups: Vec<usize> =
            text.split(|c| !c.is_ascii_digit()).map(<[char]>::len).filter(|len| *len > 0).collect();
        let is_date = groups.len() == 3
            && (groups[0] == 4 && groups[1..].iter().all(|len| *len <= 2)
                || groups[2] == 4 && groups[..2].iter().all(|len| *len <= 2));
        // 2009/2010 are years, 011-12-3456 is of a social security number.
        let is_fraction =
            has('/') && longest_group(text) < 4 || groups == [4, 4] && has('/') || groups == [3, 2, 4];
        return groups.len() < 4 && groups.iter().all(|len| *len <= 2) || is_date || is_fraction || has(',');
    }
    let groups: Vec<usize> = text.split(|c| *c == ' ').map(<[char]>::len).collect();
    let longest = groups.iter().copied().max().unwrap_or(0);
    // 06 44 44 44 44 is written in pairs.
    let is_paired = groups.len() >= 4 && groups.iter().all(|len| *len == 2);
    has(',') || has('.') && text.iter().filter(|c| **c == '.').count() < 2 || longest < 3 && !is_paired
}
