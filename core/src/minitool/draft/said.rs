//! A request's words, cut into clauses, with the amounts in them.
//!
//! Decides where a clause ends, what frames a request ("帮我做个…小工具", "can you make me a … tool") and which numbers were said;
//! what a clause is about is `draft`'s matter.

use std::ops::Range;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::run_on::apart;
use crate::text::{Language, Utterance, is_han};
use crate::values::{Grain, Meaning, Reference, Sort, phrase, read_values_of};

/// An amount that was said.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Amount {
    /// Characters of the utterance.
    pub range: Range<usize>,
    /// A share in hundredths, a length in seconds, all else as it was said.
    pub number: Decimal,
    /// The number that was said before the unit: 2 of two hours.
    pub count: Decimal,
    pub sort: AmountSort,
    /// The unit as it was said.
    pub unit: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AmountSort {
    Plain,
    Percent,
    /// What is left of a price: 九折 is 0.9.
    Factor,
    Money,
    Measure,
    /// In seconds.
    Length,
}

/// A request's words.
pub(super) struct Said {
    pub utterance: Utterance,
    pub language: Language,
    pub amounts: Vec<Amount>,
    pub dates: Vec<(Range<usize>, Date)>,
    pub clauses: Vec<Range<usize>>,
}

impl Said {
    pub(super) fn new(text: &str, here: Reference) -> Self {
        let utterance = Utterance::new(text);
        let language = utterance.language();
        let amounts = amounts(&utterance, here);
        let dates = dates(&utterance, here);
        let clauses = clauses(&utterance, &amounts);
        Self { utterance, language, amounts, dates, clauses }
    }

    pub(super) fn text(&self, range: &Range<usize>) -> String {
        self.utterance.folded(range.clone())
    }

    pub(super) fn original(&self, range: &Range<usize>) -> &str {
        self.utterance.original(range.clone())
    }

    pub(super) fn all(&self) -> String {
        self.utterance.folded(0..self.utterance.chars().len())
    }

    /// Reads a stretch anew where an amount reaches across its edge: "100, 10 or less" is two numbers if a mark ends between them.
    pub(super) fn recut(&mut self, stretches: &[Range<usize>], here: Reference) {
        for stretch in stretches {
            let crosses = |own: &Amount| {
                let overlaps = own.range.start < stretch.end && stretch.start < own.range.end;
                let inside = own.range.start >= stretch.start && own.range.end <= stretch.end;
                let around = own.range.start <= stretch.start && own.range.end >= stretch.end;
                overlaps && !inside && !around
            };
            if !self.amounts.iter().any(crosses) {
                continue;
            }
            let lost: Vec<Amount> = self.amounts.iter().filter(|own| crosses(own)).cloned().collect();
            // What lies within is read anew as well: the 3 of 3块5, where 5,180 was taken for one number.
            let is_inside = |own: &Amount| stretch.start <= own.range.start && own.range.end <= stretch.end;
            self.amounts.retain(|own| !crosses(own) && !is_inside(own));
            let mut parts = vec![stretch.clone()];
            for own in &lost {
                parts.push(own.range.start..stretch.start.max(own.range.start));
                parts.push(stretch.end.min(own.range.end)..own.range.end);
            }
            for part in parts.into_iter().filter(|part| !part.is_empty()) {
                let text = self.original(&part).to_owned();
                let inner = Utterance::new(&text);
                for mut amount in amounts(&inner, here) {
                    amount.range = amount.range.start + part.start..amount.range.end + part.start;
                    let is_new = self.amounts.iter().all(|own| {
                        own.range.end <= amount.range.start || own.range.start >= amount.range.end
                    });
                    if is_new {
                        self.amounts.push(amount);
                    }
                }
            }
            self.amounts.sort_by_key(|own| own.range.start);
        }
    }

    /// The day that some characters say by themselves.
    pub(super) fn dates_in(&self, range: &Range<usize>, here: Reference) -> Option<Date> {
        dates(&Utterance::new(self.original(range)), here).first().map(|own| own.1)
    }

    /// The amounts within some characters.
    pub(super) fn amounts_in(&self, range: &Range<usize>) -> impl Iterator<Item = &Amount> {
        let range = range.clone();
        self.amounts.iter().filter(move |own| own.range.start >= range.start && own.range.end <= range.end)
    }
}

/// Words behind a number that count: 个, 次, 杯.
const COUNTERS: &str = "个位次杯瓶片张本局轮组圈遍页道只根套件份趟步粒颗包盒斤箱桶袋条棵块人天";

