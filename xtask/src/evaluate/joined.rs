//! Sentences of two and three acts, made by joining sentences of one: where requests meet, in apps that the demo services know nothing of.
//!
//! Decides how people go from one request to the next, in both languages, and which sentences are joined; `catalogues` has the sentences.

use errand_core::Language;

use super::problem::{Problem, draw};

/// What stands between two requests.
const ENGLISH: &[&str] = &[
    " and ",
    ", and ",
    " and then ",
    ", then ",
    ", also ",
    " and also ",
    ". ",
    ", ",
    "; ",
    " and after that ",
    ", oh and ",
    " plus ",
];
const CHINESE: &[&str] = &[
    "，",
    "，然后",
    "，再",
    "，顺便",
    "，还有",
    "。",
    "，另外",
    "，完了再",
    "，顺便再",
    "，同时",
    "，接着",
    "再",
];

/// Sentences joined to one catalogue, and those of one act that stand beside them.
const MAX_JOINED: usize = 80;
/// One joined sentence of so many is of three acts.
const THREE: usize = 4;

/// A sentence and where its requests begin.
pub(crate) struct Joined {
    pub text: String,
    /// The bytes at which the second and further requests begin; none: one request.
    pub starts: Vec<usize>,
    /// The wishes, in the order said.
    pub wanted: Vec<String>,
}

/// Joined sentences of a catalogue, and as many of one wish.
pub(crate) fn of(problem: &Problem, seed: u64) -> Vec<Joined> {
    let mut found = Vec::new();
    for (connectors, language) in [(ENGLISH, Language::En), (CHINESE, Language::Zh)] {
        let own: Vec<(&str, &str)> = problem
            .tests
            .iter()
            .filter(|case| Language::of(&case.text.chars().collect::<Vec<_>>()) == language)
            .filter_map(|case| Some((case.text.as_str(), case.wanted.as_deref()?)))
            .collect();
        let drawn: Vec<(&str, &str)> = draw(&own, MAX_JOINED, seed).into_iter().copied().collect();
        found.extend(drawn.iter().map(|one| joined(std::slice::from_ref(one), "")));
        for (place, some) in drawn.windows(3).step_by(2).enumerate() {
            let count = if place % THREE == 0 { 3 } else { 2 };
            if some[..count].windows(2).all(|pair| pair[0].1 != pair[1].1) {
                found.push(joined(&some[..count], connectors[place % connectors.len()]));
            }
        }
    }
    found
}

fn joined(sentences: &[(&str, &str)], connector: &str) -> Joined {
    let (mut text, mut starts) = (String::new(), Vec::new());
    for (place, (sentence, _)) in sentences.iter().enumerate() {
        let is_last = place + 1 == sentences.len();
        let bare =
            if is_last { sentence } else { sentence.trim_end_matches(['.', '!', '。', '！', '?', '？']) };
        if place > 0 {
            text.push_str(connector);
            starts.push(text.len());
        }
        text.push_str(bare);
    }
    let wanted = sentences.iter().map(|(_, wish)| (*wish).to_owned()).collect();
    Joined { text, starts, wanted }
}

impl Joined {
    /// Whether a cut stands where two requests meet, and each part means one of those that stand on its side.
    pub(crate) fn is_met(
        &self,
        at: usize,
        left: &str,
        right: &str,
        schema: impl Fn(&str) -> Option<String>,
    ) -> bool {
        let Some(place) = self.starts.iter().position(|start| *start == at) else { return false };
        let (before, behind) = self.wanted.split_at(place + 1);
        let means =
            |wishes: &[String], part: &str| wishes.iter().any(|wish| schema(wish).as_deref() == Some(part));
        means(before, left) && means(behind, right)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_is_right_where_two_requests_meet_and_both_are_understood() {
        let all = joined(&[("book a slot.", "book"), ("play jazz", "play"), ("call mum", "call")], ", and ");
        assert_eq!(all.text, "book a slot, and play jazz, and call mum");
        let met = |at, left, right| all.is_met(at, left, right, |wish| Some(format!("x.{wish}@1")));
        assert_eq!(all.starts, [17, 32]);
        assert!(
            met(17, "x.book@1", "x.play@1")
                && met(17, "x.book@1", "x.call@1")
                && met(32, "x.play@1", "x.call@1")
        );
        assert!(
            !met(17, "x.play@1", "x.call@1")
                && !met(5, "x.book@1", "x.play@1")
                && !met(32, "x.call@1", "x.call@1")
        );
    }
}
