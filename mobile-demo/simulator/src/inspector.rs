//! What an engineer sees beside the phone: what was understood and how sure, why this service, the record, what is remembered, which services are on.
//!
//! Decides the JSON of it alone; every figure is the core's.

use errand_core::{Assistant, Language, Modes, Reference, Switcher};
use jiff::ZonedDateTime;
use serde::Deserialize;
use serde_json::{Value as Json, json};

use crate::phone::{Cannot, Core};

fn failed(error: errand_core::Error) -> Cannot {
    Cannot::Failed(error.to_string())
}

/// How a sentence is read where a locale is spoken, without beginning a turn.
pub(crate) fn understood(
    core: &Core,
    text: &str,
    locale: Option<&str>,
    now: &ZonedDateTime,
) -> Result<Json, Cannot> {
    let here = Reference::at(now).in_locale(locale);
    let reading = core.assistant.understand(text, here).map_err(failed)?;
    serde_json::from_str(&reading.json()).map_err(|e| Cannot::Failed(e.to_string()))
}

/// Why the services of a turn were taken, and the record of it with who answers for what.
pub(crate) fn turn(core: &Core, turn: &str, language: Language) -> Result<Json, Cannot> {
    let senseless = |error: errand_core::Error| Cannot::Senseless(error.to_string());
    let choices = core.assistant.explain(turn, language).map_err(senseless)?;
    let bundle = core.assistant.dispute_bundle(turn).map_err(senseless)?;
    Ok(json!({"choices": choices, "record": bundle}))
}

/// What is remembered: facts, learned choices, mini-tools, grants; and whether the ledger is whole.
pub(crate) fn kept(core: &Core, language: Language, now: &ZonedDateTime) -> Result<Json, Cannot> {
    let assistant = &core.assistant;
    let facts = assistant.facts(now).map_err(failed)?.into_iter().map(|fact| {
        json!({
            "id": fact.id, "domain": fact.domain, "name": fact.name, "value": fact.value, "source": fact.source,
            "turn": fact.turn, "isAccepted": fact.is_accepted, "times": fact.times, "usedIn": fact.used_in,
        })
    });
    let choices = assistant
        .learned_choices()
        .map_err(failed)?
        .into_iter()
        .map(|choice| json!({"schema": choice.schema, "service": choice.service, "times": choice.times}));
    let tools = assistant.tools().map_err(failed)?.into_iter().map(|tool| {
        json!({
            "id": tool.id, "title": tool.title.get(language), "origin": tool.origin, "color": tool.color,
            "versions": tool.versions, "permissions": tool.permissions,
        })
    });
    let grants = assistant.grants().map_err(failed)?;
    let grants = grants.iter().map(|given| {
        json!({
            "id": given.id, "words": assistant.grant_in_words(&given.grant, language, now), "times": given.times,
            "isRevoked": given.revoked_ms.is_some(),
        })
    });
    Ok(json!({
        "facts": facts.collect::<Vec<_>>(),
        "choices": choices.collect::<Vec<_>>(),
        "tools": tools.collect::<Vec<_>>(),
        "grants": grants.collect::<Vec<_>>(),
        "ledger": {
            "records": assistant.ledger().map_err(failed)?.len(),
            "brokenAt": assistant.broken_ledger_entry().map_err(failed)?,
            "head": assistant.ledger_head().map_err(failed)?,
        },
    }))
}

/// Something that the person or the app changes about the core, outside of any turn.
#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", deny_unknown_fields)]
pub(crate) enum Setting {
    /// Forgets a fact.
    ForgetFact { id: i64 },
    /// Takes a proposed fact as true.
    AcceptFact { id: i64 },
    /// Forgets which services were taken for acts of a schema.
    ForgetChoices { schema: String },
    /// Forgets the words of a turn that has ended.
    ForgetTurn { turn: String },
    /// Deletes a mini-tool.
    DeleteTool { id: String },
    /// Takes a grant back.
    RevokeGrant { id: i64 },
    /// Switches a service on or off altogether.
    #[serde(rename_all = "camelCase")]
    Enable { service: String, is_on: bool },
    /// Switches the modes of a service, as the app or as the person.
    Modes { service: String, who: Who, declared: bool, auto: bool },
}

/// Who switches a mode.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Who {
    Host,
    Person,
}

/// Changes it.
pub(crate) fn set(core: &mut Core, setting: Setting, now: &ZonedDateTime) -> Result<(), Cannot> {
    let senseless = |error: errand_core::Error| Cannot::Senseless(error.to_string());
    let assistant: &mut Assistant = &mut core.assistant;
    match setting {
        Setting::ForgetFact { id } => assistant.forget_fact(id).map(drop),
        Setting::AcceptFact { id } => assistant.accept_fact(id).map(drop),
        Setting::ForgetChoices { schema } => assistant.forget_choices(&schema).map(drop),
        Setting::ForgetTurn { turn } => assistant.forget_turn(&turn, now).map(drop),
        Setting::DeleteTool { id } => assistant.delete_tool(&id, now).map(drop),
        Setting::RevokeGrant { id } => assistant.revoke_grant(id, now).map(drop),
        Setting::Enable { service, is_on } => assistant.set_enabled(&service, is_on),
        Setting::Modes { service, who, declared, auto } => {
            let who = match who {
                Who::Host => Switcher::Host,
                Who::Person => Switcher::Person,
            };
            assistant.set_modes(&service, who, Modes { declared, auto })
        }
    }
    .map_err(senseless)
}

/// The services as a settings page shows them.
pub(crate) fn services(core: &Core) -> Result<Json, Cannot> {
    let modes = |modes: Modes| json!({"declared": modes.declared, "auto": modes.auto});
    let all = core.assistant.services().map_err(failed)?.into_iter().map(|service| {
        json!({
            "id": service.id, "version": service.version, "digest": service.digest, "isEnabled": service.is_enabled,
            "capabilities": service.capabilities,
            "modes": {"owner": modes(service.modes.owner), "host": modes(service.modes.host), "person": modes(service.modes.person)},
        })
    });
    Ok(json!(all.collect::<Vec<_>>()))
}
