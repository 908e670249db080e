//! The JSON form of values, read by the type of the parameter that takes them.
//!
//! Decides whether a JSON value fits a parameter: defaults, structured answers of the host, outputs of services.
//! Reading values from words is `values`' matter.

use jiff::ZonedDateTime;
use rust_decimal::Decimal;
use serde_json::Value as Json;

use super::Manifest;
use super::parameter::{Moment, Parameter, ParameterType};
use crate::text::{Language, LocalText};
use crate::values::{Duration, Kind, Value};

/// Whether a JSON value is of a type that manifests name for outputs and properties; an unknown type takes anything.
pub(crate) fn fits_type(kind: &str, json: &Json) -> bool {
    let is_text = |fits: fn(&str) -> bool| json.as_str().is_some_and(fits);
    match kind {
        "string" | "enum" | "phone" | "email" | "url" => json.is_string(),
        "integer" | "percent" => json.is_i64() || json.is_u64(),
        "number" => json.is_number(),
        "boolean" => json.is_boolean(),
        "array" => json.is_array(),
        "object" => json.is_object(),
        "money" => serde_json::from_value::<crate::values::Money>(json.clone()).is_ok(),
        "date" => is_text(|text| text.parse::<jiff::civil::Date>().is_ok()),
        "time" => is_text(|text| text.parse::<jiff::civil::Time>().is_ok()),
        "dateTime" => is_text(|text| text.parse::<jiff::civil::DateTime>().is_ok()),
        "duration" => is_text(|text| text.parse::<jiff::Span>().is_ok()),
        "location" => json.is_string() || json.is_object(),
        _ => true,
    }
}

/// The value that a JSON value means for a parameter; the error says what does not fit.
pub(crate) fn value_from_json(
    parameter: &Parameter,
    manifest: &Manifest,
    json: &Json,
) -> Result<Value, &'static str> {
    let text = || json.as_str().filter(|text| !text.trim().is_empty()).map(str::to_owned);
    let whole = |what| json.as_i64().ok_or(what);
    match &parameter.kind {
        ParameterType::String | ParameterType::Email | ParameterType::Url => {
            text().map(Value::Text).ok_or("must be a text that is not blank")
        }
        ParameterType::Phone => text().map(Value::Phone).ok_or("must be a text of digits"),
        ParameterType::Location => {
            location(json).ok_or("must be a place: a text, or latitude, longitude and name")
        }
        ParameterType::Enum => text()
            .filter(|id| parameter.values.contains(id))
            .map(Value::Choice)
            .ok_or("must be one of the values"),
        ParameterType::Integer => within(parameter, whole("must be a whole number")?).map(Value::Integer),
        ParameterType::Number => {
            let number: Result<Decimal, _> = json.to_string().parse();
            number.map(Value::Number).map_err(|_| "must be a number")
        }
        ParameterType::Percent => {
            let share = whole("must be a whole number from 0 to 100")?;
            (0..=100)
                .contains(&share)
                .then_some(Value::Percent(share))
                .ok_or("must be a whole number from 0 to 100")
        }
        ParameterType::Boolean => json.as_bool().map(Value::Boolean).ok_or("must be true or false"),
        ParameterType::Money => serde_json::from_value(json.clone())
            .map(Value::Money)
            .map_err(|_| "must be an amount in minor units and a currency"),
        ParameterType::Date => parse(json).map(Value::Date).ok_or("must be a date such as 2026-11-25"),
        ParameterType::Time => parse(json).map(Value::Time).ok_or("must be a time such as 18:00"),
        ParameterType::DateTime => {
            let day = || (!parameter.is_required()).then(|| parse(json).map(Value::Day)).flatten();
            let full = json
                .as_str()
                .filter(|text| text.contains('T'))
                .and_then(|_| parse(json))
                .map(Value::DateTime);
            full.or_else(day).ok_or("must be a date and time such as 2026-11-25T18:00")
        }
        ParameterType::Duration => duration(json).ok_or("must be a length such as PT30M"),
        ParameterType::Entity(name) => {
            let entity = manifest.entity(name).ok_or("is of an unknown entity")?;
            let id = json.get(&entity.id_field).filter(|id| id.is_string() || id.is_number());
            id.ok_or("must be a record with its id")?;
            Ok(Value::Record {
                json: json.to_string(),
                name: display_of(json, &entity.display).get(Language::Zh).to_owned(),
            })
        }
    }
}

