//! What people say to an assistant that is no errand: a greeting, thanks, who it is, what it can do, the time, the day.
//!
//! Decides whether a whole sentence is one of these; a sentence that says more is an errand, and none of these. Decides what is answered, too.
//! Adding a phrase is a line in a table.

use jiff::ZonedDateTime;

use super::Reply;
use crate::text::Utterance;
use crate::values::Value;

/// A sentence that asks for no errand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Courtesy {
    /// hello, 你好
    Greeting,
    /// thanks, 谢谢
    Thanks,
    /// bye, 再见
    Goodbye,
    /// what can you do, 你能做什么
    Abilities,
    /// who are you, 你是谁
    Name,
    /// what time is it, 现在几点
    Clock,
    /// what day is it, 今天几号
    Date,
}

/// Phrases as they are compared: folded, without marks, with one space between Latin words and none beside Chinese.
const PHRASES: &[(Courtesy, &[&str])] = &[
    (
        Courtesy::Greeting,
        &[
            "hi",
            "hello",
            "hey",
            "hi there",
            "hello there",
            "hey there",
            "yo",
            "good morning",
            "good afternoon",
            "good evening",
            "你好",
            "您好",
            "嗨",
            "哈喽",
            "哈啰",
            "早",
            "早上好",
            "上午好",
            "中午好",
            "下午好",
            "晚上好",
            "在吗",
            "在不在",
            "你在吗",
            "有人吗",
        ],
    ),
    (
        Courtesy::Thanks,
        &[
            "thanks",
            "thank you",
            "thx",
            "cheers",
            "thanks a lot",
            "many thanks",
            "thank you so much",
            "thank you very much",
            "great thanks",
            "ok thanks",
            "谢谢",
            "谢谢你",
            "谢谢您",
            "多谢",
            "谢啦",
            "谢了",
            "辛苦了",
            "太谢谢了",
            "好的谢谢",
            "感谢",
        ],
    ),
    (
        Courtesy::Goodbye,
        &["bye", "bye bye", "goodbye", "see you", "see you later", "再见", "拜拜", "回头见", "回见"],
    ),
    (
        Courtesy::Abilities,
        &[
            "what can you do",
            "what can you do for me",
            "what can i say",
            "what can i ask",
            "what can i ask you",
            "what are you able to do",
            "what do you do",
            "how can you help",
            "how can you help me",
            "how does this work",
            "how do i use this",
            "how do i use you",
            "what else can you do",
            "what are your features",
            "你能做什么",
            "你能干什么",
            "你能干嘛",
            "你能干啥",
            "你会什么",
            "你会做什么",
            "你会干什么",
            "你会干嘛",
            "你会干啥",
            "你可以做什么",
            "你可以干什么",
            "你都能做什么",
            "你都会什么",
            "你都会做什么",
            "你能帮我做什么",
            "你能帮我干什么",
            "你可以帮我做什么",
            "你有什么功能",
            "有什么功能",
            "都有什么功能",
            "有哪些功能",
            "怎么用",
            "这个怎么用",
            "你怎么用",
            "我能说什么",
            "我可以说什么",
            "能做什么",
            "会什么",
            "还能做什么",
            "你还会什么",
            "你还能做什么",
        ],
    ),
    (
        Courtesy::Name,
        &[
            "who are you",
            "what are you",
            "what is your name",
            "whats your name",
            "what's your name",
            "are you a robot",
            "are you an ai",
            "你是谁",
            "你叫什么",
            "你叫什么名字",
            "你叫啥",
            "你是什么",
            "你是机器人",
            "你是ai",
        ],
    ),
    (
        Courtesy::Clock,
        &[
            "what time is it",
            "what time is it now",
            "what's the time",
            "what is the time",
            "whats the time",
            "what's the time now",
            "what is the time now",
            "do you have the time",
            "time now",
            "current time",
            "the time please",
            "现在几点",
            "现在几点了",
            "几点了",
            "几点钟了",
            "现在几点钟",
            "现在几点钟了",
            "现在是几点",
            "现在什么时间",
            "现在是什么时间",
            "现在时间",
            "现在的时间",
            "现在什么时候",
            "现在是什么时候",
        ],
    ),
    (
        Courtesy::Date,
        &[
            "what day is it",
            "what day is it today",
            "what day is today",
            "what's today",
            "what is today",
            "what's the date",
            "what is the date",
            "whats the date",
            "what's the date today",
            "what is the date today",
            "what's today's date",
            "what is today's date",
            "today's date",
            "which day is it",
            "今天几号",
            "今天是几号",
            "今天几月几号",
            "今天是几月几号",
            "今天星期几",
            "今天是星期几",
            "今天周几",
            "今天是周几",
            "今天礼拜几",
            "今天是礼拜几",
            "今天什么日子",
            "今天几号了",
            "今天周几了",
            "几号了",
            "星期几了",
            "今天是什么日子",
        ],
    ),
];

