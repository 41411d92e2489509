//! The statement of an account as files: on paper, and as a table for a spreadsheet. Both have all postings of the period
//! that the page shows.

mod paper;
mod table;

use std::collections::HashMap;

use axum::{
    Extension,
    extract::{Query, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use domain::{
    ledger::wire::{Statement, StatementFilter},
    permissions::Actor,
    refusal::{Code, Refusal},
};
use service::entry::Visitor;

use crate::{invoices::in_a_name, pages, router::Portal};

/// The statement on paper.
pub(crate) async fn pdf(
    State(portal): State<Portal>,
    Extension(visitor): Extension<Visitor>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    let (statement, actor) = match of(&portal, &visitor, &query).await {
        Ok(found) => found,
        Err(refusal) => return pages::refusal(&headers, &refusal),
    };
    match paper::bytes(&portal.context, actor.language, &statement) {
        Ok(bytes) => file("application/pdf", &statement, "pdf", bytes),
        Err(why) => {
            tracing::error!(why, "a statement could not be put on paper");
            pages::refusal(&headers, &Refusal::of(Code::Fault))
        }
    }
}

/// The statement as a table.
pub(crate) async fn csv(
    State(portal): State<Portal>,
    Extension(visitor): Extension<Visitor>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    match of(&portal, &visitor, &query).await {
        Ok((statement, actor)) => {
            let decimals = portal.context.settings().currency(statement.currency).exponent;
            let table = table::of(actor.language, decimals, &statement);
            file("text/csv; charset=utf-8", &statement, "csv", table.into_bytes())
        }
        Err(refusal) => pages::refusal(&headers, &refusal),
    }
}

/// All of the period that is asked for, of the account that the reader acts for.
async fn of<'a>(
    portal: &Portal,
    visitor: &'a Visitor,
    query: &HashMap<String, String>,
) -> Result<(Statement, &'a Actor), Refusal> {
    let actor = visitor.actor.as_ref().ok_or(Refusal::of(Code::SignIn))?;
    let asked = |name: &str| query.get(name).cloned().unwrap_or_default();
    let filter = StatementFilter {
        currency: asked("currency"),
        from: asked("from"),
        until: asked("until"),
        after: String::new(),
    };
    let statement = service::ledger::whole_statement(&portal.context, actor, &filter).await;
    Ok((statement.map_err(service::Error::into_refusal)?, actor))
}

fn file(mime: &'static str, statement: &Statement, end: &str, bytes: Vec<u8>) -> Response {
    let Statement { account_number, currency, until, .. } = statement;
    let name = format!("statement-{}-{}-{}.{end}", in_a_name(account_number), currency.code(), until.iso());
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    (
        [
            (header::CONTENT_TYPE, HeaderValue::from_static(mime)),
            (header::CONTENT_DISPOSITION, disposition.unwrap_or(HeaderValue::from_static("attachment"))),
        ],
        bytes,
    )
        .into_response()
}
