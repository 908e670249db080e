//! One phone: a core with its database, the apps with their state, and the turn that is driven.
//!
//! Decides the order of things that a host decides: what it carries out by itself, where it waits for the person, what a cancellation or the death of the
//! core in the middle of a call comes to. Everything else is the core's.
//!
//! Invariant: one turn is driven at a time, and the core is locked only while it works: it can be killed while a call is out.

mod apps;
mod asked;
mod clock;
mod device;
mod line;
mod network;
mod pause;
mod process;

pub(crate) use self::asked::{ByHand, Fault, TurnRequest};
pub(crate) use self::clock::Clock;
pub(crate) use self::process::Core;

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use errand_core::{Call, CallResult, Event, Step};
use errand_demo_services::{Answer, DemoApp};
use jiff::ZonedDateTime;
use serde_json::{Value as Json, json};

use self::apps::Manifests;
use self::asked::{Asked, Touch};
use self::device::Device;
use self::line::{Line, Trace};
use self::network::{Carried, Network};
use self::pause::{Busy, Meanwhile, Pause};
use crate::{Failure, Options};

/// Why a phone does not do what was asked.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Cannot {
    /// Something is being done already.
    Busy,
    /// The core was killed and not started again.
    Killed,
    /// It makes no sense here; why.
    Senseless(String),
    /// The core or a file failed; why.
    Failed(String),
}

enum Life {
    Awake(Box<Core>),
    /// Put away by the system; starts by itself.
    Asleep,
    /// Killed by hand; starts by hand.
    Killed,
}

pub(crate) struct Phone {
    id: String,
    bundle: PathBuf,
    database: PathBuf,
    longest_wait: Option<Duration>,
    clock: Clock,
    manifests: Manifests,
    life: Mutex<Life>,
    app: Mutex<DemoApp>,
    network: Mutex<Network>,
    device: Mutex<Device>,
    trace: Mutex<Trace>,
    pause: Pause,
    by_hand: AtomicU64,
    used: Mutex<Instant>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Phone {
    pub(crate) fn new(
        id: String,
        options: &Options,
        database: PathBuf,
        clock: Clock,
    ) -> Result<Self, Failure> {
        let mut app = DemoApp::load(&options.services, None)?;
        app.bring_to(&clock.minute())?;
        Ok(Self {
            id,
            bundle: options.bundle.clone(),
            database,
            longest_wait: options.longest_wait,
            clock,
            manifests: Manifests::of(&app)?,
            life: Mutex::new(Life::Asleep),
            app: Mutex::new(app),
            network: Mutex::default(),
            device: Mutex::default(),
            trace: Mutex::default(),
            pause: Pause::default(),
            by_hand: AtomicU64::new(0),
            used: Mutex::new(Instant::now()),
        })
    }

    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    pub(crate) fn now(&self) -> ZonedDateTime {
        self.clock.now()
    }

    /// When it was asked for last.
    pub(crate) fn used(&self) -> Instant {
        *lock(&self.used)
    }

    pub(crate) fn touch(&self) {
        *lock(&self.used) = Instant::now();
    }

    pub(crate) fn is_awake(&self) -> bool {
        // One that is working is awake.
        self.life.try_lock().map_or(true, |life| matches!(*life, Life::Awake(_)))
    }

    /// Puts the core away, unless it is at work; answers whether it did.
    pub(crate) fn sleep(&self) -> bool {
        let Ok(mut life) = self.life.try_lock() else { return false };
        // Looked at under the lock: work that begins now finds the core asleep, and wakes it.
        let may_sleep = matches!(*life, Life::Awake(_)) && !self.pause.is_busy();
        if may_sleep {
            *life = Life::Asleep;
        }
        may_sleep
    }

    fn work(&self) -> Result<Busy<'_>, Cannot> {
        self.pause.work().ok_or(Cannot::Busy)
    }

    /// Something with the running core; one that sleeps is started.
    pub(crate) fn with_core<T>(
        &self,
        work: impl FnOnce(&mut Core) -> Result<T, Cannot>,
    ) -> Result<T, Cannot> {
        let mut life = lock(&self.life);
        if matches!(*life, Life::Asleep) {
            // What ends by being taken up again cannot be here: nothing was out when it was put to sleep.
            let (core, _) = self.start()?;
            *life = Life::Awake(Box::new(core));
        }
        match &mut *life {
            Life::Awake(core) => work(core),
            Life::Asleep | Life::Killed => Err(Cannot::Killed),
        }
    }

