//! Rows to `models/evaluate/model.json` and `model.md`.
//!
//! Decides which figures stand side by side: one line a task and metric, one column a system. Draws of one split are averaged.
//! What others published is in `models/evaluate/published.json`, with the size of the system; only figures on the same files are there.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::measure::{Row, bundle_name};
use crate::{Failure, root};

/// The systems that have a column of their own; published figures share the last one.
const SYSTEMS: [&str; 5] = ["errand", "minilm-int8", "e5-small-4bit", "tf-idf", "microresolve"];

/// Writes the report; rows that were not measured now stay.
pub(super) fn write(rows: Vec<Row>) -> Result<(), Failure> {
    let folder = root().join("models/evaluate");
    let path = folder.join("model.json");
    let before: Vec<Row> =
        if path.exists() { serde_json::from_str(&std::fs::read_to_string(&path)?)? } else { Vec::new() };
    let rows = merged(before, averaged(rows), &bundle_name());
    let published: Vec<Row> = serde_json::from_str(&std::fs::read_to_string(folder.join("published.json"))?)?;
    std::fs::write(path, serde_json::to_string_pretty(&rows)? + "\n")?;
    std::fs::write(folder.join("model.md"), table(&rows, &published))?;
    Ok(())
}

/// What was measured before and now. A system's rows of a set make place for new ones; ours of another bundle are gone.
fn merged(before: Vec<Row>, now: Vec<Row>, bundle: &str) -> Vec<Row> {
    let is_new = |row: &Row| now.iter().any(|new| (&new.set, &new.system) == (&row.set, &row.system));
    let stays = |row: &Row| !is_new(row) && (row.system != SYSTEMS[0] || row.bundle == bundle);
    let kept: Vec<Row> = before.into_iter().filter(stays).collect();
    let mut rows: Vec<Row> = kept.into_iter().chain(now).collect();
    rows.sort_by(|a, b| a.set.cmp(&b.set)); // stable: within a set as measured
    rows
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

#[cfg(test)]
mod tests {
    use super::*;

    fn row(set: &str, system: &str, bundle: &str, value: f64) -> Row {
        let row = Row::of_errand(set, "5-shot", "en", "accuracy", value, 1);
        Row { system: system.to_owned(), bundle: bundle.to_owned(), ..row }
    }

    #[test]
    fn what_was_not_measured_now_stays() {
        let before = vec![
            row("banking77", "errand", "a", 0.1),
            row("banking77", "tf-idf", "", 0.2),
            row("clinc150", "errand", "a", 0.3),
            row("hwu64", "errand", "old", 0.4),
        ];
        let rows = merged(before, vec![row("banking77", "errand", "a", 0.9)], "a");
        let values: Vec<f64> = rows.iter().map(|row| row.value).collect();
        assert_eq!(values, [0.2, 0.9, 0.3]);
    }
}
