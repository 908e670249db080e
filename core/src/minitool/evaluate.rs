//! What formulas come to over a state.
//!
//! Decides the order and what is taken from lists; what two values make together is `arithmetic`'s.
//! Everything taken from a list is taken once, so that one evaluation is linear in the records.

use std::cmp::Ordering;

use jiff::civil::Date;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::arithmetic::{binary, call, compare};
use super::cell::{Cell, Gap};
use super::formula::{Aggregate, Function, Operator};
use super::lots::Lots;
use super::program::{Compiled, Node, Program, Scope, Taking};
use super::state::ToolState;

/// What a state's formulas came to.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Values {
    /// By formula of the tool.
    pub formulas: Vec<Cell>,
    /// By field of the state, then computed column, then record; empty where the field is no list.
    pub computed: Vec<Vec<Vec<Cell>>>,
}

/// Where a formula finds its values.
pub(crate) struct Sight<'a> {
    pub state: &'a ToolState,
    pub values: &'a Values,
    pub today: Date,
}

impl Program {
    /// Evaluates every formula over a state.
    pub(crate) fn evaluate(&self, state: &ToolState, today: Date) -> Values {
        let formulas = self.order.iter().filter(|(scope, _)| matches!(scope, Scope::Tool(_))).count();
        let mut values = Values {
            formulas: vec![Cell::Gap(Gap::Empty); formulas],
            computed: vec![Vec::new(); state.fields.len()],
        };
        for (scope, _) in &self.order {
            if let Scope::Record(list, _) = scope {
                values.computed[*list].push(Vec::new());
            }
        }
        for (scope, compiled) in &self.order {
            let sight = Sight { state, values: &values, today };
            match scope {
                Scope::Tool(i) => {
                    let cell = compiled.value(&sight, None, &mut Lots::none());
                    values.formulas[*i] = cell;
                }
                Scope::Record(list, i) => {
                    let taken = compiled.take(&sight);
                    let of = |record: usize| {
                        evaluate(&compiled.node, &sight, Some((*list, record)), &taken, &mut Lots::none())
                    };
                    let cells = (0..state.records(*list).len()).map(of).collect();
                    values.computed[*list][*i] = cells;
                }
            }
        }
        values
    }
}

impl Compiled {
    /// What it comes to, for a record where one is at hand.
    pub(crate) fn value(&self, sight: &Sight<'_>, record: Option<(usize, usize)>, lots: &mut Lots) -> Cell {
        let taken = self.take(sight);
        evaluate(&self.node, sight, record, &taken, lots)
    }

    /// What it takes from lists.
    pub(crate) fn take(&self, sight: &Sight<'_>) -> Vec<Cell> {
        let mut taken = Vec::new();
        for taking in &self.taken {
            let cell = take(taking, sight, &taken);
            taken.push(cell);
        }
        taken
    }

    /// What it comes to for a record, where what it takes from lists is known.
    pub(crate) fn of_record(&self, sight: &Sight<'_>, record: (usize, usize), taken: &[Cell]) -> Cell {
        evaluate(&self.node, sight, Some(record), taken, &mut Lots::none())
    }
}

fn take(taking: &Taking, sight: &Sight<'_>, taken: &[Cell]) -> Cell {
    let none = &mut Lots::none();
    let records = sight.state.records(taking.list).len();
    let mut of = |record: usize| match &taking.of {
        Some(node) => evaluate(node, sight, Some((taking.list, record)), taken, none),
        None => Cell::Boolean(true),
    };
    if taking.aggregate == Aggregate::At {
        let place =
            taking.filter.as_ref().map(|place| evaluate(place, sight, None, taken, &mut Lots::none()));
        let place = place.and_then(|place| place.number()).and_then(|place| place.to_usize());
        return match place {
            Some(place) if (1..=records).contains(&place) => of(place - 1),
            _ => Cell::Gap(Gap::Empty),
        };
    }
    let counts = |record: &usize| match &taking.filter {
        Some(node) => {
            evaluate(node, sight, Some((taking.list, *record)), taken, &mut Lots::none())
                == Cell::Boolean(true)
        }
        None => true,
    };
    let mut found = (0..records).filter(counts);
    match taking.aggregate {
        // What is counted is there: a condition said as the column counts its yeses.
        Aggregate::Count => Cell::Number(Decimal::from(
            found.filter(|record| !matches!(of(*record), Cell::Gap(_) | Cell::Boolean(false))).count(),
        )),
        Aggregate::First => found.next().map_or(Cell::Gap(Gap::Empty), of),
        Aggregate::Last => found.next_back().map_or(Cell::Gap(Gap::Empty), of),
        Aggregate::Sum | Aggregate::Average => {
            let (mut sum, mut count) = (None, 0_i64);
            for record in found {
                let cell = of(record);
                match cell {
                    // A record not filled in yet adds nothing.
                    Cell::Gap(Gap::Empty) => continue,
                    Cell::Gap(gap) => return Cell::Gap(gap),
                    _ => {}
                }
                count += 1;
                sum = Some(match sum {
                    None => cell,
                    Some(sum) => binary(Operator::Add, sum, cell),
                });
            }
            match (sum, taking.aggregate) {
                (None, Aggregate::Sum) => Cell::Number(Decimal::ZERO),
                (None, _) => Cell::Gap(Gap::Empty),
                (Some(sum), Aggregate::Sum) => sum,
                (Some(sum), _) => binary(Operator::Divide, sum, Cell::Number(count.into())),
            }
        }
        _ => {
            let wanted =
                if taking.aggregate == Aggregate::Least { Ordering::Less } else { Ordering::Greater };
            let mut best = Cell::Gap(Gap::Empty);
            for record in found {
                let cell = of(record);
                match cell {
                    Cell::Gap(Gap::Empty) => {}
                    Cell::Gap(gap) => return Cell::Gap(gap),
                    _ if matches!(best, Cell::Gap(_)) || compare(&cell, &best) == Some(wanted) => best = cell,
                    _ => {}
                }
            }
            best
        }
    }
}

