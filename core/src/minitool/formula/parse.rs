//! From the text of a formula to what it says.
//!
//! Decides the grammar; whether names exist and types agree is not looked at here.

use rust_decimal::Decimal;

use super::{AGGREGATES, Aggregate, Expr, FUNCTIONS, MAX_DEPTH, MAX_FORMULA_CHARS, Operator};

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Number(Decimal),
    Text(String),
    Name(String),
    Sign(&'static str),
}

const SIGNS: [&str; 19] =
    ["&&", "||", "==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "^", "!", "(", ")", ",", "×", "÷"];

pub(super) fn parse(text: &str) -> Result<Expr, String> {
    let chars: Vec<char> = text.chars().collect();
    if chars.len() > MAX_FORMULA_CHARS {
        return Err(format!("longer than {MAX_FORMULA_CHARS} characters"));
    }
    let tokens = tokens(&chars)?;
    let mut parser = Parser { tokens: &tokens, at: 0 };
    let expr = parser.binary(1, 0)?;
    match tokens.get(parser.at) {
        None => Ok(expr),
        Some((_, at)) => Err(format!("unexpected at character {}", at + 1)),
    }
}

fn tokens(chars: &[char]) -> Result<Vec<(Token, usize)>, String> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        let start = at;
        let run = |from: usize, is_in: &dyn Fn(char) -> bool| {
            chars[from..].iter().position(|c| !is_in(*c)).map_or(chars.len(), |end| from + end)
        };
        if c.is_whitespace() {
            at += 1;
        } else if c.is_ascii_digit() {
            at = run(at, &|c| c.is_ascii_digit() || c == '.');
            let text: String = chars[start..at].iter().collect();
            let number =
                text.parse().map_err(|_| format!("too large, or no number, at character {}", start + 1))?;
            found.push((Token::Number(number), start));
        } else if c.is_alphabetic() || c == '_' {
            at = run(at, &|c| c.is_alphanumeric() || c == '_');
            found.push((Token::Name(chars[start..at].iter().collect()), start));
        } else if c == '"' {
            let mut text = String::new();
            at += 1;
            loop {
                match (chars.get(at), chars.get(at + 1)) {
                    (Some('\\'), Some(next)) => {
                        text.push(*next);
                        at += 2;
                    }
                    (Some('"'), _) => break,
                    (Some(c), _) => {
                        text.push(*c);
                        at += 1;
                    }
                    (None, _) => return Err(format!("a text never ends, from character {}", start + 1)),
                }
            }
            at += 1;
            found.push((Token::Text(text), start));
        } else {
            let sign = SIGNS
                .iter()
                .find(|sign| chars[at..].iter().copied().take(sign.chars().count()).eq(sign.chars()));
            let sign = sign.ok_or_else(|| format!("{c:?} means nothing, at character {}", start + 1))?;
            at += sign.chars().count();
            let sign = match *sign {
                "×" => "*",
                "÷" => "/",
                sign => sign,
            };
            found.push((Token::Sign(sign), start));
        }
    }
    Ok(found)
}

struct Parser<'a> {
    tokens: &'a [(Token, usize)],
    at: usize,
}

