//! What a person can see and change of the choices made for them: why this service, what is remembered, what was learned.

mod stage;

use errand_core::{ChosenBy, Language, Preference, Step};
use stage::Stage;

const DINING: [&str; 3] = ["com.alley.dining", "com.city.dining", "com.table.dining"];

#[test]
fn every_candidate_of_a_choice_is_explained_in_both_languages() {
    for (said, language) in [
        ("找家川菜馆,今晚七点,四个人", Language::Zh),
        ("find a Sichuan restaurant for four, tonight at seven", Language::En),
        ("找家Sichuan restaurant,tonight,四个人", Language::Zh),
    ] {
        let mut stage = Stage::new();
        let (turn, step) = stage.say(said);
        assert!(matches!(step, Step::Answered(_)), "{said}: {}", step.json());
        let explained = stage.assistant.explain(turn.id(), language).expect("the record");
        let [explanation] = explained.as_slice() else { panic!("{said}: {} choices", explained.len()) };
        let choice = &explanation.choice;
        let mut services: Vec<&str> = choice.candidates.iter().map(|rival| rival.service.as_str()).collect();
        services.sort_unstable();
        assert_eq!((services.as_slice(), choice.by), (DINING.as_slice(), ChosenBy::All), "{said}");
        assert!(!explanation.why.is_empty(), "{said}");
        for rival in &choice.candidates {
            assert!(rival.components.values().all(|part| (0.0..=1.0).contains(part)), "{said}: {rival:?}");
        }
        let (narrower, narrows) = match language {
            Language::Zh => ("直接说“用", "就只查这家"),
            Language::En => ("saying \"use ", "searches only there"),
        };
        let change = explanation.what_would_change.last().expect("a way to change it");
        assert!(change.starts_with(narrower) && change.ends_with(narrows), "{said}: {change}");
        let record = choice.json();
        assert!(
            !record.contains("川菜馆") && !record.contains("Sichuan restaurant"),
            "no words of the person: {record}"
        );
    }
}

#[test]
fn a_banned_service_is_out_and_that_is_the_reason() {
    for (said, language) in
        [("点一杯珍珠奶茶,少糖", Language::Zh), ("order a pearl milk tea, less sugar", Language::En)]
    {
        let mut stage = Stage::new();
        let banned = Preference { banned: ["com.leaf.tea".to_owned()].into(), ..Preference::default() };
        stage.assistant.set_preference("food", &banned).expect("a preference");
        let (turn, _) = stage.say(said);
        let explained = stage.assistant.explain(turn.id(), language).expect("the record");
        let choice = &explained[0].choice;
        assert_eq!(choice.chosen.as_deref(), Some("com.bubble.tea"), "{said}");
        let out =
            choice.candidates.iter().find(|rival| rival.service == "com.leaf.tea").expect("a candidate");
        assert!(out.filtered.is_some(), "{said}: {out:?}");
        assert!(
            explained[0].why_not.iter().any(|(service, why)| service == "com.leaf.tea" && !why.is_empty()),
            "{said}: {:?}",
            explained[0].why_not
        );
    }
}

#[test]
fn what_the_person_chose_is_shown_and_can_be_forgotten() {
    let mut stage = Stage::new();
    // Whichever of the two was taken first, one of these goes elsewhere.
    let (mut turn, _) = stage.say("点一杯奶茶,去冰");
    let _ = stage.answer(&mut turn, "用叶子茶");
    let _ = stage.answer(&mut turn, "use Bubble House");
    let learned = stage.assistant.learned_choices().expect("a list");
    assert!(
        learned.iter().any(|known| known.schema == "food.orderDrink@1" && known.times > 0),
        "{learned:?}"
    );
    assert!(stage.assistant.forget_choices("food.orderDrink@1").expect("it is forgotten"));
    assert!(stage.assistant.learned_choices().expect("a list").is_empty());
    assert!(!stage.assistant.forget_choices("food.orderDrink@1").expect("nothing is left"));
}

#[test]
fn what_is_remembered_can_be_seen_corrected_and_forgotten() {
    let stage = Stage::new();
    let assistant = &stage.assistant;
    assistant.remember("food", "sugar", "\"less\"", &stage.now).expect("it is remembered");
    let fact = assistant.facts(&stage.now).expect("a list").remove(0);
    assert_eq!(
        (fact.domain.as_str(), fact.name.as_str(), fact.value.as_str()),
        ("food", "sugar", "\"less\"")
    );
    assert!(assistant.correct_fact(fact.id, "\"none\"").expect("it is corrected"));
    assert_eq!(assistant.facts(&stage.now).expect("a list")[0].value, "\"none\"");
    assert!(assistant.forget_fact(fact.id).expect("it is forgotten"));
    assert!(assistant.facts(&stage.now).expect("a list").is_empty());
    assert!(!assistant.correct_fact(fact.id, "\"full\"").expect("nothing is there"));
}
