//! What a request was and how it went: one log line, one metric. Never an address, a body or a query.

use std::time::Instant;

use axum::{
    extract::{MatchedPath, Request},
    http::{HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};
use tracing::Instrument;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Gives the request a number, logs and counts it.
pub(crate) async fn record(request: Request, next: Next) -> Response {
    let id = service::new_key();
    let method = request.method().clone();
    // Server functions are their own path; pages are counted together: a path may hold an order's number.
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .filter(|path| path.as_str() != "/fn/{*path}")
        .map(|path| path.as_str().to_owned())
        .unwrap_or_else(|| if request.uri().path().starts_with("/fn/") { request.uri().path().to_owned() } else { "page".to_owned() });
    let span = tracing::info_span!("request", request_id = %id);
    let start = Instant::now();
    let mut response = next.run(request).instrument(span).await;
    let seconds = start.elapsed().as_secs_f64();
    let status = response.status().as_u16();
    let known = status != 404 || route == "page";
    let route = if known { route } else { "unknown".to_owned() };
    metrics::histogram!("loket_request_seconds", "route" => route.clone(), "status" => status.to_string()).record(seconds);
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
