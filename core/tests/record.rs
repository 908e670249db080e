//! The record of an errand: whole, told, forgotten; and what a grant lets through without asking.

mod stage;

use errand_core::{
    CallResult, ErrorKind, Event, Grant, GrantScope, Payee, Responsible, Retention, Step, Tier, Turn,
    verify_bundle,
};
use proptest::prelude::*;
use serde_json::Value as Json;
use stage::Stage;

/// Runs an errand to its end: the first of what is offered is taken, every card is approved.
fn run(stage: &mut Stage, said: &str) -> (Turn, Step) {
    let (mut turn, mut step) = stage.say(said);
    for _ in 0..20 {
        step = match &step {
            Step::NeedsConfirmation(_) | Step::NeedsConsent(_) | Step::NeedsAuthentication(_) => {
                stage.approve(&mut turn, &step)
            }
            Step::NeedsDisambiguation(interrupt) => {
                let event = Event::Chosen {
                    interrupt: interrupt.id.clone(),
                    option: interrupt.options[0].id.clone(),
                };
                let step = stage.advance(&mut turn, event).expect("a step");
                stage.run_calls(&mut turn, step)
            }
            _ => break,
        };
    }
    assert!(turn.has_ended(), "{said}: {}", step.json());
    (turn, step)
}

const ERRANDS: [&str; 3] =
    ["帮我点一杯奶茶,不另外加糖", "text Mom that I am home", "帮我order一杯milk tea,三分糖"];

#[test]
fn a_bundle_is_whole_and_says_who_answers_for_what() {
    let mut stage = Stage::new();
    for said in ERRANDS {
        let (turn, step) = run(&mut stage, said);
        assert!(matches!(step, Step::Completed(_)), "{said}: {}", step.json());
        let head = stage.assistant.ledger_head().expect("a head");
        // Another errand in between is part of the chain and of nothing else.
        let _ = run(&mut stage, "提醒我明早八点吃药");
        let bundle = stage.assistant.dispute_bundle(turn.id()).expect("a bundle");
        let verified = verify_bundle(&bundle.json(), Some(&head)).expect(said);
        assert_eq!((verified.forgotten, &verified.bundle), (0, &bundle), "{said}");
        assert!(bundle.words.iter().any(|words| words.role == "said" && words.text == said), "{said}");
        assert!(!bundle.json().contains("吃药"), "nothing of the other errand");
        let agreed: Vec<&str> = bundle
            .responsibility
            .iter()
            .filter(|one| one.who == Responsible::User && one.rule.contains("agreed"))
            .map(|one| one.subject.as_str())
            .collect();
        assert!(!agreed.is_empty(), "{said}: {:?}", bundle.responsibility);
        let uncovered = bundle.responsibility.iter().find(|one| one.rule.contains("without the yes"));
        assert_eq!(uncovered, None, "{said}");
        assert!(verify_bundle(&bundle.json(), Some(&"0".repeat(64))).is_err(), "{said}: another ledger");
    }
}

#[test]
fn the_ledger_itself_never_holds_the_persons_words() {
    let mut stage = Stage::new();
    for said in ERRANDS {
        let _ = run(&mut stage, said);
    }
    for entry in stage.assistant.ledger().expect("a ledger") {
        for words in ["奶茶", "I am home", "milk tea", "Mom"] {
            assert!(!entry.body.contains(words), "{}: {}", entry.kind, entry.body);
        }
    }
}

/// Each place of a bundle where something may be changed.
fn places(json: &Json, path: &mut Vec<String>, all: &mut Vec<Vec<String>>) {
    match json {
        Json::Object(fields) => fields.iter().for_each(|(name, value)| {
            path.push(name.clone());
            places(value, path, all);
            path.pop();
        }),
        Json::Array(items) => items.iter().enumerate().for_each(|(i, value)| {
            path.push(i.to_string());
            places(value, path, all);
            path.pop();
        }),
        _ => all.push(path.clone()),
    }
}

fn pointer(path: &[String]) -> String {
    path.iter().map(|name| format!("/{}", name.replace('~', "~0").replace('/', "~1"))).collect()
}

