//! Plain data, as it crosses: every record is one of `errand_core`'s, under the same names.
//!
//! Decides how times, sums and places cross: a time as milliseconds with the name of its zone, a sum in minor units, a place in degrees.

use crate::services::ServiceModes;
use errand_core as core;
use jiff::{Timestamp, ZonedDateTime};
use rust_decimal::Decimal;

use crate::ErrandError;

/// A moment on the host's clock, in the host's time zone. The core reads no clock of its own.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Moment {
    /// Milliseconds since the beginning of 1970, UTC.
    pub epoch_ms: i64,
    /// The IANA name of the time zone: `Asia/Shanghai`.
    pub zone: String,
}

impl Moment {
    pub(crate) fn zoned(&self) -> Result<ZonedDateTime, ErrandError> {
        let refuse = |e: jiff::Error| ErrandError::InvalidInput { reason: format!("reading a moment: {e}") };
        Timestamp::from_millisecond(self.epoch_ms)
            .and_then(|timestamp| timestamp.in_tz(&self.zone))
            .map_err(refuse)
    }
}

/// A language that the core speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Language {
    /// Chinese, in simplified characters.
    Zh,
    /// English.
    En,
}

/// Where the person and the app are, from the host.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct Context {
    /// The language to answer in when the sentence does not show it.
    #[uniffi(default = None)]
    pub language: Option<Language>,
    /// Where the person is, if the host may know.
    #[uniffi(default = None)]
    pub location: Option<Location>,
    /// What the person selected before speaking: the message that was pressed, the article that is read. Pass what was selected and nothing around it.
    #[uniffi(default = [])]
    pub items: Vec<SelectedItem>,
    /// Whether the app draws no mini-tools: a sentence that asks for one is understood as any other then.
    #[uniffi(default = false)]
    pub without_tools: bool,
    /// The phone's locale, as BCP 47 or the phone writes it (`en-GB`, `zh_CN`): its country says which way round a date is written, and 03/04 is the third
    /// of April in London. Where no country is named, the month comes first.
    #[uniffi(default = None)]
    pub locale: Option<String>,
}

/// One thing that the person selected. It is read for values that are missing, never understood as a wish or an answer.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct SelectedItem {
    /// What it is.
    pub kind: ItemKind,
    /// Its text.
    pub text: String,
    /// Whose words they are.
    pub trust: ContentTrust,
    /// Your id of it, for the record.
    pub source_id: String,
    /// Who wrote it, as it is shown to the person.
    #[uniffi(default = None)]
    pub author: Option<String>,
    /// When it was written, milliseconds since 1970: "tomorrow" in it is the day after.
    #[uniffi(default = None)]
    pub time_ms: Option<i64>,
}

/// What was selected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum ItemKind {
    /// A message of a chat.
    Message,
    /// An article or a page.
    Article,
    /// Any other text, such as one that another app shares.
    Text,
}

/// Whose words content holds. None of them is a wish; it is recorded, and shown with what is taken from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
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

/// A place on the map.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct Location {
    /// Degrees north, -90 to 90.
    pub latitude: f64,
    /// Degrees east, -180 to 180.
    pub longitude: f64,
    /// The name that is shown.
    pub name: String,
}

/// A text in one or both languages.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct LocalText {
    /// Chinese; may be empty.
    #[uniffi(default = "")]
    pub zh: String,
    /// English; may be empty.
    #[uniffi(default = "")]
    pub en: String,
}

/// One entry of a list that the host supplies: a contact, a playlist.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ListEntry {
    /// The host's id; the core passes it back and reads nothing into it.
    pub id: String,
    /// The name that is shown.
    pub name: String,
    /// Other names that the person may say.
    #[uniffi(default = [])]
    pub aliases: Vec<String>,
    /// What tells two entries of the same name apart.
    #[uniffi(default = None)]
    pub note: Option<LocalText>,
}

