//! The rules that a manifest must meet before it is installed: those that safety needs.
//!
//! Decides what is refused; style, duplicates of meaning and unreachable capabilities are left to a linter.
//! Every fault comes with its path; `load` adds the line.

use std::collections::BTreeSet;

use super::effect::CapabilityKind;
use super::example::MarkedExample;
use super::parameter::{Origin, Parameter, ParameterType};
use super::predicate::Predicate;
use super::{Capability, FailureClass, Manifest, money, value_from_json};
use crate::text::{Language, LocalText};

/// The longest title, in characters; it must fit a card's head.
const MAX_TITLE: usize = 60;
/// The longest description, example or prompt, in characters.
const MAX_TEXT: usize = 300;
/// The most capabilities of one service.
const MAX_CAPABILITIES: usize = 200;
/// Other lists, each: what no real service needs, so that a refusal is quick and an index stays small.
const MAX_LOCALES: usize = 8;
const MAX_PARAMETERS: usize = 64;
const MAX_PHRASES: usize = 100;

type Found = Vec<(String, String)>;

/// Every rule that the manifest breaks: path and what is wrong there.
pub(super) fn check(manifest: &Manifest) -> Found {
    let mut found = sizes(manifest);
    if !found.is_empty() {
        return found; // looking at each of them is what the limits prevent
    }
    service(manifest, &mut found);
    duplicates("$.capabilities", "id", manifest.capabilities.iter().map(|c| c.id.as_str()), &mut found);
    duplicates("$.entities", "name", manifest.entities.iter().map(|e| e.name.as_str()), &mut found);
    for (i, entity) in manifest.entities.iter().enumerate() {
        let path = format!("$.entities[{i}]");
        for (field, name) in [("idField", &entity.id_field), ("display", &entity.display)] {
            if !entity.properties.contains_key(name) {
                found.push((format!("{path}.{field}"), format!("no property {name:?}")));
            }
        }
        if let Some(query) = entity.query.as_ref().filter(|query| manifest.capability(query).is_none()) {
            found.push((format!("{path}.query"), format!("no capability {query:?}")));
        }
    }
    for (i, capability) in manifest.capabilities.iter().enumerate() {
        Check { manifest, capability, path: format!("$.capabilities[{i}]"), found: &mut found }.run();
    }
    cycles(manifest, &mut found);
    for (i, test) in manifest.tests.iter().enumerate() {
        if let Some(goal) = test.expect.goal.as_ref().filter(|goal| manifest.capability(goal).is_none()) {
            found.push((format!("$.tests[{i}].expect.goal"), format!("no capability {goal:?}")));
        }
    }
    found
}

/// Lists that are too long.
fn sizes(manifest: &Manifest) -> Found {
    let mut all = vec![
        ("$.service.locales".to_owned(), manifest.service.locales.len(), MAX_LOCALES),
        (
            "$.service.aliases".to_owned(),
            manifest.service.aliases.iter().flat_map(|list| list.all()).count(),
            MAX_PHRASES,
        ),
        ("$.entities".to_owned(), manifest.entities.len(), MAX_CAPABILITIES),
        ("$.tests".to_owned(), manifest.tests.len(), MAX_PHRASES * MAX_CAPABILITIES),
        ("$.capabilities".to_owned(), manifest.capabilities.len(), MAX_CAPABILITIES),
    ];
    for (i, capability) in manifest.capabilities.iter().enumerate().take(MAX_CAPABILITIES) {
        let path = format!("$.capabilities[{i}]");
        let examples = &capability.examples;
        let words = capability.keywords.iter().flat_map(|list| list.all()).count();
        all.extend([
            (format!("{path}.parameters"), capability.parameters.len(), MAX_PARAMETERS),
            (format!("{path}.keywords"), words, MAX_PHRASES),
            (format!("{path}.examples.direct"), examples.direct.len(), MAX_PHRASES),
            (format!("{path}.examples.indirect"), examples.indirect.len(), MAX_PHRASES),
            (format!("{path}.examples.negative"), examples.negative.len(), MAX_PHRASES),
        ]);
    }
    let long = all.into_iter().filter(|(_, len, max)| len > max);
    long.map(|(path, _, max)| (path, format!("more than {max}"))).collect()
}

