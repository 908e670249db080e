//! Plays a conversation: the person's and the host's lines as they are written, the core's as it says them.
//!
//! The format, which every language binding reads too:
//!
//! | line                  | meaning                                                        |
//! |-----------------------|----------------------------------------------------------------|
//! | `# …`                 | what the scene shows                                           |
//! | `now: …`              | the host's time                                                |
//! | `locale: …`           | the phone's locale                                             |
//! | `> …`                 | the person begins a turn                                       |
//! | `= …`                 | the person or the host replies: words, or one of the replies below |
//! | `? …`                 | what the core asks of the host                                 |
//! | `< …`                 | how the turn ends                                              |
//! | `! …`                 | something happens around it                                    |
//!
//! Replies: `approve`, `approve unauthenticated`, `decline`, `cancel`, `choose ID`, `provide JSON`;
//! for a mini-tool `enter PART VALUE`, `press PART`, `less PART`, `add PART`, `remove PART`, `page NUMBER`; `PART#RECORD` is a record of a list, by its place,
//! `PART#RECORD.NAME` a column or action of it; for a call `timeout`, `unreachable`, `failure CODE`, `success JSON`. A call without a reply is carried out by the demo services.
//! Happenings: `fail SERVICE CAPABILITY CODE`, `lose SERVICE CAPABILITY` (it happens, the answer is lost), `answer SERVICE CAPABILITY TEXT`, `dial DOMAIN DIAL [MINOR CURRENCY]`,
//! `ban DOMAIN SERVICE`, `remember DOMAIN NAME JSON`, `restart`, `disable SERVICE`, `enable SERVICE`, `later DURATION`, `no-location`,
//! `select KIND TRUST AUTHOR TEXT`: what the person selected before speaking; `-` is nobody; `open TITLE`: the host opens a mini-tool in a new turn,
//! `delete TITLE`: it deletes one, `import JSON`: it keeps one that came as a spec.
//!
//! A mini-tool is written as what is said, its title (with `*` where it is not kept), and each part: label, value, records in braces.

use errand_core::{
    CallResult, Currency, Event, Interrupt, Language, MiniTool, Money, ScreenPart, SelectedItem, Step, Tier,
    ToolAct, ToolEvent, ToolInput, ToolStep, Turn,
};

use super::stage::Stage;

/// A conversation as it was played.
pub struct Played {
    /// The file as it should read.
    pub text: String,
    /// Its turns, for who counts.
    #[allow(dead_code, reason = "the tests compare texts, the evaluation counts")]
    pub turns: Vec<TurnLog>,
}

/// What one turn came to.
#[derive(Clone, Debug, Default)]
#[allow(dead_code, reason = "the tests compare texts, the evaluation counts")]
pub struct TurnLog {
    /// Questions for a value or a choice, each counted once however often it was put again.
    pub questions: usize,
    /// Yeses that were asked for, without those below.
    pub confirmations: usize,
    /// Of those, cards put again right after a card: the person changed the act, spoke instead of approving, or let it expire.
    pub again: usize,
    /// Of those, cards that were declined: their errand was not committed.
    pub declined: usize,
    /// Yeses to what a service reads, each asked once and for good.
    pub consents: usize,
    /// Calls that needed a yes.
    pub committed: usize,
    /// Endings; exactly one when the turn ended.
    pub endings: Vec<String>,
}

/// Plays the person's and the host's lines, and writes the core's.
pub fn play(script: &str) -> Played {
    let mut player = Player {
        stage: Stage::new(),
        turn: None,
        step: None,
        out: String::new(),
        turns: Vec::new(),
        asked: String::new(),
    };
    let lines: Vec<&str> =
        script.lines().filter(|line| !line.starts_with("? ") && !line.starts_with("< ")).collect();
    for (i, line) in lines.iter().enumerate() {
        // A reply that is meant for a call comes before the call is carried out by itself.
        let is_call_reply = line.strip_prefix("= ").is_some_and(|reply| call_result(reply).is_some());
        if !is_call_reply && !line.starts_with("! restart") {
            player.carry_out_calls();
        }
        player.line(line);
        if i + 1 == lines.len() {
            player.carry_out_calls();
        }
    }
    Played { text: player.out, turns: player.turns }
}

struct Player {
    stage: Stage,
    turn: Option<Turn>,
    step: Option<Step>,
    out: String,
    turns: Vec<TurnLog>,
    /// The interrupt that was counted last.
    asked: String,
}

