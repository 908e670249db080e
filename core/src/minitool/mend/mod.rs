//! An outline that a network found, mended: stretches that were torn apart, edges that cut a word, odd ones out of a row.
//!
//! Decides only what the words themselves show to be wrong. An outline that was written by hand is taken as it is.

mod changes;
mod edges;
mod rows;
mod sense;

use std::ops::Range;

use self::changes::agreed;
use self::edges::{adjectives, joined, trim, united, whole_numbers, whole_units};
use self::rows::{entered, in_rows, people, two_sided};
use super::outline::{Clause, Name, Outline, ToolKind};
use crate::text::Utterance;

/// Words that name nothing by themselves.
const IDLE: &[&str] = &[
    "几",
    "多",
    "少",
    "数",
    "了",
    "直",
    "个",
    "的",
    "一",
    "我",
    "停",
    "会",
    "是",
    "多少",
    "一个",
    "一下",
    "字段",
    "数字",
    "会开",
    "一列",
    "字",
    "接",
    "每",
    "什么",
    "东西",
    "记",
    "写",
    "填",
    "a",
    "an",
    "the",
    "what",
    "field",
    "number",
    "plus",
    "it",
    "that",
    "column",
    "edit",
    "list",
    "and",
    "or",
    "of",
    "is",
    "i",
    "me",
    "my",
    "each",
    "with",
    "for",
    "to",
    "in",
    "how",
    "how many",
    "how much",
    "this",
    "one",
    "some",
    "them",
    "total number",
];

impl Outline {
    /// The outline without what its sentence shows to be wrong: for one that a network found. Marks that reach beyond the sentence are left out.
    ///
    /// ```
    /// let (sentence, outline) = errand_core::Outline::parse("算<out>每人多</out>少").expect("well written marks");
    /// assert_eq!(outline.mended(&sentence).written(&sentence), "算<out>每人</out>多少");
    /// ```
    #[must_use]
    pub fn mended(mut self, sentence: &str) -> Self {
        let said = Utterance::new(sentence);
        let chars = said.chars();
        let is_within = |range: &Range<usize>| range.start < range.end && range.end <= chars.len();
        self.names.retain(|mark| is_within(&mark.range));
        self.clauses.retain(|mark| is_within(&mark.range));
        whole_numbers(&mut self.names, &mut self.clauses, chars);
        self.clauses
            .iter_mut()
            .for_each(|mark| mark.clause = as_said(mark.clause, &text(chars, &mark.range)));
        self.clauses = joined(std::mem::take(&mut self.clauses), chars);
        self.names = united(std::mem::take(&mut self.names), chars);
        whole_units(&mut self.names, chars);
        self.names.iter_mut().for_each(|mark| trim(mark, chars));
        adjectives(&mut self.names, chars);
        self.added(chars);
        self.names.retain(|mark| !is_idle(&text(chars, &mark.range)) || !names_something(mark.name));
        self.shares(chars);
        in_rows(&mut self.names, chars);
        entered(&mut self.names, chars);
        people(&mut self.names, chars);
        self.units_that_name(chars);
        self.counted(chars);
        self.columns_without_records(chars);
        self.named_kinds(chars);
        if self.is(ToolKind::Cards) {
            self.names = two_sided(std::mem::take(&mut self.names), chars);
        }
        self.clauses.retain(|mark| says_so(mark.clause, &text(chars, &mark.range)));
        self.defaults_in_rates();
        self.changes = agreed(&self, &text(chars, &(0..chars.len())));
        self
    }
}

/// The words of a stretch; none where two marks overlap and nothing is between them.
fn text(chars: &[char], range: &Range<usize>) -> String {
    chars.get(range.clone()).unwrap_or_default().iter().collect::<String>().trim().to_lowercase()
}

fn names_something(name: Name) -> bool {
    !matches!(
        name,
        Name::Default
            | Name::Goal
            | Name::Step
            | Name::Times
            | Name::Value
            | Name::Unit
            | Name::Length
            | Name::Day
            | Name::Option
    )
}

fn is_idle(text: &str) -> bool {
    IDLE.contains(&text)
}

/// A clause by the word in it that leaves no doubt: 封顶 is an upper bound, "progress" no sum.
fn as_said(clause: Clause, text: &str) -> Clause {
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    match clause {
        Clause::Least if says(&["封顶", "最多", "至多", "不超过", "at most", "no more than", "capped"]) => {
            Clause::Cap
        }
        Clause::Cap if says(&["最少", "至少", "最低", "起步", "at least", "minimum", "no less than"]) => {
            Clause::Least
        }
        Clause::Total | Clause::Group | Clause::Left if says(&["progress", "进度条", "进度"]) => {
            Clause::Progress
        }
        _ => clause,
    }
}

