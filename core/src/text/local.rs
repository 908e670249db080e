//! Texts that come in both languages, as manifests and hosts write them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Language;

/// A text in both languages; either may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LocalText {
    /// Chinese.
    #[serde(rename = "zh-CN", default, skip_serializing_if = "String::is_empty")]
    pub zh: String,
    /// English.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub en: String,
}

impl LocalText {
    /// The text in a language, or in the other one where it is missing.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Zh if !self.zh.is_empty() => &self.zh,
            Language::En if self.en.is_empty() => &self.zh,
            _ => &self.en,
        }
    }

    /// Both texts that are there.
    pub fn all(&self) -> impl Iterator<Item = (Language, &str)> {
        [(Language::Zh, self.zh.as_str()), (Language::En, self.en.as_str())]
            .into_iter()
            .filter(|(_, text)| !text.is_empty())
    }
}

/// Lists of texts in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LocalList {
    /// Chinese.
    #[serde(rename = "zh-CN", default, skip_serializing_if = "Vec::is_empty")]
    pub zh: Vec<String>,
    /// English.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub en: Vec<String>,
}

impl LocalList {
    /// The texts of one language.
    pub fn get(&self, language: Language) -> &[String] {
        match language {
            Language::Zh => &self.zh,
            Language::En => &self.en,
        }
    }

    /// The texts of both languages.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.zh.iter().chain(&self.en).map(String::as_str)
    }
}
