//! Formulas that drafting makes of marked sentences, each against the one that was written beside the sentence.
//!
//! Decides when two formulas are one: they come to the same for many values. The sentences are those that the model learns from, so this says what the
//! grammar of clauses can do, not what the whole does with a new sentence.

use std::collections::BTreeMap;
use std::path::Path;

use errand_core::{Drafted, FieldType, Formula, MiniTool, OpenTool, draft_tool};

use super::reader::{Gold, read};
use crate::{Failure, root};

#[derive(Default)]
struct Count {
    right: usize,
    wrong: usize,
    missing: usize,
    /// The formula that was written could not be read.
    unread: usize,
}

/// `found`: a folder of sentences that a network marked, to be mended as the core mends them, instead of the ones that were marked by hand.
pub(crate) fn run(found: Option<&Path>, misses: bool) -> Result<(), Failure> {
    let own = root().join("models/train/tools");
    let folder = found.unwrap_or(&own);
    let now = "2026-11-29T10:00:00+08:00[Asia/Shanghai]".parse()?;
    let mut all: BTreeMap<String, Count> = BTreeMap::new();
    let mut files: Vec<_> = std::fs::read_dir(folder)?.flatten().map(|entry| entry.path()).collect();
    files.sort();
    for file in files.iter().filter(|file| file.extension().is_some_and(|own| own == "jsonl")) {
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        for row in read(file)? {
            let Some((text, outline)) = row.outline() else { continue };
            let outline = if found.is_some() { outline.mended(&text) } else { outline };
            let (tool, unclear) = match draft_tool("tool", &text, &outline, &now) {
                Drafted::Made { tool, unclear } => (Some(tool), unclear),
                _ => (None, Vec::new()),
            };
            for gold in &row.formulas {
                let count = all.entry(name.clone()).or_default();
                let verdict = tool.as_deref().map_or(Verdict::Missing, |tool| compared(tool, gold, &now));
                match verdict {
                    Verdict::Right => count.right += 1,
                    Verdict::Wrong if unclear.is_empty() => count.wrong += 1,
                    Verdict::Wrong | Verdict::Missing => count.missing += 1,
                    Verdict::Unread => count.unread += 1,
                }
                if misses && verdict != Verdict::Right {
                    println!(
                        "{verdict:?} {}\n    {} = {}\n    unclear {unclear:?}",
                        outline.written(&text),
                        gold.out,
                        gold.is
                    );
                    if let Some(tool) = &tool {
                        println!("    {}", super::summary(tool));
                    }
                }
            }
        }
    }
    for (name, count) in &all {
        println!(
            "{name}: right {}, wrong {}, missing {}, unread {}",
            count.right, count.wrong, count.missing, count.unread
        );
    }
    let sum = |of: fn(&Count) -> usize| all.values().map(of).sum::<usize>();
    println!(
        "all: right {}, wrong {}, missing {}, unread {}",
        sum(|c| c.right),
        sum(|c| c.wrong),
        sum(|c| c.missing),
        sum(|c| c.unread)
    );
    Ok(())
}

#[derive(Debug, PartialEq)]
enum Verdict {
    Right,
    Wrong,
    Missing,
    Unread,
}

fn folded(text: &str) -> String {
    text.to_lowercase().chars().filter(|c| c.is_alphanumeric() || *c == '%').collect()
}

/// The name of what is called so: the same words, or the only thing whose words hold them.
fn called(tool: &MiniTool, said: &str) -> Option<String> {
    let mut labels: Vec<(String, String)> = Vec::new();
    for field in &tool.state {
        labels.extend(field.label.all().map(|own| (field.name.clone(), folded(own.1))));
        for own in &field.columns {
            labels.extend(own.label.all().map(|label| (own.name.clone(), folded(label.1))));
        }
        for own in &field.computed {
            labels.extend(own.label.all().map(|label| (own.name.clone(), folded(label.1))));
        }
    }
    for own in &tool.formulas {
        labels.extend(own.label.all().map(|label| (own.name.clone(), folded(label.1))));
    }
    let said = folded(said);
    let exact = labels.iter().find(|own| own.1 == said);
    let near =
        || labels.iter().find(|own| !own.1.is_empty() && (own.1.contains(&said) || said.contains(&own.1)));
    exact.or_else(near).map(|own| own.0.clone())
}