/// A number against the limits that its parameter declares.
pub(crate) fn within(parameter: &Parameter, number: i64) -> Result<i64, &'static str> {
    let limits = parameter.validate.as_ref();
    let too_small = limits.and_then(|v| v.minimum).is_some_and(|minimum| number < minimum);
    let too_large = limits.and_then(|v| v.maximum).is_some_and(|maximum| number > maximum);
    if too_small || too_large { Err("is outside the limits") } else { Ok(number) }
}

/// Whether a day or a time has passed already, where its parameter takes only what is to come.
pub(crate) fn is_past(parameter: &Parameter, value: &Value, now: &ZonedDateTime) -> bool {
    let Some(Moment::Now) = parameter.validate.as_ref().and_then(|limits| limits.not_before) else {
        return false;
    };
    match value {
        Value::Date(day) | Value::Day(day) => *day < now.date(),
        // The minute that is running has not passed.
        Value::DateTime(time) => time.duration_since(now.datetime()).as_secs() <= -60,
        _ => false,
    }
}

/// The spoken name of a record: its display property, and the English one beside it where the service gives it.
pub(crate) fn display_of(record: &Json, display: &str) -> LocalText {
    let text = |field: &str| match record.get(field) {
        Some(Json::String(text)) => text.clone(),
        Some(Json::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    LocalText { zh: text(display), en: text(&format!("{display}En")) }
}

fn parse<T: std::str::FromStr>(json: &Json) -> Option<T> {
    json.as_str()?.parse().ok()
}

fn location(json: &Json) -> Option<Value> {
    if let Some(text) = json.as_str().filter(|text| !text.trim().is_empty()) {
        return Some(Value::Text(text.to_owned()));
    }
    let degrees = |field: &str| -> Option<Decimal> {
        match json.get(field)? {
            Json::String(text) => text.parse().ok(),
            number => number.to_string().parse().ok(),
        }
    };
    Some(Value::Position {
        latitude: degrees("latitude")?,
        longitude: degrees("longitude")?,
        name: json.get("name")?.as_str()?.to_owned(),
    })
}

/// ISO 8601, by way of jiff; months and weeks keep their units.
fn duration(json: &Json) -> Option<Value> {
    let span: jiff::Span = parse(json)?;
    let seconds = i64::from(span.get_hours()) * 3_600 + span.get_minutes() * 60 + span.get_seconds();
    let length = Duration {
        months: i32::from(span.get_years()) * 12 + span.get_months(),
        days: span.get_weeks() * 7 + span.get_days(),
        seconds,
    };
    Some(Value::Duration(length))
}

/// The kind of value that a parameter takes from words; [`None`] for free text, lists and entities.
pub(crate) fn spoken_kind(kind: &ParameterType) -> Option<Kind> {
    Some(match kind {
        ParameterType::Integer => Kind::Integer,
        ParameterType::Number => Kind::Number,
        ParameterType::Percent => Kind::Percent,
        ParameterType::Money => Kind::Money,
        ParameterType::Date => Kind::Date,
        ParameterType::Time => Kind::Time,
        ParameterType::DateTime => Kind::DateTime,
        ParameterType::Duration => Kind::Duration,
        ParameterType::Boolean => Kind::Boolean,
        ParameterType::Phone => Kind::Phone,
        ParameterType::Email => Kind::Email,
        ParameterType::Url => Kind::Url,
        ParameterType::String | ParameterType::Enum | ParameterType::Location | ParameterType::Entity(_) => {
            return None;
        }
    })
}
