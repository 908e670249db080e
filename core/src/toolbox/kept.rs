//! A tool as the store keeps it, with its versions and what it holds.
//!
//! Decides what a change, an undo and a new name do to both; everything is written within the transaction of the step that asked for it.

use jiff::ZonedDateTime;

use crate::error::{Error, ErrorKind};
use crate::minitool::{MiniTool, OpenTool, Outline, Revised, ToolColor, ToolHistory};
use crate::store::{Store, tools};
use crate::text::{Language, LocalText};
use crate::values::{Reference, Region};

/// A tool that is kept.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub id: String,
    pub is_saved: bool,
    versions: Vec<Version>,
    /// What it holds; empty before anything was entered.
    state: String,
    region: Region,
}

#[derive(Clone, Debug)]
struct Version {
    number: i64,
    tool: MiniTool,
    left: String,
}

/// A saved tool, as a list of them shows it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Summary {
    pub id: String,
    pub title: LocalText,
    pub color: ToolColor,
    /// The sentence that made it; empty for one that came as a spec.
    pub origin: String,
    pub language: Language,
    pub permissions: Vec<(String, String)>,
    pub versions: u32,
    pub created_ms: i64,
    pub used_ms: i64,
}

/// Keeps a new tool under an id of its own; answers that id.
pub(crate) fn make(
    store: &Store,
    mut tool: MiniTool,
    is_saved: bool,
    now: &ZonedDateTime,
) -> Result<String, Error> {
    tool.id = tools::new_id(store.read())?;
    tool.checked()?;
    tools::add(store.read(), &tool.id, &compact(&tool)?, is_saved, now.timestamp().as_millisecond())?;
    Ok(tool.id)
}

/// All saved tools, the one used last first. One whose spec this core can't read is called by its id, so that it can be deleted.
pub(crate) fn summaries(store: &Store) -> Result<Vec<Summary>, Error> {
    let mut all = Vec::new();
    for stored in store.saved_tools()? {
        let tool = MiniTool::from_json(&stored.spec).ok();
        let unread = LocalText { zh: stored.id.clone(), en: stored.id.clone() };
        all.push(Summary {
            title: tool.as_ref().map_or(unread, |tool| tool.title.clone()),
            color: tool.as_ref().map_or(ToolColor::Plain, |tool| tool.color),
            origin: tool.as_ref().and_then(|tool| tool.origin.first().cloned()).unwrap_or_default(),
            language: tool.as_ref().map(|tool| tool.language.into()).unwrap_or_default(),
            permissions: tool.as_ref().map(MiniTool::permissions).unwrap_or_default(),
            versions: stored.versions,
            created_ms: stored.created_ms,
            used_ms: stored.used_ms,
            id: stored.id,
        });
    }
    Ok(all)
}

impl Kept {
    /// A tool by its id; [`None`] where there is none.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Corrupt`] where its spec is not readable by this core.
    pub(crate) fn load(store: &Store, id: &str) -> Result<Option<Self>, Error> {
        let Some(stored) = store.tool(id)? else { return Ok(None) };
        let mut versions = Vec::new();
        for version in store.tool_versions(id)? {
            let tool = MiniTool::from_json(&version.spec).map_err(|e| unreadable().because(e))?;
            versions.push(Version { number: version.version, tool, left: version.left_state });
        }
        if versions.is_empty() {
            return Err(unreadable());
        }
        Ok(Some(Self {
            id: stored.id,
            is_saved: stored.is_saved,
            versions,
            state: stored.state,
            region: Region::Unknown,
        }))
    }

    /// The same, its owner being in a country: which way round a date is written.
    #[must_use]
    pub(crate) fn in_region(self, region: Region) -> Self {
        Self { region, ..self }
    }

    fn last(&self) -> &Version {
        &self.versions[self.versions.len() - 1]
    }

    /// The tool as it is.
    pub(crate) fn tool(&self) -> &MiniTool {
        &self.last().tool
    }

    /// All its versions, the first one first.
    pub(crate) fn versions(&self) -> impl Iterator<Item = &MiniTool> {
        self.versions.iter().map(|version| &version.tool)
    }

    /// Whether nothing was entered in it yet.
    pub(crate) fn is_untouched(&self) -> bool {
        self.state.is_empty()
    }

