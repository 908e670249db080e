//! The words that Chinese builds times from.
//!
//! Adding a word is a line in a table; what words make together is `super::expression_at`'s matter.

use super::{Atom, Clock, Day, Part, Year};
use crate::values::duration::duration_at;
use crate::values::number::integer_at;
use crate::values::reader::{literal, longest, skip_spaces};

const DAYS: &[(&str, i32)] = &[
    ("今天", 0),
    ("今日", 0),
    ("今儿", 0),
    ("当天", 0),
    ("明天", 1),
    ("明日", 1),
    ("明儿", 1),
    ("后天", 2),
    ("大后天", 3),
    ("昨天", -1),
    ("昨日", -1),
    ("昨儿", -1),
    ("前天", -2),
    ("大前天", -3),
];

const DAY_PARTS: &[(&str, i32, Part)] = &[
    ("今早", 0, Part::Morning),
    ("今晚", 0, Part::Evening),
    ("今夜", 0, Part::Evening),
    ("明早", 1, Part::Morning),
    ("明晚", 1, Part::Evening),
    ("后晚", 2, Part::Evening),
    ("昨晚", -1, Part::Evening),
];

const PARTS: &[(&str, Part)] = &[
    ("凌晨", Part::Dawn),
    ("半夜", Part::Dawn),
    ("清晨", Part::Morning),
    ("清早", Part::Morning),
    ("一大早", Part::Morning),
    ("早上", Part::Morning),
    ("早晨", Part::Morning),
    ("上午", Part::Morning),
    ("中午", Part::Noon),
    ("下午", Part::Afternoon),
    ("午后", Part::Afternoon),
    ("傍晚", Part::Evening),
    ("晚上", Part::Evening),
    ("夜里", Part::Evening),
    ("晚间", Part::Evening),
];

const WEEKS: &[(&str, Option<i32>)] = &[
    ("周", None),
    ("星期", None),
    ("礼拜", None),
    ("这周", Some(0)),
    ("这个周", Some(0)),
    ("本周", Some(0)),
    ("这星期", Some(0)),
    ("这个星期", Some(0)),
    ("这礼拜", Some(0)),
    ("这个礼拜", Some(0)),
    ("下周", Some(1)),
    ("下个周", Some(1)),
    ("下星期", Some(1)),
    ("下个星期", Some(1)),
    ("下礼拜", Some(1)),
    ("下个礼拜", Some(1)),
    ("下下周", Some(2)),
    ("下下星期", Some(2)),
    ("下下个星期", Some(2)),
    ("上周", Some(-1)),
    ("上星期", Some(-1)),
    ("上个星期", Some(-1)),
    ("上礼拜", Some(-1)),
];

const WEEKDAYS: &[(&str, i8)] = &[
    ("一", 1),
    ("二", 2),
    ("三", 3),
    ("四", 4),
    ("五", 5),
    ("六", 6),
    ("日", 7),
    ("天", 7),
    ("末", 6),
    ("1", 1),
    ("2", 2),
    ("3", 3),
    ("4", 4),
    ("5", 5),
    ("6", 6),
    ("7", 7),
];

const MONTHS: &[(&str, i32)] = &[("这个月", 0), ("本月", 0), ("下个月", 1), ("下月", 1), ("上个月", -1)];
const YEARS: &[(&str, i16)] = &[("今年", 0), ("明年", 1), ("去年", -1)];

fn row<'a, T>(chars: &[char], at: usize, table: &'a [(&str, T)]) -> Option<(&'a T, usize)> {
    let words: Vec<&str> = table.iter().map(|(word, _)| *word).collect();
    let (index, end) = longest(chars, at, &words)?;
    Some((&table[index].1, end))
}

