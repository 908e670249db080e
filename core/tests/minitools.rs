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

/// Enters a value where a part is called so, by its id or its label.
fn enter(open: &mut OpenTool, part: &str, value: &str) {
    let is_called =
        |field: &&errand_core::Field| field.name == part || field.label.all().any(|(_, label)| label == part);
    let id = open.tool().state.iter().find(is_called).map_or(part, |field| &field.name).to_owned();
    let event = ToolEvent { part: id, act: ToolAct::Enter(value.to_owned()), record: None, column: None };
    open.handle(&event, &now(), 1).unwrap_or_else(|refusal| panic!("{part} {value}: {refusal:?}"));
}

/// A sentence with its marks written in it, and what it asks for.
fn marked(marked: &str, asked: &[&str]) -> (String, Outline) {
    let (sentence, outline) = Outline::parse(marked).unwrap_or_else(|| panic!("{marked}"));
    (sentence, outline.asking(asked))
}

/// What a sentence makes whose marks are known: drafting without the model.
fn made_of(text: &str, asked: &[&str]) -> MiniTool {
    let (sentence, outline) = marked(text, asked);
    match draft_tool("t", &sentence, &outline, &now()) {
        Drafted::Made { tool, .. } => *tool,
        other => panic!("{sentence}: {other:?}"),
    }
}

