//! The published sets of intents as tasks; `design` of each is in its own README beside the data.
//!
//! Decides which splits are measured and how shots are drawn where a set publishes none: by seed, in the file's order.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::Path;

use serde_json::Value as Json;

use crate::Failure;
use crate::evaluate::problem::{Case, Problem, Wish, draw};

/// Draws of shots for sets that publish no few-shot split.
const SEEDS: u64 = 3;
/// MetaTool is split by tool: one in this many evaluates, as `models/train/sentences.py` says.
const HELD_OUT_TOOLS: u8 = 5;

/// Reads the tasks of a set from its folder.
type Source = fn(&Path) -> Result<Vec<Problem>, Failure>;

/// A sentence and its intent.
type Labelled = (String, String);

/// All tasks of the chosen sets.
pub(super) fn all(data: &Path, chosen: &dyn Fn(&str) -> bool) -> Result<Vec<Problem>, Failure> {
    let mut found = Vec::new();
    let sources: [(&str, Source); 8] = [
        ("clinc150", clinc150),
        ("banking77", banking77),
        ("hwu64", hwu64),
        ("xsid", xsid),
        ("mac_slu", mac_slu),
        ("ohf_intents", ohf_intents),
        ("metatool", metatool),
        ("spa_bench", spa_bench),
    ];
    for (name, read) in sources.iter().filter(|(name, _)| chosen(name)) {
        let problems = read(&data.join(name)).map_err(|e| format!("{name}: {e}"))?;
        found.extend(problems);
    }
    Ok(found)
}

/// The text of a file, unpacked where it is packed.
pub(super) fn text(path: &Path) -> Result<String, Failure> {
    let bytes = std::fs::read(path).map_err(|e| format!("{}: {e}", path.display()))?;
    let mut text = String::new();
    if path.extension().is_some_and(|end| end == "gz") {
        flate2::read::GzDecoder::new(bytes.as_slice()).read_to_string(&mut text)?;
    } else {
        text = String::from_utf8(bytes)?;
    }
    Ok(text)
}

pub(super) fn json(path: &Path) -> Result<Json, Failure> {
    Ok(serde_json::from_str(&text(path)?)?)
}

pub(in crate::evaluate) fn json_lines(path: &Path) -> Result<Vec<Json>, Failure> {
    let text = text(path)?;
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    Ok(lines.map(serde_json::from_str).collect::<Result<_, _>>()?)
}

/// The first two columns of a table with tabs.
fn tabbed(path: &Path) -> Result<Vec<Labelled>, Failure> {
    let text = text(path)?;
    let rows = text.lines().filter_map(|line| line.split_once('\t'));
    let rows =
        rows.map(|(text, intent)| (text.to_owned(), intent.split('\t').next().unwrap_or(intent).to_owned()));
    Ok(rows.filter(|(text, _)| text != "text").collect())
}

/// The first two columns of a table with commas, without its head.
fn comma(path: &Path) -> Result<Vec<Labelled>, Failure> {
    let text = text(path)?;
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for row in reader.records() {
        let row = row?;
        rows.push((row.get(0).unwrap_or("").to_owned(), row.get(1).unwrap_or("").to_owned()));
    }
    Ok(rows)
}

fn string(value: &Json) -> String {
    value.as_str().unwrap_or("").to_owned()
}

fn cases(rows: &[Labelled]) -> Vec<Case> {
    rows.iter().map(|(text, intent)| Case { text: text.clone(), wanted: Some(intent.clone()) }).collect()
}

fn strangers(rows: &[String]) -> impl Iterator<Item = Case> + '_ {
    rows.iter().map(|text| Case { text: text.clone(), wanted: None })
}

/// A task whose wishes are the intents of `shots`, without names.
fn problem(set: &str, split: &str, lang: &str, shots: &[Labelled], tests: Vec<Case>) -> Problem {
    let mut examples: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (text, intent) in shots {
        examples.entry(intent).or_default().push(text.clone());
    }
    let wishes = examples.into_iter();
    let wishes =
        wishes.map(|(id, examples)| Wish { id: id.to_owned(), title: None, description: None, examples });
    Problem {
        set: set.to_owned(),
        split: split.to_owned(),
        lang: lang.to_owned(),
        wishes: wishes.collect(),
        tests,
        validation: Vec::new(),
    }
}

