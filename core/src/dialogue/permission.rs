//! A standing permission in words: every limit of it, in one sentence.
//!
//! Decides the words; what a permission covers is `trust`'s, which is not imported here.

use crate::text::Language;
use crate::values::{Money, Value};

/// What is to be said of a permission.
pub(crate) struct Permission {
    /// What may be done: a capability's title with its service, or a domain.
    pub what: String,
    pub times: u32,
    /// In the person's own zone.
    pub from: jiff::civil::DateTime,
    pub until: jiff::civil::DateTime,
    /// The limits of payments, each and all together, and who is paid.
    pub payments: Option<(Money, Money, Vec<String>)>,
}

impl Permission {
    pub(crate) fn in_words(&self, language: Language) -> String {
        let Self { what, times, payments, .. } = self;
        let from = Value::DateTime(self.from).spoken(language);
        let until = Value::DateTime(self.until).spoken(language);
        let often = if *times == 1 { "once".to_owned() } else { format!("{times} times") };
        match (language, payments) {
            (Language::Zh, None) => format!("以后不再询问:{what},最多 {times} 次,{from} 起,{until} 止。"),
            (Language::En, None) => {
                format!("Without asking again: {what}, at most {often}, from {from} until {until}.")
            }
            (Language::Zh, Some((each, all, payees))) => format!(
                "以后付款不再询问:{what},每次最多 {},一共最多 {},最多 {times} 次,{from} 起,{until} 止,只付给{}。",
                each.spoken(language),
                all.spoken(language),
                payees.join("、")
            ),
            (Language::En, Some((each, all, payees))) => format!(
                "Paying without asking again: {what}, at most {} each, {} in all, {often}, from {from} until {until}, to {} only.",
                each.spoken(language),
                all.spoken(language),
                payees.join(", ")
            ),
        }
    }
}
