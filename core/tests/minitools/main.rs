//! Mini-tools through the front door: what sentences make, what changes make of it, and what holds for any tool and any event.

mod changes;
mod door;
mod drafting;
mod laws;

use std::path::Path;
use std::sync::OnceLock;

use errand_core::{
    Assistant, Drafted, MiniTool, OpenTool, Options, Outline, Revised, ToolAct, ToolEvent, ToolHistory,
    draft_tool,
};
use jiff::ZonedDateTime;

fn now() -> ZonedDateTime {
    "2026-11-29T10:00:00+08:00[Asia/Shanghai]".parse().expect("a time")
}

fn assistant() -> &'static Assistant {
    static ASSISTANT: OnceLock<Assistant> = OnceLock::new();
    ASSISTANT.get_or_init(|| {
        let bundle = Path::new(env!("CARGO_MANIFEST_DIR")).join("../models/errand-zh-en");
        Assistant::open(Options::new(bundle, ":memory:")).expect("an assistant")
    })
}

fn drafted(sentence: &str) -> Drafted {
    assistant().draft_tool("t", sentence, &now()).expect("a draft")
}

fn revise(history: &mut ToolHistory, change: &str) -> Revised {
    assistant().revise_tool(history, change, &now()).expect("a change")
}

fn made(sentence: &str) -> MiniTool {
    match drafted(sentence) {
        Drafted::Made { tool, .. } => *tool,
        other => panic!("{sentence}: {other:?}"),
    }
}

/// Enters a value where a part is called so, by its id or its label.
fn enter(open: &mut OpenTool, part: &str, value: &str) {
    let is_called =
        |field: &&errand_core::Field| field.name == part || field.label.all().any(|(_, label)| label == part);
    let id = open.tool().state.iter().find(is_called).map_or(part, |field| &field.name).to_owned();
    let event = ToolEvent { part: id, act: ToolAct::Enter(value.to_owned()), record: None, column: None };
    open.handle(&event, &now(), 1).unwrap_or_else(|refusal| panic!("{part} {value}: {refusal:?}"));
}

/// A sentence with its marks written in it, and what it asks for.
fn marked(marked: &str, asked: &[&str]) -> (String, Outline) {
    let (sentence, outline) = Outline::parse(marked).unwrap_or_else(|| panic!("{marked}"));
    (sentence, outline.asking(asked))
}

/// What a sentence makes whose marks are known: drafting without the model.
fn made_of(text: &str, asked: &[&str]) -> MiniTool {
    let (sentence, outline) = marked(text, asked);
    match draft_tool("t", &sentence, &outline, &now()) {
        Drafted::Made { tool, .. } => *tool,
        other => panic!("{sentence}: {other:?}"),
    }
}

fn revise_as(history: &mut ToolHistory, text: &str, asked: &[&str]) -> Revised {
    let (sentence, outline) = marked(text, asked);
    history.revise(&sentence, &outline, &now())
}

/// The values of parts by their place after some were entered.
fn came_to(sentence: &str, entered: &[(&str, &str)], formula: &str) -> String {
    let mut open = OpenTool::new(made(sentence), &now()).expect("a tool");
    for (part, value) in entered {
        enter(&mut open, part, value);
    }
    let value = open.value(formula, &now());
    value.unwrap_or_else(|| panic!("{sentence}: no {formula} in {}", open.tool().json())).plain()
}
