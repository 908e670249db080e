//! A checked spec, ready to be evaluated: every name is a place, every formula stands behind those that it needs.
//!
//! Decides the order and what is computed once for all records. A spec that did not pass `check` never becomes one.

use super::check::Fault;
use super::formula::{Aggregate, Expr, Function, Operator};
use super::spec::{FieldType, MiniTool};

/// What a formula is for: the whole tool, or each record of the list at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    Tool(usize),
    Record(usize, usize),
}

impl Scope {
    pub(crate) fn place(self) -> String {
        match self {
            Self::Tool(i) => format!("formulas[{i}]"),
            Self::Record(list, i) => format!("state[{list}].computed[{i}]"),
        }
    }
}

/// A formula whose names are places.
#[derive(Clone, Debug)]
pub(crate) enum Node {
    Constant(super::cell::Cell),
    /// A field of the state.
    Field(usize),
    /// A formula for the whole tool.
    Formula(usize),
    /// A column of the record at hand.
    Column(usize),
    /// A computed column of the record at hand.
    Computed(usize),
    Negative(Box<Node>),
    Not(Box<Node>),
    Binary(Operator, Box<Node>, Box<Node>),
    Call(Function, Vec<Node>),
    /// A column of a record of the list, drawn by lot.
    Drawn(usize, usize),
    /// What is taken from a list: computed before the formula that it stands in, at this place of [`Compiled::taken`].
    Taken(usize),
}

/// Something to take from the records of a list.
#[derive(Clone, Debug)]
pub(crate) struct Taking {
    pub aggregate: Aggregate,
    pub list: usize,
    pub of: Option<Node>,
    pub filter: Option<Node>,
}

/// A formula with what it takes from lists.
#[derive(Clone, Debug)]
pub(crate) struct Compiled {
    pub taken: Vec<Taking>,
    pub node: Node,
}

/// A spec that passed its check.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    /// The formulas in the order in which they are evaluated.
    pub order: Vec<(Scope, Compiled)>,
}

impl Program {
    pub(super) fn new(tool: &MiniTool, order: &[Scope]) -> Result<Self, Fault> {
        let compiled = |scope: &Scope| {
            let (text, list) = match scope {
                Scope::Tool(i) => (&tool.formulas[*i].formula, None),
                Scope::Record(at, i) => (&tool.state[*at].computed[*i].formula, Some(*at)),
            };
            let compiled =
                Compiled::new(text, list, tool).map_err(|what| Fault { at: scope.place(), what })?;
            Ok((*scope, compiled))
        };
        Ok(Self { order: order.iter().map(compiled).collect::<Result<_, _>>()? })
    }
}

impl Compiled {
    /// A formula for the whole tool, or for a record of the list at a place.
    pub(crate) fn new(text: &str, list: Option<usize>, tool: &MiniTool) -> Result<Self, String> {
        let expr = Expr::parse(text)?;
        let mut taken = Vec::new();
        let node = node(&expr, list, tool, &mut taken)?;
        Ok(Self { taken, node })
    }
}

fn node(expr: &Expr, list: Option<usize>, tool: &MiniTool, taken: &mut Vec<Taking>) -> Result<Node, String> {
    use super::cell::Cell;
    let mut inner = |one: &Expr| node(one, list, tool, taken).map(Box::new);
    Ok(match expr {
        Expr::Number(number) => Node::Constant(Cell::Number(*number)),
        Expr::Text(text) => Node::Constant(Cell::Text(text.clone())),
        Expr::Boolean(yes) => Node::Constant(Cell::Boolean(*yes)),
        Expr::Name(name) => named(name, list, tool)?,
        Expr::Negative(a) => Node::Negative(inner(a)?),
        Expr::Not(a) => Node::Not(inner(a)?),
        Expr::Binary(operator, a, b) => Node::Binary(*operator, inner(a)?, inner(b)?),
        Expr::Call(Function::Pick, all) if drawn(all, tool).is_some() => {
            let (list, column) = drawn(all, tool).unwrap_or_default();
            Node::Drawn(list, column)
        }
        Expr::Call(function, all) => Node::Call(
            *function,
            all.iter().map(|one| node(one, list, tool, taken)).collect::<Result<_, _>>()?,
        ),
        Expr::Over { aggregate, list: name, of, filter } => {
            let at = tool
                .state
                .iter()
                .position(|own| own.name == *name && own.kind == FieldType::List)
                .ok_or_else(|| "there is no such list".to_owned())?;
            let of = of.as_deref().map(|of| node(of, Some(at), tool, taken)).transpose()?;
            // A place is looked up outside of the records.
            let scope = if *aggregate == Aggregate::At { None } else { Some(at) };
            let filter = filter.as_deref().map(|filter| node(filter, scope, tool, taken)).transpose()?;
            taken.push(Taking { aggregate: *aggregate, list: at, of, filter });
            Node::Taken(taken.len() - 1)
        }
    })
}

/// The list and column that lots are drawn from.
fn drawn(arguments: &[Expr], tool: &MiniTool) -> Option<(usize, usize)> {
    let [Expr::Name(name)] = arguments else { return None };
    let of = |list: &super::spec::Field| list.columns.iter().position(|own| own.name == *name);
    tool.state.iter().enumerate().find_map(|(at, list)| Some((at, of(list)?)))
}

fn named(name: &str, list: Option<usize>, tool: &MiniTool) -> Result<Node, String> {
    if let Some(list) = list.map(|at| &tool.state[at]) {
        if let Some(i) = list.columns.iter().position(|own| own.name == name) {
            return Ok(Node::Column(i));
        }
        if let Some(i) = list.computed.iter().position(|own| own.name == name) {
            return Ok(Node::Computed(i));
        }
    }
    if let Some(i) = tool.state.iter().position(|own| own.name == name && own.kind != FieldType::List) {
        return Ok(Node::Field(i));
    }
    let formula = tool.formulas.iter().position(|own| own.name == name).map(Node::Formula);
    formula.ok_or_else(|| "names what there is not".to_owned())
}
