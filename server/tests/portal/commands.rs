//! The operator's commands, through the program itself: what they do, what they refuse, and what they say.

use std::{fs, net::TcpListener, path::Path, process::Stdio, time::Duration};

use domain::{
    ids::{AccountId, MemberId, SessionId},
    orders::OrderFilter,
    permissions::{Acting, Actor, Role},
};
use http::{Method, header};
use serde_json::Value;
use service::{Config, Context, MailRoute, clock::Clock};
use store::{Job, Store};
use testkit::{Answer, Client, Database, Manner, SmtpSink, TestDatabase};
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
    time::{sleep, timeout},
};

use crate::ANNA;

const JOB: Job = Job::of("test");
const PATIENCE: Duration = Duration::from_secs(120);
const HEADER: &str = "number,kind,category,unit,tax_class,order_step,lead_days,stock,incoming_quantity,incoming_in_days,picture,\
                      variant_of,keywords,name_en,price:trade-eur\n";
const RIGHT: &str = "NEW-1,goods,roofing,piece,standard,1,5,10,,,tile-red,,,New tile,9.99\n";

/// What a command did and said.
struct Said {
    succeeded: bool,
    out: String,
    err: String,
}

impl Said {
    /// It refused, in words that have this part, and without a programmer's words.
    #[track_caller]
    fn refuses(&self, part: &str) {
        assert!(!self.succeeded && self.err.contains(part), "{part}: {}{}", self.out, self.err);
        assert!(!self.err.contains("panicked") && !self.err.contains("Error {"), "{}", self.err);
    }

    #[track_caller]
    fn succeeds(self) -> Self {
        assert!(self.succeeded, "{}{}", self.out, self.err);
        self
    }
}

/// The program on the database in this folder.
fn program(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_loket"));
    command.env("LOKET_DATA", folder).env_remove("LOKET_DATABASE_URL").env("RUST_LOG", "error").kill_on_drop(true);
    command
}

async fn loket(folder: &Path, arguments: &[&str]) -> Said {
    let mut command = program(folder);
    let output = timeout(PATIENCE, command.args(arguments).output());
    let output = output.await.expect("the program ends in time").expect("the program starts");
    Said {
        succeeded: output.status.success(),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// The program, serving the demo, and where.
async fn serve(folder: &Path, level: &str) -> (Child, String) {
    serve_with(folder, level, &["--demo"]).await
}

async fn serve_with(folder: &Path, level: &str, options: &[&str]) -> (Child, String) {
    let mut child = program(folder)
        .args(["serve", "--listen", "127.0.0.1:0"])
        .args(options)
        .env("RUST_LOG", level)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
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
    });
    let address = address.await.expect("the program serves in time");
    (child, format!("http://{address}"))
}

/// A folder with the demo vendor's database in it, and a folder for everything else.
async fn demo() -> (TestDatabase, TestDatabase) {
    (TestDatabase::with_demo(Database::Sqlite).await, TestDatabase::empty(Database::Sqlite).await)
}

fn folder(database: &TestDatabase) -> &Path {
    database.folder().expect("SQLite has a folder")
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path of a test is text")
}

