//! An outline that a network found, mended: stretches that were torn apart, edges that cut a word, odd ones out of a row.
//!
//! Decides only what the words themselves show to be wrong. An outline that was written by hand is taken as it is.

use std::ops::Range;

use super::outline::{Change, Clause, ClauseMark, Name, NameMark, Outline, ToolKind};
use super::spec::FieldType;
use crate::text::{Utterance, is_han};
use crate::values::phrase;

/// Units of more than one character, which no edge may cut.
const UNITS: &[&str] = &[
    "公斤",
    "千克",
    "毫升",
    "厘米",
    "毫米",
    "公里",
    "千米",
    "平方米",
    "平方厘米",
    "立方米",
    "平米",
    "平方",
    "公顷",
    "小时",
    "分钟",
    "秒钟",
    "个月",
    "公分",
    "摄氏度",
    "华氏度",
    "百分数",
    "百分比",
    "大卡",
    "千卡",
];

/// Words that name nothing by themselves.
const IDLE: &[&str] = &[
    "几",
    "多",
    "少",
    "数",
    "了",
    "直",
    "个",
    "的",
    "一",
    "我",
    "停",
    "会",
    "是",
    "多少",
    "一个",
    "一下",
    "字段",
    "数字",
    "会开",
    "一列",
    "字",
    "接",
    "每",
    "什么",
    "东西",
    "a",
    "an",
    "the",
    "what",
    "field",
    "number",
    "plus",
    "it",
    "that",
    "column",
    "edit",
    "list",
    "and",
    "or",
    "of",
    "is",
    "i",
    "me",
    "my",
    "each",
    "with",
    "for",
    "to",
    "in",
    "how",
    "how many",
    "how much",
    "this",
    "one",
    "some",
    "them",
    "total number",
];

/// What stands before or behind a name and is no part of it.
const BEFORE: &[&str] = &[
    "从",
    "还有",
    "和",
    "跟",
    "以及",
    "再",
    "我的",
    "the",
    "a",
    "an",
    "my",
    "and",
    "or",
    "our",
    "which",
    "number of",
    "their",
    "his",
    "her",
];
const BEHIND: &[&str] = &["的", "了", "吧", "几", "多少", "是", "和", "the", "of", "and", "is", "are"];

impl Outline {
    /// The outline without what its sentence shows to be wrong.
    pub(crate) fn mended(mut self, said: &Utterance) -> Self {
        let chars = said.chars();
        whole_numbers(&mut self.names, &mut self.clauses, chars);
        self.clauses = joined(std::mem::take(&mut self.clauses), chars);
        self.names = united(std::mem::take(&mut self.names), chars);
        whole_units(&mut self.names, chars);
        self.names.iter_mut().for_each(|mark| trim(mark, chars));
        adjectives(&mut self.names, chars);
        self.names.retain(|mark| !is_idle(&text(chars, &mark.range)) || !names_something(mark.name));
        self.shares(chars);
        in_rows(&mut self.names, chars);
        entered(&mut self.names, chars);
        people(&mut self.names, chars);
        self.units_that_name(chars);
        self.columns_without_records(chars);
        self.named_kinds(chars);
        if self.is(ToolKind::Cards) {
            self.names = two_sided(std::mem::take(&mut self.names), chars);
        }
        self.clauses.retain(|mark| says_so(mark.clause, &text(chars, &mark.range)));
        self.changes = agreed(&self, &text(chars, &(0..chars.len())));
        self
    }
}

fn text(chars: &[char], range: &Range<usize>) -> String {
    chars[range.clone()].iter().collect::<String>().trim().to_lowercase()
}

fn names_something(name: Name) -> bool {
    !matches!(
        name,
        Name::Default
            | Name::Goal
            | Name::Step
            | Name::Times
            | Name::Value
            | Name::Unit
            | Name::Length
            | Name::Day
            | Name::Option
    )
}

fn is_idle(text: &str) -> bool {
    IDLE.contains(&text)
}

