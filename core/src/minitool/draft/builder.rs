//! The tool that is being drafted, and how names that were said find their place in it.
//!
//! Decides when two names are one, and what an unknown name in a formula becomes: a field to fill in.

use rust_decimal::Decimal;

use crate::minitool::formula::{Aggregate, Expr, Function, Operator};
use crate::minitool::spec::{Field, FieldType, MiniTool};
use crate::text::Language;

use super::noun;

/// A tool that is being drafted.
pub(super) struct Builder {
    pub tool: MiniTool,
    pub language: Language,
    /// What was said and found no place.
    pub unclear: Vec<String>,
}

/// How alike two names are: 0 not at all, 3 the same.
pub(in crate::minitool) fn likeness(said: &str, label: &str) -> u8 {
    let folded = |text: &str| -> String {
        text.to_lowercase().chars().filter(|c| c.is_alphanumeric() || *c == '%').collect()
    };
    let (a, b) = (folded(said), folded(label));
    if a.is_empty() || b.is_empty() {
        return 0;
    }
    let stem = |text: &str| text.trim_end_matches('s').to_owned();
    let core = |text: &str| {
        let text = text.trim_end_matches(['数', '量', '额', '的', '率']);
        text.trim_start_matches(['总', '每']).to_owned()
    };
    if a == b || stem(&a) == stem(&b) {
        3
    } else if (!core(&a).is_empty() && core(&a) == core(&b))
        || (a.chars().count() >= 2 && b.chars().count() >= 2 && (a.ends_with(&b) || b.ends_with(&a)))
    {
        2
    } else if a.chars().count() >= 2 && b.chars().count() >= 2 && (a.contains(&b) || b.contains(&a)) {
        1
    } else {
        0
    }
}

impl MiniTool {
    /// The name of what a person calls something: the label most alike.
    pub(in crate::minitool) fn called(&self, said: &str) -> Option<String> {
        let all = self.labels();
        let of = |label: &crate::text::LocalText| likeness(said, &label.zh).max(likeness(said, &label.en));
        let best = all.iter().enumerate().max_by_key(|(at, (_, label))| (of(label), usize::MAX - at))?;
        (of(&best.1.1) > 0).then(|| best.1.0.clone())
    }
}

/// Words that take all records together.
const ALL: &[&str] = &[
    "总",
    "所有的",
    "所有",
    "全部",
    "大家的",
    "合计",
    "total ",
    "all the ",
    "all ",
    "the total ",
    "sum of ",
    "everyone's ",
    "overall ",
    "combined ",
];

impl Builder {
    pub(super) fn new(id: &str, language: Language) -> Self {
        Self { tool: MiniTool::blank(id, language), language, unclear: Vec::new() }
    }

    /// The list that is being described: the first one.
    pub(super) fn list(&self) -> Option<&Field> {
        self.tool.lists().next()
    }

    /// What has exactly this name already.
    pub(super) fn same(&self, own: &str) -> Option<String> {
        let labels = self.tool.labels();
        labels
            .into_iter()
            .find(|(_, label)| likeness(own, label.get(self.language)) == 3)
            .map(|known| known.0)
    }

    /// Adds a field by the name that it was given, unless there is one.
    pub(super) fn field(&mut self, said: &str, is_counted: bool) -> Option<String> {
        let field = noun::field(said, self.language, is_counted)?;
        let own = field.label.get(self.language).to_owned();
        if let Some(name) = self.tool.called(&own).filter(|name| {
            self.tool
                .labels()
                .iter()
                .any(|(known, label)| known == name && likeness(&own, label.get(self.language)) == 3)
        }) {
            return Some(name);
        }
        Some(self.tool.add_field(field))
    }

    /// A formula over names that were said, with every name in its place; unknown ones become fields.
    pub(super) fn placed(&mut self, said: &Expr) -> Expr {
        let mut found = said.clone();
        let mut names: Vec<String> = said.names();
        names.dedup();
        names.retain(|name| !name.starts_with('_'));
        for name in names {
            let by = self.place(&name);
            found = found.replaced(&name, &by);
        }
        found
    }