/// The published shots of a set, 5 and 10 an intent, and its whole training part.
fn shots_and_full(
    set: &str,
    few: &Path,
    full: &[Labelled],
    tests: &[Case],
    validation: &[Case],
) -> Result<Vec<Problem>, Failure> {
    let mut found = Vec::new();
    for shots in ["5", "10"] {
        let rows = tabbed(&few.join(format!("train_{shots}.tsv")))?;
        found.push(problem(set, &format!("{shots}-shot"), "en", &rows, tests.to_vec()));
    }
    found.push(problem(set, "full", "en", full, tests.to_vec()));
    for problem in &mut found {
        problem.validation = validation.to_vec();
    }
    Ok(found)
}

fn clinc150(folder: &Path) -> Result<Vec<Problem>, Failure> {
    let all = json(&folder.join("data_full.json.gz"))?;
    let part = |name: &str| -> Vec<Labelled> {
        let rows = all[name].as_array().into_iter().flatten();
        rows.map(|row| (string(&row[0]), string(&row[1]))).collect()
    };
    let outside = |name: &str| -> Vec<String> { part(name).into_iter().map(|(text, _)| text).collect() };
    let with = |inside: &str, outside_: &str| -> Vec<Case> {
        cases(&part(inside)).into_iter().chain(strangers(&outside(outside_))).collect()
    };
    shots_and_full(
        "clinc150",
        &folder.join("fewshot"),
        &part("train"),
        &with("test", "oos_test"),
        &with("val", "oos_val"),
    )
}

fn banking77(folder: &Path) -> Result<Vec<Problem>, Failure> {
    let full = comma(&folder.join("train.csv.gz"))?;
    let tests = cases(&comma(&folder.join("test.csv"))?);
    let mut found = shots_and_full("banking77", &folder.join("fewshot"), &full, &tests, &[])?;
    let part = |name: &str| tabbed(&folder.join("oos").join(format!("{name}.tsv")));
    let with = |inside: &str, outside: &str| -> Result<Vec<Case>, Failure> {
        let near: Vec<String> = part(outside)?.into_iter().map(|(text, _)| text).collect();
        Ok(cases(&part(inside)?).into_iter().chain(strangers(&near)).collect())
    };
    let mut near = problem("banking77", "near-oos", "en", &part("train")?, with("test", "id-oos_test")?);
    near.validation = with("valid", "id-oos_valid")?;
    found.push(near);
    Ok(found)
}

fn hwu64(folder: &Path) -> Result<Vec<Problem>, Failure> {
    let full = tabbed(&folder.join("train.tsv"))?;
    let tests = cases(&tabbed(&folder.join("test.tsv"))?);
    shots_and_full("hwu64", folder, &full, &tests, &[])
}

/// Some examples of each intent, drawn by a seed.
fn drawn(rows: &[Labelled], count: usize, seed: u64) -> Vec<Labelled> {
    let mut groups: BTreeMap<&str, Vec<&Labelled>> = BTreeMap::new();
    rows.iter().for_each(|row| groups.entry(&row.1).or_default().push(row));
    let shots = groups
        .values()
        .flat_map(|rows| draw(rows, count, seed).into_iter().map(|row| (*row).clone()).collect::<Vec<_>>());
    shots.collect()
}

fn conll(path: &Path) -> Result<Vec<Labelled>, Failure> {
    let text = text(path)?;
    let mut rows = Vec::new();
    let mut said = String::new();
    for line in text.lines() {
        if let Some(found) = line.strip_prefix("# text = ") {
            said = found.trim().to_owned();
        } else if let Some(intent) = line.strip_prefix("# intent = ") {
            rows.push((said.clone(), intent.trim().to_owned()));
        }
    }
    Ok(rows)
}

fn xsid(folder: &Path) -> Result<Vec<Problem>, Failure> {
    let mut found = Vec::new();
    for (from, to) in [("zh", "zh"), ("en", "zh"), ("en", "en"), ("zh", "en")] {
        let rows = conll(&folder.join(format!("{from}.valid.conll.txt")))?;
        let tests = cases(&conll(&folder.join(format!("{to}.test.conll.txt")))?);
        for shots in [5, 10] {
            for seed in 0..SEEDS {
                let split = format!("{shots}-shot");
                let rows = drawn(&rows, shots, seed);
                found.push(problem("xsid", &split, &format!("{from}>{to}"), &rows, tests.clone()));
            }
        }
        found.push(problem("xsid", "all", &format!("{from}>{to}"), &rows, tests));
    }
    Ok(found)
}

