//! Unit converters: from one unit to others.
//!
//! Decides which units are meant and the factor between them. Exact by definition where there is one (inch, pound, mile: the international yard and pound, 1959).

use crate::minitool::draft::said::find;
use crate::minitool::draft::{Draft, noun};
use crate::minitool::edit::both;
use crate::minitool::formula::Expr;
use crate::minitool::outline::{Clause, Name};
use crate::minitool::spec::{Field, FieldType, MiniTool};

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
        &["公里", "千米", "kilometres", "kilometers", "kilometre", "kilometer", "km", "kms", "k"],
    ),
    unit(0, "1609.344", "英里", "Miles", &["英里", "miles", "mile"]),
    unit(0, "0.3048", "英尺", "Feet", &["英尺", "feet", "foot", "ft"]),
    unit(0, "0.0254", "英寸", "Inches", &["英寸", "inches", "inch", "吋"]),
    unit(0, "0.9144", "码", "Yards", &["yards", "yard"]),
    unit(0, "0.01", "厘米", "Centimetres", &["厘米", "公分", "centimetres", "centimeters", "cm"]),
    unit(0, "0.001", "毫米", "Millimetres", &["毫米", "millimetres", "millimeters", "mm"]),
    unit(0, "1", "米", "Metres", &["米", "metres", "meters", "metre", "meter"]),
    unit(0, "500", "里", "Li", &["华里", "里地", "里"]),
    unit(1, "1", "公斤", "Kilograms", &["公斤", "千克", "kilograms", "kilos", "kilogram", "kilo", "kg"]),
    unit(1, "0.5", "斤", "Jin", &["斤", "市斤", "jin"]),
    unit(1, "0.45359237", "磅", "Pounds", &["磅", "pounds", "pound", "lbs", "lb"]),
    unit(1, "0.028349523125", "盎司", "Ounces", &["盎司", "ounces", "ounce", "oz"]),
    unit(1, "0.001", "克", "Grams", &["克", "grams", "gram", "g"]),
    unit(1, "0.05", "两", "Liang", &["市两", "两"]),
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
    unit(3, "0.00492892159375", "茶匙", "Teaspoons", &["茶匙", "teaspoons", "teaspoon", "tsp"]),
    unit(3, "0.01478676478125", "汤匙", "Tablespoons", &["汤匙", "tablespoons", "tablespoon", "tbsp"]),
    unit(5, "1", "分钟", "Minutes", &["分钟", "minutes", "minute", "mins"]),
    unit(5, "60", "小时", "Hours", &["小时", "hours", "hour"]),
    unit(5, "1440", "天", "Days", &["天", "days", "day"]),
    unit(5, "10080", "周", "Weeks", &["周", "星期", "weeks", "week"]),
    unit(5, "0.0166666666666666666667", "秒", "Seconds", &["秒", "seconds", "second"]),
    unit(6, "1", "千焦", "Kilojoules", &["千焦", "kilojoules", "kj"]),
    unit(6, "4.184", "大卡", "Kilocalories", &["大卡", "千卡", "卡路里", "calories", "kcal", "kilocalories"]),
    unit(
        7,
        "1",
        "千米每小时",
        "Kilometres per hour",
        &["公里每小时", "千米每小时", "km/h", "kmh", "kph", "kilometres per hour", "kilometers per hour"],
    ),
    unit(7, "1.609344", "英里每小时", "Miles per hour", &["英里每小时", "mph", "miles per hour"]),
    unit(
        7,
        "3.6",
        "米每秒",
        "Metres per second",
        &["米每秒", "m/s", "metres per second", "meters per second"],
    ),
    unit(7, "1.852", "节", "Knots", &["knots", "knot"]),
    unit(8, "1", "千瓦", "Kilowatts", &["千瓦", "kilowatts", "kw"]),
    unit(8, "0.73549875", "马力", "Metric horsepower", &["马力", "horsepower", "hp"]),
    unit(9, "1", "兆字节", "Megabytes", &["mb", "megabytes", "兆"]),
    unit(9, "1024", "吉字节", "Gigabytes", &["gb", "gigabytes"]),
    unit(4, "1", "摄氏度", "Celsius", &["摄氏度", "摄氏", "celsius", "centigrade", "c"]),
    unit(4, "0", "华氏度", "Fahrenheit", &["华氏度", "华氏", "fahrenheit", "f"]),
];

/// Whether a tool converts from one unit to others.
pub(in crate::minitool::draft) fn converts(tool: &MiniTool) -> bool {
    let is_unit = |field: &Field| {
        UNITS.iter().any(|own| field.label.all().any(|(_, label)| own.zh == label || own.en == label))
    };
    tool.state.iter().any(is_unit) && !tool.formulas.is_empty()
}

