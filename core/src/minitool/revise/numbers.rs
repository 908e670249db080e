//! Changes of what a tool starts with and counts by: defaults, steps, lengths, rounds, constants in formulas, units, types.
//!
//! Decides what a new value is of; a number in a formula is changed only where it is the only one that could be meant.

use rust_decimal::Decimal;

use super::Revision;
use crate::minitool::draft;
use crate::minitool::formula::Expr;
use crate::minitool::outline::{Change, Name, NameMark};
use crate::minitool::spec::{FieldType, PartKind};

impl Revision<'_> {
    pub(super) fn numbers(&mut self) {
        let targets: Vec<NameMark> = self.outline.named(Name::Target).cloned().collect();
        // Fields that the same sentence adds have their own defaults.
        let adds = self.outline.names.iter().any(|mark| matches!(mark.name, Name::Field | Name::Column));
        let mut values = if adds && targets.is_empty() { Vec::new() } else { self.take(Name::Default) };
        values.extend(self.take(Name::Value));
        values.extend(self.take(Name::Length));
        values.extend(self.take(Name::Times));
        values.extend(self.take(Name::Step));
        values.extend(self.take(Name::Day));
        values.extend(self.take(Name::Goal));
        let mut is_done = vec![false; targets.len()];
        values.sort_by_key(|mark| mark.range.start);
        for (i, value) in values.iter().enumerate() {
            let before = targets.iter().rposition(|own| own.range.end <= value.range.start);
            let at = before.or_else(|| targets.iter().position(|own| own.range.start >= value.range.end));
            let target = at.map(|at| targets[at].clone());
            if self.set(target.as_ref(), value, i) {
                if let Some(at) = at {
                    is_done[at] = true;
                }
            } else {
                let words = self.words(value);
                self.unclear.push(words);
            }
        }
        if self.outline.changes.contains(&Change::Unit) {
            self.unit(&targets, &mut is_done);
        }
        self.outline.names.retain(|mark| {
            !targets.iter().zip(&is_done).any(|(target, is_done)| *is_done && target.range == mark.range)
        });
    }

    /// Sets what is meant to a value.
    fn set(&mut self, target: Option<&NameMark>, value: &NameMark, nth: usize) -> bool {
        // "25" of "25 percent" is a share.
        let behind: String = self.said.chars()[value.range.end..].iter().take(9).collect();
        let is_share =
            ["%", " percent", " %", "个点", " per cent"].iter().any(|unit| behind.starts_with(unit));
        let words = if is_share { format!("{}%", self.words(value)) } else { self.words(value) };
        let said = target.map(|mark| self.words(mark));
        if self.set_timer(said.as_deref(), value, nth) || self.set_step(said.as_deref(), value) {
            return true;
        }
        let object = said.as_deref().and_then(|said| self.object(said));
        if object.is_none() && self.set_starts(value) {
            return true;
        }
        let fitting = |own: &Self, name: &str| {
            own.tool.field(name).is_some_and(|field| draft::value(&words, field.kind, own.now).is_some())
        };
        let steppers: Vec<String> = self
            .tool
            .view
            .iter()
            .filter(|part| part.part == PartKind::Stepper)
            .filter_map(|part| part.of.clone())
            .collect();
        let is_switch =
            |name: &String| self.tool.field(name).is_some_and(|own| own.kind == FieldType::Toggle);
        let has_number = draft::value(&words, FieldType::Number, self.now).is_some();
        let name = match object {
            // "rush should be 25 percent": what the switch does, not whether it is on.
            Some(name) if is_switch(&name) && has_number => return self.set_switched(&name, &words),
            Some(name) if self.tool.field(&name).is_some() => Some(name),
            // A constant of the result that is named.
            Some(name) => return self.set_constant(Some(&name), &words),
            None if said.is_some() && self.set_constant(None, &words) => return true,
            None => {
                // Where none is named, it is the only one that has a default; a day is that of the only date.
                let all = self
                    .tool
                    .state
                    .iter()
                    .filter(|own| own.kind != FieldType::List && fitting(self, &own.name));
                let mut with = all.clone().filter(|own| {
                    own.default.is_some() && own.kind != FieldType::Text && !steppers.contains(&own.name)
                });
                let one = with.next().map(|own| own.name.clone());
                let one = if with.next().is_some() { None } else { one };
                let mut any = all.filter(|own| own.kind != FieldType::Text);
                let only = any.next().map(|own| own.name.clone());
                let only = if any.next().is_some() { None } else { only };
                one.or(only)
            }
        };
        let Some(name) = name else { return self.set_constant(None, &words) };
        let Some(kind) = self.tool.field(&name).map(|field| field.kind) else { return false };
        let Some((value, is_share)) = draft::value(&words, kind, self.now) else { return false };
        if let Some(field) = self.tool.field_mut(&name) {
            field.default = Some(value.clone());
            if is_share && field.kind == FieldType::Number {
                field.unit = Some("%".to_owned());
            }
            if field.kind == FieldType::Choice && !field.options.contains(&value) {
                field.options.push(value.clone());
            }
        }
        let label = self.label(&name);
        self.edit(format!("{label}默认:{value}"), format!("{label} starts at {value}"));
        true
    }

    /// Where all that is counted starts: 每家一开始都是1000分.
    fn set_starts(&mut self, value: &NameMark) -> bool {
        let steppers: Vec<String> = self
            .tool
            .view
            .iter()
            .filter(|part| part.part == PartKind::Stepper)
            .filter_map(|part| part.of.clone())
            .collect();
        let starts = value.name == Name::Default
            || draft::has_any(
                &self.folded(),
                &["一开始", "起始", "开局", "start", "starts", "begin", "初始"],
            );
        let Some((number, _)) = draft::value(&self.words(value), FieldType::Number, self.now)
            .filter(|_| starts && steppers.len() > 1)
        else {
            return false;
        };
        for name in &steppers {
            if let Some(field) = self.tool.field_mut(name) {
                field.default = Some(number.clone());
            }
        }
        self.edit(format!("都从{number}开始"), format!("All start at {number}"));
        true
    }

    /// Lengths and rounds of a timer.
    fn set_timer(&mut self, said: Option<&str>, value: &NameMark, nth: usize) -> bool {
        let Some(part) = self.tool.view.iter().find(|part| part.part == PartKind::Timer) else {
            return false;
        };
        let (phases, rounds, id) = (part.phases.clone(), part.rounds.clone(), part.id.clone());
        let words = self.words(value);
        let length = draft::value(&words, FieldType::Duration, self.now).map(|own| own.0);
        let seconds = draft::value(&words, FieldType::Number, self.now).map(|own| own.0);
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
            let label = self.label(&name);
            self.edit(format!("{label}:{words}"), format!("{label}: {words}"));
            return true;
        }
        let Some(count) = seconds else { return false };
        let name = match rounds {
            Some(name) => name,
            None => {
                let field = crate::minitool::spec::Field::plain(
                    "",
                    crate::minitool::edit::both("轮数", "Rounds"),
                    FieldType::Number,
                );
                self.tool.add_field(field)
            }
        };
        if let Some(field) = self.tool.field_mut(&name) {
            field.default = Some(count.clone());
        }
        if let Some(part) = self.tool.view.iter_mut().find(|part| part.id == id) {
            part.rounds = Some(name);
        }
        self.edit(format!("轮数:{count}"), format!("Rounds: {count}"));
        true
    }

    /// How much a tap adds.
    fn set_step(&mut self, said: Option<&str>, value: &NameMark) -> bool {
        let steppers: Vec<String> = self
            .tool
            .view
            .iter()
            .filter(|part| part.part == PartKind::Stepper)
            .filter_map(|part| part.of.clone())
            .collect();
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
        let Some((step, _)) = draft::value(&self.words(value), FieldType::Number, self.now) else {
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
                if let crate::minitool::spec::ActionStep::Set { field, to } = own
                    && steppers.contains(field)
                    && to.starts_with(&format!("{field} + "))
                {
                    *to = format!("{field} + {step}");
                    action.label = crate::minitool::edit::both(&format!("加{step}"), &format!("+{step}"));
                }
            }
        }
        self.edit(format!("每次加{step}"), format!("Each tap adds {step}"));
        true
    }

    /// A number in a formula, where it is the only one it could be.
    fn set_constant(&mut self, name: Option<&str>, words: &str) -> bool {
        let Some((value, is_share)) = draft::value(words, FieldType::Number, self.now) else { return false };
        let Ok(number) = value.parse::<Decimal>() else { return false };
        let formulas: Vec<(String, String)> = self
            .tool
            .formulas
            .iter()
            .chain(self.tool.state.iter().flat_map(|list| &list.computed))
            .filter(|own| name.is_none_or(|name| own.name == name))
            .map(|own| (own.name.clone(), own.formula.clone()))
            .collect();
        let mut found: Vec<(String, Decimal)> = Vec::new();
        for (name, formula) in formulas {
            let Ok(expr) = Expr::parse(&formula) else { continue };
            expr.walk(&mut |one| {
                if let Expr::Number(own) = one
                    && !own.is_zero()
                    && !found.iter().any(|known| known.0 == name && known.1 == *own)
                {
                    found.push((name.clone(), *own));
                }
            });
        }
        let one = Decimal::ONE;
        let share = number / Decimal::ONE_HUNDRED;
        let fits = |own: &Decimal| {
            if is_share {
                *own < Decimal::TWO && own.scale() > 0
            } else {
                own.scale() == 0 || *own > one || !is_share
            }
        };
        found.retain(|own| fits(&own.1));
        let [(name, old)] = &found[..] else { return false };
        let new = match (is_share, *old > one, old) {
            (false, ..) => number,
            // 1.3 puts 30 percent on top, and .7 takes them off: what was done is done with the new share.
            (true, true, _) => one + share,
            (true, false, old) if *old > Decimal::new(5, 1) && share < Decimal::new(5, 1) => one - share,
            (true, false, _) => share,
        };
        let (name, old) = (name.clone(), *old);
        let Some(formula) = self.tool.formula_mut(&name) else { return false };
        let Ok(expr) = Expr::parse(&formula.formula) else { return false };
        formula.formula = expr.number_replaced(old, &Expr::Number(new.normalize())).to_string();
        let label = self.label(&name);
        self.edit(
            format!("{label}:{} → {}", old.normalize(), new.normalize()),
            format!("{label}: {} → {}", old.normalize(), new.normalize()),
        );
        true
    }

    /// What a formula computes where a switch is on.
    fn set_switched(&mut self, name: &str, words: &str) -> bool {
        let all = self.tool.formulas.iter().chain(self.tool.state.iter().flat_map(|list| &list.computed));
        let using = all.filter(|own| {
            Expr::parse(&own.formula).is_ok_and(|expr| expr.names().iter().any(|own| own == name))
        });
        let using: Vec<String> = using.map(|own| own.name.clone()).collect();
        match &using[..] {
            [only] => self.set_constant(Some(&only.clone()), words),
            _ => false,
        }
    }

    fn unit(&mut self, targets: &[NameMark], is_done: &mut [bool]) {
        let units = self.take(Name::Unit);
        let Some(unit) = units.last().map(|mark| self.words(mark)) else { return };
        let name = targets.iter().find_map(|mark| self.object(&self.words(mark)));
        let only = || {
            let mut numbers = self.tool.state.iter().filter(|own| own.kind == FieldType::Number);
            numbers.next().filter(|_| numbers.next().is_none()).map(|own| own.name.clone())
        };
        let Some(name) = name.or_else(only) else {
            self.unclear.push(unit);
            return;
        };
        if let Some(field) = self.tool.field_mut(&name) {
            field.unit = Some(unit.clone());
        } else if let Some(formula) = self.tool.formula_mut(&name) {
            formula.unit = Some(unit.clone());
        }
        is_done.iter_mut().for_each(|done| *done = true);
        let label = self.label(&name);
        self.edit(format!("{label}的单位:{unit}"), format!("Unit of {label}: {unit}"));
    }

    /// What a field holds: 备注改成多行文字, "make the rating a number".
    pub(super) fn retype(&mut self) {
        let text = self.folded();
        let words: [(FieldType, &[&str]); 7] = [
            (
                FieldType::Choice,
                &[
                    "选项",
                    "下拉",
                    "单选",
                    "选择",
                    "choice",
                    "dropdown",
                    "drop-down",
                    "options",
                    "pick from",
                    "choose",
                ],
            ),
            (
                FieldType::Toggle,
                &[
                    "开关",
                    "打勾",
                    "勾选",
                    "是否",
                    "checkbox",
                    "check box",
                    "tick",
                    "yes or no",
                    "yes/no",
                    "switch",
                    "toggle",
                ],
            ),
            (FieldType::Date, &["日期", "date", "日历", "calendar"]),
            (FieldType::Money, &["金额", "钱", "money", "amount of money", "currency"]),
            (FieldType::Duration, &["时长", "duration", "length of time"]),
            (FieldType::Number, &["数字", "number", "numeric", "整数"]),
            (FieldType::Text, &["文字", "文本", "text", "自己写", "手写", "free text", "words"]),
        ];
        let options: Vec<String> = self.outline.named(Name::Option).map(|mark| self.words(mark)).collect();
        let kind = if options.len() > 1 {
            Some(FieldType::Choice)
        } else {
            words
                .iter()
                .find(|(_, words)| {
                    words.iter().any(|word| {
                        if word.is_ascii() { draft::has_any(&text, &[word]) } else { text.contains(word) }
                    })
                })
                .map(|own| own.0)
        };
        let targets = self.take(Name::Target);
        let name = targets.iter().find_map(|mark| self.object(&self.words(mark)));
        let (Some(kind), Some(name)) = (kind, name) else {
            self.unclear.extend(targets.iter().map(|mark| self.said.original(mark.range.clone()).to_owned()));
            return;
        };
        self.take(Name::Option);
        let Some(field) = self.tool.field_mut(&name) else { return };
        if kind == FieldType::Choice && options.len() < 2 && field.options.len() < 2 {
            return;
        }
        field.kind = kind;
        if kind == FieldType::Choice {
            if !options.is_empty() {
                field.options = options;
            }
        } else {
            field.options.clear();
        }
        if field
            .default
            .as_ref()
            .is_some_and(|own| draft::value(own, kind, self.now).is_none() || kind == FieldType::Choice)
        {
            field.default = None;
        }
        let part = match kind {
            FieldType::Toggle => PartKind::Toggle,
            FieldType::Choice => PartKind::Choice,
            _ => PartKind::Field,
        };
        for own in self.tool.view.iter_mut().filter(|own| own.of.as_deref() == Some(&name)) {
            own.part = part;
            own.step = None;
        }
        let label = self.label(&name);
        self.edit(format!("{label}的类型:{}", kind.name()), format!("Type of {label}: {}", kind.name()));
    }
}
