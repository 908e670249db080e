//! One value, as an argument holds it.
//!
//! Decides the JSON form that hosts receive and digests cover, and how a value is said to a person.
//!
//! Not handled, on purpose: conversion between kinds; a reader gives the kind that was wanted.

use jiff::civil::{Date, DateTime, Time};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::duration::Duration;
use super::money::Money;
use crate::text::Language;

/// A typed value of an argument.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "value", rename_all = "camelCase")]
pub enum Value {
    /// Words as said.
    Text(String),
    /// One of a closed list, by its id.
    Choice(String),
    /// One of a list that the host supplied.
    Listed {
        /// The host's id of the entry.
        id: String,
        /// The name that is shown.
        name: String,
    },
    /// A whole number.
    Integer(i64),
    /// Any number.
    Number(Decimal),
    /// Yes or no.
    Boolean(bool),
    /// A share, 0 to 100.
    Percent(i64),
    /// A sum of money.
    Money(Money),
    /// A calendar day.
    Date(Date),
    /// A time of day.
    Time(Time),
    /// A day and a time of day.
    DateTime(DateTime),
    /// A day where a time of day is still missing; JSON as a date.
    Day(Date),
    /// A length of time.
    Duration(Duration),
    /// A telephone number, digits only.
    Phone(String),
    /// A place on the map, from the host.
    Position {
        /// Degrees north.
        latitude: Decimal,
        /// Degrees east.
        longitude: Decimal,
        /// The name that is shown.
        name: String,
    },
    /// An entity as a service returned it, and the name that is shown.
    Record {
        /// The service's JSON.
        json: String,
        /// The entity's spoken name.
        name: String,
    },
}

impl Value {
    /// The JSON form of the value: what hosts receive.
    pub fn json(&self) -> String {
        self.to_json().to_string()
    }

    pub(crate) fn to_json(&self) -> Json {
        match self {
            Self::Text(text) | Self::Choice(text) | Self::Phone(text) => json!(text),
            Self::Listed { id, .. } => json!(id),
            Self::Integer(number) | Self::Percent(number) => json!(number),
            Self::Number(number) => {
                serde_json::from_str(&number.normalize().to_string()).unwrap_or(Json::Null)
            }
            Self::Boolean(yes) => json!(yes),
            Self::Money(money) => json!(money),
            Self::Date(date) | Self::Day(date) => json!(date.to_string()),
            Self::Time(time) => json!(time.strftime("%H:%M").to_string()),
            Self::DateTime(moment) => json!(moment.strftime("%Y-%m-%dT%H:%M").to_string()),
            Self::Duration(length) => json!(length.iso()),
            Self::Position { latitude, longitude, name } => {
                json!({"latitude": latitude.to_string(), "longitude": longitude.to_string(), "name": name})
            }
            Self::Record { json, .. } => serde_json::from_str(json).unwrap_or(Json::Null),
        }
    }

    /// How the value is said to a person; a choice is said by its id, for its spoken name is the manifest's.
    pub fn spoken(&self, language: Language) -> String {
        let zh = language == Language::Zh;
        match self {
            Self::Text(text) | Self::Choice(text) | Self::Phone(text) => text.clone(),
            Self::Listed { name, .. } | Self::Position { name, .. } | Self::Record { name, .. } => {
                name.clone()
            }
            Self::Integer(number) => number.to_string(),
            Self::Number(number) => number.normalize().to_string(),
            Self::Boolean(yes) => match (yes, zh) {
                (true, true) => "是",
                (false, true) => "否",
                (true, false) => "yes",
                (false, false) => "no",
            }
            .to_owned(),
            Self::Percent(share) => format!("{share}%"),
            Self::Money(money) => money.spoken(language),
            Self::Date(date) | Self::Day(date) => day_spoken(*date, language),
            Self::Time(time) => time.strftime("%H:%M").to_string(),
            Self::DateTime(moment) => {
                format!("{} {}", day_spoken(moment.date(), language), moment.strftime("%H:%M"))
            }
            Self::Duration(length) => length.spoken(language),
        }
    }
}

/// `11月27日(周五)` and `Fri 27 Nov`: the weekday lets a person catch a misread date.
fn day_spoken(date: Date, language: Language) -> String {
    match language {
        Language::Zh => {
            let weekday =
                ["一", "二", "三", "四", "五", "六", "日"][date.weekday().to_monday_zero_offset() as usize];
            format!("{}月{}日(周{weekday})", date.month(), date.day())
        }
        Language::En => date.strftime("%a %-d %b").to_string(),
    }
}
