//! What others tell the portal without being asked. It is believed of nobody: it is a reason to ask.

use axum::{
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};

use crate::{pages, router::Portal};

/// More than a provider has to say, in bytes.
pub(crate) const LARGEST: usize = 4 * 1024;

/// The payment provider says that a payment has changed: a form with its `id`. Where that cannot be looked into now, it is
/// answered so that the provider says it again; a payment that nobody knows is answered as any other.
pub(crate) async fn payments(State(portal): State<Portal>, headers: HeaderMap, body: Bytes) -> Response {
    let fields: Vec<(String, String)> = serde_urlencoded::from_bytes(&body).unwrap_or_default();
    let reference = fields.into_iter().find(|(name, _)| name == "id").map(|(_, value)| value).unwrap_or_default();
    match service::online::hear(&portal.context, &reference).await {
        Ok(()) => StatusCode::OK.into_response(),
        Err(error) => pages::refusal(&headers, &error.into_refusal()),
    }
}