fn revise_as(history: &mut ToolHistory, text: &str, asked: &[&str]) -> Revised {
    let (sentence, outline) = marked(text, asked);
    history.revise(&sentence, &outline, &now())
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

/// Rows of marks: what is entered, which formula, what it comes to.
#[test]
fn clauses_compute_what_they_say() {
    type Row = (&'static str, &'static [(&'static str, &'static str)], &'static str, &'static str);
    let rows: &[Row] = &[
        (
            r#"<title>BMI计算器</title>,<formula><field t="number">体重</field>除以<field t="number">身高</field>的平方</formula>"#,
            &[("weight", "80"), ("height", "2")],
            "bmi",
            "20",
        ),
        (
            r#"<formula><field t="number">body weight</field> divided by <field t="number">height</field> squared</formula>"#,
            &[("body_weight", "80"), ("height", "2")],
            "result",
            "20",
        ),
        (
            r#"<out>车费</out> <base>起步13块含3公里</base> <beyond>超出来的一公里2块3</beyond> 我填<field t="number">里程</field>"#,
            &[("里程", "10")],
            "车费",
            "29.1",
        ),
        (
            r#"The <out>fare</out> is <base>4 dollars with the first 2 <x>km</x> included</base>, <beyond>then 1.50 for each <x>km</x></beyond>. I enter <field t="number">km</field>"#,
            &[("km", "6")],
            "fare",
            "10",
        ),
        (
            r#"<out>提成</out>:<tier>五万以内按3%</tier>,<tier>超过五万的部分按5%</tier>,填<field t="money">销售额</field>"#,
            &[("销售额", "80000")],
            "提成",
            "3000",
        ),
        (
            r#"<out>停车费</out>,<rate>一<x>小时</x>5块</rate>,填<field t="number">小时</field>,<round>不满一小时按一小时算</round>,<cap>最多收40</cap>"#,
            &[("小时", "2.5")],
            "停车费",
            "15",
        ),
        (
            r#"<out>总价</out>,<rate><x>点位</x>一个45块</rate>,填<field t="number">点位</field>,<when>超过10个点位打九折</when>"#,
            &[("点位", "20")],
            "总价",
            "810",
        ),
        (
            r#"<out>quote</out>: <formula><field t="number">hours</field> times <field t="money">rate</field></formula>, <when>take 10 percent off when it's more than 40 <x>hours</x></when>"#,
            &[("hours", "50"), ("rate", "40")],
            "quote",
            "1800",
        ),
        (
            r#"<out>final grade</out>: <weight><field t="number">homework</field> twenty percent</weight>, <weight><field t="number">exam</field> eighty percent</weight>"#,
            &[("homework", "50"), ("exam", "100")],
            "final_grade",
            "90",
        ),
        (
            r#"填<field t="number">衣服</field>几<unit>公斤</unit>,<field t="choice">程度</field>选<opt>轻</opt>、<opt>重</opt>,<case><opt>轻</opt>的一<x>公斤</x>8毫升</case>,<case><opt>重</opt>的15毫升</case>,告诉我<out>用量</out>"#,
            &[("衣服", "3"), ("程度", "重")],
            "用量",
            "45",
        ),
        (
            r#"<field t="money">总额</field>、<field t="number">人数</field>,<out>每人</out>多少,<round>抹零</round>"#,
            &[("total", "100"), ("people", "3")],
            "each_person",
            "33",
        ),
        (
            r#"卖价是<formula><x>进价</x>除以一减<x>毛利率</x></formula>,填<field t="money">进价</field>和<field t="number">毛利率</field>,填<unit>百分数</unit>"#,
            &[("进价", "80"), ("毛利率", "20")],
            "进价除以一减毛利率",
            "100",
        ),
        (
            r#"<out>import VAT</out> is <formula>20 percent of <field t="money">goods</field>, <field t="money">freight</field> and <field t="money">duty</field></formula>"#,
            &[("goods", "10"), ("freight", "20"), ("duty", "30")],
            "import_vat",
            "12",
        ),
        (
            r#"<out>tiles</out>: <formula><field t="number">length</field> in <unit>m</unit> times <field t="number">width</field> in <unit>m</unit> over <field t="number">side</field> squared</formula>, side in <unit>cm</unit>, <round>round up</round>"#,
            &[("length", "3"), ("width", "2"), ("side", "50")],
            "tiles",
            "24",
        ),
        (r#"convert <from>miles</from> to <to>kilometres</to>"#, &[("miles", "5")], "kilometres", "8.04672"),
        (r#"我输<from>斤</from>数,给我换成<to>公斤</to>和<to>磅</to>"#, &[("jin", "10")], "kilograms", "5"),
        (r#"看看离高考<left>还剩多少天</left> 高考是<day>2027年6月7号</day>"#, &[], "days_left", "190"),
        (r#"countdown to our wedding, <day>12th of September 2027</day>"#, &[], "days_left", "287"),
        (
            r#"帮我做个<title>tip calculator</title>,小费默认<default>15%</default>"#,
            &[("bill", "一百块"), ("people", "two")],
            "each_person_pays",
            "57.5",
        ),
    ];
    for (text, entered, formula, wanted) in rows {
        let kind = match () {
            () if text.contains("<from>") => "converter",
            () if text.contains("<day>") => "countdown",
            () => "calculator",
        };
        let mut open = OpenTool::new(made_of(text, &[kind]), &now()).expect("a tool");
        for (part, value) in *entered {
            enter(&mut open, part, value);
        }
        let is_called = |own: &&errand_core::Formula| {
            own.name == *formula || own.label.all().any(|(_, label)| label == *formula)
        };
        let name = open.tool().formulas.iter().find(is_called).map(|own| own.name.clone());
        let name = name.unwrap_or_else(|| panic!("{text}: no {formula} in {}", open.tool().json()));
        let shown = open.value(&name, &now()).map(|value| value.plain()).unwrap_or_default();
        assert_eq!(shown, *wanted, "{text} {}", open.tool().json());
    }
}

/// A clause that does not read whole breaks its result: it is not shown, and is said.
#[test]
fn half_a_sum_is_no_sum() {
    for text in [
        r#"<out>总价</out>:<rate>一<x>人</x>8块</rate>,填<field t="number">人数</field>,<when>周末看心情加一点</when>"#,
        r#"the <out>price</out>: <rate>8 per <x>guest</x></rate>, I enter <field t="number">guests</field>, <when>somewhat more on holidays</when>"#,
        r#"<out>total</out>就是<formula><x>price</x>先揉一揉再乘<x>count</x></formula>,填<field t="money">price</field>和<field t="number">count</field>"#,
    ] {
        let (sentence, outline) = marked(text, &["calculator"]);
        let Drafted::Made { tool, unclear } = draft_tool("t", &sentence, &outline, &now()) else {
            panic!("{text}")
        };
        assert!(tool.formulas.is_empty(), "{text}: {:?}", tool.formulas);
        assert!(!unclear.is_empty(), "{text}");
    }
}

#[test]
fn a_share_by_days_is_each_ones_part() {
    for text in [
        r#"做个AA记账,<field t="money">总额</field><share>按<col t="number">天数</col>分摊</share>到每个<rows>人</rows>"#,
        r#"split the <field t="money">rent</field> <share>by the <col t="number">days</col></share> for each <rows>person</rows>"#,
        r#"帮我split一下<field t="money">房租</field>,每个<rows>室友</rows><share>按<col t="number">days</col>分摊</share>"#,
    ] {
        let tool = made_of(text, &["splitter", "records"]);
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
        assert_eq!(shares, ["300", "600"], "{text}");
    }
}

/// Through the model: plain requests of every kind, in both languages and mixed.
#[test]
fn sentences_make_the_tools_they_ask_for() {
    type Row = (&'static str, &'static [(&'static str, &'static str)], &'static str, &'static str);
    let rows: &[Row] = &[
        ("BMI计算器", &[("weight", "80"), ("height", "200")], "bmi", "20"),
        ("tip calculator", &[("bill", "100"), ("tip", "20"), ("people", "4")], "each_person_pays", "30"),
        ("convert miles to kilometres", &[("miles", "5")], "kilometres", "8.04672"),
        ("countdown to our wedding, 12th of September 2027", &[], "days_left", "287"),
        ("开出租的算车费 起步13块含3公里 超出来的一公里2块3 我填里程就行", &[("里程", "10")], "车费", "29.1"),
        ("帮我做个BMI calculator,输入体重和身高", &[("weight", "80"), ("height", "200")], "bmi", "20"),
    ];
    for (sentence, entered, formula, wanted) in rows {
        assert_eq!(came_to(sentence, entered, formula), *wanted, "{sentence}");
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

/// Nothing is filled in that was not said, and half an hour is not 1,800 of anything.
#[test]
fn nothing_is_invented() {
    let defaults = |text: &str| -> Vec<Option<String>> {
        made_of(text, &["calculator"]).state.into_iter().map(|field| field.default).collect()
    };
    assert_eq!(defaults("<title>tip calculator</title>"), [None, None, None]);
    assert_eq!(
        defaults("帮我做个<title>tip calculator</title>,小费默认<default>15%</default>"),
        [None, Some("15".to_owned()), None]
    );
    let recipe =
        made_of("make me a tool that scales a <title>recipe</title> to the number of guests", &["scaler"]);
    assert!(recipe.state.iter().all(|field| field.default.is_none()), "{recipe:?}");
    let form = made_of(
        r#"填一下<field t="number">杯数</field>、<field t="choice">甜度</field><opt>全糖</opt>、<opt>半糖</opt>、<opt>无糖</opt>三选一"#,
        &["form"],
    );
    assert!(form.state.iter().all(|field| field.default.is_none()), "{form:?}");
    for (text, change) in [
        (
            r#"做个工资计算器,<formula><field t="money">时薪</field>乘以<field t="number">小时数</field></formula>"#,
            "<target>小时数</target>默认改成<default>半小时</default>",
        ),
        (
            r#"pay calculator, <formula><field t="money">hourly rate</field> times <field t="number">hours</field></formula>"#,
            "set <target>hours</target> to <default>half an hour</default>",
        ),
    ] {
        let mut history = ToolHistory::new(made_of(text, &["calculator"]));
        revise_as(&mut history, change, &["default"]);
        let set = history
            .tool()
            .state
            .iter()
            .filter_map(|field| field.default.as_deref())
            .find(|text| *text == "1800");
        assert_eq!(set, None, "{text} | {change}");
    }
    // In which currency was not said.
    let bill = made_of(
        r#"split a bill, <field t="money">total</field> and <field t="number">people</field>, <out>each</out>"#,
        &["splitter"],
    );
    let mut open = OpenTool::new(bill, &now()).expect("a tool");
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

/// Tools to try events on: some that sentences make, and one that uses what the language has.
fn tools() -> Vec<MiniTool> {
    let sentences: [(&str, &str); 7] = [
        (
            r#"<field t="money">总额</field><share>按<col t="number">天数</col>分摊</share>到每个<rows>人</rows>"#,
            "splitter",
        ),
        ("scoreboard for <counter>Anna</counter> and <counter>Ben</counter>", "scoreboard"),
        (
            "tabata timer <len>20 seconds</len> on <len>10 seconds</len> off <times>eight</times> rounds",
            "timer",
        ),
        (
            "<pick>pick a random dare</pick>: <item>sing a song</item>, <item>do ten squats</item>, <item>tell a joke</item>",
            "picker",
        ),
        (
            "flash cards, <item>hola</item> is <back>hello</back>, <item>gracias</item> is <back>thank you</back>",
            "cards",
        ),
        ("<title>贷款计算器</title>", "calculator"),
        (
            r#"log <col t="date">date</col> and <col t="number">weight</col> in <unit>kg</unit>, <chart>line chart</chart>, and <total>the average</total>"#,
            "records",
        ),
    ];
    let mut found: Vec<MiniTool> = sentences.iter().map(|(text, kind)| made_of(text, &[kind])).collect();
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
