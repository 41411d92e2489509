//! The statement of an account as files: on paper, and as a table for a spreadsheet. Both have all postings of the period
//! that the page shows.

mod paper;
mod table;

use std::collections::HashMap;

use axum::{
    Extension,
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use domain::{
    access::Kind,
    language::Language,
    ledger::wire::{Statement, StatementFilter},
    refusal::{Code, Refusal},
};
use service::{Context, entry::Visitor};
use tokio::{sync::Semaphore, task};

use crate::{invoices::in_a_name, pages, router::Portal};

/// So many papers are set at once, beside the threads that answer: a long one takes a while, and goes on when its reader has
/// left.
static PLACES: Semaphore = Semaphore::const_new(2);

type Asked = Query<HashMap<String, String>>;

/// The statement on paper.
pub(crate) async fn pdf(
    State(portal): State<Portal>,
    Extension(visitor): Extension<Visitor>,
    Query(query): Asked,
    headers: HeaderMap,
) -> Response {
    paper_of(&portal, &headers, of(&portal, &visitor, None, &query, Kind::StatementPdf).await).await
}

/// The statement on paper, for who keeps it.
///
/// # Errors
/// With the reason, when the program is broken.
pub(crate) fn on_paper(context: &Context, language: Language, statement: &Statement) -> Result<Vec<u8>, &'static str> {
    paper::bytes(context, language, statement)
}

/// The statement as a table.
pub(crate) async fn csv(
    State(portal): State<Portal>,
    Extension(visitor): Extension<Visitor>,
    Query(query): Asked,
    headers: HeaderMap,
) -> Response {
    as_table(&portal, &headers, of(&portal, &visitor, None, &query, Kind::StatementCsv).await)
}

/// That of any account on paper, for the vendor's people.
pub(crate) async fn desk_pdf(
    State(portal): State<Portal>,
    Extension(visitor): Extension<Visitor>,
    Path(account): Path<String>,
    Query(query): Asked,
    headers: HeaderMap,
) -> Response {
    paper_of(&portal, &headers, of(&portal, &visitor, Some(&account), &query, Kind::StatementPdf).await).await
}

/// That of any account as a table, for the vendor's people.
pub(crate) async fn desk_csv(
    State(portal): State<Portal>,
    Extension(visitor): Extension<Visitor>,
    Path(account): Path<String>,
    Query(query): Asked,
    headers: HeaderMap,
) -> Response {
    as_table(&portal, &headers, of(&portal, &visitor, Some(&account), &query, Kind::StatementCsv).await)
}

/// A statement that was found, with the language it is wanted in, or why there is none.
type Found = Result<(Statement, Language), Refusal>;

async fn paper_of(portal: &Portal, headers: &HeaderMap, found: Found) -> Response {
    let (statement, language) = match found {
        Ok(found) => found,
        Err(refusal) => return pages::refusal(headers, &refusal),
    };
    let place = PLACES.acquire().await.ok();
    let context = portal.context.clone();
    let set = task::spawn_blocking(move || {
        let bytes = on_paper(&context, language, &statement);
        // Not before: who has left meanwhile has not stopped it.
        drop(place);
        (statement, bytes)
    });
    let why = match set.await {
        Ok((statement, Ok(bytes))) => return file("application/pdf", &statement, "pdf", bytes),
        Ok((_, Err(why))) => why.to_owned(),
        Err(error) => error.to_string(),
    };
    tracing::error!(why, "a statement could not be put on paper");
    pages::refusal(headers, &Refusal::of(Code::Fault))
}

fn as_table(portal: &Portal, headers: &HeaderMap, found: Found) -> Response {
    match found {
        Ok((statement, language)) => {
            let decimals = portal.context.settings().currency(statement.currency).exponent;
            let table = table::of(language, decimals, &statement);
            file("text/csv; charset=utf-8", &statement, "csv", table.into_bytes())
        }
        Err(refusal) => pages::refusal(headers, &refusal),
    }
}

/// All of the period that is asked for, as a file of this kind: of the account with this number, or of the one that the
/// reader acts for.
async fn of(
    portal: &Portal,
    visitor: &Visitor,
    account: Option<&str>,
    query: &HashMap<String, String>,
    kind: Kind,
) -> Found {
    let actor = visitor.actor.as_ref().ok_or(Refusal::of(Code::SignIn))?;
    let asked = |name: &str| query.get(name).cloned().unwrap_or_default();
    let filter = StatementFilter {
        currency: asked("currency"),
        from: asked("from"),
        until: asked("until"),
        ..StatementFilter::default()
    };
    let statement = match account {
        Some(number) => service::ledger::desk_statement_file(&portal.context, actor, number, &filter, kind).await,
        None => service::ledger::statement_file(&portal.context, actor, &filter, kind).await,
    };
    Ok((statement.map_err(service::Error::into_refusal)?, actor.language))
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