/// The longest atom at `at`.
pub(super) fn atom_at(chars: &[char], at: usize, weak: bool) -> Option<(Atom, usize)> {
    let day_part = DAY_PARTS.iter().filter_map(|(word, offset, part)| {
        let end = literal(chars, at, word)?;
        // 今晚上 says 晚上 once.
        let end = literal(chars, end, "上").unwrap_or(end);
        Some((Atom::Both(Day::Offset(*offset), *part), end))
    });
    let atoms = [
        day_part.max_by_key(|(_, end)| *end),
        day(chars, at).map(|(day, end)| (Atom::Day(day), end)),
        row(chars, at, PARTS).map(|(part, end)| (Atom::Part(*part), end)),
        clock(chars, at, weak).map(|(clock, end)| (Atom::Clock(clock), end)),
        after(chars, at),
    ];
    atoms.into_iter().flatten().max_by_key(|(_, end)| *end)
}

fn day(chars: &[char], at: usize) -> Option<(Day, usize)> {
    let offset = row(chars, at, DAYS).map(|(offset, end)| (Day::Offset(*offset), end));
    offset.or_else(|| weekday(chars, at)).or_else(|| date(chars, at)).or_else(|| day_of_month(chars, at))
}

fn weekday(chars: &[char], at: usize) -> Option<(Day, usize)> {
    let (weeks, end) = row(chars, at, WEEKS)?;
    let (weekday, end) = row(chars, end, WEEKDAYS)?;
    // 周一到周五 is a stretch, 下周二十 is no Tuesday.
    (!chars.get(end).is_some_and(|c| "十百".contains(*c)))
        .then_some((Day::Weekday { weekday: *weekday, weeks: *weeks }, end))
}

/// `12月3号`, `2027年1月2日`, `明年三月五号`, `2026-12-03`.
fn date(chars: &[char], at: usize) -> Option<(Day, usize)> {
    let (year, end) = year(chars, at).map_or((None, at), |(year, end)| (Some(year), end));
    let (month, end) = integer_at(chars, end).filter(|(month, _)| (1..=12).contains(month))?;
    let (end, month) = (
        literal(chars, end, "月").or_else(|| {
            literal(chars, end, "-").filter(|_| year.is_some_and(|y| matches!(y, Year::Written(_))))
        })?,
        i8::try_from(month).ok()?,
    );
    let (day, end) = integer_at(chars, end).filter(|(day, _)| (1..=31).contains(day))?;
    let end = longest(chars, end, &["号", "日"]).map_or(end, |(_, end)| end);
    Some((Day::Date { year, month, day: i8::try_from(day).ok()? }, end))
}

fn year(chars: &[char], at: usize) -> Option<(Year, usize)> {
    if let Some((offset, end)) = row(chars, at, YEARS) {
        return Some((Year::Offset(*offset), literal(chars, end, "的").unwrap_or(end)));
    }
    let (year, end) = integer_at(chars, at).filter(|(year, _)| (1900..=2200).contains(year))?;
    let (_, end) = longest(chars, end, &["年", "-"])?;
    Some((Year::Written(i16::try_from(year).ok()?), end))
}

/// `3号`, `下个月5号`.
fn day_of_month(chars: &[char], at: usize) -> Option<(Day, usize)> {
    let (months, end) = row(chars, at, MONTHS)
        .map_or((None, at), |(months, end)| (Some(*months), literal(chars, end, "的").unwrap_or(end)));
    let (day, end) = integer_at(chars, end).filter(|(day, _)| (1..=31).contains(day))?;
    let (word, end) = longest(chars, end, &["号", "日"])?;
    // 3号线, 5号楼 and 6日游 are no days.
    let misread =
        chars.get(end).is_some_and(|c| "线楼门桌座码位游".contains(*c)) || word == 1 && months.is_none();
    (!misread).then_some((Day::Nth { day: i8::try_from(day).ok()?, months }, end))
}

