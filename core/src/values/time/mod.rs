//! Times as people say them, in two steps: words to a constraint, a constraint to a time.
//!
//! [`expression_at`] reads the longest [`Expression`] at a position: which day, which part of it, which clock time, or how long from now.
//! [`resolve()`] turns that into a date and a clock time with the reference time in hand.
//! Which of the two a parameter wants, and what to ask when one is missing, is decided by the caller.
//!
//! Not handled yet: intervals, recurrences, holidays, the lunar calendar.

mod en;
mod resolve;
mod zh;

pub(crate) use resolve::{Moment, resolve};

use super::duration::Duration;
use super::reader::{longest, skip_spaces};

/// What was said about a time, not yet tied to a calendar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Expression {
    /// Which day.
    pub day: Option<Day>,
    /// Which part of the day.
    pub part: Option<Part>,
    /// Which clock time.
    pub clock: Option<Clock>,
    /// How long from now; excludes the other three.
    pub after: Option<Duration>,
}

/// A day as said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Day {
    /// So many days from today: 今天 0, tomorrow 1.
    Offset(i32),
    /// A weekday, 1 (Monday) to 7, in the week so many after this one; without a week the coming one.
    Weekday { weekday: i8, weeks: Option<i32> },
    /// A date, the year left open unless said.
    Date { year: Option<Year>, month: i8, day: i8 },
    /// A day of the month so many after this one; without a month the coming one.
    Nth { day: i8, months: Option<i32> },
}

/// A year as said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Year {
    /// 2027.
    Written(i16),
    /// So many years after this one: 明年 is 1.
    Offset(i16),
}

/// A part of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// 凌晨.
    Dawn,
    /// 早上, morning.
    Morning,
    /// 中午, noon.
    Noon,
    /// 下午, afternoon.
    Afternoon,
    /// 晚上, evening, tonight.
    Evening,
}

/// A time on the clock as said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Clock {
    /// 0 to 24, before any part of day is applied.
    pub hour: i8,
    /// 0 to 59.
    pub minute: i8,
    /// Whether `a.m.`, `p.m.`, `noon` or a written `18:00` fixes the half of the day.
    pub fixed: bool,
}

/// One word or phrase of an expression.
#[derive(Clone, Copy, Debug)]
enum Atom {
    Day(Day),
    Part(Part),
    Clock(Clock),
    After(Duration),
    Both(Day, Part),
}

impl Expression {
    /// Adds an atom; refuses a second one of its kind.
    fn add(&mut self, atom: Atom) -> Option<()> {
        let put_day = |slot: &mut Option<Day>, day| {
            if slot.is_none() {
                *slot = Some(day);
                Some(())
            } else {
                None
            }
        };
        if self.after.is_some() {
            return None;
        }
        match atom {
            Atom::Day(day) => put_day(&mut self.day, day)?,
            Atom::Part(part) if self.part.is_none() || self.part == Some(part) => self.part = Some(part),
            Atom::Clock(clock) if self.clock.is_none() => self.clock = Some(clock),
            Atom::After(length) if *self == Self::default() => self.after = Some(length),
            Atom::Both(day, part)
                if self.part.is_none_or(|p| p == part) && self.day.is_none_or(|d| d == day) =>
            {
                self.day = Some(day);
                self.part = Some(part);
            }
            _ => return None,
        }
        Some(())
    }
}

/// Words that may stand between two atoms of one expression.
const BETWEEN: &[&str] =
    &["的", ",", "at", "on", "in the", "around", "about", "@", "of", "by", "那天", "大概", "大约", "from"];

/// The longest expression that starts at `at`, and the position behind it.
///
/// `weak` opens readings that only a question about a time allows: a bare "7" as an hour.
pub(crate) fn expression_at(chars: &[char], at: usize, weak: bool) -> Option<(Expression, usize)> {
    let mut expression = Expression::default();
    let (first, mut end) = atom_at(chars, at, weak)?;
    expression.add(first)?;
    loop {
        let mut next = skip_spaces(chars, end);
        while let Some((_, after)) = longest(chars, next, BETWEEN) {
            next = skip_spaces(chars, after);
        }
        // After a day or a part of it, "at 8" and "8" are hours.
        let hour_may_follow =
            weak || expression.clock.is_none() && chars[end..next].iter().collect::<String>().contains("at");
        let Some((atom, after)) = atom_at(chars, next, hour_may_follow) else { break };
        if expression.add(atom).is_none() {
            break;
        }
        end = after;
    }
    Some((expression, end))
}

