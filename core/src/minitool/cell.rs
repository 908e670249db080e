//! One value of a mini-tool, and what stands where there is none.
//!
//! Decides how a value is written in a spec and in the store, how it is read from what a person entered, and how it is shown.
//! Sums are decimals in main units; a gap is a value too, so that nothing is ever undefined.

use jiff::civil::Date;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

use super::spec::{Field, FieldType, MAX_TEXT_CHARS};
use crate::text::{Language, Utterance};
use crate::values::{Kind, Reference, Value, find_values};

/// One value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "value", rename_all = "camelCase")]
pub enum Cell {
    /// A number.
    Number(Decimal),
    /// A sum, in main units. In which currency is not known, and none is shown.
    Money(Decimal),
    /// Text, and a chosen option.
    Text(String),
    /// A day.
    Date(Date),
    /// Yes or no.
    Boolean(bool),
    /// Seconds.
    Duration(i64),
    /// Nothing, and why.
    Gap(Gap),
}

/// Why there is no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Gap {
    /// Nothing was entered yet.
    Empty,
    /// Something would be divided by nought.
    DivisionByZero,
    /// Larger than a number may be.
    Overflow,
    /// No such day, or no such root.
    Impossible,
}

impl Gap {
    /// What is shown in its place.
    pub fn spoken(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::Empty, _) => "–",
            (Self::DivisionByZero, Language::Zh) => "除数为零",
            (Self::DivisionByZero, Language::En) => "divided by zero",
            (Self::Overflow, Language::Zh) => "数字太大",
            (Self::Overflow, Language::En) => "too large",
            (Self::Impossible, Language::Zh) => "算不出来",
            (Self::Impossible, Language::En) => "not possible",
        }
    }
}

/// The most decimal places that are shown.
const SHOWN_PLACES: u32 = 2;

impl Cell {
    /// What is entered at first in a field of a type where no default is given.
    pub(crate) fn empty(kind: FieldType) -> Self {
        match kind {
            FieldType::Toggle => Self::Boolean(false),
            _ => Self::Gap(Gap::Empty),
        }
    }

    /// What a spec writes: a number, a day as `2026-12-31` or `today`, `true`, seconds; [`None`] for what is none of the type.
    pub(crate) fn written(field: &Field, text: &str, today: Option<Date>) -> Option<Self> {
        let cell = match field.kind {
            FieldType::Number => Self::Number(text.parse().ok()?),
            FieldType::Money => Self::Money(text.parse().ok()?),
            FieldType::Text => Self::Text(text.to_owned()),
            FieldType::Choice => Self::Text(field.options.iter().find(|option| *option == text)?.clone()),
            FieldType::Date if text == "today" => today.map_or(Self::Gap(Gap::Empty), Self::Date),
            FieldType::Date => Self::Date(text.parse().ok()?),
            FieldType::Toggle => Self::Boolean(text.parse().ok()?),
            FieldType::Duration => Self::Duration(text.parse().ok()?),
            FieldType::List => return None,
        };
        cell.bounded(field)
    }

    /// The value, where it lies between the field's ends and is not longer than it may be.
    pub(crate) fn bounded(self, field: &Field) -> Option<Self> {
        let end = |text: &Option<String>| text.as_deref().and_then(|text| text.parse::<Decimal>().ok());
        match &self {
            Self::Number(number) | Self::Money(number) => {
                let is_low = end(&field.min).is_some_and(|min| *number < min);
                let is_high = end(&field.max).is_some_and(|max| *number > max);
                (!is_low && !is_high && number.abs() <= Decimal::from(MAX_NUMBER)).then_some(self)
            }
            Self::Duration(seconds) => (0..=MAX_SECONDS).contains(seconds).then_some(self),
            Self::Text(text) => (text.chars().count() <= MAX_TEXT_CHARS).then_some(self),
            _ => Some(self),
        }
    }