/// An installed service, as a settings page shows it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct InstalledService {
    /// Its id.
    pub id: String,
    /// Its manifest's version.
    pub version: String,
    /// SHA-256 of its canonical manifest.
    pub digest: String,
    /// Whether it is switched on.
    pub is_enabled: bool,
    /// Who leaves which of its modes on.
    pub modes: ServiceModes,
    /// How many capabilities it has.
    pub capabilities: u32,
}

/// An installed pack of services, as a settings page shows it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct InstalledPack {
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Its services.
    pub services: Vec<InstalledService>,
    /// The version that `rollBackPack` brings back.
    pub version_before: Option<String>,
}

/// One record of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct LedgerEntry {
    /// Its place, from 1.
    pub sequence: i64,
    /// The turn it belongs to.
    pub turn: String,
    /// The host's time, milliseconds since 1970.
    pub time_ms: i64,
    /// What it records: `understood`, `asked`, `approved`, `called`, `result`, `ended` …
    pub kind: String,
    /// JSON.
    pub body: String,
    /// SHA-256 over this record and the one before.
    pub hash: String,
}

/// A sum of money.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Money {
    /// The amount in minor units: fen, cents, whole yen.
    pub minor: i64,
    /// The ISO 4217 code: `CNY`.
    pub currency: String,
    /// The sum as it is shown: `¥20.50`.
    pub shown: String,
}

/// How much agreement an action needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Tier {
    /// Runs at once: it only reads.
    T0,
    /// Runs once the person has let it have what it reads.
    T1,
    /// Runs, and shows how to undo it.
    T2,
    /// Runs after a yes.
    T3,
    /// Runs after a yes with the device's owner present.
    T4,
}

/// By what the host runs a capability.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum InvokeKind {
    /// A function of the app.
    Host,
    /// A function of a mini-program.
    MiniProgram,
    /// A page that the person finishes on.
    Handoff,
    /// An MCP tool.
    Mcp,
    /// A link into another app.
    DeepLink,
    /// An iOS App Intent.
    Intent,
    /// An Android AppFunction.
    AppFunction,
}

/// Why something did not work, in the words that all services share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum FailureClass {
    /// An argument does not fit.
    InvalidArgument,
    /// The thing is not there.
    NotFound,
    /// Nothing was found.
    Empty,
    /// It is there but cannot be had now.
    NotAvailable,
    /// A constraint of the person cannot be met.
    ConstraintUnmet,
    /// The service refused.
    Denied,
    /// The service is switched off.
    Disabled,
    /// The person must sign in there.
    AuthRequired,
    /// Too many calls.
    RateLimited,
    /// No connection.
    Unreachable,
    /// A read took too long.
    Timeout,
    /// A write took too long: nobody knows whether it happened.
    UnknownOutcome,
    /// The answer was not what the manifest promises.
    ContractViolation,
    /// The host's policy forbids it.
    PolicyDisallowed,
    /// The person ended it.
    Cancelled,
    /// A defect.
    Internal,
}

/// How one act ended, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum ActOutcome {
    /// It was done.
    Completed,
    /// A question was answered.
    Answered,
    /// It did not work.
    Failed,
    /// Nobody knows.
    UnknownOutcome,
    /// The person ended it.
    Cancelled,
}

/// A call that the host carries out.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Call {
    /// The turn.
    pub turn: String,
    /// The idempotency key: the same key is the same call.
    pub key: String,
    /// The service's id.
    pub service: String,
    /// The capability's id.
    pub capability: String,
    /// By what it is run.
    pub invoke: InvokeKind,
    /// The function, or the page of a hand-over.
    pub target: String,
    /// JSON object of the arguments; of the page's query for a hand-over.
    pub arguments: String,
    /// How long it may take, in milliseconds.
    pub limit_ms: u32,
    /// How much agreement it needed.
    pub tier: Tier,
    /// Whether it only asks if the capability could be used: `target` is the function to ask, and nothing changes by it.
    pub is_probe: bool,
}

