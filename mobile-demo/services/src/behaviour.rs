//! One service's behaviour, read from its `behaviour.json` (described in `mobile-demo/services/README.md`).

use serde_json::{Map, Value as Json, json};

use crate::random::Random;

/// Where a service's state keeps, beside the tables, what calls came to that changed something: the same key is the same call.
const ANSWERED: &str = "answered";

/// The behaviour and the state of one service.
pub(crate) struct Behaviour {
    tables: Map<String, Json>,
    capabilities: Json,
    faults: Json,
    random: Random,
    has_seed: bool,
    created: u64,
}

impl Behaviour {
    pub(crate) fn new(mut json: Json, seed: Option<u64>) -> Self {
        let mut take = |name: &str| json.get_mut(name).map(Json::take).unwrap_or(Json::Null);
        let tables = match take("tables") {
            Json::Object(tables) => tables,
            _ => Map::new(),
        };
        Self {
            tables,
            capabilities: take("capabilities"),
            faults: take("faults"),
            random: Random(seed.unwrap_or(1)),
            has_seed: seed.is_some(),
            created: 0,
        }
    }

    /// What a call with this key came to, if it has changed something.
    pub(crate) fn answered(&self, capability: &str, key: &str) -> Option<&str> {
        self.tables.get(ANSWERED)?.get(format!("{capability} {key}"))?.as_str()
    }

    /// Whether a capability changes a row or adds one.
    fn changes(&self, capability: &str) -> bool {
        let rule = self.capabilities.get(capability);
        rule.is_some_and(|rule| {
            rule.get("create").is_some()
                || rule.get("update").is_some() && rule.get("set").is_some_and(|set| set != &json!({}))
        })
    }

    pub(crate) fn tables(&self) -> &Map<String, Json> {
        &self.tables
    }

    pub(crate) fn restore(&mut self, tables: Map<String, Json>) {
        // New rows must not take the ids of kept ones.
        self.created = tables.values().filter_map(Json::as_array).map(|rows| rows.len() as u64).sum();
        self.tables = tables;
    }

    /// The output, or an error code.
    pub(crate) fn call(
        &mut self,
        capability: &str,
        arguments: &Json,
        key: &str,
        now: &str,
    ) -> Result<Json, String> {
        let output = self.carried_out(capability, arguments, key, now)?;
        if self.changes(capability) {
            let answered = self.tables.entry(ANSWERED).or_insert_with(|| json!({}));
            answered[format!("{capability} {key}")] = json!(output.to_string());
        }
        Ok(output)
    }

