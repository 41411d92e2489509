//! The way in from a mailbox elsewhere: IMAP (RFC 3501) with IDLE (RFC 2177).
//!
//! The mailbox is opened for reading only, so nothing in it changes: no flag, no deletion. What was taken in is known by
//! the portal's own ledger. Of several processes one fetches, by a lease.

use std::{fmt, io, sync::Arc, time::Duration};

use async_imap::{Client, Session, extensions::idle::IdleResponse, types::Fetch};
use domain::post::LARGEST_MAIL;
use futures_util::TryStreamExt;
use service::{Context, post::Mailbox};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    sync::watch,
    time::timeout,
};
use tokio_rustls::{
    TlsConnector,
    rustls::{ClientConfig, RootCertStore, crypto::ring, pki_types::ServerName},
};
use url::Url;

use crate::cli::Failure;

/// How long one command may take.
const LONGEST: Duration = Duration::from_secs(90);
/// How long the portal listens before it says again that it has the mailbox.
const LISTEN: Duration = Duration::from_secs(50);
/// How often a mailbox without IDLE is asked.
const ASK: Duration = Duration::from_secs(30);
/// How long another process's mailbox is left alone.
const OTHERS: Duration = Duration::from_secs(20);
/// The longest pause after failures.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// So many mails, or so many bytes, are fetched at once.
const BATCH: usize = 50;
const BATCH_BYTES: usize = 8 * 1024 * 1024;

/// A mailbox to fetch from: `imaps://user:password@host/INBOX`.
#[derive(Clone, PartialEq, Eq)]
pub struct Place {
    host: String,
    port: u16,
    is_secure: bool,
    user: String,
    password: String,
    folder: String,
}

impl fmt::Debug for Place {
    /// Without the password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name())
    }
}

impl std::str::FromStr for Place {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let url = Url::parse(text).map_err(|error| format!("not an address: {error}"))?;
        let host = url.host_str().ok_or("a host is missing")?.trim_matches(['[', ']']).to_owned();
        let is_secure = match url.scheme() {
            "imaps" => true,
            // The password would travel as it is.
            "imap" if host == "localhost" || host.parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback()) => false,
            "imap" => return Err("imap:// is for the loopback only: use imaps://".to_owned()),
            other => return Err(format!("{other}:// is not known: use imaps://")),
        };
        let plain = |text: &str| {
            let form = format!("x={}", text.replace('+', "%2B"));
            url::form_urlencoded::parse(form.as_bytes()).next().map(|(_, value)| value.into_owned()).unwrap_or_default()
        };
        let folder = plain(url.path().trim_start_matches('/'));
        let place = Self {
            port: url.port().unwrap_or(if is_secure { 993 } else { 143 }),
            host,
            is_secure,
            user: plain(url.username()),
            password: plain(url.password().unwrap_or_default()),
            folder: if folder.is_empty() { "INBOX".to_owned() } else { folder },
        };
        if place.user.is_empty() { Err("a user is missing".to_owned()) } else { Ok(place) }
    }
}

impl Place {
    /// The mailbox's name in the ledger: it must not change with the port or the password.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}@{}/{}", self.user, self.host, self.folder)
    }
}

trait Stream: AsyncRead + AsyncWrite + fmt::Debug + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + fmt::Debug + Send + Unpin> Stream for T {}

type Open = Session<Box<dyn Stream>>;