/// A question to the person, with everything to ask it on any screen.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Interrupt {
    /// The turn.
    pub turn: String,
    /// The interrupt's id, unique in its turn.
    pub id: String,
    /// Why it is asked, in one word for the host: `missing`, `several`, `service`, `capability`, `outOfRange`, `unknownName`, `confirm`, `consent`, `authenticate`.
    pub reason: String,
    /// What to show or say.
    pub message: String,
    /// The parameter that it is about.
    pub parameter: Option<String>,
    /// JSON Schema of a structured answer, as JSON text.
    pub response_schema: String,
    /// What to choose from.
    pub options: Vec<ChoiceOption>,
    /// What is agreed to.
    pub preview: Option<Preview>,
    /// When the question is void, milliseconds since 1970.
    pub expires_at_ms: i64,
}

/// One option.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ChoiceOption {
    /// Its id within the interrupt.
    pub id: String,
    /// What is shown.
    pub title: String,
    /// What tells it apart: price, note. May be empty.
    pub detail: String,
}

/// What a yes is to, in words and to the letter.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Preview {
    /// What will be done.
    pub title: String,
    /// Who does it.
    pub service: String,
    /// Each argument.
    pub rows: Vec<PreviewRow>,
    /// The sum that will be paid.
    pub amount: Option<Money>,
    /// Who is paid.
    pub payee: Option<String>,
    /// What the yes lets the service have of the person's, in words; shown whenever it is there.
    pub consent: Option<String>,
    /// Acts of the same errand that the same yes covers, in the order in which they are done: show them all. One that turns out otherwise by
    /// then is asked about again.
    pub lines: Vec<PreviewLine>,
    /// What the same errand goes on with afterwards, in words; each asks for its own yes where it needs one.
    pub next: Vec<String>,
    /// How much agreement it needs.
    pub tier: Tier,
    /// SHA-256 of exactly what is agreed to.
    pub digest: String,
}

/// One more act that the same yes covers.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct PreviewLine {
    /// What will be done.
    pub title: String,
    /// Who does it.
    pub service: String,
    /// Each argument.
    pub rows: Vec<PreviewRow>,
    /// SHA-256 of exactly this act; the preview's own covers it.
    pub digest: String,
}

/// One argument in a preview.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct PreviewRow {
    /// The parameter in words.
    pub label: String,
    /// The value in words.
    pub value: String,
    /// Whether the person did not say it: a default, the context, an inference.
    pub is_assumed: bool,
    /// The content that it came from, in words; show it beside the value.
    pub origin: Option<String>,
}

/// How a turn ended.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Ending {
    /// The turn.
    pub turn: String,
    /// What to show or say.
    pub message: String,
    /// The language of the message.
    pub language: Language,
    /// Each act's own end, in order.
    pub results: Vec<ActResult>,
    /// The nearest things that could be done instead, in words.
    pub nearest: Vec<String>,
}

/// How one act ended.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ActResult {
    /// In one word.
    pub outcome: ActOutcome,
    /// The service's id.
    pub service: String,
    /// The capability's id.
    pub capability: String,
    /// What to say about it.
    pub message: String,
    /// Why it failed.
    pub failure: Option<FailureClass>,
    /// The service's answer as JSON text, for the card.
    pub output: Option<String>,
    /// The card that draws it.
    pub card: Option<String>,
    /// The capability that undoes it.
    pub undo: Option<String>,
    /// What was found, the best first, each with what of the person's constraints it keeps.
    pub found: Vec<FoundRecord>,
}

/// A record that a service found, held against what the person wants.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct FoundRecord {
    /// The service's id.
    pub service: String,
    /// The record as JSON text.
    pub record: String,
    /// Its name.
    pub title: String,
    /// What tells it apart: price, time. May be empty.
    pub detail: String,
    /// Each constraint, and whether it keeps it.
    pub constraints: Vec<ConstraintCheck>,
}

/// Whether a constraint of the person is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ConstraintCheck {
    /// What it is about.
    pub kind: ConstraintKind,
    /// Whether it is kept.
    pub kept: Kept,
}

