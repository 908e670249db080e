//! Years, decades and centuries, reigns, and years that begin when their owner says.
//!
//! Decides which numbers are years: those of four digits, two behind a mark, and what is said in hundreds.

use super::dates::{cycle, in_range, ordinal, year_of};
use super::{Build, WEAK, rules};
use crate::values::calendar::{Fields, Time, Year};
use crate::values::chart::item::{Form, Item, Sym, Val};

type Made = Option<(Sym, Val)>;

fn none() -> Fields {
    Fields::default()
}

/// A fiscal year by its number; a calendar year is a year like others.
fn own_year(b: &mut Build, word: &Item, number: &Item) -> Made {
    let digits = number.number()?.digits;
    let year = year_of(number, digits == 2)?;
    if word.int() == 1 {
        return b.fields(Fields { year: Some(Year::Of(year)), ..none() });
    }
    b.made(Time::OwnYear(Some(Year::Of(year))))
}

rules! { YEARS;
    "2026年": Number, Nian => |b, i| { let year = year_of(&i[0], true)?; b.fields(Fields { year: Some(Year::Of(year)), ..none() }) }, 1;
    "year 2026": Unit, Number => |b, i| {
        if i[0].int() != 7 || b.is_chinese(&i[0]) { return None; }
        let year = year_of(&i[1], false).filter(|year| (1_000..=2_500).contains(year))?;
        b.fields(Fields { year: Some(Year::Of(year)), ..none() })
    }, 1;
    "of 2026": Of | In, Number => |b, i| {
        if i[0].int() != 0 { return None; }
        let year = year_of(&i[1], false).filter(|year| (1_500..=2_200).contains(year))?;
        let time = b.time(Time::Fields(Fields { year: Some(Year::Of(year)), ..none() }))?;
        Some((Sym::OfYear, Val::Time(time)))
    }, 0;
    "in 2026": In | By | Of | Since, Number => |b, i| { if i[0].int() != 0 || i[0].sym == Sym::Since { return None; } let year = year_of(&i[1], false).filter(|year| (1_500..=2_200).contains(year))?; b.fields(Fields { year: Some(Year::Of(year)), ..none() }) }, 0;
    "2026": Number => |b, i| { let year = year_of(&i[0], false).filter(|year| (1_000..=2_500).contains(year))?; b.fields(Fields { year: Some(Year::Of(year)), ..none() }) }, WEAK;
    "nineteen seventy": Number, Number => |b, i| {
        let century = i[0].whole().filter(|century| (13..=20).contains(century))?;
        let year = i[1].whole().filter(|year| (0..=99).contains(year))?;
        if i[0].number()?.form != Form::Words || i[1].number()?.form != Form::Words { return None; }
        b.fields(Fields { year: Some(Year::Of(i16::try_from(century * 100 + year).ok()?)), ..none() })
    }, WEAK;
    "nineties": DecadeName => |b, i| b.made(Time::Years { first: i16::try_from(i[0].int()).ok()?, count: 10 }), 0;
    "21st century": Ordinal, Century => |b, i| { let century = i16::from(ordinal(&i[0], 30)?); b.made(Time::Years { first: (century - 1) * 100, count: 100 }) }, 1;
    "20 世纪": Number, Century => |b, i| { let century = i16::from(in_range(&i[0], 1..=30)?); b.made(Time::Years { first: (century - 1) * 100, count: if i[1].int() == 1 { 20 } else { 100 } }) }, 1;
    "上世纪": Next | Last | This, Century => |b, i| { let century = i16::from(20 + cycle(&i[0])); b.made(Time::Years { first: century * 100, count: 100 }) }, 1;
    "60 年代": Number, Decade => |b, i| { let years = i[0].whole().filter(|years| years % 10 == 0)?; let first = if years < 100 { if years < 30 { 2000 + years } else { 1900 + years } } else { years }; b.made(Time::Years { first: i16::try_from(first).ok()?, count: 10 }) }, 1;
    "20 世纪 60 年代": Time, Number, Decade => |b, i| { let Time::Years { first, count: 100 } = b.get(&i[0])? else { return None }; let years = i[1].whole().filter(|years| years % 10 == 0 && *years < 100)?; b.made(Time::Years { first: first + i16::try_from(years).ok()?, count: 10 }) }, 2;
    "fiscal year": OwnYear => |b, i| if i[0].int() == 1 { None } else { b.made(Time::OwnYear(None)) }, 1;
    "fiscal year 2008": OwnYear, Number => |b, i| own_year(b, &i[0], &i[1]), 3;
    "this fiscal year": This | Last | Next, OwnYear => |b, i| if i[1].int() == 1 { None } else { b.made(Time::OwnYear(Some(Year::Rel(cycle(&i[0]).into())))) }, 2;
    "民国三年": Era, Number, Nian => |b, i| { let nth = i16::try_from(i[1].whole()?).ok().filter(|nth| (1..=120).contains(nth))?; b.fields(Fields { year: Some(Year::Of(i16::try_from(i[0].int()).ok()? + nth - 1)), ..none() }) }, 6;
    "神龙元年": Era, LunarMonth => |b, i| if i[1].int() == 200 { b.fields(Fields { year: Some(Year::Of(i16::try_from(i[0].int()).ok()?)), ..none() }) } else { None }, 6;
    "1990s": Number, Unit => |b, i| { let years = i[0].whole().filter(|years| years % 10 == 0)?; if i[1].int() != 0 || b.chars[usize::from(i[1].start)] != 's' || i[1].end - i[1].start != 1 || !matches!(i[0].number()?.digits, 2 | 4) { return None; } let first = if years < 100 { 1900 + years } else { years }; if years > 2200 || (100..1000).contains(&years) { return None; } b.made(Time::Years { first: i16::try_from(first).ok()?, count: 10 }) }, if_decade();
}

/// `1990s` is ten years and no seconds.
const fn if_decade() -> i16 {
    3
}
