//! What a person says to a mini-tool as a whole: open one, keep it, put it away, delete it, show them all.
//!
//! Decides which words are such an order and what they name; whether a tool of that name is there is `toolbox`'s matter, what follows is `turn`'s.
//! Chinese and English stand in one table each, so that "打开my expense log" and "open一下记账" are read too.

use crate::text::{Utterance, folded};
use crate::values::find_choices;

/// An order to the tool that is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ToolOrder {
    /// Keep it, perhaps by a name.
    Save(Option<String>),
    /// Put it away.
    Close,
    /// Delete it.
    Delete,
}

/// Which tool is to be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ToolWanted {
    /// Show all of them.
    All,
    /// The one that these words name.
    Named(String),
}

/// Before the verb.
const LEADS: &[&str] = &[
    "请",
    "麻烦",
    "帮我",
    "帮忙",
    "给我",
    "替我",
    "我想要",
    "我想",
    "我要",
    "想",
    "要",
    "再",
    "那就",
    "那",
    "先",
    "please",
    "can you",
    "could you",
    "would you",
    "will you",
    "i want to",
    "i'd like to",
    "i wanna",
    "i need to",
    "let me",
    "let's",
    "hey",
    "ok",
    "okay",
    "just",
    "now",
];
/// Verbs of opening, the longer ones first.
const OPENING: &[&str] = &[
    "打开",
    "调出来",
    "调出",
    "找出来",
    "找出",
    "找一下",
    "翻出来",
    "翻出",
    "看一下",
    "看看",
    "看下",
    "看",
    "用一下",
    "用用",
    "用",
    "进入",
    "进",
    "回到",
    "继续",
    "启动",
    "显示",
    "开一下",
    "开",
    "open up",
    "open",
    "bring up",
    "pull up",
    "show me",
    "show",
    "launch",
    "start up",
    "go back to",
    "get back to",
    "go to",
    "switch to",
    "let me see",
    "see",
    "use",
    "view",
    "continue with",
    "resume",
];
/// Between the verb and the name.
const POINTERS: &[&str] = &[
    "一下",
    "下",
    "我的",
    "我那个",
    "那个",
    "这个",
    "之前做的",
    "之前的",
    "以前的",
    "上次做的",
    "上次的",
    "我做的",
    "自己做的",
    "自己的",
    "my",
    "the",
    "that",
    "our",
    "a",
    "an",
    "up",
];
/// Behind the name.
const TAILS: &[&str] = &[
    "吧",
    "呢",
    "啊",
    "呀",
    "了",
    "一下",
    "给我看看",
    "看看",
    "那个",
    "这个",
    "小工具",
    "工具",
    "please",
    "again",
    "for me",
    "mini-tool",
    "mini tool",
    "tool",
    "now",
];
/// What names all of them.
const ALL: &[&str] = &[
    "我的小工具",
    "我的工具",
    "小工具",
    "所有小工具",
    "所有的小工具",
    "全部小工具",
    "我有哪些小工具",
    "有哪些小工具",
    "我都有什么小工具",
    "小工具列表",
    "我做过的小工具",
    "my tools",
    "my mini tools",
    "my mini-tools",
    "tools",
    "all tools",
    "all my tools",
    "all my mini-tools",
    "mini-tools",
    "list my tools",
    "list my mini-tools",
    "list of my tools",
    "what tools do i have",
    "which tools do i have",
    "what mini-tools do i have",
];
const SAVING: &[&str] =
    &["保存", "存起来", "存下来", "存了", "存", "留着", "留下", "收藏", "save", "keep", "store"];
