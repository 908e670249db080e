//! Who may speak to the server.
//!
//! Decides that by four things: the `Host` (a page of another name that resolves to this machine is not ours), the `Origin` (nor is another page in the
//! same browser), the token of this run, and the form of the request. What a request means is for `routes`.
//!
//! Invariant: nothing of a phone is read or changed by a request that did not pass all four.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRequest, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use serde_json::error::Category;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::Failure;

/// The largest request, in bytes: a sentence, an article, a few answers.
pub(crate) const MAX_REQUEST_BYTES: usize = 64 * 1024;

/// The door of one run.
pub(crate) struct Door {
    token: String,
    port: u16,
}

impl Door {
    /// A door with a token that nobody can guess.
    pub(crate) fn new() -> Result<Self, Failure> {
        let mut bytes = [0_u8; 32];
        getrandom::fill(&mut bytes).map_err(|e| format!("no random numbers: {e}"))?;
        Ok(Self { token: bytes.iter().map(|byte| format!("{byte:02x}")).collect(), port: 0 })
    }

    pub(crate) fn at(self, port: u16) -> Self {
        Self { port, ..self }
    }

    pub(crate) fn token(&self) -> &str {
        &self.token
    }

    /// Whether a request was meant for this server by name: a foreign name that was made to resolve to this machine is refused.
    fn is_for_us(&self, headers: &HeaderMap) -> bool {
        self.names()
            .any(|name| headers.get(header::HOST).is_some_and(|host| host.as_bytes() == name.as_bytes()))
    }

    /// A request that names no origin comes from no page of a browser, or from a page of ours that only reads.
    fn is_from_us(&self, headers: &HeaderMap) -> bool {
        headers.get(header::ORIGIN).is_none_or(|origin| {
            self.names().any(|name| origin.as_bytes() == format!("http://{name}").as_bytes())
        })
    }

    fn names(&self) -> impl Iterator<Item = String> {
        ["127.0.0.1", "localhost"].into_iter().map(|name| format!("{name}:{}", self.port))
    }

    fn has_token(&self, headers: &HeaderMap) -> bool {
        let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        // Digests are compared, so that the time it takes tells nothing of the token.
        given
            .and_then(|value| value.strip_prefix("Bearer "))
            .is_some_and(|token| Sha256::digest(token) == Sha256::digest(&self.token))
    }
}

/// A request that is turned away.
#[derive(Debug)]
pub(crate) struct Refused(pub(crate) StatusCode, pub(crate) String);

impl Refused {
    pub(crate) fn new(status: StatusCode, why: impl Into<String>) -> Self {
        Self(status, why.into())
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        (self.0, Json(json!({"refused": self.1}))).into_response()
    }
}

/// A body of the expected form. What is wrong with another one is said by its place, never by what stood there.
pub(crate) struct Given<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Given<T> {
    type Rejection = Refused;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refused> {
        let bytes = Bytes::from_request(request, state)
            .await
            .map_err(|_| Refused::new(StatusCode::PAYLOAD_TOO_LARGE, "a request holds 64 KiB at most"))?;
        serde_json::from_slice(&bytes).map(Self).map_err(|error| {
            let place = format!("line {}, column {}", error.line(), error.column());
            match error.classify() {
                Category::Data => Refused::new(
                    StatusCode::UNPROCESSABLE_ENTITY,
                    format!("the request has not the expected form at {place}"),
                ),
                _ => Refused::new(StatusCode::BAD_REQUEST, format!("the request is no JSON at {place}")),
            }
        })
    }
}

/// What a body may measure.
pub(crate) fn limit() -> DefaultBodyLimit {
    DefaultBodyLimit::max(MAX_REQUEST_BYTES)
}

/// For every request: the name, and what a browser is told about the answer.
pub(crate) async fn name(State(door): State<Arc<Door>>, request: Request, next: Next) -> Response {
    let mut response = if door.is_for_us(request.headers()) {
        next.run(request).await
    } else {
        Refused::new(StatusCode::MISDIRECTED_REQUEST, "no server of this name is here").into_response()
    };
    let told: [(header::HeaderName, &str); 5] = [
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
             base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
        (header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    for (name, value) in told {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// For everything about a phone: the origin, the token, the form.
pub(crate) async fn pass(State(door): State<Arc<Door>>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    if !door.is_from_us(headers) {
        return Refused::new(StatusCode::FORBIDDEN, "another page asks").into_response();
    }
    if !door.has_token(headers) {
        return Refused::new(StatusCode::UNAUTHORIZED, "the token of this run is missing").into_response();
    }
    if request.method() == Method::POST {
        let length =
            headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
        if length.is_some_and(|length| length > MAX_REQUEST_BYTES) {
            return Refused::new(StatusCode::PAYLOAD_TOO_LARGE, "a request holds 64 KiB at most")
                .into_response();
        }
        let is_json =
            headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).is_some_and(|value| {
                value.split(';').next().is_some_and(|kind| kind.trim() == "application/json")
            });
        if !is_json {
            return Refused::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "a request is application/json")
                .into_response();
        }
    }
    next.run(request).await
}
