//! What the vendor knows: written by the staff, read by everybody, so reading what is published takes no proof.

use domain::{
    ids::CommandKey,
    knowledge::Topic,
    language::Language,
    permissions::{StaffGranted, WriteKnowledge},
    time::Instant,
};
use sea_orm::FromQueryResult;

use crate::{Backend, Db, Error, Job, Tx, sql, text};

mod find;
mod votes;

pub use find::{Candidate, candidates, search};
pub use votes::{Said, said, vote, vote_of};

/// So many articles a list has; more than any vendor writes.
const MOST: i64 = 500;
/// So many words of a text are looked at.
const MOST_WORDS: usize = 3_000;

/// A text without what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    pub slug: String,
    pub topic: Topic,
    pub language: Language,
    pub title: String,
    pub summary: String,
    pub published: bool,
    pub version: i32,
    pub changed: Instant,
    /// Of the article in all languages.
    pub helped: i64,
    pub unhelped: i64,
}

/// A text to be kept.
#[derive(Clone, Copy, Debug)]
pub struct NewText<'a> {
    pub slug: &'a str,
    pub topic: Topic,
    pub language: Language,
    pub title: &'a str,
    pub summary: &'a str,
    /// Markdown.
    pub body: &'a str,
    /// The body without its marks.
    pub plain: &'a str,
    pub published: bool,
}

#[derive(FromQueryResult)]
struct Row {
    slug: String,
    topic: String,
    language: String,
    title: String,
    summary: String,
    published: bool,
    version: i32,
    changed_at: i64,
    helped: i64,
    unhelped: i64,
}

const SELECT: &str = "SELECT k.slug, k.topic, t.language, t.title, t.summary, t.published, t.version, t.changed_at,
     k.helped, k.unhelped FROM knowledge k JOIN knowledge_text t ON t.slug = k.slug";

impl Row {
    fn head(self) -> Result<Head, Error> {
        Ok(Head {
            topic: Topic::parse(&self.topic).ok_or_else(|| Error::fault("a topic of nothing known"))?,
            language: Language::parse(&self.language).ok_or_else(|| Error::fault("a text in no known language"))?,
            slug: self.slug,
            title: self.title,
            summary: self.summary,
            published: self.published,
            version: self.version,
            changed: Instant::from_millis(self.changed_at),
            helped: self.helped,
            unhelped: self.unhelped,
        })
    }
}

async fn heads(db: &impl Db, condition: &str, mut values: Vec<sea_orm::Value>) -> Result<Vec<Head>, Error> {
    values.push(MOST.into());
    let query = format!(
        "{SELECT} WHERE {condition} AND k.slug IN (SELECT slug FROM knowledge ORDER BY position, slug LIMIT ?)
         ORDER BY k.position, k.slug, t.language"
    );
    let rows: Vec<Row> = sql::all(db, &query, values).await?;
    rows.into_iter().map(Row::head).collect()
}

/// All published texts, article by article.
///
/// # Errors
/// When the database fails.
pub async fn published(db: &impl Db) -> Result<Vec<Head>, Error> {
    heads(db, "t.published", Vec::new()).await
}

/// All texts, article by article.
///
/// # Errors
/// When the database fails.
pub async fn all(db: &impl Db, _: &StaffGranted<WriteKnowledge>) -> Result<Vec<Head>, Error> {
    heads(db, "1 = 1", Vec::new()).await
}

/// The texts of one article.
///
/// # Errors
/// When the database fails.
pub async fn of(db: &impl Db, _: &StaffGranted<WriteKnowledge>, slug: &str) -> Result<Vec<Head>, Error> {
    heads(db, "k.slug = ?", vec![slug.into()]).await
}

/// What a published text says, as Markdown.
///
/// # Errors
/// When the database fails.
pub async fn body(db: &impl Db, slug: &str, language: Language) -> Result<Option<String>, Error> {
    sql::one_value(
        db,
        "SELECT body FROM knowledge_text WHERE slug = ? AND language = ? AND published",
        [slug.into(), language.code().into()],
    )
    .await
}

/// The same, published or not.
///
/// # Errors
/// When the database fails.
pub async fn draft(
    db: &impl Db,
    _: &StaffGranted<WriteKnowledge>,
    slug: &str,
    language: Language,
) -> Result<Option<String>, Error> {
    sql::one_value(
        db,
        "SELECT body FROM knowledge_text WHERE slug = ? AND language = ?",
        [slug.into(), language.code().into()],
    )
    .await
}

/// The article that this key made.
///
/// # Errors
/// When the database fails.
pub async fn made_by(db: &impl Db, _: &StaffGranted<WriteKnowledge>, key: CommandKey) -> Result<Option<String>, Error> {
    sql::one_value(db, "SELECT slug FROM knowledge WHERE made_by = ?", [key.0.into()]).await
}

/// Makes an article without texts; `false` when there is one at this address.
///
/// # Errors
/// `Taken` when the key has made another one; when the database fails.
pub async fn create(
    tx: &Tx,
    _: &StaffGranted<WriteKnowledge>,
    key: CommandKey,
    slug: &str,
    topic: Topic,
    now: Instant,
) -> Result<bool, Error> {
    insert(tx, key.0, slug, topic, now).await
}

