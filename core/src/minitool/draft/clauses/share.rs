//! What is divided among records or people, and what is left to a goal.
//!
//! Decides what is divided, among whom and by what: 按天数分摊 is by days; where nothing is said, all pay the same.

use std::ops::Range;

use super::Draft;
use super::bounds::people;
use crate::minitool::draft::computed::Computed;
use crate::minitool::draft::{goals, likeness, noun, usual};
use crate::minitool::edit::both;
use crate::minitool::formula::{Aggregate, Expr, Operator};
use crate::minitool::spec::{Field, FieldType};

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
    // All that was said of it so far is shared: a base, steps, what holds for an option.
    let sum = own.sum();
    own.terms.clear();
    let sum = all_sums(draft, range, sum);
    let total = match sum {
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
                .or_else(|| by.iter().find_map(|said| draft.known(said)))
                .or_else(|| heads_of(draft, &total));
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

/// What is shared: a total that was computed just before; or all sums of money that are entered, with what was said to be added.
fn all_sums(draft: &Draft<'_>, range: &Range<usize>, said: Option<Expr>) -> Option<Expr> {
    let language = draft.builder.language;
    let before = draft
        .outline
        .named(crate::minitool::outline::Name::Result)
        .filter(|mark| mark.range.end <= range.start);
    let total =
        before.max_by_key(|mark| mark.range.end).map(|mark| noun::called(draft.said.original(&mark.range)));
    const TOTALS: &[&str] = &["总", "合计", "一共", "开销", "total", "bill", "cost"];
    if let Some(total) = total.filter(|own| TOTALS.iter().any(|word| own.to_lowercase().contains(word)))
        && said.is_none()
    {
        return Some(Expr::name(&total));
    }
    // What is taken off, or paid already, is no part of what is shared.
    const APART: &[&str] = &[
        "总", "减", "红包", "优惠", "折", "押金", "定金", "已付", "预算", "total", "bill", "discount",
        "deposit", "paid", "budget", "off",
    ];
    let sums: Vec<String> = draft
        .builder
        .tool
        .state
        .iter()
        .filter(|field| field.kind == FieldType::Money)
        .map(|field| field.label.get(language).to_owned())
        .collect();
    let is_apart = |label: &String| APART.iter().any(|word| label.to_lowercase().contains(word));
    let used = said.as_ref().map(Expr::names).unwrap_or_default();
    let open: Vec<&String> = sums.iter().filter(|label| !used.contains(label)).collect();
    if sums.iter().any(is_apart) || open.is_empty() || said.is_none() && open.len() < 2 {
        return said;
    }
    // "Door takings minus van hire", split evenly.
    let marks = draft.outline.names.iter().zip(&draft.placed).filter(|(_, name)| {
        let label = name.as_ref().map(|name| draft.label_of(name)).unwrap_or_default();
        sums.contains(&label)
    });
    let places: Vec<Range<usize>> = marks.map(|(mark, _)| mark.range.clone()).collect();
    let between = match &places[..] {
        [first, .., last] => draft.said.text(&(first.end..last.start.max(first.end))),
        _ => String::new(),
    };
    if ["minus", "less", "减", "扣"].iter().any(|word| between.contains(word)) {
        let [first, second] = &open[..] else { return said };
        return said
            .is_none()
            .then(|| Expr::binary(Operator::Subtract, Expr::name(first), Expr::name(second)));
    }
    let add = |left, right| Expr::binary(Operator::Add, left, right);
    said.into_iter().chain(open.into_iter().map(|label| Expr::name(label))).reduce(add)
}

/// Whether a number says how many there are to share: housemates, 几户, and no tip percentage or hours.
fn is_heads(label: &str) -> bool {
    const MEASURES: &[&str] = &[
        "hours",
        "days",
        "nights",
        "weeks",
        "months",
        "years",
        "minutes",
        "miles",
        "kilometres",
        "litres",
        "kilos",
        "units",
        "percents",
    ];
    let label = label.to_lowercase();
    let last = label.split_whitespace().last().unwrap_or_default();
    noun::is_people(&label)
        || label.is_ascii() && last.ends_with('s') && !MEASURES.contains(&last)
        || label.ends_with(['人', '家', '户', '位', '口'])
}

/// The only count that is entered beside sums: housemates, lads.
fn heads_of(draft: &Draft<'_>, total: &Expr) -> Option<String> {
    let language = draft.builder.language;
    let used = total.names();
    let mut counts = draft.builder.tool.state.iter().filter(|field| {
        field.kind == FieldType::Number
            && field.unit.is_none()
            && is_heads(field.label.get(language))
            && !used.contains(&field.label.get(language).to_owned())
    });
    let only = counts.next().filter(|_| counts.next().is_none())?;
    Some(only.label.get(language).to_owned())
}

/// What a goal less what is there comes to.
pub(super) fn left(draft: &mut Draft<'_>, range: &Range<usize>, own: &mut Computed) -> Option<()> {
    // 念了几圈 asks how often, not how much is missing.
    let misses = [
        "剩",
        "差",
        "缺",
        "left",
        "missing",
        "remaining",
        "more",
        "to go",
        "until",
        "till",
        "还有",
        "还要",
        "short",
        "need",
        "离",
        "距",
    ];
    let text = draft.said.text(range);
    if !misses.iter().any(|word| text.contains(word)) && draft.counters.len() == 1 {
        let _ = goals::goal(draft);
        own.terms.push(usual::of_counters(draft, &text)?);
        own.is_placed = true;
        own.label = noun::plain(draft.said.original(range));
        return Some(());
    }
    let goal = goals::goal(draft)?;
    let sofar = goals::so_far(draft)?;
    own.terms.push(Expr::binary(Operator::Subtract, Expr::name(&goal), sofar));
    own.is_placed = true;
    let standard = if draft.is_zh() { "还剩" } else { "Left" };
    if !own.has_name() {
        own.label = standard.to_owned();
    }
    let _ = range;
    Some(())
}
