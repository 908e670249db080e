//! Answers that change or drop what is being done: "不对,是周五", "make it two", "不订了".
//!
//! Decides whether an answer is one and where its new value begins; what becomes of the old value is `turn`'s matter.

use crate::text::Utterance;
use crate::values::find_choices;

/// Where the new value begins when an answer corrects something: 不对,是…, 改成…, make it….
pub(crate) fn correction(said: &Utterance) -> Option<usize> {
    const CUES: &[&str] = &[
        "不对不对",
        "不对",
        "不是",
        "错了",
        "说错了",
        "改成",
        "改为",
        "改到",
        "换成",
        "换到",
        "应该是",
        "还是",
        "我是说",
        "要的是",
        "是",
        "等等",
        "哦不",
        "no",
        "nope",
        "actually",
        "i mean",
        "i meant",
        "make it",
        "make that",
        "change it to",
        "change that to",
        "change to",
        "wait",
        "sorry",
        "rather",
        "instead",
        "it's",
        "should be",
        "not that",
    ];
    let chars = said.chars();
    let names: Vec<(usize, &str)> = CUES.iter().map(|cue| (0, *cue)).collect();
    let mut at = 0;
    let mut is_correction = false;
    for (_, range) in find_choices(said, &names) {
        let between = &chars[at..range.start];
        if between.iter().any(|c| c.is_alphanumeric()) {
            break;
        }
        at = range.end;
        is_correction = true;
    }
    while chars.get(at).is_some_and(|c| !c.is_alphanumeric()) {
        at += 1;
    }
    (is_correction && at < chars.len()).then_some(at)
}

/// Whether an answer starts by ending it all: "算了不喝了", "never mind, I'll call them".
pub(crate) fn begins_with_cancel(said: &Utterance) -> bool {
    const STARTS: &[&str] =
        &["算了", "不用了", "不要了", "别弄了", "never mind", "nevermind", "forget it", "forget about it"];
    if drops(said) {
        return true;
    }
    let start = said.chars().iter().position(|c| c.is_alphanumeric()).unwrap_or(0);
    let names: Vec<(usize, &str)> = STARTS.iter().map(|text| (0, *text)).collect();
    find_choices(said, &names).first().is_some_and(|(_, range)| range.start == start)
}

/// Whether every clause drops what is being done: "不订了,先不吃了", "那先不寄了吧".
fn drops(said: &Utterance) -> bool {
    const LEADS: &[&str] = &["那", "就", "先", "还是", "我", "今天", "这次", "暂时"];
    let text: String = said.chars().iter().collect();
    let mut clauses =
        text.split(|c: char| !c.is_alphanumeric()).filter(|clause| !clause.is_empty()).peekable();
    let drops = |clause: &str| {
        let mut clause = clause.trim_end_matches(['吧', '啊', '哈']);
        while let Some(rest) = LEADS.iter().find_map(|lead| clause.strip_prefix(lead)) {
            clause = rest;
        }
        let verb = clause.strip_prefix('不').and_then(|rest| rest.strip_suffix('了'));
        verb.is_some_and(|verb| {
            (1..=2).contains(&verb.chars().count()) && !matches!(verb, "对" | "是" | "错" | "行")
        })
    };
    clauses.peek().is_some() && clauses.all(drops)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corrections_are_told_from_answers() {
        let rows = [
            ("不对,是周五", Some("周五")),
            ("改成八点", Some("八点")),
            ("no, make it Friday", Some("Friday")),
            ("actually 7 pm", Some("7 pm")),
            ("周五", None),
            ("不对", None),
        ];
        for (said, want) in rows {
            let utterance = Utterance::new(said);
            let rest =
                correction(&utterance).map(|at| utterance.original(at..utterance.chars().len()).to_owned());
            assert_eq!(rest.as_deref(), want, "said: {said:?}");
        }
    }

    #[test]
    fn what_is_dropped_is_told_from_what_is_said() {
        for said in ["不订了,先不吃了", "先不交了", "那不寄了吧", "算了不喝了", "never mind, I'll call them"]
        {
            assert!(begins_with_cancel(&Utterance::new(said)), "{said}");
        }
        for said in ["不对,是周五", "不要糖了吧那个", "不错", "周五", "no, Friday"] {
            assert!(!begins_with_cancel(&Utterance::new(said)), "{said}");
        }
    }
}
