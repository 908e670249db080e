//! Unit converters: from one unit to others.
//!
//! Decides which units are meant and the factor between them. Exact by definition where there is one (inch, pound, mile: the international yard and pound, 1959).

use super::Draft;
use super::said::{find, has_any};
use crate::minitool::edit::both;
use crate::minitool::formula::Expr;
use crate::minitool::spec::{Field, FieldType};

/// A unit: what it measures, how much of that quantity's own unit it is, and its words.
struct Unit {
    of: u8,
    factor: &'static str,
    zh: &'static str,
    en: &'static str,
    words: &'static [&'static str],
}

const fn unit(
    of: u8,
    factor: &'static str,
    zh: &'static str,
    en: &'static str,
    words: &'static [&'static str],
) -> Unit {
    Unit { of, factor, zh, en, words }
}

const UNITS: &[Unit] = &[
    unit(
        0,
        "1000",
        "公里",
        "Kilometres",
        &["公里", "千米", "kilometres", "kilometers", "kilometre", "kilometer", "km"],
    ),
    unit(0, "1609.344", "英里", "Miles", &["英里", "miles", "mile"]),
    unit(0, "0.3048", "英尺", "Feet", &["英尺", "feet", "foot", "ft"]),
    unit(0, "0.0254", "英寸", "Inches", &["英寸", "inches", "inch", "吋"]),
    unit(0, "0.9144", "码", "Yards", &["yards", "yard"]),
    unit(0, "0.01", "厘米", "Centimetres", &["厘米", "公分", "centimetres", "centimeters", "cm"]),
    unit(0, "0.001", "毫米", "Millimetres", &["毫米", "millimetres", "millimeters", "mm"]),
    unit(0, "1", "米", "Metres", &["米", "metres", "meters", "metre", "meter"]),
    unit(0, "500", "里", "Li", &["华里", "里地"]),
    unit(1, "1", "公斤", "Kilograms", &["公斤", "千克", "kilograms", "kilos", "kilogram", "kilo", "kg"]),
    unit(1, "0.5", "斤", "Jin", &["斤", "市斤", "jin"]),
    unit(1, "0.45359237", "磅", "Pounds", &["磅", "pounds", "pound", "lbs", "lb"]),
    unit(1, "0.028349523125", "盎司", "Ounces", &["盎司", "ounces", "ounce", "oz"]),
    unit(1, "0.001", "克", "Grams", &["克", "grams", "gram"]),
    unit(1, "0.05", "两", "Liang", &["市两"]),
    unit(1, "1000", "吨", "Tonnes", &["吨", "tonnes", "tons"]),
    unit(1, "6.35029318", "英石", "Stone", &["stone", "stones"]),
    unit(2, "10000", "公顷", "Hectares", &["公顷", "hectares", "hectare"]),
    unit(2, "666.6666666666666667", "亩", "Mu", &["亩", "mu"]),
    unit(2, "4046.8564224", "英亩", "Acres", &["英亩", "acres", "acre"]),
    unit(2, "0.09290304", "平方英尺", "Square feet", &["平方英尺", "square feet", "square foot", "sq ft"]),
    unit(
        2,
        "1",
        "平方米",
        "Square metres",
        &["平方米", "平米", "square metres", "square meters", "square metre", "sqm"],
    ),
    unit(3, "1", "升", "Litres", &["升", "litres", "liters", "litre", "liter"]),
    unit(3, "0.001", "毫升", "Millilitres", &["毫升", "millilitres", "milliliters", "ml"]),
    unit(3, "3.785411784", "加仑", "Gallons", &["加仑", "gallons", "gallon"]),
    unit(3, "0.2365882365", "杯", "Cups", &["cups", "cup"]),
    unit(3, "0.473176473", "品脱", "Pints", &["pints", "pint"]),
    unit(4, "1", "摄氏度", "Celsius", &["摄氏度", "摄氏", "celsius", "centigrade"]),
    unit(4, "0", "华氏度", "Fahrenheit", &["华氏度", "华氏", "fahrenheit"]),
];

pub(super) fn build(draft: &mut Draft) -> bool {
    let text = draft.said.all();
    if !has_any(
        &text,
        &[
            "换算",
            "换成",
            "换算成",
            "转换",
            "转成",
            "convert",
            "converts",
            "converter",
            "conversion",
            "to kg",
            "into",
        ],
    ) {
        return false;
    }
    let kept = named(draft);
    let Some(from) = kept.first().copied() else { return false };
    let targets: Vec<&Unit> = kept.iter().skip(1).copied().filter(|own| own.of == from.of).collect();
    if targets.is_empty() {
        return false;
    }
    let mut field = Field::plain("", both(from.zh, from.en), FieldType::Number);
    field.default = draft.said.amounts.first().map(|own| own.number.normalize().to_string());
    let name = draft.builder.tool.add_field(field);
    targets.into_iter().for_each(|to| target(draft, from, &name, to));
    draft.used.iter_mut().for_each(|used| *used = true);
    true
}

/// Adds the units that a sentence names to a converter.
pub(super) fn extended(draft: &mut Draft) {
    let unit_of = |label: &str| UNITS.iter().find(|own| own.zh == label || own.en == label);
    let found = draft.builder.tool.state.iter().find_map(|field| {
        let label = field.label.get(draft.builder.language);
        unit_of(label).map(|unit| (unit, field.name.clone()))
    });
    let Some((from, name)) = found else { return };
    if !draft.builder.tool.formulas.iter().any(|own| {
        own.formula.starts_with(&format!("{name} *")) || own.formula.starts_with(&format!("({name} -"))
    }) {
        return;
    }
    let known: Vec<String> = draft.builder.tool.labels().into_iter().map(|own| own.1.en).collect();
    let new: Vec<&Unit> = self::named(draft)
        .into_iter()
        .filter(|own| own.of == from.of && !known.iter().any(|label| label == own.en))
        .collect();
    if !new.is_empty() {
        new.into_iter().for_each(|to| target(draft, from, &name, to));
        draft.used.iter_mut().for_each(|used| *used = true);
    }
}

/// Every unit that is named, in its order; the longest word at a place counts.
fn named(draft: &Draft) -> Vec<&'static Unit> {
    let chars = draft.said.utterance.chars();
    let mut named: Vec<(usize, usize, &'static Unit)> = Vec::new();
    for own in UNITS {
        for word in own.words {
            let mut from = 0;
            while let Some(found) = find(chars, word, from) {
                from = found.end;
                named.push((found.start, found.end, own));
            }
        }
    }
    named.sort_by_key(|(start, end, _)| (*start, usize::MAX - *end));
    let mut kept: Vec<(usize, usize, &'static Unit)> = Vec::new();
    for own in named {
        if kept.iter().all(|(start, end, unit)| (own.0 >= *end || own.1 <= *start) && unit.zh != own.2.zh) {
            kept.push(own);
        }
    }
    kept.into_iter().map(|own| own.2).collect()
}

fn target(draft: &mut Draft, from: &Unit, name: &str, to: &Unit) {
    let formula = match (from.of, from.factor) {
        (4, "0") => format!("({name} - 32) * 5 / 9"),
        (4, _) => format!("{name} * 9 / 5 + 32"),
        _ => format!("{name} * {} / {}", from.factor, to.factor),
    };
    if let Ok(formula) = Expr::parse(&formula) {
        draft.builder.tool.add_formula(both(to.zh, to.en), &formula, None);
    }
}
