//! What marks mean beside the words around them: a unit that names, a column without records, a kind that the title says.
//!
//! Decides by words that leave no doubt.

use super::rows::part;
use super::text;
use crate::minitool::draft::type_of;
use crate::minitool::outline::{Clause, ClauseMark, Name, Outline, ToolKind};
use crate::minitool::spec::FieldType;

impl Outline {
    /// "add flip flops": the one thing that is added is all that stands behind the verb.
    pub(super) fn added(&mut self, chars: &[char]) {
        let [only] = &mut self.names[..] else { return };
        if !matches!(only.name, Name::Item | Name::Field | Name::Column) || !self.clauses.is_empty() {
            return;
        }
        let before: String = chars[..only.range.start].iter().collect();
        let Some(rest) = before.trim_start().strip_prefix("add ") else { return };
        let is_filler = |word: &str| {
            [
                "a", "an", "the", "one", "another", "more", "in", "field", "column", "for", "some", "new",
                "me", "also",
            ]
            .contains(&word)
        };
        let words: Vec<&str> = rest.split_whitespace().collect();
        if let [word] = words[..]
            && !is_filler(word)
            && word.chars().all(char::is_alphabetic)
        {
            only.range.start -= rest.chars().count();
        }
    }

    /// "a tip percentage of 15": a rate that holds nothing but what is entered, with its default, is no rate.
    pub(super) fn defaults_in_rates(&mut self) {
        let names = &self.names;
        let only_entered = |clause: &ClauseMark| {
            let mut inside = names
                .iter()
                .filter(|mark| clause.range.start <= mark.range.start && mark.range.end <= clause.range.end);
            let has = |name: Name| inside.clone().any(|mark| mark.name == name);
            has(Name::Field)
                && has(Name::Default)
                && inside.all(|mark| matches!(mark.name, Name::Field | Name::Default | Name::Unit))
        };
        self.clauses.retain(|clause| clause.clause != Clause::Rate || !only_entered(clause));
    }

    /// 水是面粉的65%,盐2%: each that has a share is a result, as the first one is.
    pub(super) fn shares(&mut self, chars: &[char]) {
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
    pub(super) fn units_that_name(&mut self, chars: &[char]) {
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
                // 日期和多少公斤: nothing but a number has a unit.
                let is_measured = !matches!(
                    own_mark.kind,
                    Some(FieldType::Date | FieldType::Text | FieldType::Toggle | FieldType::Choice)
                );
                near && is_measured
                    && matches!(
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
            if (asks || is_constant) && !has_host && !in_clause {
                self.names[at].name = if has_columns { Name::Column } else { Name::Field };
                self.names[at].kind = Some(FieldType::Number);
            }
        }
    }

    /// A payer is no sum of money, whatever the network took it for; 几个人 and "how many guests" are numbers.
    pub(super) fn counted(&mut self, chars: &[char]) {
        const COUNTS: &[&str] = &["几", "多少", "how many", "number of"];
        const ASKS_WHICH: &[&str] = &["几号", "几点", "几月", "几日", "几时", "几班", "几年级"];
        for mark in &mut self.names {
            let name = text(chars, &mark.range);
            let begins = |words: &[&str]| words.iter().any(|word| name.starts_with(word) && name != *word);
            mark.kind = match mark.kind {
                Some(FieldType::Number | FieldType::Money) if type_of(&name) == Some(FieldType::Text) => {
                    Some(FieldType::Text)
                }
                Some(FieldType::Text | FieldType::Date)
                    if begins(COUNTS) && !ASKS_WHICH.iter().any(|word| name.starts_with(word)) =>
                {
                    Some(FieldType::Number)
                }
                kind => kind,
            };
        }
    }

    /// Columns where nothing speaks of records are fields.
    pub(super) fn columns_without_records(&mut self, chars: &[char]) {
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
    pub(super) fn named_kinds(&mut self, chars: &[char]) {
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