impl Player {
    fn write(&mut self, line: &str) {
        self.out.push_str(line.trim_end());
        self.out.push('\n');
    }

    fn line(&mut self, line: &str) {
        self.write(line);
        if let Some(time) = line.strip_prefix("now: ") {
            self.stage.now = time.parse().expect("a time");
        } else if let Some(locale) = line.strip_prefix("locale: ") {
            self.stage.locale = Some(locale.trim().to_owned());
        } else if let Some(happening) = line.strip_prefix("! ") {
            self.happen(happening);
        } else if let Some(said) = line.strip_prefix('>') {
            let mut turn = self.stage.assistant.begin(self.stage.context());
            self.turns.push(TurnLog::default());
            self.asked.clear();
            let step = self.stage.advance(&mut turn, Event::Said(said.trim().to_owned()));
            self.turn = Some(turn);
            self.take(step);
        } else if let Some(reply) = line.strip_prefix("= ") {
            self.reply(reply);
        }
    }

    fn happen(&mut self, happening: &str) {
        let words: Vec<&str> = happening.split_whitespace().collect();
        match words.as_slice() {
            ["fail", service, capability, code] => self.stage.app.fail_next(service, capability, code),
            ["lose", service, capability] => self.stage.app.lose_next(service, capability),
            ["answer", service, capability, ..] => {
                let text = happening.splitn(4, ' ').nth(3).unwrap_or_default();
                self.stage.app.answer_next(service, capability, text);
            }
            ["dial", domain, dial, limit @ ..] => {
                let mut preference = self.stage.assistant.preference(domain).expect("a preference");
                preference.dial = Some(serde_json::from_value((*dial).into()).expect("a dial"));
                if let [minor, currency] = limit {
                    let currency = Currency::of(currency).expect("a currency");
                    preference.limit = Some(Money { minor: minor.parse().expect("an amount"), currency });
                }
                self.stage.assistant.set_preference(domain, &preference).expect("kept");
            }
            ["ban", domain, service] => {
                let mut preference = self.stage.assistant.preference(domain).expect("a preference");
                preference.banned.push((*service).to_owned());
                self.stage.assistant.set_preference(domain, &preference).expect("kept");
            }
            ["remember", domain, name, value] => {
                self.stage.assistant.remember(domain, name, value, &self.stage.now).expect("remembered");
            }
            ["restart"] => {
                let id = self.turn.as_ref().map(|turn| turn.id().to_owned()).expect("a turn");
                self.stage.restart();
                let (turn, step) = self.stage.assistant.resume(&id, &self.stage.now).expect("the kept turn");
                self.turn = Some(turn);
                self.take(Ok(step));
            }
            ["disable", service] => self.stage.assistant.set_enabled(service, false).expect("a service"),
            ["enable", service] => self.stage.assistant.set_enabled(service, true).expect("a service"),
            ["later", length] => {
                let length: jiff::Span = length.parse().expect("a duration");
                self.stage.now = self.stage.now.checked_add(length).expect("a time");
            }
            ["select", kind, trust, author, text @ ..] => self.stage.items.push(SelectedItem {
                kind: serde_json::from_value((*kind).into()).expect("a kind"),
                text: text.join(" "),
                author: (*author != "-").then(|| (*author).to_owned()),
                time_ms: None,
                source_id: format!("item-{}", self.stage.items.len()),
                trust: serde_json::from_value((*trust).into()).expect("a trust"),
            }),
            ["no-location"] => self.stage.has_location = false,
            ["open", ..] => {
                let tool = self.tool_called(happening.trim_start_matches("open "));
                let mut turn = self.stage.assistant.begin(self.stage.context());
                let step = self.stage.advance(&mut turn, Event::ToolOpened { tool });
                self.turn = Some(turn);
                self.take(step);
            }
            ["delete", ..] => {
                let tool = self.tool_called(happening.trim_start_matches("delete "));
                assert!(self.stage.assistant.delete_tool(&tool, &self.stage.now).expect("deleted"));
            }
            ["import", ..] => {
                let tool = MiniTool::from_json(happening.trim_start_matches("import ")).expect("a spec");
                self.stage.assistant.save_tool(&tool, &self.stage.now).expect("kept");
            }
            other => panic!("unknown happening {other:?}"),
        }
    }

