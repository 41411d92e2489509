//! Beyond so many requests at once the portal says so at once, before it asks the database who asks.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{Method, header},
    middleware::Next,
    response::Response,
};
use domain::refusal::{Code, Refusal};
use tokio::sync::Semaphore;

use crate::pages;

/// Photos from a phone at the edge of the network; each may hold its files in memory.
const MOST_UPLOADS: usize = 8;

/// The places that requests take. Orders are served before pages: what only reads never takes more than half of them.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    all: Arc<Semaphore>,
    reading: Arc<Semaphore>,
    uploads: Arc<Semaphore>,
}

impl Places {
    pub(crate) fn new(most: usize) -> Self {
        Self {
            all: Arc::new(Semaphore::new(most.max(1))),
            reading: Arc::new(Semaphore::new(most.div_ceil(2))),
            uploads: Arc::new(Semaphore::new(MOST_UPLOADS)),
        }
    }
}

/// Gives a request its place, or the answer that there is none.
pub(crate) async fn take_place(State(places): State<Places>, request: Request, next: Next) -> Response {
    let kind = match Kind::of(&request) {
        Kind::Upload => Some(&places.uploads),
        Kind::Reading => Some(&places.reading),
        Kind::Command => None,
    };
    let taken = kind.map(|kind| kind.try_acquire()).transpose().and_then(|own| Ok((own, places.all.try_acquire()?)));
    match taken {
        Ok(_places) => next.run(request).await,
        Err(_) => {
            metrics::counter!("loket_shed_total").increment(1);
            pages::refusal(request.headers(), &Refusal::of(Code::Busy))
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Kind {
    Command,
    Reading,
    Upload,
}

impl Kind {
    /// A command is what a form sends; what scripts ask is JSON.
    fn of(request: &Request) -> Self {
        let content = request.headers().get(header::CONTENT_TYPE).map_or(&b""[..], |value| value.as_bytes());
        match *request.method() {
            Method::POST if content.starts_with(b"multipart/form-data") => Self::Upload,
            Method::POST if !content.starts_with(b"application/json") => Self::Command,
            _ => Self::Reading,
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::{
        Router,
        body::Body,
        http::{HeaderValue, StatusCode, Uri},
        middleware,
        routing::{get, post},
    };
    use tokio::sync::Notify;
    use tower::ServiceExt;

    use super::*;

    fn request(method: Method, path: &'static str, content: &'static str) -> Request {
        let mut request = Request::new(Body::empty());
        *request.method_mut() = method;
        *request.uri_mut() = Uri::from_static(path);
        request.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content));
        request
    }

    #[tokio::test]
    async fn orders_are_taken_when_pages_are_too_many() {
        let (came, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (coming, going) = (came.clone(), go.clone());
        let slow = move || {
            let (came, go) = (coming.clone(), going.clone());
            async move {
                came.notify_one();
                go.notified().await;
            }
        };
        let app = Router::new()
            .route("/slow", get(slow.clone()).post(slow))
            .route("/quick", get(|| async {}).post(|| async {}))
            .route("/fn/read", post(|| async {}))
            .layer(middleware::from_fn_with_state(Places::new(2), take_place));
        let status = |request: Request| {
            let app = app.clone();
            async move { app.oneshot(request).await.expect("an answer") }
        };
        let form = "application/x-www-form-urlencoded";

        let page = tokio::spawn(status(request(Method::GET, "/slow", "")));
        came.notified().await;
        let refused = status(request(Method::GET, "/quick", "")).await;
        assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert!(refused.headers().contains_key(header::RETRY_AFTER), "it says when to come back");
        let asked = status(request(Method::POST, "/fn/read", "application/json")).await;
        assert_eq!(asked.status(), StatusCode::SERVICE_UNAVAILABLE, "what scripts read is no order");
        assert_eq!(status(request(Method::POST, "/quick", form)).await.status(), StatusCode::OK, "an order is taken");

        let order = tokio::spawn(status(request(Method::POST, "/slow", form)));
        came.notified().await;
        let refused = status(request(Method::POST, "/quick", form)).await;
        assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE, "all places are taken");

        go.notify_waiters();
        assert!(page.await.is_ok_and(|answer| answer.status() == StatusCode::OK));
        assert!(order.await.is_ok_and(|answer| answer.status() == StatusCode::OK));
        assert_eq!(status(request(Method::GET, "/quick", "")).await.status(), StatusCode::OK, "places come back");
    }
}
