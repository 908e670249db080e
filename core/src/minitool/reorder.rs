//! The order of what a tool shows.
//!
//! Decides where a part or a column goes that is put before or behind another.

use super::spec::{Field, MiniTool};

/// Puts what shows a name before or behind what shows another, or first or last; columns of one list alike.
pub(super) fn move_part(tool: &mut MiniTool, name: &str, anchor: Option<&str>, is_behind: bool) -> bool {
    fn place<T>(all: &mut Vec<T>, from: usize, anchor: Option<usize>, is_behind: bool) {
        let moved = all.remove(from);
        let anchor = anchor.map(|at| if at > from { at - 1 } else { at });
        let to = match (anchor, is_behind) {
            (Some(at), true) => at + 1,
            (Some(at), false) => at,
            (None, true) => all.len(),
            (None, false) => 0,
        };
        all.insert(to.min(all.len()), moved);
    }
    if let Some(list) = tool.state.iter_mut().find(|list| list.columns.iter().any(|own| own.name == name)) {
        let at = |name: &str, columns: &[Field]| columns.iter().position(|own| own.name == name);
        let Some(from) = at(name, &list.columns) else { return false };
        let anchor = anchor.and_then(|anchor| at(anchor, &list.columns));
        place(&mut list.columns, from, anchor, is_behind);
        let width = list.columns.len();
        for row in &mut list.rows {
            row.resize(width, String::new());
            place(row, from, anchor, is_behind);
        }
        return true;
    }
    let shows =
        |tool: &MiniTool, name: &str| tool.view.iter().position(|part| part.of.as_deref() == Some(name));
    let Some(from) = shows(tool, name) else { return false };
    let anchor = anchor.and_then(|anchor| shows(tool, anchor));
    place(&mut tool.view, from, anchor, is_behind);
    true
}
