//! Sums of money, found in Chinese and English text.
//!
//! A sum is read where a number meets a currency word or sign, in either order: `¥20`, `20 yuan`, `二十块五`, `twenty bucks`.
//! The reader never guesses a currency: without a word or a sign there is no sum, and asking is the dialogue's work.
//!
//! Not handled, on purpose: ranges (`10 到 20 块`), exchange rates, coins as objects.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::number::number_at;
use super::reader::{longest, skip_spaces};
use crate::text::{Language, fold};

/// A sum of money in the smallest unit of its currency.
///
/// # Units
///
/// `minor` counts minor units: fen for CNY, cents for USD, whole yen for JPY.
///
/// # Range
///
/// `0 ..= 10^15`; larger sums are not read.
///
/// # Source
///
/// Minor-unit exponents: ISO 4217:2015, table A.1.
///
/// # Example
///
/// ```
/// use errand_core::{Currency, Language, Money};
///
/// let fare = Money::parse("二十块五").expect("a sum with a currency word");
/// assert_eq!(fare, Money { minor: 2_050, currency: Currency::Cny });
/// assert_eq!(fare.spoken(Language::En), "¥20.50");
/// assert_eq!(Money::parse("二十"), None); // no currency was said
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Money {
    /// The amount in minor units; see the type's section on units.
    #[serde(rename = "amount")]
    pub minor: i64,
    /// The currency that was said, never one that was assumed.
    pub currency: Currency,
}

/// A currency that the core can read and show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum Currency {
    /// Renminbi.
    Cny,
    /// United States dollar.
    Usd,
    /// Euro.
    Eur,
    /// Pound sterling.
    Gbp,
    /// Hong Kong dollar.
    Hkd,
    /// Japanese yen.
    Jpy,
}

impl Currency {
    /// Its ISO 4217 code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Cny => "CNY",
            Self::Usd => "USD",
            Self::Eur => "EUR",
            Self::Gbp => "GBP",
            Self::Hkd => "HKD",
            Self::Jpy => "JPY",
        }
    }
}

const MAX_MINOR: i64 = 1_000_000_000_000_000;

/// Currency words behind a number.
const WORDS: &[(&str, Currency)] = &[
    ("块钱", Currency::Cny),
    ("元钱", Currency::Cny),
    ("块", Currency::Cny),
    ("元", Currency::Cny),
    ("圆", Currency::Cny),
    ("人民币", Currency::Cny),
    ("yuan", Currency::Cny),
    ("rmb", Currency::Cny),
    ("cny", Currency::Cny),
    ("kuai", Currency::Cny),
    ("美元", Currency::Usd),
    ("美金", Currency::Usd),
    ("刀", Currency::Usd),
    ("dollars", Currency::Usd),
    ("dollar", Currency::Usd),
    ("bucks", Currency::Usd),
    ("usd", Currency::Usd),
    ("欧元", Currency::Eur),
    ("euros", Currency::Eur),
    ("euro", Currency::Eur),
    ("eur", Currency::Eur),
    ("英镑", Currency::Gbp),
    ("pounds", Currency::Gbp),
    ("gbp", Currency::Gbp),
    ("港币", Currency::Hkd),
    ("港元", Currency::Hkd),
    ("hkd", Currency::Hkd),
    ("日元", Currency::Jpy),
    ("yen", Currency::Jpy),
    ("jpy", Currency::Jpy),
];

/// Currency signs before a number.
const SIGNS: &[(char, Currency)] =
    &[('¥', Currency::Cny), ('$', Currency::Usd), ('€', Currency::Eur), ('£', Currency::Gbp)];

impl Currency {
    fn exponent(self) -> u32 {
        if self == Self::Jpy { 0 } else { 2 }
    }

    fn sign(self) -> &'static str {
        match self {
            Self::Cny => "¥",
            Self::Usd => "$",
            Self::Eur => "€",
            Self::Gbp => "£",
            Self::Hkd => "HK$",
            Self::Jpy => "JP¥",
        }
    }
}

impl Money {
    /// The first sum in a text.
    pub fn parse(text: &str) -> Option<Self> {
        let chars: Vec<char> = text.chars().map(fold).collect();
        (0..chars.len()).find_map(|at| money_at(&chars, at)).map(|(money, _)| money)
    }

    fn of(amount: Decimal, currency: Currency) -> Option<Self> {
        let minor = amount.checked_mul(10_i64.pow(currency.exponent()).into())?.round().to_i64()?;
        (0..=MAX_MINOR).contains(&minor).then_some(Self { minor, currency })
    }

