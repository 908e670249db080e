//! From what was understood to one capability of one service: ranked on facts, recorded, and taken or asked about.
//!
//! Decides when the person is asked: what is meant when that is unclear, the service when the person wants to choose or nothing tells them apart.
//! What speaks for a service is weighed by `plan`; asking services beforehand is `side`'s.
//!
//! Invariant: every choice leaves its record, also where there was only one.

use serde_json::json;

use super::Work;
use super::state::{ChoiceOf, Frame, Notice, Purpose, Waiting};
use super::step::{ChoiceOption, Step};
use crate::action::{Argument, Source, sha256_hex};
use crate::dialogue::{Named, quote_words};
use crate::error::Error;
use crate::manifest::{Capability, CapabilityKind, FailureClass};
use crate::plan::{Choice, ChosenBy, Contender, Dial, Filtered, rank};
use crate::store::choices;
use crate::values::Value;

/// Capabilities that are offered at most when it is unclear which is meant.
const MAX_OPTIONS: usize = 3;

impl Work<'_> {
    /// Chooses the capability and the service of the current act, or asks.
    pub(super) fn choose(&mut self) -> Result<Option<Step>, Error> {
        let task = &self.state.tasks[0];
        let open: Vec<usize> =
            (0..task.options.len()).filter(|i| !task.tried.contains(&task.options[*i].service)).collect();
        let Some(first) = open.first() else {
            return Ok(self.give_up(FailureClass::NotAvailable));
        };
        if task.is_ambiguous
            && let Some(step) = self.ask_capability(&open)
        {
            return Ok(Some(step));
        }
        let task = &self.state.tasks[0];
        let schema = task.options[*first].schema.clone();
        let rivals: Vec<usize> =
            (0..task.options.len()).filter(|i| task.options[*i].schema == schema).collect();
        let wanted: Vec<usize> = self.eligible(&rivals)?;
        if self.mends_for_all(&wanted) {
            return Ok(None);
        }
        if let Some(step) = self.probe(&wanted)? {
            return Ok(Some(step));
        }
        if let Some(step) = self.read_side_by_side(&wanted)? {
            return Ok(Some(step));
        }
        self.take_best(schema, &rivals)
    }

    /// The rivals that can still be it: not tried, not banned, named if any is named.
    fn eligible(&self, rivals: &[usize]) -> Result<Vec<usize>, Error> {
        let task = &self.state.tasks[0];
        let banned = self.engine.preference(&domain_of(&task.options[rivals[0]].schema))?.banned;
        let is_open = |i: &&usize| !task.tried.contains(&task.options[**i].service);
        let mut wanted: Vec<usize> = rivals.iter().filter(is_open).copied().collect();
        if wanted.iter().any(|i| task.options[*i].is_named) {
            wanted.retain(|i| task.options[*i].is_named);
        } else {
            wanted.retain(|i| !banned.contains(&task.options[*i].service));
        }
        Ok(wanted)
    }

    /// Asks what is meant, when capabilities of several schemas are about as likely.
    fn ask_capability(&mut self, open: &[usize]) -> Option<Step> {
        let task = &self.state.tasks[0];
        let mut schemas: Vec<usize> = Vec::new();
        for i in open {
            if !schemas.iter().any(|known| task.options[*known].schema == task.options[*i].schema) {
                schemas.push(*i);
            }
        }
        schemas.truncate(MAX_OPTIONS);
        if schemas.len() < 2 {
            return None;
        }
        let options =
            schemas.iter().filter_map(|i| Some((*i, self.option_title(*i)?, String::new()))).collect();
        let message = self.reply().which_capability();
        Some(self.ask_option("capability", message, options, ChoiceOf::Capability))
    }

    /// Ranks the rivals and takes the best, or asks.
    fn take_best(&mut self, schema: String, rivals: &[usize]) -> Result<Option<Step>, Error> {
        let mut choice = self.rank_rivals(schema, rivals)?;
        let open: Vec<String> = choice
            .candidates
            .iter()
            .filter(|rival| rival.filtered.is_none())
            .map(|rival| rival.service.clone())
            .collect();
        let option_of = |work: &Self, service: &str| {
            let options = &work.state.tasks[0].options;
            rivals.iter().copied().find(|i| options[*i].service == service)
        };
        let is_left = self.state.tasks[0].is_left;
        let has_failed = !is_left && !self.state.tasks[0].tried.is_empty();
        let is_named = |work: &Self, service: &str| {
            option_of(work, service).is_some_and(|i| work.state.tasks[0].options[i].is_named)
        };
        match open.as_slice() {
            [] => {
                let class = match choice.candidates.iter().find_map(|rival| rival.filtered) {
                    Some(Filtered::Constraint { .. }) => FailureClass::ConstraintUnmet,
                    _ => FailureClass::NotAvailable,
                };
                let why = self.out_in_words(&choice).or_else(|| self.missing_in_words(rivals[0]));
                self.keep_choice(choice)?;
                if let Some(why) = why {
                    self.add_notice(&why);
                }
                Ok(self.give_up(class))
            }
            [one] => {
                choice.chosen = Some(one.clone());
                choice.by = match (has_failed, is_named(self, one), rivals.len()) {
                    (true, ..) => ChosenBy::Fallback,
                    _ if is_left => ChosenBy::Person,
                    (_, true, _) => ChosenBy::Named,
                    (.., 1) => ChosenBy::Only,
                    _ => ChosenBy::Score,
                };
                let option = option_of(self, one).unwrap_or(rivals[0]);
                self.keep_choice(choice)?;
                self.open_goal(option);
                Ok(None)
            }
            [best, rest @ ..] => {
                // Once one has failed, only who has said so is asked again.
                let has_said = self.engine.preference(&domain_of(&choice.schema))?.dial.is_some();
                let wants_all = choice.dial == Dial::ShowOptions && (!has_failed || has_said);
                let must_ask = wants_all || (!has_failed && choice.is_tie());
                if must_ask {
                    choice.by = ChosenBy::Open;
                    let options = open
                        .iter()
                        .filter_map(|service| {
                            let quote = choice
                                .candidate(service)
                                .map(|rival| quote_words(&rival.quote, self.state.language));
                            Some((
                                option_of(self, service)?,
                                self.service_name(service),
                                quote.unwrap_or_default(),
                            ))
                        })
                        .collect();
                    let title = self.option_title(rivals[0]).unwrap_or_default();
                    self.keep_choice(choice)?;
                    let message = self.reply().which_service(&title);
                    return Ok(Some(self.ask_option("service", message, options, ChoiceOf::Service)));
                }
                choice.chosen = Some(best.clone());
                choice.by = if has_failed { ChosenBy::Fallback } else { ChosenBy::Score };
                let option = option_of(self, best).unwrap_or(rivals[0]);
                if !has_failed {
                    let names = |service: &str| self.service_name(service);
                    let named = Named { language: self.state.language, names: &names };
                    let text = named.recommended(&choice, best, rest);
                    self.state.notices.push(Notice { text, is_of_choice: true });
                }
                self.keep_choice(choice)?;
                self.open_goal(option);
                Ok(None)
            }
        }
    }

    /// Judges the rivals by what is known of them now.
    pub(super) fn rank_rivals(&mut self, schema: String, rivals: &[usize]) -> Result<Choice, Error> {
        let preference = self.engine.preference(&domain_of(&schema))?;
        let now_ms = self.now_ms();
        let chosen = self.engine.store.chosen(Some(&schema))?;
        let task = &self.state.tasks[0];
        let mut contenders = Vec::new();
        let mut is_read = true;
        for i in rivals {
            let option = &task.options[*i];
            let Some((manifest, capability)) =
                self.engine.understanding.capability(&option.service, &option.capability)
            else {
                continue;
            };
            is_read &= capability.kind.is_read();
            let measured = self.engine.measured(&option.service, &option.capability, now_ms)?;
            let last = self.engine.store.last_use(&option.service)?;
            contenders.push(Contender {
                service: option.service.clone(),
                capability: option.capability.clone(),
                confidence: f64::from(option.confidence),
                is_named: option.is_named,
                is_banned: preference.banned.contains(&option.service),
                is_tried: task.tried.contains(&option.service),
                is_plannable: crate::plan::missing_entity(capability, manifest).is_none(),
                probe: option.probe.clone(),
                supported: capability.constraints_supported.clone(),
                measured,
                times_chosen: chosen
                    .iter()
                    .find(|known| known.service == option.service)
                    .map_or(0, |known| known.times),
                last_used_ago_ms: last.map(|last| now_ms - last),
                personal_data: personal_data(capability),
            });
        }
        let dial = preference.dial.unwrap_or(if is_read { Dial::ShowOptions } else { Dial::RecommendOne });
        let seed = format!("{} {}", self.state.id, self.state.choices);
        let constraints = self.wanted(0);
        let candidates = rank(&contenders, &constraints, preference.is_personalised, &seed);
        Ok(Choice {
            schema,
            dial,
            is_personalised: preference.is_personalised,
            constraints,
            candidates,
            chosen: None,
            by: ChosenBy::Open,
        })
    }

    /// Keeps the record of a choice; the ledger holds its digest.
    pub(super) fn keep_choice(&mut self, choice: Choice) -> Result<(), Error> {
        let record = choice.json();
        let position = self.state.choices;
        choices::keep_choice(self.engine.store.read(), &self.state.id, position, &record)?;
        let scores: Vec<_> = choice
            .candidates
            .iter()
            .map(|rival| json!([rival.service, rival.filtered, (rival.score * 1_000.0).round() / 1_000.0]))
            .collect();
        self.note(
            "choice",
            json!({"record": sha256_hex(record.as_bytes()), "schema": choice.schema, "dial": choice.dial, "by": choice.by,
                   "chosen": choice.chosen, "candidates": scores}),
        );
        self.count_choice(&choice, self.state.tasks[0].choice.as_ref())?;
        // One that waits for the person is completed in its place.
        if choice.by != ChosenBy::Open {
            self.state.choices += 1;
        }
        self.state.tasks[0].choice = Some(choice);
        Ok(())
    }

    /// The person took an option of the open choice.
    pub(super) fn chosen_by_person(&mut self, option: usize) -> Result<(), Error> {
        let task = &mut self.state.tasks[0];
        let Some(taken) =
            task.options.get(option).map(|option| (option.schema.clone(), option.service.clone()))
        else {
            return Ok(());
        };
        choices::count_chosen(
            self.engine.store.read(),
            &taken.0,
            &taken.1,
            self.now.timestamp().as_millisecond(),
        )?;
        if let Some(mut choice) = task.choice.clone() {
            choice.chosen = Some(taken.1);
            choice.by = ChosenBy::Person;
            self.keep_choice(choice)?;
        }
        Ok(())
    }

    /// What nobody gives, when that is why nothing is left.
    fn missing_in_words(&self, option: usize) -> Option<String> {
        let option = &self.state.tasks[0].options[option];
        let (manifest, capability) =
            self.engine.understanding.capability(&option.service, &option.capability)?;
        crate::plan::missing_entity(capability, manifest).map(|entity| self.reply().missing(&entity))
    }

    /// Why nothing is left, when what was wanted stands in the way.
    fn out_in_words(&self, choice: &Choice) -> Option<String> {
        let names = |service: &str| self.service_name(service);
        Named { language: self.state.language, names: &names }.out(choice)
    }

    pub(super) fn service_name(&self, service: &str) -> String {
        let manifest = self.engine.understanding.service(service);
        manifest.map_or(String::new(), |manifest| manifest.service.name.get(self.state.language).to_owned())
    }

    /// Something that must be seen before anything is taken in the place of what was named.
    pub(super) fn warn(&mut self, notice: &str) {
        if self.state.notices.iter().all(|known| known.text != notice) {
            self.add_notice(notice);
        }
        self.state.is_warned = true;
    }

    pub(super) fn add_notice(&mut self, notice: &str) {
        self.state.notices.push(Notice { text: notice.to_owned(), is_of_choice: false });
    }

    pub(super) fn option_title(&self, option: usize) -> Option<String> {
        let option = &self.state.tasks[0].options[option];
        let (_, capability) = self.engine.understanding.capability(&option.service, &option.capability)?;
        Some(capability.title.get(self.state.language).to_owned())
    }

    fn ask_option(
        &mut self,
        reason: &str,
        message: String,
        options: Vec<(usize, String, String)>,
        of: ChoiceOf,
    ) -> Step {
        let ids: Vec<String> = options.iter().map(|(i, ..)| i.to_string()).collect();
        let mut interrupt = self.interrupt(reason, message, None, json!({"enum": ids}));
        interrupt.options = options
            .into_iter()
            .map(|(i, title, detail)| ChoiceOption { id: i.to_string(), title, detail })
            .collect();
        self.state.waiting = Waiting::Choice { interrupt: interrupt.id.clone(), of };
        Step::NeedsDisambiguation(interrupt)
    }

    /// Starts on an option of the current act.
    pub(super) fn open_goal(&mut self, option: usize) {
        let said_before = self.state.said_before.clone();
        let task = &mut self.state.tasks[0];
        let option = task.options[option].clone();
        let is_joined = task.is_joined;
        let schema = option.schema.clone();
        task.is_ambiguous = false;
        let mut frame = Frame::new(&option.service, &option.capability, Purpose::Goal, option.slots);
        if !is_joined {
            self.choose_for_joined(&schema);
        }
        // "…,顺便告诉小王": what is to be told is what was just said; shown before it is sent.
        let found = self.engine.understanding.capability(&option.service, &option.capability);
        let missing = found
            .filter(|(_, capability)| capability.kind == CapabilityKind::Communicate)
            .and_then(|(_, capability)| {
                capability.parameters.iter().find(|p| {
                    p.is_required() && p.is_free_text() && !frame.slots.arguments.contains_key(&p.name)
                })
            })
            .map(|parameter| parameter.name.clone());
        if let (Some(name), Some(text)) = (missing, said_before.filter(|_| !is_joined)) {
            let argument = Argument { value: Value::Text(text), source: Source::Inferred };
            self.set_for_joined(&name, None, &argument);
            frame.slots.arguments.insert(name, argument);
        }
        self.state.tasks[0].frames.push(frame);
    }
}

/// The first part of a schema's name: what preferences are set by.
pub(crate) fn domain_of(schema: &str) -> String {
    schema.split('.').next().unwrap_or_default().to_owned()
}

/// How many kinds of personal data a capability asks for.
fn personal_data(capability: &Capability) -> usize {
    let sensitive = capability.parameters.iter().filter(|parameter| parameter.sensitive.is_some()).count();
    let reads = capability.data_use.reads.iter().filter(|what| !what.starts_with("memory.")).count();
    sensitive.max(reads)
}
