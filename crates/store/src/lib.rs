//! Entities and every query of Loket.
//!
//! Nothing above this crate names sea-orm or SQL. One file per noun. A query that touches a customer's rows requires
//! the proof that somebody may: a [`Granted`](domain::permissions::Granted) for members, a
//! [`StaffGranted`](domain::permissions::StaffGranted) for the vendor's people, or [`Job`] for the portal's own work.

pub mod access;
pub mod accounts;
pub mod bank;
pub mod bulk;
pub mod carts;
pub mod cases;
pub mod catalogue;
pub mod causes;
pub mod check;
mod database;
mod entity;
pub mod erasure;
mod error;
pub mod events;
pub mod export;
pub mod invoices;
pub mod keys;
pub mod knowledge;
pub mod ledger;
pub mod lists;
pub mod measures;
pub mod online;
pub mod orders;
pub mod outbox;
pub mod post;
pub mod reviews;
pub mod sessions;
pub mod settings;
pub mod spending;
mod sql;
pub mod text;
pub mod upkeep;

pub use database::{Backend, Db, Schema, Store, Tx};
pub use error::Error;

/// What the libraries beneath may log unless the operator asks for more: their every statement would drown the portal's
/// own lines. In the words of `RUST_LOG`.
pub const LOG_DIRECTIVES: &str = "sqlx=warn,sea_orm=warn";

/// Proof that the portal itself asks: a worker, an import, a command of the operator. Not for requests.
#[derive(Clone, Copy, Debug)]
pub struct Job(());

impl Job {
    /// Says who works, for the reader of the code: `Job::of("outbox worker")`.
    #[must_use]
    pub const fn of(_name: &'static str) -> Self {
        Self(())
    }
}

/// A new identifier: UUIDv7, so that rows made together lie together.
#[must_use]
pub fn new_id() -> uuid::Uuid {
    uuid::Uuid::now_v7()
}
