//! How calls reach the demo services, and what may go wrong on the way.
//!
//! Decides what a call comes to and how long it takes; the services' own behaviour is `errand_demo_services`'.
//!
//! A call that changes something takes effect at once and answers late: so does a real one, and who cancels in between cannot know.

use std::time::Duration;

use errand_core::{Call, CallResult, InvokeKind};
use errand_demo_services::{Answer, DemoApp};
use serde_json::{Value as Json, json};

use super::apps::Manifests;
use super::asked::Fault;

/// How long a slow call takes: long enough to see the progress, and shorter than any manifest's limit.
const SLOW: Duration = Duration::from_millis(2_500);

/// The line between the phone and its services.
#[derive(Default)]
pub(crate) struct Network {
    pub is_offline: bool,
    pub is_slow: bool,
}

/// What came of a call, and when it is known.
pub(crate) struct Carried {
    pub result: CallResult,
    pub after: Duration,
}

impl Network {
    /// Changes what goes wrong; what the next call of a function comes to, the services keep.
    pub(crate) fn set(
        &mut self,
        fault: Fault,
        app: &mut DemoApp,
        manifests: &Manifests,
    ) -> Result<(), String> {
        let known = |service: &str, capability: &str| {
            manifests.capability(service, capability).map(drop).ok_or("no service has this function")
        };
        match fault {
            Fault::Offline { is_on } => self.is_offline = is_on,
            Fault::Slow { is_on } => self.is_slow = is_on,
            Fault::Code { service, capability, code } => {
                known(&service, &capability)?;
                app.fail_next(&service, &capability, &code);
            }
            Fault::Lost { service, capability } => {
                known(&service, &capability)?;
                app.lose_next(&service, &capability);
            }
            Fault::Prices { service } => {
                let mut state: Json = serde_json::from_str(&app.state()).map_err(|e| e.to_string())?;
                let tables = state.get_mut(&service).ok_or("no service has this id")?;
                raise(tables);
                app.restore(&json!({ service: tables }).to_string()).map_err(|e| e.to_string())?;
            }
        }
        Ok(())
    }

    /// Carries a call out.
    pub(crate) fn carry_out(
        &self,
        app: &mut DemoApp,
        manifests: &Manifests,
        call: &Call,
        now: &str,
        longest: Option<Duration>,
    ) -> Carried {
        if self.is_offline
            && let Some(result) = cut_off(manifests, call)
        {
            return Carried { result, after: Duration::ZERO };
        }
        let function = if call.is_probe { &call.target } else { &call.capability };
        let limit = Duration::from_millis(u64::from(call.limit_ms));
        let limit = longest.map_or(limit, |longest| limit.min(longest));
        let answer = app.call(&call.service, function, &call.arguments, &call.key, now);
        let is_far = call.invoke != InvokeKind::Host;
        let usual = if self.is_slow && is_far { SLOW.min(limit) } else { Duration::ZERO };
        match answer {
            Answer::Success(output) => Carried { result: CallResult::Success(output), after: usual },
            Answer::Failure(code) => Carried { result: CallResult::Failure { code }, after: usual },
            Answer::TimedOut => Carried { result: CallResult::TimedOut, after: limit },
        }
    }
}

/// What a call comes to without a connection; nothing where it needs none.
fn cut_off(manifests: &Manifests, call: &Call) -> Option<CallResult> {
    let declares = |code: &str| manifests.declares(&call.service, &call.capability, code);
    match call.invoke {
        InvokeKind::Host if declares("OFFLINE") => Some(CallResult::Failure { code: "OFFLINE".to_owned() }),
        InvokeKind::Host if !declares("UNREACHABLE") => None,
        _ => Some(CallResult::Unreachable),
    }
}

/// Every price in it, a fifth more, in whole minor units.
fn raise(tables: &mut Json) {
    match tables {
        Json::Array(rows) => rows.iter_mut().for_each(raise),
        Json::Object(fields) => {
            for (name, value) in fields {
                if name == "price"
                    && let Some(amount) = value.get("amount").and_then(Json::as_i64)
                {
                    value["amount"] = json!(amount + amount / 5);
                } else {
                    raise(value);
                }
            }
        }
        _ => {}
    }
}