/// Where the day ends when an expression begins with one.
pub(crate) fn day_end(chars: &[char], at: usize) -> Option<usize> {
    atom_at(chars, at, false).and_then(|(atom, end)| matches!(atom, Atom::Day(_)).then_some(end))
}

fn atom_at(chars: &[char], at: usize, weak: bool) -> Option<(Atom, usize)> {
    let zh = zh::atom_at(chars, at, weak);
    let en = en::atom_at(chars, at, weak);
    [zh, en].into_iter().flatten().max_by_key(|(_, end)| *end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(said: &str) -> Option<String> {
        let chars: Vec<char> = crate::text::folded(said).chars().collect();
        let now = "2026-11-25T09:30:00+08:00[Asia/Shanghai]".parse().expect("a time");
        let (expression, end) = expression_at(&chars, 0, false)?;
        let moment = resolve(&expression, &now)?;
        let rest: String = chars[end..].iter().collect();
        let clock = moment.time.map_or(String::new(), |t| t.strftime("T%H:%M").to_string());
        Some(format!("{}{clock}{}{rest}", moment.date, if rest.is_empty() { "" } else { " +" }))
    }

    /// Said on Wednesday 25 November 2026, 09:30.
    #[test]
    fn reads_times_as_people_say_them() {
        let rows = [
            ("今天", "2026-11-25"),
            ("明天早上八点", "2026-11-26T08:00"),
            ("明早八点半", "2026-11-26T08:30"),
            ("今晚七点", "2026-11-25T19:00"),
            ("今晚12点", "2026-11-26T00:00"),
            ("六点开会", "2026-11-25T18:00 +开会"),
            ("下午三点一刻", "2026-11-25T15:15"),
            ("下周三下午三点半", "2026-12-02T15:30"),
            ("周五", "2026-11-27"),
            ("这周日晚上8点", "2026-11-29T20:00"),
            ("下下周一", "2026-12-07"),
            ("12月3号上午十点", "2026-12-03T10:00"),
            ("十一月三十号", "2026-11-30"),
            ("3号", "2026-12-03"),
            ("下个月5号", "2026-12-05"),
            ("2027年1月2日", "2027-01-02"),
            ("半小时后", "2026-11-25T10:00"),
            ("二十分钟以后", "2026-11-25T09:50"),
            ("三天后", "2026-11-28"),
            ("大后天中午", "2026-11-28"),
            ("中午十二点", "2026-11-25T12:00"),
            ("凌晨一点", "2026-11-26T01:00"),
            ("18:30", "2026-11-25T18:30"),
            ("差五分八点", "2026-11-25T19:55"),
            ("tomorrow at 8 am", "2026-11-26T08:00"),
            ("tomorrow morning at 8", "2026-11-26T08:00"),
            ("8 tomorrow morning", ""),
            ("at 6", "2026-11-25T18:00"),
            ("6 pm", "2026-11-25T18:00"),
            ("6:45pm", "2026-11-25T18:45"),
            ("six o'clock", "2026-11-25T18:00"),
            ("half past seven", "2026-11-25T19:30"),
            ("quarter to nine tonight", "2026-11-25T20:45"),
            ("seven thirty in the evening", "2026-11-25T19:30"),
            ("tonight", "2026-11-25"),
            ("next friday", "2026-12-04"),
            ("friday", "2026-11-27"),
            ("this friday at noon", "2026-11-27T12:00"),
            ("next Wednesday 3:30 pm", "2026-12-02T15:30"),
            ("december 3rd", "2026-12-03"),
            ("the 3rd of december", "2026-12-03"),
            ("in twenty minutes", "2026-11-25T09:50"),
            ("in half an hour", "2026-11-25T10:00"),
            ("the day after tomorrow", "2026-11-27"),
            ("3 pm on Friday", "2026-11-27T15:00"),
        ];
        for (said, want) in rows {
            assert_eq!(read(said).as_deref(), Some(want).filter(|w| !w.is_empty()), "said: {said:?}");
        }
    }

    #[test]
    fn reads_no_time_where_none_is() {
        for said in ["4A", "一点都不", "七", "two people", "3个人", "有点", "sunny", "may I", "second"]
        {
            assert_eq!(read(said), None, "said: {said:?}");
        }
    }

    #[test]
    fn a_day_that_no_calendar_has_is_no_day() {
        for said in ["2月30号", "february 30th", "25:00"] {
            assert_eq!(read(said), None, "said: {said:?}");
        }
    }
}
