//! The names of a request: each becomes a field, a column, an option, a unit, a default of the tool.
//!
//! Decides what belongs to what: a unit, a default and an option to the nearest name that can have one, one that stands before it rather than one behind.

use std::ops::Range;

use super::Draft;
use super::said::AmountSort;
use super::{noun, options};
use crate::minitool::edit::both;
use crate::minitool::outline::{Name, NameMark, ToolKind};
use crate::minitool::spec::{Field, FieldType};

/// Words of a unit that are a share of a hundred.
const PERCENT: &[&str] =
    &["%", "percent", "percentage", "per cent", "pct", "百分比", "百分数", "百分之", "个点", "percents"];

/// Words of money: a sum is a sum without them.
const CURRENCY: &[&str] = &[
    "块",
    "元",
    "块钱",
    "毛",
    "角",
    "分",
    "dollars",
    "dollar",
    "bucks",
    "quid",
    "pounds",
    "euros",
    "euro",
    "cents",
    "pence",
    "rupees",
    "yuan",
    "rmb",
    "人民币",
    "美元",
    "刀",
    "$",
    "£",
    "€",
    "¥",
];

/// Whether a unit is a share of a hundred.
pub(super) fn is_percent(unit: &str) -> bool {
    PERCENT.contains(&unit.trim().to_lowercase().as_str())
}

pub(super) fn build(draft: &mut Draft<'_>) {
    let marks = draft.outline.names.clone();
    let is_listed = marks.iter().any(|mark| matches!(mark.name, Name::Column | Name::RowResult));
    if is_listed {
        list(draft);
    }
    for (at, mark) in marks.iter().enumerate() {
        let is_column = match mark.name {
            Name::Field => false,
            Name::Column => true,
            _ => continue,
        };
        draft.placed[at] = entered(draft, mark, is_column);
    }
    for (at, mark) in marks.iter().enumerate() {
        match mark.name {
            Name::Unit => unit(draft, at, mark),
            Name::Default => default(draft, mark),
            Name::Option => options::option(draft, at, mark),
            _ => {}
        }
    }
    options::choices(draft);
    nameless(draft);
}

/// Records that nothing tells apart have a name.
fn nameless(draft: &mut Draft<'_>) {
    let Some(list) = draft.builder.list() else { return };
    let tells = |field: &Field| matches!(field.kind, FieldType::Text | FieldType::Date | FieldType::Choice);
    if list.columns.iter().any(tells)
        || !draft.existing.is_empty()
        || draft.outline.named(Name::Rows).next().is_none()
    {
        return;
    }
    let name = list.name.clone();
    let label = list.label.get(draft.builder.language).to_lowercase();
    let people = noun::is_people(&label)
        || ["员", "友", "同学", "学生", "同事", "客", "家", "户"].iter().any(|word| label.contains(word));
    let column = if people { both("姓名", "Name") } else { both("名称", "Name") };
    draft.builder.tool.add_column(&name, Field::plain("", column, FieldType::Text));
    if let Some(list) = draft.builder.tool.state.iter_mut().find(|own| own.name == name) {
        list.columns.rotate_right(1);
    }
}

/// The list that columns belong to: the one there is, or a new one by the name of its records.
pub(super) fn list(draft: &mut Draft<'_>) -> String {
    if let Some(list) = draft.builder.list() {
        return list.name.clone();
    }
    let rows = draft.outline.named(Name::Rows).next().map(|mark| draft.said.original(&mark.range).to_owned());
    let label = match rows.map(|rows| noun::called(&rows)).filter(|rows| !rows.is_empty()) {
        Some(rows) => noun::shown(&rows, draft.builder.language),
        None => both("记录", "Records"),
    };
    draft.builder.tool.add_field(Field::plain("", label, FieldType::List))
}

