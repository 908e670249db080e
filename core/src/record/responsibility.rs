//! Who answers for what happened in an errand, by rule.
//!
//! Decides it from the records alone, so that everybody who has them comes to the same answer. The rules, in this order:
//! an exact value that the person agreed to, said or chose is the person's; a value that was inferred and not agreed to is the model's;
//! a default, an answer of a service, a broken promise and a failure after a yes are the developer's;
//! what the app itself supplied, the order of services, and a call that no yes covered are the platform's.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::bundle::ShownRecord;

/// Who answers for something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Responsible {
    /// The person.
    User,
    /// The app that embeds the core.
    Platform,
    /// The model that guessed.
    Model,
    /// The developer of the service.
    Developer,
}

/// One thing that somebody answers for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Responsibility {
    /// The record that shows it.
    pub sequence: i64,
    /// What: an argument as `capability.argument`, or a capability.
    pub subject: String,
    /// Who.
    pub who: Responsible,
    /// The rule.
    pub rule: String,
}

/// A rule by its name in the record.
#[derive(Clone, Copy)]
enum Rule {
    Agreed,
    Said,
    Inferred,
    Supplied,
    Context,
    NotCovered,
    BrokenPromise,
    FailedAfterYes,
    Ranked,
}

impl Rule {
    fn who_and_name(self) -> (Responsible, &'static str) {
        match self {
            Self::Agreed => (Responsible::User, "the person agreed to this exact value"),
            Self::Said => (Responsible::User, "the person said or chose it"),
            Self::Inferred => (Responsible::Model, "it was inferred and not agreed to"),
            Self::Supplied => (Responsible::Developer, "the service supplied it"),
            Self::Context => (Responsible::Platform, "the app supplied it"),
            Self::NotCovered => (Responsible::Platform, "the call was made without the yes that it needs"),
            Self::BrokenPromise => (Responsible::Developer, "the answer breaks what the service promises"),
            Self::FailedAfterYes => (Responsible::Developer, "the service said that it could, and could not"),
            Self::Ranked => (Responsible::Platform, "the app's ranking took this service"),
        }
    }
}

