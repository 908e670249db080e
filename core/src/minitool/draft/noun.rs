//! What a noun phrase is the name of: a sum, a date, a count; its label without the words around it.
//!
//! Decides types by the words that names end in. A word that is in no list is a number where something is computed from it, and else text.

use crate::minitool::edit::{both, label};
use crate::minitool::spec::{Field, FieldType};
use crate::text::{Language, LocalText};

use super::pairs::PAIRS;
use super::said::has_any;
use super::words::{BEFORE, BEHIND, DATE, MONEY, PERCENT, TEXT, TOGGLE, UNITS};

/// The type that a name says its value has; nothing where it does not say.
pub(super) fn type_of(name: &str) -> Option<FieldType> {
    let text = name.trim().to_lowercase();
    let ends = |words: &[&str]| {
        words.iter().any(|word| {
            let is_latin = word.is_ascii();
            text == *word
                || (!is_latin && text.ends_with(word))
                || (is_latin
                    && text.strip_suffix(word).is_some_and(|rest| {
                        rest.ends_with([' ', '-']) || rest.ends_with(|c: char| !c.is_ascii())
                    }))
        })
    };
    if ends(TOGGLE) || has_any(&text, &["whether", "是否"]) {
        return Some(FieldType::Toggle);
    }
    if ends(PERCENT) {
        return Some(FieldType::Number);
    }
    if ends(DATE) {
        return Some(FieldType::Date);
    }
    if ends(MONEY) {
        return Some(FieldType::Money);
    }
    if ends(TEXT) {
        return Some(FieldType::Text);
    }
    let counts = [
        "数", "数量", "重量", "体重", "身高", "年龄", "长", "宽", "高", "面积", "人数", "分", "number",
        "count", "weight", "height", "age", "length", "width", "hours", "minutes", "days", "people",
        "amount", "quantity", "distance", "成绩", "分数", "语文", "数学", "英语", "物理", "化学", "生物",
        "历史", "地理", "政治", "maths", "math",
    ];
    (ends(&counts) || has_any(&text, &["how many", "how much", "number of", "几个", "多少"]))
        .then_some(FieldType::Number)
}

/// Whether a name is a number of people.
pub(super) fn is_people(name: &str) -> bool {
    let words = [
        "人", "people", "person", "persons", "guests", "friends", "us", "kids", "players", "members",
        "heads", "ways", "diners", "mates",
    ];
    has_any(name, &words) || name.contains('人')
}

/// Whether a name is of hundredths.
pub(super) fn is_percent(name: &str) -> bool {
    let text = name.trim().to_lowercase();
    // So much of one thing for another, and no part of it.
    let others = [
        "汇率",
        "心率",
        "频率",
        "功率",
        "倍率",
        "速率",
        "费率",
        "exchange rate",
        "hourly rate",
        "heart rate",
        "day rate",
        "daily rate",
    ];
    if others.iter().any(|other| text.ends_with(other)) {
        return false;
    }
    PERCENT.iter().any(|word| text.ends_with(word))
}

/// A name whose words were marked: as it was said, without an article; 几个人 is a number of people.
pub(super) fn called(text: &str) -> String {
    let mut text = text
        .trim()
        .trim_matches(|c: char| c.is_ascii_punctuation() && !"%()+#".contains(c))
        .trim()
        .to_owned();
    for word in ["the", "a", "an", "my", "our", "your", "his", "her", "their"] {
        if let Some(rest) = strip_front(&text.clone(), word).filter(|rest| !rest.is_empty()) {
            text = rest.to_owned();
        }
    }
    match text.as_str() {
        "几个人" | "多少人" | "几人" | "几位" | "多少个人" | "人" => "人数".to_owned(),
        "天" | "几天" => "天数".to_owned(),
        "张" | "页" | "件" | "次" => format!("{text}数"),
        "每个人" | "一个人" | "一人" => "每人".to_owned(),
        _ => text,
    }
}

/// The words of a clause as a label: without what asks for it.
pub(super) fn plain(text: &str) -> String {
    let mut text = called(text);
    loop {
        let words = [
            "算一下",
            "算算",
            "算出",
            "算",
            "看看",
            "看",
            "显示",
            "告诉我",
            "给我",
            "还有",
            "还要",
            "再",
            "我要",
            "要",
            "底下",
            "下面",
            "最后",
            "再来个",
            "加上",
            "show me",
            "show",
            "tell me",
            "and",
            "the",
            "also",
            "plus",
            "give me",
            "with",
            "a",
            "i want",
            "what's",
            "what is",
            "know",
        ];
        let rest =
            words.iter().find_map(|word| strip_front(&text, word).filter(|rest| rest.chars().count() > 2));
        match rest {
            Some(rest) => text = rest.to_owned(),
            None => return text,
        }
    }
}

/// A field by a name whose words were marked; its type is for the mark to say.
pub(super) fn marked(text: &str, language: Language) -> Option<Field> {
    let name = called(text);
    if name.is_empty() || name.chars().count() > 40 {
        return None;
    }
    let mut field = Field::plain("", shown(&name, language), FieldType::Number);
    field.unit = is_percent(&name).then(|| "%".to_owned());
    Some(field)
}

