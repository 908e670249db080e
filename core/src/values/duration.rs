//! Lengths of time, as arguments hold them: calendar units kept apart from clock units.
//!
//! Decides what of a length that was said is one that a host can be handed; reading it from words is `grammar::lengths`' work.

use serde::{Deserialize, Serialize};

use super::calendar::Length;
use crate::text::Language;

/// A length of time. Months and days are not seconds: a day with a clock change has not 86,400 of them.
///
/// # Range
///
/// Up to 100 years in each field.
///
/// # Source
///
/// Written as ISO 8601-1:2019, 5.5.2.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Duration {
    /// Calendar months.
    pub months: i32,
    /// Calendar days.
    pub days: i32,
    /// Seconds of the clock.
    pub seconds: i64,
}

/// 100 years in days.
const MAX_DAYS: i32 = 36_600;

impl Duration {
    /// Of a length that was said; [`None`] for one about so long, of working days, of parts of a second, or past the range.
    pub(super) fn meant(length: &Length) -> Option<Self> {
        if length.most.is_some() || length.is_business || length.ms % 1_000 != 0 {
            return None;
        }
        let said = Self { months: length.months, days: length.days, seconds: length.ms / 1_000 };
        let fits = (0..=1_200).contains(&said.months)
            && (0..=MAX_DAYS).contains(&said.days)
            && (0..=i64::from(MAX_DAYS) * 86_400).contains(&said.seconds);
        fits.then_some(said)
    }

    /// ISO 8601 text: `PT1H30M`, `P3D`, `P1M`.
    pub fn iso(&self) -> String {
        let mut text = String::from("P");
        let mut push = |amount: i64, letter: char| {
            if amount != 0 {
                text += &format!("{amount}{letter}");
            }
        };
        push((self.months / 12).into(), 'Y');
        push((self.months % 12).into(), 'M');
        push(self.days.into(), 'D');
        let (hours, minutes, seconds) = (self.seconds / 3_600, self.seconds / 60 % 60, self.seconds % 60);
        if self.seconds != 0 || text == "P" {
            text.push('T');
            for (amount, letter) in [(hours, 'H'), (minutes, 'M'), (seconds, 'S')] {
                if amount != 0 || (self.seconds == 0 && letter == 'S') {
                    text += &format!("{amount}{letter}");
                }
            }
        }
        text
    }

    /// How the length is said to a person.
    pub fn spoken(&self, language: Language) -> String {
        let parts = [
            (i64::from(self.months), "个月", "month"),
            (i64::from(self.days), "天", "day"),
            (self.seconds / 3_600, "小时", "hour"),
            (self.seconds / 60 % 60, "分钟", "minute"),
            (self.seconds % 60, "秒", "second"),
        ];
        let said = parts.iter().filter(|(amount, ..)| *amount != 0);
        match language {
            Language::Zh => said.map(|(amount, zh, _)| format!("{amount}{zh}")).collect(),
            Language::En => {
                let words = said.map(|(n, _, en)| format!("{n} {en}{}", if *n == 1 { "" } else { "s" }));
                words.collect::<Vec<_>>().join(" ")
            }
        }
    }
}
