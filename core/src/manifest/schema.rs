//! The JSON Schema of the manifest, and a text held against it with every fault placed.
//!
//! The schema is derived from the types, so there is one truth; what is compiled in is the checked-in copy, which a test holds to them:
//! deriving it on the phone would bring the deriving code there.
//! Decides which shapes are refused; what a well-shaped manifest means is `check`'s matter.
//!
//! Invariant: all faults are reported, not the first; each has its JSON path and its line.
//! A validator library would add a regular-expression engine of 1.5 MB to the phone for the dozen keywords that our own schema uses.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use jsonc_parser::ast::{Object, Value as Node};
use jsonc_parser::common::Ranged;
use serde_json::Value as Json;

use super::load::{Fault, Lines};

/// The JSON Schema (draft 2020-12) of `capability.json`, as pretty JSON text.
pub fn json_schema() -> &'static str {
    include_str!("../../../docs/capability.schema.json")
}

pub(super) fn schema() -> &'static Json {
    static SCHEMA: LazyLock<Json> =
        LazyLock::new(|| serde_json::from_str(json_schema()).expect("a test reads it"));
    &SCHEMA
}

/// Holds a parsed text against the schema.
pub(super) struct Walk<'a> {
    pub root: &'a Json,
    pub lines: &'a Lines,
    pub faults: Vec<Fault>,
}

impl<'a> Walk<'a> {
    /// Checks one node against one schema; `path` is the node's.
    pub(super) fn check(&mut self, node: &Node<'_>, schema: &'a Json, path: &str) {
        let schema = self.resolve(schema);
        if let Some(options) = schema.get("anyOf").or_else(|| schema.get("oneOf")).and_then(Json::as_array) {
            return self.check_options(node, options, path);
        }
        if let Some(constant) = schema.get("const") {
            if !is_literal(node, constant) {
                self.fault(node, path, format!("must be {constant}"));
            }
            return;
        }
        if let Some(values) = schema.get("enum").and_then(Json::as_array) {
            if !values.iter().any(|value| is_literal(node, value)) {
                self.fault(node, path, format!("must be one of {}", list(values)));
            }
            return;
        }
        if let Some(types) = schema.get("type")
            && !types_of(types).any(|name| has_type(node, name))
        {
            let names: Vec<&str> = types_of(types).filter(|name| *name != "null").collect();
            return self.fault(node, path, format!("must be {}, is {}", names.join(" or "), name_of(node)));
        }
        match node {
            Node::Object(object) => self.check_object(object, schema, path),
            Node::Array(array) => {
                if let Some(items) = schema.get("items") {
                    for (i, item) in array.elements.iter().enumerate() {
                        self.check(item, items, &format!("{path}[{i}]"));
                    }
                }
            }
            _ => {}
        }
    }

