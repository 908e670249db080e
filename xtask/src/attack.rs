//! The attacks on the engine by one command, and what they came to: `core/tests/attack/report.{json,md}`.
//!
//! Decides which suites are attacks and how their figures are told. What must hold is asserted by the suites themselves: a report exists only where all of them passed.

use std::collections::BTreeMap;
use std::fs;

use std::process::{Command, Stdio};

use clap::Args;
use serde::{Deserialize, Serialize};

use crate::{Failure, root};

/// How hard to attack.
#[derive(Args)]
pub(crate) struct Attack {
    /// Moments at which a process dies.
    #[arg(long, default_value_t = 1_000)]
    kills: u32,
    /// Seconds of fuzzing a target; needs nightly Rust and cargo-fuzz. Without it the figures of the last time, kept in target/attack, are told.
    #[arg(long)]
    fuzz: Option<u32>,
    /// Only these fuzz targets.
    #[arg(long)]
    target: Vec<String>,
}

/// The suites that attack, each a test of the core.
const SUITES: [&str; 6] = ["crash", "injection", "shared_file", "record", "trust", "controls"];

/// A fuzz target, the longest input that it is given, and whether the address sanitizer watches. Turns need the encoder, which it slows down thirty times.
const TARGETS: [(&str, u32, bool); 8] = [
    ("manifest", 20_000, true),
    ("predicate", 1_500, true),
    ("bundle", 2_000, true),
    ("results", 1_500, false),
    ("resume", 1_500, false),
    ("values", 400, true),
    ("times", 400, true),
    ("minitool", 3_000, true),
];

#[derive(Default, Serialize, Deserialize)]
struct Report {
    suites: Vec<Suite>,
    /// Passed tests of each suite's file.
    tests: BTreeMap<String, u32>,
    fuzz: Vec<Fuzzed>,
}

/// What a suite says of itself.
#[derive(Serialize, Deserialize)]
struct Suite {
    suite: String,
    figures: BTreeMap<String, u64>,
}

#[derive(Serialize, Deserialize)]
struct Fuzzed {
    target: String,
    seconds: u64,
    runs: u64,
    found: u64,
    /// The commit that was fuzzed.
    commit: String,
}

pub(crate) fn run(attack: &Attack) -> Result<(), Failure> {
    let mut report = Report::default();
    for suite in SUITES {
        let (said, passed) = tested(suite, attack.kills)?;
        report.suites.extend(said);
        report.tests.insert(suite.to_owned(), passed);
    }
    let logs = root().join("target/attack");
    fs::create_dir_all(&logs)?;
    for (target, longest, is_sanitized) in TARGETS {
        let log = logs.join(format!("{target}.log"));
        let is_wanted = attack.target.is_empty() || attack.target.iter().any(|wanted| wanted == target);
        if let Some(seconds) = attack.fuzz.filter(|_| is_wanted) {
            let said = fuzzed(target, longest, is_sanitized, seconds)?;
            fs::write(&log, format!("{COMMIT}{}\n{said}", commit()?))?;
        }
        if let Ok(text) = fs::read_to_string(&log) {
            let row = row(target, &text).ok_or_else(|| format!("{} has no end", log.display()))?;
            if row.found > 0 {
                return Err(format!("fuzzing {target} found something: see core/fuzz/artifacts").into());
            }
            report.fuzz.push(row);
        }
    }
    let folder = root().join("core/tests/attack");
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("report.json"), serde_json::to_string_pretty(&report)? + "\n")?;
    fs::write(folder.join("report.md"), report.page())?;
    println!("written: {}", folder.join("report.md").display());
    Ok(())
}

/// Runs one suite; what it says of itself, and how many tests passed.
fn tested(suite: &str, kills: u32) -> Result<(Vec<Suite>, u32), Failure> {
    eprintln!("+ cargo test --package errand-core --test {suite}");
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["test", "--package", "errand-core", "--test", suite, "--", "--nocapture"])
        .env("ERRAND_KILLS", kills.to_string())
        .current_dir(root())
        .stderr(Stdio::inherit())
        .output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() {
        return Err(format!("{text}\nthe suite {suite} failed").into());
    }
    // With several threads a line may begin behind another's.
    let said = text.lines().filter_map(|line| line.split_once("attacked ").map(|(_, json)| json));
    let said = said.map(serde_json::from_str).collect::<Result<_, _>>()?;
    let passed =
        text.lines().find_map(|line| line.strip_prefix("test result: ok. ")?.split(' ').next()?.parse().ok());
    Ok((said, passed.ok_or("no result")?))
}

