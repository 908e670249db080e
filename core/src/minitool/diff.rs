//! What is different between two versions of a tool, a line for each edit, as the person reads it.
//!
//! Decides the words alone; whoever made the change, what is told is what the two specs say. A formula is shown with labels and the signs of arithmetic.
//!
//! Invariant: two specs that differ have a line at least, but for their ids and for the sentences that they came from.

use super::edit::both;
use super::formula::Expr;
use super::spec::{Field, FieldType, Formula, MiniTool, Part, PartKind, Phase, Shown, ToolColor};
use crate::text::{Language, LocalText};

/// The differences between two versions, in the order in which a tool is read.
pub(super) fn differences(before: &MiniTool, after: &MiniTool) -> Vec<LocalText> {
    let mut own = Differences { before, after, lines: Vec::new() };
    own.heads();
    own.fields(&before.state, &after.state);
    own.formulas(&before.formulas, &after.formulas);
    own.actions();
    own.view();
    if own.lines.is_empty() && is_other(before, after) {
        own.line("细节改了".to_owned(), "A detail has changed".to_owned());
    }
    own.lines
}

fn is_other(before: &MiniTool, after: &MiniTool) -> bool {
    let bare = |tool: &MiniTool| MiniTool { id: String::new(), origin: Vec::new(), ..tool.clone() };
    bare(before) != bare(after)
}

struct Differences<'a> {
    before: &'a MiniTool,
    after: &'a MiniTool,
    lines: Vec<LocalText>,
}