    fn start(&self) -> Result<(Core, Vec<Step>), Cannot> {
        Core::start(&self.bundle, &self.database, &lock(&self.app), &self.now())
            .map_err(|e| Cannot::Failed(e.to_string()))
    }

    /// Everything that the page draws.
    pub(crate) fn shown(&self) -> Result<Json, Cannot> {
        let is_killed = matches!(*lock(&self.life), Life::Killed);
        let step =
            if is_killed { None } else { self.with_core(|core| Ok(core.step().map(|step| json!(step))))? };
        let app = lock(&self.app);
        let network = lock(&self.network);
        let tables: Json = serde_json::from_str(&app.state()).map_err(|e| Cannot::Failed(e.to_string()))?;
        let lists: Vec<(String, Json)> = app
            .lists()
            .into_iter()
            .map(|(name, entries)| (name, serde_json::from_str(&entries).unwrap_or_default()))
            .collect();
        let now = self.now();
        Ok(json!({
            "phone": self.id,
            "now": self.clock.minute(),
            "nowMs": now.timestamp().as_millisecond(),
            "zone": now.time_zone().iana_name(),
            "isKilled": is_killed,
            "isBusy": self.pause.is_busy(),
            "step": step,
            "services": self.manifests.services(),
            "tables": tables,
            "lists": lists.into_iter().collect::<serde_json::Map<_, _>>(),
            "device": lock(&self.device).json(),
            "faults": {"isOffline": network.is_offline, "isSlow": network.is_slow},
        }))
    }

    /// The latest lines that were told.
    pub(crate) fn trace(&self) -> Json {
        json!(lock(&self.trace).all())
    }

    pub(crate) fn set_fault(&self, fault: Fault) -> Result<(), Cannot> {
        // The apps first, as everywhere: two locks in two orders would wait for each other for ever.
        let mut app = lock(&self.app);
        lock(&self.network).set(fault, &mut app, &self.manifests).map_err(Cannot::Senseless)
    }

    /// What the person does in an app without the assistant: its old interface goes on as before.
    pub(crate) fn by_hand(&self, wish: &ByHand) -> Result<Json, Cannot> {
        let key = format!("hand-{}", self.by_hand.fetch_add(1, Ordering::Relaxed));
        let now = self.clock.minute();
        let mut app = lock(&self.app);
        if self.manifests.capability(&wish.service, &wish.capability).is_none() {
            return Err(Cannot::Senseless("no service has this function".to_owned()));
        }
        let arguments = wish.arguments.to_string();
        Ok(match app.call(&wish.service, &wish.capability, &arguments, &key, &now) {
            Answer::Success(output) => {
                self.carried_out(&app, &wish.service, &wish.capability, &arguments, &output);
                json!({"success": output})
            }
            Answer::Failure(code) => json!({"failure": code}),
            Answer::TimedOut => json!({"timedOut": true}),
        })
    }

    /// Notes what a call has set on the phone itself.
    fn carried_out(&self, app: &DemoApp, service: &str, capability: &str, arguments: &str, output: &str) {
        let songs = || {
            let state: Json = serde_json::from_str(&app.state()).unwrap_or_default();
            state.pointer("/app.music/songs").and_then(Json::as_array).cloned().unwrap_or_default()
        };
        lock(&self.device).carried_out(service, capability, arguments, output, songs);
    }

    /// Ends what is waited for; the turn is told when the call would have been.
    pub(crate) fn cancel(&self) {
        self.pause.interrupt(Meanwhile::Cancelled);
    }

    /// Kills the core as the system kills an app: without a word, also in the middle of a call.
    pub(crate) fn kill(&self) {
        self.pause.interrupt(Meanwhile::Killed);
        *lock(&self.life) = Life::Killed;
    }

    fn tell(&self, line: &Line, told: &mut dyn FnMut(Json)) {
        let at_ms = self.now().timestamp().as_millisecond();
        told(lock(&self.trace).keep(line, at_ms));
    }

