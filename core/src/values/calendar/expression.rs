//! A time as it was said: kept before it is tied to the calendar, tied to it any time, and shown as JSON.
//!
//! Decides when the words leave open what only the speaker knows ([`WhenSaid::is_ambiguous`]), and why a time is none ([`Impossible`]).

use serde::{Serialize, Serializer};
use serde_json::{Map, Value as Json, json};

use super::clock::part_name;
use super::resolve::resolve;
use super::{Day, Fields, Grain, Length, Month, Nth, Piece, Stretch, Time, TimeId, Week, Year, holidays};
use crate::values::reference::{Reference, Region, Tense};

/// A time as it was said, not tied to a calendar: `下周三下午`, `two days after the first Monday of May`.
///
/// Serialises as JSON: an object whose keys say what was said (`relativeDay`, `weekday`, `hour`, `shift`, `from` and `to`, ...).
///
/// # Example
///
/// ```
/// use errand_core::{Meaning, Reference, Utterance, read_values};
///
/// let now: jiff::ZonedDateTime = "2026-11-25T09:30:00+08:00[Asia/Shanghai]".parse().expect("a time");
/// let said = Utterance::new("下周三下午三点半");
/// let Meaning::Time(when) = &read_values(&said, &now, false)[0].meaning else { panic!("a time") };
/// let json = serde_json::to_string(&when.expression).expect("JSON");
/// assert_eq!(json, r#"{"relativeWeek":1,"weekday":3,"part":"afternoon","hour":3,"minute":30}"#);
/// // The same words a week later.
/// let later: jiff::ZonedDateTime = "2026-12-02T09:30:00+08:00[Asia/Shanghai]".parse().expect("a time");
/// let again = when.expression.resolve(&Reference::at(&later));
/// assert_eq!(again[0].start.map(|at| at.to_string()).as_deref(), Some("2026-12-09T15:30:00"));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct TimeExpression {
    times: Vec<Time>,
    root: TimeId,
}

/// A time, as it was said and as it is.
#[derive(Clone, Debug, PartialEq)]
pub struct WhenSaid {
    /// As it was said.
    pub expression: TimeExpression,
    /// What it may be, best first; none where no calendar has it.
    pub readings: Vec<Stretch>,
    /// Whether only the speaker can tell which of the first two readings is meant: Sunday said on a Sunday, 03/04, the midnight of a day.
    pub is_ambiguous: bool,
    /// Why there is no reading, where there is none.
    pub impossible: Option<Impossible>,
}

/// Why a time is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Impossible {
    /// No calendar has the day: 30 February, a fifth Tuesday that is not there.
    NoSuchDay,
    /// A fiscal or school year begins when its owner says.
    NotOfTheCalendar,
    /// It ends before it begins.
    EndsBeforeItBegins,
    /// It lies past the ends of the calendar, years 1 to 9999.
    OutsideCalendar,
}

/// Deeper than anybody speaks.
const MOST_DEPTH: u8 = 12;

impl TimeExpression {
    /// What hangs on one of the times of a chart.
    pub(in crate::values) fn of(all: &[Time], root: TimeId) -> Self {
        let mut expression = Self { times: Vec::new(), root: TimeId(0) };
        expression.root = expression.take(all, root, 0);
        expression
    }

    /// Fields by themselves.
    pub(in crate::values) fn of_fields(fields: Fields) -> Self {
        Self { times: vec![Time::Fields(fields)], root: TimeId(0) }
    }

    fn take(&mut self, all: &[Time], id: TimeId, depth: u8) -> TimeId {
        let Some(mut time) = all.get(usize::from(id.0)).copied().filter(|_| depth < MOST_DEPTH) else {
            // No time has this place: it resolves to nothing.
            return TimeId(u16::MAX);
        };
        for inner in time.inner_mut().into_iter().flatten() {
            *inner = self.take(all, *inner, depth + 1);
        }
        let place = u16::try_from(self.times.len()).unwrap_or(u16::MAX);
        self.times.push(time);
        TimeId(place)
    }

    fn root(&self) -> Option<Time> {
        self.get(self.root)
    }

    fn get(&self, id: TimeId) -> Option<Time> {
        self.times.get(usize::from(id.0)).copied()
    }

