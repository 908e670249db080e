//! From a button of a mini-tool to an act, and from words to the function that a button may ask for.
//!
//! Decides which values of a tool fill which arguments. Nothing is carried out here: the act is asked about, judged and confirmed as one that was said.
//!
//! Invariants: a text of a tool becomes a text argument to the letter, and is understood as nothing; what does not fit an argument is asked for.

use serde_json::json;

use super::super::engine::Engine;
use super::super::state::{FrameSlots, Task, TaskOption};
use super::super::step::Step;
use super::{Told, Work};
use crate::action::{Argument, Source};
use crate::dialogue::{Answer, value};
use crate::error::Error;
use crate::manifest::{Capability, Parameter, ParameterType};
use crate::minitool::{self, Callable, CallableParameter, Drafted, Outline};
use crate::text::{LocalText, Utterance};
use crate::values::{Reference, Value};

/// How sure it must be that words of a tool mean a function of the app.
const SURE: f32 = 0.4;
/// As much of a tool's text as becomes an argument, in characters.
const MAX_TEXT: usize = 500;

/// A function that a button asks for: service, capability, values by parameter.
pub(super) type Asked = (String, String, Vec<(String, String)>);

impl Work<'_> {
    /// Opens an act for each function that a button asks for.
    pub(super) fn ask_for(&mut self, calls: Vec<Asked>) -> Result<Option<Step>, Error> {
        let mut tasks = Vec::new();
        for (service, capability, values) in calls {
            let found = self.engine.understanding.capability(&service, &capability);
            let Some(own) = found.map(|(_, own)| own.clone()) else {
                let message = self.reply().tool_call_gone();
                return self.draw(Told::saying(message)).map(Some);
            };
            self.note("toolAsked", json!({"service": service, "capability": capability}));
            let slots = self.slots_of(&own, &values);
            let option = TaskOption {
                schema: own.schema.clone(),
                service,
                capability,
                is_named: false,
                slots,
                confidence: 1.0,
                probe: None,
            };
            tasks.push(Task::new(String::new(), String::new(), vec![option]));
        }
        self.state.tasks = tasks;
        Ok(None)
    }

    fn slots_of(&self, capability: &Capability, values: &[(String, String)]) -> FrameSlots {
        let mut slots = FrameSlots::default();
        for (name, text) in values {
            let Some(parameter) = capability.parameter(name) else { continue };
            match self.argument(parameter, text) {
                Answer::Value(value) => {
                    slots.arguments.insert(name.clone(), Argument { value, source: Source::Tool });
                }
                Answer::Several(entries) => {
                    slots.several.insert(name.clone(), entries);
                }
                Answer::Unfit => slots.unfit.push(name.clone()),
                Answer::DayOnly(_) | Answer::Unclear => {}
            }
        }
        slots.leave_the_past(capability, self.now);
        slots
    }

    fn argument(&self, parameter: &Parameter, text: &str) -> Answer {
        if parameter.is_free_text() && parameter.kind == ParameterType::String {
            let text: String = text.trim().chars().take(MAX_TEXT).filter(|c| !c.is_control()).collect();
            return if text.is_empty() { Answer::Unclear } else { Answer::Value(Value::Text(text)) };
        }
        if let (ParameterType::Boolean, Ok(yes)) = (&parameter.kind, text.parse()) {
            return Answer::Value(Value::Boolean(yes));
        }
        let list = parameter.host_list().map(|list| self.engine.lists.get(list).cloned().unwrap_or_default());
        value(&Utterance::new(text), parameter, None, list.as_deref(), self.here())
    }
}

/// Drafts a tool from a sentence and its outline; a button's words are looked up among the app's functions.
pub(crate) fn draft(
    engine: &mut Engine,
    sentence: &str,
    outline: &Outline,
    id: &str,
    here: Reference,
) -> Result<Drafted, Error> {
    let mut failed = None;
    let drafted = minitool::draft(id, sentence, outline, here, &mut |words| {
        callable(engine, words, here).unwrap_or_else(|error| {
            failed = Some(error);
            None
        })
    });
    failed.map_or(Ok(drafted), Err)
}

/// The function of the app that some words mean.
fn callable(engine: &mut Engine, words: &str, here: Reference) -> Result<Option<Callable>, Error> {
    let Engine { store, understanding, lists, .. } = engine;
    let read = understanding.read(&Utterance::new(words), here, lists, store)?;
    let Some(best) = read.considered.first().filter(|best| best.confidence >= SURE) else { return Ok(None) };
    let Some((_, capability)) = understanding.capability(&best.service, &best.capability) else {
        return Ok(None);
    };
    let names = |text: &LocalText| text.all().map(|(_, text)| text.to_owned()).collect::<Vec<_>>();
    let parameters = capability.parameters.iter().map(|own| {
        let mut labels: Vec<String> = own.title.iter().flat_map(names).collect();
        labels.extend(own.description.iter().flat_map(names));
        labels.push(own.name.clone());
        let takes_text = own.is_free_text() && own.kind == ParameterType::String;
        CallableParameter { name: own.name.clone(), labels, takes_text }
    });
    Ok(Some(Callable {
        service: best.service.clone(),
        capability: best.capability.clone(),
        label: capability.title.clone(),
        parameters: parameters.collect(),
    }))
}
