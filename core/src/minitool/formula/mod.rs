//! The formula language: arithmetic, dates, text, conditions, and sums over lists.
//!
//! `bill * tip / 100`, `if(total >= 100, total - 20, total)`, `sum(expenses, amount, payer == "Ann")`, `days(today(), due)`.
//! Decides what a formula may say and how it is written; what its names stand for is `check`'s, what it comes to `evaluate`'s.
//!
//! Invariants: what is written parses back to the same; nesting and length are bounded; there are no loops but over the records of one list.

mod parse;
mod spoken;
mod write;

use rust_decimal::Decimal;

/// The most characters of one formula.
pub(crate) const MAX_FORMULA_CHARS: usize = 1_000;

/// How deep a formula may nest.
pub(crate) const MAX_DEPTH: usize = 32;

/// A formula, parsed; names are not looked up.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Expr {
    Number(Decimal),
    Text(String),
    Boolean(bool),
    Name(String),
    Negative(Box<Expr>),
    Not(Box<Expr>),
    Binary(Operator, Box<Expr>, Box<Expr>),
    Call(Function, Vec<Expr>),
    /// Something of all records of a list, or of those that a condition holds of.
    Over {
        aggregate: Aggregate,
        list: String,
        of: Option<Box<Expr>>,
        filter: Option<Box<Expr>>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
    Equal,
    Unequal,
    Less,
    AtMost,
    Greater,
    AtLeast,
    And,
    Or,
}

impl Operator {
    pub(crate) fn is_comparison(self) -> bool {
        use Operator::{AtLeast, AtMost, Equal, Greater, Less, Unequal};
        matches!(self, Equal | Unequal | Less | AtMost | Greater | AtLeast)
    }

    fn sign(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Power => "^",
            Self::Equal => "==",
            Self::Unequal => "!=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Greater => ">",
            Self::AtLeast => ">=",
            Self::And => "&&",
            Self::Or => "||",
        }
    }

    /// How tightly it binds; the tightest last.
    fn rank(self) -> u8 {
        match self {
            Self::Or => 1,
            Self::And => 2,
            Self::Add | Self::Subtract => 4,
            Self::Multiply | Self::Divide => 5,
            Self::Power => 7,
            _ => 3,
        }
    }
}

/// What is done with the records of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Aggregate {
    Sum,
    Count,
    Average,
    Least,
    Greatest,
    First,
    Last,
    /// The record at a place, counted from 1: `at(cards, place, front)`; the place is the filter.
    At,
}

const AGGREGATES: [(&str, Aggregate); 8] = [
    ("sum", Aggregate::Sum),
    ("count", Aggregate::Count),
    ("average", Aggregate::Average),
    ("least", Aggregate::Least),
    ("greatest", Aggregate::Greatest),
    ("first", Aggregate::First),
    ("last", Aggregate::Last),
    ("at", Aggregate::At),
];

/// The whitelisted functions, each with the fewest and the most arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Function {
    Abs,
    Round,
    Floor,
    Ceil,
    Sqrt,
    Min,
    Max,
    Mod,
    If,
    IsEmpty,
    /// Days from one day to another.
    Days,
    AddDays,
    AddMonths,
    Today,
    Year,
    Month,
    Day,
    /// 1 Monday to 7 Sunday.
    Weekday,
    /// A duration in hours, and so on.
    Hours,
    Minutes,
    Seconds,
    /// So many seconds as a duration.
    Duration,
    /// A number as a sum of money, and the other way.
    Money,
    Number,
    Text,
    Join,
    /// One of its arguments, or of a list's column, drawn by lot: in actions only.
    Pick,
    /// A whole number from one to another, drawn by lot: in actions only.
    Random,
}

const FUNCTIONS: [(&str, Function, usize, usize); 28] = [
    ("abs", Function::Abs, 1, 1),
    ("round", Function::Round, 1, 2),
    ("floor", Function::Floor, 1, 1),
    ("ceil", Function::Ceil, 1, 1),
    ("sqrt", Function::Sqrt, 1, 1),
    ("min", Function::Min, 1, 12),
    ("max", Function::Max, 1, 12),
    ("mod", Function::Mod, 2, 2),
    ("if", Function::If, 3, 3),
    ("isEmpty", Function::IsEmpty, 1, 1),
    ("days", Function::Days, 2, 2),
    ("addDays", Function::AddDays, 2, 2),
    ("addMonths", Function::AddMonths, 2, 2),
    ("today", Function::Today, 0, 0),
    ("year", Function::Year, 1, 1),
    ("month", Function::Month, 1, 1),
    ("day", Function::Day, 1, 1),
    ("weekday", Function::Weekday, 1, 1),
    ("hours", Function::Hours, 1, 1),
    ("minutes", Function::Minutes, 1, 1),
    ("seconds", Function::Seconds, 1, 1),
    ("duration", Function::Duration, 1, 1),
    ("money", Function::Money, 1, 1),
    ("number", Function::Number, 1, 1),
    ("text", Function::Text, 1, 1),
    ("join", Function::Join, 1, 24),
    ("pick", Function::Pick, 1, 60),
    ("random", Function::Random, 2, 2),
];

impl Function {
    fn row(self) -> &'static (&'static str, Function, usize, usize) {
        FUNCTIONS.iter().find(|row| row.1 == self).unwrap_or(&FUNCTIONS[0])
    }
}