    /// What it may be, best first; none where no calendar has it.
    pub fn resolve(&self, here: &Reference) -> Vec<Stretch> {
        let mut readings: Vec<Stretch> = Vec::new();
        for stretch in resolve(&self.times, self.root, here) {
            // Nothing lasts no time: 0天内.
            let is_some = stretch.start.zip(stretch.end).is_none_or(|(start, end)| start < end);
            if is_some && !readings.contains(&stretch) {
                readings.push(stretch);
            }
        }
        readings
    }

    pub(in crate::values) fn when(self, here: &Reference) -> WhenSaid {
        let readings = self.resolve(here);
        let impossible = readings.is_empty().then(|| self.impossible(here));
        let is_ambiguous = readings.len() > 1 && self.is_ambiguous(&readings, here);
        WhenSaid { expression: self, readings, is_ambiguous, impossible }
    }

    /// Whether anything was said of the calendar.
    pub fn has_date(&self) -> bool {
        self.said(self.root).0
    }

    /// Whether anything was said of the clock.
    pub fn has_clock(&self) -> bool {
        self.said(self.root).1
    }

    /// The hour and minute that were said, before any half of the day; [`None`] where no hour was, or more was said.
    pub fn clock(&self) -> Option<(i8, i8)> {
        let fields = self.fields()?;
        Some((fields.hour?, fields.minute.unwrap_or(0)))
    }

    /// Whether it is a point or a unit of the calendar, and no stretch from here to there.
    pub fn is_one(&self) -> bool {
        let is_one = |time: &Time| {
            matches!(
                time,
                Time::Now
                    | Time::Fields(_)
                    | Time::Shift { .. }
                    | Time::Nth { .. }
                    | Time::On { .. }
                    | Time::About(_)
            )
        };
        self.root().is_some_and(|time| is_one(&time))
    }

    fn fields(&self) -> Option<Fields> {
        match self.root()? {
            Time::Fields(fields) => Some(fields),
            Time::On { clock, .. } => Some(clock),
            Time::About(of) => match self.get(of)? {
                Time::Fields(fields) => Some(fields),
                _ => None,
            },
            _ => None,
        }
    }

    fn said(&self, id: TimeId) -> (bool, bool) {
        let fine = |grain: Grain| grain < Grain::Day;
        let either = |a: (bool, bool), b: (bool, bool)| (a.0 || b.0, a.1 || b.1);
        match self.get(id) {
            None => (false, false),
            Some(Time::Now | Time::On { .. }) => (true, true),
            Some(Time::Fields(fields)) => (fields.has_date(), fields.has_clock()),
            Some(Time::Shift { base, length, .. } | Time::Within { length, base, .. }) => {
                either(base.map_or((true, false), |base| self.said(base)), (true, fine(length.grain)))
            }
            Some(Time::Run { grain, .. }) => (true, fine(grain)),
            // A piece of a day is one of its hours.
            Some(Time::Piece { of, piece }) => {
                let (date, clock) = self.said(of);
                let is_day =
                    matches!(self.get(of), Some(Time::Fields(fields)) if fields.grain() == Grain::Day);
                (date, clock || is_day && !matches!(piece, Piece::Week | Piece::WeekendAt))
            }
            Some(Time::Nth { of, .. } | Time::About(of) | Time::Open { at: of, .. }) => self.said(of),
            Some(Time::Between { from, to, .. }) => either(self.said(from), self.said(to)),
            Some(Time::Lasting { from, length }) => {
                either(from.map_or((true, false), |from| self.said(from)), (false, fine(length.grain)))
            }
            Some(Time::Years { .. } | Time::OwnYear(_)) => (true, false),
        }
    }