const CLOSING: &[&str] = &[
    "关掉",
    "关闭",
    "关了",
    "关上",
    "关",
    "收起",
    "收起来",
    "退出",
    "退出去",
    "好了",
    "行了",
    "可以了",
    "完成",
    "完了",
    "就这样",
    "先这样",
    "用完了",
    "用好了",
    "不用了",
    "close",
    "done",
    "i'm done",
    "all done",
    "exit",
    "quit",
    "finish",
    "finished",
    "that's it",
    "that's all",
    "put away",
];
const DELETING: &[&str] = &[
    "删掉",
    "删除",
    "删了",
    "删",
    "扔掉",
    "扔了",
    "不要了",
    "delete",
    "remove",
    "get rid of",
    "throw away",
    "bin",
    "trash",
];
/// What stands for the tool in an order to it.
const ITSELF: &[&str] = &[
    "把",
    "这个小工具",
    "这个工具",
    "小工具",
    "工具",
    "整个",
    "这个",
    "它",
    "一下",
    "起来",
    "this mini-tool",
    "this tool",
    "the tool",
    "the whole tool",
    "whole tool",
    "this",
    "it",
    "tool",
];
/// Between saving and a name.
const AS: &[&str] = &[
    "成",
    "为",
    "叫做",
    "叫",
    "名字叫",
    "命名为",
    "取名",
    "as",
    "under the name",
    "under",
    "and call it",
    "and name it",
    "named",
    "called",
];

/// What a tool is called as such.
const NOUNS: &[&str] = &[
    "工具",
    "表单",
    "计算器",
    "计数器",
    "换算器",
    "记账本",
    "记录表",
    "登记表",
    "计分板",
    "记分牌",
    "tool",
    "calculator",
    "tracker",
    "counter",
    "converter",
    "splitter",
    "scoreboard",
    "checklist",
    "form",
];

/// Whether a sentence calls what it wants a tool.
pub(crate) fn names_a_tool(said: &Utterance) -> bool {
    let names: Vec<(usize, &str)> = NOUNS.iter().map(|noun| (0, *noun)).collect();
    !find_choices(said, &names).is_empty()
}

/// An order to the tool that is open; [`None`] for all else.
pub(crate) fn tool_order(said: &Utterance) -> Option<ToolOrder> {
    let whole = plain(said);
    if CLOSING.contains(&whole.as_str()) {
        return Some(ToolOrder::Close);
    }
    let text = without_leads(&whole, LEADS);
    if let Some(name) = saved_as(text, said) {
        return Some(ToolOrder::Save(Some(name)));
    }
    let text = without_tails(text, &["吧", "啊", "呀", "哈", "please", "now", "thanks", "谢谢"]);
    let is = |verbs: &[&str]| {
        if verbs.contains(&text) {
            return true;
        }
        // What is left without the verb is the tool itself: "把这个工具删掉", "delete this tool", "删了它".
        let behind = |verb: &&str| begun(text, verb).is_some_and(is_itself);
        let before = |verb: &&str| ended(text, verb).is_some_and(is_itself);
        verbs.iter().any(behind) || verbs.iter().any(before)
    };
    if is(SAVING) {
        Some(ToolOrder::Save(None))
    } else if is(DELETING) {
        Some(ToolOrder::Delete)
    } else if is(CLOSING) {
        Some(ToolOrder::Close)
    } else {
        None
    }
}

/// Which option an answer to a question about the tool takes, 0 for doing it and 1 for leaving it: what says no more than one of them, or the order itself.
pub(crate) fn answer_to_tool(said: &Utterance, names: &[Vec<String>], order: ToolOrder) -> Option<usize> {
    let text = plain(said);
    let text = without_tails(without_leads(&text, LEADS), &["吧", "啊", "呀", "了", "掉", "please"]);
    let is_named = |names: &Vec<String>| names.iter().any(|name| folded(name) == text);
    if let Some(place) = names.iter().position(is_named) {
        return Some(place);
    }
    match tool_order(said) {
        Some(ToolOrder::Save(_)) if matches!(order, ToolOrder::Save(_)) => Some(0),
        Some(own) if own == order => Some(0),
        Some(ToolOrder::Save(_)) if order == ToolOrder::Delete => Some(1),
        _ => None,
    }
}