#[test]
fn any_change_of_a_bundle_is_found() {
    let mut stage = Stage::new();
    let (turn, _) = run(&mut stage, ERRANDS[0]);
    let _ = run(&mut stage, "text Mom that I am home");
    let bundle = stage.assistant.dispute_bundle(turn.id()).expect("a bundle");
    let whole: Json = serde_json::from_str(&bundle.json()).expect("JSON");
    let mut all = Vec::new();
    places(&whole, &mut Vec::new(), &mut all);
    assert!(all.len() > 100, "{}", all.len());
    for path in &all {
        let mut changed = whole.clone();
        let place = changed.pointer_mut(&pointer(path)).expect("the place");
        *place = match &place {
            Json::String(text) if text.is_empty() => Json::from("x"),
            Json::String(text) => Json::from(
                text[..text.len() - text.chars().last().map_or(0, char::len_utf8)].to_owned() + "0x",
            ),
            Json::Number(number) => Json::from(number.as_f64().unwrap_or(0.0) + 1.0),
            Json::Bool(value) => Json::from(!value),
            _ => Json::from("not null"),
        };
        assert!(verify_bundle(&changed.to_string(), None).is_err(), "{path:?}");
    }
    for list in ["records", "chain", "responsibility"] {
        for i in 0..whole[list].as_array().expect("a list").len() {
            let mut changed = whole.clone();
            changed[list].as_array_mut().expect("a list").remove(i);
            assert!(verify_bundle(&changed.to_string(), None).is_err(), "{list} {i} left out");
            let mut changed = whole.clone();
            let twice = changed[list][i].clone();
            changed[list].as_array_mut().expect("a list").insert(i, twice);
            assert!(verify_bundle(&changed.to_string(), None).is_err(), "{list} {i} twice");
        }
    }
}

