//! One task of a set: what is installed, what is said, what is meant by it.
//!
//! Decides how an intent becomes a capability of a manifest: its examples are the shots, its title is the name that the set gives it, or
//! the first shot where the published figures know no names.

use std::path::Path;

use errand_core::Assistant;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::manifest_of::{self, knowing};
use crate::Failure;

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
        manifests.map(|(i, capabilities)| manifest_of::service(i, capabilities)).collect()
    }

    /// An assistant that knows the wishes and nothing else; what it encodes is kept in `database`.
    pub(crate) fn install(&self, database: &Path) -> Result<Assistant, Failure> {
        knowing(database, &self.manifests())
    }

    /// The schema that a wish is installed under.
    pub(crate) fn schema(&self, id: &str) -> Option<String> {
        self.wishes.iter().position(|wish| wish.id == id).map(schema)
    }
}

fn schema(place: usize) -> String {
    format!("set.wish{place}@1")
}

fn capability(place: usize, part: usize, wish: &Wish, examples: &[String]) -> Json {
    let first = examples.first().map_or("", String::as_str);
    let title = wish.title.as_deref().unwrap_or(first);
    let mut json = manifest_of::capability(
        &format!("wish{place}x{part}"),
        &schema(place),
        title,
        wish.description.as_deref().unwrap_or(title),
        Vec::new(),
    );
    let unmarked =
        |text: &String| manifest_of::local(&text.replace(['[', ']', '(', ')'], " "), manifest_of::MAX_TEXT);
    json["examples"] = json!({"direct": examples.iter().map(unmarked).collect::<Vec<_>>()});
    json
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
