//! Which request is answered by what.
//!
//! Decides paths, statuses and that blocking work happens off the threads that serve. Turns answer with a line of JSON for each thing that happens.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Router, middleware};
use errand_core::Language;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use tokio::sync::mpsc;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::UnboundedReceiverStream;

use crate::door::{self, Door, Given, Refused};
use crate::inspector::{self, Setting};
use crate::page;
use crate::phone::{ByHand, Cannot, Fault, Phone, TurnRequest};
use crate::phones::Phones;

type Answer = Result<axum::Json<Json>, Refused>;

/// Everything that is served.
pub(crate) fn all(phones: Arc<Phones>, door: Arc<Door>) -> Router {
    let api = Router::new()
        .route("/phones", post(make))
        .route("/phones/{phone}", get(shown))
        .route("/phones/{phone}/turn", post(turn))
        .route("/phones/{phone}/cancel", post(cancel))
        .route("/phones/{phone}/kill", post(kill))
        .route("/phones/{phone}/restart", post(restart))
        .route("/phones/{phone}/fault", post(fault))
        .route("/phones/{phone}/hand", post(by_hand))
        .route("/phones/{phone}/setting", post(setting))
        .route("/phones/{phone}/trace", get(trace))
        .route("/phones/{phone}/understood", post(understood))
        .route("/phones/{phone}/record", get(record))
        .route("/phones/{phone}/kept", get(kept))
        .route("/phones/{phone}/services", get(services))
        .fallback(|| async { Refused::new(StatusCode::NOT_FOUND, "there is no such address") })
        .with_state(phones)
        .layer(door::limit())
        .layer(middleware::from_fn_with_state(Arc::clone(&door), door::pass));
    Router::new()
        .nest("/api", api)
        .fallback(page::file)
        .layer(middleware::from_fn_with_state(door, door::name))
}

impl From<Cannot> for Refused {
    fn from(cannot: Cannot) -> Self {
        match cannot {
            Cannot::Busy => Self::new(StatusCode::CONFLICT, "something is being done already"),
            Cannot::Killed => Self::new(StatusCode::CONFLICT, "the core is not running"),
            Cannot::Senseless(why) => Self::new(StatusCode::BAD_REQUEST, why),
            Cannot::Failed(why) => Self::new(StatusCode::INTERNAL_SERVER_ERROR, why),
        }
    }
}

fn found(phones: &Phones, id: &str) -> Result<Arc<Phone>, Refused> {
    phones.find(id).ok_or_else(|| Refused::new(StatusCode::NOT_FOUND, "no phone has this id"))
}

/// Work that takes milliseconds, on a thread that may.
async fn off<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Refused> + Send + 'static,
) -> Result<T, Refused> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|_| Err(Refused::new(StatusCode::INTERNAL_SERVER_ERROR, "the work was broken off")))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Making {
    zone: String,
}

async fn make(State(phones): State<Arc<Phones>>, Given(Making { zone }): Given<Making>) -> Answer {
    off(move || {
        if jiff::tz::TimeZone::get(&zone).is_err() {
            return Err(Refused::new(StatusCode::BAD_REQUEST, "no time zone has this name"));
        }
        let failed = |e: crate::Failure| Refused::new(StatusCode::INTERNAL_SERVER_ERROR, e.to_string());
        let phone = phones.make(&zone).map_err(failed)?;
        Ok(axum::Json(phone.shown()?))
    })
    .await
}

/// What one phone answers.
async fn on(
    phones: Arc<Phones>,
    id: String,
    work: impl FnOnce(&Phone) -> Result<Json, Cannot> + Send + 'static,
) -> Answer {
    off(move || Ok(axum::Json(work(&*found(&phones, &id)?)?))).await
}

async fn shown(State(phones): State<Arc<Phones>>, Path(id): Path<String>) -> Answer {
    on(phones, id, Phone::shown).await
}

