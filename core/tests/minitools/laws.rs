//! Laws over any marks, any words and any events.

use proptest::prelude::*;

use super::*;

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
        // Mended, and mended by another sentence: no panic either.
        draft_tool("t", &sentence, &marks.clone().mended(&sentence), &now());
        draft_tool("t", "AA", &marks.clone().mended("AA"), &now());
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

/// Pieces of formulas over the tool with a part of every kind.
const PIECES: &[&str] = &[
    "bill",
    "people",
    "day",
    "kind",
    "on",
    "note",
    "work",
    "each",
    "total",
    "amount",
    "who",
    "when",
    "done",
    "twice",
    "rows",
    "1",
    "0",
    "-3",
    "0.5",
    "99999999999999",
    "\"a\"",
    "true",
    " + ",
    " - ",
    " * ",
    " / ",
    " ^ ",
    " == ",
    " < ",
    " && ",
    " || ",
    "!",
    "(",
    ")",
    ", ",
    "if(",
    "sum(rows, ",
    "count(rows)",
    "average(rows, ",
    "at(rows, ",
    "round(",
    "ceil(",
    "sqrt(",
    "mod(",
    "days(",
    "addDays(",
    "addMonths(",
    "today()",
    "hours(",
    "duration(",
    "join(",
    "text(",
    "number(",
    "money(",
    "isEmpty(",
    "least(rows, ",
    "first(rows, ",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    /// Whatever formulas a spec holds: it is refused, or it evaluates on any events without a panic, and never to nothing.
    #[test]
    fn any_formula_that_passes_the_door_evaluates(
        formulas in prop::collection::vec(prop::collection::vec(prop::sample::select(PIECES), 1..9), 1..4),
        places in prop::collection::vec(0..5_usize, 4),
        events in prop::collection::vec((0..20_usize, 0..5_usize, 0..3_u64, prop::sample::select(vec!["0", "-1", "1000000000000000", "0.0000001", "2026-02-30", "二十", "x", ""])), 0..6),
    ) {
        let mut tool = MiniTool::from_json(include_str!("../../fuzz/corpus/every_part.json")).expect("a spec");
        for (formula, place) in formulas.iter().zip(&places) {
            let text = formula.concat();
            match place {
                4 => tool.state.last_mut().expect("the list").computed[0].formula = text,
                _ => tool.formulas[*place].formula = text,
            }
        }
        let Ok(tool) = MiniTool::from_json(&tool.json()) else { return Ok(()) };
        let mut open = OpenTool::new(tool, &now()).expect("it passed the door");
        for (part, act, record, text) in events {
            let part = open.tool().view[part % open.tool().view.len()].id.clone();
            let act = vec![ToolAct::Enter(text.to_owned()), ToolAct::Press, ToolAct::Less, ToolAct::Add, ToolAct::Remove].swap_remove(act);
            let _ = open.handle(&ToolEvent { part, act, record: Some(record), column: Some("amount".to_owned()) }, &now(), record);
            let screen = open.screen(&now(), 0);
            let results = screen.parts.iter().filter(|part| part.kind == errand_core::PartKind::Result);
            prop_assert!(results.into_iter().all(|part| !part.value.is_empty() || part.label == "Said"), "{:?}", screen);
        }
    }
}
