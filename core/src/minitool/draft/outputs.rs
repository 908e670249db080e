//! What is to be computed: formulas said in words, and sums, averages and extremes over a list.
//!
//! Decides what a result is called and over what it is taken. A formula that does not read whole is not made.

use std::ops::Range;

use super::Draft;
use super::noun;
use super::said::{find, has_any};
use super::sums::{computes, formula, rounded};
use super::tokens::{Token, tokens};
use crate::minitool::formula::{Aggregate, Expr};
use crate::minitool::spec::FieldType;

pub(super) fn build(draft: &mut Draft) {
    let count = draft.said.clauses.len();
    let mut i = 0;
    while i < count {
        let mut last = i;
        if draft.used[i] && !computes(&tokens(&draft.said, &draft.said.clauses[i])) {
            i += 1;
            continue;
        }
        // "…, 再除以人数", ", then divided by four" go on with what was computed.
        while last + 1 < count
            && (goes_on(&tokens(&draft.said, &draft.said.clauses[last + 1]))
                || is_named_after(draft, i, last + 1))
        {
            last += 1;
        }
        let range = draft.said.clauses[i].start..draft.said.clauses[last].end;
        if said_formula(draft, &range) || aggregate(draft, &range) || rounding(draft, &range) {
            (i..=last).for_each(|at| draft.used[at] = true);
        }
        i = last + 1;
    }
}

/// Whether a clause only goes on with the one before it.
fn goes_on(tokens: &[Token]) -> bool {
    matches!(
        tokens,
        [Token::Operator(_), ..]
            | [Token::Then, Token::Operator(_) | Token::Round(_) | Token::Times(_), ..]
            | [Token::Round(_)]
            | [Token::Times(_), ..]
    )
}

/// Whether a clause only names what was computed before it: 就是成本.
fn is_named_after(draft: &Draft, first: usize, at: usize) -> bool {
    let said = &draft.said;
    let text = said.text(&said.clauses[at]);
    let begins = ["就是", "就得到", "得到", "得出", "等于", "that's", "that is", "which is", "gives"]
        .iter()
        .any(|word| text.starts_with(word));
    begins
        && computes(&tokens(said, &(said.clauses[first].start..said.clauses[at - 1].end)))
        && !computes(&tokens(said, &said.clauses[at]))
}

const EQUALS: &[&str] = &[
    "等于",
    "就得到",
    "得到",
    "得出",
    "就是",
    "的公式是",
    "公式是",
    "公式",
    "应该是",
    "是",
    "=",
    "为",
    " is equal to ",
    " equals ",
    " = ",
    " is ",
    " are ",
    " as ",
    " will be ",
    " should be ",
    " which is ",
    ":",
];

/// A formula of some clauses, added to the tool.
fn said_formula(draft: &mut Draft, range: &Range<usize>) -> bool {
    let Some((label, said)) = equation(draft, range) else { return false };
    let placed = draft.builder.placed(&said);
    let label = label.unwrap_or_else(|| if draft.is_zh() { "结果".to_owned() } else { "Result".to_owned() });
    draft.builder.formula(&label, &placed, None);
    true
}

/// The name and the formula of an equation.
pub(super) fn equation(draft: &Draft, range: &Range<usize>) -> Option<(Option<String>, Expr)> {
    let said = &draft.said;
    let chars = said.utterance.chars();
    let mut cuts: Vec<Range<usize>> = Vec::new();
    for word in EQUALS {
        let mut from = range.start;
        while let Some(found) = find(&chars[..range.end], word, from) {
            from = found.end;
            cuts.push(found);
        }
    }
    cuts.sort_by_key(|cut| (cut.start, usize::MAX - cut.end));
    for cut in &cuts {
        let (left, right) = (range.start..cut.start, cut.end..range.end);
        let (before, behind) = (tokens(said, &left), tokens(said, &right));
        // A is B times C.
        if computes(&behind)
            && !computes(&before)
            && let Some(found) = formula(&behind)
        {
            let name = last_name(draft, &left);
            return Some((name, found));
        }
        // B times C, 就是 A.
        if computes(&before)
            && !computes(&behind)
            && let (Some(found), [Token::Noun(name)]) = (formula(&without_end(&before)), &behind[..])
        {
            return Some((Some(name.clone()), found));
        }
    }
    let all = tokens(said, range);
    if !computes(&all) {
        return None;
    }
    let found = formula(&all)?;
    Some((wanted(draft), found))
}

fn without_end(tokens: &[Token]) -> Vec<Token> {
    let end = tokens.iter().rposition(|token| *token != Token::Then).map_or(0, |at| at + 1);
    tokens[..end].to_vec()
}

/// The name that stands last before an equation: 用时, "my grade".
fn last_name(draft: &Draft, range: &Range<usize>) -> Option<String> {
    let text = draft.said.original(range).to_owned();
    let last = text.rsplit([',', ',', '。', ';', ';', '、']).next().unwrap_or_default().to_owned();
    let (name, _) = noun::named(&last);
    (!name.is_empty() && name.chars().count() <= 24).then_some(name)
}

