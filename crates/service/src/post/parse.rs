//! A raw mail as the portal's own type.

use std::net::IpAddr;

use domain::post::{self, Incoming, MOST_IDS, Piece, Report, ReturnPath, Sender, Signs, Unreadable, Verdict};
use mail_parser::{Address, HeaderName, HeaderValue, Host, Message, MessageParser, MessagePart, MimeHeaders, PartType};

use super::{TOO_LARGE, charset, shape};

/// So much of a mail's text is read: a novel. The whole is kept raw.
const LONGEST_TEXT: usize = 200_000;
/// So many files of one mail are looked at.
const MOST_PIECES: usize = 50;
/// Pictures in a signature are smaller.
const SMALLEST_INLINE: usize = 20 * 1024;
/// Nested values are dropped one inside of the other.
const STACK: usize = 16 * 1024 * 1024;

/// What the transport said of a mail.
#[derive(Clone, Debug, Default)]
pub(super) struct Envelope {
    pub from: Option<String>,
    pub to: Vec<String>,
}

/// What was found in a mail.
#[derive(Clone, Debug)]
pub(super) struct Parsed {
    pub mail: Incoming,
    /// The values of `Authentication-Results`, the topmost first.
    pub results: Vec<String>,
    /// How it reached the mail server that has written the topmost `Received`.
    pub hop: Option<Hop>,
    /// Whether it is from whom it says; nobody has looked while it is read.
    pub verdict: Verdict,
    /// Why it is shown as unreadable all the same: what is known of it is in `mail`.
    pub unreadable: Option<Unreadable>,
}

/// How a mail came to a mail server (RFC 5321, 4.4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hop {
    pub by: String,
    /// What the other side called itself, and its address.
    pub helo: String,
    pub ip: IpAddr,
}

/// Reads a mail, in a thread of its own: whatever a mail does to a parser, it does it there.
///
/// # Errors
/// Why it cannot be read.
pub(super) async fn read(raw: Vec<u8>, envelope: Envelope) -> Result<Parsed, Unreadable> {
    let (done, parsed) = tokio::sync::oneshot::channel();
    let work = move || _ = done.send(parse(&raw, &envelope));
    std::thread::Builder::new()
        .name("mail parser".to_owned())
        .stack_size(STACK)
        .spawn(work)
        .map_err(|_| Unreadable::Fault)?;
    // A parser that panicked has dropped its end.
    parsed.await.unwrap_or(Err(Unreadable::Malformed))
}

