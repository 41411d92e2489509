//! The load: keep-alive connections on the loopback, bounded in number and time, and what they saw.

use std::{
    borrow::Cow,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use http_body_util::{BodyExt, Full};
use hyper::{
    Method, Request, StatusCode,
    body::Bytes,
    client::conn::http1::{self, SendRequest},
    header,
};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::{net::TcpStream, task::JoinSet};

use crate::{Failure, Result};

/// One request, to be sent as often as wanted.
#[derive(Clone, Debug)]
pub struct Call {
    method: Method,
    path: String,
    cookie: Option<String>,
    /// Its type and itself.
    body: Option<(&'static str, Bytes)>,
    compressed: bool,
}

impl Call {
    pub fn get(path: impl Into<String>) -> Self {
        Self { method: Method::GET, path: path.into(), cookie: None, body: None, compressed: false }
    }

    /// A plain form.
    pub fn form(path: &str, fields: &[(&str, &str)]) -> Self {
        let text: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
        let body = Some(("application/x-www-form-urlencoded", Bytes::from(text.join("&"))));
        Self { method: Method::POST, body, ..Self::get(path) }
    }

    pub fn json(path: &str, value: &Value) -> Self {
        Self {
            method: Method::POST,
            body: Some(("application/json", Bytes::from(value.to_string()))),
            ..Self::get(path)
        }
    }

    pub fn with_cookie(self, cookie: &str) -> Self {
        Self { cookie: Some(cookie.to_owned()), ..self }
    }

    /// Asks for compression, as a browser does.
    pub fn compressed(self) -> Self {
        Self { compressed: true, ..self }
    }
}

/// Percent-encodes all but the unreserved characters (RFC 3986 §2.3).
pub fn encode(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    status: StatusCode,
    cookies: Vec<String>,
    pub body: Bytes,
}

impl Answer {
    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }

    pub fn json(&self) -> Result<Value> {
        Ok(serde_json::from_slice(&self.body)?)
    }

    /// `name=value` of a cookie that was set.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.iter().find_map(|cookie| {
            let (key, rest) = cookie.split_once('=')?;
            let value = rest.split(';').next()?;
            (key == name && !value.is_empty()).then(|| format!("{name}={value}"))
        })
    }
}

/// One connection, used for one request after the other.
#[derive(Debug)]
pub struct Connection {
    sender: SendRequest<Full<Bytes>>,
    host: String,
}

impl Connection {
    pub async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        // Ends when the sender is dropped; what goes wrong before that, the sender is told.
        tokio::spawn(async move { _ = connection.await });
        Ok(Self { sender, host: address.to_string() })
    }

    /// Sends it; an answer other than 200 is a failure of the measurement.
    pub async fn fetch(&mut self, call: &Call) -> Result<Answer> {
        let answer = self.send(call).await?;
        if answer.status != StatusCode::OK {
            let text: String = answer.text().chars().take(300).collect();
            return Err(format!("{} {}: {} {text}", call.method, call.path, answer.status).into());
        }
        Ok(answer)
    }

    async fn send(&mut self, call: &Call) -> Result<Answer> {
        let mut request = Request::builder()
            .method(call.method.clone())
            .uri(call.path.as_str())
            .header(header::HOST, self.host.as_str())
            .header(header::ACCEPT, if call.method == Method::GET { "text/html" } else { "application/json" });
        if let Some(cookie) = &call.cookie {
            request = request.header(header::COOKIE, cookie.as_str());
        }
        if call.compressed {
            request = request.header(header::ACCEPT_ENCODING, "gzip, deflate, br");
        }
        let mut bytes = Bytes::new();
        if let Some((mime, body)) = &call.body {
            request = request.header(header::CONTENT_TYPE, *mime);
            bytes = body.clone();
        }
        self.sender.ready().await?;
        let (head, body) = self.sender.send_request(request.body(Full::new(bytes))?).await?.into_parts();
        let cookies = head.headers.get_all(header::SET_COOKIE);
        Ok(Answer {
            status: head.status,
            cookies: cookies.iter().filter_map(|value| value.to_str().ok()).map(str::to_owned).collect(),
            body: body.collect().await?.to_bytes(),
        })
    }
}

/// How long requests took, and how many there were in which time.
#[derive(Debug)]
pub struct Figures {
    sorted: Vec<Duration>,
    elapsed: Duration,
}

impl Figures {
    pub fn of(mut latencies: Vec<Duration>, elapsed: Duration) -> Self {
        latencies.sort_unstable();
        Self { sorted: latencies, elapsed }
    }

    /// Several runs as one.
    pub fn together(all: &[Self]) -> Self {
        let latencies = all.iter().flat_map(|figures| figures.sorted.iter().copied()).collect();
        Self::of(latencies, all.iter().map(|figures| figures.elapsed).sum())
    }