/// Sentences of one act; those of none are strangers. The set has no training part here: shots are drawn from it and left out of the tests.
fn mac_slu(folder: &Path) -> Result<Vec<Problem>, Failure> {
    let mut rows = Vec::new();
    let mut none = Vec::new();
    for row in json_lines(&folder.join("icl_label.jsonl"))? {
        let acts = row["semantics"].as_array().cloned().unwrap_or_default();
        match acts.as_slice() {
            [] => none.push(string(&row["query"])),
            [act] => rows.push((
                string(&row["query"]),
                format!("{} {}", string(&act["domain"]), string(&act["intent"])),
            )),
            _ => {}
        }
    }
    Ok(split_off("mac_slu", "zh", &rows, &none))
}

fn ohf_intents(folder: &Path) -> Result<Vec<Problem>, Failure> {
    let mut found = Vec::new();
    for (code, lang) in [("en", "en"), ("zh-CN", "zh")] {
        let rows = json_lines(&folder.join(code).join("tests.jsonl"))?;
        let rows: Vec<Labelled> =
            rows.iter().map(|row| (string(&row["text"]), string(&row["intent"]))).collect();
        found.extend(split_off("ohf_intents", lang, &rows, &[]));
    }
    Ok(found)
}

/// Ten shots an intent for the catalogue, the rest for the test, three times.
fn split_off(set: &str, lang: &str, rows: &[Labelled], none: &[String]) -> Vec<Problem> {
    let draws = (0..SEEDS).map(|seed| {
        let shots = drawn(rows, 10, seed);
        let tests: Vec<Labelled> = rows.iter().filter(|row| !shots.contains(row)).cloned().collect();
        let tests = cases(&tests).into_iter().chain(strangers(none)).collect();
        problem(set, "10-shot", lang, &shots, tests)
    });
    draws.collect()
}

/// Tools that no training saw, by their descriptions alone.
fn metatool(folder: &Path) -> Result<Vec<Problem>, Failure> {
    use sha2::Digest as _;
    let descriptions = json(&folder.join("plugin_des.json"))?;
    let evaluates = |tool: &str| sha2::Sha256::digest(tool.as_bytes())[0] % HELD_OUT_TOOLS == 0;
    let rows = comma(&folder.join("all_clean_data.csv.gz"))?;
    let tests: Vec<Labelled> = rows.into_iter().filter(|(_, tool)| evaluates(tool)).collect();
    let tools = descriptions.as_object().into_iter().flatten().filter(|(tool, _)| evaluates(tool));
    let wishes = tools.map(|(tool, description)| Wish {
        id: tool.clone(),
        title: Some(tool.replace('_', " ")),
        description: Some(string(description)),
        examples: Vec::new(),
    });
    let mut problem = problem("metatool", "held-out tools, by description", "en", &[], cases(&tests));
    problem.wishes = wishes.collect();
    Ok(vec![problem])
}

/// Which app is meant, by the apps' names alone.
fn spa_bench(folder: &Path) -> Result<Vec<Problem>, Failure> {
    let mut found = Vec::new();
    for (code, lang, name) in [("ENG", "en", "task_app"), ("CHN", "zh", "task_app_CHN")] {
        let text = text(&folder.join(format!("single-app-{code}.csv")))?;
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let heads = reader.headers()?.clone();
        let column =
            |name: &str| heads.iter().position(|head| head == name).ok_or(format!("no column {name}"));
        let (app, said) = (column(name)?, column("task_description")?);
        let mut rows = Vec::new();
        for row in reader.records() {
            let row = row?;
            rows.push((row[said].to_owned(), row[app].to_owned()));
        }
        let mut problem = problem("spa_bench", "apps, by name", lang, &[], cases(&rows));
        let apps: std::collections::BTreeSet<&String> = rows.iter().map(|(_, app)| app).collect();
        let wish = |app: &String| Wish {
            id: app.clone(),
            title: Some(app.clone()),
            description: None,
            examples: Vec::new(),
        };
        problem.wishes = apps.into_iter().map(wish).collect();
        found.push(problem);
    }
    Ok(found)
}
