//! Who asks: read from cookies and headers once, at the start of every request; and where they must sign in first.

use std::net::SocketAddr;

use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, Method, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use service::entry::{self, Visitor};

use crate::{pages, router::Portal};

/// Puts the [`Visitor`] into the request.
pub(crate) async fn identify(State(portal): State<Portal>, mut request: Request, next: Next) -> Response {
    let headers = request.headers();
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("");
    let cookies = cookies(headers);
    let peer =
        request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_string()).unwrap_or_default();
    let address = if portal.trust_proxy { forwarded(headers).unwrap_or(peer) } else { peer };
    let found =
        entry::visitor(&portal.context, &cookies, text(header::ACCEPT_LANGUAGE), text(header::USER_AGENT), &address)
            .await;
    let visitor = match found {
        Ok(visitor) => visitor,
        Err(error) => return pages::refusal(request.headers(), &error.into_refusal()),
    };
    if request.method() == Method::GET
        && let Some(to) =
            elsewhere(&visitor, request.uri().path(), request.uri().path_and_query().map_or("/", |path| path.as_str()))
    {
        return Redirect::to(&to).into_response();
    }
    request.extensions_mut().insert(visitor);
    next.run(request).await
}

/// The request's cookies, by name.
pub(crate) fn cookies(headers: &HeaderMap) -> Vec<(String, String)> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// The last address in `X-Forwarded-For`: the one that our own proxy saw.
fn forwarded(headers: &HeaderMap) -> Option<String> {
    let value = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
    let last = value.rsplit(',').next()?.trim();
    last.parse::<std::net::IpAddr>().ok().map(|address| address.to_string())
}

/// Where a page's reader must go first: to sign in, to choose an account, or to the desk.
fn elsewhere(visitor: &Visitor, path: &str, whole: &str) -> Option<String> {
    let public = path == "/signin"
        || path.starts_with("/signin/")
        || path == "/shop"
        || path.starts_with("/shop/")
        || path == "/cart"
        || path == "/quick"
        || path.starts_with("/quick/")
        || path == "/help"
        || path.starts_with("/help/")
        || path.starts_with("/demo/")
        || path == "/offline";
    let ours = public
        || path == "/"
        || ["/choose-account", "/lists", "/review", "/orders", "/approvals", "/account", "/messages", "/desk"]
            .iter()
            .any(|begin| path.strip_prefix(begin).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '.'])));
    if public || !ours {
        return None;
    }
    match &visitor.actor {
        None if path == "/" => Some("/signin".to_owned()),
        None => Some(format!("/signin?next={}", entry::as_parameter(&entry::own_path(whole)))),
        Some(actor) if path.starts_with("/desk") => {
            (path == "/desk" && actor.staff.is_some()).then(|| "/desk/orders".to_owned())
        }
        Some(actor) if actor.acting.is_none() && actor.staff.is_some() && path == "/" => {
            Some("/desk/orders".to_owned())
        }
        Some(actor) if actor.acting.is_none() && actor.staff.is_none() && path != "/choose-account" => {
            Some("/choose-account".to_owned())
        }
        Some(_) => None,
    }
}
