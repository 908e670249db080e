//! What a formula comes to: a number, a sum, text, a day, yes or no, a length of time.
//!
//! Decides which types meet. Numbers and sums mix, as people mix them; days are counted by functions alone.

use std::collections::BTreeMap;

use super::check::is_nested;
use super::formula::{Aggregate, Expr, Function, Operator};
use super::spec::{Field, FieldType, MiniTool};

/// What a formula comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    Number,
    Money,
    Text,
    Date,
    Boolean,
    Duration,
}

impl Type {
    pub(crate) fn of_field(kind: FieldType) -> Option<Self> {
        Some(match kind {
            FieldType::Number => Self::Number,
            FieldType::Money => Self::Money,
            FieldType::Text | FieldType::Choice => Self::Text,
            FieldType::Date => Self::Date,
            FieldType::Toggle => Self::Boolean,
            FieldType::Duration => Self::Duration,
            FieldType::List => return None,
        })
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Number => "a number",
            Self::Money => "a sum",
            Self::Text => "text",
            Self::Date => "a day",
            Self::Boolean => "yes or no",
            Self::Duration => "a duration",
        }
    }

    fn is_amount(self) -> bool {
        matches!(self, Self::Number | Self::Money)
    }

    fn is_counted(self) -> bool {
        self.is_amount() || self == Self::Duration
    }

    /// Whether it may stand where another is wanted: numbers, sums and seconds pass for one another.
    pub(crate) fn fits(self, wanted: Self) -> bool {
        self == wanted || (self.is_counted() && wanted.is_counted())
    }
}

/// What names stand for.
pub(crate) struct Known<'a> {
    pub tool: &'a MiniTool,
    pub types: &'a BTreeMap<String, Type>,
}

/// The type of a formula for the whole tool, or for a record of a list; the error says what does not meet.
pub(crate) fn type_of(
    expr: &Expr,
    list: Option<&Field>,
    may_draw: bool,
    known: &Known<'_>,
) -> Result<Type, String> {
    if is_nested(expr) {
        return Err("takes records within records".to_owned());
    }
    Typing { list, may_draw, known }.of(expr)
}

struct Typing<'a> {
    list: Option<&'a Field>,
    may_draw: bool,
    known: &'a Known<'a>,
}