/// A field or column by its mark; one that has this name already is the same.
fn entered(draft: &mut Draft<'_>, mark: &NameMark, is_column: bool) -> Option<String> {
    let text = draft.said.original(&mark.range).to_owned();
    let mut field = noun::marked(&text, draft.builder.language)?;
    if let Some(kind) = mark.kind {
        let is_share = field.unit.as_deref() == Some("%") && kind == FieldType::Money;
        field.kind = if is_share { FieldType::Number } else { kind };
        if !matches!(field.kind, FieldType::Number) {
            field.unit = None;
        }
    }
    let own = field.label.get(draft.builder.language).to_owned();
    if let Some(name) = draft.builder.same(&own) {
        return Some(name);
    }
    Some(if is_column {
        let list = list(draft);
        draft.builder.tool.add_column(&list, field)
    } else {
        draft.builder.tool.add_field(field)
    })
}

/// The name that a unit, default or option belongs to, of those that `may` have one: the place of its mark.
pub(super) fn host(
    draft: &Draft<'_>,
    mark: &NameMark,
    may: impl Fn(&NameMark, usize) -> bool,
) -> Option<usize> {
    let chars = draft.said.utterance.chars();
    let cost = |own: &NameMark| -> usize {
        let (gap, is_behind): (Range<usize>, bool) = if own.range.end <= mark.range.start {
            (own.range.end..mark.range.start, false)
        } else {
            (mark.range.end..own.range.start, true)
        };
        let breaks =
            chars[gap.clone()].iter().filter(|c| matches!(c, '.' | ';' | '。' | '!' | '?' | '\n')).count();
        let commas = chars[gap.clone()].iter().filter(|c| matches!(c, ',' | '、')).count();
        gap.len() + 40 * breaks + if is_behind { 4 + 12 * commas } else { 4 * commas }
    };
    let marks = &draft.outline.names;
    (0..marks.len()).filter(|at| may(&marks[*at], *at)).min_by_key(|at| cost(&marks[*at]))
}

pub(super) fn is_entered(mark: &NameMark) -> bool {
    matches!(mark.name, Name::Field | Name::Column)
}

fn unit(draft: &mut Draft<'_>, at: usize, mark: &NameMark) {
    let text = draft.said.text(&mark.range);
    let is_share = PERCENT.contains(&text.as_str());
    let takes = |own: &NameMark, at: usize, draft: &Draft<'_>| match own.name {
        Name::Field | Name::Column => {
            let field = draft.placed[at].as_ref().and_then(|name| draft.builder.tool.field(name));
            field.is_some_and(|field| match field.kind {
                FieldType::Number => true,
                FieldType::Money => is_share,
                _ => false,
            })
        }
        Name::Result | Name::RowResult | Name::Counter => true,
        _ => false,
    };
    let Some(host) = host(draft, mark, |own, at| takes(own, at, draft)) else { return };
    let shown = if is_share { "%".to_owned() } else { draft.said.original(&mark.range).to_owned() };
    draft.units[host] = Some(at);
    if CURRENCY.contains(&text.as_str()) && !is_share {
        return;
    }
    let Some(name) = draft.placed[host].clone() else { return };
    if let Some(field) = draft.builder.tool.field_mut(&name) {
        field.kind = FieldType::Number;
        field.unit = Some(shown);
    }
}

