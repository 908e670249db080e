//! A formula as a person reads it: with the labels of what it speaks of, and the signs of arithmetic.
//!
//! Decides words and signs alone; what it shows is never read back.

use super::{Aggregate, Expr, Function, Operator};
use crate::text::Language;

impl Expr {
    /// In words; `label` is what a name is called.
    pub(crate) fn spoken(&self, label: &dyn Fn(&str) -> String, language: Language) -> String {
        Spoken { label, language }.text(self, 0)
    }
}

struct Spoken<'a> {
    label: &'a dyn Fn(&str) -> String,
    language: Language,
}

impl Spoken<'_> {
    fn say(&self, zh: &str, en: &str) -> String {
        match self.language {
            Language::Zh => zh.to_owned(),
            Language::En => en.to_owned(),
        }
    }

    /// `least`: how tightly it must bind to stand without brackets.
    fn text(&self, expr: &Expr, least: u8) -> String {
        match expr {
            Expr::Number(number) if number.is_sign_negative() && least > 0 => {
                format!("({})", number.normalize())
            }
            Expr::Number(number) => number.normalize().to_string(),
            Expr::Text(text) => format!("“{text}”"),
            Expr::Boolean(yes) => {
                if *yes {
                    self.say("是", "yes")
                } else {
                    self.say("否", "no")
                }
            }
            Expr::Name(name) => (self.label)(name),
            Expr::Negative(inner) => closed(format!("−{}", self.text(inner, 6)), least > 5),
            Expr::Not(inner) => {
                closed(format!("{}{}", self.say("不是 ", "not "), self.text(inner, 6)), least > 0)
            }
            Expr::Binary(operator, left, right) => {
                let rank = operator.rank();
                let is_power = *operator == Operator::Power;
                let (first, second) = match is_power {
                    true => (rank + 1, rank),
                    false if operator.is_comparison() => (rank + 1, rank + 1),
                    false => (rank, rank + 1),
                };
                let text = format!(
                    "{} {} {}",
                    self.text(left, first),
                    self.sign(*operator),
                    self.text(right, second)
                );
                if rank < least { format!("({text})") } else { text }
            }
            Expr::Call(Function::If, arguments) if arguments.len() == 3 => {
                let [when, then, otherwise] = [0, 1, 2].map(|i| self.inner(&arguments[i]));
                let text = match self.language {
                    Language::Zh => format!("如果 {when},就是 {then},不然是 {otherwise}"),
                    Language::En => format!("{then} if {when}, else {otherwise}"),
                };
                if least > 0 { format!("({text})") } else { text }
            }
            Expr::Call(function, arguments) => {
                let inner: Vec<String> = arguments.iter().map(|own| self.inner(own)).collect();
                format!("{}({})", self.function(*function), inner.join(&self.say(",", ", ")))
            }
            Expr::Over { aggregate, list, of, filter } => {
                let of = of.as_ref().map_or_else(|| (self.label)(list), |of| self.text(of, 0));
                let name = self.aggregate(*aggregate);
                match filter {
                    Some(filter) if *aggregate == Aggregate::At => {
                        format!("{name}({of}, {})", self.text(filter, 0))
                    }
                    Some(filter) => {
                        format!("{name}({of}{}{})", self.say(",只算 ", " where "), self.text(filter, 0))
                    }
                    None => format!("{name}({of})"),
                }
            }
        }
    }

    /// A part that commas or words close in: only what has such itself is put in brackets.
    fn inner(&self, expr: &Expr) -> String {
        let is_if = matches!(expr, Expr::Call(Function::If, _));
        self.text(expr, if is_if { 1 } else { 0 })
    }

    fn sign(&self, operator: Operator) -> String {
        let sign = match operator {
            Operator::Add => "+",
            Operator::Subtract => "−",
            Operator::Multiply => "×",
            Operator::Divide => "÷",
            Operator::Power => "^",
            Operator::Equal => "=",
            Operator::Unequal => "≠",
            Operator::Less => "<",
            Operator::AtMost => "≤",
            Operator::Greater => ">",
            Operator::AtLeast => "≥",
            Operator::And => return self.say("并且", "and"),
            Operator::Or => return self.say("或者", "or"),
        };
        sign.to_owned()
    }

    fn aggregate(&self, aggregate: Aggregate) -> String {
        match aggregate {
            Aggregate::Sum => self.say("合计", "sum"),
            Aggregate::Count => self.say("个数", "number"),
            Aggregate::Average => self.say("平均", "average"),
            Aggregate::Least => self.say("最小", "least"),
            Aggregate::Greatest => self.say("最大", "greatest"),
            Aggregate::First => self.say("第一个", "first"),
            Aggregate::Last => self.say("最后一个", "last"),
            Aggregate::At => self.say("其中第几个", "the one at"),
        }
    }

    fn function(&self, function: Function) -> String {
        match function {
            Function::Abs => self.say("绝对值", "absolute"),
            Function::Round => self.say("四舍五入", "round"),
            Function::Floor => self.say("舍去零头", "round down"),
            Function::Ceil => self.say("向上取整", "round up"),
            Function::Sqrt => self.say("平方根", "square root"),
            Function::Min => self.say("取小", "the smaller of"),
            Function::Max => self.say("取大", "the larger of"),
            Function::Mod => self.say("余数", "remainder"),
            Function::If => self.say("如果", "if"),
            Function::IsEmpty => self.say("没填", "empty"),
            Function::Days => self.say("相差天数", "days between"),
            Function::AddDays => self.say("加天数", "plus days"),
            Function::AddMonths => self.say("加月数", "plus months"),
            Function::Today => self.say("今天", "today"),
            Function::Year => self.say("年份", "year"),
            Function::Month => self.say("月份", "month"),
            Function::Day => self.say("几号", "day of the month"),
            Function::Weekday => self.say("星期几", "weekday"),
            Function::Hours => self.say("小时数", "hours"),
            Function::Minutes => self.say("分钟数", "minutes"),
            Function::Seconds => self.say("秒数", "seconds"),
            Function::Duration => self.say("时长", "duration"),
            Function::Money => self.say("金额", "money"),
            Function::Number => self.say("数值", "number"),
            Function::Text => self.say("文字", "text"),
            Function::Join => self.say("连起来", "joined"),
            Function::Pick => self.say("抽一个", "one drawn from"),
            Function::Random => self.say("随机数", "random number"),
        }
    }
}

