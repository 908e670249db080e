//! What a request for a tool, or for a change of one, names: which of its words are fields, columns, results, clauses; which kinds of tool are meant.
//!
//! Decides the marks and how they are written in a sentence: `我填<field t="number">里程</field>`. Who finds them is not decided here: the model on the
//! phone does, the examples that it learns from are written so, and a test may.
//!
//! Invariant: marks lie in the order of their first characters; names do not overlap each other, and neither do clauses.

use std::ops::Range;

use super::spec::FieldType;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$each:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub(crate) enum $name { $($(#[$each])* $variant,)+ }

        impl $name {
            /// In the order that the model counts them in.
            pub(crate) const ALL: &[Self] = &[$(Self::$variant,)+];

            /// As it is written.
            pub(crate) fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// From what is written.
            pub(crate) fn of(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|own| own.word() == word)
            }
        }
    };
}

words! {
    /// What a stretch of words names.
    Name {
        /// What the tool is called.
        Title = "title",
        /// Something entered once.
        Field = "field",
        /// Something entered for each record.
        Column = "col",
        /// What the records are.
        Rows = "rows",
        /// Something computed for the tool.
        Result = "out",
        /// Something computed for each record.
        RowResult = "rowout",
        /// An option of a choice.
        Option = "opt",
        /// Something that the tool starts with.
        Item = "item",
        /// The other side of a card.
        Back = "back",
        /// Who or what is counted.
        Counter = "counter",
        Unit = "unit",
        /// What a field holds at first.
        Default = "default",
        /// Something that is computed with.
        Operand = "x",
        /// A part of a timer's round.
        Phase = "phase",
        /// How long a phase lasts.
        Length = "len",
        /// How often a timer goes round.
        Times = "times",
        /// A fixed day.
        Day = "day",
        /// What is to be reached.
        Goal = "goal",
        /// How much a tap adds.
        Step = "step",
        /// What is converted.
        From = "from",
        /// What it is converted to.
        To = "to",
        /// What is changed.
        Target = "target",
        /// Its new name.
        New = "new",
        /// What it is put beside.
        Anchor = "anchor",
        /// A new value.
        Value = "value",
        Color = "color",
        Language = "lang",
    }
}

words! {
    /// What a stretch of words says to compute, to show or to offer.
    Clause {
        /// Arithmetic.
        Formula = "formula",
        /// So much for each of something.
        Rate = "rate",
        /// A first part that has its own price.
        Base = "base",
        /// A rate behind a limit.
        Beyond = "beyond",
        /// A step of a graded rate.
        Tier = "tier",
        /// What holds for one option.
        Case = "case",
        /// A weight in a weighted sum.
        Weight = "weight",
        Round = "round",
        /// An upper bound.
        Cap = "cap",
        /// A lower bound.
        Least = "least",
        /// A change of a result under a condition.
        When = "when",
        /// Something divided in proportion.
        Share = "share",
        /// Something of all records.
        Total = "total",
        /// What is missing to a goal.
        Left = "left",
        /// Words for ranges of a result.
        Classify = "classify",
        Chart = "chart",
        Progress = "progress",
        Sort = "sort",
        Filter = "filter",
        Group = "group",
        Reset = "reset",
        Add = "add",
        Share_ = "share_out",
        Start = "start",
        Pick = "pick",
        Tap = "tap",
        Check = "check",
        Call = "call",
    }
}

words! {
    /// What kind of tool is meant; several may be.
    ToolKind {
        Calculator = "calculator",
        Splitter = "splitter",
        Converter = "converter",
        Scaler = "scaler",
        Records = "records",
        Counter = "counter",
        Checklist = "checklist",
        Scoreboard = "scoreboard",
        Picker = "picker",
        Cards = "cards",
        Timer = "timer",
        Countdown = "countdown",
        Form = "form",
    }
}

