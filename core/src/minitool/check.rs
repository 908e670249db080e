//! Whether a spec hangs together: names, types, cycles, sizes.
//!
//! Decides what is refused before a tool is ever shown, and turns its formulas into a [`Program`] whose names are places.
//! A spec goes through here whether the person's own sentence made it, a delegate model, or an import: none is trusted more.
//!
//! Invariants: what passes can be evaluated on any state and any event without a panic, in time linear in its records;
//! every fault names its place in the spec.

use std::collections::{BTreeMap, BTreeSet};

use super::cell::Cell;
use super::formula::{Aggregate, Expr, is_name};
use super::program::{Program, Scope};
use super::spec::{
    ActionStep, Field, FieldType, MAX_PARTS, MAX_RECORDS, MINI_TOOL_VERSION, MiniTool, Part, PartKind,
};
use super::types::{Type, type_of};

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Fault {
    pub at: String,
    pub what: String,
}

struct Check<'a> {
    tool: &'a MiniTool,
    faults: Vec<Fault>,
    types: BTreeMap<String, Type>,
}

/// The program of a spec, or all that is wrong with it.
pub(crate) fn program(tool: &MiniTool) -> Result<Program, Vec<Fault>> {
    let mut check = Check { tool, faults: Vec::new(), types: BTreeMap::new() };
    check.sizes();
    check.names();
    check.defaults();
    if check.faults.is_empty() {
        let order = check.formulas();
        check.view();
        check.actions();
        if check.faults.is_empty() {
            match Program::new(tool, &order) {
                Ok(program) => return Ok(program),
                Err(fault) => check.faults.push(fault),
            }
        }
    }
    Err(check.faults)
}

impl<'a> Check<'a> {
    fn fault(&mut self, at: impl Into<String>, what: impl Into<String>) {
        self.faults.push(Fault { at: at.into(), what: what.into() });
    }

    fn sizes(&mut self) {
        let tool = self.tool;
        if tool.mini_tool != MINI_TOOL_VERSION {
            self.fault("miniTool", format!("version {} is not {MINI_TOOL_VERSION}", tool.mini_tool));
        }
        if tool.id.is_empty() || tool.id.len() > 100 {
            self.fault("id", "1 to 100 bytes");
        }
        let sizes = [
            ("state", tool.state.len(), MAX_PARTS),
            ("formulas", tool.formulas.len(), MAX_PARTS),
            ("actions", tool.actions.len(), MAX_PARTS),
            ("view", tool.view.len(), MAX_PARTS * 2),
            ("origin", tool.origin.len(), MAX_PARTS * 4),
        ];
        for (at, len, most) in sizes {
            if len > most {
                self.fault(at, format!("{len} are more than {most}"));
            }
        }
        for (i, field) in tool.state.iter().enumerate() {
            let at = format!("state[{i}]");
            if field.columns.len() + field.computed.len() > MAX_PARTS {
                self.fault(&at, format!("more than {MAX_PARTS} columns"));
            }
            if field.rows.len() > MAX_RECORDS {
                self.fault(&at, format!("more than {MAX_RECORDS} records"));
            }
            if field.options.len() > MAX_PARTS * 2 {
                self.fault(&at, format!("more than {} options", MAX_PARTS * 2));
            }
        }
    }

    /// One name, one meaning: fields, columns and formulas share one space.
    fn names(&mut self) {
        let mut seen = BTreeSet::new();
        let tool = self.tool;
        let columns = tool.state.iter().enumerate().flat_map(|(at, field)| {
            let own = field.columns.iter().enumerate();
            let own = own.map(move |(i, column)| (format!("state[{at}].columns[{i}]"), &column.name));
            let computed = field.computed.iter().enumerate();
            own.chain(computed.map(move |(i, own)| (format!("state[{at}].computed[{i}]"), &own.name)))
        });
        let fields = tool.state.iter().enumerate().map(|(i, field)| (format!("state[{i}]"), &field.name));
        let formulas = tool.formulas.iter().enumerate().map(|(i, own)| (format!("formulas[{i}]"), &own.name));
        let all: Vec<(String, &String)> = fields.chain(columns).chain(formulas).collect();
        for (at, name) in all {
            if !is_name(name) {
                self.fault(&at, "letters, digits and _ alone, no digit first");
            }
            if !seen.insert(name) {
                self.fault(&at, "another has this name");
            }
        }
        let mut ids = BTreeSet::new();
        for (i, part) in tool.view.iter().enumerate() {
            if part.id.is_empty() || part.id.len() > 200 || !ids.insert(&part.id) {
                self.fault(format!("view[{i}]"), "an id of its own, 1 to 200 bytes");
            }
        }
        let mut actions = BTreeSet::new();
        for (i, action) in tool.actions.iter().enumerate() {
            if action.name.is_empty() || !actions.insert(&action.name) {
                self.fault(format!("actions[{i}]"), "a name of its own");
            }
        }
    }

