//! Mini-tools: whether a sentence makes the tool that was asked for, held to a checklist.
//!
//! Decides what counts as met, from the outside alone: one sentence after the other is said, and `judge` looks at what came of it.
//! The checklists were written by people who had not seen the engine; `models/evaluate/README.md` has their form.

mod formulas;
mod judge;
mod reader;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::time::Instant;

use errand_core::{Drafted, MiniTool, OpenTool, Revised, ToolAct, ToolEvent, ToolHistory};
use jiff::ZonedDateTime;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

pub(crate) use self::formulas::run as run_formulas;
use self::judge::{Judge, Met};
use self::reader::Reader;
use crate::{Failure, root};

#[derive(Deserialize)]
struct Request {
    id: String,
    language: String,
    kind: String,
    say: Vec<String>,
    #[serde(default)]
    checks: Vec<Json>,
    #[serde(default)]
    corrections: Vec<String>,
}

/// What one request came to.
struct Outcome {
    is_right: bool,
    is_right_after: bool,
    is_declined: bool,
    /// A result that was wrong, and nothing was said of it.
    is_wrong_unsaid: bool,
    failed: Vec<usize>,
}

#[derive(Default, Serialize, Clone)]
#[serde(rename_all = "camelCase")]
struct Row {
    of: String,
    requests: usize,
    right_at_first: usize,
    right_after_one: usize,
    formulas: usize,
    wrong_unsaid: usize,
    impossible: usize,
    declined: usize,
}

/// How often one sort of check is met after the first sentences.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct CheckRow {
    check: String,
    asked: usize,
    met: usize,
    /// Requests in which checks of this sort alone are unmet.
    alone_unmet: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    rows: Vec<Row>,
    checks: Vec<CheckRow>,
    drafting_p50_ms: f64,
    drafting_p95_ms: f64,
    event_1000_records_ms: f64,
}

pub(crate) fn run(file: Option<&Path>, marked: Option<&Path>, misses: bool) -> Result<(), Failure> {
    let reader = Reader::new(marked)?;
    let own = root().join("models/evaluate/minitools.jsonl");
    let text = std::fs::read_to_string(file.unwrap_or(&own))?;
    let requests: Vec<Request> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(serde_json::from_str)
        .collect::<Result<_, _>>()?;
    let mut all = Row { of: "all".to_owned(), ..Row::default() };
    let mut rows: Vec<Row> = Vec::new();
    let mut checks: BTreeMap<String, CheckRow> = BTreeMap::new();
    let mut times = Vec::new();
    for request in &requests {
        let now = today(request)?;
        let begin = Instant::now();
        std::hint::black_box(reader.draft("timed", &request.say[0], &now));
        times.push(begin.elapsed().as_secs_f64() * 1_000.0);
        let outcome = play(&reader, request, &now);
        let is_met = if request.kind == "impossible" { outcome.is_declined } else { outcome.is_right };
        if misses && !is_met {
            eprintln!("{} {}", request.id, request.say.join(" | "));
            for sentence in &request.say {
                eprintln!("    > {}", reader.written(sentence));
            }
            for i in &outcome.failed {
                eprintln!("    {}", request.checks.get(*i).map(Json::to_string).unwrap_or_default());
            }
            if let Some(tool) = made(&reader, request, &now) {
                eprintln!("    = {}", summary(&tool));
            }
        }
        let place = |rows: &mut Vec<Row>, of: &str| match rows.iter().position(|row| row.of == of) {
            Some(at) => at,
            None => {
                rows.push(Row { of: of.to_owned(), ..Row::default() });
                rows.len() - 1
            }
        };
        let (a, b) = (place(&mut rows, &request.language), place(&mut rows, &request.kind));
        for row in [a, b] {
            count(&mut rows[row], request, &outcome);
        }
        count(&mut all, request, &outcome);
        count_checks(&mut checks, request, &outcome);
    }
    let mut checks: Vec<CheckRow> =
        checks.into_iter().map(|(check, row)| CheckRow { check, ..row }).collect();
    checks.sort_by_key(|row| std::cmp::Reverse(row.asked));
    rows.sort_by(|a, b| a.of.cmp(&b.of));
    rows.insert(0, all);
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times.get(((times.len() as f64 - 1.0) * share) as usize).copied().unwrap_or(0.0);
    let report = Report {
        rows,
        checks,
        drafting_p50_ms: at(0.5),
        drafting_p95_ms: at(0.95),
        event_1000_records_ms: event_ms()?,
    };
    let markdown = markdown(&report)?;
    if file.is_some() {
        println!("{markdown}");
        return Ok(());
    }
    let folder = root().join("models/evaluate");
    std::fs::write(folder.join("minitools.json"), serde_json::to_string_pretty(&report)? + "\n")?;
    std::fs::write(folder.join("minitools.md"), &markdown)?;
    println!("{markdown}");
    Ok(())
}

