//! Words to constraints: what a person wants of the result, whichever service it comes from.
//!
//! Decides which words mean a budget, a distance, a rating, a number of people, a diet, a way to hand it over, and whether it is a must or a wish.
//! What a capability takes as an argument is read by `slots`; the same words may be both.
//! Adding a word is a line in a table.
//!
//! Invariant: a constraint has a number or a word of the sentence behind it; nothing is read into silence.

use std::ops::Range;

use rust_decimal::Decimal;

use crate::action::{Constraint, ConstraintSource, Limit, contradict, with_inferred};
use crate::manifest::ConstraintKind;
use crate::text::Utterance;
use crate::values::{Bounds, Currency, Meaning, Meant, Money, SaidValues, Sort, find_choices};

/// Words of a closed vocabulary, by what they mean.
const WORDS: &[(ConstraintKind, &str, &[&str])] = &[
    (
        ConstraintKind::Dietary,
        "vegetarian",
        &["素食", "吃素", "全素", "不吃肉", "vegetarian", "no meat", "meat-free", "meatless"],
    ),
    (ConstraintKind::Dietary, "vegan", &["纯素", "vegan", "plant-based"]),
    (ConstraintKind::Dietary, "halal", &["清真", "halal"]),
    (ConstraintKind::Dietary, "kosher", &["洁食", "kosher"]),
    (ConstraintKind::Dietary, "glutenFree", &["无麸质", "不含麸质", "gluten-free", "gluten free"]),
    (
        ConstraintKind::Dietary,
        "nutFree",
        &["不含坚果", "坚果过敏", "nut-free", "nut free", "nut allergy", "no nuts"],
    ),
    (
        ConstraintKind::Fulfilment,
        "delivery",
        &["外卖", "送到", "送上门", "送货上门", "配送", "delivered", "delivery"],
    ),
    (
        ConstraintKind::Fulfilment,
        "pickup",
        &["自取", "自提", "到店取", "去店里拿", "pick it up myself", "pickup", "pick-up", "to go"],
    ),
    (ConstraintKind::Fulfilment, "dineIn", &["堂食", "店里吃", "dine in", "dine-in", "eat in", "eat there"]),
    (
        ConstraintKind::Membership,
        "member",
        &["会员价", "用会员", "会员优惠", "我是会员", "member price", "with my membership", "my membership"],
    ),
];

/// Words that make what stands near them a wish: it is given up before a must.
const SOFT: &[&str] = &[
    "最好",
    "尽量",
    "优先",
    "希望",
    "如果可以",
    "能的话",
    "可以的话",
    "差不多",
    "左右",
    "preferably",
    "ideally",
    "if possible",
    "if you can",
    "would be nice",
    "would prefer",
    "i'd prefer",
    "rather",
    "around",
    "about",
    "roughly",
];

/// Words that make a sum a budget although it has no bound.
const BUDGET: &[&str] = &["预算", "budget", "花费", "spend", "spending"];
/// Words beside which a bare number is a sum.
const SUMS: &[&str] = &["预算", "budget", "人均", "花费", "spend"];
/// Words that make a sum one for each.
const EACH: &[&str] = &["人均", "每人", "每个人", "一个人", "per person", "a head", "each", "per head"];
/// Words that make a number a rating.
const RATING: &[&str] = &["评分", "星", "stars", "star", "rated", "rating"];
/// What counts people.
const PEOPLE: &[&str] = &["个人", "人", "位", "people", "persons", "guests", "of us", "adults"];

/// Columns around a value within which a word speaks of it; a Chinese character takes two.
const NEAR: usize = 16;

