//! Every sentence that the core says itself, in Chinese and English.
//!
//! Short, polite and exact. What services say comes from their manifests; names and values come in as arguments.
//! Adding a sentence is a method; both languages stand side by side.

use crate::manifest::{ConstraintKind, FailureClass};
use crate::text::Language;

/// The core's sentences in one language.
#[derive(Clone, Copy)]
pub(crate) struct Reply(pub Language);

impl Reply {
    pub(super) fn say(self, zh: impl Into<String>, en: impl Into<String>) -> String {
        match self.0 {
            Language::Zh => zh.into(),
            Language::En => en.into(),
        }
    }

    pub(crate) fn unsupported(self) -> String {
        self.say("抱歉,这件事我还办不了。", "Sorry, I can't do that yet.")
    }

    pub(crate) fn nothing_said(self) -> String {
        self.say("没听到内容,请再说一次。", "I didn't catch anything. Please say it again.")
    }

    pub(crate) fn nothing_open(self) -> String {
        self.say("好的,现在没有正在办的事。", "OK. Nothing is open right now.")
    }

    pub(crate) fn nothing_done_to_undo(self) -> String {
        self.say("现在没有可以撤销的。", "There is nothing to undo right now.")
    }

    pub(crate) fn cannot_undo(self, title: &str) -> String {
        self.say(format!("“{title}”撤销不了。"), format!("I can't undo that: {}.", lower(title)))
    }

    pub(crate) fn nothing_to_agree_to(self) -> String {
        self.say("现在没有等您确认的事。", "There is nothing to agree to right now.")
    }

    pub(crate) fn nearest(self, titles: &[String]) -> String {
        self.say(
            format!("我能做的有:{}。", titles.join("、")),
            format!("Things I can do: {}.", titles.join(", ")),
        )
    }

    pub(crate) fn which_capability(self) -> String {
        self.say("您是想做哪一件?", "Which of these do you mean?")
    }

    pub(crate) fn which_service(self, title: &str) -> String {
        self.say(format!("用哪家来办“{title}”?"), format!("Which service should I use to {}?", lower(title)))
    }

    pub(crate) fn which_entry(self, name: &str) -> String {
        self.say(
            format!("有好几位“{name}”,是哪一位?"),
            format!("There are several called {name}. Which one?"),
        )
    }

    pub(crate) fn which_offer(self) -> String {
        self.say("要哪一个?", "Which one would you like?")
    }

    pub(crate) fn value(self, label: &str) -> String {
        self.say(format!("请告诉我{label}。"), format!("Please tell me the {}.", lower(label)))
    }

    pub(crate) fn time_of_day(self) -> String {
        self.say("几点呢?", "At what time?")
    }

    pub(crate) fn unknown_name(self, name: &str) -> String {
        self.say(format!("没找到“{name}”。"), format!("I couldn't find {name}."))
    }

    pub(crate) fn limits(self, label: &str, minimum: Option<i64>, maximum: Option<i64>) -> String {
        match (minimum, maximum) {
            (Some(low), Some(high)) => self.say(
                format!("{label}要在 {low} 到 {high} 之间。"),
                format!("{label} must be from {low} to {high}."),
            ),
            (Some(low), None) => {
                self.say(format!("{label}至少是 {low}。"), format!("{label} must be at least {low}."))
            }
            (None, Some(high)) => {
                self.say(format!("{label}最多是 {high}。"), format!("{label} can be at most {high}."))
            }
            (None, None) => {
                self.say(format!("{label}不合适。"), format!("That {} doesn't fit.", lower(label)))
            }
        }
    }

    /// Where a value of selected content came from.
    pub(crate) fn origin_of_content(self, author: Option<&str>, zh: &str, en: &str) -> String {
        match author {
            Some(author) => self.say(format!("来自{author}的{zh}"), format!("from {author}'s {en}")),
            None => self.say(format!("来自{zh}"), format!("from the {en}")),
        }
    }

