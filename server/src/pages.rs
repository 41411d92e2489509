//! Pages and server functions.

mod apology;

use std::time::Duration;

use app::{
    document::{self, Page},
    returned::{Fields, Returned},
};
use axum::{
    Extension, Json,
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use domain::refusal::{Code, Refusal};
use leptos::prelude::provide_context;
use service::entry::{self, Visitor};

use crate::router::{LARGEST_BODY, Portal};

/// Longer than anybody waits for the database, which then says itself that it is busy, and less than half of the time that
/// a request has.
const STALLED: Duration = Duration::from_secs(12);

pub(crate) use apology::{escape, in_words, is_for_people};

/// Every page: rendered whole, with its data, so that it works without scripts and has its true status.
pub(crate) async fn page(
    State(portal): State<Portal>,
    Extension(visitor): Extension<Visitor>,
    request: Request,
) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    render(&portal, visitor, request, None).await
}

async fn render(portal: &Portal, visitor: Visitor, request: Request, returned: Option<Returned>) -> Response {
    let reader = match entry::reader(&portal.context, &visitor).await {
        Ok(reader) => reader,
        Err(error) => return refusal(request.headers(), &error.into_refusal()),
    };
    let page = Page { reader, assets: portal.site.assets.clone(), path: request.uri().path().to_owned(), returned };
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
    let (asked, _) = request.into_parts();
    rendered(STALLED, asked.uri.path(), || render(Request::from_parts(asked.clone(), Body::empty()))).await
}

/// What `render` makes, or what it makes when it is asked anew because nothing has come for so long.
///
/// Now and then rendering waits for good: it was seen twice, in lists of the desk, where tests of other portals ran in the same
/// process, and not in 100,000 pages of one portal. Why was not found; leptos issue 4647 tells of the like. A page only reads,
/// so it can be begun anew.
async fn rendered<F: Future<Output = Response>>(stalled: Duration, path: &str, render: impl Fn() -> F) -> Response {
    if let Ok(response) = tokio::time::timeout(stalled, render()).await {
        return response;
    }
    tracing::warn!(path, "a page stalled and is rendered anew");
    metrics::counter!("loket_pages_stalled_total").increment(1);
    render().await
}

/// Every server function. A plain form is answered with a page: the next one, or its own with what was typed.
pub(crate) async fn server_function(
    State(portal): State<Portal>,
    Extension(visitor): Extension<Visitor>,
    request: Request<Body>,
) -> Response {
    let (mut parts, body) = request.into_parts();
    if !parts.headers.get(header::ACCEPT).is_some_and(|accept| accept.as_bytes().starts_with(b"text/html")) {
        return call(&portal, &visitor, Request::from_parts(parts, body)).await;
    }
    let Ok(sent) = axum::body::to_bytes(body, LARGEST_BODY).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let html = parts.headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    let headers = parts.headers.clone();
    let command = parts.uri.path().to_owned();
    let answer = call(&portal, &visitor, Request::from_parts(parts, Body::from(sent.clone()))).await;
    let mut form = PlainForm { headers, command, fields: fields(&sent) };
    if let Some(html) = html {
        form.headers.insert(header::ACCEPT, html);
    }
    form.answer(&portal, visitor, answer).await
}

async fn call(portal: &Portal, visitor: &Visitor, request: Request<Body>) -> Response {
    let (context, visitor) = (portal.context.clone(), visitor.clone());
    leptos_axum::handle_server_fns_with_context(
        move || {
            provide_context(context.clone());
            provide_context(visitor.clone());
        },
        request,
    )
    .await
    .into_response()
}

/// A form that a browser posted without scripts.
#[derive(Debug)]
pub(crate) struct PlainForm {
    pub(crate) headers: HeaderMap,
    /// The address of the server function that it was for.
    pub(crate) command: String,
    pub(crate) fields: Fields,
}

