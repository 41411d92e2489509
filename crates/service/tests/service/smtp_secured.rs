//! Mail over TLS with a password: to the right server only, and the password stays where it belongs.

use std::{
    io,
    sync::{Arc, Mutex, PoisonError},
};

use domain::demo::{MailState, OutboxState};
use service::{MailRoute, outbox};
use testkit::{Authority, Database, Manner, Protection, Secured, SmtpSink, TestVendor};
use tokio::sync::watch;
use tracing::instrument::WithSubscriber as _;
use tracing_subscriber::fmt::MakeWriter;

use crate::{ANNA, EVA};

const PASSWORD: &str = "correct-horse-7731";

/// What is logged, for reading.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl Log {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }
}

fn secured(protection: Protection, authority: &Arc<Authority>) -> Secured {
    Secured {
        protection,
        user: "loket",
        password: PASSWORD,
        authority: authority.clone(),
        name: "127.0.0.1",
        trusted: Some(authority.file()),
        known_password: PASSWORD,
    }
}

/// One mail to anna, tried once: what the staff see of it, what the server has, and what was logged.
async fn try_once(database: Database, secured: Secured) -> (MailState, usize, String) {
    let server = SmtpSink::start_secured(secured).await;
    let url = server.url();
    let vendor = TestVendor::start_with(database, |config| {
        config.mail = MailRoute::Smtp { url, from: "Loket <loket@vandael.example>".to_owned() };
    })
    .await;
    let anna = vendor.actor(ANNA).await;
    vendor.order(&anna, &[("TL-7011", "1")]).await;
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_writer(log.clone())
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .finish();
    outbox::pass(vendor.context()).with_subscriber(subscriber).await.expect("the outbox can be worked on");
    let config = format!("{:?}", vendor.context().config());
    assert!(config.contains("Smtp") && !config.contains("-horse-"), "{config}");
    let eva = vendor.actor(EVA).await;
    let mails = service::desk::mails(vendor.context(), &eva, None).await.expect("the back office sees the mails");
    let seen = mails.into_iter().find(|mail| mail.to == ANNA).expect("the mail is seen");
    (seen, server.received().len(), log.text())
}

fn says_nothing_of_the_password(seen: &MailState, log: &str, password: &str) {
    let error = seen.last_error.as_deref().unwrap_or_default();
    for text in [error, log] {
        assert!(!text.contains(password) && !text.contains("AGxva2V0A"), "{text}");
        assert!(!text.contains("loket:"), "not the address, either: {text}");
    }
}

/// Wrapped from the beginning or begun on the way, it arrives.
async fn arrives(database: Database) {
    for protection in [Protection::Wrapped, Protection::Started] {
        let authority = Arc::new(Authority::new());
        let (seen, arrived, log) = try_once(database, secured(protection, &authority)).await;
        assert_eq!((seen.state, seen.last_error.as_deref(), arrived), (OutboxState::Sent, None, 1), "{protection:?}");
        says_nothing_of_the_password(&seen, &log, PASSWORD);
    }
}

/// A certificate of an authority that nobody trusts, or for another name: not a word of the mail is said.
async fn a_wrong_certificate_is_refused(database: Database) {
    for protection in [Protection::Wrapped, Protection::Started] {
        let authority = Arc::new(Authority::new());
        let stranger = Authority::new();
        for wrong in [
            Secured { trusted: None, ..secured(protection, &authority) },
            Secured { trusted: Some(stranger.file()), ..secured(protection, &authority) },
            Secured { name: "mail.elsewhere.example", ..secured(protection, &authority) },
        ] {
            let what = format!("{wrong:?}");
            let (seen, arrived, log) = try_once(database, wrong).await;
            assert_eq!((seen.state, seen.attempts, arrived), (OutboxState::Waiting, 1, 0), "{what}");
            let error = seen.last_error.clone().unwrap_or_default();
            assert!(error.to_lowercase().contains("certificate"), "the staff see why: {error}");
            says_nothing_of_the_password(&seen, &log, PASSWORD);
        }
    }
}

/// The staff see that the server does not let us in, and the mail is kept.
async fn a_wrong_password_is_seen(database: Database) {
    let authority = Arc::new(Authority::new());
    let wrong = Secured { known_password: "wrong-horse-1377", ..secured(Protection::Wrapped, &authority) };
    let (seen, arrived, log) = try_once(database, wrong).await;
    assert_eq!((seen.state, seen.attempts, arrived), (OutboxState::Waiting, 1, 0));
    assert!(seen.next_try.is_some(), "it is tried again once the password is mended");
    assert!(seen.last_error.as_deref().is_some_and(|error| error.contains("535")), "{seen:?}");
    assert!(log.contains("a mail did not go"), "{log}");
    says_nothing_of_the_password(&seen, &log, "wrong-horse-1377");
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_over_tls_on_sqlite() {
    arrives(Database::Sqlite).await;
    a_wrong_certificate_is_refused(Database::Sqlite).await;
    a_wrong_password_is_seen(Database::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_over_tls_on_postgres() {
    arrives(Database::Postgres).await;
    a_wrong_password_is_seen(Database::Postgres).await;
}

testkit::on_both_databases! {
    async fn the_rest_of_a_batch_is_given_back_when_the_worker_stops(vendor: Stopping) {
        let Stopping { vendor, server } = vendor;
        let anna = vendor.actor(ANNA).await;
        for _ in 0..2 {
            vendor.order(&anna, &[("TL-7011", "1")]).await;
        }
        server.behave(Manner::Slow);
        let (stop, stopped) = watch::channel(false);
        let worker = tokio::spawn(outbox::work(vendor.context().clone(), stopped));
        server.is_asked().await;
        stop.send(true).expect("the worker listens");
        server.answer();
        worker.await.expect("it ends well");
        assert_eq!(server.received().len(), 1, "the mail under way, and no other");
        server.behave(Manner::Accept);
        let other = vendor.another_process().await;
        assert_eq!(outbox::pass(&other).await.expect("the outbox can be worked on"), 1, "due at once for another");
        assert_eq!(server.received().len(), 2);
    }
}

/// A vendor whose mail goes to a server in the clear.
struct Stopping {
    vendor: TestVendor,
    server: SmtpSink,
}

impl Stopping {
    async fn start(database: Database) -> Self {
        let server = SmtpSink::start(Manner::Accept).await;
        let url = server.url();
        let vendor = TestVendor::start_with(database, |config| {
            config.mail = MailRoute::Smtp { url, from: "Loket <loket@vandael.example>".to_owned() };
        })
        .await;
        Self { vendor, server }
    }
}
