//! Changes of a tool in words: "加一列备注", "rename note to memo", "默认改成6块", "undo".
//!
//! Decides which edits a sentence asks for, by its outline, and what they are done to. An edit whose object is not in the tool is no edit, and is
//! told to the person as not understood.

mod counts;
mod items;
mod looks;
mod numbers;
mod types;

use crate::minitool::draft::{self, likeness};
use crate::minitool::outline::{self, ClauseMark, Name, NameMark, Outline};
use crate::minitool::spec::{FieldType, MiniTool};
use crate::text::{Language, LocalText, Utterance};
use crate::values::Reference;

/// What a sentence asks for.
pub(super) enum Change {
    Undo,
    First,
    Edited { tool: Box<MiniTool>, unclear: Vec<String> },
    Declined(LocalText),
    None,
}

/// Reads a change of a tool.
pub(super) fn change(tool: &MiniTool, said: &Utterance, outline: &Outline, here: Reference) -> Change {
    let asks = |change: outline::Change| outline.changes.contains(&change);
    if asks(outline::Change::First) {
        return Change::First;
    }
    if asks(outline::Change::Undo) {
        return Change::Undo;
    }
    if let Some(limit) = outline.limit {
        return Change::Declined(draft::reason(limit));
    }
    let outline = items::put_on_list(tool, said, outline).unwrap_or_else(|| fitting(tool, outline));
    let mut revision = Revision { tool: tool.clone(), said, outline, here, unclear: Vec::new() };
    revision.run();
    let Revision { tool: new, unclear, .. } = revision;
    if new == *tool {
        return Change::None;
    }
    Change::Edited { tool: Box::new(new), unclear }
}

/// The outline of a change as the tool shows it: a column of a tool without records is a field, and what is added to a list is one of its items.
fn fitting(tool: &MiniTool, outline: &Outline) -> Outline {
    use crate::minitool::spec::PartKind;
    let mut outline = outline.clone();
    // Which kind it is was said when it was made.
    outline.kinds.clear();
    let has_list = tool.lists().next().is_some();
    let only_lists = tool.state.iter().all(|field| field.kind == FieldType::List);
    let counts = tool.view.iter().any(|part| part.part == PartKind::Stepper);
    let starts = tool.lists().any(|list| !list.rows.is_empty());
    let converts = draft::converts(tool);
    for mark in &mut outline.names {
        mark.name = match mark.name {
            Name::Column if !has_list => Name::Field,
            Name::Field if only_lists && has_list => Name::Column,
            Name::Counter if !counts && starts => Name::Item,
            Name::Unit if converts && outline.changes.contains(&outline::Change::Add) => Name::To,
            name => name,
        };
        if mark.name == Name::Item {
            mark.kind = None;
        }
    }
    outline
}

struct Revision<'a> {
    tool: MiniTool,
    said: &'a Utterance,
    /// What is not done yet.
    outline: Outline,
    here: Reference,
    unclear: Vec<String>,
}

