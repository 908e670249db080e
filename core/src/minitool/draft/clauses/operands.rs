//! What clauses compute with: the names, amounts and units that they speak of, found among what is entered.
//!
//! Decides which number a word means: by its label, by its unit, by words in common, or as the only one there is.

use std::ops::Range;

use rust_decimal::Decimal;

use crate::minitool::draft::computed::Computed;
use crate::minitool::draft::said::{Amount, AmountSort, find, has_any};
use crate::minitool::draft::{Draft, likeness, noun};
use crate::minitool::formula::{Expr, Operator};
use crate::minitool::outline::{Clause, Name, NameMark};
use crate::minitool::spec::{Field, FieldType};

impl Draft<'_> {
    /// The amounts of a clause.
    pub(in crate::minitool::draft) fn amounts(&self, range: &Range<usize>) -> Vec<Amount> {
        self.said.amounts_in(range).cloned().collect()
    }

    /// The names that a clause computes with.
    pub(in crate::minitool::draft) fn operands(&self, range: &Range<usize>) -> Vec<NameMark> {
        let may = [Name::Operand, Name::Field, Name::Column];
        self.outline.within(range).filter(|mark| may.contains(&mark.name)).cloned().collect()
    }

    /// What is entered or computed under a name, as its label says it: by its words, by its unit, or as the only number there is.
    pub(in crate::minitool::draft) fn known(&self, said: &str) -> Option<String> {
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
            let label = noun::called(self.said.original(&mark.range));
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
    pub(in crate::minitool::draft) fn mentioned(&self, range: &Range<usize>) -> Option<String> {
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
    pub(in crate::minitool::draft) fn extent(&self, text: &str) -> Option<Expr> {
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
    pub(in crate::minitool::draft) fn is_known(&self, said: &str) -> bool {
        self.known(said).is_some()
    }

    /// The same, or else the only number that is entered.
    pub(in crate::minitool::draft) fn known_or_only(&self, said: &str) -> Option<String> {
        self.known(said).or_else(|| match &self.numbers()[..] {
            [only] => Some(only.label.get(self.builder.language).to_owned()),
            _ => None,
        })
    }

    /// The only number that is entered and not computed with yet.
    pub(in crate::minitool::draft) fn unused(&self, own: &Computed) -> Option<String> {
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
    pub(in crate::minitool::draft) fn numbers(&self) -> Vec<Field> {
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
    pub(in crate::minitool::draft) fn in_unit_of(&self, amount: &Amount, label: &str) -> Decimal {
        let field = self
            .builder
            .tool
            .state
            .iter()
            .chain(self.builder.tool.state.iter().flat_map(|list| &list.columns));
        let mut field = field.filter(|field| field.label.get(self.builder.language) == label);
        if amount.sort != AmountSort::Length {
            // 200万 of what is entered in 万.
            let ten_thousand = Decimal::from(10_000);
            let in_wan = field
                .next()
                .is_some_and(|own| own.unit.as_deref().is_some_and(|unit| unit.starts_with('万')));
            let dozen = Decimal::from(12);
            return match amount.count {
                count if in_wan && count >= ten_thousand => count / ten_thousand,
                // "18 a dozen", of dozens.
                count if count == dozen && label.to_lowercase().contains("dozen") => Decimal::ONE,
                count => count,
            };
        }
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

    /// Whether "minus" stands just before a clause: "minus 6 for the minibus".
    pub(in crate::minitool::draft) fn after_minus(&self, range: &Range<usize>) -> bool {
        let before = self.said.text(&(range.start.saturating_sub(8)..range.start));
        let before = before.trim_end();
        // "No less than 6" is a bound.
        let is_bound = ["no less", "not less", "never less"].iter().any(|word| before.ends_with(word));
        !is_bound
            && ["minus", "less", "减", "减去", "再减", "扣", "扣掉", "扣除"]
                .iter()
                .any(|word| before.ends_with(word))
    }

    /// Whether any of the words stands within some characters.
    pub(in crate::minitool::draft) fn says(&self, range: &Range<usize>, words: &[&str]) -> bool {
        has_any(&self.said.text(range), words)
    }

    /// Whether one of the words stands shortly before a place, within a range.
    pub(in crate::minitool::draft) fn just_before(
        &self,
        range: &Range<usize>,
        at: usize,
        reach: usize,
        words: &[&str],
    ) -> bool {
        let chars = self.said.utterance.chars();
        let start = range.start.max(at.saturating_sub(reach));
        words.iter().any(|word| find(&chars[..at], word, start).is_some())
    }

    /// Whether one of the words stands shortly behind a place, within a range.
    pub(in crate::minitool::draft) fn just_behind(
        &self,
        range: &Range<usize>,
        at: usize,
        reach: usize,
        words: &[&str],
    ) -> bool {
        let chars = self.said.utterance.chars();
        let end = range.end.min(at + reach);
        words.iter().any(|word| find(&chars[..end], word, at).is_some())
    }
}

/// Whether two words are one unit: 小时 and 钟头, hour and hours.
pub(super) fn same_unit(a: &str, b: &str) -> bool {
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