/// What a constraint is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum ConstraintKind {
    /// What it may cost in all.
    Budget,
    /// What it may cost each of the people it is for.
    BudgetPerPerson,
    /// How far away it may be.
    Distance,
    /// How many people it is for.
    Headcount,
    /// When it takes place.
    Time,
    /// By when it must be there.
    DeliverBy,
    /// What may be in the food.
    Dietary,
    /// How well it must be rated, of five.
    Rating,
    /// A membership that must count.
    Membership,
    /// How it is handed over.
    Fulfilment,
    /// That it is to be had.
    Inventory,
}

/// Whether a constraint is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum Kept {
    /// It is, by a value that the service gave.
    Verified,
    /// Nobody says.
    Unknown,
    /// It is not.
    Violated,
}

/// Both ways between two enums of the same names; a name that one of them lacks does not compile.
macro_rules! same_names {
    ($name:ident: $($variant:ident),+) => {
        impl From<core::$name> for $name {
            fn from(from: core::$name) -> Self {
                match from { $(core::$name::$variant => Self::$variant),+ }
            }
        }

        impl From<$name> for core::$name {
            fn from(from: $name) -> Self {
                match from { $($name::$variant => Self::$variant),+ }
            }
        }
    };
}

pub(crate) use same_names;

same_names!(Language: Zh, En);
same_names!(Tier: T0, T1, T2, T3, T4);
same_names!(InvokeKind: Host, MiniProgram, Handoff, Mcp, DeepLink, Intent, AppFunction);
same_names!(FailureClass: InvalidArgument, NotFound, Empty, NotAvailable, ConstraintUnmet, Denied, Disabled, AuthRequired, RateLimited, Unreachable, Timeout, UnknownOutcome, ContractViolation, PolicyDisallowed, Cancelled, Internal);
same_names!(ConstraintKind: Budget, BudgetPerPerson, Distance, Headcount, Time, DeliverBy, Dietary, Rating, Membership, Fulfilment, Inventory);
same_names!(ItemKind: Message, Article, Text);
same_names!(ContentTrust: User, Contact, Public, Service);
same_names!(Kept: Verified, Unknown, Violated);
same_names!(ActOutcome: Completed, Answered, Failed, UnknownOutcome, Cancelled);

pub(crate) fn all<A: Into<B>, B>(from: Vec<A>) -> Vec<B> {
    from.into_iter().map(Into::into).collect()
}

impl TryFrom<Context> for core::Context {
    type Error = ErrandError;

    fn try_from(from: Context) -> Result<Self, ErrandError> {
        let location = from.location.map(|location| {
            let degrees = |x: f64, most: f64| {
                let degrees = Decimal::try_from(x).ok().filter(|_| x.abs() <= most);
                degrees.ok_or_else(|| ErrandError::InvalidInput {
                    reason: format!("reading a location: degrees from -{most} to {most} are expected"),
                })
            };
            Ok::<_, ErrandError>(core::Location {
                latitude: degrees(location.latitude, 90.0)?,
                longitude: degrees(location.longitude, 180.0)?,
                name: location.name,
            })
        });
        Ok(Self {
            language: from.language.map(Into::into),
            location: location.transpose()?,
            items: all(from.items),
            without_tools: from.without_tools,
            locale: from.locale,
        })
    }
}

impl From<SelectedItem> for core::SelectedItem {
    fn from(from: SelectedItem) -> Self {
        Self {
            kind: from.kind.into(),
            text: from.text,
            author: from.author,
            time_ms: from.time_ms,
            source_id: from.source_id,
            trust: from.trust.into(),
        }
    }
}

impl From<ListEntry> for core::ListEntry {
    fn from(from: ListEntry) -> Self {
        let note = from.note.map(|note| core::LocalText { zh: note.zh, en: note.en });
        Self { id: from.id, name: from.name, aliases: from.aliases, note }
    }
}

