//! Which of the items of a chart count: of those that overlap, the ones that take in most of the sentence together, then the likelier ones.
//!
//! Decides what stands in the way of a reading: a title or a link around it, a sum that it is only a part of, a word that it cuts in two.

use std::cmp::Reverse;
use std::ops::Range;

use super::Sentence;
use crate::text::is_han;
use crate::values::calendar::{Day, Grain, Year};
use crate::values::chart::is_whole;
use crate::values::chart::item::{Item, Sym, Val};
use crate::values::grammar::WEAK;

/// Words that are more often something else than a time.
const MISLEADING: &[&str] = &[
    "may",
    "jan",
    "mar",
    "march",
    "sun",
    "sat",
    "wed",
    "mon",
    "second",
    "fall",
    "spring",
    "lunch",
    "dinner",
    "breakfast",
    "brunch",
    "早饭",
    "早餐",
    "午饭",
    "午餐",
    "晚饭",
    "晚餐",
];

/// An item, and what comes first among those of one length.
type Ranked = (Item, u8);

/// What comes first among readings of one length.
fn rank(sym: Sym) -> Option<u8> {
    Some(match sym {
        Sym::Email | Sym::Link | Sym::Ip | Sym::Uuid => 12,
        Sym::Repeat => 11,
        Sym::Range => 2,
        Sym::Time => 10,
        Sym::Money => 9,
        Sym::Length => 8,
        Sym::Years => 7,
        Sym::Temperature => 6,
        Sym::Quantity => 5,
        Sym::Share => 4,
        Sym::Phone | Sym::Mention | Sym::Hashtag => 3,
        Sym::Ordinal | Sym::Step => 2,
        Sym::Number | Sym::Place => 1,
        Sym::Idiom | Sym::Answer | Sym::UnitName => 0,
        _ => return None,
    })
}

/// Whether a dash joins a number to a name before it: SCP-173.
fn is_numbered(chars: &[char], item: &Item) -> bool {
    let start = usize::from(item.start);
    let [before @ .., '-'] = &chars[..start] else { return false };
    let mut word = before.iter().rev().take_while(|c| c.is_ascii_alphanumeric());
    chars[start].is_ascii_digit() && word.any(char::is_ascii_alphabetic)
}

/// Whether an item begins within a word; one that goes on behind an idiom with its unit says what it is: that one mile.
fn cuts(item: &Item, word: &Item) -> bool {
    let is_amount = word.sym == Sym::Idiom
        && item.end > word.end
        && matches!(item.sym, Sym::Quantity | Sym::Money | Sym::Temperature);
    word.start < item.start && item.start < word.end && !is_amount
}

/// How good a choice of items is: characters taken in, fewer items, how likely they are, their ranks and weights.
type Score = (u32, i32, i32, u32, i32);

/// The items, none inside another, that take in most of a text together: fewer ones before many, then the likelier.
fn widest(items: &[Ranked], chars: &[char]) -> Vec<Item> {
    let len = chars.len();
    // Marks and gaps are no words: 7月25日早间，7月25日早 are two days.
    let mut words_before: Vec<u32> = vec![0; len + 1];
    for (at, c) in chars.iter().enumerate() {
        words_before[at + 1] = words_before[at] + u32::from(!matches!(c, ' ' | ',' | '.' | ';' | '、'));
    }
    let mut by_end: Vec<&Ranked> = items.iter().collect();
    by_end.sort_by_key(|(item, _)| item.end);
    // What is best up to a place, and the item that ends there.
    let mut best: Vec<(Score, Option<Item>)> = vec![(Score::default(), None); len + 1];
    let mut next = by_end.into_iter().peekable();
    for end in 1..=len {
        best[end] = (best[end - 1].0, None);
        while let Some((item, rank)) = next.next_if(|(item, _)| usize::from(item.end) == end) {
            let ((cover, few, likely, ranks, weights), _) = best[usize::from(item.start)];
            let so_far = (
                cover + words_before[end] - words_before[usize::from(item.start)],
                few - 1,
                likely + i32::from(item.weight.min(0)),
                ranks + u32::from(*rank),
                weights + i32::from(item.weight),
            );
            if so_far > best[end].0 {
                best[end] = (so_far, Some(*item));
            }
        }
    }
    let mut taken = Vec::new();
    let mut at = len;
    while at > 0 {
        match best[at].1 {
            Some(item) => {
                taken.push(item);
                at = usize::from(item.start);
            }
            None => at -= 1,
        }
    }
    taken
}

