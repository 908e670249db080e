//! Numerals: the longest number at each place, in digits, in Chinese and in English, exact to the last place.
//!
//! Decides what one number is, said or written: `1,200`, `3.5万`, `两百零五`, `三万五`, `三四十`, `十几`, `twenty-three`, `a hundred and five`, `21st`.
//! What is counted, and fractions, are rules (`grammar`).
//!
//! Invariant: sums are decimal, never binary fractions.

mod en;
mod zh;

use rust_decimal::Decimal;

use super::chart;
use super::chart::item::{Form, Item, Number, Sym, Val, WORD};
use en::{english, word_end};
use zh::{chinese, decimals, is_chinese, structured, unit};

/// Beyond what anybody counts, and far from where arithmetic overflows.
const MOST_DIGITS: usize = 18;
const MOST: i64 = 1_000_000_000_000_000_000;

/// All numerals of a text.
pub(super) fn numerals_of(chars: &[char], out: &mut Vec<Item>) {
    let mut at = 0;
    while at < chars.len() {
        let c = chars[at];
        let is_point = c == '.'
            && chars.get(at + 1).is_some_and(char::is_ascii_digit)
            && !(at > 0 && (chars[at - 1].is_ascii_alphanumeric() || chars[at - 1] == '.'));
        let end = if c.is_ascii_digit() || is_point {
            written(chars, at, out)
        } else if let Some(value) = vulgar(c) {
            push(out, at, at + 1, Number::of(value), 0);
            Some(at + 1)
        } else if is_chinese(c) {
            chinese(chars, at, out)
        } else if let Some((number, end)) = zh::bare_unit(chars, at) {
            push(out, at, end, number, super::grammar::WEAK);
            Some(end)
        } else if c.is_ascii_alphabetic() && (at == 0 || !chars[at - 1].is_ascii_alphabetic()) {
            english(chars, at, out)
        } else {
            None
        };
        at = match end {
            Some(end) => end,
            None if c.is_ascii_alphabetic() => word_end(chars, at),
            None => at + 1,
        };
    }
}

fn push(out: &mut Vec<Item>, start: usize, end: usize, number: Number, weight: i16) {
    let fits = number.value.abs() <= Decimal::from(MOST)
        && number.most.is_none_or(|most| most.abs() <= Decimal::from(MOST));
    if let (Ok(start), Ok(end), true) = (u16::try_from(start), u16::try_from(end), fits) {
        out.push(Item { start, end, sym: Sym::Number, val: Val::Number(number), weight, rule: WORD });
    }
}

fn push_ordinal(out: &mut Vec<Item>, start: usize, end: usize, nth: i64) {
    if let (Ok(start), Ok(end), Ok(nth)) = (u16::try_from(start), u16::try_from(end), i32::try_from(nth)) {
        out.push(Item { start, end, sym: Sym::Ordinal, val: Val::Int(nth), weight: 0, rule: WORD });
    }
}

fn digits(chars: &[char], at: usize) -> usize {
    at + chars[at.min(chars.len())..].iter().take_while(|c| c.is_ascii_digit()).count()
}

fn decimal(chars: &[char]) -> Option<Decimal> {
    let text: String = chars.iter().filter(|c| !matches!(**c, ',' | ' ')).collect();
    text.parse().ok()
}

/// Digits: their value and end, groups of three and decimals taken along.
fn plain(chars: &[char], at: usize) -> Option<(Decimal, usize, bool)> {
    let mut end = digits(chars, at);
    let first = end - at;
    let mut is_grouped = false;
    if (1..=3).contains(&first) {
        while chars.get(end) == Some(&',') && digits(chars, end + 1) == end + 4 {
            end += 4;
            is_grouped = true;
        }
        if !is_grouped && let Some(last) = other_groups(chars, end, first) {
            (end, is_grouped) = (last, true);
        }
    }
    if end - at > MOST_DIGITS + 6 {
        return None;
    }
    let is_part = |c: Option<&char>| c.is_some_and(char::is_ascii_digit);
    let mut has_places = false;
    // 1e10
    let exponent = |end: usize| {
        let signed = end + 1 + usize::from(matches!(chars.get(end + 1), Some('+' | '-')));
        let behind = digits(chars, signed);
        (chars.get(end) == Some(&'e')
            && (1..=2).contains(&(behind - signed))
            && !chars.get(behind).is_some_and(char::is_ascii_alphabetic))
        .then_some((signed, behind))
    };
    if chars.get(end) == Some(&'.') && is_part(chars.get(end + 1)) {
        let places = digits(chars, end + 1);
        // 1.2.3 is no number.
        if !(chars.get(places) == Some(&'.') && is_part(chars.get(places + 1))) && places - end <= MOST_DIGITS
        {
            end = places;
            has_places = true;
        }
    }
    // 1.111,11 and 5,00 are written so where the comma parts the decimals.
    if !is_grouped && chars.get(end) == Some(&',') && digits(chars, end + 1) == end + 3 && first <= 3 {
        let whole: String = chars[at..end].iter().filter(|c| **c != '.').collect();
        let is_plain = !has_places || end - at == first + 4;
        let behind = end + 3;
        if is_plain && !matches!(chars.get(behind), Some(',' | '.')) {
            let places: String = chars[end + 1..behind].iter().collect();
            return Some((format!("{whole}.{places}").parse().ok()?, behind, true));
        }
    }
    let value = decimal(&chars[at..end])?;
    if let Some((from, behind)) = exponent(end) {
        let power: u32 =
            chars[from..behind].iter().collect::<String>().parse().ok().filter(|power| *power <= 18)?;
        let scale = Decimal::from(10_i64.checked_pow(power)?);
        let value =
            if chars[from - 1] == '-' { value.checked_div(scale)? } else { value.checked_mul(scale)? };
        return Some((value, behind, true));
    }
    Some((value, end, is_grouped || has_places))
}

