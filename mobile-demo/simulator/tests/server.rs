//! The server as a client sees it: who is turned away, and that a phone does what a host has to do, also when everything happens at once.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::LazyLock;
use std::time::Duration;

use errand_simulator::{Options, Simulator};
use serde_json::{Value as Json, json};
use ureq::http::Response;
use ureq::{Agent, Body};

/// One server for all tests of this file, at a morning in November.
struct Server {
    address: SocketAddr,
    token: String,
    agent: Agent,
}

static SERVER: LazyLock<Server> = LazyLock::new(|| {
    let mut options = Options::new(PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("simulator.db"));
    options.now = Some("2026-11-25T09:30:00+08:00[Asia/Shanghai]".parse().expect("a time"));
    options.longest_wait = Some(Duration::from_millis(400));
    // What is never dropped leaves its folder behind: each run clears away what the last one left.
    options.phones = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("phones");
    let _ = std::fs::remove_dir_all(&options.phones);
    std::fs::create_dir_all(&options.phones).expect("a folder");
    let simulator = Simulator::open(options).expect("the simulator opens");
    let token = simulator.token().to_owned();
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
            sender.send(listener.local_addr().expect("an address")).expect("the test waits");
            simulator.serve(listener, std::future::pending()).await.expect("it serves");
        });
    });
    let address = receiver.recv().expect("the server starts");
    let agent = Agent::config_builder().http_status_as_error(false).build().new_agent();
    Server { address, token, agent }
});

impl Server {
    fn url(&self, path: &str) -> String {
        format!("http://{}/api{path}", self.address)
    }

    fn post(&self, path: &str, body: &Json) -> Response<Body> {
        self.agent
            .post(self.url(path))
            .header("authorization", format!("Bearer {}", self.token))
            .send_json(body)
            .expect("an answer")
    }

    fn get(&self, path: &str) -> Json {
        let request =
            self.agent.get(self.url(path)).header("authorization", format!("Bearer {}", self.token));
        let mut answer = request.call().expect("an answer");
        let text = answer.body_mut().read_to_string().expect("text");
        assert_eq!(answer.status(), 200, "{text}");
        serde_json::from_str(&text).expect("JSON")
    }

    fn phone(&self) -> Phone<'_> {
        let made: Json =
            self.post("/phones", &json!({"zone": "Asia/Shanghai"})).body_mut().read_json().expect("JSON");
        Phone { server: self, id: made["phone"].as_str().expect("an id").to_owned() }
    }
}

struct Phone<'a> {
    server: &'a Server,
    id: String,
}

impl Phone<'_> {
    fn path(&self, rest: &str) -> String {
        format!("/phones/{}{rest}", self.id)
    }

    /// The lines of an event.
    fn lines(&self, rest: &str, body: &Json) -> Vec<Json> {
        let text = self.server.post(&self.path(rest), body).body_mut().read_to_string().expect("text");
        text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    }

    fn event(&self, event: Json) -> Vec<Json> {
        self.lines("/turn", &json!({"event": event}))
    }

    /// The last step that an event led to.
    fn step(&self, event: Json) -> Json {
        let lines = self.event(event);
        let step = lines.iter().rev().find(|line| line["line"] == "step");
        step.unwrap_or_else(|| panic!("no step in {lines:?}"))["step"].clone()
    }

    fn say(&self, text: &str) -> Json {
        self.step(json!({"kind": "said", "text": text}))
    }

    fn approve(&self, step: &Json) -> Json {
        self.step(json!({
            "kind": "approved", "interrupt": step["id"], "digest": step["preview"]["digest"], "isAuthenticated": true,
        }))
    }

    fn shown(&self) -> Json {
        self.server.get(&self.path(""))
    }

    fn rows(&self, service: &str, table: &str) -> Vec<Json> {
        self.shown()["tables"][service][table].as_array().cloned().unwrap_or_default()
    }

    fn set(&self, rest: &str, body: &Json) {
        let answer = self.server.post(&self.path(rest), body);
        assert_eq!(answer.status(), 200, "{rest} {body}");
    }
}

