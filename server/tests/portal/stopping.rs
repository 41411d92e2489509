//! Asked to stop, the portal lets nobody in any more, answers what it has accepted, and ends.

use std::time::Duration;

use domain::{orders::Submitted, review::ReviewPage};
use http::header;
use serde_json::json;
use testkit::{Answer, Client, Database, TestDatabase, new_key};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
    time::{sleep, timeout},
};

use crate::running::{CUSTOMERS, Customer, PATIENCE, Running, Rush, check, numbers, sign_in};

/// As many of the customers have a slow line; the others order without pause.
const SLOW: usize = 3;

/// The session's cookie, as the browser sends it back.
fn session(signed_in: &Answer) -> String {
    let cookies = signed_in.headers.get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = cookies.filter_map(|cookie| cookie.split(';').next());
    pairs.map(str::to_owned).find(|pair| pair.starts_with("loket=")).expect("a session is opened")
}

/// An order on a slow line: the portal has accepted the request, and waits for its form.
#[derive(Debug)]
struct Begun {
    connection: BufReader<TcpStream>,
    form: String,
}

impl Begun {
    async fn at(running: &Running, client: &Client, session: &str) -> Self {
        let key = new_key().to_string();
        let fields = [("key", key.as_str()), ("number", "RT-1042"), ("quantity", "1"), ("mode", "set")];
        client.send("/fn/cart/change", &fields).await.expect_status(200);
        let review: ReviewPage = client.call("/fn/review/open", &json!({})).await.expect_status(200).json();
        let form = format!("key={}&review={}", new_key(), review.id);
        let head = format!(
            "POST /fn/orders/submit HTTP/1.1\r\nhost: {}\r\naccept: application/json\r\ncookie: {session}\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\nexpect: 100-continue\r\n\r\n",
            running.address,
            form.len()
        );
        let mut connection = BufReader::new(TcpStream::connect(&running.address).await.expect("the portal is there"));
        connection.write_all(head.as_bytes()).await.expect("the portal listens");
        let mut said = String::new();
        let reading = timeout(PATIENCE, connection.read_line(&mut said));
        reading.await.expect("the portal answers in time").expect("the portal answers");
        // It says so when it begins to read the form (RFC 9110, section 10.1.1): the request is under way.
        assert!(said.starts_with("HTTP/1.1 100 "), "{said}");
        Self { connection, form }
    }

    /// Sends the form; gives the number of the order.
    async fn finish(mut self) -> i64 {
        self.connection.write_all(self.form.as_bytes()).await.expect("the portal listens");
        let mut answer = String::new();
        let reading = timeout(PATIENCE, self.connection.read_to_string(&mut answer));
        reading.await.expect("the portal answers in time").expect("the portal answers");
        assert!(answer.contains("HTTP/1.1 200 "), "{answer}");
        let body = answer.find('{').zip(answer.rfind('}')).map(|(begin, end)| &answer[begin..=end]);
        let submitted: Submitted = serde_json::from_str(body.unwrap_or_default()).expect("the answer names the order");
        submitted.number
    }
}

async fn asked_to_stop_while_customers_order(database: Database) {
    let database = TestDatabase::empty(database).await;
    let mut running = Running::start(&database).await;
    let (mut clients, mut sessions, mut before) = (Vec::new(), Vec::new(), Vec::new());
    for email in CUSTOMERS {
        let client = Client::new(running.url());
        sessions.push(session(&sign_in(&client, email).await));
        before.push(numbers(&client).await);
        clients.push(client);
    }
    let (slow, quick) = clients.split_at(SLOW);
    let rush = Rush::begin(&running, quick, quick.iter().map(|_| Customer::default()).collect());
    rush.reaches(16).await;
    let mut begun = Vec::new();
    for (client, session) in slow.iter().zip(&sessions) {
        begun.push(Begun::at(&running, client, session).await);
    }
    running.ask_to_stop().await;

    timeout(PATIENCE, async {
        while TcpStream::connect(&running.address).await.is_ok() {
            sleep(Duration::from_millis(5)).await;
        }
    })
    .await
    .expect("nobody is let in any more");
    assert!(!running.has_ended(), "it waits for what it has accepted");
    let mut acknowledged = Vec::new();
    for order in begun {
        acknowledged.push(vec![order.finish().await]);
    }
    running.ends().await;
    for customer in rush.end().await {
        acknowledged.push(customer.acknowledged.into_values().collect());
    }

    let running = Running::start(&database).await;
    let mut all = 0;
    for ((client, before), mut known) in clients.iter().zip(before).zip(acknowledged) {
        let client = client.at(running.url());
        let mut new: Vec<i64> = numbers(&client).await.into_iter().filter(|number| !before.contains(number)).collect();
        new.sort_unstable();
        known.sort_unstable();
        // Nobody sends anything a second time here: what had been carried out without an answer would be too many.
        assert_eq!(new, known, "each order was acknowledged, and each acknowledged order is there");
        all += known.len();
    }
    assert!(all > SLOW, "the others ordered as well: {all}");
    // With nothing under way it ends as well.
    running.ask_to_stop().await;
    running.ends().await;
    check(&database).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn asked_to_stop_while_customers_order_on_sqlite() {
    asked_to_stop_while_customers_order(Database::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn asked_to_stop_while_customers_order_on_postgres() {
    asked_to_stop_while_customers_order(Database::Postgres).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_begins_a_request_and_says_no_more_is_not_waited_for() {
    let database = TestDatabase::empty(Database::Sqlite).await;
    let running = Running::start(&database).await;
    let mut silent = TcpStream::connect(&running.address).await.expect("the portal is there");
    silent.write_all(b"GET /shop HTTP/1.1\r\nhost").await.expect("the portal listens");
    // When it has answered others it has read that, too.
    let somebody = Client::new(running.url());
    for _ in 0..20 {
        somebody.get("/healthz").await.expect_status(200);
    }
    running.ask_to_stop().await;
    running.ends().await;
    drop(silent);
}

/// It ended nothing when its log had no reader any more: the line that says "stopping" broke what stops it, its workers
/// went round without a pause, and nothing but `kill -9` ended it.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn it_stops_when_nobody_reads_its_log_any_more() {
    let database = TestDatabase::empty(Database::Sqlite).await;
    let running = Running::start_unread(&database).await;
    // What it says about this, it says to nobody.
    Client::new(running.url()).get("/shop").await.expect_status(200);
    running.ask_to_stop().await;
    running.ends().await;
    check(&database).await;
}
