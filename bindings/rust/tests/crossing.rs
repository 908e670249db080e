//! Holds `bindings/crossing.jsonl` to the core: turns in which every step, every record and every event occurs, field by field.
//!
//! The suites of Kotlin, Swift and Python drive the same events through their own types and find the same fields in what comes back.
//! `UPDATE=1` writes the file anew.

use std::collections::BTreeSet;
use std::path::Path;

use errand_core::{
    Approver, Assistant, CallResult, ContentTrust, Context, Event, Input, ItemKind, Language, ListEntry,
    Location, Options, SelectedItem, Step,
};
use errand_demo_services::{Answer, DemoApp, default_folder};
use jiff::ZonedDateTime;
use serde_json::{Map, Value as Json, json};

/// What is done in each turn. A call that nothing is said about is carried out by the demo services.
fn turns() -> Vec<Vec<Json>> {
    let yes = || json!({"approved": true});
    vec![
        vec![json!({"said": "帮我点一杯奶茶,不另外加糖"}), json!({"chosen": "0"}), yes()],
        vec![json!({"said": "找家粤菜馆,人均150以内,四个人"})],
        vec![json!({"said": "tell Mom that I am home and set a timer for 5 minutes"}), yes()],
        vec![json!({"said": "tell Mom that I am home"}), yes()],
        vec![
            json!({"selected": {"text": "The parcel is at the front desk", "author": "Bob", "said": "text this to Mom"}}),
            yes(),
        ],
        vec![json!({"said": "tell Mom that I am home, and tell Bob the meeting moved to three"}), yes()],
        vec![json!({"said": "set the volume"}), json!({"provided": "40"})],
        vec![json!({"said": "set a timer"}), json!({"cancelled": true})],
        vec![json!({"said": "查一下我今年的社保记录"}), json!({"approved": false}), yes()],
        vec![json!({"said": "跟妈妈说我到家了"}), json!({"declined": true})],
        vec![json!({"said": "提醒我明早八点吃药"})],
        vec![json!({"said": "tell me a joke"})],
        vec![json!({"said": "杭州今天天气怎么样"}), json!({"done": {"unreachable": true}})],
        vec![json!({"said": "杭州今天天气怎么样"}), json!({"done": {"failure": "CITY_NOT_FOUND"}})],
        vec![json!({"said": "tell Mom that I am home"}), yes(), json!({"done": {"timedOut": true}})],
    ]
}

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../crossing.jsonl");
/// Fields that may be absent in the core's JSON: a field that tells the record, the one that may be absent, and whether it is a list then.
const ABSENT: [(&str, &str, bool); 16] = [
    ("isAssumed", "origin", false),
    ("digest", "next", true),
    // A line of a preview has a digest too, and none of what only the whole card has.
    ("digest", "lines", true),
    ("outcome", "found", true),
    ("responseSchema", "parameter", false),
    ("responseSchema", "options", true),
    ("responseSchema", "preview", false),
    ("digest", "amount", false),
    ("digest", "payee", false),
    ("digest", "consent", false),
    ("language", "results", true),
    ("language", "nearest", true),
    ("outcome", "failure", false),
    ("outcome", "output", false),
    ("outcome", "card", false),
    ("outcome", "undo", false),
];
/// Fields that hold an enum: its name in small letters, since each language writes names its own way.
const ENUMS: [&str; 7] = ["tier", "invoke", "language", "outcome", "failure", "kind", "kept"];

fn now() -> ZonedDateTime {
    "2026-11-25T09:30:00+08:00[Asia/Shanghai]".parse().expect("a time")
}

fn stage() -> (Assistant, Approver, DemoApp) {
    let bundle = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models/errand-zh-en");
    let app = DemoApp::load(&default_folder(), None).expect("the demo services");
    // What is there from the core's tests costs little to install again.
    let filled = Path::new(env!("CARGO_TARGET_TMPDIR")).join("demo.db");
    let mut assistant = Assistant::open(Options::new(&bundle, &filled)).expect("a database");
    let texts: Vec<&str> = app.manifests().iter().map(|(_, text)| text.as_str()).collect();
    assistant.install_all(&texts).expect("good manifests");
    drop(assistant);
    let folder = tempfile::tempdir().expect("a folder").keep();
    let database = folder.join("errand.db");
    std::fs::copy(&filled, &database).expect("a copy");
    let mut assistant = Assistant::open(Options::new(&bundle, &database)).expect("a database");
    for (name, entries) in app.lists() {
        assistant.set_list(&name, serde_json::from_str::<Vec<ListEntry>>(&entries).expect("a list"));
    }
    let approver = assistant.take_approver().expect("the first approver");
    (assistant, approver, app)
}