/// A line for each thing that happens, until the person is needed.
fn streamed(
    work: impl FnOnce(&mut dyn FnMut(Json)) -> Result<(), Cannot> + Send + 'static,
) -> Result<Response, Refused> {
    let (sender, receiver) = mpsc::unbounded_channel::<String>();
    tokio::task::spawn_blocking(move || {
        // A page that went away misses the lines; what was begun is done all the same.
        let mut told = |line: Json| drop(sender.send(format!("{line}\n")));
        if let Err(cannot) = work(&mut told) {
            let Refused(status, why) = cannot.into();
            told(json!({"line": "cannot", "status": status.as_u16(), "why": why}));
        }
    });
    let lines = UnboundedReceiverStream::new(receiver).map(Ok::<_, Infallible>);
    Ok(([(header::CONTENT_TYPE, "application/x-ndjson")], Body::from_stream(lines)).into_response())
}

async fn turn(
    State(phones): State<Arc<Phones>>,
    Path(id): Path<String>,
    Given(request): Given<TurnRequest>,
) -> Result<Response, Refused> {
    let phone = off(move || found(&phones, &id)).await?;
    streamed(move |told| phone.drive(request, told))
}

async fn restart(State(phones): State<Arc<Phones>>, Path(id): Path<String>) -> Result<Response, Refused> {
    let phone = off(move || found(&phones, &id)).await?;
    streamed(move |told| phone.restart(told))
}

async fn cancel(State(phones): State<Arc<Phones>>, Path(id): Path<String>) -> Answer {
    on(phones, id, |phone| {
        phone.cancel();
        Ok(json!({}))
    })
    .await
}

async fn kill(State(phones): State<Arc<Phones>>, Path(id): Path<String>) -> Answer {
    on(phones, id, |phone| {
        phone.kill();
        Ok(json!({}))
    })
    .await
}

async fn fault(
    State(phones): State<Arc<Phones>>,
    Path(id): Path<String>,
    Given(fault): Given<Fault>,
) -> Answer {
    on(phones, id, |phone| {
        phone.set_fault(fault)?;
        Ok(json!({}))
    })
    .await
}

async fn by_hand(
    State(phones): State<Arc<Phones>>,
    Path(id): Path<String>,
    Given(wish): Given<ByHand>,
) -> Answer {
    on(phones, id, move |phone| phone.by_hand(&wish)).await
}

async fn setting(
    State(phones): State<Arc<Phones>>,
    Path(id): Path<String>,
    Given(setting): Given<Setting>,
) -> Answer {
    on(phones, id, |phone| {
        phone.with_core(|core| inspector::set(core, setting, &phone.now()))?;
        Ok(json!({}))
    })
    .await
}

async fn trace(State(phones): State<Arc<Phones>>, Path(id): Path<String>) -> Answer {
    on(phones, id, |phone| Ok(phone.trace())).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sentence {
    text: String,
    #[serde(default)]
    locale: Option<String>,
}

async fn understood(
    State(phones): State<Arc<Phones>>,
    Path(id): Path<String>,
    Given(Sentence { text, locale }): Given<Sentence>,
) -> Answer {
    on(phones, id, move |phone| {
        phone.with_core(|core| inspector::understood(core, &text, locale.as_deref(), &phone.now()))
    })
    .await
}

#[derive(Deserialize)]
struct Of {
    #[serde(default)]
    turn: String,
    #[serde(default)]
    language: String,
}

impl Of {
    /// The language that is named, or the usual one: nothing of a wrong one comes back.
    fn language(&self) -> Language {
        Language::from_tag(&self.language).unwrap_or_default()
    }
}

async fn record(State(phones): State<Arc<Phones>>, Path(id): Path<String>, Query(of): Query<Of>) -> Answer {
    let language = of.language();
    on(phones, id, move |phone| phone.with_core(|core| inspector::turn(core, &of.turn, language))).await
}

async fn kept(State(phones): State<Arc<Phones>>, Path(id): Path<String>, Query(of): Query<Of>) -> Answer {
    let language = of.language();
    on(phones, id, move |phone| phone.with_core(|core| inspector::kept(core, language, &phone.now()))).await
}

async fn services(State(phones): State<Arc<Phones>>, Path(id): Path<String>) -> Answer {
    on(phones, id, move |phone| phone.with_core(|core| inspector::services(core))).await
}