/// The constraints of part of a sentence, at most one of a kind but for diets; what contradicts itself is left to be asked about.
pub(super) fn read(said: &Utterance, range: Range<usize>, values: &SaidValues<'_>) -> Vec<Constraint> {
    let reader = Reader { said, range };
    let mut all = Vec::new();
    let ranges = values.meant(Sort::Range);
    for meant in values.meant(Sort::Money).into_iter().chain(ranges.iter().cloned()) {
        all.extend(reader.budget(&meant));
    }
    for meant in values.meant(Sort::Quantity).into_iter().chain(ranges.iter().cloned()) {
        all.extend(reader.distance(&meant));
    }
    let sums: Vec<Range<usize>> = values.meant(Sort::Money).into_iter().map(|meant| meant.range).collect();
    let is_of_sum =
        |meant: &Meant| sums.iter().any(|sum| sum.start < meant.range.end && meant.range.start < sum.end);
    for meant in
        values.meant(Sort::Number).into_iter().chain(ranges.iter().cloned()).filter(|meant| !is_of_sum(meant))
    {
        all.extend(reader.amount(&meant));
        all.extend(reader.rating(&meant));
        all.extend(reader.heads(&meant));
    }
    for (kind, id, words) in WORDS {
        all.extend(reader.word(words).map(|at| reader.constraint(*kind, Limit::Is((*id).to_owned()), &at)));
    }
    let mut kept: Vec<Constraint> = Vec::new();
    for constraint in all {
        let is_twice =
            kept.iter().any(|known| known.kind == constraint.kind && known.limit == constraint.limit);
        if !is_twice {
            kept.push(constraint);
        }
    }
    with_inferred(kept)
}

/// Where bare numbers stand that only a budget can be: "人均150以内" counts no people.
pub(super) fn budgets(said: &Utterance, range: Range<usize>, values: &SaidValues<'_>) -> Vec<Range<usize>> {
    let reader = Reader { said, range };
    let bare = values.meant(Sort::Number).into_iter().chain(values.meant(Sort::Range));
    // "每人两杯" counts cups: a number without a bound is a sum only where a budget is spoken of.
    let is_sum =
        |meant: &Meant| matches!(meant.meaning, Meaning::Range(_)) || reader.is_near(SUMS, &meant.range);
    bare.filter(|meant| is_sum(meant) && reader.amount(meant).is_some()).map(|meant| meant.range).collect()
}

/// Two constraints that can't both be kept, if there are such.
pub(crate) fn contradiction(all: &[Constraint]) -> Option<(&Constraint, &Constraint)> {
    let pairs = all.iter().enumerate().flat_map(|(i, a)| all[i + 1..].iter().map(move |b| (a, b)));
    pairs.into_iter().find(|(a, b)| contradict(a, b))
}

struct Reader<'a> {
    said: &'a Utterance,
    range: Range<usize>,
}

