//! Mail that comes in: how fast it is taken in and filed, how long the worst one takes to be shown, and how soon one in a
//! mailbox elsewhere is in its case.

use std::{
    fs,
    net::SocketAddr,
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    process::Command,
    task::JoinSet,
};

use crate::{
    Backend, Bench, Result,
    load::{self, Call, Connection, Figures, milliseconds},
    members::{self, Member},
    portal::Installation,
    report::Section,
};

const CONNECTIONS: usize = 4;
/// What a letter with a short quotation has.
const LETTER: usize = 4 * 1024;
/// How long what was taken in may take to be filed before the measurement gives up.
const PATIENCE: Duration = Duration::from_secs(600);
/// Each mail is looked at so often, and the median counts.
const LOOKS: usize = 3;
/// The mails that are like those of the tests, and the word in them that stands for a text many times.
const CORPUS: &str = "../crates/service/tests/mails/corpus";
const REPEAT: &str = "%%REPEAT ";

/// Measures on every database there is.
pub async fn measure(bench: &Bench) -> Result<Section> {
    let mut section = Section::new("post", "Mail that comes in");
    section.note(&format!(
        "Letters of {} KiB of strangers, each with another address, handed over by LMTP on {CONNECTIONS} connections; each \
         is stored, filed with its promise, and acknowledged. No name server is asked about them.",
        LETTER / 1024
    ));
    for backend in bench.backends() {
        let installation = Installation::filled(bench, backend, (0, 0), 10).await?;
        let lmtp = free_port().await?;
        let portal = installation.serve_with(&["--lmtp-listen", &lmtp.to_string()]).await?;
        let staff = members::sign_in_staff(portal.address).await?;
        intake(bench, backend, (portal.address, lmtp), &staff, &mut section).await?;
        portal.stop().await?;
        installation.remove().await?;
    }
    worst(bench, &mut section).await?;
    mailbox(&mut section).await?;
    Ok(section)
}

async fn free_port() -> Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0").await?.local_addr()?)
}

