//! Rows to `models/evaluate/model.json` and `model.md`.
//!
//! Decides which figures stand side by side: one line a task and metric, one column a system. Draws of one split are averaged.
//! What others published is in `models/evaluate/published.json`, with the size of the system; only figures on the same files are there.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::measure::Row;
use crate::{Failure, root};

/// The systems that have a column of their own; published figures share the last one.
const SYSTEMS: [&str; 5] = ["errand", "minilm-int8", "e5-small-4bit", "tf-idf", "microresolve"];

/// Writes the report, or prints it when only some sets were measured.
pub(super) fn write(rows: Vec<Row>, is_whole: bool) -> Result<(), Failure> {
    let rows = averaged(rows);
    let published: Vec<Row> =
        serde_json::from_str(&std::fs::read_to_string(root().join("models/evaluate/published.json"))?)?;
    let text = table(&rows, &published);
    if is_whole {
        std::fs::write(
            root().join("models/evaluate/model.json"),
            serde_json::to_string_pretty(&rows)? + "\n",
        )?;
        std::fs::write(root().join("models/evaluate/model.md"), text)?;
    } else {
        println!("{text}");
    }
    Ok(())
}

fn table(rows: &[Row], published: &[Row]) -> String {
    let mut text = String::from(
        "# The model on published sets\n\nWritten by `cargo xtask evaluate model`; do not edit. What each metric is: `README.md`.\n\n",
    );
    let _ = writeln!(text, "| set | split | language | metric | n | {} | published |", SYSTEMS.join(" | "));
    let _ = writeln!(text, "|{}", "---|".repeat(6 + SYSTEMS.len()));
    let own = rows.iter().filter(|row| row.system == SYSTEMS[0]);
    for row in own {
        let is_same = |other: &&Row| {
            (&other.set, &other.split, &other.lang, &other.metric)
                == (&row.set, &row.split, &row.lang, &row.metric)
        };
        let cell = |system: &&str| {
            let found = rows.iter().filter(is_same).find(|other| other.system == **system);
            found.map_or("–".to_owned(), |row| number(row.value))
        };
        let cells: Vec<String> = SYSTEMS.iter().map(cell).collect();
        let others: Vec<String> = published
            .iter()
            .filter(is_same)
            .map(|other| format!("{} {}", number(other.value), other.system.trim_end_matches(" (published)")))
            .collect();
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} | {} | {} |",
            row.set,
            row.split,
            row.lang,
            row.metric,
            row.n,
            cells.join(" | "),
            others.join("; ")
        );
    }
    text
}

fn number(value: f64) -> String {
    if value < 10.0 { format!("{value:.3}") } else { format!("{value:.1}") }
}

/// One row for all draws of a split.
fn averaged(rows: Vec<Row>) -> Vec<Row> {
    let mut order = Vec::new();
    let mut groups: BTreeMap<[String; 5], Vec<Row>> = BTreeMap::new();
    for row in rows {
        let key = [&row.set, &row.split, &row.lang, &row.metric, &row.system].map(Clone::clone);
        if !groups.contains_key(&key) {
            order.push(key.clone());
        }
        groups.entry(key).or_default().push(row);
    }
    let mean = |key: &[String; 5]| {
        let rows = &groups[key];
        let value = rows.iter().map(|row| row.value).sum::<f64>() / rows.len() as f64;
        Row { value: (value * 1e5).round() / 1e5, ..rows[0].clone() }
    };
    order.iter().map(mean).collect()
}
