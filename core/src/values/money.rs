//! Sums of money, as arguments hold them.
//!
//! The reader never guesses a currency: without a word or a sign there is no sum, and asking is the dialogue's work. Which words and signs name a
//! currency is the lexicon's matter.

use std::borrow::Cow;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::lexicon::things::MONEY;
use super::meaning::{Meaning, Sort, read_values_of};
use super::reference::Reference;
use crate::text::{Language, Utterance};

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
/// assert_eq!(fare, Money { minor: 2_050, currency: Currency::CNY });
/// assert_eq!(fare.spoken(Language::En), "¥20.50");
/// assert_eq!(Money::parse("二十"), None); // no currency was said
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Money {
    /// How many minor units.
    #[serde(rename = "amount")]
    pub minor: i64,
    /// Of which currency.
    pub currency: Currency,
}

/// A currency that the core can read and show; in JSON its code of three letters (ISO 4217).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Currency(&'static str);

impl Currency {
    /// The renminbi.
    pub const CNY: Self = Self("CNY");
    /// The dollar of the United States.
    pub const USD: Self = Self("USD");
    /// The euro.
    pub const EUR: Self = Self("EUR");
    /// The yen.
    pub const JPY: Self = Self("JPY");

    /// The currency of a code; [`None`] for one that the core does not know.
    pub fn of(code: &str) -> Option<Self> {
        MONEY.iter().find(|money| money.code == code).map(|money| Self(money.code))
    }

    /// Its code of three letters (ISO 4217).
    pub fn code(self) -> &'static str {
        self.0
    }

    fn exponent(self) -> u32 {
        MONEY.iter().find(|money| money.code == self.0).map_or(2, |money| money.places)
    }

    fn sign(self) -> Option<&'static str> {
        Some(match self.0 {
            "CNY" => "¥",
            "USD" => "$",
            "EUR" => "€",
            "GBP" => "£",
            "HKD" => "HK$",
            "JPY" => "JP¥",
            _ => return None,
        })
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(to)
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let code = Cow::<'de, str>::deserialize(from)?;
        Self::of(&code).ok_or_else(|| de::Error::custom("is no currency that is known"))
    }
}

impl JsonSchema for Currency {
    fn schema_name() -> Cow<'static, str> {
        "Currency".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "pattern": "^[A-Z]{3}$"})
    }
}

const MAX_MINOR: i64 = 1_000_000_000_000_000;

impl Money {
    /// The sum in major units: 20.5 of ¥20.50.
    pub fn major(self) -> Decimal {
        Decimal::new(self.minor, self.currency.exponent())
    }

    /// The first sum in a text; [`None`] where none is, or only about how much was said.
    pub fn parse(text: &str) -> Option<Self> {
        let said = Utterance::new(text);
        let anytime =
            Reference::at(&jiff::ZonedDateTime::new(jiff::Timestamp::UNIX_EPOCH, jiff::tz::TimeZone::UTC));
        read_values_of(&said, anytime, &[Sort::Money], false)
            .iter()
            .find_map(|meant| Self::meant(&meant.meaning))
    }

    /// The sum that a reading is; [`None`] for one that is about so much, or has parts of a minor unit.
    pub(super) fn meant(meaning: &Meaning) -> Option<Self> {
        let Meaning::Money(amount, None, code) = meaning else { return None };
        Self::exactly(*amount, Currency::of(code)?)
    }

    /// So much of a currency, nothing rounded.
    fn exactly(amount: Decimal, currency: Currency) -> Option<Self> {
        let minor = amount.checked_mul(10_i64.pow(currency.exponent()).into())?;
        let minor = minor.is_integer().then(|| minor.to_i64()).flatten()?;
        (0..=MAX_MINOR).contains(&minor).then_some(Self { minor, currency })
    }

    /// As it is said to a person: `¥20.50`.
    pub fn spoken(&self, _language: Language) -> String {
        let exponent = self.currency.exponent();
        let amount = Decimal::new(self.minor, exponent);
        match self.currency.sign() {
            Some(sign) => format!("{sign}{amount:.*}", exponent as usize),
            None => format!("{} {amount:.*}", self.currency.code(), exponent as usize),
        }
    }

    /// So many times as much; [`None`] past the range.
    pub fn times(&self, count: i64) -> Option<Self> {
        let minor = self.minor.checked_mul(count)?;
        (0..=MAX_MINOR).contains(&minor).then_some(Self { minor, currency: self.currency })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One row a case: what was said, and the minor units and currency it means.
    #[test]
    fn reads_what_people_say() {
        let rows: &[(&str, Option<(i64, &str)>)] = &[
            ("二十块五", Some((2_050, "CNY"))),
            ("八块五毛", Some((850, "CNY"))),
            ("五毛", Some((50, "CNY"))),
            ("三百块", Some((30_000, "CNY"))),
            ("人均两百元以内", Some((2_0000, "CNY"))),
            ("¥20.50", Some((2_050, "CNY"))),
            ("20 yuan", Some((2_000, "CNY"))),
            ("$3", Some((300, "USD"))),
            ("twenty bucks", Some((2_000, "USD"))),
            ("500日元", Some((500, "JPY"))),
            ("五十卢比", Some((5_000, "INR"))),
            ("二十块两杯", Some((2_000, "CNY"))),
            ("二十", None),       // no currency said: the dialogue asks
            ("一块去吃饭", None), // 一块 means "together" here
            ("三四十块", None),   // about so much is no sum
            ("一块三毛三", Some((133, "CNY"))),
        ];
        for &(said, want) in rows {
            let got = Money::parse(said).map(|m| (m.minor, m.currency.code()));
            assert_eq!(got, want, "said: {said:?}");
        }
    }

    #[test]
    fn a_code_that_is_not_known_is_refused() {
        assert!(serde_json::from_str::<Money>(r#"{"amount":1,"currency":"XYZ"}"#).is_err());
        let yen: Money = serde_json::from_str(r#"{"amount":1,"currency":"JPY"}"#).expect("a sum");
        assert_eq!(yen.spoken(Language::En), "JP¥1");
    }
}
