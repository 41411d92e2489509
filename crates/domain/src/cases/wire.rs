//! What crosses the wire about a case.

use serde::{Deserialize, Serialize};

use super::{Impact, Kind, Level, NeededBy, Raised, Remedy, Stage};
use crate::{
    demo::MailState,
    event::EventLine,
    files::FileKind,
    ids::{CommandKey, EntryId, FileId, MemberId, ReplyId, ViewId},
    language::{Language, Texts},
    ledger::wire::{DisputeLine, Standing},
    orders::OrderCard,
    post::{AtDesk, Beside, LeftOut, Loss},
    promise::Promise,
    time::WallTime,
};

/// A case as a form has it. Everything but the key is as it was typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    pub key: CommandKey,
    #[serde(default)]
    pub kind: String,
    #[serde(default)]
    pub subject: String,
    #[serde(default)]
    pub text: String,
    #[serde(default)]
    pub impact: String,
    #[serde(default)]
    pub needed: String,
    #[serde(default)]
    pub remedy: String,
    /// What the customer expects, in their words: satisfaction is measured against it (ISO 10004).
    #[serde(default)]
    pub expected: String,
    /// Own tags, separated by commas, and the vendor's that were ticked.
    #[serde(default)]
    pub tags: String,
    #[serde(default)]
    pub ticked: Vec<String>,
    /// The order and the article it is about.
    #[serde(default)]
    pub order: String,
    #[serde(default)]
    pub article: String,
}

/// What a case is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    pub order: Option<i64>,
    /// Number and name.
    pub article: Option<(String, String)>,
}

/// What one has to know to write.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Writing {
    pub about: About,
    /// The kinds that one can choose.
    pub kinds: Vec<Kind>,
    /// The vendor's tags, with their names in the reader's language.
    pub tags: Vec<(String, String)>,
    /// How long first answers took lately, by kind and urgency; nothing for those of which too few were answered.
    pub answers: Vec<(Kind, Level, Answers)>,
    /// The vendor says how long it takes.
    pub is_measured: bool,
    /// By when the first answer is promised, for each kind and urgency.
    pub promised: Vec<(Kind, Level, Option<WallTime>)>,
    pub now: WallTime,
}

/// How long the first answers took, minutes of working time. Those that have not been answered count as long as they wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answers {
    pub median: i64,
    /// Nine of ten were answered within this.
    pub most: i64,
    pub count: i64,
    pub of: Measured,
}

/// What was measured: as near to what is being written as there are enough answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measured {
    /// As urgent, and written within an hour of this time of day.
    Hour,
    /// As urgent.
    Level,
    /// Of this kind.
    Kind,
}

/// What is looked for in a list of cases.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseFilter {
    /// `open`, `waiting` for the customer, `closed`; for the staff also `mine` and `unassigned`. Everything when empty.
    #[serde(default)]
    pub queue: Option<String>,
    #[serde(default)]
    pub kind: Option<Kind>,
    #[serde(default)]
    pub tag: Option<String>,
    #[serde(default)]
    pub search: Option<String>,
    /// The last one of the page before, as [`CaseList::next`] gave it.
    #[serde(default)]
    pub after: Option<String>,
}

/// A case in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseCard {
    pub number: i64,
    pub kind: Kind,
    pub stage: Stage,
    pub subject: String,
    pub urgency: Level,
    pub priority: Level,
    pub opened: WallTime,
    pub changed: WallTime,
    /// What is promised next, and by when.
    pub due: Option<(Promise, WallTime)>,
    /// The customer has the word.
    pub waits_for_customer: bool,
    /// Who of the vendor's people has it.
    pub assignee: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raised: Option<Raised>,
    pub by: String,
    /// Whose it is, on the staff's side only.
    pub account: Option<String>,
}

/// A page of cases.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseList {
    pub cases: Vec<CaseCard>,
    pub next: Option<String>,
    pub now: WallTime,
}

/// A page of the desk's inbox: cases, and mails that are in no case yet because a person has to say in which.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Inbox {
    pub cases: Vec<CaseCard>,
    pub mails: Vec<AtDesk>,
    /// The cases are in another order than that of what was promised: the mails come before them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub mails_first: bool,
    /// How many mails wait, on this page or not.
    pub waiting: i64,
    pub next: Option<String>,
    pub now: WallTime,
}

/// What waits in the inbox.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Waiting<'a> {
    Case(&'a CaseCard),
    Mail(&'a AtDesk),
}

impl Inbox {
    /// Cases and mails in the order of what was promised. Both come in it; of the same moment the mail is first, because
    /// nobody has it.
    #[must_use]
    pub fn rows(&self) -> Vec<Waiting<'_>> {
        let due = |due: Option<WallTime>| due.map_or(i64::MAX, |due| due.instant.millis());
        let mut mails = self.mails.iter().peekable();
        let mut rows = Vec::with_capacity(self.cases.len() + self.mails.len());
        if self.mails_first {
            rows.extend(mails.by_ref().map(Waiting::Mail));
        }
        for case in &self.cases {
            let moment = due(case.due.map(|(_, due)| due));
            while let Some(mail) = mails.next_if(|mail| due(mail.due) <= moment) {
                rows.push(Waiting::Mail(mail));
            }
            rows.push(Waiting::Case(case));
        }
        rows.extend(mails.map(Waiting::Mail));
        rows
    }
}

/// How one promise stands, on the reader's wall.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromiseView {
    pub promise: Promise,
    pub since: WallTime,
    /// By when, where that is known: not while the customer is asked something.
    pub due: Option<WallTime>,
    /// When it was done.
    pub done: Option<WallTime>,
    /// Working minutes that are left while time stands.
    pub left: Option<i64>,
    pub missed: bool,
}