    fn defaults(&mut self) {
        let tool = self.tool;
        for (place, field) in tool.state.iter().enumerate() {
            let at = format!("state[{place}]");
            self.field(&at, field);
            let is_list = field.kind == FieldType::List;
            let is_plain = field.columns.is_empty() && field.computed.is_empty() && field.rows.is_empty();
            if !is_list && !is_plain {
                self.fault(&at, "only a list has columns and rows");
            }
            if is_list && field.columns.is_empty() {
                self.fault(&at, "a list has a column at least");
            }
            for (i, column) in field.columns.iter().enumerate() {
                let at = format!("{at}.columns[{i}]");
                self.field(&at, column);
                if column.kind == FieldType::List || !column.rows.is_empty() {
                    self.fault(&at, "a list holds no lists");
                }
            }
            for (i, row) in field.rows.iter().enumerate() {
                let is_sound =
                    row.len() <= field.columns.len()
                        && field.columns.iter().zip(row).all(|(column, text)| {
                            text.is_empty() || Cell::written(column, text, None).is_some()
                        });
                if !is_sound {
                    self.fault(format!("{at}.rows[{i}]"), "a value for each column, of its type");
                }
            }
        }
    }

    fn field(&mut self, at: &str, field: &Field) {
        if field.kind == FieldType::Choice && field.options.is_empty() {
            self.fault(at, "a choice has options");
        }
        if let Some(text) = &field.default
            && (field.kind == FieldType::List || Cell::written(field, text, None).is_none())
        {
            self.fault(at, format!("the default is no {}", field.kind.name()));
        }
        let end = |text: &Option<String>| match text.as_deref().map(str::parse::<rust_decimal::Decimal>) {
            None => Some(None),
            Some(Ok(end)) => Some(Some(end)),
            Some(Err(_)) => None,
        };
        match (end(&field.min), end(&field.max)) {
            (Some(Some(min)), Some(Some(max))) if min > max => self.fault(at, "min is above max"),
            (None, _) | (_, None) => self.fault(at, "min and max are numbers"),
            _ => {}
        }
    }

    /// Types of all names, and the order in which formulas are evaluated.
    fn formulas(&mut self) -> Vec<Scope> {
        let tool = self.tool;
        for field in &tool.state {
            if let Some(own) = Type::of_field(field.kind) {
                self.types.insert(field.name.clone(), own);
            }
            for column in &field.columns {
                if let Some(own) = Type::of_field(column.kind) {
                    self.types.insert(column.name.clone(), own);
                }
            }
        }
        // Every formula by its scope; one is ready when all that it names is.
        let mut open: Vec<(Scope, &'a str, Option<&'a Field>, Expr)> = Vec::new();
        for (i, own) in tool.formulas.iter().enumerate() {
            match Expr::parse(&own.formula) {
                Ok(expr) => open.push((Scope::Tool(i), own.name.as_str(), None, expr)),
                Err(what) => self.fault(Scope::Tool(i).place(), what),
            }
        }
        for (at, list) in tool.state.iter().enumerate() {
            for (i, own) in list.computed.iter().enumerate() {
                match Expr::parse(&own.formula) {
                    Ok(expr) => open.push((Scope::Record(at, i), own.name.as_str(), Some(list), expr)),
                    Err(what) => self.fault(Scope::Record(at, i).place(), what),
                }
            }
        }
        let all: BTreeSet<String> = open.iter().map(|one| one.1.to_owned()).collect();
        let mut order = Vec::new();
        while !open.is_empty() {
            let waits = |expr: &Expr| {
                expr.names().iter().any(|name| all.contains(name) && !self.types.contains_key(name))
            };
            let (waiting, ready): (Vec<_>, Vec<_>) = open.into_iter().partition(|one| waits(&one.3));
            if ready.is_empty() {
                for (scope, ..) in &waiting {
                    self.fault(scope.place(), "goes in a circle");
                }
                break;
            }
            for (scope, name, list, expr) in ready {
                match self.typed(&expr, list, false) {
                    Ok(own) => {
                        self.types.insert(name.to_owned(), own);
                    }
                    Err(what) => {
                        self.types.insert(name.to_owned(), Type::Number);
                        self.fault(scope.place(), what);
                    }
                }
                order.push(scope);
            }
            open = waiting;
        }
        order
    }

