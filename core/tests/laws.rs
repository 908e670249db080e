//! Properties that hold for any input.

mod stage;

use std::sync::{Mutex, OnceLock};

use errand_core::{Event, Kind, Manifest, Step, Utterance, find_values};
use proptest::prelude::*;
use stage::Stage;

/// Pieces that values are made of, in any order: likelier to reach a parser's corners than random characters.
fn value_like() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "一",
        "二",
        "两",
        "十",
        "百",
        "千",
        "万",
        "亿",
        "零",
        "半",
        "点",
        "分",
        "刻",
        "号",
        "月",
        "年",
        "周",
        "下",
        "上",
        "午",
        "晚上",
        "明天",
        "后天",
        "块",
        "毛",
        "元",
        "百分之",
        "%",
        ".",
        ":",
        "-",
        " ",
        ",",
        "1",
        "20",
        "30",
        "99999999999999999999",
        "am",
        "pm",
        "next ",
        "friday",
        "in ",
        "half ",
        "an hour",
        "twenty",
        "-three",
        "hundred",
        "thousand",
        "$",
        "¥",
        "the ",
        "3rd",
        "of ",
        "may",
        "at ",
        "to ",
        "past ",
        "😀",
        "の",
        "é",
    ]);
    prop::collection::vec(pieces, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn values_are_found_within_the_text_and_never_overlap(text in prop_oneof![value_like(), any::<String>()], weak in any::<bool>()) {
        let said = Utterance::new(&text);
        for kind in Kind::ALL {
            let mut end = 0;
            for found in find_values(kind, &said, &stage::now(), weak) {
                prop_assert!(end <= found.range.start && found.range.start < found.range.end && found.range.end <= said.chars().len());
                end = found.range.end;
                let span = said.span(found.range);
                prop_assert!(said.said().is_char_boundary(span.start) && said.said().is_char_boundary(span.end));
            }
        }
    }

    #[test]
    fn folding_keeps_the_count_of_characters(text in any::<String>()) {
        let said = Utterance::new(&text);
        prop_assert_eq!(said.chars().len(), said.said().chars().count());
    }

    #[test]
    fn no_text_makes_the_manifest_loader_panic(cut in 0_usize..4_000, junk in "[\\x20-\\x7e]{0,6}") {
        let text = include_str!("manifests/tiny.json");
        let at = cut.min(text.len() - 1);
        if text.is_char_boundary(at) {
            let _ = Manifest::load(&format!("{}{junk}{}", &text[..at], &text[at..]));
            let _ = Manifest::load(&text[..at]);
        }
    }
}

/// One assistant for all cases: a turn leaves nothing behind but rows.
fn with_stage<T>(work: impl FnOnce(&mut Stage) -> T) -> T {
    static STAGE: OnceLock<Mutex<Stage>> = OnceLock::new();
    let stage = STAGE.get_or_init(|| Mutex::new(Stage::new()));
    work(&mut stage.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
}

/// Sentences that lead somewhere, and answers that may fit anything.
fn sentence() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "帮我点一杯奶茶,不另外加糖",
            "跟妈妈说我晚点到",
            "给张伟发消息",
            "提醒我",
            "remind me tomorrow to pay rent",
            "set an alarm",
            "pay the water bill",
            "取消明天的闹钟",
            "帮我book一个table",
            "查一下社保",
            "挂个皮肤科的号",
            "call mom and set a timer for 5 minutes",
            "play some jazz",
        ])
        .prop_map(str::to_owned),
        any::<String>(),
        value_like(),
    ]
}

