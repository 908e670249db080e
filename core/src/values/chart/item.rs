//! What a stretch of characters is: its symbol, which rules ask for, and its value, which rules work with.

use rust_decimal::Decimal;

use crate::values::calendar::{Length, TimeId};

/// A stretch of characters that is something.
#[derive(Clone, Copy, Debug)]
pub(in crate::values) struct Item {
    pub start: u16,
    pub end: u16,
    pub sym: Sym,
    pub val: Val,
    /// How likely it is meant, against others of the same stretch.
    pub weight: i16,
    /// The rule that made it; [`WORD`] for what a word or a numeral is by itself.
    pub rule: u16,
}

/// No rule made it.
pub(in crate::values) const WORD: u16 = u16::MAX;

impl Item {
    pub(in crate::values) const NOTHING: Self =
        Self { start: 0, end: 0, sym: Sym::Of, val: Val::None, weight: 0, rule: WORD };

    /// The number that a word or a rule left here.
    pub(in crate::values) fn int(&self) -> i32 {
        match self.val {
            Val::Int(int) => int,
            _ => 0,
        }
    }

    pub(in crate::values) fn number(&self) -> Option<Number> {
        match self.val {
            Val::Number(number) => Some(number),
            _ => None,
        }
    }

    /// A whole number, not approximate.
    pub(in crate::values) fn whole(&self) -> Option<i64> {
        let number = self.number()?;
        if number.most.is_some() { None } else { super::whole(number.value) }
    }

    pub(in crate::values) fn length(&self) -> Option<Length> {
        match self.val {
            Val::Length(length) => Some(length),
            _ => None,
        }
    }

    pub(in crate::values) fn time(&self) -> Option<TimeId> {
        match self.val {
            Val::Time(id) => Some(id),
            _ => None,
        }
    }
}

/// A value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::values) enum Val {
    None,
    Int(i32),
    Number(Number),
    Length(Length),
    Time(TimeId),
    Amount(Amount),
    /// A place in the list of recurrences.
    Repeat(u16),
    /// A place in the list of ranges.
    Range(u16),
}

/// Amounts from one to another, or on one side of one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::values) struct Range {
    pub least: Option<Decimal>,
    pub most: Option<Decimal>,
    pub has_least: bool,
    pub has_most: bool,
    /// Whether both ends were said as those of one range.
    pub is_between: bool,
    pub of: Sym,
    pub unit: u8,
}

/// A number as it was said.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::values) struct Number {
    pub value: Decimal,
    /// The upper end, where only about how many was said: 三四十, a few.
    pub most: Option<Decimal>,
    pub form: Form,
    /// Digits, where it was said or written digit by digit.
    pub digits: u8,
}

impl Number {
    pub(in crate::values) fn of(value: impl Into<Decimal>) -> Self {
        Self { value: value.into(), most: None, form: Form::Words, digits: 0 }
    }
}

/// How a number was said or written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::values) enum Form {
    /// 12, 1,200, 3.5.
    Written,
    /// twelve, 十二.
    Words,
    /// 二零一六, 幺三八: one digit after the other.
    Spelled,
}

/// A number of something: money, kilograms, degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::values) struct Amount {
    pub number: Number,
    /// Its place in the table of the kind that its symbol says.
    pub unit: u8,
}

/// What an item is. Those above the line are words, those below what rules make.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub(in crate::values) enum Sym {
    Of,
    The,
    A,
    And,
    On,
    At,
    In,
    By,
    From,
    To,
    Till,
    Between,
    Before,
    After,
    Since,
    Ago,
    Hence,
    Within,
    For,
    Half,
    QuarterHour,
    Past,
    OClock,
    Am,
    Pm,
    HoursSign,
    Next,
    Last,
    This,
    Coming,
    Few,
    Couple,
    About,
    Exactly,
    Begin,
    Middle,
    End,
    Early,
    Late,
    Rest,
    Later,
    Earlier,
    More,
    Less,
    Dash,
    Comma,
    De,
    Front,
    Back,
    Inside,
    Go,
    Dian,
    Fen,
    Miao,
    Nian,
    Yue,
    Hao,
    Zhou,
    Ke,
    Ban,
    Zheng,
    Ge,
    Di,
    Duo,
    Cha,
    Lunar,
    Leap,
    Now,
    Minus,
    Plus,
    Percent,
    PercentOf,
    Cheng,
    Fraction,
    Slash,
    Degree,
    Century,
    Decade,
    Week,
    Weekend,
    Age,
    Business,
    Day,
    RelYear,
    RelMonth,
    Month,
    Weekday,
    Part,
    Season,
    Quarter,
    QuarterYear,
    Unit,
    Holiday,
    Currency,
    Coin,
    Sign,
    Measure,
    Celsius,
    Piece,
    PieceOf,
    Third,
    Dozen,
    ShareWord,
    DaySpan,
    DecadeName,
    Nths,
    Scale,
    LastOne,
    Backwards,
    Zone,
    BareWeekday,
    TodayPart,
    NightOf,
    HalfDay,
    RelQuarter,
    LunarDay,
    LunarMonth,
    Cent,
    Tenth,
    Fahrenheit,
    First,
    Starting,
    Ending,
    Every,
    Periodic,
    Skip,
    Once,
    Days,
    /// 一下, 一起: words that hold a numeral and count nothing.
    Idiom,
    Reaction,
    ShareEnd,
    Bracket,
    ThatWeek,
    SameTime,
    Times,
    Oh,
    OneOf,
    PerHour,
    OfYear,
    Above,
    Below,
    AboveBack,
    BelowBack,
    Than,
    Bigger,
    Smaller,
    But,
    Or,
    WeekFrom,
    SeasonShort,
    RestOf,
    Nights,
    WorkDays,
    TillNow,
    Equal,
    EqualToo,
    Counter,
    RowStep,
    Stepped,
    RowEnd,
    Million,
    ToDate,
    Era,
    OwnYear,
    Parts,
    // What rules make.
    Number,
    Ordinal,
    Step,
    Length,
    Time,
    Share,
    Money,
    Quantity,
    Temperature,
    Years,
    UnitName,
    Range,
    Repeat,
    Phone,
    Email,
    Link,
    Mention,
    Hashtag,
    Ip,
    Uuid,
    Place,
    Answer,
    Count,
}

impl Sym {
    pub(in crate::values) const COUNT: usize = Sym::Count as usize;
}