impl Sentence<'_> {
    /// Items that count, none inside another: those that take in more, then the likelier ones.
    pub(super) fn best(&self, with_weak: bool, is_wanted: impl Fn(&Item) -> bool) -> Vec<Item> {
        let chars = &self.squeezed.chars;
        let idioms: Vec<Item> = self.chart.items.iter().filter(|item| self.is_idiom(item)).copied().collect();
        let titles = self.titles();
        let sums = self.sums();
        let is_hidden = |item: &Item| {
            let same = |idiom: &Item| (idiom.start, idiom.end) == (item.start, item.end);
            item.sym != Sym::Idiom && idioms.iter().any(same)
                || self.is_part(item, &sums)
                || !matches!(item.sym, Sym::Link | Sym::Email | Sym::Ip | Sym::Uuid)
                    && titles.iter().any(|title| self.overlaps(item, title))
        };
        // "may" and "sun" say when only beside other words that do.
        let is_later = |item: &Item| item.weight <= WEAK / 2 || !with_weak && self.is_misleading(item);
        let words = self.words();
        let (later, sure): (Vec<Ranked>, Vec<Ranked>) = self
            .chart
            .items
            .iter()
            .filter_map(|item| Some((*item, rank(item.sym)?)))
            .filter(|(item, _)| with_weak || !is_later(item) || self.is_listable(item))
            .filter(|(item, _)| !matches!((item.sym, item.val), (Sym::Number, Val::Int(_))))
            // 一块蛋糕 counts, and costs nothing by itself.
            .filter(|(item, _)| {
                item.sym == Sym::Idiom && self.is_word(item) || item.sym != Sym::Idiom && is_wanted(item)
            })
            .filter(|(item, _)| is_whole(chars, item) && !is_hidden(item))
            .partition(|(item, _)| is_later(item) || words.iter().any(|word| cuts(item, word)));
        let mut taken = widest(&sure, chars);
        self.add_weak(later, with_weak, &mut taken);
        taken.sort_by_key(|item| item.start);
        taken
    }

    /// Adds what is likely only where it is asked for, or listed beside what counts: July 17th, 18th or 19th; 2007 and 2009.
    fn add_weak(&self, mut later: Vec<Ranked>, with_weak: bool, taken: &mut Vec<Item>) {
        later.sort_by_key(|(item, rank)| {
            (Reverse((item.end - item.start, item.weight.min(0), *rank, item.weight)), item.start)
        });
        if !with_weak {
            later.retain(|(item, _)| self.is_listable(item));
            later.sort_by_key(|(item, _)| item.start);
        }
        for (item, _) in later {
            // The 18th of a list of days is no place in a row.
            let is_same = |other: &Item| {
                (other.start, other.end) == (item.start, item.end)
                    && matches!(other.sym, Sym::Ordinal | Sym::Number)
            };
            let is_free = taken.iter().all(|other| {
                item.end <= other.start || other.end <= item.start || !with_weak && is_same(other)
            });
            let is_beside = |other: &Item| {
                other.sym == Sym::Time && self.is_alike(other, &item) && self.is_listed(other, &item)
            };
            if is_free && (with_weak || taken.iter().any(is_beside)) {
                taken.retain(|other| !is_same(other));
                taken.push(item);
            }
        }
    }

    /// Where nothing is read, in characters of the utterance: in 《明日之后》, which is a title, and in a link, but where that is all there is.
    fn titles(&self) -> Vec<Range<usize>> {
        let chars = self.said.chars();
        let mut found = Vec::new();
        let mut open = None;
        // Folded, both marks are quotation marks.
        for at in (0..chars.len()).filter(|at| chars[*at] == '"') {
            match (self.said.original(at..at + 1), open) {
                ("《", None) => open = Some(at),
                ("》", Some(start)) => {
                    found.push(start..at + 1);
                    open = None;
                }
                _ => {}
            }
        }
        let links = self.chart.items.iter().filter(|item| item.sym == Sym::Link && item.weight > WEAK / 2);
        found.extend(links.map(|link| self.squeezed.range(link.start, link.end)));
        if !found.iter().any(|title| title.len() < chars.len()) {
            found.clear();
        }
        found
    }

    fn overlaps(&self, item: &Item, place: &Range<usize>) -> bool {
        let range = self.squeezed.range(item.start, item.end);
        place.start < range.end && range.start < place.end
    }

    /// What another amount may be only a part of.
    fn sums(&self) -> Vec<Item> {
        let is_sum = |item: &&Item| {
            matches!(item.sym, Sym::Money | Sym::Temperature | Sym::Years) && item.weight > WEAK / 2
        };
        self.chart.items.iter().filter(is_sum).copied().collect()
    }

    /// 1.8M dollars are no metres, 100° Celsius no angle, 18周岁 no weeks, and SCP-173m nothing of all.
    fn is_part(&self, item: &Item, sums: &[Item]) -> bool {
        let is_in = |sum: &&Item| {
            sum.start <= item.start && item.end <= sum.end && sum.end - sum.start > item.end - item.start
        };
        match item.sym {
            Sym::Quantity => sums.iter().any(|sum| is_in(&sum)) || is_numbered(&self.squeezed.chars, item),
            Sym::Length => {
                sums.iter().any(|sum| sum.sym == Sym::Years && is_in(&sum))
                    || is_numbered(&self.squeezed.chars, item)
            }
            Sym::Number => {
                let chars = &self.squeezed.chars;
                chars[usize::from(item.end) - 1].is_ascii_alphabetic() && is_numbered(chars, item)
            }
            Sym::Time => self.follows_name(item),
            _ => false,
        }
    }

    /// Whether a dash joins an item to a name: -173m of SCP-173m.
    fn follows_name(&self, item: &Item) -> bool {
        let chars = &self.squeezed.chars;
        let before = usize::from(item.start).checked_sub(1).and_then(|at| chars.get(at));
        chars[usize::from(item.start)] == '-' && before.is_some_and(char::is_ascii_alphabetic)
    }

    /// Words that no reading may cut in two: 上一年 of 马上一年半.
    fn words(&self) -> Vec<Item> {
        let is_word = |item: &&Item| matches!(item.sym, Sym::Now | Sym::Idiom) && item.end - item.start > 1;
        self.chart.items.iter().filter(is_word).copied().collect()
    }

    pub(super) fn is_misleading(&self, item: &Item) -> bool {
        if item.sym != Sym::Time || item.end - item.start > 16 {
            return false;
        }
        let text = &self.squeezed.chars[usize::from(item.start)..usize::from(item.end)];
        let text = text.strip_prefix(&['t', 'h', 'e', ' ']).unwrap_or(text);
        let text = text.strip_prefix(&['t', 'h', 'i', 's', ' ']).unwrap_or(text);
        MISLEADING.iter().any(|word| word.chars().eq(text.iter().copied()))
    }

    /// Whether a weak reading is one where it is listed beside others: a day of a month, a year.
    fn is_listable(&self, item: &Item) -> bool {
        item.weight > 2 * WEAK
            && self.fields(item).is_some_and(|fields| {
                let is_day = matches!(fields.day, Some(Day::OfMonth(_))) && fields.month.is_none();
                let is_year = matches!(fields.year, Some(Year::Of(_))) && fields.grain() == Grain::Year;
                let is_weekday = fields.weekday.is_some() && fields.day.is_none();
                !fields.has_clock() && !fields.is_lunar && (is_day || is_year || is_weekday)
            })
    }

    /// Whether both say days, or both years.
    fn is_alike(&self, one: &Item, other: &Item) -> bool {
        let kind = |item: &Item| self.fields(item).map(|fields| fields.grain());
        kind(one).is_some() && kind(one) == kind(other)
    }

    /// Words that count nothing where more words follow: 一块去, and not the 一块 that a thing costs.
    fn is_idiom(&self, item: &Item) -> bool {
        item.sym == Sym::Idiom && (item.int() == 2 || matches!(item.int(), 1 | 3) && self.goes_on(item))
    }

    /// Idioms that are words of their own: what stands in them is no value.
    fn is_word(&self, item: &Item) -> bool {
        item.int() == 0 || item.int() == 3 && self.goes_on(item)
    }

    fn goes_on(&self, item: &Item) -> bool {
        self.squeezed.chars.get(usize::from(item.end)).is_some_and(|c| is_han(*c))
    }
}
