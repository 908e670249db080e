//! One task of a set: what is installed, what is said, what is meant by it.
//!
//! Decides how an intent becomes a capability of a manifest: its examples are the shots, its title is the name that the set gives it, or
//! the first shot where the published figures know no names.

use std::path::Path;

use errand_core::{Assistant, Options};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use crate::{Failure, root};

/// Longer texts are cut: a manifest takes no more.
const MAX_TITLE: usize = 60;
const MAX_TEXT: usize = 300;
/// Examples of one kind that a capability takes; a class with more is installed as several rivals of one schema.
const MAX_EXAMPLES: usize = 100;
/// Bytes of examples that go into one manifest.
const MAX_BYTES: usize = 600_000;

/// One task.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Problem {
    pub set: String,
    pub split: String,
    pub lang: String,
    pub wishes: Vec<Wish>,
    pub tests: Vec<Case>,
    /// For a threshold, where the set has a part for it.
    pub validation: Vec<Case>,
}

/// What can be asked for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Wish {
    pub id: String,
    /// None: the published figures know no names.
    pub title: Option<String>,
    pub description: Option<String>,
    pub examples: Vec<String>,
}

/// A sentence and what is meant by it; `None`: nothing of what can be asked for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Case {
    pub text: String,
    pub wanted: Option<String>,
}

impl Problem {
    pub(crate) fn name(&self) -> String {
        format!("{} {} {}", self.set, self.split, self.lang).replace([' ', '/', '>'], "-")
    }

    /// The manifests that make the wishes known.
    pub(crate) fn manifests(&self) -> Vec<String> {
        let mut services: Vec<Vec<Json>> = vec![Vec::new()];
        let mut bytes = 0;
        for (place, wish) in self.wishes.iter().enumerate() {
            let parts: Vec<&[String]> = if wish.examples.is_empty() {
                vec![&[][..]]
            } else {
                wish.examples.chunks(MAX_EXAMPLES).collect()
            };
            for (part, examples) in parts.into_iter().enumerate() {
                bytes += examples.iter().map(|text| text.len() + 20).sum::<usize>();
                if bytes > MAX_BYTES || services.last().is_some_and(|service| service.len() >= 150) {
                    bytes = 0;
                    services.push(Vec::new());
                }
                let last = services.len() - 1;
                services[last].push(capability(place, part, wish, examples));
            }
        }
        let manifests = services.into_iter().enumerate();
        manifests.map(|(i, capabilities)| manifest(i, capabilities).to_string()).collect()
    }

    /// An assistant that knows the wishes and nothing else; what it encodes is kept in `database`.
    pub(crate) fn install(&self, database: &Path) -> Result<Assistant, Failure> {
        let mut assistant = Assistant::open(Options::new(root().join("models/errand-zh-en"), database))?;
        for service in assistant.services()? {
            assistant.remove(&service.id)?;
        }
        let manifests = self.manifests();
        assistant.install_all(&manifests.iter().map(String::as_str).collect::<Vec<_>>())?;
        Ok(assistant)
    }

    /// The schema that a wish is installed under.
    pub(crate) fn schema(&self, id: &str) -> Option<String> {
        self.wishes.iter().position(|wish| wish.id == id).map(schema)
    }
}

fn schema(place: usize) -> String {
    format!("set.wish{place}@1")
}

pub(crate) fn local(text: &str, max: usize) -> Json {
    let short: String = text.chars().take(max).collect();
    json!({ language(text): short })
}

fn language(text: &str) -> &'static str {
    if text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)) { "zh-CN" } else { "en" }
}

fn capability(place: usize, part: usize, wish: &Wish, examples: &[String]) -> Json {
    let first = examples.first().map_or("", String::as_str);
    let title = wish.title.as_deref().unwrap_or(first);
    let description = wish.description.as_deref().unwrap_or(title);
    json!({
        "id": format!("wish{place}x{part}"), "kind": "fetch", "schema": schema(place),
        "title": local(title, MAX_TITLE), "description": local(description, MAX_TEXT),
        "examples": {"direct": examples.iter().map(|text| local(&text.replace(['[', ']', '(', ')'], " "), MAX_TEXT)).collect::<Vec<_>>()},
        "safety": {"reversible": true, "idempotency": "natural", "openWorld": false, "confirm": "policy", "authentication": "none"},
        "invoke": {"type": "host", "api": format!("wish{place}"), "timeoutMs": 1000},
        "dataUse": {"reads": [], "shares": [], "retention": "P0D", "purpose": {"en": "measuring", "zh-CN": "测量"}},
    })
}

fn manifest(number: usize, capabilities: Vec<Json>) -> Json {
    json!({
        "manifestVersion": "1.0",
        "service": {
            "id": format!("measured.set{number}"), "version": "1.0.0", "name": {"en": "measured", "zh-CN": "测量"},
            "publisher": {"id": "measured", "name": "measured", "contact": "none"}, "dataController": "publisher", "locales": [],
        },
        "modes": {"declared": true, "auto": false}, "visibility": "system", "capabilities": capabilities,
    })
}

/// Some of a list, in an order that follows from the seed.
pub(crate) fn draw<T>(all: &[T], count: usize, seed: u64) -> Vec<&T> {
    let mut left: Vec<&T> = all.iter().collect();
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x2545_f491_4f6c_dd1d;
    let mut drawn = Vec::new();
    while drawn.len() < count && !left.is_empty() {
        // Knuth's linear congruence: any fixed order will do.
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        drawn.push(left.swap_remove((state >> 33) as usize % left.len()));
    }
    drawn
}
