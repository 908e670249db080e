//! Changes of how a tool looks: its colour, its language, what things are called, in which order they stand.
//!
//! Decides which of them is meant; what a tool holds and computes is not changed here.

use super::{Revision, clean};

use crate::minitool::draft;
use crate::minitool::reorder::move_part;
use crate::minitool::spec::Color;
use crate::text::Language;

const COLORS: &[(Color, &[&str])] = &[
    (Color::Red, &["红", "red"]),
    (Color::Orange, &["橙", "橘", "orange"]),
    (Color::Yellow, &["黄", "yellow"]),
    (Color::Green, &["绿", "green"]),
    (Color::Blue, &["蓝", "blue"]),
    (Color::Purple, &["紫", "purple"]),
    (Color::Gray, &["灰", "gray", "grey"]),
];

impl Revision<'_> {
    pub(super) fn color(&mut self) -> bool {
        let words = ["色", "换成红", "改成", "turn it", "make it", "colour", "color", "换成", "变成"];
        let bare = COLORS.iter().find(|(_, words)| {
            words.iter().any(|word| {
                if word.is_ascii() {
                    draft::has_any(&self.text, &[word])
                } else {
                    self.text.contains(&format!("{word}色")) || self.text.ends_with(word)
                }
            })
        });
        let Some((color, names)) =
            bare.filter(|_| draft::has_any(&self.text, &words) || self.text.chars().count() < 8)
        else {
            return false;
        };
        self.tool.color = *color;
        self.edit(format!("颜色:{}色", names[0]), format!("Colour: {}", color.name()))
    }

    pub(super) fn shown_language(&mut self) -> bool {
        let asks = |words: &[&str]| draft::has_any(&self.text, words);
        let language =
            if asks(&["英文", "英语", "in english", "to english", "english labels", "labels in english"])
            {
                Language::En
            } else if asks(&["中文", "汉语", "in chinese", "to chinese", "labels in chinese"]) {
                Language::Zh
            } else {
                return false;
            };
        self.tool.language = language.into();
        draft::translate(&mut self.tool, language);
        self.edit(
            format!("语言:{}", if language == Language::Zh { "中文" } else { "英文" }),
            format!("Language: {}", if language == Language::Zh { "Chinese" } else { "English" }),
        )
    }

    pub(super) fn renamed(&mut self) -> bool {
        // The title.
        let title = self.around(&[
            "标题改成",
            "标题就叫",
            "标题叫",
            "title就叫",
            "title改成",
            "名字改成",
            "改名叫",
            "就叫",
            "call it",
            "rename it to",
            "title to",
            "name it",
            "change the title to",
            "the title should be",
        ]);
        let is_title = |before: &str| {
            before.is_empty()
                || draft::has_any(&before.to_lowercase(), &["标题", "title", "工具", "it"])
                || self.object(before).is_none()
        };
        if let Some((before, after)) = title
            && !after.is_empty()
            && is_title(&before)
        {
            let after = after.trim_end_matches("吧").to_owned();
            self.tool.title = draft::shown(&after, self.language());
            return self.edit(format!("标题:{after}"), format!("Title: {after}"));
        }
        let pair = self.around(&["改名叫", "改名为", "改叫", "改成叫", "叫成", "叫做"]).or_else(|| {
            let has_rename = draft::has_any(&self.text, &["rename", "call the", "call"]);
            has_rename.then(|| self.around(&[" to ", " as ", " into "])).flatten()
        });
        let pair = pair.or_else(|| {
            // 把备注改成说明: only where the new one is no value.
            let (before, after) = self.around(&["改成", "换成"])?;
            let is_value =
                after.chars().any(|c| c.is_ascii_digit()) || draft::amount(&after, self.now).is_some();
            (!is_value
                && before.starts_with('把')
                && !draft::has_any(&self.text, &["默认", "公式", "颜色", "单位"]))
            .then_some((before, after))
        });
        let Some((before, after)) = pair else { return false };
        let before =
            before.trim_start_matches("把").replace("那列", "").replace("这列", "").replace("那栏", "");
        let before = before
            .trim_start_matches("rename")
            .trim_start_matches("call")
            .trim()
            .trim_start_matches("the ")
            .to_owned();
        let Some(name) = self.object(&before) else { return false };
        let label = draft::shown(&after, self.language());
        let new = label.get(self.language()).to_owned();
        if let Some(field) = self.tool.field_mut(&name) {
            field.label = label;
        } else if let Some(formula) = self.tool.formula_mut(&name) {
            formula.label = label;
        }
        self.edit(format!("改名:{} → {new}", clean(&before)), format!("Renamed: {} → {new}", clean(&before)))
    }

    pub(super) fn moved(&mut self) -> bool {
        let words = [
            "放到",
            "移到",
            "挪到",
            "排到",
            "above",
            "before",
            "below",
            "after",
            "to the top",
            "to the bottom",
        ];
        let Some((what, target)) = self.around(&words) else { return false };
        let what = clean(&what);
        let Some(name) = self.object(&what) else { return false };
        let is_behind = draft::has_any(&self.text, &["后面", "下面", "below", "after", "最后", "bottom"]);
        let anchor = self.object(&target);
        let moved = move_part(&mut self.tool, &name, anchor.as_deref(), is_behind);
        moved && self.edit(format!("移动:{what}"), format!("Moved: {what}"))
    }
}
