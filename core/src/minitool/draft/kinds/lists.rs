//! Tools that are a list with a way to use it: a checklist, a picker, flash cards.
//!
//! Decides how what is listed is found in a request and what is done with it.

use std::ops::Range;

use crate::minitool::draft::Draft;
use crate::minitool::draft::said::{find, has_any, trimmed};
use crate::minitool::edit::both;
use crate::minitool::formula::{Aggregate, Expr, Operator};
use crate::minitool::spec::{ActionStep, Field, FieldType, PartKind};

/// The members of an enumeration in some characters: 火锅、烧烤; "a, b and c"; in Chinese also by spaces.
pub(in crate::minitool) fn members(draft: &Draft, range: &Range<usize>) -> Vec<String> {
    let text = draft.said.original(range);
    let parts = text
        .split(['、', ',', ',', ';', ';', '。', '\n'])
        .flat_map(|part| part.split(" and "))
        .flat_map(|part| part.split(" or "));
    let is_spaced = !text.is_ascii() && !text.contains(['、', ',', ',']);
    let parts: Vec<&str> = if is_spaced {
        text.split([' ', '和', '跟']).collect()
    } else {
        parts.flat_map(|part| part.split("还有")).flat_map(|part| part.split('和')).collect()
    };
    parts
        .into_iter()
        .map(|part| {
            let part = part
                .trim()
                .trim_start_matches("and ")
                .trim_start_matches("or ")
                .trim_start_matches("the ")
                .trim_end_matches('.');
            part.trim_end_matches(['的', '吧']).trim().to_owned()
        })
        .filter(|part| !part.is_empty() && part.chars().count() <= 40)
        .collect()
}

/// Where the longest enumeration of a request stands: behind a colon, 从, "from", "between", or the clauses that are short.
pub(super) fn enumeration(draft: &Draft, opens: &[&str], closes: &[&str]) -> Vec<String> {
    let chars = draft.said.utterance.chars();
    let text = draft.said.utterance.said();
    if let Some(at) = text.find([':', ':']) {
        let start = text[..at].chars().count() + 1;
        return members(draft, &cut(draft, start..chars.len(), closes));
    }
    for open in opens {
        if let Some(found) = find(chars, open, 0) {
            let range = cut(draft, found.end..chars.len(), closes);
            let found = members(draft, &range);
            if found.len() > 1 {
                return found;
            }
        }
    }
    // The longest run of short clauses.
    let mut best: Vec<String> = Vec::new();
    let mut run: Vec<String> = Vec::new();
    for (i, clause) in draft.said.clauses.iter().enumerate() {
        // The clause that asks for the tool lists nothing.
        let asks = i == 0 && draft.title.is_some() && draft.said.clauses.len() > 1;
        let is_kind = has_any(
            &draft.said.text(clause),
            &[
                "随机",
                "picker",
                "记分牌",
                "scoreboard",
                "计分",
                "记分",
                "清单",
                "checklist",
                "转盘",
                "抽签",
                "小工具",
                "tool",
            ],
        );
        if asks || is_kind {
            continue;
        }
        let own = members(draft, &cut(draft, clause.clone(), closes));
        let is_short = own.iter().all(|one| {
            if one.is_ascii() { one.split_whitespace().count() <= 4 } else { one.chars().count() <= 6 }
        });
        let is_all = own.len() > 2
            || (is_short
                && !has_any(&draft.said.text(clause), closes)
                && draft.said.text(clause).chars().count() < 24);
        if is_all {
            run.extend(own);
        } else {
            if run.len() > best.len() {
                best = std::mem::take(&mut run);
            }
            run.clear();
        }
    }
    if run.len() > best.len() { run } else { best }
}

fn cut(draft: &Draft, range: Range<usize>, closes: &[&str]) -> Range<usize> {
    let chars = draft.said.utterance.chars();
    let end = closes
        .iter()
        .filter_map(|close| find(&chars[..range.end], close, range.start))
        .map(|found| found.start)
        .min();
    trimmed(chars, range.start..end.unwrap_or(range.end))
}

pub(super) fn checklist(draft: &mut Draft) -> bool {
    let closes = [
        "装好",
        "勾",
        "查一项",
        "忘了",
        "显示",
        "再来",
        "能",
        "可以",
        "with a",
        "and let",
        "so i",
        "i want",
        "show",
        "tick",
        "我",
        "做完",
        "买好",
        "with the",
        "。",
    ];
    let items = enumeration(draft, &["清单", "检查表", "list for", "such as", "包括", "有"], &closes);
    let mut list = Field::plain("", both("清单", "Checklist"), FieldType::List);
    list.columns.push(Field::plain("", both("项目", "Item"), FieldType::Text));
    list.columns.push(Field::plain("", both("完成", "Done"), FieldType::Toggle));
    list.rows = items.iter().filter(|one| one.chars().count() <= 20).map(|one| vec![one.clone()]).collect();
    let list = draft.builder.tool.add_field(list);
    let columns = draft.builder.tool.field(&list).map(|own| own.columns.clone()).unwrap_or_default();
    let [_, done] = &columns[..] else { return false };
    let done = done.name.clone();
    let formula = Expr::over(Aggregate::Count, &list, Some(Expr::name(&done)), None);
    let name = draft.builder.tool.add_formula(both("已完成", "Done so far"), &formula, None);
    let text = draft.said.all();
    if has_any(&text, &["进度", "progress"]) {
        let part = draft.builder.tool.show(PartKind::Progress, Some(&name));
        part.value = Some(Expr::over(Aggregate::Count, &list, None, None).to_string());
    }
    if has_any(&text, &["还剩", "还差", "left", "remaining", "没做"]) {
        let all = Expr::over(Aggregate::Count, &list, None, None);
        let rest = Expr::binary(Operator::Subtract, all, Expr::name(&name));
        draft.builder.tool.add_formula(both("还剩", "Left"), &rest, None);
    }
    draft.used.iter_mut().for_each(|used| *used = true);
    true
}

