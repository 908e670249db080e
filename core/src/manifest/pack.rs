//! Services that come and go together: a pack, as a publisher ships it beside the app's own updates.
//!
//! Decides the shape of a pack file and when it is refused: as a whole, with every fault of every service at its place.

use std::collections::BTreeSet;

use jsonc_parser::ast::Value as Node;
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use super::check::{is_reverse_domain, numbers};
use super::load::{Lines, plain};
use super::{Fault, Faults, Manifest};

/// The pack version that this core reads.
pub const PACK_VERSION: &str = "1.0";
/// The largest pack that is read, in bytes.
pub const MAX_PACK_BYTES: usize = 16_000_000;
const FIELDS: [&str; 4] = ["packVersion", "id", "version", "services"];

/// Services that are installed, replaced and rolled back as one.
///
/// # Example
///
/// ```
/// let faults = errand_core::Pack::load(r#"{"packVersion": "1.0", "id": "com.example.shops", "version": "1.0.0", "services": [{}]}"#).unwrap_err();
/// assert!(faults.to_string().contains("$.services[0]"));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Pack {
    /// Reverse domain name, `com.example.shops`.
    pub id: String,
    /// Semantic version of the whole.
    pub version: String,
    /// The services; no id twice.
    pub services: Vec<Manifest>,
}

impl Pack {
    /// Reads a pack: `{"packVersion": "1.0", "id": …, "version": …, "services": [the manifests]}`.
    ///
    /// # Errors
    ///
    /// Every fault of the pack and of each manifest in it, with lines of this text and paths from its root.
    pub fn load(text: &str) -> Result<Self, Faults> {
        let whole = |what: String| Faults(vec![Fault { path: "$".to_owned(), line: 1, what }]);
        if text.len() > MAX_PACK_BYTES {
            return Err(whole(format!("has {} bytes; the limit is {MAX_PACK_BYTES}", text.len())));
        }
        // It bounds the depth, so it goes first; the manifests are read from the text.
        serde_json::from_str::<serde::de::IgnoredAny>(text).map_err(|e| {
            Faults(vec![Fault { path: "$".to_owned(), line: e.line().max(1), what: plain(&e) }])
        })?;
        let parsed = parse_to_ast(text, &CollectOptions::default(), &ParseOptions::default());
        let root = parsed.map_err(|e| whole(e.to_string()))?.value;
        let Some(Node::Object(root)) = root else { return Err(whole("must be an object".to_owned())) };
        let mut reader = Reader { lines: Lines::of(text), faults: Vec::new() };

        for property in root.properties.iter().filter(|property| !FIELDS.contains(&property.name.as_str())) {
            let name = property.name.as_str();
            reader.fault(property.range().start, &format!("$.{name}"), "unknown field");
        }
        let mut names = BTreeSet::new();
        for property in root.properties.iter().filter(|property| !names.insert(property.name.as_str())) {
            let name = property.name.as_str();
            reader.fault(property.range().start, &format!("$.{name}"), "is there twice");
        }
        let mut string = |name: &str, is_good: fn(&str) -> bool, wanted: &str| {
            let path = format!("$.{name}");
            match root.get(name).map(|property| &property.value) {
                Some(Node::StringLit(literal)) if is_good(&literal.value) => literal.value.to_string(),
                Some(node) => reader.fault(node.range().start, &path, wanted),
                None => reader.fault(root.range.start, "$", &format!("\"{name}\" is missing")),
            }
        };
        string(
            "packVersion",
            |version| version == PACK_VERSION,
            &format!("is unknown; this core reads {PACK_VERSION:?}"),
        );
        let id = string("id", is_reverse_domain, "must be a reverse domain name such as com.example.shops");
        let version =
            string("version", |version| numbers(version).is_some(), "must be three numbers such as 1.0.0");

        let mut services: Vec<Manifest> = Vec::new();
        match root.get("services").map(|property| &property.value) {
            Some(Node::Array(array)) if !array.elements.is_empty() => {
                for (i, node) in array.elements.iter().enumerate() {
                    services.extend(reader.manifest(text, node, &format!("$.services[{i}]")));
                }
            }
            Some(node) => drop(reader.fault(node.range().start, "$.services", "must be a list of manifests")),
            None => drop(reader.fault(root.range.start, "$", "\"services\" is missing")),
        }
        let mut seen = BTreeSet::new();
        for id in services.iter().map(|manifest| manifest.service.id.as_str()).filter(|id| !seen.insert(*id))
        {
            reader.fault(root.range.start, "$.services", &format!("{id:?} is there twice"));
        }
        if reader.faults.is_empty() { Ok(Self { id, version, services }) } else { Err(Faults(reader.faults)) }
    }