pub(super) fn build(draft: &mut Draft<'_>) {
    let of = |draft: &Draft<'_>, name: Name| -> Vec<(usize, Option<&'static Unit>)> {
        let marks = draft.outline.names.iter().enumerate().filter(|(_, mark)| mark.name == name);
        marks.map(|(at, mark)| (at, named(&draft.said.text(&mark.range)))).collect()
    };
    let (froms, tos) = (of(draft, Name::From), of(draft, Name::To));
    // "show it in feet as well": from what the tool converts already.
    if froms.is_empty() {
        let language = draft.builder.language;
        let known = draft.builder.tool.state.iter().find_map(|field| {
            let unit = UNITS
                .iter()
                .find(|own| own.zh == field.label.get(language) || own.en == field.label.get(language))?;
            Some((unit, field.name.clone()))
        });
        let Some((from, name)) = known else { return };
        for (at, to) in tos {
            if let Some(to) = to.filter(|to| to.of == from.of) {
                draft.placed[at] = target(draft, from, &name, to);
            }
        }
        return;
    }
    let known = froms.iter().copied().find(|own| own.1.is_some()).or(froms.first().copied());
    let Some((at, Some(from))) = known.filter(|_| !tos.is_empty()) else {
        return rated(
            draft,
            froms.first().map(|own| own.0),
            &tos.iter().map(|own| own.0).collect::<Vec<_>>(),
        );
    };
    let mut field = Field::plain("", both(from.zh, from.en), FieldType::Number);
    let default = draft.outline.named(Name::Default).next();
    field.default = default.and_then(|mark| draft.value(&mark.range, FieldType::Number)).map(|own| own.0);
    let name = draft.builder.tool.add_field(field);
    draft.placed[at] = Some(name.clone());
    for (at, to) in tos {
        match to.filter(|to| to.of == from.of) {
            Some(to) => draft.placed[at] = target(draft, from, &name, to),
            None => {
                let words = draft.said.original(&draft.outline.names[at].range).to_owned();
                draft.builder.unclear.push(words);
            }
        }
    }
}

/// Between what no table of units knows, 人民币 and 日元, by a rate that the person enters.
fn rated(draft: &mut Draft<'_>, from: Option<usize>, tos: &[usize]) {
    let Some(from) = from else { return };
    let from_mark = draft.outline.names[from].range.clone();
    let text =
        |draft: &Draft<'_>, at: usize| draft.said.original(&draft.outline.names[at].range).trim().to_owned();
    let language = draft.builder.language;
    let label = noun::shown(&text(draft, from), language);
    let name = match draft.builder.same(label.get(language)) {
        Some(name) => name,
        None => draft.builder.tool.add_field(Field::plain("", label, FieldType::Number)),
    };
    draft.placed[from] = Some(name.clone());
    // 一箱等于24瓶: the factor is said.
    if let Some(clause) = draft.outline.clauses.iter().find(|own| {
        own.clause == Clause::Rate && own.range.start <= from_mark.start && from_mark.end <= own.range.end
    }) {
        let amounts: Vec<_> = draft.said.amounts_in(&clause.range).cloned().collect();
        let near = |mark: &std::ops::Range<usize>| {
            amounts
                .iter()
                .find(|own| own.range.end <= mark.end && own.range.end + 1 >= mark.start)
                .map(|own| own.count)
        };
        for at in tos {
            let mark = draft.outline.names[*at].range.clone();
            let (Some(to), of) = (near(&mark), near(&from_mark).unwrap_or(rust_decimal::Decimal::ONE)) else {
                continue;
            };
            let factor = to.checked_div(of).unwrap_or_default().normalize();
            if let Ok(formula) = Expr::parse(&format!("{name} * {factor}")) {
                let label = noun::shown(&text(draft, *at), language);
                draft.placed[*at] = Some(draft.builder.tool.add_formula(label, &formula, None));
            }
        }
        draft.is_converted = true;
        return;
    }
    let has_rate = draft
        .builder
        .tool
        .state
        .iter()
        .find(|own| own.name != name && matches!(own.kind, FieldType::Number | FieldType::Money));
    let known = has_rate.map(|own| own.name.clone()).filter(|_| tos.len() == 1);
    for at in tos {
        let rate = match known.clone() {
            Some(rate) => rate,
            None => draft.builder.tool.add_field(Field::plain("", both("汇率", "Rate"), FieldType::Number)),
        };
        if let Ok(formula) = Expr::parse(&format!("{name} * {rate}")) {
            let label = noun::shown(&text(draft, *at), language);
            draft.placed[*at] = Some(draft.builder.tool.add_formula(label, &formula, None));
        }
    }
}

/// The unit that some words name: the longest word in them.
fn named(text: &str) -> Option<&'static Unit> {
    let chars: Vec<char> = text.trim().chars().collect();
    let mut best: Option<(usize, &'static Unit)> = None;
    for own in UNITS {
        for word in own.words {
            if let Some(found) = find(&chars, word, 0)
                && best.is_none_or(|best| found.len() > best.0)
            {
                best = Some((found.len(), own));
            }
        }
    }
    best.map(|own| own.1)
}

fn target(draft: &mut Draft<'_>, from: &Unit, name: &str, to: &Unit) -> Option<String> {
    let formula = match (from.of, from.factor) {
        (4, "0") => format!("({name} - 32) * 5 / 9"),
        (4, _) => format!("{name} * 9 / 5 + 32"),
        _ => format!("{name} * {} / {}", from.factor, to.factor),
    };
    let formula = Expr::parse(&formula).ok()?;
    Some(draft.builder.tool.add_formula(both(to.zh, to.en), &formula, None))
}
