//! Arithmetic in words, as one result of a tool.
//!
//! Decides what it goes on from, and what words such as "all three" stand for; how words bind is `sums`' matter.

use std::ops::Range;

use super::{Draft, times};
use crate::minitool::draft::computed::Computed;
use crate::minitool::draft::sums::formula;
use crate::minitool::draft::tokens::{Token, tokens};
use crate::minitool::draft::{likeness, noun};
use crate::minitool::formula::{Expr, Function, Operator};
use crate::minitool::outline::Name;
use crate::minitool::spec::{Field, FieldType};

/// Stands for what was computed so far, where a clause goes on with it.
const SO_FAR: &str = "_so_far";

/// Whether arithmetic begins with an operator: 再除以人数, "then divided by people".
pub(in crate::minitool::draft) fn goes_on(draft: &Draft<'_>, range: &Range<usize>) -> bool {
    let all = tokens(&draft.said, draft.outline, range);
    let first = all.iter().find(|token| !matches!(token, Token::Then | Token::Join));
    matches!(first, Some(Token::Operator(_) | Token::Round(_) | Token::Power(_) | Token::Times(_)))
}

pub(super) fn arithmetic(draft: &mut Draft<'_>, range: &Range<usize>, own: &mut Computed) -> Option<()> {
    let mut all = parted(draft, tokens(&draft.said, draft.outline, range));
    if let Some(rest) = all_others(draft, range, &all, own.is_row) {
        own.terms.push(rest);
        return Some(());
    }
    // Words that nothing marks and nobody enters are something that was not understood, where other things are entered: 烤完掉两成.
    let enters =
        draft.outline.names.iter().filter(|mark| matches!(mark.name, Name::Field | Name::Column)).count() > 1;
    let marked: Vec<String> =
        draft.outline.within(range).map(|mark| noun::called(draft.said.original(&mark.range))).collect();
    let is_lost =
        |token: &Token| matches!(token, Token::Noun(name) if !marked.contains(name) && !draft.is_known(name));
    if enters && all.iter().any(is_lost) {
        return together(draft, range, &all, own.is_row).map(|value| own.terms.push(value));
    }
    if goes_on(draft, range) {
        // "加上6% tax": of what was computed just before, where nothing else was said.
        let before =
            own.sum().or_else(|| result_before(draft, range, own).map(|label| Expr::name(&label)))?;
        all.insert(0, Token::Noun(SO_FAR.to_owned()));
        let value = formula(&all, draft.is_zh())?;
        own.terms = vec![value.replaced(SO_FAR, &before)];
        return Some(());
    }
    // "水是面粉的55%,盐2%": a share alone is one of what the share before it was of.
    match &all[..] {
        [Token::Share(share)] => {
            // "65% of that", 它的65%.
            let of_it = draft.says(range, &["of that", "of it", "of this", "它的", "这个的"]);
            let before = || result_before(draft, range, own).filter(|_| of_it);
            let of = before().or_else(|| draft.share_of.clone())?;
            own.terms.push(times(*share, &of));
            return Some(());
        }
        [Token::Noun(of), Token::Share(_)] | [Token::Share(_), Token::Noun(of)] => {
            draft.share_of = Some(of.trim_start_matches("of ").to_owned());
        }
        _ => {}
    }
    let value = formula(&all, draft.is_zh()).or_else(|| together(draft, range, &all, own.is_row))?;
    own.terms.push(value);
    own.words.get_or_insert_with(|| noun::plain(draft.said.original(range)));
    Some(())
}

/// The label of the result that was spoken of before a clause, another than the one it is about.
fn result_before(draft: &Draft<'_>, range: &Range<usize>, own: &Computed) -> Option<String> {
    let marks = draft.outline.names.iter().enumerate().filter(|(at, mark)| {
        matches!(mark.name, Name::Result | Name::RowResult)
            && mark.range.end <= range.start
            && own.mark != Some(*at)
    });
    let (_, last) = marks.max_by_key(|(_, mark)| mark.range.end)?;
    Some(noun::called(draft.said.original(&last.range)))
}

/// "Rent minus all three", 收入减去后面三个: a name, and every other number that is entered.
fn all_others(draft: &Draft<'_>, range: &Range<usize>, tokens: &[Token], is_row: bool) -> Option<Expr> {
    let [Token::Noun(first), Token::Operator(operator @ (Operator::Add | Operator::Subtract)), rest @ ..] =
        tokens
    else {
        return None;
    };
    let counts: [(usize, &[&str]); 3] = [
        (2, &["both", "all two", "the two", "the other two", "两个", "两项", "两样"]),
        (3, &["all three", "the three", "the other three", "三个", "三项", "三样"]),
        (4, &["all four", "the four", "the other four", "四个", "四项", "四样"]),
    ];
    let count = counts.iter().find(|(_, words)| draft.says(range, words))?.0;
    if !draft.is_known(first) || rest.iter().any(|token| matches!(token, Token::Operator(_) | Token::Open)) {
        return None;
    }
    let language = draft.builder.language;
    let list = draft.builder.list().filter(|_| is_row);
    let fields: &[Field] = list.map_or(&draft.builder.tool.state[..], |list| &list.columns[..]);
    let labels = fields
        .iter()
        .filter(|field| matches!(field.kind, FieldType::Number | FieldType::Money))
        .map(|field| field.label.get(language));
    let others: Vec<&str> = labels.filter(|label| likeness(label, first) < 2).collect();
    let fold = |value, label: &&str| Expr::binary(*operator, value, Expr::name(label));
    (others.len() == count).then(|| others.iter().fold(Expr::name(first), fold))
}