/// Words that may stand within an amount's stretch and compare it.
const BOUNDS: &[&str] = &[
    "more than",
    "over",
    "at least",
    "less than",
    "under",
    "up to",
    "at most",
    "about",
    "around",
    "above",
    "below",
    "the first",
    "first",
    "超过",
    "不到",
    "大约",
    "至少",
    "最多",
    "不超过",
    "低于",
    "高于",
    "满",
    "不足",
    "少于",
    "多于",
    "最少",
];

fn amounts(said: &Utterance, here: Reference) -> Vec<Amount> {
    let sorts = [Sort::Number, Sort::Percent, Sort::Money, Sort::Quantity, Sort::Length, Sort::Temperature];
    let mut found: Vec<Amount> = Vec::new();
    for meant in read_values_of(said, here, &sorts, false) {
        let (number, sort) = match &meant.meaning {
            Meaning::Number(number, None) => (*number, AmountSort::Plain),
            Meaning::Percent(number) => (*number, AmountSort::Percent),
            Meaning::Money(number, None, _) => (*number, AmountSort::Money),
            Meaning::Quantity(number, None, _) | Meaning::Temperature(number, _) => {
                (*number, AmountSort::Measure)
            }
            Meaning::Length(length) if length.months == 0 => {
                let days = Decimal::from(i64::from(length.days) * 86_400);
                (days + Decimal::from(length.ms) / Decimal::from(1_000), AmountSort::Length)
            }
            _ => continue,
        };
        // "more than 40 hours" is forty hours here; what it is compared by stands before it.
        let mut meant = meant;
        while let Some(end) = BOUNDS
            .iter()
            .filter_map(|word| phrase(&said.chars()[..meant.range.end], meant.range.start, word))
            .max()
        {
            let blanks = said.chars()[end..meant.range.end].iter().take_while(|c| c.is_whitespace()).count();
            if end + blanks >= meant.range.end {
                break;
            }
            meant.range.start = end + blanks;
        }
        let text: Vec<char> = said.chars()[meant.range.clone()].to_vec();
        // 一个, 一下 and "a tool" are no amounts.
        let words: String = text.iter().collect();
        let next = said.chars().get(meant.range.end).copied();
        let is_article = matches!(words.as_str(), "一" | "a" | "an" | "one")
            && (next.is_none_or(|c| "个下点些把张行列样起共直".contains(c)) || words == "a" || words == "an");
        if is_article {
            continue;
        }
        let start = text.iter().position(|c| !is_numeral(*c)).unwrap_or(text.len());
        let own: String = text[start..].iter().collect::<String>().trim().to_owned();
        let mut range = meant.range.clone();
        // 打九折: what is said is what is paid.
        let (number, sort) = match sort {
            AmountSort::Percent if words.ends_with('折') => {
                (number / Decimal::ONE_HUNDRED, AmountSort::Factor)
            }
            _ => (number, sort),
        };
        // 50k is fifty thousand.
        let after = said.chars().get(range.end + 1);
        let thousands =
            said.chars().get(range.end) == Some(&'k') && !after.is_some_and(char::is_ascii_alphanumeric);
        let (number, thousands) = if thousands && matches!(sort, AmountSort::Plain | AmountSort::Money) {
            (number * Decimal::ONE_THOUSAND, 1)
        } else {
            (number, 0)
        };
        range.end += thousands;
        // 五个点 and 三成五 are hundredths.
        if sort == AmountSort::Plain
            && let Some((hundredths, end)) = shares(said.chars(), range.end, number)
        {
            range.end = end;
            found.push(Amount {
                range,
                number: hundredths,
                count: hundredths,
                sort: AmountSort::Percent,
                unit: None,
            });
            continue;
        }
        let next = if thousands > 0 { None } else { next };
        let unit = if !own.is_empty() && !matches!(sort, AmountSort::Percent | AmountSort::Factor) {
            Some(own)
        } else {
            let counter = next.filter(|c| COUNTERS.contains(*c) && sort == AmountSort::Plain);
            range.end += usize::from(counter.is_some());
            counter.map(String::from)
        };
        let count = match sort {
            AmountSort::Length => counted(number, unit.as_deref().unwrap_or_default()),
            _ => number,
        };
        found.push(Amount { range, number, count, sort, unit });
    }
    found.sort_by_key(|amount| amount.range.start);
    found.dedup_by(|next, last| next.range.start < last.range.end);
    apart(found, said.chars())
}