/// A record whose beginning was cut off does not pass for a whole one, though its chain is one; nor do words that nobody has forgotten stay out.
#[test]
fn a_bundle_without_its_beginning_or_its_words_is_refused() {
    let mut stage = Stage::new();
    let (turn, _) = run(&mut stage, ERRANDS[1]);
    let bundle = stage.assistant.dispute_bundle(turn.id()).expect("a bundle");
    for cut in 1..bundle.chain.len() {
        let links = stage.assistant.ledger().expect("a ledger");
        let mut later = bundle.clone();
        let first = later.chain[cut].sequence;
        later.before = links[usize::try_from(first - 2).expect("a place")].hash.clone();
        later.chain.drain(..cut);
        later.records.retain(|record| record.sequence >= first);
        later.responsibility.retain(|one| one.sequence >= first);
        assert!(verify_bundle(&later.json(), None).is_err(), "from {first} on");
    }
    for i in 0..bundle.words.len() {
        let mut silent = bundle.clone();
        silent.words.remove(i);
        assert!(verify_bundle(&silent.json(), None).is_err(), "words {i}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    /// Whatever a bundle is made of, reading it ends in an answer, and the error quotes nothing of it.
    #[test]
    fn the_verifier_never_panics(text in ".{0,400}") {
        let error = verify_bundle(&text, None).expect_err("noise is no bundle");
        prop_assert_eq!(error.kind(), ErrorKind::InvalidInput);
    }
}

#[test]
fn a_turn_that_is_forgotten_leaves_digests_and_a_tombstone() {
    let mut stage = Stage::new();
    let (turn, _) = run(&mut stage, "跟妈妈说我在老地方等她");
    let (mut open, step) = stage.say("text Bob that lunch is ready");
    assert_eq!(
        stage.assistant.forget_turn(open.id(), &stage.now).map_err(|e| e.kind()),
        Err(ErrorKind::InvalidInput),
        "it has not ended: {}",
        step.json()
    );
    assert!(stage.assistant.forget_turn(turn.id(), &stage.now).expect("forgotten") > 0);
    let bundle = stage.assistant.dispute_bundle(turn.id()).expect("its digests are left");
    assert!(bundle.words.is_empty() && !bundle.json().contains("老地方"));
    let verified = verify_bundle(&bundle.json(), None).expect("and stand in the chain");
    assert!(verified.forgotten > 0);
    assert!(bundle.records.iter().any(|record| record.kind == "forgotten"));
    assert_eq!(stage.assistant.broken_ledger_entry().expect("a check"), None);
    assert!(stage.assistant.resume(turn.id(), &stage.now).is_err());
    assert!(stage.assistant.explain(turn.id(), errand_core::Language::Zh).expect("nothing").is_empty());
    for end in ["", "-wal"] {
        let bytes = std::fs::read(format!("{}{end}", stage.database().display())).unwrap_or_default();
        let said = "老地方".as_bytes();
        assert!(!bytes.windows(said.len()).any(|window| window == said), "still in the file{end}");
    }
    // The next turn has an id of its own, and the open one goes on.
    let step = stage.approve(&mut open, &step);
    assert!(matches!(step, Step::Completed(_)), "{}", step.json());
    let (next, _) = stage.say("明天天气怎么样");
    assert_ne!(next.id(), turn.id());
}

#[test]
fn what_is_kept_goes_when_its_time_is_over() {
    let mut stage = Stage::new();
    let (old, _) = run(&mut stage, "text Mom that I am home");
    let (kept_open, _) = stage.say("text Bob that lunch is ready");
    stage.now = stage.now.checked_add(jiff::Span::new().days(100)).expect("later");
    let (young, _) = run(&mut stage, "text Mom that I am back");
    let keep = Retention { words_days: 90, ledger_days: 3_000 };
    assert_eq!(stage.assistant.apply_retention(keep, &stage.now).expect("applied"), 1);
    assert!(stage.assistant.dispute_bundle(old.id()).expect("its records").words.is_empty());
    assert!(!stage.assistant.dispute_bundle(young.id()).expect("its records").words.is_empty());
    assert!(stage.assistant.resume(kept_open.id(), &stage.now).is_ok(), "an open turn loses nothing");
    let before = stage.assistant.ledger().expect("a ledger").len();
    let short = Retention { words_days: 90, ledger_days: 95 };
    assert_eq!(stage.assistant.apply_retention(short, &stage.now).expect("applied"), 0);
    let ledger = stage.assistant.ledger().expect("a ledger");
    assert!(ledger.len() < before && ledger[0].sequence > 1);
    assert!(
        ledger.iter().all(|entry| entry.turn != old.id() || entry.kind == "forgotten"),
        "its records went"
    );
    assert_eq!(stage.assistant.broken_ledger_entry().expect("a check"), None);
    assert!(verify_bundle(&stage.assistant.dispute_bundle(young.id()).expect("there").json(), None).is_ok());
    let upside_down = Retention { words_days: 90, ledger_days: 89 };
    assert!(stage.assistant.apply_retention(upside_down, &stage.now).is_err());
}

fn grant(stage: &Stage, scope: GrantScope, times: u32) -> Grant {
    let from = stage.now.timestamp();
    Grant {
        scope,
        is_for_payments: false,
        max_amount: None,
        max_total: None,
        times,
        payees: vec![],
        from,
        until: from.checked_add(jiff::SignedDuration::from_hours(24 * 30)).expect("a time"),
    }
}

#[test]
fn a_grant_is_worth_what_it_says_and_no_more() {
    for said in ["跟妈妈说我到家了", "text Mom that I am home", "跟Mom说我到家了"] {
        let mut stage = Stage::new();
        let scope = GrantScope::Capability {
            service: "app.messages".to_owned(),
            capability: "sendMessage".to_owned(),
        };
        let id = stage.approver.grant(&grant(&stage, scope, 2), false, &stage.now).expect("given");
        for _ in 0..2 {
            let (turn, step) = run_without_a_card(&mut stage, said);
            assert!(matches!(step, Step::Completed(_)), "{said}: {}", step.json());
            let bundle = stage.assistant.dispute_bundle(turn.id()).expect("a bundle");
            let uncovered = bundle.responsibility.iter().find(|one| one.rule.contains("without the yes"));
            assert_eq!(uncovered, None, "the grant is the yes");
            assert!(bundle.records.iter().any(|record| record.kind == "granted"));
        }
        let (_, step) = stage.say(said);
        assert!(matches!(step, Step::NeedsConfirmation(_)), "used up: {}", step.json());
        assert_eq!(stage.assistant.grants().expect("grants")[0].times, 2);
        assert!(stage.assistant.revoke_grant(id, &stage.now).expect("revoked"));
    }
}

fn run_without_a_card(stage: &mut Stage, said: &str) -> (Turn, Step) {
    let (turn, step) = stage.say(said);
    assert!(step.interrupt().is_none(), "{said}: {}", step.json());
    (turn, step)
}

#[test]
fn a_revoked_grant_counts_no_more_and_a_failed_call_takes_nothing_of_it() {
    let mut stage = Stage::new();
    let scope = GrantScope::Domain { domain: "messages".to_owned() };
    let id = stage.approver.grant(&grant(&stage, scope, 1), false, &stage.now).expect("given");
    let mut turn = stage.assistant.begin(stage.context());
    let step = stage.advance(&mut turn, Event::Said("text Mom that I am home".to_owned())).expect("a step");
    let Step::Call(call) = &step else { panic!("the grant covers it: {}", step.json()) };
    assert_eq!(stage.assistant.grants().expect("grants")[0].times, 1, "taken before the call leaves");
    let done = Event::CallDone { key: call.key.clone(), result: CallResult::Unreachable };
    let step = stage.advance(&mut turn, done).expect("a step");
    assert!(matches!(step, Step::Failed(_)), "{}", step.json());
    assert_eq!(stage.assistant.grants().expect("grants")[0].times, 0, "nothing was sent");
    assert!(stage.assistant.revoke_grant(id, &stage.now).expect("revoked"));
    let (_, step) = stage.say("text Mom that I am home");
    assert!(matches!(step, Step::NeedsConfirmation(_)), "{}", step.json());
    let words = stage.assistant.grants().expect("grants").remove(0);
    assert!(words.revoked_ms.is_some());
}

/// A payment runs without a card within an explicit grant for payments, and asks beyond it.
#[test]
fn payments_are_covered_by_a_grant_for_payments_alone() {
    let mut stage = Stage::new();
    let tea = "order a lemon tea from Leaf Tea";
    let scope = || GrantScope::Domain { domain: "commerce".to_owned() };
    stage.approver.grant(&grant(&stage, scope(), 9), true, &stage.now).expect("given");
    let (_, step) = until_payment(&mut stage, tea);
    assert_eq!(tier(&step), Some(Tier::T4), "no grant for payments: {}", step.json());

    let manifest =
        std::fs::read_to_string(errand_demo_services::default_folder().join("tea-leaf/capability.json"))
            .expect("a manifest");
    let manifest: Json = serde_json::from_str(&manifest).expect("JSON");
    let payee = Payee {
        service: "com.leaf.tea".to_owned(),
        publisher: manifest["service"]["publisher"]["id"].as_str().expect("an id").to_owned(),
    };
    let cny = |minor| serde_json::from_value(serde_json::json!({"amount": minor, "currency": "CNY"})).ok();
    let paying = Grant {
        is_for_payments: true,
        max_amount: cny(2_000),
        max_total: cny(3_000),
        payees: vec![payee],
        ..grant(&stage, scope(), 9)
    };
    assert!(stage.approver.grant(&paying, false, &stage.now).is_err(), "the owner must be there");
    let words = stage.assistant.grant_in_words(&paying, errand_core::Language::Zh, &stage.now);
    for exact in ["¥20.00", "¥30.00", "9", "叶子茶"] {
        assert!(words.contains(exact), "{exact}: {words}");
    }
    stage.approver.grant(&paying, true, &stage.now).expect("given");
    let (_, step) = until_payment(&mut stage, tea);
    assert!(matches!(step, Step::Completed(_)), "{}", step.json());
    let used = |stage: &Stage| stage.assistant.grants().expect("grants").pop().expect("the grant");
    let price = used(&stage).total;
    assert!((1_001..=2_000).contains(&price), "so that it is good for two or one: {price}");
    while used(&stage).total + price <= 3_000 {
        let (_, step) = until_payment(&mut stage, tea);
        assert!(matches!(step, Step::Completed(_)), "{}", step.json());
    }
    let (_, step) = until_payment(&mut stage, tea);
    assert_eq!(tier(&step), Some(Tier::T4), "more than in all: {}", step.json());
    assert!(used(&stage).total <= 3_000);
}

fn until_payment(stage: &mut Stage, said: &str) -> (Turn, Step) {
    let (mut turn, mut step) = stage.say(said);
    while let Step::NeedsDisambiguation(interrupt) = &step {
        let event =
            Event::Chosen { interrupt: interrupt.id.clone(), option: interrupt.options[0].id.clone() };
        let next = stage.advance(&mut turn, event).expect("a step");
        step = stage.run_calls(&mut turn, next);
    }
    (turn, step)
}

fn tier(step: &Step) -> Option<Tier> {
    step.interrupt()?.preview.as_ref().map(|preview| preview.tier)
}

/// The bundle that the documentation shows is one, and verifies by the command that is named there.
#[test]
fn the_documented_bundle_verifies() {
    let text = include_str!("../../docs/examples/milk-tea.json");
    let verified = verify_bundle(text, None).expect("it is whole");
    assert_eq!(verified.forgotten, 0);
    let page = include_str!("../../docs/record.md");
    assert!(page.contains(&verified.bundle.head));
    for one in &verified.bundle.responsibility {
        assert!(page.contains(&format!("{}: {}", one.subject, one.rule)), "{one:?}");
    }
}