impl Differences<'_> {
    fn line(&mut self, zh: String, en: String) {
        let line = both(&zh, &en);
        if !self.lines.contains(&line) {
            self.lines.push(line);
        }
    }

    /// A line about a value that is the same in both languages.
    fn about(&mut self, label: &LocalText, zh: &str, en: &str, value: &str) {
        let (own_zh, own_en) = (label.get(Language::Zh), label.get(Language::En));
        self.line(format!("{own_zh}{zh}:{value}"), format!("{en} {own_en}: {value}"));
    }

    fn added(&mut self, label: &LocalText, how: Option<LocalText>) {
        let behind = |language: Language| {
            how.as_ref().map(|how| format!(" = {}", how.get(language))).unwrap_or_default()
        };
        self.line(
            format!("新增:{}{}", label.get(Language::Zh), behind(Language::Zh)),
            format!("Added: {}{}", label.get(Language::En), behind(Language::En)),
        );
    }

    fn removed(&mut self, label: &LocalText) {
        self.line(
            format!("去掉:{}", label.get(Language::Zh)),
            format!("Removed: {}", label.get(Language::En)),
        );
    }

    fn renamed(&mut self, before: &LocalText, after: &LocalText) {
        // What is only shown in another language is told once for all.
        if before == after || self.before.language != self.after.language {
            return;
        }
        self.line(
            format!("改名:{} → {}", before.get(Language::Zh), after.get(Language::Zh)),
            format!("Renamed: {} → {}", before.get(Language::En), after.get(Language::En)),
        );
    }

    fn heads(&mut self) {
        let (before, after) = (self.before, self.after);
        if before.title != after.title && before.language == after.language {
            let title = &after.title;
            self.line(
                format!("标题:{}", title.get(Language::Zh)),
                format!("Title: {}", title.get(Language::En)),
            );
        }
        if before.language != after.language {
            let (zh, en) = match after.language {
                Shown::Zh => ("语言:中文", "Language: Chinese"),
                Shown::En => ("语言:英文", "Language: English"),
            };
            self.line(zh.to_owned(), en.to_owned());
        }
        if before.color != after.color {
            self.line(format!("颜色:{}", color(after.color)), format!("Colour: {}", after.color.name()));
        }
    }

    fn fields(&mut self, before: &[Field], after: &[Field]) {
        for field in after {
            let Some(old) = before.iter().find(|own| own.name == field.name) else {
                self.added(&field.label, None);
                continue;
            };
            self.renamed(&old.label, &field.label);
            self.field(old, field);
        }
        for old in before.iter().filter(|old| after.iter().all(|own| own.name != old.name)) {
            self.removed(&old.label);
        }
    }

    fn field(&mut self, old: &Field, new: &Field) {
        let label = &new.label;
        if old.kind != new.kind {
            let (zh, en) = kind(new.kind);
            self.line(
                format!("{}的类型:{zh}", label.get(Language::Zh)),
                format!("Type of {}: {en}", label.get(Language::En)),
            );
        }
        let none = |text: &Option<String>| text.clone().unwrap_or_else(|| "–".to_owned());
        if old.unit != new.unit {
            self.about(label, "的单位", "Unit of", &none(&new.unit));
        }
        if old.default != new.default {
            let default = |language: Language| {
                new.default.as_deref().map_or_else(|| "–".to_owned(), |own| shown(new, own, language))
            };
            self.line(
                format!("{}默认:{}", label.get(Language::Zh), default(Language::Zh)),
                format!("Default of {}: {}", label.get(Language::En), default(Language::En)),
            );
        }
        if old.min != new.min {
            self.about(label, "最小", "Least", &none(&new.min));
        }
        if old.max != new.max {
            self.about(label, "最大", "Most", &none(&new.max));
        }
        if old.options != new.options {
            self.about(label, "的选项", "Options of", &new.options.join(" / "));
        }
        self.fields(&old.columns, &new.columns);
        self.formulas(&old.computed, &new.computed);
        if old.rows != new.rows {
            self.rows(old, new);
        }
    }

    /// Records that a list starts with.
    fn rows(&mut self, old: &Field, new: &Field) {
        let named = |rows: &[Vec<String>], other: &[Vec<String>]| {
            let own = rows.iter().filter(|row| !other.contains(row));
            own.map(|row| row.iter().filter(|text| !text.is_empty()).cloned().collect::<Vec<_>>().join(" "))
                .collect::<Vec<_>>()
        };
        let (more, less) = (named(&new.rows, &old.rows), named(&old.rows, &new.rows));
        for row in less {
            self.line(format!("去掉:{row}"), format!("Removed: {row}"));
        }
        for row in more {
            self.line(format!("新增:{row}"), format!("Added: {row}"));
        }
        if self.lines.is_empty() {
            self.about(&new.label, "的顺序", "Order of", "↕");
        }
    }

    fn formulas(&mut self, before: &[Formula], after: &[Formula]) {
        for formula in after {
            let Some(old) = before.iter().find(|own| own.name == formula.name) else {
                let how = self.spoken(&formula.formula);
                self.added(&formula.label, Some(how));
                continue;
            };
            self.renamed(&old.label, &formula.label);
            if old.formula != formula.formula {
                let how = self.spoken(&formula.formula);
                let label = &formula.label;
                self.line(
                    format!("{} = {}", label.get(Language::Zh), how.get(Language::Zh)),
                    format!("{} = {}", label.get(Language::En), how.get(Language::En)),
                );
            }
            if old.unit != formula.unit {
                self.about(&formula.label, "的单位", "Unit of", formula.unit.as_deref().unwrap_or("–"));
            }
        }
        for old in before.iter().filter(|old| after.iter().all(|own| own.name != old.name)) {
            self.removed(&old.label);
        }
    }

    /// A formula of the later version in words.
    fn spoken(&self, formula: &str) -> LocalText {
        let labels = self.after.labels();
        let say = |language: Language| {
            let label = |name: &str| {
                let found = labels.iter().find(|own| own.0 == name);
                found.map_or_else(|| name.to_owned(), |own| own.1.get(language).to_owned())
            };
            Expr::parse(formula).map_or_else(|_| formula.to_owned(), |expr| expr.spoken(&label, language))
        };
        both(&say(Language::Zh), &say(Language::En))
    }

    fn actions(&mut self) {
        let (before, after) = (&self.before.actions, &self.after.actions);
        for action in after {
            let Some(old) = before.iter().find(|own| own.name == action.name) else {
                self.added(&action.label, None);
                continue;
            };
            self.renamed(&old.label, &action.label);
            if old.steps != action.steps {
                let label = &action.label;
                self.line(
                    format!("按钮“{}”改了做法", label.get(Language::Zh)),
                    format!("The button “{}” does something else", label.get(Language::En)),
                );
            }
        }
        for old in before.iter().filter(|old| after.iter().all(|own| own.name != old.name)) {
            self.removed(&old.label);
        }
    }

    fn view(&mut self) {
        let (before, after) = (&self.before.view, &self.after.view);
        for part in after {
            match before.iter().find(|own| own.id == part.id) {
                Some(old) => self.part(old, part),
                // A part that shows something new was told with it.
                None if !self.is_new(part) => {
                    let label = self.label_of(part);
                    self.added(&label, None);
                }
                None => {}
            }
        }
        for old in before.iter().filter(|old| after.iter().all(|own| own.id != old.id)) {
            if self.is_there(old) {
                let label = self.label_of(old);
                self.removed(&label);
            }
        }
        let places = |own: &[Part], other: &[Part]| -> Vec<String> {
            own.iter()
                .filter(|part| other.iter().any(|own| own.id == part.id))
                .map(|part| part.id.clone())
                .collect()
        };
        if places(before, after) != places(after, before) {
            let labels: Vec<LocalText> = after.iter().map(|part| self.label_of(part)).collect();
            let all = |language: Language, between: &str| {
                labels
                    .iter()
                    .map(|label| label.get(language))
                    .filter(|text| !text.is_empty())
                    .collect::<Vec<_>>()
                    .join(between)
            };
            self.line(
                format!("顺序:{}", all(Language::Zh, "、")),
                format!("Order: {}", all(Language::En, ", ")),
            );
        }
    }

    fn part(&mut self, old: &Part, new: &Part) {
        let label = self.label_of(new);
        if old.part != new.part {
            let (zh, en) = part_kind(new.part);
            self.line(
                format!("{}显示为{zh}", label.get(Language::Zh)),
                format!("{} is shown as {en}", label.get(Language::En)),
            );
        }
        if let (Some(before), Some(after)) = (&old.text, &new.text) {
            self.renamed(before, after);
        }
        if old.step != new.step {
            self.about(&label, "每次", "Each tap of", new.step.as_deref().unwrap_or("1"));
        }
        if (old.sort.as_ref(), old.descending) != (new.sort.as_ref(), new.descending) {
            let by = new.sort.as_deref().map(|name| self.name(name)).unwrap_or_else(|| both("–", "–"));
            let (zh, en) = if new.descending {
                ("从大到小", "greatest first")
            } else {
                ("从小到大", "least first")
            };
            self.line(
                format!("按{}排,{zh}", by.get(Language::Zh)),
                format!("Sorted by {}, {en}", by.get(Language::En)),
            );
        }
        if old.filter != new.filter {
            let how = new
                .filter
                .as_deref()
                .map(|filter| self.spoken(filter))
                .unwrap_or_else(|| both("全部", "all"));
            self.line(
                format!("只显示:{}", how.get(Language::Zh)),
                format!("Only shown: {}", how.get(Language::En)),
            );
        }
        if old.by != new.by {
            let by = new.by.as_deref().map(|name| self.name(name)).unwrap_or_else(|| both("–", "–"));
            self.line(
                format!("按{}分组", by.get(Language::Zh)),
                format!("Grouped by {}", by.get(Language::En)),
            );
        }
        if old.value != new.value {
            let how = new.value.as_deref().map(|value| self.spoken(value)).unwrap_or_else(|| both("–", "–"));
            self.line(
                format!("{}:{}", label.get(Language::Zh), how.get(Language::Zh)),
                format!("{}: {}", label.get(Language::En), how.get(Language::En)),
            );
        }
        if old.rounds != new.rounds {
            let how =
                new.rounds.as_deref().map(|rounds| self.spoken(rounds)).unwrap_or_else(|| both("1", "1"));
            self.line(
                format!("轮数:{}", how.get(Language::Zh)),
                format!("Rounds: {}", how.get(Language::En)),
            );
        }
        if old.phases != new.phases {
            // A length that is entered is told as that field's default.
            let all = |language: Language| {
                let phase = |phase: &Phase| {
                    let is_field = self.after.has_name(&phase.length);
                    let length = self.spoken(&phase.length);
                    let length =
                        if is_field { String::new() } else { format!(" ({})", length.get(language)) };
                    format!("{}{length}", phase.label.get(language))
                };
                new.phases.iter().map(phase).collect::<Vec<_>>().join(" + ")
            };
            self.line(format!("阶段:{}", all(Language::Zh)), format!("Phases: {}", all(Language::En)));
        }
    }

    fn name(&self, name: &str) -> LocalText {
        let found = self.after.labels().into_iter().find(|own| own.0 == name).map(|own| own.1);
        found.unwrap_or_else(|| both(name, name))
    }

    /// What a part is called: by its own text, by what it shows, or by what it is.
    fn label_of(&self, part: &Part) -> LocalText {
        let of = part.of.as_deref();
        let named = |tool: &MiniTool| {
            let action =
                tool.actions.iter().find(|own| Some(own.name.as_str()) == of).map(|own| own.label.clone());
            action
                .or_else(|| tool.labels().into_iter().find(|own| Some(own.0.as_str()) == of).map(|own| own.1))
        };
        let is_own =
            matches!(part.part, PartKind::Chart | PartKind::Progress | PartKind::Timer | PartKind::Table);
        let (zh, en) = part_kind(part.part);
        part.text
            .clone()
            .or_else(|| if is_own { None } else { named(self.after).or_else(|| named(self.before)) })
            .unwrap_or_else(|| both(zh, en))
    }

    /// Whether what a part shows came with it.
    fn is_new(&self, part: &Part) -> bool {
        let Some(of) = part.of.as_deref() else { return false };
        let has = |tool: &MiniTool| tool.has_name(of) || tool.actions.iter().any(|own| own.name == of);
        !matches!(part.part, PartKind::Chart | PartKind::Progress | PartKind::Timer | PartKind::Table)
            && !has(self.before)
    }

    /// Whether what a part showed is still there.
    fn is_there(&self, part: &Part) -> bool {
        let Some(of) = part.of.as_deref() else { return true };
        self.after.has_name(of) || self.after.actions.iter().any(|own| own.name == of)
    }
}