/// All orders of an account, as its owner downloads them.
async fn orders(database: &Path) -> String {
    let store = Store::open(&format!("sqlite:{}", database.display())).await.expect("the database opens");
    let config = Config {
        public_url: "http://localhost".to_owned(),
        demo: true,
        mail: MailRoute::Keep,
        network_limit: 1,
        post: service::PostRules::default(),
        payments: None,
    };
    let member = store::accounts::member_by_email(&store, JOB, ANNA).await.expect("members can be read");
    let member = member.expect("the demo has her");
    let places = store::accounts::memberships(&store, MemberId(member.id)).await.expect("members can be read");
    let place = places.first().expect("she has an account");
    let actor = Actor {
        member: MemberId(member.id),
        session: SessionId(store::new_id()),
        language: member.language(),
        time_zone: member.time_zone.clone(),
        acting: Some(Acting { account: AccountId(place.account_id), role: Role::Owner, order_limit: None }),
        staff: None,
    };
    let context = Context::new(store.clone(), Clock::System, config).await.expect("the services start");
    let filter = OrderFilter::default();
    let csv = service::orders::csv(&context, &actor, &filter).await.expect("an owner may see the orders");
    store.close().await.expect("the database closes");
    csv
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_is_restored_with_the_same_orders() {
    let (demo, other) = demo().await;
    let backup = folder(&other).join("backup.db");
    loket(folder(&demo), &["backup", text(&backup)]).await.succeeds();
    loket(folder(&demo), &["backup", text(&backup)]).await.refuses("exists");
    let bytes = fs::read(&backup).expect("the backup is there");

    let new = folder(&other).join("new");
    loket(&new, &["restore", text(&backup)]).await.succeeds();
    let before = orders(&folder(&demo).join("loket.db")).await;
    assert!(before.lines().count() > 40, "{before}");
    assert_eq!(orders(&new.join("loket.db")).await, before);
    assert_eq!(fs::read(&backup).expect("it is still there"), bytes, "it was only read");
    let beside: Vec<String> = fs::read_dir(folder(&other))
        .expect("the folder is there")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.starts_with("backup.db-"))
        .collect();
    assert!(beside.is_empty(), "nothing was written beside it: {beside:?}");

    loket(&new, &["restore", text(&backup)]).await.refuses("--replace");
    loket(&new, &["restore", "--replace", text(&backup)]).await.succeeds();
    assert!(new.join("loket.db.before-restore").exists());
    assert!(loket(&new, &["check"]).await.succeeds().out.contains("orders"));
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_reads_the_database_or_its_backups() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
    let (demo, other) = demo().await;
    let (backup, new) = (folder(&other).join("backup.db"), folder(&other).join("new"));
    loket(folder(&demo), &["backup", text(&backup)]).await.succeeds();
    // Whatever the backup has become on its way, and whoever restores it: the files are the folder's owner's.
    fs::set_permissions(&backup, fs::Permissions::from_mode(0o644)).expect("it is ours");
    fs::create_dir(&new).expect("it is made");
    // Only root can give it away; to anybody else it stays ours.
    _ = chown(&new, Some(65_534), Some(65_534));
    loket(&new, &["restore", text(&backup)]).await.succeeds();
    let made = folder(&other).join("made");
    loket(&made, &["migrate"]).await.succeeds();
    loket(folder(&demo), &["backup", text(&folder(&other).join("second.db"))]).await.succeeds();
    for file in
        [new.join("loket.db"), new.join("loket.db.lock"), made.join("loket.db"), folder(&other).join("second.db")]
    {
        let found = fs::metadata(&file).expect("it is there");
        assert_eq!(found.mode() & 0o777, 0o600, "{}", file.display());
        let folder = fs::metadata(file.parent().expect("a file has a folder")).expect("it is there");
        assert_eq!((found.uid(), found.gid()), (folder.uid(), folder.gid()), "{}", file.display());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_backup_is_refused_and_nothing_is_replaced() {
    let (demo, other) = demo().await;
    let database = folder(&demo).join("loket.db");
    let before = fs::read(&database).expect("the database is there");
    let file = |name: &str| folder(&other).join(name);
    fs::write(file("junk"), "not a database, but longer than what every database begins with").expect("it is written");
    fs::write(file("short"), "x").expect("it is written");
    fs::write(file("cut"), &before[..before.len() / 3]).expect("it is written");
    let strange = Store::open(&format!("sqlite:{}", file("strange").display())).await.expect("a new database opens");
    strange.close().await.expect("it closes");
    fs::write(file("live"), &before).expect("it is written");
    fs::write(file("live-wal"), "what was committed last").expect("it is written");

    for (name, reason) in [
        ("missing", "cannot be read"),
        ("junk", "is not a Loket database"),
        ("short", "is not a Loket database"),
        ("strange", "is not a Loket database"),
        ("cut", "is damaged"),
        ("live", "has a log beside it"),
    ] {
        let said = loket(folder(&demo), &["restore", "--replace", text(&file(name))]).await;
        said.refuses(reason);
        assert!(said.err.contains(text(&file(name))), "it says which file: {}", said.err);
    }
    assert_eq!(fs::read(&database).expect("it is still there"), before);
    assert!(!file("missing").exists(), "looking makes no file");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_restored_under_a_running_portal() {
    let (demo, other) = demo().await;
    let backup = folder(&other).join("backup.db");
    let (mut portal, _) = serve(folder(&demo), "error").await;
    loket(folder(&demo), &["backup", text(&backup)]).await.succeeds();
    loket(folder(&demo), &["check"]).await.succeeds();
    loket(folder(&demo), &["restore", "--replace", text(&backup)]).await.refuses("stop it first");
    // However it ends: the system takes the lock away.
    portal.kill().await.expect("the program can be killed");
    loket(folder(&demo), &["restore", "--replace", text(&backup)]).await.succeeds();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_says_what_it_did_or_by_line_why_not() {
    let (demo, other) = demo().await;
    let file = folder(&other).join("catalogue.csv");
    let import = async |contents: &str| {
        fs::write(&file, contents).expect("it is written");
        loket(folder(&demo), &["import", "catalogue", text(&file)]).await
    };
    let right = format!("{HEADER}{RIGHT}");
    for (contents, report) in [
        (right.clone(), "1 created, 0 changed, 0 as they were"),
        (right.clone(), "0 created, 0 changed, 1 as they were"),
        (right.replace("9.99", "8.99"), "0 created, 1 changed, 0 as they were"),
    ] {
        assert_eq!(import(&contents).await.succeeds().out.trim(), report);
    }
    let wrong = format!("{right}NEW-2,goods,nowhere,piece,standard,1,5,10,,,tile-red,,,Other,1.00\n");
    let said = import(&wrong).await;
    said.refuses("line 3, NEW-2: category “nowhere” is not known");
    assert!(said.err.contains("nothing was taken in") && said.out.is_empty(), "{}{}", said.out, said.err);
    let said = import(&right.replace("tax_class", "tax class")).await;
    said.refuses("line 1: ");
    assert!(!said.err.contains(": :") && !said.err.contains("line 1, "), "{}", said.err);
    loket(folder(&demo), &["import", "catalogue", text(&folder(&other).join("missing.csv"))])
        .await
        .refuses("missing.csv");
}

#[tokio::test(flavor = "multi_thread")]
async fn articles_of_knowledge_are_taken_in_from_a_file() {
    let (demo, other) = demo().await;
    let file = folder(&other).join("knowledge.md");
    let import = async |contents: &str| {
        fs::write(&file, contents).expect("it is written");
        loket(folder(&demo), &["import", "knowledge", text(&file)]).await
    };
    let right = "<!-- help: rain goods en -->\n# Rain on site\n\nCover the pallets.\n";
    assert_eq!(import(right).await.succeeds().out.trim(), "1 created, 0 changed, 0 as they were");
    assert_eq!(import(right).await.succeeds().out.trim(), "0 created, 0 changed, 1 as they were");
    let said = import(&right.replace(" goods ", " weather ")).await;
    said.refuses("line 1, rain: “weather” is none of the topics");
    assert!(said.err.contains("nothing was taken in"), "{}", said.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_good_database_is_proved_and_a_missing_one_not_made() {
    let (demo, other) = demo().await;
    let said = loket(folder(&demo), &["check"]).await.succeeds();
    assert!(said.out.contains("ok ") && !said.out.contains("BROKEN"), "{}", said.out);
    assert!(said.out.lines().any(|line| line.trim().ends_with(" orders")), "{}", said.out);
    let nowhere = folder(&other).join("nowhere");
    loket(&nowhere, &["check"]).await.refuses("there is no database");
    loket(&nowhere, &["backup", text(&folder(&other).join("copy.db"))]).await.refuses("there is no database");
    assert!(!nowhere.exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_cannot_be_had_is_named_before_anything_starts() {
    let empty = TestDatabase::empty(Database::Sqlite).await;
    let taken = TcpListener::bind("127.0.0.1:0").expect("the system has a port");
    let address = taken.local_addr().expect("the port has an address").to_string();
    let address = address.as_str();
    for (arguments, option) in [
        (["serve", "--listen", address, "--admin-listen", "127.0.0.1:0"], "--listen"),
        (["serve", "--listen", "127.0.0.1:0", "--admin-listen", address], "--admin-listen"),
    ] {
        let said = loket(folder(&empty), &arguments).await;
        said.refuses(address);
        said.refuses(option);
        assert!(said.out.is_empty(), "{}", said.out);
        assert!(!folder(&empty).join("loket.db").exists(), "no database was made");
    }
    loket(folder(&empty), &["serve", "--listen", "nonsense"]).await.refuses("--listen");
    loket(folder(&empty), &["serve", "--admin-listen", "localhost"]).await.refuses("--admin-listen");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_one_line_of_the_log_and_keeps_its_secrets() {
    let (demo, _other) = demo().await;
    let (mut portal, url) = serve(folder(&demo), "info").await;
    let client = Client::new(url);
    let cookie = format!("loket={}", "c".repeat(64));
    let request = client.request(Method::GET, "/orders.csv?q=confidential").header(header::COOKIE, cookie.as_str());
    let answer = Answer::of(request).await;
    client.send("/fn/entry/ask-code", &[("email", "confidential@test.example")]).await.expect_status(200);
    client.get("/healthz").await.expect_status(200);

    let mut lines = BufReader::new(portal.stderr.take().expect("its log is piped")).lines();
    let log = timeout(PATIENCE, async {
        let mut log = Vec::new();
        while let Some(line) = lines.next_line().await.expect("the log can be read") {
            let is_last = line.contains("/healthz");
            log.push(line);
            if is_last {
                break;
            }
        }
        log
    });
    let log = log.await.expect("the log comes");
    for line in &log {
        assert!(!line.contains("confidential") && !line.contains("cccc"), "{line}");
    }
    let requests: Vec<Value> = log
        .iter()
        .filter_map(|line| serde_json::from_str(line).ok())
        .filter(|line: &Value| line["message"] == "request")
        .collect();
    let routes: Vec<&str> = requests.iter().filter_map(|line| line["route"].as_str()).collect();
    assert_eq!(routes, ["/orders.csv", "/fn/entry/ask-code", "/healthz"]);
    let first = &requests[0];
    assert_eq!((&first["level"], &first["method"]), (&Value::from("INFO"), &Value::from("GET")));
    assert_eq!(first["status"], answer.status);
    assert_eq!(first["request_id"], answer.header("x-request-id"));
    assert!(first["duration_ms"].is_f64(), "{first}");
    portal.kill().await.expect("the program can be killed");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_mail_server_says_of_an_address_is_not_logged() {
    let (demo, _other) = demo().await;
    let server = SmtpSink::start(Manner::RefuseRecipient).await;
    let smtp = server.url();
    let options = ["--smtp-url", smtp.as_str(), "--mail-from", "Van Dael <loket@vandael.example>"];
    let (mut portal, url) = serve_with(folder(&demo), "info", &options).await;
    let client = Client::new(url);
    client.send("/fn/entry/ask-code", &[("email", ANNA)]).await.expect_status(200);

    let mut lines = BufReader::new(portal.stderr.take().expect("its log is piped")).lines();
    let log = timeout(PATIENCE, async {
        let mut log = Vec::new();
        while let Some(line) = lines.next_line().await.expect("the log can be read") {
            let is_about_mail = line.contains("outbox_id");
            log.push(line);
            if is_about_mail {
                return log;
            }
        }
        panic!("the program ended before it had sent the mail: {log:?}");
    });
    for line in log.await.expect("the log says that a mail did not go") {
        assert!(!line.contains(ANNA) && !line.contains("nobody here"), "{line}");
    }
    portal.kill().await.expect("the program can be killed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demo_that_was_killed_is_made_whole() {
    let empty = TestDatabase::empty(Database::Sqlite).await;
    for milliseconds in [100, 300, 600, 1_000] {
        let mut making = program(folder(&empty)).arg("demo").stdout(Stdio::null()).spawn().expect("the program starts");
        sleep(Duration::from_millis(milliseconds)).await;
        making.kill().await.expect("the program can be killed");
    }
    loket(folder(&empty), &["demo"]).await.succeeds();
    let said = loket(folder(&empty), &["check"]).await.succeeds();
    let orders = said.out.lines().find_map(|line| line.trim().strip_suffix(" orders")?.trim().parse::<i64>().ok());
    assert!(orders.is_some_and(|orders| orders >= 200), "{}", said.out);
}
