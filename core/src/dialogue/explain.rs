//! Choices in words: why this service, why not that one, what would change it.
//!
//! Decides how the record of a choice is said, short for the dialogue and whole for who asks; the record itself is `plan`'s.
//!
//! Invariant: only what the record holds is said; a component that made no difference is no reason.

use super::reply::constraint_label;
use crate::action::{Constraint, Limit};
use crate::plan::{Choice, ChosenBy, Component, Filtered, Quote};
use crate::text::Language;

/// Says choices in one language, with the names that services go by.
pub(crate) struct Named<'a> {
    pub language: Language,
    pub names: &'a dyn Fn(&str) -> String,
}

impl Named<'_> {
    fn say(&self, zh: impl Into<String>, en: impl Into<String>) -> String {
        match self.language {
            Language::Zh => zh.into(),
            Language::En => en.into(),
        }
    }

    /// One short sentence when the core takes a service by itself: which, the strongest reason, who else could.
    pub(crate) fn recommended(&self, choice: &Choice, best: &str, rest: &[String]) -> String {
        let name = (self.names)(best);
        let reason = rest.first().and_then(|next| self.reasons(choice, best, next).into_iter().next());
        let others: Vec<String> = rest.iter().map(|service| (self.names)(service)).collect();
        match reason {
            Some(reason) => self.say(
                format!("选了{name}({reason});也可以换{}。", others.join("、")),
                format!("I picked {name} ({reason}); {} can do it too.", others.join(", ")),
            ),
            None => self.say(
                format!("选了{name};也可以换{}。", others.join("、")),
                format!("I picked {name}; {} can do it too.", others.join(", ")),
            ),
        }
    }

    /// Why every candidate is out, when a wish stands in the way.
    pub(crate) fn out(&self, choice: &Choice) -> Option<String> {
        let out = choice.candidates.iter().find_map(|rival| match rival.filtered {
            Some(Filtered::Constraint { constraint }) => Some((rival, constraint)),
            _ => None,
        });
        let (rival, kind) = out?;
        let wanted = choice.constraints.iter().find(|constraint| constraint.kind == kind)?;
        let words = constraint_words(wanted, self.language);
        let quote = quote_words(&rival.quote, self.language);
        let name = (self.names)(&rival.service);
        Some(self.say(
            format!("{words}办不到,最接近的是{name}:{quote}。"),
            format!("No service can keep to {words}; the closest is {name}: {quote}."),
        ))
    }

    /// What speaks for one service against another, the strongest first.
    fn reasons(&self, choice: &Choice, one: &str, other: &str) -> Vec<String> {
        let all = choice.advantages(one, other);
        all.into_iter()
            .filter(|(_, worth)| *worth > 0.0)
            .map(|(component, _)| self.reason(choice, component, one, other))
            .collect()
    }

    fn reason(&self, choice: &Choice, component: Component, one: &str, other: &str) -> String {
        let quotes = choice.candidate(one).zip(choice.candidate(other)).map(|(a, b)| (&a.quote, &b.quote));
        match component {
            Component::GoalFit => self.say("更符合您说的", "it fits what you said better"),
            Component::ConstraintCoverage => self.say("更能满足您的要求", "it meets more of your wishes"),
            Component::Probe => self.quoted(quotes),
            Component::Reliability => self.say("一直更可靠", "it has been more reliable"),
            Component::Preference => self.say("您常选它", "you usually choose it"),
            Component::Recency => self.say("您最近用过", "you used it lately"),
            Component::Latency => self.say("响应更快", "it answers faster"),
            Component::DataMinimisation => self.say("要的个人信息更少", "it asks for less personal data"),
            Component::Exploration => self.say("还没怎么试过,给它一次机会", "it has hardly been tried yet"),
        }
    }

    fn quoted(&self, quotes: Option<(&Quote, &Quote)>) -> String {
        let Some((one, other)) = quotes else { return self.say("它说能办", "it says it can") };
        if let (Some(a), Some(b)) = (one.price, other.price)
            && a.currency == b.currency
            && a.minor < b.minor
        {
            let (a, b) = (a.spoken(self.language), b.spoken(self.language));
            return self.say(format!("便宜些:{a},另一家 {b}"), format!("cheaper: {a} instead of {b}"));
        }
        if let (Some(a), Some(b)) = (one.eta_minutes, other.eta_minutes)
            && a < b
        {
            return self.say(
                format!("快些:约 {a} 分钟,另一家 {b} 分钟"),
                format!("faster: about {a} minutes instead of {b}"),
            );
        }
        if let (Some(a), Some(b)) = (one.distance_metres, other.distance_metres)
            && a < b
        {
            return self.say(format!("近些:{a} 米,另一家 {b} 米"), format!("nearer: {a} m instead of {b} m"));
        }
        self.say("它确认能办", "it confirmed that it can")
    }

    /// Why the one that was taken.
    pub(crate) fn why(&self, choice: &Choice) -> String {
        let Some(chosen) = &choice.chosen else {
            return match choice.by {
                ChosenBy::All => {
                    self.say("没有只选一家,几家都查了。", "None was picked: all of them were searched.")
                }
                _ => self.say("还没有选,由您决定。", "Nothing is picked yet; it is for you to say."),
            };
        };
        let name = (self.names)(chosen);
        match choice.by {
            ChosenBy::Only => self.say(format!("只有{name}能办。"), format!("Only {name} can do it.")),
            ChosenBy::Named => self.say(format!("您点名要{name}。"), format!("You named {name}.")),
            ChosenBy::Person => self.say(format!("您选了{name}。"), format!("You chose {name}.")),
            ChosenBy::Fallback => self.say(
                format!("前一家没办成,所以换了{name}。"),
                format!("Another one could not, so {name} was next."),
            ),
            ChosenBy::Score | ChosenBy::Open | ChosenBy::All => {
                let next = choice
                    .candidates
                    .iter()
                    .find(|rival| rival.service != *chosen && rival.filtered.is_none());
                let reasons =
                    next.map(|next| self.reasons(choice, chosen, &next.service)).unwrap_or_default();
                if reasons.is_empty() {
                    self.say(
                        format!("选了{name},其他的都办不到。"),
                        format!("{name}: the others could not do it."),
                    )
                } else {
                    self.say(
                        format!("选了{name}:{}。", reasons.join(",")),
                        format!("{name}: {}.", reasons.join(", ")),
                    )
                }
            }
        }
    }

    /// Why not another one; [`None`] when it was no candidate.
    pub(crate) fn why_not(&self, choice: &Choice, service: &str) -> Option<String> {
        let rival = choice.candidate(service)?;
        let name = (self.names)(service);
        let label = |kind| {
            let (zh, en) = constraint_label(kind);
            self.say(zh, en)
        };
        Some(match rival.filtered {
            Some(Filtered::Banned) => {
                self.say(format!("您设置了不用{name}。"), format!("You asked never to use {name}."))
            }
            Some(Filtered::Tried) => {
                self.say(format!("{name}试过了,没办成。"), format!("{name} was tried and could not."))
            }
            Some(Filtered::NotNamed) => {
                self.say(format!("您点名要的不是{name}。"), format!("You named another one than {name}."))
            }
            Some(Filtered::Unplannable) => {
                self.say(format!("{name}缺少要用的东西。"), format!("{name} lacks something that it needs."))
            }
            Some(Filtered::SaidNo) => {
                self.say(format!("{name}说现在办不了。"), format!("{name} said that it can't."))
            }
            Some(Filtered::Constraint { constraint }) => self.say(
                format!("{name}不满足{}。", label(constraint)),
                format!("{name} doesn't keep to the {}.", label(constraint)),
            ),
            None => match choice.chosen.as_deref() {
                Some(chosen) if chosen == service => self.why(choice),
                Some(chosen) => {
                    let reasons = self.reasons(choice, chosen, service);
                    let other = (self.names)(chosen);
                    if reasons.is_empty() {
                        self.say(
                            format!("{name}也可以,只是{other}是您定的。"),
                            format!("{name} would do; {other} was your choice."),
                        )
                    } else {
                        self.say(
                            format!("比起{name},{other}{}。", reasons.join(",")),
                            format!("Against {name}, {other}: {}.", reasons.join(", ")),
                        )
                    }
                }
                None => self.say(format!("{name}也在其中。"), format!("{name} is among them.")),
            },
        })
    }

    /// What would change the choice.
    pub(crate) fn what_would_change(&self, choice: &Choice) -> Vec<String> {
        // Where all were searched, the order is what can change, and a name narrows the search.
        let are_all_taken = choice.by == ChosenBy::All;
        let mut all: Vec<String> = choice
            .turning_points()
            .into_iter()
            .map(|(component, service)| {
                let name = (self.names)(&service);
                let (zh, en) = match component {
                    Component::GoalFit => ("说法", "how well it fits the words"),
                    Component::ConstraintCoverage => ("您的要求", "your wishes"),
                    Component::Probe => ("报价和时间", "price and time"),
                    Component::Reliability => ("可靠程度", "reliability"),
                    Component::Preference => ("您的习惯", "your habits"),
                    Component::Recency => ("最近的使用", "recent use"),
                    Component::Latency => ("响应快慢", "speed of answers"),
                    Component::DataMinimisation => ("个人信息的多少", "how much personal data is asked for"),
                    Component::Exploration => ("试用的机会", "the chance for newcomers"),
                };
                if are_all_taken {
                    self.say(
                        format!("不看{zh}的话{name}会排在前面"),
                        format!("without {en} {name} would come first"),
                    )
                } else {
                    self.say(format!("不看{zh}的话会是{name}"), format!("without {en} it would be {name}"))
                }
            })
            .collect();
        let others = choice.candidates.iter().filter(|rival| rival.filtered.is_none());
        let other =
            others.map(|rival| &rival.service).find(|service| Some(*service) != choice.chosen.as_ref());
        if let Some(other) = other {
            let name = (self.names)(other);
            all.push(if are_all_taken {
                self.say(
                    format!("直接说“用{name}”就只查这家"),
                    format!("saying \"use {name}\" searches only there"),
                )
            } else {
                self.say(format!("直接说“用{name}”就会换"), format!("saying \"use {name}\" changes it"))
            });
        }
        all
    }
}