/// Whether a clause has a word for what it shows or draws.
fn says_so(clause: Clause, text: &str) -> bool {
    let words: &[&str] = match clause {
        Clause::Progress => &["进度", "progress", "bar", "条", "完成"],
        Clause::Pick => &[
            "随机", "抽", "随便", "挑", "点名", "转盘", "选", "摇", "random", "pick", "draw", "spin",
            "choose", "shuffle", "lucky", "roll",
        ],
        _ => return true,
    };
    words.iter().any(|word| text.contains(word))
}

fn has_number(chars: &[char], range: &Range<usize>) -> bool {
    chars[range.clone()].iter().any(|c| c.is_numeric() || "一二三四五六七八九十两半百千万".contains(*c))
}

/// Clauses of one sort with nothing between them are one; so are two of which only one has a number.
fn joined(clauses: Vec<ClauseMark>, chars: &[char]) -> Vec<ClauseMark> {
    let mut out: Vec<ClauseMark> = Vec::new();
    for mark in clauses {
        if let Some(last) =
            out.last_mut().filter(|last| last.clause == mark.clause && last.range.end <= mark.range.start)
        {
            let gap = last.range.end..mark.range.start;
            let is_blank = chars[gap.clone()].iter().all(|c| c.is_whitespace());
            let is_short =
                gap.len() <= 2 && chars[gap].iter().all(|c| c.is_whitespace() || matches!(c, ',' | '、'));
            let counts = matches!(
                mark.clause,
                Clause::Rate | Clause::Base | Clause::Beyond | Clause::Cap | Clause::Least | Clause::When
            );
            let is_torn = counts && !(has_number(chars, &last.range) && has_number(chars, &mark.range));
            // Steps, weights and cases follow each other without a word between them.
            let stands_alone =
                matches!(mark.clause, Clause::Tier | Clause::Weight | Clause::Case | Clause::Rate)
                    && !is_torn;
            if is_blank && !stands_alone || is_short && is_torn {
                last.range.end = mark.range.end;
                continue;
            }
        }
        out.push(mark);
    }
    out
}

/// Names that only one thing has, torn apart: a title, a result, a new name.
fn united(names: Vec<NameMark>, chars: &[char]) -> Vec<NameMark> {
    let mut out: Vec<NameMark> = Vec::new();
    for mark in names {
        let whole = matches!(
            mark.name,
            Name::Title
                | Name::Result
                | Name::RowResult
                | Name::New
                | Name::Target
                | Name::Unit
                | Name::Default
                | Name::Length
                | Name::Day
        );
        if let Some(last) = out
            .last_mut()
            .filter(|last| whole && last.name == mark.name && last.range.end <= mark.range.start)
        {
            let gap = last.range.end..mark.range.start;
            let between = text(chars, &gap);
            let is_latin = chars[last.range.start].is_ascii() && chars[mark.range.start].is_ascii();
            if gap.is_empty()
                || is_latin && gap.len() == 1 && between.is_empty()
                || matches!(mark.name, Name::Title | Name::New)
                    && ["for", "of", "的"].contains(&between.as_str())
            {
                last.range.end = mark.range.end;
                continue;
            }
        }
        out.push(mark);
    }
    out
}

/// No edge cuts a unit: a unit is taken whole, and another name ends before it.
fn whole_units(names: &mut Vec<NameMark>, chars: &[char]) {
    let longest = |at: usize| UNITS.iter().filter_map(|unit| phrase(chars, at, unit)).max();
    let mut found = Vec::new();
    for i in 0..names.len() {
        let range = names[i].range.clone();
        if names[i].name == Name::Unit {
            if let Some(end) = longest(range.start).filter(|end| *end > range.end) {
                names[i].range.end = end;
            }
            continue;
        }
        let cut = range
            .clone()
            .skip(1)
            .find_map(|at| longest(at).filter(|end| *end > range.end).map(|end| at..end));
        if let Some(unit) = cut {
            names[i].range.end = unit.start;
            found.push(NameMark { name: Name::Unit, kind: None, range: unit });
        }
    }
    let is_free = |unit: &NameMark| {
        names.iter().all(|own| own.range.end <= unit.range.start || unit.range.end <= own.range.start)
    };
    found.retain(is_free);
    names.extend(found);
    names.sort_by_key(|mark| mark.range.start);
    // What a unit was extended over is a part of it.
    let mut end = 0;
    names.retain(|mark| {
        let keeps = mark.range.start >= end;
        if keeps {
            end = mark.range.end;
        }
        keeps
    });
}

