//! Words that take back what was said before them: 不对,是…, "no, make it …".
//!
//! Decides whether words begin with one and where the new value begins; what becomes of the old value is for others.

use super::find_choices;
use crate::text::Utterance;

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
}
