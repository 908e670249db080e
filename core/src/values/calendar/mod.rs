//! Times as people say them, not yet tied to a calendar: what was said of the year, the month, the day, the part of it and the clock, and what
//! else may be done with that: two days later, the first week of it, from then on.
//!
//! Decides which things may be said together ([`Fields::and`]). `resolve` ties them to the calendar, `holidays` knows the days with names,
//! `lunar` the other calendar.

mod between;
mod clock;
mod days;
mod expression;
pub(super) mod holidays;
mod lunar;
mod named;
mod pieces;
mod repeat;
pub(super) mod resolve;
mod units;

use jiff::civil::DateTime;

pub use expression::{Impossible, TimeExpression, WhenSaid};
pub use repeat::Recurrence;
pub(super) use repeat::{NO_CLOCK, Repeat};

/// Where a time lies in the list of a chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TimeId(pub u16);

/// How fine a time is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grain {
    /// To the second.
    Second,
    /// To the minute.
    Minute,
    /// To the hour.
    Hour,
    /// A part of a day.
    Part,
    /// A day.
    Day,
    /// A week, from Monday.
    Week,
    /// A month.
    Month,
    /// Three months.
    Quarter,
    /// A year.
    Year,
    /// Ten years.
    Decade,
    /// A hundred years.
    Century,
}

impl Grain {
    pub(super) fn of(unit: i32) -> Self {
        UNITS.get(usize::try_from(unit).unwrap_or(0)).copied().unwrap_or(Self::Second)
    }

    /// The number that the lexicon gives it.
    pub(super) fn unit(self) -> i32 {
        let place = UNITS.iter().position(|grain| *grain == self);
        place.and_then(|place| i32::try_from(place).ok()).unwrap_or(0)
    }
}

/// Units by the number that the lexicon gives them.
const UNITS: [Grain; 10] = [
    Grain::Second,
    Grain::Minute,
    Grain::Hour,
    Grain::Day,
    Grain::Week,
    Grain::Month,
    Grain::Quarter,
    Grain::Year,
    Grain::Decade,
    Grain::Century,
];

/// A length of time. Calendar units are kept: a month is no number of days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Length {
    /// Months; a year has twelve.
    pub months: i32,
    /// Days; a week has seven.
    pub days: i32,
    /// Thousandths of a second.
    pub ms: i64,
    /// The finest unit that was said.
    pub grain: Grain,
    /// Whether it was said in weeks.
    pub is_weeks: bool,
    /// Whether working days are counted.
    pub is_business: bool,
    /// Whether it is only about so long.
    pub is_about: bool,
    /// Whether half a year of it was said as such.
    pub is_half_year: bool,
    /// How long at most, where only about how long was said: 十几分钟, two or three days.
    pub most: Option<Most>,
}

/// The longer end of a length that is only about so long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Most {
    /// Months.
    pub months: i32,
    /// Days.
    pub days: i32,
    /// Thousandths of a second.
    pub ms: i64,
}

impl Length {
    pub(super) const NOTHING: Self = Self {
        months: 0,
        days: 0,
        ms: 0,
        grain: Grain::Second,
        is_weeks: false,
        is_business: false,
        is_about: false,
        is_half_year: false,
        most: None,
    };

    /// Both together.
    pub(super) fn plus(self, other: Self) -> Option<Self> {
        let sum = Self {
            months: self.months.checked_add(other.months)?,
            days: self.days.checked_add(other.days)?,
            ms: self.ms.checked_add(other.ms)?,
            grain: self.grain.min(other.grain),
            is_weeks: self.is_weeks && other.is_weeks,
            is_business: self.is_business || other.is_business,
            is_about: self.is_about || other.is_about,
            is_half_year: self.is_half_year || other.is_half_year,
            most: self.most.or(other.most),
        };
        sum.fits().then_some(sum)
    }

    /// Whether no field is past ten thousand years.
    pub(super) fn fits(&self) -> bool {
        self.months.abs() <= 120_000
            && self.days.abs() <= 3_660_000
            && self.ms.abs() <= 3_660_000 * 86_400_000
    }

    /// Seconds, a month taken as 30 days and a year as 365.
    pub fn seconds(&self) -> i64 {
        let (years, months) = (i64::from(self.months / 12), i64::from(self.months % 12));
        let half = if self.is_half_year && months >= 6 { 216_000 } else { 0 }; // 182 days and a half are not 180
        (years * 365 + months * 30 + i64::from(self.days)) * 86_400 + self.ms / 1_000 + half
    }
}

