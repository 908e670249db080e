//! Mini-tools: whether a sentence makes the tool that was asked for, held to a checklist.
//!
//! Decides what counts as met, from the outside alone: labels are matched by name, values entered and results read as a person would.
//! The checklists were written by people who had not seen the engine; `models/evaluate/README.md` has their form.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Instant;

use errand_core::{
    ActionStep, Cell, Drafted, FieldType, Language, LocalText, MiniTool, OpenTool, PartKind, Revised,
    ToolAct, ToolEvent, ToolHistory, draft_tool,
};
use jiff::ZonedDateTime;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

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

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    rows: Vec<Row>,
    drafting_p50_ms: f64,
    drafting_p95_ms: f64,
    event_1000_records_ms: f64,
}

pub(crate) fn run(file: Option<&Path>, misses: bool) -> Result<(), Failure> {
    let own = root().join("models/evaluate/minitools.jsonl");
    let text = std::fs::read_to_string(file.unwrap_or(&own))?;
    let requests: Vec<Request> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(serde_json::from_str)
        .collect::<Result<_, _>>()?;
    let mut all = Row { of: "all".to_owned(), ..Row::default() };
    let mut rows: Vec<Row> = Vec::new();
    let mut times = Vec::new();
    for request in &requests {
        let now = today(request)?;
        let begin = Instant::now();
        let _ = draft_tool("timed", &request.say[0], &now);
        times.push(begin.elapsed().as_secs_f64() * 1_000.0);
        let outcome = play(request, &now);
        let is_met = if request.kind == "impossible" { outcome.is_declined } else { outcome.is_right };
        if misses && !is_met {
            eprintln!("{} {}", request.id, request.say.join(" | "));
            for i in &outcome.failed {
                eprintln!("    {}", request.checks.get(*i).map(Json::to_string).unwrap_or_default());
            }
            if let Some(tool) = made(request, &now) {
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
    }
    rows.sort_by(|a, b| a.of.cmp(&b.of));
    rows.insert(0, all);
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times.get(((times.len() as f64 - 1.0) * share) as usize).copied().unwrap_or(0.0);
    let report = Report {
        rows,
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
    Ok(format!("{day}T10:00:00+08:00[Asia/Shanghai]").parse()?)
}

fn made(request: &Request, now: &ZonedDateTime) -> Option<MiniTool> {
    said(request, now, None).0.map(|history| history.tool().clone())
}

/// Says a request's sentences, and a correction after them; the tool, whether any was declined, and whether something was said to be unclear.
fn said(
    request: &Request,
    now: &ZonedDateTime,
    correction: Option<&str>,
) -> (Option<ToolHistory>, bool, bool) {
    let mut history: Option<ToolHistory> = None;
    let mut is_unclear = false;
    for sentence in request.say.iter().map(String::as_str).chain(correction) {
        match &mut history {
            None => match draft_tool("tool", sentence, now) {
                Drafted::Made { tool, unclear } => {
                    is_unclear |= !unclear.is_empty();
                    history = Some(ToolHistory::new(*tool));
                }
                Drafted::Declined { .. } => return (None, true, true),
                Drafted::NotUnderstood => is_unclear = true,
            },
            Some(history) => match history.revise(sentence, now) {
                Revised::Changed { unclear, .. } => is_unclear |= !unclear.is_empty(),
                Revised::Declined { .. } => return (None, true, true),
                _ => is_unclear = true,
            },
        }
    }
    (history, false, is_unclear)
}

fn play(request: &Request, now: &ZonedDateTime) -> Outcome {
    let judged = |correction: Option<&str>| {
        let (history, is_declined, is_unclear) = said(request, now, correction);
        let mut failed = Vec::new();
        let mut is_wrong = false;
        for (i, check) in request.checks.iter().enumerate() {
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

#[derive(Clone, Copy, PartialEq, Eq)]
enum Met {
    Yes,
    /// There is no such thing.
    Missing,
    /// It is there and is another.
    Wrong,
}

impl From<bool> for Met {
    fn from(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::Missing }
    }
}

struct Judge<'a> {
    tool: &'a MiniTool,
    now: &'a ZonedDateTime,
}

/// How well a label fits one of some names: 2 the same, 1 one within the other.
fn fit(label: &LocalText, names: &[String]) -> u8 {
    let labels: Vec<String> = label.all().map(|(_, text)| text.trim().to_lowercase()).collect();
    let fits = |name: &String| {
        let name = name.trim().to_lowercase();
        labels
            .iter()
            .map(|label| {
                if *label == name {
                    2
                } else {
                    u8::from(!label.is_empty() && (label.contains(&name) || name.contains(label.as_str())))
                }
            })
            .max()
            .unwrap_or(0)
    };
    names.iter().map(fits).max().unwrap_or(0)
}

fn names(of: &Json) -> Vec<String> {
    of.as_array().into_iter().flatten().filter_map(Json::as_str).map(str::to_owned).collect()
}

fn best<T>(all: impl Iterator<Item = (T, u8)>) -> Option<T> {
    all.filter(|own| own.1 > 0)
        .reduce(|best, next| if next.1 > best.1 { next } else { best })
        .map(|own| own.0)
}

fn text_of(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn equal(cell: &Cell, expected: &Json, tolerance: f64) -> bool {
    match (cell, expected) {
        (Cell::Gap(_), _) => false,
        (Cell::Text(own), Json::String(text)) => own.trim().to_lowercase() == text.trim().to_lowercase(),
        (Cell::Date(own), Json::String(text)) => own.to_string() == *text,
        (Cell::Boolean(own), Json::Bool(yes)) => own == yes,
        (own, Json::Number(number)) => {
            let own =
                own.number().and_then(|own| own.to_string().parse::<f64>().ok()).or_else(|| match own {
                    Cell::Text(text) => text.parse().ok(),
                    _ => None,
                });
            own.zip(number.as_f64()).is_some_and(|(own, wanted)| (own - wanted).abs() <= tolerance + 1e-9)
        }
        _ => false,
    }
}

impl Judge<'_> {
    fn met(&self, check: &Json) -> Met {
        let wanted = names(&check["names"]);
        match check["check"].as_str().unwrap_or_default() {
            "field" => self.field(check, &wanted),
            "column" => {
                let columns = self.tool.state.iter().flat_map(|list| &list.columns);
                columns
                    .filter(|own| fit(&own.label, &wanted) > 0)
                    .any(|own| is_type(own.kind, &check["type"]))
                    .into()
            }
            "result" => self.result(check, &wanted),
            "part" => {
                let part = check["part"].as_str().unwrap_or_default();
                self.tool.view.iter().any(|own| own.part.name() == part).into()
            }
            "press" => self.press(check, &wanted),
            "timer" => self.timer(check),
            "pick" => self.pick(check),
            "items" => {
                let items = names(&check["items"]);
                let has = |list: &errand_core::Field| {
                    items.iter().all(|item| {
                        list.rows.iter().any(|row| {
                            row.first()
                                .is_some_and(|own| own.to_lowercase().trim() == item.to_lowercase().trim())
                        })
                    })
                };
                self.tool.state.iter().any(has).into()
            }
            "action" => self.action(check["action"].as_str().unwrap_or_default()).into(),
            "call" => {
                let calls = self
                    .tool
                    .actions
                    .iter()
                    .flat_map(|own| &own.steps)
                    .any(|step| matches!(step, ActionStep::Call { .. }));
                calls.into()
            }
            "gone" => {
                let is_left = self.labels().iter().any(|(_, label)| fit(label, &wanted) > 0);
                (!is_left).into()
            }
            "order" => {
                let (first, second) = (names(&check["first"]), names(&check["second"]));
                let labels = self.shown();
                let at = |names: &[String]| {
                    best(labels.iter().enumerate().map(|(at, label)| (at, fit(label, names))))
                };
                at(&first).zip(at(&second)).is_some_and(|(first, second)| first < second).into()
            }
            "color" => (check["color"] == self.tool.color.name()).into(),
            "language" => {
                let language = if check["language"] == "zh" { Language::Zh } else { Language::En };
                let is_in = |label: &LocalText| label.all().any(|(own, _)| own == language);
                (Language::from(self.tool.language) == language
                    && self.labels().iter().all(|(_, label)| is_in(label)))
                .into()
            }
            "title" => (fit(&self.tool.title, &wanted) > 0).into(),
            _ => Met::Missing,
        }
    }

    fn labels(&self) -> Vec<(String, LocalText)> {
        let mut found = Vec::new();
        for field in &self.tool.state {
            if field.kind != FieldType::List {
                found.push((field.name.clone(), field.label.clone()));
            }
            found.extend(field.columns.iter().map(|own| (own.name.clone(), own.label.clone())));
            found.extend(field.computed.iter().map(|own| (own.name.clone(), own.label.clone())));
        }
        found.extend(self.tool.formulas.iter().map(|own| (own.name.clone(), own.label.clone())));
        found
    }

    /// Labels in the order in which they are shown.
    fn shown(&self) -> Vec<LocalText> {
        let mut found = Vec::new();
        for part in &self.tool.view {
            let of = part.of.as_deref().unwrap_or_default();
            if let Some(field) = self.tool.state.iter().find(|own| own.name == of) {
                if field.kind == FieldType::List {
                    found.extend(field.columns.iter().map(|own| own.label.clone()));
                    found.extend(field.computed.iter().map(|own| own.label.clone()));
                } else {
                    found.push(field.label.clone());
                }
            } else if let Some(formula) = self.tool.formulas.iter().find(|own| own.name == of) {
                found.push(formula.label.clone());
            }
        }
        found
    }

    fn field(&self, check: &Json, wanted: &[String]) -> Met {
        let fields = self.tool.state.iter().filter(|own| own.kind != FieldType::List);
        let found = fields.map(|own| (own, fit(&own.label, wanted))).filter(|own| own.1 > 0);
        let met = found.filter(|(own, _)| is_type(own.kind, &check["type"])).any(|(own, _)| {
            let default = match &check["default"] {
                Json::Null => true,
                wanted => {
                    own.default.as_ref().is_some_and(|own| {
                        *own == text_of(wanted)
                            || own
                                .parse::<f64>()
                                .ok()
                                .zip(wanted.as_f64())
                                .is_some_and(|(a, b)| (a - b).abs() < 1e-9)
                            || (own == "today" && text_of(wanted) == self.now.date().to_string())
                    }) || (*wanted == Json::Bool(false)
                        && own.kind == FieldType::Toggle
                        && own.default.is_none())
                }
            };
            let unit = check["unit"].as_str().is_none_or(|unit| {
                own.unit.as_deref().is_some_and(|own| {
                    own.eq_ignore_ascii_case(unit) || own.contains(unit) || unit.contains(own)
                })
            });
            let options = check["options"].as_array().is_none_or(|options| {
                options
                    .iter()
                    .filter_map(Json::as_str)
                    .all(|option| own.options.iter().any(|own| own.eq_ignore_ascii_case(option)))
            });
            default && unit && options
        });
        met.into()
    }

    fn open(&self) -> Option<OpenTool> {
        OpenTool::new(self.tool.clone(), self.now).ok()
    }

    fn enter(
        &self,
        open: &mut OpenTool,
        part: &str,
        record: Option<u64>,
        column: Option<&str>,
        value: &Json,
    ) -> bool {
        let event = ToolEvent {
            part: part.to_owned(),
            act: ToolAct::Enter(text_of(value)),
            record,
            column: column.map(str::to_owned),
        };
        open.handle(&event, self.now, 7).is_ok()
    }

    fn result(&self, check: &Json, wanted: &[String]) -> Met {
        let Some(mut open) = self.open() else { return Met::Missing };
        for given in check["given"].as_array().into_iter().flatten() {
            let own = names(&given["names"]);
            let fields = self.tool.state.iter().filter(|field| field.kind != FieldType::List);
            let Some(field) = best(fields.map(|field| (field, fit(&field.label, &own)))) else {
                return Met::Missing;
            };
            let Some(part) = self.tool.view.iter().find(|part| {
                part.of.as_deref() == Some(&field.name)
                    && !matches!(part.part, PartKind::Result | PartKind::Progress)
            }) else {
                return Met::Missing;
            };
            if !self.enter(&mut open, &part.id, None, None, &given["value"]) {
                return Met::Missing;
            }
        }
        let single = check["rows"].as_array().map(|rows| vec![rows.clone()]).unwrap_or_default();
        let lists: Vec<Vec<Json>> = match check["lists"].as_array() {
            Some(lists) => lists.iter().filter_map(|rows| rows.as_array().cloned()).collect(),
            None => single,
        };
        for rows in &lists {
            if !self.fill(&mut open, rows) {
                return Met::Missing;
            }
        }
        let tolerance = check["tolerance"].as_f64().unwrap_or(0.01);
        let expected = &check["expect"];
        if let Some(row) = check["row"].as_u64() {
            let computed = self.tool.state.iter().flat_map(|list| &list.computed);
            let found = best(computed.map(|own| (own, fit(&own.label, wanted))));
            let Some(found) = found else { return Met::Missing };
            let cells = open.column(&found.name, self.now);
            return match cells.get(row as usize) {
                Some(cell) if equal(cell, expected, tolerance) => Met::Yes,
                Some(_) => Met::Wrong,
                None => Met::Missing,
            };
        }
        let formulas = self.tool.formulas.iter().map(|own| (own.name.as_str(), fit(&own.label, wanted) * 2));
        let fields = self
            .tool
            .state
            .iter()
            .filter(|own| own.kind != FieldType::List)
            .map(|own| (own.name.as_str(), fit(&own.label, wanted)));
        let Some(found) = best(formulas.chain(fields)) else { return Met::Missing };
        match open.value(found, self.now) {
            Some(cell) if equal(&cell, expected, tolerance) => Met::Yes,
            Some(_) => Met::Wrong,
            None => Met::Missing,
        }
    }

    /// Fills the list whose columns fit, from empty.
    fn fill(&self, open: &mut OpenTool, rows: &[Json]) -> bool {
        let cells = |row: &Json| row.as_array().cloned().unwrap_or_default();
        let Some(first) = rows.first().map(cells) else { return true };
        let fits = |list: &errand_core::Field| {
            first
                .iter()
                .filter(|cell| list.columns.iter().any(|own| fit(&own.label, &names(&cell["names"])) > 0))
                .count()
        };
        let lists = self.tool.state.iter().filter(|own| own.kind == FieldType::List);
        let Some(list) = lists.max_by_key(|list| fits(list)).filter(|list| fits(list) > 0) else {
            return false;
        };
        let Some(part) = self
            .tool
            .view
            .iter()
            .find(|part| part.of.as_deref() == Some(&list.name) && part.part == PartKind::List)
        else {
            return false;
        };
        let event = |act: ToolAct, record: Option<u64>| ToolEvent {
            part: part.id.clone(),
            act,
            record,
            column: None,
        };
        let ids = |open: &OpenTool| -> Vec<u64> {
            let screen = open.screen(self.now, 0);
            screen
                .parts
                .iter()
                .find(|own| own.id == part.id)
                .map(|own| own.records.iter().map(|record| record.id).collect())
                .unwrap_or_default()
        };
        for id in ids(open) {
            let _ = open.handle(&event(ToolAct::Remove, Some(id)), self.now, 1);
        }
        for row in rows {
            let before = ids(open);
            if open.handle(&event(ToolAct::Add, None), self.now, 1).is_err() {
                return false;
            }
            let Some(id) = ids(open).into_iter().find(|id| !before.contains(id)) else { return false };
            for cell in cells(row) {
                let own = names(&cell["names"]);
                let Some(column) = best(list.columns.iter().map(|column| (column, fit(&column.label, &own))))
                else {
                    return false;
                };
                if !self.enter(open, &part.id, Some(id), Some(&column.name), &cell["value"]) {
                    return false;
                }
            }
        }
        true
    }

    fn press(&self, check: &Json, wanted: &[String]) -> Met {
        let Some(mut open) = self.open() else { return Met::Missing };
        let parts = open.screen(self.now, 0).parts;
        let pressed = parts.iter().filter(|part| matches!(part.kind, PartKind::Button | PartKind::Stepper));
        let found = best(pressed.map(|part| {
            let label = LocalText { zh: part.label.clone(), en: part.label.clone() };
            let plain: Vec<String> = wanted
                .iter()
                .map(|name| {
                    name.trim_end_matches("+1")
                        .trim_end_matches('+')
                        .trim_end_matches("加一")
                        .trim_end_matches("加1")
                        .trim()
                        .to_owned()
                })
                .collect();
            let plain: Vec<String> = plain.into_iter().filter(|name| !name.is_empty()).collect();
            (part, fit(&label, wanted).max(u8::from(fit(&label, &plain) > 0)))
        }));
        let Some(part) = found else { return Met::Missing };
        for _ in 0..check["times"].as_u64().unwrap_or(1) {
            let event = ToolEvent { part: part.id.clone(), act: ToolAct::Press, record: None, column: None };
            if open.handle(&event, self.now, 3).is_err() {
                return Met::Missing;
            }
        }
        let then = names(&check["then"]["names"]);
        let labels = self.labels();
        let Some(name) = best(labels.iter().map(|(name, label)| (name, fit(label, &then)))) else {
            return Met::Missing;
        };
        match open.value(name, self.now) {
            Some(cell) => equal(&cell, &check["then"]["expect"], 0.01).into(),
            None => Met::Missing,
        }
    }

    fn timer(&self, check: &Json) -> Met {
        let Some(open) = self.open() else { return Met::Missing };
        let wanted: Vec<i64> = check["seconds"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Json::as_i64)
            .map(|seconds| seconds * 1_000)
            .collect();
        let rounds = check["rounds"].as_u64();
        let timers =
            open.screen(self.now, 0).parts.into_iter().filter_map(|part| part.timer).collect::<Vec<_>>();
        timers
            .iter()
            .any(|timer| {
                timer.phases_ms == wanted && rounds.is_none_or(|rounds| u64::from(timer.rounds) == rounds)
            })
            .into()
    }

    fn pick(&self, check: &Json) -> Met {
        let options = names(&check["options"]);
        let Some(open) = self.open() else { return Met::Missing };
        let buttons: Vec<String> = open
            .screen(self.now, 0)
            .parts
            .into_iter()
            .filter(|part| part.kind == PartKind::Button)
            .map(|part| part.id)
            .collect();
        let draws = |button: &String| {
            (0..20).all(|seed| {
                let mut open = open.clone();
                let event =
                    ToolEvent { part: button.clone(), act: ToolAct::Press, record: None, column: None };
                open.handle(&event, self.now, seed).is_ok()
                    && open.screen(self.now, 0).parts.iter().any(|part| {
                        options.iter().any(|option| part.value.trim().eq_ignore_ascii_case(option))
                    })
            })
        };
        buttons.iter().any(draws).into()
    }

    fn action(&self, wanted: &str) -> bool {
        let steps = || self.tool.actions.iter().flat_map(|own| &own.steps);
        match wanted {
            "add" | "remove" => self.tool.view.iter().any(|part| part.part == PartKind::List),
            "reset" => steps().any(|step| matches!(step, ActionStep::Reset { .. })),
            "share" => steps().any(|step| matches!(step, ActionStep::Share { .. })),
            "start" => self.tool.view.iter().any(|part| part.part == PartKind::Timer),
            _ => false,
        }
    }
}

fn is_type(kind: FieldType, wanted: &Json) -> bool {
    match wanted {
        Json::String(name) => kind.name() == name,
        Json::Array(all) => all.iter().any(|name| name == kind.name()),
        _ => true,
    }
}
