//! A tool that there is, with what a sentence adds to it.
//!
//! Decides how what is added works into what is computed already: a tip raises the sum, a price that can be changed takes the place of a number.

use super::Draft;
use super::builder::Builder;
use super::said::{Said, has_any};
use crate::minitool::formula::{Expr, Operator};
use crate::minitool::outline::{Change, Name, Outline};
use crate::minitool::spec::{FieldType, Formula, MiniTool};
use crate::values::Reference;

/// Adds to a tool what a sentence names; what found no place.
pub(in crate::minitool) fn extend(
    tool: &mut MiniTool,
    sentence: &str,
    outline: &Outline,
    here: Reference,
) -> Vec<String> {
    let said = Said::new(sentence, here);
    let language = tool.language.into();
    let builder = Builder { tool: tool.clone(), language, unclear: Vec::new() };
    let mut draft = Draft::new(said, builder, outline, here);
    let computed = draft.builder.tool.state.iter().flat_map(|list| &list.computed);
    draft.existing = draft.builder.tool.formulas.iter().chain(computed).map(|own| own.name.clone()).collect();
    draft.is_anew = outline.changes.contains(&Change::Formula) && !outline.changes.contains(&Change::Add);
    draft.counters = draft.builder.tool.steppers();
    draft.run(&mut |_| None);
    draft.raise();
    draft.loosen();
    draft.silent();
    *tool = draft.builder.tool;
    draft.builder.unclear
}

impl Draft<'_> {
    /// A tip, a tax or a discount that is added is one of what the tool computes with: its sum grows or shrinks by it.
    fn raise(&mut self) {
        let language = self.builder.language;
        let more = [
            "小费",
            "服务费",
            "税",
            "手续费",
            "附加",
            "tip",
            "service",
            "tax",
            "vat",
            "surcharge",
            "gratuity",
            "fee",
            "markup",
        ];
        let less = ["折扣", "优惠", "减免", "discount", "off"];
        let added = self.outline.names.iter().zip(&self.placed).filter(|(mark, _)| mark.name == Name::Field);
        let added: Vec<String> = added.filter_map(|(_, name)| name.clone()).collect();
        for name in added {
            let Some(field) = self.builder.tool.field(&name).cloned() else { continue };
            let label = field.label.get(language).to_lowercase();
            let says = |words: &[&str]| {
                words
                    .iter()
                    .any(|word| if word.is_ascii() { has_any(&label, &[word]) } else { label.contains(word) })
            };
            let sign = match (says(&more), says(&less)) {
                (true, false) => '+',
                (false, true) => '-',
                _ => continue,
            };
            let is_used =
                |own: &Formula| Expr::parse(&own.formula).is_ok_and(|expr| expr.names().contains(&name));
            if field.unit.as_deref() != Some("%") || self.builder.tool.formulas.iter().any(is_used) {
                continue;
            }
            let money = self
                .builder
                .tool
                .state
                .iter()
                .find(|own| own.kind == FieldType::Money)
                .map(|own| own.name.clone());
            let Some(money) = money else { continue };
            let Ok(raised) = Expr::parse(&format!("{money} * (1 {sign} {name} / 100)")) else { continue };
            for formula in &mut self.builder.tool.formulas {
                if let Ok(expr) = Expr::parse(&formula.formula)
                    && expr.names().contains(&money)
                {
                    formula.formula = expr.replaced(&money, &raised).to_string();
                }
            }
        }
    }

    /// Parts of a change that nothing marks were not understood.
    fn silent(&mut self) {
        for clause in &self.said.clauses {
            let marks = self
                .outline
                .names
                .iter()
                .map(|mark| &mark.range)
                .chain(self.outline.clauses.iter().map(|mark| &mark.range));
            let is_marked = marks.into_iter().any(|mark| mark.start < clause.end && clause.start < mark.end);
            let text = self.said.original(clause);
            let says =
                if text.is_ascii() { text.split_whitespace().count() > 3 } else { text.chars().count() > 5 };
            if !is_marked && says && !self.builder.unclear.iter().any(|own| own == text) {
                self.builder.unclear.push(text.to_owned());
            }
        }
    }

    /// 单价做成能改的: a field that is added in the place of the one rate of the last result.
    fn loosen(&mut self) {
        let words = [
            "能改",
            "可改",
            "可以改",
            "能调",
            "可调",
            "editable",
            "adjustable",
            "changeable",
            "let me change",
            "let me edit",
            "that i can change",
            "i can change",
            "i can edit",
            "可以自己填",
            "自己填",
        ];
        if !has_any(&self.said.all(), &words) && !words.iter().any(|word| self.said.all().contains(word)) {
            return;
        }
        let added = self.outline.names.iter().zip(&self.placed).filter(|(mark, _)| mark.name == Name::Field);
        let added: Vec<String> = added.filter_map(|(_, name)| name.clone()).collect();
        let [name] = &added[..] else { return };
        let existing = self.existing.clone();
        let Some(formula) =
            self.builder.tool.formulas.iter_mut().rev().find(|own| existing.contains(&own.name))
        else {
            return;
        };
        let Ok(expr) = Expr::parse(&formula.formula) else { return };
        let mut rates = Vec::new();
        expr.walk(&mut |one| {
            if let Expr::Binary(Operator::Multiply, left, right) = one
                && let Expr::Number(rate) = **right
                && !matches!(**left, Expr::Number(_))
            {
                rates.push(rate);
            }
        });
        if let [rate] = rates[..]
            && !expr.names().contains(name)
        {
            formula.formula = expr.number_replaced(rate, &Expr::name(name)).to_string();
        }
    }
}