words! {
    /// Why a tool can't do what is asked for.
    Limit {
        Network = "network",
        Background = "background",
        Sensor = "sensor",
        Shared = "shared",
        Generate = "generate",
        Game = "game",
        Account = "account",
        Illegal = "illegal",
        Code = "code",
    }
}

words! {
    /// What a sentence changes.
    Change {
        Add = "add",
        Remove = "remove",
        Rename = "rename",
        Move = "move",
        Default = "default",
        Value = "value",
        Formula = "formula",
        Round = "round",
        Unit = "unit",
        Type = "type",
        Color = "color",
        Language = "language",
        Title = "title",
        Undo = "undo",
        First = "first",
        Again = "again",
        Other = "other",
    }
}

/// A stretch of words that names something; characters of the sentence.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct NameMark {
    pub name: Name,
    /// Of a field or column.
    pub kind: Option<FieldType>,
    pub range: Range<usize>,
}

/// A stretch of words that says to do something; characters of the sentence.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ClauseMark {
    pub clause: Clause,
    pub range: Range<usize>,
}

/// What a sentence names, and what it asks for.
///
/// # Example
///
/// ```
/// use errand_core::{Drafted, Outline, draft_tool};
///
/// let marked = r#"BMI: <formula><field t="number">体重</field>除以<field t="number">身高</field>的平方</formula>"#;
/// let (sentence, outline) = Outline::parse(marked).expect("marks that are well written");
/// let now: jiff::ZonedDateTime = "2026-11-25T09:30:00+08:00[Asia/Shanghai]".parse().expect("a time");
/// let Drafted::Made { tool, .. } = draft_tool("bmi", &sentence, &outline.asking(&["calculator"]), &now) else { panic!("a tool") };
/// assert_eq!(tool.formulas[0].formula, "weight / height ^ 2");
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outline {
    pub(crate) names: Vec<NameMark>,
    pub(crate) clauses: Vec<ClauseMark>,
    pub(crate) kinds: Vec<ToolKind>,
    pub(crate) limit: Option<Limit>,
    pub(crate) changes: Vec<Change>,
    /// How likely it asks for a new tool, and not for something to be done, 0 to 1.
    pub(crate) wish: f32,
    /// How likely it changes a tool, 0 to 1.
    pub(crate) change: f32,
    /// Other ways to mark the sentence, the likelier first, not mended.
    pub(crate) others: Vec<Other>,
}

/// Another way to mark a sentence.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Other {
    pub outline: Outline,
    /// By how much its logarithm is less likely than that of the likeliest.
    pub less: f32,
}

impl Outline {
    /// The same, asking for kinds of tools (`calculator`, `records`), changes (`add`, `undo`), or for what no tool can do (`network`); other words are left out.
    pub fn asking(mut self, words: &[&str]) -> Self {
        self.kinds = words.iter().filter_map(|word| ToolKind::of(word)).collect();
        self.changes = words.iter().filter_map(|word| Change::of(word)).collect();
        self.limit = words.iter().find_map(|word| Limit::of(word));
        self
    }

    /// A sentence with its marks written in it, to the sentence and the marks; nothing where they are not well written.
    ///
    /// `<rate>一<x>小时</x>5块</rate>` is a clause with a name in it; a field and a column have a type: `<col t="money">amount</col>`.
    pub fn parse(marked: &str) -> Option<(String, Self)> {
        let mut outline = Self::default();
        let mut text = String::new();
        let mut open: Vec<(&str, Option<FieldType>, usize)> = Vec::new();
        let mut rest = marked;
        while let Some(at) = rest.find('<') {
            text.push_str(&rest[..at]);
            let end = at + rest[at..].find('>')?;
            let tag = &rest[at + 1..end];
            rest = &rest[end + 1..];
            let here = text.chars().count();
            if let Some(word) = tag.strip_prefix('/') {
                let (_, kind, start) = open.pop().filter(|opened| opened.0 == word)?;
                match (Name::of(word), Clause::of(word)) {
                    (Some(name), _) => outline.names.push(NameMark { name, kind, range: start..here }),
                    (_, Some(clause)) => outline.clauses.push(ClauseMark { clause, range: start..here }),
                    _ => return None,
                }
            } else {
                let (word, kind) = tag.split_once(" t=").unwrap_or((tag, ""));
                open.push((word, FieldType::of(kind.trim_matches('"')), here));
            }
        }
        text.push_str(rest);
        outline.names.sort_by_key(|mark| mark.range.start);
        outline.clauses.sort_by_key(|mark| mark.range.start);
        open.is_empty().then_some((text, outline))
    }

