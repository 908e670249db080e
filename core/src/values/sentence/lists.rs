//! What the members of a list say of each other: in 下周三或周四 both are of next week, in the 22nd or 23rd of March both of March.
//!
//! Decides which words make a list, and what is carried over, forwards and backwards.

use super::Sentence;
use crate::values::calendar::{Day, Fields};
use crate::values::chart::item::Item;
use crate::values::grammar::ranges::shared;

impl Sentence<'_> {
    /// Whether nothing but a word of a list stands between two items.
    pub(super) fn is_listed(&self, before: &Item, item: &Item) -> bool {
        const BETWEEN: &[&str] =
            &["或", "或者", "还是", "和", "跟", "、", ",", "or", "and", "or maybe", ", or", ", and"];
        let chars = &self.squeezed.chars;
        let between = chars.get(usize::from(before.end)..usize::from(item.start));
        between.is_some_and(|between| {
            let between: String = between.iter().collect();
            BETWEEN.contains(&between.trim())
        })
    }

    /// What the time before says of this one too: in 下周三或周四 both are of next week, in 明天三点或四点 both of tomorrow.
    pub(super) fn carried(&self, before: &Item, first: Fields, item: &Item) -> Option<Fields> {
        if !self.is_listed(before, item) {
            return None;
        }
        let second = self.fields(item)?;
        let is_of_it = second.weekday.is_some() && second.week.is_none() && first.week.is_some()
            || !second.has_date() && second.hour.is_some() && first.has_date() && first.hour.is_some()
            // July 17th, 18th or 19th
            || second.day.is_some() && second.month.is_none() && first.day.is_some() && first.month.is_some();
        let is_turned = first.turn.abs() == 1
            && first.weekday.is_some()
            && second == Fields { weekday: second.weekday, ..Fields::default() }
            && second.weekday.is_some();
        let second = if is_turned {
            Fields { turn: first.turn, ..second }
        } else {
            shared(first, second, false).filter(|_| is_of_it)?.1
        };
        Some(second)
    }

    /// Whether an item says its week or month behind its day, and so of all days before it: in 周一或下周二 only the Tuesday is next week's.
    fn is_said_behind(&self, item: &Item) -> bool {
        const DAYS: &[&str] = &["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        let text: String =
            self.squeezed.chars[usize::from(item.start)..usize::from(item.end)].iter().collect();
        let text = text.strip_prefix("on ").unwrap_or(&text);
        let text = text.strip_prefix("the ").unwrap_or(text);
        text.starts_with(|c: char| c.is_ascii_digit()) && !text.contains(['月', '号', '日'])
            || DAYS.iter().any(|day| text.starts_with(day))
    }

    /// What the last time of a list says of those before it: Monday or Tuesday next week, the 22nd or 23rd of March.
    pub(super) fn carried_back(&self, best: &[Item]) -> Vec<Option<Fields>> {
        let mut carried: Vec<Option<Fields>> = vec![None; best.len()];
        for place in (1..best.len()).rev() {
            let (before, item) = (&best[place - 1], &best[place]);
            let Some((first, second)) = self.fields(before).zip(carried[place].or_else(|| self.fields(item)))
            else {
                continue;
            };
            let is_weekday =
                first == Fields { weekday: first.weekday, ..Fields::default() } && first.weekday.is_some();
            let is_day = first == Fields { day: first.day, ..Fields::default() }
                && matches!(
                    (first.day, second.day, second.month),
                    (Some(Day::OfMonth(_)), Some(Day::OfMonth(_)), Some(_))
                );
            if !self.is_said_behind(item) || !self.is_listed(before, item) {
                continue;
            }
            if is_weekday && second.weekday.is_some() && second.week.is_some() {
                carried[place - 1] = Some(Fields { week: second.week, ..first });
            } else if is_day {
                carried[place - 1] = Some(Fields { month: second.month, year: second.year, ..first });
            }
        }
        carried
    }
}