impl PlainForm {
    /// What the browser is told: to go on, or its page with what was refused and what was typed. Cookies stay.
    async fn answer(self, portal: &Portal, visitor: Visitor, answer: Response) -> Response {
        let (parts, body) = answer.into_parts();
        if let Some(next) = parts.headers.get(header::LOCATION) {
            return see_other(next.clone(), &parts.headers);
        }
        // It is our own, and what it tells of has been done: the report on a long list is longer than the list.
        let Ok(text) = axum::body::to_bytes(body, usize::MAX).await else {
            return refusal(&self.headers, &Refusal::of(Code::Fault));
        };
        let answer = if parts.status.is_success() {
            Ok(String::from_utf8_lossy(&text).into_owned())
        } else {
            Err(serde_json::from_slice(&text).unwrap_or_else(|_| Refusal::of(Code::Fault)))
        };
        self.come_back(portal, visitor, answer, &parts.headers).await
    }

    /// The page that the form stands on, with the answer in it.
    pub(crate) async fn come_back(
        self,
        portal: &Portal,
        visitor: Visitor,
        answer: Result<String, Refusal>,
        answered: &HeaderMap,
    ) -> Response {
        let page = page_of(&self.headers);
        let to_page = HeaderValue::from_str(&page).unwrap_or(HeaderValue::from_static("/"));
        let status = match &answer {
            Err(refusal) if refusal.code == Code::SignIn => {
                let door = format!("/signin?next={}", entry::as_parameter(&page));
                return see_other(HeaderValue::from_str(&door).unwrap_or(to_page), answered);
            }
            Err(refusal) => StatusCode::from_u16(refusal.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
            // Only a report is worth a page of its own; anything else shows on the page as it is now.
            Ok(text) if text.starts_with('{') => StatusCode::OK,
            Ok(_) => return see_other(to_page, answered),
        };
        let mut request = Request::new(Body::empty());
        *request.uri_mut() = page.parse().unwrap_or_default();
        *request.headers_mut() = self.headers.clone();
        let returned = Returned { page, command: self.command, fields: self.fields, answer };
        let mut response = render(portal, visitor, request, Some(returned)).await;
        if response.status().is_success() {
            *response.status_mut() = status;
        }
        keep_cookies(answered, &mut response);
        response
    }
}

/// The page that a form stands on: where the browser comes from, when that is ours.
fn page_of(headers: &HeaderMap) -> String {
    let referer = headers.get(header::REFERER).and_then(|value| value.to_str().ok()).unwrap_or("/");
    let uri = referer.parse::<Uri>().unwrap_or_default();
    entry::own_path(uri.path_and_query().map_or("/", |path| path.as_str()))
}

/// The fields of a posted form.
fn fields(sent: &[u8]) -> Fields {
    Fields(serde_urlencoded::from_bytes(sent).unwrap_or_default())
}

fn see_other(to: HeaderValue, answered: &HeaderMap) -> Response {
    let mut response = (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response();
    keep_cookies(answered, &mut response);
    response
}

fn keep_cookies(answered: &HeaderMap, response: &mut Response) {
    for cookie in answered.get_all(header::SET_COOKIE) {
        response.headers_mut().append(header::SET_COOKIE, cookie.clone());
    }
}

/// A refusal outside of pages and server functions: JSON for programs, and for people what [`in_words`] makes of it.
pub(crate) fn refusal(headers: &HeaderMap, refusal: &Refusal) -> Response {
    let status = StatusCode::from_u16(refusal.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = if is_for_people(headers) {
        (status, Extension(refusal.clone())).into_response()
    } else {
        (status, Json(refusal)).into_response()
    };
    if refusal.code == Code::Busy {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
    }
    response
}

#[cfg(test)]
mod tests {
    use std::{future, sync::atomic::AtomicU32, sync::atomic::Ordering};

    use super::*;

    #[tokio::test]
    async fn a_page_that_stalls_is_begun_anew_once() {
        let times = AtomicU32::new(0);
        let render = || async {
            if times.fetch_add(1, Ordering::Relaxed) == 0 {
                future::pending::<()>().await;
            }
            StatusCode::OK.into_response()
        };
        let response = rendered(Duration::from_millis(10), "/orders", render).await;
        assert_eq!((response.status(), times.into_inner()), (StatusCode::OK, 2));
    }
}
