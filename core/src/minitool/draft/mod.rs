//! From a sentence and its outline to a draft of a tool.
//!
//! Decides the order: what can't be is declined; names become fields and columns; kinds add what they have of themselves; clauses become formulas; then
//! what is shown and offered. Nothing is guessed: a formula that does not read whole is not made, and what found no place is told to the person.

mod builder;
mod classify;
mod clauses;
mod computed;
mod extended;
mod goals;
mod kinds;
mod limits;
mod named;
mod names;
mod noun;
mod options;
mod pairs;
mod relations;
mod results;
mod run_on;
mod said;
mod settle;
mod shown;
mod sums;
mod tokens;
mod usual;
mod words;

use self::builder::Builder;
pub(super) use self::builder::likeness;
pub(super) use self::extended::extend;
pub(super) use self::limits::reason;
pub(super) use self::noun::shown;
pub(super) use self::said::has_any;
use self::said::{AmountSort, Said};
use super::edit::both;
use super::formula::Expr;
use super::outline::{Name, Outline, ToolKind};
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
        /// What was not understood, or is read in a way that is not the likeliest.
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
    pub parameters: Vec<CallableParameter>,
}

/// A parameter of a function that a button may ask for.
#[derive(Clone, Debug)]
pub(crate) struct CallableParameter {
    pub name: String,
    /// What it is called.
    pub labels: Vec<String>,
    /// Whether it takes any text.
    pub takes_text: bool,
}

/// Drafts a tool. `here` is for days that are said relative to it; `callable` finds the function of the app that some words mean.
///
/// Where the likeliest way to mark the sentence leaves something unread, others are tried: one that hangs together is worth being a little less likely.
/// What was unread then stays told, so that the person looks at it.
pub(crate) fn draft(
    id: &str,
    sentence: &str,
    outline: &Outline,
    here: Reference,
    callable: &mut dyn FnMut(&str) -> Option<Callable>,
) -> Drafted {
    let mut best = drafted(id, sentence, outline, here, callable);
    let Drafted::Made { unclear: first, .. } = &best else { return best };
    if first.is_empty() {
        return best;
    }
    let first = first.clone();
    let mut least = first.len() as f32;
    let mut seen = vec![(outline.names.clone(), outline.clauses.clone())];
    for other in &outline.others {
        // What is unread weighs as much as being e times less likely; the others that follow are less likely still.
        if other.less >= least {
            break;
        }
        let own = other.outline.clone().mended(sentence);
        // Other marks that come to the same when they are mended.
        if seen.iter().any(|(names, clauses)| *names == own.names && *clauses == own.clauses) {
            continue;
        }
        if let Drafted::Made { tool, mut unclear } = drafted(id, sentence, &own, here, callable)
            && other.less + (unclear.len() as f32) < least
        {
            least = other.less + unclear.len() as f32;
            let told: Vec<String> = first.iter().filter(|own| !unclear.contains(own)).cloned().collect();
            unclear.extend(told);
            best = Drafted::Made { tool, unclear };
        }
        seen.push((own.names, own.clauses));
    }
    best
}

/// Drafts a tool of a sentence that is marked in one way.
fn drafted(
    id: &str,
    sentence: &str,
    outline: &Outline,
    here: Reference,
    callable: &mut dyn FnMut(&str) -> Option<Callable>,
) -> Drafted {
    let said = Said::new(sentence, here);
    if said.utterance.is_wordless() {
        return Drafted::NotUnderstood;
    }
    if let Some(limit) = outline.limit {
        return Drafted::Declined { why: reason(limit) };
    }
    // What names nothing asks for nothing.
    if outline.names.is_empty() && outline.clauses.is_empty() {
        return Drafted::NotUnderstood;
    }
    let builder = Builder::new(id, said.language);
    let mut draft = Draft::new(said, builder, outline, here);
    draft.run(callable);
    let title = draft.title();
    let Builder { mut tool, unclear, .. } = draft.builder;
    if tool.state.is_empty() && tool.view.is_empty() {
        return Drafted::NotUnderstood;
    }
    tool.title = title.unwrap_or_else(|| untitled(&tool, &outline.kinds));
    tool.origin.push(sentence.to_owned());
    match tool.checked() {
        Ok(_) => Drafted::Made { tool: Box::new(tool), unclear },
        // What was drafted does not hang together: better nothing than something wrong.
        Err(_) => Drafted::NotUnderstood,
    }
}