fn default(draft: &mut Draft<'_>, mark: &NameMark) {
    // 利率默认3.5: the words before it name what it is of, wherever that was said first.
    let clause =
        draft.said.clauses.iter().find(|own| own.start <= mark.range.start && mark.range.end <= own.end);
    let before = clause.map(|own| draft.said.text(&(own.start..mark.range.start))).unwrap_or_default();
    let is_named = |own: &NameMark| {
        let label = noun::called(&draft.said.text(&own.range));
        own.range.start < mark.range.start
            && label.chars().count() > 1
            && (before.contains(&label) || stems(&before, &label))
    };
    let marks = &draft.outline.names;
    let named = (0..marks.len()).rev().find(|at| is_entered(&marks[*at]) && is_named(&marks[*at]));
    // 默认2个人 is of people, wherever they were named.
    let chars = draft.said.utterance.chars();
    let behind: String = chars[mark.range.end..(mark.range.end + 7).min(chars.len())].iter().collect();
    let of_people = |at: &usize| {
        noun::is_people(behind.trim())
            && is_entered(&marks[*at])
            && noun::is_people(&draft.said.text(&marks[*at].range))
    };
    let people = (0..marks.len()).find(of_people);
    let Some(host) = named.or(people).or_else(|| host(draft, mark, |own, _| is_entered(own))) else { return };
    let Some(name) = draft.placed[host].clone() else { return };
    let Some(kind) = draft.builder.tool.field(&name).map(|field| field.kind) else { return };
    let Some((value, is_share)) = draft.value(&mark.range, kind) else {
        draft.builder.unclear.push(draft.said.original(&mark.range).to_owned());
        return;
    };
    if let Some(field) = draft.builder.tool.field_mut(&name) {
        field.default = Some(value);
        if is_share && matches!(kind, FieldType::Number | FieldType::Money) {
            field.kind = FieldType::Number;
            field.unit = Some("%".to_owned());
        }
    }
}

/// Whether the last two characters of a Chinese name, or the last word of an English one, stand in some words.
fn stems(text: &str, label: &str) -> bool {
    if label.is_ascii() {
        let last = label.split_whitespace().next_back().unwrap_or_default();
        return last.len() > 3 && super::said::has_any(text, &[last]);
    }
    let tail: String = label.chars().skip(label.chars().count().saturating_sub(2)).collect();
    text.contains(&tail)
}

impl Draft<'_> {
    /// What some words are as the value of a field, and whether they say a share: `15`, `2026-12-31`, seconds of a length.
    pub(super) fn value(&self, range: &Range<usize>, kind: FieldType) -> Option<(String, bool)> {
        let text = self.said.original(range).trim().to_owned();
        match kind {
            FieldType::Text | FieldType::Choice => Some((text, false)),
            FieldType::Date => {
                let folded = self.said.text(range);
                if ["今天", "today", "当天"].contains(&folded.trim()) {
                    return Some(("today".to_owned(), false));
                }
                // By itself: 从10月1号到今天 is a stretch as a whole.
                let alone = self.said.dates_in(range, self.here);
                let date = alone.or_else(|| {
                    self.said
                        .dates
                        .iter()
                        .find(|(own, _)| own.start < range.end && range.start < own.end)
                        .map(|own| own.1)
                });
                date.map(|date| (date.to_string(), false))
            }
            FieldType::Toggle => {
                let no = ["关", "否", "不", "没", "off", "no", "false", "未"];
                let folded = self.said.text(range);
                Some(((!no.iter().any(|no| folded.contains(no))).to_string(), false))
            }
            FieldType::List => None,
            FieldType::Duration | FieldType::Number | FieldType::Money => {
                let amount = self
                    .said
                    .amounts
                    .iter()
                    .find(|own| own.range.start < range.end && range.start < own.range.end)?;
                let number = if kind == FieldType::Duration { amount.number } else { amount.count };
                Some((number.normalize().to_string(), amount.sort == AmountSort::Percent))
            }
        }
    }

    /// The title as it was said, without the words for a tool.
    pub(super) fn stem(&self) -> Option<String> {
        let title =
            self.outline.named(Name::Title).next().map(|mark| self.said.original(&mark.range).to_owned())?;
        let ends = ["计算器", "计算", "小工具", "工具", "calculator", "calc", "tool"];
        let stem = ends.iter().find_map(|end| {
            let folded = title.to_lowercase();
            folded.strip_suffix(end).map(|rest| title[..rest.len()].trim().trim_end_matches('的').to_owned())
        });
        Some(stem.unwrap_or(title)).filter(|stem| !stem.is_empty())
    }

    /// Whether a kind of tool is meant.
    pub(super) fn is(&self, kind: ToolKind) -> bool {
        self.outline.is(kind)
    }
}
