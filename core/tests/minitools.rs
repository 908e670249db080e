//! Mini-tools through the front door: what sentences make, what changes make of it, and what holds for any tool and any event.

use std::path::Path;
use std::sync::OnceLock;

use errand_core::{
    ActionStep, Assistant, Drafted, MiniTool, OpenTool, Options, Outline, Revised, ToolAct, ToolEffect,
    ToolEvent, ToolHistory, draft_tool,
};
use jiff::ZonedDateTime;
use proptest::prelude::*;

fn now() -> ZonedDateTime {
    "2026-11-29T10:00:00+08:00[Asia/Shanghai]".parse().expect("a time")
}

fn assistant() -> &'static Assistant {
    static ASSISTANT: OnceLock<Assistant> = OnceLock::new();
    ASSISTANT.get_or_init(|| {
        let bundle = Path::new(env!("CARGO_MANIFEST_DIR")).join("../models/errand-zh-en");
        Assistant::open(Options::new(bundle, ":memory:")).expect("an assistant")
    })
}

fn drafted(sentence: &str) -> Drafted {
    assistant().draft_tool("t", sentence, &now()).expect("a draft")
}

fn revise(history: &mut ToolHistory, change: &str) -> Revised {
    assistant().revise_tool(history, change, &now()).expect("a change")
}

fn made(sentence: &str) -> MiniTool {
    match drafted(sentence) {
        Drafted::Made { tool, .. } => *tool,
        other => panic!("{sentence}: {other:?}"),
    }
}

fn enter(open: &mut OpenTool, part: &str, value: &str) {
    let event = ToolEvent {
        part: part.to_owned(),
        act: ToolAct::Enter(value.to_owned()),
        record: None,
        column: None,
    };
    open.handle(&event, &now(), 1).unwrap_or_else(|refusal| panic!("{part} {value}: {refusal:?}"));
}

/// The values of parts by their place after some were entered.
fn came_to(sentence: &str, entered: &[(&str, &str)], formula: &str) -> String {
    let mut open = OpenTool::new(made(sentence), &now()).expect("a tool");
    for (part, value) in entered {
        enter(&mut open, part, value);
    }
    let value = open.value(formula, &now());
    value.unwrap_or_else(|| panic!("{sentence}: no {formula} in {}", open.tool().json())).plain()
}

#[test]
fn formulas_said_in_words_compute_what_was_said() {
    type Row = (&'static str, &'static [(&'static str, &'static str)], &'static str, &'static str);
    let rows: &[Row] = &[
        ("BMI计算器,体重除以身高的平方", &[("weight", "80"), ("height", "2")], "bmi", "20"),
        ("body weight divided by height squared", &[("body_weight", "80"), ("height", "2")], "result", "20"),
        ("做个AA记账,总额、人数,每人多少", &[("total", "300"), ("people", "4")], "each_person_pays", "75"),
        (
            "帮我做个tip calculator,小费默认15%",
            &[("bill", "一百块"), ("people", "two")],
            "each_person_pays",
            "57.5",
        ),
        ("convert miles to kilometres", &[("miles", "5")], "kilometres", "8.04672"),
        ("我输斤数,给我换成公斤和磅", &[("jin", "10")], "kilograms", "5"),
        ("看看离高考还剩多少天 高考是2027年6月7号", &[], "days_left", "190"),
        ("countdown to our wedding, 12th of September 2027", &[], "days_left", "287"),
    ];
    for (sentence, entered, formula, wanted) in rows {
        assert_eq!(came_to(sentence, entered, formula), *wanted, "{sentence}");
    }
}

