//! The way in for a mail server on the same machine: LMTP (RFC 2033), on the loopback or on a socket in the file system.
//!
//! A mail is answered with 250 once it is stored. What is made of it is found out later, so a mail server never hears "no"
//! to a mail that the portal could keep.

use std::{io, net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};

use domain::post::LARGEST_MAIL;
use service::{
    Context,
    post::{self, Handed},
};
use tokio::{
    io::{AsyncBufRead, AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader},
    net::{TcpListener, UnixListener},
    sync::{Semaphore, watch},
};

use crate::cli::Failure;

/// So many mail servers at once.
const MOST_CONNECTIONS: usize = 20;
const MOST_RECIPIENTS: usize = 100;
/// A line of a command, with its end (RFC 5321, 4.5.3.1.4, and room for extensions).
const LONGEST_LINE: u64 = 2_048;
const LONGEST_SILENCE: Duration = Duration::from_secs(300);
/// The name under which these mails are kept apart from those of other ways.
const MAILBOX: &str = "lmtp";

/// Where to listen: `unix:/run/loket/lmtp` or an address of the loopback.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    Socket(PathBuf),
    Loopback(SocketAddr),
}

impl std::str::FromStr for Place {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Some(path) = text.strip_prefix("unix:") {
            return Ok(Self::Socket(PathBuf::from(path)));
        }
        let address: SocketAddr = text.parse().map_err(|_| "unix:PATH or ADDRESS:PORT is expected".to_owned())?;
        // LMTP knows no passwords: whoever reaches it may hand over what they like.
        if address.ip().is_loopback() {
            Ok(Self::Loopback(address))
        } else {
            Err("only the loopback may reach LMTP: use 127.0.0.1 or unix:PATH".to_owned())
        }
    }
}

/// A place that is listened at.
#[derive(Debug)]
pub enum Listener {
    Socket(UnixListener, PathBuf),
    Loopback(TcpListener),
}

impl Listener {
    /// Begins to listen. A socket that a process left behind is replaced.
    ///
    /// # Errors
    /// When the place is taken.
    pub async fn at(place: &Place) -> Result<Self, Failure> {
        let failed = |error: io::Error| format!("cannot listen for LMTP at {place:?}: {error}");
        match place {
            Place::Loopback(address) => Ok(Self::Loopback(TcpListener::bind(address).await.map_err(failed)?)),
            Place::Socket(path) => {
                if path.exists() && tokio::net::UnixStream::connect(path).await.is_err() {
                    tokio::fs::remove_file(path).await.map_err(failed)?;
                }
                Ok(Self::Socket(UnixListener::bind(path).map_err(failed)?, path.clone()))
            }
        }
    }

    /// The address that the system has chosen, on the loopback.
    #[must_use]
    pub fn address(&self) -> Option<SocketAddr> {
        match self {
            Self::Loopback(listener) => listener.local_addr().ok(),
            Self::Socket(..) => None,
        }
    }
}