    /// The tool with what it holds, to be used.
    pub(crate) fn open(&self, now: &ZonedDateTime) -> Result<OpenTool, Error> {
        let tool = self.tool().clone();
        let open = if self.state.is_empty() {
            OpenTool::new(tool, now)
        } else {
            OpenTool::restore(tool, &self.state, now)
        };
        Ok(open?.in_region(self.region))
    }

    /// Keeps what it holds.
    pub(crate) fn keep(&mut self, store: &Store, open: &OpenTool, now: &ZonedDateTime) -> Result<(), Error> {
        self.state = open.state_json();
        tools::keep_state(store.read(), &self.id, &self.state, now.timestamp().as_millisecond())
    }

    /// Changes it as a sentence says; what it holds goes along as far as types allow, and comes back with an undo.
    pub(crate) fn revise(
        &mut self,
        store: &Store,
        sentence: &str,
        outline: &Outline,
        now: &ZonedDateTime,
    ) -> Result<Revised, Error> {
        let versions = self.versions().cloned().collect();
        let mut history = ToolHistory::of(versions).ok_or_else(unreadable)?;
        let revised = history.revise(sentence, outline, Reference::at(now).in_region(self.region));
        if matches!(revised, Revised::Changed { .. }) {
            let count = history.versions().len();
            if count < self.versions.len() {
                self.undo(store, now)?;
            } else {
                // A full history has lost its second version.
                if count == self.versions.len() {
                    let dropped = self.versions.remove(1);
                    tools::drop_version(store.read(), &self.id, dropped.number)?;
                }
                self.advance(store, history.tool().clone(), now)?;
            }
        }
        Ok(revised)
    }

    /// Calls it something else.
    pub(crate) fn rename(&mut self, store: &Store, title: &str, now: &ZonedDateTime) -> Result<(), Error> {
        let tool = self.tool().titled(title);
        tool.checked()?;
        self.advance(store, tool, now)
    }

    /// Keeps it beyond the turn that made it.
    pub(crate) fn save(&mut self, store: &Store) -> Result<(), Error> {
        self.is_saved = true;
        tools::save(store.read(), &self.id)
    }

    fn advance(&mut self, store: &Store, next: MiniTool, now: &ZonedDateTime) -> Result<(), Error> {
        let mut open = self.open(now)?;
        let left = self.state.clone();
        let last = self.versions.len() - 1;
        self.versions[last].left.clone_from(&left);
        tools::leave_version(store.read(), &self.id, self.versions[last].number, &left)?;
        // "Back to the first one": what its fields held when it was left comes back too.
        let again = self.versions.iter().find(|version| version.tool == next && !version.left.is_empty());
        match again {
            Some(version) => open.go_back(next.clone(), &version.left.clone(), now)?,
            None => open.change(next.clone(), now)?,
        }
        let number = self.versions[last].number + 1;
        tools::add_version(store.read(), &self.id, number, &compact(&next)?)?;
        self.versions.push(Version { number, tool: next, left: String::new() });
        self.keep_changed(store, &open, now)
    }

    fn undo(&mut self, store: &Store, now: &ZonedDateTime) -> Result<(), Error> {
        let mut open = self.open(now)?;
        let Some(gone) = self.versions.pop() else { return Ok(()) };
        tools::drop_version(store.read(), &self.id, gone.number)?;
        let last = self.versions.len() - 1;
        let left = std::mem::take(&mut self.versions[last].left);
        tools::leave_version(store.read(), &self.id, self.versions[last].number, "")?;
        open.go_back(self.versions[last].tool.clone(), &left, now)?;
        self.keep_changed(store, &open, now)
    }

    /// What an untouched tool holds is still nothing that anybody entered.
    fn keep_changed(&mut self, store: &Store, open: &OpenTool, now: &ZonedDateTime) -> Result<(), Error> {
        if self.state.is_empty() { Ok(()) } else { self.keep(store, open, now) }
    }
}

/// A spec as it is stored: one that could not be read again is refused.
fn compact(tool: &MiniTool) -> Result<String, Error> {
    let text = tool.compact_json();
    MiniTool::from_json(&text)?;
    Ok(text)
}

