//! `cargo xtask evaluate rivals`: what other services beside the demo's cost the understanding of the project's utterances.
//!
//! Decides who the rivals are (functions of two public tool sets, by name and description) and how many are installed. Functions that would serve
//! a sentence for the demo services as well are none: `rivals_same.tsv` lists them. What counts as right is `understanding`'s.
//! Writes `rivals.json` and `rivals.md` into `models/evaluate`.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use errand_demo_services::{DemoApp, default_folder};
use serde_json::{Value as Json, json};

use super::manifest_of::{self, local};
use super::problem::draw;
use super::public::{bundle_name, json_lines};
use super::understanding;
use crate::{Failure, root};

/// Capabilities that are installed in all, after the demo services alone, with the points that accuracy may fall.
const SIZES: [(usize, f64); 2] = [(300, 1.0), (3_000, 3.0)];
/// Capabilities of one rival service.
const A_SERVICE: usize = 20;

/// A function of a tool set: its name, and what it does in each language that the set has.
struct Rival {
    name: String,
    described: Vec<String>,
}

/// Rivals as services, numbered from `first` on.
fn services(rivals: &[&Rival], first: usize) -> Vec<String> {
    let parts = rivals.chunks(A_SERVICE).enumerate();
    let service = |(i, part): (usize, &[&Rival])| {
        let capabilities = part.iter().enumerate().map(|(j, rival)| rival.capability(first + i, j));
        manifest_of::service(first + i, capabilities.collect())
    };
    parts.map(service).collect()
}

/// Measures, and writes the report.
pub(crate) fn measure(data: &Path, file: Option<&Path>, misses: bool) -> Result<(), Failure> {
    let app = DemoApp::load(&default_folder(), None)?;
    let mut manifests: Vec<String> = app.manifests().iter().map(|(_, text)| text.to_string()).collect();
    let mut own = 0;
    for text in &manifests {
        own += errand_core::Manifest::load(text.as_str())?.capabilities.len();
    }
    let all = rivals(data)?;
    let most = SIZES[SIZES.len() - 1].0;
    let drawn = draw(&all, most - own, 1);
    let folder = root().join("target/evaluate");
    std::fs::create_dir_all(&folder)?;
    let evaluated = root().join("models/evaluate/understanding.jsonl");
    let utterances = understanding::read(file.unwrap_or(&evaluated))?;
    let mut rows = Vec::new();
    let mut report = format!(
        "# Rivals\n\nWritten by `cargo xtask evaluate rivals`: the utterances of `understanding.jsonl`, with the demo services alone ({own} capabilities) and among functions \
         of C3-Bench (Chinese and English) and Seal-Tools (English), each with its name and description; those that would serve the same sentences are left out (`rivals_same.tsv`).\n\n\
         | capabilities | right, one act | fall in points | may fall | out of scope refused |\n|---|---|---|---|---|\n"
    );
    let (mut installed, mut first) = (own, None);
    let sizes = std::iter::once((own, f64::NAN)).chain(SIZES);
    for (size, may_fall) in sizes {
        manifests.extend(services(&drawn[installed - own..size - own], installed));
        // Each size has its own database, which begins with what the one before has encoded.
        let database = folder.join(format!("rivals-{size}.db"));
        if !database.exists() && installed < size {
            std::fs::copy(folder.join(format!("rivals-{installed}.db")), &database)?;
        }
        installed = size;
        let texts: Vec<&str> = manifests.iter().map(String::as_str).collect();
        let assistant = understanding::opened(&database, &texts, &app)?;
        let measured = understanding::accuracy(&assistant, &utterances, misses)?;
        let fall = 100.0 * (*first.get_or_insert(measured.accuracy) - measured.accuracy);
        let (fell, limit) = if may_fall.is_nan() {
            ("–".to_owned(), "–".to_owned())
        } else {
            (format!("{fall:.1}"), format!("{may_fall:.0}"))
        };
        let _ = writeln!(
            report,
            "| {size} | {:.3} | {fell} | {limit} | {:.3} |",
            measured.accuracy, measured.refused
        );
        rows.push(json!({
            "set": "understanding", "split": "test", "lang": "all", "metric": "accuracy", "capabilities": size, "value": measured.accuracy,
            "oosRecall": measured.refused, "system": "errand", "bundle": bundle_name(),
        }));
        eprintln!("{size} capabilities: {:.3}", measured.accuracy);
    }
    if file.is_some() {
        println!("{report}");
        return Ok(());
    }
    let target = root().join("models/evaluate");
    std::fs::write(target.join("rivals.json"), serde_json::to_string_pretty(&rows)? + "\n")?;
    std::fs::write(target.join("rivals.md"), &report)?;
    println!("{report}");
    Ok(())
}

/// The functions of the sets, one of each name.
fn rivals(data: &Path) -> Result<Vec<Rival>, Failure> {
    let mut found = Vec::new();
    let same = std::fs::read_to_string(root().join("models/evaluate/rivals_same.tsv"))?;
    let mut names: BTreeSet<String> =
        same.lines().filter_map(|line| line.split('\t').next()).map(str::to_owned).collect();
    let text = |value: &Json| value.as_str().unwrap_or("").to_owned();
    let [en, zh] = ["en", "zh"].map(|code| json_lines(&data.join(format!("c3_tools/tools_{code}.jsonl.gz"))));
    for (en, zh) in en?.iter().zip(&zh?) {
        for (en, zh) in en.as_array().into_iter().flatten().zip(zh.as_array().into_iter().flatten()) {
            let (en, zh) = (&en["function"], &zh["function"]);
            let name = spoken(&text(&en["name"]));
            if names.insert(name.clone()) {
                found.push(Rival {
                    name,
                    described: vec![text(&en["description"]), text(&zh["description"])],
                });
            }
        }
    }
    for tool in json_lines(&data.join("seal_tools/tool.jsonl.gz"))? {
        let name = spoken(&text(&tool["api_name"]));
        if names.insert(name.clone()) {
            found.push(Rival { name, described: vec![text(&tool["api_description"])] });
        }
    }
    Ok(found)
}

/// The words of a name in camel case or with underscores.
fn spoken(name: &str) -> String {
    let mut words = String::new();
    let mut was_upper = false;
    for c in name.chars() {
        if !c.is_alphanumeric() || (c.is_uppercase() && !was_upper) {
            words.push(' ');
        }
        if c.is_alphanumeric() {
            words.extend(c.to_lowercase());
        }
        was_upper = c.is_uppercase();
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Rival {
    fn capability(&self, service: usize, place: usize) -> Json {
        let id = format!("rival{place}");
        let name: String = self.name.chars().filter(char::is_ascii_alphanumeric).collect();
        let schema = format!("rivals.s{service}{name}@1");
        let mut json = manifest_of::capability(&id, &schema, &self.name, &self.name, Vec::new());
        let mut titles = local(&self.name, manifest_of::MAX_TITLE);
        let mut descriptions = json!({});
        for text in self.described.iter().filter(|text| !text.is_empty()) {
            let language = manifest_of::language(text);
            descriptions[language] = local(text, manifest_of::MAX_TEXT)[language].clone();
            if titles.get(language).is_none() {
                titles[language] = local(text, manifest_of::MAX_TITLE)[language].clone();
            }
        }
        json["title"] = titles;
        if descriptions.as_object().is_some_and(|texts| !texts.is_empty()) {
            json["description"] = descriptions;
        }
        json
    }
}
