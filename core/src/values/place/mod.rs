//! Places: countries and some of their cities, and the provinces, cities and counties of China, by their whole and their short names, in Chinese and English.
//!
//! Decides what of an address is a place of the table, one within the other: 湖南湘潭市湘潭县; and which short names are more often other words.
//!
//! Not handled, on purpose: streets and buildings, which a host's map knows; more than the hundred best known cities of other countries, of which the host
//! gives its own list.

mod table;

use super::chart::item::{Item, Sym, Val, WORD};
use super::grammar::WEAK;
use crate::text::is_han;
use table::{Level, TABLE};

/// A place.
///
/// # Example
///
/// ```
/// use errand_core::{Meaning, Utterance, read_values};
///
/// let now: jiff::ZonedDateTime = "2026-11-25T09:30:00+08:00[Asia/Shanghai]".parse().expect("a time");
/// let found = read_values(&Utterance::new("湖南湘潭市湘潭县的天气"), &now, false);
/// let Meaning::Place(place) = &found[0].meaning else { panic!("a place") };
/// assert_eq!(place.province.as_deref(), Some("湖南省"));
/// assert_eq!(place.county.as_deref(), Some("湘潭县"));
/// assert_eq!(place.code.as_deref(), Some("430321"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The country's code, ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// The province by its whole name.
    pub province: Option<String>,
    /// The city, prefecture or league.
    pub city: Option<String>,
    /// The county, district or city below another.
    pub county: Option<String>,
    /// The code of the smallest of them that has one, GB/T 2260: a city of Taiwan has its province's. None for other countries and their cities, or where
    /// several places have the name.
    pub code: Option<String>,
    /// How many places of the table have the name; what they do not share is left out.
    pub count: usize,
}

/// Short names that are other words more often: a sandwich, guests, sunshine, tea.
const ORDINARY: &[&str] = &[
    "三明", "来宾", "日照", "安康", "大同", "普洱", "阿里", "百色", "金华", "中山", "黄山", "天水", "吉安",
    "泰安", "保山", "海东", "海北", "海西", "海南", "山南", "和田", "内江", "巴中", "平凉", "白银", "金昌",
    "铜川", "朝阳", "宝山", "东方", "ali", "jian", "luan", "hebi", "bose", "dali", "puer", "heihe", "yanan",
    "china", "turkey", "chad", "jordan", "georgia", "jersey", "mali", "guinea", "马里", "约旦", "乍得",
    "多哥",
];
/// What makes another thing of a place's short name: 南京路, 北京大学, 兰州拉面.
const BEHIND: &[&str] = &[
    "路",
    "东路",
    "西路",
    "南路",
    "北路",
    "中路",
    "街",
    "大街",
    "大道",
    "巷",
    "大学",
    "理工",
    "银行",
    "烤鸭",
    "火锅",
    "拉面",
    "牛肉面",
    "炒饭",
    "包子",
    "啤酒",
    "时间",
    "菜",
    "话",
    "料理",
    "烧烤",
    "小吃",
    "口味",
];

/// All places of a text.
pub(super) fn places_of(chars: &[char], out: &mut Vec<Item>) {
    let mut at = 0;
    while at < chars.len() {
        let c = chars[at];
        let is_start =
            is_han(c) || c.is_ascii_lowercase() && (at == 0 || !chars[at - 1].is_ascii_alphanumeric());
        let found = if is_start { longest(chars, at) } else { None };
        if let Some(found) = found
            && let (Ok(start), Ok(end)) = (u16::try_from(at), u16::try_from(found.end))
        {
            let weight = if found.is_weak { WEAK } else { 0 };
            out.push(Item {
                start,
                end,
                sym: Sym::Place,
                val: Val::Int(i32::from(found.entry)),
                weight,
                rule: WORD,
            });
        }
        at += 1;
    }
}

struct Found {
    end: usize,
    entry: u16,
    is_weak: bool,
}

