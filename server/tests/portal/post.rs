//! Mail comes in by the ways that there are: LMTP on this machine, and IMAP from a real Dovecot.

use std::time::{Duration, Instant};

use domain::post::PostState;
use server::{imap, lmtp};
use service::{MailRoute, PostRules};
use testkit::{Authority, Database, Dovecot, Manner, Protection, SmtpSink, TestVendor};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpStream, UnixStream},
    sync::watch,
};

use crate::{ANNA, EVA};

const PATIENCE: Duration = Duration::from_secs(30);

/// The demo vendor, whose mail goes to a server of the test, and whose post is filed as it comes.
struct Office {
    vendor: TestVendor,
    mail: SmtpSink,
    stop: watch::Sender<bool>,
    stopped: watch::Receiver<bool>,
}

impl Office {
    async fn open(database: Database) -> Self {
        let mail = SmtpSink::start(Manner::Accept).await;
        let url = mail.url();
        let vendor = TestVendor::start_with(database, |config| {
            config.mail = MailRoute::Smtp { url, from: "Van Dael <loket@vandael.example>".to_owned() };
            config.post = PostRules { reply_to: Some("help@vandael.example".to_owned()), ..PostRules::default() };
        })
        .await;
        let (stop, stopped) = watch::channel(false);
        tokio::spawn(service::post::work(vendor.context().clone(), stopped.clone()));
        Self { vendor, mail, stop, stopped }
    }

    /// A question of anna's, and the address and the id that its receipt has.
    async fn question(&self) -> (i64, String, String) {
        let draft = testkit::draft("question", "Is it there?", "By Friday?");
        let anna = self.vendor.actor(ANNA).await;
        let number = service::cases::open(self.vendor.context(), &anna, &draft).await.expect("it is kept");
        self.vendor.deliver_mail().await;
        let mails = self.mail.received();
        let mail = mails.iter().rfind(|mail| mail.recipients == [ANNA]).expect("a receipt");
        let flat = mail.raw.replace("\n ", " ");
        let value = |name: &str| {
            let line = flat.lines().find(|line| line.to_lowercase().starts_with(name)).expect("the header is there");
            line.split_once(':').expect("a header").1.trim().to_owned()
        };
        (number, value("reply-to:"), value("message-id:"))
    }

    async fn entries(&self, number: i64) -> Vec<String> {
        let eva = self.vendor.actor(EVA).await;
        let case = service::cases::desk_page(self.vendor.context(), &eva, number).await.expect("the case is there");
        case.case.entries.into_iter().map(|entry| entry.text).collect()
    }

