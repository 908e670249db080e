//! What the page sends: an event of a turn, a fault, a touch of an app by hand.
//!
//! Decides the JSON of requests. Unknown fields are refused, so that a mistyped one is noticed.

use errand_core::{ContentTrust, ItemKind, Language, Location, SelectedItem, ToolAct, ToolEvent, ToolInput};
use serde::Deserialize;
use serde_json::Value as Json;

/// Something for a turn: the first sentence of a new one, or what answers the step that is shown.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TurnRequest {
    /// Where the person is in the app; a turn takes it at its beginning.
    #[serde(default)]
    pub context: AskedContext,
    /// What happened.
    pub event: Asked,
}

/// Where the person is in the app, and what is selected.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct AskedContext {
    /// `zh` or `en`, for sentences that show no language.
    #[serde(default)]
    pub language: Option<Language>,
    /// Whether the app may know where it is.
    #[serde(default)]
    pub with_location: bool,
    /// The browser's locale.
    #[serde(default)]
    pub locale: Option<String>,
    /// What was pressed or is read; begins a turn of its own.
    #[serde(default)]
    pub items: Vec<AskedItem>,
}

/// Something selected.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct AskedItem {
    pub kind: ItemKind,
    pub text: String,
    pub trust: ContentTrust,
    pub source_id: String,
    #[serde(default)]
    pub author: Option<String>,
}

impl AskedContext {
    /// The context for the core; the phone is in Shanghai.
    pub(crate) fn context(&self) -> errand_core::Context {
        let degrees = |text: &str| text.parse().expect("degrees are a decimal number");
        let location = self.with_location.then(|| Location {
            latitude: degrees("31.2304"),
            longitude: degrees("121.4737"),
            name: "上海".to_owned(),
        });
        let items = self.items.iter().map(|item| SelectedItem {
            kind: item.kind,
            text: item.text.clone(),
            author: item.author.clone(),
            time_ms: None,
            source_id: item.source_id.clone(),
            trust: item.trust,
        });
        errand_core::Context {
            language: self.language,
            location,
            items: items.collect(),
            without_tools: false,
            locale: self.locale.clone(),
        }
    }
}

/// What happened.
#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", deny_unknown_fields)]
pub(crate) enum Asked {
    /// The person said something.
    Said { text: String },
    /// An option was tapped.
    Chosen { interrupt: String, option: String },
    /// A field was filled in.
    Provided { interrupt: String, value: Json },
    /// A yes on the confirmation that shows this digest.
    #[serde(rename_all = "camelCase")]
    Approved { interrupt: String, digest: String, is_authenticated: bool },
    /// A no there.
    Declined { interrupt: String },
    /// Back from a service's page.
    #[serde(rename_all = "camelCase")]
    Returned { key: String, is_done: bool },
    /// A mini-tool was touched, or is to be drawn anew.
    Tool {
        #[serde(default)]
        touch: Option<Touch>,
        #[serde(default)]
        from: u32,
    },
    /// A kept mini-tool is opened.
    ToolOpened { tool: String },
    /// The person ended it.
    Cancelled,
    /// Nothing new: go on with a step that the app carries out by itself, after a restart.
    GoOn,
}

/// What was done with a part of a mini-tool.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Touch {
    pub part: String,
    pub act: TouchAct,
    #[serde(default)]
    pub entered: String,
    #[serde(default)]
    pub record: Option<u64>,
    #[serde(default)]
    pub column: Option<String>,
}

/// See [`ToolAct`].
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum TouchAct {
    Enter,
    Press,
    Less,
    Add,
    Remove,
}

impl Touch {
    /// The touch for the core. Lots are drawn from the system's own good source.
    pub(crate) fn input(touch: Option<Self>, from: u32) -> ToolInput {
        let event = touch.map(|touch| ToolEvent {
            part: touch.part,
            act: match touch.act {
                TouchAct::Enter => ToolAct::Enter(touch.entered),
                TouchAct::Press => ToolAct::Press,
                TouchAct::Less => ToolAct::Less,
                TouchAct::Add => ToolAct::Add,
                TouchAct::Remove => ToolAct::Remove,
            },
            record: touch.record,
            column: touch.column,
        });
        ToolInput { event, seed: getrandom::u64().unwrap_or_default(), from }
    }
}

/// What goes wrong from now on, or with the next call of one function.
#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", deny_unknown_fields)]
pub(crate) enum Fault {
    /// The phone has no connection, or has one again.
    #[serde(rename_all = "camelCase")]
    Offline { is_on: bool },
    /// Every call of a service takes seconds, or no longer does.
    #[serde(rename_all = "camelCase")]
    Slow { is_on: bool },
    /// The next call of a function fails with a code of its manifest.
    Code { service: String, capability: String, code: String },
    /// The next call of a function happens, and its answer never comes.
    Lost { service: String, capability: String },
    /// A service's prices rise by a fifth.
    Prices { service: String },
}

/// What the person does in an app by hand, without the assistant.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ByHand {
    pub service: String,
    pub capability: String,
    pub arguments: Json,
}
