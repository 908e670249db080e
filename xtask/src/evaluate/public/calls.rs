//! Function calls of sets that bring their own functions: which one, with which arguments, in the sets' own exact-match sense.
//!
//! Decides how a function's JSON schema becomes a capability (objects are taken apart into their leaves, lists stay unsaid) and what counts as the
//! same call. Each row is installed by itself: its functions and no others, known by their descriptions alone.

use std::collections::BTreeMap;
use std::path::Path;

use errand_core::Candidate;
use serde_json::{Map, Value as Json, json};

use super::measure::Row;
use super::sets::{json_lines, text};
use crate::evaluate::manifest_of::{self, MAX_TEXT, MAX_TITLE, knowing, language, local, now, service};
use crate::{Failure, root};

/// A question, the functions that are there, and the calls that answer it; `None`: any call at all.
struct Case {
    question: String,
    functions: Vec<Json>,
    wanted: Option<Vec<Call>>,
}

/// A function's name and, for each argument, what is accepted; an argument that may be left out accepts "".
type Call = (String, BTreeMap<String, Vec<Json>>);

/// The parts of the two sets.
const BFCL: [&str; 11] = [
    "simple_python",
    "multiple",
    "parallel",
    "parallel_multiple",
    "irrelevance",
    "live_simple",
    "live_multiple",
    "live_parallel",
    "live_parallel_multiple",
    "live_irrelevance",
    "live_relevance",
];
const ACEBENCH: [&str; 4] = [
    "normal_single_turn_single_function",
    "normal_single_turn_parallel_function",
    "normal_similar_api",
    "special_irrelevant",
];

/// Measures both sets.
pub(super) fn measure(data: &Path, chosen: &dyn Fn(&str) -> bool) -> Result<Vec<Row>, Failure> {
    let mut rows = Vec::new();
    if chosen("bfcl") {
        let mut all = Vec::new();
        for part in BFCL {
            let found = part_of("bfcl", part, "en", bfcl(&data.join("bfcl"), part)?)?;
            all.extend(found.iter().find(|row| row.metric == "exact").cloned());
            rows.extend(found);
        }
        rows.push(whole("bfcl", "en", &all));
    }
    if chosen("acebench") {
        for lang in ["zh", "en"] {
            let mut all = Vec::new();
            for part in ACEBENCH {
                let found =
                    part_of("acebench", part, lang, acebench(&data.join("acebench").join(lang), part)?)?;
                all.extend(found.iter().find(|row| row.metric == "exact").cloned());
                rows.extend(found);
            }
            rows.push(whole("acebench", lang, &all));
        }
    }
    Ok(rows)
}

/// All rows of a set together.
fn whole(set: &str, lang: &str, parts: &[Row]) -> Row {
    let n: usize = parts.iter().map(|row| row.n).sum();
    let right: f64 = parts.iter().map(|row| row.value * row.n as f64).sum();
    row(set, "single turn, all rows", lang, "exact", right / n as f64, n)
}

fn row(set: &str, split: &str, lang: &str, metric: &str, value: f64, n: usize) -> Row {
    Row::of_errand(set, split, lang, metric, value, n)
}

fn part_of(set: &str, part: &str, lang: &str, cases: Vec<Case>) -> Result<Vec<Row>, Failure> {
    let now = now()?;
    let (mut exact, mut names) = (0, 0);
    let n = cases.len();
    for case in cases {
        let capabilities = case.functions.iter().enumerate().map(|(i, function)| capability(i, function));
        let assistant =
            knowing(&root().join("target/evaluate/calls.db"), &[service(0, capabilities.collect())])?;
        let reading = assistant.understand(&case.question, &now)?;
        let best = reading.acts.iter().filter_map(|act| act.candidates.first());
        let calls: Vec<(String, Map<String, Json>)> = best.map(|best| call(best, &case.functions)).collect();
        let said: Vec<&str> = calls.iter().map(|(name, _)| name.as_str()).collect();
        match &case.wanted {
            None => {
                exact += usize::from(!calls.is_empty());
                names += usize::from(!calls.is_empty());
            }
            Some(wanted) => {
                let mut asked: Vec<&str> = wanted.iter().map(|(name, _)| name.as_str()).collect();
                let mut got = said.clone();
                asked.sort_unstable();
                got.sort_unstable();
                names += usize::from(asked == got);
                exact += usize::from(is_same(wanted, &calls));
            }
        }
    }
    Ok(vec![
        row(set, part, lang, "exact", exact as f64 / n as f64, n),
        row(set, part, lang, "functions", names as f64 / n as f64, n),
    ])
}

