//! The kinds of tools that people name: a counter, a checklist, a timer, a scoreboard, a picker, cards, a countdown, a converter.
//!
//! Decides which kinds are meant by the words of a request, and builds the parts of each; kinds combine.

mod counts;
mod lists;
mod times;

pub(super) use self::lists::members;

use crate::minitool::draft::Draft;
use crate::minitool::draft::known;
use crate::minitool::draft::said::has_any;
use crate::minitool::edit::both;
use crate::minitool::formula::Expr;
use crate::minitool::spec::{ActionStep, FieldType, PartKind};

pub(in crate::minitool) fn build(draft: &mut Draft) {
    let text = draft.said.all();
    let timer = has_any(
        &text,
        &[
            "番茄钟",
            "计时器",
            "计时",
            "定时器",
            "timer",
            "pomodoro",
            "interval",
            "intervals",
            "hiit",
            "tabata",
            "倒计时器",
            "secs",
            "rounds",
            "休息",
        ],
    ) && !has_any(&text, &["记工时", "每天"]);
    if timer && times::timers(draft) {
        return;
    }
    if has_any(
        &text,
        &[
            "记分",
            "计分",
            "比分",
            "记分牌",
            "scoreboard",
            "score pad",
            "score keeper",
            "scorekeeper",
            "keep score",
            "keeping score",
            "scores",
        ],
    ) && counts::scores(draft)
    {
        return;
    }
    if has_any(
        &text,
        &[
            "flash card",
            "flash cards",
            "flashcard",
            "flashcards",
            "单词卡",
            "卡片",
            "背单词",
            "记忆卡",
            "抽认卡",
        ],
    ) {
        return lists::cards(draft);
    }
    if has_any(
        &text,
        &[
            "随机",
            "随便抽",
            "抽签",
            "抽一个",
            "转盘",
            "抽奖",
            "抓阄",
            "点名",
            "pick",
            "picks",
            "picker",
            "random",
            "randomly",
            "spin",
            "draw a name",
            "decide for me",
            "choose for me",
            "帮我选",
            "替我选",
        ],
    ) && lists::picks(draft)
    {
        return;
    }
    if has_any(
        &text,
        &[
            "checklist",
            "check list",
            "packing list",
            "清单",
            "勾一个",
            "勾一项",
            "打勾",
            "to-do",
            "todo",
            "to do list",
            "检查表",
            "shopping list",
            "待办",
            "tick off",
            "tick",
        ],
    ) && lists::checklist(draft)
    {
        return;
    }
    let counts_down = has_any(
        &text,
        &[
            "还剩多少天",
            "还有多少天",
            "还有几天",
            "倒计时",
            "倒数",
            "countdown",
            "days until",
            "days till",
            "days left",
            "how many days",
            "过了多少天",
            "多少天了",
            "days since",
        ],
    );
    if counts_down && !draft.said.dates.is_empty() && times::countdown(draft) {
        return;
    }
    if known::build(draft) || crate::minitool::draft::share::build(draft) {
        return;
    }
    if crate::minitool::draft::convert::build(draft) {
        return;
    }
    if has_any(
        &text,
        &[
            "计数",
            "数数",
            "打卡",
            "点一下加",
            "counter",
            "each tap",
            "every tap",
            "tap",
            "tally",
            "count how many",
            "clicker",
            "念佛",
            "加一个数",
        ],
    ) {
        counts::counter(draft);
    }
}

/// What a sentence changes of a kind: the rounds and lengths of a timer, the step and start of counters, the units of a converter, the day of a countdown.
pub(in crate::minitool) fn changed(draft: &mut Draft) {
    times::timer_changed(draft);
    counts::steps_changed(draft);
    let text = draft.said.all();
    let counts = draft
        .builder
        .tool
        .formulas
        .iter()
        .find(|own| own.formula.starts_with("days("))
        .map(|own| own.name.clone());
    if let Some(days) = counts {
        let units = [
            (&["小时", "hours"][..], " * 24", both("还剩小时", "Hours left")),
            (&["周", "星期", "weeks"], " / 7", both("还剩周数", "Weeks left")),
        ];
        for (words, factor, label) in units {
            if has_any(&text, words)
                && let Ok(formula) = Expr::parse(&format!("{days}{factor}"))
            {
                draft.builder.tool.add_formula(label, &formula, None);
                draft.used.iter_mut().for_each(|used| *used = true);
            }
        }
    }
    crate::minitool::draft::convert::extended(draft);
}

/// What every tool gets at its end: a way to start anew, charts, progress, sharing, where they were asked for.
pub(in crate::minitool) fn finish(draft: &mut Draft) {
    let text = draft.said.all();
    let resets = draft
        .builder
        .tool
        .actions
        .iter()
        .any(|own| own.steps.iter().any(|step| matches!(step, ActionStep::Reset { .. })));
    if !resets && has_any(&text, &["清零", "重来", "重置", "归零", "重新开始", "reset", "start over", "清空"])
    {
        draft.builder.tool.add_button(both("清零", "Reset"), vec![ActionStep::Reset { fields: Vec::new() }]);
    }
    if has_any(&text, &["分享", "发给", "发出去", "发到群", "share", "send it to", "send to"]) {
        draft.builder.tool.add_button(both("分享", "Share"), vec![ActionStep::Share { text: None }]);
    }
    if has_any(
        &text,
        &[
            "曲线",
            "折线",
            "图表",
            "趋势",
            "走势",
            "画个图",
            "画成图",
            "柱状图",
            "chart",
            "graph",
            "trend",
            "line chart",
            "plot",
        ],
    ) {
        chart(draft);
    }
    for (i, clause) in draft.said.clauses.iter().enumerate() {
        let words = ["清零", "重来", "reset", "分享", "share", "图", "曲线", "chart", "趋势", "trend"];
        if has_any(&draft.said.text(clause), &words) {
            draft.used[i] = true;
        }
    }
}

/// A chart of the first list's first numbers.
fn chart(draft: &mut Draft) {
    let tool = &mut draft.builder.tool;
    let Some(list) = tool.lists().next().cloned() else { return };
    let value = list
        .columns
        .iter()
        .find(|own| matches!(own.kind, FieldType::Number | FieldType::Money | FieldType::Duration));
    let Some(value) = value.map(|own| own.name.clone()) else { return };
    let by = list
        .columns
        .iter()
        .find(|own| own.kind == FieldType::Date)
        .or(list.columns.iter().find(|own| own.kind == FieldType::Text));
    let by = by.map(|own| own.name.clone());
    let part = tool.show(PartKind::Chart, Some(&list.name));
    part.value = Some(value);
    part.by = by;
}