impl Typing<'_> {
    fn of(&self, expr: &Expr) -> Result<Type, String> {
        match expr {
            Expr::Number(_) => Ok(Type::Number),
            Expr::Text(_) => Ok(Type::Text),
            Expr::Boolean(_) => Ok(Type::Boolean),
            Expr::Name(name) => self.named(name),
            Expr::Negative(inner) => match self.of(inner)? {
                own if own.is_counted() => Ok(own),
                own => Err(format!("less {}", own.name())),
            },
            Expr::Not(inner) => self.wanted(inner, Type::Boolean),
            Expr::Binary(operator, left, right) => self.binary(*operator, self.of(left)?, self.of(right)?),
            Expr::Call(function, arguments) => self.call(*function, arguments),
            Expr::Over { aggregate, list, of, filter } => {
                self.over(*aggregate, list, of.as_deref(), filter.as_deref())
            }
        }
    }

    fn wanted(&self, expr: &Expr, wanted: Type) -> Result<Type, String> {
        let found = self.of(expr)?;
        if found.fits(wanted) {
            Ok(wanted)
        } else {
            Err(format!("{} where {} is wanted", found.name(), wanted.name()))
        }
    }

    fn named(&self, name: &str) -> Result<Type, String> {
        let of_list = |list: &Field| {
            list.columns.iter().any(|own| own.name == name)
                || list.computed.iter().any(|own| own.name == name)
        };
        let own = self.known.types.get(name).copied().ok_or_else(|| "names what there is not".to_owned())?;
        let other = self.known.tool.state.iter().find(|list| of_list(list));
        match (other, self.list) {
            (Some(other), Some(list)) if other.name == list.name => Ok(own),
            (Some(_), _) => Err("names a column: sum, average, last … say of which records".to_owned()),
            _ => Ok(own),
        }
    }

    fn binary(&self, operator: Operator, left: Type, right: Type) -> Result<Type, String> {
        use Operator::{Add, And, Divide, Multiply, Or, Power, Subtract};
        use Type::{Boolean, Date, Duration, Money, Number, Text};
        let either = if left == Money || right == Money { Money } else { Number };
        let found = match operator {
            And | Or => (left == Boolean && right == Boolean).then_some(Boolean),
            Add | Subtract if left == Duration || right == Duration => {
                (left.is_counted() && right.is_counted()).then_some(Duration)
            }
            Add if left == Text || right == Text => Some(Text),
            Add | Subtract => (left.is_amount() && right.is_amount()).then_some(either),
            Multiply if left == Duration || right == Duration => {
                (left.is_counted() && right.is_counted()).then_some(Duration)
            }
            Multiply => (left.is_amount() && right.is_amount()).then_some(either),
            Divide => match (left, right) {
                (Duration, Duration) | (Money, Money) => Some(Number),
                (Duration, Number | Money) => Some(Duration),
                (Number | Money, Duration) => Some(left),
                (left, right) => (left.is_amount() && right.is_amount()).then_some(left),
            },
            Power => (left.is_amount() && right.is_amount()).then_some(left),
            comparison if comparison.is_comparison() => {
                let alike = left == right && !(left == Date && right != Date);
                (alike || left.fits(right)).then_some(Boolean)
            }
            _ => None,
        };
        found.ok_or_else(|| format!("{} and {} do not meet", left.name(), right.name()))
    }

    fn call(&self, function: Function, arguments: &[Expr]) -> Result<Type, String> {
        use Function::{
            Abs, AddDays, AddMonths, Ceil, Day, Days, Duration, Floor, Hours, If, IsEmpty, Join, Max, Min,
            Minutes, Mod, Money, Month, Number, Pick, Random, Round, Seconds, Sqrt, Text, Today, Weekday,
            Year,
        };
        let first = || self.of(&arguments[0]);
        match function {
            Abs | Floor | Ceil | Round | Sqrt | Mod => {
                arguments.iter().skip(1).try_for_each(|one| self.wanted(one, Type::Number).map(|_| ()))?;
                let own = first()?;
                if own.is_counted() { Ok(own) } else { Err(format!("{} is no number", own.name())) }
            }
            Min | Max => {
                let mut own = first()?;
                for one in &arguments[1..] {
                    let next = self.of(one)?;
                    if !next.fits(own) {
                        return Err(format!("{} and {} do not meet", own.name(), next.name()));
                    }
                    if own == Type::Number {
                        own = next;
                    }
                }
                Ok(own)
            }
            If => {
                self.wanted(&arguments[0], Type::Boolean)?;
                let (a, b) = (self.of(&arguments[1])?, self.of(&arguments[2])?);
                match (a, b) {
                    (a, b) if a == b => Ok(a),
                    (Type::Number, b) if b.is_counted() => Ok(b),
                    (a, b) if a.fits(b) => Ok(a),
                    (a, b) => Err(format!("{} and {} do not meet", a.name(), b.name())),
                }
            }
            IsEmpty => first().map(|_| Type::Boolean),
            Days => {
                self.wanted(&arguments[0], Type::Date)?;
                self.wanted(&arguments[1], Type::Date)?;
                Ok(Type::Number)
            }
            AddDays | AddMonths => {
                self.wanted(&arguments[0], Type::Date)?;
                self.wanted(&arguments[1], Type::Number)?;
                Ok(Type::Date)
            }
            Today => Ok(Type::Date),
            Year | Month | Day | Weekday => self.wanted(&arguments[0], Type::Date).map(|_| Type::Number),
            Hours | Minutes | Seconds => self.wanted(&arguments[0], Type::Duration).map(|_| Type::Number),
            Duration => self.wanted(&arguments[0], Type::Number).map(|_| Type::Duration),
            Money => self.wanted(&arguments[0], Type::Number).map(|_| Type::Money),
            Number => self.wanted(&arguments[0], Type::Number).map(|_| Type::Number),
            Text => first().map(|_| Type::Text),
            Join => arguments.iter().try_for_each(|one| self.of(one).map(|_| ())).map(|()| Type::Text),
            Pick | Random if !self.may_draw => Err("lots are drawn by a button alone".to_owned()),
            Random => {
                self.wanted(&arguments[0], Type::Number)?;
                self.wanted(&arguments[1], Type::Number)
            }
            Pick => match &arguments[0] {
                Expr::Name(name) if arguments.len() == 1 => {
                    let found = self
                        .known
                        .tool
                        .state
                        .iter()
                        .find_map(|list| list.columns.iter().find(|column| column.name == *name));
                    found
                        .and_then(|column| Type::of_field(column.kind))
                        .ok_or_else(|| "pick takes a list's column, or what to pick from".to_owned())
                }
                _ => {
                    let own = first()?;
                    arguments.iter().skip(1).try_for_each(|one| self.wanted(one, own).map(|_| ()))?;
                    Ok(own)
                }
            },
        }
    }

    fn over(
        &self,
        aggregate: Aggregate,
        list: &str,
        of: Option<&Expr>,
        filter: Option<&Expr>,
    ) -> Result<Type, String> {
        let found = self.known.tool.state.iter().find(|own| own.name == list && own.kind == FieldType::List);
        let found = found.ok_or_else(|| "there is no such list".to_owned())?;
        let within = Typing { list: Some(found), may_draw: false, known: self.known };
        let own = of.map(|of| within.of(of)).transpose()?;
        match (aggregate, filter) {
            (Aggregate::At, Some(place)) => self.wanted(place, Type::Number).map(|_| ())?,
            (_, Some(filter)) => within.wanted(filter, Type::Boolean).map(|_| ())?,
            (_, None) => {}
        }
        match (aggregate, own) {
            (Aggregate::Count, _) => Ok(Type::Number),
            (Aggregate::First | Aggregate::Last | Aggregate::At, Some(own)) => Ok(own),
            (Aggregate::Least | Aggregate::Greatest, Some(Type::Date)) => Ok(Type::Date),
            (_, Some(own)) if own.is_counted() => Ok(own),
            (_, Some(own)) => Err(format!("{} can't be added up", own.name())),
            (_, None) => Err("of which column?".to_owned()),
        }
    }
}
