//! The single edits that make and change a spec: a field more, a column less, another formula.
//!
//! Decides names, ids and where a new part stands. Drafting and revising both go through here, so that a drafted tool can be revised in every way.

use super::formula::{Expr, is_name};
use super::spec::{
    ActionStep, Field, FieldType, Formula, MINI_TOOL_VERSION, MiniTool, Part, PartKind, ToolAction, ToolColor,
};
use crate::text::{Language, LocalText};

/// A text that is the same in whatever language the tool is shown.
pub(crate) fn label(text: &str, language: Language) -> LocalText {
    let text = text.trim().to_owned();
    match language {
        Language::Zh => LocalText { zh: text, en: String::new() },
        Language::En => LocalText { zh: String::new(), en: text },
    }
}

/// A text in both languages.
pub(crate) fn both(zh: &str, en: &str) -> LocalText {
    LocalText { zh: zh.to_owned(), en: en.to_owned() }
}

impl MiniTool {
    /// A tool without anything in it.
    pub(crate) fn blank(id: &str, language: Language) -> Self {
        Self {
            mini_tool: MINI_TOOL_VERSION,
            id: id.to_owned(),
            title: LocalText::default(),
            language: language.into(),
            color: ToolColor::Plain,
            origin: Vec::new(),
            state: Vec::new(),
            formulas: Vec::new(),
            view: Vec::new(),
            actions: Vec::new(),
        }
    }

    /// The same by another title.
    pub(crate) fn titled(&self, title: &str) -> Self {
        Self { title: label(title, self.language.into()), ..self.clone() }
    }

    /// Whether formulas know a name.
    pub(crate) fn has_name(&self, name: &str) -> bool {
        let in_list = |field: &Field| {
            field.columns.iter().any(|own| own.name == name)
                || field.computed.iter().any(|own| own.name == name)
        };
        self.state.iter().any(|field| field.name == name || in_list(field))
            || self.formulas.iter().any(|own| own.name == name)
    }

    /// A name that formulas can use for a label, and that nothing has yet.
    pub(crate) fn free_name(&self, label: &LocalText) -> String {
        let text = if label.en.is_empty() { &label.zh } else { &label.en };
        let mut name = String::new();
        for c in text.chars().take(40) {
            match c {
                c if c.is_alphanumeric() => name.extend(c.to_lowercase()),
                _ if name.ends_with('_') || name.is_empty() => {}
                _ => name.push('_'),
            }
        }
        let name = name.trim_end_matches('_').to_owned();
        let name = if name.starts_with(|c: char| c.is_numeric()) || !is_name(&name) {
            format!("_{name}")
        } else {
            name
        };
        let free = |name: &str| is_name(name) && !self.has_name(name);
        if free(&name) {
            return name;
        }
        (2..).map(|i| format!("{name}_{i}")).find(|name| free(name)).unwrap_or(name)
    }

    fn free_id(&self, wanted: &str) -> String {
        let is_free = |id: &str| !self.view.iter().any(|part| part.id == id);
        if is_free(wanted) {
            return wanted.to_owned();
        }
        (2..).map(|i| format!("{wanted}_{i}")).find(|id| is_free(id)).unwrap_or_default()
    }

    /// Shows a part; inputs stand before results, and buttons last.
    pub(crate) fn show(&mut self, part: PartKind, of: Option<&str>) -> &mut Part {
        let rank = |kind: PartKind| match kind {
            PartKind::Heading => 0,
            PartKind::Field | PartKind::Stepper | PartKind::Toggle | PartKind::Choice | PartKind::Slider => 1,
            PartKind::Timer => 2,
            PartKind::List => 3,
            PartKind::Text | PartKind::Result | PartKind::Progress => 4,
            PartKind::Chart | PartKind::Table => 5,
            PartKind::Button => 6,
        };
        let id = self.free_id(of.unwrap_or(part.name()));
        let at = self.view.iter().rposition(|own| rank(own.part) <= rank(part)).map_or(0, |at| at + 1);
        self.view.insert(at, Part::plain(&id, part, of));
        &mut self.view[at]
    }

