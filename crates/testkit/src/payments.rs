//! A payment provider on the loopback that answers as Mollie's documentation of its payments API (v2) says.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{
    Json, Router,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    routing::{get, post},
};
use serde_json::{Value, json};
use service::provider::Place;
use tokio::{net::TcpListener, task::JoinHandle};

const KEY: &str = "test_dHar4XY7LxsDOtmnkVtjNVWXLSlXsM";
/// It takes amounts below a million.
const MOST_DIGITS: usize = 6;

/// Takes payments that a test then makes, or lets fail.
#[derive(Debug)]
pub struct PaymentProvider {
    url: String,
    book: Arc<Mutex<Book>>,
    serving: JoinHandle<()>,
}

#[derive(Debug, Default)]
struct Book {
    payments: Vec<Value>,
    /// What was asked for with which key, and which payment it became.
    keys: HashMap<String, (Value, usize)>,
    /// How often it was asked how a payment stands.
    looks: usize,
    manner: Manner,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Manner {
    #[default]
    Answers,
    Down,
    /// It does what is asked, and the answer is lost.
    Mute,
}

impl PaymentProvider {
    /// Begins to listen.
    ///
    /// # Panics
    /// When the system has no port.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("the system has a port");
        let url = format!("http://{}/v2", listener.local_addr().expect("the port has an address"));
        let book: Arc<Mutex<Book>> = Arc::default();
        let app = Router::new()
            .route("/v2/payments", post(create))
            .route("/v2/payments/{id}", get(find))
            .with_state(Arc::clone(&book));
        let serving = tokio::spawn(async move { axum::serve(listener, app).await.expect("the provider serves") });
        Self { url, book, serving }
    }

    /// Where it is, as the portal's configuration has it.
    ///
    /// # Panics
    /// Never: the key is one.
    #[must_use]
    pub fn place(&self) -> Place {
        Place { key: KEY.parse().expect("it is a key"), url: Some(self.url.clone()) }
    }

    /// From now on it answers nobody.
    pub fn falls_silent(&self) {
        self.book().manner = Manner::Down;
    }

    /// From now on it does what it is asked, and its answers are lost.
    pub fn loses_its_answers(&self) {
        self.book().manner = Manner::Mute;
    }

    /// From now on it answers.
    pub fn comes_back(&self) {
        self.book().manner = Manner::Answers;
    }

    /// What it calls its payments, in the order in which they were begun.
    #[must_use]
    pub fn payments(&self) -> Vec<String> {
        self.book().payments.iter().filter_map(|payment| payment["id"].as_str().map(str::to_owned)).collect()
    }

    /// One of its payments, as it would answer.
    #[must_use]
    pub fn payment(&self, id: &str) -> Value {
        self.book().payments.iter().find(|payment| payment["id"] == id).cloned().unwrap_or_default()
    }

    /// How often it was asked how a payment stands.
    #[must_use]
    pub fn looks(&self) -> usize {
        self.book().looks
    }

    /// The payment is in this status from now on. Nobody is told.
    ///
    /// # Panics
    /// When it has no such payment.
    pub fn becomes(&self, id: &str, status: &str) {
        self.changes(id, "status", json!(status));
    }

    /// A field of the payment is this from now on. Nobody is told.
    ///
    /// # Panics
    /// When it has no such payment.
    pub fn changes(&self, id: &str, field: &str, value: Value) {
        let mut book = self.book();
        let payment = book.payments.iter_mut().find(|payment| payment["id"] == id).expect("it has this payment");
        payment[field] = value;
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        lock(&self.book)
    }
}

impl Drop for PaymentProvider {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

fn lock(book: &Mutex<Book>) -> MutexGuard<'_, Book> {
    book.lock().unwrap_or_else(PoisonError::into_inner)
}

type Answer = (StatusCode, Json<Value>);

fn problem(status: StatusCode, title: &str, detail: &str) -> Answer {
    let links = json!({ "documentation": { "href": "https://docs.mollie.com/errors", "type": "text/html" } });
    (status, Json(json!({ "status": status.as_u16(), "title": title, "detail": detail, "_links": links })))
}

fn unavailable() -> Answer {
    problem(StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable", "The service is temporarily unavailable")
}

/// Why a request is not answered at all.
fn stopped(book: &Book, headers: &HeaderMap) -> Option<Answer> {
    if book.manner == Manner::Down {
        return Some(unavailable());
    }
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    (given != Some(format!("Bearer {KEY}").as_str())).then(|| {
        let detail = "Missing authentication, or failed to authenticate";
        problem(StatusCode::UNAUTHORIZED, "Unauthorized Request", detail)
    })
}

async fn create(State(book): State<Arc<Mutex<Book>>>, headers: HeaderMap, Json(asked): Json<Value>) -> Answer {
    let mut book = lock(&book);
    if let Some(answer) = stopped(&book, &headers) {
        return answer;
    }
    let key = headers.get("idempotency-key").and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let place = match book.keys.get(&key).cloned() {
        Some((before, _)) if before != asked => {
            let detail = "The idempotency key was used for a request with different parameters";
            return problem(StatusCode::BAD_REQUEST, "Bad Request", detail);
        }
        Some((_, place)) => place,
        None => {
            let whole = asked["amount"]["value"].as_str().and_then(|value| value.split('.').next());
            if whole.is_none_or(|whole| whole.len() > MOST_DIGITS) {
                let detail = "The amount is higher than the maximum";
                return problem(StatusCode::UNPROCESSABLE_ENTITY, "Unprocessable Entity", detail);
            }
            let place = book.payments.len();
            let payment = new_payment(place, &asked);
            book.payments.push(payment);
            book.keys.insert(key, (asked, place));
            place
        }
    };
    if book.manner == Manner::Mute {
        return unavailable();
    }
    (StatusCode::CREATED, Json(book.payments[place].clone()))
}

/// A payment as the documentation shows a new one.
fn new_payment(place: usize, asked: &Value) -> Value {
    let id = format!("tr_Test{:04}", place + 1);
    json!({
        "resource": "payment",
        "id": id,
        "mode": "test",
        "createdAt": "2026-11-24T10:00:00+00:00",
        "amount": asked["amount"],
        "description": asked["description"],
        "method": null,
        "metadata": asked["metadata"],
        "status": "open",
        "isCancelable": false,
        "expiresAt": "2026-11-24T10:15:00+00:00",
        "details": null,
        "profileId": "pfl_QkEhN94Ba",
        "sequenceType": "oneoff",
        "redirectUrl": asked["redirectUrl"],
        "webhookUrl": asked["webhookUrl"],
        "_links": {
            "self": { "href": format!("https://api.mollie.com/v2/payments/{id}"), "type": "application/json" },
            // On the host of the stand-in, which has no such page.
            "checkout": { "href": format!("https://127.0.0.1/checkout/{id}"), "type": "text/html" },
            "documentation": {
                "href": "https://docs.mollie.com/reference/v2/payments-api/create-payment",
                "type": "text/html",
            },
        },
    })
}

async fn find(State(book): State<Arc<Mutex<Book>>>, headers: HeaderMap, Path(id): Path<String>) -> Answer {
    let mut book = lock(&book);
    book.looks += 1;
    if let Some(answer) = stopped(&book, &headers) {
        return answer;
    }
    if book.manner == Manner::Mute {
        return unavailable();
    }
    match book.payments.iter().find(|payment| payment["id"] == id.as_str()) {
        Some(payment) => (StatusCode::OK, Json(payment.clone())),
        None => problem(StatusCode::NOT_FOUND, "Not Found", &format!("No payment exists with token {id}.")),
    }
}
