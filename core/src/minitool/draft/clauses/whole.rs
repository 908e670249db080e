//! What is computed of all records, what is divided among them, and what is left to a goal.
//!
//! Decides which column is meant, which records count, and what the result is called.

use std::ops::Range;

use super::Draft;
use super::bounds::{comparison, people};
use crate::minitool::draft::results::Computed;
use crate::minitool::draft::said::{AmountSort, has_any};
use crate::minitool::draft::{likeness, names, noun, usual};
use crate::minitool::edit::both;
use crate::minitool::formula::{Aggregate, Expr, Operator};
use crate::minitool::outline::Name;
use crate::minitool::spec::{Field, FieldType};

struct Word {
    words: &'static [&'static str],
    aggregate: Aggregate,
    zh: &'static str,
    en: &'static str,
}

const WORDS: &[Word] = &[
    Word {
        words: &["平均", "均分", "人均", "均价", "average", "averages", "mean", "avg", "on average"],
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

/// A column of the list, computed or not.
#[derive(Clone)]
struct Column {
    name: String,
    label: String,
    kind: FieldType,
    options: Vec<String>,
    is_share: bool,
}

fn columns(draft: &Draft<'_>, list: &Field) -> Vec<Column> {
    let language = draft.builder.language;
    let own = list.columns.iter().map(|own| Column {
        name: own.name.clone(),
        label: own.label.get(language).to_owned(),
        kind: own.kind,
        options: own.options.clone(),
        is_share: own.unit.as_deref() == Some("%"),
    });
    let mut all: Vec<Column> = own.collect();
    all.extend(list.computed.iter().map(|own| Column {
        name: own.name.clone(),
        label: own.label.get(language).to_owned(),
        kind: FieldType::Money,
        options: Vec::new(),
        is_share: own.unit.as_deref().is_some_and(names::is_percent),
    }));
    // Results of records that are not in the tool yet.
    for mark in draft.outline.named(Name::RowResult) {
        let label = noun::called(draft.said.original(&mark.range));
        if !all.iter().any(|own| likeness(&own.label, &label) == 3) {
            let unit = draft.outline.names.iter().position(|own| own == mark).and_then(|at| draft.units[at]);
            let is_share = unit
                .is_some_and(|unit| names::is_percent(draft.said.original(&draft.outline.names[unit].range)));
            all.push(Column {
                name: label.clone(),
                label,
                kind: FieldType::Money,
                options: Vec::new(),
                is_share,
            });
        }
    }
    all
}

fn is_number(column: &Column) -> bool {
    matches!(column.kind, FieldType::Number | FieldType::Money | FieldType::Duration)
}

/// The records that a clause speaks of: 没报销的, "that are done", "below 50", those of an option.
fn condition(
    draft: &Draft<'_>,
    range: &Range<usize>,
    all: &[Column],
    value: Option<&Column>,
) -> Option<Expr> {
    let text = draft.said.text(range);
    for column in all.iter().filter(|own| own.kind == FieldType::Choice) {
        let is_said = |option: &&String| {
            let option = option.to_lowercase();
            has_any(&text, &[&option, &format!("{option}s")]) || !option.is_ascii() && text.contains(&option)
        };
        let option = column.options.iter().filter(is_said).max_by_key(|option| option.len());
        if let Some(option) = option {
            return Some(Expr::binary(Operator::Equal, Expr::name(&column.name), Expr::Text(option.clone())));
        }
    }
    let denies = [
        "没",
        "未",
        "不",
        "not",
        "isn't",
        "aren't",
        "haven't",
        "hasn't",
        "un",
        "still to",
        "left",
        "还差",
        "remaining",
    ];
    for column in all.iter().filter(|own| own.kind == FieldType::Toggle) {
        let stem = column
            .label
            .to_lowercase()
            .replace("是否", "")
            .replace("没有", "")
            .replace("了没", "")
            .replace("没", "")
            .replace("whether it's ", "")
            .replace("whether ", "")
            .replace('?', "");
        // 来不来 and 完成没完成 ask by saying it twice.
        let half: String = stem.chars().take(stem.chars().count() / 2).collect();
        let stem = if !half.is_empty() && stem == format!("{half}{half}") || stem == format!("{half}不{half}")
        {
            half
        } else {
            stem
        };
        let stem = stem.trim().trim_end_matches('了').to_owned();
        let parts: Vec<&str> = stem.split_whitespace().filter(|word| word.len() > 2).collect();
        let is_named = !stem.is_empty()
            && (text.contains(&stem) || parts.last().is_some_and(|word| text.contains(word)));
        if is_named {
            let is = Expr::name(&column.name);
            let text = text.replace(&column.label.to_lowercase(), &stem);
            let denied = denies.iter().any(|word| text.contains(word) && !stem.contains(word));
            return Some(if denied { Expr::Not(Box::new(is)) } else { is });
        }
    }
    let amounts = draft.amounts(range);
    let amount = amounts.first()?;
    let operator = comparison(draft, range, amount)?;
    let named = all.iter().filter(|own| is_number(own)).find(|own| text.contains(&own.label.to_lowercase()));
    let share = all.iter().find(|own| own.is_share && amount.sort == AmountSort::Percent);
    let column = named.or(share).or(value).or_else(|| all.iter().find(|own| is_number(own)))?;
    Some(Expr::binary(operator, Expr::name(&column.name), Expr::Number(amount.count.normalize())))
}

/// The records that some words speak of.
pub(in crate::minitool::draft) fn records(draft: &Draft<'_>, range: &Range<usize>) -> Option<Expr> {
    let list = draft.builder.list().cloned()?;
    condition(draft, range, &columns(draft, &list), None)
}

pub(super) fn total(draft: &mut Draft<'_>, range: &Range<usize>, own: &mut Computed) -> Option<()> {
    let text = draft.said.text(range);
    let Some(list) = draft.builder.list().cloned() else {
        // Of what is counted, or entered once.
        own.terms.push(usual::of_counters(draft, &text)?);
        name_it(draft, own, range, &text);
        own.is_placed = true;
        return Some(());
    };
    let all = columns(draft, &list);
    let marked: Vec<String> =
        draft.operands(range).iter().map(|mark| draft.said.original(&mark.range).to_owned()).collect();
    let like = |column: &Column| -> u8 {
        let by_mark = marked.iter().map(|said| likeness(said, &column.label)).max().unwrap_or(0);
        let is_said = has_any(&text, &[&column.label.to_lowercase()]);
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
    let is_count = value.is_none()
        && (counts || numbers.is_empty())
        && !word.is_some_and(|word| word.aggregate != Aggregate::Sum);
    if is_count {
        // A condition that was not understood is no count of all: 亏了的有几天, "how many got 60 or above".
        let is_bound = text.contains("的有") || text.contains("的几") || !draft.amounts(range).is_empty();
        if filter.is_none() && is_bound {
            return None;
        }
        let formula = Expr::over(Aggregate::Count, &list.name, None, filter);
        own.terms.push(formula);
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
    let value = value.or_else(|| guess(&numbers, &text))?;
    own.is_placed = !draft
        .outline
        .named(Name::RowResult)
        .any(|mark| noun::called(draft.said.original(&mark.range)) == value.name);
    own.terms.push(Expr::over(word.aggregate, &list.name, Some(Expr::name(&value.name)), filter.clone()));
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

/// The number that "how much in all" is about: the only one; of several, money, and what is computed before what is entered.
fn guess(numbers: &[&Column], text: &str) -> Option<Column> {
    if let [only] = numbers {
        return Some((*only).clone());
    }
    let money: Vec<&&Column> = numbers.iter().filter(|own| own.kind == FieldType::Money).collect();
    let asks_money = has_any(
        text,
        &[
            "钱",
            "花",
            "金额",
            "收入",
            "spent",
            "spend",
            "cost",
            "money",
            "owe",
            "paid",
            "earned",
            "grand total",
            "total",
            "合计",
            "总计",
        ],
    );
    if asks_money && !money.is_empty() {
        return money.last().map(|own| (**own).clone());
    }
    numbers.last().map(|own| (*own).clone())
}

impl Computed {
    fn has_name(&self) -> bool {
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

pub(super) fn share(draft: &mut Draft<'_>, range: &Range<usize>, own: &mut Computed) -> Option<()> {
    let language = draft.builder.language;
    let marks = draft.operands(range);
    let heads = ["人头", "人数", "人", "people", "heads", "persons", "us", "friends", "大家"];
    // What is shared: the sum that is entered for the whole tool, or computed.
    let whole = |draft: &Draft<'_>| -> Option<String> {
        let sums = draft.builder.tool.state.iter().filter(|field| field.kind == FieldType::Money);
        let sums: Vec<String> = sums.map(|field| field.label.get(language).to_owned()).collect();
        match &sums[..] {
            [] => {
                let numbers = draft.builder.tool.state.iter().filter(|field| field.kind == FieldType::Number);
                numbers.map(|field| field.label.get(language).to_owned()).next()
            }
            all => all.first().cloned(),
        }
    };
    let by: Vec<String> = marks.iter().map(|mark| draft.said.original(&mark.range).to_owned()).collect();
    let column = by.iter().find_map(|said| {
        let list = draft.builder.list()?;
        list.columns.iter().find(|column| {
            likeness(said, column.label.get(language)) > 0
                && matches!(column.kind, FieldType::Number | FieldType::Money | FieldType::Duration)
        })
    });
    let mut column = column.map(|column| column.name.clone());
    let is_heads = by.iter().any(|said| heads.contains(&said.to_lowercase().as_str())) || by.is_empty();
    // 按天数摊, and nobody said that there is a list: people, each with their days.
    if column.is_none() && !is_heads {
        let said = by.iter().find(|said| {
            let known = draft.known(said).and_then(|label| draft.builder.same(&label));
            known.is_none_or(|name| draft.builder.tool.list_of(&name).is_some())
        })?;
        let list = match draft.builder.list() {
            Some(list) => list.name.clone(),
            None => {
                let mut list = Field::plain("", people(), FieldType::List);
                list.columns.push(Field::plain("", both("姓名", "Name"), FieldType::Text));
                draft.builder.tool.add_field(list)
            }
        };
        let mut field = noun::field(said, language, true)?;
        field.kind = FieldType::Number;
        column = Some(draft.builder.tool.add_column(&list, field));
    }
    let total = match own.terms.drain(..).reduce(|left, right| Expr::binary(Operator::Add, left, right)) {
        Some(sum) => sum,
        None => Expr::name(&whole(draft).unwrap_or_else(|| {
            let label = both("总额", "Total");
            let own = label.get(language).to_owned();
            draft.builder.tool.add_field(Field::plain("", label, FieldType::Money));
            own
        })),
    };
    match column {
        Some(column) => {
            let list = draft.builder.tool.list_of(&column)?.name.clone();
            let label = draft.builder.tool.field(&column)?.label.get(language).to_owned();
            let sum = Expr::over(Aggregate::Sum, &list, Some(Expr::name(&label)), None);
            let part = Expr::binary(Operator::Multiply, total, Expr::name(&label));
            own.terms.push(Expr::binary(Operator::Divide, part, sum));
            own.is_row = true;
        }
        None => {
            let among = draft
                .known(if draft.is_zh() { "人数" } else { "people" })
                .or_else(|| by.iter().find_map(|said| draft.known(said)));
            let among = match among {
                Some(label) => Expr::name(&label),
                None => match draft.builder.list() {
                    Some(list) => Expr::over(Aggregate::Count, &list.name.clone(), None, None),
                    None => {
                        let label = both("人数", "People");
                        let own = label.get(language).to_owned();
                        draft.builder.tool.add_field(Field::plain("", label, FieldType::Number));
                        Expr::name(&own)
                    }
                },
            };
            own.terms.push(Expr::binary(Operator::Divide, total, among));
        }
    }
    if !own.has_name() {
        let label = both("每人", "Each pays");
        own.label = label.get(language).to_owned();
    }
    Some(())
}

/// What a goal less what is there comes to.
pub(super) fn left(draft: &mut Draft<'_>, range: &Range<usize>, own: &mut Computed) -> Option<()> {
    let goal = names::goal(draft)?;
    let sofar = names::so_far(draft)?;
    own.terms.push(Expr::binary(Operator::Subtract, Expr::name(&goal), sofar));
    own.is_placed = true;
    let standard = if draft.is_zh() { "还剩" } else { "Left" };
    if !own.has_name() {
        own.label = standard.to_owned();
    }
    let _ = range;
    Some(())
}
