//! What the person fills in, as a sentence lists it: fields, columns, defaults, options.
//!
//! Decides which clauses list names and whether those are fields of the tool or columns of a list.

use std::ops::Range;

use super::Draft;
use super::defaults::defaults;
use super::noun;
use super::options::options;
use super::said::{AmountSort, find, has_any};
use super::sums::computes;
use super::tokens::{Token, tokens};
use crate::minitool::edit::both;
use crate::minitool::spec::{Field, FieldType};

/// Words that say that there are many of something, each a record.
const LISTS: &[&str] = &[
    "记一下",
    "记录",
    "记账",
    "登记",
    "记工时",
    "随手记",
    "名单",
    "列表",
    "清单",
    "每行",
    "一行",
    "一把记一行",
    "每笔",
    "每次填",
    "每次记",
    "列一下每",
    "每个室友",
    "每人一行",
    "表",
    "日记",
    "日志",
    "打卡记录",
    "台账",
    "流水",
    "记体重",
    "记每天",
    "给宝宝记",
    "记",
    "each line",
    "each row",
    "every line",
    "every row",
    "list with",
    "a list",
    "log",
    "track",
    "tracker",
    "keep track",
    "table with",
    "a table",
    "journal",
    "diary",
    "chart for",
    "planner",
    "line items",
    "list",
    "roster",
    "register",
    "inventory",
    "per line",
    "list the",
];

/// Words that begin an enumeration of what is filled in.
const ENTERS: &[&str] = &[
    "我只填",
    "我填",
    "我输入",
    "我输",
    "填上",
    "填",
    "输入",
    "输",
    "录",
    "记上",
    "记录",
    "记",
    "登记",
    "写上",
    "写",
    "列出",
    "列",
    "包括",
    "字段",
    "有",
    "i'll type in",
    "i'll put in",
    "i'll enter",
    "i put in",
    "i enter",
    "i type in",
    "i give you",
    "let me enter",
    "let me put in",
    "let me log each",
    "let me log",
    "enter",
    "type in",
    "put in",
    "with the",
    "with",
    "fields for",
    "columns for",
    "fields",
    "columns",
    "track",
    "log",
    "record",
    "given",
    "i list the",
    "from",
    ":",
];

/// Whether a sentence wants something computed, so that what it lists are numbers.
pub(super) fn is_calculating(text: &str) -> bool {
    has_any(
        text,
        &[
            "算",
            "多少",
            "计算",
            "几块",
            "几个",
            "=",
            "等于",
            "calculat",
            "calculator",
            "work out",
            "how much",
            "how many",
            "tell me",
            "convert",
            "total",
            "times",
            "divided",
            "what do i",
            "what i pay",
            "cost me",
            "per",
        ],
    )
}

pub(super) fn build(draft: &mut Draft) {
    let text = draft.said.all();
    let is_list = draft.builder.list().is_some()
        || has_any(&text, LISTS) && !has_any(&text, &["记分", "checklist", "计时"]);
    if draft.builder.list().is_none()
        && !draft.builder.tool.state.is_empty()
        && !has_any(&text, &["记录", "记账", "log", "track"])
        && !is_list
    {
        defaults(draft);
        return;
    }
    for i in 0..draft.said.clauses.len() {
        let clause = draft.said.clauses[i].clone();
        let own = tokens(&draft.said, &clause);
        let goes_on = matches!(own.first(), Some(Token::Then | Token::Operator(_) | Token::Round(_)));
        if draft.used[i] || goes_on || computes(&own) && !draft.said.text(&clause).contains('、') {
            continue;
        }
        if options(draft, i, &clause, is_list) {
            continue;
        }
        enumeration(draft, i, &clause, is_list);
    }
    defaults(draft);
}

/// What a revision adds: 加一列备注, "add a note", 再加个分类 吃饭 交通 购物.
pub(super) fn added(draft: &mut Draft) {
    let words = [
        "再加上一列",
        "加上一列",
        "再加一列",
        "加一列",
        "加一栏",
        "再加个",
        "再加一个",
        "加个",
        "加一个",
        "加上",
        "添一列",
        "添个",
        "再加",
        "加",
        "再填个",
        "add another",
        "add a",
        "add an",
        "add the",
        "add",
        "include a",
        "include",
        "put in a",
        "i also want",
        "also track",
    ];
    for i in 0..draft.said.clauses.len() {
        let clause = draft.said.clauses[i].clone();
        let chars = draft.said.utterance.chars().to_vec();
        let found = words
            .iter()
            .filter_map(|word| find(&chars[..clause.end], word, clause.start))
            .filter(|found| found.start <= clause.start + 4)
            .min_by_key(|found| (found.start, usize::MAX - found.end));
        let Some(found) = found else { continue };
        let range = found.end..clause.end;
        if computes(&tokens(&draft.said, &range))
            || has_any(
                &draft.said.text(&clause),
                &["按钮", "button", "chart", "图", "进度", "progress", "总", "平均", "total", "average"],
            )
        {
            continue;
        }
        // A checklist and a list of one text column grow by a record.
        let list = draft.builder.list().cloned();
        if let Some(list) = list
            && !list.rows.is_empty()
            && !has_any(&draft.said.text(&clause), &["列", "栏", "column", "field"])
        {
            let items = super::kinds::members(draft, &range);
            let name = list.name.clone();
            if let Some(own) = draft.builder.tool.field_mut(&name) {
                own.rows.extend(items.into_iter().map(|one| vec![one]));
            }
            draft.used[i] = true;
            continue;
        }
        let is_list = draft.builder.list().is_some();
        for name in names(draft, &range) {
            draft.used[i] |= add(draft, &name, is_list).is_some();
        }
    }
    defaults(draft);
}

