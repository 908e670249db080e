//! `cargo xtask evaluate model`: the published sets, installed and understood through the core's own path.
//!
//! Decides what is run and where the rows go; what a set is, is `sets`' matter, what counts as right is `measure`'s, how it looks is `report`'s.
//!
//! Invariant: nothing is fitted here but what the device itself fits when a service is installed, and thresholds on a set's own validation part.

mod calls;
mod measure;
mod report;
mod sets;
mod slots;

use std::collections::BTreeMap;
use std::path::Path;

use self::measure::Row;
pub(crate) use self::measure::bundle_name;
pub(in crate::evaluate) use self::sets::json_lines;
use crate::{Failure, root, run};

/// Other systems that run offline from a package registry; `models/evaluate/peers.py` says how each is used.
const PEERS: [&str; 4] = ["minilm-int8", "e5-small-4bit", "tf-idf", "microresolve"];

/// Measures every set whose name begins with one of `only`, or all of them, and writes its rows into `models/evaluate/model.json` and `model.md`.
pub(crate) fn model(data: &Path, only: &[String], peers: bool) -> Result<(), Failure> {
    let chosen = |set: &str| only.is_empty() || only.iter().any(|name| set.starts_with(name.as_str()));
    let work = root().join("target/evaluate/model");
    std::fs::create_dir_all(&work)?;
    // A task of a run before is none of this one's.
    for entry in std::fs::read_dir(&work)? {
        let path = entry?.path();
        if path.extension().is_some_and(|end| end == "json") {
            std::fs::remove_file(path)?;
        }
    }
    let mut rows = Vec::new();
    let mut draws: BTreeMap<String, usize> = BTreeMap::new();
    for problem in sets::all(data, &chosen)? {
        let name = problem.name();
        let draw = draws.entry(name.clone()).or_default();
        std::fs::write(work.join(format!("{name}-{draw}.json")), serde_json::to_string(&problem)?)?;
        *draw += 1;
        let began = std::time::Instant::now();
        let measured = measure::problem(&problem, &work)?;
        for row in &measured {
            println!("{}", row.line());
        }
        println!("    {name} took {:.0} s", began.elapsed().as_secs_f64());
        rows.extend(measured);
    }
    for measure in [slots::measure, calls::measure] {
        let measured = measure(data, &chosen)?;
        for row in &measured {
            println!("{}", row.line());
        }
        rows.extend(measured);
    }
    for peer in PEERS {
        let path = work.join(format!("{peer}.peer"));
        if peers {
            run::peer(peer, &work)?;
        }
        if let Ok(text) = std::fs::read_to_string(path) {
            let known: Vec<Row> = serde_json::from_str(&text)?;
            rows.extend(known.into_iter().filter(|row| chosen(&row.set)));
        }
    }
    report::write(rows)
}
