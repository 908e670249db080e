//! What must not happen, in whole turns: acting twice, on less than was shown, on something else than was meant, or saying "not done" of what may be.

mod stage;

use errand_core::{Call, CallResult, ErrorKind, Event, Step, Tier, Turn};
use serde_json::{Value as Json, json};
use stage::Stage;

const MESSAGE: &str = "跟妈妈说我晚点到";
const TEA: &str = "order a lemon tea from Leaf Tea";

fn done(call: &Call, result: CallResult) -> Event {
    Event::CallDone { key: call.key.clone(), result }
}

/// The first call of a turn to this capability; the demo services carry out those before it.
fn until(stage: &mut Stage, turn: &mut Turn, mut step: Step, capability: &str) -> Call {
    loop {
        match step {
            Step::Call(call) | Step::Handoff(call) if call.capability == capability => return call,
            Step::Call(call) | Step::Handoff(call) => {
                let result = stage.carry_out(&call);
                step = stage.advance(turn, done(&call, result)).expect("a step");
            }
            Step::Calls { .. } => {
                let event = stage.event_of(&step).expect("calls are carried out");
                step = stage.advance(turn, event).expect("a step");
            }
            step => panic!("{capability} was not called: {}", step.json()),
        }
    }
}

fn begin(stage: &Stage, text: &str) -> (Turn, Step) {
    let mut turn = stage.assistant.begin(stage.context());
    let step = stage.advance(&mut turn, Event::Said(text.to_owned())).expect("a step");
    (turn, step)
}

/// Agrees to a message and answers its call.
fn send(stage: &mut Stage, result: CallResult) -> Step {
    let (mut turn, step) = begin(stage, MESSAGE);
    let approval =
        stage.approver.approve(step.interrupt().expect("a question"), true, &stage.now).expect("a yes");
    let step = stage.advance(&mut turn, Event::Approved(approval)).expect("a step");
    let call = until(stage, &mut turn, step, "sendMessage");
    let step = stage.advance(&mut turn, done(&call, result)).expect("a step");
    stage.run_calls(&mut turn, step)
}

#[test]
fn a_handle_that_was_left_behind_cannot_go_on() {
    let stage = Stage::new();
    let (mut first, step) = begin(&stage, MESSAGE);
    let (mut second, _) = stage.assistant.resume(first.id(), &stage.now).expect("it resumes");
    let yes =
        || stage.approver.approve(step.interrupt().expect("a question"), true, &stage.now).expect("a yes");
    let called = stage.advance(&mut second, Event::Approved(yes())).expect("a call");
    assert!(matches!(called, Step::Call(_)));
    let stale = stage.advance(&mut first, Event::Approved(yes())).expect_err("the turn is elsewhere");
    assert_eq!(stale.kind(), ErrorKind::InvalidInput);
    let calls = stage.assistant.ledger().expect("a ledger").iter().filter(|e| e.kind == "called").count();
    assert_eq!(calls, 1);
}

#[test]
fn a_write_that_says_nothing_sure_is_unknown() {
    let mut stage = Stage::new();
    for result in [
        CallResult::Failure { code: "NO_SUCH_CODE".to_owned() },
        CallResult::Success("{}".to_owned()),
        CallResult::Success("no JSON".to_owned()),
        CallResult::TimedOut,
    ] {
        let step = send(&mut stage, result);
        assert!(matches!(step, Step::UnknownOutcome(_)), "{}", step.json());
    }
}