fn unreadable() -> Error {
    Error::new(ErrorKind::Corrupt, "opening a mini-tool", "what is kept of it is not readable")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::minitool::{ToolAct, ToolEvent};

    const SPEC: &str = r#"{"miniTool": 1, "id": "x", "title": {"en": "Split"}, "language": "en",
      "state": [{"name": "bill", "label": {"en": "Bill"}, "type": "money"}, {"name": "tip", "label": {"en": "Tip"}, "type": "number"},
        {"name": "who", "label": {"en": "Who"}, "type": "list", "columns": [
          {"name": "payer", "label": {"en": "Payer"}, "type": "text"}, {"name": "note", "label": {"en": "Note"}, "type": "text"}]}],
      "view": [{"id": "bill", "part": "field", "of": "bill"}, {"id": "tip", "part": "field", "of": "tip"}, {"id": "who", "part": "list", "of": "who"}]}"#;

    fn now() -> ZonedDateTime {
        "2026-11-25T09:30:00+08:00[Asia/Shanghai]".parse().expect("a time")
    }

    fn kept(store: &Store) -> Kept {
        let id = make(store, MiniTool::from_json(SPEC).expect("a spec"), true, &now()).expect("kept");
        Kept::load(store, &id).expect("read").expect("it is there")
    }

    fn enter(store: &Store, kept: &mut Kept, part: &str, column: Option<&str>, act: ToolAct) {
        let mut open = kept.open(&now()).expect("it opens");
        let event = ToolEvent {
            part: part.to_owned(),
            act,
            record: column.map(|_| 1),
            column: column.map(str::to_owned),
        };
        open.handle(&event, &now(), 0).expect("it fits");
        kept.keep(store, &open, &now()).expect("kept");
    }

    fn revise(store: &Store, kept: &mut Kept, marked: &str, asks: &[&str]) -> Revised {
        let (sentence, outline) = Outline::parse(marked).expect("marks");
        kept.revise(store, &sentence, &outline.asking(asks), &now()).expect("kept")
    }

    #[test]
    fn what_a_change_took_away_comes_back_with_an_undo() {
        let store = Store::open(Path::new(":memory:")).expect("a database");
        let mut tool = kept(&store);
        let text = |text: &str| ToolAct::Enter(text.to_owned());
        enter(&store, &mut tool, "bill", None, text("90"));
        enter(&store, &mut tool, "tip", None, text("15"));
        enter(&store, &mut tool, "who", None, ToolAct::Add);
        enter(&store, &mut tool, "who", Some("payer"), text("Ann"));
        enter(&store, &mut tool, "who", Some("note"), text("cash"));
        let before = tool.state.clone();
        assert!(matches!(
            revise(&store, &mut tool, "drop <target>Tip</target>", &["remove"]),
            Revised::Changed { .. }
        ));
        assert!(matches!(
            revise(&store, &mut tool, "and <target>Note</target>", &["remove"]),
            Revised::Changed { .. }
        ));
        assert!(!tool.state.contains("cash") && !tool.state.contains("15"), "{}", tool.state);
        // What is entered meanwhile stays.
        enter(&store, &mut tool, "bill", None, text("91"));
        for _ in 0..2 {
            assert!(matches!(revise(&store, &mut tool, "undo", &["undo"]), Revised::Changed { .. }));
        }
        assert_eq!(tool.state, before.replace("\"90\"", "\"91\""));
        assert_eq!(revise(&store, &mut tool, "undo", &["undo"]), Revised::NothingToUndo);
        let again = Kept::load(&store, &tool.id).expect("read").expect("it is there");
        assert_eq!((again.state, again.versions.len()), (tool.state.clone(), 1));
        // Back to the first one brings back what was taken away too.
        assert!(matches!(
            revise(&store, &mut tool, "drop <target>Tip</target>", &["remove"]),
            Revised::Changed { .. }
        ));
        assert!(matches!(
            revise(&store, &mut tool, "back to the first one", &["first"]),
            Revised::Changed { .. }
        ));
        assert_eq!((tool.state.contains("\"15\""), tool.versions.len()), (true, 3));
    }

    /// Items that a list starts with go along with what was ticked; a changed default counts where nothing was entered, and its undo too.
    #[test]
    fn items_and_defaults_reach_a_tool_in_use() {
        let spec = r#"{"miniTool": 1, "id": "x", "title": {"en": "Packing"}, "language": "en",
          "state": [{"name": "days", "label": {"en": "Days"}, "type": "number", "default": "2"},
            {"name": "list", "label": {"en": "List"}, "type": "list", "rows": [["tent"], ["lamp"], ["rope"]],
             "columns": [{"name": "item", "label": {"en": "Item"}, "type": "text"}, {"name": "done", "label": {"en": "Done"}, "type": "toggle"}]}],
          "view": [{"id": "days", "part": "field", "of": "days"}, {"id": "list", "part": "list", "of": "list"}]}"#;
        let store = Store::open(Path::new(":memory:")).expect("a database");
        let id = make(&store, MiniTool::from_json(spec).expect("a spec"), true, &now()).expect("kept");
        let mut tool = Kept::load(&store, &id).expect("read").expect("it is there");
        enter(&store, &mut tool, "list", Some("done"), ToolAct::Press);
        let shown = |tool: &Kept| {
            let screen = tool.open(&now()).expect("it opens").screen(&now(), 0);
            let rows: Vec<String> =
                screen.parts[1].records.iter().map(|record| record.cells.join(" ")).collect();
            format!("{} days: {}", screen.parts[0].value, rows.join(", "))
        };
        assert_eq!(shown(&tool), "2 days: tent yes, lamp no, rope no");
        revise(&store, &mut tool, "take the <target>lamp</target> off", &["remove"]);
        assert_eq!(shown(&tool), "2 days: tent yes, rope no");
        revise(&store, &mut tool, "undo", &["undo"]);
        assert_eq!(shown(&tool), "2 days: tent yes, rope no, lamp no");
        revise(&store, &mut tool, "take the <target>lamp</target> off", &["remove"]);
        revise(&store, &mut tool, "add <item>stove</item>", &["add"]);
        assert_eq!(shown(&tool), "2 days: tent yes, rope no, stove no");
        revise(&store, &mut tool, "<target>rope</target> is called <new>cord</new>", &["rename"]);
        assert_eq!(shown(&tool), "2 days: tent yes, cord no, stove no");
        revise(&store, &mut tool, "<target>days</target> start at <default>4</default>", &["default"]);
        assert_eq!(shown(&tool), "4 days: tent yes, cord no, stove no");
        revise(&store, &mut tool, "undo", &["undo"]);
        assert_eq!(shown(&tool), "2 days: tent yes, cord no, stove no");
    }

    #[test]
    fn a_full_history_keeps_its_first_version() {
        let store = Store::open(Path::new(":memory:")).expect("a database");
        let mut tool = kept(&store);
        for i in 0..120 {
            let marked = format!("call it <new>T{i}</new>");
            assert!(matches!(revise(&store, &mut tool, &marked, &["title"]), Revised::Changed { .. }), "{i}");
        }
        let stored = store.tool_versions(&tool.id).expect("read");
        assert_eq!((stored.len(), stored[0].version), (tool.versions.len(), 1));
        assert!(stored.len() <= 100);
        assert_eq!(tool.tool().title.en, "T119");
    }

    #[test]
    fn what_is_deleted_leaves_its_id_alone() {
        let mut store = Store::open(Path::new(":memory:")).expect("a database");
        let tool = kept(&store);
        let draft = make(&store, MiniTool::from_json(SPEC).expect("a spec"), false, &now()).expect("kept");
        assert_eq!(summaries(&store).expect("read").len(), 1, "what is not saved is not listed");
        for id in [&tool.id, &draft] {
            assert!(store.transaction(|t| tools::delete(t, id, 5)).expect("deleted"));
            assert!(!store.transaction(|t| tools::delete(t, id, 5)).expect("it is gone"));
            assert!(
                Kept::load(&store, id).expect("read").is_none()
                    && store.tool_versions(id).expect("read").is_empty()
            );
        }
        assert!(
            store.is_deleted_tool(&tool.id).expect("read") && !store.is_deleted_tool(&draft).expect("read")
        );
    }

    #[test]
    fn a_spec_that_cannot_be_read_is_listed_and_lost_nowhere() {
        let store = Store::open(Path::new(":memory:")).expect("a database");
        tools::add(store.read(), "m1", "{}", true, 5).expect("kept");
        assert_eq!(Kept::load(&store, "m1").map(|_| ()).map_err(|e| e.kind()), Err(ErrorKind::Corrupt));
        assert_eq!(summaries(&store).expect("read")[0].title.en, "m1");
    }
}
