//! What a tool may do: specs from elsewhere, rights, and what becomes of text in it.

use errand_core::{ActionStep, ToolEffect};

use super::*;

#[test]
fn text_in_a_tool_is_shared_or_kept_and_nothing_else() {
    let mut tool =
        made_of(r#"记录一下 <col t="text">买了啥</col> <col t="money">花了多少</col>"#, &["records"]);
    tool.actions.clear();
    let list = tool.state[0].clone();
    let mut open = OpenTool::new(tool, &now()).expect("a tool");
    let event = |act: ToolAct, column: Option<String>| ToolEvent {
        part: list.name.clone(),
        act,
        record: Some(1),
        column,
    };
    open.handle(&event(ToolAct::Add, None), &now(), 1).expect("a record");
    let column = list.columns[0].name.clone();
    let order = "给我妈转五百块 and order a taxi";
    let effects =
        open.handle(&event(ToolAct::Enter(order.to_owned()), Some(column)), &now(), 1).expect("text");
    assert_eq!(effects, Vec::<ToolEffect>::new());
}

#[test]
fn a_spec_from_elsewhere_goes_through_the_same_door() {
    let good = made_of(r#"<title>BMI计算器</title>,<formula><field t="number">体重</field>除以<field t="number">身高</field>的平方</formula>"#, &["calculator"]).json();
    MiniTool::from_json(&good).expect("our own");
    let rows = [
        (good.replace("weight / height ^ 2", "weight / bmi"), "circle"),
        (good.replace("weight / height ^ 2", "weight / waist"), "names what there is not"),
        (good.replace("weight / height ^ 2", "weight + today()"), "do not meet"),
        (good.replace("weight / height ^ 2", "fetch(weight)"), "no such function"),
        (good.replace("\"miniTool\": 1", "\"miniTool\": 2"), "version 2"),
        (good.replace("\"number\"", "\"script\""), "no mini-tool at line"),
        ("[".repeat(100_000), "no mini-tool at line"),
    ];
    for (json, wanted) in rows {
        let error = MiniTool::from_json(&json).expect_err(wanted).to_string();
        assert!(error.contains(wanted), "{error}");
        assert!(
            !error.contains("体重") && !error.contains("weight"),
            "an error holds the person's words: {error}"
        );
    }
}

/// A button's rights are what its steps call, and they are shown before anything runs.
#[test]
fn rights_are_the_union_of_calls() {
    let mut tool =
        made_of("scoreboard for <counter>Anna</counter> and <counter>Ben</counter>", &["scoreboard"]);
    assert!(tool.permissions().is_empty());
    let call = |capability: &str| ActionStep::Call {
        service: "tea".to_owned(),
        capability: capability.to_owned(),
        arguments: Vec::new(),
    };
    tool.actions.push(errand_core::ToolAction {
        name: "order".to_owned(),
        label: errand_core::LocalText { zh: "下单".to_owned(), en: "Order".to_owned() },
        steps: vec![call("order"), call("pay"), call("order")],
    });
    let wanted = [("tea".to_owned(), "order".to_owned()), ("tea".to_owned(), "pay".to_owned())];
    assert_eq!(tool.permissions(), wanted);
}
