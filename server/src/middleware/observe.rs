//! What a request was and how it went: one log line, one metric. Never an address, a body or a query.

use std::{collections::HashSet, sync::LazyLock, time::Instant};

use axum::{
    extract::Request,
    http::{HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};
use leptos::server_fn::axum::server_fn_paths;
use tracing::Instrument;

use crate::router::PLAIN_ROUTES;

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
    metrics::histogram!("loket_request_seconds", "route" => route, "status" => status.to_string()).record(seconds);
    let duration_ms = seconds * 1000.0;
    if status >= 500 {
        tracing::warn!(request_id = %id, %method, route, status, duration_ms, "request");
    } else {
        tracing::debug!(request_id = %id, %method, route, status, duration_ms, "request");
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

/// A name from a short list: what a visitor makes up must not become a metric. Pages are counted together, because a path
/// may hold an order's number.
fn route_of(request: &Request) -> &'static str {
    static FUNCTIONS: LazyLock<HashSet<&'static str>> =
        LazyLock::new(|| server_fn_paths().map(|(path, _)| path).collect());
    let path = request.uri().path();
    FUNCTIONS
        .get(path)
        .or_else(|| PLAIN_ROUTES.iter().find(|route| **route == path))
        .copied()
        .unwrap_or(if path.starts_with("/fn/") { "unknown" } else { "page" })
}