/// Fetches until `stop`. What fails is tried again, with growing pauses.
pub async fn work(context: Context, place: Place, mut stop: watch::Receiver<bool>) {
    let mailbox = Mailbox::new(context, place.name());
    let mut pause = Duration::from_secs(1);
    while !*stop.borrow() {
        let wait = match mailbox.hold().await {
            Ok(true) => match fetch(&mailbox, &place, &mut stop).await {
                Ok(()) => {
                    pause = Duration::from_secs(1);
                    Duration::ZERO
                }
                Err(error) => {
                    // Neither the password nor what a mail says is in it.
                    tracing::warn!(mailbox = %mailbox.name, %error, "a mailbox could not be fetched");
                    metrics::counter!("loket_imap_failures_total").increment(1);
                    let longer = (pause * 2).min(LONGEST_PAUSE);
                    std::mem::replace(&mut pause, longer)
                }
            },
            Ok(false) => OTHERS,
            Err(error) => {
                _ = error.into_refusal();
                OTHERS
            }
        };
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            _ = stop.changed() => {}
        }
    }
    if let Err(error) = mailbox.give_back().await {
        _ = error.into_refusal();
    }
}

/// One connection: what is missing is taken in, then the server tells of what comes.
async fn fetch(mailbox: &Mailbox, place: &Place, stop: &mut watch::Receiver<bool>) -> Result<(), Failure> {
    let mut session = within(open(place)).await?;
    let found = within(async { Ok(session.examine(&place.folder).await?) }).await?;
    let validity = found.uid_validity.ok_or("the mailbox has no UIDVALIDITY")?;
    let can_idle = within(async { Ok(session.capabilities().await?) }).await?.has_str("IDLE");
    let mut greatest = 0;
    loop {
        greatest = catch_up(mailbox, &mut session, validity, greatest, stop).await?;
        if *stop.borrow() {
            _ = timeout(Duration::from_secs(5), session.logout()).await;
            return Ok(());
        }
        session = listen(session, can_idle, stop).await?;
        if !mailbox.hold().await.map_err(crate::cli::failure)? {
            return Ok(());
        }
    }
}

async fn within<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    timeout(LONGEST, work).await.map_err(|_| "the mail server took too long")?
}

async fn open(place: &Place) -> Result<Open, Failure> {
    let stream = TcpStream::connect((place.host.as_str(), place.port)).await?;
    stream.set_nodelay(true)?;
    let stream: Box<dyn Stream> = if place.is_secure {
        let name = ServerName::try_from(place.host.clone())?;
        Box::new(connector()?.connect(name, stream).await?)
    } else {
        Box::new(stream)
    };
    let mut client = Client::new(stream);
    client.read_response().await?.ok_or_else(|| io::Error::from(io::ErrorKind::UnexpectedEof))?;
    client.login(&place.user, &place.password).await.map_err(|(error, _)| error.into())
}

