//! The table of places: countries with some of their cities, and the divisions of China down to counties.
//!
//! Decides by which names each is known. The names themselves stand in three text files beside this one; adding one is a line.

use std::sync::LazyLock;

use crate::text::fold;

const DIVISIONS: &str = include_str!("divisions.txt");
const COUNTRIES: &str = include_str!("countries.txt");
const CITIES: &str = include_str!("cities.txt");

/// What a place is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    Country,
    Province,
    City,
    County,
}

/// A place of the table.
pub(super) struct Entry {
    pub level: Level,
    /// Its whole name, as it is written: 石家庄市.
    pub name: String,
    /// ISO 3166-1 for a country, GB/T 2260 for a division of China, nothing for a city elsewhere.
    pub code: String,
    /// The place that it lies in, by its place in the table.
    pub within: Option<u16>,
}

/// A name of a place, folded.
pub(super) struct Name {
    pub text: Vec<char>,
    pub entry: u16,
    /// Whether it is the short one of two: 石家庄.
    pub is_short: bool,
}

pub(super) struct Table {
    pub entries: Vec<Entry>,
    /// In the order of their first characters.
    names: Vec<Name>,
}

/// Names that people use and the files do not have.
const OTHERS: &[(&str, &str)] = &[
    ("shaanxi", "610000"),
    ("tibet", "540000"),
    ("inner mongolia", "150000"),
    ("hong kong", "810000"),
    ("hongkong", "810000"),
    ("macau", "820000"),
    ("macao", "820000"),
    ("xi'an", "610100"),
    ("harbin", "230100"),
    ("hohhot", "150100"),
    ("urumqi", "650100"),
    ("lhasa", "540100"),
    ("kashgar", "653100"),
    ("taipei", "台北市"),
    ("kaohsiung", "高雄市"),
    ("taichung", "台中市"),
    ("襄樊", "420600"),
    ("帝都", "110000"),
    ("魔都", "310000"),
    ("老美", "US"),
    ("america", "US"),
    ("the states", "US"),
    ("england", "GB"),
    ("britain", "GB"),
    ("korea", "KR"),
    ("holland", "NL"),
];

impl Table {
    fn read() -> Self {
        let mut table = Self { entries: Vec::with_capacity(3_600), names: Vec::with_capacity(7_200) };
        for line in COUNTRIES.lines().filter(|line| !line.starts_with('#')) {
            let mut parts = line.split('|');
            let (Some(code), Some(chinese), Some(english)) = (parts.next(), parts.next(), parts.next())
            else {
                continue;
            };
            let name = chinese.split(',').next().unwrap_or(chinese);
            let entry = table.entry(Level::Country, name, code.to_owned(), None);
            for name in chinese.split(',').chain(english.split(',')).filter(|name| !name.is_empty()) {
                table.name(name, entry, false);
            }
        }
        for line in CITIES.lines().filter(|line| !line.starts_with('#')) {
            let mut parts = line.split('|');
            let (Some(code), Some(chinese), Some(english)) = (parts.next(), parts.next(), parts.next())
            else {
                continue;
            };
            let within = table.entries.iter().position(|entry| entry.code == code);
            let within = within.and_then(|place| u16::try_from(place).ok());
            let entry = table.entry(Level::City, chinese, String::new(), within);
            for name in [chinese].into_iter().chain(english.split(',')).filter(|name| !name.is_empty()) {
                table.name(name, entry, true);
            }
        }
        let china = table
            .entries
            .iter()
            .position(|entry| entry.code == "CN")
            .and_then(|place| u16::try_from(place).ok());
        let (mut province, mut city) = ((String::new(), None), (String::new(), None));
        for line in DIVISIONS.lines().filter(|line| !line.starts_with('#')) {
            let (level, rest) = match line.as_bytes().first() {
                Some(b'=') => (Level::Province, &line[1..]),
                Some(b'-') => (Level::City, &line[1..]),
                _ => (Level::County, line),
            };
            let (digits, names) = rest.split_at(rest.bytes().take_while(u8::is_ascii_digit).count());
            let mut names = names.split('|');
            let (short, more, latin) =
                (names.next().unwrap_or(""), names.next().unwrap_or(""), names.next().unwrap_or(""));
            let (code, within) = match level {
                Level::Province => (format!("{digits}0000"), china),
                Level::City => (format!("{}{digits}00", province.0), province.1),
                _ => (format!("{}{}{digits}", province.0, city.0), city.1.or(province.1)),
            };
            let code =
                if level == Level::City && digits == "00" { format!("{}0000", province.0) } else { code };
            let entry = if short.is_empty() {
                // The counties of a province that has no cities.
                None
            } else {
                let entry = table.entry(level, &format!("{short}{more}"), code, within);
                table.name(&format!("{short}{more}"), entry, false);
                if short.chars().count() > 1 && !more.is_empty() {
                    table.name(short, entry, true);
                }
                if !latin.is_empty() {
                    table.name(latin, entry, true);
                }
                Some(entry)
            };
            match level {
                Level::Province => (province, city) = ((digits.to_owned(), entry), (String::new(), None)),
                Level::City => city = (digits.to_owned(), entry),
                _ => {}
            }
        }
        for (name, key) in OTHERS {
            let of = table.entries.iter().position(|entry| entry.code == *key || entry.name == *key);
            if let Some(entry) = of.and_then(|place| u16::try_from(place).ok()) {
                table.name(name, entry, true);
            }
        }
        table.names.sort_by(|a, b| a.text.cmp(&b.text));
        table
    }

    fn entry(&mut self, level: Level, name: &str, code: String, within: Option<u16>) -> u16 {
        self.entries.push(Entry { level, name: name.to_owned(), code, within });
        u16::try_from(self.entries.len() - 1).unwrap_or(u16::MAX)
    }

    fn name(&mut self, name: &str, entry: u16, is_short: bool) {
        self.names.push(Name { text: name.chars().map(fold).collect(), entry, is_short });
    }

    /// The names that begin with a character.
    pub(super) fn names_from(&self, first: char) -> &[Name] {
        let begins = |name: &Name| name.text.first().copied().unwrap_or(' ');
        let from = self.names.partition_point(|name| begins(name) < first);
        let to = self.names.partition_point(|name| begins(name) <= first);
        &self.names[from..to]
    }

    /// Whether a place lies in another.
    pub(super) fn is_within(&self, entry: u16, of: u16) -> bool {
        let mut at = self.entries[usize::from(entry)].within;
        while let Some(place) = at {
            if place == of {
                return true;
            }
            at = self.entries[usize::from(place)].within;
        }
        false
    }
}

pub(super) static TABLE: LazyLock<Table> = LazyLock::new(Table::read);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_are_read_whole() {
        let count = |level| TABLE.entries.iter().filter(|entry| entry.level == level).count();
        assert_eq!(count(Level::Province), 34);
        assert!(count(Level::Country) > 240 && count(Level::City) > 330 && count(Level::County) > 2_840);
        let changsha = TABLE.entries.iter().find(|entry| entry.code == "430100").expect("a city");
        assert_eq!(changsha.name, "长沙市");
        for (name, key) in OTHERS {
            assert!(TABLE.entries.iter().any(|entry| entry.code == *key || entry.name == *key), "{name}");
        }
    }
}
