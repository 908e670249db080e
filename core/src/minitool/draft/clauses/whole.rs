//! What is computed of all records.
//!
//! Decides which column is meant, which records count, and what the result is called.

use std::ops::Range;

use super::Draft;
use super::records::{Column, columns, condition, is_number};
use super::summed::{asks_sum, denies, speaks_of, unnamed};
use crate::minitool::draft::computed::Computed;
use crate::minitool::draft::said::has_any;
use crate::minitool::draft::{likeness, noun, usual};
use crate::minitool::formula::{Aggregate, Expr, Operator};
use crate::minitool::outline::Name;
use crate::minitool::spec::FieldType;

struct Word {
    words: &'static [&'static str],
    aggregate: Aggregate,
    zh: &'static str,
    en: &'static str,
}

const WORDS: &[Word] = &[
    Word {
        words: &[
            "平均",
            "日均",
            "月均",
            "均分",
            "人均",
            "均价",
            "average",
            "averages",
            "mean",
            "avg",
            "on average",
        ],
        aggregate: Aggregate::Average,
        zh: "平均",
        en: "Average",
    },
    Word {
        words: &[
            "最高",
            "最大",
            "最多",
            "最长",
            "最贵",
            "最重",
            "最快的速度",
            "最远",
            "最好",
            "highest",
            "most",
            "longest",
            "largest",
            "biggest",
            "best",
            "maximum",
            "heaviest",
            "furthest",
            "farthest",
            "greatest",
            "priciest",
            "max",
            "dearest",
            "tallest",
            "top",
            "most expensive",
            "warmest",
            "hottest",
            "slowest",
        ],
        aggregate: Aggregate::Greatest,
        zh: "最高",
        en: "Highest",
    },
    Word {
        words: &[
            "最低",
            "最小",
            "最少",
            "最短",
            "最便宜",
            "最轻",
            "最快",
            "最近的",
            "lowest",
            "least",
            "shortest",
            "smallest",
            "minimum",
            "lightest",
            "cheapest",
            "fastest",
            "quickest",
            "min",
            "coldest",
            "fewest",
            "worst",
            "最差",
        ],
        aggregate: Aggregate::Least,
        zh: "最低",
        en: "Lowest",
    },
    Word {
        words: &[
            "总共",
            "一共",
            "合计",
            "总计",
            "总和",
            "加起来",
            "总",
            "共",
            "累计",
            "花了多少",
            "total",
            "totals",
            "sum",
            "altogether",
            "in all",
            "overall",
            "so far",
            "add up",
            "adds up",
            "combined",
            "grand",
            "how much",
            "多少钱",
            "花掉",
            "欠",
            "全部",
        ],
        aggregate: Aggregate::Sum,
        zh: "总",
        en: "Total",
    },
];

const COUNTS: &[&str] = &[
    "几个",
    "几笔",
    "几条",
    "几次",
    "几人",
    "几本",
    "几天",
    "几单",
    "几只",
    "几样",
    "几项",
    "几家",
    "多少个",
    "多少笔",
    "多少人",
    "多少次",
    "多少条",
    "几",
    "how many",
    "count",
    "number of",
    "个数",
    "人数",
    "次数",
    "笔数",
    "数一下",
];

/// Whether a text asks for how many of the records, and not for how much of something.
fn counts_heads(text: &str) -> bool {
    [
        "几个人",
        "几人",
        "多少人",
        "几天",
        "几个同学",
        "几位",
        "几家",
        "几个没",
        "how many people",
        "how many days",
        "how many of",
        "how many are",
    ]
    .iter()
    .any(|word| text.contains(word))
}

