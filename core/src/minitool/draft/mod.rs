//! From a sentence and its outline to a draft of a tool.
//!
//! Decides the order: what can't be is declined; names become fields and columns; kinds add what they have of themselves; clauses become formulas; then
//! what is shown and offered. Nothing is guessed: a formula that does not read whole is not made, and what found no place is told to the person.

mod builder;
mod classify;
mod clauses;
mod kinds;
mod limits;
mod names;
mod noun;
mod pairs;
mod results;
mod said;
mod shown;
mod sums;
mod tokens;
mod usual;
mod words;

use jiff::ZonedDateTime;

use self::builder::Builder;
pub(super) use self::builder::likeness;
pub(super) use self::limits::reason;
pub(super) use self::noun::shown;
pub(super) use self::said::has_any;
use self::said::{AmountSort, Said};
use super::edit::both;
use super::formula::Expr;
use super::outline::{Change, Name, Outline};
use super::spec::PartKind;
use super::spec::{FieldType, MiniTool};
use crate::text::{Language, LocalText};
use crate::values::Reference;

/// What became of a request for a tool.
#[derive(Clone, Debug, PartialEq)]
pub enum Drafted {
    /// A tool, and what of the request found no place in it, as it was said.
    Made {
        /// The draft; nothing is saved.
        tool: Box<MiniTool>,
        /// What was not understood.
        unclear: Vec<String>,
    },
    /// A tool can't do this.
    Declined {
        /// Why, and what is nearest.
        why: LocalText,
    },
    /// Nothing of it is a tool that could be made.
    NotUnderstood,
}

/// A function of the app that a button may ask for.
#[derive(Clone, Debug)]
pub(crate) struct Callable {
    pub service: String,
    pub capability: String,
    pub label: LocalText,
    /// Each parameter with what it is called.
    pub parameters: Vec<(String, Vec<String>)>,
}

/// Drafts a tool. `now` is for days that are said relative to it; `callable` finds the function of the app that some words mean.
pub(crate) fn draft(
    id: &str,
    sentence: &str,
    outline: &Outline,
    now: &ZonedDateTime,
    callable: &mut dyn FnMut(&str) -> Option<Callable>,
) -> Drafted {
    let here = Reference::at(now);
    let said = Said::new(sentence, here);
    if said.utterance.is_wordless() {
        return Drafted::NotUnderstood;
    }
    if let Some(limit) = outline.limit {
        return Drafted::Declined { why: reason(limit) };
    }
    let builder = Builder::new(id, said.language);
    let mut draft = Draft::new(said, builder, outline, here);
    draft.run(callable);
    let title = draft.title();
    let Builder { mut tool, unclear, .. } = draft.builder;
    if tool.state.is_empty() && tool.view.is_empty() {
        return Drafted::NotUnderstood;
    }
    tool.title = title.unwrap_or_else(|| both("小工具", "Tool"));
    tool.origin.push(sentence.to_owned());
    match tool.checked() {
        Ok(_) => Drafted::Made { tool: Box::new(tool), unclear },
        // What was drafted does not hang together: better nothing than something wrong.
        Err(_) => Drafted::NotUnderstood,
    }
}

/// Drafts a tool from a sentence whose outline is known, without an app whose functions it could call. `now` is for days that are said relative to it.
///
/// An outline may come from anywhere, a larger model among others: what it makes goes through the same checks and earns no more trust.
pub fn draft_tool(id: &str, sentence: &str, outline: &Outline, now: &ZonedDateTime) -> Drafted {
    draft(id, sentence, outline, now, &mut |_| None)
}

/// Adds to a tool what a sentence names; what found no place.
pub(super) fn extend(
    tool: &mut MiniTool,
    sentence: &str,
    outline: &Outline,
    now: &ZonedDateTime,
) -> Vec<String> {
    let here = Reference::at(now);
    let said = Said::new(sentence, here);
    let language = tool.language.into();
    let builder = Builder { tool: tool.clone(), language, unclear: Vec::new() };
    let mut draft = Draft::new(said, builder, outline, here);
    let computed = draft.builder.tool.state.iter().flat_map(|list| &list.computed);
    draft.existing = draft.builder.tool.formulas.iter().chain(computed).map(|own| own.name.clone()).collect();
    draft.is_anew = outline.changes.contains(&Change::Formula) && !outline.changes.contains(&Change::Add);
    draft.counters = draft.steppers();
    draft.run(&mut |_| None);
    draft.raise();
    draft.loosen();
    draft.silent();
    *tool = draft.builder.tool;
    draft.builder.unclear
}

/// What some words are as the value of a field of a type.
pub(super) fn value(text: &str, kind: FieldType, now: &ZonedDateTime) -> Option<(String, bool)> {
    let here = Reference::at(now);
    let said = Said::new(text, here);
    let outline = Outline::default();
    let all = 0..said.utterance.chars().len();
    let builder = Builder::new("", said.language);
    Draft::new(said, builder, &outline, here).value(&all, kind)
}

