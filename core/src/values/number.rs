//! Numbers in Chinese, English and digits, exact to the last place.
//!
//! Reads the longest number at a position: `205`, `3.5万`, `1,200`, `两百零五`, `三万五`, `twenty-three`, `a dozen`.
//! What is counted (money, minutes, people) is the business of the other readers, which start from here.
//!
//! Invariant: sums are decimal, never binary fractions.
//!
//! Not handled, on purpose: fractions in words and approximate numbers.

use rust_decimal::Decimal;

use super::reader::{digits, literal, longest, skip_spaces, word_in};

/// The longest number that starts at `at`, and the position behind it.
///
/// # Range
///
/// Up to [`MAX`]: what people count in one sentence, and far from where arithmetic overflows.
pub(crate) fn number_at(chars: &[char], at: usize) -> Option<(Decimal, usize)> {
    let found = written(chars, at).or_else(|| chinese(chars, at)).or_else(|| english(chars, at));
    found.filter(|(value, _)| *value <= Decimal::from(MAX))
}

/// The largest number that is read.
const MAX: i64 = 1_000_000_000_000_000;

/// A whole number at `at` that fits, and the position behind it.
pub(super) fn integer_at(chars: &[char], at: usize) -> Option<(i64, usize)> {
    let (value, end) = number_at(chars, at)?;
    value.is_integer().then_some(())?;
    Some((i64::try_from(value).ok()?, end))
}

fn written(chars: &[char], at: usize) -> Option<(Decimal, usize)> {
    if at > 0
        && (chars[at - 1].is_ascii_digit()
            || chars[at - 1] == '.' && at > 1 && chars[at - 2].is_ascii_digit())
    {
        return None; // inside a longer number
    }
    let (whole, mut end) = digits(chars, at)?;
    let mut text = whole.to_string();
    while chars.get(end) == Some(&',') && (end - at) <= 12 {
        let Some((group, after)) = digits(chars, end + 1).filter(|(_, after)| after - end == 4) else {
            break;
        };
        text = format!("{text}{group:03}");
        end = after;
    }
    if chars.get(end) == Some(&'.')
        && let Some((_, after)) = digits(chars, end + 1)
    {
        text.push('.');
        text.extend(&chars[end + 1..after]);
        end = after;
    }
    let mut value: Decimal = text.parse().ok()?;
    if let Some((unit, after)) = chinese_unit(chars, end).filter(|(unit, _)| *unit >= 100) {
        value = value.checked_mul(unit.into())?;
        end = after;
        // 1万5 is 15,000: a single digit behind the unit counts tenths of it.
        if let Some((tail, after)) = digits(chars, end).filter(|(_, after)| after - end == 1) {
            value = value.checked_add(Decimal::from(tail * unit / 10))?;
            end = after;
        }
    } else if chars.get(end) == Some(&'k') && !chars.get(end + 1).is_some_and(char::is_ascii_alphanumeric) {
        value = value.checked_mul(1_000.into())?;
        end += 1;
    }
    Some((value, end))
}

