//! The files of the page, which are part of the program: nothing is fetched or built at run time.

use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

use crate::door::Refused;

macro_rules! files {
    ($($name:literal),+ $(,)?) => {
        /// Path and content.
        const FILES: &[(&str, &str)] = &[$((concat!("/", $name), include_str!(concat!("../page/", $name)))),+];
    };
}

files!(
    "index.html",
    "style/assistant.css",
    "style/base.css",
    "style/inspector.css",
    "style/phone.css",
    "api.js",
    "apps/chats.js",
    "apps/draw.js",
    "apps/reads.js",
    "apps/screens.js",
    "apps/tools.js",
    "assistant/cards.js",
    "assistant/sheet.js",
    "assistant/surface.js",
    "assistant/tool.js",
    "assistant/turn.js",
    "assistant/voice.js",
    "dom.js",
    "fields.js",
    "home.js",
    "icons.js",
    "inspector/controls.js",
    "inspector/inspector.js",
    "inspector/views.js",
    "main.js",
    "phone.js",
    "state.js",
    "words.js",
);

/// A file by its path; the page itself at `/`.
pub(crate) async fn file(uri: Uri) -> Response {
    let path = if uri.path() == "/" { "/index.html" } else { uri.path() };
    let Some((name, content)) = FILES.iter().find(|(name, _)| *name == path) else {
        return Refused::new(StatusCode::NOT_FOUND, "there is no such file").into_response();
    };
    let kind = match name.rsplit_once('.').map(|(_, end)| end) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        _ => "text/javascript; charset=utf-8",
    };
    ([(header::CONTENT_TYPE, kind)], *content).into_response()
}