    /// Adds a field and shows it the way that its type is entered.
    pub(crate) fn add_field(&mut self, mut field: Field) -> String {
        field.name = self.free_name(&field.label);
        let name = field.name.clone();
        let part = match field.kind {
            FieldType::Toggle => PartKind::Toggle,
            FieldType::Choice => PartKind::Choice,
            FieldType::List => PartKind::List,
            _ => PartKind::Field,
        };
        for i in 0..field.columns.len() {
            field.columns[i].name.clear();
        }
        let columns = std::mem::take(&mut field.columns);
        self.state.push(field);
        columns.into_iter().for_each(|column| {
            self.add_column(&name, column);
        });
        self.show(part, Some(&name));
        name
    }

    /// Adds a column to a list; its name.
    pub(crate) fn add_column(&mut self, list: &str, mut column: Field) -> String {
        column.name = self.free_name(&column.label);
        let name = column.name.clone();
        if let Some(list) = self.state.iter_mut().find(|own| own.name == list) {
            list.columns.push(column);
        }
        name
    }

    /// Adds a formula and shows what it comes to; its name.
    pub(crate) fn add_formula(&mut self, label: LocalText, formula: &Expr, unit: Option<&str>) -> String {
        let name = self.free_name(&label);
        let formula = formula.to_string();
        self.formulas.push(Formula { name: name.clone(), label, formula, unit: unit.map(str::to_owned) });
        self.show(PartKind::Result, Some(&name));
        name
    }

    /// Adds a computed column to a list; its name.
    pub(crate) fn add_computed(
        &mut self,
        list: &str,
        label: LocalText,
        formula: &Expr,
        unit: Option<&str>,
    ) -> String {
        let name = self.free_name(&label);
        let formula = formula.to_string();
        if let Some(list) = self.state.iter_mut().find(|own| own.name == list) {
            list.computed.push(Formula { name: name.clone(), label, formula, unit: unit.map(str::to_owned) });
        }
        name
    }

    /// Adds a button.
    pub(crate) fn add_button(&mut self, label: LocalText, steps: Vec<ActionStep>) -> String {
        let wanted = self.free_name(&label);
        let is_free = |name: &str| !self.actions.iter().any(|own| own.name == name);
        let name = if is_free(&wanted) {
            wanted
        } else {
            (2..).map(|i| format!("{wanted}_{i}")).find(|name| is_free(name)).unwrap_or_default()
        };
        self.actions.push(ToolAction { name: name.clone(), label, steps });
        self.show(PartKind::Button, Some(&name));
        name
    }

    /// The field or column of a name.
    pub(crate) fn field(&self, name: &str) -> Option<&Field> {
        let own = self.state.iter().find(|field| field.name == name);
        own.or_else(|| self.state.iter().flat_map(|list| &list.columns).find(|column| column.name == name))
    }

    /// The same, to be changed.
    pub(crate) fn field_mut(&mut self, name: &str) -> Option<&mut Field> {
        if let Some(at) = self.state.iter().position(|field| field.name == name) {
            return self.state.get_mut(at);
        }
        self.state.iter_mut().flat_map(|list| &mut list.columns).find(|column| column.name == name)
    }

    /// The formula of a name, of the tool or of a list's records.
    pub(crate) fn formula_mut(&mut self, name: &str) -> Option<&mut Formula> {
        if let Some(at) = self.formulas.iter().position(|own| own.name == name) {
            return self.formulas.get_mut(at);
        }
        self.state.iter_mut().flat_map(|list| &mut list.computed).find(|own| own.name == name)
    }

    /// The list that a column, computed or not, belongs to.
    pub(crate) fn list_of(&self, column: &str) -> Option<&Field> {
        self.state.iter().find(|list| {
            list.columns.iter().any(|own| own.name == column)
                || list.computed.iter().any(|own| own.name == column)
        })
    }

    /// The lists.
    pub(crate) fn lists(&self) -> impl Iterator<Item = &Field> {
        self.state.iter().filter(|field| field.kind == FieldType::List)
    }

    /// The fields that are counted by taps.
    pub(crate) fn steppers(&self) -> Vec<String> {
        let parts = self.view.iter().filter(|part| part.part == PartKind::Stepper);
        parts.filter_map(|part| part.of.clone()).collect()
    }

