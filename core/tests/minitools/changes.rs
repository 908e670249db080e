//! Changes of a tool in words: what they change, what is told of them, what they leave alone, and undo.

use errand_core::Language;

use super::*;

#[test]
fn changes_change_and_undo_is_the_identity() {
    type Changes = &'static [(&'static str, &'static [&'static str])];
    let rows: &[(&str, &[&str], Changes)] = &[
        (
            r#"做个<title>随手记账</title> 记<col t="text">买了啥</col> <col t="money">花了</col>多少"#,
            &["records"],
            &[
                (r#"加一列<col t="text">备注</col>"#, &["add"]),
                ("<total>算一下总共花了多少</total>", &["add"]),
                ("<target>备注</target>改名叫<new>说明</new>", &["rename"]),
                ("去掉<target>说明</target>", &["remove"]),
                ("换成<color>绿色</color>", &["color"]),
                ("标题改成<new>流水</new>", &["title"]),
            ],
        ),
        (
            r#"split a bill, <field t="money">total</field> and <field t="number">people</field>, what <out>each pays</out>"#,
            &["splitter"],
            &[
                ("make it <color>purple</color>", &["color"]),
                (
                    r#"add a <field t="number">tip</field>, <default>12</default> <unit>percent</unit>"#,
                    &["add"],
                ),
                ("<round>round it up</round>", &["round"]),
                ("call it <new>Dinner</new>", &["title"]),
                ("remove <target>people</target>", &["remove"]),
            ],
        ),
        (
            r#"做个<title>quote</title>,<formula><field t="number">hours</field>乘<field t="money">时薪</field></formula>"#,
            &["calculator"],
            &[
                (r#"加一个<field t="toggle">加急</field>开关,<when>加30%</when>"#, &["add", "formula"]),
                ("<target>加急</target>改成<value>25</value>%", &["value"]),
                ("<cap>最多500</cap>", &["formula"]),
                ("<target>hours</target>默认<default>8</default>", &["default"]),
            ],
        ),
        (
            "ping pong scoreboard for <counter>Anna</counter> and <counter>Ben</counter>",
            &["scoreboard"],
            &[
                ("<reset>add a reset</reset>", &["add"]),
                ("rename <target>Ben</target> to <new>Coach</new>", &["rename"]),
            ],
        ),
        (
            "整个<title>番茄钟</title> <phase>学习</phase><len>25分钟</len><phase>休息</phase><len>5分钟</len>",
            &["timer"],
            &[
                ("循环<value>4</value>轮", &["value"]),
                (
                    "改成<target>学</target><value>50分钟</value><target>休</target><value>10分钟</value>",
                    &["value"],
                ),
            ],
        ),
    ];
    for (first, kinds, changes) in rows {
        let mut history = ToolHistory::new(made_of(first, kinds));
        for (change, asked) in *changes {
            let before = history.clone();
            let revised = revise_as(&mut history, change, asked);
            assert!(matches!(revised, Revised::Changed { .. }), "{first} | {change}: {revised:?}");
            assert_ne!(history.tool(), before.tool(), "{change}");
            assert!(matches!(revise_as(&mut history, "undo", &["undo"]), Revised::Changed { .. }));
            assert_eq!(history, before, "{change}");
            revise_as(&mut history, change, asked);
        }
        assert!(matches!(revise_as(&mut history, "最开始那一版", &["first"]), Revised::Changed { .. }));
        assert_eq!(history.tool(), &history.versions()[0]);
    }
    // Through the model.
    for (first, change, undo) in [
        ("ping pong scoreboard for Anna and Ben", "turn it blue", "undo"),
        ("做个记账,记日期和金额", "加一列备注", "撤销"),
        ("做个expense list,记payer和amount", "加一列category", "undo一下"),
    ] {
        let mut history = ToolHistory::new(made(first));
        let before = history.clone();
        assert!(matches!(revise(&mut history, change), Revised::Changed { .. }), "{change}");
        revise(&mut history, undo);
        assert_eq!(history, before, "{change}");
    }
}

/// A change of one thing changes nothing else, whatever else was thought of: a new field's number is its own, and no plain number becomes a share.
#[test]
fn a_change_is_made_once_and_of_what_was_said() {
    type Defaults = &'static [(&'static str, Option<&'static str>)];
    let rows: [(&str, &str, &[&str], Defaults); 4] = [
        (
            r#"<field t="number">杯数</field>默认<default>1</default>,<field t="number">甜度</field>"#,
            r#"加个<field t="number">温度</field>,默认<default>60</default>"#,
            &["default", "value", "add"],
            &[("杯数", Some("1")), ("甜度", None), ("温度", Some("60"))],
        ),
        (
            r#"<field t="number">cups</field> default <default>1</default>, <field t="number">sugar</field>"#,
            r#"set <target>sugar</target> to <default>3</default>"#,
            &["default", "value", "unit"],
            &[("Cups", Some("1")), ("Sugar", Some("3"))],
        ),
        (
            r#"<out>fee</out>: <rate>5 percent of the <x>rent</x></rate>, I enter the <field t="money">rent</field>"#,
            "change <target>fee</target> to <value>25</value>",
            &["value"],
            &[("Rent", None)],
        ),
        (
            r#"做个<title>quote</title>,<formula><field t="number">hours</field>乘80</formula>"#,
            "<target>quote</target>里的80改成<value>90</value>",
            &["value", "formula"],
            &[("hours", None)],
        ),
    ];
    for (first, change, asked, wanted) in rows {
        let mut history = ToolHistory::new(made_of(first, &["form"]));
        let before: Vec<String> = history.tool().formulas.iter().map(|own| own.formula.clone()).collect();
        revise_as(&mut history, change, asked);
        for (label, default) in wanted {
            let is_called = |field: &&errand_core::Field| field.label.all().any(|(_, own)| own == *label);
            let field =
                history.tool().state.iter().find(is_called).unwrap_or_else(|| panic!("{change}: {label}"));
            assert_eq!(field.default.as_deref(), *default, "{change}: {label}");
        }
        let after: Vec<String> = history.tool().formulas.iter().map(|own| own.formula.clone()).collect();
        match change.contains("90") {
            true => assert_eq!(after, ["hours * 90"], "{change}"),
            false => assert_eq!(after, before, "{change}"),
        }
    }
}

/// A change of which part was not understood says so.
#[test]
fn what_a_change_leaves_out_is_said() {
    for (first, change) in [
        (
            r#"做个随手记账 记<col t="text">买了啥</col> <col t="money">花了多少</col>"#,
            r#"加一列<col t="text">备注</col>,顺便接上我们单位的门禁"#,
        ),
        (
            r#"log my weight, <col t="date">date</col> and <col t="number">weight</col>"#,
            r#"add a <col t="text">note</col>, and hook it to the garage door somehow"#,
        ),
        (
            r#"帮我做个expense list,记<col t="text">payer</col>和<col t="money">amount</col>"#,
            r#"加一列<col t="text">category</col>,顺便hook到门禁上去"#,
        ),
    ] {
        let mut history = ToolHistory::new(made_of(first, &["records"]));
        let Revised::Changed { unclear, .. } = revise_as(&mut history, change, &["add"]) else {
            panic!("{change}")
        };
        assert!(!unclear.is_empty(), "{change}");
    }
}

#[test]
fn what_a_tool_holds_survives_a_change_and_the_store() {
    let mut history = ToolHistory::new(made_of(
        r#"做个AA记账,<field t="money">总额</field>、<field t="number">人数</field>,<out>每人</out>多少"#,
        &["splitter"],
    ));
    let mut open = OpenTool::new(history.tool().clone(), &now()).expect("a tool");
    enter(&mut open, "total", "300");
    revise_as(&mut history, "换成<color>绿色</color>", &["color"]);
    open.change(history.tool().clone(), &now()).expect("a change");
    let again = OpenTool::restore(open.tool().clone(), &open.state_json(), &now()).expect("what was kept");
    assert_eq!(again.value("total", &now()).map(|cell| cell.plain()).as_deref(), Some("300"));
    assert!(OpenTool::restore(open.tool().clone(), "{}", &now()).is_err());
}

/// What a change did is told line by line, in both languages; a formula is told with its labels.
#[test]
fn a_change_is_told_by_what_differs() {
    let bill = r#"<title>AA</title>,填<field t="money">总额</field>和<field t="number">人数</field>,<out>每人</out>是<formula><x>总额</x>除以<x>人数</x></formula>"#;
    let trip = r#"trip log: each <rows>day</rows> has a <col t="date">date</col> and an <col t="money">amount</col>, the <total>total</total>"#;
    for (first, asked, change, asks, zh, en) in [
        (
            bill,
            "splitter",
            "<target>人数</target>默认<default>4</default>",
            "default",
            "人数默认:4",
            "Default of People: 4",
        ),
        (
            bill,
            "splitter",
            "<target>人数</target>改叫<new>几个人</new>",
            "rename",
            "改名:人数 → 几个人",
            "Renamed: People → 几个人",
        ),
        (bill, "splitter", "去掉<target>每人</target>", "remove", "去掉:每人", "Removed: Each person"),
        (bill, "splitter", r#"加一个<field t="text">备注</field>"#, "add", "新增:备注", "Added: Note"),
        (bill, "splitter", "换成<color>绿色</color>", "color", "颜色:绿色", "Colour: green"),
        (bill, "splitter", "叫它<new>饭局</new>", "title", "标题:饭局", "Title: 饭局"),
        (
            bill,
            "splitter",
            "<target>每人</target><round>抹零</round>",
            "round",
            "每人 = 舍去零头(总额 ÷ 人数)",
            "Each person = round down(Total ÷ People)",
        ),
        (
            bill,
            "splitter",
            "<target>总额</target>的单位用<unit>美元</unit>",
            "unit",
            "总额的单位:美元",
            "Unit of Total: 美元",
        ),
        (trip, "records", r#"and a <col t="text">note</col> column"#, "add", "新增:备注", "Added: Note"),
        (
            trip,
            "records",
            "<sort>newest first</sort>",
            "add",
            "按日期排,从大到小",
            "Sorted by Date, greatest first",
        ),
        (trip, "records", "drop <target>amount</target>", "remove", "去掉:金额", "Removed: Amount"),
    ] {
        let mut history = ToolHistory::new(made_of(first, &[asked]));
        let Revised::Changed { edits, .. } = revise_as(&mut history, change, &[asks]) else {
            panic!("{change}: no change of {}", history.tool().json())
        };
        let has = |line: &str, language| edits.iter().any(|edit| edit.get(language) == line);
        assert!(has(zh, Language::Zh) && has(en, Language::En), "{change}: {edits:?}");
    }
}

/// A date is read the way the person's country writes it: where it is entered, and where a change says it.
#[test]
fn dates_are_read_by_the_country() {
    use errand_core::{Reference, Region};
    const SPEC: &str = r#"{"miniTool": 1, "id": "t", "title": {"en": "Trip"}, "language": "en",
      "state": [{"name": "day", "label": {"en": "Day"}, "type": "date"}],
      "view": [{"id": "day", "part": "field", "of": "day"}]}"#;
    for (region, want) in [(Region::DayFirst, "2027-04-03"), (Region::MonthFirst, "2027-03-04")] {
        let tool = MiniTool::from_json(SPEC).expect("a spec");
        let mut open = OpenTool::new(tool.clone(), &now()).expect("a tool").in_region(region);
        let act = ToolAct::Enter("03/04".to_owned());
        let event = ToolEvent { part: "day".to_owned(), act, record: None, column: None };
        open.handle(&event, &now(), 0).expect("a day");
        let entered = open.value("day", &now()).expect("a value");
        assert!(format!("{entered:?}").contains(want), "{region:?}: {entered:?}");

        let mut history = ToolHistory::new(tool);
        let (sentence, outline) =
            Outline::parse("set the <target>Day</target> to <value>03/04</value>").expect("marks");
        history.revise(&sentence, &outline.asking(&["default"]), Reference::at(&now()).in_region(region));
        assert_eq!(history.tool().state[0].default.as_deref(), Some(want), "{region:?}");
    }
}