#[test]
fn strangers_are_turned_away() {
    let server = &*SERVER;
    let phone = server.phone();
    let path = server.url(&phone.path("/turn"));
    let body = json!({"event": {"kind": "said", "text": "打开手电筒"}});
    let bearer = format!("Bearer {}", server.token);
    let post = |headers: &[(&str, &str)], body: &str| {
        let request = headers
            .iter()
            .fold(server.agent.post(&path), |request, (name, value)| request.header(*name, *value));
        request.send(body).expect("an answer").status().as_u16()
    };
    let json_type = ("content-type", "application/json");
    let token = ("authorization", bearer.as_str());
    let text = body.to_string();
    let own = format!("http://{}", server.address);
    assert_eq!(post(&[json_type], &text), 401, "no token");
    assert_eq!(post(&[json_type, ("authorization", "Bearer 00")], &text), 401, "another token");
    assert_eq!(post(&[json_type, ("authorization", server.token.as_str())], &text), 401, "no bearer");
    assert_eq!(post(&[json_type, token, ("origin", "http://evil.example")], &text), 403, "another page");
    assert_eq!(post(&[json_type, token, ("origin", "null")], &text), 403, "a page without a name");
    assert_eq!(post(&[json_type, token, ("origin", "http://127.0.0.1:1")], &text), 403, "another port");
    assert_eq!(
        post(&[json_type, token, ("host", "evil.example")], &text),
        421,
        "a foreign name for this machine"
    );
    assert_eq!(
        post(&[("content-type", "text/plain"), token], &text),
        415,
        "a form that needs no asking first"
    );
    assert_eq!(post(&[json_type, token], "{"), 400, "no JSON");
    assert_eq!(post(&[json_type, token], &"x".repeat(70_000)), 413, "too much");
    assert_eq!(
        post(&[json_type, token], r#"{"event":{"kind":"said","text":"x","loud":true}}"#),
        422,
        "an unknown field"
    );
    assert_eq!(
        post(&[json_type, token], r#"{"event":{"kind":"approvedByTheModel"}}"#),
        422,
        "an unknown event"
    );
    assert!(
        phone.server.get(&phone.path("/trace")).as_array().is_some_and(Vec::is_empty),
        "nothing reached the phone"
    );
    assert_eq!(post(&[json_type, token, ("origin", own.as_str())], &text), 200, "our own page");
    let unknown = server.post("/phones/p999999/turn", &body);
    assert_eq!(unknown.status(), 404);
    let get = server.agent.get(format!("http://{}/../Cargo.toml", server.address)).call().expect("an answer");
    assert_eq!(get.status(), 404, "files of the page alone");
}

#[test]
fn what_is_refused_is_not_repeated() {
    let server = &*SERVER;
    let phone = server.phone();
    for body in [
        json!({"event": {"kind": "secret-words"}}),
        json!({"event": {"kind": "said", "text": ["secret-words"]}}),
    ] {
        let answer = server.post(&phone.path("/turn"), &body).body_mut().read_to_string().expect("text");
        assert!(!answer.contains("secret-words"), "{answer}");
    }
}

#[test]
fn a_network_that_is_not_this_machine_is_refused() {
    let mut options = Options::new(PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("simulator.db"));
    options.now = None;
    LazyLock::force(&SERVER); // it has learned by then
    let simulator = Simulator::open(options).expect("the simulator opens");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let served = runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind((Ipv4Addr::UNSPECIFIED, 0)).await.expect("a port");
        simulator.serve(listener, std::future::ready(())).await
    });
    assert!(served.is_err_and(|e| e.to_string().contains("127.0.0.1")));
}

/// Orders a milk tea to the receipt; the step at the end.
fn order(phone: &Phone, said: &str) -> Json {
    let which = phone.say(said);
    assert_eq!(which["step"], "needsDisambiguation", "{which}");
    let option = &which["options"][1]["id"];
    let confirm = phone.step(json!({"kind": "chosen", "interrupt": which["id"], "option": option}));
    assert_eq!(confirm["step"], "needsConfirmation", "{confirm}");
    let page = phone.approve(&confirm);
    assert_eq!(page["step"], "handoff", "{page}");
    phone.step(json!({"kind": "returned", "key": page["key"], "isDone": true}))
}

fn paid(phone: &Phone) -> Vec<Json> {
    phone.rows("com.bubble.tea", "orders").into_iter().filter(|order| order["status"] == "paid").collect()
}