pub(super) fn picks(draft: &mut Draft) -> bool {
    let closes = [
        "里面",
        "里",
        "中",
        "随机",
        "随便",
        "抽",
        "选一",
        "来一个",
        "帮我",
        "每次",
        "点一下",
        "我还",
        "可以",
        "and i can",
        "and let me",
        "so i",
        "i can",
        "when i",
        "for me",
        "。",
    ];
    let opens = ["从", "start with", "from", "between", "such as", "有", "choose among"];
    let mut items = enumeration(draft, &opens, &closes);
    items.retain(|one| one.chars().count() <= 30);
    let mut list = Field::plain("", both("选项", "Options"), FieldType::List);
    list.columns.push(Field::plain("", both("名称", "Name"), FieldType::Text));
    list.rows = items.iter().map(|one| vec![one.clone()]).collect();
    let list = draft.builder.tool.add_field(list);
    let column = draft
        .builder
        .tool
        .field(&list)
        .and_then(|own| own.columns.first())
        .map(|own| own.name.clone())
        .unwrap_or_default();
    let picked = draft.builder.tool.add_field(Field::plain("", both("抽中", "Picked"), FieldType::Text));
    if let Some(part) = draft.builder.tool.view.iter_mut().find(|part| part.of.as_deref() == Some(&picked)) {
        part.part = PartKind::Result;
    }
    let to = format!("pick({column})");
    draft.builder.tool.add_button(both("抽一个", "Pick one"), vec![ActionStep::Set { field: picked, to }]);
    draft.used.iter_mut().for_each(|used| *used = true);
    true
}

pub(super) fn cards(draft: &mut Draft) {
    let mut list = Field::plain("", both("卡片", "Cards"), FieldType::List);
    list.columns.push(Field::plain("", both("正面", "Front"), FieldType::Text));
    list.columns.push(Field::plain("", both("背面", "Back"), FieldType::Text));
    list.rows = pairs(draft);
    let list = draft.builder.tool.add_field(list);
    let columns = draft.builder.tool.field(&list).map(|own| own.columns.clone()).unwrap_or_default();
    let [front, back] = &columns[..] else { return };
    let (front, back) = (front.name.clone(), back.name.clone());
    let place = Field {
        default: Some("1".to_owned()),
        ..Field::plain("", both("第几张", "Card number"), FieldType::Number)
    };
    let place = draft.builder.tool.add_field(place);
    let shown =
        draft.builder.tool.add_field(Field::plain("", both("看背面", "Show back"), FieldType::Toggle));
    let at = |column: &str| format!("at({list}, {column}, {place})");
    let text = format!("if({shown}, {}, {})", at(&back), at(&front));
    if let Ok(expr) = Expr::parse(&text) {
        draft.builder.tool.add_formula(both("卡片内容", "This card"), &expr, None);
    }
    let next = format!("if({place} >= count({list}), 1, {place} + 1)");
    let hide = || ActionStep::Set { field: shown.clone(), to: "false".to_owned() };
    draft.builder.tool.add_button(
        both("翻面", "Flip"),
        vec![ActionStep::Set { field: shown.clone(), to: format!("!{shown}") }],
    );
    draft
        .builder
        .tool
        .add_button(both("下一张", "Next"), vec![ActionStep::Set { field: place.clone(), to: next }, hide()]);
    let any = format!("random(1, max(1, count({list})))");
    draft
        .builder
        .tool
        .add_button(both("随机一张", "Any card"), vec![ActionStep::Set { field: place, to: any }, hide()]);
    draft.used.iter_mut().for_each(|used| *used = true);
}

/// Fronts and backs: "hola is hello", apple苹果, ありがとう是谢谢, "cat = gato".
fn pairs(draft: &Draft) -> Vec<Vec<String>> {
    let text = draft.said.utterance.said();
    let parts =
        text.split(['、', ',', ',', ';', ';', '。', ':', ':', '\n']).flat_map(|part| part.split(" and "));
    let mut rows = Vec::new();
    for part in parts {
        let part = part.trim().trim_end_matches('.').trim_start_matches("and ");
        let split = [" is ", " means ", " = ", "=", " - ", "是", "就是", " for "]
            .iter()
            .find_map(|joint| part.split_once(joint));
        let pair =
            split.map(|(front, back)| (front.trim().to_owned(), back.trim().to_owned())).or_else(|| {
                let begin = part.char_indices().find(|(_, c)| c.is_ascii_alphabetic()).map(|(at, _)| at)?;
                let part = &part[begin..];
                let at = part.char_indices().find(|(_, c)| !c.is_ascii()).map(|(at, _)| at)?;
                let (front, back) = part.split_at(at);
                (front.trim().len() > 1
                    && front.trim().chars().all(|c| c.is_ascii_alphabetic() || c == ' ' || c == '-'))
                .then(|| (front.trim().to_owned(), back.trim().to_owned()))
            });
        if let Some((front, back)) = pair {
            let front = front
                .trim_start_matches("先放")
                .trim_start_matches("with ")
                .rsplit(':')
                .next()
                .unwrap_or_default()
                .trim()
                .to_owned();
            let short = |text: &str| {
                !text.is_empty() && text.chars().count() <= 24 && text.split_whitespace().count() <= 4
            };
            if short(&front)
                && short(&back)
                && !has_any(&front.to_lowercase(), &["flash", "flashcards", "卡片", "this", "it"])
            {
                rows.push(vec![front, back]);
            }
        }
    }
    rows
}
