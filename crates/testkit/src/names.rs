//! A name server on the loopback that knows what a test tells it, over UDP (RFC 1035).

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::{net::UdpSocket, task::JoinHandle};

const TXT: u16 = 16;

/// Answers questions for texts; whatever else is asked for is not there.
#[derive(Debug)]
pub struct NameServer {
    address: SocketAddr,
    texts: Arc<Mutex<HashMap<String, String>>>,
    asked: Arc<Mutex<Vec<String>>>,
    serving: JoinHandle<()>,
}

impl NameServer {
    /// Begins to listen.
    ///
    /// # Panics
    /// When the system has no port.
    pub async fn start() -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").await.expect("the system has a port");
        let address = socket.local_addr().expect("the port has an address");
        let (texts, asked) = (Arc::default(), Arc::default());
        let serving = tokio::spawn(serve(socket, Arc::clone(&texts), Arc::clone(&asked)));
        Self { address, texts, asked, serving }
    }

    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// From now on this name has this text.
    pub fn says(&self, name: &str, text: &str) {
        let mut texts = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        texts.insert(name.to_lowercase(), text.to_owned());
    }

    /// The names that were asked for.
    #[must_use]
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for NameServer {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn serve(socket: UdpSocket, texts: Arc<Mutex<HashMap<String, String>>>, asked: Arc<Mutex<Vec<String>>>) {
    let mut buffer = [0; 1_500];
    while let Ok((size, from)) = socket.recv_from(&mut buffer).await {
        let Some((name, kind, question)) = question(&buffer[..size]) else { continue };
        asked.lock().unwrap_or_else(PoisonError::into_inner).push(name.clone());
        let found = texts.lock().unwrap_or_else(PoisonError::into_inner).get(&name).cloned();
        let answer = answer(&buffer[..2], question, found.filter(|_| kind == TXT).as_deref());
        _ = socket.send_to(&answer, from).await;
    }
}

/// The name and the kind that are asked for, and the question as it came.
fn question(message: &[u8]) -> Option<(String, u16, &[u8])> {
    let (mut place, mut words) = (12, Vec::new());
    loop {
        let length = usize::from(*message.get(place)?);
        place += 1;
        if length == 0 {
            break;
        }
        words.push(String::from_utf8_lossy(message.get(place..place + length)?).to_lowercase());
        place += length;
    }
    let kind = u16::from_be_bytes([*message.get(place)?, *message.get(place + 1)?]);
    Some((words.join("."), kind, message.get(12..place + 4)?))
}

fn answer(id: &[u8], question: &[u8], text: Option<&str>) -> Vec<u8> {
    // An answer, recursion wished and done; 3 is "no such name".
    let flags: [u8; 2] = [0x81, if text.is_some() { 0x80 } else { 0x83 }];
    let mut message = [id, &flags, &[0, 1, 0, u8::from(text.is_some()), 0, 0, 0, 0], question].concat();
    if let Some(text) = text {
        let pieces: Vec<u8> = text
            .as_bytes()
            .chunks(255)
            .flat_map(|piece| [&[u8::try_from(piece.len()).unwrap_or(255)], piece].concat())
            .collect();
        // The name of the question, TXT, IN, for a minute.
        message.extend_from_slice(&[0xc0, 12, 0, 16, 0, 1, 0, 0, 0, 60]);
        message.extend_from_slice(&u16::try_from(pieces.len()).unwrap_or(u16::MAX).to_be_bytes());
        message.extend_from_slice(&pieces);
    }
    message
}
