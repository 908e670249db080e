//! Changes of how a tool looks: its colour, its language, what things are called, in which order they stand.
//!
//! Decides which of them is meant; what a tool holds and computes is not changed here.

use super::Revision;
use crate::minitool::draft;
use crate::minitool::outline::{Name, NameMark};
use crate::minitool::reorder::move_part;
use crate::minitool::spec::ToolColor;
use crate::text::{Language, LocalText};

const COLORS: &[(ToolColor, &[&str])] = &[
    (ToolColor::Red, &["红", "red", "crimson"]),
    (ToolColor::Orange, &["橙", "橘", "orange"]),
    (ToolColor::Yellow, &["黄", "金", "yellow", "gold"]),
    (ToolColor::Green, &["绿", "green"]),
    (ToolColor::Blue, &["蓝", "blue", "navy"]),
    (ToolColor::Purple, &["紫", "purple", "violet"]),
    (ToolColor::Gray, &["灰", "gray", "grey"]),
];

impl Revision<'_> {
    pub(super) fn color(&mut self) {
        let marks = self.take(Name::Color);
        let text = marks.first().map_or_else(|| self.folded(), |mark| self.words(mark).to_lowercase());
        match COLORS.iter().find(|(_, words)| words.iter().any(|word| text.contains(word))) {
            Some((color, _)) => self.tool.color = *color,
            None => self.unclear.push(text),
        }
    }

    pub(super) fn shown_language(&mut self) {
        let marks = self.take(Name::Language);
        let text = marks.first().map_or_else(|| self.folded(), |mark| self.words(mark).to_lowercase());
        let language = if ["英", "english"].iter().any(|word| text.contains(word)) {
            Language::En
        } else if ["中文", "汉语", "国语", "chinese", "mandarin"].iter().any(|word| text.contains(word))
        {
            Language::Zh
        } else {
            self.unclear.push(text);
            return;
        };
        self.tool.language = language.into();
        draft::translate(&mut self.tool, language);
    }

    pub(super) fn title(&mut self) {
        let new = self.take(Name::New);
        let title = self.take(Name::Title);
        let Some(mark) = new.first().or(title.first()) else { return };
        let text = self.words(mark);
        self.tool.title = draft::shown(&text, self.language());
    }

    /// Each new name goes to what was named before it, or behind it where nothing was.
    pub(super) fn rename(&mut self) {
        let mut targets = self.take(Name::Target);
        for new in self.take(Name::New) {
            let at = targets.iter().rposition(|own| own.range.end <= new.range.start);
            let Some(at) = at.or((!targets.is_empty()).then_some(0)) else { continue };
            let target = targets.remove(at);
            self.renamed(&target, &new);
        }
        // What is left over may be meant by another change.
        self.outline.names.extend(targets);
        self.outline.names.sort_by_key(|mark| mark.range.start);
    }

    fn renamed(&mut self, target: &NameMark, new: &NameMark) {
        let (before, after) = (self.words(target), self.words(new));
        let label = draft::shown(&after, self.language());
        let exact = self.object(&before).filter(|name| draft::likeness(&before, &self.label(name)) >= 2);
        if exact.is_none() && (self.rename_inner(&before, &after) || self.rename_phase(&before, &label)) {
            return;
        }
        let Some(name) = exact.or_else(|| self.object(&before)) else {
            self.unclear.push(before);
            return;
        };
        if let Some(field) = self.tool.field_mut(&name) {
            field.label = label.clone();
        } else if let Some(formula) = self.tool.formula_mut(&name) {
            formula.label = label.clone();
        }
        // A timer's phase is called as its length is.
        for part in &mut self.tool.view {
            part.phases
                .iter_mut()
                .filter(|phase| phase.length == name)
                .for_each(|phase| phase.label = label.clone());
        }
    }

    fn rename_phase(&mut self, before: &str, label: &LocalText) -> bool {
        let phases = self.tool.view.iter_mut().flat_map(|part| &mut part.phases);
        let is_it = |own: &LocalText| own.all().any(|(_, own)| draft::likeness(before, own) > 0);
        let mut found = phases.filter(|phase| is_it(&phase.label));
        let Some(phase) = found.next() else { return false };
        phase.label = label.clone();
        true
    }

    /// A button, an option, or a record that a list starts with.
    fn rename_inner(&mut self, before: &str, after: &str) -> bool {
        for list in &mut self.tool.state {
            for text in list.rows.iter_mut().flatten().chain(&mut list.options) {
                if draft::likeness(before, text) >= 2 {
                    after.clone_into(text);
                    return true;
                }
            }
        }
        let language = self.language();
        let bare = before.replace("按钮", "").replace(" button", "");
        let button = self
            .tool
            .actions
            .iter_mut()
            .find(|action| action.label.all().any(|(_, own)| draft::likeness(&bare, own) >= 2));
        let Some(button) = button else { return false };
        button.label = draft::shown(after, language);
        true
    }

    pub(super) fn reposition(&mut self) {
        let targets = self.take(Name::Target);
        let anchors = self.take(Name::Anchor);
        let text = self.folded();
        let is_behind = draft::has_any(
            &text,
            &[
                "后面",
                "下面",
                "之后",
                "below",
                "after",
                "under",
                "最后",
                "bottom",
                "end",
                "last",
                "底下",
                "最底",
                "末尾",
                "右边",
                "underneath",
            ],
        );
        let anchor = anchors.first().map(|mark| self.words(mark)).and_then(|said| self.object(&said));
        for target in targets {
            let what = self.words(&target);
            let moved = self
                .object(&what)
                .is_some_and(|name| move_part(&mut self.tool, &name, anchor.as_deref(), is_behind));
            if !moved {
                self.unclear.push(what);
            }
        }
    }
}