    /// The id of the kept tool of a title.
    fn tool_called(&self, title: &str) -> String {
        let tools = self.stage.assistant.tools().expect("the tools");
        let found = tools.into_iter().find(|tool| tool.title.all().any(|(_, own)| own == title));
        found.expect("a tool of this title").id
    }

    fn reply(&mut self, reply: &str) {
        let step = self.step.clone().expect("something to reply to");
        let event = match (&step, call_result(reply)) {
            (Step::Call(call) | Step::Handoff(call), Some(result)) => {
                Event::CallDone { key: call.key.clone(), result }
            }
            (_, Some(_)) => return self.write("? refused: no call is open"),
            (_, None) => match self.persons_reply(&step, reply) {
                Ok(event) => event,
                Err(why) => return self.write(&format!("? refused: {why}")),
            },
        };
        let mut turn = self.turn.take().expect("a turn");
        let result = self.stage.advance(&mut turn, event);
        self.turn = Some(turn);
        self.take(result);
    }

    fn persons_reply(&mut self, step: &Step, reply: &str) -> Result<Event, String> {
        if let Some(input) = step.tool().and_then(|tool| touch(tool, reply)) {
            return Ok(Event::Tool(input));
        }
        let question = || step.interrupt().ok_or_else(|| "no question is open".to_owned());
        Ok(match reply.split_once(' ').unwrap_or((reply, "")) {
            ("approve", how) if how.is_empty() || how == "unauthenticated" => {
                let approval = self.stage.approver.approve(question()?, how.is_empty(), &self.stage.now);
                Event::Approved(approval.map_err(|error| error.to_string())?)
            }
            ("decline", "") => {
                if let (Step::NeedsConfirmation(_), Some(log)) = (step, self.turns.last_mut()) {
                    log.declined += 1;
                }
                Event::Declined { interrupt: question()?.id.clone() }
            }
            ("cancel", "") => Event::Cancelled,
            ("choose", option) => {
                Event::Chosen { interrupt: question()?.id.clone(), option: option.to_owned() }
            }
            ("provide", value) => {
                Event::Provided { interrupt: question()?.id.clone(), value: value.to_owned() }
            }
            _ => Event::Said(reply.to_owned()),
        })
    }

    fn take(&mut self, result: Result<Step, errand_core::Error>) {
        match result {
            Ok(step) => {
                self.write(&describe(&step));
                self.count(&step);
                self.step = Some(step);
            }
            Err(error) => self.write(&format!("? refused: {error}")),
        }
    }

    fn count(&mut self, step: &Step) {
        let Some(log) = self.turns.last_mut() else { return };
        match step {
            Step::Call(call) | Step::Handoff(call) => log.committed += usize::from(call.tier >= Tier::T3),
            Step::Calls { .. } | Step::Tool(_) => {}
            _ => match step.interrupt() {
                Some(interrupt) if interrupt.id == self.asked => {}
                Some(interrupt) => {
                    self.asked.clone_from(&interrupt.id);
                    match step {
                        Step::NeedsValue(_) | Step::NeedsDisambiguation(_) => log.questions += 1,
                        Step::NeedsConsent(_) => log.consents += 1,
                        _ => {
                            log.confirmations += 1;
                            let was = self.step.as_ref();
                            log.again += usize::from(was.is_some_and(|was| was.name() == step.name()));
                        }
                    }
                }
                None => log.endings.push(step.name().to_owned()),
            },
        }
    }

    fn carry_out_calls(&mut self) {
        while let Some(event) = self.step.clone().and_then(|step| self.stage.event_of(&step)) {
            let mut turn = self.turn.take().expect("a turn");
            let result = self.stage.advance(&mut turn, event);
            self.turn = Some(turn);
            self.take(result);
        }
    }
}

