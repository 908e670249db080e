//! What a time is said against: the moment, the place and which way the speaker looks.
//!
//! Decides which order of day and month a country writes. What follows from it, is the calendar's matter.

use jiff::ZonedDateTime;
use jiff::civil::DateTime;

/// What the words of a time are tied to.
///
/// # Example
///
/// ```
/// use errand_core::{Meaning, Reference, Region, Utterance, read_values};
///
/// let now: jiff::ZonedDateTime = "2026-11-25T09:30:00+00:00[Europe/London]".parse().expect("a time");
/// let said = Utterance::new("remind me on 03/04");
/// let day = |region| match &read_values(&said, &Reference { region, ..Reference::at(&now) }, false)[0].meaning {
///     Meaning::Time(when) => when.readings[0].start.expect("a day").date().to_string(),
///     _ => String::new(),
/// };
/// assert_eq!(day(Region::of("GB")), "2027-04-03");
/// assert_eq!(day(Region::of("US")), "2027-03-04");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The host's clock, on the wall where the person is.
    pub now: DateTime,
    /// Minutes east of Greenwich of that wall, at that time.
    pub offset: i16,
    /// Where the person is; decides the order of day and month.
    pub region: Region,
    /// Which way the speaker looks.
    pub tense: Tense,
}

impl Reference {
    /// A moment, nothing known of the place, looking ahead.
    pub fn at(now: &ZonedDateTime) -> Self {
        Self {
            now: now.datetime(),
            offset: i16::try_from(now.offset().seconds() / 60).unwrap_or(0),
            region: Region::default(),
            tense: Tense::default(),
        }
    }

    /// The same where a phone's locale says, if it is known; see [`Region::of`].
    #[must_use]
    pub fn in_locale(self, locale: Option<&str>) -> Self {
        self.in_region(locale.map_or(Region::Unknown, Region::of))
    }

    /// The same in a country.
    #[must_use]
    pub fn in_region(self, region: Region) -> Self {
        Self { region, ..self }
    }
}

impl From<&ZonedDateTime> for Reference {
    fn from(now: &ZonedDateTime) -> Self {
        Self::at(now)
    }
}

impl From<&Self> for Reference {
    fn from(same: &Self) -> Self {
        *same
    }
}

/// Which of two times is meant where the words fit one ahead and one behind: `Friday`, `5 May`, `at seven`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tense {
    /// What is to come: for what shall be done.
    #[default]
    Future,
    /// What has been: for what is looked up.
    Past,
    /// Whichever is nearer.
    Nearest,
}

/// A country, as far as it changes what words mean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Region {
    /// Not known: month before day, and the other way round is a reading too.
    #[default]
    Unknown,
    /// Month before day: `3/4` is 4 March.
    MonthFirst,
    /// The same, and the year before both where it is written short: `12-11-10` is 10 November 2012.
    YearFirst,
    /// Day before month: `3/4` is 3 April.
    DayFirst,
}

/// Countries that write the month before the day, and the year behind both.
const MONTH_FIRST: &[&str] = &["US", "PR", "GU", "VI", "AS", "MP", "PH", "CA"];

/// Parts of the world: Latin America, Europe, all of it.
const DAY_FIRST: &[&str] = &["419", "150", "001"];

/// Countries that write the year, the month, the day.
const YEAR_FIRST: &[&str] = &["CN", "TW", "HK", "MO", "JP", "KR", "KP", "HU", "LT", "MN"];

impl Region {
    /// Of a country's code of two letters (ISO 3166-1), or of a locale that names one, as BCP 47 or a phone writes it: `GB`, `zh-Hans-CN`, `en_US`,
    /// `en_US@calendar=japanese`. Where a person has set a country of their own (`en-US-u-rg-gbzzzz`), that one counts. A code in small letters alone is a
    /// language, and no country: `ca` is Catalan.
    pub fn of(code: &str) -> Self {
        let is_language = !code.contains(|c: char| c.is_ascii_uppercase());
        let code = code.to_ascii_uppercase();
        // What the phones' own notation adds: the `rg` of either way to write it.
        let own = ["-RG-", "@RG=", ";RG="].iter().find_map(|key| code.split(*key).nth(1)?.get(..2));
        let own = own.filter(|own| own.bytes().all(|b| b.is_ascii_uppercase()));
        let plain = code.split(['@', '.']).next().unwrap_or_default();
        let mut parts = plain.split(['-', '_']);
        let first = parts.next().unwrap_or_default();
        let alone = Some(first).filter(|_| plain == first && !is_language);
        // Behind one letter stand extensions.
        let named =
            parts.take_while(|part| part.len() > 1).find(|part| part.len() == 2 || DAY_FIRST.contains(part));
        match own.or(named).or(alone).unwrap_or_default() {
            code if DAY_FIRST.contains(&code) => Self::DayFirst,
            code if code.len() != 2 || !code.bytes().all(|b| b.is_ascii_uppercase()) => Self::Unknown,
            code if MONTH_FIRST.contains(&code) => Self::MonthFirst,
            code if YEAR_FIRST.contains(&code) => Self::YearFirst,
            _ => Self::DayFirst,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_names_a_country() {
        for (code, region) in [
            ("GB", Region::DayFirst),
            ("en-GB", Region::DayFirst),
            ("en_AU", Region::DayFirst),
            ("en_US", Region::MonthFirst),
            ("zh-Hans-CN", Region::YearFirst),
            ("zh_Hant_TW", Region::YearFirst),
            ("HU", Region::YearFirst),
            ("es-PR", Region::MonthFirst),
            ("es-419", Region::DayFirst),
            ("en_150", Region::DayFirst),
            // As phones write them: with a calendar, an encoding, hours of a day.
            ("en_GB@calendar=japanese", Region::DayFirst),
            ("en_GB.UTF-8", Region::DayFirst),
            ("en-GB-u-hc-h12", Region::DayFirst),
            ("en-u-hc-h12", Region::Unknown),
            // The person has chosen the country.
            ("en-US-u-rg-gbzzzz", Region::DayFirst),
            ("en_US@rg=gbzzzz", Region::DayFirst),
            ("zh-Hans-CN-u-ca-chinese-rg-uszzzz", Region::MonthFirst),
            ("zh_CN@calendar=chinese;rg=uszzzz", Region::MonthFirst),
            // A language, a script: no country.
            ("en", Region::Unknown),
            ("zh-Hans", Region::Unknown),
            ("sr-Latn", Region::Unknown),
            ("ca", Region::Unknown),
            ("hu", Region::Unknown),
            ("", Region::Unknown),
            ("日本", Region::Unknown),
            ("en-US-u-rg-é", Region::MonthFirst),
        ] {
            assert_eq!(Region::of(code), region, "{code}");
        }
    }
}