    pub(crate) fn is_past(self) -> String {
        self.say("这个时间已经过去了。", "That time has already passed.")
    }

    pub(crate) fn not_understood(self) -> String {
        self.say("没听明白。", "I didn't get that.")
    }

    /// One act, or several on one card.
    pub(crate) fn confirm(self, titles: &[&str]) -> String {
        match titles {
            [title] => self.say(format!("请确认:{title}?"), format!("Please confirm: {title}?")),
            all => {
                let mut named: Vec<(&str, usize)> = Vec::new();
                for title in all {
                    match named.iter_mut().find(|(known, _)| known == title) {
                        Some((_, times)) => *times += 1,
                        None => named.push((title, 1)),
                    }
                }
                let named: Vec<String> = named
                    .iter()
                    .map(|(title, times)| match times {
                        1 => (*title).to_owned(),
                        _ => format!("{title} ×{times}"),
                    })
                    .collect();
                self.say(
                    format!("请一起确认这{}件事:{}?", all.len(), named.join("、")),
                    format!("Please confirm these {}: {}?", all.len(), named.join("; ")),
                )
            }
        }
    }

    pub(crate) fn confirm_payment(self, title: &str, amount: &str) -> String {
        self.say(format!("请确认:{title},{amount}?"), format!("Please confirm: {title}, {amount}?"))
    }

    pub(crate) fn confirm_on_card(self) -> String {
        self.say(
            "请在确认卡片上点“确认”;想改哪里也可以直接说。",
            "Please tap Confirm on the card, or tell me what to change.",
        )
    }

    /// What a card calls the sum that is given back.
    pub(crate) fn refund_label(self) -> String {
        self.say("退款", "Refund")
    }

    /// What was paid is given back as it was said before.
    pub(crate) fn refunded(self, sum: &str) -> String {
        self.say(format!("退款 {sum},按原路退回。"), format!("{sum} will be returned the way it was paid."))
    }

    /// Another sum was given back than was said before, or nobody says how much.
    pub(crate) fn refunded_otherwise(self, expected: &str, given: Option<&str>) -> String {
        match given {
            Some(given) => self.say(
                format!("应退 {expected},商家说退了 {given},请向商家核实。"),
                format!("{expected} was due, but the service says it returned {given}. Please check with them."),
            ),
            None => self.say(
                format!("应退 {expected},商家没有说退了多少,请向商家核实。"),
                format!("{expected} is due back, but the service doesn't say how much it returned. Please check with them."),
            ),
        }
    }

    /// A payment of this sum is more than the app or the person allows.
    pub(crate) fn over_limit(self, amount: &str) -> String {
        self.say(
            format!("{amount}超过了设定的单笔上限,没有付款。"),
            format!("{amount} is over the limit that was set for one payment. Nothing was paid."),
        )
    }

    pub(crate) fn approval_expired(self) -> String {
        self.say("刚才的确认已经过期。", "That confirmation has expired.")
    }

    pub(crate) fn shares(self, service: &str, purpose: &str) -> String {
        self.say(
            format!("{service}会读取或收到您的个人信息,用途:{purpose}。"),
            format!("{service} will read or receive personal data of yours, for: {purpose}."),
        )
    }

    pub(crate) fn consent(self, title: &str, what: &str) -> String {
        self.say(format!("{title}:{what}可以吗?"), format!("{title}: {what} Is that all right?"))
    }

    /// A confirmation that lets the service have what it reads with the same yes.
    pub(crate) fn with_consent(self, confirm: &str, what: &str) -> String {
        self.say(format!("{confirm}{what}"), format!("{confirm} {what}"))
    }

    pub(crate) fn authenticate(self, title: &str) -> String {
        self.say(
            format!("{title}:请先在手机上验证身份。"),
            format!("{title}: please verify on your phone that it's you."),
        )
    }

