//! The whole story of a case as a file to keep, and the proof that nobody has altered it.
//!
//! The file is lines of text: a hash, a space, and JSON. Each hash is the SHA-256 of the hash before it, a line feed and
//! the line's own JSON, byte by byte, so that whoever alters a line, leaves one out or puts one in breaks the chain there.
//! What is said is the same for every reader, and what comes later is added at the end: the last hash of an older
//! transcript stands within every newer one, as long as nobody of whom it speaks takes another name. Only the last line
//! speaks of the reader. Photos and documents are in it by their own hashes.

use std::collections::HashMap;

use domain::{
    access::Channel,
    cases::{Kind, Proposal},
    event::Event,
    ids::EntryId,
    language::Language,
    permissions::{Actor, AnswerCases, ReadCases},
    post::LeftOut,
    refusal::Code,
    time::Instant,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::{
    cases::{Entry, Head},
    post::ByMail,
};

use crate::{
    Context, Error, access,
    cases::{first_name, who},
};

/// What the first line says before all else, by which the records are found within another file.
pub const BEGINS: &str = " {\"transcript\":1,";

/// So many entries are asked about in one query.
const AT_ONCE: usize = 500;

/// What it is about: the first line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// The version of this format.
    pub transcript: u8,
    pub case: i64,
    pub kind: Kind,
    pub subject: String,
    pub opened: Instant,
    pub order: Option<i64>,
    pub article: Option<String>,
}

/// One thing that was done, written or seen: a line between the first and the last.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Part {
    pub at: Instant,
    /// Who; the vendor's people by first name. Nobody, where it was the clock.
    pub by: String,
    pub what: What,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// A step of the log.
    Step(Event),
    Entry {
        by_vendor: bool,
        language: Language,
        text: String,
        /// What came with it.
        files: Vec<Enclosed>,
        proposal: Option<Proposal>,
        /// It came by mail, and this of the mail is not here.
        #[serde(default, skip_serializing_if = "LeftOut::is_nothing")]
        left_out: LeftOut,
        /// It came by mail from this address, which is not the one of whose name it stands under.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        via: Option<String>,
    },
    /// The vendor has opened what the customer wrote then.
    Opened { entry: Instant },
}

/// A photo or document that came with an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enclosed {
    pub name: String,
    /// Bytes.
    pub size: i64,
    /// SHA-256 of its content, hexadecimal; nothing for a file from before hashes were kept.
    pub sha256: String,
}

/// For whom and when it was made: the last line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct End {
    /// So many parts.
    pub parts: usize,
    pub vendor: String,
    pub language: Language,
    pub zone: String,
    pub made: Instant,
}

/// A transcript whose chain holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Transcript {
    pub about: About,
    /// Each part with its hash.
    pub parts: Vec<(String, Part)>,
    pub end: End,
    /// The hash of the last part: it stands for all that was said until then.
    pub hash: String,
    /// The file.
    pub lines: String,
}

/// Where a chain breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Broken {
    /// There are no records in the file.
    NoRecords,
    /// At the first line, which says what it is about.
    About,
    /// At this part, counted from one; with what it says now, as far as it can be read.
    Part { number: usize, says: Option<Instant> },
    /// At the end: parts are missing, or the last line is not as it was.
    End,
}

/// The transcript of a case, for whoever may read the case.
///
/// # Errors
/// `NotFound`, for foreign ones too.
pub async fn of(context: &Context, actor: &Actor, number: i64) -> Result<Transcript, Error> {
    let head = head_of(context, actor, number).await?;
    written(context, actor, &head).await
}

/// The same, with that it was opened.
///
/// # Errors
/// As [`of`].
pub async fn opened(context: &Context, actor: &Actor, number: i64, channel: Channel) -> Result<Transcript, Error> {
    let head = head_of(context, actor, number).await?;
    let transcript = written(context, actor, &head).await?;
    let (kind, document) = (domain::access::Kind::Transcript, head.number.to_string());
    access::opened(context, actor, head.account, kind, &document, channel).await?;
    Ok(transcript)
}

async fn head_of(context: &Context, actor: &Actor, number: i64) -> Result<Head, Error> {
    let store = context.store();
    let head = match actor.grant::<ReadCases>() {
        Ok(granted) => store::cases::find(store, &granted, number).await?,
        Err(_) => store::cases::find_any(store, &actor.grant_staff::<AnswerCases>()?, number).await?,
    };
    Ok(head.ok_or(Code::NotFound)?)
}

async fn written(context: &Context, actor: &Actor, head: &Head) -> Result<Transcript, Error> {
    let parts = parts(context, head).await?;
    let about = About {
        transcript: 1,
        case: head.number,
        kind: head.kind,
        subject: head.subject.clone(),
        opened: head.opened,
        order: head.order,
        article: head.article.clone(),
    };
    let end = End {
        parts: parts.len(),
        vendor: context.settings().vendor.name.clone(),
        language: actor.language,
        zone: actor.time_zone.clone(),
        made: context.now(),
    };
    let lines = chained(&about, &parts, &end)?;
    read(&lines).map_err(|broken| Error::Fault(format!("a new transcript does not hold: {broken:?}").into()))
}