/// Whether a clause has a word for what it shows or draws.
fn says_so(clause: Clause, text: &str) -> bool {
    let words: &[&str] = match clause {
        Clause::Progress => &["进度", "progress", "bar", "条", "完成"],
        Clause::Pick => &[
            "随机", "抽", "随便", "挑", "点名", "转盘", "选", "摇", "random", "pick", "draw", "spin",
            "choose", "shuffle", "lucky", "roll",
        ],
        _ => return true,
    };
    words.iter().any(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_torn_is_whole_again() {
        let rows = [
            ("<cap>最多收40</cap>,<cap>封顶</cap>", "<cap>最多收40,封顶</cap>"),
            (
                "<beyond>plus</beyond> <beyond>10 dollars a day</beyond>",
                "<beyond>plus 10 dollars a day</beyond>",
            ),
            ("<tier>3 a kilo</tier> <tier>2 over 5</tier>", "<tier>3 a kilo</tier> <tier>2 over 5</tier>"),
            (r#"<field t="number">身高厘</field>米"#, r#"<field t="number">身高</field><unit>厘米</unit>"#),
            ("开多少<unit>分</unit><unit>钟</unit>", r#"开多少<field t="number">分钟</field>"#),
            (
                r#"<field t="number">会议</field>开多少<unit>分</unit><unit>钟</unit>"#,
                r#"<field t="number">会议</field>开多少<unit>分钟</unit>"#,
            ),
            ("<out>what</out> <out>each person pays</out>", "<out>what each person pays</out>"),
            (
                r#"填<field t="number">几</field><field t="number">亩地</field>"#,
                r#"填几<field t="number">亩地</field>"#,
            ),
            (
                r#"<item>towel</item>, <item>soap</item> and <col t="text">book</col>"#,
                "<item>towel</item>, <item>soap</item> and <item>book</item>",
            ),
            ("add flip <item>flops</item>", "add <item>flip flops</item>"),
            ("add a <item>towel</item>", "add a <item>towel</item>"),
            ("<cap>最多收40</cap>,<least>封顶</least>", "<cap>最多收40,封顶</cap>"),
            ("show me <total>the progress</total>", "show me <progress>the progress</progress>"),
            (r#"<opt>米</opt><opt>个</opt><opt>卷</opt>"#, r#"<opt>米</opt><opt>个</opt><opt>卷</opt>"#),
            ("用 <item>从小明</item> <item>小红</item>", "用 从<item>小明</item> <item>小红</item>"),
            ("算<out>每人多</out>少", "算<out>每人</out>多少"),
            (r#"<field t="text">几个人</field>"#, r#"<field t="number">几个人</field>"#),
            (r#"<field t="text">how many guests</field>"#, r#"<field t="number">how many guests</field>"#),
            (r#"每笔记<col t="money">payer</col>"#, r#"每笔记<col t="text">payer</col>"#),
            (r#"<field t="date">几号</field>"#, r#"<field t="date">几号</field>"#),
            (
                r#"每次填<col t="date">日期</col>和多少<unit>公斤</unit>"#,
                r#"每次填<col t="date">日期</col>和多少<col t="number">公斤</col>"#,
            ),
        ];
        for (torn, whole) in rows {
            let (sentence, outline) = Outline::parse(torn).expect("marks");
            assert_eq!(outline.mended(&sentence).written(&sentence), whole, "{torn}");
        }
        let (sentence, outline) = Outline::parse("<item>apple苹果</item>、<item>梨</item>").expect("marks");
        let mended = outline.asking(&["cards"]).mended(&sentence);
        assert_eq!(mended.written(&sentence), "<item>apple</item><back>苹果</back>、<item>梨</item>");
    }

    #[test]
    fn changes_agree_with_the_marks() {
        let rows: [(&str, &[&str], &[&str]); 5] = [
            ("and let me <reset>reset it</reset> at the end", &["add", "first"], &["add"]),
            ("make it <color>purple</color>", &["color", "language"], &["color"]),
            ("撤销刚才那个", &["undo", "first"], &["undo"]),
            ("rename <target>date</target> to <new>paid on</new>", &["rename", "move", "title"], &["rename"]),
            ("call it <new>Leo</new>", &["rename", "color", "title"], &["title"]),
        ];
        for (marked, asked, agreed) in rows {
            let (sentence, outline) = Outline::parse(marked).expect("marks");
            assert_eq!(outline.asking(asked).mended(&sentence).asked(), agreed, "{marked}");
        }
    }
}
