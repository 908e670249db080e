//! Brings the demo's days to today: they were written for one Wednesday, and lie around any other day as they did around that one.

use jiff::civil::Date;
use jiff::{ToSpan, Unit};
use serde_json::Value as Json;

/// The day that the data was written for.
const WRITTEN_FOR: Date = Date::constant(2026, 11, 25);

/// How many days there are from the data's day to another, written as `2026-11-30`; nothing where that is no date.
pub(crate) fn until(today: &str) -> Option<i32> {
    let today: Date = today.parse().ok()?;
    Some(WRITTEN_FOR.until((Unit::Day, today)).ok()?.get_days())
}

/// Moves every text that is a date, or begins with one and a time.
pub(crate) fn shift(value: &mut Json, days: i32) {
    match value {
        Json::Array(all) => all.iter_mut().for_each(|own| shift(own, days)),
        Json::Object(all) => all.values_mut().for_each(|own| shift(own, days)),
        Json::String(text) => {
            let (date, rest) = text.split_at_checked(10).unwrap_or((text, ""));
            if (rest.is_empty() || rest.starts_with('T'))
                && let Some(moved) =
                    date.parse::<Date>().ok().and_then(|date| date.checked_add(days.days()).ok())
            {
                *text = format!("{moved}{rest}");
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn days_move_and_other_texts_stay() {
        let mut value = json!({"a": "2026-11-25", "b": ["2026-11-30T12:00"], "c": "2026-11", "d": "见 2026-11-25", "e": 20261125});
        shift(&mut value, until("2026-12-05").expect("a date"));
        assert_eq!(
            value,
            json!({"a": "2026-12-05", "b": ["2026-12-10T12:00"], "c": "2026-11", "d": "见 2026-11-25", "e": 20261125})
        );
        assert_eq!(until("heute"), None);
    }
}
