//! A mail that came in, for the vendor's people: made harmless, for a frame; or as it came, to be kept.

use axum::{
    Extension,
    extract::{Path, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};
use domain::{
    ids::PostId,
    refusal::{Code, Refusal},
};
use service::{entry::Visitor, post::Shown};

use crate::{pages, router::Portal};

/// Nothing is loaded, nothing runs, nothing is sent: the frame around it says the same once more.
const HARMLESS: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-popups; frame-ancestors 'self'; \
     base-uri 'none'; form-action 'none'";

/// The mail in a frame of the desk's pages.
pub(crate) async fn show(
    State(portal): State<Portal>,
    Extension(visitor): Extension<Visitor>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    match find(&portal, &visitor, &id).await {
        Ok(shown) => (
            [
                (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
                (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(HARMLESS)),
                (header::X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN")),
                (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
                (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("unsafe-none")),
                (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
            ],
            shown.html,
        )
            .into_response(),
        Err(refusal) => pages::refusal(&headers, &refusal),
    }
}

/// The mail as it came, to be kept, not to be opened here.
pub(crate) async fn download(
    State(portal): State<Portal>,
    Extension(visitor): Extension<Visitor>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    match find(&portal, &visitor, &id).await {
        Ok(shown) => (
            [
                (header::CONTENT_TYPE, HeaderValue::from_static("message/rfc822")),
                (header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"mail.eml\"")),
                (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
            ],
            shown.raw,
        )
            .into_response(),
        Err(refusal) => pages::refusal(&headers, &refusal),
    }
}

async fn find(portal: &Portal, visitor: &Visitor, id: &str) -> Result<Shown, Refusal> {
    let actor = visitor.actor.as_ref().ok_or_else(|| Refusal::of(Code::SignIn))?;
    let id: PostId = id.parse().map_err(|_| Refusal::of(Code::NotFound))?;
    service::post::shown(&portal.context, actor, id).await.map_err(service::Error::into_refusal)
}