/// The core's JSON of a record with every field, as a record of another language has them.
fn filled(json: Json) -> Json {
    match json {
        Json::Array(items) => items.into_iter().map(filled).collect(),
        Json::Object(fields) => {
            let mut fields: Map<String, Json> =
                fields.into_iter().map(|(name, value)| (name, filled(value))).collect();
            for (sign, name, is_list) in ABSENT {
                if fields.contains_key(sign) && (sign != "digest" || fields.contains_key("tier")) {
                    fields.entry(name).or_insert_with(|| if is_list { json!([]) } else { Json::Null });
                }
            }
            if fields.contains_key("title") && fields.len() <= 3 {
                fields.entry("detail").or_insert_with(|| json!(""));
            }
            if let (Some(minor), Some(code), 2) =
                (fields.get("amount").cloned(), fields.get("currency").cloned(), fields.len())
            {
                let money: errand_core::Money = serde_json::from_value(Json::Object(fields)).expect("money");
                return json!({"minor": minor, "currency": code, "shown": money.spoken(Language::En)});
            }
            if let Some(expires) = fields.remove("expiresAt") {
                let expires: jiff::Timestamp = serde_json::from_value(expires).expect("a time");
                fields.insert("expiresAtMs".to_owned(), json!(expires.as_millisecond()));
            }
            for name in ENUMS {
                if let Some(Json::String(value)) = fields.get_mut(name) {
                    *value = value.to_lowercase().replace('_', "");
                }
            }
            Json::Object(fields)
        }
        other => other,
    }
}

fn record(step: &Step) -> Json {
    let mut fields = serde_json::to_value(step).expect("plain JSON");
    fields.as_object_mut().expect("an object").remove("step");
    let inner = match step {
        Step::Call(_) | Step::Handoff(_) => "call",
        Step::Calls { .. } => "calls",
        _ if step.interrupt().is_some() => "interrupt",
        _ => "ending",
    };
    if let Some(calls) = fields.get_mut("calls").map(Json::take) {
        return json!({"step": step.name(), "calls": filled(calls)});
    }
    json!({"step": step.name(), inner: filled(fields)})
}

fn answered(answer: Answer) -> Json {
    match answer {
        Answer::Success(output) => json!({"success": output}),
        Answer::Failure(code) => json!({"failure": code}),
        Answer::TimedOut => json!({"timedOut": true}),
    }
}

fn result_of(done: &Json) -> CallResult {
    let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    let (kind, value) = done.as_object().and_then(|done| done.iter().next()).expect("a result");
    match kind.as_str() {
        "success" => CallResult::Success(text(value)),
        "failure" => CallResult::Failure { code: text(value) },
        "timedOut" => CallResult::TimedOut,
        _ => CallResult::Unreachable,
    }
}

