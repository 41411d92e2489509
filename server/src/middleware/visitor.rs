//! Who asks: read from cookies and headers once, at the start of every request; and where they must sign in first.

use std::net::{IpAddr, SocketAddr};

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
        request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| written(info.0.ip())).unwrap_or_default();
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
    let last = value.rsplit(',').next()?.trim().trim_matches('"');
    address(last).map(written)
}

/// An address as proxies write it: alone, with a port, or in brackets.
fn address(text: &str) -> Option<IpAddr> {
    let inner = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    inner.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|with_port| with_port.ip()))
}

/// A listener for both kinds of addresses hears of `192.0.2.1` as `::ffff:192.0.2.1`: it is the same visitor.
fn written(address: IpAddr) -> String {
    address.to_canonical().to_string()
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
        || path == "/answer-times"
        || path.starts_with("/demo/")
        || path == "/offline";
    let ours = public
        || path == "/"
        || [
            "/choose-account",
            "/lists",
            "/review",
            "/orders",
            "/approvals",
            "/account",
            "/money",
            "/invoices",
            "/messages",
            "/desk",
        ]
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

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn a_proxy_may_write_an_address_in_several_ways() {
        for (sent, expected) in [
            ("192.0.2.1", Some("192.0.2.1")),
            ("203.0.113.9, 192.0.2.1", Some("192.0.2.1")),
            ("192.0.2.1:51234", Some("192.0.2.1")),
            ("::ffff:192.0.2.1", Some("192.0.2.1")),
            ("[::ffff:192.0.2.1]:51234", Some("192.0.2.1")),
            ("2001:db8::1", Some("2001:db8::1")),
            ("[2001:db8::1]", Some("2001:db8::1")),
            ("\"[2001:db8::1]:443\"", Some("2001:db8::1")),
            ("unknown", None),
            ("", None),
        ] {
            let headers = HeaderMap::from_iter([(
                header::HeaderName::from_static("x-forwarded-for"),
                HeaderValue::from_static(sent),
            )]);
            assert_eq!(forwarded(&headers).as_deref(), expected, "{sent}");
        }
    }

    #[test]
    fn both_kinds_of_one_address_are_the_same_visitor() {
        let written = |text: &str| address(text).map(written);
        assert_eq!(written("::ffff:192.0.2.1"), written("192.0.2.1"));
        assert_ne!(written("::ffff:192.0.2.1"), written("::ffff:192.0.2.2"));
    }
}