    /// Waits until the case ends with this, and says how long that took.
    async fn ends_with(&self, number: i64, text: &str) -> Duration {
        let begin = Instant::now();
        while self.entries(number).await.last().map(String::as_str) != Some(text) {
            assert!(begin.elapsed() < PATIENCE, "{text} does not come: {:?}", self.entries(number).await);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        begin.elapsed()
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        _ = self.stop.send(true);
    }
}

fn letter(to: &str, id: &str, answered: &str, text: &str) -> String {
    format!(
        "From: {ANNA}\nTo: {to}\nSubject: Re: x\nMessage-ID: <{id}@mail.example>\nIn-Reply-To: {answered}\n\n{text}\n"
    )
}

async fn is_answered(reading: &mut (impl AsyncBufReadExt + Unpin), begin: &str) {
    loop {
        let mut line = String::new();
        reading.read_line(&mut line).await.expect("the portal answers");
        // All lines of an answer but the last have a hyphen.
        if line.get(3..4) != Some("-") {
            assert!(line.starts_with(begin), "{begin} was expected: {line}");
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_mail_handed_over_by_lmtp_is_in_its_case() {
    let office = Office::open(Database::Sqlite).await;
    let (number, to, id) = office.question().await;
    let place = "127.0.0.1:0".parse().expect("a place on the loopback");
    let listener = lmtp::Listener::at(&place).await.expect("the system has a port");
    let address = listener.address().expect("it has an address");
    tokio::spawn(lmtp::serve(office.vendor.context().clone(), listener, office.stopped.clone()));

    let (reading, mut writing) = TcpStream::connect(address).await.expect("it listens").into_split();
    let mut reading = BufReader::new(reading);
    is_answered(&mut reading, "220").await;
    let body = letter(&to, "one", &id, "By LMTP.\n.dotted").replace('\n', "\r\n").replace("\r\n.", "\r\n..");
    let talk = [
        ("MAIL FROM:<anna@dakwerken.example>\r\n".to_owned(), "503"),
        ("LHLO test\r\n".to_owned(), "250"),
        ("RCPT TO:<help@vandael.example>\r\n".to_owned(), "503"),
        ("MAIL FROM:<anna@dakwerken.example> SIZE=99999999999\r\n".to_owned(), "552"),
        ("MAIL FROM:<anna@dakwerken.example> SIZE=100\r\n".to_owned(), "250"),
        ("DATA\r\n".to_owned(), "503"),
        (format!("RCPT TO:<{to}>\r\n"), "250"),
        ("RCPT TO:<sales@vandael.example>\r\n".to_owned(), "250"),
        ("DATA\r\n".to_owned(), "354"),
        (format!("{body}.\r\n"), "250"),
    ];
    for (said, answer) in talk {
        writing.write_all(said.as_bytes()).await.expect("it listens");
        is_answered(&mut reading, answer).await;
    }
    // Once for each recipient.
    is_answered(&mut reading, "250").await;
    writing.write_all(b"NONSENSE\r\nEHLO x\r\nQUIT\r\n").await.expect("it listens");
    for answer in ["500", "500", "221"] {
        is_answered(&mut reading, answer).await;
    }
    office.ends_with(number, "By LMTP.\n.dotted").await;
    assert_eq!(office.entries(number).await.len(), 2, "two recipients, one entry");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_socket_in_the_file_system_takes_mail_and_is_taken_away() {
    let office = Office::open(Database::Sqlite).await;
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let path = folder.path().join("lmtp");
    // One that a process left behind.
    drop(std::os::unix::net::UnixListener::bind(&path).expect("a socket can be made"));
    let place = format!("unix:{}", path.display()).parse().expect("a place");
    let listener = lmtp::Listener::at(&place).await.expect("it is replaced");
    let serving = tokio::spawn(lmtp::serve(office.vendor.context().clone(), listener, office.stopped.clone()));
    let (reading, mut writing) = UnixStream::connect(&path).await.expect("it listens").into_split();
    let mut reading = BufReader::new(reading);
    is_answered(&mut reading, "220").await;
    let long = format!("LHLO {}\r\n", "x".repeat(5_000));
    writing.write_all(long.as_bytes()).await.expect("it listens");
    is_answered(&mut reading, "500").await;
    office.stop.send(true).expect("it hears");
    serving.await.expect("it ends");
    assert!(!path.exists());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_mail_in_a_mailbox_is_in_its_case_within_two_seconds() {
    let office = Office::open(Database::Sqlite).await;
    let dovecot = Dovecot::start().await;
    let (number, to, id) = office.question().await;
    // What is there before the portal comes is taken in, too.
    dovecot.deliver(&to, &letter(&to, "one", &id, "Before.")).await;
    let place: imap::Place = dovecot.url("help").parse().expect("an address");
    tokio::spawn(imap::work(office.vendor.context().clone(), place.clone(), office.stopped.clone()));
    // A second process with the same mailbox: the lease says who fetches.
    let other = office.vendor.another_process().await;
    tokio::spawn(imap::work(other, place, office.stopped.clone()));
    office.ends_with(number, "Before.").await;
    // Now it listens.
    tokio::time::sleep(Duration::from_millis(300)).await;
    let mut slowest = Duration::ZERO;
    for round in 0..5 {
        let text = format!("Now {round}.");
        dovecot.deliver(&to, &letter(&to, &format!("now{round}"), &id, &text)).await;
        let took = office.ends_with(number, &text).await;
        assert!(took < Duration::from_secs(2), "{took:?}");
        slowest = slowest.max(took);
    }
    // The benchmark reads it.
    println!("slowest of five: {}", slowest.as_millis());
    assert_eq!(office.entries(number).await.len(), 7, "each once");
    let flags = dovecot.ask("help", "FETCH 1:* (FLAGS)").await;
    assert!(flags.contains("FETCH") && !flags.contains("\\Seen"), "nobody has touched the flags: {flags}");
    office.vendor.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_mailbox_behind_tls_is_fetched_and_only_from_whom_it_should_be() {
    let office = Office::open(Database::Sqlite).await;
    let (authority, other) = (Authority::new(), Authority::new());
    let dovecot = Dovecot::start_secured(&authority).await;
    let (number, to, id) = office.question().await;
    for (protection, text) in [(Protection::Wrapped, "From the first byte."), (Protection::Started, "When asked.")] {
        dovecot.deliver(&to, &letter(&to, text.split(' ').next().unwrap_or(""), &id, text)).await;
        // Whom nobody vouches for gets no password.
        for trusted in [None, Some(other.file())] {
            let place: imap::Place =
                dovecot.secured_url("help", protection, trusted.as_deref()).parse().expect("an address");
            let (stop, stopped) = watch::channel(false);
            let fetching = tokio::spawn(imap::work(office.vendor.context().clone(), place, stopped));
            tokio::time::sleep(Duration::from_millis(700)).await;
            assert_ne!(
                office.entries(number).await.last().map(String::as_str),
                Some(text),
                "{protection:?} {trusted:?}"
            );
            stop.send(true).expect("it hears");
            fetching.await.expect("it ends");
        }
        let trusted = authority.file();
        let place: imap::Place = dovecot.secured_url("help", protection, Some(&trusted)).parse().expect("an address");
        let (stop, stopped) = watch::channel(false);
        let fetching = tokio::spawn(imap::work(office.vendor.context().clone(), place, stopped));
        office.ends_with(number, text).await;
        stop.send(true).expect("it hears");
        fetching.await.expect("it ends");
    }
    assert_eq!(office.entries(number).await.len(), 3, "each once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_mailbox_that_numbers_its_mails_anew_brings_nothing_twice() {
    let office = Office::open(Database::Sqlite).await;
    let dovecot = Dovecot::start().await;
    let (number, to, id) = office.question().await;
    for name in ["one", "two", "three"] {
        dovecot.deliver(&to, &letter(&to, name, &id, name)).await;
    }
    let place: imap::Place = dovecot.url("help").parse().expect("an address");
    let (stop, stopped) = watch::channel(false);
    let first = tokio::spawn(imap::work(office.vendor.context().clone(), place.clone(), stopped));
    office.ends_with(number, "three").await;
    stop.send(true).expect("it hears");
    first.await.expect("it ends");

    // Dovecot takes the second as the validity: in the same second it would be the same one.
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    dovecot.number_anew("help");
    dovecot.deliver(&to, &letter(&to, "four", &id, "four")).await;
    tokio::spawn(imap::work(office.vendor.context().clone(), place, office.stopped.clone()));
    office.ends_with(number, "four").await;
    assert_eq!(office.entries(number).await.len(), 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_mail_from_nobody_is_shown_in_a_frame_where_nothing_runs() {
    let portal = testkit::TestPortal::start(Database::Sqlite).await;
    let raw = "From: new@elsewhere.example\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n\
         <p onclick=alert(1)>Hello<script>alert(2)</script><img src=https://evil.example/p.gif></p>\r\n";
    let handed = service::post::Handed { mailbox: "lmtp".to_owned(), raw: raw.into(), ..Default::default() };
    let id = service::post::take_in(portal.context(), handed).await.expect("it is stored");
    service::post::pass(portal.context()).await.expect("it is filed");
    let eva = portal.staff(EVA).await;
    let shown = eva.get(&format!("/post/{id}")).await.expect_status(200);
    let policy = shown.header("content-security-policy").to_owned();
    assert!(policy.contains("default-src 'none'") && policy.contains("sandbox"), "{policy}");
    assert!(
        shown.body.contains("Hello") && !shown.body.contains("alert") && !shown.body.contains("evil"),
        "{}",
        shown.body
    );
    let raw = eva.get(&format!("/post/{id}/raw")).await.expect_status(200);
    assert!(raw.header("content-disposition").starts_with("attachment"));
    let page = eva.get("/desk/post").await.expect_status(200);
    assert!(page.body.contains("sandbox=\"allow-popups\"") && page.body.contains("new@elsewhere.example"));
    // It stands among the cases, with its promise, and leads there.
    let inbox = eva.get("/desk/cases").await.expect_status(200);
    assert!(inbox.body.contains(&format!("/desk/post#mail-{id}")) && page.body.contains(&format!("id=\"mail-{id}\"")));
    let (waits, rest) = inbox.body.split_once("new@elsewhere.example").expect("its sender is named");
    // Eva reads Dutch.
    assert!(waits.contains("wachten op uw beslissing") && rest[..800].contains("uiterlijk over"), "{}", &rest[..800]);
    let waiting = service::post::desk::list(portal.context(), &portal.actor(EVA).await, false, None).await;
    assert_eq!(waiting.expect("the desk is there").mails[0].state, PostState::Unknown);
    // Its account is found by name, and what is answered stands below it, without scripts.
    let found = eva.get(&format!("/desk/post?mail={id}&find=dakwerken")).await.expect_status(200);
    let field = format!("id=\"account-{id}\"");
    assert!(found.body.contains("value=\"K-10017\"") && !found.body.contains(&field), "one of those is chosen");
    let none = eva.get(&format!("/desk/post?mail={id}&find=nowhere")).await.expect_status(200);
    assert!(!none.body.contains("value=\"K-10017\"") && none.body.contains(&field), "a number can be typed");
    let key = testkit::new_key();
    service::post::answer(portal.context(), &portal.actor(EVA).await, key, id, "To which street?").await.expect("sent");
    let page = eva.get("/desk/post").await.expect_status(200);
    assert!(page.body.contains("To which street?") && page.body.contains(&format!("id=\"answer-{id}\"")));
}