fn reply() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "第一个",
            "好的",
            "算了",
            "不",
            "八点",
            "明天",
            "两位",
            "the second one",
            "yes",
            "make it Friday",
            "不对,是周五",
            "妈妈",
            "1",
            "3",
            "我到了",
            "leaf tea"
        ])
        .prop_map(str::to_owned),
        any::<String>(),
        value_like(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, max_shrink_iters: 20, ..ProptestConfig::default() })]

    /// No words alone ever lead to a call that changes something others see, costs, or cannot be undone.
    #[test]
    fn words_alone_never_reach_a_call_that_needs_a_yes(first in sentence(), replies in prop::collection::vec(reply(), 0..6)) {
        with_stage(|stage| -> Result<(), TestCaseError> {
            let mut turn = stage.assistant.begin(stage.context());
            let mut step = stage.advance(&mut turn, Event::Said(first.clone())).expect("a sentence is always taken");
            let mut replies = replies.iter();
            for _ in 0..60 {
                if turn.has_ended() {
                    break;
                }
                step = match &step {
                    Step::Call(call) | Step::Handoff(call) => {
                        prop_assert!(call.tier < errand_core::Tier::T3, "{} left after words alone", call.capability);
                        let result = stage.carry_out(call);
                        stage.advance(&mut turn, Event::CallDone { key: call.key.clone(), result }).expect("a result is taken")
                    }
                    Step::Calls { calls } => {
                        prop_assert!(calls.iter().all(|call| call.tier == errand_core::Tier::T0), "only reads run side by side");
                        let event = stage.event_of(&step).expect("calls are carried out");
                        stage.advance(&mut turn, event).expect("results are taken")
                    }
                    _ => match replies.next() {
                        Some(reply) => stage.advance(&mut turn, Event::Said(reply.clone())).expect("words are always taken"),
                        None => break,
                    },
                };
            }
            if turn.has_ended() {
                prop_assert!(stage.advance(&mut turn, Event::Said("再来".to_owned())).is_err(), "an ended turn takes nothing");
            }
            Ok(())
        })?;
    }

    /// Errors hold nothing of what was said.
    #[test]
    fn errors_hold_none_of_the_persons_words(secret in "[a-z]{12}") {
        with_stage(|stage| -> Result<(), TestCaseError> {
            let mut turn = stage.assistant.begin(stage.context());
            let step = stage.advance(&mut turn, Event::Said(format!("tell mom {secret}"))).expect("a step");
            let wrong = [
                Event::Chosen { interrupt: "i9".to_owned(), option: secret.clone() },
                Event::Provided { interrupt: step.interrupt().map_or_else(String::new, |i| i.id.clone()), value: secret.clone() },
                Event::Provided { interrupt: step.interrupt().map_or_else(String::new, |i| i.id.clone()), value: format!("\"{secret}\"") },
                Event::CallDone { key: secret.clone(), result: errand_core::CallResult::Success(secret.clone()) },
            ];
            for event in wrong {
                if let Err(error) = stage.advance(&mut turn, event) {
                    prop_assert!(!format!("{error} {error:?}").contains(&secret), "{error:?}");
                }
            }
            Ok(())
        })?;
    }
}

#[test]
fn the_ledger_holds_digests_and_no_words() {
    let mut stage = Stage::new();
    let (mut turn, step) = stage.say("跟妈妈说我晚点到半小时");
    let _ = stage.approve(&mut turn, &step);
    let ledger = stage.assistant.ledger().expect("a ledger");
    assert!(ledger.iter().any(|entry| entry.kind == "called"));
    assert!(ledger.iter().all(|entry| !entry.body.contains("晚点") && !entry.body.contains("妈妈")));
    assert_eq!(stage.assistant.broken_ledger_entry().expect("a check"), None);
}

/// A rival of the demo's tea shops with whatever names, adjectives and descriptions.
fn boasting(manifest: &str, id: &str, name: &str, praise: &str) -> String {
    let mut json: serde_json::Value = serde_json::from_str(manifest).expect("JSON");
    json["service"]["id"] = id.into();
    json["service"]["publisher"]["name"] = name.into();
    for capability in json["capabilities"].as_array_mut().expect("capabilities") {
        capability.as_object_mut().expect("a capability").remove("canFulfill"); // nobody is there to be asked
        for language in ["zh-CN", "en"] {
            let text = capability["description"][language].as_str().unwrap_or_default().to_owned();
            capability["description"][language] = format!("{praise} {text}").trim().into();
        }
    }
    json.to_string()
}

/// Inflated descriptions and other publishers' names change nothing in the record of a choice.
#[test]
fn praise_and_names_change_no_score() {
    let app = errand_demo_services::DemoApp::load(&errand_demo_services::default_folder(), None)
        .expect("the demo services");
    let leaf = app
        .manifests()
        .iter()
        .map(|(_, text)| text)
        .find(|text| text.contains("com.leaf.tea"))
        .expect("a tea shop");
    let scores = |name: &str, praise: &str| {
        let mut stage = Stage::new();
        stage.assistant.remove("com.bubble.tea").expect("removed");
        stage
            .assistant
            .install(&boasting(leaf, "com.leaf.tea", "Leaf Tea Ltd", ""))
            .expect("a good manifest");
        stage.assistant.install(&boasting(leaf, "com.rival.tea", name, praise)).expect("a good manifest");
        let (turn, _) = stage.say("帮我点一杯奶茶,不另外加糖");
        let explained = stage.assistant.explain(turn.id(), errand_core::Language::Zh).expect("a record");
        let choice = explained.into_iter().next().expect("a choice").choice;
        // What a sentence means is said of the schema, so that all its services share it.
        let fit = |rival: &errand_core::Rival| rival.components[&errand_core::Component::GoalFit];
        assert!(
            choice.candidates.iter().all(|rival| fit(rival).total_cmp(&fit(&choice.candidates[0])).is_eq())
        );
        let own = |rival: &errand_core::Rival| {
            format!("{:?} {:.12}", rival.filtered, rival.score - 0.2 * fit(rival))
        };
        let mut all: Vec<(String, String)> =
            choice.candidates.iter().map(|rival| (rival.service.clone(), own(rival))).collect();
        all.sort();
        all
    };
    let plain = scores("Leaf Tea Ltd", "");
    assert_eq!(plain.len(), 2);
    assert_eq!(plain, scores("The Best Tea Company in the World", ""));
    assert_eq!(plain, scores("Leaf Tea Ltd", "著名连锁,口碑极好,人人喜爱,深受好评,"));
}