fn fuzzed(target: &str, longest: u32, is_sanitized: bool, seconds: u32) -> Result<String, Failure> {
    let sanitizer = if is_sanitized { "address" } else { "none" };
    let options = [
        format!("-max_total_time={seconds}"),
        format!("-max_len={longest}"),
        "-print_final_stats=1".to_owned(),
    ];
    eprintln!("+ cargo +nightly fuzz run --sanitizer {sanitizer} {target} -- {}", options.join(" "));
    let output = Command::new("cargo")
        .args(["+nightly", "fuzz", "run", "--sanitizer", sanitizer, target, "--"])
        .args(options)
        .current_dir(root().join("core"))
        .env_remove("RUSTUP_TOOLCHAIN")
        .output()?;
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    if text.contains("no such command") {
        return Err(
            "cargo-fuzz is missing: cargo install cargo-fuzz, and rustup toolchain install nightly".into()
        );
    }
    Ok(text)
}

/// How a log says which commit it is of.
const COMMIT: &str = "commit ";

fn commit() -> Result<String, Failure> {
    let output = Command::new("git").args(["rev-parse", "--short", "HEAD"]).current_dir(root()).output()?;
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

/// The row of a target, from what libFuzzer says at its end: "Done 933357 runs in 1201 second(s)".
fn row(target: &str, log: &str) -> Option<Fuzzed> {
    let done = log.lines().rev().find_map(|line| line.strip_prefix("Done "));
    let number = |at: usize| done?.split(' ').nth(at)?.parse().ok();
    let found = log.lines().filter(|line| line.starts_with("SUMMARY: ")).count() as u64;
    let commit = log.lines().find_map(|line| line.strip_prefix(COMMIT)).unwrap_or_default();
    let row =
        |seconds, runs| Fuzzed { target: target.to_owned(), seconds, runs, found, commit: commit.to_owned() };
    match (number(3), number(0)) {
        (Some(seconds), Some(runs)) => Some(row(seconds, runs)),
        _ => (found > 0).then(|| row(0, 0)),
    }
}

impl Report {
    fn page(&self) -> String {
        let mut page = "# Attacks\n\nWritten by `cargo xtask attack`; it is written only where every suite passed, and a nought stands for what a suite asserts of everything that it counts. What each suite tries and what must hold is said in its file in `core/tests`, what is promised in `docs/security.md`.\n\n| attack | what it came to |\n|---|---|\n".to_owned();
        for Suite { suite, figures } in &self.suites {
            let (zero, some): (Vec<_>, Vec<_>) = figures.iter().partition(|(_, count)| **count == 0);
            let all: Vec<String> =
                some.iter().chain(&zero).map(|(what, count)| format!("{what} {count}")).collect();
            page += &format!("| {suite} | {} |\n", all.join(", "));
        }
        page += "\n| suite | tests that passed |\n|---|---|\n";
        for (suite, passed) in &self.tests {
            page += &format!("| `core/tests/{suite}.rs` | {passed} |\n");
        }
        page += "\n| fuzz target | seconds | runs | found | of commit |\n|---|---|---|---|---|\n";
        for Fuzzed { target, seconds, runs, found, commit } in &self.fuzz {
            page += &format!("| `{target}` | {seconds} | {runs} | {found} | {commit} |\n");
        }
        page
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_is_read_to_its_end_or_not_at_all() {
        let good = "commit abc123\n#1 NEW\nDone 933357 runs in 1201 second(s)\nstat::x: 1\n";
        let read = row("manifest", good).expect("a row");
        assert_eq!((read.seconds, read.runs, read.found), (1_201, 933_357, 0));
        assert_eq!(read.commit, "abc123");
        assert!(row("manifest", "#1 NEW\n").is_none(), "it was stopped");
        assert_eq!(
            row("manifest", "==7== ERROR\nSUMMARY: libFuzzer: deadly signal\n").map(|row| row.found),
            Some(1)
        );
    }
}