    fn carried_out(
        &mut self,
        capability: &str,
        arguments: &Json,
        key: &str,
        now: &str,
    ) -> Result<Json, String> {
        let rule = self.capabilities.get(capability).cloned().ok_or("NOT_FOUND")?;
        if self.has_seed {
            for fault in self.faults.get(capability).and_then(Json::as_array).cloned().unwrap_or_default() {
                if self.random.unit() < fault.get("chance").and_then(Json::as_f64).unwrap_or(0.0) {
                    return Err(text(&fault, "code"));
                }
            }
        }
        let scope = Scope { arguments, row: &Json::Null, key, now };
        for condition in list(&rule, "failWhen") {
            let path = text(condition, "path");
            if scope.path(&format!("${path}")).as_ref() == condition.get("equals")
                && condition.get("equals").is_some()
            {
                return Err(text(condition, "code"));
            }
        }
        if let Some(table) = rule.get("find").and_then(Json::as_str) {
            let limit = rule.get("limit").and_then(Json::as_u64).unwrap_or(20) as usize;
            let items: Vec<&Json> = self
                .rows(table)
                .iter()
                .filter(|row| is_there(row) && matches(row, &rule, arguments))
                .take(limit)
                .collect();
            return Ok(json!({"items": items}));
        }
        if let Some(probe) = rule.get("quote") {
            return Ok(self.quote(probe, arguments));
        }
        if let Some(table) = rule.get("get").and_then(Json::as_str) {
            return self
                .rows(table)
                .iter()
                .find(|row| is_there(row) && matches(row, &rule, arguments))
                .cloned()
                .ok_or_else(|| "NOT_FOUND".to_owned());
        }
        if let Some(table) = rule.get("create").and_then(Json::as_str) {
            self.created += 1;
            let id = format!("{}{:03}", text(&rule, "prefix"), 100 + self.created);
            let mut row = json!({ text(&rule, "idField"): id });
            self.set(&mut row, &rule, arguments, key, now);
            self.tables
                .entry(table)
                .or_insert_with(|| json!([]))
                .as_array_mut()
                .ok_or("NOT_FOUND")?
                .push(row.clone());
            return Ok(row);
        }
        if let Some(table) = rule.get("update").and_then(Json::as_str) {
            let row_key = scope.fill(rule.get("key").unwrap_or(&Json::Null), &mut self.random);
            let by = text(&rule, "by");
            let at = self
                .rows(table)
                .iter()
                .position(|row| row.get(&by) == row_key.as_ref() && row_key.is_some())
                .ok_or("NOT_FOUND")?;
            let mut row = self.rows(table)[at].clone();
            self.set(&mut row, &rule, arguments, key, now);
            if let Some(rows) = self.tables.get_mut(table).and_then(Json::as_array_mut) {
                rows[at] = row.clone();
            }
            return Ok(match rule.get("return") {
                Some(shape) => Scope { arguments, row: &row, key, now }
                    .fill(shape, &mut self.random)
                    .unwrap_or(Json::Null),
                None => row,
            });
        }
        Ok(rule
            .get("return")
            .and_then(|shape| scope.fill(shape, &mut self.random))
            .unwrap_or_else(|| json!({})))
    }

    /// Whether anything that fits is there, and the lowest price of it.
    fn quote(&self, probe: &Json, arguments: &Json) -> Json {
        let is_gone = |row: &Json| {
            list(probe, "unless")
                .iter()
                .filter_map(Json::as_str)
                .any(|field| row.get(field) == Some(&json!(true)))
        };
        let rows = self.rows(&text(probe, "table")).iter();
        let open = rows.filter(|row| is_there(row) && matches(row, probe, arguments) && !is_gone(row));
        let price = text(probe, "price");
        let lowest = open
            .filter_map(|row| row.get(&price))
            .min_by_key(|price| price.get("amount").and_then(Json::as_i64));
        let Some(lowest) = lowest else { return json!({"canFulfill": "no"}) };
        let count = arguments.get("quantity").and_then(Json::as_i64).unwrap_or(1);
        let mut total = lowest.clone();
        total["amount"] = json!(total.get("amount").and_then(Json::as_i64).unwrap_or(0) * count);
        let mut quote = json!({"price": total});
        for field in ["etaMinutes", "distanceMetres"] {
            if let Some(value) = probe.get(field) {
                quote[field] = value.clone();
            }
        }
        json!({"canFulfill": "yes", "quote": quote})
    }

    fn rows(&self, table: &str) -> &[Json] {
        self.tables.get(table).and_then(Json::as_array).map_or(&[], Vec::as_slice)
    }

    fn set(&mut self, row: &mut Json, rule: &Json, arguments: &Json, key: &str, now: &str) {
        for (field, value) in rule.get("set").and_then(Json::as_object).into_iter().flatten() {
            let before = row.clone();
            // What names an argument that was not given is left out.
            if let Some(value) = (Scope { arguments, row: &before, key, now }).fill(value, &mut self.random) {
                row[field] = value;
            }
        }
    }
}

/// What `$…` may stand for.
struct Scope<'a> {
    arguments: &'a Json,
    row: &'a Json,
    key: &'a str,
    now: &'a str,
}