/// A time as it was said.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Time {
    /// Now, to the second.
    Now,
    /// What was said of the calendar and the clock.
    Fields(Fields),
    /// So much before or after another time, or now.
    Shift { base: Option<TimeId>, length: Length, sign: i8 },
    /// The next or last so many units, from now or another time on.
    Run { count: i32, grain: Grain, sign: i8, base: Option<TimeId>, is_whole: bool, is_business: bool },
    /// A year that begins when its owner says: a fiscal one, one of a school.
    OwnYear(Option<Year>),
    /// The so many-th unit of another time; negative ones from its end.
    Nth { nth: i32, what: Nth, of: TimeId },
    /// A piece of another time.
    Piece { of: TimeId, piece: Piece },
    /// A clock time or part of day on a day that is no plain field.
    On { day: TimeId, clock: Fields },
    /// From one to the other.
    Between { from: TimeId, to: TimeId, ends_with: bool },
    /// Before, or from then on.
    Open { at: TimeId, side: Side },
    /// So long from a time on.
    Lasting { from: Option<TimeId>, length: Length },
    /// From now on, no longer than this.
    Within { length: Length, sign: i8, base: Option<TimeId> },
    /// About then.
    About(TimeId),
    /// Years from one on: a decade, a century.
    Years { first: i16, count: i16 },
}

/// What is counted in another time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Nth {
    Unit(Grain),
    Weekday(i8),
    Weekend,
}

/// A piece of a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// 年初, the beginning of.
    Begin,
    Middle,
    End,
    /// early morning.
    Early,
    Late,
    /// 上旬, 中旬, 下旬.
    Third(i8),
    /// The rest of, from now.
    Rest,
    /// What is still to come of its second half, or of it.
    LaterHalf,
    /// What was of its first half.
    EarlierHalf,
    /// The week that it lies in.
    Week,
    /// The days off around it.
    WeekendAt,
    /// 年初 and 年底, its first and last two months; of a month as its beginning and end.
    Outset,
    Close,
}

/// Where an open stretch lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// Up to its beginning.
    Before,
    /// Up to its end.
    Until,
    /// From its end on.
    After,
    /// From its beginning on.
    Since,
    /// The same of one that has been.
    SincePast,
}

