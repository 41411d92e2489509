//! Which request goes where, and through what.

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    extract::{DefaultBodyLimit, State},
    http::StatusCode,
    middleware,
    response::{IntoResponse, Response},
    routing,
    routing::get,
};
use service::Context;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::{
        CompressionLayer,
        predicate::{DefaultPredicate, NotForContentType, Predicate},
    },
    timeout::TimeoutLayer,
};

use crate::{
    bank, downloads, export, files, invoices,
    middleware::{headers, observe, origin, shed, visitor},
    pages, post, site,
    site::Site,
    statements, transcript, webhooks,
};

/// What every handler may use.
#[derive(Clone, Debug)]
pub struct Portal {
    pub context: Context,
    pub site: Arc<Site>,
    pub trust_proxy: bool,
}

/// The most that a request may carry, in bytes.
pub(crate) const LARGEST_BODY: usize = 1024 * 1024;
/// The most that photos and documents may come to together, and a file of the bank, in bytes.
pub(crate) const LARGEST_UPLOAD: usize = 64 * 1024 * 1024;
const LONGEST_UPLOAD: Duration = Duration::from_secs(300);
/// How long a request may take before it is cut off.
pub(crate) const LONGEST_REQUEST: Duration = Duration::from_secs(30);

/// The routes beside pages and server functions; the authorization matrix has a row for each.
pub const PLAIN_ROUTES: &[&str] = &[
    "/healthz",
    "/readyz",
    "/orders.csv",
    "/orders/spending.csv",
    "/quick/sample.csv",
    "/desk/promises/{table}",
    "/cart/upload",
    "/demo/mail.json",
    "/cases/upload",
    "/cases/open",
    "/cases/{number}/files/{id}",
    "/post/{id}",
    "/post/{id}/raw",
    "/cases/{number}/transcript",
    "/cases/{number}/transcript.pdf",
    "/invoices/{number}/pdf",
    "/invoices/{number}/xml",
    "/money/statement.pdf",
    "/money/statement.csv",
    "/desk/accounts/{number}/statement.pdf",
    "/desk/accounts/{number}/statement.csv",
    "/desk/bank/load",
    "/webhooks/payments",
    "/account/export.zip",
];

/// The portal as one service. Beyond `most_requests` at once it says so, and orders are served before pages:
/// half of the places are kept for requests that change something.
pub fn router(portal: Portal, most_requests: usize) -> Router {
    // Rendering drives its futures on this runtime; a second start, in tests, finds it set.
    let _ = any_spawner::Executor::init_tokio();
    let commands = Router::new()
        .route("/fn/{*path}", routing::post(pages::server_function))
        .route("/cart/upload", routing::post(downloads::upload))
        .route("/webhooks/payments", routing::post(webhooks::payments).layer(DefaultBodyLimit::max(webhooks::LARGEST)))
        // What downloads is posted: it is counted, and the log says so.
        .route("/account/export.zip", routing::post(export::download));
    let reading = Router::new()
        .route("/orders.csv", get(downloads::orders_csv))
        .route("/orders/spending.csv", get(downloads::spending_csv))
        .route("/quick/sample.csv", get(downloads::sample_csv))
        .route("/desk/promises/{table}", get(downloads::measures_csv))
        .route("/demo/mail.json", get(downloads::demo_mail))
        .route("/cases/{number}/files/{id}", get(files::download))
        .route("/post/{id}", get(post::show))
        .route("/post/{id}/raw", get(post::download))
        .route("/cases/{number}/transcript", get(transcript::page))
        .route("/cases/{number}/transcript.pdf", get(transcript::pdf))
        .route("/invoices/{number}/pdf", get(invoices::pdf))
        .route("/invoices/{number}/xml", get(invoices::xml))
        .route("/money/statement.pdf", get(statements::pdf))
        .route("/money/statement.csv", get(statements::csv))
        .route("/desk/accounts/{number}/statement.pdf", get(statements::desk_pdf))
        .route("/desk/accounts/{number}/statement.csv", get(statements::desk_csv))
        .fallback(pages::page);
    let uploads = Router::new()
        .route("/cases/upload", routing::post(files::upload).layer(DefaultBodyLimit::max(LARGEST_UPLOAD)))
        .route("/cases/open", routing::post(files::open).layer(DefaultBodyLimit::max(LARGEST_UPLOAD)))
        .route("/desk/bank/load", routing::post(bank::load).layer(DefaultBodyLimit::max(LARGEST_UPLOAD)))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, LONGEST_UPLOAD));
    let within = || TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, LONGEST_REQUEST);
    let identified = reading
        .merge(commands)
        .layer(within())
        .merge(uploads)
        .layer(middleware::from_fn_with_state(portal.clone(), visitor::identify))
        .layer(middleware::from_fn_with_state(shed::Places::new(most_requests), shed::take_place));
    Router::new()
        .route("/healthz", get(|| async { "alive" }))
        .route("/readyz", get(ready).layer(within()))
        .merge(identified)
        .layer(middleware::from_fn_with_state(portal.clone(), origin::check))
        .layer(
            CompressionLayer::new()
                .quality(tower_http::CompressionLevel::Fastest)
                .compress_when(DefaultPredicate::new().and(NotForContentType::const_new("application/zip"))),
        )
        .layer(middleware::from_fn_with_state(portal.site.clone(), site::serve))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(CatchPanicLayer::new())
        // Outside of whatever ends a request without a page.
        .layer(middleware::from_fn_with_state(portal.clone(), pages::in_words))
        // Outside of everything that can end a request early: whatever is answered is counted and has its headers.
        .layer(middleware::from_fn_with_state(portal.clone(), headers::add))
        .layer(middleware::from_fn(observe::record))
        .with_state(portal)
}

/// Whether the database answers and is migrated.
async fn ready(State(portal): State<Portal>) -> Response {
    match portal.context.store().is_ready().await {
        Ok(true) => "ready".into_response(),
        Ok(false) => {
            (StatusCode::SERVICE_UNAVAILABLE, "the database is not migrated: run `loket migrate`").into_response()
        }
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer").into_response(),
    }
}