/// Whether an id reads like `com.example.tea`.
pub(super) fn is_reverse_domain(id: &str) -> bool {
    let label = |label: &str| {
        label.starts_with(|c: char| c.is_ascii_lowercase())
            && label.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    };
    id.contains('.') && id.split('.').all(label)
}

/// The three numbers of a version such as `1.0.0`.
pub(super) fn numbers(version: &str) -> Option<[u32; 3]> {
    let numbers: Option<Vec<u32>> = version.split('.').map(|number| number.parse().ok()).collect();
    numbers?.try_into().ok()
}

fn service(manifest: &Manifest, found: &mut Found) {
    let service = &manifest.service;
    if !is_reverse_domain(&service.id) {
        found.push((
            "$.service.id".to_owned(),
            "must be a reverse domain name such as com.example.tea".to_owned(),
        ));
    }
    if numbers(&service.version).is_none() {
        found.push(("$.service.version".to_owned(), "must be three numbers such as 1.0.0".to_owned()));
    }
    local(manifest, "$.service.name", &service.name, MAX_TITLE, found);
}

/// Every language that the service declares must be there.
fn local(manifest: &Manifest, path: &str, text: &LocalText, max: usize, found: &mut Found) {
    for locale in &manifest.service.locales {
        let Some(language) = Language::from_tag(locale) else {
            let place = "$.service.locales".to_owned();
            if !found.iter().any(|(path, _)| *path == place) {
                found.push((place, format!("{locale:?} is no language of this core")));
            }
            continue;
        };
        if !text.all().any(|(there, _)| there == language) {
            found.push((path.to_owned(), format!("the text in {locale} is missing")));
        }
    }
    for (language, text) in text.all() {
        if text.chars().count() > max {
            found.push((format!("{path}.{}", language.tag()), format!("longer than {max} characters")));
        }
    }
}

fn duplicates<'a>(path: &str, field: &str, names: impl Iterator<Item = &'a str>, found: &mut Found) {
    let mut seen = BTreeSet::new();
    for (i, name) in names.enumerate() {
        if !seen.insert(name) {
            found.push((format!("{path}[{i}].{field}"), format!("{name:?} is there twice")));
        }
    }
}

struct Check<'a> {
    manifest: &'a Manifest,
    capability: &'a Capability,
    path: String,
    found: &'a mut Found,
}