fn count(row: &mut Row, request: &Request, outcome: &Outcome) {
    if request.kind == "impossible" {
        row.impossible += 1;
        row.declined += usize::from(outcome.is_declined);
        return;
    }
    row.requests += 1;
    row.right_at_first += usize::from(outcome.is_right);
    row.right_after_one += usize::from(outcome.is_right_after);
    let results = request.checks.iter().any(|check| check["check"] == "result");
    row.formulas += usize::from(results);
    row.wrong_unsaid += usize::from(outcome.is_wrong_unsaid);
}

fn count_checks(rows: &mut BTreeMap<String, CheckRow>, request: &Request, outcome: &Outcome) {
    if request.kind == "impossible" {
        return;
    }
    let sort = |i: usize| request.checks[i]["check"].as_str().unwrap_or_default().to_owned();
    for i in 0..request.checks.len() {
        let row = rows.entry(sort(i)).or_default();
        row.asked += 1;
        row.met += usize::from(!outcome.failed.contains(&i));
    }
    let unmet: BTreeSet<String> = outcome.failed.iter().map(|i| sort(*i)).collect();
    if let (Some(only), 1) = (unmet.first(), unmet.len()) {
        rows.entry(only.clone()).or_default().alone_unmet += 1;
    }
}

fn markdown(report: &Report) -> Result<String, Failure> {
    let mut text = String::from(
        "# Mini-tools\n\nWritten by `cargo xtask evaluate minitools`. A request is right where every item of its checklist is met; \"after one\" counts those that one correcting sentence mends. \
         \"Wrong, unsaid\" are requests in which a result came to another value and nothing was said to be unclear, of those with a result.\n\n| of | requests | right at first | after one correction | wrong, unsaid | impossible | declined |\n|---|---|---|---|---|---|---|\n",
    );
    let share = |part: usize, of: usize| {
        if of == 0 { "–".to_owned() } else { format!("{:.1} % ({part})", 100.0 * part as f64 / of as f64) }
    };
    for row in &report.rows {
        writeln!(
            text,
            "| {} | {} | {} | {} | {} | {} | {} |",
            row.of,
            row.requests,
            share(row.right_at_first, row.requests),
            share(row.right_after_one, row.requests),
            share(row.wrong_unsaid, row.formulas),
            row.impossible,
            share(row.declined, row.impossible)
        )?;
    }
    text.push_str("\n| check | asked | met | requests that fail by it alone |\n|---|---|---|---|\n");
    for row in &report.checks {
        writeln!(
            text,
            "| {} | {} | {} | {} |",
            row.check,
            row.asked,
            share(row.met, row.asked),
            row.alone_unmet
        )?;
    }
    writeln!(
        text,
        "\nDrafting: p50 {:.2} ms, p95 {:.2} ms. An event in a tool with 1,000 records, with its screen: {:.2} ms.",
        report.drafting_p50_ms, report.drafting_p95_ms, report.event_1000_records_ms
    )?;
    Ok(text)
}

/// How long an event takes, with what is drawn after it, in a list of a thousand records with sums and shares; the median of a hundred.
fn event_ms() -> Result<f64, Failure> {
    let now = "2026-11-29T10:00:00+08:00[Asia/Shanghai]".parse::<ZonedDateTime>()?;
    let rows: Vec<Vec<String>> =
        (0..1_000).map(|i| vec![format!("n{i}"), (i % 30 + 1).to_string()]).collect();
    let spec = serde_json::json!({
        "miniTool": 1, "id": "t", "title": {"en": "Shares"}, "language": "en",
        "state": [
            {"name": "total", "label": {"en": "Total"}, "type": "money", "default": "9000"},
            {"name": "people", "label": {"en": "People"}, "type": "list", "rows": rows,
             "columns": [{"name": "who", "label": {"en": "Who"}, "type": "text"}, {"name": "days", "label": {"en": "Days"}, "type": "number"}],
             "computed": [{"name": "share", "label": {"en": "Share"}, "formula": "round(total * days / sum(people, days), 2)"}]}
        ],
        "formulas": [{"name": "rest", "label": {"en": "Rest"}, "formula": "total - sum(people, share)"}, {"name": "most", "label": {"en": "Most"}, "formula": "greatest(people, share)"}],
        "view": [{"id": "total", "part": "field", "of": "total"}, {"id": "people", "part": "list", "of": "people", "sort": "share", "descending": true},
                 {"id": "rest", "part": "result", "of": "rest"}, {"id": "most", "part": "result", "of": "most"}]
    });
    let mut open = OpenTool::new(MiniTool::from_json(&spec.to_string())?, &now)?;
    let mut times = Vec::new();
    for i in 0..100 {
        let event = ToolEvent {
            part: "people".to_owned(),
            act: ToolAct::Enter((i + 1).to_string()),
            record: Some(500),
            column: Some("days".to_owned()),
        };
        let begin = Instant::now();
        open.handle(&event, &now, 1).map_err(|e| format!("{e:?}"))?;
        std::hint::black_box(open.screen(&now, 0));
        times.push(begin.elapsed().as_secs_f64() * 1_000.0);
    }
    times.sort_by(f64::total_cmp);
    Ok(times[50])
}

