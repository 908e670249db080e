//! What the clauses of a request say to compute: arithmetic in words, rates, steps, bounds, conditions, sums over records.
//!
//! Decides which numbers of a clause are what; each family of clauses is a file. A clause that does not read whole is not used: its result is then
//! not shown, and the clause is told to the person.

mod bounds;
mod grade;
mod rate;
mod whole;

use std::ops::Range;

use rust_decimal::Decimal;

pub(super) use self::bounds::comparison;
pub(super) use self::grade::{Case, Tier, chosen, graded};
pub(super) use self::rate::Base;
pub(super) use self::whole::records;
use super::results::Computed;
use super::said::{Amount, AmountSort, find, has_any};
use super::sums::formula;
use super::tokens::{Token, tokens};
use super::{Draft, likeness};
use crate::minitool::formula::{Expr, Function, Operator};
use crate::minitool::outline::{Clause, ClauseMark, Name, NameMark};
use crate::minitool::spec::{Field, FieldType};

/// Whether a clause says something that is computed.
pub(super) fn computes(clause: Clause) -> bool {
    use Clause::*;
    matches!(
        clause,
        Formula
            | Rate
            | Base
            | Beyond
            | Tier
            | Case
            | Weight
            | Round
            | Cap
            | Least
            | When
            | Share
            | Total
            | Left
    )
}

/// Reads a clause into the result that it is about.
pub(super) fn read(draft: &mut Draft<'_>, mark: &ClauseMark, own: &mut Computed) -> Option<()> {
    let range = &mark.range;
    match mark.clause {
        Clause::Formula => arithmetic(draft, range, own),
        Clause::Rate => rate::rate(draft, range, own),
        Clause::Base => rate::base(draft, range, own),
        Clause::Beyond => rate::beyond(draft, range, own),
        Clause::Tier => grade::tier(draft, range, own),
        Clause::Case => grade::case(draft, range, own),
        Clause::Weight => grade::weight(draft, range, own),
        Clause::Round => bounds::round(draft, range, own),
        Clause::Cap => bounds::bound(draft, range, own, true),
        Clause::Least => bounds::bound(draft, range, own, false),
        Clause::When => bounds::when(draft, range, own),
        Clause::Share => whole::share(draft, range, own),
        Clause::Total => whole::total(draft, range, own),
        Clause::Left => whole::left(draft, range, own),
        _ => None,
    }
}

/// Stands for what was computed so far, where a clause goes on with it.
const SO_FAR: &str = "_so_far";

/// Whether arithmetic begins with an operator: 再除以人数, "then divided by people".
pub(super) fn goes_on(draft: &Draft<'_>, range: &Range<usize>) -> bool {
    let all = tokens(&draft.said, draft.outline, range);
    let first = all.iter().find(|token| !matches!(token, Token::Then | Token::Join));
    matches!(first, Some(Token::Operator(_) | Token::Round(_) | Token::Power(_) | Token::Times(_)))
}