    /// The pack as JSON, the manifests in their canonical form: what is kept, and what `errand pack` writes.
    pub fn json(&self) -> String {
        let head = serde_json::json!([PACK_VERSION, self.id, self.version]);
        let services: Vec<String> = self.services.iter().map(Manifest::canonical).collect();
        format!(
            "{{\"packVersion\":{},\"id\":{},\"version\":{},\"services\":[\n{}\n]}}\n",
            head[0],
            head[1],
            head[2],
            services.join(",\n")
        )
    }

    /// Whether this one was made after another.
    pub(crate) fn is_newer_than(&self, version: &str) -> bool {
        numbers(&self.version) > numbers(version)
    }

    /// Whether this one was made before another.
    pub(crate) fn is_older_than(&self, version: &str) -> bool {
        numbers(&self.version) < numbers(version)
    }
}

/// What was found on the way through a pack.
struct Reader {
    lines: Lines,
    faults: Vec<Fault>,
}

impl Reader {
    /// Notes a fault; an empty text to go on with.
    fn fault(&mut self, byte: usize, path: &str, what: &str) -> String {
        self.faults.push(self.lines.fault(byte, path, what.to_owned()));
        String::new()
    }

    /// A manifest within the text, its faults moved to where it stands.
    fn manifest(&mut self, text: &str, node: &Node<'_>, path: &str) -> Option<Manifest> {
        let range = node.range();
        let before = self.lines.fault(range.start, path, String::new()).line - 1;
        match Manifest::load(&text[range.start..range.end]) {
            Ok(manifest) => Some(manifest),
            Err(Faults(faults)) => {
                self.faults.extend(faults.into_iter().map(|fault| Fault {
                    path: format!("{path}{}", fault.path.trim_start_matches('$')),
                    line: before + fault.line,
                    what: fault.what,
                }));
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TINY: &str = include_str!("../../tests/manifests/tiny.json");

    fn pack(services: &str) -> String {
        format!(
            "{{\n\"packVersion\": \"1.0\", \"id\": \"com.example.shops\", \"version\": \"1.2.0\",\n\"services\": [\n{services}]}}"
        )
    }

    #[test]
    fn a_pack_is_read_and_written() {
        let read = Pack::load(&pack(TINY)).unwrap_or_else(|faults| panic!("{faults}"));
        assert_eq!(
            (read.id.as_str(), read.version.as_str(), read.services.len()),
            ("com.example.shops", "1.2.0", 1)
        );
        assert_eq!(Pack::load(&read.json()).expect("what was written"), read);
        assert!(read.is_older_than("1.10.0") && !read.is_older_than("1.2.0") && !read.is_older_than("0.9.9"));
    }

    #[test]
    fn faults_have_the_lines_and_paths_of_the_pack() {
        let bad = TINY.replace(r#""id": "com.example.tiny""#, r#""id": "Tiny!""#);
        let line = 1 + pack(&bad).lines().position(|line| line.contains("Tiny!")).expect("it is there");
        let found = Pack::load(&pack(&bad)).expect_err("a bad id").0;
        assert_eq!((found[0].line, found[0].path.as_str()), (line, "$.services[0].service.id"));
    }

    /// A text, and what its refusal must say.
    #[test]
    fn a_pack_that_is_none_is_refused_with_its_place() {
        let rows = [
            ("[]".to_owned(), "must be an object"),
            ("{".to_owned(), "line 1: $: EOF"),
            (pack(""), "$.services: must be a list of manifests"),
            (pack(&format!("{TINY},{TINY}")), "\"com.example.tiny\" is there twice"),
            (pack(TINY).replacen("1.0\"", "2.0\"", 1), "$.packVersion: is unknown"),
            (pack(TINY).replacen("com.example.shops", "Shops", 1), "$.id: must be a reverse domain name"),
            (pack(TINY).replacen("1.2.0", "1.2", 1), "line 2: $.version: must be three numbers"),
            (pack(TINY).replacen("\"id\": \"com.example.shops\",", "", 1), "\"id\" is missing"),
            (
                pack(TINY).replacen("\"services\"", "\"id\": \"com.example.b\", \"services\"", 1),
                "line 3: $.id: is there twice",
            ),
            (pack(TINY).replacen("\"services\"", "\"x\": 1, \"services\"", 1), "line 3: $.x: unknown field"),
        ];
        for (text, wanted) in rows {
            let found = Pack::load(&text).expect_err(wanted).to_string();
            assert!(found.contains(wanted), "{wanted}: {found}");
        }
    }
}
