//! The words of what amounts are amounts of: of currencies with their coins, and of measures.
//!
//! Decides nothing: it makes lines of the tables.

use super::Line;
pub(in crate::values) use super::measures::{MEASURES, Quantity};
pub(in crate::values) use super::money::{COINS, MILLIONS, MONEY};
use crate::values::chart::item::Sym;

/// Their words.
pub(super) fn words() -> impl Iterator<Item = Line> {
    let int = |place: usize| i32::try_from(place).unwrap_or(0);
    let money = MONEY.iter().enumerate().flat_map(move |(place, money)| {
        let lines =
            |words: &'static [&'static str], sym| words.iter().map(move |word| (*word, sym, int(place)));
        lines(money.words, Sym::Currency)
            .chain(lines(money.signs, Sym::Currency))
            .chain(lines(money.signs, Sym::Sign))
            .chain(lines(money.cents, Sym::Cent))
            .chain(lines(money.tenths, Sym::Tenth))
    });
    let millions = MILLIONS.iter().filter_map(move |(word, code)| {
        Some((*word, Sym::Million, int(MONEY.iter().position(|money| money.code == *code)?)))
    });
    let coins = COINS.iter().map(|(word, hundredths)| (*word, Sym::Coin, *hundredths));
    let measures = MEASURES.iter().enumerate().flat_map(move |(place, measure)| {
        measure.words.iter().map(move |word| (*word, Sym::Measure, int(place)))
    });
    money.chain(coins).chain(millions).chain(measures)
}
