//! The demo super app: the manifests of its services, its lists, and how its services behave.
//!
//! Decides how a pretend service answers a call: from data files, the same every time, with failures by seed.
//! It knows the core only by its JSON, as a real app's services would.
//!
//! Not handled, on purpose: anything that a real backend would need beyond a demonstration.

mod behaviour;
mod days;
mod random;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use serde_json::{Value as Json, json};

use behaviour::Behaviour;

/// What came of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It worked: JSON text.
    Success(String),
    /// One of the service's error codes.
    Failure(String),
    /// No answer.
    TimedOut,
}

/// A file of the demo that cannot be used.
#[derive(Debug)]
pub struct LoadError(String);

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for LoadError {}

/// The demo app with the state of all its services.
pub struct DemoApp {
    manifests: Vec<(String, String)>,
    lists: Json,
    services: BTreeMap<String, Behaviour>,
    forced: BTreeMap<(String, String), Forced>,
}

/// What the next call of a capability comes to, whatever the service would do.
enum Forced {
    /// This error code, and nothing happens.
    Failure(String),
    /// It happens, but its answer is lost.
    Lost,
    /// This answer, and nothing happens.
    Answer(String),
}

/// Where the demo services stand in this repository.
pub fn default_folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

impl DemoApp {
    /// Reads every `*/capability.json` and `*/behaviour.json` below a folder, in the order of the names, and its `lists.json`.
    ///
    /// `seed` chooses which calls fail; `None`: none but those that the data makes fail.
    ///
    /// # Errors
    ///
    /// When a file cannot be read or is no JSON; the text names it.
    ///
    /// # Example
    ///
    /// ```
    /// let mut app = errand_demo_services::DemoApp::load(&errand_demo_services::default_folder(), None).unwrap();
    /// let answer = app.call("app.music", "nextTrack", "{}", "k1", "2026-11-25T09:30:00");
    /// assert!(matches!(answer, errand_demo_services::Answer::Success(_)));
    /// ```
    pub fn load(folder: &Path, seed: Option<u64>) -> Result<Self, LoadError> {
        let read = |path: &Path| {
            std::fs::read_to_string(path).map_err(|e| LoadError(format!("{}: {e}", path.display())))
        };
        let parse = |path: &Path, text: &str| {
            serde_json::from_str::<Json>(text).map_err(|e| LoadError(format!("{}: {e}", path.display())))
        };
        let entries =
            std::fs::read_dir(folder).map_err(|e| LoadError(format!("{}: {e}", folder.display())))?;
        let mut folders: Vec<PathBuf> = entries
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.join("capability.json").is_file())
            .collect();
        folders.sort();
        let mut app = Self {
            manifests: Vec::new(),
            lists: json!({}),
            services: BTreeMap::new(),
            forced: BTreeMap::new(),
        };
        for folder in folders {
            let path = folder.join("capability.json");
            let text = read(&path)?;
            let id = parse(&path, &text)?
                .pointer("/service/id")
                .and_then(Json::as_str)
                .unwrap_or_default()
                .to_owned();
            let behaviour = folder.join("behaviour.json");
            if behaviour.is_file() {
                let json = parse(&behaviour, &read(&behaviour)?)?;
                app.services.insert(id, Behaviour::new(json, seed));
            }
            app.manifests.push((path.display().to_string(), text));
        }
        let lists = folder.join("lists.json");
        if lists.is_file() {
            app.lists = parse(&lists, &read(&lists)?)?;
        }
        Ok(app)
    }

    /// The manifests: path and text.
    pub fn manifests(&self) -> &[(String, String)] {
        &self.manifests
    }

    /// The host's lists: name and JSON text of the entries.
    pub fn lists(&self) -> Vec<(String, String)> {
        self.lists
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, entries)| (name.clone(), entries.to_string()))
            .collect()
    }

    /// The state of all services as JSON text: orders, messages, bookings, and which calls were answered already.
    pub fn state(&self) -> String {
        let tables: BTreeMap<&String, &serde_json::Map<String, Json>> =
            self.services.iter().map(|(id, service)| (id, service.tables())).collect();
        json!(tables).to_string()
    }

    /// Puts back a state; services that it does not name stay as they are.
    ///
    /// # Errors
    ///
    /// When the text is no state.
    pub fn restore(&mut self, state: &str) -> Result<(), LoadError> {
        let state: BTreeMap<String, serde_json::Map<String, Json>> =
            serde_json::from_str(state).map_err(|e| LoadError(format!("the kept state: {e}")))?;
        for (id, tables) in state {
            if let Some(service) = self.services.get_mut(&id) {
                service.restore(tables);
            }
        }
        Ok(())
    }

    /// Moves the days of all data so that they lie around `now`, such as `2026-11-30T14:30`, as they did around the day they were written for; what has
    /// happened lies behind it.
    ///
    /// # Errors
    ///
    /// When `now` is no date and no civil time.
    pub fn bring_to(&mut self, now: &str) -> Result<(), LoadError> {
        let days = days::until(now).ok_or_else(|| LoadError("now is no civil time".to_owned()))?;
        let mut state: Json =
            serde_json::from_str(&self.state()).map_err(|e| LoadError(format!("the state: {e}")))?;
        days::shift(&mut state, days, now);
        self.restore(&state.to_string())
    }

    /// Makes the next call of a capability fail with a code; `TIMEOUT` gives no answer.
    pub fn fail_next(&mut self, service: &str, capability: &str, code: &str) {
        self.forced.insert((service.to_owned(), capability.to_owned()), Forced::Failure(code.to_owned()));
    }

    /// Makes the next call of a capability happen with its answer lost: the caller sees no answer.
    pub fn lose_next(&mut self, service: &str, capability: &str) {
        self.forced.insert((service.to_owned(), capability.to_owned()), Forced::Lost);
    }

    /// Makes the next call of a capability answer with a text, whatever that is.
    pub fn answer_next(&mut self, service: &str, capability: &str, answer: &str) {
        self.forced.insert((service.to_owned(), capability.to_owned()), Forced::Answer(answer.to_owned()));
    }

    /// Carries out a call of a capability, or of the function that a probe asks. `arguments` is a JSON object, `key` the call's key,
    /// `now` the civil time such as `2026-11-25T09:30:00`.
    ///
    /// A call with a key that has changed something before changes nothing again: the answer of then is given.
    pub fn call(&mut self, service: &str, function: &str, arguments: &str, key: &str, now: &str) -> Answer {
        if let Some(output) = self.services.get(service).and_then(|own| own.answered(function, key)) {
            return Answer::Success(output.to_owned());
        }
        let arguments: Json = serde_json::from_str(arguments).unwrap_or_else(|_| json!({}));
        let forced = self.forced.remove(&(service.to_owned(), function.to_owned()));
        match &forced {
            Some(Forced::Failure(code)) => return failure(code),
            Some(Forced::Answer(text)) => return Answer::Success(text.clone()),
            Some(Forced::Lost) | None => {}
        }
        let answer = match self.services.get_mut(service) {
            Some(behaviour) => match behaviour.call(function, &arguments, key, now) {
                Ok(output) => Answer::Success(output.to_string()),
                Err(code) => failure(&code),
            },
            None => failure("NOT_FOUND"),
        };
        if forced.is_some() { Answer::TimedOut } else { answer }
    }
}

