//! `errand tool`: small private tools made by a sentence, changed by more of them, shown and used in the terminal.
//!
//! Decides what each command does with the tools that are kept; how one is drawn is `screen`'s.

use clap::{Args, Subcommand};
use errand_core::{
    Drafted, Event, Language, LocalText, MiniTool, OpenTool, Revised, SavedTool, Step, ToolAct, ToolEvent,
    ToolHistory, Turn,
};

use crate::chat::Chat;
use crate::session::Session;
use crate::{Failure, Place, output, screen};

#[derive(Args)]
pub(crate) struct ToolArgs {
    #[command(subcommand)]
    command: ToolCommand,
}

#[derive(Subcommand)]
enum ToolCommand {
    /// Make a tool from a sentence, change it by those that follow, and draw it.
    New(NewArgs),
    /// Change a tool that is kept by one sentence after another; say what is different.
    Revise(ReviseArgs),
    /// List the tools that are kept, or draw one with what it holds.
    Show(ShowArgs),
    /// Use a tool that is kept: fill it in, press its buttons, talk to it.
    Run(RunArgs),
    /// Delete a tool with everything in it.
    Delete(RunArgs),
    /// Keep a tool that another program wrote as a spec.
    Import(ImportArgs),
    /// Print the JSON Schema of a spec.
    Schema,
}

#[derive(Args)]
struct NewArgs {
    #[command(flatten)]
    place: Place,
    /// The sentence that asks for the tool.
    sentence: String,
    /// Sentences that change it, in their order.
    changes: Vec<String>,
    /// Enter a value before it is drawn: the label of a field, an equals sign, the value.
    #[arg(long, value_name = "LABEL=VALUE")]
    enter: Vec<String>,
    /// Print the spec as JSON instead of drawing it.
    #[arg(long)]
    json: bool,
    /// Print what each sentence was read to name and to ask for.
    #[arg(long)]
    marks: bool,
    /// Keep it.
    #[arg(long)]
    save: bool,
}

#[derive(Args)]
struct ReviseArgs {
    #[command(flatten)]
    place: Place,
    /// The tool: its title, or its id.
    tool: String,
    /// Sentences that change it, in their order.
    #[arg(required = true)]
    changes: Vec<String>,
}