    fn check_object(&mut self, object: &Object<'_>, schema: &'a Json, path: &str) {
        let properties = schema.get("properties").and_then(Json::as_object);
        let others = schema.get("additionalProperties");
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        for property in &object.properties {
            let name = property.name.as_str();
            let here = format!("{path}.{name}");
            if !seen.insert(name) {
                self.faults.push(self.lines.fault(
                    property.range().start,
                    &here,
                    "is there twice".to_owned(),
                ));
            }
            if name.starts_with("x-") {
                continue;
            }
            match (properties.and_then(|known| known.get(name)), others) {
                (Some(schema), _) => self.check(&property.value, schema, &here),
                (None, Some(Json::Bool(false))) => {
                    let known = properties.into_iter().flat_map(|known| known.keys().map(String::as_str));
                    let near = known.max_by(|a, b| strsim::jaro(name, a).total_cmp(&strsim::jaro(name, b)));
                    let hint = near
                        .filter(|near| strsim::jaro(name, near) > 0.8)
                        .map_or(String::new(), |near| format!("; did you mean {near:?}?"));
                    self.faults.push(self.lines.fault(
                        property.range().start,
                        &here,
                        format!("unknown field{hint}"),
                    ));
                }
                (None, Some(schema @ Json::Object(_))) => self.check(&property.value, schema, &here),
                (None, _) => {}
            }
        }
        for required in
            schema.get("required").and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str)
        {
            if !seen.contains(&required) {
                self.faults.push(self.lines.fault(
                    object.range.start,
                    path,
                    format!("{required:?} is missing"),
                ));
            }
        }
    }

    /// One of several shapes must fit; a list of named values is reported as such.
    fn check_options(&mut self, node: &Node<'_>, options: &'a [Json], path: &str) {
        let mut first = None;
        for option in options {
            let mut attempt = Walk { root: self.root, lines: self.lines, faults: Vec::new() };
            attempt.check(node, option, path);
            let faults = attempt.faults;
            if faults.is_empty() {
                return;
            }
            let is_null = option.get("type") == Some(&Json::from("null"));
            if first.is_none() && !is_null {
                first = Some(faults);
            }
        }
        let constants: Vec<Json> = options
            .iter()
            .flat_map(|option| match (option.get("const"), option.get("enum").and_then(Json::as_array)) {
                (Some(value), _) => vec![value.clone()],
                (None, Some(values)) => values.clone(),
                _ => Vec::new(),
            })
            .collect();
        if constants.is_empty() {
            self.faults.extend(first.unwrap_or_default());
        } else {
            self.fault(node, path, format!("must be one of {}", list(&constants)));
        }
    }

    fn resolve(&self, schema: &'a Json) -> &'a Json {
        let reference = schema.get("$ref").and_then(Json::as_str);
        reference.and_then(|reference| self.root.pointer(reference.trim_start_matches('#'))).unwrap_or(schema)
    }

    fn fault(&mut self, node: &Node<'_>, path: &str, what: String) {
        self.faults.push(self.lines.fault(node.range().start, path, what));
    }
}

fn types_of(types: &Json) -> impl Iterator<Item = &str> {
    types.as_array().map_or(std::slice::from_ref(types), Vec::as_slice).iter().filter_map(Json::as_str)
}

fn has_type(node: &Node<'_>, name: &str) -> bool {
    match node {
        Node::StringLit(_) => name == "string",
        Node::NumberLit(number) => {
            name == "number" || name == "integer" && number.value.parse::<i64>().is_ok()
        }
        Node::BooleanLit(_) => name == "boolean",
        Node::Object(_) => name == "object",
        Node::Array(_) => name == "array",
        Node::NullKeyword(_) => name == "null",
    }
}

fn name_of(node: &Node<'_>) -> &'static str {
    match node {
        Node::StringLit(_) => "a string",
        Node::NumberLit(_) => "a number",
        Node::BooleanLit(_) => "a boolean",
        Node::Object(_) => "an object",
        Node::Array(_) => "an array",
        Node::NullKeyword(_) => "null",
    }
}

fn is_literal(node: &Node<'_>, value: &Json) -> bool {
    match (node, value) {
        (Node::StringLit(text), Json::String(want)) => text.value == want.as_str(),
        (Node::NumberLit(number), Json::Number(want)) => number.value == want.to_string(),
        (Node::BooleanLit(yes), Json::Bool(want)) => yes.value == *want,
        (Node::NullKeyword(_), Json::Null) => true,
        _ => false,
    }
}

fn list(values: &[Json]) -> String {
    values.iter().map(Json::to_string).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest::Manifest;

    /// `UPDATE=1` writes it anew.
    #[test]
    fn the_schema_is_what_the_types_say() {
        let mut derived = Json::from(schemars::schema_for!(Manifest));
        // Fields of our own that the core carries and does not read.
        if let Some(root) = derived.as_object_mut() {
            root.insert("patternProperties".to_owned(), serde_json::json!({"^x-": true}));
        }
        let derived = serde_json::to_string_pretty(&derived).expect("plain JSON") + "\n";
        if std::env::var_os("UPDATE").is_some() {
            let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/capability.schema.json");
            std::fs::write(file, derived).expect("a file");
        } else {
            assert_eq!(derived, json_schema(), "run `cargo xtask schema`");
            assert!(schema().is_object());
        }
    }
}