    fn is_ambiguous(&self, readings: &[Stretch], here: &Reference) -> bool {
        let Some(fields) = self.fields() else { return false };
        let (first, second) = (readings[0].start, readings[1].start);
        if fields.is_either_order && here.region == Region::Unknown {
            return true;
        }
        // Friday, 12 May, where the 12th is no Friday, or was one and is over.
        let today = here.now.date();
        if let Some(weekday) = fields.weekday
            && fields.day.is_some()
            && first.is_some_and(|first| {
                first.weekday().to_monday_one_offset() != weekday
                    || here.tense == Tense::Future && first.date() < today
            })
        {
            return true;
        }
        // A year and a turn leave nothing open; neither does a time that is over.
        let is_ahead =
            second.is_some_and(|second| second >= here.now.date().to_datetime(jiff::civil::Time::midnight()));
        let is_weekday_alone = fields.weekday.is_some()
            && fields.turn == 0
            && fields.week.is_none()
            && fields.day.is_none()
            && fields.month.is_none();
        let is_today = first.is_some_and(|first| first.date() == today);
        let is_midnight =
            fields.part.is_some() && fields.hour.is_some_and(|hour| hour % 12 == 0) && fields.has_date();
        let is_over = |start: Option<jiff::civil::DateTime>| start.is_some_and(|start| start < here.now);
        is_ahead && (is_weekday_alone && is_today || is_midnight && !is_over(second))
    }

    fn impossible(&self, here: &Reference) -> Impossible {
        let resolves = |id: TimeId| !resolve(&self.times, id, here).is_empty();
        match self.root() {
            Some(Time::OwnYear(_)) => Impossible::NotOfTheCalendar,
            Some(Time::Between { from, to, .. }) if resolves(from) && resolves(to) => {
                Impossible::EndsBeforeItBegins
            }
            Some(Time::Shift { base, .. } | Time::Within { base, .. } | Time::Run { base, .. })
                if base.is_none_or(resolves) =>
            {
                Impossible::OutsideCalendar
            }
            _ => Impossible::NoSuchDay,
        }
    }

    fn json(&self, id: TimeId) -> Json {
        let Some(time) = self.get(id) else { return Json::Null };
        let of = |id: TimeId| self.json(id);
        match time {
            Time::Now => json!({"now": true}),
            Time::Fields(fields) => Json::Object(fields_json(&fields)),
            Time::Shift { base, length, sign } => {
                json!({"shift": {"from": base.map(of), "by": length.iso(), "back": sign < 0}})
            }
            Time::Run { count, grain, sign, base, .. } => {
                json!({"run": {"from": base.map(of), "count": count, "unit": grain.name(), "back": sign < 0}})
            }
            Time::Nth { nth, what, of: inner } => {
                let what = match what {
                    Nth::Unit(grain) => json!(grain.name()),
                    Nth::Weekday(weekday) => json!({"weekday": weekday}),
                    Nth::Weekend => json!("weekend"),
                };
                json!({"nth": nth, "what": what, "of": of(inner)})
            }
            Time::Piece { of: inner, piece } => json!({"piece": piece_name(piece), "of": of(inner)}),
            Time::On { day, clock } => json!({"on": of(day), "clock": fields_json(&clock)}),
            Time::Between { from, to, ends_with } => {
                json!({"from": of(from), "to": of(to), "isEndIncluded": ends_with})
            }
            Time::Open { at, side } => json!({"open": format!("{side:?}").to_lowercase(), "at": of(at)}),
            Time::Lasting { from, length } => json!({"from": from.map(of), "lasting": length.iso()}),
            Time::Within { length, sign, base } => {
                json!({"within": {"from": base.map(of), "length": length.iso(), "back": sign < 0}})
            }
            Time::About(inner) => json!({"about": of(inner)}),
            Time::OwnYear(year) => json!({"ownYear": match year {
                Some(Year::Of(year)) => json!({"year": year}),
                Some(Year::Rel(years)) => json!({"relativeYear": years}),
                None => json!({}),
            }}),
            Time::Years { first, count } => json!({"firstYear": first, "years": count}),
        }
    }
}

impl Serialize for TimeExpression {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.json(self.root).serialize(to)
    }
}

fn piece_name(piece: Piece) -> String {
    match piece {
        Piece::Third(third) => format!("third{third}"),
        other => format!("{other:?}").to_lowercase(),
    }
}

