//! The closed expression language of conditions and checks.
//!
//! Paths, literals, `== != < <= > >= in && || !`, `.length`, and money or date comparison; no calls, no loops.
//! Decides what a predicate means; which values stand behind its paths is the caller's.
//!
//! Invariant: an unknown path makes a comparison unknown, and unknown never counts as passed.
//! A comparison over a `constraint.` or an optional argument that was not given is skipped.

use serde_json::Value as Json;

/// How a predicate turned out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It holds.
    Passed,
    /// It does not hold.
    Failed,
    /// A path leads nowhere.
    Unknown,
    /// It is about a wish that was not made.
    Skipped,
}

/// A parsed predicate.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Predicate {
    Any(Vec<Predicate>),
    All(Vec<Predicate>),
    Not(Box<Predicate>),
    Compare(Operand, Comparison, Operand),
    Truth(Operand),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    Equal,
    Unequal,
    Less,
    AtMost,
    Greater,
    AtLeast,
    In,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Operand {
    Path(Vec<String>),
    Literal(Json),
}

/// What a path leads to.
pub(crate) enum Looked {
    Value(Json),
    Missing,
    NotGiven,
}

const MAX_DEPTH: usize = 16;

impl Predicate {
    /// Parses a predicate; the error says what is wrong at which character.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let tokens = tokens(text)?;
        let mut parser = Parser { tokens: &tokens, at: 0 };
        let predicate = parser.any(0)?;
        if parser.at < tokens.len() {
            return Err(format!("unexpected {:?}", tokens[parser.at]));
        }
        Ok(predicate)
    }

    /// Every path in it.
    pub(crate) fn paths(&self) -> Vec<&[String]> {
        match self {
            Self::Any(all) | Self::All(all) => all.iter().flat_map(Self::paths).collect(),
            Self::Not(inner) => inner.paths(),
            Self::Compare(a, _, b) => [a, b].into_iter().filter_map(Operand::path).collect(),
            Self::Truth(a) => a.path().into_iter().collect(),
        }
    }

    /// Whether it holds only where a path, and something of the output, are equal.
    pub(crate) fn holds_to_output(&self, path: &[&str]) -> bool {
        let is_it = |operand: &Operand| operand.path().is_some_and(|own| own == path);
        let is_output =
            |operand: &Operand| operand.path().is_some_and(|own| own.len() > 1 && own[0] == "output");
        match self {
            Self::Compare(a, Comparison::Equal, b) => is_it(a) && is_output(b) || is_output(a) && is_it(b),
            Self::All(all) => all.iter().any(|one| one.holds_to_output(path)),
            _ => false,
        }
    }

    /// Evaluates it over what `look` finds behind each path.
    pub(crate) fn evaluate(&self, look: &dyn Fn(&[String]) -> Looked) -> Outcome {
        match self {
            Self::All(all) => {
                let outcomes: Vec<Outcome> = all.iter().map(|p| p.evaluate(look)).collect();
                fold(&outcomes, Outcome::Failed, Outcome::Passed)
            }
            Self::Any(all) => {
                let outcomes: Vec<Outcome> = all.iter().map(|p| p.evaluate(look)).collect();
                fold(&outcomes, Outcome::Passed, Outcome::Failed)
            }
            Self::Not(inner) => match inner.evaluate(look) {
                Outcome::Passed => Outcome::Failed,
                Outcome::Failed => Outcome::Passed,
                other => other,
            },
            Self::Truth(operand) => match operand.value(look) {
                Looked::Value(Json::Bool(yes)) => passed(yes),
                Looked::NotGiven => Outcome::Skipped,
                _ => Outcome::Unknown,
            },
            Self::Compare(a, comparison, b) => match (a.value(look), b.value(look)) {
                (Looked::NotGiven, _) | (_, Looked::NotGiven) => Outcome::Skipped,
                (Looked::Value(a), Looked::Value(b)) => {
                    compare(&a, *comparison, &b).map_or(Outcome::Unknown, passed)
                }
                _ => Outcome::Unknown,
            },
        }
    }
}

/// `decisive` wins; otherwise anything unknown makes the whole unknown; all skipped is skipped.
fn fold(outcomes: &[Outcome], decisive: Outcome, otherwise: Outcome) -> Outcome {
    if outcomes.contains(&decisive) {
        decisive
    } else if outcomes.contains(&Outcome::Unknown) {
        Outcome::Unknown
    } else if outcomes.iter().all(|outcome| *outcome == Outcome::Skipped) {
        Outcome::Skipped
    } else {
        otherwise
    }
}

fn passed(yes: bool) -> Outcome {
    if yes { Outcome::Passed } else { Outcome::Failed }
}