async fn insert(tx: &Tx, key: uuid::Uuid, slug: &str, topic: Topic, now: Instant) -> Result<bool, Error> {
    let made = sql::run(
        tx,
        "INSERT INTO knowledge (slug, topic, position, made_by, created_at)
         SELECT ?, ?, COALESCE(MAX(position), 0) + 1, ?, ? FROM knowledge WHERE TRUE ON CONFLICT (slug) DO NOTHING",
        [slug.into(), topic.code().into(), key.into(), now.millis().into()],
    )
    .await?;
    Ok(made == 1)
}

/// Holds an article until the transaction ends, and gives the version of its text in this language, 0 for none; nothing
/// when there is no such article.
///
/// # Errors
/// When the database fails.
pub async fn lock(
    tx: &Tx,
    _: &StaffGranted<WriteKnowledge>,
    slug: &str,
    language: Language,
) -> Result<Option<i32>, Error> {
    if !hold(tx, slug).await? {
        return Ok(None);
    }
    version(tx, slug, language).await.map(Some)
}

async fn version(tx: &Tx, slug: &str, language: Language) -> Result<i32, Error> {
    let version: Option<i32> = sql::one_value(
        tx,
        "SELECT version FROM knowledge_text WHERE slug = ? AND language = ?",
        [slug.into(), language.code().into()],
    )
    .await?;
    Ok(version.unwrap_or(0))
}

/// Keeps a text of an article that is held, and its words when everybody can read it.
///
/// # Errors
/// When the database fails.
pub async fn save(tx: &Tx, _: &StaffGranted<WriteKnowledge>, new: NewText<'_>, now: Instant) -> Result<(), Error> {
    write(tx, new, now).await
}

/// What became of a text that was taken in.
pub use crate::catalogue::Imported;

/// Takes in a text from a file, with its article when there is none yet.
///
/// # Errors
/// When the database fails.
pub async fn take_in(tx: &Tx, _: Job, new: NewText<'_>, now: Instant) -> Result<Imported, Error> {
    #[derive(FromQueryResult)]
    struct Known {
        topic: String,
        title: String,
        body: String,
        published: bool,
    }
    insert(tx, crate::new_id(), new.slug, new.topic, now).await?;
    hold(tx, new.slug).await?;
    let known: Option<Known> = sql::one(
        tx,
        "SELECT k.topic, t.title, t.body, t.published FROM knowledge k JOIN knowledge_text t ON t.slug = k.slug
         WHERE k.slug = ? AND t.language = ?",
        [new.slug.into(), new.language.code().into()],
    )
    .await?;
    let outcome = match known {
        None => Imported::Created,
        Some(known)
            if known.published
                && (known.topic.as_str(), known.title.as_str(), known.body.as_str())
                    == (new.topic.code(), new.title, new.body) =>
        {
            Imported::Same
        }
        Some(_) => Imported::Changed,
    };
    if outcome != Imported::Same {
        write(tx, new, now).await?;
    }
    Ok(outcome)
}

async fn hold(tx: &Tx, slug: &str) -> Result<bool, Error> {
    let lock = match tx.backend() {
        Backend::Sqlite => "",
        Backend::Postgres => " FOR UPDATE",
    };
    let found: Option<String> =
        sql::one_value(tx, &format!("SELECT slug FROM knowledge WHERE slug = ?{lock}"), [slug.into()]).await?;
    Ok(found.is_some())
}

async fn write(tx: &Tx, new: NewText<'_>, now: Instant) -> Result<(), Error> {
    let (slug, language) = (new.slug, new.language.code());
    sql::run(tx, "UPDATE knowledge SET topic = ? WHERE slug = ?", [new.topic.code().into(), slug.into()]).await?;
    sql::run(
        tx,
        "INSERT INTO knowledge_text (slug, language, title, summary, body, published, version, changed_at)
         VALUES (?, ?, ?, ?, ?, ?, 1, ?)
         ON CONFLICT (slug, language) DO UPDATE SET title = excluded.title, summary = excluded.summary,
             body = excluded.body, published = excluded.published, version = knowledge_text.version + 1,
             changed_at = excluded.changed_at",
        [
            slug.into(),
            language.into(),
            new.title.into(),
            new.summary.into(),
            new.body.into(),
            new.published.into(),
            now.millis().into(),
        ],
    )
    .await?;
    sql::run(tx, "DELETE FROM knowledge_words WHERE slug = ? AND language = ?", [slug.into(), language.into()]).await?;
    if !new.published {
        return Ok(());
    }
    sql::run(
        tx,
        "INSERT INTO knowledge_words (slug, language, title, body) VALUES (?, ?, ?, ?)",
        [
            slug.into(),
            language.into(),
            text::all_words(new.title, MOST_WORDS).join(" ").into(),
            text::all_words(new.plain, MOST_WORDS).join(" ").into(),
        ],
    )
    .await?;
    Ok(())
}