    /// Every label with the name that it is for: fields, columns, formulas.
    pub(crate) fn labels(&self) -> Vec<(String, LocalText)> {
        let mut found = Vec::new();
        for field in &self.state {
            found.push((field.name.clone(), field.label.clone()));
            found.extend(field.columns.iter().map(|own| (own.name.clone(), own.label.clone())));
            found.extend(field.computed.iter().map(|own| (own.name.clone(), own.label.clone())));
        }
        found.extend(self.formulas.iter().map(|own| (own.name.clone(), own.label.clone())));
        found
    }

    /// Removes what a name stands for, with everything that is computed from it or shows it.
    pub(crate) fn remove(&mut self, name: &str) {
        let mut gone = vec![name.to_owned()];
        if let Some(list) = self.state.iter().find(|own| own.name == name) {
            gone.extend(list.columns.iter().map(|own| own.name.clone()));
            gone.extend(list.computed.iter().map(|own| own.name.clone()));
        }
        loop {
            let uses = |text: &str, gone: &[String]| {
                Expr::parse(text).is_ok_and(|expr| expr.names().iter().any(|name| gone.contains(name)))
            };
            let formulas = self.formulas.iter().chain(self.state.iter().flat_map(|list| &list.computed));
            let more: Vec<String> = formulas
                .filter(|own| !gone.contains(&own.name) && uses(&own.formula, &gone))
                .map(|own| own.name.clone())
                .collect();
            if more.is_empty() {
                break;
            }
            gone.extend(more);
        }
        let uses = |text: &Option<String>| {
            text.as_deref().is_some_and(|text| {
                Expr::parse(text).is_ok_and(|expr| expr.names().iter().any(|name| gone.contains(name)))
            })
        };
        let is_gone = |name: &Option<String>| name.as_ref().is_some_and(|name| gone.contains(name));
        // A row keeps its other columns.
        for list in &mut self.state {
            let kept: Vec<bool> = list.columns.iter().map(|own| !gone.contains(&own.name)).collect();
            for row in &mut list.rows {
                let mut at = 0;
                row.retain(|_| {
                    at += 1;
                    kept.get(at - 1).copied().unwrap_or(true)
                });
            }
            list.columns.retain(|own| !gone.contains(&own.name));
            list.computed.retain(|own| !gone.contains(&own.name));
        }
        self.state.retain(|own| {
            !gone.contains(&own.name) && (own.kind != FieldType::List || !own.columns.is_empty())
        });
        self.formulas.retain(|own| !gone.contains(&own.name));
        let names: Vec<String> = self.state.iter().map(|own| own.name.clone()).collect();
        self.actions.retain(|action| {
            !action.steps.iter().any(|step| match step {
                ActionStep::Set { field, to } => gone.contains(field) || uses(&Some(to.clone())),
                ActionStep::Add { list, record } => {
                    !names.contains(list)
                        || record.iter().any(|own| gone.contains(&own.name) || uses(&Some(own.to.clone())))
                }
                ActionStep::Remove { list, filter } => !names.contains(list) || uses(filter),
                ActionStep::Reset { fields } => fields.iter().any(|own| gone.contains(own)),
                ActionStep::Share { text } => uses(text),
                ActionStep::Call { arguments, .. } => arguments.iter().any(|own| uses(&Some(own.to.clone()))),
                ActionStep::Start { .. } | ActionStep::Stop { .. } => false,
            })
        });
        let actions: Vec<String> = self.actions.iter().map(|own| own.name.clone()).collect();
        self.view.retain(|part| {
            let shows_gone = is_gone(&part.of) || is_gone(&part.by) || uses(&part.value);
            let is_dead_button = part.part == PartKind::Button
                && part.of.as_ref().is_some_and(|action| !actions.contains(action));
            !shows_gone && !is_dead_button
        });
        for part in &mut self.view {
            if is_gone(&part.sort) {
                part.sort = None;
            }
            if uses(&part.filter) {
                part.filter = None;
            }
            part.actions.retain(|action| actions.contains(action));
        }
    }
}