#[derive(Args)]
struct ShowArgs {
    #[command(flatten)]
    place: Place,
    /// The tool: its title, or its id; all of them are listed without one.
    tool: Option<String>,
    /// Print the spec as JSON instead of drawing it.
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
struct RunArgs {
    #[command(flatten)]
    place: Place,
    /// The tool: its title, or its id.
    tool: String,
}

#[derive(Args)]
struct ImportArgs {
    #[command(flatten)]
    place: Place,
    /// The spec.
    file: std::path::PathBuf,
}

pub(crate) fn run(args: &ToolArgs) -> Result<(), Failure> {
    match &args.command {
        ToolCommand::New(args) => new(args),
        ToolCommand::Revise(args) => revise(args),
        ToolCommand::Show(args) => show(args),
        ToolCommand::Run(args) => {
            output::line(screen::KEYS)?;
            let mut chat = Chat::over(Session::open(&args.place, None)?);
            let id = kept(chat.session(), &args.tool)?.id;
            let (turn, step) = opened(chat.session(), id)?;
            chat.hold(turn, step)
        }
        ToolCommand::Delete(args) => {
            let session = Session::open(&args.place, None)?;
            let tool = kept(&session, &args.tool)?;
            session.assistant.delete_tool(&tool.id, &session.now())?;
            output::line(&format!("{} deleted", both(&tool.title)))
        }
        ToolCommand::Import(args) => {
            let session = Session::open(&args.place, None)?;
            let named = |e: errand_core::Error| format!("{}: {e}", args.file.display());
            let tool = MiniTool::from_json(&crate::read(&args.file)?).map_err(named)?;
            let id = session.assistant.save_tool(&tool, &session.now())?;
            output::line(&format!("{id} {}", both(&tool.title)))
        }
        ToolCommand::Schema => output::text(errand_core::mini_tool_schema()),
    }
}

/// The tool of a title or id.
fn kept(session: &Session, name: &str) -> Result<SavedTool, Failure> {
    let is_called = |tool: &SavedTool| tool.id == name || tool.title.all().any(|(_, own)| own == name);
    let mut found = session.assistant.tools()?.into_iter().filter(is_called);
    match (found.next(), found.next()) {
        (Some(tool), None) => Ok(tool),
        (Some(_), Some(_)) => Err(format!("{name}: several tools are called so; name one by its id").into()),
        _ => Err(format!("{name}: no tool is called so; `errand tool show` lists them").into()),
    }
}

fn opened(session: &Session, id: String) -> Result<(Turn, Step), Failure> {
    let mut turn = session.assistant.begin(session.context()?);
    let step = session.advance(&mut turn, Event::ToolOpened { tool: id })?;
    Ok((turn, step))
}

fn show(args: &ShowArgs) -> Result<(), Failure> {
    let session = Session::open(&args.place, None)?;
    let Some(name) = &args.tool else {
        for tool in session.assistant.tools()? {
            output::line(&format!("{} {} ({})", tool.id, both(&tool.title), tool.origin))?;
        }
        return Ok(());
    };
    let id = kept(&session, name)?.id;
    if args.json {
        let versions = session.assistant.tool(&id)?.unwrap_or_default();
        return output::text(&(versions.last().map(MiniTool::json).unwrap_or_default() + "\n"));
    }
    let (mut turn, step) = opened(&session, id)?;
    if let Some(tool) = step.tool() {
        screen::show(tool)?;
    }
    let _ = session.advance(&mut turn, Event::Cancelled)?;
    Ok(())
}

fn revise(args: &ReviseArgs) -> Result<(), Failure> {
    let session = Session::open(&args.place, None)?;
    let (mut turn, mut step) = opened(&session, kept(&session, &args.tool)?.id)?;
    for change in &args.changes {
        step = session.advance(&mut turn, Event::Said(change.clone()))?;
        match step.tool() {
            Some(tool) => output::line(&format!("< {}", tool.message))?,
            None => return Chat::over(session).hold(turn, step),
        }
    }
    if let Some(tool) = step.tool() {
        output::text(&screen::drawn(&tool.screen))?;
    }
    let _ = session.advance(&mut turn, Event::Cancelled)?;
    Ok(())
}

fn new(args: &NewArgs) -> Result<(), Failure> {
    let session = Session::open(&args.place, None)?;
    let now = session.now();
    let assistant = &session.assistant;
    let marks = |sentence: &str| -> Result<(), Failure> {
        match assistant.outline_tool(sentence)?.filter(|_| args.marks) {
            Some(outline) => output::line(&format!("  {} {:?}", outline.written(sentence), outline.asked())),
            None => Ok(()),
        }
    };
    marks(&args.sentence)?;
    let (tool, unclear) = match assistant.draft_tool("tool", &args.sentence, session.here(&now))? {
        Drafted::Made { tool, unclear } => (*tool, unclear),
        Drafted::Declined { why } => return output::line(&both(&why)),
        Drafted::NotUnderstood => return output::line("not understood / 没听懂"),
    };
    let language = Language::from(tool.language);
    not_understood(&unclear, language)?;
    let mut history = ToolHistory::new(tool);
    for change in &args.changes {
        marks(change)?;
        match assistant.revise_tool(&mut history, change, session.here(&now))? {
            Revised::Changed { edits, unclear } => {
                for edit in &edits {
                    output::line(&format!("* {}", edit.get(language)))?;
                }
                not_understood(&unclear, language)?;
            }
            Revised::Declined { why } => output::line(&both(&why))?,
            Revised::NothingToUndo => output::line("nothing to undo / 没有可撤销的")?,
            Revised::NotUnderstood => not_understood(std::slice::from_ref(change), language)?,
        }
    }
    if args.save {
        let id = assistant.save_tool(history.tool(), &now)?;
        output::line(&format!("{id} saved"))?;
    }
    if args.json {
        return output::text(&(history.tool().json() + "\n"));
    }
    let mut open = OpenTool::new(history.tool().clone(), &now)?.in_region(session.here(&now).region);
    for entry in &args.enter {
        let (label, value) =
            entry.split_once('=').ok_or_else(|| format!("--enter {entry}: LABEL=VALUE is wanted"))?;
        let is_called = |field: &&errand_core::Field| {
            field.name == label || field.label.all().any(|(_, own)| own == label)
        };
        let part = open.tool().state.iter().find(is_called).map(|field| field.name.clone());
        let part = part.ok_or_else(|| format!("--enter {label}: the tool has no such field"))?;
        let event = ToolEvent { part, act: ToolAct::Enter(value.to_owned()), record: None, column: None };
        open.handle(&event, &now, 0).map_err(|refusal| format!("--enter {label}: {refusal:?}"))?;
    }
    output::text(&screen::drawn(&open.screen(&now, 0)))
}

fn both(text: &LocalText) -> String {
    text.all().map(|(_, text)| text).collect::<Vec<_>>().join(" / ")
}

fn not_understood(unclear: &[String], language: Language) -> Result<(), Failure> {
    let heading = if language == Language::Zh { "没听懂:" } else { "Not understood: " };
    if unclear.is_empty() { Ok(()) } else { output::line(&format!("{heading}{}", unclear.join("; "))) }
}