/// A name without the words around it, and the unit that stood in it.
pub(super) fn named(text: &str) -> (String, Option<String>) {
    let mut text = text
        .trim()
        .trim_matches(|c: char| c.is_ascii_punctuation() && c != '%' && c != ')' && c != '(' && c != '+')
        .trim()
        .to_owned();
    loop {
        let before = BEFORE.iter().find(|word| strip_front(&text, word).is_some_and(|rest| !rest.is_empty()));
        if let Some(rest) = before.and_then(|word| strip_front(&text, word)) {
            text = rest.to_owned();
            continue;
        }
        let behind = BEHIND.iter().find(|word| strip_back(&text, word).is_some_and(|rest| !rest.is_empty()));
        match behind.and_then(|word| strip_back(&text, word)) {
            Some(rest) => text = rest.to_owned(),
            None => break,
        }
    }
    for ask in ["how many ", "how much ", "number of ", "the number of "] {
        if let Some(rest) = text.strip_prefix(ask) {
            text = rest.to_owned();
            for end in [
                " are coming",
                " there are",
                " i have",
                " we have",
                " of us",
                " we are",
                " it takes",
                " each one takes",
                " i need",
                " i want",
            ] {
                text = text.strip_suffix(end).unwrap_or(&text).to_owned();
            }
        }
    }
    if let Some(counted) = counted(&text) {
        text = counted;
    }
    let mut unit = None;
    for joint in [" in ", "按", "用", "多少", "几"] {
        if let Some((name, said)) = text.clone().rsplit_once(joint)
            && UNITS.contains(&said.trim())
            && !name.trim().is_empty()
        {
            (text, unit) = (name.trim().to_owned(), Some(said.trim().to_owned()));
        }
    }
    if unit.is_none() {
        let found = UNITS.iter().find(|unit| {
            strip_back(&text, unit).is_some_and(|rest| rest.chars().count() >= 2 && !rest.is_ascii())
                && unit.chars().count() >= 2
        });
        if let Some(found) = found
            && let Some(rest) = strip_back(&text, found)
        {
            (text, unit) = (rest.to_owned(), Some((*found).to_owned()));
        }
    }
    if let Some(rest) = text.strip_suffix("percent").or_else(|| text.strip_suffix('%')).map(str::trim)
        && !rest.is_empty()
    {
        (text, unit) = (rest.to_owned(), Some("%".to_owned()));
    }
    (text.trim().to_owned(), unit)
}

/// 几个人 and 多少天 are numbers of people and days.
fn counted(text: &str) -> Option<String> {
    let rest = text.strip_prefix('几').or_else(|| text.strip_prefix("多少"))?;
    let rest = rest
        .strip_prefix(['个', '位', '名'])
        .unwrap_or(rest)
        .trim_end_matches(['分', '坐', '来', '去', '地']);
    match rest {
        "" => None,
        "人" => Some("人数".to_owned()),
        rest if rest.chars().count() <= 3 => Some(format!("{rest}数")),
        _ => None,
    }
}

fn strip_front<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let rest = text.strip_prefix(word)?;
    if word.is_ascii() { rest.strip_prefix(' ').map(str::trim_start) } else { Some(rest.trim_start()) }
}

fn strip_back<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let rest = text.strip_suffix(word)?;
    if word.is_ascii() && word != "%" && rest.ends_with(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }
    Some(rest.trim_end())
}

/// A field by the name that it was given; `is_counted` where what is in no list of words is a number.
pub(super) fn field(text: &str, language: Language, is_counted: bool) -> Option<Field> {
    let (name, unit) = named(text);
    if name.is_empty() || name.chars().count() > 30 {
        return None;
    }
    let kind = match type_of(&name) {
        Some(kind) => kind,
        None if unit.is_some() || is_counted => FieldType::Number,
        None => FieldType::Text,
    };
    let unit = unit.or_else(|| is_percent(&name).then(|| "%".to_owned()));
    let kind = if unit.as_deref() == Some("%") { FieldType::Number } else { kind };
    let mut field = Field::plain("", shown(&name, language), kind);
    field.unit = unit.filter(|_| kind == FieldType::Number);
    Some(field)
}

/// A label as it was said, in both languages where the other word is known.
pub(in crate::minitool) fn shown(text: &str, language: Language) -> LocalText {
    let folded = text.to_lowercase();
    let pair = PAIRS.iter().find(|(zh, en)| *zh == folded || (*en == folded && language == Language::En));
    match pair {
        Some((zh, en)) => {
            let mut shown = both(zh, &capital(en));
            if language == Language::En {
                shown.en = capital(text);
            } else if *zh == folded {
                shown.zh = text.to_owned();
            }
            shown
        }
        None if language == Language::En => label(&capital(text), language),
        None => label(text, language),
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// Gives a label the word of a language, where it is known.
pub(super) fn fill(label: &mut LocalText, language: Language) {
    let known = |text: &str| {
        let folded = text.to_lowercase();
        PAIRS.iter().find(|(zh, en)| *zh == folded || *en == folded)
    };
    match language {
        Language::En if label.en.is_empty() => {
            if let Some((_, en)) = known(&label.zh) {
                label.en = capital(en);
            }
        }
        Language::Zh if label.zh.is_empty() => {
            if let Some((zh, _)) = known(&label.en) {
                label.zh = (*zh).to_owned();
            }
        }
        _ => {}
    }
}