/// Groups that are parted otherwise than by commas of three: 12,34,567 and 1 234 567. Where they end.
fn other_groups(chars: &[char], at: usize, first: usize) -> Option<usize> {
    let group = |at: usize| digits(chars, at + 1) - (at + 1).min(chars.len());
    let mut end = at;
    if chars.get(at) == Some(&',') && first <= 2 {
        while chars.get(end) == Some(&',') && group(end) == 2 {
            end += 3;
        }
        return (end > at && chars.get(end) == Some(&',') && group(end) == 3).then_some(end + 4);
    }
    let mut groups = 0;
    while chars.get(end) == Some(&' ') && group(end) == 3 {
        end += 4;
        groups += 1;
    }
    // 5 200 may be two numbers, 40 000 is one.
    (groups > 1 || groups == 1 && chars[at + 1] == '0').then_some(end)
}

/// ½ and the like.
fn vulgar(c: char) -> Option<Decimal> {
    let (above, below) = match c {
        '½' => (1, 2),
        '⅓' => (1, 3),
        '⅔' => (2, 3),
        '¼' => (1, 4),
        '¾' => (3, 4),
        '⅕' => (1, 5),
        '⅖' => (2, 5),
        '⅗' => (3, 5),
        '⅘' => (4, 5),
        '⅙' => (1, 6),
        '⅚' => (5, 6),
        '⅛' => (1, 8),
        '⅜' => (3, 8),
        '⅝' => (5, 8),
        '⅞' => (7, 8),
        _ => return None,
    };
    Decimal::from(above).checked_div(Decimal::from(below))
}

/// A power behind a number: 2^5, 1.1^-3.
fn power(chars: &[char], end: usize, value: Decimal) -> Option<(Decimal, usize)> {
    if chars.get(end) != Some(&'^') {
        return None;
    }
    let from = end + 1 + usize::from(matches!(chars.get(end + 1), Some('+' | '-')));
    let last = digits(chars, from);
    let count: u32 =
        chars[from.min(last)..last].iter().collect::<String>().parse().ok().filter(|count| *count <= 64)?;
    let mut product = Decimal::ONE;
    for _ in 0..count {
        product = product.checked_mul(value)?;
    }
    let is_below = chars[end + 1] == '-';
    Some((if is_below { Decimal::ONE.checked_div(product)? } else { product }, last))
}

/// A power of ten behind a number: 1.3x10^6, 6.23×10^-4.
fn times_power(chars: &[char], end: usize, value: Decimal) -> Option<(Decimal, usize)> {
    let rest = chars.get(end..)?;
    let is_times = matches!(rest.first(), Some('x' | '×' | '*'));
    (is_times && rest[1..].starts_with(&['1', '0', '^'])).then_some(())?;
    let is_below = chars.get(end + 4) == Some(&'-');
    let from = end + 4 + usize::from(matches!(chars.get(end + 4), Some('+' | '-')));
    let last = digits(chars, from);
    let power: u32 =
        chars[from.min(last)..last].iter().collect::<String>().parse().ok().filter(|power| *power <= 18)?;
    let scale = Decimal::from(10_i64.checked_pow(power)?);
    Some((if is_below { value.checked_div(scale)? } else { value.checked_mul(scale)? }, last))
}

