//! The chart: words and numerals of a sentence, and what the rules make of neighbours, bottom up and from left to right.
//!
//! Decides how items meet: which may stand side by side, which rule is tried when, and where the work ends. What a word is, is the lexicon's matter;
//! what two items make together is a rule's ([`crate::values::grammar`]).
//!
//! Invariants: no more than [`MOST_AT_ONE_END`] items end at one character, so the work grows with the length of the text and not with its ambiguity;
//! an item's range indexes the characters that were given.

pub(super) mod item;
pub(super) mod spaces;

use rust_decimal::Decimal;

use super::grammar::{Build, RULES, Rule, WEAK, rules_ending_in};
use super::handle;
use super::lexicon;
use super::numeral;
use super::place;
use super::written;
use item::Item;

/// Items that may end at one character. The busiest ends of what people say have some twenty.
const MOST_AT_ONE_END: usize = 64;
/// Items that may begin at one character and end at another.
const MOST_OF_ONE_SPAN: usize = 12;
const NONE: u16 = u16::MAX;

/// All items that were found in a text.
pub(super) struct Chart {
    pub(super) items: Vec<Item>,
    /// The item made last that ends at a position; each points to the one made before it.
    last_at: Vec<u16>,
    before: Vec<u16>,
    counts: Vec<u8>,
    /// Items whose rules were not tried yet.
    open: Vec<u16>,
    pub(super) build: Build,
}

impl Chart {
    /// Reads a text to its end.
    pub(super) fn of(chars: &[char], with_places: bool) -> Self {
        let len = chars.len();
        let mut chart = Self {
            items: Vec::with_capacity(64),
            last_at: vec![NONE; len + 1],
            before: Vec::with_capacity(64),
            counts: vec![0; len + 1],
            open: Vec::new(),
            build: Build { chars: chars.to_vec(), ..Build::default() },
        };
        let words = lexicon::words_of(chars);
        let mut leaves: Vec<Item> = Vec::with_capacity(words.len() + 8);
        leaves.extend(words);
        numeral::numerals_of(chars, &mut leaves);
        handle::handles_of(chars, &mut leaves);
        // Their table is read when somebody asks for one.
        if with_places {
            place::places_of(chars, &mut leaves);
        }
        written::written_of(chars, &mut leaves, &mut chart.build);
        leaves.sort_by_key(|item| item.end);
        for leaf in leaves {
            chart.add(leaf);
        }
        chart
    }

    /// Adds an item and all that it completes.
    fn add(&mut self, item: Item) {
        self.put(item);
        while let Some(next) = self.open.pop() {
            self.complete(usize::from(next));
        }
    }

    /// Takes an item in; a likelier way to the same one makes it likelier, and what was made of it too.
    fn put(&mut self, item: Item) {
        let end = usize::from(item.end);
        let mut at = self.last_at[end];
        let mut of_span = 0;
        while at != NONE {
            let known = &mut self.items[usize::from(at)];
            if known.start == item.start {
                of_span += 1;
                if known.sym == item.sym && known.val == item.val {
                    if known.weight < item.weight {
                        (known.weight, known.rule) = (item.weight, item.rule);
                        self.open.push(at);
                    }
                    return;
                }
            }
            at = self.before[usize::from(at)];
        }
        if of_span >= MOST_OF_ONE_SPAN
            || usize::from(self.counts[end]) >= MOST_AT_ONE_END
            || self.items.len() >= usize::from(NONE)
        {
            return;
        }
        let place = self.items.len() as u16;
        self.counts[end] += 1;
        self.before.push(self.last_at[end]);
        self.last_at[end] = place;
        self.items.push(item);
        self.open.push(place);
    }

    /// Tries every rule that may end in an item.
    fn complete(&mut self, last: usize) {
        let item = self.items[last];
        for rule in rules_ending_in(item.sym) {
            let place = *rule;
            let rule = RULES[usize::from(place)];
            let mut parts = [Item::NOTHING; MOST_PARTS];
            parts[rule.parts.len() - 1] = item;
            self.extend(place, rule, rule.parts.len() - 1, &mut parts);
        }
    }