/// A default as a person reads it.
fn shown(field: &Field, value: &str, language: Language) -> String {
    match super::cell::Cell::written(field, value, None) {
        Some(cell) if field.kind != FieldType::Date => cell.shown(field.unit.as_deref(), language),
        _ => value.to_owned(),
    }
}

fn color(color: ToolColor) -> &'static str {
    match color {
        ToolColor::Plain => "默认",
        ToolColor::Red => "红色",
        ToolColor::Orange => "橙色",
        ToolColor::Yellow => "黄色",
        ToolColor::Green => "绿色",
        ToolColor::Blue => "蓝色",
        ToolColor::Purple => "紫色",
        ToolColor::Gray => "灰色",
    }
}

fn kind(kind: FieldType) -> (&'static str, &'static str) {
    match kind {
        FieldType::Number => ("数字", "number"),
        FieldType::Money => ("金额", "money"),
        FieldType::Text => ("文字", "text"),
        FieldType::Date => ("日期", "date"),
        FieldType::Choice => ("选项", "choice"),
        FieldType::Toggle => ("勾选", "yes or no"),
        FieldType::Duration => ("时长", "duration"),
        FieldType::List => ("列表", "list"),
    }
}

fn part_kind(kind: PartKind) -> (&'static str, &'static str) {
    match kind {
        PartKind::Heading => ("标题", "heading"),
        PartKind::Text => ("文字", "text"),
        PartKind::Field => ("输入框", "field"),
        PartKind::Stepper => ("加减按钮", "stepper"),
        PartKind::Toggle => ("开关", "switch"),
        PartKind::Choice => ("选项", "choice"),
        PartKind::Slider => ("滑块", "slider"),
        PartKind::List => ("列表", "list"),
        PartKind::Table => ("表格", "table"),
        PartKind::Progress => ("进度", "progress"),
        PartKind::Chart => ("图表", "chart"),
        PartKind::Timer => ("计时", "timer"),
        PartKind::Button => ("按钮", "button"),
        PartKind::Result => ("结果", "result"),
    }
}