fn closed(text: String, is_in: bool) -> String {
    if is_in { format!("({text})") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_reads_as_arithmetic_over_labels() {
        let label = |name: &str| match name {
            "bill" => "账单".to_owned(),
            "people" => "人数".to_owned(),
            other => other.to_owned(),
        };
        for (formula, zh, en) in [
            ("bill / people", "账单 ÷ 人数", "账单 ÷ 人数"),
            ("(bill - 5) * 2 ^ people", "(账单 − 5) × 2 ^ 人数", "(账单 − 5) × 2 ^ 人数"),
            ("ceil(bill / people)", "向上取整(账单 ÷ 人数)", "round up(账单 ÷ 人数)"),
            (
                "if(bill >= 100, bill - 20, bill)",
                "如果 账单 ≥ 100,就是 账单 − 20,不然是 账单",
                "账单 − 20 if 账单 ≥ 100, else 账单",
            ),
            ("sum(rows, bill, people > 1)", "合计(账单,只算 人数 > 1)", "sum(账单 where 人数 > 1)"),
            ("count(rows)", "个数(rows)", "number(rows)"),
            ("(-bill) ^ 2", "(−账单) ^ 2", "(−账单) ^ 2"),
            ("!on == true", "(不是 on) = 是", "(not on) = yes"),
            (
                "if(on, if(off, 1, 2), 3)",
                "如果 on,就是 (如果 off,就是 1,不然是 2),不然是 3",
                "(1 if off, else 2) if on, else 3",
            ),
        ] {
            let expr = Expr::parse(formula).expect("a formula");
            assert_eq!(expr.spoken(&label, Language::Zh), zh, "{formula}");
            assert_eq!(expr.spoken(&label, Language::En), en, "{formula}");
        }
    }
}