impl Reader<'_> {
    fn constraint(&self, kind: ConstraintKind, limit: Limit, at: &Range<usize>) -> Constraint {
        Constraint { kind, limit, is_hard: !self.is_near(SOFT, at), source: ConstraintSource::Said }
    }

    /// Where one of some words stands in the part, unless it is turned down: "不要外卖".
    fn word(&self, words: &[&str]) -> Option<Range<usize>> {
        let names: Vec<(usize, &str)> = words.iter().map(|word| (0, *word)).collect();
        let mut found = find_choices(self.said, &names).into_iter().map(|(_, range)| range);
        found.find(|range| {
            self.holds(range) && crate::values::is_negated(self.said.chars(), range.start).is_none()
        })
    }

    fn holds(&self, range: &Range<usize>) -> bool {
        self.range.start <= range.start && range.end <= self.range.end
    }

    /// Whether one of some words stands beside a place, in the same clause.
    fn is_near(&self, words: &[&str], at: &Range<usize>) -> bool {
        let chars = self.said.chars();
        let is_stop = |i: usize| matches!(chars[i], ',' | ';' | '.' | '!' | '?' | '、' | '。');
        let mut start = at.start;
        let width = |i: usize| if chars[i].is_ascii() { 1 } else { 2 };
        let mut left = NEAR;
        while start > self.range.start && left >= width(start - 1) && !is_stop(start - 1) {
            start -= 1;
            left -= width(start);
        }
        let mut end = at.end;
        let mut left = NEAR;
        while end < self.range.end && left >= width(end) && !is_stop(end) {
            left -= width(end);
            end += 1;
        }
        let part = Utterance::new(&chars[start..end].iter().collect::<String>());
        let names: Vec<(usize, &str)> = words.iter().map(|word| (0, *word)).collect();
        !find_choices(&part, &names).is_empty()
    }

    fn budget(&self, meant: &Meant) -> Option<Constraint> {
        if !self.holds(&meant.range) {
            return None;
        }
        let (amount, code, is_bound) = match &meant.meaning {
            Meaning::Range(Bounds { most: Some(most), unit: Some(code), of: Sort::Money, .. }) => {
                (*most, *code, true)
            }
            Meaning::Money(low, high, code) => (high.unwrap_or(*low), *code, false),
            _ => return None,
        };
        let is_each = self.is_near(EACH, &meant.range);
        if !is_bound && !is_each && !self.is_near(BUDGET, &meant.range) {
            return None; // a sum alone may be anything: a price, what to send
        }
        let currency = Currency::of(code)?;
        let minor = Meaning::Money(amount, None, currency.code()).minor()?;
        let kind = if is_each { ConstraintKind::BudgetPerPerson } else { ConstraintKind::Budget };
        Some(self.constraint(kind, Limit::Sum(Money { minor, currency }), &meant.range))
    }

    /// A bare number that only a budget can be: "人均150以内", "预算两百".
    fn amount(&self, meant: &Meant) -> Option<Constraint> {
        let amount = match &meant.meaning {
            Meaning::Range(Bounds { most: Some(most), of: Sort::Number, .. }) => *most,
            Meaning::Number(number, high) => high.unwrap_or(*number),
            _ => return None,
        };
        let is_each = self.is_near(EACH, &meant.range);
        if !self.holds(&meant.range)
            || !(is_each || self.is_near(BUDGET, &meant.range))
            || self.counts_people(meant)
        {
            return None;
        }
        let kind = if is_each { ConstraintKind::BudgetPerPerson } else { ConstraintKind::Budget };
        Some(self.constraint(kind, Limit::Amount(amount), &meant.range))
    }

    /// Whether what stands right behind a number counts people.
    fn counts_people(&self, meant: &Meant) -> bool {
        let rest: String = self.said.chars()[meant.range.end..].iter().take(10).collect();
        let rest = rest.trim_start();
        PEOPLE.iter().any(|word| {
            rest.strip_prefix(word)
                .is_some_and(|rest| !word.is_ascii() || !rest.starts_with(char::is_alphanumeric))
        })
    }

    fn distance(&self, meant: &Meant) -> Option<Constraint> {
        let Meaning::Range(Bounds { most: Some(most), unit: Some(unit), of: Sort::Quantity, .. }) =
            &meant.meaning
        else {
            return None;
        };
        let metres = match *unit {
            "metre" => Decimal::ONE,
            "kilometre" => Decimal::ONE_THOUSAND,
            "mile" => Decimal::new(1_609_344, 3),
            "li" => Decimal::from(500),
            _ => return None,
        };
        let limit = Limit::AtMost(most.checked_mul(metres)?);
        self.holds(&meant.range).then(|| self.constraint(ConstraintKind::Distance, limit, &meant.range))
    }

    fn rating(&self, meant: &Meant) -> Option<Constraint> {
        let least = match &meant.meaning {
            Meaning::Range(Bounds { least: Some(least), of: Sort::Number, .. }) => *least,
            Meaning::Number(number, None) => *number,
            _ => return None,
        };
        let is_rating = self.holds(&meant.range) && self.is_near(RATING, &meant.range);
        let is_of_five = !least.is_sign_negative() && least <= Decimal::TEN;
        (is_rating && is_of_five)
            .then(|| self.constraint(ConstraintKind::Rating, Limit::AtLeast(least), &meant.range))
    }

    /// People right behind a number: 四个人, six people, 三大一小 is left alone.
    fn heads(&self, meant: &Meant) -> Option<Constraint> {
        let Meaning::Number(number, None) = meant.meaning else { return None };
        let counts = self.counts_people(meant);
        let is_whole = number.fract().is_zero() && number.is_sign_positive() && !number.is_zero();
        (counts && is_whole && self.holds(&meant.range)).then_some(Constraint {
            kind: ConstraintKind::Headcount,
            limit: Limit::AtLeast(number),
            is_hard: true,
            source: ConstraintSource::Said,
        })
    }
}