/// The sanitiser's and the parser's common beginning.
pub(super) fn with_message<T>(raw: &[u8], work: impl FnOnce(&Message<'_>) -> T) -> Result<T, Unreadable> {
    let fit = shape::fit(raw)?;
    let message = MessageParser::default().parse(&fit).ok_or(Unreadable::Malformed)?;
    Ok(work(&message))
}

pub(super) fn parse(raw: &[u8], envelope: &Envelope) -> Result<Parsed, Unreadable> {
    with_message(raw, |message| incoming(message, envelope))?
}

fn incoming(message: &Message<'_>, envelope: &Envelope) -> Result<Parsed, Unreadable> {
    let headers: Vec<(String, String)> =
        message.headers_raw().map(|(name, value)| (name.to_lowercase(), value.trim().to_owned())).collect();
    if headers.is_empty() {
        return Err(Unreadable::Malformed);
    }
    let from = message.from().and_then(sender).or_else(|| message.sender().and_then(sender));
    let text = text(message);
    let signs = signs(message, &headers, &text);
    let report = report(message);
    let unreadable = if headers.first().is_some_and(|(name, _)| name.eq_ignore_ascii_case(TOO_LARGE)) {
        Some(Unreadable::TooLarge)
    } else if signs.is_encrypted {
        Some(Unreadable::Encrypted)
    } else if from.is_none() && report.is_none() {
        // What has none of these is no mail that somebody forgot to sign, but something else.
        let is_mail = headers
            .iter()
            .any(|(name, _)| matches!(name.as_str(), "from" | "to" | "subject" | "date" | "message-id" | "received"));
        Some(if is_mail { Unreadable::NoSender } else { Unreadable::Malformed })
    } else {
        None
    };
    let values = |wanted: &str| -> Vec<&str> {
        headers.iter().filter(|(name, _)| name == wanted).map(|(_, value)| value.as_str()).collect()
    };
    let results = values("authentication-results").into_iter().map(str::to_owned).collect();
    let mail = Incoming {
        message_id: message.message_id().and_then(post::id),
        in_reply_to: ids(message.in_reply_to()),
        references: ids(message.references()),
        from: from.unwrap_or_default(),
        recipients: recipients(message, &headers, envelope),
        return_path: return_path(values("return-path").first().copied(), envelope),
        subject: line(message.subject().unwrap_or_default(), 300),
        text,
        signs,
        report,
        pieces: pieces(message),
    };
    Ok(Parsed { mail, results, hop: hop(message), verdict: Verdict::NotJudged, unreadable })
}

/// What the topmost `Received` says: those below may be anybody's.
fn hop(message: &Message<'_>) -> Option<Hop> {
    // The parser's own word for it is the lowest one.
    let topmost = message.headers().iter().find(|header| header.name == HeaderName::Received)?;
    let HeaderValue::Received(received) = &topmost.value else { return None };
    let name = |host: &Option<Host<'_>>| host.as_ref().map(ToString::to_string);
    Some(Hop { by: name(&received.by)?.to_lowercase(), helo: name(&received.from)?, ip: received.from_ip? })
}

/// One line without control characters and marks that turn the writing round.
pub(super) fn line(text: &str, most: usize) -> String {
    let plain: String = text.chars().map(|c| if unfit(c) || c == '\n' || c == '\t' { ' ' } else { c }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(most).collect()
}

/// Lines without control characters.
pub(super) fn lines(text: &str, most: usize) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let plain: String = text.chars().filter(|c| !unfit(*c) || *c == '\n' || *c == '\t').take(most).collect();
    plain.trim_matches(['\n', ' ', '\t']).to_owned()
}

fn unfit(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

fn sender(address: &Address<'_>) -> Option<Sender> {
    let first = address.iter().find(|one| one.address().is_some_and(|address| address.contains('@')))?;
    let address = plain_address(first.address()?)?;
    Some(Sender { name: line(first.name().unwrap_or_default(), 100), address })
}

/// Lower case; nothing that is no address.
pub(super) fn plain_address(text: &str) -> Option<String> {
    let text = text.trim().trim_start_matches('<').trim_end_matches('>').trim().to_lowercase();
    let (name, domain) = text.rsplit_once('@')?;
    let is_fit = |part: &str| {
        !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\"(),;:".contains(c))
    };
    (is_fit(name) && is_fit(domain) && text.len() <= 254).then_some(text)
}

fn ids(value: &HeaderValue<'_>) -> Vec<String> {
    let all: Vec<&str> = match value {
        HeaderValue::Text(text) => vec![text],
        HeaderValue::TextList(list) => list.iter().map(AsRef::as_ref).collect(),
        _ => Vec::new(),
    };
    let ids: Vec<String> = all.into_iter().filter_map(post::id).collect();
    if ids.len() <= MOST_IDS {
        return ids;
    }
    // The first one is where the conversation began, the last ones are what is answered.
    let (first, rest) = (ids.first().cloned(), ids.len() - (MOST_IDS - 1));
    first.into_iter().chain(ids.into_iter().skip(rest)).collect()
}

fn recipients(message: &Message<'_>, headers: &[(String, String)], envelope: &Envelope) -> Vec<String> {
    let named = message
        .all_to()
        .chain(message.all_cc())
        .flat_map(Address::iter)
        .filter_map(|one| one.address().map(str::to_owned));
    let delivered = headers
        .iter()
        .filter(|(name, _)| matches!(name.as_str(), "delivered-to" | "x-original-to" | "envelope-to"))
        .map(|(_, value)| value.clone());
    let mut all: Vec<String> = Vec::new();
    for address in envelope.to.iter().cloned().chain(named).chain(delivered).take(200) {
        if let Some(address) = plain_address(&address)
            && !all.contains(&address)
        {
            all.push(address);
        }
    }
    all
}

fn return_path(header: Option<&str>, envelope: &Envelope) -> ReturnPath {
    match envelope.from.as_deref().or(header).map(str::trim) {
        None => ReturnPath::Unknown,
        Some("" | "<>") => ReturnPath::Null,
        Some(address) => plain_address(address).map_or(ReturnPath::Unknown, ReturnPath::Address),
    }
}

fn text(message: &Message<'_>) -> String {
    let mut whole = String::new();
    for place in 0..message.text_body_count().min(50) {
        if let Some(part) = charset::text_at(message, place) {
            if !whole.is_empty() {
                whole.push('\n');
            }
            whole.push_str(&part);
        }
        if whole.len() > LONGEST_TEXT {
            break;
        }
    }
    if whole.trim().is_empty() {
        // A mail that was cut short, or whose limits are nowhere: its words are there, but in no part that it names.
        let lost = message.parts.iter().find_map(|part| match &part.body {
            PartType::Text(_) if part.attachment_name().is_none() && !is_decoration_kind(part) => {
                charset::written(part)
            }
            _ => None,
        });
        whole.push_str(&lost.unwrap_or_default());
    }
    lines(&whole, LONGEST_TEXT)
}

fn signs(message: &Message<'_>, headers: &[(String, String)], text: &str) -> Signs {
    let value = |wanted: &str| headers.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
    // Without parameters and comments.
    let word = |wanted: &str| {
        let word = value(wanted)?.split([';', '(']).next().unwrap_or("").trim().to_lowercase();
        (!word.is_empty()).then_some(word)
    };
    let root = message.content_type();
    let is_root = |kind: &str, sub: &str| {
        root.is_some_and(|root| {
            root.ctype().eq_ignore_ascii_case(kind) && root.subtype().is_some_and(|own| own.eq_ignore_ascii_case(sub))
        })
    };
    let report_type = root.and_then(|root| root.attribute("report-type")).unwrap_or_default().to_lowercase();
    let is_receipt = is_root("multipart", "report")
        && matches!(report_type.as_str(), "disposition-notification" | "feedback-report");
    let is_sealed = is_root("multipart", "encrypted")
        || is_root("application", "pkcs7-mime")
        || is_root("application", "x-pkcs7-mime")
        || text.trim_start().starts_with("-----BEGIN PGP MESSAGE-----");
    let calendar = message.parts.iter().find(|part| is_kind(part, "text", "calendar"));
    Signs {
        auto_submitted: word("auto-submitted"),
        precedence: word("precedence"),
        is_list: headers.iter().any(|(name, _)| name.starts_with("list-")),
        is_newsletter: value("list-unsubscribe").is_some(),
        suppress: value("x-auto-response-suppress").map(str::to_lowercase),
        is_autoreply: ["x-autoreply", "x-autorespond", "x-autoresponder", "x-mail-autoreply"]
            .iter()
            .any(|name| value(name).is_some_and(|value| !value.eq_ignore_ascii_case("no"))),
        calendar: calendar.map(method),
        is_digest: is_root("multipart", "digest"),
        is_encrypted: is_sealed,
        is_receipt,
    }
}

fn is_kind(part: &MessagePart<'_>, kind: &str, sub: &str) -> bool {
    part.content_type().is_some_and(|own| {
        own.ctype().eq_ignore_ascii_case(kind) && own.subtype().is_some_and(|own| own.eq_ignore_ascii_case(sub))
    })
}

/// The method of a calendar part: in its header or in its text; an invitation where it says nothing.
fn method(part: &MessagePart<'_>) -> String {
    let named = part.content_type().and_then(|kind| kind.attribute("method")).map(str::to_lowercase);
    let written = || {
        let text = part.text_contents()?;
        let line = text.lines().take(20).find_map(|line| line.trim().strip_prefix("METHOD:").map(str::to_lowercase))?;
        Some(line.trim().to_owned())
    };
    named.or_else(written).unwrap_or_else(|| "request".to_owned())
}

/// What a server says of a mail that did not arrive (RFC 3464); nothing for mails that arrived or wait.
fn report(message: &Message<'_>) -> Option<Report> {
    let status = message.parts.iter().find(|part| is_kind(part, "message", "delivery-status"))?;
    let text = String::from_utf8_lossy(status.contents()).into_owned();
    let field = |wanted: &str| {
        let mut lines = text.lines().peekable();
        while let Some(line) = lines.next() {
            let Some((name, value)) = line.split_once(':') else { continue };
            if name.trim().eq_ignore_ascii_case(wanted) {
                let mut value = value.trim().to_owned();
                while let Some(more) = lines.next_if(|line| line.starts_with([' ', '\t'])) {
                    value.push(' ');
                    value.push_str(more.trim());
                }
                return Some(value);
            }
        }
        None
    };
    let bare = |value: String| value.split_once(';').map_or(value.clone(), |(_, rest)| rest.trim().to_owned());
    let action = field("action").unwrap_or_default().to_lowercase();
    if matches!(action.as_str(), "delivered" | "relayed" | "expanded") {
        return None;
    }
    let recipient = field("original-recipient").or_else(|| field("final-recipient")).map(bare).unwrap_or_default();
    Some(Report {
        recipient: plain_address(&recipient).unwrap_or_else(|| line(&recipient, 254)),
        status: line(&field("status").unwrap_or_default(), 20),
        said: line(&field("diagnostic-code").map(bare).unwrap_or_default(), 400),
        ids: returned_ids(message),
    })
}

/// The ids in the mail, or the headers, that came back.
fn returned_ids(message: &Message<'_>) -> Vec<String> {
    let mut found = Vec::new();
    for part in &message.parts {
        match &part.body {
            PartType::Message(inner) => {
                found.extend(inner.message_id().and_then(post::id));
                found.extend(ids(inner.in_reply_to()));
                found.extend(ids(inner.references()));
            }
            _ if is_kind(part, "text", "rfc822-headers") => {
                found.extend(ids_in(&String::from_utf8_lossy(part.contents())))
            }
            _ => {}
        }
    }
    found.truncate(MOST_IDS);
    found
}

/// Whatever looks like an id in a text: some servers send the mail back as words.
pub(super) fn ids_in(text: &str) -> Vec<String> {
    let pieces = text.split('<').skip(1).filter_map(|rest| rest.split_once('>').map(|(id, _)| id));
    pieces.filter(|id| id.contains('@')).filter_map(post::id).take(MOST_IDS).collect()
}

/// The files that came along; signatures and what pictures a letterhead are no files.
fn pieces(message: &Message<'_>) -> Vec<Piece> {
    let parts = message.attachments().filter(|part| !is_decoration(part));
    parts
        .take(MOST_PIECES)
        .map(|part| {
            let named = part.attachment_name().map(|name| line(name, 100)).filter(|name| !name.is_empty());
            let content = match &part.body {
                PartType::Message(_) => Vec::new(),
                _ => part.contents().to_vec(),
            };
            let name = named.unwrap_or_else(|| match &part.body {
                PartType::Message(inner) => line(inner.subject().unwrap_or("mail"), 80) + ".eml",
                _ => "file".to_owned(),
            });
            Piece { name, content }
        })
        .collect()
}

fn is_decoration(part: &MessagePart<'_>) -> bool {
    let is_small_picture = part.content_id().is_some()
        && part.content_type().is_some_and(|kind| kind.ctype().eq_ignore_ascii_case("image"))
        && part.contents().len() < SMALLEST_INLINE;
    let is_unnamed_text = part.is_text() && part.attachment_name().is_none();
    is_small_picture || is_unnamed_text || is_decoration_kind(part)
}

/// Parts that speak to programs.
fn is_decoration_kind(part: &MessagePart<'_>) -> bool {
    const KINDS: &[(&str, &str)] = &[
        ("application", "pkcs7-signature"),
        ("application", "x-pkcs7-signature"),
        ("application", "pgp-signature"),
        ("application", "pgp-keys"),
        ("application", "pgp-encrypted"),
        ("message", "delivery-status"),
        ("message", "disposition-notification"),
        ("text", "rfc822-headers"),
        ("text", "calendar"),
    ];
    KINDS.iter().any(|(kind, sub)| is_kind(part, kind, sub))
}
