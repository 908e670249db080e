//! Values of sentences: a table in both languages, and laws.

use errand_core::{Meaning, Sort, Stretch, Utterance, read_values, read_values_of};
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
        Meaning::Percent(value) => format!("{}%", value.normalize()),
        Meaning::Money(value, most, code) => format!("{code} {}{}", value.normalize(), about(most)),
        Meaning::Quantity(value, most, unit) => format!("{}{} {unit}", value.normalize(), about(most)),
        Meaning::Temperature(value, scale) => format!("{}°{}", value.normalize(), scale.unwrap_or_default()),
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