fn trim(mark: &mut NameMark, chars: &[char]) {
    if mark.name == Name::Option {
        // 轻的 is 轻, and 无糖三 of 三选一 无糖.
        let counts =
            chars.get(mark.range.end) == Some(&'选') && "二两三四五".contains(chars[mark.range.end - 1]);
        if mark.range.len() > 1 && (chars[mark.range.end - 1] == '的' || counts) {
            mark.range.end -= 1;
        }
        return;
    }
    if !names_something(mark.name) || matches!(mark.name, Name::Back | Name::New) {
        return;
    }
    let range = &mut mark.range;
    // 买了啥, cut behind its first character.
    if range.start > 0
        && "了着过啥么".contains(chars[range.start])
        && is_han(chars[range.start - 1])
        && range.len() > 1
    {
        range.start -= 1;
    }
    if chars.get(range.end) == Some(&'选') && range.len() > 1 && "二两三四五".contains(chars[range.end - 1])
    {
        range.end -= 1;
    }
    loop {
        let before = range.clone();
        for word in BEFORE {
            if let Some(end) = phrase(&chars[..range.end], range.start, word)
                && end < range.end
            {
                let mut start = end;
                while start < range.end && chars[start].is_whitespace() {
                    start += 1;
                }
                if start < range.end && (range.end - start > 1 || !is_han(chars[start])) {
                    range.start = start;
                }
            }
        }
        for word in BEHIND {
            let len = word.chars().count();
            if range.len() > len + usize::from(!word.is_ascii())
                && phrase(&chars[..range.end], range.end - len, word) == Some(range.end)
            {
                range.end -= len;
                while range.end > range.start + 1 && chars[range.end - 1].is_whitespace() {
                    range.end -= 1;
                }
            }
        }
        if *range == before {
            return;
        }
    }
}

/// Nothing but what separates the members of a list.
fn separates(chars: &[char], gap: Range<usize>) -> bool {
    if gap.len() > 9 {
        return false;
    }
    let bare: String = text(chars, &gap).chars().filter(|c| !matches!(c, ',' | '、' | ';' | ' ')).collect();
    ["", "and", "or", "和", "跟", "还有", "以及", "与", "或", "还是", "andthe", "the", "anda", "a", "plus"]
        .contains(&bare.as_str())
}

/// In a row of names with nothing but commas between them, the odd one out is what the others are.
fn in_rows(names: &mut [NameMark], chars: &[char]) {
    let entered = [Name::Field, Name::Column, Name::Result];
    let told = [Name::Item, Name::Option, Name::Counter];
    for group in [&entered[..], &told[..]] {
        // A word of another sort between things that are told is one of them.
        let odd =
            |mark: &NameMark| group == told && matches!(mark.name, Name::Column | Name::Field | Name::Title);
        let mut start = 0;
        while start < names.len() {
            let belongs = |mark: &NameMark| group.contains(&mark.name) || odd(mark);
            let mut end = start + 1;
            while end < names.len()
                && belongs(&names[end - 1])
                && belongs(&names[end])
                && separates(chars, names[end - 1].range.end..names[end].range.start)
            {
                end += 1;
            }
            let row = &mut names[start..end];
            let count = |name: Name| row.iter().filter(|own| own.name == name).count();
            let most = group.iter().copied().max_by_key(|name| count(*name)).unwrap_or(Name::Field);
            let first_is_odd = row.first().is_some_and(|own| odd(own));
            if row.len() > 2 && 3 * count(most) >= 2 * row.len() && !first_is_odd {
                for mark in row.iter_mut().filter(|own| own.name != most) {
                    let was_result = mark.name == Name::Result;
                    mark.name = most;
                    let usual = if was_result { FieldType::Number } else { FieldType::Text };
                    mark.kind =
                        matches!(most, Name::Field | Name::Column).then(|| mark.kind.unwrap_or(usual));
                }
            }
            start = end;
        }
    }
}