fn chinese_digit(c: char) -> Option<i64> {
    Some(match c {
        '零' | '〇' => 0,
        '一' | '幺' | '壹' => 1,
        '二' | '两' | '贰' | '俩' => 2,
        '三' | '叁' | '仨' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

fn chinese_unit(chars: &[char], at: usize) -> Option<(i64, usize)> {
    let unit = match chars.get(at)? {
        '十' | '拾' => 10,
        '百' | '佰' => 100,
        '千' | '仟' => 1_000,
        '万' => 10_000,
        '亿' => 100_000_000,
        _ => return None,
    };
    Some((unit, at + 1))
}

/// `两百零五`, `三万五`, `二零二六`, `十`, `一点五`.
fn chinese(chars: &[char], at: usize) -> Option<(Decimal, usize)> {
    let run = chars[at..].iter().take_while(|c| chinese_digit(**c).is_some()).count();
    let followed_by_unit = chinese_unit(chars, at + run).is_some();
    if run >= 2 && !followed_by_unit {
        // Digit by digit, as years and telephone numbers are said; 零五 too.
        let spelled = &chars[at..at + run.min(18)];
        let value = spelled.iter().filter_map(|c| chinese_digit(*c)).fold(0_i64, |sum, d| sum * 10 + d);
        return Some((value.into(), at + spelled.len()));
    }
    let mut total = 0_i64; // finished groups of 万 and 亿
    let mut group = 0_i64; // below the next 万
    let mut digit = None;
    let mut last_unit = 1_i64;
    let mut zero_said = false;
    let mut end = at;
    while end < chars.len() {
        if let Some(value) = chinese_digit(chars[end]) {
            if digit.is_some() && value != 0 {
                break;
            }
            zero_said |= value == 0 && (group > 0 || total > 0);
            digit = (value != 0 || (group == 0 && total == 0)).then_some(value);
            end += 1;
        } else if let Some((unit, after)) = chinese_unit(chars, end) {
            if unit >= 10_000 {
                if group == 0 && digit.is_none() && total == 0 {
                    break;
                }
                total = total.checked_add((group + digit.unwrap_or(0)).checked_mul(unit)?)?;
                group = 0;
            } else {
                if digit == Some(0) || (digit.is_none() && unit != 10) {
                    break;
                }
                group += digit.unwrap_or(1) * unit;
            }
            digit = None;
            last_unit = unit;
            zero_said = false;
            end = after;
        } else {
            break;
        }
    }
    if end == at {
        return None;
    }
    // 三万五 is 35,000 and 一百二 is 120; 零 stops it, 十 has no such tail.
    let tail = digit.unwrap_or(0);
    let tail = if tail > 0 && last_unit >= 100 && !zero_said { tail * last_unit / 10 } else { tail };
    let mut value = Decimal::from(total.checked_add(group)?.checked_add(tail)?);
    // The decimal point; before a clock's minutes it is read by `time`, which looks first.
    if chars.get(end) == Some(&'点') {
        let places = chars[end + 1..].iter().take_while(|c| chinese_digit(**c).is_some()).count();
        // 七点四位 is a clock and four people.
        let is_clock = places == 1 && value <= Decimal::from(24) && is_people(&chars[end + 2..]);
        if places > 0 && !is_clock && chinese_unit(chars, end + 1 + places).is_none() {
            let tail = chars[end + 1..end + 1 + places].iter().filter_map(|c| chinese_digit(*c));
            let text: String = tail.map(|d| d.to_string()).collect();
            value += format!("0.{text}").parse::<Decimal>().ok()?;
            end += 1 + places;
        }
    }
    Some((value, end))
}

/// Whether people are counted: 位, 个人, 人, and not 人民币 or 人均.
fn is_people(after: &[char]) -> bool {
    let rest = after.strip_prefix(&['个']).unwrap_or(after);
    match rest.first() {
        Some('位') => rest.len() == after.len(),
        Some('人') => !rest.get(1).is_some_and(|c| "民均气份次".contains(*c)),
        _ => false,
    }
}

const ONES: &[&str] = &[
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: &[&str] = &["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const SCALES: &[&str] = &["hundred", "thousand", "million"];

/// Below a hundred: `twenty three`, `twenty-three`, `seven`.
fn english_below_hundred(chars: &[char], at: usize) -> Option<(i64, usize)> {
    if let Some((index, end)) = word_in(chars, at, ONES) {
        return Some((index as i64, end));
    }
    let (index, end) = word_in(chars, at, TENS)?;
    let tens = (index as i64 + 2) * 10;
    let after = if chars.get(end) == Some(&'-') { end + 1 } else { skip_spaces(chars, end) };
    // A hyphen ends a word for `word_in`, so `twenty-three` and `twenty three` read alike.
    match word_in(chars, after, &ONES[1..10]).filter(|_| after > end) {
        Some((one, end)) => Some((tens + one as i64 + 1, end)),
        None => Some((tens, end)),
    }
}

fn english(chars: &[char], at: usize) -> Option<(Decimal, usize)> {
    if let Some((_, end)) = longest(chars, at, &["half a dozen"]) {
        return Some((6.into(), end));
    }
    if let Some((_, end)) = longest(chars, at, &["a dozen", "one dozen"]) {
        return Some((12.into(), end));
    }
    let (mut group, mut end) = match longest(chars, at, &["a hundred", "a thousand"]) {
        Some(_) => (1, at + 1),
        None => english_below_hundred(chars, at)?,
    };
    let mut total = 0_i64;
    loop {
        let mut next = skip_spaces(chars, end);
        if let Some((scale, after)) = word_in(chars, next, SCALES) {
            if scale == 0 {
                group = group.checked_mul(100).filter(|group| *group <= MAX)?;
            } else {
                let scaled = group.checked_mul([1_000, 1_000_000][scale - 1])?;
                total = total.checked_add(scaled).filter(|total| *total <= MAX)?;
                group = 0;
            }
            end = after;
            continue;
        }
        if let Some(after) = literal(chars, next, "and ").filter(|_| group % 100 == 0) {
            next = after;
        }
        let may_follow = (group == 0 && total > 0) || (group > 0 && group % 100 == 0);
        match english_below_hundred(chars, next).filter(|_| may_follow) {
            Some((more, after)) => {
                group += more;
                end = after;
            }
            None => break,
        }
    }
    let mut value = Decimal::from(total + group);
    if let Some(after) = literal(chars, end, " point ") {
        let mut text = String::from("0.");
        let mut at = after;
        while let Some((digit, after)) = word_in(chars, at, &ONES[..10]) {
            text += &digit.to_string();
            end = after;
            at = skip_spaces(chars, after);
        }
        value += text.parse::<Decimal>().unwrap_or_default();
    }
    Some((value, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_numbers_as_people_say_them() {
        let rows = [
            ("205", "205"),
            ("1,200", "1200"),
            ("3.5万", "35000"),
            ("1万5", "15000"),
            ("2k", "2000"),
            ("十", "10"),
            ("十五", "15"),
            ("二十", "20"),
            ("两百零五", "205"),
            ("一百二", "120"),
            ("三万五", "35000"),
            ("三万零五", "30005"),
            ("三万五千", "35000"),
            ("一亿两千万", "120000000"),
            ("二零二六", "2026"),
            ("一点五", "1.5"),
            ("seven", "7"),
            ("twenty-three", "23"),
            ("twenty three", "23"),
            ("a hundred and five", "105"),
            ("two thousand twenty six", "2026"),
            ("a dozen", "12"),
            ("one point five", "1.5"),
        ];
        for (said, want) in rows {
            let chars: Vec<char> = said.chars().collect();
            let got = number_at(&chars, 0).map(|(value, end)| (value.normalize().to_string(), end));
            assert_eq!(got, Some((want.to_owned(), chars.len())), "said: {said:?}");
        }
    }

    #[test]
    fn reads_no_number_where_none_is() {
        for said in ["百", "万一", "once", "k", "-"] {
            let chars: Vec<char> = said.chars().collect();
            assert_eq!(number_at(&chars, 0), None, "said: {said:?}");
        }
    }
}
