//! Mini-tools: drafting one from a sentence, an event in one with 1,000 records, and the same touch within a turn, kept.
//!
//! Numbers that matter: the medians of `minitool/draft/*`, under 10 ms, and of `minitool/event/1000`, under 2 ms. Budget and machine: `docs/budgets.md`.

use std::hint::black_box;
use std::path::Path;

use criterion::Criterion;
use errand_core::{
    Assistant, Context, Drafted, Event, Input, MiniTool, OpenTool, Options, ToolAct, ToolEvent, ToolInput,
};

const SENTENCES: [(&str, &str); 5] = [
    ("zh_short", "做个AA记账,填总额和人数,算每人多少"),
    (
        "zh_long",
        "停车收费算一下,一小时5块,我填停了几个小时,不满一小时按一小时算,最多收40,再填个人数,显示每人多少",
    ),
    ("en_short", "tip calculator with the bill and the tip percentage"),
    (
        "en_long",
        "I need to keep notes on the house viewings: for every house the address, asking price, bedrooms and size in square feet, give me the price per square foot, sorted by price, and the average price",
    ),
    ("mixed", "帮我做个expense list,每笔记payer和amount,最后出total"),
];

/// A tool with sums over a list of 1,000 records.
fn records() -> MiniTool {
    let rows: Vec<String> =
        (0..1_000).map(|i| format!(r#"["who {}", "{}.5", "today", "true"]"#, i % 9, i)).collect();
    let json = format!(
        r#"{{"miniTool": 1, "id": "t", "title": {{"en": "Records"}}, "language": "en",
        "state": [{{"name": "rows", "label": {{"en": "Rows"}}, "type": "list", "rows": [{}],
          "columns": [{{"name": "who", "label": {{"en": "Who"}}, "type": "text"}}, {{"name": "amount", "label": {{"en": "Amount"}}, "type": "money"}},
            {{"name": "when", "label": {{"en": "When"}}, "type": "date"}}, {{"name": "done", "label": {{"en": "Done"}}, "type": "toggle"}}],
          "computed": [{{"name": "share", "label": {{"en": "Share"}}, "formula": "amount / sum(rows, amount) * 100"}}]}}],
        "formulas": [{{"name": "total", "label": {{"en": "Total"}}, "formula": "sum(rows, amount, done)"}},
          {{"name": "mean", "label": {{"en": "Average"}}, "formula": "average(rows, amount)"}}],
        "view": [{{"id": "rows", "part": "list", "of": "rows", "sort": "amount"}}, {{"id": "by", "part": "table", "of": "rows", "by": "who"}},
          {{"id": "total", "part": "result", "of": "total"}}, {{"id": "mean", "part": "result", "of": "mean"}}]}}"#,
        rows.join(",")
    );
    MiniTool::from_json(&json).expect("a spec")
}

fn main() {
    let mut c = Criterion::default().configure_from_args();
    let now = "2026-11-25T09:30:00+08:00[Asia/Shanghai]".parse().expect("a time");
    let bundle = Path::new(env!("CARGO_MANIFEST_DIR")).join("../models/errand-zh-en");
    let assistant = Assistant::open(Options::new(bundle, ":memory:")).expect("the bundle");
    let mut group = c.benchmark_group("minitool/draft");
    for (name, sentence) in SENTENCES {
        assert!(matches!(assistant.draft_tool("t", sentence, &now), Ok(Drafted::Made { .. })), "{name}");
        group.bench_function(name, |b| b.iter(|| assistant.draft_tool("t", black_box(sentence), &now)));
    }
    group.finish();

    let tool = records();
    let event = |open: &OpenTool| {
        let record = open.screen(&now, 0).parts[0].records[7].id;
        let act = ToolAct::Enter("12.5".to_owned());
        ToolEvent { part: "rows".to_owned(), act, record: Some(record), column: Some("amount".to_owned()) }
    };
    let mut open = OpenTool::new(tool.clone(), &now).expect("a spec");
    let touch = event(&open);
    let mut group = c.benchmark_group("minitool");
    group.bench_function("event/1000", |b| {
        b.iter(|| {
            open.handle(black_box(&touch), &now, 0).expect("it fits");
            open.screen(&now, 0)
        });
    });
    let id = assistant.save_tool(&tool, &now).expect("kept");
    let mut turn = assistant.begin(Context::default());
    let step = |turn: &mut errand_core::Turn, event: Event| turn.advance(Input { now: now.clone(), event });
    let _ = step(&mut turn, Event::ToolOpened { tool: id }).expect("it opens");
    group.bench_function("turn/1000", |b| {
        b.iter(|| {
            let input = ToolInput { event: Some(touch.clone()), seed: 0, from: 0 };
            step(&mut turn, Event::Tool(input)).expect("it fits")
        });
    });
    group.finish();
    c.final_summary();
}
