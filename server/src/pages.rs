//! Pages and server functions.

use app::document::{self, Page};
use axum::{
    Extension, Json,
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use domain::{
    i18n::I18n,
    language::Language,
    refusal::{Code, Refusal},
};
use leptos::prelude::provide_context;
use service::entry::{self, Visitor};

use crate::router::Portal;

/// Every page: rendered whole, with its data, so that it works without scripts and has its true status.
pub(crate) async fn page(
    State(portal): State<Portal>,
    Extension(visitor): Extension<Visitor>,
    request: Request,
) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let reader = match entry::reader(&portal.context, &visitor).await {
        Ok(reader) => reader,
        Err(error) => return refusal(request.headers(), &error.into_refusal()),
    };
    let page = Page { reader, assets: portal.site.assets.clone() };
    let context = portal.context.clone();
    let shown = page.clone();
    let render = leptos_axum::render_app_async_with_context(
        move || {
            provide_context(context.clone());
            provide_context(visitor.clone());
            document::provide(&shown);
        },
        move || document::document(page.clone()),
    );
    render(request).await
}

/// Every server function.
pub(crate) async fn server_function(
    State(portal): State<Portal>,
    Extension(visitor): Extension<Visitor>,
    request: Request<Body>,
) -> Response {
    let context = portal.context.clone();
    let plain_form = request
        .headers()
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"));
    let mut response = leptos_axum::handle_server_fns_with_context(
        move || {
            provide_context(context.clone());
            provide_context(visitor.clone());
        },
        request,
    )
    .await
    .into_response();
    // A plain form goes back to its page, which says in words what was refused: a browser follows only a redirect.
    if plain_form && response.headers().contains_key(header::LOCATION) {
        *response.status_mut() = StatusCode::SEE_OTHER;
    }
    response
}

/// A refusal outside of pages and server functions: a plain page for people, JSON for programs.
pub(crate) fn refusal(headers: &HeaderMap, refusal: &Refusal) -> Response {
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("");
    let status = StatusCode::from_u16(refusal.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = if text(header::ACCEPT).contains("text/html") {
        let i18n = I18n::of(Language::from_accept_language(text(header::ACCEPT_LANGUAGE)).unwrap_or_default());
        let (language, title, words) =
            (i18n.language.code(), i18n.error_load_title(), app::ui::refusal_text(i18n, refusal));
        let page = format!(
            "<!doctype html><html lang=\"{language}\"><meta charset=\"utf-8\"><meta name=\"viewport\" \
             content=\"width=device-width\"><title>{title}</title><h1>{title}</h1><p>{words}</p>"
        );
        (status, Html(page)).into_response()
    } else {
        (status, Json(refusal)).into_response()
    };
    if refusal.code == Code::Busy {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
    }
    response
}