fn failure(code: &str) -> Answer {
    if code == "TIMEOUT" { Answer::TimedOut } else { Answer::Failure(code.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn app(seed: Option<u64>) -> DemoApp {
        DemoApp::load(&default_folder(), seed).expect("the demo services")
    }

    fn output(answer: Answer) -> Json {
        match answer {
            Answer::Success(text) => serde_json::from_str(&text).expect("JSON"),
            other => panic!("{other:?}"),
        }
    }

    const NOW: &str = "2026-11-25T09:30:00";

    #[test]
    fn tea_is_found_ordered_and_paid() {
        let mut app = app(None);
        let found = output(app.call("com.leaf.tea", "searchDrinks", r#"{"keyword":"珍珠奶茶"}"#, "k", NOW));
        let drink = &found["items"][0];
        let arguments = json!({"drink": drink, "sugar": "none", "quantity": 2});
        let order = output(app.call("com.leaf.tea", "createOrder", &arguments.to_string(), "k", NOW));
        assert_eq!(order["sugar"], "none");
        assert_eq!(order["total"]["amount"], drink["price"]["amount"].as_i64().expect("a price") * 2);
        // A hand-over's page gets its query, not the whole order.
        let paid = output(app.call(
            "com.leaf.tea",
            "payOrder",
            &json!({"orderId": order["orderId"]}).to_string(),
            "k",
            NOW,
        ));
        assert_eq!(paid["paid"], order["total"]);
    }

    #[test]
    fn a_call_whose_answer_is_lost_has_happened() {
        let mut app = app(None);
        app.lose_next("com.leaf.tea", "createOrder");
        let arguments = r#"{"drink":{"drinkId":"leaf-01","name":"x","price":{"amount":1,"currency":"CNY"}},"quantity":1}"#;
        assert_eq!(app.call("com.leaf.tea", "createOrder", arguments, "key-1", NOW), Answer::TimedOut);
        let orders = output(app.call("com.leaf.tea", "listOrders", "{}", "key-2", NOW));
        assert!(
            orders["items"]
                .as_array()
                .is_some_and(|all| all.iter().any(|order| order["requestKey"] == "key-1"))
        );
    }

    #[test]
    fn the_same_key_is_the_same_call() {
        let mut app = app(None);
        let arguments = r#"{"text":"浇花","when":"2026-11-26T08:00"}"#;
        let mut make = |key: &str| output(app.call("app.reminders", "createReminder", arguments, key, NOW));
        let (first, again, other) = (make("k1"), make("k1"), make("k2"));
        assert_eq!(first, again);
        assert_ne!(first["reminderId"], other["reminderId"]);
        let all = output(app.call("app.reminders", "listReminders", "{}", "k3", NOW));
        let made = all["items"].as_array().expect("items").iter().filter(|own| own["name"] == "浇花");
        assert_eq!(made.count(), 2);
    }

    #[test]
    fn a_key_is_known_after_a_restart() {
        let (mut before, mut after) = (app(None), app(None));
        let arguments = r#"{"text":"浇花","when":"2026-11-26T08:00"}"#;
        let first = before.call("app.reminders", "createReminder", arguments, "k1", NOW);
        after.restore(&before.state()).expect("a state");
        assert_eq!(after.call("app.reminders", "createReminder", arguments, "k1", NOW), first);
        assert_eq!(after.state(), before.state());
    }

    #[test]
    fn a_probe_quotes_the_cheapest_that_is_there() {
        let mut app = app(None);
        let quote =
            output(app.call("com.leaf.tea", "quoteOrder", r#"{"drink":"奶茶","quantity":2}"#, "k", NOW));
        assert_eq!(quote["canFulfill"], "yes");
        assert!(quote["quote"]["price"]["amount"].as_i64().is_some_and(|amount| amount > 0));
        let none = output(app.call("com.leaf.tea", "quoteOrder", r#"{"drink":"石锅拌饭"}"#, "k", NOW));
        assert_eq!(none["canFulfill"], "no");
    }

    #[test]
    fn data_and_seeds_make_calls_fail_the_same_way_each_time() {
        let mut first = app(None);
        let all = output(first.call("com.leaf.tea", "searchDrinks", "{}", "k", NOW));
        assert!(!all["items"].as_array().expect("items").is_empty());
        let sold_out = json!({"drink": {"drinkId": "x", "soldOut": true, "price": {"amount": 1, "currency": "CNY"}}, "quantity": 1});
        assert_eq!(
            first.call("com.leaf.tea", "createOrder", &sold_out.to_string(), "k", NOW),
            Answer::Failure("SOLD_OUT".to_owned())
        );
        let run = |seed| {
            let mut app = app(Some(seed));
            (0..40)
                .map(|i| {
                    app.call(
                        "com.leaf.tea",
                        "createOrder",
                        r#"{"drink":{"price":{"amount":1,"currency":"CNY"}},"quantity":1}"#,
                        &format!("k{i}"),
                        NOW,
                    )
                })
                .collect::<Vec<_>>()
        };
        assert_eq!(run(7), run(7));
        assert!(
            run(7).iter().any(|answer| !matches!(answer, Answer::Success(_))),
            "a seed makes some calls fail"
        );
    }
}
