//! Mail that comes in: what it is, which case it belongs to, and what may be answered by itself.
//!
//! What a mail says of itself is its sender's word. Nothing here trusts a number in a subject, an empty id, or a sender's
//! name; what joins a case was signed by this portal, or refers to what the same account has sent before.

mod answering;
mod filing;
mod loss;
mod matching;
mod quotes;
mod recognise;
mod wire;

pub(crate) use answering::without_tag;
pub use answering::{NoAnswer, STORM, is_storm, may_auto_answer, may_be_written_to};
pub use filing::{Filing, Held, Known, MOST_REOPENINGS, REOPENING_DAYS, Verdict, file};
pub use loss::Loss;
pub use matching::{Found, MatchedBy, find, is_forward, number_in, token_in_address, token_in_id, tokens};
pub use quotes::{Trimmed, trim};
pub use recognise::{Nature, nature};
pub use wire::{AtDesk, Beside, DeskPost, InThread, LeftOut, PostState, Unreadable};

/// So many bytes a mail may have. What is larger is refused, or noted without its contents.
pub const LARGEST_MAIL: usize = 25 * 1024 * 1024;
/// So many parts a mail may have, and so many mails inside of each other.
pub const MOST_PARTS: usize = 1_000;
pub const DEEPEST: usize = 50;
/// So many ids of other mails are looked at: the first one and the last ones, which are those that matter.
pub const MOST_IDS: usize = 40;

/// A name and an address, as a header has them. The address is in lower case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sender {
    pub name: String,
    pub address: String,
}

/// To whom the mail would come back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ReturnPath {
    /// Nobody has said.
    #[default]
    Unknown,
    /// To nobody: the sign of a bounce or another report (RFC 5321, 4.5.5).
    Null,
    Address(String),
}

/// What a mail's headers say about who, or what, has written it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signs {
    /// RFC 3834, in lower case and without its parameters.
    pub auto_submitted: Option<String>,
    pub precedence: Option<String>,
    /// It has a `List-…` header (RFC 2369, RFC 2919).
    pub is_list: bool,
    /// It has `List-Unsubscribe`: somebody's newsletter.
    pub is_newsletter: bool,
    /// Exchange's wish: which of our automatic mails it does not want.
    pub suppress: Option<String>,
    /// A header that only answering machines write: `X-Autoreply`, `X-Autorespond`, …
    pub is_autoreply: bool,
    /// The method of a calendar part (RFC 5546): `request`, `reply`, …
    pub calendar: Option<String>,
    /// `multipart/digest`.
    pub is_digest: bool,
    /// Its contents are for somebody with a key.
    pub is_encrypted: bool,
    /// A report that a mail was read (RFC 8098), or that it was called spam (RFC 5965).
    pub is_receipt: bool,
}

/// A report that a mail did not arrive (RFC 3464).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Whom it did not reach.
    pub recipient: String,
    /// Class 4 is "later", class 5 "never": `5.1.1`.
    pub status: String,
    /// What the other server said.
    pub said: String,
    /// The id of the mail that did not arrive, and what it referred to.
    pub ids: Vec<String>,
}

/// A file that came with a mail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Piece {
    pub name: String,
    pub content: Vec<u8>,
}

/// A mail, as much of it as the portal uses. Made by the parser, which knows MIME; everything else works on this.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Incoming {
    /// Ids have no angle brackets and are never empty.
    pub message_id: Option<String>,
    pub in_reply_to: Vec<String>,
    pub references: Vec<String>,
    pub from: Sender,
    /// To whom it was sent, by headers and envelope.
    pub recipients: Vec<String>,
    pub return_path: ReturnPath,
    pub subject: String,
    pub text: String,
    pub signs: Signs,
    pub report: Option<Report>,
    pub pieces: Vec<Piece>,
}

/// An id without its angle brackets; nothing when nothing is left of it. An empty id once swallowed every later mail of
/// a product, because each of them had it.
#[must_use]
pub fn id(text: &str) -> Option<String> {
    let text = text.trim().trim_start_matches('<').trim_end_matches('>').trim();
    let has_something = text.chars().any(char::is_alphanumeric);
    let is_plain = text.chars().all(|c| c.is_ascii_graphic() && c != '<' && c != '>');
    (has_something && is_plain && text.len() <= 500).then(|| text.to_owned())
}