impl Parser<'_> {
    fn sign(&mut self, sign: &str) -> bool {
        let is_it = matches!(self.tokens.get(self.at), Some((Token::Sign(own), _)) if *own == sign);
        self.at += usize::from(is_it);
        is_it
    }

    fn wanted(&mut self, sign: &str) -> Result<(), String> {
        if self.sign(sign) { Ok(()) } else { Err(format!("{sign:?} is missing {}", self.place())) }
    }

    fn place(&self) -> String {
        match self.tokens.get(self.at) {
            Some((_, at)) => format!("at character {}", at + 1),
            None => "at the end".to_owned(),
        }
    }

    fn operator(&self, least: u8) -> Option<Operator> {
        use Operator::{
            Add, And, AtLeast, AtMost, Divide, Equal, Greater, Less, Multiply, Or, Power, Subtract, Unequal,
        };
        let Some((Token::Sign(sign), _)) = self.tokens.get(self.at) else { return None };
        let all =
            [Add, Subtract, Multiply, Divide, Power, Equal, Unequal, Less, AtMost, Greater, AtLeast, And, Or];
        all.into_iter().find(|one| one.sign() == *sign && one.rank() >= least)
    }

    /// Operators of a rank and above, by precedence climbing.
    fn binary(&mut self, least: u8, depth: usize) -> Result<Expr, String> {
        let mut left = self.unary(depth)?;
        while let Some(operator) = self.operator(least) {
            self.at += 1;
            // A power binds to the right; a comparison is not compared again.
            let next = if operator == Operator::Power { operator.rank() } else { operator.rank() + 1 };
            let right = self.binary(next, depth + 1)?;
            left = Expr::binary(operator, left, right);
            if operator.is_comparison() && self.operator(operator.rank()).is_some_and(Operator::is_comparison)
            {
                return Err(format!("unexpected {}", self.place()));
            }
        }
        Ok(left)
    }

    fn unary(&mut self, depth: usize) -> Result<Expr, String> {
        if depth > MAX_DEPTH {
            return Err(format!("nests deeper than {MAX_DEPTH}"));
        }
        if self.sign("-") {
            return Ok(Expr::Negative(Box::new(self.binary(6, depth + 1)?)));
        }
        if self.sign("!") {
            return Ok(Expr::Not(Box::new(self.binary(6, depth + 1)?)));
        }
        if self.sign("(") {
            let inner = self.binary(1, depth + 1)?;
            self.wanted(")")?;
            return Ok(inner);
        }
        let Some((token, _)) = self.tokens.get(self.at) else { return Err("ends too early".to_owned()) };
        let place = self.place();
        self.at += 1;
        match token {
            Token::Number(number) => Ok(Expr::Number(number.normalize())),
            Token::Text(text) => Ok(Expr::Text(text.clone())),
            Token::Name(name) if name == "true" || name == "false" => Ok(Expr::Boolean(name == "true")),
            Token::Name(name) if self.sign("(") => self.call(name, depth + 1),
            Token::Name(name) => Ok(Expr::Name(name.clone())),
            Token::Sign(_) => Err(format!("unexpected {place}")),
        }
    }

    /// The arguments of a function; an empty one is kept as such.
    fn arguments(&mut self, depth: usize) -> Result<Vec<Option<Expr>>, String> {
        let mut found = Vec::new();
        if self.sign(")") {
            return Ok(found);
        }
        loop {
            let is_empty = matches!(self.tokens.get(self.at), Some((Token::Sign(","), _)));
            found.push(if is_empty { None } else { Some(self.binary(1, depth)?) });
            if !self.sign(",") {
                self.wanted(")")?;
                return Ok(found);
            }
        }
    }

    fn call(&mut self, name: &str, depth: usize) -> Result<Expr, String> {
        if let Some((_, aggregate)) = AGGREGATES.iter().find(|row| row.0 == name) {
            return self.over(name, *aggregate, depth);
        }
        let Some((_, function, least, most)) = FUNCTIONS.iter().find(|row| row.0 == name) else {
            return Err(format!("there is no such function, before {}", self.place()));
        };
        let arguments: Option<Vec<Expr>> = self.arguments(depth)?.into_iter().collect();
        match arguments {
            Some(all) if (*least..=*most).contains(&all.len()) => Ok(Expr::Call(*function, all)),
            Some(_) if least == most => Err(format!("{name} takes {least} arguments")),
            Some(_) => Err(format!("{name} takes {least} to {most} arguments")),
            None => Err(format!("an argument of {name} is empty")),
        }
    }

    fn over(&mut self, name: &str, aggregate: Aggregate, depth: usize) -> Result<Expr, String> {
        let mut arguments = self.arguments(depth)?.into_iter();
        let Some(Some(Expr::Name(list))) = arguments.next() else {
            return Err(format!("{name} takes the name of a list first"));
        };
        let (of, filter) = (arguments.next().flatten(), arguments.next().flatten());
        if arguments.next().is_some() {
            return Err(format!("{name} takes at most 3 arguments"));
        }
        if of.is_none() && aggregate != Aggregate::Count {
            return Err(format!("{name} takes a column second"));
        }
        if filter.is_none() && aggregate == Aggregate::At {
            return Err(format!("{name} takes a place third"));
        }
        Ok(Expr::over(aggregate, &list, of, filter))
    }
}