/// The day that a request's checks name, or a fixed one.
fn today(request: &Request) -> Result<ZonedDateTime, Failure> {
    let day = request.checks.iter().find_map(|check| check["today"].as_str()).unwrap_or("2026-11-29");
    at(day)
}

fn at(day: &str) -> Result<ZonedDateTime, Failure> {
    Ok(format!("{day}T10:00:00+08:00[Asia/Shanghai]").parse()?)
}

fn made(reader: &Reader, request: &Request, now: &ZonedDateTime) -> Option<MiniTool> {
    said(reader, request, now, None).0.map(|history| history.tool().clone())
}

/// Says a request's sentences, and a correction after them; the tool, whether any was declined, and whether something was said to be unclear.
fn said(
    reader: &Reader,
    request: &Request,
    now: &ZonedDateTime,
    correction: Option<&str>,
) -> (Option<ToolHistory>, bool, bool) {
    let mut history: Option<ToolHistory> = None;
    let mut is_unclear = false;
    for sentence in request.say.iter().map(String::as_str).chain(correction) {
        match &mut history {
            None => match reader.draft("tool", sentence, now) {
                Drafted::Made { tool, unclear } => {
                    is_unclear |= !unclear.is_empty();
                    history = Some(ToolHistory::new(*tool));
                }
                Drafted::Declined { .. } => return (None, true, true),
                Drafted::NotUnderstood => is_unclear = true,
            },
            Some(history) => match reader.revise(history, sentence, now) {
                Revised::Changed { unclear, .. } => is_unclear |= !unclear.is_empty(),
                Revised::Declined { .. } => return (None, true, true),
                _ => is_unclear = true,
            },
        }
    }
    (history, false, is_unclear)
}

fn play(reader: &Reader, request: &Request, now: &ZonedDateTime) -> Outcome {
    let judged = |correction: Option<&str>| {
        let (history, is_declined, is_unclear) = said(reader, request, now, correction);
        let mut failed = Vec::new();
        let mut is_wrong = false;
        for (i, check) in request.checks.iter().enumerate() {
            // Each check may be made on a day of its own.
            let day = check["today"].as_str().and_then(|day| at(day).ok());
            let now = day.as_ref().unwrap_or(now);
            let met = match &history {
                Some(history) => Judge { tool: history.tool(), now }.met(check),
                None => Met::Missing,
            };
            if met != Met::Yes {
                failed.push(i);
            }
            is_wrong |= met == Met::Wrong && !is_unclear;
        }
        (failed, is_declined, is_wrong)
    };
    let (failed, is_declined, is_wrong_unsaid) = judged(None);
    let is_right = failed.is_empty() && !is_declined;
    let is_right_after = is_right
        || failed
            .first()
            .and_then(|i| request.corrections.get(*i))
            .is_some_and(|correction| judged(Some(correction)).0.is_empty());
    Outcome { is_right, is_right_after, is_declined, is_wrong_unsaid, failed }
}

fn summary(tool: &MiniTool) -> String {
    let mut text = String::new();
    for field in &tool.state {
        let columns: Vec<String> =
            field.columns.iter().map(|own| format!("{}:{}", own.name, own.kind.name())).collect();
        let computed: Vec<String> =
            field.computed.iter().map(|own| format!("{}={}", own.name, own.formula)).collect();
        let _ = write!(text, "{}:{}", field.name, field.kind.name());
        if let Some(default) = &field.default {
            let _ = write!(text, "({default})");
        }
        if !columns.is_empty() {
            let _ = write!(text, "[{} / {}]x{}", columns.join(","), computed.join(","), field.rows.len());
        }
        text.push(' ');
    }
    for formula in &tool.formulas {
        let _ = write!(text, "| {}={} ", formula.name, formula.formula);
    }
    let actions: Vec<&str> = tool.actions.iter().map(|own| own.name.as_str()).collect();
    let _ = write!(text, "| {}", actions.join(","));
    text
}