/// The sentence part around a place, up to commas and stops.
fn part(chars: &[char], at: usize) -> Range<usize> {
    let stops = |c: &char| matches!(c, ',' | '.' | ';' | '。' | '!' | '?' | ':' | '\n');
    let start = chars[..at].iter().rposition(stops).map_or(0, |at| at + 1);
    let end = chars[at..].iter().position(stops).map_or(chars.len(), |len| at + len);
    start..end
}

/// "I'll type in the rent and the days late": what is typed in is no result.
fn entered(names: &mut [NameMark], chars: &[char]) {
    const ENTERS: &[&str] =
        &["type in", "enter", "put in", "i give", "填", "输", "fill in", "key in", "i tell it"];
    for at in 1..names.len() {
        if names[at].name != Name::Result || names[at - 1].name != Name::Field {
            continue;
        }
        let own = part(chars, names[at].range.start);
        let words = text(chars, &own);
        let enters = ENTERS.iter().any(|word| words.contains(word));
        if enters
            && own.contains(&names[at - 1].range.start)
            && separates(chars, names[at - 1].range.end..names[at].range.start)
        {
            names[at].name = Name::Field;
            names[at].kind = Some(FieldType::Number);
        }
    }
}

/// "yearly" before "interest rate" is a part of its name.
fn adjectives(names: &mut Vec<NameMark>, chars: &[char]) {
    const WORDS: &[&str] = &[
        "yearly", "annual", "monthly", "weekly", "daily", "hourly", "average", "total", "base", "unit",
        "first", "second", "old", "new", "my", "net", "gross",
    ];
    let mut at = 1;
    while at < names.len() {
        let (before, own) = (&names[at - 1], &names[at]);
        let is_entered = |mark: &NameMark| {
            matches!(mark.name, Name::Field | Name::Column | Name::Result | Name::RowResult)
        };
        let touches = own.range.start == before.range.end + 1 && chars[before.range.end] == ' ';
        if is_entered(before)
            && is_entered(own)
            && touches
            && WORDS.contains(&text(chars, &before.range).as_str())
        {
            let start = before.range.start;
            names[at].range.start = start;
            names.remove(at - 1);
        } else {
            at += 1;
        }
    }
}

/// A number is not cut at its point.
fn whole_numbers(names: &mut [NameMark], clauses: &mut Vec<ClauseMark>, chars: &[char]) {
    for mark in names
        .iter_mut()
        .filter(|mark| matches!(mark.name, Name::Default | Name::Value | Name::Goal | Name::Step))
    {
        let goes_on = |at: usize| {
            let c = chars.get(at);
            c.is_some_and(char::is_ascii_digit)
                || c == Some(&'.') && chars.get(at + 1).is_some_and(char::is_ascii_digit)
        };
        if chars.get(mark.range.end - 1).is_some_and(|c| c.is_ascii_digit() || *c == '.') {
            while goes_on(mark.range.end) {
                mark.range.end += 1;
            }
        }
        for clause in clauses.iter_mut() {
            if clause.range.start > mark.range.start && clause.range.start < mark.range.end {
                clause.range.start = mark.range.end;
            }
        }
    }
    clauses.retain(|clause| clause.range.start < clause.range.end);
}

