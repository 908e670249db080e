//! Answers that drop what is being done: "算了不喝了", "不订了".
//!
//! Decides whether an answer is one; what becomes of what was begun is `turn`'s matter.

use crate::text::Utterance;
use crate::values::find_choices;

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
