//! Files that are not pages: lists as CSV, the kept mails of a demo as JSON, and the cart's file without scripts.

use std::collections::HashMap;

use axum::{
    Extension, Json,
    extract::{Multipart, Query, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    cart::LineOutcome,
    demo::KeptMail,
    ids::CommandKey,
    orders::{OrderFilter, OrderState},
    refusal::{Code, Refusal},
};
use serde::Serialize;
use service::entry::Visitor;

use crate::{pages, router::Portal};

/// The account's orders as CSV, by the filter of the list.
pub(crate) async fn orders_csv(
    State(portal): State<Portal>,
    Extension(visitor): Extension<Visitor>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    let Some(actor) = &visitor.actor else { return pages::refusal(&headers, &Refusal::of(Code::SignIn)) };
    let filter = OrderFilter {
        state: query.get("state").and_then(|state| OrderState::parse(state)),
        search: query.get("q").cloned(),
        after: None,
    };
    match service::orders::csv(&portal.context, actor, &filter).await {
        Ok(csv) => file(csv, "text/csv; charset=utf-8", "attachment; filename=\"orders.csv\""),
        Err(error) => pages::refusal(&headers, &error.into_refusal()),
    }
}

/// A file to begin a quick order with.
pub(crate) async fn sample_csv() -> Response {
    file(
        "number;quantity\r\nRT-1042;40\r\nRT-1050;2\r\n".to_owned(),
        "text/csv; charset=utf-8",
        "attachment; filename=\"quick-order.csv\"",
    )
}

fn file(body: String, mime: &'static str, disposition: &'static str) -> Response {
    (
        [
            (header::CONTENT_TYPE, HeaderValue::from_static(mime)),
            (header::CONTENT_DISPOSITION, HeaderValue::from_static(disposition)),
        ],
        body,
    )
        .into_response()
}

/// The quick order's file or pasted lines, without scripts: the page says how many lines were taken and which were not.
pub(crate) async fn upload(
    State(portal): State<Portal>,
    Extension(visitor): Extension<Visitor>,
    headers: HeaderMap,
    mut form: Multipart,
) -> Response {
    let mut key: Option<CommandKey> = None;
    let mut text = String::new();
    while let Ok(Some(field)) = form.next_field().await {
        let name = field.name().unwrap_or("").to_owned();
        let Ok(value) = field.text().await else { return back(&Refusal::of(Code::File)) };
        match name.as_str() {
            "key" => key = value.parse().ok(),
            "file" | "text" if !value.trim().is_empty() => text = value,
            _ => {}
        }
    }
    let Some(key) = key else { return pages::refusal(&headers, &Refusal::field(Code::Missing, "key")) };
    match service::carts::fill(&portal.context, &visitor, key, &text).await {
        Ok(filled) => {
            let (accepted, changed, refused) = filled.report.counts();
            let lines: Vec<String> = filled
                .report
                .lines
                .iter()
                .filter(|line| matches!(line.outcome, LineOutcome::Refused { .. }))
                .take(20)
                .map(|line| line.line.to_string())
                .collect();
            let to =
                format!("/quick?accepted={accepted}&changed={changed}&refused={refused}&lines={}", lines.join(","));
            let mut response = Redirect::to(&to).into_response();
            if let Some(Ok(cookie)) = filled.cookie.as_deref().map(HeaderValue::from_str) {
                response.headers_mut().append(header::SET_COOKIE, cookie);
            }
            response
        }
        Err(error) => back(&error.into_refusal()),
    }
}

/// Back to the page, which says in words why nothing was taken.
fn back(refusal: &Refusal) -> Response {
    let code =
        serde_json::to_value(refusal.code).ok().and_then(|code| code.as_str().map(str::to_owned)).unwrap_or_default();
    Redirect::to(&format!("/quick?refused_code={code}")).into_response()
}

/// A kept mail for programs.
#[derive(Serialize)]
struct Mail {
    to: String,
    subject: String,
    text: String,
    html: String,
    at: String,
}

impl From<KeptMail> for Mail {
    fn from(mail: KeptMail) -> Self {
        Self { to: mail.to, subject: mail.subject, text: mail.text, html: mail.html, at: mail.at.rfc3339() }
    }
}

/// The mails that a demo kept, newest first.
pub(crate) async fn demo_mail(State(portal): State<Portal>, headers: HeaderMap) -> Response {
    match service::demo::mail(&portal.context).await {
        Ok(mails) => Json(mails.into_iter().map(Mail::from).collect::<Vec<_>>()).into_response(),
        Err(error) => pages::refusal(&headers, &error.into_refusal()),
    }
}