pub(super) fn total(draft: &mut Draft<'_>, range: &Range<usize>, own: &mut Computed) -> Option<()> {
    let text = draft.said.text(range);
    let Some(list) = draft.builder.list().cloned() else {
        // Of what is counted, or entered once.
        name_it(draft, own, range, &text);
        if let Some(found) = usual::of_counters(draft, &text) {
            own.terms.push(found);
            own.is_placed = true;
        }
        return Some(());
    };
    let all = columns(draft, &list);
    // 每个人后面算个总分: of each record.
    let around = draft
        .said
        .clauses
        .iter()
        .find(|own| own.start <= range.start && range.end <= own.end)
        .map(|own| draft.said.text(own))
        .unwrap_or_default();
    let of_row = draft.outline.named(Name::RowResult).any(|mark| {
        let row = draft.said.original(&mark.range);
        draft.operands(range).iter().any(|own| likeness(draft.said.original(&own.range), row) > 1)
    });
    let of_each = has_any(
        &around,
        &[
            "每行",
            "每人后面",
            "每个人后面",
            "后面算",
            "每条",
            "each row",
            "each line",
            "every row",
            "every line",
            "behind each",
            "per row",
            "each student",
            "for each",
        ],
    ) || around.contains("后面算");
    if of_each && !of_row {
        own.is_row = true;
        name_it(draft, own, range, &text);
        return Some(());
    }
    let marked: Vec<String> =
        draft.operands(range).iter().map(|mark| draft.said.original(&mark.range).to_owned()).collect();
    let like = |column: &Column| -> u8 {
        let by_mark = marked.iter().map(|said| likeness(said, &column.label)).max().unwrap_or(0);
        let label = column.label.to_lowercase();
        let is_said = has_any(&text, &[&label, &format!("{label}s")]);
        by_mark * 2 + u8::from(is_said)
    };
    let best = |may: &dyn Fn(&Column) -> bool| -> Option<Column> {
        let mut found: Option<(u8, Column)> = None;
        for column in all.iter().filter(|own| may(own)) {
            let score = like(column);
            if score > 0 && found.as_ref().is_none_or(|own| score > own.0) {
                found = Some((score, column.clone()));
            }
        }
        found.map(|own| own.1)
    };
    let named = best(&is_number);
    let word = WORDS.iter().find(|word| has_any(&text, word.words));
    let counts = has_any(&text, COUNTS);
    let numbers: Vec<&Column> = all.iter().filter(|own| is_number(own)).collect();
    let zh = draft.is_zh();
    // How many are done, 没交的有几个; and how much where a number is named or said as a sum.
    let value = named.clone();
    let filter = condition(draft, range, &all, value.as_ref());
    let is_only_sum = !word.is_some_and(|word| word.aggregate != Aggregate::Sum);
    // 余额不到100的几个人: those that the condition holds of are counted, not what they have.
    let of_itself = matches!((&filter, &value), (Some(Expr::Binary(_, column, _)), Some(value)) if **column == Expr::name(&value.name));
    let of_some = counts && filter.is_some() && (counts_heads(&text) || of_itself);
    // 没付的一共多少, where no switch says who has paid.
    let bare = value.as_ref().map_or(text.clone(), |value| text.replace(&value.label.to_lowercase(), " "));
    if filter.is_none() && denies(&bare) {
        return None;
    }
    // 一共来多少人 beside 人数 is a sum of them.
    let people = numbers
        .iter()
        .copied()
        .find(|own| own.kind == FieldType::Number && noun::is_people(&own.label.to_lowercase()));
    let asks_people = ["多少人", "几个人", "总人数", "how many people", "number of people"];
    let value = match people {
        Some(people) if value.is_none() && asks_people.iter().any(|word| text.contains(word)) => {
            Some(people.clone())
        }
        _ => value,
    };
    let is_people = |own: &Column| people.is_some_and(|people| people.name == own.name);
    let counts = counts && !value.as_ref().is_some_and(is_people);
    let of_some = of_some && counts;
    // 英语不及格几个人: a condition that was not understood.
    if counts && value.is_some() && filter.is_none() && is_only_sum && counts_heads(&text) {
        return None;
    }
    // "Chapters read" beside a switch of that name counts; it sums nothing that it doesn't name.
    let of_switch = filter.is_some() && word.is_none() && draft.amounts(range).is_empty() && !asks_sum(&text);
    let is_count = (value.is_none() && (counts || numbers.is_empty() || of_switch) || of_some) && is_only_sum;
    if is_count {
        // A condition that was not understood is no count of all: 亏了的有几天, "how many got 60 or above".
        let negates = ["none", "nothing", "never", "without", "no ", "没", "不", "亏", "未"];
        let is_bound = text.contains("的有")
            || text.contains("的几")
            || !draft.amounts(range).is_empty()
            || negates.iter().any(|word| text.contains(word));
        if filter.is_none() && (is_bound || speaks_of(&all, &text)) {
            return None;
        }
        // "Percent fixed": of all.
        let is_part =
            draft.amounts(range).is_empty() && has_any(&text, &["percent", "percentage", "百分", "占"]);
        let formula = Expr::over(Aggregate::Count, &list.name, None, filter.clone());
        own.terms.push(match filter {
            Some(_) if is_part => {
                let all = Expr::over(Aggregate::Count, &list.name, None, None);
                let part = Expr::binary(Operator::Divide, formula, all);
                Expr::binary(Operator::Multiply, part, Draft::number(100))
            }
            None if is_part => return None,
            _ => formula,
        });
        name_it(draft, own, range, if zh { "数量" } else { "Count" });
        own.is_placed = true;
        return Some(());
    }
    let word = word.or(WORDS.last())?;
    // Of both, of each: every number by itself.
    if named.is_none()
        && numbers.len() > 1
        && has_any(&text, &["both", "each", "all three", "分别", "各自", "都", "两个", "两项", "各"])
    {
        let mut each = numbers.iter().map(|column| {
            let label = if zh {
                format!("{}{}", word.zh, column.label)
            } else {
                format!("{} {}", word.en, column.label.to_lowercase())
            };
            let term = Expr::over(word.aggregate, &list.name, Some(Expr::name(&column.name)), filter.clone());
            Computed { label, terms: vec![term], is_placed: true, ..Computed::default() }
        });
        if let Some(first) = each.next() {
            own.terms = first.terms;
            own.label = first.label;
            own.is_placed = true;
        }
        own.more = each.collect();
        return Some(());
    }
    // The fastest is the greatest of speeds, and the least of times.
    let is_speed = |own: &Column| {
        has_any(&own.label.to_lowercase(), &["speed", "velocity", "mph", "km/h", "时速", "速度"])
    };
    let value = value.or_else(|| unnamed(&numbers, &text, word.aggregate, filter.is_some()))?;
    let aggregate = match word.aggregate {
        Aggregate::Least if is_speed(&value) && has_any(&text, &["fastest", "quickest", "最快"]) => {
            Aggregate::Greatest
        }
        other => other,
    };
    own.is_placed = !draft
        .outline
        .named(Name::RowResult)
        .any(|mark| noun::called(draft.said.original(&mark.range)) == value.name);
    own.terms.push(Expr::over(aggregate, &list.name, Some(Expr::name(&value.name)), filter.clone()));
    // In the person's own words, where they are few and say what is done with the records.
    let said = noun::plain(draft.said.original(range));
    let is_short = said.chars().count() <= if said.is_ascii() { 30 } else { 10 };
    // 最重和最轻差了多少: the one less the other.
    let apart = has_any(&text, &["差", "相差", "difference", "gap", "range", "apart"]);
    let both_ends = has_any(&text, WORDS[1].words) && has_any(&text, WORDS[2].words);
    if apart && both_ends {
        let over = |aggregate: Aggregate| {
            Expr::over(aggregate, &list.name, Some(Expr::name(&value.name)), filter.clone())
        };
        own.terms = vec![Expr::binary(Operator::Subtract, over(Aggregate::Greatest), over(Aggregate::Least))];
        name_it(draft, own, range, if zh { "相差" } else { "Difference" });
        return Some(());
    }
    let names_it_all = is_short
        && (has_any(&said.to_lowercase(), word.words) || has_any(&said.to_lowercase(), &["多少"]))
        && said.chars().count() > 2;
    let plain = filter.is_none() && !own.has_name() && !names_it_all;
    let label = value.label.to_lowercase();
    let standard = if zh {
        let doubled = word.zh == "总" && value.label.starts_with('总');
        format!("{}{}", if doubled { "" } else { word.zh }, value.label)
    } else {
        format!("{} {label}", word.en)
    };
    if plain {
        own.label = standard;
    } else {
        name_it(draft, own, range, &standard);
    }
    Some(())
}

impl Computed {
    pub(super) fn has_name(&self) -> bool {
        self.mark.is_some() || !self.label.is_empty()
    }
}

/// The words of a clause as a result's name, where nothing else names it.
fn name_it(draft: &Draft<'_>, own: &mut Computed, range: &Range<usize>, standard: &str) {
    if own.has_name() {
        return;
    }
    let label = noun::plain(draft.said.original(range));
    own.label = if label.is_empty() || label.chars().count() > if label.is_ascii() { 44 } else { 18 } {
        standard.to_owned()
    } else {
        label
    };
}
