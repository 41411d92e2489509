//! The real program on a database of its own, and customers who order from it without pause.

use std::{
    collections::BTreeMap,
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
use testkit::{Answer, Client, TestDatabase, code_in, new_key};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
    sync::watch,
    task::JoinSet,
    time::{sleep, timeout},
};

/// Owners of eight accounts.
pub const CUSTOMERS: [&str; 8] = [
    "anna@dakwerken.example",
    "gabor@gerendas.example",
    "katrin@bauhof-lindner.example",
    "lucia@tejadosruiz.example",
    "claire.dubois@example.org",
    "joost@vandermeerbouw.example",
    "oliver@hillside-builders.example",
    "wim@declercq-zonen.example",
];
/// How long anything may take before a test gives up.
pub const PATIENCE: Duration = Duration::from_secs(120);
/// How long the program may take to stop: README.md has a service manager kill it after that.
const LONGEST_STOP: Duration = Duration::from_secs(40);

/// The program, serving the demo.
#[derive(Debug)]
pub struct Running {
    child: Child,
    /// Where it keeps what is not in the database; gone when the program is.
    _files: tempfile::TempDir,
    /// Host and port.
    pub address: String,
}

impl Running {
    pub async fn start(database: &TestDatabase) -> Self {
        Self::start_with(database, &[]).await
    }

    /// The same, with further options.
    pub async fn start_with(database: &TestDatabase, options: &[&str]) -> Self {
        Self::start_logging(database, options, "error", Stdio::inherit()).await
    }

    /// Serving, and whoever read its output and its log has gone.
    pub async fn start_unread(database: &TestDatabase) -> Self {
        let mut running = Self::start_logging(database, &[], "info", Stdio::piped()).await;
        drop(running.child.stderr.take());
        running
    }

    async fn start_logging(database: &TestDatabase, options: &[&str], level: &str, log: Stdio) -> Self {
        let files = tempfile::tempdir().expect("there is room for a folder");
        let mut child = Command::new(env!("CARGO_BIN_EXE_loket"))
            .args(["serve", "--demo", "--listen", "127.0.0.1:0"])
            .args(options)
            .env("LOKET_DATA", files.path())
            .env("LOKET_DATABASE_URL", database.url())
            .env("RUST_LOG", level)
            .stdout(Stdio::piped())
            .stderr(log)
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
        Self { child, _files: files, address }
    }

    /// The address without a slash at the end.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// `kill -9`.
    pub async fn kill(mut self) {
        self.child.kill().await.expect("the program can be killed");
    }

    /// SIGTERM, as a service manager sends it.
    pub async fn ask_to_stop(&self) {
        let id = self.child.id().expect("the program runs");
        // The library can only kill; every shell can ask.
        let asked = Command::new("sh").args(["-c", &format!("kill -TERM {id}")]).status().await;
        assert!(asked.expect("there is a shell").success(), "the program is there to be asked");
    }

    pub fn has_ended(&mut self) -> bool {
        self.child.try_wait().expect("the system knows").is_some()
    }

    /// Waits for its end, which comes in time and without a failure.
    pub async fn ends(mut self) {
        let status = timeout(LONGEST_STOP, self.child.wait()).await.expect("the program stops in time");
        let status = status.expect("the program was waited for");
        assert!(status.success(), "{status}");
    }
}

/// Proves the invariants of the whole database, with the program's own command.
pub async fn check(database: &TestDatabase) {
    let files = tempfile::tempdir().expect("there is room for a folder");
    let check = Command::new(env!("CARGO_BIN_EXE_loket"))
        .arg("check")
        .env("LOKET_DATA", files.path())
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

/// Signs this browser in; the answer has its cookies.
pub async fn sign_in(client: &Client, email: &str) -> Answer {
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
    client.send("/fn/entry/verify-code", &[("code", code.as_str())]).await.expect_status(200)
}

/// The numbers of all orders of an account, as its owner downloads them.
pub async fn numbers(client: &Client) -> Vec<i64> {
    let file = client.get("/orders.csv").await.expect_status(200);
    file.body.lines().skip(1).filter_map(|line| line.split([';', ',']).next()?.parse().ok()).collect()
}

/// A command that was sent and may or may not have been carried out.
#[derive(Clone, Debug)]
struct Sent {
    key: String,
    review: String,
}

/// What a customer knows of their own orders.
#[derive(Debug, Default)]
pub struct Customer {
    /// Number by key, for each key that was acknowledged.
    pub acknowledged: BTreeMap<String, i64>,
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
    pub async fn finish(&mut self, client: &Client) -> Option<()> {
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
    pub async fn order(&mut self, client: &Client) -> Option<()> {
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

/// Customers who order without pause, all at once.
#[derive(Debug)]
pub struct Rush {
    tasks: JoinSet<(usize, Customer)>,
    done: Arc<AtomicU64>,
    stop: watch::Sender<bool>,
}

impl Rush {
    /// Each customer orders in the browser of the same place.
    pub fn begin(running: &Running, clients: &[Client], customers: Vec<Customer>) -> Self {
        let done = Arc::new(AtomicU64::new(0));
        let (stop, stopped) = watch::channel(false);
        let mut tasks = JoinSet::new();
        for (place, (customer, client)) in customers.into_iter().zip(clients).enumerate() {
            let (client, done, stopped) = (client.at(running.url()), done.clone(), stopped.clone());
            tasks.spawn(async move { (place, keep_ordering(customer, client, done, stopped).await) });
        }
        Self { tasks, done, stop }
    }

    /// Waits until this many orders have been made.
    pub async fn reaches(&self, orders: u64) {
        timeout(PATIENCE, async {
            while self.done.load(Ordering::SeqCst) < orders {
                sleep(Duration::from_millis(2)).await;
            }
        })
        .await
        .expect("orders go on");
    }

    /// Nobody orders any more; what they know, each in their place.
    pub async fn end(self) -> Vec<Customer> {
        _ = self.stop.send(true);
        let mut customers = self.tasks.join_all().await;
        customers.sort_by_key(|(place, _)| *place);
        customers.into_iter().map(|(_, customer)| customer).collect()
    }
}