fn clock(chars: &[char], at: usize, weak: bool) -> Option<(Clock, usize)> {
    // 差五分八点
    if let Some(after) = literal(chars, at, "差") {
        let (minutes, end) = match literal(chars, after, "一刻") {
            Some(end) => (15, end),
            None => {
                let (minutes, end) = integer_at(chars, after)?;
                (minutes, longest(chars, end, &["分", "分钟"])?.1)
            }
        };
        let (hour, end) = hour(chars, end)?;
        let minute = i8::try_from(60 - minutes).ok().filter(|minute| (1..60).contains(minute))?;
        return Some((Clock { hour: if hour == 0 { 23 } else { hour - 1 }, minute, fixed: false }, end));
    }
    let Some((hour, end)) = hour(chars, at) else {
        let (hour, end) = integer_at(chars, at).filter(|(hour, _)| weak && (0..=24).contains(hour))?;
        return Some((Clock { hour: i8::try_from(hour).ok()?, minute: 0, fixed: hour > 12 }, end));
    };
    let fixed = hour > 12 || hour == 0;
    if let Some(end) = literal(chars, end, "半") {
        return Some((Clock { hour, minute: 30, fixed }, end));
    }
    if let Some((index, end)) = longest(chars, end, &["一刻", "三刻"]) {
        return Some((Clock { hour, minute: [15, 45][index], fixed }, end));
    }
    let past = longest(chars, end, &["过", "零", "0"]).map_or(end, |(_, end)| end);
    if let Some((minute, after)) = integer_at(chars, past).filter(|(minute, _)| (0..60).contains(minute)) {
        let said = literal(chars, after, "分").filter(|_| chars.get(after + 1) != Some(&'钟'));
        // 八点20 and 八点二十 are minutes; 八点3个人 is not.
        let digits = after - past;
        if said.is_some()
            || (minute >= 10 && !chars.get(after).is_some_and(|c| "个位人杯份张块元年月号".contains(*c)))
            || (past > end && digits == 1)
        {
            return Some((Clock { hour, minute: i8::try_from(minute).ok()?, fixed }, said.unwrap_or(after)));
        }
    }
    let end = longest(chars, end, &["钟", "整"]).map_or(end, |(_, end)| end);
    Some((Clock { hour, minute: 0, fixed }, end))
}

/// An hour with its word: `八点`, `18时`. 一点 before 都, 也, 儿, 点 and the like is "a little".
fn hour(chars: &[char], at: usize) -> Option<(i8, usize)> {
    // The decimal reader would take 八点三十 for 8.3, so the hour is read on its own.
    let until = chars[at..].iter().position(|c| *c == '点' || *c == '时').map(|n| at + n)?;
    let (hour, end) =
        integer_at(&chars[..until], at).filter(|(hour, end)| *end == until && (0..=24).contains(hour))?;
    let word = chars[end];
    let after = chars.get(end + 1);
    if word == '时' && after.is_some_and(|c| "候间常".contains(*c)) {
        return None;
    }
    let a_little = chars[at] == '一'
        && word == '点'
        && end == at + 1
        && after.is_some_and(|c| "都也儿点不没糖冰钱小东心辣意".contains(*c));
    let preceded = chars[at] == '一'
        && at > 0
        && "早晚快慢多少大小高低亮暗有差好甜".contains(chars[at - 1])
        && !at.checked_sub(2).is_some_and(|before| "今明".contains(chars[before]));
    (!a_little && !preceded).then_some((i8::try_from(hour).ok()?, end + 1))
}

/// `半小时后`, `过二十分钟`, `再过一个小时`.
fn after(chars: &[char], at: usize) -> Option<(Atom, usize)> {
    if let Some((_, start)) = longest(chars, at, &["再过", "过"]) {
        let (length, end) = duration_at(chars, skip_spaces(chars, start))?;
        let end = longest(chars, end, &["之后", "以后", "后"]).map_or(end, |(_, end)| end);
        return Some((Atom::After(length), end));
    }
    let (length, end) = duration_at(chars, at)?;
    let (_, end) =
        longest(chars, end, &["之后", "以后", "后"]).filter(|(_, end)| chars.get(*end) != Some(&'天'))?;
    Some((Atom::After(length), end))
}