#[test]
fn a_payment_needs_its_owner_and_its_sum() {
    let mut stage = Stage::new();
    let (mut turn, step) = begin(&stage, TEA);
    let order = until(&mut stage, &mut turn, step, "createOrder");
    let CallResult::Success(output) = stage.carry_out(&order) else { panic!("the shop takes the order") };
    let mut owed: Json = serde_json::from_str(&output).expect("JSON");

    let step = stage.advance(&mut turn, done(&order, CallResult::Success(output))).expect("a step");
    let interrupt = step.interrupt().expect("a payment is agreed to").clone();
    assert_eq!(interrupt.preview.as_ref().map(|preview| preview.tier), Some(Tier::T4));
    let absent = stage.approver.approve(&interrupt, false, &stage.now).expect("a yes");
    assert!(
        stage.advance(&mut turn, Event::Approved(absent)).is_err(),
        "nobody showed that the owner is there"
    );
    let present = stage.approver.approve(&interrupt, true, &stage.now).expect("a yes");
    assert!(matches!(stage.advance(&mut turn, Event::Approved(present)), Ok(Step::Handoff(_))));

    for total in [
        json!({"amount": -1_400, "currency": "CNY"}),
        json!({"amount": 1_400, "currency": "USD"}),
        json!("14"),
    ] {
        owed["total"] = total;
        let (mut turn, step) = begin(&stage, TEA);
        let order = until(&mut stage, &mut turn, step, "createOrder");
        let step =
            stage.advance(&mut turn, done(&order, CallResult::Success(owed.to_string()))).expect("a step");
        assert!(step.interrupt().is_none(), "a sum that is none is not asked for: {}", step.json());
    }
}

#[test]
fn the_only_record_is_not_taken_for_another() {
    let mut stage = Stage::new();
    for (sentence, alone) in [("取消九点半的闹钟", "08:00"), ("cancel the 9:30 alarm", "08:00")] {
        let (mut turn, step) = begin(&stage, sentence);
        let list = until(&mut stage, &mut turn, step, "listAlarms");
        let CallResult::Success(output) = stage.carry_out(&list) else { panic!("alarms are listed") };
        let mut all: Json = serde_json::from_str(&output).expect("JSON");
        let mut one = all["items"][0].clone();
        one["time"] = json!(alone);
        one["name"] = json!(alone);
        one["nameEn"] = json!(alone);
        all["items"] = json!([one]);
        let step =
            stage.advance(&mut turn, done(&list, CallResult::Success(all.to_string()))).expect("a step");
        assert!(matches!(step, Step::NeedsDisambiguation(_)), "{sentence}: {}", step.json());
    }
}

#[test]
fn a_corrected_name_that_is_unclear_is_asked_about() {
    let stage = Stage::new();
    for (sentence, correction, want) in [
        (MESSAGE, "不对,发给张伟", "several"),
        ("text Bob that I'm running late", "no, send it to Zhang Wei", "several"),
    ] {
        let (mut turn, step) = begin(&stage, sentence);
        assert!(matches!(step, Step::NeedsConfirmation(_)), "{}", step.json());
        let step = stage.advance(&mut turn, Event::Said(correction.to_owned())).expect("a step");
        assert_eq!(step.interrupt().map(|i| i.reason.as_str()), Some(want), "{sentence}: {}", step.json());
    }
}