/// "How many of us" and 几个人 are entered, whether they were seen or not.
fn people(names: &mut Vec<NameMark>, chars: &[char]) {
    const WORDS: &[&str] = &[
        "how many of us",
        "how many people",
        "number of people",
        "how many guests",
        "几个人",
        "多少人",
        "几位",
    ];
    if !names.iter().any(|mark| mark.name == Name::Field) {
        return;
    }
    for at in 0..chars.len() {
        let Some(end) = WORDS.iter().filter_map(|word| phrase(chars, at, word)).max() else { continue };
        let is_free = names.iter().all(|own| own.range.end <= at || end <= own.range.start);
        if is_free {
            names.push(NameMark { name: Name::Field, kind: Some(FieldType::Number), range: at..end });
            names.sort_by_key(|mark| mark.range.start);
        }
    }
}

impl Outline {
    /// 水是面粉的65%,盐2%: each that has a share is a result, as the first one is.
    fn shares(&mut self, chars: &[char]) {
        let mut is_after = false;
        for clause in
            self.clauses.clone().iter().filter(|own| matches!(own.clause, Clause::Rate | Clause::Formula))
        {
            let inside: Vec<usize> = (0..self.names.len())
                .filter(|at| {
                    clause.range.start <= self.names[*at].range.start
                        && self.names[*at].range.end <= clause.range.end
                })
                .collect();
            let has = |name: Name| inside.iter().any(|at| self.names[*at].name == name);
            let words = text(chars, &clause.range);
            let is_share = words.ends_with('%') || words.ends_with("percent") || words.contains("百分之");
            if let [only] = inside[..]
                && is_after
                && is_share
                && self.names[only].name == Name::Operand
                && self.names[only].range.start == clause.range.start
            {
                self.names[only].name = Name::Result;
            } else if is_share {
                is_after = has(Name::Result)
                    || is_after
                    || self.named(Name::Result).any(|own| own.range.end <= clause.range.start);
            }
        }
    }

    /// 多少公斤, with nothing else to name what is entered: the unit does.
    fn units_that_name(&mut self, chars: &[char]) {
        let has_columns = self.names.iter().any(|mark| mark.name == Name::Column)
            && !self.names.iter().any(|mark| mark.name == Name::Field);
        for at in 0..self.names.len() {
            let mark = self.names[at].clone();
            if mark.name != Name::Unit {
                continue;
            }
            let own = part(chars, mark.range.start);
            let before = text(chars, &(own.start..mark.range.start));
            let asks = ["几", "多少", "how many"].iter().any(|word| before.ends_with(word));
            let has_host = self.names.iter().any(|own_mark| {
                let near = own.start <= own_mark.range.start && own_mark.range.end <= mark.range.start;
                near && matches!(
                    own_mark.name,
                    Name::Field
                        | Name::Column
                        | Name::Result
                        | Name::RowResult
                        | Name::Counter
                        | Name::Default
                )
            });
            let is_constant = self.names.get(at + 1).is_some_and(|next| {
                let gap = text(chars, &(mark.range.end..next.range.start.max(mark.range.end)));
                next.name == Name::Default
                    && ["默认", "default", "is", "取", "defaults to", "normally"].contains(&gap.as_str())
            });
            let in_clause = self
                .clauses
                .iter()
                .any(|own| own.range.start <= mark.range.start && mark.range.end <= own.range.end);
            if (asks && !has_host || is_constant && !has_host) && !in_clause {
                self.names[at].name = if has_columns { Name::Column } else { Name::Field };
                self.names[at].kind = Some(FieldType::Number);
            }
        }
    }

