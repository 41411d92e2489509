//! A mail server for tests, with good and bad manners, in the clear or with TLS and a password.

mod tls;

use std::{
    io,
    net::SocketAddr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader},
    net::TcpListener,
    sync::Notify,
    task::JoinHandle,
};

pub use tls::{Authority, Protection, Secured, base64};

/// How the server behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// Takes every mail.
    Accept,
    /// Takes every mail, and says so when [`SmtpSink::answer`] lets it.
    Slow,
    /// Lets nobody in: 554 instead of a greeting.
    RefuseGreeting,
    /// Does not take mail from this sender: 553.
    RefuseSender,
    /// Knows no recipient: 550, for good. It repeats the address, as most servers do.
    RefuseRecipient,
    /// 451: later.
    TryLater,
    /// Takes the mail and closes the connection without a word: the sender cannot know whether it went.
    CutOff,
}

/// A mail that the server has.
#[derive(Clone, Debug)]
pub struct Received {
    pub recipients: Vec<String>,
    /// Headers and body as they came, lines ending with `\n`.
    pub raw: String,
}

/// A mail server at a port of its own.
#[derive(Debug)]
pub struct SmtpSink {
    address: SocketAddr,
    secured: Option<Secured>,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

#[derive(Debug)]
struct Shared {
    manner: Mutex<Manner>,
    received: Mutex<Vec<Received>>,
    connections: AtomicUsize,
    /// A slow server has a mail, and may answer it.
    has_mail: Notify,
    may_answer: Notify,
    /// What a client has to say before it may bring anything.
    password: Option<String>,
}

impl SmtpSink {
    /// Begins to listen.
    pub async fn start(manner: Manner) -> Self {
        Self::start_with(manner, None).await
    }

    /// The same, with TLS and a password.
    pub async fn start_secured(secured: Secured) -> Self {
        Self::start_with(Manner::Accept, Some(secured)).await
    }

    async fn start_with(manner: Manner, secured: Option<Secured>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("the system has a port");
        let address = listener.local_addr().expect("the port has an address");
        let shared = Arc::new(Shared {
            manner: Mutex::new(manner),
            received: Mutex::default(),
            connections: AtomicUsize::new(0),
            has_mail: Notify::new(),
            may_answer: Notify::new(),
            password: secured.as_ref().map(Secured::said),
        });
        let protection = secured.as_ref().map(|secured| (secured.protection, secured.acceptor()));
        let task = tokio::spawn({
            let shared = shared.clone();
            async move {
                while let Ok((stream, _)) = listener.accept().await {
                    let (shared, protection) = (shared.clone(), protection.clone());
                    shared.connections.fetch_add(1, Ordering::SeqCst);
                    // A client that goes away ends its own conversation only.
                    tokio::spawn(async move {
                        match protection {
                            None => converse(BufReader::new(stream), &shared, Secrecy::None).await.map(drop),
                            Some((Protection::Wrapped, acceptor)) => {
                                let stream = acceptor.accept(stream).await?;
                                converse(BufReader::new(stream), &shared, Secrecy::Has).await.map(drop)
                            }
                            Some((Protection::Started, acceptor)) => {
                                let Some(stream) = converse(BufReader::new(stream), &shared, Secrecy::Offers).await?
                                else {
                                    return Ok(());
                                };
                                let stream = acceptor.accept(stream).await?;
                                converse(BufReader::new(stream), &shared, Secrecy::Begun).await.map(drop)
                            }
                        }
                    });
                }
            }
        });
        Self { address, secured, shared, task }
    }

    /// The address as `LOKET_SMTP_URL` has it.
    #[must_use]
    pub fn url(&self) -> String {
        match &self.secured {
            None => format!("smtp://{}", self.address),
            Some(secured) => secured.url(self.address),
        }
    }

    /// Behaves like this from now on.
    pub fn behave(&self, manner: Manner) {
        *lock(&self.shared.manner) = manner;
    }

    /// Waits until a slow server has a mail that it has not answered.
    pub async fn is_asked(&self) {
        self.shared.has_mail.notified().await;
    }

    /// Lets a slow server answer one mail.
    pub fn answer(&self) {
        self.shared.may_answer.notify_one();
    }

    /// How often somebody has called.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::SeqCst)
    }

    /// All mails that came, oldest first.
    #[must_use]
    pub fn received(&self) -> Vec<Received> {
        lock(&self.shared.received).clone()
    }
}

