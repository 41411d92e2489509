//! Requests that change something come from our own pages only.
//!
//! Browsers say where a request comes from in `Sec-Fetch-Site`; older ones in `Origin`. What has neither is no browser,
//! and carries no one's cookies by accident.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, header},
    middleware::Next,
    response::Response,
};
use domain::refusal::{Code, Refusal};

use crate::{pages, router::Portal};

/// Refuses unsafe methods from elsewhere.
pub(crate) async fn check(State(portal): State<Portal>, request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if safe || is_own(request.headers(), &portal.context.config().public_url) {
        return next.run(request).await;
    }
    pages::refusal(request.headers(), &Refusal::of(Code::ForeignSite))
}

fn is_own(headers: &HeaderMap, public_url: &str) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    match (text("sec-fetch-site"), text(header::ORIGIN.as_str())) {
        (Some(site), _) => site == "same-origin" || site == "none",
        (None, Some(origin)) => {
            origin == public_url
                || text("host").is_some_and(|host| origin.split_once("://").is_some_and(|(_, rest)| rest == host))
        }
        (None, None) => true,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (header::HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect()
    }

    #[test]
    fn other_sites_are_refused_however_they_say_it() {
        let ours = "https://portal.example";
        assert!(is_own(&headers(&[("sec-fetch-site", "same-origin")]), ours));
        assert!(is_own(&headers(&[("origin", "https://portal.example")]), ours));
        assert!(is_own(&headers(&[]), ours));
        assert!(!is_own(&headers(&[("sec-fetch-site", "cross-site")]), ours));
        assert!(!is_own(&headers(&[("sec-fetch-site", "same-site")]), ours));
        assert!(!is_own(
            &headers(&[("origin", "https://portal.example.evil.example"), ("host", "portal.example")]),
            ours
        ));
        assert!(!is_own(&headers(&[("origin", "null")]), ours));
    }
}
