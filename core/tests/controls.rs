//! What the app and the person control: modes of services, what is asked beyond the rules, pseudonyms, and what services may know of their chances.

mod stage;

use errand_core::{
    Currency, ErrorKind, Event, Grant, GrantScope, Modes, Money, Options, Safeguards, Step, Switcher,
};
use serde_json::{Value as Json, json};
use stage::Stage;

const ON: Modes = Modes { declared: true, auto: true };
const NO_DECLARED: Modes = Modes { declared: false, auto: true };
const NO_AUTO: Modes = Modes { declared: true, auto: false };
const CINEMA: &str = "com.star.cinema";

fn is_on(stage: &Stage, service: &str) -> bool {
    let all = stage.assistant.services().expect("services");
    all.iter().find(|one| one.id == service).expect("installed").is_enabled
}

#[test]
fn a_service_is_known_by_the_modes_that_its_owner_the_app_and_the_person_all_leave_on() {
    let mut stage = Stage::new();
    let manifests = stage.app.manifests().to_vec();
    let (_, manifest) = manifests.iter().find(|(_, text)| text.contains(CINEMA)).expect("there");
    let with_owner = |modes: Modes| -> String {
        let mut manifest: Json = serde_json::from_str(manifest).expect("JSON");
        manifest["modes"] = json!({"declared": modes.declared, "auto": modes.auto});
        manifest.to_string()
    };
    for owner in [ON, NO_AUTO, NO_DECLARED, Modes { declared: false, auto: false }] {
        stage.assistant.install(&with_owner(owner)).expect("installed");
        for host in [ON, NO_AUTO, NO_DECLARED] {
            for person in [ON, NO_AUTO, NO_DECLARED] {
                stage.assistant.set_modes(CINEMA, Switcher::Host, host).expect("switched");
                stage.assistant.set_modes(CINEMA, Switcher::Person, person).expect("switched");
                let declared = owner.declared && host.declared && person.declared;
                let auto = owner.auto && host.auto && person.auto;
                assert_eq!(is_on(&stage, CINEMA), declared || auto, "{owner:?} {host:?} {person:?}");
            }
        }
    }
    let shown = stage.assistant.services().expect("services");
    let modes = shown.iter().find(|one| one.id == CINEMA).expect("there").modes;
    assert_eq!((modes.host, modes.person), (NO_DECLARED, NO_DECLARED), "each is kept by itself");
    let missing = stage.assistant.set_modes("com.nobody", Switcher::Host, ON).expect_err("nobody");
    assert_eq!(missing.kind(), ErrorKind::InvalidInput);
}

#[test]
fn what_the_app_switches_off_for_all_the_person_cannot_switch_on_and_it_stays_off_for_those_to_come() {
    let mut stage = Stage::new();
    for sentence in ["今晚有什么电影", "what movies are on tonight"] {
        assert!(stage.say(sentence).1.json().contains(CINEMA), "{sentence}");
    }
    stage.assistant.set_modes("", Switcher::Host, NO_DECLARED).expect("switched");
    stage.assistant.set_enabled(CINEMA, true).expect("the person's own switch");
    assert!(stage.assistant.services().expect("services").iter().all(|one| !one.is_enabled));
    for sentence in ["今晚有什么电影", "what movies are on tonight", "帮我book两张movie票"] {
        assert!(matches!(stage.say(sentence).1, Step::Unsupported(_)), "{sentence}");
    }
    assert!(stage.assistant.remove(CINEMA).expect("removed"));
    let manifests = stage.app.manifests().to_vec();
    let (_, manifest) = manifests.iter().find(|(_, text)| text.contains(CINEMA)).expect("there");
    assert!(
        !stage.assistant.install(manifest).expect("installed").is_enabled,
        "the switch is for those to come too"
    );
    stage.assistant.set_modes("", Switcher::Host, ON).expect("switched back");
    assert!(stage.say("今晚有什么电影").1.json().contains(CINEMA));
}

