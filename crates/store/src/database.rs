//! The connection to SQLite or PostgreSQL, and transactions.

use std::{path::Path, time::Duration};

use migration::Migrator;
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, FromQueryResult,
    IsolationLevel, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;

use crate::{Error, sql};

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    Sqlite,
    Postgres,
}

/// The database: one writer and several readers on SQLite, one pool on PostgreSQL.
#[derive(Clone, Debug)]
pub struct Store {
    reader: DatabaseConnection,
    writer: DatabaseConnection,
    backend: Backend,
}

/// A transaction that writes. Dropped without [`Tx::commit`], it leaves nothing behind.
#[derive(Debug)]
pub struct Tx {
    inner: DatabaseTransaction,
    backend: Backend,
}

/// Where a query runs: on the store, seeing what is committed, or in a transaction.
pub trait Db: Sync {
    #[doc(hidden)]
    type Connection: ConnectionTrait;
    #[doc(hidden)]
    fn connection(&self) -> &Self::Connection;
    #[doc(hidden)]
    fn backend(&self) -> Backend;
}

impl Db for Store {
    type Connection = DatabaseConnection;

    fn connection(&self) -> &DatabaseConnection {
        &self.reader
    }

    fn backend(&self) -> Backend {
        self.backend
    }
}

impl Db for Tx {
    type Connection = DatabaseTransaction;

    fn connection(&self) -> &DatabaseTransaction {
        &self.inner
    }

    fn backend(&self) -> Backend {
        self.backend
    }
}

/// What the steps made so far are to this program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schema {
    /// None of them: a new database, or somebody else's.
    None,
    Older,
    Current,
    /// A later release has made steps that this one does not know.
    Newer,
}

#[derive(FromQueryResult)]
struct Version {
    version: String,
}

/// The turn to migrate; over when the transaction ends, however it does.
struct Turn(Option<Tx>);

impl Turn {
    async fn end(self) -> Result<(), Error> {
        match self.0 {
            Some(tx) => tx.commit().await,
            None => Ok(()),
        }
    }
}

/// The number of PostgreSQL's advisory lock for this: any that nobody else takes in our database ("loket").
const MIGRATING: i64 = 0x6c_6f6b_6574;
const SQLITE_READERS: u32 = 4;
const POSTGRES_CONNECTIONS: u32 = 24;

impl Store {
    /// Opens the database at `url`: `sqlite:/path/to/file.db` or `postgres://…`.
    ///
    /// # Errors
    /// When it cannot be reached.
    pub async fn open(url: &str) -> Result<Self, Error> {
        if url.starts_with("sqlite:") { Self::open_sqlite(url).await } else { Self::open_postgres(url).await }
    }

    async fn open_sqlite(url: &str) -> Result<Self, Error> {
        let writing = format!("{}{}mode=rwc", url, if url.contains('?') { "&" } else { "?" });
        let connect = |connections: u32| {
            let mut options = ConnectOptions::new(writing.clone());
            options
                .max_connections(connections)
                .min_connections(1)
                .acquire_timeout(Duration::from_secs(10))
                // A file does not hang up: asking each time whether it is there doubled the cost of a small query.
                .test_before_acquire(false)
                .sqlx_logging(false)
                .map_sqlx_sqlite_opts(|options| {
                    // sqlx sets neither; WAL with FULL commits five times faster than the default and is as durable.
                    options
                        .pragma("journal_mode", "WAL")
                        .pragma("synchronous", "FULL")
                        .pragma("foreign_keys", "ON")
                        .pragma("temp_store", "MEMORY")
                        .pragma("cache_size", "-32000")
                        .pragma("mmap_size", "268435456")
                        .busy_timeout(Duration::from_secs(10))
                        .statement_cache_capacity(300)
                });
            Database::connect(options)
        };
        // The writer first: it makes the file.
        let writer = connect(1).await?;
        let reader = connect(SQLITE_READERS).await?;
        Ok(Self { reader, writer, backend: Backend::Sqlite })
    }

    async fn open_postgres(url: &str) -> Result<Self, Error> {
        let mut options = ConnectOptions::new(url);
        options
            .max_connections(POSTGRES_CONNECTIONS)
            .min_connections(2)
            .acquire_timeout(Duration::from_secs(10))
            // One that was used a moment ago is there; asking before each query is a second journey for each.
            .test_before_acquire_if_idle_for(Duration::from_secs(1))
            .sqlx_logging(false);
        let pool = Database::connect(options).await?;
        if pool.get_database_backend() != DbBackend::Postgres {
            return Err(Error::fault("the database URL must begin with sqlite: or postgres:"));
        }
        Ok(Self { reader: pool.clone(), writer: pool, backend: Backend::Postgres })
    }