impl Drop for SmtpSink {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Received {
    /// The value of a header that stands on one line.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let head = self.raw.split("\n\n").next()?;
        head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then_some(value.trim())
        })
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The address in `RCPT TO:<anna@example.org>`.
fn address_in(line: &str) -> &str {
    line.split_once('<').and_then(|(_, rest)| rest.split('>').next()).unwrap_or("")
}

/// How a conversation is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Secrecy {
    None,
    Has,
    /// TLS is begun when the client asks for it.
    Offers,
    /// It has been begun: the greeting was before.
    Begun,
}

/// As much of RFC 5321 as a client needs to hand over a mail. Gives the stream back when the client wants TLS on it.
async fn converse<S>(mut stream: BufReader<S>, shared: &Shared, secrecy: Secrecy) -> io::Result<Option<S>>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut recipients = Vec::new();
    let manner = *lock(&shared.manner);
    if manner == Manner::RefuseGreeting {
        stream.write_all(b"554 sink.example takes no mail from here\r\n").await?;
        return Ok(None);
    }
    if secrecy != Secrecy::Begun {
        stream.write_all(b"220 sink.example ESMTP\r\n").await?;
        stream.flush().await?;
    }
    let mut is_known = shared.password.is_none();
    while let Some(line) = next_line(&mut stream).await? {
        let verb = line.split([' ', ':']).next().unwrap_or("").to_ascii_uppercase();
        let unknown = format!("550 5.1.1 <{}>: nobody here by that name\r\n", address_in(&line));
        let manner = *lock(&shared.manner);
        let reply = match (verb.as_str(), manner) {
            ("EHLO", _) if secrecy == Secrecy::Offers => "250-sink.example\r\n250-8BITMIME\r\n250 STARTTLS\r\n",
            ("EHLO", _) if shared.password.is_some() => "250-sink.example\r\n250-8BITMIME\r\n250 AUTH PLAIN\r\n",
            ("EHLO", _) => "250-sink.example\r\n250 8BITMIME\r\n",
            ("HELO" | "NOOP", _) => "250 sink.example\r\n",
            ("STARTTLS", _) if secrecy == Secrecy::Offers => {
                stream.write_all(b"220 go on\r\n").await?;
                stream.flush().await?;
                return Ok(Some(stream.into_inner()));
            }
            ("AUTH", _) if shared.password.as_deref() == line.strip_prefix("AUTH PLAIN ") => {
                is_known = true;
                "235 2.7.0 welcome\r\n"
            }
            ("AUTH", _) => "535 5.7.8 that is not the password\r\n",
            ("MAIL", _) if !is_known => "530 5.7.0 who are you?\r\n",
            ("MAIL", Manner::RefuseSender) => "553 5.7.1 sender address rejected: not yours\r\n",
            ("MAIL", _) => {
                recipients.clear();
                "250 go on\r\n"
            }
            ("RCPT", Manner::RefuseRecipient) => unknown.as_str(),
            ("RCPT", Manner::TryLater) => "451 4.3.0 come back later\r\n",
            ("RCPT", _) => {
                recipients.push(address_in(&line).to_owned());
                "250 go on\r\n"
            }
            ("DATA", _) => {
                stream.write_all(b"354 end with a dot\r\n").await?;
                stream.flush().await?;
                let mut raw = String::new();
                while let Some(line) = next_line(&mut stream).await? {
                    if line == "." {
                        break;
                    }
                    raw.push_str(line.strip_prefix('.').unwrap_or(&line));
                    raw.push('\n');
                }
                lock(&shared.received).push(Received { recipients: recipients.clone(), raw });
                match manner {
                    Manner::CutOff => return Ok(None),
                    Manner::Slow => {
                        shared.has_mail.notify_one();
                        shared.may_answer.notified().await;
                    }
                    _ => {}
                }
                "250 kept\r\n"
            }
            ("RSET", _) => {
                recipients.clear();
                "250 forgotten\r\n"
            }
            ("QUIT", _) => {
                stream.write_all(b"221 bye\r\n").await?;
                stream.flush().await?;
                return Ok(None);
            }
            _ => "502 not here\r\n",
        };
        stream.write_all(reply.as_bytes()).await?;
        stream.flush().await?;
    }
    Ok(None)
}

/// The next line, without its end.
async fn next_line<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut BufReader<S>) -> io::Result<Option<String>> {
    let mut line = String::new();
    if stream.read_line(&mut line).await? == 0 {
        return Ok(None);
    }
    Ok(Some(line.trim_end_matches(['\r', '\n']).to_owned()))
}
