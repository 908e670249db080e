//! Values in words: for previews, lists and the sentences that manifests say.
//!
//! Invariant: a template is filled from the arguments and from the checked output alone; what is not there is left out.

use serde_json::Value as Json;

use crate::action::{Action, Argument, Source};
use crate::manifest::{Capability, Manifest, ParameterType, display_of, follow};
use crate::text::{Language, LocalText};
use crate::values::{Money, Value};

/// An argument as label, value in words, and whether the person did not say it.
pub(crate) fn argument_words(
    capability: &Capability,
    manifest: &Manifest,
    name: &str,
    argument: &Argument,
    language: Language,
) -> (String, String, bool) {
    let parameter = capability.parameter(name);
    let label = parameter.and_then(|p| p.title.as_ref()).map_or(name, |title| title.get(language)).to_owned();
    let is_assumed = !matches!(
        argument.source,
        Source::Said { .. } | Source::Answered | Source::Upstream | Source::Chosen
    );
    let words = match (&argument.value, parameter) {
        (Value::Choice(id), Some(parameter)) => {
            let names = parameter.value_names.get(id);
            names.and_then(|names| names.get(language).first()).unwrap_or(id).clone()
        }
        (Value::Record { json, name }, Some(parameter)) => match &parameter.kind {
            ParameterType::Entity(entity) => record_name(json, manifest, entity).get(language).to_owned(),
            _ => name.clone(),
        },
        (value, _) => value.spoken(language),
    };
    (label, words, is_assumed)
}

/// The spoken name of a record of an entity.
pub(crate) fn record_name(json: &str, manifest: &Manifest, entity: &str) -> LocalText {
    let record: Json = serde_json::from_str(json).unwrap_or(Json::Null);
    manifest.entity(entity).map_or_else(LocalText::default, |entity| display_of(&record, &entity.display))
}

/// What the paths of a template stand for.
pub(crate) struct Facts<'a> {
    pub action: &'a Action,
    pub capability: &'a Capability,
    pub manifest: &'a Manifest,
    pub output: &'a Json,
    pub language: Language,
}

impl Facts<'_> {
    /// Fills a template: `{args.when}`, `{output.total}`, `{output.items.length}`.
    pub(crate) fn fill(&self, template: &str) -> String {
        let mut text = String::new();
        let mut rest = template;
        while let Some((before, inside, after)) = next_path(rest) {
            text.push_str(before);
            let path: Vec<String> = inside.split('.').map(str::to_owned).collect();
            text.push_str(&self.words(&path));
            rest = after;
        }
        text.push_str(rest);
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn words(&self, path: &[String]) -> String {
        let arguments = &self.action.arguments;
        let said = |value: Json| json_words(&value, self.language);
        match path {
            [root, name] if root == "args" => arguments.get(name).map_or_else(String::new, |argument| {
                argument_words(self.capability, self.manifest, name, argument, self.language).1
            }),
            [root, name, deeper @ ..] if root == "args" => {
                let value = arguments.get(name).map(|argument| argument.value.to_json());
                value
                    .and_then(|value| localised(&value, deeper, self.language))
                    .map_or_else(String::new, said)
            }
            [root, deeper @ ..] if root == "output" => {
                localised(self.output, deeper, self.language).map_or_else(String::new, said)
            }
            _ => String::new(),
        }
    }
}

/// What stands before the next `{path}`, the path, and what stands after it.
fn next_path(template: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = template.split_once('{')?;
    let (inside, after) = rest.split_once('}')?;
    Some((before, inside, after))
}

/// Follows a path; in English a property `nameEn` stands in for `name`.
fn localised(value: &Json, path: &[String], language: Language) -> Option<Json> {
    if language == Language::En
        && let Some((last, head)) = path.split_last()
    {
        let mut english = head.to_vec();
        english.push(format!("{last}En"));
        if let Some(found) = follow(value, &english).filter(|found| !found.is_null()) {
            return Some(found.into_owned());
        }
    }
    follow(value, path).map(std::borrow::Cow::into_owned)
}

/// A JSON value in words: money with its sign, times without their T, a record by its name.
fn json_words(value: &Json, language: Language) -> String {
    match value {
        Json::String(text) => spoken_time(text, language).unwrap_or_else(|| text.clone()),
        Json::Number(number) => number.to_string(),
        Json::Object(fields) => match serde_json::from_value::<Money>(value.clone()) {
            Ok(money) => money.spoken(language),
            Err(_) => {
                let english = fields.get("nameEn").filter(|_| language == Language::En);
                english.or_else(|| fields.get("name")).and_then(Json::as_str).unwrap_or_default().to_owned()
            }
        },
        Json::Array(items) => items
            .iter()
            .map(|item| json_words(item, language))
            .collect::<Vec<_>>()
            .join(if language == Language::Zh { "、" } else { ", " }),
        Json::Bool(yes) => Value::Boolean(*yes).spoken(language),
        Json::Null => String::new(),
    }
}

fn spoken_time(text: &str, language: Language) -> Option<String> {
    let looks_like = text.len() >= 10 && text.as_bytes()[4] == b'-' && text.as_bytes()[7] == b'-';
    looks_like.then_some(())?;
    if text.contains('T') {
        text.parse().ok().map(|moment| Value::DateTime(moment).spoken(language))
    } else {
        text.parse().ok().map(|date| Value::Date(date).spoken(language))
    }
}

/// The first records of a list, each by its name and what tells it apart: its price, its time.
pub(crate) fn list_words(
    items: &[Json],
    manifest: &Manifest,
    entity: &str,
    language: Language,
) -> Vec<(String, String)> {
    let Some(entity) = manifest.entity(entity) else { return Vec::new() };
    // One sum and one time tell things apart; a second would only puzzle.
    let first = |item: &Json, kinds: &[&str]| {
        let fields = entity
            .properties
            .iter()
            .filter(|(name, property)| **name != entity.display && kinds.contains(&property.kind.as_str()));
        fields
            .filter_map(|(name, _)| item.get(name))
            .map(|value| json_words(value, language))
            .find(|words| !words.is_empty())
    };
    let detail = |item: &Json| {
        let words = [first(item, &["money"]), first(item, &["dateTime", "date", "time"])];
        words.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    };
    items
        .iter()
        .map(|item| (display_of(item, &entity.display).get(language).to_owned(), detail(item)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_cut_at_its_paths() {
        assert_eq!(next_path("已提醒:{args.when}!"), Some(("已提醒:", "args.when", "!")));
        assert_eq!(next_path("no path"), None);
        assert_eq!(next_path("an open { stays as it is"), None);
    }
}
