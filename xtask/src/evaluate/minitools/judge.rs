//! Whether a tool meets one item of a checklist, seen from the outside: values are entered and results read as a person would.
//!
//! Decides when a label is one that a check names, and when a value is the one expected.

use errand_core::{
    ActionStep, Cell, FieldType, Language, LocalText, MiniTool, OpenTool, PartKind, ToolAct, ToolEvent,
};
use jiff::ZonedDateTime;
use serde_json::Value as Json;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Met {
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

pub(super) struct Judge<'a> {
    pub tool: &'a MiniTool,
    pub now: &'a ZonedDateTime,
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

/// A text in one language alone.
fn one(language: Language, text: &str) -> LocalText {
    let text = text.to_owned();
    match language {
        Language::Zh => LocalText { zh: text, en: String::new() },
        Language::En => LocalText { zh: String::new(), en: text },
    }
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
    /// Whether a tool meets one item of a checklist.
    pub(super) fn met(&self, check: &Json) -> Met {
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
                // Gone from what is shown: the other language's word for a new name is not seen.
                let shown = Language::from(self.tool.language);
                let in_it = |label: &LocalText| one(shown, label.get(shown));
                let is_left = self.labels().iter().any(|(_, label)| fit(&in_it(label), &wanted) > 0);
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
