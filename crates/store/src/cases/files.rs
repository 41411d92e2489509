//! Photos and documents of cases.

use domain::{
    files::FileKind,
    ids::{EntryId, FileId},
    permissions::{AnswerCases, Granted, ReadCases, StaffGranted},
};
use sea_orm::{FromQueryResult, Value};
use uuid::Uuid;

use super::{
    read::{Head, OF_CASE, of_case},
    thread::Entry,
};
use crate::{Db, Error, Tx, sql};

/// A file to be written.
#[derive(Clone, Debug)]
pub struct NewFile {
    pub name: String,
    pub kind: FileKind,
    /// SHA-256 of the content.
    pub hash: Vec<u8>,
    pub content: Vec<u8>,
}

/// A file to be read.
#[derive(Clone, Debug)]
pub struct Content {
    pub name: String,
    pub kind: FileKind,
    pub content: Vec<u8>,
}

/// A file without its contents.
#[derive(Clone, Debug)]
pub struct File {
    pub id: FileId,
    pub entry: EntryId,
    pub name: String,
    pub kind: FileKind,
    pub size: i64,
    /// SHA-256 of its content; none of what came before hashes were kept.
    pub hash: Option<Vec<u8>>,
}

/// Writes the files of an entry.
///
/// # Errors
/// When the database fails.
pub async fn add_files(tx: &Tx, head: &Head, entry: EntryId, files: Vec<NewFile>) -> Result<(), Error> {
    for file in files {
        sql::run(
            tx,
            "INSERT INTO case_file (account_id, case_id, id, entry_id, name, media_type, size, content_hash, content)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                head.account.0.into(),
                head.id.0.into(),
                crate::new_id().into(),
                entry.0.into(),
                file.name.into(),
                file.kind.media_type().into(),
                i64::try_from(file.content.len()).unwrap_or(i64::MAX).into(),
                file.hash.into(),
                file.content.into(),
            ],
        )
        .await?;
    }
    Ok(())
}

/// Copies the files of an entry, from the case in which it was written, to an entry of another case of the same account.
///
/// # Errors
/// When the database fails.
pub async fn copy_files(tx: &Tx, said: &Entry, to: &Head, new: EntryId) -> Result<(), Error> {
    sql::run(
        tx,
        "INSERT INTO case_file (account_id, case_id, id, entry_id, name, media_type, size, content_hash, content)
         SELECT account_id, ?, id, ?, name, media_type, size, content_hash, content FROM case_file
         WHERE account_id = ? AND case_id = ? AND entry_id = ?",
        [to.id.0.into(), new.0.into(), to.account.0.into(), said.case.0.into(), said.id.0.into()],
    )
    .await?;
    Ok(())
}

/// The files of a case without their contents. Whoever has the head may read them.
///
/// # Errors
/// When the database fails.
pub async fn files(db: &impl Db, head: &Head) -> Result<Vec<File>, Error> {
    files_where(db, OF_CASE, Vec::from(of_case(head))).await
}

/// Those of some entries of a case.
///
/// # Errors
/// When the database fails.
pub async fn files_of(db: &impl Db, head: &Head, entries: &[EntryId]) -> Result<Vec<File>, Error> {
    if entries.is_empty() {
        return Ok(Vec::new());
    }
    let mut values = Vec::from(of_case(head));
    values.extend(entries.iter().map(|entry| Value::from(entry.0)));
    files_where(db, &format!("{OF_CASE} AND entry_id IN ({})", sql::marks(entries.len())), values).await
}

async fn files_where(db: &impl Db, condition: &str, values: Vec<Value>) -> Result<Vec<File>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        id: Uuid,
        entry_id: Uuid,
        name: String,
        media_type: String,
        size: i64,
        content_hash: Option<Vec<u8>>,
    }
    let rows: Vec<Row> = sql::all(
        db,
        &format!(
            "SELECT id, entry_id, name, media_type, size, content_hash FROM case_file WHERE {condition} ORDER BY id"
        ),
        values,
    )
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(File {
                id: FileId(row.id),
                entry: EntryId(row.entry_id),
                name: row.name,
                kind: known(&row.media_type)?,
                size: row.size,
                hash: row.content_hash,
            })
        })
        .collect()
}

/// Name, kind and contents of a file of the account's.
///
/// # Errors
/// When the database fails.
pub async fn file(
    db: &impl Db,
    granted: &Granted<ReadCases>,
    number: i64,
    id: FileId,
) -> Result<Option<Content>, Error> {
    match super::read::head(db, number, Some(granted.account())).await? {
        Some(head) => content(db, &head, id).await,
        None => Ok(None),
    }
}

/// The same of any account's, for the vendor's people.
///
/// # Errors
/// When the database fails.
pub async fn file_any(
    db: &impl Db,
    _: &StaffGranted<AnswerCases>,
    number: i64,
    id: FileId,
) -> Result<Option<Content>, Error> {
    match super::read::head(db, number, None).await? {
        Some(head) => content(db, &head, id).await,
        None => Ok(None),
    }
}

async fn content(db: &impl Db, head: &Head, id: FileId) -> Result<Option<Content>, Error> {
    #[derive(FromQueryResult)]
    struct Row {
        name: String,
        media_type: String,
        content: Vec<u8>,
    }
    let row: Option<Row> = sql::one(
        db,
        &format!("SELECT name, media_type, content FROM case_file WHERE {OF_CASE} AND id = ?"),
        of_case(head).into_iter().chain([id.0.into()]),
    )
    .await?;
    row.map(|row| Ok(Content { name: row.name, kind: known(&row.media_type)?, content: row.content })).transpose()
}

fn known(media_type: &str) -> Result<FileKind, Error> {
    FileKind::parse(media_type).ok_or_else(|| Error::fault("a file is of a kind that this version does not know"))
}
