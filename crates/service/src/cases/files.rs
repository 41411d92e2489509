//! Photos and documents, sent along by either side.

use domain::{
    access::{Channel, Kind},
    cases::{CaseStep, LONGEST_ENTRY},
    files::{self, FileKind, LARGEST_FILE, MOST_FILES},
    ids::{CommandKey, EntryId, FileId},
    input,
    permissions::{Actor, AnswerCases, ManageData, ReadCases, WriteCases},
    refusal::{Code, Refusal},
};
use store::{
    Tx,
    cases::{Content, Head, NewEntry, NewFile},
    keys,
};

use super::step::{self, Move};
use crate::{Context, Error, access, once, secret};

/// A file as it was sent.
#[derive(Clone, Debug)]
pub struct Upload {
    pub name: String,
    pub content: Vec<u8>,
}

/// Sends files and words; a customer may send words alone, the vendor's people have another way for these. The same key
/// sends once. Gives the page of the case.
///
/// # Errors
/// `NotFound`, `State` when the case is closed, `Missing` without a file, `TooMuch` for too many, `FileTooLarge`, `FileKind`, `KeyReused`.
pub async fn send_files(
    context: &Context,
    actor: &Actor,
    key: CommandKey,
    number: i64,
    text: &str,
    uploads: Vec<Upload>,
) -> Result<String, Error> {
    let place = number.to_le_bytes();
    let mut parts: Vec<&[u8]> = vec![text.as_bytes(), &place];
    parts.extend(uploads.iter().map(|upload| upload.content.as_slice()));
    let asked = once::asked("cases/files", actor.member, &parts);
    let text = input::paragraph("text", text, LONGEST_ENTRY)?.unwrap_or_default();
    let now = context.now();
    let id = EntryId(store::new_id());
    let tx = context.store().begin().await?;
    let (head, claim, by_vendor) = if actor.staff.is_some() {
        let granted = actor.grant_staff::<AnswerCases>()?;
        let head = store::cases::lock_any(&tx, &granted, number).await?.ok_or(Code::NotFound)?;
        let claim = keys::claim_answer(&tx, &granted, head.account, key, &asked, id.0, now).await?;
        (head, claim, true)
    } else {
        let granted = actor.grant::<WriteCases>()?;
        let head = store::cases::lock(&tx, &granted, number).await?.ok_or(Code::NotFound)?;
        (head, keys::claim(&tx, &granted, key, &asked, id.0, now).await?, false)
    };
    let files = checked(uploads)?;
    if files.is_empty() && by_vendor {
        return Err(Refusal::field(Code::Missing, "files").into());
    }
    if files.is_empty() && text.is_empty() {
        return Err(Refusal::field(Code::Missing, "text").into());
    }
    let page = if by_vendor { format!("/desk/cases/{number}") } else { format!("/messages/{number}") };
    if once::made(claim)?.is_some() {
        return Ok(page);
    }
    let entry = NewEntry { id, member: actor.member, by_vendor, text, language: actor.language, proposal: None };
    write(context, &tx, &head, actor, entry, files, now).await?;
    tx.commit().await?;
    context.wake_outbox();
    Ok(page)
}

async fn write(
    context: &Context,
    tx: &Tx,
    head: &Head,
    actor: &Actor,
    entry: NewEntry,
    files: Vec<NewFile>,
    now: domain::time::Instant,
) -> Result<(), Error> {
    // What the vendor sends along is no answer: it neither stops nor starts the clock, nor takes the word from anybody.
    let (id, step) = (entry.id, if entry.by_vendor { CaseStep::Attached } else { CaseStep::Replied });
    step::make(context, tx, head, actor.member, Move { entry: Some(entry), ..Move::of(step) }, now).await?;
    Ok(store::cases::add_files(tx, head, id, files).await?)
}

pub(super) fn checked(uploads: Vec<Upload>) -> Result<Vec<NewFile>, Refusal> {
    let refused = |code| Refusal::field(code, "files");
    // A browser sends an empty file for a field that was left alone.
    let uploads: Vec<Upload> = uploads.into_iter().filter(|upload| !upload.content.is_empty()).collect();
    if uploads.len() > MOST_FILES {
        return Err(refused(Code::TooMuch).with(MOST_FILES));
    }
    uploads.into_iter().map(one).collect()
}

/// One file, by what it is.
fn one(Upload { name, content }: Upload) -> Result<NewFile, Refusal> {
    if content.len() > LARGEST_FILE {
        return Err(Refusal::field(Code::FileTooLarge, "files"));
    }
    let kind = FileKind::of(&content).ok_or_else(|| Refusal::field(Code::FileKind, "files"))?;
    Ok(NewFile { name: files::name(&name, kind), kind, hash: secret::plain_hash(&content), content })
}

/// What of a mail's files may be kept, by the same rules, and the names of the rest: nobody is there who could be asked to
/// choose others.
pub(crate) fn sorted_out(uploads: Vec<Upload>) -> (Vec<NewFile>, Vec<String>) {
    let (mut kept, mut left_out) = (Vec::new(), Vec::new());
    for upload in uploads {
        let name = upload.name.clone();
        match one(upload) {
            Ok(file) if kept.len() < MOST_FILES => kept.push(file),
            _ => left_out.push(name),
        }
    }
    (kept, left_out)
}

/// A file of a case, checked as the case itself each time.
///
/// # Errors
/// `NotFound`, for foreign ones too.
pub async fn file(context: &Context, actor: &Actor, number: i64, id: FileId) -> Result<Content, Error> {
    let store = context.store();
    let (account, found) = match actor.grant::<ReadCases>() {
        Ok(granted) => (granted.account(), store::cases::file(store, &granted, number, id).await?),
        Err(_) => {
            let granted = actor.grant_staff::<AnswerCases>()?;
            let head = store::cases::find_any(store, &granted, number).await?.ok_or(Code::NotFound)?;
            (head.account, store::cases::file_any(store, &granted, number, id).await?)
        }
    };
    let found = found.ok_or(Code::NotFound)?;
    let document = format!("{number}/{}", found.name);
    access::opened(context, actor, account, Kind::Attachment, &document, Channel::File).await?;
    Ok(found)
}

/// A file among all data of the account: that this was taken away is in the log, so each of them is not noted again.
///
/// # Errors
/// `NotAllowed` for all but owners; `NotFound`, for foreign ones too.
pub async fn exported(context: &Context, actor: &Actor, number: i64, id: FileId) -> Result<Content, Error> {
    actor.grant::<ManageData>()?;
    let granted = actor.grant::<ReadCases>()?;
    Ok(store::cases::file(context.store(), &granted, number, id).await?.ok_or(Code::NotFound)?)
}