impl Check<'_> {
    fn fault(&mut self, at: &str, what: impl Into<String>) {
        self.found.push((format!("{}{at}", self.path), what.into()));
    }

    fn run(&mut self) {
        let capability = self.capability;
        local(self.manifest, &format!("{}.title", self.path), &capability.title, MAX_TITLE, self.found);
        local(
            self.manifest,
            &format!("{}.description", self.path),
            &capability.description,
            MAX_TEXT,
            self.found,
        );
        if !is_schema(&capability.schema) {
            self.fault(".schema", "must be domain.intent@version such as food.createOrder@1");
        }
        duplicates(
            &format!("{}.parameters", self.path),
            "name",
            capability.parameters.iter().map(|p| p.name.as_str()),
            self.found,
        );
        for (i, parameter) in capability.parameters.iter().enumerate() {
            self.parameter(&format!(".parameters[{i}]"), parameter);
        }
        self.examples();
        self.effects();
        self.references();
        self.predicates();
        let sent: Vec<&str> = capability.parameters.iter().map(|p| p.name.as_str()).collect();
        for name in sent {
            if !capability.data_use.shares.iter().any(|shared| shared == name) {
                self.fault(".dataUse.shares", format!("{name:?} is sent but not named"));
            }
        }
    }

    fn parameter(&mut self, at: &str, parameter: &Parameter) {
        if let ParameterType::Entity(name) = &parameter.kind {
            if self.manifest.entity(name).is_none() {
                self.fault(&format!("{at}.type"), format!("no entity {name:?}"));
            }
            if !parameter.never_invent {
                self.fault(at, "an entity must never be invented: \"neverInvent\": true");
            }
        }
        if parameter.origin.is_empty() {
            self.fault(&format!("{at}.origin"), "is empty");
        }
        for (i, origin) in parameter.origin.iter().enumerate() {
            let at = format!("{at}.origin[{i}]");
            match origin {
                Origin::Unknown(text) => self.fault(&at, format!("unknown origin {text:?}")),
                Origin::Upstream { capability, .. } if self.manifest.capability(capability).is_none() => {
                    self.fault(&at, format!("no capability {capability:?}"))
                }
                Origin::Context(what) if !["location", "date", "year"].contains(&what.as_str()) => {
                    self.fault(&at, format!("unknown context {what:?}"))
                }
                _ => {}
            }
        }
        let is_in_time = matches!(parameter.kind, ParameterType::Date | ParameterType::DateTime);
        if !is_in_time && parameter.validate.as_ref().is_some_and(|limits| limits.not_before.is_some()) {
            self.fault(&format!("{at}.validate.notBefore"), "only a date or a dateTime has it");
        }
        let is_enum = parameter.kind == ParameterType::Enum;
        if is_enum == parameter.values.is_empty() {
            self.fault(
                &format!("{at}.values"),
                if is_enum { "an enum needs its values" } else { "only an enum has values" },
            );
        }
        duplicates(
            &format!("{}{at}.values", self.path),
            "",
            parameter.values.iter().map(String::as_str),
            self.found,
        );
        for name in parameter.value_names.keys().filter(|name| !parameter.values.contains(name)) {
            self.fault(&format!("{at}.valueNames.{name}"), "is not among the values");
        }
        if let Some(default) = &parameter.default
            && value_from_json(parameter, self.manifest, &default.0).is_err()
        {
            self.fault(&format!("{at}.default"), "does not fit the type");
        }
        if parameter.is_required()
            && parameter.resolve.as_ref().and_then(|r| r.prompt.as_ref()).is_none()
            && parameter.upstream().is_none()
        {
            self.fault(at, "a required parameter needs resolve.prompt");
        }
    }

    fn examples(&mut self) {
        let examples = &self.capability.examples;
        for (kind, list) in
            [("direct", &examples.direct), ("indirect", &examples.indirect), ("negative", &examples.negative)]
        {
            for (i, example) in list.iter().enumerate() {
                for (language, text) in example.all() {
                    let at = format!(".examples.{kind}[{i}].{}", language.tag());
                    if text.chars().count() > MAX_TEXT {
                        self.fault(&at, format!("longer than {MAX_TEXT} characters"));
                    }
                    match MarkedExample::parse(text) {
                        Err(what) => self.fault(&at, what),
                        Ok(marked) => {
                            for (name, _) in marked.slots {
                                if self.capability.parameter(&name).is_none() {
                                    self.fault(&at, format!("no parameter {name:?}"));
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// The kind must be as strict as what the capability does.
    fn effects(&mut self) {
        let capability = self.capability;
        if capability.kind.is_read() && !capability.effects.is_empty() {
            let kind = serde_json::to_value(capability.kind).expect("a kind is a word");
            self.fault(".effects", format!("a {} cannot have effects", kind.as_str().unwrap_or_default()));
        }
        for (at, what) in money::faults(capability) {
            self.fault(at, what);
        }
        if capability.effects.iter().any(|effect| effect.sends.is_some())
            && !matches!(capability.kind, CapabilityKind::Communicate | CapabilityKind::Commit)
        {
            self.fault(".kind", "what sends must be a communicate");
        }
        let may_hang = matches!(
            capability.kind,
            CapabilityKind::Begin
                | CapabilityKind::Commit
                | CapabilityKind::Communicate
                | CapabilityKind::Cancel
        );
        if may_hang && !capability.errors.iter().any(|error| error.class == FailureClass::UnknownOutcome) {
            self.fault(
                ".errors",
                "an error of class \"unknownOutcome\" is missing: say what to do when no answer comes",
            );
        }
    }

    fn references(&mut self) {
        let capability = self.capability;
        let mut named: Vec<(String, &String)> = Vec::new();
        if let Some(undo) = &capability.safety.undo {
            named.push((".safety.undo".to_owned(), undo));
        }
        for (i, error) in capability.errors.iter().enumerate() {
            named.extend(error.capability.as_ref().map(|id| (format!(".errors[{i}].capability"), id)));
        }
        for (i, case) in capability.not_for.iter().enumerate() {
            if case.exit.capability.is_none() && case.exit.say.is_none() {
                self.fault(&format!(".notFor[{i}].exit"), "every case needs a way out");
            }
            named.extend(
                case.exit.capability.as_ref().map(|id| (format!(".notFor[{i}].exit.capability"), id)),
            );
        }
        for (i, requirement) in capability.requires.iter().enumerate() {
            named.extend(
                requirement.from.iter().enumerate().map(|(j, id)| (format!(".requires[{i}].from[{j}]"), id)),
            );
            if let Some(entity) =
                requirement.entity.as_ref().filter(|name| self.manifest.entity(name).is_none())
            {
                self.fault(&format!(".requires[{i}].entity"), format!("no entity {entity:?}"));
            }
        }
        for (at, id) in named {
            if self.manifest.capability(id).is_none() {
                self.fault(&at, format!("no capability {id:?}"));
            }
        }
    }

    fn predicates(&mut self) {
        let capability = self.capability;
        let mut all: Vec<(String, &String)> = Vec::new();
        for (i, requirement) in capability.requires.iter().enumerate() {
            all.extend(
                requirement.predicate.as_ref().map(|text| (format!(".requires[{i}].predicate"), text)),
            );
        }
        if let Some(output) = &capability.output {
            all.extend(output.empty_when.as_ref().map(|text| (".output.emptyWhen".to_owned(), text)));
            all.extend(
                output
                    .postconditions
                    .iter()
                    .enumerate()
                    .map(|(i, text)| (format!(".output.postconditions[{i}]"), text)),
            );
        }
        for (at, text) in all {
            match Predicate::parse(text) {
                Err(what) => self.fault(&at, what),
                Ok(predicate) => {
                    for path in predicate.paths() {
                        let root = path[0].as_str();
                        let known = ["args", "output", "constraint", "approval"].contains(&root)
                            || capability.parameter(root).is_some();
                        if !known {
                            self.fault(&at, format!("unknown path {:?}", path.join(".")));
                        }
                    }
                }
            }
        }
    }
}

fn is_schema(text: &str) -> bool {
    let Some((name, version)) = text.split_once('@') else { return false };
    version.parse::<u32>().is_ok()
        && name.contains('.')
        && name.split('.').all(|part| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric()))
}

/// No capability may need itself, however far round.
fn cycles(manifest: &Manifest, found: &mut Found) {
    let needs = |capability: &Capability| -> Vec<String> {
        let upstream = capability.parameters.iter().filter_map(|p| p.upstream().map(|(id, _)| id.to_owned()));
        let required = capability.requires.iter().flat_map(|requirement| requirement.from.iter().cloned());
        upstream.chain(required).collect()
    };
    for (i, capability) in manifest.capabilities.iter().enumerate() {
        let mut reached = BTreeSet::new();
        let mut open = needs(capability);
        while let Some(id) = open.pop() {
            if id == capability.id {
                found.push((format!("$.capabilities[{i}]"), format!("{id:?} needs itself")));
                break;
            }
            if reached.insert(id.clone())
                && let Some(next) = manifest.capability(&id)
            {
                open.extend(needs(next));
            }
        }
    }
}
