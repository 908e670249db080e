//! A formula said in words: "体重除以身高的平方", "加起来除以人数再抹零", "bill plus 10 % tip divided by people".
//!
//! Decides how what was said binds. Names stay as they were said, each an [`Expr::Name`] that is no formula's name yet;
//! whoever knows the tool's fields puts those in their place.

use rust_decimal::Decimal;

use super::tokens::{Rounding, Together, Token};
use crate::minitool::formula::{Expr, Function, Operator};

/// The formula that tokens say; nothing where they do not make one.
pub(super) fn formula(tokens: &[Token], chinese: bool) -> Option<Expr> {
    let mut parser = Parser { tokens, at: 0, depth: 0, chinese };
    let found = parser.sequence()?;
    // A number alone is no formula: 三个加起来 names nothing.
    (parser.at == tokens.len() && !matches!(found, Expr::Number(_))).then_some(found)
}

struct Parser<'a> {
    tokens: &'a [Token],
    at: usize,
    depth: usize,
    chinese: bool,
}

/// A value, and whether it is a share that was said as such.
type Value = (Expr, bool);

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    /// Sums, each step after a "then" done to all that stands before it.
    fn sequence(&mut self) -> Option<Expr> {
        let mut value = self.sum()?;
        loop {
            match self.peek() {
                Some(Token::Then | Token::Join) => self.at += 1,
                Some(Token::Operator(Operator::Divide)) => {
                    self.at += 1;
                    let right = self.divisor(&value)?;
                    value = Expr::binary(Operator::Divide, value, right);
                }
                Some(Token::Operator(operator)) => {
                    let operator = *operator;
                    self.at += 1;
                    let right = self.product()?;
                    value = applied(operator, value, right);
                }
                Some(Token::Round(_) | Token::Times(_) | Token::Power(_) | Token::RootOf) => {
                    value = self.behind(value)
                }
                Some(Token::Together(Together::Sum)) => self.at += 1,
                _ => return Some(value),
            }
        }
    }

    /// Products that are added; values that are joined until it is said what is done with them.
    fn sum(&mut self) -> Option<Expr> {
        if let Some(Token::Together(together)) = self.peek() {
            let together = *together;
            self.at += 1;
            let mut all = vec![self.product()?.0];
            while matches!(self.peek(), Some(Token::Join | Token::Then)) && self.begins(self.at + 1) {
                self.at += 1;
                all.push(self.product()?.0);
            }
            return Some(self.behind(folded(together, all)));
        }
        let (mut value, _) = self.product()?;
        let mut joined = Vec::new();
        loop {
            match self.peek() {
                Some(Token::Operator(operator @ (Operator::Add | Operator::Subtract))) => {
                    let operator = *operator;
                    self.at += 1;
                    // "one plus reps divided by 30": a part is added to one.
                    if self.takes_whole() && value != Expr::Number(Decimal::ONE) {
                        // 售价减成本除以售价, "likes plus comments over followers": said from left to right.
                        let right = self.value()?;
                        value = applied(operator, value, right);
                        while let Some(Token::Operator(next @ (Operator::Divide | Operator::Multiply))) =
                            self.peek()
                        {
                            let next = *next;
                            self.at += 1;
                            value = Expr::binary(next, value, self.value()?.0);
                        }
                        continue;
                    }
                    let right = self.product()?;
                    value = applied(operator, value, right);
                }
                Some(Token::Join) if self.begins(self.at + 1) => {
                    self.at += 1;
                    joined.push(value);
                    value = self.product()?.0;
                }
                Some(Token::Together(together)) => {
                    let together = *together;
                    self.at += 1;
                    joined.push(value);
                    value = folded(together, std::mem::take(&mut joined));
                    value = self.behind(value);
                    if let Some(Token::Operator(operator)) = self.peek() {
                        let operator = *operator;
                        self.at += 1;
                        let right = self.product()?;
                        value = applied(operator, value, right);
                    }
                }
                _ if joined.is_empty() => return Some(value),
                // Joined, and nothing was said of what is done with them.
                _ => return None,
            }
        }
    }

    /// Whether a name is added or taken away and the sum then divided by another: no brackets are spoken.
    fn takes_whole(&self) -> bool {
        matches!(
            (self.tokens.get(self.at), self.tokens.get(self.at + 1), self.tokens.get(self.at + 2)),
            (
                Some(Token::Noun(_)),
                Some(Token::Operator(Operator::Divide)),
                Some(Token::Noun(_) | Token::Number(_))
            )
        )
    }

    fn begins(&self, at: usize) -> bool {
        matches!(
            self.tokens.get(at),
            Some(Token::Noun(_) | Token::Number(_) | Token::Share(_) | Token::Open | Token::Root)
        )
    }

    fn product(&mut self) -> Option<Value> {
        let mut value = self.value()?;
        loop {
            match self.peek() {
                Some(Token::Operator(Operator::Multiply)) => {
                    self.at += 1;
                    let (right, _) = self.value()?;
                    let right = self.bracketed(right, |right| *right == Expr::Number(Decimal::ONE))?;
                    value = (Expr::binary(Operator::Multiply, value.0, right), false);
                }
                Some(Token::Operator(Operator::Divide)) => {
                    self.at += 1;
                    let right = self.divisor(&value.0)?;
                    let right = self.bracketed(right, |right| *right == value.0)?;
                    value = (Expr::binary(Operator::Divide, value.0, right), false);
                }
                _ => return Some(value),
            }
        }
    }

    /// "won divided by won plus lost", 乘以1加利率: nothing is divided by itself or multiplied by one, so what is added stands in brackets that nobody speaks.
    fn bracketed(&mut self, right: Expr, is_idle: impl Fn(&Expr) -> bool) -> Option<Expr> {
        let mut right = right;
        let is_alone = is_idle(&right);
        while let Some(Token::Operator(operator @ (Operator::Add | Operator::Subtract))) = self.peek()
            && is_alone
        {
            let operator = *operator;
            self.at += 1;
            let (next, is_share) = self.product()?;
            right = match next {
                // 1加年利率的年数次方: the power is one of the whole.
                Expr::Binary(Operator::Power, rate, power) if right == Expr::Number(Decimal::ONE) => {
                    Expr::binary(Operator::Power, Expr::binary(operator, right, *rate), *power)
                }
                next if is_share => Expr::binary(operator, right, next),
                next => applied(operator, right, (next, false)),
            };
        }
        Some(right)
    }

    /// What something is divided by.
    fn divisor(&mut self, above: &Expr) -> Option<Expr> {
        let (mut right, _) = self.value()?;
        // 除以一减损耗率: one less a share is one.
        if right == Expr::Number(Decimal::ONE)
            && let Some(Token::Operator(operator @ (Operator::Add | Operator::Subtract))) = self.peek()
        {
            let operator = *operator;
            self.at += 1;
            let (share, _) = self.value()?;
            right = Expr::binary(operator, right, share);
        }
        // 除以行距乘株距: names that are multiplied behind "divided by" without a pause are one; 除以26乘天数 goes from left to right.
        while self.chinese
            && matches!(right, Expr::Name(_) | Expr::Binary(Operator::Multiply, ..))
            && matches!(
                (self.peek(), self.tokens.get(self.at + 1)),
                (Some(Token::Operator(Operator::Multiply)), Some(Token::Noun(_)))
            )
        {
            self.at += 1;
            right = Expr::binary(Operator::Multiply, right, self.value()?.0);
        }
        // 目标减凉水,除以热水减凉水: one difference by another of the same.
        if let (
            Expr::Binary(Operator::Subtract, _, taken),
            Some(Token::Operator(Operator::Subtract)),
            Some(Token::Noun(name)),
        ) = (above, self.peek(), self.tokens.get(self.at + 1))
            && **taken == Expr::name(name)
        {
            right = Expr::binary(Operator::Subtract, right, Expr::name(name));
            self.at += 2;
        }
        // "divided by people minus one" at its end.
        if let (
            Some(Token::Operator(operator @ (Operator::Add | Operator::Subtract))),
            Some(Token::Number(one)),
            None,
        ) = (self.peek(), self.tokens.get(self.at + 1), self.tokens.get(self.at + 2))
            && *one == Decimal::ONE
        {
            right = Expr::binary(*operator, right, Expr::Number(*one));
            self.at += 2;
        }
        Some(right)
    }

    fn value(&mut self) -> Option<Value> {
        self.depth += 1;
        if self.depth > 24 {
            return None;
        }
        let token = self.peek()?.clone();
        self.at += 1;
        let found = match token {
            Token::Number(number) => Some((Expr::Number(number), false)),
            Token::Share(share) => match self.peek() {
                // "10 % of the bill", "百分之十的账单".
                Some(Token::Noun(name)) if name.starts_with("of ") || name.starts_with('的') => {
                    let name = Expr::name(name.trim_start_matches("of ").trim_start_matches('的'));
                    self.at += 1;
                    Some((Expr::binary(Operator::Multiply, name, Expr::Number(share)), false))
                }
                _ => Some((Expr::Number(share), true)),
            },
            Token::Noun(name) => {
                let value = Expr::name(&name);
                match self.peek() {
                    // 总额的10%.
                    Some(Token::Share(share)) => {
                        let share = Expr::Number(*share);
                        self.at += 1;
                        Some((Expr::binary(Operator::Multiply, value, share), false))
                    }
                    _ => Some((value, false)),
                }
            }
            Token::Open => {
                let inner = self.sequence()?;
                matches!(self.peek(), Some(Token::Close)).then(|| self.at += 1)?;
                Some((inner, false))
            }
            Token::Root => {
                let inner = self.sum()?;
                Some((Expr::Call(Function::Sqrt, vec![inner]), false))
            }
            _ => None,
        };
        self.depth -= 1;
        let (value, is_share) = found?;
        let mut value = value;
        if self.peek() == Some(&Token::Operator(Operator::Power)) {
            self.at += 1;
            let (power, _) = self.value()?;
            value = Expr::binary(Operator::Power, value, power);
        }
        while let Some(Token::Power(power)) = self.peek() {
            value = Expr::binary(Operator::Power, value, Expr::Number(Decimal::from(*power)));
            self.at += 1;
        }
        Some((value, is_share))
    }

    /// What is done to a value by words behind it.
    fn behind(&mut self, mut value: Expr) -> Expr {
        loop {
            value = match self.peek() {
                Some(Token::Round(rounding)) => rounded(value, *rounding),
                Some(Token::Times(share)) => Expr::binary(Operator::Multiply, value, Expr::Number(*share)),
                Some(Token::Power(power)) => {
                    Expr::binary(Operator::Power, value, Expr::Number(Decimal::from(*power)))
                }
                Some(Token::RootOf) => Expr::Call(Function::Sqrt, vec![value]),
                _ => return value,
            };
            self.at += 1;
        }
    }
}