/// What was said of the calendar and the clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Fields {
    pub year: Option<Year>,
    /// A quarter, 1 to 4, or half, 1 to 2, of a year; how many there are.
    pub share: Option<(i8, i8)>,
    pub season: Option<i8>,
    pub month: Option<Month>,
    pub week: Option<Week>,
    pub day: Option<Day>,
    /// A weekday beside the day, or alone, from Monday, 1.
    pub weekday: Option<i8>,
    /// next, 1, or last, -1, before what has no year or week.
    pub turn: i8,
    pub part: Option<u8>,
    /// early, -1, or late, 1, in the part.
    pub part_end: i8,
    pub hour: Option<i8>,
    pub minute: Option<i8>,
    pub second: Option<i8>,
    /// Whether the hour is one of twenty-four.
    pub is_fixed: bool,
    /// Whether month and day are of the lunar calendar.
    pub is_lunar: bool,
    /// A leap month of that.
    pub is_leap: bool,
    /// Whether month and day were written in an order that differs by country.
    pub is_either_order: bool,
    /// Year, month and day of three short numbers where the year is written first: 12-11-10.
    pub year_first: Option<(i16, i8, i8)>,
    /// Minutes east of Greenwich, where a zone was said.
    pub zone: Option<i16>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Year {
    Of(i16),
    /// So many after this one.
    Rel(i16),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Month {
    Of(i8),
    Rel(i16),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Week {
    Rel(i16),
    OfYear(i8),
    /// The weekend of a week.
    Weekend(i16),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Day {
    Rel(i32),
    OfMonth(i8),
    Holiday(u8),
}

impl Fields {
    /// Both said of one time; [`None`] where they contradict each other, or say the same thing twice.
    pub(super) fn and(self, other: Self) -> Option<Self> {
        fn one<T: PartialEq>(a: Option<T>, b: Option<T>) -> Option<Option<T>> {
            match (a, b) {
                (Some(_), Some(_)) => None,
                (a, b) => Some(a.or(b)),
            }
        }
        if self.turn != 0 && other.turn != 0 {
            return None;
        }
        let both = Self {
            year: one(self.year, other.year)?,
            share: one(self.share, other.share)?,
            season: one(self.season, other.season)?,
            month: one(self.month, other.month)?,
            week: one(self.week, other.week)?,
            day: one(self.day, other.day)?,
            weekday: one(self.weekday, other.weekday)?,
            turn: self.turn + other.turn,
            part: one(self.part, other.part)?,
            part_end: self.part_end + other.part_end,
            hour: one(self.hour, other.hour)?,
            minute: one(self.minute, other.minute)?,
            second: one(self.second, other.second)?,
            is_fixed: self.is_fixed || other.is_fixed,
            is_lunar: self.is_lunar || other.is_lunar,
            is_leap: self.is_leap || other.is_leap,
            is_either_order: self.is_either_order || other.is_either_order,
            year_first: one(self.year_first, other.year_first)?,
            zone: one(self.zone, other.zone)?,
        };
        both.is_possible().then_some(both)
    }

    fn is_possible(&self) -> bool {
        let is_rel_day = matches!(self.day, Some(Day::Rel(_)));
        let is_named_day = matches!(self.day, Some(Day::Holiday(_)));
        let has_smaller = self.month.is_some() || self.share.is_some() || self.season.is_some();
        // 明天三月, 下周五号
        if is_rel_day && (self.year.is_some() || has_smaller || self.week.is_some()) {
            return false;
        }
        if is_named_day && (has_smaller || self.week.is_some() || self.weekday.is_some()) {
            return false;
        }
        if self.week.is_some()
            && (self.month.is_some() || self.share.is_some() || matches!(self.day, Some(Day::OfMonth(_))))
        {
            return false;
        }
        if matches!(self.week, Some(Week::Rel(_) | Week::Weekend(_))) && self.year.is_some() {
            return false;
        }
        if self.season.is_some() && (self.month.is_some() || self.share.is_some() || self.day.is_some()) {
            return false;
        }
        if self.share.is_some() && (self.month.is_some() || self.day.is_some()) {
            return false;
        }
        if matches!(self.month, Some(Month::Rel(months)) if months != 0) && self.year.is_some() {
            return false;
        }
        if self.minute.is_some() && self.hour.is_none() || self.second.is_some() && self.minute.is_none() {
            return false;
        }
        // A clock stands on a day, not on a month.
        let has_clock = self.hour.is_some() || self.part.is_some();
        let is_wide = self.day.is_none()
            && self.weekday.is_none()
            && (self.month.is_some()
                || self.year.is_some()
                || self.week.is_some()
                || self.share.is_some()
                || self.season.is_some());
        !(has_clock && is_wide)
    }

    /// Whether anything is said of the calendar.
    pub(super) fn has_date(&self) -> bool {
        self.year.is_some()
            || self.share.is_some()
            || self.season.is_some()
            || self.month.is_some()
            || self.week.is_some()
            || self.day.is_some()
            || self.weekday.is_some()
    }

    /// Whether anything is said of the clock.
    pub(super) fn has_clock(&self) -> bool {
        self.hour.is_some() || self.part.is_some()
    }

    /// Only what is said of the clock.
    pub(super) fn clock(self) -> Self {
        Self {
            part: self.part,
            part_end: self.part_end,
            hour: self.hour,
            minute: self.minute,
            second: self.second,
            is_fixed: self.is_fixed,
            zone: self.zone,
            ..Self::default()
        }
    }

    /// Only what is said of the calendar.
    pub(super) fn date(self) -> Self {
        Self {
            part: None,
            part_end: 0,
            hour: None,
            minute: None,
            second: None,
            is_fixed: false,
            zone: None,
            ..self
        }
    }

    /// How fine it is.
    pub(super) fn grain(&self) -> Grain {
        if self.second.is_some() {
            Grain::Second
        } else if self.minute.is_some() {
            Grain::Minute
        } else if self.hour.is_some() {
            Grain::Hour
        } else if self.part.is_some() {
            Grain::Part
        } else if self.day.is_some() || self.weekday.is_some() {
            Grain::Day
        } else if self.week.is_some() {
            Grain::Week
        } else if self.month.is_some() {
            Grain::Month
        } else if self.share.is_some() || self.season.is_some() {
            Grain::Quarter
        } else {
            Grain::Year
        }
    }
}

/// A stretch of the calendar; one end may be open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Its first moment.
    pub start: Option<DateTime>,
    /// The first moment behind it.
    pub end: Option<DateTime>,
    /// How fine it was said.
    pub grain: Grain,
    /// Whether it is one unit of its grain, said as such, and not a stretch from here to there.
    pub is_point: bool,
}
