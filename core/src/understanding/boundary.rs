//! Whether a sentence is cut in two: what speaks for two requests there, and what for one.
//!
//! Decides it by a logistic regression over signs of both parts and of the whole. Its weights belong to the model, and `cargo xtask fit` fits them.
//! `segments` says where a cut may be, `acts` reads the parts.

use super::weights::{self, Signs};

/// What the signs of a cut are worth.
pub(crate) type Weights = weights::Weights<Meeting>;

/// Two parts of a sentence that may be two requests, with what was understood by each.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Meeting {
    /// Whether the connecting word hardly ever stands inside one request.
    pub is_strong: bool,
    /// Whether no more than a stop stands there.
    pub is_pause: bool,
    pub whole: Side,
    pub left: Side,
    pub right: Side,
    /// Whether both parts ask for the same.
    pub is_same: bool,
    /// Whether the left part asks for what the whole does.
    pub left_is_whole: bool,
    /// Whether the right part asks for what the whole does.
    pub right_is_whole: bool,
    /// Whether the right part holds a closed choice of what the left one asks for: "来一杯奶茶,无糖".
    pub is_choice: bool,
}

/// A part, or the whole, by what is likeliest meant by it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Side {
    /// How likely anything is meant.
    pub any: f32,
    /// Share of its words that what is meant accounts for.
    pub explained: f32,
    /// Share of the required parameters that were said.
    pub required: f32,
    /// How sure the head is.
    pub head: f32,
    /// Whether it begins as an example of what is meant does.
    pub begins: bool,
}

impl Side {
    /// The most that a part can be.
    const MOST: Self = Self { any: 1.0, explained: 1.0, required: 1.0, head: 1.0, begins: true };
}

impl Signs for Meeting {
    const NAMES: &'static [&'static str] = &[
        "strong",
        "pause",
        "wholeAny",
        "wholeExplained",
        "wholeRequired",
        "wholeHead",
        "leftAny",
        "leftExplained",
        "leftRequired",
        "leftHead",
        "rightAny",
        "rightExplained",
        "rightRequired",
        "rightHead",
        "leastAny",
        "leastExplained",
        "leastHead",
        "same",
        "leftIsWhole",
        "rightIsWhole",
        "choice",
        "leftBegins",
        "rightBegins",
    ];
}

impl Meeting {
    /// The same with every sign of the right part at its most; here they are at their least.
    pub(crate) fn with_most_at_right(&self) -> Self {
        Self { right: Side::MOST, is_same: true, right_is_whole: true, ..*self }
    }

    /// The same with every sign of both parts at its most.
    pub(crate) fn with_most(&self) -> Self {
        Self { left: Side::MOST, left_is_whole: true, is_choice: true, ..self.with_most_at_right() }
    }

    /// The signs, in the order of their names.
    pub(crate) fn signs(&self) -> Vec<f32> {
        let side = |side: &Side| [side.any, side.explained, side.required, side.head];
        let least = [
            self.left.any.min(self.right.any),
            self.left.explained.min(self.right.explained),
            self.left.head.min(self.right.head),
        ];
        let flags = [
            self.is_same,
            self.left_is_whole,
            self.right_is_whole,
            self.is_choice,
            self.left.begins,
            self.right.begins,
        ];
        [f32::from(self.is_strong), f32::from(self.is_pause)]
            .into_iter()
            .chain([&self.whole, &self.left, &self.right].into_iter().flat_map(side))
            .chain(least)
            .chain(flags.map(f32::from))
            .collect()
    }
}

impl Weights {
    /// How likely two requests meet there.
    pub(crate) fn confidence(&self, meeting: &Meeting) -> f32 {
        self.likely(self.score(&meeting.signs()))
    }

    /// The most that the confidence can be where each sign lies between that of `least` and that of `most`.
    pub(crate) fn at_most(&self, least: &Meeting, most: &Meeting) -> f32 {
        let (least, most) = (least.signs(), most.signs());
        let worth = self.worth(&least).zip(self.worth(&most));
        self.likely(worth.map(|(least, most)| least.max(most)).sum())
    }

    fn likely(&self, score: f32) -> f32 {
        1.0 / (1.0 + (self.none - score).exp())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side(any: f32) -> Side {
        Side { any, explained: any + 0.01, required: any + 0.02, head: any + 0.03, begins: false }
    }

    fn meeting() -> Meeting {
        Meeting {
            is_strong: true,
            is_pause: false,
            whole: side(0.1),
            left: Side { begins: true, ..side(0.3) },
            right: side(0.2),
            is_same: false,
            left_is_whole: true,
            right_is_whole: false,
            is_choice: true,
        }
    }

    #[test]
    fn each_sign_has_its_name() {
        let signs = meeting().signs();
        assert_eq!(signs.len(), Meeting::NAMES.len());
        let of = |name: &str| signs[Meeting::NAMES.iter().position(|known| *known == name).expect(name)];
        for (side, any) in [("whole", 0.1), ("left", 0.3), ("right", 0.2)] {
            for (sign, more) in [("Any", 0.0), ("Explained", 0.01), ("Required", 0.02), ("Head", 0.03)] {
                assert!((of(&format!("{side}{sign}")) - any - more).abs() < 1e-6, "{side}{sign}");
            }
        }
        for (sign, least) in [("Any", 0.2), ("Explained", 0.21), ("Head", 0.23)] {
            assert!((of(&format!("least{sign}")) - least).abs() < 1e-6, "least{sign}");
        }
        let flags =
            ["strong", "pause", "same", "leftIsWhole", "rightIsWhole", "choice", "leftBegins", "rightBegins"];
        assert_eq!(flags.map(of), [1.0, 0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 0.0]);
    }

    #[test]
    fn both_parts_must_mean_something() {
        let weights: Weights =
            serde_json::from_str(r#"{"signs": {"leastAny": 20.0}, "none": 3.0}"#).expect("weights");
        assert!(weights.confidence(&meeting()) > 0.5);
        assert!(weights.confidence(&Meeting { right: side(0.0), ..meeting() }) < 0.5);
    }

    #[test]
    fn what_is_not_known_yet_never_makes_more_than_the_most() {
        let weights: Weights = serde_json::from_str(
            r#"{"signs": {"leastAny": 2.0, "rightExplained": -1.5, "leftIsWhole": -0.5, "same": 1.0, "choice": 3.0, "leftHead": 1.0}, "none": 1.0}"#,
        )
        .expect("weights");
        for any in [0.0, 0.4, 0.97] {
            let known = Meeting { is_choice: false, ..meeting() };
            let found =
                Meeting { right: side(any), is_same: any > 0.5, right_is_whole: any < 0.5, ..known.clone() };
            let least =
                Meeting { right: Side::default(), is_same: false, right_is_whole: false, ..known.clone() };
            let at_most = weights.at_most(&least, &least.with_most_at_right());
            assert!(weights.confidence(&found) <= at_most);
            let nothing = Meeting { is_strong: known.is_strong, whole: known.whole, ..Meeting::default() };
            assert!(at_most <= weights.at_most(&nothing, &nothing.with_most()));
        }
    }
}