    pub(crate) fn cancelled(self) -> String {
        self.say("好的,已取消,什么都没有做。", "OK, cancelled. Nothing was done.")
    }

    pub(crate) fn declined(self, title: &str) -> String {
        self.say(format!("好的,没有{title}。"), format!("OK, I did not do it: {}.", lower(title)))
    }

    pub(crate) fn unpaid(self) -> String {
        self.say(
            "好的,没有付款。订单已建立但未支付,不付款不会生效。",
            "OK, nothing was paid. The order was started but stays unpaid.",
        )
    }

    pub(crate) fn cannot_change_begun(self) -> String {
        self.say(
            "订单已经建立,不能直接改;可以先取消再重新下单。",
            "The order has already been started, so I can't change it. You can cancel it and order again.",
        )
    }

    /// A name, and what tells it from another one.
    pub(crate) fn with_note(self, name: &str, note: &str) -> String {
        self.say(format!("{name}({note})"), format!("{name} ({note})"))
    }

    /// Before the question whether to do it all the same.
    pub(crate) fn once_only(self) -> String {
        self.say("这件事只能办一次,不会重复。", "This can only be done once; it won't repeat.")
    }

    /// An order is taken back, and begun anew.
    pub(crate) fn begun_anew(self) -> String {
        self.say("好的,按您说的重新下单。", "OK, ordering again as you said.")
    }

    /// Before the question whether what was done may be taken back, to be done otherwise.
    pub(crate) fn changes_done(self) -> String {
        self.say(
            "要改的话,先撤回刚才的,再按您说的办。",
            "To change it, I take back the first one and do it again as you said.",
        )
    }

    pub(crate) fn done(self, title: &str) -> String {
        self.say(format!("{title}:已完成。"), format!("{title}: done."))
    }

    pub(crate) fn on_the_card(self, title: &str) -> String {
        self.say(format!("{title}:查到了,请看卡片。"), format!("{title}: here it is, on the card."))
    }

    pub(crate) fn done_on_card(self, title: &str) -> String {
        self.say(
            format!("{title}:已完成,详情在卡片上。"),
            format!("{title}: done; the details are on the card."),
        )
    }

    pub(crate) fn none_found(self, title: &str) -> String {
        self.say(format!("{title}:没有找到。"), format!("{title}: nothing found."))
    }

    pub(crate) fn relaxed(self, keyword: &str) -> String {
        self.say(
            format!("没有找到“{keyword}”,看看这些?"),
            format!("I found nothing for {keyword}. How about these?"),
        )
    }

    pub(crate) fn contradictory(self) -> String {
        self.say(
            "这些要求互相矛盾,没法同时满足,请换个说法。",
            "Those wishes contradict each other, so nothing can meet them all. Please say it another way.",
        )
    }

    pub(crate) fn impossible_constraint(self, kind: ConstraintKind) -> String {
        let (zh, en) = constraint_label(kind);
        self.say(
            format!("这个{zh}没有什么能满足,请换一个。"),
            format!("Nothing can meet that {en}. Please give me another."),
        )
    }

    pub(crate) fn found(self, count: usize) -> String {
        match count {
            0..=3 => self.say(format!("找到 {count} 个:"), format!("I found {count}:")),
            _ => self
                .say(format!("找到 {count} 个,先看这些:"), format!("I found {count}; here are the first:")),
        }
    }

    /// One line of a list: name, what tells it apart, who has it, what is not certain of it.
    pub(crate) fn found_line(self, title: &str, detail: &str, service: &str, unknown: &[String]) -> String {
        let detail = if detail.is_empty() { String::new() } else { format!(" — {detail}") };
        let unsure = match (unknown.is_empty(), self.0) {
            (true, _) => String::new(),
            (_, Language::Zh) => format!(",{}没法保证", unknown.join("、")),
            _ => format!(", can't guarantee {}", unknown.join(" or ")),
        };
        self.say(
            format!("\n· {title}{detail}({service}{unsure})"),
            format!("\n· {title}{detail} ({service}{unsure})"),
        )
    }