/// The most that is a place from here on: the longest, of those the widest.
fn longest(chars: &[char], at: usize) -> Option<Found> {
    let mut best: Option<Found> = None;
    for (entry, end, is_short) in named(chars, at, None) {
        let mut found = Found { end, entry, is_weak: false };
        let mut is_last_short = is_short;
        // A county's short name is one only behind what it lies in.
        let is_county = TABLE.entries[usize::from(entry)].level == Level::County;
        let mut links = 1;
        while let Some((entry, end, is_short)) = named(chars, found.end, Some(found.entry))
            .max_by_key(|(entry, end, _)| (*end, std::cmp::Reverse(TABLE.entries[usize::from(*entry)].level)))
        {
            (found, is_last_short) = (Found { end, entry, is_weak: false }, is_short);
            links += 1;
        }
        if links == 1 && is_short && is_county {
            continue;
        }
        let text: String = chars[at..found.end].iter().collect();
        let is_other = is_last_short && BEHIND.iter().any(|word| stands(chars, found.end, word));
        if is_other && links == 1 {
            continue;
        }
        found.is_weak = links == 1 && ORDINARY.contains(&text.as_str());
        let level = |found: &Found| TABLE.entries[usize::from(found.entry)].level;
        let is_better = best
            .as_ref()
            .is_none_or(|best| found.end > best.end || found.end == best.end && level(&found) < level(best));
        if is_better {
            best = Some(found);
        }
    }
    best
}

fn stands(chars: &[char], at: usize, word: &str) -> bool {
    word.chars().enumerate().all(|(i, c)| chars.get(at + i) == Some(&c))
}

/// The places whose names stand here, within another or anywhere: which, where the name ends, whether it is the short one.
fn named<'a>(
    chars: &'a [char],
    at: usize,
    within: Option<u16>,
) -> impl Iterator<Item = (u16, usize, bool)> + 'a {
    let names = chars.get(at).map_or(&[][..], |first| TABLE.names_from(*first));
    names.iter().filter_map(move |name| {
        let end = at + usize::from(name.len);
        let text = TABLE.text(name);
        let is_there = chars.get(at..end)? == text;
        let is_cut = text.last().is_some_and(char::is_ascii_alphabetic)
            && chars.get(end).is_some_and(char::is_ascii_alphanumeric);
        let is_of = within.is_none_or(|of| TABLE.is_within(name.entry, of));
        (is_there && !is_cut && is_of).then_some((name.entry, end, name.is_short))
    })
}

/// What an item of the chart is, with what it lies in; where several places have the name, what they share.
pub(super) fn place_of(chars: &[char], item: &Item) -> Option<Place> {
    let entry = u16::try_from(item.int()).ok()?;
    let level = TABLE.entries.get(usize::from(entry))?.level;
    // The same name said by itself may be another's: 西湖区 of four cities.
    let mut same: Vec<u16> = named(chars, item.start.into(), None)
        .filter(|(other, end, _)| {
            *end == usize::from(item.end) && TABLE.entries[usize::from(*other)].level == level
        })
        .map(|(other, ..)| other)
        .collect();
    if !same.contains(&entry) {
        same = vec![entry];
    }
    same.sort_unstable();
    same.dedup();
    let mut places = same.iter().map(|entry| whole(*entry));
    let mut place = places.next()?;
    for other in places {
        let keep = |a: &mut Option<String>, b: &Option<String>| {
            if a != b {
                *a = None;
            }
        };
        keep(&mut place.country, &other.country);
        keep(&mut place.province, &other.province);
        keep(&mut place.city, &other.city);
        keep(&mut place.county, &other.county);
        place.code = None;
    }
    place.count = same.len();
    Some(place)
}

/// A place with all that it lies in.
fn whole(entry: u16) -> Place {
    let mut place = Place { count: 1, ..Place::default() };
    let mut at = Some(entry);
    while let Some(entry) = at.and_then(|place| TABLE.entries.get(usize::from(place))) {
        let name = Some(entry.name());
        match entry.level {
            Level::Country => place.country = Some(entry.country.to_owned()),
            Level::Province => place.province = name,
            Level::City => place.city = name,
            Level::County => place.county = name,
        }
        // A city of Taiwan has the code of its province.
        if place.code.is_none() {
            place.code = entry.code.map(|code| code.to_string());
        }
        at = entry.within;
    }
    place
}
