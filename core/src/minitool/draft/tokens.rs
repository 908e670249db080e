//! The words of a formula that is said: operators, amounts, and names between them.
//!
//! Decides which words compute and which name something; how they bind is `sums`' matter.

use std::ops::Range;

use rust_decimal::Decimal;

use super::said::{AmountSort, Said};
use crate::minitool::formula::Operator;
use crate::minitool::outline::{Name, Outline};
use crate::values::phrase;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Number(Decimal),
    /// A share of 1.
    Share(Decimal),
    /// A length of time: hours that are counted are plain numbers here, and no formula is made of what would be seconds among them.
    Length,
    /// What is named.
    Noun(String),
    Operator(Operator),
    /// Behind a value: to a power.
    Power(u8),
    /// Before a value: the root of all that follows.
    Root,
    /// Behind a value: the root of it.
    RootOf,
    /// Behind a value: rounded.
    Round(Rounding),
    /// Behind a value: times this share.
    Times(Decimal),
    /// What was said so far is one value.
    Then,
    Open,
    Close,
    /// Between values that are taken together.
    Join,
    /// What is done with values taken together; before or behind them.
    Together(Together),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Together {
    Sum,
    Product,
    Average,
    Difference,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rounding {
    Down,
    Up,
    Places(u8),
    /// To the nearest multiple of this.
    To(Decimal),
    /// Up to a multiple of this.
    UpTo(Decimal),
}

use Operator::{Add, Divide, Multiply, Subtract};

enum Word {
    Op(Operator),
    Power(u8),
    /// What was said last is the power of what stands before it.
    PowerOf,
    Root,
    RootOf,
    Round(Rounding),
    Then,
    Join,
    Together(Together),
    Half,
    Double,
    /// No part of a name and nothing to compute.
    Filler,
}

const WORDS: &[(&str, Word)] = &[
    ("加起来", Word::Together(Together::Sum)),
    ("相加", Word::Together(Together::Sum)),
    ("之和", Word::Together(Together::Sum)),
    ("的和", Word::Together(Together::Sum)),
    ("加在一起", Word::Together(Together::Sum)),
    ("加到一起", Word::Together(Together::Sum)),
    ("合起来", Word::Together(Together::Sum)),
    ("相乘", Word::Together(Together::Product)),
    ("乘起来", Word::Together(Together::Product)),
    ("的乘积", Word::Together(Together::Product)),
    ("的积", Word::Together(Together::Product)),
    ("的平均数", Word::Together(Together::Average)),
    ("的平均值", Word::Together(Together::Average)),
    ("的平均", Word::Together(Together::Average)),
    ("取平均", Word::Together(Together::Average)),
    ("的差", Word::Together(Together::Difference)),
    ("之差", Word::Together(Together::Difference)),
    ("相减", Word::Together(Together::Difference)),
    ("加上", Word::Op(Add)),
    ("加", Word::Op(Add)),
    ("+", Word::Op(Add)),
    ("减去", Word::Op(Subtract)),
    ("减掉", Word::Op(Subtract)),
    ("减", Word::Op(Subtract)),
    ("扣掉", Word::Op(Subtract)),
    ("扣除", Word::Op(Subtract)),
    ("扣去", Word::Op(Subtract)),
    ("乘以", Word::Op(Multiply)),
    ("乘上", Word::Op(Multiply)),
    ("乘", Word::Op(Multiply)),
    ("×", Word::Op(Multiply)),
    ("*", Word::Op(Multiply)),
    ("除以", Word::Op(Divide)),
    ("除", Word::Op(Divide)),
    ("÷", Word::Op(Divide)),
    ("/", Word::Op(Divide)),
    ("的平方根", Word::RootOf),
    ("开平方", Word::RootOf),
    ("开根号", Word::RootOf),
    ("根号下", Word::Root),
    ("根号", Word::Root),
    ("的平方", Word::Power(2)),
    ("次方", Word::PowerOf),
    ("次幂", Word::PowerOf),
    ("to the power of", Word::Op(Operator::Power)),
    ("raised to the", Word::Op(Operator::Power)),
    ("raised to", Word::Op(Operator::Power)),
    ("^", Word::Op(Operator::Power)),
    ("平方", Word::Power(2)),
    ("的立方", Word::Power(3)),
    ("立方", Word::Power(3)),
    ("抹零", Word::Round(Rounding::Down)),
    ("抹掉零头", Word::Round(Rounding::Down)),
    ("去掉零头", Word::Round(Rounding::Down)),
    ("去零头", Word::Round(Rounding::Down)),
    ("往下取整", Word::Round(Rounding::Down)),
    ("向下取整", Word::Round(Rounding::Down)),
    ("不要小数", Word::Round(Rounding::Down)),
    ("往上取整", Word::Round(Rounding::Up)),
    ("向上取整", Word::Round(Rounding::Up)),
    ("进一", Word::Round(Rounding::Up)),
    ("往上进", Word::Round(Rounding::Up)),
    ("四舍五入", Word::Round(Rounding::Places(0))),
    ("取整数", Word::Round(Rounding::Places(0))),
    ("取整", Word::Round(Rounding::Places(0))),
    ("保留两位小数", Word::Round(Rounding::Places(2))),
    ("保留一位小数", Word::Round(Rounding::Places(1))),
    ("两位小数", Word::Round(Rounding::Places(2))),
    ("一位小数", Word::Round(Rounding::Places(1))),
    ("保留整数", Word::Round(Rounding::Places(0))),
    ("然后再", Word::Then),
    ("最后再", Word::Then),
    ("再", Word::Then),
    ("然后", Word::Then),
    ("最后", Word::Then),
    ("、", Word::Join),
    ("和", Word::Join),
    ("跟", Word::Join),
    ("与", Word::Join),
    ("的一半", Word::Half),
    ("翻倍", Word::Double),
    ("的两倍", Word::Double),
    ("the sum of", Word::Together(Together::Sum)),
    ("sum of", Word::Together(Together::Sum)),
    ("the average of", Word::Together(Together::Average)),
    ("average of", Word::Together(Together::Average)),
    ("the difference between", Word::Together(Together::Difference)),
    ("difference between", Word::Together(Together::Difference)),
    ("the product of", Word::Together(Together::Product)),
    ("added together", Word::Together(Together::Sum)),
    ("added up", Word::Together(Together::Sum)),
    ("multiplied together", Word::Together(Together::Product)),
    ("plus", Word::Op(Add)),
    ("minus", Word::Op(Subtract)),
    ("less", Word::Op(Subtract)),
    ("times", Word::Op(Multiply)),
    ("multiplied by", Word::Op(Multiply)),
    ("x", Word::Op(Multiply)),
    ("divided by", Word::Op(Divide)),
    ("over", Word::Op(Divide)),
    ("squared", Word::Power(2)),
    ("cubed", Word::Power(3)),
    ("the square root of", Word::Root),
    ("square root of", Word::Root),
    ("half of", Word::Half),
    ("half the", Word::Half),
    ("twice", Word::Double),
    ("double", Word::Double),
    ("rounded up to the next whole", Word::Round(Rounding::Up)),
    ("rounded up to a whole", Word::Round(Rounding::Up)),
    ("rounded up to whole", Word::Round(Rounding::Up)),
    ("rounded up", Word::Round(Rounding::Up)),
    ("round up", Word::Round(Rounding::Up)),
    ("rounded down", Word::Round(Rounding::Down)),
    ("round down", Word::Round(Rounding::Down)),
    ("rounded to two decimals", Word::Round(Rounding::Places(2))),
    ("rounded to one decimal", Word::Round(Rounding::Places(1))),
    ("rounded to two decimal places", Word::Round(Rounding::Places(2))),
    ("rounded to one decimal place", Word::Round(Rounding::Places(1))),
    ("round it to two decimals", Word::Round(Rounding::Places(2))),
    ("to the nearest whole number", Word::Round(Rounding::Places(0))),
    ("rounded", Word::Round(Rounding::Places(0))),
    ("to the nearest 5", Word::Round(Rounding::To(Decimal::from_parts(5, 0, 0, false, 0)))),
    ("to the nearest five", Word::Round(Rounding::To(Decimal::from_parts(5, 0, 0, false, 0)))),
    ("and then", Word::Then),
    ("then", Word::Then),
    ("and", Word::Join),
    ("all of it", Word::Filler),
    ("altogether", Word::Filler),
    ("一起", Word::Filler),
];

/// The tokens of a clause.
pub(super) fn tokens(said: &Said, outline: &Outline, range: &Range<usize>) -> Vec<Token> {
    let marks: Vec<(Range<usize>, bool)> = outline
        .within(range)
        .filter_map(|mark| match mark.name {
            Name::Operand | Name::Field | Name::Column | Name::Result | Name::RowResult => {
                Some((mark.range.clone(), true))
            }
            // A unit and a default say nothing of how it is computed.
            Name::Unit | Name::Default => Some((mark.range.clone(), false)),
            _ => None,
        })
        .collect();
    // "the square root of" is no name, whatever marks it.
    let computes = |range: &Range<usize>| WORDS.iter().any(|(word, _)| *word == said.text(range).trim());
    let marks: Vec<(Range<usize>, bool)> = marks.into_iter().filter(|own| !computes(&own.0)).collect();
    let is_marked = marks.iter().any(|own| own.1);
    let chars = said.utterance.chars();
    let mut found: Vec<Token> = Vec::new();
    let mut noun: Option<Range<usize>> = None;
    let mut at = range.start;
    let close = |noun: &mut Option<Range<usize>>, found: &mut Vec<Token>| {
        if let Some(own) = noun.take() {
            let text = said.original(&own).trim().to_owned();
            let (name, _) = super::noun::named(&text);
            // Where names are marked, what names nothing is said by the way; other words would be lost, and the formula another.
            if !(name.is_empty() || is_idle(&name) || is_marked && is_aside(&text)) {
                found.push(Token::Noun(name));
            }
        }
    };
    while at < range.end {
        if let Some((mark, is_name)) = marks.iter().find(|own| own.0.start == at) {
            close(&mut noun, &mut found);
            if *is_name {
                found.push(Token::Noun(super::noun::called(said.original(mark))));
            }
            at = mark.end;
            continue;
        }
        if let Some(amount) =
            said.amounts.iter().find(|own| own.range.start == at && own.range.end <= range.end)
        {
            close(&mut noun, &mut found);
            let one = Decimal::ONE_HUNDRED;
            at = amount.range.end;
            found.push(match amount.sort {
                AmountSort::Factor => Token::Times(amount.number),
                AmountSort::Percent => Token::Share(amount.number / one),
                AmountSort::Length => Token::Length,
                _ => Token::Number(amount.number),
            });
            continue;
        }
        let word = WORDS
            .iter()
            .filter(|(text, _)| phrase(&chars[..range.end], at, text).is_some())
            .max_by_key(|(text, _)| text.chars().count());
        if let Some((text, word)) = word {
            let len = text.chars().count();
            // 增加, 参加 and 不除 do not compute; 平方米 is a unit.
            let before = at.checked_sub(1).and_then(|at| chars.get(at));
            let is_other = match *text {
                "加" => before.is_some_and(|c| "增参添".contains(*c)) || chars.get(at + 1) == Some(&'班'),
                "平方" | "立方" => chars.get(at + 2).is_some_and(|c| *c == '米' || *c == '厘'),
                "和" | "跟" | "与" => noun.is_none() && !matches!(found.last(), Some(Token::Number(_))),
                _ => false,
            };
            if !is_other {
                close(&mut noun, &mut found);
                at += len;
                match word {
                    Word::Op(operator) => found.push(Token::Operator(*operator)),
                    Word::Power(power) => found.push(Token::Power(*power)),
                    Word::PowerOf => {
                        let power = found.pop();
                        found.push(Token::Operator(Operator::Power));
                        found.extend(power);
                    }
                    Word::Root => found.push(Token::Root),
                    Word::RootOf => found.push(Token::RootOf),
                    Word::Round(rounding) => found.push(Token::Round(*rounding)),
                    Word::Then => found.push(Token::Then),
                    Word::Join => found.push(Token::Join),
                    Word::Together(together) => found.push(Token::Together(*together)),
                    Word::Half if text.is_ascii() => {
                        found.extend([Token::Number(Decimal::new(5, 1)), Token::Operator(Multiply)]);
                    }
                    // 月租的一半 is of what stands before it alone.
                    Word::Half => {
                        found.extend([Token::Operator(Multiply), Token::Number(Decimal::new(5, 1))])
                    }
                    Word::Double if text.is_ascii() => {
                        found.extend([Token::Number(Decimal::TWO), Token::Operator(Multiply)]);
                    }
                    Word::Double => found.extend([Token::Operator(Multiply), Token::Number(Decimal::TWO)]),
                    Word::Filler => {}
                }
                continue;
            }
        }
        match chars[at] {
            '(' => {
                close(&mut noun, &mut found);
                found.push(Token::Open);
            }
            ')' => {
                close(&mut noun, &mut found);
                found.push(Token::Close);
            }
            ',' | ';' => {
                close(&mut noun, &mut found);
                found.push(Token::Then);
            }
            _ => noun = Some(noun.map_or(at..at + 1, |own| own.start..at + 1)),
        }
        at += 1;
    }
    close(&mut noun, &mut found);
    found
}

/// Whether words between marked names say nothing of how it is computed.
fn is_aside(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "the", "of", "it", "its", "my", "all", "for", "in", "up", "out", "from", "then", "by", "at", "each",
        "that", "this", "i", "we", "a", "an", "is", "on", "to", "with", "your", "his", "her", "their", "our",
        "them", "get", "you", "just", "amount", "number", "whole", "people", "result", "as", "be", "there",
        "was",
    ];
    const CHARS: &str =
        "的里从就是每个块元先把用拿得数钱那这它我要到总共一下了后上所给算出再按跟和与、还也都人份减得";
    let text = text.trim().to_lowercase();
    if text.is_ascii() {
        return text
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|word| !word.is_empty())
            .all(|word| WORDS.contains(&word));
    }
    text.chars().filter(|c| !c.is_whitespace() && !c.is_ascii_punctuation()).all(|c| CHARS.contains(c))
}

/// Words between operators that name nothing.
fn is_idle(text: &str) -> bool {
    const IDLE: &[&str] = &[
        "打",
        "它",
        "他",
        "这个",
        "这个数",
        "它的",
        "结果",
        "of that",
        "of it",
        "of this",
        "by",
        "it",
        "that",
        "of",
        "the",
        "to",
        "off",
        "on top",
        "out of",
        "的",
        "就",
        "每",
        "个",
        "result",
        "everything",
        "all",
        "数字",
        "和",
        "块",
        "元",
        "this",
        "乘积",
    ];
    IDLE.contains(&text.to_lowercase().as_str())
}