impl Reply {
    /// What is answered; `now` is the host's clock.
    pub(crate) fn courteous(self, courtesy: Courtesy, now: &ZonedDateTime) -> String {
        match courtesy {
            Courtesy::Greeting => {
                self.say("您好!想办什么,说一句就行。", "Hello! Just say what you want done.")
            }
            Courtesy::Abilities => self.say("想办什么,说一句就行。", "Just say what you want done."),
            Courtesy::Name => self.say(
                "我是这个应用里的助手,在您的手机上帮您办事。",
                "I'm the assistant of this app. I get things done, on your phone.",
            ),
            Courtesy::Thanks => self.say("不客气。", "You're welcome."),
            Courtesy::Goodbye => self.say("再见。", "Goodbye."),
            Courtesy::Clock => {
                let clock = Value::Time(now.time()).spoken(self.0);
                self.say(format!("现在是{clock}。"), format!("It's {clock}."))
            }
            Courtesy::Date => {
                let day = Value::Day(now.date()).spoken(self.0);
                self.say(format!("今天是{day}。"), format!("Today is {day}."))
            }
        }
    }
}

/// Endings of Chinese that add nothing.
const ENDINGS: &[char] = &['啊', '呀', '呢', '哦', '吗', '嘛', '哈', '吧', '啦'];
/// Words around a phrase that add nothing.
const AROUND: &[&str] =
    &["please ", "hey ", "hi ", "so ", "um ", "那", "请问一下", "请问", "诶", "喂", "嘿", "那个"];
/// The same behind it.
const BEHIND: &[&str] = &[" please", " there", " now", " today", " then", " again", " mate", "了"];

/// Which of them a whole sentence is.
pub(crate) fn courtesy(said: &Utterance) -> Option<Courtesy> {
    let text = bare(said);
    let of = |text: &str| {
        PHRASES.iter().find(|(_, phrases)| phrases.contains(&text)).map(|(courtesy, _)| *courtesy)
    };
    let mut forms = vec![text.as_str()];
    forms.push(text.trim_end_matches(ENDINGS));
    let shorter: Vec<&str> = forms
        .iter()
        .flat_map(|form| AROUND.iter().filter_map(|word| form.strip_prefix(word)))
        .chain(forms.iter().flat_map(|form| BEHIND.iter().filter_map(|word| form.strip_suffix(word))))
        .collect();
    forms.extend(shorter);
    forms.into_iter().find_map(|form| of(form.trim_end_matches(ENDINGS)).or_else(|| of(form)))
}

/// The words of a sentence without its marks; gaps only between Latin words.
fn bare(said: &Utterance) -> String {
    let mut text = String::new();
    for c in said.chars() {
        let is_latin = |c: char| c.is_ascii_alphanumeric() || c == '\'';
        if c.is_alphanumeric() || *c == '\'' {
            if text.ends_with(' ') && !(is_latin(*c) && text.trim_end().ends_with(is_latin)) {
                text.truncate(text.trim_end().len());
            }
            text.push(*c);
        } else if !text.is_empty() && !text.ends_with(' ') {
            text.push(' ');
        }
    }
    text.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn courtesies_are_told_from_errands() {
        for (text, want) in [
            ("Hello!", Some(Courtesy::Greeting)),
            ("hey there", Some(Courtesy::Greeting)),
            ("你好啊", Some(Courtesy::Greeting)),
            ("嗨,在吗?", None),
            ("Thank you!", Some(Courtesy::Thanks)),
            ("谢谢啦", Some(Courtesy::Thanks)),
            ("What can you do?", Some(Courtesy::Abilities)),
            ("你都能做什么呀", Some(Courtesy::Abilities)),
            ("你能做什么?", Some(Courtesy::Abilities)),
            ("what time is it", Some(Courtesy::Clock)),
            ("What time is it now?", Some(Courtesy::Clock)),
            ("请问现在几点了", Some(Courtesy::Clock)),
            ("现在几点啦", Some(Courtesy::Clock)),
            ("今天周几", Some(Courtesy::Date)),
            ("what's the date today?", Some(Courtesy::Date)),
            ("who are you?", Some(Courtesy::Name)),
            ("晚安", None),
            ("你好,帮我订个位", None),
            ("what time is the film", None),
            ("what time is it in London", None),
            ("电影几点", None),
            ("help me order tea", None),
            ("再见", Some(Courtesy::Goodbye)),
            ("thank Tom for me", None),
            ("给妈妈说晚安", None),
            ("今天几号有空", None),
        ] {
            assert_eq!(courtesy(&Utterance::new(text)), want, "{text}");
        }
    }

    #[test]
    fn phrases_stand_as_they_are_compared() {
        for (_, phrases) in PHRASES {
            for phrase in *phrases {
                assert_eq!(bare(&Utterance::new(phrase)), *phrase);
            }
        }
    }
}