    /// How the sum is shown to a person: sign, major units, two places.
    pub fn spoken(&self, _language: Language) -> String {
        let exponent = self.currency.exponent();
        let amount = Decimal::new(self.minor, exponent);
        format!("{}{amount:.*}", self.currency.sign(), exponent as usize)
    }

    /// The sum so many times; [`None`] past the range.
    pub fn times(&self, count: i64) -> Option<Self> {
        let minor = self.minor.checked_mul(count)?;
        (0..=MAX_MINOR).contains(&minor).then_some(Self { minor, currency: self.currency })
    }
}

/// The sum that starts at `at`, and the position behind it.
pub(super) fn money_at(chars: &[char], at: usize) -> Option<(Money, usize)> {
    if let Some((_, currency)) = SIGNS.iter().find(|(sign, _)| chars.get(at) == Some(sign)) {
        let (amount, end) = number_at(chars, skip_spaces(chars, at + 1))?;
        let end = currency_word(chars, end).map_or(end, |(_, end)| end);
        return Some((Money::of(amount, *currency)?, end));
    }
    if at > 0 && chars[at - 1].is_ascii_digit() {
        return None;
    }
    let (amount, end) = number_at(chars, at)?;
    if let Some((place, end)) = small_unit(chars, end) {
        return Some((Money::of(amount * place, Currency::Cny)?, end)); // 五毛
    }
    let (currency, mut end) = currency_word(chars, end)?;
    let mut amount = amount;
    if currency == Currency::Cny {
        // 一块去吃饭 is "together": a lone 一块 before no digit and no end is no sum.
        if chars[at] == '一'
            && end == at + 2
            && chars[end - 1] == '块'
            && chars.get(end).is_some_and(|c| !matches!(c, ' ' | ',' | '.' | '以' | '左'))
            && number_at(chars, end).is_none()
        {
            return None;
        }
        // 八块五 is 8.50: the digit behind the word counts tenths, 毛 and 分 say their place.
        if let Some((tail, after)) =
            number_at(chars, end).filter(|(tail, _)| *tail < 10.into() && tail.is_integer())
        {
            match small_unit(chars, after) {
                Some((place, after)) => {
                    amount += tail * place;
                    end = after;
                }
                None if !chars.get(after).is_some_and(|c| "个杯份位张次点人天".contains(*c)) => {
                    amount += tail / Decimal::TEN;
                    end = after;
                }
                None => {}
            }
        } else if chars.get(end) == Some(&'半') {
            amount += Decimal::new(5, 1);
            end += 1;
        }
    }
    Some((Money::of(amount, currency)?, end))
}

fn currency_word(chars: &[char], at: usize) -> Option<(Currency, usize)> {
    let at = skip_spaces(chars, at);
    let words: Vec<&str> = WORDS.iter().map(|(word, _)| *word).collect();
    let (index, end) = longest(chars, at, &words)?;
    Some((WORDS[index].1, end))
}

fn small_unit(chars: &[char], at: usize) -> Option<(Decimal, usize)> {
    match chars.get(at)? {
        '毛' | '角' => Some((Decimal::new(1, 1), at + 1)),
        '分' if chars.get(at + 1) == Some(&'钱') => Some((Decimal::new(1, 2), at + 2)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One row a case: what was said, and the minor units and currency it means.
    #[test]
    fn reads_what_people_say() {
        let rows: &[(&str, Option<(i64, Currency)>)] = &[
            ("二十块五", Some((2_050, Currency::Cny))),
            ("八块五毛", Some((850, Currency::Cny))),
            ("五毛", Some((50, Currency::Cny))),
            ("三百块", Some((30_000, Currency::Cny))),
            ("人均两百元以内", Some((2_0000, Currency::Cny))),
            ("¥20.50", Some((2_050, Currency::Cny))),
            ("20 yuan", Some((2_000, Currency::Cny))),
            ("$3", Some((300, Currency::Usd))),
            ("twenty bucks", Some((2_000, Currency::Usd))),
            ("500日元", Some((500, Currency::Jpy))),
            ("二十", None),       // no currency said: the dialogue asks
            ("一块去吃饭", None), // 一块 means "together" here
        ];
        for &(said, want) in rows {
            let got = Money::parse(said).map(|m| (m.minor, m.currency));
            assert_eq!(got, want, "said: {said:?}");
        }
    }
}