    fn place(&mut self, said: &str) -> Expr {
        if self.tool.field(said).is_some_and(|own| own.kind != FieldType::List)
            || self.tool.formulas.iter().any(|own| own.name == said)
        {
            return Expr::name(said);
        }
        // 总天数, where days are a column, are the days of all.
        let lower = said.to_lowercase();
        let whole =
            ALL.iter().find_map(|all| lower.strip_prefix(all)).map(str::trim).filter(|rest| !rest.is_empty());
        if let Some(rest) = whole {
            let exact = self.tool.called(said).filter(|name| self.is_called(name, said));
            if exact.is_none()
                && let Some(column) = self.tool.called(rest)
                && let Some(list) = self.tool.list_of(&column)
            {
                return Expr::over(Aggregate::Sum, &list.name.clone(), Some(Expr::name(&column)), None);
            }
        }
        if let Some(name) = self.tool.called(said) {
            let is_list = self.tool.state.iter().any(|own| own.name == name && own.kind == FieldType::List);
            return if is_list { Expr::over(Aggregate::Count, &name, None, None) } else { Expr::name(&name) };
        }
        match self.field(said, true) {
            Some(name) => {
                if let Some(field) = self.tool.field_mut(&name)
                    && matches!(field.kind, FieldType::Text | FieldType::Date | FieldType::Toggle)
                {
                    field.kind = FieldType::Number;
                }
                Expr::name(&name)
            }
            None => Expr::name("_"),
        }
    }

    fn is_called(&self, name: &str, said: &str) -> bool {
        self.tool
            .labels()
            .iter()
            .any(|(own, label)| own == name && likeness(said, label.get(self.language)) >= 2)
    }

    /// The same with hundredths as what they are: 15 % of something is 15 / 100 of it, and "plus 15 %" is 15 % of what stands before it.
    pub(super) fn in_parts(&self, formula: &Expr) -> Expr {
        let is_share = |name: &str| self.tool.field(name).is_some_and(|own| own.unit.as_deref() == Some("%"));
        let hundred = || Expr::Number(Decimal::ONE_HUNDRED);
        let inner = |one: &Expr| Box::new(self.in_parts(one));
        match formula {
            Expr::Binary(Operator::Divide, left, right)
                if **right == hundred() && matches!(&**left, Expr::Name(name) if is_share(name)) =>
            {
                formula.clone()
            }
            Expr::Binary(operator @ (Operator::Add | Operator::Subtract), left, right)
                if matches!(&**right, Expr::Name(name) if is_share(name))
                    && !matches!(**left, Expr::Number(_))
                    && !self.is_all_shares(left) =>
            {
                let part = Expr::binary(Operator::Divide, (**right).clone(), hundred());
                let factor = Expr::binary(*operator, Expr::Number(Decimal::ONE), part);
                Expr::binary(Operator::Multiply, self.in_parts(left), factor)
            }
            Expr::Name(name) if is_share(name) => Expr::binary(Operator::Divide, formula.clone(), hundred()),
            Expr::Negative(a) => Expr::Negative(inner(a)),
            Expr::Binary(operator, a, b) if !operator.is_comparison() => {
                Expr::Binary(*operator, inner(a), inner(b))
            }
            Expr::Call(Function::If, all) if all.len() == 3 => {
                Expr::Call(Function::If, vec![all[0].clone(), self.in_parts(&all[1]), self.in_parts(&all[2])])
            }
            Expr::Call(function, all) => {
                Expr::Call(*function, all.iter().map(|one| self.in_parts(one)).collect())
            }
            other => other.clone(),
        }
    }

