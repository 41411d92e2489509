//! What can go wrong in the database, in three kinds that callers treat differently.

use std::fmt;

use sea_orm::{DbErr, RuntimeErr, SqlErr};

/// A failed query.
#[derive(Debug)]
pub enum Error {
    /// A row with this key exists.
    Taken,
    /// Somebody else was faster, or the database is busy: the whole transaction may be tried again.
    Busy,
    /// Anything else: a fault to be logged.
    Fault(Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    pub(crate) fn fault(message: impl Into<String>) -> Self {
        Self::Fault(message.into().into())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Taken => f.write_str("a row with this key exists"),
            Self::Busy => f.write_str("the database is busy"),
            Self::Fault(source) => source.fmt(f),
        }
    }
}

impl std::error::Error for Error {}

/// SQLite: busy, locked, and their extended codes end so; PostgreSQL: serialization failure, deadlock, lock timeout.
fn may_be_tried_again(code: &str) -> bool {
    matches!(code, "5" | "6" | "261" | "262" | "517" | "40001" | "40P01" | "55P03")
}

/// What SQLite's guards of the ledger say (step 0051): they are asked before the keys are.
const REPLACES: &str = "a row of the ledger is never replaced";

/// Whoever asked is told to come back; the operator is told here what was waited for, as nothing above knows it.
fn busy(error: &DbErr) -> Error {
    tracing::warn!(%error, "the database is busy");
    Error::Busy
}

impl From<DbErr> for Error {
    fn from(error: DbErr) -> Self {
        if let Some(SqlErr::UniqueConstraintViolation(_)) = error.sql_err() {
            return Self::Taken;
        }
        if let DbErr::Exec(RuntimeErr::SqlxError(source))
        | DbErr::Query(RuntimeErr::SqlxError(source))
        | DbErr::Conn(RuntimeErr::SqlxError(source)) = &error
            && let Some(said) = source.as_database_error()
        {
            if said.message() == REPLACES {
                return Self::Taken;
            }
            if said.code().is_some_and(|code| may_be_tried_again(&code)) {
                return busy(&error);
            }
        }
        if matches!(error, DbErr::ConnectionAcquire(_)) {
            return busy(&error);
        }
        Self::Fault(error.into())
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Fault(error.into())
    }
}