#[test]
fn the_stricter_of_the_apps_and_the_persons_safeguards_counts() {
    let mut stage = Stage::new();
    let remind = ["提醒我明天早上八点交房租", "remind me to pay the rent at eight tomorrow morning"];
    for sentence in remind {
        assert!(matches!(begin(&mut stage, sentence), Step::Call(_)), "{sentence}: the rules ask nothing");
    }
    let own = Safeguards {
        confirms: vec![GrantScope::Domain { domain: "reminders".to_owned() }],
        ..Safeguards::default()
    };
    stage.approver.set_safeguards(&own, false, &stage.now).expect("to ask for more anybody may");
    for sentence in remind {
        assert!(matches!(begin(&mut stage, sentence), Step::NeedsConfirmation(_)), "{sentence}: asked for");
    }
    // A grant does not stand against it.
    let grant = Grant {
        scope: GrantScope::Domain { domain: "reminders".to_owned() },
        is_for_payments: false,
        max_amount: None,
        max_total: None,
        times: 9,
        payees: Vec::new(),
        from: stage.now.timestamp(),
        until: stage.now.timestamp() + jiff::SignedDuration::from_hours(24),
    };
    stage.approver.grant(&grant, true, &stage.now).expect("given");
    assert!(matches!(begin(&mut stage, remind[0]), Step::NeedsConfirmation(_)));
    let refused = stage.approver.set_safeguards(&Safeguards::default(), false, &stage.now);
    assert_eq!(refused.expect_err("less is the owner's to ask").kind(), ErrorKind::InvalidInput);
    assert_eq!(stage.assistant.safeguards().expect("read"), own, "a refused change changes nothing");
    stage.approver.set_safeguards(&Safeguards::default(), true, &stage.now).expect("the owner is there");
    assert!(matches!(begin(&mut stage, remind[1]), Step::Call(_)));
    let kinds: Vec<String> =
        stage.assistant.ledger().expect("a ledger").into_iter().map(|entry| entry.kind).collect();
    assert_eq!(kinds.iter().filter(|kind| *kind == "safeguardsSet").count(), 2);
}

#[test]
fn what_the_app_asks_for_stands_whatever_the_person_sets() {
    let stage = Stage::new();
    let database = stage.database().to_owned();
    let host = Safeguards { confirms_every_change: true, allows_no_grants: true, ..Safeguards::default() };
    let options = Options { safeguards: host, ..Options::new(stage::bundle(), &database) };
    let mut assistant = errand_core::Assistant::open(options).expect("it opens");
    let approver = assistant.take_approver().expect("the first");
    approver.set_safeguards(&Safeguards::default(), true, &stage.now).expect("set");
    for sentence in ["把亮度调到一半", "set an alarm for seven tomorrow", "帮我set一个七点的闹钟"]
    {
        let mut turn = assistant.begin(stage.context());
        let step = stage.advance(&mut turn, Event::Said(sentence.to_owned())).expect("a step");
        assert!(matches!(step, Step::NeedsConfirmation(_)), "{sentence}: {}", step.json());
    }
    let mut turn = assistant.begin(stage.context());
    let read = stage.advance(&mut turn, Event::Said("现在几点".to_owned())).expect("a step");
    assert!(!matches!(read, Step::NeedsConfirmation(_)), "what only reads is not asked about");
}

#[test]
fn a_payment_over_the_limit_is_not_made_and_what_was_begun_for_it_is_taken_back() {
    for (sentence, said) in [
        ("来一杯叶子茶的手打柠檬茶", "超过了设定的单笔上限"),
        ("order a lemon tea from Leaf Tea", "over the limit"),
        ("order一杯Leaf Tea的柠檬茶", "单笔上限"),
    ] {
        for (minor, is_within) in [(1_499, false), (1_500, true)] {
            let mut stage = Stage::new();
            let limit = Money { minor, currency: Currency::CNY };
            let own = Safeguards { max_payment: Some(limit), ..Safeguards::default() };
            stage.approver.set_safeguards(&own, false, &stage.now).expect("set");
            let (mut turn, mut step) = stage.say(sentence);
            for _ in 0..6 {
                step = match &step {
                    Step::NeedsConsent(_) => stage.approve(&mut turn, &step),
                    Step::NeedsDisambiguation(asked) => {
                        let (interrupt, option) = (asked.id.clone(), asked.options[0].id.clone());
                        let next =
                            stage.advance(&mut turn, Event::Chosen { interrupt, option }).expect("a step");
                        stage.run_calls(&mut turn, next)
                    }
                    _ => break,
                };
            }
            if is_within {
                assert!(matches!(step, Step::NeedsConfirmation(_)), "{sentence}: {}", step.json());
                continue;
            }
            let ending = step.ending().unwrap_or_else(|| panic!("{sentence}: {}", step.json()));
            assert!(ending.message.contains(said), "{}", ending.message);
            let ledger = stage.assistant.ledger().expect("a ledger");
            let called = |id: &str| {
                ledger.iter().filter(|entry| entry.kind == "called" && entry.body.contains(id)).count()
            };
            assert_eq!((called("payOrder"), called("\"cancelOrder\"")), (0, 1), "{sentence}");
        }
    }
}