    /// The same with lengths in one unit, where some are entered in metres and others in centimetres.
    pub(super) fn in_one_unit(&self, formula: &Expr, measure: Option<&str>) -> Expr {
        let metres = [
            "米",
            "m",
            "metres",
            "meters",
            "metre",
            "meter",
            "平方米",
            "平米",
            "平",
            "平方",
            "square metres",
            "square meters",
            "sqm",
            "m2",
            "㎡",
            "立方米",
            "cubic metres",
            "cubic meters",
        ];
        let smaller: [(&[&str], i64); 2] = [
            (&["厘米", "公分", "cm", "centimetres", "centimeters", "cms"], 100),
            (&["毫米", "mm", "millimetres", "millimeters"], 1_000),
        ];
        let unit = |name: &str| {
            self.tool.field(name).and_then(|own| own.unit.clone()).map(|unit| unit.to_lowercase())
        };
        let names = formula.names();
        let is_mixed =
            names.iter().any(|name| unit(name).is_some_and(|unit| metres.contains(&unit.as_str())))
                || measure.is_some_and(|unit| metres.contains(&unit.to_lowercase().as_str()));
        if !is_mixed {
            return formula.clone();
        }
        let mut found = formula.clone();
        let is_converted = |name: &str| {
            let mut found = false;
            formula.walk(&mut |one| {
                found |= matches!(one, Expr::Binary(Operator::Divide, a, b) if a.names().iter().any(|own| own == name) && matches!(&**b, Expr::Number(by) if *by == Decimal::ONE_HUNDRED || *by == Decimal::ONE_THOUSAND));
            });
            found
        };
        for name in names.into_iter().filter(|name| !is_converted(name)) {
            let factor = unit(&name)
                .and_then(|unit| smaller.iter().find(|own| own.0.contains(&unit.as_str())).map(|own| own.1));
            if let Some(factor) = factor {
                let by =
                    Expr::binary(Operator::Divide, Expr::name(&name), Expr::Number(Decimal::from(factor)));
                found = found.replaced(&name, &by);
            }
        }
        found
    }

    /// The same with days as days: one day less another is a number of them, and a day plus a number is a day.
    pub(super) fn dated(&self, formula: &Expr) -> Expr {
        let is_day = |one: &Expr| matches!(one, Expr::Name(name) if self.tool.field(name).is_some_and(|own| own.kind == FieldType::Date));
        match formula {
            Expr::Binary(Operator::Subtract, a, b) if is_day(a) && is_day(b) => {
                Expr::Call(Function::Days, vec![(**b).clone(), (**a).clone()])
            }
            Expr::Binary(Operator::Add, a, b) if is_day(a) && !is_day(b) => {
                Expr::Call(Function::AddDays, vec![(**a).clone(), self.dated(b)])
            }
            Expr::Binary(Operator::Subtract, a, b) if is_day(a) => {
                Expr::Call(Function::AddDays, vec![(**a).clone(), Expr::Negative(Box::new(self.dated(b)))])
            }
            Expr::Binary(operator, a, b) => Expr::binary(*operator, self.dated(a), self.dated(b)),
            Expr::Call(function, all) => {
                Expr::Call(*function, all.iter().map(|one| self.dated(one)).collect())
            }
            other => other.clone(),
        }
    }

    /// Whether an expression holds nothing but shares, so that a sum of them is one.
    fn is_all_shares(&self, formula: &Expr) -> bool {
        formula
            .names()
            .iter()
            .all(|name| self.tool.field(name).is_some_and(|own| own.unit.as_deref() == Some("%")))
    }

    /// The columns that an expression computes with for each record.
    pub(super) fn columns_in(&self, formula: &Expr) -> Vec<String> {
        let mut names = Vec::new();
        collect(formula, &mut names);
        names.retain(|name| self.tool.list_of(name).is_some());
        names
    }

    /// Adds a formula: for each record where it names a column, else for the whole tool.
    pub(super) fn formula(&mut self, label: &str, formula: &Expr, unit: Option<&str>) -> String {
        let label = noun::shown(label, self.language);
        let mut columns = Vec::new();
        collect(formula, &mut columns);
        let list = columns.iter().find_map(|name| self.tool.list_of(name)).map(|list| list.name.clone());
        match list {
            Some(list) => self.tool.add_computed(&list, label, formula, unit),
            None => self.tool.add_formula(label, formula, unit),
        }
    }
}

/// The names that stand outside of sums over lists.
fn collect(expr: &Expr, names: &mut Vec<String>) {
    match expr {
        Expr::Name(name) => names.push(name.clone()),
        Expr::Negative(a) | Expr::Not(a) => collect(a, names),
        Expr::Binary(_, a, b) => {
            collect(a, names);
            collect(b, names);
        }
        Expr::Call(_, all) => all.iter().for_each(|one| collect(one, names)),
        _ => {}
    }
}