fn evaluate(
    node: &Node,
    sight: &Sight<'_>,
    record: Option<(usize, usize)>,
    taken: &[Cell],
    lots: &mut Lots,
) -> Cell {
    let empty = || Cell::Gap(Gap::Empty);
    match node {
        Node::Constant(cell) => cell.clone(),
        Node::Field(i) => sight.state.cell(*i).cloned().unwrap_or_else(empty),
        Node::Formula(i) => sight.values.formulas.get(*i).cloned().unwrap_or_else(empty),
        Node::Column(i) => record
            .and_then(|(list, at)| sight.state.records(list).get(at)?.cells.get(*i).cloned())
            .unwrap_or_else(empty),
        Node::Computed(i) => record
            .and_then(|(list, at)| sight.values.computed.get(list)?.get(*i)?.get(at).cloned())
            .unwrap_or_else(empty),
        Node::Taken(i) => taken.get(*i).cloned().unwrap_or_else(empty),
        Node::Negative(inner) => match evaluate(inner, sight, record, taken, lots) {
            Cell::Number(number) => Cell::Number(-number),
            Cell::Money(amount) => Cell::Money(-amount),
            Cell::Duration(seconds) => Cell::Duration(-seconds),
            gap @ Cell::Gap(_) => gap,
            _ => empty(),
        },
        Node::Not(inner) => match evaluate(inner, sight, record, taken, lots) {
            Cell::Boolean(yes) => Cell::Boolean(!yes),
            gap @ Cell::Gap(_) => gap,
            _ => empty(),
        },
        Node::Binary(operator, left, right) => {
            let left = evaluate(left, sight, record, taken, lots);
            match (operator, &left) {
                (Operator::And, Cell::Boolean(false)) | (Operator::Or, Cell::Boolean(true)) => left,
                _ => binary(*operator, left, evaluate(right, sight, record, taken, lots)),
            }
        }
        Node::Call(Function::If, all) => match evaluate(&all[0], sight, record, taken, lots) {
            Cell::Boolean(yes) => evaluate(&all[if yes { 1 } else { 2 }], sight, record, taken, lots),
            gap @ Cell::Gap(_) => gap,
            _ => empty(),
        },
        Node::Call(Function::Pick, all) => match lots.draw(all.len()) {
            Some(drawn) => evaluate(&all[drawn], sight, record, taken, lots),
            None => empty(),
        },
        Node::Drawn(list, column) => {
            let drawn = lots.draw(sight.state.records(*list).len());
            drawn
                .and_then(|drawn| sight.state.records(*list).get(drawn)?.cells.get(*column).cloned())
                .unwrap_or_else(empty)
        }
        Node::Call(Function::Random, all) => {
            let ends: Vec<Cell> = all.iter().map(|one| evaluate(one, sight, record, taken, lots)).collect();
            let ends = (
                ends[0].number().and_then(|end| end.to_i64()),
                ends[1].number().and_then(|end| end.to_i64()),
            );
            match ends {
                (Some(low), Some(high)) => {
                    lots.between(low, high).map_or_else(empty, |drawn| Cell::Number(drawn.into()))
                }
                _ => empty(),
            }
        }
        Node::Call(function, all) => {
            let cells: Vec<Cell> = all.iter().map(|one| evaluate(one, sight, record, taken, lots)).collect();
            call(*function, &cells, sight.today)
        }
    }
}