impl Operand {
    fn path(&self) -> Option<&[String]> {
        match self {
            Self::Path(path) => Some(path),
            Self::Literal(_) => None,
        }
    }

    fn value(&self, look: &dyn Fn(&[String]) -> Looked) -> Looked {
        match self {
            Self::Literal(value) => Looked::Value(value.clone()),
            Self::Path(path) => look(path),
        }
    }
}

/// The door for the fuzzer: a condition's text over any value; says whether it was read at all.
#[cfg(fuzzing)]
pub fn fuzz_predicate(text: &str, value: &Json) -> bool {
    let Ok(predicate) = Predicate::parse(text) else { return false };
    let look = |path: &[String]| match path.split_first() {
        Some((first, _)) if first == "constraint" => Looked::NotGiven,
        Some((_, rest)) => {
            follow(value, rest).map_or(Looked::Missing, |found| Looked::Value(found.into_owned()))
        }
        None => unreachable!("a path has a step"),
    };
    assert_eq!(predicate.evaluate(&look), predicate.evaluate(&look), "it says the same each time");
    assert!(predicate.paths().iter().all(|path| !path.is_empty()));
    true
}

/// Follows a path into JSON; `.length` counts a list or the characters of a text.
pub(crate) fn follow<'a>(value: &'a Json, path: &[String]) -> Option<std::borrow::Cow<'a, Json>> {
    use std::borrow::Cow;
    let mut here = value;
    for (i, step) in path.iter().enumerate() {
        if step == "length" && i + 1 == path.len() {
            return match here {
                Json::Array(list) => Some(Cow::Owned(list.len().into())),
                Json::String(text) => Some(Cow::Owned(text.chars().count().into())),
                _ => None,
            };
        }
        here = match here {
            Json::Array(list) => list.get(step.parse::<usize>().ok()?)?,
            other => other.get(step)?,
        };
    }
    Some(Cow::Borrowed(here))
}

fn compare(a: &Json, comparison: Comparison, b: &Json) -> Option<bool> {
    use std::cmp::Ordering;
    if comparison == Comparison::In {
        return b.as_array().map(|list| list.contains(a));
    }
    let order = match (a, b) {
        (Json::Number(x), Json::Number(y)) => x.as_f64()?.partial_cmp(&y.as_f64()?),
        // ISO dates and times order as text.
        (Json::String(x), Json::String(y)) => Some(x.cmp(y)),
        (Json::Object(x), Json::Object(y)) if x.contains_key("amount") && y.contains_key("amount") => {
            // Sums of different currencies cannot be compared.
            (x.get("currency") == y.get("currency")).then_some(())?;
            x.get("amount")?.as_i64()?.partial_cmp(&y.get("amount")?.as_i64()?)
        }
        _ => None,
    };
    match comparison {
        Comparison::Equal => Some(order.map_or(a == b, Ordering::is_eq)),
        Comparison::Unequal => Some(!order.map_or(a == b, Ordering::is_eq)),
        Comparison::Less => order.map(Ordering::is_lt),
        Comparison::AtMost => order.map(Ordering::is_le),
        Comparison::Greater => order.map(Ordering::is_gt),
        Comparison::AtLeast => order.map(Ordering::is_ge),
        Comparison::In => None,
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Symbol(&'static str),
    Operand(Operand),
}

const SYMBOLS: &[&str] = &["==", "!=", "<=", ">=", "&&", "||", "<", ">", "!", "(", ")", "[", "]", ","];

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    if text.len() > 500 {
        return Err("longer than 500 bytes".to_owned());
    }
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        if let Some(symbol) = SYMBOLS.iter().find(|symbol| rest.starts_with(**symbol)) {
            tokens.push(Token::Symbol(symbol));
            rest = &rest[symbol.len()..];
        } else if first == '"' || first == '\'' {
            let end = rest[1..].find(first).ok_or("a text without its closing quote")?;
            tokens.push(Token::Operand(Operand::Literal(Json::String(rest[1..=end].to_owned()))));
            rest = &rest[end + 2..];
        } else if first.is_ascii_digit() || first == '-' {
            let end =
                rest[1..].find(|c: char| !c.is_ascii_digit() && c != '.').map_or(rest.len(), |end| end + 1);
            let number =
                serde_json::from_str(&rest[..end]).map_err(|_| format!("{:?} is no number", &rest[..end]))?;
            tokens.push(Token::Operand(Operand::Literal(number)));
            rest = &rest[end..];
        } else if first.is_ascii_alphabetic() || first == '_' {
            let end =
                rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '.' && c != '_').unwrap_or(rest.len());
            tokens.push(match &rest[..end] {
                "in" => Token::Symbol("in"),
                "true" => Token::Operand(Operand::Literal(Json::Bool(true))),
                "false" => Token::Operand(Operand::Literal(Json::Bool(false))),
                "null" => Token::Operand(Operand::Literal(Json::Null)),
                path => Token::Operand(Operand::Path(path.split('.').map(str::to_owned).collect())),
            });
            rest = &rest[end..];
        } else {
            return Err(format!("unexpected {first:?} at byte {}", text.len() - rest.len()));
        }
        rest = rest.trim_start();
    }
    Ok(tokens)
}