#[test]
fn fifty_pages_at_once_stay_correct() {
    let server = &*SERVER;
    std::thread::scope(|scope| {
        for i in 0..50 {
            scope.spawn(move || {
                let phone = server.phone();
                let said = if i % 2 == 0 {
                    "帮我点一杯奶茶,不另外加糖"
                } else {
                    "order me a milk tea, no extra sugar"
                };
                let before = paid(&phone).len();
                let end = order(&phone, said);
                assert_eq!(end["step"], "completed", "{end}");
                let paid = paid(&phone);
                assert_eq!(paid.len(), before + 1, "its own order and no other");
                assert_eq!(paid.last().expect("an order")["sugar"], "none");
                let kept = server.get(&phone.path("/kept"));
                assert_eq!(kept["ledger"]["brokenAt"], Json::Null);
            });
        }
    });
}

#[test]
fn a_core_that_dies_on_the_pay_page_goes_on_there_and_pays_once() {
    let server = &*SERVER;
    let phone = server.phone();
    let confirm = phone.say("在叶子茶点一杯手打柠檬茶,去冰");
    let page = phone.approve(&confirm);
    assert_eq!(page["step"], "handoff");
    phone.set("/kill", &json!({}));
    assert_eq!(phone.shown()["isKilled"], true);
    let dead = phone.event(json!({"kind": "returned", "key": page["key"], "isDone": true}));
    assert!(dead.iter().any(|line| line["line"] == "cannot"), "{dead:?}");
    let lines = phone.lines("/restart", &json!({}));
    let again = &lines.last().expect("a line")["step"];
    assert_eq!((&again["step"], &again["key"]), (&json!("handoff"), &page["key"]));
    let end = phone.step(json!({"kind": "returned", "key": page["key"], "isDone": true}));
    assert_eq!(end["step"], "completed");
    let twice = phone.event(json!({"kind": "returned", "key": page["key"], "isDone": true}));
    assert!(twice.iter().any(|line| line["line"] == "refused"), "{twice:?}");
    let trace = server.get(&phone.path("/trace"));
    let paid = trace
        .as_array()
        .expect("lines")
        .iter()
        .filter(|line| line["line"] == "called" && line["key"] == page["key"]);
    assert_eq!(paid.count(), 1, "the page's call went out once");
    assert_eq!(phone.rows("com.leaf.tea", "orders").len(), 1);
}

#[test]
fn a_core_that_dies_in_the_middle_of_an_order_never_orders_again() {
    let server = &*SERVER;
    let phone = server.phone();
    let which = phone.say("来一杯奶茶");
    assert_eq!(which["step"], "needsDisambiguation", "{which}");
    let placed = |phone: &Phone| phone.rows("com.bubble.tea", "orders").len();
    let before = placed(&phone);
    phone.set("/fault", &json!({"kind": "slow", "isOn": true}));
    std::thread::scope(|scope| {
        let choosing = scope.spawn(|| {
            phone.event(
                json!({"kind": "chosen", "interrupt": which["id"], "option": which["options"][0]["id"]}),
            )
        });
        wait_for_call(&phone);
        phone.set("/kill", &json!({}));
        let lines = choosing.join().expect("lines");
        assert_eq!(lines.last().expect("a line")["line"], "killed", "{lines:?}");
    });
    assert_eq!(placed(&phone), before + 1, "it had left");
    // Still slow: what the killed core was waiting for ends nothing in the new one.
    let lines = phone.lines("/restart", &json!({}));
    assert!(lines.iter().all(|line| line["line"] != "killed"), "{lines:?}");
    let asked: Vec<&str> = lines.iter().filter_map(|line| line["step"]["capability"].as_str()).collect();
    assert!(!asked.contains(&"createOrder"), "what became of it is asked for: {asked:?}");
    assert_eq!(placed(&phone), before + 1, "it is not ordered twice");
}

