//! Manifests for what is measured, in the form of `capability.json`, and an assistant that knows those and nothing else.
//!
//! Decides what a measured capability promises (it reads, it changes nothing) and where a text is cut that is longer than a manifest takes.

use std::path::Path;

use errand_core::{Assistant, Language, Options};
use jiff::ZonedDateTime;
use serde_json::{Value as Json, json};

use crate::{Failure, root};

pub(super) const MAX_TITLE: usize = 60;
pub(super) const MAX_TEXT: usize = 300;

/// The time of everything that is said.
pub(super) fn now() -> Result<ZonedDateTime, Failure> {
    Ok("2026-03-04T09:30:00+08:00[Asia/Shanghai]".parse()?)
}

/// An assistant that knows some services; what it encodes is kept in `database`.
pub(super) fn knowing(database: &Path, manifests: &[String]) -> Result<Assistant, Failure> {
    let mut assistant = Assistant::open(Options::new(root().join("models/errand-zh-en"), database))?;
    for service in assistant.services()? {
        assistant.remove(&service.id)?;
    }
    assistant.install_all(&manifests.iter().map(String::as_str).collect::<Vec<_>>())?;
    Ok(assistant)
}

/// The id of a service by its number.
pub(super) fn id(number: usize) -> String {
    format!("measured.service{number}")
}

/// One service.
pub(super) fn service(number: usize, capabilities: Vec<Json>) -> String {
    json!({
        "manifestVersion": "1.0",
        "service": {
            "id": id(number), "version": "1.0.0", "name": {"en": "measured", "zh-CN": "测量"},
            "publisher": {"id": "measured", "name": "measured", "contact": "none"}, "dataController": "publisher", "locales": [],
        },
        "modes": {"declared": true, "auto": false}, "visibility": "system", "capabilities": capabilities,
    })
    .to_string()
}

/// One capability, without examples.
pub(super) fn capability(
    id: &str,
    schema: &str,
    title: &str,
    description: &str,
    parameters: Vec<Json>,
) -> Json {
    let names: Vec<Json> = parameters.iter().map(|parameter| parameter["name"].clone()).collect();
    json!({
        "id": id, "kind": "fetch", "schema": schema,
        "title": local(title, MAX_TITLE), "description": local(description, MAX_TEXT), "parameters": parameters,
        "safety": {"reversible": true, "idempotency": "natural", "openWorld": false, "confirm": "policy", "authentication": "none"},
        "invoke": {"type": "host", "api": id, "timeoutMs": 1000},
        "dataUse": {"reads": [], "shares": names, "retention": "P0D", "purpose": {"en": "measuring", "zh-CN": "测量"}},
    })
}

/// A text under its language.
pub(super) fn local(text: &str, max: usize) -> Json {
    let short: String = text.chars().take(max).collect();
    json!({ language(text): short })
}

/// The tag of a text's language.
pub(super) fn language(text: &str) -> &'static str {
    match Language::of(&text.chars().collect::<Vec<_>>()) {
        Language::Zh => "zh-CN",
        Language::En => "en",
    }
}