/// A number in digits. Its end, past what may not begin another.
fn written(chars: &[char], at: usize, out: &mut Vec<Item>) -> Option<usize> {
    let (value, end, is_marked) = plain(chars, at)?;
    let whole = digits(chars, at);
    let count = if is_marked { 0 } else { u8::try_from(whole - at).unwrap_or(u8::MAX) };
    let number = Number { value, most: None, form: Form::Written, digits: count };
    push(out, at, end, number, 0);
    if let Some((value, last)) = power(chars, end, value).or_else(|| times_power(chars, end, value)) {
        push(out, at, last, Number { form: Form::Words, ..Number::of(value) }, 0);
        return Some(last);
    }
    if !is_marked {
        if let Some(part) = chars.get(end).and_then(|c| vulgar(*c))
            && let Some(value) = value.checked_add(part)
        {
            push(out, at, end + 1, Number::of(value), 0);
            return Some(end + 1);
        }
        if let Some((number, last)) = chart::whole(value).and_then(|whole| en::point(chars, end, whole)) {
            push(out, at, last, number, 0);
            return Some(last);
        }
    }
    let after = |text: &str| {
        let is_there = text.chars().enumerate().all(|(i, c)| chars.get(end + i) == Some(&c));
        let behind = end + text.len();
        (is_there && !chars.get(behind).is_some_and(char::is_ascii_alphanumeric)).then_some(behind)
    };
    if !is_marked
        && let Some(behind) = ["st", "nd", "rd", "th"].iter().find_map(|suffix| after(suffix))
        && let Some(nth) = super::chart::whole(value)
    {
        push_ordinal(out, at, behind, nth);
        return Some(behind);
    }
    for (suffix, times) in [
        ("k", 1_000),
        ("m", 1_000_000),
        ("b", 1_000_000_000),
        ("g", 1_000_000_000),
        ("w", 10_000),
        ("bn", 1_000_000_000),
        ("mn", 1_000_000),
    ] {
        if let Some(behind) = after(suffix)
            && let Some(value) = value.checked_mul(Decimal::from(times))
        {
            push(out, at, behind, Number { value, most: None, form: Form::Words, digits: 0 }, -2);
        }
    }
    // 2.33 k
    let gap = chars[end..].iter().take_while(|c| **c == ' ').count();
    if (1..=2).contains(&gap)
        && chars.get(end + gap) == Some(&'k')
        && !chars.get(end + gap + 1).is_some_and(char::is_ascii_alphanumeric)
        && let Some(value) = value.checked_mul(Decimal::ONE_THOUSAND)
    {
        push(out, at, end + gap + 1, Number { value, most: None, form: Form::Words, digits: 0 }, -3);
    }
    if whole == end {
        decimals(chars, at, end, value, out);
    }
    // 1万5, 5亿1万4千6百: units of Chinese go on behind digits.
    if chars
        .get(end + chars[end..].iter().take_while(|c| **c == ' ').count())
        .is_some_and(|c| unit(*c).is_some() || *c == '多' || *c == '几' || *c == '余' || *c == '来')
        && let Some((number, behind)) = structured(chars, at)
        && behind > end
    {
        push(out, at, behind, number, 0);
        return Some(behind);
    }
    Some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The longest number that begins the text, and whether it ends it.
    fn read(said: &str) -> Option<(String, bool)> {
        let chars: Vec<char> = said.chars().collect();
        let mut out = Vec::new();
        numerals_of(&chars, &mut out);
        let best =
            out.into_iter().filter(|item| item.start == 0).max_by_key(|item| (item.end, item.weight))?;
        let shown = match best.val {
            Val::Number(Number { value, most: Some(most), .. }) => {
                format!("{}~{}", value.normalize(), most.normalize())
            }
            Val::Number(number) => number.value.normalize().to_string(),
            Val::Int(nth) => format!("{nth}."),
            _ => String::new(),
        };
        Some((shown, usize::from(best.end) == chars.len()))
    }

    #[test]
    fn reads_numbers_as_people_say_them() {
        let rows = [
            ("205", "205"),
            ("1,200", "1200"),
            (".77", "0.77"),
            ("3.5万", "35000"),
            ("1万5", "15000"),
            ("2k", "2000"),
            ("15w", "150000"),
            ("5亿1万4千6百", "500014600"),
            ("十", "10"),
            ("两百零五", "205"),
            ("一百二", "120"),
            ("一百二十万三", "1203000"),
            ("三万五", "35000"),
            ("三万零五", "30005"),
            ("一亿两千万", "120000000"),
            ("四万万", "400000000"),
            ("二零二六", "2026"),
            ("一点五", "1.5"),
            ("一点五亿", "150000000"),
            ("三四十", "30~40"),
            ("两三", "2~3"),
            ("十几", "11~19"),
            ("三十几万", "310000~390000"),
            ("几十", "30~90"),
            ("三百多", "300~400"),
            ("三百多万", "3000000~4000000"),
            ("廿五", "25"),
            ("twenty-three", "23"),
            ("twenty three", "23"),
            ("a hundred and five", "105"),
            ("two thousand twenty six", "2026"),
            ("thirty-one million two hundred fifty-six thousand seven hundred twenty-one", "31256721"),
            ("one point five", "1.5"),
            ("two point five million", "2500000"),
            ("twentyfifth", "25."),
            ("21st", "21."),
            ("two hundredth", "200."),
        ];
        for (said, want) in rows {
            assert_eq!(read(said), Some((want.to_owned(), true)), "said: {said:?}");
        }
    }

    #[test]
    fn reads_no_number_where_none_is() {
        for said in ["百", "万一", "once", "k", "-", "几点", "a message", "hundred"] {
            assert_eq!(read(said).map(|(shown, _)| shown), None, "said: {said:?}");
        }
    }
}