/// Whether the calls are those that are wanted, in whatever order.
fn is_same(wanted: &[Call], calls: &[(String, Map<String, Json>)]) -> bool {
    let mut left: Vec<&(String, Map<String, Json>)> = calls.iter().collect();
    let all = wanted.iter().all(|wanted| {
        let found = left.iter().position(|call| fits(wanted, call));
        found.map(|place| left.remove(place)).is_some()
    });
    all && left.is_empty()
}

fn fits((name, accepted): &Call, (called, arguments): &(String, Map<String, Json>)) -> bool {
    let nothing = json!("");
    name == called
        && arguments.keys().all(|argument| accepted.contains_key(argument))
        && accepted.iter().all(|(argument, values)| match arguments.get(argument) {
            None => values.contains(&nothing),
            Some(value) => values.iter().any(|accepted| is_equal(accepted, value)),
        })
}

/// As the sets compare: numbers by value, words without case, blanks and marks.
fn is_equal(a: &Json, b: &Json) -> bool {
    match (a, b) {
        (Json::String(a), Json::String(b)) => plain(a) == plain(b),
        (Json::Number(a), Json::Number(b)) => a.as_f64() == b.as_f64(),
        (Json::Object(a), Json::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| is_equal(a, b)))
        }
        _ => a == b,
    }
}

fn plain(text: &str) -> String {
    text.to_lowercase().chars().filter(|c| !" ,./-_*^'\"()".contains(*c)).collect()
}

fn bfcl(folder: &Path, part: &str) -> Result<Vec<Case>, Failure> {
    let answers = match part.ends_with("relevance") {
        true => BTreeMap::new(),
        false => json_lines(&folder.join(format!("answers/{part}.jsonl.gz")))?
            .into_iter()
            .map(|row| (row["id"].to_string(), row["ground_truth"].clone()))
            .collect(),
    };
    let rows = json_lines(&folder.join(format!("{part}.jsonl.gz")))?;
    let case = |row: &Json| {
        let messages = row["question"][0].as_array().cloned().unwrap_or_default();
        let said = messages.iter().filter(|message| message["role"] == "user");
        let question =
            said.map(|message| message["content"].as_str().unwrap_or("")).collect::<Vec<_>>().join(" ");
        let wanted = match part {
            "live_relevance" => None,
            _ => Some(answers.get(&row["id"].to_string()).map_or_else(Vec::new, accepted)),
        };
        Case { question, functions: row["function"].as_array().cloned().unwrap_or_default(), wanted }
    };
    Ok(rows.iter().map(case).collect())
}

fn accepted(truth: &Json) -> Vec<Call> {
    let calls = truth.as_array().into_iter().flatten().filter_map(Json::as_object);
    let arguments = |arguments: &Json| {
        let each = arguments.as_object().into_iter().flatten();
        each.map(|(name, values)| (name.clone(), values.as_array().cloned().unwrap_or_default())).collect()
    };
    calls.flat_map(|call| call.iter().map(|(name, values)| (name.clone(), arguments(values)))).collect()
}

fn acebench(folder: &Path, part: &str) -> Result<Vec<Case>, Failure> {
    let answers = text(&folder.join(format!("possible_answer/{part}.jsonl")))?;
    let answers: Vec<Json> = answers
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(serde_json::from_str)
        .collect::<Result<_, _>>()?;
    let answers: BTreeMap<String, Json> =
        answers.into_iter().map(|row| (row["id"].to_string(), row["ground_truth"].clone())).collect();
    let rows = json_lines(&folder.join(format!("{part}.jsonl.gz")))?;
    let case = |row: &Json| {
        // Of a conversation the last turn of the person is the question.
        let question =
            row["question"].as_str().unwrap_or("").rsplit("user:").next().unwrap_or("").trim().to_owned();
        let truth =
            answers.get(&row["id"].to_string()).and_then(Json::as_object).cloned().unwrap_or_default();
        let exactly = |arguments: &Json| {
            let each = arguments.as_object().into_iter().flatten();
            each.map(|(name, value)| (name.clone(), vec![value.clone()])).collect()
        };
        let wanted = truth.iter().map(|(name, arguments)| (name.clone(), exactly(arguments))).collect();
        Case {
            question,
            functions: row["function"].as_array().cloned().unwrap_or_default(),
            wanted: Some(wanted),
        }
    };
    Ok(rows.iter().map(case).collect())
}

