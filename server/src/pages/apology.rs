//! What people are shown when there is no page to show: in their language, with the vendor's name, saying what to do.
//!
//! It asks no database and renders no view: it must work when nothing else does.

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{Html, IntoResponse, Response},
};
use domain::{
    i18n::I18n,
    refusal::{Code, Refusal},
};
use service::entry;

use crate::{
    middleware::visitor::cookies,
    router::{LARGEST_BODY, Portal},
};

/// Gives every answer without a page one, where a person asks.
pub(crate) async fn in_words(State(portal): State<Portal>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    // Those are asked by machines, and by people who want to read what machines read.
    if !is_for_people(request.headers()) || matches!(path, "/healthz" | "/readyz") {
        return next.run(request).await;
    }
    let asked = Asked::of(&portal, &request);
    let response = next.run(request).await;
    match Trouble::of(&response) {
        Some(trouble) => asked.page(&portal, &trouble, &response),
        None => response,
    }
}

/// Whether a page is wanted: a browser that goes somewhere says so, a script asks for something else.
pub(crate) fn is_for_people(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).is_some_and(|text| text.contains("text/html"))
}

/// Why there is no page.
#[derive(Debug)]
enum Trouble {
    Refused(Refusal),
    TooLarge,
    /// A form's address, opened like a page.
    NoPage,
    /// Cut off: what was asked for may have been done.
    Late,
}

impl Trouble {
    fn of(response: &Response) -> Option<Self> {
        if let Some(refusal) = response.extensions().get::<Refusal>() {
            return Some(Self::Refused(refusal.clone()));
        }
        let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or("");
        if kind.starts_with("text/html") || kind.starts_with("application/json") {
            return None;
        }
        match response.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Some(Self::TooLarge),
            StatusCode::METHOD_NOT_ALLOWED => Some(Self::NoPage),
            StatusCode::INTERNAL_SERVER_ERROR => Some(Self::Refused(Refusal::of(Code::Fault))),
            StatusCode::SERVICE_UNAVAILABLE => Some(Self::Late),
            _ => None,
        }
    }

    /// Its heading, and what happened and what to do.
    fn words(&self, i18n: I18n) -> (&'static str, String) {
        let refusal = match self {
            Self::Refused(refusal) => refusal,
            Self::TooLarge => {
                let size = format!("{}\u{a0}MB", LARGEST_BODY / (1024 * 1024));
                return (i18n.page_too_large_title(), i18n.page_too_large_text(&size));
            }
            Self::NoPage => return (i18n.error_not_found_title(), i18n.page_wrong_way().to_owned()),
            Self::Late => return (i18n.page_busy_title(), i18n.page_late_text().to_owned()),
        };
        let title = match refusal.code {
            Code::Busy => i18n.page_busy_title(),
            Code::Fault => i18n.page_fault_title(),
            Code::SignIn => i18n.error_sign_in_title(),
            Code::NotAllowed => i18n.error_not_allowed_title(),
            Code::NotFound => i18n.error_not_found_title(),
            _ => i18n.page_not_done_title(),
        };
        (title, app::ui::refusal_text(i18n, refusal))
    }

    /// Whether the same may well succeed a little later.
    fn may_pass(&self) -> bool {
        matches!(self, Self::Refused(refusal) if app::ui::later(refusal.code)) || matches!(self, Self::Late)
    }
}

/// Who asks for what, as far as it is known without asking anything.
#[derive(Debug)]
struct Asked {
    i18n: I18n,
    /// A form was sent: what was typed is in the page before.
    is_form: bool,
    /// The page that was asked for, or that the form stands on.
    page: String,
}

impl Asked {
    fn of(portal: &Portal, request: &Request<Body>) -> Self {
        let headers = request.headers();
        let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("");
        let language = entry::language(&portal.context, &cookies(headers), text(header::ACCEPT_LANGUAGE));
        let is_form = !matches!(*request.method(), Method::GET | Method::HEAD);
        let page = if is_form {
            super::page_of(headers)
        } else {
            entry::own_path(request.uri().path_and_query().map_or("/", |path| path.as_str()))
        };
        Self { i18n: I18n::of(language), is_form, page }
    }

    /// The page in the place of this answer.
    fn page(&self, portal: &Portal, trouble: &Trouble, answer: &Response) -> Response {
        let nonce = service::new_key();
        let mut response = (answer.status(), Html(self.html(portal, trouble, &nonce))).into_response();
        for name in [header::RETRY_AFTER, header::ALLOW, header::SET_COOKIE] {
            for value in answer.headers().get_all(&name) {
                response.headers_mut().append(&name, value.clone());
            }
        }
        let policy = format!(
            "default-src 'none'; style-src 'self' 'nonce-{nonce}'; img-src 'self'; base-uri 'none'; \
             frame-ancestors 'none'; form-action 'self'"
        );
        if let Ok(policy) = HeaderValue::from_str(&policy) {
            response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        response
    }

    fn html(&self, portal: &Portal, trouble: &Trouble, nonce: &str) -> String {
        let i18n = self.i18n;
        let settings = portal.context.settings();
        let (language, hue) = (i18n.language.code(), settings.vendor.brand_hue);
        let (vendor, email) = (escape(&settings.vendor.name), escape(&settings.vendor.email));
        let (title, text) = trouble.words(i18n);
        let (title, text) = (escape(title), escape(&text));
        let style = portal
            .site
            .assets
            .style
            .as_ref()
            .map_or_else(String::new, |style| format!("<link rel=\"stylesheet\" href=\"{}\">", escape(style)));
        let is_foreign = matches!(trouble, Trouble::Refused(refusal) if refusal.code == Code::ForeignSite);
        let is_form = self.is_form && !is_foreign;
        let back = if is_form { format!("<p>{}</p>", escape(i18n.page_go_back())) } else { String::new() };
        let (href, action) = match trouble {
            Trouble::Refused(refusal) if refusal.code == Code::SignIn => ("/signin", i18n.sign_in()),
            _ if is_form => (self.page.as_str(), i18n.page_again()),
            _ if trouble.may_pass() && !is_foreign => (self.page.as_str(), i18n.action_retry()),
            _ => ("/", i18n.page_open()),
        };
        let (href, action, help) = (escape(href), escape(action), escape(i18n.entry_help()));
        format!(
            "<!DOCTYPE html><html lang=\"{language}\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1, viewport-fit=cover\">\
             <meta name=\"color-scheme\" content=\"light dark\"><title>{title} · {vendor}</title>{style}\
             <style nonce=\"{nonce}\">:root{{--brand-hue:{hue}}}</style>\
             <link rel=\"icon\" href=\"/favicon.svg\" type=\"image/svg+xml\"></head>\
             <body><main class=\"door stack\" id=\"main\">\
             <a class=\"door-brand\" href=\"/\"><img src=\"/favicon.svg\" width=\"32\" height=\"32\" alt=\"\">{vendor}</a>\
             <h1>{title}</h1><p>{text}</p>{back}\
             <div class=\"actions\"><a class=\"button\" href=\"{href}\">{action}</a></div>\
             <div class=\"door-foot\"><a class=\"link\" href=\"mailto:{email}\">{help}</a></div>\
             </main></body></html>"
        )
    }
}

/// Text as a part of HTML.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