/// A quote in words: price, time, distance.
pub(crate) fn quote_words(quote: &Quote, language: Language) -> String {
    let mut parts = Vec::new();
    parts.extend(quote.price.map(|price| price.spoken(language)));
    parts.extend(quote.eta_minutes.map(|minutes| match language {
        Language::Zh => format!("约 {minutes} 分钟"),
        Language::En => format!("about {minutes} min"),
    }));
    parts.extend(quote.distance_metres.map(|metres| match language {
        Language::Zh => format!("{metres} 米"),
        Language::En => format!("{metres} m"),
    }));
    parts.join(if language == Language::Zh { "," } else { ", " })
}

/// A constraint in words: what it is about and what is wanted.
pub(crate) fn constraint_words(constraint: &Constraint, language: Language) -> String {
    let (zh, en) = constraint_label(constraint.kind);
    let label = if language == Language::Zh { zh } else { en };
    match (&constraint.limit, language) {
        (Limit::Sum(sum), Language::Zh) => format!("{label} {} 以内", sum.spoken(language)),
        (Limit::Sum(sum), Language::En) => format!("a {label} of {}", sum.spoken(language)),
        (Limit::Amount(amount), Language::Zh) => format!("{label} {amount} 以内"),
        (Limit::Amount(amount), Language::En) => format!("a {label} of {amount}"),
        (Limit::AtMost(number), Language::Zh) => format!("{label}不超过 {number}"),
        (Limit::AtMost(number), Language::En) => format!("a {label} of at most {number}"),
        (Limit::AtLeast(number), Language::Zh) => format!("{label}至少 {number}"),
        (Limit::AtLeast(number), Language::En) => format!("a {label} of at least {number}"),
        (Limit::Is(_), _) => label.to_owned(),
    }
}