    /// What a person entered or said: "三十五块", "next Friday", "25 分钟"; nothing entered empties the field.
    pub(crate) fn entered(field: &Field, text: &str, here: Reference) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() {
            return Some(Self::empty(field.kind));
        }
        if let Some(cell) = Self::written(field, text, Some(here.now.date())) {
            return Some(cell);
        }
        let said = Utterance::new(text);
        let first =
            |kind: Kind| find_values(kind, &said, here, true).into_iter().next().map(|found| found.value);
        let number = |kind: Kind| match first(kind)? {
            Value::Number(number) => Some(number),
            Value::Integer(number) | Value::Percent(number) => Some(number.into()),
            Value::Money(money) => Some(money.major()),
            Value::Duration(length) if length.months == 0 => {
                Some(Decimal::from(i64::from(length.days) * 86_400 + length.seconds))
            }
            _ => None,
        };
        let cell = match field.kind {
            FieldType::Number => Self::Number(
                number(Kind::Number).or_else(|| number(Kind::Percent)).or_else(|| number(Kind::Money))?,
            ),
            FieldType::Money => Self::Money(number(Kind::Money).or_else(|| number(Kind::Number))?),
            FieldType::Date => match first(Kind::Date)? {
                Value::Date(date) => Self::Date(date),
                _ => return None,
            },
            FieldType::Duration => {
                let seconds = number(Kind::Duration)?;
                Self::Duration(seconds.try_into().ok()?)
            }
            FieldType::Toggle => match first(Kind::Boolean)? {
                Value::Boolean(yes) => Self::Boolean(yes),
                _ => return None,
            },
            FieldType::Choice => {
                let is_it = |option: &&String| Utterance::new(option).chars() == said.chars();
                Self::Text(field.options.iter().find(is_it)?.clone())
            }
            FieldType::Text | FieldType::List => return None,
        };
        cell.bounded(field)
    }

    /// The number in it, where it is one.
    pub fn number(&self) -> Option<Decimal> {
        match self {
            Self::Number(number) | Self::Money(number) => Some(*number),
            Self::Duration(seconds) => Some(Decimal::from(*seconds)),
            _ => None,
        }
    }

    /// As it is shown: `12.50`, `3 kg`, `25:00`, `12月31日(周四)`.
    pub fn shown(&self, unit: Option<&str>, language: Language) -> String {
        match self {
            Self::Number(number) => {
                let text = plain(*number);
                match unit {
                    None => text,
                    Some(unit) if unit.starts_with(|c: char| c.is_ascii_alphabetic()) => {
                        format!("{text} {unit}")
                    }
                    Some(unit) => format!("{text}{unit}"),
                }
            }
            Self::Money(amount) => {
                let rounded = amount.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
                let (sign, amount) =
                    (if rounded.is_sign_negative() && !rounded.is_zero() { "-" } else { "" }, rounded.abs());
                let text = if amount.fract().is_zero() {
                    amount.trunc().to_string()
                } else {
                    format!("{amount:.2}")
                };
                format!("{sign}{text}")
            }
            Self::Text(text) => text.clone(),
            Self::Date(date) => {
                let spoken = Value::Date(*date).spoken(language);
                match language {
                    Language::Zh => format!("{}年{spoken}", date.year()),
                    Language::En => format!("{spoken} {}", date.year()),
                }
            }
            Self::Boolean(yes) => Value::Boolean(*yes).spoken(language),
            Self::Duration(seconds) => {
                let (hours, minutes, rest) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
                if hours > 0 {
                    format!("{hours}:{minutes:02}:{rest:02}")
                } else {
                    format!("{minutes}:{rest:02}")
                }
            }
            Self::Gap(gap) => gap.spoken(language).to_owned(),
        }
    }

    /// As a spec writes it, and as a host may put it into a field for entering.
    pub fn plain(&self) -> String {
        match self {
            Self::Number(number) | Self::Money(number) => number.normalize().to_string(),
            Self::Text(text) => text.clone(),
            Self::Date(date) => date.to_string(),
            Self::Boolean(yes) => yes.to_string(),
            Self::Duration(seconds) => seconds.to_string(),
            Self::Gap(_) => String::new(),
        }
    }
}