    /// Begins a transaction that writes; on SQLite it waits for its turn.
    ///
    /// # Errors
    /// `Busy` when the turn does not come.
    pub async fn begin(&self) -> Result<Tx, Error> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..Default::default()
        };
        let inner = self.writer.begin_with_options(options).await?;
        Ok(Tx { inner, backend: self.backend })
    }

    /// Begins a transaction that only reads: all its queries see the database as it was at the first of them, so that sums
    /// that are read apart belong together. It waits for nobody, and nobody for it; it is dropped, not committed.
    ///
    /// # Errors
    /// When no connection is free.
    pub async fn snapshot(&self) -> Result<Tx, Error> {
        let options = match self.backend {
            // A reader of a WAL sees one state until it ends.
            Backend::Sqlite => TransactionOptions {
                sqlite_transaction_mode: Some(SqliteTransactionMode::Deferred),
                ..Default::default()
            },
            Backend::Postgres => {
                TransactionOptions { isolation_level: Some(IsolationLevel::RepeatableRead), ..Default::default() }
            }
        };
        let inner = self.reader.begin_with_options(options).await?;
        Ok(Tx { inner, backend: self.backend })
    }

    /// Brings the schema up to date. Where several programs start at once, one does it and the others wait.
    ///
    /// # Errors
    /// When a step fails.
    pub async fn migrate(&self) -> Result<(), Error> {
        let turn = self.turn_to_migrate().await?;
        Migrator::up(&self.writer, None).await?;
        turn.end().await
    }

    /// Takes the last `steps` steps of the schema back.
    ///
    /// # Errors
    /// When a step fails.
    pub async fn migrate_down(&self, steps: u32) -> Result<(), Error> {
        let turn = self.turn_to_migrate().await?;
        Migrator::down(&self.writer, Some(steps)).await?;
        turn.end().await
    }

    async fn turn_to_migrate(&self) -> Result<Turn, Error> {
        if self.backend == Backend::Sqlite {
            // An embedded database has one program, and its writer is needed for the steps themselves.
            return Ok(Turn(None));
        }
        let tx = self.begin().await?;
        sql::run(&tx, "SELECT pg_advisory_xact_lock(?)", [MIGRATING.into()]).await?;
        Ok(Turn(Some(tx)))
    }

    /// Whether the database answers and has this program's schema.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn is_ready(&self) -> Result<bool, Error> {
        Ok(self.schema().await? == Schema::Current)
    }

    /// Whose schema the database has. Nothing is written.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn schema(&self) -> Result<Schema, Error> {
        let known: Vec<String> = Migrator::migrations().iter().map(|step| step.name().to_owned()).collect();
        let table = match self.backend {
            Backend::Sqlite => "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'seaql_migrations'",
            Backend::Postgres => {
                "SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'seaql_migrations'"
            }
        };
        if sql::one_value::<i64>(self, table, []).await? != Some(1) {
            return Ok(Schema::None);
        }
        let made: Vec<Version> = sql::all(self, "SELECT version FROM seaql_migrations", []).await?;
        let ours = made.iter().filter(|step| known.contains(&step.version)).count();
        Ok(match (ours, made.len()) {
            (0, _) => Schema::None,
            (ours, made) if ours < made => Schema::Newer,
            (ours, _) if ours < known.len() => Schema::Older,
            _ => Schema::Current,
        })
    }

    /// Opens a file of the embedded database to look at it: nothing is written, not even beside it. No program may be
    /// writing to it meanwhile, and what a log beside the file has is not seen.
    ///
    /// # Errors
    /// When it is not such a file.
    pub async fn open_to_read(file: &Path) -> Result<Self, Error> {
        let file = file.to_owned();
        let mut options = ConnectOptions::new("sqlite:file");
        options.max_connections(1).sqlx_logging(false).map_sqlx_sqlite_opts(move |options| {
            options.filename(&file).create_if_missing(false).read_only(true).immutable(true)
        });
        let reader = Database::connect(options).await?;
        let store = Self { writer: reader.clone(), reader, backend: Backend::Sqlite };
        // The file is looked at only now.
        sql::one_value::<i64>(&store, "SELECT COUNT(*) FROM sqlite_master", []).await?;
        Ok(store)
    }

    /// Whether every page of the embedded database is as it was written.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_whole(&self) -> Result<bool, Error> {
        let said: Option<String> = sql::one_value(self, "PRAGMA quick_check(1)", []).await?;
        Ok(said.as_deref() == Some("ok"))
    }

    /// A consistent copy of a live SQLite database in a new or empty file.
    ///
    /// # Errors
    /// When the file holds something or cannot be written, or the database is PostgreSQL, whose own tools make backups.
    pub async fn copy_to(&self, file: &Path) -> Result<(), Error> {
        if self.backend != Backend::Sqlite {
            return Err(Error::fault("PostgreSQL is backed up with pg_dump"));
        }
        let file = file.to_string_lossy().replace('\'', "''");
        // VACUUM INTO reads one snapshot, so writers go on meanwhile.
        self.reader.execute_unprepared(&format!("VACUUM INTO '{file}'")).await?;
        Ok(())
    }

    /// Which database this is.
    #[must_use]
    pub const fn backend(&self) -> Backend {
        self.backend
    }

    /// Lets the planner know the data after a large import. PostgreSQL also marks what everybody may see, which whoever
    /// read it first would do otherwise.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn analyze(&self) -> Result<(), Error> {
        let statement = match self.backend {
            // Up to so many rows of an index, which leaves out the samples of values: where there are some, SQLite makes
            // a new plan at each use of a prepared statement, for half of the time that the statement takes.
            Backend::Sqlite => "PRAGMA analysis_limit = 1000; ANALYZE",
            Backend::Postgres => "VACUUM (ANALYZE)",
        };
        self.writer.execute_unprepared(statement).await?;
        Ok(())
    }

    /// Lets SQLite look at the tables that have grown much since it last did, for its plans; PostgreSQL does that by
    /// itself.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn refresh_statistics(&self) -> Result<(), Error> {
        if self.backend == Backend::Sqlite {
            // The tables of all connections, not only those that this one has read (0x10000), as far as it is due (0x02).
            self.writer.execute_unprepared("PRAGMA analysis_limit = 1000; PRAGMA optimize = 0x10002").await?;
        }
        Ok(())
    }

    /// Closes all connections; SQLite then folds its log into the file.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn close(self) -> Result<(), Error> {
        self.reader.close().await?;
        if self.backend == Backend::Sqlite {
            self.writer.close().await?;
        }
        Ok(())
    }
}