impl Scope<'_> {
    fn path(&self, path: &str) -> Option<Json> {
        let mut steps = path.trim_start_matches('$').split('.');
        let (root, rest): (&str, Vec<&str>) = (steps.next()?, steps.collect());
        let follow = |value: &Json, rest: &[&str]| {
            rest.iter().try_fold(value.clone(), |value, step| value.get(step).cloned())
        };
        match root {
            "now" => Some(json!(self.now)),
            "key" => Some(json!(self.key)),
            "today" => Some(json!(self.now.split('T').next()?)),
            "row" => follow(self.row, &rest),
            // A page has only its query: `orderId` stands for `order.orderId`.
            "args" => follow(self.arguments, &rest).or_else(|| self.arguments.get(rest.last()?).cloned()),
            _ => None,
        }
    }

    fn fill(&self, value: &Json, random: &mut Random) -> Option<Json> {
        match value {
            Json::String(text) if text.starts_with('$') => self.path(text),
            Json::Object(fields) => {
                if let Some([price, count]) = fields.get("times").and_then(Json::as_array).map(Vec::as_slice)
                {
                    let mut price = self.fill(price, random)?;
                    let count = self.fill(count, random).and_then(|count| count.as_i64()).unwrap_or(1);
                    price["amount"] = json!(price.get("amount")?.as_i64()? * count);
                    return Some(price);
                }
                if let Some(all) = fields.get("pick").and_then(Json::as_array).filter(|all| !all.is_empty()) {
                    return Some(all[random.next() as usize % all.len()].clone());
                }
                Some(Json::Object(
                    fields
                        .iter()
                        .filter_map(|(name, value)| Some((name.clone(), self.fill(value, random)?)))
                        .collect(),
                ))
            }
            other => Some(other.clone()),
        }
    }
}

fn list<'a>(rule: &'a Json, field: &str) -> &'a [Json] {
    rule.get(field).and_then(Json::as_array).map_or(&[], Vec::as_slice)
}

fn text(rule: &Json, field: &str) -> String {
    rule.get(field).and_then(Json::as_str).unwrap_or_default().to_owned()
}

/// Rows that were deleted or cancelled are not shown any more.
fn is_there(row: &Json) -> bool {
    !matches!(row.get("status").and_then(Json::as_str), Some("deleted" | "cancelled"))
}

/// Whether a row fits every argument that was given.
fn matches(row: &Json, rule: &Json, arguments: &Json) -> bool {
    rule.get("match").and_then(Json::as_object).into_iter().flatten().all(|(parameter, fields)| {
        let Some(wanted) = arguments.get(parameter).filter(|wanted| !wanted.is_null()) else { return true };
        match fields {
            Json::Array(fields) => fields
                .iter()
                .filter_map(Json::as_str)
                .any(|field| row.get(field).is_some_and(|have| fits(have, wanted))),
            Json::Object(filter) => {
                let have =
                    row.get(filter.get("field").and_then(Json::as_str).unwrap_or_default()).and_then(amount);
                let at_least = filter.get("atLeast").is_some();
                match (have, amount(wanted)) {
                    (Some(have), Some(wanted)) => {
                        if at_least {
                            have >= wanted
                        } else {
                            have <= wanted
                        }
                    }
                    _ => false,
                }
            }
            _ => true,
        }
    })
}

fn amount(value: &Json) -> Option<f64> {
    value.get("amount").unwrap_or(value).as_f64()
}

/// Equal, or one text in the other, without regard to case; a place counts by its name.
fn fits(have: &Json, wanted: &Json) -> bool {
    let wanted = wanted.get("name").unwrap_or(wanted);
    match (have, wanted) {
        (Json::Array(all), wanted) => all.iter().any(|have| fits(have, wanted)),
        (Json::String(have), Json::String(wanted)) => {
            let (have, wanted) = (have.to_lowercase(), wanted.to_lowercase());
            !wanted.is_empty() && !have.is_empty() && (have.contains(&wanted) || wanted.contains(&have))
        }
        (have, wanted) => have == wanted,
    }
}