    /// Columns where nothing speaks of records are fields.
    fn columns_without_records(&mut self, chars: &[char]) {
        const WORDS: &[&str] = &[
            "记",
            "每",
            "表",
            "列",
            "清单",
            "登记",
            "单子",
            "名单",
            "台账",
            "账",
            "本子",
            "录",
            "行",
            "log",
            "track",
            "list",
            "table",
            "row",
            "line",
            "each",
            "every",
            "record",
            "diary",
            "journal",
            "sheet",
            "entries",
            "entry",
            "roster",
            "register",
            "inventory",
            "planner",
            "history",
            "book",
            "keep",
            "budget",
            "chart",
            "history",
            "collection",
            "stock",
        ];
        let lists = self.names.iter().any(|mark| matches!(mark.name, Name::Rows | Name::RowResult))
            || [Clause::Chart, Clause::Sort, Clause::Filter, Clause::Group]
                .into_iter()
                .any(|clause| self.says(clause));
        let words = text(chars, &(0..chars.len()));
        if lists
            || !self.changes.is_empty() && self.kinds.is_empty()
            || WORDS.iter().any(|word| words.contains(word))
        {
            return;
        }
        for mark in self.names.iter_mut().filter(|mark| mark.name == Name::Column) {
            mark.name = Name::Field;
        }
        self.kinds.retain(|kind| *kind != ToolKind::Records);
        if self.kinds.is_empty() {
            self.kinds.push(ToolKind::Calculator);
        }
    }

    /// The kinds that a tool's own name says.
    fn named_kinds(&mut self, chars: &[char]) {
        let title =
            self.named(Name::Title).map(|mark| text(chars, &mark.range)).collect::<Vec<_>>().join(" ");
        let kinds: [(ToolKind, &[&str]); 8] = [
            (ToolKind::Scaler, &["scaler", "scale"]),
            (
                ToolKind::Scoreboard,
                &["scoreboard", "score board", "score pad", "scorekeeper", "记分", "计分"],
            ),
            (ToolKind::Timer, &["timer", "番茄钟", "pomodoro", "计时器", "定时器"]),
            (ToolKind::Checklist, &["checklist", "packing list", "清单", "检查表", "to-do", "shopping list"]),
            (ToolKind::Countdown, &["countdown", "倒计时", "倒数"]),
            (ToolKind::Cards, &["flash card", "flashcard", "单词卡", "卡片"]),
            (ToolKind::Picker, &["picker", "抽签", "转盘", "抽奖"]),
            (ToolKind::Counter, &["counter", "计数器"]),
        ];
        for (kind, words) in kinds {
            if words.iter().any(|word| title.contains(word)) && !self.is(kind) {
                self.kinds.push(kind);
            }
        }
    }
}

/// apple苹果 are the two sides of a card.
fn two_sided(names: Vec<NameMark>, chars: &[char]) -> Vec<NameMark> {
    let mut out = Vec::new();
    let mut rest = names.into_iter().peekable();
    while let Some(mark) = rest.next() {
        let has_back =
            rest.peek().is_some_and(|next| next.name == Name::Back && next.range.start <= mark.range.end + 6);
        let turn = mark
            .range
            .clone()
            .skip(1)
            .find(|at| is_han(chars[*at]) != is_han(chars[*at - 1]) && !chars[*at].is_whitespace());
        match turn {
            Some(turn) if mark.name == Name::Item && !has_back => {
                let mut end = turn;
                while end > mark.range.start + 1 && chars[end - 1].is_whitespace() {
                    end -= 1;
                }
                out.push(NameMark { range: mark.range.start..end, ..mark.clone() });
                out.push(NameMark { name: Name::Back, kind: None, range: turn..mark.range.end });
            }
            _ => out.push(mark),
        }
    }
    out
}