/// The formula that was written, in the tool's own names.
fn translated(tool: &MiniTool, text: &str) -> Option<String> {
    let list = tool
        .state
        .iter()
        .find(|own| own.kind == FieldType::List)
        .map(|own| own.name.clone())
        .unwrap_or_default();
    let over = |name: &str| -> Option<&'static str> {
        Some(match name {
            "sum" | "sumif" => "sum",
            "avg" => "average",
            "count" | "countif" => "count",
            "maxof" => "greatest",
            "minof" => "least",
            _ => return None,
        })
    };
    let own = ["ceil", "floor", "round", "min", "max", "if", "sqrt", "abs"];
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::new();
    let mut at = 0;
    while at < chars.len() {
        let c = chars[at];
        if c == '{' {
            let end = at + chars[at..].iter().position(|c| *c == '}')?;
            let said: String = chars[at + 1..end].iter().collect();
            out.push_str(&called(tool, &said)?);
            at = end + 1;
        } else if c == '"' || c == '“' || c == '\'' {
            let end = at + 1 + chars[at + 1..].iter().position(|c| "\"”'".contains(*c))?;
            let said: String = chars[at + 1..end].iter().collect();
            out.push_str(&format!("\"{said}\""));
            at = end + 1;
        } else if c.is_alphabetic() || c == '_' {
            let end = at + chars[at..].iter().take_while(|c| c.is_alphanumeric() || **c == '_').count();
            let said: String = chars[at..end].iter().collect();
            let is_call = chars.get(end) == Some(&'(');
            if is_call && let Some(name) = over(&said) {
                let inner = if said == "countif" {
                    ", , "
                } else if chars.get(end + 1) == Some(&')') {
                    ""
                } else {
                    ", "
                };
                out.push_str(&format!("{name}({list}{inner}"));
                at = end + 1;
                continue;
            }
            if is_call && own.contains(&said.as_str()) {
                out.push_str(&said);
            } else {
                match called(tool, &said) {
                    Some(name) => out.push_str(&name),
                    // An option of a choice.
                    None => out.push_str(&format!("\"{said}\"")),
                }
            }
            at = end;
        } else if c == '=' {
            out.push_str("==");
            at += if chars.get(at + 1) == Some(&'=') { 2 } else { 1 };
        } else if (c == '<' || c == '>' || c == '!') && chars.get(at + 1) == Some(&'=') {
            out.push(c);
            out.push('=');
            at += 2;
        } else {
            out.push(c);
            at += 1;
        }
    }
    // Switches are yes or no here.
    let toggles = tool
        .state
        .iter()
        .flat_map(|own| own.columns.iter().chain(std::iter::once(own)))
        .filter(|own| own.kind == FieldType::Toggle);
    for own in toggles {
        out = out
            .replace(&format!("{}==0", own.name), &format!("!{}", own.name))
            .replace(&format!("{}==1", own.name), &own.name);
    }
    Some(out.replace("<>", "!="))
}

/// A result is the one that is called so; where none is, any that always comes to the same.
fn compared(tool: &MiniTool, gold: &Gold, now: &jiff::ZonedDateTime) -> Verdict {
    if let Some(name) = called(tool, &gold.out) {
        let verdict = held(tool, &name, gold, now);
        if verdict == Verdict::Right {
            return verdict;
        }
        if verdict != Verdict::Missing {
            return if any(tool, gold, now) { Verdict::Right } else { verdict };
        }
    }
    if any(tool, gold, now) { Verdict::Right } else { Verdict::Missing }
}

fn any(tool: &MiniTool, gold: &Gold, now: &jiff::ZonedDateTime) -> bool {
    let all = tool.formulas.iter().chain(tool.state.iter().flat_map(|list| &list.computed));
    let is_right = |name: &str| held(tool, name, gold, now) == Verdict::Right;
    all.map(|own| own.name.clone()).any(|name| is_right(&name))
}

fn held(tool: &MiniTool, name: &str, gold: &Gold, now: &jiff::ZonedDateTime) -> Verdict {
    let Some(formula) = translated(tool, &gold.is) else { return Verdict::Unread };
    let is_formula = tool.formulas.iter().any(|own| own.name == name);
    let list = tool
        .state
        .iter()
        .find(|list| list.computed.iter().any(|own| own.name == name))
        .map(|list| list.name.clone());
    if !is_formula && list.is_none() {
        return Verdict::Missing;
    }
    let mut both = tool.clone();
    let added = Formula { name: "gold".to_owned(), label: Default::default(), formula, unit: None };
    match &list {
        Some(list) => {
            if let Some(list) = both.state.iter_mut().find(|own| own.name == *list) {
                list.computed.push(added);
            }
        }
        None => both.formulas.push(added),
    }
    let mut is_read = false;
    for seed in 1..6_u32 {
        let mut own = both.clone();
        filled(&mut own, seed);
        own.actions.clear();
        own.view.iter_mut().for_each(|part| part.actions.clear());
        let Ok(open) = OpenTool::new(own, now) else { return Verdict::Unread };
        let of = |name: &str| match &list {
            None => open.value(name, now),
            Some(_) => open.column(name, now).into_iter().next(),
        };
        let Some((a, b)) = of(name).zip(of("gold")) else { return Verdict::Missing };
        match (a.number(), b.number()) {
            (Some(a), Some(b)) => {
                is_read = true;
                if (a - b).abs()
                    > (b.abs() / rust_decimal::Decimal::from(1_000_000)).max(rust_decimal::Decimal::new(1, 6))
                {
                    return Verdict::Wrong;
                }
            }
            (None, Some(_)) => return Verdict::Wrong,
            _ => {}
        }
    }
    if is_read { Verdict::Right } else { Verdict::Unread }
}

/// Fills what a person would enter with numbers that differ.
fn filled(tool: &mut MiniTool, seed: u32) {
    let mut place = 0;
    let mut next = |kind: FieldType, options: &[String]| -> Option<String> {
        place += 1;
        let draw = (seed * 7_919 + place * 104_729) % 97;
        match kind {
            FieldType::Number | FieldType::Money => {
                let scale = [1, 1, 10, 100, 2_000][(seed as usize + place as usize) % 5];
                Some((2 + draw * scale / 10).to_string())
            }
            FieldType::Toggle => Some(draw.is_multiple_of(2).to_string()),
            FieldType::Choice => options.get(draw as usize % options.len().max(1)).cloned(),
            FieldType::Date => Some(format!("2026-12-{:02}", 1 + draw % 28)),
            FieldType::Duration => Some((60 + draw).to_string()),
            FieldType::Text => Some(format!("t{draw}")),
            FieldType::List => None,
        }
    };
    for field in &mut tool.state {
        if field.kind == FieldType::List {
            field.rows = (0..4)
                .map(|_| {
                    field.columns.iter().map(|own| next(own.kind, &own.options).unwrap_or_default()).collect()
                })
                .collect();
        } else if let Some(value) = next(field.kind, &field.options) {
            field.default = Some(value);
            field.min = None;
            field.max = None;
        }
    }
}
