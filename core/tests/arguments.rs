//! Arguments of a capability that is given: what the words say for it, whatever else they might mean.

mod stage;

use serde_json::{Value as Json, json};
use stage::Stage;

#[test]
fn words_are_read_for_the_parameter_that_they_are_for() {
    let stage = Stage::new();
    // Said on Wednesday 25 November 2026, 09:30.
    let rows: &[(&str, &str, &str, &str, Json)] = &[
        (
            "com.quick.food",
            "orderDish",
            "i want a chicken burger delivered at 7 tonight",
            "quantity",
            Json::Null,
        ),
        (
            "com.quick.food",
            "orderDish",
            "i want a chicken burger delivered at 7 tonight",
            "deliverAt",
            json!("2026-11-25T19:00"),
        ),
        ("com.leaf.tea", "createOrder", "order一杯latte", "quantity", json!(1)),
        ("com.leaf.tea", "createOrder", "来两杯拿铁", "quantity", json!(2)),
    ];
    for (service, capability, said, parameter, want) in rows {
        let read = stage.assistant.arguments(service, capability, said, &stage.now).expect("it is installed");
        let got = read
            .arguments
            .get(*parameter)
            .map_or(Json::Null, |argument| serde_json::from_str(&argument.value.json()).expect("JSON"));
        assert_eq!(got, *want, "{said}: {parameter}");
    }
}