fn arithmetic(draft: &mut Draft<'_>, range: &Range<usize>, own: &mut Computed) -> Option<()> {
    let mut all = parted(draft, tokens(&draft.said, draft.outline, range));
    if goes_on(draft, range) {
        // "加上6% tax": of what was computed just before, where nothing else was said.
        let before = own.sum().or_else(|| {
            let marks =
                draft.outline.names.iter().filter(|mark| matches!(mark.name, Name::Result | Name::RowResult));
            let last =
                marks.filter(|mark| mark.range.end <= range.start).max_by_key(|mark| mark.range.end)?;
            Some(Expr::name(&super::noun::called(draft.said.original(&last.range))))
        })?;
        all.insert(0, Token::Noun(SO_FAR.to_owned()));
        let value = formula(&all, draft.is_zh())?;
        own.terms = vec![value.replaced(SO_FAR, &before)];
        return Some(());
    }
    // "水是面粉的55%,盐2%": a share alone is one of what the share before it was of.
    match &all[..] {
        [Token::Share(share)] => {
            let of = draft.share_of.clone()?;
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
    own.words.get_or_insert_with(|| super::noun::plain(draft.said.original(range)));
    Some(())
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

impl Draft<'_> {
    /// The amounts of a clause.
    fn amounts(&self, range: &Range<usize>) -> Vec<Amount> {
        self.said.amounts_in(range).cloned().collect()
    }

    /// The names that a clause computes with.
    fn operands(&self, range: &Range<usize>) -> Vec<NameMark> {
        let may = [Name::Operand, Name::Field, Name::Column];
        self.outline.within(range).filter(|mark| may.contains(&mark.name)).cloned().collect()
    }

    /// What is entered or computed under a name, as its label says it: by its words, by its unit, or as the only number there is.
    fn known(&self, said: &str) -> Option<String> {
        let language = self.builder.language;
        let results =
            self.outline.names.iter().filter(|mark| matches!(mark.name, Name::Result | Name::RowResult));
        let mut best: Option<(u8, String)> = None;
        let mut offer = |score: u8, label: &str| {
            if score > 0 && best.as_ref().is_none_or(|own| score > own.0) {
                best = Some((score, label.to_owned()));
            }
        };
        for (_, label) in self.builder.tool.labels() {
            offer(likeness(said, label.get(language)), label.get(language));
        }
        for mark in results {
            let label = super::noun::called(self.said.original(&mark.range));
            offer(likeness(said, &label), &label);
        }
        if let Some((_, label)) = best {
            return Some(label);
        }
        let fields = self.numbers();
        let by_unit = fields.iter().find(|field| {
            let label = field.label.get(language);
            let counts = label.trim_end_matches(['数', '量']);
            field.unit.as_deref().is_some_and(|unit| likeness(unit, said) >= 2 || same_unit(unit, said))
                || !said.is_empty() && (counts == said || same_unit(counts, said))
                || said.chars().count() == 1 && !said.is_ascii() && counts.ends_with(said)
        });
        by_unit.map(|field| field.label.get(language).to_owned())
    }

    /// The number whose name a clause speaks of: 早饭一顿6块 is of 早饭顿数. The longest words in common count, if they are of one alone.
    fn mentioned(&self, range: &Range<usize>) -> Option<String> {
        let text = self.said.text(range);
        let language = self.builder.language;
        let score = |label: &str| -> usize {
            let label = label.to_lowercase();
            if label.is_ascii() {
                let words = label.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| {
                    word.len() > 2 && !["per", "the", "number", "total", "and"].contains(word)
                });
                words
                    .filter(|word| has_any(&text, &[word]) || has_any(&text, &[word.trim_end_matches('s')]))
                    .map(str::len)
                    .sum()
            } else {
                let chars: Vec<char> = label.chars().collect();
                let common =
                    |from: usize, to: usize| text.contains(&chars[from..to].iter().collect::<String>());
                let all =
                    (0..chars.len()).flat_map(|from| (from + 2..=chars.len()).map(move |to| (from, to)));
                all.filter(|(from, to)| common(*from, *to)).map(|(from, to)| to - from).max().unwrap_or(0)
            }
        };
        let numbers = self.numbers();
        let mut scored: Vec<(usize, &str)> = numbers
            .iter()
            .map(|field| field.label.get(language))
            .map(|label| (score(label), label))
            .collect();
        scored.sort_by_key(|own| usize::MAX - own.0);
        match &scored[..] {
            [(best, label), rest @ ..] if *best > 0 && rest.first().is_none_or(|next| next.0 < *best) => {
                Some((*label).to_owned())
            }
            _ => None,
        }
    }

    /// The area or the room that lengths make, where a rate is of square or cubic metres and only those are entered.
    fn extent(&self, text: &str) -> Option<Expr> {
        let flat = ["平方", "平米", "平", "square", "sqm", "㎡"];
        let cubic = ["立方", "cubic", "方"];
        let count = if has_any(text, &["立方", "cubic"])
            || cubic.iter().any(|word| text.contains(word)) && !flat.iter().any(|word| text.contains(word))
        {
            3
        } else if flat.iter().any(|word| text.contains(word)) {
            2
        } else {
            return None;
        };
        let language = self.builder.language;
        let sides = [
            "长",
            "宽",
            "高",
            "厚",
            "深",
            "length",
            "width",
            "height",
            "depth",
            "thickness",
            "long",
            "wide",
            "deep",
            "high",
        ];
        let numbers = self.numbers();
        let is_side = |label: &str| {
            sides.iter().any(|side| {
                if side.is_ascii() { has_any(&label.to_lowercase(), &[side]) } else { label.contains(side) }
            })
        };
        let labels: Vec<&str> =
            numbers.iter().map(|field| field.label.get(language)).filter(|label| is_side(label)).collect();
        (labels.len() == count).then(|| {
            let all = labels.iter().map(|label| Expr::name(label));
            all.reduce(|left, right| Expr::binary(Operator::Multiply, left, right))
        })?
    }

    /// Whether a name that was said is one of the tool's.
    pub(super) fn is_known(&self, said: &str) -> bool {
        self.known(said).is_some()
    }

    /// The same, or else the only number that is entered.
    fn known_or_only(&self, said: &str) -> Option<String> {
        self.known(said).or_else(|| match &self.numbers()[..] {
            [only] => Some(only.label.get(self.builder.language).to_owned()),
            _ => None,
        })
    }

    /// The only number that is entered and not computed with yet.
    fn unused(&self, own: &Computed) -> Option<String> {
        let language = self.builder.language;
        let mut used: Vec<String> = own.terms.iter().flat_map(Expr::names).collect();
        let rates = self
            .outline
            .clauses
            .iter()
            .filter(|mark| matches!(mark.clause, Clause::Rate | Clause::Beyond | Clause::When));
        used.extend(
            rates
                .flat_map(|mark| self.operands(&mark.range))
                .filter_map(|mark| self.known(self.said.original(&mark.range))),
        );
        let all: Vec<String> =
            self.numbers().iter().map(|field| field.label.get(language).to_owned()).collect();
        let mut free = all.iter().filter(|label| !used.contains(label));
        let one = free.next()?;
        free.next().is_none().then(|| one.clone())
    }

    /// Everything that is entered as a number.
    fn numbers(&self) -> Vec<Field> {
        let is_number = |field: &&Field| matches!(field.kind, FieldType::Number | FieldType::Money);
        let state = &self.builder.tool.state;
        state
            .iter()
            .filter(is_number)
            .chain(state.iter().flat_map(|list| &list.columns).filter(is_number))
            .cloned()
            .collect()
    }

    /// How many of a field's own units an amount is: a quarter of an hour is 15 where minutes are entered.
    fn in_unit_of(&self, amount: &Amount, label: &str) -> Decimal {
        if amount.sort != AmountSort::Length {
            return amount.count;
        }
        let field = self
            .builder
            .tool
            .state
            .iter()
            .chain(self.builder.tool.state.iter().flat_map(|list| &list.columns));
        let mut field = field.filter(|field| field.label.get(self.builder.language) == label);
        let words = field.next().map_or_else(
            || label.to_lowercase(),
            |field| {
                format!("{} {}", label.to_lowercase(), field.unit.clone().unwrap_or_default().to_lowercase())
            },
        );
        let units: [(&[&str], i64); 5] = [
            (&["分钟", "minutes", "minute", "mins", "min"], 60),
            (&["小时", "钟头", "工时", "hours", "hour", "hrs"], 3_600),
            (&["天", "days", "day", "nights", "night", "晚"], 86_400),
            (&["周", "星期", "weeks", "week"], 604_800),
            (&["秒", "seconds", "second", "secs"], 1),
        ];
        let unit = units.iter().find(|(words_of, _)| has_any(&words, words_of));
        unit.map_or(amount.count, |own| amount.number / Decimal::from(own.1))
    }

    /// Whether any of the words stands within some characters.
    pub(super) fn says(&self, range: &Range<usize>, words: &[&str]) -> bool {
        has_any(&self.said.text(range), words)
    }

    /// Whether one of the words stands shortly before a place, within a range.
    fn just_before(&self, range: &Range<usize>, at: usize, reach: usize, words: &[&str]) -> bool {
        let chars = self.said.utterance.chars();
        let start = range.start.max(at.saturating_sub(reach));
        words.iter().any(|word| find(&chars[..at], word, start).is_some())
    }

    /// Whether one of the words stands shortly behind a place, within a range.
    fn just_behind(&self, range: &Range<usize>, at: usize, reach: usize, words: &[&str]) -> bool {
        let chars = self.said.utterance.chars();
        let end = range.end.min(at + reach);
        words.iter().any(|word| find(&chars[..end], word, at).is_some())
    }
}

/// Whether two words are one unit: 小时 and 钟头, hour and hours.
fn same_unit(a: &str, b: &str) -> bool {
    const SAME: &[&[&str]] = &[
        &["公里", "千米", "km", "kilometre", "kilometres", "kilometer", "kilometers", "kms", "k"],
        &["小时", "钟头", "个小时", "hour", "hours", "hr", "hrs"],
        &["分钟", "minute", "minutes", "min", "mins"],
        &["公斤", "千克", "kg", "kilo", "kilos", "kilogram", "kilograms"],
        &["克", "g", "gram", "grams"],
        &[
            "平",
            "平米",
            "平方米",
            "平方",
            "square metres",
            "square meters",
            "square metre",
            "square meter",
            "sqm",
            "m2",
        ],
        &["人", "个人", "位", "people", "person", "persons", "guests", "guest"],
        &["天", "日", "day", "days"],
        &["升", "litre", "litres", "liter", "liters", "l"],
        &["毫升", "ml", "millilitres", "milliliters"],
        &["度", "度电", "kwh", "units", "unit"],
        &["方", "吨", "立方", "立方米"],
        &["斤"],
        &["mile", "miles"],
    ];
    let (a, b) = (a.trim().to_lowercase(), b.trim().to_lowercase());
    a == b || SAME.iter().any(|all| all.contains(&a.as_str()) && all.contains(&b.as_str()))
}

/// `value * name`, without what changes nothing.
fn times(value: Decimal, name: &str) -> Expr {
    if value == Decimal::ONE {
        return Expr::name(name);
    }
    Expr::binary(Operator::Multiply, Expr::name(name), Expr::Number(value.normalize()))
}
