//! Values of sentences: a table in both languages, and laws.

use errand_core::{
    Impossible, Kind, Language, Meaning, Reference, Region, Sort, Stretch, Tense, Utterance, Value,
    find_values, read_values, read_values_of,
};
use jiff::ZonedDateTime;
use proptest::prelude::*;

/// Wednesday 25 November 2026, half past nine in Shanghai.
fn now() -> ZonedDateTime {
    "2026-11-25T09:30:00+08:00[Asia/Shanghai]".parse().expect("a time")
}

/// A meaning in short: what a row of the table says.
fn shown(meaning: &Meaning) -> String {
    let about = |most: &Option<rust_decimal::Decimal>| {
        most.map_or_else(String::new, |most| format!("~{}", most.normalize()))
    };
    match meaning {
        Meaning::Number(value, most) => format!("{}{}", value.normalize(), about(most)),
        Meaning::Ordinal(nth) => format!("#{nth}"),
        Meaning::Step(by) => format!("#here{by:+}"),
        Meaning::Percent(value) => format!("{}%", value.normalize()),
        Meaning::Money(value, most, code) => format!("{code} {}{}", value.normalize(), about(most)),
        Meaning::Quantity(value, most, unit) => format!("{}{} {unit}", value.normalize(), about(most)),
        Meaning::Temperature(value, scale) => format!("{}°{}", value.normalize(), scale.unwrap_or_default()),
        Meaning::Unit(of, unit) => format!("in {of:?} {unit}"),
        Meaning::Age(value, unit) => format!("{} {unit:?} old", value.normalize()),
        Meaning::Length(length) => {
            let most = length.most.map_or_else(String::new, |most| {
                format!("~P{}M{}DT{}S", most.months, most.days, most.ms / 1000)
            });
            format!("P{}M{}DT{}S{most}", length.months, length.days, length.ms / 1000)
        }
        Meaning::Recurrence(every) => {
            let first =
                every.first.as_ref().map_or_else(String::new, |first| format!(" first {}", reading(first)));
            format!("{}{first}", every.rule.as_deref().unwrap_or("no rule"))
        }
        Meaning::Range(bounds) => {
            let end = |end: &Option<rust_decimal::Decimal>| {
                end.map_or_else(|| "*".to_owned(), |end| end.normalize().to_string())
            };
            let unit = bounds.unit.map_or_else(String::new, |unit| format!(" {unit}"));
            let (open, close) =
                (if bounds.has_least { "[" } else { "(" }, if bounds.has_most { "]" } else { ")" });
            format!("{open}{},{}{close}{unit}", end(&bounds.least), end(&bounds.most))
        }
        Meaning::Phone(text) | Meaning::Email(text) | Meaning::Link(text) => text.clone(),
        Meaning::Mention(name) => format!("mention {name}"),
        Meaning::Hashtag(topic) => format!("hashtag {topic}"),
        Meaning::Ip(address) => format!("ip {address}"),
        Meaning::Uuid(id) => format!("uuid {id}"),
        Meaning::Place(place) => {
            let names =
                [&place.province, &place.city, &place.county].map(|name| name.clone().unwrap_or_default());
            let country = place.country.as_deref().filter(|country| *country != "CN").unwrap_or_default();
            let count = if place.count > 1 { format!(" of {}", place.count) } else { String::new() };
            format!("in {country}{}{count}", names.concat())
        }
        Meaning::Answer(reaction) => format!("{reaction:?}"),
        Meaning::Time(when) => when.readings.first().map_or_else(|| "never".to_owned(), reading),
    }
}

fn reading(stretch: &Stretch) -> String {
    let at = |at: Option<jiff::civil::DateTime>| {
        at.map_or_else(|| "*".to_owned(), |at| at.strftime("%m-%dT%H:%M").to_string().replace("T00:00", ""))
    };
    let year = |at: Option<jiff::civil::DateTime>| {
        at.filter(|at| at.year() != 2026).map_or_else(String::new, |at| format!("{}-", at.year()))
    };
    let start = format!("{}{}", year(stretch.start), at(stretch.start));
    if stretch.is_point
        && stretch.grain < errand_core::Grain::Week
        && stretch.grain != errand_core::Grain::Part
    {
        return start;
    }
    format!("{start}..{}{}", year(stretch.end), at(stretch.end))
}