/// Which tool a sentence wants opened, if it is such a sentence; that there is one is not known here.
pub(crate) fn tool_opening(said: &Utterance) -> Option<ToolWanted> {
    let text = plain(said);
    let whole = without_tails(&text, &["吧", "呢", "啊", "呀", "了", "please"]);
    if ALL.contains(&whole) {
        return Some(ToolWanted::All);
    }
    let text = without_leads(&text, LEADS);
    // "把记账打开", "记账打开一下"
    let behind = without_leads(text, &["把"]);
    let tail = without_tails(behind, &["吧", "呢", "啊", "一下"]);
    let before_verb = ["打开", "调出来", "找出来", "翻出来"].iter().find_map(|verb| ended(tail, verb));
    let rest = match (before_verb, OPENING.iter().find_map(|verb| begun(text, verb))) {
        (Some(rest), _) | (None, Some(rest)) => rest,
        (None, None) => return None,
    };
    let named = without_leads(rest, POINTERS);
    if ALL.contains(&named) || ALL.contains(&rest) {
        return Some(ToolWanted::All);
    }
    let named = without_tails(named, TAILS);
    (!named.is_empty()).then(|| ToolWanted::Named(named.to_owned()))
}

/// "保存为周末账本", "save it as Weekend": the name as it was said.
fn saved_as(text: &str, said: &Utterance) -> Option<String> {
    let rest =
        ["保存", "存起来", "存下来", "存", "收藏", "save"].iter().find_map(|verb| begun(text, verb))?;
    let rest = without_leads(rest, ITSELF);
    let name = AS.iter().find_map(|word| begun(rest, word).map(|name| (word, name)))?;
    // 保存成绩, 保存成员: the word goes on.
    if *name.0 == "成" && name.1.starts_with(['绩', '员', '功', '语', '品', '本', '分', '交', '果'])
    {
        return None;
    }
    let name = without_tails(name.1, &["吧", "啊", "please"]);
    let name = name.trim_matches(|c: char| !c.is_alphanumeric());
    // "as much as you can", "as is": no name.
    let first = name.split_whitespace().next()?;
    if ["is", "a", "an", "it", "much", "many", "soon", "well", "before", "usual"].contains(&first) {
        return None;
    }
    // The name keeps the letters that it was said in.
    let chars: Vec<char> = name.chars().collect();
    let at = said.chars().windows(chars.len().max(1)).rposition(|window| window == chars.as_slice())?;
    Some(said.original(at..at + chars.len()).to_owned())
}

/// Folded, without marks at its ends, single blanks.
fn plain(said: &Utterance) -> String {
    let text = said.folded(0..said.chars().len()).replace('’', "'");
    let text = text.trim_matches(|c: char| !c.is_alphanumeric());
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What follows a word at the beginning; a Latin word ends where its letters do.
fn begun<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let rest = text.strip_prefix(word)?;
    let splits = word.ends_with(|c: char| c.is_ascii_alphanumeric())
        && rest.starts_with(|c: char| c.is_ascii_alphanumeric());
    (!splits).then(|| rest.trim_start_matches(|c: char| !c.is_alphanumeric() && !"《“\"'".contains(c)))
}

/// What stands before a word at the end.
fn ended<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let rest = text.strip_suffix(word)?;
    let splits = word.starts_with(|c: char| c.is_ascii_alphanumeric())
        && rest.ends_with(|c: char| c.is_ascii_alphanumeric());
    (!splits).then(|| rest.trim_end_matches(|c: char| !c.is_alphanumeric()))
}

fn without_leads<'a>(mut text: &'a str, words: &[&str]) -> &'a str {
    while let Some(rest) = words.iter().filter_map(|word| begun(text, word)).min_by_key(|rest| rest.len()) {
        text = rest;
    }
    text
}

fn without_tails<'a>(mut text: &'a str, words: &[&str]) -> &'a str {
    while let Some(rest) = words.iter().filter_map(|word| ended(text, word)).min_by_key(|rest| rest.len()) {
        text = rest;
    }
    text
}