    /// The sentence with its marks written in it, as [`Outline::parse`] reads them: what an engineer looks at where a draft is not what was meant.
    pub fn written(&self, sentence: &str) -> String {
        // Clauses hold names: at one place a clause opens before a name, and closes behind it.
        let mut tags: Vec<(usize, u8, String)> = Vec::new();
        for own in &self.clauses {
            let word = own.clause.word();
            tags.push((own.range.start, 2, format!("<{word}>")));
            tags.push((own.range.end, 1, format!("</{word}>")));
        }
        for own in &self.names {
            let word = own.name.word();
            let kind = own.kind.map(|kind| format!(" t=\"{}\"", kind.name())).unwrap_or_default();
            tags.push((own.range.start, 3, format!("<{word}{kind}>")));
            tags.push((own.range.end, 0, format!("</{word}>")));
        }
        tags.sort_by_key(|tag| (tag.0, tag.1));
        let mut out = String::new();
        let mut tags = tags.into_iter().peekable();
        for (at, c) in sentence.chars().enumerate() {
            while let Some(tag) = tags.next_if(|tag| tag.0 <= at) {
                out.push_str(&tag.2);
            }
            out.push(c);
        }
        tags.for_each(|tag| out.push_str(&tag.2));
        out
    }

    /// The words for what is asked: kinds, changes, a limit, as [`Outline::asking`] takes them.
    pub fn asked(&self) -> Vec<&'static str> {
        let kinds = self.kinds.iter().map(|own| own.word());
        kinds.chain(self.changes.iter().map(|own| own.word())).chain(self.limit.map(Limit::word)).collect()
    }

    /// The names of a sort, in order.
    pub(crate) fn named(&self, name: Name) -> impl Iterator<Item = &NameMark> {
        self.names.iter().filter(move |mark| mark.name == name)
    }

    /// The names within a clause.
    pub(crate) fn within(&self, range: &Range<usize>) -> impl Iterator<Item = &NameMark> {
        let range = range.clone();
        self.names.iter().filter(move |mark| range.start <= mark.range.start && mark.range.end <= range.end)
    }

    /// Whether a clause of a sort was said.
    pub(crate) fn says(&self, clause: Clause) -> bool {
        self.clauses.iter().any(|mark| mark.clause == clause)
    }

    /// Whether a kind of tool is meant.
    pub(crate) fn is(&self, kind: ToolKind) -> bool {
        self.kinds.contains(&kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_read_from_a_sentence() {
        let marked = r#"停车<rate>一<x>小时</x>5块</rate>,我填<field t="number">小时</field>"#;
        let (text, outline) = Outline::parse(marked).expect("marks");
        assert_eq!(text, "停车一小时5块,我填小时");
        assert_eq!(outline.clauses, [ClauseMark { clause: Clause::Rate, range: 2..7 }]);
        assert_eq!(outline.written(&text), marked);
        let inner: Vec<(usize, usize)> =
            outline.within(&(2..7)).map(|mark| (mark.range.start, mark.range.end)).collect();
        assert_eq!(inner, [(3, 5)]);
        assert_eq!(outline.named(Name::Field).next().and_then(|mark| mark.kind), Some(FieldType::Number));
        for broken in ["<x>a", "a</x>", "<x>a</y>", "<nothing>a</nothing>", "<x"] {
            assert_eq!(Outline::parse(broken), None, "{broken}");
        }
    }
}