/// The promise clock as both sides see it. Minutes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockView {
    pub promises: Vec<PromiseView>,
    pub with_us: i64,
    pub with_you: i64,
    pub outside: i64,
}

/// What became of an entry: of the customer's, who has opened it and whether it was answered; of both sides', the mails to
/// the customer that bring or confirm it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Who of the vendor's people opened it first, and when.
    pub opened: Option<(String, WallTime)>,
    pub answered: bool,
    pub mails: Vec<MailReceipt>,
}

/// A mail to the customer, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailReceipt {
    pub to: String,
    /// It is the reader's own address.
    pub mine: bool,
    pub became: Became,
    pub at: WallTime,
}

/// What became of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Became {
    /// A mail server has taken it.
    Accepted,
    /// None has, so far; it is tried again.
    Trying,
    /// It did not arrive.
    Lost(Loss),
}

/// What somebody wrote, for both sides to read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub id: EntryId,
    pub by: String,
    pub by_vendor: bool,
    /// The reader wrote it.
    pub mine: bool,
    /// It came by mail from this address, which is not the one of whose name it stands under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub via: Option<String>,
    pub text: String,
    pub language: Language,
    pub at: WallTime,
    pub receipt: Receipt,
    /// Photos and documents that came with it.
    #[serde(default)]
    pub files: Vec<Attached>,
    /// It came by mail, and this of the mail is not here.
    #[serde(default, skip_serializing_if = "LeftOut::is_nothing")]
    pub left_out: LeftOut,
    /// It proposes a solution: its cause, and what prevents it from coming back.
    pub proposal: Option<Proposal>,
}

/// A file of an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attached {
    pub id: FileId,
    pub name: String,
    pub kind: FileKind,
    /// Bytes.
    pub size: i64,
}

/// What belongs to a proposed solution.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    pub cause: String,
    pub prevention: String,
}

/// What the vendor's people write for each other. It has a type and a table of its own, and no page of a customer's can
/// show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    pub by: String,
    pub text: String,
    pub at: WallTime,
}

/// A case as its customer sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CasePage {
    pub number: i64,
    pub version: i32,
    pub kind: Kind,
    pub stage: Stage,
    pub subject: String,
    pub impact: Impact,
    pub needed: NeededBy,
    pub urgency: Level,
    pub priority: Level,
    /// Why the priority is not the urgency.
    pub priority_reason: Option<String>,
    pub remedy: Option<Remedy>,
    pub expected: Option<String>,
    pub tags: Vec<String>,
    pub about: About,
    /// The order that it is about, as it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<OrderCard>,
    pub by: String,
    pub assignee: Option<String>,
    pub waits_for_customer: bool,
    /// Who asked the customer something, and with which entry, while time stands still for it.
    #[serde(default)]
    pub asked: Option<(String, Option<EntryId>)>,
    /// When it is closed if the customer says nothing.
    #[serde(default)]
    pub lapses: Option<WallTime>,
    pub opened: WallTime,
    pub clock: ClockView,
    /// What was written, oldest first: the newest of it, or what was written before that.
    pub entries: Vec<Entry>,
    /// The first of these entries, where others were written before it: they are asked for by its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earlier: Option<EntryId>,
    /// These are not the newest.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_earlier: bool,
    /// What happened beside these entries, and what was raised.
    pub events: Vec<EventLine>,
    /// One to five, once it was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raised: Option<Raised>,
    pub satisfaction: Option<i32>,
    /// The case in which it goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<i64>,
    /// Cases of the same account that have to do with it, with their subjects.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub linked: Vec<(i64, String)>,
    /// Lines of invoices that it is about; nothing for who may not read what is owed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disputes: Vec<DisputeLine>,
    pub now: WallTime,
}

/// A case as the vendor's people see it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeskCase {
    pub case: CasePage,
    pub account_name: String,
    pub account_number: String,
    pub by_email: String,
    pub notes: Vec<Note>,
    /// The customer's other cases, and their last orders.
    pub cases: Vec<CaseCard>,
    pub orders: Vec<OrderCard>,
    /// The vendor's people who can have it.
    pub people: Vec<(MemberId, String)>,
    pub assigned: Option<MemberId>,
    /// Mail that came in about it: what entries were made of, what did not arrive, who is away.
    pub post: Vec<Beside>,
    /// Mail that went out about it, newest first.
    pub mails: Vec<MailState>,
    /// The tags as they are kept, with their names.
    pub tags: Vec<(String, String)>,
    /// The vendor's tags that it has not.
    pub more_tags: Vec<(String, String)>,
    /// Cases of other accounts that have to do with it, with their accounts' names. Their customers know nothing of it.
    pub links: Vec<(i64, String)>,
    /// Who else has it open.
    pub others: Vec<String>,
    pub replies: Vec<FilledReply>,
    /// In which the customer reads.
    pub language: Language,
    /// What the account owes, its own currency first; empty for who may not read it.
    #[serde(default)]
    pub standings: Vec<Standing>,
}

/// A canned reply, with the case's names and numbers put in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilledReply {
    pub id: ReplyId,
    pub name: String,
    pub text: String,
}

/// A canned reply as the vendor wrote it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    pub id: ReplyId,
    pub version: i32,
    pub name: String,
    pub texts: Texts,
}

/// The canned replies, and whether the reader may change them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replies {
    pub replies: Vec<Reply>,
    pub may_change: bool,
}

/// A filter of the inbox that somebody keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedView {
    pub id: ViewId,
    pub name: String,
    pub filter: CaseFilter,
    /// All of the vendor's people see it.
    pub is_shared: bool,
    /// The reader made it.
    pub is_mine: bool,
}
