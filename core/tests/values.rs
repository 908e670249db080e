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
            let end = |end: &Option<rust_decimal::Decimal>| end.map_or_else(|| "*".to_owned(), |end| end.normalize().to_string());
            let unit = bounds.unit.map_or_else(String::new, |unit| format!(" {unit}"));
            let (open, close) = (if bounds.has_least { "[" } else { "(" }, if bounds.has_most { "]" } else { ")" });
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

/// What is said, and all values in it.
const ROWS: &[(&str, &str)] = &[
    // Numbers
    ("来两杯拿铁", "2"),
    ("二百五十个", "250"),
    ("1万5", "15000"),
    ("三四十个人", "30~40"),
    ("十几个人", "11~19"),
    ("三分之二", "0.6666666666666666666666666667"),
    ("a hundred and five", "105"),
    ("two and a half million", "2500000"),
    ("minus twelve", "-12"),
    ("third on the left", "#3"),
    ("第三个", "#3"),
    // Shares
    ("百分之三十", "30%"),
    ("七成", "70%"),
    ("打八五折", "85%"),
    ("fifty percent", "50%"),
    ("80%", "80%"),
    // Money
    ("二十块五", "CNY 20.5"),
    ("九块九毛九", "CNY 9.99"),
    ("两块九毛九", "CNY 2.99"),
    ("¥20", "CNY 20"),
    ("人民币三百万元", "CNY 3000000"),
    ("8亿元人民币", "CNY 800000000"),
    ("twenty bucks", "USD 20"),
    ("$4.50", "USD 4.5"),
    ("3 dollars and 20 cents", "USD 3.2"),
    ("£60,000", "GBP 60000"),
    ("转我20 bucks", "USD 20"),
    // Measures and temperatures
    ("三斤半", "3.5 jin"),
    ("一米八", "1.8 metre"),
    ("five kilometers", "5 kilometre"),
    ("half a litre", "0.5 litre"),
    ("零下五度", "-5°"),
    ("二十二度半", "22.5°"),
    ("98.6 degrees fahrenheit", "98.6°F"),
    ("三十岁", "30 Year old"),
    ("6 weeks old", "6 Week old"),
    // Lengths
    ("一个半小时", "P0M0DT5400S"),
    ("两小时三十分钟", "P0M0DT9000S"),
    ("一刻钟", "P0M0DT900S"),
    ("两年半", "P30M0DT0S"),
    ("two and a half hours", "P0M0DT9000S"),
    ("an hour and a half", "P0M0DT5400S"),
    ("三天", "P0M3DT0S"),
    // Days
    ("今天", "11-25"),
    ("大后天", "11-28"),
    ("下周三", "12-02"),
    ("上周五", "11-20"),
    ("周五", "11-27"),
    ("下个月五号", "12-05"),
    ("3号", "12-03"),
    ("十二月二十五号", "12-25"),
    ("2027年1月2日", "2027-01-02"),
    ("正月初一", "2027-02-06"),
    ("农历八月十五", "2027-09-15"),
    ("明年春节", "2027-02-06"),
    ("圣诞节前一天", "12-24"),
    ("去年的今天", "2025-11-25"),
    ("五月的第二个周一", "2027-05-10"),
    ("the day after tomorrow", "11-27"),
    ("december 3rd", "12-03"),
    ("the 3rd of next month", "12-03"),
    ("next friday", "12-04"),
    ("thanksgiving", "11-26"),
    ("the last monday of may", "2027-05-31"),
    ("11/27/2026", "11-27"),
    ("2月30号", "never"),
    ("february 30th", "never"),
    // Clock times
    ("八点三十", "11-25T20:30"),
    ("明天早上八点", "11-26T08:00"),
    ("下周三下午三点半", "12-02T15:30"),
    ("后天中午十二点一刻", "11-27T12:15"),
    ("今晚十二点", "11-26"),
    ("晚上一点", "11-26T01:00"),
    ("差五分八点", "11-25T19:55"),
    ("half past six", "11-25T18:30"),
    ("quarter to eight pm", "11-25T19:45"),
    ("tomorrow at 5pm", "11-26T17:00"),
    ("five thirty tomorrow evening", "11-26T17:30"),
    ("tomorrow晚上七点半", "11-26T19:30"),
    // From now
    ("半小时后", "11-25T10:00"),
    ("三天前", "11-22"),
    ("in twenty minutes", "11-25T09:50"),
    ("two weeks ago", "11-11"),
    ("two days from tomorrow", "11-28"),
    // Stretches
    ("下周", "11-30..12-07"),
    ("本季度", "10-01..2027-01-01"),
    ("下季度", "2027-01-01..2027-04-01"),
    ("this quarter", "10-01..2027-01-01"),
    ("明天下午", "11-26T12:00..11-26T19:00"),
    ("下午三点到五点", "11-25T15:00..11-25T17:00"),
    ("周一到周五", "11-23..11-28"),
    ("5月3号到8号", "2027-05-03..2027-05-09"),
    ("from 3 to 5pm tomorrow", "11-26T15:00..11-26T17:00"),
    ("monday to friday", "11-23..11-28"),
    ("周五之前", "*..11-27"),
    ("by friday", "*..11-28"),
    ("三天内", "11-25T09:30..11-28T09:30"),
    ("this weekend", "11-28..11-30"),
    ("10月底", "2027-10-21..2027-11-01"),
    ("从明天开始", "11-26..*"),
    // Several, and none
    ("明天三点提醒我转二十块", "11-26T15:00 CNY 20"),
    ("帮我book一个table for 2 at 7pm", "1 2 11-25T19:00"),
    ("I may be late", ""),
    ("版本1.1.30", ""),
    ("好的谢谢", ""),
];

#[test]
fn values_are_read_as_people_mean_them() {
    let mut wrong = Vec::new();
    for (said, want) in ROWS {
        let found = read_values(&Utterance::new(said), &now(), false);
        let got: Vec<String> = found.iter().map(|meant| shown(&meant.meaning)).collect();
        let got = got.join(" ");
        if got != *want {
            wrong.push(format!("{said}: {got} instead of {want}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), ROWS.len(), wrong.join("\n"));
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
