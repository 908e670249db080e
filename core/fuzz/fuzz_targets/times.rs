//! Any text, said at any time in any country, looking any way: a reading ends after it begins, and the words tied to another day are none that panics.

#![no_main]

use errand_core::{Meaning, Reference, Region, Tense, Utterance, read_values};
use jiff::civil::{DateTime, date};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (u16, u16, u8, &str)| {
    let (days, minutes, way, text) = input;
    let Ok(day) = date(1900, 1, 1).checked_add(jiff::Span::new().days(days)) else { return };
    let minute = minutes % 1_440;
    let now: DateTime = day.at((minute / 60) as i8, (minute % 60) as i8, 0, 0);
    let region = [Region::Unknown, Region::MonthFirst, Region::DayFirst, Region::YearFirst][usize::from(way % 4)];
    let tense = [Tense::Future, Tense::Past, Tense::Nearest][usize::from(way / 3 % 3)];
    let here = Reference { now, offset: 480, region, tense };
    let said = Utterance::new(text);
    for meant in read_values(&said, here, way & 64 != 0) {
        let Meaning::Time(when) = meant.meaning else { continue };
        assert_eq!(when.readings.is_empty(), when.impossible.is_some());
        for reading in &when.readings {
            if let (Some(start), Some(end)) = (reading.start, reading.end) {
                assert!(start < end, "{reading:?}");
            }
            assert!(reading.start.is_some() || reading.end.is_some());
        }
        // The same words on the first and the last days that a calendar has.
        for edge in [DateTime::MIN, DateTime::MAX] {
            when.expression.resolve(&Reference { now: edge, ..here });
        }
    }
});