    pub fn count(&self) -> usize {
        self.sorted.len()
    }

    /// Requests per second.
    pub fn rate(&self) -> f64 {
        self.sorted.len() as f64 / self.elapsed.as_secs_f64()
    }

    pub fn p50(&self) -> Duration {
        self.at(50)
    }

    pub fn p99(&self) -> Duration {
        self.at(99)
    }

    /// The nearest rank: so many in a hundred took no longer.
    fn at(&self, percent: usize) -> Duration {
        let rank = (self.sorted.len() * percent).div_ceil(100);
        self.sorted.get(rank.saturating_sub(1)).copied().unwrap_or_default()
    }

    /// `p50 1.2 ms, p99 3.4 ms`, or that there was nothing to measure.
    pub fn latency(&self) -> String {
        if self.sorted.is_empty() {
            return format!("none was answered within {} s", self.elapsed.as_secs());
        }
        format!("p50 {}, p99 {}", milliseconds(self.p50()), milliseconds(self.p99()))
    }
}

pub fn milliseconds(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1000.0)
}

/// The middle of several figures.
pub fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_unstable_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or_default()
}

/// Sends these calls in turn over so many connections at once, for `time`. What is sent in the moment before that,
/// while caches fill, is not counted.
pub async fn run(address: SocketAddr, connections: usize, time: Duration, calls: &[Call]) -> Result<Figures> {
    let calls: Arc<[Call]> = calls.into();
    if calls.is_empty() {
        return Err("there is nothing to send".into());
    }
    let mut open = Vec::with_capacity(connections);
    for _ in 0..connections {
        open.push(Connection::open(address).await?);
    }
    let begin = Instant::now() + Duration::from_secs(1).min(time / 4);
    let end = begin + time;
    let mut clients = JoinSet::new();
    for (client, mut connection) in open.into_iter().enumerate() {
        let calls = calls.clone();
        clients.spawn(async move {
            let mut seen = Vec::new();
            let mut turn = client;
            loop {
                let sent = Instant::now();
                if sent >= end {
                    return Ok::<_, Failure>(seen);
                }
                let Some(call) = calls.get(turn % calls.len()) else { return Ok(seen) };
                connection.fetch(call).await?;
                if sent >= begin {
                    seen.push(sent.elapsed());
                }
                turn += connections;
            }
        });
    }
    Ok(Figures::of(gather(clients).await?, time))
}

/// Sends each of these calls once, as fast as so many connections can.
pub async fn burst(address: SocketAddr, connections: usize, calls: Vec<Call>) -> Result<Figures> {
    let calls: Arc<[Call]> = calls.into();
    let next = Arc::new(AtomicUsize::new(0));
    let mut open = Vec::with_capacity(connections);
    for _ in 0..connections {
        open.push(Connection::open(address).await?);
    }
    let begin = Instant::now();
    let mut clients = JoinSet::new();
    for mut connection in open {
        let (calls, next) = (calls.clone(), next.clone());
        clients.spawn(async move {
            let mut seen = Vec::new();
            while let Some(call) = calls.get(next.fetch_add(1, Ordering::Relaxed)) {
                let sent = Instant::now();
                connection.fetch(call).await?;
                seen.push(sent.elapsed());
            }
            Ok::<_, Failure>(seen)
        });
    }
    let latencies = gather(clients).await?;
    Ok(Figures::of(latencies, begin.elapsed()))
}

/// What all clients have, or the first failure; the other clients end with it.
pub async fn gather<T: Send + 'static>(mut clients: JoinSet<Result<Vec<T>>>) -> Result<Vec<T>> {
    let mut all = Vec::new();
    while let Some(client) = clients.join_next().await {
        all.extend(client??);
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_the_nearest_rank() {
        let figures = Figures::of((1..=200).rev().map(Duration::from_millis).collect(), Duration::from_secs(2));
        assert_eq!((figures.p50(), figures.p99()), (Duration::from_millis(100), Duration::from_millis(198)));
        assert!((figures.rate() - 100.0).abs() < 1e-9);
        let one = Figures::of(vec![Duration::from_millis(7)], Duration::from_secs(1));
        assert_eq!((one.p50(), one.p99()), (Duration::from_millis(7), Duration::from_millis(7)));
    }

    #[test]
    fn the_median_is_the_middle() {
        assert!((median(vec![9.0, 1.0, 5.0]) - 5.0).abs() < 1e-9);
    }

    #[test]
    fn a_form_is_encoded() {
        assert_eq!(encode("a b&c@d.e"), "a%20b%26c%40d.e");
    }
}