impl Revision<'_> {
    fn language(&self) -> Language {
        self.tool.language.into()
    }

    fn run(&mut self) {
        use outline::Change::*;
        let mut are_set = false;
        for change in self.outline.changes.clone() {
            match change {
                Color => self.color(),
                Language => self.shown_language(),
                Title => self.title(),
                Rename => self.rename(),
                Move => self.reposition(),
                Remove => self.remove(),
                Type => self.retype(),
                // One reading sets them all; a second would set something else.
                Default | Value | Unit | Again if are_set => {}
                Default | Value | Unit | Again => {
                    self.numbers();
                    are_set = true;
                }
                Add | Formula | Round | Undo | First | Other => {}
            }
        }
        self.extend();
    }

    fn words(&self, mark: &NameMark) -> String {
        self.said.original(mark.range.clone()).trim().to_owned()
    }

    fn folded(&self) -> String {
        self.said.folded(0..self.said.chars().len())
    }

    /// Takes the marks of a sort out of the outline.
    fn take(&mut self, name: Name) -> Vec<NameMark> {
        let (taken, rest): (Vec<NameMark>, Vec<NameMark>) =
            std::mem::take(&mut self.outline.names).into_iter().partition(|mark| mark.name == name);
        self.outline.names = rest;
        taken
    }

    /// What of the tool some words name.
    fn object(&self, said: &str) -> Option<String> {
        self.tool.called(clean(said).as_str()).or_else(|| self.tool.called(said))
    }

    fn label(&self, name: &str) -> String {
        let labels = self.tool.labels();
        let label = labels.into_iter().find(|own| own.0 == name).map(|own| own.1);
        label.map(|label| label.get(self.language()).to_owned()).unwrap_or_default()
    }

    fn remove(&mut self) {
        for mark in self.take(Name::Target) {
            let what = self.words(&mark);
            // A record that a list starts with, an option, or something of the tool: what is most alike.
            let best = |label: &str| likeness(&what, label);
            let of_tool = self.object(&what);
            let exact = of_tool.as_ref().is_some_and(|name| best(&self.label(name)) >= 2);
            if !exact && (self.remove_row(&what) || self.remove_option(&what) || self.remove_part(&what)) {
                continue;
            }
            let Some(name) = of_tool else {
                self.unclear.push(what);
                continue;
            };
            self.tool.remove(&name);
        }
    }

    fn remove_row(&mut self, what: &str) -> bool {
        let mut is_gone = false;
        for list in &mut self.tool.state {
            let before = list.rows.len();
            list.rows.retain(|row| !row.iter().any(|text| likeness(what, text) >= 2));
            is_gone |= list.rows.len() < before;
        }
        is_gone
    }

    fn remove_option(&mut self, what: &str) -> bool {
        let fields = self.tool.state.iter_mut().flat_map(|field| {
            let is_list = field.kind == FieldType::List;
            if is_list { field.columns.iter_mut().collect::<Vec<_>>() } else { vec![field] }
        });
        let mut is_gone = false;
        for field in fields.filter(|field| field.options.len() > 2) {
            let before = field.options.len();
            field.options.retain(|option| likeness(what, option) < 2);
            is_gone |= field.options.len() < before;
            if field.default.as_ref().is_some_and(|own| !field.options.contains(own)) {
                field.default = None;
            }
        }
        is_gone
    }

    /// A chart, a button, the progress: parts that no name stands for.
    fn remove_part(&mut self, what: &str) -> bool {
        use crate::minitool::spec::PartKind::{Button, Chart, Progress, Table, Timer};
        let words = [
            (Chart, &["图", "曲线", "chart", "graph"][..]),
            (Progress, &["进度", "progress"]),
            (Table, &["表", "table", "group"]),
            (Timer, &["计时", "timer"]),
        ];
        let what = what.to_lowercase();
        if let Some((kind, _)) = words.iter().find(|(_, words)| words.iter().any(|word| what.contains(word)))
        {
            let before = self.tool.view.len();
            self.tool.view.retain(|part| part.part != *kind);
            return self.tool.view.len() < before;
        }
        let button = self.tool.actions.iter().find(|action| {
            action
                .label
                .all()
                .any(|(_, label)| likeness(&what.replace("按钮", "").replace("button", ""), label) > 0)
        });
        let Some(name) = button.map(|action| action.name.clone()) else { return false };
        self.tool.actions.retain(|action| action.name != name);
        self.tool.view.retain(|part| part.part != Button || part.of.as_deref() != Some(&name));
        true
    }

    /// What a sentence adds or computes anew, as a request would; an existing result that it names is computed anew.
    fn extend(&mut self) {
        let outline = self.settled();
        if outline.names.is_empty() && outline.clauses.is_empty() {
            return;
        }
        let mut unclear = draft::extend(&mut self.tool, self.said.said(), &outline, self.here);
        self.unclear.append(&mut unclear);
    }

    /// The rest of the outline, as a request's: what is changed stands for what it is in the tool.
    fn settled(&self) -> Outline {
        let mut outline = self.outline.clone();
        let computes = !outline.clauses.is_empty();
        for mark in &mut outline.names {
            if mark.name != Name::Target {
                continue;
            }
            let said = self.said.original(mark.range.clone());
            let name = self.tool.called(clean(said).as_str());
            let is_result =
                name.as_ref().is_some_and(|name| self.tool.formulas.iter().any(|own| own.name == *name));
            let is_computed = name.as_ref().is_some_and(|name| {
                self.tool.state.iter().flat_map(|list| &list.computed).any(|own| own.name == *name)
            });
            mark.name = match (is_result, is_computed, computes) {
                (true, ..) => Name::Result,
                (_, true, _) => Name::RowResult,
                _ => Name::Operand,
            };
        }
        let in_clause = |mark: &NameMark, clauses: &[ClauseMark]| {
            clauses.iter().any(|own| own.range.start <= mark.range.start && mark.range.end <= own.range.end)
        };
        let clauses = outline.clauses.clone();
        outline.names.retain(|mark| match mark.name {
            // An operand alone says nothing to do.
            Name::Operand => in_clause(mark, &clauses),
            Name::Target
            | Name::New
            | Name::Anchor
            | Name::Value
            | Name::Color
            | Name::Language
            | Name::Title => false,
            _ => true,
        });
        outline
    }
}

/// What is named in a change, without the words around it.
pub(in crate::minitool) fn clean(text: &str) -> String {
    let mut text = text.trim().to_owned();
    let words = [
        "那个",
        "这个",
        "一列",
        "那列",
        "这列",
        "一栏",
        "那栏",
        "这栏",
        "字段",
        "按钮",
        "那一列",
        "这一列",
        "column",
        "field",
        "the ",
        "button",
        "that ",
        "my ",
        "row",
    ];
    loop {
        let before = text.clone();
        for word in words {
            text = text.strip_prefix(word).unwrap_or(&text).trim().to_owned();
            text = text.strip_suffix(word.trim()).unwrap_or(&text).trim().to_owned();
        }
        if text == before {
            return text.trim_matches([',', '。', '.', ',', ' ', '"', '“', '”']).to_owned();
        }
    }
}