#[test]
fn no_two_services_know_the_person_by_the_same_pseudonym() {
    let mut stage = Stage::new();
    let services: Vec<String> =
        stage.assistant.services().expect("services").into_iter().map(|one| one.id).collect();
    let pseudonyms: std::collections::BTreeSet<String> =
        services.iter().map(|service| stage.assistant.pseudonym(service).expect("a pseudonym")).collect();
    assert_eq!(pseudonyms.len(), services.len());
    assert!(pseudonyms.iter().all(|one| one.len() == 32 && one.chars().all(|c| c.is_ascii_hexdigit())));
    let before = stage.assistant.pseudonym(CINEMA).expect("a pseudonym");
    stage.restart();
    assert_eq!(stage.assistant.pseudonym(CINEMA).expect("a pseudonym"), before, "it stays");
    assert!(stage.assistant.renew_pseudonym(CINEMA).expect("renewed"));
    let renewed = stage.assistant.pseudonym(CINEMA).expect("a pseudonym");
    assert_ne!(renewed, before);
    let manifests = stage.app.manifests().to_vec();
    let (_, manifest) = manifests.iter().find(|(_, text)| text.contains(CINEMA)).expect("there");
    stage.assistant.remove(CINEMA).expect("removed");
    let gone = stage.assistant.pseudonym(CINEMA).expect_err("it is gone");
    assert_eq!(gone.kind(), ErrorKind::InvalidInput);
    stage.assistant.install(manifest).expect("installed");
    assert_ne!(
        stage.assistant.pseudonym(CINEMA).expect("a pseudonym"),
        renewed,
        "whoever comes back sees somebody new"
    );
}

#[test]
fn a_service_knows_of_its_chances_only_what_the_person_lets_it_and_only_sums() {
    let mut stage = Stage::new();
    const ONE: &str = "com.table.dining";
    let services = stage.assistant.services().expect("services");
    let dining: Vec<String> =
        services.into_iter().map(|one| one.id).filter(|id| id.contains("dining")).collect();
    assert!(dining.len() >= 2, "{dining:?}");
    let one = dining.iter().find(|id| *id == ONE).unwrap_or(&dining[0]).clone();
    let _ = stage.say("帮我找家今晚四个人吃火锅的餐厅");
    assert_eq!(stage.assistant.dispatch_receipts(&one).expect("read"), None, "nothing without consent");
    stage.assistant.share_dispatch_receipts(&one, true).expect("given");
    assert_eq!(
        stage.assistant.dispatch_receipts(&one).expect("read"),
        Some(Vec::new()),
        "what was before is not counted"
    );
    let _ = stage.say("帮我找家今晚四个人吃火锅的餐厅");
    let _ = stage.say("find a hotpot place for four tonight");
    let receipts = stage.assistant.dispatch_receipts(&one).expect("read").expect("shared");
    let [receipt] = receipts.as_slice() else { panic!("one capability in one month: {receipts:?}") };
    assert_eq!(receipt.month, "2026-11");
    assert_eq!((receipt.considered, receipt.eligible), (2, 2), "{receipt:?}");
    assert!(receipt.called >= 2 && receipt.shown == 2, "{receipt:?}");
    for other in dining.iter().filter(|other| **other != one) {
        assert_eq!(stage.assistant.dispatch_receipts(other).expect("read"), None, "{other}");
    }
    stage.assistant.share_dispatch_receipts(&one, false).expect("taken back");
    stage.assistant.share_dispatch_receipts(&one, true).expect("given again");
    assert_eq!(
        stage.assistant.dispatch_receipts(&one).expect("read"),
        Some(Vec::new()),
        "a no forgets the sums"
    );
}

fn begin(stage: &mut Stage, sentence: &str) -> Step {
    let mut turn = stage.assistant.begin(stage.context());
    stage.advance(&mut turn, Event::Said(sentence.to_owned())).expect("a step")
}