    /// Starts a killed core again, and goes on with what was open.
    pub(crate) fn restart(&self, told: &mut dyn FnMut(Json)) -> Result<(), Cannot> {
        let _busy = self.work()?;
        {
            let mut life = lock(&self.life);
            if matches!(*life, Life::Awake(_)) {
                return Err(Cannot::Senseless("the core is running".to_owned()));
            }
            let began = Instant::now();
            let (core, ended) = self.start()?;
            *life = Life::Awake(Box::new(core));
            self.tell(&Line::Started { took: began.elapsed() }, told);
            for step in ended {
                self.tell(&Line::Step { step: Box::new(step), took: Duration::ZERO }, told);
            }
        }
        let step = self.with_core(|core| Ok(core.step().cloned()))?;
        if let Some(step) = step {
            self.tell(&Line::Step { step: Box::new(step), took: Duration::ZERO }, told);
            self.go_on(told)?;
        }
        Ok(())
    }

    /// Brings an event to the turn, and drives it until it needs the person or has ended.
    pub(crate) fn drive(&self, request: TurnRequest, told: &mut dyn FnMut(Json)) -> Result<(), Cannot> {
        let _busy = self.work()?;
        self.tell(&Line::Event { event: request.event.name() }, told);
        match self.advance(request, told)? {
            Ok((step, took)) => {
                self.tell(&Line::Step { step: Box::new(step), took }, told);
                self.go_on(told)
            }
            Err(why) => {
                self.tell(&Line::Refused { why }, told);
                Ok(())
            }
        }
    }

    /// The step after an event of the person; or why it does not fit.
    fn advance(
        &self,
        request: TurnRequest,
        told: &mut dyn FnMut(Json),
    ) -> Result<Result<(Step, Duration), String>, Cannot> {
        let now = self.now();
        let TurnRequest { context, event } = request;
        let event = match self.event(event, &now, told)? {
            Ok(event) => event,
            Err(why) => return Ok(Err(why)),
        };
        self.with_core(|core| {
            let began = Instant::now();
            let Some(event) = event else {
                let step =
                    core.step().cloned().ok_or_else(|| Cannot::Senseless("nothing is open".to_owned()))?;
                return Ok(Ok((step, began.elapsed())));
            };
            let begins = match &event {
                Event::Said(_) => core.open.is_empty() || !context.items.is_empty(),
                Event::ToolOpened { .. } => !matches!(core.step(), Some(Step::Tool(_))),
                _ => false,
            };
            let turn = begins.then(|| core.assistant.begin(context.context()));
            Ok(core.advance(turn, event, &now).map(|step| (step, began.elapsed())))
        })
    }

    /// What the page sent, as the core takes it; nothing where it only goes on.
    fn event(
        &self,
        asked: Asked,
        now: &ZonedDateTime,
        told: &mut dyn FnMut(Json),
    ) -> Result<Result<Option<Event>, String>, Cannot> {
        Ok(Ok(Some(match asked {
            Asked::Said { text } => Event::Said(text),
            Asked::Chosen { interrupt, option } => Event::Chosen { interrupt, option },
            Asked::Provided { interrupt, value } => Event::Provided { interrupt, value: value.to_string() },
            Asked::Declined { interrupt } => Event::Declined { interrupt },
            Asked::Cancelled => Event::Cancelled,
            Asked::Tool { touch, from } => Event::Tool(Touch::input(touch, from)),
            Asked::ToolOpened { tool } => Event::ToolOpened { tool },
            Asked::GoOn => return Ok(Ok(None)),
            Asked::Approved { interrupt, digest, is_authenticated } => {
                let yes = self.with_core(|core| {
                    core.approved(&interrupt, &digest, is_authenticated, now)
                        .map_err(|e| Cannot::Senseless(e.to_string()))
                })?;
                match yes {
                    Some(event) => event,
                    None => return Ok(Err("another confirmation is shown by now".to_owned())),
                }
            }
            Asked::Returned { key, is_done } => {
                let step = self.with_core(|core| Ok(core.step().cloned()))?;
                let Some(Step::Handoff(call)) =
                    step.filter(|step| matches!(step, Step::Handoff(call) if call.key == key))
                else {
                    return Ok(Err("no page with this key is open".to_owned()));
                };
                self.returned(&call, is_done, told)
            }
        })))
    }

    /// What the person did on a service's page.
    fn returned(&self, call: &Call, is_done: bool, told: &mut dyn FnMut(Json)) -> Event {
        let mut app = lock(&self.app);
        let result = if is_done {
            self.call(&mut app, call).result
        } else {
            match self.manifests.left_code(&call.service, &call.capability) {
                Some(code) => CallResult::Failure { code: code.to_owned() },
                None => return Event::Cancelled,
            }
        };
        drop(app);
        self.tell(&Line::Called { key: call.key.clone(), result: result.clone() }, told);
        Event::CallDone { key: call.key.clone(), result }
    }