impl From<core::InstalledService> for InstalledService {
    fn from(from: core::InstalledService) -> Self {
        Self {
            id: from.id,
            version: from.version,
            digest: from.digest,
            is_enabled: from.is_enabled,
            modes: from.modes.into(),
            capabilities: u32::try_from(from.capabilities).unwrap_or(u32::MAX),
        }
    }
}

impl From<core::InstalledPack> for InstalledPack {
    fn from(from: core::InstalledPack) -> Self {
        let core::InstalledPack { id, version, services, version_before } = from;
        Self { id, version, services: all(services), version_before }
    }
}

impl From<core::LedgerEntry> for LedgerEntry {
    fn from(from: core::LedgerEntry) -> Self {
        let core::LedgerEntry { sequence, turn, time_ms, kind, body, hash } = from;
        Self { sequence, turn, time_ms, kind, body, hash }
    }
}

impl From<core::Money> for Money {
    fn from(from: core::Money) -> Self {
        Self {
            minor: from.minor,
            currency: from.currency.code().to_owned(),
            shown: from.spoken(core::Language::En),
        }
    }
}

impl From<core::Call> for Call {
    fn from(from: core::Call) -> Self {
        Self {
            turn: from.turn,
            key: from.key,
            service: from.service,
            capability: from.capability,
            invoke: from.invoke.into(),
            target: from.target,
            arguments: from.arguments,
            limit_ms: from.limit_ms,
            tier: from.tier.into(),
            is_probe: from.is_probe,
        }
    }
}

impl From<core::Interrupt> for Interrupt {
    fn from(from: core::Interrupt) -> Self {
        Self {
            turn: from.turn,
            id: from.id,
            reason: from.reason,
            message: from.message,
            parameter: from.parameter,
            response_schema: from.response_schema,
            options: all(from.options),
            preview: from.preview.map(Into::into),
            expires_at_ms: from.expires_at.as_millisecond(),
        }
    }
}

impl From<core::ChoiceOption> for ChoiceOption {
    fn from(from: core::ChoiceOption) -> Self {
        Self { id: from.id, title: from.title, detail: from.detail }
    }
}

impl From<core::Preview> for Preview {
    fn from(from: core::Preview) -> Self {
        Self {
            title: from.title,
            service: from.service,
            rows: all(from.rows),
            amount: from.amount.map(Into::into),
            payee: from.payee,
            consent: from.consent,
            lines: all(from.lines),
            next: from.next,
            tier: from.tier.into(),
            digest: from.digest,
        }
    }
}

impl From<core::PreviewLine> for PreviewLine {
    fn from(from: core::PreviewLine) -> Self {
        Self { title: from.title, service: from.service, rows: all(from.rows), digest: from.digest }
    }
}

impl From<core::PreviewRow> for PreviewRow {
    fn from(from: core::PreviewRow) -> Self {
        Self { label: from.label, value: from.value, is_assumed: from.is_assumed, origin: from.origin }
    }
}

impl From<core::Ending> for Ending {
    fn from(from: core::Ending) -> Self {
        Self {
            turn: from.turn,
            message: from.message,
            language: from.language.into(),
            results: all(from.results),
            nearest: from.nearest,
        }
    }
}

impl From<core::ActResult> for ActResult {
    fn from(from: core::ActResult) -> Self {
        Self {
            outcome: from.outcome.into(),
            service: from.service,
            capability: from.capability,
            message: from.message,
            failure: from.failure.map(Into::into),
            output: from.output,
            card: from.card,
            undo: from.undo,
            found: all(from.found),
        }
    }
}

impl From<core::FoundRecord> for FoundRecord {
    fn from(from: core::FoundRecord) -> Self {
        let check =
            |core::ConstraintCheck { kind, kept }| ConstraintCheck { kind: kind.into(), kept: kept.into() };
        Self {
            service: from.service,
            record: from.record,
            title: from.title,
            detail: from.detail,
            constraints: from.constraints.into_iter().map(check).collect(),
        }
    }
}