impl Tx {
    /// Makes everything in this transaction true at once, and durable.
    ///
    /// # Errors
    /// When the database fails: then nothing of it is true.
    pub async fn commit(self) -> Result<(), Error> {
        Ok(self.inner.commit().await?)
    }

    /// The next order number. Gaps are allowed: on PostgreSQL a refused order leaves one, because a sequence makes nobody
    /// wait; SQLite has one writer anyway.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn next_order_number(&self) -> Result<i64, Error> {
        self.next_number("order", "SELECT nextval('order_number')").await
    }

    /// The next case number, as [`Tx::next_order_number`].
    ///
    /// # Errors
    /// When the database fails.
    pub async fn next_case_number(&self) -> Result<i64, Error> {
        self.next_number("case", "SELECT nextval('case_number')").await
    }

    async fn next_number(&self, series: &str, sequence: &str) -> Result<i64, Error> {
        let number = match self.backend {
            Backend::Sqlite => {
                sql::one_value(
                    self,
                    "INSERT INTO counter (name, value) VALUES (?, 1001)
                     ON CONFLICT (name) DO UPDATE SET value = counter.value + 1 RETURNING value",
                    [series.into()],
                )
                .await?
            }
            Backend::Postgres => sql::one_value(self, sequence, []).await?,
        };
        number.ok_or_else(|| Error::fault("the counter gave no number"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn count(store: &Store, table: &str) -> Result<Option<i64>, Error> {
        let known = format!("SELECT COUNT(*) FROM sqlite_master WHERE name = '{table}'");
        if sql::one_value(store, &known, []).await? == Some(0_i64) {
            return Ok(None);
        }
        sql::one_value(store, &format!("SELECT COUNT(*) FROM {table} WHERE tbl = 't'"), []).await
    }

    /// Samples of values make SQLite plan anew at each use of a prepared statement; sizes alone do not.
    #[tokio::test]
    async fn sqlite_learns_sizes_and_takes_no_samples() -> Result<(), Error> {
        let folder = tempfile::tempdir().map_err(|_| Error::fault("no folder"))?;
        let store = Store::open(&format!("sqlite:{}", folder.path().join("loket.db").display())).await?;
        let rows = "CREATE TABLE t (a INTEGER, b INTEGER); CREATE INDEX t_by_a ON t (a, b);
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
            INSERT INTO t SELECT i % 7, i FROM n";
        store.writer.execute_unprepared(rows).await?;
        assert_eq!(count(&store, "sqlite_stat1").await?, None);
        store.refresh_statistics().await?;
        assert_eq!(count(&store, "sqlite_stat1").await?, Some(1), "the size of the index");
        store.analyze().await?;
        assert_eq!(count(&store, "sqlite_stat4").await?.unwrap_or(0), 0, "no samples");
        Ok(())
    }
}