    pub(crate) fn none_keeps(self, broken: &[String]) -> String {
        self.say(
            format!("没有完全符合的({}不满足),这些最接近。", broken.join("、")),
            format!("Nothing meets everything ({} is not met); these come closest.", broken.join(", ")),
        )
    }

    pub(crate) fn not_answered(self, service: &str, class: FailureClass) -> String {
        let (zh, en) = failure_words(class);
        self.say(format!("({service}:{zh})"), format!("({service}: {en})"))
    }

    pub(crate) fn not_available(self, name: &str) -> String {
        self.say(format!("“{name}”暂时没有了。"), format!("{name} is not available right now."))
    }

    pub(crate) fn not_offered(self, name: &str) -> String {
        self.say(format!("没有找到“{name}”。"), format!("I can't find {name}."))
    }

    pub(crate) fn other_service(self, from: &str, to: &str) -> String {
        self.say(format!("{from}办不了,换{to}试试。"), format!("{from} can't do it, so I'm trying {to}."))
    }

    /// Before a question that had to wait is asked again.
    pub(crate) fn back(self) -> String {
        self.say("回到刚才。", "Back to where we were.")
    }

    pub(crate) fn with_service(self, name: &str) -> String {
        self.say(format!("好的,用{name}。"), format!("OK, {name} it is."))
    }

    /// No capability gives what another one needs; the entity goes by its name in the manifest.
    pub(crate) fn missing(self, entity: &str) -> String {
        self.say(format!("没有哪项功能能提供“{entity}”。"), format!("Nothing here provides a {entity}."))
    }

    pub(crate) fn wrong_state(self, name: &str) -> String {
        self.say(
            format!("“{name}”现在不需要、也不能再这样办。"),
            format!("{name} is past that already, so this can't be done with it."),
        )
    }

    pub(crate) fn no_other_service(self) -> String {
        self.say("没有别家可以办了。", "No other service can do it.")
    }

    pub(crate) fn nothing_paid(self) -> String {
        self.say("好的,没有付款。", "OK, nothing was paid.")
    }

    pub(crate) fn elsewhere(self, from: &str) -> String {
        self.say(format!("{from}办不了,换一家试试。"), format!("{from} can't do it, so I'm trying another."))
    }

    pub(crate) fn failed(self, title: &str, class: FailureClass) -> String {
        let (zh, en) = failure_words(class);
        self.say(format!("{title}没有成功:{zh}。"), format!("{title} did not work: {en}."))
    }

    pub(crate) fn unknown_outcome(self, title: &str, operation: &str) -> String {
        self.say(
            format!("{title}没有收到结果,可能已经成功,也可能没有。我没有重复操作,请稍后查看(编号 {operation})。"),
            format!("{title}: no result came back. It may or may not have happened. I did not try again; please check later (reference {operation})."),
        )
    }

    /// What was begun is taken back after the rest of it came to nothing.
    pub(crate) fn undone(self, message: &str, title: &str) -> String {
        self.say(
            format!("{message}刚才建立的已经撤回({title})。"),
            format!("{message} What had been started was taken back ({}).", lower(title)).trim_start(),
        )
    }

    pub(crate) fn not_undone(self, message: &str, title: &str) -> String {
        self.say(
            format!("{message}刚才建立的没能撤回({title}没有成功),请自行处理。"),
            format!("{message} What had been started could not be taken back ({} did not work); please see to it yourself.", lower(title)).trim_start(),
        )
    }

    /// A write that happened, and its result is not what was agreed to.
    pub(crate) fn not_as_wanted(self, title: &str) -> String {
        self.say(
            format!("“{title}”办了,但结果和您要的不一样。"),
            format!("{title}: it was done, but the result is not what you asked for."),
        )
    }

