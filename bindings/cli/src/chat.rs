//! `errand chat`: a whole dialogue in the terminal, which stands in for the phone.
//!
//! The terminal is the host's own surface here: a typed yes at a confirmation approves, as a tap would.

use std::io::{BufRead, Write};

use clap::Args;
use errand_core::{Event, Interrupt, Language, PreviewRow, Reaction, Step, Turn, Utterance, reaction};

use crate::session::Session;
use crate::{Failure, Place, output, screen};

#[derive(Args)]
pub(crate) struct ChatArgs {
    #[command(flatten)]
    place: Place,
    /// Choose which calls of the demo services fail.
    #[arg(long)]
    seed: Option<u64>,
    /// Leave out the calls and their results.
    #[arg(long)]
    quiet: bool,
}

const GREETING: &str = "\
说一句话就行,比如“帮我点一杯奶茶,不另外加糖”。空行或 Ctrl-D 结束。
Say one sentence, such as \"remind me to call mom at six\". An empty line or Ctrl-D ends it.";

pub(crate) fn run(args: &ChatArgs) -> Result<(), Failure> {
    let mut chat = Chat { session: Session::open(&args.place, args.seed)?, quiet: args.quiet };
    output::line(GREETING)?;
    if let Some(id) = chat.session.assistant.open_turns()?.first() {
        let (turn, step) = chat.session.assistant.resume(id, &chat.session.now())?;
        if !turn.has_ended() {
            output::line("(接着上次没办完的 / going on where we were)")?;
            chat.hold(turn, step)?;
        }
    }
    while let Some(sentence) = read_line("\n> ")? {
        let mut turn = chat.session.assistant.begin(chat.session.context()?);
        let step = chat.session.advance(&mut turn, Event::Said(sentence))?;
        chat.hold(turn, step)?;
    }
    Ok(())
}

/// A dialogue in the terminal.
pub(crate) struct Chat {
    session: Session,
    quiet: bool,
}

impl Chat {
    /// A dialogue that leaves out the calls and their results.
    pub(crate) fn over(session: Session) -> Self {
        Self { session, quiet: true }
    }

    pub(crate) fn session(&self) -> &Session {
        &self.session
    }

    /// Drives one turn to its end, or leaves it open when the input ends.
    pub(crate) fn hold(&mut self, mut turn: Turn, mut step: Step) -> Result<(), Failure> {
        loop {
            let event = match &step {
                Step::Calls { calls } => {
                    for call in calls.iter().filter(|_| !self.quiet) {
                        let function = if call.is_probe { &call.target } else { &call.capability };
                        output::line(&short(&format!(
                            "  → {} · {function} {}",
                            call.service, call.arguments
                        )))?;
                    }
                    Event::CallsDone(self.session.carry_out_all(calls)?)
                }
                Step::Call(call) | Step::Handoff(call) => {
                    if matches!(step, Step::Handoff(_)) {
                        output::line(&format!("  [{} {}]", call.target, call.arguments))?;
                    }
                    let result = self.session.carry_out(call)?;
                    if !self.quiet {
                        output::line(&short(&format!(
                            "  → {} · {} {}",
                            call.service, call.capability, call.arguments
                        )))?;
                        output::line(&short(&format!("  ← {result:?}")))?;
                    }
                    Event::CallDone { key: call.key.clone(), result }
                }
                Step::NeedsConfirmation(interrupt)
                | Step::NeedsConsent(interrupt)
                | Step::NeedsAuthentication(interrupt) => {
                    show(interrupt)?;
                    let Some(line) = read_line("y/n > ")? else { return Ok(()) };
                    self.react(interrupt, line)?
                }
                Step::NeedsValue(interrupt) | Step::NeedsDisambiguation(interrupt) => {
                    show(interrupt)?;
                    let Some(line) = read_line("> ")? else { return Ok(()) };
                    Event::Said(line)
                }
                Step::Tool(tool) => {
                    screen::show(tool)?;
                    let Some(line) = read_line("tool > ")? else { return Ok(()) };
                    screen::touched(tool, &line).map_or_else(|| Event::Said(line), Event::Tool)
                }
                _ => {
                    if let Some(ending) = step.ending() {
                        output::line(&format!("< {}", ending.message))?;
                        for result in &ending.results {
                            // Cards may show what is never said.
                            if let (Some(card), Some(shown), false) =
                                (&result.card, &result.output, self.quiet)
                            {
                                output::line(&short(&format!("  [{card}] {shown}")))?;
                            }
                        }
                    }
                    return Ok(());
                }
            };
            step = match self.session.advance(&mut turn, event) {
                Ok(step) => step,
                Err(error) => {
                    // The turn is as it was; the same question stands.
                    output::line(&format!("! {error}"))?;
                    step
                }
            };
        }
    }

    fn react(&self, interrupt: &Interrupt, line: String) -> Result<Event, Failure> {
        Ok(match reaction(&Utterance::new(&line)) {
            // The terminal stands in for the fingerprint too.
            Some(Reaction::Yes) => {
                Event::Approved(self.session.approver.approve(interrupt, true, &self.session.now())?)
            }
            Some(Reaction::No) => Event::Declined { interrupt: interrupt.id.clone() },
            _ => Event::Said(line),
        })
    }
}

fn show(interrupt: &Interrupt) -> Result<(), Failure> {
    output::line(&format!("< {}", interrupt.message))?;
    for (i, option) in interrupt.options.iter().enumerate() {
        let detail = if option.detail.is_empty() { String::new() } else { format!(" — {}", option.detail) };
        output::line(&format!("  {}. {}{detail}", i + 1, option.title))?;
    }
    if let Some(preview) = &interrupt.preview {
        output::line(&format!("  ┌ {} · {}", preview.title, preview.service))?;
        rows(&preview.rows)?;
        for also in &preview.lines {
            output::line(&format!("  ├ {} · {}", also.title, also.service))?;
            rows(&also.rows)?;
        }
        if let Some(amount) = &preview.amount {
            output::line(&format!(
                "  │ {} → {}",
                amount.spoken(Language::Zh),
                preview.payee.as_deref().unwrap_or_default()
            ))?;
        }
        output::line("  └")?;
    }
    Ok(())
}

fn rows(rows: &[PreviewRow]) -> Result<(), Failure> {
    for row in rows {
        let origin = row.origin.as_ref().map(|origin| format!(" ({origin})"));
        let end = origin.unwrap_or_else(|| if row.is_assumed { " *".to_owned() } else { String::new() });
        output::line(&format!("  │ {}: {}{end}", row.label, row.value))?;
    }
    Ok(())
}

fn short(text: &str) -> String {
    const MAX: usize = 220;
    if text.chars().count() <= MAX {
        text.to_owned()
    } else {
        text.chars().take(MAX).chain(['…']).collect()
    }
}

/// A line of input; `None` at its end and on an empty line.
fn read_line(prompt: &str) -> Result<Option<String>, Failure> {
    let mut out = std::io::stdout().lock();
    out.write_all(prompt.as_bytes())?;
    out.flush()?;
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_until(b'\n', &mut bytes)?;
    let line = String::from_utf8_lossy(&bytes).trim().to_owned();
    Ok((!line.is_empty()).then_some(line))
}
