//! From a sentence to a draft of a tool.
//!
//! Decides the order: what can't be is declined, the kinds of tools that are named build their parts, what is listed becomes fields and columns, what is
//! computed in words becomes formulas, and what found no place is said. Nothing is guessed: a formula that does not read whole is not made.

mod builder;
mod convert;
mod defaults;
mod describe;
mod kinds;
mod known;
mod noun;
mod options;
mod outputs;
mod pairs;
mod refuse;
mod said;
mod share;
mod sums;
mod tokens;
mod words;

use jiff::ZonedDateTime;

use self::builder::Builder;
pub(super) use self::builder::likeness;
pub(super) use self::noun::shown;
use self::said::{AmountSort, Said};
pub(super) use self::said::{find, has_any};
use super::spec::{FieldType, MiniTool};
use crate::text::{Language, LocalText, Utterance};
use crate::values::{Reference, phrase};

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

/// Drafts a tool from a sentence. `now` is for days that are said relative to it.
///
/// # Example
///
/// ```
/// use errand_core::{Drafted, draft_tool};
///
/// let now: jiff::ZonedDateTime = "2026-11-25T09:30:00+08:00[Asia/Shanghai]".parse().expect("a time");
/// let Drafted::Made { tool, .. } = draft_tool("bmi", "BMI计算器,体重除以身高的平方", &now) else { panic!("a tool") };
/// assert_eq!(tool.formulas[0].formula, "weight / height ^ 2");
/// assert!(matches!(draft_tool("x", "做个能自动抢红包的工具", &now), Drafted::Declined { .. }));
/// ```
pub fn draft_tool(id: &str, sentence: &str, now: &ZonedDateTime) -> Drafted {
    let said = Said::new(sentence, Reference::at(now));
    if said.utterance.is_wordless() {
        return Drafted::NotUnderstood;
    }
    if let Some(why) = refuse::reason(&said) {
        return Drafted::Declined { why };
    }
    let mut draft = Draft {
        builder: Builder::new(id, said.language),
        used: vec![false; said.clauses.len()],
        said,
        title: None,
    };
    draft.run();
    let Draft { builder, title, said, .. } = draft;
    let Builder { mut tool, unclear, .. } = builder;
    if tool.state.is_empty() && tool.view.is_empty() {
        return Drafted::NotUnderstood;
    }
    if tool.title.get(said.language).is_empty() {
        tool.title = title.unwrap_or_else(|| super::edit::both("小工具", "Tool"));
    }
    tool.origin.push(sentence.to_owned());
    match tool.checked() {
        Ok(_) => Drafted::Made { tool: Box::new(tool), unclear },
        // What we drafted does not hang together: better nothing than something wrong.
        Err(_) => Drafted::NotUnderstood,
    }
}

/// Why a tool can't do what is asked for.
pub(super) fn reason(said: &Utterance, now: &ZonedDateTime) -> Option<LocalText> {
    refuse::reason(&Said::new(said.said(), Reference::at(now)))
}

/// Adds to a tool what a sentence describes.
pub(super) fn extend(tool: &mut MiniTool, sentence: &str, now: &ZonedDateTime) -> Vec<String> {
    let said = Said::new(sentence, Reference::at(now));
    let language = tool.language.into();
    let builder = Builder { tool: tool.clone(), language, unclear: Vec::new() };
    let mut draft =
        Draft { builder, used: vec![false; said.clauses.len()], said, title: Some(tool.title.clone()) };
    draft.frame();
    kinds::changed(&mut draft);
    describe::added(&mut draft);
    outputs::build(&mut draft);
    kinds::finish(&mut draft);
    draft.leftovers();
    *tool = draft.builder.tool;
    draft.builder.unclear
}

/// An amount or a day in some words.
pub(super) fn amount(text: &str, now: &ZonedDateTime) -> Option<String> {
    last_amount(text, now).map(|found| found.1)
}