    pub(crate) fn see_to_it(self, message: &str, service: &str) -> String {
        self.say(
            format!("{message}没法自动撤回,请到{service}处理。"),
            format!("{message} It can't be taken back from here; please see to it in {service}."),
        )
    }

    /// A call that nobody answered, and its service says that it did not happen.
    pub(crate) fn did_not_happen(self, title: &str) -> String {
        self.say(
            format!("{title}没有收到结果,查过了,没有成功,也没有重复操作。"),
            format!("{title}: no result came back. I checked: it did not happen, and I did not try again."),
        )
    }

    /// Why a value has to be given again.
    pub(crate) fn refused_value(self, class: FailureClass) -> String {
        let (zh, en) = failure_words(class);
        self.say(format!("没有成功:{zh}。"), format!("That did not work: {en}."))
    }

    pub(crate) fn undo_hint(self, title: &str) -> String {
        self.say(format!("(可以撤销:{title})"), format!("(You can undo it: {title})"))
    }

    pub(crate) fn give_up(self) -> String {
        self.say(
            "抱歉,还是没听明白,这次先不办了。",
            "Sorry, I still didn't get that, so I'll leave it for now.",
        )
    }

    pub(crate) fn too_long(self) -> String {
        self.say("内容太长,我只读了前面一部分。", "That was too long; I only read the first part.")
    }

    pub(crate) fn more(self, count: usize) -> String {
        self.say(format!("还有 {count} 个"), format!("and {count} more"))
    }
}

/// A title inside an English sentence.
fn lower(title: &str) -> String {
    let mut chars = title.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// Why something did not work, in both languages.
fn failure_words(class: FailureClass) -> (&'static str, &'static str) {
    match class {
        FailureClass::Empty | FailureClass::NotFound => ("没有找到", "nothing was found"),
        FailureClass::NotAvailable => ("暂时办不到", "it is not available right now"),
        FailureClass::ConstraintUnmet => ("满足不了您的要求", "your wish can't be met"),
        FailureClass::Denied | FailureClass::PolicyDisallowed => ("对方没有同意", "it was refused"),
        FailureClass::Disabled => ("这项服务已停用", "the service is switched off"),
        FailureClass::AuthRequired => ("需要先登录该服务", "you need to sign in there first"),
        FailureClass::RateLimited => {
            ("太频繁了,请稍后再试", "there were too many requests; please try later")
        }
        FailureClass::Unreachable => ("现在连不上网络", "there is no connection right now"),
        FailureClass::Timeout => ("对方没有及时回应", "there was no answer in time"),
        FailureClass::ContractViolation => {
            ("对方的回复和约定不符", "the service answered something else than it promised")
        }
        FailureClass::InvalidArgument => ("内容不符合要求", "something in it does not fit"),
        FailureClass::UnknownOutcome => ("结果不明", "the outcome is unknown"),
        FailureClass::Cancelled => ("已取消", "it was cancelled"),
        FailureClass::Internal => ("出了点问题", "something went wrong"),
    }
}

/// What a constraint is about, in both languages.
pub(super) fn constraint_label(kind: ConstraintKind) -> (&'static str, &'static str) {
    match kind {
        ConstraintKind::Budget => ("预算", "budget"),
        ConstraintKind::BudgetPerPerson => ("人均预算", "budget per person"),
        ConstraintKind::Distance => ("距离", "distance"),
        ConstraintKind::Headcount => ("人数", "number of people"),
        ConstraintKind::Time => ("时间", "time"),
        ConstraintKind::DeliverBy => ("送达时间", "delivery time"),
        ConstraintKind::Dietary => ("饮食要求", "diet"),
        ConstraintKind::Rating => ("评分", "rating"),
        ConstraintKind::Membership => ("会员优惠", "membership"),
        ConstraintKind::Fulfilment => ("取餐方式", "way of getting it"),
        ConstraintKind::Inventory => ("库存", "stock"),
    }
}
