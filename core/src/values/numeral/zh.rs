//! Numbers in Chinese characters, and in digits with Chinese units.
//!
//! Decides what stands for what: 三万五 is 35,000 and 一百二 is 120, 三四十 is thirty to forty, 二两 is a weight.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::{MOST_DIGITS, digits, plain, push};
use crate::values::chart::item::{Form, Item, Number};

pub(super) fn is_chinese(c: char) -> bool {
    digit(c).is_some() || unit(c).is_some_and(|unit| unit == 10) || matches!(c, '几' | '廿' | '卅')
}

fn digit(c: char) -> Option<i64> {
    Some(match c {
        '零' | '〇' => 0,
        '一' | '幺' | '壹' | '弌' => 1,
        '二' | '两' | '贰' | '俩' => 2,
        '三' | '叁' | '仨' | '参' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

pub(super) fn unit(c: char) -> Option<i64> {
    Some(match c {
        '十' | '拾' => 10,
        '百' | '佰' => 100,
        '千' | '仟' => 1_000,
        '万' => 10_000,
        '亿' => 100_000_000,
        '兆' => 1_000_000_000_000,
        _ => return None,
    })
}

/// What something costs so much a piece of: 六百一晚.
const PER: &str = "晚天夜个月年人位斤次份";

/// 千三 and 万九, as prices are said: 1,300 and 19,000, where a number is asked for. 万一 is a word.
pub(super) fn bare_unit(chars: &[char], at: usize) -> Option<(Number, usize)> {
    let unit = unit(chars[at]).filter(|unit| (100..=10_000).contains(unit))?;
    let is_number = |at: Option<usize>| {
        at.and_then(|at| chars.get(at))
            .is_some_and(|c| c.is_ascii_digit() || digit(*c).is_some() || self::unit(*c).is_some())
    };
    let tail = chars.get(at + 1).and_then(|c| digit(*c)).filter(|tail| *tail > 0)?;
    if is_number(at.checked_sub(1)) || is_number(Some(at + 2)) || unit == 10_000 && tail == 1 {
        return None;
    }
    Some((Number { form: Form::Words, ..Number::of(unit + unit / 10 * tail) }, at + 2))
}

pub(super) fn chinese(chars: &[char], at: usize, out: &mut Vec<Item>) -> Option<usize> {
    // 百八十块 is about a hundred, and no 80; 百三 no 3.
    if at > 0
        && unit(chars[at - 1]).is_some_and(|unit| unit >= 100)
        && digit(chars[at]).is_some()
        && !chars.get(at + 1).is_some_and(|c| PER.contains(*c))
    {
        return Some(structured(chars, at).map_or(at + 1, |(_, end)| end));
    }
    // 一两个: one or two, where no weight is meant.
    if chars[at..].starts_with(&['一', '两'])
        && chars.get(at + 2).is_some_and(|c| "个天次年小分点块位杯周岁件条张".contains(*c))
    {
        let about = Number { most: Some(Decimal::TWO), form: Form::Words, ..Number::of(1) };
        push(out, at, at + 2, about, 1);
        return Some(at + 2);
    }
    // 二两 is a weight: 两 only begins.
    let run = chars[at..]
        .iter()
        .enumerate()
        .take_while(|(i, c)| digit(**c).is_some() && (*i == 0 || **c != '两'))
        .count();
    let has_unit = chars.get(at + run).is_some_and(|c| unit(*c).is_some() || matches!(c, '廿' | '卅'));
    // 周五九点: behind a week's name the first digit is the day.
    let is_weekday = at > 0 && matches!(chars[at - 1], '周' | '期' | '拜') && run >= 2;
    if is_weekday {
        chinese(chars, at + 1, out);
    }
    if run >= 2 && !has_unit {
        let spelled: Vec<i64> =
            chars[at..at + run.min(MOST_DIGITS)].iter().filter_map(|c| digit(*c)).collect();
        let end = at + spelled.len();
        let value = |digits: &[i64]| digits.iter().fold(0_i64, |sum, digit| sum * 10 + digit);
        let count = u8::try_from(spelled.len()).unwrap_or(u8::MAX);
        let number = Number { value: value(&spelled).into(), most: None, form: Form::Spelled, digits: count };
        // 三四, 七八, and 三五 by custom.
        let is_about = run == 2 && (spelled[0] > 0 && spelled[1] == spelled[0] + 1 || spelled == [3, 5]);
        if is_about {
            let about = Number { most: Some(spelled[1].into()), form: Form::Words, ..Number::of(spelled[0]) };
            push(out, at, end, about, 1);
        }
        push(out, at, end, number, -1);
        // 五点零五: what stands before 点 and behind it are numbers of their own; so is each place of a decimal.
        decimals(chars, at, end, number.value, out);
        return Some(end);
    }
    let (number, end) = structured(chars, at)?;
    // 陆地, 退伍, 拾取: one formal numeral alone is a word's, unless money follows.
    let in_word = |at: Option<usize>| {
        at.and_then(|at| chars.get(at)).is_some_and(|c| {
            crate::text::is_han(*c) && !"元圆块角分成折倍点个负第之又十百千万亿打".contains(*c)
        })
    };
    if end == at + 1
        && "壹贰叁肆伍陆柒捌玖拾".contains(chars[at])
        && (in_word(Some(end)) || in_word(at.checked_sub(1)))
    {
        return None;
    }
    push(out, at, end, number, 0);
    // 一千米 is a kilometre as it is a thousand metres.
    if matches!(chars[end - 1], '千' | '兆')
        && end > at + 1
        && let Some((less, stop)) = structured(&chars[..end - 1], at)
        && stop == end - 1
    {
        push(out, at, stop, less, 1);
    }
    if number.most.is_none() && !chars[at..end].contains(&'点') {
        return Some(decimals(chars, at, end, number.value, out).unwrap_or(end));
    }
    Some(end)
}

/// The same number with decimals behind 点, beside the one without: 八点五 may be a clock. The end to go on at.
pub(super) fn decimals(
    chars: &[char],
    at: usize,
    end: usize,
    value: Decimal,
    out: &mut Vec<Item>,
) -> Option<usize> {
    // 二十六 点三三
    let point = end + chars[end.min(chars.len())..].iter().take_while(|c| **c == ' ').count();
    if chars.get(point) != Some(&'点') || value < Decimal::ZERO {
        return None;
    }
    let end = point + chars[point + 1..].iter().take_while(|c| **c == ' ').count();
    let places: Vec<char> = chars[end + 1..]
        .iter()
        .take(MOST_DIGITS)
        .take_while(|c| **c != '两')
        .map_while(|c| {
            if c.is_ascii_digit() {
                Some(*c)
            } else {
                digit(*c).and_then(|digit| char::from_digit(u32::try_from(digit).ok()?, 10))
            }
        })
        .collect();
    let behind = end + 1 + places.len();
    let scale = chars.get(behind).and_then(|c| unit(*c));
    if places.is_empty() || scale == Some(10) || scale == Some(100) {
        return None;
    }
    let fraction: Decimal = format!("0.{}", places.iter().collect::<String>()).parse().ok()?;
    let mut value = value + fraction;
    let mut stop = behind;
    // 一点五亿, 五点二个亿
    if chars[stop..].starts_with(&['个', '亿']) {
        stop += 1;
    }
    while let Some(scale) = chars.get(stop).and_then(|c| unit(*c)).filter(|scale| *scale >= 1_000) {
        value = value.checked_mul(scale.into())?;
        stop += 1;
    }
    push(out, at, stop, Number { form: Form::Words, ..Number::of(value) }, 0);
    None
}

/// A number with units: 两百零五, 三万五, 三四十, 十几, 5亿1万4千6百.
pub(super) fn structured(chars: &[char], at: usize) -> Option<(Number, usize)> {
    let (mut total, mut section, mut group) =
        ((Decimal::ZERO, Decimal::ZERO), (Decimal::ZERO, Decimal::ZERO), (Decimal::ZERO, Decimal::ZERO));
    let mut current: Option<(Decimal, Decimal)> = None;
    let mut last_unit = 1_i64;
    let mut is_zero_said = false;
    let mut is_about = false;
    let mut end = at;
    let add =
        |a: (Decimal, Decimal), b: (Decimal, Decimal)| Some((a.0.checked_add(b.0)?, a.1.checked_add(b.1)?));
    let mul = |a: (Decimal, Decimal), unit: i64| {
        Some((a.0.checked_mul(unit.into())?, a.1.checked_mul(unit.into())?))
    };
    let both = |value: i64| (Decimal::from(value), Decimal::from(value));
    let mut was_unit = false;
    while let Some(c) = chars.get(end).copied() {
        // 三千 九百 六十五: a recogniser's spaces, before a unit and behind one.
        if c == ' ' && end > at {
            let gap = chars[end..].iter().take_while(|c| **c == ' ').count();
            let next = chars.get(end + gap).copied();
            let goes_on = next.is_some_and(|next| {
                unit(next).is_some()
                    || was_unit && (digit(next).is_some() || matches!(next, '几' | '余'))
                    // 7万 5千
                    || was_unit && chars.get(digits(chars, end + gap)).is_some_and(|c| unit(*c).is_some_and(|unit| unit < last_unit))
            });
            if !goes_on {
                break;
            }
            end += gap;
            continue;
        }
        was_unit = unit(c).is_some();
        if c.is_ascii_digit() {
            // 1千零1
            if current.is_some_and(|(low, _)| low != Decimal::ZERO || !is_zero_said) {
                break;
            }
            let (value, after, _) = plain(chars, end)?;
            // 1百01
            is_zero_said |= end > at && c == '0';
            current = Some((value, value));
            end = after;
        } else if c == '两'
            && (current.is_some() || end > at)
            && chars.get(end + 1).and_then(|c| unit(*c)).is_none_or(|unit| unit <= 10)
        {
            break;
        } else if c == '个' && current.is_some() && chars.get(end + 1) == Some(&'亿') {
            // 两个亿
            end += 1;
        } else if let Some(value) = digit(c) {
            match current {
                Some((low, high))
                    if value != 0
                        && low == high
                        && low > Decimal::ZERO
                        && (Decimal::from(value) == low + Decimal::ONE
                            || low == Decimal::from(3) && value == 5)
                        && !is_about =>
                {
                    current = Some((low, Decimal::from(value)));
                    is_about = true;
                }
                Some((low, _)) if low != Decimal::ZERO || value != 0 => {
                    if low == Decimal::ZERO && value != 0 {
                        current = Some(both(value));
                    } else {
                        break;
                    }
                }
                _ => {
                    is_zero_said |= value == 0;
                    current = Some(both(value));
                }
            }
            end += 1;
        } else if let Some(tens) = match c {
            '廿' => Some(20),
            '卅' => Some(30),
            _ => None,
        } {
            if current.is_some_and(|(low, _)| low != Decimal::ZERO) {
                break;
            }
            group = add(group, both(tens))?;
            (current, last_unit) = (None, 10);
            end += 1;
        } else if c == '几' {
            if current.is_some_and(|(low, _)| low != Decimal::ZERO) || is_about {
                break;
            }
            let low = if end == at { 3 } else { 1 };
            // 几点, 几个: a question or a few, no number of its own.
            let is_followed = chars.get(end + 1).is_some_and(|c| unit(*c).is_some());
            if end == at && !is_followed {
                return None;
            }
            current = Some((Decimal::from(low), Decimal::from(9)));
            is_about = true;
            end += 1;
        } else if matches!(c, '多' | '余' | '来')
            && end > at
            && current.is_some()
            && last_unit == 1
            && c != '来'
            && (chars.get(end + 1).and_then(|c| unit(*c)).is_some_and(|unit| unit >= 10_000)
                || current.is_some_and(|(low, _)| low >= Decimal::TEN && (low % Decimal::TEN).is_zero())
                    && !chars.get(end + 1).is_some_and(|c| "少于自到".contains(*c)))
        {
            // 500余万, 70多: up to the next of the last place that was said.
            let (low, _) = current?;
            let whole = low.is_integer().then(|| low.to_i64()).flatten().filter(|low| *low > 0)?;
            let place =
                (1..).map(|power| 10_i64.pow(power)).take(9).take_while(|place| whole % place == 0).last();
            current = Some((low, low.checked_add(place.unwrap_or(1).into())?));
            is_about = true;
            end += 1;
        } else if matches!(c, '多' | '余' | '来')
            && end > at
            && current.is_none()
            && last_unit > 1
            && !is_about
        {
            // 十多, 三百余, 二十来: up to the next of the unit. 多少 is a question.
            if chars.get(end + 1).is_some_and(|c| "少于自到".contains(*c)) {
                break;
            }
            group = (
                group.0,
                group.1.checked_add(Decimal::from(if last_unit >= 10_000 { 0 } else { last_unit }))?,
            );
            if last_unit >= 10_000 {
                section = (section.0, section.1.checked_add(last_unit.into())?);
            }
            is_about = true;
            end += 1;
            // 三百多万
            if chars.get(end).and_then(|c| unit(*c)).is_none_or(|unit| unit < 10_000) {
                break;
            }
        } else if let Some(unit) = unit(c) {
            if unit >= 10_000 {
                let said = add(group, current.unwrap_or_default())?;
                if said == (Decimal::ZERO, Decimal::ZERO)
                    && section.1 == Decimal::ZERO
                    && total.1 == Decimal::ZERO
                {
                    break;
                }
                if unit == 10_000 && section == (Decimal::ZERO, Decimal::ZERO) {
                    section = add(section, mul(said, unit)?)?;
                } else {
                    let whole = add(section, said)?;
                    // 四万万, 九千万亿: a unit of a unit.
                    let whole = if whole.1 == Decimal::ZERO { std::mem::take(&mut total) } else { whole };
                    if unit == 10_000 {
                        section = mul(whole, unit)?;
                    } else {
                        total = add(total, mul(whole, unit)?)?;
                        section = Default::default();
                    }
                }
                group = Default::default();
            } else {
                let count = match current {
                    Some((low, high)) if high > Decimal::ZERO => (low, high),
                    None if unit == 10 => both(1),
                    Some(_) if unit == 10 => both(1), // 一百零十
                    _ => break,
                };
                group = add(group, mul(count, unit)?)?;
            }
            current = None;
            last_unit = unit;
            is_zero_said = false;
            end += 1;
        } else {
            break;
        }
    }
    while end > at && chars[end - 1] == ' ' {
        end -= 1;
    }
    if end == at || end == at + 1 && unit(chars[at]).is_some_and(|unit| unit > 10) {
        return None;
    }
    // 六百一晚 is six hundred a night.
    let is_per = chars.get(end).is_some_and(|c| PER.contains(*c));
    if is_per && end > at + 1 && chars[end - 1] == '一' && last_unit >= 100 && !is_zero_said {
        (current, end) = (None, end - 1);
    }
    // 三万五 is 35,000 and 一百二 is 120; 零 stops it, 十 has no such tail, and neither has a number of two digits.
    let mut tail = current.unwrap_or_default();
    if last_unit >= 100 && !is_zero_said && tail.1 < Decimal::TEN && tail.0 > Decimal::ZERO {
        tail = mul(tail, last_unit / 10)?;
    }
    let sum = add(add(total, section)?, add(group, tail)?)?;
    let is_plain = end - at == digits(chars, at) - at;
    let number = Number {
        value: sum.0,
        most: (is_about && sum.1 > sum.0).then_some(sum.1),
        form: if is_plain { Form::Written } else { Form::Words },
        digits: 0,
    };
    Some((number, end))
}
