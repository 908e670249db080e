//! Brings the demo's days to today: they were written for one Wednesday, and lie around any other day as they did around that one.

use jiff::civil::Date;
use jiff::{ToSpan, Unit};
use serde_json::Value as Json;

/// The day that the data was written for.
const WRITTEN_FOR: Date = Date::constant(2026, 11, 25);

/// How many days there are from the data's day to a moment, written as `2026-11-30` or `2026-11-30T14:30`; nothing where that is none.
pub(crate) fn until(now: &str) -> Option<i32> {
    let today: Date = now.get(..DAY)?.parse().ok()?;
    Some(WRITTEN_FOR.until((Unit::Day, today)).ok()?.get_days())
}

/// The fields of rows that say when something has happened.
const HAPPENED: [&str; 4] = ["createdAt", "postedAt", "receivedAt", "startedAt"];

/// Moves every text that is a date, or begins with one and a time. What has happened lies behind `now`: a day earlier, where it would not.
pub(crate) fn shift(value: &mut Json, days: i32, now: &str) {
    match value {
        Json::Array(all) => all.iter_mut().for_each(|own| shift(own, days, now)),
        Json::Object(all) => {
            for (name, own) in all {
                shift(own, days, now);
                if let Json::String(text) = own
                    && HAPPENED.contains(&name.as_str())
                    && now.len() > DAY
                    && text.as_str() > now
                    && let Some(earlier) = moved(text, -1)
                {
                    *text = earlier;
                }
            }
        }
        Json::String(text) => {
            if let Some(moved) = moved(text, days) {
                *text = moved;
            }
        }
        _ => {}
    }
}

/// How long a day is, as it is written.
const DAY: usize = "2026-11-25".len();

/// A date, or a date and a time, by so many days; nothing where it is none.
fn moved(text: &str, days: i32) -> Option<String> {
    let (date, rest) = text.split_at_checked(DAY).unwrap_or((text, ""));
    let is_moment = rest.is_empty() || rest.starts_with('T');
    let moved = date.parse::<Date>().ok()?.checked_add(days.days()).ok()?;
    is_moment.then(|| format!("{moved}{rest}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn days_move_and_other_texts_stay() {
        let mut value = json!({"a": "2026-11-25", "b": ["2026-11-30T12:00"], "c": "2026-11", "d": "见 2026-11-25", "e": 20261125});
        shift(&mut value, until("2026-12-05").expect("a date"), "2026-12-05");
        assert_eq!(
            value,
            json!({"a": "2026-12-05", "b": ["2026-12-10T12:00"], "c": "2026-11", "d": "见 2026-11-25", "e": 20261125})
        );
        assert_eq!(until("heute"), None);
        let mut value = json!({"receivedAt": "2026-11-25T16:20", "deliverAt": "2026-11-25T16:20"});
        let now = "2026-12-05T14:30";
        shift(&mut value, until(now).expect("a moment"), now);
        assert_eq!(value, json!({"receivedAt": "2026-12-04T16:20", "deliverAt": "2026-12-05T16:20"}));
    }
}
