//! Content that the person selected: a message that was pressed, an article that is read.
//!
//! Decides which values of it may fill a parameter. It is never understood as a wish and never taken for an answer: it is read for values of the kinds
//! that a capability lacks, after that capability was chosen by the person's own words.
//!
//! Invariants: only what the host passed as selected is looked at; of two values none is taken; a write whose argument came from here is confirmed,
//! with the origin shown (`trust` judges it so).

use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

use super::Work;
use super::state::{FrameSlots, Purpose};
use crate::action::{Argument, Source};
use crate::dialogue::is_bare_pointer;
use crate::error::Error;
use crate::manifest::{Capability, CapabilityKind, Parameter, ParameterType, spoken_kind};
use crate::text::Utterance;
use crate::values::{Kind, Reference, SaidValues, Value};

/// Items of one selection that are looked at; more are not.
const MAX_ITEMS: usize = 20;
/// As much of an item as becomes a text argument, in characters.
const MAX_TEXT: usize = 500;

/// One thing that the person selected before speaking. The host passes what was selected, nothing around it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SelectedItem {
    /// What it is.
    pub kind: ItemKind,
    /// Its text.
    pub text: String,
    /// Who wrote it, as it is shown to the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// When it was written, milliseconds since 1970: "tomorrow" in it is the day after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_ms: Option<i64>,
    /// The host's id of it, for the record.
    pub source_id: String,
    /// Whose words they are.
    pub trust: ContentTrust,
}

/// What was selected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ItemKind {
    /// A message of a chat.
    Message,
    /// An article or a page.
    Article,
    /// Any other text, such as one that another app shares.
    Text,
}

/// Whose words content holds. None of them is a wish; it is recorded, and shown with what is taken from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ContentTrust {
    /// The person's own.
    User,
    /// Of somebody among the person's contacts.
    Contact,
    /// Of anybody.
    Public,
    /// Of a service.
    Service,
}

impl Work<'_> {
    /// What was selected, for the record: words by digest.
    pub(super) fn note_selected(&mut self) -> Result<(), Error> {
        let items: Vec<SelectedItem> = self.items().to_vec();
        if items.is_empty() {
            return Ok(());
        }
        let mut noted: Vec<Json> = Vec::new();
        for item in items {
            let words = self.words("selected", &item.text)?;
            let author = item.author.map(|author| self.words("selected", &author)).transpose()?;
            let source = self.blind(&item.source_id);
            noted.push(json!({"words": words, "kind": item.kind, "author": author.map(|words| json!({"words": words})), "source": source, "trust": item.trust}));
        }
        self.note("selected", json!({"items": noted}));
        Ok(())
    }

    fn items(&self) -> &[SelectedItem] {
        let items = &self.state.context.items;
        &items[..items.len().min(MAX_ITEMS)]
    }

    /// "提醒我这个": where something is selected, a word that points is no text of its own.
    pub(super) fn drop_pointers(&self, slots: &mut FrameSlots) {
        if self.items().is_empty() {
            return;
        }
        slots.arguments.retain(|_, argument| match &argument.value {
            Value::Text(text) => !is_bare_pointer(text),
            _ => true,
        });
        slots.mentions.retain(|_, words| !is_bare_pointer(words));
    }

    /// What the selected content says for a parameter: its one value of that kind, or the whole of it where a text is needed.
    pub(super) fn selected(&self, parameter: &Parameter, capability: &Capability) -> Option<Argument> {
        // What a capability can do without, content does not add: nobody would be asked about it.
        // Nor does it choose what a lookup finds, and with it a record that is taken for the person's choice.
        let frame = self.state.tasks.first().and_then(|task| task.frames.last());
        let is_goal = frame.is_none_or(|frame| frame.purpose == Purpose::Goal);
        if !parameter.is_required() || !is_goal {
            return None;
        }
        let mut found: Vec<(usize, Value)> = Vec::new();
        for (i, item) in self.items().iter().enumerate() {
            for value in self.values_of_item(item, parameter, capability) {
                if found.iter().all(|(_, known)| *known != value) {
                    found.push((i, value));
                }
            }
        }
        match found.as_slice() {
            [(item, value)] => {
                Some(Argument { value: value.clone(), source: Source::Selected { item: *item as u32 } })
            }
            _ => None,
        }
    }

    fn values_of_item(
        &self,
        item: &SelectedItem,
        parameter: &Parameter,
        capability: &Capability,
    ) -> Vec<Value> {
        if parameter.kind == ParameterType::String {
            let takes_text = parameter.is_free_text();
            let writes = matches!(
                capability.kind,
                CapabilityKind::Communicate | CapabilityKind::Update | CapabilityKind::Construct
            );
            let text: String = item.text.trim().chars().take(MAX_TEXT).filter(|c| !c.is_control()).collect();
            return if takes_text && writes && !text.is_empty() {
                vec![Value::Text(text)]
            } else {
                Vec::new()
            };
        }
        let Some(kind) = spoken_kind(&parameter.kind) else { return Vec::new() };
        let is_telling = matches!(
            kind,
            Kind::DateTime
                | Kind::Date
                | Kind::Time
                | Kind::Money
                | Kind::Phone
                | Kind::Email
                | Kind::Url
                | Kind::Duration
        );
        if !is_telling {
            return Vec::new(); // a bare number in a text is of anything
        }
        let zone = self.now.time_zone().clone();
        let written = item.time_ms.and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok());
        let written = written.map_or_else(|| self.now.clone(), |time| time.to_zoned_datetime(zone));
        let said = Utterance::new(&item.text);
        let found =
            SaidValues::new(&said, Reference::at(&written).in_region(self.here().region)).find(kind, false);
        // A day whose hour must be asked for would come back as an answer, and no longer as content's.
        found.into_iter().map(|found| found.value).filter(|value| !matches!(value, Value::Day(_))).collect()
    }

    /// Where an argument came from, in words, when it came from content.
    pub(super) fn origin_in_words(&self, argument: &Argument) -> Option<String> {
        let item = match argument.source {
            Source::Selected { item } => item,
            Source::Tool => return self.origin_of_tool(),
            _ => return None,
        };
        let item = self.items().get(item as usize)?;
        let (zh, en) = match item.kind {
            ItemKind::Message => ("消息", "message"),
            ItemKind::Article => ("文章", "article"),
            ItemKind::Text => ("选中的文字", "selected text"),
        };
        Some(self.reply().origin_of_content(item.author.as_deref(), zh, en))
    }
}
