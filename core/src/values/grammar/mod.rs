//! What neighbours make together: the rules, as tables.
//!
//! A rule is a line: a name that shows it, what stands side by side, what that is, and how much likelier it is than others. Decides how rules are
//! written and found; each file has the rules of one kind.

mod around;
mod bare;
mod bounds;
mod clocks;
mod counted;
mod dates;
mod lengths;
mod numbers;
mod opens;
mod pieces;
pub(super) mod ranges;
mod repeats;
mod things;
mod weeks;
mod years;

use std::sync::LazyLock;

use super::calendar::{Fields, Length, Repeat, Time, TimeId};
use super::chart::item::{Item, Range, Sym, Val};

/// A reading of this weight or less is only one where its kind is asked for: `7` as an hour, `2.12` as a date.
pub(super) const WEAK: i16 = -100;

/// What a rule does: what the parts together are, if they may stand together.
type Make = fn(&mut Build, &[Item]) -> Option<(Sym, Val)>;

/// A line of a table.
pub(super) struct Rule {
    pub name: &'static str,
    pub parts: &'static [&'static [Sym]],
    pub make: Make,
    pub weight: i16,
}

/// Writes a table: `"name": Part, Other | Another => |build, items| ..., weight;`.
macro_rules! rules {
    ($table:ident; $($name:literal: $($($alt:ident)|+),+ => $make:expr, $weight:expr;)*) => {
        pub(super) const $table: &[crate::values::grammar::Rule] = &[$(crate::values::grammar::Rule {
            name: $name,
            parts: &[$(&[$(crate::values::chart::item::Sym::$alt),+]),+],
            make: $make,
            weight: $weight,
        }),*];
    };
}
use rules;

/// All rules.
pub(super) static RULES: LazyLock<Vec<&'static Rule>> = LazyLock::new(|| {
    [
        numbers::NUMBERS,
        lengths::LENGTHS,
        dates::DATES,
        weeks::WEEKS,
        years::YEARS,
        clocks::CLOCKS,
        pieces::PIECES,
        ranges::RANGES,
        opens::OPENS,
        things::THINGS,
        repeats::REPEATS,
        counted::COUNTED,
        bare::BARE,
        bounds::BOUNDS,
    ]
    .into_iter()
    .flatten()
    .collect()
});

/// Places of the rules by the symbol of their last part.
static BY_LAST: LazyLock<Vec<Vec<u16>>> = LazyLock::new(|| {
    let mut table = vec![Vec::new(); Sym::COUNT + 1];
    for (place, rule) in RULES.iter().enumerate() {
        for sym in rule.parts[rule.parts.len() - 1] {
            table[*sym as usize].push(u16::try_from(place).unwrap_or(u16::MAX));
        }
    }
    table
});

/// The rules whose last part may be this.
pub(super) fn rules_ending_in(sym: Sym) -> &'static [u16] {
    &BY_LAST[sym as usize]
}

/// What rules work with: the times that were made so far.
#[derive(Default)]
pub(super) struct Build {
    pub times: Vec<Time>,
    pub repeats: Vec<Repeat>,
    pub ranges: Vec<Range>,
    pub chars: Vec<char>,
}

impl Build {
    /// Keeps a time, the same one once.
    pub(super) fn time(&mut self, time: Time) -> Option<TimeId> {
        if let Some(place) = self.times.iter().position(|known| *known == time) {
            return u16::try_from(place).ok().map(TimeId);
        }
        let place = u16::try_from(self.times.len()).ok()?;
        self.times.push(time);
        Some(TimeId(place))
    }

    pub(super) fn made(&mut self, time: Time) -> Option<(Sym, Val)> {
        Some((Sym::Time, Val::Time(self.time(time)?)))
    }

    pub(super) fn fields(&mut self, fields: Fields) -> Option<(Sym, Val)> {
        self.made(Time::Fields(fields))
    }

    /// Keeps a recurrence, the same one once.
    pub(super) fn repeat(&mut self, repeat: Repeat) -> Option<(Sym, Val)> {
        let place = self.repeats.iter().position(|known| *known == repeat).unwrap_or_else(|| {
            self.repeats.push(repeat);
            self.repeats.len() - 1
        });
        Some((Sym::Repeat, Val::Repeat(u16::try_from(place).ok()?)))
    }

    /// Keeps a range, the same one once.
    pub(super) fn range(&mut self, range: Range) -> Option<u16> {
        let place = self.ranges.iter().position(|known| *known == range).unwrap_or_else(|| {
            self.ranges.push(range);
            self.ranges.len() - 1
        });
        u16::try_from(place).ok()
    }

    /// The hour of a clock time, by day where nothing says which half of it.
    pub(super) fn hour_of(&self, fields: &Fields) -> Option<i8> {
        let hour = fields.hour?;
        let is_later = match fields.part {
            Some(4..=8 | 13 | 14 | 17) => hour < 12,
            Some(3 | 11) => hour <= 9,
            Some(_) => false,
            None => !fields.is_fixed && (1..=6).contains(&hour),
        };
        Some(if is_later { hour + 12 } else { hour })
    }

    pub(super) fn get(&self, item: &Item) -> Option<Time> {
        self.times.get(usize::from(item.time()?.0)).copied()
    }

    /// A time that is fields and nothing else.
    pub(super) fn plain(&self, item: &Item) -> Option<Fields> {
        match self.get(item)? {
            Time::Fields(fields) => Some(fields),
            _ => None,
        }
    }
}

fn length(length: Length) -> Option<(Sym, Val)> {
    length.fits().then_some((Sym::Length, Val::Length(length)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::chart::MOST_PARTS;

    #[test]
    fn no_rule_has_more_parts_than_fit() {
        for rule in RULES.iter() {
            assert!((1..=MOST_PARTS).contains(&rule.parts.len()), "{}", rule.name);
        }
    }
}
