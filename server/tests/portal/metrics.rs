//! What the operator's own address says to Prometheus, and what it does not.

use std::{net::TcpListener, time::Duration};

use testkit::{Client, Database, TestDatabase};
use tokio::time::{sleep, timeout};

use crate::{
    ANNA,
    running::{Customer, PATIENCE, Running, sign_in},
};

/// An address that nobody uses. Which port the system chose there is not said anywhere, so it is chosen before; other
/// tests listen on 127.0.0.1, and cannot take it meanwhile.
fn free_address() -> String {
    let listener = TcpListener::bind("127.0.0.2:0").expect("the system has a port");
    listener.local_addr().expect("the port has an address").to_string()
}

/// The value of a metric with these labels, as it is written.
fn value<'a>(text: &'a str, name: &str, labels: &[&str]) -> Option<&'a str> {
    text.lines().find_map(|line| {
        let (found, value) = line.strip_prefix(name)?.rsplit_once(' ')?;
        // Another metric may begin with the same name.
        let is_it = found.is_empty() || found.starts_with('{');
        (is_it && labels.iter().all(|label| found.contains(label))).then_some(value)
    })
}

async fn metrics_are_at_the_operators_address_only(database: Database) {
    let database = TestDatabase::empty(database).await;
    let admin = free_address();
    let running = Running::start_with(&database, &["--admin-listen", &admin]).await;
    let anna = Client::new(running.url());
    sign_in(&anna, ANNA).await;
    let mut customer = Customer::default();
    customer.order(&anna).await.expect("the portal is there");
    let number = customer.acknowledged.into_values().next().expect("the order was acknowledged");
    anna.get(&format!("/orders/{number}?next=confidential")).await.expect_status(200);
    anna.get("/confidential").await.expect_status(404);

    let operator = Client::new(format!("http://{admin}"));
    let text = timeout(PATIENCE, async {
        loop {
            let text = operator.get("/metrics").await.expect_status(200).body;
            // What is measured now and then comes after a few seconds.
            if value(&text, "loket_outbox_oldest_seconds", &[]).is_some() {
                return text;
            }
            sleep(Duration::from_millis(100)).await;
        }
    });
    let text = text.await.expect("everything is measured");

    assert_eq!(value(&text, "loket_orders_total", &[]), Some("1"), "{text}");
    for (route, status) in [("/fn/orders/submit", "200"), ("/orders", "200"), ("unknown", "404")] {
        let labels = [format!("route=\"{route}\""), format!("status=\"{status}\"")];
        let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
        assert_eq!(value(&text, "loket_request_seconds_count", &labels), Some("1"), "{route}: {text}");
        assert!(value(&text, "loket_request_seconds_sum", &labels).is_some(), "{route}: {text}");
    }
    let mails = ["loket_mails_total", "loket_outbox_waiting", "loket_outbox_oldest_seconds"];
    // The code was sent, at least.
    for (name, least) in mails.into_iter().zip([1.0, 0.0, 0.0]) {
        let measured = value(&text, name, &[]).and_then(|value| value.parse::<f64>().ok());
        assert!(measured.is_some_and(|measured| measured >= least), "{name}: {text}");
    }
    for secret in ["confidential", "dakwerken", &format!("/orders/{number}")] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }

    anna.get("/metrics").await.expect_status(404);
    operator.get("/").await.expect_status(404);
    running.kill().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn metrics_are_at_the_operators_address_only_on_sqlite() {
    metrics_are_at_the_operators_address_only(Database::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn metrics_are_at_the_operators_address_only_on_postgres() {
    metrics_are_at_the_operators_address_only(Database::Postgres).await;
}
