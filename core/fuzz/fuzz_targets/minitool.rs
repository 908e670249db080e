//! Any spec that passes the door is used in any way: it evaluates, draws, is changed and undone without a panic; what it holds comes back the same, and an
//! event that is refused changes nothing.
//!
//! A line of the input is a spec as JSON; `f NUMBER FORMULA` puts a formula into the spec; `e PART ACT RECORD COLUMN TEXT` does something with a part;
//! `c CHANGE MARKED` changes the tool by a marked sentence; `u` takes the last change back; anything else is drafted as a marked sentence.

#![no_main]

use errand_core::{
    Drafted, MiniTool, OpenTool, Outline, Revised, ToolAct, ToolEvent, ToolHistory, draft_tool,
};
use jiff::ZonedDateTime;
use libfuzzer_sys::fuzz_target;

/// A tool with a part of every kind.
const BASE: &str = include_str!("../corpus/every_part.json");

fn event(tool: &MiniTool, words: &str) -> Option<(ToolEvent, u64)> {
    let mut words = words.splitn(5, ' ');
    let part: usize = words.next()?.parse().ok()?;
    let part = tool.view.get(part % tool.view.len().max(1))?;
    let act: usize = words.next()?.parse().ok()?;
    let record: u64 = words.next()?.parse().ok()?;
    let column: usize = words.next()?.parse().ok()?;
    let text = words.next().unwrap_or_default();
    let list = tool.state.iter().find(|own| Some(&own.name) == part.of.as_ref());
    let columns = list.into_iter().flat_map(|own| own.columns.iter().map(|column| &column.name));
    let names: Vec<&String> = columns.chain(&part.actions).collect();
    let act = match act % 5 {
        0 => ToolAct::Enter(text.to_owned()),
        1 => ToolAct::Press,
        2 => ToolAct::Less,
        3 => ToolAct::Add,
        _ => ToolAct::Remove,
    };
    let column = names.get(column % names.len().max(1)).map(|name| (*name).clone());
    Some((ToolEvent { part: part.id.clone(), act, record: Some(record), column }, record))
}

fn formula(tool: &mut MiniTool, words: &str) -> Option<()> {
    let (place, text) = words.split_once(' ')?;
    let place: usize = place.parse().ok()?;
    let computed = tool.state.iter_mut().flat_map(|list| &mut list.computed);
    let mut all: Vec<_> = tool.formulas.iter_mut().chain(computed).collect();
    let count = all.len().max(1);
    text.clone_into(&mut all.get_mut(place % count)?.formula);
    Some(())
}

fuzz_target!(|input: &str| {
    let now: ZonedDateTime = "2026-11-25T09:30:00+08:00[Asia/Shanghai]".parse().expect("a time");
    let mut history = ToolHistory::new(MiniTool::from_json(BASE).expect("the base"));
    let mut open = OpenTool::new(history.tool().clone(), &now).expect("the base");
    for line in input.lines().take(60) {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        let mut next = None;
        match word {
            _ if line.starts_with('{') => next = MiniTool::from_json(line).ok(),
            "f" => {
                let mut tool = open.tool().clone();
                next = formula(&mut tool, rest).and_then(|()| MiniTool::from_json(&tool.json()).ok());
            }
            "e" => {
                let Some((event, seed)) = event(open.tool(), rest) else { continue };
                let before = open.state_json();
                if open.handle(&event, &now, seed).is_err() {
                    assert_eq!(open.state_json(), before, "a refused event changes nothing");
                }
            }
            "c" | "u" => {
                let (change, marked) = if word == "u" { ("undo", "undo") } else { rest.split_once(' ').unwrap_or((rest, "")) };
                let Some((sentence, outline)) = Outline::parse(marked) else { continue };
                let before = history.clone();
                if let Revised::Changed { edits, .. } = history.revise(&sentence, &outline.asking(&[change]), &now) {
                    assert!(!edits.is_empty(), "a change is told");
                    MiniTool::from_json(&history.tool().json()).expect("a change passes the door");
                    open.change(history.tool().clone(), &now).expect("it opens");
                    if word == "c" {
                        let mut undone = history.clone();
                        undone.revise("undo", &Outline::default().asking(&["undo"]), &now);
                        assert!(undone == before || change == "undo" || change == "first", "undo is the identity");
                    }
                } else {
                    assert_eq!(history, before, "what is no change changes nothing");
                }
            }
            _ => {
                let Some((sentence, outline)) = Outline::parse(line) else { continue };
                if let Drafted::Made { tool, .. } = draft_tool("t", &sentence, &outline, &now) {
                    next = Some(MiniTool::from_json(&tool.json()).expect("a draft passes the door"));
                }
            }
        }
        if let Some(tool) = next {
            history = ToolHistory::new(tool.clone());
            open.change(tool, &now).expect("it passed the door");
        }
        let screen = open.screen(&now, 0);
        let again = OpenTool::restore(open.tool().clone(), &open.state_json(), &now).expect("what was kept");
        assert_eq!(again.screen(&now, 0), screen, "what is kept comes back the same");
        OpenTool::sample(open.tool(), &now).expect("a sample");
    }
});