/// What is off leaves no trace but its manifest: nothing in the index, in a choice, in the ledger, in what is said; on again, it is as before.
#[test]
fn a_service_that_is_off_is_nowhere_in_the_file() {
    const SERVICE: &str = "com.star.cinema";
    let mut stage = Stage::new();
    let said = ["今晚有什么电影", "book two seats for River of Stars", "买两张电影票"];
    let before = stage.say(said[0]).1.json();
    assert!(before.contains(SERVICE), "{before}");
    drop(stage);

    let mut stage = Stage::new();
    stage.assistant.set_enabled(SERVICE, false).expect("switched off");
    for sentence in said {
        let (turn, step) = stage.say(sentence);
        assert!(!step.json().contains(SERVICE) && !step.json().contains("Star Cinema"), "{}", step.json());
        let choices = stage.assistant.explain(turn.id(), errand_core::Language::En).expect("choices");
        assert!(choices.iter().all(|one| one.choice.candidate(SERVICE).is_none()));
    }
    assert!(stage.assistant.ledger().expect("a ledger").iter().all(|entry| !entry.body.contains(SERVICE)));
    let file = rusqlite::Connection::open(stage.database()).expect("the file");
    file.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").expect("all of it is in one file");
    let bytes = std::fs::read(stage.database()).expect("the file");
    let count = |text: &str| bytes.windows(text.len()).filter(|window| *window == text.as_bytes()).count();
    let manifest: String = file
        .query_row("SELECT manifest FROM services WHERE id = ?1", [SERVICE], |row| row.get(0))
        .expect("its manifest is kept");
    let read: Json = serde_json::from_str(&manifest).expect("JSON");
    let mut looked_at = 0;
    for capability in read["capabilities"].as_array().expect("capabilities") {
        for example in capability["examples"]["direct"].as_array().into_iter().flatten() {
            for text in example.as_object().into_iter().flatten().filter_map(|(_, text)| text.as_str()) {
                // Marked words would not be found as they are indexed, and a short text may be anybody's.
                if !text.contains('[') && text.len() > 12 {
                    looked_at += 1;
                    // A text that two pages share is found less often than it is there.
                    let most = manifest.matches(text).count();
                    assert!(count(text) <= most, "{text:?} is somewhere else too");
                }
            }
        }
    }
    assert!(looked_at >= 3, "{looked_at}");
    stage.assistant.set_enabled(SERVICE, true).expect("switched on");
    assert!(stage.say(said[0]).1.json().contains(SERVICE));
}

/// Two messages on one card, agreed to; the call of the first.
fn two_agreed(stage: &mut Stage, text: &str) -> (Turn, Call) {
    let (mut turn, step) = begin(stage, text);
    let asked = step.interrupt().expect("a question").clone();
    let preview = asked.preview.as_ref().expect("a card");
    assert_eq!(preview.lines.len(), 1, "{text}");
    assert!(preview.lines[0].digest != preview.digest, "the card's digest covers both");
    let approval = stage.approver.approve(&asked, false, &stage.now).expect("a yes");
    let step = stage.advance(&mut turn, Event::Approved(approval)).expect("a step");
    let call = until(stage, &mut turn, step, "sendMessage");
    (turn, call)
}

#[test]
fn a_yes_to_two_acts_is_void_for_the_second_when_it_is_late_or_not_the_same_any_more() {
    for text in [
        "告诉妈妈我晚点到,再跟小王说会议改到三点",
        "tell mom I'm late, and tell Bob the meeting moved to three",
    ] {
        let mut stage = Stage::new();
        let (mut turn, first) = two_agreed(&mut stage, text);
        let sent = stage.carry_out(&first);
        let step = stage.advance(&mut turn, done(&first, sent));
        let Ok(Step::Call(second)) = step else { panic!("in time the second goes out at once") };
        assert_eq!((second.capability.as_str(), second.tier), ("sendMessage", Tier::T3));

        let mut stage = Stage::new();
        let (mut turn, first) = two_agreed(&mut stage, text);
        stage.now = &stage.now + jiff::Span::new().minutes(11);
        let sent = stage.carry_out(&first);
        let step = stage.advance(&mut turn, done(&first, sent));
        assert!(matches!(step, Ok(Step::NeedsConfirmation(_))), "{text}: too late: {step:?}");

        let mut stage = Stage::new();
        let (mut turn, first) = two_agreed(&mut stage, text);
        let manifests = stage.app.manifests().to_vec();
        let (_, manifest) =
            manifests.iter().find(|(_, text)| text.contains("\"app.messages\"")).expect("there");
        let mut changed: Json = serde_json::from_str(manifest).expect("JSON");
        changed["service"]["publisher"]["name"] = json!("Somebody Else");
        stage.assistant.install(&changed.to_string()).expect("a new version");
        let sent = stage.carry_out(&first);
        let step = stage.advance(&mut turn, done(&first, sent));
        assert!(matches!(step, Ok(Step::NeedsConfirmation(_))), "{text}: somebody else is behind it now");
    }
}