/// What a tool is called that nobody gave a name: what it is.
fn untitled(tool: &MiniTool, kinds: &[ToolKind]) -> LocalText {
    let (zh, en) = match kinds.first() {
        Some(ToolKind::Counter) if tool.steppers().len() > 1 => ("计分板", "Scoreboard"),
        Some(ToolKind::Calculator) => ("计算器", "Calculator"),
        Some(ToolKind::Splitter) => ("分账", "Splitter"),
        Some(ToolKind::Converter) => ("换算", "Converter"),
        Some(ToolKind::Scaler) => ("按份换算", "Scaler"),
        Some(ToolKind::Records) => ("记录", "Records"),
        Some(ToolKind::Counter) => ("计数", "Counter"),
        Some(ToolKind::Checklist) => ("清单", "Checklist"),
        Some(ToolKind::Scoreboard) => ("计分板", "Scoreboard"),
        Some(ToolKind::Picker) => ("抽签", "Picker"),
        Some(ToolKind::Cards) => ("卡片", "Flash cards"),
        Some(ToolKind::Timer) => ("计时", "Timer"),
        Some(ToolKind::Countdown) => ("倒数日", "Countdown"),
        Some(ToolKind::Form) => ("表单", "Form"),
        None => ("小工具", "Tool"),
    };
    both(zh, en)
}

/// Drafts a tool from a sentence whose outline is known, without an app whose functions it could call. `here` is for days: when it is, and which way round they are written.
///
/// An outline may come from anywhere, a larger model among others: what it makes goes through the same checks and earns no more trust.
pub fn draft_tool(id: &str, sentence: &str, outline: &Outline, here: impl Into<Reference>) -> Drafted {
    draft(id, sentence, outline, here.into(), &mut |_| None)
}

/// What some words are as the value of a field of a type.
pub(super) fn value(text: &str, kind: FieldType, here: Reference) -> Option<(String, bool)> {
    let said = Said::new(text, here);
    let outline = Outline::default();
    let all = 0..said.utterance.chars().len();
    let builder = Builder::new("", said.language);
    Draft::new(said, builder, &outline, here).value(&all, kind)
}

/// Where the last day or number of a sentence stands.
pub(super) fn last_value(sentence: &str, here: Reference) -> Option<std::ops::Range<usize>> {
    let said = Said::new(sentence, here);
    let date = said.dates.last().map(|own| own.0.clone());
    date.or_else(|| said.amounts.last().map(|own| own.range.clone()))
}

/// The type that a name says its value has.
pub(super) fn type_of(name: &str) -> Option<FieldType> {
    noun::type_of(name)
}

/// Whether a tool converts from one unit to others.
pub(super) fn converts(tool: &MiniTool) -> bool {
    kinds::converts(tool)
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
    /// What days are said relative to.
    here: Reference,
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
            here,
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
        let steppers = self.builder.tool.steppers();
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
        let is_told = |range: &std::ops::Range<usize>| {
            marks.iter().any(|mark| mark.start < range.end && range.start < mark.end)
        };
        for amount in self.said.amounts.clone() {
            // "One list", 一个: said by the way.
            let counts = amount.sort != AmountSort::Plain
                || amount.unit.is_some() && amount.count > rust_decimal::Decimal::TWO;
            if is_told(&amount.range) || !counts || amount.count == rust_decimal::Decimal::ONE {
                continue;
            }
            let clause = self
                .said
                .clauses
                .iter()
                .find(|own| own.start <= amount.range.start && amount.range.end <= own.end);
            let words =
                clause.map_or(self.said.original(&amount.range), |own| self.said.original(own)).to_owned();
            if !self.builder.unclear.contains(&words) {
                self.builder.unclear.push(words);
            }
        }
    }
}