/// The last amount or day of a sentence: where it begins, as a default writes it, and the types of fields that it can be a default of.
pub(super) fn last_amount(text: &str, now: &ZonedDateTime) -> Option<(usize, String, &'static [FieldType])> {
    let said = Said::new(text, Reference::at(now));
    if let Some((range, date)) = said.dates.last() {
        return Some((range.start, date.to_string(), &[FieldType::Date]));
    }
    let amount = said.amounts.last()?;
    // Half an hour is no number: a field that counts minutes would take it for 1,800 of them.
    let types: &[FieldType] = match amount.sort {
        AmountSort::Length => &[FieldType::Duration],
        _ => &[FieldType::Number, FieldType::Money],
    };
    Some((amount.range.start, amount.number.normalize().to_string(), types))
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
pub(super) struct Draft {
    said: Said,
    builder: Builder,
    /// Which clauses have found their place.
    used: Vec<bool>,
    title: Option<LocalText>,
}

impl Draft {
    fn run(&mut self) {
        self.frame();
        kinds::build(self);
        describe::build(self);
        outputs::build(self);
        kinds::finish(self);
        self.leftovers();
    }

    fn is_zh(&self) -> bool {
        self.said.language == Language::Zh
    }

    /// Takes the words of asking away from the clauses, and the title from what they ask for.
    fn frame(&mut self) {
        for (i, clause) in self.said.clauses.clone().into_iter().enumerate() {
            let rest = said::trimmed(self.said.utterance.chars(), unframed(&self.said, clause.clone()));
            let is_named = i == 0 && has_any(&self.said.text(&clause), NAMED) && clause.len() < 24;
            if (rest.start > clause.start || is_named) && self.title.is_none() {
                let words = self.said.original(&rest).to_owned();
                let short: String = words.trim_end_matches(['的', '吧', '呗']).to_owned();
                let short = TOOLS
                    .iter()
                    .fold(short, |text, word| text.strip_suffix(word).map_or(text.clone(), str::to_owned));
                let cut: String =
                    short.split([':', '-', ',']).next().unwrap_or_default().trim().chars().take(24).collect();
                if !cut.trim().is_empty() {
                    self.title = Some(noun::shown(cut.trim(), self.said.language));
                }
            }
            self.said.clauses[i] = rest;
        }
    }

    /// What no step took is said to the person, or it would seem understood.
    fn leftovers(&mut self) {
        for (i, clause) in self.said.clauses.iter().enumerate() {
            let text = self.said.original(clause);
            if !self.used[i] && text.chars().count() > 3 && has_content(&self.said.text(clause)) {
                self.builder.unclear.push(text.to_owned());
            }
        }
    }
}

/// Words that a tool's name ends in.
const NAMED: &[&str] = &[
    "计算器",
    "记账",
    "清单",
    "番茄钟",
    "记分牌",
    "calculator",
    "tracker",
    "checklist",
    "scoreboard",
    "planner",
    "log",
];

const TOOLS: &[&str] = &["小工具", "工具", "tool", "Tool", "的小程序", "小程序", "app"];

/// Words that ask for something to be made; the longest first among those that begin alike.
const FRAMES: &[&str] = &[
    "麻烦帮我做一个",
    "麻烦帮我做个",
    "帮我做一个",
    "帮我做个",
    "帮我弄一个",
    "帮我弄个",
    "帮我整一个",
    "帮我整个",
    "帮我搞个",
    "帮我建一个",
    "帮我建个",
    "给我做一个",
    "给我做个",
    "给我弄个",
    "给我来个",
    "给我整个",
    "帮我写个",
    "能不能做一个",
    "能不能做个",
    "能做个",
    "我想要一个",
    "我想要个",
    "想要一个",
    "想要个",
    "我要一个",
    "我要个",
    "来一个",
    "来个",
    "做一个",
    "做个",
    "弄一个",
    "弄个",
    "整一个",
    "整个",
    "搞一个",
    "搞个",
    "建个",
    "写个",
    "生成一个",
    "可以做个",
    "帮我",
    "请",
    "给我",
    "can you make me something for",
    "can you make me a",
    "can you make me",
    "can you make something for",
    "can you make a",
    "could you make me a",
    "could you make a",
    "can you build me a",
    "make me something that",
    "make me a tool that",
    "make me a tool to",
    "make a tool that",
    "build me something that",
    "build me a",
    "make me a",
    "make me an",
    "make me",
    "make a",
    "make an",
    "make something that",
    "make something for",
    "build a",
    "create a",
    "create an",
    "i need a",
    "i need an",
    "i need something to",
    "i need to work out",
    "i need to",
    "i want a",
    "i want to",
    "i want",
    "i'd like a",
    "give me a",
    "please make",
    "please",
    "a tool that",
    "a tool to",
    "something that",
    "something to",
    "set up a",
    "help me",
    "ok so",
];

/// A clause without the words of asking.
fn unframed(said: &Said, clause: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let chars = said.utterance.chars();
    let mut rest = said::trimmed(chars, clause);
    loop {
        let frame = FRAMES.iter().filter_map(|frame| phrase(&chars[..rest.end], rest.start, frame)).max();
        match frame {
            Some(end) if end < rest.end => rest = said::trimmed(chars, end..rest.end),
            _ => return rest,
        }
    }
}

/// Whether a clause says more than courtesy.
fn has_content(text: &str) -> bool {
    let idle = ["谢谢", "please", "thanks", "thank you", "就行", "好不好", "行吗", "可以吗"];
    !idle.contains(&text.trim())
}
