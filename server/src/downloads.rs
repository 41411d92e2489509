//! Files that are not pages: lists as CSV, the kept mails of a demo as JSON, and the cart's file without scripts.

use std::collections::HashMap;

use app::returned::Fields;
use axum::{
    Extension, Json,
    extract::{Multipart, Path, Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{
    demo::KeptMail,
    ids::CommandKey,
    measures::Table,
    orders::{OrderFilter, OrderState},
    refusal::{Code, Refusal},
    spending::SpendingFilter,
    time::Date,
};
use serde::Serialize;
use service::entry::Visitor;

use crate::{
    pages::{self, PlainForm},
    router::Portal,
};

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
        from: query.get("from").and_then(|day| Date::parse_iso(day)),
        to: query.get("to").and_then(|day| Date::parse_iso(day)),
        ..OrderFilter::default()
    };
    match service::orders::csv(&portal.context, actor, &filter).await {
        Ok(csv) => file(csv, "text/csv; charset=utf-8", "attachment; filename=\"orders.csv\""),
        Err(error) => pages::refusal(&headers, &error.into_refusal()),
    }
}

/// The lines that the account has ordered in a period as CSV.
pub(crate) async fn spending_csv(
    State(portal): State<Portal>,
    Extension(visitor): Extension<Visitor>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    let Some(actor) = &visitor.actor else { return pages::refusal(&headers, &Refusal::of(Code::SignIn)) };
    let asked = |name: &str| query.get(name).cloned().unwrap_or_default();
    let filter = SpendingFilter { period: asked("period"), currency: asked("currency"), ..SpendingFilter::default() };
    match service::spending::csv(&portal.context, actor, &filter).await {
        Ok(csv) => file(csv, "text/csv; charset=utf-8", "attachment; filename=\"spending.csv\""),
        Err(error) => pages::refusal(&headers, &error.into_refusal()),
    }
}

/// One of the tables of the vendor's figures as CSV.
pub(crate) async fn measures_csv(
    State(portal): State<Portal>,
    Extension(visitor): Extension<Visitor>,
    Path(name): Path<String>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    let Some(actor) = &visitor.actor else { return pages::refusal(&headers, &Refusal::of(Code::SignIn)) };
    let Some(table) = name.strip_suffix(".csv").and_then(Table::parse) else {
        return pages::refusal(&headers, &Refusal::of(Code::NotFound));
    };
    let period = query.get("period").map(String::as_str).unwrap_or_default();
    match service::measures::csv(&portal.context, actor, table, period).await {
        Ok(csv) => file(csv, "text/csv; charset=utf-8", "attachment; filename=\"promises.csv\""),
        Err(error) => pages::refusal(&headers, &error.into_refusal()),
    }
}

/// A file to begin a quick order with.
pub(crate) async fn sample_csv(
    State(portal): State<Portal>,
    Extension(visitor): Extension<Visitor>,
    headers: HeaderMap,
) -> Response {
    match service::carts::sample(&portal.context, &visitor).await {
        Ok(csv) => file(csv, "text/csv; charset=utf-8", "attachment; filename=\"quick-order.csv\""),
        Err(error) => pages::refusal(&headers, &error.into_refusal()),
    }
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

/// The quick order's file without scripts: the page comes back with what became of each line.
pub(crate) async fn upload(
    State(portal): State<Portal>,
    Extension(visitor): Extension<Visitor>,
    headers: HeaderMap,
    mut form: Multipart,
) -> Response {
    let plain = PlainForm { headers, command: "/fn/cart/fill".to_owned(), fields: Fields::default() };
    let mut key: Option<CommandKey> = None;
    let mut file = Ok(String::new());
    while let Ok(Some(field)) = form.next_field().await {
        let name = field.name().unwrap_or("").to_owned();
        let value = field.text().await;
        if value.as_ref().is_err_and(|error| error.status() == StatusCode::PAYLOAD_TOO_LARGE) {
            return StatusCode::PAYLOAD_TOO_LARGE.into_response();
        }
        match name.as_str() {
            "key" => key = value.ok().and_then(|key| key.parse().ok()),
            "file" => file = value,
            _ => {}
        }
    }
    let Some(key) = key else { return pages::refusal(&plain.headers, &Refusal::field(Code::Missing, "key")) };
    let mut answered = HeaderMap::new();
    let answer = match file {
        // A spreadsheet's own format is not text, and has zeros in it.
        Ok(text) if !text.contains('\0') => match service::carts::fill(&portal.context, &visitor, key, &text).await {
            Ok(filled) => {
                if let Some(Ok(cookie)) = filled.cookie.as_deref().map(HeaderValue::from_str) {
                    answered.append(header::SET_COOKIE, cookie);
                }
                serde_json::to_string(&filled.report).map_err(|_| Refusal::of(Code::Fault))
            }
            Err(error) => Err(in_file(error.into_refusal())),
        },
        _ => Err(Refusal::field(Code::File, "file")),
    };
    plain.come_back(&portal, visitor, answer, &answered).await
}

/// What is said of pasted text is said of the file.
fn in_file(refusal: Refusal) -> Refusal {
    Refusal { field: refusal.field.map(|field| if field == "text" { "file".to_owned() } else { field }), ..refusal }
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