/// What a reply does to a mini-tool, if it does something: `enter bill 300`, `press list#1.done`.
fn touch(tool: &ToolStep, reply: &str) -> Option<ToolInput> {
    const SEED: u64 = 7;
    let (verb, rest) = reply.split_once(' ').unwrap_or((reply, ""));
    let (place, text) = rest.split_once(' ').unwrap_or((rest, ""));
    let act = match verb {
        "enter" => ToolAct::Enter(text.to_owned()),
        "press" => ToolAct::Press,
        "less" => ToolAct::Less,
        "add" => ToolAct::Add,
        "remove" => ToolAct::Remove,
        "page" => return Some(ToolInput { event: None, seed: SEED, from: place.parse().ok()? }),
        _ => return None,
    };
    let (place, column) =
        place.split_once('.').map_or((place, None), |(place, column)| (place, Some(column)));
    let (part, record) = place.split_once('#').map_or((place, None), |(part, record)| (part, Some(record)));
    let shown = tool.screen.parts.iter().find(|own| own.id == part)?;
    let record = record.and_then(|record| shown.records.get(record.parse::<usize>().ok()?.checked_sub(1)?));
    let event = ToolEvent {
        part: part.to_owned(),
        act,
        record: record.map(|record| record.id),
        column: column.map(str::to_owned),
    };
    Some(ToolInput { event: Some(event), seed: SEED, from: 0 })
}

fn call_result(reply: &str) -> Option<CallResult> {
    match reply.split_once(' ').unwrap_or((reply, "")) {
        ("timeout", "") => Some(CallResult::TimedOut),
        ("unreachable", "") => Some(CallResult::Unreachable),
        ("failure", code) if !code.is_empty() => Some(CallResult::Failure { code: code.to_owned() }),
        ("success", output) if output.starts_with('{') => Some(CallResult::Success(output.to_owned())),
        _ => None,
    }
}

/// One line of text for a step.
fn describe(step: &Step) -> String {
    if let Step::Call(call) | Step::Handoff(call) = step {
        return format!("? {} {} {} {}", step.name(), call.service, call.capability, call.arguments);
    }
    if let Step::Calls { calls } = step {
        let all = calls.iter().map(|call| {
            let function = if call.is_probe { &call.target } else { &call.capability };
            format!("{} {function} {}", call.service, call.arguments)
        });
        return format!("? calls {}", all.collect::<Vec<_>>().join(" | "));
    }
    if let Some(tool) = step.tool() {
        return format!("? tool {}", drawn(tool));
    }
    if let Some(interrupt) = step.interrupt() {
        return format!("? {} {}: {}", step.name(), interrupt.reason, question(interrupt));
    }
    let message = step.ending().map_or("", |ending| ending.message.as_str());
    format!("< {}: {}", step.name(), message.replace('\n', " / "))
}

fn drawn(tool: &ToolStep) -> String {
    let part = |part: &ScreenPart| {
        let mut text = part.label.clone();
        if !part.value.is_empty() {
            text.push_str(&format!(": {}", part.value));
        }
        if !part.records.is_empty() {
            let records: Vec<String> = part.records.iter().map(|record| record.cells.join(" ")).collect();
            text.push_str(&format!(" {{{}}}", records.join("; ")));
        }
        text
    };
    let mark = if tool.is_saved { "" } else { "*" };
    let mut parts = vec![format!("[{}]{mark}", tool.screen.title)];
    parts.extend((!tool.message.is_empty()).then(|| tool.message.clone()));
    parts.extend(tool.screen.parts.iter().map(part));
    parts.extend(tool.results.iter().map(|result| format!("{}: {}", result.capability, result.message)));
    parts.extend(tool.permissions.iter().map(|own| format!("may {}", own.capability)));
    parts.extend(tool.shared.iter().map(|text| format!("=> {text}")));
    parts.join(" | ").replace('\n', " / ")
}

fn question(interrupt: &Interrupt) -> String {
    let mut parts = vec![interrupt.message.replace('\n', " / ")];
    parts.extend(
        interrupt
            .options
            .iter()
            .map(|option| format!("{} {}", option.title, option.detail).trim().to_owned()),
    );
    if let Some(preview) = &interrupt.preview {
        let acts = preview.lines.iter().map(|line| (&line.title, &line.service, &line.rows));
        for (title, service, rows) in
            std::iter::once((&preview.title, &preview.service, &preview.rows)).chain(acts)
        {
            parts.push(format!("[{title} · {service}]"));
            parts.extend(rows.iter().map(|row| {
                let origin = row.origin.as_ref().map(|origin| format!(" ({origin})")).unwrap_or_default();
                format!("{}: {}{}{origin}", row.label, row.value, if row.is_assumed { "*" } else { "" })
            }));
        }
        parts.extend(preview.amount.iter().map(|amount| {
            format!("{} → {}", amount.spoken(Language::Zh), preview.payee.as_deref().unwrap_or_default())
        }));
    }
    parts.join(" | ")
}