/// Puts the labels that are known in both languages into one.
pub(super) fn translate(tool: &mut MiniTool, language: Language) {
    let fill = |label: &mut LocalText| noun::fill(label, language);
    fill(&mut tool.title);
    for field in &mut tool.state {
        fill(&mut field.label);
        field.columns.iter_mut().for_each(|own| fill(&mut own.label));
        field.computed.iter_mut().for_each(|own| fill(&mut own.label));
    }
    tool.formulas.iter_mut().for_each(|own| fill(&mut own.label));
    tool.actions.iter_mut().for_each(|own| fill(&mut own.label));
}

/// A request on its way to a tool.
struct Draft<'a> {
    said: Said,
    builder: Builder,
    outline: &'a Outline,
    /// For each name of the outline, what it became in the tool.
    placed: Vec<Option<String>>,
    /// For each name of the outline, the mark of its unit.
    units: Vec<Option<usize>>,
    /// What is counted by taps.
    counters: Vec<String>,
    /// Days until or since.
    days: Vec<String>,
    /// The list whose records are ticked off, and the column for it.
    done: Option<(String, String)>,
    /// What is to be reached.
    goal: Option<String>,
    /// A calculation was only named, and is made as people know it.
    is_named: bool,
    /// What a share was said of last.
    share_of: Option<String>,
    /// What the tool computed before it was changed.
    existing: Vec<String>,
    /// What is named is computed anew, not added to.
    is_anew: bool,
    /// The factor between two units was said, and used.
    is_converted: bool,
}

impl<'a> Draft<'a> {
    fn new(mut said: Said, builder: Builder, outline: &'a Outline, here: Reference) -> Self {
        let count = outline.names.len();
        let clauses: Vec<_> = outline.clauses.iter().map(|mark| mark.range.clone()).collect();
        said.recut(&clauses, here);
        Self {
            said,
            builder,
            outline,
            placed: vec![None; count],
            units: vec![None; count],
            counters: Vec::new(),
            days: Vec::new(),
            done: None,
            goal: None,
            is_named: false,
            share_of: None,
            existing: Vec::new(),
            is_anew: false,
            is_converted: false,
        }
    }

    fn run(&mut self, callable: &mut dyn FnMut(&str) -> Option<Callable>) {
        names::build(self);
        kinds::build(self);
        results::build(self);
        classify::build(self);
        shown::build(self, callable);
        self.idle();
        self.leftovers();
    }

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
            let is_used = |own: &super::spec::Formula| {
                Expr::parse(&own.formula).is_ok_and(|expr| expr.names().contains(&name))
            };
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
            if let Expr::Binary(super::formula::Operator::Multiply, left, right) = one
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

    /// What the tool counts by taps.
    fn steppers(&self) -> Vec<String> {
        let parts = self.builder.tool.view.iter().filter(|part| part.part == PartKind::Stepper);
        parts.filter_map(|part| part.of.clone()).collect()
    }

    fn is_zh(&self) -> bool {
        self.builder.language == Language::Zh
    }

    fn title(&self) -> Option<LocalText> {
        let mark = self.outline.named(Name::Title).next()?;
        let text: String = self.said.original(&mark.range).trim().chars().take(24).collect();
        (!text.is_empty()).then(|| noun::shown(&text, self.said.language))
    }

    /// What is entered and nothing is computed of, where results are: something of how they are computed was not understood.
    fn idle(&mut self) {
        let tool = &self.builder.tool;
        if tool.formulas.is_empty() || !self.existing.is_empty() {
            return;
        }
        let mut used: Vec<String> = Vec::new();
        let computed = tool.state.iter().flat_map(|list| &list.computed);
        let texts = tool.formulas.iter().chain(computed).map(|own| &own.formula);
        let parts = tool.view.iter().flat_map(|part| {
            part.value
                .iter()
                .chain(&part.filter)
                .chain(&part.rounds)
                .chain(part.phases.iter().map(|phase| &phase.length))
        });
        for text in texts.chain(parts) {
            used.extend(Expr::parse(text).map(|expr| expr.names()).unwrap_or_default());
        }
        let is_input = |field: &&super::spec::Field| {
            matches!(field.kind, FieldType::Number | FieldType::Money | FieldType::Toggle | FieldType::Choice)
                && !used.contains(&field.name)
        };
        let steppers = self.steppers();
        let lost: Vec<String> = tool
            .state
            .iter()
            .filter(is_input)
            .filter(|field| !steppers.contains(&field.name) && self.goal.as_ref() != Some(&field.name))
            .map(|field| field.label.get(self.builder.language).to_owned())
            .collect();
        for label in lost {
            if !self.builder.unclear.contains(&label) {
                self.builder.unclear.push(label);
            }
        }
    }

    /// A number in words that nothing marks is something that was not understood.
    fn leftovers(&mut self) {
        let marks: Vec<_> = self
            .outline
            .names
            .iter()
            .map(|mark| mark.range.clone())
            .chain(self.outline.clauses.iter().map(|mark| mark.range.clone()))
            .collect();
        for clause in &self.said.clauses {
            let is_marked = marks.iter().any(|mark| mark.start < clause.end && clause.start < mark.end);
            let has_number = self
                .said
                .amounts_in(clause)
                .any(|own| own.sort != AmountSort::Plain && own.count != rust_decimal::Decimal::ONE);
            if !is_marked && has_number {
                self.builder.unclear.push(self.said.original(clause).to_owned());
            }
        }
    }
}
