//! What the core says about mini-tools, in Chinese and English.
//!
//! As in [`super::reply`]: a method for each sentence, both languages side by side. A tool's title comes in as an argument.

use super::Reply;

impl Reply {
    pub(crate) fn tool_made(self, title: &str) -> String {
        self.say(
            format!("“{title}”做好了。想改哪里直接说,要留着就说“保存”。"),
            format!("Here is “{title}”. Tell me what to change, or say “save” to keep it."),
        )
    }

    pub(crate) fn tool_unclear(self, words: &[String]) -> String {
        self.say(
            format!("没把握:{}。", words.join("、")),
            format!("I'm not sure about: {}.", words.join("; ")),
        )
    }

    pub(crate) fn tool_changed(self, edits: &[String]) -> String {
        self.say(format!("{}。", edits.join(";")), format!("{}.", edits.join("; ")))
    }

    pub(crate) fn tool_saved(self, title: &str) -> String {
        self.say(
            format!("已保存。说“打开{title}”就能再用。"),
            format!("Saved. Say “open {title}” to use it again."),
        )
    }

    pub(crate) fn tool_opened(self, title: &str) -> String {
        self.say(format!("这是“{title}”。"), format!("Here is “{title}”."))
    }

    pub(crate) fn tool_closed(self, title: &str) -> String {
        self.say(format!("“{title}”收好了。"), format!("“{title}” is put away."))
    }

    pub(crate) fn tool_discarded(self, title: &str) -> String {
        self.say(format!("“{title}”没有保存。"), format!("“{title}” was not kept."))
    }

    pub(crate) fn tool_deleted(self, title: &str) -> String {
        self.say(format!("“{title}”已删除。"), format!("“{title}” is deleted."))
    }

    pub(crate) fn tool_gone(self) -> String {
        self.say("这个小工具已经删掉了。", "That tool has been deleted.")
    }

    pub(crate) fn ask_to_delete(self, title: &str) -> String {
        self.say(
            format!("要删除“{title}”和里面的内容吗?删了就找不回来。"),
            format!("Delete “{title}” with everything in it? It can't be brought back."),
        )
    }

    pub(crate) fn ask_to_save(self, title: &str) -> String {
        self.say(format!("要保存“{title}”吗?"), format!("Keep “{title}”?"))
    }

    /// The options of a question about the tool as a whole: what is done, and what is left as it is.
    pub(crate) fn delete_or_keep(self) -> [String; 2] {
        [self.say("删除", "Delete"), self.say("不删", "Don't delete")]
    }

    /// See [`Reply::delete_or_keep`].
    pub(crate) fn save_or_discard(self) -> [String; 2] {
        [self.say("保存", "Save"), self.say("不保存", "Don't save")]
    }

    pub(crate) fn which_tool(self) -> String {
        self.say("要打开哪一个?", "Which one shall I open?")
    }

    pub(crate) fn no_tools(self) -> String {
        self.say(
            "还没有小工具。说一句话就能做一个,比如“做个AA记账,按人数平分”。",
            "There are no tools yet. One sentence makes one, such as “make me a bill splitter with the total and the number of people”.",
        )
    }

    pub(crate) fn too_many_tools(self) -> String {
        self.say(
            "小工具已经满了,请先删掉不用的。",
            "There is no room for more tools. Please delete one first.",
        )
    }

    pub(crate) fn nothing_to_undo(self) -> String {
        self.say("没有可以撤销的了。", "There is nothing to undo.")
    }

    pub(crate) fn tool_value_unfit(self) -> String {
        self.say("这里填不了这个。", "That doesn't fit here.")
    }

    pub(crate) fn tool_full(self) -> String {
        self.say("记录已经满了。", "The list is full.")
    }

    pub(crate) fn tool_no_value(self) -> String {
        self.say("还没填全,这一步做不了。", "Something is still missing, so this can't be done.")
    }

    pub(crate) fn tool_call_gone(self) -> String {
        self.say("它要用的服务现在用不了。", "The service it needs is not available now.")
    }

    /// Where a value that a tool holds came from.
    pub(crate) fn origin_of_tool(self, title: &str) -> String {
        self.say(format!("来自“{title}”"), format!("from “{title}”"))
    }
}
