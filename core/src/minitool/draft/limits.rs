//! Why a tool can't do what is asked for, and what is nearest to it.
//!
//! Decides the words; whether a request goes beyond a limit is the outline's matter.

use crate::minitool::edit::both;
use crate::minitool::outline::Limit;
use crate::text::LocalText;

/// What the person is told.
pub(in crate::minitool) fn reason(limit: Limit) -> LocalText {
    let (zh, en) = match limit {
        Limit::Illegal => (
            "这个小工具做不了,也不该做。可以做一个自己填数的小工具。",
            "A mini-tool can't do this, and shouldn't. It can compute with what you enter yourself.",
        ),
        Limit::Sensor => (
            "小工具用不了摄像头、麦克风、定位和传感器。可以改成您自己填数,它来记和算。",
            "A mini-tool has no camera, microphone, location or sensors. It can keep and compute what you enter yourself.",
        ),
        Limit::Network => (
            "小工具不联网,查不到实时的信息。可以做一个由您填数值、它来算的。",
            "A mini-tool has no network, so it can't look this up. It can compute with figures that you enter.",
        ),
        Limit::Background => (
            "小工具只在打开时工作,不会自己在后台做事或发消息。可以做一个您打开来填、来看的。",
            "A mini-tool works only while it is open and never acts by itself. It can be one that you open to fill in and look at.",
        ),
        Limit::Account => (
            "小工具看不到别的应用和账户里的内容,也动不了它们。可以做一个您自己记的。",
            "A mini-tool can't see or touch other apps and accounts. It can keep what you enter yourself.",
        ),
        Limit::Shared => (
            "小工具只给您自己用,别人不能一起改。可以把结果当文字发给别人。",
            "A mini-tool is private to you; others can't join in. Its results can be sent as text.",
        ),
        Limit::Game => (
            "小工具不会画画、放音乐,也做不了画面游戏。可以做计分、抽签、计时的。",
            "A mini-tool has no graphics, sound or video. It can keep scores, draw lots and time rounds.",
        ),
        Limit::Generate => (
            "小工具不会写作、翻译、答题或画画。可以做填写、计算、记录这一类的。",
            "A mini-tool can't write, translate, answer or draw. It can take entries, compute and keep records.",
        ),
        Limit::Code => (
            "小工具里没有程序代码,也做不出应用和网页。可以做填写、计算、记录这一类的。",
            "A mini-tool holds no code and can't become an app or a website. It can take entries, compute and keep records.",
        ),
    };
    both(zh, en)
}
