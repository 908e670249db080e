//! What sentences and marks make: tables of clauses and kinds, in Chinese, English and both.

use super::*;

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
        // What nobody brackets aloud: nothing is divided by itself, or multiplied by one.
        (
            r#"<out>胜率</out>,<formula><field t="number">胜</field>除以<x>胜</x>加<field t="number">负</field></formula>"#,
            &[("胜", "3"), ("负", "1")],
            "胜率",
            "0.75",
        ),
        (
            r#"<out>win rate</out> is <formula><field t="number">won</field> over <x>won</x> plus <field t="number">lost</field></formula>"#,
            &[("won", "3"), ("lost", "1")],
            "win_rate",
            "0.75",
        ),
        (
            r#"<out>本息</out>=<formula><field t="money">本金</field>乘以1加<field t="number">利率</field>的<field t="number">年数</field>次方</formula>"#,
            &[("principal", "100"), ("利率", "1"), ("年数", "2")],
            "本息",
            "102.01",
        ),
        (
            r#"<out>one rep max</out>:<formula><field t="number">weight</field> times one plus <field t="number">reps</field> over 30</formula>,<round>nearest 2.5</round>"#,
            &[("weight", "60"), ("reps", "10")],
            "one_rep_max",
            "80",
        ),
        // What was spoken of before.
        (
            r#"<out>总产量</out>是<formula><field t="number">亩数</field>乘<field t="number">亩产</field></formula>,<out>每天</out>是<formula>它除以30</formula>"#,
            &[("亩数", "6"), ("亩产", "100")],
            "每天",
            "20",
        ),
        (
            r#"<out>harvest</out> is <formula><field t="number">rows</field> times <field t="number">vines</field></formula>, <out>juice</out> is <formula>65% of that</formula>"#,
            &[("rows", "10"), ("vines", "10")],
            "juice",
            "65",
        ),
        (
            r#"<out>总价</out>是<formula><field t="money">单价</field>乘<field t="number">数量</field></formula>,<out>定金</out>是<formula>它的30%</formula>"#,
            &[("unit_price", "10"), ("quantity", "10")],
            "定金",
            "30",
        ),
        (
            r#"<out>总份数</out>=<formula><field t="number">adults</field>乘<field t="number">days</field></formula>,<out>每周</out>=<formula>that除以7</formula>"#,
            &[("adults", "7"), ("days", "3")],
            "每周",
            "3",
        ),
        // Prices that run into what they are for.
        (
            r#"<out>总价</out> <rate><field t="number">羊肉串</field>3块一串</rate> <rate><field t="number">线管</field>一米28</rate>"#,
            &[("羊肉串", "2"), ("线管", "1")],
            "总价",
            "34",
        ),
        (
            r#"<tier>180方以内一方3块5</tier>，<tier>180到300方这截一方5块</tier>，<field t="number">用水量</field>，<out>水费</out>"#,
            &[("用水量", "200")],
            "水费",
            "730",
        ),
        (
            r#"填<field t="number">桌数</field>,<rate>一<x>桌</x>一瓶半<out>红酒</out></rate>"#,
            &[("桌数", "4")],
            "红酒",
            "6",
        ),
        (
            r#"算<out>water</out>,<field t="number">people</field>,<rate>one litre for every 6 <x>people</x></rate>"#,
            &[("people", "12")],
            "water",
            "2",
        ),
        // What was said so far is packed, given back, taken away, or bounded before it is added.
        (
            r#"<field t="number">evenings</field>, <rate>each <x>evening</x> burns about nine logs</rate>, <rate>a net has 40 logs</rate>, <out>nets</out> <round>whole nets only</round>"#,
            &[("evenings", "10")],
            "nets",
            "3",
        ),
        (
            r#"<out>total</out>: <rate><x>bottles</x> are 6.50 each</rate>, <rate>you get 2 back for every <x>empty</x></rate>, <field t="number">bottles</field>, <field t="number">empties</field>"#,
            &[("bottles", "2"), ("empties", "3")],
            "total",
            "7",
        ),
        (
            r#"<out>pay</out>: <rate>2 a <x>mile</x></rate> minus <base>6 for the van</base>, <field t="number">miles</field>"#,
            &[("miles", "10")],
            "pay",
            "14",
        ),
        (
            r#"<out>赔偿</out>:<formula><field t="money">月薪</field>乘<field t="number">工龄</field></formula>,<cap><x>月薪</x>最多按36000算</cap>"#,
            &[("月薪", "40000"), ("工龄", "2")],
            "赔偿",
            "72000",
        ),
        (
            r#"<out>late fee</out>: <base>first 5 <x>minutes</x> are free</base>, <beyond>after that 1 dollar a <x>minute</x></beyond>, <field t="number">minutes</field>"#,
            &[("minutes", "12")],
            "late_fee",
            "7",
        ),
        (
            r#"split <field t="money">bait</field>, <field t="money">diesel</field> between <field t="number">lads</field>, <share>split equally</share>, <out>each owes</out>"#,
            &[("bait", "20"), ("diesel", "40"), ("lads", "3")],
            "each_owes",
            "20",
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

/// Which records count, and of which column, is not guessed: what names neither is said, and no sum of something else is shown.
#[test]
fn a_sum_is_of_what_was_named() {
    let rows = [
        r#"每次记<col t="number">部数</col>,<total>还剩多少部</total>"#,
        r#"<col t="money">rent</col>, <col t="money">repairs</col>, and the <total>total at the bottom</total>"#,
        r#"一行一个<rows>学生</rows>,<col t="money">应收</col>、<col t="toggle">paid</col>,<total>没付的一共多少</total>"#,
        r#"<rows>flat</rows> with <col t="text">name</col>, <col t="money">rent</col>, <col t="money">deposit</col>, <total>the total per flat</total>"#,
        r#"<rows>boxes</rows> with <col t="toggle">unpacked</col>, <total>how many are still packed</total>"#,
    ];
    for text in rows {
        let (sentence, outline) = marked(text, &["records"]);
        let Drafted::Made { tool, unclear } = draft_tool("t", &sentence, &outline, &now()) else {
            panic!("{text}")
        };
        assert!(tool.formulas.is_empty() && !unclear.is_empty(), "{text}: {:?} {unclear:?}", tool.formulas);
    }
}

/// A word within another denies nothing: "owe" in flower, "not" in another.
#[test]
fn only_whole_words_deny() {
    for (text, wanted) in [
        (
            r#"<rows>beds</rows>: <col t="text">flower</col>, <col t="toggle">watered</col>, <total>how many flower beds are watered</total>"#,
            "count(beds, , watered)",
        ),
        (
            r#"<rows>bills</rows>: <col t="text">shop</col>, <col t="toggle">paid</col>, <total>how many are not paid</total>"#,
            "count(bills, , !paid)",
        ),
        (
            r#"<rows>账单</rows>:<col t="text">店</col>、<col t="toggle">付了</col>,<total>没付的有几笔</total>"#,
            "count(bill, , !付了)",
        ),
        (
            r#"<rows>账单</rows>:<col t="text">shop</col>、<col t="toggle">paid</col>,<total>how many unpaid的</total>"#,
            "count(账单, , !paid)",
        ),
    ] {
        let tool = made_of(text, &["records"]);
        let formulas: Vec<&str> = tool.formulas.iter().map(|own| own.formula.as_str()).collect();
        assert_eq!(formulas, [wanted], "{text}");
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