/// What the sentence asks for: 看看一人多少钱, "tell me what each pays".
fn wanted(draft: &Draft) -> Option<String> {
    let said = &draft.said;
    let chars = said.utterance.chars();
    let words = [
        "告诉我",
        "看看",
        "算出",
        "算一下",
        "算算",
        "给我算",
        "算",
        "tell me",
        "work out",
        "calculate",
        "show me",
        "what's",
    ];
    for clause in &said.clauses {
        for word in words {
            let Some(found) = find(&chars[..clause.end], word, clause.start) else { continue };
            // 计算器 and 换算 ask for nothing.
            let before = found.start.checked_sub(1).and_then(|at| chars.get(at));
            if before.is_some_and(|c| "计换预结打".contains(*c)) {
                continue;
            }
            let rest = found.end..clause.end;
            if computes(&tokens(said, &rest)) {
                continue;
            }
            let (name, _) = noun::named(said.original(&rest));
            if !name.is_empty() && name.chars().count() <= 24 {
                return Some(name);
            }
        }
    }
    // BMI计算器, "grade calculator": what it is called is what it computes.
    let title = draft.title.as_ref()?.get(draft.said.language);
    let stem = title.strip_suffix("计算器").or_else(|| title.strip_suffix("calculator"))?.trim();
    (!stem.is_empty()).then(|| stem.to_owned())
}

/// A clause that only says how what was computed last is rounded.
fn rounding(draft: &mut Draft, range: &Range<usize>) -> bool {
    let found = tokens(&draft.said, range).into_iter().find_map(|token| match token {
        Token::Round(rounding) => Some(rounding),
        _ => None,
    });
    let (Some(rounding), Some(last)) = (found, draft.builder.tool.formulas.last_mut()) else { return false };
    let Ok(own) = Expr::parse(&last.formula) else { return false };
    last.formula = rounded(own, rounding).to_string();
    true
}

struct Taken {
    words: &'static [&'static str],
    aggregate: Aggregate,
    zh: &'static str,
    en: &'static str,
}

const TAKEN: &[Taken] = &[
    Taken {
        words: &["平均", "average", "averages", "mean"],
        aggregate: Aggregate::Average,
        zh: "平均",
        en: "Average",
    },
    Taken {
        words: &[
            "最高", "最大", "最多", "最长", "最贵", "最重", "最快", "highest", "most", "longest", "largest",
            "biggest", "best", "maximum", "heaviest",
        ],
        aggregate: Aggregate::Greatest,
        zh: "最高",
        en: "Highest",
    },
    Taken {
        words: &[
            "最低",
            "最小",
            "最少",
            "最短",
            "最便宜",
            "最轻",
            "lowest",
            "least",
            "shortest",
            "smallest",
            "minimum",
            "lightest",
        ],
        aggregate: Aggregate::Least,
        zh: "最低",
        en: "Lowest",
    },
    Taken {
        words: &[
            "总共",
            "一共",
            "合计",
            "总计",
            "总和",
            "加起来",
            "总",
            "total",
            "sum",
            "altogether",
            "in all",
        ],
        aggregate: Aggregate::Sum,
        zh: "总",
        en: "Total",
    },
];

/// Something of all records of the list: how many, how much in all, on average, at most.
fn aggregate(draft: &mut Draft, range: &Range<usize>) -> bool {
    let Some(list) = draft.builder.list().cloned() else { return false };
    let text = draft.said.text(range);
    let chars = draft.said.utterance.chars().to_vec();
    let zh = draft.is_zh();
    let mut found = false;
    let is_number =
        |kind: FieldType| matches!(kind, FieldType::Number | FieldType::Money | FieldType::Duration);
    for taken in TAKEN {
        let Some(word) =
            taken.words.iter().filter(|word| has_any(&text, &[word])).max_by_key(|word| word.len())
        else {
            continue;
        };
        let Some(at) = find(&chars[..range.end], word, range.start) else { continue };
        // The column that is named nearest behind the word, or before it; else the only one with numbers.
        let computed = list.computed.iter().map(|own| (own.name.clone(), own.label.clone(), true));
        let columns =
            list.columns.iter().map(|own| (own.name.clone(), own.label.clone(), is_number(own.kind)));
        let all: Vec<_> = computed.chain(columns).collect();
        let rest = draft.said.text(&(at.end..range.end));
        let named: Vec<_> = all
            .iter()
            .filter(|(_, label, _)| {
                label.all().any(|(_, label)| {
                    let label = label.to_lowercase();
                    has_any(&rest, &[&label])
                        || has_any(&text, &[&label])
                        || super::builder::likeness(&rest, &label) > 1
                })
            })
            .cloned()
            .collect();
        let counted: Vec<_> = all.iter().filter(|own| own.2).cloned().collect();
        let Some((name, label, is_counted)) =
            named.iter().find(|own| own.2).or(named.first()).or(counted.first()).cloned()
        else {
            continue;
        };
        let aggregate = if is_counted { taken.aggregate } else { Aggregate::Count };
        let formula = Expr::over(aggregate, &list.name, Some(Expr::name(&name)), None);
        let own = label.get(draft.builder.language).to_owned();
        let label = if zh {
            format!("{}{own}", if taken.zh == "总" && own.starts_with('总') { "" } else { taken.zh })
        } else {
            format!("{} {}", taken.en, own.to_lowercase())
        };
        draft.builder.tool.add_formula(noun::shown(&label, draft.builder.language), &formula, None);
        found = true;
    }
    if !found && has_any(&text, &["几笔", "多少笔", "几条", "几次", "几个", "how many", "count"]) {
        let label = if zh { "数量" } else { "Count" };
        draft.builder.tool.add_formula(
            noun::shown(label, draft.builder.language),
            &Expr::over(Aggregate::Count, &list.name, None, None),
            None,
        );
        found = true;
    }
    found
}