/// Hundredths in words behind a number: 个点, 个百分点, 成.
fn shares(chars: &[char], at: usize, number: Decimal) -> Option<(Decimal, usize)> {
    for word in ["个百分点", "个点", "百分点"] {
        // 十个点位 and 五个点心 are no shares.
        let goes_on = |end: usize| chars.get(end).is_some_and(|c| "位心名餐球子歌赞".contains(*c));
        if let Some(end) = phrase(chars, at, word).filter(|end| !goes_on(*end)) {
            return Some((number, end));
        }
    }
    if chars.get(at) != Some(&'成') || number > Decimal::TEN {
        return None;
    }
    let digit = chars.get(at + 1).and_then(|c| "零一二三四五六七八九".chars().position(|own| own == *c));
    let half = chars.get(at + 1) == Some(&'半');
    let ones = if half { Some(5) } else { digit.filter(|digit| *digit > 0) };
    let more = ones.map_or(Decimal::ZERO, |ones| Decimal::from(ones as u64));
    Some((number * Decimal::TEN + more, at + 1 + usize::from(ones.is_some())))
}

/// How many of its unit a length is.
fn counted(seconds: Decimal, unit: &str) -> Decimal {
    let units: [(&[&str], i64); 5] = [
        (&["周", "星期", "礼拜", "week"], 604_800),
        (&["天", "日", "day", "night", "晚"], 86_400),
        (&["小时", "钟头", "hour", "hr", "h"], 3_600),
        (&["分钟", "分", "min"], 60),
        (&["秒", "sec", "s"], 1),
    ];
    let length = units.iter().find(|(words, _)| words.iter().any(|word| unit.contains(word)));
    seconds / Decimal::from(length.map_or(1, |own| own.1))
}

fn is_numeral(c: char) -> bool {
    c.is_ascii_digit()
        || matches!(c, '.' | ',' | ' ' | '-')
        || "零一二三四五六七八九十百千万亿两半点¥$€£".contains(c)
}

fn dates(said: &Utterance, here: Reference) -> Vec<(Range<usize>, Date)> {
    read_values_of(said, here, &[Sort::Time], false)
        .into_iter()
        .filter_map(|meant| match &meant.meaning {
            Meaning::Time(when) => {
                let reading = when.readings.first()?;
                (reading.grain == Grain::Day && reading.is_point).then_some(())?;
                Some((meant.range.clone(), reading.start?.date()))
            }
            _ => None,
        })
        .collect()
}

/// Clauses end at punctuation, and in Chinese at a space between two Chinese characters.
fn clauses(said: &Utterance, amounts: &[Amount]) -> Vec<Range<usize>> {
    let chars = said.chars();
    let within = |at: usize| amounts.iter().any(|own| own.range.start < at && at < own.range.end);
    let mut found = Vec::new();
    let mut start = 0;
    for (at, c) in chars.iter().enumerate() {
        let ends = match c {
            ',' | '。' | ';' | '!' | '?' | ':' | '\n' => !within(at),
            // The fold makes 。 a full stop; between letters or digits it stands in a name or a number.
            '.' => {
                let is_inner = |c: Option<&char>| c.is_some_and(char::is_ascii_alphanumeric);
                !(is_inner(at.checked_sub(1).and_then(|at| chars.get(at))) && is_inner(chars.get(at + 1)))
            }
            ' ' => {
                let before = at.checked_sub(1).and_then(|at| chars.get(at));
                let after = chars.get(at + 1);
                before.is_some_and(|c| is_han(*c)) && after.is_some_and(|c| is_han(*c) || c.is_ascii_digit())
                    || before.is_some_and(|c| c.is_ascii_digit()) && after.is_some_and(|c| is_han(*c))
            }
            _ => false,
        };
        if ends {
            found.push(start..at);
            start = at + 1;
        }
    }
    found.push(start..chars.len());
    found.into_iter().map(|range| trimmed(chars, range)).filter(|range| !range.is_empty()).collect()
}

pub(super) fn trimmed(chars: &[char], mut range: Range<usize>) -> Range<usize> {
    while range.start < range.end && chars[range.start].is_whitespace() {
        range.start += 1;
    }
    while range.start < range.end && chars[range.end - 1].is_whitespace() {
        range.end -= 1;
    }
    range
}

/// Where a phrase stands in folded text, at the borders of English words; characters.
pub(in crate::minitool) fn find(chars: &[char], text: &str, from: usize) -> Option<Range<usize>> {
    (from..chars.len()).find_map(|at| Some(at..phrase(chars, at, text)?))
}

/// Whether any of the phrases stands in some text.
pub(in crate::minitool) fn has_any(text: &str, phrases: &[&str]) -> bool {
    let chars: Vec<char> = text.chars().collect();
    phrases.iter().any(|phrase| find(&chars, phrase, 0).is_some())
}

/// Whether a text has a word of a name, or two characters of it.
pub(super) fn has_word_of(text: &str, name: &str) -> bool {
    let name = name.to_lowercase();
    let mut words = name.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| word.len() > 3);
    let chars: Vec<char> = name.chars().filter(|c| !c.is_ascii()).collect();
    words.any(|word| has_any(text, &[word]))
        || chars.windows(2).any(|two| text.contains(&two.iter().collect::<String>()))
}