/// The tables: a line says what is said, ` => ` and all values in it. Said on Wednesday 25 November 2026, 09:30, in Shanghai.
fn tables() -> Vec<std::path::PathBuf> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/values");
    let mut files: Vec<_> =
        std::fs::read_dir(folder).expect("the tables").map(|entry| entry.expect("a table").path()).collect();
    files.sort();
    files
}

/// `UPDATE=1` writes what is read into the tables; look at every line that it changes.
#[test]
fn values_are_read_as_people_mean_them() {
    let is_update = std::env::var_os("UPDATE").is_some();
    let (mut wrong, mut count) = (Vec::new(), 0);
    for file in tables() {
        let text = std::fs::read_to_string(&file).expect("a table");
        let mut written = String::new();
        for line in text.lines() {
            let (said, want) = line.split_once(" => ").unwrap_or((line.trim_end_matches(" =>"), ""));
            let found = read_values(&Utterance::new(said), &now(), false);
            let got: Vec<String> = found.iter().map(|meant| shown(&meant.meaning)).collect();
            let got = got.join(" | ");
            if got != want {
                wrong.push(format!("{said}: {got} instead of {want}"));
            }
            written += &format!("{said} => {got}\n");
            count += 1;
        }
        if is_update {
            std::fs::write(&file, written).expect("a table");
        }
    }
    assert!(count >= 600, "{count} cases");
    assert!(is_update || wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
}

/// What may be meant by words that may mean several things.
#[test]
fn what_is_ambiguous_has_its_other_readings() {
    for (said, count) in [("周三", 3), ("three thirty", 2), ("3月5号", 2)] {
        let found = read_values(&Utterance::new(said), &now(), false);
        let Meaning::Time(when) = &found[0].meaning else { panic!("{said}: {found:?}") };
        assert_eq!(when.readings.len(), count, "{said}: {:?}", when.readings);
    }
}

#[test]
fn a_weak_reading_is_one_only_where_its_sort_is_asked_for() {
    for said in ["7", "2.12", "1030"] {
        let said = Utterance::new(said);
        assert!(read_values_of(&said, &now(), &[Sort::Time], false).is_empty());
        let found = read_values_of(&said, &now(), &[Sort::Time], true);
        assert!(found.len() == 1 && found[0].is_weak, "{found:?}");
    }
}

/// Texts that were slow or endless in other readers.
#[test]
fn endless_texts_end() {
    for text in [
        "8亿元人民币".repeat(200),
        "一二三四五六七".repeat(150),
        "one ".repeat(250),
        "周一到".repeat(330),
        "1:".repeat(500),
        "三天后的".repeat(250),
    ] {
        read_values(&Utterance::new(&text), &now(), true);
    }
}

proptest! {
    /// Nothing panics, and every range is one of the text, in order, none in another.
    #[test]
    fn ranges_are_of_the_text(text in "([一-龥]{1,3}|[a-z]{1,7}|[0-9]{1,4}|[:./,年月日号点分到至-]|明天|下周|三点|next|friday|pm| ){0,24}") {
        let said = Utterance::new(&text);
        let mut behind = 0;
        for meant in read_values(&said, &now(), true) {
            prop_assert!(meant.range.start >= behind && meant.range.start < meant.range.end && meant.range.end <= said.chars().len());
            behind = meant.range.end;
            if let Meaning::Time(when) = meant.meaning {
                for reading in when.readings {
                    if let (Some(start), Some(end)) = (reading.start, reading.end) {
                        prop_assert!(start < end, "{:?}", reading);
                    }
                }
            }
        }
    }

    /// Any whole number up to a billion is read back from its digits.
    #[test]
    fn numbers_are_read_back(number in 0_i64..1_000_000_000) {
        let found = read_values_of(&Utterance::new(&number.to_string()), &now(), &[Sort::Number], false);
        prop_assert_eq!(&found[0].meaning, &Meaning::Number(number.into(), None));
    }
}

/// What may be said of any day: the later it is said, the later it is.
const RELATIVE: &[&str] = &[
    "明天三点",
    "下周三",
    "周五晚上八点",
    "三天后",
    "半小时后",
    "下个月5号",
    "12月3号",
    "春节",
    "月底",
    "tomorrow at noon",
    "next friday",
    "in two weeks",
    "half past seven",
    "the 5th",
    "easter",
    "last monday of may",
    "from 3 to 5pm tomorrow",
    "每周三早上八点",
];

fn day(days: i32) -> jiff::civil::Date {
    jiff::civil::date(1950, 1, 1).checked_add(jiff::Span::new().days(days)).expect("a day")
}

proptest! {
    /// The later words are said, the later is what they mean.
    #[test]
    fn what_is_said_later_is_not_earlier(days in 0..50_000_i32, minute in 0..1_440_i32, later in 0..100_000_i64) {
        let at = day(days).at((minute / 60) as i8, (minute % 60) as i8, 0, 0);
        let then = at.checked_add(jiff::Span::new().minutes(later)).expect("a time");
        let start = |text: &str, now| {
            let here = Reference { now, offset: 480, region: Region::Unknown, tense: Tense::Future };
            match read_values(&Utterance::new(text), here, false).swap_remove(0).meaning {
                Meaning::Time(when) => when.readings.first().and_then(|reading| reading.start),
                Meaning::Recurrence(every) => every.first.and_then(|first| first.start),
                other => panic!("{text}: {other:?}"),
            }
        };
        for text in RELATIVE {
            prop_assert!(start(text, at) <= start(text, then), "{text}: {at} and {then}");
        }
    }

    /// What is shown to a person is read as the same value, in both languages.
    #[test]
    fn what_is_shown_is_read_back(minor in 0_i64..100_000_000, days in 0..730_i32, minute in 0..1_440_i32, seconds in 1_i64..360_000) {
        let date = now().date().checked_add(jiff::Span::new().days(days.rem_euclid(360))).expect("a day");
        let time = jiff::civil::time((minute / 60) as i8, (minute % 60) as i8, 0, 0);
        let length = errand_core::Duration { seconds: seconds / 60 * 60 + 60, ..Default::default() };
        let values = [
            (Kind::Money, Value::Money(errand_core::Money { minor, currency: errand_core::Currency::CNY })),
            (Kind::Money, Value::Money(errand_core::Money { minor, currency: errand_core::Currency::USD })),
            (Kind::Date, Value::Date(date)),
            (Kind::Time, Value::Time(time)),
            (Kind::DateTime, Value::DateTime(date.to_datetime(time))),
            (Kind::Duration, Value::Duration(length)),
            (Kind::Percent, Value::Percent(minor % 101)),
            (Kind::Integer, Value::Integer(minor)),
        ];
        for language in [Language::Zh, Language::En] {
            for (kind, value) in &values {
                let shown = value.spoken(language);
                let found = find_values(*kind, &Utterance::new(&shown), &now(), true);
                let read: Vec<&Value> = found.iter().map(|found| &found.value).collect();
                prop_assert_eq!(read, vec![value], "shown: {}", shown);
            }
        }
    }

    /// The rule of a recurrence is one that calendars read: known parts, each once.
    #[test]
    fn rules_are_of_known_parts(text in "(每天|每周|每月|每年|every day|every week|every month|每周一|every friday)(早上八点|5号| at 9 am|的第一个周一|和周四)?") {
        for meant in read_values(&Utterance::new(&text), &now(), false) {
            let Meaning::Recurrence(every) = meant.meaning else { continue };
            let rule = every.rule.expect("a rule");
            let mut names: Vec<&str> = rule.split(';').map(|part| part.split_once('=').expect("a part").0).collect();
            prop_assert_eq!(names[0], "FREQ");
            let known = ["FREQ", "INTERVAL", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYHOUR", "BYMINUTE", "UNTIL"];
            prop_assert!(names.iter().all(|name| known.contains(name)), "{}", rule);
            names.sort_unstable();
            names.dedup();
            prop_assert_eq!(names.len(), rule.split(';').count());
        }
    }
}

/// Where the country or the way that the speaker looks decides.
#[test]
fn the_reference_decides_what_words_leave_open() {
    let here = |region, tense| Reference { region, tense, ..Reference::at(&now()) };
    let first =
        |text: &str, here| match read_values(&Utterance::new(text), here, false).swap_remove(0).meaning {
            Meaning::Time(when) => (reading(&when.readings[0]), when.is_ambiguous),
            other => panic!("{text}: {other:?}"),
        };
    let (unknown, future) = (Region::Unknown, Tense::Future);
    for (text, region, tense, want) in [
        ("03/04", unknown, future, ("2027-03-04", true)),
        ("03/04", Region::of("US"), future, ("2027-03-04", false)),
        ("03/04", Region::of("en-GB"), future, ("2027-04-03", false)),
        ("03/04", Region::of("zh_CN"), future, ("2027-03-04", false)),
        ("03/04 to 05/04", Region::of("GB"), future, ("2027-04-03..2027-04-06", false)),
        ("周三", unknown, future, ("11-25", true)),
        ("wednesday", unknown, future, ("11-25", true)),
        ("周五", unknown, future, ("11-27", false)),
        ("明晚12点", unknown, future, ("11-27", true)),
        ("今晚12点", unknown, future, ("11-26", false)),
        ("周五", unknown, Tense::Past, ("11-20", false)),
        ("周五", unknown, Tense::Nearest, ("11-27", false)),
        ("周一", unknown, Tense::Nearest, ("11-23", false)),
        ("friday", unknown, Tense::Past, ("11-20", false)),
        ("5月3号", unknown, Tense::Past, ("05-03", false)),
        ("december 20", unknown, Tense::Past, ("2025-12-20", false)),
        ("七点", unknown, Tense::Past, ("11-25T07:00", false)),
        ("at 7 pm", unknown, Tense::Past, ("11-24T19:00", false)),
        ("friday, 12 december", unknown, future, ("12-12", true)),
        // The 14th was a Saturday, and is over: only the speaker knows.
        ("星期六,11月14号", unknown, future, ("11-14", true)),
        ("Saturday, 14 November", unknown, future, ("11-14", true)),
        ("Saturday, 14 November", unknown, Tense::Past, ("11-14", false)),
        ("星期天,12月6号", unknown, future, ("12-06", false)),
        ("12-11-10", Region::of("CN"), future, ("2012-11-10", false)),
        ("12-11-10", Region::of("US"), future, ("2010-12-11", false)),
        ("12-11-10", unknown, future, ("2010-12-11", true)),
    ] {
        let (got, is_ambiguous) = first(text, here(region, tense));
        assert_eq!((got.as_str(), is_ambiguous), want, "{text} {region:?} {tense:?}");
    }
}

/// A day that no calendar has is none, and says why.
#[test]
fn what_cannot_be_says_why() {
    for (text, why) in [
        ("2月30号", Impossible::NoSuchDay),
        ("february 30th", Impossible::NoSuchDay),
        ("the fifth tuesday of february 2027", Impossible::NoSuchDay),
        ("农历2026年闰六月初一", Impossible::NoSuchDay),
        ("from december 8 2027 to december 3 2027", Impossible::EndsBeforeItBegins),
        ("in 9000 years", Impossible::OutsideCalendar),
    ] {
        let found = read_values(&Utterance::new(text), &now(), false);
        let Meaning::Time(when) = &found[0].meaning else { panic!("{text}: {found:?}") };
        assert_eq!((when.readings.len(), when.impossible), (0, Some(why)), "{text}: {found:?}");
    }
}

/// The seeds that the fuzzer grows from, and what it found, are read without a panic.
#[test]
fn the_corpus_is_read() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/values");
    let mut count = 0;
    for file in std::fs::read_dir(folder).expect("the corpus") {
        let bytes = std::fs::read(file.expect("a seed").path()).expect("a seed");
        let text = String::from_utf8_lossy(&bytes);
        for is_weak in [false, true] {
            read_values(&Utterance::new(&text), &now(), is_weak);
        }
        count += 1;
    }
    assert!(count > 0);
}