#[test]
fn a_share_by_days_is_each_ones_part() {
    for (sentence, who, days) in [
        ("做个AA记账,每人按天数分摊", "name", "days"),
        ("split the rent by the days each stayed", "name", "days"),
        ("帮我split一下房租,按天数分摊", "name", "days"),
    ] {
        let tool = made(sentence);
        let list = tool.state.iter().find(|field| !field.columns.is_empty()).expect("a list").clone();
        let money = tool.state.iter().find(|field| field.columns.is_empty()).expect("a sum").name.clone();
        let mut open = OpenTool::new(tool, &now()).expect("a tool");
        enter(&mut open, &money, "900");
        for (i, (name, count)) in [("小王", "1"), ("Ann", "2")].iter().enumerate() {
            let event = |act: ToolAct, column: Option<&str>| ToolEvent {
                part: list.name.clone(),
                act,
                record: Some(i as u64 + 1),
                column: column.map(str::to_owned),
            };
            open.handle(&event(ToolAct::Add, None), &now(), 1).expect("a record");
            for (column, value) in [(&list.columns[0].name, name), (&list.columns[1].name, count)] {
                let entered = event(ToolAct::Enter((*value).to_owned()), Some(column));
                open.handle(&entered, &now(), 1).expect("a value");
            }
        }
        let shares: Vec<String> =
            open.column(&list.computed[0].name, &now()).iter().map(|cell| cell.plain()).collect();
        assert_eq!(shares, ["300", "600"], "{sentence} {who} {days}");
    }
}

#[test]
fn what_a_tool_cant_do_is_declined_and_nonsense_is_not_understood() {
    for sentence in [
        "做个能自动抢红包的工具",
        "帮我做个tool,自动reply我Slack上的messages",
        "build me something that tracks my run with GPS",
        "帮我做个翻译成英文的工具",
        "make a list my friends can all edit from their own phones",
    ] {
        let found = drafted(sentence);
        let Drafted::Declined { why } = found else { panic!("{sentence}: {found:?}") };
        assert!(!why.zh.is_empty() && !why.en.is_empty());
    }
    for sentence in ["", "🙂🙂", "嗯"] {
        assert_eq!(drafted(sentence), Drafted::NotUnderstood, "{sentence}");
    }
}

#[test]
fn changes_change_and_undo_is_the_identity() {
    let rows: &[(&str, &[&str])] = &[
        (
            "做个随手记账 记买了啥 花了多少",
            &["加一列备注", "算一下总共花了多少", "备注改名叫说明", "去掉说明", "换成绿色", "标题改成流水"],
        ),
        (
            "split a restaurant bill, total and number of people",
            &["make it purple", "call it Dinner", "remove people"],
        ),
        ("帮我做个tip calculator,小费默认15%", &["小费默认改成18", "换个红色"]),
        ("ping pong scoreboard for Anna and Ben", &["add a reset", "rename Ben to Coach"]),
        ("整个番茄钟 学习25分钟休息5分钟", &["循环4轮", "改成学50分钟休10分钟吧"]),
    ];
    for (first, changes) in rows {
        let mut history = ToolHistory::new(made(first));
        for change in *changes {
            let before = history.clone();
            let revised = revise(&mut history, change);
            assert!(matches!(revised, Revised::Changed { .. }), "{first} | {change}: {revised:?}");
            assert_ne!(history.tool(), before.tool(), "{change}");
            let undo = if change.is_ascii() { "undo" } else { "撤销" };
            assert!(matches!(revise(&mut history, undo), Revised::Changed { .. }));
            assert_eq!(history, before, "{change}");
            revise(&mut history, change);
        }
        assert!(matches!(revise(&mut history, "恢复成最开始那一版"), Revised::Changed { .. }));
        assert_eq!(history.tool(), &history.versions()[0]);
    }
}

/// Nothing is filled in that was not said, and half an hour is not 1,800 of anything.
#[test]
fn nothing_is_invented() {
    let defaults = |sentence: &str| -> Vec<Option<String>> {
        made(sentence).state.into_iter().map(|field| field.default).collect()
    };
    assert_eq!(defaults("tip calculator"), [None, None, None]);
    assert_eq!(defaults("帮我做个tip calculator,小费默认15%"), [None, Some("15".to_owned()), None]);
    let recipe = defaults("make me a tool that scales a recipe to the number of guests");
    assert!(recipe.iter().all(Option::is_none), "{recipe:?}");
    let form = made("填一下杯数、甜度全糖、半糖、无糖三选一");
    assert!(form.state.iter().all(|field| field.default.is_none()), "{form:?}");
    for (sentence, change) in [
        ("做个工资计算器,时薪乘以小时数", "小时数默认改成半小时"),
        ("pay calculator, hourly rate times hours", "set hours to half an hour"),
    ] {
        let mut history = ToolHistory::new(made(sentence));
        revise(&mut history, change);
        let set = history
            .tool()
            .state
            .iter()
            .filter_map(|field| field.default.as_deref())
            .find(|text| *text == "1800");
        assert_eq!(set, None, "{sentence} | {change}");
    }
    // In which currency was not said.
    let mut open =
        OpenTool::new(made("split a restaurant bill, total and number of people"), &now()).expect("a tool");
    for part in open.tool().view.clone() {
        if part.part == errand_core::PartKind::Field {
            enter(&mut open, &part.id, "20");
        }
    }
    let shown: String = open.screen(&now(), 0).parts.into_iter().map(|part| part.value).collect();
    assert!(!shown.contains(['$', '¥', '£', '€']), "{shown}");
}

