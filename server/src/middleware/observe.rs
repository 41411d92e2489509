//! What a request was and how it went: one log line, one metric. Never an address, a cookie, a body or a query.

use std::{collections::HashSet, sync::LazyLock, time::Instant};

use axum::{
    extract::Request,
    http::{HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};
use leptos::server_fn::axum::server_fn_paths;
use tracing::Instrument;

use crate::{router::PLAIN_ROUTES, site};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Gives the request a number, logs and counts it.
pub(crate) async fn record(request: Request, next: Next) -> Response {
    let id = service::new_key();
    let method = request.method().clone();
    let route = route_of(&request);
    let span = tracing::info_span!("request", request_id = %id);
    let start = Instant::now();
    let mut response = next.run(request).instrument(span).await;
    let seconds = start.elapsed().as_secs_f64();
    let status = response.status().as_u16();
    let route = if response.extensions().get::<site::FromSite>().is_some() { "file" } else { route };
    metrics::histogram!("loket_request_seconds", "route" => route, "status" => status.to_string()).record(seconds);
    let duration_ms = seconds * 1000.0;
    if status >= 500 {
        tracing::warn!(request_id = %id, %method, route, status, duration_ms, "request");
    } else {
        tracing::info!(request_id = %id, %method, route, status, duration_ms, "request");
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

/// The first part of the pages' paths; what follows may be an order's number or what was typed.
const PAGES: &[&str] = &[
    "/",
    "/signin",
    "/choose-account",
    "/shop",
    "/cart",
    "/quick",
    "/lists",
    "/review",
    "/orders",
    "/approvals",
    "/account",
    "/money",
    "/invoices",
    "/help",
    "/answer-times",
    "/messages",
    "/desk",
    "/demo",
    "/offline",
];

/// A name from a short list: what a visitor makes up must neither be logged nor become a metric.
fn route_of(request: &Request) -> &'static str {
    name_of(request.uri().path())
}

/// The name of a path; `unknown` for what the portal has no route for.
#[must_use]
pub fn name_of(path: &str) -> &'static str {
    static FUNCTIONS: LazyLock<HashSet<&'static str>> =
        LazyLock::new(|| server_fn_paths().map(|(path, _)| path).collect());
    FUNCTIONS
        .get(path)
        .or_else(|| PLAIN_ROUTES.iter().find(|route| is_of(route, path)))
        .or_else(|| PAGES.iter().find(|page| **page == first_part(path)))
        .copied()
        .unwrap_or("unknown")
}

/// `/cases/1001/transcript` is of `/cases/{number}/transcript`.
fn is_of(route: &str, path: &str) -> bool {
    let mut parts = path.split('/');
    let fits = route.split('/').all(|named| parts.next().is_some_and(|part| named == part || named.starts_with('{')));
    fits && parts.next().is_none()
}

/// `/orders/1001` → `/orders`
fn first_part(path: &str) -> &str {
    let end = path.char_indices().skip(1).find(|(_, c)| *c == '/').map_or(path.len(), |(at, _)| at);
    path.get(..end).unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn route(path: &str) -> &'static str {
        http::Request::get(path).body(axum::body::Body::empty()).map_or("no request", |request| route_of(&request))
    }

    #[test]
    fn a_route_says_nothing_of_whom_or_what_it_is_about() {
        assert_eq!(route("/"), "/");
        assert_eq!(route("/orders/1001?next=secret"), "/orders");
        assert_eq!(route("/orders.csv?q=secret"), "/orders.csv");
        assert_eq!(route("/signin/code?code=123456"), "/signin");
        assert_eq!(route("/readyz"), "/readyz");
        assert_eq!(route("/wp-login.php"), "unknown");
        assert_eq!(route("/ordersecret"), "unknown");
        assert_eq!(route("/fn/made/up"), "unknown");
    }
}