/// What is done with several at once: the greater of two, all three added, "19 percent of goods, freight and duty".
fn together(draft: &Draft<'_>, range: &Range<usize>, tokens: &[Token], is_row: bool) -> Option<Expr> {
    let language = draft.builder.language;
    let mut names: Vec<Expr> = tokens
        .iter()
        .filter_map(|token| if let Token::Noun(name) = token { Some(name) } else { None })
        .filter(|name| draft.is_known(name))
        .map(|name| Expr::name(name))
        .collect();
    let joined = tokens.iter().all(|token| {
        matches!(
            token,
            Token::Noun(_)
                | Token::Join
                | Token::Then
                | Token::Together(_)
                | Token::Share(_)
                | Token::Number(_)
        )
    });
    let says = |words: &[&str]| draft.says(range, words);
    let everything = says(&[
        "all",
        "both",
        "the two",
        "the three",
        "three",
        "two",
        "两个",
        "三个",
        "四个",
        "几个",
        "两次",
        "三次",
        "两样",
        "三样",
        "都",
        "全部",
        "everything",
        "全",
    ]);
    if names.len() < 2 && everything {
        let list = draft.builder.list().filter(|_| is_row);
        let fields: &[Field] = list.map_or(&draft.builder.tool.state[..], |list| &list.columns[..]);
        let numbers =
            fields.iter().filter(|field| matches!(field.kind, FieldType::Number | FieldType::Money));
        names = numbers.map(|field| Expr::name(field.label.get(language))).collect();
        let said = [(2, ["two", "both", "两"]), (3, ["three", "three", "三"]), (4, ["four", "four", "四"])];
        let text = draft.said.text(range);
        let count =
            said.iter().find(|(_, words)| words.iter().any(|word| text.contains(word))).map(|own| own.0);
        if count.is_some_and(|count| count != names.len()) {
            return None;
        }
    }
    // Words that are no name of the tool's would be lost, and the formula another.
    let is_lost = |token: &Token| matches!(token, Token::Noun(name) if !draft.is_known(name)) && !everything;
    if tokens.iter().any(is_lost) || !joined && !everything {
        return None;
    }
    if names.len() < 2 {
        return None;
    }
    let fold = |operator: Operator, all: Vec<Expr>| {
        all.into_iter().reduce(|left, right| Expr::binary(operator, left, right))
    };
    if says(&[
        "大的", "谁大", "较大", "bigger", "larger", "greater", "higher", "the most", "best", "高的", "最高",
        "最大",
    ]) {
        return Some(Expr::Call(Function::Max, names));
    }
    if says(&[
        "小的", "谁小", "较小", "smaller", "lower", "lesser", "低的", "少的", "最小", "最低", "lowest",
        "quicker",
    ]) {
        return Some(Expr::Call(Function::Min, names));
    }
    if let [Token::Share(share), rest @ ..] = tokens
        && joined
        && !rest.is_empty()
    {
        return Some(Expr::binary(Operator::Multiply, fold(Operator::Add, names)?, Expr::Number(*share)));
    }
    if says(&["乘", "multiplied", "multiply", "times", "相乘", "product"]) {
        return fold(Operator::Multiply, names);
    }
    says(&["加", "added", "add", "sum", "plus", "together", "合计", "total", "summed"])
        .then(|| fold(Operator::Add, names))
        .flatten()
}

/// 长宽高乘起来: names that are known, said in one breath.
fn parted(draft: &Draft<'_>, tokens: Vec<Token>) -> Vec<Token> {
    let language = draft.builder.language;
    let mut labels: Vec<String> =
        draft.builder.tool.labels().into_iter().map(|own| own.1.get(language).to_owned()).collect();
    labels.retain(|label| !label.is_empty() && !label.is_ascii());
    labels.sort_by_key(|label| usize::MAX - label.len());
    let mut out = Vec::new();
    for token in tokens {
        let Token::Noun(name) = &token else {
            out.push(token);
            continue;
        };
        let mut rest = name.as_str();
        let mut found = Vec::new();
        while let Some(label) = labels.iter().find(|label| rest.starts_with(label.as_str())) {
            found.push(label.clone());
            rest = rest[label.len()..].trim_start_matches(['、', '和', ' ']);
        }
        if found.len() > 1 && rest.is_empty() {
            for (i, label) in found.into_iter().enumerate() {
                if i > 0 {
                    out.push(Token::Join);
                }
                out.push(Token::Noun(label));
            }
        } else {
            out.push(token);
        }
    }
    out
}