/// Takes mail until `stop`.
pub async fn serve(context: Context, listener: Listener, mut stop: watch::Receiver<bool>) {
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    loop {
        let Ok(place) = places.clone().acquire_owned().await else { return };
        let context = context.clone();
        let stopped = stop.clone();
        tokio::select! {
            _ = stop.changed() => break,
            accepted = accept(&listener) => match accepted {
                Ok((reading, writing)) => _ = tokio::spawn(async move {
                    // Who goes away in the middle keeps the mail, and brings it again.
                    _ = Conversation::new(context, reading, writing).hold(stopped).await;
                    drop(place);
                }),
                Err(error) => {
                    tracing::warn!(%error, "an LMTP connection could not be taken");
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            }
        }
    }
    if let Listener::Socket(_, path) = &listener {
        _ = tokio::fs::remove_file(path).await;
    }
}

type Reading = Box<dyn AsyncRead + Send + Unpin>;
type Writing = Box<dyn AsyncWrite + Send + Unpin>;

async fn accept(listener: &Listener) -> io::Result<(Reading, Writing)> {
    match listener {
        Listener::Loopback(listener) => {
            let (stream, _) = listener.accept().await?;
            _ = stream.set_nodelay(true);
            let (reading, writing) = stream.into_split();
            Ok((Box::new(reading), Box::new(writing)))
        }
        Listener::Socket(listener, _) => {
            let (reading, writing) = listener.accept().await?.0.into_split();
            Ok((Box::new(reading), Box::new(writing)))
        }
    }
}

/// One conversation with a mail server.
struct Conversation {
    context: Context,
    reading: BufReader<Reading>,
    writing: Writing,
    greeted: bool,
    from: Option<String>,
    to: Vec<String>,
}

impl Conversation {
    fn new(context: Context, reading: Reading, writing: Writing) -> Self {
        let reading = BufReader::new(reading);
        Self { context, reading, writing, greeted: false, from: None, to: Vec::new() }
    }

    async fn say(&mut self, reply: &str) -> io::Result<()> {
        self.writing.write_all(reply.as_bytes()).await?;
        self.writing.write_all(b"\r\n").await?;
        self.writing.flush().await
    }

    async fn hold(mut self, mut stop: watch::Receiver<bool>) -> io::Result<()> {
        self.say("220 loket LMTP").await?;
        loop {
            let line = tokio::select! {
                line = tokio::time::timeout(LONGEST_SILENCE, line(&mut self.reading)) => line,
                _ = stop.changed() => return self.say("421 4.3.2 the portal is stopping").await,
            };
            let line = match line {
                Ok(Ok(Some(line))) => line,
                Ok(Err(error)) if error.kind() == io::ErrorKind::InvalidData => {
                    return self.say("500 5.5.2 the line is too long").await;
                }
                Ok(Ok(None) | Err(_)) => return Ok(()),
                Err(_) => return self.say("421 4.4.2 nothing was said for too long").await,
            };
            let (verb, rest) = line.split_once(' ').unwrap_or((line.as_str(), ""));
            match verb.to_ascii_uppercase().as_str() {
                "LHLO" => {
                    self.greeted = true;
                    self.forget();
                    self.say(&format!(
                        "250-loket\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-ENHANCEDSTATUSCODES\r\n250 SIZE {LARGEST_MAIL}"
                    ))
                    .await?;
                }
                "HELO" | "EHLO" => self.say("500 5.5.1 this is LMTP: say LHLO").await?,
                "MAIL" => self.mail(rest).await?,
                "RCPT" => self.recipient(rest).await?,
                "DATA" => self.data().await?,
                "RSET" => {
                    self.forget();
                    self.say("250 2.0.0 forgotten").await?;
                }
                "NOOP" => self.say("250 2.0.0 yes").await?,
                "VRFY" => self.say("252 2.1.5 try it").await?,
                "QUIT" => return self.say("221 2.0.0 bye").await,
                _ => self.say("500 5.5.1 not here").await?,
            }
        }
    }

    fn forget(&mut self) {
        self.from = None;
        self.to.clear();
    }

    async fn mail(&mut self, rest: &str) -> io::Result<()> {
        if !self.greeted || self.from.is_some() {
            return self.say("503 5.5.1 not now").await;
        }
        let Some(from) = path(rest, "FROM:") else { return self.say("501 5.5.4 MAIL FROM:<…>").await };
        let size = rest.split_whitespace().find_map(|word| {
            let (name, value) = word.split_once('=')?;
            name.eq_ignore_ascii_case("SIZE").then(|| value.parse::<usize>().ok())?
        });
        if size.is_some_and(|size| size > LARGEST_MAIL) {
            return self.say("552 5.3.4 the mail is too large").await;
        }
        self.from = Some(from);
        self.say("250 2.1.0 go on").await
    }

    async fn recipient(&mut self, rest: &str) -> io::Result<()> {
        if self.from.is_none() {
            return self.say("503 5.5.1 MAIL comes first").await;
        }
        match path(rest, "TO:").filter(|to| !to.is_empty()) {
            None => self.say("501 5.5.4 RCPT TO:<…>").await,
            Some(_) if self.to.len() >= MOST_RECIPIENTS => self.say("452 4.5.3 enough recipients").await,
            Some(to) => {
                self.to.push(to);
                self.say("250 2.1.5 go on").await
            }
        }
    }

    /// Takes the mail, and answers once for each recipient (RFC 2033, 4.2).
    async fn data(&mut self) -> io::Result<()> {
        if self.to.is_empty() {
            return self.say("503 5.5.1 RCPT comes first").await;
        }
        self.say("354 end with a dot").await?;
        let raw = tokio::time::timeout(LONGEST_SILENCE, contents(&mut self.reading))
            .await
            .map_err(|_| io::Error::from(io::ErrorKind::TimedOut))??;
        let to = std::mem::take(&mut self.to);
        let recipients = to.len();
        let reply = match raw {
            None => "552 5.3.4 the mail is too large",
            Some(raw) => {
                let handed = Handed { mailbox: MAILBOX.to_owned(), from: self.from.take(), to, raw };
                match post::take_in(&self.context, handed).await {
                    Ok(_) => "250 2.0.0 stored",
                    Err(error) => {
                        _ = error.into_refusal();
                        "451 4.3.0 not stored, come again"
                    }
                }
            }
        };
        self.forget();
        for _ in 0..recipients {
            self.say(reply).await?;
        }
        Ok(())
    }
}

/// A command's line without its end.
async fn line(reading: &mut (impl AsyncBufRead + Unpin)) -> io::Result<Option<String>> {
    let mut line = Vec::new();
    reading.take(LONGEST_LINE).read_until(b'\n', &mut line).await?;
    if line.is_empty() {
        return Ok(None);
    }
    if line.last() != Some(&b'\n') {
        return Err(io::Error::from(io::ErrorKind::InvalidData));
    }
    Ok(Some(String::from_utf8_lossy(&line).trim_end().to_owned()))
}

/// The address between angle brackets; empty for `<>`.
fn path(rest: &str, word: &str) -> Option<String> {
    let begin = rest.get(..word.len())?;
    let after = rest.get(word.len()..)?.trim_start();
    let (inside, _) = after.strip_prefix('<')?.split_once('>')?;
    (begin.eq_ignore_ascii_case(word) && inside.len() <= 320).then(|| inside.to_owned())
}

/// The mail up to the lone dot, without the dots that were put before others; `None` when it is too large, after all of it
/// has been read.
async fn contents(reading: &mut (impl AsyncBufRead + Unpin)) -> io::Result<Option<Vec<u8>>> {
    let mut raw = Vec::new();
    let mut is_too_large = false;
    let mut line = Vec::new();
    loop {
        line.clear();
        // A line has no limit here: mails are longer than they should be. Their whole has one.
        let read = (&mut *reading).take(LARGEST_MAIL as u64 + 3).read_until(b'\n', &mut line).await?;
        if read == 0 {
            return Err(io::Error::from(io::ErrorKind::UnexpectedEof));
        }
        if matches!(line.as_slice(), b".\r\n" | b".\n") {
            return Ok((!is_too_large).then_some(raw));
        }
        let own = line.strip_prefix(b".").unwrap_or(&line);
        if is_too_large || raw.len() + own.len() > LARGEST_MAIL {
            is_too_large = true;
            raw.clear();
        } else {
            raw.extend_from_slice(own);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_loopback_and_sockets_are_listened_at() {
        assert_eq!("unix:/run/x".parse(), Ok(Place::Socket(PathBuf::from("/run/x"))));
        assert!("127.0.0.1:24".parse::<Place>().is_ok() && "[::1]:24".parse::<Place>().is_ok());
        for wrong in ["0.0.0.0:24", "192.0.2.1:24", "x", ""] {
            assert!(wrong.parse::<Place>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn paths_are_read_as_they_come() {
        assert_eq!(path("FROM:<a@b> SIZE=3", "FROM:").as_deref(), Some("a@b"));
        assert_eq!(path("from: <>", "FROM:").as_deref(), Some(""));
        assert_eq!(path("TO:a@b", "TO:"), None);
    }

    #[tokio::test]
    async fn dots_are_taken_off_and_a_lone_one_ends_it() {
        let mut sent: &[u8] = b"a\r\n..b\r\n.c\r\n.\r\nQUIT\r\n";
        assert_eq!(contents(&mut sent).await.ok(), Some(Some(b"a\r\n.b\r\nc\r\n".to_vec())));
        assert_eq!(sent, b"QUIT\r\n");
    }
}