/// The changes that the marks agree with: a colour needs its word, and going back says nothing else.
fn agreed(outline: &Outline, text: &str) -> Vec<Change> {
    let has = |name: Name| outline.named(name).next().is_some();
    let goes_back = |change: Change| matches!(change, Change::Undo | Change::First);
    let adds = !outline.clauses.is_empty()
        || [Name::Field, Name::Column, Name::Default, Name::Value, Name::New].into_iter().any(has);
    let agrees = |change: &Change| match change {
        Change::Color => has(Name::Color),
        Change::Language => has(Name::Language),
        Change::Rename => has(Name::New) && has(Name::Target),
        Change::Title => {
            (has(Name::New) || has(Name::Title))
                && !(has(Name::Target) && outline.changes.contains(&Change::Rename))
        }
        Change::Remove | Change::Move | Change::Type => has(Name::Target),
        Change::Undo | Change::First => !adds,
        _ => true,
    };
    let mut found: Vec<Change> = outline.changes.iter().copied().filter(agrees).collect();
    // Moving is what the anchor says; taking away has none.
    if found.contains(&Change::Move) && found.contains(&Change::Remove) {
        found.retain(
            |change| if has(Name::Anchor) { *change != Change::Remove } else { *change != Change::Move },
        );
    }
    if found.contains(&Change::Rename) || found.contains(&Change::Title) {
        found.retain(|change| *change != Change::Move || has(Name::Anchor));
    }
    // Back to the first one, or a step back: the words say which.
    const FIRST: &[&str] = &[
        "最开始",
        "最初",
        "第一版",
        "最早",
        "一开始",
        "first version",
        "the first one",
        "original",
        "at first",
        "the start",
        "the beginning",
        "very first",
        "原来那版",
        "初版",
    ];
    if found.iter().any(|change| goes_back(*change)) {
        let first = FIRST.iter().any(|word| text.contains(word));
        found.retain(|change| !goes_back(*change));
        found.insert(0, if first { Change::First } else { Change::Undo });
        return found;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_torn_is_whole_again() {
        let rows = [
            ("<cap>最多收40</cap>,<cap>封顶</cap>", "<cap>最多收40,封顶</cap>"),
            (
                "<beyond>plus</beyond> <beyond>10 dollars a day</beyond>",
                "<beyond>plus 10 dollars a day</beyond>",
            ),
            ("<tier>3 a kilo</tier> <tier>2 over 5</tier>", "<tier>3 a kilo</tier> <tier>2 over 5</tier>"),
            (r#"<field t="number">身高厘</field>米"#, r#"<field t="number">身高</field><unit>厘米</unit>"#),
            ("开多少<unit>分</unit><unit>钟</unit>", "开多少<unit>分钟</unit>"),
            ("<out>what</out> <out>each person pays</out>", "<out>what each person pays</out>"),
            (
                r#"填<field t="number">几</field><field t="number">亩地</field>"#,
                r#"填几<field t="number">亩地</field>"#,
            ),
            (
                r#"<item>towel</item>, <item>soap</item> and <col t="text">book</col>"#,
                "<item>towel</item>, <item>soap</item> and <item>book</item>",
            ),
            (r#"<opt>米</opt><opt>个</opt><opt>卷</opt>"#, r#"<opt>米</opt><opt>个</opt><opt>卷</opt>"#),
            ("用 <item>从小明</item> <item>小红</item>", "用 从<item>小明</item> <item>小红</item>"),
        ];
        for (torn, whole) in rows {
            let (sentence, outline) = Outline::parse(torn).expect("marks");
            assert_eq!(outline.mended(&Utterance::new(&sentence)).written(&sentence), whole, "{torn}");
        }
        let (sentence, outline) = Outline::parse("<item>apple苹果</item>、<item>梨</item>").expect("marks");
        let mended = outline.asking(&["cards"]).mended(&Utterance::new(&sentence));
        assert_eq!(mended.written(&sentence), "<item>apple</item><back>苹果</back>、<item>梨</item>");
    }

    #[test]
    fn changes_agree_with_the_marks() {
        let rows: [(&str, &[&str], &[&str]); 5] = [
            ("and let me <reset>reset it</reset> at the end", &["add", "first"], &["add"]),
            ("make it <color>purple</color>", &["color", "language"], &["color"]),
            ("撤销刚才那个", &["undo", "first"], &["undo"]),
            ("rename <target>date</target> to <new>paid on</new>", &["rename", "move", "title"], &["rename"]),
            ("call it <new>Leo</new>", &["rename", "color", "title"], &["title"]),
        ];
        for (marked, asked, agreed) in rows {
            let (sentence, outline) = Outline::parse(marked).expect("marks");
            assert_eq!(outline.asking(asked).mended(&Utterance::new(&sentence)).asked(), agreed, "{marked}");
        }
    }
}