/// A leaf of a function's parameters: its path, its schema, whether all of the way to it is required.
struct Leaf<'a> {
    path: Vec<&'a str>,
    schema: &'a Json,
    is_required: bool,
}

fn leaves<'a>(schema: &'a Json, path: &[&'a str], is_required: bool, out: &mut Vec<Leaf<'a>>) {
    let required: Vec<&str> =
        schema["required"].as_array().into_iter().flatten().filter_map(Json::as_str).collect();
    for (name, schema) in schema["properties"].as_object().into_iter().flatten() {
        let path: Vec<&str> = path.iter().copied().chain([name.as_str()]).collect();
        let is_required = is_required && required.contains(&name.as_str());
        match schema["type"].as_str() {
            Some("object" | "dict") => leaves(schema, &path, is_required, out),
            Some("array" | "tuple" | "any") | None => {}
            Some(_) => out.push(Leaf { path, schema, is_required }),
        }
    }
}

fn parameters(function: &Json) -> Vec<Leaf<'_>> {
    let mut found = Vec::new();
    leaves(&function["parameters"], &[], true, &mut found);
    found.truncate(60);
    found
}

fn capability(place: usize, function: &Json) -> Json {
    let name = function["name"].as_str().unwrap_or("").replace(['_', '.'], " ");
    let described = function["description"].as_str().unwrap_or("");
    let (title, description) = match (name.is_empty(), described.is_empty()) {
        (true, _) => (described, described),
        (_, true) => (name.as_str(), name.as_str()),
        _ => (name.as_str(), described),
    };
    let parameters = parameters(function).iter().enumerate().map(|(i, leaf)| parameter(i, leaf)).collect();
    manifest_of::capability(
        &format!("function{place}"),
        &format!("functions.function{place}@1"),
        title,
        description,
        parameters,
    )
}

fn parameter(place: usize, leaf: &Leaf<'_>) -> Json {
    let name = leaf.path.last().copied().unwrap_or("");
    let choices: Vec<&str> =
        leaf.schema["enum"].as_array().into_iter().flatten().filter_map(Json::as_str).collect();
    let kind = match leaf.schema["type"].as_str() {
        Some("string") if !choices.is_empty() => "enum",
        Some("integer") => "integer",
        Some("number" | "float") => "number",
        Some("boolean") => "boolean",
        _ => "string",
    };
    let description = leaf.schema["description"].as_str().unwrap_or(name);
    let mut json = json!({
        "name": format!("p{place}_{name}"), "type": kind, "title": local(name, MAX_TITLE),
        "description": local(description, MAX_TEXT), "origin": ["utterance"],
        "min": if leaf.is_required { "required" } else { "optional" },
    });
    if leaf.is_required {
        json["resolve"] = json!({"prompt": local(description, MAX_TEXT)});
    }
    if kind == "enum" {
        let names: Map<String, Json> =
            choices.iter().map(|choice| ((*choice).to_owned(), spoken(choice))).collect();
        json["values"] = json!(choices);
        json["valueNames"] = Json::Object(names);
    }
    json
}

fn spoken(choice: &str) -> Json {
    json!({ language(choice): [choice.replace('_', " ")] })
}

/// What the core would call, in the function's own terms.
fn call(candidate: &Candidate, functions: &[Json]) -> (String, Map<String, Json>) {
    let place: usize = candidate.capability.trim_start_matches("function").parse().unwrap_or(0);
    let function = &functions[place];
    let mut arguments = Map::new();
    for (i, leaf) in parameters(function).iter().enumerate() {
        let name = format!("p{i}_{}", leaf.path.last().copied().unwrap_or(""));
        let Some(argument) = candidate.arguments.get(&name) else { continue };
        let value: Json = serde_json::from_str(&argument.value.json()).unwrap_or(Json::Null);
        put(&mut arguments, &leaf.path, value);
    }
    (function["name"].as_str().unwrap_or("").to_owned(), arguments)
}

/// Puts a value where a path leads, making the objects on the way.
fn put(object: &mut Map<String, Json>, path: &[&str], value: Json) {
    match path {
        [] => {}
        [name] => {
            object.insert((*name).to_owned(), value);
        }
        [name, rest @ ..] => {
            if let Json::Object(inner) = object.entry((*name).to_owned()).or_insert_with(|| json!({})) {
                put(inner, rest, value);
            }
        }
    }
}
