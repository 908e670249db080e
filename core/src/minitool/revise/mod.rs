//! Changes of a tool in words: "加一列备注", "rename note to memo", "默认改成6块", "undo".
//!
//! Decides which edit is meant and of what. An edit whose object is not in the tool is no edit.

mod looks;

use jiff::ZonedDateTime;

use crate::minitool::draft::{self, likeness};
use crate::minitool::edit::both;
use crate::minitool::spec::MiniTool;
use crate::text::{Language, LocalText, Utterance};

/// What a sentence asks for.
pub(super) enum Change {
    Undo,
    First,
    Edited { tool: Box<MiniTool>, edits: Vec<LocalText>, unclear: Vec<String> },
    Declined(LocalText),
    None,
}

const UNDO: &[&str] = &[
    "撤销",
    "撤回",
    "撤掉刚才",
    "undo",
    "回退",
    "取消刚才",
    "改回来",
    "改回去",
    "take that back",
    "revert that",
    "刚才那步不要",
    "恢复刚才",
];

const FIRST: &[&str] = &[
    "最开始那一版",
    "最开始的",
    "最初",
    "第一版",
    "最早那版",
    "最早的",
    "一开始那个",
    "一开始的样子",
    "最开始那版",
    "first version",
    "the first one",
    "original version",
    "back to the original",
    "back to the start",
    "how it was at first",
    "back to the first",
];

/// Reads a change of a tool.
pub(super) fn change(tool: &MiniTool, said: &Utterance, now: &ZonedDateTime) -> Change {
    let text = said.folded(0..said.chars().len());
    if draft::has_any(&text, FIRST) {
        return Change::First;
    }
    if draft::has_any(&text, UNDO) {
        return Change::Undo;
    }
    if let Some(why) = draft::reason(said, now) {
        return Change::Declined(why);
    }
    let mut revision = Revision {
        tool: tool.clone(),
        said: said.said().to_owned(),
        text,
        now,
        edits: Vec::new(),
        unclear: Vec::new(),
    };
    if revision.run() {
        let Revision { tool, edits, unclear, .. } = revision;
        return Change::Edited { tool: Box::new(tool), edits, unclear };
    }
    Change::None
}

struct Revision<'a> {
    tool: MiniTool,
    said: String,
    text: String,
    now: &'a ZonedDateTime,
    edits: Vec<LocalText>,
    unclear: Vec<String>,
}