    /// Finds the part before `filled`, and before that, until the rule is whole.
    fn extend(&mut self, place: u16, rule: &Rule, filled: usize, parts: &mut [Item; MOST_PARTS]) {
        if filled == 0 {
            let count = rule.parts.len();
            let (start, end) = (parts[0].start, parts[count - 1].end);
            if let Some((sym, val)) = (rule.make)(&mut self.build, &parts[..count]) {
                let said: i16 = parts[..count].iter().map(|part| part.weight).sum();
                let weight = said.saturating_add(rule.weight).max(10 * WEAK);
                self.put(Item { start, end, sym, val, weight, rule: place });
            }
            return;
        }
        let wanted = rule.parts[filled - 1];
        let mut gap = parts[filled].start;
        let first = gap;
        while gap > 0 && is_gap(&self.build.chars, usize::from(gap) - 1) {
            gap -= 1;
        }
        let ends = [gap, first];
        for end in if gap == first { &ends[..1] } else { &ends[..] } {
            let mut at = self.last_at[usize::from(*end)];
            while at != NONE {
                let item = self.items[usize::from(at)];
                at = self.before[usize::from(at)];
                if wanted.contains(&item.sym) {
                    parts[filled - 1] = item;
                    self.extend(place, rule, filled - 1, parts);
                }
            }
        }
    }
}

/// The most parts of a rule.
pub(super) const MOST_PARTS: usize = 6;

/// Whether nothing but the eye parts two items here: a space, or the hyphen of `twenty-first`.
fn is_gap(chars: &[char], at: usize) -> bool {
    let latin = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(char::is_ascii_alphabetic);
    match chars[at] {
        ' ' => true,
        '-' => {
            latin(at.checked_sub(1)) && chars.get(at + 1).is_some_and(char::is_ascii_alphanumeric)
                || latin(Some(at + 1)) && at > 0 && chars[at - 1].is_ascii_digit()
        }
        _ => false,
    }
}

/// A number as rules compare it.
pub(super) fn whole(number: Decimal) -> Option<i64> {
    use rust_decimal::prelude::ToPrimitive;
    number.is_integer().then(|| number.to_i64()).flatten()
}

/// What stands at both ends of an item is no half of a longer word or number: `4` is nothing in `4A`.
pub(super) fn is_whole(chars: &[char], item: &Item) -> bool {
    let (start, end) = (usize::from(item.start), usize::from(item.end));
    let joins = |a: char, b: char| a.is_ascii_alphanumeric() && b.is_ascii_alphanumeric();
    // 650.650.6500, 1.1.30, 650-650-6500 and %e7 are no numbers, times or sums.
    let is_digit = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(char::is_ascii_digit);
    let is_mark =
        |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(|c| matches!(c, '.' | '/' | ':'));
    let digits = |range: &mut dyn Iterator<Item = &char>| range.take_while(|c| c.is_ascii_digit()).count();
    let is_dash = |at: Option<usize>| at.and_then(|at| chars.get(at)) == Some(&'-');
    let follows = is_digit(Some(start))
        && (is_mark(start.checked_sub(1)) && is_digit(start.checked_sub(2))
            || is_dash(start.checked_sub(1)) && digits(&mut chars[..start - 1].iter().rev()) > 2);
    // 10.0.0.1/24
    let goes_on = item.sym != item::Sym::Ip
        && is_digit(end.checked_sub(1))
        && (is_mark(Some(end)) && is_digit(Some(end + 1))
            || is_dash(Some(end)) && digits(&mut chars[end + 1..].iter()) > 2);
    if follows || goes_on || start > 0 && chars[start - 1] == '%' && chars[start].is_ascii_alphanumeric() {
        return false;
    }
    // 133-03-03-2020 and 2015-1-32 are no dates.
    let has_dash = chars[start..end].contains(&'-');
    let runs_on = is_dash(Some(end)) && is_digit(Some(end + 1)) && is_digit(end.checked_sub(1));
    let runs_in = is_dash(start.checked_sub(1)) && is_digit(start.checked_sub(2)) && is_digit(Some(start));
    // $12 December 27, $DEC
    let is_sum = start > 0 && "$€£¥".contains(chars[start - 1]);
    if item.sym == item::Sym::Time && (has_dash && (runs_on || runs_in) || is_sum) {
        return false;
    }
    let before = start > 0 && joins(chars[start - 1], chars[start]);
    let after = end < chars.len() && joins(chars[end - 1], chars[end]);
    !before && !after
}
