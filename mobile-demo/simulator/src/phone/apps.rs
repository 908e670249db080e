//! What the page shows of the apps: the services with their functions, and the state that their screens draw.
//!
//! Decides the JSON of it. What a screen looks like is the page's.

use errand_demo_services::DemoApp;
use serde_json::{Value as Json, json};

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
