//! The work behind one crossing, without the crossing: a kept turn is taken up again with its step.
//!
//! Number that matters: the median of `resume`. `bindings/python/benches/crossing.py` and the Kotlin `Measure` time the same call from their side;
//! what they take more is the crossing.

use std::path::Path;

use criterion::Criterion;
use errand_demo_services::{Answer, DemoApp, default_folder};
use errand_ffi::{Assistant, CallResult, Context, Event, ListEntry, Moment, Step};

/// The call that the other languages time too.
const SAID: &str = "跟妈妈说我到家了";

fn main() {
    let mut c = Criterion::default().configure_from_args();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut app = DemoApp::load(&default_folder(), None).expect("the demo services");
    let folder = tempfile::tempdir().expect("a folder");
    let database = folder.path().join("errand.db").to_string_lossy().into_owned();
    let bundle = root.join("models/errand-zh-en").to_string_lossy().into_owned();
    let assistant = Assistant::open(bundle, database).expect("an assistant");
    let manifests =
        app.manifests().iter().map(|(_, text)| text.clone()).filter(|text| text.contains("app.messages"));
    assistant.install(manifests.collect()).expect("good manifests");
    let mother =
        ListEntry { id: "c-mom".into(), name: "妈妈".into(), aliases: vec!["Mom".into()], note: None };
    assistant.set_list("contacts".into(), vec![mother]);
    let now = Moment { epoch_ms: 1_795_570_200_000, zone: "Asia/Shanghai".into() };
    let turn = assistant
        .begin(Context {
            language: None,
            locale: None,
            location: None,
            items: Vec::new(),
            without_tools: false,
        })
        .expect("a turn");
    let mut step = turn.advance(Event::Said { text: SAID.into() }, now.clone()).expect("a step");
    while let Step::Call { call } = &step {
        let result =
            match app.call(&call.service, &call.capability, &call.arguments, &call.key, "2026-11-25T09:30") {
                Answer::Success(output) => CallResult::Success { output },
                Answer::Failure(code) => CallResult::Failure { code },
                Answer::TimedOut => CallResult::TimedOut,
            };
        step = turn.advance(Event::CallDone { key: call.key.clone(), result }, now.clone()).expect("a step");
    }
    assert!(matches!(step, Step::NeedsConfirmation { .. }), "{step:?}");
    let id = turn.id();
    c.bench_function("resume", |b| {
        b.iter(|| assistant.resume(id.clone(), now.clone()).expect("the kept turn"))
    });
    c.final_summary();
}