struct Parser<'a> {
    tokens: &'a [Token],
    at: usize,
}

impl Parser<'_> {
    fn take(&mut self, symbol: &str) -> bool {
        let found = matches!(self.tokens.get(self.at), Some(Token::Symbol(s)) if *s == symbol);
        self.at += usize::from(found);
        found
    }

    fn any(&mut self, depth: usize) -> Result<Predicate, String> {
        let mut all = vec![self.all(depth)?];
        while self.take("||") {
            all.push(self.all(depth)?);
        }
        Ok(if all.len() == 1 { all.remove(0) } else { Predicate::Any(all) })
    }

    fn all(&mut self, depth: usize) -> Result<Predicate, String> {
        let mut all = vec![self.one(depth)?];
        while self.take("&&") {
            all.push(self.one(depth)?);
        }
        Ok(if all.len() == 1 { all.remove(0) } else { Predicate::All(all) })
    }

    fn one(&mut self, depth: usize) -> Result<Predicate, String> {
        if depth > MAX_DEPTH {
            return Err(format!("nested deeper than {MAX_DEPTH}"));
        }
        if self.take("!") {
            return Ok(Predicate::Not(Box::new(self.one(depth + 1)?)));
        }
        if self.take("(") {
            let inner = self.any(depth + 1)?;
            return if self.take(")") { Ok(inner) } else { Err("a missing )".to_owned()) };
        }
        let left = self.operand()?;
        let comparisons = [
            ("==", Comparison::Equal),
            ("!=", Comparison::Unequal),
            ("<=", Comparison::AtMost),
            (">=", Comparison::AtLeast),
            ("<", Comparison::Less),
            (">", Comparison::Greater),
            ("in", Comparison::In),
        ];
        for (symbol, comparison) in comparisons {
            if self.take(symbol) {
                return Ok(Predicate::Compare(left, comparison, self.operand()?));
            }
        }
        Ok(Predicate::Truth(left))
    }

    fn operand(&mut self) -> Result<Operand, String> {
        if self.take("[") {
            let mut list = Vec::new();
            while !self.take("]") {
                match self.operand()? {
                    Operand::Literal(value) => list.push(value),
                    Operand::Path(_) => return Err("a path in a list".to_owned()),
                }
                if !self.take(",") && !matches!(self.tokens.get(self.at), Some(Token::Symbol("]"))) {
                    return Err("a missing ]".to_owned());
                }
            }
            return Ok(Operand::Literal(Json::Array(list)));
        }
        match self.tokens.get(self.at) {
            Some(Token::Operand(operand)) => {
                self.at += 1;
                Ok(operand.clone())
            }
            Some(Token::Symbol(symbol)) => Err(format!("unexpected {symbol:?}")),
            None => Err("it ends too soon".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn predicates_mean_what_they_say() {
        let world = json!({
            "output": {"items": [1, 2], "total": {"amount": 1500, "currency": "CNY"}, "sugar": "none", "open": true},
            "args": {"sugar": "none"},
        });
        let look = |path: &[String]| match follow(&world, path) {
            Some(value) => Looked::Value(value.into_owned()),
            None if path[0] == "constraint" => Looked::NotGiven,
            None => Looked::Missing,
        };
        let rows = [
            ("output.items.length == 2", Outcome::Passed),
            ("output.sugar == args.sugar && output.open", Outcome::Passed),
            ("output.sugar != 'none'", Outcome::Failed),
            ("output.total <= constraint.budget", Outcome::Skipped),
            ("output.nothing == 1", Outcome::Unknown),
            ("output.nothing == 1 || output.open", Outcome::Passed),
            ("!(output.items.length > 5)", Outcome::Passed),
            ("output.sugar in ['none', 'less']", Outcome::Passed),
            ("output.total > output.items", Outcome::Unknown),
        ];
        for (text, want) in rows {
            let predicate = Predicate::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"));
            assert_eq!(predicate.evaluate(&look), want, "predicate: {text}");
        }
    }

    #[test]
    fn nonsense_is_refused() {
        for text in ["", "a ==", "(a", "a b", "a == 'x", "a ~ b", &"!".repeat(400), "f(x)"] {
            assert!(Predicate::parse(text).is_err(), "predicate: {text}");
        }
    }
}
