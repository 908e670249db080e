//! Changes of what a field holds: its unit, its type.
//!
//! Decides which type some words name; what was entered stays where the new type allows it.

use super::Revision;
use crate::minitool::draft;
use crate::minitool::outline::{Name, NameMark};
use crate::minitool::spec::{FieldType, PartKind};

impl Revision<'_> {
    pub(super) fn unit(&mut self, targets: &[NameMark], is_done: &mut [bool]) {
        let units = self.take(Name::Unit);
        let Some(unit) = units.last().map(|mark| self.words(mark)) else { return };
        let name = targets.iter().find_map(|mark| self.object(&self.words(mark)));
        let only = || {
            let mut numbers = self.tool.state.iter().filter(|own| own.kind == FieldType::Number);
            numbers.next().filter(|_| numbers.next().is_none()).map(|own| own.name.clone())
        };
        let Some(name) = name.or_else(only) else {
            self.unclear.push(unit);
            return;
        };
        if let Some(field) = self.tool.field_mut(&name) {
            field.unit = Some(unit.clone());
        } else if let Some(formula) = self.tool.formula_mut(&name) {
            formula.unit = Some(unit.clone());
        }
        is_done.iter_mut().for_each(|done| *done = true);
    }

    /// What a field holds: 备注改成多行文字, "make the rating a number".
    pub(super) fn retype(&mut self) {
        let text = self.folded();
        let words: [(FieldType, &[&str]); 7] = [
            (
                FieldType::Choice,
                &[
                    "选项",
                    "下拉",
                    "单选",
                    "选择",
                    "choice",
                    "dropdown",
                    "drop-down",
                    "options",
                    "pick from",
                    "choose",
                ],
            ),
            (
                FieldType::Toggle,
                &[
                    "开关",
                    "打勾",
                    "勾选",
                    "是否",
                    "checkbox",
                    "check box",
                    "tick",
                    "yes or no",
                    "yes/no",
                    "switch",
                    "toggle",
                ],
            ),
            (FieldType::Date, &["日期", "date", "日历", "calendar"]),
            (FieldType::Money, &["金额", "钱", "money", "amount of money", "currency"]),
            (FieldType::Duration, &["时长", "duration", "length of time"]),
            (FieldType::Number, &["数字", "number", "numeric", "整数"]),
            (FieldType::Text, &["文字", "文本", "text", "自己写", "手写", "free text", "words"]),
        ];
        let options: Vec<String> = self.outline.named(Name::Option).map(|mark| self.words(mark)).collect();
        let kind = if options.len() > 1 {
            Some(FieldType::Choice)
        } else {
            words
                .iter()
                .find(|(_, words)| {
                    words.iter().any(|word| {
                        if word.is_ascii() { draft::has_any(&text, &[word]) } else { text.contains(word) }
                    })
                })
                .map(|own| own.0)
        };
        let targets = self.take(Name::Target);
        let name = targets.iter().find_map(|mark| self.object(&self.words(mark)));
        let (Some(kind), Some(name)) = (kind, name) else {
            self.unclear.extend(targets.iter().map(|mark| self.said.original(mark.range.clone()).to_owned()));
            return;
        };
        self.take(Name::Option);
        let Some(field) = self.tool.field_mut(&name) else { return };
        if kind == FieldType::Choice && options.len() < 2 && field.options.len() < 2 {
            return;
        }
        field.kind = kind;
        if kind == FieldType::Choice {
            if !options.is_empty() {
                field.options = options;
            }
        } else {
            field.options.clear();
        }
        if field
            .default
            .as_ref()
            .is_some_and(|own| draft::value(own, kind, self.here).is_none() || kind == FieldType::Choice)
        {
            field.default = None;
        }
        let part = match kind {
            FieldType::Toggle => PartKind::Toggle,
            FieldType::Choice => PartKind::Choice,
            _ => PartKind::Field,
        };
        for own in self.tool.view.iter_mut().filter(|own| own.of.as_deref() == Some(&name)) {
            own.part = part;
            own.step = None;
        }
    }
}