impl Expr {
    /// Parses a formula; the error says what is wrong, and at which character.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        parse::parse(text)
    }

    pub(crate) fn name(name: &str) -> Self {
        Self::Name(name.to_owned())
    }

    pub(crate) fn binary(operator: Operator, left: Self, right: Self) -> Self {
        Self::Binary(operator, Box::new(left), Box::new(right))
    }

    /// Something of a column of all records.
    pub(crate) fn over(aggregate: Aggregate, list: &str, of: Option<Self>, filter: Option<Self>) -> Self {
        Self::Over { aggregate, list: list.to_owned(), of: of.map(Box::new), filter: filter.map(Box::new) }
    }

    /// Calls `visit` with it and everything in it.
    pub(crate) fn walk(&self, visit: &mut dyn FnMut(&Self)) {
        visit(self);
        match self {
            Self::Negative(a) | Self::Not(a) => a.walk(visit),
            Self::Binary(_, a, b) => {
                a.walk(visit);
                b.walk(visit);
            }
            Self::Call(_, all) => all.iter().for_each(|one| one.walk(visit)),
            Self::Over { of, filter, .. } => {
                [of, filter].into_iter().flatten().for_each(|one| one.walk(visit));
            }
            _ => {}
        }
    }

    /// The same with a name standing for something else.
    pub(crate) fn replaced(&self, name: &str, by: &Self) -> Self {
        let inner = |one: &Self| Box::new(one.replaced(name, by));
        match self {
            Self::Name(own) if own == name => by.clone(),
            Self::Negative(a) => Self::Negative(inner(a)),
            Self::Not(a) => Self::Not(inner(a)),
            Self::Binary(operator, a, b) => Self::Binary(*operator, inner(a), inner(b)),
            Self::Call(function, all) => {
                Self::Call(*function, all.iter().map(|one| one.replaced(name, by)).collect())
            }
            Self::Over { aggregate, list, of, filter } => Self::Over {
                aggregate: *aggregate,
                list: list.clone(),
                of: of.as_deref().map(inner),
                filter: filter.as_deref().map(inner),
            },
            other => other.clone(),
        }
    }

    /// The same with something else in the place of a number.
    pub(crate) fn number_replaced(&self, number: Decimal, by: &Self) -> Self {
        let inner = |one: &Self| Box::new(one.number_replaced(number, by));
        match self {
            Self::Number(own) if *own == number => by.clone(),
            Self::Negative(a) => Self::Negative(inner(a)),
            Self::Not(a) => Self::Not(inner(a)),
            Self::Binary(operator, a, b) => Self::Binary(*operator, inner(a), inner(b)),
            Self::Call(function, all) => {
                Self::Call(*function, all.iter().map(|one| one.number_replaced(number, by)).collect())
            }
            Self::Over { aggregate, list, of, filter } => Self::Over {
                aggregate: *aggregate,
                list: list.clone(),
                of: of.as_deref().map(inner),
                filter: filter.as_deref().map(inner),
            },
            other => other.clone(),
        }
    }

    /// Every name in it, lists too.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names = Vec::new();
        self.walk(&mut |one| match one {
            Self::Name(name) | Self::Over { list: name, .. } => names.push(name.clone()),
            _ => {}
        });
        names
    }
}

/// Whether formulas may call something so.
pub(crate) fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| c.is_alphabetic() || c == '_')
        && chars.all(|c| c.is_alphanumeric() || c == '_')
        && text.chars().count() <= 60
        && !["true", "false"].contains(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes_the_same() {
        let rows = [
            ("bill*tip/100", "bill * tip / 100"),
            ("(a + b) / 人数", "(a + b) / 人数"),
            ("a-(b-c)", "a - (b - c)"),
            ("a - b - c", "a - b - c"),
            ("-(a + 1) ^ 2", "-(a + 1) ^ 2"),
            ("if(total >= 100 && !vip, total - 20, total)", "if(total >= 100 && !vip, total - 20, total)"),
            ("sum(expenses, amount, payer == \"Ann\")", "sum(expenses, amount, payer == \"Ann\")"),
            ("count(items)", "count(items)"),
            ("count(items, , done)", "count(items, , done)"),
            ("at(cards, front, place)", "at(cards, front, place)"),
            ("round(a, 2) + 0.50", "round(a, 2) + 0.5"),
            ("\"say \\\"hi\\\"\"", "\"say \\\"hi\\\"\""),
        ];
        for (text, wanted) in rows {
            let read = Expr::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"));
            assert_eq!(read.to_string(), wanted);
            assert_eq!(Expr::parse(wanted).expect("what was written"), read, "{text}");
        }
    }

    #[test]
    fn says_what_is_wrong() {
        let deep = format!("{}1{}", "(".repeat(40), ")".repeat(40));
        let minus = "-".repeat(40) + "1";
        let rows = [
            ("", "ends too early"),
            ("a +", "ends too early"),
            ("a b", "character 3"),
            ("eval(a)", "no such function"),
            ("round()", "takes 1 to 2"),
            ("sum(1, a)", "the name of a list"),
            ("a < b < c", "character 7"),
            ("\"open", "never ends"),
            ("a $ b", "'$'"),
            ("99999999999999999999999999999999", "too large"),
            (deep.as_str(), "nests deeper"),
            (minus.as_str(), "nests deeper"),
        ];
        for (text, wanted) in rows {
            let error = Expr::parse(text).expect_err(text);
            assert!(error.contains(wanted), "{text}: {error}");
        }
    }
}
