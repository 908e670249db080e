//! Which language a text is in, by its characters.
//!
//! Decides between the two languages the core speaks; any other text counts as English, and is refused later by meaning.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A language that the core understands and answers in.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Chinese, simplified in the core's own sentences.
    #[default]
    Zh,
    /// English.
    En,
}

impl Language {
    /// The language of some characters: Chinese when at least as many Chinese characters as Latin words are there.
    ///
    /// "帮我book一个table" is a Chinese sentence with two English words in it.
    pub fn of(chars: &[char]) -> Self {
        let han = chars.iter().filter(|c| is_han(**c)).count();
        let words = chars.split(|c| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty()).count();
        if han > 0 && han >= words { Self::Zh } else { Self::En }
    }

    /// The tag used in manifests and JSON: `zh-CN` or `en`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }

    /// The language of a locale tag such as `zh-Hans-CN` or `en_GB`; [`None`] for any other.
    pub fn from_tag(tag: &str) -> Option<Self> {
        match tag.split(['-', '_']).next()?.to_ascii_lowercase().as_str() {
            "zh" => Some(Self::Zh),
            "en" => Some(Self::En),
            _ => None,
        }
    }
}

/// Whether a character is Chinese.
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '〇')
}

/// Whether a character is part of a word as blanks part them: a letter that is not Chinese, a digit, an apostrophe.
pub fn is_word(c: char) -> bool {
    c.is_alphanumeric() && !is_han(c) || matches!(c, '\'' | '’')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_the_two_languages_apart() {
        let rows = [
            ("帮我book一个table", Language::Zh),
            ("play 周杰伦", Language::Zh),
            ("play some songs by 周杰", Language::En),
            ("what's up", Language::En),
            ("", Language::En),
        ];
        for (text, want) in rows {
            assert_eq!(Language::of(&text.chars().collect::<Vec<_>>()), want, "text: {text:?}");
        }
    }
}