/// Until the phone has told that it waits for a call.
fn wait_for_call(phone: &Phone) {
    for _ in 0..2_000 {
        let trace = phone.server.get(&phone.path("/trace"));
        if trace.as_array().and_then(|all| all.last()).is_some_and(|line| line["line"] == "waiting") {
            return;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    panic!("no call is waited for");
}

#[test]
fn a_slow_read_can_be_cancelled_and_a_second_event_is_refused_meanwhile() {
    let server = &*SERVER;
    let phone = server.phone();
    phone.set("/fault", &json!({"kind": "slow", "isOn": true}));
    std::thread::scope(|scope| {
        let asking = scope.spawn(|| phone.say("where are my parcels"));
        wait_for_call(&phone);
        let second = phone.event(json!({"kind": "said", "text": "打开手电筒"}));
        assert_eq!(second.last().expect("a line")["status"], 409, "{second:?}");
        phone.set("/cancel", &json!({}));
        assert_eq!(asking.join().expect("a step")["step"], "cancelled");
    });
}

/// A text that comes in pieces names no length; it is measured as it comes.
#[test]
fn a_body_without_a_length_is_limited_too() {
    use std::io::{Read as _, Write as _};
    let server = &*SERVER;
    let phone = server.phone();
    let mut line = std::net::TcpStream::connect(server.address).expect("a connection");
    let head = format!(
        "POST /api{} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n",
        phone.path("/turn"),
        server.address,
        server.token
    );
    line.write_all(head.as_bytes()).expect("the head");
    let piece = format!("4000\r\n{}\r\n", "x".repeat(0x4000));
    for _ in 0..6 {
        // The server may have hung up by then, which is an answer too.
        let _ = line.write_all(piece.as_bytes());
    }
    let _ = line.write_all(b"0\r\n\r\n");
    let mut answer = String::new();
    let _ = line.read_to_string(&mut answer);
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
}

#[test]
fn faults_and_screens_at_once_lock_nothing_up() {
    let phone = SERVER.phone();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                (0..40).for_each(|_| phone.set("/fault", &json!({"kind": "offline", "isOn": false})))
            });
            scope.spawn(|| (0..40).for_each(|_| drop(phone.shown())));
        }
    });
}

#[test]
fn a_yes_to_what_is_no_longer_shown_is_no_yes() {
    let phone = SERVER.phone();
    let first = phone.say("给妈妈发消息说我晚点到");
    assert_eq!(first["step"], "needsConfirmation");
    let second = phone.say("改成我八点到");
    assert_eq!(second["step"], "needsConfirmation", "{second}");
    let stale = json!({
        "kind": "approved", "interrupt": first["id"], "digest": first["preview"]["digest"], "isAuthenticated": true,
    });
    assert!(phone.event(stale).iter().any(|line| line["line"] == "refused"));
    assert_eq!(phone.approve(&second)["step"], "completed");
    let sent: Vec<Json> =
        phone.rows("app.messages", "messages").into_iter().filter(|own| own["to"] == "c-mom").collect();
    assert_eq!(sent.len(), 1, "{sent:?}");
}

#[test]
fn a_service_that_is_switched_off_is_not_known_and_goes_on_by_itself() {
    let phone = SERVER.phone();
    for who in ["person", "host"] {
        let off = json!({"kind": "modes", "service": "com.star.cinema", "who": who, "declared": false, "auto": false});
        phone.set("/setting", &off);
    }
    let step = phone.say("what films are on tonight");
    assert_ne!(step["step"], "answered", "{step}");
    let film = &phone.rows("com.star.cinema", "films")[0];
    let wish = json!({"service": "com.star.cinema", "capability": "bookSeats", "arguments": {"film": film, "seats": 1, "date": "2026-11-25"}});
    phone.set("/hand", &wish);
    assert_eq!(phone.rows("com.star.cinema", "ticketBookings").len(), 1);
}

#[test]
fn under_a_turn_that_ends_the_one_before_waits() {
    let phone = SERVER.phone();
    let question = phone.say("remind me tomorrow at nine");
    assert_eq!(question["step"], "needsValue", "{question}");
    let item = json!({"kind": "message", "text": "晚上回来吃饭吗", "trust": "contact", "sourceId": "M101", "author": "妈妈"});
    let lines = phone.lines(
        "/turn",
        &json!({"context": {"items": [item]}, "event": {"kind": "said", "text": "把这个转发给李雷"}}),
    );
    let confirm = lines.last().expect("a line")["step"].clone();
    assert_eq!(confirm["step"], "needsConfirmation", "{lines:?}");
    assert!(confirm["preview"].to_string().contains("妈妈"), "whose words they are stands beside them");
    assert_eq!(phone.approve(&confirm)["step"], "completed");
    assert_eq!(phone.shown()["step"]["id"], question["id"], "the question before still stands");
    assert_ne!(phone.say("water the plants")["step"], "needsValue");
}
