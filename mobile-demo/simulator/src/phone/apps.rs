//! What the page shows of the apps: the services with their functions, and the state that their screens draw.
//!
//! Decides the JSON of it, and that the demo's dates lie around today. What a screen looks like is the page's.

use errand_demo_services::DemoApp;
use jiff::civil::Date;
use jiff::{ToSpan, Unit};
use serde_json::{Value as Json, json};

/// The day that the demo data was written for.
const WRITTEN_FOR: Date = Date::constant(2026, 11, 25);

/// All services: id, names, functions.
pub(crate) fn services(app: &DemoApp) -> Json {
    app.manifests()
        .iter()
        .filter_map(|(_, text)| serde_json::from_str::<Json>(text).ok())
        .map(|manifest| {
            let capabilities = manifest["capabilities"].as_array().into_iter().flatten().map(|own| {
                json!({
                    "id": own["id"], "kind": own["kind"], "title": own["title"], "errors": codes(own),
                    "isPage": own["invoke"]["type"] == "handoff",
                })
            });
            json!({
                "id": manifest["service"]["id"],
                "name": manifest["service"]["name"],
                "isNative": manifest["service"]["id"].as_str().is_some_and(|id| id.starts_with("app.")),
                "capabilities": capabilities.collect::<Vec<_>>(),
            })
        })
        .collect()
}

/// The songs of the music app, in the order in which they are played.
pub(crate) fn songs(app: &DemoApp) -> Vec<Json> {
    let state: Json = serde_json::from_str(&app.state()).unwrap_or_default();
    state.pointer("/app.music/songs").and_then(Json::as_array).cloned().unwrap_or_default()
}

/// The manifest's declaration of a capability.
pub(crate) fn capability(app: &DemoApp, service: &str, capability: &str) -> Option<Json> {
    let manifest = app
        .manifests()
        .iter()
        .filter_map(|(_, text)| serde_json::from_str::<Json>(text).ok())
        .find(|manifest| manifest["service"]["id"] == service)?;
    manifest["capabilities"].as_array()?.iter().find(|own| own["id"] == capability).cloned()
}

/// The error codes that a capability declares.
pub(crate) fn error_codes(app: &DemoApp, service: &str, id: &str) -> Vec<String> {
    capability(app, service, id).map(|own| codes(&own)).unwrap_or_default()
}

/// The code by which a page says that the person left it without finishing, if the service has one.
pub(crate) fn left_code(app: &DemoApp, service: &str, id: &str) -> Option<String> {
    let declared = capability(app, service, id)?;
    let denied = declared["errors"].as_array()?.iter().find(|error| error["class"] == "denied")?;
    denied["code"].as_str().map(str::to_owned)
}

fn codes(capability: &Json) -> Vec<String> {
    let errors = capability["errors"].as_array().into_iter().flatten();
    errors.filter_map(|error| error["code"].as_str().map(str::to_owned)).collect()
}

/// Moves the demo's days so that they lie around `today` as they did around the day they were written for.
pub(crate) fn bring_to(app: &mut DemoApp, today: Date) -> Result<(), crate::Failure> {
    let days = WRITTEN_FOR.until((Unit::Day, today))?.get_days();
    if days != 0 {
        let mut state: Json = serde_json::from_str(&app.state())?;
        shift(&mut state, days);
        app.restore(&state.to_string())?;
    }
    Ok(())
}

/// Every text that is a date, or begins with one and a time.
fn shift(value: &mut Json, days: i32) {
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
    use super::*;

    #[test]
    fn days_move_and_other_texts_stay() {
        let mut value = json!({"a": "2026-11-25", "b": ["2026-11-30T12:00"], "c": "2026-11", "d": "见 2026-11-25", "e": 20261125});
        shift(&mut value, 10);
        assert_eq!(
            value,
            json!({"a": "2026-12-05", "b": ["2026-12-10T12:00"], "c": "2026-11", "d": "见 2026-11-25", "e": 20261125})
        );
    }
}