/// Whether words stand for nothing but the tool itself.
fn is_itself(words: &str) -> bool {
    without_leads(words, ITSELF).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_to_a_tool_are_told_from_changes_of_it() {
        use ToolOrder::{Close, Delete, Save};
        for (said, wanted) in [
            ("保存", Some(Save(None))),
            ("帮我保存一下吧", Some(Save(None))),
            ("存起来", Some(Save(None))),
            ("把它存下来", Some(Save(None))),
            ("保存为“周末账本”", Some(Save(Some("周末账本".to_owned())))),
            ("存成Trip Budget吧", Some(Save(Some("Trip Budget".to_owned())))),
            ("Save it, please", Some(Save(None))),
            ("keep this tool", Some(Save(None))),
            ("save it as Weekend Split", Some(Save(Some("Weekend Split".to_owned())))),
            ("save一下", Some(Save(None))),
            ("好了", Some(Close)),
            ("关掉吧", Some(Close)),
            ("把这个工具收起来", Some(Close)),
            ("I’m done.", Some(Close)),
            ("close it", Some(Close)),
            ("删掉这个工具", Some(Delete)),
            ("把它删了", Some(Delete)),
            ("Delete this tool", Some(Delete)),
            ("delete掉这个", None),
            ("这个工具不要了", Some(Delete)),
            ("删掉小费", None),
            ("remove the tip", None),
            ("单价不要了", None),
            ("close rate改成5", None),
            ("好了就加一列日期", None),
            ("keep two decimals", None),
            ("保存成绩", None),
            ("保存成员名单", None),
            ("keep it as is", None),
            ("save as much as possible", None),
            ("leave it", None),
            ("先这样", Some(Close)),
        ] {
            assert_eq!(tool_order(&Utterance::new(said)), wanted, "{said}");
        }
    }

    #[test]
    fn an_answer_does_no_more_than_it_says() {
        let names = |yes: &str, no: &str| vec![vec![yes.to_owned()], vec![no.to_owned()]];
        let delete = names("删除", "不删");
        for (said, wanted) in [
            ("删除", Some(0)),
            ("删掉吧", Some(0)),
            ("删了", Some(0)),
            ("不删", Some(1)),
            ("先别删除", None),
            ("我不想删除了", None),
            ("为什么要删除", None),
            ("I don't want to delete it", None),
        ] {
            assert_eq!(answer_to_tool(&Utterance::new(said), &delete, ToolOrder::Delete), wanted, "{said}");
        }
        let keep = names("Save", "Don't save");
        for (said, wanted) in [
            ("save it", Some(0)),
            ("Don't save", Some(1)),
            ("I don't want to save it", None),
            ("别保存", None),
        ] {
            assert_eq!(answer_to_tool(&Utterance::new(said), &keep, ToolOrder::Save(None)), wanted, "{said}");
        }
    }

    #[test]
    fn a_tool_is_called_one() {
        for said in ["做个点奶茶的小表单", "a tip calculator", "来个counter"] {
            assert!(names_a_tool(&Utterance::new(said)), "{said}");
        }
        assert!(!names_a_tool(&Utterance::new("set a timer for ten minutes")));
    }

    #[test]
    fn what_is_to_be_opened_is_named() {
        let named = |name: &str| Some(ToolWanted::Named(name.to_owned()));
        for (said, wanted) in [
            ("打开我的记账", named("记账")),
            ("帮我打开一下AA记账吧", named("aa记账")),
            ("把体重记录打开", named("体重记录")),
            ("我要用那个汇率换算", named("汇率换算")),
            ("Open my water log, please", named("water log")),
            ("could you pull up the trip budget tool", named("trip budget")),
            ("打开my expense log", named("expense log")),
            ("open一下记账", named("记账")),
            ("我的小工具", Some(ToolWanted::All)),
            ("打开我的小工具", Some(ToolWanted::All)),
            ("我有哪些小工具?", Some(ToolWanted::All)),
            ("What tools do I have?", Some(ToolWanted::All)),
            ("show me my mini-tools", Some(ToolWanted::All)),
            ("记一笔二十块", None),
            ("order a tea", None),
        ] {
            assert_eq!(tool_opening(&Utterance::new(said)), wanted, "{said}");
        }
    }
}
