//! From text to a [`Manifest`], or every fault with its place.
//!
//! Order: size, JSON syntax, shape (`schema`), meaning (`check`). A stage runs only when the one before found nothing,
//! but within a stage all faults are collected.
//!
//! Invariant: time and memory are bounded by [`MAX_MANIFEST_BYTES`]; text past it is not parsed at all.

use std::fmt;

use jsonc_parser::ast::Value as Node;
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use serde_json::Value as Json;
use sha2::{Digest as _, Sha256};

use super::schema::{Walk, schema};
use super::{Manifest, check};

/// The largest manifest that is read, in bytes. The largest of the demo services has 47,466.
pub const MAX_MANIFEST_BYTES: usize = 1_000_000;

/// One thing that is wrong with a manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where, as a JSON path: `$.capabilities[2].parameters[0].type`.
    pub path: String,
    /// The line of the text, from 1.
    pub line: usize,
    /// What is wrong.
    pub what: String,
}

/// Everything that is wrong with a manifest; never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Faults(pub Vec<Fault>);

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}: {}", self.line, self.path, self.what)
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, fault) in self.0.iter().enumerate() {
            let break_before = if i == 0 { "" } else { "\n" };
            write!(f, "{break_before}{fault}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Faults {}

/// Where the lines of a text begin.
pub(super) struct Lines(Vec<usize>);

impl Lines {
    pub(super) fn of(text: &str) -> Self {
        Self(std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect())
    }

    /// A fault at a byte of the text.
    pub(super) fn fault(&self, byte: usize, path: &str, what: String) -> Fault {
        let line = self.0.partition_point(|start| *start <= byte);
        Fault { path: path.to_owned(), line, what }
    }
}

impl Manifest {
    /// Reads a manifest.
    ///
    /// # Errors
    ///
    /// Every fault of the first stage that found any: size, syntax, shape, meaning.
    pub fn load(text: &str) -> Result<Self, Faults> {
        let single = |line: usize, what: String| Faults(vec![Fault { path: "$".to_owned(), line, what }]);
        if text.len() > MAX_MANIFEST_BYTES {
            return Err(single(1, format!("has {} bytes; the limit is {MAX_MANIFEST_BYTES}", text.len())));
        }
        // serde_json bounds the depth, so it goes first.
        let mut json: Json = serde_json::from_str(text).map_err(|e| single(e.line().max(1), plain(&e)))?;
        let lines = Lines::of(text);
        let parsed = parse_to_ast(text, &CollectOptions::default(), &ParseOptions::default())
            .map_err(|e| single(1, e.to_string()))?;
        let root = parsed.value.ok_or_else(|| single(1, "is empty".to_owned()))?;

        let version = json.get("manifestVersion").and_then(Json::as_str);
        if let Some(version) = version.filter(|version| *version != super::MANIFEST_VERSION) {
            let place = lines.fault(find(&root, "$.manifestVersion"), "$.manifestVersion", String::new());
            let what =
                format!("version {version:?} is unknown; this core reads {:?}", super::MANIFEST_VERSION);
            return Err(Faults(vec![Fault { what, ..place }]));
        }

        let schema = schema();
        let mut walk = Walk { root: schema, lines: &lines, faults: Vec::new() };
        walk.check(&root, schema, "$");
        if !walk.faults.is_empty() {
            return Err(Faults(walk.faults));
        }
        strip_extensions(&mut json);
        let manifest: Self = serde_json::from_value(json).map_err(|e| single(1, plain(&e)))?;

        let faults = check::check(&manifest);
        if faults.is_empty() {
            Ok(manifest)
        } else {
            Err(Faults(
                faults.into_iter().map(|(path, what)| lines.fault(find(&root, &path), &path, what)).collect(),
            ))
        }
    }

    /// The manifest as canonical JSON: what its digest covers.
    pub(crate) fn canonical(&self) -> String {
        serde_json::to_string(self).expect("a manifest is plain JSON")
    }

    /// SHA-256, in hex, of the canonical JSON.
    pub fn digest(&self) -> String {
        Sha256::digest(self.canonical()).iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

pub(super) fn plain(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.clone(), |(what, _)| what.to_owned())
}

fn strip_extensions(json: &mut Json) {
    match json {
        Json::Object(fields) => {
            fields.retain(|name, _| !name.starts_with("x-"));
            fields.values_mut().for_each(strip_extensions);
        }
        Json::Array(items) => items.iter_mut().for_each(strip_extensions),
        _ => {}
    }
}

/// The byte at which the node of a path begins; that of the deepest node on the way when the path leads on.
fn find(root: &Node<'_>, path: &str) -> usize {
    let mut node = root;
    let mut byte = node.range().start;
    for step in path.trim_start_matches('$').split(['.', '[']).filter(|step| !step.is_empty()) {
        let next = match (node, step.strip_suffix(']').and_then(|i| i.parse::<usize>().ok())) {
            (Node::Array(array), Some(i)) => {
                array.elements.get(i).map(|element| (element, element.range().start))
            }
            (Node::Object(object), None) => object
                .properties
                .iter()
                .find(|p| p.name.as_str() == step)
                .map(|p| (&p.value, p.range().start)),
            _ => None,
        };
        let Some((found, start)) = next else { break };
        (node, byte) = (found, start);
    }
    byte
}

#[cfg(test)]
mod tests {
    use super::*;

    const TINY: &str = include_str!("../../tests/manifests/tiny.json");

    fn faults(text: &str) -> Vec<(usize, String, String)> {
        let faults = Manifest::load(text).expect_err("a refused manifest").0;
        faults.into_iter().map(|f| (f.line, f.path, f.what)).collect()
    }

    /// The text with one line changed: `from` must stand in it exactly once.
    fn with(from: &str, to: &str) -> String {
        assert_eq!(TINY.matches(from).count(), 1, "{from} must be there once");
        TINY.replace(from, to)
    }

    #[test]
    fn a_good_manifest_loads() {
        let manifest = Manifest::load(TINY).unwrap_or_else(|faults| panic!("{faults}"));
        assert_eq!(manifest.capabilities.len(), 2);
    }

    #[test]
    fn all_faults_of_shape_come_at_once_with_their_lines() {
        let text = with(r#""kind": "search""#, r#""kind": "find", "colour": "red""#)
            .replace(r#""version": "1.2.0","#, "");
        let found = faults(&text);
        assert_eq!(found.len(), 3, "{found:?}");
        assert_eq!(found[0].1, "$.service");
        assert!(found[0].2.contains("\"version\" is missing"));
        assert_eq!(found[1].1, "$.capabilities[0].kind");
        assert!(found[1].2.contains("\"search\""));
        assert_eq!(found[2].2, "unknown field");
        assert!(found[1].0 > found[0].0);
    }

    /// What is changed, and the words that the fault must hold.
    #[test]
    fn every_unsafe_manifest_is_refused_with_its_place() {
        let rows = [
            (
                r#""manifestVersion": "1.0""#,
                r#""manifestVersion": "2.0""#,
                "$.manifestVersion: version \"2.0\" is unknown",
            ),
            (
                r#""id": "com.example.tiny""#,
                r#""id": "Tiny!""#,
                "$.service.id: must be a reverse domain name",
            ),
            (
                r#""id": "order", "kind""#,
                r#""id": "find", "kind""#,
                "$.capabilities[1].id: \"find\" is there twice",
            ),
            (
                r#""neverInvent": true,"#,
                "",
                "$.capabilities[1].parameters[0]: an entity must never be invented",
            ),
            (
                r#""upstream:find.items""#,
                r#""upstream:nowhere.items""#,
                "origin[0]: no capability \"nowhere\"",
            ),
            (r#""upstream:find.items""#, r#""upstream:order.items""#, "needs itself"),
            (r#""upstream:find.items""#, r#""telepathy""#, "origin[0]: unknown origin \"telepathy\""),
            (r#""origin": ["utterance"]"#, r#""origin": []"#, "origin: is empty"),
            (r#""kind": "begin""#, r#""kind": "fetch""#, "a fetch cannot have effects"),
            (
                r#""shares": ["item", "size"]"#,
                r#""shares": ["item"]"#,
                "dataUse.shares: \"size\" is sent but not named",
            ),
            (r#""[tea](keyword) please""#, r#""[tea](drink) please""#, "no parameter \"drink\""),
            (r#""default": "small""#, r#""default": "huge""#, "default: does not fit the type"),
            (
                r#""output.total.amount > 0""#,
                r#""output.total.amount >""#,
                "postconditions[0]: it ends too soon",
            ),
            (
                r#""default": "small""#,
                r#""validate": {"notBefore": "now"}, "default": "small""#,
                "validate.notBefore: only a date or a dateTime has it",
            ),
            (r#""type": "Item""#, r#""type": "Thing""#, "type: no entity \"Thing\""),
            (r#""undo": "find""#, r#""undo": "gone""#, "undo: no capability \"gone\""),
        ];
        for (from, to, want) in rows {
            let text = if from == r#""type": "Item""# || from == r#""undo": "find""# {
                TINY.replacen(from, to, 1)
            } else {
                with(from, to)
            };
            let found = Manifest::load(&text).expect_err(want).to_string();
            assert!(found.contains(want), "{to}: {found}");
        }
    }

    #[test]
    fn broken_and_oversized_text_is_refused_quickly() {
        assert_eq!(faults("{\n \"a\": }").first().map(|f| f.0), Some(2));
        assert!(faults(&" ".repeat(10_000_000))[0].2.contains("10000000 bytes"));
        assert!(faults(&"[".repeat(100_000))[0].2.contains("recursion"));
        assert!(faults("").len() == 1);
        assert!(
            faults(&with(
                r#""manifestVersion": "1.0","#,
                r#""manifestVersion": "1.0", "manifestVersion": "1.0","#
            ))[0]
                .2
                .contains("twice")
        );
    }

    #[test]
    fn fields_of_ones_own_are_carried_past() {
        assert!(
            Manifest::load(&with(
                r#""visibility": "public","#,
                r#""visibility": "public", "x-note": {"any": 1},"#
            ))
            .is_ok()
        );
    }
}
