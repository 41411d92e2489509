//! An acknowledged order is never lost and never doubled, whenever the process is killed.
//!
//! The real program, its own database, eight customers who order without pause, and `kill -9`. `LOKET_CRASH_ROUNDS`
//! makes it longer.

use std::{
    collections::{BTreeMap, hash_map::RandomState},
    env,
    hash::{BuildHasher, Hasher},
    process::Stdio,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use domain::{orders::Submitted, review::ReviewPage};
use http::{Method, header};
use serde_json::{Value, json};
use testkit::{Answer, Client, Database, TestDatabase, code_in, new_key};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
    sync::watch,
    task::JoinSet,
    time::{sleep, timeout},
};

/// Owners of eight accounts.
const CUSTOMERS: [&str; 8] = [
    "anna@dakwerken.example",
    "gabor@gerendas.example",
    "katrin@bauhof-lindner.example",
    "lucia@tejadosruiz.example",
    "claire.dubois@example.org",
    "joost@vandermeerbouw.example",
    "oliver@hillside-builders.example",
    "wim@declercq-zonen.example",
];
/// How long anything may take before the test gives up.
const PATIENCE: Duration = Duration::from_secs(120);

/// The program, serving.
struct Running {
    child: Child,
    url: String,
}

impl Running {
    async fn start(database: &TestDatabase) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_loket"))
            .args(["serve", "--demo", "--listen", "127.0.0.1:0"])
            .env("LOKET_DATABASE_URL", database.url())
            .env("RUST_LOG", "error")
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("the program starts");
        let mut lines = BufReader::new(child.stdout.take().expect("its output is piped")).lines();
        let address = timeout(PATIENCE, async {
            while let Some(line) = lines.next_line().await.expect("its output can be read") {
                if let Some((_, rest)) = line.split_once("listening on ") {
                    return rest.trim_end_matches(')').to_owned();
                }
            }
            panic!("the program ended before it served");
        })
        .await
        .expect("the program serves in time");
        Self { child, url: format!("http://{address}") }
    }

    /// `kill -9`.
    async fn kill(mut self) {
        self.child.kill().await.expect("the program can be killed");
    }
}

/// A number below `most` that is another one each time.
fn any(most: u64) -> u64 {
    RandomState::new().build_hasher().finish() % most
}

async fn sign_in(client: &Client, email: &str) {
    client.send("/fn/entry/ask-code", &[("email", email)]).await.expect_status(200);
    let code = timeout(PATIENCE, async {
        loop {
            // The worker of the real program carries the mail; it takes a moment.
            let mails: Vec<Value> = client.get("/demo/mail.json").await.json();
            let mail = mails.iter().find(|mail| mail["to"] == email);
            if let Some(code) = mail.and_then(|mail| code_in(mail["text"].as_str()?)) {
                return code;
            }
            sleep(Duration::from_millis(50)).await;
        }
    })
    .await
    .expect("the code comes");
    client.send("/fn/entry/verify-code", &[("code", code.as_str())]).await.expect_status(200);
}

/// A command that was sent and may or may not have been carried out.
#[derive(Clone)]
struct Sent {
    key: String,
    review: String,
}

/// What a customer knows of their own orders.
#[derive(Default)]
struct Customer {
    /// Number by key, for each key that was acknowledged.
    acknowledged: BTreeMap<String, i64>,
    /// The command without an answer.
    open: Option<Sent>,
}

/// A request that may find nobody there.
async fn form(client: &Client, path: &str, fields: &[(&str, &str)]) -> Option<Answer> {
    let request = client.request(Method::POST, path).header(header::ACCEPT, "application/json").form(fields);
    Answer::try_of(request).await.ok()
}

impl Customer {
    /// Sends the open command until there is an answer; `None` when there is nobody to ask.
    async fn finish(&mut self, client: &Client) -> Option<()> {
        while let Some(sent) = self.open.clone() {
            let fields = [("key", sent.key.as_str()), ("review", sent.review.as_str())];
            let answer = form(client, "/fn/orders/submit", &fields).await?;
            match answer.status {
                200 => {
                    let number = answer.json::<Submitted>().number;
                    let before = self.acknowledged.insert(sent.key, number);
                    assert!(before.is_none_or(|before| before == number), "the same key gives the same order");
                    self.open = None;
                }
                // Midnight or the cut-off came between: it would be asked again, and nothing was ordered.
                409 => self.open = None,
                // Busy: nothing was done, and the same is asked again.
                503 => {}
                _ => panic!("{} {}", answer.status, answer.start()),
            }
        }
        Some(())
    }