/// Clauses that list names.
fn enumeration(draft: &mut Draft, i: usize, clause: &Range<usize>, is_list: bool) {
    let chars = draft.said.utterance.chars().to_vec();
    let text = draft.said.text(clause);
    let begin = ENTERS
        .iter()
        .filter_map(|word| find(&chars[..clause.end], word, clause.start))
        .min_by_key(|found| (found.start, usize::MAX - found.end));
    let is_bare =
        text.contains('、') || text.contains(" and ") || (begin.is_none() && i > 0 && is_short(&text));
    if begin.is_none() && !is_bare {
        return;
    }
    if has_any(&text, OUTPUT) && begin.is_none() {
        return;
    }
    let start = begin.filter(|found| found.end < clause.end).map_or(clause.start, |found| found.end);
    let names = names(draft, &(start..clause.end));
    let mut found = false;
    for range in names {
        found |= add(draft, &range, is_list).is_some();
    }
    draft.used[i] |= found;
}

/// Words that ask for a result.
pub(super) const OUTPUT: &[&str] = &[
    "告诉我",
    "看看",
    "显示",
    "算出",
    "算一下",
    "多少钱",
    "一共",
    "总共",
    "算算",
    "给我算",
    "给我看",
    "看",
    "算",
    "差多少",
    "平均",
    "画个",
    "画成",
    "曲线",
    "折线",
    "图",
    "默认",
    "tell me",
    "show",
    "shows",
    "work out",
    "calculate",
    "how much is",
    "total",
    "average",
    "what do i",
    "chart",
    "defaults",
    "default",
];

fn is_short(text: &str) -> bool {
    let count = if text.is_ascii() { text.split_whitespace().count() } else { text.chars().count() / 2 };
    count <= 4
}

/// The names of an enumeration: between 、, "and", 和.
fn names(draft: &Draft, range: &Range<usize>) -> Vec<Range<usize>> {
    let chars = draft.said.utterance.chars();
    let mut cuts: Vec<Range<usize>> = Vec::new();
    for joint in ["、", " and ", "以及", "还有", "和", "跟", "与", " & ", " plus "] {
        let mut from = range.start;
        while let Some(found) = find(&chars[..range.end], joint, from) {
            from = found.end;
            cuts.push(found);
        }
    }
    cuts.sort_by_key(|cut| cut.start);
    let mut found = Vec::new();
    let mut start = range.start;
    for cut in cuts {
        if cut.start >= start {
            found.push(start..cut.start);
            start = cut.end;
        }
    }
    found.push(start..range.end);
    found.into_iter().map(|own| super::said::trimmed(chars, own)).filter(|own| !own.is_empty()).collect()
}

/// One name becomes a field or a column, with the default or unit that stands in it.
fn add(draft: &mut Draft, range: &Range<usize>, is_list: bool) -> Option<String> {
    let whole = draft.said.text(range);
    let has_default = has_any(
        &whole,
        &["默认", "一开始", "default", "defaults", "starting", "start", "usually", "normally"],
    );
    let amount = draft.said.amounts_in(range).next().cloned();
    // What has a number and no word for a default is a price, a rate, a condition: no name to fill in.
    if amount.is_some() && !has_default {
        return None;
    }
    let date =
        draft.said.dates.iter().find(|(own, _)| own.start >= range.start && own.end <= range.end).cloned();
    let end = amount
        .as_ref()
        .map(|own| own.range.start)
        .or(date.as_ref().map(|own| own.0.start))
        .unwrap_or(range.end);
    let mut text = draft.said.original(&(range.start..end.max(range.start))).trim().to_owned();
    for word in [
        "默认是",
        "默认",
        "一开始是",
        "usually",
        "normally",
        "default",
        "defaults to",
        "starting at",
        "which is",
        "is",
        "of",
    ] {
        text = text.strip_suffix(word).unwrap_or(&text).trim().to_owned();
    }
    let (name, _) = noun::named(&text);
    if name.is_empty() || name.chars().count() > 16 && !name.is_ascii() || name.split_whitespace().count() > 5
    {
        return None;
    }
    let language = draft.builder.language;
    if is_list {
        let list = match draft.builder.list() {
            Some(list) => list.name.clone(),
            None => records(draft),
        };
        return draft.builder.column(&list, &text);
    }
    let is_counted = amount.is_some() || is_calculating(&draft.said.all());
    let mut field = noun::field(&text, language, is_counted)?;
    let own = field.label.get(language).to_owned();
    if draft
        .builder
        .tool
        .labels()
        .iter()
        .any(|(_, label)| super::builder::likeness(&own, label.get(language)) == 3)
    {
        return None;
    }
    if let Some(amount) = amount.filter(|own| own.sort != AmountSort::Length) {
        field.default = Some(amount.number.normalize().to_string());
        if amount.sort == AmountSort::Percent {
            field.unit = Some("%".to_owned());
        } else if field.kind == FieldType::Number && field.unit.is_none() {
            field.unit = amount.unit;
        }
    }
    if let Some((_, date)) = date {
        field.kind = FieldType::Date;
        field.default = Some(date.to_string());
    }
    Some(draft.builder.tool.add_field(field))
}

/// The list that records go into.
pub(super) fn records(draft: &mut Draft) -> String {
    let label = both("记录", "Records");
    let field = Field::plain("", label, FieldType::List);
    draft.builder.tool.add_field(field)
}
