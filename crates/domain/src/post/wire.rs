//! What crosses the wire about mail that came in. The vendor's people see it, nobody else.

use serde::{Deserialize, Serialize};

use super::{Held, Verdict};
use crate::{
    cases::MailReceipt,
    i18n::I18n,
    ids::{EntryId, PostId},
    time::WallTime,
};

/// Why a mail could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unreadable {
    /// It is no mail, as far as anybody can tell.
    Malformed,
    /// It does not say who sent it.
    NoSender,
    /// Its contents are for somebody with a key.
    Encrypted,
    /// More than the portal takes.
    TooLarge,
    /// More parts than anybody writes, or mails inside of mails inside of mails.
    Bomb,
    /// The portal failed at it, several times.
    Fault,
}

impl Unreadable {
    pub const ALL: [Self; 6] =
        [Self::Malformed, Self::NoSender, Self::Encrypted, Self::TooLarge, Self::Bomb, Self::Fault];

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::NoSender => "no_sender",
            Self::Encrypted => "encrypted",
            Self::TooLarge => "too_large",
            Self::Bomb => "bomb",
            Self::Fault => "fault",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == text)
    }
}

/// Where a mail that came in stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PostState {
    /// Stored, and not looked at yet.
    New,
    /// In its case.
    Filed,
    /// The same mail as one that is in its case, by another way.
    Copy,
    /// Waits for a person's word.
    Held,
    /// Nobody knows the sender.
    Unknown,
    Unreadable,
    /// A mail of ours did not arrive.
    Bounce,
    /// An answering machine, a newsletter, a receipt.
    Automatic,
    /// Our own mail came back to us.
    Own,
    /// Somebody has looked at it and put it away.
    Discarded,
}

impl PostState {
    pub const ALL: [Self; 10] = [
        Self::New,
        Self::Filed,
        Self::Copy,
        Self::Held,
        Self::Unknown,
        Self::Unreadable,
        Self::Bounce,
        Self::Automatic,
        Self::Own,
        Self::Discarded,
    ];
    /// What waits for a person.
    pub const WAITING: [Self; 3] = [Self::Held, Self::Unknown, Self::Unreadable];

    /// Whether its sender was promised to hear. What machines send without end, and what one of the vendor's own people
    /// has written, waits too, but nobody was promised anything.
    #[must_use]
    pub const fn is_promised(self, held: Option<Held>) -> bool {
        match self {
            Self::Unknown | Self::Unreadable => true,
            Self::Held => !matches!(held, Some(Held::Staff | Held::Storm)),
            Self::New | Self::Filed | Self::Copy | Self::Bounce | Self::Automatic | Self::Own | Self::Discarded => {
                false
            }
        }
    }

    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Filed => "filed",
            Self::Copy => "copy",
            Self::Held => "held",
            Self::Unknown => "unknown",
            Self::Unreadable => "unreadable",
            Self::Bounce => "bounce",
            Self::Automatic => "automatic",
            Self::Own => "own",
            Self::Discarded => "discarded",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == text)
    }
}

/// What of a mail is not in the entry that was made of it. The vendor has the mail as it came.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// It is longer than an entry can be: only its beginning is there.
    pub is_cut: bool,
    /// The names of the files that were not taken over.
    pub files: Vec<String>,
}

impl LeftOut {
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        !self.is_cut && self.files.is_empty()
    }

    /// What is said of it, on the page and in the mail that confirms what came.
    #[must_use]
    pub fn sentences(&self, i18n: I18n) -> Vec<String> {
        let cut = self.is_cut.then(|| i18n.case_mail_cut().to_owned());
        let files = (!self.files.is_empty()).then(|| i18n.case_mail_left_out(&self.files.join(", ")));
        cut.into_iter().chain(files).collect()
    }
}

/// A mail at the desk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AtDesk {
    pub id: PostId,
    pub state: PostState,
    pub held: Option<Held>,
    pub unreadable: Option<Unreadable>,
    pub verdict: Verdict,
    pub sender: String,
    pub sender_name: String,
    pub subject: String,
    /// How it begins.
    pub excerpt: String,
    /// The case it would go to, or is in.
    pub case: Option<i64>,
    /// The number in its subject, which proves nothing.
    pub hint: Option<i64>,
    pub at: WallTime,
    /// By when its sender was promised to hear.
    pub due: Option<WallTime>,
    /// Number and name of the accounts of which the sender is a member, where it could be any of them.
    pub places: Vec<(String, String)>,
    /// What was written since, both ways, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub thread: Vec<InThread>,
    /// To so many of our addresses it came.
    #[serde(default)]
    pub ways: i64,
    /// Somebody reads where it came from: it can be answered before it is in a case.
    #[serde(default)]
    pub may_answer: bool,
}

/// What was written after a mail that waits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InThread {
    /// The sender's mail; nothing for an answer of ours.
    pub mail: Option<PostId>,
    /// Who of the vendor's people has answered.
    pub by: String,
    /// What was answered, or how the mail begins.
    pub text: String,
    pub at: WallTime,
    /// What became of the answer's mail.
    pub receipt: Option<MailReceipt>,
}

/// The mails at the desk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeskPost {
    pub mails: Vec<AtDesk>,
    /// Where the next page begins, when there is one.
    pub next: Option<String>,
    pub now: WallTime,
    /// Number and name of the accounts that were looked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<Vec<(String, String)>>,
}

/// A mail beside a case, for the vendor's people: what an entry was made of, what did not arrive, who is away.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Beside {
    pub id: PostId,
    /// Where it waits for a person's word: the mail at the desk at which that is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decide: Option<PostId>,
    pub state: PostState,
    /// The entry that was made of it.
    pub entry: Option<EntryId>,
    pub sender: String,
    pub subject: String,
    /// What the machine or the server said.
    pub text: String,
    /// Whom our mail did not reach.
    pub failed: Option<String>,
    pub verdict: Verdict,
    /// Attachments that were not taken over.
    pub left_out: Vec<String>,
    pub at: WallTime,
}
