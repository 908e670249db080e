//! `errand ask`: one sentence as far as the first question.

use clap::Args;
use errand_core::{Event, Language, Step};

use crate::session::Session;
use crate::{Failure, Place, explain, output, screen};

#[derive(Args)]
pub(crate) struct AskArgs {
    #[command(flatten)]
    place: Place,
    /// Print each step as one JSON object a line.
    #[arg(long)]
    json: bool,
    /// Say afterwards why these services were taken.
    #[arg(long)]
    explain: bool,
    /// Go on with an open turn instead of beginning one; without a sentence, print where it stands.
    #[arg(long, value_name = "ID")]
    turn: Option<String>,
    /// Choose which calls of the demo services fail.
    #[arg(long)]
    seed: Option<u64>,
    /// The sentence.
    #[arg(required_unless_present = "turn")]
    sentence: Option<String>,
}

pub(crate) fn run(args: &AskArgs) -> Result<(), Failure> {
    let mut session = Session::open(&args.place, args.seed)?;
    let (mut turn, kept) = match &args.turn {
        Some(id) => session.assistant.resume(id, &session.now()).map(|(turn, step)| (turn, Some(step)))?,
        None => (session.assistant.begin(session.context()?), None),
    };
    let mut step = match (kept, &args.sentence) {
        (Some(step), None) => step,
        (_, Some(sentence)) => session.advance(&mut turn, Event::Said(sentence.clone()))?,
        (None, None) => return Err("a sentence is needed".into()),
    };
    loop {
        print(&step, args.json)?;
        // Reads are the host's to carry out; anything that was agreed to cannot be reached without a question first.
        step = match &step {
            Step::Call(call) => {
                let result = session.carry_out(call)?;
                session.advance(&mut turn, Event::CallDone { key: call.key.clone(), result })?
            }
            Step::Calls { calls } => {
                let results = session.carry_out_all(calls)?;
                session.advance(&mut turn, Event::CallsDone(results))?
            }
            _ if args.explain => {
                let language = step.ending().map_or_else(Language::default, |ending| ending.language);
                return explain::print(&session.assistant, turn.id(), language, args.json);
            }
            _ => return Ok(()),
        };
    }
}

fn print(step: &Step, json: bool) -> Result<(), Failure> {
    if json {
        return output::line(&step.json());
    }
    match step {
        Step::Call(call) | Step::Handoff(call) => {
            output::line(&format!("{}: {} {} {}", step.name(), call.service, call.capability, call.arguments))
        }
        Step::Calls { calls } => {
            for call in calls {
                let function = if call.is_probe { &call.target } else { &call.capability };
                output::line(&format!("{}: {} {function} {}", step.name(), call.service, call.arguments))?;
            }
            Ok(())
        }
        Step::Tool(tool) => {
            output::line("tool:")?;
            screen::show(tool)
        }
        _ => {
            let message = step.interrupt().map(|i| &i.message).or(step.ending().map(|e| &e.message));
            output::line(&format!("{}: {}", step.name(), message.map_or("", String::as_str)))?;
            for option in step.interrupt().map_or(&[][..], |interrupt| &interrupt.options) {
                output::line(format!("  - {} {}", option.title, option.detail).trim_end())?;
            }
            if let Some(preview) = step.interrupt().and_then(|interrupt| interrupt.preview.as_ref()) {
                for row in &preview.rows {
                    output::line(&format!("  {}: {}", row.label, row.value))?;
                }
                for also in &preview.lines {
                    output::line(&format!("  + {}", also.title))?;
                    for row in &also.rows {
                        output::line(&format!("    {}: {}", row.label, row.value))?;
                    }
                }
            }
            Ok(())
        }
    }
}