/// What the records of one turn make who answer for.
pub(super) fn responsibilities(records: &[ShownRecord]) -> Vec<Responsibility> {
    let mut all = Vec::new();
    let mut agreed: BTreeSet<&str> = BTreeSet::new();
    let mut permitted: BTreeSet<&str> = BTreeSet::new();
    let mut could: BTreeSet<(&str, &str)> = BTreeSet::new();
    let mut called: Vec<(&str, &str, &str)> = Vec::new();
    let mut add = |record: &ShownRecord, subject: String, rule: Rule| {
        let (who, rule) = rule.who_and_name();
        all.push(Responsibility { sequence: record.sequence, subject, who, rule: rule.to_owned() });
    };
    for record in records {
        let body = &record.body;
        let text = |name: &str| body[name].as_str().unwrap_or_default();
        match record.kind.as_str() {
            "approved" => {
                agreed.insert(text("digest"));
                // One card may have stood for several acts.
                agreed.extend(body["ahead"].as_array().into_iter().flatten().filter_map(Json::as_str));
            }
            "granted" => {
                permitted.insert(text("digest"));
            }
            "probe" if body["answer"] == "yes" => {
                could.insert((text("service"), text("capability")));
            }
            "choice" if body["by"] == "score" => {
                add(record, text("chosen").to_owned(), Rule::Ranked);
            }
            "called" => {
                let (key, capability, digest) = (text("key"), text("capability"), text("digest"));
                called.push((key, text("service"), capability));
                let is_agreed = agreed.contains(digest);
                for (name, argument) in body["arguments"].as_object().into_iter().flatten() {
                    let rule = match argument["determinedBy"].as_str() {
                        _ if is_agreed => Rule::Agreed,
                        Some("user") => Rule::Said,
                        Some("model") => Rule::Inferred,
                        Some("platform") => Rule::Context,
                        _ => Rule::Supplied,
                    };
                    add(record, format!("{capability}.{name}"), rule);
                }
                let needs_yes = matches!(body["tier"].as_str(), Some("T3" | "T4"));
                if needs_yes && !is_agreed && !permitted.contains(digest) {
                    add(record, capability.to_owned(), Rule::NotCovered);
                }
            }
            "result" => {
                let Some((_, service, capability)) = called.iter().find(|(key, ..)| *key == text("key"))
                else {
                    continue;
                };
                let has_failed = |name: &str| !matches!(body.get(name), None | Some(Json::Null));
                if has_failed("broken") {
                    add(record, (*capability).to_owned(), Rule::BrokenPromise);
                } else if body["failure"] == "notAvailable" && could.contains(&(*service, *capability)) {
                    add(record, (*capability).to_owned(), Rule::FailedAfterYes);
                }
            }
            _ => {}
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn record(sequence: i64, kind: &str, body: Json) -> ShownRecord {
        ShownRecord { sequence, time_ms: 0, kind: kind.to_owned(), body }
    }

    fn called(digest: &str, tier: &str, by: &str) -> ShownRecord {
        let body = json!({"key": "k", "service": "s", "capability": "pay", "digest": digest, "tier": tier, "arguments": {"sum": {"determinedBy": by}}});
        record(2, "called", body)
    }

    fn found(records: &[ShownRecord]) -> Vec<(String, Responsible, String)> {
        responsibilities(records).into_iter().map(|one| (one.subject, one.who, one.rule)).collect()
    }

    /// The rule table, row by row.
    #[test]
    fn who_answers_follows_the_rules() {
        use Responsible::*;
        let yes = || record(1, "approved", json!({"digest": "d"}));
        let granted = || record(1, "granted", json!({"digest": "d"}));
        let probe = || record(1, "probe", json!({"service": "s", "capability": "pay", "answer": "yes"}));
        let broken = |body: Json| record(3, "result", body);
        type Row<'a> = (Vec<ShownRecord>, Vec<(&'a str, Responsible)>);
        let rows: Vec<Row> = vec![
            (vec![yes(), called("d", "T4", "model")], vec![("pay.sum", User)]),
            (vec![called("d", "T2", "user")], vec![("pay.sum", User)]),
            (vec![called("d", "T2", "model")], vec![("pay.sum", Model)]),
            (vec![called("d", "T2", "developer")], vec![("pay.sum", Developer)]),
            (vec![called("d", "T2", "platform")], vec![("pay.sum", Platform)]),
            (vec![called("d", "T3", "user")], vec![("pay.sum", User), ("pay", Platform)]),
            (vec![yes(), called("other", "T4", "user")], vec![("pay.sum", User), ("pay", Platform)]),
            (vec![granted(), called("d", "T4", "user")], vec![("pay.sum", User)]),
            (
                vec![
                    yes(),
                    called("d", "T4", "user"),
                    broken(json!({"key": "k", "broken": "output.paid == approval.amount"})),
                ],
                vec![("pay.sum", User), ("pay", Developer)],
            ),
            (
                vec![
                    probe(),
                    called("d", "T2", "user"),
                    broken(json!({"key": "k", "failure": "notAvailable", "broken": null})),
                ],
                vec![("pay.sum", User), ("pay", Developer)],
            ),
            (
                vec![called("d", "T2", "user"), broken(json!({"key": "k", "failure": "notAvailable"}))],
                vec![("pay.sum", User)],
            ),
            (vec![record(1, "choice", json!({"by": "score", "chosen": "s"}))], vec![("s", Platform)]),
            (vec![record(1, "choice", json!({"by": "person", "chosen": "s"}))], vec![]),
        ];
        for (i, (records, want)) in rows.into_iter().enumerate() {
            let got = found(&records);
            let got: Vec<(&str, Responsible)> =
                got.iter().map(|(subject, who, _)| (subject.as_str(), *who)).collect();
            assert_eq!(got, want, "row {i}");
        }
    }
}