impl Revision<'_> {
    fn language(&self) -> Language {
        self.tool.language.into()
    }

    fn run(&mut self) -> bool {
        self.color()
            || self.shown_language()
            || self.renamed()
            || self.moved()
            || self.removed()
            || self.valued()
            || self.added()
    }

    fn edit(&mut self, zh: String, en: String) -> bool {
        self.edits.push(both(&zh, &en));
        true
    }

    /// Two parts of the sentence around one of the words.
    fn around(&self, words: &[&str]) -> Option<(String, String)> {
        let chars: Vec<char> = self.text.chars().collect();
        let original: Vec<char> = self.said.chars().collect();
        if chars.len() != original.len() {
            return None;
        }
        words.iter().find_map(|word| {
            let found = draft::find(&chars, word, 0)?;
            let part = |range: std::ops::Range<usize>| {
                original[range]
                    .iter()
                    .collect::<String>()
                    .trim()
                    .trim_matches(['。', '.', '!', '吧', '"', '“', '”'])
                    .trim()
                    .to_owned()
            };
            Some((part(0..found.start), part(found.end..chars.len())))
        })
    }

    fn object(&self, said: &str) -> Option<String> {
        let cleaned = clean(said);
        if cleaned.is_empty() {
            return None;
        }
        self.tool.called(&cleaned)
    }

    fn removed(&mut self) -> bool {
        let words = [
            "去掉",
            "删掉",
            "删除",
            "不要了",
            "拿掉",
            "移除",
            "remove",
            "delete",
            "drop",
            "get rid of",
            "take out",
            "take the",
            "take away",
        ];
        if !draft::has_any(&self.text, &words) {
            return false;
        }
        let what = match self.around(&words) {
            Some((before, after)) if after.is_empty() => before,
            Some((before, after)) if before.contains('把') => format!("{before}{after}"),
            Some((_, after)) => after,
            None => return false,
        };
        let what = clean(&what.replace(" off", "").replace(" out", "").replace("from the list", ""));
        // A record of a list that starts with it, an option.
        for list in &mut self.tool.state {
            let before = list.rows.len();
            list.rows.retain(|row| row.first().is_none_or(|text| likeness(&what, text) < 2));
            if list.rows.len() < before {
                return self.edit(format!("去掉:{what}"), format!("Removed: {what}"));
            }
        }
        let Some(name) = self.object(&what) else { return false };
        self.tool.remove(&name);
        self.edit(format!("去掉:{what}"), format!("Removed: {what}"))
    }

    /// A new default, or a constant of a formula.
    fn valued(&mut self) -> bool {
        let is_timer = self.tool.view.iter().any(|part| part.part == crate::minitool::spec::PartKind::Timer);
        let Some(amount) = draft::last_amount(&self.said, self.now).filter(|_| !is_timer) else {
            return false;
        };
        let words = [
            "改成",
            "改为",
            "默认",
            "换成",
            "设成",
            "调成",
            "变成",
            "make the",
            "make it",
            "change",
            "set",
            "default",
            "should be",
            "actually",
            "instead",
            "start at",
            "for two",
            "但是",
            "像之前",
            "it's",
            "记错了",
            "涨到",
            "降到",
            "moved",
        ];
        if !draft::has_any(&self.text, &words)
            || draft::has_any(&self.text, &["加一", "加个", "再加", "add a", "add an"])
        {
            return false;
        }
        let before: String = self.text.chars().take(amount.0).collect();
        let (_, value, types) = amount;
        let mut best: Option<(u8, String)> = None;
        for field in self.tool.state.iter().filter(|own| types.contains(&own.kind)) {
            for (_, label) in field.label.all() {
                let score =
                    if before.contains(&label.to_lowercase()) { 3 } else { likeness(&clean(&before), label) };
                if score > 0 && best.as_ref().is_none_or(|own| score > own.0) {
                    best = Some((score, field.name.clone()));
                }
            }
        }
        // Where none is named, it is the only one that has a default.
        let only = || {
            let mut found =
                self.tool.state.iter().filter(|own| own.default.is_some() && types.contains(&own.kind));
            let one = found.next().map(|own| own.name.clone());
            if found.next().is_some() { None } else { one }
        };
        let Some(name) = best.map(|own| own.1).or_else(only) else { return false };
        let Some(field) = self.tool.field_mut(&name) else { return false };
        field.default = Some(value.clone());
        let label = field.label.clone();
        self.edit(
            format!("{}默认:{value}", label.get(Language::Zh)),
            format!("{} starts at {value}", label.get(Language::En)),
        )
    }

    fn added(&mut self) -> bool {
        let was = self.tool.clone();
        let known: Vec<String> = was.labels().into_iter().map(|own| own.0).collect();
        self.unclear = draft::extend(&mut self.tool, &self.said, self.now);
        if self.tool == was {
            return false;
        }
        for (_, label) in self.tool.labels().into_iter().filter(|own| !known.contains(&own.0)) {
            self.edits.push(both(
                &format!("新增:{}", label.get(Language::Zh)),
                &format!("Added: {}", label.get(Language::En)),
            ));
        }
        if self.edits.is_empty() {
            self.edits.push(both("已按您说的改了", "Changed as you said"));
        }
        true
    }
}

/// What is named in a revision, without the words around it.
pub(in crate::minitool) fn clean(text: &str) -> String {
    let mut text = text.trim().to_owned();
    let words = [
        "把",
        "那个",
        "这个",
        "一列",
        "那列",
        "这列",
        "一栏",
        "那栏",
        "这栏",
        "字段",
        "再",
        "里的",
        "按钮",
        "吧",
        "了",
        "的",
        "我",
        "都",
        "请",
        "给",
        "column",
        "field",
        "the ",
        "please",
        "row",
        "button",
        "that ",
        "actually",
        "oh",
        "hmm",
        "no,",
        "put ",
        "move ",
        "make ",
        "set ",
        "change ",
        "default",
        "默认",
        "in the list",
    ];
    loop {
        let before = text.clone();
        for word in words {
            text = text.strip_prefix(word).unwrap_or(&text).trim().to_owned();
            text = text.strip_suffix(word.trim()).unwrap_or(&text).trim().to_owned();
        }
        if text == before {
            return text.trim_matches([',', '。', '.', ',', ' ']).to_owned();
        }
    }
}