fn fields_json(fields: &Fields) -> Map<String, Json> {
    let mut map = Map::new();
    let mut put = |name: &str, value: Json| {
        if !value.is_null() {
            map.insert(name.to_owned(), value);
        }
    };
    match fields.year {
        Some(Year::Of(year)) => put("year", json!(year)),
        Some(Year::Rel(years)) => put("relativeYear", json!(years)),
        None => {}
    }
    put("share", fields.share.map_or(Json::Null, |(place, of)| json!({"place": place, "of": of})));
    put("season", fields.season.map_or(Json::Null, |season| json!(season)));
    match fields.month {
        Some(Month::Of(month)) => put("month", json!(month)),
        Some(Month::Rel(months)) => put("relativeMonth", json!(months)),
        None => {}
    }
    match fields.week {
        Some(Week::Rel(weeks)) => put("relativeWeek", json!(weeks)),
        Some(Week::Weekend(weeks)) => put("weekend", json!(weeks)),
        Some(Week::OfYear(week)) => put("weekOfYear", json!(week)),
        None => {}
    }
    match fields.day {
        Some(Day::Rel(days)) => put("relativeDay", json!(days)),
        Some(Day::OfMonth(day)) => put("day", json!(day)),
        Some(Day::Holiday(holiday)) => {
            let name = holidays::all().nth(usize::from(holiday)).and_then(|(names, _)| names.first());
            put("holiday", json!(name));
        }
        None => {}
    }
    put("weekday", json!(fields.weekday));
    put("turn", if fields.turn == 0 { Json::Null } else { json!(fields.turn) });
    put("part", json!(fields.part.map(part_name)));
    put(
        "partOfPart",
        match fields.part_end {
            -1 => json!("early"),
            1 => json!("late"),
            _ => Json::Null,
        },
    );
    put("hour", json!(fields.hour));
    put("minute", json!(fields.minute));
    put("second", json!(fields.second));
    put("isHourOf24", if fields.is_fixed { json!(true) } else { Json::Null });
    put("isLunar", if fields.is_lunar { json!(true) } else { Json::Null });
    put("isLeapMonth", if fields.is_leap { json!(true) } else { Json::Null });
    put("yearFirst", fields.year_first.map_or(Json::Null, |(year, month, day)| json!([year, month, day])));
    put("isEitherOrder", if fields.is_either_order { json!(true) } else { Json::Null });
    put("zoneMinutes", json!(fields.zone));
    map
}

impl Time {
    /// The times that it is made of.
    fn inner_mut(&mut self) -> [Option<&mut TimeId>; 2] {
        match self {
            Self::Now | Self::Fields(_) | Self::Years { .. } | Self::OwnYear(_) => [None, None],
            Self::Shift { base, .. } | Self::Run { base, .. } | Self::Within { base, .. } => {
                [base.as_mut(), None]
            }
            Self::Lasting { from, .. } => [from.as_mut(), None],
            Self::Nth { of, .. }
            | Self::Piece { of, .. }
            | Self::About(of)
            | Self::Open { at: of, .. }
            | Self::On { day: of, .. } => [Some(of), None],
            Self::Between { from, to, .. } => [Some(from), Some(to)],
        }
    }
}

impl Grain {
    /// Its name, as answers write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Second => "second",
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Part => "part",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
            Self::Decade => "decade",
            Self::Century => "century",
        }
    }
}

impl Length {
    /// As ISO 8601 writes it, weeks as days.
    pub fn iso(&self) -> String {
        let mut text = String::from("P");
        let mut push = |amount: String, letter: char| {
            if amount != "0" {
                text += &amount;
                text.push(letter);
            }
        };
        push((self.months / 12).to_string(), 'Y');
        push((self.months % 12).to_string(), 'M');
        push(self.days.to_string(), 'D');
        if self.ms == 0 {
            if text == "P" {
                text += "T0S";
            }
            return text;
        }
        text.push('T');
        let seconds = self.ms / 1_000;
        let mut push = |amount: i64, letter: char| {
            if amount != 0 {
                text += &format!("{amount}{letter}");
            }
        };
        push(seconds / 3_600, 'H');
        push(seconds / 60 % 60, 'M');
        match (seconds % 60, self.ms % 1_000) {
            (seconds, 0) => push(seconds, 'S'),
            (seconds, ms) => text += &format!("{seconds}.{:03}S", ms.abs()),
        }
        text
    }
}
