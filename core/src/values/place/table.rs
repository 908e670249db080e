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
    /// Its whole name, as it is written, in two parts: 石家庄, 市.
    name: (&'static str, &'static str),
    /// ISO 3166-1 for a country.
    pub country: &'static str,
    /// GB/T 2260 for a division of China, nothing for a city elsewhere.
    pub code: Option<u32>,
    /// The place that it lies in, by its place in the table.
    pub within: Option<u16>,
}

impl Entry {
    pub(super) fn name(&self) -> String {
        format!("{}{}", self.name.0, self.name.1)
    }
}

/// A name of a place, folded.
#[derive(Clone, Copy)]
pub(super) struct Name {
    first: char,
    /// Where it begins in all characters of the table.
    start: u32,
    pub len: u16,
    pub entry: u16,
    /// Whether it is the short one of two: 石家庄.
    pub is_short: bool,
}

pub(super) struct Table {
    pub entries: Vec<Entry>,
    /// All names, one after the other: a table that is read at the first sentence has no room of its own for each.
    text: Vec<char>,
    /// In the order of their first characters.
    names: Vec<Name>,
}

/// Names that people use and the files do not have.
const OTHERS: &[(&str, &str)] = &[
    ("shaanxi", "陕西省"),
    ("tibet", "西藏自治区"),
    ("inner mongolia", "内蒙古自治区"),
    ("hong kong", "香港特别行政区"),
    ("hongkong", "香港特别行政区"),
    ("macau", "澳门特别行政区"),
    ("macao", "澳门特别行政区"),
    ("xi'an", "西安市"),
    ("harbin", "哈尔滨市"),
    ("hohhot", "呼和浩特市"),
    ("urumqi", "乌鲁木齐市"),
    ("lhasa", "拉萨市"),
    ("kashgar", "喀什地区"),
    ("taipei", "台北市"),
    ("kaohsiung", "高雄市"),
    ("taichung", "台中市"),
    ("襄樊", "襄阳市"),
    ("帝都", "北京市"),
    ("魔都", "上海市"),
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
        let mut table = Self {
            entries: Vec::with_capacity(3_700),
            text: Vec::with_capacity(32_000),
            names: Vec::with_capacity(7_600),
        };
        for line in lines(COUNTRIES) {
            let [code, chinese, english] = parts(line);
            let name = chinese.split(',').next().unwrap_or(chinese);
            let entry = table.entry(Entry {
                level: Level::Country,
                name: (name, ""),
                country: code,
                code: None,
                within: None,
            });
            for name in chinese.split(',').chain(english.split(',')).filter(|name| !name.is_empty()) {
                table.name(&[name], entry, false);
            }
        }
        for line in lines(CITIES) {
            let [code, chinese, english] = parts(line);
            let within = table.country(code);
            let entry = table.entry(Entry {
                level: Level::City,
                name: (chinese, ""),
                country: "",
                code: None,
                within,
            });
            for name in [chinese].into_iter().chain(english.split(',')).filter(|name| !name.is_empty()) {
                table.name(&[name], entry, true);
            }
        }
        let china = table.country("CN");
        let (mut province, mut city): ((u32, Option<u16>), (u32, Option<u16>)) = ((0, None), (0, None));
        for line in lines(DIVISIONS) {
            let (level, rest) = match line.as_bytes().first() {
                Some(b'=') => (Level::Province, &line[1..]),
                Some(b'-') => (Level::City, &line[1..]),
                _ => (Level::County, line),
            };
            let (digits, names) = rest.split_at(rest.bytes().take_while(u8::is_ascii_digit).count());
            let number: u32 = digits.parse().unwrap_or(0);
            let [short, more, latin] = parts(names);
            let (code, within) = match level {
                Level::Province => (number * 10_000, china),
                Level::City => (province.0 + number * 100, province.1),
                _ => (city.0.max(province.0) + number, city.1.or(province.1)),
            };
            // The counties of a province that has no cities stand behind a city without a name.
            let entry = (!short.is_empty()).then(|| {
                let entry =
                    table.entry(Entry { level, name: (short, more), country: "", code: Some(code), within });
                table.name(&[short, more], entry, false);
                if short.chars().count() > 1 && !more.is_empty() {
                    table.name(&[short], entry, true);
                }
                if !latin.is_empty() {
                    table.name(&[latin], entry, true);
                }
                entry
            });
            match level {
                Level::Province => (province, city) = ((code, entry), (0, None)),
                Level::City => city = (code, entry),
                _ => {}
            }
        }
        for (name, key) in OTHERS {
            if let Some(entry) = table.country(key).or_else(|| table.named(key)) {
                table.name(&[name], entry, true);
            }
        }
        table.names.sort_by_key(|name| name.first);
        table
    }

    fn entry(&mut self, entry: Entry) -> u16 {
        self.entries.push(entry);
        u16::try_from(self.entries.len() - 1).unwrap_or(u16::MAX)
    }

    fn country(&self, code: &str) -> Option<u16> {
        let found =
            self.entries.iter().position(|entry| entry.level == Level::Country && entry.country == code);
        found.and_then(|place| u16::try_from(place).ok())
    }

    fn named(&self, whole: &str) -> Option<u16> {
        let is = |entry: &Entry| whole.strip_prefix(entry.name.0) == Some(entry.name.1);
        self.entries.iter().position(is).and_then(|place| u16::try_from(place).ok())
    }

    fn name(&mut self, parts: &[&str], entry: u16, is_short: bool) {
        let start = self.text.len();
        self.text.extend(parts.iter().flat_map(|part| part.chars()).map(fold));
        if let (Some(first), Ok(from), Ok(len)) =
            (self.text.get(start), u32::try_from(start), u16::try_from(self.text.len() - start))
        {
            self.names.push(Name { first: *first, start: from, len, entry, is_short });
        }
    }

    /// The characters of a name.
    pub(super) fn text(&self, name: &Name) -> &[char] {
        let start = name.start as usize;
        &self.text[start..start + usize::from(name.len)]
    }

    /// The names that begin with a character.
    pub(super) fn names_from(&self, first: char) -> &[Name] {
        let from = self.names.partition_point(|name| name.first < first);
        let to = self.names.partition_point(|name| name.first <= first);
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

fn lines(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines().filter(|line| !line.starts_with('#'))
}

/// The three parts of a line.
fn parts(line: &'static str) -> [&'static str; 3] {
    let mut parts = line.split('|');
    std::array::from_fn(|_| parts.next().unwrap_or(""))
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
        let changsha = TABLE.entries.iter().find(|entry| entry.code == Some(430_100)).expect("a city");
        assert_eq!(changsha.name(), "长沙市");
        for (name, key) in OTHERS {
            assert!(TABLE.country(key).or_else(|| TABLE.named(key)).is_some(), "{name}");
        }
    }
}
