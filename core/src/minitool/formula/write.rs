//! A formula as text.
//!
//! Decides spaces and brackets: as few as say the same.

use std::fmt;

use super::{AGGREGATES, Expr};

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write(self, 0, f)
    }
}

fn write(expr: &Expr, least: u8, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match expr {
        Expr::Number(number) if number.is_sign_negative() && least > 0 => {
            write!(f, "({})", number.normalize())
        }
        Expr::Number(number) => write!(f, "{}", number.normalize()),
        Expr::Text(text) => write!(f, "\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
        Expr::Boolean(yes) => write!(f, "{yes}"),
        Expr::Name(name) => f.write_str(name),
        Expr::Negative(inner) | Expr::Not(inner) => {
            let sign = if matches!(expr, Expr::Not(_)) { "!" } else { "-" };
            if least > 6 {
                write!(f, "({sign}")?;
            } else {
                f.write_str(sign)?;
            }
            write(inner, 6, f)?;
            f.write_str(if least > 6 { ")" } else { "" })
        }
        Expr::Binary(operator, left, right) => {
            let rank = operator.rank();
            let is_in = rank < least;
            f.write_str(if is_in { "(" } else { "" })?;
            let is_power = *operator == super::Operator::Power;
            let closed = rank + 1;
            write(left, if is_power || operator.is_comparison() { closed } else { rank }, f)?;
            write!(f, " {} ", operator.sign())?;
            write(right, if is_power { rank } else { closed }, f)?;
            f.write_str(if is_in { ")" } else { "" })
        }
        Expr::Call(function, arguments) => {
            write!(f, "{}(", function.row().0)?;
            for (i, argument) in arguments.iter().enumerate() {
                f.write_str(if i > 0 { ", " } else { "" })?;
                write(argument, 0, f)?;
            }
            f.write_str(")")
        }
        Expr::Over { aggregate, list, of, filter } => {
            let name = AGGREGATES.iter().find(|row| row.1 == *aggregate).map_or("", |row| row.0);
            write!(f, "{name}({list}")?;
            if of.is_some() || filter.is_some() {
                f.write_str(", ")?;
            }
            if let Some(of) = of {
                write(of, 0, f)?;
            }
            if let Some(filter) = filter {
                f.write_str(", ")?;
                write(filter, 0, f)?;
            }
            f.write_str(")")
        }
    }
}
