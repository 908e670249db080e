//! The demo services for hosts in other languages: one JSON object a line in, one a line out.
//!
//! Decides the protocol and nothing of the services. The suites of Kotlin, Swift and Python carry out the calls of the shared conversations with it,
//! so that the library they test is the very one that ships.
//!
//! | line in | line out |
//! |---|---|
//! | `{"do": "manifests"}` | `{"manifests": [text …]}` |
//! | `{"do": "lists"}` | `{"lists": {name: entries …}}` |
//! | `{"do": "call", "service", "capability", "arguments", "key", "now"}` | `{"success": text}`, `{"failure": code}` or `{"timedOut": true}` |
//! | `{"do": "failNext", "service", "capability", "code"}` | `{}` |
//! | `{"do": "loseNext", "service", "capability"}` | `{}`: the next call happens, its answer is lost |
//! | `{"do": "answerNext", "service", "capability", "answer"}` | `{}`: the next call answers with this text |
//! | `{"do": "reset"}` | `{}`: all services as they were at first |

use std::io::{BufRead, Write};

use errand_demo_services::{Answer, DemoApp, default_folder};
use serde::Deserialize;
use serde_json::{Map, Value as Json, json};

#[derive(Deserialize)]
#[serde(tag = "do", rename_all = "camelCase")]
enum Request {
    Manifests,
    Lists,
    Call {
        service: String,
        capability: String,
        arguments: String,
        #[serde(default)]
        key: String,
        now: String,
    },
    FailNext {
        service: String,
        capability: String,
        code: String,
    },
    LoseNext {
        service: String,
        capability: String,
    },
    AnswerNext {
        service: String,
        capability: String,
        answer: String,
    },
    Reset,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let load = || DemoApp::load(&default_folder(), None);
    let mut app = load()?;
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let answer = match serde_json::from_str(&line?) {
            Ok(Request::Reset) => {
                app = load()?;
                json!({})
            }
            Ok(request) => answer(&mut app, request)?,
            Err(error) => json!({"refused": error.to_string()}),
        };
        writeln!(out, "{answer}")?;
        out.flush()?;
    }
    Ok(())
}

fn answer(app: &mut DemoApp, request: Request) -> Result<Json, serde_json::Error> {
    Ok(match request {
        Request::Manifests => {
            json!({"manifests": app.manifests().iter().map(|(_, text)| text).collect::<Vec<_>>()})
        }
        Request::Lists => {
            let entries = |(name, text): (String, String)| Ok((name, serde_json::from_str(&text)?));
            json!({"lists": app.lists().into_iter().map(entries).collect::<Result<Map<_, _>, serde_json::Error>>()?})
        }
        Request::Call { service, capability, arguments, key, now } => {
            match app.call(&service, &capability, &arguments, &key, &now) {
                Answer::Success(output) => json!({"success": output}),
                Answer::Failure(code) => json!({"failure": code}),
                Answer::TimedOut => json!({"timedOut": true}),
            }
        }
        Request::FailNext { service, capability, code } => {
            app.fail_next(&service, &capability, &code);
            json!({})
        }
        Request::LoseNext { service, capability } => {
            app.lose_next(&service, &capability);
            json!({})
        }
        Request::AnswerNext { service, capability, answer } => {
            app.answer_next(&service, &capability, &answer);
            json!({})
        }
        Request::Reset => json!({}),
    })
}