/// The largest number that may be entered.
const MAX_NUMBER: i64 = 1_000_000_000_000_000;

/// The longest duration that may be entered: a year.
const MAX_SECONDS: i64 = 366 * 86_400;

fn plain(number: Decimal) -> String {
    let rounded = number.round_dp_with_strategy(SHOWN_PLACES, RoundingStrategy::MidpointAwayFromZero);
    // A small number is shown by its first digits, or it would be nought.
    let rounded =
        if rounded.is_zero() && !number.is_zero() { number.round_sf(2).unwrap_or(number) } else { rounded };
    let rounded = rounded.normalize();
    if rounded.is_zero() { "0".to_owned() } else { rounded.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::LocalText;

    fn here() -> Reference {
        let now: jiff::ZonedDateTime = "2026-11-25T09:30:00+08:00[Asia/Shanghai]".parse().expect("a time");
        Reference::at(&now)
    }

    #[test]
    fn reads_what_is_entered() {
        let rows = [
            (FieldType::Number, "3.5", "3.5"),
            (FieldType::Number, "三十五", "35"),
            (FieldType::Number, "twenty", "20"),
            (FieldType::Number, "15%", "15"),
            (FieldType::Number, "", ""),
            (FieldType::Money, "三十五块五", "35.5"),
            (FieldType::Money, "twenty bucks", "20"),
            (FieldType::Money, "12.30", "12.3"),
            (FieldType::Date, "2026-12-31", "2026-12-31"),
            (FieldType::Date, "后天", "2026-11-27"),
            (FieldType::Date, "today", "2026-11-25"),
            (FieldType::Duration, "25分钟", "1500"),
            (FieldType::Duration, "an hour and a half", "5400"),
            (FieldType::Toggle, "true", "true"),
            (FieldType::Toggle, "是的", "true"),
            (FieldType::Text, "order一杯latte", "order一杯latte"),
        ];
        for (kind, text, wanted) in rows {
            let field = Field::plain("x", LocalText::default(), kind);
            let cell = Cell::entered(&field, text, here()).unwrap_or_else(|| panic!("{text}"));
            let wanted = if kind == FieldType::Toggle && text.is_empty() { "false" } else { wanted };
            assert_eq!(cell.plain(), wanted, "{text}");
        }
        let bounded = Field {
            max: Some("10".to_owned()),
            ..Field::plain("x", LocalText::default(), FieldType::Number)
        };
        assert_eq!(Cell::entered(&bounded, "11", here()), None);
        assert_eq!(Cell::entered(&bounded, "what", here()), None);
    }

    #[test]
    fn shows_values() {
        let number = |text: &str| Cell::Number(text.parse().expect("a number"));
        let rows = [
            (number("3.14159"), Some("kg"), "3.14 kg"),
            (number("8"), Some("杯"), "8杯"),
            (number("0.00123"), None, "0.0012"),
            (number("-0.001"), None, "-0.001"),
            (number("15"), Some("%"), "15%"),
            (Cell::Money("12.5".parse().expect("a number")), None, "12.50"),
            (Cell::Money("-3".parse().expect("a number")), None, "-3"),
            (Cell::Duration(1_500), None, "25:00"),
            (Cell::Duration(3_661), None, "1:01:01"),
            (Cell::Gap(Gap::DivisionByZero), None, "除数为零"),
            (Cell::Date("2026-12-31".parse().expect("a day")), None, "2026年12月31日(周四)"),
        ];
        for (cell, unit, wanted) in rows {
            assert_eq!(cell.shown(unit, Language::Zh), wanted);
        }
    }
}