fn connector() -> Result<TlsConnector, Failure> {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

/// Takes in what the ledger does not know, and gives the greatest UID there is. The first time the whole mailbox is looked
/// at, because a UID may be missing anywhere; then only what came after.
async fn catch_up(
    mailbox: &Mailbox,
    session: &mut Open,
    validity: u32,
    greatest: u32,
    stop: &watch::Receiver<bool>,
) -> Result<u32, Failure> {
    let wanted = if greatest == 0 { "ALL".to_owned() } else { format!("UID {}:*", greatest.saturating_add(1)) };
    let uids: Vec<u32> = within(async { Ok(session.uid_search(&wanted).await?) }).await?.into_iter().collect();
    let last = uids.iter().copied().max().unwrap_or(0).max(greatest);
    let missing = mailbox.missing(validity, uids).await.map_err(crate::cli::failure)?;
    for some in missing.chunks(BATCH) {
        if *stop.borrow() {
            return Ok(last);
        }
        let sizes = within(asked(session, &set(some), "(UID RFC822.SIZE)")).await?;
        let mut batch = Vec::new();
        let mut bytes = 0;
        for answer in sizes {
            let (Some(uid), Some(size)) = (answer.uid, answer.size) else { continue };
            let size = usize::try_from(size).unwrap_or(usize::MAX);
            if size > LARGEST_MAIL {
                take_in(mailbox, session, validity, &[uid], Some(size)).await?;
                continue;
            }
            if bytes + size > BATCH_BYTES && !batch.is_empty() {
                take_in(mailbox, session, validity, &std::mem::take(&mut batch), None).await?;
                bytes = 0;
            }
            batch.push(uid);
            bytes += size;
        }
        take_in(mailbox, session, validity, &batch, None).await?;
        if !mailbox.hold().await.map_err(crate::cli::failure)? {
            return Err("another process has taken the mailbox".into());
        }
    }
    Ok(last)
}

fn set(uids: &[u32]) -> String {
    uids.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

async fn asked(session: &mut Open, uids: &str, what: &str) -> Result<Vec<Fetch>, Failure> {
    Ok(session.uid_fetch(uids, what).await?.try_collect().await?)
}

/// Of what is too large only the head is fetched: people are told that it came.
async fn take_in(
    mailbox: &Mailbox,
    session: &mut Open,
    validity: u32,
    uids: &[u32],
    too_large: Option<usize>,
) -> Result<(), Failure> {
    if uids.is_empty() {
        return Ok(());
    }
    // PEEK: the flag \Seen stays as it is.
    let what = if too_large.is_some() { "(UID BODY.PEEK[HEADER])" } else { "(UID BODY.PEEK[])" };
    let answers = within(asked(session, &set(uids), what)).await?;
    let mails: Vec<(u32, Vec<u8>)> = answers
        .iter()
        .filter_map(|answer| {
            let uid = answer.uid.filter(|uid| uids.contains(uid))?;
            let raw = match too_large {
                Some(size) => service::post::only_head(answer.header()?, size),
                None => answer.body()?.to_vec(),
            };
            Some((uid, raw))
        })
        .collect();
    if mails.is_empty() {
        // Gone meanwhile.
        return Ok(());
    }
    mailbox.take_in(validity, mails).await.map_err(crate::cli::failure)?;
    Ok(())
}

/// Waits until the server has something to say, or it is time to look.
async fn listen(mut session: Open, can_idle: bool, stop: &mut watch::Receiver<bool>) -> Result<Open, Failure> {
    if !can_idle {
        tokio::select! {
            () = tokio::time::sleep(ASK) => {}
            _ = stop.changed() => {}
        }
        within(async { Ok(session.noop().await?) }).await?;
        return Ok(session);
    }
    let mut idle = session.idle();
    within(async { Ok(idle.init().await?) }).await?;
    let is_lost = {
        let (waiting, interrupt) = idle.wait_with_timeout(LISTEN);
        tokio::pin!(waiting);
        tokio::select! {
            said = &mut waiting => matches!(said?, IdleResponse::ManualInterrupt),
            // A server may keep the line open with "still here" for ever.
            () = tokio::time::sleep(LISTEN) => { drop(interrupt); _ = waiting.await; false }
            _ = stop.changed() => { drop(interrupt); _ = waiting.await; false }
        }
    };
    if is_lost {
        return Err("the connection was lost".into());
    }
    within(async { Ok(idle.done().await?) }).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_with_its_percent_signs() {
        let place = "imaps://help%40vandael.example:p%2Fa+s@mail.example/Help%20desk".parse::<Place>();
        assert!(place.is_ok(), "{place:?}");
        let Ok(place) = place else { return };
        assert_eq!((place.user.as_str(), place.password.as_str()), ("help@vandael.example", "p/a+s"));
        assert_eq!((place.port, place.folder.as_str()), (993, "Help desk"));
        assert_eq!(place.name(), "help@vandael.example@mail.example/Help desk");
        assert!(!format!("{place:?}").contains("p/a"), "no password in a log");
    }

    #[test]
    fn a_password_does_not_travel_bare() {
        assert!("imap://a:b@mail.example".parse::<Place>().is_err());
        assert!("imap://a:b@127.0.0.1:1143".parse::<Place>().is_ok());
        for wrong in ["", "mail.example", "imaps://mail.example/INBOX", "smtp://a:b@c", "imaps:///x"] {
            assert!(wrong.parse::<Place>().is_err(), "{wrong}");
        }
    }
}