    /// Carries out what the app does by itself.
    fn go_on(&self, told: &mut dyn FnMut(Json)) -> Result<(), Cannot> {
        loop {
            let step = match self.with_core(|core| Ok(core.step().cloned())) {
                Err(Cannot::Killed) => {
                    self.tell(&Line::Killed, told);
                    return Ok(());
                }
                other => other?,
            };
            let event = match step {
                Some(Step::Call(call)) => self.carry_out(&[call], told).map(|mut done| {
                    let (key, result) = done.swap_remove(0);
                    Event::CallDone { key, result }
                }),
                Some(Step::Calls { calls }) => self.carry_out(&calls, told).map(Event::CallsDone),
                _ => return Ok(()),
            };
            let event = match event {
                Ok(event) => event,
                Err(Meanwhile::Cancelled) => Event::Cancelled,
                Err(Meanwhile::Nothing | Meanwhile::Killed) => {
                    self.tell(&Line::Killed, told);
                    return Ok(());
                }
            };
            let now = self.now();
            let began = Instant::now();
            match self.with_core(|core| Ok(core.advance(None, event, &now))) {
                Ok(Ok(step)) => {
                    self.tell(&Line::Step { step: Box::new(step), took: began.elapsed() }, told);
                }
                Ok(Err(why)) => return Err(Cannot::Failed(why)),
                Err(Cannot::Killed) => {
                    self.tell(&Line::Killed, told);
                    return Ok(());
                }
                Err(other) => return Err(other),
            }
        }
    }

    fn call(&self, app: &mut DemoApp, call: &Call) -> Carried {
        lock(&self.network).carry_out(app, &self.manifests, call, &self.clock.minute(), self.longest_wait)
    }

    /// All calls at once; they are back when the slowest is.
    fn carry_out(
        &self,
        calls: &[Call],
        told: &mut dyn FnMut(Json),
    ) -> Result<Vec<(String, CallResult)>, Meanwhile> {
        // A cancellation that came while the core worked: nothing has left yet.
        match self.pause.take() {
            Meanwhile::Nothing => {}
            other => return Err(other),
        }
        let mut carried: Vec<(String, CallResult, Duration)> = calls
            .iter()
            .map(|call| {
                let mut app = lock(&self.app);
                let done = self.call(&mut app, call);
                if let CallResult::Success(output) = &done.result {
                    self.carried_out(&app, &call.service, &call.capability, &call.arguments, output);
                }
                (call.key.clone(), done.result, done.after)
            })
            .collect();
        carried.sort_by_key(|(_, _, after)| *after);
        for (key, _, after) in carried.iter().filter(|(_, _, after)| !after.is_zero()) {
            self.tell(&Line::Waiting { key: key.clone(), after: *after }, told);
        }
        let mut passed = Duration::ZERO;
        let mut done = Vec::new();
        for (key, result, after) in carried {
            if after > passed {
                match self.pause.wait(after - passed) {
                    Meanwhile::Nothing => passed = after,
                    other => return Err(other),
                }
            }
            self.tell(&Line::Called { key: key.clone(), result: result.clone() }, told);
            done.push((key, result));
        }
        Ok(done)
    }
}

impl Asked {
    fn name(&self) -> &'static str {
        match self {
            Self::Said { .. } => "said",
            Self::Chosen { .. } => "chosen",
            Self::Provided { .. } => "provided",
            Self::Approved { .. } => "approved",
            Self::Declined { .. } => "declined",
            Self::Returned { .. } => "returned",
            Self::Tool { .. } => "tool",
            Self::ToolOpened { .. } => "toolOpened",
            Self::Cancelled => "cancelled",
            Self::GoOn => "goOn",
        }
    }
}

/// A phone that is gone leaves nothing behind.
impl Drop for Phone {
    fn drop(&mut self) {
        *lock(&self.life) = Life::Killed;
        for end in ["", "-wal", "-shm"] {
            let mut path = self.database.clone().into_os_string();
            path.push(end);
            // What is not there need not go; what cannot go goes with the folder.
            let _ = std::fs::remove_file(path);
        }
    }
}