/// A class is that of the standard of the language's country: 24.5 is above normal in China and normal to the WHO.
#[test]
fn classes_are_those_of_a_standard() {
    for sentence in ["BMI计算器", "BMI calculator", "来个BMI calculator呗"] {
        let tool = made(sentence);
        let class = tool.formulas[1].name.clone();
        let mut open = OpenTool::new(tool, &now()).expect("a tool");
        enter(&mut open, "height", "200");
        enter(&mut open, "weight", "98");
        let found = open.value(&class, &now()).map(|cell| cell.plain());
        let is_english = open.tool().language == errand_core::Shown::En;
        let wanted = if is_english { "normal" } else { "偏胖" };
        assert_eq!(found.as_deref(), Some(wanted), "{sentence}");
    }
}

/// Words that have an honest use are no reason to decline.
#[test]
fn honest_tools_are_not_declined() {
    for sentence in [
        "draw a name from Ann, Ben and Carla",
        "track my photo prints with size, count and price",
        "婚礼请客名单,记姓名、人数",
        "做个online课程记录,记日期和分钟",
        "packing list: drawing pad, sketch book, news magazine",
    ] {
        let found = drafted(sentence);
        assert!(!matches!(found, Drafted::Declined { .. }), "{sentence}: {found:?}");
    }
}

/// A change of which part was not understood says so.
#[test]
fn what_a_change_leaves_out_is_said() {
    for (first, change) in [
        ("做个随手记账 记买了啥 花了多少", "加一列备注,顺便接上我们单位的门禁"),
        ("log my weight, date and weight", "add a note, and hook it to the garage door somehow"),
        ("帮我做个expense list,记payer和amount", "加一列category,顺便hook到门禁上去"),
    ] {
        let mut history = ToolHistory::new(made(first));
        let Revised::Changed { unclear, .. } = revise(&mut history, change) else { panic!("{change}") };
        assert!(!unclear.is_empty(), "{change}");
    }
}

#[test]
fn what_a_tool_holds_survives_a_change_and_the_store() {
    let mut history = ToolHistory::new(made("做个AA记账,总额、人数,每人多少"));
    let mut open = OpenTool::new(history.tool().clone(), &now()).expect("a tool");
    enter(&mut open, "total", "300");
    revise(&mut history, "换成绿色");
    open.change(history.tool().clone(), &now()).expect("a change");
    let again = OpenTool::restore(open.tool().clone(), &open.state_json(), &now()).expect("what was kept");
    assert_eq!(again.value("total", &now()).map(|cell| cell.plain()).as_deref(), Some("300"));
    assert!(OpenTool::restore(open.tool().clone(), "{}", &now()).is_err());
}

