//! Calculations that people name without saying what they enter: "tip calculator", BMI计算器, 房贷计算器.
//!
//! Decides which one is meant and what it takes. Sources: the classes of BMI are those of WS/T 428-2013 in Chinese and of the WHO in English; the annuity formula for loans.

use crate::minitool::draft::Draft;
use crate::minitool::draft::said::has_any;
use crate::minitool::edit::both;
use crate::minitool::formula::Expr;
use crate::minitool::outline::{Name, ToolKind};
use crate::minitool::spec::{Field, FieldType};

struct Input {
    name: &'static str,
    zh: &'static str,
    en: &'static str,
    kind: FieldType,
    unit: &'static str,
}

struct Output {
    zh: &'static str,
    en: &'static str,
    formula: &'static str,
}

struct Known {
    words: &'static [&'static str],
    inputs: &'static [Input],
    outputs: &'static [Output],
}

const fn input(
    name: &'static str,
    zh: &'static str,
    en: &'static str,
    kind: FieldType,
    unit: &'static str,
) -> Input {
    Input { name, zh, en, kind, unit }
}

const fn output(zh: &'static str, en: &'static str, formula: &'static str) -> Output {
    Output { zh, en, formula }
}

use FieldType::{Money, Number};

const KNOWN: &[Known] = &[
    Known {
        words: &["bmi", "身体质量指数", "体质指数"],
        inputs: &[
            input("height", "身高", "Height", Number, "cm"),
            input("weight", "体重", "Weight", Number, "kg"),
        ],
        outputs: &[
            output("BMI", "BMI", "round(weight / (height / 100) ^ 2, 1)"),
            output("体型", "Category", "if(BMI < 18.5, \"偏瘦\", if(BMI < 24, \"正常\", \"偏胖\"))"),
        ],
    },
    Known {
        words: &["tip calculator", "小费计算", "tip"],
        inputs: &[
            input("bill", "账单", "Bill", Money, ""),
            input("tip", "小费", "Tip", Number, "%"),
            input("people", "人数", "People", Number, ""),
        ],
        outputs: &[
            output("小费金额", "Tip amount", "bill * tip / 100"),
            output("总额", "Total", "bill * (1 + tip / 100)"),
            output("每人", "Each person pays", "bill * (1 + tip / 100) / people"),
        ],
    },
    Known {
        words: &[
            "mortgage",
            "房贷",
            "月供",
            "等额本息",
            "loan calculator",
            "loan payment",
            "car loan",
            "贷款计算",
        ],
        inputs: &[
            input("loan", "贷款金额", "Loan amount", Money, ""),
            input("rate", "年利率", "Interest rate", Number, "%"),
            input("years", "年限", "Years", Number, ""),
        ],
        outputs: &[
            output(
                "月供",
                "Monthly payment",
                "if(rate == 0, loan / (years * 12), loan * (rate / 1200) * (1 + rate / 1200) ^ (years * 12) / ((1 + rate / 1200) ^ (years * 12) - 1))",
            ),
            output("总利息", "Total interest", "月供 * years * 12 - loan"),
        ],
    },
    Known {
        words: &["compound interest", "复利"],
        inputs: &[
            input("principal", "本金", "Principal", Money, ""),
            input("rate", "年利率", "Interest rate", Number, "%"),
            input("years", "年数", "Years", Number, ""),
        ],
        outputs: &[
            output("到期本息", "Final amount", "principal * (1 + rate / 100) ^ years"),
            output("利息", "Interest", "principal * (1 + rate / 100) ^ years - principal"),
        ],
    },
    Known {
        words: &["aa", "split", "splitter", "分账", "平摊", "均摊", "bill split"],
        inputs: &[input("total", "总额", "Total", Money, ""), input("people", "人数", "People", Number, "")],
        outputs: &[output("每人", "Each pays", "total / people")],
    },
];

/// Builds the calculation that is named, where nothing is said of what is entered and how it is computed.
pub(super) fn build(draft: &mut Draft<'_>) {
    let says_more = draft.outline.names.iter().any(|mark| {
        matches!(
            mark.name,
            Name::Field | Name::Column | Name::Result | Name::RowResult | Name::Rows | Name::Counter
        )
    });
    let calculates = [ToolKind::Calculator, ToolKind::Splitter].into_iter().any(|kind| draft.is(kind));
    if says_more || !calculates || !draft.outline.clauses.is_empty() || !draft.existing.is_empty() {
        return;
    }
    let text = draft.said.all();
    let Some(known) = KNOWN.iter().find(|known| has_any(&text, known.words)) else { return };
    let zh = draft.is_zh();
    let default = draft
        .outline
        .named(Name::Default)
        .next()
        .and_then(|mark| draft.value(&mark.range, FieldType::Number));
    let mut names: Vec<(&str, String)> = Vec::new();
    for input in known.inputs {
        let mut field = Field::plain("", both(input.zh, input.en), input.kind);
        field.unit = (!input.unit.is_empty()).then(|| input.unit.to_owned());
        // "18 percent": what is entered in hundredths.
        if input.unit == "%" {
            field.default = default.clone().map(|own| own.0);
        }
        names.push((input.name, draft.builder.tool.add_field(field)));
    }
    for output in known.outputs {
        let formula = if zh { output.formula.to_owned() } else { in_english(output.formula) };
        let Ok(formula) = Expr::parse(&formula) else { continue };
        let formula =
            names.iter().fold(formula, |formula, (own, name)| formula.replaced(own, &Expr::name(name)));
        let name = draft.builder.tool.add_formula(both(output.zh, output.en), &formula, None);
        names.push((output.zh, name));
    }
    draft.is_named = true;
}

fn in_english(formula: &str) -> String {
    let pairs = [("偏瘦", "underweight"), ("正常", "normal"), ("偏胖", "overweight"), ("< 24", "< 25")];
    pairs.iter().fold(formula.to_owned(), |text, (zh, en)| text.replace(zh, en))
}