    /// One more order; `None` when the program has gone.
    async fn order(&mut self, client: &Client) -> Option<()> {
        self.finish(client).await?;
        let key = new_key().to_string();
        let fields = [("key", key.as_str()), ("number", "RT-1042"), ("quantity", "1"), ("mode", "set")];
        let changed = form(client, "/fn/cart/change", &fields).await?;
        let request = client.request(Method::POST, "/fn/review/open").json(&json!({}));
        let review = Answer::try_of(request).await.ok()?;
        if changed.status != 200 || review.status != 200 {
            return Some(());
        }
        let review = review.json::<ReviewPage>().id.to_string();
        // Noted before it is sent, as a device does.
        self.open = Some(Sent { key: new_key().to_string(), review });
        self.finish(client).await
    }
}

/// Orders without pause until told to stop or nobody is there.
async fn keep_ordering(
    mut customer: Customer,
    client: Client,
    done: Arc<AtomicU64>,
    stop: watch::Receiver<bool>,
) -> Customer {
    loop {
        let stopped = *stop.borrow();
        if stopped || customer.order(&client).await.is_none() {
            return customer;
        }
        done.fetch_add(1, Ordering::SeqCst);
    }
}

/// One round: all customers order, and after some orders and a random moment the program is killed.
async fn round(running: Running, clients: &[Client], customers: Vec<Customer>) -> Vec<Customer> {
    let done = Arc::new(AtomicU64::new(0));
    let (stop, stopped) = watch::channel(false);
    let mut tasks = JoinSet::new();
    for (place, (customer, client)) in customers.into_iter().zip(clients).enumerate() {
        let (client, done, stopped) = (client.at(running.url.clone()), done.clone(), stopped.clone());
        tasks.spawn(async move { (place, keep_ordering(customer, client, done, stopped).await) });
    }
    let enough = 16 + any(40);
    timeout(PATIENCE, async {
        while done.load(Ordering::SeqCst) < enough {
            sleep(Duration::from_millis(2)).await;
        }
    })
    .await
    .expect("orders go on");
    // Anywhere in the life of a request.
    sleep(Duration::from_micros(any(20_000))).await;
    running.kill().await;
    _ = stop.send(true);
    let mut customers = tasks.join_all().await;
    customers.sort_by_key(|(place, _)| *place);
    customers.into_iter().map(|(_, customer)| customer).collect()
}

/// The numbers of all orders of an account, as its owner downloads them.
async fn numbers(client: &Client) -> Vec<i64> {
    let file = client.get("/orders.csv").await.expect_status(200);
    file.body.lines().skip(1).filter_map(|line| line.split([';', ',']).next()?.parse().ok()).collect()
}

async fn killed_and_started_again(database: Database) {
    let rounds: u32 = env::var("LOKET_CRASH_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(3);
    let database = TestDatabase::empty(database).await;
    let mut running = Running::start(&database).await;
    let mut clients = Vec::new();
    let mut before = Vec::new();
    for email in CUSTOMERS {
        let client = Client::new(running.url.clone());
        sign_in(&client, email).await;
        before.push(numbers(&client).await);
        clients.push(client);
    }
    let mut customers: Vec<Customer> = CUSTOMERS.iter().map(|_| Customer::default()).collect();
    for _ in 0..rounds {
        customers = round(running, &clients, customers).await;
        running = Running::start(&database).await;
    }

    let mut acknowledged = 0;
    for ((customer, client), before) in customers.iter_mut().zip(&clients).zip(before) {
        let client = client.at(running.url.clone());
        // What was on its way when the program died is sent again, with the same key.
        timeout(PATIENCE, async { while customer.finish(&client).await.is_none() {} })
            .await
            .expect("there is an answer");
        let new: Vec<i64> = numbers(&client).await.into_iter().filter(|number| !before.contains(number)).collect();
        let mut known: Vec<i64> = customer.acknowledged.values().copied().collect();
        known.sort_unstable_by_key(|number| std::cmp::Reverse(*number));
        assert_eq!(new, known, "each acknowledged key's order is there, once, and no other");
        acknowledged += known.len();
    }
    assert!(acknowledged >= 16, "orders were acknowledged: {acknowledged}");
    running.kill().await;

    let check = Command::new(env!("CARGO_BIN_EXE_loket"))
        .arg("check")
        .env("LOKET_DATABASE_URL", database.url())
        .output()
        .await
        .expect("the program starts");
    assert!(
        check.status.success(),
        "{}{}",
        String::from_utf8_lossy(&check.stdout),
        String::from_utf8_lossy(&check.stderr)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn killed_and_started_again_on_sqlite() {
    killed_and_started_again(Database::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn killed_and_started_again_on_postgres() {
    killed_and_started_again(Database::Postgres).await;
}
