//! What the page is told while a turn is driven: one JSON object a line.

use std::collections::VecDeque;
use std::time::Duration;

use errand_core::{CallResult, Step};
use serde_json::{Value as Json, json};

/// One thing that happened.
pub(crate) enum Line {
    /// What the page sent, in short.
    Event { event: &'static str },
    /// What the core asks next, and how long it took to work it out.
    Step { step: Box<Step>, took: Duration },
    /// A call is out and its answer will take a while.
    Waiting { key: String, after: Duration },
    /// A call came back.
    Called { key: String, result: CallResult },
    /// The event did not fit; the step stands as it was.
    Refused { why: String },
    /// The core was killed meanwhile.
    Killed,
    /// The core was started again.
    Started { took: Duration },
}

impl Line {
    /// As JSON, without its number.
    pub(crate) fn json(&self) -> Json {
        let ms = |duration: &Duration| (duration.as_secs_f64() * 10_000.0).round() / 10.0;
        match self {
            Self::Event { event } => json!({"line": "event", "event": event}),
            Self::Step { step, took } => json!({"line": "step", "step": step, "tookMs": ms(took)}),
            Self::Waiting { key, after } => json!({"line": "waiting", "key": key, "forMs": ms(after)}),
            Self::Called { key, result } => {
                json!({"line": "called", "key": key, "result": result_json(result)})
            }
            Self::Refused { why } => json!({"line": "refused", "why": why}),
            Self::Killed => json!({"line": "killed"}),
            Self::Started { took } => json!({"line": "started", "tookMs": ms(took)}),
        }
    }
}

fn result_json(result: &CallResult) -> Json {
    match result {
        CallResult::Success(output) => json!({"success": output}),
        CallResult::Failure { code } => json!({"failure": code}),
        CallResult::TimedOut => json!({"timedOut": true}),
        CallResult::Unreachable => json!({"unreachable": true}),
    }
}

/// The most lines that are kept for the inspector.
const MAX_KEPT: usize = 400;

/// The lines of a phone, the latest of them.
#[derive(Default)]
pub(crate) struct Trace {
    count: u64,
    lines: VecDeque<Json>,
}

impl Trace {
    /// Keeps a line; as it is told.
    pub(crate) fn keep(&mut self, line: &Line, at_ms: i64) -> Json {
        self.count += 1;
        let mut json = line.json();
        json["number"] = json!(self.count);
        json["atMs"] = json!(at_ms);
        if self.lines.len() == MAX_KEPT {
            self.lines.pop_front();
        }
        self.lines.push_back(json.clone());
        json
    }

    pub(crate) fn all(&self) -> Vec<&Json> {
        self.lines.iter().collect()
    }
}