#[test]
fn text_in_a_tool_is_shared_or_kept_and_nothing_else() {
    let mut tool = made("记录一下 买了啥 花了多少");
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
    let good = made("BMI计算器,体重除以身高的平方").json();
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

/// Tools to try events on: some that sentences make, and one that uses what the language has.
fn tools() -> Vec<MiniTool> {
    let sentences = [
        "做个AA记账,每人按天数分摊",
        "ping pong scoreboard for Anna and Ben",
        "tabata timer 20 seconds on 10 seconds off eight rounds",
        "party game, pick a random dare: sing a song, do ten squats, tell a joke",
        "make flash cards for Spanish, hola is hello, gracias is thank you",
        "贷款计算器",
        "log my weight, date and weight in kg, line chart, and the average",
    ];
    static MADE: OnceLock<Vec<MiniTool>> = OnceLock::new();
    let mut found = MADE.get_or_init(|| sentences.iter().map(|sentence| made(sentence)).collect()).clone();
    let formulas = [
        "a / b",
        "a ^ b",
        "a ^ b ^ a",
        "sqrt(a - b)",
        "mod(a, b)",
        "round(a, b)",
        "a * a * a * a * a * a",
        "addDays(today(), a)",
        "addMonths(today(), a * 100000)",
        "days(addDays(today(), b), today())",
        "sum(l, x / y)",
        "average(l, x ^ y)",
        "greatest(l, x)",
        "at(l, x, a)",
        "if(a > b, a / b, b / a)",
        "duration(a) / duration(b)",
        "duration(a) * 99999999999",
        "join(a, b, first(l, x))",
        "count(l, , x > y)",
        "max(a, b, money(a))",
        "text(a) + b",
        "-a",
        "abs(a) - floor(b) + ceil(a)",
        "weekday(addDays(today(), a))",
        "hours(duration(a))",
    ];
    let formulas: Vec<serde_json::Value> = formulas
        .iter()
        .enumerate()
        .map(|(i, formula)| serde_json::json!({"name": format!("f{i}"), "label": {"en": "F"}, "formula": formula}))
        .collect();
    let view: Vec<serde_json::Value> = (0..formulas.len())
        .map(|i| serde_json::json!({"id": format!("f{i}"), "part": "result", "of": format!("f{i}")}))
        .chain([
            serde_json::json!({"id": "a", "part": "field", "of": "a"}),
            serde_json::json!({"id": "b", "part": "stepper", "of": "b"}),
            serde_json::json!({"id": "l", "part": "list", "of": "l", "sort": "z", "actions": ["swap"]}),
            serde_json::json!({"id": "c", "part": "chart", "of": "l", "value": "x / y", "by": "z"}),
            serde_json::json!({"id": "t", "part": "table", "of": "l", "by": "x", "value": "y"}),
        ])
        .collect();
    let spec = serde_json::json!({
        "miniTool": 1, "id": "all", "title": {"en": "All"}, "language": "en", "formulas": formulas, "view": view,
        "state": [
            {"name": "a", "label": {"en": "A"}, "type": "number"}, {"name": "b", "label": {"en": "B"}, "type": "number"},
            {"name": "l", "label": {"en": "L"}, "type": "list",
             "columns": [{"name": "x", "label": {"en": "X"}, "type": "number"}, {"name": "y", "label": {"en": "Y"}, "type": "number"}],
             "computed": [{"name": "z", "label": {"en": "Z"}, "formula": "x * y / sum(l, x) + a"}]}
        ],
        "actions": [{"name": "swap", "label": {"en": "Swap"}, "steps": [{"do": "set", "field": "x", "to": "y"}, {"do": "set", "field": "y", "to": "x"}]}]
    });
    found.push(MiniTool::from_json(&spec.to_string()).expect("a spec"));
    found
}

/// Pieces of sentences with marks of every sort, right and wrong.
const MARKED: &[&str] = &[
    r#"<title>计算器</title>"#,
    r#"<field t="number">体重</field>"#,
    r#"<field t="money">price</field>"#,
    r#"<field t="choice">size</field>"#,
    r#"<field t="toggle">会员</field>"#,
    r#"<field t="date">日期</field>"#,
    r#"<field t="duration">时长</field>"#,
    r#"<col t="text">name</col>"#,
    r#"<col t="number">数量</col>"#,
    r#"<col t="money">单价</col>"#,
    r#"<col t="toggle">done</col>"#,
    r#"<col t="choice">分类</col>"#,
    "<rows>订单</rows>",
    "<out>总价</out>",
    "<out>each</out>",
    "<rowout>金额</rowout>",
    "<opt>大</opt>",
    "<opt>small</opt>",
    "<item>towel</item>",
    "<item>hola</item>是<back>hello</back>",
    "<counter>Ann</counter>",
    "<counter>红队</counter>",
    "<unit>公斤</unit>",
    "<unit>percent</unit>",
    "<default>15</default>",
    "<default>2026-12-31</default>",
    "<phase>work</phase><len>25分钟</len>",
    "<len>90 seconds</len>",
    "<times>8</times>轮",
    "<day>2027年6月7号</day>",
    "<goal>108</goal>",
    "<step>250</step>",
    "<from>miles</from>",
    "<to>公里</to>",
    "<to>feet</to>",
    "<formula><x>数量</x>乘<x>单价</x></formula>",
    "<formula><x>price</x> times 2 plus 10%</formula>",
    "<formula>再除以<x>人数</x></formula>",
    "<formula><x>总价</x>除以<x>each</x></formula>",
    "<formula>三个加起来</formula>",
    "<rate>一<x>公斤</x>5块</rate>",
    "<rate>a litre covers ten square metres</rate>",
    "<rate>平台抽5个点</rate>",
    "<base>起步13块含3公里</base>",
    "<beyond>超出的一公里2块3</beyond>",
    "<tier>五万以内按3%</tier>",
    "<tier>over 50000 it's 5 percent</tier>",
    "<case><opt>大</opt>的8毫升</case>",
    "<case><opt>small</opt> 3.50</case>",
    "<weight><field t=\"number\">homework</field> 20%</weight>",
    "<round>往上取整</round>",
    "<round>不满一小时按一小时算</round>",
    "<cap>最多收40</cap>",
    "<least>never below zero</least>",
    "<when>超过10的打九折</when>",
    "<when><field t=\"toggle\">加急</field>加30%</when>",
    "<share>按<x>天数</x>摊</share>",
    "<share>split evenly</share>",
    "<total>一共多少</total>",
    "<total>average <x>数量</x></total>",
    "<total>how many not done</total>",
    "<left>还差多少</left>",
    "<classify>90以上A,80以上B,其余C</classify>",
    "<chart>画图</chart>",
    "<progress>进度条</progress>",
    "<sort>按日期排</sort>",
    "<filter>只看没done的</filter>",
    "<group>按分类合计</group>",
    "<reset>清零</reset>",
    "<share_out>分享</share_out>",
    "<start>开始</start>",
    "<pick>随机抽一个</pick>",
    "<tap>点一下加一</tap>",
    "<check>勾一个</check>",
    "<call>下单</call>",
    "<target>总价</target>",
    "<target>体重</target>",
    "<new>新名字</new>",
    "<anchor>price</anchor>",
    "<value>30</value>",
    "<color>红</color>",
    "<lang>英文</lang>",
    ",",
    "。",
    " and ",
    "等于",
    "就是",
];

/// Kinds and limits that a sentence may ask for.
const ASKED: &[&str] = &[
    "calculator",
    "splitter",
    "converter",
    "scaler",
    "records",
    "counter",
    "checklist",
    "scoreboard",
    "picker",
    "cards",
    "timer",
    "countdown",
    "form",
    "network",
];

/// Changes that a sentence may ask for.
const CHANGED: &[&str] = &[
    "add", "remove", "rename", "move", "default", "value", "formula", "round", "unit", "type", "color",
    "language", "title", "again", "other",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, ..ProptestConfig::default() })]

    /// Whatever is marked as whatever: no panic, what is drafted passes the check that everything passes, and undoing a change is the identity.
    #[test]
    fn any_marks_draft_what_hangs_together_or_nothing(
        pieces in prop::collection::vec(prop::sample::select(MARKED), 1..20),
        kinds in prop::collection::vec(prop::sample::select(ASKED), 0..4),
        change in prop::collection::vec(prop::sample::select(MARKED), 1..6),
        changes in prop::collection::vec(prop::sample::select(CHANGED), 0..3),
    ) {
        let outline = |pieces: &[&str], asked: &[&str]| {
            let (sentence, outline) = Outline::parse(&pieces.concat()).expect("good marks");
            (sentence, outline.asking(asked))
        };
        let (sentence, marks) = outline(&pieces, &kinds);
        if let Drafted::Made { tool, .. } = draft_tool("t", &sentence, &marks, &now()) {
            MiniTool::from_json(&tool.json()).expect("it passes its own door");
            OpenTool::new((*tool).clone(), &now()).expect("it opens").screen(&now(), 0);
            let mut history = ToolHistory::new(*tool);
            let before = history.clone();
            let (sentence, marks) = outline(&change, &changes);
            if let Revised::Changed { .. } = history.revise(&sentence, &marks, &now()) {
                MiniTool::from_json(&history.tool().json()).expect("a change passes it too");
                history.revise("undo", &Outline::default().asking(&["undo"]), &now());
            }
            prop_assert_eq!(history, before);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// Whatever is done in whatever order: no panic, nothing undefined, and what is kept comes back the same.
    #[test]
    fn any_events_leave_a_tool_that_can_be_drawn(
        which in 0..8_usize,
        events in prop::collection::vec(
            (0..40_usize, 0..5_usize, 0..4_u64, prop::sample::select(vec!["0", "-1", "3", "0.5", "1000000000000000", "999999999999", "三十五", "today", "", "x", "1e5", "下周五", "15%"]), any::<u64>()),
            0..30,
        ),
    ) {
        let tool = tools().swap_remove(which);
        let mut open = OpenTool::new(tool, &now()).expect("a tool");
        for (part, act, record, text, seed) in events {
            let view = &open.tool().view;
            let part = &view[part % view.len()];
            let list = open.tool().state.iter().find(|own| Some(&own.name) == part.of.as_ref());
            let names: Vec<String> = list.map(|own| own.columns.iter().map(|column| column.name.clone()).collect()).unwrap_or_default();
            let column = part.actions.first().filter(|_| seed % 3 == 0).cloned().or_else(|| names.get(seed as usize % names.len().max(1)).cloned());
            let act = vec![ToolAct::Enter(text.to_owned()), ToolAct::Press, ToolAct::Less, ToolAct::Add, ToolAct::Remove].swap_remove(act);
            let event = ToolEvent { part: part.id.clone(), act, record: Some(record), column };
            let before = open.state_json();
            if open.handle(&event, &now(), seed).is_err() {
                prop_assert_eq!(open.state_json(), before, "a refused event changes nothing");
            }
            let screen = open.screen(&now(), 0);
            prop_assert_eq!(screen.parts.len(), open.tool().view.len());
        }
        let again = OpenTool::restore(open.tool().clone(), &open.state_json(), &now()).expect("what was kept");
        prop_assert_eq!(again.screen(&now(), 0), open.screen(&now(), 0));
    }

    /// Whatever is said: no panic, and what is drafted passes the check that everything passes.
    #[test]
    fn any_words_draft_what_hangs_together_or_nothing(
        pieces in prop::collection::vec(prop::sample::select(vec![
            "做个", "计算器", "体重", "除以", "身高", "的平方", "再", "抹零", "默认", "15%", "三十", "、", ",", "按", "天数", "分摊", "记", "花了多少", "总共", "平均", "选", "大", "小", "加", "减", "乘",
            " make ", " a ", " tracker ", " with ", " and ", " date ", " times ", " divided by ", " 3 ", " percent ", " of ", " total ", " average ", "(", ")", "根号", "等于", "就是", "25分钟", " timer ", "休息",
            "红队", "蓝队", "记分", "随机", "还剩多少天", "12月31号", "换成", "公斤", "磅", "把", "改成", "去掉", "放到", "前面", "红色", "英文",
        ]), 1..24),
        change in prop::collection::vec(prop::sample::select(vec!["加", "一列", "备注", "改成", "3", "默认", "去掉", "天数", "undo", "总额", "add ", "remove ", "the ", "people", "放到", "前面", "、", "乘以", "平均"]), 1..8),
    ) {
        if let Drafted::Made { tool, .. } = drafted(&pieces.concat()) {
            MiniTool::from_json(&tool.json()).expect("it passes its own door");
            let mut history = ToolHistory::new(*tool);
            let before = history.clone();
            if let Revised::Changed { .. } = revise(&mut history, &change.concat()) {
                MiniTool::from_json(&history.tool().json()).expect("a change passes it too");
                revise(&mut history, "undo");
                prop_assert_eq!(history, before);
            } else {
                prop_assert_eq!(history, before);
            }
        }
    }
}

/// A button's rights are what its steps call, and they are shown before anything runs.
#[test]
fn rights_are_the_union_of_calls() {
    let mut tool = made("ping pong scoreboard for Anna and Ben");
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
