//! A value of a sentence as JSON: what `errand values` prints, a line each, for programs of any language.
//!
//! Decides the names of its fields; the reference of the command describes them.

use serde_json::{Map, Value as Json, json};

use super::calendar::{Length, Recurrence, Stretch, WhenSaid};
use super::choice::Reaction;
use super::meaning::{Meaning, Meant, Sort};
use crate::text::Utterance;

impl Meant {
    /// As JSON: the sort, where it stands in bytes of the text, and what it means.
    ///
    /// # Example
    ///
    /// ```
    /// use errand_core::{Utterance, read_values};
    ///
    /// let now: jiff::ZonedDateTime = "2026-11-25T09:30:00+08:00[Asia/Shanghai]".parse().expect("a time");
    /// let said = Utterance::new("二十块五");
    /// let json: serde_json::Value = serde_json::from_str(&read_values(&said, &now, false)[0].json(&said)).expect("JSON");
    /// assert_eq!(json["sort"], "money");
    /// assert_eq!(json["minor"], 2050);
    /// assert_eq!((json["start"].as_u64(), json["end"].as_u64()), (Some(0), Some(12)));
    /// ```
    pub fn json(&self, said: &Utterance) -> String {
        let span = said.span(self.range.clone());
        let mut line = Map::new();
        line.insert("start".to_owned(), json!(span.start));
        line.insert("end".to_owned(), json!(span.end));
        line.insert("text".to_owned(), json!(said.original(self.range.clone())));
        line.insert("isWeak".to_owned(), json!(self.is_weak));
        line.insert("rule".to_owned(), json!(self.rule));
        let (sort, more) = self.meaning.parts();
        line.insert("sort".to_owned(), json!(sort));
        if let Json::Object(more) = more {
            line.extend(more);
        }
        Json::Object(line).to_string()
    }
}

impl Meaning {
    fn parts(&self) -> (&'static str, Json) {
        let text = |number: &rust_decimal::Decimal| number.normalize().to_string();
        let most = |most: &Option<rust_decimal::Decimal>| most.as_ref().map(text);
        match self {
            Self::Number(value, upper) => ("number", json!({"value": text(value), "most": most(upper)})),
            Self::Ordinal(nth) => ("ordinal", json!({"value": nth.to_string()})),
            Self::Step(by) => ("ordinal", json!({"value": format!("{by:+}"), "from": "here"})),
            Self::Percent(value) => ("percent", json!({"value": text(value)})),
            Self::Money(value, upper, currency) => (
                "money",
                json!({"value": text(value), "most": most(upper), "currency": currency, "minor": self.minor()}),
            ),
            Self::Quantity(value, upper, unit) => {
                ("quantity", json!({"value": text(value), "most": most(upper), "unit": unit}))
            }
            Self::Temperature(value, scale) => ("temperature", json!({"value": text(value), "unit": scale})),
            Self::Unit(of, unit) => ("unit", json!({"of": name(*of), "unit": unit})),
            Self::Age(value, unit) => ("age", json!({"value": text(value), "unit": unit.name()})),
            Self::Length(length) => ("length", length_parts(length)),
            Self::Time(when) => ("time", when_parts(when)),
            Self::Recurrence(every) => ("recurrence", recurrence_parts(every)),
            Self::Range(bounds) => (
                "range",
                json!({
                    "least": most(&bounds.least),
                    "most": most(&bounds.most),
                    "hasLeast": bounds.has_least,
                    "hasMost": bounds.has_most,
                    "of": name(bounds.of),
                    "unit": bounds.unit,
                }),
            ),
            Self::Phone(digits) => ("phone", json!({"value": digits})),
            Self::Email(address) => ("email", json!({"value": address})),
            Self::Link(link) => ("link", json!({"value": link})),
            Self::Mention(name) => ("mention", json!({"value": name})),
            Self::Hashtag(topic) => ("hashtag", json!({"value": topic})),
            Self::Ip(address) => ("ip", json!({"value": address})),
            Self::Uuid(id) => ("uuid", json!({"value": id})),
            Self::Place(place) => (
                "place",
                json!({
                    "country": place.country,
                    "province": place.province,
                    "city": place.city,
                    "county": place.county,
                    "code": place.code,
                    "count": place.count,
                }),
            ),
            Self::Answer(reaction) => {
                let name = match reaction {
                    Reaction::Yes => "yes",
                    Reaction::No => "no",
                    Reaction::Cancel => "cancel",
                };
                ("answer", json!({"value": name}))
            }
        }
    }
}

/// A sort's name, as answers write it.
fn name(sort: Sort) -> String {
    format!("{sort:?}").to_lowercase()
}

fn length_parts(length: &Length) -> Json {
    let most = length
        .most
        .map(|most| Length { months: most.months, days: most.days, ms: most.ms, ..Length::NOTHING }.iso());
    json!({
        "value": length.iso(),
        "most": most,
        "seconds": length.seconds(),
        "unit": length.grain.name(),
        "isAbout": length.is_about,
        "isWorkingDays": length.is_business,
    })
}

fn stretch(reading: &Stretch) -> Json {
    json!({
        "start": reading.start.map(|at| at.to_string()),
        "end": reading.end.map(|at| at.to_string()),
        "grain": reading.grain.name(),
        "isPoint": reading.is_point,
    })
}

fn when_parts(when: &WhenSaid) -> Json {
    json!({
        "said": when.expression,
        "hasDate": when.expression.has_date(),
        "hasClock": when.expression.has_clock(),
        "readings": when.readings.iter().map(stretch).collect::<Vec<_>>(),
        "isAmbiguous": when.is_ambiguous,
        "impossible": when.impossible,
    })
}

fn recurrence_parts(every: &Recurrence) -> Json {
    json!({
        "rrule": every.rule,
        "first": every.first.as_ref().map(stretch),
        "unit": every.unit.name(),
        "interval": every.interval,
    })
}