/// Everything that was done, written and seen, in its order.
async fn parts(context: &Context, head: &Head) -> Result<Vec<Part>, Error> {
    let store = context.store();
    let files = store::cases::files(store, head).await?;
    // Each part with the moment at which it came into this case: what was written in another comes when that is merged.
    let mut parts: Vec<(Instant, Part)> = Vec::new();
    for stored in store::events::of_case(store, head).await? {
        let by = who(&stored);
        parts.push((stored.at, Part { at: stored.at, by, what: What::Step(stored.event) }));
    }
    let mut opened = Vec::new();
    let entries = store::cases::entries(store, head).await?;
    let mut by_mail = by_mail(context, head, &entries).await?;
    for entry in entries {
        let files = files.iter().filter(|file| file.entry == entry.id).map(Enclosed::of).collect();
        let came = entry.joined.unwrap_or(entry.at).max(entry.at);
        if let Some((name, at)) = entry.opened {
            let part = Part { at, by: first_name(&name), what: What::Opened { entry: entry.at } };
            opened.push((came.max(at), part));
        }
        let by = if entry.by_vendor { first_name(&entry.by) } else { entry.by };
        let ByMail { left_out, via, .. } = by_mail.remove(&entry.id).unwrap_or_default();
        let what = What::Entry {
            by_vendor: entry.by_vendor,
            language: entry.language,
            text: entry.text,
            files,
            proposal: entry.proposal,
            left_out,
            via,
        };
        parts.push((came, Part { at: entry.at, by, what }));
    }
    parts.extend(opened);
    // What came at the same moment stays as it is: the step, what was written with it, what was seen.
    parts.sort_by_key(|(came, _)| *came);
    Ok(parts.into_iter().map(|(_, part)| part).collect())
}

/// How the entries came by mail.
async fn by_mail(context: &Context, head: &Head, entries: &[Entry]) -> Result<HashMap<EntryId, ByMail>, Error> {
    let ids: Vec<EntryId> = entries.iter().filter(|entry| !entry.by_vendor).map(|entry| entry.id).collect();
    let mut all = HashMap::new();
    for some in ids.chunks(AT_ONCE) {
        all.extend(store::post::by_mail(context.store(), head, some).await?);
    }
    Ok(all)
}

impl Enclosed {
    fn of(file: &store::cases::File) -> Self {
        let hash = file.hash.iter().flatten();
        Self { name: file.name.clone(), size: file.size, sha256: hash.map(|byte| format!("{byte:02x}")).collect() }
    }
}

fn chained(about: &About, parts: &[Part], end: &End) -> Result<String, Error> {
    let fault = |error: serde_json::Error| Error::Fault(error.into());
    let mut bodies = vec![serde_json::to_string(about).map_err(fault)?];
    for part in parts {
        bodies.push(serde_json::to_string(part).map_err(fault)?);
    }
    bodies.push(serde_json::to_string(end).map_err(fault)?);
    let mut before = String::new();
    let mut lines = String::new();
    for body in bodies {
        before = link(&before, &body);
        lines.push_str(&format!("{before} {body}\n"));
    }
    Ok(lines)
}

fn link(before: &str, body: &str) -> String {
    let mut hasher = Sha256::new();
    hasher.update(before.as_bytes());
    hasher.update(b"\n");
    hasher.update(body.as_bytes());
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The records within a file of any kind: from the hash of their first line to the end of their last.
#[must_use]
pub fn records(file: &[u8]) -> Option<&str> {
    const HASH: usize = 64;
    let begins = file.windows(BEGINS.len()).position(|window| window == BEGINS.as_bytes())?;
    let from = begins.checked_sub(HASH)?;
    let rest = file.get(from..)?;
    let mut length = 0;
    // A line of the records is text and begins with a hash; what comes after them is not.
    for line in rest.split_inclusive(|byte| *byte == b'\n') {
        let is_hash = line.get(..HASH).is_some_and(|hash| hash.iter().all(u8::is_ascii_hexdigit));
        if !(is_hash && line.get(HASH) == Some(&b' ') && line.ends_with(b"\n")) {
            break;
        }
        length += line.len();
    }
    std::str::from_utf8(rest.get(..length)?).ok().filter(|lines| !lines.is_empty())
}

/// Reads records and follows their chain.
///
/// # Errors
/// Where it breaks.
pub fn read(lines: &str) -> Result<Transcript, Broken> {
    let all: Vec<(&str, &str)> = lines.lines().map(|line| line.split_once(' ').unwrap_or((line, ""))).collect();
    let [(first, about), parts @ .., (last, end)] = all.as_slice() else { return Err(Broken::NoRecords) };
    if link("", about) != **first {
        return Err(Broken::About);
    }
    let about: About = serde_json::from_str(about).map_err(|_| Broken::About)?;
    let mut before = *first;
    let mut found = Vec::with_capacity(parts.len());
    for (place, (hash, body)) in parts.iter().enumerate() {
        let part: Option<Part> = serde_json::from_str(body).ok();
        match part {
            Some(part) if link(before, body) == **hash => found.push(((*hash).to_owned(), part)),
            part => return Err(Broken::Part { number: place + 1, says: part.map(|part| part.at) }),
        }
        before = hash;
    }
    let holds = link(before, end) == **last;
    let end: End = serde_json::from_str(end).map_err(|_| Broken::End)?;
    if !holds || end.parts != found.len() {
        return Err(Broken::End);
    }
    Ok(Transcript { about, parts: found, end, hash: before.to_owned(), lines: lines.to_owned() })
}