    /// The type of a formula, in the whole tool or for a record of a list.
    fn typed(&self, expr: &Expr, list: Option<&Field>, may_draw: bool) -> Result<Type, String> {
        type_of(expr, list, may_draw, &super::types::Known { tool: self.tool, types: &self.types })
    }

    fn wanted(&mut self, at: &str, text: &str, list: Option<&Field>, wanted: Option<Type>, may_draw: bool) {
        let found = Expr::parse(text).and_then(|expr| self.typed(&expr, list, may_draw));
        match (found, wanted) {
            (Err(what), _) => self.fault(at, what),
            (Ok(found), Some(wanted)) if !found.fits(wanted) => {
                self.fault(at, format!("{} where {} is wanted", found.name(), wanted.name()));
            }
            _ => {}
        }
    }

    fn list(&self, name: Option<&str>) -> Option<&'a Field> {
        self.tool
            .state
            .iter()
            .find(|field| Some(field.name.as_str()) == name && field.kind == FieldType::List)
    }

    fn view(&mut self) {
        for (i, part) in self.tool.view.iter().enumerate() {
            self.part(format!("view[{i}]"), part);
        }
    }

    fn part(&mut self, at: String, part: &'a Part) {
        use PartKind::{
            Button, Chart, Choice, Field as Entry, Heading, List, Progress, Result, Slider, Stepper, Table,
            Text, Timer, Toggle,
        };
        let tool = self.tool;
        let of = part.of.as_deref();
        let field = tool.state.iter().find(|field| Some(field.name.as_str()) == of);
        let list = self.list(of);
        let is_formula = tool.formulas.iter().any(|own| Some(own.name.as_str()) == of);
        let is = |kinds: &[FieldType]| field.is_some_and(|field| kinds.contains(&field.kind));
        let counted = [FieldType::Number, FieldType::Money, FieldType::Duration];
        let is_sound = match part.part {
            Heading | Text => part.text.is_some() || field.is_some() || is_formula,
            Entry => field.is_some_and(|field| field.kind != FieldType::List),
            Stepper => is(&counted),
            Slider => field.is_some_and(|field| {
                counted.contains(&field.kind) && field.min.is_some() && field.max.is_some()
            }),
            Toggle => is(&[FieldType::Toggle]),
            Choice => is(&[FieldType::Choice]),
            List | Table | Chart => list.is_some(),
            Progress | Result => is_formula || field.is_some_and(|field| field.kind != FieldType::List),
            Timer => !part.phases.is_empty() && part.phases.len() <= 20,
            Button => tool.actions.iter().any(|action| Some(action.name.as_str()) == of),
        };
        if !is_sound {
            self.fault(&at, format!("a {} of nothing that it could show", part.part.name()));
            return;
        }
        let has = |column: &str| {
            list.is_some_and(|list| {
                list.columns.iter().any(|own| own.name == column)
                    || list.computed.iter().any(|own| own.name == column)
            })
        };
        for column in [&part.by, &part.sort].into_iter().flatten() {
            if !has(column) {
                self.fault(&at, "a column that the list has not");
            }
        }
        if let Some(filter) = &part.filter {
            self.wanted(&at, filter, list, Some(Type::Boolean), false);
        }
        if let Some(value) = &part.value {
            self.wanted(&at, value, list, Some(Type::Number), false);
        }
        if part.part == Chart && part.value.is_none() {
            self.fault(&at, "a chart shows a value of each record");
        }
        for phase in &part.phases {
            self.wanted(&at, &phase.length, None, Some(Type::Duration), false);
        }
        if let Some(rounds) = &part.rounds {
            self.wanted(&at, rounds, None, Some(Type::Number), false);
        }
        if part.step.as_deref().is_some_and(|step| step.parse::<rust_decimal::Decimal>().is_err()) {
            self.fault(&at, "a step is a number");
        }
        for name in &part.actions {
            if !tool.actions.iter().any(|action| action.name == *name) {
                self.fault(&at, "an action that there is not");
            }
        }
    }

    fn actions(&mut self) {
        let tool = self.tool;
        for (place, action) in tool.actions.iter().enumerate() {
            if action.steps.is_empty() || action.steps.len() > 20 {
                self.fault(format!("actions[{place}]"), "1 to 20 steps");
            }
            // Within a list's own buttons a formula may name its columns.
            let shown = tool.view.iter().find(|part| part.actions.contains(&action.name));
            let record = self.list(shown.and_then(|part| part.of.as_deref()));
            for (i, step) in action.steps.iter().enumerate() {
                self.step(&format!("actions[{place}].steps[{i}]"), step, record);
            }
        }
    }

    fn step(&mut self, at: &str, step: &'a ActionStep, record: Option<&'a Field>) {
        let tool = self.tool;
        match step {
            ActionStep::Set { field, to } => {
                let own = tool.state.iter().find(|own| own.name == *field && own.kind != FieldType::List);
                let column = record.and_then(|list| list.columns.iter().find(|own| own.name == *field));
                match own.or(column) {
                    None => self.fault(at, "sets what is no field"),
                    Some(own) => self.wanted(at, to, record, Type::of_field(own.kind), true),
                }
            }
            ActionStep::Add { list, record: values } => {
                let Some(list) = self.list(Some(list)) else {
                    return self.fault(at, "adds to what is no list");
                };
                for value in values {
                    match list.columns.iter().find(|column| column.name == value.name) {
                        None => self.fault(at, "a column that the list has not"),
                        Some(column) => self.wanted(at, &value.to, record, Type::of_field(column.kind), true),
                    }
                }
            }
            ActionStep::Remove { list, filter } => {
                let found = self.list(Some(list));
                if found.is_none() {
                    return self.fault(at, "removes from what is no list");
                }
                if let Some(filter) = filter {
                    self.wanted(at, filter, found, Some(Type::Boolean), false);
                }
            }
            ActionStep::Reset { fields } => {
                if fields.iter().any(|name| !tool.state.iter().any(|own| own.name == *name)) {
                    self.fault(at, "resets what is no field");
                }
            }
            ActionStep::Start { timer } | ActionStep::Stop { timer } => {
                let is_timer = |own: &Part| own.id == *timer && own.part == PartKind::Timer;
                if !tool.view.iter().any(is_timer) {
                    self.fault(at, "a timer that there is not");
                }
            }
            ActionStep::Share { text: Some(text) } => self.wanted(at, text, record, Some(Type::Text), false),
            ActionStep::Share { text: None } => {}
            ActionStep::Call { service, capability, arguments } => {
                if service.is_empty() || capability.is_empty() {
                    self.fault(at, "calls nothing");
                }
                for argument in arguments {
                    self.wanted(at, &argument.to, record, None, false);
                }
            }
        }
    }
}

/// Whether something is taken from the records of a list within the records of a list: what would not be linear.
pub(crate) fn is_nested(expr: &Expr) -> bool {
    let mut found = false;
    expr.walk(&mut |one| {
        if let Expr::Over { of, filter, aggregate, .. } = one {
            for inner in [of, filter].into_iter().flatten() {
                let is_place = *aggregate == Aggregate::At && Some(inner) == filter.as_ref();
                inner.walk(&mut |inner| found |= !is_place && matches!(inner, Expr::Over { .. }));
            }
        }
    });
    found
}