/// All turns, as lines of the file.
fn drive() -> Vec<Json> {
    let (assistant, approver, mut app) = stage();
    let mut lines = Vec::new();
    for events in turns() {
        let location = Location {
            latitude: "31.2304".parse().expect("degrees"),
            longitude: "121.4737".parse().expect("degrees"),
            name: "上海".to_owned(),
        };
        let selected = events.first().and_then(|first| first.get("selected"));
        let item = |selected: &Json| SelectedItem {
            kind: ItemKind::Message,
            text: selected["text"].as_str().expect("a text").to_owned(),
            author: selected["author"].as_str().map(str::to_owned),
            time_ms: None,
            source_id: "m1".to_owned(),
            trust: ContentTrust::Contact,
        };
        let items = selected.map(item).into_iter().collect();
        let mut turn = assistant.begin(Context {
            language: None,
            location: Some(location),
            items,
            without_tools: false,
            locale: None,
        });
        let mut events = events.into_iter().peekable();
        let mut step: Option<Step> = None;
        while step.as_ref().is_none_or(|step| step.ending().is_none()) {
            let call = match &step {
                Some(Step::Call(call) | Step::Handoff(call)) => Some(call.clone()),
                _ => None,
            };
            let side = match &step {
                Some(Step::Calls { calls }) => calls.clone(),
                _ => Vec::new(),
            };
            let event = match &call {
                Some(call) if events.peek().is_none_or(|next| next.get("done").is_none()) => {
                    let answer = app.call(
                        &call.service,
                        &call.capability,
                        &call.arguments,
                        &call.key,
                        "2026-11-25T09:30",
                    );
                    json!({"done": answered(answer)})
                }
                _ if !side.is_empty() => {
                    let answers = side.iter().map(|call| {
                        let function = if call.is_probe { &call.target } else { &call.capability };
                        answered(app.call(
                            &call.service,
                            function,
                            &call.arguments,
                            &call.key,
                            "2026-11-25T09:30",
                        ))
                    });
                    json!({"allDone": answers.collect::<Vec<_>>()})
                }
                _ => events.next().unwrap_or_else(|| panic!("what is the answer to {step:?}?")),
            };
            let interrupt = step.as_ref().and_then(Step::interrupt);
            let id = || interrupt.map(|interrupt| interrupt.id.clone()).unwrap_or_default();
            let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
            let (kind, value) = event.as_object().and_then(|event| event.iter().next()).expect("an event");
            let core = match kind.as_str() {
                "said" => Event::Said(text(value)),
                "selected" => Event::Said(text(&value["said"])),
                "chosen" => Event::Chosen { interrupt: id(), option: text(value) },
                "provided" => Event::Provided { interrupt: id(), value: text(value) },
                "approved" => Event::Approved(
                    approver
                        .approve(interrupt.expect("a question"), value == &json!(true), &now())
                        .expect("a yes"),
                ),
                "declined" => Event::Declined { interrupt: id() },
                "cancelled" => Event::Cancelled,
                "done" => Event::CallDone { key: call.expect("a call").key, result: result_of(value) },
                "allDone" => {
                    let results = value.as_array().expect("results").iter().map(result_of);
                    Event::CallsDone(side.iter().map(|call| call.key.clone()).zip(results).collect())
                }
                other => panic!("no event {other}"),
            };
            let next = turn.advance(Input { now: now(), event: core }).expect("a step");
            lines.push(json!({"event": event, "step": record(&next)}));
            step = Some(next);
        }
        assert_eq!(events.next(), None, "the turn ended before it was said");
    }
    lines
}

/// Every field with the kinds of values that it has: `preview.amount null`, `preview.amount object`.
fn kinds(json: &Json, path: &str, into: &mut BTreeSet<String>) {
    let kind = match json {
        Json::Null => "null",
        Json::Array(items) if items.is_empty() => "empty",
        Json::String(text) if text.is_empty() => "empty",
        _ => "there",
    };
    into.insert(format!("{path} {kind}"));
    match json {
        Json::Object(fields) => fields.iter().for_each(|(name, value)| kinds(value, name, into)),
        Json::Array(items) => items.iter().for_each(|item| kinds(item, path, into)),
        _ => {}
    }
}

#[test]
fn the_file_is_what_the_core_says() {
    let lines = drive();
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(FILE, &text).expect("a file");
    }
    assert_eq!(std::fs::read_to_string(FILE).unwrap_or_default(), text, "UPDATE=1 writes it anew");

    // Nothing that may cross is missing from it.
    let steps: BTreeSet<&str> = lines.iter().filter_map(|line| line["step"]["step"].as_str()).collect();
    assert_eq!(steps.len(), 14, "{steps:?}");
    let mut found = BTreeSet::new();
    lines.iter().for_each(|line| kinds(line, "line", &mut found));
    for (_, name, is_list) in ABSENT {
        for kind in [if is_list { "empty" } else { "null" }, "there"] {
            assert!(found.contains(&format!("{name} {kind}")), "no {name} {kind}");
        }
    }
    for name in [
        "said",
        "selected",
        "chosen",
        "provided",
        "approved",
        "declined",
        "cancelled",
        "success",
        "failure",
        "timedOut",
        "unreachable",
    ] {
        assert!(found.contains(&format!("{name} there")), "no {name}");
    }
}