async fn intake(
    bench: &Bench,
    backend: Backend,
    (address, lmtp): (SocketAddr, SocketAddr),
    staff: &Member,
    section: &mut Section,
) -> Result<()> {
    let before = waiting(address, staff).await?;
    let begin = Instant::now();
    let mut senders: JoinSet<Result<Vec<Duration>>> = JoinSet::new();
    for connection in 0..CONNECTIONS {
        let time = bench.time;
        senders.spawn(async move {
            let mut talk = Talk::with(lmtp).await?;
            let (begin, mut took) = (Instant::now(), Vec::new());
            while begin.elapsed() < time {
                let from = format!("s{}@e{connection}.example", took.len());
                let one = Instant::now();
                talk.hand_over(&from, letter(&from).as_bytes()).await?;
                took.push(one.elapsed());
            }
            Ok(took)
        });
    }
    let figures = Figures::of(load::gather(senders).await?, begin.elapsed());
    let sent = i64::try_from(figures.count())?;
    while waiting(address, staff).await? < before + sent {
        if begin.elapsed() > PATIENCE {
            return Err("what was taken in is not filed".into());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let filed = figures.count() as f64 / begin.elapsed().as_secs_f64();
    let how = format!("{CONNECTIONS} connections, {:.0} s", bench.time.as_secs_f64());
    let name = backend.name();
    section.row(
        &format!("{name}: taken in"),
        "≥ 50 mails/s",
        &format!("{:.0} mails/s, {}", figures.rate(), figures.latency()),
        "",
        &how,
    );
    section.row(
        &format!("{name}: taken in and at the desk"),
        "≥ 50 mails/s",
        &format!("{filed:.0} mails/s"),
        "",
        "until the last of them is in the inbox",
    );
    Ok(())
}

/// How many mails wait at the desk.
async fn waiting(address: SocketAddr, staff: &Member) -> Result<i64> {
    let call = Call::json("/fn/desk/cases", &json!({ "filter": { "queue": "open" } })).with_cookie(&staff.cookie);
    let inbox = Connection::open(address).await?.fetch(&call).await?.json()?;
    inbox["waiting"].as_i64().ok_or_else(|| "the inbox does not say how many mails wait".into())
}

fn letter(from: &str) -> String {
    let mut text =
        format!("From: <{from}>\r\nTo: help@vandael.example\r\nSubject: Tiles\r\nMessage-ID: <{from}>\r\n\r\n");
    while text.len() < LETTER {
        text.push_str("Do you deliver to us, and until when would we have to order?\r\n");
    }
    text
}

/// Each mail of the corpus comes from a stranger, so that it lies at the desk, and is looked at there.
async fn worst(bench: &Bench, section: &mut Section) -> Result<()> {
    let installation = Installation::filled(bench, Backend::Sqlite, (0, 0), 10).await?;
    let lmtp = free_port().await?;
    let portal = installation.serve_with(&["--lmtp-listen", &lmtp.to_string()]).await?;
    let staff = members::sign_in_staff(portal.address).await?;
    let mut talk = Talk::with(lmtp).await?;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(CORPUS);
    let mut files: Vec<_> = fs::read_dir(&folder)?.collect::<std::io::Result<Vec<_>>>()?;
    files.sort_by_key(fs::DirEntry::file_name);
    let mut sent = 0;
    for (place, file) in files.iter().enumerate() {
        let raw = expanded(&fs::read(file.path())?)?;
        let own = format!("c{place}@elsewhere.example");
        let raw = replaced(&raw, b"anna@dakwerken.example", own.as_bytes());
        // One that is larger than the portal takes is refused at the door.
        sent += usize::from(talk.hand_over(&own, &with_crlf(&raw)).await.is_ok());
    }
    let ids = at_desk(portal.address, &staff).await?;
    let mut connection = Connection::open(portal.address).await?;
    let mut slowest = (Duration::ZERO, String::new());
    for (id, subject) in &ids {
        let call = Call::get(format!("/post/{id}")).with_cookie(&staff.cookie);
        let mut took = Vec::with_capacity(LOOKS);
        for _ in 0..LOOKS {
            let begin = Instant::now();
            connection.fetch(&call).await?;
            took.push(begin.elapsed().as_secs_f64());
        }
        let took = Duration::from_secs_f64(load::median(took));
        if took > slowest.0 {
            slowest = (took, subject.clone());
        }
    }
    section.row(
        "the worst mail of the corpus shown",
        "≤ 300 ms",
        &milliseconds(slowest.0),
        "",
        &format!("of {} that are at the desk ({sent} handed over): {}; median of {LOOKS}", ids.len(), slowest.1),
    );
    portal.stop().await?;
    installation.remove().await
}

/// Ids and subjects of all that lies at the desk, once nothing new comes.
async fn at_desk(address: SocketAddr, staff: &Member) -> Result<Vec<(String, String)>> {
    let mut connection = Connection::open(address).await?;
    let begin = Instant::now();
    let mut last = Vec::new();
    loop {
        let mut found = Vec::new();
        for automatic in [false, true] {
            let mut after = Value::Null;
            loop {
                let input = json!({ "automatic": automatic, "after": after });
                let call = Call::json("/fn/desk/post", &input).with_cookie(&staff.cookie);
                let page = connection.fetch(&call).await?.json()?;
                for mail in page["mails"].as_array().into_iter().flatten() {
                    let text = |name: &str| mail[name].as_str().unwrap_or_default().to_owned();
                    found.push((text("id"), text("subject")));
                }
                after = page["next"].clone();
                if after.is_null() || automatic {
                    break;
                }
            }
        }
        if !found.is_empty() && found == last {
            return Ok(found);
        }
        if begin.elapsed() > PATIENCE {
            return Err("the corpus is not filed".into());
        }
        last = found;
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
}

fn find(text: &[u8], word: &[u8]) -> Option<usize> {
    text.windows(word.len()).position(|some| some == word)
}

fn replaced(text: &[u8], word: &[u8], value: &[u8]) -> Vec<u8> {
    let (mut out, mut rest) = (Vec::with_capacity(text.len()), text);
    while let Some(place) = find(rest, word) {
        out.extend_from_slice(&rest[..place]);
        out.extend_from_slice(value);
        rest = &rest[place + word.len()..];
    }
    out.extend_from_slice(rest);
    out
}

/// `%%REPEAT n "text"%%` is the text n times.
fn expanded(raw: &[u8]) -> Result<Vec<u8>> {
    let Some(begin) = find(raw, REPEAT.as_bytes()) else { return Ok(raw.to_vec()) };
    let rest = &raw[begin + REPEAT.len()..];
    let end = find(rest, b"\"%%").ok_or("a repetition does not end")?;
    let said = std::str::from_utf8(&rest[..=end])?;
    let (count, text) = said.split_once(' ').ok_or("a repetition has no number")?;
    let text: String = serde_json::from_str(text)?;
    let mut out = raw[..begin].to_vec();
    out.extend_from_slice(text.repeat(count.parse()?).as_bytes());
    out.extend_from_slice(&expanded(&rest[end + 3..])?);
    Ok(out)
}

/// Lines as they are on the wire.
fn with_crlf(raw: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len() + raw.len() / 40);
    for line in raw.split_inclusive(|byte| *byte == b'\n') {
        match line.strip_suffix(b"\n") {
            Some(line) => {
                out.extend_from_slice(line.strip_suffix(b"\r").unwrap_or(line));
                out.extend_from_slice(b"\r\n");
            }
            None => out.extend_from_slice(line),
        }
    }
    out
}

/// A test with a real Dovecot measures that by itself, and says what it saw.
async fn mailbox(section: &mut Section) -> Result<()> {
    let what = "received in a mailbox (Dovecot, IDLE) to in its case";
    let output = Command::new("cargo")
        .args(["test", "-p", "server", "--test", "portal", "within_two_seconds", "--", "--nocapture"])
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output()
        .await?;
    let said = String::from_utf8_lossy(&output.stdout);
    // The line of the test begins behind its name.
    let figure = said.lines().find_map(|line| line.split_once("slowest of five: ")).map(|(_, figure)| figure.trim());
    match figure.filter(|_| output.status.success()) {
        Some(figure) => section.row(
            what,
            "≤ 2 s",
            &format!("{figure} ms"),
            "",
            "slowest of five; the test's build is not optimised",
        ),
        None => section.fail("a mail in a mailbox is in its case within two seconds"),
    }
    Ok(())
}

/// A conversation by LMTP (RFC 2033).
struct Talk {
    reading: BufReader<OwnedReadHalf>,
    writing: OwnedWriteHalf,
}

impl Talk {
    async fn with(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (reading, writing) = stream.into_split();
        let mut talk = Self { reading: BufReader::new(reading), writing };
        talk.expect("220").await?;
        talk.say(b"LHLO bench\r\n", "250").await?;
        Ok(talk)
    }

    async fn hand_over(&mut self, from: &str, raw: &[u8]) -> Result<()> {
        self.say(format!("MAIL FROM:<{from}>\r\n").as_bytes(), "250").await?;
        self.say(b"RCPT TO:<help@vandael.example>\r\n", "250").await?;
        self.say(b"DATA\r\n", "354").await?;
        let mut data = Vec::with_capacity(raw.len() + 8);
        for line in raw.split_inclusive(|byte| *byte == b'\n') {
            if line.starts_with(b".") {
                data.push(b'.');
            }
            data.extend_from_slice(line);
        }
        if !data.ends_with(b"\r\n") {
            data.extend_from_slice(b"\r\n");
        }
        data.extend_from_slice(b".\r\n");
        self.say(&data, "250").await
    }

    async fn say(&mut self, said: &[u8], answer: &str) -> Result<()> {
        self.writing.write_all(said).await?;
        self.expect(answer).await
    }

    async fn expect(&mut self, begin: &str) -> Result<()> {
        loop {
            let mut line = String::new();
            if self.reading.read_line(&mut line).await? == 0 {
                return Err("the portal has hung up".into());
            }
            // All lines of an answer but the last have a hyphen.
            if line.get(3..4) != Some("-") {
                let is_it = line.starts_with(begin);
                return if is_it { Ok(()) } else { Err(format!("{begin} was expected: {line}").into()) };
            }
        }
    }
}
