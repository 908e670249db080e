//! Changes of what runs and what is tapped: lengths and rounds of a timer, where counting starts and how far a tap goes.
//!
//! Decides which phase or counter is meant.

use super::Revision;
use crate::minitool::draft;
use crate::minitool::edit::both;
use crate::minitool::outline::{Name, NameMark};
use crate::minitool::spec::{ActionStep, Field, FieldType, PartKind};

impl Revision<'_> {
    /// Where all that is counted starts: 每家一开始都是1000分.
    pub(super) fn set_starts(&mut self, value: &NameMark) -> bool {
        let steppers = self.tool.steppers();
        let starts = value.name == Name::Default
            || draft::has_any(
                &self.folded(),
                &["一开始", "起始", "开局", "start", "starts", "begin", "初始"],
            );
        let Some((number, _)) = draft::value(&self.words(value), FieldType::Number, self.here)
            .filter(|_| starts && steppers.len() > 1)
        else {
            return false;
        };
        for name in &steppers {
            if let Some(field) = self.tool.field_mut(name) {
                field.default = Some(number.clone());
            }
        }
        true
    }

    /// Lengths and rounds of a timer.
    pub(super) fn set_timer(&mut self, said: Option<&str>, value: &NameMark, nth: usize) -> bool {
        let Some(part) = self.tool.view.iter().find(|part| part.part == PartKind::Timer) else {
            return false;
        };
        let (phases, rounds, id) = (part.phases.clone(), part.rounds.clone(), part.id.clone());
        let words = self.words(value);
        let length = draft::value(&words, FieldType::Duration, self.here).map(|own| own.0);
        let seconds = draft::value(&words, FieldType::Number, self.here).map(|own| own.0);
        if let Some(length) = length.filter(|length| Some(length) != seconds.as_ref()) {
            let text = self.folded();
            let named = |label: &crate::text::LocalText| {
                label.all().any(|(_, own)| said.is_some_and(|said| draft::likeness(said, own) > 0))
            };
            let rests = |said: &str| draft::has_any(said, &["休息", "休", "rest", "break", "off", "歇"]);
            let at = phases.iter().position(|phase| named(&phase.label)).or_else(|| {
                let near: String = self.said.chars()[value.range.start.saturating_sub(4)..value.range.start]
                    .iter()
                    .collect();
                let is_rest = said.is_some_and(rests)
                    || rests(&near)
                    || said.is_none() && nth == 0 && rests(&text) && !text.contains(['学', '工']);
                if is_rest && phases.len() > 1 {
                    Some(1)
                } else {
                    Some(nth.min(phases.len().saturating_sub(1)))
                }
            });
            let Some(name) = at.and_then(|at| phases.get(at)).map(|phase| phase.length.clone()) else {
                return false;
            };
            let Some(field) = self.tool.field_mut(&name) else { return false };
            field.default = Some(length.clone());
            return true;
        }
        let Some(count) = seconds else { return false };
        let name = match rounds {
            Some(name) => name,
            None => {
                let field = Field::plain("", both("轮数", "Rounds"), FieldType::Number);
                self.tool.add_field(field)
            }
        };
        if let Some(field) = self.tool.field_mut(&name) {
            field.default = Some(count.clone());
        }
        if let Some(part) = self.tool.view.iter_mut().find(|part| part.id == id) {
            part.rounds = Some(name);
        }
        true
    }

    /// How much a tap adds.
    pub(super) fn set_step(&mut self, said: Option<&str>, value: &NameMark) -> bool {
        let steppers = self.tool.steppers();
        let text = self.folded();
        let is_step = value.name == Name::Step
            || value.name == Name::Value
                && draft::has_any(
                    &text,
                    &[
                        "每次",
                        "一下",
                        "每按",
                        "点一",
                        "each tap",
                        "per tap",
                        "each press",
                        "taps",
                        "step",
                        "按一",
                        "each time",
                        "a tap",
                        "by",
                    ],
                );
        let is_field = said.and_then(|said| self.object(said)).is_some_and(|name| !steppers.contains(&name));
        let Some((step, _)) = draft::value(&self.words(value), FieldType::Number, self.here) else {
            return false;
        };
        if steppers.is_empty() || !is_step || is_field {
            return false;
        }
        for part in self.tool.view.iter_mut().filter(|part| part.part == PartKind::Stepper) {
            part.step = Some(step.clone());
        }
        // The button that adds the old step adds the new one.
        for action in &mut self.tool.actions {
            for own in &mut action.steps {
                if let ActionStep::Set { field, to } = own
                    && steppers.contains(field)
                    && to.starts_with(&format!("{field} + "))
                {
                    *to = format!("{field} + {step}");
                    action.label = both(&format!("加{step}"), &format!("+{step}"));
                }
            }
        }
        true
    }
}