pub(super) fn rounded(value: Expr, rounding: Rounding) -> Expr {
    match rounding {
        Rounding::Down => Expr::Call(Function::Floor, vec![value]),
        Rounding::Up => Expr::Call(Function::Ceil, vec![value]),
        Rounding::Places(0) => Expr::Call(Function::Round, vec![value]),
        Rounding::Places(places) => {
            Expr::Call(Function::Round, vec![value, Expr::Number(Decimal::from(places))])
        }
        Rounding::To(step) | Rounding::UpTo(step) => {
            let function = if matches!(rounding, Rounding::To(_)) { Function::Round } else { Function::Ceil };
            let step = Expr::Number(step.normalize());
            let count = Expr::Call(function, vec![Expr::binary(Operator::Divide, value, step.clone())]);
            Expr::binary(Operator::Multiply, count, step)
        }
    }
}

/// A share that is added or taken away is one of what stands before it: "plus 10 %", 减百分之五.
fn applied(operator: Operator, left: Expr, (right, is_share): Value) -> Expr {
    match (operator, is_share, &right) {
        (Operator::Add, true, Expr::Number(share)) => {
            Expr::binary(Operator::Multiply, left, Expr::Number(Decimal::ONE + share))
        }
        (Operator::Subtract, true, Expr::Number(share)) => {
            Expr::binary(Operator::Multiply, left, Expr::Number(Decimal::ONE - share))
        }
        _ => Expr::binary(operator, left, right),
    }
}

fn folded(together: Together, all: Vec<Expr>) -> Expr {
    let count = all.len();
    let by = |operator: Operator, all: Vec<Expr>| {
        all.into_iter()
            .reduce(|left, right| Expr::binary(operator, left, right))
            .unwrap_or(Expr::Number(Decimal::ZERO))
    };
    match together {
        Together::Sum => by(Operator::Add, all),
        Together::Product => by(Operator::Multiply, all),
        Together::Difference => by(Operator::Subtract, all),
        Together::Average => {
            Expr::binary(Operator::Divide, by(Operator::Add, all), Expr::Number(Decimal::from(count)))
        }
    }
}
